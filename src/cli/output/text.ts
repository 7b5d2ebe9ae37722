/**
 * Text for a terminal, as spans that carry their ink beside them. Everything that comes out of a record passes through here
 * and is cleaned on the way: a title can hold neither escape sequences, nor line breaks, nor characters that turn the direction
 * of what follows. Escapes are written in one place only, `render`.
 */

import { clean } from '../../export/legible.ts';

export { clean };

export type Ink = 'bold' | 'dim' | 'italic' | 'underline' | 'strike' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan';

export interface Span {
  readonly text: string;
  readonly ink: readonly Ink[];
}
/** A text with ink: pieces beside each other, nested as it suits whoever writes them. */
export type Text = string | Span | readonly Text[];

/** On and off codes (ECMA-48). Only the sixteen colours, which follow the light or dark theme of the terminal. */
const CODES: Readonly<Record<Ink, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  italic: [3, 23],
  underline: [4, 24],
  strike: [9, 29],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  blue: [34, 39],
  magenta: [35, 39],
  cyan: [36, 39],
};

/** The pieces of a text, cleaned, in order. */
export function spans(text: Text, ink: readonly Ink[] = []): Span[] {
  if (typeof text === 'string') return text === '' ? [] : [{ text: clean(text), ink }];
  if ('text' in text) return text.text === '' ? [] : [{ text: clean(text.text), ink: [...ink, ...text.ink] }];
  return text.flatMap((t) => spans(t, ink));
}

/** A text in this ink. */
export const inked = (text: Text, ...ink: Ink[]): Span[] => spans(text, ink);
export const bold = (text: Text): Span[] => inked(text, 'bold');
export const dim = (text: Text): Span[] => inked(text, 'dim');

/** Texts beside each other with a separator between; empty ones are left out. */
export function joined(texts: readonly Text[], separator: Text = ', '): Text {
  const shown = texts.filter((t) => widthOf(t) > 0);
  return shown.flatMap((t, i) => (i ? [separator, t] : [t]));
}

const WIDE =
  /[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{1f200}-\u{1f2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const NOTHING = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]*$/u;
let segmenter: Intl.Segmenter | undefined;

const graphemes = (text: string): string[] => [
  ...(function* () {
    segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
    for (const { segment } of segmenter.segment(text)) yield segment;
  })(),
];
const graphemeWidth = (g: string): number => (NOTHING.test(g) ? 0 : WIDE.test(g) ? 2 : 1);

/** Columns that a cleaned string takes: two for a wide character (CJK, emoji), none for combining marks. */
export function stringWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  return graphemes(text).reduce((n, g) => n + graphemeWidth(g), 0);
}

export const widthOf = (text: Text): number => spans(text).reduce((n, s) => n + stringWidth(s.text), 0);

/** Cuts one word that is wider than a line into pieces that are not. */
function cut(text: string, width: number): string[] {
  const pieces: string[] = [];
  let [piece, used] = ['', 0];
  for (const g of graphemes(text)) {
    const w = graphemeWidth(g);
    if (used + w > width && piece !== '') {
      pieces.push(piece);
      [piece, used] = ['', 0];
    }
    piece += g;
    used += w;
  }
  return piece === '' ? pieces : [...pieces, piece];
}

/** A word with the spaces that stand before it where it does not begin a line. */
interface Word {
  readonly spans: Span[];
  readonly gap: number;
}

function wordsOf(text: Text): Word[] {
  const words: Word[] = [];
  let gap = 0;
  let isGlued = false; // the next piece continues the last word
  for (const span of spans(text))
    for (const piece of span.text.split(/( +)/)) {
      if (piece === '') continue;
      if (piece.startsWith(' ')) {
        gap += piece.length;
        isGlued = false;
        continue;
      }
      const part = { ...span, text: piece };
      if (isGlued) words.at(-1)!.spans.push(part);
      else words.push({ spans: [part], gap });
      isGlued = true;
      gap = 0;
    }
  return words;
}

/** Breaks a text into lines of at most a width, at spaces; a no-break space holds words together. */
export function wrap(text: Text, width: number): Span[][] {
  const lines: Span[][] = [];
  let line: Span[] = [];
  let used = 0;
  const end = () => {
    lines.push(line);
    [line, used] = [[], 0];
  };
  for (const word of wordsOf(text)) {
    const w = word.spans.reduce((n, s) => n + stringWidth(s.text), 0);
    if (used && used + word.gap + w > width) end();
    if (used) {
      // the space belongs to both sides' ink, so that a strike or underline runs through
      const [left, right] = [line.at(-1)!, word.spans[0]!];
      line.push({ text: ' '.repeat(word.gap), ink: left.ink.filter((k) => right.ink.includes(k)) });
      used += word.gap;
    }
    for (const part of word.spans)
      for (const piece of used + w > width ? cut(part.text, Math.max(1, width)) : [part.text]) {
        const n = stringWidth(piece);
        if (used && used + n > width) end();
        line.push({ ...part, text: piece });
        used += n;
      }
  }
  if (line.length || !lines.length) end();
  return lines;
}

/** One line of spans as a string, with escapes where colour is on. */
export function render(line: readonly Span[], colour: boolean): string {
  const pieces: { text: string; ink: readonly Ink[] }[] = [];
  for (const { text, ink } of line) {
    const last = pieces.at(-1);
    if (last && (!colour || last.ink.join() === ink.join())) last.text += text;
    else pieces.push({ text, ink });
  }
  return pieces
    .map(({ text, ink }) => {
      const shown = text.replaceAll('\u00a0', ' ');
      if (!colour) return shown;
      const codes = [...new Set(ink)].map((k) => CODES[k]);
      const off = codes.map(([, code]) => `\u001b[${code}m`).reverse();
      return `${codes.map(([code]) => `\u001b[${code}m`).join('')}${shown}${off.join('')}`;
    })
    .join('')
    .trimEnd();
}
