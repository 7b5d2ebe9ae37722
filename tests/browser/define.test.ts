import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { World } from '../support/http.ts';
import { inBrowser } from './harness.ts';

const begin = async (page: Page, world: World): Promise<void> => {
  await page.getByLabel('Token').fill(world.tokens.recorder);
  await page.getByRole('button', { name: 'Begin', exact: true }).click();
};

inBrowser(
  'From nothing',
  (site) => {
    test('a whole dossier is made on the page alone', async () => {
      const { world } = site();
      // The first view asks for positions before it is known that there is no dossier.
      const page = await site().open('/', { expects: /404/ });
      await page.getByRole('heading', { name: /This record is empty/ }).waitFor();
      await page.getByRole('link', { name: 'Make the dossier' }).click();
      await begin(page, world);
      await page.getByLabel('Title').fill('The ferry talks');
      expect(await page.getByLabel('Short name').inputValue()).toBe('the-ferry-talks');
      await page.getByLabel('Followed from').fill('2025-01-01');
      await page.getByRole('button', { name: 'Make the dossier' }).click();
      await page.getByText('The dossier is made.').waitFor();
      await world.demarche.catchUp();
      expect(world.demarche.dossiers()).toMatchObject([{ dossier: 'the-ferry-talks', title: 'The ferry talks', opens: '2025-01-01' }]);
      await page.context().close();
    });
  },
  { empty: true },
);
