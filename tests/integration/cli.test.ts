/** The command line through real processes: every verb in every form, every exit code, and what a hostile or hasty user does. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
  chmodSync,
  appendFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringWidth } from '../../src/cli/output/text.ts';
import { ASKED, grammar, verbs, WRITTEN } from '../support/verbs.ts';
import { BIN, finished, MAIN, parseCsv, parseMarkdown, run, start, together } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';

let root: string;
/** A folder with the bundled dossier in `demarche.db`, for tests that only read. */
let bundled: string;
/** Events in it. */
let size: number;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'demarche-cli-'));
  bundled = join(root, 'bundled');
  mkdirSync(bundled);
  const { code, out } = await run(['example', '--json'], { cwd: bundled });
  expect(code).toBe(0);
  size = (JSON.parse(out) as { events: number }).events;
});
afterAll(() => {
  chmodTree(root);
  rmSync(root, { recursive: true, force: true });
});
function chmodTree(folder: string): void {
  for (const e of readdirSync(folder, { withFileTypes: true })) if (e.isDirectory()) chmodSync(join(folder, e.name), 0o700);
}

let folders = 0;
/** A folder of its own, empty or with a copy of the bundled record. */
function place(isFilled = true): string {
  const folder = join(root, `f${++folders}`);
  mkdirSync(folder);
  if (isFilled) copyFileSync(join(bundled, 'demarche.db'), join(folder, 'demarche.db'));
  return folder;
}
const ask = (...args: string[]): Promise<Ran> => run(args, { cwd: bundled });
const parsed = ({ out }: Ran): Record<string, unknown> => JSON.parse(out) as Record<string, unknown>;
interface Told {
  readonly error: {
    readonly code: string;
    readonly exit: number;
    readonly message: string;
    readonly remedy?: string;
    readonly faults?: readonly { readonly line?: number; readonly pointer?: string; readonly file?: string; readonly code: string }[];
  };
}
const told = ({ err }: Ran): Told['error'] => (JSON.parse(err) as Told).error;
const lines = (text: string): string[] => text.split('\n').filter(Boolean);

/** What no terminal should be sent from a record. */
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

function helpOf(verb: string): string {
  let help = '';
  grammar((text) => (help += text))
    .commands.find((c) => c.name() === verb)!
    .outputHelp();
  return help;
}

// ── every verb in every form ─────────────────────────────────────────────────────────────────────────────────────────

/** Verbs whose output is a document of one form, each tested on its own below. */
const DOCUMENTS = ['brief', 'completion', 'export'];
/** Verbs that make or fill files, each tested on its own below. */
const FILES = ['serve', 'token add', 'token list', 'token revoke', 'backup', 'copy', 'example', 'import', 'undo', 'source check'];

describe('every verb that answers, in every form', () => {
  test.each(ASKED)('$verb $args', async ({ verb, args, envelope, items }) => {
    const [people, json, jsonl, csv, md] = (await together(['', '--json', '--jsonl', '--csv', '--md'], (form) =>
      ask(verb, ...args, ...(form ? [form] : [])),
    )) as [Ran, Ran, Ran, Ran, Ran];
    for (const ran of [people, json, jsonl, csv, md]) expect(ran).toMatchObject({ code: 0, err: '' });

    expect(people.out.trim()).not.toBe('');
    expect(people.out).not.toMatch(/undefined|\[object|\bNaN\b|no statement/);
    expect(people.out).not.toMatch(RAW);
    for (const line of people.out.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(100);

    const answer = parsed(json);
    expect(lines(json.out)).toHaveLength(1);
    if (envelope) {
      expect(answer['coordinates']).toMatchObject({ at: expect.any(String) as string, known: { size } });
      expect(answer['record']).toMatchObject({ from: '2024-12-01' });
    }

    const objects = lines(jsonl.out).map((l) => JSON.parse(l) as unknown);
    const [header, ...records] = parseCsv(csv.out);
    for (const r of records) expect(r).toHaveLength(header!.length);
    const [head, ...rows] = parseMarkdown(md.out);
    expect(head).toEqual(header);
    expect(rows).toHaveLength(records.length);
    if (verb !== 'verify') expect(records.length).toBeGreaterThan(0);
    if (items) expect(records).toHaveLength(objects.length);
  });

  test('the header is the same where nothing is answered', async () => {
    const none: [string, string[]][] = [
      ['state', ['--at', '2024-12-01', '--known', '1']],
      ['timeline', ['--at', '2024-12-01', '--known', '1']],
      ['sources', ['--known', '1']],
      ['replay', ['--known', '1']],
    ];
    for (const [verb, args] of none) {
      const [empty, full] = await together([args, []], (a) => ask(verb, ...a, '--csv'));
      expect(parseCsv(empty!.out)).toEqual([parseCsv(full!.out)[0]]);
      expect((await ask(verb, ...args)).out).toContain('Nothing in this record');
    }
  });
});

test('every verb that writes: --dry-run writes nothing, --json says what it did, and the record is whole', async () => {
  const cwd = place();
  const env = { DEMARCHE_AUTHOR: 'the desk' };
  let events = size;
  for (const { verb, args, input = '' } of WRITTEN) {
    const full = [...verb.split(' '), ...args];
    const dry = await run([...full, '--dry-run', '--json'], { cwd, env, input });
    expect(dry, full.join(' ')).toMatchObject({ code: 0, err: '' });
    expect(parsed(dry)).toMatchObject({ dryRun: true, warnings: expect.any(Array) as unknown[], changes: expect.any(Array) as unknown[] });
    const ran = await run([...full, '--json'], { cwd, env, input });
    expect(ran, full.join(' ')).toMatchObject({ code: 0, err: '' });
    const { known, repeated, changes } = parsed(ran) as { known: number; repeated: boolean; changes: { after: unknown }[] };
    expect(repeated).toBe(false);
    expect(known, `${verb} alone wrote, its dry run did not`).toBeGreaterThan(events);
    // what was foreseen is what came
    const values = (list: unknown) => (list as { facet: string; after: { value: unknown } }[]).map((c) => [c.facet, c.after.value]);
    expect(values(parsed(dry)['changes'])).toEqual(values(changes));
    events = known;
  }
  expect(parsed(await run(['verify', '--json'], { cwd }))).toMatchObject({ ok: true, events });
  const [state, log] = await together(
    [
      ['state', 'position/PRT/troop-deployment'],
      ['log', '--last', '1'],
    ],
    (a) => run([...a, '--json'], { cwd }),
  );
  // `dossier open` made a second dossier: now it has to be named
  expect(state).toMatchObject({ code: 3 });
  expect(told(state!).remedy).toContain('--dossier');
  expect(parsed(log!)['items']).toMatchObject([{ author: 'the desk', type: 'DossierOpened' }]);
  const named = await run(['state', 'position/Португалія/troop-deployment', '--dossier', 'coalition-of-the-willing', '--json'], { cwd });
  expect(parsed(named)).toMatchObject({ value: 'willing-if', status: 'held' });
}, 120_000);

test('no verb is left out of these tables', () => {
  const tested = new Set([...ASKED, ...WRITTEN].map((x) => x.verb));
  expect(verbs().filter((v) => !tested.has(v))).toEqual([...DOCUMENTS, ...FILES].sort());
});

// ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────────

describe('for people', () => {
  test('help begins with examples, and every example of the bundled dossier works', async () => {
    const { out } = await ask('--help');
    expect(out).toMatch(/^Examples:\n  \$ demarche example\n/);
    const shown = (text: string) => [...text.matchAll(/^ {2}\$ demarche (.*)$/gm)].map((m) => m[1]!);
    const all = [
      ...shown(out),
      ...['state', 'timeline', 'replay', 'history', 'why', 'diff', 'thin', 'sources', 'search', 'issues'].flatMap((v) => shown(helpOf(v))),
    ].filter((e) => e !== 'example');
    expect(all.length).toBeGreaterThan(20);
    const ran = await together([...new Set(all)], async (example) => [example, await ask(...example.split(' '))] as const);
    for (const [example, { code, err }] of ran)
      expect([example, code === 1 && example.includes('--exit-code') ? 0 : code, err]).toEqual([example, 0, '']);
  });

  test('without arguments it helps, a group without its verb helps and is wrong usage', async () => {
    expect(await ask()).toMatchObject({ code: 0, err: '', out: expect.stringContaining('Ask:') as string });
    expect(await ask('source')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('source add') as string });
    expect(await ask('--version')).toMatchObject({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
  });

  test('an actor by name, alias or office; ambiguous names are named', async () => {
    const [code, name, alias] = await together(['ITA', 'italy', 'Италия'], (actor) =>
      ask('state', '--actor', actor, '--at', '2025-09-04', '--json'),
    );
    expect(name!.out).toBe(code!.out);
    expect([0, 3]).toContain(alias!.code);
    const person = await ask('state', '--actor', 'Zelensky', '--at', '2025-09-04');
    expect(person.out).toContain('speaks for UKR');
    const nobody = await ask('state', '--actor', 'Frnce');
    expect(nobody).toMatchObject({ code: 3 });
    expect(nobody.err).toContain('France');
  });

  test('an empty cell says so, and never that nobody spoke', async () => {
    const { code, out } = await ask('state', 'position/TUR/troop-deployment', '--at', '2025-09-04');
    expect(code).toBe(0);
    expect(out).toContain('nothing in this record');
  });

  test('colour: never where nobody looks, on demand, and NO_COLOR', async () => {
    const plain = await ask('state', '--at', '2025-09-04');
    expect(plain.out).not.toContain('\u001b');
    const [flag, force, no, off] = await together(
      [
        { args: ['--color', 'always'], env: {} },
        { args: [], env: { FORCE_COLOR: '1' } },
        { args: [], env: { FORCE_COLOR: '1', NO_COLOR: '1' } },
        { args: ['--no-color'], env: { FORCE_COLOR: '1' } },
      ],
      ({ args, env }) => run(['state', '--at', '2025-09-04', ...args], { cwd: bundled, env: env }),
    );
    expect(flag!.out).toContain('\u001b[');
    expect(force!.out).toBe(flag!.out);
    expect(no!.out).toBe(plain.out);
    expect(off!.out).toBe(plain.out);
    expect(flag!.out.replace(/\u001b\[\d+m/g, '')).toBe(plain.out);
  });

  test('the width is that of the terminal', async () => {
    for (const columns of [40, 72]) {
      const { out } = await run(['why', 'position/ITA/troop-deployment', '--at', '2025-09-04'], {
        cwd: bundled,
        env: { COLUMNS: String(columns) },
      });
      for (const line of out.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    }
  });

  test('completion scripts name every verb', async () => {
    const scripts = await together(['bash', 'zsh', 'fish'], (shell) => ask('completion', shell));
    for (const { code, out } of scripts) {
      expect(code).toBe(0);
      for (const verb of verbs()) for (const word of verb.split(' ')) expect(out).toContain(word);
    }
    writeFileSync(join(root, 'completion.bash'), scripts[0]!.out);
    const complete = (...words: string[]) =>
      spawnSync(
        'bash',
        [
          '-c',
          `. ${join(root, 'completion.bash')}; COMP_WORDS=(${words.map((w) => `'${w}'`).join(' ')}); COMP_CWORD=${words.length - 1}; _demarche; printf '%s\\n' "\${COMPREPLY[@]}"`,
        ],
        { encoding: 'utf8' },
      )
        .stdout.split('\n')
        .filter(Boolean);
    expect(complete('demarche', 'time')).toEqual(['timeline']);
    expect(complete('demarche', 'source', 'wi')).toEqual(['withdraw']);
    expect(complete('demarche', 'replay', '--axis', 'p')).toEqual(['published']);
    expect(await ask('completion', 'tcsh')).toMatchObject({ code: 2 });
  });
});

test('what a record holds cannot command a terminal', async () => {
  const cwd = place();
  const title = 'Evil \u001b[2J\u001b]0;owned\u0007 title\nwith a line\u202e turned \u009b31m | <b>';
  const commands = [
    { do: 'source-add', id: 'evil-page', publisher: 'Ev\u001b[31mil', title: '=HYPERLINK("x")\u202e', published: '2025-09-04' },
    { do: 'actor-add', id: 'evil-actor', kind: 'person', name: 'Ev\u001b[5mil', aliases: ['x\u0007y'] },
    {
      do: 'record',
      kind: 'StatementMade',
      development: {
        id: 'evil',
        dossiers: ['coalition-of-the-willing'],
        title,
        summary: '\u001b[31m',
        place: 'Pa\tris',
        date: '2025-09-04',
        by: 'evil-actor',
        note: '\u001b',
        claims: [{ facet: 'quantity/coalition/evil', value: '\u001b[41m|\n\u202e', detail: { 'k\u001b': 'v\u009b' } }],
        evidence: [{ source: 'evil-page', wording: 'w\u001b[1m' }],
      },
    },
  ];
  const imported = await run(['import', '-', '--as', 'E\u001b[7mve'], { cwd, input: commands.map((c) => JSON.stringify(c)).join('\n') });
  expect(imported.code).toBe(0);
  const asked: string[][] = [
    ['timeline', '--from', '2025-09-04', '--at', '2025-09-04'],
    ['state', 'quantity', '--at', '2025-09-04'],
    ['why', 'quantity/coalition/evil', '--at', '2025-09-04'],
    ['replay', '--facet', 'quantity/coalition/evil'],
    ['history', 'quantity/coalition/evil'],
    ['diff', '--from-known', String(size), '--at', '2025-09-04'],
    ['sources', 'evil-page'],
    ['search', 'evil'],
    ['actors', 'evil-actor'],
    ['log', '--after', String(size)],
  ];
  const forms = asked.slice(0, 3).flatMap((a) => ['--json', '--csv', '--md'].map((f) => [...a, f]));
  const ran = await together([...asked, ...forms], async (args) => [args, await run(args, { cwd })] as const);
  for (const [args, { code, out, err }] of ran) {
    expect([...args, code, err]).toEqual([...args, 0, '']);
    // in CSV a tab is a tab, and a line break is quoted
    expect(args.includes('--csv') ? out.replaceAll(/[\t\r\n]/g, '') : out, args.join(' ')).not.toMatch(RAW);
    if (args.includes('--md')) expect(() => parseMarkdown(out)).not.toThrow();
    if (args.includes('--csv')) {
      expect(() => parseCsv(out)).not.toThrow();
      expect(out).not.toMatch(/(^|,)"?=HYPER/m);
    }
  }
  // an argument is not to be trusted either
  for (const args of [
    ['why', 'x\u001b[31m'],
    ['\u001b[31m'],
    ['state', '--\u001b[31m'],
    ['state', '--at', '\u001b[31m'],
    ['sources', '\u001b]0;x\u0007'],
  ])
    expect((await run(args, { cwd })).err).not.toMatch(RAW);
});

test('an answer about an earlier record is told in the words that it had', async () => {
  const cwd = place();
  const known = ['--at', '2025-09-05', '--known', String(size)];
  const asked = [
    ['state', 'position/TUR/troop-deployment', ...known],
    ['state', ...known],
    ['thin', ...known],
    ['why', 'role/NATO/coalition', ...known],
    ['timeline', ...known],
    ['replay', '--actor', 'TUR', ...known],
    ['history', 'position/TUR/troop-deployment', ...known],
    ['diff', '--from-at', '2025-09-01', '--to-at', '2025-09-05', '--known', String(size)],
    ['follow-ups', ...known],
    ['contradictions', ...known],
    ['review', ...known],
    ['quantities', ...known],
    ['brief', ...known],
  ];
  const all = async () => (await together(asked, (args) => run(args, { cwd }))).map((r, i) => [asked[i]!.join(' '), r.code, r.out]);
  const before = await all();
  const revised = [
    { do: 'actor-update', id: 'TUR', name: 'Another Turkey', reason: 'for the test' },
    { do: 'dossier-update', id: 'coalition-of-the-willing', title: 'Another title', reason: 'for the test' },
    { do: 'issue-revise', dossier: 'coalition-of-the-willing', id: 'troop-deployment', question: 'Asked anew?', reason: 'for the test' },
    { do: 'correct', development: 'summit-2025-09-04', changes: { title: 'Another headline' }, reason: 'for the test' },
  ];
  const imported = await run(['import', '-', '--as', 'me'], { cwd, input: revised.map((c) => JSON.stringify(c)).join('\n') });
  expect(imported).toMatchObject({ code: 0 });
  expect(await all()).toEqual(before);
  const now = await run(['state', 'position/TUR/troop-deployment', '--at', '2025-09-05'], { cwd });
  expect(now.out).toContain('Another title');
  expect(now.out).toContain('Another Turkey');
  expect(now.out).toContain('Asked anew?');
});

// ── exit codes ───────────────────────────────────────────────────────────────────────────────────────────────────────

describe('exit codes', () => {
  test.each<[number, string, string[], RegExp]>([
    [1, 'differences, asked to be told', ['diff', '--from-at', '2025-09-03', '--to-at', '2025-09-05', '--exit-code'], /^$/],
    [0, 'no differences', ['diff', '--from-at', '2025-09-03', '--to-at', '2025-09-03', '--exit-code'], /^$/],
    [1, 'an input that cannot be read', ['import', 'nowhere.jsonl'], /nowhere\.jsonl cannot be read: there is no such file/],
    [1, 'a backup over a file', ['backup', 'demarche.db'], /is there already/],
    [2, 'a misspelt verb', ['stat'], /unknown command 'stat'[^]*did you mean state/],
    [2, 'a misspelt verb in a group', ['source', 'withdrw'], /did you mean withdraw/],
    [2, 'a misspelt flag', ['state', '--jsno'], /unknown option '--jsno'[^]*did you mean --json/],
    [2, 'an argument that is missing', ['why'], /missing required argument 'facet'[^]*demarche why --help/],
    [2, 'two forms at once', ['state', '--json', '--csv'], /exclude each other/],
    [2, 'a choice that is none', ['replay', '--axis', 'time'], /at, known, published/],
    [2, 'a number that is none', ['log', '--last', 'ten'], /whole number/],
    [2, 'a type of event that is none', ['log', '--type', 'SummitHled'], /did you mean SummitHeld/],
    [2, 'no author', ['retract', 'summit-2025-09-04', '--reason', 'x'], /--as "NAME", or set DEMARCHE_AUTHOR/],
    [2, 'no reason', ['retract', 'summit-2025-09-04', '--as', 'me'], /--reason is missing/],
    [2, 'one point for a difference', ['diff'], /--from-at/],
    [2, 'an export as a table', ['export', '--csv'], /demarche log --csv/],
    [2, 'a colour that is none', ['state', '--color', 'blue'], /auto, always, never/],
    [
      2,
      'a claim without a value',
      ['record', '--title', 'x', '--date', '2025-09-04', '--claim', 'position', '--as', 'me'],
      /--claim "position" is not of the form FACET=VALUE/,
    ],
    [3, 'no such dossier', ['state', '--dossier', 'coalition-of-the-wiling'], /did you mean "coalition-of-the-willing"/],
    [3, 'a misspelt facet', ['why', 'position/ITA/troop-deploymnt'], /did you mean "troop-deployment"/],
    [3, 'a facet of no form', ['why', 'positions/ITA'], /the forms are/],
    [3, 'no such issue', ['state', '--issue', 'troop-deploment'], /did you mean "troop-deployment"/],
    [3, 'no such source', ['sources', 'sumit-report'], /did you mean "summit-report"/],
    [
      3,
      'no such development to correct',
      ['correct', 'summit-2025-09-05', '--place', 'x', '--reason', 'y', '--as', 'me'],
      /did you mean "summit-2025-09-04"/,
    ],
    [2, 'an end of what never ends', ['log', '--follow', '--known', '5'], /--known and --follow exclude each other/],
    [3, 'no such development in the log', ['log', '--subject', 'sumit-2025-09-04'], /did you mean "summit-2025-09-04"/],
    [
      4,
      'a version that is not the last',
      ['correct', 'macron-announces-26', '--place', 'x', '--reason', 'y', '--expect-version', '7', '--as', 'me'],
      /--expect-version/,
    ],
    [5, 'a date that does not exist', ['state', '--at', '2025-02-30'], /--at: "2025-02-30".*February 2025 has 28 days/],
    [5, 'known beyond the head', ['state', '--known', '99999'], /--known: the record has \d+ events/],
    [
      5,
      'a command that is refused',
      [
        'record',
        '--title',
        'x',
        '--date',
        '2025-09-04',
        '--source',
        'sumit-report',
        '--claim',
        'position/ITA/troop-deployment=opn',
        '--as',
        'me',
      ],
      /--source \(1\): no source "sumit-report"[^]*did you mean "summit-report"[^]*--claim \(1\): "opn" is not on the ladder/,
    ],
    [7, 'a store that is not there', ['state', '--store', 'nowhere.db'], /no log at .*nowhere\.db[^]*demarche example --store nowhere\.db/],
    [7, 'a store of a kind that is not supported', ['state', '--store', 'gopher://x'], /./],
  ])('%i: %s', async (code, _, args, says) => {
    const ran = await run(args, { cwd: bundled });
    expect(ran.err.replace(/\n\s+/g, ' ')).toMatch(says);
    expect(ran.code).toBe(code);
    expect(ran.err).not.toMatch(/^\s+at |node:internal/m);
    if (code > 1) expect(ran.out).toBe('');
    expect(existsSync(join(bundled, 'nowhere.db'))).toBe(false);
  });

  test('with --json a failure is JSON on stderr', async () => {
    const cases: [number, string, string[]][] = [
      [2, 'Usage', ['stat']],
      [2, 'NoAuthor', ['retract', 'summit-2025-09-04', '--reason', 'x']],
      [3, 'NotFound', ['sources', 'sumit-report']],
      [5, 'InvalidDate', ['state', '--at', '2025-02-30']],
      [5, 'UnknownPosition', ['state', '--known', '99999']],
      [7, 'StoreNotFound', ['state', '--store', 'nowhere.db']],
    ];
    await together(cases, async ([exit, code, args]) => {
      const ran = await run([...args, '--json'], { cwd: bundled });
      expect([ran.code, ran.out]).toEqual([exit, '']);
      expect(told(ran)).toMatchObject({ code, exit, message: expect.any(String) as string, remedy: expect.any(String) as string });
    });
  });

  test('6: a record that is damaged; 7: a file that is not ours, a folder, an empty store', async () => {
    const cwd = place();
    writeFileSync(join(cwd, 'foreign.db'), 'This is a letter, and it is long enough to be looked at. '.repeat(20));
    writeFileSync(join(cwd, 'junk.db'), Buffer.concat([readFileSync(join(cwd, 'demarche.db')).subarray(0, 4096), Buffer.alloc(9000, 7)]));
    const before = readFileSync(join(cwd, 'foreign.db'));
    const [foreign, folder, junk] = await together(['foreign.db', '.', 'junk.db'], (store) =>
      run(['verify', '--store', store, '--json'], { cwd }),
    );
    expect([foreign!.code, told(foreign!).code]).toEqual([7, 'StoreForeign']);
    expect(readFileSync(join(cwd, 'foreign.db'))).toEqual(before);
    expect(folder!.code).toBe(7);
    expect([6, 7]).toContain(junk!.code);

    // Damage that SQLite does not see: a payload that is no longer of its schema.
    const { DatabaseSync } = await import('node:sqlite');
    const file = new DatabaseSync(join(cwd, 'demarche.db'));
    for (const { name } of file.prepare("SELECT name FROM sqlite_master WHERE type = 'trigger'").all() as { name: string }[])
      file.exec(`DROP TRIGGER ${name}`);
    file.exec(`UPDATE events SET data = '{"id":"x"}' WHERE position = 3`);
    file.close();
    const broken = await run(['verify', '--json'], { cwd });
    expect(broken.code).toBe(6);
    expect(parsed(broken)).toMatchObject({ ok: false });
    expect((parsed(broken)['findings'] as { position?: number }[]).some((f) => f.position === 3)).toBe(true);
    expect((await run(['verify'], { cwd })).out).toMatch(/damage event 3:/);
  });

  test('an empty store answers that no dossier is open', async () => {
    const cwd = place(false);
    writeFileSync(join(cwd, 'none.jsonl'), '');
    expect(await run(['import', 'none.jsonl', '--as', 'me'], { cwd })).toMatchObject({ code: 0 });
    const asked = await run(['state'], { cwd });
    expect(asked).toMatchObject({ code: 3, out: '' });
    expect(asked.err).toMatch(/no dossier is open[^]*example/);
    expect(await run(['dossiers', '--json'], { cwd })).toMatchObject({
      code: 0,
      out: '{"position":0,"known":{"size":0,"recordedAt":null},"dossiers":[]}\n',
    });
  });

  test('asking never makes a store, nor does a dry run', async () => {
    const cwd = place(false);
    for (const args of [
      ['state'],
      ['log'],
      ['verify'],
      ['export'],
      ['doctor'],
      ['retract', 'x', '--reason', 'y', '--as', 'me'],
      ['example', '--dry-run'],
      ['import', '-', '--dry-run', '--as', 'me'],
    ])
      await run(args, { cwd });
    expect(readdirSync(cwd)).toEqual([]);
  });

  const isAdministrator = process.getuid?.() === 0;
  if (isAdministrator)
    console.log('not run here: the exit code for a store that may not be written — the administrator may write everything');
  test.skipIf(isAdministrator)('7: a store that may not be written', async () => {
    const cwd = place();
    chmodSync(join(cwd, 'demarche.db'), 0o400);
    chmodSync(cwd, 0o500);
    expect(await run(['state', '--at', '2025-09-04'], { cwd })).toMatchObject({ code: 0 });
    expect(await run(['retract', 'summit-2025-09-04', '--reason', 'x', '--as', 'me'], { cwd })).toMatchObject({ code: 7 });
  });
});

// ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────────

test('one precedence for everything: flag, environment, file', async () => {
  const cwd = place(false);
  for (const name of ['flag', 'env', 'file']) copyFileSync(join(bundled, 'demarche.db'), join(cwd, `${name}.db`));
  const deep = join(cwd, 'deep');
  mkdirSync(deep);
  writeFileSync(join(cwd, 'demarche.json'), JSON.stringify({ store: 'file.db', author: 'file' }));
  const env = { DEMARCHE_STORE: join(cwd, 'env.db'), DEMARCHE_AUTHOR: 'env' };
  const flags = ['--store', join(cwd, 'flag.db'), '--as', 'flag'];
  const write = ['actor', 'add', 'PRT', '--kind', 'state', '--name', 'Portugal'];
  await together(
    [
      { args: [...write, ...flags], env },
      { args: write, env },
      { args: write, env: {} },
    ],
    async (x) => expect(await run(x.args, { cwd: deep, env: x.env })).toMatchObject({ code: 0 }),
  );
  for (const name of ['flag', 'env', 'file']) {
    const last = await run(['log', '--last', '1', '--json', '--store', join(cwd, `${name}.db`)], { cwd });
    expect(parsed(last)['items']).toMatchObject([{ author: name, type: 'ActorRegistered' }]);
  }
  const facts = (ran: Ran) =>
    (parsed(ran) as { facts: { group: string; name: string; from: string }[] }).facts
      .filter((f) => f.group === 'setting' && ['store', 'author'].includes(f.name))
      .map((f) => f.from);
  expect(facts(await run(['doctor', ...flags, '--json'], { cwd: deep, env }))).toEqual(['--store', '--as']);
  expect(facts(await run(['doctor', '--json'], { cwd: deep, env }))).toEqual(['DEMARCHE_STORE', 'DEMARCHE_AUTHOR']);
  expect(facts(await run(['doctor', '--json'], { cwd: deep }))).toEqual([join(cwd, 'demarche.json'), join(cwd, 'demarche.json')]);
});

test('doctor says where captured texts and caches are, and no password', async () => {
  const cwd = place();
  const doctor = async (args: readonly string[], env: Record<string, string> = {}) => {
    const ran = await run(['doctor', '--json', ...args], { cwd, env });
    expect(ran.out).not.toContain('geheim');
    const { facts } = parsed({ ...ran, code: 0 }) as { facts: { group: string; name: string; value: string; from: string | null }[] };
    return (group: string, name: string) => facts.find((f) => f.group === group && f.name === name);
  };
  const plain = await doctor([]);
  expect(plain('store', 'captures')?.value).toMatch(/^demarche\.captures/);
  expect(plain('store', 'cache')?.value).toMatch(/^demarche\.cache/);
  const named = await doctor(['--captures', '/texts'], { DEMARCHE_CACHE: join(cwd, 'caches') });
  expect(named('store', 'captures')?.value).toBe('/texts (none)');
  expect(named('store', 'cache')?.value).toMatch(new RegExp(`^${join(cwd, 'caches')}/demarche-[0-9a-f]{12} `));
  expect(named('setting', 'cache')).toMatchObject({ value: join(cwd, 'caches'), from: 'DEMARCHE_CACHE' });
  const server = 'esdb://ana:geheim@127.0.0.1:x?tls=maybe'; // cannot be understood, so nothing is waited for
  expect((await doctor([], { DEMARCHE_STORE: server }))('setting', 'store')?.value).toBe('esdb://…@127.0.0.1:x?tls=maybe');
});

// ── import, export, example ──────────────────────────────────────────────────────────────────────────────────────────

describe('filling and copying', () => {
  test('example twice: the second time nothing changes, and it says so', async () => {
    const cwd = place();
    const again = await run(['example'], { cwd });
    expect(again).toMatchObject({ code: 0, err: '' });
    expect(again.out).toContain('nothing changed');
    expect(parsed(await run(['log', '--last', '1', '--json'], { cwd }))).toMatchObject({ position: size });
  });

  test('an import with three faults names each line and place, and writes nothing; --partial writes the rest', async () => {
    const cwd = place();
    const good = { do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' };
    const file = [
      '# commands of a morning',
      JSON.stringify(good),
      '{"do": "actor-add", "id": "AND"',
      JSON.stringify({ do: 'source-add', id: 'Page 1', publisher: 'A paper' }),
      JSON.stringify({ do: 'actor-update', id: 'PRT', note: 'on the Atlantic', reason: 'for the map' }),
      JSON.stringify({ do: 'retract', development: 'no-such-thing', reason: 'x' }),
    ];
    writeFileSync(join(cwd, 'morning.jsonl'), file.join('\n'));
    const refused = await run(['import', 'morning.jsonl', '--as', 'me'], { cwd });
    expect(refused).toMatchObject({ code: 5, out: '' });
    for (const where of ['morning.jsonl:3', 'morning.jsonl:4 /id', 'morning.jsonl:6 /development']) expect(refused.err).toContain(where);
    expect(refused.err).toContain('nothing was written: 3 lines are wrong');
    expect(parsed(await run(['log', '--last', '1', '--json'], { cwd }))).toMatchObject({ position: size });
    const json = told(await run(['import', 'morning.jsonl', '--as', 'me', '--json'], { cwd }));
    expect(json.faults?.map((f) => [f.line, f.pointer])).toEqual([
      [3, ''],
      [4, '/id'],
      [6, '/development'],
    ]);

    const partial = await run(['import', 'morning.jsonl', '--as', 'me', '--partial', '--json'], { cwd });
    expect(partial.code).toBe(5);
    expect(parsed(partial)).toMatchObject({ written: 2, repeated: 0, faults: [{ line: 3 }, { line: 4 }, { line: 6 }] });
    expect(parsed(await run(['log', '--last', '1', '--json'], { cwd }))).toMatchObject({ position: size + 2 });
    // what was left out is corrected, what was written is not written again
    file[2] = JSON.stringify({ do: 'actor-add', id: 'AND', kind: 'state', name: 'Andorra' });
    file.splice(3, 1);
    file.pop();
    const mended = await run(['import', '-', '--as', 'me', '--json'], { cwd, input: file.join('\n') });
    expect(parsed(mended)).toMatchObject({ written: 1, repeated: 2 });
  });

  test('an import needs an author, unless each command has one', async () => {
    const cwd = place(false);
    const command = { do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' };
    expect(await run(['import', '-'], { cwd, input: JSON.stringify(command) })).toMatchObject({ code: 2 });
    expect(existsSync(join(cwd, 'demarche.db'))).toBe(false);
    expect(await run(['import', '-'], { cwd, input: JSON.stringify({ ...command, author: 'somebody' }) })).toMatchObject({ code: 0 });
  });

  test('exports go round: the log byte for byte, commands to the same events', async () => {
    const [events, commands] = await together([['export', '--events'], ['export']], (a) => ask(...a));
    expect(lines(events!.out)).toHaveLength(size);
    const cwd = place(false);
    writeFileSync(join(cwd, 'log.jsonl'), events!.out);
    writeFileSync(join(cwd, 'commands.jsonl'), commands!.out);
    const imported = await together(
      [
        ['import', '--events', 'log.jsonl', '--store', 'log.db', '--json'],
        ['import', 'commands.jsonl', '--store', 'commands.db', '--json'],
      ],
      (a) => run(a, { cwd }),
    );
    for (const ran of imported) expect(ran).toMatchObject({ code: 0, err: '' });
    const [again, from, back] = await together(
      [
        ['export', '--events', '--store', 'log.db'],
        ['export', '--events', '--store', 'commands.db'],
        ['export', '--commands', '--store', 'commands.db'],
      ],
      (a) => run(a, { cwd }),
    );
    expect(again!.out).toBe(events!.out);
    expect(back!.out).toBe(commands!.out);
    const told = (text: string) =>
      lines(text).map((l) => {
        const { id, type, stream, revision, data, metadata } = JSON.parse(l) as Record<string, unknown>;
        const { recordedAt, author } = metadata as Record<string, unknown>;
        return { id, type, stream, revision, data, recordedAt, author };
      });
    expect(told(from!.out)).toEqual(told(events!.out));
    // again, and into a record that is another one
    expect(parsed(await run(['import', '--events', 'log.jsonl', '--store', 'log.db', '--json'], { cwd }))).toMatchObject({
      written: 0,
      repeated: size,
    });
    appendFileSync(join(cwd, 'other.jsonl'), JSON.stringify({ do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' }));
    await run(['import', 'other.jsonl', '--as', 'me', '--store', 'other.db'], { cwd });
    expect(await run(['import', '--events', 'log.jsonl', '--store', 'other.db'], { cwd })).toMatchObject({ code: 5 });
  });

  test('a backup is a record', async () => {
    const cwd = place();
    expect(await run(['backup', 'copy.db'], { cwd })).toMatchObject({ code: 0, err: '' });
    const [one, two] = await together(['demarche.db', 'copy.db'], (store) => run(['export', '--events', '--store', store], { cwd }));
    expect(two!.out).toBe(one!.out);
  });

  test('a quote is looked for in the captured text, and where it is not there the place is named', async () => {
    const cwd = place();
    const as = ['--as', 'me'];
    await run(['source', 'add', 'page', '--publisher', 'A paper', '--published', '2026-03-01', ...as], { cwd });
    await run(['source', 'capture', 'page', '-', ...as], { cwd, input: 'We are ready.' });
    const record = ['record', '--title', 'Ready', '--date', '2026-03-01', '--source', 'page', ...as];
    const wrong = await run([...record, '--quote', 'We are not ready.'], { cwd });
    expect(wrong.code).toBe(5);
    expect(wrong.err).toContain('--source (1): the words are not in the captured text');
    expect(await run([...record, '--quote', 'We are ready.'], { cwd })).toMatchObject({ code: 0 });
  });

  test('the brief is a document, on stdout or in a file that is not overwritten', async () => {
    const cwd = place();
    const asked = ['brief', '--at', '2025-09-05', '--actor', 'Italy'];
    const { code, out } = await run(asked, { cwd });
    expect(code).toBe(0);
    expect(out).toContain('Italy');
    expect(await run([...asked, '--out', 'italy.html'], { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(join(cwd, 'italy.html'), 'utf8')).toMatch(/^<!doctype html>/i);
    expect(await run([...asked, '--out', 'italy.html'], { cwd })).toMatchObject({ code: 2 });
  });

  test('undo takes back one’s own last act', async () => {
    const cwd = place();
    const env = { DEMARCHE_AUTHOR: 'me' };
    await run(['retract', 'summit-2025-09-04', '--reason', 'a mistake'], { cwd, env });
    expect(await run(['undo', '--yes', '--reason', 'it was none', '--json'], { cwd, env })).toMatchObject({ code: 0 });
    expect(parsed(await run(['log', '--last', '1', '--json'], { cwd }))['items']).toMatchObject([
      { type: 'DevelopmentReinstated', author: 'me' },
    ]);
  });
});

// ── several processes, streams, signals ──────────────────────────────────────────────────────────────────────────────

describe('processes', () => {
  test('two that record at once both do', async () => {
    const cwd = place();
    const env = { DEMARCHE_AUTHOR: 'me' };
    const ran = await together(
      Array.from({ length: 8 }, (_, i) => i),
      (i) => run(['source', 'add', `page-${i}`, '--publisher', 'A paper', '--published', '2026-03-01', '--json'], { cwd, env }),
      4,
    );
    for (const r of ran) expect(r).toMatchObject({ code: 0, err: '' });
    expect(new Set(ran.map((r) => parsed(r)['known'])).size).toBeGreaterThan(0);
    expect(parsed(await run(['log', '--last', '1', '--json'], { cwd }))).toMatchObject({ position: size + 8 });
  });

  test('log --follow sees what another process writes; ^C ends it quietly with 130', async () => {
    const cwd = place();
    const child = start(['log', '--follow', '--jsonl', '--after', String(size - 1)], { cwd });
    const ended = finished(child);
    let seen = '';
    const line = (n: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (seen.split('\n').length > n) resolve();
        };
        child.stdout.on('data', look);
        look();
      });
    child.stdout.on('data', (text: string) => (seen += text));
    await line(1);
    expect(await run(['retract', 'summit-2025-09-04', '--reason', 'x', '--as', 'me'], { cwd })).toMatchObject({ code: 0 });
    await line(2);
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect({ code, err }).toEqual({ code: 130, err: '' });
    expect(lines(seen).map((l) => (JSON.parse(l) as { position: number }).position)).toEqual([size, size + 1]);
  });

  test('a reader that has seen enough (| head) is no error', async () => {
    const child = start(['export', '--events'], { cwd: bundled });
    child.stdout.once('data', () => child.stdout.destroy());
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test('a key makes a command safe to send twice', async () => {
    const cwd = place();
    const args = ['actor', 'add', 'PRT', '--kind', 'state', '--name', 'Portugal', '--key', 'k', '--as', 'me', '--json'];
    const [one, two] = [await run(args, { cwd }), await run(args, { cwd })];
    expect([parsed(one)['repeated'], parsed(two)['repeated']]).toEqual([false, true]);
    const other = await run(
      args.map((a) => (a === 'Portugal' ? 'Andorra' : a)),
      { cwd },
    );
    expect([other.code, told(other).code]).toEqual([4, 'KeyConflict']);
  });

  test('DEMARCHE_DEBUG shows where, nothing else does', async () => {
    const [plain, debug] = await together([{}, { DEMARCHE_DEBUG: '1' }], (env) => run(['state', '--at', 'x'], { cwd: bundled, env: env }));
    expect(plain!.err).not.toContain('    at ');
    expect(debug!.err).toContain('    at ');
  });
});

// ── the Node that runs it ────────────────────────────────────────────────────────────────────────────────────────────

describe('the Node that runs it', () => {
  const shim = () => {
    const path = join(root, 'old.cjs');
    writeFileSync(path, "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: process.env.FAKE } });");
    return path;
  };
  test('one that is too old says in one line which it needs, and stops', async () => {
    for (const version of ['18.20.4', '20.20.2', '22.12.0']) {
      const ran = await run(['state'], { cwd: bundled, env: { FAKE: version } }, ['-r', shim(), BIN]);
      expect(ran).toMatchObject({ code: 1, out: '' });
      expect(ran.err).toMatch(new RegExp(`^demarche needs Node 22\\.13 or newer; this is Node ${version.replaceAll('.', '\\.')} .*\\n$`));
    }
    const fit = await run(['--version'], { cwd: bundled, env: { FAKE: '22.13.0' } }, ['-r', shim(), BIN]);
    expect(fit).toMatchObject({ code: 0, err: '' });
  });

  test('the real one of this machine, where it is old', () => {
    const folders = (process.env['PATH'] ?? '').split(delimiter).filter((f) => !f.includes('node_modules'));
    for (const node of folders.map((f) => join(f, 'node')).filter((f) => existsSync(f))) {
      const version = spawnSync(node, ['--version'], { encoding: 'utf8' }).stdout.trim();
      if (Number(/^v(\d+)/.exec(version)?.[1]) >= 22) continue;
      const { status, stderr, stdout } = spawnSync(node, [BIN, 'state'], { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(lines(stderr)).toHaveLength(1);
      expect(stderr).toContain(`this is Node ${version.slice(1)}`);
    }
  });

  test('the program behind the name is the same', async () => {
    const [direct, named] = await together([[MAIN], [BIN]], (p) => run(['state', '--at', '2025-09-04'], { cwd: bundled }, p));
    expect(named).toEqual(direct);
  });
});

// ── tables ───────────────────────────────────────────────────────────────────────────────────────────────────────────

test('a table of one’s own, by a mapping: tried, imported once, and faults by file, line and column', async () => {
  const cwd = place(false);
  const guide = readFileSync(new URL('../../docs/import-tables.md', import.meta.url), 'utf8');
  const block = (kind: string) => new RegExp(`\`\`\`${kind}\\n([^]*?)\`\`\``).exec(guide)![1]!;
  writeFileSync(join(cwd, 'statements.csv'), block('csv'));
  writeFileSync(join(cwd, 'statements.mapping.json'), block('json'));
  const args = ['import', '--map', 'statements.mapping.json', 'statements.csv', '--as', 'me'];
  const before = readdirSync(cwd);
  expect(await run([...args, '--dry-run'], { cwd })).toMatchObject({ code: 0, out: expect.stringContaining('10 developments') as string });
  expect(readdirSync(cwd)).toEqual(before);
  expect(await run(args, { cwd })).toMatchObject({ code: 0, out: expect.stringContaining('28 commands written') as string });
  expect(await run(args, { cwd })).toMatchObject({ code: 0, out: expect.stringContaining('nothing changed') as string });
  writeFileSync(join(cwd, 'statements.csv'), block('csv').replaceAll('Italy', 'Itlay'));
  const wrong = await run([...args, '--store', 'other.db'], { cwd });
  expect(wrong).toMatchObject({
    code: 5,
    err: expect.stringMatching(/statements\.csv:4 column 2 \(Country\).*[^]*did you mean "Italy"/) as string,
  });
});
