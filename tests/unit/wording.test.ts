/** The words of answers that every form for people shares. */
import { describe, expect, test } from 'vitest';
import { causesOf } from '../../src/export/wording.ts';

describe('what brought a change about', () => {
  const claim = (does: 'may-begin' | 'begins' | 'may-end' | 'ends', more: { facet?: string } = {}) => ({
    ...{ kind: 'development' as const, development: 'd', claim: 'c', does },
    ...more,
  });
  const page = { kind: 'source' as const, source: 's' };
  const told = (because: Parameters<typeof causesOf>[0]['because'], possibly?: { by: { development: string; claim: string } }[]) =>
    causesOf({ because, after: { possibly } });

  test('each cause once: a claim that may have begun, then has', () => {
    expect(told([claim('may-begin'), claim('begins')])).toEqual([claim('begins')]);
    expect(told([claim('may-end'), page, claim('ends'), page])).toEqual([claim('ends'), page]);
    expect(told([claim('begins'), claim('ends')])).toEqual([claim('begins'), claim('ends')]);
  });
  test('that it may have begun is said only where that is open', () => {
    const here = { by: { development: 'd', claim: 'c' } };
    const elsewhere = { by: { development: 'd', claim: 'other' } };
    expect(told([claim('may-begin')], [here])).toEqual([claim('may-begin')]);
    for (const possibly of [undefined, [], [elsewhere]]) expect(told([claim('may-begin')], possibly)).toEqual([claim('begins')]);
    // of a world fact the cell that depends on it lists nothing
    expect(told([claim('may-begin', { facet: 'world/x' })])).toEqual([claim('may-begin', { facet: 'world/x' })]);
  });
});
