/** Holds requests and answers to the OpenAPI document: a small validator of the JSON Schema that the document uses. */
import { CODES } from '../../src/http/codes.ts';
import { concretePaths, openApi } from '../../src/http/openapi.ts';
import type { JsonSchema, Operation } from '../../src/http/openapi.ts';
import { PREFIX } from '../../src/http/paths.ts';

type Schema = Record<string, unknown>;
const document = openApi();

function resolve(ref: string): Schema {
  const name = ref.replace('#/components/schemas/', '');
  const schema = document.components.schemas[name];
  if (!schema) throw new Error(`${ref} is not in the document`);
  return schema;
}

const typeOf = (v: unknown): string => (v === null ? 'null' : Array.isArray(v) ? 'array' : typeof v);

/** What is wrong with a value by a schema; empty where nothing is. */
export function faultsOf(value: unknown, schema: Schema | JsonSchema | boolean, at = ''): string[] {
  if (schema === true) return [];
  if (schema === false) return [`${at}: nothing is allowed here`];
  const s = schema;
  const faults: string[] = [];
  if (typeof s['$ref'] === 'string') faults.push(...faultsOf(value, resolve(s['$ref']), at));
  const type = s['type'];
  if (type !== undefined) {
    const types = Array.isArray(type) ? type : [type];
    const is = typeOf(value);
    if (!types.includes(is) && !(is === 'number' && types.includes('integer') && Number.isInteger(value)))
      return [...faults, `${at}: ${is}, not ${types.join('|')}`];
  }
  if ('const' in s && JSON.stringify(value) !== JSON.stringify(s['const'])) faults.push(`${at}: not ${JSON.stringify(s['const'])}`);
  if (Array.isArray(s['enum']) && !s['enum'].some((e) => JSON.stringify(e) === JSON.stringify(value)))
    faults.push(`${at}: ${JSON.stringify(value)} is none of ${JSON.stringify(s['enum'])}`);
  for (const key of ['anyOf', 'oneOf'] as const) {
    const forms = s[key] as Schema[] | undefined;
    if (forms) {
      const tried = forms.map((f) => faultsOf(value, f, at));
      if (!tried.some((t) => !t.length)) faults.push(...(tried.toSorted((a, b) => a.length - b.length)[0] ?? []));
    }
  }
  for (const f of (s['allOf'] as Schema[] | undefined) ?? []) faults.push(...faultsOf(value, f, at));
  if (typeof value === 'string') {
    if (typeof s['minLength'] === 'number' && value.length < s['minLength']) faults.push(`${at}: too short`);
    if (typeof s['maxLength'] === 'number' && value.length > s['maxLength']) faults.push(`${at}: too long`);
    if (typeof s['pattern'] === 'string' && !new RegExp(s['pattern'], 'u').test(value))
      faults.push(`${at}: ${value} does not match ${s['pattern']}`);
  }
  if (typeof value === 'number') {
    if (typeof s['minimum'] === 'number' && value < s['minimum']) faults.push(`${at}: too small`);
    if (typeof s['maximum'] === 'number' && value > s['maximum']) faults.push(`${at}: too large`);
  }
  if (Array.isArray(value)) {
    const prefix = (s['prefixItems'] as Schema[] | undefined) ?? [];
    value.forEach((v, i) => {
      const item = prefix[i] ?? (s['items'] as Schema | boolean | undefined);
      if (item !== undefined) faults.push(...faultsOf(v, item, `${at}/${i}`));
    });
  }
  if (typeOf(value) === 'object') {
    const own = value as Record<string, unknown>;
    const properties = (s['properties'] as Record<string, Schema> | undefined) ?? {};
    for (const name of (s['required'] as string[] | undefined) ?? []) if (!Object.hasOwn(own, name)) faults.push(`${at}/${name}: missing`);
    for (const [name, v] of Object.entries(own)) {
      const property = Object.hasOwn(properties, name) ? properties[name] : (s['additionalProperties'] as Schema | boolean | undefined);
      if (property === false) faults.push(`${at}/${name}: not in the document`);
      else if (property !== undefined) faults.push(...faultsOf(v, property, `${at}/${name}`));
    }
  }
  return faults;
}

export interface Found {
  readonly path: string;
  readonly operation: Operation;
}

/** The operation of a request; undefined where the document has none. */
export function operationOf(method: string, pathname: string): Found | undefined {
  const candidates = Object.entries(document.paths).filter(([path]) => {
    const parts = path.split('/');
    const own = pathname.split('/');
    return parts.length === own.length && parts.every((p, i) => (p.startsWith('{') ? own[i] !== '' : p === own[i]));
  });
  // The more of a path is written out, the closer it is meant.
  candidates.sort(([a], [b]) => a.split('{').length - b.split('{').length);
  for (const [path, methods] of candidates) {
    const operation = methods[method.toLowerCase()];
    if (operation) return { path, operation };
  }
  return undefined;
}

/** What of an answer is not as the document says; empty where all is. */
export function undocumented(method: string, pathname: string, status: number, type: string | null, body: string): string[] {
  const media = (type ?? '').split(';')[0]!;
  const problem = () => {
    if (method === 'HEAD') return body === '' ? [] : ['a body where none may be'];
    if (media !== 'application/problem+json') return [`${status} with ${media}`];
    const told = JSON.parse(body) as { code: string; errors?: { code: string }[] };
    const unknown = [told.code, ...(told.errors ?? []).map((e) => e.code)].filter((c) => !Object.hasOwn(CODES, c));
    return [
      ...faultsOf(told, { $ref: '#/components/schemas/Problem' }),
      ...unknown.map((c) => `the code ${c} is not in the documentation`),
    ];
  };
  const found = operationOf(method === 'HEAD' ? 'GET' : method, pathname);
  if (!found)
    return status === 404 || status === 405 || status === 421 || status === 400 || status === 429
      ? problem()
      : [`${status} for what is not in the document`];
  const response = found.operation.responses[String(status)];
  if (!response) return [`${status} is not documented for ${found.operation.operationId}: ${body.slice(0, 300)}`];
  if (method === 'HEAD' || status === 304) return body === '' ? [] : ['a body where none may be'];
  const schema = response.content?.[media]?.schema;
  if (!schema) return [`${media} is not documented for ${found.operation.operationId} ${status}`];
  return media.endsWith('json') ? faultsOf(JSON.parse(body), schema) : [];
}

export { concretePaths, document, PREFIX };
