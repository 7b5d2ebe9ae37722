/** The timeline for people: by date as the sources print it, with what became of each development on the record. */
import type { TimelineItem } from '../../../projections/timeline.ts';
import { TABLES } from '../../export/tables.ts';
import type { TimelineAnswer } from '../../query/answers.ts';
import type { View } from '../context.ts';
import type { Page } from '../output/page.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import { camelWords, date } from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { nothing, opening } from './envelope.ts';

/** Who speaks and for whom, then who else took part. */
function who(item: TimelineItem, names: Names): string {
  const spoken = new Set([item.by, ...(item.for ?? [])]);
  const speaker =
    item.by === undefined
      ? (item.for ?? []).map((n) => names.actor(n)).join(', ')
      : `${names.actor(item.by)}${item.for ? ` for ${item.for.map((n) => names.actor(n)).join(', ')}` : ''}`;
  const others = item.participants
    .filter((p) => !spoken.has(p.actor) && p.role !== 'mentioned' && p.role !== 'subject')
    .map((p) => names.actor(p.actor));
  const shown = others.length > 8 ? [...others.slice(0, 7), `${others.length - 7} more`] : others;
  return [speaker, shown.length ? `${speaker ? 'with ' : ''}${shown.join(', ')}` : ''].filter(Boolean).join(', ');
}

const STATUS: Readonly<Record<TimelineItem['status'], (i: TimelineItem) => Text>> = {
  current: () => '',
  corrected: (i) => inked(` ✎ corrected (version ${i.version})`, 'yellow'),
  retracted: (i) =>
    inked(
      ` ✕ retracted${i.retraction?.duplicateOf === undefined ? '' : `, a duplicate of ${i.retraction.duplicateOf}`}${i.retraction ? `: ${i.retraction.reason}` : ''}`,
      'red',
    ),
};

/** One development: what, what kind, its status; beneath it who, where it can be read, and its id. */
export function timelineLine(page: Page, item: TimelineItem, names: Names, indent = 2): void {
  const isRetracted = item.status === 'retracted';
  page.line([isRetracted ? inked(item.title, 'strike', 'dim') : bold(item.title), STATUS[item.status](item)], {
    indent,
    before: isRetracted ? inked('✕ ', 'red') : '• ',
  });
  const n = item.claims.length;
  page.line(
    dim(
      joined(
        [
          camelWords(item.kind),
          who(item, names),
          item.place ?? '',
          n === 0 ? 'no claim' : n === 1 ? 'one claim' : `${n} claims`,
          `source${item.sources.length === 1 ? '' : 's'} ${item.sources.join(', ')}`,
          `id ${item.development}`,
        ],
        ' · ',
      ),
    ),
    { indent: indent + 2, hang: 2 },
  );
}

export function timelineView(names: Names, more?: (next: string) => Text): View<TimelineAnswer> {
  return {
    ...TABLES.timeline,
    items: (a) => a.items,
    people(answer, page) {
      opening(page, answer, names);
      let day = '';
      for (const item of answer.items) {
        if (item.date !== day) page.heading([date(item.date), inked(/^\d{4}-\d\d-\d\d$/.test(item.date) ? '' : `  ${item.date}`, 'dim')]);
        day = item.date;
        timelineLine(page, item, names);
      }
      if (!answer.items.length) nothing(page);
      if (answer.next !== undefined && more) page.blank().line(dim(more(answer.next)), { hang: 2 });
    },
  };
}
