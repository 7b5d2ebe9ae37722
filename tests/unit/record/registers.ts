import { describe, expect, test } from 'vitest';
import { given } from '../../support/given.ts';
import { CAPTURE, DOSSIER, ISSUE, position, statement, WORLD } from '../../support/world.ts';

const world = given(WORLD);
const reason = 'we looked again';
const source = (id: string, more: object = {}) => ({ do: 'source-add', id, publisher: 'Agency', published: '2025-09-05', ...more });

describe('sources', () => {
  test('are registered once', () => {
    world
      .when(source('wire', { url: 'https://example.org/1', language: 'en', grade: 'C', origin: 'transcript' }))
      .then(['SourceRegistered', { id: 'wire', grade: 'C', origin: 'transcript' }]);
    world.when(source('transcript', { origin: 'nothing' })).thenAllRejected(['DuplicateSource', '/id'], ['UnknownSource', '/origin']);
  });

  test('without a date is worth a look', () => {
    world.when(source('wire', { published: undefined })).thenWarned(['UndatedSource', '/published']);
    world.when({ do: 'source-correct', id: 'transcript', published: null, reason }).thenWarned(['UndatedSource', '/published']);
  });

  test('are corrected: what is left out stays, null removes', () => {
    world
      .when({ do: 'source-correct', id: 'summit-report', title: 'Report', published: '2025-09-04', reason })
      .then(['SourceCorrected', { id: 'summit-report', publisher: 'Agency', title: 'Report', published: '2025-09-04', reason }]);
    given(WORLD, source('wire', { note: 'x', grade: 'C' }))
      .when({ do: 'source-correct', id: 'wire', note: null, reason })
      .then(['SourceCorrected', { id: 'wire', publisher: 'Agency' }]);
    world.when({ do: 'source-correct', id: 'transcript', publisher: null, reason }).thenRejected('InvalidInput', '/publisher');
    world.when({ do: 'source-correct', id: 'transcript', publisher: 'Palazzo Chigi', reason }).thenRejected('NothingToChange', '');
    world
      .when({ do: 'source-correct', id: 'transcripts', title: 'x', reason })
      .thenRejected('UnknownSource', '/id', { remedy: /did you mean "transcript"/ });
  });

  test('copy one another, but never in a circle', () => {
    world.when(source('wire', { origin: 'wire' })).thenRejected('OriginCircle', '/origin');
    const chain = [source('a'), source('b', { origin: 'a' }), source('c', { origin: 'b' })];
    const copies = (id: string, origin: string) => ({ do: 'source-correct', id, origin, reason });
    given(WORLD, chain)
      .when(copies('a', 'c'))
      .thenRejected('OriginCircle', '/origin', { message: /by way of "c"/ });
    given(WORLD, chain).when(copies('a', 'a')).thenRejected('OriginCircle', '/origin');
    given(WORLD, chain)
      .when(copies('a', 'transcript'))
      .then(['SourceCorrected', { origin: 'transcript' }]);
    given(WORLD, chain).when(copies('c', 'nothing')).thenRejected('UnknownSource', '/origin');
  });

  test('not by way of a merge either', () => {
    const merge = (id: string, into: string) => ({ do: 'source-merge', id, into, reason });
    const chain = [source('a'), source('b', { origin: 'a' }), source('c')];
    given(WORLD, chain, merge('a', 'c'))
      .when({ do: 'source-correct', id: 'c', origin: 'b', reason })
      .thenRejected('OriginCircle', '/origin');
    given(WORLD, chain, source('d', { origin: 'b' }))
      .when(merge('a', 'd'))
      .thenRejected('OriginCircle', '/into', { remedy: /origin/ });
    given(WORLD, chain)
      .when(merge('b', 'a'))
      .then(['SourcesMerged', { id: 'b', into: 'a' }]);
  });

  test('are graded', () => {
    world.when({ do: 'source-grade', id: 'transcript', grade: 'A', reason }).then(['SourceGraded', { grade: 'A' }]);
    world.when({ do: 'source-grade', id: 'summit-report', grade: 'B', reason }).thenRejected('NothingToChange', '/grade');
    world.when({ do: 'source-grade', id: 'nothing', grade: 'B', reason }).thenRejected('UnknownSource', '/id');
  });

  test('are captured, and captured again', () => {
    world.when(CAPTURE).then(['SourceCaptured', { id: 'summit-report', sha256: 'ab'.repeat(32) }]);
    given(WORLD, CAPTURE)
      .when({ ...CAPTURE, sha256: 'cd'.repeat(32) })
      .then(['SourceCaptured', { sha256: 'cd'.repeat(32) }]);
    world.when({ ...CAPTURE, id: 'nothing' }).thenRejected('UnknownSource', '/id');
    world.when({ ...CAPTURE, sha256: 'AB' }).thenRejected('InvalidInput', '/sha256');
  });

  test('are withdrawn and restored', () => {
    const withdraw = { do: 'source-withdraw', id: 'transcript', reason };
    const restore = { do: 'source-restore', id: 'transcript', reason };
    world.when({ ...withdraw, because: ['summit-report'] }).then(['SourceWithdrawn', { because: ['summit-report'] }]);
    given(WORLD, withdraw)
      .when(restore)
      .then(['SourceRestored', { id: 'transcript' }]);
    given(WORLD, withdraw, restore)
      .when(withdraw)
      .then(['SourceWithdrawn', { id: 'transcript' }]);
    given(WORLD, withdraw)
      .when({ ...withdraw, because: ['nothing'] })
      .thenAllRejected(['AlreadyWithdrawn', '/id'], ['UnknownSource', '/because/0']);
    world.when(restore).thenRejected('NotWithdrawn', '/id');
    given(WORLD, withdraw, restore).when(restore).thenRejected('NotWithdrawn', '/id');
    world.when({ ...withdraw, id: 'nothing' }).thenRejected('UnknownSource', '/id');
    world.when({ ...restore, id: 'nothing' }).thenRejected('UnknownSource', '/id');
  });

  test('are merged, once and not into themselves', () => {
    const merge = (id: string, into: string) => ({ do: 'source-merge', id, into, reason });
    const merged = given(WORLD, source('wire'), merge('wire', 'transcript'));
    world.when(merge('transcript', 'summit-report')).then(['SourcesMerged', { id: 'transcript', into: 'summit-report' }]);
    world.when(merge('transcript', 'transcript')).thenRejected('MergeIntoItself', '/into');
    world.when(merge('nothing', 'nowhere')).thenAllRejected(['UnknownSource', '/id'], ['UnknownSource', '/into']);
    merged.when(merge('wire', 'summit-report')).thenRejected('AlreadyMerged', '/id', { message: /alias of "transcript"/ });
    merged.when(merge('summit-report', 'wire')).thenRejected('AlreadyMerged', '/into');
    merged.when(merge('transcript', 'wire')).thenRejected('AlreadyMerged', '/into');
  });
});

describe('actors', () => {
  const add = (more: object = {}) => ({ do: 'actor-add', id: 'keir-starmer', kind: 'person', name: 'Keir Starmer', ...more });
  const office = (more: object = {}) => ({ office: 'Prime Minister', of: 'GBR', ...more });

  test('are registered once', () => {
    world
      .when(add({ offices: [office({ from: '2024-07-05' })], aliases: ['Sir Keir'] }))
      .then(['ActorRegistered', { id: 'keir-starmer', aliases: ['Sir Keir'] }]);
    world.when(add({ id: 'FRA', successor: 'nobody' })).thenAllRejected(['DuplicateActor', '/id'], ['UnknownActor', '/successor']);
  });

  test('hold offices of actors, which end after they begin', () => {
    world
      .when(
        add({
          offices: [office({ of: 'GBX' }), office({ from: '2024-07-05', until: '2024-07-04' }), office({ of: 'keir-starmer' })],
          successor: 'nobody',
        }),
      )
      .thenAllRejected(['UnknownActor', '/offices/0/of'], ['EndBeforeStart', '/offices/1/until'], ['UnknownActor', '/successor']);
    world
      .when(add({ offices: [office({ from: '2024-07-05', until: '2024-07-05' }), office({ from: '2024', until: '2024' })] }))
      .then(['ActorRegistered', {}]);
  });

  test('are updated: what is left out stays, null removes', () => {
    world
      .when({ do: 'actor-update', id: 'ITA', aliases: ['Italia'], reason })
      .then(['ActorUpdated', { id: 'ITA', kind: 'state', name: 'ITA', aliases: ['Italia'] }]);
    world
      .when({ do: 'actor-update', id: 'giorgia-meloni', offices: null, reason })
      .then(['ActorUpdated', { id: 'giorgia-meloni', name: 'Giorgia Meloni' }]);
    world
      .when({ do: 'actor-update', id: 'ITA', name: null, kind: null, successor: 'nobody', reason })
      .thenAllRejected(['InvalidInput', '/name'], ['InvalidInput', '/kind'], ['UnknownActor', '/successor']);
    world.when({ do: 'actor-update', id: 'ITA', name: 'ITA', kind: undefined, reason }).thenRejected('NothingToChange', '');
    world.when({ do: 'actor-update', id: 'ITB', name: 'x', reason }).thenRejected('UnknownActor', '/id', { remedy: /did you mean "ITA"/ });
  });

  test('are merged, once and not into themselves', () => {
    const merge = (id: string, into: string) => ({ do: 'actor-merge', id, into, reason });
    const merged = given(WORLD, add(), add({ id: 'k-starmer' }), merge('k-starmer', 'keir-starmer'));
    world.when(merge('GBR', 'FRA')).then(['ActorsMerged', { id: 'GBR', into: 'FRA' }]);
    world.when(merge('FRA', 'FRA')).thenRejected('MergeIntoItself', '/into');
    world.when(merge('nobody', 'no-one')).thenAllRejected(['UnknownActor', '/id'], ['UnknownActor', '/into']);
    merged.when(merge('k-starmer', 'giorgia-meloni')).thenRejected('AlreadyMerged', '/id', { message: /keir-starmer/ });
    merged.when(merge('keir-starmer', 'k-starmer')).thenRejected('AlreadyMerged', '/into', { remedy: /name/ });
  });
});

describe('dossiers', () => {
  const open = { do: 'dossier-open', id: 'new-track', title: 'New track', opens: '2025-01-01' };
  const bodies = [{ id: 'coalition', title: 'Coalition' }];

  test('are opened once', () => {
    world.when({ ...open, bodies }).then(['DossierOpened', { id: 'new-track', bodies }]);
    world.when({ ...open, id: DOSSIER }).thenRejected('DuplicateDossier', '/id');
    world.when({ ...open, opens: '2025-01' }).thenRejected('InvalidDate', '/opens');
    world.when({ ...open, opens: '2025-02-29' }).thenRejected('InvalidDate', '/opens');
  });

  test('are updated: what is left out stays, null removes', () => {
    world
      .when({ do: 'dossier-update', id: DOSSIER, title: 'Coalition', reason })
      .then(['DossierUpdated', { title: 'Coalition', bodies: [{ id: 'coalition' }], worldFacts: [{ id: 'ceasefire' }] }]);
    world.when({ do: 'dossier-update', id: DOSSIER, bodies: null, reason }).then(['DossierUpdated', { worldFacts: [{ id: 'ceasefire' }] }]);
    world.when({ do: 'dossier-update', id: DOSSIER, title: null, reason }).thenRejected('InvalidInput', '/title');
    world.when({ do: 'dossier-update', id: DOSSIER, title: 'Coalition of the willing', reason }).thenRejected('NothingToChange', '');
    world.when({ do: 'dossier-update', id: 'coalition', title: 'x', reason }).thenRejected('UnknownDossier', '/id');
    world
      .when({ do: 'dossier-update', id: 'coalition-of-the-wiling', title: 'x', reason })
      .thenRejected('UnknownDossier', '/id', { remedy: /did you mean/ });
  });

  test('define a body and a world fact once', () => {
    const twice = {
      bodies: [...bodies, ...bodies],
      worldFacts: [
        { id: 'x', text: 'a' },
        { id: 'x', text: 'b' },
      ],
    };
    world.when({ ...open, ...twice }).thenAllRejected(['InvalidInput', '/bodies/1/id'], ['InvalidInput', '/worldFacts/1/id']);
    world
      .when({ do: 'dossier-update', id: DOSSIER, ...twice, reason })
      .thenAllRejected(['InvalidInput', '/bodies/1/id'], ['InvalidInput', '/worldFacts/1/id']);
  });
});

describe('issues', () => {
  const define = { ...ISSUE, id: 'sanctions' };
  const revise = (more: object) => ({ do: 'issue-revise', dossier: DOSSIER, id: 'troop-deployment', reason, ...more });

  test('are defined once, with a ladder that has the neutral stance', () => {
    world.when(define).then(['IssueDefined', { dossier: DOSSIER, id: 'sanctions' }]);
    world.when({ ...ISSUE, neutral: 'neither' }).thenAllRejected(['DuplicateIssue', '/id'], ['StanceNotOnLadder', '/neutral']);
    world.when({ ...define, dossier: 'nowhere' }).thenRejected('UnknownDossier', '/dossier');
    world
      .when({ ...define, ladder: [{ stance: 'a' }, { stance: 'b' }, { stance: 'a' }], neutral: 'c' })
      .thenAllRejected(['StanceNotOnLadder', '/neutral'], ['InvalidInput', '/ladder/2/stance']);
    world.when({ ...define, ladder: [{ stance: 'undecided' }] }).thenRejected('InvalidInput', '/ladder', { message: /two rungs/ });
  });

  test('are revised: what is left out stays, null removes', () => {
    const longer = [...(ISSUE['ladder'] as object[]), { stance: 'pledged' }];
    world
      .when(revise({ ladder: longer, whose: 'states' }))
      .then(['IssueRevised', { question: ISSUE['question'], ladder: longer, neutral: 'undecided' }]);
    given(WORLD, revise({ whose: 'states' }))
      .when(revise({ whose: null }))
      .then(['IssueRevised', { id: 'troop-deployment' }]);
    world.when(revise({ neutral: 'open' })).then(['IssueRevised', { neutral: 'open' }]);
    world.when(revise({ neutral: 'neither' })).thenRejected('StanceNotOnLadder', '/neutral');
    world.when(revise({ question: ISSUE['question'] })).thenRejected('NothingToChange', '');
    world.when({ ...revise({ whose: 'x' }), id: 'troop-deployments' }).thenRejected('UnknownIssue', '/id', { remedy: /troop-deployment/ });
    world.when({ ...revise({ whose: 'x' }), dossier: 'nowhere' }).thenRejected('UnknownDossier', '/dossier');
  });

  test('a rung that claims stand on is not taken away unseen', () => {
    const shorter = revise({ ladder: (ISSUE['ladder'] as { stance: string }[]).filter((r) => r.stance !== 'rules-out') });
    const corrected = { do: 'correct', development: 'italy-sends-no-troops', changes: { claims: [position({ value: 'open' })] }, reason };
    given(WORLD, shorter)
      .when(revise({ whose: 'states' }))
      .thenSilent();
    world.when(shorter).thenSilent();
    const [warning] = given(WORLD, statement()).when(shorter).thenWarned(['RungInUse', '/ladder']);
    expect(warning!.message).toMatch(/"rules-out" leaves the ladder, and 1 claim of 1 actor says it/);
    given(WORLD, statement(), { do: 'retract', development: 'italy-sends-no-troops', reason }).when(shorter).thenSilent();
    given(WORLD, statement(), corrected).when(shorter).thenSilent();
  });

  test('always have a question, a ladder, a neutral stance', () => {
    world
      .when(revise({ question: null, ladder: null, neutral: null }))
      .thenAllRejected(['InvalidInput', '/question'], ['InvalidInput', '/ladder'], ['InvalidInput', '/neutral']);
  });
});

describe('rulings', () => {
  const other = statement({ id: 'italy-is-open', date: '2025-09-05', claims: [position({ value: 'open' })] });
  const both = given(WORLD, statement(), other);
  const rule = (more: object = {}) => ({
    do: 'adjudicate',
    dossier: DOSSIER,
    facet: 'position/ITA/troop-deployment',
    prefer: 'italy-sends-no-troops#c1',
    over: ['italy-is-open#c1'],
    reason,
    ...more,
  });

  test('are for one claim and against others', () => {
    both
      .when(rule({ because: ['transcript'] }))
      .then(['ClaimsAdjudicated', { prefer: 'italy-sends-no-troops#c1', because: ['transcript'] }]);
    both.when(rule({ over: [] })).thenRejected('RulingOnItself', '/over');
    both.when(rule({ over: ['italy-is-open#c1', 'italy-sends-no-troops#c1'] })).thenRejected('RulingOnItself', '/over/1');
  });

  test('name claims of last versions, on that facet, in that dossier', () => {
    both
      .when(rule({ prefer: 'italy#c1', over: ['italy-is-open#c2', 'italy-is-open#c1'], because: ['nothing'] }))
      .thenAllRejected(['UnknownDevelopment', '/prefer'], ['UnknownClaim', '/over/0'], ['UnknownSource', '/because/0']);
    both.when(rule({ facet: 'position/FRA/troop-deployment' })).thenAllRejected(['UnknownClaim', '/prefer'], ['UnknownClaim', '/over/0']);
    both.when(rule({ dossier: 'nowhere' })).thenRejected('UnknownDossier', '/dossier');
    const moved = {
      do: 'correct',
      development: 'italy-is-open',
      changes: { claims: [{ ...position(), id: 'c1', facet: 'position/FRA/troop-deployment' }] },
      reason,
    };
    given(WORLD, statement(), other, moved).when(rule()).thenRejected('UnknownClaim', '/over/0');
  });

  test('name a claim as development#claim', () => {
    both
      .when(rule({ prefer: 'italy-sends-no-troops', over: ['italy-is-open#c1#x', 'italy-is-open', 7] }))
      .thenAllRejected(['InvalidInput', '/prefer'], ['InvalidInput', '/over/0'], ['InvalidInput', '/over/1'], ['InvalidInput', '/over/2']);
  });

  test('under either name of an actor', () => {
    const merged = [
      { do: 'actor-add', id: 'italia', kind: 'state', name: 'Italia' },
      { do: 'actor-merge', id: 'italia', into: 'ITA', reason: 'one state' },
    ];
    given(WORLD, merged, statement(), other)
      .when(rule({ facet: 'position/italia/troop-deployment' }))
      .then(['ClaimsAdjudicated', {}]);
  });
});
