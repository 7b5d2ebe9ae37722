/** A small record that specifications start from: some actors, a dossier with an issue, a body and a world fact, two sources. */
import { codePointLength } from '../../events/text.ts';
import type { Sent } from './given.ts';

export const DOSSIER = 'coalition-of-the-willing';
export const TEXT =
  'Paris, 4 September. “We are ready,” Mr Macron said 😀. Twenty-six countries are ready to act. Italy, said Ms Meloni, would send no troops.';

export const ISSUE: Sent = {
  do: 'issue-define',
  dossier: DOSSIER,
  id: 'troop-deployment',
  question: 'Own troops inside Ukraine after the fighting?',
  ladder: [{ stance: 'rules-out' }, { stance: 'undecided' }, { stance: 'open' }],
  neutral: 'undecided',
};

export const WORLD: readonly Sent[] = [
  ...['FRA', 'GBR', 'ITA', 'USA'].map((id) => ({ do: 'actor-add', id, kind: 'state', name: id })),
  { do: 'actor-add', id: 'european-nations', kind: 'collective', name: 'European nations' },
  {
    do: 'actor-add',
    id: 'giorgia-meloni',
    kind: 'person',
    name: 'Giorgia Meloni',
    offices: [{ office: 'Prime Minister', of: 'ITA', from: '2022-10-22' }],
  },
  {
    do: 'dossier-open',
    id: DOSSIER,
    title: 'Coalition of the willing',
    opens: '2024-12-01',
    bodies: [{ id: 'coalition', title: 'Coalition of the willing' }],
    worldFacts: [{ id: 'ceasefire', text: 'a general and agreed ceasefire is in force' }],
  },
  ISSUE,
  { do: 'source-add', id: 'summit-report', publisher: 'Agency', published: '2025-09-05', grade: 'B' },
  { do: 'source-add', id: 'transcript', publisher: 'Palazzo Chigi', published: '2025-09-04' },
];

/** A second dossier, with a ladder of its own. */
export const OTHER: readonly Sent[] = [
  { do: 'dossier-open', id: 'other-track', title: 'Another track', opens: '2024-01-01' },
  { ...ISSUE, dossier: 'other-track', ladder: [{ stance: 'no' }, { stance: 'perhaps' }], neutral: 'perhaps' },
];

export const CAPTURE: Sent = { do: 'source-capture', id: 'summit-report', sha256: 'ab'.repeat(32), length: codePointLength(TEXT) };

export const position = (more: object = {}) => ({ facet: 'position/ITA/troop-deployment', value: 'rules-out', ...more });

/** Records a development; on its own it is accepted without a warning. */
export const statement = (development: object = {}, envelope: object = {}): Sent => ({
  do: 'record',
  kind: 'StatementMade',
  development: {
    id: 'italy-sends-no-troops',
    dossiers: [DOSSIER],
    title: 'Italy sends no troops',
    date: '2025-09-04',
    evidence: ['summit-report'],
    claims: [position()],
    ...development,
  },
  ...envelope,
});

export const correction = (changes: object | undefined, more: object = {}): Sent => ({
  do: 'correct',
  development: 'italy-sends-no-troops',
  ...(changes && { changes }),
  reason: 'we were wrong',
  ...more,
});
