/** The verbs of the server: it runs until it is told to stop; tokens say who may read and write through it. */
import { spawn } from 'node:child_process';
import { issueToken, listTokens, revokeToken } from '../../access.ts';
import type { TokenInfo } from '../../access.ts';
import { isHttpProblem } from '../../http/problems.ts';
import { mountPage } from '../../http/page.ts';
import { logger, serve } from '../../http/server.ts';
import type { Demarche } from '../../library.ts';
import { withoutPassword } from '../../store/eventstoredb/location.ts';
import { VERSION } from '../../version.ts';
import type { Context, View } from '../context.ts';
import { failure, usage } from '../failures.ts';
import type { Process } from '../grammar/verb.ts';
import { bold, dim, inked } from '../output/text.ts';

export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly publicReading?: boolean;
  readonly publicCaptures?: boolean;
  readonly hostName?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly proxies?: number;
  readonly logLevel?: string;
  readonly open?: boolean;
}

export async function serveRecord(context: Context, flags: ServeFlags, process: Process): Promise<void> {
  process.linger();
  await context.with({}, async (record) => {
    const { port, host, publicReading, publicCaptures, hostName, allowOrigin, proxies } = flags;
    const serving = await serve(record, {
      port,
      host,
      ...(publicReading && { publicReading }),
      ...(publicCaptures && { publicCaptures }),
      ...(hostName && { hosts: hostName }),
      ...(allowOrigin && { origins: allowOrigin.map(originOf) }),
      ...(proxies !== undefined && { proxies }),
      log: logger(flags.logLevel ?? (process.err.isTTY ? 'warn' : 'info')),
      mount: mountPage,
    }).catch((e: unknown) => {
      throw refused(e, flags);
    });
    const view: View<{ url: string; events: number; store: string }> = {
      columns: ['url', 'events', 'store'],
      rows: (a) => [[a.url, a.events, a.store]],
      items: (a) => [a],
      people(a, page) {
        page.line([inked('● ', 'green'), bold(a.url), dim(`  ${a.store}, ${a.events} events`)]);
        page.line(dim(`  the API below ${a.url}/api/v1, its documentation at ${a.url}/docs; Ctrl+C stops`));
      },
    };
    await context.show(view, { url: serving.url, events: record.size, store: withoutPassword(context.store) });
    if (flags.open) browse(serving.url, process);
    await new Promise<void>((resolve) => {
      if (process.signal.aborted) resolve();
      else process.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await serving.close();
  });
}

/** An origin as browsers send it: scheme, host and port, nothing after. */
function originOf(text: string): string {
  const origin = text === '*' ? '*' : URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin === text.replace(/\/$/, '') && origin !== 'null') return origin;
  throw usage(
    `--allow-origin ${text} is no origin`,
    'write scheme, host and port: https://charts.example.org; or * for every page, which may then read',
  );
}

/** Why a server did not start, in the words of the command line. */
function refused(e: unknown, { host, port }: ServeFlags): unknown {
  if (isHttpProblem(e)) return failure(e.code, 2, e.message, e.remedy === undefined ? {} : { remedy: e.remedy });
  const { code } = e as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return failure('PortInUse', 1, `port ${port} of ${host} is in use`, {
      remedy: 'name another with --port, or any that is free with --port 0',
    });
  if (code === 'EACCES')
    return failure('PortRefused', 1, `port ${port} may not be used by you`, { remedy: 'name one above 1023 with --port' });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return failure('NoSuchAddress', 2, `${host} is no address of this machine`, {
      remedy: 'leave out --host, or name one of its addresses',
    });
  return e;
}

/** Opens the address where somebody sits before a desktop; elsewhere nothing happens. */
function browse(url: string, { env }: Process): void {
  const [command, ...args] =
    globalThis.process.platform === 'darwin'
      ? ['open', url]
      : globalThis.process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : env['DISPLAY'] !== undefined || env['WAYLAND_DISPLAY'] !== undefined
          ? ['xdg-open', url]
          : [];
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}

const tokenRow = (t: TokenInfo) => [t.id, t.name, t.role, t.issued, t.issuedBy, t.expires ?? null, t.revoked ?? null];
const TOKEN_COLUMNS = ['token', 'name', 'role', 'issued', 'issuedBy', 'expires', 'revoked'];

export async function tokenAdd(context: Context, flags: { role: string; expires?: string }, name: string): Promise<void> {
  const author = { author: context.author(), tool: `demarche/${VERSION}`, now: () => new Date() };
  await context.with({}, async (record) => {
    const expires = flags.expires === undefined ? undefined : instant(flags.expires);
    const made = await issueToken(record.store, { name, role: flags.role, ...(expires !== undefined && { expires }) }, author);
    const view: View<TokenInfo & { secret: string }> = {
      columns: [...TOKEN_COLUMNS, 'secret'],
      rows: (a) => [[...tokenRow(a), a.secret]],
      items: (a) => [a],
      people: (a, page) => page.line(a.secret),
    };
    await context.show(view, { ...made.info, secret: made.token });
    context.say(dim(`a ${made.info.role} in the name of ${made.info.name}. It is shown this once: only its hash is kept.`));
  });
}

/** A day or instant as an instant; a day means its beginning. */
function instant(text: string): string {
  const ms = /^\d{4}-\d{2}-\d{2}(T.*)?$/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(ms)) throw usage(`--expires ${text} is no day and no instant`, 'write 2026-12-31, or 2026-12-31T18:00:00Z');
  return new Date(ms).toISOString();
}

export async function tokenList(context: Context): Promise<void> {
  await context.ask(async ({ store }: Demarche) => {
    const now = Date.now();
    const view: View<{ tokens: readonly TokenInfo[] }> = {
      columns: TOKEN_COLUMNS,
      rows: (a) => a.tokens.map(tokenRow),
      items: (a) => a.tokens,
      people(a, page) {
        if (!a.tokens.length) page.line('Nobody has a token. Make one: demarche token add NAME --role recorder');
        for (const t of a.tokens) {
          const isOver = t.revoked !== undefined || (t.expires !== undefined && Date.parse(t.expires) <= now);
          const until =
            t.revoked !== undefined
              ? `revoked ${t.revoked.slice(0, 10)}`
              : t.expires === undefined
                ? ''
                : `until ${t.expires.slice(0, 10)}`;
          page.line(
            [
              isOver ? dim('○ ') : inked('● ', 'green'),
              `${t.id}  ${t.role.padEnd(8)}  `,
              bold(t.name),
              dim(`  since ${t.issued.slice(0, 10)}, by ${t.issuedBy}${until && `, ${until}`}`),
            ],
            { hang: 2 },
          );
        }
      },
    };
    await context.show(view, { tokens: await listTokens(store) });
  });
}

export async function tokenRevoke(context: Context, flags: { reason?: string }, idOrName: string): Promise<void> {
  const author = { author: context.author(), tool: `demarche/${VERSION}`, now: () => new Date() };
  await context.ask(async ({ store }: Demarche) => {
    const info = await revokeToken(store, idOrName, { ...author, reason: flags.reason });
    const view: View<TokenInfo> = {
      columns: TOKEN_COLUMNS,
      rows: (a) => [tokenRow(a)],
      items: (a) => [a],
      people: (a, page) => page.line([inked('✓ ', 'green'), `token ${a.id} of ${a.name} is no longer taken`]),
    };
    await context.show(view, info);
  });
}
