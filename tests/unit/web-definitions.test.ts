/** What a revision changes, and two people's revisions of the same definition on top of each other. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesOf, differences, merged, same } from '../../src/web/definitions/differences.ts';
import { patched } from '../../src/record/patch.ts';

const rung = fc.record({ stance: fc.constantFrom('a', 'b', 'c', 'd'), label: fc.option(fc.constantFrom('A', 'B'), { nil: undefined }) });
const issue = fc.record(
  {
    question: fc.constantFrom('One?', 'Two?', 'Three?'),
    whose: fc.constantFrom('states', 'all'),
    ladder: fc.uniqueArray(rung, { selector: (r) => r.stance, minLength: 2 }),
    neutral: fc.constantFrom('a', 'b'),
  },
  { requiredKeys: ['question', 'ladder', 'neutral'] },
);

test('what is sent turns what was read into what is wanted, and nothing is sent of what is the same', () => {
  fc.assert(
    fc.property(issue, issue, (before, after) => {
      const changes = changesOf(before, after);
      expect(same(patched(before, changes), after)).toBe(true);
      expect(Object.keys(changes).every((f) => !same(before[f as never], after[f as never]))).toBe(true);
    }),
  );
});

test('every difference is told, and none where there is none', () => {
  fc.assert(
    fc.property(issue, issue, (before, after) => {
      expect(differences('issue', before, after).length > 0).toBe(!same(before, after));
      expect(differences('issue', before, structuredClone(before))).toEqual([]);
    }),
  );
});

test('of two revisions nothing is lost: what one changed is as they left it, what both changed is named', () => {
  fc.assert(
    fc.property(issue, issue, issue, (base, mine, theirs) => {
      const { definition, both } = merged(base, mine, theirs);
      for (const f of ['question', 'whose', 'ladder', 'neutral'] as const) {
        const [isMine, isTheirs] = [!same(mine[f], base[f]), !same(theirs[f], base[f])];
        expect(same(definition[f], isMine ? mine[f] : theirs[f])).toBe(true);
        expect(both.includes(f)).toBe(isMine && isTheirs && !same(mine[f], theirs[f]));
      }
      expect(merged(base, mine, base)).toEqual({ definition: JSON.parse(JSON.stringify(mine)) as unknown, both: [] });
    }),
  );
});

test('a ladder in another order is told, as are offices and facts by their words', () => {
  const ladder = [{ stance: 'refuses' }, { stance: 'open' }];
  expect(differences('issue', { ladder }, { ladder: ladder.toReversed() })).toEqual([
    { what: 'Order, from against to for', before: 'refuses · open', after: 'open · refuses' },
  ]);
  const offices = [{ office: 'Mayor', of: 'PRT', from: '2024-01-01' }];
  expect(differences('actor', { offices }, {})).toEqual([{ what: 'Office', before: 'Mayor of PRT, since 1 January 2024' }]);
  expect(differences('dossier', {}, { worldFacts: [{ id: 'pier', text: 'The pier is open' }] })).toEqual([
    { what: 'Fact pier', after: 'The pier is open' },
  ]);
});
