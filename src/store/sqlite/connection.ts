/** One connection to the file: found to be ours, opened with the settings we promise, its statements at hand. */
import { accessSync, closeSync, constants, openSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { storeError, type StoreError } from '../port.ts';
import { corrupt, isCannotOpen, isDamage, isSqliteFailure, NOTADB, readOnly } from './errors.ts';
import { migrate, newestVersion, readHeader, refusal, type FileHeader, type Migration } from './schema.ts';

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
    byPosition: sql(`SELECT ${COLUMNS} FROM events WHERE position = ?`),
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
  inspect(location, opening);
  const access = opening.readOnly ? accessToRead(location) : accessTo(location);
  return access === 'write' ? connectToWrite(location, opening) : connectToRead(location, opening, access);
}

/** How the file may be opened. A log file beside needs both the file and its folder to be written. */
export function accessTo(location: string): Connection['access'] {
  return mayWrite(location) && mayWrite(dirname(realpathSync(location))) ? 'write' : accessToRead(location);
}

/**
 * A file beside which nothing is being written can be read without touching anything, also in a folder where nothing can
 * be created; and SQLite's own way of reading would leave an empty log file behind where it can.
 */
function accessToRead(location: string): 'read' | 'still' {
  return remains(location, 'wal') || remains(location, 'journal') ? 'read' : 'still';
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
 * by a crash is folded in). A `still` look takes no locks and makes no files. The file is not read with `fs`: closing a
 * descriptor of ours would drop the locks that other connections of this process hold on the same file (POSIX).
 */
function inspect(location: string, opening: Opening): void {
  const before = stateOf(location);
  const refused = look(location, opening, 'still');
  if (refused === null && accessToRead(location) === 'still') return;
  if (refused && (refused.code !== 'StoreCorrupt' || (accessToRead(location) === 'still' && stateOf(location) === before))) throw refused;
  // What was written last may still be in the log file beside: also the rest of pages that seem to be missing here, and
  // that a newer version has been at work.
  const anew = look(location, opening, 'read');
  if (anew) throw anew;
}

/** Why the file is not for us, as far as a look shows; null when it is, or when it cannot be looked at in this way. */
function look(location: string, opening: Opening, access: 'read' | 'still'): StoreError | null {
  let database: DatabaseSync | undefined;
  try {
    database = openReadOnly(location, access);
    const header = readHeader(database);
    return refusal(header, location, opening.migrations) ?? (opening.readOnly ? unreadable(header, location, opening.migrations) : null);
  } catch (e) {
    if (isSqliteFailure(e) && (e.errcode & 0xff) === NOTADB) {
      return storeError(
        'StoreForeign',
        `${location} is not a SQLite database${sizeOf(location) < 512 ? ' (or no more than the first bytes of one)' : ''}, so it is not a demarche file; it was left as it is`,
        'Give the path of a demarche file, or of a file that does not exist yet.',
        { cause: e },
      );
    }
    if (isDamage(e)) return corrupt(location, 'the file is damaged: SQLite cannot read its header and tables', { cause: e });
    if (!isCannotOpen(e)) throw e;
    // Node before 22.15 knows no options in the path; the plain way may leave an empty log file beside, no more.
    return access === 'still' ? look(location, opening, 'read') : null; // judged when it is opened
  } finally {
    database?.close();
  }
}

/** Why a file that is ours cannot be read as it is. */
function unreadable(header: FileHeader, location: string, migrations: readonly Migration[]): StoreError | null {
  if (header.empty) return notFound(location);
  if (header.version === newestVersion(migrations)) return null;
  return readOnly(
    location,
    `${location} has an older form (version ${header.version}, this program reads ${newestVersion(migrations)}) and must be brought up to date first, which needs writing`,
  );
}

function openReadOnly(location: string, access: 'read' | 'still'): DatabaseSync {
  return new DatabaseSync(access === 'still' ? `${pathToFileURL(location).href}?immutable=1` : location, { readOnly: true });
}

function connectToWrite(location: string, opening: Opening): Connection {
  const database = new DatabaseSync(location);
  try {
    // No waiting inside SQLite: it would stop the whole process. See patience.ts.
    database.exec('PRAGMA busy_timeout = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    // On macOS fsync does not reach the disk; elsewhere these two change nothing.
    database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON');
    // Ids are random, so each insert touches another page of their index: with SQLite's usual 2 MB an import into a log of
    // half a million events takes twice as long.
    database.exec(`PRAGMA cache_size = ${-32 * 1024}`);
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

function connectToRead(location: string, opening: Opening, access: 'read' | 'still'): Connection {
  try {
    return connectReadOnly(location, opening, access);
  } catch (e) {
    if (!isCannotOpen(e)) throw e;
    if (access === 'still') return connectReadOnly(location, opening, 'read'); // Node before 22.15
    throw readOnly(
      location,
      `${location} cannot be read: its newest events are in the log file beside it, and reading that needs a folder that may be written`,
      { cause: e },
    );
  }
}

function connectReadOnly(location: string, opening: Opening, access: 'read' | 'still'): Connection {
  const identity = identify(location);
  const database = openReadOnly(location, access);
  try {
    database.exec('PRAGMA busy_timeout = 0; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
    opening.opened?.(database);
    const header = readHeader(database);
    const refused = refusal(header, location, opening.migrations) ?? unreadable(header, location, opening.migrations);
    if (refused) throw refused;
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

/** A mark that changes whenever the file or what lies beside it is written. */
export function stateOf(location: string): string {
  const found = statSync(location, { bigint: true, throwIfNoEntry: false });
  return found ? `${found.ino}:${found.size}:${found.mtimeNs}:${remains(location, 'wal')}:${remains(location, 'journal')}` : 'gone';
}

/** Whether there is something in the file that SQLite keeps beside this one while it writes, or after a crash. */
function remains(location: string, kind: 'wal' | 'journal'): boolean {
  return sizeOf(`${realpathSync(location)}-${kind}`) > 0;
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
