/**
 * What can be taken away from each lens: links live and pinned, a citation, its data in every form of its route, its twins on the
 * command line and over HTTP, which are run and give the same, and paper. A lens that is new has to have each of them.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { routeOf } from '../../src/http/routes.ts';
import type { RouteName } from '../../src/http/paths.ts';
import { LENSES } from '../../src/web/url.ts';
import type { Lens } from '../../src/web/url.ts';
import { finished, MAIN } from '../support/cli.ts';
import { DESKTOP, inBrowser } from './harness.ts';
import type { Site } from './harness.ts';

interface View {
  readonly address: string;
  readonly route: RouteName;
  /** What the citation says of it. */
  readonly title: string;
  readonly at: string;
}
/** Of each lens a view with something chosen in it. What is written, and definitions as they stand, are no answers at a point in time. */
const OF: Readonly<Record<Lens, readonly View[] | 'not an answer at a point in time'>> = {
  positions: [
    { address: '/?at=2025-09-04&actor=ITA,FRA', route: 'state', title: 'positions', at: '4 September 2025' },
    { address: '/?at=2025-09-04&published=2025-09-06&issue=troop-deployment', route: 'state', title: 'positions', at: '4 September 2025' },
    {
      address: '/?at=2025-09-04&open=position/DEU/troop-deployment',
      route: 'why',
      title: 'Germany on troop deployment',
      at: '4 September 2025',
    },
  ],
  timeline: [
    { address: '/?lens=timeline&at=2025-09-05&kind=ObjectionRaised&q=putin', route: 'timeline', title: 'timeline', at: '5 September 2025' },
  ],
  evolution: [
    {
      address: '/?lens=evolution&at=2026-02-24&issue=troop-deployment',
      route: 'replay',
      title: 'evolution of troop deployment',
      at: '24 February 2026',
    },
  ],
  compare: [
    { address: '/?lens=compare&at=2025-09-04&to-at=2026-02-24&actor=FRA', route: 'diff', title: 'comparison', at: '24 February 2026' },
    {
      address: '/?lens=compare&at=2025-09-04&known=331&to-at=2025-09-04&actor=BGR',
      route: 'diff',
      title: 'comparison',
      at: '4 September 2025',
    },
  ],
  'follow-ups': [{ address: '/?lens=follow-ups&at=2026-02-24', route: 'followUps', title: 'follow-ups', at: '24 February 2026' }],
  sources: [
    { address: '/?lens=sources&at=2025-09-05&actor=ITA&item=summit-report', route: 'sources', title: 'sources', at: '5 September 2025' },
    { address: '/?lens=sources&at=2026-02-24&by=contradictions', route: 'contradictions', title: 'contradictions', at: '24 February 2026' },
  ],
  log: [{ address: '/?lens=log&at=2025-09-05&kind=DevelopmentCorrected', route: 'log', title: 'log', at: '5 September 2025' }],
  record: 'not an answer at a point in time',
  define: 'not an answer at a point in time',
};

const hasCurl = spawnSync('curl', ['--version']).status === 0;
if (!hasCurl) console.log('not run here: the twins for curl as they stand (no curl found); their addresses are asked instead');

/** A line of a shell, as a person pastes it. The server that it asks is in this process: it must not wait for it. */
async function pasted(line: string, cwd: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const child = spawn('sh', ['-c', `demarche() { "$NODE" --disable-warning=ExperimentalWarning "$MAIN" "$@"; }\n${line}`], {
    cwd,
    env: { PATH: process.env['PATH'] ?? '', HOME: cwd, NODE: process.execPath, MAIN, ...env },
  });
  const { code, out, err } = await finished(child);
  expect([line, code, err]).toEqual([line, 0, '']);
  return out;
}

inBrowser('Taken away from', (site) => {
  for (const lens of LENSES) {
    const views = OF[lens];
    if (views === 'not an answer at a point in time') {
      test(`${lens}: on paper, the record and the address at the foot`, async () => {
        const page = await site().open('/?at=2025-09-04');
        await page.locator('main .cell').first().waitFor();
        await page.locator(`.lenses a[href*="lens=${lens}"]`).click();
        await page.locator('main form, main .section, main li').first().waitFor();
        await page.emulateMedia({ media: 'print' });
        const foot = () => page.locator('footer.paper').textContent();
        await expect.poll(foot).toMatch(new RegExp(`^The coalition of the willing: .*record of ${site().world.demarche.size} events`));
        await expect.poll(foot).toMatch(new RegExp(` ${site().world.url}/\\?lens=${lens}[^ ]*$`));
        await page.context().close();
      });
      continue;
    }
    for (const view of views) describe(`${lens} (${view.route})`, () => takenAway(site, view));
  }

  for (const of of ['issue', 'actor'] as const)
    test(`definitions (${of}s): the live link, every form, and twins that name the same`, async () => {
      const { url, file, folder } = site().world;
      const address = `/?lens=define${of === 'issue' ? '' : `&by=${of}`}`;
      const page = await site().open(address);
      const cite = page.locator('main .cite');
      await cite.locator('summary').click();
      const twin = async (label: string) => (await cite.locator(`.twin:has(.twin-label:text-is("${label}")) code`).textContent())!;
      await expect.poll(() => twin('Live link')).toBe(url + address);
      const ids = (text: string): unknown[] => (JSON.parse(text) as Record<string, Record<string, unknown>[]>)[`${of}s`]!.map((x) => x[of]);
      const asked = await (await fetch((await twin('HTTP')).slice(6, -1))).text();
      expect(ids(asked).length).toBeGreaterThan(10);
      expect(ids(await pasted(`${await twin('Command line')} --json`, folder, { DEMARCHE_STORE: file }))).toEqual(ids(asked));
      const links = await cite.locator('.exports a').evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
      expect(links.map((l) => new URL(l).searchParams.get('format'))).toEqual(routeOf(`${of}s`).formats);
      for (const link of links) expect([link, (await fetch(link)).status]).toEqual([link, 200]);
      await page.context().close();
    });
});

function takenAway(site: () => Site, view: View): void {
  let page: Page;
  const cite = () => page.locator(view.route === 'why' ? '.drawer .cite' : 'main .cite');
  const twin = async (label: string): Promise<string> =>
    (await cite().locator(`.twin:has(.twin-label:text-is("${label}")) code`).textContent())!;
  const size = () => site().world.demarche.size;
  beforeAll(async () => {
    page = await site().open(view.address, { permissions: ['clipboard-read', 'clipboard-write'], viewport: DESKTOP });
    await cite().locator('summary').click();
  });
  afterAll(() => page.context().close());

  test('a live link: what is looked at, as it stands in the address', async () => {
    await expect.poll(() => twin('Live link')).toBe(site().world.url + view.address);
  });

  test('a pinned link, which is copied, and shows the same to who has seen nothing', async () => {
    await cite().getByRole('button', { name: 'Copy pinned link' }).click();
    await cite().getByText('Copied').waitFor();
    const pinned = await page.evaluate(() => navigator.clipboard.readText());
    const given = new URL(site().world.url + view.address).searchParams;
    const params = new URL(pinned).searchParams;
    for (const [name, value] of given) expect([name, params.get(name)]).toEqual([name, value]);
    for (const name of view.route === 'diff' ? ['at', 'known', 'to-at', 'to-known'] : ['at', 'known'])
      expect([name, params.get(name)]).toEqual([name, given.get(name) ?? String(size())]);
    const other = await site().open(pinned.slice(site().world.url.length), { viewport: DESKTOP });
    const shown = (p: Page) =>
      p.locator(view.route === 'why' ? '.drawer' : 'main').evaluate((e) => {
        const copy = e.cloneNode(true) as HTMLElement;
        // How the first point of a comparison is worded differs: it is written out.
        for (const own of copy.querySelectorAll('.cite, .points, .lead, [role=status]')) own.remove();
        return copy.textContent;
      });
    await other.locator(view.route === 'why' ? '.drawer .cite' : 'main .cite').waitFor();
    // what the first shows is asked anew each time, too: its names may come after its answers
    await expect.poll(async () => (await shown(other)) === (await shown(page)), { message: 'both show the same' }).toBe(true);
    await other.context().close();
  });

  test('a citation: what, as of when, in a record of how many events, and where it is found', async () => {
    const limit = new URLSearchParams(view.address.slice(2)).has('published') ? ', on pages published by 6 September 2025' : '';
    const pinned = await twin('Pinned link');
    await expect
      .poll(() => twin('Citation'))
      .toMatch(
        new RegExp(
          `^“The coalition of the willing”, ${view.title}, as of ${view.at}${limit}, record of ${size()} events( \\(\\d{4}-\\d\\d-\\d\\d\\))?\\. demarche\\. `,
        ),
      );
    expect((await twin('Citation')).endsWith(` ${pinned}`)).toBe(true);
  });

  test('its twins on the command line and for curl, which give the same answer', async () => {
    const { demarche, file, folder } = site().world;
    const said = JSON.parse(await pasted(`${await twin('Command line')} --json`, folder, { DEMARCHE_STORE: file })) as object;
    const http = await twin('HTTP');
    expect(http).toMatch(/^curl '/);
    const asked = hasCurl ? await pasted(`${http} --silent --show-error`, folder) : await (await fetch(http.slice(6, -1))).text();
    expect(demarche.size).toBe(size());
    expect(said).toEqual(JSON.parse(asked));
  });

  test('its data in every form that the route has', async () => {
    const forms = routeOf(view.route).formats!;
    const links = await cite()
      .locator('.exports a')
      .evaluateAll((all) => all.map((a) => ({ href: (a as HTMLAnchorElement).href, file: (a as HTMLAnchorElement).download })));
    expect(links.map((l) => new URL(l.href).searchParams.get('format'))).toEqual(forms);
    for (const { href, file } of links) {
      expect(file).toMatch(/^[\w-]+\.(json|csv|md|ics|atom)$/);
      const response = await fetch(href);
      expect([href, response.status]).toEqual([href, 200]);
      expect((await response.text()).trim().length, href).toBeGreaterThan(20);
    }
  });

  test('on paper: coordinates, log position and pinned address at the foot; nothing that can only be pressed', async () => {
    const pinned = await twin('Pinned link');
    await page.emulateMedia({ media: 'print' });
    const foot = page.locator('footer.paper');
    await expect.poll(() => foot.isVisible()).toBe(true);
    const text = (await foot.textContent())!;
    expect(text).toContain(`in force at ${view.at}`);
    expect(text).toContain(`record of ${size()} events`);
    expect(text.endsWith(` ${pinned}`)).toBe(true);
    // At the foot of each sheet, where nothing else can stand: the foot of a table, or below a drawing on one sheet.
    const display = await foot.evaluate((e) => getComputedStyle(e).display);
    expect(display).toBe(view.route === 'replay' ? 'block' : 'table-footer-group');
    const pressed = await page.locator('button, select, input, summary, [role=slider]').evaluateAll((all) =>
      all
        .filter((e) => e.checkVisibility())
        // What is a title, a heading or an answer beside being a button is read on paper.
        .filter((e) => !e.matches('[data-facet], [aria-haspopup=dialog], .event-title, .link, .fold > summary, .named > summary'))
        .map((e) => e.outerHTML.slice(0, 120)),
    );
    expect(pressed).toEqual([]);
    if (view.route === 'why') await expect.poll(() => page.getByText('a correction took its place').first().isVisible()).toBe(true);
    const sheets = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1').match(/\/Type \/Page\b/g)!.length;
    if (view.route === 'replay') expect(sheets, 'the ribbons print on one sheet').toBe(1);
    else expect(sheets).toBeGreaterThanOrEqual(1);
    await page.emulateMedia({ media: 'screen' });
  });
}
