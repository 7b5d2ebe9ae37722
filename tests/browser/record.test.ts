import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { violations } from './axe.ts';
import { inBrowser, NARROW, PHONE } from './harness.ts';

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
  const select = (page: Page, words: string, text = TEXT) =>
    page
      .getByLabel(/Text of the page/)
      .evaluate(
        (area: HTMLTextAreaElement, at) => area.setSelectionRange(at[0]!, at[1]!),
        [text.indexOf(words), text.indexOf(words) + words.length],
      );
  /** What a person did, counted: a field filled or chosen, a press. */
  const counted = () => {
    const did = { fields: 0, presses: 0 };
    return {
      did,
      field: async (doing: Promise<unknown>) => {
        did.fields++;
        await doing;
      },
      press: async (doing: Promise<unknown>) => {
        did.presses++;
        await doing;
      },
    };
  };

  test('from an article to a recorded, anchored statement, with the words on the screen alone', async () => {
    const page = await begin();
    const { did, field, press } = counted();
    await field(page.getByLabel('Address').fill('https://example.org/lusa-1'));
    await field(page.getByLabel('Publisher').fill('Lusa'));
    await field(page.getByLabel('Published on', { exact: true }).fill('2025-09-09'));
    await press(page.getByRole('button', { name: 'Add this page' }).click());
    await page.getByLabel('Publisher').waitFor({ state: 'detached' });
    await field(page.getByLabel(/Text of the page/).fill(TEXT));
    const words = 'would not send soldiers to Ukraine';
    await press(select(page, words));
    await press(page.getByRole('button', { name: 'Take the selected words' }).click());
    await page.getByText('Taken.').waitFor();
    // the tab may be closed and opened again in the middle; what this page wrote is nobody else's
    await page.reload();
    await field(page.getByLabel('Who says it').selectOption({ label: 'Italy' }));
    await field(page.getByLabel('Said or done on', { exact: true }).fill('2025-09-09'));
    // whose position it is follows from who says it
    await expect.poll(() => page.getByLabel('Whose position it is').inputValue()).toBe('ITA');
    await field(page.getByLabel('Question').selectOption('troop-deployment'));
    await field(page.getByRole('radio', { name: /rules out/ }).check());
    // nothing is recorded before it was seen
    const before = site().world.demarche.size;
    await press(page.getByRole('button', { name: 'See what it changes' }).click());
    const foreseen = page.locator('.record-foreseen');
    await foreseen.getByText('Italy on troop deployment').waitFor();
    await expect.poll(() => foreseen.innerText()).toMatch(/rules out[^]*→[^]*rules out/);
    await site().world.demarche.catchUp();
    expect(site().world.demarche.size).toBe(before);
    await press(page.getByRole('button', { name: 'Record it' }).click());
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
    const kept = await site().world.as('recorder').capture({ id: 'lusa-2025-09-09' });
    expect(kept.body.text).toBe(TEXT);
    await expect.poll(() => page.locator('.record-between').count()).toBe(0);
    const log = await demarche.development(development.development);
    expect(log[0]!.author).toBe('the recorder');
    // eight answers and five presses, the last of which records: few enough for two minutes
    expect(did).toEqual({ fields: 8, presses: 5 });
    // and what is not asked of a first statement is not in the way
    const shown = await page
      .locator('form.record :is(input:not([type=radio]), select, textarea)')
      .evaluateAll((all) => all.filter((e) => e.checkVisibility()).length);
    expect(shown).toBeLessThanOrEqual(12);
    await page.context().close();
  });

  test('a draft outlives the tab; what is missing is named; what the server refuses is said in words', async () => {
    const page = await begin({ viewport: PHONE, expects: /400|422|409/ });
    await page.getByText(/Still missing: .*whose position it is/).waitFor();
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByLabel('Whose position it is').selectOption({ label: 'Italy' });
    await page.getByText('No text at hand?').click();
    await page.getByLabel('The words it rests on').fill('<img src=x onerror=alert(1)> said so');
    await page.reload();
    await expect.poll(() => page.getByLabel('The words it rests on').inputValue()).toBe('<img src=x onerror=alert(1)> said so');
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /undecided/ }).check();
    await page.getByLabel('Said or done on: how well it is known').selectOption('written');
    await page.getByLabel('Said or done on', { exact: true }).fill('2025-02-30');
    await page
      .getByRole('alert')
      .getByText(/February 2025 has 28 days/)
      .first()
      .waitFor();
    await page.context().close();
  });

  test('what is here already is pointed out: the address, the words, the cell on that day; and a page older than the act', async () => {
    const page = await begin({ expects: /409/ });
    await page.getByLabel('Address').fill('https://www.example.org/lusa-1/?utm_source=x#top');
    await page.getByText('This address is here already').waitFor();
    await page.getByRole('button', { name: 'Take that page' }).click();
    // its text is offered, and need not be pasted again
    await page.getByRole('button', { name: 'Load it' }).click();
    await page.getByText('This is the text that is kept').waitFor();
    await expect.poll(() => page.getByLabel(/Text of the page/).inputValue()).toBe(TEXT);
    await select(page, 'send soldiers');
    await page.getByRole('button', { name: 'Take the selected words' }).click();
    await page.getByText('“send soldiers”: words of this page that').waitFor();
    await page.getByLabel('Who says it').selectOption({ label: 'Italy' });
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /rules out/ }).check();
    await page.getByLabel('Said or done on', { exact: true }).fill('2025-09-09');
    const here = page.locator('.record-here');
    await here.getByText('speaks of Italy on troop deployment too').waitFor();
    await expect
      .poll(() => here.getByRole('link', { name: 'Add this page to its evidence' }).getAttribute('href'))
      .toContain('act=evidence');
    await expect.poll(() => here.getByRole('link').first().getAttribute('href')).toMatch(/lens=timeline&item=/);
    // the same act under the same name is refused, in words, and the draft stays
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByRole('alert').getByText('is on record already').waitFor();
    await expect
      .poll(() => page.getByRole('link', { name: 'Look at what is recorded under this name' }).getAttribute('href'))
      .toContain('lens=timeline');
    await expect.poll(() => page.locator('.taken mark').innerText()).toBe('send soldiers');
    await page.getByLabel('Said or done on', { exact: true }).fill('2025-09-12');
    await page.getByText('the page was published 9 September 2025, before this day').waitFor();
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.locator('.form-warnings').getByText('before the act it supports').waitFor();
    await page.context().close();
  });

  test('several claims of several families, a summit with those who took part, its day between two: all as it was filled in', async () => {
    const page = await begin();
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByText('More: other pages that report the same').click();
    await page.getByLabel('Another page that reports it').selectOption('quotidiano-2025-09-04');
    await page.getByLabel('What it is', { exact: true }).selectOption({ label: 'a summit' });
    await page.getByLabel('Took place on: how well it is known').selectOption({ label: 'between two days' });
    await page.getByLabel('Took place on: first day').fill('2026-01-10');
    await page.getByLabel('Took place on: second day').fill('2026-01-12');
    await page.getByText('between 10 and 12 January 2026').waitFor();
    await page.getByLabel('Who took part, or is named').selectOption({ label: 'France' });
    await page.getByLabel('Who took part, or is named').selectOption({ label: 'Germany' });
    await page.getByLabel('As what: France').selectOption({ label: 'was the host' });
    await page.getByText('More: on whose word exactly').click();
    await page.getByLabel('How the day is known').fill('the page says “at the weekend”');
    const claim = (n: number) => page.locator('.claim-editor').nth(n);
    await claim(0).getByLabel('Whose position it is').selectOption({ label: 'France' });
    await claim(0).getByLabel('Question').selectOption('troop-deployment');
    await claim(0)
      .getByRole('radio', { name: /willing if/ })
      .check();
    await claim(0).getByText('More: conditions').click();
    await claim(0).getByRole('button', { name: '+ a condition' }).click();
    await claim(0).getByLabel('What must be the case').selectOption('ceasefire');
    await page.getByRole('button', { name: '+ something else they say' }).click();
    await claim(1).getByLabel('What it is about').selectOption({ label: 'something offered or given' });
    await claim(1).getByLabel('Who offers it').selectOption({ label: 'Germany' });
    await claim(1).getByLabel('What is offered').pressSequentially('Mine clearing');
    await claim(1).getByRole('radio', { name: 'offers' }).check();
    await claim(1).getByText('More: conditions').click();
    await claim(1)
      .getByRole('button', { name: /a particular/ })
      .click();
    await claim(1).getByLabel('As said').fill('the Black Sea');
    await page.getByRole('button', { name: '+ something else they say' }).click();
    await claim(2).getByLabel('What it is about').selectOption({ label: 'a number' });
    await claim(2).getByLabel('Of whom').selectOption('coalition');
    await claim(2).getByLabel('What is counted').fill('at the table');
    await claim(2).getByLabel('Said as').selectOption({ label: 'about' });
    await claim(2).getByLabel('Number').fill('30');
    await claim(2).getByLabel('Of what').fill('countries');
    await page.getByText('More of what happened').click();
    await page.getByLabel('What happened, in a line').fill('A summit that was made up for a test');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    const foreseen = page.locator('.record-foreseen');
    await foreseen.getByText('about 30 countries').waitFor();
    await foreseen.getByText('Germany: mine clearing').waitFor();
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Recorded as').waitFor();
    await site().world.demarche.catchUp();
    const made = site().world.demarche.current('a-summit-that-was-made-up-for-a-test-2026-01-10-2026-01-12');
    expect(made.kind).toBe('SummitHeld');
    expect(made.development).toMatchObject({
      date: '[2026-01-10..2026-01-12]',
      dateBasis: 'the page says “at the weekend”',
      participants: [
        { actor: 'FRA', role: 'host' },
        { actor: 'DEU', role: 'attendee' },
      ],
      claims: [
        { facet: 'position/FRA/troop-deployment', value: 'willing-if', when: [{ facet: 'world/ceasefire', is: true, mode: 'once' }] },
        { facet: 'contribution/DEU/mine-clearing', value: 'offers', detail: { place: 'the Black Sea' } },
        { facet: 'quantity/coalition/at-the-table', value: { n: 30, op: '~', unit: 'countries' } },
      ],
      evidence: [{ source: 'summit-report' }, { source: 'quotidiano-2025-09-04' }],
    });
    await page.context().close();
  });

  test('somebody else’s write in between is said, with a link; the preview is asked again; a conflict leaves the draft', async () => {
    const page = await begin({ expects: /409|422/ });
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByLabel('Who says it').selectOption({ label: 'Spain' });
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /undecided/ }).check();
    await page.getByLabel('Said or done on', { exact: true }).fill('2026-01-20');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByRole('button', { name: 'Record it' }).waitFor();
    const other = (id: string, value: string) =>
      site()
        .world.as('admin')
        .record({
          body: {
            kind: 'PositionTaken',
            development: {
              id,
              dossiers: ['coalition-of-the-willing'],
              title: 'Spain, by another editor',
              date: '2026-01-21',
              attribution: 'official',
              claims: [{ facet: 'position/ESP/troop-deployment', value }],
              evidence: ['summit-report'],
            },
          },
        });
    await other('spain-by-another', 'no-plans');
    const told = page.locator('.record-between');
    await told.getByText('the same cell: Spain on troop deployment').waitFor();
    await expect.poll(() => told.getByRole('link', { name: 'Look at it' }).getAttribute('href')).toContain('item=spain-by-another');
    await expect.poll(() => page.getByRole('button', { name: 'Record it' }).count()).toBe(0);
    // what the page itself writes is nobody else's
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page
      .locator('.record-foreseen')
      .getByText(/undecided|no plans/)
      .first()
      .waitFor();
    await told.waitFor({ state: 'detached' });
    // while the tab is closed others go on: that is looked up when it is open again
    const address = page.url();
    await page.goto('about:blank');
    await other('spain-once-more', 'rules-out');
    await page.goto(address);
    await told.getByText('the same cell: Spain on troop deployment').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /undecided/ }).isChecked()).toBe(true);
    // what is done to the page is said too
    await site()
      .world.as('admin')
      .gradeSource({ id: 'summit-report' }, { body: { grade: 'D', reason: 'no author' } });
    await told.getByText('the page: summit-report').waitFor();
    // and what touches nothing of it is not
    await site()
      .world.as('admin')
      .gradeSource({ id: 'quotidiano-2025-09-04' }, { body: { grade: 'D', reason: 'no author' } });
    await site().world.demarche.catchUp();
    await page.getByText(`live, ${site().world.demarche.size} events`).waitFor();
    await expect.poll(() => told.getByRole('listitem').count()).toBe(2);
    // somebody takes the very name: it is said, and nothing is lost
    await page.getByText('More of what happened').click();
    await page.getByLabel('Its name in the record').fill('spain-undecided');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByRole('button', { name: 'Record it' }).waitFor();
    await page.route('**/api/v1/developments', async (route) => {
      await other('spain-undecided', 'undecided');
      await route.continue();
    });
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByRole('alert').getByText('is on record already').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: /undecided/ }).isChecked()).toBe(true);
    await page.context().close();
  });

  test('a word of long ago that changes nothing today is shown in its own time', async () => {
    const page = await begin();
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByLabel('Who says it').selectOption({ label: 'Italy' });
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.getByRole('radio', { name: /undecided/ }).check();
    await page.getByLabel('Said or done on', { exact: true }).fill('2025-01-10');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    const foreseen = page.locator('.record-foreseen');
    await foreseen.getByText('Today no cell becomes another: a later word stands. As of 10 January 2025:').waitFor();
    await expect.poll(() => foreseen.innerText()).toMatch(/nothing in this record[^]*→[^]*undecided[^]*since 10 January 2025/);
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Recorded as').waitFor();
    await expect.poll(() => page.getByText('something else than was foreseen').count()).toBe(0);
    await page.context().close();
  });

  test('against a fresh copy each quote has its answer; what changed is not verified; the copy is kept when that is wanted', async () => {
    const page = await begin({ bypassCSP: true });
    await page.getByLabel('Page', { exact: true }).selectOption('lusa-2025-09-09');
    const copy = `Updated. ${TEXT.replace('not send soldiers', 'send no soldiers')}`;
    await page.getByLabel(/Text of the page/).fill(copy);
    await page.getByText('Another text of this page is kept already').waitFor();
    await expect.poll(() => page.getByRole('button', { name: 'Take the selected words' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'See what became of its quotes' }).click();
    const checked = page.locator('.check-copy');
    await checked.getByText('1 quote: 1 changed. What is not unchanged or moved is not verified').waitFor();
    await checked.getByText('would send no soldiers to Ukraine').waitFor();
    expect(await violations(page)).toEqual([]);
    // another text, another answer: the old one does not stay
    await page.getByLabel(/Text of the page/).fill(`Updated. ${TEXT}`);
    await checked.getByRole('status').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'See what became of its quotes' }).click();
    await checked.getByText('1 quote: 1 moved. All of them stand.').waitFor();
    await page.getByRole('button', { name: 'Keep this one from now on' }).click();
    await checked.waitFor({ state: 'detached' });
    const kept = await site().world.as('recorder').capture({ id: 'lusa-2025-09-09' });
    expect(kept.body.text).toBe(`Updated. ${TEXT}`);
    expect(kept.body.captures).toHaveLength(2);
    // the same where a text is kept of a page
    await page.goto(`${site().world.url}/?lens=sources&act=capture&on=lusa-2025-09-09`);
    await page.getByLabel('The text of the page as it reads now').fill('All is gone.');
    await page.getByRole('button', { name: 'See what became of its quotes' }).click();
    await checked.getByText('1 quote: 1 gone.').waitFor();
    await page.context().close();
  });

  test('a text that was captured elsewhere and is not here is said so where it is asked for', async () => {
    const page = await begin({ expects: /404/ });
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByRole('button', { name: 'Load it' }).click();
    await page.locator('.record-page').getByRole('alert').getByText('its text is not kept on this node').waitFor();
    await page.context().close();
  });

  test('a file is read: of a web page its text alone, and nothing in it runs', async () => {
    const page = await begin();
    const html = `<!doctype html><html lang="pt"><head><title>Title</title><meta property="og:site_name" content="Lusa"><meta property="article:published_time" content="2025-09-10T08:00:00Z"><link rel="canonical" href="https://example.org/lusa-2"><script>document.title = 'run'; window.hasRun = true</script></head><body><nav>Menu</nav><article><h1>Montenegro &amp; troops</h1><p>Portugal would   <b>not</b> send<br>soldiers.</p><img src="https://example.org/x.png" onerror="window.hasRun = true"><script>window.hasRun = true</script></article></body></html>`;
    await page.locator('input[type=file]').setInputFiles({ name: 'page.html', mimeType: 'text/html', buffer: Buffer.from(html) });
    await page.getByText('was taken out of the file').waitFor();
    await expect
      .poll(() => page.getByLabel(/Text of the page/).inputValue())
      .toBe('Montenegro & troops\n\nPortugal would not send\nsoldiers.');
    await expect.poll(() => page.getByLabel('Publisher').inputValue()).toBe('Lusa');
    await expect.poll(() => page.getByLabel('Published on', { exact: true }).inputValue()).toBe('2025-09-10');
    await expect.poll(() => page.getByLabel('Address').inputValue()).toBe('https://example.org/lusa-2');
    await page.locator('input[type=file]').setInputFiles({ name: 'page.txt', mimeType: 'text/plain', buffer: Buffer.from('one\r\ntwo') });
    await page.getByText('The file was read.').waitFor();
    await expect.poll(() => page.getByLabel(/Text of the page/).inputValue()).toBe('one\ntwo');
    await expect.poll(() => page.evaluate(() => 'hasRun' in window)).toBe(false);
    await page.context().close();
  });

  test('hostile text in every field is text', async () => {
    const page = await begin({ expects: /422|400/ });
    const bad = '"><img src=x onerror="window.hasRun=1"><script>window.hasRun=1</script>{{7*7}}\u202e';
    for (const label of ['Address', 'Publisher']) await page.getByLabel(label).fill(bad);
    await page.getByLabel('Published on', { exact: true }).fill('2025-09-09');
    await page.getByRole('button', { name: 'Add this page' }).click();
    await page.getByRole('alert').getByText('must be an http or https address').first().waitFor();
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await page.getByLabel(/Text of the page/).fill(bad);
    for (const kind of ['AgreementReached', 'FollowUpAnnounced', 'ContributionOffered', 'SummitHeld']) {
      await page.getByLabel('What it is', { exact: true }).selectOption(kind);
      await page.locator('details:not([open]) > summary').evaluateAll((all) => all.forEach((s) => (s as HTMLElement).click()));
      for (const field of await page.locator('form.record :is(input:is([type=text], :not([type])), textarea)').all())
        if (await field.isVisible()) await field.fill(bad);
    }
    await page.reload();
    await page.getByText('Still missing').waitFor();
    await expect.poll(() => page.evaluate(() => 'hasRun' in window)).toBe(false);
    await expect.poll(() => page.getByLabel('What happened, in a line').inputValue()).toContain('onerror');
    await page.context().close();
  });

  test('filled in and opened, it can be read by everybody: axe, 320 px, dark, by the keyboard alone', async () => {
    const page = await begin({ bypassCSP: true });
    await page.getByLabel('What it is', { exact: true }).selectOption('SummitHeld');
    await page.getByLabel('Who says it').selectOption({ label: 'Italy' });
    await page.getByLabel('Question').selectOption('troop-deployment');
    await page.locator('details:not([open]) > summary').evaluateAll((all) => all.forEach((s) => (s as HTMLElement).click()));
    await page.getByRole('button', { name: '+ a condition' }).click();
    await page.getByRole('button', { name: /a particular/ }).click();
    await page.getByRole('button', { name: /earlier development/ }).click();
    expect(await violations(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.setViewportSize(NARROW);
    expect(await violations(page)).toEqual([]);
    const [inner, wide] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
    expect(wide).toBeLessThanOrEqual(inner);
    // every control is reached with Tab, in the order in which it stands
    const reached = new Set<string>();
    await page.getByLabel('Page', { exact: true }).focus();
    for (let i = 0; i < 150; i++) {
      const at = await page.evaluate(
        () => document.activeElement?.closest('form.record') && (document.activeElement.id || document.activeElement.textContent),
      );
      if (typeof at === 'string') reached.add(at);
      await page.keyboard.press('Tab');
    }
    const ids = await page
      .locator('form.record :is(input, select, textarea)[id]')
      .evaluateAll((all) => all.filter((e) => e.checkVisibility()).map((e) => e.id));
    expect(ids.filter((id) => !reached.has(id))).toEqual([]);
    await page.context().close();
  });

  test('by the keyboard alone, from the tab to what was recorded; the focus is never lost', async () => {
    const page = await site().open('/?at=2025-09-04');
    const { keyboard } = page;
    const focused = () =>
      page.evaluate(() => {
        const e = document.activeElement as HTMLInputElement | null;
        return (e?.getAttribute('aria-label') ?? e?.labels?.[0]?.textContent ?? (e === document.body ? '' : e?.textContent) ?? '').trim();
      });
    const tabTo = async (name: RegExp) => {
      for (let i = 0; i < 60; i++) {
        await keyboard.press('Tab');
        if (name.test(await focused())) return;
      }
      expect.unreachable(`no way to ${name} by the keyboard`);
    };
    await tabTo(/^Record$/);
    await keyboard.press('Enter');
    await page.getByLabel('Token').waitFor();
    await tabTo(/^Token/);
    await keyboard.insertText(site().world.tokens.recorder);
    await keyboard.press('Enter');
    await page.getByRole('heading', { name: 'The page it stands in' }).waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main');
    await tabTo(/^Address/);
    await keyboard.type('https://example.org/by-keys');
    await tabTo(/^Publisher/);
    await keyboard.type('Keys Daily');
    await tabTo(/^Published on/);
    await keyboard.type('09102025');
    await tabTo(/^Add this page/);
    await keyboard.press('Enter');
    await expect.poll(focused).toMatch(/^Keys Daily/);
    await tabTo(/^Text of the page/);
    await keyboard.insertText('He said it: no soldiers, ever.');
    await keyboard.press('End');
    await keyboard.press('ArrowLeft');
    for (const _ of 'no soldiers, ever') await keyboard.press('Shift+ArrowLeft');
    await tabTo(/^Take the selected words/);
    await keyboard.press('Enter');
    await page.locator('.taken').getByText('no soldiers, ever').waitFor();
    await expect.poll(focused).toBe('Take the selected words');
    await tabTo(/^Who says it/);
    await keyboard.type('Italy');
    await tabTo(/^Said or done on/);
    await keyboard.type('09102025');
    await tabTo(/^Question/);
    await keyboard.type('troop d');
    await tabTo(/rules out|no plans/);
    await keyboard.press('Space');
    await tabTo(/^See what it changes/);
    await keyboard.press('Enter');
    await expect.poll(focused).toContain('Italy on troop deployment');
    await tabTo(/^Record it/);
    await keyboard.press('Enter');
    await expect.poll(focused).toMatch(/^Recorded as/);
    await page.context().close();
  });

  test('each dossier has its draft; what is recorded in one can belong to another too', async () => {
    await site()
      .world.as('admin')
      .openDossier({ body: { id: 'another-track', title: 'Another track', opens: '2025-01-01' } });
    const page = await begin();
    const headline = page.getByLabel('What happened, in a line');
    const more = () => page.getByText('More of what happened').click();
    await page.getByLabel('Page', { exact: true }).selectOption('summit-report');
    await more();
    await page.getByLabel('What happened, in your own words').fill('of the first');
    await page.getByLabel('Another track').check();
    await page.goto(`${site().world.url}/?lens=record&dossier=another-track`);
    await page.getByText('Still missing: the page').waitFor();
    await more();
    await expect.poll(() => page.getByLabel('What happened, in your own words').inputValue()).toBe('');
    await page.getByLabel('What happened, in your own words').fill('of the second');
    await page.goto(`${site().world.url}/?lens=record&dossier=coalition-of-the-willing`);
    await page.getByText('Still missing: whose position').waitFor();
    await more();
    await expect.poll(() => page.getByLabel('What happened, in your own words').inputValue()).toBe('of the first');
    // with nothing claimed it is the headline that says what happened
    await page.getByText('More: conditions').click();
    await page.getByRole('button', { name: 'Take this out' }).click();
    await headline.fill('What both are about');
    await page.getByLabel('Said or done on', { exact: true }).fill('2026-02-01');
    await page.getByRole('button', { name: 'See what it changes' }).click();
    await page.getByText('No cell becomes another').waitFor();
    await page.getByRole('button', { name: 'Record it' }).click();
    await page.getByText('Recorded as').waitFor();
    await site().world.demarche.catchUp();
    expect(site().world.demarche.current('what-both-are-about-2026-02-01').development).toMatchObject({
      dossiers: ['coalition-of-the-willing', 'another-track'],
      summary: 'of the first',
      claims: [],
    });
    await page.context().close();
  });

  test('of a large record pages and earlier developments are found by their words', async () => {
    const { demarche } = site().world;
    const many = Array.from({ length: 1500 }, (_, i) => ({
      do: 'record',
      kind: 'StatementMade',
      author: 'the tests',
      development: {
        id: `many-${i}`,
        dossiers: ['coalition-of-the-willing'],
        title: `One of many, ${i}`,
        date: '2025-06-01',
        evidence: ['summit-report'],
      },
    }));
    await demarche.importCommands(many);
    const page = await begin();
    const asked: string[] = [];
    page.on('request', (r) => asked.push(new URL(r.url()).pathname));
    await page.getByLabel('Page', { exact: true }).fill('quotidiano');
    await page.getByRole('button', { name: 'Quotidiano' }).click();
    await page.locator('.record-page .form-found').getByText('4 September 2025').waitFor();
    await page.getByText('More of what happened').click();
    await page.getByRole('button', { name: /earlier development/ }).click();
    await page.getByLabel('Earlier development').fill('many 1234');
    await page.getByRole('button', { name: 'One of many, 1234' }).click();
    await page.getByText('Still missing: whose position').waitFor();
    // neither all pages with all that rests on them, nor the whole timeline
    expect(asked.filter((p) => p.endsWith('/sources') || p.endsWith('/timeline'))).toEqual([]);
    await page.context().close();
  });
});
