/**
 * Canonical JSON: the JSON Canonicalization Scheme (JCS, RFC 8785). Equal values give equal texts, so texts can be hashed
 * and compared. Members are sorted by UTF-16 code units, numbers and strings written as ECMAScript does, no white space.
 *
 * Pure. Only plain data is accepted: what JSON cannot carry is refused rather than quietly changed.
 */

/** A value that JSON cannot carry. `pointer` (RFC 6901) says where it stands; `''` is the value itself. */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError';
  readonly kind = 'CanonicalJsonError';
  readonly code = 'NotJson';
  readonly pointer: string;
  readonly reason: string;

  constructor(pointer: string, reason: string) {
    super(`${pointer === '' ? 'the value' : pointer}: ${reason}`);
    this.pointer = pointer;
    this.reason = reason;
  }
}

export function isCanonicalJsonError(e: unknown): e is CanonicalJsonError {
  return e instanceof Error && 'kind' in e && e.kind === 'CanonicalJsonError';
}

/** Deeper than any event; a circle is found by it, too. */
const DEPTH = 1000;

/**
 * The canonical text of a JSON value (RFC 8785); encode it as UTF-8 to hash it.
 *
 * Members that are `undefined` are left out, as `JSON.stringify` does; -0 is written `0`.
 *
 * @throws {CanonicalJsonError} for `undefined` elsewhere, holes in arrays, NaN and infinities, bigint, symbols, functions,
 *   lone surrogates in strings or names, objects that are not plain (dates, maps, class instances), and nesting beyond 1000
 *   levels, so also for circles.
 */
export function canonicalJson(value: unknown): string {
  const text = write(value, 0);
  if (text !== undefined) return text;
  const { tokens, reason } = locate(value, 0) ?? { tokens: [], reason: 'JSON cannot carry it' };
  throw new CanonicalJsonError(tokens.map((t) => `/${t.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''), reason);
}

/**
 * Whether two JSON values are the same, whatever the order of members: `canonicalJson(a) === canonicalJson(b)`, without
 * the texts. Two absent values (`undefined`) are the same, an absent and a present one are not.
 *
 * @throws {CanonicalJsonError} where the comparison meets an object that is not plain data, or nesting beyond 1000 levels.
 */
export function sameJson(a: unknown, b: unknown): boolean {
  return same(a, b, 0);
}

function same(a: unknown, b: unknown, depth: number): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > DEPTH) return canonicalJson(a) === canonicalJson(b); // says what is wrong
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i], depth + 1)) return false;
    return true;
  }
  if (!isPlain(a) || !isPlain(b)) return canonicalJson(a) === canonicalJson(b);
  let left = 0;
  for (const key of Object.keys(a)) {
    if (a[key] === undefined) continue;
    left++;
    if (!Object.hasOwn(b, key) || !same(a[key], b[key], depth + 1)) return false;
  }
  let right = 0;
  for (const key of Object.keys(b)) if (b[key] !== undefined) right++;
  return left === right;
}

/** The text, or undefined where something in it cannot be written: where exactly is found only then, by {@link locate}. */
function write(value: unknown, depth: number): string | undefined {
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'number':
      return Number.isFinite(value) ? String(value) : undefined;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return 'null';
  if (depth > DEPTH) return undefined;
  if (Array.isArray(value)) {
    let text = '[';
    for (let i = 0; i < value.length; i++) {
      const item = write(value[i], depth + 1);
      if (item === undefined) return undefined;
      text += i === 0 ? item : `,${item}`;
    }
    return `${text}]`;
  }
  if (!isPlain(value)) return undefined;
  let text = '{';
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member === undefined) continue;
    const name = writeString(key);
    const item = write(member, depth + 1);
    if (name === undefined || item === undefined) return undefined;
    text += text === '{' ? `${name}:${item}` : `,${name}:${item}`;
  }
  return `${text}}`;
}

function writeString(text: string): string | undefined {
  if (text.length < 64) {
    // most strings are short and need no escapes
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code < 32 || code === 34 || code === 92 || (code >= 0xd800 && code <= 0xdfff)) return escaped(text);
    }
    return `"${text}"`;
  }
  return escaped(text);
}

/** ECMAScript's escapes are the ones RFC 8785 asks for, except that a lone surrogate has none. */
function escaped(text: string): string | undefined {
  return text.isWellFormed() ? JSON.stringify(text) : undefined;
}

/** Names in the order of their UTF-16 code units, which is the order of `<` on strings. */
function sortedKeys(value: Record<string, unknown>): string[] {
  const keys = Object.keys(value);
  if (keys.length > 24) return keys.sort();
  for (let i = 1; i < keys.length; i++) {
    const key = keys[i]!;
    let j = i - 1;
    while (j >= 0 && keys[j]! > key) {
      keys[j + 1] = keys[j]!;
      j--;
    }
    keys[j + 1] = key;
  }
  return keys;
}

/** An object literal or one made without a prototype, of whichever realm. */
function isPlain(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

function locate(value: unknown, depth: number): { tokens: string[]; reason: string } | undefined {
  const here = (reason: string) => ({ tokens: [], reason });
  switch (typeof value) {
    case 'string':
      return value.isWellFormed() ? undefined : here('the text holds a lone surrogate');
    case 'number':
      return Number.isFinite(value) ? undefined : here(`${value} is not a JSON number`);
    case 'boolean':
      return undefined;
    case 'undefined':
      return here('undefined has no JSON');
    case 'object':
      break;
    default:
      return here(`a ${typeof value} has no JSON`);
  }
  if (value === null) return undefined;
  if (depth > DEPTH) return here(`it is nested deeper than ${DEPTH} levels, or in a circle`);
  const entries: [string, unknown][] = [];
  if (Array.isArray(value)) for (let i = 0; i < value.length; i++) entries.push([String(i), value[i]]);
  else if (isPlain(value)) for (const key of sortedKeys(value)) if (value[key] !== undefined) entries.push([key, value[key]]);
  if (!Array.isArray(value) && !isPlain(value)) return here('it is not plain data (an object literal or an array)');
  for (const [token, member] of entries) {
    const found = token.isWellFormed() ? locate(member, depth + 1) : here('its name holds a lone surrogate');
    if (found) return { tokens: [token, ...found.tokens], reason: found.reason };
  }
  return undefined;
}
