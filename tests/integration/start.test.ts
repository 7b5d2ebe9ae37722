/** What the README's first command does, as a new user meets it: `npm start` runs this script. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { finished, start } from '../support/cli.ts';

const START = new URL('../../scripts/start.ts', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'demarche-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// A desktop, as far as the program knows: what it would open is written down.
const opened = join(folder, 'opened');
writeFileSync(join(folder, 'xdg-open'), `#!/bin/sh\necho "$1" >> "${opened}"\n`);
chmodSync(join(folder, 'xdg-open'), 0o755);
const DESKTOP = { DISPLAY: ':7', PATH: `${folder}:${process.env['PATH'] ?? ''}` };

/** Starts it and waits for the address that it prints. */
async function started(env: Record<string, string>, args: readonly string[] = []) {
  const child = start(args, { cwd: folder, env }, [START]);
  const over = finished(child);
  let said = '';
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (text: string) => {
      said += text;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0];
      if (address !== undefined) resolve(address);
    });
    void over.then((ran) => reject(new Error(`it ended: ${JSON.stringify(ran)}`)));
  });
  return {
    url,
    said: () => said,
    async stop() {
      child.kill('SIGINT');
      return over;
    },
  };
}

test('fills a record with the dossier, serves page and API, opens the address on a desktop, and stops with Ctrl+C', async () => {
  const first = await started(DESKTOP);
  expect(first.said()).toContain('demarche.db holds the bundled dossier now');
  expect(await (await fetch(first.url)).text()).toContain('<div id="page">');
  const cell = await (await fetch(`${first.url}/api/v1/state/position/ITA/troop-deployment?at=2025-09-04`)).json();
  expect(cell).toMatchObject({ value: 'rules-out' });
  await expect.poll(() => existsSync(opened) && readFileSync(opened, 'utf8')).toBe(`${first.url}\n`);
  expect(await first.stop()).toMatchObject({ code: 0, err: '' });
  await expect(fetch(first.url)).rejects.toThrow();

  // Again: nothing is written twice. Without a desktop nothing is opened; where the usual port is taken, another one is used.
  const other = createServer().listen(4180, '127.0.0.1');
  const isTaken = await Promise.race([once(other, 'listening').then(() => true), once(other, 'error').then(() => true)]);
  expect(isTaken).toBe(true);
  const again = await started({});
  expect(again.said()).toContain('nothing changed');
  expect(again.url).not.toContain(':4180');
  expect((await fetch(`${again.url}/readyz`)).status).toBe(200);
  expect(await again.stop()).toMatchObject({ code: 0 });
  other.close();
  expect(readFileSync(opened, 'utf8')).toBe(`${first.url}\n`);
}, 180_000);
