/** What holds for every lens: nobody is shut out, nothing is cut off, everything can be taken away. */
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { LENSES } from '../../src/web/url.ts';
import type { Lens } from '../../src/web/url.ts';
import { violations } from './axe.ts';
import { DESKTOP, inBrowser, NARROW, settled } from './harness.ts';

const built = new URL('../../dist/web/', import.meta.url);

/** Each lens with something opened in it. */
const ADDRESSES: Readonly<Record<Lens, string>> = {
  positions: '/?at=2025-09-04&open=position/DEU/troop-deployment',
  timeline: '/?lens=timeline&at=2025-09-05&item=italy-no-troops-but-monitoring',
  evolution: '/?lens=evolution&issue=troop-deployment',
  compare: '/?lens=compare&at=2025-09-04',
  'follow-ups': '/?lens=follow-ups',
  sources: '/?lens=sources&item=summit-report',
  log: '/?lens=log',
  record: '/?lens=record',
  define: '/?lens=define&item=issue/troop-deployment',
};

/** The lens is there, and what the address opens beside it. */
async function whole(page: Page): Promise<void> {
  if (new URL(page.url()).searchParams.has('open')) await page.locator('.drawer .cite').waitFor();
  await settled(page);
}

inBrowser('Every lens', (site) => {
  for (const lens of LENSES)
    test(`${lens}: axe finds nothing, at desktop and 320 px, dark, in forced colours; nothing is wider than the window`, async () => {
      const page = await site().open(ADDRESSES[lens], { bypassCSP: true });
      await whole(page);
      const fits = (look: string) =>
        expect
          .poll(() => page.evaluate(() => document.documentElement.scrollWidth - innerWidth), { message: `${look}: wider than the window` })
          .toBeLessThanOrEqual(0);
      const looked = async (look: string) => {
        expect(await violations(page), look).toEqual([]);
        await fits(look);
      };
      // What is wider than a small desktop scrolls in itself, with all that is only heard in it.
      await page.setViewportSize({ width: 900, height: 800 });
      await fits('900 px');
      await page.setViewportSize(DESKTOP);
      await looked('desktop');
      await page.emulateMedia({ colorScheme: 'dark' });
      await looked('dark');
      await page.setViewportSize(NARROW);
      await whole(page);
      await looked('320 px, dark');
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
      await looked('320 px, forced colours');
      await page.context().close();
    });

  test('nothing moves by itself, whatever is preferred: time goes on only when play is pressed', async () => {
    const page = await site().open('/?at=2025-09-04', { reducedMotion: 'no-preference' });
    for (const lens of LENSES) {
      await page.goto(site().world.url + ADDRESSES[lens]);
      await whole(page);
      const moving = await page.evaluate(() => [
        ...document.getAnimations().map((a) => a.id),
        ...[...document.querySelectorAll('*')].flatMap((e) => {
          const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(e);
          return transitionDuration === '0s' && animationName === 'none' && scrollBehavior === 'auto' ? [] : [e.tagName];
        }),
      ]);
      expect([lens, moving]).toEqual([lens, []]);
    }
    await page.context().close();
  });

  test('what a lens loads is under 60 kB of script, gzipped', () => {
    const sizes = new Map(
      readdirSync(new URL('assets/', built))
        .filter((f) => f.endsWith('.js'))
        .map((f): [string, number] => [f, gzipSync(readFileSync(new URL(`assets/${f}`, built))).length]),
    );
    const text = (file: string) => readFileSync(new URL(`assets/${file}`, built), 'utf8');
    /** A script with those that it imports at once. */
    const closure = (file: string, seen = new Set<string>()): Set<string> => {
      if (seen.has(file)) return seen;
      seen.add(file);
      for (const [, other] of text(file).matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) closure(other!, seen);
      return seen;
    };
    const entry = /src="\.\/assets\/([\w.-]+\.js)"/.exec(readFileSync(new URL('index.html', built), 'utf8'))![1]!;
    const first = closure(entry);
    for (const file of sizes.keys()) {
      const total = [...closure(file, new Set(first))].reduce((sum, f) => sum + sizes.get(f)!, 0);
      expect(total, file).toBeLessThan(60_000);
    }
  });

  test('the policy of the page is strict, and the page needs nothing else', async () => {
    const { headers } = await fetch(site().world.url).then((r) => ({ headers: r.headers }));
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:/);
  });
});
