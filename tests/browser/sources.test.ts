import { expect, test } from 'vitest';
import { statement } from '../support/http.ts';
import { inBrowser } from './harness.ts';

inBrowser('Sources', (site) => {
  test('the weakest first; a page opens with what rests on it and its words marked', async () => {
    const page = await site().open('/?lens=sources&at=2026-02-24');
    await page.locator('.page').first().waitFor();
    const grades = (await page.locator('.page-grade').allTextContents()).map((t) => t.at(-1)!);
    expect(grades[0]).toBe('E');
    expect(grades.indexOf('C')).toBeGreaterThan(grades.indexOf('D'));
    await page.getByRole('button', { name: /Report on the summit/ }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('item')).toBe('summit-report');
    const opened = page.locator('#page-summit-report');
    await opened.getByText('security guarantees will be implemented once the conflict ceases').first().waitFor();
    await expect.poll(() => opened.locator('mark').count()).toBeGreaterThan(20);
    // What happened and claims nothing rests on it as well.
    await opened.getByText('direct talks').first().waitFor();
    await opened.getByRole('button', { name: 'Italy: training' }).first().click();
    await page.getByRole('dialog', { name: 'Italy: training' }).waitFor();
    await page.context().close();
  });

  test('the captured text, every quote marked in its place, each mark a way to why; what is not found is said to be so', async () => {
    const id = 'tass-2012471';
    const recorder = site().world.as('recorder');
    const hostile = '<img src=x onerror="document.title=1">';
    const text = `🕊 At the table.\nItaly will not send soldiers, she said. Training is offered.\n${hostile}\n`;
    await recorder.captureSource({ id }, { body: { text } });
    const claim = (facet: string, value: string, evidence: string[]) => ({ facet, value, evidence });
    await recorder.record({
      body: statement('quoted-in-the-text', {
        evidence: [
          { id: 'e1', source: id, quote: { exact: 'Italy will not send soldiers' } },
          { id: 'e2', source: id, quote: { exact: 'soldiers, she said. Training is offered' } },
          { id: 'e3', source: id, quote: { exact: hostile } },
        ],
        claims: [
          claim('position/ITA/troop-deployment', 'rules-out', ['e1']),
          claim('contribution/ITA/ceasefire-monitoring', 'offers', ['e1']),
          claim('contribution/ITA/training', 'offers', ['e2', 'e3']),
        ],
      }),
    });
    // Later the page reads otherwise: one quote has moved, one is gone.
    await recorder.captureSource({ id }, { body: { text: `Corrected.\n${text.replace('Training is', 'Help is')}` } });
    const page = await site().open(`/?lens=sources&item=${id}&at=2025-09-12&actor=FRA`);
    await page.getByRole('link', { name: 'Look for it without limits' }).click();
    await page.getByRole('link', { name: 'show it with every quote marked' }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('text')).toBe('shown');
    const captured = page.getByRole('region', { name: 'Captured text' });
    await captured.waitFor();
    await expect.poll(() => captured.locator('mark').allTextContents()).toEqual(['Italy will not send soldiers', hostile]);
    const whole = await captured.evaluate((e) => {
      for (const also of e.querySelectorAll('sup')) also.remove();
      return e.textContent;
    });
    expect(whole).toBe(`Corrected.\n${text.replace('Training is', 'Help is')}`);
    const lost = page.getByRole('list', { name: 'Quotes that are not found in this text' });
    await expect
      .poll(() => lost.textContent())
      .toBe('“soldiers, she said. Training is offered” is not in this text, for Italy: training: offers');
    await page.getByText('2 quotes marked, 1 not found; 2 stand elsewhere than where they were recorded').waitFor();
    await page.reload();
    await captured.getByRole('link', { name: 'Italy will not send soldiers' }).click();
    await page.getByRole('dialog', { name: 'Italy: ceasefire monitoring' }).waitFor();
    await page.keyboard.press('Escape');
    await captured.getByRole('link', { name: /^Italy on troop deployment: rules out/ }).click();
    await page.getByRole('dialog', { name: 'Italy on troop deployment' }).waitFor();
    await expect.poll(() => page.locator('main img').count()).toBe(0);
    await page.context().close();
  });

  test('a text that is not kept here is said to be so, with what to do', async () => {
    const page = await site().open('/?lens=sources&item=summit-report&text=shown&at=2026-02-24', { expects: /404/ });
    await page.getByText(/its text is not kept on this node: bring its folder/).waitFor();
    await page.context().close();
  });

  test('contradictions stand side by side', async () => {
    const page = await site().open('/?lens=sources&by=contradictions&at=2026-02-24');
    const row = page.locator('.against', { hasText: 'Hoffmann: too early' });
    await expect.poll(() => row.textContent()).toContain('German defence ministry');
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
    await expect.poll(() => first.textContent()).toContain('withdrawn');
    await expect.poll(() => page.locator('main img').count()).toBe(0);
    await page.context().close();
  });
});

inBrowser(
  'Sources, on a server that others reach',
  (site) => {
    test('a captured text is shown to those with a token', async () => {
      await site().world.demarche.capture('tass-2012471', 'Words of others.');
      const page = await site().open('/?lens=sources&item=tass-2012471&text=shown&at=2026-02-24', { expects: /401/ });
      await page.getByText('shown to those with a token').waitFor();
      await expect.poll(() => page.getByText('Words of others.').count()).toBe(0);
      await page.getByLabel('Token').fill(site().world.tokens.reader);
      await page.getByRole('button', { name: 'Read' }).click();
      await page.getByText('Words of others.').waitFor();
      await page.context().close();
    });
  },
  { proxies: 1, publicReading: true },
);
