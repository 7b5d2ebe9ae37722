/**
 * What the answer on a facet rests on besides the moment that is asked about: which acts of the log, and which sources, can
 * change how each of its claims is heard. With it a facet is followed along `known` or `published` without asking again for
 * what was not touched, so that a replay costs what happened and not every facet for every event.
 */
import { instantText } from '../events/edtf.ts';
import { cellAt } from './cell.ts';
import type { Cell } from './cell.ts';
import { isUnchanged } from './change.ts';
import { asOf } from './record.ts';
import type { DevelopmentEntry, SourceEntry, Support } from './record.ts';
import { FacetView } from './resolve.ts';
import { View } from './view.ts';

/**
 * The earliest moment of which an act or a publication can change the answer on a facet: what it touches says nothing of a time
 * before it. `-Infinity` where a ruling, a world fact or the definition of the facet is touched.
 */
export type Touch = number;

/** What several acts or publications can change together. */
export const joined = (touches: readonly Touch[]): Touch => touches.reduce((a, b) => Math.min(a, b), Infinity);

/** A moment of `published` at which sources begin to count, or are certainly published; `Infinity` is no limit. */
export interface Publication {
  readonly turn: number;
  readonly touch: Touch;
  readonly sources: readonly string[];
}

/** Notes that something is touched; whether that was not known yet. */
function note<K>(map: Map<K, Touch>, key: K, touch: Touch): boolean {
  const before = map.get(key);
  if (before !== undefined && before <= touch) return false;
  map.set(key, touch);
  return true;
}

/**
 * Acts and sources by what they can change on a facet, or beside it in what is said of a development, as recorded up to a view's
 * size. May name more than do, never fewer.
 */
export class Footing {
  /** By the log size from which the act counts. */
  readonly acts = new Map<number, Touch>();
  /** By id, as cited; ids that were merged into others are there beside those. */
  readonly sources = new Map<string, Touch>();
  readonly #view: View;
  /** The ids by which each source is cited here. */
  readonly #aliases = new Map<string, string[]>();
  #registered: Map<string, SourceEntry> | undefined;

  constructor(view: View, of: string | DevelopmentEntry) {
    this.#view = view;
    if (typeof of === 'string') this.#facet(of);
    else {
      this.#development(of, -Infinity);
      const related = of.versions.flatMap((v) => v.body.relations ?? []).map((r) => view.record.developments.get(r.to));
      for (const other of new Set(related)) if (other) this.#development(other, -Infinity);
      for (const development of new Set([of, ...related]))
        for (const v of development?.versions ?? []) this.#evidence(v.evidence, -Infinity);
    }
    this.#follow();
    this.#actsOnSources();
    for (const id of this.sources.keys()) {
      const source = view.sourceId(id);
      const ids = this.#aliases.get(source);
      if (ids) ids.push(id);
      else this.#aliases.set(source, [id]);
    }
  }

  /** What publication can change, in order. */
  publications(): Publication[] {
    const turns = new Map<number, { touches: Touch[]; sources: Set<string> }>();
    for (const [id, touch] of this.sources) {
      const { lo, hi } = this.#view.publication(id);
      for (const turn of new Set([lo + 1, hi])) {
        if (turn === -Infinity) continue;
        let entry = turns.get(turn);
        if (!entry) turns.set(turn, (entry = { touches: [], sources: new Set() }));
        entry.touches.push(touch);
        entry.sources.add(this.#view.sourceId(id));
      }
    }
    return [...turns]
      .sort(([a], [b]) => a - b)
      .map(([turn, { touches, sources }]) => ({ turn, touch: joined(touches), sources: [...sources].sort() }));
  }

  /**
   * A view that can be asked as if a source had not come to one of these turns: as if it were not published yet, or not
   * certainly. It knows the sources that matter here and no others.
   */
  #lacking(source: string, view: View, turns: readonly number[]): { view: View; restore: () => void } {
    if (!this.#registered) {
      this.#registered = new Map();
      for (const id of this.sources.keys()) {
        const entry = view.record.sources.get(id);
        if (entry) this.#registered.set(id, entry);
      }
    }
    const sources = this.#registered;
    const entry = sources.get(source);
    const value = entry && asOf(entry.info, view.size);
    if (value) {
      const { lo } = view.publication(source);
      const start = turns.includes(lo + 1) ? '9999-12-31' : lo === -Infinity ? '' : instantText(lo);
      sources.set(source, { ...entry, info: [{ seq: -1, value: { ...value, published: `[${start}..9999-12-31]` } }] });
    }
    return {
      view: new View({ ...view.record, sources }, view.dossier, view.published, view.size),
      restore: () => {
        if (entry) sources.set(source, entry);
      },
    };
  }

  /**
   * Of sources that were published together, those without which the cell that a follower came to would be another; all where
   * none is needed, since another would have done. `turns` are those of their turns that lie together.
   */
  needed(follower: Follower, view: View, sources: readonly string[], turns: readonly number[]): readonly string[] {
    if (sources.length === 1 || view.published === Infinity) return sources;
    const needed = sources.filter((id) => {
      const lacking = this.#lacking(id, view, turns);
      const isNeeded = follower.isOther(lacking.view, joined(this.#touchesOf(id)));
      lacking.restore();
      return isNeeded;
    });
    return needed.length ? needed : sources;
  }

  /** What a source touches under any of the ids that it is known by. */
  #touchesOf(source: string): Touch[] {
    return (this.#aliases.get(source) ?? []).map((id) => this.sources.get(id)!);
  }

  #act(seq: number, touch: Touch): void {
    if (seq < this.#view.size) note(this.acts, seq + 1, touch);
  }

  #cite(ids: readonly string[] | undefined, touch: Touch): void {
    for (const id of ids ?? []) note(this.sources, id, touch);
  }

  #facet(facet: string): void {
    const { dossier, record, size } = this.#view;
    this.#claims(facet, true);
    const worlds = new Set<string>();
    for (const row of dossier?.facets.get(facet) ?? [])
      if (row.visibleFrom < size) for (const world of record.claims.conditionsOf(row.index)) worlds.add(world);
    for (const world of worlds) if (world !== facet) this.#claims(world, false);
  }

  /** Versions and retractions of a development: which of them holds decides over all that it says. */
  #development({ versions, retractions }: DevelopmentEntry, touch: Touch): void {
    for (const act of [...versions, ...retractions]) {
      if (act.seq >= this.#view.size) continue;
      this.#act(act.seq, touch);
      if ('until' in act) this.#act(act.until, touch);
      this.#cite(act.because, touch);
    }
  }

  #evidence(support: readonly Support[], touch: Touch): void {
    for (const s of support) {
      if (s.seq >= this.#view.size) continue;
      this.#act(s.seq, touch);
      this.#cite([s.source], touch);
    }
  }

  /** The claims on the facet itself, or on a world fact that one of them depends on. */
  #claims(facet: string, isOwn: boolean): void {
    const { dossier, record, size } = this.#view;
    if (!dossier) return;
    /** Developments by index, and the earliest of which each says something here. */
    const developments = new Map<number, Touch>();
    for (const row of dossier.facets.get(facet) ?? []) {
      if (row.visibleFrom >= size) continue;
      const touch = isOwn ? row.lo : -Infinity;
      note(developments, row.development.index, touch);
      this.#act(row.visibleFrom, touch);
      this.#act(row.visibleUntil, touch);
      this.#evidence(row.support, touch);
    }
    for (const [index, touch] of developments) this.#development(record.claims.development(index), touch);
    for (const ruling of dossier.rulings.get(facet) ?? []) {
      if (ruling.visibleFrom >= size) continue;
      this.#act(ruling.visibleFrom, -Infinity);
      this.#act(ruling.visibleUntil, -Infinity);
      this.#cite(ruling.because, -Infinity);
    }
    const [family, , issue] = facet.split('/');
    const defining =
      family === 'position' ? (dossier.issues.get(issue!) ?? []).slice(0, 1) : family === 'role' || family === 'world' ? dossier.info : [];
    for (const { seq } of defining) this.#act(seq, -Infinity);
  }

  /** From a source to what it copies, what it was merged into, and what grounds its withdrawal: they touch whatever it touches. */
  #follow(): void {
    const { record, size } = this.#view;
    const queue = [...this.sources.keys()];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const entry = record.sources.get(id);
      if (!entry) continue;
      const touch = this.sources.get(id)!;
      const next = [
        ...entry.info.flatMap((v) => (v.seq < size && v.value.origin !== undefined ? [v.value.origin] : [])),
        ...entry.merged.flatMap((v) => (v.seq < size ? [v.value] : [])),
        ...entry.withdrawals.flatMap((w) => (w.seq < size ? (w.because ?? []) : [])),
      ];
      for (const other of next) if (note(this.sources, other, touch)) queue.push(other);
    }
  }

  #actsOnSources(): void {
    for (const [id, touch] of this.sources) {
      const entry = this.#view.record.sources.get(id);
      if (!entry) continue;
      for (const { seq } of [...entry.info, ...entry.merged]) this.#act(seq, touch);
      for (const { seq, until } of entry.withdrawals) {
        this.#act(seq, touch);
        this.#act(until, touch);
      }
    }
  }
}

/** The answer on one facet at one moment, followed from one reader's limits to another's. */
export class Follower {
  readonly facet: string;
  readonly #at: number;
  #cell: Cell;

  constructor(view: View, facet: string, at: number) {
    this.facet = facet;
    this.#at = at;
    this.#cell = this.#ask(view);
  }

  #ask(view: View): Cell {
    return cellAt(new FacetView(view, this.facet), this.#at);
  }

  /** Goes on to other limits; `touch` is all that can have changed on the way. Undefined where the answer stays the same. */
  to(view: View, touch: Touch): { readonly before: Cell; readonly after: Cell } | undefined {
    if (!this.#matters(view, touch)) return undefined;
    const before = this.#cell;
    const after = (this.#cell = this.#ask(view));
    return isUnchanged(before, after) ? undefined : { before, after };
  }

  /** Whether the answer would be another under other limits; it stays where it is. */
  isOther(view: View, touch: Touch): boolean {
    return this.#matters(view, touch) && !isUnchanged(this.#ask(view), this.#cell);
  }

  /** What begins only later says nothing yet, unless a ruling prefers it. */
  #matters(view: View, touch: Touch): boolean {
    return touch < this.#at || (view.dossier?.rulings.get(this.facet)?.length ?? 0) > 0;
  }
}
