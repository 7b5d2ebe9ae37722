/**
 * Tries to tell one copy of the program from the reference: the worked cases, then coordinates, merges and broken events, then
 * generated logs, then such with many claims on few facets, until the first difference. Every cell is asked twice: along the order
 * of its facet, and by the whole rule on all claims. What the reference answers was written down beforehand. Ends with 3 where a
 * difference was found, and says it; with 0 where there is none. Run by `mutation.ts` inside the copy.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { coordinateEnd } from '../events/edtf.ts';
import { cellAt } from '../projections/cell.ts';
import { resolveCoordinates, sizeAt } from '../projections/coordinates.ts';
import { applyEvent, emptyRecord } from '../projections/record.ts';
import type { LogEntry, RecordState } from '../projections/record.ts';
import { FacetView } from '../projections/resolve.ts';
import { timelineAt } from '../projections/timeline.ts';
import { View } from '../projections/view.ts';
import { inNotation, normalised } from '../tests/support/answers.ts';
import { Folded } from '../tests/support/compare.ts';
import type { Answer } from '../tests/support/compare.ts';
import { entriesOfExtended } from '../tests/support/extended.ts';
import type { Extended } from '../tests/support/extended.ts';
import type { Generated, Question } from '../tests/support/generate.ts';
import { asEntry, DOSSIER, entriesOf } from '../tests/support/notation.ts';
import type { Case } from '../tests/support/notation.ts';
import { attempt, definitions, differs, grown } from './mutation-grown.ts';
import type { WantedGrown } from './mutation-grown.ts';

/** Developments in the order of time for one reader; null where there is no limit. */
export interface WantedTimeline {
  readonly size: number;
  readonly published: number | null;
  readonly at: number | null;
  /** A development that is recorded later. */
  readonly unknown: string | null;
  readonly developments: readonly string[];
}
export interface Wanted {
  readonly grown: readonly WantedGrown[];
  readonly plain: readonly { readonly generated: Generated; readonly asked: readonly (readonly [Question, Answer])[] }[];
  readonly extended: readonly {
    readonly log: Extended;
    readonly brokenAt: readonly number[];
    readonly asked: readonly (readonly [Question, Answer])[];
  }[];
  readonly crowded: readonly {
    readonly log: Extended;
    readonly asked: readonly (readonly [Question, Answer])[];
    readonly timelines: readonly WantedTimeline[];
  }[];
}

/** The same log with every development in another dossier too, which comes first: it takes nothing from the answers of this one. */
function besideAnother({ entries, offset }: ReturnType<typeof entriesOfExtended>): ReturnType<typeof entriesOfExtended> {
  const both = <T extends { dossiers: string[] }>(body: T): T => ({ ...body, dossiers: ['another', ...body.dossiers] });
  return {
    entries: entries.map((entry): LogEntry => {
      if (!entry.ok) return entry;
      const { event } = entry;
      if (event.type === 'StatementMade') return { ...entry, event: { ...event, data: both(event.data) } };
      if (event.type !== 'DevelopmentCorrected') return entry;
      return { ...entry, event: { ...event, data: { ...event.data, development: both(event.data.development) } } };
    }),
    offset,
  };
}

/** A log folded by the copy, at once or bit by bit. */
class Grown {
  readonly record: RecordState = emptyRecord();
  readonly #offset: readonly number[];
  readonly #views = new Map<string, View>();
  readonly #facets = new Map<string, FacetView>();

  /** With `between`, in portions of unequal size, after each of which it is called. */
  constructor({ entries, offset }: { entries: readonly LogEntry[]; offset: readonly number[] }, between?: (record: RecordState) => void) {
    this.#offset = offset;
    const portions = between ? [1, 2, 7, 1, 30, 12] : [Infinity];
    for (let i = 0; this.record.size < entries.length; i++) {
      for (const entry of entries.slice(this.record.size, this.record.size + portions[i % portions.length]!))
        applyEvent(this.record, entry);
      between?.(this.record);
    }
  }

  #viewOf({ known, published }: Question): View {
    const key = `${known} ${published ?? ''}`;
    let view = this.#views.get(key);
    if (!view) {
      const limit = published === undefined ? Infinity : coordinateEnd(published);
      this.#views.set(key, (view = new View(this.record, this.record.dossiers.get(DOSSIER), limit, this.#offset[known]!)));
    }
    return view;
  }

  /** Along the order of the facet, with what was found out before; or by the whole rule on all claims. */
  answer(q: Question, isWhole: boolean): Answer {
    const view = this.#viewOf(q);
    const key = `${q.known} ${q.published ?? ''} ${q.facet}`;
    let facet = isWhole ? new FacetView(view, q.facet, view.heard(q.facet)) : this.#facets.get(key);
    if (!facet) this.#facets.set(key, (facet = new FacetView(view, q.facet)));
    return inNotation(cellAt(facet, coordinateEnd(q.at)));
  }
}

/** Each question asked both ways. */
function ask(what: string, fold: () => Grown, asked: readonly (readonly [Question, Answer])[]): Grown {
  const grown = attempt(fold);
  if (!(grown instanceof Grown)) {
    differs(`folding ${what}`, 'folded', grown);
    throw new Error('a difference ends the search');
  }
  for (const [q, answer] of asked)
    for (const isWhole of [false, true])
      differs(
        `${what}, ${JSON.stringify(q)}${isWhole ? ' by the whole rule' : ''}`,
        answer,
        attempt(() => grown.answer(q, isWhole)),
      );
  return grown;
}

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
definitions();
for (const of of wanted.grown) grown(of);
for (const { log, brokenAt, asked } of wanted.extended) {
  const { record } = ask('a log with merges', () => new Grown(entriesOfExtended(log)), asked);
  differs(
    'events reported',
    brokenAt,
    record.problems.map((p) => p.position),
  );
}
for (const { generated, asked } of wanted.plain) ask('a log', () => new Grown(entriesOf(generated.log, generated.opens)), asked);
for (const { log, asked, timelines } of wanted.crowded) {
  const limit = timelines.find((t) => t.published !== null)?.published ?? Infinity;
  /** What readers with limits and without may have asked while the log grew. */
  const between = (record: RecordState) => {
    const dossier = record.dossiers.get(DOSSIER);
    for (const published of [Infinity, limit]) {
      const view = new View(record, dossier, published, record.size);
      timelineAt(view, Infinity, {}, { limit: 1 });
      for (const facet of view.facets()) cellAt(new FacetView(view, facet), Date.UTC(2026, 0, 1));
    }
  };
  const { record } = ask('a crowded log', () => new Grown(entriesOfExtended(log), between), asked);
  ask('a crowded log beside another', () => new Grown(besideAnother(entriesOfExtended(log))), asked.slice(0, 20));
  for (const { size, published, at, unknown, developments } of timelines) {
    const view = new View(record, record.dossiers.get(DOSSIER), published ?? Infinity, size);
    const page = (after?: string, count?: number) => {
      const { items, next } = timelineAt(view, at ?? Infinity, {}, { after, limit: count });
      return [items.map((i) => i.development), next ?? null];
    };
    const where = `timeline at ${at} published ${published} known ${size}`;
    differs(
      where,
      [developments, null],
      attempt(() => page()),
    );
    for (const [i, id] of developments.entries()) {
      const rest = developments.slice(i + 1);
      differs(
        `${where} after ${id}`,
        [rest.slice(0, 3), rest.length > 3 ? rest[2] : null],
        attempt(() => page(id, 3)),
      );
    }
    for (const id of ['nobody', ...(unknown === null ? [] : [unknown])])
      differs(
        `${where} after ${id}, who is not known`,
        [[], null],
        attempt(() => page(id)),
      );
  }
}
