/** A Markdown table (GitHub's), in which the record's own texts mark nothing up. */
import type { Field, Table } from './tables.ts';

/** On one line, with the characters that would mark something up escaped. */
const mdCell = (field: Field): string =>
  (field === null || field === undefined ? '' : String(field))
    .toWellFormed()
    .replace(/[\s\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ')
    .replace(/[\u202a-\u202e\u2066-\u2069]/g, '\ufffd')
    .replace(/[\\|`*_<>~[\]]/g, (c) => `\\${c}`)
    .trim();

const row = (fields: readonly Field[]): string => `| ${fields.map(mdCell).join(' | ')} |\n`;

export const markdown = ({ columns, rows }: Table): string =>
  `${row(columns)}|${columns.map(() => ' --- |').join('')}\n${rows.map(row).join('')}`;
