/** Which cells one event changed: for those who follow the record live. Only facets that the event can touch are asked. */
import { isAccessType } from '../events/catalogue.ts';
import { isDevelopmentKind } from '../events/developments.ts';
import { cellAt } from './cell.ts';
import type { Cell } from './cell.ts';
import { directionOf, isMove, isUnchanged } from './change.ts';
import type { Direction } from './change.ts';
import type { DossierEntry, RecordState } from './record.ts';
import { FacetView } from './resolve.ts';
import { View } from './view.ts';

export interface CellChange {
  readonly facet: string;
  readonly before: Cell;
  readonly after: Cell;
  readonly direction: Direction;
}

const ON_DEVELOPMENTS = new Set(['DevelopmentCorrected', 'DevelopmentRetracted', 'DevelopmentReinstated', 'EvidenceAdded']);

/** Facets that the event at a log size can have touched: may name more than it did, never fewer. */
function touched(record: RecordState, dossier: DossierEntry, position: number): Iterable<string> {
  const act = record.acts.at(position - 1);
  if (!act || isAccessType(act.type) || act.type === 'ActorRegistered' || act.type === 'ActorUpdated') return [];
  const all = dossier.facets.keys();
  if (!(isDevelopmentKind(act.type) || ON_DEVELOPMENTS.has(act.type)))
    // Sources carry claims of many developments, and issues, bodies and merges decide over many facets at once.
    return act.type.startsWith('Source') || act.type === 'ActorsMerged' || act.subject === dossier.id ? all : [];
  const development = record.developments.get(act.subject);
  if (!development?.isIn(dossier.id)) return [];
  const own = new Set(development.versions.flatMap((v) => v.rows.map((r) => r.facet)));
  const worlds = [...own].filter((f) => f.startsWith('world/'));
  if (worlds.length)
    for (const [path, facet] of dossier.facets) if (!own.has(path) && worlds.some((w) => facet.order.conditions.has(w))) own.add(path);
  return [...own].filter((f) => dossier.facets.has(f)).sort();
}

/** Facets that the events after one log size up to another can have touched: may name more than they did, never fewer. */
export function touchedBetween(record: RecordState, dossier: DossierEntry, size1: number, size2: number): ReadonlySet<string> {
  const all = new Set<string>();
  for (let position = size1 + 1; position <= size2 && all.size < dossier.facets.size; position++)
    for (const facet of touched(record, dossier, position)) all.add(facet);
  return all;
}

/** What the event at a log size changed in a dossier, as of a moment (exclusive bound). */
export function changesBy(record: RecordState, dossier: DossierEntry, position: number, at: number): CellChange[] {
  const [was, is] = [new View(record, dossier, Infinity, position - 1), new View(record, dossier, Infinity, position)];
  const changes: CellChange[] = [];
  for (const facet of touched(record, dossier, position)) {
    const [before, after] = [cellAt(new FacetView(was, facet), at), cellAt(new FacetView(is, facet), at)];
    if (isUnchanged(before, after)) continue;
    const direction = isMove(record, position, before, after) ? 'reclassified' : directionOf(dossier, before, after);
    changes.push({ facet, before, after, direction });
  }
  return changes;
}
