/**
 * Mutants of the rule, each of which has to be found: `node campaigns/mutation.ts`. Every branch of every step (`mutants.ts`) is
 * changed in a copy of the program, and `mutation-killer.ts` tries to tell that copy from the reference. Ends with 1 where one
 * survives that is not named equivalent, where one named equivalent is found, or where the place to change is no longer there.
 *
 *   --only id,id     these mutants
 *   --step text      mutants of steps that contain the text
 *   --shard 1/4      every fourth, beginning with the first
 *   --sample 12      so many of them, chosen by --seed
 *   --seed 7         of the generated logs and of the sample
 *   --jobs 2         processes at once
 *   --verbose        what told each of them apart
 */
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { expected } from '../tests/support/compare.ts';
import * as crowded from '../tests/support/crowded.ts';
import { FoldedExtended, generateExtended } from '../tests/support/extended.ts';
import type { Extended } from '../tests/support/extended.ts';
import { generateLog, questionsOf, Random } from '../tests/support/generate.ts';
import { DOSSIER } from '../tests/support/notation.ts';
import type { Noted } from '../tests/support/notation.ts';
import { Naive } from '../tests/support/views.ts';
import { wantedGrown } from './mutation-grown.ts';
import type { Wanted } from './mutation-killer.ts';
import { MUTANTS } from './mutants.ts';
import type { Mutant } from './mutants.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    step: { type: 'string' },
    shard: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '20250904' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
    verbose: { type: 'boolean', default: false },
  },
});
const root = fileURLToPath(new URL('..', import.meta.url));
const seed = Number(options.seed);
const [PLAIN, EXTENDED, CROWDED, CORRECTED, EACH] = [600, 400, 240, 8, 60];

// ── which ────────────────────────────────────────────────────────────────────────────────────────────────────────

function chosen(): Mutant[] {
  let list = [...MUTANTS];
  if (options.only !== undefined) {
    const ids = options.only.split(',');
    const unknown = ids.filter((id) => !list.some((m) => m.id === id));
    if (unknown.length) throw new Error(`no mutant ${unknown.join(', ')}`);
    list = list.filter((m) => ids.includes(m.id));
  }
  if (options.step !== undefined) list = list.filter((m) => m.step.includes(options.step!));
  if (options.shard !== undefined) {
    const [part = 1, of = 1] = options.shard.split('/').map(Number);
    list = list.filter((_, i) => i % of === part - 1);
  }
  // those that cannot be found take longest, and show least
  if (options.sample !== undefined)
    list = new Random(seed)
      .some(
        list.filter((m) => m.equivalent === undefined),
        1e9,
      )
      .slice(0, Number(options.sample));
  return list;
}

/** Mutants whose place is not there exactly once: the program has changed, and the table has to follow. */
const misplaced = MUTANTS.filter((m) => readFileSync(join(root, m.file), 'utf8').split(m.find).length !== 2);
const repeated = MUTANTS.filter((m, i) => MUTANTS.findIndex((o) => o.id === m.id) !== i);

// ── telling them apart ───────────────────────────────────────────────────────────────────────────────────────────

/**
 * A source turns out to be older, or evidence comes to a claim or to another beside it, when nothing more is said: what was found out
 * before is stale.
 */
const STALE: readonly Extended[] = [
  { t: 'correctSource', id: 's1', published: '2025-09-02' },
  { t: 'addEvidence', dev: 'd1', sources: ['u1'] },
  { t: 'addEvidence', dev: 'd1', sources: ['u1'], claims: ['b'] },
].map((last) => ({
  lines: [
    { say: { t: 'source', id: 's1', published: '2025-09-10', ...(last.claims && { grade: 'F' }) } },
    {
      say: {
        t: 'record',
        dev: 'd1',
        date: '2025-09-01',
        sources: ['s1'],
        claims: [
          { id: 'a', facet: 'position/FRA/troops', value: 'open' },
          { id: 'b', facet: 'position/ITA/troops', value: 'open' },
        ],
      },
    },
    { say: last },
  ],
  opens: '2025-09-01',
}));

/** A ruling on claims of an actor who is merged into another. */
const RULED_AND_MERGED: Extended = {
  lines: [
    ...['open', 'rules-out'].map((value, i) => ({
      say: { t: 'record', dev: `d${i}`, date: '2025-09-04', sources: ['u1'], claims: [{ facet: 'position/ITA/troops', value }] },
    })),
    { say: { t: 'adjudicate', facet: 'position/ITA/troops', prefer: 'd0#c1', over: ['d1#c1'] } },
    { merge: 'actor', id: 'ITA', into: 'FRA' },
  ],
  opens: '2025-09-01',
};

function ruledAndMerged(): Wanted['extended'][number] {
  const folded = new FoldedExtended(RULED_AND_MERGED);
  const asked = ['ITA', 'FRA'].flatMap((actor) =>
    RULED_AND_MERGED.lines.map((_, i) => ({ facet: `position/${actor}/troops`, at: '2025-09-05', known: i + 1 })),
  );
  return { log: RULED_AND_MERGED, brokenAt: [], asked: asked.map((q) => [q, folded.expected(q)] as const) };
}

/** Questions and timelines of a log with many claims; `limits` of what was published. */
function crowdedOf(log: Extended, index: number, limits = crowded.limitsOf(log)): Wanted['crowded'][number] {
  const folded = new FoldedExtended(log);
  const { record, entries } = folded;
  const r = new Random(seed, index);
  const moments = crowded.momentsOf(log);
  return {
    log,
    asked: crowded.questionsOf(r, log, EACH).map((q) => [q, folded.expected(q)] as const),
    timelines: Array.from({ length: 3 }, (_, n) => {
      // up to just before a development is recorded, which is then no place in the timeline
      const later = n === 0 ? undefined : r.pick(log.lines.flatMap((l, k) => ('say' in l && l.say.t === 'record' ? [k] : [])));
      const unknown = later === undefined ? null : (log.lines[later] as { say: Noted }).say.dev!;
      const size = later === undefined ? record.size : folded.offset[later]!;
      const published = n < 2 && limits.length ? r.pick(limits) : null;
      const at = r.chance(0.5) ? r.pick(moments) : null;
      const naive = new Naive(entries, { dossier: DOSSIER, size, published: published ?? Infinity }, record);
      return { size, published, at, unknown, developments: naive.timeline(at ?? Infinity) };
    }),
  };
}

/** What the reference answers, once for all. */
function wanted(): Wanted {
  return {
    grown: wantedGrown(seed),
    plain: Array.from({ length: PLAIN }, (_, i) => {
      const generated = generateLog(seed, i);
      return { generated, asked: questionsOf(new Random(seed, i), generated, EACH).map((q) => [q, expected(generated, q)] as const) };
    }),
    extended: [
      ruledAndMerged(),
      ...Array.from({ length: EXTENDED }, (_, i) => {
        const log = generateExtended(seed, i, { merges: true, broken: true });
        const folded = new FoldedExtended(log);
        return {
          log,
          brokenAt: folded.brokenAt,
          asked: folded.questions(new Random(seed, i), EACH / 2).map((q) => [q, folded.expected(q)] as const),
        };
      }),
    ],
    crowded: [
      ...STALE.map((log) => crowdedOf(log, 0, [Date.UTC(2025, 8, 5)])),
      ...Array.from({ length: CROWDED }, (_, i) => crowdedOf(crowded.generateCrowded(seed, i, [12, 24, 40, 70][i % 4]!), i)),
      // what was corrected again and again is looked up in another way
      ...Array.from({ length: CORRECTED }, (_, i) => crowdedOf(crowded.generateCrowded(seed, CROWDED + i, 4 + 2 * i, 1, 200), i)),
    ],
  };
}

interface Outcome {
  readonly found: boolean;
  readonly how: string;
  readonly ms: number;
}

function run(folder: string, answers: string, limit: number): Promise<Outcome> {
  const started = performance.now();
  return new Promise((resolve) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', '--max-old-space-size=1024', 'campaigns/mutation-killer.ts', answers],
      { cwd: folder },
    );
    let said = '';
    let isLate = false;
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const timer = setTimeout(() => {
      isLate = true;
      child.kill('SIGKILL');
    }, limit);
    child.on('close', (code) => {
      clearTimeout(timer);
      const line = said.split('\n').find((l) => /rror|became|FATAL/.test(l)) ?? said.split('\n')[0] ?? '';
      resolve({ found: code !== 0, how: isLate ? 'does not end' : line, ms: performance.now() - started });
    });
  });
}

/** A copy of all that is changed or asked. */
function copied(home: string, name: string): string {
  const folder = join(home, name);
  mkdirSync(folder);
  for (const part of ['events', 'projections', 'tests/support', 'tests/cases', 'tests/reference', 'campaigns', 'package.json'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

async function main(): Promise<number> {
  for (const m of misplaced) console.log(`${m.id}: its place in ${m.file} is not there exactly once: ${JSON.stringify(m.find)}`);
  for (const m of repeated) console.log(`${m.id}: a name for two`);
  if (misplaced.length || repeated.length) return 1;
  const mutants = chosen();
  const started = performance.now();
  const home = mkdtempSync(join(tmpdir(), 'demarche-mutants-'));
  try {
    const answers = join(home, 'answers.json');
    writeFileSync(answers, JSON.stringify(wanted()));
    const jobs = Math.max(1, Number(options.jobs));
    const folders = Array.from({ length: jobs }, (_, i) => copied(home, `copy-${i}`));
    const unchanged = await run(folders[0]!, answers, 300_000);
    if (unchanged.found) {
      console.log(`the program as it is differs from the reference: ${unchanged.how}`);
      return 1;
    }
    console.log(
      `${mutants.length} of ${MUTANTS.length} mutants, seed ${seed}; as it is, the program agrees in ${(PLAIN + EXTENDED / 2 + CROWDED + CORRECTED) * EACH} cells (${(unchanged.ms / 1000).toFixed(1)} s)`,
    );
    const limit = Math.max(60_000, unchanged.ms * 15); // of the wall clock, which others may slow down
    const outcomes = new Map<Mutant, Outcome>();
    const queue = [...mutants];
    await Promise.all(
      folders.map(async (folder) => {
        for (let m = queue.shift(); m; m = queue.shift()) {
          const file = join(folder, m.file);
          const original = readFileSync(file, 'utf8');
          const { find, replace } = m;
          writeFileSync(
            file,
            original.replace(find, () => replace),
          );
          const outcome = await run(folder, answers, limit);
          outcomes.set(m, outcome);
          writeFileSync(file, original);
          if (options.verbose)
            console.log(
              `${outcome.found ? 'found   ' : 'survived'} ${m.id} (${(outcome.ms / 1000).toFixed(1)} s) ${outcome.how.slice(0, 200)}`,
            );
        }
      }),
    );
    return report(mutants, outcomes, (performance.now() - started) / 1000);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

function report(mutants: readonly Mutant[], outcomes: ReadonlyMap<Mutant, Outcome>, seconds: number): number {
  const found = (m: Mutant) => outcomes.get(m)!.found;
  const survivors = mutants.filter((m) => !found(m) && m.equivalent === undefined);
  const misnamed = mutants.filter((m) => found(m) && m.equivalent !== undefined);
  const row = (step: string, ...numbers: (number | string)[]) =>
    console.log(`  ${step.padEnd(36)}${numbers.map((n) => String(n).padStart(12)).join('')}`);
  row('step', 'mutants', 'found', 'equivalent', 'survived');
  const steps = [...new Set(mutants.map((m) => `${m.step} (${m.file.split('/').at(-1)!})`))];
  for (const step of steps) {
    const of = mutants.filter((m) => `${m.step} (${m.file.split('/').at(-1)!})` === step);
    row(
      step,
      of.length,
      of.filter(found).length,
      of.filter((m) => !found(m) && m.equivalent !== undefined).length,
      of.filter((m) => survivors.includes(m)).length,
    );
  }
  row(
    'all',
    mutants.length,
    mutants.filter(found).length,
    mutants.filter((m) => !found(m) && m.equivalent !== undefined).length,
    survivors.length,
  );
  for (const m of mutants) if (m.equivalent !== undefined && !found(m)) console.log(`equivalent: ${m.id}: ${m.equivalent}`);
  for (const m of misnamed) console.log(`NOT EQUIVALENT: ${m.id}: ${outcomes.get(m)!.how}`);
  for (const m of survivors) console.log(`SURVIVED: ${m.id} (${m.step}) in ${m.file}\n  - ${m.find}\n  + ${m.replace}`);
  console.log(`${seconds.toFixed(0)} s`);
  return survivors.length || misnamed.length ? 1 : 0;
}

process.exitCode = await main();
