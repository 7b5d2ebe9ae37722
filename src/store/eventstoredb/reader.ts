/** Reading the log and its streams, going on where it was when the connection breaks on the way. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isStoreError, storeError, type Position, type StoredEvent, type StoreError } from '../port.ts';
import type { Connection, Fate } from './connection.ts';
import { asStoreError, connectionLost, isTransient, noSuchPosition } from './errors.ts';
import type { Known } from './known.ts';
import { fromPosition, isBehind, type LogPosition } from './positions.ts';
import { eventOf, type ReadResp, type ReadSpec } from './wire.ts';

export interface ReaderLimits {
  /** How long to go on trying while nothing comes, in milliseconds. */
  readonly timeoutMs: number;
}

/** Events of ours since the last search, after which the head is searched for from the end again. */
const ENOUGH = 1000;

/** Pauses between tries, in milliseconds. */
const PAUSES = [20, 50, 100, 200, 400];
const LONGEST_PAUSE = 1000;

/** Uneven, so that many who wait do not come all at once. */
export const pauseAfter = (tries: number): number => Math.ceil((PAUSES[tries] ?? LONGEST_PAUSE) * (0.5 + Math.random()));

export class Reader {
  readonly #connection: Connection;
  readonly #known: Known;
  readonly #prefix: string;
  readonly #limits: ReaderLimits;
  readonly #closing: AbortSignal;
  /** The farthest place that this handle has seen. */
  #farthest: LogPosition = { commit: '0', prepare: '0' };
  /** The head as it was when the log went to there. */
  #searched: { readonly head: Position | null; readonly to: LogPosition | null } | null = null;

  constructor(connection: Connection, known: Known, prefix: string, limits: ReaderLimits, closing: AbortSignal) {
    this.#connection = connection;
    this.#known = known;
    this.#prefix = prefix;
    this.#limits = limits;
    this.#closing = closing;
  }

  /** All events of the prefix, after a position (forwards) or before it (backwards). */
  async *all(after: LogPosition | null, backwards: boolean, limit: number): AsyncGenerator<StoredEvent> {
    let at = after;
    let left = limit;
    if (left === 0) return;
    yield* this.#resuming('reading the log', async function* (this: Reader, progress) {
      // Forwards the server begins with the event at the position, backwards with the one before it.
      const skip = at !== null && !backwards ? at : null;
      const spec: ReadSpec = {
        prefix: this.#prefix,
        from: at ?? (backwards ? 'end' : 'start'),
        backwards,
        count: left + (skip ? 1 : 0),
      };
      for await (const event of this.#events(spec, progress)) {
        const place = fromPosition(event.position);
        if (skip && !isBehind(place, skip)) continue;
        at = place;
        left -= 1;
        progress();
        yield event;
        if (left === 0) return; // the server would go on searching for one more
      }
      if (at === after && after !== null) await this.assertWithin(after);
    });
  }

  /** One stream, from a revision on (included). A stream that is not there has no events. */
  async *stream(stream: string, from: number | 'start' | 'end', backwards: boolean, limit: number): AsyncGenerator<StoredEvent> {
    let next: number | 'start' | 'end' = from;
    let left = limit;
    if (left === 0) return;
    yield* this.#resuming(`reading ${stream}`, async function* (this: Reader, progress) {
      if (next === -1) return;
      const spec: ReadSpec = { stream: this.#prefix + stream, prefix: this.#prefix, from: next, backwards, count: left };
      for await (const event of this.#events(spec, progress)) {
        next = event.revision + (backwards ? -1 : 1);
        left -= 1;
        progress();
        yield event;
      }
    });
  }

  /**
   * The place of the last event of the prefix. Behind it there may be millions of others, and whoever watches a node asks
   * every few seconds: what was searched once is not searched again.
   */
  async head(): Promise<Position | null> {
    const before = this.#searched;
    const end = await this.reach();
    if (before && end && end.commit === before.to?.commit && end.prepare === before.to.prepare) return before.head;
    const head =
      (before?.to && end && isBehind(end, before.to) ? await this.#headSince(before.head, before.to) : undefined) ??
      (await this.#lastOfAll());
    this.#searched = { head: head.position, to: end };
    return head.position;
  }

  async #lastOfAll(): Promise<{ position: Position | null }> {
    for await (const { position } of this.all(null, true, 1)) return { position };
    return { position: null };
  }

  /** Undefined where the place is not known any more, or so much has come that the end is nearer. */
  async #headSince(head: Position | null, place: LogPosition): Promise<{ position: Position | null } | undefined> {
    let position = head;
    let events = 0;
    try {
      for await (const event of this.all(place, false, Number.MAX_SAFE_INTEGER)) {
        position = event.position;
        events += 1;
        if (events > ENOUGH) return undefined;
      }
      return { position };
    } catch (e) {
      if (isStoreError(e) && e.code === 'InvalidAppend') return undefined; // set back to a backup, or scavenged
      throw e;
    }
  }

  /** Whether the server can be reached and read: does not depend on how far it would have to search for an event of ours. */
  async reach(): Promise<LogPosition | null> {
    let end: LogPosition | null = null;
    const attempt = async function* (this: Reader): AsyncGenerator<StoredEvent> {
      end = await this.#endOfAll();
      yield* [];
    };
    for await (const _ of this.#resuming('reading the log', attempt));
    return end;
  }

  /** Notes the farthest place that has been seen or written. */
  reached(place: LogPosition): void {
    if (isBehind(place, this.#farthest)) this.#farthest = place;
  }

  /** Once around, without trying again: events with what passes by noted. */
  async *#events(spec: ReadSpec, alive: () => void): AsyncGenerator<StoredEvent> {
    for await (const piece of this.#pieces(spec, alive)) {
      for (const message of piece) {
        const event = eventOf(message, this.#prefix);
        if (!event) continue;
        this.passed(event);
        this.#assertOpen();
        yield event;
      }
    }
    this.#assertOpen();
  }

  async *#pieces(spec: ReadSpec, alive?: () => void): AsyncGenerator<readonly ReadResp[]> {
    // Between two events of ours there may be millions of others, and while it searches them the server says nothing.
    const searches = spec.stream === undefined && spec.prefix !== null;
    // So early that there is time for another try: a connection may be dead without showing it.
    const silence = this.#limits.timeoutMs / (searches ? 4 : 2);
    const fate: Fate = {};
    for await (const piece of this.#connection.read(spec, () => silence, fate)) {
      if (piece.length > 0) yield piece;
      else if (searches) {
        await this.#endOfAll();
        alive?.();
        this.#assertOpen();
      } else throw (fate.lost = connectionLost(`nothing came for ${silence} ms`));
    }
  }

  /** The place of the last event on the server, whosever it is: one small read. */
  async #endOfAll(): Promise<LogPosition | null> {
    let end: LogPosition | null = null;
    for await (const piece of this.#pieces({ prefix: null, from: 'end', backwards: true, count: 1 })) {
      for (const message of piece) {
        const recorded = message.getEvent()?.getEvent();
        if (recorded) end = { commit: recorded.getCommitPosition(), prepare: recorded.getPreparePosition() };
      }
    }
    if (end) this.reached(end);
    return end;
  }

  passed(event: StoredEvent): void {
    this.#known.note(event.stream, event.revision, event.id);
    this.reached(fromPosition(event.position));
  }

  /** A position that nobody can have been given by this log: the server itself reads nothing there and says nothing. */
  async assertWithin(after: LogPosition): Promise<void> {
    // A follower may not have come that far yet.
    if (!isBehind(after, this.#farthest) || !this.#connection.requiresLeader) return;
    await this.#endOfAll();
    if (isBehind(after, this.#farthest)) throw noSuchPosition(this.#connection.location);
  }

  /** Does `attempt`, from where it was, as long as failures are of the sort that passes and it gets on between them. */
  async *#resuming(
    doing: string,
    attempt: (this: Reader, progress: () => void) => AsyncGenerator<StoredEvent>,
  ): AsyncGenerator<StoredEvent> {
    this.#assertOpen();
    let since = performance.now();
    let tries = 0;
    const progress = (): void => {
      since = performance.now();
      tries = 0;
    };
    for (;;) {
      try {
        yield* attempt.call(this, progress);
        return;
      } catch (e) {
        if (this.#closing.aborted) throw this.closed();
        if (!isTransient(e) || performance.now() - since >= this.#limits.timeoutMs) throw asStoreError(e, this.#connection.location, doing);
        await sleep(pauseAfter(tries));
        tries += 1;
      }
    }
  }

  #assertOpen(): void {
    if (this.#closing.aborted) throw this.closed();
  }

  closed(): StoreError {
    return storeError('StoreClosed', `the log ${this.#connection.location} has been closed`, 'Open it again.');
  }
}
