/** The projection and the reference, asked the same of the same log. */
import { isDeepStrictEqual } from 'node:util';
import { coordinateEnd } from '../../events/edtf.ts';
import { cellAt } from '../../projections/cell.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import type { Resolution } from '../../projections/resolve.ts';
import { View } from '../../projections/view.ts';
import type { Heard } from '../../projections/view.ts';
import { state } from '../reference/naive.ts';
import { inNotation, normalised } from './answers.ts';
import type { Generated, Question } from './generate.ts';
import { DOSSIER, entriesOf } from './notation.ts';

export type Answer = Record<string, unknown>;
export const isSame = (a: Answer, b: Answer): boolean => isDeepStrictEqual(a, b);

/** What the reference answers. */
export const expected = ({ log, opens }: Generated, q: Question): Answer =>
  normalised(state(log, q.facet, q.at, { known: q.known, published: q.published, from: opens }));

/** A log folded once by the projection; views and facets are shared between questions, as programs share them. */
export class Folded {
  readonly record: RecordState = emptyRecord();
  readonly #offset: number[];
  readonly #facets = new Map<string, FacetView>();

  constructor({ log, opens }: Generated) {
    const { entries, offset } = entriesOf(log, opens);
    this.#offset = offset;
    for (const entry of entries) applyEvent(this.record, entry);
  }

  answer({ facet, at, known, published }: Question): Answer {
    const key = `${known} ${published ?? ''} ${facet}`;
    let view = this.#facets.get(key);
    if (!view) {
      const limit = published === undefined ? Infinity : coordinateEnd(published);
      view = new FacetView(new View(this.record, this.record.dossiers.get(DOSSIER), limit, this.#offset[known]!), facet);
      this.#facets.set(key, view);
    }
    return inNotation(cellAt(view, coordinateEnd(at)));
  }
}

/** What the rule found on a facet, by index of the claims: to compare the claims that can matter with all of them. */
export function indexesOf({ shown, others, current, overruled }: Resolution) {
  const indexes = (list: readonly Heard[]) => list.map((c) => c.row.index);
  return { shown: shown?.row.index, others: indexes(others), current: indexes(current), overruled: indexes(overruled) };
}

export interface Difference {
  readonly generated: Generated;
  readonly question: Question;
  readonly expected: Answer;
  readonly actual: Answer;
}

/** Both answers to a question where they differ; an error of the projection is an answer that differs. */
export function difference(
  generated: Generated,
  question: Question,
  folded?: Folded,
  wanted: Answer = expected(generated, question),
): Difference | undefined {
  let actual: Answer;
  try {
    actual = (folded ?? new Folded(generated)).answer(question);
  } catch (e) {
    actual = { error: (e as Error).message };
  }
  return isSame(wanted, actual) ? undefined : { generated, question, expected: wanted, actual };
}

/** Everything that is one step smaller: a line, a claim, a field or an item of a list less. */
function* smaller({ generated: { log, opens }, question }: Difference): Generator<[Generated, Question]> {
  if (question.published !== undefined) {
    const { published: _, ...rest } = question;
    yield [{ log, opens }, rest];
  }
  if (question.known < log.length) yield [{ log: log.slice(0, question.known), opens }, question];
  for (let i = log.length - 1; i >= 0; i--)
    yield [
      { log: log.toSpliced(i, 1), opens },
      { ...question, known: question.known - (i < question.known ? 1 : 0) },
    ];
  for (const [i, line] of log.entries())
    for (const less of parts(line, ['t', 'dev', 'id', 'source', 'facet', 'prefer'])) yield [{ log: log.with(i, less), opens }, question];
}
function* parts<T extends object>(x: T, kept: readonly string[]): Generator<T> {
  for (const [key, value] of Object.entries(x) as [keyof T & string, unknown][]) {
    if (kept.includes(key)) continue;
    yield Object.fromEntries(Object.entries(x).filter(([k]) => k !== key)) as T;
    if (!Array.isArray(value)) continue;
    for (const [i, item] of (value as unknown[]).entries()) {
      if (value.length > 1) yield { ...x, [key]: value.toSpliced(i, 1) };
      if (typeof item === 'object' && item !== null)
        for (const less of parts(item, ['facet', 'value', 'is', 'mode', 'type', 'to'])) yield { ...x, [key]: value.with(i, less) };
    }
  }
}

/** The smallest log that still shows a difference, found by leaving out one thing after another. */
export function shrunk(found: Difference): Difference {
  let smallest = found;
  search: for (;;) {
    for (const [generated, question] of smaller(smallest)) {
      try {
        const next = difference(generated, question);
        if (!next) continue;
        smallest = next;
        continue search;
      } catch {
        // no log that could be
      }
    }
    return smallest;
  }
}

export const described = ({ generated: { log, opens }, question, expected: wanted, actual }: Difference): string =>
  [
    `dossier opens ${opens}`,
    ...log.map((line, i) => `${i} ${JSON.stringify(line)}`),
    `asked    ${JSON.stringify(question)}`,
    `expected ${JSON.stringify(wanted)}`,
    `actual   ${JSON.stringify(actual)}`,
  ].join('\n');
