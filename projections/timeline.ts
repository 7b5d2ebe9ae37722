/** The chronological timeline: developments as they stand for a reader, in the order of the time they speak of. */
import { fold } from '../events/text.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import { boundsOf, compareBounds } from '../events/edtf.ts';
import type { Bounds } from '../events/edtf.ts';
import { isoBounds } from './cell.ts';
import type { IsoBounds, Value } from './cell.ts';
import { isVisible } from './record.ts';
import type { DevelopmentEntry, VersionEntry } from './record.ts';
import { actorIn, facetIn } from './state.ts';
import type { View } from './view.ts';

export type DevelopmentStatus = 'current' | 'corrected' | 'retracted';

export interface TimelineItem {
  readonly development: string;
  readonly version: number;
  /** Log size from which this version is known. */
  readonly position: number;
  readonly kind: DevelopmentKind;
  readonly title: string;
  readonly summary?: string;
  readonly date: string;
  readonly dateBasis?: string;
  readonly order?: number;
  readonly bounds: IsoBounds;
  readonly place?: string;
  readonly status: DevelopmentStatus;
  /** For a retracted one, why; for a duplicate, of what. */
  readonly retraction?: { readonly reason: string; readonly duplicateOf?: string };
  readonly by?: string;
  readonly for?: readonly string[];
  readonly participants: NonNullable<Development['participants']>;
  readonly claims: readonly { readonly claim: string; readonly facet: string; readonly value: Value }[];
  readonly relations: NonNullable<Development['relations']>;
  readonly sources: readonly string[];
  readonly refs?: readonly string[];
}

export interface TimelineFilter {
  /** Took part, speaks, is spoken for, or is named by a claim. */
  readonly actor?: string | undefined;
  readonly issue?: string | undefined;
  readonly kind?: string | undefined;
  /** Possible on or after this moment, UTC milliseconds. */
  readonly from?: number | undefined;
  /** Words that all occur in title, summary, place or id; diacritics and case make no difference. */
  readonly text?: string | undefined;
  readonly includeRetracted?: boolean | undefined;
}

export interface TimelinePage {
  readonly items: readonly TimelineItem[];
  /** Cursor of the next page; absent on the last. */
  readonly next?: string;
}

interface Entry {
  readonly development: DevelopmentEntry;
  readonly version: VersionEntry;
  readonly bounds: Bounds;
}

/** Where a version stands in the order of time. A date without a start stands where it ends: the act was at the latest then. */
function placeOf({ body }: VersionEntry): Bounds {
  const { lo, hi } = boundsOf(body.date);
  return { lo: lo === -Infinity ? hi - 1 : lo, hi };
}

/** Developments of the dossier that exist for this reader and may have begun before a moment (exclusive bound), in order. */
export function developmentsAt(view: View, at: number, filter: TimelineFilter = {}): Entry[] {
  const { dossier } = view;
  if (!dossier) return [];
  const actor = filter.actor === undefined ? undefined : actorIn(view, filter.actor);
  const words = filter.text === undefined ? [] : fold(filter.text).split(/\s+/).filter(Boolean);
  const entries: Entry[] = [];
  for (const development of dossier.developments) {
    const version = view.version(development);
    if (!version?.body.dossiers.includes(dossier.id)) continue;
    if (!version.evidence.some((s) => s.seq < view.size && view.isPublished(s.evidence.source))) continue;
    const { lo, hi } = boundsOf(version.body.date);
    if (lo >= at || (filter.from !== undefined && hi <= filter.from)) continue;
    if (filter.includeRetracted === false && view.isRetracted(development)) continue;
    if (filter.kind !== undefined && version.kind !== filter.kind) continue;
    if (actor !== undefined && !concerns(view, version, actor)) continue;
    if (filter.issue !== undefined && !version.rows.some((r) => isVisible(r, view.size) && names(r.facet, filter.issue!))) continue;
    if (words.length) {
      const { id, title, summary = '', place = '', refs = [] } = version.body;
      const text = fold([id, title, summary, place, ...refs].join(' '));
      if (!words.every((w) => text.includes(w))) continue;
    }
    entries.push({ development, version, bounds: placeOf(version) });
  }
  return entries.sort(inOrder);
}

const inOrder = (a: Entry, b: Entry): number =>
  compareBounds(a.bounds, b.bounds) || (a.version.body.order ?? 0) - (b.version.body.order ?? 0) || a.development.seq - b.development.seq;

const names = (facet: string, id: string): boolean => facet.split('/').slice(1).includes(id);

/** Whether an actor took part, speaks, is spoken for, relays, or is named by a claim. */
function concerns(view: View, { body, rows }: VersionEntry, actor: string): boolean {
  const is = (id: string | undefined) => id !== undefined && actorIn(view, id) === actor;
  return (
    is(body.by) ||
    is(body.via) ||
    (body.for ?? []).some(is) ||
    (body.participants ?? []).some((p) => is(p.actor)) ||
    rows.some((r) => isVisible(r, view.size) && (r.voices?.includes(actor) === true || is(r.claim.via) || names(r.facet, actor)))
  );
}

export function timelineItem(view: View, { development, version }: Pick<Entry, 'development' | 'version'>): TimelineItem {
  const { body } = version;
  const retraction = view.isRetracted(development) ? view.retraction(development) : undefined;
  const { lo, hi } = boundsOf(body.date);
  const supports = version.evidence.filter((s) => s.seq < view.size && view.isPublished(s.evidence.source));
  return {
    development: development.id,
    version: version.number,
    position: version.seq + 1,
    kind: version.kind,
    title: body.title,
    ...(body.summary !== undefined && { summary: body.summary }),
    date: body.date,
    ...(body.dateBasis !== undefined && { dateBasis: body.dateBasis }),
    ...(body.order !== undefined && { order: body.order }),
    bounds: isoBounds(lo, hi),
    ...(body.place !== undefined && { place: body.place }),
    status: retraction ? 'retracted' : version.number > 1 ? 'corrected' : 'current',
    ...(retraction && {
      retraction: { reason: retraction.reason, ...(retraction.duplicateOf !== undefined && { duplicateOf: retraction.duplicateOf }) },
    }),
    ...(body.by !== undefined && { by: actorIn(view, body.by) }),
    ...(body.for && { for: body.for.map((id) => actorIn(view, id)) }),
    participants: (body.participants ?? []).map((p) => ({ ...p, actor: actorIn(view, p.actor) })),
    claims: body.claims.map((c) => ({ claim: c.id, facet: facetIn(view, c.facet), value: c.value })),
    relations: body.relations ?? [],
    sources: [...new Set(supports.map((s) => view.sourceId(s.evidence.source)))],
    ...(body.refs && { refs: body.refs }),
  };
}

/**
 * One page of the timeline. `after` is the cursor of the page before: the development it ended with. One that the filter
 * leaves out still has its place; after one that this reader does not know there is nothing.
 */
export function timelineAt(
  view: View,
  at: number,
  filter: TimelineFilter = {},
  page: { after?: string | undefined; limit?: number | undefined } = {},
): TimelinePage {
  const entries = developmentsAt(view, at, filter);
  const start = page.after === undefined ? 0 : placeAfter(view, entries, page.after);
  const end = page.limit === undefined ? entries.length : start + Math.max(1, page.limit);
  const items = entries.slice(start, end).map((e) => timelineItem(view, e));
  return { items, ...(end < entries.length && { next: items.at(-1)!.development }) };
}

function placeAfter(view: View, entries: readonly Entry[], cursor: string): number {
  const index = entries.findIndex((e) => e.development.id === cursor);
  if (index >= 0) return index + 1;
  const development = view.record.developments.get(cursor);
  const version = development && view.version(development);
  if (!version) return entries.length;
  const last = { development, version, bounds: placeOf(version) };
  const next = entries.findIndex((e) => inOrder(e, last) > 0);
  return next < 0 ? entries.length : next;
}
