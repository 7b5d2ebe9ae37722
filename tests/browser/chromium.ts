/** Which browser the page is tried in: a real Chromium from the registry on Linux x64, else one that is installed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const INSTALLED = [
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((v) =>
    process.env[v] === undefined ? [] : [join(process.env[v], 'Google/Chrome/Application/chrome.exe')],
  ),
];

/** How to start a browser; undefined where there is none. `DEMARCHE_TEST_CHROME` names one. */
export async function browser(): Promise<{ readonly executablePath: string; readonly args: string[] } | undefined> {
  const named = process.env['DEMARCHE_TEST_CHROME'];
  if (named !== undefined) return { executablePath: named, args: [] };
  if (process.platform === 'linux' && process.arch === 'x64') {
    const { default: packaged } = await import('@sparticuz/chromium');
    // One process for everything is for small clouds; a page that is closed would take the others with it.
    const args = packaged.args.filter((a) => a !== '--single-process' && a !== '--no-zygote');
    return { executablePath: await packaged.executablePath(), args };
  }
  const installed = INSTALLED.find((path) => existsSync(path));
  return installed === undefined ? undefined : { executablePath: installed, args: [] };
}
