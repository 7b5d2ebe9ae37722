/** Several servers on one store, servers that are killed in the middle of requests, that stop, and that lag. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { issueToken, revokeToken } from '../../../src/access.ts';
import { client } from '../../../src/http/client.ts';
import type { Client } from '../../../src/http/client.ts';
import { PREFIX } from '../../../src/http/paths.ts';
import { logger, serve } from '../../../src/http/server.ts';
import { Captures } from '../../../src/captures.ts';
import { Demarche, open } from '../../../src/library.ts';
import type { EventStore } from '../../../src/store/port.ts';
import { startTestServer } from '../../support/esdb.ts';
import { AUTHOR, filledStore, statement, world } from '../../support/http.ts';

const children: ChildProcess[] = [];
afterEach(() => {
  for (const c of children.splice(0)) c.kill('SIGKILL');
});

async function start(file: string): Promise<{ child: ChildProcess; url: string }> {
  const script = new URL('../../support/http-child.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: line.toString().trim() };
}
async function tokenFor(file: string): Promise<string> {
  const demarche = await open(file);
  const { token } = await issueToken(demarche.store, { name: 'the tests', role: 'recorder' }, AUTHOR);
  await demarche.close();
  return token;
}

/** A record with the bundled dossier in it: in a file, or on an EventStoreDB server. */
const STORES: Record<string, () => Promise<{ location: string; close?: () => Promise<void> }>> = {
  'a file': async () => ({ location: await filledStore() }),
  EventStoreDB: async () => {
    const server = await startTestServer();
    if (server.kind === 'stand-in') console.log(server.said);
    const location = `${server.connection}${server.connection.includes('?') ? '&' : '?'}prefix=http${Date.now()}-`;
    const demarche = await open(location);
    await demarche.importBundled();
    await demarche.close();
    return { location, close: () => server.close() };
  },
};

test.each(Object.keys(STORES))(
  'on %s two servers follow each other: writes, the stream, tokens, and a client that waits for what it wrote',
  async (kind) => {
    const { location: file, close } = await STORES[kind]!();
    const token = await tokenFor(file);
    const [a, b] = await Promise.all([start(file), start(file)]);
    const [one, other] = [client(a.url, { token }), client(b.url, { token })];
    const seen: number[] = [];
    const first = (await one.log({ query: { last: 1 } })).body.position;
    const reading = (async () => {
      for await (const m of other.stream({ after: first })) if (m.event === 'log' && seen.push(m.position) === 20) return;
    })();
    for (let i = 0; i < 20; i++) {
      const [from, to] = i % 2 ? [one, other] : [other, one];
      const written = await from.record({ body: statement(`both-${i}`) });
      const { body } = await to.development({ id: `both-${i}` }, { query: { 'wait-for': written.position! } });
      expect(body.log[0]!.position).toBe(written.position);
      // Each decides on what the other wrote.
      await expect(to.record({ body: statement(`both-${i}`) })).rejects.toMatchObject({ status: 409 });
    }
    await reading;
    expect(seen).toEqual(Array.from({ length: 20 }, (_, i) => first + 1 + i));
    const demarche = await open(file);
    await revokeToken(demarche.store, 'the tests', AUTHOR);
    await demarche.close();
    await expect(one.record({ body: statement('late') })).rejects.toMatchObject({ status: 401 });
    await expect(other.record({ body: statement('late') })).rejects.toMatchObject({ status: 401 });
    for (const c of children.splice(0)) {
      c.kill('SIGTERM');
      await once(c, 'exit');
    }
    await close?.();
  },
);

test('killed in the middle of requests, a server comes back with every write that it acknowledged, once', async () => {
  const file = await filledStore();
  const token = await tokenFor(file);
  const acknowledged = new Map<string, number>();
  const sent = new Set<string>();
  for (let round = 0; round < 4; round++) {
    const { child, url } = await start(file);
    const api = client(url, { token });
    let isAlive = true;
    const writers = Array.from({ length: 6 }, async (_, n) => {
      for (let i = 0; isAlive; i++) {
        const id = `r${round}-w${n}-${i}`;
        sent.add(id);
        try {
          acknowledged.set(id, (await api.record({ body: statement(id, { claims: [] }), key: id })).position!);
        } catch {
          return; // nobody knows whether it was written: it is sent again under its key
        }
      }
    });
    while (acknowledged.size < (round + 1) * 15) await sleep(2);
    child.kill('SIGKILL');
    isAlive = false;
    await Promise.all(writers);
  }
  const { url, child } = await start(file);
  const api = client(url, { token });
  const { body } = await api.log({ query: { limit: 1000 } });
  const found = new Map(
    body.items.filter((i) => i.stream.startsWith('development-r')).map((i) => [i.stream.slice('development-'.length), i.position]),
  );
  for (const [id, position] of acknowledged) expect([id, (found.get(id) ?? Infinity) <= position]).toEqual([id, true]);
  expect(acknowledged.size).toBeGreaterThan(59);
  // What was not acknowledged can be sent again: it is there once, whether or not it had been written.
  const unsure = [...sent].filter((id) => !acknowledged.has(id));
  expect(unsure.length).toBeGreaterThan(0);
  for (const id of unsure)
    expect((await api.record({ body: statement(id, { claims: [] }), key: id })).body).toMatchObject({ repeated: found.has(id) });
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
  const demarche = await open(file);
  expect((await demarche.verify()).filter((f) => !f.code.startsWith('Capture') && f.code !== 'QuoteBroken')).toEqual([]);
  await demarche.close();
});

test('told to stop, it finishes what it took, takes nothing more, and says so', async () => {
  const w = await world();
  const port = Number(new URL(w.url).port);
  const body = JSON.stringify(statement('half-sent'));
  const answer = new Promise<number>((resolve, reject) => {
    const half = request({ port, host: '127.0.0.1', path: `${PREFIX}/developments`, method: 'POST', headers: { authorization: `Bearer ${w.tokens.recorder}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (r) => resolve(r.statusCode!)); // prettier-ignore
    half.on('error', reject);
    half.write(body.slice(0, 50));
    setTimeout(() => half.end(body.slice(50)), 300);
  });
  await sleep(100);
  const closing = w.serving.close();
  await sleep(50);
  await expect(fetch(`${w.url}/readyz`)).rejects.toThrow();
  expect(await answer).toBe(201);
  await closing;
  expect(w.demarche.current('half-sent').version).toBe(1);
  await w.demarche.close();
});

describe('a node that lags', () => {
  test('answers from what it knows, says that it is not ready, and catches up', async () => {
    const file = await filledStore();
    const writer = await open(file);
    const source = await open(file);
    const gate = { open: true, waiting: [] as (() => void)[] };
    const passed = () => (gate.open ? Promise.resolve() : new Promise<void>((resolve) => gate.waiting.push(resolve)));
    /** The store, but nothing new comes through while the gate is shut. */
    const store: EventStore = {
      location: source.store.location,
      append: (a) => source.store.append(a),
      appendBatch: (a) => source.store.appendBatch(a),
      readStream: (s, o) => source.store.readStream(s, o),
      async *readAll(o) {
        await passed();
        yield* source.store.readAll(o);
      },
      async *subscribe(o) {
        for await (const m of source.store.subscribe(o)) {
          await passed();
          yield m;
        }
      },
      head: () => source.store.head(),
      close: () => source.store.close(),
    };
    const demarche = new Demarche(store, new Captures(`${file}.captures`));
    await demarche.catchUp();
    const serving = await serve(demarche, { rate: false, log: logger('silent'), limits: { lagMs: 50 } });
    const api: Client = client(serving.url);
    const ready = async () => (await fetch(`${serving.url}/readyz`)).status;
    expect(await ready()).toBe(200);
    gate.open = false;
    const { known } = await writer.record({ do: 'source-add', author: 'x', id: 'unseen', publisher: 'x' });
    await ready();
    await sleep(100);
    expect(await ready()).toBe(503);
    const metric = async () => Number(/^demarche_lag_seconds (\S+)$/m.exec(await (await fetch(`${serving.url}/metrics`)).text())![1]);
    expect(await metric()).toBeGreaterThan(0.05);
    expect((await api.state()).body.coordinates.known.size).toBe(known - 1);
    const waiting = api.state({ query: { 'wait-for': known, 'wait-timeout': 5 } });
    await sleep(50);
    gate.open = true;
    for (const go of gate.waiting.splice(0)) go();
    expect((await waiting).body.coordinates.known.size).toBe(known);
    expect(await ready()).toBe(200);
    expect(await metric()).toBe(0);
    await serving.close();
    await demarche.close();
    await writer.close();
  });
});
