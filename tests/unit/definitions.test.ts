/** What is defined, as the record had it: at every log size the same as in a record that ends there. */
import { expect, test } from 'vitest';
import type { DomainEvent } from '../../events/catalogue.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';
import { Answers } from '../../src/query/answers.ts';
import type { ReadSide } from '../../src/query/read-side.ts';
import { DOSSIER, foldDossier } from '../support/dossier.ts';
import { asEntry } from '../support/notation.ts';

const { record: bundled, events } = foldDossier();
const development = bundled.developments.get('summit-2025-09-04')!.versions.at(-1)!;
const issue = bundled.dossiers.get(DOSSIER)!.issues.get('troop-deployment')!.at(-1)!.value;

/** The bundled dossier, then all that can happen to a definition. */
const log: DomainEvent[] = [
  ...events.map((e) => e.event),
  {
    type: 'ActorUpdated',
    data: { id: 'ITA', ...bundled.actors.get('ITA')!.info.at(-1)!.value, name: 'Italian Republic', reason: 'its full name' },
  },
  { type: 'ActorsMerged', data: { id: 'EST', into: 'LVA', reason: 'a mistake, for the test' } },
  { type: 'IssueRevised', data: { dossier: DOSSIER, id: 'troop-deployment', ...issue, question: 'Asked anew?', reason: 'clearer' } },
  {
    type: 'IssueRevised',
    data: { dossier: DOSSIER, id: 'troop-deployment', ...issue, ladder: issue.ladder.slice(1), reason: 'a rung goes' },
  },
  { type: 'DossierUpdated', data: { id: DOSSIER, title: 'Another title', reason: 'shorter' } },
  { type: 'DossierOpened', data: { id: 'other', title: 'Other', opens: '2025-01-01' } },
  { type: 'IssueDefined', data: { dossier: 'other', id: 'troop-deployment', ...issue } },
  {
    type: 'DevelopmentCorrected',
    data: {
      id: 'summit-2025-09-04',
      kind: development.kind,
      version: development.number + 1,
      reason: 'belongs to both',
      development: { ...development.body, title: 'Another headline', dossiers: [DOSSIER, 'other'] },
    },
  },
];
const answers = (record: RecordState) => new Answers({ record } as unknown as ReadSide, () => 0);

test('at every log size dossiers, issues, actors and titles are those of a record that ends there', () => {
  const whole = emptyRecord();
  for (const [i, event] of log.entries()) applyEvent(whole, asEntry(event, i));
  expect(whole.problems).toEqual([]);
  const grown = emptyRecord();
  for (let size = 0; size <= log.length; size++) {
    if (size > 0) applyEvent(grown, asEntry(log[size - 1]!, size - 1));
    expect(answers(whole).dossiers({ known: size }), `known ${size}`).toEqual(answers(grown).dossiers());
    expect(answers(whole).actors({ known: size }), `known ${size}`).toEqual(answers(grown).actors());
    for (const { id } of whole.developments.values())
      expect(answers(whole).titleOf(id, { known: size }), `${id}, known ${size}`).toBe(answers(grown).titleOf(id));
  }
  // and what came last is what is there when nothing is asked for
  const [dossier, other] = answers(whole).dossiers();
  expect([dossier!.title, other!.developments]).toEqual(['Another title', 1]);
  // old claims keep their ladder: the rung that went is told, as far from neutral as it was
  const [rung] = issue.ladder;
  const neutral = issue.ladder.findIndex((r) => r.stance === issue.neutral);
  const retired = (of: typeof dossier) => of!.issues.find((i) => i.issue === 'troop-deployment')!.retired;
  expect(retired(dossier)).toEqual([{ ...rung, rung: -neutral }]);
  expect(retired(other)).toBeUndefined();
  expect(
    answers(whole)
      .actors()
      .filter((a) => a.mergedInto !== undefined || a.name === 'Italian Republic')
      .map((a) => a.actor),
  ).toContain('EST');
});

test('a size that the record never had is refused', () => {
  for (const known of [log.length, '2025-13', -1])
    expect(() => answers(bundled).actors({ known })).toThrow(/not a size it ever had|2025-13|-1/);
});
