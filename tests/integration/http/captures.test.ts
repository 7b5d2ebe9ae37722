/** Captured texts over HTTP: what is kept, what is not here and why, and who may read what belongs to others. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { codePointLength } from '../../../events/text.ts';
import { isApiError } from '../../../src/http/client.ts';
import { PREFIX } from '../../../src/http/paths.ts';
import { logger, serve } from '../../../src/http/server.ts';
import type { ServeOptions } from '../../../src/http/server.ts';
import { world } from '../../support/http.ts';
import type { World } from '../../support/http.ts';
import { undocumented } from '../../support/openapi.ts';

const SOURCE = 'tass-2012471';
const TEXT = 'First line, “quoted”.\n\nSecond line: déjà vu, 🕊 and <b>no markup</b>.\n';

let w: World;
beforeAll(async () => {
  w = await world();
  await w.demarche.capture(SOURCE, 'An earlier state of the page.');
  await w.demarche.capture(SOURCE, TEXT, { capturedAt: '2025-09-05' });
});
afterAll(() => w.close());

const path = (id: string, query = '') => `${PREFIX}/sources/${id}/capture${query}`;
async function get(url: string, headers: Record<string, string> = {}) {
  const response = await fetch(url, { headers });
  const text = await response.text();
  expect(undocumented('GET', new URL(url).pathname, response.status, response.headers.get('content-type'), text)).toEqual([]);
  return { status: response.status, etag: response.headers.get('etag'), body: (text && JSON.parse(text)) as Record<string, unknown> };
}

test('the text as it was captured last, with its hash; an earlier one by its hash; 304 for who has it', async () => {
  const { body } = await w.as().capture({ id: SOURCE });
  expect(body).toMatchObject({
    source: SOURCE,
    text: TEXT,
    length: codePointLength(TEXT),
    capturedAt: '2025-09-05',
    position: w.demarche.size,
  });
  const [earlier, last] = body.captures;
  expect(last).toMatchObject({ sha256: body.sha256, position: body.position });
  const before = await w.as().capture({ id: SOURCE }, { query: { sha256: earlier!.sha256 } });
  expect(before.body.text).toBe('An earlier state of the page.');
  const { etag } = await get(w.url + path(SOURCE));
  expect((await get(w.url + path(SOURCE), { 'if-none-match': etag! })).status).toBe(304);
  expect((await get(`${w.url}${path(SOURCE)}?sha256=${earlier!.sha256}`, { 'if-none-match': etag! })).status).toBe(200);
});

test('what is not here is said in words: no such source, never captured, not kept on this node, damaged', async () => {
  const detail = async (id: string, query = '') => {
    const { status, body } = await get(w.url + path(id, query));
    expect(status).toBe(404);
    return `${body['code'] as string}: ${body['detail'] as string} → ${body['remedy'] as string}`;
  };
  expect(await detail('tass-201247')).toBe('NoSource: no source "tass-201247" → did you mean "tass-2012471"?');
  expect(await detail('quotidiano-2025-09-04')).toMatch(/^NoCapture: no text of quotidiano-2025-09-04 was captured → .*source capture/);
  expect(await detail('summit-report')).toMatch(/^NoCapture: summit-report was captured, and its text is not kept on this node → bring/);
  expect(await detail(SOURCE, `?sha256=${'0'.repeat(64)}`)).toMatch(
    /^NoCapture: no capture of tass-2012471 has the hash 0{64} → its captures/,
  );
  const { body, etag } = await get(w.url + path(SOURCE));
  const file = join(w.demarche.captures.folder, `${body['sha256'] as string}.txt`);
  writeFileSync(file, `${TEXT} and more`);
  expect(await detail(SOURCE)).toMatch(/^NoCapture: the captured text of tass-2012471 is damaged/);
  rmSync(file);
  // Who had it is not told that it is still the same.
  expect((await get(w.url + path(SOURCE), { 'if-none-match': etag! })).status).toBe(404);
  writeFileSync(file, TEXT);
  expect((await get(w.url + path(SOURCE))).body['text']).toBe(TEXT);
});

test('who may read it: this machine alone, those with a token, or everybody where that was said', async () => {
  const at = async (options: ServeOptions) => {
    const serving = await serve(w.demarche, { rate: false, log: logger('silent'), ...options });
    const url = `http://127.0.0.1:${(serving.server.address() as { port: number }).port}`;
    const of = async (route: string, headers: Record<string, string> = {}) => (await get(url + route, headers)).status;
    const seen = [
      await of(`${PREFIX}/sources/${SOURCE}`),
      await of(path(SOURCE)),
      await of(path(SOURCE), { authorization: `Bearer ${w.tokens.reader}` }),
    ];
    await serving.close();
    return seen;
  };
  // [the record without a token, the text without a token, the text with one]
  expect(await at({})).toEqual([200, 200, 200]);
  expect(await at({ hosts: ['record.example.org'] })).toEqual([401, 401, 200]);
  expect(await at({ proxies: 1 })).toEqual([401, 401, 200]);
  expect(await at({ proxies: 1, publicReading: true })).toEqual([200, 401, 200]);
  expect(await at({ origins: ['*'] })).toEqual([200, 401, 200]);
  expect(await at({ origins: ['https://desk.example.org'] })).toEqual([200, 200, 200]);
  expect(await at({ host: '0.0.0.0' })).toEqual([401, 401, 200]);
  expect(await at({ host: '0.0.0.0', publicReading: true })).toEqual([200, 401, 200]);
  expect(await at({ host: '0.0.0.0', publicReading: true, publicCaptures: true })).toEqual([200, 200, 200]);
  // To open the texts alone, and not the record, opens nothing.
  expect(await at({ host: '0.0.0.0', publicCaptures: true })).toEqual([401, 401, 200]);
});

test('a client without a token is told what the matter is', async () => {
  const serving = await serve(w.demarche, { rate: false, log: logger('silent'), proxies: 1, publicReading: true });
  const { client } = await import('../../../src/http/client.ts');
  const refused = await client(serving.url)
    .capture({ id: SOURCE })
    .catch((e: unknown) => e);
  expect(isApiError(refused) && refused.problem).toMatchObject({ status: 401, code: 'TokenNeeded' });
  expect(isApiError(refused) && refused.problem!.detail).toContain('text of others');
  await serving.close();
});
