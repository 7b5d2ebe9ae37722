/** Durable appends one by one: ours, bare SQLite with the same table and durability, a bare sync, and Emmett, by turns. */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { atLeast, count, flags, median, p99, tell, time } from '../kit/figures.ts';
import { emmett } from '../kit/emmett.ts';

const { folder: named } = flags();
const folder = mkdtempSync(join(named ?? tmpdir(), 'demarche-append-'));
const [PRACTICE, TIMES] = [100, 1000];
const data = JSON.stringify({ id: 'x', title: 'a title of the usual length of a development', text: 'x'.repeat(220) });
const metadata = JSON.stringify({ author: 'bench', recordedAt: '2026-01-01T00:00:00.000Z' });

try {
  const store = await openSqliteStore(join(folder, 'ours.db'));
  const bare = new DatabaseSync(join(folder, 'bare.db'));
  bare.exec(
    `PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
     CREATE TABLE events (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, revision INTEGER NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL) STRICT;
     CREATE UNIQUE INDEX by_stream ON events (stream, revision); CREATE UNIQUE INDEX by_id ON events (id);`,
  );
  const [begin, commit] = [bare.prepare('BEGIN IMMEDIATE'), bare.prepare('COMMIT')];
  const insert = bare.prepare('INSERT INTO events (stream, revision, id, type, data, metadata) VALUES (?, ?, ?, ?, ?, ?)');
  const file = openSync(join(folder, 'sync'), 'w');
  const page = Buffer.alloc(4096, 1);

  const took: Record<'ours' | 'bare' | 'sync', number[]> = { ours: [], bare: [], sync: [] };
  const note = async (who: keyof typeof took, i: number, work: () => unknown) => {
    const start = performance.now();
    await work();
    if (i >= PRACTICE) took[who].push(performance.now() - start);
  };
  for (let i = 0; i < PRACTICE + TIMES; i++) {
    const id = crypto.randomUUID();
    const ours = () =>
      note('ours', i, () =>
        store.append({ stream: `development-${i}`, expectedRevision: 'no-stream', events: [{ id, type: 'T', data, metadata }] }),
      );
    const theirs = () =>
      note('bare', i, () => {
        begin.run();
        insert.run(`development-${i}`, 0, id, 'T', data, metadata);
        commit.run();
      });
    // by turns also in who comes first
    for (const one of i % 2 ? [ours, theirs] : [theirs, ours]) await one();
    await note('sync', i, () => {
      writeSync(file, page);
      fsyncSync(file);
    });
  }
  if (bare.prepare('SELECT count(*) AS n FROM events').get()?.['n'] !== PRACTICE + TIMES)
    throw new Error('bare SQLite has another number of events');
  let ours = 0;
  for await (const event of store.readAll()) if (event.data === data) ours++;
  if (ours !== PRACTICE + TIMES) throw new Error(`${ours} events can be read, ${PRACTICE + TIMES} were acknowledged`);

  const ratio = median(took.bare) / median(took.ours);
  const rate = (ms: number) => `${count(1000 / ms)} /s`;
  tell({
    part: 'append',
    on: '',
    what: 'durable single append, beside bare SQLite with the same table, synced',
    value: ratio,
    text: `${ratio.toFixed(2)} × of it: ${rate(median(took.ours))}`,
    goal: atLeast(0.8, '0.8 ×'),
    beside:
      `bare SQLite ${rate(median(took.bare))}; medians ${time(median(took.ours))} and ${time(median(took.bare))}, ` +
      `p99 ${time(p99(took.ours))} and ${time(p99(took.bare))}; writing and syncing 4 kB alone ${time(median(took.sync))}`,
    values: { ours: median(took.ours), bare: median(took.bare), sync: median(took.sync) },
  });
  closeSync(file);
  bare.close();
  await store.close();

  const peer = await emmett({ do: 'append', file: join(folder, 'emmett.db'), times: 300, data, metadata });
  if ('missing' in peer) console.error(`not run here: Emmett (${peer.missing})`);
  else
    tell({
      part: 'append',
      on: '',
      what: 'the same in Emmett on SQLite',
      value: peer.appendMs!,
      text: rate(peer.appendMs!),
      beside: `median ${time(peer.appendMs!)}, as it comes (journal ${peer.journal}, synchronous ${peer.synchronous})${peer.refused ? `; ${peer.refused} were refused with SQLITE_BUSY and are not counted` : ''}`,
    });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
