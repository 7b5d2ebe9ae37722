/**
 * What this handle remembers of the log so that it need not ask: the last revision of each stream, and in which stream,
 * at which revision, each event id stands. Ids take 16 bytes a slot, whatever their number.
 */

/** One stream as far as this handle has seen it without a gap. */
export interface Seen {
  readonly name: string;
  readonly number: number;
  /** The last revision up to which every event has been seen; -1 when none. */
  last: number;
}

export interface Place {
  readonly stream: Seen;
  readonly revision: number;
}

const WORDS = 4; // two of the id, stream + 1 (0: free), revision

export class Known {
  readonly #streams = new Map<string, Seen>();
  readonly #byNumber: Seen[] = [];
  #slots = new Uint32Array(1024 * WORDS);
  #used = 0;

  /** Ids remembered. */
  get size(): number {
    return this.#used;
  }

  stream(name: string): Seen {
    let seen = this.#streams.get(name);
    if (!seen) {
      seen = { name, number: this.#byNumber.length, last: -1 };
      this.#byNumber.push(seen);
      this.#streams.set(name, seen);
    }
    return seen;
  }

  /** An event passed by, as the next one of a stream whose events were all seen, or not: then it says nothing new. */
  note(name: string, revision: number, id: string): void {
    const seen = this.stream(name);
    if (revision === seen.last + 1) this.#add(seen, revision, id);
  }

  /** An event read in an unbroken pass from where the knowledge of its stream ended: what is missing before it is not there. */
  noteNext(name: string, revision: number, id: string): void {
    const seen = this.stream(name);
    if (revision > seen.last) this.#add(seen, revision, id);
  }

  /**
   * Where this id may stand. Only half of each id is kept, so this is a hint (wrong about once in 10^19 pairs of ids):
   * who acts on it reads the event.
   */
  places(id: string): Place[] {
    const [high, low] = halves(id);
    const places: Place[] = [];
    const slots = this.#slots;
    const mask = slots.length / WORDS - 1;
    for (let i = start(high, low) & mask; slots[i * WORDS + 2] !== 0; i = (i + 1) & mask) {
      const at = i * WORDS;
      if (slots[at] === high && slots[at + 1] === low)
        places.push({ stream: this.#byNumber[slots[at + 2]! - 1]!, revision: slots[at + 3]! });
    }
    return places;
  }

  #add(seen: Seen, revision: number, id: string): void {
    seen.last = revision;
    if ((this.#used + 1) * WORDS * 3 > this.#slots.length * 2) this.#grow();
    const [high, low] = halves(id);
    insert(this.#slots, high, low, seen.number + 1, revision);
    this.#used += 1;
  }

  #grow(): void {
    const old = this.#slots;
    this.#slots = new Uint32Array(old.length * 2);
    for (let at = 0; at < old.length; at += WORDS) {
      if (old[at + 2] !== 0) insert(this.#slots, old[at]!, old[at + 1]!, old[at + 2]!, old[at + 3]!);
    }
  }
}

function insert(slots: Uint32Array, high: number, low: number, stream: number, revision: number): void {
  const mask = slots.length / WORDS - 1;
  let i = start(high, low) & mask;
  while (slots[i * WORDS + 2] !== 0) i = (i + 1) & mask;
  slots.set([high, low, stream, revision], i * WORDS);
}

/** The first and the last eight digits: in every kind of UUID at least one of them varies. */
function halves(id: string): [number, number] {
  return [Number.parseInt(id.slice(0, 8), 16) >>> 0, Number.parseInt(id.slice(28, 36), 16) >>> 0];
}

const start = (high: number, low: number): number => (high ^ Math.imul(low, 0x9e3779b1)) >>> 0;
