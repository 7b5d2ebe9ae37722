/** JSON as TimelineJS (Knight Lab) reads it. It shows texts as HTML, so that what the record says is escaped. */
import type { TimelineItem } from '../../projections/timeline.ts';
import { daysOf } from './calendar-days.ts';

const escape = (text: string): string => text.toWellFormed().replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const day = (text: string) => {
  const [year, month, day] = text.split('-').map(Number);
  return { year, month, day };
};

export function timelinejs(title: string, items: readonly TimelineItem[]): string {
  return JSON.stringify({
    title: { text: { headline: escape(title), text: '' } },
    events: items.flatMap((i) => {
      const days = daysOf(i.date);
      if (!days) return [];
      const { first, last, instant } = days;
      return [
        {
          unique_id: i.development,
          start_date: { ...day(first), ...(instant && { hour: instant.getUTCHours(), minute: instant.getUTCMinutes() }) },
          ...(last !== first && { end_date: day(last) }),
          ...(!days.exact && { display_date: escape(i.date) }),
          group: i.kind,
          text: {
            headline: `${i.status === 'retracted' ? '<s>' : ''}${escape(i.title)}${i.status === 'retracted' ? '</s>' : ''}`,
            text: [i.summary, `sources: ${i.sources.join(', ')}`]
              .filter((t) => t !== undefined)
              .map((t) => `<p>${escape(t)}</p>`)
              .join(''),
          },
        },
      ];
    }),
  });
}
