/**
 * State beside the naive reference, on generated logs: every cell the same. The reference shares nothing with `projections/`.
 *
 *   DEMARCHE_SEED=… npx vitest run tests/property/state      the same run again
 *   DEMARCHE_SEED=… DEMARCHE_LOG=…                           one log of it
 *   DEMARCHE_CELLS=…                                         more or fewer cells
 */
import { describe, expect, test } from 'vitest';
import { state as plain } from '../reference/oracle.mjs';
import { Ablated, FEATURES } from '../support/ablate.ts';
import { normalised } from '../support/answers.ts';
import { described, difference, expected, Folded, isSame, shrunk } from '../support/compare.ts';
import { generateLog, questionsOf, Random, seedOf } from '../support/generate.ts';

const seed = seedOf();
const only = process.env['DEMARCHE_LOG'];
const CELLS = Number(process.env['DEMARCHE_CELLS'] ?? 210_000);
const PER_LOG = 150;
const percent = (n: number, of: number) => `${((n / of) * 100).toFixed(2)} %`;

describe('state beside the naive reference', () => {
  test(`the same in every cell (DEMARCHE_SEED=${seed})`, () => {
    const started = performance.now();
    const statuses = new Map<unknown, number>();
    let [cells, logs, lines, silent, sampled] = [0, 0, 0, 0, 0];
    const first = only === undefined ? 0 : Number(only);
    for (let i = first; only === undefined ? cells < CELLS : i === first; i++) {
      const generated = generateLog(seed, i);
      const folded = new Folded(generated);
      logs++;
      lines += generated.log.length;
      for (const q of questionsOf(new Random(seed ^ 0x5bd1e995, i), generated, PER_LOG)) {
        const wanted = expected(generated, q);
        // what is compared with is the reference itself, and not only its quicker reading
        if (cells++ % 100 === 0) {
          sampled++;
          const { known, published } = q;
          expect(normalised(plain(generated.log, q.facet, q.at, { known, published, from: generated.opens }))).toEqual(wanted);
        }
        statuses.set(wanted['status'], (statuses.get(wanted['status']) ?? 0) + 1);
        if (wanted['status'] === 'none' && Object.keys(wanted).length === 2) silent++;
        const found = difference(generated, q, folded, wanted);
        if (found) throw new Error(`DEMARCHE_SEED=${seed} DEMARCHE_LOG=${i}, made as small as it gets:\n${described(shrunk(found))}`);
      }
    }
    console.log(
      [
        `state: ${cells} cells compared on ${logs} logs (${(lines / logs).toFixed(1)} lines each), seed ${seed}, ${((performance.now() - started) / 1000).toFixed(0)} s`,
        `  ${[...statuses].map(([s, n]) => `${String(s)} ${percent(n, cells)}`).join(' · ')}`,
        `  ${percent(cells - silent, cells)} say something; ${sampled} asked of the reference a second time`,
      ].join('\n'),
    );
    if (only === undefined) expect(cells).toBeGreaterThanOrEqual(CELLS);
  });

  /** Of these logs, not of the projection: so always the same ones, and what they exercise can be relied on. */
  test('every feature of the model decides at least one cell in a hundred', () => {
    const SEED = 20_250_904;
    const [LOGS, EACH] = [700, 30];
    const decided = new Map<string, number>(Object.keys(FEATURES).map((f) => [f, 0]));
    let cells = 0;
    for (let i = 0; i < LOGS; i++) {
      const generated = generateLog(SEED, i);
      const ablated = new Ablated(generated);
      for (const q of questionsOf(new Random(SEED ^ 0x5bd1e995, i), generated, EACH)) {
        const answer = expected(generated, q);
        cells++;
        for (const f of decided.keys()) if (ablated.decides(f, q, answer)) decided.set(f, decided.get(f)! + 1);
      }
    }
    const rows = [...decided].sort(([, a], [, b]) => a - b);
    console.log(
      [
        `features: cells of ${cells} that change when the feature is removed`,
        ...rows.map(([f, n]) => `  ${f.padEnd(32)}${String(n).padStart(6)}  ${percent(n, cells).padStart(8)}`),
      ].join('\n'),
    );
    expect(cells).toBeGreaterThanOrEqual(20_000);
    for (const [feature, n] of rows) expect(n / cells, feature).toBeGreaterThanOrEqual(0.01);
  });
});

test('equal answers are told from others', () => {
  const { log, opens } = generateLog(1, 1);
  const [q] = questionsOf(new Random(1), { log, opens }, 1);
  const answer = expected({ log, opens }, q!);
  expect(isSame(answer, structuredClone(answer))).toBe(true);
  expect(isSame(answer, { ...answer, status: 'another' })).toBe(false);
});
