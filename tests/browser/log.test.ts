import { expect, test } from 'vitest';
import { statement } from '../support/http.ts';
import { inBrowser } from './harness.ts';

inBrowser('Log', (site) => {
  test('an event by its number: what it changed, and raw', async () => {
    const page = await site().open('/?lens=log&item=328');
    const event = page.locator('.log-open');
    await event.waitFor();
    await expect.poll(() => event.locator('.log-position').textContent()).toBe('328');
    await event.locator('dt', { hasText: 'Changed' }).waitFor();
    await event.getByText('Raw event').click();
    await expect.poll(() => event.locator('pre').textContent()).toContain('"trump-to-speak-with-putin"');
    await page.context().close();
  });

  test('pages, filters by type and author, each in the address', async () => {
    const page = await site().open('/?lens=log&after=0');
    await page.locator('.log-event').first().waitFor();
    await expect.poll(() => page.locator('.log-event').count()).toBe(50);
    await page.getByRole('link', { name: 'Newer' }).click();
    await page.locator('.log-position', { hasText: '100' }).waitFor();
    await page.getByLabel('Type').selectOption('DevelopmentCorrected');
    await page.locator('.log-event', { hasText: 'development corrected' }).first().waitFor();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.log-what button')].every((b) => b.textContent === 'development corrected'),
    );
    await expect.poll(() => new URL(page.url()).searchParams.get('kind')).toBe('DevelopmentCorrected');
    await page.getByLabel('By', { exact: true }).fill('nobody at all');
    await page.keyboard.press('Enter');
    await page.getByText('No event of this kind on this page').waitFor();
    await page.context().close();
  });

  test('at an earlier point of the record: as it stood then, also filtered, and by the clock', async () => {
    const { demarche, url } = site().world;
    const corrections: { position: number }[] = [];
    for await (const item of demarche.log({ type: 'DevelopmentCorrected' })) corrections.push(item);
    const [first, second] = corrections as [(typeof corrections)[0], (typeof corrections)[0]];
    const page = await site().open(`/?lens=log&kind=DevelopmentCorrected&known=${second.position - 1}`);
    await page.getByText(`As the log stood at event ${second.position - 1}.`).waitFor();
    await expect.poll(() => page.locator('.log-position').allTextContents()).toEqual([String(first.position)]);
    const moment = demarche.recordedAt(100)!;
    const { size } = demarche.recordAt({ known: moment }).known;
    expect(size).toBeLessThan(demarche.size);
    await page.goto(`${url}/?lens=log&known=${moment}`);
    await page.getByText(`As the log stood at event ${size}.`).waitFor();
    await expect.poll(() => page.locator('.log-position').first().textContent()).toBe(String(size));
    await page.context().close();
  });

  test('what another client records appears on top; its text runs nothing', async () => {
    const page = await site().open('/?lens=log');
    await page.getByText('● Following').waitFor();
    const hostile = '<img src=x onerror="document.title=1">';
    const { kind, development } = statement('log-live', { title: hostile });
    await site().world.as('recorder').record({ body: { kind, development } });
    const first = page.locator('.log-event').first();
    await first.getByText('log-live').waitFor();
    await expect.poll(() => first.textContent()).toContain('new');
    await expect.poll(() => first.textContent()).toContain(hostile);
    await expect.poll(() => page.locator('main img').count()).toBe(0);
    await page.context().close();
  });
});
