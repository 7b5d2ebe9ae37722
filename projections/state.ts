/** The state of a dossier: every cell in which there is something to say. */
import { FAMILIES } from '../events/facet.ts';
import type { SegmentRole } from '../events/facet.ts';
import { cellAt, isSilent } from './cell.ts';
import type { Cell } from './cell.ts';
import { asOf } from './record.ts';
import type { FacetEntry } from './record.ts';
import { FacetView } from './resolve.ts';
import type { View } from './view.ts';

/** Which facets are asked for; all when left out. */
export interface Selection {
  /** Facets that name this actor in any place. */
  readonly actor?: string | undefined;
  /** Positions on this issue, or contributions, demands … of this name. */
  readonly issue?: string | undefined;
  /** One facet, or all below a prefix such as `position` or `role/FRA`. */
  readonly facet?: string | undefined;
  /** Cells in which this is shown; asked of the state only, since over time a value comes and goes. */
  readonly value?: string | undefined;
}

export function isSelected(path: string, { actor, issue, facet }: Selection): boolean {
  const segments = path.split('/').slice(1);
  return (
    (actor === undefined || segments.includes(actor)) &&
    (issue === undefined || segments.includes(issue)) &&
    (facet === undefined || path === facet || path.startsWith(`${facet}/`))
  );
}

/** The id under which an actor goes on after merges, as recorded up to a view's size. */
export function actorIn(view: View, id: string): string {
  const seen = new Set([id]);
  for (let current = id; ;) {
    const merged = view.record.actors.get(current)?.merged;
    const next = merged && asOf(merged, view.size);
    if (next === undefined || seen.has(next)) return current;
    seen.add((current = next));
  }
}

/** The path, or the beginning of one, under which a facet goes on after merges of the actors in it. */
export function facetIn(view: View, path: string): string {
  const [name, ...segments] = path.split('/');
  const shapes = FAMILIES.filter((f) => f.name === name && f.segments.length >= segments.length);
  const isActor = (i: number) => shapes.some((f) => ACTOR_ROLES.has(f.segments[i]!));
  return [name, ...segments.map((id, i) => (isActor(i) ? actorIn(view, id) : id))].join('/');
}
const ACTOR_ROLES: ReadonlySet<SegmentRole> = new Set<SegmentRole>(['actor', 'party', 'subject']);

/** A selection in the names under which its actors go on: the id of an actor who was merged into another is an alias. */
export const selectionIn = (view: View, { actor, issue, facet }: Selection): Selection => ({
  actor: actor === undefined ? undefined : actorIn(view, actor),
  issue,
  facet: facet === undefined ? undefined : facetIn(view, facet),
});

/** The facets asked for, in the order of their paths. */
function selectedEntries(view: View, selection: Selection): readonly FacetEntry[] {
  const { actor, issue, facet } = selection;
  if (actor === undefined && issue === undefined && facet === undefined) return view.facetEntries();
  const wanted = selectionIn(view, selection);
  return view.facetEntries().filter(({ path }) => isSelected(path, wanted));
}

/** Paths of the facets asked for, in the order of the alphabet. */
export const selectedFacets = (view: View, selection: Selection): string[] => selectedEntries(view, selection).map(({ path }) => path);

/** All cells with something to say at a moment (exclusive bound), in the order of their paths. */
export function stateAt(view: View, at: number, selection: Selection = {}): Cell[] {
  const { value } = selection;
  const cells: Cell[] = [];
  for (const entry of selectedEntries(view, selection)) {
    const cell = cellAt(new FacetView(view, entry.path, undefined, entry), at);
    if (!isSilent(cell) && (value === undefined || cell.value === value)) cells.push(cell);
  }
  return cells;
}

/** The cells whose ground is thin: one origin, no speaker named, or nobody knows since when. */
export const thinAt = (view: View, at: number, selection: Selection = {}): Cell[] =>
  stateAt(view, at, selection).filter((cell) => cell.thin);
