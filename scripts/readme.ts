/**
 * Runs the commands of every `console` block of README.md and docs/*.md and holds what they print to what stands there.
 * `--write` puts the real output in instead. Blocks of one file run in order, in one empty folder. A command that ends in `&` goes
 * on while the others run (a server); where curl is not installed, files that use it are left out, and said so.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync, chmodSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = new URL('..', import.meta.url).pathname;

export interface Difference {
  readonly file: string;
  readonly line: number;
  readonly command: string;
  readonly expected: string;
  readonly actual: string;
}

/** A folder in which the commands run, with `demarche` on the path. */
function sandbox(): { folder: string; env: NodeJS.ProcessEnv } {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-docs-'));
  const bin = join(folder, '.bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'demarche'),
    `#!/bin/sh\nexec "${process.execPath}" --disable-warning=ExperimentalWarning "${root}src/cli/main.ts" "$@"\n`,
  );
  chmodSync(join(bin, 'demarche'), 0o755);
  symlinkSync(process.execPath, join(bin, 'node'));
  const { PATH = '', LANG = 'C.UTF-8' } = process.env;
  return {
    folder,
    env: { PATH: `${bin}:${PATH}`, LANG, HOME: folder, NO_COLOR: '1', COLUMNS: '100', TZ: 'UTC' },
  };
}

/** Checks one file; gives the differences and the file with the real outputs in it. */
export function checkFile(file: string): { differences: Difference[]; text: string; commands: number } {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const { folder, env } = sandbox();
  const out: string[] = [];
  const differences: Difference[] = [];
  const running: number[] = [];
  let commands = 0;
  try {
    for (let i = 0; i < lines.length;) {
      out.push(lines[i]!);
      if (lines[i++] !== '```console') continue;
      while (lines[i] !== '```' && i < lines.length) {
        if (!lines[i]!.startsWith('$ ')) throw new Error(`${file}:${i + 1}: a console block begins with a command: "$ …"`);
        const at = i + 1;
        let command = lines[i++]!.slice(2);
        out.push(`$ ${command}`);
        // a line that ends in a backslash goes on in the next
        while (command.endsWith('\\')) {
          out.push(lines[i]!);
          command = `${command.slice(0, -1)}${lines[i++]!.trim()}`;
        }
        const expected: string[] = [];
        while (lines[i] !== '```' && !lines[i]!.startsWith('$ ')) expected.push(lines[i++]!);
        const said = command.endsWith(' &')
          ? behind(command.slice(0, -2), folder, env, running)
          : spawnSync('sh', ['-c', `{ ${command}\n} 2>&1`], { cwd: folder, env, encoding: 'utf8' }).stdout;
        // a CSV ends its lines with CR LF; a document does not
        const actual = said
          .replaceAll('\r', '')
          .replace(/[ \t]+$/gm, '')
          .trimEnd();
        commands++;
        if (!matches(expected, actual)) differences.push({ file, line: at, command, expected: expected.join('\n'), actual });
        if (actual !== '') out.push(...(matches(expected, actual) ? expected : actual.split('\n')));
      }
    }
  } finally {
    for (const pid of running)
      try {
        process.kill(pid);
      } catch {
        // it has ended by itself
      }
    rmSync(folder, { recursive: true, force: true });
  }
  return { differences, text: out.join('\n'), commands };
}

/** Starts what goes on, and gives what it says first. */
function behind(command: string, folder: string, env: NodeJS.ProcessEnv, running: number[]): string {
  const out = join(folder, `.out-${running.length}`);
  const { stdout } = spawnSync('sh', ['-c', `${command} > '${out}' 2>&1 & echo $!`], { cwd: folder, env, encoding: 'utf8' });
  running.push(Number(stdout));
  for (let i = 0; i < 100; i++) {
    const said = readFileSync(out, 'utf8');
    if (said.includes('\n')) return said;
    spawnSync('sleep', ['0.1']);
  }
  return '';
}

const hasCurl = spawnSync('curl', ['--version']).status === 0;

/** Instants of recording differ from run to run, everything else must not. */
const timeless = (text: string) =>
  text
    .replace(/\d{4}-\d\d-\d\d(?: \d\d:\d\d UTC|T\d\d:\d\d:\d\d(?:\.\d+)?Z)/g, 'INSTANT')
    .replace(/urn:request:[\da-f-]{36}/g, 'REQUEST')
    .replace(/"today":"[\d-]+"/g, 'TODAY');

/** A line of `…` stands for any number of lines that are left out. */
function matches(before: readonly string[], now: string): boolean {
  const [expected, actual] = [before.map(timeless), timeless(now)];
  const want = expected.join('\n').trimEnd();
  if (!expected.some((l) => l.trim() === '…')) return want === actual;
  const pattern = want
    .split('\n')
    .map((l) => (l.trim() === '…' ? '[^]*?' : l.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')))
    .join('\n')
    .replaceAll('\n[^]*?\n', '\n[^]*?')
    .replace(/\n\[\^\]\*\?$/, '[^]*');
  return new RegExp(`^${pattern}$`).test(actual);
}

/** The files whose commands are checked. */
export const checkedFiles = (): string[] =>
  [
    'README.md',
    ...readdirSync(join(root, 'docs'))
      .filter((f) => f.endsWith('.md'))
      .map((f) => `docs/${f}`),
  ].filter((f) => {
    const text = readFileSync(join(root, f), 'utf8');
    if (!text.includes('```console')) return false;
    if (hasCurl || !/^\$ curl/m.test(text)) return true;
    console.log(`not run here: outputs in ${f} (curl is not installed)`);
    return false;
  });

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const write = process.argv.includes('--write');
  const only = process.argv.slice(2).filter((a) => !a.startsWith('-'));
  let failed = 0;
  let commands = 0;
  for (const file of only.length ? only : checkedFiles()) {
    const result = checkFile(file);
    commands += result.commands;
    if (write) writeFileSync(join(root, file), result.text);
    else
      for (const d of result.differences) {
        failed++;
        console.error(`${d.file}:${d.line}: $ ${d.command}\n  stands there:\n${d.expected}\n  printed:\n${d.actual}\n`);
      }
  }
  console.log(write ? `${commands} outputs written` : `${commands - failed} of ${commands} outputs are as they stand`);
  process.exitCode = failed ? 1 : 0;
}
