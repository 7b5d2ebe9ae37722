/** Pictures of each lens on the bundled dossier, in light, in dark and on a phone: `docs/screenshots`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { issueToken } from '../src/access.ts';
import { mountPage } from '../src/http/page.ts';
import { logger, serve } from '../src/http/server.ts';
import { open } from '../src/library.ts';
import { browser } from '../tests/browser/chromium.ts';
import { buildWeb } from './web.ts';

/** What is shown of each lens. */
const VIEWS = [
  ['positions', '/?at=2025-09-04'],
  ['why', '/?at=2025-09-04&open=position/ITA/troop-deployment'],
  ['timeline', '/?lens=timeline&at=2025-09-05'],
  ['evolution', '/?lens=evolution&issue=troop-deployment&at=2026-02-24'],
  ['compare', '/?lens=compare&at=2025-09-04&to-at=2026-02-24'],
  ['follow-ups', '/?lens=follow-ups&at=2026-02-24'],
  ['sources', '/?lens=sources&at=2026-02-24'],
  ['log', '/?lens=log'],
  ['record', '/?lens=record'],
  ['act', '/?act=correct&on=italy-no-troops-but-monitoring'],
  ['define', '/?lens=define&item=issue/troop-deployment&at=2025-09-04'],
] as const;
const LOOKS = [
  ['light', { viewport: { width: 1200, height: 720 }, colorScheme: 'light' }],
  ['dark', { viewport: { width: 1200, height: 720 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 375, height: 667 }, colorScheme: 'light', deviceScaleFactor: 1.5, isMobile: true, hasTouch: true }],
] as const;

/** What is done on a view before its picture is taken. */
const FILLED: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  /** A statement that the dossier has: the form says so. */
  async record(page) {
    const { width } = page.viewportSize()!;
    if (width > 1000) await page.setViewportSize({ width, height: 1720 });
    await page.getByLabel('Page', { exact: true }).selectOption('quotidiano-2025-09-04');
    await page.getByLabel('Who says it').selectOption('giorgia-meloni');
    await page.getByLabel('Said or done on', { exact: true }).fill('2025-09-04');
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /rules out/ }).check();
    await page.getByText('Is it here already?').waitFor();
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.locator('.record-foreseen').waitFor();
    await page
      .locator(width > 1000 ? '.brand' : '.claim-editor legend')
      .first()
      .scrollIntoViewIfNeeded();
  },
  /** A correction in the making, down to what it changes. */
  async act(page) {
    const { width } = page.viewportSize()!;
    if (width > 1000) await page.setViewportSize({ width, height: 1080 });
    await page.getByLabel('Title').fill('Meloni: Italy sends no troops, offers to monitor a ceasefire');
    await page.locator('.act-part > summary').first().click();
    await page.getByRole('radio', { name: /^reluctant/ }).check();
    await page.getByLabel('Reason', { exact: true }).fill('the note of her office, read again');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByRole('button', { name: 'Correct it' }).scrollIntoViewIfNeeded();
  },
};

const found = await browser();
if (!found) throw new Error('no Chromium or Chrome was found; name one in DEMARCHE_TEST_CHROME');
await buildWeb();
const out = new URL('../docs/screenshots/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'demarche-screenshots-'));
const record = await open(join(folder, 'demarche.db'));
await record.importBundled();
const { token } = await issueToken(
  record.store,
  { name: 'the editors', role: 'recorder' },
  { author: 'the editors', tool: 'screenshots', now: () => new Date() },
);
await record.catchUp();
const site = await serve(record, { rate: false, log: logger('silent'), mount: mountPage });
const chrome = await chromium.launch({ ...found, headless: true });
const only = process.argv.slice(2);
try {
  for (const [look, options] of LOOKS)
    for (const [name, path] of VIEWS) {
      if (only.length && !only.includes(name)) continue;
      const context = await chrome.newContext({ ...options, reducedMotion: 'reduce' });
      const page = await context.newPage();
      if (FILLED[name]) await page.addInitScript((t) => sessionStorage.setItem('demarche.token', t), token);
      await page.goto(site.url + path);
      await page.locator('main :is(h2, h3, summary, .empty, table, form, button)').first().waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      await page.getByText('live,').waitFor();
      await FILLED[name]?.(page);
      await page.screenshot({ path: join(out, `${name}-${look}.png`) });
      await context.close();
    }
} finally {
  await chrome.close();
  await site.close();
  await record.close();
  rmSync(folder, { recursive: true, force: true });
}
