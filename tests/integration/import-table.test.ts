/** Tables into a store: all or nothing, again, cut off in the middle, and the UN votes with their exact figures. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { generatedVotes, VOTES_MAPPING, votesFolder } from '../../bench/votes-tables.ts';
import { checkPayload, decode } from '../../events/codec.ts';
import type { RecordState } from '../../projections/record.ts';
import { isImportError } from '../../src/errors.ts';
import { importTable } from '../../src/import/table/import.ts';
import type { TableImportOptions } from '../../src/import/table/import.ts';
import { ReadSide } from '../../src/query/read-side.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import type { SqliteStore } from '../../src/store/sqlite/index.ts';
import type { StoredEvent } from '../../src/store/port.ts';

const MAPPING = readFileSync(VOTES_MAPPING, 'utf8');
let folder: string;
let store: SqliteStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demarche-table-'));
  store = await openSqliteStore(join(folder, 'votes.db'));
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = new Date('2026-01-01T00:00:00Z');
async function run(options: TableImportOptions, into = store, now = at) {
  const read = new ReadSide(into);
  await read.catchUp();
  return importTable({ store: into, record: read.record, authorship: { author: 'me', tool: 'test', now: () => now } }, MAPPING, options);
}
const eventsOf = (from = store): Promise<StoredEvent[]> => Array.fromAsync(from.readAll());
async function recordOf(from = store): Promise<RecordState> {
  const read = new ReadSide(from);
  await read.catchUp();
  return read.record;
}

/** How each state voted in each roll call, from the claims alone. */
function votesIn(record: RecordState): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const development of record.developments.values()) {
    const said = new Map<string, string>();
    for (const { facet, value } of development.versions[0]!.rows) {
      const state = facet.split('/')[1]!;
      const before = said.get(state);
      if (before !== undefined && before !== value) throw new Error(`${state} votes twice in ${development.id}`);
      said.set(state, value as string);
    }
    for (const value of said.values()) counts[value] = (counts[value] ?? 0) + 1;
  }
  return counts;
}
const rowsIn = (record: RecordState): number =>
  [...record.dossiers.values()].reduce((n, d) => n + [...d.facets.values()].reduce((m, r) => m + r.rows.length, 0), 0);

test('generated votes: every figure, every payload of its schema, no problem when read', async () => {
  const votes = generatedVotes();
  const result = await run({ files: votes.files });
  expect(result).toMatchObject({
    rows: { read: votes.votes, leftOut: 0 },
    developments: votes.calls,
    claims: votes.claims,
    facets: votes.facets,
    sources: votes.calls,
    actors: { registered: votes.states, present: 0 },
    repeated: 0,
  });
  const events = await eventsOf();
  expect(events).toHaveLength(result.events);
  for (const stored of events) {
    const decoded = decode(stored);
    if (!decoded.ok) throw new Error(decoded.problem.message);
    expect(checkPayload(decoded.event), stored.data.slice(0, 200)).toEqual([]);
  }
  const record = await recordOf();
  expect(record.problems).toEqual([]);
  expect(rowsIn(record)).toBe(votes.claims);
  expect(Object.values(votesIn(record)).reduce((a, b) => a + b)).toBe(votes.votes);
});

test('claims that are not decided one by one make the same bytes as those that are', async () => {
  const { files } = generatedVotes({ calls: 60 });
  await run({ files, checkedInFull: 0 });
  const other = await openSqliteStore(join(folder, 'other.db'));
  await run({ files, checkedInFull: Infinity }, other);
  expect(await eventsOf()).toEqual(await eventsOf(other));
  await other.close();
});

test('again it writes nothing, also later, by another hand', async () => {
  const { files } = generatedVotes();
  const first = await run({ files });
  const before = await eventsOf();
  const again = await run({ files }, store, new Date('2026-02-01T00:00:00Z'));
  expect(again).toMatchObject({ written: 0, events: 0, repeated: first.developments + first.sources, claims: first.claims });
  expect(await eventsOf()).toEqual(before);
});

test('killed in the middle of writing, it is completed by running it again', async () => {
  await store.close();
  const child = new URL('import-table-child.ts', import.meta.url).pathname;
  const { signal } = spawnSync(process.execPath, [child, join(folder, 'votes.db'), '1000'], { encoding: 'utf8' });
  expect(signal).toBe('SIGKILL');
  store = await openSqliteStore(join(folder, 'votes.db'));
  const cut = (await eventsOf()).length;
  const { files, claims, calls } = generatedVotes({ calls: 1200 });
  const result = await run({ files });
  expect(cut).toBeGreaterThanOrEqual(1000);
  expect(result.events).toBeGreaterThan(500);
  expect(result).toMatchObject({ developments: calls, claims, faultCount: 0 });

  const whole = await openSqliteStore(join(folder, 'whole.db'));
  await run({ files }, whole);
  const content = (events: StoredEvent[]) => events.map(({ id, stream, type, data }) => ({ id, stream, type, data }));
  expect(content(await eventsOf())).toEqual(content(await eventsOf(whole)));
  await whole.close();
});

test('one wrong cell: nothing is written; with partial the rest is, and the fault is listed', async () => {
  const votes = generatedVotes({ calls: 20 });
  const lines = ['rcid,country,country_code,vote', '3,France,FR,yes', '4,France,FR,perhaps', '5,France,FR,no', '5,Cuba,CU,no'];
  const files = { ...votes.files, votes: { name: 'votes.csv', content: lines.join('\n') } };
  const error: unknown = await run({ files }).catch((e: unknown) => e);
  expect(isImportError(error)).toBe(true);
  expect((error as Error).message).toContain('votes.csv:3:4 (vote): "perhaps" is not known');
  expect(await eventsOf()).toEqual([]);

  expect(await run({ files, partial: true })).toMatchObject({ developments: 2, faultCount: 1, faults: [{ code: 'NoEntry', line: 3 }] });
  // the cell corrected, the rest follows
  files.votes.content = files.votes.content.replace('perhaps', 'abstain');
  expect(await run({ files })).toMatchObject({ developments: 3, written: 2, repeated: 4 });
});

test('a table that says something else than when it was imported is refused', async () => {
  const votes = generatedVotes({ calls: 20 });
  const files = { ...votes.files, votes: { name: 'votes.csv', content: 'rcid,country,country_code,vote\n3,France,FR,yes\n' } };
  await run({ files });
  files.votes.content = files.votes.content.replace('yes', 'no');
  await expect(run({ files })).rejects.toMatchObject({ kind: 'ImportError', faults: [{ code: 'ImportedBefore', line: 2 }] });
});

test('many events wait in a file, which is gone afterwards', async () => {
  const before = readdirSync(tmpdir()).filter((n) => n.startsWith('demarche-import-'));
  const votes = generatedVotes({ calls: 6000 });
  const seen = new Set<string>();
  const result = await run({ files: votes.files, onProgress: ({ phase }) => seen.add(phase) });
  expect([...seen]).toEqual(['counting', 'checking', 'writing']);
  expect(result).toMatchObject({ claims: votes.claims, developments: 6000 });
  expect(rowsIn(await recordOf())).toBe(votes.claims);
  expect(readdirSync(tmpdir()).filter((n) => n.startsWith('demarche-import-') && !before.includes(n))).toEqual([]);
});

const votes = votesFolder();
if ('missing' in votes) console.log(`the UN votes are not imported: ${votes.missing}`);
test.skipIf('missing' in votes)(
  `the UN votes, exactly${'missing' in votes ? ` (${votes.missing})` : ''}`,
  async () => {
    if ('missing' in votes) return;
    const result = await run({ file: join(votes.folder, 'votes.csv.gz'), mappingFile: VOTES_MAPPING });
    expect(result).toMatchObject({
      rows: { read: 870_109, leftOut: 0 },
      developments: 6203,
      claims: 1_123_506,
      facets: 1395,
      sources: 6203,
      actors: { registered: 200, present: 0 },
      events: 12_614,
      faultCount: 0,
    });
    const record = await recordOf();
    expect(record.problems).toEqual([]);
    expect([record.developments.size, rowsIn(record), record.dossiers.get('un-general-assembly')!.facets.size]).toEqual([
      6203, 1_123_506, 1395,
    ]);
    expect(votesIn(record)).toEqual({ 'in-favour': 693_664, abstains: 110_897, against: 65_548 });
    expect(record.dossiers.get('un-general-assembly')!.facets.has('position/NAM/other')).toBe(true);
    const again = await run({ file: join(votes.folder, 'votes.csv.gz'), mappingFile: VOTES_MAPPING });
    expect(again).toMatchObject({ written: 0, events: 0, claims: 1_123_506 });
  },
  180_000,
);
