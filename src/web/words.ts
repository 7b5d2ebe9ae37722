/** The words and glyphs of the page. Each glyph has its word beside it or as its name; the command line uses the same ones. */
import { camelWords, CLAIM_DOES, date, detail, THIN_GROUND, value as valueText } from '../export/wording.ts';
import type { AnswerOf } from '../http/client.ts';
import { actorName, plain, proper, stanceName, worldText } from './names.ts';

export { ATTRIBUTIONS, BEATEN, camelWords, causesOf, date, EXCLUDED, GRADES, origins as originsText, since } from '../export/wording.ts';

export type Cell = AnswerOf<'state'>['facets'][number];
export type Claim = NonNullable<Cell['alternatives']>[number];
export type Voice = Claim['voice'];
export type Condition = NonNullable<Cell['conditions']>[number];
export type Item = AnswerOf<'timeline'>['items'][number];
export type Change = AnswerOf<'diff'>['changes'][number];
export type Because = Change['because'][number];
export type SourceRef = AnswerOf<'why'>['sources'][number];
export type QuoteRef = AnswerOf<'why'>['quotes'][number];

/** What a mark means for whoever looks: `doubt` asks for care, `quiet` stands back, the rest is plain ink. */
export type Tone = 'plain' | 'quiet' | 'doubt';
export interface Mark {
  readonly glyph: string;
  readonly word: string;
  readonly tone: Tone;
  /** One sentence, for the legend. */
  readonly means: string;
}
const mark = (glyph: string, word: string, tone: Tone, means: string): Mark => ({ glyph, word, tone, means });

export const STATUSES = {
  held: mark('●', 'held', 'plain', 'one answer stands'),
  contested: mark('◐', 'contested', 'doubt', 'another word of the same time says otherwise'),
  unclear: mark('?', 'unclear', 'doubt', 'which of several words came last is unknown'),
  withdrawn: mark('✕', 'withdrawn', 'plain', 'taken back, and nothing put in its place'),
  none: mark('·', 'nothing in this record', 'quiet', 'this record has no word of theirs; that is not silence'),
  possible: mark('◌', 'possible', 'doubt', 'it may have been said by then, its date leaves it open'),
} as const;
export const statusOf = (cell: Pick<Cell, 'status' | 'possibly'>): Mark =>
  cell.status === 'none' && cell.possibly?.length ? STATUSES.possible : STATUSES[cell.status];

export const ACTIVATIONS = {
  pending: mark('◔', 'pending', 'plain', 'holds once a condition is met, which it is not yet'),
  active: mark('◉', 'condition met', 'plain', 'its condition is met'),
  lapsed: mark('◯', 'lapsed', 'plain', 'its condition no longer holds'),
} as const;
export const THIN = mark('△', 'thin ground', 'doubt', 'one origin, no named speaker, or no date');
export const APPROXIMATE = mark('≈', 'about that day', 'plain', 'the date of its last or first word is approximate');
export const PERHAPS_LATER = mark(
  '◫',
  'perhaps published later',
  'doubt',
  'all that carries it may have appeared after the day that pages are limited to',
);
export const thinWords = (thin: Cell['thin']): string => (thin ?? []).map((t) => THIN_GROUND[t]).join(', ');

export const BESIDE = [
  ['alternatives', mark('◐', 'or', 'doubt', 'another content that the record cannot rule out')],
  ['possibly', mark('◌', 'possibly', 'doubt', 'may have been said by then')],
  ['saidByOthers', mark('◇', 'said by others', 'quiet', 'what somebody else says of them; never their own position')],
  ['reported', mark('○', 'only reported', 'quiet', 'an unnamed speaker, or pages graded E or F alone')],
  ['overruled', mark('⊘', 'overruled', 'quiet', 'a ruling of the editors is against it')],
  ['unsupported', mark('∅', 'no source left', 'quiet', 'its sources were withdrawn')],
] as const;
export type BesideName = (typeof BESIDE)[number][0];

export type Direction = Change['direction'];
export const DIRECTIONS: Readonly<Record<Direction, Mark>> = {
  'firmed-up': mark('↑', 'firmed up', 'plain', 'further from neutral'),
  softened: mark('↓', 'softened', 'plain', 'closer to neutral'),
  reversed: mark('⇄', 'reversed', 'plain', 'across neutral'),
  new: mark('+', 'new', 'plain', 'nothing before'),
  withdrawn: mark('−', 'withdrawn', 'plain', 'nothing after'),
  changed: mark('~', 'changed', 'plain', 'something else, on no ladder'),
  'conditions-changed': mark('§', 'conditions changed', 'plain', 'the same, on other terms'),
  restated: mark('=', 'said again', 'quiet', 'the same, said or carried anew'),
  reclassified: mark('↷', 'reclassified', 'plain', 'a correction moved the claim'),
};

/** What became of a promise. */
export const OUTCOMES = {
  'nothing-on-record': mark('○', 'nothing on record', 'doubt', 'its time has passed, and this record has no answer; that is not a refusal'),
  open: mark('◔', 'open', 'plain', 'no answer that settles it yet'),
  partly: mark('◐', 'partly', 'plain', 'a part of it was delivered'),
  refused: mark('✕', 'refused', 'plain', 'it was refused'),
  lapsed: mark('–', 'lapsed', 'quiet', 'what it was for is over'),
  delivered: mark('●', 'delivered', 'plain', 'it was delivered'),
} as const;
export const OVERDUE = mark('!', 'overdue', 'doubt', 'the last day on which it may have been due is over');

/** How a page stands. */
export const STANDINGS = {
  withdrawn: mark('✕', 'withdrawn', 'doubt', 'supports nothing any more; its claims stay in the record'),
  'copy-of-withdrawn': mark('⊘', 'copy of a withdrawn page', 'doubt', 'every page that it goes back to is withdrawn'),
  'not-published': mark('◌', 'not published yet', 'quiet', 'at this point readers did not have it'),
  stands: mark('●', 'stands', 'plain', 'supports what it carries'),
} as const;

export const CAUSES = {
  world: mark('◆', 'The world changed', 'plain', 'a development took effect'),
  publication: mark('◫', 'More was published', 'plain', 'a page appeared'),
  record: mark('✎', 'The record changed', 'plain', 'an editor recorded, corrected or took back'),
} as const;

/** What brought a change about, as one sentence without its link. */
export function becauseText(b: Because, titleOf: (development: string) => string): string {
  switch (b.kind) {
    case 'act':
      return `${camelWords(b.type)}${b.reason === undefined ? '' : `: ${b.reason}`}`;
    case 'source':
      return `${b.source}, published ${b.published === null ? 'on an unknown day' : date(b.published)}`;
    case 'development':
      return `${titleOf(b.development)}${CLAIM_DOES[b.does] && `: ${CLAIM_DOES[b.does]}`}`;
  }
}

/** A value of a facet: the label of its rung, a quantity in words, anything else as it is. */
export function valueOf(facet: string, value: unknown): string {
  if (typeof value === 'string') return stanceName(facet, value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return valueText(value as Parameters<typeof valueText>[0]);
}

/** Particulars of a claim, states by their names. */
export const detailText = (d: Cell['detail']): string => detail(d, (text) => (/^[A-Z]{3}$/.test(text) ? actorName(text) : text));

const isText = (is: Condition['is']): string => (is === true ? '' : is === false ? ': no' : `: ${valueText(is)}`);
/** A condition in the words of its dossier: "once: A general ceasefire is agreed". */
export const conditionText = ({ facet, is, mode }: Condition): string => `${mode}: ${worldText(facet).replace(/\.$/, '')}${isText(is)}`;
/** The same by the name of the fact, for a line among others: "once ceasefire". */
export const shortCondition = ({ facet, is, mode }: Condition): string => `${mode} ${proper(facet.replace(/^world\//, ''))}${isText(is)}`;

/** "Emmanuel Macron for France, relayed by …". */
export function voiceText({ by, for: names, via }: Voice): string {
  const spokenFor = (names ?? []).map(actorName).join(', ');
  const who = by === null ? spokenFor : `${actorName(by)}${spokenFor && spokenFor !== actorName(by) ? ` for ${spokenFor}` : ''}`;
  return `${who || 'nobody named'}${via === undefined ? '' : `, relayed by ${actorName(via)}`}`;
}
/** A claim as it is referred to: `development#claim@version`. */
export const ref = ({ by }: Pick<Claim, 'by'>): string => `${by.development}#${by.claim}@${by.version}`;

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
export { plain };
