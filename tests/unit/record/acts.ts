import { describe, expect, test } from 'vitest';
import type { DomainEvent } from '../../../events/catalogue.ts';
import type { Development } from '../../../events/developments.ts';
import { codePointLength } from '../../../events/text.ts';
import { given } from '../../support/given.ts';
import type { Sent } from '../../support/given.ts';
import { CAPTURE, correction, DOSSIER, ISSUE, OTHER, position, statement, TEXT, WORLD } from '../../support/world.ts';

const ID = 'italy-sends-no-troops';
const recorded = given(WORLD, statement());
const retract = { do: 'retract', development: ID, reason: 'recorded twice' };
const reinstate = { do: 'reinstate', development: ID, reason: 'it was another day' };
const add = (more: object = {}): Sent => ({ do: 'evidence', development: ID, evidence: ['transcript'], ...more });
const body = (events: readonly DomainEvent[]) => (events.at(-1)!.data as { development: Development }).development;
const corrected = (development: object, more: object = {}) => ['DevelopmentCorrected', { version: 2, development, ...more }] as const;

describe('correct', () => {
  test('by what changes: the rest stays as it is', () => {
    recorded
      .when(correction({ title: 'Italy will send none' }))
      .then(corrected({ title: 'Italy will send none', date: '2025-09-04', claims: [{ id: 'c1', value: 'rules-out' }] }));
  });

  test('by a whole version', () => {
    const { id: _id, ...version } = statement({ title: 'Italy' })['development'] as Record<string, unknown>;
    recorded.when(correction(undefined, { version })).then(corrected({ id: ID, title: 'Italy' }));
    recorded.when(correction(undefined, { version: { ...version, id: ID } })).then(corrected({ id: ID }));
  });

  test('by one of the two', () => {
    recorded.when(correction(undefined)).thenRejected('InvalidInput', '', { message: /"changes" or the whole "version"/ });
    recorded.when(correction({}, { version: {} })).thenRejected('InvalidInput', '');
  });

  test('null removes a field, undefined leaves it out', () => {
    given(WORLD, statement({ place: 'Rome' }))
      .when(correction({ place: undefined, title: 'x' }))
      .then(corrected({ place: 'Rome', title: 'x' }));
    const { events } = given(WORLD, statement({ place: 'Rome' }))
      .when(correction({ place: null }))
      .thenAccepted();
    expect(body(events)).not.toHaveProperty('place');
    recorded.when(correction({ title: null })).thenRejected('InvalidInput', '/changes/title', { message: /missing/ });
    recorded.when(correction({ evidence: null })).thenRejected('NoSource', '/changes/evidence');
    recorded.when(correction({ claims: null })).then(corrected({ claims: [] }));
  });

  test('of the kind, with the fields of that kind', () => {
    recorded
      .when(correction({ terms: 'in the Black Sea' }, { kind: 'ContributionOffered' }))
      .then(corrected({ terms: 'in the Black Sea' }, { kind: 'ContributionOffered' }));
    const summit = given(WORLD, { ...statement({ coChairs: ['FRA'] }), kind: 'SummitHeld' });
    summit.when(correction({}, { kind: 'MeetingHeld' })).thenRejected('InvalidInput', '/changes/coChairs');
    summit.when(correction({ coChairs: null }, { kind: 'MeetingHeld' })).then(corrected({}, { kind: 'MeetingHeld' }));
  });

  test('grounds are kept, and must be sources', () => {
    recorded.when(correction({ title: 'x' }, { because: ['transcript'] })).then(corrected({ title: 'x' }, { because: ['transcript'] }));
    recorded
      .when(correction({ title: 'x' }, { because: ['transkript'] }))
      .thenRejected('UnknownSource', '/because/0', { remedy: /transcript/ });
  });

  test('of the version that was read', () => {
    const second = correction({ title: 'x' });
    given(WORLD, statement(), second)
      .when(correction({ title: 'y' }, { expectedVersion: 2 }))
      .then(['DevelopmentCorrected', { version: 3 }]);
    given(WORLD, statement(), second)
      .when(correction({ title: 'y' }, { expectedVersion: 1 }))
      .thenRejected('WrongExpectedVersion', '/expectedVersion', { message: /2, not 1/, remedy: /read it again/ });
  });

  test('of nothing, of what is not there, of what is retracted', () => {
    recorded.when(correction({})).thenRejected('NothingToChange', '/changes');
    recorded.when(correction({ title: 'Italy sends no troops' })).thenRejected('NothingToChange', '/changes');
    given(WORLD)
      .when(correction({ title: 'x' }))
      .thenRejected('UnknownDevelopment', '/development');
    recorded
      .when({ ...correction({ title: 'x' }), development: 'italy-sends-no-trops' })
      .thenRejected('UnknownDevelopment', '/development', { remedy: /did you mean/ });
    given(WORLD, statement(), retract)
      .when(correction({ title: 'x' }))
      .thenRejected('DevelopmentRetracted', '/development', { remedy: /reinstate/ });
    given(WORLD, statement(), retract, reinstate)
      .when(correction({ title: 'x' }))
      .then(corrected({ title: 'x' }));
  });

  test('never of the id', () => {
    recorded.when(correction({ id: 'another' })).thenRejected('InvalidInput', '/changes/id');
    recorded
      .when(correction(undefined, { version: statement({ id: 'another' })['development'] }))
      .thenRejected('InvalidInput', '/version/id');
  });

  test('is held to the rules like a new development, and all faults are told at once', () => {
    recorded
      .when(
        correction(
          { date: '2025-09-05', by: 'nobody', claims: [position({ value: 'maybe' })] },
          { because: ['nothing'], expectedVersion: 4 },
        ),
      )
      .thenAllRejected(
        ['WrongExpectedVersion', '/expectedVersion'],
        ['UnknownSource', '/because/0'],
        ['UnknownActor', '/changes/by'],
        ['StanceNotOnLadder', '/changes/claims/0/value'],
      );
  });

  describe('lays itself over what was added', () => {
    test('evidence that was added stays', () => {
      const { events } = given(WORLD, statement(), add())
        .when(correction({ title: 'x' }))
        .thenAccepted();
      expect(body(events).evidence).toEqual([
        { id: 'e1', source: 'summit-report' },
        { id: 'e2', source: 'transcript' },
      ]);
      expect(body(events).claims[0]).not.toHaveProperty('evidence');
    });

    test('for the claims that it was added to', () => {
      const two = statement({ claims: [position(), position({ facet: 'position/FRA/troop-deployment' })] });
      const { events } = given(WORLD, two, add({ claims: ['c2'] }))
        .when(correction({ title: 'x' }))
        .thenAccepted();
      expect(body(events).claims.map((c) => c.evidence)).toEqual([['e1'], undefined]);
    });

    test('claims that are given anew without evidence rest on all of it', () => {
      const { record } = given(WORLD, statement(), add())
        .when(correction({ claims: [position({ id: 'c1', value: 'open' })] }))
        .thenAccepted();
      expect(
        record.developments
          .get(ID)!
          .versions.at(-1)!
          .rows[0]!.support.map((s) => s.source),
      ).toEqual(['summit-report', 'transcript']);
    });

    test('a version that leaves it out is worth a look', () => {
      const { id: _id, ...version } = statement({ title: 'Italy' })['development'] as Record<string, unknown>;
      const added = given(WORLD, statement(), add());
      added.when(correction(undefined, { version })).thenWarned(['EvidenceDropped', '/version/evidence']);
      added.when(correction({ evidence: ['summit-report'] })).thenWarned(['EvidenceDropped', '/changes/evidence']);
      added.when(correction({ evidence: ['transcript', 'summit-report'] })).thenSilent();
      recorded.when(correction({ evidence: ['transcript'] })).thenSilent();
    });
  });

  describe('does not refuse what stood before and stays as it is', () => {
    const { do: _do, neutral: _neutral, ladder: _ladder, question: _question, ...issue } = ISSUE;
    const revise = {
      do: 'issue-revise',
      ...issue,
      ladder: [{ stance: 'refuses' }, { stance: 'undecided' }, { stance: 'open' }],
      reason: 'clearer words',
    };
    const revised = given(WORLD, statement(), revise);

    test('a stance of an older ladder', () => {
      revised.when(correction({ title: 'spelling' })).then(corrected({ title: 'spelling', claims: [{ value: 'rules-out' }] }));
      const { id: _id, ...version } = statement({ title: 'spelling', claims: [position({ id: 'c1' })] })['development'] as Record<
        string,
        unknown
      >;
      revised.when(correction(undefined, { version })).then(corrected({ title: 'spelling' }));
      revised
        .when(correction({ claims: [position({ id: 'c1', detail: { place: 'Ukraine' } })] }))
        .then(corrected({ claims: [{ detail: { place: 'Ukraine' } }] }));
      revised
        .when(correction({ claims: [position({ id: 'c1', effective: '2025-09-03' })] }))
        .then(corrected({ claims: [{ effective: '2025-09-03' }] }));
    });

    test('but that stance in another claim, on another facet, in another dossier, or another stance', () => {
      const at = (i: number) => `/changes/claims/${i}/value`;
      revised.when(correction({ claims: [position({ id: 'c1' }), position({ id: 'c2' })] })).thenRejected('StanceNotOnLadder', at(1));
      revised
        .when(correction({ claims: [position({ id: 'c1', facet: 'position/FRA/troop-deployment' })] }))
        .thenRejected('StanceNotOnLadder', at(0));
      revised.when(correction({ claims: [position({ id: 'c1', value: 'rules-it-out' })] })).thenRejected('StanceNotOnLadder', at(0));
      given(WORLD, OTHER, statement(), revise)
        .when(correction({ dossiers: [DOSSIER, 'other-track'] }))
        .thenRejected('StanceNotOnLadder', at(0), { message: /other-track/ });
      revised.when(statement({ id: 'new' })).thenRejected('StanceNotOnLadder', '/development/claims/0/value');
    });

    test('what an earlier version said, when a correction is taken back', () => {
      given(WORLD, statement(), correction({ claims: [position({ id: 'c1', value: 'open' })] }), revise)
        .when(correction({ claims: [position({ id: 'c1' })] }))
        .then(['DevelopmentCorrected', { version: 3, development: { claims: [{ value: 'rules-out' }] } }]);
    });

    test('a body or world fact that the dossier no longer lists', () => {
      const claims = [
        { facet: 'role/ITA/coalition', value: 'member', by: 'coalition' },
        position({ when: [{ facet: 'world/ceasefire', is: true, mode: 'while' }] }),
        { facet: 'quantity/coalition/committed', value: 26 },
      ];
      const dropped = given(WORLD, statement({ claims, by: 'coalition' }), {
        do: 'dossier-update',
        id: DOSSIER,
        bodies: [],
        worldFacts: [],
        reason: 'tidied',
      });
      dropped.when(correction({ title: 'spelling' })).then(corrected({ title: 'spelling' }));
      dropped.when(correction({ claims: [{ ...claims[0], id: 'c7' }] })).thenRejected('UnknownBody', '/changes/claims/0/facet');
    });

    test('a quote of an earlier capture', () => {
      const quote = { exact: 'Twenty-six countries' };
      const again = { ...CAPTURE, sha256: 'cd'.repeat(32), length: 7 };
      const quoted = statement({ evidence: [{ source: 'summit-report', quote }] });
      const start = codePointLength(TEXT.slice(0, TEXT.indexOf(quote.exact)));
      // recorded while the text was as it was, read with another at hand
      const older = given(
        WORLD,
        CAPTURE,
        statement({ evidence: [{ source: 'summit-report', quote: { ...quote, start, end: start + 20 } }] }),
        again,
      );
      older.when(correction({ title: 'spelling' })).thenSilent();
      given(WORLD, CAPTURE, quoted)
        .withTexts({ 'summit-report': TEXT })
        .when(correction({ title: 'spelling' }))
        .thenSilent();
      older
        .when(
          correction({
            evidence: [{ id: 'e1', source: 'summit-report', quote: { exact: 'countries', start: start + 11, end: start + 20 } }],
          }),
        )
        .thenRejected('QuoteNotFound', '/changes/evidence/0/quote/start');
    });

    test('a voice whose office was corrected since', () => {
      const spoke = statement({
        by: 'giorgia-meloni',
        for: ['ITA'],
        claims: [position(), position({ for: ['ITA'], facet: 'contribution/ITA/training', value: 'offers' })],
      });
      const left = {
        do: 'actor-update',
        id: 'giorgia-meloni',
        offices: [{ office: 'Prime Minister', of: 'ITA', until: '2024' }],
        reason: 'typo',
      };
      given(WORLD, spoke, left)
        .when(correction({ title: 'spelling' }))
        .then(corrected({ title: 'spelling' }));
      given(WORLD, spoke, left)
        .when(correction({ date: '2025-09-03' }))
        .thenAllRejected(['OfficeNotHeld', '/changes/for/0'], ['OfficeNotHeld', '/changes/claims/1/for/0']);
    });
  });
});

describe('retract and reinstate', () => {
  test('what stands is retracted, what is retracted is reinstated', () => {
    recorded
      .when({ ...retract, because: ['transcript'] })
      .then(['DevelopmentRetracted', { id: ID, reason: 'recorded twice', because: ['transcript'] }]);
    given(WORLD, statement(), retract)
      .when(reinstate)
      .then(['DevelopmentReinstated', { id: ID, reason: 'it was another day' }]);
    given(WORLD, statement(), retract, reinstate)
      .when(retract)
      .then(['DevelopmentRetracted', { id: ID }]);
  });

  test('not twice, not what is not there', () => {
    given(WORLD, statement(), retract).when(retract).thenRejected('AlreadyRetracted', '/development');
    recorded.when(reinstate).thenRejected('NotRetracted', '/development');
    given(WORLD, statement(), retract, reinstate).when(reinstate).thenRejected('NotRetracted', '/development');
    given(WORLD).when(retract).thenRejected('UnknownDevelopment', '/development');
    given(WORLD).when(reinstate).thenRejected('UnknownDevelopment', '/development');
  });

  test('as a duplicate of another', () => {
    given(WORLD, statement(), statement({ id: 'again', date: '2025-09-05' }))
      .when({ ...retract, duplicateOf: 'again' })
      .then(['DevelopmentRetracted', { duplicateOf: 'again' }]);
    recorded.when({ ...retract, duplicateOf: ID }).thenRejected('MergeIntoItself', '/duplicateOf');
    recorded
      .when({ ...retract, duplicateOf: 'again', because: ['nothing'] })
      .thenAllRejected(['UnknownSource', '/because/0'], ['UnknownDevelopment', '/duplicateOf']);
    given(WORLD, statement(), retract)
      .when({ ...retract, because: ['nothing'] })
      .thenAllRejected(['AlreadyRetracted', '/development'], ['UnknownSource', '/because/0']);
  });
});

describe('evidence', () => {
  test('joins every claim, or those it names, or the act alone', () => {
    recorded.when(add()).then(['EvidenceAdded', { id: ID, evidence: [{ id: 'e2', source: 'transcript' }] }]);
    recorded.when(add({ claims: ['c1'], reason: 'found later' })).then(['EvidenceAdded', { claims: ['c1'], reason: 'found later' }]);
    const { record } = recorded.when(add({ claims: [] })).thenAccepted();
    expect(record.developments.get(ID)!.versions[0]!.rows[0]!.support).toHaveLength(1);
  });

  test('ids are free in every version', () => {
    const second = given(WORLD, statement(), add(), correction({ evidence: [{ id: 'e1', source: 'summit-report' }] }));
    second.when(add()).then(['EvidenceAdded', { evidence: [{ id: 'e3' }] }]);
    second.when(add({ evidence: [{ id: 'e2', source: 'transcript' }] })).thenRejected('DuplicateEvidence', '/evidence/0/id');
    const twice = [
      { id: 'x', source: 'transcript' },
      { id: 'x', source: 'summit-report' },
    ];
    recorded.when(add({ evidence: twice })).thenRejected('DuplicateEvidence', '/evidence/1/id');
  });

  test('what it names must be there, and all faults are told at once', () => {
    recorded
      .when(add({ evidence: ['nothing', { id: 'e1', source: 'transcript' }], claims: ['c1', 'c2'] }))
      .thenAllRejected(['DuplicateEvidence', '/evidence/1/id'], ['UnknownSource', '/evidence/0/source'], ['UnknownClaim', '/claims/1']);
    recorded.when(add({ evidence: [] })).thenRejected('InvalidInput', '/evidence');
    given(WORLD).when(add()).thenRejected('UnknownDevelopment', '/development');
  });

  test('a page older than the act is worth a look', () => {
    given(WORLD, { do: 'source-add', id: 'old', publisher: 'Old', published: '2025-09-03' }, statement())
      .when(add({ evidence: ['transcript', 'old'] }))
      .thenWarned(['PageOlderThanAct', '/evidence/1/source']);
  });
});

describe('merge', () => {
  const duplicate = (more: object = {}) => statement({ id: 'again', evidence: ['transcript'], ...more });
  const merge = { do: 'merge', development: 'again', into: ID, reason: 'one act' };
  const retracted = ['DevelopmentRetracted', { id: 'again', duplicateOf: ID, reason: 'one act' }] as const;
  const joined = (more: object) => ['EvidenceAdded', { id: ID, reason: 'one act', ...more }] as const;
  /** Sources that support a claim of the development that stays. */
  const supports = (record: ReturnType<ReturnType<typeof recorded.when>['thenAccepted']>['record'], claim: string) =>
    record.developments
      .get(ID)!
      .versions.at(-1)!
      .rows.find((r) => r.name === claim)!
      .support.map((s) => s.source);

  test('moves the evidence, then retracts', () => {
    given(WORLD, statement(), duplicate())
      .when(merge)
      .then(joined({ evidence: [{ id: 'e2', source: 'transcript' }] }), retracted);
  });

  test('to the claims that say the same only', () => {
    const two = statement({ claims: [position(), { facet: 'contribution/ITA/training', value: 'offers' }] });
    const { record, events } = given(WORLD, two, duplicate()).when(merge).thenAccepted();
    expect(events[0]!.data).toMatchObject({ claims: ['c1'] });
    expect([supports(record, 'c1'), supports(record, 'c2')]).toEqual([['summit-report', 'transcript'], ['summit-report']]);
  });

  test('where no claim says the same it speaks for the act alone', () => {
    given(WORLD, statement(), duplicate({ claims: [position({ value: 'open' })] }))
      .when(merge)
      .then(joined({ claims: [] }), retracted);
    given(WORLD, statement(), duplicate({ claims: [] }))
      .when(merge)
      .then(joined({ claims: [] }), retracted);
    given(WORLD, statement(), duplicate({ claims: [position({ detail: { place: 'Lviv' } })] }))
      .when(merge)
      .then(joined({ claims: [] }), retracted);
  });

  test('evidence that the duplicate has for another claim does not come to speak for this one', () => {
    const training = { facet: 'contribution/ITA/training', value: 'offers' };
    const both = duplicate({
      evidence: ['transcript', 'third'],
      claims: [position({ evidence: ['e1'] }), { ...training, evidence: ['e2'] }],
    });
    const third = { do: 'source-add', id: 'third', publisher: 'Third', published: '2025-09-05' };
    const merged = given(WORLD, third, statement(), both).when(merge);
    merged.then(
      ['DevelopmentCorrected', { id: ID, version: 2, reason: 'one act', development: { claims: [{ evidence: ['e1', 'e2'] }] } }],
      retracted,
    );
    expect(supports(merged.thenAccepted().record, 'c1')).toEqual(['summit-report', 'transcript']);

    const { record } = given(WORLD, third, statement({ claims: [position(), training] }), both)
      .when(merge)
      .thenAccepted();
    expect([supports(record, 'c1'), supports(record, 'c2')]).toEqual([
      ['summit-report', 'transcript'],
      ['summit-report', 'third'],
    ]);
  });

  test('evidence that is there already is not added again', () => {
    given(WORLD, statement(), duplicate({ evidence: ['summit-report'] }))
      .when(merge)
      .then(retracted);
    given(WORLD, statement(), duplicate({ evidence: ['summit-report', { source: 'summit-report', note: 'page 2' }] }))
      .when(merge)
      .then(joined({ evidence: [{ note: 'page 2' }] }), retracted);
  });

  test('unless it does not speak for the claim yet', () => {
    const training = { facet: 'contribution/ITA/training', value: 'offers' };
    const into = statement({ evidence: ['summit-report', 'transcript'], claims: [position(), { ...training, evidence: ['e1'] }] });
    const { record } = given(WORLD, into, duplicate({ claims: [training] }))
      .when(merge)
      .thenAccepted();
    expect(supports(record, 'c2')).toEqual(['summit-report', 'transcript']);
    expect(supports(record, 'c1')).toEqual(['summit-report', 'transcript']);
  });

  test('with evidence that was added to it later', () => {
    const { record } = given(WORLD, statement(), duplicate({ evidence: ['summit-report'] }), add({ development: 'again' }))
      .when(merge)
      .thenAccepted();
    expect(supports(record, 'c1')).toEqual(['summit-report', 'transcript']);
  });

  test('not into itself, nor of or into what is retracted or not there', () => {
    const both = [statement(), duplicate()];
    given(WORLD, both)
      .when({ ...merge, into: 'again' })
      .thenRejected('MergeIntoItself', '/into');
    given(WORLD, both, retract).when(merge).thenRejected('DevelopmentRetracted', '/into');
    given(WORLD, both, { ...retract, development: 'again' })
      .when(merge)
      .thenRejected('AlreadyRetracted', '/development');
    given(WORLD).when(merge).thenAllRejected(['UnknownDevelopment', '/development'], ['UnknownDevelopment', '/into']);
    given(WORLD, both, retract, { ...retract, development: 'again' })
      .when(merge)
      .thenAllRejected(['AlreadyRetracted', '/development'], ['DevelopmentRetracted', '/into']);
  });
});
