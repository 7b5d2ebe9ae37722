/**
 * Dates of a table by explicit formats. `d` is a day and `m` a month in one or two digits, `Y` a year in four, `M` a month's
 * English name or its first three letters; other characters stand for themselves. `ISO` takes what a date of the record may be
 * (2025-09-04, 2025-09, [2025-09-04,2025-09-05] …). Nothing is guessed: what several formats read differently is a fault.
 */
import { isEdtf } from '../../../events/edtf.ts';

export interface DateFormat {
  readonly text: string;
  /** The date in the record's form; undefined where the text is not of this format; null where there is no such day. */
  readonly read: (text: string) => string | null | undefined;
}

const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const PARTS: Readonly<Record<string, string>> = {
  d: '(?<d>\\d{1,2})',
  m: '(?<m>\\d{1,2})',
  Y: '(?<Y>\\d{4})',
  M: '(?<M>[A-Za-z]{3,9})\\.?',
};

/** Compiles a format, or says what is wrong with it. */
export function dateFormat(format: string): DateFormat | { readonly problem: string } {
  if (format === 'ISO') return { text: format, read: (text) => (isEdtf(text) ? text : isoLike(text) ? null : undefined) };
  const letters = Array.from(format).filter((c) => /[A-Za-z]/.test(c));
  const unknown = letters.find((c) => !Object.hasOwn(PARTS, c));
  if (unknown !== undefined)
    return { problem: `"${unknown}" is no part of a date format: it is made of d, m, M and Y (a year of four digits), or is ISO` };
  if (new Set(letters).size < letters.length) return { problem: 'each part of a date stands in its format once' };
  if (!letters.includes('Y')) return { problem: 'a date format has a year: Y' };
  if (letters.includes('m') && letters.includes('M')) return { problem: 'a date format has one month: m (number) or M (name)' };
  if (letters.includes('d') && !letters.includes('m') && !letters.includes('M')) return { problem: 'a day needs a month beside it' };
  const pattern = Array.from(format)
    .map((c) => PARTS[c] ?? c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'))
    .join('');
  const regex = new RegExp(`^${pattern}$`);
  return {
    text: format,
    read: (text) => {
      const { d, m, M, Y } = (regex.exec(text)?.groups ?? {}) as Partial<Record<string, string>>;
      if (Y === undefined) return undefined;
      const named =
        M === undefined ? undefined : MONTHS.findIndex((name) => name === M.toLowerCase() || name.slice(0, 3) === M.toLowerCase()) + 1;
      if (named === 0) return undefined;
      const month = named ?? (m === undefined ? undefined : Number(m));
      const two = (n: number) => String(n).padStart(2, '0');
      const date = [Y, ...(month === undefined ? [] : [two(month)]), ...(d === undefined ? [] : [two(Number(d))])].join('-');
      return isEdtf(date) ? date : null;
    },
  };
}

const isoLike = (text: string): boolean => /^\d{4}(-\d\d(-\d\d)?)?$/.test(text);

export type DateReading =
  { readonly date: string } | { readonly problem: 'InvalidDate' | 'AmbiguousDate'; readonly message: string; readonly remedy: string };

/** Reads a date by the formats of its column. */
export function readDate(text: string, formats: readonly DateFormat[]): DateReading {
  const read = formats.flatMap((f) => {
    const date = f.read(text);
    return date === undefined ? [] : [{ date, format: f.text }];
  });
  const dates = new Map(read.flatMap((r) => (r.date === null ? [] : [[r.date, r.format] as const])));
  if (dates.size > 1)
    return {
      problem: 'AmbiguousDate',
      message: `"${text}" is ${[...dates].map(([date, format]) => `${date} (${format})`).join(' or ')}`,
      remedy: 'give the column one format, or write its dates so that only one fits',
    };
  const [date] = dates.keys();
  if (date !== undefined) return { date };
  if (read.length)
    return {
      problem: 'InvalidDate',
      message: `"${text}" is no day that exists`,
      remedy: 'correct it, or the format: day and month may be exchanged',
    };
  return {
    problem: 'InvalidDate',
    message: `"${text}" is no date of the format ${formats.map((f) => f.text).join(' or ')}`,
    remedy: /^\d{5}(\.\d+)?$/.test(text)
      ? 'it looks like the number that a spreadsheet keeps for a day: format the column as a date and save it again'
      : 'correct it, or add its format to "date"',
  };
}
