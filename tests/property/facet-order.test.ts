/**
 * Facets with many claims: what is found among the claims that can matter is what the rule says of all of them, whatever was
 * recorded in which order and portions, to whichever reader; and a record that was kept and taken up again goes on the same way.
 *
 *   DEMARCHE_SEED=… npx vitest run tests/property/facet-order     the same run again
 *   DEMARCHE_SEED=… DEMARCHE_LOG=…                                one log of it
 *   DEMARCHE_TIMES=…                                              so many times as many logs
 */
import { expect, test } from 'vitest';
import { boundsOf, compareEdtf } from '../../events/edtf.ts';
import { cellAt } from '../../projections/cell.ts';
import type { Cell } from '../../projections/cell.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { stateAt } from '../../projections/state.ts';
import { lastDateOf, timelineAt } from '../../projections/timeline.ts';
import type { View } from '../../projections/view.ts';
import { indexesOf } from '../support/compare.ts';
import { copyOf } from '../support/copies.ts';
import { facetsOf, generateCrowded, limitsOf, momentsOf, questionsOf } from '../support/crowded.ts';
import { entriesOfExtended, FoldedExtended } from '../support/extended.ts';
import type { Extended } from '../support/extended.ts';
import { Random, seedOf } from '../support/generate.ts';
import { DOSSIER } from '../support/notation.ts';
import { Naive, viewOf } from '../support/views.ts';
import { only, tally, times } from '../support/tally.ts';

const seed = seedOf();
const { counts, count } = tally('facet order', seed);

interface Crowd {
  readonly of: Extended;
  readonly r: Random;
  readonly entries: readonly LogEntry[];
  readonly facets: readonly string[];
  readonly moments: readonly number[];
  readonly limits: readonly number[];
}

/** Logs of one law, each with so many claims, and so many corrections at the end. */
function each(law: number, logs: number, sizes: readonly number[], hold: (crowd: Crowd) => void, corrections = 0): void {
  for (let i = 0; i < logs * times; i++) {
    const index = only === undefined ? law * 100_000 + i : Number(only);
    const of = generateCrowded(seed, index, sizes[index % sizes.length]!, 1, corrections);
    const r = new Random(seed ^ 0x6f726465, index);
    try {
      const { entries } = entriesOfExtended(of);
      hold({ of, r, entries, facets: facetsOf(of), moments: momentsOf(of), limits: limitsOf(of) });
    } catch (e) {
      (e as Error).message = `DEMARCHE_SEED=${seed} DEMARCHE_LOG=${index}: ${(e as Error).message}`;
      throw e;
    }
    if (only !== undefined) break;
  }
}

/** A reader's view, and at some moments what its limits leave. */
function viewsOf(record: RecordState, { r, limits }: Crowd, most: number): View[] {
  const size = () => (r.chance(0.5) ? record.size : record.size - r.below(Math.ceil(record.size * 0.8)));
  const published = () => (!limits.length || r.chance(0.4) ? Infinity : r.pick(limits));
  return [viewOf(record), ...Array.from({ length: most - 1 }, () => viewOf(record, { size: size(), published: published() }))];
}

/** The fast way beside the whole rule on all claims, for one reader. */
function compare(view: View, facet: string, moments: readonly number[]): void {
  const whole = new FacetView(view, facet, view.heard(facet));
  const shared = new FacetView(view, facet);
  const { order } = view.record.dossiers.get(DOSSIER)!.facets.get(facet) ?? {};
  for (const at of moments) {
    const where = `${facet} at ${at} published ${view.published} known ${view.size}`;
    const fresh = new FacetView(view, facet);
    const cell = cellAt(whole, at);
    expect(cellAt(fresh, at), where).toEqual(cell);
    expect(cellAt(shared, at), where).toEqual(cell);
    expect(shared.shown(at)?.row.index, where).toBe(whole.shown(at)?.row.index);
    for (const likeness of ['valueKey', 'content'] as const)
      expect(new FacetView(view, facet).run(at, likeness)?.index, `${where} by ${likeness}`).toBe(whole.run(at, likeness)?.index);
    expect(indexesOf(shared.resolve(at)), where).toEqual(indexesOf(whole.resolveAll(at)));
    count('cells compared with the whole rule');
    if (shared.alone(at)) count('… of which one claim stands alone');
    if (order?.isPlain) count('… of facets in plain order');
    if (order?.ends.length) count('… of facets with windows');
    if (!view.isUnlimited) count('… for readers with limits');
    if (cell.status === 'contested' || cell.status === 'unclear') count('… contested or unclear');
  }
}

/** Some of a list in its order, all where it is short. */
const sample = <T>(r: Random, list: readonly T[], most: number): T[] =>
  list.length <= most ? [...list] : list.filter(() => r.next() < most / list.length);

test('what is found among the claims that can matter is what the rule says of all, at every turn', () => {
  each(1, 240, [12, 30, 50], (crowd) => {
    const { r, entries, facets, moments } = crowd;
    const record = emptyRecord();
    for (const entry of entries) applyEvent(record, entry);
    expect(record.problems).toEqual([]);
    for (const view of viewsOf(record, crowd, 3)) {
      compare(view, facets[0]!, sample(r, moments, 60));
      for (const facet of facets.slice(1)) compare(view, facet, sample(r, moments, 6));
    }
  });
});

test('… of hundreds of claims, recorded in small and in large portions with questions in between', () => {
  each(2, 16, [150, 250, 400], (crowd) => {
    const { r, entries, facets, moments } = crowd;
    const record = emptyRecord();
    const before: (() => void)[] = [];
    for (let done = 0; done < entries.length;) {
      const portion = r.chance(0.02) ? entries.length : r.pick([1, 2, 7, 9, 17, 40, 120]);
      for (const entry of entries.slice(done, done + portion)) applyEvent(record, entry);
      done = record.size;
      if (!record.dossiers.get(DOSSIER)?.facets.size) continue;
      const facet = r.pick([facets[0]!, r.pick(facets)]);
      const [view = viewOf(record)] = viewsOf(record, crowd, 2).slice(-1);
      const at = sample(r, moments, 3);
      compare(view, facet, at);
      // what was answered then is answered after more is known
      const cells = at.map((t) => cellAt(new FacetView(view, facet), t));
      const [size, published] = [view.size, view.published];
      before.push(() => {
        const later = viewOf(record, { size, published });
        expect(
          at.map((t) => cellAt(new FacetView(later, facet), t)),
          `${facet} known ${size}`,
        ).toEqual(cells);
        expect(
          at.map((t) => cellAt(new FacetView(view, facet), t)),
          `${facet} by the view of then, known ${size}`,
        ).toEqual(cells);
        count('cells asked again when more was known', 2 * at.length);
      });
    }
    for (const view of viewsOf(record, crowd, 3)) compare(view, facets[0]!, sample(r, moments, 40));
    for (const ask of before) ask();
  });
});

test('… of developments that were corrected again and again', () => {
  const hold = (crowd: Crowd) => {
    const { r, entries, facets, moments } = crowd;
    const record = emptyRecord();
    for (const entry of entries) applyEvent(record, entry);
    const { order } = record.dossiers.get(DOSSIER)!.facets.get(facets[0]!)!;
    if (order.corrections > 3 * (order.length - order.corrections) + 64) count('facets of which most is corrected');
    for (const view of viewsOf(record, crowd, 6)) compare(view, facets[0]!, sample(r, moments, 40));
  };
  each(7, 12, [3, 8, 16], hold, 300);
});

test('… and is what the reference says', () => {
  each(3, 150, [20, 40, 60], ({ of, r }) => {
    const folded = new FoldedExtended(of);
    expect(folded.record.problems).toEqual([]);
    for (const q of questionsOf(r, of, 12)) {
      count('cells compared with the reference');
      expect(folded.difference(q)).toBeUndefined();
    }
  });
});

test('claims that speak of one time are found among all', () => {
  each(4, 30, [40, 120], ({ entries }) => {
    const record = emptyRecord();
    for (const entry of entries) applyEvent(record, entry);
    for (const entry of record.dossiers.get(DOSSIER)!.facets.values())
      for (const row of entry) {
        const wanted = [...entry].filter(
          ({ date }) => boundsOf(date).lo === boundsOf(row.date).lo && boundsOf(date).hi === boundsOf(row.date).hi,
        );
        expect(entry.saidAt(boundsOf(row.date)).map((c) => c.index)).toEqual(wanted.map((c) => c.index));
        count('claims sought by their time');
      }
  });
});

test('a record that was kept and taken up again answers the same, and goes on the same', () => {
  each(5, 12, [60, 200], (crowd) => {
    const { r, entries, moments } = crowd;
    const record = emptyRecord();
    const first = r.below(entries.length);
    for (const entry of entries.slice(0, first)) applyEvent(record, entry);
    const copy = copyOf(record);
    const twins: [RecordState, RecordState] = [record, copy];
    const agree = () => {
      const [one, other] = twins;
      const limits = viewsOf(one, crowd, 3).map(({ size, published }) => ({ size, published }));
      for (const limit of limits)
        for (const at of sample(r, moments, 4)) {
          const answers = (of: RecordState): Cell[] => (of.dossiers.size ? stateAt(viewOf(of, limit), at) : []);
          expect(answers(other)).toEqual(answers(one));
          count('cells compared with those of a copy', answers(one).length);
        }
    };
    agree();
    for (let done = first; done < entries.length;) {
      const portion = r.pick([1, 10, 100]);
      for (const entry of entries.slice(done, done + portion)) for (const twin of twins) applyEvent(twin, entry);
      done = record.size;
      agree();
    }
    // once more from what had grown on a copy
    twins[1] = copyOf(copy);
    agree();
  });
});

test('the timeline in pages is the timeline at once, after every cursor, however it was recorded', () => {
  each(6, 16, [15, 60, 200], (crowd) => {
    const { r, entries, moments } = crowd;
    const record = emptyRecord();
    for (let done = 0; done < entries.length;) {
      for (const entry of entries.slice(done, done + r.pick([1, 5, 16, 17, 60]))) applyEvent(record, entry);
      done = record.size;
      const dossier = record.dossiers.get(DOSSIER);
      if (!dossier || (done < entries.length && r.chance(0.8))) {
        if (dossier) timelineAt(viewOf(record), Infinity, {}, { limit: 1 }); // so that the order grows by portions
        continue;
      }
      for (const view of viewsOf(record, crowd, 2)) {
        const at = r.chance(0.3) ? Infinity : r.pick(moments);
        const dates = [...record.developments.values()].flatMap((d) => view.version(d) ?? []).filter((v) => v.dossiers.includes(DOSSIER));
        expect(lastDateOf(view), 'where the record ends').toBe(
          dates
            .map((v) => v.date)
            .sort(compareEdtf)
            .at(-1) ?? null,
        );
        const whole = timelineAt(view, at).items;
        const naive = new Naive(entries, { dossier: DOSSIER, size: view.size, published: view.published }, record);
        const known = naive.timeline(at);
        expect(whole.map((i) => i.development)).toEqual(known);
        const limit = 1 + r.below(20);
        for (const [i, { development }] of whole.entries()) {
          const page = timelineAt(view, at, {}, { after: development, limit });
          expect(page.items.map((x) => x.development)).toEqual(known.slice(i + 1, i + 1 + limit));
          expect(page.next).toBe(i + 1 + limit < known.length ? known[i + limit]! : undefined);
          count('pages compared');
        }
      }
    }
  });
});

test('each way was gone', () => {
  if (only !== undefined) return;
  const { 'cells compared with the whole rule': all = 0 } = counts;
  for (const [what, share] of [
    ['… of which one claim stands alone', 0.08],
    ['… of facets in plain order', 0.01],
    ['… of facets with windows', 0.2],
    ['… for readers with limits', 0.3],
    ['… contested or unclear', 0.03],
  ] as const)
    expect((counts[what] ?? 0) / all, what).toBeGreaterThan(share);
});
