/** Merges that lead in a circle, as two writers at once or an imported log can produce them: reported, and nothing hangs. */
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../events/catalogue.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import { View } from '../../projections/view.ts';
import { asEntry } from '../support/notation.ts';

const ids = ['a', 'b', 'c'];
const merges: [string, string][] = [
  ['a', 'b'],
  ['b', 'a'],
  ['c', 'a'],
  ['b', 'b'],
];
const folded = (events: readonly DomainEvent[]) => {
  const record = emptyRecord();
  for (const [i, event] of events.entries()) applyEvent(record, asEntry(event, i));
  return record;
};

test('of sources', () => {
  const record = folded([
    ...ids.map((id): DomainEvent => ({ type: 'SourceRegistered', data: { id, publisher: id } })),
    ...merges.map(([id, into]): DomainEvent => ({ type: 'SourcesMerged', data: { id, into, reason: 'one page' } })),
  ]);
  expect(record.problems.map((p) => p.position)).toEqual([5, 7]);
  const view = new View(record, undefined, Infinity, record.size);
  expect(ids.map((id) => view.sourceId(id))).toEqual(['b', 'b', 'b']);
  expect(ids.map((id) => new View(record, undefined, Infinity, 4).sourceId(id))).toEqual(['b', 'b', 'c']);
});

test('of actors', () => {
  const record = folded([
    ...ids.map((id): DomainEvent => ({ type: 'ActorRegistered', data: { id, kind: 'person', name: id } })),
    ...merges.map(([id, into]): DomainEvent => ({ type: 'ActorsMerged', data: { id, into, reason: 'one person' } })),
  ]);
  expect(record.problems.map((p) => p.position)).toEqual([5, 7]);
});
