/** The verbs serve and token, as a person uses them: the real program, a real port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { run, serving } from '../support/cli.ts';

const cwd = mkdtempSync(join(tmpdir(), 'demarche-serve-'));
const env = { DEMARCHE_AUTHOR: 'the desk' };
const at = { cwd, env };
beforeAll(async () => {
  expect((await run(['example'], { cwd, env })).code).toBe(0);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

test.each(['SIGINT', 'SIGTERM'] as const)('serves the record, the documentation and the page, and ends well on %s', async (signal) => {
  const { url, child, over } = await serving(at);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const state = (await (await fetch(`${url}/api/v1/state?at=2025-09-04`)).json()) as { facets: unknown[] };
  expect(state.facets.length).toBeGreaterThan(20);
  expect((await fetch(`${url}/docs`)).status).toBe(200);
  const page = await fetch(`${url}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
  child.kill(signal);
  expect(await over).toMatchObject({ code: 0 });
});

test("a token is shown once, writes in its holder's name, is listed without its secret, and revoked", async () => {
  const made = await run(['token', 'add', 'Ana Sousa', '--role', 'recorder'], { cwd, env });
  expect(made.code).toBe(0);
  expect(made.err).toContain('only its hash is kept');
  const secret = made.out.trim();
  const { url, child, over } = await serving(at);
  const write = () =>
    fetch(`${url}/api/v1/actors`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secret}` },
      body: JSON.stringify({ id: 'ATL', kind: 'state', name: 'Atlantis' }),
    });
  expect((await write()).status).toBe(201);
  const listed = await run(['token', 'list'], { cwd, env });
  expect(listed.out).toMatch(/recorder .*Ana Sousa.*by the desk/);
  expect(listed.out).not.toContain(secret.slice(13));
  expect((await run(['log', '--subject', 'ATL', '--json'], { cwd, env })).out).toContain('"author":"Ana Sousa"');
  expect((await run(['token', 'revoke', 'Ana Sousa', '--reason', 'left'], { cwd, env })).code).toBe(0);
  expect((await write()).status).toBe(401);
  child.kill('SIGTERM');
  await over;
  expect((await run(['token', 'revoke', 'Nobody'], { cwd, env })).code).toBe(3);
});

test('one that others can reach starts only with a token, or when everybody may read', async () => {
  const empty = mkdtempSync(join(tmpdir(), 'demarche-serve-'));
  try {
    const refused = await run(['serve', '--port', '0', '--host', '0.0.0.0'], { cwd: empty, env });
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('demarche token add');
  } finally {
    rmSync(empty, { recursive: true, force: true });
  }
  const { url, child, over } = await serving(at, ['--host', '0.0.0.0', '--public-reading', '--host-name', 'localhost']);
  expect((await fetch(`${url.replace('0.0.0.0', 'localhost')}/api/v1/state`)).status).toBe(200);
  child.kill('SIGTERM');
  await over;
});

test('a port in use, an address of another machine, a date that is none: said, with what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as AddressInfo;
  const used = await run(['serve', '--port', String(port)], { cwd, env });
  other.close();
  expect(used.code).toBe(1);
  expect(used.err).toMatch(/is in use.*--port 0/s);
  expect((await run(['serve', '--port', '0', '--host', '203.0.113.7', '--public-reading'], { cwd, env })).err).toContain(
    'no address of this machine',
  );
  expect((await run(['token', 'add', 'x', '--expires', 'soon'], { cwd, env })).code).toBe(2);
  expect((await run(['token', 'add', 'x', '--role', 'king'], { cwd, env })).code).toBe(2);
});
