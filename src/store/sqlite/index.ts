/** The embedded store: one SQLite file, several processes, nothing to install. */
import { resolve } from 'node:path';
import { connect, findOrCreate, type Opening } from './connection.ts';
import { patiently } from './patience.ts';
import { MIGRATIONS, type Migration } from './schema.ts';
import { SqliteEventStore, type SqliteHooks, type SqliteStore } from './store.ts';

export { backUp as backupSqliteStore, restore as restoreSqliteStore, type BackupOptions, type BackupResult } from './backup.ts';
export type { Settings } from './connection.ts';
export type { Migration } from './schema.ts';
export type { SqliteHooks, SqliteStore } from './store.ts';
export type { Finding, Progress, VerifyOptions } from './verify.ts';

export interface SqliteStoreOptions {
  /** What to do about a file that is not there, or is: `if-missing` (create it) when left out. */
  readonly create?: 'if-missing' | 'must-exist' | 'must-not-exist';
  /** Open for reading only; the file is not changed, nor created. */
  readonly readOnly?: boolean;
  /** How long to wait while other processes hold the file, in milliseconds; 10 seconds when left out. */
  readonly busyTimeoutMs?: number;
  /** How often a subscription looks for what other processes wrote, in milliseconds; 50 when left out. */
  readonly pollIntervalMs?: number;
  /** Events read at a time; 1000 when left out. */
  readonly pageSize?: number;
  /** For tests and campaigns: code at the points where a fault matters. */
  readonly hooks?: SqliteHooks;
  /** For tests: another history of the file's form. */
  readonly migrations?: readonly Migration[];
}

/**
 * Opens the log in the SQLite file at `path`, creating it where allowed and bringing an older one up to date. Any number
 * of processes may have the same file open, on one machine. Where the file or its folder may not be written it is opened
 * for reading only (`store.readOnly` tells).
 *
 * @throws StoreNotFound, StoreForeign (not ours), StoreNewer (both left byte for byte as they are), StoreCorrupt,
 * StoreReadOnly, StoreFull, StoreBusy (locked for longer than `busyTimeoutMs`), StoreUnreachable.
 */
export async function openSqliteStore(path: string, options: SqliteStoreOptions = {}): Promise<SqliteStore> {
  const location = resolve(path);
  const timeoutMs = options.busyTimeoutMs ?? 10_000;
  const opening: Opening = {
    create: options.create ?? 'if-missing',
    readOnly: options.readOnly ?? false,
    migrations: options.migrations ?? MIGRATIONS,
    opened: options.hooks?.opened,
  };
  const waiting = { location, doing: 'opening', timeoutMs };
  await patiently(() => findOrCreate(location, opening), waiting);
  const connection = await patiently(() => connect(location, opening), waiting);
  return new SqliteEventStore(location, connection, opening, options.hooks ?? {}, {
    busyTimeoutMs: timeoutMs,
    pollIntervalMs: options.pollIntervalMs ?? 50,
    pageSize: options.pageSize ?? 1000,
  });
}
