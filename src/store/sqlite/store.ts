/** The EventStore on one SQLite file. How it keeps each promise of the port is said where it is kept. */
import { dirname } from 'node:path';
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
  type StoreError,
  type SubscribeOptions,
  type SubscriptionMessage,
} from '../port.ts';
import { backUp, type BackupOptions, type BackupResult } from './backup.ts';
import { invalid, limitOf, wholeNumber } from './checks.ts';
import { connect, identify, stateOf, type Connection, type Opening, type Row, type Settings } from './connection.ts';
import { asStoreError, corrupt, readOnly } from './errors.ts';
import { breathe, makeRoom, patiently } from './patience.ts';
import { fromPosition, toPosition } from './positions.ts';
import { newer, newestVersion, rollBack } from './schema.ts';
import { verifyLog, type Finding, type VerifyOptions } from './verify.ts';
import { announceCommit, onCommit } from './wakeups.ts';

/** Where faults are injected: between the steps of an append. What a hook throws fails the append. */
export interface SqliteHooks {
  /** A connection is set up and not yet used. */
  readonly opened?: NonNullable<Opening['opened']>;
  /** The lock is held, nothing is written. */
  readonly begun?: () => void;
  /** Everything of this transaction is written, COMMIT comes next. */
  readonly beforeCommit?: () => void;
  /** COMMIT has returned, so it is durable; nobody has been told. */
  readonly afterCommit?: () => void;
}

export interface SqliteStore extends EventStore {
  /** True when appends are refused: asked for, or all that the rights on the file allow. */
  readonly readOnly: boolean;
  /** As read back from the connection. */
  readonly settings: Settings;
  /** Reads everything and reports what is wrong with it; an empty list means that nothing is. */
  verify(options?: VerifyOptions): Promise<readonly Finding[]>;
  /** A consistent copy of the log as it is now, while others go on writing. See {@link backUp}. */
  backup(target: string, options?: BackupOptions): Promise<BackupResult>;
}

export interface Limits {
  readonly busyTimeoutMs: number;
  readonly pollIntervalMs: number;
  readonly pageSize: number;
}

/** A page ends early at so many characters, so that pages of large events do not fill the memory. */
const PAGE_CHARACTERS = 4 * 1024 * 1024;
/** One transaction takes at most so many commands and characters: others want to write as well. */
const TRANSACTION_COMMANDS = 2000;
const TRANSACTION_CHARACTERS = 8 * 1024 * 1024;

interface Job {
  readonly append: Append;
  readonly settle: (outcome: BatchOutcome) => void;
}

interface Page {
  readonly events: readonly StoredEvent[];
  /** Whether there was more when the page was read. */
  readonly more: boolean;
}

export class SqliteEventStore implements SqliteStore {
  readonly location: string;
  readonly #opening: Opening;
  readonly #hooks: SqliteHooks;
  readonly #limits: Limits;
  #connection: Connection;
  #state = ''; // of the file below a `still` connection
  readonly #closing = new AbortController();
  #jobs: Job[] = [];
  #taken = 0; // so many of them are done or under way
  #writing: Promise<void> | null = null;

  constructor(location: string, connection: Connection, opening: Opening, hooks: SqliteHooks, limits: Limits) {
    this.location = location;
    this.#connection = connection;
    this.#opening = opening;
    this.#hooks = hooks;
    this.#limits = limits;
  }

  get readOnly(): boolean {
    return this.#connection.access !== 'write';
  }

  get settings(): Settings {
    return this.#connection.settings;
  }

  async append(append: Append): Promise<Appended> {
    const outcome = await this.#enqueue(append);
    if (!outcome.ok) throw outcome.error;
    return outcome.appended;
  }

  async appendBatch(appends: readonly Append[]): Promise<readonly BatchOutcome[]> {
    this.#assertWritable();
    return Promise.all(appends.map((append) => this.#enqueue(append)));
  }

  readStream(stream: string, options: ReadStreamOptions = {}): AsyncIterable<StoredEvent> {
    return options.direction === 'backwards' ? this.#streamBackwards(stream, options) : this.#streamForwards(stream, options);
  }

  readAll(options: ReadAllOptions = {}): AsyncIterable<StoredEvent> {
    return options.direction === 'backwards' ? this.#allBackwards(options) : this.#allForwards(options);
  }

  subscribe(options: SubscribeOptions = {}): AsyncIterable<SubscriptionMessage> {
    // "From now on" means from this call on, not from the first message that is asked for.
    const start = this.#read('subscribing', () => this.#startOf(options.after));
    start.catch(() => undefined); // told as the first message
    return this.#subscription(start, options.signal);
  }

  async head(): Promise<Position | null> {
    const head = await this.#read('reading the end of the log', () => this.#head());
    return head === 0 ? null : toPosition(head);
  }

  peek(place: number): StoredEvent | undefined {
    this.#assertOpen();
    try {
      const row = this.#connection.statements.byPosition.get(place + 1) as unknown as Row | undefined; // positions are dense
      return row && toEvent(row);
    } catch (e) {
      throw asStoreError(e, this.location, 'reading an event again');
    }
  }

  async verify(options: VerifyOptions = {}): Promise<readonly Finding[]> {
    return verifyLog((work) => this.#read('checking', () => work(this.#connection.database)), options);
  }

  async backup(target: string, options: BackupOptions = {}): Promise<BackupResult> {
    this.#assertOpen();
    return backUp(this.location, target, { busyTimeoutMs: this.#limits.busyTimeoutMs, ...options });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#writing; // what was accepted is still written
    if (this.#connection.database.isOpen) this.#connection.database.close();
  }

  // Writing. Appends wait in a line; one transaction takes as many as wait, so that one sync serves them all.

  #assertOpen(): void {
    if (this.#closing.signal.aborted) throw storeError('StoreClosed', `the log ${this.location} has been closed`, 'Open it again.');
  }

  #assertWritable(): void {
    this.#assertOpen();
    if (this.readOnly) throw readOnly(this.location, `${this.location} is open for reading only`);
  }

  async #enqueue(append: Append): Promise<BatchOutcome> {
    this.#assertWritable();
    const error = invalid(append);
    if (error) return { ok: false, error };
    return new Promise((settle) => {
      this.#jobs.push({ append, settle });
      this.#writing ??= this.#writeAll();
    });
  }

  async #writeAll(): Promise<void> {
    await breathe(); // whoever appends in this same turn comes along
    while (this.#jobs.length > this.#taken) {
      const jobs = this.#nextJobs();
      const began = performance.now();
      let outcomes: readonly BatchOutcome[];
      try {
        outcomes = await patiently(() => this.#transaction(jobs), this.#waiting('appending'));
      } catch (e) {
        const error = asStoreError(e, this.location, 'appending');
        outcomes = jobs.map(() => ({ ok: false, error }));
      }
      jobs.forEach((job, i) => job.settle(outcomes[i]!));
      if (this.#jobs.length > this.#taken) await (performance.now() - began > 5 ? makeRoom() : breathe());
    }
    this.#jobs = [];
    this.#taken = 0;
    this.#writing = null; // in the same turn in which the line was found empty, so that nobody is left standing in it
  }

  #nextJobs(): readonly Job[] {
    let characters = 0;
    const first = this.#taken;
    while (this.#taken < this.#jobs.length && this.#taken - first < TRANSACTION_COMMANDS && characters < TRANSACTION_CHARACTERS) {
      for (const event of this.#jobs[this.#taken]!.append.events) characters += event.data.length + event.metadata.length;
      this.#taken += 1;
    }
    return this.#jobs.slice(first, this.#taken);
  }

  /** All of it within one turn of the event loop: nobody on this connection reads in between. */
  #transaction(jobs: readonly Job[]): readonly BatchOutcome[] {
    const { database, statements, identity } = this.#connection;
    this.#assertSameFile();
    statements.begin.run();
    try {
      this.#assertKnownVersion();
      this.#hooks.begun?.();
      const before = this.#head();
      let position = before;
      const outcomes = jobs.map(({ append }): BatchOutcome => {
        const outcome = this.#write(append, position);
        if (outcome.ok && !outcome.appended.repeated) position += append.events.length;
        return outcome;
      });
      this.#hooks.beforeCommit?.();
      statements.commit.run(); // synchronous = FULL: returns when the log file has been synced
      this.#hooks.afterCommit?.();
      if (position > before) announceCommit(identity.file);
      return outcomes;
    } catch (e) {
      rollBack(database);
      throw e;
    }
  }

  /** Every check comes before the first insert: an append that is refused has written nothing that would have to be undone. */
  #write(append: Append, head: number): BatchOutcome {
    const { statements } = this.#connection;
    const { stream, events, expectedRevision } = append;
    const earlier = this.#writtenBefore(append);
    if (earlier) return earlier;
    const last = (statements.revision.get(stream) as unknown as { revision: number | null }).revision;
    const asExpected =
      expectedRevision === 'any' ||
      (expectedRevision === 'no-stream' ? last === null : expectedRevision === 'stream-exists' ? last !== null : last === expectedRevision);
    if (!asExpected) return { ok: false, error: wrongRevision(append, last) };
    let revision = last ?? -1;
    let position = head;
    for (const event of events) {
      position += 1;
      revision += 1;
      statements.insert.run(position, stream, revision, event.id, event.type, event.data, event.metadata);
    }
    return { ok: true, appended: { stream, revision, position: toPosition(position), repeated: false } };
  }

  /**
   * Idempotency goes by id, before the expected revision: who repeats an append that was written believes in a stream
   * that has moved on since, by that very append. Type and data are the content; metadata tells of the attempt (who,
   * when, with which tool), so the retry may differ in it, and what the first attempt said stays.
   */
  #writtenBefore({ stream, events }: Append): BatchOutcome | null {
    const found = events.map((event) => this.#connection.statements.byId.get(event.id) as unknown as Row | undefined);
    const clash = (message: string): BatchOutcome => ({
      ok: false,
      error: storeError(
        'IdempotencyConflict',
        `an append to ${stream} repeats an id with other content: ${message}`,
        'Repeat an append exactly as it was, or give new events new ids (or another idempotency key).',
        { stream },
      ),
    });
    if (found.every((row) => row === undefined)) return null;
    const first = found[0];
    for (const [i, row] of found.entries()) {
      const event = events[i]!;
      if (!row || !first) return clash(`some of its events are in the log, others (${(row ? events[0]! : event).id}) are not`);
      if (row.stream !== stream) return clash(`${event.id} is in the stream ${row.stream}`);
      if (row.type !== event.type || row.data !== event.data) return clash(`${event.id} has another type or other data`);
      if (row.revision !== first.revision + i) return clash(`${event.id} stands elsewhere in the stream than next to the others`);
    }
    const last = found.at(-1)!;
    return { ok: true, appended: { stream, revision: last.revision, position: toPosition(last.position), repeated: true } };
  }

  #assertKnownVersion(): void {
    const found = (this.#connection.statements.version.get() as unknown as { user_version: number }).user_version;
    const known = newestVersion(this.#opening.migrations);
    if (found !== known) throw newer(this.location, found, known); // brought forward by another process since we opened
  }

  // Reading, in pages: between two of them no statement is open, so that the log file can be folded in and others,
  // also on this connection, can write.

  async *#allForwards(options: ReadAllOptions): AsyncGenerator<StoredEvent> {
    let left = limitOf(options);
    const until = await this.#read('reading', () => this.#head());
    let at = options.after === undefined ? 0 : fromPosition(options.after, until);
    while (left > 0 && at < until) {
      const page = await this.#pageAfter(at, Math.min(left, this.#limits.pageSize), until);
      for (const event of page.events) yield event;
      at += page.events.length;
      left -= page.events.length;
      await breathe();
    }
  }

  async *#allBackwards(options: ReadAllOptions): AsyncGenerator<StoredEvent> {
    let left = limitOf(options);
    const head = await this.#read('reading', () => this.#head());
    let at = options.after === undefined ? head + 1 : fromPosition(options.after, head);
    while (left > 0 && at > 1) {
      const size = Math.min(left, this.#limits.pageSize);
      const { events } = await this.#page(
        at - 1,
        -1,
        'position',
        () => this.#connection.statements.allBackwards.iterate(at, 1, size + 1),
        size,
      );
      if (events.length === 0) throw this.#gap(at - 1);
      for (const event of events) yield event;
      at -= events.length;
      left -= events.length;
      await breathe();
    }
  }

  async *#streamForwards(stream: string, options: ReadStreamOptions): AsyncGenerator<StoredEvent> {
    let left = limitOf(options);
    let next = wholeNumber('from', options.from ?? 0);
    const until = await this.#lastRevision(stream);
    while (left > 0 && next <= until) {
      const size = Math.min(left, this.#limits.pageSize);
      const rows = () => this.#connection.statements.streamForwards.iterate(stream, next - 1, until, size + 1);
      const { events } = await this.#page(next, 1, 'revision', rows, size);
      if (events.length === 0) throw this.#gap(next, stream);
      for (const event of events) yield event;
      next += events.length;
      left -= events.length;
      await breathe();
    }
  }

  async *#streamBackwards(stream: string, options: ReadStreamOptions): AsyncGenerator<StoredEvent> {
    let left = limitOf(options);
    const from = wholeNumber('from', options.from ?? Number.MAX_SAFE_INTEGER);
    let next = Math.min(from, await this.#lastRevision(stream));
    while (left > 0 && next >= 0) {
      const size = Math.min(left, this.#limits.pageSize);
      const rows = () => this.#connection.statements.streamBackwards.iterate(stream, next + 1, 0, size + 1);
      const { events } = await this.#page(next, -1, 'revision', rows, size);
      if (events.length === 0) throw this.#gap(next, stream);
      for (const event of events) yield event;
      next -= events.length;
      left -= events.length;
      await breathe();
    }
  }

  /** The events after row `at`, at most up to row `until`. */
  async #pageAfter(at: number, size: number, until: number): Promise<Page> {
    const page = await this.#page(at + 1, 1, 'position', () => this.#connection.statements.allForwards.iterate(at, until, size + 1), size);
    if (page.events.length === 0 && until !== Number.MAX_SAFE_INTEGER) throw this.#gap(at + 1);
    return page;
  }

  async #page(first: number, step: 1 | -1, key: 'position' | 'revision', rows: () => Iterable<unknown>, size: number): Promise<Page> {
    return this.#read('reading', () => {
      const events: StoredEvent[] = [];
      let expected = first;
      let characters = 0;
      for (const row of rows() as Iterable<Row>) {
        if (events.length === size || characters > PAGE_CHARACTERS) return { events, more: true };
        // The numbers have no gaps; where one is missing an event has been lost, and silence would be the worst answer.
        if (row[key] !== expected) throw this.#gap(expected, key === 'revision' ? row.stream : undefined);
        expected += step;
        characters += row.data.length + row.metadata.length;
        events.push(toEvent(row));
      }
      return { events, more: false };
    });
  }

  async #lastRevision(stream: string): Promise<number> {
    const row = await this.#read('reading', () => this.#connection.statements.revision.get(stream));
    return (row as unknown as { revision: number | null }).revision ?? -1;
  }

  #gap(number: number, stream?: string): StoreError {
    return corrupt(
      this.location,
      stream === undefined ? `event ${number} of the log is missing` : `event ${number} of the stream ${stream} is missing`,
    );
  }

  #head(): number {
    return (this.#connection.statements.head.get() as unknown as { head: number | null }).head ?? 0;
  }

  async #read<T>(doing: string, work: () => T): Promise<T> {
    return patiently(() => {
      for (;;) {
        this.#assertOpen();
        this.#assertSameFile();
        this.#renewStill();
        const result = work();
        if (this.#connection.access !== 'still' || this.#state === stateOf(this.location)) return result;
      }
    }, this.#waiting(doing));
  }

  /** A connection without locks must not be read across a change of the file: its memory of the file would be wrong. */
  #renewStill(): void {
    if (this.#connection.access !== 'still') return;
    const state = stateOf(this.location);
    if (state === this.#state) return;
    // Where the new one has to wait for somebody this is tried again, with the old one closed already. (Not the other way
    // round: closing a connection without locks would drop those of the new one, see `inspect`.)
    if (this.#connection.database.isOpen) this.#connection.database.close();
    this.#state = '';
    this.#connection = connect(this.location, { ...this.#opening, readOnly: true, create: 'must-exist' });
    this.#state = state;
  }

  /** What is written to a file that has been moved away or deleted would be acknowledged and lost. */
  #assertSameFile(): void {
    let found: string | null = null;
    try {
      found = identify(this.location).file;
    } catch {
      // gone
    }
    if (found === this.#connection.identity.file) return;
    throw storeError(
      'StoreUnreachable',
      `${this.location} has been ${found === null ? 'moved or deleted' : 'replaced'} while it was open`,
      `Put the file back with what lies beside it in ${dirname(this.location)}, or open the one that is there now.`,
    );
  }

  #waiting(doing: string) {
    return { doing, location: this.location, timeoutMs: this.#limits.busyTimeoutMs };
  }

  // Subscriptions. The one who reads pulls: while nobody asks there is no timer, no open statement and no queue.

  #startOf(after: SubscribeOptions['after']): number {
    const head = this.#head();
    return after === undefined ? 0 : after === 'end' ? head : fromPosition(after, head);
  }

  async *#subscription(start: Promise<number>, signal: AbortSignal | undefined): AsyncGenerator<SubscriptionMessage> {
    const ended = (): boolean => this.#closing.signal.aborted || signal?.aborted === true;
    let caughtUp = false;
    try {
      let at = await start;
      const commits = { seen: 0 };
      const stop = onCommit(this.#connection.identity.file, () => (commits.seen += 1));
      try {
        while (!ended()) {
          const before = commits.seen;
          const page = await this.#pageAfter(at, this.#limits.pageSize, Number.MAX_SAFE_INTEGER);
          if (caughtUp && page.more) {
            caughtUp = false;
            yield { kind: 'fell-behind' };
          }
          for (const event of page.events) {
            if (ended()) return;
            yield { kind: 'event', event };
          }
          at += page.events.length;
          if (page.more) {
            await breathe();
          } else if (!caughtUp) {
            caughtUp = true;
            yield { kind: 'caught-up', position: at === 0 ? null : toPosition(at) };
          } else if (page.events.length === 0 && commits.seen === before && !ended()) {
            await this.#somethingNew(signal);
          }
        }
      } finally {
        stop();
      }
    } catch (e) {
      if (!ended()) yield { kind: 'dropped', error: asStoreError(e, this.location, 'following the log') };
    }
  }

  /** Until this process has written, some time has passed (others may have), or it is over. */
  #somethingNew(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      // This timer holds the process, as someone is waiting for the next message.
      const timer = setTimeout(done, this.#limits.pollIntervalMs);
      const stop = onCommit(this.#connection.identity.file, done);
      this.#closing.signal.addEventListener('abort', done);
      signal?.addEventListener('abort', done);
      const closing = this.#closing.signal;
      function done(): void {
        clearTimeout(timer);
        stop();
        closing.removeEventListener('abort', done);
        signal?.removeEventListener('abort', done);
        resolve();
      }
    });
  }
}

function toEvent(row: Row): StoredEvent {
  return {
    stream: row.stream,
    revision: row.revision,
    position: toPosition(row.position),
    id: row.id,
    type: row.type,
    data: row.data,
    metadata: row.metadata,
  };
}

function wrongRevision({ stream, expectedRevision }: Append, actual: number | null): StoreError {
  const expected =
    typeof expectedRevision === 'number'
      ? `at revision ${expectedRevision}`
      : expectedRevision === 'no-stream'
        ? 'not to be there'
        : 'to be there';
  const found = actual === null ? 'it is not there' : `it is at revision ${actual}`;
  return storeError(
    'WrongExpectedRevision',
    `the stream ${stream} was expected ${expected}, but ${found}`,
    'Someone else has written in the meantime: read the stream again, decide again, and append with the revision found.',
    { stream, expected: expectedRevision, actual },
  );
}
