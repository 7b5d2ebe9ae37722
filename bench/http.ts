/**
 * Requests a second and how long they take, for state, one cell, timeline and why on the bundled dossier, beside bare express
 * that answers with a body of the same size, in the same run and in turns. Coordinates are drawn at random for every request,
 * and no answer is kept. The load comes from a process of its own.
 *
 *     node bench/http.ts [--seconds 0.5] [--rounds 9] [--connections 16]
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import express from 'express';
import { logger, serve } from '../src/http/server.ts';
import { open } from '../src/library.ts';
import { random } from './generate.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '0.5' },
    connections: { type: 'string', default: '16' },
    rounds: { type: 'string', default: '9' },
    part: { type: 'string' },
    file: { type: 'string' },
  },
});

const FIRST = Date.UTC(2024, 11, 1);
const DAYS = 480;
const day = (next: () => number) => new Date(FIRST + Math.floor(next() * DAYS) * 86_400_000).toISOString().slice(0, 10);

/** The server that is measured, in a process of its own. */
async function ours(file: string): Promise<void> {
  const demarche = await open(file);
  const serving = await serve(demarche, { rate: false, log: logger('info') });
  tellsCpu();
  process.send!({ url: serving.url, facets: demarche.state().facets.map((f) => f.facet) });
}

const tellsCpu = () => process.on('message', () => process.send!(process.cpuUsage()));

/** The peer: express, one route, a JSON body of the size that is asked for. */
async function bare(): Promise<void> {
  const bodies = new Map<number, object>();
  const app = express();
  app.get('/json/:size', (req, res) => {
    const size = Number(req.params.size);
    let body = bodies.get(size);
    if (!body)
      bodies.set(
        size,
        (body = { items: Array.from({ length: Math.max(1, Math.round(size / 64)) }, (_, i) => ({ i, text: 'x'.repeat(40) })) }),
      );
    res.json(body);
  });
  const texts = new Map<number, string>();
  app.get('/text/:size', (req, res) => {
    const size = Number(req.params.size);
    let text = texts.get(size);
    if (text === undefined) texts.set(size, (text = JSON.stringify({ text: 'x'.repeat(Math.max(1, size - 11)) })));
    res.type('json').send(text);
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  tellsCpu();
  process.send!({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` });
}

interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
  /** What the server's process spent on a request, in microseconds: tells more than the clock where others use the machine too. */
  readonly cpu: number;
}

const END_OF_HEAD = '\r\n\r\n';

/** One connection that asks one path after another. Bare sockets: a client that costs as much as the server would measure itself. */
function connection(port: number): Promise<{ ask(path: string): Promise<number>; close(): void }> {
  return new Promise((resolve, reject) => {
    let waiting: { resolve(bytes: number): void; reject(e: Error): void } | undefined;
    let head = '';
    let missing = -1;
    let length = 0;
    const socket = connect(port, '127.0.0.1', () =>
      resolve({
        ask: (path) =>
          new Promise<number>((done, failed) => {
            waiting = { resolve: done, reject: failed };
            socket.write(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
          }),
        close: () => socket.destroy(),
      }),
    );
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      let got = chunk.length;
      if (missing < 0) {
        head += chunk.toString('latin1');
        const end = head.indexOf(END_OF_HEAD);
        if (end < 0) return;
        if (!head.startsWith('HTTP/1.1 200')) waiting!.reject(new Error(head));
        length = missing = Number(/\r\ncontent-length: (\d+)/i.exec(head)![1]);
        got = head.length - end - END_OF_HEAD.length;
        head = '';
      }
      missing -= got;
      if (missing > 0) return;
      missing = -1;
      waiting!.resolve(length);
    });
  });
}

/** Asks over a few connections for so many seconds, each time for a path that is drawn anew. */
async function measure(server: Child, draw: () => string, seconds: number): Promise<Measured> {
  const port = Number(new URL(server.said.url).port);
  const connections = await Promise.all(Array.from({ length: Number(values.connections) }, () => connection(port)));
  const times: number[] = [];
  let bytes = 0;
  const before = await cpuOf(server);
  const started = performance.now();
  const end = started + seconds * 1000;
  await Promise.all(
    connections.map(async (c) => {
      for (let now = started; now < end;) {
        const got = await c.ask(draw());
        bytes += got;
        const then = performance.now();
        times.push(then - now);
        now = then;
      }
    }),
  );
  const took = (performance.now() - started) / 1000;
  const cpu = ((await cpuOf(server)) - before) / times.length;
  for (const c of connections) c.close();
  times.sort((a, b) => a - b);
  const at = (p: number) => times[Math.min(times.length - 1, Math.floor(times.length * p))]!;
  return { perSecond: times.length / took, p50: at(0.5), p99: at(0.99), bytes: Math.round(bytes / times.length), cpu };
}

interface Child {
  readonly process: ChildProcess;
  readonly said: { readonly url: string; readonly facets: readonly string[] };
}

/** Microseconds that a server has spent so far. */
async function cpuOf({ process }: Child): Promise<number> {
  process.send('cpu');
  const [{ user, system }] = (await once(process, 'message')) as [NodeJS.CpuUsage];
  return user + system;
}

async function child(part: string, file = ''): Promise<Child> {
  const own = fork(new URL(import.meta.url).pathname, ['--part', part, '--file', file], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  const [said] = (await once(own, 'message')) as [Child['said']];
  return { process: own, said };
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-bench-http-'));
  const file = join(folder, 'demarche.db');
  const demarche = await open(file);
  await demarche.importBundled();
  const { size } = demarche;
  await demarche.close();
  const [us, them] = await Promise.all([child('ours', file), child('bare')]);
  const next = random(1);
  const facet = () => us.said.facets[Math.floor(next() * us.said.facets.length)]!;
  const api = (path: () => string) => () => `/api/v1/${path()}`;
  // Sizes at which the issues and bodies are there: before, a cell is not even a question.
  const known = () => Math.floor(size * 0.5 + next() * size * 0.5);
  const loads: [string, () => string][] = [
    ['state', api(() => `state?at=${day(next)}`)],
    ['one cell', api(() => `state/${facet()}?at=${day(next)}`)],
    ['timeline', api(() => `timeline?at=${day(next)}`)],
    ['why', api(() => `state/${facet()}/why?at=${day(next)}`)],
    ['state, all three at random', api(() => `state?at=${day(next)}&published=${day(next)}&known=${known()}`)],
    ['one cell, all three at random', api(() => `state/${facet()}?at=${day(next)}&published=${day(next)}&known=${known()}`)],
    ['timeline, all three at random', api(() => `timeline?at=${day(next)}&published=${day(next)}&known=${known()}`)],
    ['why, all three at random', api(() => `state/${facet()}/why?at=${day(next)}&published=${day(next)}&known=${known()}`)],
  ];
  const seconds = Number(values.seconds);
  const rows: string[] = [];
  const middle = (xs: readonly number[]) => xs.toSorted((a, b) => a - b)[xs.length >> 1]!;
  for (const [name, draw] of loads) {
    const warm = await measure(us, draw, 1);
    const rounds: (readonly [own: Measured, json: Measured, text: Measured])[] = [];
    // in short turns: what else the machine does meets all three alike
    for (let round = 0; round < Number(values.rounds); round++)
      rounds.push([
        await measure(us, draw, seconds),
        await measure(them, () => `/json/${warm.bytes}`, seconds),
        await measure(them, () => `/text/${warm.bytes}`, seconds),
      ]);
    const of = (i: 0 | 1 | 2, what: keyof Measured) => middle(rounds.map((r) => r[i][what]));
    const show = (i: 0 | 1 | 2) =>
      `${Math.round(of(i, 'perSecond')).toLocaleString('en')} /s, ${of(i, 'p50').toFixed(1)} / ${of(i, 'p99').toFixed(1)} ms, ${of(i, 'cpu').toFixed(0)} µs`;
    const percent = (shares: readonly number[]) => `${(middle(shares) * 100).toFixed(0)} %`;
    const share = (i: 1 | 2) =>
      `${percent(rounds.map((r) => r[0].perSecond / r[i].perSecond))}, ${percent(rounds.map((r) => r[i].cpu / r[0].cpu))}`;
    const row = `| ${name} | ${(of(0, 'bytes') / 1024).toFixed(1)} kB | ${show(0)} | ${show(1)} (${share(1)}) | ${show(2)} (${share(2)}) |`;
    console.error(row);
    rows.push(row);
  }
  us.process.kill();
  them.process.kill();
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model}; ${values.connections} connections, ${values.seconds} s each, medians of ${values.rounds} rounds in turns; p50 / p99; processor time of the server's process a request; in brackets how much of the peer demarche reaches within a round, by the clock and by processor time.\n`,
  );
  console.log(
    '| | body | demarche | bare express, res.json of as much | bare express, a text that is there |\n| --- | --- | --- | --- | --- |',
  );
  console.log(rows.join('\n'));
}

if (values.part === 'ours') await ours(values.file!);
else if (values.part === 'bare') await bare();
else await main();
