/** Pictures of each lens on the bundled dossier, in light, in dark and on a phone: `docs/screenshots`. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
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
  ['define', '/?lens=define&item=issue/troop-deployment&at=2025-09-04'],
] as const;
const LOOKS = [
  ['light', { viewport: { width: 1200, height: 720 }, colorScheme: 'light' }],
  ['dark', { viewport: { width: 1200, height: 720 }, colorScheme: 'dark' }],
  ['phone', { viewport: { width: 375, height: 667 }, colorScheme: 'light', deviceScaleFactor: 1.5, isMobile: true, hasTouch: true }],
] as const;

const found = await browser();
if (!found) throw new Error('no Chromium or Chrome was found; name one in DEMARCHE_TEST_CHROME');
await buildWeb();
const out = new URL('../docs/screenshots/', import.meta.url).pathname;
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(tmpdir(), 'demarche-screenshots-'));
const record = await open(join(folder, 'demarche.db'));
await record.importBundled();
const site = await serve(record, { rate: false, log: logger('silent'), mount: mountPage });
const chrome = await chromium.launch({ ...found, headless: true });
const only = process.argv.slice(2);
try {
  for (const [look, options] of LOOKS)
    for (const [name, path] of VIEWS) {
      if (only.length && !only.includes(name)) continue;
      const context = await chrome.newContext({ ...options, reducedMotion: 'reduce' });
      const page = await context.newPage();
      await page.goto(site.url + path);
      await page.locator('main :is(h2, h3, summary, .empty, table, form, button)').first().waitFor();
      await page.locator('.loading').waitFor({ state: 'detached' });
      await page.getByText('live,').waitFor();
      await page.screenshot({ path: join(out, `${name}-${look}.png`) });
      await context.close();
    }
} finally {
  await chrome.close();
  await site.close();
  await record.close();
  rmSync(folder, { recursive: true, force: true });
}
