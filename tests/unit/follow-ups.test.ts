/** Follow-ups in each of their states, quantities beside names, contradictions, review lists, search. */
import { describe, expect, test } from 'vitest';
import { coordinateEnd } from '../../events/edtf.ts';
import { followUpsAt } from '../../projections/follow-ups.ts';
import { quantitiesAt } from '../../projections/quantities.ts';
import { contradictionsAt, reviewAt } from '../../projections/review.ts';
import { searchAt } from '../../projections/search.ts';
import { View } from '../../projections/view.ts';
import { Recorder } from '../support/rejections.ts';

const recorder = new Recorder();
const state = (id: string, name: string, aliases: string[] = []) =>
  recorder.do({ do: 'actor-add', id, kind: 'state', name, ...(aliases.length && { aliases }) });
state('FRA', 'France');
state('UKR', 'Ukraine', ['Україна']);
state('DEU', 'Germany', ['Deutschland']);
state('BGR', 'Bulgaria', ['България']);
state('POL', 'Poland');
state('CAN', 'Canada');
recorder.do({
  do: 'actor-add',
  id: 'emmanuel-macron',
  kind: 'person',
  name: 'Emmanuel Macron',
  offices: [{ office: 'President', of: 'FRA', from: '2017-05-14' }],
});
recorder.do({
  do: 'dossier-open',
  id: 'case',
  title: 'Case',
  opens: '2024-12-01',
  bodies: [
    { id: 'coalition', title: 'Coalition' },
    { id: 'the-26', title: 'The 26', counts: 'quantity/coalition/committed', readiness: ['troops'] },
  ],
});
recorder.do({
  do: 'issue-define',
  dossier: 'case',
  id: 'troops',
  question: 'Own troops?',
  ladder: [{ stance: 'no' }, { stance: 'unsure' }, { stance: 'yes' }],
  neutral: 'unsure',
});
for (const [id, published, grade] of [
  ['page', '2025-09-04', 'B'],
  ['later', '2025-10-01', 'B'],
  ['old', '2025-09-01', 'C'],
  ['partisan', '2025-09-05', 'E'],
])
  recorder.do({ do: 'source-add', id, publisher: `Publisher of ${id}`, published, grade });

const develop = (kind: string, id: string, date: string, more: object = {}) =>
  recorder.do({
    do: 'record',
    kind,
    development: { id, dossiers: ['case'], title: id.replaceAll('-', ' '), date, evidence: ['page'], claims: [], ...more },
  });
const due = { asSaid: 'in the coming days', from: '2025-09-05', until: '2025-09-14' };
const promise = (id: string) =>
  develop('FollowUpAnnounced', id, '2025-09-04', { by: 'emmanuel-macron', for: ['FRA'], due, binds: ['FRA'] });
const answer = (id: string, to: string, date: string, outcome?: string) =>
  develop('StatementMade', id, date, { evidence: ['later'], relations: [{ type: 'answers', to, ...(outcome && { outcome }) }] });

promise('kept');
promise('half-kept');
promise('refused');
promise('lapsed');
promise('unanswered');
promise('in-hand');
develop('FollowUpAnnounced', 'undated', '2025-09-04');
develop('MeetingAnnounced', 'meeting', '2025-09-04', { due: { asSaid: 'on Friday', from: '2025-09-05' } });
develop('AgreementReached', 'agreed', '2025-09-04');
answer('kept-first', 'kept', '2025-09-10', 'partly');
answer('kept-then', 'kept', '2025-09-20', 'delivered');
answer('half', 'half-kept', '2025-09-12', 'partly');
answer('no', 'refused', '2025-09-12', 'refused');
answer('gone', 'lapsed', '2025-09-12', 'lapsed');
answer('talked', 'in-hand', '2025-09-12');
answer('imposed', 'agreed', '2025-10-22', 'delivered');

const view = (limits: { published?: number; size?: number } = {}) =>
  new View(recorder.record, recorder.record.dossiers.get('case'), limits.published ?? Infinity, limits.size ?? recorder.record.size);
const statuses = (at: string, v = view()) => Object.fromEntries(followUpsAt(v, coordinateEnd(at)).map((f) => [f.development, f.status]));

describe('follow-ups', () => {
  test('each status, once the time has passed', () => {
    expect(statuses('2025-12-31')).toEqual({
      kept: 'delivered',
      'half-kept': 'partly',
      refused: 'refused',
      lapsed: 'lapsed',
      unanswered: 'nothing-on-record',
      'in-hand': 'open',
      undated: 'open',
      meeting: 'nothing-on-record',
      agreed: 'delivered',
    });
  });
  test('before it is due nothing is missing, and an answer counts from its own date', () => {
    expect(statuses('2025-09-11')).toMatchObject({ kept: 'partly', unanswered: 'open', meeting: 'nothing-on-record', refused: 'open' });
    expect(statuses('2025-09-13')).toMatchObject({ unanswered: 'open', refused: 'refused' });
    expect(statuses('2025-09-14')).toMatchObject({ unanswered: 'nothing-on-record' });
  });
  test('a reader knows of an answer once its page is published', () => {
    expect(statuses('2025-12-31', view({ published: coordinateEnd('2025-09-30') }))).toMatchObject({ kept: 'nothing-on-record' });
    expect(statuses('2025-12-31', view({ published: coordinateEnd('2025-10-01') }))).toMatchObject({ kept: 'delivered' });
  });
  test('says by whom, for whom, when, and what answered', () => {
    const [kept] = followUpsAt(view(), coordinateEnd('2025-12-31'));
    expect(kept).toMatchObject({
      by: 'emmanuel-macron',
      for: ['FRA'],
      binds: ['FRA'],
      due,
      overdue: true,
      answers: [
        { development: 'kept-first', outcome: 'partly' },
        { development: 'kept-then', outcome: 'delivered' },
      ],
    });
  });
  test('an outcome stands only on what answers', () => {
    expect(() =>
      develop('StatementMade', 'odd', '2025-09-10', { relations: [{ type: 'restates', to: 'kept', outcome: 'delivered' }] }),
    ).toThrow(/outcome/);
  });
});

describe('quantity beside names', () => {
  const fra = { by: 'emmanuel-macron', for: ['FRA'] };
  develop('CommitmentAnnounced', 'twenty-six', '2025-09-04', {
    ...fra,
    claims: [
      { facet: 'quantity/coalition/committed', value: { n: 26, unit: 'countries' } },
      { facet: 'role/DEU/the-26', value: 'member' },
    ],
  });
  develop('StatementMade', 'ukraine-confirms', '2025-09-04', {
    by: 'UKR',
    claims: [
      { facet: 'quantity/coalition/committed', value: { unit: 'countries', n: 26 } },
      { facet: 'role/CAN/the-26', value: 'member' },
    ],
  });
  develop('ContributionOffered', 'bulgaria-offers', '2025-09-04', {
    by: 'BGR',
    claims: [{ facet: 'contribution/BGR/ships', value: 'offers' }],
  });
  develop('PositionTaken', 'france-ready', '2025-09-04', { by: 'FRA', claims: [{ facet: 'position/FRA/troops', value: 'yes' }] });
  develop('PositionTaken', 'poland-unsure', '2025-09-04', { by: 'POL', claims: [{ facet: 'position/POL/troops', value: 'unsure' }] });
  const [quantity] = quantitiesAt(view(), coordinateEnd('2025-09-04'));

  test('claimed, confirmed, named by whom, and own words kept apart', () => {
    expect(quantity).toMatchObject({
      body: 'the-26',
      quantity: { value: { n: 26 }, status: 'held' },
      claimedBy: { for: ['FRA'] },
      confirmedBy: [{ by: 'UKR' }],
      namedByClaimant: [{ actor: 'DEU' }],
      namedByOthers: [{ actor: 'CAN' }],
      ownWord: [],
    });
    expect(quantity!.membershipUnsaid.map((m) => m.actor)).toEqual(['BGR', 'FRA']);
  });
  test('nothing is said before it was said', () => {
    const [before] = quantitiesAt(view(), coordinateEnd('2025-09-03'));
    expect(before).toMatchObject({ quantity: { status: 'none' }, claimedBy: null, namedByClaimant: [], membershipUnsaid: [] });
  });
});

describe('contradictions and review', () => {
  develop('StatementMade', 'undisclosed', '2025-09-04', {});
  develop('AssessmentReported', 'disclosed', '2025-09-04', { relations: [{ type: 'contradicts', to: 'undisclosed' }] });
  develop('PositionTaken', 'germany-yes', '2025-09-04', { by: 'DEU', claims: [{ facet: 'position/DEU/troops', value: 'yes' }] });
  develop('PositionTaken', 'germany-no', '2025-09-04', { by: 'DEU', claims: [{ facet: 'position/DEU/troops', value: 'no' }] });
  develop('PositionTaken', 'rumour', '2025-09-05', {
    by: 'POL',
    evidence: ['partisan'],
    claims: [{ facet: 'position/POL/troops', value: 'yes' }],
  });
  develop('PositionTaken', 'odd-page', '2025-09-04', { evidence: ['old', 'page'] });

  test('texts that an editor linked, and cells that claims dispute', () => {
    const found = contradictionsAt(view(), coordinateEnd('2025-09-30'));
    expect(found).toMatchObject([
      { kind: 'texts', one: { development: 'disclosed' }, other: { development: 'undisclosed' } },
      { kind: 'cell', cell: { facet: 'position/DEU/troops', status: 'contested' } },
    ]);
  });
  test('what an editor should look at', () => {
    const review = reviewAt(view(), coordinateEnd('2025-09-30'));
    expect(review.lowGrade).toMatchObject([{ source: 'partisan', claims: [{ facet: 'position/POL/troops', shown: false }] }]);
    expect(review.olderThanAct).toEqual([{ development: 'odd-page', date: '2025-09-04', source: 'old', published: '2025-09-01' }]);
    expect(review.unanswered.map((f) => f.development)).toContain('unanswered');
    expect(review.oneOrigin.map((c) => c.facet)).toContain('position/FRA/troops');
  });
});

describe('search', () => {
  const found = (words: string) => searchAt(view(), coordinateEnd('2025-12-31'), words);
  test.each([
    ['Україна', 'UKR'],
    ['deutschland', 'DEU'],
    ['българия', 'BGR'],
  ])('an actor by another name: %s', (name, id) => {
    expect(found(name).actors.map((a) => a.actor)).toContain(id);
  });
  test('developments by the actors they concern, under any name', () => {
    expect(found('България').developments.map((d) => d.development)).toEqual(['bulgaria-offers']);
    expect(found('macron twenty').developments.map((d) => d.development)).toEqual(['twenty-six']);
  });
  test('issues, sources, claims', () => {
    expect(found('own troops').issues).toEqual([{ issue: 'troops', question: 'Own troops?' }]);
    expect(found('partisan').sources.map((s) => s.source)).toEqual(['partisan']);
    expect(found('ships offers').developments.map((d) => d.development)).toEqual(['bulgaria-offers']);
  });
  test('nothing for no words', () => {
    expect(found(' . ')).toEqual({ actors: [], issues: [], sources: [], developments: [] });
  });
});

// the last tests: they write on
describe('what came later', () => {
  const at = coordinateEnd('2025-12-31');
  test('a page older than the act is nothing to a reader before it was published', () => {
    develop('PositionTaken', 'next-year', '2026-03-01', { evidence: ['page', 'later'] });
    const older = (v: View) => reviewAt(v, coordinateEnd('2026-12-31')).olderThanAct.filter((o) => o.development === 'next-year');
    expect(older(view()).map((o) => o.source)).toEqual(['page', 'later']);
    expect(older(view({ published: coordinateEnd('2025-09-30') })).map((o) => o.source)).toEqual(['page']);
  });
  test('a readiness is measured on the ladder on which it was said', () => {
    const ready = () => quantitiesAt(view(), at)[0]!.membershipUnsaid.map((m) => m.actor);
    const before = ready();
    expect(before).toContain('FRA');
    recorder.do({
      do: 'issue-revise',
      dossier: 'case',
      id: 'troops',
      ladder: [{ stance: 'no' }, { stance: 'unsure' }, { stance: 'sent' }],
      reason: 'what counts is being there',
    });
    expect(ready()).toEqual(before);
  });
  test('who was merged goes on under the other name, and is found by either', () => {
    recorder.do({ do: 'actor-merge', id: 'POL', into: 'CAN', reason: 'for the test' });
    promise('of-both');
    develop('FollowUpAnnounced', 'of-poland', '2025-09-04', { by: 'POL', binds: ['POL', 'UKR'], for: ['CAN'] });
    const [own] = followUpsAt(view(), at).filter((f) => f.development === 'of-poland');
    expect(own).toMatchObject({ by: 'CAN', binds: ['CAN', 'UKR'], for: ['CAN'] });
    const found = (words: string) => searchAt(view(), at, words);
    expect(found('poland').actors).toEqual([{ actor: 'CAN', name: 'Canada', kind: 'state', matched: 'Poland' }]);
    for (const name of ['poland', 'canada'])
      expect(
        found(name).developments.map((d) => d.development),
        name,
      ).toContain('of-poland');
    // at the size before, two
    const before = view({ size: recorder.record.size - 3 });
    expect(searchAt(before, at, 'poland').actors.map((a) => a.actor)).toEqual(['POL']);
  });
});
