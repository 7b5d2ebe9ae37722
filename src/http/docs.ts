/** The documentation that a browser shows: made from the OpenAPI document, without a script and from nowhere else. */
import { CODES } from './codes.ts';
import { openApi, TAGS } from './openapi.ts';
import type { JsonSchema, Operation } from './openapi.ts';
import { PREFIX } from './paths.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './routes.ts';

const escape = (text: unknown): string => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const code = (text: unknown): string => `<code>${escape(text)}</code>`;

export const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif;--line:#8884;--dim:#666;--ask:#0b6b3a;--post:#8a4b00}
@media (prefers-color-scheme:dark){:root{--dim:#aaa;--ask:#6fd39b;--post:#f0b35e}}
*{box-sizing:border-box}body{margin:0;display:grid;grid-template-columns:17rem minmax(0,60rem);gap:2.5rem}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.5rem 0 1.5rem 1.5rem;font-size:.875rem;border-right:1px solid var(--line)}
nav h2{font-size:.875rem;margin:1rem 0 .25rem}nav ul{list-style:none;margin:0;padding:0}nav a{display:flex;gap:.4rem;align-items:baseline;padding:.15rem .5rem .15rem 0;text-decoration:none;color:inherit}nav a span{overflow-wrap:anywhere}
nav a:hover,nav a:focus-visible{text-decoration:underline}nav b{flex:0 0 2.4rem;font-size:.7rem}
main{padding:1.5rem 1.5rem 6rem 0}h1{margin-top:0}h2{margin-top:3rem}h3{margin:2.5rem 0 .25rem;font-size:1rem}p{margin:.25rem 0}
code,pre{font:.875rem/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}h3 code{font-size:1rem;overflow-wrap:anywhere}
pre{overflow:auto;padding:.6rem .75rem;border:1px solid var(--line);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}
b.GET{color:var(--ask)}b.POST{color:var(--post)}details{margin:.3rem 0}summary{cursor:pointer}
table{border-collapse:collapse;width:100%;font-size:.875rem}td,th{text-align:left;vertical-align:top;padding:.25rem .75rem .25rem 0;border-top:1px solid var(--line)}
td:first-child{white-space:nowrap}td td{border-top:1px dotted var(--line)}.dim{color:var(--dim)}section:target>h3,tr:target{background:#fd04}
@media (max-width:50rem){body{display:block;padding:0 1rem}nav{position:static;height:auto;padding:1rem 0;border:0;border-bottom:1px solid var(--line)}main{padding:1rem 0}td:first-child{white-space:normal}}
@media print{nav{display:none}body{display:block}}`;

type Schemas = Readonly<Record<string, JsonSchema>>;
const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);
/** Schemas with a name of their own; the others are parts that several requests share, and are shown where they stand. */
const isNamed = (name: string): boolean => !/schema\d+$/.test(name);

/** A schema with what its reference says, where that is only a part without a name. */
function meant(schema: JsonSchema, schemas: Schemas): JsonSchema {
  const { $ref, ...own } = schema;
  if (typeof $ref !== 'string' || isNamed(nameOf($ref)) || isOfItself(schema, schemas)) return schema;
  return { ...meant(schemas[nameOf($ref)]!, schemas), ...own };
}

/** Whether a part without a name leads back to itself, which only any JSON does. */
function isOfItself({ $ref }: JsonSchema, schemas: Schemas): boolean {
  if (typeof $ref !== 'string' || isNamed(nameOf($ref))) return false;
  const seen = new Set<string>();
  const visit = (name: string): boolean =>
    [...JSON.stringify(schemas[name]).matchAll(/"\$ref":"([^"]+)"/g)].some(([, ref]) => {
      if (ref === $ref) return true;
      const next = nameOf(ref!);
      if (isNamed(next) || seen.has(next)) return false;
      seen.add(next);
      return visit(next);
    });
  return visit(nameOf($ref));
}

/** What a value may be, in a few words. */
function kind(schema: JsonSchema, schemas: Schemas): string {
  const s = meant(schema, schemas);
  if (isOfItself(s, schemas)) return 'any JSON';
  if (typeof s['$ref'] === 'string') return `<a href="#schema-${nameOf(s['$ref'])}">${nameOf(s['$ref'])}</a>`;
  if ('const' in s) return code(JSON.stringify(s['const']));
  if (Array.isArray(s['enum'])) return s['enum'].map((v) => code(v)).join(' ');
  const forms = (s['anyOf'] ?? s['oneOf']) as JsonSchema[] | undefined;
  if (forms) return [...new Set(forms.map((f) => kind(f, schemas)))].join(' or ');
  if (s['type'] === 'array') return s['items'] ? `list of ${kind(s['items'] as JsonSchema, schemas)}` : 'list';
  return escape(Array.isArray(s['type']) ? s['type'].join(' or ') : (s['type'] ?? 'any'));
}

/** The fields of an object, or of the objects in a list; the empty text where there are none. */
function fields(schema: JsonSchema, schemas: Schemas, depth = 0): string {
  const s = meant(schema, schemas);
  if (isOfItself(s, schemas)) return '';
  const forms = (s['anyOf'] ?? s['oneOf']) as JsonSchema[] | undefined;
  if (forms) return forms.map((f) => form(f, schemas, depth)).join('');
  if (s['type'] === 'array' && s['items'] !== undefined) return fields(s['items'] as JsonSchema, schemas, depth);
  const properties = Object.entries((s['properties'] ?? {}) as Schemas);
  if (!properties.length || depth > 4) return '';
  const required = new Set((s['required'] ?? []) as string[]);
  const rows = properties.map(([name, property]) => {
    const p = meant(property, schemas);
    const said = [kind(p, schemas), escape(p['description'] ?? '')].filter(Boolean).join(' <span class="dim">·</span> ');
    return `<tr><td>${code(name)}${required.has(name) ? '' : ' <span class="dim">?</span>'}</td><td>${said}${fields(p, schemas, depth + 1)}</td></tr>`;
  });
  return `<table>${rows.join('')}</table>`;
}

/** One of several forms; folded, since there may be twenty. */
function form(schema: JsonSchema, schemas: Schemas, depth: number): string {
  const inside = fields(schema, schemas, depth);
  if (inside === '') return '';
  const { properties = {}, title } = meant(schema, schemas) as { properties?: Schemas; title?: string };
  const told = Object.values(properties).find((p) => 'const' in p)?.['const'];
  return `<details><summary>${told === undefined ? escape(title ?? 'as an object') : code(told)}</summary>${inside}</details>`;
}

/** A call that works as it stands, where it asks; one that writes needs a token and a body. */
function curl(path: string, method: string, example: string | undefined): string {
  const concrete = path
    .replace('{family}/{a}/{b}/{c}', 'demand/USA/european-nations/russian-oil')
    .replace('{family}/{a}/{b}', 'position/ITA/troop-deployment')
    .replace('{family}/{a}', 'agreement/paris-declaration')
    .replace(/(dossiers|issues|actors|sources|developments|tokens)\/\{id\}/, (_all, of: string) => `${of}/${IDS[of]!}`);
  const flags = method === 'post' ? "-H 'Authorization: Bearer …' -H 'Content-Type: application/json' -d @body.json " : '';
  return `curl ${flags}'http://127.0.0.1:4180${concrete}${example === undefined ? '' : `?${example}`}'`;
}
const IDS: Readonly<Record<string, string>> = {
  dossiers: 'coalition-of-the-willing',
  issues: 'troop-deployment',
  actors: 'ITA',
  sources: 'summit-report',
  developments: 'full-scale-invasion',
  tokens: '0a1b2c3d',
};

function section(path: string, method: string, o: Operation, schemas: Schemas): string {
  const name = o.operationId.replace(/\d$/, '');
  const route = Object.hasOwn(ROUTES, name) ? (ROUTES[name as keyof typeof ROUTES] as Route) : undefined;
  const parameters = o.parameters.map(
    (p) =>
      `<tr><td>${code(p.name)}${p.required ? '' : ' <span class="dim">?</span>'}</td><td class="dim">${p.in}</td><td>${[
        Array.isArray(p.schema['enum']) ? kind(p.schema, schemas) : '',
        escape(p.description ?? ''),
      ]
        .filter(Boolean)
        .join(' <span class="dim">·</span> ')}</td></tr>`,
  );
  const body = o.requestBody?.content['application/json']?.schema;
  const answers = Object.entries(o.responses).map(([status, { description, content }]) => {
    const forms = Object.entries(content ?? {}).map(
      ([type, { schema }]) => `${code(type)} ${type.endsWith('/json') ? kind(schema, schemas) : ''}`,
    );
    return `<tr><td>${status}</td><td>${escape(description)}</td><td>${forms.join('<br>')}</td></tr>`;
  });
  const ok = answers.filter((a) => a.startsWith('<tr><td>2'));
  const folded = (title: string, inside: string) => (inside === '' ? '' : `<details><summary>${title}</summary>${inside}</details>`);
  const needs = o.security.every((s) => s['token'])
    ? ` <span class="dim">Needs a token: ${escape(o.security[0]?.['token']?.[0])}.</span>`
    : '';
  return `<section id="${escape(o.operationId)}"><h3><b class="${method.toUpperCase()}">${method.toUpperCase()}</b> ${code(path)}</h3>
<p>${escape(o.summary)}.${needs}</p><pre>${escape(curl(path, method, route?.example))}</pre>
${folded('Parameters', parameters.length ? `<table>${parameters.join('')}</table>` : '')}${body ? folded('Body', fields(body, schemas)) : ''}${folded('Answers', `<table>${[...ok, ...answers.filter((a) => !ok.includes(a))].join('')}</table>`)}</section>`;
}

let made: string | undefined;

/** The page; made once. */
export function docsPage(): string {
  if (made !== undefined) return made;
  const document = openApi();
  const { schemas } = document.components;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation, tag: operation.tags[0]! })),
  );
  const short = (path: string) => (path.startsWith(PREFIX) ? path.slice(PREFIX.length) : path);
  const tags = Object.entries(TAGS);
  const nav = tags.map(
    ([tag, title]) =>
      `<h2>${title}</h2><ul>${operations
        .filter((o) => o.tag === tag)
        .map(
          ({ path, method, operation }) =>
            `<li><a href="#${escape(operation.operationId)}"><b class="${method.toUpperCase()}">${method.toUpperCase()}</b><span>${escape(short(path))}</span></a></li>`,
        )
        .join('')}</ul>`,
  );
  const sections = tags.map(
    ([tag, title]) =>
      `<h2 id="${tag}">${title}</h2>${operations
        .filter((o) => o.tag === tag)
        .map(({ path, method, operation }) => section(path, method, operation, schemas))
        .join('\n')}`,
  );
  const named = Object.entries(schemas)
    .filter(([name]) => isNamed(name))
    .map(([name, s]) => {
      const inside = fields(s, schemas);
      return `<section id="schema-${name}"><h3>${code(name)}</h3><p>${[inside === '' ? kind(s, schemas) : '', escape(s['description'] ?? '')].filter(Boolean).join(' · ')}</p>${inside}</section>`;
    });
  const problems = Object.entries(CODES).map(([c, text]) => `<tr id="problem-${c}"><td>${code(c)}</td><td>${escape(text)}</td></tr>`);
  made = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>demarche: the HTTP API</title><link rel="stylesheet" href="/docs/style.css"></head><body>
<nav aria-label="Contents">${nav.join('')}<h2>More</h2><ul><li><a href="#schemas">Schemas</a></li><li><a href="#problems">Problems</a></li><li><a href="/openapi.json">openapi.json</a></li></ul></nav>
<main><h1>demarche: the HTTP API</h1><p>${escape(document.info['description'])}</p><p>Questions take the same three coordinates: ${code('at')} (what was in force then), ${code('published')} (resting only on sources published by then), ${code('known')} (as the record stood then). A name with <span class="dim">?</span> may be left out. The same as a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
${sections.join('\n')}
<h2 id="schemas">Schemas</h2>${named.join('\n')}
<h2 id="problems">Problems</h2><p>Every error is a problem of RFC 9457: ${code('application/problem+json')} with a ${code('code')} for programs, and ${code('errors')} that say in which part of the request, at which JSON pointer.</p>
<table>${problems.join('\n')}</table></main></body></html>`;
  return made;
}
