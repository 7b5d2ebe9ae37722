/**
 * The generated log that the benches measure on: a log that the deciders could have written, and the answers on it those of the
 * naive reference. `npm run proof` asks the same of a million developments.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generatedEvents, writeGenerated } from '../../bench/generated.ts';
import { prove } from '../../bench/proof.ts';
import { isDevelopmentKind } from '../../events/developments.ts';
import type { Development } from '../../events/developments.ts';
import { checkPayload } from '../../events/codec.ts';
import { boundsOf } from '../../events/edtf.ts';
import { canonicalJson } from '../../events/canonical.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';

const DEVELOPMENTS = 10_000;
const folder = mkdtempSync(join(tmpdir(), 'demarche-generated-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the generated log', () => {
  const events = [...generatedEvents({ developments: DEVELOPMENTS })];
  const developments = events.flatMap((e) => (isDevelopmentKind(e.type) ? [e.data as Development] : []));
  const count = (type: string) => events.filter((e) => e.type === type).length;
  const share = (n: number) => n / DEVELOPMENTS;

  test('is the same for the same seed, and another for another', () => {
    const first = (seed: number) => {
      const made = [];
      for (const event of generatedEvents({ developments: 500, seed })) made.push(canonicalJson(event.data));
      return made;
    };
    expect(first(7)).toEqual(first(7));
    expect(first(7)).not.toEqual(first(8));
  });

  test('every payload keeps to its schema', () => {
    expect(events.flatMap((e) => checkPayload(e))).toEqual([]);
  });

  test('has the features of the model as often as is said', () => {
    const claims = developments.flatMap((d) => d.claims);
    const isVague = ({ date }: Development) => boundsOf(date).hi - boundsOf(date).lo > 86_400_000;
    const dated = developments.filter((d) => !isVague(d)).map((d) => boundsOf(d.date).lo);
    const backdated = dated.filter((t, i) => i > 0 && t < dated[i - 1]!).length / dated.length;
    const shares = {
      claims: share(claims.length),
      vague: share(developments.filter(isVague).length),
      corrected: share(count('DevelopmentCorrected')),
      retracted: share(count('DevelopmentRetracted')),
      conditions: share(claims.filter((c) => c.when).length),
      withdrawn: count('SourceWithdrawn') / count('SourceRegistered'),
      backdated,
    };
    const stated = { claims: 1, vague: 0.1, corrected: 0.05, retracted: 0.02, conditions: 0.01, withdrawn: 0.01, backdated: 0.495 };
    for (const [what, wanted] of Object.entries(stated)) {
      expect(shares[what as keyof typeof shares], what).toBeGreaterThan(wanted * 0.7);
      expect(shares[what as keyof typeof shares], what).toBeLessThan(wanted * 1.35);
    }
    for (const type of ['DevelopmentReinstated', 'EvidenceAdded', 'ClaimsAdjudicated', 'ActorsMerged', 'SourceRestored', 'SourceGraded'])
      expect(count(type), type).toBeGreaterThan(0);
    for (const field of ['until', 'effective', 'observed', 'detail', 'by', 'for', 'attribution'] as const)
      expect(claims.filter((c) => c[field] !== undefined).length, field).toBeGreaterThan(10);
    expect(claims.filter((c) => c.value === null).length).toBeGreaterThan(10);
    const sizes = developments.map((d) => canonicalJson(d).length);
    expect(sizes.reduce((a, b) => a + b) / sizes.length).toBeGreaterThan(250);
    expect(sizes.reduce((a, b) => a + b) / sizes.length).toBeLessThan(400);
  });
});

describe('beside the naive reference', () => {
  const file = join(folder, 'log.db');
  beforeAll(async () => {
    const store = await openSqliteStore(file);
    await writeGenerated(store, { developments: DEVELOPMENTS, actors: 20, issues: 4 });
    await store.close();
  });

  test('cells of it are the same', async () => {
    const proof = await prove({ file, cells: 100, sizes: 8, seed: 5 });
    expect(proof.differences).toEqual([]);
    expect(proof.compared).toBe(800);
    for (const status of ['held', 'withdrawn', 'unclear', 'none']) expect(proof.statuses[status] ?? 0, status).toBeGreaterThan(0);
  });

  test('the reference says the same of the part of a log as of the whole', async () => {
    const short = join(folder, 'short.db');
    const store = await openSqliteStore(short);
    await writeGenerated(store, { developments: 600, actors: 8, issues: 2 });
    await store.close();
    const proof = await prove({ file: short, cells: 100, sizes: 4, seed: 2, whole: true });
    expect(proof.differences).toEqual([]);
    expect(proof.compared).toBe(400);
  });
});
