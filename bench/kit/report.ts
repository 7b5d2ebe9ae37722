/** Figures as tables, and into the document between its marks; what stands outside them is written by hand. */
import type { Figure, Series } from './figures.ts';

export interface Findings {
  readonly machine: { readonly cores: number; readonly memoryGb: number; readonly node: string; readonly platform: string };
  readonly command: string;
  readonly seconds: number;
  readonly figures: readonly Figure[];
  readonly series: readonly Series[];
}

const TITLES: Readonly<Record<string, string>> = {
  import: 'Import',
  append: 'Append',
  rebuild: 'Rebuild',
  start: 'Cold start and memory',
  questions: 'Questions',
  growth: 'Growth',
};

function rows(figures: readonly Figure[]): string {
  const verdict = ({ goal }: Figure) => (goal ? `${goal.text}: ${goal.met ? 'met' : '**missed**'}` : '');
  return [
    '| record | figure | measured | goal | beside it |',
    '| --- | --- | --- | --- | --- |',
    ...figures.map((f) => `| ${[f.on, f.what, f.text, verdict(f), f.beside ?? ''].join(' | ')} |`),
  ].join('\n');
}

/** One table a part. */
export const tableOf = ({ figures }: Pick<Findings, 'figures'>): string =>
  Object.keys(TITLES)
    .map((part) => [part, figures.filter((f) => f.part === part)] as const)
    .filter(([, found]) => found.length)
    .map(([part, found]) => `### ${TITLES[part]!}\n\n${rows(found)}`)
    .join('\n\n');

const [BEGIN, END] = ['<!-- figures: written by npm run bench -->', '<!-- end of figures -->'];

/** The document with these figures between its marks. @throws Error where it has no marks. */
export function documentOf(findings: Findings, before: string): string {
  const [begin, end] = [before.indexOf(BEGIN), before.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`docs/performance.md has no place for figures: put "${BEGIN}" and "${END}" in it`);
  const { cores, memoryGb, node, platform } = findings.machine;
  const plots = findings.series.map((s) => `![${s.title}: ${s.y} by ${s.x}](performance/${s.plot}.svg)`).join('\n\n');
  const made = `Made with \`${findings.command}\`: ${cores} cores, ${memoryGb} GB, ${platform}, Node ${node}; ${findings.seconds} s in all.`;
  return `${before.slice(0, begin)}${BEGIN}\n${made}\n\n${tableOf(findings)}${plots && `\n\n${plots}`}\n${before.slice(end)}`;
}
