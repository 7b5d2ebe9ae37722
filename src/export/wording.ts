/** The words of answers that every form for people shares: dates, values, how good a word is, why one claim is shown before another. */
import { formatEdtf, parseEdtf } from '../../events/edtf.ts';
import type { Development, DevelopmentKind } from '../../events/developments.ts';
import type { Attribution, Grade } from '../../events/schema.ts';
import type { QuoteAnswer, QuoteChange } from '../../events/anchor.ts';
import type { Thin, Value } from '../../projections/cell.ts';
import type { Because } from '../../projections/diff.ts';
import type { BeatenBy, ExcludedBy } from '../../projections/why.ts';

/** A date as a person would say it; as it stands where it is none. */
export function date(text: string): string {
  try {
    return formatEdtf(text);
  } catch {
    return text;
  }
}

/** "since 4 September 2025", "by 4 September 2025 at the latest". */
export function since(text: string): string {
  try {
    const { form, first, last } = parseEdtf(text);
    if (form === 'by') return `since ${date(last!.text)} or earlier`;
    if (form === 'from') return `since ${date(first!.text)} or later`;
    if (form === 'lasting') return `since ${date(first!.text)}`;
  } catch {
    return `since ${text}`;
  }
  return `since ${date(text).replace(/^in (?=\d)/, '')}`;
}

const OPS: Readonly<Record<string, string>> = {
  '=': '',
  '>': 'more than ',
  '>=': 'at least ',
  '<': 'fewer than ',
  '<=': 'at most ',
  '~': 'about ',
};

/** A value as text: stances as they are, quantities in words, the rest as JSON. */
export function value(v: Value | undefined): string {
  if (v === undefined || v === null) return 'taken back';
  if (typeof v === 'string') return v;
  if (typeof v === 'object' && !Array.isArray(v)) {
    const { n, op = '=', unit, ...more } = v;
    if (typeof n === 'number' && typeof op === 'string' && op in OPS && !Object.keys(more).length) {
      const what = typeof unit === 'string' ? ` ${n === 1 ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit}` : '';
      return `${OPS[op]!}${n.toLocaleString('en', { maximumFractionDigits: 20, useGrouping: 'min2' })}${what}`;
    }
  }
  return JSON.stringify(v);
}

/** `asSaid` and `SummitHeld` as words. */
export const camelWords = (text: string): string =>
  text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replaceAll('-', ' ')
    .toLowerCase();

/** Particulars of a claim: "place: outside; partners: France, Italy"; `called` is for texts that may be ids. */
export function detail(d: Record<string, unknown> | undefined, called = (text: string): string => text): string {
  const one = (v: unknown): string =>
    Array.isArray(v)
      ? v.map(one).join(', ')
      : typeof v === 'string'
        ? called(v)
        : typeof v === 'object' && v !== null
          ? value(v as Value)
          : JSON.stringify(v);
  return Object.entries(d ?? {})
    .map(([k, v]) => `${camelWords(k)}: ${one(v)}`)
    .join('; ');
}

export const ATTRIBUTIONS = {
  official: 'official',
  'on-record': 'on the record',
  reported: 'as reported',
  anonymous: 'unnamed speaker',
} as const satisfies Record<Attribution, string>;

/** How far a page can be relied on, whatever is said in it (docs/editorial.md). */
export const GRADES = {
  A: 'an office’s own site, or a document known to be its own',
  B: 'an agency or a paper with an editorial name',
  C: 'an outlet that mostly passes on, or a state’s own where it carries what its officials say',
  D: 'little known, partisan or compiled; the reason says which',
  E: 'republishes, or is partisan and stands alone: what rests on it alone is listed, never shown',
  F: 'not to be relied on: likewise listed, never shown',
} as const satisfies Record<Grade, string>;

export const origins = (n: number): string => (n === 1 ? 'one origin' : `${n} origins`);

/** Why the ground is thin. */
export const THIN_GROUND: Readonly<Record<Thin, string>> = {
  'one-origin': 'one origin',
  'no-speaker': 'no speaker named',
  undated: 'undated',
};

/** By what a claim was beaten. */
export const BEATEN: Readonly<Record<BeatenBy, string>> = {
  overruled: 'a ruling of the editors is against it',
  superseded: 'a later word of the same speaker took its place',
  earlier: 'it is earlier',
  attribution: 'the shown word is of a better kind (official, on the record, as reported)',
  origins: 'more independent origins say what is shown',
  start: 'what is shown began later',
  precision: 'what is shown is dated more precisely',
  recording: 'what is shown was recorded later',
};

/** Why a claim could not compete. */
export const EXCLUDED: Readonly<Record<ExcludedBy, string>> = {
  retracted: 'its development is retracted',
  'older-version': 'a correction took its place',
  'correction-not-published': 'the correction rests on pages that these readers did not have',
  'not-published': 'no page that carries it was published by then',
  unsupported: 'no source that stands supports it',
  'others-word': 'somebody else’s word: it does not own this cell',
  anonymous: 'nobody is named who said it',
  'low-grade': 'it rests only on sources graded E or F',
  'not-yet': 'its time had not come',
  'possible-only': 'it is possible, not certain, by then',
  'window-closed': 'its time was over',
};

/** What kind of development it is, as one would choose it. */
export const KINDS: Readonly<Record<DevelopmentKind, string>> = {
  StatementMade: 'a statement',
  PositionTaken: 'a position taken, changed or repeated',
  SummitHeld: 'a summit',
  MeetingHeld: 'a meeting',
  CallHeld: 'a phone or video call',
  AgreementReached: 'a joint statement, agreement or treaty',
  ContributionOffered: 'an offer of a contribution',
  CommitmentAnnounced: 'a commitment',
  ProposalMade: 'a proposal',
  DemandMade: 'a demand',
  ObjectionRaised: 'an objection',
  ObjectionDismissed: 'an objection dismissed',
  AssessmentReported: 'a report: somebody’s assessment',
  NegotiationReported: 'a report: talks, or their lack of progress',
  MeetingAnnounced: 'a meeting that is announced',
  FollowUpAnnounced: 'a next step that is promised',
  RoleTaken: 'a role taken, held or left',
  SanctionImposed: 'a sanction',
  WorldChanged: 'a fact that changed',
};

/** As what somebody took part. */
export const ROLES: Readonly<Record<NonNullable<Development['participants']>[number]['role'], string>> = {
  attendee: 'took part',
  party: 'was one of the parties',
  host: 'was the host',
  chair: 'was in the chair',
  'co-chair': 'shared the chair',
  speaker: 'spoke',
  addressee: 'was addressed',
  subject: 'it is about them',
  mentioned: 'was mentioned',
};

/** How a development stands to an earlier one. */
export const RELATIONS: Readonly<Record<NonNullable<Development['relations']>[number]['type'], string>> = {
  supersedes: 'takes the place of what the same speaker said in',
  clarifies: 'says what the same speaker meant in',
  narrows: 'narrows what the same speaker said in',
  restates: 'says again what was said in',
  answers: 'answers the promise of',
  contradicts: 'contradicts',
  'follows-up': 'follows from',
};

/** What became of a quote in another copy of its page. */
export const QUOTES: Readonly<Record<QuoteAnswer, { readonly glyph: string; readonly word: string; readonly means: string }>> = {
  unchanged: { glyph: '=', word: 'unchanged', means: 'the words stand where they stood, between the same words' },
  moved: { glyph: '→', word: 'moved', means: 'the words stand between the same words, in another place' },
  changed: { glyph: '~', word: 'changed', means: 'something close to it stands there now; it is not verified, look at it' },
  ambiguous: { glyph: '?', word: 'ambiguous', means: 'it stands in several places, and nothing tells which is meant' },
  gone: { glyph: '✕', word: 'gone', means: 'nothing close to it is in this copy' },
};
/** What about a changed quote is otherwise. */
export const QUOTE_CHANGES: Readonly<Record<QuoteChange, string>> = {
  around: 'the words stand, between other words',
  spelling: 'spelt or spaced otherwise',
  words: 'other words',
};

/** What a claim did that brought a change about; that it began is said by naming it. */
export const CLAIM_DOES = {
  'may-begin': 'may have begun',
  begins: '',
  'may-end': 'its time may be over',
  ends: 'its time is over',
} as const;

type DevelopmentCause = Pick<Extract<Because, { kind: 'development' }>, 'kind' | 'development' | 'claim' | 'does'> & {
  readonly facet?: string | undefined;
};
/**
 * What brought a change about, each cause once: a claim turns a cell when it may have begun and when it has, and likewise at its
 * end. Told of where it led: what is listed beside an answer comes there once it may have begun, and stays when it has, so that
 * whether it has is open only where it is listed as possible.
 */
export function causesOf<B extends { readonly kind: 'act' | 'source' } | DevelopmentCause>(change: {
  readonly because: readonly B[];
  readonly after: { readonly possibly?: readonly { readonly by: { readonly development: string; readonly claim: string } }[] | undefined };
}): B[] {
  const last = new Map<string, B>();
  for (const b of change.because) {
    const one = b.kind === 'development' && `${b.development} ${b.claim} ${b.facet ?? ''} ${b.does.replace('may-', '').replace(/s$/, '')}`;
    last.set(one || JSON.stringify(b), b);
  }
  return [...last.values()].map((b) => {
    if (b.kind !== 'development' || b.does !== 'may-begin' || b.facet !== undefined) return b;
    const isOpen = change.after.possibly?.some(({ by }) => by.development === b.development && by.claim === b.claim);
    return isOpen ? b : { ...b, does: 'begins' };
  });
}
