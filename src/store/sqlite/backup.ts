/** Copies of a log, made while others write. */
import { randomUUID } from 'node:crypto';
import { link, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { storeError, type Position } from '../port.ts';
import { accessTo, connect, exists, stateOf, type Connection } from './connection.ts';
import { asStoreError, busy, corrupt } from './errors.ts';
import { breathe, patiently } from './patience.ts';
import { toPosition } from './positions.ts';
import { MIGRATIONS, readHeader, rollBack } from './schema.ts';
import { verifyLog, type Progress } from './verify.ts';

export interface BackupOptions {
  /** Called after each few thousand events, first while copying, then while checking the copy. */
  readonly onProgress?: (progress: Progress) => void;
  /** How long to wait for a locked file, in milliseconds; 10 seconds when left out. */
  readonly busyTimeoutMs?: number;
}

export interface BackupResult {
  readonly path: string;
  readonly events: number;
  /** Position of the last event of the copy, null when there is none. */
  readonly head: Position | null;
  readonly bytes: number;
}

const CHUNK = 5000;

/**
 * Copies the log at `source` to a new file: the state of one moment, whatever is written meanwhile. The copy is one
 * file without a log file beside it; it is read through and checked, synced, and only then given its name, so that a
 * file of that name is always whole. An existing file is never overwritten.
 *
 * Row by row within one read transaction, in preference to SQLite's two own ways: its backup interface begins again
 * whenever another process writes, so it may never end, and `VACUUM INTO` stops this process until it is done and
 * cannot tell how far it is. The price is that the log file beside the source grows by what is written meanwhile.
 *
 * @throws StoreUnreachable when the target exists, StoreCorrupt when the source is not in order, StoreFull and so on.
 */
export async function backUp(source: string, target: string, options: BackupOptions = {}): Promise<BackupResult> {
  const from = resolve(source);
  const to = resolve(target);
  const timeoutMs = options.busyTimeoutMs ?? 10_000;
  await assertFree(to);
  const opening = { create: 'must-exist', readOnly: true, migrations: MIGRATIONS } as const;
  await patiently(() => connect(from, opening).database.close(), { location: from, doing: 'opening', timeoutMs }); // is it for us?
  const partial = `${to}.partial-${randomUUID().slice(0, 8)}`;
  try {
    const events = await copy(from, partial, timeoutMs, options);
    await check(partial, events, from, options);
    await sync(partial);
    await name(partial, to);
    return { path: to, events, head: events === 0 ? null : toPosition(events), bytes: (await stat(to)).size };
  } catch (e) {
    throw asStoreError(e, to, `copying ${from}`);
  } finally {
    await rm(partial, { force: true });
  }
}

/**
 * Puts a copy made by {@link backUp} in place as a log that can be worked on, checked as it is read. It is the same
 * copying in the other direction; the backup stays as it is, and an existing log is never overwritten.
 */
export async function restore(from: string, to: string, options: BackupOptions = {}): Promise<BackupResult> {
  return backUp(from, to, options);
}

/** Nothing may be there, nor the remains of another database: SQLite would take them for part of the new one. */
async function assertFree(target: string): Promise<void> {
  for (const path of [target, `${target}-wal`, `${target}-journal`]) {
    const found = await stat(path).catch(() => null);
    if (found) throw exists(path);
  }
  const folder = await stat(dirname(target)).catch(() => null);
  if (!folder?.isDirectory()) {
    throw storeError(
      'StoreNotFound',
      `${target} cannot be written: there is no folder ${dirname(target)}`,
      'Create the folder first, or check the path.',
    );
  }
}

async function copy(from: string, partial: string, timeoutMs: number, options: BackupOptions): Promise<number> {
  const database = new DatabaseSync(partial);
  try {
    // No journal and no syncing on the way: until it has its name the copy is thrown away if anything goes wrong.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA trusted_schema = OFF');
    const access = accessTo(from);
    const before = stateOf(from);
    const total = await patiently(() => beginCopy(database, from, access), { location: from, doing: 'copying', timeoutMs });
    for (const sql of schemaOf(database, 'table')) database.exec(sql);
    const chunk = database.prepare('INSERT INTO main.events SELECT * FROM source.events WHERE position > ? AND position <= ?');
    for (let done = 0; done < total; done += CHUNK) {
      chunk.run(done, Math.min(done + CHUNK, total));
      options.onProgress?.({ phase: 'copying', done: Math.min(done + CHUNK, total), total });
      await breathe();
    }
    for (const sql of schemaOf(database, 'index')) database.exec(sql); // after the rows, which is many times faster
    const of = (name: string): number => Number(Object.values(database.prepare(`PRAGMA source.${name}`).get() ?? {})[0]);
    for (const name of ['application_id', 'user_version']) database.exec(`PRAGMA main.${name} = ${of(name)}`);
    database.exec('COMMIT');
    if (access === 'still' && stateOf(from) !== before) throw busy(from, 'copying'); // no lock protects it there
    return total;
  } finally {
    database.close();
  }
}

/** From here on the connection sees the source as it is now. */
function beginCopy(database: DatabaseSync, from: string, access: Connection['access']): number {
  const path = { write: from, read: `${pathToFileURL(from).href}?mode=ro`, still: `${pathToFileURL(from).href}?immutable=1` };
  database.prepare('ATTACH ? AS source').run(path[access]);
  try {
    database.exec('BEGIN');
    return Number(Object.values(database.prepare('SELECT max(position) FROM source.events').get() ?? {})[0] ?? 0);
  } catch (e) {
    rollBack(database);
    database.exec('DETACH source');
    throw e;
  }
}

/** The table (or the indexes) as the source has them, so that the copy does not depend on what this version would create. */
function schemaOf(database: DatabaseSync, type: 'table' | 'index'): readonly string[] {
  const rows = database
    .prepare("SELECT sql FROM source.sqlite_schema WHERE type = ? AND sql IS NOT NULL AND name NOT LIKE 'sqlite_%'")
    .all(type);
  return rows.map((row) => String(row['sql']));
}

async function check(partial: string, events: number, from: string, options: BackupOptions): Promise<void> {
  const database = new DatabaseSync(partial, { readOnly: true });
  try {
    const found = readHeader(database);
    const findings = await verifyLog(async (work) => work(database), options);
    const wrong = findings.find((finding) => finding.kind !== 'payload'); // a payload that is no JSON is copied as it is
    const count = Number(Object.values(database.prepare('SELECT count(*) FROM events').get() ?? {})[0]);
    if (wrong || count !== events || found.empty) {
      throw corrupt(
        from,
        wrong
          ? `the copy is not in order, so it was not kept: ${wrong.message}`
          : `the copy has ${count} events of ${events}, so it was not kept`,
      );
    }
  } finally {
    database.close();
  }
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A link, unlike renaming, fails where the name has been taken in the meantime. */
async function name(partial: string, target: string): Promise<void> {
  try {
    await link(partial, target);
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    if (code === 'EEXIST') throw exists(target);
    await assertFree(target); // a file system without links: look, then rename
    await rename(partial, target);
  }
  // The new name itself must reach the disk. Not everywhere can a folder be opened; where it cannot, it needs not.
  const folder = await open(dirname(target), 'r').catch(() => null);
  try {
    await folder?.sync();
  } catch {
    // a file system that does not sync folders
  } finally {
    await folder?.close();
  }
}
