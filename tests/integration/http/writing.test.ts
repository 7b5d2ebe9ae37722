/** Giving commands over HTTP: all of them, by whom, on which version, once; and who may. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { issueToken, listTokens, revokeToken } from '../../../src/access.ts';
import { capture } from '../../../src/captures.ts';
import { isApiError } from '../../../src/http/client.ts';
import { PREFIX } from '../../../src/http/paths.ts';
import { serve } from '../../../src/http/server.ts';
import { methodOf, pathOf, ROUTE_NAMES, routeOf } from '../../../src/http/routes.ts';
import { COMMANDS } from '../../../src/record/commands.ts';
import { undocumented } from '../../support/openapi.ts';
import { AUTHOR, statement, world } from '../../support/http.ts';
import type { World } from '../../support/http.ts';

let w: World;
beforeAll(async () => (w = await world()));
afterAll(() => w.close());

interface Sent {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}
async function post(path: string, body: unknown, headers: Record<string, string> = {}, at = w): Promise<Sent> {
  const response = await fetch(`${at.url}${PREFIX}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${at.tokens.recorder}`, 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  expect(undocumented('POST', `${PREFIX}${path.split('?')[0]!}`, response.status, response.headers.get('content-type'), text)).toEqual([]);
  return { status: response.status, body: JSON.parse(text) as Record<string, unknown>, headers: response.headers };
}
const tagOf = async (path: string) => (await fetch(`${w.url}${PREFIX}${path}`)).headers.get('etag')!;

describe('commands', () => {
  test('all of them have a route', () => {
    const routed = new Set(ROUTE_NAMES.map((n) => routeOf(n).command).filter((c) => c !== undefined));
    expect(Object.keys(COMMANDS).filter((c) => !routed.has(c as never))).toEqual([]);
  });

  test('each is written, says who wrote it, where it is, at which revision and position, and what it changed', async () => {
    const D = 'coalition-of-the-willing';
    const steps: [path: string, body: object, status: number][] = [
      ['/sources', { id: 'page-one', publisher: 'A paper', published: '2025-09-10', grade: 'B' }, 201],
      ['/sources', { id: 'page-two', publisher: 'A paper', published: '2025-09-10' }, 201],
      ['/sources/page-one/grade', { grade: 'A', reason: 'read again' }, 200],
      ['/sources/page-one/captures', { text: 'Italy will not send troops.' }, 200],
      ['/sources/page-one/corrections', { title: 'What Italy said', reason: 'it has a title' }, 200],
      ['/sources/page-one/withdrawal', { reason: 'taken back' }, 200],
      ['/sources/page-one/restoration', { reason: 'it stands' }, 200],
      ['/actors', { id: 'some-spokesman', kind: 'person', name: 'Some Spokesman' }, 201],
      ['/actors', { id: 'same-spokesman', kind: 'person', name: 'Same Spokesman' }, 201],
      ['/actors/some-spokesman/updates', { aliases: ['S. S.'], reason: 'an alias' }, 200],
      ['/actors/same-spokesman/merge', { into: 'some-spokesman', reason: 'one person' }, 200],
      ['/developments', statement('said-once', { date: '2026-08-01', evidence: [{ source: 'page-one', quote: { exact: 'not send troops' } }], claims: [{ facet: 'position/ITA/troop-deployment', value: 'open' }] }), 201], // prettier-ignore
      ['/developments', statement('said-twice', { date: '2026-08-01' }), 201],
      ['/developments/said-once/evidence', { evidence: ['page-two'] }, 200],
      ['/developments/said-once/corrections', { changes: { place: 'Rome' }, reason: 'the place' }, 200],
      ['/adjudications', { dossier: D, facet: 'position/ITA/troop-deployment', prefer: 'said-once#c1', over: ['said-twice#c1'], reason: 'transcript' }, 201], // prettier-ignore
      ['/developments/said-twice/retraction', { reason: 'it was not said' }, 200],
      ['/developments/said-twice/reinstatement', { reason: 'it was' }, 200],
      ['/developments/said-twice/merge', { into: 'said-once', reason: 'the same' }, 200],
      ['/sources/page-two/merge', { into: 'page-one', reason: 'one page' }, 200],
      ['/dossiers', { id: 'another', title: 'Another', opens: '2025-01-01' }, 201],
      ['/dossiers/another/updates', { title: 'Another track', reason: 'clearer' }, 200],
      ['/issues', { dossier: 'another', id: 'a-question', question: 'Will it?', ladder: [{ stance: 'no' }, { stance: 'maybe' }, { stance: 'yes' }], neutral: 'maybe' }, 201], // prettier-ignore
      ['/issues/a-question/revisions', { dossier: 'another', question: 'Will it indeed?', reason: 'clearer' }, 200],
    ];
    for (const [path, body, status] of steps) {
      const needsTag = /corrections|updates|revisions/.test(path);
      const resource = path.replace(/\/[a-z]+$/, '') + (path.startsWith('/issues/') ? '?dossier=another' : '');
      if (needsTag) expect([path, (await post(path, body)).status]).toEqual([path, 428]);
      const headers: Record<string, string> = needsTag ? { 'if-match': await tagOf(resource) } : {};
      const dry = await post(`${path}?dry-run=true`, body, headers);
      expect([path, dry.status, dry.body]).toMatchObject([path, 200, { dryRun: true }]);
      const size = w.demarche.size;
      const done = await post(path, body, headers);
      expect([path, done.status, done.body]).toMatchObject([path, status, { repeated: false }]);
      expect(w.demarche.size).toBeGreaterThan(size);
      expect(Number(done.headers.get('demarche-position'))).toBe(w.demarche.size);
      expect(done.headers.get('etag')).toMatch(/^"\d+"$/);
      if (status === 201) expect((await fetch(w.url + done.headers.get('location')!)).status).toBe(200);
      const last = (await w.as().log({ query: { last: 1 } })).body.items[0]!;
      expect(last.author).toBe('the recorder');
    }
    expect((await w.as().facet({ facet: 'position/ITA/troop-deployment' }, { query: { dossier: D, at: '2026-08-02' } })).body.value).toBe(
      'open',
    );
  });

  test('what is wrong is said with its place and code, and nothing is written', async () => {
    const size = w.demarche.size;
    const cases: [path: string, body: unknown, status: number, code: string, pointer?: string][] = [
      ['/developments', { kind: 'StatementMade', development: { id: 'x' } }, 422, 'InvalidInput', '/development/dossiers'],
      ['/developments', statement('full-scale-invasion'), 409, 'DuplicateDevelopment', '/development/id'],
      ['/developments', statement('new-one', { date: '2025-02-30' }), 422, 'InvalidDate', '/development/date'],
      ['/developments', statement('new-one', { evidence: ['no-such-page'] }), 422, 'UnknownSource', '/development/evidence/0/source'],
      ['/developments', { ...statement('new-one'), author: 'somebody else' }, 422, 'InvalidInput', '/author'],
      ['/developments', { ...statement('new-one'), key: 'k' }, 422, 'InvalidInput', '/key'],
      ['/developments', { ...statement('new-one'), recordedAt: '2020-01-01T00:00:00Z' }, 422, 'InvalidInput', '/recordedAt'],
      ['/developments', [], 422, 'InvalidInput', ''],
      ['/developments/nowhere/retraction', { reason: 'x' }, 404, 'UnknownDevelopment', '/development'],
      ['/developments/full-scale-invasion/retraction', { reason: 'x', development: 'other' }, 422, 'InvalidInput', '/development'],
      ['/developments/full-scale-invasion/reinstatement', { reason: 'x' }, 409, 'NotRetracted'],
      ['/sources/nowhere/captures', { text: 'x' }, 404, 'UnknownSource'],
      ['/batches', { commands: [] }, 422, 'InvalidInput', '/commands'],
      ['/batches', { commands: [{ do: 'retract', development: 'nowhere', reason: 'x' }] }, 422, 'BatchRefused', '/commands/0/development'],
      [
        '/batches',
        { commands: [{ do: 'retract', development: 'full-scale-invasion', reason: 'x', author: 'y' }] },
        403,
        'Forbidden',
        '/commands/0/author',
      ],
    ];
    for (const [path, body, status, code, pointer] of cases) {
      const got = await post(path, body);
      expect([path, got.status, got.body['code']]).toEqual([path, status, code]);
      expect((await post(`${path}?dry-run=true`, body)).body).toEqual({ ...got.body, instance: expect.any(String) as string });
      if (pointer !== undefined) expect(got.body['errors']).toContainEqual(expect.objectContaining({ pointer }));
    }
    expect(w.demarche.size).toBe(size);
  });

  test('a batch is validated whole, written in order, and written once however often it is sent', async () => {
    const own = await world();
    const commands = Array.from({ length: 40 }, (_, i) => ({ do: 'record' as const, ...statement(`batch-${i}`) }));
    const bad = [...commands, { do: 'retract', development: 'nowhere', reason: 'x' }];
    const size = own.demarche.size;
    expect((await post('/batches', { commands: bad }, {}, own)).status).toBe(422);
    expect(own.demarche.size).toBe(size);
    expect((await post('/batches?dry-run=true', { commands }, {}, own)).body).toMatchObject({ dryRun: true, written: 40 });
    expect(own.demarche.size).toBe(size);
    expect((await post('/batches', { commands: commands.slice(0, 10) }, { 'idempotency-key': 'b' }, own)).body).toMatchObject({
      written: 10,
      repeated: 0,
    });
    expect((await post('/batches', { commands }, { 'idempotency-key': 'b' }, own)).body).toMatchObject({ written: 30, repeated: 10 });
    expect((await post('/batches', { commands }, { 'idempotency-key': 'b' }, own)).body).toMatchObject({ written: 0, repeated: 40 });
    expect((await post('/batches?partial=true', { commands: bad.slice(-1) }, {}, own)).body).toMatchObject({
      written: 0,
      faults: [{ pointer: '/commands/0/development' }],
    });
    expect(own.demarche.size).toBe(size + 40);
    const admin = { authorization: `Bearer ${own.tokens.admin}` };
    await post(
      '/batches',
      { commands: [{ do: 'record', ...statement('of-another'), author: 'an old hand', recordedAt: '2025-10-01T00:00:00Z' }] },
      admin,
      own,
    );
    expect((await own.as().development({ id: 'of-another' })).body.log[0]).toMatchObject({
      author: 'an old hand',
      recordedAt: '2025-10-01T00:00:00Z',
    });
    await own.close();
  });
});

test('a text is captured as a dry run says it would be; what is refused leaves no text behind', async () => {
  const own = await world();
  const path = '/sources/summit-report/captures';
  const text = 'Words that were made up for this test.';
  const is = async (body: object, query = '', headers = {}) => {
    const [dry, written] = [
      await post(`${path}?dry-run=true${query}`, body, headers, own),
      await post(`${path}?${query}`, body, headers, own),
    ];
    expect(dry.body['code']).toBe(written.body['code']);
    return [written.status, written.body['code'], (written.body['errors'] as { pointer: string }[] | undefined)?.[0]?.pointer];
  };
  expect(await is({ text, nonsense: 1 })).toEqual([422, 'InvalidInput', '/nonsense']);
  expect(await is({ text, sha256: 'a'.repeat(64) })).toEqual([422, 'InvalidInput', '/sha256']);
  expect(await is({ text: 'half \ud800 of a pair' })).toEqual([422, 'InvalidInput', '/text']);
  expect(await is({ text }, '&at=2025-02-30')).toEqual([400, 'InvalidDate', '/at']);
  expect(await is({ text }, '', { 'if-match': '"99"' })).toEqual([412, 'RevisionConflict', '/if-match']);
  expect(own.demarche.captures.has(capture(text).sha256)).toBe(false);
  const key = { 'idempotency-key': 'captured' };
  expect((await post(path, { text }, key, own)).body).toMatchObject({ repeated: false });
  expect((await post(path, { text }, key, own)).body).toMatchObject({ repeated: true });
  expect(own.demarche.captured('summit-report').text).toBe(text);
  await own.close();
});

test('a write tells what it changed itself, and from where it counts, whatever others write at the same time', async () => {
  const actors = ['AUS', 'BGR', 'CAN', 'CZE', 'DEU', 'DNK', 'ESP', 'EST', 'FIN', 'GBR'];
  const sent = await Promise.all(
    actors.map((actor) => {
      const claims = [{ facet: `position/${actor}/troop-deployment`, value: 'rules-out' }];
      return post('/developments', statement(`together-${actor.toLowerCase()}`, { date: '2026-09-01', by: actor, claims }));
    }),
  );
  const { items } = (await w.as().log({ query: { last: 20 } })).body;
  for (const [i, { status, body, headers }] of sent.entries()) {
    const changed = (body['changes'] as { facet: string }[]).map((c) => c.facet);
    expect([status, changed]).toEqual([201, [`position/${actors[i]!}/troop-deployment`]]);
    const { position } = items.find((item) => item.stream === `development-together-${actors[i]!.toLowerCase()}`)!;
    expect([body['position'], headers.get('demarche-position')]).toEqual([position, String(position)]);
  }
});

describe('an idempotency key', () => {
  test('stands for one command: sent again it is answered and not written, with another content it is refused', async () => {
    const key = { 'idempotency-key': 'one-key' };
    const first = await post('/developments', statement('keyed'), key);
    const again = await post('/developments', statement('keyed'), key);
    expect([first.status, again.status, again.body['repeated'], again.headers.get('idempotency-replayed')]).toEqual([
      201,
      201,
      true,
      'true',
    ]);
    expect((await post('/developments', statement('keyed', { title: 'Another' }), key)).body).toMatchObject({
      status: 422,
      code: 'KeyConflict',
    });
    expect((await w.as().development({ id: 'keyed' })).body.log).toHaveLength(1);
    for (const bad of ['', 'a b', 'x'.repeat(151)])
      if (bad) expect((await post('/developments', statement('k'), { 'idempotency-key': bad })).status).toBe(400);
  });

  test('a dry run and a batch are held to it as well: another content under a key is no repetition', async () => {
    const one = { 'idempotency-key': 'one-key-more' };
    await post('/developments', statement('keyed-more'), one);
    const dry = (title: string) => post('/developments?dry-run=true', statement('keyed-more', { title }), one);
    expect((await dry('Another')).body).toMatchObject({ status: 422, code: 'KeyConflict' });
    expect((await post('/developments?dry-run=true', statement('keyed-more'), one)).status).toBe(200);

    const key = { 'idempotency-key': 'one-batch' };
    const commands = (...names: string[]) => names.map((name, i) => ({ do: 'actor-add', id: `batched-${i}`, kind: 'state', name }));
    const send = (...names: string[]) => post('/batches', { commands: commands(...names) }, key);
    expect((await send('A', 'B')).body).toMatchObject({ written: 2 });
    expect((await send('A', 'B', 'C')).body).toMatchObject({ written: 1, repeated: 2 });
    expect((await send('A', 'Another')).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/commands/1/key', code: 'KeyConflict' }],
    });
    const padding = Array.from({ length: 1000 }, (_, i) => ({ do: 'actor-add', id: `padding-${i}`, kind: 'state', name: 'P' }));
    expect((await post('/batches?dry-run=true', { commands: [...commands('A', 'Another'), ...padding] }, key)).body).toMatchObject({
      errors: [{ pointer: '/commands/1/key' }],
    });
    const twice = [{ ...commands('A')[0], id: 'twice', key: 'k' }, { ...commands('B')[0], id: 'twice', key: 'k' }]; // prettier-ignore
    expect((await post('/batches', { commands: twice })).body).toMatchObject({ errors: [{ pointer: '/commands/1/key' }] });
  });

  test('sent many times at once, it is written once and everybody is told the same', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, () => post('/developments', statement('at-once'), { 'idempotency-key': 'at-once' })),
    );
    expect(all.map((a) => a.status)).toEqual(all.map(() => 201));
    expect((await w.as().development({ id: 'at-once' })).body.log).toHaveLength(1);
  });

  test('a correction that was written is not refused when it is sent again with the old ETag', async () => {
    await post('/developments', statement('to-correct'));
    const headers = { 'if-match': await tagOf('/developments/to-correct'), 'idempotency-key': 'c1' };
    const body = { changes: { place: 'Rome' }, reason: 'x' };
    expect((await post('/developments/to-correct/corrections', body, headers)).status).toBe(200);
    expect((await post('/developments/to-correct/corrections', body, headers)).body).toMatchObject({ repeated: true });
  });
});

describe('undo', () => {
  test('says what would be taken back, takes that back and nothing else, once however often it is sent', async () => {
    const own = await world();
    expect((await post('/undo', {}, {}, own)).body).toMatchObject({ status: 409, code: 'NothingToUndo' });
    await post('/developments', statement('said-in-error', { date: '2026-08-01', claims: [{ facet: 'position/ITA/troop-deployment', value: 'open' }] }), {}, own); // prettier-ignore
    const written = own.demarche.size;
    const dry = await post('/undo?dry-run=true', { reason: 'a misreading' }, {}, own);
    expect(dry.body).toMatchObject({
      dryRun: true,
      undoes: { position: written, type: 'StatementMade' },
      says: 'retracts the development "said-in-error"',
      changes: [{ facet: 'position/ITA/troop-deployment', before: { value: 'open' }, after: { value: 'rules-out' } }],
    });
    expect(own.demarche.size).toBe(written);
    expect((await post('/undo', { position: written - 1, reason: 'x' }, {}, own)).body).toMatchObject({ code: 'NotTheLastAct' });
    expect((await post('/undo', { position: 'first' }, {}, own)).status).toBe(422);
    const body = { position: written, reason: 'a misreading' };
    expect((await post('/undo', body, { 'idempotency-key': 'undo-1' }, own)).body).toMatchObject({
      position: written + 1,
      repeated: false,
    });
    expect((await post('/undo', body, { 'idempotency-key': 'undo-1' }, own)).body).toMatchObject({ position: written + 1, repeated: true });
    expect(own.demarche.size).toBe(written + 1);
    const last = (await own.as().log({ query: { last: 1 } })).body.items[0]!;
    expect(last).toMatchObject({ type: 'DevelopmentRetracted', author: 'the recorder', event: { reason: 'a misreading' } });
    // a capture stays on record
    await post('/sources/summit-report/captures', { text: 'Italy will not send troops.' }, {}, own);
    expect((await post('/undo', {}, {}, own)).body).toMatchObject({ status: 409, code: 'CannotUndo' });
    await own.close();
  });

  test('what a change would do is told as of any day', async () => {
    const body = { changes: { claims: [{ facet: 'position/DEU/troop-deployment', value: 'rules-out' }] }, reason: 'x' };
    const at = async (day: string) => {
      const path = '/developments/german-defence-ministry-2025-02-17/corrections';
      const dry = await post(`${path}?dry-run=true&at=${day}`, body, { 'if-match': '*' });
      return (dry.body['changes'] as { facet: string }[]).map((c) => c.facet);
    };
    expect(await at('2025-01-01')).toEqual([]);
    expect(await at('2025-02-17')).toEqual(['position/DEU/troop-deployment']);
    expect((await post('/sources?dry-run=true&at=2025-02-30', { id: 'any', publisher: 'A paper' })).status).toBe(400);
  });
});

describe('If-Match', () => {
  test('refuses what was decided on another version, and tells the current one', async () => {
    await post('/developments', statement('versions'));
    const path = '/developments/versions/corrections';
    const body = (place: string) => ({ changes: { place }, reason: 'x' });
    expect((await post(path, body('a'), { 'if-match': '"0"' })).headers.get('etag')).toBe('"1"');
    const late = await post(path, body('b'), { 'if-match': '"0"' });
    expect([late.status, late.body['current'], late.headers.get('etag')]).toEqual([412, '"1"', '"1"']);
    expect((await post(`${path}?dry-run=true`, body('b'), { 'if-match': '"0"' })).body).toMatchObject({ status: 412, current: '"1"' });
    expect((await post(path, body('b'), { 'if-match': 'W/"1"' })).status).toBe(412);
    expect((await post(path, body('b'), { 'if-match': '1' })).status).toBe(400);
    expect((await post(path, body('b'), { 'if-match': '"7", "1"' })).status).toBe(200);
    expect((await post(path, body('c'), { 'if-match': '*' })).status).toBe(200);
    // evidence counts as a version of what is read
    expect((await post('/developments/versions/evidence', { evidence: ['summit-report'] }, { 'if-match': '"0"' })).status).toBe(412);
  });

  test('is refused where there is no version to hold it to, and so is a key where nothing stands for a second answer', async () => {
    const size = w.demarche.size;
    const ifMatch = { 'if-match': '"0"' };
    const commands = [{ do: 'actor-add', id: 'ATL', kind: 'state', name: 'Atlantis' }];
    for (const [path, body] of [
      ['/developments', statement('unheld')],
      ['/batches', { commands }],
      ['/undo', {}],
    ] as const)
      // prettier-ignore
      expect((await post(path, body, ifMatch)).body).toMatchObject({ status: 400, errors: [{ in: 'header', pointer: '/if-match' }] });
    const admin = { authorization: `Bearer ${w.tokens.admin}`, 'idempotency-key': 'once' };
    expect((await post('/tokens', { name: 'A reader', role: 'reader' }, admin)).body).toMatchObject({
      status: 400,
      errors: [{ in: 'header', pointer: '/idempotency-key' }],
    });
    expect(w.demarche.size).toBe(size);
  });

  test('an ETag stands for what was read with it, whatever is written while it is read', async () => {
    const own = await world();
    await post('/developments', statement('raced'), {}, own);
    const { store } = own.demarche;
    const read = store.readStream.bind(store);
    let isFirst = true;
    store.readStream = async function* (...args) {
      if (args[0] === 'development-raced' && isFirst) {
        isFirst = false;
        await own.demarche.record({ do: 'correct', development: 'raced', changes: { title: 'Meanwhile' }, reason: 'x', author: 'other' });
      }
      yield* read(...args);
    };
    const { etag, body } = await own.as().development({ id: 'raced' });
    expect([etag, body.version, body.revision, body.log.length]).toEqual(['"0"', 1, 0, 1]);
    await own.close();
  });

  test('concurrent writers lose nothing: every acknowledged change is in the log, each on top of the one it was decided on', async () => {
    await post('/developments', statement('contended', { note: 'start' }));
    const writers = 6;
    const rounds = 5;
    const acknowledged: string[] = [];
    let refused = 0;
    await Promise.all(
      Array.from({ length: writers }, async (_, n) => {
        const api = w.as('recorder');
        for (let i = 0; i < rounds;) {
          const { body, etag } = await api.development({ id: 'contended' });
          const mark = `w${n}-${i}`;
          try {
            await api.correct(
              { id: 'contended' },
              { ifMatch: etag!, body: { changes: { note: `${body.development['note'] as string} ${mark}` }, reason: mark } },
            );
            acknowledged.push(mark);
            i++;
          } catch (e) {
            if (!isApiError(e) || e.status !== 412) throw e;
            refused++;
          }
        }
      }),
    );
    const { body } = await w.as().development({ id: 'contended' });
    expect(body.version).toBe(1 + writers * rounds);
    expect((body.development['note'] as string).split(' ').slice(1).sort()).toEqual([...acknowledged].sort());
    expect(body.log.map((i) => i.revision)).toEqual(body.log.map((_, i) => i));
    expect(acknowledged).toHaveLength(writers * rounds);
    expect(refused).toBeGreaterThan(0);
  });
});

describe('tokens', () => {
  test('roles: who may do what, on every route', async () => {
    const statusOf = async (name: (typeof ROUTE_NAMES)[number], token?: string) => {
      const path = pathOf(name).replace('{+facet}', 'position/ITA/troop-deployment').replace('{id}', 'zzz');
      const response = await fetch(`${w.url}${PREFIX}${path}${name === 'stream' ? '?after=9999999' : ''}`, {
        method: methodOf(name) === 'GET' ? 'HEAD' : 'POST',
        headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
        ...(methodOf(name) === 'POST' && { body: '[]' }),
      });
      await response.text();
      return response.status;
    };
    for (const name of ROUTE_NAMES.filter((n) => n !== 'stream')) {
      const { role } = routeOf(name);
      const { reader, recorder, admin } = w.tokens;
      const may = { none: role === 'read', reader: role === 'read', recorder: role !== 'admin', admin: true };
      const got = {
        none: await statusOf(name),
        reader: await statusOf(name, reader),
        recorder: await statusOf(name, recorder),
        admin: await statusOf(name, admin),
      };
      for (const who of ['none', 'reader', 'recorder', 'admin'] as const)
        expect([name, who, got[who] === 401 || got[who] === 403]).toEqual([name, who, !may[who]]);
      expect([name, got.none]).toEqual([name, may.none ? got.none : 401]);
    }
  });

  test('are kept as hashes, shown once, listed and revoked at once, also by another process, and stand in no log and no export', async () => {
    const { token, info } = await issueToken(w.demarche.store, { name: 'a guest', role: 'recorder' }, AUTHOR);
    const own = { authorization: `Bearer ${token}` };
    expect((await post('/sources', { id: 'by-guest', publisher: 'x' }, own)).status).toBe(201);
    expect((await w.as().source({ id: 'by-guest' })).body.log[0]!.author).toBe('a guest');
    await revokeToken(w.demarche.store, 'a guest', { ...AUTHOR, reason: 'gone' });
    const refused = await post('/sources', { id: 'by-guest-2', publisher: 'x' }, own);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="demarche", error="invalid_token"']);
    const late = await issueToken(w.demarche.store, { name: 'late', role: 'recorder', expires: '2020-01-01T00:00:00Z' }, AUTHOR);
    expect((await post('/sources', { id: 'z', publisher: 'x' }, { authorization: `Bearer ${late.token}` })).status).toBe(401);
    for (const bad of [`Bearer ${token}x`, 'Bearer', 'Basic YTpi', `Bearer dmr_${info.id}_${'A'.repeat(43)}`, 'Bearer ../../etc'])
      expect((await post('/sources', { id: 'z', publisher: 'x' }, { authorization: bad })).status).toBe(401);
    expect((await fetch(`${w.url}${PREFIX}/state?access_token=${token}`)).status).toBe(400);

    expect((await listTokens(w.demarche.store)).find((t) => t.id === info.id)).toMatchObject({
      name: 'a guest',
      role: 'recorder',
      revoked: expect.any(String) as string,
    });
    const admin = w.as('admin');
    const made = (await admin.issueToken({ body: { name: 'by admin', role: 'reader' } })).body;
    expect(made.token).toMatch(/^dmr_/);
    expect((await admin.tokens()).body.tokens.map((t) => t.name)).toContain('by admin');
    expect((await admin.revokeToken({ id: made.id }, { body: {} })).body.revoked).toBeDefined();
    expect((await admin.issueToken({ body: { name: '', role: 'reader' } }).catch((e: unknown) => e as { status: number })).status).toBe(
      422,
    );

    // What JSON cannot carry is refused, here as in commands.
    const surrogate = { name: '\ud800', role: 'reader' as const };
    await expect(admin.issueToken({ body: surrogate })).rejects.toMatchObject({ status: 422, problem: { errors: [{ pointer: '/name' }] } });
    await expect(admin.revokeToken({ id: made.id }, { body: {} })).resolves.toBeDefined();
    const other = (await admin.issueToken({ body: { name: 'other', role: 'reader' } })).body;
    await expect(admin.revokeToken({ id: other.id }, { body: { reason: '\udfff' } })).rejects.toMatchObject({ status: 422 });

    const secrets = [token, late.token, made.token, ...Object.values(w.tokens)];
    const logs = JSON.stringify((await w.as().log({ query: { type: 'TokenIssued' } })).body);
    expect(logs).not.toContain('sha256');
    const bytes = (await import('node:fs')).readFileSync(w.file).toString('latin1');
    const exported = JSON.stringify(await Array.fromAsync(w.demarche.exportCommands()));
    expect(exported).not.toContain(info.id);
    for (const secret of secrets) for (const text of [logs, bytes, exported, w.logged.join('')]) expect(text.includes(secret)).toBe(false);
    expect(w.logged.join('')).not.toMatch(/authorization|access_token|Rome/i);
    // Who may write is no part of the record.
    expect((await w.demarche.verify()).filter((f) => f.code !== 'CaptureNotHere' && f.code !== 'QuoteBroken')).toEqual([]);
  });

  test('a server that others can reach starts only with tokens, or when everybody may read; then readers need one', async () => {
    const own = await world({ empty: true });
    const { open } = await import('../../../src/library.ts');
    const bare = await open(`${own.folder}/bare.db`);
    for (const reached of [{ host: '0.0.0.0' }, { proxies: 1 }, { hosts: ['record.example.org'] }])
      await expect(serve(bare, reached)).rejects.toMatchObject({ code: 'NotSafe' });
    const publicly = await serve(bare, { host: '0.0.0.0', publicReading: true, rate: false });
    const { port } = publicly.server.address() as { port: number };
    expect((await fetch(`http://127.0.0.1:${port}${PREFIX}/dossiers`)).status).toBe(200);
    expect((await fetch(`http://127.0.0.1:${port}${PREFIX}/dossiers`, { method: 'POST', body: '{}' })).status).toBe(401);
    await publicly.close();
    await bare.close();
    const closed = await serve(own.demarche, { host: '0.0.0.0', rate: false });
    const at = `http://127.0.0.1:${(closed.server.address() as { port: number }).port}`;
    expect((await fetch(`${at}${PREFIX}/dossiers`)).status).toBe(401);
    expect((await fetch(`${at}/metrics`)).status).toBe(401);
    expect((await fetch(`${at}${PREFIX}/dossiers`, { headers: { authorization: `Bearer ${own.tokens.reader}` } })).status).toBe(200);
    expect((await fetch(`${at}/livez`)).status).toBe(200);
    await closed.close();
    await own.close();
  });
});
