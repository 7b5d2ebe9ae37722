/** Events a second from the store into the read model; beside it a bare loop that reads and parses, and Emmett's consumer. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../projections/snapshot.ts';
import { ReadSide } from '../../src/query/read-side.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { emmett } from '../kit/emmett.ts';
import { atLeast, count, flags, median, tell, time, timed } from '../kit/figures.ts';
import { benchFolder, recordNamed } from '../kit/records.ts';

const { folder: named, record: which = 'generated', runs, ...shape } = flags();
const folder = benchFolder(named);
const record = await recordNamed(which, folder, shape);
const store = await openSqliteStore(record.location, { readOnly: true });

/** The limit: each event is read and parsed, and nothing else. */
async function bare(): Promise<{ events: number; bytes: number }> {
  let [events, bytes] = [0, 0];
  for await (const e of store.readAll()) {
    JSON.parse(e.data);
    JSON.parse(e.metadata);
    bytes += e.data.length;
    events++;
  }
  return { events, bytes };
}

const ours: number[] = [];
const limit: number[] = [];
/** Processor time of ours, whoever else had the processor meanwhile. */
const processor: number[] = [];
let [events, bytes] = [0, 0];
const digests = new Set<string>();
for (let run = 0; run < runs; run++) {
  const read = new ReadSide(store);
  const before = process.cpuUsage();
  ours.push((await timed(() => read.catchUp()))[0]);
  const { user, system } = process.cpuUsage(before);
  processor.push((user + system) / 1000);
  digests.add(String(digestOf(read.record)));
  const [took, found] = await timed(bare);
  limit.push(took);
  ({ events, bytes } = found);
  if (read.record.size !== events) throw new Error(`the read model has ${read.record.size} of ${events} events`);
  if (read.record.problems.length) throw new Error(`events that say nothing: ${JSON.stringify(read.record.problems[0])}`);
}
if (digests.size !== 1) throw new Error('two rebuilds of one log differ');

const rate = (ms: number) => (events / ms) * 1000;
tell({
  part: 'rebuild',
  on: record.name,
  what: 'rebuild, from the store into the read model',
  value: rate(median(ours)),
  text: `${count(rate(median(ours)))} events/s, ${time(median(ours))}`,
  ...(which === 'generated' && { goal: atLeast(200_000, '200,000 events/s') }),
  beside:
    `reading and parsing alone ${count(rate(median(limit)))} /s; ${count(events)} events of ${Math.round(bytes / events)} bytes ` +
    `without their metadata; a second of processor time reads ${count(rate(median(processor)))}; file ${(statSync(record.location).size / 1e6).toFixed(0)} MB`,
  values: { ours: median(ours), bare: median(limit), events },
});
await store.close();

if (which === 'generated') {
  const file = join(folder, 'emmett.db');
  const some = Math.min(events, 50_000);
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const peer = await emmett({ do: 'rebuild', from: record.location, file, events: some, runs: Math.min(runs, 3) });
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  if ('missing' in peer) console.error(`not run here: Emmett (${peer.missing})`);
  else {
    const theirs = (peer.events! / peer.consumerMs!) * 1000;
    const ratio = rate(median(ours)) / theirs;
    tell({
      part: 'rebuild',
      on: record.name,
      what: 'beside Emmett on SQLite: its consumer, with a handler that does next to nothing',
      value: ratio,
      text: `${ratio.toFixed(1)} × as fast`,
      goal: atLeast(5, '5 ×'),
      beside:
        `Emmett ${count(theirs)} events/s on the first ${count(some)} events; its reading in batches of 1,000 alone ` +
        `${count((peer.events! / peer.batchesMs!) * 1000)} /s`,
      values: { consumer: theirs, batches: (peer.events! / peer.batchesMs!) * 1000 },
    });
  }
}
