/** What a reader does on a large record of votes: the bench measures how long each takes, a test how much each makes the page draw. */
import type { Page } from 'playwright-core';

export interface Act {
  readonly name: string;
  readonly does: (page: Page) => Promise<unknown>;
}
const press =
  (role: 'button' | 'link', name: string, shown?: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole(role, { name, exact: true }).first().click();
    if (shown !== undefined) await page.locator(shown).first().waitFor();
  };

/** In this order, from the table of positions on. */
export const ACTS: readonly Act[] = [
  { name: 'next development (J)', does: (p) => p.keyboard.press('j') },
  { name: 'slider by a day', does: (p) => p.getByRole('slider').press('ArrowRight') },
  {
    name: 'a date is typed',
    async does(p) {
      await p.getByLabel('In force on').fill('1990-12-17');
      await p.keyboard.press('Enter');
    },
  },
  { name: 'sorted by a question', does: (p) => p.locator('.matrix thead a').nth(2).click() },
  { name: 'why opens', does: (p) => p.locator('.matrix .cell').nth(20).click() },
  { name: 'why closes', does: (p) => p.keyboard.press('Escape') },
  { name: 'by question', does: press('button', 'By question') },
  { name: 'by actor', does: press('button', 'By actor') },
  { name: 'back to the table', does: press('button', 'Table') },
  { name: 'timeline', does: press('link', 'Timeline', 'ol.events, main .empty') },
  { name: 'timeline by speaker', does: press('button', 'By speaker') },
  { name: 'evolution', does: press('link', 'Evolution', '.ribbons, main .empty') },
  {
    name: 'compare one actor',
    async does(p) {
      await press('link', 'Compare')(p);
      await p.getByLabel('Actor').selectOption('FRA');
      await p.locator('.change, .empty-title').first().waitFor();
    },
  },
  {
    name: 'sources on one actor',
    async does(p) {
      await press('link', 'Sources')(p);
      await p.getByLabel('What they say of').selectOption('FRA');
      await p.locator('.page').first().waitFor();
    },
  },
  { name: 'a source opens', does: (p) => p.locator('.page .event-title').first().click() },
  { name: 'log', does: press('link', 'Log', 'ol.log') },
  { name: 'follow-ups', does: press('link', 'Follow-ups', '.cite') },
  { name: 'positions again', does: press('link', 'Positions', 'main .cell') },
];
