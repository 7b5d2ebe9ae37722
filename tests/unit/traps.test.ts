/** Sixteen places at which a hasty reader of this material goes wrong. Each is held to here, on the real dossier. */
import { describe, expect, test } from 'vitest';
import { coordinateEnd } from '../../events/edtf.ts';
import { followUpsAt } from '../../projections/follow-ups.ts';
import { FacetView } from '../../projections/resolve.ts';
import { contradictionsAt, reviewAt } from '../../projections/review.ts';
import { foldDossier } from '../support/dossier.ts';

const dossier = foldDossier();
const DAY = '2025-09-04';
const JANUARY = '2026-01-31';
const END = '2026-02-28';
const cell = (facet: string, at = DAY) => dossier.cell(facet, { at });
const others = (facet: string, at = DAY) => dossier.listed(facet, 'saidByOthers', { at });
const reported = (facet: string, at = DAY) => dossier.listed(facet, 'reported', { at });
const count = (n: number, op = '=') => ({ n, op, unit: 'countries' });

test('nothing of the log is refused or inapplicable', () => {
  expect(dossier.record.problems).toEqual([]);
});

test('1 · what others say of six countries and of the United States is listed, never their position', () => {
  for (const state of ['NOR', 'ISL', 'TUR', 'CAN', 'AUS', 'NZL']) {
    expect(cell(`position/${state}/troop-deployment`)).toMatchObject({ value: null, status: 'none' });
    expect(others(`position/${state}/troop-deployment`)).toEqual([['pledged', 'european-council']]);
    expect(cell(`role/${state}/the-26`)).toMatchObject({ value: null, status: 'none' });
    expect(others(`role/${state}/the-26`)).toEqual([['member', 'european-council']]);
  }
  expect(others('position/USA/us-support')).toEqual([
    ['backs-unsigned', 'FRA'],
    ['noncommittal', 'summit-report-press'],
  ]);
});

test('2 · a joint statement shows Italy and Poland endorsing the force; on own troops there is no step in December or January', () => {
  for (const state of ['ITA', 'POL']) {
    expect(dossier.steps(`position/${state}/force-concept`)).toEqual([['2025-12-15', 'endorses']]);
    expect(cell(`position/${state}/troop-deployment`, JANUARY)).toMatchObject({
      value: 'rules-out',
      status: 'held',
      confirmed: '2026-01-06',
    });
  }
  expect(dossier.steps('position/ITA/troop-deployment')).toEqual([['2025-03-15', 'rules-out']]);
  expect(dossier.steps('position/POL/troop-deployment')).toEqual([
    ['2024-12-12', 'no-plans'],
    ['2025-02-17', 'rules-out'],
  ]);
  expect(dossier.steps('position/FRA/force-concept'), 'nor do those who plan it soften').toEqual([['2025-03-27', 'endorses']]);
  expect(others('contribution/USA/ceasefire-monitoring', JANUARY)[0]?.[0]).toBe('offers');
  expect(cell('contribution/USA/ceasefire-monitoring', JANUARY).status).toBe('none');
});

test('3 · one partisan page and one anonymous story do not become Germany’s position', () => {
  expect(cell('position/DEU/russian-consent', JANUARY)).toMatchObject({ value: null, status: 'none' });
  expect(reported('position/DEU/russian-consent', JANUARY)).toEqual([['needed', 'DEU']]);
  expect(others('position/DEU/troop-deployment')).toEqual([['undecided', 'financial-times']]);
  expect(dossier.ground('position/DEU/troop-deployment', 'undecided', { published: DAY }).origins).toContain('ft-2025-09-04-three-camps');
  const camp = dossier
    .view()
    .heard('position/DEU/troop-deployment')
    .find((c) => c.row.development.id === 'ft-three-camps-2025-09-04')!;
  expect([camp.row.attribution, camp.support.length, [...camp.origins]]).toEqual(['anonymous', 3, ['ft-2025-09-04-three-camps']]);
  expect(camp.support).toContain('liga-2025-09-04-ft');
  expect(dossier.facets().some((f) => /position\/(GBR|ITA)\//.test(f) && others(f).some(([, by]) => by === 'financial-times'))).toBe(false);
});

test('4 · a reporter’s "openness" after the co-chairs’ "readiness" is no softening', () => {
  expect(dossier.steps('position/FRA/troop-deployment')).toEqual([
    ['2025-08-17', 'open'],
    ['2026-01-06', 'declared'],
  ]);
  expect(cell('position/FRA/troop-deployment')).toMatchObject({ value: 'open', status: 'held', since: '2025-08-17', confirmed: DAY });
});

test('5 · one act in two wordings is one development on two kinds of evidence, not contested', () => {
  expect(['seed:D17', 'seed:D18', 'chronology:C40'].map((r) => dossier.ofRow(r))).toEqual(
    Array(3).fill(['italy-no-troops-but-monitoring']),
  );
  expect(['seed:D15', 'chronology:C42'].map((r) => dossier.ofRow(r))).toEqual(Array(2).fill(['germany-willing-on-conditions']));
  const italy = cell('position/ITA/troop-deployment');
  expect(italy).toMatchObject({ value: 'rules-out', status: 'held', attribution: 'official', origins: 3 });
  expect(italy.alternatives).toBeUndefined();
  const wordings = dossier.latest('italy-no-troops-but-monitoring').evidence.map(({ evidence: e }) => e.quote?.exact ?? e.wording ?? '');
  expect(wordings.some((w) => w.includes('reluctance'))).toBe(true);
  expect(wordings.some((w) => w.includes('indisponibilità'))).toBe(true);
  const germany = cell('position/DEU/troop-deployment');
  expect(germany).toMatchObject({
    value: 'willing-if',
    status: 'held',
    voice: { by: 'friedrich-merz', for: ['DEU'], via: 'spokesman-of-merz' },
  });
  expect(germany.conditions?.map((c) => c.facet.slice(6))).toEqual(['framework-clear', 'us-share-clear', 'negotiation-outcome-clear']);
});

test('6 · Macron narrowed what he had said; three counts of 26 are counts of three things', () => {
  const facet = 'quantity/coalition/to-deploy-inside-ukraine';
  expect(cell(facet).value).toEqual(count(26, '<'));
  const { superseded, shown } = new FacetView(dossier.view(), facet).resolve(coordinateEnd(DAY));
  expect(shown?.row.development.id).toBe('macron-some-from-outside');
  expect(
    superseded.map((c) => c.row.development.id),
    'what it took the place of can still be seen',
  ).toEqual(['macron-26-would-deploy']);
  expect(cell('quantity/coalition/committed').value).toEqual(count(26));
  expect(cell('quantity/coalition/to-deploy-or-be-present').value).toEqual(count(26));
});

test('7 · the 26 rest on five origins on six documents; from the report alone on one', () => {
  const { documents, origins } = dossier.ground('quantity/coalition/committed', count(26));
  expect(documents).toEqual([
    'daily-star-2025-09-05',
    'overview-press-26',
    'summit-report',
    'tass-2012443',
    'ukrainska-pravda-7529369',
    'voz-2025-09-04',
  ]);
  expect(origins).toEqual([
    'afp-2025-09-04-26',
    'european-pravda-2025-09-04-26',
    'reuters-2025-09-04-26-nations',
    'tass-2012443',
    'the-journal-2025-09-04-26',
  ]);
  expect(cell('quantity/coalition/committed').origins).toBe(5);
  expect(foldDossier({ upTo: '02' }).cell('quantity/coalition/committed', { at: DAY }).origins).toBe(1);
});

test('8 · on the day of Bulgaria’s words the pages disagree; the stamped remarks decide', () => {
  const versions = dossier.record.developments.get('bulgaria-no-troops-but-ships')!.versions;
  expect(versions.map((v) => [v.body.date, v.because])).toEqual([
    ['[2025-09-04,2025-09-05]', undefined],
    ['2025-09-05', ['gov-bg-2025-09-05']],
    ['2025-09-04', ['global-security-2025-09-04']],
  ]);
  const ships = dossier.view().heard('contribution/BGR/naval')[0]!;
  expect(ships.support, 'the refusal’s pages do not carry the ships, nor does Costa').toEqual(['summit-report', 'agenpress-2025-09-05']);
});

test('9 · since when is not the last restatement', () => {
  expect(cell('position/POL/troop-deployment', '2024-12-31')).toMatchObject({ value: 'no-plans', since: '2024-12-12' });
  expect(cell('position/POL/troop-deployment')).toMatchObject({ value: 'rules-out', since: '2025-02-17', confirmed: DAY });
  expect(cell('position/BGR/troop-deployment')).toMatchObject({ value: 'rules-out', since: '2025-02-21', confirmed: DAY });
  expect(cell('position/RUS/western-troops')).toMatchObject({ value: 'rejects', since: '2025-07-17', confirmed: DAY });
  expect(dossier.steps('position/RUS/western-troops')).toEqual([['2025-07-17', 'rejects']]);
});

describe('10 · announcements and pages older than their act', () => {
  test('a meeting announced is never shown as held', () => {
    expect(dossier.ofRow('chronology:C54')).toEqual(['leaders-call-announced-2025-12-10']);
    const version = dossier.latest('leaders-call-announced-2025-12-10');
    expect([version.kind, version.body.due?.from, version.body.claims]).toEqual(['MeetingAnnounced', '2025-12-11', []]);
    const followUp = followUpsAt(dossier.view(), coordinateEnd(END)).find((f) => f.development === 'leaders-call-announced-2025-12-10');
    expect(followUp).toMatchObject({ status: 'nothing-on-record', overdue: true, answers: [] });
  });
  test('two acts have a page dated before them: a check says so, and it carries no claim', () => {
    const older = reviewAt(dossier.view(), coordinateEnd(END)).olderThanAct.map((x) => [x.development, x.source]);
    expect(older).toEqual([
      ['co-chairs-statement-2025-08-17', 'menafn-2025-08-16'],
      ['lavrov-2025-08-20', 'belarus-24-2025-08-19'],
    ]);
    for (const [development, source] of older)
      for (const row of dossier.latest(development!).rows) expect(row.support.map((s) => s.evidence.source)).not.toContain(source);
    const warned = dossier.warnings.filter((w) => w.code === 'PageOlderThanAct').map((w) => w.key);
    expect(warned).toEqual(expect.arrayContaining(['record-co-chairs-statement-2025-08-17', 'record-lavrov-2025-08-20']));
  });
});

test('11 · January: what is declared waits for a ceasefire, in Britain for a vote too; in Germany the place and the terms moved', () => {
  const conditions = (facet: string) => cell(facet, JANUARY).conditions?.map((c) => c.facet.slice(6));
  for (const state of ['FRA', 'GBR'])
    expect(cell(`position/${state}/troop-deployment`, JANUARY)).toMatchObject({ value: 'declared', status: 'held', activation: 'pending' });
  expect(conditions('position/FRA/troop-deployment')).toEqual(['ceasefire']);
  expect(conditions('position/GBR/troop-deployment')).toEqual(['ceasefire', 'commons-vote']);
  expect(cell('position/GBR/troop-deployment', '2026-01-06').conditions?.map((c) => c.facet)).toEqual(['world/ceasefire']);
  const germany = 'position/DEU/troop-deployment';
  expect([cell(germany, '2026-01-05').value, cell(germany, JANUARY).value]).toEqual(['willing-if', 'willing-if']);
  expect(conditions(germany)).toEqual(['ceasefire', 'bundestag-mandate']);
  expect(dossier.steps('position/DEU/troops-nearby')).toEqual([['2026-01-06', 'not-excluded']]);
});

test('12 · texts that contradict each other stand side by side', () => {
  const pairs = contradictionsAt(dossier.view(), coordinateEnd(END)).flatMap((c) =>
    c.kind === 'texts' ? [[c.one.development, c.other.development]] : [],
  );
  expect(pairs).toEqual(
    expect.arrayContaining([
      ['step-forward-with-details', 'troop-specifics-not-disclosed'],
      ['leaders-call-2025-08-13', 'northwood-rome-2025-07-10'],
    ]),
  );
});

test('13 · Türkiye has no word of its own', () => {
  const facets = dossier.facets().filter((f) => f.split('/').includes('TUR'));
  expect(facets).toEqual(['position/TUR/troop-deployment', 'role/TUR/the-26']);
  for (const at of [DAY, JANUARY, END]) for (const f of facets) expect(cell(f, at).status).toBe('none');
});

test('14 · a president-elect, a spokesman and an official without a name', () => {
  expect(cell('position/ROU/troop-deployment', '2025-05-31')).toMatchObject({ value: null, status: 'none' });
  expect(others('position/ROU/troop-deployment', '2025-05-31')).toEqual([['rules-out', 'nicusor-dan']]);
  expect(cell('position/ROU/troop-deployment')).toMatchObject({ value: 'rules-out', voice: { by: 'nicusor-dan', for: ['ROU'] } });
  expect(cell('position/DEU/troop-deployment').voice?.via).toBe('spokesman-of-merz');
  const demand = 'demand/USA/european-nations/russian-oil';
  const before = dossier.cell(demand, { at: DAY, known: 'evidence-oil-demand' });
  expect(before).toMatchObject({ value: 'open', attribution: 'on-record' });
  expect(cell(demand)).toMatchObject({ value: null, status: 'none' });
  expect(cell(demand).reported?.[0]).toMatchObject({
    value: 'open',
    attribution: 'anonymous',
    voice: { by: 'donald-trump', via: 'white-house-official' },
  });
  expect(dossier.cell(demand, { at: DAY, published: DAY }), 'who read only the report knew of no official').toMatchObject({
    value: 'open',
  });
});

test('15 · between February and September nothing is heard of Germany on troops', () => {
  const own = dossier
    .view()
    .heard('position/DEU/troop-deployment')
    .map((c) => c.row.date);
  expect(own.filter((d) => d > '2025-02-17' && d < DAY)).toEqual([]);
  expect(cell('position/DEU/troop-deployment', '2025-06-01')).toMatchObject({ status: 'contested' });
});

test('16 · rows without a claim are recorded', () => {
  for (const row of ['chronology:C35', 'seed:D07', 'seed:D10', 'seed:D22', 'seed:D39']) {
    const [id] = dossier.ofRow(row);
    expect(id, row).toBeDefined();
    expect(dossier.latest(id!).body.claims, row).toEqual([]);
  }
});
