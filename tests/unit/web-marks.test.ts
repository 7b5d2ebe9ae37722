import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePointLength } from '../../events/text.ts';
import { anchored, pieces } from '../../src/web/marks.ts';

const marked = (text: string, quotes: readonly string[]) => {
  const anchors = anchored(
    text,
    quotes.map((exact) => ({ quote: { exact }, of: exact })),
  );
  return { anchors, cut: pieces(text, anchors) };
};

test('overlapping quotes are each marked whole, also behind letters of two code units', () => {
  const { anchors, cut } = marked('🕊 We will send no troops, not one.', ['send no troops', 'no troops, not', 'peace']);
  expect(anchors.map((a) => [a.n, a.quote.exact, a.match.kind])).toEqual([
    [1, 'send no troops', 'found'],
    [2, 'no troops, not', 'found'],
    [3, 'peace', 'absent'],
  ]);
  expect(cut.map((p) => [p.text, p.marks.map((m) => m.n), p.ends.map((m) => m.n)])).toEqual([
    ['🕊 We will ', [], []],
    ['send ', [1], []],
    ['no troops', [1, 2], [1]],
    [', not', [2], [2]],
    [' one.', [], []],
  ]);
});

test('the same words are one mark with all that rest on them; words that stand twice are not marked in either place', () => {
  const { anchors } = marked('yes, no, yes', ['no', 'no', 'yes']);
  expect(anchors.map((a) => [a.match.kind, a.of])).toEqual([
    ['found', ['no', 'no']],
    ['ambiguous', ['yes']],
  ]);
});

test('whatever is quoted, the pieces are the text, and what is marked are the words', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '🕊', ' ', 'é', '\n'), maxLength: 40 }),
      fc.array(fc.tuple(fc.nat(40), fc.nat(12)), { maxLength: 6 }),
      (text, ranges) => {
        const points = Array.from(text);
        const quotes = ranges
          .map(([start, n]) => ({ start, end: Math.min(points.length, start + n + 1) }))
          .filter(({ start, end }) => start < end)
          .map(({ start, end }) => ({ quote: { exact: points.slice(start, end).join(''), start, end }, of: start }));
        const anchors = anchored(text, quotes);
        const cut = pieces(text, anchors);
        expect(cut.map((p) => p.text).join('')).toBe(text);
        for (const a of anchors) {
          expect(a.match.kind).toBe('found');
          const over = cut.filter((p) => p.marks.includes(a));
          expect(over.map((p) => p.text).join('')).toBe(a.quote.exact);
          expect(cut.filter((p) => p.ends.includes(a))).toEqual([over.at(-1)]);
          const before = cut.slice(0, cut.indexOf(over[0]!)).map((p) => p.text);
          expect(codePointLength(before.join(''))).toBe(a.quote.start);
        }
      },
    ),
  );
});
