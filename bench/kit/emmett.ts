/** Emmett on SQLite as a peer: a package of its own with its own lock file, installed when it is asked for the first time. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const home = new URL('../peers/emmett', import.meta.url).pathname;

export type EmmettTask =
  | { readonly do: 'append'; readonly file: string; readonly times: number; readonly data: string; readonly metadata: string }
  /** Writes the events of one of our files into one of its own, and reads them all back. */
  | { readonly do: 'rebuild'; readonly from: string; readonly file: string; readonly events: number; readonly runs: number };

export interface EmmettFigures {
  /** Median of one append, in milliseconds. */
  readonly appendMs?: number;
  /** Appends that it refused with SQLITE_BUSY, though nobody else wrote. */
  readonly refused?: number;
  readonly journal?: string;
  readonly synchronous?: number;
  /** Events read, and how long it took: by its consumer, and by its reading in batches alone. */
  readonly events?: number;
  readonly consumerMs?: number;
  readonly batchesMs?: number;
  readonly bytes?: number;
}

let installed: string | true | undefined;

/** Installs it where it is not; says why where that does not work. */
function install(): string | true {
  if (existsSync(join(home, 'node_modules/sqlite3/build/Release/node_sqlite3.node'))) return true;
  console.error('installing the peer Emmett (its SQLite driver may have to be compiled, which takes minutes) …');
  const { status, stderr } = spawnSync('npm', ['ci', '--ignore-scripts=false'], { cwd: home, encoding: 'utf8', timeout: 900_000 });
  if (status === 0 && existsSync(join(home, 'node_modules/sqlite3'))) return true;
  const [first = ''] = stderr.trim().split('\n');
  return `npm ci in bench/peers/emmett did not succeed: ${first === '' ? 'it took longer than 15 minutes' : first}`;
}

/** What Emmett makes of a task, in a process of its own. */
export async function emmett(task: EmmettTask): Promise<EmmettFigures | { readonly missing: string }> {
  installed ??= install();
  if (installed !== true) return { missing: installed };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(home, 'peer.mjs'), JSON.stringify(task)], {
    cwd: home,
    encoding: 'utf8',
    timeout: 600_000,
  });
  if (status !== 0)
    return {
      missing: `it ended with an error: ${
        stderr
          .trim()
          .split('\n')
          .find((l) => l.includes('Error')) ?? stderr.trim().split('\n')[0]
      }`,
    };
  return JSON.parse(stdout.trim().split('\n').at(-1)!) as EmmettFigures;
}
