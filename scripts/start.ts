/**
 * What a new user runs first: builds the page, fills `demarche.db` with the bundled dossier, and serves both on this machine.
 * Arguments go to `demarche serve`; where its usual port is taken, another one is used.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { buildWeb } from './web.ts';

const main = new URL('../src/cli/main.ts', import.meta.url).pathname;
const node = ['--disable-warning=ExperimentalWarning', main];
const args = process.argv.slice(2);

/** Whether nobody listens on a port of this machine. */
async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    probe.listen(port, '127.0.0.1');
    await once(probe, 'listening');
    return true;
  } catch {
    return false;
  } finally {
    probe.close();
  }
}

await buildWeb();
const store = args.includes('--store') ? ['--store', args[args.indexOf('--store') + 1]!] : [];
const filled = spawnSync(process.execPath, [...node, 'example', ...store], { stdio: 'inherit' });
if (filled.status !== 0) process.exit(filled.status ?? 1);
if (!args.includes('--port') && !(await isFree(4180))) args.push('--port', '0');
const server = spawn(
  process.execPath,
  [...node, 'serve', '--open', ...(args.includes('--log-level') ? [] : ['--log-level', 'warn']), ...args],
  { stdio: 'inherit' },
);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal));
const [code] = (await once(server, 'exit')) as [number | null];
process.exitCode = code ?? 0;
