/** The log that was written with the first payloads reads the same today. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { decode } from '../../events/codec.ts';
import { coordinateEnd } from '../../events/edtf.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import { stateAt } from '../../projections/state.ts';
import { timelineAt } from '../../projections/timeline.ts';
import { View } from '../../projections/view.ts';
import type { ExportedEvent } from '../../src/export/events.ts';
import { entryOf } from '../../src/query/read-side.ts';

interface Answered {
  question: { at: string; known?: number; published?: string };
  state: object[];
  timeline: object[];
}
const fixture = (name: string) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8');
const events = fixture('log-v0.jsonl')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as ExportedEvent);
const stored = events.map((e) => ({
  ...e,
  data: JSON.stringify(e.data),
  metadata: JSON.stringify(e.metadata),
  position: String(e.seq) as never,
}));
const answers = JSON.parse(fixture('log-v0.answers.json')) as Answered[];

const record = emptyRecord();
for (const e of stored) applyEvent(record, entryOf(e));

test('the fixture was written with version 0 and loses nothing', () => {
  expect(new Set(events.map((e) => (e.metadata as { schemaVersion: number }).schemaVersion))).toEqual(new Set([0]));
  expect(record.problems).toEqual([]);
  expect(record.size).toBe(events.length);
});

test.each(answers)('$question', ({ question, state, timeline }) => {
  const published = question.published === undefined ? Infinity : coordinateEnd(question.published);
  const view = new View(record, record.dossiers.get('coalition-of-the-willing'), published, question.known ?? record.size);
  const at = coordinateEnd(question.at);
  expect(stateAt(view, at)).toMatchObject(state);
  expect(timelineAt(view, at).items).toMatchObject(timeline);
});

test('an announced meeting of version 0 is due when it was scheduled', () => {
  const old = stored.find((e) => e.type === 'MeetingAnnounced')!;
  expect(events.find((e) => e.type === 'MeetingAnnounced')!.data).toHaveProperty('scheduled', '2025-12-11');
  const read = decode(old);
  expect(read.ok && read.event.data).toMatchObject({ due: { asSaid: '2025-12-11', from: '2025-12-11' } });
  expect(read.ok && read.event.data).not.toHaveProperty('scheduled');
});
