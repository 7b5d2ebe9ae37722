/** The bundled dossier, report and chronology: what an editor expects of it. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { coordinateEnd } from '../../events/edtf.ts';
import { diffOf } from '../../projections/diff.ts';
import { followUpsAt } from '../../projections/follow-ups.ts';
import { quantitiesAt } from '../../projections/quantities.ts';
import { replayAt } from '../../projections/replay.ts';
import { stateAt } from '../../projections/state.ts';
import { dossierFiles, Folded, foldDossier, sharedData } from '../support/dossier.ts';
import type { KeyedCommand } from '../support/dossier.ts';

const dossier = foldDossier();
const DAY = '2025-09-04';
const JANUARY = '2026-01-31';
const cell = (facet: string, at = DAY) => dossier.cell(facet, { at });
const others = (facet: string, at = DAY) => dossier.listed(facet, 'saidByOthers', { at });
const developments = [...dossier.record.developments.values()];
const count = (n: number) => ({ n, op: '=', unit: 'countries' });

describe('what is recorded', () => {
  test('so many commands, developments, claims, facets, sources and actors', () => {
    const { record } = dossier;
    const last = developments.map((d) => d.versions.at(-1)!);
    expect({
      commands: dossierFiles().flatMap((f) => f.commands).length,
      events: record.size,
      developments: developments.length,
      claims: last.flatMap((v) => v.body.claims).length,
      facets: dossier.facets().length,
      sources: record.sources.size,
      actors: record.actors.size,
    }).toEqual({
      actors: 82,
      claims: 159,
      commands: 353,
      developments: 93,
      events: 354,
      facets: 112,
      sources: 140,
    });
    expect(record.problems).toEqual([]);
  });

  test('commands have keys of their own and stand in files that say what they are', () => {
    const keys = dossierFiles().flatMap((f) => f.commands.map((c) => c['key']));
    expect(new Set(keys).size).toBe(keys.length);
    for (const f of dossierFiles())
      expect([f.author, f.note.length > 40, Number.isNaN(Date.parse(f.recordedAt))]).toEqual(['the demarche editors', true, false]);
    const times = dossierFiles().map((f) => Date.parse(f.recordedAt));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('every row of the chronology went somewhere, and the table in docs/ says where and why', () => {
    const table = readFileSync(new URL('../../docs/chronology-rows.md', import.meta.url), 'utf8');
    const rows = table
      .split('\n')
      .filter((line) => /^\| C\d\d /.test(line))
      .map((line) => line.slice(2, -2).split(' | '));
    expect(rows).toHaveLength(62);
    for (const [row, ids, how, why] of rows) {
      const named = ids!.split(', ').map((id) => id.replaceAll('`', ''));
      for (const id of named) expect(dossier.record.developments.has(id), `${row!}: ${id}`).toBe(true);
      const referring = dossier.ofRow(`chronology:${row!}`);
      expect(referring.length, row).toBeGreaterThan(0);
      expect(named, row).toEqual(expect.arrayContaining(referring));
      expect([how!.length > 2, why!.length > 20], row).toEqual([true, true]);
      const hasClaims = named.some((id) => dossier.latest(id).body.claims.length > 0);
      expect(hasClaims || why!.startsWith('No claim') || row === 'C54', row).toBe(true);
    }
    const given = sharedData('chronology.json') as { developments: { id: string }[] } | undefined;
    if (given) expect(rows.map(([row]) => row)).toEqual(given.developments.map((d) => d.id));
    else console.log('chronology.json is not beside this checkout: the table was not compared with it');
  });

  test('each page is one source, dated as it is or by what it certainly reports, and supports what its rows say', () => {
    const given = sharedData('chronology.json') as
      | {
          developments: {
            id: string;
            date: string;
            sources: { url: string; pageDate: string | null; grade?: string; origin?: string }[];
          }[];
        }
      | undefined;
    if (!given) {
      console.log('chronology.json is not beside this checkout: pages were not compared with it');
      return;
    }
    const info = [...dossier.record.sources].map(([id, s]) => ({ id, ...s.info.at(-1)!.value }));
    const pages = new Map(info.flatMap((s) => (s.url === undefined ? [] : [[s.url, s] as const])));
    const urls = new Set(given.developments.flatMap((d) => d.sources.map((s) => s.url)));
    expect(new Set(pages.keys())).toEqual(urls);
    expect(info.filter((s) => s.url !== undefined)).toHaveLength(urls.size);
    const inTheAddress: Readonly<Record<string, string>> = {
      'rbc-ukraine-nauseda': '2025-03-21',
      'rbc-ukraine-anchorage': '2025-08-16',
      'wired-gov-2025-08-18': '2025-08-18',
      'voz-2025-09-04': '2025-09-04',
    };
    const lastDay = (url: string) =>
      given.developments
        .filter((d) => d.sources.some((s) => s.url === url))
        .map((d) => d.date.replace('../', ''))
        .sort()
        .at(-1)!;
    for (const row of given.developments)
      for (const s of row.sources) {
        const page = pages.get(s.url)!;
        if (s.pageDate) expect(page.published, s.url).toBe(s.pageDate);
        else if (page.id in inTheAddress) expect(page.published, s.url).toBe(inTheAddress[page.id]);
        else expect(page.published, s.url).toBe(`[${lastDay(s.url)}..]`);
        if (s.grade || s.url.includes('news-pravda.com')) expect(page.grade, s.url).toBe('E');
        else expect('ABCD', s.url).toContain(page.grade);
        if (s.origin && !['TASS'].includes(s.origin))
          expect(dossier.record.sources.get(page.origin!)?.info.at(-1)?.value.publisher, s.url).toBe(s.origin);
        const cited = dossier
          .ofRow(`chronology:${row.id}`)
          .some((id) => dossier.latest(id).evidence.some((e) => e.evidence.source === page.id));
        expect(cited, `${row.id}: ${page.id}`).toBe(true);
      }
  });

  test('no words are quoted that were not read in a captured text', () => {
    for (const d of developments)
      for (const { evidence } of d.versions.at(-1)!.evidence)
        expect([d.id, evidence.quote === undefined || evidence.source === 'summit-report']).toEqual([d.id, true]);
  });

  test('whoever speaks for a state or organisation does so by an office, a statement in common, or as its organ', () => {
    const organs = new Set(['german-defence-ministry', 'bulgarian-national-assembly', 'downing-street', 'us-treasury']);
    for (const d of developments) {
      const { body } = d.versions.at(-1)!;
      for (const voice of [body, ...body.claims])
        if (voice.by !== undefined && voice.for) {
          const actor = dossier.record.actors.get(voice.by)!.info.at(-1)!.value;
          const holds = actor.offices?.some((o) => voice.for!.includes(o.of)) ?? false;
          expect(holds || organs.has(voice.by), `${d.id}: ${voice.by} for ${voice.for.join()}`).toBe(true);
        }
    }
  });

  test('a claim of a text in common says in whose name it is: without a speaker "for" stands with the claim', () => {
    for (const d of developments) {
      const { body } = d.versions.at(-1)!;
      if (body.by === undefined) expect(body.for, d.id).toBeUndefined();
      if (body.signatories) for (const c of body.claims) expect([...(c.for ?? [])].sort(), d.id).toEqual([...body.signatories].sort());
    }
  });
});

describe('at 2025-09-04', () => {
  test('France: open since before the summit, not softened by it', () => {
    expect(cell('position/FRA/troop-deployment')).toMatchObject({ value: 'open', status: 'held', since: '2025-08-17', confirmed: DAY });
    expect(dossier.cell('position/FRA/troop-deployment', { at: '2025-09-03' }).value).toBe('open');
  });
  test('Italy: rules out, on the office’s own note, not contested', () => {
    const italy = cell('position/ITA/troop-deployment');
    expect(italy).toMatchObject({ value: 'rules-out', status: 'held', since: '2025-03-15', confirmed: DAY, attribution: 'official' });
    expect(italy.alternatives).toBeUndefined();
    expect(cell('position/ITA/article-5-style')).toMatchObject({ value: 'proposes' });
  });
  test('Poland and Bulgaria: rule out since February, last said on the day; Romania since the day', () => {
    expect(cell('position/POL/troop-deployment')).toMatchObject({ value: 'rules-out', since: '2025-02-17', confirmed: DAY });
    expect(cell('position/BGR/troop-deployment')).toMatchObject({ value: 'rules-out', since: '2025-02-21', confirmed: DAY });
    expect(cell('position/ROU/troop-deployment')).toMatchObject({ value: 'rules-out', since: DAY });
  });
  test('Germany: willing if three things are clear, held; the anonymous camp is listed', () => {
    expect(cell('position/DEU/troop-deployment')).toMatchObject({
      value: 'willing-if',
      status: 'held',
      confirmed: DAY,
      activation: 'pending',
    });
    expect(cell('position/DEU/troop-deployment').conditions).toHaveLength(3);
    expect(cell('position/DEU/troop-deployment').saidByOthers?.[0]).toMatchObject({
      value: 'undecided',
      attribution: 'anonymous',
      origins: 1,
    });
  });
  test('Russia: rejects, without a step; the United States: support from the air possible, with what others said; Türkiye: nothing', () => {
    expect(cell('position/RUS/western-troops')).toMatchObject({ value: 'rejects', status: 'held', since: '2025-07-17', confirmed: DAY });
    expect(cell('position/USA/us-support')).toMatchObject({ value: 'air-possible', status: 'held', since: '2025-08-19' });
    expect(others('position/USA/us-support').map(([v]) => v)).toEqual(['backs-unsigned', 'noncommittal']);
    expect(dossier.steps('position/USA/us-support')).toEqual([
      ['2025-02-12', 'no-cover'],
      ['2025-08-18', 'coordinates'],
      ['2025-08-19', 'air-possible'],
      ['2026-01-06', 'backs-unsigned'],
    ]);
    expect(cell('position/TUR/troop-deployment')).toMatchObject({ value: null, status: 'none' });
    expect(others('position/TUR/troop-deployment')).toEqual([['pledged', 'european-council']]);
  });
  test('both of Macron’s versions are in the replay of the day', () => {
    const steps = replayAt(
      dossier.view(),
      { from: coordinateEnd('2025-09-03'), to: coordinateEnd(DAY) },
      { facet: 'quantity/coalition/to-deploy-inside-ukraine' },
    );
    const said = steps.flatMap((s) => (s.said ?? []).map((c) => [c.by.development, c.fate]));
    expect(said).toEqual([
      ['macron-26-would-deploy', 'superseded'],
      ['macron-some-from-outside', 'shown'],
    ]);
  });
});

describe('Bulgaria’s ships on the 4th, as the record grew', () => {
  const facet = 'contribution/BGR/naval';
  const ships = (known?: string, published?: string) =>
    dossier.cell(facet, { at: DAY, ...(known !== undefined && { known }), ...(published !== undefined && { published }) });

  test('possible from the report, absent after the government’s page, held after Costa’s remarks', () => {
    for (const key of ['record-bulgaria-no-troops-but-ships', 'evidence-bulgaria', 'evidence-bulgaria-refusal']) {
      expect(ships(key), key).toMatchObject({ value: null, status: 'none' });
      expect(
        ships(key).possibly?.map((c) => c.value),
        key,
      ).toEqual(['offers']);
    }
    for (const key of ['correct-bulgaria-to-5th', 'evidence-bulgaria-costa'])
      expect(ships(key), key).toEqual({ facet, value: null, status: 'none' });
    expect(ships('correct-bulgaria-to-4th')).toMatchObject({ value: 'offers', status: 'held', since: DAY });
    expect(ships()).toMatchObject({ value: 'offers', status: 'held', since: DAY, voice: { by: 'rosen-zhelyazkov', for: ['BGR'] } });
  });

  test('every size of the log still answers as it did then', () => {
    const now = new Folded();
    const at = coordinateEnd(JANUARY);
    let n = 0;
    for (const file of dossierFiles())
      for (const command of file.commands as readonly KeyedCommand[]) {
        now.apply(command, file.author, file.recordedAt);
        if (++n % 20 === 0 || command.do === 'correct')
          expect(stateAt(dossier.view({ known: now.record.size }), at), command.key).toEqual(stateAt(now.view(), at));
      }
  });

  test('by publication: nothing before the 4th, held from the 4th on', () => {
    expect(ships(undefined, '2025-09-03')).toEqual({ facet, value: null, status: 'none' });
    expect(ships(undefined, DAY)).toMatchObject({ value: 'offers', status: 'held', publicationUncertain: true });
    for (const published of ['2025-09-05', '2025-09-08', '2026-01-31'])
      expect(ships(undefined, published), published).toMatchObject({ value: 'offers', status: 'held' });
  });

  test('the difference names the act and its ground', () => {
    const point = (known: string) => ({ view: dossier.view({ known }), at: coordinateEnd(DAY) });
    const changes = (from: string, to: string) => diffOf(point(from), point(to), { facet }).map((c) => [c.cause, c.because] as const);
    const act = (ground: string) => [
      'record',
      [
        expect.objectContaining({
          kind: 'act',
          type: 'DevelopmentCorrected',
          subject: 'bulgaria-no-troops-but-ships',
          because: [ground],
          position: expect.any(Number) as number,
        }),
      ],
    ];
    expect(changes('evidence-bulgaria-refusal', 'correct-bulgaria-to-5th')).toEqual([act('gov-bg-2025-09-05')]);
    expect(changes('evidence-bulgaria-costa', 'correct-bulgaria-to-4th')).toEqual([act('global-security-2025-09-04')]);
  });
});

test('the 26: claimed by France, confirmed by Ukraine; three named by the claimant, six by Costa, own offers apart; five origins', () => {
  const [the26] = quantitiesAt(dossier.view(), coordinateEnd(DAY));
  expect(the26).toMatchObject({
    body: 'the-26',
    quantity: { value: count(26), status: 'held', origins: 5 },
    claimedBy: { by: 'emmanuel-macron', for: ['FRA'] },
  });
  expect(the26!.confirmedBy).toEqual([{ by: 'volodymyr-zelenskyy', for: ['UKR'] }]);
  expect(the26!.namedByClaimant.map((m) => m.actor)).toEqual(['DEU', 'ITA', 'POL']);
  expect(dossier.ground('role/DEU/the-26', 'member').documents).toEqual(['voz-2025-09-04']);
  expect(the26!.namedByOthers.map((m) => m.actor)).toEqual(['AUS', 'CAN', 'ISL', 'NOR', 'NZL', 'TUR']);
  expect(the26!.ownWord).toEqual([]);
  expect(the26!.membershipUnsaid.map((m) => m.actor)).toEqual(['BGR', 'DNK', 'FRA', 'GBR', 'LTU', 'NLD', 'ROU']);
});

describe('at 2026-01-31', () => {
  const january = (facet: string) => cell(facet, JANUARY);
  test('France and Britain have declared, pending a ceasefire, Britain also a vote', () => {
    for (const state of ['FRA', 'GBR'])
      expect(january(`position/${state}/troop-deployment`)).toMatchObject({
        value: 'declared',
        status: 'held',
        since: '2026-01-06',
        activation: 'pending',
      });
    expect(january('position/FRA/troop-deployment').conditions).toEqual([{ facet: 'world/ceasefire', is: true, mode: 'once' }]);
    expect(january('position/GBR/troop-deployment').conditions).toEqual([
      { facet: 'world/ceasefire', is: true, mode: 'once' },
      { facet: 'world/commons-vote', is: 'passed', mode: 'once' },
    ]);
  });
  test('Italy and Poland are unchanged, without a step in December', () => {
    for (const state of ['ITA', 'POL']) {
      const facet = `position/${state}/troop-deployment`;
      expect(january(facet)).toMatchObject({ value: 'rules-out', status: 'held', confirmed: '2026-01-06' });
      const point = (at: string) => ({ view: dossier.view(), at: coordinateEnd(at) });
      expect(diffOf(point('2025-11-30'), point('2025-12-31'), { facet })).toEqual([]);
    }
  });
  test('Germany is unchanged inside Ukraine, not excluded nearby; what Al-Ahed has is only reported', () => {
    expect(january('position/DEU/troop-deployment')).toMatchObject({ value: 'willing-if', status: 'held' });
    expect(january('position/DEU/troops-nearby')).toMatchObject({ value: 'not-excluded', activation: 'pending' });
    expect(january('position/DEU/russian-consent')).toMatchObject({ value: null, status: 'none' });
    expect(dossier.listed('position/DEU/russian-consent', 'reported', { at: JANUARY })).toEqual([['needed', 'DEU']]);
  });
});

test('follow-ups, with what answered them or nothing on record', () => {
  const at = (day: string) =>
    followUpsAt(dossier.view(), coordinateEnd(day)).map((f) => [f.development, f.status, f.answers.map((a) => a.development)]);
  expect(at('2026-02-28')).toEqual([
    ['franco-british-mission-announced', 'delivered', ['chiefs-of-staff-kyiv-2025-04-04']],
    ['leaders-call-announced-2025-08-16', 'delivered', ['co-chairs-statement-2025-08-17']],
    ['us-contribution-to-be-finalised', 'partly', ['us-in-paris-2026-01-06']],
    ['coalition-and-us-to-work-on-sanctions', 'partly', ['us-rosneft-lukoil-2025-10-22', 'eu-19th-package-2025-10-23']],
    ['trump-to-speak-with-putin', 'open', []],
    ['leaders-call-announced-2025-12-10', 'nothing-on-record', []],
  ]);
  const status = (day: string) => new Map(at(day).map(([id, s]) => [id, s]));
  expect(status('2025-09-10').get('us-contribution-to-be-finalised')).toBe('open');
  expect(status('2025-09-30').get('us-contribution-to-be-finalised'), 'its time has passed').toBe('nothing-on-record');
});

test('a duplicate was merged: its pages stand with the development that stays', () => {
  const duplicate = dossier.record.developments.get('rutte-prague-2025-09-04')!;
  expect(duplicate.retractions.at(-1)).toMatchObject({ duplicateOf: 'rutte-dismisses-objections', until: Infinity });
  expect(cell('position/nato/russian-consent')).toMatchObject({ value: 'no-say', status: 'held', origins: 3 });
  expect(dossier.warnings.find((w) => w.key === 'record-rutte-prague-2025-09-04')?.code).toBe('PossibleDuplicate');
});
