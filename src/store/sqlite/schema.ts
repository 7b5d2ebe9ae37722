/** The inside of the file: how it is known as ours, and how it came to its present form. */
import type { DatabaseSync } from 'node:sqlite';
import { storeError, type StoreError } from '../port.ts';
import { corrupt } from './errors.ts';

/** `PRAGMA application_id` of our files: "DMRC" in ASCII. It stands in the file's header from the first commit on. */
export const APPLICATION_ID = 0x44_4d_52_43;

/** One step of the file's form. Steps are only ever added at the end; one that has been released is never changed. */
export interface Migration {
  /** `PRAGMA user_version` once the step is done. */
  readonly version: number;
  readonly description: string;
  readonly up: (database: DatabaseSync) => void;
}

/**
 * One table in the order of the log. Measured on 300,000 events of 300 bytes: numbers for stream names and 16-byte ids
 * would make the file a tenth to a fifth smaller (505 → 415 bytes an event) and reading a quarter slower; names and ids
 * in clear text keep the file readable with any SQLite shell, which a record meant to outlive its program should be.
 */
export const MIGRATIONS: readonly Migration[] = [
  {
    version: 1,
    description: 'the log: one table of events, unique by (stream, revision) and by id',
    up: (database) => {
      database.exec(`
        CREATE TABLE events (
          position INTEGER PRIMARY KEY,
          stream   TEXT    NOT NULL,
          revision INTEGER NOT NULL,
          id       TEXT    NOT NULL,
          type     TEXT    NOT NULL,
          data     TEXT    NOT NULL,
          metadata TEXT    NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
        CREATE UNIQUE INDEX events_by_id ON events (id);
      `);
    },
  },
];

/** What kind of file it is, from its header alone. */
export interface FileHeader {
  readonly applicationId: number;
  readonly version: number;
  /** Whether there is nothing in it at all, not even a table: such a file may become ours. */
  readonly empty: boolean;
}

/** Reads the header through an open connection; throws what SQLite throws. */
export function readHeader(database: DatabaseSync): FileHeader {
  const number = (sql: string): number => Object.values(database.prepare(sql).get() ?? {})[0] as number;
  const applicationId = number('PRAGMA application_id');
  const version = number('PRAGMA user_version');
  return { applicationId, version, empty: applicationId === 0 && version === 0 && number('SELECT count(*) FROM sqlite_schema') === 0 };
}

/** The version that `migrations` lead to. */
export function newestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

/** Why a file with this header is not for us, or null when it is ours (or empty) and not newer than we know. */
export function refusal(header: FileHeader, location: string, migrations: readonly Migration[]): StoreError | null {
  if (header.empty) return null;
  if (header.applicationId !== APPLICATION_ID) {
    return storeError(
      'StoreForeign',
      `${location} is a SQLite database of another program (application id ${header.applicationId}); it was left as it is`,
      'Give the path of a demarche file, or of a file that does not exist yet.',
    );
  }
  if (header.version > newestVersion(migrations)) return newer(location, header.version, newestVersion(migrations));
  return header.version < 1 ? corrupt(location, `the file says it is ours but has no version (user_version ${header.version})`) : null;
}

/** The file was written by a newer version of this program. */
export function newer(location: string, found: number, known: number): StoreError {
  return storeError(
    'StoreNewer',
    `${location} was written by a newer version of demarche (file version ${found}; this program knows ${known}); it was left as it is`,
    'Install the newer version of demarche to read or write it.',
  );
}

/**
 * Brings the file to the newest version, all steps in one transaction, so that a failure leaves it as it was.
 * Safe when several processes do it at once: the first does the work, the others find it done.
 *
 * @returns the versions that were added, none when the file was up to date.
 * @throws what SQLite throws (busy: try again), or a StoreError when the file turned out not to be for us.
 */
export function migrate(database: DatabaseSync, location: string, migrations: readonly Migration[] = MIGRATIONS): readonly number[] {
  if (readHeader(database).version === newestVersion(migrations)) return [];
  database.exec('BEGIN IMMEDIATE');
  try {
    const header = readHeader(database); // anew under the lock: someone may have been first
    const refused = refusal(header, location, migrations);
    if (refused) throw refused;
    if (header.empty) database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    const pending = migrations.filter((migration) => migration.version > header.version);
    for (const migration of pending) {
      migration.up(database);
      database.exec(`PRAGMA user_version = ${migration.version}`);
    }
    database.exec('COMMIT');
    return pending.map((migration) => migration.version);
  } catch (e) {
    rollBack(database);
    throw e;
  }
}

/** Ends the transaction, if one is still open: after some errors SQLite has already done so by itself. */
export function rollBack(database: DatabaseSync): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // no transaction is active: that is what was wanted
  }
}
