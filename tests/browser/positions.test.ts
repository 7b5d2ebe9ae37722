import { expect, test } from 'vitest';
import { inBrowser, PHONE } from './harness.ts';

inBrowser('Positions', (site) => {
  test('the first view shows who stands where, as a table', async () => {
    const page = await site().open('/?at=2025-09-04');
    const cell = page.getByRole('row', { name: /Italy/ }).getByRole('button', { name: /rules out/ });
    await cell.waitFor();
    expect(await page.getByRole('row', { name: /Türkiye/ }).textContent()).toContain('nothing in this record');
    await page.context().close();
  });

  test('a cell opens why, which closes with Escape and gives the focus back', async () => {
    const page = await site().open('/?at=2025-09-04');
    const cell = page.getByRole('row', { name: /Italy/ }).getByRole('button', { name: /rules out/ });
    await cell.click();
    const why = page.getByRole('dialog', { name: 'Italy on troop deployment' });
    await why.getByText('15 March 2025').first().waitFor();
    expect(new URL(page.url()).searchParams.get('open')).toBe('position/ITA/troop-deployment');
    expect(await why.locator('mark').first().textContent()).toContain('reluctance to send troops');
    await page.keyboard.press('Escape');
    await why.waitFor({ state: 'detached' });
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-facet'))).toBe('position/ITA/troop-deployment');
    await page.context().close();
  });

  test('on a phone, questions with who says what', async () => {
    const page = await site().open('/?at=2025-09-04', { viewport: PHONE });
    const refuses = page.locator('#issue-troop-deployment .stance', { has: page.getByRole('heading', { name: /rules out/i }) });
    await refuses.waitFor();
    expect(await refuses.getByRole('listitem').allTextContents()).toHaveLength(5);
    await page.context().close();
  });
});
