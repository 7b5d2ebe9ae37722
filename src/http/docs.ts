/** The documentation that a browser shows: made from the OpenAPI document, without a script and from nowhere else. */
import { openApi } from './openapi.ts';
import { PREFIX } from './paths.ts';
import { ROUTES } from './routes.ts';
import type { Route } from './routes.ts';

const escape = (text: unknown): string => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

export const STYLE = `:root{color-scheme:light dark;font:16px/1.5 system-ui,sans-serif}body{max-width:60rem;margin:2rem auto;padding:0 1rem}
code,pre{font:14px/1.4 ui-monospace,monospace}pre{overflow:auto;padding:.6rem;border:1px solid #8886;border-radius:4px}
table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0;border-top:1px solid #8884}
h3 .m{display:inline-block;min-width:3.2rem}details{margin:.4rem 0}nav a{margin-right:1rem}`;

const TAGS = { ask: 'Ask', live: 'Follow', record: 'Record', access: 'Tokens' } as const;

export function docsPage(): string {
  const document = openApi();
  const sections = Object.entries(TAGS).map(([tag, title]) => {
    const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, o]) => o.tags.includes(tag))
        .map(([method, o]) => {
          const { example } = ROUTES[o.operationId.replace(/\d$/, '') as keyof typeof ROUTES] as Route;
          const parameters = o.parameters
            .map(
              (p) =>
                `<tr><td><code>${escape(p.name)}</code>${p.required ? ' *' : ''}</td><td>${p.in}</td><td>${escape(p.description ?? '')}</td></tr>`,
            )
            .join('');
          const body = o.requestBody?.content['application/json']?.schema;
          const statuses = Object.entries(o.responses)
            .map(([s, r]) => `${s} ${escape(r.description)}`)
            .join(' · ');
          const curl = `curl ${method === 'post' ? "-X POST -H 'Authorization: Bearer …' -H 'Content-Type: application/json' -d @body.json " : ''}'http://127.0.0.1:4180${path.replace('{family}/{a}/{b}/{c}', 'demand/USA/european-nations/russian-oil').replace('{family}/{a}/{b}', 'position/ITA/troop-deployment').replace('{family}/{a}', 'world/ceasefire').replace('world/ceasefire', 'agreement/paris-declaration')}${example === undefined ? '' : `?${example}`}'`;
          return `<section id="${escape(o.operationId)}"><h3><span class="m">${method.toUpperCase()}</span> <code>${escape(path.slice(PREFIX.length))}</code></h3>
<p>${escape(o.summary)}.</p><pre>${escape(curl)}</pre>
<details><summary>Parameters, body, answers</summary><table>${parameters}</table>${body ? `<pre>${escape(JSON.stringify(body, null, 1).slice(0, 20_000))}</pre>` : ''}<p>${statuses}</p></details></section>`;
        }),
    );
    return `<h2 id="${tag}">${title}</h2>${operations.join('\n')}`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>demarche: the HTTP API</title><link rel="stylesheet" href="/docs/style.css"></head><body>
<h1>demarche: the HTTP API</h1><p>${escape(document.info['description'])} Everything is below <code>${PREFIX}</code>; the same as a document for programs: <a href="/openapi.json">openapi.json</a>.</p>
<nav>${Object.entries(TAGS)
    .map(([tag, title]) => `<a href="#${tag}">${title}</a>`)
    .join('')}</nav>
${sections.join('\n')}
<h2 id="problems">Problems</h2><p>Every error is a problem of RFC 9457 with a <code>code</code> for programs, and <code>errors[]</code> that say in which part of the request, at which JSON pointer.</p>
<pre>${escape(JSON.stringify(document.components.schemas['Problem'], null, 1))}</pre></body></html>`;
}
