/**
 * What changed between two points. It goes stepwise, `known` then `published` then `at`, so that each change has one cause,
 * each found by evaluating the cell between (MODEL.md, "What follows").
 */
import { cellAt } from './cell.ts';
import type { Cell } from './cell.ts';
import { directionOf, isMove, isUnchanged } from './change.ts';
import type { Direction } from './change.ts';
import { coordinateOf } from './coordinates.ts';
import { Follower, Footing } from './footing.ts';
import { turnsOf, worldsOf } from './history.ts';
import type { Act } from './record.ts';
import { FacetView } from './resolve.ts';
import { selectedFacets } from './state.ts';
import type { Selection } from './state.ts';
import type { View } from './view.ts';

export type Cause = 'record' | 'publication' | 'world';

/** What brought a change about: an act on the record, a source that was published, or a development. */
export type Because =
  | (Act & { readonly kind: 'act'; readonly position: number })
  | {
      readonly kind: 'source';
      readonly source: string;
      readonly published: string | null;
      /** The value of `published` from which the cell says something else; null where it does so only without a limit. */
      readonly when: string | null;
    }
  | {
      readonly kind: 'development';
      readonly development: string;
      readonly claim: string;
      /** Where the claim is on a world fact that another depends on. */
      readonly facet?: string;
      /** What its claim does there: it may have begun, has begun, may have ended, has ended. */
      readonly does: 'may-begin' | 'begins' | 'may-end' | 'ends';
      /** The value of `at` from which it does. */
      readonly at: string;
    };

export interface Change {
  readonly facet: string;
  readonly before: Cell;
  readonly after: Cell;
  readonly cause: Cause;
  readonly direction: Direction;
  readonly because: readonly Because[];
}

/** One end of a comparison: a reader's view and a moment (exclusive bound). */
export interface Point {
  readonly view: View;
  readonly at: number;
}

/**
 * Every change between two points of one record and dossier; a facet whose net change is nothing is left out. With `among` no
 * others are looked at: those alone that can have changed.
 */
export function diffOf(from: Point, to: Point, selection: Selection = {}, among?: ReadonlySet<string>): Change[] {
  const { record, dossier } = from.view;
  const selected = new Set([...selectedFacets(from.view, selection), ...selectedFacets(to.view, selection)]);
  const facets = [...selected].filter((f) => among?.has(f) ?? true).sort();
  const isSameLimit = from.view.published === to.view.published;
  const recorded = from.view.size === to.view.size ? from.view : isSameLimit ? to.view : from.view.with({ size: to.view.size });
  const changes: Change[] = [];
  for (const facet of facets) {
    const a = new FacetView(from.view, facet);
    const b = recorded === from.view ? a : new FacetView(recorded, facet);
    const c = isSameLimit ? b : new FacetView(to.view, facet);
    const cells = [cellAt(a, from.at), cellAt(b, from.at), cellAt(c, from.at), cellAt(c, to.at)] as const;
    if (isUnchanged(cells[0], cells[3])) continue;
    const step = (i: 0 | 1 | 2, cause: Cause, find: () => Because[]) => {
      const [before, after] = [cells[i], cells[i + 1]!];
      if (isUnchanged(before, after)) return;
      const because = find();
      const [older, newer] = from.view.size <= to.view.size ? [before, after] : [after, before];
      const isMoved = because.some((x) => x.kind === 'act' && isMove(record, x.position, older, newer));
      changes.push({ facet, before, after, cause, direction: isMoved ? 'reclassified' : directionOf(dossier, before, after), because });
    };
    step(0, 'record', () => actsBetween(from.view, facet, from.at, from.view.size, to.view.size));
    step(1, 'publication', () => sourcesBetween(recorded, facet, from.at, from.view.published, to.view.published));
    step(2, 'world', () => developmentsBetween(c, from.at, to.at));
  }
  return changes;
}

const between = <T extends number>(a: T, b: T): [T, T] => (a <= b ? [a, b] : [b, a]);

/** Acts whose recording changed a cell, between two log sizes. */
export function actsBetween(view: View, facet: string, at: number, size1: number, size2: number): Because[] {
  const [low, high] = between(size1, size2);
  const found: Because[] = [];
  const follower = new Follower(view.with({ size: low }), facet, at);
  for (const [size, touch] of [...new Footing(view.with({ size: high }), facet).acts].sort(([a], [b]) => a - b)) {
    if (size <= low) continue;
    if (follower.to(view.with({ size }), touch)) found.push({ kind: 'act', position: size, ...view.record.acts.at(size - 1)! });
  }
  return found;
}

/** Sources whose publication changed a cell, between two limits. */
function sourcesBetween(view: View, facet: string, at: number, published1: number, published2: number): Because[] {
  const [low, high] = between(published1, published2);
  const found: Because[] = [];
  const footing = new Footing(view, facet);
  const follower = new Follower(view.with({ published: low }), facet, at);
  for (const { turn, touch, sources } of footing.publications()) {
    if (turn <= low || turn > high) continue;
    const limited = view.with({ published: turn });
    if (!follower.to(limited, touch)) continue;
    const when = turn === Infinity ? null : coordinateOf(turn);
    for (const source of footing.needed(follower, limited, sources, [turn]))
      found.push({ kind: 'source', source, published: view.source(source)?.published ?? null, when });
  }
  return found;
}

/** What happened between two moments and changed the answer: the claims that began or ended at each turn at which it did. */
function developmentsBetween(facet: FacetView, at1: number, at2: number): Because[] {
  const [low, high] = between(at1, at2);
  const found: Because[] = [];
  const turned = turnedBetween(facet, low, high);
  let before = cellAt(facet, low);
  for (const turn of turnsOf(facet)) {
    if (turn <= low || turn > high) continue;
    const now = cellAt(facet, turn);
    if (!isUnchanged(before, now)) found.push(...(turned.get(turn) ?? []));
    before = now;
  }
  return found;
}

/** By turn, after one moment and up to another: the claims, on the facet and on world facts that it depends on, that begin or end there. */
function turnedBetween(facet: FacetView, low: number, high: number): Map<number, Because[]> {
  const turned = new Map<number, Because[]>();
  for (const path of [facet.facet, ...worldsOf(facet)]) {
    const elsewhere = path !== facet.facet && { facet: path };
    for (const { row } of facet.view.heard(path)) {
      const { lo, hi, end } = row;
      const does = new Map<number, 'may-begin' | 'begins' | 'may-end' | 'ends'>();
      // where several fall together the first of them is said
      for (const [turn, what] of [
        [hi, 'begins'],
        [lo + 1, 'may-begin'],
        [end.latest + 1, 'ends'],
        [end.earliest + 1, 'may-end'],
      ] as const)
        if (turn > low && turn <= high && !does.has(turn)) does.set(turn, what);
      for (const [turn, what] of does) {
        const all = turned.get(turn);
        const one = {
          kind: 'development' as const,
          development: row.development.id,
          claim: row.name,
          ...elsewhere,
          does: what,
          at: coordinateOf(turn),
        };
        if (all) all.push(one);
        else turned.set(turn, [one]);
      }
    }
  }
  return turned;
}
