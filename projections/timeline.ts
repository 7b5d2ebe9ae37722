/** The chronological timeline: developments as they stand for a reader, in the order of the time they speak of. */
import { fold } from '../events/text.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import { boundsOf, compareEdtf } from '../events/edtf.ts';
import type { Bounds } from '../events/edtf.ts';
import { isoBounds } from './cell.ts';
import type { IsoBounds, Value } from './cell.ts';
import type { Claims } from './claims.ts';
import { Int32s } from './columns.ts';
import { isVisible } from './record.ts';
import type { ClaimRow, DevelopmentEntry, DossierEntry, RecordState, VersionEntry } from './record.ts';
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

/** Developments of the dossier that exist for this reader and may have begun before a moment (exclusive bound), in order. */
export const developmentsAt = (view: View, at: number, filter: TimelineFilter = {}): Entry[] => [...walk(view, at, filter)];

/** The same one by one, from a place in the order on. */
function* walk(view: View, at: number, filter: TimelineFilter, from = 0): Generator<Entry> {
  const { dossier, record } = view;
  if (!dossier) return;
  const { claims } = record;
  const actor = filter.actor === undefined ? undefined : actorIn(view, filter.actor);
  const words = filter.text === undefined ? [] : fold(filter.text).split(/\s+/).filter(Boolean);
  const order = versionsOf(dossier, record);
  for (let place = from; place < order.length; place++) {
    const index = order.data[place]!;
    const date = claims.versionDate.data[index]!;
    const [lo, hi] = [claims.dateLo.data[date]!, claims.dateHi.data[date]!];
    if (lo >= at || (filter.from !== undefined && hi <= filter.from)) continue;
    if (view.versionOf(claims.versionDevelopment.data[index]!) !== index) continue;
    const version = claims.version(index);
    const { development } = version;
    if (!view.isPublishedOn(claims.versionSupport.data[index]!)) continue;
    if (filter.includeRetracted === false && view.isRetracted(development)) continue;
    if (filter.kind !== undefined && version.kind !== filter.kind) continue;
    if (actor !== undefined && !concerns(view, version, actor)) continue;
    if (filter.issue !== undefined && !version.rows.some((r) => isTold(view, r) && names(r.facet, filter.issue!))) continue;
    if (words.length) {
      const { id, title, summary = '', place = '', refs = [] } = version.body;
      const text = fold([id, title, summary, place, ...refs].join(' '));
      if (!words.every((w) => text.includes(w))) continue;
    }
    yield { development, version, bounds: { lo: startOf(claims, index), hi } };
  }
}

/**
 * Versions of developments, by index, that may have begun before a moment (exclusive bound), in order; which of them exist for a
 * reader is asked of the view.
 */
export function versionsBefore(dossier: DossierEntry, record: RecordState, at: number): number[] {
  const { versionDate, dateLo } = record.claims;
  const found: number[] = [];
  for (const index of versionsOf(dossier, record).used()) if (dateLo.data[versionDate.data[index]!]! < at) found.push(index);
  return found;
}

/** The latest date among the developments of the dossier, as recorded up to the view's size; null for none. */
export function lastDateOf(view: View): string | null {
  const { dossier, record } = view;
  if (!dossier) return null;
  const { claims } = record;
  const order = versionsOf(dossier, record);
  let last: string | null = null;
  /** What begins before it comes before the date that was found. */
  let begin = -Infinity;
  for (let place = order.length - 1; place >= 0; place--) {
    const index = order.data[place]!;
    if (startOf(claims, index) < begin) break;
    if (claims.versionSeq.data[index]! >= view.size) continue; // most of those that are left out
    if (view.versionOf(claims.versionDevelopment.data[index]!) !== index) continue;
    const { date } = claims.version(index);
    if (last !== null && compareEdtf(date, last) <= 0) continue;
    last = date;
    begin = claims.dateLo.data[claims.versionDate.data[index]!]!;
  }
  return last;
}

/** Where a version begins in the order of time. A date without a start stands where it ends: the act was at the latest then. */
function startOf(claims: Claims, version: number): number {
  const date = claims.versionDate.data[version]!;
  const lo = claims.dateLo.data[date]!;
  return lo === -Infinity ? claims.dateHi.data[date]! - 1 : lo;
}

/** By the bounds of the date, then by the order within them, then as they were recorded. */
function inOrder(claims: Claims, a: number, b: number): number {
  const [s, t] = [startOf(claims, a), startOf(claims, b)];
  if (s !== t) return s - t;
  const [x, y] = [claims.dateHi.data[claims.versionDate.data[a]!]!, claims.dateHi.data[claims.versionDate.data[b]!]!];
  if (x !== y) return x < y ? -1 : 1;
  const [o, p] = [claims.versionOrder.data[a]! || 0, claims.versionOrder.data[b]! || 0];
  const seq = (v: number) => claims.developmentSeq.data[claims.versionDevelopment.data[v]!]!;
  return o - p || seq(a) - seq(b) || a - b;
}

/** Every version in a dossier in the order of time; kept, and added to as more are recorded. */
function versionsOf(dossier: DossierEntry, { claims }: RecordState): Int32s {
  let kept = orders.get(dossier.facets);
  if (!kept) orders.set(dossier.facets, (kept = { order: new Int32s(), seen: 0 }));
  const { order } = kept;
  const total = claims.versionNumber.length;
  const added: number[] = [];
  for (let v = kept.seen; v < total; v++) if (claims.lists[claims.versionDossiers.data[v]!]!.includes(dossier.id)) added.push(v);
  kept.seen = total;
  if (added.length > 16) {
    for (const v of added) order.push(v);
    order.used().sort((a, b) => inOrder(claims, a, b));
  } else
    for (const v of added) {
      const place = placeIn(order, claims, v);
      order.push(v);
      order.data.copyWithin(place + 1, place, order.length - 1);
      order.data[place] = v;
    }
  return order;
}
const orders = new WeakMap<DossierEntry['facets'], { readonly order: Int32s; seen: number }>();

/** How many stand before a version. */
function placeIn(order: Int32s, claims: Claims, version: number): number {
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (inOrder(claims, order.data[middle]!, version) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const names = (facet: string, id: string): boolean => facet.split('/').slice(1).includes(id);

/** Whether a claim of a version that stands exists for this reader: it is in its place, and a page that carries it is published. */
const isTold = (view: View, row: ClaimRow): boolean =>
  isVisible(row, view.size) && view.isPublishedOn(view.record.claims.rowSupport(row.index));

/** The claims of a version that exist for this reader; some may rest on a page that is published later than the rest. */
export function claimsOf(view: View, { body, rows }: VersionEntry): Development['claims'] {
  if (view.published === Infinity) return body.claims;
  const untold = new Set(rows.filter((r) => !view.isPublishedOn(view.record.claims.rowSupport(r.index))).map((r) => r.name));
  return untold.size ? body.claims.filter((c) => !untold.has(c.id)) : body.claims;
}

/** The relations of a version to developments that this reader knows of. */
function relationsOf(view: View, { body: { relations = [] } }: VersionEntry): NonNullable<Development['relations']> {
  if (view.published === Infinity) return relations;
  const { claims, developments } = view.record;
  return relations.filter(({ to }) => {
    const other = developments.get(to);
    const version = other && view.version(other);
    return version && view.isPublishedOn(claims.versionSupport.data[version.index]!);
  });
}

/** Whether an actor took part, speaks, is spoken for, relays, or is named by a claim. */
function concerns(view: View, { body, rows }: VersionEntry, actor: string): boolean {
  const is = (id: string | undefined) => id !== undefined && actorIn(view, id) === actor;
  return (
    is(body.by) ||
    is(body.via) ||
    (body.for ?? []).some(is) ||
    (body.participants ?? []).some((p) => is(p.actor)) ||
    rows.some((r) => isTold(view, r) && (r.voices?.includes(actor) === true || is(r.speech.ownVia) || names(r.facet, actor)))
  );
}

export function timelineItem(view: View, { development, version }: Pick<Entry, 'development' | 'version'>): TimelineItem {
  const { body } = version;
  const retraction = view.isRetracted(development) ? view.retraction(development) : undefined;
  const { lo, hi } = boundsOf(version.date);
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
    claims: claimsOf(view, version).map((c) => ({
      claim: c.id,
      facet: view.record.merges ? facetIn(view, c.facet) : c.facet,
      value: c.value,
    })),
    relations: relationsOf(view, version),
    sources: view.publishedOf(version),
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
  const { dossier } = view;
  const start = page.after === undefined || !dossier ? 0 : placeAfter(view, dossier, page.after);
  const limit = page.limit === undefined ? Infinity : Math.max(1, page.limit);
  const items: TimelineItem[] = [];
  for (const entry of walk(view, at, filter, start)) {
    if (items.length === limit) return { items, next: items.at(-1)!.development };
    items.push(timelineItem(view, entry));
  }
  return { items };
}

function placeAfter(view: View, dossier: DossierEntry, cursor: string): number {
  const { record } = view;
  const development = record.developments.get(cursor);
  const version = development && view.versionOf(development.index);
  const order = versionsOf(dossier, record);
  if (version === undefined || version < 0) return order.length;
  const place = placeIn(order, record.claims, version);
  return order.data[place] === version ? place + 1 : place;
}
