/** The library as a program uses it: the example of its documentation, and what the handle promises. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isImportError, isKeyConflict, isNotFound, isRejection, open, VERSION } from '../../src/index.ts';
import type { Demarche } from '../../src/index.ts';

let folder: string;
let record: Demarche;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demarche-library-'));
  record = await open(join(folder, 'demarche.db'), { author: 'me' });
});
afterEach(async () => {
  await record.close();
  rmSync(folder, { recursive: true, force: true });
});
const caught = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (e: unknown) => e,
  );

test('the example of the documentation', async () => {
  await record.importBundled();
  expect(record.facet('position/ITA/troop-deployment', { at: '2025-09-04', known: 68 })).toMatchObject({ status: 'held' });
  const { known } = await record.record({ do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' });
  expect(known).toBe(record.size);
});

test('the version is that of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});

test('a command repeated under its key is written once; another one under it is refused', async () => {
  const command = { do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal', key: 'k1' };
  expect((await record.record(command)).repeated).toBe(false);
  expect((await record.record(command)).repeated).toBe(true);
  expect(record.size).toBe(1);
  expect(isKeyConflict(await caught(record.record({ ...command, name: 'Portugal!' })))).toBe(true);
  expect(record.size).toBe(1);
});

test('a dry run tells the cells as they would become, and writes nothing', async () => {
  await record.importBundled();
  const { size } = record;
  const { changes } = await record.dryRun({
    do: 'record',
    kind: 'PositionTaken',
    development: {
      id: 'italy-reconsiders',
      dossiers: ['coalition-of-the-willing'],
      title: 'Italy reconsiders',
      date: '2026-06-01',
      evidence: ['summit-report'],
      claims: [{ facet: 'position/ITA/troop-deployment', value: 'open' }],
    },
  });
  expect(changes).toMatchObject([
    { facet: 'position/ITA/troop-deployment', after: { value: 'open' }, direction: 'reversed', cause: 'record' },
  ]);
  expect(record.size).toBe(size);
  await record.rebuild();
  expect(record.size).toBe(size);
});

test('refusals, questions about nothing, imports with faults: typed, and nothing is written', async () => {
  await record.importBundled();
  const { size } = record;
  expect(isRejection(await caught(record.record({ do: 'retract', development: 'nothing', reason: 'x' })))).toBe(true);
  expect(() => record.facet('position/XXX/troop-deployment')).toThrow();
  try {
    record.facet('position/ITA/troop-deploymant');
  } catch (e) {
    expect(isNotFound(e) && e.remedy).toContain('troop-deployment');
  }
  const error = await caught(
    record.importCommands(
      '{"do":"actor-add","id":"PRT","kind":"state","name":"Portugal"}\nnot json\n{"do":"retract","development":"no","reason":"x"}',
    ),
  );
  expect(isImportError(error) && error.faults.map((f) => [f.line, f.code])).toEqual([
    [2, 'InvalidInput'],
    [3, 'UnknownDevelopment'],
  ]);
  expect(record.size).toBe(size);
});

test('the bundled dossier comes in once; an export of commands or events makes the same record', async () => {
  const first = await record.importBundled();
  expect(first.repeated).toBe(0);
  expect(await record.importBundled()).toMatchObject({ written: 0, repeated: first.commands });
  const events = await Array.fromAsync(record.exportEvents());
  const commands = await Array.fromAsync(record.exportCommands());

  const copy = await open(join(folder, 'events.db'));
  await copy.importEvents(events.map((e) => JSON.stringify(e)).join('\n'));
  expect(await Array.fromAsync(copy.exportEvents())).toEqual(events);
  await copy.close();

  const replayed = await open(join(folder, 'commands.db'));
  await replayed.importCommands(commands);
  const said = (list: typeof events) =>
    list.map(({ metadata, ...e }) => ({
      ...e,
      author: (metadata as { author: string }).author,
      recordedAt: (metadata as { recordedAt: string }).recordedAt,
    }));
  expect(said(await Array.fromAsync(replayed.exportEvents()))).toEqual(said(events));
  await replayed.close();
});

test('a subscription tells what was there, that it caught up, and what is recorded from then on', async () => {
  await record.record({ do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' });
  const abort = new AbortController();
  const heard: unknown[] = [];
  for await (const message of record.subscribe({ signal: abort.signal })) {
    heard.push('caughtUp' in message ? `caught up at ${message.caughtUp}` : `${message.position} ${message.type}`);
    if ('caughtUp' in message) await record.record({ do: 'actor-update', id: 'PRT', name: 'República Portuguesa', reason: 'own name' });
    if (heard.length === 3) abort.abort();
  }
  expect(heard).toEqual(['1 ActorRegistered', 'caught up at 1', '2 ActorUpdated']);
});

test('captured texts: kept by hash, quotes found and checked, damage and absence told apart', async () => {
  await record.record({ do: 'source-add', id: 'page', publisher: 'Page', published: '2025-09-04' });
  await record.record({ do: 'dossier-open', id: 'case', title: 'Case', opens: '2024-12-01' });
  await record.capture('page', 'We are ready, “if asked”, to send ships.');
  await record.record({
    do: 'record',
    kind: 'StatementMade',
    development: {
      id: 'ready',
      dossiers: ['case'],
      title: 'Ready',
      date: '2025-09-04',
      evidence: [{ source: 'page', quote: { exact: 'ready, “if asked”' } }],
      claims: [],
    },
  });
  expect(await record.verify()).toEqual([]);
  const [event] = await record.development('ready');
  expect(event).toMatchObject({ event: { evidence: [{ quote: { start: 7, end: 24 } }] } });
  const error = await caught(
    record.record({ do: 'evidence', development: 'ready', evidence: [{ source: 'page', quote: { exact: 'to send tanks' } }] }),
  );
  expect(isRejection(error) && error.faults).toMatchObject([{ code: 'QuoteNotFound', pointer: '/evidence/0/quote/exact' }]);
});
