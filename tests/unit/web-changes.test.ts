import fc from 'fast-check';
import { expect, test } from 'vitest';
import { differences, isSame, merged, patchOf, placesOf } from '../../src/web/acts/changes.ts';
import type { Body } from '../../src/web/acts/changes.ts';

const claim = fc.record({ id: fc.constantFrom('c1', 'c2', 'c3'), value: fc.constantFrom('open', 'rules-out', null) });
const body: fc.Arbitrary<Body> = fc.record(
  {
    title: fc.constantFrom('a', 'b', 'c'),
    place: fc.constantFrom('Rome', 'Paris'),
    for: fc.subarray(['ITA', 'DEU']),
    claims: fc.uniqueArray(claim, { selector: (c) => c.id }),
  },
  { requiredKeys: ['title', 'claims'] },
);
/** As the server lays a patch over what is there. */
const patched = (old: Body, patch: Body): Body =>
  Object.fromEntries(Object.entries({ ...old, ...patch }).filter(([, v]) => v !== null && v !== undefined));

test('a patch leads from the old to the new, and names nothing else', () => {
  fc.assert(
    fc.property(body, body, (old, edited) => {
      const patch = patchOf(old, edited);
      expect(isSame(patched(old, patch), edited)).toBe(true);
      for (const k of Object.keys(patch)) expect(isSame(old[k], edited[k])).toBe(false);
      expect(patchOf(old, old)).toEqual({});
    }),
  );
});
test('what differs is told by its place: fields, and claims one by one', () => {
  const old = { title: 'a', claims: [{ id: 'c1', value: 'open' }, { id: 'c2', value: 'x' }] }; // prettier-ignore
  const edited = { title: 'a', place: 'Rome', claims: [{ value: 'open', id: 'c1' }, { id: 'c2', value: 'y' }, { value: 'z' }] }; // prettier-ignore
  expect(differences(old, edited)).toEqual([
    { place: 'claims/c2', before: { id: 'c2', value: 'x' }, after: { id: 'c2', value: 'y' } },
    { place: 'place', before: undefined, after: 'Rome' },
    { place: 'claims/+2', before: undefined, after: { value: 'z' } },
  ]);
});
test('two changes laid over each other: nothing that one of them made is lost, and what both made is named', () => {
  fc.assert(
    fc.property(body, body, body, (base, mine, theirs) => {
      const [b, m, t] = [placesOf(base), placesOf(mine), placesOf(theirs)];
      const { items, both } = merged(b, m, t);
      for (const place of new Set([...b.keys(), ...m.keys(), ...t.keys()])) {
        const changed = [!isSame(b.get(place), m.get(place)), !isSame(b.get(place), t.get(place))];
        const expected = changed[0] ? m.get(place) : t.get(place);
        expect(isSame(items.get(place), expected)).toBe(true);
        expect(both.includes(place)).toBe(changed[0]! && changed[1]! && !isSame(m.get(place), t.get(place)));
      }
      // whoever takes theirs everywhere has what they have, and what only one changed
      const all = merged(b, m, t, new Set(both)).items;
      for (const place of both) expect(isSame(all.get(place), t.get(place))).toBe(true);
    }),
  );
});
