/**
 * Tries to tell one copy of the program from the reference: the worked cases, then coordinates, merges and broken events, then
 * generated logs, until the first difference. What the reference answers was written down beforehand. Ends with 3 where a
 * difference was found, and says it; with 0 where there is none. Run by `mutation.ts` inside the copy.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { resolveCoordinates, sizeAt } from '../projections/coordinates.ts';
import { applyEvent, emptyRecord } from '../projections/record.ts';
import { normalised } from '../tests/support/answers.ts';
import { Folded } from '../tests/support/compare.ts';
import type { Answer } from '../tests/support/compare.ts';
import { FoldedExtended } from '../tests/support/extended.ts';
import type { Extended } from '../tests/support/extended.ts';
import type { Generated, Question } from '../tests/support/generate.ts';
import { asEntry } from '../tests/support/notation.ts';
import type { Case } from '../tests/support/notation.ts';

export interface Wanted {
  readonly plain: readonly { readonly generated: Generated; readonly asked: readonly (readonly [Question, Answer])[] }[];
  readonly extended: readonly {
    readonly log: Extended;
    readonly brokenAt: readonly number[];
    readonly asked: readonly (readonly [Question, Answer])[];
  }[];
}

function differs(where: string, wanted: unknown, actual: unknown): void {
  if (isDeepStrictEqual(wanted, actual)) return;
  console.log(`${where}: ${JSON.stringify(wanted)} became ${JSON.stringify(actual)}`);
  process.exit(3);
}
const attempt = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (e) {
    return `throws ${(e as Error).message.split('\n')[0]}`;
  }
};

function cases(): void {
  const folder = new URL('../tests/cases/', import.meta.url);
  for (const file of readdirSync(folder)) {
    for (const c of (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { cases: Case[] }).cases)
      for (const q of c.queries) {
        const opens = q.from ?? '1000-01-01';
        const actual = attempt(() => new Folded({ log: c.log, opens }).answer({ ...q, known: q.known ?? c.log.length }));
        differs(`case ${c.id}`, normalised(q.expect as Answer), actual);
      }
  }
}

/** Four events, the second recorded with a clock that was a day behind, the last at midnight. */
function coordinates(): void {
  const record = emptyRecord();
  for (const [i, time] of ['2025-09-04T12:00Z', '2025-09-03T12:00Z', '2025-09-06T12:00Z', '2025-09-08T00:00Z'].entries()) {
    const entry = asEntry({ type: 'ActorRegistered', data: { id: `a${i}`, kind: 'state', name: 'A' } }, i);
    if (entry.ok) applyEvent(record, { ...entry, metadata: { ...entry.metadata, recordedAt: time } });
  }
  const sizes = {
    '2025-09-03': 0,
    '2025-09-04T11:59Z': 0,
    '2025-09-04T12:00Z': 2,
    '2025-09-04': 2,
    '2025-09-05': 2,
    '2025-09-06': 3,
    '2025-09-07': 3,
    '2025-09': 4,
  };
  for (const [date, size] of Object.entries(sizes))
    differs(
      `known ${date}`,
      size,
      attempt(() => sizeAt(record, date)),
    );
  const noon = Date.UTC(2025, 8, 4, 12);
  const resolved = (c: object) =>
    attempt(() => {
      const { at, published, known } = resolveCoordinates(record, c, noon);
      return [at.text, at.bound, published?.bound ?? null, known.size];
    });
  const endOf = Date.UTC(2025, 8, 5);
  differs('no coordinates', ['2025-09-04', endOf, null, 4], resolved({}));
  differs(
    'all coordinates',
    ['2025-09-03', endOf - 86_400_000, endOf, 2],
    resolved({ at: '2025-09-03', published: '2025-09-04', known: 2 }),
  );
  for (const known of [0, 4, '2']) differs(`known ${known}`, ['2025-09-04', endOf, null, Number(known)], resolved({ known }));
  for (const c of [
    { known: 5 },
    { known: -1 },
    { known: 1.5 },
    { known: '5' },
    { known: 'soon' },
    { at: '[2025..]' },
    { published: 'soon' },
  ])
    differs(`coordinates ${JSON.stringify(c)}`, true, String(resolved(c)).startsWith('throws'));
}

const wanted = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as Wanted;
cases();
coordinates();
for (const { log, brokenAt, asked } of wanted.extended) {
  const folded = attempt(() => new FoldedExtended(log));
  if (!(folded instanceof FoldedExtended)) differs('folding a log with merges', 'folded', folded);
  else {
    differs(
      'events reported',
      brokenAt,
      folded.record.problems.map((p) => p.position),
    );
    for (const [q, answer] of asked)
      differs(
        `with merges, ${JSON.stringify(q)}`,
        answer,
        attempt(() => folded.answer(q)),
      );
  }
}
for (const { generated, asked } of wanted.plain) {
  const folded = attempt(() => new Folded(generated));
  if (!(folded instanceof Folded)) differs('folding a log', 'folded', folded);
  else
    for (const [q, answer] of asked)
      differs(
        JSON.stringify(q),
        answer,
        attempt(() => folded.answer(q)),
      );
}
