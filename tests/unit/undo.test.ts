/** Taking back an act: what the record says after it is what it said before, and the act stays on record. */
import { describe, expect, test } from 'vitest';
import type { DomainEvent } from '../../events/catalogue.ts';
import { stateAt } from '../../projections/state.ts';
import { canonicalJson } from '../../events/canonical.ts';
import { noticed } from '../../projections/change.ts';
import { View } from '../../projections/view.ts';
import { undoOf } from '../../src/record/undo.ts';
import { Recorder } from '../support/rejections.ts';

const ladder = [{ stance: 'no' }, { stance: 'unsure' }, { stance: 'yes' }];
const said = (id: string, value: string, more: object = {}) => ({
  do: 'record',
  kind: 'PositionTaken',
  development: {
    id,
    dossiers: ['case'],
    title: id,
    date: '2025-09-04',
    evidence: ['s1'],
    claims: [{ facet: 'position/FRA/troops', value }],
    ...more,
  },
});
const start = () => {
  const recorder = new Recorder();
  recorder.do({ do: 'actor-add', id: 'FRA', kind: 'state', name: 'France' });
  recorder.do({ do: 'dossier-open', id: 'case', title: 'Case', opens: '2024-12-01' });
  recorder.do({ do: 'issue-define', dossier: 'case', id: 'troops', question: 'Troops?', ladder, neutral: 'unsure' });
  recorder.do({ do: 'source-add', id: 's1', publisher: 'One', grade: 'B' });
  recorder.do({ do: 'source-add', id: 's2', publisher: 'Two' });
  recorder.do(said('a', 'no'));
  return recorder;
};
const state = ({ record }: Recorder) =>
  stateAt(new View(record, record.dossiers.get('case'), Infinity, record.size), Date.UTC(2026, 0, 1)).map((cell) =>
    canonicalJson(noticed(cell)),
  );

/** Acts whose undoing leaves the state as it was. */
const ACTS: [string, unknown[]][] = [
  ['a record', [said('b', 'yes')]],
  [
    'a correction',
    [
      {
        do: 'correct',
        development: 'a',
        changes: { claims: [{ id: 'c1', facet: 'position/FRA/troops', value: 'yes' }] },
        reason: 'misread',
      },
    ],
  ],
  ['a correction of the title', [{ do: 'correct', development: 'a', changes: { title: 'A', place: 'Paris' }, reason: 'spelling' }]],
  ['a retraction', [{ do: 'retract', development: 'a', reason: 'wrong' }]],
  [
    'a reinstatement',
    [
      { do: 'retract', development: 'a', reason: 'wrong' },
      { do: 'reinstate', development: 'a', reason: 'right' },
    ],
  ],
  ['a withdrawal', [{ do: 'source-withdraw', id: 's1', reason: 'taken back' }]],
  [
    'a restoration',
    [
      { do: 'source-withdraw', id: 's1', reason: 'taken back' },
      { do: 'source-restore', id: 's1', reason: 'still there' },
    ],
  ],
  ['a grade', [{ do: 'source-grade', id: 's1', grade: 'E', reason: 'unreliable' }]],
  ['a corrected source', [{ do: 'source-correct', id: 's1', published: '2026-05-01', title: 'T', reason: 'dated' }]],
  ['an updated dossier', [{ do: 'dossier-update', id: 'case', title: 'Another', reason: 'clearer' }]],
  ['an updated actor', [{ do: 'actor-update', id: 'FRA', name: 'République française', aliases: ['France'], reason: 'own name' }]],
  ['a revised issue', [{ do: 'issue-revise', dossier: 'case', id: 'troops', question: 'Own troops?', reason: 'clearer' }]],
  ['added evidence', [{ do: 'evidence', development: 'a', evidence: ['s2'] }]],
];

const undo = (recorder: Recorder, events: readonly DomainEvent[]) =>
  undoOf(recorder.record, recorder.record.size - 1, events.at(-1)!, 'undone');

describe('undo', () => {
  test.each(ACTS)('%s is taken back by an act of its own', (_what, commands) => {
    const recorder = start();
    for (const command of commands.slice(0, -1)) recorder.do(command);
    const before = state(recorder);
    const { appends } = recorder.do(commands.at(-1));
    const done = undo(recorder, appends[0]!.events);
    expect(done).toMatchObject({ possible: true });
    const size = recorder.record.size;
    const again = recorder.do((done as { command: unknown }).command);
    expect(state(recorder)).toEqual(before);
    expect(recorder.record.size).toBe(size + 1);
    // and taking that back does it again, where the act itself can be undone
    expect(undo(recorder, again.appends[0]!.events).says).not.toBe('');
  });

  test('what cannot be taken back says what to do instead', () => {
    const recorder = start();
    recorder.do(said('b', 'yes'));
    const ruling = recorder.do({
      do: 'adjudicate',
      dossier: 'case',
      facet: 'position/FRA/troops',
      prefer: 'a#c1',
      over: ['b#c1'],
      reason: 'checked',
    });
    expect(undo(recorder, ruling.appends[0]!.events)).toEqual({
      possible: false,
      says: expect.stringContaining('adjudicate again') as string,
    });
  });

  test('what was changed again since is not overwritten', () => {
    const recorder = start();
    const first = recorder.do({ do: 'source-grade', id: 's1', grade: 'C', reason: 'weaker' });
    const seq = recorder.record.size - 1;
    recorder.do({ do: 'source-grade', id: 's1', grade: 'D', reason: 'weaker still' });
    expect(undoOf(recorder.record, seq, first.appends[0]!.events[0]!, 'undone')).toMatchObject({ possible: false });
  });
});
