/**
 * Sends generated requests, valid and hostile, to a server of its own and holds every answer to the OpenAPI document:
 * no 500, no status, media type or field that the document does not have, and a record that is as sound afterwards.
 *
 *     node campaigns/http.ts --requests 20000 --seed 7
 *
 * Requests are made from the document itself: each operation with parameters and bodies that its schemas allow, then with
 * some of them broken: other types, dates that do not exist, names of prototypes, control characters, too much, too deep,
 * wrong headers, wrong tokens. The seed decides all of it; the answer that fails is printed with its request.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { issueToken } from '../src/access.ts';
import { openApi } from '../src/http/openapi.ts';
import { logger, serve } from '../src/http/server.ts';
import { open } from '../src/library.ts';
import { undocumented } from '../tests/support/openapi.ts';
import { random } from '../bench/generate.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '20000' },
    seed: { type: 'string', default: '1' },
    at: { type: 'string', default: '24' },
  },
});
const count = Number(values.requests);
const next = random(Number(values.seed));
const chance = (p: number) => next() < p;
const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!;

const folder = mkdtempSync(join(tmpdir(), 'demarche-http-campaign-'));
const demarche = await open(join(folder, 'demarche.db'));
await demarche.importBundled();
const by = { author: 'campaign', tool: 'campaign', now: () => new Date() };
const tokens = {
  reader: (await issueToken(demarche.store, { name: 'reader', role: 'reader' }, by)).token,
  recorder: (await issueToken(demarche.store, { name: 'recorder', role: 'recorder' }, by)).token,
  admin: (await issueToken(demarche.store, { name: 'admin', role: 'admin' }, by)).token,
};
await demarche.catchUp();
const troubles: string[] = [];
const serving = await serve(demarche, {
  rate: false,
  log: logger('error', { write: (line: string) => void troubles.push(line) }),
  limits: { bodyBytes: 60_000, batchBytes: 100_000 },
});
const { port } = new URL(serving.url);

// ── what there is, so that much of what is sent means something ──

const facets = demarche.state().facets.map((f) => f.facet);
const timeline = demarche.timeline().items;
const ids = {
  development: timeline.map((i) => i.development),
  source: demarche.sources().sources.map((s) => s.source),
  actor: demarche.actors().map((a) => a.actor),
  dossier: demarche.dossiers().map((d) => d.dossier),
  issue: demarche.dossiers().flatMap((d) => d.issues.map((i) => i.issue)),
};
const anyId = () => pick(pick(Object.values(ids)));
let made = 0;

const HOSTILE = ['', ' ', '__proto__', 'constructor', 'toString', '../../etc/passwd', '\u0000', '\r\nX-Evil: 1', "' OR 1=1 --", '<script>', '\ud800', '𝒳'.repeat(50), 'x'.repeat(3000), '-1', '1e9', '9007199254740993', 'NaN', 'null', 'true', '%', '%00', '2025-02-30', '0000-00-00', '2025-13', '9999-12-31', '[..2025]', '2025/..', '../2025', '2025-09-04T25:00Z', '\u202e', 'a/b', '#', '?', '&', '=HYPERLINK(1)', '*', '"', 'İ', '{}', '[]']; // prettier-ignore
const dates = ['2025-09-04', '2025-09', '2024', '2025-09-04T12:00Z', '2026-02-24', '2024-11-30', '2025-02-29', '2020', '2030-01-01'];
const hostile = () => pick(HOSTILE);

/** A value of a parameter. */
function parameter(name: string, schema: Record<string, unknown>): string {
  if (chance(0.12)) return hostile();
  if (Array.isArray(schema['enum'])) return chance(0.95) ? String(pick(schema['enum'])) : 'none-of-them';
  if (/at$|published$/.test(name)) return pick(dates);
  if (name.endsWith("known")) return chance(0.7) ? String(Math.floor(next() * (demarche.size + 5))) : pick(dates);
  switch (name) {
    case 'from': return chance(0.8) ? pick(dates) : String(Math.floor(next() * 400));
    case 'dossier': return chance(0.9) ? pick(ids.dossier) : anyId();
    case 'actor': return chance(0.8) ? pick(ids.actor) : pick(['Italy', 'zelensky', 'nobody', 'President']);
    case 'issue': return pick(ids.issue);
    case 'facet': return chance(0.5) ? pick(facets) : pick(['position', 'role/FRA', 'world', 'x']);
    case 'after': return chance(0.5) ? pick(ids.development) : String(Math.floor(next() * 400));
    case 'limit': case 'last': return String(Math.floor(next() * 50));
    case 'wait-for': return chance(0.9) ? '10' : '99999999';
    case 'wait-timeout': return '0';
    case 'type': return pick(['DevelopmentCorrected', 'SummitHeld', 'TokenIssued', 'Nothing']);
    case 'q': case 'text': return pick(['zelensky', 'macron 26', 'Київ', 'no such words at all', 'TROOPS']);
    default: return anyId();
  }
} // prettier-ignore

/** JSON that a schema allows, as far as it goes; then broken here and there. */
function body(schema: Record<string, unknown>, name = '', depth = 0): unknown {
  if (chance(depth === 0 ? 0.02 : 0.015)) return pick<unknown>([hostile(), null, 1e308, -1, true, [], {}, [[[[]]]], { __proto__x: 1 }, JSON.parse('{"__proto__":{"a":1}}')]);
  if (typeof schema['$ref'] === 'string') return depth > 6 ? 1 : body(openApi().components.schemas[schema['$ref'].split('/').at(-1)!] as Record<string, unknown>, name, depth + 1);
  const forms = (schema['anyOf'] ?? schema['oneOf']) as Record<string, unknown>[] | undefined;
  if (forms) return body(pick(forms), name, depth);
  if ('const' in schema) return schema['const'];
  if (Array.isArray(schema['enum'])) return pick(schema['enum']) as unknown;
  switch (schema['type']) {
    case 'object': {
      const required = new Set((schema['required'] as string[] | undefined) ?? []);
      const own: Record<string, unknown> = {};
      for (const [key, s] of Object.entries((schema['properties'] ?? {}) as Record<string, Record<string, unknown>>))
        if (required.has(key) ? !chance(0.02) : chance(0.35)) own[key] = body(s, key, depth + 1);
      if (chance(0.02)) own[hostile()] = 1;
      return own;
    }
    case 'array': return Array.from({ length: 1 + Math.floor(next() * 2) }, () => body((schema['items'] ?? {}) as Record<string, unknown>, name, depth + 1));
    case 'integer': case 'number': return Math.floor(next() * 30);
    case 'boolean': return chance(0.5);
    case 'null': return null;
    default: return text(name);
  }
} // prettier-ignore

function text(name: string): string {
  if (chance(0.05)) return hostile();
  switch (name) {
    case 'id': return chance(0.7) ? `made-${++made}` : anyId();
    case 'date': case 'published': case 'effective': case 'observed': case 'until': case 'from': case 'opens': case 'capturedAt': return pick(dates);
    case 'dossiers': case 'dossier': return pick(ids.dossier);
    case 'source': case 'evidence': case 'because': case 'origin': return pick(ids.source);
    case 'by': case 'for': case 'via': case 'actor': case 'of': case 'binds': case 'parties': case 'coChairs': case 'signatories': case 'targets': case 'successor': return pick(ids.actor);
    case 'development': case 'to': case 'duplicateOf': case 'into': return chance(0.5) ? pick(ids.development) : anyId();
    case 'facet': case 'counts': return pick(facets);
    case 'prefer': case 'over': return `${pick(ids.development)}#c1`;
    case 'url': return 'https://example.org/a';
    case 'language': return 'en';
    case 'sha256': return 'a'.repeat(64);
    case 'text': return 'A text that was captured, with words in it.';
    case 'exact': return pick(['words', 'captured', 'not in it']);
    case 'expires': case 'recordedAt': return '2030-01-01T00:00:00Z';
    case 'stance': case 'neutral': return pick(['no', 'maybe', 'yes']);
    case 'value': case 'is': return pick(['open', 'rules-out', 'offers', 'member', 'anything']);
    case 'readiness': case 'issue': return pick(ids.issue);
    default: return pick(['some words', 'Some Title', 'кирилиця', 'a']);
  }
} // prettier-ignore

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

const OPERATIONS = Object.entries(openApi().paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })),
);

const encode = (s: string) =>
  chance(0.97)
    ? encodeURIComponent(s.toWellFormed())
    : s
        .toWellFormed()
        .replace(/[^!-~]/g, '')
        .replaceAll(' ', '');

function make(): Sent {
  const { path, method, operation } = pick(OPERATIONS.filter((o) => o.operation.operationId !== 'stream'));
  const inPath = pathOf(path);
  const query = operation.parameters
    .filter((p) => p.in === 'query' && (p.required ? !chance(0.05) : chance(0.2)))
    .map((p) => `${encode(p.name)}=${encode(parameter(p.name, p.schema as Record<string, unknown>))}`);
  if (chance(0.03)) query.push(`${encode(hostile())}=${encode(hostile())}`);
  if (chance(0.02) && query[0] !== undefined) query.push(query[0]);
  const headers: Record<string, string> = { host: `127.0.0.1:${port}` };
  if (chance(method === 'POST' ? 0.95 : 0.3)) {
    const role = operation.security[0]?.['token']?.[0];
    headers['authorization'] = chance(0.9)
      ? `Bearer ${tokens[chance(0.9) ? ((role as 'recorder' | 'admin' | undefined) ?? 'reader') : pick(['reader', 'recorder', 'admin'] as const)]}`
      : pick(['Bearer x', 'Basic YTpi', 'Bearer dmr_00000000_x', 'x']);
  }
  if (chance(0.1))
    headers['accept'] = pick([
      'text/csv',
      'application/*',
      '*/*;q=0',
      'image/png',
      'text/markdown, application/json;q=0.1',
      ';;;',
      'application/atom+xml',
    ]);
  if (chance(0.1)) headers['if-none-match'] = pick(['*', '"x"', 'W/"x"', 'x']);
  if (operation.parameters.some((p) => p.name === 'If-Match') && chance(0.9))
    headers['if-match'] = chance(0.9) ? pick(['"0"', '*', '"1"', '"2"']) : pick(['0', 'W/"0"', '"', '""', 'x'.repeat(600)]);
  if (method === 'POST' && chance(0.2))
    headers['idempotency-key'] = chance(0.8) ? `k${Math.floor(next() * 50)}` : pick(['x'.repeat(200), 'a b', '__proto__']);
  let text: string | undefined;
  if (operation.requestBody) {
    headers['content-type'] = chance(0.97)
      ? 'application/json'
      : pick(['text/plain', 'application/json; charset=utf-16', 'multipart/form-data', 'application/x+json']);
    const schema = operation.requestBody.content['application/json']!.schema as Record<string, unknown>;
    const value = chance(0.97)
      ? operation.operationId === 'batch' && chance(0.8)
        ? batch()
        : body(schema)
      : pick<unknown>([[], null, 1, 'x', { do: 'retract' }]);
    text = chance(0.98)
      ? JSON.stringify(value)
      : pick(['', '{', '[1,]', '['.repeat(2000), `${'{"a":'.repeat(80)}1${'}'.repeat(80)}`, JSON.stringify({ a: 'x'.repeat(120_000) })]);
  }
  return {
    method: chance(0.985) ? method : pick(['HEAD', 'OPTIONS', 'PUT', 'DELETE', 'PATCH', 'TRACE']),
    path: `${inPath}${query.length ? `?${query.join('&')}` : ''}`,
    headers,
    body: text,
  };
}

/** Commands, each as its own route would take it. */
function batch(): unknown {
  const commands = Array.from({ length: 1 + Math.floor(next() * 3) }, () => {
    const { operation } = pick(OPERATIONS.filter((o) => o.operation.tags.includes('record') && o.operation.operationId !== 'batch'));
    const own = body(operation.requestBody!.content['application/json']!.schema);
    return {
      do: pick(['record', 'retract', 'source-add', 'actor-add', 'evidence', 'merge', 'nothing']),
      development: pick(ids.development),
      id: text('id'),
      ...(own as object),
    };
  });
  return { commands };
}

function pathOf(path: string): string {
  if (path.includes('{family}')) {
    const n = path.split('{').length - 1;
    const facet = chance(0.8)
      ? (facets.filter((f) => f.split('/').length === n).at(Math.floor(next() * 50)) ?? facets[0]!)
      : Array.from({ length: n }, () => encode(hostile() || 'x')).join('/');
    return path.replace(/\{family\}(?:\/\{\w\})+/, () => facet);
  }
  const kind = (Object.keys(ids) as (keyof typeof ids)[]).find((k) => path.includes(`/${k}s/`)) ?? 'development';
  if (chance(0.01)) return `/api/v1/${encode(hostile())}/${encode(hostile())}`;
  return path.replace('{id}', () => (chance(0.9) ? pick(ids[kind]) : encode(chance(0.5) ? hostile() : `made-${made}`)));
}

// ── sending ──

const agent = new Agent({ keepAlive: true, maxSockets: Number(values.at) });
function send({ method, path, headers, body }: Sent): Promise<{ status: number; type: string | null; text: string }> {
  return new Promise((resolve, reject) => {
    const r = request(
      {
        agent,
        host: '127.0.0.1',
        port,
        method,
        path,
        headers: { ...headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (c: Buffer) => chunks.push(c));
        response.on('end', () =>
          resolve({ status: response.statusCode!, type: response.headers['content-type'] ?? null, text: Buffer.concat(chunks).toString() }),
        );
        response.on('error', reject);
      },
    );
    r.on('error', reject);
    r.end(body);
  });
}

const statuses = new Map<number, number>();
const failures: string[] = [];
let sent = 0;
let cut = 0;

async function worker(): Promise<void> {
  while (sent < count) {
    sent++;
    let wanted: Sent;
    do wanted = make();
    while (/[^!-~]/.test(wanted.path)); // node refuses to send it at all
    let got: Awaited<ReturnType<typeof send>>;
    try {
      got = await send(wanted);
    } catch (e) {
      // A body that is refused before it came whole: the line may be cut before the answer is read.
      if (/ECONNRESET|EPIPE|socket hang up/.test(String(e)) && (wanted.body?.length ?? 0) > 60_000) cut++;
      else failures.push(`${wanted.method} ${wanted.path}: ${String(e)}`);
      continue;
    }
    statuses.set(got.status, (statuses.get(got.status) ?? 0) + 1);
    const pathname = wanted.path.split('?')[0]!;
    const faults =
      wanted.method === 'OPTIONS' || wanted.method === 'TRACE' ? [] : undocumented(wanted.method, pathname, got.status, got.type, got.text);
    if (got.status === 500 || faults.length)
      failures.push(
        `${wanted.method} ${wanted.path}\n  ${JSON.stringify(wanted.headers)}\n  ${(wanted.body ?? '').slice(0, 1500)}\n  → ${got.status} ${faults.slice(0, 5).join('; ')}\n  ${got.text.slice(0, 400)}`,
      );
  }
}

const start = performance.now();
await Promise.all(Array.from({ length: Number(values.at) }, worker));
const seconds = (performance.now() - start) / 1000;
agent.destroy();
const findings = (await demarche.verify()).filter((f) => f.note !== true && f.code !== 'QuoteBroken');
await serving.close();
await demarche.close();
rmSync(folder, { recursive: true, force: true });

const all = [...statuses].sort(([a], [b]) => a - b).map(([s, n]) => `${s}: ${n}`);
console.log(
  `${sent} requests with seed ${values.seed} in ${seconds.toFixed(1)} s (${Math.round(sent / seconds)} /s); ${all.join(', ')}${cut ? `; ${cut} cut off while too much was sent` : ''}`,
);
for (const f of failures.slice(0, 10)) console.log(`\nnot as documented: ${f}`);
for (const t of troubles.filter((t) => t.includes('unexpected')).slice(0, 5)) console.log(`\nthe server's log: ${t.slice(0, 1500)}`);
for (const f of findings.slice(0, 10)) console.log(`\nthe record afterwards: ${f.code} ${f.message}`);
console.log(
  failures.length || findings.length
    ? `\n${failures.length} answers not as documented, ${findings.length} findings in the record`
    : 'every answer as documented, no 500, the record sound',
);
process.exitCode = failures.length || findings.length ? 1 : 0;
