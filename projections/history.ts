/** How one facet evolved: its answer at every moment at which anything in it can change. */
import { cellAt } from './cell.ts';
import type { Cell } from './cell.ts';
import { isUnchanged } from './change.ts';
import { coordinateOf } from './coordinates.ts';
import { FacetView } from './resolve.ts';

/** A stretch over which the answer stays the same. `from` and `to` are values of `at`; the last step has no end. */
export interface HistoryStep {
  readonly from: string;
  readonly to: string | null;
  readonly cell: Cell;
}

/** World facts that claims on a facet depend on. */
export function worldsOf(facet: FacetView): string[] {
  const { claims } = facet.view.record;
  return [...new Set(facet.heard.flatMap((c) => claims.conditionsOf(c.row.index)))];
}

/** Moments at which the answer on a facet can change, those of the world facts it depends on included. In order. */
export function turnsOf(facet: FacetView): number[] {
  const world = worldsOf(facet).flatMap((path) => new FacetView(facet.view, path).allTurns());
  return world.length ? [...new Set([...facet.allTurns(), ...world])].sort((a, b) => a - b) : facet.allTurns();
}

/**
 * How finely a replay or history goes: by every moment at which the answer changes, or by what was the answer at the end of
 * each day (UTC), without the steps within a day in which something dated to that day is only possible.
 */
export type Grain = 'moment' | 'day';
const DAY = 86_400_000;
/** The moment at which a turn is seen: itself, or the end of its day. */
export const seenAt = (turn: number, grain: Grain = 'moment'): number => (grain === 'day' ? Math.ceil(turn / DAY) * DAY : turn);

/** Every change of the answer up to a moment (exclusive bound), found by evaluating it at every turn. */
export function historyOf(facet: FacetView, until: number, grain: Grain = 'moment'): HistoryStep[] {
  const steps: { from: number; cell: Cell }[] = [];
  const nothing = cellAt(facet, -Infinity);
  for (const t of new Set(turnsOf(facet).map((turn) => seenAt(turn, grain)))) {
    if (t > until) break;
    const cell = cellAt(facet, t);
    if (!isUnchanged(steps.at(-1)?.cell ?? nothing, cell)) steps.push({ from: t, cell });
  }
  return steps.map((step, i) => ({
    from: coordinateOf(step.from),
    to: steps[i + 1] ? coordinateOf(steps[i + 1]!.from) : null,
    cell: step.cell,
  }));
}
