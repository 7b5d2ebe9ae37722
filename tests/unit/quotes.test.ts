/** What became of a quote in another copy of its page: exactly one of five answers, and `changed` is never taken for verified. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkQuote, isVerified, QUOTE_ANSWERS } from '../../events/anchor.ts';
import { codePointLength, findQuote, sliceCodePoints } from '../../events/text.ts';
import type { QuoteSelector } from '../../events/text.ts';

const PAGE =
  'Rome, 9 September. Asked by reporters at the end of the day, the prime minister said that Italy would not send soldiers to Ukraine, ' +
  'but would help to monitor a ceasefire from outside the country. She added that the partners had known it from the beginning.';
/** A quote as the page makes it: words with 32 code points on either side. */
function quoteOf(text: string, exact: string) {
  const at = text.indexOf(exact);
  const start = codePointLength(text.slice(0, at));
  const points = Array.from(text);
  const end = start + codePointLength(exact);
  return { exact, prefix: points.slice(Math.max(0, start - 32), start).join(''), suffix: points.slice(end, end + 32).join(''), start, end };
}
const QUOTE = quoteOf(PAGE, 'would not send soldiers to Ukraine');
const answer = (text: string, quote: QuoteSelector = QUOTE) => checkQuote(text, quote);

describe('worked cases', () => {
  test('the same copy', () => expect(answer(PAGE)).toEqual({ answer: 'unchanged', start: QUOTE.start, end: QUOTE.end }));
  test('text put in before it', () =>
    expect(answer(`Updated. ${PAGE}`)).toEqual({ answer: 'moved', start: QUOTE.start + 9, end: QUOTE.end + 9 }));
  test('a word of it replaced', () =>
    expect(answer(PAGE.replace('not send soldiers', 'not send troops'))).toEqual({
      answer: 'changed',
      start: QUOTE.start,
      end: QUOTE.end - 2,
      now: 'would not send troops to Ukraine',
      what: 'words',
    }));
  test('its “not” left out: what says the opposite is never verified', () => {
    const now = answer(PAGE.replace('would not send', 'would send'));
    expect(now).toMatchObject({ answer: 'changed', now: 'would send soldiers to Ukraine', what: 'words' });
    expect(isVerified(now.answer)).toBe(false);
  });
  test('a “never” put in just before it: the words stand, and the answer is no less', () =>
    expect(answer(PAGE.replace('Italy would not', 'Italy never said it would not'))).toMatchObject({ answer: 'changed', what: 'around' }));
  test('other quotation marks, spaces and capitals', () => {
    expect(answer(PAGE.replace('would not send soldiers', 'would not\n send  Soldiers'))).toMatchObject({
      answer: 'changed',
      what: 'spelling',
    });
  });
  test('all other words between the same ones', () =>
    expect(answer(PAGE.replace(QUOTE.exact, 'had nothing to announce'))).toMatchObject({
      answer: 'changed',
      now: 'had nothing to announce',
      what: 'words',
    }));
  test('the words left out, with and without what stood around them', () => {
    expect(answer(PAGE.replace(QUOTE.exact, ''))).toEqual({ answer: 'gone' });
    expect(answer('Rome, 9 September. A fair day.')).toEqual({ answer: 'gone' });
    expect(answer('')).toEqual({ answer: 'gone' });
  });
  test('twice, and not where it stood', () => {
    const twice = `News. ${PAGE} ${PAGE}`;
    expect(answer(twice)).toEqual({ answer: 'ambiguous', starts: [QUOTE.start + 6, QUOTE.start + 7 + PAGE.length] });
    // where it still stands at its place, a second copy further down takes nothing from it
    expect(answer(`${PAGE} ${PAGE}`).answer).toBe('unchanged');
  });
  test('twice as close', () => {
    const now = PAGE.replace('soldiers', 'troops');
    expect(answer(`${now} ${now}`).answer).toBe('ambiguous');
  });
  test('the words in another place, where their sentence is gone', () => {
    const text = 'Others would not send soldiers to Ukraine either, an official in Madrid said.';
    expect(answer(text)).toMatchObject({ answer: 'changed', what: 'around' });
  });
  test('short words are not found by chance', () => {
    const short = quoteOf('We will see, he said.', 'see');
    expect(answer('They were here, and she led.', short)).toEqual({ answer: 'gone' });
  });
  test('code points, on either side of the plane', () => {
    const text = '😀😀 Kyiv, today: “Готові” 👍 said Zelensky. And more of it, 🇺🇦🇺🇦.';
    const quote = quoteOf(text, '“Готові” 👍');
    expect(answer(text, quote)).toMatchObject({ answer: 'unchanged' });
    const now = answer(`😀${text}`, quote);
    expect(now).toEqual({ answer: 'moved', start: quote.start + 1, end: quote.end + 1 });
    const changed = answer(text.replace('Готові', 'Не готові'), quote);
    expect(changed).toMatchObject({ answer: 'changed', now: '“Не готові” 👍' });
    expect(sliceCodePoints(text.replace('Готові', 'Не готові'), quote.start, (changed as { end: number }).end)).toBe('“Не готові” 👍');
  });
});

test('a text that repeats itself without end is answered like any other', () => {
  const quote = { exact: 'ab'.repeat(100), prefix: `${'a'.repeat(31)}b`, suffix: `b${'a'.repeat(31)}` };
  expect(QUOTE_ANSWERS).toContain(checkQuote('a'.repeat(300_000), quote).answer);
  expect(checkQuote('a'.repeat(300_000), { exact: 'a', prefix: 'b' })).toMatchObject({ answer: 'ambiguous' });
  expect(checkQuote('a '.repeat(100_000), { exact: 'a' })).toMatchObject({ answer: 'ambiguous', starts: { length: 100 } });
});

describe('by property', () => {
  /** Words that are like no others: a quote of them is found by its words alone. */
  const word = (alphabet: string) => fc.string({ unit: fc.constantFrom(...alphabet.split('')), minLength: 4, maxLength: 9 });
  const around = fc.array(word('abcdefghij'), { minLength: 12, maxLength: 40 }).map((w) => w.join(' '));
  const quoted = fc.array(word('klmnopqrst'), { minLength: 4, maxLength: 9 }).map((w) => w.join(' '));
  const page = fc.tuple(around, quoted, around).map(([before, exact, after]) => {
    const text = `${before}. ${exact}. ${after}`;
    return { before, exact, after, text, quote: quoteOf(text, exact) };
  });
  const check = (property: fc.IProperty<unknown>) => fc.assert(property, { numRuns: 200 });

  test('in its own page it is unchanged', () =>
    check(
      fc.property(page, ({ text, quote }) => {
        expect(checkQuote(text, quote)).toEqual({ answer: 'unchanged', start: quote.start, end: quote.end });
      }),
    ));

  test('edits further before than its prefix move it, by as much', () =>
    check(
      fc.property(page, around, fc.nat(), ({ text, quote }, more, cut) => {
        const room = Math.max(0, quote.start - 32);
        const taken = cut % (room + 1);
        const edited = sliceCodePoints(text, 0, room - taken) + more + sliceCodePoints(text, room);
        const start = quote.start - taken + codePointLength(more);
        fc.pre(start !== quote.start);
        expect(checkQuote(edited, quote)).toEqual({ answer: 'moved', start, end: start + codePointLength(quote.exact) });
      }),
    ));

  test('a word of it replaced is changed, and says what stands there now, wherever in a long text', () =>
    check(
      fc.property(page, word('uvwxyz'), fc.nat(), fc.nat(4000), ({ before, exact, after, quote }, other, n, further) => {
        const words = exact.split(' ');
        const now = words.with(n % words.length, other).join(' ');
        const found = checkQuote(`${'.'.repeat(further)}${before}. ${now}. ${after}`, quote);
        expect(found).toMatchObject({ answer: 'changed', now, what: 'words', start: quote.start + further });
      }),
    ));

  test('left out it is gone', () =>
    check(
      fc.property(page, around, ({ before, after, quote }, other) => {
        expect(checkQuote(`${before}. . ${after}`, quote)).toEqual({ answer: 'gone' });
        expect(checkQuote(other, quote)).toEqual({ answer: 'gone' });
      }),
    ));

  test('doubled, with what stands around it, it is ambiguous; the places are those where it stands', () =>
    check(
      fc.property(page, fc.integer({ min: 1, max: 5 }), ({ text, quote }, n) => {
        const head = 'x'.repeat(n);
        const found = checkQuote(`${head} ${text}\n${text}`, quote);
        const length = codePointLength(text);
        expect(found).toEqual({ answer: 'ambiguous', starts: [n + 1 + quote.start, n + 2 + length + quote.start] });
      }),
    ));

  test('of any text and any quote: one of five answers, its offsets inside, and verified only where the words stand to the letter', () =>
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.string({ unit: 'binary', maxLength: 30 }),
        fc.string({ unit: 'binary', maxLength: 12 }),
        fc.nat(60),
        (text, other, around, at) => {
          const points = Array.from(text);
          const from = points.length ? at % points.length : 0;
          const inside = points.slice(from, from + 12).join('');
          for (const exact of [inside, other])
            for (const quote of [
              { exact },
              { exact, prefix: around },
              { exact, prefix: points.slice(Math.max(0, from - 5), from).join(''), suffix: around, start: from },
            ]) {
              const found = checkQuote(text, quote);
              expect(QUOTE_ANSWERS).toContain(found.answer);
              if ('start' in found) {
                const there = sliceCodePoints(text, found.start, found.end);
                if (isVerified(found.answer)) expect(there).toBe(exact);
                if (found.answer === 'changed') {
                  expect(there).toBe(found.now);
                  expect(found.now).not.toBe('');
                }
              }
              // to the letter it is what findQuote says
              const kind = findQuote(text, quote).kind;
              if (kind === 'found') expect(found.answer).toBe('unchanged');
              if (kind === 'moved') expect(found.answer).toBe('moved');
              if (kind === 'absent') expect(isVerified(found.answer)).toBe(false);
            }
        },
      ),
      { numRuns: 300 },
    ));
});
