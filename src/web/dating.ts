/** How a date is drawn: one grammar for the lanes, the list and the legend. Never by colour alone; the words of the date say the same. */
import { parseEdtf } from '../../events/edtf.ts';
import type { Mark } from './words.ts';

export type Shape = 'day' | 'span' | 'between' | 'by' | 'from' | 'one-of' | 'lasting';
export interface Dating {
  readonly shape: Shape;
  /** UTC milliseconds; an open side is undefined. */
  readonly lo: number | undefined;
  readonly hi: number | undefined;
  readonly isApproximate: boolean;
  readonly isUncertain: boolean;
}

const mark = (glyph: string, word: string, means: string): Mark => ({ glyph, word, tone: 'plain', means });
export const SHAPES: Readonly<Record<Shape, Mark>> = {
  day: mark('●', 'that day', 'the day, or the hour, is known'),
  span: mark('▬', 'that month or year', 'some time in it'),
  between: mark('⊢⊣', 'between', 'some time from one day to another'),
  by: mark('◂', 'by', 'on that day or before; since when is unknown'),
  from: mark('▸', 'from', 'on that day or after; until when is unknown'),
  'one-of': mark('○┄○', 'one of two', 'one of the two days'),
  lasting: mark('━', 'lasting', 'from its first day on'),
};
export const ABOUT = mark('≈', 'about', 'the date is approximate');
export const PERHAPS = mark('?', 'perhaps', 'the date is uncertain');
export const CORRECTED = mark('◎', 'corrected', 'the record says it otherwise than at first');
export const RETRACTED = mark('⊗', 'retracted', 'the record takes it back');

/** How a date is drawn; a text that is none as open on both sides. */
export function dating(text: string): Dating {
  try {
    const { form, bounds, approximate, uncertain } = parseEdtf(text);
    const shape: Shape = form === 'instant' || form === 'day' ? 'day' : form === 'month' || form === 'year' ? 'span' : form;
    return {
      shape,
      lo: Number.isFinite(bounds.lo) ? bounds.lo : undefined,
      hi: Number.isFinite(bounds.hi) ? bounds.hi : undefined,
      isApproximate: approximate,
      isUncertain: uncertain,
    };
  } catch {
    return { shape: 'between', lo: undefined, hi: undefined, isApproximate: false, isUncertain: true };
  }
}
