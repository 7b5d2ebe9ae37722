/** The HTTP server: express around the table of routes, with everything that a server which others can reach needs. */
import { hash, randomUUID } from 'node:crypto';
import { createServer, IncomingMessage, STATUS_CODES } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { isIP, Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Express, NextFunction, Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { pino } from 'pino';
import type { Logger } from 'pino';
import { issueToken, mayAct, revokeToken, Tokens } from '../access.ts';
import type { Role, TokenInfo } from '../access.ts';
import type { Demarche } from '../library.ts';
import { isStoreError } from '../store/port.ts';
import { VERSION } from '../version.ts';
import { docsPage, STYLE } from './docs.ts';
import { Feed } from './feed.ts';
import { metrics } from './metrics.ts';
import type { Metrics } from './metrics.ts';
import { openApi } from './openapi.ts';
import { PREFIX } from './paths.ts';
import { explained, httpProblem, problemBody } from './problems.ts';
import type { HttpProblem } from './problems.ts';
import { READINGS, rendered } from './reading.ts';
import type { Reading } from './reading.ts';
import { bodyOf, formatOf, headerOf, match, methodsOf, queryOf } from './requests.ts';
import type { Match } from './requests.ts';
import type { RouteName } from './paths.ts';
import { FORMATS } from './routes.ts';
import { checkCopy, writeBatch, writeCommand, writeUndo } from './writing.ts';
import type { Done, Sent } from './writing.ts';

export interface ServeOptions {
  /** Address to bind to; this machine alone (127.0.0.1) when left out. */
  readonly host?: string;
  /** Port; any that is free with 0. */
  readonly port?: number;
  /** Anybody who reaches the server may read. Without it, one that others can reach (also by a proxy or another name) needs tokens, and asks readers for them. */
  readonly publicReading?: boolean;
  /** Whoever may read may read captured texts too, which belong to others. Without it they are for those with a token, and for this machine alone. */
  readonly publicCaptures?: boolean;
  /** Names under which it is reached, beside those of this machine; needed behind a proxy. */
  readonly hosts?: readonly string[];
  /** Pages of these origins (scheme, host, port) may use the API from a browser; `*` lets every page read. None when left out. */
  readonly origins?: readonly string[];
  /** How many proxies stand before it, whose word is taken for the address of the client. */
  readonly proxies?: number;
  readonly log?: Logger;
  readonly now?: () => Date;
  /** Requests a minute from one address; `false` for no limit. */
  readonly rate?: { readonly reads?: number; readonly writes?: number } | false;
  readonly limits?: Partial<Limits>;
  /** Mounts more on the same server, e.g. the page. */
  readonly mount?: (app: Express) => void;
}
export interface Limits {
  readonly bodyBytes: number;
  readonly batchBytes: number;
  readonly requestMs: number;
  /** What is under way when the server is told to stop may take so long. */
  readonly graceMs: number;
  readonly heartbeatMs: number;
  readonly streamClients: number;
  readonly streamPendingBytes: number;
  /** A client of the stream that takes nothing for so long is dropped. */
  readonly streamDrainMs: number;
  /** Behind the log for longer than this, a node says that it is not ready. */
  readonly lagMs: number;
}
const LIMITS: Limits = {
  bodyBytes: 1_000_000,
  batchBytes: 16_000_000,
  requestMs: 30_000,
  graceMs: 10_000,
  heartbeatMs: 15_000,
  streamClients: 1000,
  streamPendingBytes: 1_000_000,
  streamDrainMs: 20_000,
  lagMs: 2000,
};

export interface Serving {
  readonly url: string;
  readonly server: Server;
  readonly feed: Feed;
  /** Stops taking requests, finishes those under way, and lets go of everything but the record. */
  close(): Promise<void>;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** The logger of a server: no header, no body and no query stands in it, so no secret does. */
export const logger = (level = 'info', destination?: Parameters<typeof pino>[1]): Logger =>
  pino(
    { level, base: null, redact: ['req.headers', 'token', 'authorization', '*.authorization'] },
    destination ?? pino.destination({ sync: false, dest: 2 }),
  );

interface Call {
  readonly id: string;
  route: string;
  started: number;
  code?: string;
}

/** Serves a record over HTTP. The record stays the caller's: close it after the server. */
export async function serve(demarche: Demarche, options: ServeOptions = {}): Promise<Serving> {
  const host = options.host ?? '127.0.0.1';
  const now = options.now ?? (() => new Date());
  const limits: Limits = { ...LIMITS, ...options.limits };
  const log = options.log ?? logger();
  const tokens = new Tokens(demarche.store);
  await tokens.refresh();
  const isLocal = isLoopback(host);
  // Whoever sits at this machine has the files; a proxy or another name brings others to it.
  const isReached = !isLocal || !!options.hosts?.length || !!options.proxies;
  if (isReached && !options.publicReading && !tokens.isAnyLive(now().getTime())) {
    const whence = isLocal ? 'a server behind a proxy, or under another name,' : host;
    throw httpProblem(503, 'NotSafe', `${whence} can be reached from elsewhere, and nobody has a token: everybody could read`, {
      remedy: 'make a token first (demarche token add NAME --role reader), or say that everybody may read (--public-reading)',
    });
  }
  const isOpenToRead = !isReached || (options.publicReading ?? false);
  // Any page that may ask brings others, too.
  const isAlone = !isReached && !options.origins?.includes('*');
  const serving = new Node(demarche, tokens, limits, now, log, {
    record: isOpenToRead,
    texts: isAlone || (isOpenToRead && (options.publicCaptures ?? false)),
  });
  const app = application(serving, options, isLocal);
  const server = createServer({ maxHeaderSize: 16_384, requestTimeout: limits.requestMs, headersTimeout: Math.min(10_000, limits.requestMs), keepAliveTimeout: 5000, connectionsCheckingInterval: Math.min(1000, limits.requestMs) }, (request, response) => void app(request, response)); // prettier-ignore
  server.on('clientError', (e: NodeJS.ErrnoException, socket: Socket) => refuse(e, socket));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => resolve());
  });
  serving.start();
  const { port } = server.address() as AddressInfo;
  const url = `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  log.info({ url, version: VERSION, size: demarche.size }, 'listening');
  let closing: Promise<void> | undefined;
  return {
    url,
    server,
    feed: serving.feed,
    close: () => (closing ??= serving.close(server)),
  };
}

/** What one process knows and does, for all its requests. */
class Node {
  readonly demarche: Demarche;
  readonly tokens: Tokens;
  readonly limits: Limits;
  readonly now: () => Date;
  readonly log: Logger;
  /** What may be read without a token: the record, and the texts of others that were captured. */
  readonly open: { readonly record: boolean; readonly texts: boolean };
  readonly feed: Feed;
  readonly metrics: Metrics;
  isClosing = false;
  underWay = 0;
  #behindSince: number | undefined;
  #unreachable = false;
  readonly #histograms = new Map<string, { observe(seconds: number): void }>();
  #watch: NodeJS.Timeout | undefined;

  constructor(demarche: Demarche, tokens: Tokens, limits: Limits, now: () => Date, log: Logger, open: Node['open']) {
    this.demarche = demarche;
    this.tokens = tokens;
    this.limits = limits;
    this.now = now;
    this.log = log;
    this.open = open;
    this.feed = new Feed(demarche, tokens, {
      now,
      heartbeatMs: limits.heartbeatMs,
      maxPendingBytes: limits.streamPendingBytes,
      drainMs: limits.streamDrainMs,
      maxClients: limits.streamClients,
      onTrouble: (e) => log.warn({ message: e instanceof Error ? e.message : String(e) }, 'the log cannot be followed'),
      onDropped: (reason) => this.metrics.dropped.inc({ reason }),
    });
    this.metrics = metrics({
      size: () => demarche.size,
      lagSeconds: () => this.behindMs / 1000,
      clients: () => this.feed.clients,
    });
  }

  start(): void {
    this.feed.start();
    this.#watch = setInterval(() => void this.look(), Math.min(1000, this.limits.lagMs));
    this.#watch.unref();
  }

  /** The histogram looks its labels up by their text: kept here, since they are few. */
  timed(route: string, status: number, seconds: number): void {
    const key = `${route} ${status}`;
    let histogram = this.#histograms.get(key);
    if (!histogram) this.#histograms.set(key, (histogram = this.metrics.requests.labels(route, String(status))));
    histogram.observe(seconds);
  }

  get behindMs(): number {
    return this.#behindSince === undefined ? 0 : performance.now() - this.#behindSince;
  }

  /** Whether the store has more than has been read. */
  async look(): Promise<'ready' | 'lagging' | 'unreachable'> {
    try {
      const isAtHead = await this.demarche.isAtHead();
      this.#unreachable = false;
      if (isAtHead) this.#behindSince = undefined;
      else this.#behindSince ??= performance.now();
    } catch (e) {
      this.#unreachable = true;
      this.#behindSince ??= performance.now();
      if (!isStoreError(e)) this.log.warn({ message: (e as Error).message }, 'the store cannot be asked');
    }
    return this.#unreachable ? 'unreachable' : this.behindMs > this.limits.lagMs ? 'lagging' : 'ready';
  }

  async close(server: Server): Promise<void> {
    this.isClosing = true;
    this.log.info({ underWay: this.underWay }, 'stopping');
    clearInterval(this.#watch);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await this.feed.close();
    server.closeIdleConnections();
    const idle = setInterval(() => server.closeIdleConnections(), 20);
    const cut = setTimeout(() => server.closeAllConnections(), this.limits.graceMs);
    await closed;
    clearInterval(idle);
    clearTimeout(cut);
    this.log.info('stopped');
    this.log.flush();
  }
}

/** Where a request carries its call: on itself, since a WeakMap of all requests costs each collection of garbage. */
const CALL = Symbol('call');
type WithCall = IncomingMessage & { [CALL]?: Call };
const callOf = (request: WithCall): Call => request[CALL]!;

function application(node: Node, options: ServeOptions, isLocal: boolean): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('query parser', false);
  app.set('case sensitive routing', true);
  app.set('trust proxy', options.proxies ?? false);

  const safe = safeHeaders(isLocal);
  const hosts = options.hosts ?? [];
  const origins = options.origins ?? [];
  app.use((request, response, next) => {
    begin(node, request, response);
    for (const [name, value] of safe) response.setHeader(name, value);
    checkHost(request, isLocal, hosts);
    if (origins.length) share(request, response, origins);
    next();
  });
  if (options.rate !== false) {
    const { reads = 3000, writes = 600 } = options.rate ?? {};
    const limited = (limit: number, isOf: (method: string) => boolean) =>
      rateLimit({
        windowMs: 60_000,
        limit,
        standardHeaders: 'draft-8',
        legacyHeaders: false,
        skip: (request) => !isOf(request.method) || request.path === '/livez' || request.path === '/readyz',
        handler: (_request, _response, next) =>
          next(httpProblem(429, 'TooManyRequests', `more than ${limit} requests a minute`, { remedy: 'wait as long as Retry-After says' })),
      });
    app.use(
      limited(reads, (m) => m !== 'POST'),
      limited(writes, (m) => m === 'POST'),
    );
  }

  app.use((request, response, next) => {
    if (!request.url.startsWith(`${PREFIX}/`)) {
      next();
      return undefined;
    }
    return answer(node, request, response);
  });
  app.get('/livez', (_request, response) => send(response, 200, 'application/json', '{"status":"ok"}'));
  app.get('/readyz', async (_request, response) => {
    const status = node.isClosing ? 'closing' : await node.look();
    const body = { status, position: node.demarche.size, behindSeconds: Math.round(node.behindMs) / 1000 };
    send(response, status === 'ready' ? 200 : 503, 'application/json', JSON.stringify(body));
  });
  app.get('/metrics', async (request, response) => {
    await authorised(node, request, 'read');
    send(response, 200, node.metrics.registry.contentType, await node.metrics.registry.metrics());
  });
  app.get('/openapi.json', (request, response) => cacheable(request, response, 'application/json', JSON.stringify(openApi())));
  app.get('/docs', (request, response) => cacheable(request, response, 'text/html; charset=utf-8', docsPage()));
  app.get('/docs/style.css', (request, response) => cacheable(request, response, 'text/css; charset=utf-8', STYLE));

  options.mount?.(app);
  app.use(() => {
    throw httpProblem(404, 'NoSuchPath', 'there is nothing under this path', { remedy: `the API is below ${PREFIX}; see /docs` });
  });

  app.use((e: unknown, request: Request, response: Response, _next: NextFunction) => fail(node, e, request, response));
  return app;
}

/** What helmet says. It is the same for every answer, so it is asked once. */
function safeHeaders(isLocal: boolean): [string, string][] {
  const headers = new Map<string, string>();
  const recorder = {
    setHeader: (name: string, value: string) => headers.set(name, value),
    removeHeader: (name: string) => headers.delete(name),
  } as unknown as ServerResponse;
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Over plain HTTP on this machine it would lock browsers out of other programs on it.
    strictTransportSecurity: isLocal ? false : { maxAge: 31_536_000 },
    referrerPolicy: { policy: 'no-referrer' },
  })(new IncomingMessage(new Socket()), recorder, () => undefined);
  return [...headers];
}

/** Every request has an id, is counted, timed and logged, whatever becomes of it. */
function begin(node: Node, request: Request, response: Response): void {
  const given = request.headers['x-request-id'];
  const call: Call = {
    id: typeof given === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID(),
    route: 'other',
    started: performance.now(),
  };
  (request as WithCall)[CALL] = call;
  response.setHeader('X-Request-Id', call.id);
  node.underWay++;
  response.once('close', () => {
    node.underWay--;
    const seconds = (performance.now() - call.started) / 1000;
    const status = response.statusCode;
    if (call.route !== 'stream') node.timed(call.route, status, seconds);
    const level = status >= 500 ? 'error' : request.method === 'POST' ? 'info' : 'debug';
    if (node.log.isLevelEnabled(level))
      node.log[level]({ id: call.id, method: request.method, route: call.route, status, ms: Math.round(seconds * 1e5) / 100, ...(call.code !== undefined && { code: call.code }) }); // prettier-ignore
  });
  // What was taken is finished; the connection is not used again.
  if (node.isClosing) response.setHeader('Connection', 'close');
}

/** Only names of this machine, so that no page of another site can reach it under a name of its own. */
function checkHost(request: Request, isLocal: boolean, hosts: readonly string[]): void {
  if (!isLocal && !hosts.length) return;
  const name = (request.headers.host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  if ((isLocal && isLoopback(name)) || hosts.includes(name)) return;
  throw httpProblem(421, 'UnknownHost', 'this server is not reached under that name', { remedy: 'name it with --host-name' });
}

const SHARED = ['ETag', 'Location', 'Demarche-Position', 'Idempotency-Replayed', 'Retry-After', 'X-Request-Id'].join(', ');
const SENT = ['Authorization', 'Content-Type', 'If-Match', 'If-None-Match', 'Idempotency-Key', 'Last-Event-ID'].join(', ');

/**
 * Tells a browser that a page of another origin may see the answer (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol).
 * There are no cookies: what a page may do is what its token may. Every page may only read.
 */
function share(request: Request, response: Response, origins: readonly string[]): void {
  response.appendHeader('Vary', 'Origin');
  const { origin } = request.headers;
  if (origin === undefined) return;
  const isNamed = origins.includes(origin);
  if (!isNamed && !origins.includes('*')) return;
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Access-Control-Expose-Headers', SHARED);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return;
  response.setHeader('Access-Control-Allow-Methods', isNamed ? 'GET, HEAD, POST' : 'GET, HEAD');
  response.setHeader('Access-Control-Allow-Headers', SENT);
  response.setHeader('Access-Control-Max-Age', '600');
}

/** Whose request it is; refused unless it may do what is asked. */
async function authorised(node: Node, request: Request, needed: 'read' | Role, isOpen = node.open.record): Promise<TokenInfo | undefined> {
  const header = request.headers.authorization;
  const challenge = (code: string, message: string, error = '') =>
    httpProblem(401, code, message, {
      remedy: 'send Authorization: Bearer TOKEN; make one with: demarche token add NAME --role recorder',
      headers: { 'WWW-Authenticate': `Bearer realm="demarche"${error}` },
    });
  if (header === undefined) {
    if (needed === 'read' && isOpen) return undefined;
    throw challenge(
      'TokenNeeded',
      needed === 'read' && node.open.record
        ? 'a captured text is a text of others: here it is for those with a token'
        : 'this needs a token',
    );
  }
  const token = /^Bearer ([A-Za-z0-9_-]{1,200})$/i.exec(header)?.[1];
  if (token === undefined) throw challenge('InvalidToken', 'the header Authorization is not "Bearer TOKEN"', ', error="invalid_request"');
  const time = node.now().getTime();
  let holder = node.tokens.holder(token, time);
  // What was revoked elsewhere a moment ago writes nothing; what was issued elsewhere is known at once.
  if (!holder || needed !== 'read') {
    await node.tokens.refresh();
    holder = node.tokens.holder(token, time);
  }
  if (!holder) throw challenge('InvalidToken', 'this token is not taken: it is unknown, expired or revoked', ', error="invalid_token"');
  if (!mayAct(holder.role, needed === 'read' ? 'reader' : needed))
    throw httpProblem(403, 'Forbidden', `a ${holder.role} may not do this; it takes a ${needed}`, {
      headers: { 'WWW-Authenticate': 'Bearer realm="demarche", error="insufficient_scope"' },
    });
  return holder;
}

async function answer(node: Node, request: Request, response: Response): Promise<void> {
  const url = request.url;
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  if (request.method === 'OPTIONS') {
    response.setHeader('Allow', `${methodsOf(path)}, OPTIONS`);
    response.statusCode = 204;
    response.end();
    return;
  }
  const matched = match(request.method, path);
  const { name, route } = matched;
  callOf(request).route = name;
  // Most who ask show no token, and are not asked for one.
  const isOpen = route.isOthersText ? node.open.texts : node.open.record;
  const isFree = route.role === 'read' && isOpen && request.headers.authorization === undefined;
  const holder = isFree ? undefined : await authorised(node, request, route.role, isOpen);
  const query = queryOf(route, mark < 0 ? '' : url.slice(mark + 1));
  if (request.method === 'POST') return change(node, request, response, matched, query, holder!);
  if (query['wait-for'] !== undefined) await caughtUp(node, query);
  if (name === 'stream') return follow(node, request, response, query, holder);
  if (name === 'tokens') {
    await node.tokens.refresh();
    response.setHeader('Cache-Control', 'no-store');
    send(response, 200, FORMATS.json.type, JSON.stringify({ tokens: node.tokens.list() }));
    return;
  }
  const format = formatOf(route, query, request.headers.accept);
  const reading = READINGS[name]!({ demarche: node.demarche, query, params: matched.params });
  response.setHeader('Cache-Control', isOpen ? 'no-cache' : 'private, no-cache');
  response.appendHeader('Vary', 'Accept, Authorization');
  // The size is taken before the answer is made, in the same turn: what the tag stands for is what is answered.
  const size = node.demarche.size;
  const etag = reading.etag ?? tagOf(reading, name, format, size);
  const has = request.headers['if-none-match'];
  if (isSame(has, etag) && etag !== '"-1"') {
    unchanged(response, etag);
    return;
  }
  if (format === 'json' && reading.json && has?.trim() !== '*') {
    const text = reading.json();
    response.setHeader('ETag', etag);
    response.setHeader('Demarche-Position', String(size));
    sendOctets(response, FORMATS.json.type, text);
    return;
  }
  const made = reading.answer();
  const answered: unknown = made instanceof Promise ? await made : made;
  const own = reading.etag === undefined ? etag : `"${(answered as { revision: number }).revision}"`;
  // Anything at all: that there is something is known only now.
  if (has?.trim() === '*') {
    unchanged(response, own);
    return;
  }
  response.setHeader('ETag', own);
  response.setHeader('Demarche-Position', String(size));
  const text = rendered(reading, answered, format);
  send(response, 200, format === 'json' || format === 'timelinejs' ? FORMATS[format].type : `${FORMATS[format].type}; charset=utf-8`, text);
}

function unchanged(response: ServerResponse, etag: string): void {
  response.setHeader('ETag', etag);
  response.statusCode = 304;
  response.end();
}

/** Waits until this node knows what the client has written elsewhere. */
async function caughtUp(node: Node, query: Readonly<Record<string, unknown>>): Promise<void> {
  const size = query['wait-for'] as number | undefined;
  if (size === undefined || node.demarche.size >= size) return;
  const seconds = (query['wait-timeout'] as number | undefined) ?? 5;
  if (await node.feed.reached(size, seconds * 1000)) return;
  throw httpProblem(503, 'NotYetKnown', `this node has read ${node.demarche.size} events, and not ${size} within ${seconds} s`, {
    remedy: 'ask again, or ask another node',
    headers: { 'Retry-After': '1' },
  });
}

/** Stands for an answer: what was asked, at the coordinates as they are resolved today, of a record of this size, in this form. */
const tagOf = (reading: Reading, name: string, format: string, size: number): string =>
  `"${hash('sha1', `${VERSION} ${name} ${format} ${size} ${reading.key}`, 'base64url')}"`;

const isSame = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((t) => t.trim().replace(/^W\//, '') === etag) ?? false;

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.statusCode = status;
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.end(body);
}

/** Sends what has one character for each byte. */
function sendOctets(response: ServerResponse, type: string, octets: string): void {
  response.setHeader('Content-Type', type);
  response.setHeader('Content-Length', octets.length);
  response.end(octets, 'latin1');
}

function cacheable(request: Request, response: Response, type: string, body: string): void {
  const etag = `"${hash('sha1', body, 'base64url')}"`;
  response.setHeader('ETag', etag);
  response.setHeader('Cache-Control', 'no-cache');
  if (isSame(request.headers['if-none-match'], etag)) {
    response.statusCode = 304;
    response.end();
  } else send(response, 200, type, body);
}

/** What is sent and is no single command. */
const OTHERS: Readonly<Partial<Record<RouteName, (sent: Sent) => Promise<Done>>>> = {
  batch: writeBatch,
  undo: writeUndo,
  checkSource: checkCopy,
};

async function change(
  node: Node,
  request: Request,
  response: Response,
  { name, route, params }: Match,
  query: Readonly<Record<string, unknown>>,
  token: TokenInfo,
): Promise<void> {
  if (node.isClosing) throw httpProblem(503, 'Closing', 'this server is stopping', { headers: { 'Retry-After': '1' } });
  const key = headerOf(request, 'idempotency-key', /^[\x21-\x7e]{1,150}$/);
  const ifMatch = headerOf(request, 'if-match', /^[\x20-\x7e]{1,500}$/);
  // What is asked for and cannot be kept to is refused, not passed over.
  if (ifMatch !== undefined && route.ifMatch === undefined)
    throw notTaken('if-match', 'there is no one version here that it could be held to: leave it out');
  if (key !== undefined && route.tag === 'access')
    throw notTaken('idempotency-key', 'a token is shown once: list the tokens, and revoke one that did not arrive');
  const body = await bodyOf(request, name === 'batch' ? node.limits.batchBytes : node.limits.bodyBytes);
  response.setHeader('Cache-Control', 'no-store');
  const id = params['id'];
  if (name === 'issueToken' || name === 'revokeToken') {
    const made = await access(node, name, route.body!.safeParse(body), id, token);
    send(response, route.status, FORMATS.json.type, JSON.stringify(made));
    return;
  }
  const sent = { demarche: node.demarche, route, id, body, query, ifMatch, key, token };
  try {
    const done = await (OTHERS[name] ?? writeCommand)(sent);
    if (query['dry-run'] !== true && name !== 'checkSource') node.metrics.appends.inc({ command: route.command ?? name });
    for (const [k, v] of Object.entries(done.headers)) response.setHeader(k, v);
    send(response, done.status, FORMATS.json.type, JSON.stringify(done.body));
  } catch (e) {
    throw explained(e, { inPath: new Set(route.target === undefined ? [] : [`/${route.target}`]) }) ?? e;
  }
}

const notTaken = (header: string, remedy: string): HttpProblem =>
  httpProblem(400, 'InvalidHeader', `nothing was written: this takes no ${header}`, {
    remedy,
    errors: [{ in: 'header', pointer: `/${header}`, code: 'InvalidHeader', message: 'it is not taken here' }],
  });

async function access(
  node: Node,
  name: 'issueToken' | 'revokeToken',
  parsed: { success: boolean; data?: unknown; error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } },
  id: string | undefined,
  { name: author }: TokenInfo,
): Promise<object> {
  if (!parsed.success)
    throw httpProblem(422, 'InvalidInput', 'nothing was written', {
      errors: parsed.error!.issues.map((i) => ({
        in: 'body',
        pointer: i.path.map((p) => `/${String(p)}`).join(''),
        code: 'InvalidInput',
        message: i.message,
      })),
    });
  const by = { author, tool: `demarche/${VERSION}`, now: node.now };
  const { store } = node.demarche;
  const made = async (): Promise<object> => {
    if (name === 'revokeToken') return revokeToken(store, id!, { ...by, reason: (parsed.data as { reason?: string }).reason });
    const { token, info } = await issueToken(store, parsed.data as { name: string; role: string; expires?: string }, by);
    return { token, ...info };
  };
  const result = await made();
  await node.tokens.refresh();
  return result;
}

async function follow(
  node: Node,
  request: Request,
  response: Response,
  query: Readonly<Record<string, unknown>>,
  holder: TokenInfo | undefined,
): Promise<void> {
  const last = headerOf(request, 'last-event-id', /^\d{1,15}$/);
  const after = last === undefined ? ((query['after'] as number | undefined) ?? node.demarche.size) : Number(last);
  if (after > node.demarche.size && !(await node.feed.reached(after, 5000)))
    throw httpProblem(503, 'NotYetKnown', `this node has read ${node.demarche.size} events: there is nothing after ${after} yet`, {
      headers: { 'Retry-After': '1' },
    });
  if (node.isClosing || node.feed.isFull)
    throw httpProblem(503, node.isClosing ? 'Closing' : 'TooManyClients', 'no further client can follow now', {
      headers: { 'Retry-After': '5' },
    });
  response.statusCode = 200;
  response.setHeader('Content-Type', 'text/event-stream; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Accel-Buffering', 'no');
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  const may = () => holder === undefined || node.tokens.isTaken(holder.id, node.now().getTime());
  await node.feed.serve(response, after, query['changes'] !== false, may);
}

function fail(node: Node, e: unknown, request: Request, response: Response): void {
  const call = callOf(request);
  let problem: HttpProblem | undefined = explained(e);
  if (!problem && e instanceof URIError) problem = httpProblem(400, 'InvalidPath', 'the path is not of the form of RFC 3986');
  if (!problem) {
    // Our own fault: what happened is told to whoever runs the server, and not to the client.
    node.log.error({ id: call.id, err: e instanceof Error ? { message: e.message, stack: e.stack } : String(e) }, 'unexpected');
    problem = httpProblem(500, 'Unexpected', 'something went wrong here; it is in the log of the server under this id');
  }
  call.code = problem.code;
  node.metrics.refused.inc({ code: problem.code });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  for (const name of ['ETag', 'Cache-Control', 'Demarche-Position']) response.removeHeader(name);
  response.setHeader('Cache-Control', 'no-store');
  for (const [k, v] of Object.entries(problem.headers ?? {})) response.setHeader(k, v);
  if (!request.complete) response.setHeader('Connection', 'close');
  send(response, problem.status, 'application/problem+json', JSON.stringify(problemBody(problem, call.id)));
}

/** What the parser of HTTP refuses, before there is a request: still a problem. */
function refuse(e: NodeJS.ErrnoException, socket: Socket): void {
  if (e.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = e.code === 'HPE_HEADER_OVERFLOW' ? 431 : e.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = JSON.stringify(problemBody(httpProblem(status, status === 431 ? 'HeadersTooLarge' : status === 408 ? 'Timeout' : 'InvalidRequest', 'this is no request that can be read'), randomUUID())); // prettier-ignore
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]!}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`); // prettier-ignore
}
