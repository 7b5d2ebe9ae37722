/** What SQLite reports, said in the words of the port: what happened, where, and what the person at the keyboard can do. */
import { isStoreError, storeError, type StoreError } from '../port.ts';

/** Result codes, https://sqlite.org/rescode.html: the low byte is the family, the whole number the exact cause. */
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const PROTOCOL = 15;
const TOOBIG = 18;
export const NOTADB = 26;
const PERM = 3;
const IOERR_SHORT_READ = 522;
const IOERR_SHMSIZE = 4874;

interface SqliteFailure extends Error {
  readonly errcode: number;
  readonly errstr: string;
}

/** Whether `e` comes from SQLite itself and so carries a result code. */
export function isSqliteFailure(e: unknown): e is SqliteFailure {
  return (
    e instanceof Error && (e as { code?: unknown }).code === 'ERR_SQLITE_ERROR' && typeof (e as { errcode?: unknown }).errcode === 'number'
  );
}

/**
 * Whether waiting can help: another connection holds a lock. PROTOCOL is SQLite giving up after many tries to join a
 * log file that others keep changing, which waiting also cures.
 */
export function isBusy(e: unknown): boolean {
  return isSqliteFailure(e) && [BUSY, LOCKED, PROTOCOL].includes(e.errcode & 0xff);
}

/** Whether the file itself is damaged or is no database, as opposed to being out of reach for now. */
export function isDamage(e: unknown): boolean {
  return isSqliteFailure(e) && ([CORRUPT, NOTADB].includes(e.errcode & 0xff) || e.errcode === IOERR_SHORT_READ);
}

/** Whether the file or what lies beside it cannot be opened with the rights we have. */
export function isCannotOpen(e: unknown): boolean {
  return isSqliteFailure(e) && [CANTOPEN, READONLY, PERM].includes(e.errcode & 0xff);
}

/** The {@link StoreError} for whatever was thrown while `doing` something with the file at `location`. */
export function asStoreError(e: unknown, location: string, doing: string): StoreError {
  if (isStoreError(e)) return e;
  const cause = { cause: e };
  if (!isSqliteFailure(e)) {
    const said = e instanceof Error ? e.message : String(e);
    return storeError(
      'StoreUnreachable',
      `${doing} failed at ${location}: ${said}`,
      'See the cause; the events already acknowledged are safe.',
      cause,
    );
  }
  const said = `${e.errstr} (SQLite ${e.errcode})`;
  if (isBusy(e)) return busy(location, doing, e);
  if (isDamage(e)) {
    return corrupt(location, `${doing} met a damaged file: ${said}`, cause);
  }
  if (e.errcode === IOERR_SHMSIZE) return full(location, doing, cause);
  switch (e.errcode & 0xff) {
    case FULL:
      return full(location, doing, cause);
    case READONLY:
    case PERM:
      return readOnly(location, `${doing} needs to write, and the file or its folder may not be written: ${said}`, cause);
    case CANTOPEN:
      return storeError(
        'StoreUnreachable',
        `${doing} failed: ${location} cannot be opened: ${said}`,
        'Check that the path is right and that you may read the file and write its folder.',
        cause,
      );
    case IOERR:
      return storeError(
        'StoreUnreachable',
        `${doing} failed: the disk below ${location} refused: ${said}`,
        'Check the disk, quotas and limits on file size. Whether the events of this attempt were written is not certain: the same append again is safe, its ids keep it from being written twice.',
        cause,
      );
    case TOOBIG:
      return storeError(
        'InvalidAppend',
        `${doing} failed: an event is too large for the file: ${said}`,
        'Keep large texts beside the log and refer to them by hash.',
        cause,
      );
    case NOMEM:
      return storeError(
        'StoreUnreachable',
        `${doing} failed at ${location}: out of memory`,
        'Free memory and try again; nothing was written.',
        cause,
      );
    default:
      return storeError(
        'StoreUnreachable',
        `${doing} failed at ${location}: ${said}`,
        'See the cause; the events already acknowledged are safe.',
        cause,
      );
  }
}

/** Another process held the file for longer than we wait. */
export function busy(location: string, doing: string, cause?: unknown): StoreError {
  return storeError(
    'StoreBusy',
    `${doing} gave up: another process kept ${location} locked for longer than the waiting time`,
    'Try again; look for a process that hangs with the file open, or raise the waiting time (busyTimeoutMs).',
    { cause },
  );
}

/** The disk, or what we may use of it, is full. */
function full(location: string, doing: string, cause: { cause: unknown }): StoreError {
  return storeError(
    'StoreFull',
    `${doing} failed: no room left for ${location}; nothing of it was written`,
    'Free some space on the disk and do the same again.',
    cause,
  );
}

/** The file can be read, but not written. */
export function readOnly(location: string, message: string, cause: { cause?: unknown } = {}): StoreError {
  return storeError('StoreReadOnly', message, `Open ${location} where you may write both the file and its folder, or only read it.`, cause);
}

/** The file is one of ours and damaged. */
export function corrupt(location: string, message: string, cause: { cause?: unknown } = {}): StoreError {
  return storeError(
    'StoreCorrupt',
    `${message} (${location})`,
    'Write no more to it. Keep a copy of the file with what lies beside it (-wal, -shm), then restore the last backup.',
    cause,
  );
}

/** What the caller asked for makes no sense: a negative limit, a position that this store never gave. */
export function badArgument(message: string, remedy: string): StoreError {
  return storeError('InvalidAppend', message, remedy);
}
