/** Properties on generated logs: which log alone, how many times as many, and what was compared, told at the end with the seed. */
import { afterAll } from 'vitest';

/** One log alone, by its number. */
export const only = process.env['DEMARCHE_LOG'];
/** How many times as many logs as in an ordinary run. */
export const times = Number(process.env['DEMARCHE_TIMES'] ?? 1);

export interface Tally {
  readonly counts: Readonly<Record<string, number>>;
  readonly count: (what: string, n?: number) => void;
}

/** Counts what a file of tests compares. */
export function tally(title: string, seed: number): Tally {
  const counts: Record<string, number> = {};
  afterAll(() => {
    console.log([`${title}: DEMARCHE_SEED=${seed}`, ...Object.entries(counts).map(([what, n]) => `  ${n} ${what}`)].join('\n'));
  });
  return {
    counts,
    count: (what, n = 1) => {
      counts[what] = (counts[what] ?? 0) + n;
    },
  };
}
