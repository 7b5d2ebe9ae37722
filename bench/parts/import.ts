/** From CSV to queryable: the votes into a new file, and read into the read model. The counts are compared before any time is told. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, count, flags, median, tell, time } from '../kit/figures.ts';
import { benchFolder, importVotes, votes } from '../kit/records.ts';

const { folder, runs } = flags();
const { name, source, expected } = votes();
const location = join(benchFolder(folder), 'import.db');
const PHASES: Readonly<Record<string, string>> = {
  counting: 'counting the rows of each roll call',
  checking: 'reading, joining, checking, making events',
  writing: 'writing durably',
  reading: 'reading into the read model',
};

const phases = new Map<string, number[]>();
const totals: number[] = [];
let size = 0;
for (let run = 0; run < runs; run++) {
  for (const end of ['', '-wal', '-shm']) rmSync(location + end, { force: true });
  const start = performance.now();
  let [phase, since] = ['', start];
  const result = await importVotes(location, source, (next) => {
    if (next === phase) return;
    const now = performance.now();
    if (phase !== '') phases.set(phase, [...(phases.get(phase) ?? []), now - since]);
    [phase, since] = [next, now];
  });
  totals.push(performance.now() - start);
  const { developments, claims, facets, held } = result;
  if (JSON.stringify({ developments, claims, facets }) !== JSON.stringify(expected) || held !== expected.claims)
    throw new Error(`the counts are wrong: ${JSON.stringify({ developments, claims, facets, held, expected })}`);
  size = statSync(location).size;
}
for (const end of ['', '-wal', '-shm']) rmSync(location + end, { force: true });

const total = median(totals);
tell({
  part: 'import',
  on: name,
  what: 'CSV to queryable',
  value: total,
  text: time(total),
  goal: atMost(15_000, '15 s'),
  beside:
    `${count(expected.claims)} claims, ${count(expected.developments)} developments, ${count(expected.facets)} facets; ` +
    [...phases].map(([phase, took]) => `${PHASES[phase] ?? phase} ${time(median(took))}`).join(', '),
  values: Object.fromEntries([...phases].map(([phase, took]) => [phase, median(took)])),
});
tell({
  part: 'import',
  on: name,
  what: 'the file',
  value: size,
  text: `${(size / 1e6).toFixed(0)} MB`,
  beside: `${(size / expected.claims).toFixed(0)} bytes a claim`,
});
