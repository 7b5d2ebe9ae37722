/** Replay: step by step along one axis, with the other coordinates fixed. Each step is a change found by evaluation. */
import { instantText } from '../events/edtf.ts';
import { cellAt, claimAnswer } from './cell.ts';
import type { Cell, ClaimAnswer } from './cell.ts';
import { directionOf, signature } from './change.ts';
import type { Direction } from './change.ts';
import { coordinateOf } from './coordinates.ts';
import { publicationTurns, relevantTo } from './diff.ts';
import type { Cause } from './diff.ts';
import { turnsOf } from './history.ts';
import { FacetView } from './resolve.ts';
import { isSelected, selectedFacets } from './state.ts';
import type { Selection } from './state.ts';
import { developmentsAt, timelineItem } from './timeline.ts';
import type { TimelineItem } from './timeline.ts';
import type { View } from './view.ts';

export type Axis = 'at' | 'known' | 'published';

export interface ReplayChange {
  readonly facet: string;
  readonly before: Cell;
  readonly after: Cell;
  readonly direction: Direction;
  readonly cause: Cause;
}

/** A claim that came to hold at a step, and what became of it there. */
export interface Said extends ClaimAnswer {
  readonly facet: string;
  readonly fate: 'shown' | 'agrees' | 'alternative' | 'superseded' | 'earlier' | 'overruled' | 'listed';
}

export interface ReplayStep {
  /** On `at` and `published` the value of that coordinate; on `known` the instant of recording. */
  readonly when: string;
  /** Log size: of the act on `known`, else of the claim that decided first; null where none did. */
  readonly position: number | null;
  readonly development: string | null;
  readonly changes: readonly ReplayChange[];
  /** On `at`: everything that was said, also what changed nothing or was replaced the same day. */
  readonly said?: readonly Said[];
  /** On `at`: developments of that moment that make no claim. */
  readonly ticks?: readonly TimelineItem[];
  /** On `known`: the act. */
  readonly act?: { readonly type: string; readonly subject: string; readonly reason?: string; readonly because?: readonly string[] };
  /** On `published`: the sources. */
  readonly sources?: readonly string[];
}

export interface Range {
  /** Exclusive: what holds there is where the replay begins; from the start when left out. */
  readonly from?: number | undefined;
  /** Inclusive. */
  readonly to: number;
}

const firstClaim = (changes: readonly ReplayChange[]) => {
  const by = changes.map((c) => c.after.by ?? c.before.by).find((b) => b !== undefined);
  return { position: by?.position ?? null, development: by?.development ?? null };
};

/** How positions evolved: along `at`. */
export function replayAt(view: View, range: Range, selection: Selection = {}): ReplayStep[] {
  const { from = -Infinity, to } = range;
  const facets = selectedFacets(view, selection).map((path) => {
    const facet = new FacetView(view, path);
    return { facet, turns: new Set(turnsOf(facet)), last: cellAt(facet, from) };
  });
  const isWhole = selection.issue === undefined && selection.facet === undefined;
  const silent = isWhole
    ? developmentsAt(view, to, { actor: selection.actor, includeRetracted: false }).filter((d) => !d.version.body.claims.length)
    : [];
  const turns = [...new Set([...facets.flatMap((f) => [...f.turns]), ...silent.map((d) => d.bounds.hi)])]
    .filter((t) => t > from && t <= to)
    .sort((a, b) => a - b);
  const steps: ReplayStep[] = [];
  for (const turn of turns) {
    const changes: ReplayChange[] = [];
    const said: Said[] = [];
    for (const f of facets) {
      if (!f.turns.has(turn)) continue;
      const after = cellAt(f.facet, turn);
      if (signature(after) !== signature(f.last))
        changes.push({ facet: f.facet.facet, before: f.last, after, direction: directionOf(view.dossier, f.last, after), cause: 'world' });
      f.last = after;
      said.push(...saidAt(f.facet, turn));
    }
    const ticks = silent.filter((d) => d.bounds.hi === turn).map((d) => timelineItem(view, d));
    if (changes.length || said.length || ticks.length)
      steps.push({
        when: coordinateOf(turn),
        ...firstClaim(changes),
        changes,
        ...(said.length && { said }),
        ...(ticks.length && { ticks }),
      });
  }
  return steps;
}

/** The claims that came to hold at a turn, in the order in which they were said as far as that is known. */
function saidAt(facet: FacetView, turn: number): Said[] {
  const begun = facet.heard.filter((c) => c.row.hi === turn);
  if (!begun.length) return [];
  const { shown, superseded, earlier, others } = facet.resolve(turn);
  return begun
    .toSorted(
      (a, b) =>
        (a.row.order ?? 0) - (b.row.order ?? 0) ||
        Number(superseded.includes(b)) - Number(superseded.includes(a)) ||
        a.row.first - b.row.first,
    )
    .map((c) => ({
      ...claimAnswer(c),
      facet: facet.facet,
      fate:
        c === shown
          ? 'shown'
          : facet.isOverruled(c)
            ? 'overruled'
            : superseded.includes(c)
              ? 'superseded'
              : earlier.includes(c)
                ? 'earlier'
                : others.includes(c)
                  ? c.row.content === shown!.row.content
                    ? 'agrees'
                    : 'alternative'
                  : 'listed',
    }));
}

/** How our record grew: along `known`, in log sizes. */
export function replayKnown(view: View, at: number, range: Range, selection: Selection = {}): ReplayStep[] {
  const { record } = view;
  const start = Math.max(0, range.from ?? 0);
  const end = Math.min(range.to, record.size);
  const last = view.with({ size: end });
  const paths = new Set([...last.facets(), ...(view.dossier?.facets.keys() ?? [])].filter((f) => isSelected(f, selection)));
  const facets = [...paths]
    .sort()
    .map((path) => ({ path, relevant: relevantTo(last, path), last: cellAt(new FacetView(view.with({ size: start }), path), at) }));
  const steps: ReplayStep[] = [];
  for (let size = start + 1; size <= end; size++) {
    const act = record.acts[size - 1]!;
    const now = view.with({ size });
    const changes: ReplayChange[] = [];
    for (const f of facets) {
      if (!f.relevant(act)) continue;
      const after = cellAt(new FacetView(now, f.path), at);
      if (signature(after) !== signature(f.last))
        changes.push({ facet: f.path, before: f.last, after, direction: directionOf(view.dossier, f.last, after), cause: 'record' });
      f.last = after;
    }
    if (!changes.length) continue;
    const recordedAt = record.recordedAt[size - 1]!;
    const { type, subject, reason, because } = act;
    steps.push({
      when: Number.isFinite(recordedAt) ? instantText(recordedAt) : String(size),
      position: size,
      development: record.developments.has(subject) ? subject : null,
      changes,
      act: { type, subject, ...(reason !== undefined && { reason }), ...(because && { because }) },
    });
  }
  return steps;
}

/** What readers learned: along `published`. */
export function replayPublished(view: View, at: number, range: Range, selection: Selection = {}): ReplayStep[] {
  const { from = -Infinity, to } = range;
  const paths = selectedFacets(view, selection);
  const start = view.with({ published: from });
  const last = new Map(paths.map((path) => [path, cellAt(new FacetView(start, path), at)]));
  const turns = publicationTurns(view).filter((t) => t.turn > from && t.turn <= to);
  const steps: ReplayStep[] = [];
  for (const turn of new Set(turns.map((t) => t.turn))) {
    const now = view.with({ published: turn });
    const changes: ReplayChange[] = [];
    for (const path of paths) {
      const before = last.get(path)!;
      const after = cellAt(new FacetView(now, path), at);
      if (signature(after) !== signature(before))
        changes.push({ facet: path, before, after, direction: directionOf(view.dossier, before, after), cause: 'publication' });
      last.set(path, after);
    }
    if (changes.length)
      steps.push({
        when: coordinateOf(turn),
        ...firstClaim(changes),
        changes,
        sources: turns.filter((t) => t.turn === turn).map((t) => t.source),
      });
  }
  return steps;
}
