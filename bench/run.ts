/**
 * Every figure of the read side and its peers, in one command: each part in a process of its own, answers compared before any time is
 * taken, goals and verdicts beside the figures.
 *
 *     npm run bench -- [--developments 100000] [--full] [--parts import,questions] [--runs 3] [--folder DIR] [--json FILE] [--with FILE] [--write]
 *
 * `--full` asks a generated log of 1,000,000 developments. The records are kept in the folder for the next time. `--json` keeps
 * the figures, `--with FILE` takes those of an earlier run for parts that are not run now; `--write` puts them, with the plots, into docs/performance.md.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { createInterface } from 'node:readline';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Figure, Series } from './kit/figures.ts';
import { plotOf } from './kit/plot.ts';
import { documentOf, tableOf } from './kit/report.ts';
import type { Findings } from './kit/report.ts';
import { benchFolder } from './kit/records.ts';

const PARTS = ['import', 'append', 'rebuild', 'start', 'questions', 'growth'] as const;
type Part = (typeof PARTS)[number];
/** Which records each part is asked on. */
const ON: Readonly<Record<Part, readonly (string | undefined)[]>> = {
  import: [undefined],
  append: [undefined],
  rebuild: ['votes', 'generated'],
  start: ['votes', 'generated'],
  questions: ['votes', 'generated'],
  growth: [undefined],
};

const { values } = parseArgs({
  options: {
    developments: { type: 'string' },
    full: { type: 'boolean', default: false },
    parts: { type: 'string', default: PARTS.join(',') },
    runs: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    folder: { type: 'string' },
    json: { type: 'string' },
    with: { type: 'string' },
    write: { type: 'boolean', default: false },
  },
});
const developments = values.developments ?? (values.full ? '1000000' : '100000');
const parts = values.parts
  .split(',')
  .filter(Boolean)
  .map((p): Part => {
    const found = PARTS.find((known) => known === p);
    if (!found) throw new Error(`--parts takes ${PARTS.join(', ')}, not "${p}"`);
    return found;
  });

const figures: Figure[] = [];
const series: Series[] = [];
const failed: string[] = [];

/** One part in a process of its own: what the part before left in memory or compiled is not at hand. */
async function run(part: Part, record: string | undefined): Promise<void> {
  const name = `${part}${record === undefined ? '' : ` on ${record}`}`;
  console.error(`\n── ${name}`);
  const child = spawn(
    process.execPath,
    [
      ...['--expose-gc', '--disable-warning=ExperimentalWarning', new URL(`parts/${part}.ts`, import.meta.url).pathname],
      ...['--folder', benchFolder(values.folder), '--developments', developments, '--seed', values.seed, '--runs', values.runs],
      ...(record === undefined ? [] : ['--record', record]),
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { figure?: Figure; series?: Series };
    if (said.figure) figures.push(said.figure);
    if (said.series) series.push(said.series);
  }
  const status = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('exit', resolve)));
  if (status !== 0) failed.push(name);
}

/** What the parts of an earlier run took. */
let earlierSeconds = 0;
if (values.with !== undefined) {
  const earlier = JSON.parse(readFileSync(values.with, 'utf8')) as Findings;
  figures.push(...earlier.figures.filter((f) => !parts.includes(f.part as Part)));
  if (!parts.includes('growth')) series.push(...earlier.series);
  earlierSeconds = earlier.seconds;
}
const start = performance.now();
for (const part of parts) for (const record of ON[part]) await run(part, record);

const findings: Findings = {
  machine: {
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 1024 ** 3),
    node: process.version,
    platform: process.platform,
  },
  command: `npm run bench -- ${values.full || developments === '1000000' ? '--full' : `--developments ${developments}`}`,
  seconds: earlierSeconds + Math.round((performance.now() - start) / 1000),
  figures,
  series,
};
console.log(tableOf(findings));
const missed = figures.filter((f) => f.goal && !f.goal.met);
const judged = figures.filter((f) => f.goal);
console.log(
  `\n${judged.length - missed.length} of ${judged.length} goals met, in ${findings.seconds} s${failed.length ? `; FAILED: ${failed.join(', ')}` : ''}`,
);
for (const f of missed) console.log(`  missed: ${f.on && `${f.on}: `}${f.what}: ${f.text} (${f.goal!.text})`);

if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(findings, null, 1)}\n`);
if (values.write) {
  const file = new URL('../docs/performance.md', import.meta.url).pathname;
  const plots = new URL('../docs/performance/', import.meta.url).pathname;
  mkdirSync(plots, { recursive: true });
  mkdirSync(dirname(file), { recursive: true });
  for (const s of series) writeFileSync(`${plots}${s.plot}.svg`, plotOf(s));
  writeFileSync(file, documentOf(findings, readFileSync(file, 'utf8')));
}
process.exitCode = failed.length ? 1 : 0;
