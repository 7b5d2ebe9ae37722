import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { statement } from '../support/http.ts';
import type { World } from '../support/http.ts';
import { violations } from './axe.ts';
import { inBrowser, NARROW, PHONE } from './harness.ts';

const begin = async (page: Page, world: World): Promise<void> => {
  await page.getByLabel('Token', { exact: true }).fill(world.tokens.recorder);
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
};
const press = (page: Page, name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' }).click();
/** The focus is on the name of a rung that was just added. */
const onEmptyRung = (page: Page) =>
  expect
    .poll(() =>
      page.evaluate(() => document.activeElement?.matches('.rung-label input') && (document.activeElement as HTMLInputElement).value),
    )
    .toBe('');
const follow = (page: Page, name: string) => page.getByRole('link', { name, exact: true }).first().click();

inBrowser(
  'From nothing',
  (site) => {
    const TEXT =
      'Harbour, 2 March. The mayor, Ada Berg, said that Portugal was ready to try it for a summer. A month later she told the council that Portugal would refuse the night ferry after all.';

    test('a whole dossier is made on the page alone, with the words on the screen', async () => {
      const { world } = site();
      const { demarche } = world;
      // The first view asks for positions before it is known that there is no dossier.
      const page = await site().open('/', { expects: /404/, bypassCSP: true });
      await page.getByRole('heading', { name: /This record is empty/ }).waitFor();
      expect(await violations(page)).toEqual([]);
      await follow(page, 'Make the dossier');
      await begin(page, world);
      await page.getByLabel('Title', { exact: true }).fill('The ferry talks');
      await expect.poll(() => page.getByLabel('Short name', { exact: true }).inputValue()).toBe('the-ferry-talks');
      await page.getByLabel('Followed from', { exact: true }).fill('2025-01-01');
      await page.getByText('Groups in which actors have roles').click();
      await press(page, 'Add a group');
      await page.getByLabel('Name of the group', { exact: true }).fill('The ferry board');
      await press(page, 'Make the dossier');
      await page.getByText('The dossier is made.').waitFor();
      await demarche.catchUp();
      expect(demarche.dossiers()).toMatchObject([
        {
          dossier: 'the-ferry-talks',
          title: 'The ferry talks',
          opens: '2025-01-01',
          bodies: [{ id: 'the-ferry-board', title: 'The ferry board' }],
        },
      ]);

      // whoever looks for positions is led back here
      await page.getByRole('link', { name: 'Positions', exact: true }).click();
      await follow(page, 'What leads to a first position');
      // two questions: one on the ladder that is proposed, one on a ladder of one's own
      await follow(page, 'Ask its first question');
      await page.getByLabel('Question', { exact: true }).fill('Should the ferry run at night?');
      await page.getByLabel('Short name', { exact: true }).fill('night-ferry');
      await press(page, 'Make the question');
      await page.getByText('The question is made.').waitFor();
      await follow(page, 'Make a question');
      await page.getByLabel('Question', { exact: true }).fill('Who pays for the pier?');
      await expect.poll(() => page.getByLabel('Short name', { exact: true }).inputValue()).toBe('who-pays-for-the-pier');
      await press(page, 'Take open away');
      for (const [rung, label] of ['nothing', 'says nothing', 'half of it'].entries())
        await page.getByLabel(`Rung ${rung + 1}`, { exact: true }).fill(label);
      await page.getByLabel('Means', { exact: true }).first().fill('would pay nothing at all');
      await press(page, 'Add a rung');
      await onEmptyRung(page);
      await page.keyboard.type('all of it');
      await press(page, 'Make the question');
      await page.getByText('The question is made.').waitFor();
      await demarche.catchUp();
      expect(demarche.dossiers()[0]!.issues).toEqual([
        {
          issue: 'night-ferry',
          question: 'Should the ferry run at night?',
          ladder: ['refuses', 'undecided', 'open', 'agrees'].map((s) => ({ stance: s, label: s })),
          neutral: 'undecided',
        },
        {
          issue: 'who-pays-for-the-pier',
          question: 'Who pays for the pier?',
          ladder: [
            { stance: 'nothing', label: 'nothing', means: 'would pay nothing at all' },
            { stance: 'says-nothing', label: 'says nothing' },
            { stance: 'half-of-it', label: 'half of it' },
            { stance: 'all-of-it', label: 'all of it' },
          ],
          neutral: 'says-nothing',
        },
      ]);

      // a state, an organisation, and a person with an office
      await follow(page, 'Name the first actors');
      await page.getByLabel('Name', { exact: true }).fill('Portugal');
      await expect.poll(() => page.getByLabel('Short name', { exact: true }).inputValue()).toBe('PRT');
      await press(page, 'Make the actor');
      await page.getByText('Portugal is made').waitFor();
      await follow(page, 'Make an actor');
      await page.getByRole('radio', { name: /Organisation/ }).check();
      await page.getByLabel('Name', { exact: true }).fill('The harbour council');
      await page.getByLabel('Other names', { exact: true }).fill('Hafenrat');
      await page.keyboard.press('Enter');
      await press(page, 'Make the actor');
      await page.getByText('The harbour council is made').waitFor();
      await follow(page, 'Make an actor');
      await page.getByRole('radio', { name: /Person/ }).check();
      await page.getByLabel('Name', { exact: true }).fill('Ada Berg');
      await page.getByLabel('Office', { exact: true }).fill('Mayor');
      await page.getByText('Still missing: in whose name the office speaks.').waitFor();
      await page.getByLabel('Of', { exact: true }).selectOption('PRT');
      await page.getByLabel('First day in office', { exact: true }).fill('2024-01-01');
      await press(page, 'Make the actor');
      await page.getByText('Ada Berg is made').waitFor();
      await demarche.catchUp();
      expect(demarche.actors()).toEqual([
        { actor: 'PRT', kind: 'state', name: 'Portugal' },
        { actor: 'ada-berg', kind: 'person', name: 'Ada Berg', offices: [{ office: 'Mayor', of: 'PRT', from: '2024-01-01' }] },
        { actor: 'the-harbour-council', kind: 'organisation', name: 'The harbour council', aliases: ['Hafenrat'] },
      ]);

      // the first statement, anchored in the text of its page
      await follow(page, 'Record a statement');
      await page.getByLabel('Address', { exact: true }).fill('https://example.org/gazette-1');
      await page.getByLabel('Publisher', { exact: true }).fill('Harbour Gazette');
      await page.getByLabel('Published on', { exact: true }).fill('2025-04-03');
      await press(page, 'Add this page');
      await page.getByLabel('Publisher', { exact: true }).waitFor({ state: 'detached' });
      await page.getByLabel(/Text of the page/).fill(TEXT);
      const say = async (words: string, day: string, rung: RegExp) => {
        await page
          .getByLabel(/Text of the page/)
          .evaluate(
            (area: HTMLTextAreaElement, at) => area.setSelectionRange(at[0]!, at[1]!),
            [TEXT.indexOf(words), TEXT.indexOf(words) + words.length],
          );
        await press(page, 'Take the selected words');
        await page.getByLabel('Who says it', { exact: true }).selectOption('ada-berg');
        await page.getByLabel('Said or done on', { exact: true }).fill(day);
        await page.getByLabel('Whose position it is', { exact: true }).selectOption('PRT');
        await page.getByLabel('Question', { exact: true }).selectOption('night-ferry');
        await page.getByRole('radio', { name: rung }).check();
        await press(page, 'See what it changes');
        await press(page, 'Record it');
        await page.getByText('Recorded as').waitFor();
      };
      await say('ready to try it for a summer', '2025-03-02', /open/);
      await say('would refuse the night ferry after all', '2025-04-02', /refuses/);
      await demarche.catchUp();
      expect(demarche.facet('position/PRT/night-ferry', { at: '2025-03-15' })).toMatchObject({ value: 'open', since: '2025-03-02' });
      const now = demarche.facet('position/PRT/night-ferry', { at: '2025-05-01' });
      expect(now).toMatchObject({ value: 'refuses', since: '2025-04-02', voice: { by: 'ada-berg', for: ['PRT'] } });
      expect(demarche.current(now.by!.development).development.evidence[0]!.quote).toMatchObject({
        exact: 'would refuse the night ferry after all',
        start: TEXT.indexOf('would refuse'),
      });

      // and Positions shows it
      await page.getByRole('navigation', { name: 'Lenses' }).getByRole('link', { name: 'Positions' }).click();
      const cell = page.locator('[data-facet="position/PRT/night-ferry"]').first();
      await cell.getByText('refuses').waitFor();
      await cell.click();
      await expect
        .poll(() => page.getByRole('dialog').locator('mark').first().textContent())
        .toBe('would refuse the night ferry after all');
      // the dossier is begun: nobody is led by the hand any more
      await page.getByRole('navigation', { name: 'Lenses' }).getByRole('link', { name: 'Definitions' }).click();
      await page.getByRole('heading', { name: 'night ferry', exact: true }).waitFor();
      await expect.poll(() => page.getByText('Towards the first position').count()).toBe(0);
      await page.context().close();
    });
  },
  { empty: true },
);

inBrowser('Definitions', (site) => {
  const DOSSIER = 'coalition-of-the-willing';
  /** A page of somebody who records. */
  const open = async (item: string, options: Parameters<ReturnType<typeof site>['open']>[1] = {}): Promise<Page> => {
    const page = await site().open(`/?lens=define&item=${item}`, options);
    await begin(page, site().world);
    await page.getByRole('button', { name: 'Begin anew' }).waitFor();
    return page;
  };
  const field = (page: Page, label: string) => page.getByLabel(label, { exact: true });
  const issue = async (id: string) => {
    await site().world.demarche.catchUp();
    return site()
      .world.demarche.dossiers()[0]!
      .issues.find((i) => i.issue === id)!;
  };
  const record = async (page: Page, why: string): Promise<void> => {
    await field(page, 'Why').fill(why);
    await press(page, 'See what it changes');
    await press(page, 'Record the revision');
    await page.getByText('The revision is recorded.').waitFor();
  };

  test('are read without a token: the ladder with who stands on it, what each rung means, and how it came to read so', async () => {
    const page = await site().open('/?lens=define&at=2025-09-04');
    await follow(page, 'troop deployment');
    await page.getByText('Would it put own troops inside Ukraine after the fighting?', { exact: true }).waitFor();
    const rungs = page.locator('.ladder-table > li');
    await expect.poll(() => rungs.count()).toBe(10);
    await expect.poll(() => rungs.first().innerText()).toMatch(/rules out[^]*says that it will not send troops[^]*Italy/);
    await rungs.first().getByRole('button', { name: 'Italy' }).click();
    await page.getByRole('dialog').getByText('Would it put own troops').waitFor();
    expect(page.url()).toContain('open=position/ITA/troop-deployment');
    await expect.poll(() => page.getByRole('link', { name: 'Revise' }).count()).toBe(0);
    await press(page, 'Actors');
    await page.getByLabel('Name or id').fill('Макрон');
    await page.getByText(/^1 of \d+ actors/).waitFor();
    await follow(page, 'Emmanuel Macron');
    await page.getByText('President of the Republic of France, since 14 May 2017').waitFor();
    await press(page, 'Dossier');
    await page.getByText('Multinational Force Ukraine').waitFor();
    await page.context().close();
  });

  test('a question is revised: what changes is shown, and a rung that claims stand on is not taken away unseen', async () => {
    const page = await open('issue/troops-nearby/revise');
    await expect.poll(() => page.getByRole('button', { name: 'See what it changes' }).isDisabled()).toBe(true);
    const before = await issue('troops-nearby');
    await field(page, 'Question').fill('Would it put own forces on the soil of a neighbour?');
    await press(page, 'Take not excluded away');
    await press(page, 'Add a rung');
    await onEmptyRung(page);
    await page.keyboard.type('refuses to say');
    await page.keyboard.press('Alt+ArrowUp');
    await field(page, 'Why').fill('clearer words');
    await press(page, 'See what it changes');
    await page.getByText(/"not-excluded" leaves the ladder, and \d+ claims? of \d+ actors? says? it/).waitFor();
    const told = await page.locator('.differences').innerText();
    expect(told).toMatch(/Question[^]*own forces on neighbouring soil[^]*own forces on the soil of a neighbour/);
    expect(told).toMatch(/Rung not-excluded[^]*not excluded: names it as possible/);
    expect(told).toMatch(/Rung refuses-to-say/);
    await expect.poll(() => issue('troops-nearby')).toEqual(before);
    await press(page, 'Record the revision');
    await page.getByText('The revision is recorded.').waitFor();
    const after = await issue('troops-nearby');
    expect(after.ladder.map((r) => r.stance)).toEqual(['rules-out', 'undecided', 'offered', 'declared', 'refuses-to-say', 'deployed']);
    expect(after.question).toBe('Would it put own forces on the soil of a neighbour?');
    // its history tells the revision, with its reason
    const revisions = page.locator('.revisions');
    await expect.poll(() => revisions.innerText()).toMatch(/clearer words[^]*Rung not-excluded/);
    // and it can be read as the record had it before
    const { body } = await site()
      .world.as('admin')
      .issue({ id: 'troops-nearby' }, { query: { dossier: DOSSIER } });
    const { position } = body.log.at(-1)!;
    await page.goto(`${site().world.url}/?lens=define&item=issue/troops-nearby&known=${position - 1}`);
    await page.getByText(`As the record had it at event ${position - 1}; it was changed since.`).waitFor();
    await expect.poll(() => page.locator('.ladder-table').innerText()).toMatch(/not excluded[^]*names it as possible/);
    await page.goto(`${site().world.url}/?lens=define&item=issue/troops-nearby&known=1`);
    await page.getByText('The record had no such definition at event 1.').waitFor();
    // so can the list of them: with the words of then, which its twins give as well
    await page.goto(`${site().world.url}/?lens=define&known=${position - 1}`);
    await page.getByText(`As the record had it at event ${position - 1}.`).waitFor();
    await page.getByText(before.question, { exact: true }).waitFor();
    expect(await page.getByText(after.question, { exact: true }).count()).toBe(0);
    await page.locator('main .cite summary').click();
    await expect
      .poll(() => page.locator('main .cite').innerText())
      .toContain(`demarche issues --dossier ${DOSSIER} --known ${position - 1}`);
    await page.goto(`${site().world.url}/?lens=define&known=1`);
    await page.getByText('The record had no question yet.').waitFor();
    // a question opened by keys keeps the focus in what it opened
    await page.goto(`${site().world.url}/?lens=define`);
    await page.getByRole('link', { name: 'sanctions', exact: true }).press('Enter');
    await page.locator('.ladder-table').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.context().close();
  });

  test('an earlier record is told in the words and on the ladder that it had; a rung that went keeps its side', async () => {
    const admin = site().world.as('admin');
    const POLAND = 'position/POL/troop-deployment';
    const { body: issue, headers } = await admin.issue({ id: 'troop-deployment' }, { query: { dossier: DOSSIER } });
    const { size: before } = site().world.demarche;
    // what Poland says leaves the ladder, and what is left is turned round
    const ladder = issue.ladder
      .filter((r) => r.stance !== 'rules-out')
      .map((r) => ({ ...r, label: `${r.stance} (new)` }))
      .toReversed();
    await admin.reviseIssue({ id: 'troop-deployment' }, { body: { dossier: DOSSIER, question: 'Asked anew?', ladder, reason: 'for the test' }, ifMatch: String(headers.get('etag')) }); // prettier-ignore
    const poland = await admin.actor({ id: 'POL' });
    await admin.updateActor({ id: 'POL' }, { body: { name: 'Another Poland', reason: 'for the test' }, ifMatch: String(poland.headers.get('etag')) }); // prettier-ignore
    const at = '2025-09-04';
    const page = await site().open(`/?at=${at}&known=${before}`);
    const cell = (facet: string) => page.locator(`.cell[data-facet="${facet}"]`);
    const sideOf = (facet: string) => expect.poll(() => cell(facet).getAttribute('class'));
    await page.getByRole('row', { name: /^Poland/ }).waitFor();
    await cell(POLAND).getByText('rules out').waitFor();
    await sideOf(POLAND).toMatch(/side-against/);
    await sideOf('position/FRA/troop-deployment').toMatch(/side-for/);
    expect(await page.getByText(/Another Poland|\(new\)|Asked anew/).count()).toBe(0);
    // by question, and over time
    await page.goto(`${site().world.url}/?at=${at}&known=${before}&by=issue&issue=troop-deployment`);
    await page.getByText(issue.question, { exact: true }).first().waitFor();
    await page.goto(`${site().world.url}/?lens=evolution&at=${at}&known=${before}&issue=troop-deployment`);
    await page.getByText('Rules out (', { exact: false }).first().waitFor();
    // as it reads now: what is no longer on the ladder is still said, on the side where it stood
    await page.goto(`${site().world.url}/?at=${at}`);
    await page.getByRole('row', { name: /^Another Poland/ }).waitFor();
    await cell(POLAND).getByText('rules out').waitFor();
    await sideOf(POLAND).toMatch(/side-against/);
    await cell('position/FRA/troop-deployment').getByText('open (new)').waitFor();
    await sideOf('position/FRA/troop-deployment').toMatch(/side-against/);
    await page.goto(`${site().world.url}/?lens=evolution&at=${at}&issue=troop-deployment`);
    await page.getByText('Asked anew?').first().waitFor();
    // who holds a stance that left the ladder is not said to hold nothing
    const groups = page.locator('.evolution');
    await expect.poll(() => groups.innerText()).toMatch(/rules out \(\d/i);
    await page.goto(`${site().world.url}/?lens=define&item=issue/troop-deployment&at=${at}`);
    await expect.poll(() => page.locator('main').innerText()).toMatch(/No longer on it: rules out[^]*Another Poland/);
    await page.context().close();
  });

  test('the ladder is put in order with keys alone', async () => {
    const page = await open('issue');
    const order = () => page.locator('.rung-label input').evaluateAll((all) => all.map((i) => (i as HTMLInputElement).value));
    await field(page, 'Question').focus();
    await page.keyboard.type('Is it so?');
    const to = async (what: (e: Element) => boolean, how = 'Tab') => {
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press(how);
        if (await page.evaluate(`(${String(what)})(document.activeElement)`)) return;
      }
      throw new Error('not reached by the keyboard');
    };
    await to((e) => e.getAttribute('aria-label') === 'Move undecided towards for');
    await page.keyboard.press('Enter');
    await expect.poll(() => order()).toEqual(['refuses', 'open', 'undecided', 'agrees']);
    // the focus stays on what was pressed, so that it can be pressed again
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move undecided towards for');
    await page.keyboard.press('Enter');
    await expect.poll(() => order()).toEqual(['refuses', 'open', 'agrees', 'undecided']);
    await page.getByText('undecided: now 4 of 4, counted from against').waitFor();
    // it cannot go further: the focus is on its name, where Alt and an arrow move it, too
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('undecided');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => order()).toEqual(['refuses', 'open', 'undecided', 'agrees']);
    await expect.poll(() => page.evaluate(() => (document.activeElement as HTMLInputElement).value)).toBe('undecided');
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => order()).toEqual(['refuses', 'undecided', 'open', 'agrees']);
    await to((e) => e.getAttribute('aria-label') === 'Take agrees away');
    await page.keyboard.press('Enter');
    await expect.poll(() => order()).toEqual(['refuses', 'undecided', 'open']);
    await to((e) => e.textContent === 'Turn it round');
    await page.keyboard.press('Enter');
    await expect.poll(() => order()).toEqual(['open', 'undecided', 'refuses']);
    await to((e) => e.textContent === 'Make the question');
    await page.keyboard.press('Enter');
    await page.getByText('The question is made.').waitFor();
    await expect
      .poll(() => issue('is-it-so'))
      .toMatchObject({
        ladder: [{ stance: 'open' }, { stance: 'undecided' }, { stance: 'refuses' }],
        neutral: 'undecided',
      });
    await page.context().close();
  });

  test('somebody else’s change in between is shown; nothing of either is lost', async () => {
    const page = await open('issue/sanctions/revise', { expects: /412/ });
    const admin = site().world.as('admin');
    const theirs = async (body: { whose?: string; question?: string }) => {
      const { etag } = await admin.issue({ id: 'sanctions' }, { query: { dossier: DOSSIER } });
      await admin.reviseIssue({ id: 'sanctions' }, { ifMatch: etag!, body: { dossier: DOSSIER, reason: 'theirs', ...body } });
    };
    await field(page, 'Question').fill('What about sanctions on Russia?');
    await theirs({ whose: 'states of the G7' });
    const alert = page.getByRole('alert');
    await alert.getByText('Somebody else changed it since you began.').waitFor();
    await expect.poll(() => alert.innerText()).toMatch(/Whose answer[^]*states of the G7/);
    await expect.poll(() => page.getByRole('button', { name: 'See what it changes' }).isDisabled()).toBe(true);
    await press(page, 'Go on with mine on top of theirs');
    await alert.waitFor({ state: 'detached' });
    await field(page, 'Why').fill('shorter');
    // The other is faster by a moment: between the question and its answer.
    let isFirst = true;
    await page.route('**/revisions', async (route) => {
      if (isFirst && !route.request().url().includes('dry-run')) {
        isFirst = false;
        await theirs({ question: 'And sanctions?' });
      }
      await route.continue();
    });
    await press(page, 'See what it changes');
    await press(page, 'Record the revision');
    await alert.getByText('You both changed the question').waitFor();
    expect((await issue('sanctions')).question).toBe('And sanctions?');
    await expect.poll(() => field(page, 'Question').inputValue()).toBe('What about sanctions on Russia?');
    await press(page, 'Go on with mine on top of theirs');
    await press(page, 'See what it changes');
    await press(page, 'Record the revision');
    await page.getByText('The revision is recorded.').waitFor();
    await expect.poll(() => issue('sanctions')).toMatchObject({ question: 'What about sanctions on Russia?', whose: 'states of the G7' });
    await page.context().close();
  });

  test('what others write to the same dossier, but not to this question, is in nobody’s way', async () => {
    const page = await open('issue/negotiations/revise', { expects: /412/ });
    await field(page, 'Question').fill('Does it want talks on ending the war?');
    await field(page, 'Why').fill('shorter');
    await press(page, 'See what it changes');
    await page.getByText('No cell becomes another.').waitFor();
    const admin = site().world.as('admin');
    const { etag } = await admin.issue({ id: 'us-support' }, { query: { dossier: DOSSIER } });
    await admin.reviseIssue(
      { id: 'us-support' },
      { ifMatch: etag!, body: { dossier: DOSSIER, reason: 'other', question: 'How far does it back them?' } },
    );
    await press(page, 'Record the revision');
    await page.getByText('The revision is recorded.').waitFor();
    expect((await issue('negotiations')).question).toBe('Does it want talks on ending the war?');
    expect((await issue('us-support')).question).toBe('How far does it back them?');
    await page.context().close();
  });

  test('where the answer is lost it is written once, and the page finds that it was', async () => {
    const other = await open('actor', { expects: /ERR_|Failed/ });
    await other.getByRole('radio', { name: /Outlet/ }).check();
    await field(other, 'Name').fill('The Harbour Gazette');
    let isFirst = true;
    await other.route('**/api/v1/actors', async (route) => {
      if (!isFirst || route.request().method() !== 'POST') return route.continue();
      isFirst = false;
      await route.fetch(); // it is written
      await route.abort(); // and nobody hears of it
    });
    await press(other, 'Make the actor');
    await other.getByText('The server does not answer; what you have written is kept here.').waitFor();
    await other.reload();
    await other.getByRole('button', { name: 'Begin anew' }).waitFor();
    await expect.poll(() => field(other, 'Name').inputValue()).toBe('The Harbour Gazette');
    await other.unroute('**/api/v1/actors');
    await press(other, 'Make the actor');
    await other.getByText('The Harbour Gazette is made').waitFor();
    const { body } = await site().world.as('admin').actor({ id: 'the-harbour-gazette' });
    expect(body.log.map((e) => e.type)).toEqual(['ActorRegistered']);
    await other.context().close();
  });

  test('an actor and the dossier are revised; two actors become one', async () => {
    const page = await open('actor/emmanuel-macron/revise');
    await press(page, 'Take out Макрон');
    await field(page, 'Other names').fill('Président Macron');
    await field(page, 'Last day in office').fill('2027-05-13');
    await expect.poll(() => page.locator('.differences').innerText()).toMatch(/Макрон[^]*Président Macron[^]*14 May 2017 – 13 May 2027/);
    await record(page, 'the term ends');
    const { demarche } = site().world;
    await demarche.catchUp();
    expect(demarche.actors().find((a) => a.actor === 'emmanuel-macron')).toMatchObject({
      aliases: ['Macron', 'Président Macron'],
      offices: [{ office: 'President of the Republic', of: 'FRA', from: '2017-05-14', until: '2027-05-13' }],
    });

    await page.goto(`${site().world.url}/?lens=define&item=dossier/${DOSSIER}/revise`);
    await page.getByRole('button', { name: 'Begin anew' }).waitFor();
    const facts = demarche.dossiers()[0]!.worldFacts.length;
    await press(page, 'Add a fact');
    await page.getByLabel('What must be the case').last().fill('The pier is open');
    await page.getByLabel('Its short name').last().fill('pier-open');
    await field(page, 'Title').fill('The coalition');
    await record(page, 'as people call it');
    await demarche.catchUp();
    const d = demarche.dossiers()[0]!;
    expect(d.title).toBe('The coalition');
    expect(d.worldFacts).toHaveLength(facts + 1);
    expect(d.worldFacts.at(-1)).toEqual({ id: 'pier-open', text: 'The pier is open' });
    expect(d.bodies.find((b) => b.id === 'the-26')).toMatchObject({
      counts: 'quantity/coalition/committed',
      readiness: ['troop-deployment', 'troops-nearby'],
    });

    const admin = site().world.as('admin');
    await admin.addActor({ body: { id: 'italian-republic', kind: 'state', name: 'Italian Republic' } });
    await admin.record({
      body: statement('one-more-word', {
        date: '2026-01-10',
        by: 'italian-republic',
        claims: [{ facet: 'position/italian-republic/troop-deployment', value: 'open' }],
      }),
    });
    await page.goto(`${site().world.url}/?lens=define&item=actor/italian-republic`);
    await follow(page, 'It is somebody else');
    await field(page, 'The one that stays').selectOption('ITA');
    await field(page, 'Why').fill('one state, two names');
    await press(page, 'See what it changes');
    await page.locator('.form-changes').getByText('Italy on troop deployment').waitFor();
    await press(page, 'Record that they are one');
    await page.getByText('They are one from now on.').waitFor();
    await demarche.catchUp();
    expect(demarche.facet('position/ITA/troop-deployment', { at: '2026-02-01' }).value).toBe('open');
    await page.context().close();
  });

  test('hostile text is text; what the server refuses is said in the words of the form', async () => {
    const evil = '<img src=x onerror="window.ran=1">';
    const page = await open('issue', { viewport: PHONE, expects: /422|409/ });
    await field(page, 'Question').fill(`${evil}?`);
    await field(page, 'Short name').fill('Not An Id');
    await page.getByText(/small letters, digits and single hyphens/).waitFor();
    await press(page, 'Make the question');
    await page
      .getByRole('alert')
      .getByText(/nothing was written: an issue's id is kebab-case/)
      .waitFor();
    await field(page, 'Short name').fill('evil-question');
    await field(page, 'Rung 1').fill(evil);
    await page.getByLabel('Means').first().fill(evil);
    await press(page, 'Make the question');
    await page.getByText('The question is made.').waitFor();
    await page.locator('.ladder-table').getByText(evil).first().waitFor();
    await page.goto(`${site().world.url}/?lens=define`);
    await page.getByText(`${evil}?`).waitFor();
    await expect
      .poll(() => page.evaluate(() => [document.images.length, (window as unknown as { ran?: number }).ran]))
      .toEqual([0, undefined]);
    // one of that name is there now
    await page.goto(`${site().world.url}/?lens=define&item=issue`);
    await field(page, 'Short name').fill('evil-question');
    await page.getByText(/there is one of that name/).waitFor();
    await page.context().close();
  });

  test('a draft outlives the tab, each form has its own, and can be begun anew', async () => {
    const page = await open('issue/us-support/revise');
    await field(page, 'Question').fill('How far?');
    await page.goto(`${site().world.url}/?lens=define&item=issue/black-sea-hub/revise`);
    await page.getByRole('heading', { name: 'Revise: black sea hub' }).waitFor();
    await expect.poll(() => field(page, 'Question').inputValue()).toMatch(/regional arrangement/);
    await page.goto(`${site().world.url}/?lens=define&item=issue/us-support/revise`);
    await page.getByRole('button', { name: 'Begin anew' }).waitFor();
    await expect.poll(() => field(page, 'Question').inputValue()).toBe('How far?');
    await press(page, 'Begin anew');
    await expect.poll(() => field(page, 'Question').inputValue()).not.toBe('How far?');
    await page.getByText('Nothing yet: it reads as the record has it.').waitFor();
    await page.context().close();
  });

  test('axe finds nothing in the forms, on a desktop, at 320 px, dark, in forced colours', async () => {
    const page = await open('issue', { bypassCSP: true });
    for (const item of ['issue/us-support/revise', 'actor/emmanuel-macron/revise', `dossier/${DOSSIER}/revise`, 'actor/ITA/merge']) {
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none' });
      await page.goto(`${site().world.url}/?lens=define&item=${item}`);
      await page.locator('form.define').waitFor();
      expect(await violations(page), item).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      await page.setViewportSize(NARROW);
      expect(await violations(page), `${item}, dark, 320 px`).toEqual([]);
      const [inner, wide] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
      expect(wide, item).toBeLessThanOrEqual(inner);
      await page.emulateMedia({ colorScheme: 'light', forcedColors: 'active' });
      expect(await violations(page), `${item}, forced colours`).toEqual([]);
    }
    await page.context().close();
  });
});
