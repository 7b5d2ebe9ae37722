import { describe, expect, test } from 'vitest';
import { CanonicalJsonError, canonicalJson, isCanonicalJsonError, sameJson } from '../../events/canonical.ts';

function refusal(value: unknown): CanonicalJsonError {
  try {
    canonicalJson(value);
  } catch (e) {
    if (isCanonicalJsonError(e)) return e;
    throw e;
  }
  throw new Error('it was written');
}

const double = (bits: string): number => {
  const view = new DataView(new ArrayBuffer(8));
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
};

describe('published examples of RFC 8785', () => {
  test('section 3.2.2, with the bytes of section 3.2.4', () => {
    const input: unknown = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    const text = canonicalJson(input);
    expect(text).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
    expect(Buffer.from(text, 'utf8').toString('hex')).toBe(
      '7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e756d62657273223a' +
        '5b3333333333333333332e333333333333332c31652b33302c342e352c302e3030322c31652d32375d' +
        '2c22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d',
    );
  });

  test('section 3.2.3: names are sorted by UTF-16 code units', () => {
    const input = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\u{1f600}': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    expect(Object.values(JSON.parse(canonicalJson(input)) as object).slice(1)).toEqual([
      // (a parser puts the name "1" first, so it is looked at in the text below)
      'Carriage Return',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
    expect(canonicalJson(input)).toMatch(/^\{"\\r":"Carriage Return","1":"One","\u0080":"Control",/);
  });

  test.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('appendix B: %s is %s', (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
  });

  test.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('appendix B: %s is an error', (bits) => {
    expect(refusal([double(bits)])).toMatchObject({ code: 'NotJson', pointer: '/0' });
  });

  test.each([
    ['arrays', '[56,{"d":true,"10":null,"1":[ ]}]', '[56,{"1":[],"10":null,"d":true}]'],
    [
      'accents are not looked at',
      '{"sin":"ignore","péché":"is wrong","pêche":"MUST","peach":"order"}',
      '{"peach":"order","péché":"is wrong","pêche":"MUST","sin":"ignore"}',
    ],
    [
      'structures',
      String.raw`{"1":{"f":{"f":"hi","F":5},"\n":56.0},"10":{},"":"empty","a":{},"111":[{"e":"yes","E":"no"}],"A":{}}`,
      String.raw`{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}`,
    ],
    ['nothing is normalised', String.raw`{"a":"A\u030a"}`, '{"a":"A\u030a"}'],
    ['control characters', String.raw`"\u0000\u0008\u0009\u000a\u000c\u000d\u001f\u007f"`, String.raw`"\u0000\b\t\n\f\r\u001f` + '\u007f"'],
  ])('%s', (_, input, text) => {
    expect(canonicalJson(JSON.parse(input))).toBe(text);
  });
});

test('more members than a small object has', () => {
  const names = Array.from({ length: 40 }, (_, i) => `k${(i * 7) % 40}`);
  const text = canonicalJson(Object.fromEntries(names.map((n) => [n, 1])));
  expect([...text.matchAll(/"(k\d+)"/g)].map((m) => m[1])).toEqual(names.toSorted());
});

test('long texts are escaped like short ones', () => {
  const long = `${'x'.repeat(100)}"\\\n€😀`;
  expect(canonicalJson(long)).toBe(JSON.stringify(long));
  expect(refusal(`${'x'.repeat(100)}\ud800`).reason).toContain('lone surrogate');
});

test('every ASCII character alone is escaped as JSON.stringify does', () => {
  for (let code = 0; code < 128; code++) expect(canonicalJson(String.fromCharCode(code))).toBe(JSON.stringify(String.fromCharCode(code)));
});

test('absent members are left out, names are kept as they are', () => {
  expect(canonicalJson({ b: undefined, a: { c: undefined } })).toBe('{"a":{}}');
  expect(canonicalJson(JSON.parse('{"__proto__":1,"constructor":2}'))).toBe('{"__proto__":1,"constructor":2}');
  expect(canonicalJson(Object.assign(Object.create(null) as object, { a: 1 }))).toBe('{"a":1}');
});

class Kelvin {
  readonly degrees = 3;
}

test.each<[string, unknown, string, string]>([
  ['undefined alone', undefined, '', 'undefined'],
  ['undefined in an array', { claims: [1, undefined] }, '/claims/1', 'undefined'],
  ['a hole', [, 1], '/0', 'undefined'],
  ['NaN', { a: { b: NaN } }, '/a/b', 'NaN'],
  ['Infinity', [[-Infinity]], '/0/0', '-Infinity'],
  ['a bigint', { n: 1n }, '/n', 'bigint'],
  ['a symbol', { n: Symbol('x') }, '/n', 'symbol'],
  ['a function', { n: () => 1 }, '/n', 'function'],
  ['a lone surrogate', { 'a/b': { 'c~d': 'x\udc00' } }, '/a~1b/c~0d', 'lone surrogate'],
  ['a lone surrogate in a name', { a: { '\ud800': 1 } }, '/a/\ud800', 'lone surrogate'],
  ['a date', { at: new Date(0) }, '/at', 'plain data'],
  ['a map', [new Map()], '/0', 'plain data'],
  ['an instance', { k: new Kelvin() }, '/k', 'plain data'],
])('%s is refused, and its place named', (_, value, pointer, reason) => {
  const e = refusal(value);
  expect(e).toMatchObject({ kind: 'CanonicalJsonError', code: 'NotJson', pointer });
  expect(e.reason).toContain(reason);
});

test('a circle is refused', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const other: { self?: unknown } = {};
  other.self = other;
  expect(refusal(circle).reason).toContain('circle');
  expect(() => sameJson(circle, other)).toThrow(CanonicalJsonError);
  expect(isCanonicalJsonError(new Error('x'))).toBe(false);
});

test.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: [1, { c: 'x' }] }, { b: [1, { c: 'x' }], a: 1 }, true],
  [{ a: 1, b: undefined }, { a: 1 }, true],
  [{ a: 1 }, { a: 1, b: undefined, c: null }, false],
  [{ a: undefined, b: 1 }, { a: 1, b: undefined }, false],
  [{ toString: 1 }, {}, false],
  [{}, { toString: 1 }, false],
  [JSON.parse('{"__proto__":{}}'), { x: 1 }, false],
  [{}, [], false],
  [[], {}, false],
  [[1, 2], [2, 1], false],
  [[1], [1, 2], false],
  [0, -0, true],
  [1, '1', false],
  [null, {}, false],
  [null, null, true],
  [undefined, undefined, true],
  [undefined, null, false],
  ['e\u0301', '\u00e9', false],
])('sameJson(%j, %j) is %s', (a, b, same) => {
  expect(sameJson(a, b)).toBe(same);
  expect(sameJson(b, a)).toBe(same);
});

test('what is not plain data is not compared', () => {
  expect(() => sameJson({ a: new Date(0) }, { a: new Date(0) })).toThrow(CanonicalJsonError);
});
