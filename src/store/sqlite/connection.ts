/** One connection to the file: found to be ours, opened with the settings we promise, its statements at hand. */
import { accessSync, closeSync, constants, openSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { isStoreError, storeError } from '../port.ts';
import { corrupt, isCannotOpen, isDamage, isSqliteFailure, readOnly } from './errors.ts';
import { migrate, newestVersion, readHeader, refusal, type Migration } from './schema.ts';

export interface Opening {
  readonly create: 'if-missing' | 'must-exist' | 'must-not-exist';
  readonly readOnly: boolean;
  readonly migrations: readonly Migration[];
  /** Called with each connection once it is set up, before it is used. */
  readonly opened?: ((database: DatabaseSync) => void) | undefined;
}

/** What SQLite says of a connection after it has been set up. */
export interface Settings {
  readonly journalMode: string;
  /** 2 is FULL: the log is synced to the disk before a commit returns. */
  readonly synchronous: number;
}

export interface Connection {
  readonly database: DatabaseSync;
  readonly statements: Statements;
  readonly settings: Settings;
  /**
   * `write`: everything. `read`: locks are taken, what others write is seen. `still`: for a file in a place where we may
   * not even create a lock; SQLite then believes that the file never changes, and we check that ourselves.
   */
  readonly access: 'write' | 'read' | 'still';
  /** Which file it is, so that one put in its place, or a change below a `still` connection, is noticed. */
  readonly identity: Identity;
}

export interface Identity {
  readonly path: string;
  readonly file: string;
}

export type Statements = ReturnType<typeof prepare>;

/** Rows of `events`, as `COLUMNS` says. */
export interface Row {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

const COLUMNS = 'position, stream, revision, id, type, data, metadata';

function prepare(database: DatabaseSync) {
  const sql = (text: string): StatementSync => database.prepare(text);
  return {
    begin: sql('BEGIN IMMEDIATE'),
    commit: sql('COMMIT'),
    version: sql('PRAGMA user_version'),
    head: sql('SELECT max(position) AS head FROM events'),
    revision: sql('SELECT max(revision) AS revision FROM events WHERE stream = ?'),
    byId: sql(`SELECT ${COLUMNS} FROM events WHERE id = ?`),
    insert: sql(`INSERT INTO events (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)`),
    allForwards: sql(`SELECT ${COLUMNS} FROM events WHERE position > ? AND position <= ? ORDER BY position LIMIT ?`),
    allBackwards: sql(`SELECT ${COLUMNS} FROM events WHERE position < ? AND position >= ? ORDER BY position DESC LIMIT ?`),
    streamForwards: sql(`SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision > ? AND revision <= ? ORDER BY revision LIMIT ?`),
    streamBackwards: sql(
      `SELECT ${COLUMNS} FROM events WHERE stream = ? AND revision < ? AND revision >= ? ORDER BY revision DESC LIMIT ?`,
    ),
  };
}

/**
 * One try at opening the file; leaves no connection behind when it throws, and never writes to a file that is not ours.
 *
 * @throws a StoreError that says why the file is refused, or what SQLite throws (busy: try again).
 */
export function connect(location: string, opening: Opening): Connection {
  if (!statSync(location, { throwIfNoEntry: false })) throw notFound(location);
  inspect(location, opening.migrations);
  if (!opening.readOnly && mayWrite(location) && mayWrite(dirname(realpathSync(location)))) return connectToWrite(location, opening);
  return connectToRead(location, opening);
}

function notFound(location: string) {
  return storeError('StoreNotFound', `there is no log at ${location}`, 'Check the path, or let the program create the file.');
}

/**
 * Sees to it that there is a file to be opened, if only an empty one, which the first connection then fills.
 *
 * @throws a StoreError when there is none and none may be created, or one where none must be.
 */
export function findOrCreate(location: string, opening: Opening): void {
  const found = statSync(location, { throwIfNoEntry: false });
  if (found && !found.isFile()) {
    throw storeError('StoreForeign', `${location} is not a file`, 'Give the path of a file, not of a folder or a device.');
  }
  if (found && opening.create === 'must-not-exist') throw exists(location);
  if (found) return;
  if (opening.readOnly || opening.create === 'must-exist') throw notFound(location);
  const folder = dirname(location);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw storeError(
      'StoreNotFound',
      `${location} cannot be created: there is no folder ${folder}`,
      'Create the folder first, or check the path.',
    );
  }
  try {
    closeSync(openSync(location, 'wx'));
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    if (code === 'EEXIST' && opening.create === 'must-not-exist') throw exists(location);
    if (code === 'EEXIST') return; // another process was faster
    if (code === 'EACCES' || code === 'EROFS' || code === 'EPERM') {
      throw readOnly(location, `${location} cannot be created: its folder may not be written`, { cause: e });
    }
    throw e;
  }
}

/** There is a file where none must be. */
export function exists(location: string) {
  return storeError(
    'StoreUnreachable',
    `there already is a file at ${location}, and it is not overwritten`,
    'Give another path, or move the file away first.',
  );
}

/**
 * Looks at the header before anything else, since merely opening a database for writing may change it (a log file left
 * by a crash is folded in). `immutable` takes no locks and makes no files. The file is not read with `fs`: closing a
 * descriptor of ours would drop the locks that other connections of this process hold on the same file (POSIX).
 */
function inspect(location: string, migrations: readonly Migration[]): void {
  const pending = sizeOf(`${realpathSync(location)}-journal`) > 0; // a crash in the very first commit: only SQLite can tell
  if (!pending) look(location, migrations, 'immutable=1');
  // What others wrote last may still be in the log file beside, also that they brought the file to a newer version.
  if (sizeOf(`${realpathSync(location)}-wal`) > 0) look(location, migrations, 'mode=ro');
}

function look(location: string, migrations: readonly Migration[], how: 'immutable=1' | 'mode=ro'): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(`${pathToFileURL(location).href}?${how}`, { readOnly: true });
    const refused = refusal(readHeader(database), location, migrations);
    if (refused) throw refused;
  } catch (e) {
    if (isStoreError(e)) throw e;
    if (isSqliteFailure(e) && (e.errcode & 0xff) === 26) {
      throw storeError(
        'StoreForeign',
        `${location} is not a SQLite database, so it is not a demarche file; it was left as it is`,
        'Give the path of a demarche file, or of a file that does not exist yet.',
        { cause: e },
      );
    }
    if (isDamage(e)) throw corrupt(location, 'the file is damaged: SQLite cannot read its header and tables', { cause: e });
    if (!isCannotOpen(e)) throw e; // what cannot be looked at in this way is judged when it is opened
  } finally {
    database?.close();
  }
}

function connectToWrite(location: string, opening: Opening): Connection {
  const database = new DatabaseSync(location);
  try {
    // No waiting inside SQLite: it would stop the whole process. See patience.ts.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    // On macOS fsync does not reach the disk; elsewhere these two change nothing.
    database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    opening.opened?.(database);
    const refused = refusal(readHeader(database), location, opening.migrations);
    if (refused) throw refused;
    // Tables first, in SQLite's oldest mode: so the header says from the first commit on whose file it is.
    migrate(database, location, opening.migrations);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec(`PRAGMA journal_size_limit = ${16 * 1024 * 1024}`); // a log file that once grew is cut back
    const settings = readBack(database);
    refuseSettings(location, settings);
    return { database, statements: prepare(database), settings, access: 'write', identity: identify(location) };
  } catch (e) {
    database.close();
    throw e;
  }
}

function connectToRead(location: string, opening: Opening): Connection {
  try {
    return connectReadOnly(location, opening, 'read');
  } catch (e) {
    if (!isCannotOpen(e)) throw e;
    if (sizeOf(`${realpathSync(location)}-wal`) > 0) {
      throw readOnly(
        location,
        `${location} cannot be read: its newest events are in the -wal file beside it, and reading that needs a folder that may be written`,
        { cause: e },
      );
    }
    return connectReadOnly(location, opening, 'still');
  }
}

function connectReadOnly(location: string, opening: Opening, access: 'read' | 'still'): Connection {
  const identity = identify(location);
  const database = new DatabaseSync(access === 'still' ? `${pathToFileURL(location).href}?immutable=1` : location, { readOnly: true });
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    opening.opened?.(database);
    const header = readHeader(database);
    if (header.empty) throw notFound(location);
    const refused = refusal(header, location, opening.migrations);
    if (refused) throw refused;
    if (header.version < newestVersion(opening.migrations)) {
      throw readOnly(
        location,
        `${location} has an older form (version ${header.version}, this program reads ${newestVersion(opening.migrations)}) and must be brought up to date first, which needs writing`,
      );
    }
    return { database, statements: prepare(database), settings: readBack(database), access, identity };
  } catch (e) {
    database.close();
    throw e;
  }
}

function readBack(database: DatabaseSync): Settings {
  const value = (sql: string): unknown => Object.values(database.prepare(sql).get() ?? {})[0];
  return { journalMode: String(value('PRAGMA journal_mode')), synchronous: Number(value('PRAGMA synchronous')) };
}

/** Without these two an acknowledged event could be lost with the power: better not to open. */
function refuseSettings(location: string, settings: Settings): void {
  const wrong =
    settings.journalMode !== 'wal'
      ? `journal_mode is '${settings.journalMode}' where 'wal' was asked for`
      : settings.synchronous !== 2
        ? `synchronous is ${settings.synchronous} where 2 (FULL) was asked for`
        : null;
  if (wrong) {
    throw storeError(
      'StoreUnreachable',
      `${location} cannot be written durably: ${wrong}`,
      'Put the file on a local disk: network and some virtual file systems lack what SQLite needs for this.',
    );
  }
}

/** Which file is at the path now. For a `still` connection also its state, which no lock protects. */
export function identify(location: string): Identity {
  const found = statSync(location, { bigint: true });
  return { path: location, file: `${found.dev}:${found.ino}` };
}

/** A mark that changes whenever the file or the log file beside it is written. */
export function stateOf(location: string): string {
  const found = statSync(location, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}:${found.size}:${found.mtimeNs}:${sizeOf(`${realpathSync(location)}-wal`)}` : 'gone';
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? -1;
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
