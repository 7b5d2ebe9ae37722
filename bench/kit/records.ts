/** The records that the bench asks: the votes, and a generated log. Made once, and kept in a folder for the next part. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importTable } from '../../src/import/table/import.ts';
import type { TableImportOptions, TableImportResult } from '../../src/import/table/import.ts';
import { ReadSide } from '../../src/query/read-side.ts';
import { placesOf } from '../../src/places.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { DAYS, DOSSIER, FIRST_DAY, writeGenerated } from '../generated.ts';
import type { LogShape } from '../generated.ts';
import { generatedVotes, VOTES_MAPPING, votesFolder } from '../votes-tables.ts';

export interface BenchRecord {
  readonly name: string;
  readonly location: string;
  /** Folder of its snapshots. */
  readonly cache: string;
  readonly dossier: string;
  /** The days in which coordinates are drawn. */
  readonly from: number;
  readonly days: number;
}

const DAY = 86_400_000;

/** Where the records are: a folder of the system's for temporary files when none is named. */
export function benchFolder(named?: string): string {
  const folder = named ?? join(tmpdir(), 'demarche-bench');
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** The tables, what must come out, and whether they are the real ones. */
export function votes(): {
  readonly source: TableImportOptions;
  readonly name: string;
  readonly expected: { readonly developments: number; readonly claims: number; readonly facets: number };
} {
  const found = votesFolder();
  if ('folder' in found)
    return {
      name: 'UN votes',
      source: { file: join(found.folder, 'votes.csv.gz'), mappingFile: VOTES_MAPPING },
      expected: { developments: 6203, claims: 1_123_506, facets: 1395 },
    };
  const { files, calls, claims, facets } = generatedVotes({ calls: 6203, states: 140 });
  console.error(`GENERATED votes of the same shape: ${found.missing}`);
  return { name: 'generated votes', source: { files }, expected: { developments: calls, claims, facets } };
}

/** Imports the votes into a new file. */
export async function importVotes(
  location: string,
  source: TableImportOptions,
  onPhase: (phase: string) => void = () => undefined,
): Promise<TableImportResult & { held: number }> {
  const store = await openSqliteStore(location);
  try {
    const read = new ReadSide(store);
    const authorship = { author: 'bench', tool: 'bench', now: () => new Date() };
    const result = await importTable({ store, record: read.record, authorship }, readFileSync(VOTES_MAPPING, 'utf8'), {
      ...source,
      onProgress: (p) => onPhase(p.phase),
    });
    onPhase('reading');
    await read.catchUp();
    onPhase('done');
    return { ...result, held: read.record.claims.rowCount };
  } finally {
    await store.close();
  }
}

export async function votesRecord(folder: string): Promise<BenchRecord> {
  const { name, source } = votes();
  const location = join(folder, `${name.replaceAll(' ', '-')}.db`);
  if (!existsSync(location))
    await place(location, async (draft) => {
      await importVotes(draft, source);
    });
  return { name, location, cache: placesOf(location).cache, dossier: 'un-general-assembly', from: Date.UTC(1946, 0, 1), days: 27_393 };
}

export async function generatedRecord(folder: string, shape: LogShape): Promise<BenchRecord> {
  const { developments, seed = 1, actors } = shape;
  const location = join(folder, `generated-${developments}-${seed}${actors === undefined ? '' : `-${actors}`}.db`);
  if (!existsSync(location))
    await place(location, async (draft) => {
      const store = await openSqliteStore(draft);
      try {
        await writeGenerated(store, shape);
      } finally {
        await store.close();
      }
    });
  const name = `generated, ${developments.toLocaleString('en')} developments`;
  return { name, location, cache: placesOf(location).cache, dossier: DOSSIER, from: FIRST_DAY, days: DAYS };
}

/** A file that was begun and not finished is never taken for a whole one. */
async function place(location: string, make: (draft: string) => Promise<void>): Promise<void> {
  const draft = `${location}.draft`;
  for (const end of ['', '-wal', '-shm']) rmSync(draft + end, { force: true });
  await make(draft);
  renameSync(draft, location);
}

/** The record that a part was asked for by name. */
export async function recordNamed(name: string, folder: string, shape: LogShape): Promise<BenchRecord> {
  if (name === 'votes') return votesRecord(folder);
  if (name === 'generated') return generatedRecord(folder, shape);
  throw new Error(`--record is votes or generated, not ${name}`);
}

/** A read side that has read the record, from a snapshot where one is there. */
export async function readSideOf(record: BenchRecord): Promise<{ read: ReadSide; close: () => Promise<void> }> {
  const store = await openSqliteStore(record.location, { readOnly: true });
  const read = new ReadSide(store, record.cache); // leaves a snapshot for the next part
  await read.catchUp();
  return { read, close: () => store.close() };
}

/** Draws days of a record; the same ones for the same seed. */
export function drawsOf(record: BenchRecord, next: () => number) {
  const below = (n: number) => Math.floor(next() * n);
  return {
    below,
    day: () => new Date(record.from + below(record.days) * DAY).toISOString().slice(0, 10),
    pick: <T>(list: readonly T[]) => list[below(list.length)]!,
  };
}
