/** What the command line prints with: width, wrapping, cleaning, colour, tables, CSV, Markdown, JSON, settings. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { csvField, csvRow } from '../../src/export/csv.ts';
import { json } from '../../src/export/legible.ts';
import { mdCell, mdHead, mdRow } from '../../src/export/markdown.ts';
import { Page } from '../../src/cli/output/page.ts';
import { bold, clean, dim, inked, joined, render, spans, stringWidth, widthOf, wrap } from '../../src/cli/output/text.ts';
import type { Text } from '../../src/cli/output/text.ts';
import { settle } from '../../src/cli/settings.ts';
import { parseCsv, parseMarkdown } from '../support/cli.ts';

const plain = (text: Text, width: number): string[] => wrap(text, width).map((l) => render(l, false));
const page = (width: number, write: (p: Page) => void): string => {
  const p = new Page(width);
  write(p);
  return p.toString(false);
};

describe('width', () => {
  test.each([
    ['plain', 'Paris', 5],
    ['accents, composed or not', 'É E\u0301', 3],
    ['CJK', '北京', 4],
    ['Hangul', '서울', 4],
    ['emoji', '😀', 2],
    ['a family of emoji is one', '👨‍👩‍👧', 2],
    ['a flag', '🇺🇦', 2],
    ['Cyrillic', 'Зеленський', 10],
    ['Hebrew with points', 'שָׁלוֹם', 4],
    ['the glyphs of statuses', '●◐◌?✕△', 6],
  ])('%s', (_, text, width) => expect(stringWidth(text)).toBe(width));

  test('is that of all its pieces', () => expect(widthOf(['a', bold('北'), [dim('c'), '']])).toBe(4));
});

describe('cleaning', () => {
  test.each([
    ['escape sequences', '\u001b[31mred\u001b[0m', '\ufffd[31mred\ufffd[0m'],
    ['links and titles of a terminal', '\u001b]8;;http://x\u0007y', '\ufffd]8;;http://x\ufffdy'],
    ['eight-bit controls', 'a\u009b31mb', 'a\ufffd31mb'],
    ['line breaks', 'one\r\ntwo\nthree\u2028four', 'one two three four'],
    ['turned directions', 'a\u202eb\u2066c', 'a\ufffdb\ufffdc'],
    ['what cannot be seen', 'a\u200bb\ufeffc\u{e0041}', 'abc'],
    ['half characters', 'a\ud800b', 'a\ufffdb'],
    ['text of any script stays', 'Élysée العربية שלום 北京 👨‍👩‍👧', 'Élysée العربية שלום 北京 👨‍👩‍👧'],
  ])('%s', (_, text, cleaned) => expect(clean(text)).toBe(cleaned));

  test('whatever the text, nothing that a terminal obeys is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const shown = render(spans(text), false);
        expect(shown).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(clean(shown)).toBe(shown);
      }),
    );
  });
});

describe('colour', () => {
  test('escapes only where colour is on, and each ends', () => {
    const text = [bold('a'), ' ', inked('b', 'red', 'strike')];
    expect(render(spans(text), false)).toBe('a b');
    expect(render(spans(text), true)).toBe('\u001b[1ma\u001b[22m \u001b[31m\u001b[9mb\u001b[29m\u001b[39m');
  });
  test('with the escapes taken out, coloured and plain text are the same', () => {
    const line = [dim('Who '), joined([bold('FRA'), '', inked('GBR', 'cyan')], ' · ')];
    expect(render(spans(line), true).replace(/\u001b\[\d+m/g, '')).toBe(render(spans(line), false));
  });
});

describe('wrapping', () => {
  test('at spaces, and double spaces stay within a line', () => expect(plain('one  two three', 9)).toEqual(['one  two', 'three']));
  test('a word that is too long is cut', () => expect(plain('a 北京北京北京', 5)).toEqual(['a', '北京', '北京', '北京']));
  test('a no-break space holds', () => expect(plain('● held and\u00a0so on', 10)).toEqual(['● held', 'and so on']));
  test('ink does not break words', () => expect(plain([bold('bold'), ', then'], 6)).toEqual(['bold,', 'then']));
  test('no line is wider than asked, and nothing is lost', () => {
    const word = fc.oneof(fc.string({ minLength: 1, maxLength: 12 }), fc.constantFrom('北京', 'é', '😀', 'a\u0301'));
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), fc.integer({ min: 2, max: 40 }), (words, width) => {
        const text = clean(words.join(' '));
        const lines = plain(text, width);
        for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(/[ \u00a0]/g, ''));
      }),
    );
  });
});

describe('pages', () => {
  const rows = [
    ['Italy ITA', 'rules-out', 'since 15 March 2025, last said 4 September 2025'],
    ['日本 JPN', 'open', 'since 1 May 2025'],
  ];
  test('columns stand under each other, whatever the script', () => {
    expect(page(80, (p) => p.table([{ title: 'who' }, {}, { flexible: true }], rows))).toBe(
      ['who', 'Italy ITA  rules-out  since 15 March 2025, last said 4 September 2025', '日本 JPN   open       since 1 May 2025', ''].join(
        '\n',
      ),
    );
  });
  test('a column that may give way does', () => {
    const text = page(50, (p) => p.table([{}, {}, { flexible: true }], rows, 2));
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(50);
    expect(text).toContain('said 4 September 2025');
  });
  test('lines hang below what stands before them', () => {
    expect(page(20, (p) => p.line('one two three four five', { indent: 2, before: '● ', hang: 1 }))).toBe(
      ['  ● one two three', '     four five', ''].join('\n'),
    );
  });
  test('an empty line is no line, a heading has one line above', () => {
    expect(page(20, (p) => p.line('').line('a').heading('b').blank())).toBe('a\n\nb\n');
  });
});

describe('CSV', () => {
  test.each([
    ['plain', 'text', 'text'],
    ['nothing', null, ''],
    ['a comma', 'a,b', '"a,b"'],
    ['quotes', 'say "no"', '"say ""no"""'],
    ['a line break', 'a\nb', '"a\nb"'],
    ['a formula', '=1+1', "'=1+1"],
    ['a formula with a comma', '=SUM(A1,B1)', `"'=SUM(A1,B1)"`],
    ['a formula after a space', ' =1+1', "' =1+1"],
    ['plus', '+49 30', "'+49 30"],
    ['minus', '-1 is text', "'-1 is text"],
    ['at', '@cmd', "'@cmd"],
    ['a tab', '\tx', "'\tx"],
    ['a carriage return', '\rx', `"'\rx"`],
    ['a number is no formula', -1, '-1'],
    ['escapes', '\u001b[31m', '\ufffd[31m'],
    ['true', true, 'true'],
  ])('%s', (_, field, written) => expect(csvField(field)).toBe(written));

  test('whatever is in it, it is read back', () => {
    const field = fc.string({ unit: 'grapheme' }).map((s) => s.toWellFormed());
    fc.assert(
      fc.property(fc.array(fc.tuple(field, field, field), { minLength: 1 }), (rows) => {
        const read = parseCsv(rows.map(csvRow).join(''));
        const safe = (s: string) =>
          (/^\s*[=+\-@\t\r]/.test(s) ? `'${s}` : s).replace(
            /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
            '\ufffd',
          );
        expect(read).toEqual(rows.map((r) => r.map(safe)));
      }),
    );
  });
});

describe('Markdown', () => {
  test.each([
    ['a pipe', 'a|b', 'a\\|b'],
    ['line breaks', 'a\nb', 'a b'],
    ['emphasis', '*a* _b_ `c`', '\\*a\\* \\_b\\_ \\`c\\`'],
    ['HTML', '<script>', '\\<script\\>'],
    ['a link', '[x](javascript:y)', '\\[x\\](javascript:y)'],
    ['a backslash before a pipe', 'a\\|b', 'a\\\\\\|b'],
  ])('%s', (_, field, written) => expect(mdCell(field)).toBe(written));

  test('whatever is in it, it stays one table', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { minLength: 1 }), (rows) => {
        expect(parseMarkdown(mdHead(['a', 'b']) + rows.map(mdRow).join(''))).toHaveLength(rows.length + 1);
      }),
    );
  });
});

test('JSON holds nothing raw that a terminal obeys, and means the same', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary' }).map((s) => s.toWellFormed()),
      (text) => {
        expect(json({ text })).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/);
        expect(JSON.parse(json({ text }))).toEqual({ text });
      },
    ),
  );
  expect(json({ a: 1 }, true)).toBe('{\n  "a": 1\n}');
});

test('settings: flag before environment before the nearest file before the own file before default', () => {
  const root = mkdtempSync(join(tmpdir(), 'demarche-settings-'));
  try {
    const deep = join(root, 'desk', 'today');
    mkdirSync(deep, { recursive: true });
    mkdirSync(join(root, 'xdg', 'demarche'), { recursive: true });
    writeFileSync(join(root, 'demarche.json'), '{"store": "far.db"}');
    writeFileSync(join(root, 'desk', 'demarche.json'), '{"store": "records/desk.db"}');
    writeFileSync(join(root, 'xdg', 'demarche', 'config.json'), '{"store": "own.db", "author": "Own"}');
    const env = { XDG_CONFIG_HOME: join(root, 'xdg') };
    const store = (flags: { store?: string }, more: Record<string, string>) => settle(flags, { cwd: deep, env: { ...env, ...more } }).store;
    expect(store({ store: 'flag.db' }, { DEMARCHE_STORE: 'env.db' })).toMatchObject({ value: 'flag.db', from: '--store' });
    expect(store({}, { DEMARCHE_STORE: 'env.db' })).toMatchObject({ value: 'env.db', from: 'DEMARCHE_STORE' });
    const near = join(root, 'desk', 'demarche.json');
    expect(store({}, {})).toMatchObject({ value: join(root, 'desk', 'records', 'desk.db'), from: near });
    expect(settle({}, { cwd: deep, env }).author).toMatchObject({ value: 'Own', from: join(root, 'xdg', 'demarche', 'config.json') });
    expect(settle({}, { cwd: deep, env }).color).toMatchObject({ value: 'auto', from: 'default' });
    writeFileSync(near, '{"stroe": "x"}');
    expect(() => settle({}, { cwd: deep, env })).toThrow(/there is no setting "stroe"/);
    writeFileSync(near, '{"store": 1}');
    expect(() => settle({}, { cwd: deep, env })).toThrow(/"store" must be a text/);
    writeFileSync(near, '{');
    expect(() => settle({}, { cwd: deep, env })).toThrow(/desk\/demarche.json: /);
    expect(() => settle({ store: '' }, { cwd: root, env })).toThrow(/--store is empty/);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
