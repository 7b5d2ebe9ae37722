/**
 * Logs that grow while they are asked: with many claims on few facets, readers who ask again what they asked before, facets that
 * come to mean something, two dossiers. What the reference answers is written down in one copy of the program, and asked in another.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DomainEvent } from '../events/catalogue.ts';
import { coordinateEnd } from '../events/edtf.ts';
import { cellAt } from '../projections/cell.ts';
import { applyEvent, emptyRecord } from '../projections/record.ts';
import { FacetView } from '../projections/resolve.ts';
import { timelineAt } from '../projections/timeline.ts';
import type { TimelineFilter } from '../projections/timeline.ts';
import { View } from '../projections/view.ts';
import { inNotation } from '../tests/support/answers.ts';
import { indexesOf } from '../tests/support/compare.ts';
import type { Answer } from '../tests/support/compare.ts';
import { generateCrowded, questionsOf } from '../tests/support/crowded.ts';
import { entriesOfExtended, FoldedExtended } from '../tests/support/extended.ts';
import type { Extended } from '../tests/support/extended.ts';
import { ACTORS, Random } from '../tests/support/generate.ts';
import type { Question } from '../tests/support/generate.ts';
import { asEntry, DOSSIER } from '../tests/support/notation.ts';
import { Naive } from '../tests/support/views.ts';

/** Ends with 3 at the first difference, which it says. */
export function differs(where: string, wanted: unknown, actual: unknown): void {
  if (isDeepStrictEqual(wanted, actual)) return;
  console.log(`${where}: ${JSON.stringify(wanted)} became ${JSON.stringify(actual)}`);
  process.exit(3);
}
export const attempt = (f: () => unknown): unknown => {
  try {
    return f();
  } catch (e) {
    return `throws ${(e as Error).message.split('\n')[0]}`;
  }
};

/** A timeline that was asked for, and what stands in it. */
export interface WantedTimeline {
  readonly at: number;
  readonly known: number;
  /** Exclusive bound; absent without a limit. */
  readonly published?: number;
  readonly filter: TimelineFilter;
  readonly items: readonly { readonly development: string; readonly sources: readonly string[]; readonly claims: readonly string[] }[];
  /** A development that is not in it, for this reader. */
  readonly unknown?: string;
}

/** A log with many claims, recorded bit by bit, and what is asked when so many lines of it are on record. */
export interface WantedGrown {
  readonly log: Extended;
  readonly stages: readonly {
    readonly lines: number;
    readonly asked: readonly (readonly [Question, Answer])[];
    readonly timelines: readonly WantedTimeline[];
  }[];
}

/** Logs by their number of claims; one has more versions than a small table holds. */
const SIZES = [...Array.from({ length: 60 }, (_, i) => [20, 40, 70][i % 3]!), 1300];

export const wantedGrown = (seed: number): WantedGrown[] => SIZES.map((claims, i) => wantedOf(seed, i, claims));

/** A log with many claims, asked as it grows. */
function wantedOf(seed: number, index: number, claims: number): WantedGrown {
  const r = new Random(seed ^ 0x63726f77, index);
  const isLong = claims > 1000;
  const log = generateCrowded(seed, index, claims, isLong ? 40 : 1);
  const folded = new FoldedExtended(log);
  const { length } = log.lines;
  // there is nothing to ask before the first development
  const first = 1 + log.lines.findIndex((l) => 'say' in l && l.say.t === 'record');
  const ends = new Set([length]);
  for (let n = isLong ? 0 : 3 + r.below(3); n > 0; n--) ends.add(first + r.below(length - first));
  const stages = [...ends].sort((a, b) => a - b);
  return {
    log,
    stages: stages.map((lines) => ({
      lines,
      asked: questionsOf(r, { ...log, lines: log.lines.slice(0, lines) }, isLong ? 60 : 14).map((q) => [q, folded.expected(q)] as const),
      timelines: isLong ? [] : Array.from({ length: 2 }, () => wantedTimeline(r, folded, lines)),
    })),
  };
}

/** A timeline as a plain reading of the log has it. */
function wantedTimeline(r: Random, { entries, offset, of, record }: FoldedExtended, lines: number): WantedTimeline {
  const [q] = questionsOf(r, { ...of, lines: of.lines.slice(0, lines) }, 1);
  const { known } = q!;
  const published = q!.published === undefined ? Infinity : coordinateEnd(q!.published);
  const at = r.chance(0.5) ? coordinateEnd(q!.at) : Date.UTC(2100, 0, 1);
  const filters: TimelineFilter[] = [
    {},
    {},
    { includeRetracted: false },
    { kind: r.pick(['StatementMade', 'CallHeld']) },
    { from: coordinateEnd(q!.at) },
    { actor: r.pick(ACTORS) },
    { issue: r.pick(['troops', 'oil', 'coalition']) },
    { text: r.pick(['d1', 'D2', 'd1 d', 'd1 nothing', 'mended']) },
  ];
  const filter = r.pick(filters);
  const reader = { dossier: DOSSIER, size: offset[known]!, published };
  const naive = new Naive(entries, reader, record);
  const items = naive.items(at);
  const later = of.lines.slice(known, lines).flatMap((l) => ('say' in l && l.say.t === 'record' ? [l.say.dev!] : []));
  return {
    ...{ at, known, filter },
    ...(published < Infinity && { published }),
    items: items
      .filter((x) => naive.isLeft(x, filter))
      .map(({ id, sources, version }) => ({
        ...{ development: id, sources },
        claims: naive.claims(id, version).map((c) => naive.facet(c.facet)),
      })),
    ...(later.length && { unknown: r.pick(later) }),
  };
}

/** Two dossiers that open on different days; what means something in one comes to be defined late, and in the other never. */
export function definitions(): void {
  const claims = [
    { id: 'p', facet: 'position/FRA/troops', value: 'open', date: '[..2025-09-03]' },
    { id: 'r', facet: 'role/FRA/coalition', value: 'member' },
    { id: 'w', facet: 'world/vote', value: 'passed' },
    { id: 'c', facet: 'contribution/FRA/ships', value: 'offers' },
  ];
  const body = (id: string, dossiers: string[], said: object[], more: object = {}) => ({
    ...{ id, dossiers, title: id, date: '[..2025-09-03]', claims: said, evidence: [{ id: 'e', source: 's' }] },
    ...more,
  });
  const other = [{ ...claims[3]!, value: 'declines' }];
  const events = [
    { type: 'DossierOpened', data: { id: 'one', title: '1', opens: '2025-09-01' } },
    { type: 'DossierOpened', data: { id: 'two', title: '2', opens: '2025-08-01' } },
    { type: 'StatementMade', data: body('d1', ['one', 'two'], claims) },
    { type: 'IssueDefined', data: { dossier: 'one', id: 'troops', question: '?', ladder: [{ stance: 'open' }], neutral: 'open' } },
    { type: 'DossierUpdated', data: { id: 'one', title: '1', bodies: [{ id: 'coalition', title: '?' }], reason: '?' } },
    { type: 'DossierUpdated', data: { id: 'one', title: '1', worldFacts: [{ id: 'vote', text: '?' }], reason: '?' } },
    { type: 'DossierUpdated', data: { id: 'one', title: '1', bodies: [{ id: 'coalition', title: '!' }], reason: '?' } },
    { type: 'StatementMade', data: body('d2', ['two', 'one'], other) },
    {
      type: 'DevelopmentCorrected',
      data: { id: 'd1', version: 2, kind: 'StatementMade', reason: '?', development: body('d1', ['one', 'two'], claims, { title: '!' }) },
    },
    { type: 'StatementMade', data: body('d3', ['two'], []) },
  ] as unknown as DomainEvent[];
  let record = emptyRecord();
  const valuesAt = (dossier: string, size: number, at: string) => {
    const view = new View(record, record.dossiers.get(dossier), Infinity, size);
    return claims.map(({ facet }) => {
      const { value, status, possibly } = cellAt(new FacetView(view, facet), coordinateEnd(at));
      return status === 'none' ? (possibly?.map((c) => c.value) ?? []) : value;
    });
  };
  // one: position, role, world fact, contribution
  const one: unknown[][] = [[], [], [], [[], [], [], 'offers'], ['open', [], [], 'offers'], ['open', 'member', [], 'offers']];
  one.push(...Array.from({ length: 2 }, () => ['open', 'member', 'passed', 'offers']));
  one.push(...Array.from({ length: 3 }, () => ['open', 'member', 'passed', 'declines']));
  const ask = (recorded: number) => {
    for (let size = 3; size <= recorded; size++) {
      differs(
        `defined in one, ${size} of ${recorded}`,
        one[size],
        attempt(() => valuesAt('one', size, '2025-09-05')),
      );
      differs(
        `defined in two, ${size} of ${recorded}`,
        [[], [], [], size < 8 ? 'offers' : 'declines'],
        attempt(() => valuesAt('two', size, '2025-09-05')),
      );
    }
  };
  // once asked on the way, once when all is recorded
  for (const isOnTheWay of [true, false]) {
    record = emptyRecord();
    for (const [i, event] of events.entries()) {
      applyEvent(record, asEntry(event, i));
      if (isOnTheWay) ask(i + 1);
    }
    ask(events.length);
  }
  differs('problems', [], record.problems);
  for (const [dossier, at, possibly] of [
    ['one', '2025-08-31', []],
    ['one', '2025-09-01', ['declines', 'offers']],
    ['two', '2025-07-31', []],
    ['two', '2025-08-31', ['declines', 'offers']],
  ] as const)
    differs(
      `what began in ${dossier} by ${at}`,
      [...possibly],
      attempt(() => [...(valuesAt(dossier, 10, at)[3] as string[])].sort()),
    );
  for (const [dossier, items] of [
    ['one', ['d1', 'd2']],
    ['two', ['d1', 'd2', 'd3']],
  ] as const)
    differs(
      `the timeline of ${dossier}`,
      items,
      attempt(() => timelineAt(new View(record, record.dossiers.get(dossier), Infinity, 10), Infinity).items.map((x) => x.development)),
    );
}

export /** The same questions on the way and afterwards, in the fast way and by the whole rule. */
function grown({ log, stages }: WantedGrown): void {
  const { entries, offset } = entriesOfExtended(log);
  const record = emptyRecord();
  const again: (() => void)[] = [];
  for (const { lines, asked, timelines } of stages) {
    for (const entry of entries.slice(record.size, offset[lines])) applyEvent(record, entry);
    differs('events reported', [], record.problems);
    const views = new Map<string, View>();
    const viewOf = (known: number, published = Infinity): View => {
      const key = `${known} ${published}`;
      const view = views.get(key) ?? new View(record, record.dossiers.get(DOSSIER), published, offset[known]!);
      views.set(key, view);
      return view;
    };
    for (const t of timelines) timeline(viewOf(t.known, t.published), t);
    for (const [q, answer] of asked) {
      const at = coordinateEnd(q.at);
      const view = viewOf(q.known, q.published === undefined ? undefined : coordinateEnd(q.published));
      const fast = (v = view) => inNotation(cellAt(new FacetView(v, q.facet), at));
      const where = `of many, ${JSON.stringify(q)} of ${lines}`;
      differs(where, answer, attempt(fast));
      const whole = () => new FacetView(view, q.facet, view.heard(q.facet));
      differs(
        `${where}, by the whole rule`,
        answer,
        attempt(() => inNotation(cellAt(whole(), at))),
      );
      differs(
        `${where}, the claims that can matter`,
        attempt(() => indexesOf(whole().resolveAll(at))),
        attempt(() => indexesOf(new FacetView(view, q.facet).resolve(at))),
      );
      for (const likeness of ['valueKey', 'content'] as const)
        differs(
          `${where}, the run by ${likeness}`,
          attempt(() => whole().run(at, likeness)?.index),
          attempt(() => new FacetView(view, q.facet).run(at, likeness)?.index),
        );
      again.push(() => {
        differs(`${where}, asked again`, answer, attempt(fast));
        differs(
          `${where}, of all that is recorded`,
          answer,
          attempt(() => fast(view.with({}))),
        );
      });
    }
  }
  for (const ask of again) ask();
}

function timeline(view: View, { at, filter, items, unknown }: WantedTimeline): void {
  const where = `timeline of ${view.size} at ${at} published ${view.published} ${JSON.stringify(filter)}`;
  const ids = items.map((x) => x.development);
  const page = (after: string | undefined, limit?: number) => {
    const { items: found, next } = timelineAt(view, at, filter, { after, limit });
    return [found.map((x) => x.development), next];
  };
  differs(
    where,
    items,
    attempt(() =>
      timelineAt(view, at, filter).items.map(({ development, sources, claims }) => ({
        ...{ development, sources },
        claims: claims.map((c) => c.facet),
      })),
    ),
  );
  for (const [i, id] of [undefined, ...ids].entries())
    differs(
      `${where} after ${id}`,
      [ids.slice(i, i + 3), i + 3 < ids.length ? ids[i + 2] : undefined],
      attempt(() => page(id, 3)),
    );
  for (const id of ['nobody', ...(unknown === undefined ? [] : [unknown])])
    differs(
      `${where} after what is not there, ${id}`,
      [[], undefined],
      attempt(() => page(id)),
    );
}
