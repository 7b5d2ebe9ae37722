/**
 * The EventStoreDB adapter beside the bare client making the same calls on the same server, by turns.
 *
 *     node bench/eventstoredb.ts --store "esdb://127.0.0.1:2113?tls=false" --events 3000 --rounds 3
 *
 * The client is asked in its fastest way: events as bytes, appended over its one open call. Each figure is the median of
 * the rounds; "trips" are calls that ours makes and the bare client does not.
 */
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { EventStoreDBClient, NO_STREAM, START, streamNameFilter, type EventData as ClientEvent } from '@eventstore/db-client';
import { openEventStoreDb } from '../src/store/eventstoredb/index.ts';
import type { EventData, EventStore } from '../src/store/port.ts';
import { open } from '../src/library.ts';
import { ReadSide } from '../src/query/read-side.ts';
import { generate } from './generate.ts';

const { values } = parseArgs({
  options: {
    store: { type: 'string', default: process.env['DEMARCHE_TEST_ESDB'] ?? '' },
    events: { type: 'string', default: '3000' },
    rounds: { type: 'string', default: '3' },
    /** Of the generated record that the rebuild reads. */
    developments: { type: 'string', default: '5000' },
  },
});
if (values.store === '') throw new Error('name a server: --store esdb://… or DEMARCHE_TEST_ESDB');
const n = Number(values.events);

const payload = JSON.stringify({
  development: 'paris-summit',
  facet: 'leadership',
  actors: ['FRA', 'GBR'],
  note: 'a claim of the usual size, with a quote and where it stands '.repeat(4),
});
const metadata = JSON.stringify({ recordedAt: '2025-06-01T12:00:00.000Z', author: 'bench', tool: 'bench', correlationId: randomUUID() });
const ours = (): EventData => ({ id: randomUUID(), type: 'recorded', data: payload, metadata });
const bytes = { data: Buffer.from(payload), metadata: Buffer.from(metadata) };
const theirs = (): ClientEvent =>
  ({ id: randomUUID(), type: 'recorded', contentType: 'application/octet-stream', ...bytes }) as unknown as ClientEvent;

interface Side {
  readonly one: (stream: string, at: number) => Promise<unknown>;
  readonly many: (stream: string, count: number) => Promise<unknown>;
  readonly read: () => Promise<number>;
  readonly catchUp: () => Promise<number>;
  readonly close: () => Promise<void>;
}

function bare(prefix: string): Side {
  const client = EventStoreDBClient.connectionString(values.store);
  const filter = streamNameFilter({ prefixes: [prefix] });
  const streams: string[] = [];
  return {
    one: (stream, at) => client.appendToStream(prefix + stream, theirs(), { expectedRevision: at < 0 ? NO_STREAM : BigInt(at) }),
    many: (stream, count) => {
      streams.push(prefix + stream);
      return client.appendToStream(prefix + stream, Array.from({ length: count }, theirs), { expectedRevision: NO_STREAM });
    },
    read: async () => {
      let count = 0;
      for (const stream of streams) for await (const _ of client.readStream(stream)) count += 1;
      return count;
    },
    catchUp: async () => {
      let count = 0;
      const subscription = client.subscribeToAll({ fromPosition: START, filter });
      const caughtUp = new Promise<void>((resolve) => subscription.on('caughtUp', resolve));
      subscription.on('data', () => (count += 1));
      await caughtUp;
      await subscription.unsubscribe();
      return count;
    },
    close: () => client.dispose(),
  };
}

async function adapter(prefix: string): Promise<Side> {
  const store: EventStore = await openEventStoreDb(values.store, { prefix, ids: 'stream' });
  const streams: string[] = [];
  return {
    one: (stream, at) => store.append({ stream, events: [ours()], expectedRevision: at < 0 ? 'no-stream' : at }),
    many: (stream, count) => {
      streams.push(stream);
      return store.append({ stream, events: Array.from({ length: count }, ours), expectedRevision: 'no-stream' });
    },
    read: async () => {
      let count = 0;
      for (const stream of streams) for await (const _ of store.readStream(stream)) count += 1;
      return count;
    },
    catchUp: async () => {
      let count = 0;
      for await (const message of store.subscribe()) {
        if (message.kind === 'event') count += 1;
        else if (message.kind === 'caught-up') break;
      }
      return count;
    },
    close: () => store.close(),
  };
}

type Figures = Record<string, number[]>;
async function measure(side: Side, figures: Figures, round: number): Promise<void> {
  const rate = async (name: string, count: number, doing: () => Promise<unknown>): Promise<void> => {
    const began = performance.now();
    await doing();
    (figures[name] ??= []).push((count / (performance.now() - began)) * 1000);
  };
  await rate('append, one after the other', n / 4, async () => {
    for (let i = 0; i < n / 4; i += 1) await side.one(`one-${round}`, i - 1);
  });
  await rate('append, 64 at a time', n, async () => {
    const lanes = Array.from({ length: 64 }, async (_, lane) => {
      for (let i = 0; i < n / 64; i += 1) await side.one(`lane-${round}-${lane}`, i - 1);
    });
    await Promise.all(lanes);
  });
  await rate('append, 500 events each', n, async () => {
    for (let i = 0; i < n / 500; i += 1) await side.many(`many-${round}-${i}`, 500);
  });
  let read = 0;
  await rate('read streams', n * (round + 1), async () => (read = await side.read()));
  let caught = 0;
  await rate('catch up from the start', (n / 4 + 64 * Math.ceil(n / 64) + n) * (round + 1), async () => (caught = await side.catchUp()));
  if (read === 0 || caught === 0) throw new Error('nothing was read');
}

const id = randomUUID().slice(0, 8);
const sides: [string, Side, Figures][] = [
  ['bare client', bare(`bench-bare-${id}-`), {}],
  ['demarche', await adapter(`bench-ours-${id}-`), {}],
];
for (let round = 0; round < Number(values.rounds); round += 1)
  for (const [, side, figures] of round % 2 ? sides.toReversed() : sides) await measure(side, figures, round);
for (const [, side] of sides) await side.close();

// A rebuild, of a record as it is: the client reads the same events and parses them; ours reads them without and with
// making the read model.
const rebuilt = `bench-record-${id}-`;
const location = `${values.store}${values.store.includes('?') ? '&' : '?'}prefix=${rebuilt}`;
const record = await open(location, { author: 'bench' });
await record.importCommands([...generate({ developments: Number(values.developments), seed: 1 })]);
await record.close();
const [bareFigures, ourFigures] = sides.map(([, , figures]) => figures) as [Figures, Figures];
for (let round = 0; round < Number(values.rounds); round += 1) {
  const timed = async (figures: Figures, name: string, reading: () => Promise<number>): Promise<void> => {
    const began = performance.now();
    const count = await reading();
    (figures[name] ??= []).push((count / (performance.now() - began)) * 1000);
  };
  const client = EventStoreDBClient.connectionString(values.store);
  const store = await openEventStoreDb(location, { ids: 'stream' });
  const turns = [
    async () => {
      // Only its subscriptions take a filter. Payloads that are JSON it parses by itself.
      const all = async (): Promise<number> => {
        let count = 0;
        const subscription = client.subscribeToAll({ fromPosition: START, filter: streamNameFilter({ prefixes: [rebuilt] }) });
        const caughtUp = new Promise<void>((resolve) => subscription.on('caughtUp', resolve));
        subscription.on('data', ({ event }) => {
          if (event) count += 1;
        });
        await caughtUp;
        await subscription.unsubscribe();
        return count;
      };
      await timed(bareFigures, 'read the log, parsed', all);
      (bareFigures['rebuild'] ??= []).push(bareFigures['read the log, parsed']!.at(-1)!);
    },
    () =>
      timed(ourFigures, 'read the log, parsed', async () => {
        let count = 0;
        for await (const { data, metadata } of store.readAll()) if (JSON.parse(data) && JSON.parse(metadata)) count += 1;
        return count;
      }),
    () =>
      timed(ourFigures, 'rebuild', async () => {
        const read = new ReadSide(store);
        await read.catchUp();
        return read.record.size;
      }),
  ];
  for (const turn of round % 2 ? turns.toReversed() : turns) await turn();
  await client.dispose();
  await store.close();
}

const median = (of: readonly number[]): number => of.toSorted((a, b) => a - b)[of.length >> 1] ?? NaN;
const trips: Record<string, string> = {
  'append, one after the other': 'none',
  'append, 64 at a time': 'none',
  'append, 500 events each': 'none',
  'read streams': 'none',
  'catch up from the start': 'none',
  'read the log, parsed': 'none',
  rebuild: 'none; ours makes the read model, the client only reads',
};
console.log(`${n} events, ${values.rounds} rounds, events a second (median)\n`);
console.log(`${''.padEnd(30)}${'bare client'.padStart(12)}${'demarche'.padStart(12)}${'ratio'.padStart(8)}  extra trips`);
for (const name of Object.keys(trips)) {
  const [a, b] = sides.map(([, , figures]) => median(figures[name] ?? []));
  console.log(
    `${name.padEnd(30)}${Math.round(a!).toLocaleString('en').padStart(12)}${Math.round(b!).toLocaleString('en').padStart(12)}${(b! / a!).toFixed(2).padStart(8)}  ${trips[name]}`,
  );
}
console.log(
  '\nElsewhere: opening reads the end of the log once (twice where a record must be there); the first append to a stream that this process has not read costs one\n' +
    'read of it; a refused append, a repeat, and "any" where another writer was faster, one read each; from the second on, none.\n' +
    'With ids: "log" the whole log is read once before the first append.',
);
