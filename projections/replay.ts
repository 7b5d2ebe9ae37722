/** Replay: step by step along one axis, with the other coordinates fixed. Each step is a change found by evaluation. */
import { isDevelopmentKind } from '../events/developments.ts';
import { instantText } from '../events/edtf.ts';
import { cellAt, claimAnswer } from './cell.ts';
import type { Cell, ClaimAnswer } from './cell.ts';
import { directionOf, isMove, isUnchanged } from './change.ts';
import type { Direction } from './change.ts';
import { coordinateOf } from './coordinates.ts';
import type { Cause } from './diff.ts';
import { Follower, Footing, joined } from './footing.ts';
import type { Publication, Touch } from './footing.ts';
import { seenAt, turnsOf } from './history.ts';
import type { Grain } from './history.ts';
import { isDefined, isVisible, recordedAtOf } from './record.ts';
import { FacetView } from './resolve.ts';
import { isSelected, selectedFacets } from './state.ts';
import type { Selection } from './state.ts';
import { developmentsAt, timelineItem } from './timeline.ts';
import type { TimelineItem } from './timeline.ts';
import type { Heard, View } from './view.ts';

export type Axis = 'at' | 'known' | 'published';

export interface ReplayChange {
  readonly facet: string;
  readonly before: Cell;
  readonly after: Cell;
  readonly direction: Direction;
  readonly cause: Cause;
}

/** A claim whose time came at a step, and what became of it there. */
export interface Said extends ClaimAnswer {
  readonly facet: string;
  /** `closed`: its window may be over before it is certain that it began. `listed`: it could not compete. */
  readonly fate: 'shown' | 'agrees' | 'alternative' | 'superseded' | 'earlier' | 'overruled' | 'closed' | 'listed';
}

export interface ReplayStep {
  /** On `at` and `published` the value of that coordinate; on `known` the instant of recording. */
  readonly when: string;
  /** Log size: on `known` that of the act, and the value of the coordinate; else of the claim that changed what is shown, or null. */
  readonly position: number | null;
  readonly development: string | null;
  readonly changes: readonly ReplayChange[];
  /** On `at`: everything that was said, also what changed nothing or was replaced the same day. */
  readonly said?: readonly Said[];
  /** On `at`: developments of that moment that claim nothing here. */
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
  /** Along `at` and `published`. */
  readonly grain?: Grain | undefined;
}

/** The claim that a step turns on: the first that came to be shown, else the first that no longer is. */
function turningOn(changes: readonly ReplayChange[]): { position: number | null; development: string | null } {
  const isSame = ({ before, after }: ReplayChange) =>
    before.by?.development === after.by?.development && before.by?.claim === after.by?.claim;
  const moved = changes.filter((c) => !isSame(c));
  const by = moved.find((c) => c.after.by)?.after.by ?? moved.find((c) => c.before.by)?.before.by;
  return { position: by?.position ?? null, development: by?.development ?? null };
}

const ON_DEVELOPMENTS = new Set(['DevelopmentCorrected', 'DevelopmentRetracted', 'DevelopmentReinstated', 'EvidenceAdded']);
const isAboutDevelopment = (type: string): boolean => isDevelopmentKind(type) || ON_DEVELOPMENTS.has(type);

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};
const inOrder = <V>(map: Map<number, V>): [number, V][] => [...map].sort(([a], [b]) => a - b);

/** How positions evolved: along `at`. */
export function replayAt(view: View, range: Range, selection: Selection = {}): ReplayStep[] {
  const { from = -Infinity, to, grain } = range;
  const isIn = (turn: number) => seenAt(turn, grain) > from && seenAt(turn, grain) <= to;
  const seen = new Map<number, { facets: Map<string, number[]>; ticks: TimelineItem[] }>();
  const seenOn = (turn: number) => {
    const moment = seenAt(turn, grain);
    let entry = seen.get(moment);
    if (!entry) seen.set(moment, (entry = { facets: new Map(), ticks: [] }));
    return entry;
  };
  const facets = new Map<string, { facet: FacetView; last: Cell; begins: Map<number, Heard[]> }>();
  for (const path of selectedFacets(view, selection)) {
    const facet = new FacetView(view, path);
    const last = cellAt(facet, from);
    const begins = new Map<number, Heard[]>();
    for (const c of facet.heard) push(begins, c.row.hi, c);
    facets.set(path, { facet, last, begins });
    for (const turn of turnsOf(facet)) if (isIn(turn)) push(seenOn(turn).facets, path, turn);
  }
  if (selection.issue === undefined && selection.facet === undefined && view.dossier) {
    const { dossier, size } = view;
    for (const entry of developmentsAt(view, to, { actor: selection.actor, includeRetracted: false }))
      if (isIn(entry.bounds.hi) && !entry.version.rows.some((row) => isVisible(row, size) && isDefined(dossier, row.facet, size)))
        seenOn(entry.bounds.hi).ticks.push(timelineItem(view, entry));
  }
  const steps: ReplayStep[] = [];
  for (const [moment, { facets: touched, ticks }] of inOrder(seen)) {
    const changes: ReplayChange[] = [];
    const said: Said[] = [];
    for (const [path, turns] of touched) {
      const f = facets.get(path)!;
      const after = cellAt(f.facet, moment);
      if (!isUnchanged(f.last, after))
        changes.push({ facet: path, before: f.last, after, direction: directionOf(view.dossier, f.last, after), cause: 'world' });
      f.last = after;
      said.push(
        ...saidAt(
          f.facet,
          moment,
          turns.flatMap((turn) => f.begins.get(turn) ?? []),
        ),
      );
    }
    if (!changes.length && !said.length && !ticks.length) continue;
    steps.push({
      when: coordinateOf(moment),
      ...turningOn(changes),
      changes,
      ...(said.length && { said }),
      ...(ticks.length && { ticks }),
    });
  }
  return steps;
}

/** Claims that had begun by a moment, in the order in which they were said as far as that is known, and what became of each. */
function saidAt(facet: FacetView, moment: number, begun: readonly Heard[]): Said[] {
  if (!begun.length) return [];
  const { shown, superseded, earlier, others } = facet.resolveWith(moment, begun);
  const has = (list: readonly Heard[], c: Heard) => list.some(({ row }) => row.index === c.row.index);
  const fate = (c: Heard): Said['fate'] => {
    if (c.row.index === shown?.row.index) return 'shown';
    if (c.class !== 'standing') return 'listed';
    if (facet.isOverruled(c)) return 'overruled';
    if (has(superseded, c)) return 'superseded';
    if (has(earlier, c)) return 'earlier';
    if (!has(others, c)) return 'closed';
    return c.row.content === shown!.row.content ? 'agrees' : 'alternative';
  };
  return begun
    .toSorted(
      (a, b) =>
        a.row.hi - b.row.hi ||
        (a.row.order ?? 0) - (b.row.order ?? 0) ||
        Number(has(superseded, b)) - Number(has(superseded, a)) ||
        a.row.first - b.row.first,
    )
    .map((c) => ({ ...claimAnswer(c), facet: facet.facet, fate: fate(c) }));
}

/** How our record grew: along `known`, in log sizes. */
export function replayKnown(view: View, at: number, range: Range, selection: Selection = {}): ReplayStep[] {
  const { record, dossier } = view;
  const end = view.with({ size: Math.min(range.to, record.size) });
  const start = view.with({ size: Math.min(Math.max(0, range.from ?? 0), end.size) });
  const schedule = new Map<number, [Follower, Touch][]>();
  // What once had a path is there too: a merge of actors moves claims away from it.
  for (const [path, { rows }] of dossier?.facets ?? []) {
    if (!isSelected(path, selection) || !(rows.length && record.claims.rowFrom.data[rows.data[0]!]! < end.size)) continue;
    const follower = new Follower(start, path, at);
    for (const [size, touch] of new Footing(end, path).acts) if (size > start.size) push(schedule, size, [follower, touch]);
  }
  const steps: ReplayStep[] = [];
  for (const [size, touched] of inOrder(schedule)) {
    const now = view.with({ size });
    const changes: ReplayChange[] = [];
    for (const [follower, touch] of touched) {
      const change = follower.to(now, touch);
      if (!change) continue;
      const { before, after } = change;
      const direction = isMove(record, size, before, after) ? 'reclassified' : directionOf(dossier, before, after);
      changes.push({ facet: follower.facet, before, after, direction, cause: 'record' });
    }
    if (!changes.length) continue;
    changes.sort((a, b) => (a.facet < b.facet ? -1 : 1));
    const recordedAt = recordedAtOf(record, size);
    const { type, subject, reason, because } = record.acts.at(size - 1)!;
    steps.push({
      when: Number.isFinite(recordedAt) ? instantText(recordedAt) : String(size),
      position: size,
      development: isAboutDevelopment(type) ? subject : null,
      changes,
      act: { type, subject, ...(reason !== undefined && { reason }), ...(because && { because }) },
    });
  }
  return steps;
}

/**
 * What readers learned: along `published`, from what was published all along. That a limit is lifted altogether, so that nothing
 * is uncertain about publication any more, is no step.
 */
export function replayPublished(view: View, at: number, range: Range, selection: Selection = {}): ReplayStep[] {
  const { from = -Number.MAX_VALUE, to, grain } = range;
  const start = view.with({ published: from });
  const schedule = new Map<number, Map<Follower, Publication[]>>();
  const footings = new Map<Follower, Footing>();
  for (const path of selectedFacets(view, selection)) {
    const follower = new Follower(start, path, at);
    const footing = new Footing(view, path);
    footings.set(follower, footing);
    for (const publication of footing.publications()) {
      const moment = seenAt(publication.turn, grain);
      if (moment <= from || moment > to || moment === Infinity) continue;
      let touched = schedule.get(moment);
      if (!touched) schedule.set(moment, (touched = new Map<Follower, Publication[]>()));
      push(touched, follower, publication);
    }
  }
  const steps: ReplayStep[] = [];
  for (const [moment, touched] of inOrder(schedule)) {
    const now = view.with({ published: moment });
    const changes: ReplayChange[] = [];
    const sources = new Set<string>();
    for (const [follower, publications] of touched) {
      const change = follower.to(now, joined(publications.map((p) => p.touch)));
      if (!change) continue;
      const { before, after } = change;
      changes.push({ facet: follower.facet, before, after, direction: directionOf(view.dossier, before, after), cause: 'publication' });
      const published = [...new Set(publications.flatMap((p) => p.sources))];
      const turns = publications.map((p) => p.turn);
      for (const source of footings.get(follower)!.needed(follower, now, published, turns)) sources.add(source);
    }
    if (changes.length) steps.push({ when: coordinateOf(moment), ...turningOn(changes), changes, sources: [...sources].sort() });
  }
  return steps;
}
