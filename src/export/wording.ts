/** The words of answers that every form for people shares: dates, since when, values. */
import { formatEdtf, parseEdtf } from '../../events/edtf.ts';
import type { Value } from '../../projections/cell.ts';

/** A date as a person would say it; as it stands where it is none. */
export function date(text: string): string {
  try {
    return formatEdtf(text);
  } catch {
    return text;
  }
}

/** "since 4 September 2025", "by 4 September 2025 at the latest". */
export function since(text: string): string {
  try {
    const { form, first, last } = parseEdtf(text);
    if (form === 'by') return `since ${date(last!.text)} or earlier`;
    if (form === 'from') return `since ${date(first!.text)} or later`;
    if (form === 'lasting') return `since ${date(first!.text)}`;
  } catch {
    return `since ${text}`;
  }
  return `since ${date(text).replace(/^in (?=\d)/, '')}`;
}

const OPS: Readonly<Record<string, string>> = {
  '=': '',
  '>': 'more than ',
  '>=': 'at least ',
  '<': 'fewer than ',
  '<=': 'at most ',
  '~': 'about ',
};

/** A value as text: stances as they are, quantities in words, the rest as JSON. */
export function value(v: Value | undefined): string {
  if (v === undefined || v === null) return 'taken back';
  if (typeof v === 'string') return v;
  if (typeof v === 'object' && !Array.isArray(v)) {
    const { n, op = '=', unit, ...more } = v;
    if (typeof n === 'number' && typeof op === 'string' && op in OPS && !Object.keys(more).length) {
      const what = typeof unit === 'string' ? ` ${n === 1 ? unit.replace(/ies$/, 'y').replace(/s$/, '') : unit}` : '';
      return `${OPS[op]!}${n}${what}`;
    }
  }
  return JSON.stringify(v);
}
