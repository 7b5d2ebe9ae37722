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
import { Agent, request } from 'node:http';
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
  process.send!({ url: serving.url, facets: demarche.state().facets.map((f) => f.facet) });
}

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
  process.send!({ url: `http://127.0.0.1:${(server.address() as { port: number }).port}` });
}

interface Load {
  readonly url: string;
  readonly paths: readonly string[];
}
interface Measured {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly bytes: number;
}

/** Asks one path after another over a few connections for so many seconds. */
async function measure({ url, paths }: Load, seconds: number): Promise<Measured> {
  const agent = new Agent({ keepAlive: true, maxSockets: Number(values.connections) });
  const { port } = new URL(url);
  const times: number[] = [];
  let bytes = 0;
  let n = 0;
  const end = performance.now() + seconds * 1000;
  const one = (path: string) =>
    new Promise<void>((resolve, reject) => {
      const started = performance.now();
      request({ agent, host: '127.0.0.1', port, path }, (r) => {
        if (r.statusCode !== 200) reject(new Error(`${r.statusCode!} for ${path}`));
        r.on('data', (d: Buffer) => (bytes += d.length));
        r.on('end', () => {
          times.push(performance.now() - started);
          resolve();
        });
      })
        .on('error', reject)
        .end();
    });
  const started = performance.now();
  await Promise.all(
    Array.from({ length: Number(values.connections) }, async () => {
      while (performance.now() < end) await one(paths[n++ % paths.length]!);
    }),
  );
  const took = (performance.now() - started) / 1000;
  agent.destroy();
  times.sort((a, b) => a - b);
  const at = (p: number) => times[Math.min(times.length - 1, Math.floor(times.length * p))]!;
  return { perSecond: times.length / took, p50: at(0.5), p99: at(0.99), bytes: Math.round(bytes / times.length) };
}

async function child(part: string, file = ''): Promise<{ process: ChildProcess; said: { url: string; facets: string[] } }> {
  const own = fork(new URL(import.meta.url).pathname, ['--part', part, '--file', file], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'inherit', 'ignore', 'ipc'],
  });
  const [said] = (await once(own, 'message')) as [{ url: string; facets: string[] }];
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
  const many = (path: () => string) => Array.from({ length: 4000 }, () => `/api/v1/${path()}`);
  // Sizes at which the issues and bodies are there: before, a cell is not even a question.
  const known = () => Math.floor(size * 0.5 + next() * size * 0.5);
  const loads: [string, string[]][] = [
    ['state', many(() => `state?at=${day(next)}`)],
    ['one cell', many(() => `state/${facet()}?at=${day(next)}`)],
    ['timeline', many(() => `timeline?at=${day(next)}`)],
    ['why', many(() => `state/${facet()}/why?at=${day(next)}`)],
    ['state, all three at random', many(() => `state?at=${day(next)}&published=${day(next)}&known=${known()}`)],
    ['one cell, all three at random', many(() => `state/${facet()}?at=${day(next)}&published=${day(next)}&known=${known()}`)],
    ['timeline, all three at random', many(() => `timeline?at=${day(next)}&published=${day(next)}&known=${known()}`)],
    ['why, all three at random', many(() => `state/${facet()}/why?at=${day(next)}&published=${day(next)}&known=${known()}`)],
  ];
  const seconds = Number(values.seconds);
  const rows: string[] = [];
  const middle = (xs: readonly number[]) => xs.toSorted((a, b) => a - b)[xs.length >> 1]!;
  for (const [name, paths] of loads) {
    const warm = await measure({ url: us.said.url, paths }, 1);
    const rounds: (readonly [own: Measured, json: Measured, text: Measured])[] = [];
    // in short turns: what else the machine does meets all three alike
    for (let round = 0; round < Number(values.rounds); round++)
      rounds.push([
        await measure({ url: us.said.url, paths }, seconds),
        await measure({ url: them.said.url, paths: [`/json/${warm.bytes}`] }, seconds),
        await measure({ url: them.said.url, paths: [`/text/${warm.bytes}`] }, seconds),
      ]);
    const of = (i: 0 | 1 | 2, what: keyof Measured) => middle(rounds.map((r) => r[i][what]));
    const show = (i: 0 | 1 | 2) =>
      `${Math.round(of(i, 'perSecond')).toLocaleString('en')} /s, ${of(i, 'p50').toFixed(1)} / ${of(i, 'p99').toFixed(1)} ms`;
    const share = (i: 1 | 2) => `${(middle(rounds.map((r) => r[0].perSecond / r[i].perSecond)) * 100).toFixed(0)} %`;
    const row = `| ${name} | ${(of(0, 'bytes') / 1024).toFixed(1)} kB | ${show(0)} | ${show(1)} (${share(1)}) | ${show(2)} (${share(2)}) |`;
    console.error(row);
    rows.push(row);
  }
  us.process.kill();
  them.process.kill();
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]!.model}; ${values.connections} connections, ${values.seconds} s each, medians of ${values.rounds} rounds in turns, shares within a round; p50 / p99.\n`,
  );
  console.log(
    '| | body | demarche | bare express, res.json of as much | bare express, a text that is there |\n| --- | --- | --- | --- | --- |',
  );
  console.log(rows.join('\n'));
}

if (values.part === 'ours') await ours(values.file!);
else if (values.part === 'bare') await bare();
else await main();
