/**
 * The page in a real browser: when the first content stands with the processor throttled four times (bundled dossier), and the
 * longest frame of each interaction, unthrottled, on a large record. Prints medians, and the worst of all runs.
 * Run: node bench/page.ts [--store VOTES.db] [--runs 5]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { mountPage } from '../src/http/page.ts';
import { logger, serve } from '../src/http/server.ts';
import { open } from '../src/library.ts';
import { buildWeb } from '../scripts/web.ts';
import { ACTS } from '../tests/browser/acts-on-votes.ts';
import { browser } from '../tests/browser/chromium.ts';

const { values } = parseArgs({ options: { store: { type: 'string' }, runs: { type: 'string', default: '5' } } });
const runs = Number(values.runs);
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Processor time of the thread, in microseconds. */
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}
const median = (xs: readonly number[]) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)]!;

const found = await browser();
if (!found) {
  console.error('not run here: no Chromium or Chrome was found; name one in DEMARCHE_TEST_CHROME');
  process.exit(0);
}
await buildWeb();
const chrome = await chromium.launch({ ...found, headless: true });
console.log(`Node ${process.version}, Chromium ${chrome.version()}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}\n`);

const folder = mkdtempSync(join(tmpdir(), 'demarche-page-'));
try {
  const record = await open(join(folder, 'demarche.db'));
  await record.importBundled();
  const site = await serve(record, { rate: false, log: logger('silent'), mount: mountPage });
  const first: number[] = [];
  for (let i = 0; i < runs; i++) {
    const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    // From the start of the navigation until a cell of the state is drawn: a paint that follows its being in the document.
    await page.addInitScript(`
      new MutationObserver((_, o) => {
        if (!document.querySelector('.cell')) return;
        o.disconnect();
        requestAnimationFrame(() => setTimeout(() => (window.drawnAt = performance.now())));
      }).observe(document, { childList: true, subtree: true });`);
    await page.goto(site.url);
    await page.locator('.cell').first().waitFor();
    await page.waitForTimeout(500);
    first.push(await page.evaluate('window.drawnAt'));
    await context.close();
  }
  console.log(
    `first content, processor throttled 4×, cold cache: median ${median(first).toFixed(0)} ms, worst ${Math.max(...first).toFixed(0)} ms`,
  );
  await site.close();
  await record.close();

  if (values.store !== undefined) {
    const large = await open(values.store);
    const votes = await serve(large, { rate: false, log: logger('silent'), mount: mountPage });
    console.log(`\n${large.size.toLocaleString('en')} events; processor time of the longest task on the page's thread, ${runs} runs`);
    const context = await chrome.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    /** Processor time of the longest task on the page's main thread, in ms, while something is done and 2.5 s after. */
    const longest = async (act: (page: Page) => Promise<unknown>): Promise<number> => {
      await chrome.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
      await act(page);
      await page.waitForTimeout(2500);
      const { traceEvents } = JSON.parse((await chrome.stopTracing()).toString('utf8')) as { traceEvents: TraceEvent[] };
      const mains = new Set(
        traceEvents.filter((e) => e.name === 'thread_name' && e.args?.name === 'CrRendererMain').map((e) => `${e.pid} ${e.tid}`),
      );
      return Math.max(
        0,
        ...traceEvents
          .filter((e) => mains.has(`${e.pid} ${e.tid}`) && e.tdur !== undefined && e.name.includes('RunTask'))
          .map((e) => e.tdur! / 1000),
      );
    };
    const at = '1985-12-16';
    await page.goto(`${votes.url}/?at=${at}`);
    await page.locator('.matrix .cell').first().waitFor({ timeout: 60_000 });
    await page.waitForTimeout(3000);
    const worst = new Map<string, number[]>();
    for (let i = 0; i < runs; i++) {
      await page.goto(`${votes.url}/?at=${at}`);
      await page.locator('.matrix .cell').first().waitFor();
      await page.waitForTimeout(2000);
      for (const { name, does } of ACTS) worst.set(name, [...(worst.get(name) ?? []), await longest(does)]);
    }
    for (const [name, ms] of worst)
      console.log(
        `${name.padEnd(24)} median ${median(ms).toFixed(0).padStart(5)} ms, worst ${Math.max(...ms)
          .toFixed(0)
          .padStart(5)} ms`,
      );
    await votes.close();
    await large.close();
  }
} finally {
  await chrome.close();
  rmSync(folder, { recursive: true, force: true });
}
