import { expect, test } from 'vitest';
import { inBrowser } from './harness.ts';

inBrowser('Follow-ups', (site) => {
  test('what needs attention comes first; due as said, what answered it, and where it stands', async () => {
    const page = await site().open('/?lens=follow-ups&at=2026-02-24');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await expect
      .poll(() => page.getByRole('heading', { level: 2 }).allTextContents())
      .toEqual(['Its time has passed, and nothing is on record', 'Open', 'Partly delivered', 'Delivered']);
    const partly = page.getByRole('region', { name: 'Partly delivered' }).locator('.promise').first();
    const text = await partly.textContent();
    expect(text).toContain('“in the upcoming days”: 5 September 2025 to about 14 September 2025');
    expect(text).toContain('overdue');
    expect(text).toContain('partly, 6 January 2026');
    await partly.getByRole('link', { name: /^Witkoff and Kushner/ }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('item')).toBe('us-in-paris-2026-01-06');
    await page.context().close();
  });

  test('on the day it was promised it is open, not overdue; one can keep to one actor', async () => {
    const page = await site().open('/?lens=follow-ups&at=2025-09-06');
    const open = page.getByRole('region', { name: 'Open', exact: true });
    await open.getByRole('link', { name: /^Macron: the American/ }).waitFor();
    await expect.poll(() => open.textContent()).not.toContain('overdue');
    await page.getByLabel('Who promised, or is to do it').selectOption('FRA');
    await expect.poll(() => new URL(page.url()).searchParams.get('actor')).toBe('FRA');
    await expect.poll(() => open.locator('.promise').count()).toBe(1);
    await page.context().close();
  });
});
