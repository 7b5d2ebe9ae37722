import { expect, test } from 'vitest';
import { inBrowser, PHONE } from './harness.ts';

const TEXT =
  'Lisbon, 9 September. Asked by reporters, Prime Minister Montenegro said Portugal would not send soldiers to Ukraine, but would train them.';

inBrowser('Record', (site) => {
  const begin = async (options = {}) => {
    const page = await site().open('/?lens=record', options);
    await page.getByLabel('Token').fill(site().world.tokens.recorder);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByRole('heading', { name: 'The page it stands in' }).waitFor();
    return page;
  };
  const addPage = async (page: Awaited<ReturnType<typeof begin>>) => {
    await page.getByLabel('Publisher').fill('Lusa');
    await page.getByLabel('Address').fill('https://example.org/lusa-1');
    await page.getByLabel('Published on').fill('2025-09-09');
    await page.getByRole('button', { name: 'Add this page' }).click();
    await page.getByLabel('Publisher').waitFor({ state: 'detached' });
  };

  test('from an article to a recorded, anchored statement, with the words on the screen alone', async () => {
    const page = await begin();
    await addPage(page);
    const text = page.getByLabel(/Text of the page/);
    await text.fill(TEXT);
    await page.getByRole('button', { name: 'Keep the text' }).click();
    await page.getByText('The text is kept.').waitFor();
    const words = 'would not send soldiers to Ukraine';
    await text.evaluate(
      (area: HTMLTextAreaElement, at) => area.setSelectionRange(at[0]!, at[1]!),
      [TEXT.indexOf(words), TEXT.indexOf(words) + words.length],
    );
    await page.getByRole('button', { name: 'Take the selected words' }).click();
    expect(await page.getByLabel('The words it rests on').inputValue()).toBe(words);
    await page.getByLabel('Whose position it is').selectOption({ label: 'Italy' });
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /rules out/ }).check();
    await page.getByLabel('Said on').fill('2025-09-09');
    // nothing is recorded before it was seen
    const before = site().world.demarche.size;
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByText('Italy on troop deployment').last().waitFor();
    await site().world.demarche.catchUp();
    expect(site().world.demarche.size).toBe(before);
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Recorded as').waitFor();
    const { demarche } = site().world;
    await demarche.catchUp();
    expect(demarche.facet('position/ITA/troop-deployment', { at: '2025-09-09' })).toMatchObject({
      value: 'rules-out',
      confirmed: '2025-09-09',
    });
    const development = demarche
      .timeline({ from: '2025-09-09', at: '2025-09-09' })
      .items.find((i) => i.sources.includes('lusa-2025-09-09'))!;
    const { evidence } = demarche.current(development.development).development;
    expect(evidence[0]!.quote).toMatchObject({ exact: words, start: TEXT.indexOf(words), end: TEXT.indexOf(words) + words.length });
    const log = await demarche.development(development.development);
    expect(log[0]!.author).toBe('the recorder');
    // ten answers were asked for: few enough for a first statement
    expect(await page.locator('form.record :is(input:not([type=radio]), select, textarea, fieldset)').count()).toBeLessThanOrEqual(12);
    await page.context().close();
  });

  test('a draft outlives the tab; what is missing is named; what the server refuses is said in words', async () => {
    const page = await begin({ viewport: PHONE, expects: /400|422|409/ });
    await page.getByText(/Still missing: .*whose position it is/).waitFor();
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByLabel('Whose position it is').selectOption({ label: 'Italy' });
    await page.getByLabel('The words it rests on').fill('<img src=x onerror=alert(1)> said so');
    await page.reload();
    expect(await page.getByLabel('The words it rests on').inputValue()).toBe('<img src=x onerror=alert(1)> said so');
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /undecided/ }).check();
    await page.getByLabel('Said on').fill('2025-02-30');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page
      .getByRole('alert')
      .getByText(/February 2025 has 28 days/)
      .first()
      .waitFor();
    await page.context().close();
  });
});
