/**
 * The EventStore port: an append-only log of events in streams. It carries payloads whose meaning it does not know.
 * Every adapter passes the one contract suite in `tests/contract/`.
 */

/** Canonical JSON (RFC 8785) of one payload; the store keeps these bytes as they are. */
export type Json = string;

/** Where an event stands in the order of all events. Opaque: compare it by reading, never by looking into it. */
export type Position = string & { readonly __position: true };

export interface EventData {
  /** UUID; the key of idempotency: an id that is already in the store is never written again. */
  readonly id: string;
  readonly type: string;
  readonly data: Json;
  readonly metadata: Json;
}

export interface StoredEvent extends EventData {
  /** Stream name without the store's prefix, e.g. `development-paris-summit`. */
  readonly stream: string;
  /** Place in its stream, from 0. */
  readonly revision: number;
  readonly position: Position;
}

/** What the writer believes of the stream: its last revision, that it is not there, that it is there, or nothing. */
export type ExpectedRevision = number | 'no-stream' | 'stream-exists' | 'any';

/** One command: all of its events are written to one stream, or none. */
export interface Append {
  readonly stream: string;
  readonly events: readonly EventData[];
  readonly expectedRevision: ExpectedRevision;
}

export interface Appended {
  readonly stream: string;
  /** Revision of the last event of this append. */
  readonly revision: number;
  /** Position of the last event of this append. */
  readonly position: Position;
  /** True where these very events had been written before: the answer is that of the first time. */
  readonly repeated: boolean;
}

/** The outcome of one append of a batch: others may have been written while this was refused. */
export type BatchOutcome = { readonly ok: true; readonly appended: Appended } | { readonly ok: false; readonly error: StoreError };

export interface ReadOptions {
  readonly direction?: 'forwards' | 'backwards';
  /** At most so many events; all when left out. */
  readonly limit?: number;
}

export interface ReadStreamOptions extends ReadOptions {
  /** First revision to be read (included); the start, or the end when reading backwards, when left out. */
  readonly from?: number;
}

export interface ReadAllOptions extends ReadOptions {
  /** Read what comes after this position (forwards) or before it (backwards): the event at the position itself is excluded. */
  readonly after?: Position;
}

export interface SubscribeOptions {
  /** Begin after this position; from the start of the log when left out; `end` for what comes from now on. */
  readonly after?: Position | 'end';
  readonly signal?: AbortSignal;
}

export type SubscriptionMessage =
  | { readonly kind: 'event'; readonly event: StoredEvent }
  /** Everything that was in the log has been delivered; what follows is live. */
  | { readonly kind: 'caught-up'; readonly position: Position | null }
  /** The subscription had caught up and is behind again. */
  | { readonly kind: 'fell-behind' }
  /** The last message: why the subscription ended, when it was not the caller who ended it. */
  | { readonly kind: 'dropped'; readonly error: StoreError };

/** Opening, reading and writing one log. Every method rejects with a {@link StoreError} (see {@link isStoreError}). */
export interface EventStore {
  /** For messages to people: the path or address, without secrets. */
  readonly location: string;

  /** Resolves once the events are durable. Rejects with `WrongExpectedRevision` and writes nothing when the stream is not as expected. */
  append(append: Append): Promise<Appended>;

  /** Many commands in one go: each is atomic, in order, and refused or written on its own. Resolves once all that was written is durable. */
  appendBatch(appends: readonly Append[]): Promise<readonly BatchOutcome[]>;

  /** The events of one stream; of a stream that is not there, none. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<StoredEvent>;

  /** All events in the order of the log. */
  readAll(options?: ReadAllOptions): AsyncIterable<StoredEvent>;

  /** Catches up from a position, then stays live, also for what other processes write. A slow reader slows it down, nothing is dropped. */
  subscribe(options?: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /**
   * The event at a place in the log, counted from 0, at once; undefined beyond the end. Only a store in this process has it:
   * elsewhere whoever needs an event again keeps it.
   */
  peek?(place: number): StoredEvent | undefined;

  /** Position of the last event, or null for an empty log. */
  head(): Promise<Position | null>;

  /** Ends subscriptions and releases every handle. Safe to call twice. */
  close(): Promise<void>;
}

export type StoreErrorCode =
  | 'WrongExpectedRevision' // the stream is not as the writer believed
  | 'IdempotencyConflict' // an id of this append is in the store with other content
  | 'InvalidAppend' // no events, the same id twice, no stream name …
  | 'StoreNotFound' // there is no such file
  | 'StoreBusy' // another process held the file longer than we wait
  | 'StoreReadOnly'
  | 'StoreFull'
  | 'StoreCorrupt'
  | 'StoreNewer' // written by a newer version of this program
  | 'StoreForeign' // a file of another program
  | 'StoreUnreachable' // cannot be opened or reached at all
  | 'StoreAccessDenied' // the server knows us not, or lets us not
  | 'StreamDeleted' // on the server, past this program
  | 'StoreClosed';

/** A failure of the store. `remedy` says what the person at the keyboard can do. */
export interface StoreError extends Error {
  readonly kind: 'StoreError';
  readonly code: StoreErrorCode;
  readonly remedy: string;
  readonly stream?: string;
  /** For `WrongExpectedRevision`: what was expected, and the revision found (null: no stream). */
  readonly expected?: ExpectedRevision;
  readonly actual?: number | null;
}

/** Makes a {@link StoreError}; told apart by its `kind`, not by class, so that two copies of this module agree. */
export function storeError(
  code: StoreErrorCode,
  message: string,
  remedy: string,
  more: { cause?: unknown; stream?: string; expected?: ExpectedRevision; actual?: number | null } = {},
): StoreError {
  const { cause, ...fields } = more;
  return Object.assign(new Error(message, { cause }), { kind: 'StoreError' as const, name: 'StoreError', code, remedy, ...fields });
}

export function isStoreError(e: unknown): e is StoreError {
  return e instanceof Error && (e as Partial<StoreError>).kind === 'StoreError';
}
