/** What an editor should look at: contradictions between texts, and the lists of what rests on weak or odd ground. */
import { boundsOf, isEarlier } from '../events/edtf.ts';
import type { Cell } from './cell.ts';
import { followUpsAt } from './follow-ups.ts';
import type { FollowUp } from './follow-ups.ts';
import { sourcesAt } from './sources.ts';
import type { SourceAnswer } from './sources.ts';
import { stateAt } from './state.ts';
import { developmentsAt, timelineItem } from './timeline.ts';
import type { TimelineItem } from './timeline.ts';
import type { View } from './view.ts';

/** Two developments of which an editor noted that one contradicts the other, or a cell on which claims contradict each other. */
export type Contradiction =
  { readonly kind: 'texts'; readonly one: TimelineItem; readonly other: TimelineItem } | { readonly kind: 'cell'; readonly cell: Cell };

/** Contradictions for a reader at a moment (exclusive bound): kept side by side, never settled by leaving one out. */
export function contradictionsAt(view: View, at: number): Contradiction[] {
  const entries = developmentsAt(view, at, { includeRetracted: false });
  const items = new Map(entries.map((e) => [e.development.id, e]));
  const texts = entries.flatMap((entry) =>
    (entry.version.body.relations ?? []).flatMap((r): Contradiction[] => {
      const other = r.type === 'contradicts' ? items.get(r.to) : undefined;
      return other ? [{ kind: 'texts', one: timelineItem(view, entry), other: timelineItem(view, other) }] : [];
    }),
  );
  const cells = stateAt(view, at).filter((c) => c.status === 'contested' || c.status === 'unclear');
  return [...texts, ...cells.map((cell): Contradiction => ({ kind: 'cell', cell }))];
}

export interface Review {
  /** Sources graded E or F, with what rests on them. */
  readonly lowGrade: readonly SourceAnswer[];
  /** Cells that rest on one origin. */
  readonly oneOrigin: readonly Cell[];
  /** Promises whose time has passed and which nothing answers. */
  readonly unanswered: readonly FollowUp[];
  /** Pages certainly older than the act they support. */
  readonly olderThanAct: readonly {
    readonly development: string;
    readonly date: string;
    readonly source: string;
    readonly published: string;
  }[];
  /** Claims that were recorded and have lost all support. */
  readonly unsupported: readonly Cell[];
}

export function reviewAt(view: View, at: number): Review {
  const cells = stateAt(view, at);
  const olderThanAct = developmentsAt(view, at, { includeRetracted: false }).flatMap(({ development, version }) => {
    const act = boundsOf(version.body.date);
    const sources = new Set(version.evidence.filter((s) => s.seq < view.size).map((s) => view.sourceId(s.source)));
    return [...sources].flatMap((source) => {
      const published = view.source(source)?.published;
      return published !== undefined && view.isPublished(source) && isEarlier(boundsOf(published), act)
        ? [{ development: development.id, date: version.body.date, source, published }]
        : [];
    });
  });
  return {
    lowGrade: sourcesAt(view, at).filter((s) => s.grade === 'E' || s.grade === 'F'),
    oneOrigin: cells.filter((c) => c.thin?.includes('one-origin')),
    unanswered: followUpsAt(view, at).filter((f) => f.status === 'nothing-on-record'),
    olderThanAct,
    unsupported: cells.filter((c) => c.unsupported),
  };
}
