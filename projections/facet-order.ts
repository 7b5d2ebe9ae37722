/**
 * The claims on one facet in the order of time, so that what holds at a moment is found by a binary search and a short scan, and
 * not by asking every claim. It knows times and values, never readers: who hears a claim is asked of the few that can matter.
 */
import type { Float64s, Int32s } from './columns.ts';

/** The columns that it reads. */
export interface OrderedClaims {
  rowVersion(row: number): number;
  rowTime(row: number): number;
  rowContent(row: number): number;
  rowSupport(row: number): number;
  /** The version of a claim that competes wherever its version stands on the evidence that all of it rests on; -1 for others. */
  competesWith(row: number): number;
  readonly rowFrom: Int32s;
  readonly contentValue: Int32s;
  readonly timeLo: Float64s;
  readonly timeHi: Float64s;
  readonly timeFrom: Float64s;
  readonly timeEarliest: Float64s;
  readonly timeOrder: Float64s;
  readonly versionDevelopment: Int32s;
  readonly versionNumber: Int32s;
  readonly versionReplaces: Int32s;
  readonly lists: readonly (readonly string[])[];
  conditionsOf(row: number): readonly string[];
  /** The earliest that anything under a support can have been published. */
  earliestOf(support: number): number;
  /** Changes when that may be earlier than it was. */
  readonly publications: number;
}

/** Claims in a block of the order by start, of which the latest end is kept. */
const BLOCK = 16;

/** Where each claim is in the log, and the earliest publication under each; beside that, the least of each block. */
interface Known {
  from: Int32Array;
  blockFrom: Int32Array;
  published: Float64Array;
  blockPublished: Float64Array;
  /** Up to which change of publications; -1 for not yet. */
  publications: number;
}

const nothingKnown = (): Known => ({
  from: new Int32Array(0),
  blockFrom: new Int32Array(0),
  published: new Float64Array(0),
  blockPublished: new Float64Array(0),
  publications: -1,
});

/** Places in both orders, each ascending. */
export interface Places {
  readonly byCertain: Int32Array;
  readonly byPossible: Int32Array;
}

/** Makes room for more at the end of a typed array. */
function widened<T extends Int32Array | Float64Array | Uint8Array>(array: T, length: number): T {
  if (array.length >= length) return array;
  const more = new (array.constructor as new (n: number) => T)(length + (length >> 2));
  more.set(array);
  return more;
}

export class FacetOrder {
  /** How many claims are in it. */
  length = 0;

  /** By the moment from which a claim is certain; among equals in the order of the rule, as far as time tells. */
  byCertain: Int32Array = new Int32Array(0);
  certain: Float64Array = new Float64Array(0);
  /** The latest start of all up to here. */
  maxFrom: Float64Array = new Float64Array(0);
  /** 1 where every claim before is earlier than this one (step 6). */
  cut: Uint8Array = new Uint8Array(0);
  /** What is said there, by the number of the value. */
  values: Int32Array = new Int32Array(0);
  /** The version of a claim that competes wherever that stands; -1 where the claim has to be asked itself. */
  versions: Int32Array = new Int32Array(0);
  /** The earliest that a claim after this place is possible. */
  nextPossible: Float64Array = new Float64Array(0);
  /** Where the stretch of like values begins that this place is in, cuts all; -1 where it is in none. */
  run: Int32Array = new Int32Array(0);

  /** By the moment from which a claim is possible. */
  byPossible: Int32Array = new Int32Array(0);
  possible: Float64Array = new Float64Array(0);
  /** The first of each block of the order by certainty. */
  #tops: Float64Array = new Float64Array(0);
  /** The latest `to` of each block of the order by start. */
  #maxTo: Float64Array = new Float64Array(0);
  /** The same of each block and all before it. */
  #maxToYet: Float64Array = new Float64Array(0);

  /** From when windows may have closed. */
  ends: Float64Array = new Float64Array(0);
  /** Whether claims become possible in the order in which they become certain, each after all before it has ended. */
  isPlain = false;
  /** What can be known of whole blocks of either order. */
  readonly #certainKnown: Known = nothingKnown();
  readonly #possibleKnown: Known = nothingKnown();

  /** Claims of developments that replace others, by the id of what they replace. */
  readonly replacing = new Map<string, number[]>();
  /** World facts on which a claim depends. */
  readonly conditions = new Set<string>();
  /** How many of its claims are of corrected versions. */
  corrections = 0;
  /** Claims by development and version, and where those of each development begin; as many as there were when somebody asked. */
  #chained: Int32Array = new Int32Array(0);
  #chains: number[] = [];

  readonly #claims: OrderedClaims;

  constructor(claims: OrderedClaims) {
    this.#claims = claims;
  }

  /** Takes in what was recorded since the last time. */
  add(rows: Int32s): void {
    const claims = this.#claims;
    const { timeEarliest, versionNumber, versionReplaces } = claims;
    const before = this.length;
    const count = rows.length;
    const ends: number[] = [];
    for (let i = before; i < count; i++) {
      const row = rows.data[i]!;
      const end = timeEarliest.data[claims.rowTime(row)]!;
      if (end !== Infinity) ends.push(end + 1);
      for (const world of this.#claims.conditionsOf(row)) this.conditions.add(world);
      if (versionNumber.data[claims.rowVersion(row)]! > 1) this.corrections++;
      const replaces = versionReplaces.data[claims.rowVersion(row)]!;
      if (replaces >= 0) {
        for (const id of this.#claims.lists[replaces]!) {
          const by = this.replacing.get(id);
          if (by) by.push(row);
          else this.replacing.set(id, [row]);
        }
      }
    }
    if (ends.length) this.ends = Float64Array.from([...this.ends, ...ends]).sort();
    this.byCertain = widened(this.byCertain, count);
    this.certain = widened(this.certain, count);
    this.maxFrom = widened(this.maxFrom, count);
    this.cut = widened(this.cut, count);
    this.values = widened(this.values, count);
    this.versions = widened(this.versions, count);
    this.nextPossible = widened(this.nextPossible, count);
    this.run = widened(this.run, count);
    this.byPossible = widened(this.byPossible, count);
    this.possible = widened(this.possible, count);
    this.length = count;
    let from = 0;
    if (count - before > 8 && count - before > before >> 3) this.#sort(rows);
    else {
      from = count;
      for (let i = before; i < count; i++) from = Math.min(from, this.#insert(rows.data[i]!, i));
      from = Math.min(from, before);
    }
    this.#derive(from);
  }

  #sort(rows: Int32s): void {
    const claims = this.#claims;
    const { timeHi, timeLo } = claims;
    const n = this.length;
    const put = (order: Int32Array, compare: (a: number, b: number) => number) => {
      order.set(rows.data.subarray(0, n));
      // most records are written in the order of time
      for (let i = 1; i < n; i++)
        if (compare(order[i - 1]!, order[i]!) > 0) {
          order.subarray(0, n).sort(compare);
          break;
        }
    };
    put(this.byCertain, (a, b) => this.#compare(a, b));
    put(this.byPossible, (a, b) => timeLo.data[claims.rowTime(a)]! - timeLo.data[claims.rowTime(b)]! || a - b);
    for (let i = 0; i < n; i++) {
      this.certain[i] = timeHi.data[claims.rowTime(this.byCertain[i]!)]!;
      this.possible[i] = timeLo.data[claims.rowTime(this.byPossible[i]!)]!;
    }
  }

  #compare(a: number, b: number): number {
    const claims = this.#claims;
    const { timeHi, timeFrom, timeOrder } = claims;
    const [s, t] = [claims.rowTime(a), claims.rowTime(b)];
    if (s === t) return a - b;
    const [x, y] = [timeHi.data[s]!, timeHi.data[t]!];
    if (x !== y) return x < y ? -1 : 1;
    if (timeFrom.data[s]! !== timeFrom.data[t]!) return timeFrom.data[s]! < timeFrom.data[t]! ? -1 : 1;
    const [o, p] = [timeOrder.data[s]!, timeOrder.data[t]!];
    if (Number.isNaN(o) || Number.isNaN(p)) return Number.isNaN(o) ? (Number.isNaN(p) ? a - b : -1) : 1;
    return o - p || a - b;
  }

  /** How many of the first `used` in the order by certainty come before a claim. */
  #placeOf(row: number, used = this.length): number {
    let [low, high] = [0, used];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#compare(this.byCertain[middle]!, row) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Puts one claim in its places, `used` being filled; the first place that changed in the order by certainty. */
  #insert(row: number, used: number): number {
    const claims = this.#claims;
    const { timeHi, timeLo } = claims;
    const at = this.#placeOf(row, used);
    this.byCertain.copyWithin(at + 1, at, used);
    this.byCertain[at] = row;
    this.certain.copyWithin(at + 1, at, used);
    this.certain[at] = timeHi.data[claims.rowTime(row)]!;
    const lo = timeLo.data[claims.rowTime(row)]!;
    const place = countBelow(this.possible, used, lo, true);
    this.byPossible.copyWithin(place + 1, place, used);
    this.byPossible[place] = row;
    this.possible.copyWithin(place + 1, place, used);
    this.possible[place] = lo;
    return at;
  }

  /** What follows from the orders, from a place on. */
  #derive(start: number): void {
    const claims = this.#claims;
    const { contentValue, timeLo, timeHi, timeFrom, timeOrder } = claims;
    const n = this.length;
    // back to the first of those that become certain at the same moment
    let first = Math.min(start, n - 1);
    while (first > 0 && this.certain[first - 1] === this.certain[first]) first--;
    let maxFrom = first > 0 ? this.maxFrom[first - 1]! : -Infinity;
    /** When all before the claims of the same bounds have ended; what a claim speaks of ends when it is certain. */
    let before = -Infinity;
    /** Whether their orders tell all of them apart so far. */
    let isTold = true;
    let lastFrom = NaN;
    let lastOrder = NaN;
    for (let i = first; i < n; i++) {
      const row = this.byCertain[i]!;
      this.values[i] = contentValue.data[claims.rowContent(row)]!;
      this.versions[i] = claims.competesWith(row);
      const time = claims.rowTime(row);
      const from = timeFrom.data[time]!;
      const order = timeOrder.data[time]!;
      if (i > first && from === lastFrom && this.certain[i] === this.certain[i - 1])
        isTold &&= order > lastOrder; // false with NaN
      else {
        before = i > 0 ? this.certain[i - 1]! : -Infinity;
        isTold = true;
      }
      lastFrom = from;
      lastOrder = order;
      if (from > maxFrom) maxFrom = from;
      this.maxFrom[i] = maxFrom;
      this.cut[i] = isTold && before <= from ? 1 : 0;
    }
    // of claims that become certain together all are alike, or none counts
    let open = first > 0 ? this.run[first - 1]! : -1;
    for (let i = first; i < n;) {
      const like = this.values[i]!;
      let isAlike = true;
      let end = i;
      for (; end < n && this.certain[end] === this.certain[i]; end++) isAlike &&= this.cut[end] === 1 && this.values[end] === like;
      open = !isAlike ? -1 : open >= 0 && this.values[i - 1] === like ? open : i;
      this.run.fill(open, i, end);
      i = end;
    }
    let next = Infinity;
    for (let i = n - 1; i >= 0; i--) {
      // before what was added, from where on nothing is earlier than it was
      if (i < first - 1 && this.nextPossible[i] === next) break;
      this.nextPossible[i] = next;
      next = Math.min(next, timeLo.data[claims.rowTime(this.byCertain[i]!)]!);
    }
    const blocks = Math.ceil(n / BLOCK);
    this.#tops = widened(this.#tops, blocks);
    for (let b = (first / BLOCK) | 0; b < blocks; b++) this.#tops[b] = this.certain[b * BLOCK]!;
    if (this.#maxTo.length < blocks) {
      this.#maxTo = new Float64Array(blocks + (blocks >> 2));
      this.#maxToYet = new Float64Array(blocks + (blocks >> 2));
    }
    this.isPlain = true;
    let yet = -Infinity;
    for (let b = 0; b < blocks; b++) {
      let max = -Infinity;
      for (let k = b * BLOCK; k < Math.min(n, (b + 1) * BLOCK); k++) {
        const to = timeHi.data[claims.rowTime(this.byPossible[k]!)]!;
        if (to > max) max = to;
        if (this.byPossible[k] !== this.byCertain[k] || this.cut[k] === 0) this.isPlain = false;
      }
      this.#maxTo[b] = max;
      if (max > yet) yet = max;
      this.#maxToYet[b] = yet;
    }
    this.#survey(this.#certainKnown, this.byCertain);
    if (!this.isPlain) this.#survey(this.#possibleKnown, this.byPossible);
  }

  /** Where the claims are in the log; what was published is looked up when a reader asks. */
  #survey(known: Known, order: Int32Array): void {
    const { rowFrom } = this.#claims;
    known.from = widened(known.from, this.length);
    known.blockFrom = new Int32Array(Math.ceil(this.length / BLOCK)).fill(0x7fffffff);
    for (let k = 0; k < this.length; k++) {
      const from = (known.from[k] = rowFrom.data[order[k]!]!);
      if (from < known.blockFrom[(k / BLOCK) | 0]!) known.blockFrom[(k / BLOCK) | 0] = from;
    }
    known.publications = -1;
  }

  /**
   * The last place in the order by certainty, at or before `place`, whose claim was recorded, and may have been published, within a
   * reader's limits; -1 for none.
   */
  knownBefore(place: number, size: number, published: number): number {
    return this.#knownBefore(this.#certainKnown, this.byCertain, place, size, published);
  }

  #knownBefore(known: Known, order: Int32Array, place: number, size: number, published: number): number {
    if (published !== Infinity && known.publications !== this.#claims.publications) this.#publish(known, order);
    const isOpen = published === Infinity;
    let at = place;
    while (at >= 0) {
      const block = (at / BLOCK) | 0;
      const first = block * BLOCK;
      if (known.blockFrom[block]! < size && (isOpen || known.blockPublished[block]! < published))
        for (; at >= first; at--) if (known.from[at]! < size && (isOpen || known.published[at]! < published)) return at;
      at = first - 1;
    }
    return -1;
  }

  #publish(known: Known, order: Int32Array): void {
    const claims = this.#claims;
    known.published = widened(known.published, this.length);
    known.blockPublished = new Float64Array(known.blockFrom.length).fill(Infinity);
    for (let k = 0; k < this.length; k++) {
      const earliest = (known.published[k] = claims.earliestOf(claims.rowSupport(order[k]!)));
      if (earliest < known.blockPublished[(k / BLOCK) | 0]!) known.blockPublished[(k / BLOCK) | 0] = earliest;
    }
    known.publications = claims.publications;
  }

  /**
   * Where the claims are of those versions that take hold; `versionOf` tells which that is of a development, -1 for none. Costs a few
   * searches for each development, however often it was corrected.
   */
  placesOf(versionOf: (development: number) => number): Places {
    const claims = this.#claims;
    const { timeLo } = claims;
    if (this.#chained.length !== this.length) this.#chain();
    const rows: number[] = [];
    for (const [i, start] of this.#chains.entries()) {
      const end = this.#chains[i + 1] ?? this.length;
      const version = versionOf(this.#developmentOf(this.#chained[start]!));
      let [low, high] = [start, end];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (claims.rowVersion(this.#chained[middle]!) < version) low = middle + 1;
        else high = middle;
      }
      for (; low < end && claims.rowVersion(this.#chained[low]!) === version; low++) rows.push(this.#chained[low]!);
    }
    /** Those that start at the same time are in the order in which they were recorded. */
    const placeByStart = (row: number): number => {
      const lo = timeLo.data[claims.rowTime(row)]!;
      let [low, high] = [0, this.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        const x = this.possible[middle]!;
        if (x < lo || (x === lo && this.byPossible[middle]! < row)) low = middle + 1;
        else high = middle;
      }
      return low;
    };
    return {
      byCertain: Int32Array.from(rows, (row) => this.#placeOf(row)).sort(),
      byPossible: Int32Array.from(rows, placeByStart).sort(),
    };
  }

  #developmentOf(row: number): number {
    return this.#claims.versionDevelopment.data[this.#claims.rowVersion(row)]!;
  }

  #chain(): void {
    const claims = this.#claims;
    this.#chained = this.byCertain
      .slice(0, this.length)
      .sort((a, b) => this.#developmentOf(a) - this.#developmentOf(b) || claims.rowVersion(a) - claims.rowVersion(b) || a - b);
    this.#chains = [];
    let last = -1;
    for (const [i, row] of this.#chained.entries()) {
      const development = this.#developmentOf(row);
      if (development !== last) this.#chains.push(i);
      last = development;
    }
  }

  /** How many claims are certain at a moment, windows apart. */
  certainBy(at: number): number {
    // first among every sixteenth: a search through all would touch memory in more places
    const tops = Math.ceil(this.length / BLOCK);
    const block = countBelow(this.#tops, tops, at, true) - 1;
    return block < 0 ? 0 : countWithin(this.certain, block * BLOCK, Math.min(this.length, (block + 1) * BLOCK), at);
  }

  /** How many windows may have closed by a moment. */
  endsBy(at: number): number {
    return countBelow(this.ends, this.ends.length, at, true);
  }

  /** How many claims are possible at a moment, windows apart. */
  possibleBy(at: number): number {
    return countBelow(this.possible, this.length, at, false);
  }

  /** Whether the claim at a place in the order by start speaks of a time that ends after a moment. */
  endsAfter(place: number, start: number): boolean {
    return this.#claims.timeHi.data[this.#claims.rowTime(this.byPossible[place]!)]! > start;
  }

  /**
   * The last place at or before `place` in the order by start whose claim speaks of a time that ends after `start`, and that a
   * reader with these limits may know of; -1 for none.
   */
  lastAfter(place: number, start: number, size: number, published: number): number {
    const isLimited = size !== Infinity || published !== Infinity;
    const known = this.isPlain ? this.#certainKnown : this.#possibleKnown;
    for (let k = place; k >= 0;) {
      const block = (k / BLOCK) | 0;
      if (this.#maxToYet[block]! <= start) return -1;
      if (this.#maxTo[block]! <= start) {
        k = block * BLOCK - 1;
        continue;
      }
      if (isLimited) {
        const before = this.#knownBefore(known, this.byPossible, k, size, published);
        if (before !== k) {
          k = before;
          continue;
        }
      }
      if (this.endsAfter(k, start)) return k;
      k--;
    }
    return -1;
  }
}

/** The last of a list of places that is at or before one; -1 for none. */
export function lastPlace(places: Int32Array, place: number): number {
  const count = countUpTo(places, place);
  return count ? places[count - 1]! : -1;
}

/** The first of a list of places that is at or after one; Infinity for none. */
export const firstPlace = (places: Int32Array, place: number): number => places[countUpTo(places, place - 1)] ?? Infinity;

function countUpTo(places: Int32Array, place: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of a sorted array are at or below a limit, where that many are known to be and no more than others. */
function countWithin(sorted: Float64Array, least: number, most: number, limit: number): number {
  let [low, high] = [least, most];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many of the first `length` of a sorted array are below a limit; at the limit too with `included`. */
function countBelow(sorted: Float64Array, length: number, limit: number, included: boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const x = sorted[middle]!;
    if (x < limit || (included && x === limit)) low = middle + 1;
    else high = middle;
  }
  return low;
}
