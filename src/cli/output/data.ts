/** The forms for programs: JSON, JSON Lines, CSV (RFC 4180, safe to open in a spreadsheet) and Markdown tables. */
import { clean } from './text.ts';

/** What a field of a table can hold. */
export type Field = string | number | boolean | null | undefined;

/** Characters that a terminal or an editor would obey. In JSON they can be written as escapes and mean the same. */
const OBEYED = /[\u007f-\u009f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

/** JSON on one line, or indented. */
export function json(value: unknown, isPretty = false): string {
  return JSON.stringify(value, null, isPretty ? 2 : undefined).replace(
    OBEYED,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const plain = (field: Field): string => (field === null || field === undefined ? '' : String(field));

/** Line breaks stay (they are quoted), other control characters are marked. */
const legible = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** A field of CSV. What a spreadsheet would take for a formula gets an apostrophe before it, unless it is a number. */
export function csvField(field: Field): string {
  let text = legible(plain(field));
  if (/^[=+\-@\t\r]/.test(text) && typeof field !== 'number') text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A record of CSV with its line end. */
export const csvRow = (fields: readonly Field[]): string => `${fields.map(csvField).join(',')}\r\n`;

/** A cell of a GitHub table: on one line, with the characters that would mark something up escaped. */
export const mdCell = (field: Field): string =>
  clean(plain(field))
    .replace(/[\\|`*_<~]/g, (c) => `\\${c}`)
    .replaceAll('](', ']\\(')
    .trim();

export const mdRow = (fields: readonly Field[]): string => `| ${fields.map(mdCell).join(' | ')} |\n`;
export const mdHead = (columns: readonly string[]): string => `${mdRow(columns)}|${columns.map(() => ' --- |').join('')}\n`;
