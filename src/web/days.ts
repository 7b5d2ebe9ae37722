/** The days on which something took effect: what the time bar draws, and where J, K and play go. */
import { useMemo } from 'preact/hooks';
import { bounds, DAY, dayNumber } from './time.ts';
import { useAsk } from './api.ts';
import { dossier } from './names.ts';
import { view } from './view.ts';

export interface Days {
  /** Days, as counts since 1970, in order, each once. */
  readonly days: readonly number[];
  /** How many developments a day has. */
  readonly counts: ReadonlyMap<number, number>;
  /** The first and the last day that the record covers. */
  readonly first: number;
  readonly last: number;
}

/** More developments than this are fetched without their claims. */
export const MANY = 1500;

interface Light {
  readonly events: readonly { readonly start_date: Ymd; readonly end_date?: Ymd }[];
}
interface Ymd {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** Days of the dossier for those who read by `published`, of the record as of `known`; whatever `at` is. */
export function useDays(): Days | undefined {
  const d = dossier.value;
  const { published, known } = view.value;
  const isLarge = (d?.developments ?? 0) > MANY;
  const asked = useAsk(
    d ? 'timeline' : undefined,
    {},
    { dossier: d?.dossier, published, known, format: isLarge ? 'timelinejs' : undefined },
  );
  const data = asked.data;
  return useMemo(() => {
    if (!data || !d) return undefined;
    const counts = new Map<number, number>();
    const add = (n: number) => counts.set(n, (counts.get(n) ?? 0) + 1);
    const opens = dayNumber(d.opens);
    if ('events' in data) {
      for (const e of (data as unknown as Light).events) {
        const { year, month, day } = e.end_date ?? e.start_date;
        add(Math.floor(Date.UTC(year, month - 1, day) / DAY));
      }
    } else
      for (const item of data.items) {
        if (item.status === 'retracted') continue;
        const b = bounds(item.date);
        if (!b) continue;
        const moment = Number.isFinite(b.hi) ? b.hi - 1 : b.lo;
        if (Number.isFinite(moment)) add(Math.floor(moment / DAY));
      }
    const days = [...counts.keys()].filter((n) => n >= opens).sort((a, b) => a - b);
    const first = Math.min(opens, days[0] ?? opens);
    return { days, counts, first, last: days.at(-1) ?? first };
  }, [data, d]);
}
