/** A look at everything in the file: is what the readers rely on really so? */
import type { DatabaseSync } from 'node:sqlite';
import { isStoreError, type Position } from '../port.ts';
import type { Row } from './connection.ts';
import { breathe } from './patience.ts';
import { toPosition } from './positions.ts';

export interface Finding {
  /** `file`: damage on SQLite's own level; `position`, `revision`: a gap or a repetition in the numbers; `payload`: no JSON. */
  readonly kind: 'file' | 'position' | 'revision' | 'payload';
  /** Where in the log, as far as that can be said. */
  readonly position: Position | null;
  readonly stream: string | null;
  readonly message: string;
}

export interface Progress {
  readonly phase: 'copying' | 'checking';
  /** Events done, of so many. */
  readonly done: number;
  readonly total: number;
}

export interface VerifyOptions {
  /** Stop after so many findings; 1000 when left out. */
  readonly maxFindings?: number;
  readonly onProgress?: (progress: Progress) => void;
}

const PAGE = 2000;

/** Runs `work` on a connection that is in order; how, is the caller's affair. */
type Reader = <T>(work: (database: DatabaseSync) => T) => Promise<T>;

/**
 * Checks SQLite's own structures and indexes (`integrity_check`), that positions run from 1 without a gap, that in each
 * stream revisions run from 0 without a gap in that same order, and that data and metadata are JSON.
 *
 * @returns what is wrong, in the order of the log; nothing when all is well.
 */
export async function verifyLog(read: Reader, options: VerifyOptions = {}): Promise<readonly Finding[]> {
  const most = options.maxFindings ?? 1000;
  const findings: Finding[] = [];
  const damaged = (message: string): Finding => ({ kind: 'file', position: null, stream: null, message });
  try {
    const said = await read((database) => database.prepare(`PRAGMA integrity_check(${most})`).all());
    findings.push(
      ...said
        .map((row) => String(row['integrity_check']))
        .filter((message) => message !== 'ok')
        .map(damaged),
    );
    await scan(read, findings, most, options.onProgress);
  } catch (e) {
    if (!isStoreError(e) || e.code !== 'StoreCorrupt') throw e;
    findings.push(damaged(e.message));
  }
  return findings.slice(0, most);
}

async function scan(read: Reader, findings: Finding[], most: number, onProgress: VerifyOptions['onProgress']): Promise<void> {
  const total = await read((database) => Number(Object.values(database.prepare('SELECT max(position) FROM events').get() ?? {})[0] ?? 0));
  const revisions = new Map<string, number>();
  let expected = 1;
  while (findings.length < most && expected <= total) {
    const rows = await read((database) => page(database, expected, total));
    if (rows.length === 0) return;
    for (const row of rows) {
      findings.push(...check(row, expected, revisions.get(row.stream) ?? 0));
      revisions.set(row.stream, row.revision + 1);
      expected = row.position + 1;
    }
    onProgress?.({ phase: 'checking', done: Math.min(expected - 1, total), total });
    await breathe();
  }
}

function page(database: DatabaseSync, from: number, to: number): readonly Row[] {
  return database
    .prepare('SELECT * FROM events WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?')
    .all(from, to, PAGE) as unknown as Row[];
}

function* check(row: Row, position: number, revision: number): Generator<Finding> {
  const at = { position: toPosition(row.position), stream: row.stream };
  if (row.position !== position) {
    yield { ...at, kind: 'position', message: `positions ${position} to ${row.position - 1} are missing` };
  }
  if (row.revision !== revision) {
    yield { ...at, kind: 'revision', message: `revision ${row.revision} of ${row.stream} stands where ${revision} belongs` };
  }
  for (const part of ['data', 'metadata'] as const) {
    if (!isJson(row[part])) yield { ...at, kind: 'payload', message: `${part} of event ${row.id} is not JSON` };
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
