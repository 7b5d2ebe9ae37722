/** Days and ages. A date of unknown precision is never more than its bounds; the page counts in UTC days, as the record does. */
import { boundsOf, coordinateEnd, parseEdtf, utcDay } from '../../events/edtf.ts';

export const DAY = 86_400_000;

/** A day as a count since 1970. */
export const dayNumber = (day: string): number => Math.floor(Date.parse(`${day.slice(0, 10)}T00:00:00Z`) / DAY);
/** A count of days as a day. */
export const dayText = (n: number): string => utcDay(n * DAY);

/** The last day that a coordinate reaches: of a month its last, of an instant its own; undefined for what is no date. */
export function lastDay(text: string): string | undefined {
  try {
    const end = coordinateEnd(text);
    return Number.isFinite(end) ? utcDay(end - 1) : undefined;
  } catch {
    return undefined;
  }
}
/** The bounds of a date in UTC milliseconds; undefined for what is none. */
export function bounds(text: string): { readonly lo: number; readonly hi: number } | undefined {
  try {
    return boundsOf(text);
  } catch {
    return undefined;
  }
}
/** Why a text is no date, in a sentence; undefined where it is one that a question can take. */
export function notADate(text: string): string | undefined {
  try {
    const { form } = parseEdtf(text);
    if (form === 'day' || form === 'month' || form === 'year' || form === 'instant') return undefined;
    return 'A question takes one day (2025-09-04), month (2025-09), year (2025) or instant.';
  } catch (e) {
    return e instanceof Error ? e.message : String(e);
  }
}

/** How long before a moment something was said last: "today", "12 days", "5 months", "2 years". Empty where it cannot be told. */
export function age(date: string | undefined, at: string): string {
  const said = date === undefined ? undefined : bounds(date);
  const day = lastDay(at);
  if (!said || day === undefined || !Number.isFinite(said.hi)) return '';
  const days = dayNumber(day) - Math.floor((said.hi - 1) / DAY);
  if (days < 0) return '';
  if (days === 0) return 'that day';
  if (days < 60) return days === 1 ? '1 day' : `${days} days`;
  if (days < 730) return `${Math.round(days / 30.44)} months`;
  return `${Math.round(days / 365.25)} years`;
}
/** The same for a narrow column: "0 d" (that day), "12 d", "5 mo", "2 y". */
export const shortAge = (text: string): string =>
  text.replace(/(?<=\d) days?$/, ' d').replace(/ months$/, ' mo').replace(/ years$/, ' y').replace(/^that day$/, '0 d'); // prettier-ignore

/** A calendar month back: the same day of the month before, or its last. */
export function monthsBefore(day: string, months: number): string {
  const [y, m, d] = day.split('-').map(Number) as [number, number, number];
  const first = new Date(Date.UTC(y, m - 1 - months, 1));
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate();
  return utcDay(Date.UTC(first.getUTCFullYear(), first.getUTCMonth(), Math.min(d, last)));
}

/** An instant of recording, to the minute: "24 November 2026, 08:10 UTC" is `2026-11-24 08:10 UTC`. */
export const recordedText = (instant: string | null | undefined): string =>
  instant === null || instant === undefined ? 'unknown' : `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
