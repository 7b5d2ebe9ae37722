/** Payloads for the read model, which keeps no texts: read again from the store where it is in this process, else kept in bytes. */
import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { decode } from '../../events/codec.ts';
import { Float64s } from '../../projections/columns.ts';
import type { PayloadReader } from '../../projections/record.ts';
import type { EventStore } from '../store/port.ts';

/** The last that were read, up to about so many characters: an answer asks for the same ones several times. */
class Recent {
  static readonly LIMIT = 4_000_000;
  readonly #found = new Map<number, { payload: unknown; length: number }>();
  #length = 0;
  get(seq: number, read: () => { payload: unknown; length: number }): unknown {
    let entry = this.#found.get(seq);
    if (entry) this.#found.delete(seq);
    else this.#length += (entry = read()).length;
    this.#found.set(seq, entry);
    for (const [oldest, { length }] of this.#found) {
      if (this.#length <= Recent.LIMIT || oldest === seq) break;
      this.#found.delete(oldest);
      this.#length -= length;
    }
    return entry.payload;
  }
}

/** Those of a record up to a log size, and beyond it what is kept here. */
export class OverlaidPayloads implements PayloadReader {
  readonly #base: PayloadReader;
  readonly #size: number;
  readonly #own = new Map<number, unknown>();
  constructor(base: PayloadReader, size: number) {
    this.#base = base;
    this.#size = size;
  }
  keep(seq: number, payload: unknown): void {
    this.#own.set(seq, payload);
  }
  read(seq: number): unknown {
    return seq < this.#size ? this.#base.read(seq) : this.#own.get(seq);
  }
}

/** A store whose events can be had one by one at once. */
export type PeekableStore = EventStore & Required<Pick<EventStore, 'peek'>>;
export const isPeekable = (store: EventStore): store is PeekableStore => store.peek !== undefined;

/** Payloads as the store has them. */
export class StoredPayloads implements PayloadReader {
  readonly #store: PeekableStore;
  readonly #recent = new Recent();
  constructor(store: PeekableStore) {
    this.#store = store;
  }
  keep(): void {
    // it stays where it is
  }
  read(seq: number): unknown {
    return this.#recent.get(seq, () => {
      const stored = this.#store.peek(seq);
      if (!stored) throw new Error(`the log has no event at place ${seq + 1}`);
      const decoded = decode(stored);
      return { payload: decoded.ok ? decoded.event.data : undefined, length: stored.data.length };
    });
  }
}

const CHUNK = 4 * 1024 * 1024;

/** Payloads in bytes: in memory, and those of a snapshot in its file. */
export class PackedPayloads implements PayloadReader {
  /** Where each ends, counted from the first; what was never kept has no length. */
  readonly ends: Float64s;
  readonly #recent = new Recent();
  /** The first so many bytes are in a file. */
  #file: { readonly descriptor: number; readonly length: number } | undefined;
  readonly #chunks: { readonly start: number; readonly bytes: Buffer }[] = [];
  #chunk: Buffer = Buffer.alloc(0);
  #used = 0;

  constructor(ends = new Float64s(), path?: string) {
    this.ends = ends;
    if (path !== undefined) this.#file = { descriptor: openSync(path, 'r'), length: this.length };
  }

  /** Bytes of all that was kept. */
  get length(): number {
    return this.ends.length ? this.ends.data[this.ends.length - 1]! : 0;
  }

  keep(seq: number, payload: unknown): void {
    const start = this.length;
    while (this.ends.length < seq) this.ends.push(start); // events that nobody can read
    const bytes = Buffer.from(JSON.stringify(payload));
    if (this.#used + bytes.length > this.#chunk.length) {
      this.#chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK, bytes.length));
      this.#chunks.push({ start, bytes: this.#chunk });
      this.#used = 0;
    }
    bytes.copy(this.#chunk, this.#used);
    this.#used += bytes.length;
    this.ends.push(start + bytes.length);
  }

  read(seq: number): unknown {
    if (seq >= this.ends.length) return undefined;
    const start = seq > 0 ? this.ends.data[seq - 1]! : 0;
    const end = this.ends.data[seq]!;
    if (end === start) return undefined;
    return this.#recent.get(seq, () => ({ payload: JSON.parse(this.#bytes(start, end).toString('utf8')) as unknown, length: end - start }));
  }

  #bytes(start: number, end: number): Buffer {
    if (this.#file && end <= this.#file.length) {
      const bytes = Buffer.allocUnsafe(end - start);
      readSync(this.#file.descriptor, bytes, 0, bytes.length, start);
      return bytes;
    }
    let [low, high] = [0, this.#chunks.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#chunks[middle]!.start <= start) low = middle;
      else high = middle;
    }
    const chunk = this.#chunks[low]!;
    return chunk.bytes.subarray(start - chunk.start, end - chunk.start);
  }

  /** Writes all of them to a file. */
  writeTo(descriptor: number): void {
    for (let at = 0; this.#file && at < this.#file.length; at += CHUNK)
      writeSync(descriptor, this.#bytes(at, Math.min(this.#file.length, at + CHUNK)));
    for (const [i, { start, bytes }] of this.#chunks.entries())
      writeSync(descriptor, bytes, 0, (this.#chunks[i + 1]?.start ?? this.length) - start);
  }

  close(): void {
    if (this.#file) closeSync(this.#file.descriptor);
    this.#file = undefined;
  }
}
