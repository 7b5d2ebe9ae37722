/** What calendars and timelines need of a date of the record: its days, since neither can say "some day in it". */
import { boundsOf, utcDay } from '../../events/edtf.ts';

const DAY = 86_400_000;

export interface Days {
  /** First and last day, UTC. */
  readonly first: string;
  readonly last: string;
  /** The instant, where the date is one. */
  readonly instant?: Date;
  /** The day is known: no stretch, no open side, no flag. */
  readonly exact: boolean;
}

/** The days of a date; a side that is open is the day of the other. Undefined where the text is no date. */
export function daysOf(date: string): Days | undefined {
  let bounds;
  try {
    bounds = boundsOf(date);
  } catch {
    return undefined;
  }
  const { lo, hi } = bounds;
  const from = Number.isFinite(lo) ? lo : hi - 1;
  const to = Number.isFinite(hi) ? hi - 1 : from;
  if (!Number.isFinite(from)) return undefined;
  const [first, last] = [utcDay(from), utcDay(to)];
  const isInstant = hi - lo === 1;
  return {
    first,
    last,
    ...(isInstant && { instant: new Date(lo) }),
    exact: isInstant || (first === last && /^\d{4}-\d\d-\d\d$/.test(date)),
  };
}

/** The day after one. */
export const dayAfter = (day: string): string => utcDay(Date.parse(day) + DAY);
