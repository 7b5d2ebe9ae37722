/** The five set questions on a phone, the time bar, deep links, keys, what can be taken away, paper. */
import { readdirSync, readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser, PHONE } from './harness.ts';

/** A reader with a thumb: counts what it taps, and sees only what is within reach. */
function thumb() {
  let taps = 0;
  return {
    async tap(what: Locator): Promise<void> {
      await what.tap();
      taps++;
    },
    get taps() {
      return taps;
    },
  };
}

/** From the first screen to the day that is asked about: one tap, and typing. */
async function toTheDay(page: Page): Promise<ReturnType<typeof thumb>> {
  const reader = thumb();
  await reader.tap(page.getByLabel('In force on'));
  await page.keyboard.type('2025-09-04');
  await page.keyboard.press('Enter');
  return reader;
}
const phone = { viewport: PHONE, hasTouch: true, isMobile: true };
const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

inBrowser('Reading', (site) => {
  test('who refuses on that day? — on a phone, in three taps at most', async () => {
    const page = await site().open('/', phone);
    const reader = await toTheDay(page);
    const refuse = page.locator('#issue-troop-deployment .stance', { has: page.getByRole('heading', { name: /^rules out/i }) });
    await refuse.getByText('Romania').waitFor();
    await expect
      .poll(() => refuse.locator('.cell-label').allTextContents())
      .toEqual(['Bulgaria', 'Italy', 'Poland', 'Romania', 'United States']);
    expect(reader.taps).toBeLessThanOrEqual(3);
    await page.context().close();
  });

  test('since when, in which words, who says so? — two taps', async () => {
    const page = await site().open('/', phone);
    const reader = await toTheDay(page);
    await page.locator('#issue-troop-deployment').getByText('Romania').waitFor();
    await reader.tap(page.locator('#issue-troop-deployment').getByRole('button', { name: /^Italy/ }));
    const why = page.getByRole('dialog', { name: 'Italy on troop deployment' });
    await why.locator('mark').first().waitFor();
    await expect.poll(() => why.locator('dt:text-is("Since") + dd').textContent()).toBe('15 March 2025');
    await expect.poll(() => why.locator('mark').allTextContents()).toContain('Giorgia Meloni indicated a reluctance to send troops');
    await expect
      .poll(() => why.locator('dt:text-is("Who says so") + dd').textContent())
      .toContain('Giorgia Meloni for Italy, official, 3 origins');
    // Only pages that carry this claim.
    await expect
      .poll(async () => (await why.locator('figcaption .ref').allTextContents()).sort())
      .toEqual(['quotidiano-2025-09-04', 'summit-report', 'tass-2012471']);
    expect(reader.taps).toBeLessThanOrEqual(3);
    await page.context().close();
  });

  test('what changed since? — two taps', async () => {
    const page = await site().open('/', phone);
    const reader = await toTheDay(page);
    await page.locator('#issue-troop-deployment').getByText('Romania').waitFor();
    await reader.tap(page.getByRole('link', { name: 'Compare', exact: true }));
    await page.locator('.change').first().waitFor();
    await expect
      .poll(async () => (await page.locator('.change').allTextContents()).find((t) => t.startsWith('France on troop deployment')))
      .toMatch(/open.*declared.*firmed up/);
    expect(reader.taps).toBeLessThanOrEqual(3);
    await page.context().close();
  });

  test('the time bar: typed day, month and year; what is no date is refused with the remedy; back goes back', async () => {
    const page = await site().open('/');
    const field = page.getByLabel('In force on');
    await page.getByRole('row', { name: /Italy/ }).waitFor();
    for (const text of ['2025-09-04', '2025-03', '2024']) {
      await field.fill(text);
      await field.press('Enter');
      await expect.poll(() => param(page, 'at')).toBe(text);
    }
    await field.fill('2025-02-30');
    await field.press('Enter');
    await page.getByRole('alert').waitFor();
    await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
    expect(param(page, 'at')).toBe('2024');
    await page.goBack();
    await expect.poll(() => param(page, 'at')).toBe('2025-03');
    await expect.poll(() => field.inputValue()).toBe('2025-03');
    await page.context().close();
  });

  test('J and K go from development to development, the slider by the day; play runs on and stops', async () => {
    const page = await site().open('/?at=2025-09-04');
    await page.getByRole('row', { name: /Italy/ }).waitFor();
    await page.keyboard.press('j');
    await page.waitForURL(/at=2025-09-05/);
    await page.keyboard.press('j');
    await page.waitForURL(/at=2025-10-22/);
    await page.keyboard.press('k');
    await page.waitForURL(/at=2025-09-05/);
    const slider = page.getByRole('slider', { name: 'Day' });
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('5 September 2025');
    await slider.press('ArrowRight');
    await page.waitForURL(/at=2025-09-06/);
    await slider.press('End');
    await expect.poll(() => param(page, 'at')).toBeNull();
    await expect.poll(() => slider.getAttribute('aria-valuetext')).toMatch(/^today; the record ends with 24 February 2026/);
    await page.goto(`${site().world.url}/?at=2026-02-03`);
    await page.getByRole('button', { name: /^Play/ }).click();
    await page.waitForURL(/at=2026-02-24/);
    await page.getByRole('button', { name: /^Play/ }).waitFor(); // it has stopped by itself
    await page.context().close();
  });

  test('as our pages had it, and as we had it', async () => {
    const page = await site().open('/?at=2025-09-04', { expects: /400/ });
    const bulgaria = page.locator('.cell[data-facet="contribution/BGR/naval"]');
    await bulgaria.waitFor();
    await page.getByLabel('As our pages had it on').fill('2025-09-03');
    await page.keyboard.press('Enter');
    await bulgaria.waitFor({ state: 'detached' });
    await page.goto(`${site().world.url}/?at=2025-09-04`);
    await page.getByLabel('As we had it on, or at event').fill('70');
    await page.keyboard.press('Enter');
    await page.locator('.cell[data-facet="contribution/BGR/naval"]', { hasText: 'possible' }).waitFor();
    await expect.poll(() => param(page, 'known')).toBe('70');
    await page.getByLabel('As we had it on, or at event').fill('999999');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .getByText(/999999/)
      .first()
      .waitFor();
    await page.context().close();
  }, 30_000);

  test('keys: lenses by number, cell to cell by arrows, help; and they can be turned off', async () => {
    const page = await site().open('/?at=2025-09-04');
    await page.locator('[data-facet="position/ITA/troop-deployment"]').focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-facet'))).toBe('position/LTU/troop-deployment');
    await page.keyboard.press('4');
    await page.waitForURL(/lens=compare/);
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keys' });
    await help.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.keyboard.press('1');
    await page.keyboard.press('j');
    expect(page.url()).toContain('lens=compare');
    expect(param(page, 'at')).toBe('2025-09-04');
    await page.context().close();
  });

  test('the whole page by the keyboard alone: from the address to the words and back', async () => {
    const page = await site().open('/?at=2025-09-04');
    await page.locator('[data-facet="position/BGR/troop-deployment"]').waitFor();
    await page.keyboard.press('Tab');
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the lens');
    await page.keyboard.press('Enter');
    const facet = () => page.evaluate(() => document.activeElement?.getAttribute('data-facet') ?? null);
    for (let i = 0; i < 40 && (await facet()) === null; i++) await page.keyboard.press('Tab');
    await expect.poll(() => facet()).toBe('position/BGR/troop-deployment');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Bulgaria on troop deployment' }).locator('mark').first().waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => facet()).toBe('position/BGR/troop-deployment');
    await page.context().close();
  });

  test('an answer can be taken away: links live and pinned, citation, twins that give the same, every export', async () => {
    const page = await site().open('/?at=2025-09-04&open=position/ITA/troop-deployment', {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const cite = page.getByRole('dialog').locator('.cite');
    await cite.locator('summary').click();
    const twin = async (label: string) => (await cite.locator(`.twin:has(.twin-label:text-is("${label}"))`).locator('code').textContent())!;
    const copied = async (label: string) => {
      await cite.getByRole('button', { name: `Copy ${label}` }).click();
      await cite.getByText('Copied').first().waitFor();
      return page.evaluate(() => navigator.clipboard.readText());
    };
    const live = await copied('live link');
    expect(new URL(live).searchParams.get('known')).toBeNull();
    const size = site().world.demarche.size;
    const pinned = await copied('pinned link');
    expect(Object.fromEntries(new URL(pinned).searchParams)).toEqual({
      at: '2025-09-04',
      known: String(size),
      open: 'position/ITA/troop-deployment',
    });
    const citation = await copied('citation');
    expect(citation).toBe(
      `“The coalition of the willing”, Italy on troop deployment, as of 4 September 2025, record of ${size} events (2026-11-24). demarche. ${pinned}`.replace(
        /\(\d{4}-\d\d-\d\d\)/,
        /\(\d{4}-\d\d-\d\d\)/.exec(citation)![0],
      ),
    );
    await expect.poll(() => twin('Command line')).toBe('demarche why position/ITA/troop-deployment --at 2025-09-04');
    const address = /^curl '(.*)'$/.exec(await twin('HTTP'))![1]!;
    const answer = (await (await fetch(address)).json()) as { cell: { value: string; since: string } };
    expect(answer.cell).toMatchObject({ value: 'rules-out', since: '2025-03-15' });
    for (const link of await cite.locator('.exports a').all()) {
      const response = await fetch((await link.getAttribute('href'))!);
      expect(response.status).toBe(200);
    }
    // A pinned link shows the same, in a browser that has seen nothing.
    const other = await site().open(pinned.slice(site().world.url.length));
    await other.getByRole('dialog', { name: 'Italy on troop deployment' }).getByText('15 March 2025').first().waitFor();
    await other.context().close();
    await page.context().close();
  });

  test('the timeline says in lanes and in words how well a date is known', async () => {
    const page = await site().open('/?lens=timeline&at=2025-09-05');
    const list = page.locator('ol.events');
    await list.waitFor();
    const entry = (title: string) => list.locator('li.event', { hasText: title }).first().locator('.event-date');
    await expect.poll(() => entry('Russia begins its full-scale invasion').textContent()).toBe('▬ in 2022');
    await expect.poll(() => entry('Putin rejects NATO troops').textContent()).toMatch(/^◂ by 4 September 2025/);
    const retracted = list.locator('li.event', { hasText: 'Rutte in Prague' });
    await expect.poll(() => retracted.textContent()).toContain('⊗ retracted');
    await expect.poll(async () => (await page.locator('.lanes .dot').count()) - (await list.locator('li.event').count())).toBe(0);
    // A claim in a development opens its cell.
    await list.getByRole('button', { name: 'Italy is not available' }).click();
    await list.getByRole('button', { name: 'Italy on troop deployment' }).click();
    await page.getByRole('dialog', { name: 'Italy on troop deployment' }).locator('mark').first().waitFor();
    await page.context().close();
  });

  test('compare tells apart what the world, more pages, and the record changed', async () => {
    const page = await site().open('/?lens=compare&at=2025-09-04&known=331&to-at=2025-09-04&actor=BGR');
    const part = page.getByRole('region', { name: /The record changed/ });
    await part.waitFor();
    await expect.poll(() => part.textContent()).toContain('outweighs the date over a translation');
    await expect.poll(() => page.getByRole('region', { name: /The world changed/ }).count()).toBe(0);
    // it compares one actor, and says of no other that it does
    await page.goto(`${site().world.url}/?lens=compare&at=2025-09-04&to-at=2026-02-24&actor=FRA,GBR`);
    await expect.poll(() => page.locator('.lead').textContent()).toMatch(/Only France; compare all/);
    await page.goto(`${site().world.url}/?lens=timeline&at=2025-09-04&actor=FRA,GBR`);
    await expect.poll(() => page.locator('.tools').textContent()).toMatch(/Only France show all/);
    await page.goBack();
    await page.goBack();
    await page.getByRole('link', { name: 'what later pages told of this day' }).click();
    await page
      .getByRole('region', { name: /More was published|The record changed/ })
      .first()
      .waitFor();
    await page.context().close();
  });

  test('compare says what changed where nothing decides a cell: who says what of it now; nothing is called open that is not', async () => {
    const page = await site().open('/?lens=compare&at=2025-09-04&to-at=2026-02-24');
    const change = (name: string) => page.locator('.change', { has: page.getByText(name, { exact: true }) });
    const consent = change('Germany on Russian consent');
    await expect.poll(() => consent.innerText()).toContain('now only reported: needed (Friedrich Merz for Germany)');
    await expect.poll(() => consent.innerText()).toMatch(/because of Al-Ahed has Merz make a force depend on Russia$/);
    await expect.poll(() => change('United States: tomahawk missiles').innerText()).toContain('now said by others: considers (Mark Rutte for NATO)'); // prettier-ignore
    await expect.poll(() => change('Ukraine: armed forces').innerText()).toContain('800,000 soldiers');
    // on paper both points are told
    await page.emulateMedia({ media: 'print' });
    await expect.poll(() => page.locator('.point').allInnerTexts()).toEqual([expect.stringMatching(/^From\s+4 September 2025/), expect.stringMatching(/^To\s+24 February 2026/)]); // prettier-ignore
    await page.emulateMedia({ media: 'screen' });
    // what was done to the record is named by what it was done to
    await page.goto(`${site().world.url}/?lens=compare&at=2025-09-04&known=100&to-at=2025-09-04`);
    await expect.poll(() => change('Türkiye on troop deployment').innerText()).toContain('now said by others: pledged (António Costa for European Council)'); // prettier-ignore
    await expect.poll(() => change('Türkiye on troop deployment').innerText()).toContain('because statement made “Costa in Sofia names further countries”, event 334'); // prettier-ignore
    // a cell that was contested and is not any more says so
    await page.goto(`${site().world.url}/?lens=compare&at=2025-02-17&to-at=2025-09-04&actor=DEU`);
    await expect.poll(() => change('Germany on troop deployment').innerText()).toContain('contested → held');
    await page.context().close();
  });

  test('what may have been published later is marked where pages are limited; every sign stands in the legend', async () => {
    const page = await site().open('/?at=2025-09-04&published=2025-03-01');
    const cell = page.getByRole('row', { name: /Netherlands/ }).locator('.cell[data-facet="position/NLD/troop-deployment"]');
    await expect.poll(() => cell.textContent()).toContain('perhaps published later');
    await page.locator('.legend summary').click();
    const told = new Set(await page.locator('.legend dt .glyph').allTextContents());
    for (const at of ['2025-02-17', '2025-05-30', '2025-09-04', '2026-02-24']) {
      await page.goto(`${site().world.url}/?at=${at}`);
      await page.locator('main .cell').first().waitFor();
      const shown = new Set(await page.locator('main .marks .glyph').allTextContents());
      expect([...shown].filter((g) => !told.has(g))).toEqual([]);
    }
    // and is said with the capitals of the names in it
    await page.goto(`${site().world.url}/?at=2025-09-04`);
    await page.getByText('Coalition of the willing: to deploy inside Ukraine').waitFor();
    await expect.poll(() => page.locator('.matrix thead').innerText()).toContain('Black Sea hub');
    await page.context().close();
  });

  test('on a phone each line of the timeline has its date, and each of the log its author', async () => {
    const page = await site().open('/?lens=timeline', { viewport: PHONE });
    await page.getByText('Hoffmann: too early to speak of troops').waitFor();
    const dates = page.locator('.event-date');
    expect(await dates.evaluateAll((all) => all.filter((p) => p.querySelector('.sr')).length)).toBe(0);
    await page.goto(`${site().world.url}/?lens=log&item=333`);
    const gist = page.locator('.log-event .log-gist');
    await gist.first().waitFor();
    expect(await gist.evaluateAll((all) => all.filter((p) => p.scrollWidth > p.clientWidth).length)).toBe(0);
    expect(await gist.first().innerText()).toMatch(/ — the demarche editors$/);
    await page.context().close();
  });

  test('search finds developments, actors and pages', async () => {
    const page = await site().open('/');
    await page.getByRole('row', { name: /Italy/ }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('Meloni');
    await page.keyboard.press('Enter');
    await page.locator('ol.events').getByText('Meloni rules out Italian troops').waitFor();
    await page.getByRole('region', { name: 'Also found' }).getByRole('link', { name: 'Giorgia Meloni' }).waitFor();
    await page.context().close();
  });
});

test('the styles name no colour, size or distance outside the tokens', () => {
  const web = new URL('../../src/web/', import.meta.url);
  const named = [...readFileSync(new URL('style.css', web), 'utf8').matchAll(/@import '\.\/style\/([\w-]+\.css)';/g)].map((m) => m[1]!);
  expect(named.toSorted()).toEqual(readdirSync(new URL('style/', web)).toSorted());
  const rules = named
    .filter((file) => file !== 'tokens.css')
    .map((file) => readFileSync(new URL(`style/${file}`, web), 'utf8'))
    .join('\n');
  expect(rules.match(/#[0-9a-f]{3,8}\b|rgba?\(|hsl/gi) ?? []).toEqual([]);
  for (const [, size] of rules.matchAll(/font-size:\s*([^;]+);/g)) expect(size).toMatch(/^(var\(--t[1-5]\)|100%)$/);
});
