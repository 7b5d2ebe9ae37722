/** Once for all tests in a browser: the page is built where it is out of date, and one browser starts. */
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { buildWeb } from '../../scripts/web.ts';
import { browser } from './chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the browser listens; empty where there is none. */
    browser: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await buildWeb();
  const found = await browser();
  if (!found) {
    console.log('not run here: the page in a browser (no Chromium or Chrome found; DEMARCHE_TEST_CHROME can name one)');
    project.provide('browser', '');
    return async () => undefined;
  }
  const server = await chromium.launchServer({ ...found, headless: true });
  project.provide('browser', server.wsEndpoint());
  return () => server.close();
}
