import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { inBrowser, PHONE, settled } from './harness.ts';

inBrowser('Positions', (site) => {
  test('the first view shows who stands where, as a table', async () => {
    const page = await site().open('/?at=2025-09-04');
    const cell = page.getByRole('row', { name: /Italy/ }).getByRole('button', { name: /rules out/ });
    await cell.waitFor();
    await expect.poll(() => page.getByRole('row', { name: /Türkiye/ }).textContent()).toContain('nothing in this record');
    await page.context().close();
  });

  test('a cell opens why, which closes with Escape and gives the focus back', async () => {
    const page = await site().open('/?at=2025-09-04');
    const cell = page.getByRole('row', { name: /Italy/ }).getByRole('button', { name: /rules out/ });
    await cell.click();
    const why = page.getByRole('dialog', { name: 'Italy on troop deployment' });
    await why.getByText('15 March 2025').first().waitFor();
    await expect.poll(() => new URL(page.url()).searchParams.get('open')).toBe('position/ITA/troop-deployment');
    await expect.poll(() => why.locator('mark').first().textContent()).toContain('reluctance to send troops');
    await page.keyboard.press('Escape');
    await why.waitFor({ state: 'detached' });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-facet'))).toBe('position/ITA/troop-deployment');
    await page.context().close();
  });

  test('where a cell stands twice, the focus comes back to the one that was pressed', async () => {
    const page = await site().open('/?at=2025-09-04&by=issue');
    await page.locator('.cell[data-facet="contribution/ROU/bases"]').waitFor();
    const named = page.locator('#numbers .named', { hasText: 'with an offer' });
    await named.locator('summary').click();
    await named.locator('[data-facet="contribution/ROU/bases"]').click();
    await page.getByRole('dialog', { name: 'Romania: bases' }).locator('.cite').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await expect.poll(() => named.locator(':focus').textContent()).toBe('bases offers');
    await page.context().close();
  });

  test('actors stand in the order of their names, also where the names come last', async () => {
    const page = await site().open('/?lens=log');
    for (const [way, heading] of [
      ['table', 'tbody th'],
      ['actor', '.questions h2'],
    ] as const) {
      let release = (): void => undefined;
      const held = new Promise<void>((resolve) => (release = resolve));
      const late = async (route: Route) => {
        await held;
        await route.continue();
      };
      await page.route(/\/actors(\?|$)/, late);
      await page.goto(`${site().world.url}/?at=2025-09-04&by=${way}`);
      const shown = () => page.locator(heading).allTextContents();
      await expect.poll(shown).toContain('DEU');
      release();
      await expect.poll(shown).toContain('Germany');
      await page.unroute(/\/actors(\?|$)/, late);
      // those of whom only others speak come after all others
      const names = (await shown()).slice(0, 8);
      expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
    }
    await page.context().close();
  });

  test('a number stands beside names: who is named by whom, and who has an offer or readiness of their own, each with what it is', async () => {
    const page = await site().open('/?at=2025-09-04');
    const numbers = page.locator('#numbers .quantity', { hasText: '26 countries claimed' });
    await numbers.waitFor();
    await expect
      .poll(() => numbers.locator('summary').allTextContents())
      .toEqual([
        '3 named by the claimant',
        '6 named by others',
        '0 by their own word',
        '7 with an offer or readiness of their own, membership unsaid',
      ]);
    // An offer (contributions above neutral) or a readiness (above neutral on troops), of those whom nobody named: the offers alone
    // are four (Bulgaria, France, the Netherlands, Romania), the readiness alone four (Denmark, France, the United Kingdom, Lithuania).
    const offering = numbers.locator('.named', { hasText: 'with an offer' });
    await offering.locator('summary').click();
    await expect
      .poll(() => offering.locator('li > b, .named-actor').allTextContents())
      .toEqual(['Bulgaria', 'Denmark', 'France', 'United Kingdom', 'Lithuania', 'Netherlands', 'Romania']);
    await offering.getByRole('button', { name: 'bases offers' }).click();
    await page.getByRole('dialog', { name: 'Romania: bases' }).waitFor();
    await page.context().close();
  });

  test('on a phone, questions with who says what', async () => {
    const page = await site().open('/?at=2025-09-04', { viewport: PHONE });
    const refuses = page.locator('#issue-troop-deployment .stance', { has: page.getByRole('heading', { name: /rules out/i }) });
    await refuses.waitFor();
    await expect.poll(() => refuses.getByRole('listitem').allTextContents()).toHaveLength(5);
    await page.context().close();
  });

  test('a link to what is not in the record says so in plain words, once, and leads on', async () => {
    const page = await site().open('/?dossier=nope', { expects: /404|400/ });
    const failure = page.locator('.failure');
    await expect.poll(() => failure.innerText()).toMatch(/^That is not in this record\s+no dossier "nope"/);
    await failure.getByRole('link', { name: 'Go to what is in it' }).click();
    await page.getByRole('row', { name: /Italy/ }).waitFor();
    await page.goto(`${site().world.url}/?at=2025-02-30`);
    await expect.poll(() => failure.innerText()).toMatch(/^This cannot be answered\s+"2025-02-30" is not a date[^\n]*\s+Go to today/);
    await page.context().close();
  });

  test('as we had it: in the words, and with the questions, that the record had then', async () => {
    const { demarche, as, url } = site().world;
    const dossier = 'coalition-of-the-willing';
    const before = demarche.size;
    const { body, etag } = await as('admin').issue({ id: 'troop-deployment' }, { query: { dossier } });
    const ladder = body.ladder.map((r) => (r.stance === 'rules-out' ? { ...r, label: 'will have none of it' } : r));
    await as('admin').reviseIssue(
      { id: 'troop-deployment' },
      { ifMatch: etag!, body: { dossier, reason: 'plainer', question: 'Would it send soldiers?', ladder } },
    );
    await as('admin').defineIssue({
      body: { dossier, id: 'defined-later', question: 'Is it later?', neutral: 'no', ladder: [{ stance: 'no' }, { stance: 'yes' }] },
    });
    const page = await site().open('/?at=2025-09-04&by=issue');
    const main = () => page.locator('main').innerText();
    await expect.poll(main).toMatch(/Would it send soldiers\?[^]*will have none of it/i);
    for (const lens of ['positions', 'evolution']) {
      await page.goto(`${url}/?lens=${lens}&at=2025-09-04&by=issue&issue=troop-deployment&known=${before}`);
      await expect.poll(main).toMatch(/Would it put own troops inside Ukraine after the fighting\?[^]*rules out/i);
      expect(await main()).not.toMatch(/send soldiers|none of it/i);
    }
    // a question that was not asked then has no answer then, and is not counted as unanswered either
    await page.goto(`${url}/?at=2025-09-04`);
    await expect.poll(main).toContain('defined later');
    await page.goto(`${url}/?at=2025-09-04&known=${before}`);
    await expect.poll(main).toContain('2 questions of this dossier have no answer at this point: troops nearby,');
    await page.goto(`${url}/?lens=evolution&issue=defined-later&known=${before}`);
    await page.getByText('The record has no question “defined-later” at this point').waitFor();
    // before anything was defined there is nothing, and nothing to begin with either
    await page.goto(`${url}/?at=2025-09-04&known=0`);
    await page.getByText('Nothing in this record at this point').waitFor();
    for (const lens of ['timeline', 'evolution', 'sources', 'follow-ups', 'compare']) {
      await page.goto(`${url}/?lens=${lens}&at=2025-09-04&known=0&to-known=0`);
      await settled(page);
      expect([lens, await page.locator('.failure').count()]).toEqual([lens, 0]);
    }
    await page.context().close();
  });
});
