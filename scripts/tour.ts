/** What a new user sees first: fills `demarche.db` with the bundled dossier and asks it the four questions. */
import { spawnSync } from 'node:child_process';

const main = new URL('../src/cli/main.ts', import.meta.url).pathname;
const [store = 'demarche.db'] = process.argv.slice(2);

/** The commands of the tour, with what each shows. */
const TOUR: [string, string[]][] = [
  ['Fill a store with the bundled dossier', ['example']],
  [
    'What was in force at the end of the summit day, on the question of sending troops?',
    ['state', '--at', '2025-09-04', '--issue', 'troop-deployment'],
  ],
  ['What happened that week, in order?', ['timeline', '--from', '2025-09-03', '--at', '2025-09-05']],
  ['How did Italy’s positions evolve?', ['replay', '--actor', 'ITA', '--at', '2026-02-28']],
  ['Why does the record say that Italy sends no troops?', ['why', 'position/ITA/troop-deployment', '--at', '2025-09-04']],
];

for (const [question, args] of TOUR) {
  console.log(`\n${question}\n$ demarche ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args, '--store', store], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}
console.log(`\nAsk on: npm run demarche -- help   (the record is in ${store})`);
