/** What a hostile or broken client sends: refused as a problem, with nothing written, nothing leaked, and the server as it was. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PREFIX } from '../../../src/http/paths.ts';
import { undocumented } from '../../support/openapi.ts';
import { statement, world } from '../../support/http.ts';
import type { World } from '../../support/http.ts';

let w: World;
beforeAll(async () => (w = await world({ limits: { bodyBytes: 20_000, batchBytes: 200_000 } })));
afterAll(() => w.close());

async function send(path: string, init: RequestInit = {}): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }> {
  const { headers, ...rest } = init;
  const response = await fetch(`${w.url}${PREFIX}${path}`, {
    ...rest,
    headers: {
      ...(init.method === 'POST' && { 'content-type': 'application/json', authorization: `Bearer ${w.tokens.recorder}` }),
      ...(headers as object),
    },
  });
  const text = await response.text();
  expect(
    undocumented(init.method ?? 'GET', `${PREFIX}${path.split('?')[0]!}`, response.status, response.headers.get('content-type'), text),
  ).toEqual([]);
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown>, headers: response.headers };
}
const post = (path: string, body: string | Uint8Array<ArrayBuffer>, headers: object = {}) =>
  send(path, { method: 'POST', body, headers: headers as Record<string, string> });

/** Bytes as they are, and what comes back. */
function raw(bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(w.url).port), '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.setEncoding('utf8').on('data', (d: string) => (text += d));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.setTimeout(2000, () => socket.destroy());
  });
}

test('bodies: not JSON, too deep, too large, of another type, compressed, not UTF-8', async () => {
  const size = w.demarche.size;
  for (const [body, headers, status, code] of [
    ['{', {}, 400, 'InvalidJson'],
    ['', {}, 400, 'InvalidJson'],
    ['[1,]', {}, 400, 'InvalidJson'],
    [`${'['.repeat(5000)}${']'.repeat(5000)}`, {}, 400, 'InvalidJson'],
    [`{"kind":"StatementMade","development":${'{"a":'.repeat(100)}1${'}'.repeat(100)}}`, {}, 400, 'InvalidJson'],
    [JSON.stringify(statement('x', { note: 'x'.repeat(30_000) })), {}, 413, 'TooLarge'],
    ['a=b', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UnsupportedMediaType'],
    ['{}', { 'content-type': 'application/json; charset=latin1' }, 415, 'UnsupportedMediaType'],
    ['{}', { 'content-encoding': 'gzip' }, 415, 'UnsupportedEncoding'],
    [new Uint8Array([0x22, 0xff, 0x22]), {}, 400, 'InvalidJson'],
    ['null', {}, 422, 'InvalidInput'],
    ['"\\ud800"', {}, 422, 'InvalidInput'],
    [JSON.stringify({ ...statement('lone'), kind: '\ud800' }), {}, 422, 'InvalidInput'],
  ] as const) {
    const got = await post('/developments', body, headers);
    expect([String(body).slice(0, 30), got.status, got.body['code']]).toEqual([String(body).slice(0, 30), status, code]);
  }
  // nothing of a body is read before it is known to have a form
  for (const body of ['null', '{"kind":"MeetingHeld","development":null}', '{"development":7}'])
    for (const path of ['/developments?dry-run=true', '/sources?dry-run=true'])
      expect((await post(path, body, {})).body, `${path} ${body}`).toMatchObject({ status: 422, code: 'InvalidInput' });
  expect(w.demarche.size).toBe(size);
});

test('no prototype is polluted, wherever the name stands', async () => {
  const evil = [
    '{"__proto__":{"polluted":1},"kind":"StatementMade","development":{}}',
    '{"kind":"StatementMade","development":{"__proto__":{"polluted":1},"id":"x"}}',
    '{"kind":"__proto__","development":{}}',
    '{"constructor":{"prototype":{"polluted":1}},"kind":"StatementMade","development":{}}',
  ];
  for (const body of evil) expect((await post('/developments', body)).status).toBe(422);
  for (const body of [
    '{"commands":[{"__proto__":{"do":"retract"}}]}',
    '{"commands":[{"do":"__proto__"}]}',
    '{"commands":[{"do":"constructor"}]}',
    '{"commands":[null,1,[]]}',
  ])
    expect((await post('/batches', body)).status).toBe(422);
  for (const path of ['/state?__proto__=1', '/state?constructor=1', '/state?at[a]=1', '/state?at=2025&at=2025'])
    expect((await send(path)).status).toBe(400);
  for (const path of [
    '/developments/__proto__',
    '/developments/constructor',
    '/actors/__proto__',
    '/dossiers/__proto__',
    '/sources/toString',
    '/issues/__proto__',
    '/state/__proto__/a',
    '/state/constructor/prototype',
    '/timeline?kind=__proto__',
    '/state?dossier=__proto__',
    '/state?actor=__proto__',
    '/log?subject=__proto__',
  ])
    expect([path, [200, 400, 404].includes((await send(path)).status)]).toEqual([path, true]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
});

test('nothing that is sent becomes a header or a line of another answer', async () => {
  for (const path of ['/developments/%0d%0aSet-Cookie:%20a=b', '/state?at=2025%0d%0aX-Evil:1', '/state/position/%0d%0a/x']) {
    const { status, headers } = await send(path);
    expect(status).toBeGreaterThanOrEqual(400);
    expect([headers.get('set-cookie'), headers.get('x-evil')]).toEqual([null, null]);
  }
  const given = await fetch(`${w.url}/livez`, { headers: { 'x-request-id': 'mine-1' } });
  expect(given.headers.get('x-request-id')).toBe('mine-1');
  const evil = await fetch(`${w.url}/livez`, { headers: { 'x-request-id': '<script>' } });
  expect(evil.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('what is no HTTP, too long, or never finished is refused as a problem, and the server goes on', async () => {
  expect(await raw('nonsense\r\n\r\n')).toMatch(/^HTTP\/1.1 400[^]*"code":"InvalidRequest"/);
  expect(await raw(`GET /livez HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1.1 431[^]*problem\+json/,
  );
  expect(await raw(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
  // Two lengths, or a length and chunks: what a proxy could read in another way.
  expect(await raw('POST /api/v1/sources HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}')).toMatch(
    /^HTTP\/1.1 400/,
  );
  expect(
    await raw('POST /api/v1/sources HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
  ).toMatch(/^HTTP\/1.1 400/);
  expect((await fetch(`${w.url}/livez`)).status).toBe(200);
});

test('a request that is never finished does not hold on to the server', async () => {
  const own = await world({ limits: { requestMs: 300 } });
  const started = performance.now();
  const text = await new Promise<string>((resolve) => {
    const socket = connect(Number(new URL(own.url).port), '127.0.0.1', () =>
      socket.write(
        `POST ${PREFIX}/sources HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${own.tokens.recorder}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`,
      ),
    );
    let got = '';
    socket.setEncoding('utf8').on('data', (d: string) => (got += d));
    socket.on('close', () => resolve(got));
  });
  expect(performance.now() - started).toBeLessThan(5000);
  expect(text === '' || /^HTTP\/1.1 4(?:00|08)/.test(text)).toBe(true);
  await own.close();
});

test('a page of another site that points its name here is refused', async () => {
  expect(await raw(`GET ${PREFIX}/dossiers HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 421/);
  expect(await raw(`GET ${PREFIX}/dossiers HTTP/1.1\r\nHost: localhost:80\r\nConnection: close\r\n\r\n`)).toMatch(/^HTTP\/1.1 200/);
});

test('pages of other origins see nothing, unless they are named; a star lets all of them read', async () => {
  const ask = (url: string, origin: string, init: RequestInit = {}) =>
    fetch(`${url}${PREFIX}/dossiers`, { ...init, headers: { origin, ...(init.headers as object) } });
  const preflight = { method: 'OPTIONS', headers: { 'access-control-request-method': 'POST' } };
  const [page, other] = ['https://charts.example.org', 'https://other.example.org'];
  const allowed = async (r: Promise<Response>) => {
    const { headers } = await r;
    return [headers.get('access-control-allow-origin'), headers.get('access-control-allow-methods')];
  };
  for (const init of [{}, preflight]) expect(await allowed(ask(w.url, page, init))).toEqual([null, null]);

  const own = await world({ origins: [page] });
  expect(await allowed(ask(own.url, page))).toEqual([page, null]);
  expect(await allowed(ask(own.url, page, preflight))).toEqual([page, 'GET, HEAD, POST']);
  for (const init of [{}, preflight]) expect(await allowed(ask(own.url, other, init))).toEqual([null, null]);
  const { headers } = await ask(own.url, page);
  expect([headers.get('vary'), headers.get('access-control-allow-credentials')]).toEqual(['Origin, Accept, Authorization', null]);
  // A problem is shown to the page as well.
  expect(await allowed(fetch(`${own.url}${PREFIX}/state?at=x`, { headers: { origin: page } }))).toEqual([page, null]);
  await own.close();

  const open = await world({ origins: ['*'] });
  expect(await allowed(ask(open.url, other))).toEqual([other, null]);
  expect(await allowed(ask(open.url, other, preflight))).toEqual([other, 'GET, HEAD']);
  await open.close();
});

test('OPTIONS says what a path takes, and HEAD what GET would say', async () => {
  const options = async (path: string) => {
    const r = await fetch(`${w.url}${PREFIX}${path}`, { method: 'OPTIONS' });
    return [r.status, r.headers.get('allow'), await r.text()];
  };
  expect(await options('/developments')).toEqual([204, 'GET, POST, HEAD, OPTIONS', '']);
  expect(await options('/state')).toEqual([204, 'GET, HEAD, OPTIONS', '']);
  expect(await options('/developments/x/corrections')).toEqual([204, 'POST, OPTIONS', '']);
  expect((await options('/nothing'))[0]).toBe(404);
  const head = await fetch(`${w.url}${PREFIX}/state?at=2025-09-04`, { method: 'HEAD' });
  const get = await fetch(`${w.url}${PREFIX}/state?at=2025-09-04`);
  const told = (r: Response) => [r.status, ...['content-type', 'content-length', 'etag'].map((h) => r.headers.get(h))];
  expect(told(head)).toEqual(told(get));
  expect(await head.text()).toBe('');
});

test('a client that sends its headers one by one is not waited for', async () => {
  const own = await world({ limits: { requestMs: 300 } });
  const socket = connect(Number(new URL(own.url).port), '127.0.0.1', () => socket.write('GET /livez HTTP/1.1\r\nHost: localhost\r\n'));
  const drip = setInterval(() => socket.write('X-A: b\r\n'), 50);
  const text = await new Promise<string>((resolve) => {
    let got = '';
    socket.setEncoding('utf8').on('data', (d: string) => (got += d));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(got));
  });
  clearInterval(drip);
  expect(text === '' || /^HTTP\/1.1 408/.test(text)).toBe(true);
  await own.close();
});

test('too many requests are refused with how long to wait; health is always told', async () => {
  const own = await world({ rate: { reads: 5, writes: 2 } });
  const statuses: number[] = [];
  for (let i = 0; i < 7; i++) {
    const r = await fetch(`${own.url}${PREFIX}/dossiers`);
    statuses.push(r.status);
    if (r.status === 429)
      expect([r.headers.get('content-type'), Number(r.headers.get('retry-after')) > 0]).toEqual(['application/problem+json', true]);
    await r.text();
  }
  expect(statuses).toEqual([200, 200, 200, 200, 200, 429, 429]);
  expect((await fetch(`${own.url}/livez`)).status).toBe(200);
  await own.close();
});

describe('every answer', () => {
  test('carries the headers that keep a browser safe, and names no software', async () => {
    for (const path of ['/docs', `${PREFIX}/dossiers`, '/nowhere', `${PREFIX}/state?at=x`]) {
      const { headers } = await fetch(w.url + path);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https:/);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    }
  });

  test('our own faults are told to whoever runs the server, and not to the client', async () => {
    const own = await world();
    Object.defineProperty(own.demarche, 'dossiers', { value: () => { throw new Error('a secret detail'); } }); // prettier-ignore
    const response = await fetch(`${own.url}${PREFIX}/dossiers`);
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body['code'], JSON.stringify(body).includes('secret')]).toEqual([500, 'Unexpected', false]);
    expect(own.logged.join('')).toContain('a secret detail');
    expect(body['instance']).toBe(`urn:request:${response.headers.get('x-request-id')!}`);
    await own.close();
  });
});
