/** One log, three readers: the one that records, a second process that follows the file, and one made from nothing. After every event they give the same cells. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, test } from 'vitest';
import { generate } from '../../bench/generate.ts';
import { open } from '../../src/library.ts';
import { questions } from '../support/questions.ts';

const folder = mkdtempSync(join(tmpdir(), 'demarche-models-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const seed = Number(process.env['DEMARCHE_SEED'] ?? Date.now() % 100_000);
const shape = { developments: 400, actors: 4, issues: 3, sources: 15, seed };

function follow(file: string) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', new URL('../support/follower.ts', import.meta.url).pathname, file],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async cells(size: number): Promise<unknown> {
      child.stdin.write(`${size}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the follower ended');
      return JSON.parse(value) as unknown;
    },
    end: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.stdin.end();
      }),
  };
}

test(`recording, following in another process, and rebuilding give the same cells after every event (seed ${seed})`, async () => {
  const file = join(folder, 'models.db');
  const recording = await open(file);
  const follower = follow(file);
  let compared = 0;
  for (const command of generate(shape)) {
    try {
      await recording.record(command);
    } catch (e) {
      if ((e as { code?: string }).code !== 'NothingToChange') throw e;
      continue;
    }
    const cells = questions(recording);
    expect(await follower.cells(recording.size)).toEqual(cells);
    if (recording.size % 20 === 0) {
      const fresh = await open(file);
      expect(questions(fresh)).toEqual(cells);
      await fresh.close();
      // a rebuild is made beside: while it reads, the old model answers
      const rebuilding = recording.rebuild();
      expect(questions(recording)).toEqual(cells);
      await rebuilding;
      expect(questions(recording)).toEqual(cells);
    }
    compared += cells.length;
  }
  await follower.end();
  await recording.close();
  console.log(`read models: ${compared} cells compared in three readers, seed ${seed}`);
  expect(compared).toBeGreaterThan(10_000);
});
