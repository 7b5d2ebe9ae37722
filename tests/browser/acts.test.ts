/** What is done to what is recorded already: each act from where it is offered to what the record says then. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { statement } from '../support/http.ts';
import { inBrowser } from './harness.ts';
import type { Site } from './harness.ts';

const TUSK = 'tusk-no-soldiers-2025-02-17';
const POLAND = 'position/POL/troop-deployment';
const GERMANY = 'position/DEU/troop-deployment';

/** Opens an act, and says who acts. */
async function begin(site: Site, path: string, options: Parameters<Site['open']>[1] = {}): Promise<Page> {
  const page = await site.open(path, options);
  await page.getByLabel('Token').fill(site.world.tokens.recorder);
  await page.getByRole('button', { name: 'Begin' }).click();
  return page;
}
const why = (page: Page, reason: string) => page.getByLabel('Reason', { exact: true }).fill(reason);
const choose = async (page: Page, label: string | RegExp, words: string, name: string | RegExp) => {
  await page.getByRole('searchbox', { name: label }).fill(words);
  await page.locator('.found').getByRole('button', { name }).first().click();
};
/** Sees what it changes, with nothing written before; then does it. */
async function save(site: Site, page: Page, verb: string, done: string): Promise<void> {
  const { demarche } = site.world;
  await demarche.catchUp();
  const before = demarche.size;
  await page.getByRole('button', { name: 'See what it changes' }).click();
  const button = page.getByRole('button', { name: verb, exact: true });
  await button.waitFor();
  await demarche.catchUp();
  expect(demarche.size).toBe(before);
  await button.click();
  await page.getByRole('heading', { name: done }).waitFor();
  await demarche.catchUp();
  expect(demarche.size).toBeGreaterThan(before);
}
const lastOf = async (site: Site, stream: string) => (await site.world.demarche.logOf(stream)).at(-1)!;

inBrowser('Acts', (site) => {
  test('retract, from the why drawer: the cell is told before and after, and the log has who did it; then reinstate', async () => {
    const page = await site().open(`/?at=2025-02-18&open=${POLAND}`);
    await page.getByRole('link', { name: 'Retract' }).click();
    await page.getByRole('heading', { name: 'Retract' }).waitFor();
    await page.getByLabel('Token').fill(site().world.tokens.recorder);
    await page.getByRole('button', { name: 'Begin' }).click();
    await page.getByText(/Still missing: why/).waitFor();
    await why(page, 'a misreading of the page');
    const { demarche } = site().world;
    expect(demarche.facet(POLAND, { at: '2025-02-18' })).toMatchObject({ value: 'rules-out', by: { development: TUSK } });
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByRole('heading', { name: 'In force on 17 February 2025' }).waitFor();
    await save(site(), page, 'Retract it', 'Retracted');
    expect(demarche.facet(POLAND, { at: '2025-02-18' }).by?.development).not.toBe(TUSK);
    expect(await lastOf(site(), `development-${TUSK}`)).toMatchObject({
      type: 'DevelopmentRetracted',
      author: 'the recorder',
      event: { reason: 'a misreading of the page' },
    });
    // back goes to where one came from, the drawer open
    await page.getByRole('link', { name: /Its entry in the log/ }).click();
    await page.locator('.log-open').getByText('development retracted').waitFor();
    await page.goBack();
    await page.goto(`${site().world.url}/?lens=timeline&item=${TUSK}`);
    await page.getByRole('link', { name: 'Reinstate' }).click();
    await why(page, 'the page does say so');
    await save(site(), page, 'Reinstate it', 'Reinstated');
    expect(demarche.facet(POLAND, { at: '2025-02-18' }).by?.development).toBe(TUSK);
    await page.context().close();
  });

  test('adjudicate, from a contested cell', async () => {
    const page = await begin(site(), `/?at=2025-02-17&act=adjudicate&on=${GERMANY}`);
    const { demarche } = site().world;
    expect(demarche.facet(GERMANY, { at: '2025-02-17' }).status).toBe('contested');
    await page
      .getByRole('group', { name: 'Which of them stands' })
      .getByRole('radio', { name: /german-defence-ministry/ })
      .check();
    const against = page.getByRole('group', { name: 'Against which' });
    expect(await against.getByRole('checkbox', { name: /hoffmann-premature/ }).isChecked()).toBe(true);
    await why(page, 'the ministry decides');
    await choose(page, /^Ground/, 'summit', /./);
    await save(site(), page, 'Rule so', 'Ruled');
    const cell = demarche.facet(GERMANY, { at: '2025-02-17' });
    expect(cell).toMatchObject({ status: 'held', by: { development: 'german-defence-ministry-2025-02-17' } });
    expect(cell.overruled?.map((c) => c.by.development)).toContain('hoffmann-premature-2025-02-17');
    expect(await lastOf(site(), 'dossier-coalition-of-the-willing')).toMatchObject({
      type: 'ClaimsAdjudicated',
      author: 'the recorder',
      event: { reason: 'the ministry decides', because: [expect.any(String)] },
    });
    await page.context().close();
  });

  test('merge two records of one act: the evidence moves, the duplicate is retracted', async () => {
    const { demarche } = site().world;
    const claims = [{ facet: POLAND, value: 'rules-out' }];
    const body = statement('poland-twice', { title: 'Poland, told twice', by: 'POL', date: '2025-02-17', claims });
    await site().world.as('recorder').record({ body });
    const page = await begin(site(), '/?act=merge&on=poland-twice');
    await choose(page, 'The one that stays', 'tusk soldiers', /Tusk/);
    await page.locator('.act-subject').nth(1).getByText(TUSK).waitFor();
    await why(page, 'one act, two records');
    await save(site(), page, 'Merge them', 'Merged');
    expect(demarche.current(TUSK).development.evidence.map((e) => e.source)).toContain('summit-report');
    expect(await lastOf(site(), 'development-poland-twice')).toMatchObject({
      type: 'DevelopmentRetracted',
      author: 'the recorder',
      event: { duplicateOf: TUSK },
    });
    await page.context().close();
  });

  test('evidence for one of several claims', async () => {
    const { demarche } = site().world;
    const page = await begin(site(), '/?act=evidence&on=paris-emergency-meeting-2025-02-17');
    const before = demarche.current('paris-emergency-meeting-2025-02-17').development;
    await choose(page, 'Page', 'reuters', /Reuters/);
    await page.getByLabel(/^What it says/).fill('Denmark is open to it');
    await page.getByRole('radio', { name: /those that are chosen/ }).check();
    await page.getByRole('checkbox', { name: /Denmark/ }).check();
    await save(site(), page, 'Add it', 'Added');
    const after = demarche.current('paris-emergency-meeting-2025-02-17').development;
    expect(after.evidence).toHaveLength(before.evidence.length + 1);
    const added = after.evidence.at(-1)!;
    expect(added.wording).toBe('Denmark is open to it');
    expect(after.claims.filter((c) => c.evidence?.includes(added.id) ?? true).map((c) => c.facet)).toEqual([
      'position/DNK/troop-deployment',
    ]);
    await page.context().close();
  });

  test('pages: grade, withdraw on a ground, restore, keep the text, merge', async () => {
    const { demarche } = site().world;
    const page = await begin(site(), '/?act=grade&on=summit-report');
    const state = () => demarche.source('summit-report');
    const act = async (name: string) => {
      await page.goto(`${site().world.url}/?lens=sources&item=summit-report`);
      await page.locator('.acts').getByRole('link', { name, exact: true }).click();
    };
    await page.getByRole('radio', { name: /^F / }).check();
    await why(page, 'nobody knows who wrote it');
    await save(site(), page, 'Grade it', 'Graded');
    expect(state().description).toMatchObject({ grade: 'F' });

    await act('Withdraw');
    await why(page, 'the outlet took it back');
    await choose(page, /^Ground/, 'afp', /./);
    await save(site(), page, 'Withdraw it', 'Withdrawn');
    expect(state().withdrawn).toBe(true);
    expect(await lastOf(site(), 'source-summit-report')).toMatchObject({
      author: 'the recorder',
      event: { because: [expect.any(String)] },
    });

    await act('Restore');
    await why(page, 'it did not');
    await save(site(), page, 'Restore it', 'Restored');
    expect(state().withdrawn).toBe(false);

    await act('Keep its text');
    await page.getByLabel(/^The text of the page/).fill('Italy will not send troops.');
    await save(site(), page, 'Keep it', 'Kept');
    expect(await lastOf(site(), 'source-summit-report')).toMatchObject({
      type: 'SourceCaptured',
      author: 'the recorder',
      event: { length: 27 },
    });

    await site()
      .world.as('recorder')
      .addSource({ body: { id: 'summit-report-again', publisher: 'An outlet', published: '2025-09-04' } });
    await page.goto(`${site().world.url}/?act=merge-source&on=summit-report-again`);
    await choose(page, 'The one that stays', 'summit-report', /./);
    await why(page, 'one document');
    await save(site(), page, 'Merge them', 'Merged');
    expect(await lastOf(site(), 'source-summit-report-again')).toMatchObject({ type: 'SourcesMerged', author: 'the recorder' });
    await page.context().close();
  });

  test('undo: my last act, said before it is taken back; not what another came before', async () => {
    const { demarche, as, tokens, url } = site().world;
    await as('recorder').record({ body: statement('said-in-error', { date: '2026-08-01', claims: [{ facet: 'position/ITA/troop-deployment', value: 'open' }] }) }); // prettier-ignore
    const page = await site().open('/?lens=log');
    await page.evaluate((t) => sessionStorage.setItem('demarche.token', t), tokens.recorder);
    await page.goto(`${url}/?lens=log`);
    await page.getByRole('link', { name: 'Take back my last act' }).click();
    await page.getByText('Taking it back retracts the development "said-in-error".').waitFor();
    await why(page, 'a misreading');
    await save(site(), page, 'Take it back', 'Taken back');
    expect(await lastOf(site(), 'development-said-in-error')).toMatchObject({
      type: 'DevelopmentRetracted',
      author: 'the recorder',
      event: { reason: 'a misreading' },
    });
    expect(demarche.facet('position/ITA/troop-deployment', { at: '2026-08-02' }).value).toBe('rules-out');
    await page.context().close();
  });
});
