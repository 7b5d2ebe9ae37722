import { expect, test } from 'vitest';
import { inBrowser } from './harness.ts';

inBrowser('Sources', (site) => {
  test('the weakest first; a page opens with what rests on it and its words marked', async () => {
    const page = await site().open('/?lens=sources&at=2026-02-24');
    await page.locator('.page').first().waitFor();
    const grades = (await page.locator('.page-grade').allTextContents()).map((t) => t.at(-1)!);
    expect(grades[0]).toBe('E');
    expect(grades.indexOf('C')).toBeGreaterThan(grades.indexOf('D'));
    await page.getByRole('button', { name: /Report on the summit/ }).click();
    expect(new URL(page.url()).searchParams.get('item')).toBe('summit-report');
    const opened = page.locator('#page-summit-report');
    await opened.getByText('security guarantees will be implemented once the conflict ceases').first().waitFor();
    expect(await opened.locator('mark').count()).toBeGreaterThan(20);
    expect(await opened.textContent()).toContain('not the whole text');
    await opened.getByRole('button', { name: 'Italy: training' }).first().click();
    await page.getByRole('dialog', { name: 'Italy: training' }).waitFor();
    await page.context().close();
  });

  test('contradictions stand side by side', async () => {
    const page = await site().open('/?lens=sources&by=contradictions&at=2026-02-24');
    const row = page.locator('.against', { hasText: 'Hoffmann: too early' });
    expect(await row.textContent()).toContain('German defence ministry');
    await page.context().close();
  });

  test('a withdrawn page comes first, with the reason; what is written in it is text and runs nothing', async () => {
    const hostile = '<img src=x onerror="document.title=1">';
    const recorder = site().world.as('recorder');
    const id = (await recorder.sources()).body.sources.at(-1)!.source;
    await recorder.withdrawSource({ id }, { body: { reason: hostile } });
    const page = await site().open(`/?lens=sources&item=${id}`);
    const first = page.locator('.page').first();
    await first.getByText(hostile).waitFor();
    expect(await first.textContent()).toContain('withdrawn');
    expect(await page.locator('main img').count()).toBe(0);
    await page.context().close();
  });
});
