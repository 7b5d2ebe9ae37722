/** The log as a stream: nothing lost, nothing twice, whatever breaks; and what a client can expect of the server meanwhile. */
import { request } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { issueToken, revokeToken } from '../../../src/access.ts';
import { client } from '../../../src/http/client.ts';
import type { Client, StreamMessage } from '../../../src/http/client.ts';
import { PREFIX } from '../../../src/http/paths.ts';
import { faultsOf } from '../../support/openapi.ts';
import { AUTHOR, statement, world } from '../../support/http.ts';
import type { World } from '../../support/http.ts';

const worlds: World[] = [];
const make = async (options: Parameters<typeof world>[0] = {}) => {
  const w = await world(options);
  worlds.push(w);
  return w;
};
afterEach(async () => {
  for (const w of worlds.splice(0)) await w.close();
});

/** Reads a stream until it has seen enough. */
async function until(
  api: Client,
  options: Parameters<Client['stream']>[0],
  enough: (m: StreamMessage, n: number) => boolean,
): Promise<StreamMessage[]> {
  const abort = new AbortController();
  const messages: StreamMessage[] = [];
  try {
    for await (const m of api.stream({ ...options, signal: abort.signal })) {
      messages.push(m);
      if (enough(m, messages.length)) break;
    }
  } finally {
    abort.abort();
  }
  return messages;
}
const positions = (messages: readonly StreamMessage[]) => messages.flatMap((m) => (m.event === 'log' ? [m.position] : []));
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('the stream', () => {
  test('gives the log from a size on, then what is written, each event with the cells it changed', async () => {
    const w = await make();
    const from = w.demarche.size - 5;
    const reading = until(
      w.as(),
      { after: from },
      (m) => m.event === 'log' && m.position === w.demarche.size && m.data.type === 'StatementMade',
    );
    await sleep(50);
    const { body } = await w
      .as('recorder')
      .record({ body: statement('live', { date: '2026-09-01', claims: [{ facet: 'position/ITA/troop-deployment', value: 'open' }] }) });
    if ('dryRun' in body) throw new Error('not written');
    const messages = await reading;
    expect(messages[0]).toMatchObject({ event: 'hello', data: { after: from } });
    expect(positions(messages)).toEqual(range(from + 1, body.position));
    const last = messages.at(-1)!;
    if (last.event !== 'log') throw new Error('not an event');
    expect(faultsOf(last.data, { $ref: '#/components/schemas/Streamed' })).toEqual([]);
    expect(last.data.changed).toMatchObject([
      { changes: [{ facet: 'position/ITA/troop-deployment', after: { value: 'open' }, direction: 'reversed' }] },
    ]);
    expect(last.data.changed[0]!.changes.map((c) => c.facet)).toEqual(body.changes.map((c) => c.facet));
    // Tokens are in the log; what they are is not.
    expect(
      messages
        .filter((m) => m.event === 'log' && m.data.type === 'TokenIssued')
        .every((m) => (m.data as { event: unknown }).event === null),
    ).toBe(true);
  });

  test('resumed again and again while others write, it loses nothing and gives nothing twice', async () => {
    const w = await make();
    const start = w.demarche.size;
    const total = 60;
    const writing = (async () => {
      for (let i = 0; i < total; i++) await w.demarche.record({ do: 'record', author: 'x', ...statement(`busy-${i}`) });
    })();
    const seen: number[] = [];
    let lines = 0;
    for (let last = start; last < start + total; lines++) {
      // Cut off at random places, also in the middle of what is being sent.
      const want = 1 + ((lines * 7) % 5);
      const got = positions(await until(w.as(), { after: last, changes: lines % 2 === 0 }, (m, n) => m.event === 'log' && n > want));
      seen.push(...got);
      last = got.at(-1) ?? last;
    }
    await writing;
    expect(seen).toEqual(range(start + 1, start + total));
    expect(lines).toBeGreaterThan(10);
  });

  test('many clients share one subscription and each gets everything', async () => {
    const w = await make();
    const start = w.demarche.size;
    const readers = Array.from({ length: 60 }, (_, i) =>
      until(w.as(), { after: start - (i % 4) }, (m) => m.event === 'log' && m.position === start + 10),
    );
    while (w.serving.feed.clients < 60) await sleep(5);
    for (let i = 0; i < 10; i++) await w.demarche.record({ do: 'record', author: 'x', ...statement(`shared-${i}`) });
    for (const [i, messages] of (await Promise.all(readers)).entries())
      expect(positions(messages)).toEqual(range(start - (i % 4) + 1, start + 10));
    while (w.serving.feed.clients > 0) await sleep(5);
  });

  test('a client that does not read is dropped with a reason; the others get everything, however much comes at once', async () => {
    const w = await make({ limits: { streamPendingBytes: 200_000, streamDrainMs: 500 } });
    const start = w.demarche.size;
    const { lazy, response } = await new Promise<{ lazy: ClientRequest; response: IncomingMessage }>((resolve) => {
      const lazy = request(`${w.url}${PREFIX}/stream?after=${start}`, (response) => resolve({ lazy, response }));
      lazy.end();
    });
    response.pause();
    const closed = new Promise((resolve) => response.once('close', resolve));
    response.on('error', () => undefined);
    const quick = until(w.as(), { after: start }, (m) => m.event === 'log' && m.data.stream === 'source-the-last');
    while (w.serving.feed.clients < 2) await sleep(5);
    const note = 'x'.repeat(1900);
    for (let i = 0; i < 12 && w.serving.feed.clients > 1; i++)
      await w.demarche.importCommands(
        Array.from({ length: 500 }, (_, j) => ({
          do: 'record',
          author: 'x',
          ...statement(`large-${i}-${j}`, { note, summary: note, claims: [] }),
        })),
      );
    for (let i = 0; i < 200 && w.serving.feed.clients > 1; i++) await sleep(25);
    expect(w.serving.feed.clients).toBe(1);
    let text = '';
    response.setEncoding('utf8').on('data', (d: string) => (text += d));
    response.resume();
    await closed;
    await w.demarche.record({ do: 'source-add', author: 'x', id: 'the-last', publisher: 'x' });
    expect(positions(await quick)).toEqual(range(start + 1, w.demarche.size));
    lazy.destroy();
    // What it took is whole and in order; it can go on from there, and is told why it was dropped.
    const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((m) => Number(m[1]));
    expect(ids).toEqual(range(start + 1, start + ids.length));
    expect(text).toContain('event: bye\ndata: {"reason":"slow"');
    expect(await (await fetch(`${w.url}/metrics`)).text()).toContain('demarche_stream_dropped_total{reason="slow"} 1');
  });

  test('tells the turn of the day, shows that it is alive, and says why it ends', async () => {
    let now = new Date('2025-09-04T23:59:59Z');
    const w = await make({ now: () => now, limits: { heartbeatMs: 30 } });
    const turned = until(w.as(), {}, (m) => m.event === 'turn');
    await sleep(60);
    now = new Date('2025-09-05T00:00:00Z');
    expect((await turned).map((m) => [m.event, (m.data as { today?: string }).today])).toEqual([['hello', '2025-09-04'], ['turn', '2025-09-05']]); // prettier-ignore
    const response = await fetch(`${w.url}${PREFIX}/stream`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(': beat')) text += (await reader.read()).value ?? '';
    const closing = w.serving.close();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      text += value;
    }
    expect(text).toContain('event: bye\ndata: {"reason":"shutting-down"');
    await closing;
  });

  test('ends for whose token is revoked, also by another process, or expires; not for others', async () => {
    let now = new Date('2026-01-01T00:00:00Z');
    const w = await make({ host: '0.0.0.0', now: () => now, limits: { heartbeatMs: 30 } });
    const url = `http://127.0.0.1:${new URL(w.url).port}`;
    const issued = (name: string, expires?: string) => issueToken(w.demarche.store, { name, role: 'reader', expires }, AUTHOR);
    const [revoked, late, stays] = [await issued('revoked'), await issued('late', '2026-01-02T00:00:00Z'), await issued('stays')];
    const byeOf = (token: string) => until(client(url, { token }), {}, (m) => m.event === 'bye' || (m.event === 'log' && m.data.type === 'StatementMade')); // prettier-ignore
    const reading = [revoked, late, stays].map(({ token }) => byeOf(token));
    await expect.poll(() => w.serving.feed.clients).toBe(3);
    await revokeToken(w.demarche.store, revoked.info.id, AUTHOR);
    expect((await reading[0]!).at(-1)).toMatchObject({ event: 'bye', data: { reason: 'token-ended' } });
    now = new Date('2026-01-02T00:00:00Z');
    expect((await reading[1]!).at(-1)).toMatchObject({ event: 'bye', data: { reason: 'token-ended' } });
    await w.demarche.record({ do: 'record', author: 'x', ...statement('after-that') });
    expect((await reading[2]!).at(-1)).toMatchObject({ event: 'log' });
  });

  test('refuses what is no place in the log, and more clients than it can serve', async () => {
    const w = await make({ limits: { streamClients: 1 } });
    const status = async (id: string) => (await fetch(`${w.url}${PREFIX}/stream`, { headers: { 'last-event-id': id } })).status;
    expect([await status('x'), await status('-1'), await status('1.5')]).toEqual([400, 400, 400]);
    const abort = new AbortController();
    const first = await fetch(`${w.url}${PREFIX}/stream`, { signal: abort.signal });
    expect([first.status, await status('1')]).toEqual([200, 503]);
    abort.abort();
  });
});
