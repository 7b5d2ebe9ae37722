/**
 * Logs derived from the dossier's, each with a table of what must then hold, reasoned by hand: developments recorded in another
 * order, the report alone, one correction left out, one source withdrawn.
 */
import { describe, expect, test } from 'vitest';
import { coordinateEnd } from '../../events/edtf.ts';
import type { Cell } from '../../projections/cell.ts';
import { stateAt } from '../../projections/state.ts';
import { foldDossier } from '../support/dossier.ts';
import type { Folded, KeyedCommand, PlacedCommand } from '../support/dossier.ts';

const DAY = '2025-09-04';
const JANUARY = '2026-01-31';

/** A row of a table: facet, moment, and what must be there: value, status and since of the cell, or part of it. */
type Row = readonly [facet: string, at: string, expected: Readonly<Record<string, unknown>>];
const none = { value: null, status: 'none' };
const held = (value: unknown, since: string, rest: Record<string, unknown> = {}) => ({ value, status: 'held', since, ...rest });

function holds(log: Folded, rows: readonly Row[]): void {
  expect(log.record.problems).toEqual([]);
  for (const [facet, at, expected] of rows) expect(log.cell(facet, { at }), `${facet} at ${at}`).toMatchObject(expected);
}
/** Values of a list beside a cell. */
const beside = (log: Folded, facet: string, list: 'possibly' | 'unsupported' | 'saidByOthers' | 'reported', at = DAY) =>
  log.listed(facet, list, { at }).map(([value]) => value);

// ── developments in another order ────────────────────────────────────────────────────────────────────────────────

const whole = foldDossier();

interface Group {
  readonly id: string;
  readonly date: string;
  readonly commands: PlacedCommand[];
  readonly needs: Set<string>;
}

/** What defines and registers stays in front; acts on one development keep their order; a merge ties two together. */
function regrouped(all: readonly PlacedCommand[], order: (groups: readonly Group[]) => readonly Group[]): PlacedCommand[] {
  const acts = new Set(['record', 'correct', 'evidence', 'merge', 'retract', 'reinstate']);
  const name = (c: KeyedCommand) => (c.do === 'record' ? (c['development'] as { id: string }).id : (c['development'] as string));
  const tied = new Map(all.flatMap(({ command: c }) => (c.do === 'merge' ? [[name(c), c['into'] as string]] : [])));
  const groups = new Map<string, Group>();
  for (const placed of all) {
    const { command } = placed;
    if (!acts.has(command.do)) continue;
    const id = tied.get(name(command)) ?? name(command);
    const body = command['development'] as { date: string; relations?: { to: string }[] };
    let group = groups.get(id);
    if (!group) groups.set(id, (group = { id, date: body.date, commands: [], needs: new Set() }));
    group.commands.push(placed);
    if (command.do === 'record') for (const r of body.relations ?? []) if (r.to !== id) group.needs.add(tied.get(r.to) ?? r.to);
  }
  const done = new Set<string>();
  const result = all.filter(({ command }) => !acts.has(command.do));
  const add = (group: Group): void => {
    if (done.has(group.id)) return;
    done.add(group.id);
    for (const id of group.needs) add(groups.get(id)!); // a relation is to what is on record
    result.push(...group.commands);
  };
  for (const group of order([...groups.values()])) add(group);
  return result;
}

/** A small generator of pseudo-random numbers, so that an order can be repeated. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const next = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return items
    .map((item) => ({ item, place: next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

const ORDERS: readonly (readonly [string, (groups: readonly Group[]) => readonly Group[]])[] = [
  ['the latest first', (groups) => [...groups].sort((a, b) => (a.date < b.date ? 1 : -1))],
  ['by name', (groups) => [...groups].sort((a, b) => (a.id < b.id ? -1 : 1))],
  ...[1, 2, 3, 4, 5].map((seed) => [`shuffled, seed ${seed}`, (groups: readonly Group[]) => shuffled(groups, seed)] as const),
];

/** A cell without its places in the log. */
const unplaced = (cell: Cell): unknown =>
  JSON.parse(JSON.stringify(cell, (key, value: unknown) => (key === 'position' ? undefined : value))) as unknown;

describe.each(ORDERS)('developments recorded in another order: %s', (_, order) => {
  const log = foldDossier({ order: (all) => regrouped(all, order) });

  test('the same is shown', () => {
    expect(log.record.size).toBe(whole.record.size);
    for (const at of ['2025-02-17', '2025-06-01', DAY, '2025-09-05', JANUARY, '2026-02-28']) {
      const [a, b] = [log, whole].map((x) => stateAt(x.view(), coordinateEnd(at)).map(unplaced));
      expect(a, at).toEqual(b);
    }
  });
});

test('another order is another order', () => {
  const inOrder = whole.events.map((e) => e.key).join();
  for (const [name, order] of ORDERS)
    expect(
      foldDossier({ order: (all) => regrouped(all, order) })
        .events.map((e) => e.key)
        .join(),
      name,
    ).not.toBe(inOrder);
});

describe('another order, by hand', () => {
  // Times decide, not the log. Where two words have the same time, one refers to the other, so that it is recorded after it:
  // the ministry after Hoffmann, Zelenskyy after Macron.
  const rows: Row[] = [
    ['position/DEU/troop-deployment', '2025-06-01', { value: 'willing-if', status: 'contested', alternatives: [{ value: 'undecided' }] }],
    ['position/POL/troop-deployment', '2024-12-31', held('no-plans', '2024-12-12')],
    ['position/POL/troop-deployment', DAY, held('rules-out', '2025-02-17', { confirmed: DAY })],
    ['position/FRA/troop-deployment', DAY, held('open', '2025-08-17', { confirmed: DAY })],
    [
      'position/ITA/troop-deployment',
      DAY,
      held('rules-out', '2025-03-15', { confirmed: DAY, by: { development: 'italy-no-troops-but-monitoring', version: 2 } }),
    ],
    ['position/RUS/western-troops', DAY, held('rejects', '2025-07-17', { confirmed: DAY })],
    ['position/USA/us-support', DAY, held('air-possible', '2025-08-19')],
    ['contribution/BGR/naval', DAY, held('offers', DAY, { by: { version: 3 } })],
    ['quantity/coalition/to-deploy-inside-ukraine', DAY, { value: { n: 26, op: '<', unit: 'countries' }, status: 'held' }],
    [
      'quantity/coalition/committed',
      DAY,
      { value: { n: 26, op: '=', unit: 'countries' }, origins: 5, voice: { by: 'volodymyr-zelenskyy' } },
    ],
    ['position/GBR/troop-deployment', JANUARY, held('declared', '2026-01-06', { confirmed: '2026-01-07' })],
    ['position/TUR/troop-deployment', JANUARY, none],
  ];
  test.each(ORDERS)('%s', (_, order) => {
    holds(foldDossier({ order: (all) => regrouped(all, order) }), rows);
  });
});

// ── the report alone ─────────────────────────────────────────────────────────────────────────────────────────────

test('the report alone', () => {
  const log = foldDossier({ upTo: '02' });
  holds(log, [
    // what began nobody knows when is possible from the day the dossier opens
    ['role/FRA/coalition', '2025-03-01', { ...none, possibly: [{ value: 'co-chair' }] }],
    ['position/FRA/troop-deployment', '2025-09-03', none],
    ['position/FRA/troop-deployment', DAY, held('open', DAY, { origins: 1, thin: ['one-origin', 'no-speaker'] })],
    ['position/ITA/troop-deployment', DAY, held('reluctant', DAY)],
    ['position/ITA/troop-deployment', JANUARY, held('reluctant', DAY)],
    ['position/ITA/article-5-style', DAY, none],
    ['position/DEU/troop-deployment', DAY, held('willing-if', DAY, { voice: { by: 'DEU' } })],
    ['position/POL/troop-deployment', DAY, none],
    ['position/RUS/western-troops', DAY, held('rejects', '[..2025-09-04]', { thin: ['one-origin'] })],
    ['position/RUS/negotiations', '2025-09-03', { ...none, possibly: [{ value: 'prefers' }] }],
    ['position/RUS/negotiations', DAY, held('prefers', '[..2025-09-04]', { thin: ['one-origin', 'undated'] })],
    ['position/BGR/troop-deployment', DAY, { ...none, possibly: [{ value: 'rules-out' }] }],
    ['position/BGR/troop-deployment', '2025-09-05', held('rules-out', '[2025-09-04,2025-09-05]')],
    ['position/USA/us-support', DAY, none],
    ['demand/USA/european-nations/russian-oil', DAY, held('open', DAY, { attribution: 'on-record' })],
    ['quantity/coalition/committed', DAY, held({ n: 26, op: '=', unit: 'countries' }, DAY, { origins: 1 })],
    ['world/ceasefire', JANUARY, none],
    ['world/hostilities', JANUARY, held(true, '2022')],
  ]);
  expect(log.facets().filter((f) => f.startsWith('role/') && f.endsWith('/the-26'))).toEqual([]);
});

// ── one correction left out ──────────────────────────────────────────────────────────────────────────────────────

describe('one correction left out', () => {
  const without = (key: string) => foldDossier({ keep: (c) => c.key !== key });

  test('Bulgaria’s day stays the 5th, as the government’s page has it', () => {
    const log = without('correct-bulgaria-to-4th');
    holds(log, [
      ['contribution/BGR/naval', DAY, none],
      ['contribution/BGR/naval', '2025-09-05', held('offers', '2025-09-05', { by: { version: 2 } })],
      ['contribution/BGR/naval', JANUARY, held('offers', '2025-09-05', { confirmed: '2026-01-06' })],
      ['position/BGR/black-sea-hub', DAY, none],
      ['position/BGR/troop-deployment', DAY, held('rules-out', '2025-02-21', { by: { development: 'bulgarian-declaration-2025-02-21' } })],
      ['position/BGR/troop-deployment', '2025-09-05', held('rules-out', '2025-02-21', { confirmed: '2025-09-05' })],
    ]);
    expect(log.cell('position/BGR/troop-deployment', { at: DAY }).confirmed).toBeUndefined();
    expect(beside(log, 'contribution/BGR/naval', 'possibly')).toEqual([]);
  });

  test('the step to the 5th: the day is the 4th all the same, in the report’s words alone', () => {
    holds(without('correct-bulgaria-to-5th'), [
      ['contribution/BGR/naval', DAY, held('offers', DAY, { by: { version: 2 }, voice: { by: 'BGR' } })],
      ['contribution/BGR/airport-infrastructure', '2025-09-05', none],
    ]);
  });

  test('Italy: the report’s softer word would show a step that there was not', () => {
    const log = without('correct-italy');
    holds(log, [
      ['position/ITA/troop-deployment', DAY, held('reluctant', DAY, { attribution: 'on-record' })],
      ['position/ITA/article-5-style', DAY, none],
    ]);
    expect(log.steps('position/ITA/troop-deployment')).toEqual([
      ['2025-03-15', 'rules-out'],
      [DAY, 'reluctant'],
      ['2026-01-06', 'rules-out'],
    ]);
  });

  test('Germany: two conditions, no speaker, no offers', () => {
    const log = without('correct-germany');
    holds(log, [
      ['position/DEU/troop-deployment', DAY, held('willing-if', '2025-02-17', { attribution: 'reported', voice: { by: 'DEU' } })],
      ['contribution/DEU/training', DAY, none],
    ]);
    expect(log.cell('position/DEU/troop-deployment', { at: DAY }).conditions).toHaveLength(2);
  });

  test('the demand about oil stays the president’s own word', () => {
    holds(without('correct-oil-demand'), [
      ['demand/USA/european-nations/russian-oil', DAY, held('open', DAY, { attribution: 'on-record' })],
    ]);
  });

  test('Putin’s day stays unknown, Anchorage stays a month', () => {
    const log = without('correct-putin-beijing');
    holds(log, [
      ['position/RUS/negotiations', '2025-09-03', none],
      ['position/RUS/negotiations', DAY, held('prefers', '[..2025-09-04]')],
    ]);
    expect(beside(log, 'position/RUS/negotiations', 'possibly', '2025-09-03')).toEqual(['prefers']);
    const other = without('correct-trump-putin-meeting');
    expect(other.latest('trump-putin-meeting-august-2025').body.date).toBe('2025-08');
    holds(other, [
      ['world/ceasefire', JANUARY, none],
      ['position/FRA/troop-deployment', JANUARY, held('declared', '2026-01-06', { activation: 'pending' })],
    ]);
  });
});

// ── one source withdrawn ─────────────────────────────────────────────────────────────────────────────────────────

describe('one source withdrawn', () => {
  const withdrawn = (...ids: string[]) => {
    const log = foldDossier();
    for (const id of ids)
      log.apply({ do: 'source-withdraw', key: `withdraw-${id}`, id, reason: 'to see what rests on it' }, 'test', '2026-11-25T08:00:00Z');
    return log;
  };
  const n26 = (n: number, op: string) => ({ n, op, unit: 'countries' });

  test('Costa’s remarks: the correction to the 4th falls, the 5th holds; with the government’s page, what the report allows', () => {
    holds(withdrawn('global-security-2025-09-04'), [
      ['contribution/BGR/naval', DAY, none],
      ['contribution/BGR/naval', '2025-09-05', held('offers', '2025-09-05', { by: { version: 2 } })],
    ]);
    holds(withdrawn('gov-bg-2025-09-05'), [['contribution/BGR/naval', DAY, held('offers', DAY, { by: { version: 3 } })]]);
    const both = withdrawn('global-security-2025-09-04', 'gov-bg-2025-09-05');
    holds(both, [
      ['contribution/BGR/naval', DAY, none],
      ['contribution/BGR/naval', '2025-09-05', held('offers', '[2025-09-04,2025-09-05]', { by: { version: 1 } })],
    ]);
    expect(beside(both, 'contribution/BGR/naval', 'possibly')).toEqual(['offers']);
  });

  test('the report: what it alone carries is unsupported, the rest stands on other pages', () => {
    const log = withdrawn('summit-report');
    holds(log, [
      [
        'position/FRA/troop-deployment',
        DAY,
        held('open', '2025-08-17', { by: { development: 'co-chairs-statement-2025-08-17' }, activation: 'pending' }),
      ],
      ['position/ITA/troop-deployment', DAY, held('rules-out', '2025-03-15', { origins: 2 })],
      ['position/DEU/troop-deployment', DAY, held('willing-if', '2025-02-17', { origins: 2 })],
      ['position/RUS/western-troops', DAY, held('rejects', '2025-07-17', { by: { development: 'zakharova-2025-07-17' } })],
      ['position/RUS/negotiations', DAY, held('prefers', '2025-09-03', { origins: 2 })],
      ['contribution/BGR/naval', DAY, held('offers', DAY, { origins: 1 })],
      ['quantity/coalition/committed', DAY, held(n26(26, '='), DAY, { origins: 5 })], // the story it retells is on another page
      ['quantity/coalition/to-deploy-inside-ukraine', DAY, none],
      ['quantity/coalition/troops', DAY, { ...none, unsupported: [{ value: 'undisclosed' }] }],
      ['demand/european-leaders/USA/backstop', DAY, { ...none, unsupported: [{ value: 'open' }] }],
      ['position/USA/us-support', DAY, held('air-possible', '2025-08-19')],
      ['role/FRA/coalition', DAY, held('co-chair', '[..2025-08-17]')],
      ['world/hostilities', DAY, { ...none, unsupported: [{ value: true }] }],
    ]);
    expect(log.cell('position/FRA/troop-deployment', { at: DAY }).confirmed).toBeUndefined();
    expect(beside(log, 'quantity/coalition/to-deploy-inside-ukraine', 'unsupported')).toEqual(
      expect.arrayContaining([n26(26, '='), n26(26, '<')]),
    );
    expect(beside(log, 'position/USA/us-support', 'saidByOthers')).toEqual([]);
    expect(beside(log, 'position/USA/us-support', 'unsupported')).toEqual(['backs-unsigned', 'noncommittal']);
  });

  test('the Reuters story: its copies fall with it, and four origins are left', () => {
    const log = withdrawn('reuters-2025-09-04-26-nations');
    holds(log, [
      ['quantity/coalition/committed', DAY, held(n26(26, '='), DAY, { origins: 4 })],
      ['quantity/coalition/troops', DAY, none],
      ['position/FRA/troop-deployment', DAY, held('open', '2025-08-17')],
    ]);
    expect(log.ground('quantity/coalition/committed', n26(26, '=')).documents).toEqual([
      'overview-press-26',
      'tass-2012443',
      'ukrainska-pravda-7529369',
      'voz-2025-09-04',
    ]);
  });

  test('the page with the three names: nobody is named by the claimant any more', () => {
    const log = withdrawn('voz-2025-09-04');
    holds(log, [['quantity/coalition/committed', DAY, held(n26(26, '='), DAY, { origins: 4 })]]);
    for (const state of ['DEU', 'ITA', 'POL']) {
      expect(beside(log, `role/${state}/the-26`, 'saidByOthers')).toEqual([]);
      expect(beside(log, `role/${state}/the-26`, 'unsupported')).toEqual(['member']);
    }
  });

  test('the Financial Times: three pages fall, Germany’s own word stays', () => {
    const log = withdrawn('ft-2025-09-04-three-camps');
    holds(log, [['position/DEU/troop-deployment', DAY, held('willing-if', '2025-02-17')]]);
    expect(beside(log, 'position/DEU/troop-deployment', 'saidByOthers')).toEqual([]);
    expect(beside(log, 'position/DEU/troop-deployment', 'unsupported')).toEqual(['undecided']);
  });
});
