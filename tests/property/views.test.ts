/**
 * The views held to the rule by evaluation: whatever a view says of changes is compared with the cells themselves, evaluated at
 * every moment, size or limit at which anything could change, on generated logs.
 *
 * `DEMARCHE_SEED=… DEMARCHE_LOG=… vitest run --project property views` asks one log of one seed again.
 */
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../events/canonical.ts';
import { boundsOf, coordinateEnd } from '../../events/edtf.ts';
import { owners } from '../../events/facet.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import type { Development } from '../../events/developments.ts';
import { cellAt } from '../../projections/cell.ts';
import { touchedBetween } from '../../projections/changed.ts';
import type { Cell, ClaimAnswer } from '../../projections/cell.ts';
import { coordinateOf } from '../../projections/coordinates.ts';
import { diffOf } from '../../projections/diff.ts';
import type { Because, Point } from '../../projections/diff.ts';
import { historyOf } from '../../projections/history.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';
import { replayAt, replayKnown, replayPublished } from '../../projections/replay.ts';
import type { ReplayStep } from '../../projections/replay.ts';
import { FacetView } from '../../projections/resolve.ts';
import { sourcesAt } from '../../projections/sources.ts';
import { stateAt, thinAt } from '../../projections/state.ts';
import type { Selection } from '../../projections/state.ts';
import { timelineAt } from '../../projections/timeline.ts';
import type { TimelineFilter } from '../../projections/timeline.ts';
import type { View } from '../../projections/view.ts';
import { whyAt } from '../../projections/why.ts';
import { seedOf } from '../support/generate.ts';
import type { Random } from '../support/generate.ts';
import { DOSSIER } from '../support/notation.ts';
import { bodyOf, edited, limitsOf, momentsOf, Naive, OTHER, recordOf, sampleOf, viewOf } from '../support/views.ts';
import type { NaiveItem, Reader, Sample } from '../support/views.ts';
import { only, tally, times } from '../support/tally.ts';

const seed = seedOf();
const { count } = tally('views', seed);

/** The logs of one law. Each law has logs of its own. */
function each(law: number, logs: number, hold: (sample: Sample) => void): void {
  for (let i = 0; i < logs * times; i++) {
    const index = only === undefined ? law * 100_000 + i : Number(only);
    const sample = sampleOf(seed, index);
    try {
      hold(sample);
    } catch (e) {
      (e as Error).message = `${sample.name} (DEMARCHE_SEED=${seed} DEMARCHE_LOG=${index}): ${(e as Error).message}`;
      throw e;
    }
    if (only !== undefined) break;
  }
}

// ── readers, cells, moments ──────────────────────────────────────────────────────────────────────────────────────

const DAYS = [Date.UTC(2025, 8, 1), Date.UTC(2025, 8, 3), Date.UTC(2025, 8, 6), Date.UTC(2025, 9, 1), Date.UTC(2026, 0, 2)];

function readerOf(r: Random, { entries }: Sample, record: RecordState): Reader {
  const dossier = record.dossiers.has(OTHER) && r.chance(0.3) ? OTHER : DOSSIER;
  const size = r.chance(0.5) ? entries.length : Math.ceil(entries.length * (1 - r.next() * 0.6));
  return { dossier, size, published: r.chance(0.5) ? Infinity : limit(r, entries) };
}
const limit = (r: Random, entries: Sample['entries']): number => r.pick(limitsOf(entries));
const moment = (r: Random, entries: Sample['entries']): number => (r.chance(0.6) ? r.pick(DAYS) : r.pick(momentsOf(entries)));

/** What a reader would notice of a cell: all but which version of a claim carries it, and where in the log. */
const noticed = (cell: Cell): string =>
  JSON.stringify(cell, (key, value: unknown) => (key === 'version' || key === 'position' ? undefined : value));
/** A cell evaluated on its own, with nothing remembered. */
const evaluated = (record: RecordState, reader: Reader, facet: string, at: number): Cell => {
  count('cells evaluated');
  return cellAt(new FacetView(viewOf(record, reader), facet), at);
};
const pathsOf = (record: RecordState, dossier: string): string[] => [...(record.dossiers.get(dossier)?.facets.keys() ?? [])].sort();
const isSelectedNaively = (path: string, { actor, issue, facet }: Selection): boolean => {
  const [, ...names] = path.split('/');
  return (
    (actor === undefined || names.includes(actor)) &&
    (issue === undefined || names.includes(issue)) &&
    (facet === undefined || `${path}/`.startsWith(`${facet}/`))
  );
};
const SELECTIONS: readonly Selection[] = [
  { actor: 'FRA' },
  { actor: 'USA' },
  { issue: 'troops' },
  { actor: 'FRA', issue: 'troops' },
  { facet: 'position' },
  { facet: 'world/ceasefire' },
  { actor: 'FRA', facet: 'role/FRA' },
];
const without = <T extends object>(x: T, ...keys: string[]): Partial<T> =>
  Object.fromEntries(Object.entries(x).filter(([k]) => !keys.includes(k))) as Partial<T>;

// ── history ──────────────────────────────────────────────────────────────────────────────────────────────────────

test('history: its steps are the changes found by evaluating every moment, none missing, none added', () => {
  each(1, 400, (sample) => {
    const { entries, r } = sample;
    const record = recordOf(entries);
    const moments = momentsOf(entries);
    for (let n = 0; n < 2; n++) {
      const reader = readerOf(r, sample, record);
      const view = viewOf(record, reader);
      const until = r.chance(0.6) ? moments.at(-1)! : moment(r, entries);
      for (const facet of r.some(pathsOf(record, reader.dossier), 3)) {
        const steps = historyOf(new FacetView(view, facet), until);
        const asked = new FacetView(view, facet);
        const changes: [number, string][] = [];
        let last = noticed(evaluated(record, reader, facet, -Infinity));
        for (const m of moments) {
          if (m > until) break;
          const now = noticed(r.chance(0.05) ? evaluated(record, reader, facet, m) : cellAt(asked, m));
          if (now !== last) changes.push([m, now]);
          last = now;
        }
        count('moments of histories evaluated', moments.length);
        count('steps of histories compared', steps.length);
        expect(steps.map((s) => [coordinateEnd(s.from), noticed(s.cell)])).toEqual(changes);
        for (const [i, step] of steps.entries()) {
          expect(step.to).toBe(steps[i + 1]?.from ?? null);
          expect(step.cell).toEqual(evaluated(record, reader, facet, coordinateEnd(step.from)));
        }
        const days = historyOf(new FacetView(view, facet), until, 'day');
        const DAY = 86_400_000;
        const atEnds: [number, string][] = [];
        last = noticed(cellAt(asked, -Infinity));
        for (const m of moments) {
          const end = Math.ceil(m / DAY) * DAY;
          if (end > until) break;
          const now = noticed(cellAt(asked, end));
          if (now !== last) atEnds.push([end, now]);
          last = now;
        }
        expect(days.map((s) => [coordinateEnd(s.from), noticed(s.cell)])).toEqual(atEnds);
      }
    }
  });
});

// ── replay ───────────────────────────────────────────────────────────────────────────────────────────────────────

interface Found {
  readonly at: number;
  readonly facet: string;
  readonly before: string;
  readonly after: string;
}

/** Changes found by evaluating every facet at every value of an axis, in order. */
function changesOver(
  values: readonly number[],
  facets: readonly string[],
  first: (f: string) => Cell,
  cell: (f: string, v: number) => Cell,
): Found[] {
  const last = new Map(facets.map((f) => [f, noticed(first(f))]));
  const found: Found[] = [];
  for (const at of values)
    for (const facet of facets) {
      const before = last.get(facet)!;
      const after = noticed(cell(facet, at));
      if (before !== after) found.push({ at, facet, before, after });
      last.set(facet, after);
    }
  count('cells evaluated for replays', values.length * facets.length);
  return found;
}

/** The changes of steps, in the same form; each step is held to what holds of all. */
function changesOf(steps: readonly ReplayStep[], value: (step: ReplayStep) => number): Found[] {
  const last = new Map<string, string>();
  const found = steps.flatMap((step) =>
    step.changes.map(({ facet, before, after }) => {
      expect(before.facet).toBe(facet);
      expect(after.facet).toBe(facet);
      if (last.has(facet)) expect(noticed(before), 'chained').toBe(last.get(facet));
      last.set(facet, noticed(after));
      return { at: value(step), facet, before: noticed(before), after: noticed(after) };
    }),
  );
  const values = steps.map(value);
  expect(values, 'in order').toEqual([...new Set(values)].sort((a, b) => a - b));
  count('changes of replays compared', found.length);
  return found;
}

/** Where each facet ends after the steps of a replay, from where it began. */
function endsOf(found: readonly Found[], facets: readonly string[], first: (f: string) => Cell): string[] {
  return facets.map((f) => found.findLast((c) => c.facet === f)?.after ?? noticed(first(f)));
}

const filtered = (steps: readonly ReplayStep[], selection: Selection) =>
  steps.flatMap((s) => s.changes.filter((c) => isSelectedNaively(c.facet, selection)).map((c) => [s.when, c] as const));
const flat = (steps: readonly ReplayStep[]) => steps.flatMap((s) => s.changes.map((c) => [s.when, c] as const));

describe('replay', () => {
  test('along at: every change, chained, to the state at the end; each claim that becomes certain is named once', () => {
    each(2, 240, (sample) => {
      const { entries, r } = sample;
      const record = recordOf(entries);
      const moments = momentsOf(entries);
      const reader = readerOf(r, sample, record);
      const view = viewOf(record, reader);
      const facets = view.facets();
      expect(facets).toEqual(new Naive(entries, reader, record).facets());
      const from = r.chance(0.5) ? undefined : moment(r, entries);
      const to = r.chance(0.6) ? moments.at(-1)! : moment(r, entries);
      const range = { from, to };
      const isIn = (m: number) => m > (from ?? -Infinity) && m <= to;
      const asked = new Map(facets.map((f) => [f, new FacetView(view, f)]));
      const first = (f: string) => evaluated(record, reader, f, from ?? -Infinity);
      const steps = replayAt(view, range);
      const found = changesOf(steps, (s) => coordinateEnd(s.when));
      expect(found).toEqual(changesOver(moments.filter(isIn), facets, first, (f, m) => cellAt(asked.get(f)!, m)));
      if (to >= (from ?? -Infinity))
        expect(endsOf(found, facets, first)).toEqual(facets.map((f) => noticed(evaluated(record, reader, f, to))));

      // said: each standing claim whose time comes, once, with what `why` says of it
      const begun = facets.flatMap((f) =>
        view
          .heard(f)
          .filter(({ row, class: c }) => c === 'standing' && isIn(row.hi) && row.hi <= row.end.earliest)
          .map(({ row }) => `${row.hi} ${f} ${row.development.id}#${row.name}@${row.version.number}`),
      );
      const said = steps.flatMap((s) =>
        (s.said ?? []).map((c) => ({ ...c, at: coordinateEnd(s.when), ref: `${c.by.development}#${c.by.claim}@${c.by.version}` })),
      );
      const named = said.map((c) => `${c.at} ${c.facet} ${c.ref}`);
      expect(new Set(named).size, 'named once').toBe(named.length);
      expect(named).toEqual(expect.arrayContaining(begun));
      count('claims said compared', begun.length);
      for (const c of said) {
        const why = whyAt(asked.get(c.facet)!, c.at);
        const is = (x: ClaimAnswer | null) => x !== null && `${x.by.development}#${x.by.claim}@${x.by.version}` === c.ref;
        const beaten = why.beaten.find(is)?.because;
        const fate = is(why.shown)
          ? 'shown'
          : why.agreeing.some(is)
            ? 'agrees'
            : why.excluded.some(is)
              ? why.excluded.find(is)!.because === 'possible-only' || why.excluded.find(is)!.because === 'window-closed'
                ? 'closed'
                : 'listed'
              : beaten === 'overruled' || beaten === 'superseded' || beaten === 'earlier'
                ? beaten
                : 'alternative';
        expect(c.fate, c.ref).toBe(fate);
      }
      const ticks = steps.flatMap((s) => s.ticks ?? []).map((t) => t.development);
      expect(new Set(ticks).size).toBe(ticks.length);
      for (const step of steps) expect(step.changes.length + (step.said?.length ?? 0) + (step.ticks?.length ?? 0)).toBeGreaterThan(0);

      for (const selection of r.some(SELECTIONS, 2)) {
        const part = replayAt(view, range, selection);
        expect(flat(part)).toEqual(filtered(steps, selection));
        expect(part.flatMap((s) => s.said ?? [])).toEqual(
          said.filter((c) => isSelectedNaively(c.facet, selection)).map((c) => without(c, 'at', 'ref')),
        );
      }
    });
  });

  test('along known: every change at every size, each with its act', () => {
    each(3, 240, (sample) => {
      const { entries, r } = sample;
      const record = recordOf(entries);
      const reader = readerOf(r, sample, record);
      const at = moment(r, entries);
      const start = r.chance(0.5) ? 0 : r.below(reader.size + 1);
      const view = viewOf(record, reader);
      const facets = pathsOf(record, reader.dossier);
      const sizes = Array.from({ length: Math.max(0, reader.size - start) }, (_, i) => start + 1 + i);
      const first = (f: string) => evaluated(record, { ...reader, size: start }, f, at);
      const range = { from: start, to: reader.size };
      const steps = replayKnown(view, at, range);
      const found = changesOf(steps, (s) => s.position!);
      const views = new Map(sizes.map((size) => [size, viewOf(record, { ...reader, size })]));
      expect(found).toEqual(changesOver(sizes, facets, first, (f, size) => cellAt(new FacetView(views.get(size)!, f), at)));
      expect(endsOf(found, facets, first)).toEqual(
        facets.map((f) => noticed(evaluated(record, { ...reader, size: Math.max(start, reader.size) }, f, at))),
      );
      for (const step of steps) {
        const entry = entries[step.position! - 1]!;
        expect(step.act!.type).toBe(entry.ok ? entry.event.type : undefined);
        expect(Date.parse(step.when)).toBe(record.recordedAt.data[step.position! - 1]);
        const named = bodyOf(entry.ok ? entry.event : undefined)?.id;
        if (named !== undefined) expect(step.development).toBe(named);
        for (const { before, after } of step.changes) {
          const { facet } = before;
          expect(after).toEqual(evaluated(record, { ...reader, size: step.position! }, facet, at));
          expect(before).toEqual(evaluated(record, { ...reader, size: step.position! - 1 }, facet, at));
        }
      }
      for (const selection of r.some(SELECTIONS, 2))
        expect(flat(replayKnown(view, at, range, selection))).toEqual(filtered(steps, selection));
    });
  });

  test('along published: every change at every limit, each with its sources', () => {
    each(4, 240, (sample) => {
      const { entries, r } = sample;
      const record = recordOf(entries);
      const reader = readerOf(r, sample, record);
      const at = moment(r, entries);
      const limits = limitsOf(entries);
      const from = r.chance(0.5) ? undefined : limit(r, entries);
      const view = viewOf(record, reader);
      const facets = view.facets();
      const isIn = (p: number) => p > (from ?? -Infinity) && p <= reader.published;
      const first = (f: string) => evaluated(record, { ...reader, published: from ?? -Number.MAX_VALUE }, f, at);
      const range = { from, to: reader.published };
      const steps = replayPublished(view, at, range);
      const found = changesOf(steps, (s) => coordinateEnd(s.when));
      const views = new Map(limits.map((published) => [published, viewOf(record, { ...reader, published })]));
      expect(found).toEqual(changesOver(limits.filter(isIn), facets, first, (f, p) => cellAt(new FacetView(views.get(p)!, f), at)));
      // without a limit nothing is uncertain about publication; that alone is no step
      const end = (f: string) => noticed(without(evaluated(record, reader, f, at), 'publicationUncertain') as Cell);
      if (reader.published >= (from ?? -Infinity) && reader.published === Infinity)
        expect(
          endsOf(found, facets, first).map((text) => noticed(without(JSON.parse(text) as Cell, 'publicationUncertain') as Cell)),
        ).toEqual(facets.map(end));
      for (const step of steps) {
        expect(step.sources!.length).toBeGreaterThan(0);
        for (const id of step.sources!) {
          const { lo, hi } = boundsOf(new Naive(entries, reader, record).info(id).published!);
          expect([lo + 1, hi]).toContain(coordinateEnd(step.when));
        }
      }
      for (const selection of r.some(SELECTIONS, 2))
        expect(flat(replayPublished(view, at, range, selection))).toEqual(filtered(steps, selection));
    });
  });
});

// ── diff ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('diff: stepwise, each change with one cause, and with what brought it about', () => {
  each(5, 480, (sample) => {
    const { entries, r } = sample;
    const record = recordOf(entries);
    const { dossier } = readerOf(r, sample, record);
    const point = (): Reader & { at: number } => ({ ...readerOf(r, sample, record), dossier, at: moment(r, entries) });
    const [a, b] = [point(), point()];
    const asPoint = ({ at, ...reader }: Reader & { at: number }): Point => ({ view: viewOf(record, reader), at });
    const changes = diffOf(asPoint(a), asPoint(b));
    expect(diffOf(asPoint(a), asPoint(a))).toEqual([]);
    const expected: { facet: string; before: Cell; after: Cell; cause: string }[] = [];
    for (const facet of pathsOf(record, dossier)) {
      const cells = [
        evaluated(record, a, facet, a.at),
        evaluated(record, { ...a, size: b.size }, facet, a.at),
        evaluated(record, b, facet, a.at),
        evaluated(record, b, facet, b.at),
      ];
      if (noticed(cells[0]!) === noticed(cells[3]!)) continue;
      for (const [i, cause] of ['record', 'publication', 'world'].entries())
        if (noticed(cells[i]!) !== noticed(cells[i + 1]!)) expected.push({ facet, before: cells[i]!, after: cells[i + 1]!, cause });
    }
    count('changes of diffs compared', expected.length);
    expect(changes.map((c) => without(c, 'direction', 'because'))).toEqual(expected);
    expect(new Set(diffOf(asPoint(b), asPoint(a)).map((c) => c.facet))).toEqual(new Set(changes.map((c) => c.facet)));
    const selection = r.pick(SELECTIONS);
    expect(diffOf(asPoint(a), asPoint(b), selection)).toEqual(changes.filter((c) => isSelectedNaively(c.facet, selection)));

    // between two sizes, nothing has changed but where what was written can have touched
    const ofSize = (size: number): Point => asPoint({ ...a, size });
    const entry = record.dossiers.get(dossier);
    if (entry && a.size <= b.size) {
      const touched = touchedBetween(record, entry, a.size, b.size);
      const grown = diffOf(ofSize(a.size), ofSize(b.size));
      expect(diffOf(ofSize(a.size), ofSize(b.size), {}, touched)).toEqual(grown);
      count('changes between sizes found where something was touched', grown.length);
    }

    for (const { facet, cause, because } of changes) {
      if (cause === 'record') {
        const [low, high] = [Math.min(a.size, b.size), Math.max(a.size, b.size)];
        const turns: number[] = [];
        for (let size = low + 1; size <= high; size++)
          if (noticed(evaluated(record, { ...a, size }, facet, a.at)) !== noticed(evaluated(record, { ...a, size: size - 1 }, facet, a.at)))
            turns.push(size);
        expect(because.map((x) => x.kind === 'act' && x.position)).toEqual(turns);
        for (const x of because) if (x.kind === 'act') expect(x).toMatchObject(record.acts.at(x.position - 1)!);
        count('acts of diffs compared', turns.length);
      } else if (cause === 'publication') publicationsOf(sample, record, { ...a, size: b.size, at: a.at }, b.published, facet, because);
      else {
        const [low, high] = [Math.min(a.at, b.at), Math.max(a.at, b.at)];
        const turns: string[] = [];
        let last = noticed(evaluated(record, b, facet, low));
        for (const m of momentsOf(entries)) {
          if (m <= low || m > high) continue;
          const now = noticed(evaluated(record, b, facet, m));
          if (now !== last) turns.push(coordinateOf(m));
          last = now;
        }
        const named = because.map((x) => (x.kind === 'development' ? x : expect.fail()));
        expect([...new Set(named.map((x) => x.at))]).toEqual(turns);
        count('turns of diffs compared', turns.length);
        for (const x of named) {
          const path = x.facet ?? facet;
          const row = viewOf(record, b)
            .heard(path)
            .find((c) => c.row.development.id === x.development && c.row.name === x.claim)!.row;
          const turn = { begins: row.hi, 'may-begin': row.lo + 1, ends: row.end.latest + 1, 'may-end': row.end.earliest + 1 }[x.does];
          expect(coordinateOf(turn)).toBe(x.at);
        }
      }
    }
  });
});

/** Sources named for a change: published at a turn at which the cell changes, and without them it would not. */
function publicationsOf(
  { entries }: Sample,
  record: RecordState,
  reader: Reader & { at: number },
  published: number,
  facet: string,
  because: readonly Because[],
): void {
  const [low, high] = [Math.min(reader.published, published), Math.max(reader.published, published)];
  const naive = new Naive(entries, reader, record);
  const named = because.map((x) => (x.kind === 'source' ? x : expect.fail()));
  const left = new Set(named);
  let last = noticed(evaluated(record, { ...reader, published: low }, facet, reader.at));
  for (const p of [...limitsOf(entries), Infinity]) {
    if (p <= low || p > high) continue;
    const now = noticed(evaluated(record, { ...reader, published: p }, facet, reader.at));
    if (now === last) continue;
    last = now;
    const here = named.filter((x) => x.when === (p === Infinity ? null : coordinateOf(p)));
    for (const x of here) left.delete(x);
    const turned = here.map((x) => x.source);
    expect(turned, `of ${p}`).not.toEqual([]);
    for (const id of turned) {
      const { lo, hi } = boundsOf(naive.info(id).published!);
      expect([lo + 1, hi]).toContain(p);
    }
    if (p === Infinity) continue; // nothing can be left out of no limit
    /** As if these had not come to this turn: not published yet, or, where this is the end of an uncertain date, not certainly. */
    const lacking = (ids: readonly string[]) => {
      const later = edited(entries, (e) => {
        if ((e.type !== 'SourceRegistered' && e.type !== 'SourceCorrected') || !ids.includes(e.data.id)) return e;
        const { lo } = boundsOf(naive.info(e.data.id).published!);
        const start = lo + 1 === p ? '9999-12-31' : lo === -Infinity ? '' : new Date(lo).toISOString();
        return { ...e, data: { ...e.data, published: `[${start}..9999-12-31]` } } as DomainEvent;
      });
      return noticed(evaluated(recordOf(later), { ...reader, published: p }, facet, reader.at));
    };
    const alone = turned.filter((id) => lacking([id]) !== now);
    count('publications left out and evaluated', turned.length);
    // each makes a difference; where none does alone, since one would have done, they do together
    if (alone.length) expect(alone).toEqual(turned);
    else expect(lacking(turned)).not.toBe(now);
  }
  expect([...left], 'named for nothing').toEqual([]);
}

// ── why ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const RANK = { official: 3, 'on-record': 2, reported: 1, anonymous: 0 };
const refOf = ({ by }: ClaimAnswer) => `${by.development}#${by.claim}@${by.version}`;

describe('why', () => {
  test('every version of every claim on the facet is named exactly once, for the right reason', () => {
    each(6, 480, (sample) => {
      const { entries, r } = sample;
      const record = recordOf(entries);
      const reader = readerOf(r, sample, record);
      const view = viewOf(record, reader);
      const naive = new Naive(entries, reader, record);
      for (const facet of naive.facets()) {
        const at = moment(r, entries);
        const why = whyAt(new FacetView(view, facet), at);
        const { shown, agreeing, beaten, excluded } = why;
        const rows = naive.rows(facet);
        const named = [...(shown ? [shown] : []), ...agreeing, ...beaten, ...excluded].map(refOf);
        expect(named.toSorted()).toEqual(rows.map((row) => row.ref).sort());
        count('claims of why compared', named.length);
        expect(noticed(why.cell)).toBe(noticed(evaluated(record, reader, facet, at)));
        expect(why.cell.by).toEqual(shown?.by);

        const heard = new Map(view.heard(facet).map((c) => [`${c.row.development.id}#${c.row.name}@${c.row.version.number}`, c.row]));
        for (const row of rows) {
          const reason = excludedFor(naive, facet, row, at, heard.get(row.ref));
          const given = excluded.find((c) => refOf(c) === row.ref)?.because;
          const ruled = beaten.some((c) => refOf(c) === row.ref && c.because === 'overruled');
          // a ruling takes a claim out before its time is looked at
          if (ruled) expect([undefined, 'not-yet', 'possible-only', 'window-closed']).toContain(reason);
          else expect(given, row.ref).toBe(reason);
        }
        beatenFor(naive, why, heard);
      }
    });
  });

  test('without the shown claim, evaluating the log shows what why names next', () => {
    each(7, 600, (sample) => {
      const { entries, r } = sample;
      const record = recordOf(entries);
      const reader = readerOf(r, sample, record);
      const view = viewOf(record, reader);
      // A ruling on a claim that was not there decides nothing, and must not come to do so where that claim is left out of it.
      const idle = new Set(record.problems.map(({ position }) => entries[position - 1]!).map((e) => e.ok && e.event));
      for (const facet of view.facets()) {
        const at = moment(r, entries);
        const { shown, next } = whyAt(new FacetView(view, facet), at);
        if (!shown) {
          expect(next).toBeNull();
          continue;
        }
        const { development, claim } = shown.by;
        const ref = `${development}#${claim}`;
        // A ruling against this claim alone still stands up for the one it prefers, and cannot be written without this claim:
        // then it stays, as a word that cannot compete.
        const isRuled = entries.some((e) => e.ok && e.event.type === 'ClaimsAdjudicated' && e.event.data.over.join() === ref);
        const lacking = (body: Development): Development => {
          if (body.id !== development) return body;
          const others = body.claims.filter((c) => c.id !== claim);
          return {
            ...body,
            claims: isRuled ? body.claims.map((c) => (others.includes(c) ? c : { ...c, attribution: 'anonymous' })) : others,
          };
        };
        const log = edited(entries, (e) => {
          if (e.type === 'StatementMade') return { ...e, data: lacking(e.data) };
          if (e.type === 'DevelopmentCorrected') return { ...e, data: { ...e.data, development: lacking(e.data.development) } };
          if (e.type !== 'ClaimsAdjudicated' || isRuled) return e;
          if (idle.has(e)) return undefined;
          return e.data.prefer === ref ? undefined : { ...e, data: { ...e.data, over: e.data.over.filter((o) => o !== ref) } };
        });
        const { by } = evaluated(recordOf(log), reader, facet, at);
        expect(by ? `${by.development}#${by.claim}@${by.version}` : null, facet).toBe(next);
        count(isRuled ? 'shown claims muted' : 'shown claims taken out');
      }
    });
  });
});

type Row = ReturnType<Naive['rows']>[number];

/** Why a claim could not compete, stated anew; undefined where it could. */
function excludedFor(
  naive: Naive,
  facet: string,
  { development, version, claim, voices }: Row,
  at: number,
  heard: View['heard'] extends (f: string) => readonly (infer H)[] ? (H extends { row: infer R } ? R | undefined : never) : never,
): string | undefined {
  const inForce = naive.inForce(development);
  if (inForce?.number !== version.number) return inForce && version.number > inForce.number ? 'correction-not-published' : 'older-version';
  if (naive.isRetracted(development)) return 'retracted';
  const sources = naive.sources(development, version, claim);
  if (!sources.some((s) => naive.isPublished(s))) return 'not-published';
  const support = sources.filter((s) => naive.stands(s));
  if (!support.length) return 'unsupported';
  const speakers = owners(facet);
  if (voices && speakers && !speakers.some((o) => voices.includes(o))) return 'others-word';
  if ((claim.attribution ?? version.body.attribution) === 'anonymous') return 'anonymous';
  if (support.every((s) => ['E', 'F'].includes(naive.info(s).grade ?? ''))) return 'low-grade';
  // dates are read in the row; their reading has tests of its own
  const { lo, hi, end } = heard!;
  if (lo >= at) return 'not-yet';
  if (at > end.latest) return 'window-closed';
  return hi <= at && at <= end.earliest ? undefined : 'possible-only';
}

/** The claims that competed and were beaten, each by the step that is named. */
function beatenFor(
  naive: Naive,
  { shown, agreeing, beaten }: ReturnType<typeof whyAt>,
  heard: ReadonlyMap<
    string,
    { from: number; to: number; order: number | undefined; first: number; content: number; version: { replaces: readonly string[] } }
  >,
): void {
  const row = (c: ClaimAnswer) => heard.get(refOf(c))!;
  const isEarlier = (a: ClaimAnswer, b: ClaimAnswer) => {
    const [x, y] = [row(a), row(b)];
    return x.to <= y.from || (x.from === y.from && x.to === y.to && x.order !== undefined && y.order !== undefined && x.order < y.order);
  };
  const left = [
    ...(shown ? [shown] : []),
    ...agreeing,
    ...beaten.filter((c) => !['overruled', 'superseded', 'earlier'].includes(c.because)),
  ];
  const competing = [...left, ...beaten.filter((c) => c.because === 'superseded' || c.because === 'earlier')];
  const origins = (c: ClaimAnswer) => {
    const alike = left.filter((x) => row(x).content === row(c).content);
    const support = alike.flatMap((x) => {
      const version = naive.versions(x.by.development)[x.by.version - 1]!;
      const claim = version.body.claims.find((y) => y.id === x.by.claim)!;
      return naive.sources(x.by.development, version, claim).filter((s) => naive.stands(s));
    });
    return new Set(support.map((s) => naive.chain(s).at(-1))).size;
  };
  for (const c of left) for (const d of left) expect(isEarlier(c, d), 'nothing left is earlier than another').toBe(false);
  for (const c of agreeing) expect(row(c).content).toBe(row(shown!).content);
  for (const c of beaten) {
    count(`beaten by ${c.because}`);
    switch (c.because) {
      case 'overruled':
        expect(c.decidedBy).toMatch(/#/);
        expect(c.ruling!.reason).not.toBe('');
        break;
      case 'superseded': {
        const by = competing.find((d) => refOf(d) === c.decidedBy)!;
        expect(row(by).version.replaces).toContain(c.by.development);
        expect(isEarlier(by, c)).toBe(false);
        break;
      }
      case 'earlier':
        expect(left.some((d) => isEarlier(c, d))).toBe(true);
        break;
      default: {
        const steps = [
          ['attribution', RANK[shown!.attribution] - RANK[c.attribution]],
          ['origins', origins(shown!) - origins(c)],
          ['start', row(shown!).from === row(c).from ? 0 : row(shown!).from - row(c).from],
          ['precision', row(shown!).to === row(c).to ? 0 : row(c).to - row(shown!).to],
          ['recording', row(shown!).first - row(c).first || (shown!.by.claim < c.by.claim ? 1 : -1)],
        ] as const;
        const [reason, sign] = steps.find(([, n]) => n !== 0)!;
        expect(c.because).toBe(reason);
        expect(sign).toBeGreaterThan(0);
        expect(row(c).content).not.toBe(row(shown!).content);
      }
    }
    if (c.because === 'superseded' || c.because === 'earlier') expect(c.same ?? false).toBe(row(c).content === row(shown!).content);
  }
}

// ── timeline, sources ────────────────────────────────────────────────────────────────────────────────────────────

test('timeline: in order, filtered, paged without loss or doubles, and nothing of what this reader cannot know', () => {
  each(8, 600, (sample) => {
    const { entries, r } = sample;
    const record = recordOf(entries);
    const reader = readerOf(r, sample, record);
    const view = viewOf(record, reader);
    const naive = new Naive(entries, reader, record);
    const at = moment(r, entries);
    const known = naive.items(at);
    const whole = timelineAt(view, at).items;
    expect(whole.map((i) => i.development)).toEqual(known.map((k) => k.id));
    for (const [i, item] of whole.entries()) {
      const { version, sources, id } = known[i]!;
      expect(item.version).toBe(version.number);
      expect(item.position).toBe(version.seq + 1);
      expect(item.status).toBe(naive.isRetracted(id) ? 'retracted' : version.number > 1 ? 'corrected' : 'current');
      expect(item.sources).toEqual(sources);
      expect(item.claims.map((c) => c.facet)).toEqual(naive.claims(id, version).map((c) => naive.facet(c.facet)));
      expect(item.relations).toEqual(naive.relations(version));
      count('developments of timelines compared');
    }
    const pages = (filter: TimelineFilter, limit: number) => {
      const items: (typeof whole)[number][] = [];
      let after: string | undefined;
      do {
        const page = timelineAt(view, at, filter, { after, limit });
        expect(page.items.length).toBeLessThanOrEqual(limit);
        items.push(...page.items);
        after = page.next;
      } while (after !== undefined);
      return items;
    };
    const filters: TimelineFilter[] = [
      {},
      { includeRetracted: false },
      { kind: 'StatementMade' },
      { kind: 'CallHeld' },
      { text: 'D1' },
      { from: DAYS[1] },
      { issue: 'troops' },
      ...['FRA', 'ITA', 'USA'].map((actor) => ({ actor })),
    ];
    for (const filter of filters) {
      const is = (item: NaiveItem) => naive.isLeft(item, filter);
      const wanted = known.filter(is).map((k) => k.id);
      expect(
        timelineAt(view, at, filter).items.map((i) => i.development),
        JSON.stringify(filter),
      ).toEqual(wanted);
      expect(pages(filter, 1 + r.below(4)).map((i) => i.development)).toEqual(wanted);
      // a cursor that the filter leaves out still has its place
      const index = r.below(known.length + 1);
      const cursor = known[index]?.id;
      if (cursor !== undefined)
        expect(timelineAt(view, at, filter, { after: cursor }).items.map((i) => i.development)).toEqual(
          known
            .slice(index + 1)
            .filter(is)
            .map((k) => k.id),
        );
    }
  });
});

test('sources: what rests on one alone would be unsupported without it', () => {
  each(9, 400, (sample) => {
    const { entries, r } = sample;
    const record = recordOf(entries);
    const reader = readerOf(r, sample, record);
    const view = viewOf(record, reader);
    const naive = new Naive(entries, reader, record);
    const at = moment(r, entries);
    const answers = sourcesAt(view, at);
    for (const one of record.sources.keys()) {
      const wanted = answers.filter((a) => a.source === view.sourceId(one));
      expect(sourcesAt(view, at, { source: one }), `${one} alone`).toEqual(wanted);
      count('sources asked for alone', wanted.length);
    }
    const cited = naive.developments().flatMap((id) => {
      const version = naive.inForce(id);
      return version?.body.dossiers.includes(reader.dossier) ? naive.sources(id, version).map((s) => [s, id] as const) : [];
    });
    for (const [source, development] of cited) expect(answers.find((a) => a.source === source)?.developments).toContain(development);
    const grounds = new Set(
      entries.flatMap((e) => (e.ok ? ((e.event.data as { because?: string[] }).because ?? []) : [])).flatMap((g) => naive.chain(g)),
    );
    for (const answer of answers) {
      const { source } = answer;
      const withdrawn = naive.isWithdrawn(source);
      expect(answer.standing).toBe(
        !naive.isPublished(source) ? 'not-published' : withdrawn ? 'withdrawn' : naive.stands(source) ? 'stands' : 'copy-of-withdrawn',
      );
      expect(answer.copies).toEqual(
        answers
          .map((a) => a.source)
          .filter((s) => s !== source && naive.chain(s).includes(source))
          .sort(),
      );
      // a source that grounds an act takes more than its own support with it
      if (grounds.has(source) || !record.sources.has(source)) continue;
      const event: DomainEvent = { type: 'SourceWithdrawn', data: { id: source, reason: '?' } };
      const metadata = {
        recordedAt: '2026-01-01T00:00:00Z',
        author: 't',
        tool: 't',
        correlationId: 't',
        causationId: 't',
        schemaVersion: 1,
      };
      const later = recordOf([...entries.slice(0, reader.size), { ok: true, event, metadata, stream: 'source-x', revision: 0 }]);
      if (later.problems.some((p) => p.position === reader.size + 1)) continue; // withdrawn already, on grounds that do not hold here
      const lacking = viewOf(later, { ...reader, size: reader.size + 1 });
      for (const claim of answer.claims) {
        const heard = (v: View) =>
          v.heard(claim.facet).find((c) => `${c.row.development.id}#${c.row.name}@${c.row.version.number}` === claim.claim)!.class;
        expect(claim.alone, `${source} ${claim.claim}`).toBe(heard(view) !== 'unsupported' && heard(lacking) === 'unsupported');
        count('claims of sources compared');
      }
    }
  });
});

// ── nothing after known ──────────────────────────────────────────────────────────────────────────────────────────

/** Every view at one reader's coordinates, each in one text. */
function everything(record: RecordState, reader: Reader, at: number, other: Reader, otherAt: number): Record<string, string> {
  const view = viewOf(record, reader);
  const facets = view.facets();
  const answers = {
    state: stateAt(view, at),
    thin: thinAt(view, at),
    history: facets.map((f) => historyOf(new FacetView(view, f), at)),
    why: facets.map((f) => whyAt(new FacetView(view, f), at)),
    at: replayAt(view, { to: at }),
    known: replayKnown(view, at, { to: reader.size }),
    published: replayPublished(view, at, { to: reader.published }),
    timeline: timelineAt(view, at),
    timelines: ['FRA', 'ITA'].map((actor) => timelineAt(view, at, { actor })),
    issue: timelineAt(view, at, { issue: 'troops' }),
    sources: sourcesAt(view, at),
    diff: diffOf({ view: viewOf(record, other), at: otherAt }, { view, at }),
    back: diffOf({ view, at }, { view: viewOf(record, other), at: otherAt }),
  };
  return Object.fromEntries(Object.entries(answers).map(([name, answer]) => [name, canonicalJson(answer)]));
}

test('no view depends on anything after its log size, or on how the record was built', () => {
  each(10, 160, (sample) => {
    const { entries, r } = sample;
    const whole = recordOf(entries);
    const growing = emptyRecord();
    for (const [i, entry] of entries.entries()) {
      applyEvent(growing, entry);
      if (i < 8 || !r.chance(0.35)) continue;
      const size = i + 1;
      const before = recordOf(entries.slice(0, size));
      const reader = { ...readerOf(r, sample, whole), size };
      const other = { ...readerOf(r, sample, whole), dossier: reader.dossier, size: r.below(size + 1) };
      const [at, otherAt] = [moment(r, entries), moment(r, entries)];
      const answers = everything(before, reader, at, other, otherAt);
      for (const record of [whole, growing])
        for (const [view, answer] of Object.entries(everything(record, reader, at, other, otherAt)))
          expect(answer, view).toBe(answers[view]);
      count('answers compared byte by byte', 2 * Object.keys(answers).length);
    }
  });
});
