/** What is the SQLite file's own, beyond the contract: settings, strange and damaged files, rights, locks, room, copies. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BatchOutcome } from '../../src/store/port.ts';
import {
  backupSqliteStore,
  openSqliteStore,
  restoreSqliteStore,
  type Migration,
  type Progress,
  type SqliteStore,
  type SqliteStoreOptions,
} from '../../src/store/sqlite/index.ts';
import { migrate, MIGRATIONS } from '../../src/store/sqlite/schema.ts';
import { collect, command, event, failure } from '../contract/event-store.ts';

const child = join(import.meta.dirname, 'store-sqlite-child.ts');
const times = <T>(n: number, make: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => make(i));

let folder: string;
let file: string;
let opened: SqliteStore[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'demarche-'));
  file = join(folder, 'record.db');
  opened = [];
});
afterEach(async () => {
  await Promise.all(opened.map((store) => store.close()));
  rmSync(folder, { recursive: true });
});

async function open(options: SqliteStoreOptions = {}, path = file): Promise<SqliteStore> {
  const store = await openSqliteStore(path, options);
  opened.push(store);
  return store;
}

/** A file with `n` events, closed. */
async function filled(n: number, text = 'x'): Promise<void> {
  const store = await openSqliteStore(file);
  await store.appendBatch(times(n, (i) => command(`s-${i % 10}`, 'any', event({ i, text }))));
  await store.close();
}

/** Works on the file with plain SQLite, as another program might. */
function tamper(...statements: readonly string[]): void {
  const database = new DatabaseSync(file);
  for (const sql of statements) database.exec(sql);
  database.close();
}

/** Names and hashes of everything in the folder. */
const everything = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .toSorted()
      .map((name) => [
        name,
        createHash('sha256')
          .update(readFileSync(join(folder, name)))
          .digest('hex'),
      ]),
  );

/** Runs `work`, which must fail, and sees to it that nothing in the folder has changed. */
async function untouched(code: Parameters<typeof failure>[1], work: () => Promise<unknown>): Promise<string> {
  const before = everything();
  const { message } = await failure(work(), code);
  expect(everything()).toEqual(before);
  return message;
}

describe('settings', () => {
  it('are WAL and FULL, read back on every connection', async () => {
    const seen: DatabaseSync[] = [];
    const hooks = { opened: (database: DatabaseSync) => void seen.push(database) };
    for (const _ of [1, 2]) expect((await open({ hooks })).settings).toEqual({ journalMode: 'wal', synchronous: 2 });
    expect(seen).toHaveLength(2);
    for (const database of seen) {
      expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
      expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    }
  });

  it('that did not take are a reason not to open, and the reason names the value', async () => {
    const hooks = { opened: (database: DatabaseSync) => database.exec('PRAGMA synchronous = NORMAL') };
    const { message } = await failure(openSqliteStore(file, { hooks }), 'StoreUnreachable');
    expect(message).toContain('synchronous is 1');
  });

  it('say in the header whose file it is and of which version', async () => {
    await filled(1);
    const header = readFileSync(file).subarray(0, 100);
    expect(header.subarray(68, 72).toString()).toBe('DMRC');
    expect(header.readUInt32BE(60)).toBe(1);
    expect(readdirSync(folder)).toEqual(['record.db']); // the last one out leaves one file
  });
});

describe('what may be there or not', () => {
  it('is as the caller says', async () => {
    await failure(openSqliteStore(file, { create: 'must-exist' }), 'StoreNotFound');
    await failure(openSqliteStore(file, { readOnly: true }), 'StoreNotFound');
    expect(existsSync(file)).toBe(false);
    await (await open({ create: 'must-not-exist' })).close();
    await untouched('StoreUnreachable', () => openSqliteStore(file, { create: 'must-not-exist' }));
    await (await open({ create: 'must-exist' })).close();
    await failure(openSqliteStore(join(folder, 'no', 'such', 'folder.db')), 'StoreNotFound');
  });

  it('an empty file becomes ours', async () => {
    writeFileSync(file, '');
    await untouched('StoreNotFound', () => openSqliteStore(file, { readOnly: true }));
    expect(await (await open()).append(command('a', 'no-stream', event()))).toMatchObject({ revision: 0 });
  });
});

describe('a file that is not for us stays as it is', () => {
  it.each<[string, () => void]>([
    ['a text', () => writeFileSync(file, 'Dear diary, '.repeat(500))],
    ['a short text', () => writeFileSync(file, 'Dear diary')],
    ['zeros', () => writeFileSync(file, Buffer.alloc(8192))],
    ['the first bytes of a database', () => writeFileSync(file, 'SQLite format 3\0')],
    ['a folder', () => mkdirSync(file)],
    ["another program's database", () => tamper('CREATE TABLE diary (day, text)')],
    [
      "another program's database, with an id and a version of its own",
      () => tamper('CREATE TABLE events (x)', 'PRAGMA application_id = 7', 'PRAGMA user_version = 1'),
    ],
  ])('%s', async (_, make) => {
    make();
    if (statSync(file).isFile()) {
      await untouched('StoreForeign', () => openSqliteStore(file));
      await untouched('StoreForeign', () => openSqliteStore(file, { readOnly: true }));
      await untouched('StoreForeign', () => backupSqliteStore(file, join(folder, 'copy.db')));
    } else {
      await failure(openSqliteStore(file), 'StoreForeign');
    }
  });

  it("another program's database that is in use, with a log file beside it", async () => {
    const theirs = new DatabaseSync(file);
    theirs.exec('PRAGMA journal_mode = WAL; CREATE TABLE diary (day); INSERT INTO diary VALUES (1)');
    await failure(openSqliteStore(file), 'StoreForeign');
    expect(theirs.prepare('SELECT * FROM diary').all()).toEqual([{ day: 1 }]);
    theirs.exec('INSERT INTO diary VALUES (2)');
    theirs.close();
  });

  it('one of a newer version', async () => {
    await filled(3);
    tamper('PRAGMA user_version = 99');
    const message = await untouched('StoreNewer', () => openSqliteStore(file));
    expect(message).toMatch(/version 99.* knows 1/);
    await untouched('StoreNewer', () => openSqliteStore(file, { readOnly: true }));
  });

  it('one of a newer version, of which only the log file beside it says so, as after a crash', async () => {
    const store = await open();
    await store.append(command('a', 'any', event()));
    const newer = new DatabaseSync(file);
    newer.exec('PRAGMA user_version = 99');
    const crashed = join(folder, 'crashed.db');
    copyFileSync(file, crashed);
    copyFileSync(`${file}-wal`, `${crashed}-wal`);
    newer.close();
    const bytes = [crashed, `${crashed}-wal`].map((path) => readFileSync(path));
    expect(bytes[0]!.readUInt32BE(60)).toBeLessThan(99);
    await failure(openSqliteStore(crashed), 'StoreNewer');
    expect([crashed, `${crashed}-wal`].map((path) => readFileSync(path))).toEqual(bytes);
  });

  it('one that became newer while we had it open', async () => {
    const store = await open();
    await store.append(command('a', 'any', event()));
    tamper('PRAGMA user_version = 99');
    await failure(store.append(command('a', 'any', event())), 'StoreNewer');
    expect(await collect(store.readAll())).toHaveLength(1);
  });
});

describe('a damaged file', () => {
  it.each([0.5, 0.9])('cut off at %s of its length is refused', async (part) => {
    await filled(500);
    truncateSync(file, Math.floor((statSync(file).size * part) / 4096) * 4096);
    await untouched('StoreCorrupt', () => openSqliteStore(file));
    await untouched('StoreCorrupt', () => openSqliteStore(file, { readOnly: true }));
    await untouched('StoreCorrupt', () => backupSqliteStore(file, join(folder, 'copy.db')));
  });

  it('is found out on reading, by the check and by a backup, which then leaves nothing', async () => {
    await filled(2000);
    const bytes = readFileSync(file);
    const page = 4096 * Math.floor(bytes.indexOf('{"i":1000,') / 4096);
    bytes.fill(0xff, page, page + 4096);
    writeFileSync(file, bytes);
    const store = await open();
    await failure(collect(store.readAll()), 'StoreCorrupt');
    expect((await store.verify()).filter(({ kind }) => kind === 'file')).not.toEqual([]);
    await failure(store.backup(join(folder, 'copy.db')), 'StoreCorrupt');
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual([]);
    const messages = await collect(store.subscribe());
    expect(messages.at(-1)).toMatchObject({ kind: 'dropped', error: { code: 'StoreCorrupt' } });
  });

  it.each<[string, string, string, string, string]>([
    ['a missing event', 'DELETE FROM events WHERE position = 7', 'position', '8', 's-7'],
    ['a gap in a stream', "UPDATE events SET revision = 50 WHERE stream = 's-4' AND revision = 1", 'revision', '15', 's-4'],
    ['a payload that is no JSON', "UPDATE events SET data = '{' WHERE position = 13", 'payload', '13', 's-2'],
  ])('%s is reported with its position', async (_, sql, kind, position, stream) => {
    await filled(15);
    tamper(sql);
    const store = await open();
    expect(await store.verify()).toContainEqual(expect.objectContaining({ kind, position, stream }));
    if (kind === 'payload') expect(await collect(store.readAll())).toHaveLength(15); // carried unharmed
    if (kind === 'position') {
      await failure(collect(store.readAll()), 'StoreCorrupt');
      await failure(collect(store.readAll({ direction: 'backwards' })), 'StoreCorrupt');
    }
    if (kind === 'revision') {
      await failure(collect(store.readStream(stream)), 'StoreCorrupt');
      await failure(collect(store.readStream(stream, { direction: 'backwards' })), 'StoreCorrupt');
    }
  });

  it('in order has no findings', async () => {
    await filled(50);
    const progress: Progress[] = [];
    expect(await (await open()).verify({ onProgress: (step) => progress.push(step) })).toEqual([]);
    expect(progress.at(-1)).toEqual({ phase: 'checking', done: 50, total: 50 });
  });
});

describe('a file or folder that may not be written', () => {
  // The administrator may write everything, so the tests ask another user; anyone else takes their own rights away.
  const root = process.getuid?.() === 0;
  const nobody = root ? { uid: 65534, gid: 65534 } : {};
  const able = process.platform !== 'win32' && spawnSync(process.execPath, [child, 'nothing', '-'], nobody).status === 0;

  if (!able)
    console.log(
      'not run here: what a user without rights sees — no other user of this machine can read this checkout, or there are no users',
    );

  /** One report for each time `next` is called. */
  function look(): { next: () => Promise<unknown>; end: () => Promise<unknown> } {
    const looking = spawn(process.execPath, [child, 'look', file], { ...nobody, stdio: ['pipe', 'pipe', 'inherit'] });
    const lines = createInterface({ input: looking.stdout })[Symbol.asyncIterator]();
    return {
      next: async () => {
        looking.stdin.write('\n');
        return JSON.parse((await lines.next()).value!) as unknown;
      },
      end: async () => {
        looking.stdin.end();
        if (looking.exitCode === null) await once(looking, 'exit');
        return looking.exitCode;
      },
    };
  }
  const close = (mode: number): void => {
    chmodSync(file, mode);
    chmodSync(folder, 0o555);
  };
  afterEach(() => chmodSync(folder, 0o755));

  it.skipIf(!able)('is read, and appends are refused', async () => {
    await filled(5);
    close(0o444);
    const { next, end } = look();
    expect(await next()).toEqual({ readOnly: true, events: 5, append: 'StoreReadOnly' });
    await end();
    expect(readdirSync(folder)).toEqual(['record.db']);
  });

  it.skipIf(!able)('also when only the folder may be written', async () => {
    await filled(5);
    chmodSync(file, 0o444);
    chmodSync(folder, 0o777);
    const { next, end } = look();
    expect(await next()).toEqual({ readOnly: true, events: 5, append: 'StoreReadOnly' });
    await end();
  });

  it.skipIf(!able || !root)('shows what others, who may write, add meanwhile, whether they stay or come and go', async () => {
    await filled(5);
    close(0o644);
    const { next, end } = look();
    expect(await next()).toMatchObject({ readOnly: true, events: 5 });
    const store = await open();
    await store.append(command('a', 'any', event()));
    expect(await next()).toMatchObject({ events: 6 });
    await store.append(command('a', 'any', event()));
    expect(await next()).toMatchObject({ events: 7 });
    await store.close();
    expect(await next()).toMatchObject({ events: 7 });
    await filled(10);
    expect(await next()).toMatchObject({ events: 17, append: 'StoreReadOnly' });
    expect(await end()).toBe(0);
  });

  it.skipIf(!able)('says so when the newest events cannot be read there', async () => {
    const store = await open({}, join(folder, 'other.db'));
    await store.append(command('a', 'any', event()));
    copyFileSync(join(folder, 'other.db'), file);
    copyFileSync(join(folder, 'other.db-wal'), `${file}-wal`);
    close(0o444);
    chmodSync(`${file}-wal`, 0o444);
    const { next } = look();
    expect(await next()).toEqual({ error: 'StoreReadOnly' });
  });

  it.skipIf(!able)('is not created', async () => {
    if (root) chownSync(folder, 0, 0);
    chmodSync(folder, 0o555);
    expect(await look().next()).toEqual({ error: 'StoreReadOnly' });
  });

  it('is opened for reading where that is asked for, and the file stays as it is', async () => {
    await filled(5);
    const bytes = readFileSync(file);
    const store = await open({ readOnly: true });
    expect(store.readOnly).toBe(true);
    await failure(store.append(command('a', 'any', event())), 'StoreReadOnly');
    await failure(store.appendBatch([command('a', 'any', event())]), 'StoreReadOnly');
    expect(await collect(store.readAll())).toHaveLength(5);
    expect(readFileSync(file)).toEqual(bytes);
    await filled(2);
    expect(await collect(store.readAll())).toHaveLength(7);
  });
});

describe('a locked file', () => {
  it('that one reads is waited for when somebody has begun to write it, and read again afterwards', async () => {
    await filled(2);
    const store = await open({ readOnly: true, busyTimeoutMs: 150 });
    expect(await store.head()).toBe('2');
    const locker = new DatabaseSync(file);
    locker.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; CREATE TABLE other (x); COMMIT');
    await failure(store.head(), 'StoreBusy');
    await failure(store.head(), 'StoreBusy');
    locker.exec('DROP TABLE other');
    locker.close();
    expect(await store.head()).toBe('2');
    await filled(1);
    expect(await collect(store.readAll())).toHaveLength(3);
  });

  it('is waited for without holding up the process, and given up in time', async () => {
    const store = await open({ busyTimeoutMs: 200 });
    const locker = new DatabaseSync(file);
    locker.exec('BEGIN IMMEDIATE');
    let ticks = 0;
    const clock = setInterval(() => (ticks += 1), 5);
    const began = performance.now();
    await failure(store.append(command('a', 'any', event())), 'StoreBusy');
    expect(performance.now() - began).toBeGreaterThanOrEqual(199);
    expect(ticks).toBeGreaterThan(15);
    clearInterval(clock);
    const waiting = store.append(command('a', 'any', event()));
    await sleep(50);
    locker.exec('ROLLBACK');
    locker.close();
    expect(await waiting).toMatchObject({ revision: 0 });
  });

  it('is waited for on opening, too', async () => {
    await filled(1);
    tamper('PRAGMA journal_mode = DELETE');
    const locker = new DatabaseSync(file);
    locker.exec('BEGIN EXCLUSIVE');
    await failure(openSqliteStore(file, { busyTimeoutMs: 100 }), 'StoreBusy');
    const opening = open();
    await sleep(50);
    locker.close();
    expect((await opening).settings.journalMode).toBe('wal');
  });
});

describe('no room', () => {
  /** Appends until it no longer goes; what was acknowledged must be there, the rest not, and nothing half. */
  async function fill(store: SqliteStore): Promise<number> {
    const commands = times(400, (i) => command(`s-${i}`, 'no-stream', event('x'.repeat(3000)), event('y'.repeat(3000))));
    const outcomes: BatchOutcome[] = [];
    for (const one of commands) outcomes.push(...(await store.appendBatch([one])));
    const codes = outcomes.map((outcome) => (outcome.ok ? 'ok' : outcome.error.code));
    expect(new Set(codes)).toEqual(new Set(['ok', 'StoreFull']));
    const written = await collect(store.readAll());
    expect(written.map(({ id }) => id)).toEqual(
      commands.filter((_, i) => outcomes[i]!.ok).flatMap(({ events }) => events.map(({ id }) => id)),
    );
    expect(await store.verify()).toEqual([]);
    return written.length;
  }

  it('in the file: the append is refused whole, and goes on when there is room', async () => {
    let limited: DatabaseSync | undefined;
    const hooks = { opened: (database: DatabaseSync) => (limited = database).exec('PRAGMA max_page_count = 200') };
    const store = await open({ hooks });
    const before = await fill(store);
    limited!.exec('PRAGMA max_page_count = 100000');
    await store.append(command('later', 'no-stream', event('z'.repeat(10_000))));
    expect(await collect(store.readAll())).toHaveLength(before + 1);
  });

  it('on the disk: the append is refused whole, and goes on when there is room', async ({ skip }) => {
    const disk = join(folder, 'disk');
    mkdirSync(disk);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { encoding: 'utf8' });
    if (mounted.status !== 0) {
      console.warn(`SKIPPED: a full disk needs the right to mount a small one: ${mounted.error?.message ?? mounted.stderr}`);
      skip('mounting a small disk is not allowed here');
    }
    try {
      writeFileSync(join(disk, 'filler'), Buffer.alloc(200_000));
      const store = await open({}, join(disk, 'record.db'));
      const before = await fill(store);
      rmSync(join(disk, 'filler'));
      await store.append(command('later', 'no-stream', event('z'.repeat(10_000))));
      expect(await collect(store.readAll())).toHaveLength(before + 1);
      await store.close();
      const reopened = await open({}, join(disk, 'record.db'));
      expect(await reopened.verify()).toEqual([]);
      await reopened.close();
    } finally {
      execFileSync('umount', ['-l', disk]);
    }
  });
});

describe('an older form of the file', () => {
  const next = (up: Migration['up']): readonly Migration[] => [...MIGRATIONS, { version: 2, description: 'a test', up }];
  const addColumn = next((database) => database.exec('ALTER TABLE events ADD COLUMN note TEXT'));

  it('is brought up to date once, also when several come at the same time, and keeps its events', async () => {
    await filled(20);
    const before = await collect((await open()).readAll());
    await opened[0]!.close();
    let done = 0;
    const counting = next((database) => {
      done += 1;
      addColumn[1]!.up(database);
    });
    const stores = await Promise.all(times(4, () => open({ migrations: counting })));
    expect(done).toBe(1);
    for (const store of stores) expect(await collect(store.readAll())).toEqual(before);
    await stores[0]!.append(command('a', 'any', event()));
    await failure(openSqliteStore(file), 'StoreNewer'); // for a program that knows version 1 only
  });

  it('is looked at again under the lock, since another process may have been faster', () => {
    /** Between the first look and the lock, another connection does the same work. */
    class Late extends DatabaseSync {
      override exec(sql: string): void {
        if (sql === 'BEGIN IMMEDIATE') {
          const other = new DatabaseSync(file);
          expect(migrate(other, file)).toEqual([1]);
          other.close();
        }
        super.exec(sql);
      }
    }
    const database = new Late(file);
    expect(migrate(database, file)).toEqual([]);
    database.close();
  });

  it('stays as it was when a step fails half way', async () => {
    await filled(20);
    const failing = next((database) => {
      addColumn[1]!.up(database);
      database.exec('DELETE FROM events');
      throw new Error('the power of a test');
    });
    await failure(openSqliteStore(file, { migrations: failing }), 'StoreUnreachable');
    const store = await open();
    expect(await collect(store.readAll())).toHaveLength(20);
    expect(await store.verify()).toEqual([]);
    const database = new DatabaseSync(file, { readOnly: true });
    expect(database.prepare('PRAGMA user_version').get()).toEqual({ user_version: 1 });
    expect(database.prepare("SELECT count(*) AS n FROM pragma_table_info('events')").get()).toEqual({ n: 7 });
    database.close();
  });

  it('is not changed by one who only reads, who is told what to do', async () => {
    await filled(1);
    const message = await untouched('StoreReadOnly', () => openSqliteStore(file, { readOnly: true, migrations: addColumn }));
    expect(message).toContain('version 1');
  });
});

describe('an append', () => {
  it('that fails before the commit has written nothing, and the handle goes on', async () => {
    let failing = true;
    const store = await open({
      hooks: {
        beforeCommit: () => {
          if (failing) throw new Error('a fault');
        },
      },
    });
    await failure(store.append(command('a', 'any', event(), event())), 'StoreUnreachable');
    expect(await store.head()).toBeNull();
    failing = false;
    expect(await store.append(command('a', 'no-stream', event()))).toMatchObject({ revision: 0 });
  });

  it('that fails between the commit and the answer is found by the one who tries again', async () => {
    let failing = true;
    const store = await open({
      hooks: {
        afterCommit: () => {
          if (failing) throw new Error('a fault');
        },
      },
    });
    const attempt = command('a', 'no-stream', event(), event());
    await failure(store.append(attempt), 'StoreUnreachable');
    failing = false;
    expect(await store.append(attempt)).toMatchObject({ revision: 1, repeated: true });
  });

  it('shares its sync with those that come at the same time', async () => {
    let commits = 0;
    const store = await open({ hooks: { afterCommit: () => void (commits += 1) } });
    await Promise.all(times(500, (i) => store.append(command(`s-${i}`, 'no-stream', event(i)))));
    expect(commits).toBe(1);
    for (let i = 0; i < 5; i += 1) await store.append(command('one by one', 'any', event(i)));
    expect(commits).toBe(6);
  });

  it('to a file that has been moved away or replaced is refused, not lost', async () => {
    await filled(1);
    const store = await open();
    renameSync(file, `${file}.away`);
    await failure(store.append(command('a', 'any', event())), 'StoreUnreachable');
    await filled(2); // another file of the same name
    const { message } = await failure(store.append(command('a', 'any', event())), 'StoreUnreachable');
    expect(message).toContain('replaced');
    expect((await collect(store.subscribe())).at(-1)).toMatchObject({ kind: 'dropped', error: { code: 'StoreUnreachable' } });
  });
});

describe('reading', () => {
  it('leaves the process time for other things', async () => {
    await filled(20_000);
    const store = await open();
    let turns = 0;
    const count = (): void => {
      turns += 1;
      next = setImmediate(count);
    };
    let next = setImmediate(count);
    expect(await collect(store.readAll())).toHaveLength(20_000);
    clearImmediate(next);
    expect(turns).toBeGreaterThan(10);
  });

  it('half done does not keep the log file from being folded in', async () => {
    await filled(3000);
    const store = await open();
    const read = store.readAll()[Symbol.asyncIterator]();
    const messages = store.subscribe()[Symbol.asyncIterator]();
    await read.next();
    await messages.next();
    for (let i = 0; i < 20; i += 1) await store.append(command('a', 'any', event(i)));
    const database = new DatabaseSync(file);
    expect(database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()).toMatchObject({ busy: 0 });
    database.close();
    expect(statSync(`${file}-wal`).size).toBe(0);
    expect((await read.next()).done).toBe(false);
  });

  it('refuses a position behind the end, as after an older backup was put in place', async () => {
    await filled(5);
    const { position } = (await collect((await open()).readAll())).at(-1)!;
    const restored = await open({}, join(folder, 'older.db'));
    await failure(collect(restored.readAll({ after: position })), 'InvalidAppend');
    expect(await collect(restored.subscribe({ after: position }))).toMatchObject([{ kind: 'dropped' }]);
  });
});

describe('a subscription', () => {
  it('says when it falls behind by more than a page, and when it has caught up again', async () => {
    const store = await open({ pageSize: 10 });
    const kinds: string[] = [];
    for await (const message of store.subscribe()) {
      kinds.push(message.kind);
      if (kinds.length === 1) await store.appendBatch(times(25, (i) => command('a', 'any', event(i))));
      if (kinds.length === 28) await store.appendBatch(times(5, (i) => command('a', 'any', event(i))));
      if (kinds.length === 33) break;
    }
    expect(kinds).toEqual(['caught-up', 'fell-behind', ...times(25, () => 'event'), 'caught-up', ...times(5, () => 'event')]);
  });

  it('counts large events by their size', async () => {
    const store = await open();
    const kinds: string[] = [];
    for await (const { kind } of store.subscribe()) {
      kinds.push(kind);
      if (kinds.length === 1)
        await store.appendBatch(times(8, (i) => command('a', 'any', event('x'.repeat(1_000_000), { type: `t${i}` }))));
      if (kinds.length === 11) break;
    }
    expect(kinds).toEqual(['caught-up', 'fell-behind', ...times(8, () => 'event'), 'caught-up']);
  });

  it('hears at once of what this process writes through any handle, of an abort and of closing, without looking again', async () => {
    const store = await open({ pollIntervalMs: 60_000 });
    const other = await open();
    const abort = new AbortController();
    const messages = store.subscribe({ signal: abort.signal })[Symbol.asyncIterator]();
    const closed = collect(store.subscribe());
    const began = performance.now();
    expect((await messages.next()).value).toMatchObject({ kind: 'caught-up' });
    for (const writer of [store, other]) {
      const waiting = messages.next();
      await sleep(20); // it waits by now
      await writer.append(command('a', 'any', event()));
      expect((await waiting).value).toMatchObject({ kind: 'event' });
    }
    const waiting = messages.next();
    await sleep(20);
    abort.abort();
    expect(await waiting).toMatchObject({ done: true });
    await store.close();
    expect(await closed).toHaveLength(3);
    expect(performance.now() - began).toBeLessThan(5000);
  });

  it('leaves nothing behind that would hold the process', async () => {
    const leaving = spawnSync(process.execPath, [child, 'leave', file], { encoding: 'utf8', timeout: 10_000 });
    expect(leaving).toMatchObject({ status: 0, stderr: '' });
    expect(leaving.stdout).toContain('left');
  });
});

describe('a copy', () => {
  it('is of one moment while others write, opens as a log, and is never put over a file', async () => {
    await filled(12_000);
    const store = await open();
    const copy = join(folder, 'copy.db');
    const state = { copied: false };
    const writing = (async () => {
      const other = await open();
      let n = 0;
      for (; !state.copied; n += 2) await other.append(command('meanwhile', 'any', event(n), event(n)));
      return n;
    })();
    await sleep(20);
    const progress: Progress[] = [];
    const result = await store.backup(copy, { onProgress: (step) => progress.push(step) });
    state.copied = true;
    expect(await writing).toBeGreaterThan(20);
    const events = await collect(store.readAll());
    expect(result.events).toBeGreaterThan(12_000);
    expect(result.events % 2).toBe(0);
    expect(result.events).toBeLessThan(events.length);
    expect(result).toMatchObject({ path: copy, head: events[result.events - 1]!.position, bytes: statSync(copy).size });
    expect(progress.map(({ phase }) => phase)).toEqual(
      progress
        .map(({ phase }) => phase)
        .toSorted()
        .reverse(),
    );
    expect(progress.filter(({ phase }) => phase === 'copying').length).toBeGreaterThan(2);
    expect(progress.at(-1)).toEqual({ phase: 'checking', done: result.events, total: result.events });
    expect(readdirSync(folder).filter((name) => name.startsWith('copy'))).toEqual(['copy.db']);
    await untouched('StoreUnreachable', () => store.backup(copy));

    const restored = join(folder, 'restored.db');
    expect(await restoreSqliteStore(copy, restored)).toMatchObject({ events: result.events });
    await failure(restoreSqliteStore(copy, restored), 'StoreUnreachable');
    const again = await open({}, restored);
    expect(await collect(again.readAll())).toEqual(events.slice(0, result.events));
    expect(await again.append(command('after', 'no-stream', event()))).toMatchObject({ revision: 0 });
    expect(await again.verify()).toEqual([]);
  });

  it('of an empty log is an empty log', async () => {
    await filled(0);
    expect(await backupSqliteStore(file, join(folder, 'copy.db'))).toMatchObject({ events: 0, head: null });
    expect(await (await open({}, join(folder, 'copy.db'))).head()).toBeNull();
  });

  it('is not put beside the remains of another database, which SQLite would take for its own', async () => {
    await filled(1);
    writeFileSync(join(folder, 'copy.db-wal'), 'remains');
    await untouched('StoreUnreachable', () => backupSqliteStore(file, join(folder, 'copy.db')));
    await failure(backupSqliteStore(join(folder, 'none.db'), join(folder, 'other.db')), 'StoreNotFound');
    await failure(backupSqliteStore(file, join(folder, 'no-folder', 'copy.db')), 'StoreNotFound');
  });
});

describe('several processes', () => {
  const run = async (...argv: readonly string[]): Promise<{ status: unknown; said: string }> => {
    const running = spawn(process.execPath, [child, ...argv], { stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [running.stdout, running.stderr]) stream.on('data', (data: Buffer) => (said += data.toString()));
    const [status] = (await once(running, 'close')) as [unknown];
    return { status, said };
  };

  it('two that come and go and a third that stays write one file, and none is told that it is locked', async () => {
    const store = await open();
    const results = await Promise.all([run('visits', file, '60'), run('visits', file, '60'), run('stay', file, '400')]);
    for (const result of results) expect(result).toEqual({ status: 0, said: '' });
    expect(await collect(store.readAll())).toHaveLength(520);
    expect(await store.verify()).toEqual([]);
  });

  it('come and go also when nobody stays, so that the last one out folds the log file in while the next comes', async () => {
    const results = await Promise.all(times(3, () => run('visits', file, '60')));
    for (const result of results) expect(result).toEqual({ status: 0, said: '' });
    expect(await collect((await open()).readAll())).toHaveLength(180);
  });

  it('create the same file at the same moment', async () => {
    for (let round = 0; round < 3; round += 1) {
      const results = await Promise.all(times(5, () => run('visits', join(folder, `new-${round}.db`), '2')));
      for (const result of results) expect(result).toEqual({ status: 0, said: '' });
      expect(await collect((await open({}, join(folder, `new-${round}.db`))).readAll())).toHaveLength(10);
    }
  });
});

/**
 * The system calls, each in one line and in the order in which they ended, of the thread that made the call with `mark`
 * (which also works on the file). Where another thread came in between, strace gives the two halves of a call apart.
 */
function callsOf(trace: string, mark: string): readonly string[] {
  const lines = trace.split('\n').map((line) => /^(\d+) +(.*)$/.exec(line)?.slice(1) ?? []);
  const thread = lines.find(([, call]) => call?.includes(mark))?.[0];
  let begun = '';
  return lines.flatMap(([of, call]) => {
    if (of !== thread || call === undefined) return [];
    if (call.endsWith('<unfinished ...>')) {
      begun = call.slice(0, -'<unfinished ...>'.length);
      return [];
    }
    return [call.startsWith('<... ') ? begun + call.slice(call.indexOf('>') + 1) : call];
  });
}

describe('the disk', () => {
  it('has synced the log file between the write of an event and its acknowledgement', ({ skip }) => {
    if (spawnSync('strace', ['-V']).status !== 0) {
      console.warn('SKIPPED: the order of system calls is shown with strace, which is not installed here');
      skip('strace is not installed');
    }
    const trace = join(folder, 'trace');
    const traced = ['-f', '-qq', '-y', '-s', '65536', '-e', 'trace=write,pwrite64,writev,pwritev,fsync,fdatasync', '-o', trace];
    const ran = spawnSync('strace', [...traced, process.execPath, child, 'acknowledge', file, '5'], { encoding: 'utf8' });
    if (ran.status !== 0) {
      console.warn(`SKIPPED: strace may not trace here: ${ran.stderr}`);
      skip('strace may not trace here');
    }
    const calls = callsOf(readFileSync(trace, 'utf8'), 'ACK-0');
    const wal = `${file}-wal`;
    const find = (from: number, ...parts: readonly string[]): number =>
      calls.findIndex((call, i) => i >= from && parts.every((part) => call.includes(part)));
    for (let i = 0; i < 5; i += 1) {
      const acknowledged = find(0, 'write(1', `ACK-${i}`);
      const written = find(0, 'pwrite64(', wal, `MARK-${i}`);
      expect(written, `the event ${i} is written to the log file`).toBeGreaterThan(-1);
      expect(acknowledged, `the event ${i} is acknowledged`).toBeGreaterThan(written);
      const lastWrite = calls.findLastIndex((call, at) => at < acknowledged && call.includes('pwrite64(') && call.includes(wal));
      const synced = calls.findIndex(
        (call, at) => at > lastWrite && at < acknowledged && /f(data)?sync\(/.test(call) && call.includes(wal) && call.endsWith('= 0'),
      );
      expect(synced, `the log file is synced between its last write and the acknowledgement of event ${i}`).toBeGreaterThan(lastWrite);
    }
  });
});
