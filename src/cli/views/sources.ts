/** Sources with what rests on them, weakest first; one on its own with its words. */
import { TABLES } from '../../export/tables.ts';
import type { SourcesAnswer } from '../../query/answers.ts';
import type { View } from '../context.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import { date, facetName, value } from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { nothing, opening } from './envelope.ts';

const STANDING = {
  stands: '',
  withdrawn: '✕ withdrawn',
  'copy-of-withdrawn': '✕ a copy of what is withdrawn',
  'not-published': '◌ not published by then',
} as const;

const plural = (n: number, one: string, more = `${one}s`): string => `${n} ${n === 1 ? one : more}`;

export function sourcesView(names: Names, isOne: boolean): View<SourcesAnswer> {
  return {
    ...TABLES.sources,
    items: (a) => a.sources,
    people(answer, page) {
      opening(page, answer, names);
      page.line(dim('The weakest evidence first: by standing, grade, and what rests on a page alone.'));
      for (const s of answer.sources) {
        const shown = s.claims.filter((c) => c.shown);
        const standing = STANDING[s.standing];
        page
          .blank()
          .line(
            [
              bold(s.publisher ?? s.source),
              s.title === undefined ? '' : `  “${s.title}”`,
              standing && inked(`  ${standing}`, s.standing === 'not-published' ? 'cyan' : 'red'),
            ],
            { before: [s.grade ?? '–', ' '], hang: 2 },
          );
        const facts: Text[] = [
          s.published === null ? 'date unknown' : date(s.published),
          s.grade === null ? 'no grade' : `grade ${s.grade}`,
          s.origin === s.source ? '' : `goes back to ${s.origin}`,
          s.copies.length ? `copied by ${s.copies.join(', ')}` : '',
          s.captured ? 'text captured' : 'text not captured',
          `id ${s.source}`,
        ];
        page.line(dim(joined(facts, ' · ')), { indent: 4, hang: 2 });
        if (s.url !== undefined) page.line(dim(s.url), { indent: 4 });
        if (s.withdrawal)
          page.line(
            [
              `withdrawn: ${s.withdrawal.reason}`,
              s.withdrawal.because.length ? ` — on the ground of ${s.withdrawal.because.join(', ')}` : '',
            ],
            {
              indent: 4,
              hang: 2,
            },
          );
        const alone = shown.filter((c) => c.alone).length;
        page.line(
          dim(
            joined(
              [
                plural(s.developments.length, 'development'),
                `${plural(s.claims.length, 'claim')}, ${shown.length} of them shown`,
                alone ? inked(`△ ${alone} on this page alone`, 'yellow') : '',
              ],
              ' · ',
            ),
          ),
          { indent: 4, hang: 2 },
        );
        if (!isOne) continue;
        page.blank();
        for (const c of s.claims)
          page.line(
            [
              facetName(c.facet, names),
              '  ',
              bold(value(c.value)),
              dim(`  ${c.shown ? 'shown' : 'not shown'}${c.alone ? ', on this page alone' : ''}  ${c.claim}`),
            ],
            { indent: 4, hang: 2, before: c.shown ? '● ' : dim('· ') },
          );
        if (s.quotes.length) page.blank();
        for (const q of s.quotes)
          page.line(
            [
              q.quote
                ? bold(`“${q.quote.exact}”`)
                : [dim('words not captured'), q.wording === undefined ? '' : dim(`; the page says: ${q.wording}`)],
              dim(`  ${q.claim}`),
            ],
            {
              indent: 4,
              hang: 2,
            },
          );
        for (const t of s.ticks ?? [])
          page.line(
            [t.quote ? bold(`“${t.quote.exact}”`) : dim(t.wording ?? 'words not captured'), dim(`  ${t.title}, ${t.development}`)],
            {
              indent: 4,
              hang: 2,
            },
          );
      }
      if (!answer.sources.length) nothing(page);
    },
  };
}
