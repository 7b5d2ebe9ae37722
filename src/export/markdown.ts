/** A Markdown table (GitHub's), in which the record's own texts mark nothing up. */
import { clean } from './legible.ts';
import type { Field } from './tables.ts';

/** On one line, with the characters that would mark something up escaped. */
export const mdCell = (field: Field): string =>
  (field === null || field === undefined ? '' : clean(String(field)))
    .replace(/\s+/g, ' ')
    .replace(/[\\|`*_<>~[\]]/g, (c) => `\\${c}`)
    .trim();

export const mdRow = (fields: readonly Field[]): string => `| ${fields.map(mdCell).join(' | ')} |\n`;
export const mdHead = (columns: readonly string[]): string => `${mdRow(columns)}|${columns.map(() => ' --- |').join('')}\n`;

export const markdown = (columns: readonly string[], rows: readonly (readonly Field[])[]): string =>
  mdHead(columns) + rows.map(mdRow).join('');
