/** What comes in, checked before anything looks at it: the route, the query, the headers, the body. */
import type { IncomingMessage } from 'node:http';
import { pointer } from '../../events/codec.ts';
import { methodOf, pathOf, ROUTE_NAMES, routeOf, FORMATS } from './routes.ts';
import type { Format, Route } from './routes.ts';
import type { RouteName } from './paths.ts';
import { PREFIX } from './paths.ts';
import { httpProblem } from './problems.ts';
import type { Place } from './problems.ts';

export interface Match {
  readonly name: RouteName;
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

interface Pattern {
  readonly name: RouteName;
  readonly method: string;
  readonly parts: readonly string[];
}
const PATTERNS: readonly Pattern[] = ROUTE_NAMES.map((name) => ({ name, method: methodOf(name), parts: pathOf(name).slice(1).split('/') }));
const STATIC = new Map(PATTERNS.filter((p) => !p.parts.some((x) => x.startsWith('{'))).map((p) => [`${p.method} ${p.parts.join('/')}`, p]));
/** The others by method and first part, which is never a parameter. */
const PARAMETRIC = Map.groupBy(
  PATTERNS.filter((p) => p.parts.some((x) => x.startsWith('{'))),
  (p) => `${p.method} ${p.parts[0]!}`,
);

/** The parts of a pattern in a path; undefined where it is of another form. `{+facet}` is two to four parts. */
function fits({ parts }: Pattern, segments: readonly string[]): Record<string, string> | undefined {
  const params: Record<string, string> = {};
  let at = 0;
  for (const [i, part] of parts.entries()) {
    if (part.startsWith('{+')) {
      const n = segments.length - (parts.length - i - 1) - at;
      if (n < 2 || n > 4 || segments.slice(at, at + n).includes('')) return undefined;
      params[part.slice(2, -1)] = segments.slice(at, at + n).join('/');
      at += n;
    } else {
      const segment = segments[at++];
      if (segment === undefined || segment === '') return undefined;
      if (part.startsWith('{')) params[part.slice(1, -1)] = segment;
      else if (part !== segment) return undefined;
    }
  }
  return at === segments.length ? params : undefined;
}

function decoded(segment: string): string {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    throw httpProblem(400, 'InvalidPath', 'the path is not of the form of RFC 3986', {
      errors: [{ in: 'path', pointer: '', code: 'InvalidPath', message: 'a part of it cannot be decoded' }],
    });
  }
}

/** The route that is meant. */
export function match(method: string, pathname: string): Match {
  const path = pathname.slice(PREFIX.length + 1);
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = STATIC.get(`${asked} ${path}`);
  if (found) return { name: found.name, route: routeOf(found.name), params: {} };
  const segments = path.split('/').map(decoded);
  for (const p of PARAMETRIC.get(`${asked} ${segments[0]!}`) ?? []) {
    const params = fits(p, segments);
    if (params) return { name: p.name, route: routeOf(p.name), params };
  }
  const allow = methodsOf(pathname);
  throw httpProblem(405, 'MethodNotAllowed', `this takes ${allow}`, { headers: { Allow: allow } });
}

/** What a path takes, as Allow has it (RFC 9110, 10.2.1); a path that is not there is a problem. */
export function methodsOf(pathname: string): string {
  const path = pathname.slice(PREFIX.length + 1);
  const segments = path.split('/').map(decoded);
  const allowed = new Set(
    PATTERNS.filter((p) => (p.parts.some((x) => x.startsWith('{')) ? fits(p, segments) : p.parts.join('/') === path)).map((p) => p.method),
  );
  if (allowed.size) return [...allowed, ...(allowed.has('GET') ? ['HEAD'] : [])].join(', ');
  throw httpProblem(404, 'NoSuchPath', 'there is nothing under this path', {
    remedy: 'the paths are listed in /openapi.json and shown in /docs',
  });
}

/** The query, checked strictly: what is not known, or given twice, is an error rather than passed over. */
export function queryOf(route: Route, search: string): Record<string, unknown> {
  if (search === '') {
    const nothing = route.query.safeParse({});
    if (nothing.success) return nothing.data;
  }
  const given: Record<string, string> = Object.create(null) as Record<string, string>;
  const errors: Place[] = [];
  for (const [key, value] of new URLSearchParams(search)) {
    if (key in given) errors.push({ in: 'query', pointer: pointer([key]), code: 'Repeated', message: 'it is given more than once' });
    given[key] = value;
  }
  const parsed = route.query.safeParse({ ...given });
  for (const issue of parsed.error?.issues ?? []) {
    if (issue.code === 'unrecognized_keys')
      for (const key of issue.keys) {
        const names = Object.keys(route.query.shape).join(', ');
        errors.push({
          in: 'query',
          pointer: pointer([key]),
          code: 'UnknownParameter',
          message: 'there is no such parameter here',
          remedy: names ? `the parameters are ${names}` : 'there are none',
        });
      }
    else {
      const isMissing = issue.path[0] !== undefined && !(String(issue.path[0]) in given);
      errors.push({
        in: 'query',
        pointer: pointer(issue.path),
        code: isMissing ? 'Missing' : 'InvalidParameter',
        message: isMissing ? 'this parameter is missing' : issue.message,
      });
    }
  }
  if (errors.length || !parsed.success)
    throw httpProblem(
      400,
      errors[0]?.code ?? 'InvalidParameter',
      `the query is wrong: ${errors[0]?.pointer ?? ''} ${errors[0]?.message ?? ''}`,
      { errors: errors.slice(0, 50) },
    );
  return parsed.data;
}

/** The form of the answer: `format`, else the best of what Accept takes, else JSON. */
export function formatOf(route: Route, query: Readonly<Record<string, unknown>>, accept: string | undefined): Format {
  const formats = route.formats ?? ['json'];
  const asked = query['format'] as Format | undefined;
  if (asked !== undefined) return asked; // the query's schema has only what there is
  if (accept === undefined || accept === '*/*' || accept === '') return 'json';
  const ranges = accept
    .slice(0, 2000)
    .split(',')
    .map((r, i) => {
      const [type = '', ...more] = r.split(';').map((x) => x.trim().toLowerCase());
      const q = Number(more.find((m) => m.startsWith('q='))?.slice(2) ?? 1);
      return { type, q: Number.isFinite(q) ? q : 0, i };
    });
  const quality = (type: string): number => {
    const exact =
      ranges.find((r) => r.type === type) ??
      ranges.find((r) => r.type === `${type.split('/')[0]!}/*`) ??
      ranges.find((r) => r.type === '*/*');
    return exact?.q ?? 0;
  };
  const [best] = formats
    .map((f, i) => ({ f, i, q: quality(FORMATS[f].type), named: ranges.findIndex((r) => r.type === FORMATS[f].type) }))
    .filter((x) => x.q > 0)
    .sort((a, b) => b.q - a.q || (a.named < 0 ? 1e6 : a.named) - (b.named < 0 ? 1e6 : b.named) || a.i - b.i);
  if (!best) {
    const types = formats.map((f) => FORMATS[f].type).join(', ');
    throw httpProblem(406, 'NotAcceptable', 'this cannot be given in a form that Accept takes', { remedy: `it is there as ${types}` });
  }
  return best.f;
}

/** Deeper than anything that a person would send; checked on the text, before it is parsed. */
const DEPTH = 64;

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (inString) {
      if (c === 92) i++;
      else if (c === 34) inString = false;
    } else if (c === 34) inString = true;
    else if (c === 123 || c === 91) {
      if (++depth > DEPTH) return true;
    } else if (c === 125 || c === 93) depth--;
  }
  return false;
}

/** Reads a JSON body of at most `limit` bytes. */
export async function bodyOf(request: IncomingMessage, limit: number): Promise<unknown> {
  const type = (request.headers['content-type'] ?? '').toLowerCase();
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/.test(type))
    throw httpProblem(415, 'UnsupportedMediaType', 'the body is JSON', { remedy: 'send Content-Type: application/json' });
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw httpProblem(415, 'UnsupportedEncoding', 'the body is taken as it is, not compressed');
  const tooLarge = () => httpProblem(413, 'TooLarge', `the body is larger than ${limit} bytes`, { headers: { Connection: 'close' } });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (e) {
    if (e instanceof Error && 'kind' in e) throw e;
    throw httpProblem(400, 'Interrupted', 'the body did not come whole');
  }
  const invalid = (message: string) =>
    httpProblem(400, 'InvalidJson', message, { errors: [{ in: 'body', pointer: '', code: 'InvalidJson', message }] });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw invalid('the body is not UTF-8');
  }
  if (isTooDeep(text)) throw invalid(`the body is nested deeper than ${DEPTH} levels`);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalid('the body is not JSON');
  }
}

/** A header that may be given once; undefined where it is not. */
export function headerOf(request: IncomingMessage, name: string, pattern: RegExp): string | undefined {
  const value = request.headers[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw httpProblem(400, 'InvalidHeader', `the header ${name} is not of its form`, {
    errors: [{ in: 'header', pointer: `/${name}`, code: 'InvalidHeader', message: `it must match ${pattern.source}` }],
  });
}
