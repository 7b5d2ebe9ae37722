/** The views on a small record, worked by hand: given these events, asked this, they answer that. */
import { describe, expect, test } from 'vitest';
import { streamOf } from '../../events/catalogue.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import { coordinateEnd } from '../../events/edtf.ts';
import type { Claim } from '../../events/schema.ts';
import { cellAt } from '../../projections/cell.ts';
import type { Cell } from '../../projections/cell.ts';
import type { Direction } from '../../projections/change.ts';
import { diffOf } from '../../projections/diff.ts';
import { historyOf } from '../../projections/history.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';
import { replayAt, replayKnown, replayPublished } from '../../projections/replay.ts';
import { FacetView } from '../../projections/resolve.ts';
import { searchAt } from '../../projections/search.ts';
import { sourcesAt } from '../../projections/sources.ts';
import { stateAt } from '../../projections/state.ts';
import { timelineAt } from '../../projections/timeline.ts';
import { View } from '../../projections/view.ts';
import { whyAt } from '../../projections/why.ts';
import { Answers } from '../../src/query/answers.ts';
import type { ReadSide } from '../../src/query/read-side.ts';

// ── given ────────────────────────────────────────────────────────────────────────────────────────────────────────

const LADDER = ['rules-out', 'reluctant', 'undecided', 'open', 'pledged'];
const issue = (ladder: readonly string[], neutral: string, dossier = 'track') => ({
  dossier,
  id: 'troops',
  question: 'Own troops?',
  ladder: ladder.map((stance) => ({ stance })),
  neutral,
});
const OPENED: DomainEvent[] = [
  {
    type: 'DossierOpened',
    data: {
      id: 'track',
      title: 'Track',
      opens: '2025-01-01',
      bodies: [{ id: 'coalition', title: 'Coalition' }],
      worldFacts: [{ id: 'ceasefire', text: 'a general ceasefire is in force' }],
    },
  },
  { type: 'IssueDefined', data: issue(LADDER, 'undecided') },
];
const source = (id: string, published?: string, more: object = {}): DomainEvent => ({
  type: 'SourceRegistered',
  data: { id, publisher: id, ...(published !== undefined && { published }), ...more },
});
type Said = Omit<Claim, 'id'> & { id?: string };
const bodyOf = (id: string, date: string, claims: readonly Said[], more: { sources?: string[]; [field: string]: unknown } = {}) => {
  const { sources = ['page'], ...fields } = more;
  return {
    id,
    dossiers: ['track'],
    title: id,
    date,
    claims: claims.map((c, i) => ({ id: `c${i + 1}`, ...c })),
    evidence: sources.map((s, i) => ({ id: `e${i + 1}`, source: s })),
    ...fields,
  };
};
const stated = (...args: Parameters<typeof bodyOf>): DomainEvent => ({ type: 'StatementMade', data: bodyOf(...args) });
const corrected = (version: number, body: ReturnType<typeof bodyOf>, because?: string[]): DomainEvent => ({
  type: 'DevelopmentCorrected',
  data: { id: body.id, version, kind: 'StatementMade', development: body, reason: 'we were wrong', ...(because && { because }) },
});
const troops = (value: Claim['value'], more: Partial<Said> = {}, actor = 'FRA'): Said => ({
  facet: `position/${actor}/troops`,
  value,
  attribution: 'on-record',
  ...more,
});
const FRA = 'position/FRA/troops';
const CEASEFIRE = { facet: 'world/ceasefire', is: true, mode: 'while' } as const;

function given(...events: DomainEvent[]): RecordState {
  const record = emptyRecord();
  for (const [i, event] of [...OPENED, ...events].entries()) {
    const recordedAt = new Date(Date.UTC(2025, 9, 1, 0, i)).toISOString();
    const metadata = { recordedAt, author: 'editor', tool: 'test', correlationId: 'x', causationId: 'x', schemaVersion: 1 };
    applyEvent(record, { ok: true, event, metadata, stream: streamOf(event), revision: i });
  }
  expect(record.problems).toEqual([]);
  return record;
}
interface Ask {
  readonly at?: string;
  readonly published?: string;
  readonly known?: number;
  readonly dossier?: string;
}
const viewOf = (record: RecordState, { published, known = record.size, dossier = 'track' }: Ask = {}) =>
  new View(record, record.dossiers.get(dossier), published === undefined ? Infinity : coordinateEnd(published), known);
const LATER = '2026-01-01';
const ask = (record: RecordState, facet: string, a: Ask = {}): Cell =>
  cellAt(new FacetView(viewOf(record, a), facet), coordinateEnd(a.at ?? LATER));
const point = (record: RecordState, a: Ask) => ({ view: viewOf(record, a), at: coordinateEnd(a.at ?? LATER) });
const diff = (record: RecordState, from: Ask, to: Ask = {}, facet?: string) =>
  diffOf(point(record, from), point(record, to), facet === undefined ? {} : { facet });
const history = (record: RecordState, facet: string, a: Ask = {}) =>
  historyOf(new FacetView(viewOf(record, a), facet), coordinateEnd(a.at ?? LATER), 'day').map(
    (s) => [s.from, s.to, s.cell.value, s.cell.activation ?? s.cell.status] as const,
  );
const END = { to: coordinateEnd(LATER) };

// ── directions ───────────────────────────────────────────────────────────────────────────────────────────────────

describe('directions', () => {
  const page = source('page');
  const first = (claim: Said) => [page, stated('a', '2025-03-01', [claim])];
  const then = (claim: Said) => stated('b', '2025-06-01', [claim]);
  /** The world changed, between March and July. */
  const cases: readonly (readonly [Direction, string, DomainEvent[]])[] = [
    ['firmed-up', 'away from neutral, for', [...first(troops('open')), then(troops('pledged'))]],
    ['firmed-up', 'away from neutral, against', [...first(troops('reluctant')), then(troops('rules-out'))]],
    ['firmed-up', 'from neutral', [...first(troops('undecided')), then(troops('reluctant'))]],
    ['softened', 'towards neutral', [...first(troops('rules-out')), then(troops('reluctant'))]],
    ['softened', 'to neutral', [...first(troops('open')), then(troops('undecided'))]],
    ['reversed', 'across neutral', [...first(troops('reluctant')), then(troops('pledged'))]],
    ['new', 'said for the first time', [page, then(troops('open'))]],
    ['new', 'said again after it was taken back', [...first(troops(null)), then(troops('open'))]],
    ['withdrawn', 'taken back', [...first(troops('open')), then(troops(null))]],
    ['withdrawn', 'taken back before this record has it said', [page, then(troops(null))]],
    ['withdrawn', 'a window that closed', first(troops('open', { until: '2025-05-01' }))],
    ['changed', 'a stance that is on no ladder', [...first(troops('open')), then(troops('perhaps'))]],
    ['changed', 'a detail', [...first(troops('open')), then(troops('open', { detail: { place: 'Odesa' } }))]],
    [
      'changed',
      'contested',
      [...first(troops('open')), then(troops('open')), stated('c', '2025-06-01', [troops('reluctant', { attribution: 'reported' })])],
    ],
    ['conditions-changed', 'on a condition now', [...first(troops('open')), then(troops('open', { when: [CEASEFIRE] }))]],
    ['restated', 'said again', [...first(troops('open')), then(troops('open'))]],
  ];
  test.each(cases)('%s: %s', (direction, _what, events) => {
    const [change, ...more] = diff(given(...events), { at: '2025-03-02' }, { at: '2025-07-01' }, 'position');
    expect(more).toEqual([]);
    expect(change).toMatchObject({ facet: FRA, cause: 'world', direction });
  });

  test('conditions in another order are the same conditions', () => {
    const [x, y] = [CEASEFIRE, { ...CEASEFIRE, is: false }];
    const record = given(page, stated('a', '2025-03-01', [troops('open', { when: [x, y] })]), then(troops('open', { when: [y, x] })));
    expect(diff(record, { at: '2025-03-02' })).toMatchObject([{ direction: 'restated' }]);
  });

  test('contributions stand on a ladder of their own, on which considering is neutral', () => {
    const naval = (value: string): Said => ({ facet: 'contribution/BGR/naval', value });
    const record = given(
      page,
      ...['declines', 'considers', 'offers', 'commits', 'declines', 'ended'].map((value, i) =>
        stated(`d${i}`, `2025-0${i + 2}-01`, [naval(value)]),
      ),
    );
    const steps = replayAt(viewOf(record), { ...END, grain: 'day' });
    expect(steps.flatMap((s) => s.changes.map((c) => c.direction))).toEqual([
      'new',
      'softened',
      'firmed-up',
      'firmed-up',
      'reversed',
      'changed',
    ]);
  });

  test('a correction that moves a claim reclassifies it on both facets, in diff and in replay', () => {
    const record = given(
      page,
      stated('a', '2025-03-01', [troops('open')]),
      corrected(2, bodyOf('a', '2025-03-01', [troops('open', {}, 'GBR')])),
    );
    const expected = [
      { facet: FRA, direction: 'reclassified', before: { value: 'open' }, after: { status: 'none' } },
      { facet: 'position/GBR/troops', direction: 'reclassified', before: { status: 'none' }, after: { value: 'open' } },
    ];
    expect(diff(record, { known: 4 })).toMatchObject(
      expected.map((c) => ({ ...c, because: [{ type: 'DevelopmentCorrected', position: 5 }] })),
    );
    expect(diff(record, {}, { known: 4 }).map((c) => [c.facet, c.direction])).toEqual(expected.map((c) => [c.facet, c.direction]));
    expect(replayKnown(viewOf(record), coordinateEnd(LATER), { to: 5 }).at(-1)!.changes).toMatchObject(expected);
  });

  test('a correction of the value is no move', () => {
    const record = given(page, stated('a', '2025-03-01', [troops('open')]), corrected(2, bodyOf('a', '2025-03-01', [troops('pledged')])));
    expect(diff(record, { known: 4 })).toMatchObject([{ cause: 'record', direction: 'firmed-up' }]);
  });
});

describe('a ladder that is revised', () => {
  const page = source('page');
  const revised = (ladder: readonly string[], neutral: string): DomainEvent => ({
    type: 'IssueRevised',
    data: { ...issue(ladder, neutral), reason: 'the material asks for it' },
  });
  const world = (...events: DomainEvent[]) => diff(given(page, ...events), { at: '2025-03-02' }, { at: '2025-07-01' }, FRA)[0]!.direction;
  const old = stated('a', '2025-03-01', [troops('reluctant')]);

  test('the later ladder decides where both stances stand on it', () => {
    const ladder = ['rules-out', 'undecided', 'reluctant', 'open'];
    expect(world(old, revised(ladder, 'undecided'), stated('b', '2025-06-01', [troops('rules-out')]))).toBe('reversed');
  });
  test('an old stance that was dropped keeps its ladder, with the new one on it', () => {
    expect(world(old, revised(['rules-out', 'undecided', 'open'], 'undecided'), stated('b', '2025-06-01', [troops('rules-out')]))).toBe(
      'firmed-up',
    );
  });
  test('where no ladder holds both, the side of neutral on which each stood is known', () => {
    const ladder = ['never', 'undecided', 'leading'];
    expect(world(old, revised(ladder, 'undecided'), stated('b', '2025-06-01', [troops('leading')]))).toBe('reversed');
    expect(world(old, revised(ladder, 'undecided'), stated('b', '2025-06-01', [troops('never')]))).toBe('changed');
  });
  test('the revision alone changes nothing', () => {
    const record = given(page, old, revised(['undecided', 'open'], 'undecided'));
    expect(diff(record, { known: 4 })).toEqual([]);
    expect(ask(record, FRA)).toMatchObject({ value: 'reluctant', status: 'held' });
  });
});

// ── time ─────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('history', () => {
  const page = source('page');

  test('steps can be asked again, and a claim dated to a day is possible within it', () => {
    const record = given(page, stated('a', '2025-03-01', [troops('open')]), stated('b', '2025-06', [troops('pledged')]));
    const steps = historyOf(new FacetView(viewOf(record), FRA), coordinateEnd(LATER));
    expect(steps.map((s) => [s.from, s.cell.value, s.cell.possibly?.map((c) => c.value)])).toEqual([
      ['2025-03-01T00:00:00.000Z', null, ['open']],
      ['2025-03-01', 'open', undefined],
      ['2025-06-01T00:00:00.000Z', 'open', ['pledged']],
      ['2025-06-30', 'pledged', undefined],
    ]);
    for (const { from, cell } of steps) expect(ask(record, FRA, { at: from })).toEqual(cell);
    expect(history(record, FRA)).toEqual([
      ['2025-03-01', '2025-06-01', 'open', 'held'],
      ['2025-06-01', '2025-06-30', 'open', 'held'],
      ['2025-06-30', null, 'pledged', 'held'],
    ]);
  });

  test('a condition is pending, then met, then lapsed', () => {
    const ceasefire = (id: string, date: string, value: boolean) =>
      stated(id, date, [{ facet: 'world/ceasefire', value, attribution: 'official' }]);
    const record = given(
      page,
      stated('a', '2025-03-01', [troops('open', { when: [CEASEFIRE] })]),
      ceasefire('b', '2025-04-01', true),
      ceasefire('c', '2025-05-01', false),
    );
    expect(history(record, FRA)).toEqual([
      ['2025-03-01', '2025-04-01', 'open', 'pending'],
      ['2025-04-01', '2025-05-01', 'open', 'active'],
      ['2025-05-01', null, 'open', 'lapsed'],
    ]);
    const [change] = diff(record, { at: '2025-03-02' }, { at: '2025-04-02' }, FRA);
    expect(change).toMatchObject({
      direction: 'changed',
      because: [{ kind: 'development', development: 'b', claim: 'c1', facet: 'world/ceasefire', does: 'begins', at: '2025-04-01' }],
    });
  });

  test('a window that closes lets what stood before resurface; a vague end leaves it possible', () => {
    const record = given(
      page,
      stated('a', '2025-03-01', [troops('reluctant')]),
      stated('b', '2025-04-01', [troops('open', { until: '[2025-04-10..2025-04-20]' })]),
    );
    expect(history(record, FRA)).toEqual([
      ['2025-03-01', '2025-04-01', 'reluctant', 'held'],
      ['2025-04-01', '2025-04-11', 'open', 'held'],
      ['2025-04-11', '2025-04-21', 'reluctant', 'held'],
      ['2025-04-21', null, 'reluctant', 'held'],
    ]);
    expect(ask(record, FRA, { at: '2025-04-15' }).possibly).toMatchObject([{ value: 'open' }]);
    const [change] = diff(record, { at: '2025-04-05' }, { at: '2025-05-01' }, FRA);
    expect(change!.because).toMatchObject([
      { development: 'b', does: 'may-end', at: '2025-04-11T00:00:00.000Z' },
      { development: 'b', does: 'ends', at: '2025-04-21T00:00:00.000Z' },
    ]);
  });

  test('on world facts, quantities and details: what changed is the content', () => {
    const count = (n: number, more: object = {}): Said => ({
      facet: 'quantity/coalition/committed',
      value: { n, op: '=', unit: 'countries' },
      ...more,
    });
    const record = given(
      page,
      stated('a', '2025-03-01', [count(26)]),
      stated('b', '2025-04-01', [count(26)]),
      stated('c', '2025-05-01', [count(27)]),
    );
    const steps = replayAt(viewOf(record), { ...END, grain: 'day' });
    expect(steps.flatMap((s) => s.changes.map((c) => [s.when, c.direction, c.after.since]))).toEqual([
      ['2025-03-01', 'new', '2025-03-01'],
      ['2025-04-01', 'restated', '2025-03-01'],
      ['2025-05-01', 'changed', '2025-05-01'],
    ]);
  });
});

describe('replay', () => {
  const page = source('page');

  test('a word that its speaker replaced the same day stands in the replay of the day, and not in the state', () => {
    const forces = (n: number): Said => ({ facet: 'quantity/coalition/committed', value: n, attribution: 'on-record', by: 'FRA' });
    const record = given(
      page,
      stated('deploy', '2025-09-04', [forces(26)]),
      stated('assurances', '2025-09-04', [forces(24)], { relations: [{ type: 'narrows', to: 'deploy' }] }),
    );
    const day = replayAt(viewOf(record), { from: coordinateEnd('2025-09-03'), to: coordinateEnd('2025-09-04'), grain: 'day' });
    expect(day).toHaveLength(1);
    expect(day[0]).toMatchObject({
      when: '2025-09-04',
      development: 'assurances',
      changes: [{ direction: 'new', after: { value: 24, status: 'held' } }],
      said: [
        { value: 26, fate: 'superseded' },
        { value: 24, fate: 'shown' },
      ],
    });
    expect(ask(record, 'quantity/coalition/committed', { at: '2025-09-04' }).alternatives).toBeUndefined();
  });

  test('what was said without a claim is a tick; so is what claims nothing that this dossier knows', () => {
    const record = given(
      page,
      stated('mention', '2025-03-01', []),
      stated('elsewhere', '2025-04-01', [{ facet: 'position/FRA/other-issue', value: 'x' }]),
    );
    const steps = replayAt(viewOf(record), END);
    expect(steps.map((s) => [s.when, s.ticks?.map((t) => t.development)])).toEqual([
      ['2025-03-01', ['mention']],
      ['2025-04-01', ['elsewhere']],
    ]);
    expect(replayAt(viewOf(record), END, { issue: 'troops' })).toEqual([]);
  });

  test('a claim whose window may be over before it has certainly begun is said, and never held', () => {
    const record = given(page, stated('a', '2025-03', [troops('open', { until: '2025-03-10' })]));
    const said = replayAt(viewOf(record), END).flatMap((s) => s.said ?? []);
    expect(said).toMatchObject([{ value: 'open', fate: 'closed' }]);
  });

  test('along known: a late arrival does not overwrite, and moves since where it says the same', () => {
    const record = given(
      page,
      stated('a', '2025-06-01', [troops('open')]),
      stated('late-other', '2025-03-01', [troops('reluctant')]),
      stated('late-same', '2025-05-01', [troops('open')]),
    );
    const steps = replayKnown(viewOf(record), coordinateEnd(LATER), { to: record.size });
    expect(
      steps.map((s) => [s.position, s.development, s.act!.type, s.changes.map((c) => [c.direction, c.after.value, c.after.since])]),
    ).toEqual([
      [4, 'a', 'StatementMade', [['new', 'open', '2025-06-01']]],
      [6, 'late-same', 'StatementMade', [['restated', 'open', '2025-05-01']]],
    ]);
    // the act between changed how March is answered, and nothing of January
    const march = replayKnown(viewOf(record), coordinateEnd('2025-04-01'), { to: record.size });
    expect(march.map((s) => s.development)).toEqual(['late-other']);
  });

  test('along published: a page counts from the start of its day, an undated one all along', () => {
    const record = given(
      page,
      source('paper', '2025-09-05'),
      source('archive', '[2025-09-10..]'),
      stated('a', '2025-09-01', [troops('reluctant')]),
      stated('b', '2025-09-04', [troops('open')], { sources: ['paper', 'archive'] }),
    );
    const steps = replayPublished(viewOf(record), coordinateEnd(LATER), { to: Infinity });
    expect(
      steps.map((s) => [s.when, s.sources, s.development, s.changes.map((c) => [c.direction, c.after.value, c.after.origins])]),
    ).toEqual([
      ['2025-09-05T00:00:00.000Z', ['paper'], 'b', [['reversed', 'open', 1]]],
      ['2025-09-05', ['paper'], null, [['restated', 'open', 1]]],
      ['2025-09-10T00:00:00.000Z', ['archive'], null, [['restated', 'open', 2]]],
    ]);
    for (const { when, changes } of steps) expect(ask(record, FRA, { published: when })).toEqual(changes[0]!.after);
    expect(replayPublished(viewOf(record), coordinateEnd(LATER), { to: Infinity, grain: 'day' }).map((s) => s.when)).toEqual([
      '2025-09-05',
      '2025-09-10',
    ]);
  });
});

// ── diff ─────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('diff', () => {
  const naval = (more: Partial<Said> = {}): Said => ({
    facet: 'contribution/BGR/naval',
    value: 'offers',
    attribution: 'on-record',
    ...more,
  });
  /** The report leaves two days open; the government's page says the 5th; stamped remarks show it was the 4th. */
  const chain = given(
    source('report', '2025-09-04'),
    source('government', '2025-09-05'),
    source('remarks', '2025-09-06'),
    stated('ships', '[2025-09-04,2025-09-05]', [naval()], { sources: ['report'] }),
    corrected(2, bodyOf('ships', '2025-09-05', [naval()], { sources: ['report', 'government'] }), ['government']),
    corrected(3, bodyOf('ships', '2025-09-04', [naval()], { sources: ['report', 'government', 'remarks'] }), ['remarks']),
  );
  const [RECORDED, FIRST, SECOND] = [6, 7, 8];
  const at = '2025-09-04';
  const facet = 'contribution/BGR/naval';

  test('a chain of corrections names each act and its ground', () => {
    expect(ask(chain, facet, { at, known: RECORDED }).possibly).toMatchObject([{ value: 'offers' }]);
    expect(ask(chain, facet, { at, known: FIRST })).toEqual({ facet, value: null, status: 'none' });
    expect(ask(chain, facet, { at, known: SECOND })).toMatchObject({ value: 'offers', status: 'held' });
    expect(diff(chain, { at, known: RECORDED }, { at })).toMatchObject([
      {
        cause: 'record',
        direction: 'new',
        because: [
          {
            kind: 'act',
            type: 'DevelopmentCorrected',
            position: FIRST,
            subject: 'ships',
            reason: 'we were wrong',
            because: ['government'],
          },
          { kind: 'act', type: 'DevelopmentCorrected', position: SECOND, subject: 'ships', because: ['remarks'] },
        ],
      },
    ]);
    expect(replayKnown(viewOf(chain), coordinateEnd(at), { to: chain.size }).map((s) => [s.position, s.act!.because])).toEqual([
      [RECORDED, undefined],
      [FIRST, ['government']],
      [SECOND, ['remarks']],
    ]);
  });

  test('by publication the ground is named, though it supports nothing that is shown before', () => {
    const change = diff(chain, { at, published: '2025-09-05' }, { at, published: '2025-09-06' });
    expect(change).toMatchObject([
      { cause: 'publication', direction: 'new', because: [{ kind: 'source', source: 'remarks', published: '2025-09-06' }] },
    ]);
  });

  test('a ground of a withdrawal is named, and a source published the same day that made no difference is not', () => {
    const record = given(
      source('page', '2025-09-01'),
      source('denial', '2025-09-08'),
      source('echo', '2025-09-08'),
      stated('a', '2025-09-01', [troops('open')], { sources: ['page'] }),
      stated('b', '2025-08-01', [troops('open')], { sources: ['echo'] }),
      { type: 'SourceWithdrawn', data: { id: 'page', reason: 'made up', because: ['denial'] } },
    );
    const [change] = diff(record, { at: '2025-09-02', published: '2025-09-07' }, { at: '2025-09-02', published: '2025-09-08' });
    expect(change!.because.map((b) => b.kind === 'source' && b.source)).toContain('denial');
    expect(sourcesAt(viewOf(record), coordinateEnd(LATER)).map((s) => [s.source, s.standing])).toContainEqual(['page', 'withdrawn']);
  });

  test('words for what happened and claims nothing stand with their page, until it is taken back', () => {
    const evidence = [{ id: 'e1', source: 'page', quote: { exact: 'They met in Paris', start: 0, end: 17 } }];
    const record = given(
      source('page', '2025-09-01'),
      stated('met', '2025-09-01', [], { evidence }),
      stated('spoke', '2025-09-01', [troops('open')], { evidence }),
      { type: 'DevelopmentRetracted', data: { id: 'met', reason: 'never happened' } },
    );
    const size = record.size;
    const [before] = sourcesAt(viewOf(record, { known: size - 1 }), coordinateEnd(LATER));
    expect(before!.ticks).toEqual([{ development: 'met', title: expect.any(String) as string, quote: evidence[0]!.quote }]);
    expect(before!.quotes.map((q) => q.claim.split('#')[0])).toEqual(['spoke']);
    const [after] = sourcesAt(viewOf(record), coordinateEnd(LATER));
    expect(after!.ticks).toBeUndefined();
    const [narrowed] = sourcesAt(viewOf(record, { known: size - 1 }), coordinateEnd(LATER), { issue: 'troops' });
    expect(narrowed).toMatchObject({ source: 'page', quotes: [{}] });
    expect(narrowed!.ticks).toBeUndefined();
  });

  test('each step has one cause; what came and went is left out', () => {
    const page = source('page', '2025-03-02');
    const record = given(
      page,
      source('other', '2025-06-01'),
      stated('a', '2025-03-01', [troops('reluctant')]),
      stated('b', '2025-05-01', [troops('open')], { sources: ['other'] }),
      { type: 'DevelopmentRetracted', data: { id: 'b', reason: 'never said' } },
    );
    expect(diff(record, { at: '2025-05-02', known: 5 }, { at: '2025-05-02' })).toEqual([]);
    const [first, second] = diff(record, { at: '2025-02-01', published: '2025-04-01', known: 6 }, { at: '2025-05-02', known: 6 });
    expect(first).toMatchObject({
      cause: 'world',
      because: [
        { development: 'a', does: 'may-begin' },
        { development: 'a', does: 'begins' },
        { development: 'b', does: 'may-begin' },
        { development: 'b', does: 'begins' },
      ],
    });
    expect(second).toBeUndefined();
  });

  test('a ruling is an act, with its facet', () => {
    const record = given(source('page'), stated('a', '2025-03-01', [troops('open')]), stated('b', '2025-03-01', [troops('reluctant')]), {
      type: 'ClaimsAdjudicated',
      data: { dossier: 'track', facet: FRA, prefer: 'a#c1', over: ['b#c1'], reason: 'a misprint' },
    });
    expect(diff(record, { known: 5 })).toMatchObject([
      {
        before: { status: 'contested' },
        after: { status: 'held', value: 'open', overruled: [{ value: 'reluctant' }] },
        because: [{ type: 'ClaimsAdjudicated', reason: 'a misprint', facet: FRA }],
      },
    ]);
    expect(whyAt(new FacetView(viewOf(record), FRA), coordinateEnd(LATER)).beaten).toMatchObject([
      { because: 'overruled', decidedBy: 'a#c1', ruling: { position: 6, reason: 'a misprint', because: [] } },
    ]);
  });
});

// ── names and dossiers ───────────────────────────────────────────────────────────────────────────────────────────

describe('actors who are merged', () => {
  const actors: DomainEvent[] = ['FRA', 'france'].map((id) => ({ type: 'ActorRegistered', data: { id, kind: 'state', name: id } }));
  const merged = given(
    source('page'),
    ...actors,
    stated('a', '2025-03-01', [troops('open', {}, 'france')], { by: 'france', participants: [{ actor: 'france', role: 'speaker' }] }),
    { type: 'ActorsMerged', data: { id: 'france', into: 'FRA', reason: 'one state' } },
    corrected(2, bodyOf('a', '2025-03-01', [troops('pledged', {}, 'france')], { by: 'france' })),
  );
  const [BEFORE, MERGED] = [6, 7];

  test('claims go on under the other name; before, they stand under theirs', () => {
    expect(stateAt(viewOf(merged), coordinateEnd(LATER)).map((c) => [c.facet, c.value])).toEqual([[FRA, 'pledged']]);
    expect(stateAt(viewOf(merged, { known: BEFORE }), coordinateEnd(LATER)).map((c) => [c.facet, c.value])).toEqual([
      ['position/france/troops', 'open'],
    ]);
  });
  test('the merge reclassifies, a later correction does not', () => {
    expect(diff(merged, { known: BEFORE }, { known: MERGED })).toMatchObject([
      { facet: FRA, direction: 'reclassified', because: [{ type: 'ActorsMerged' }] },
      { facet: 'position/france/troops', direction: 'reclassified', because: [{ type: 'ActorsMerged' }] },
    ]);
    expect(diff(merged, { known: MERGED })).toMatchObject([{ facet: FRA, direction: 'firmed-up' }]);
    expect(replayKnown(viewOf(merged), coordinateEnd(LATER), { to: merged.size }).map((s) => s.changes.map((c) => c.direction))).toEqual([
      ['new'],
      ['reclassified', 'reclassified'],
      ['firmed-up'],
    ]);
  });
  test('the old id is an alias, in selections and on the timeline', () => {
    const select = (actor: string) => stateAt(viewOf(merged), coordinateEnd(LATER), { actor }).length;
    expect([select('FRA'), select('france')]).toEqual([1, 1]);
    expect(stateAt(viewOf(merged), coordinateEnd(LATER), { facet: 'position/france' })).toHaveLength(1);
    for (const actor of ['FRA', 'france'])
      expect(timelineAt(viewOf(merged), coordinateEnd(LATER), { actor }).items).toMatchObject([{ by: 'FRA', claims: [{ facet: FRA }] }]);
    // a facet is found under the name it had
    const read = { record: merged, view: (dossier: string, _published: number, known: number) => viewOf(merged, { dossier, known }) };
    const answers = new Answers(read as unknown as ReadSide, () => coordinateEnd(LATER));
    expect(answers.facet('position/france/troops')).toMatchObject({ facet: FRA, value: 'pledged' });
    expect(answers.history('position/france/troops')).toMatchObject({ facet: FRA, steps: [{}, { value: 'pledged' }] });
    expect(answers.facet('position/france/troops', { known: BEFORE })).toMatchObject({ facet: 'position/france/troops', value: 'open' });
    const before = timelineAt(viewOf(merged, { known: BEFORE }), coordinateEnd(LATER), { actor: 'FRA' });
    expect(before.items).toEqual([]);
  });
});

describe('two dossiers', () => {
  const record = given(
    source('page'),
    { type: 'DossierOpened', data: { id: 'other', title: 'Other', opens: '2025-05-01', worldFacts: [{ id: 'ceasefire', text: 'there' }] } },
    { type: 'IssueDefined', data: issue(['no', 'open', 'undecided'], 'undecided', 'other') },
    stated('both', '2025-06-01', [troops('open', { when: [CEASEFIRE] }), { facet: 'role/FRA/coalition', value: 'member' }], {
      dossiers: ['track', 'other'],
    }),
    stated('there', '2025-07-01', [{ facet: 'world/ceasefire', value: true, attribution: 'official' }], { dossiers: ['other'] }),
    stated('unknown-since', '2025-08-01', [troops('undecided', { effective: '[..2025-08-01]' }, 'ITA')], { dossiers: ['track', 'other'] }),
  );
  const facets = (dossier: string) => stateAt(viewOf(record, { dossier }), coordinateEnd(LATER)).map((c) => [c.facet, c.activation]);

  test('a development counts in each with the issues and world facts that are defined there', () => {
    expect(facets('track')).toEqual([
      [FRA, 'pending'],
      ['position/ITA/troops', undefined],
      ['role/FRA/coalition', undefined],
    ]);
    expect(facets('other')).toEqual([
      [FRA, 'active'],
      ['position/ITA/troops', undefined],
      ['world/ceasefire', undefined],
    ]);
  });
  test('an unknown beginning is clipped where each opens, and a ladder is each one’s own', () => {
    const before = { at: '2025-03-01' };
    expect(ask(record, 'position/ITA/troops', before).possibly).toMatchObject([{ value: 'undecided' }]);
    expect(ask(record, 'position/ITA/troops', { ...before, dossier: 'other' }).possibly).toBeUndefined();
    const next = given(
      source('page'),
      { type: 'DossierOpened', data: { id: 'other', title: 'Other', opens: '2025-01-01' } },
      { type: 'IssueDefined', data: issue(['rules-out', 'undecided', 'open', 'pledged', 'reluctant'], 'undecided', 'other') },
      stated('a', '2025-03-01', [troops('open')], { dossiers: ['track', 'other'] }),
      stated('b', '2025-04-01', [troops('reluctant')], { dossiers: ['track', 'other'] }),
    );
    const direction = (dossier: string) => diff(next, { at: '2025-03-02', dossier }, { dossier })[0]!.direction;
    expect([direction('track'), direction('other')]).toEqual(['reversed', 'firmed-up']);
  });
});

// ── why, timeline, sources ───────────────────────────────────────────────────────────────────────────────────────

test('why names the word that replaced a claim only where it is of the same voice', () => {
  const said = (by: string, value: string) => troops(value, { by, for: ['FRA'] });
  const record = given(
    source('page'),
    stated('a', '2025-03-01', [said('minister', 'open')]),
    stated('b', '2025-03-01', [{ ...said('spokesman', 'reluctant'), for: ['FRA'] }], { relations: [{ type: 'clarifies', to: 'a' }] }),
  );
  const why = whyAt(new FacetView(viewOf(record), FRA), coordinateEnd(LATER));
  expect(why).toMatchObject({
    shown: { value: 'reluctant' },
    beaten: [{ value: 'open', because: 'superseded', decidedBy: 'b#c1@1' }],
    next: 'a#c1@1',
  });
});

test('a source carries a claim alone with its copies, until another origin speaks for it', () => {
  const record = given(
    source('wire', '2025-03-01'),
    source('paper', '2025-03-02', { origin: 'wire' }),
    source('second', '2025-03-03'),
    stated('a', '2025-03-01', [troops('open')], { sources: ['wire', 'paper'] }),
    { type: 'EvidenceAdded', data: { id: 'a', evidence: [{ id: 'more', source: 'second' }] } },
  );
  const alone = (known: number) =>
    sourcesAt(viewOf(record, { known }), coordinateEnd(LATER)).map((s) => [s.source, s.copies, s.claims.map((c) => c.alone)]);
  expect(alone(6)).toEqual([
    ['wire', ['paper'], [true]],
    ['paper', [], [false]],
  ]);
  expect(alone(7).map(([, , a]) => a)).toEqual([[false], [false], [false]]);
});

test('a cursor holds its place when its development is filtered out, and ends a list it is not part of', () => {
  const record = given(source('page'), ...['a', 'b', 'c'].map((id, i) => stated(id, `2025-03-0${i + 1}`, [])), {
    type: 'DevelopmentRetracted',
    data: { id: 'b', reason: 'never happened' },
  });
  const ids = (after: string, more = {}) =>
    timelineAt(viewOf(record), coordinateEnd(LATER), { includeRetracted: false, ...more }, { after }).items.map((i) => i.development);
  expect(ids('a')).toEqual(['c']);
  expect(ids('b')).toEqual(['c']);
  expect(ids('never-recorded')).toEqual([]);
  expect(timelineAt(viewOf(record), coordinateEnd(LATER), {}, { limit: 2 })).toMatchObject({
    items: [{ development: 'a' }, { status: 'retracted' }],
    next: 'b',
  });
});

test('the timeline and search tell of a development what this reader has of it: claims and words on pages recorded and published by then', () => {
  const said = bodyOf('spoke', '2025-03-01', [
    troops('open', { evidence: ['e1'] }),
    { facet: 'contribution/FRA/minesweepers', value: 'offers', attribution: 'on-record', evidence: ['e2'] },
  ], { sources: ['page', 'memoir'] }); // prettier-ignore
  said.evidence[1] = { ...said.evidence[1]!, wording: 'quietly' } as (typeof said.evidence)[number];
  const added = { id: 'e3', source: 'archive', wording: 'in the archive' };
  const record = given(
    ...[source('page', '2025-03-01'), source('memoir', '2025-06-01'), source('archive', '2025-03-01')],
    { type: 'StatementMade', data: said },
    { type: 'EvidenceAdded', data: { id: 'spoke', evidence: [added], claims: ['c1'] } },
  );
  const claims = (a: Ask, filter = {}) =>
    timelineAt(viewOf(record, a), coordinateEnd(LATER), filter).items.map((i) => i.claims.map((c) => c.claim).join());
  expect(claims({})).toEqual(['c1,c2']);
  expect(claims({ published: '2025-05-01' })).toEqual(['c1']);
  expect(claims({ published: '2025-06-01' })).toEqual(['c1,c2']);
  expect(claims({}, { issue: 'minesweepers' })).toEqual(['c1,c2']);
  expect(claims({ published: '2025-05-01' }, { issue: 'minesweepers' })).toEqual([]);
  const found = (words: string, a: Ask = {}) => searchAt(viewOf(record, a), coordinateEnd(LATER), words).developments.length;
  for (const words of ['minesweepers', 'quietly', 'memoir']) {
    expect(found(words), words).toBe(1);
    expect(found(words, { published: '2025-05-01' }), words).toBe(0);
  }
  expect(found('archive')).toBe(1);
  expect(found('archive', { known: record.size - 1 })).toBe(0);
});

test('before a dossier is opened on record, no answer knows its day', () => {
  const record = given(source('page'), stated('spoke', '2025-03-01', [troops('open')]));
  const read = {
    record,
    view: (id: string, published: number, size: number) => new View(record, record.dossiers.get(id), published, size),
  };
  const answers = new Answers(read as unknown as ReadSide, () => 0);
  const asked = (known: number) => answers.state({ known, at: '2024-06-01' });
  expect(asked(1)).toMatchObject({
    record: { from: '2025-01-01', to: null },
    notes: ['the dossier opens on 2025-01-01: this is before it'],
  });
  expect(asked(0)).toMatchObject({ record: { from: null, to: null } });
  expect(asked(0).notes).toBeUndefined();
});
