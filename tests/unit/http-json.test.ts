import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonBytes } from '../../src/http/json.ts';

test('JSON as bytes is JSON.stringify, in UTF-8', () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: 'binary' }), fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()), fc.constant(undefined))),
      (value) => {
        expect(jsonBytes(value).toString('utf8')).toBe(Buffer.from(JSON.stringify(value)).toString('utf8'));
      },
    ),
    { numRuns: 500 },
  );
  const large = { items: Array.from({ length: 3000 }, (_, i) => ({ i, text: '𝒳’й'.repeat(60) })) };
  expect(JSON.parse(jsonBytes(large).toString())).toEqual(large);
});
