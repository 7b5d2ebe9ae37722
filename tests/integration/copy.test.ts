/** `demarche copy`: between a file and a server, both ways, cut off and completed, and what it refuses. */
import { randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encode } from '../../events/codec.ts';
import { issueToken, listTokens } from '../../src/access.ts';
import { copyLog } from '../../src/copy.ts';
import { open } from '../../src/library.ts';
import { openStore } from '../../src/store/open.ts';
import { isStoreError, type Append, type EventStore } from '../../src/store/port.ts';
import { collect } from '../contract/event-store.ts';
import { finished, run, start } from '../support/cli.ts';
import type { Ran } from '../support/cli.ts';
import { startTestServer } from '../support/esdb.ts';
import { askedEverywhere } from '../support/everywhere.ts';

const server = await startTestServer();
console.log(server.said);
const root = mkdtempSync(join(tmpdir(), 'demarche-copy-'));
const filled = join(root, 'filled.db');
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

/** A prefix of its own on the server. */
const onServer = (): string => `${server.connection}&prefix=copy${randomUUID().slice(0, 8)}-`;
let folders = 0;
function place(): string {
  const folder = join(root, `f${++folders}`);
  mkdirSync(folder);
  return folder;
}

/** The dossier, a captured text and tokens. */
beforeAll(async () => {
  const record = await open(filled, { author: 'me' });
  await record.importBundled();
  await record.capture('summit-report', 'The words of the report, as they were found.');
  const author = { author: 'me', tool: 'test', now: () => new Date('2026-03-01T00:00:00Z') };
  await issueToken(record.store, { name: 'the desk', role: 'recorder' }, author);
  await record.close();
});

/** Everything about every event but where the store put it. */
async function contents(location: string): Promise<unknown[]> {
  const store = await openStore(location, { create: 'must-exist', readOnly: true });
  const events = (await collect(store.readAll())).map(({ position: _, ...event }) => event);
  await store.close();
  return events;
}

async function answers(location: string): Promise<unknown[]> {
  const record = await open(location, { create: 'must-exist', now: () => new Date('2026-03-01T00:00:00Z') });
  const half = Math.floor(record.size / 2);
  const days = (await collect(record.log())).map(({ recordedAt }) => recordedAt).filter((t) => t !== null);
  const given = askedEverywhere(record, [undefined, 1, half, record.size - 1, days[half], days[40]]);
  await record.close();
  return given;
}

const copied = (ran: Ran) =>
  JSON.parse(ran.out) as { events: number; copied: number; left: number; captures: { copied: number; left: number } };
const told = ({ err }: Ran) => (JSON.parse(err) as { error: { code: string; message: string; remedy: string } }).error;

test(`file to ${server.kind} to file: the same log, and the same answer everywhere`, async () => {
  const cwd = place();
  const between = onServer();
  const back = join(cwd, 'back.db');
  const there = await run(['copy', '--from', filled, '--to', between, '--json'], { cwd });
  expect(there).toMatchObject({ code: 0, err: '' });
  const log = await contents(filled);
  expect(copied(there)).toMatchObject({ events: log.length, copied: log.length, left: 0, captures: { copied: 0, left: 1 } });
  const again = await run(['copy', '--to', back], { cwd, env: { DEMARCHE_STORE: between } });
  expect(again).toMatchObject({ code: 0, err: '' });
  expect(again.out.replaceAll(/\s+/g, ' ')).toContain(`${log.length} events copied; all read back and compared`);

  expect(await contents(between)).toEqual(log);
  expect(await contents(back)).toEqual(log);
  const asked = await answers(filled);
  expect(asked.length).toBeGreaterThan(1000);
  expect(await answers(between)).toEqual(asked);
  expect(await answers(back)).toEqual(asked);

  // The tokens come along, as hashes.
  const store = await openStore(back, { create: 'must-exist', readOnly: true });
  expect(await listTokens(store)).toMatchObject([{ name: 'the desk', role: 'recorder' }]);
  await store.close();

  // Once more, there is nothing to do; and it says so.
  const twice = await run(['copy', '--from', filled, '--to', between], { cwd });
  expect(twice).toMatchObject({ code: 0 });
  expect(twice.out).toContain('already');
  // Captured texts come along where that is asked for, and are said to be missing where it is not.
  expect(twice.err).toContain('--with-captures');
  const texts = copied(await run(['copy', '--from', filled, '--to', back, '--with-captures', '--json'], { cwd }));
  expect(texts).toMatchObject({ copied: 0, captures: { copied: 1, left: 0 } });
  expect(readdirSync(join(cwd, 'back.captures'))).toEqual(readdirSync(filled.replace(/\.db$/, '.captures')));
}, 60_000);

describe('cut off', () => {
  const size = 20_000;
  const large = join(root, 'large.db');
  /** Many events of several streams, some of them of one command. */
  beforeAll(async () => {
    const store = await openStore(large, { create: 'must-not-exist', readOnly: false });
    const appends: Append[] = [];
    for (let n = 0, events = 0; events < size; n++) {
      const metadata = {
        recordedAt: new Date(1_700_000_000_000 + n * 1000).toISOString(),
        author: `author ${n % 7}`,
        tool: 'test',
        correlationId: `c${n}`,
        causationId: `c${n}`,
      };
      const id = `actor-${n}`;
      const registered = {
        id: randomUUID(),
        ...encode({ type: 'ActorRegistered', data: { id, kind: 'outlet', name: `Paper ${n}` } }, metadata),
      };
      const updated = {
        id: randomUUID(),
        ...encode({ type: 'ActorUpdated', data: { id, kind: 'outlet', name: `Paper ${n}`, note: 'a note', reason: 'known' } }, metadata),
      };
      const both = n % 3 === 0 && events + 1 < size ? [registered, updated] : [registered];
      appends.push({ stream: id, expectedRevision: 'no-stream', events: both });
      events += both.length;
    }
    for (const outcome of await store.appendBatch(appends)) if (!outcome.ok) throw outcome.error;
    await store.close();
  }, 60_000);

  /** Starts a copy and kills it as soon as the target has something more than it had; how much it has then. */
  async function cutOff(from: string, to: string): Promise<number> {
    const child = start(['copy', '--from', from, '--to', to], { cwd: root });
    child.stdin.end();
    const over = finished(child);
    let before: string | null | undefined;
    for (;;) {
      const head = await headOf(to);
      if (before === undefined) before = head;
      else if (head !== before) break;
      if (child.exitCode !== null) throw new Error(`the copy ended before it could be killed: ${(await over).err}`);
      await sleep(1);
    }
    child.kill('SIGKILL');
    expect(await over).toMatchObject({ code: null, out: '' });
    return (await contents(to)).length;
  }

  const watching = new Map<string, EventStore>();
  afterAll(() => Promise.all([...watching.values()].map((store) => store.close())));
  async function headOf(location: string): Promise<string | null> {
    let store = watching.get(location);
    try {
      store ??= await openStore(location, { create: 'must-exist', readOnly: true });
    } catch (e) {
      if (isStoreError(e) && e.code === 'StoreNotFound') return null;
      throw e;
    }
    watching.set(location, store);
    return store.head();
  }

  const intoServer = onServer();
  test.each([
    [`a file to the ${server.kind}`, () => large, () => intoServer],
    [`the ${server.kind} to a file`, () => intoServer, () => join(root, 'out.db')],
  ])(
    'from %s: killed twice, it goes on where it was, and the copy is whole',
    async (_name, from, to) => {
      let before = 0;
      for (let kill = 0; kill < 2; kill++) {
        const now = await cutOff(from(), to());
        expect(now).toBeGreaterThan(before);
        expect(now).toBeLessThan(size);
        before = now;
      }
      // What is there is the beginning of the source, no command in halves.
      const log = await contents(from());
      expect(await contents(to())).toEqual(log.slice(0, before));
      expect(before === size || (log[before] as { revision: number }).revision === 0).toBe(true);

      const rest = await run(['copy', '--from', from(), '--to', to(), '--json'], { cwd: root });
      expect(rest).toMatchObject({ code: 0, err: '' });
      expect(copied(rest)).toMatchObject({ events: size, copied: size - before });
      expect(await contents(to())).toEqual(log);
    },
    120_000,
  );

  test('what is written to the target meanwhile is found when it is read back', async () => {
    const to = onServer();
    const [source, target, other] = await Promise.all(
      [large, to, to].map((location) => openStore(location, { create: 'if-missing', readOnly: false })) as [
        Promise<EventStore>,
        Promise<EventStore>,
        Promise<EventStore>,
      ],
    );
    const intruder = { id: randomUUID(), type: 'Other', data: '{}', metadata: '{}' };
    let meddled: Promise<unknown> | undefined;
    const copying = copyLog(source, target, {
      onProgress: ({ phase }) => {
        if (phase === 'copying') meddled ??= other.append({ stream: 'foreign-1', events: [intruder], expectedRevision: 'no-stream' });
      },
    });
    await expect(copying).rejects.toMatchObject({ kind: 'CopyError', code: 'CopyBroken' });
    expect(meddled).toBeDefined();
    await Promise.all([source, target, other].map((store) => store.close()));
  });
});

describe('what it refuses, writing nothing', () => {
  test('a target with another record', async () => {
    const cwd = place();
    const to = onServer();
    const other = await open(to, { author: 'somebody' });
    await other.record({ do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' });
    await other.close();
    const before = await contents(to);
    for (const target of [to, join(cwd, 'other.db')]) {
      if (target !== to) await run(['copy', '--from', to, '--to', target], { cwd });
      const ran = await run(['copy', '--from', filled, '--to', target, '--json'], { cwd });
      expect(ran).toMatchObject({ code: 1, out: '' });
      expect(told(ran)).toMatchObject({
        code: 'TargetDiffers',
        message: expect.stringMatching(/holds another record: its event 1 .* has another /) as string,
      });
      expect(told(ran).remedy).toContain('prefix');
      expect(await contents(target)).toEqual(before);
    }
  });

  test('a target that has gone its own way since', async () => {
    const cwd = place();
    const target = join(cwd, 'track.db');
    copyFileSync(filled, target);
    const record = await open(target, { author: 'somebody' });
    await record.record({ do: 'actor-add', id: 'PRT', kind: 'state', name: 'Portugal' });
    await record.close();
    const before = await contents(target);
    const ran = await run(['copy', '--from', filled, '--to', target, '--json'], { cwd });
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(told(ran).message).toContain('it has more');
    expect(await contents(target)).toEqual(before);
    // The other way round it is a copy that is behind, and is completed.
    const behind = join(cwd, 'behind.db');
    copyFileSync(filled, behind);
    expect(copied(await run(['copy', '--from', target, '--to', behind, '--json'], { cwd }))).toMatchObject({ copied: 1 });
    expect(await contents(behind)).toEqual(before);
  });

  test('a file of another program, left as it is', async () => {
    const cwd = place();
    writeFileSync(join(cwd, 'notes.txt'), 'milk, bread\n'.repeat(100));
    const ran = await run(['copy', '--from', filled, '--to', 'notes.txt', '--json'], { cwd });
    expect(ran).toMatchObject({ code: 7, out: '' });
    expect(told(ran).code).toBe('StoreForeign');
    expect(readFileSync(join(cwd, 'notes.txt'), 'utf8')).toBe('milk, bread\n'.repeat(100));
  });

  test('a source that is not there; the target is not made', async () => {
    const cwd = place();
    expect(await run(['copy', '--from', 'none.db', '--to', 'new.db'], { cwd })).toMatchObject({ code: 7, out: '' });
    expect(await run(['copy', '--from', onServer(), '--to', 'new.db'], { cwd })).toMatchObject({ code: 7, out: '' });
    expect(existsSync(join(cwd, 'new.db'))).toBe(false);
  });

  test.each([
    ['one file, written in two ways', () => [filled, `${root}/../${root.split('/').at(-1)!}/filled.db`]],
    ['one record on a server', () => [`${server.connection}&prefix=a-`, `${server.connection.replace('://', '://ana:x@')}&prefix=a-`]],
    ['a prefix within the prefix of the source', () => [`${server.connection}&prefix=a-`, `${server.connection}&prefix=a-copy-`]],
    ['the same under another name of the host', () => ['esdb://one:2113?prefix=a-copy-', 'esdb://two:2113?prefix=a-']],
  ])('%s', async (_name, pair) => {
    const [from, to] = pair() as [string, string];
    const ran = await run(['copy', '--from', from, '--to', to, '--json'], { cwd: root });
    expect(ran).toMatchObject({ code: 2, out: '' });
    expect(told(ran).code).toBe('SameRecord');
  });
});

test('what is written to the source meanwhile is left for the next run, and it says so', async () => {
  const cwd = place();
  const from = join(cwd, 'from.db');
  copyFileSync(filled, from);
  const [source, target] = await Promise.all(
    [from, join(cwd, 'to.db')].map((location) => openStore(location, { create: 'if-missing', readOnly: false })),
  );
  let writing: Promise<unknown> | undefined;
  const late = { id: randomUUID(), type: 'Other', data: '{}', metadata: '{}' };
  const result = await copyLog(source!, target!, {
    onProgress: ({ phase }) => {
      if (phase === 'copying') writing ??= source!.append({ stream: 'foreign-1', events: [late], expectedRevision: 'no-stream' });
    },
  });
  await writing;
  expect(result).toMatchObject({ left: 1 });
  expect(await copyLog(source!, target!)).toMatchObject({ events: result.events + 1, copied: 1, left: 0 });
  await Promise.all([source!.close(), target!.close()]);
});
