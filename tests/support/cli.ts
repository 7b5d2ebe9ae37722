/** The command line as its users meet it: a process, its streams, its exit code. */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';

export const MAIN = new URL('../../src/cli/main.ts', import.meta.url).pathname;
export const BIN = new URL('../../bin/demarche.cjs', import.meta.url).pathname;

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
export interface Surroundings {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
}

/** The environment of a person without settings of their own. */
const bare = (cwd: string, env: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'] ?? '',
  HOME: cwd,
  ...env,
});

export function start(
  args: readonly string[],
  { cwd, env }: Surroundings,
  program: readonly string[] = [MAIN],
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [...program, ...args], { cwd, env: bare(cwd, env) });
}

/** Collects what a process says until it ends. */
export async function finished(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { code, out, err };
}

export function run(args: readonly string[], surroundings: Surroundings, program?: readonly string[]): Promise<Ran> {
  const child = start(args, surroundings, program);
  child.stdin.on('error', () => undefined); // it may end before it has read everything
  child.stdin.end(surroundings.input ?? '');
  return finished(child);
}

/** A server process with its address; it goes on until it is told to stop. */
export interface ServingProcess {
  readonly child: ChildProcessWithoutNullStreams;
  readonly url: string;
  /** What it said, once it has ended. */
  readonly over: Promise<Ran>;
}

/** Starts `serve` on any free port and waits for its address. */
export async function serving(surroundings: Surroundings, args: readonly string[] = []): Promise<ServingProcess> {
  const child = start(['serve', '--port', '0', '--json', '--log-level', 'warn', ...args], surroundings);
  const over = finished(child);
  const url = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (text: string) => {
      out += text;
      const found = /"url": ?"([^"]+)"/.exec(out)?.[1];
      if (found !== undefined) resolve(found);
    });
    void over.then(({ err }) => reject(new Error(`it ended: ${err}`)));
  });
  return { child, url, over };
}

/** At most a few processes at a time: more would only wait for each other. */
export async function together<T, R>(items: readonly T[], work: (item: T) => Promise<R>, most = 3): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const i = next++;
      results[i] = await work(items[i]!);
    }
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}

/** Reads CSV (RFC 4180) into records. Throws where it is none. */
export function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  let i = 0;
  while (i < text.length) {
    let field = '';
    if (text[i] === '"') {
      for (i++; ; i++) {
        if (i >= text.length) throw new Error('a quoted field does not end');
        if (text[i] !== '"') field += text.charAt(i);
        else if (text[i + 1] === '"') field += text.charAt(i++);
        else break;
      }
      i++;
    } else
      while (i < text.length && text[i] !== ',' && text[i] !== '\r') {
        if (text[i] === '"' || text[i] === '\n') throw new Error(`a bare ${JSON.stringify(text[i])} at ${i}`);
        field += text.charAt(i++);
      }
    record.push(field);
    if (text[i] === ',') {
      i++;
      continue;
    }
    if (!text.startsWith('\r\n', i)) throw new Error(`no end of line at ${i}`);
    i += 2;
    records.push(record);
    record = [];
  }
  return records;
}

/** Reads one GitHub table into rows of cells, the header first. Throws where it is none. */
export function parseMarkdown(text: string): string[][] {
  const lines = text.split('\n').slice(0, -1);
  const cells = (line: string): string[] => {
    if (!line.startsWith('| ') || !line.endsWith(' |')) throw new Error(`no row of a table: ${line}`);
    return line
      .slice(2, -2)
      .split(/(?<!(?<!\\)(?:\\\\)*\\)\|/)
      .map((c) => c.trim());
  };
  const [head, rule, ...rows] = lines;
  const columns = cells(head!).length;
  if (!/^\|( --- \|)+$/.test(rule ?? '') || rule!.split('---').length - 1 !== columns) throw new Error(`no rule below the header: ${rule}`);
  const table = [head!, ...rows].map(cells);
  for (const row of table) if (row.length !== columns) throw new Error(`${row.length} cells in a table of ${columns}: ${row.join(' | ')}`);
  return table;
}
