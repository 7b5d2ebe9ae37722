/** The EventStore on an EventStoreDB server or cluster. What each promise of the port rests on is said in the files beside. */
import {
  storeError,
  type Append,
  type Appended,
  type BatchOutcome,
  type EventStore,
  type Position,
  type ReadAllOptions,
  type ReadStreamOptions,
  type StoredEvent,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '../port.ts';
import { limitOf, wholeNumber } from '../sqlite/checks.ts';
import type { Connection } from './connection.ts';
import { Known } from './known.ts';
import { fromPosition, type LogPosition } from './positions.ts';
import { Reader } from './reader.ts';
import { follow, type Following } from './subscription.ts';
import { Writer, type WriterHooks } from './writer.ts';

export interface Settings {
  readonly prefix: string;
  readonly ids: 'log' | 'stream';
  readonly readOnly: boolean;
  readonly timeoutMs: number;
  readonly outageMs: number;
  readonly inFlight: number;
  readonly hooks: WriterHooks;
}

const BYTES_IN_FLIGHT = 8 * 1024 * 1024;

export class EventStoreDbStore implements EventStore {
  /** Hosts and prefix, without credentials. */
  readonly location: string;
  readonly readOnly: boolean;
  readonly #connection: Connection;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #following: Following;
  readonly #closing = new AbortController();
  readonly #known = new Known();
  #closed: Promise<void> | null = null;
  #allIds: Promise<void> | null = null;

  constructor(connection: Connection, settings: Settings) {
    const { prefix, timeoutMs, outageMs, inFlight, hooks, ids, readOnly } = settings;
    this.location = `${connection.location} (${prefix}…)`;
    this.readOnly = readOnly;
    this.#connection = connection;
    this.#reader = new Reader(connection, this.#known, prefix, { timeoutMs }, this.#closing.signal);
    this.#following = { connection, reader: this.#reader, prefix, limits: { timeoutMs, outageMs } };
    const prepare = ids === 'log' ? () => (this.#allIds ??= this.#learnAllIds()) : () => Promise.resolve();
    const limits = { timeoutMs, inFlight, inFlightBytes: BYTES_IN_FLIGHT };
    this.#writer = new Writer(connection, this.#reader, this.#known, prefix, limits, hooks, prepare);
  }

  async append(append: Append): Promise<Appended> {
    this.#assertWritable();
    const outcome = await this.#writer.append(append);
    if (!outcome.ok) throw outcome.error;
    return outcome.appended;
  }

  async appendBatch(appends: readonly Append[]): Promise<readonly BatchOutcome[]> {
    this.#assertWritable();
    return Promise.all(appends.map((append) => this.#writer.append(append)));
  }

  async *readStream(stream: string, options: ReadStreamOptions = {}): AsyncGenerator<StoredEvent> {
    const limit = limitOf(options);
    const backwards = options.direction === 'backwards';
    const from = options.from === undefined ? (backwards ? 'end' : 'start') : wholeNumber('from', options.from);
    this.#assertOpen();
    yield* this.#reader.stream(stream, from, backwards, limit);
  }

  async *readAll(options: ReadAllOptions = {}): AsyncGenerator<StoredEvent> {
    const limit = limitOf(options);
    const after = options.after === undefined ? null : fromPosition(options.after);
    this.#assertOpen();
    yield* this.#reader.all(after, options.direction === 'backwards', limit);
  }

  subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionMessage> {
    const signal = options.signal ? AbortSignal.any([options.signal, this.#closing.signal]) : this.#closing.signal;
    // "From now on" means from this call on, not from the first message that is asked for.
    const start = this.#startOf(options.after);
    start.catch(() => undefined); // told as the first message
    return follow(this.#following, start, signal);
  }

  async head(): Promise<Position | null> {
    this.#assertOpen();
    return this.#reader.head();
  }

  /** Whether the server can be reached and read, however long it would search for the last event of ours. */
  async reach(): Promise<void> {
    this.#assertOpen();
    await this.#reader.reach();
  }

  close(): Promise<void> {
    return (this.#closed ??= this.#close());
  }

  async #close(): Promise<void> {
    this.#refusing = true;
    await this.#writer.close(); // what was accepted is still written
    this.#closing.abort();
    this.#connection.close();
  }

  /** Set before what was accepted has been written, which needs the connection. */
  #refusing = false;

  #assertOpen(): void {
    if (this.#refusing) throw this.#reader.closed();
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.readOnly) throw storeError('StoreReadOnly', `${this.location} is open for reading only`, 'Open it without readOnly.');
  }

  async #startOf(after: SubscribeOptions['after']): Promise<LogPosition | null> {
    if (after === undefined || this.#refusing) return null;
    if (after === 'end') {
      const head = await this.#reader.head();
      return head === null ? null : fromPosition(head);
    }
    const place = fromPosition(after);
    await this.#reader.assertWithin(place);
    return place;
  }

  /**
   * Reads the log once before the first append, and then goes on following it, so that an id is also known when it
   * stands in another stream, written by another process. What others wrote in the last milliseconds may be missing;
   * within one stream nothing ever is (writer.ts).
   */
  #learnAllIds(): Promise<void> {
    return new Promise((resolve, reject) => {
      void (async () => {
        for await (const message of follow(this.#following, Promise.resolve(null), this.#closing.signal)) {
          if (message.kind === 'event') this.#known.noteNext(message.event.stream, message.event.revision, message.event.id);
          else if (message.kind === 'caught-up') resolve();
          else if (message.kind === 'dropped') {
            this.#allIds = null; // the next append tries anew
            reject(message.error);
          }
        }
        reject(this.#reader.closed());
      })();
    });
  }
}
