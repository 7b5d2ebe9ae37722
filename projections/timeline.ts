/** The chronological timeline: developments as they stand for a reader, in the order of the time they speak of. */
import { fold } from '../events/text.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import { boundsOf, compareBounds } from '../events/edtf.ts';
import type { Bounds } from '../events/edtf.ts';
import { isoBounds } from './cell.ts';
import type { IsoBounds, Value } from './cell.ts';
import type { DevelopmentEntry, VersionEntry } from './record.ts';
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
export function developmentsAt(view: View, at: number, filter: TimelineFilter = {}): Entry[] {
  const { dossier } = view;
  if (!dossier) return [];
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
    if (filter.actor !== undefined && !concerns(version, filter.actor)) continue;
    if (filter.issue !== undefined && !version.rows.some((r) => r.facet.split('/').slice(1).includes(filter.issue!))) continue;
    if (words.length) {
      const { id, title, summary = '', place = '', refs = [] } = version.body;
      const text = fold([id, title, summary, place, ...refs].join(' '));
      if (!words.every((w) => text.includes(w))) continue;
    }
    // A date without a start stands where it ends: the act was at the latest then.
    entries.push({ development, version, bounds: { lo: lo === -Infinity ? hi - 1 : lo, hi } });
  }
  return entries.sort(
    (a, b) =>
      compareBounds(a.bounds, b.bounds) ||
      (a.version.body.order ?? 0) - (b.version.body.order ?? 0) ||
      a.development.seq - b.development.seq,
  );
}

function concerns({ body, rows }: VersionEntry, actor: string): boolean {
  return (
    body.by === actor ||
    body.via === actor ||
    (body.for?.includes(actor) ?? false) ||
    (body.participants?.some((p) => p.actor === actor) ?? false) ||
    rows.some((r) => r.voices?.includes(actor) === true || r.facet.split('/').slice(1).includes(actor))
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
    ...(body.by !== undefined && { by: body.by }),
    ...(body.for && { for: body.for }),
    participants: body.participants ?? [],
    claims: body.claims.map((c) => ({ claim: c.id, facet: c.facet, value: c.value })),
    relations: body.relations ?? [],
    sources: [...new Set(supports.map((s) => view.sourceId(s.evidence.source)))],
    ...(body.refs && { refs: body.refs }),
  };
}

/** One page of the timeline. `after` is the cursor of the page before: the development it ended with. */
export function timelineAt(
  view: View,
  at: number,
  filter: TimelineFilter = {},
  page: { after?: string | undefined; limit?: number | undefined } = {},
): TimelinePage {
  const entries = developmentsAt(view, at, filter);
  const start = page.after === undefined ? 0 : entries.findIndex((e) => e.development.id === page.after) + 1;
  const end = page.limit === undefined ? entries.length : start + page.limit;
  const items = entries.slice(start, end).map((e) => timelineItem(view, e));
  return { items, ...(end < entries.length && { next: items.at(-1)!.development }) };
}
