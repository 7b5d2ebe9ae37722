/**
 * Text: quotes that are found again in the text they were taken from, and folding for search and ids.
 *
 * Offsets count Unicode code points, as in the W3C Web Annotation Data Model (TextQuoteSelector, TextPositionSelector),
 * from 0, the end exclusive. Nothing is normalised before quotes are compared: a capture is what it is. Pure.
 */
import search from 'approx-string-match';

/** Number of Unicode code points in a text; a lone surrogate counts as one. */
export function codePointLength(text: string): number {
  return pointsBetween(text, 0, text.length);
}

/**
 * The part of a text between two offsets in code points, the end exclusive (left out: to the end). Offsets beyond the end
 * of the text mean its end.
 *
 * @throws {RangeError} if an offset is negative or not whole.
 */
export function sliceCodePoints(text: string, start: number, end = Infinity): string {
  const whole = (n: number) => n >= 0 && (Number.isInteger(n) || n === Infinity);
  if (!whole(start) || !whole(end)) throw new RangeError(`offsets are whole numbers from 0 on, not ${start} and ${end}`);
  if (end <= start) return '';
  const from = unitAt(text, 0, start);
  return text.slice(from, unitAt(text, from, end - start));
}

/** W3C TextQuoteSelector, with the offsets (code points) at which the words stood when they were taken. */
export interface QuoteSelector {
  readonly exact: string;
  /** The words directly before. */
  readonly prefix?: string | undefined;
  /** The words directly after. */
  readonly suffix?: string | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
}

/**
 * Where a quote was found; offsets in code points.
 * - `found`: at the offsets it gives, or, where it gives none, in one place only
 * - `moved`: in one place only, and not at the offsets it gives
 * - `ambiguous`: in several places (`starts`), none of them at the offsets it gives
 * - `absent`: nowhere; `elsewhere` are the places where the words stand, but between others than its prefix and suffix
 */
export type QuoteMatch =
  | { readonly kind: 'found' | 'moved'; readonly start: number; readonly end: number }
  | { readonly kind: 'ambiguous'; readonly starts: readonly number[] }
  | { readonly kind: 'absent'; readonly elsewhere: readonly number[] };

/**
 * Looks a quote up in a text (W3C Web Annotation, TextQuoteSelector): the exact words, between its prefix and suffix where
 * these are given. An empty quote is absent from every text.
 */
export function findQuote(text: string, quote: QuoteSelector): QuoteMatch {
  const { exact, prefix = '', suffix = '' } = quote;
  const length = codePointLength(exact);
  const starts: number[] = [];
  const elsewhere: number[] = [];
  let unit = 0; // up to here the code points are counted
  let point = 0;
  for (let at = exact === '' ? -1 : text.indexOf(exact); at >= 0; at = text.indexOf(exact, at + 1)) {
    if (splitsPair(text, at) || splitsPair(text, at + exact.length)) continue;
    point += pointsBetween(text, unit, at);
    unit = at;
    const fits = text.startsWith(suffix, at + exact.length) && at >= prefix.length && text.startsWith(prefix, at - prefix.length);
    (fits ? starts : elsewhere).push(point);
  }
  const [first] = starts;
  if (first === undefined) return { kind: 'absent', elsewhere };
  const { start, end } = quote;
  const isThere = (at: number) => (start === undefined || start === at) && (end === undefined || end === at + length);
  if (start !== undefined || end !== undefined) {
    const there = starts.find(isThere);
    if (there !== undefined) return { kind: 'found', start: there, end: there + length };
  }
  if (starts.length > 1) return { kind: 'ambiguous', starts };
  return { kind: isThere(first) ? 'found' : 'moved', start: first, end: first + length };
}

// ── a quote against a fresh copy ─────────────────────────────────────────────────────────────────────────────────────

export const QUOTE_ANSWERS = ['unchanged', 'moved', 'changed', 'ambiguous', 'gone'] as const;
export type QuoteAnswer = (typeof QUOTE_ANSWERS)[number];
/**
 * What about a changed quote is otherwise.
 * - `around`: the words stand to the letter, between other words
 * - `spelling`: the same letters and digits, otherwise spaced, in other capitals, accents or quotation marks
 * - `words`: other words
 */
export const QUOTE_CHANGES = ['around', 'spelling', 'words'] as const;
export type QuoteChange = (typeof QUOTE_CHANGES)[number];

/**
 * What became of a quote in another copy of its page; exactly one of five. Offsets in code points of that copy.
 * - `unchanged`: its words stand between the same words before and after (prefix, suffix), at the offsets it gives; also where
 *   they stand a second time elsewhere. Without offsets: in one place
 * - `moved`: so too, in one place, which is another
 * - `ambiguous`: in several places (`starts`), and nothing tells which: to the letter with prefix and suffix, or several that are
 *   about as close as each other
 * - `changed`: not so, but one place comes close to it. `now` is what stands there. It is no proof of anything: a person must look
 * - `gone`: no place comes close
 */
export type QuoteCheck =
  | { readonly answer: 'unchanged' | 'moved'; readonly start: number; readonly end: number }
  | { readonly answer: 'changed'; readonly start: number; readonly end: number; readonly now: string; readonly what: QuoteChange }
  | { readonly answer: 'ambiguous'; readonly starts: readonly number[] }
  | { readonly answer: 'gone' };

/** Whether a quote still says in the copy what it said: `changed` never counts. */
export const isVerified = (answer: QuoteAnswer): boolean => answer === 'unchanged' || answer === 'moved';

/** A place that may be what became of a quote; in code units, likenesses from 0 to 1. */
interface Candidate {
  readonly start: number;
  readonly end: number;
  readonly words: number;
  readonly before: number | undefined;
  readonly after: number | undefined;
  /** Its ends are where the words before and after it are. */
  readonly isEnclosed?: true;
}
/** Words this like are the same words, where they are long enough not to be so by chance. */
const LIKE = 0.8;
const LONG = 16;
/** Words this like are, where what stands around them is as like as `LIKE`. */
const HALF = 0.5;
/** What stands around is the same, for any other words in between. */
const SAME = 0.9;
const ANCHOR = 8;
/** Two places are about as close as each other. */
const TIE = 0.05;
/** Places looked at of a kind; where there are more the page repeats itself. */
const MANY = 50;

/**
 * Looks for a quote in another copy of its page: to the letter as {@link findQuote} does, then by likeness, as Hypothesis anchors
 * (fuzzy anchoring over the W3C TextQuoteSelector): a place is as close as its words (weight 50), what stands before (20) and
 * after them (20) are like those of the quote; likeness is 1 − edit distance / length.
 *
 * A place comes close if the words stand there to the letter; or are at least 0.8 like (16 code units and longer); or at least 0.5
 * like where the words before or after are at least 0.8 like; or if the words before and after (8 and longer, 0.9 like) enclose other
 * words, at most twice as long and 32 more. The closest is the answer, unless another is within 0.05 of it.
 */
export function checkQuote(text: string, quote: QuoteSelector): QuoteCheck {
  const there = findQuote(text, quote);
  if (there.kind === 'found') return { answer: 'unchanged', start: there.start, end: there.end };
  if (there.kind === 'moved') return { answer: 'moved', start: there.start, end: there.end };
  if (there.kind === 'ambiguous') return { answer: 'ambiguous', starts: there.starts };
  const { elsewhere } = there as Extract<QuoteMatch, { kind: 'absent' }>;
  if (quote.exact === '') return { answer: 'gone' };
  const candidates = apart(
    (elsewhere.length ? [...toTheLetter(text, quote, elsewhere)] : [...alike(text, quote), ...enclosed(text, quote)])
      .filter(comesClose(quote))
      .map((c) => ({ ...c, closeness: closeness(c) })),
  );
  const [best, ...others] = candidates;
  if (!best) return { answer: 'gone' };
  const starts = [best, ...others.filter((c) => c.closeness >= best.closeness - TIE)].map((c) => codePointLength(text.slice(0, c.start)));
  if (starts.length > 1) return { answer: 'ambiguous', starts: starts.sort((a, b) => a - b) };
  const plain = (words: string) => fold(words).replace(/[^\p{L}\p{N}]+/gu, '');
  const what =
    best.words === 1
      ? 'around'
      : plain(text.slice(best.start, best.end)) === plain(quote.exact) && plain(quote.exact) !== ''
        ? 'spelling'
        : 'words';
  const [from, to] = what === 'around' ? [best.start, best.end] : wholeWords(text, best.start, best.end);
  const start = codePointLength(text.slice(0, from));
  return { answer: 'changed', start, end: start + codePointLength(text.slice(from, to)), now: text.slice(from, to), what };
}

/** How like a stretch of a text is to what is expected; undefined where nothing is. */
function likeness(stretch: string, expected: string): number | undefined {
  if (expected === '') return undefined;
  return stretch === '' ? 0 : 1 - (search(stretch, expected, expected.length)[0]?.errors ?? expected.length) / expected.length;
}
/** A place with the likeness of what stands around it; a little further than the quote has it, for what was put in or left out. */
function placed(text: string, quote: QuoteSelector, start: number, end: number, words: number): Candidate {
  const { prefix = '', suffix = '' } = quote;
  const reach = (length: number) => Math.ceil(length * 1.25);
  return {
    start,
    end,
    words,
    before: likeness(text.slice(Math.max(0, start - reach(prefix.length)), start), prefix),
    after: likeness(text.slice(end, end + reach(suffix.length)), suffix),
  };
}
const closeness = ({ words, before, after }: Candidate): number => {
  const weights: [number, number][] = [[50, words]];
  for (const around of [before, after]) if (around !== undefined) weights.push([20, around]);
  return weights.reduce((sum, [w, x]) => sum + w * x, 0) / weights.reduce((sum, [w]) => sum + w, 0);
};
const comesClose =
  ({ exact }: QuoteSelector) =>
  ({ words, before = 0, after = 0 }: Candidate): boolean =>
    words === 1 ||
    (words >= LIKE && exact.length >= LONG) ||
    (words >= HALF && Math.max(before, after) >= LIKE) ||
    (before >= SAME && after >= SAME);

function* toTheLetter(text: string, quote: QuoteSelector, starts: readonly number[]): Generator<Candidate> {
  let unit = 0;
  let point = 0;
  for (const start of starts.slice(0, MANY)) {
    unit = unitAt(text, unit, start - point);
    point = start;
    yield placed(text, quote, unit, unit + quote.exact.length, 1);
  }
}
/** The places whose words have the least edits. */
function alike(text: string, quote: QuoteSelector): Candidate[] {
  const { exact } = quote;
  return search(text, exact, Math.floor(exact.length * (1 - HALF)))
    .slice(0, MANY)
    .map((m) => {
      const [start, end] = trimmed(text, m.start, m.end);
      return placed(text, quote, start, end, 1 - m.errors / exact.length);
    });
}
/** Other words between the same ones. */
function* enclosed(text: string, quote: QuoteSelector): Generator<Candidate> {
  const { exact, prefix = '', suffix = '' } = quote;
  if (prefix.length < ANCHOR || suffix.length < ANCHOR) return;
  const most = 2 * exact.length + 32;
  for (const before of search(text, prefix, Math.floor(prefix.length * (1 - SAME))).slice(0, MANY)) {
    const rest = text.slice(before.end, before.end + most + suffix.length);
    const after = search(rest, suffix, Math.floor(suffix.length * (1 - SAME)))[0];
    if (!after) continue;
    const [start, end] = trimmed(text, before.end, before.end + after.start);
    if (start < end) yield { ...placed(text, quote, start, end, likeness(text.slice(start, end), exact)!), isEnclosed: true };
  }
}
/** The closest first; of those that overlap one, with the ends that the words around it give, where they do. */
function apart<T extends Candidate & { readonly closeness: number }>(candidates: readonly T[]): T[] {
  const kept: T[] = [];
  for (const c of candidates.toSorted((a, b) => b.closeness - a.closeness || a.start - b.start || a.end - b.end)) {
    const i = kept.findIndex((k) => c.start < k.end && k.start < c.end);
    if (i < 0) kept.push(c);
    else if (c.isEnclosed && !kept[i]!.isEnclosed) kept[i] = { ...c, closeness: kept[i]!.closeness };
  }
  return kept;
}
/** A stretch without white space at its ends, and without half a code point. */
function trimmed(text: string, start: number, end: number): [number, number] {
  let [a, b] = [splitsPair(text, start) ? start - 1 : start, splitsPair(text, end) ? end + 1 : end];
  while (a < b && /\s/.test(text[a]!)) a++;
  while (b > a && /\s/.test(text[b - 1]!)) b--;
  return [a, b];
}
/** A stretch with the rest of the words that it cuts. */
function wholeWords(text: string, start: number, end: number): [number, number] {
  const isWord = (unit: number) => unit >= 0 && unit < text.length && /[\p{L}\p{N}\ud800-\udfff]/u.test(text[unit]!);
  let [a, b] = [start, end];
  while (b - a < 2 * (end - start) + 40 && isWord(a) && isWord(a - 1)) a--;
  while (b - a < 2 * (end - start) + 40 && isWord(b) && isWord(b - 1)) b++;
  return [splitsPair(text, a) ? a - 1 : a, splitsPair(text, b) ? b + 1 : b];
}

/** Whether an index in UTF-16 code units falls between the two halves of a code point. */
function splitsPair(text: string, unit: number): boolean {
  return isHigh(text.charCodeAt(unit - 1)) && isLow(text.charCodeAt(unit));
}

const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;

function pointsBetween(text: string, from: number, to: number): number {
  let points = to - from;
  for (let i = from + 1; i < to; i++) if (splitsPair(text, i)) points--;
  return points;
}

/** The index in code units that lies a number of code points after another. */
function unitAt(text: string, from: number, points: number): number {
  let unit = from;
  for (let left = points; left > 0 && unit < text.length; left--)
    unit += isHigh(text.charCodeAt(unit)) && isLow(text.charCodeAt(unit + 1)) ? 2 : 1;
  return unit;
}

// ── folding ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Accents and points of the Latin, Greek, Cyrillic, Hebrew and Arabic scripts; vowel signs that are letters stay. */
const MARKS =
  /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/g;

/** Letters that no normalisation takes apart, and the typographic variants of quotes, apostrophes and dashes. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŋ: 'n',
  ς: 'σ',
  '‘': "'",
  '’': "'",
  '‚': "'",
  ʼ: "'",
  ʹ: "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '«': '"',
  '»': '"',
  '‐': '-',
  '‑': '-',
  '‒': '-',
  '–': '-',
  '—': '-',
  '−': '-',
  '\u00ad': '', // soft hyphen
  '\u200b': '', // zero width space and joiners
  '\u200c': '',
  '\u200d': '',
  '\ufeff': '',
};
const LETTER = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'gu');

/**
 * A text as it is compared in a search: lower case, without accents (Unicode NFKD), ligatures and letters such as ß, ø, ł
 * and đ written plainly, quotes and dashes in their simple forms. Folding what is folded changes nothing.
 */
export function fold(text: string): string {
  if (/^[\x20-\x7e\n]*$/.test(text)) return text.toLowerCase();
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(MARKS, '')
    .replace(LETTER, (c) => LETTERS[c]!)
    .normalize('NFC');
}

/**
 * A kebab-case id from a title: "Déclaration de Paris (6 January)" → `declaration-de-paris-6-january`. ASCII letters and
 * digits only; cut at a word if it is longer than `maxLength`. Empty if nothing of the text is left, as of other scripts.
 */
export function slugify(text: string, maxLength = 80): string {
  const slug = fold(text)
    .replace(/'/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  if (slug.length <= maxLength) return slug;
  const cut = slug.slice(0, maxLength + 1);
  const word = cut.lastIndexOf('-');
  return word > 0 ? cut.slice(0, word) : cut.slice(0, maxLength);
}
