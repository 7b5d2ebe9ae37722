import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { inBrowser } from './harness.ts';

const ISSUE = '/?lens=evolution&issue=troop-deployment';

inBrowser('Evolution', (site) => {
  test('a stretch says what it is, and opens its why: by pointer and by keyboard alone', async () => {
    const page = await site().open(`${ISSUE}&actor=POL,ITA&sort=name`);
    const poland = page.getByRole('button', { name: /^Poland: no plans, from 12 December 2024/ });
    await poland.hover();
    await page.locator('.told', { hasText: 'Donald Tusk for Poland' }).waitFor();
    await page.locator('.stretch').first().focus();
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => page.evaluate(() => document.activeElement!.getAttribute('aria-label'))).toMatch(/^Poland/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Italy on troop deployment' }).waitFor();
    const query = new URL(page.url()).searchParams;
    expect(query.get('open')).toBe('position/ITA/troop-deployment');
    await page.context().close();
  });

  test('by stance, by name, and only some actors: all in the address', async () => {
    const page = await site().open(`${ISSUE}&at=2025-09-04`);
    await page.locator('.ribbon-group', { hasText: /Rules out/i }).waitFor();
    await page.getByRole('button', { name: 'by name' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('sort')).toBe('name');
    await expect.poll(() => page.locator('.ribbon-group').count()).toBe(0);
    await page.locator('.choose summary').click();
    await page.getByRole('checkbox', { name: 'Italy' }).check();
    await expect.poll(() => page.locator('.ribbon').count()).toBe(1);
    await expect.poll(() => new URL(page.url()).searchParams.get('actor')).toBe('ITA');
    await page.context().close();
  });

  test('the table has the stretches in words; what holds under a condition is striped and says so', async () => {
    const page = await site().open(ISSUE);
    await page.getByText('The same as a table').click();
    const table = page.getByRole('table');
    await table.getByRole('rowheader', { name: 'Poland' }).waitFor();
    // it is drawn as its parts arrive
    await expect.poll(async () => (await table.locator('tbody tr').count()) - (await page.locator('.stretch').count())).toBe(0);
    await expect.poll(() => page.locator('.stretch rect[fill^="url(#stripes"]').count()).toBeGreaterThan(0);
    await expect.poll(() => table.textContent()).toContain('once ');
    await page.context().close();
  });

  test('SVG and PNG are taken away, with where they came from', async () => {
    const page = await site().open(ISSUE);
    await page.locator('.stretch').first().waitFor();
    const take = async (name: 'SVG' | 'PNG') => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.evolution').getByRole('button', { name }).click()]);
      return buffer(await file.createReadStream());
    };
    const svg = (await take('SVG')).toString('utf8');
    expect(svg).toContain('record of ');
    expect(svg).not.toMatch(/ class=| style=/);
    const drawn = await page.evaluate((text) => {
      const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
      return parsed.querySelector('parsererror') ? 'broken' : parsed.documentElement.localName;
    }, svg);
    expect(drawn).toBe('svg');
    const png = await take('PNG');
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBeGreaterThan(1000);
    await page.context().close();
  });
});
