/** Compact storage for the record: numbers in typed arrays that grow, and texts that are kept once and meant by a number. */

/** The room for one more: half as much again, so that many additions cost little and little lies empty. */
const grown = (length: number): number => Math.max(16, length + (length >> 1));

/** How many of the first `length` places a test holds for, where it holds for those before a point and for none after. */
export function partitionPoint(length: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

// A class for each width, though they read alike: through one class for all, questions took a tenth to a fifth longer, since the
// engine no longer knows which array it reads.

/** Whole numbers below 2^31, in order. */
export class Int32s {
  data: Int32Array;
  length: number;
  constructor(data = new Int32Array(0)) {
    this.data = data;
    this.length = data.length;
  }
  push(value: number): void {
    if (this.length === this.data.length) {
      const more = new Int32Array(grown(this.length));
      more.set(this.data);
      this.data = more;
    }
    this.data[this.length++] = value;
  }
  /** What is in use. */
  used(): Int32Array {
    return this.data.subarray(0, this.length);
  }
}

/** Numbers, in order. */
export class Float64s {
  data: Float64Array;
  length: number;
  constructor(data = new Float64Array(0)) {
    this.data = data;
    this.length = data.length;
  }
  push(value: number): void {
    if (this.length === this.data.length) {
      const more = new Float64Array(grown(this.length));
      more.set(this.data);
      this.data = more;
    }
    this.data[this.length++] = value;
  }
  used(): Float64Array {
    return this.data.subarray(0, this.length);
  }
}

/** Small numbers below 256, in order. */
export class Bytes {
  data: Uint8Array;
  length: number;
  constructor(data = new Uint8Array(0)) {
    this.data = data;
    this.length = data.length;
  }
  push(value: number): void {
    if (this.length === this.data.length) {
      const more = new Uint8Array(grown(this.length));
      more.set(this.data);
      this.data = more;
    }
    this.data[this.length++] = value;
  }
  used(): Uint8Array {
    return this.data.subarray(0, this.length);
  }
}

/** FNV-1a over UTF-16 code units (Fowler, Noll, Vo). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** Texts by number. A number is given at first sight and stays. An own table, since a `Map` takes several times the room. */
export class Names {
  readonly all: string[];
  /** Number + 1 at the place that the hash leads to; 0 where nothing is. */
  #table: Int32Array;

  constructor(all: string[] = []) {
    this.all = all;
    this.#table = new Int32Array(0);
    this.#spread();
  }

  #spread(): void {
    let size = 64;
    while (size < this.all.length * 2 + 2) size *= 2;
    this.#table = new Int32Array(size);
    for (let i = 0; i < this.all.length; i++) this.#table[this.#place(this.all[i]!)] = i + 1;
  }

  /** Where a text stands in the table, or would. */
  #place(text: string): number {
    const mask = this.#table.length - 1;
    let place = hashOf(text) & mask;
    for (let i = this.#table[place]!; i !== 0 && this.all[i - 1] !== text; i = this.#table[place]!) place = (place + 1) & mask;
    return place;
  }

  /** The number of a text; -1 for one that was never given. */
  find(text: string): number {
    return this.#table[this.#place(text)]! - 1;
  }

  /** The number of a text, given now if need be. */
  of(text: string): number {
    const place = this.#place(text);
    const found = this.#table[place]!;
    if (found) return found - 1;
    this.all.push(text);
    this.#table[place] = this.all.length;
    if (this.all.length * 2 > this.#table.length) this.#spread();
    return this.all.length - 1;
  }
}

/** A byte for each of many things of which few, or all, are asked for; 0 where nothing was said. */
export class SparseBytes {
  readonly #size: number;
  #few: Map<number, number> | undefined;
  #all: Uint8Array | undefined;
  constructor(size: number) {
    this.#size = size;
    if (size <= 1024) this.#all = new Uint8Array(size);
    else this.#few = new Map();
  }
  get(i: number): number {
    return this.#all ? this.#all[i]! : (this.#few!.get(i) ?? 0);
  }
  set(i: number, value: number): void {
    if (this.#all) this.#all[i] = value;
    else if (this.#few!.set(i, value).size > 192) {
      this.#all = new Uint8Array(this.#size);
      for (const [j, v] of this.#few!) this.#all[j] = v;
      this.#few = undefined;
    }
  }
}
