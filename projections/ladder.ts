/** Rungs that a ladder once had. */
import { height } from './change.ts';
import { asOf } from './record.ts';
import type { IssueInfo, Versioned } from './record.ts';

/** A rung that a revision took away. */
export type RetiredRung = IssueInfo['ladder'][number] & {
  /** Rungs from neutral on the last ladder that had it: negative against, positive for. */
  readonly rung: number;
};

/**
 * The rungs that an issue's ladder had, and has no more at a log size: old claims keep their ladder (MODEL.md, `IssueRevised`), so
 * they still say what these mean.
 */
export function retiredRungs(versions: Versioned<IssueInfo>, size: number): RetiredRung[] {
  const found = new Map<string, RetiredRung>();
  for (const { seq, value } of versions) {
    if (seq >= size) break;
    const ladder = { stances: value.ladder.map((r) => r.stance), neutral: value.neutral };
    for (const rung of value.ladder) found.set(rung.stance, { ...rung, rung: height(ladder, rung.stance) });
  }
  for (const { stance } of asOf(versions, size)?.ladder ?? []) found.delete(stance);
  return [...found.values()];
}
