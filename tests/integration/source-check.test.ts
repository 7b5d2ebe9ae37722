/** The quotes of a source against another copy of its page: the same on the command line, over HTTP and in the library. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isApiError } from '../../src/http/client.ts';
import { PREFIX } from '../../src/http/paths.ts';
import { parseCsv, run } from '../support/cli.ts';
import { world } from '../support/http.ts';
import type { World } from '../support/http.ts';
import { undocumented } from '../support/openapi.ts';

const TEXT =
  'Lisbon, 9 September. Asked by reporters at noon, the prime minister said that Portugal would not send soldiers to Ukraine, but would train them. ' +
  'Later in the day the foreign minister said that the country stood ready to help at sea, if its partners wished so.';
const ONE = 'would not send soldiers';
const OTHER = 'stood ready to help at sea';
const quote = (exact: string) => {
  const at = TEXT.indexOf(exact);
  return { exact, prefix: TEXT.slice(at - 32, at), suffix: TEXT.slice(at + exact.length, at + exact.length + 32) };
};

let w: World;
beforeAll(async () => {
  w = await world();
  const desk = w.as('recorder');
  const source = (id: string) => desk.addSource({ body: { id, publisher: 'Lusa', published: '2025-09-09' } });
  await source('lusa-1');
  await desk.captureSource({ id: 'lusa-1' }, { body: { text: TEXT } });
  const record = (id: string, exact: string) =>
    desk.record({
      body: {
        kind: 'StatementMade',
        development: {
          id,
          dossiers: ['coalition-of-the-willing'],
          title: id,
          date: '2025-09-09',
          evidence: [{ source: 'lusa-1', quote: quote(exact) }],
        },
      },
    });
  await record('one', ONE);
  await record('other', OTHER);
  await record('taken-back', 'would train them');
  await desk.retract({ id: 'taken-back' }, { body: { reason: 'it was none' } });
  // two ids for one document: what is asked of either is asked of both
  await source('lusa-alias');
  await desk.mergeSource({ id: 'lusa-alias' }, { body: { into: 'lusa-1', reason: 'the same page' } });
});
afterAll(() => w.close());

const check = async (copy: string, id = 'lusa-1') => {
  const { body } = await w.as('recorder').checkSource({ id }, { body: { text: copy } });
  const ran = await run(['source', 'check', id, '-', '--json', '--store', w.file], { cwd: w.folder, input: copy });
  expect(JSON.parse(ran.out)).toEqual(body);
  expect(w.demarche.checkSource(id, copy)).toEqual(body);
  // not verified is not a success
  expect(ran.code).toBe(body.ok ? 0 : 6);
  return body;
};
const answers = (body: { quotes: readonly { quote: { exact: string }; answer: string }[] }) =>
  body.quotes.map((q) => [q.quote.exact, q.answer]);

test('each quote has one of five answers; only unchanged and moved are verified', async () => {
  const same = await check(TEXT);
  expect(same).toMatchObject({ source: 'lusa-1', ok: true, capture: same.copy });
  expect(answers(same)).toEqual([
    [ONE, 'unchanged'],
    [OTHER, 'unchanged'],
  ]);
  const moved = await check(`Updated at three. ${TEXT}`);
  expect(moved.ok).toBe(true);
  expect(moved.copy).not.toEqual(moved.capture);
  expect(answers(moved)).toEqual([
    [ONE, 'moved'],
    [OTHER, 'moved'],
  ]);
  const changed = await check(TEXT.replace(ONE, 'would send soldiers'));
  expect(changed.ok).toBe(false);
  expect(changed.quotes).toMatchObject([
    { development: 'one', evidence: 'e1', answer: 'changed', now: 'would send soldiers', what: 'words' },
    { development: 'other', answer: 'moved' },
  ]);
  expect(answers(await check(TEXT.slice(0, TEXT.indexOf(' Later'))))).toEqual([
    [ONE, 'unchanged'],
    [OTHER, 'gone'],
  ]);
  expect(answers(await check(`Twice. ${TEXT} ${TEXT}`))).toEqual([
    [ONE, 'ambiguous'],
    [OTHER, 'ambiguous'],
  ]);
  expect(answers(await check('', 'lusa-alias'))).toEqual([
    [ONE, 'gone'],
    [OTHER, 'gone'],
  ]);
});

test('nothing is written or kept; a page without quotes is no failure', async () => {
  const before = w.demarche.size;
  const none = await check('whatever', 'quotidiano-2025-09-04');
  expect(none).toMatchObject({ ok: true });
  await w.demarche.catchUp();
  expect(w.demarche.size).toBe(before);
  expect((await w.as('recorder').capture({ id: 'lusa-1' })).body.text).toBe(TEXT);
});

test('for people, as CSV, and where there is no such source', async () => {
  const input = TEXT.replace(ONE, 'would send soldiers');
  const at = { cwd: w.folder, input };
  const people = await run(['source', 'check', 'lusa-1', '-', '--store', w.file], at);
  expect(people).toMatchObject({ code: 6, err: '' });
  expect(people.out).toMatch(/~ changed {2}“would not send soldiers”[^]*other words: “would send soldiers”[^]*→ moved/);
  const [header, ...rows] = parseCsv((await run(['source', 'check', 'lusa-1', '-', '--csv', '--store', w.file], at)).out);
  expect(rows.map((r) => r[header!.indexOf('answer')])).toEqual(['changed', 'moved']);
  expect(await run(['source', 'check', 'lusa-2', '-', '--store', w.file], at)).toMatchObject({ code: 3 });
  expect(await run(['source', 'check', 'lusa-1', join(w.folder, 'none.txt'), '--store', w.file], at)).toMatchObject({ code: 1 });
});

test('over HTTP: as documented, for recorders; who asks wrongly is told so', async () => {
  const post = async (id: string, body: unknown, token: string | undefined) => {
    const path = `${PREFIX}/sources/${id}/check`;
    const response = await fetch(w.url + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...(token !== undefined && { Authorization: `Bearer ${token}` }) },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    expect(undocumented('POST', path, response.status, response.headers.get('content-type'), text)).toEqual([]);
    return { status: response.status, body: JSON.parse(text) as { code?: string } };
  };
  const { recorder, reader } = w.tokens;
  expect((await post('lusa-1', { text: TEXT }, recorder)).status).toBe(200);
  expect((await post('lusa-1', { text: TEXT }, reader)).status).toBe(403);
  expect((await post('lusa-1', { text: TEXT }, undefined)).status).toBe(401);
  expect((await post('lusa-1', { words: TEXT }, recorder)).status).toBe(422);
  expect((await post('lusa-1', { text: 7 }, recorder)).status).toBe(422);
  expect((await post('lusa-2', { text: TEXT }, recorder)).status).toBe(404);
  await expect(w.as('recorder').checkSource({ id: 'lusa-2' }, { body: { text: '' } })).rejects.toSatisfy(
    (e) => isApiError(e) && e.status === 404,
  );
});

test('a copy that is kept breaks no quote of the day before; a quote that stands in no capture is named', async () => {
  const broken = async () => (await w.demarche.verify()).filter((f) => f.code === 'QuoteBroken').map((f) => f.message);
  expect(await broken()).toEqual([]);
  await w.demarche.capture('lusa-1', 'All of it is gone.');
  expect(await broken()).toEqual([]);
  // the capture of its day is taken away, as if another text had been captured: now nobody can check it, which is a note
  const [first] = (await w.as('recorder').capture({ id: 'lusa-1' })).body.captures;
  rmSync(join(w.demarche.captures.folder, `${first!.sha256}.txt`));
  expect(await broken()).toEqual([]);
  expect((await w.demarche.verify()).filter((f) => f.code === 'CaptureNotHere').map((f) => f.position)).toContain(first!.position);
  // a page whose only text does not have the words
  const desk = w.as('recorder');
  await desk.addSource({ body: { id: 'lusa-3', publisher: 'Lusa', published: '2025-09-09' } });
  const elsewhere = w.demarche.captures.keep('What was captured elsewhere.');
  rmSync(join(w.demarche.captures.folder, `${elsewhere.sha256}.txt`));
  await desk.captureSource({ id: 'lusa-3' }, { body: elsewhere });
  await desk.record({
    body: {
      kind: 'StatementMade',
      development: {
        id: 'unchecked',
        dossiers: ['coalition-of-the-willing'],
        title: 'unchecked',
        date: '2025-09-09',
        evidence: [{ source: 'lusa-3', quote: { exact: 'never said', start: 0, end: 10 } }],
      },
    },
  });
  expect(await broken()).toEqual([]);
  w.demarche.captures.keep('What was captured elsewhere.');
  expect(await broken()).toEqual(['unchecked: “never said” does not stand at 0–10 of lusa-3']);
});
