/**
 * Cold start, with the snapshot there and the file system's cache warm: in process, until one cell is answered, and from the
 * start of the command until it has printed one. Each time in a new process. And what the read model takes in memory.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../projections/snapshot.ts';
import { Answers } from '../../src/query/answers.ts';
import { ReadSide } from '../../src/query/read-side.ts';
import { open } from '../../src/library.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { atMost, bytesInUse, count, flags, median, sorted, tell, time } from '../kit/figures.ts';
import { benchFolder, recordNamed } from '../kit/records.ts';

const root = new URL('../..', import.meta.url).pathname;
const task = process.env['BENCH_START'];
const { folder, record: which = 'votes', ...shape } = flags();
const record = await recordNamed(which, benchFolder(folder), shape);
const at = new Date(record.from + (record.days >> 1) * 86_400_000).toISOString().slice(0, 10);
const facet = which === 'votes' ? 'position/FRA/other' : 'position/actor-7/issue-2';

if (task === 'open') {
  const start = performance.now();
  const demarche = await open(record.location, { readOnly: true });
  const opened = performance.now() - start;
  const { status, value } = demarche.facet(facet, { at });
  const took = performance.now() - start;
  console.log(JSON.stringify({ opened, took, status, value, restored: demarche.snapshot.events }));
  await demarche.close();
} else if (task === 'memory') {
  const store = await openSqliteStore(record.location, { readOnly: true });
  const before = bytesInUse();
  const read = new ReadSide(store, process.env['BENCH_CACHE'] === '1' ? record.cache : undefined);
  await read.catchUp();
  const grown = bytesInUse() - before;
  const claims = read.record.claims.rowCount;
  // the orders of the facets are made when they are asked for
  const answers = new Answers(read, () => Date.now());
  answers.state({ at });
  const asked = bytesInUse() - before;
  console.log(JSON.stringify({ grown, asked, claims, size: read.record.size }));
  await store.close();
} else {
  /** A snapshot as the program itself leaves it. */
  const [rebuilt, restored] = await (async () => {
    const store = await openSqliteStore(record.location);
    const fresh = new ReadSide(store, record.cache);
    await fresh.rebuild();
    const again = new ReadSide(store, record.cache);
    await again.catchUp();
    const answer = new Answers(again, () => Date.now()).facet(facet, { at });
    const same = JSON.stringify(answer) === JSON.stringify(new Answers(fresh, () => Date.now()).facet(facet, { at }));
    if (!same || digestOf(fresh.record) !== digestOf(again.record)) throw new Error('what is restored differs from what is rebuilt');
    if (again.snapshot.events !== again.record.size)
      throw new Error(`the snapshot was not used: ${again.snapshot.trouble ?? 'it is not there'}`);
    await store.close();
    return [fresh.record.size, again.record.size];
  })();
  const inChild = (what: string, cache = '1') => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--expose-gc', ...process.argv.slice(1)], {
      encoding: 'utf8',
      env: { ...process.env, BENCH_START: what, BENCH_CACHE: cache },
    });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as Record<string, number> & { status: string; value: string };
  };
  const times = 9;
  const opens = Array.from({ length: times }, () => inChild('open'));
  if (opens.some((o) => o['restored'] !== rebuilt || rebuilt !== restored)) throw new Error('a start did not use the snapshot');
  const took = opens.map((o) => o['took']!);
  tell({
    part: 'start',
    on: record.name,
    what: 'cold start in process: open, and one cell',
    value: median(took),
    text: `${time(median(took))} median`,
    ...(which === 'votes' && { goal: atMost(300, '300 ms') }),
    beside: `best ${time(sorted(took)[0]!)}, of which opening ${time(median(opens.map((o) => o['opened']!)))}; snapshot of ${count(rebuilt)} events`,
  });

  const main = existsSync(join(root, 'dist/src/cli/main.js')) ? 'dist/src/cli/main.js' : 'src/cli/main.ts';
  const command = [
    '--disable-warning=ExperimentalWarning',
    join(root, main),
    'state',
    facet,
    '--at',
    at,
    '--store',
    record.location,
    '--json',
  ];
  const spawned: number[] = [];
  for (let i = 0; i < times + 1; i++) {
    const start = performance.now();
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
    const ms = performance.now() - start;
    if (status !== 0) throw new Error(stderr);
    const cell = JSON.parse(stdout) as { value: string; status: string };
    if (cell.status !== opens[0]!.status || cell.value !== opens[0]!.value) throw new Error(`another cell was printed: ${stdout}`);
    if (i > 0) spawned.push(ms);
  }
  const empty = Array.from({ length: times }, () => {
    const start = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    return performance.now() - start;
  });
  tell({
    part: 'start',
    on: record.name,
    what: 'from the start of the command to one cell printed',
    value: median(spawned),
    text: `${time(median(spawned))} median`,
    ...(which === 'votes' && { goal: atMost(600, '600 ms') }),
    beside: `best ${time(sorted(spawned)[0]!)}; ${main.startsWith('dist') ? 'compiled, as published' : 'from the sources, types removed at the start'}; Node that does nothing ${time(median(empty))}`,
  });

  const [log, snapshot] = [inChild('memory', '0'), inChild('memory', '1')];
  const per = (m: Record<string, number>, what: string) => m[what]! / m['claims']!;
  tell({
    part: 'start',
    on: record.name,
    what: 'memory of the read model after collection, buffers included',
    value: per(log, 'grown'),
    text: `${per(log, 'grown').toFixed(0)} bytes a claim`,
    goal: which === 'votes' ? atMost(200, '200 bytes a claim') : atMost(400, '400 bytes a claim'),
    beside:
      `${count(log['claims']!)} claim versions, ${(log['grown']! / 1e6).toFixed(0)} MB; with a whole state asked ${per(log, 'asked').toFixed(0)} bytes; ` +
      `restored from the snapshot ${per(snapshot, 'grown').toFixed(0)}, asked ${per(snapshot, 'asked').toFixed(0)} bytes; ` +
      `snapshot ${(statSync(join(record.cache, `read-model-${log['size']!}.bin`)).size / log['claims']!).toFixed(0)} bytes a claim`,
    values: log,
  });
}
