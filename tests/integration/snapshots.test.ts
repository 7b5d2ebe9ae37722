/** Snapshots of the read model: what is restored and grown is what is made anew; what is damaged or foreign is set aside. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { generate } from '../../bench/generate.ts';
import { open } from '../../src/library.ts';
import type { Demarche } from '../../src/library.ts';
import { startTestServer } from '../support/esdb.ts';
import { seedOf } from '../support/generate.ts';
import { questions } from '../support/questions.ts';

const folder = mkdtempSync(join(tmpdir(), 'demarche-snapshots-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const seed = seedOf();
const shape = { developments: 2600, actors: 5, issues: 4, sources: 60, seed };

async function fill(file: string, from = 0, to = Infinity): Promise<void> {
  const record = await open(file, { cache: join(folder, 'nowhere') });
  const lines = [...generate(shape)].slice(from, to).map((c) => JSON.stringify(c));
  await record.importCommands(lines.join('\n'), { partial: true });
  await record.close();
}
const cacheOf = (name: string): string => {
  const cache = join(folder, name);
  const [own] = readdirSync(cache);
  return join(cache, own!);
};
const asked = async (file: string, cache: string): Promise<{ record: Demarche; cells: unknown }> => {
  const record = await open(file, { cache: join(folder, cache) });
  return { record, cells: questions(record) };
};

describe(`snapshots (DEMARCHE_SEED=${seed})`, () => {
  test('a restored read model answers as one made anew, and goes on growing as it does', async () => {
    const file = join(folder, 'a.db');
    await fill(file, 0, 2400);
    const first = await asked(file, 'a');
    expect(first.record.snapshot).toMatchObject({ events: first.record.size, trouble: null });
    await first.record.close();
    const restored = await asked(file, 'a');
    expect(restored.record.snapshot.events).toBe(first.record.size);
    expect(restored.cells).toEqual(first.cells);
    await restored.record.close();

    await fill(file, 2400);
    const grown = await asked(file, 'a');
    const anew = await asked(file, 'a-anew');
    expect(grown.record.size).toBeGreaterThan(first.record.size);
    expect(grown.record.size).toBe(anew.record.size);
    expect(grown.cells).toEqual(anew.cells);
    for (const id of anew.record.timeline({ limit: 30 }).items.map((i) => i.development))
      expect(grown.record.current(id)).toEqual(anew.record.current(id));
    expect(grown.record.timeline({ limit: 200 })).toEqual(anew.record.timeline({ limit: 200 }));
    expect((await grown.record.verify()).filter((f) => f.code === 'ReadModelDiffers')).toEqual([]);
    await grown.record.close();
    await anew.record.close();
  });

  test('what is tried on a copy is what happens then, and leaves the record as it was', async () => {
    const file = join(folder, 'tried.db');
    await fill(file, 0, 400);
    const { record } = await asked(file, 'tried');
    let changes = 0;
    for (const command of [...generate(shape)].slice(400, 520)) {
      const before = JSON.stringify([record.size, record.state()]);
      const tried = await record.dryRun(command).catch((e: unknown) => String(e));
      expect(JSON.stringify([record.size, record.state()])).toBe(before);
      const done = await record.record(command).catch((e: unknown) => String(e));
      if (typeof tried === 'string' || typeof done === 'string') expect(done).toBe(tried);
      else {
        expect(done.warnings).toEqual(tried.warnings);
        expect(done.changes).toEqual(tried.changes);
        changes += done.changes.length;
      }
    }
    expect(changes).toBeGreaterThan(3);
    await record.close();
  });

  test.each([
    ['a byte of it changed', (path: string) => writeFileSync(path, flipped(readFileSync(path)))],
    ['it ends early', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 5000))],
    ['it is gone', (path: string) => rmSync(path)],
  ])('%s: set aside, said so, and made anew', async (_what, damage) => {
    const file = join(folder, 'a.db');
    const whole = await asked(file, 'damaged');
    await whole.record.close();
    const own = cacheOf('damaged');
    damage(
      join(
        own,
        readdirSync(own).find((f) => f.endsWith('.bin'))!,
      ),
    );
    const after = await asked(file, 'damaged');
    expect(after.record.snapshot.trouble).toMatch(/set aside/);
    expect(after.cells).toEqual(whole.cells);
    expect(existsSync(join(own, 'set-aside'))).toBe(true);
    await after.record.close();
    const again = await asked(file, 'damaged');
    expect(again.record.snapshot).toMatchObject({ events: whole.record.size, trouble: null });
    await again.record.close();
  });

  test('one of another log at the same place is set aside', async () => {
    const file = join(folder, 'b.db');
    await fill(file, 0, 2400);
    const first = await asked(file, 'b');
    await first.record.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true });
    await fill(file, 100);
    const other = await asked(file, 'b');
    const anew = await asked(file, 'b-anew');
    expect(other.record.snapshot.trouble).toMatch(/another log/);
    expect(other.cells).toEqual(anew.cells);
    await other.record.close();
    await anew.record.close();
  });

  test('from a server: the texts are in the snapshot, since the server is elsewhere', async () => {
    const server = await startTestServer();
    const prefix = `snap${Date.now()}-`;
    const at = `${server.connection}${server.connection.includes('?') ? '&' : '?'}prefix=${prefix}`;
    try {
      const filling = await open(at, { cache: join(folder, 'nowhere') });
      const events: string[] = [];
      const embedded = await open(join(folder, 'a.db'));
      for await (const event of embedded.exportEvents()) events.push(JSON.stringify(event));
      await filling.importEvents(events.join('\n'));
      const cells = questions(embedded);
      const items = embedded.timeline({ limit: 50 });
      await embedded.close();
      await filling.close();
      for (const round of [1, 2, 3]) {
        const { record, cells: found } = await asked(at, 'server');
        if (round > 1) expect(record.snapshot).toMatchObject({ events: record.size, trouble: null });
        expect(found).toEqual(cells);
        expect(record.timeline({ limit: 50 })).toEqual(items);
        await record.close();
        if (round === 2) {
          const own = cacheOf('server');
          const payloads = join(
            own,
            readdirSync(own).find((f) => f.startsWith('payloads'))!,
          );
          writeFileSync(payloads, flipped(readFileSync(payloads)));
          const damaged = await asked(at, 'server');
          expect(damaged.record.snapshot.trouble).toMatch(/payloads/);
          expect(damaged.cells).toEqual(cells);
          await damaged.record.close();
        }
      }
    } finally {
      await server.close();
    }
  });

  test('a small record is read whole, and leaves no folder behind', async () => {
    const record = await open(join(folder, 'small.db'), { cache: join(folder, 'small') });
    await record.importBundled();
    expect(record.snapshot).toMatchObject({ events: 0, trouble: null });
    await record.close();
    expect(existsSync(join(folder, 'small'))).toBe(false);
  });
});

function flipped(bytes: Buffer): Buffer {
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  return bytes;
}
