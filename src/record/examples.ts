/**
 * What each command is for, and examples, shown in `docs/commands.md`. Read from top to bottom the examples are a file that `import`
 * takes: a test records them.
 */
import type { CommandName } from './commands.ts';

export interface CommandDescription {
  readonly description: string;
  readonly examples: readonly Readonly<Record<string, unknown>>[];
}

const DOSSIER = 'coalition-of-the-willing';
const ladder = [{ stance: 'rules-out' }, { stance: 'undecided' }, { stance: 'open', means: 'ready, willing in principle' }];
const position = { facet: 'position/POL/troop-deployment', value: 'rules-out' };
const refusal = {
  dossiers: [DOSSIER],
  title: 'Poland sends no troops',
  date: '2025-02-17',
  by: 'donald-tusk',
  for: ['POL'],
  attribution: 'on-record',
};

export const COMMAND_DESCRIPTIONS: Readonly<Record<CommandName, CommandDescription>> = {
  'dossier-open': {
    description: 'Opens a dossier: a track that is followed from a day on, with its bodies and world facts.',
    examples: [
      {
        do: 'dossier-open',
        id: DOSSIER,
        title: 'Coalition of the willing',
        opens: '2024-12-01',
        bodies: [{ id: 'coalition', title: 'Coalition of the willing' }],
        worldFacts: [{ id: 'ceasefire', text: 'a general and agreed ceasefire is in force' }],
      },
    ],
  },
  'dossier-update': {
    description: 'Changes the title, summary, bodies or world facts of a dossier. A list is given whole.',
    examples: [{ do: 'dossier-update', id: DOSSIER, title: 'Coalition of the willing for Ukraine', reason: 'clearer title' }],
  },
  'issue-define': {
    description: 'Defines an issue of a dossier: a question on which actors take positions, with its ladder of stances.',
    examples: [
      {
        do: 'issue-define',
        dossier: DOSSIER,
        id: 'troop-deployment',
        question: 'Own troops inside Ukraine after the fighting?',
        ladder,
        neutral: 'undecided',
      },
    ],
  },
  'issue-revise': {
    description: 'Puts an issue differently, or gives it another ladder. Claims made before keep the ladder they were made on.',
    examples: [
      {
        do: 'issue-revise',
        dossier: DOSSIER,
        id: 'troop-deployment',
        ladder: [...ladder, { stance: 'pledged' }],
        reason: 'a pledge is more than openness',
      },
    ],
  },
  'actor-add': {
    description: 'Registers an actor. A person speaks in the name of a state or organisation by an office held on that day.',
    examples: [
      { do: 'actor-add', id: 'POL', kind: 'state', name: 'Poland' },
      {
        do: 'actor-add',
        id: 'donald-tusk',
        kind: 'person',
        name: 'Donald Tusk',
        offices: [{ office: 'Prime Minister', of: 'POL', from: '2023-12-13' }],
      },
      { do: 'actor-add', id: 'd-tusk', kind: 'person', name: 'D. Tusk' },
    ],
  },
  'actor-update': {
    description: 'Changes names, offices or successor of an actor. A list is given whole.',
    examples: [{ do: 'actor-update', id: 'POL', aliases: ['Polska'], reason: 'own name added' }],
  },
  'actor-merge': {
    description: 'Two actors are one: the id becomes an alias of the other, and what was said under it counts under the other.',
    examples: [{ do: 'actor-merge', id: 'd-tusk', into: 'donald-tusk', reason: 'one person' }],
  },
  'source-add': {
    description: 'Registers a source. Evidence names sources that are registered.',
    examples: [
      { do: 'source-add', id: 'polish-radio', publisher: 'Polskie Radio', url: 'https://www.example.org/1', published: '2025-02-17' },
      { do: 'source-add', id: 'polskie-radio', publisher: 'Polskie Radio', published: '2025-02-17' },
      { do: 'source-add', id: 'news-agency', publisher: 'A news agency', published: '2025-02-18', language: 'en', grade: 'B' },
    ],
  },
  'source-correct': {
    description: 'Corrects the description of a source. Its grade stays.',
    examples: [
      { do: 'source-correct', id: 'polish-radio', title: 'No troops, says Tusk', language: 'en', reason: 'title and language added' },
    ],
  },
  'source-grade': {
    description: 'Gives a source a grade, or another one.',
    examples: [{ do: 'source-grade', id: 'polish-radio', grade: 'A', reason: 'public broadcaster, quotes the speaker in full' }],
  },
  'source-capture': {
    description: 'Says which text of a source was captured. Quotes are looked up in it; the text itself is kept beside the log.',
    examples: [
      {
        do: 'source-capture',
        id: 'news-agency',
        sha256: '1f1f5eb1a9d8a84aa7ab9cf0a7f1a4a7e34a3e36eb4a0b1c9cbbd3f8bf2f8a5e',
        length: 2150,
        capturedAt: '2025-02-18',
      },
    ],
  },
  'source-withdraw': {
    description: 'A source no longer counts, nor do copies of it.',
    examples: [{ do: 'source-withdraw', id: 'news-agency', reason: 'the agency took it back', because: ['polish-radio'] }],
  },
  'source-restore': {
    description: 'Takes a withdrawal back.',
    examples: [{ do: 'source-restore', id: 'news-agency', reason: 'withdrawn by mistake' }],
  },
  'source-merge': {
    description: 'Two sources are one document: the id becomes an alias of the other.',
    examples: [{ do: 'source-merge', id: 'polskie-radio', into: 'polish-radio', reason: 'the same page under two addresses' }],
  },
  record: {
    description: 'Records a development: something that happened or was said, what it asserts, and on what evidence.',
    examples: [
      {
        do: 'record',
        kind: 'PositionTaken',
        development: { id: 'poland-sends-no-troops', ...refusal, evidence: ['polish-radio'], claims: [position] },
      },
      {
        do: 'record',
        kind: 'StatementMade',
        development: {
          id: 'poland-refuses-again',
          ...refusal,
          title: 'Tusk: no Polish troops',
          evidence: [{ source: 'news-agency', quote: { exact: 'We will not send Polish soldiers', start: 310, end: 342 } }],
          claims: [position],
        },
        key: 'agency-2025-02-18-1',
        author: 'night desk',
        recordedAt: '2025-02-18T21:30:00Z',
      },
      {
        do: 'record',
        kind: 'StatementMade',
        development: {
          id: 'poland-undecided',
          dossiers: [DOSSIER],
          title: 'Poland is said to be undecided',
          date: '2025-02-18',
          evidence: ['news-agency'],
          claims: [{ ...position, value: 'undecided' }],
        },
      },
    ],
  },
  correct: {
    description: 'We were wrong about a development: what changes, or the whole new version.',
    examples: [
      {
        do: 'correct',
        development: 'poland-sends-no-troops',
        changes: { place: 'Warsaw', title: 'Poland will send no troops' },
        reason: 'the place was missing',
      },
    ],
  },
  evidence: {
    description: 'Adds evidence to a development, in every version of it: for all its claims, or for those that are named.',
    examples: [
      {
        do: 'evidence',
        development: 'poland-undecided',
        evidence: [{ source: 'polish-radio', wording: 'the government has not decided' }],
        claims: ['c1'],
        reason: 'a second page',
      },
    ],
  },
  merge: {
    description:
      'Two developments are one act: the evidence of the duplicate moves to the other, for the claims that say the same, and the duplicate is retracted.',
    examples: [{ do: 'merge', development: 'poland-refuses-again', into: 'poland-sends-no-troops', reason: 'one act, two records' }],
  },
  adjudicate: {
    description: 'Rules which of several claims on a facet stands.',
    examples: [
      {
        do: 'adjudicate',
        dossier: DOSSIER,
        facet: 'position/POL/troop-deployment',
        prefer: 'poland-sends-no-troops#c1',
        over: ['poland-undecided#c1'],
        reason: 'transcript checked',
        because: ['polish-radio'],
      },
    ],
  },
  retract: {
    description: 'Takes a development back: it should not have been recorded, or is a duplicate.',
    examples: [{ do: 'retract', development: 'poland-undecided', reason: 'a misreading of the page' }],
  },
  reinstate: {
    description: 'Takes a retraction back.',
    examples: [{ do: 'reinstate', development: 'poland-undecided', reason: 'the page does say so' }],
  },
};
