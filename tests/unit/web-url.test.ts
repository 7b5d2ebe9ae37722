import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clean, formatView, LENSES, PARAMS, parseView, patched } from '../../src/web/url.ts';
import type { Param, View } from '../../src/web/url.ts';

const names = Object.keys(PARAMS) as Param[];
const text = fc.string({ unit: 'binary', maxLength: 40 });
const view = fc.tuple(fc.constantFrom(...LENSES), fc.dictionary(fc.constantFrom(...names), text)).map(([lens, params]): View => {
  const kept = Object.entries(params).flatMap(([k, v]) => (clean(v) === undefined ? [] : [[k, clean(v)]]));
  return { lens, ...(Object.fromEntries(kept) as Record<Param, string>) };
});

test('every view has an address, and the address gives the view back', () => {
  fc.assert(
    fc.property(view, (v) => {
      expect(parseView(formatView(v))).toEqual(v);
    }),
  );
});
test('any address is read; reading it again through its written form changes nothing', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (search) => {
      const v = parseView(search);
      expect(parseView(formatView(v))).toEqual(v);
    }),
  );
});
test('a change sets what it names, and leaves the rest', () => {
  fc.assert(
    fc.property(view, fc.constantFrom(...names), text, (v, name, value) => {
      const { [name]: _, ...rest } = v;
      expect(patched(v, { [name]: value })).toEqual(clean(value) === undefined ? rest : { ...rest, [name]: clean(value) });
    }),
  );
});
test('addresses stay readable, and the first lens with nothing set has the shortest', () => {
  expect(formatView({ lens: 'positions' })).toBe('');
  expect(formatView({ lens: 'compare', at: '2025-09-04', open: 'position/ITA/troop-deployment', actor: 'ITA,DEU' })).toBe(
    '?lens=compare&at=2025-09-04&actor=ITA,DEU&open=position/ITA/troop-deployment',
  );
  expect(parseView('?lens=nonsense&at=%20&colour=red')).toEqual({ lens: 'positions' });
});
test('whoever goes to a lens leaves the form that stands in its place', () => {
  const form: View = { lens: 'timeline', item: 'a', act: 'retract', on: 'a' };
  expect(patched(form, { lens: 'sources' })).toEqual({ lens: 'sources', item: 'a' });
  expect(patched(form, { open: 'world/ceasefire' })).toEqual({ ...form, open: 'world/ceasefire' });
  expect(patched(form, { lens: 'timeline', act: 'merge', on: 'a' })).toEqual({ ...form, act: 'merge' });
});
