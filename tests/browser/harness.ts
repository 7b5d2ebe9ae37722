/** A page in a real browser, on a server of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject } from 'vitest';
import { mountPage } from '../../src/http/page.ts';
import { world } from '../support/http.ts';
import type { World, WorldOptions } from '../support/http.ts';

export const PHONE = { width: 375, height: 667 };
export const NARROW = { width: 320, height: 640 };
export const DESKTOP = { width: 1280, height: 800 };

export interface Site {
  readonly world: World;
  readonly browser: Browser;
  /** A new page at an address of the site. Anything that the browser complains about fails the test, unless it is expected. */
  open(path: string, options?: BrowserContextOptions & { readonly expects?: RegExp }): Promise<Page>;
  /** The same, each test with a context that lives until the file ends: nothing is shared. */
  close(): Promise<void>;
}

/** Tests that need a browser; left out with the reason in the summary where there is none. */
export function inBrowser(title: string, tests: (site: () => Site) => void, options: WorldOptions = {}): void {
  const endpoint = inject('browser');
  describe.skipIf(endpoint === '')(title, () => {
    let site: Site | undefined;
    beforeAll(async () => {
      site = await makeSite(endpoint, options);
    });
    afterAll(() => site?.close());
    tests(() => site!);
  });
}

async function makeSite(endpoint: string, options: WorldOptions): Promise<Site> {
  const made = await world({ mount: mountPage, ...options });
  const browser = await chromium.connect(endpoint);
  return {
    world: made,
    browser,
    async open(path, { expects, ...context } = {}) {
      const opened = await browser.newContext({ viewport: DESKTOP, reducedMotion: 'reduce', ...context });
      const page = await opened.newPage();
      page.setDefaultTimeout(20_000);
      const complain = (text: string) => {
        if (expects?.test(text)) return;
        complaints.push(text);
      };
      page.on('console', (m) => {
        if (m.type() === 'error' || m.type() === 'warning') complain(m.text());
      });
      page.on('pageerror', (e) => complain(String(e.stack)));
      page.on('request', (r) => {
        if (!r.url().startsWith(made.url) && !/^(data|blob):/.test(r.url())) complain(`asked another host: ${r.url()}`);
      });
      if (LATE > 0)
        await page.route('**/*', async (route) => {
          await sleep(Math.random() * LATE);
          // whoever asked may be gone meanwhile
          await route.continue().catch(() => undefined);
        });
      await page.goto(made.url + path);
      return page;
    },
    async close() {
      await browser.close();
      await made.close();
      expect(complaints.splice(0)).toEqual([]);
    },
  };
}
/**
 * The lens is there with its answers: nothing is awaited any more. Places that wait come and go on their own, so
 * there may be several of them at a time.
 */
export async function settled(page: Page): Promise<void> {
  await page.locator('main :is(h2, h3, summary, .empty, table, form, button)').first().waitFor();
  await expect.poll(() => page.locator('.loading').count(), { message: 'places that wait for an answer' }).toBe(0);
}

/**
 * `DEMARCHE_TEST_LATE`: every answer comes late by up to so many milliseconds, at random. Where a test passes only
 * because the page is quick, this shows it.
 */
const LATE = Number(process.env['DEMARCHE_TEST_LATE'] ?? 0);

/** What browsers complained about: errors, warnings, violations of the policy, requests to other hosts. */
const complaints: string[] = [];
