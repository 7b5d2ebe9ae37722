/**
 * Shapes on which something may cost the square of what is there: a facet with very many claims, a development corrected over and over,
 * a source under very many claims that is withdrawn, an old `known` on a long log. Each at n, 2n and 4n; the exponent is that of the time
 * between n and 4n: 0 flat, 1 linear, 2 quadratic. What grows faster than linearly is named at the end, and ends it with 1.
 *
 *     npm run bench:worst -- [--scale 1] [--only facet,corrected,source,known]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { DomainEvent } from '../events/catalogue.ts';
import { streamOf } from '../events/catalogue.ts';
import { encode } from '../events/codec.ts';
import type { Development } from '../events/developments.ts';
import { open } from '../src/library.ts';
import type { Demarche } from '../src/library.ts';
import { openSqliteStore } from '../src/store/sqlite/index.ts';
import type { Append } from '../src/store/port.ts';
import { random } from './generate.ts';
import { DOSSIER, writeGenerated } from './generated.ts';
import { count, median, time, timed } from './kit/figures.ts';

const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' }, only: { type: 'string' } } });
const scale = Number(values.scale);
const folder = mkdtempSync(join(tmpdir(), 'demarche-worst-'));
const FACET = 'position/actor-1/issue-1';
const next = random(3);
const below = (n: number) => Math.floor(next() * n);
/** So many days, up to the last of 2024, are spoken of. */
let days = 9000;
const day = () => new Date(Date.UTC(2024, 11, 31) - below(days) * 86_400_000).toISOString().slice(0, 10);

/** Appends to their streams, in order. */
async function write(file: string, events: Iterable<DomainEvent>): Promise<void> {
  const store = await openSqliteStore(file);
  const revisions = new Map<string, number>();
  let batch: Append[] = [];
  let n = 0;
  const flush = async () => {
    for (const outcome of await store.appendBatch(batch)) if (!outcome.ok) throw outcome.error;
    batch = [];
  };
  for (const event of events) {
    const stream = streamOf(event);
    const revision = revisions.get(stream);
    const metadata = {
      recordedAt: new Date(Date.UTC(2025, 0, 1) + n * 1000).toISOString(),
      author: 'bench',
      tool: 'bench',
      correlationId: 'worst',
      causationId: `w${n++}`,
    };
    batch.push({ stream, expectedRevision: revision ?? 'no-stream', events: [{ id: crypto.randomUUID(), ...encode(event, metadata) }] });
    revisions.set(stream, (revision ?? -1) + 1);
    if (batch.length === 5000) await flush();
  }
  await flush();
  await store.close();
}

function* definitions(actors: number): Generator<DomainEvent> {
  for (let i = 0; i < actors; i++) yield { type: 'ActorRegistered', data: { id: `actor-${i}`, kind: 'state', name: `Actor ${i}` } };
  yield { type: 'DossierOpened', data: { id: DOSSIER, title: 'Worst', opens: '1900-01-01' } };
  for (let i = 0; i < 7; i++)
    yield {
      type: 'IssueDefined',
      data: {
        dossier: DOSSIER,
        id: `issue-${i}`,
        question: `Question ${i}?`,
        ladder: ['no', 'open', 'yes'].map((stance) => ({ stance })),
        neutral: 'open',
      },
    };
  for (let i = 0; i < 20; i++)
    yield {
      type: 'SourceRegistered',
      data: { id: `source-${i}`, publisher: 'Publisher', title: `Page ${i}`, published: '2001-01-01', grade: 'B' },
    };
}

const said = (i: number, facet: string, source: number): DomainEvent => ({
  type: 'PositionTaken',
  data: {
    id: `d${i}`,
    dossiers: [DOSSIER],
    title: `Development ${i}`,
    date: day(),
    attribution: 'official',
    evidence: [{ id: 'e1', source: `source-${source}` }],
    claims: [{ id: 'c1', facet, value: ['no', 'open', 'yes'][below(3)]! }],
  } satisfies Development,
});

type Times = Record<string, number>;
const middle = async (n: number, work: (i: number) => unknown): Promise<number> => {
  const took: number[] = [];
  for (let i = 0; i < n; i++) took.push((await timed(() => work(i)))[0]);
  return median(took);
};

async function questions(record: Demarche, facet: string): Promise<Times> {
  const known = () => 1 + below(record.size);
  return {
    'first cell': (await timed(() => record.facet(facet)))[0],
    'one cell': await middle(200, () => record.facet(facet, { at: day() })),
    'one cell at an old known': await middle(60, () => record.facet(facet, { at: day(), known: known() })),
    'one cell by publication': await middle(60, () => record.facet(facet, { at: day(), published: day() })),
    'whole state': await middle(15, () => record.state({ at: day() })),
    'whole state at an old known': await middle(15, () => record.state({ at: day(), known: known() })),
    why: await middle(5, () => record.why(facet, { at: day() })),
    history: await middle(3, () => record.history(facet)),
    'diff between two days': await middle(9, () => record.diff({ at: day() }, { at: day() }, { facet })),
    'diff between two log sizes': await middle(5, () => record.diff({ known: known() }, { known: known() }, { facet })),
    'replay along at': await middle(1, () => record.replay({ axis: 'at', facet })),
    'replay along known': await middle(1, () => record.replay({ axis: 'known', facet })),
    'replay along published': await middle(1, () => record.replay({ axis: 'published', facet })),
    'page of the timeline': await middle(9, () => record.timeline({ at: day(), limit: 50 })),
  };
}

const SHAPES: Readonly<
  Record<string, { readonly title: string; readonly n: number; readonly measure: (n: number, file: string) => Promise<Times> }>
> = {
  facet: {
    title: 'a facet with so many claims',
    n: 25_000,
    measure: async (n, file) => {
      // as many claims a day however many there are: more of them make an answer longer, which lists all that are said of one day
      days = Math.round((9000 * n) / 25_000);
      await write(file, [...definitions(10), ...Array.from({ length: n }, (_, i) => said(i, FACET, i % 20))]);
      const record = await open(file, { author: 'bench' });
      const rebuild = (await timed(() => record.rebuild()))[0];
      const asked = await questions(record, FACET);
      const one = (i: number) => ({
        do: 'record',
        kind: 'PositionTaken',
        development: {
          id: `more-${i}`,
          dossiers: [DOSSIER],
          title: 'One more',
          date: day(),
          evidence: [{ source: 'source-1' }],
          claims: [{ facet: FACET, value: 'open' }],
        },
      });
      const recorded = await middle(9, (i) => record.record(one(i)));
      await record.close();
      days = 9000;
      return { rebuild, ...asked, 'a command on it, with what it changed': recorded };
    },
  },
  corrected: {
    title: 'a development corrected so many times',
    n: 250,
    measure: async (n, file) => {
      await write(file, [...definitions(10), said(0, FACET, 1)]);
      const record = await open(file, { author: 'bench' });
      const took: number[] = [];
      for (let i = 0; i < n; i++) {
        const command = { do: 'correct', development: 'd0', changes: { title: `Corrected ${i}`, date: day() }, reason: 'read again' };
        took.push((await timed(() => record.record(command)))[0]);
      }
      const rebuild = (await timed(() => record.rebuild()))[0];
      const asked = await questions(record, FACET);
      await record.close();
      return { 'each of the last corrections': median(took.slice(-50)), rebuild, ...asked };
    },
  },
  source: {
    title: 'a source under so many claims, withdrawn',
    n: 12_500,
    measure: async (n, file) => {
      await write(file, [
        ...definitions(200),
        ...Array.from({ length: n }, (_, i) => said(i, `position/actor-${below(200)}/issue-${below(7)}`, 1)),
      ]);
      const record = await open(file, { author: 'bench' });
      const before = record.state().facets.filter((c) => c.status !== 'none').length;
      const [withdraw] = await timed(() => record.record({ do: 'source-withdraw', id: 'source-1', reason: 'taken back' }));
      const after = record.state().facets.filter((c) => c.status !== 'none').length;
      if (before === 0 || after !== 0) throw new Error(`${before} cells before, ${after} after the withdrawal`);
      const asked = await questions(record, FACET);
      const [restore] = await timed(() => record.record({ do: 'source-restore', id: 'source-1', reason: 'it stands' }));
      await record.close();
      return { 'withdraw it, with what it changed': withdraw, 'restore it': restore, ...asked };
    },
  },
  known: {
    title: 'an old known on a log of so many developments',
    n: 25_000,
    measure: async (n, file) => {
      const store = await openSqliteStore(file);
      await writeGenerated(store, { developments: n });
      await store.close();
      const record = await open(file);
      const at = () => ({ at: day(), known: 1 + below(Math.min(3000, record.size)) });
      const facets = record.state().facets.map((c) => c.facet);
      const asked = {
        'one cell': await middle(300, () => record.facet(facets[below(facets.length)]!, at())),
        'whole state': await middle(21, () => record.state(at())),
        why: await middle(60, () => record.why(facets[below(facets.length)]!, at())),
        'page of the timeline': await middle(21, () => record.timeline({ ...at(), limit: 50 })),
        'diff of one facet up to now': await middle(15, () => record.diff(at(), { at: day() }, { facet: facets[below(facets.length)]! })),
      };
      await record.close();
      return asked;
    },
  },
};

const steep: string[] = [];
try {
  for (const [name, { title, n, measure }] of Object.entries(SHAPES)) {
    if (values.only !== undefined && !values.only.split(',').includes(name)) continue;
    const sizes = [1, 2, 4].map((times) => times * Math.max(20, Math.round(n * scale)));
    const all: Times[] = [];
    for (const size of sizes) {
      console.error(`${title}: ${count(size)} …`);
      all.push(await measure(size, join(folder, `${name}-${size}.db`)));
    }
    console.log(
      `\n### ${title[0]!.toUpperCase()}${title.slice(1)}\n\n| | ${sizes.map(count).join(' | ')} | exponent |\n| --- | ${sizes.map(() => '--: |').join(' ')} --: |`,
    );
    for (const what of Object.keys(all[0]!)) {
      const took = all.map((t) => t[what]!);
      const exponent = Math.log(took.at(-1)! / took[0]!) / Math.log(4);
      console.log(`| ${what} | ${took.map(time).join(' | ')} | ${exponent.toFixed(2)} |`);
      if (exponent > 1.4 && took.at(-1)! > 20)
        steep.push(`${title}: ${what} (exponent ${exponent.toFixed(2)}, ${time(took.at(-1)!)} at ${count(sizes.at(-1)!)})`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(steep.length ? `\nsteeper than linear:\n${steep.map((s) => `  ${s}`).join('\n')}` : '\nnothing is steeper than linear');
process.exitCode = steep.length ? 1 : 0;
