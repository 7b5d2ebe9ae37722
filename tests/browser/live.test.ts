/** The page beside others: what they write appears; what is gone is said; what anybody wrote never runs. */
import { expect, test } from 'vitest';
import { LENSES } from '../../src/web/url.ts';
import { logger, serve } from '../../src/http/server.ts';
import { mountPage } from '../../src/http/page.ts';
import { statement } from '../support/http.ts';
import { inBrowser, settled } from './harness.ts';

inBrowser('Live', (site) => {
  test('what another client records appears without a word of the reader', async () => {
    const page = await site().open('/');
    const cell = page.locator('[data-facet="position/ITA/troop-deployment"]');
    await cell.getByText('rules out').waitFor();
    const before = site().world.demarche.size;
    await page.getByText(`live, ${before} events`).waitFor();
    const body = statement('italy-changes-its-mind', {
      date: '2026-03-01',
      claims: [{ facet: 'position/ITA/troop-deployment', value: 'undecided' }],
    });
    await site().world.as('recorder').record({ body });
    await cell.getByText('undecided').waitFor();
    await page
      .getByRole('status')
      .getByText(`live, ${before + 1} events`)
      .waitFor();
    // Whoever looks at the record as it stood sees it stand still.
    await page.goto(`${site().world.url}/?known=${before}`);
    await cell.getByText('rules out').waitFor();
    await page.context().close();
  });

  test('the why drawer that is open grows with the record', async () => {
    const page = await site().open('/?open=position/POL/troop-deployment');
    const why = page.getByRole('dialog', { name: 'Poland on troop deployment' });
    await why.getByText('Who says so').waitFor();
    const body = statement('poland-again', {
      date: '2026-03-02',
      by: 'POL',
      claims: [{ facet: 'position/POL/troop-deployment', value: 'reluctant' }],
    });
    await site().world.as('recorder').record({ body });
    await why.locator('.answered-value').getByText('reluctant').waitFor();
    await page.context().close();
  });

  test('without a network what is shown stays, and says how old it is; with one again it goes on', async () => {
    const page = await site().open('/?at=2025-09-04', { expects: /ERR_INTERNET_DISCONNECTED|ERR_NETWORK|net::/ });
    await page.getByRole('row', { name: /Italy/ }).waitFor();
    await page.getByText(/^● live/).waitFor();
    await page.context().setOffline(true);
    await page
      .getByRole('status')
      .getByText(/offline: shown as of event \d+/)
      .waitFor();
    await expect.poll(() => page.getByRole('row', { name: /Italy/ }).getByText('rules out').isVisible()).toBe(true);
    // What was not asked before cannot be answered now, and the old answer is not taken for it.
    await page.getByLabel('In force on').fill('2025-03-03');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('The server does not answer').waitFor();
    await page.context().setOffline(false);
    await page
      .getByRole('status')
      .getByText(/live, \d+ events/)
      .waitFor();
    await page.getByRole('row', { name: /Poland/ }).waitFor();
    await page.context().close();
  });

  test('hostile text in every field is text', async () => {
    const evil = (field: string) => `<img src=x onerror="window.ran='${field}'"><script>window.ran=1</script>${field}"'>&lt;`;
    // Some fields are short.
    const short = `<img src=x onerror=ran=1>`;
    const admin = site().world.as('admin');
    await admin.addActor({ body: { id: 'evil-actor', kind: 'person', name: evil('name'), aliases: [evil('alias')], note: evil('note') } });
    await admin.openDossier({
      body: {
        id: 'evil-dossier',
        title: evil('title'),
        opens: '2025-01-01',
        bodies: [{ id: 'evil-body', title: evil('body') }],
        worldFacts: [{ id: 'evil-fact', text: evil('fact') }],
      },
    });
    await admin.defineIssue({
      body: {
        dossier: 'evil-dossier',
        id: 'evil-issue',
        question: evil('question'),
        whose: evil('whose'),
        ladder: [{ stance: 'no', label: short, means: evil('means') }, { stance: 'maybe' }, { stance: 'yes' }],
        neutral: 'maybe',
      },
    });
    await admin.addSource({
      body: {
        id: 'evil-source',
        publisher: evil('publisher'),
        title: evil('source title'),
        url: 'https://example.org/"><script>1</script>',
        published: '2025-02-01',
        grade: 'C',
      },
    });
    await admin.captureSource({ id: 'evil-source' }, { body: { text: `${evil('before')} ${evil('exact')} ${evil('after')}` } });
    await admin.record({
      body: {
        kind: 'StatementMade',
        development: {
          id: 'evil-development',
          dossiers: ['evil-dossier'],
          title: evil('development'),
          summary: evil('summary'),
          date: '2025-02-01',
          dateBasis: evil('basis'),
          place: evil('place'),
          by: 'evil-actor',
          attribution: 'on-record',
          participants: [{ actor: 'evil-actor', role: 'speaker' }],
          evidence: [
            {
              source: 'evil-source',
              quote: { exact: evil('exact') },
              wording: evil('wording'),
            },
          ],
          claims: [
            {
              facet: 'position/evil-actor/evil-issue',
              value: 'no',
              detail: { place: evil('detail') },
              when: [{ facet: 'world/evil-fact', is: true, mode: 'once' }],
            },
            { facet: 'quantity/evil-body/things', value: evil('value') },
            { facet: 'world/evil-fact', value: evil('world') },
          ],
        },
      },
    });
    const { etag } = await admin.development({ id: 'evil-development' });
    await admin.correct(
      { id: 'evil-development' },
      { ifMatch: etag!, body: { reason: evil('reason'), changes: { place: evil('place two') } } },
    );
    const page = await site().open('/?dossier=evil-dossier');
    page.on('dialog', (d) => void d.dismiss().then(() => expect.unreachable('a dialog opened')));
    for (const lens of LENSES)
      for (const more of ['&open=position/evil-actor/evil-issue&item=evil-development&q=evil', '&item=evil-source&by=actor&text=shown']) {
        await page.goto(`${site().world.url}/?dossier=evil-dossier&lens=${lens}${more}`);
        await settled(page);
        const found = await page.evaluate(() => ({
          ran: (window as unknown as { ran?: string }).ran,
          images: document.images.length,
          scripts: document.querySelectorAll('body script').length,
        }));
        expect(found, `${lens} ${more}`).toEqual({ images: 0, scripts: 0 });
      }
    await page.goto(`${site().world.url}/?dossier=evil-dossier&open=position/evil-actor/evil-issue`);
    await page.getByRole('dialog').locator('mark').waitFor();
    await expect.poll(() => page.getByRole('dialog').locator('mark').textContent()).toBe(evil('exact'));
    // Addresses can be anything, too.
    for (const text of ['<script>window.ran=1</script>', '%00', '\ud800', 'x'.repeat(5000)]) {
      const hostile = await site().open(
        `/?at=${encodeURIComponent(text.toWellFormed())}&open=${encodeURIComponent(text.toWellFormed())}&lens=timeline`,
        { expects: /40\d/ },
      );
      await hostile.getByRole('alert').first().waitFor();
      await expect.poll(() => hostile.evaluate(() => (window as unknown as { ran?: unknown }).ran)).toBeUndefined();
      await hostile.context().close();
    }
    await page.context().close();
  }, 90_000);

  test('the server goes and comes back: the page says so, and catches up with what it missed', async () => {
    const { world } = site();
    const options = { rate: false as const, log: logger('silent'), mount: mountPage };
    const own = await serve(world.demarche, options);
    const port = Number(new URL(own.url).port);
    const page = await site().open('/', { expects: /ERR_|Failed to (load|fetch)|net::|asked another host/ });
    await page.goto(`${own.url}/?dossier=coalition-of-the-willing`);
    await page.locator('[data-facet="position/ROU/troop-deployment"]').getByText('rules out').waitFor();
    await own.close();
    await page
      .getByRole('status')
      .getByText(/server does not answer: shown as of event/)
      .waitFor();
    await expect.poll(() => page.locator('[data-facet="position/ROU/troop-deployment"]').isVisible()).toBe(true);
    const body = statement('romania-while-away', {
      date: '2026-03-03',
      by: 'ROU',
      claims: [{ facet: 'position/ROU/troop-deployment', value: 'reluctant' }],
    });
    await world.as('recorder').record({ body });
    const again = await serve(world.demarche, { ...options, port });
    await page.getByRole('status').getByText(/live/).waitFor({ timeout: 15_000 });
    await page.locator('[data-facet="position/ROU/troop-deployment"]').getByText('reluctant').waitFor();
    await page.context().close();
    await again.close();
  }, 40_000);
});

inBrowser(
  'A record without anything',
  (site) => {
    test('says what to do', async () => {
      // the positions are asked for before it is known that there is no dossier
      const page = await site().open('/', { expects: /404/ });
      await page.getByText('fills an empty record with the bundled dossier').waitFor();
      await page.context().close();
    });
  },
  { empty: true },
);
