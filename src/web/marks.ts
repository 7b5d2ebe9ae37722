/** Quotes found in a captured text, and the text cut where marks begin and end. Pure. */
import { findQuote, sliceCodePoints } from '../../events/text.ts';
import type { QuoteMatch, QuoteSelector } from '../../events/text.ts';

/** A quote with whom it belongs to, e.g. the claim that rests on it. */
export interface Quoted<T> {
  readonly quote: QuoteSelector;
  readonly of: T;
}
/** The same words at the same place, with all that rest on them, and where they stand in the text. */
export interface Anchored<T> {
  /** From 1 on, in the order of the text; what was not found comes last. */
  readonly n: number;
  readonly quote: QuoteSelector;
  readonly match: QuoteMatch;
  readonly of: readonly T[];
}

/** Where each quote stands in the text: those that stand in one place in its order, then the others. */
export function anchored<T>(text: string, quotes: readonly Quoted<T>[]): Anchored<T>[] {
  const found = new Map<string, { quote: QuoteSelector; match: QuoteMatch; of: T[] }>();
  for (const { quote, of } of quotes) {
    const key = JSON.stringify([quote.exact, quote.prefix, quote.suffix, quote.start, quote.end]);
    const same = found.get(key);
    if (same) same.of.push(of);
    else found.set(key, { quote, match: findQuote(text, quote), of: [of] });
  }
  const at = ({ match }: { match: QuoteMatch }): number => ('start' in match ? match.start : Infinity);
  return [...found.values()].sort((a, b) => (at(a) === at(b) ? 0 : at(a) - at(b))).map((a, i) => ({ n: i + 1, ...a }));
}

/** A piece of the text: the marks over it, and those that end with it. */
export interface Piece<T> {
  readonly text: string;
  readonly marks: readonly Anchored<T>[];
  readonly ends: readonly Anchored<T>[];
}

/** The text cut at the edges of all marks, which may overlap; together the pieces are the text. */
export function pieces<T>(text: string, anchors: readonly Anchored<T>[]): Piece<T>[] {
  const placed = anchors.flatMap((a) => ('start' in a.match ? [{ a, start: a.match.start, end: a.match.end }] : []));
  const edges = [...new Set(placed.flatMap((p) => [p.start, p.end]))].sort((a, b) => a - b);
  const out: Piece<T>[] = [];
  let rest = text;
  let from = 0;
  for (const to of [...edges, Infinity]) {
    const piece = sliceCodePoints(rest, 0, to - from);
    rest = rest.slice(piece.length);
    if (piece !== '')
      out.push({
        text: piece,
        marks: placed.filter((p) => p.start <= from && from < p.end).map((p) => p.a),
        ends: placed.filter((p) => p.end === to).map((p) => p.a),
      });
    from = to;
  }
  return out;
}
