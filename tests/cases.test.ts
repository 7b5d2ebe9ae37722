/** The worked cases: every `tests/cases/*.json` of that form. Queries ask the projection directly, rejections go through the deciders. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coordinateEnd } from '../events/edtf.ts';
import { cellAt } from '../projections/cell.ts';
import { applyEvent, emptyRecord } from '../projections/record.ts';
import { FacetView } from '../projections/resolve.ts';
import { View } from '../projections/view.ts';
import { isRejection } from '../src/record/rejection.ts';
import { inNotation, normalised } from './support/answers.ts';
import { DOSSIER, entriesOf } from './support/notation.ts';
import type { Case, Query, Rejection } from './support/notation.ts';
import { commandOf, prepared } from './support/rejections.ts';

const folder = new URL('cases/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.json'));
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { cases: Case[]; rejections?: Rejection[] };

function answer(c: Case, q: Query) {
  const { entries, offset } = entriesOf(c.log, q.from);
  const record = emptyRecord();
  for (const entry of entries) applyEvent(record, entry);
  expect(record.problems).toEqual([]);
  const published = q.published === undefined ? Infinity : coordinateEnd(q.published);
  const view = new View(record, record.dossiers.get(DOSSIER), published, offset[q.known ?? c.log.length]!);
  return inNotation(cellAt(new FacetView(view, q.facet), coordinateEnd(q.at)));
}

describe.each(files)('%s', (file) => {
  const { cases, rejections = [] } = read(file);
  describe.each(cases)('$id $title', (c) => {
    test.each(c.queries)('$facet at $at, published $published, known $known', (q) => {
      expect(answer(c, q)).toEqual(normalised(q.expect as Record<string, unknown>));
    });
  });

  test.each(rejections)('$id $title', ({ log, rejects }) => {
    const recorder = prepared(log);
    for (const line of log.slice(0, -1)) recorder.do(commandOf(line));
    const before = recorder.record.size;
    let code: string | undefined;
    try {
      recorder.do(commandOf(log.at(-1)!));
    } catch (e) {
      if (!isRejection(e)) throw e;
      code = e.code;
    }
    expect(code).toBe(rejects);
    expect(recorder.record.size).toBe(before);
  });
});
