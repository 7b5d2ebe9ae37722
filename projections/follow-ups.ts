/** What was promised, by whom, due when as said, and what answered it. Links are made by editors (`answers`). */
import type { Development, DevelopmentKind } from '../events/developments.ts';
import { boundsOf } from '../events/edtf.ts';
import type { OUTCOMES } from '../events/schema.ts';
import { actorIn } from './state.ts';
import { developmentsAt, timelineItem } from './timeline.ts';
import type { View } from './view.ts';

export type FollowUpStatus = 'open' | (typeof OUTCOMES)[number] | 'nothing-on-record';

export interface FollowUpAnswer {
  readonly development: string;
  readonly title: string;
  readonly date: string;
  readonly outcome: (typeof OUTCOMES)[number] | null;
  readonly position: number;
  readonly sources: readonly string[];
}
export interface FollowUp {
  readonly development: string;
  readonly title: string;
  readonly kind: DevelopmentKind;
  readonly date: string;
  readonly by: string | null;
  readonly for: readonly string[];
  readonly binds: readonly string[];
  readonly due: NonNullable<Development['due']> | null;
  /** Whether its time has certainly passed; null where nothing was said of when. */
  readonly overdue: boolean | null;
  readonly status: FollowUpStatus;
  readonly answers: readonly FollowUpAnswer[];
  readonly position: number;
  readonly sources: readonly string[];
}

/** Kinds that are promises whether or not anything answered them yet. */
const PROMISES = new Set<DevelopmentKind>(['FollowUpAnnounced', 'MeetingAnnounced']);

/**
 * Follow-ups as they stand for a reader at a moment (exclusive bound), in the order in which they were promised.
 * The latest answer with an outcome decides; without an answer, one whose time has certainly passed has nothing on record.
 */
export function followUpsAt(view: View, at: number): FollowUp[] {
  const entries = developmentsAt(view, at, { includeRetracted: false });
  const answers = new Map<string, FollowUpAnswer[]>();
  for (const entry of entries) {
    if (entry.bounds.hi > at) continue; // what may not have happened yet answers nothing
    for (const r of entry.version.body.relations ?? []) {
      if (r.type !== 'answers') continue;
      const { development, title, date, position, sources } = timelineItem(view, entry);
      const list = answers.get(r.to) ?? [];
      list.push({ development, title, date, outcome: r.outcome ?? null, position, sources });
      answers.set(r.to, list);
    }
  }
  return entries
    .filter(({ development, version }) => PROMISES.has(version.kind) || version.body.due !== undefined || answers.has(development.id))
    .map((entry): FollowUp => {
      const { body, kind } = entry.version;
      const item = timelineItem(view, entry);
      const found = answers.get(item.development) ?? [];
      const end = body.due && boundsOf(body.due.until ?? body.due.from).hi;
      const overdue = end === undefined ? null : end <= at;
      const outcome = found.findLast((a) => a.outcome !== null)?.outcome ?? null;
      return {
        development: item.development,
        title: item.title,
        kind,
        date: item.date,
        by: item.by ?? null,
        for: item.for ?? [],
        binds: (body.binds ?? []).map((id) => actorIn(view, id)),
        due: body.due ?? null,
        overdue,
        status: outcome ?? (found.length || overdue !== true ? 'open' : 'nothing-on-record'),
        answers: found,
        position: item.position,
        sources: item.sources,
      };
    });
}
