/**
 * JSON as bytes. One letter beyond Latin-1 makes a whole text of twice the size, which is slow to make and slower to encode;
 * so the items of long lists are written one by one, and only those that hold such a letter pay for it.
 */
let scratch = Buffer.allocUnsafe(1 << 18);
let end = 0;

function put(text: string): void {
  const most = end + text.length * 3;
  if (most > scratch.length) {
    const larger = Buffer.allocUnsafe(Math.max(most, scratch.length * 2));
    scratch.copy(larger, 0, 0, end);
    scratch = larger;
  }
  end += scratch.write(text, end, 'utf8');
}

const isWritten = (value: unknown): boolean => value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';

/** The bytes of `JSON.stringify(value)`, for what consists of plain objects, lists and simple values. */
export function jsonBytes(value: object): Buffer {
  end = 0;
  let isFirst = true;
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (!isWritten(field)) continue;
    put(`${isFirst ? '{' : ','}${JSON.stringify(key)}:`);
    isFirst = false;
    if (Array.isArray(field) && field.length) {
      for (const [i, item] of (field as unknown[]).entries()) put(`${i ? ',' : '['}${isWritten(item) ? JSON.stringify(item) : 'null'}`);
      put(']');
    } else put(JSON.stringify(field));
  }
  put(isFirst ? '{}' : '}');
  return Buffer.from(scratch.subarray(0, end));
}
