/**
 * Writing. Appends go one after the other into one call that stays open, without waiting for the answers of those before:
 * the server writes them in the order in which they arrive, and answers each on its own.
 *
 * Every append goes out with the exact revision that its stream must have (or "no stream"), also where the caller expects
 * nothing: then the one that we know of, and where somebody was faster, again with the new one. That makes one round trip
 * do all of this:
 *
 * - nothing is written twice: we know every id up to the revision that we name, so a repeat is found before it is sent,
 *   and if anything else has been written since, the server refuses and we look again;
 * - an answer that got lost is asked for by sending the same again: only one of the two can be at that revision, and to
 *   the second the server says what it said to the first;
 * - "any" stays exact: no append is written over a change that it did not see.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { storeError, type Append, type Appended, type BatchOutcome, type EventData, type StoredEvent, type StoreError } from '../port.ts';
import { invalid } from '../sqlite/checks.ts';
import { writeTo, type BatchAppendResp, type BatchCall, type Connection } from './connection.ts';
import { accessDenied, asStoreError, connectionLost, isTransient, streamDeleted, tooLarge, unanswered, unreachable } from './errors.ts';
import type { Known, Place, Seen } from './known.ts';
import { toPosition } from './positions.ts';
import { pauseAfter, type Reader } from './reader.ts';
import { answerOf, proposal, type Answer, type Proposal } from './wire.ts';

export interface WriterLimits {
  /** How long to go on trying while the server does not answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Appends, and bytes of them, that wait for their answer at a time. */
  readonly inFlight: number;
  readonly inFlightBytes: number;
}

/** Reads about repeats, each of one stream. */
const READS_AT_A_TIME = 8;

/** Where faults are injected. */
export interface WriterHooks {
  /** One attempt is about to be sent, for the first time or again. */
  readonly sending?: (stream: string, again: boolean) => void;
}

interface Job {
  readonly append: Append;
  readonly settle: (outcome: BatchOutcome) => void;
}

/** An append on its way. */
interface Flight extends Job {
  readonly seen: Seen;
  readonly order: number;
  proposal: Proposal;
  /** The revision before it; -1: no stream. */
  expected: number;
  /** The caller does not insist on that revision. */
  readonly flexible: boolean;
  sentAt: number;
  since: number;
  state: 'sent' | 'lost' | 'deciding';
}

export class Writer {
  readonly #connection: Connection;
  readonly #reader: Reader;
  readonly #known: Known;
  readonly #prefix: string;
  readonly #limits: WriterLimits;
  readonly #hooks: WriterHooks;
  readonly #prepare: () => Promise<void>;

  readonly #jobs: Job[] = [];
  #running: Promise<void> | null = null;
  readonly #flights = new Set<Flight>();
  readonly #byCorrelation = new Map<string, Flight>();
  /** Flights of each stream, in order. */
  readonly #ofStream = new Map<Seen, Flight[]>();
  readonly #idsOnTheWay = new Set<string>();
  #bytesOnTheWay = 0;
  #lost: Flight[] = [];
  #sending: Promise<void> | null = null;
  #order = 0;
  #call: BatchCall | null = null;
  #room = true;
  #outageSince: number | null = null;
  #tries = 0;
  readonly #repeats = new Map<Seen, { job: Job; start: number }[]>();
  #undecided = 0; // repeats, or what looks like them
  #reading = 0;
  #watch: NodeJS.Timeout | null = null;
  #waiters: (() => void)[] = [];

  constructor(
    connection: Connection,
    reader: Reader,
    known: Known,
    prefix: string,
    limits: WriterLimits,
    hooks: WriterHooks,
    /** Done before the first append; what it fails with, the append fails with. */
    prepare: () => Promise<void>,
  ) {
    this.#connection = connection;
    this.#reader = reader;
    this.#known = known;
    this.#prefix = prefix;
    this.#limits = limits;
    this.#hooks = hooks;
    this.#prepare = prepare;
  }

  append(append: Append): Promise<BatchOutcome> {
    const error = invalid(append);
    if (error) return Promise.resolve({ ok: false, error });
    return new Promise((settle) => {
      this.#jobs.push({ append, settle });
      this.#run();
    });
  }

  /** Resolves when everything that was accepted is settled; then the call is over. */
  async close(): Promise<void> {
    while (this.#running || this.#flights.size > 0 || this.#undecided > 0 || this.#repeats.size > 0) {
      await (this.#running ?? this.#change());
    }
    this.#call?.cancel();
    this.#call = null;
    if (this.#watch) clearInterval(this.#watch);
  }

  #run(): void {
    this.#running ??= this.#work().finally(() => {
      this.#running = null;
      if (this.#jobs.length > 0 || this.#lost.length > 0) this.#run();
      else this.#changed();
    });
  }

  /** One after the other, so that what is written stands in the order in which it was asked for. */
  async #work(): Promise<void> {
    while (this.#jobs.length > 0 || this.#lost.length > 0) {
      if (this.#lost.length > 0) {
        await this.#sendAgain();
        continue;
      }
      const job = this.#jobs.shift()!;
      try {
        await this.#prepare();
        await this.#admit(job);
      } catch (e) {
        job.settle({ ok: false, error: asStoreError(e, this.#connection.location, `appending to ${job.append.stream}`) });
      }
    }
  }

  // Before it is sent.

  async #admit(job: Job): Promise<void> {
    const { stream, events, expectedRevision } = job.append;
    const seen = this.#known.stream(stream);
    for (;;) {
      // The same id on its way twice: what the second one is, the answer to the first one tells.
      await this.#until(() => !events.some(({ id }) => this.#idsOnTheWay.has(id)));
      const places = this.#placesOf(events);
      if (places) {
        this.#decideRepeat(job, seen, places);
        return;
      }
      const others = (): readonly Flight[] => this.#ofStream.get(seen) ?? [];
      // Whoever is sent again with another revision must not be overtaken on its stream.
      await this.#until(() => !others().some((flight) => flight.flexible || flight.state !== 'sent'));
      // Where the stream will be: one that goes out at another revision is going to be refused.
      const reached = others().reduce((at, flight) => (flight.expected === at ? at + flight.append.events.length : at), seen.last);
      const flexible = expectedRevision === 'any' || expectedRevision === 'stream-exists';
      const expected = expectedRevision === 'no-stream' ? -1 : flexible ? reached : expectedRevision;
      const mustLook = expectedRevision === 'stream-exists' ? reached === -1 : expected > reached;
      if (!mustLook) {
        await this.#until(() => this.#flights.size < this.#limits.inFlight && this.#bytesOnTheWay < this.#limits.inFlightBytes);
        if (this.#placesOf(events) || events.some(({ id }) => this.#idsOnTheWay.has(id))) continue; // learnt while waiting
        await this.#send(job, seen, expected, flexible);
        return;
      }
      // The stream has gone on without us, or the caller is wrong. (One round trip more.)
      await this.#until(() => others().length === 0);
      await this.#look(seen);
      if (this.#placesOf(events)) continue;
      if (seen.last === -1 || (!flexible && expected > seen.last)) {
        job.settle({ ok: false, error: wrongRevision(job.append, seen.last) });
        return;
      }
    }
  }

  /** Where these ids stand already, as far as we know; null when none does. */
  #placesOf(events: readonly EventData[]): (readonly Place[])[] | null {
    const places = events.map(({ id }) => this.#known.places(id));
    return places.some((of) => of.length > 0) ? places : null;
  }

  /** Reads on in a stream from where our knowledge of it ends. */
  async #look(seen: Seen): Promise<void> {
    for await (const event of this.#reader.stream(seen.name, seen.last + 1, false, Number.MAX_SAFE_INTEGER)) {
      this.#known.noteNext(seen.name, event.revision, event.id);
    }
  }

  // Sending and being answered.

  async #send(job: Job, seen: Seen, expected: number, flexible: boolean): Promise<void> {
    const now = performance.now();
    const flight: Flight = {
      ...job,
      seen,
      order: this.#order++,
      proposal: proposal(this.#prefix + seen.name, expected, job.append.events),
      expected,
      flexible,
      sentAt: now,
      since: now,
      state: 'lost',
    };
    this.#flights.add(flight);
    this.#bytesOnTheWay += flight.proposal.bytes;
    for (const { id } of job.append.events) this.#idsOnTheWay.add(id);
    const of = this.#ofStream.get(seen);
    if (of) of.push(flight);
    else this.#ofStream.set(seen, [flight]);
    if (!this.#call || this.#lost.length > 0) {
      this.#lost.push(flight);
      await this.#sendAgain();
      return;
    }
    this.#write(this.#call, flight, false);
    if (!this.#room) await this.#until(() => this.#room || this.#lost.length > 0);
  }

  #write(call: BatchCall, flight: Flight, again: boolean): void {
    this.#hooks.sending?.(flight.append.stream, again);
    flight.state = 'sent';
    flight.sentAt = performance.now();
    this.#byCorrelation.set(flight.proposal.correlation, flight);
    this.#room = writeTo(call, flight.proposal.parts);
    this.#watch ??= setInterval(() => this.#lookAtTheClock(), Math.min(500, this.#limits.timeoutMs / 4));
  }

  async #open(): Promise<BatchCall> {
    const { call, failed } = await this.#connection.openBatch();
    this.#call = call;
    this.#room = true;
    call.on('data', (response: BatchAppendResp) => {
      if (this.#call === call) this.#answered(response);
    });
    call.on('drain', () => {
      this.#room = true;
      this.#changed();
    });
    const over = (error: Error): void => {
      if (this.#call !== call) return;
      this.#call = null;
      this.#room = true;
      void failed(error).finally(() => this.#broken(error));
    };
    call.on('error', over);
    call.on('end', () => over(connectionLost('the server ended the call')));
    return call;
  }

  /** What was on its way may have been written or not: all of it is sent again, in order. */
  #broken(error: unknown): void {
    if (!isTransient(error)) {
      const failure = asStoreError(error, this.#connection.location, 'appending');
      for (const flight of [...this.#flights]) if (flight.state !== 'deciding') this.#settle(flight, { ok: false, error: failure });
      return;
    }
    if (this.#flights.size === 0) return; // an idle call ended: the next append opens another
    this.#outageSince ??= performance.now();
    for (const flight of this.#flights) if (flight.state === 'sent') this.#lose(flight);
    this.#run();
    this.#changed();
  }

  #lose(flight: Flight): void {
    this.#byCorrelation.delete(flight.proposal.correlation);
    flight.state = 'lost';
    this.#lost.push(flight);
  }

  #sendAgain(): Promise<void> {
    return (this.#sending ??= this.#sendLost().finally(() => (this.#sending = null)));
  }

  async #sendLost(): Promise<void> {
    if (this.#tries > 0) await sleep(pauseAfter(this.#tries - 1));
    this.#giveUpOnTheOld();
    if (this.#lost.length === 0) return;
    let call = this.#call;
    if (!call) {
      try {
        call = await this.#open();
      } catch (e) {
        this.#tries += 1;
        this.#broken(e);
        if (!isTransient(e)) this.#lost = [];
        return;
      }
    }
    this.#tries += 1; // back to none with the first answer
    const isAgain = (flight: Flight): boolean => flight.since !== flight.sentAt || this.#tries > 1;
    // One first, alone: a node that has just become the leader refuses for a moment, and if it took the later ones of many
    // and not the earlier, they would stand in the log in another order than they were asked for.
    const [first, ...others] = this.#lost.toSorted((a, b) => a.order - b.order);
    this.#lost = others;
    this.#write(call, first!, isAgain(first!));
    while (this.#flights.has(first!) && first!.state === 'sent') await this.#change();
    if (first!.state === 'lost' || this.#call !== call) return;
    const rest = this.#lost.toSorted((a, b) => a.order - b.order);
    this.#lost = [];
    for (const flight of rest) this.#write(call, flight, isAgain(flight));
  }

  #giveUpOnTheOld(cause?: unknown): void {
    const now = performance.now();
    const over = this.#outageSince !== null && now - this.#outageSince >= this.#limits.timeoutMs;
    const gone = this.#lost.filter((flight) => over || now - flight.since >= 2 * this.#limits.timeoutMs);
    if (gone.length === 0) return;
    this.#lost = this.#lost.filter((flight) => !gone.includes(flight));
    for (const flight of gone) {
      const said = `no answer for ${Math.round((now - flight.since) / 100) / 10} s`;
      this.#settle(flight, { ok: false, error: unanswered(this.#connection.location, flight.append.stream, said, cause) });
    }
    if (!over) return;
    // Whoever stands in line has not been sent at all.
    for (const job of this.#jobs.splice(0)) {
      job.settle({
        ok: false,
        error: unreachable(this.#connection.location, `appending to ${job.append.stream}`, 'no answer; it was not sent', {
          stream: job.append.stream,
        }),
      });
    }
    this.#outageSince = null; // the next one gets its own time
    this.#tries = 0;
  }

  /** A call that hangs looks like one that is busy, except on the clock. */
  #lookAtTheClock(): void {
    if (this.#flights.size === 0) {
      if (this.#watch) clearInterval(this.#watch);
      this.#watch = null;
      return;
    }
    const oldest = Math.min(...[...this.#byCorrelation.values()].map(({ sentAt }) => sentAt));
    if (this.#call && performance.now() - oldest >= this.#limits.timeoutMs / 2) {
      const call = this.#call;
      call.emit('error', connectionLost(`no answer for ${this.#limits.timeoutMs / 2} ms`));
      call.cancel();
    }
  }

  #answered(response: BatchAppendResp): void {
    const correlation = response.getCorrelationId()?.getString() ?? '';
    const flight = this.#byCorrelation.get(correlation);
    if (!flight) return;
    this.#byCorrelation.delete(correlation);
    let answer: Answer;
    try {
      answer = answerOf(response);
    } catch (e) {
      this.#settle(flight, { ok: false, error: asStoreError(e, this.#connection.location, 'understanding the answer') });
      return;
    }
    if (answer.kind !== 'not-now') {
      this.#outageSince = null;
      this.#tries = 0;
    }
    const { append } = flight;
    const { stream } = append;
    const refuse = (error: StoreError): void => this.#settle(flight, { ok: false, error });
    const at = `appending to ${stream}`;
    switch (answer.kind) {
      case 'written': {
        const first = answer.revision - append.events.length + 1;
        append.events.forEach(({ id }, i) => this.#known.note(stream, first + i, id));
        this.#reader.reached(answer.position);
        const appended: Appended = { stream, revision: answer.revision, position: toPosition(answer.position), repeated: false };
        this.#settle(flight, { ok: true, appended });
        break;
      }
      case 'wrong-revision':
        // One before it on this stream may still be written: then this one would have been right.
        if (this.#ofStream.get(flight.seen)!.some((other) => other.order < flight.order && other.state === 'lost')) this.#lose(flight);
        else void this.#contradicted(flight, answer.actual);
        break;
      case 'access-denied':
        refuse(accessDenied(this.#connection.location, at, answer.said, { stream }));
        break;
      case 'stream-deleted':
        refuse(streamDeleted(this.#connection.location, `the stream ${stream} has been deleted`, { stream }));
        break;
      case 'too-large':
        refuse(tooLarge(`${stream}: ${answer.said}`, { stream }));
        break;
      case 'refused':
        refuse(
          storeError('InvalidAppend', `the server does not take the append to ${stream}: ${answer.said}`, 'See the reason given.', {
            stream,
          }),
        );
        break;
      case 'not-now':
        this.#outageSince ??= performance.now();
        this.#lose(flight);
        // Those behind it go after it again, too: what has been written of them is not written twice.
        for (const later of this.#flights) if (later.state === 'sent' && later.order > flight.order) this.#lose(later);
        this.#tries = Math.max(this.#tries, 1);
        this.#run();
        this.#changed();
        break;
    }
  }

  /** The stream is not at the revision that we named: look what was written, and decide anew. (One round trip more.) */
  async #contradicted(flight: Flight, actual: number): Promise<void> {
    flight.state = 'deciding';
    const { append, seen } = flight;
    try {
      const behind = actual > seen.last;
      // It is refused because of what is being written; that can be read a moment later.
      for (let tries = 0, until = performance.now() + this.#limits.timeoutMs; actual > seen.last; tries += 1) {
        await this.#look(seen);
        if (actual <= seen.last || performance.now() > until) break;
        await sleep(tries < 3 ? 2 : pauseAfter(tries - 3));
      }
      const places = this.#placesOf(append.events);
      if (places) {
        this.#decideRepeat(flight, seen, places);
        this.#settle(flight, null);
      } else if (append.expectedRevision === 'any' || (append.expectedRevision === 'stream-exists' && actual >= 0)) {
        flight.expected = behind ? seen.last : actual;
        flight.proposal = proposal(this.#prefix + seen.name, flight.expected, append.events);
        flight.state = 'lost';
        this.#lost.push(flight);
        this.#run();
        this.#changed();
      } else this.#settle(flight, { ok: false, error: wrongRevision(append, actual) });
    } catch (e) {
      this.#settle(flight, { ok: false, error: asStoreError(e, this.#connection.location, `appending to ${append.stream}`) });
    }
  }

  #settle(flight: Flight, outcome: BatchOutcome | null): void {
    if (!this.#flights.delete(flight)) return;
    this.#byCorrelation.delete(flight.proposal.correlation);
    this.#bytesOnTheWay -= flight.proposal.bytes;
    for (const { id } of flight.append.events) this.#idsOnTheWay.delete(id);
    const of = this.#ofStream.get(flight.seen)!;
    if (of.length === 1) this.#ofStream.delete(flight.seen);
    else of.splice(of.indexOf(flight), 1);
    if (outcome) flight.settle(outcome);
    this.#changed();
  }

  // Repeats. They write nothing, so they need not stand in line: what they repeat is read, many of a stream at a time.

  #decideRepeat(job: Job, seen: Seen, places: readonly (readonly Place[])[]): void {
    const start = places[0]!.find((place) => place.stream === seen)?.revision;
    if (start === undefined) {
      void this.#decideClash(job, places);
      return;
    }
    const waiting = this.#repeats.get(seen);
    if (waiting) waiting.push({ job, start });
    else {
      this.#repeats.set(seen, [{ job, start }]);
      this.#undecided += 1;
      void this.#decideRepeats(seen).finally(() => {
        this.#undecided -= 1;
        this.#changed();
      });
    }
  }

  async #decideRepeats(seen: Seen): Promise<void> {
    await Promise.resolve(); // those of the same batch come along
    while (this.#reading >= READS_AT_A_TIME) await this.#change();
    this.#reading += 1;
    const repeats = this.#repeats.get(seen)!.toSorted((a, b) => a.start - b.start);
    this.#repeats.delete(seen);
    for (let i = 0; i < repeats.length;) {
      // As one read, as long as little lies between.
      const from = repeats[i]!.start;
      let to = from;
      const together: typeof repeats = [];
      for (; i < repeats.length && repeats[i]!.start <= to + 50; i += 1) {
        together.push(repeats[i]!);
        to = Math.max(to, repeats[i]!.start + repeats[i]!.job.append.events.length - 1);
      }
      const found = new Map<number, StoredEvent>();
      try {
        for await (const event of this.#reader.stream(seen.name, from, false, to - from + 1)) found.set(event.revision, event);
        for (const { job, start } of together) job.settle(repeated(job.append, start, found));
      } catch (e) {
        const error = asStoreError(e, this.#connection.location, `looking for what was appended to ${seen.name} before`);
        for (const { job } of together) job.settle({ ok: false, error });
      }
    }
    this.#reading -= 1;
  }

  /** The first event is new, or known from another stream, and some event is known. */
  async #decideClash(job: Job, places: readonly (readonly Place[])[]): Promise<void> {
    this.#undecided += 1;
    try {
      for (const [i, { id }] of job.append.events.entries()) {
        for (const place of places[i]!) {
          for await (const event of this.#reader.stream(place.stream.name, place.revision, false, 1)) {
            if (event.id !== id) continue;
            const where = event.stream === job.append.stream ? 'is in the log, others are not' : `is in the stream ${event.stream}`;
            job.settle(clash(job.append, `${id} ${where}`));
            return;
          }
        }
      }
      // Two ids that agree in the half that we keep: this append is new after all.
      const seen = this.#known.stream(job.append.stream);
      await this.#look(seen);
      await this.#send(job, seen, seen.last, true);
    } catch (e) {
      job.settle({ ok: false, error: asStoreError(e, this.#connection.location, `looking for what was appended before`) });
    } finally {
      this.#undecided -= 1;
      this.#changed();
    }
  }

  // Waiting for one another.

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#lost.length > 0) await this.#sendAgain();
      else await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #changed(): void {
    const waiters = this.#waiters;
    if (waiters.length === 0) return;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

/** Idempotency goes by id: type and data are the content, metadata tells of the attempt, and what was said first stays. */
function repeated(append: Append, start: number, found: ReadonlyMap<number, StoredEvent>): BatchOutcome {
  for (const [i, event] of append.events.entries()) {
    const old = found.get(start + i);
    if (old?.id !== event.id) return clash(append, `some of its events are in the log, ${event.id} does not stand next to them`);
    if (old.type !== event.type || old.data !== event.data) return clash(append, `${event.id} has another type or other data`);
  }
  const last = found.get(start + append.events.length - 1)!;
  return { ok: true, appended: { stream: append.stream, revision: last.revision, position: last.position, repeated: true } };
}

function clash({ stream }: Append, message: string): BatchOutcome {
  return {
    ok: false,
    error: storeError(
      'IdempotencyConflict',
      `an append to ${stream} repeats an id with other content: ${message}`,
      'Repeat an append exactly as it was, or give new events new ids (or another idempotency key).',
      { stream },
    ),
  };
}

function wrongRevision({ stream, expectedRevision }: Append, last: number): StoreError {
  const expected =
    typeof expectedRevision === 'number'
      ? `at revision ${expectedRevision}`
      : expectedRevision === 'no-stream'
        ? 'not to be there'
        : 'to be there';
  return storeError(
    'WrongExpectedRevision',
    `the stream ${stream} was expected ${expected}, but ${last < 0 ? 'it is not there' : `it is at revision ${last}`}`,
    'Someone else has written in the meantime: read the stream again, decide again, and append with the revision found.',
    { stream, expected: expectedRevision, actual: last < 0 ? null : last },
  );
}
