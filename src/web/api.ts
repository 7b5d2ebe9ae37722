/**
 * Answers of the server, kept by what was asked, and kept up to date: the page follows the log (SSE), and whatever is on the
 * screen is asked again when the log grows. While a new answer is on its way the old one stays.
 */
import { signal } from '@preact/signals';
import type { ReadonlySignal, Signal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { client, isApiError } from '../http/client.ts';
import type { AnswerOf, Client, StreamMessage } from '../http/client.ts';
import type { RouteName } from '../http/paths.ts';

// ── who asks ──

const TOKEN = 'demarche.token';
const stored = (): string | undefined => sessionStorage.getItem(TOKEN) ?? undefined;
/** The bearer token, for recording and for servers that ask readers for one. Kept for this tab alone. */
export const token = signal(stored());
let current = client('', token.value === undefined ? {} : { token: token.value });
/** The client to ask with, now. */
export const api = (): Client => current;

export function useToken(text: string | undefined): void {
  if (text === undefined) sessionStorage.removeItem(TOKEN);
  else sessionStorage.setItem(TOKEN, text);
  token.value = text;
  current = client('', text === undefined ? {} : { token: text });
  refresh();
  restart();
}

// ── answers ──

export interface Asked<T> {
  /** The answer; while another is on its way, the one before. */
  readonly data: T | undefined;
  readonly error: Error | undefined;
  readonly isLoading: boolean;
}
interface Entry {
  readonly asked: Signal<Asked<unknown>>;
  readonly run: () => Promise<unknown>;
  generation: number;
  users: number;
}

const KEPT = 80;
const entries = new Map<string, Entry>();
/** Grows with each reason to ask again. */
let generation = 0;

type Query = Readonly<Record<string, string | number | boolean | undefined>>;
type Params = Readonly<Record<string, string>>;

async function fill(entry: Entry): Promise<void> {
  const mine = (entry.generation = generation);
  const before = entry.asked.peek();
  if (!before.isLoading) entry.asked.value = { ...before, isLoading: true };
  let next: Asked<unknown>;
  try {
    next = { data: await entry.run(), error: undefined, isLoading: false };
    reached(true);
  } catch (e) {
    const error = e instanceof Error ? e : new Error(String(e));
    const isProblem = isApiError(error);
    if (!isProblem) reached(false);
    // What cannot be asked anew stays on the screen, said to be old by the state of the connection.
    next = {
      data: isProblem ? undefined : before.data,
      error: isProblem || before.data === undefined ? error : undefined,
      isLoading: false,
    };
  }
  if (entry.generation === mine) entry.asked.value = next;
}

function entryOf(name: RouteName, params: Params, query: Query): Entry {
  const key = api().url(name, params, query);
  let entry = entries.get(key);
  if (!entry) {
    const ask = async (): Promise<unknown> => {
      const method = (api() as unknown as Record<string, (a: object, b?: object) => Promise<{ body: unknown }>>)[name]!;
      const options = { query };
      return (await (Object.keys(params).length ? method(params, options) : method(options))).body;
    };
    entry = { asked: signal<Asked<unknown>>({ data: undefined, error: undefined, isLoading: true }), run: ask, generation: -1, users: 0 };
    for (const [k, e] of entries) {
      if (entries.size < KEPT) break;
      if (e.users === 0) entries.delete(k);
    }
  } else entries.delete(key);
  entries.set(key, entry);
  return entry;
}

export type Name = Exclude<RouteName, 'stream'>;

/**
 * What the server answers, as a component uses it: rendered again whenever the answer changes.
 *
 * @param name the route; `undefined` asks nothing.
 * @param params parts of its path.
 * @param query its parameters; those that are undefined are left out.
 */
export function useAsk<N extends Name>(name: N | undefined, params: Params = {}, query: Query = {}): Asked<AnswerOf<N>> {
  const key = name === undefined ? '' : api().url(name, params, query);
  // The token is part of what is asked.
  const entry = useMemo(() => (name === undefined ? undefined : entryOf(name, params, query)), [key, token.value]);
  const last = useRef<{ readonly name: string | undefined; readonly data: unknown }>({ name, data: undefined });
  useEffect(() => {
    if (!entry) return;
    entry.users++;
    if (entry.generation < generation) void fill(entry);
    return () => {
      entry.users--;
    };
  }, [entry]);
  if (!entry) return { data: undefined, error: undefined, isLoading: false };
  const asked = entry.asked.value as Asked<AnswerOf<N>>;
  if (asked.data !== undefined) last.current = { name, data: asked.data };
  else if (asked.isLoading && last.current.name === name) return { ...asked, data: last.current.data as AnswerOf<N> };
  return asked;
}

/** Asks ahead of the component that will: the answer is on its way while the page is put together. */
export function askAhead(name: Name, query: Query): void {
  const entry = entryOf(name, {}, query);
  if (entry.generation < generation) void fill(entry);
}

/** Asks once, with what is kept; for what a click needs. */
export async function askOnce<N extends Name>(name: N, params: Params = {}, query: Query = {}): Promise<AnswerOf<N>> {
  return (await entryOf(name, params, query).run()) as AnswerOf<N>;
}

/** Asks everything on the screen again. */
export function refresh(): void {
  generation++;
  for (const entry of entries.values()) if (entry.users > 0) void fill(entry);
}

// ── the log as it grows ──

export type Connection = 'connecting' | 'live' | 'offline' | 'gone';
const connectionSignal = signal<Connection>('connecting');
/** `live`: following the log; `offline`: this machine has no network; `gone`: the server does not answer. */
export const connection: ReadonlySignal<Connection> = connectionSignal;
const headSignal = signal<number | undefined>(undefined);
/** Log size of the server, as far as it was told. */
export const head: ReadonlySignal<number | undefined> = headSignal;
export type LogEvent = Extract<StreamMessage, { event: 'log' }>;
const lastEventSignal = signal<LogEvent | undefined>(undefined);
/** The last event that came in while the page was open. */
export const lastEvent: ReadonlySignal<LogEvent | undefined> = lastEventSignal;
const listeners = new Set<(event: LogEvent) => void>();
/** Calls for every event of the log from now on; gives a function that ends it. */
export function onLog(listener: (event: LogEvent) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
const todaySignal = signal(new Date().toISOString().slice(0, 10));
/** Today in UTC, as the server has it. */
export const today: ReadonlySignal<string> = todaySignal;

function reached(isReached: boolean): void {
  if (!isReached) connectionSignal.value = navigator.onLine ? 'gone' : 'offline';
}

let pending = false;
/** Many events at once (an import) are one reason to ask again. */
function soon(): void {
  if (pending) return;
  pending = true;
  setTimeout(() => {
    pending = false;
    refresh();
  }, 60);
}

let line = new AbortController();
async function listen(signal: AbortSignal): Promise<void> {
  let wait = 500;
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      const after = headSignal.peek();
      for await (const message of api().stream({ ...(after !== undefined && { after }), changes: false, signal })) {
        if (message.event === 'hello') {
          const wasAway = connectionSignal.peek() !== 'live' && connectionSignal.peek() !== 'connecting';
          connectionSignal.value = 'live';
          todaySignal.value = message.data.today;
          headSignal.value ??= message.data.after;
          wait = 500;
          if (wasAway) soon();
        } else if (message.event === 'log') {
          headSignal.value = message.position;
          lastEventSignal.value = message;
          for (const listener of listeners) listener(message);
          soon();
        } else if (message.event === 'turn') {
          todaySignal.value = message.data.today;
          soon();
        }
      }
    } catch (e) {
      if (isOver()) return;
      // Who may not read is told so where the answers would stand.
      if (isApiError(e) && (e.status === 401 || e.status === 403)) return;
    }
    if (isOver()) return;
    connectionSignal.value = navigator.onLine ? 'gone' : 'offline';
    await new Promise((resolve) => setTimeout(resolve, wait));
    wait = Math.min(wait * 2, 10_000);
  }
}

/** Begins to follow the log, or begins anew. */
export function restart(): void {
  line.abort();
  line = new AbortController();
  void listen(line.signal);
}
window.addEventListener('offline', () => {
  connectionSignal.value = 'offline';
});
window.addEventListener('online', () => {
  connectionSignal.value = 'connecting';
  restart();
  soon();
});
