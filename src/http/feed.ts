/**
 * The log as it grows: one subscription to the store for a whole process. It keeps the read side up to date with what other
 * processes write, and feeds any number of clients (Server-Sent Events), each of which gets every event once and in order.
 */
import type { ServerResponse } from 'node:http';
import { isAccessType } from '../../events/catalogue.ts';
import type { Demarche, LogItem } from '../library.ts';
import type { Tokens } from '../access.ts';
import { withoutSecrets } from './reading.ts';

export interface FeedOptions {
  readonly now: () => Date;
  /** How often a comment is sent, so that whoever is between does not take the line for dead. */
  readonly heartbeatMs: number;
  /** What may wait for a client in memory; beyond that it reads on from the log. */
  readonly maxPendingBytes: number;
  /** A client that takes nothing of what waits for so long is dropped. */
  readonly drainMs: number;
  readonly maxClients: number;
  readonly onTrouble: (e: unknown) => void;
  readonly onDropped: (reason: string) => void;
}

type Reason = 'slow' | 'shutting-down' | 'failed' | 'token-ended';

interface Client {
  readonly response: ServerResponse;
  readonly changes: boolean;
  /** Whether it may still read: the token that it came with may be revoked, or expire. */
  readonly may: () => boolean;
  /** Log size up to which it has been sent everything. */
  sent: number;
  isLive: boolean;
  isGone: boolean;
}

const day = (date: Date): string => date.toISOString().slice(0, 10);
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(done, ms);
    timer.unref();
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });

export class Feed {
  readonly #demarche: Demarche;
  readonly #tokens: Tokens;
  readonly #options: FeedOptions;
  readonly #closing = new AbortController();
  readonly #clients = new Set<Client>();
  readonly #waiting = new Set<{ readonly size: number; readonly resolve: (reached: boolean) => void }>();
  #timers: NodeJS.Timeout[] = [];
  #running: Promise<void> | undefined;
  #today: string;
  /** Log size up to which clients that are live have been sent everything. */
  #position: number;

  constructor(demarche: Demarche, tokens: Tokens, options: FeedOptions) {
    this.#demarche = demarche;
    this.#tokens = tokens;
    this.#options = options;
    this.#today = day(options.now());
    this.#position = demarche.size;
  }

  get clients(): number {
    return this.#clients.size;
  }

  start(): void {
    this.#running = this.#run();
    const beat = setInterval(() => this.#beat(), this.#options.heartbeatMs);
    const turn = setInterval(() => this.#turn(), Math.min(1000, this.#options.heartbeatMs));
    this.#timers = [beat, turn];
    for (const t of this.#timers) t.unref();
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const isOpen = () => !signal.aborted;
    for (let delay = 50; isOpen(); delay = Math.min(delay * 2, 5000)) {
      try {
        for await (const message of this.#demarche.subscribe({ after: this.#position, signal })) {
          delay = 50;
          if (!('position' in message)) continue;
          while (this.#demarche.size < message.position && isOpen()) await this.#demarche.catchUp();
          if (isAccessType(message.type)) {
            await this.#tokens.refresh();
            this.#dropEnded();
          }
          this.#publish(message);
        }
      } catch (e) {
        if (isOpen()) this.#options.onTrouble(e);
      }
      // The store was lost or closed: what is known is still answered, and readiness tells that this node lags.
      if (isOpen()) await pause(delay, signal);
    }
  }

  #publish(item: LogItem): void {
    this.#position = item.position;
    for (const w of [...this.#waiting]) if (w.size <= item.position) w.resolve(true);
    const frames = this.#frames(item);
    for (const client of this.#clients) {
      if (!client.isLive || client.sent >= item.position) continue;
      this.#send(client, item.position, frames);
      if (client.response.writableLength <= this.#options.maxPendingBytes) continue;
      // More comes than it takes: nothing more is kept for it here. It reads on from the log, at its own pace.
      client.isLive = false;
      void this.#pump(client, true);
    }
  }

  /** The event as it is sent, with and without the changed cells; made when the first client wants it. */
  #frames(item: LogItem): (changes: boolean) => string {
    const made = new Map<boolean, string>();
    return (changes) => {
      let frame = made.get(changes);
      if (frame === undefined) {
        const data = { ...withoutSecrets(item), changed: changes ? this.#demarche.changedBy(item.position) : [] };
        made.set(changes, (frame = `id: ${item.position}\nevent: log\ndata: ${JSON.stringify(data)}\n\n`));
      }
      return frame;
    };
  }

  #send(client: Client, position: number, frames: (changes: boolean) => string): boolean {
    client.sent = position;
    return client.response.write(frames(client.changes));
  }

  #drop(client: Client, reason: Reason): void {
    if (client.isGone) return;
    this.#forget(client);
    if (reason !== 'shutting-down') this.#options.onDropped(reason);
    client.response.end(`event: bye\ndata: ${JSON.stringify({ reason, position: client.sent })}\n\n`);
    // Whoever does not take even that within a while is cut off.
    setTimeout(() => client.response.destroy(), reason === 'slow' ? 10_000 : 2000).unref();
  }

  #forget(client: Client): void {
    client.isGone = true;
    this.#clients.delete(client);
  }

  #dropEnded(): void {
    for (const client of [...this.#clients]) if (!client.may()) this.#drop(client, 'token-ended');
  }

  #beat(): void {
    this.#dropEnded();
    for (const client of this.#clients) {
      if (client.isLive) client.response.write(': beat\n\n');
    }
  }

  /** What is in force "today" is another thing from midnight (UTC) on, although nothing was written. */
  #turn(): void {
    const today = day(this.#options.now());
    if (today === this.#today) return;
    this.#today = today;
    for (const client of this.#clients)
      client.response.write(`event: turn\ndata: ${JSON.stringify({ today, position: this.#position })}\n\n`);
  }

  /** Whether the log is known up to a size, within a time. */
  async reached(size: number, ms: number): Promise<boolean> {
    if (this.#demarche.size >= size) return true;
    await this.#demarche.catchUp();
    if (this.#demarche.size >= size || ms <= 0) return this.#demarche.size >= size;
    return new Promise((resolve) => {
      const waiter = { size, resolve: settle };
      const timer = setTimeout(() => settle(false), ms);
      this.#waiting.add(waiter);
      const waiting = this.#waiting;
      function settle(reached: boolean): void {
        clearTimeout(timer);
        waiting.delete(waiter);
        resolve(reached);
      }
    });
  }

  get isFull(): boolean {
    return this.#clients.size >= this.#options.maxClients;
  }

  /** Sends a client what comes after a log size, until it goes. What it has is told by the ids of what it was sent. */
  async serve(response: ServerResponse, after: number, changes: boolean, may: () => boolean): Promise<void> {
    const client: Client = { response, changes, may, sent: after, isLive: false, isGone: false };
    this.#clients.add(client);
    response.once('close', () => this.#forget(client));
    response.on('error', () => this.#forget(client));
    response.write(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ today: this.#today, position: this.#position, after })}\n\n`);
    await this.#pump(client, false);
  }

  /** Brings a client up to what was published, however long it takes; it is dropped when it takes nothing for a while. */
  async #pump(client: Client, isFull: boolean): Promise<void> {
    try {
      if (isFull && !(await this.#drained(client))) return;
      // Reading on until nothing is left that was published; then, in the same turn, live.
      while (!client.isGone && client.sent < this.#position) await this.#readOn(client);
      client.isLive = true;
    } catch (e) {
      this.#options.onTrouble(e);
      this.#drop(client, 'failed');
    }
  }

  async #readOn(client: Client): Promise<void> {
    const until = this.#position;
    for await (const item of this.#demarche.log({ after: client.sent })) {
      if (client.isGone || item.position > until) return;
      if (!this.#send(client, item.position, this.#frames(item)) && !(await this.#drained(client))) return;
    }
  }

  /** Whether what waits for a client was taken in time; else it is dropped. */
  async #drained(client: Client): Promise<boolean> {
    if (await drained(client.response, this.#options.drainMs)) return true;
    this.#drop(client, 'slow');
    return false;
  }

  async close(): Promise<void> {
    for (const t of this.#timers) clearInterval(t);
    this.#closing.abort();
    for (const w of [...this.#waiting]) w.resolve(false);
    for (const client of [...this.#clients]) this.#drop(client, 'shutting-down');
    await this.#running;
  }
}

/** Whether what waits was taken within a time. */
function drained(response: ServerResponse, ms: number): Promise<boolean> {
  if (response.destroyed || !response.writableNeedDrain) return Promise.resolve(!response.destroyed);
  return new Promise((resolve) => {
    const timer = setTimeout(() => done(false), ms);
    timer.unref();
    const onDrain = () => done(true);
    const onClose = () => done(false);
    response.once('drain', onDrain);
    response.once('close', onClose);
    function done(isDrained: boolean): void {
      clearTimeout(timer);
      response.off('drain', onDrain);
      response.off('close', onClose);
      resolve(isDrained);
    }
  });
}
