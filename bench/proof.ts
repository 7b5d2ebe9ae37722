/**
 * The proof: cells of a generated log of a million developments, each at many values of `known`, beside the naive reference.
 *
 *     npm run proof -- [--developments 1000000] [--cells 1000] [--sizes 20] [--seed 1] [--store FILE]
 *
 * The same for the same seed. With `--store` a log that is there already is asked (and one that is not, kept). It prints counts
 * and every difference, and ends with 1 where there is one. A short run of it is a test of the suite.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { open } from '../src/library.ts';
import { inNotation } from '../tests/support/answers.ts';
import { isSame } from '../tests/support/compare.ts';
import { LogIndex } from '../tests/support/generated-proof.ts';
import type { CellQuestion, Peekable } from '../tests/support/generated-proof.ts';
import { random } from './generate.ts';
import { DAYS, dayOf, DOSSIER, writeGenerated } from './generated.ts';
import { openSqliteStore } from '../src/store/sqlite/index.ts';

export interface ProofOptions {
  readonly file: string;
  readonly cells: number;
  readonly sizes: number;
  readonly seed: number;
  /** Asks the reference the whole log as well: for short ones. */
  readonly whole?: boolean;
  readonly onProgress?: (what: string, done: number, of: number) => void;
}

export interface Proof {
  readonly events: number;
  readonly compared: number;
  readonly facets: number;
  readonly sizes: readonly number[];
  readonly statuses: Readonly<Record<string, number>>;
  /** Answers in which each field was. */
  readonly fields: Readonly<Record<string, number>>;
  readonly differences: readonly string[];
}

/** Questions of each facet: the reference reads its part of the log once. */
const EACH = 5;

/** Asks record and reference the same cells. */
export async function prove({ file, cells, sizes, seed, whole, onProgress }: ProofOptions): Promise<Proof> {
  const record = await open(file, { create: 'must-exist', onProgress: (n) => onProgress?.('reading the log', n, n) });
  try {
    const problems = record.problems();
    if (problems.length) throw new Error(`${problems.length} events of the log could not be read, the first: ${problems[0]!.message}`);
    const opens = record.dossiers()[0]!.opens;
    const index = await LogIndex.read(record.store as Peekable, opens, (n) =>
      onProgress?.('indexing it for the reference', n, record.size),
    );
    const next = random(seed ^ 0x51ed270b);
    const below = (n: number) => Math.floor(next() * n);
    const { size } = record;
    // the head among them, the rest anywhere
    const sizesAsked = [...new Set([size, size - 1, ...Array.from({ length: Math.max(0, sizes - 2) }, () => 1 + below(size))])].sort(
      (a, b) => a - b,
    );
    const statuses: Record<string, number> = {};
    const fields: Record<string, number> = {};
    const differences: string[] = [];
    const facets = new Set<string>();
    const all = index.facets.filter((f) => !f.startsWith('world/'));
    const world = index.facets.filter((f) => f.startsWith('world/'));
    const day = () => dayOf(below(DAYS + 60));
    // most questions where most is said
    const busier = (a: string, b: string) => (index.eventsOn(a) < index.eventsOn(b) ? b : a);
    const reference = whole ? index.reference(index.whole()) : undefined;
    // The reference is asked facet by facet, since it reads a part of the log for each; the record afterwards, reader by reader.
    const limits = Array.from({ length: 24 }, day);
    const wanted: { readonly question: CellQuestion; readonly answer: Record<string, unknown> }[] = [];
    for (let cell = 0; cell < cells; cell += EACH) {
      const facet = below(50) === 0 ? world[below(world.length)]! : busier(all[below(all.length)]!, all[below(all.length)]!);
      facets.add(facet);
      const part = index.reference(index.part(facet));
      const questions = Array.from({ length: Math.min(EACH, cells - cell) }, () => {
        const published = below(2) === 0 ? undefined : limits[below(limits.length)];
        return { at: below(8) === 0 ? day().slice(0, 7) : day(), ...(published !== undefined && { published }) };
      });
      for (const known of sizesAsked)
        for (const q of questions) {
          const question: CellQuestion = { facet, known, ...q };
          const answer = part(question);
          if (reference && !isSame(reference(question), answer))
            throw new Error(`the part of the log that the reference was given does not do: ${JSON.stringify(question)}`);
          wanted.push({ question, answer });
        }
      onProgress?.('asking the reference', wanted.length, cells * sizesAsked.length);
    }
    const reader = ({ known, published }: CellQuestion) => `${String(known).padStart(9, '0')} ${published ?? ''}`;
    wanted.sort((a, b) => (reader(a.question) < reader(b.question) ? -1 : 1));
    let compared = 0;
    for (const { question, answer } of wanted) {
      const { facet, ...coordinates } = question;
      let actual: Record<string, unknown>;
      try {
        actual = inNotation(record.facet(facet, { dossier: DOSSIER, ...coordinates }));
      } catch (e) {
        actual = { error: (e as Error).message };
      }
      compared++;
      statuses[String(answer['status'])] = (statuses[String(answer['status'])] ?? 0) + 1;
      for (const field of Object.keys(answer)) fields[field] = (fields[field] ?? 0) + 1;
      if (!isSame(answer, actual))
        differences.push(`${JSON.stringify(question)}\n  reference ${JSON.stringify(answer)}\n  record    ${JSON.stringify(actual)}`);
      onProgress?.('asking the record', compared, wanted.length);
    }
    return { events: size, compared, facets: facets.size, sizes: sizesAsked, statuses, fields, differences };
  } finally {
    await record.close();
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      developments: { type: 'string', default: '1000000' },
      cells: { type: 'string', default: '1000' },
      sizes: { type: 'string', default: '20' },
      seed: { type: 'string', default: '1' },
      store: { type: 'string' },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'demarche-proof-'));
  const file = values.store ?? join(folder, 'generated.db');
  const began = performance.now();
  let last = 0;
  const onProgress = (what: string, done: number, of: number) => {
    if (performance.now() - last < 500) return;
    last = performance.now();
    process.stderr.write(`\r${what}: ${done.toLocaleString('en')} of ${of.toLocaleString('en')}   `);
  };
  try {
    const shape = { developments: Number(values.developments), seed: Number(values.seed) };
    const store = await openSqliteStore(file);
    if ((await store.head()) === null)
      await writeGenerated(store, shape, (n) => onProgress('writing the log', n, shape.developments * 1.2));
    await store.close();
    const { developments: _, store: _store, ...numbers } = values;
    const proof = await prove({ file, cells: Number(numbers.cells), sizes: Number(numbers.sizes), seed: Number(numbers.seed), onProgress });
    process.stderr.write('\n');
    const share = (counts: Readonly<Record<string, number>>) =>
      Object.entries(counts)
        .sort(([, a], [, b]) => b - a)
        .map(([name, n]) => `${name} ${n.toLocaleString('en')}`)
        .join(' · ');
    console.log(
      [
        `${shape.developments.toLocaleString('en')} developments, ${proof.events.toLocaleString('en')} events, seed ${shape.seed}: ` +
          `${proof.compared.toLocaleString('en')} cells on ${proof.facets} facets at ${proof.sizes.length} values of known, ` +
          `${((performance.now() - began) / 1000).toFixed(0)} s`,
        `  known     ${proof.sizes.join(' ')}`,
        `  statuses  ${share(proof.statuses)}`,
        `  fields    ${share(proof.fields)}`,
        `  differences from the naive reference: ${proof.differences.length}`,
        ...proof.differences.slice(0, 20),
      ].join('\n'),
    );
    if (proof.differences.length) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
