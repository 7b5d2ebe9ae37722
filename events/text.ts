/**
 * Text: quotes that are found again in the text they were taken from, and folding for search and ids.
 *
 * Offsets count Unicode code points, as in the W3C Web Annotation Data Model (TextQuoteSelector, TextPositionSelector),
 * from 0, the end exclusive. Nothing is normalised before quotes are compared: a capture is what it is. Pure.
 */

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

/** Whether an index in UTF-16 code units falls between the two halves of a code point. */
export function splitsPair(text: string, unit: number): boolean {
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
