/** Tables by a mapping: CSV as it comes, dates, joins, groups, and what is said when something is wrong. */
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test, describe } from 'vitest';
import { emptyRecord } from '../../projections/record.ts';
import { isImportError } from '../../src/errors.ts';
import { CsvReader } from '../../src/import/table/csv.ts';
import type { CsvFault } from '../../src/import/table/csv.ts';
import { dateFormat, readDate } from '../../src/import/table/dates.ts';
import type { DateFormat } from '../../src/import/table/dates.ts';
import { importTable } from '../../src/import/table/import.ts';
import type { TableImportOptions, TableImportResult } from '../../src/import/table/import.ts';
import { bundledLookup } from '../../src/import/table/lookups.ts';
import { parseMapping } from '../../src/import/table/mapping.ts';
import { faultText } from '../../src/import/table/faults.ts';
import type { TableFault } from '../../src/import/table/faults.ts';
import type { EventStore } from '../../src/store/port.ts';

function csv(text: string, { delimiter = ',', sizes = [text.length] }: { delimiter?: string; sizes?: number[] } = {}) {
  const rows: [number, string[]][] = [];
  const faults: CsvFault[] = [];
  const reader = new CsvReader({ row: (fields, line) => rows.push([line, fields]), fault: (f) => faults.push(f) }, delimiter);
  let at = 0;
  for (let i = 0; at < text.length; i++) {
    const size = sizes[i % sizes.length]!;
    reader.push(text.slice(at, at + size));
    at += size;
  }
  reader.end();
  return { rows, faults };
}

describe('CSV', () => {
  const whole = '\ufeffa,b,c\r\n1,"x, y",3\r\n"two\r\nlines","say ""hi""",\n\n,,\n7,8,9';
  const expected = [
    [1, ['a', 'b', 'c']],
    [2, ['1', 'x, y', '3']],
    [3, ['two\r\nlines', 'say "hi"', '']],
    [6, ['', '', '']],
    [7, ['7', '8', '9']],
  ];

  test('quotes, line ends in fields, a BOM, LF and CRLF, empty lines, no line end at the end', () => {
    expect(csv(whole)).toEqual({ rows: expected, faults: [] });
  });

  test('the same in pieces of every size', () => {
    for (let size = 1; size < whole.length; size++)
      expect(csv(whole, { sizes: [size] }), `pieces of ${size}`).toEqual({ rows: expected, faults: [] });
  });

  test('another delimiter', () => {
    expect(csv('a;b\n"1;2";3,5\n', { delimiter: ';' }).rows).toEqual([
      [1, ['a', 'b']],
      [2, ['1;2', '3,5']],
    ]);
  });

  const broken: [string, string, { line: number; field: number }, number][] = [
    ['a quote inside a field', 'a,b\n1,5" pipe\n2,3\n', { line: 2, field: 2 }, 2],
    ['text after a closing quote', 'a,b\n"1"x,2\n2,3\n', { line: 2, field: 1 }, 2],
    ['a quote that is never closed', 'a,b\n1,2\n3,"4\n5,6\n', { line: 3, field: 2 }, 2],
    ['a NUL', 'a,b\n1,2\0\n3,4\n', { line: 2, field: 2 }, 2],
    ['a NUL in quotes', 'a,b\n1,"2\0"\n3,4\n', { line: 2, field: 2 }, 2],
    ['a lone CR', 'a,b\n1\r2,3\n3,4\n', { line: 2, field: 1 }, 2],
  ];
  test.each(broken)('%s is told with its place, and the rest is read', (_, text, place, rows) => {
    for (const sizes of [[text.length], [1], [3]]) {
      const found = csv(text, { sizes });
      expect(found.faults).toMatchObject([place]);
      expect(found.faults[0]!.remedy).not.toBe('');
      expect(found.rows).toHaveLength(rows);
    }
  });

  test('a huge field is a fault, not a full memory', () => {
    const text = `a,b\n1,"${'x'.repeat(3_000_000)}\n2,3\n`;
    const { faults } = csv(text, { sizes: [65_536] });
    expect(faults[0]).toMatchObject({ code: 'FieldTooLong', line: 2 });
  });
});

describe('dates', () => {
  const read = (text: string, ...formats: string[]) =>
    readDate(
      text,
      formats.map((f) => dateFormat(f) as DateFormat),
    );

  test.each([
    ['2025-09-04', ['ISO'], '2025-09-04'],
    ['2025-09', ['ISO'], '2025-09'],
    ['[2025-09-04,2025-09-05]', ['ISO'], '[2025-09-04,2025-09-05]'],
    ['4/9/2025', ['d/m/Y'], '2025-09-04'],
    ['09/04/2025', ['m/d/Y'], '2025-09-04'],
    ['29.2.2024', ['d.m.Y'], '2024-02-29'],
    ['4 Sep 2025', ['d M Y'], '2025-09-04'],
    ['September 2025', ['M Y'], '2025-09'],
    ['1946', ['Y'], '1946'],
    ['13/4/2025', ['d/m/Y', 'm/d/Y'], '2025-04-13'],
    ['4/4/2025', ['d/m/Y', 'm/d/Y'], '2025-04-04'],
  ])('%s by %j', (text, formats, date) => {
    expect(read(text, ...formats)).toEqual({ date });
  });

  test.each([
    ['31/4/2025', ['d/m/Y'], 'InvalidDate'],
    ['29/2/2025', ['d/m/Y'], 'InvalidDate'],
    ['2025-02-30', ['ISO'], 'InvalidDate'],
    ['4/13/2025', ['d/m/Y'], 'InvalidDate'],
    ['4/9/25', ['d/m/Y'], 'InvalidDate'],
    ['45000', ['d/m/Y'], 'InvalidDate'],
    ['3/4/2025', ['d/m/Y', 'm/d/Y'], 'AmbiguousDate'],
  ])('%s by %j is a fault', (text, formats, problem) => {
    expect(read(text, ...formats)).toMatchObject({ problem });
  });

  test.each(['d/m/y', 'd/m', 'H:i', 'd/Y', 'm/M/Y', 'YY-m-d'])('the format %s is refused', (format) => {
    expect(dateFormat(format)).toHaveProperty('problem');
  });
});

test('states are found by name, spelling and code; former ones have codes of their own; NA is Namibia', () => {
  const names = bundledLookup('states', ['name']);
  const codes = bundledLookup('states', ['alpha-2']);
  expect(codes.find('NA')).toBe('NAM');
  expect(names.find('Namibia')).toBe('NAM');
  expect(['Germany', 'Federal Republic of Germany', 'German Democratic Republic'].map((n) => names.find(n))).toEqual(['DEU', 'GFR', 'DDR']);
  expect(['Yemen', 'Yemen Arab Republic', "Yemen People's Republic", 'Zanzibar'].map((n) => names.find(n))).toEqual([
    'YEM',
    'YAR',
    'YMD',
    'ZAN',
  ]);
  expect(names.find("COTE D'IVOIRE")).toBe('CIV');
  expect(names.find('Atlantis')).toBeUndefined();
});

// ── whole imports, without a store ───────────────────────────────────────────────────────────────────────────────

const BASE = {
  mapping: 'trade',
  dossier: {
    id: 'trade',
    title: 'Trade',
    opens: '2020-01-01',
    issues: [
      { id: 'tariffs', question: 'Tariffs?', ladder: [{ stance: 'against' }, { stance: 'open' }, { stance: 'for' }], neutral: 'open' },
    ],
  },
  tables: { main: { file: 'main.csv' } },
  from: 'main',
  lookups: { states: { bundled: 'states', by: ['name'] } },
  derive: { state: { from: '{Country}', lookup: 'states' } },
  actors: [{ id: '{state}', kind: 'state', name: '{Country}' }],
  development: { id: '{state}-{Day}', kind: 'PositionTaken', title: '{Country} speaks', date: { from: '{Day}', date: 'ISO' } },
  sources: [{ id: 'sheet', publisher: 'Our own sheet', published: '2025-01-01' }],
  claims: [{ facet: 'position/{state}/tariffs', value: { from: '{Stance}', map: { no: 'against', yes: 'for', back: null } } }],
};
type Change = Partial<Record<keyof typeof BASE | 'where' | 'joins', unknown>>;
const changed = (change: Change): Record<string, unknown> => ({
  ...structuredClone(BASE),
  development: { ...BASE.development, id: { from: '{state}-{Day}', slug: true } },
  ...change,
});

const nowhere = {} as EventStore;
const run = (content: string | Uint8Array, change: Change = {}, options: TableImportOptions = {}): Promise<TableImportResult> =>
  importTable(
    { store: nowhere, record: emptyRecord(), authorship: { author: 'me', tool: 'test', now: () => new Date(0) } },
    changed(change),
    { file: { name: 'main.csv', content }, dryRun: true, preview: 10, ...options },
  );
const faultsOf = async (
  content: string | Uint8Array,
  change: Change = {},
  options: TableImportOptions = {},
): Promise<readonly TableFault[]> => {
  try {
    return (await run(content, change, options)).faults;
  } catch (e) {
    if (!isImportError(e)) throw e;
    return e.faults as TableFault[];
  }
};
const HEAD = 'Country,Day,Stance\n';
const developments = (r: TableImportResult) =>
  r.preview.filter((c) => c['do'] === 'record').map((c) => c['development'] as Record<string, unknown>);

describe('rows', () => {
  test('each becomes a development; the file is its source; actors are registered under all their names', async () => {
    const result = await run(`${HEAD}United Kingdom,2025-01-02,yes\nUK,2025-01-03,back\nFrance,2025-01-02,no\n`);
    expect(result).toMatchObject({
      faultCount: 0,
      developments: 3,
      claims: 3,
      facets: 2,
      sources: 1,
      actors: { registered: 2 },
      rows: { read: 3, leftOut: 0 },
    });
    expect(developments(result)[1]).toEqual({
      id: 'gbr-2025-01-03',
      dossiers: ['trade'],
      title: 'UK speaks',
      date: '2025-01-03',
      claims: [{ id: 'c1', facet: 'position/GBR/tariffs', value: null }],
      evidence: [{ id: 'e1', source: 'sheet' }],
    });
  });

  test('grouped: one development for all rows of a key, wherever they stand, in the order of their first rows', async () => {
    const development = {
      group: ['{Day}'],
      id: 'day-{Day}',
      kind: 'PositionTaken',
      title: 'Statements',
      date: { from: '{Day}', date: 'ISO' },
    };
    const result = await run(`${HEAD}France,2025-01-02,no\nCuba,2025-01-03,yes\nCanada,2025-01-02,yes\n`, { development });
    expect(developments(result).map((d) => [d['id'], (d['claims'] as { facet: string }[]).map((c) => c.facet.slice(9, 12))])).toEqual([
      ['day-2025-01-02', ['FRA', 'CAN']],
      ['day-2025-01-03', ['CUB']],
    ]);
  });

  test('a column for each issue: cells that are empty say nothing', async () => {
    const value = (column: string) => ({ from: `{${column}}`, map: { yes: 'for', no: 'against' }, optional: true, empty: ['-'] });
    const issues = ['a', 'b'].map((id) => ({ ...BASE.dossier.issues[0]!, id }));
    const result = await run('Country,Day,A,B\nFrance,2025-01-02,yes,\nCuba,2025-01-02,-,no\n', {
      dossier: { ...BASE.dossier, issues },
      claims: [
        { facet: 'position/{state}/a', value: value('A') },
        { facet: 'position/{state}/b', value: value('B') },
      ],
    });
    expect(developments(result).map((d) => d['claims'])).toEqual([
      [{ id: 'c1', facet: 'position/FRA/a', value: 'for' }],
      [{ id: 'c1', facet: 'position/CUB/b', value: 'against' }],
    ]);
  });

  test('numbers as values, with signs of their own', async () => {
    const result = await run('Country,Day,N\nFrance,2025-01-02,"1.234,5"\n', {
      claims: [
        {
          facet: 'quantity/{state}/budget',
          value: { object: { n: { from: '{N}', number: { decimal: ',', thousands: '.' } }, op: '=', unit: 'EUR' } },
        },
      ],
    });
    expect(developments(result)[0]!['claims']).toEqual([
      { id: 'c1', facet: 'quantity/FRA/budget', value: { n: 1234.5, op: '=', unit: 'EUR' } },
    ]);
  });

  test('filters leave rows out', async () => {
    const result = await run(`${HEAD}France,2025-01-02,no\nCuba,2025-01-03,absent\n`, { where: [{ value: '{Stance}', not: ['absent'] }] });
    expect(result).toMatchObject({ developments: 1, rows: { read: 2, leftOut: 1 } });
  });

  test('Windows encodings where the mapping says so', async () => {
    const tables = { main: { file: 'main.csv', encoding: 'windows-1252', delimiter: ';' } };
    const bytes = Buffer.from("Country;Day;Stance\nCôte d'Ivoire;2025-01-02;no\n", 'latin1');
    expect((await run(bytes, { tables })).developments).toBe(1);
  });
});

describe('joins', () => {
  const tables = { main: { file: 'main.csv' }, meta: { file: 'meta.csv' } };
  const value = { from: '{Stance}', map: { no: 'against', yes: 'for' } };
  const issue = (id: string) => ({ ...BASE.dossier.issues[0]!, id });
  const dossier = { ...BASE.dossier, issues: ['tariffs', 'quotas', 'other'].map(issue) };
  const claims = [{ facet: 'position/{state}/{meta.issue}', value }];
  const many = (more: object): Change => ({
    tables,
    dossier,
    claims,
    joins: [{ table: 'meta', on: { day: '{Day}' }, many: true, ...more }],
  });
  const files = { meta: { name: 'meta.csv', content: 'day,issue\n2025-01-02,tariffs\n2025-01-02,quotas\n' } };
  const rows = `${HEAD}France,2025-01-02,no\nCuba,2025-01-03,yes\n`;

  test('several rows, or none with a default', async () => {
    const result = await run(rows, many({ default: { issue: 'other' } }), { files });
    expect(developments(result).map((d) => (d['claims'] as { facet: string }[]).map((c) => c.facet))).toEqual([
      ['position/FRA/tariffs', 'position/FRA/quotas'],
      ['position/CUB/other'],
    ]);
  });

  test('none without a default is a fault with its place; or the row is left out', async () => {
    expect(await faultsOf(rows, many({}), { files })).toMatchObject([
      { code: 'NoJoin', file: 'main.csv', line: 3, column: { name: 'Day', number: 2 } },
    ]);
    expect(await run(rows, many({ missing: 'skip' }), { files })).toMatchObject({ developments: 1, rows: { leftOut: 1 } });
  });

  test('a second row where one is expected, and a header that asks for one of several', async () => {
    const one = { ...many({}), joins: [{ table: 'meta', on: { day: '{Day}' } }] };
    expect(await faultsOf(rows, one, { files })).toMatchObject([{ code: 'DuplicateJoin', file: 'meta.csv', line: 3 }]);
    const title = { ...BASE.development, id: '{state}', title: '{meta.issue}' };
    expect(await faultsOf(rows, { ...many({}), development: title }, { files })).toMatchObject([
      { code: 'InvalidMapping', pointer: '/development' },
    ]);
  });
});

describe('what is wrong is told with file, line and column', () => {
  test('equal faults are counted, the closest match is named', async () => {
    const faults = await faultsOf(`${HEAD}Frnce,2025-01-02,no\nFrnce,2025-01-03,no\nCuba,2025-02-30,maybe\n`);
    expect(faults).toMatchObject([
      {
        code: 'NoEntry',
        file: 'main.csv',
        line: 2,
        column: { number: 1, name: 'Country' },
        message: '"Frnce" is not known',
        remedy: expect.stringContaining('France') as string,
      },
      { code: 'InvalidDate', line: 4, column: { number: 2, name: 'Day' } },
      { code: 'NoEntry', line: 4, column: { number: 3, name: 'Stance' } },
    ]);
    expect(faults[0]!.lines).toEqual([2, 3]);
    expect(faults.map((f) => f.count)).toEqual([2, 1, 1]);
  });

  test.each<[string, string | Uint8Array, Change, object]>([
    [
      'an unknown column',
      'Country,Date,Stance\n',
      {},
      { code: 'UnknownColumn', pointer: expect.stringContaining('/development') as string },
    ],
    ['two columns of one name', 'Country,Day,Day,Stance\n', {}, { code: 'DuplicateColumn', line: 1 }],
    ['an empty file', '', {}, { code: 'InvalidCsv', line: 0 }],
    ['a ragged row', `${HEAD}France,2025-01-02\n`, {}, { code: 'RaggedRow', line: 2, expected: expect.stringContaining('3') as string }],
    ['an empty cell', `${HEAD}France,2025-01-02,\n`, {}, { code: 'EmptyValue', line: 2, column: { number: 3, name: 'Stance' } }],
    ['bytes that are not UTF-8', Buffer.from(`${HEAD}C\xf4te d'Ivoire,2025-01-02,no\n`, 'latin1'), {}, { code: 'WrongEncoding', line: 2 }],
    ['UTF-16', Buffer.from(`\ufeff${HEAD}`, 'utf16le'), {}, { code: 'WrongEncoding', line: 1 }],
    ['a gzip that is cut off', gzipSync(HEAD + 'France,2025-01-02,no\n'.repeat(50)).subarray(0, 40), {}, { code: 'FileDamaged' }],
    ['two rows that make one id', `${HEAD}France,2025-01-02,no\nFrance,2025-01-02,yes\n`, {}, { code: 'DuplicateDevelopment', line: 3 }],
    [
      'two rows about one facet in a development',
      `${HEAD}France,2025-01-02,no\nFrance,2025-01-02,yes\n`,
      { development: { ...BASE.development, id: 'day-{Day}', title: 'On a day', group: ['{Day}'] } },
      { code: 'DuplicateClaim', line: 3 },
    ],
    [
      'rows of a development that disagree',
      `${HEAD}France,2025-01-02,no\nCuba,2025-01-03,yes\n`,
      { development: { ...BASE.development, id: 'all', title: 'All', group: ['all'] } },
      { code: 'GroupDiffers', line: 3, column: { number: 2, name: 'Day' } },
    ],
    [
      'a stance that is on no ladder',
      `${HEAD}France,2025-01-02,no\n`,
      { claims: [{ facet: 'position/{state}/tariffs', value: 'maybe' }] },
      { code: 'StanceNotOnLadder', line: 2 },
    ],
    [
      'an issue that is not defined',
      `${HEAD}France,2025-01-02,no\n`,
      { claims: [{ facet: 'position/{state}/quotas', value: 'for' }] },
      { code: 'UnknownIssue', line: 2 },
    ],
    ['an actor that is not registered', `${HEAD}France,2025-01-02,no\n`, { actors: [] }, { code: 'UnknownActor', line: 2 }],
    [
      'a dossier that is not open',
      `${HEAD}France,2025-01-02,no\n`,
      { dossier: { id: 'trade' } },
      { code: 'UnknownDossier', pointer: '/dossier/id' },
    ],
  ])('%s', async (_, content, change, fault) => {
    const faults = await faultsOf(content, change);
    expect(faults[0]).toMatchObject(fault);
  });

  test('a file that is not there', async () => {
    await expect(
      importTable(
        { store: nowhere, record: emptyRecord(), authorship: { author: 'me', tool: 'test', now: () => new Date(0) } },
        changed({}),
        { file: '/nowhere/main.csv' },
      ),
    ).rejects.toMatchObject({ kind: 'ImportError', faults: [{ code: 'FileNotFound' }] });
  });

  test.each<[string, (m: Record<string, unknown>) => unknown, string]>([
    ['a field that is not there', (m) => ({ ...m, colums: {} }), '/colums'],
    ['a lookup that is not there', (m) => ({ ...m, derive: { state: { from: '{Country}', lookup: 'state' } } }), '/derive/state/lookup'],
    ['a date format', (m) => ({ ...m, derive: { d: { from: '{Day}', date: 'd/m/y' } } }), '/derive/d/date'],
    ['a table that is not there', (m) => ({ ...m, from: 'rows' }), '/from'],
    ['two conversions at once', (m) => ({ ...m, derive: { d: { from: '{Day}', date: 'ISO', number: true } } }), '/derive/d'],
    ['a dossier without the day it opens', (m) => ({ ...m, dossier: { id: 'trade', title: 'Trade' } }), '/dossier'],
  ])('a mapping with %s', (_, change, pointer) => {
    let error: unknown;
    try {
      parseMapping(change(changed({})));
    } catch (e) {
      error = e;
    }
    expect(isImportError(error)).toBe(true);
    expect((error as { faults: TableFault[] }).faults.map((f) => f.pointer)).toContain(pointer);
  });
});

test('what the deciders are asked about once is what they would say of each: both ways make the same bytes', async () => {
  const rows = Array.from(
    { length: 50 },
    (_, i) => `${['France', 'Cuba', 'Canada'][i % 3]!},2025-01-${String((i % 28) + 1).padStart(2, '0')},${i % 2 ? 'yes' : 'no'}`,
  );
  const content =
    HEAD + [...new Set(rows.map((r) => r.slice(0, r.lastIndexOf(','))))].map((r, i) => `${r},${i % 2 ? 'yes' : 'no'}`).join('\n');
  // in full: every command is decided whole, and a difference between the two events is thrown
  const inFull = await run(content, {}, { checkedInFull: Infinity, preview: 100 });
  const quick = await run(content, {}, { checkedInFull: 0, preview: 100 });
  expect(quick).toEqual(inFull);
});

test('the example of the guide becomes what the guide says', async () => {
  const guide = readFileSync(new URL('../../docs/import-tables.md', import.meta.url), 'utf8');
  const block = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)![1]!;
  const example = (content: string) =>
    importTable(
      { store: nowhere, record: emptyRecord(), authorship: { author: 'me', tool: 'test', now: () => new Date(0) } },
      block('json'),
      {
        file: { name: 'statements.csv', content },
        dryRun: true,
      },
    );
  const result = await example(block('csv'));
  expect(result.faults).toEqual([]);
  expect(result).toMatchObject({ developments: 10, claims: 10, sources: 8, actors: { registered: 7 }, warningCount: 0 });
  const wrong = block('csv').replaceAll('Italy', 'Itlay').replace('10/03/2025,Germany,Troops', '31/04/2025,Germany,Troops');
  const lines = (await example(wrong)).faults.map(faultText);
  for (const line of lines) expect(block('text')).toContain(line);
  expect(lines).toHaveLength(2);
});
