/** A page for people: paragraphs, headings and tables, broken at the width of the terminal. */
import { bold, dim, render, spans, stringWidth, widthOf, wrap } from './text.ts';
import type { Span, Text } from './text.ts';

export interface Column {
  readonly title?: string;
  /** May be broken into lines when there is no room; without any such column, the widest is. */
  readonly flexible?: boolean;
  readonly align?: 'right';
}

const GAP = 2;
const NARROWEST = 8;

export class Page {
  readonly width: number;
  readonly #lines: Span[][] = [];

  constructor(width: number) {
    this.width = width;
  }

  get lines(): readonly (readonly Span[])[] {
    return this.#lines;
  }

  blank(): this {
    if (this.#lines.length && this.#lines.at(-1)!.length) this.#lines.push([]);
    return this;
  }

  heading(text: Text): this {
    return this.blank().line(bold(text));
  }

  /** A paragraph; further lines are indented by `hang` more. Something may stand before it (a glyph, a label). */
  line(text: Text, { indent = 0, hang = 0, before = '' }: { indent?: number; hang?: number; before?: Text } = {}): this {
    const label = spans(before);
    const labelWidth = widthOf(label);
    if (widthOf(text) === 0 && labelWidth === 0) return this;
    const room = Math.max(NARROWEST, this.width - indent - labelWidth);
    const lines = hang ? hanging(text, room, hang) : wrap(text, room);
    for (const [i, line] of lines.entries()) this.#lines.push([...pad(indent), ...(i === 0 ? label : pad(labelWidth + hang)), ...line]);
    return this;
  }

  table(columns: readonly Column[], rows: readonly (readonly Text[])[], indent = 0): this {
    return this.rows(columns, rows, indent);
  }

  /** A table in which something may stand under each row. */
  rows(columns: readonly Column[], rows: readonly (readonly Text[])[], indent = 0, under?: (row: number) => void): this {
    if (!rows.length) return this;
    const titled = columns.some((c) => c.title !== undefined);
    const widths = fit(
      columns.map((c, i) => Math.max(stringWidth(c.title ?? ''), ...rows.map((r) => widthOf(r[i] ?? '')))),
      columns,
      this.width - indent,
    );
    const used = widths.map((w, i) => ({ w, i })).filter(({ w }) => w > 0);
    const put = (cells: readonly Text[]) => {
      const blocks = used.map(({ w, i }) => wrap(cells[i] ?? '', w));
      const height = Math.max(...blocks.map((b) => b.length));
      for (let n = 0; n < height; n++) {
        const line: Span[] = [...pad(indent)];
        for (const [j, { w, i }] of used.entries()) {
          const piece = blocks[j]![n] ?? [];
          const rest = w - widthOf(piece);
          const isLast = j === used.length - 1;
          if (columns[i]!.align === 'right') line.push(...pad(rest), ...piece);
          else line.push(...piece, ...(isLast ? [] : pad(rest)));
          if (!isLast) line.push(...pad(GAP));
        }
        this.#lines.push(line);
      }
    };
    if (titled) put(columns.map((c) => dim(c.title ?? '')));
    for (const [i, row] of rows.entries()) {
      put(row);
      under?.(i);
    }
    return this;
  }

  toString(colour: boolean): string {
    const lines = this.#lines.at(-1)?.length === 0 ? this.#lines.slice(0, -1) : this.#lines;
    return lines.map((l) => `${render(l, colour)}\n`).join('');
  }
}

const pad = (n: number): Span[] => (n > 0 ? [{ text: ' '.repeat(n), ink: [] }] : []);

/** The first line has the whole room, the others less. */
function hanging(text: Text, room: number, hang: number): Span[][] {
  const [first, ...rest] = wrap(text, room);
  if (!rest.length) return [first!];
  const remaining = rest.flatMap((l, i) => (i ? [{ text: ' ', ink: [] }, ...l] : l));
  return [first!, ...wrap(remaining, Math.max(NARROWEST, room - hang))];
}

/** Column widths that fit the room: flexible columns give way first, the widest most. */
function fit(natural: readonly number[], columns: readonly Column[], room: number): number[] {
  const widths = [...natural];
  const gaps = () => GAP * Math.max(0, widths.filter((w) => w > 0).length - 1);
  const excess = () => widths.reduce((a, b) => a + b, 0) + gaps() - room;
  const flexible = columns.flatMap((c, i) => (c.flexible ? [i] : []));
  for (const group of [flexible, columns.map((_, i) => i)])
    while (excess() > 0) {
      const widest = group.filter((i) => widths[i]! > NARROWEST).sort((a, b) => widths[b]! - widths[a]!)[0];
      if (widest === undefined) break;
      widths[widest]!--;
    }
  return widths;
}
