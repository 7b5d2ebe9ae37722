/**
 * Figures for append, import, rebuild and state at a date, on the bundled dossier and on a generated log.
 * Each beside a peer in the same run; medians. Run: npm run bench [-- --developments 100000]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { bundledCommands } from '../src/bundled.ts';
import { open } from '../src/library.ts';
import type { Demarche } from '../src/library.ts';
import { openSqliteStore } from '../src/store/sqlite/index.ts';
import { generate, random } from './generate.ts';

const { values } = parseArgs({ options: { developments: { type: 'string', default: '100000' }, seed: { type: 'string', default: '1' } } });
const developments = Number(values.developments);
const folder = mkdtempSync(join(tmpdir(), 'demarche-bench-'));

const median = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)]!;
const p99 = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)[Math.min(xs.length - 1, Math.floor(xs.length * 0.99))]!;
const rows: string[][] = [];
const note = (what: string, figure: string, beside = '') => {
  rows.push([what, figure, beside]);
  console.error(`${what}: ${figure}${beside && `   (${beside})`}`);
};
const ms = (x: number) => `${x < 10 ? x.toFixed(2) : x.toFixed(0)} ms`;
const per = (n: number, x: number) => `${Math.round((n / x) * 1000).toLocaleString('en')} /s`;

async function timed<T>(work: () => Promise<T> | T): Promise<[number, T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** Durable appends one by one, and the same bytes into bare SQLite with the same durability, in turns. */
async function appends(): Promise<void> {
  const store = await openSqliteStore(join(folder, 'append.db'));
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(
    'PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE e (p INTEGER PRIMARY KEY, s TEXT, r INTEGER, i TEXT UNIQUE, t TEXT, d TEXT, m TEXT, UNIQUE(s, r))',
  );
  const insert = bare.prepare('INSERT INTO e (s, r, i, t, d, m) VALUES (?, ?, ?, ?, ?, ?)');
  const data = JSON.stringify({ id: 'x', title: 'a title of usual length for a development', text: 'x'.repeat(200) });
  const metadata = JSON.stringify({ author: 'bench', recordedAt: '2026-01-01T00:00:00.000Z' });
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i < 400; i++) {
    const id = crypto.randomUUID();
    const [a] = await timed(() =>
      store.append({ stream: `s${i}`, expectedRevision: 'no-stream', events: [{ id, type: 'T', data, metadata }] }),
    );
    const [b] = await timed(() => {
      bare.exec('BEGIN IMMEDIATE');
      insert.run(`s${i}`, 0, id, 'T', data, metadata);
      bare.exec('COMMIT');
    });
    if (i >= 50) {
      ours.push(a);
      theirs.push(b);
    }
  }
  note(
    'durable append, one by one',
    per(1, median(ours)),
    `bare SQLite, synced: ${per(1, median(theirs))}; ours ${(median(theirs) / median(ours)).toFixed(2)} × of it`,
  );
  bare.close();
  await store.close();
}

/** The limit of a rebuild: read and parse every event, and nothing else. */
async function bareRead(file: string): Promise<number> {
  const store = await openSqliteStore(file);
  let n = 0;
  for await (const e of store.readAll()) {
    JSON.parse(e.data);
    JSON.parse(e.metadata);
    n++;
  }
  await store.close();
  return n;
}

async function rebuilds(name: string, file: string, record: Demarche): Promise<void> {
  const times: number[] = [];
  const limits: number[] = [];
  for (let i = 0; i < 5; i++) {
    times.push((await timed(() => record.rebuild()))[0]);
    limits.push((await timed(() => bareRead(file)))[0]);
  }
  note(
    `rebuild, ${name}`,
    `${ms(median(times))}, ${per(record.size, median(times))}`,
    `reading and parsing alone: ${per(record.size, median(limits))}`,
  );
}

/** Whole states and single cells at coordinates drawn at random; views are made anew, nothing is cached between questions. */
async function questions(name: string, record: Demarche, days: number, start: number): Promise<void> {
  const next = random(7);
  const at = () => new Date(start + Math.floor(next() * days) * 86_400_000).toISOString().slice(0, 10);
  const facets = record.state().facets.map((c) => c.facet);
  const ask: [string, number, () => unknown][] = [
    ['whole state at a date', 30, () => record.state({ at: at() })],
    ['whole state at a date, as known then', 30, () => record.state({ at: at(), known: Math.floor(next() * record.size) + 1 })],
    ['whole state at a date, by publication', 30, () => record.state({ at: at(), published: at() })],
    ['one cell', 1000, () => record.facet(facets[Math.floor(next() * facets.length)]!, { at: at() })],
    ['why of a cell', 300, () => record.why(facets[Math.floor(next() * facets.length)]!, { at: at() })],
    ['page of the timeline', 100, () => record.timeline({ at: at(), limit: 50 })],
  ];
  for (const [what, times, question] of ask) {
    const took: number[] = [];
    for (let i = 0; i < times; i++) took.push((await timed(question))[0]);
    note(`${what}, ${name}`, `${ms(median(took))} median, ${ms(p99(took))} p99`, what.startsWith('whole') ? `${facets.length} cells` : '');
  }
}

console.error(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}\n`);
try {
  await appends();

  const small = join(folder, 'dossier.db');
  let record = await open(small);
  const commands = bundledCommands();
  const [import1] = await timed(() => record.importBundled());
  note('import, the dossier', ms(import1), `${commands.length} commands`);
  await rebuilds('the dossier', small, record);
  await questions('the dossier', record, 440, Date.UTC(2024, 11, 1));
  await record.close();

  const large = join(folder, 'large.db');
  record = await open(large);
  const lines = [...generate({ developments, seed: Number(values.seed) })];
  const name = `${developments.toLocaleString('en')} developments`;
  const [import2, result] = await timed(() => record.importCommands(lines));
  note(
    `import, ${name}`,
    `${(import2 / 1000).toFixed(1)} s, ${per(result.commands, import2)}`,
    `${result.commands.toLocaleString('en')} commands checked by their deciders; file ${(statSync(large).size / 1e6).toFixed(0)} MB`,
  );
  await rebuilds(name, large, record);
  await questions(name, record, 7000, Date.UTC(2000, 0, 1));
  await record.close();

  console.log(`| figure | measured | beside it |\n| --- | --- | --- |`);
  for (const r of rows) console.log(`| ${r.join(' | ')} |`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
