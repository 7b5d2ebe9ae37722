/** The OpenAPI 3.1 document, made from the table of routes with zod's own JSON Schema. */
import * as z from 'zod';
import { VERSION } from '../version.ts';
import { PREFIX } from './paths.ts';
import type { RouteName } from './paths.ts';
import { TITLES } from './problems.ts';
import { FORMATS, methodOf, pathOf, ROUTE_NAMES, routeOf, statusesOf } from './routes.ts';
import type { Route } from './routes.ts';
import { NAMED, problem } from './schemas.ts';

export type JsonSchema = Readonly<Record<string, unknown>>;
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly {
    name: string;
    in: 'path' | 'query' | 'header';
    required: boolean;
    schema: JsonSchema;
    description?: string;
  }[];
  readonly requestBody?: { required: boolean; content: Record<string, { schema: JsonSchema }> };
  readonly responses: Readonly<Record<string, { description: string; content?: Record<string, { schema: JsonSchema }> }>>;
  readonly security: readonly Record<string, readonly string[]>[];
}
export interface OpenApi {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly servers: readonly { url: string }[];
  readonly tags: readonly { name: string; description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: unknown };
}

/** Parts of the document, in the order in which they are shown. */
export const TAGS = {
  ask: 'Ask the record',
  live: 'Follow it as it grows',
  record: 'Record',
  access: 'Tokens',
  run: 'Run the server',
} as const;

const REF = '#/components/schemas/';

/** References in the form of the document: what schemas share becomes a schema with a name. */
function tidy(node: unknown, prefix: string): unknown {
  if (Array.isArray(node)) return node.map((n) => tidy(n, prefix));
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).flatMap(([k, v]): [string, unknown][] => {
    if (k === '$schema' || k === '$id' || k === '$defs' || k === 'readOnly' || k === '~standard') return [];
    if (k === '$ref' && typeof v === 'string') {
      const local = /^#\/\$defs\/(.+)$/.exec(v) ?? /__shared#\/\$defs\/(.+)$/.exec(v);
      return [[k, local ? `${REF}${prefix}${local[1]!}` : v]];
    }
    return [[k, tidy(v, prefix)]];
  });
  return Object.fromEntries(entries);
}

/** Schemas of what is taken; those that it shares go into `components` under a name of their own. */
function inputSchema(schema: z.ZodType, prefix: string, components: Record<string, JsonSchema>): JsonSchema {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'ref' }) as Record<string, unknown>;
  for (const [name, def] of Object.entries((made['$defs'] ?? {}) as Record<string, unknown>))
    components[`${prefix}${name}`] = tidy(def, prefix) as JsonSchema;
  return tidy(made, prefix) as JsonSchema;
}

/** The shapes of facets, by the number of names in them: OpenAPI has no path of any depth. */
const FACETS = ['{family}/{a}', '{family}/{a}/{b}', '{family}/{a}/{b}/{c}'];

/** The concrete paths of a route. */
export function concretePaths(path: string): string[] {
  return path.includes('{+facet}') ? FACETS.map((f) => path.replace('{+facet}', f)) : [path];
}

const HEADERS = {
  'If-Match': 'the ETag that was read: refused (412) when somebody has written since',
  'Idempotency-Key': 'any text that stands for this command: sent again under it, it is written once',
  'If-None-Match': 'an ETag that the client has: 304 when the answer is still the same',
  'Last-Event-ID': 'log size up to which the client has everything',
} as const;

function parameters(name: RouteName, route: Route, path: string): Operation['parameters'] {
  const query = z.toJSONSchema(route.query, { io: 'input' }) as { properties?: Record<string, JsonSchema>; required?: string[] };
  const header = (key: keyof typeof HEADERS, required = false, schema: JsonSchema = { type: 'string' }) => ({
    name: key,
    in: 'header' as const,
    required,
    schema,
    description: HEADERS[key],
  });
  const isWrite = methodOf(name) === 'POST';
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map((m) => ({
      name: m[1]!,
      in: 'path' as const,
      required: true,
      schema: { type: 'string', minLength: 1, maxLength: 120 },
    })),
    ...Object.entries(query.properties ?? {}).map(([key, { description, ...schema }]) => ({
      name: key,
      in: 'query' as const,
      required: query.required?.includes(key) ?? false,
      schema,
      ...(typeof description === 'string' && { description }),
    })),
    ...(isWrite && route.tag === 'record' ? [header('Idempotency-Key', false, { type: 'string', minLength: 1, maxLength: 150 })] : []),
    ...(route.ifMatch === undefined ? [] : [header('If-Match', route.ifMatch === 'required')]),
    ...(statusesOf(name).includes(304) ? [header('If-None-Match')] : []),
    ...(name === 'stream' ? [header('Last-Event-ID')] : []),
  ];
}

function operation(name: RouteName, path: string, suffix: string, components: Record<string, JsonSchema>): Operation {
  const route = routeOf(name);
  const id = NAMED.get(route.answer)?.id;
  const answer: JsonSchema =
    id !== undefined
      ? { $ref: `${REF}${id}` }
      : { anyOf: (route.answer as z.ZodUnion<readonly z.ZodType[]>).options.map((o) => ({ $ref: `${REF}${NAMED.get(o)!.id}` })) };
  const content =
    name === 'stream'
      ? {
          'text/event-stream': {
            schema: {
              type: 'string',
              description: 'events `log`, whose data is JSON of this schema; `hello`, `turn` and `bye`',
              contentMediaType: 'application/json',
              contentSchema: { $ref: `${REF}Streamed` },
            },
          },
        }
      : Object.fromEntries(
          (route.formats ?? (['json'] as const)).map((f) => [
            FORMATS[f].type,
            { schema: f === 'json' ? answer : f === 'timelinejs' ? { type: 'object' } : { type: 'string' } },
          ]),
        );
  const responses = Object.fromEntries(
    statusesOf(name).map((status) => [
      String(status),
      status === 304
        ? { description: 'still the same' }
        : status < 300
          ? { description: status === route.status ? 'the answer' : 'what it would do (dry run)', content }
          : { description: TITLES[status] ?? 'Error', content: { 'application/problem+json': { schema: { $ref: `${REF}Problem` } } } },
    ]),
  );
  return {
    operationId: `${name}${suffix}`,
    summary: route.summary,
    tags: [route.tag],
    parameters: parameters(name, route, path),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: inputSchema(route.body, `In${name[0]!.toUpperCase()}${name.slice(1)}`, components) } },
      },
    }),
    responses,
    security: route.role === 'read' ? [{}, { token: [] }] : [{ token: [route.role] }],
  };
}

/** What is there beside the table, for those who run the server. */
function plain(): OpenApi['paths'] {
  const one = (
    id: string,
    summary: string,
    answers: Readonly<Record<string, readonly [type: string, schema: JsonSchema]>>,
    also: readonly number[] = [],
  ) => ({
    get: {
      operationId: id,
      summary,
      tags: ['run'],
      parameters: [],
      responses: Object.fromEntries([
        ...Object.entries(answers).map(([status, [type, schema]]): [string, Operation['responses'][string]] => [
          status,
          { description: status === '200' ? 'the answer' : 'not ready', content: { [type]: { schema } } },
        ]),
        ...[...also, 421].map((status): [string, Operation['responses'][string]] => [
          String(status),
          { description: TITLES[status] ?? 'Error', content: { 'application/problem+json': { schema: { $ref: `${REF}Problem` } } } },
        ]),
      ]),
      security: also.includes(401) ? [{}, { token: [] }] : [{}],
    },
  });
  const health: JsonSchema = { $ref: `${REF}Health` };
  return {
    '/livez': one('livez', 'Whether the process answers', { '200': ['application/json', health] }),
    '/readyz': one('readyz', 'Whether this node is up to date with the log, and for how long it has been behind', {
      '200': ['application/json', health],
      '503': ['application/json', health],
    }),
    '/metrics': one(
      'metrics',
      'What an operator watches, as Prometheus reads it',
      { '200': ['text/plain', { type: 'string' }] },
      [401, 403, 429],
    ),
    '/openapi.json': one('openapi', 'This document', { '200': ['application/json', { type: 'object' }] }, [429]),
  };
}

let made: OpenApi | undefined;

/** The document; made once. */
export function openApi(): OpenApi {
  if (made) return made;
  const { schemas } = z.toJSONSchema(NAMED, { uri: (id) => `${REF}${id}`, io: 'output', unrepresentable: 'any' });
  const components: Record<string, JsonSchema> = {};
  for (const [name, schema] of Object.entries(schemas) as [string, Record<string, unknown>][]) {
    if (name === '__shared')
      for (const [def, s] of Object.entries(schema['$defs'] as Record<string, unknown>)) components[def] = tidy(s, '') as JsonSchema;
    else components[name] = tidy(schema, '') as JsonSchema;
  }
  if (NAMED.get(problem) === undefined) throw new Error('the problem has a name');
  const paths: Record<string, Record<string, Operation>> = {};
  for (const name of ROUTE_NAMES)
    for (const [i, path] of concretePaths(pathOf(name)).entries()) {
      const suffix = concretePaths(pathOf(name)).length > 1 ? String(i + 1) : '';
      (paths[`${PREFIX}${path}`] ??= {})[methodOf(name).toLowerCase()] = operation(name, path, suffix, components);
    }
  made = {
    openapi: '3.1.0',
    info: {
      title: 'demarche',
      version: VERSION,
      description: 'The record of a diplomatic track: who took which position, when, on whose word, and how we know.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: { ...paths, ...plain() },
    components: {
      schemas: components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', description: 'made with: demarche token add' } },
    },
  };
  return made;
}
