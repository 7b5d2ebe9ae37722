/** CSV (RFC 4180), safe to open in a spreadsheet. */
import { legible } from './legible.ts';
import type { Field } from './tables.ts';

/** A field. What a spreadsheet would take for a formula gets an apostrophe before it, unless it is a number. */
export function csvField(field: Field): string {
  let text = field === null || field === undefined ? '' : legible(String(field));
  if (typeof field === 'string' && /^\s*[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A record with its line end. */
export const csvRow = (fields: readonly Field[]): string => `${fields.map(csvField).join(',')}\r\n`;

export const csv = (columns: readonly string[], rows: readonly (readonly Field[])[]): string => [columns, ...rows].map(csvRow).join('');
