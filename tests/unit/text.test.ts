import { describe, expect, test } from 'vitest';
import { codePointLength, findQuote, fold, sliceCodePoints, slugify } from '../../events/text.ts';

describe('code points', () => {
  test('are counted, not code units', () => {
    expect(codePointLength('')).toBe(0);
    expect(codePointLength('Élysée')).toBe(6);
    expect(codePointLength('a😀b')).toBe(3);
    expect(codePointLength('🇫🇷')).toBe(2);
    expect(codePointLength('\ud83d')).toBe(1);
    expect(codePointLength('\ude00\ud83d')).toBe(2);
  });

  test('a slice never cuts one in two', () => {
    const text = '😀😁 26 🇺🇦';
    expect(sliceCodePoints(text, 0, 1)).toBe('😀');
    expect(sliceCodePoints(text, 1, 2)).toBe('😁');
    expect(sliceCodePoints(text, 3, 5)).toBe('26');
    expect(sliceCodePoints(text, 6)).toBe('🇺🇦');
    expect(sliceCodePoints(text, 6, 99)).toBe('🇺🇦');
    expect(sliceCodePoints(text, 99)).toBe('');
    expect(sliceCodePoints(text, 3, 2)).toBe('');
  });

  test.each([
    [-1, 2],
    [0, -1],
    [0.5, 2],
    [0, NaN],
  ])('offsets %d and %d are refused', (start, end) => {
    expect(() => sliceCodePoints('abc', start, end)).toThrow(RangeError);
  });
});

describe('quotes', () => {
  const text = '😀 “We are ready,” he said. Twenty-six countries are ready. We are ready, she said.';

  test('at their offsets', () => {
    expect(sliceCodePoints(text, 3, 15)).toBe('We are ready');
    expect(findQuote(text, { exact: 'We are ready', start: 3, end: 15 })).toEqual({ kind: 'found', start: 3, end: 15 });
    expect(findQuote(text, { exact: 'We are ready', start: 3 })).toEqual({ kind: 'found', start: 3, end: 15 });
    expect(findQuote(text, { exact: 'We are ready', end: 15 })).toEqual({ kind: 'found', start: 3, end: 15 });
  });

  test('without offsets, in one place', () => {
    expect(findQuote(text, { exact: 'Twenty-six' })).toEqual({ kind: 'found', start: 27, end: 37 });
    expect(findQuote(text, { exact: 'We are ready', suffix: ', she' })).toEqual({ kind: 'found', start: 59, end: 71 });
    expect(findQuote(text, { exact: 'We are ready', prefix: '😀 “' })).toEqual({ kind: 'found', start: 3, end: 15 });
  });

  test('moved', () => {
    expect(findQuote(text, { exact: 'Twenty-six', start: 20, end: 30 })).toEqual({ kind: 'moved', start: 27, end: 37 });
    expect(findQuote(text, { exact: 'Twenty-six', start: 27, end: 38 })).toEqual({ kind: 'moved', start: 27, end: 37 });
    expect(findQuote(text, { exact: 'We are ready', suffix: ', she', start: 3, end: 15 })).toEqual({ kind: 'moved', start: 59, end: 71 });
  });

  test('ambiguous', () => {
    expect(findQuote(text, { exact: 'We are ready' })).toEqual({ kind: 'ambiguous', starts: [3, 59] });
    expect(findQuote(text, { exact: 'We are ready', start: 4 })).toEqual({ kind: 'ambiguous', starts: [3, 59] });
    expect(findQuote('aaa', { exact: 'aa' })).toEqual({ kind: 'ambiguous', starts: [0, 1] });
  });

  test('absent', () => {
    expect(findQuote(text, { exact: 'we are ready' })).toEqual({ kind: 'absent', elsewhere: [] });
    expect(findQuote(text, { exact: '' })).toEqual({ kind: 'absent', elsewhere: [] });
    expect(findQuote(text, { exact: 'Twenty-six', prefix: 'All ' })).toEqual({ kind: 'absent', elsewhere: [27] });
    expect(findQuote('ready', { exact: 'ready', prefix: 'x' })).toEqual({ kind: 'absent', elsewhere: [0] });
    expect(findQuote('ready', { exact: 'ready', prefix: 'rea' })).toEqual({ kind: 'absent', elsewhere: [0] });
    // half of a code point is no quote
    expect(findQuote(text, { exact: '\ud83d' })).toEqual({ kind: 'absent', elsewhere: [] });
    expect(findQuote(text, { exact: '\ude00 “We' })).toEqual({ kind: 'absent', elsewhere: [] });
  });
});

describe('folding', () => {
  test.each([
    ['Élysée', 'elysee'],
    ['Straße', 'strasse'],
    ['STRAẞE', 'strasse'],
    ['Ørsted', 'orsted'],
    ['Wałęsa', 'walesa'],
    ['Đorđe', 'dorde'],
    ['Þór Ægir', 'thor aegir'],
    ['Zagreb — Čakovec', 'zagreb - cakovec'],
    ['Erdoğan, İstanbul, ılık', 'erdogan, istanbul, ilik'],
    ['l’Ukraine', "l'ukraine"],
    ['„Ja“ «oui»', '"ja" "oui"'],
    ['ﬁnance', 'finance'],
    ['25\u00a0000 €', '25 000 €'],
    ['Зеленський', 'зеленськии'],
    ['ΟΔΥΣΣΕΎΣ', 'οδυσσευσ'],
    ['co\u00adalition', 'coalition'],
    ['한국', '한국'],
    ['हिन्दी', 'हिन्दी'],
  ])('%s', (text, folded) => {
    expect(fold(text)).toBe(folded);
    expect(fold(folded)).toBe(folded);
  });
});

describe('ids', () => {
  test.each([
    ['Déclaration de Paris (6 January)', 'declaration-de-paris-6-january'],
    ["Macron's call — 4 Sept.", 'macrons-call-4-sept'],
    ['  --  ', ''],
    ['Зеленський', ''],
    ['26', '26'],
  ])('%s', (text, slug) => {
    expect(slugify(text)).toBe(slug);
  });

  test('are cut at a word', () => {
    expect(slugify('coalition of the willing', 12)).toBe('coalition-of');
    expect(slugify('coalition of the willing', 13)).toBe('coalition-of');
    expect(slugify('coalition of the willing', 5)).toBe('coali');
  });
});
