/**
 * From CSV to queryable: the votes of the UN General Assembly, or generated ones of the same shape where the data is not there.
 * Prints how long each step takes and what a claim costs in memory; medians. The counts are compared before any time is printed.
 * Run: node --expose-gc --disable-warning=ExperimentalWarning bench/votes.ts [--runs 3] [--generated]
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { importTable } from '../src/import/table/import.ts';
import type { TableImportOptions } from '../src/import/table/import.ts';
import { ReadSide } from '../src/query/read-side.ts';
import { openSqliteStore } from '../src/store/sqlite/index.ts';
import { generatedVotes, VOTES_MAPPING, votesFolder } from './votes-tables.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '3' }, generated: { type: 'boolean', default: false } } });
const median = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)]!;
const collect = () => (globalThis as { gc?: () => void }).gc?.();
const used = () => {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

const found = values.generated ? { missing: 'asked for the generated table' } : votesFolder();
let source: TableImportOptions;
let expected: { developments: number; claims: number; facets: number };
if ('folder' in found) {
  source = { file: join(found.folder, 'votes.csv.gz'), mappingFile: VOTES_MAPPING };
  expected = { developments: 6203, claims: 1_123_506, facets: 1395 };
  console.error('The votes of the UN General Assembly.');
} else {
  const { files, calls, claims, facets } = generatedVotes({ calls: 6203, states: 140 });
  source = { files };
  expected = { developments: calls, claims, facets };
  console.error(`GENERATED votes of the same shape (${found.missing}).`);
}
console.error(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}\n`);

const mapping = readFileSync(VOTES_MAPPING, 'utf8');
const times = new Map<string, number[]>();
const note = (what: string, value: number) => times.set(what, [...(times.get(what) ?? []), value]);
let size = 0;
for (let i = 0; i < Number(values.runs); i++) {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-votes-'));
  try {
    const store = await openSqliteStore(join(folder, 'votes.db'));
    const read = new ReadSide(store);
    const start = performance.now();
    let phase = '';
    let since = start;
    const step = (next: string) => {
      if (next === phase) return;
      const now = performance.now();
      if (phase !== '') note(phase, now - since);
      phase = next;
      since = now;
    };
    const result = await importTable(
      { store, record: read.record, authorship: { author: 'bench', tool: 'bench', now: () => new Date() } },
      mapping,
      { ...source, onProgress: (p) => step(p.phase) },
    );
    step('reading the log into the read model');
    await read.catchUp();
    step('done');
    note('CSV to queryable', performance.now() - start);
    const rows = [...read.record.dossiers.values()].reduce((n, d) => n + [...d.facets.values()].reduce((m, r) => m + r.rows.length, 0), 0);
    const counts = { developments: result.developments, claims: result.claims, facets: result.facets };
    if (JSON.stringify(counts) !== JSON.stringify(expected) || rows !== expected.claims)
      throw new Error(`the figures are wrong: ${JSON.stringify({ counts, rows, expected })}`);
    size = statSync(join(folder, 'votes.db')).size;

    const fresh = new ReadSide(store);
    collect();
    const before = used();
    await fresh.catchUp();
    collect();
    note('bytes', (used() - before) / rows);
    const again = performance.now();
    const repeated = await importTable(
      { store, record: read.record, authorship: { author: 'bench', tool: 'bench', now: () => new Date() } },
      mapping,
      source,
    );
    if (repeated.events) throw new Error('the second import wrote something');
    note('again, nothing to write', performance.now() - again);
    await store.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const NAMES: Readonly<Record<string, string>> = {
  counting: 'counting the rows of each roll call',
  checking: 'reading, joining, checking, making events',
  writing: 'writing durably',
};
console.log(
  `${expected.claims.toLocaleString('en')} claims, ${expected.developments.toLocaleString('en')} developments, ${expected.facets.toLocaleString('en')} facets`,
);
console.log('\n| figure | median | beside it |\n| --- | --- | --- |');
for (const [what, xs] of times) {
  if (what === 'bytes') continue;
  const seconds = median(xs) / 1000;
  console.log(
    `| ${NAMES[what] ?? what} | ${seconds.toFixed(2)} s | ${Math.round(expected.claims / seconds).toLocaleString('en')} claims/s |`,
  );
}
const bytes = median(times.get('bytes')!);
console.log(
  `| memory of the read model${'gc' in globalThis ? ', after collection' : ' (start with --expose-gc for a true figure)'} | ${bytes.toFixed(0)} bytes a claim | ${((bytes * expected.claims) / 1e6).toFixed(0)} MB |`,
);
console.log(`| the file | ${(size / 1e6).toFixed(0)} MB | ${(size / expected.claims).toFixed(0)} bytes a claim |`);
