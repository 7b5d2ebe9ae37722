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
import type { ClaimRow, DevelopmentEntry, SourceEntry, Support } from './record.ts';
import { FacetView } from './resolve.ts';
import { View } from './view.ts';

/** What an act or a publication can change on a facet. */
export interface Touch {
  /** How these claims are heard, by index. */
  readonly rows: Set<number>;
  /** Something beside the claims: a ruling on them, or a world fact on which one depends. */
  beside: boolean;
  /** Whether the facet means anything in the dossier. */
  defined: boolean;
}

/** What several acts or publications can change together. */
export const joined = (touches: readonly Touch[]): Touch => ({
  rows: new Set(touches.flatMap((t) => [...t.rows])),
  beside: touches.some((t) => t.beside),
  defined: touches.some((t) => t.defined),
});

/** A moment of `published` at which sources begin to count, or are certainly published; `Infinity` is no limit. */
export interface Publication {
  readonly turn: number;
  readonly touch: Touch;
  readonly sources: readonly string[];
}

function touchAt<K>(map: Map<K, Touch>, key: K): Touch {
  let touch = map.get(key);
  if (!touch) map.set(key, (touch = { rows: new Set(), beside: false, defined: false }));
  return touch;
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
      this.#development(of, undefined);
      for (const v of of.versions) this.#evidence(v.evidence, undefined);
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

  #act(seq: number, row: ClaimRow | undefined): void {
    if (!(seq < this.#view.size)) return;
    if (!row) touchAt(this.acts, seq + 1).beside = true;
    else if (seq >= row.visibleFrom && seq <= row.visibleUntil) touchAt(this.acts, seq + 1).rows.add(row.index);
  }

  #cite(ids: readonly string[] | undefined, row: ClaimRow | undefined): void {
    for (const id of ids ?? []) {
      const touch = touchAt(this.sources, id);
      if (row) touch.rows.add(row.index);
      else touch.beside = true;
    }
  }

  #facet(facet: string): void {
    const { dossier, record, size } = this.#view;
    this.#claims(facet, true);
    const worlds = new Set<string>();
    for (const row of dossier?.facets.get(facet) ?? [])
      if (row.visibleFrom < size) for (const world of record.claims.conditionsOf(row.index)) worlds.add(world);
    for (const world of worlds) if (world !== facet) this.#claims(world, false);
  }

  /** Versions and retractions of a development, for one of its claims or for itself. */
  #development({ versions, retractions }: DevelopmentEntry, row: ClaimRow | undefined): void {
    const { size } = this.#view;
    for (const v of versions) {
      if (v.seq >= size) continue;
      this.#act(v.seq, row);
      this.#cite(v.because, row);
    }
    for (const retraction of retractions) {
      if (retraction.seq >= size) continue;
      this.#act(retraction.seq, row);
      this.#act(retraction.until, row);
      this.#cite(retraction.because, row);
    }
  }

  #evidence(support: readonly Support[], row: ClaimRow | undefined): void {
    for (const s of support) {
      if (s.seq >= this.#view.size) continue;
      this.#act(s.seq, row);
      this.#cite([s.source], row);
    }
  }

  /** The claims on the facet itself, or on a world fact that one of them depends on. */
  #claims(facet: string, isOwn: boolean): void {
    const { dossier, size } = this.#view;
    if (!dossier) return;
    for (const r of dossier.facets.get(facet) ?? []) {
      if (r.visibleFrom >= size) continue;
      const row = isOwn ? r : undefined;
      for (const seq of [r.visibleFrom, r.visibleUntil]) this.#act(seq, row);
      this.#evidence(r.support, row);
      this.#development(r.development, row);
    }
    for (const ruling of dossier.rulings.get(facet) ?? []) {
      if (ruling.visibleFrom >= size) continue;
      this.#act(ruling.visibleFrom, undefined);
      this.#act(ruling.visibleUntil, undefined);
      this.#cite(ruling.because, undefined);
    }
    const [family, , issue] = facet.split('/');
    const defining =
      family === 'position' ? (dossier.issues.get(issue!) ?? []).slice(0, 1) : family === 'role' || family === 'world' ? dossier.info : [];
    for (const { seq } of defining) {
      if (seq >= size) continue;
      const touch = touchAt(this.acts, seq + 1);
      touch.beside = true;
      if (isOwn) touch.defined = true;
    }
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
      for (const other of next) {
        const target = touchAt(this.sources, other);
        const before = target.rows.size;
        const was = target.beside;
        for (const row of touch.rows) target.rows.add(row);
        target.beside ||= touch.beside;
        if (target.rows.size > before || target.beside !== was) queue.push(other);
      }
    }
  }

  #actsOnSources(): void {
    for (const [id, touch] of this.sources) {
      const entry = this.#view.record.sources.get(id);
      if (!entry) continue;
      const acts = [
        ...entry.info.map((v) => v.seq),
        ...entry.merged.map((v) => v.seq),
        ...entry.withdrawals.flatMap((w) => [w.seq, w.until]),
      ];
      for (const seq of acts) {
        for (const row of touch.rows) this.#act(seq, this.#view.record.claims.row(row));
        if (touch.beside) this.#act(seq, undefined);
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

  get cell(): Cell {
    return this.#cell;
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
    if (touch.beside || touch.defined || view.dossier?.rulings.get(this.facet)?.length) return true;
    for (const row of touch.rows) if (view.record.claims.row(row).lo < this.#at) return true;
    return false;
  }
}
