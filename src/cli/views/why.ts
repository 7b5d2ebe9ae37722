/** Why a cell says what it says: the deciding claim and its words, who agrees, what it beat and by what, what could not compete. */
import type { QuoteRef, SourceRef } from '../../../projections/why.ts';
import { partsOf, ref, TABLES } from '../../export/tables.ts';
import { BEATEN, EXCLUDED } from '../../export/wording.ts';
import type { WhyAnswer } from '../../query/answers.ts';
import type { View } from '../context.ts';
import type { Page } from '../output/page.ts';
import { bold, dim, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import { content, date, facetName, saidBy } from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { cellDetails } from './cells.ts';
import { opening } from './envelope.ts';

/** A page, as one cites it. */
export function sourceText(s: SourceRef): Text {
  return [
    bold(s.publisher ?? s.source),
    s.title === undefined ? '' : `, “${s.title}”`,
    dim(
      joined(
        [
          s.published === null ? 'date unknown' : date(s.published),
          s.grade === null ? 'no grade' : `grade ${s.grade}`,
          s.origin === s.source ? '' : `goes back to ${s.origin}`,
          s.withdrawn ? 'WITHDRAWN' : '',
          s.source,
        ],
        ', ',
      ),
    ).map((x, i) => (i ? x : { ...x, text: ` (${x.text}` })),
    dim(')'),
  ];
}

function words(page: Page, quote: QuoteRef, sources: readonly SourceRef[], indent: number): void {
  const source = sources.find((s) => s.source === quote.source);
  const where = dim([
    ' — ',
    source?.publisher ?? quote.source,
    source?.published ? `, ${date(source.published)}` : '',
    ` (${quote.source})`,
  ]);
  if (quote.quote)
    page.line(
      [
        dim(quote.quote.prefix === undefined ? '' : `…${quote.quote.prefix}`),
        bold(`“${quote.quote.exact}”`),
        dim(quote.quote.suffix === undefined ? '' : `${quote.quote.suffix}…`),
        where,
      ],
      {
        indent,
        hang: 2,
      },
    );
  else
    page.line([dim('words not captured'), quote.wording === undefined ? '' : [dim('; the page says: '), quote.wording], where], {
      indent,
      hang: 2,
    });
}

export function whyView(names: Names): View<WhyAnswer> {
  return {
    ...TABLES.why,
    items: partsOf,
    people(answer, page) {
      const { shown } = answer;
      opening(page, answer, names);
      page.heading([facetName(answer.facet, names), dim(`  ${answer.facet}`)]);
      cellDetails(page, answer.cell, names, 2);
      if (shown) {
        page.heading('Decided by');
        page.line([shown.title, dim(`  ${ref(shown)}, event ${shown.by.position}`)], { indent: 2, hang: 2 });
        page.line([content(shown), dim([' — ', saidBy(shown, names)])], { indent: 2, hang: 2 });
        if (shown.dateBasis !== undefined) page.line(dim(`How the date is known: ${shown.dateBasis}`), { indent: 2, hang: 2 });
        page.heading('In these words');
        for (const quote of answer.quotes) words(page, quote, answer.sources, 2);
        page.heading('Sources');
        for (const s of answer.sources) page.line(sourceText(s), { indent: 2, hang: 2 });
      } else {
        const about = answer.excluded.length
          ? 'Nothing that could decide this cell is in this record; what is said about it stands below.'
          : 'Nothing in this record.';
        page.blank().line(about);
      }
      const list = (title: string, claims: readonly { line: Text; why: Text }[]) => {
        if (!claims.length) return;
        page.heading(title);
        for (const { line, why } of claims) {
          page.line(line, { indent: 2, hang: 2 });
          page.line([dim('↳ '), why], { indent: 4, hang: 2 });
        }
      };
      const claimLine = (c: WhyAnswer['beaten'][number] | WhyAnswer['excluded'][number]): Text => [
        content(c),
        dim([' — ', saidBy(c, names), `  ${ref(c)}`]),
      ];
      if (answer.agreeing.length) {
        page.heading('Says the same');
        for (const c of answer.agreeing) page.line([content(c), dim([' — ', saidBy(c, names), `  ${ref(c)}`])], { indent: 2, hang: 2 });
      }
      const earlierSame = answer.beaten.filter((c) => c.same);
      list(
        'Was said before, and is the same',
        earlierSame.map((c) => ({ line: claimLine(c), why: BEATEN[c.because] })),
      );
      list(
        'Was beaten',
        answer.beaten
          .filter((c) => !c.same)
          .map((c) => ({ line: claimLine(c), why: [BEATEN[c.because], c.decidedBy === undefined ? '' : dim(` (${c.decidedBy})`)] })),
      );
      list(
        'Could not compete',
        answer.excluded.map((c) => ({ line: claimLine(c), why: EXCLUDED[c.because] })),
      );
      if (answer.corrections.length) {
        page.heading('Corrections');
        for (const c of answer.corrections)
          page.line(
            [
              `version ${c.version} (event ${c.position}): ${c.reason}`,
              c.because.length ? dim(` — on the ground of ${c.because.join(', ')}`) : '',
            ],
            { indent: 2, hang: 2 },
          );
      }
      if (!shown) return;
      const next = [...answer.agreeing, ...answer.beaten, ...answer.excluded].find((c) => ref(c) === answer.next);
      page
        .blank()
        .line(dim(['Without this claim would be shown: ', next ? [content(next), `  ${ref(next)}`] : (answer.next ?? 'nothing')]), {
          hang: 2,
        });
    },
  };
}
