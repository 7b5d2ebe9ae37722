/** `source check`: the quotes of a source against another copy of its page. */
import { QUOTES, QUOTE_CHANGES } from '../../export/wording.ts';
import type { CheckedCopy } from '../../library.ts';
import type { Context, View } from '../context.ts';
import { bold, dim, inked } from '../output/text.ts';
import type { Ink } from '../output/text.ts';
import { textOf } from './run.ts';

const INKS: Readonly<Record<keyof typeof QUOTES, Ink>> = { unchanged: 'green', moved: 'green', changed: 'yellow', ambiguous: 'yellow', gone: 'red' }; // prettier-ignore

const view: View<CheckedCopy> = {
  columns: ['answer', 'development', 'evidence', 'exact', 'start', 'end', 'now', 'what', 'starts'],
  rows: (a) =>
    a.quotes.map((q) => [
      q.answer,
      q.development,
      q.evidence,
      q.quote.exact,
      'start' in q ? q.start : null,
      'start' in q ? q.end : null,
      'now' in q ? q.now : null,
      'what' in q ? q.what : null,
      'starts' in q ? q.starts.join(' ') : null,
    ]),
  items: (a) => a.quotes,
  people(a, page) {
    if (!a.quotes.length) page.line(`No quote of ${a.source} is in the record: there is nothing to check.`);
    for (const q of a.quotes) {
      const { glyph, word } = QUOTES[q.answer];
      page.line([inked(`${glyph} ${word}`, INKS[q.answer]), '  ', bold(`“${q.quote.exact}”`), dim(`  ${q.development}#${q.evidence}`)], {
        hang: 2,
      });
      if (q.answer === 'moved') page.line(dim(`from ${q.quote.start} to ${q.start}`), { indent: 2 });
      if (q.answer === 'changed')
        page.line([`${QUOTE_CHANGES[q.what]}: `, bold(`“${q.now}”`), dim(`  at ${q.start}–${q.end}`)], { indent: 2, hang: 2 });
      if (q.answer === 'ambiguous') page.line(dim(`at ${q.starts.join(', ')}`), { indent: 2, hang: 2 });
    }
    if (a.quotes.length) page.blank();
    page.line(
      dim(
        a.capture === null
          ? 'No text of this page was captured before.'
          : a.capture.sha256 === a.copy.sha256
            ? 'The copy is the text that was captured.'
            : 'The copy is another text than the one that was captured.',
      ),
    );
  },
};

/** Exit code 6 where a quote is neither unchanged nor moved: it is not verified by this copy. */
export async function checkSource(context: Context, id: string, file: string, input: NodeJS.ReadStream): Promise<number> {
  const text = await textOf(file, input);
  return context.ask(async (record) => {
    const checked = record.checkSource(id, text);
    await context.show(view, checked);
    return checked.ok ? 0 : 6;
  });
}
