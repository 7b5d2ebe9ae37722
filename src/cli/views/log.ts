/** The raw record, one line an event, so that it can be followed while it grows. */
import type { LogItem } from '../../library.ts';
import { bold, dim, inked } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import { recorded } from '../output/words.ts';

export const subjectOf = ({ stream }: Pick<LogItem, 'stream'>): string => stream.slice(stream.indexOf('-') + 1);

/** What an event says in a few words: its reason, or its title, name, question. */
function gist(event: unknown): string {
  const e = (typeof event === 'object' && event !== null ? event : {}) as Record<string, unknown>;
  for (const k of ['reason', 'title', 'name', 'question', 'publisher', 'facet']) if (typeof e[k] === 'string') return e[k];
  return '';
}

export const logLine = (i: LogItem): Text => [
  dim(String(i.position).padStart(5, '\u00a0')),
  '  ',
  dim(recorded(i.recordedAt)),
  '  ',
  i.problem === undefined ? i.type : inked(`! ${i.type}`, 'red'),
  ' ',
  bold(subjectOf(i)),
  '  ',
  i.problem === undefined ? gist(i.event) : inked(i.problem, 'red'),
  dim(i.author === null ? '' : `  — ${i.author}`),
];
