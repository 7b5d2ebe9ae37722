/** iCalendar (RFC 5545). Days are whole days; what is not known to the day says so in its title and keeps the date as it was said. */
import { dayAfter, daysOf } from './calendar-days.ts';

export interface CalendarEntry {
  readonly id: string;
  readonly title: string;
  /** EDTF, as recorded. */
  readonly date: string;
  readonly lines: readonly string[];
  readonly place?: string | undefined;
  readonly isCancelled?: boolean;
  /** Grows with each correction. */
  readonly sequence: number;
}

const escape = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|\n|\u2028|\u2029/g, '\n')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
    .replace(/[\\;,]/g, (c) => `\\${c}`)
    .replaceAll('\n', '\\n');

/** Lines are folded at 75 octets, never within a character. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const c of line) {
    const n = Buffer.byteLength(c);
    if (octets + n > 75) {
      parts.push(part);
      part = '';
      octets = 1; // the blank that a folded line begins with
    }
    part += c;
    octets += n;
  }
  return [...parts, part].join('\r\n ');
}

const compact = (text: string): string => text.replace(/[-:]/g, '');
const stamp = (date: Date): string => `${compact(date.toISOString().slice(0, 19))}Z`;

/** `recordedAt` is when the record stood so: it, and no clock, dates the entries, so that the same answer gives the same bytes. */
export function icalendar(name: string, entries: readonly CalendarEntry[], recordedAt: string | null): string {
  const dtstamp = stamp(new Date(recordedAt ?? 0));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//demarche//record//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escape(name)}`,
  ];
  for (const e of entries) {
    const days = daysOf(e.date);
    if (!days) continue;
    const when = days.instant
      ? [`DTSTART:${stamp(days.instant)}`]
      : [`DTSTART;VALUE=DATE:${compact(days.first)}`, `DTEND;VALUE=DATE:${compact(dayAfter(days.last))}`];
    lines.push(
      'BEGIN:VEVENT',
      `UID:${escape(e.id)}@demarche`,
      `DTSTAMP:${dtstamp}`,
      ...when,
      `SEQUENCE:${e.sequence}`,
      `SUMMARY:${escape(days.exact ? e.title : `${e.title} (${e.date})`)}`,
      `DESCRIPTION:${escape(e.lines.join('\n'))}`,
      ...(e.place === undefined ? [] : [`LOCATION:${escape(e.place)}`]),
      `STATUS:${e.isCancelled ? 'CANCELLED' : days.exact ? 'CONFIRMED' : 'TENTATIVE'}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    );
  }
  lines.push('END:VCALENDAR');
  return lines.map((l) => `${fold(l)}\r\n`).join('');
}
