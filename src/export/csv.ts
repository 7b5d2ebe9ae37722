/** CSV (RFC 4180), safe to open in a spreadsheet. */
import type { Field, Table } from './tables.ts';

/** Line breaks stay (they are quoted), other control characters and turns of direction are marked. */
const legible = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** What a spreadsheet would take for a formula gets an apostrophe before it, unless it is a number. */
function csvField(field: Field): string {
  let text = field === null || field === undefined ? '' : legible(String(field));
  if (typeof field === 'string' && /^\s*[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export const csv = ({ columns, rows }: Table): string => [columns, ...rows].map((r) => `${r.map(csvField).join(',')}\r\n`).join('');
