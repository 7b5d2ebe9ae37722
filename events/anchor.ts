/**
 * What became of a quote in another copy of its page: re-anchoring by likeness (W3C Web Annotation, TextQuoteSelector; as the Hypothesis
 * client does it). Pure; approximate matches are Myers’ (approx-string-match).
 */
import search from 'approx-string-match';
import { codePointLength, findQuote, fold, sliceCodePoints, splitsPair } from './text.ts';
import type { QuoteMatch, QuoteSelector } from './text.ts';

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
 * - `ambiguous`: in several places (`starts`, the first hundred), and nothing tells which: to the letter with prefix and suffix, or several that are
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
  if (there.kind === 'ambiguous') return { answer: 'ambiguous', starts: there.starts.slice(0, 2 * MANY) };
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
  for (const start of starts.slice(0, MANY)) {
    const unit = sliceCodePoints(text, 0, start).length;
    yield placed(text, quote, unit, unit + quote.exact.length, 1);
  }
}
/**
 * The places with the least edits, at most so many as are looked at. The text is gone through in stretches: of one that repeats
 * itself, each of its characters would be the end of a match otherwise, and each of these is followed back.
 */
function nearest(text: string, pattern: string, most: number): ReturnType<typeof search> {
  const step = Math.max(1024, 2 * pattern.length);
  let limit = most;
  let found: ReturnType<typeof search> = [];
  for (let at = 0; at < text.length && limit >= 0; at += step) {
    const from = Math.max(0, at - pattern.length - limit); // a match that ends here begins there at the earliest
    const here = search(text.slice(from, at + step), pattern, limit).filter((m) => m.end > at - from);
    const [first] = here;
    if (!first) continue;
    if (found[0] && first.errors < found[0].errors) found = [];
    for (const m of here.slice(0, MANY - found.length)) found.push({ start: m.start + from, end: m.end + from, errors: m.errors });
    limit = found.length < MANY ? first.errors : first.errors - 1;
  }
  return found;
}
/** The places whose words have the least edits. */
function alike(text: string, quote: QuoteSelector): Candidate[] {
  const { exact } = quote;
  return nearest(text, exact, Math.floor(exact.length * (1 - HALF))).map((m) => {
    const [start, end] = trimmed(text, m.start, m.end);
    return placed(text, quote, start, end, 1 - m.errors / exact.length);
  });
}
/** Other words between the same ones. */
function* enclosed(text: string, quote: QuoteSelector): Generator<Candidate> {
  const { exact, prefix = '', suffix = '' } = quote;
  if (prefix.length < ANCHOR || suffix.length < ANCHOR) return;
  const most = 2 * exact.length + 32;
  for (const before of nearest(text, prefix, Math.floor(prefix.length * (1 - SAME)))) {
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
