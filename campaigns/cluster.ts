/**
 * Several writers append to an EventStoreDB server or cluster while its nodes go down and come up again, and a reader
 * follows. Afterwards: is everything that was acknowledged there, once, where the answer said; did the reader hear
 * everything, once, in order?
 *
 *     node campaigns/cluster.ts --store "esdb://a:2113,b:2113,c:2113?tls=false" --hook ./nodes.sh --steps "down follower,up,down leader,up"
 *
 * The hook is a command of yours that is called with one step at a time (`./nodes.sh down leader`) and ends when it is
 * done. Without a hook nothing goes down, and the same is checked. The seed decides the commands; the moments depend on
 * the machine.
 */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import { openEventStoreDb } from '../src/store/eventstoredb/index.ts';
import { isStoreError, type Append, type Appended, type EventStore } from '../src/store/port.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: process.env['DEMARCHE_TEST_ESDB'] ?? '' },
    hook: { type: 'string' },
    steps: { type: 'string', default: '' },
    /** Seconds between two steps, and after the last. */
    pause: { type: 'string', default: '6' },
    writers: { type: 'string', default: '4' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
if (values.store === '') throw new Error('name a server: --store esdb://… or DEMARCHE_TEST_ESDB');

let state = Number(values.seed) >>> 0;
/** Mulberry32. */
function random(): number {
  state = (state + 0x6d2b79f5) >>> 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

const prefix = `campaign-${randomUUID().slice(0, 8)}-`;
const open = (): Promise<EventStore> => openEventStoreDb(values.store, { prefix, ids: 'stream', timeoutMs: 15_000 });
const running = { on: true };
const acknowledged: { readonly append: Append; readonly answer: Appended }[] = [];
let unanswered = 0;
const reasons = new Set<string>();
let longest = 0;

async function write(writer: number): Promise<void> {
  const store = await open();
  let own = -1;
  for (let n = 0; running.on; n += 1) {
    const shared = random() < 0.3;
    const events = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, part) => ({
      id: randomUUID(),
      type: 'counted',
      data: JSON.stringify({ writer, n, part }),
      metadata: '{}',
    }));
    const append: Append = shared
      ? { stream: 'shared', events, expectedRevision: 'any' }
      : { stream: `own-${writer}`, events, expectedRevision: own < 0 ? 'no-stream' : own };
    const began = performance.now();
    // Not answered in time: the same again with the same ids, until there is an answer.
    for (;;) {
      try {
        const answer = await store.append(append);
        if (!shared) own = answer.revision;
        acknowledged.push({ append, answer });
        break;
      } catch (e) {
        if (!isStoreError(e) || e.code !== 'StoreUnreachable') throw e;
        unanswered += 1;
        reasons.add(e.message);
      }
    }
    longest = Math.max(longest, performance.now() - began);
  }
  await store.close();
}

const heard: string[] = [];
const kinds: Record<string, number> = {};
const stop = new AbortController();
async function follow(): Promise<void> {
  const store = await open();
  for await (const message of store.subscribe({ signal: stop.signal })) {
    kinds[message.kind] = (kinds[message.kind] ?? 0) + 1;
    if (message.kind === 'event') heard.push(message.event.id);
    if (message.kind === 'dropped') throw message.error;
  }
  await store.close();
}

console.log(`seed ${values.seed}, ${values.writers} writers, prefix ${prefix}`);
const following = follow();
const writing = Promise.all(Array.from({ length: Number(values.writers) }, (_, i) => write(i)));
const steps = values.steps.split(',').filter((step) => step.trim() !== '');
for (const step of ['', ...steps]) {
  if (step !== '' && values.hook !== undefined) {
    const before = acknowledged.length;
    const { stdout } = await promisify(execFile)(values.hook, step.trim().split(/\s+/));
    console.log(`${step.trim()}: ${stdout.trim()} (after ${before} acknowledged)`);
  }
  await sleep(Number(values.pause) * 1000);
}
running.on = false;
await writing;

const store = await open();
const found = new Map<string, { stream: string; revision: number; position: string }>();
const order: string[] = [];
let doubled = 0;
for await (const event of store.readAll()) {
  if (found.has(event.id)) doubled += 1;
  found.set(event.id, event);
  order.push(event.id);
}
await store.close();
let lost = 0;
let elsewhere = 0;
const expected = new Set<string>();
for (const { append, answer } of acknowledged) {
  append.events.forEach(({ id }, i) => {
    expected.add(id);
    const event = found.get(id);
    if (!event) lost += 1;
    else if (event.stream !== append.stream || event.revision !== answer.revision - append.events.length + 1 + i) elsewhere += 1;
  });
  if (found.get(append.events.at(-1)!.id)?.position !== answer.position) elsewhere += 1;
}
const never = order.filter((id) => !expected.has(id)).length;
for (const end = performance.now() + 20_000; heard.length < order.length && performance.now() < end;) await sleep(50);
stop.abort();
await following;
const sameOrder = heard.length === order.length && heard.every((id, i) => id === order[i]);

console.log(
  JSON.stringify(
    {
      commands: acknowledged.length,
      events: order.length,
      repeatedAfterNoAnswer: acknowledged.filter(({ answer }) => answer.repeated).length,
      unanswered,
      reasons: [...reasons],
      longestAppendMs: Math.round(longest),
      lost,
      doubled,
      elsewhere,
      neverAcknowledged: never,
      reader: { heard: heard.length, sameOrder, ...kinds },
    },
    null,
    2,
  ),
);
if (lost + doubled + elsewhere + never > 0 || !sameOrder) process.exitCode = 1;
