/**
 * A typed client, for browsers and Node alike: its methods are the routes of the table, its types are derived from it, and
 * nothing of the table but methods and paths is there at run time.
 *
 * ```ts
 * const demarche = client('http://127.0.0.1:4180');
 * const { body } = await demarche.facet({ facet: 'position/ITA/troop-deployment' }, { query: { at: '2025-09-04' } });
 * ```
 */
import type * as z from 'zod';
import { PATHS, PREFIX } from './paths.ts';
import type { RouteName } from './paths.ts';
import type { Routes } from './routes.ts';
import type { Problem } from './schemas.ts';

/** Parts of the path of a route, by name. */
type ParamsOf<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? { readonly [K in Name extends `+${infer N}` ? N : Name]: string } & ParamsOf<Rest>
  : unknown;
/** Numbers and flags are given as such. */
type QueryOf<N extends RouteName> = { readonly [K in keyof z.input<Routes[N]['query']>]?: string | number | boolean | undefined };
type BodyOf<N extends RouteName> = Routes[N] extends { body: infer B extends z.ZodType }
  ? { readonly body: z.input<B> }
  : { readonly body?: undefined };
export type AnswerOf<N extends RouteName> = z.output<Routes[N]['answer']>;

export type CallOptions<N extends RouteName> = BodyOf<N> & {
  readonly query?: QueryOf<N>;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly key?: string;
  readonly signal?: AbortSignal;
};

export interface Answer<T> {
  readonly status: number;
  /** Undefined where the answer is still the same (304). */
  readonly body: T;
  readonly etag: string | null;
  /** Log size at which it was answered, or that a write led to: give it to another node as `wait-for`. */
  readonly position: number | null;
  readonly headers: Headers;
}

/** A problem of the server's, as it is thrown. */
export interface ApiError extends Error {
  readonly kind: 'ApiError';
  readonly status: number;
  readonly problem: Problem | undefined;
}
export const isApiError = (e: unknown): e is ApiError => e instanceof Error && (e as Partial<ApiError>).kind === 'ApiError';

export interface ClientOptions {
  readonly token?: string;
  /** Another fetch, e.g. one that retries. */
  readonly fetch?: typeof fetch;
}

type Method<N extends RouteName> =
  unknown extends ParamsOf<(typeof PATHS)[N][1]>
    ? Routes[N] extends { body: z.ZodType }
      ? (options: CallOptions<N>) => Promise<Answer<AnswerOf<N>>>
      : (options?: CallOptions<N>) => Promise<Answer<AnswerOf<N>>>
    : Routes[N] extends { body: z.ZodType }
      ? (params: ParamsOf<(typeof PATHS)[N][1]>, options: CallOptions<N>) => Promise<Answer<AnswerOf<N>>>
      : (params: ParamsOf<(typeof PATHS)[N][1]>, options?: CallOptions<N>) => Promise<Answer<AnswerOf<N>>>;

/** What the stream tells. `hello` first; `log` for each event; `turn` when a new day has begun; `bye` before the server ends it. */
export type StreamMessage =
  | { readonly event: 'log'; readonly position: number; readonly data: AnswerOf<'stream'> }
  | { readonly event: 'hello'; readonly data: { readonly today: string; readonly position: number; readonly after: number } }
  | { readonly event: 'turn'; readonly data: { readonly today: string; readonly position: number } }
  | {
      readonly event: 'bye';
      readonly data: { readonly reason: 'slow' | 'shutting-down' | 'failed' | 'token-ended'; readonly position: number };
    };

export type Client = { readonly [N in Exclude<RouteName, 'stream'>]: Method<N> } & {
  /** Follows the log; ends when the line does. Begin again after the last position to lose nothing. */
  stream(options?: { readonly after?: number; readonly changes?: boolean; readonly signal?: AbortSignal }): AsyncGenerator<StreamMessage>;
  /** The address of a route, e.g. to show it. */
  url(name: RouteName, params?: Readonly<Record<string, string>>, query?: Readonly<Record<string, unknown>>): string;
};

interface Options {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
  readonly ifNoneMatch?: string;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** A client of the server at `base`, e.g. `http://127.0.0.1:4180`, or the empty text for where a page came from. */
export function client(base: string, options: ClientOptions = {}): Client {
  const send = options.fetch ?? fetch;
  const url = (name: RouteName, params: Readonly<Record<string, string>> = {}, query: Readonly<Record<string, unknown>> = {}): string => {
    const path = PATHS[name][1].replace(/\{(\+?)(\w+)\}/g, (_all, plus: string, key: string) => {
      const value = params[key];
      if (value === undefined) throw new TypeError(`${name} needs "${key}"`);
      return plus ? value.split('/').map(encodeURIComponent).join('/') : encodeURIComponent(value);
    });
    const given = Object.entries(query).filter(([, v]) => v !== undefined);
    const search = new URLSearchParams(given.map(([k, v]): [string, string] => [k, String(v)])).toString();
    return `${base.replace(/\/$/, '')}${PREFIX}${path}${search && `?${search}`}`;
  };
  const headersOf = ({ body, ifMatch, ifNoneMatch, key }: Options): Record<string, string> => ({
    Accept: 'application/json',
    ...(options.token !== undefined && { Authorization: `Bearer ${options.token}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
    ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
    ...(ifNoneMatch !== undefined && { 'If-None-Match': ifNoneMatch }),
    ...(key !== undefined && { 'Idempotency-Key': key }),
  });
  const call = async (name: RouteName, params: Readonly<Record<string, string>>, o: Options = {}): Promise<Answer<unknown>> => {
    const response = await send(url(name, params, o.query), {
      method: PATHS[name][0],
      headers: headersOf(o),
      ...(o.body !== undefined && { body: JSON.stringify(o.body) }),
      ...(o.signal && { signal: o.signal }),
    });
    if (!response.ok && response.status !== 304) throw await errorOf(response);
    const position = response.headers.get('Demarche-Position');
    return {
      status: response.status,
      body: response.status === 304 ? undefined : await response.json(),
      etag: response.headers.get('ETag'),
      position: position === null ? null : Number(position),
      headers: response.headers,
    };
  };
  async function* stream(o: { after?: number; changes?: boolean; signal?: AbortSignal } = {}): AsyncGenerator<StreamMessage> {
    const response = await send(url('stream', {}, { changes: o.changes }), {
      headers: {
        Accept: 'text/event-stream',
        ...(options.token !== undefined && { Authorization: `Bearer ${options.token}` }),
        ...(o.after !== undefined && { 'Last-Event-ID': String(o.after) }),
      },
      ...(o.signal && { signal: o.signal }),
    });
    if (!response.ok || !response.body) throw await errorOf(response);
    yield* messagesOf(response.body);
  }
  const methods = Object.fromEntries(
    (Object.keys(PATHS) as RouteName[])
      .filter((name) => name !== 'stream')
      .map((name) => {
        const hasParams = PATHS[name][1].includes('{');
        return [name, (a?: object, b?: object) => (hasParams ? call(name, a as Record<string, string>, b) : call(name, {}, a))];
      }),
  );
  return { ...methods, stream, url } as unknown as Client;
}

async function errorOf(response: Response): Promise<ApiError> {
  const text = await response.text();
  let problem: Problem | undefined;
  try {
    problem = JSON.parse(text) as Problem;
  } catch {
    // not from this program: a proxy between
  }
  const message = problem ? `${problem.status} ${problem.code}: ${problem.detail}` : `${response.status} ${response.statusText}`;
  return Object.assign(new Error(message), { name: 'ApiError', kind: 'ApiError' as const, status: response.status, problem });
}

/** Server-Sent Events of a body, whole ones only: what was cut off is sent again after the last position. */
async function* messagesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder();
  const reader = body.getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (rest + decoder.decode(value, { stream: true })).split('\n\n');
      rest = blocks.pop()!;
      for (const block of blocks) {
        const fields = new Map(
          block
            .split('\n')
            .filter((l) => l !== '' && !l.startsWith(':'))
            .map((l): [string, string] => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 2)]),
        );
        const [event, data, id] = [fields.get('event'), fields.get('data'), fields.get('id')];
        if (event === undefined || data === undefined) continue;
        yield { event, data: JSON.parse(data) as unknown, ...(id !== undefined && { position: Number(id) }) } as StreamMessage;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
