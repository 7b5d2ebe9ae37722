/** The state of a dossier: every cell in which there is something to say. */
import { cellAt, isSilent } from './cell.ts';
import type { Cell } from './cell.ts';
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
}

export function isSelected(path: string, { actor, issue, facet }: Selection): boolean {
  const segments = path.split('/').slice(1);
  return (
    (actor === undefined || segments.includes(actor)) &&
    (issue === undefined || segments.includes(issue)) &&
    (facet === undefined || path === facet || path.startsWith(`${facet}/`))
  );
}

export const selectedFacets = (view: View, selection: Selection): string[] => view.facets().filter((path) => isSelected(path, selection));

/** All cells with something to say at a moment (exclusive bound), in the order of their paths. */
export function stateAt(view: View, at: number, selection: Selection = {}): Cell[] {
  return selectedFacets(view, selection)
    .map((path) => cellAt(new FacetView(view, path), at))
    .filter((cell) => !isSilent(cell));
}

/** The cells whose ground is thin: one origin, no speaker named, or nobody knows since when. */
export const thinAt = (view: View, at: number, selection: Selection = {}): Cell[] =>
  stateAt(view, at, selection).filter((cell) => cell.thin);
