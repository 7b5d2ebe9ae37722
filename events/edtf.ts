/**
 * Dates as the sources print them: a small profile of EDTF (ISO 8601-2, Extended Date/Time Format).
 *
 * | written | meaning |
 * |---|---|
 * | `2025-09-04` | that day |
 * | `2025-09-04T11:00+02:00`, `…T09:00Z`, with seconds and fractions | that instant; only instants have zones |
 * | `2025-09`, `2025-09-XX` | some time in that month |
 * | `2025`, `2025-XX`, `2025-XX-XX` | some time in that year (1000 to 9999) |
 * | `[a,b]` | one of two |
 * | `[a..b]` | some time from a to b |
 * | `[..b]` (also `[,b]`) | by b, since when is unknown |
 * | `[a..]` (also `[a,]`) | from a on, until when is unknown |
 * | `a/b`, `a/..` | lasting from a to b, or from a on: it takes effect when it starts |
 * | `~` `?` `%` after a date | about, perhaps, both |
 *
 * Everything else is refused, and so is a date that does not exist or an interval that runs backwards. The sides of sets
 * and intervals are single dates; nothing nests.
 *
 * Pure: no I/O, no clock, no time zone of the machine.
 */

const DAY = 86_400_000;

/**
 * The stretch of time in which something took effect: UTC milliseconds since 1970, half-open `[lo, hi)`.
 * An open side is `-Infinity` or `Infinity`; `lo < hi` always. A day is 24 hours long, an instant one millisecond.
 */
export interface Bounds {
  readonly lo: number;
  readonly hi: number;
}

/** How the text is built. `by` is `[..b]`, `from` is `[a..]`. */
export type EdtfForm = 'instant' | 'day' | 'month' | 'year' | 'one-of' | 'between' | 'by' | 'from' | 'lasting';

/** How finely the text says when: sets are ranges; what lasts is as precise as its start. */
export type EdtfPrecision = 'instant' | 'day' | 'month' | 'year' | 'range';

/** A date, read. Values are frozen and may be shared. */
export interface Edtf {
  /** As written. */
  readonly text: string;
  readonly form: EdtfForm;
  readonly bounds: Bounds;
  readonly precision: EdtfPrecision;
  /** `~` or `%` on it, or on a side of it. Flags never widen the bounds. */
  readonly approximate: boolean;
  /** `?` or `%` on it, or on a side of it. */
  readonly uncertain: boolean;
  /** The sides of a set or interval, where they are given; always single dates. */
  readonly first?: Edtf;
  readonly last?: Edtf;
  /** Of what lasts from a to b: the bounds of b. Left out where the end is open. An end closes nothing by itself. */
  readonly end?: Bounds;
}

/** A text that is not a date of the profile. `reason` is for people and says what would be accepted. */
export class EdtfError extends Error {
  override readonly name = 'EdtfError';
  readonly kind = 'EdtfError';
  readonly code = 'InvalidDate';
  readonly text: string;
  readonly reason: string;
  /** A text of the profile that was probably meant. */
  readonly suggestion?: string;

  constructor(text: string, reason: string, suggestion?: string) {
    super(`${JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)} is not a date this record accepts: ${reason}`);
    this.text = text;
    this.reason = reason;
    if (suggestion !== undefined) this.suggestion = suggestion;
  }
}

/** Whether something caught is an {@link EdtfError}; also across two copies of this module. */
export function isEdtfError(e: unknown): e is EdtfError {
  return e instanceof Error && 'kind' in e && e.kind === 'EdtfError';
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * Reads a date of the profile.
 *
 * @throws {EdtfError} for every other text.
 */
export function parseEdtf(text: string): Edtf {
  return read(text) ?? refuse(text);
}

/** Whether a text is a date of the profile. Never throws. */
export function isEdtf(text: string): boolean {
  return !Number.isNaN(plainDay(text)) || read(text) !== undefined;
}

/**
 * The bounds of a date, UTC milliseconds, half-open. Fast for plain days; other texts are remembered (a bounded memory).
 *
 * @throws {EdtfError} as {@link parseEdtf}.
 */
export function boundsOf(text: string): Bounds {
  const lo = plainDay(text);
  if (!Number.isNaN(lo)) return { lo, hi: lo + DAY };
  const known = memory.get(text);
  if (known !== undefined) return known;
  const { bounds } = parseEdtf(text);
  if (memory.size >= MEMORY) memory.clear();
  memory.set(text, bounds);
  return bounds;
}

const MEMORY = 8192;
const memory = new Map<string, Bounds>();

/** Whether a date carries a flag (`~` about, `?` perhaps, `%` both) anywhere. Looks at the text only. */
export function isFlagged(text: string): boolean {
  return /[?~%]/.test(text);
}

/**
 * The exclusive upper bound (UTC ms) that a date means as a coordinate of a question: a day, month or year means its end,
 * an instant includes itself, an open end is `Infinity`.
 *
 * @throws {EdtfError}
 */
export function coordinateEnd(text: string): number {
  return boundsOf(text).hi;
}

/**
 * When a claim's window closes (UTC ms, the first moment at which it no longer holds).
 *
 * @param until the last day of the window; a vaguer date closes it after some day in it. Left out (or empty), it never closes.
 * @param from the lower bound of the time the claim speaks of (UTC ms): a window of a day or more does not close before that day has ended.
 * @returns `earliest`, from when it may have closed, and `latest`, from when it surely has; both `Infinity` without an end.
 * @throws {EdtfError}
 */
export function windowEnd(until: string | undefined, from: number): { earliest: number; latest: number } {
  if (until === undefined || until === '') return { earliest: Infinity, latest: Infinity };
  const { lo, hi } = boundsOf(until);
  const firstDayEnds = Math.floor(from / DAY) * DAY + DAY;
  return { earliest: Math.min(hi, Math.max(lo + DAY, firstDayEnds)), latest: hi };
}

/**
 * `[..D]`, flags removed: when something took effect that is seen to hold on D, and nobody knows since when.
 *
 * @throws {EdtfError} if D is not a single date (a set or interval cannot be the end of another).
 */
export function upTo(text: string): string {
  const { form } = parseEdtf(text);
  if (!isSingle(form)) throw new EdtfError(text, 'a single day, month, year or instant is needed here');
  return `[..${text.replace(/[?~%]$/, '')}]`;
}

/**
 * The UTC calendar day (`2025-09-04`) of a moment given in UTC milliseconds. Of an exclusive bound, ask for `hi - 1`.
 *
 * @throws {RangeError} for open sides and outside the years 1000 to 9999, where the profile has no days.
 */
export function utcDay(ms: number): string {
  return instantText(ms).slice(0, 10);
}

/**
 * A moment (UTC milliseconds, whole) as an instant of the profile, ISO 8601 with milliseconds and `Z`.
 *
 * @throws {RangeError} for open sides and outside the years 1000 to 9999.
 */
export function instantText(ms: number): string {
  if (!(ms >= FIRST && ms < BEYOND)) throw new RangeError(`${ms} is not a moment in the years 1000 to 9999`);
  return new Date(ms).toISOString();
}

/** Milliseconds of midnight UTC on a day of the proleptic Gregorian calendar (month 1 to 12). */
function midnight(year: number, month: number, day: number): number {
  // days since 1970-01-01, counted in years that begin in March, so that the leap day comes last
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * DAY;
}

const FIRST = midnight(1000, 1, 1);
const BEYOND = midnight(10_000, 1, 1);

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** The midnight that begins a plain `YYYY-MM-DD`; NaN for any other text. The fast way: most dates are plain days. */
function plainDay(text: string): number {
  if (text.length !== 10 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45) return NaN;
  const a = digit(text, 0);
  if (!(a > 0)) return NaN;
  const year = a * 1000 + digit(text, 1) * 100 + digit(text, 2) * 10 + digit(text, 3);
  const month = digit(text, 5) * 10 + digit(text, 6);
  const day = digit(text, 8) * 10 + digit(text, 9);
  if (Number.isNaN(year) || !(month >= 1 && month <= 12) || !(day >= 1 && day <= daysIn(year, month))) return NaN;
  return midnight(year, month, day);
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57 ? code - 48 : NaN;
}

const SINGLE = /^([1-9]\d{3})(?:-(\d\d|XX)(?:-(\d\d|XX)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d))?)?)?([?~%])?$/;

const isSingle = (form: EdtfForm): boolean => form === 'instant' || form === 'day' || form === 'month' || form === 'year';

function read(text: string): Edtf | undefined {
  const set = splitSet(text);
  if (set) {
    const { a, separator, b } = set;
    const first = a === '' ? undefined : readSingle(a);
    const last = b === '' ? undefined : readSingle(b);
    if ((a !== '' && !first) || (b !== '' && !last) || !(first ?? last)) return undefined;
    const form = !first ? 'by' : !last ? 'from' : separator === ',' ? 'one-of' : 'between';
    return composite(text, form, first, last);
  }
  const slash = text.indexOf('/');
  if (slash < 0) return readSingle(text);
  const first = readSingle(text.slice(0, slash));
  const rest = text.slice(slash + 1);
  const last = rest === '..' ? undefined : readSingle(rest);
  return first && (last ?? rest === '..') ? composite(text, 'lasting', first, last) : undefined;
}

/** `[a..b]` or `[a,b]` at its first separator; either side may be empty. */
function splitSet(text: string): { a: string; separator: '..' | ','; b: string } | undefined {
  if (!text.startsWith('[') || !text.endsWith(']')) return undefined;
  const inner = text.slice(1, -1);
  const dots = inner.indexOf('..');
  const comma = inner.indexOf(',');
  if (dots < 0 && comma < 0) return undefined;
  const separator = comma < 0 || (dots >= 0 && dots < comma) ? '..' : ',';
  const at = separator === '..' ? dots : comma;
  return { a: inner.slice(0, at), separator, b: inner.slice(at + separator.length) };
}

function composite(text: string, form: EdtfForm, first: Edtf | undefined, last: Edtf | undefined): Edtf | undefined {
  const lo = first?.bounds.lo ?? -Infinity;
  const hi = last?.bounds.hi ?? Infinity;
  if (!(lo < hi)) return undefined; // it runs backwards
  const lasting = form === 'lasting';
  return Object.freeze<Edtf>({
    text,
    form,
    bounds: lasting ? first!.bounds : Object.freeze({ lo, hi }),
    precision: lasting ? first!.precision : 'range',
    approximate: (first?.approximate ?? false) || (last?.approximate ?? false),
    uncertain: (first?.uncertain ?? false) || (last?.uncertain ?? false),
    ...(first && { first }),
    ...(last && { last }),
    ...(lasting && last && { end: last.bounds }),
  });
}

function readSingle(text: string): Edtf | undefined {
  const m = SINGLE.exec(text);
  if (!m) return undefined;
  const [, yyyy, mm, dd, hours, minutes, seconds, fraction, zone, flag] = m;
  const year = Number(yyyy);
  const make = (form: 'instant' | 'day' | 'month' | 'year', lo: number, hi: number): Edtf =>
    Object.freeze<Edtf>({
      text,
      form,
      bounds: Object.freeze({ lo, hi }),
      precision: form,
      approximate: flag === '~' || flag === '%',
      uncertain: flag === '?' || flag === '%',
    });
  if (zone === undefined) {
    if (mm === undefined || mm === 'XX') {
      if (dd !== undefined && dd !== 'XX') return undefined; // a day without its month
      return make('year', midnight(year, 1, 1), midnight(year + 1, 1, 1));
    }
    const month = Number(mm);
    if (month < 1 || month > 12) return undefined;
    if (dd === undefined || dd === 'XX') {
      return make('month', midnight(year, month, 1), month === 12 ? midnight(year + 1, 1, 1) : midnight(year, month + 1, 1));
    }
  }
  const lo = plainDay(text.slice(0, 10));
  if (Number.isNaN(lo)) return undefined;
  if (zone === undefined) return make('day', lo, lo + DAY);
  const offset = zoneMinutes(zone);
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds ?? 0) > 59 || offset === undefined) return undefined;
  const milliseconds = Number((fraction ?? '').slice(0, 3).padEnd(3, '0')); // finer fractions are cut off
  const at = lo + (Number(hours) * 60 + Number(minutes) - offset) * 60_000 + Number(seconds ?? 0) * 1000 + milliseconds;
  return make('instant', at, at + 1);
}

/** `+02:00` → 120; undefined if there is no such offset. */
function zoneMinutes(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(4));
  if (hours > 23 || minutes > 59) return undefined;
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

// ── order ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whether a has ended before b begins: the only sense in which one uncertain time is known to come first. */
export function isEarlier(a: Bounds, b: Bounds): boolean {
  return a.hi <= b.lo;
}

/**
 * Order of bounds in a timeline: by start, then by end. An open start comes before every other start, an open end after
 * every other end. Where {@link isEarlier} holds this order agrees; where nothing is known it merely decides.
 */
export function compareBounds(a: Bounds, b: Bounds): number {
  return a.lo < b.lo ? -1 : a.lo > b.lo ? 1 : a.hi < b.hi ? -1 : a.hi > b.hi ? 1 : 0;
}

/**
 * A total order of dates for timelines: {@link compareBounds}, then by text (UTF-16 code units), so that only equal texts
 * are equal.
 *
 * @throws {EdtfError}
 */
export function compareEdtf(a: string, b: string): number {
  return compareBounds(boundsOf(a), boundsOf(b)) || (a < b ? -1 : a > b ? 1 : 0);
}

// ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────────

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

const monthName = (month: number): string => MONTHS[month - 1]!;

export interface FormatOptions {
  /** Leave this year out where every part of the date falls in it (a bare year is never left out). */
  readonly year?: number;
}

/**
 * A date in English, for people: "4 September 2025", "some time in August 2025", "4 or 5 September 2025",
 * "by 4 September 2025", "perhaps about 3 September 2025", "4 September 2025, 11:00 (UTC+2)" (the zone as written).
 *
 * @throws {EdtfError}
 */
export function formatEdtf(text: string, options: FormatOptions = {}): string {
  const date = parseEdtf(text);
  const { form, first, last } = date;
  const bare = [date, first, last].every((d) => !d || !isSingle(d.form) || yearOf(d) === options.year);
  const noun = (d: Edtf) => `${flagWords(d)}${name(d, bare)}`;
  switch (form) {
    case 'by':
      return last!.form === 'month' || last!.form === 'year' ? `by the end of ${noun(last!)}` : `by ${noun(last!)}`;
    case 'from':
      return `from ${noun(first!)} on`;
    case 'lasting':
      if (!last) return `since ${noun(first!)}`;
      return first!.text === last.text ? phrase(first!, bare) : joined(first!, 'to', last, bare);
    case 'between':
      return first!.text === last!.text ? phrase(first!, bare) : `between ${joined(first!, 'and', last!, bare)}`;
    case 'one-of':
      if (first!.text === last!.text) return phrase(first!, bare);
      return `${isVague(first!) && isVague(last!) && flagWords(first!) === '' ? 'in ' : ''}${joined(first!, 'or', last!, bare)}`;
    default:
      return phrase(date, bare);
  }
}

const isVague = (d: Edtf): boolean => d.form === 'month' || d.form === 'year';
const yearOf = (d: Edtf): number => Number(d.text.slice(0, 4));
const monthOf = (d: Edtf): number => Number(d.text.slice(5, 7));
const dayOf = (d: Edtf): number => Number(d.text.slice(8, 10));
const flagWords = (d: Edtf): string => `${d.uncertain ? 'perhaps ' : ''}${d.approximate ? 'about ' : ''}`;

/** A single date standing alone: "some time in August 2025", "in 2022". */
function phrase(d: Edtf, bare: boolean): string {
  if (d.approximate || !isVague(d)) return `${flagWords(d)}${name(d, bare)}`;
  return `${d.uncertain ? 'perhaps ' : d.form === 'month' ? 'some time ' : ''}in ${name(d, bare)}`;
}

/** A single date as a noun, without its flag. */
function name(d: Edtf, bare: boolean): string {
  if (d.form === 'year') return String(yearOf(d));
  const month = `${monthName(monthOf(d))}${bare ? '' : ` ${yearOf(d)}`}`;
  if (d.form === 'month') return month;
  return `${dayOf(d)} ${month}${d.form === 'instant' ? `, ${clock(d)}${zone(d)}` : ''}`;
}

const clock = (d: Edtf): string => /T([\d:.]+)/.exec(d.text)![1]!;

/** The zone as written: " UTC", " (UTC+2)", " (UTC−5:30)". */
function zone(d: Edtf): string {
  const m = /([+-])(\d\d):(\d\d)[?~%]?$/.exec(d.text);
  if (!m || (m[2] === '00' && m[3] === '00')) return ' UTC';
  return ` (UTC${m[1] === '+' ? '+' : '−'}${Number(m[2])}${m[3] === '00' ? '' : `:${m[3]}`})`;
}

/** Two dates with a word between, and nothing said twice: "4 or 5 September 2025", "31 August to 1 September 2025". */
function joined(a: Edtf, word: string, b: Edtf, bare: boolean): string {
  const [nameA, nameB] = [name(a, bare), name(b, bare)];
  const apart = `${flagWords(a)}${nameA} ${word} ${flagWords(b)}${nameB}`;
  if (flagWords(a) !== '' || flagWords(b) !== '' || a.form !== b.form || a.form === 'year' || yearOf(a) !== yearOf(b)) return apart;
  if (a.form === 'instant') {
    if (a.text.slice(0, 10) !== b.text.slice(0, 10) || zone(a) !== zone(b)) return apart;
    const day = `${dayOf(a)} ${monthName(monthOf(a))}${bare ? '' : ` ${yearOf(a)}`}`;
    return `${clock(a)} ${word} ${clock(b)}${zone(a)} on ${day}`;
  }
  if (a.form === 'day' && monthOf(a) === monthOf(b)) return `${dayOf(a)} ${word} ${nameB}`;
  return `${name(a, true)} ${word} ${nameB}`;
}

// ── refusing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const ACCEPTED =
  'accepted are a day (2025-09-04), an instant with its zone (2025-09-04T17:00Z), a month (2025-09), a year (2025), ' +
  '[a,b], [a..b], [..b] and [a..] for some time in them, a/b and a/.. for what lasts, and ~ ? % after a date';

function refuse(text: string): never {
  const { reason, meant } = explain(text);
  const suggestion = meant !== undefined && isEdtf(meant) ? meant : undefined;
  throw new EdtfError(text, suggestion === undefined ? reason : `${reason}; perhaps ${suggestion}`, suggestion);
}

interface Explanation {
  readonly reason: string;
  /** What may have been meant; offered only if it is a date of the profile. */
  readonly meant?: string;
}

/** Why a text is refused. Called only once it is known that it is. */
function explain(text: string): Explanation {
  if (text === '') return { reason: `it is empty; ${ACCEPTED}` };
  if (text.length > 200) return { reason: `it is too long; ${ACCEPTED}` };
  if (/\s/.test(text)) {
    const words = /^\s*(\d{1,2})\s+([A-Za-z]{3,})\.?,?\s+(\d{4})\s*$/.exec(text);
    const month = words ? MONTHS.findIndex((m) => m.toLowerCase().startsWith(words[2]!.toLowerCase())) + 1 : 0;
    if (words && month > 0)
      return { reason: 'dates are written in digits, year first', meant: `${words[3]!}-${two(month)}-${two(Number(words[1]))}` };
    return { reason: `dates are written without spaces; ${ACCEPTED}`, meant: text.replace(/\s+/g, '') };
  }
  const set = splitSet(text);
  if (set) {
    const { a, separator, b } = set;
    if (a === '' && b === '') return { reason: 'both sides are open, so it says nothing; leave the date out instead' };
    if (/[[\]/]/.test(a) || /[[\]/]/.test(b)) return { reason: 'the sides of [a..b] are single dates; sets and intervals do not nest' };
    if (b.includes(',') || b.includes('..')) {
      const days = text.slice(1, -1).split(/,|\.\./);
      return { reason: 'a set has two sides; of more, give the first and the last', meant: `[${days[0]!}..${days.at(-1)!}]` };
    }
    return sides(a, b, (x, y) => `[${x}${separator}${y}]`);
  }
  if (text.includes('/') && /[[\]]/.test(text)) return { reason: 'the sides of a/b are single dates; sets and intervals do not nest' };
  if (text.startsWith('[') || text.endsWith(']')) {
    if (/\][?~%]$/.test(text)) return { reason: 'a flag stands after a single date, inside the brackets' };
    return { reason: 'brackets hold [a,b], [a..b], [..b] or [a..]', meant: text.replace(/[[\]]/g, '') };
  }
  if (/[{}]/.test(text))
    return { reason: 'all of several days ({…}) is not accepted; record one development for each, or an interval a/b' };
  if (text.includes('/')) return explainInterval(text);
  if (text.includes('..')) return { reason: 'a range is written in brackets', meant: `[${text}]` };
  return explainSingle(text);
}

function explainInterval(text: string): Explanation {
  const parts = text.split('/');
  if (parts.length === 3 && parts.every((p) => /^\d{1,4}$/.test(p))) return explainSingle(text);
  if (parts.length > 2) return { reason: 'an interval has two sides, a/b' };
  const [a, b] = parts as [string, string];
  if (a === '..' || a === '') {
    if (b === '..' || b === '') return { reason: 'both sides are open, so it says nothing; leave the date out instead' };
    return {
      reason:
        'what lasts takes effect when it starts, so its start cannot be open; for something that began on an unknown day up to then, write [..b]',
      meant: `[..${b}]`,
    };
  }
  if (b === '') return { reason: 'an open end is written a/..', meant: `${a}/..` };
  return sides(a, b === '..' ? '' : b, (x, y) => `${x}/${y === '' ? '..' : y}`);
}

function sides(a: string, b: string, put: (a: string, b: string) => string): Explanation {
  const first = a === '' ? undefined : readSingle(a);
  const last = b === '' ? undefined : readSingle(b);
  if (first && last) return { reason: `it runs backwards: ${spoken(a)} begins when ${spoken(b)} is over`, meant: put(b, a) };
  const [bad, other] = a !== '' && !first ? [a, b] : [b, a];
  const { reason, meant } = explainSingle(bad);
  if (meant === undefined) return { reason: `${JSON.stringify(bad)}: ${reason}` };
  return { reason: `${JSON.stringify(bad)}: ${reason}`, meant: bad === a ? put(meant, other) : put(other, meant) };
}

const spoken = (text: string): string => name(readSingle(text)!, false);
const two = (n: number): string => String(n).padStart(2, '0');

function explainSingle(text: string): Explanation {
  let m: RegExpExecArray | null;
  const bare = text.replace(/[?~%]+$/, '');
  const flags = text.slice(bare.length);
  if (flags.length > 1) return { reason: 'one flag is enough: ~ about, ? perhaps, % both', meant: `${bare}%` };
  if (/[?~%]/.test(bare))
    return { reason: 'a flag (~ ? %) stands at the end of the date', meant: `${bare.replace(/[?~%]/g, '')}${/[?~%]/.exec(bare)![0]}` };
  if ((m = /^(\d{4})(\d\d)(\d\d)$/.exec(bare)))
    return { reason: 'day, month and year are joined by hyphens', meant: `${m[1]!}-${m[2]!}-${m[3]!}${flags}` };
  if (/^[-+Y]|^\d{5,}/.test(bare) || /^0\d{3}(-|$)/.test(bare)) return { reason: 'years are four digits, 1000 to 9999' };
  if ((m = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(bare)))
    return { reason: 'the year comes first, with hyphens', meant: `${m[3]!}-${two(Number(m[2]))}-${two(Number(m[1]))}${flags}` };
  if (/^\d{1,2}[/-]\d{1,2}[/-]\d{4}$/.test(bare)) return { reason: 'the year comes first, then the month: 2025-09-04' };
  if ((m = /^(\d{4})[./](\d{1,2})[./](\d{1,2})$/.exec(bare)))
    return { reason: 'day, month and year are joined by hyphens', meant: `${m[1]!}-${two(Number(m[2]))}-${two(Number(m[3]))}${flags}` };
  if (/^\d[\dX]{3}$/.test(bare) && bare.includes('X')) {
    return {
      reason: 'of a year every digit is needed; write a decade or century as a range',
      meant: `[${bare.replaceAll('X', '0')}..${bare.replaceAll('X', '9')}]`,
    };
  }
  if (/[xu]/.test(bare)) return { reason: 'what is unknown is written XX, in capitals', meant: text.replace(/[xu]/g, 'X') };
  if (/^\d{4}-W/.test(bare) || /^\d{4}-\d{3}$/.test(bare))
    return { reason: 'weeks and days of the year are not accepted; write day, month and year: 2025-09-04' };
  if (/^\d{4}-XX-\d\d/.test(bare)) return { reason: 'a day without its month says too little', meant: `${bare.slice(0, 4)}${flags}` };
  if (bare.includes('T')) return explainInstant(bare, flags);
  if ((m = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}|XX))?$/.exec(bare))) {
    const [year, month] = [Number(m[1]), Number(m[2])];
    if (month >= 21 && month <= 41 && m[3] === undefined)
      return { reason: 'seasons and quarters are not accepted; write the months: [2025-03..2025-05]' };
    if (month < 1 || month > 12) return { reason: `there is no month ${m[2]!}; months are 01 to 12` };
    const day = m[3] === undefined || m[3] === 'XX' ? 1 : Number(m[3]);
    if (day < 1 || day > daysIn(year, month)) return { reason: `${monthName(month)} ${year} has ${daysIn(year, month)} days` };
    return {
      reason: 'month and day have two digits',
      meant: `${m[1]!}-${two(month)}${m[3] === undefined ? '' : `-${m[3] === 'XX' ? 'XX' : two(day)}`}${flags}`,
    };
  }
  return { reason: ACCEPTED };
}

function explainInstant(bare: string, flags: string): Explanation {
  const m = /^(.*?)T(\d\d):?(\d\d)(?::?(\d\d)(?:[.,]\d+)?)?(.*)$/.exec(bare);
  const shape = 'an instant is written 2025-09-04T17:00Z or 2025-09-04T17:00+02:00, seconds if known';
  if (!m) return { reason: shape };
  const [, day, hours, minutes, seconds, offset] = m;
  if (Number.isNaN(plainDay(day!))) {
    const { reason, meant } = explainSingle(day!);
    return {
      reason: `${reason}; an instant needs its day`,
      ...(meant !== undefined && { meant: `${meant}${bare.slice(day!.length)}${flags}` }),
    };
  }
  if (hours === '24') return { reason: 'hours are 00 to 23; midnight is T00:00 of the day that begins' };
  if (Number(hours) > 23) return { reason: 'hours are 00 to 23' };
  if (Number(minutes) > 59 || Number(seconds ?? 0) > 59) return { reason: 'minutes and seconds are 00 to 59' };
  if (offset === '') return { reason: `an instant needs its zone, Z or an offset such as +02:00; without one, write the day`, meant: day! };
  if (/^[+-]\d\d:\d\d$/.test(offset!)) return { reason: 'there is no such offset; hours are 00 to 23, minutes 00 to 59' };
  const bad = /^([+-]\d\d)(\d\d)?$/.exec(offset!);
  if (bad) return { reason: 'an offset is written +02:00', meant: `${bare.slice(0, -offset!.length)}${bad[1]!}:${bad[2] ?? '00'}${flags}` };
  return { reason: shape };
}
