/**
 * A record of the shape of the UN votes on the page: two hundred states, thousands of roll calls. How long a frame takes is measured
 * in bench/page.ts; here is held what it comes from: how much is drawn and how much is fetched at once, whatever the record holds.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request } from 'playwright-core';
import { afterAll, expect, inject, test } from 'vitest';
import { generatedVotes, VOTES_MAPPING } from '../../bench/votes-tables.ts';
import { open } from '../../src/library.ts';
import { ACTS } from './acts-on-votes.ts';
import { inBrowser } from './harness.ts';

const folder = mkdtempSync(join(tmpdir(), 'demarche-votes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const votes = generatedVotes({ calls: 1600, states: 193 });
const file = join(folder, 'votes.db');
if (inject('browser') !== '') {
  const record = await open(file, { author: 'the tests' });
  await record.importTable(JSON.parse(readFileSync(VOTES_MAPPING, 'utf8')), { files: votes.files });
  await record.close();
}

/** Elements that one interaction may add, that may be there after it, and kB of one answer. Somewhat more than what is needed now. */
const MOST = { drawn: 6500, there: 8000, kB: 4600 };

inBrowser(
  'On a large record',
  (site) => {
    test('no interaction draws more than a screen or two, nor fetches the record', async () => {
      const page = await site().open('/?at=1990-06-16');
      await page.locator('.matrix .cell').first().waitFor({ timeout: 60_000 });
      await page.evaluate(`
        window.drawn = 0;
        const count = (n) => n.nodeType === 1 ? 1 + n.getElementsByTagName('*').length : 0;
        new MutationObserver((records) => {
          for (const r of records) for (const n of r.addedNodes) window.drawn += count(n);
        }).observe(document.body, { childList: true, subtree: true });`);
      const underWay = new Set<Request>();
      const isOne = (r: { url(): string }) => !r.url().includes('/stream');
      page.on('request', (r) => isOne(r) && underWay.add(r));
      page.on('requestfinished', (r) => underWay.delete(r));
      page.on('requestfailed', (r) => underWay.delete(r));
      /** Nothing is asked and nothing is drawn any more. */
      const quiet = async () => {
        for (let last = -1, still = 0; still < 3;) {
          const drawn = await page.evaluate<number>('window.drawn');
          still = underWay.size === 0 && drawn === last ? still + 1 : 0;
          last = drawn;
          await page.waitForTimeout(100);
        }
      };
      let fetched: Promise<number>[] = [];
      page.on('response', (r) => {
        if (isOne(r))
          fetched.push(
            r.body().then(
              (b) => b.length,
              () => 0,
            ),
          );
      });
      const rows: { name: string; drawn: number; there: number; kB: number }[] = [];
      for (const { name, does } of ACTS) {
        await page.evaluate('window.drawn = 0');
        fetched = [];
        await does(page);
        await quiet();
        const [drawn, there] = await page.evaluate<[number, number]>(`[window.drawn, document.getElementsByTagName('*').length]`);
        const sizes = await Promise.all(fetched);
        rows.push({ name, drawn, there, kB: Math.round(Math.max(0, ...sizes) / 1000) });
      }
      expect(rows.filter((r) => r.drawn > MOST.drawn || r.there > MOST.there || r.kB > MOST.kB)).toEqual([]);
      // It is the record that is large: what is drawn is a part of it, and says so.
      expect(
        await page.evaluate(async (path) => (await (await fetch(path)).text()).length, '/api/v1/replay?issue=other&grain=day'),
      ).toBeGreaterThan(MOST.kB * 4000);
      await page.context().close();
    }, 120_000);
  },
  { file },
);
