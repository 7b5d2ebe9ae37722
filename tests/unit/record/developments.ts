import { describe, expect, test } from 'vitest';
import { given } from '../../support/given.ts';
import { DOSSIER, OTHER, position, statement, WORLD } from '../../support/world.ts';

const world = given(WORLD);

describe('record', () => {
  test('writes the event of its kind to a stream of its own', () => {
    world
      .when(statement())
      .then(['StatementMade', { id: 'italy-sends-no-troops', evidence: [{ id: 'e1', source: 'summit-report' }], claims: [{ id: 'c1' }] }]);
  });

  test('numbers claims and evidence without an id past those that have one', () => {
    world
      .when(
        statement({
          evidence: ['summit-report', { id: 'e1', source: 'transcript' }, { source: 'transcript', note: 'page 2' }],
          claims: [position({ id: 'c2' }), position(), position({ facet: 'position/FRA/troop-deployment' })],
        }),
      )
      .then([
        'StatementMade',
        { evidence: [{ id: 'e2' }, { id: 'e1' }, { id: 'e3' }], claims: [{ id: 'c2' }, { id: 'c1' }, { id: 'c3' }] },
      ]);
  });

  test('needs no claim', () => {
    world.when(statement({ claims: undefined })).then(['StatementMade', { claims: [] }]);
  });

  test('trims what is written, and writes nothing of the envelope into the event', () => {
    const { events } = world
      .when(statement({ title: '  Italy ' }, { key: 'k', author: 'a', recordedAt: '2025-09-06T00:00:00Z' }))
      .thenAccepted();
    expect(events[0]!.data).toMatchObject({ title: 'Italy' });
    expect(Object.keys(events[0]!.data).sort()).toEqual(['claims', 'date', 'dossiers', 'evidence', 'id', 'title']);
  });

  test('takes fields of a kind only where the kind has them', () => {
    const summit = (kind: string) => ({ ...statement({ coChairs: ['FRA', 'GBR'] }), kind });
    world.when(summit('SummitHeld')).then(['SummitHeld', { coChairs: ['FRA', 'GBR'] }]);
    world.when(summit('StatementMade')).thenRejected('InvalidInput', '/development/coChairs', { message: /no field "coChairs"/ });
  });

  test('the same development twice', () => {
    given(WORLD, statement())
      .when(statement())
      .thenRejected('DuplicateDevelopment', '/development/id', { remedy: /correct it/ });
  });
});

describe('form', () => {
  test('what is no object, or says nothing that can be done', () => {
    for (const input of [null, undefined, 7, 'record', [], [statement()]]) world.when(input).thenRejected('InvalidInput', '');
    world.when({}).thenRejected('UnknownCommand', '/do', { message: /says what it does/, remedy: /record, correct/ });
    world.when({ do: 'recrod' }).thenRejected('UnknownCommand', '/do', { remedy: /did you mean "record"/ });
    world.when({ do: 'constructor' }).thenRejected('UnknownCommand', '/do');
    world.when({ do: 7 }).thenRejected('UnknownCommand', '/do', { message: /7/ });
  });

  test('every wrong field at once, each at its place', () => {
    world
      .when({
        do: 'source-add',
        id: 'Not Kebab',
        publisher: '',
        published: '2025-02-30',
        grade: 'G',
        url: 'javascript:alert(1)',
        colour: 'red',
      })
      .thenAllRejected(
        ['InvalidInput', '/id'],
        ['InvalidInput', '/publisher'],
        ['InvalidInput', '/url'],
        ['InvalidDate', '/published'],
        ['InvalidInput', '/grade'],
        ['InvalidInput', '/colour'],
      );
  });

  test('every wrong field of a development at once', () => {
    world
      .when(statement({ date: '04.09.2025', claims: [{ facet: 'position/ITA' }], evidence: [7, { source: 'summit-report', page: 2 }] }))
      .thenAllRejected(
        ['InvalidDate', '/development/date'],
        ['InvalidFacet', '/development/claims/0/facet'],
        ['InvalidInput', '/development/claims/0/value'],
        ['InvalidInput', '/development/evidence/0'],
        ['InvalidInput', '/development/evidence/1/page'],
      );
  });

  test('a field that is missing is called missing', () => {
    world.when(statement({ title: undefined })).thenRejected('InvalidInput', '/development/title', { message: /missing/ });
    world
      .when(statement({ claims: [position({ value: undefined })] }))
      .thenRejected('InvalidInput', '/development/claims/0/value', { message: /missing/ });
    world.when({ do: 'actor-add', id: 'DEU', name: 'Germany' }).thenRejected('InvalidInput', '/kind', { message: /missing/ });
  });

  test('a date that cannot be read says why, and how dates are written', () => {
    world
      .when(statement({ date: '2025-02-30' }))
      .thenRejected('InvalidDate', '/development/date', { message: /2025-02-30/, remedy: /2025-09-04/ });
    world
      .when(statement({ claims: [position({ effective: '[2025/2026]' })] }))
      .thenRejected('InvalidDate', '/development/claims/0/effective');
  });

  test('a facet that no family has names the forms', () => {
    for (const facet of ['position/ITA', 'position/ITA/a/b', 'posture/ITA/x', 'position/ita!/x', '', 'world/'])
      world
        .when(statement({ claims: [position({ facet })] }))
        .thenRejected('InvalidFacet', '/development/claims/0/facet', { remedy: /position\/ACTOR\/issue/ });
  });

  test('pointers are escaped', () => {
    world.when({ do: 'actor-merge', id: 'FRA', into: 'GBR', reason: 'one', 'a/b~c': 1 }).thenRejected('InvalidInput', '/a~1b~0c');
  });
});

describe('what a development names', () => {
  test('a source that nobody registered, with the one that was meant', () => {
    world
      .when(statement({ evidence: ['sumit-report'] }))
      .thenRejected('UnknownSource', '/development/evidence/0/source', { remedy: /did you mean "summit-report"/ });
  });

  test('no source at all', () => {
    world.when(statement({ evidence: [] })).thenRejected('NoSource', '/development/evidence');
    world
      .when(statement({ claims: [position({ evidence: [] })] }))
      .thenRejected('NoSource', '/development/claims/0/evidence', { remedy: /leave "evidence" out/ });
  });

  test('a dossier that nobody opened', () => {
    world
      .when(statement({ dossiers: [DOSSIER, 'coalition-of-the-wiling'] }))
      .thenRejected('UnknownDossier', '/development/dossiers/1', { remedy: /did you mean/ });
  });

  test('a dossier named twice', () => {
    world.when(statement({ dossiers: [DOSSIER, DOSSIER] })).thenRejected('InvalidInput', '/development/dossiers/1', { message: /twice/ });
  });

  test('an actor that nobody registered, wherever it is named', () => {
    const fields = {
      by: 'ITL',
      via: 'reuters',
      for: ['DEU'],
      participants: [{ actor: 'POL', role: 'attendee' }],
      claims: [
        position({ facet: 'position/ESP/troop-deployment', by: 'pedro-sanchez', for: ['ESP'], via: 'efe' }),
        { facet: 'demand/TUR/GRC/ports', value: 'open' },
        { facet: 'agreement/paris-declaration/ROU', value: 'signed' },
        { facet: 'quantity/the-26/committed', value: 26 },
      ],
    };
    world
      .when({ ...statement({ ...fields, coChairs: ['BGR'] }), kind: 'SummitHeld' })
      .thenAllRejected(
        ...['/by', '/via', '/for/0', '/coChairs/0', '/participants/0/actor', '/claims/0/by', '/claims/0/via', '/claims/0/for/0']
          .concat(['/claims/0/facet', '/claims/1/facet', '/claims/1/facet', '/claims/2/facet', '/claims/3/facet'])
          .map((at) => ['UnknownActor', `/development${at}`] as const),
      );
    for (const [kind, field] of [
      ['CallHeld', 'parties'],
      ['AgreementReached', 'signatories'],
      ['SanctionImposed', 'targets'],
      ['FollowUpAnnounced', 'binds'],
    ] as const)
      world.when({ ...statement({ [field]: ['ITA', 'POL'] }), kind }).thenRejected('UnknownActor', `/development/${field}/1`);
  });

  test('a body of the dossier speaks like an actor', () => {
    world.when(statement({ by: 'coalition', claims: [{ facet: 'quantity/coalition/committed', value: { n: 26 } }] })).thenSilent();
  });

  test('an issue, a body, a world fact that the dossier does not define', () => {
    const claims = (facet: string, value: unknown = 'open') => statement({ claims: [{ facet, value }] });
    world.when(claims('position/ITA/troops')).thenRejected('UnknownIssue', '/development/claims/0/facet');
    world.when(claims('role/ITA/the-26', 'member')).thenRejected('UnknownBody', '/development/claims/0/facet');
    world.when(claims('world/peace', true)).thenRejected('UnknownWorldFact', '/development/claims/0/facet');
    const when = [{ facet: 'world/commons-vote', is: 'passed', mode: 'while' }];
    world.when(statement({ claims: [position({ when })] })).thenRejected('UnknownWorldFact', '/development/claims/0/when/0/facet');
  });

  test('one of several dossiers is enough; the others are told', () => {
    const both = { dossiers: ['other-track', DOSSIER] };
    given(WORLD, OTHER)
      .when(statement({ ...both, claims: [{ facet: 'role/ITA/coalition', value: 'member' }] }))
      .thenWarned(['NotDefinedInDossier', '/development/claims/0/facet']);
    given(WORLD, OTHER)
      .when(statement({ ...both, claims: [{ facet: 'role/ITA/the-26', value: 'member' }] }))
      .thenRejected('UnknownBody', '/development/claims/0/facet', { message: /other-track or coalition-of-the-willing/ });
  });

  test('relations to itself and to what is not there', () => {
    world
      .when(
        statement({
          relations: [
            { type: 'supersedes', to: 'italy-sends-no-troops' },
            { type: 'answers', to: 'paris-summit' },
          ],
        }),
      )
      .thenAllRejected(['RelationToItself', '/development/relations/0/to'], ['UnknownDevelopment', '/development/relations/1/to']);
    given(WORLD, statement())
      .when(statement({ id: 'again', date: '2025-09-05', relations: [{ type: 'restates', to: 'italy-sends-no-troops' }] }))
      .thenSilent();
  });

  test('ids used twice', () => {
    world
      .when(
        statement({
          claims: [position({ id: 'c1' }), position({ id: 'c1' })],
          evidence: [
            { id: 'e1', source: 'transcript' },
            { id: 'e1', source: 'summit-report' },
          ],
        }),
      )
      .thenAllRejected(['DuplicateEvidence', '/development/evidence/1/id'], ['DuplicateClaim', '/development/claims/1/id']);
  });

  test('a claim that rests on evidence that is not there', () => {
    world
      .when(statement({ claims: [position({ evidence: ['e1', 'e2'] })] }))
      .thenRejected('UnknownEvidence', '/development/claims/0/evidence/1', { remedy: /e1/ });
  });
});

describe('what a claim says', () => {
  const says = (facet: string, value: unknown) => statement({ claims: [{ facet, value }] });

  test('stances stand on the ladder of the issue', () => {
    world
      .when(says('position/ITA/troop-deployment', 'willing-if'))
      .thenRejected('StanceNotOnLadder', '/development/claims/0/value', { remedy: /rules-out, undecided, open/ });
    world.when(says('position/ITA/troop-deployment', { stance: 'open' })).thenRejected('StanceNotOnLadder', '/development/claims/0/value');
    world.when(says('position/ITA/troop-deployment', null)).thenSilent();
  });

  test('on the ladder of each dossier that defines the issue', () => {
    given(WORLD, OTHER)
      .when(statement({ dossiers: [DOSSIER, 'other-track'] }))
      .thenRejected('StanceNotOnLadder', '/development/claims/0/value', { message: /other-track/ });
  });

  test('contributions and demands have the values of their family', () => {
    for (const value of ['declines', 'considers', 'offers', 'commits', 'provides', 'ended', null])
      world.when(says('contribution/ITA/training', value)).thenSilent();
    for (const value of ['open', 'accepted', 'refused', 'met', 'dropped', null])
      world.when(says('demand/USA/european-nations/russian-oil', value)).thenSilent();
    world
      .when(says('contribution/ITA/training', 'gives'))
      .thenRejected('ValueNotKnown', '/development/claims/0/value', { remedy: /offers/ });
    world.when(says('contribution/ITA/training', ['offers'])).thenRejected('ValueNotKnown', '/development/claims/0/value');
    world.when(says('demand/USA/ITA/oil', true)).thenRejected('ValueNotKnown', '/development/claims/0/value', { remedy: /refused/ });
  });

  test('conditions read world facts, and world facts have none', () => {
    const when = (facet: string) => [{ facet, is: true, mode: 'once' }];
    world.when(statement({ claims: [position({ when: when('world/ceasefire') })] })).thenSilent();
    world
      .when(statement({ claims: [position({ when: when('position/USA/troop-deployment') })] }))
      .thenRejected('ConditionNotWorld', '/development/claims/0/when/0/facet');
    world
      .when(statement({ claims: [{ facet: 'world/ceasefire', value: true, when: when('world/ceasefire') }] }))
      .thenRejected('ConditionOnWorld', '/development/claims/0/when');
  });

  test('it is effective from a date, or observed on one', () => {
    world
      .when(statement({ claims: [position({ effective: '2025-09-04', observed: '2025-09-04' })] }))
      .thenRejected('EffectiveAndObserved', '/development/claims/0/observed');
    world
      .when(statement({ claims: [position({ observed: '[2025-09-01,2025-09-02]' })] }))
      .thenRejected('InvalidDate', '/development/claims/0/observed');
    world.when(statement({ claims: [position({ observed: '2025-09' })] })).thenSilent();
  });

  test('a window does not end before it starts', () => {
    const until = (until: string, more: object = {}) => statement({ claims: [position({ until, ...more })] });
    world.when(until('2025-09-03')).thenRejected('EndBeforeStart', '/development/claims/0/until', { message: /2025-09-03/ });
    world.when(until('2025-09-04')).thenSilent();
    world.when(until('2025-08', { observed: '2025-09-01' })).thenRejected('EndBeforeStart', '/development/claims/0/until');
    world.when(until('2025-09-03', { effective: '[..2025-09-04]' })).thenSilent();
    world.when(until('2025-08-01', { effective: '2025-08' })).thenSilent();
  });

  test('nor does what is due', () => {
    const due = { asSaid: 'in the upcoming days', from: '2025-09-05', until: '2025-09-04' };
    world.when({ ...statement({ due }), kind: 'FollowUpAnnounced' }).thenRejected('EndBeforeStart', '/development/due/until');
    world.when({ ...statement({ due: { ...due, until: '2025-09' } }), kind: 'FollowUpAnnounced' }).thenSilent();
  });

  test('all that is wrong is told at once', () => {
    given(WORLD, statement())
      .when(
        statement({
          dossiers: [DOSSIER, 'nowhere'],
          by: 'nobody',
          evidence: ['nothing'],
          claims: [position({ value: 'maybe', evidence: ['e7'], until: '2025-01-01' }), { facet: 'world/peace', value: true }],
          relations: [{ type: 'answers', to: 'nothing' }],
        }),
      )
      .thenAllRejected(
        ['DuplicateDevelopment', '/development/id'],
        ['UnknownSource', '/development/evidence/0/source'],
        ['UnknownDossier', '/development/dossiers/1'],
        ['UnknownActor', '/development/by'],
        ['UnknownDevelopment', '/development/relations/0/to'],
        ['UnknownEvidence', '/development/claims/0/evidence/0'],
        ['StanceNotOnLadder', '/development/claims/0/value'],
        ['EndBeforeStart', '/development/claims/0/until'],
        ['UnknownWorldFact', '/development/claims/1/facet'],
      );
  });
});

describe('what is worth a look', () => {
  const page = (published: string) => given(WORLD, { do: 'source-add', id: 'page', publisher: 'Page', published });
  const resting = (date: string) => statement({ date, evidence: ['page'] });

  test('a page certainly older than the act', () => {
    page('2025-09-03').when(resting('2025-09-04')).thenWarned(['PageOlderThanAct', '/development/evidence/0/source']);
    page('2025-08').when(resting('2025-09-01T00:00Z')).thenWarned(['PageOlderThanAct', '/development/evidence/0/source']);
    page('2025-08').when(resting('[2025-09-01,2025-09-02]')).thenWarned(['PageOlderThanAct', '/development/evidence/0/source']);
  });

  test('not one that is possibly as young', () => {
    page('2025-09-04').when(resting('2025-09-04')).thenSilent();
    page('2025-09').when(resting('2025-09-30')).thenSilent();
    page('2025-09-03').when(resting('2025-09')).thenSilent();
    page('2025-09-03').when(resting('[..2025-09-04]')).thenSilent();
    page('[2025-09-03,2025-09-04]').when(resting('2025-09-04')).thenSilent();
    page('[2025-09-01..]').when(resting('2025-09-04')).thenSilent();
  });

  test('an interval in which a year or month may be mistyped', () => {
    const at = (date: string) => page('2030').when(statement({ date, claims: [], evidence: ['page'] }));
    at('[2025-09-04,2026-09-05]').thenWarned(['SuspiciousInterval', '/development/date']);
    at('[2025-09-04,2025-10-06]').thenWarned(['SuspiciousInterval', '/development/date']);
    at('[2024..2025]').thenWarned(['SuspiciousInterval', '/development/date']);
    for (const fine of [
      '[2025-09-04,2025-09-05]',
      '[2025-09-04..2025-10-06]',
      '2025',
      '2024',
      '[..2025-09-04]',
      '[2024-01-01..]',
      '2023/2025',
    ])
      at(fine).thenSilent();
    world
      .when(statement({ claims: [position({ effective: '[2025-09-04,2052-09-05]', until: '[2025..2099]' })] }))
      .thenWarned(['SuspiciousInterval', '/development/claims/0/effective'], ['SuspiciousInterval', '/development/claims/0/until']);
  });

  describe('a possible duplicate: same voice, facet and time', () => {
    const first = given(WORLD, statement());
    const again = (more: object = {}) => statement({ id: 'again', ...more });
    const warned = ['PossibleDuplicate', '/development/claims/0'] as const;

    test('not where one says how it stands to the other', () => {
      first.when(again({ relations: [{ type: 'narrows', to: 'italy-sends-no-troops' }] })).thenSilent();
    });
    test('whatever it says', () => {
      first.when(again()).thenWarned(warned);
      first.when(again({ claims: [position({ value: 'open' })] })).thenWarned(warned);
      first.when(again({ date: '2025-09-05', claims: [position({ effective: '2025-09-04' })] })).thenWarned(warned);
    });

    test('the facet’s own subject speaks where nobody is named', () => {
      first.when(again({ by: 'ITA' })).thenWarned(warned);
      first.when(again({ claims: [position({ by: 'ITA' })] })).thenWarned(warned);
    });

    test('also where the start is open', () => {
      given(WORLD, statement({ date: '[..2025-09-04]' }))
        .when(again({ date: '[..2025-09-04]' }))
        .thenWarned(warned);
      given(WORLD, statement({ claims: [position({ observed: '2025-09-04' })] }))
        .when(again({ claims: [position({ observed: '2025-09-04' })] }))
        .thenWarned(warned);
    });

    test('not at another time, on another facet, in another voice', () => {
      first.when(again({ date: '2025-09-05' })).thenSilent();
      first.when(again({ date: '2025-09' })).thenSilent();
      first.when(again({ claims: [position({ facet: 'position/FRA/troop-deployment' })] })).thenSilent();
      first.when(again({ by: 'USA' })).thenSilent();
      first.when(again({ by: 'giorgia-meloni', for: ['ITA'] })).thenSilent();
    });

    test('not when the other is retracted; again when it is reinstated', () => {
      const retract = { do: 'retract', development: 'italy-sends-no-troops', reason: 'twice' };
      const reinstate = { do: 'reinstate', development: 'italy-sends-no-troops', reason: 'it was once' };
      given(WORLD, statement(), retract).when(again()).thenSilent();
      given(WORLD, statement(), retract, reinstate).when(again()).thenWarned(warned);
    });

    test('not of what a correction moved away', () => {
      given(WORLD, statement(), {
        do: 'correct',
        development: 'italy-sends-no-troops',
        changes: { date: '2025-09-03' },
        reason: 'a day earlier',
      })
        .when(again())
        .thenSilent();
    });

    test('under either name of an actor', () => {
      const merged = [
        { do: 'actor-add', id: 'italia', kind: 'state', name: 'Italia' },
        { do: 'actor-merge', id: 'italia', into: 'ITA', reason: 'one state' },
      ];
      const facet = 'position/italia/troop-deployment';
      given(WORLD, merged, statement())
        .when(again({ claims: [position({ facet })] }))
        .thenWarned(warned);
      given(WORLD, merged, statement({ claims: [position({ facet })] }))
        .when(again())
        .thenWarned(warned);
    });
  });
});
