/** Asking over HTTP: every route against the OpenAPI document, its forms, its coordinates, and what a cache may keep. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROUTE_NAMES, methodOf, pathOf, routeOf, FORMATS, statusesOf } from '../../../src/http/routes.ts';
import type { RouteName } from '../../../src/http/paths.ts';
import { concretePaths, document, faultsOf, PREFIX, undocumented } from '../../support/openapi.ts';
import { statement, world } from '../../support/http.ts';
import type { World } from '../../support/http.ts';

let w: World;
beforeAll(async () => {
  w = await world();
  await w.demarche.capture('summit-report', 'Words that were made up for the tests.');
});
afterAll(() => w.close());

/** A request that the document is asked about as well. */
async function get(
  path: string,
  headers: Record<string, string> = {},
  at = w,
): Promise<{ status: number; text: string; headers: Headers; body: Record<string, unknown> }> {
  const response = await fetch(`${at.url}${path}`, { headers });
  const text = await response.text();
  const type = response.headers.get('content-type');
  expect(undocumented('GET', new URL(at.url + path).pathname, response.status, type, text)).toEqual([]);
  const isJson = (type ?? '').includes('json') && text !== '';
  return { status: response.status, text, headers: response.headers, body: isJson ? (JSON.parse(text) as Record<string, unknown>) : {} };
}
const api = (path: string, headers: Record<string, string> = {}) => get(`${PREFIX}${path}`, headers);

const READ = ROUTE_NAMES.filter((n) => methodOf(n) === 'GET' && n !== 'stream' && n !== 'tokens');
/** A path of each route that is there. */
const sample = (name: RouteName): string =>
  pathOf(name)
    .replace('{+facet}', 'position/ITA/troop-deployment')
    .replace(
      '{id}',
      {
        development: 'full-scale-invasion',
        source: 'summit-report',
        capture: 'summit-report',
        actor: 'ITA',
        dossier: 'coalition-of-the-willing',
        issue: 'troop-deployment',
      }[name as string] ?? 'x',
    ) + (name === 'search' ? '?q=zelensky' : '');
const withQuery = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`;

describe('what is defined, and the log, as the record had them', () => {
  const at = async (path: string, known: number | string) => (await api(withQuery(path, `known=${known}`))).body;

  test('at every size of the log: what was defined by then, and what was recorded', async () => {
    const { demarche } = w;
    for (const known of [0, 1, 30, 120, demarche.size]) {
      const opening = { position: demarche.size, known: { size: known } };
      expect(await at('/dossiers', known)).toMatchObject({ ...opening, dossiers: demarche.dossiers({ known }) });
      expect(await at('/actors', known)).toMatchObject({ ...opening, actors: demarche.actors({ known }) });
      const issues = demarche.dossiers({ known })[0]?.issues ?? [];
      expect(await at('/issues', known)).toMatchObject({ ...opening, dossier: 'coalition-of-the-willing', issues });
      const log = (await at('/log?last=5', known)) as { items: { position: number }[] };
      expect(log).toMatchObject(opening);
      expect(log.items.map((i) => i.position)).toEqual([5, 4, 3, 2, 1].map((n) => known - n + 1).filter((n) => n > 0));
    }
    expect(demarche.actors({ known: 30 }).length).toBeLessThan(demarche.actors().length);
  });

  test('calendar, feed and TimelineJS are called what the dossier was called then', async () => {
    const own = await world();
    const known = own.demarche.size;
    await own.demarche.record({ do: 'dossier-update', id: 'coalition-of-the-willing', title: 'Renamed', reason: 'x', author: 'editor' });
    for (const format of ['ics', 'atom', 'timelinejs']) {
      const forms = await Promise.all(['', `&known=${known}`].map((q) => get(`${PREFIX}/timeline?format=${format}${q}`, {}, own)));
      expect([format, ...forms.map((f) => f.text.includes('Renamed'))]).toEqual([format, true, false]);
    }
    await own.close();
  });

  test('a day is taken as well; what the record never had is refused; each has an ETag of its own', async () => {
    for (const path of ['/dossiers', '/actors', '/issues', '/log']) {
      expect(await at(path, '2020-01-01')).toMatchObject({ known: { size: 0 } });
      expect(await at(path, 99_999)).toMatchObject({ code: 'UnknownPosition', errors: [{ in: 'query', pointer: '/known' }] });
      expect(await at(path, '2025-13')).toMatchObject({ code: 'InvalidDate' });
      const tags = await Promise.all([10, 20].map(async (n) => (await api(`${path}?known=${n}`)).headers.get('etag')));
      expect(new Set(tags).size).toBe(2);
    }
  });
});

describe('the document', () => {
  test('is OpenAPI 3.1 with one operation a route, unique ids, parameters for each part of a path, and references that are there', async () => {
    const { body, status } = await fetch(`${w.url}/openapi.json`).then(async (r) => ({
      status: r.status,
      body: (await r.json()) as typeof document,
    }));
    expect(status).toBe(200);
    expect(body).toEqual(JSON.parse(JSON.stringify(document)));
    expect(body.openapi).toBe('3.1.0');
    const operations = Object.entries(body.paths).flatMap(([path, methods]) => Object.values(methods).map((o) => ({ path, ...o })));
    const beside = operations.filter((o) => !o.path.startsWith(PREFIX)).map((o) => o.path);
    expect(beside).toEqual(['/livez', '/readyz', '/metrics', '/openapi.json']);
    expect(operations.length - beside.length).toBe(ROUTE_NAMES.flatMap((n) => concretePaths(pathOf(n))).length);
    expect(new Set(operations.map((o) => o.operationId)).size).toBe(operations.length);
    for (const o of operations) {
      expect(o.summary).toMatch(/^[A-Z]/);
      const inPath = [...o.path.matchAll(/\{(\w+)\}/g)].map((m) => m[1]);
      expect(o.parameters.filter((p) => p.in === 'path').map((p) => p.name)).toEqual(inPath);
      expect(Object.values(o.responses).every((r) => r.description)).toBe(true);
      if (o.security[0]?.['token']) expect(Object.keys(o.responses)).toContain('401');
    }
    for (const [, name] of JSON.stringify(body).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(body.components.schemas).toHaveProperty(name!);
  });

  test.each(['/livez', '/readyz', '/metrics', '/openapi.json'])('%s answers as the document says', async (path) => {
    expect((await get(path)).status).toBe(200);
  });

  test('is shown by a page that loads nothing from elsewhere and runs no script', async () => {
    const page = await (await fetch(`${w.url}/docs`)).text();
    expect(page).toContain('/state/{family}/{a}/{b}/why');
    expect(page).not.toMatch(/<script|style=|https?:\/\/(?!127\.0\.0\.1)/);
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((m) => m[1]));
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
    // Calls that ask work as they stand.
    const calls = [...page.matchAll(/<pre>curl &#39;http:\/\/127\.0\.0\.1:4180([^<]*?)&#39;<\/pre>/g)].map((m) =>
      m[1]!.replaceAll('&#38;', '&'),
    );
    expect(calls.length).toBeGreaterThan(25);
    for (const path of calls.filter((c) => !/\/(?:stream|tokens)$/.test(c)))
      expect([path, (await fetch(w.url + path)).status]).toEqual([path, 200]);
  });
});

describe.each(READ)('%s', (name) => {
  test('answers as the document says, in each of its forms, by format and by Accept', async () => {
    for (const format of routeOf(name).formats ?? (['json'] as const)) {
      const type = FORMATS[format].type;
      const byAccept = await api(sample(name), { accept: type });
      expect([byAccept.status, byAccept.headers.get('content-type')?.split(';')[0]]).toEqual([200, type]);
      if (!routeOf(name).formats) continue;
      const byFormat = await api(withQuery(sample(name), `format=${format}`));
      expect(byFormat.text).toBe(byAccept.text);
    }
  });

  test('gives 304 for what the client has, and each documented refusal', async () => {
    const first = await api(sample(name));
    const etag = first.headers.get('etag')!;
    expect(etag).toMatch(/^"[\w-]+"$/);
    expect((await api(sample(name), { 'if-none-match': etag })).status).toBe(304);
    expect((await api(sample(name), { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await api(withQuery(sample(name), 'colour=red'))).body).toMatchObject({
      status: 400,
      code: 'UnknownParameter',
      errors: [{ in: 'query', pointer: '/colour' }],
    });
    expect((await api(withQuery(sample(name), 'wait-for=x'))).status).toBe(400);
    expect((await api(withQuery(sample(name), 'wait-for=1000000&wait-timeout=0'))).body).toMatchObject({
      status: 503,
      code: 'NotYetKnown',
    });
    expect((await api(sample(name), { accept: 'image/png' })).status).toBe(406);
    expect((await api(sample(name), { authorization: 'Bearer dmr_00000000_x' })).status).toBe(401);
    expect((await fetch(`${w.url}${PREFIX}${sample(name)}`, { method: 'DELETE' })).status).toBe(405);
    const head = await fetch(`${w.url}${PREFIX}${sample(name)}`, { method: 'HEAD' });
    expect([head.status, await head.text(), head.headers.get('etag')]).toEqual([200, '', etag]);
    if (pathOf(name).includes('{'))
      expect((await api(sample(name).replace(/position|full-scale|summit|ITA$|coalition-of|troop-d/, 'zzz'))).status).toBe(404);
    expect(statusesOf(name)).toEqual(expect.arrayContaining([200, 304, 400, 401, 404, 406, 503]));
  });

  if ('at' in routeOf(name).query.shape)
    test('takes coordinates, and refuses dates that do not exist, open ones, and a size that the log never had', async () => {
      const full = await api(withQuery(sample(name), 'at=2025-09-04&published=2025-09-05&known=300&dossier=coalition-of-the-willing'));
      expect(full.body['coordinates']).toMatchObject({ at: '2025-09-04', published: '2025-09-05', known: { size: 300 } });
      for (const [query, code] of [
        ['at=2025-02-30', 'InvalidDate'],
        ['at=2025-09-04..', 'InvalidDate'],
        ['published=yesterday', 'InvalidDate'],
        ['known=99999', 'UnknownPosition'],
        ['known=2025-13', 'InvalidDate'],
        ['at=', 'InvalidParameter'],
        ['at=2025&at=2026', 'Repeated'],
      ] as const) {
        const { status, body } = await api(withQuery(sample(name), query));
        expect([query, status, body['code']]).toEqual([query, 400, code]);
        expect(body['errors']).toMatchObject([{ in: 'query', pointer: `/${query.split('=')[0]!}` }]);
      }
      expect((await api(withQuery(sample(name), 'dossier=coalition-of-the-wiling'))).body).toMatchObject({
        status: 404,
        remedy: 'did you mean "coalition-of-the-willing"?',
      });
    });
});

describe('what is wrong is told at the parameter that gave it, with what to do', () => {
  test.each([
    ['timeline?from=2025-02-30', '/from', undefined],
    ['replay?from=2025-02-30', '/from', undefined],
    ['replay?axis=known&from=99999', '/from', 'leave it out for the record as it is now'],
    ['replay?from=2025-01-01&at=2025-02-30', '/at', undefined],
    ['diff?from-at=2025-02-30', '/from-at', undefined],
    ['diff?from-at=2025-01-01&to-known=99999', '/to-known', 'leave it out for the record as it is now'],
    ['diff?from-at=2025-01-01&known=99999', '/known', 'leave it out for the record as it is now'],
    ['state?at=2025-09-04T12:00+02:00', '/at', 'in an address a + stands for a space: write %2B'],
  ])('%s', async (path, pointer, remedy) => {
    const { status, body } = await api(`/${path}`);
    expect([status, body['remedy']]).toEqual([400, remedy]);
    expect(body['errors']).toMatchObject([{ in: 'query', pointer }]);
  });

  test('a beginning of facets takes names as a facet does, and what nobody named is no empty answer', async () => {
    const facets = async (facet: string) => {
      const { status, body } = await api(`/state?at=2025-09-04&facet=${encodeURIComponent(facet)}`);
      return status === 200 ? (body['facets'] as { facet: string }[]).map((f) => f.facet) : [status, body['code']];
    };
    const italian = await facets('position/ITA');
    expect(italian.length).toBeGreaterThan(1);
    expect(await facets('position/Italy')).toEqual(italian);
    expect(await facets('position/Italy/troop-deployment')).toEqual(['position/ITA/troop-deployment']);
    expect(await facets('demand/Italy')).toEqual([]);
    for (const wrong of ['position/ITA/', 'position//troop-deployment', 'position/ITA/troop-deploymnt', 'positions'])
      expect([wrong, ...(await facets(wrong))]).toEqual([wrong, 404, 'NoFacet']);
    expect(await facets('position/Nowhere')).toEqual([404, 'NoActor']);
    expect((await api('/sources?source=none')).body).toMatchObject({ remedy: 'list them with: GET /sources' });
  });
});

describe('answers', () => {
  test('a change that a page brought says when it was published, as the document has it', async () => {
    const { body } = await api('/diff?at=2025-09-04&from-published=2025-09-03&to-published=2025-09-05');
    expect((body as unknown as { changes: { because: object[] }[] }).changes.flatMap((c) => c.because)).toContainEqual(
      expect.objectContaining({ kind: 'source', when: expect.any(String) as string }),
    );
  });

  test('are those of the library', async () => {
    const question = { at: '2025-09-04', published: '2025-09-05', known: 300 };
    const query = { ...question, actor: 'Italy' };
    const { as, demarche } = w;
    expect((await as().state({ query })).body).toEqual(JSON.parse(JSON.stringify(demarche.state({ ...question, actor: 'ITA' }))));
    expect((await as().why({ facet: 'position/Italy/troop-deployment' }, { query: question })).body).toEqual(
      JSON.parse(JSON.stringify(demarche.why('position/ITA/troop-deployment', question))),
    );
    expect((await as().timeline({ query })).body).toEqual(JSON.parse(JSON.stringify(demarche.timeline({ ...question, actor: 'ITA' }))));
    expect((await as().diff({ query: { 'from-at': '2025-09-03', 'to-at': '2025-09-05' } })).body).toEqual(
      JSON.parse(JSON.stringify(demarche.diff({ at: '2025-09-03' }, { at: '2025-09-05' }))),
    );
    expect((await as().replay({ query: { axis: 'known', actor: 'ITA' } })).body).toEqual(
      JSON.parse(JSON.stringify(demarche.replay({ axis: 'known', actor: 'ITA', grain: 'day' }))),
    );
  });

  test('come in pages by cursors that lose nothing and give nothing twice', async () => {
    const all = (await w.as().timeline({ query: { at: '2026-12-31' } })).body.items.map((i) => i.development);
    const paged: string[] = [];
    for (let after: string | undefined; ;) {
      const { body } = await w.as().timeline({ query: { at: '2026-12-31', limit: 7, after } });
      paged.push(...body.items.map((i) => i.development));
      if ((after = body.next) === undefined) break;
    }
    expect(paged).toEqual(all);
    const positions: number[] = [];
    for (let after: number | undefined = 0; after !== undefined;) {
      const { body }: Awaited<ReturnType<ReturnType<World['as']>['log']>> = await w.as().log({ query: { limit: 50, after } });
      positions.push(...body.items.map((i) => i.position));
      after = body.next;
    }
    expect(positions).toEqual(Array.from({ length: w.demarche.size }, (_, i) => i + 1));
    expect((await w.as().log({ query: { last: 3 } })).body.items.map((i) => i.position)).toEqual(positions.slice(-3));
    expect((await w.as().log({ query: { type: 'DossierOpened' } })).body.items).toHaveLength(1);
  });

  test('find by words, and filter', async () => {
    const { body } = await w.as().timeline({ query: { text: 'MELONI' } });
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items.every((i) => JSON.stringify(i).toLowerCase().includes('meloni'))).toBe(true);
    expect((await api('/timeline?kind=Nothing')).status).toBe(400);
    expect((await api('/timeline?after=nowhere')).body).toMatchObject({ status: 404, code: 'NoDevelopment' });
    expect((await api('/state?actor=Nobody')).body).toMatchObject({ status: 404, code: 'NoActor' });
    expect((await api('/state?issue=troop-deploiment')).body).toMatchObject({ status: 404, remedy: 'did you mean "troop-deployment"?' });
    expect((await api('/state?facet=rolle')).status).toBe(404);
    expect((await api('/state/role/FRA/nothing-here')).body).toMatchObject({ status: 404, code: 'NoFacet' });
    expect((await api('/search')).body).toMatchObject({ status: 400, errors: [{ pointer: '/q', code: 'Missing' }] });
    expect((await api('/state/position/%ff/x')).status).toBe(400);
  });
});

describe('what a cache may keep', () => {
  test('an answer of today is never given for that of tomorrow; one that says its day stays', async () => {
    let now = new Date('2025-09-04T23:59:59.900Z');
    const day = await world({ now: () => now });
    // The clock of the record is that of the server.
    const { open } = await import('../../../src/library.ts');
    const { serve, logger } = await import('../../../src/http/server.ts');
    await day.serving.close();
    await day.demarche.close();
    const demarche = await open(day.file, { now: () => now });
    const serving = await serve(demarche, { now: () => now, rate: false, log: logger('silent') });
    const ask = (query: string, etag?: string | null) =>
      fetch(`${serving.url}${PREFIX}/state?${query}`, etag ? { headers: { 'if-none-match': etag } } : {});
    const [open1, pinned] = [await ask(''), await ask('at=2025-09-04')];
    const bodies = [await open1.json(), await pinned.json()] as Record<string, unknown>[];
    expect(bodies[0]).toEqual({ ...bodies[1] });
    expect((await ask('', open1.headers.get('etag'))).status).toBe(304);
    now = new Date('2025-09-05T00:00:00Z');
    const tomorrow = await ask('', open1.headers.get('etag'));
    expect(tomorrow.status).toBe(200);
    expect(((await tomorrow.json()) as { coordinates: { at: string } }).coordinates.at).toBe('2025-09-05');
    expect((await ask('at=2025-09-04', pinned.headers.get('etag'))).status).toBe(304);
    await serving.close();
    await demarche.close();
  });

  test('an ETag changes with every event, with the form, and with each coordinate', async () => {
    const own = await world();
    const tag = async (path: string) => (await get(`${PREFIX}${path}`, {}, own)).headers.get('etag');
    const before = await tag('/state?at=2025-09-04');
    const tags = await Promise.all(['/state?at=2025-09-05', '/state?at=2025-09-04&known=10', '/state?at=2025-09-04&published=2025', '/state?at=2025-09-04&format=csv', '/thin?at=2025-09-04', '/state?at=2025-09-04&actor=ITA'].map(tag)); // prettier-ignore
    expect(new Set([before, ...tags]).size).toBe(tags.length + 1);
    await own.as('recorder').record({ body: statement('one-more') });
    expect(await tag('/state?at=2025-09-04')).not.toBe(before);
    await own.close();
  });
});

describe('forms', () => {
  test('a hostile title is no formula in CSV, marks nothing up in Markdown, ends no line of a calendar and no element of a feed', async () => {
    const own = await world();
    const title = '=HYPERLINK("http://x","a")|<b>\u202e]](javascript:x)\r\nEND:VEVENT & ]]>';
    await own
      .as('recorder')
      .record({ body: statement('hostile', { title, date: '2025-09-10', place: '+1', summary: `@x,"y"\n${'ä'.repeat(200)}` }) });
    const form = async (format: string) =>
      (await get(`${PREFIX}/timeline?from=2025-09-10&at=2025-09-10&text=hostile&format=${format}`, {}, own)).text;
    const csv = await form('csv');
    expect(csv).toContain(`"'=HYPERLINK(""http://x"",""a"")`);
    expect(csv).toContain(",'+1,");
    const md = await form('md');
    expect(md.trim().split('\n')).toHaveLength(3);
    expect(md).toContain('\\|\\<b\\>');
    const ics = await form('ics');
    expect(ics.match(/^END:VEVENT\r$/gm)).toHaveLength(1);
    expect(ics.split('\r\n').every((l) => Buffer.byteLength(l) <= 75)).toBe(true);
    expect(ics).toContain('DTSTART;VALUE=DATE:20250910\r\nDTEND;VALUE=DATE:20250911');
    const atom = await form('atom');
    expect(atom).toContain('&#60;b&#62;');
    expect(atom.match(/<entry>/g)).toHaveLength(1);
    const timeline = JSON.parse(await form('timelinejs')) as { events: { text: { headline: string }; start_date: object }[] };
    expect(timeline.events[0]!.text.headline).toContain('&#60;b&#62;');
    expect(timeline.events[0]!.start_date).toEqual({ year: 2025, month: 9, day: 10 });
    await own.close();
  });

  test('the validator of these tests is not blind', () => {
    expect(faultsOf({ facet: 1 }, { $ref: '#/components/schemas/Cell' }).length).toBeGreaterThan(1);
    expect(undocumented('GET', `${PREFIX}/state`, 418, 'application/json', '{}')).not.toEqual([]);
    expect(undocumented('GET', `${PREFIX}/state`, 200, 'application/json', '{}')).not.toEqual([]);
  });
});
