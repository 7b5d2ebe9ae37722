/** Dates as people say how well they know them, and the EDTF text that this is. Pure. */
import { formatEdtf, parseEdtf } from '../../../events/edtf.ts';

/** How well a date is known, in the order in which it is offered. `written` is the text itself, for what the controls do not have. */
export const KNOWN = {
  day: 'that very day',
  hour: 'that day, at an hour',
  month: 'some time in that month',
  year: 'some time in that year',
  between: 'between two days',
  'one-of': 'one of two days',
  by: 'on that day or before',
  from: 'on that day or after',
  written: 'otherwise (EDTF)',
} as const;
export type Known = keyof typeof KNOWN;

/** A date being written. */
export interface DateDraft {
  readonly known: Known;
  /** A day, a month (2025-09), a year, or the text where it is written. */
  readonly a: string;
  /** The other day of two. */
  readonly b: string;
  readonly hour: string;
  /** Offset of the hour: `Z` or `+02:00`. */
  readonly zone: string;
  /** `~` about, `?` perhaps, `%` both. */
  readonly flag: '' | '~' | '?' | '%';
}
export const NO_DATE: DateDraft = { known: 'day', a: '', b: '', hour: '', zone: 'Z', flag: '' };

/** The EDTF text; empty while something is missing. */
export function dateText(d: DateDraft): string {
  if (d.a.trim() === '') return '';
  const a = d.a.trim() + (d.known === 'written' || d.known === 'hour' ? '' : d.flag);
  const b = d.b.trim() === '' ? '' : d.b.trim() + d.flag;
  switch (d.known) {
    case 'written':
      return a;
    case 'hour':
      return d.hour === '' ? '' : `${a}T${d.hour}${d.zone}${d.flag}`;
    case 'between':
      return b === '' ? '' : `[${a}..${b}]`;
    case 'one-of':
      return b === '' ? '' : `[${a},${b}]`;
    case 'by':
      return `[..${a}]`;
    case 'from':
      return `[${a}..]`;
    default:
      return a;
  }
}

const FLAG = /[~?%]$/;
/** A text of the record in the controls. What they cannot say is kept as it is written: `dateText` gives every text back. */
export function dateDraft(text: string | undefined): DateDraft {
  if (text === undefined || text === '') return NO_DATE;
  const written: DateDraft = { ...NO_DATE, known: 'written', a: text };
  let draft: DateDraft | undefined;
  try {
    const { form, first, last } = parseEdtf(text);
    const one = first ?? last;
    const flag = (FLAG.exec(one?.text ?? text)?.[0] ?? '') as DateDraft['flag'];
    const plain = (date: string) => date.replace(FLAG, '');
    const hour = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(Z|[+-]\d\d:\d\d)$/.exec(plain(text));
    const isOfDays = [first, last].every((x) => x === undefined || x.form === 'day');
    if (form === 'day' || form === 'month' || form === 'year') draft = { ...NO_DATE, known: form, a: plain(text), flag };
    else if (form === 'instant' && hour) draft = { ...NO_DATE, known: 'hour', a: hour[1]!, hour: hour[2]!, zone: hour[3]!, flag };
    else if (form !== 'instant' && form !== 'lasting' && isOfDays)
      draft = { ...NO_DATE, known: form, a: plain(one!.text), b: first && last ? plain(last.text) : '', flag };
  } catch {
    return written;
  }
  return draft && dateText(draft) === text ? draft : written;
}

/** Another way of knowing the same date: what was written is kept as far as it fits. */
export function knownAs(d: DateDraft, known: Known): DateDraft {
  if (known === 'written') return { ...d, known, a: dateText(d) || d.a, flag: '' };
  const day = d.known === 'written' ? dateDraft(d.a).a : d.a;
  if (known === 'month') return { ...d, known, a: /^\d{4}-\d\d(?=$|-)/.exec(day)?.[0] ?? '' };
  if (known === 'year') return { ...d, known, a: /^\d{4}(?=$|-)/.exec(day)?.[0] ?? '' };
  return { ...d, known, a: /^\d{4}-\d\d-\d\d$/.test(day) ? day : '' };
}

export type Told = { readonly isDate: true; readonly words: string } | { readonly isDate: false; readonly why: string };
/** What the text says, or why it says nothing. */
export function dateTold(text: string): Told {
  try {
    return { isDate: true, words: formatEdtf(text) };
  } catch (e) {
    return { isDate: false, why: e instanceof Error ? e.message : String(e) };
  }
}
