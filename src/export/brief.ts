/**
 * A brief: the answer to send. One Markdown or HTML file that stands on its own: coordinates pinned, every line with its source.
 */
import type { Cell, ClaimAnswer, ClaimBy, Value, Voice } from '../../projections/cell.ts';
import type { Change } from '../../projections/diff.ts';
import type { SourceRef } from '../../projections/why.ts';
import type { Demarche } from '../library.ts';
import type { Question } from '../query/answers.ts';
import { date, since, value } from './wording.ts';
import type { Selection } from '../../projections/state.ts';

export interface BriefOptions extends Question, Selection {
  /** Also say what changed since this value of `at`. */
  readonly since?: string | undefined;
  readonly format: 'md' | 'html';
}

/** A piece of text, marked up on output: plain, strong, or a reference to a numbered source. */
type Span = string | { readonly strong: string } | { readonly source: number };
interface Section {
  readonly title: string;
  readonly intro?: string;
  readonly lines: readonly (readonly Span[])[];
}

const valueText = (v: unknown): string => (typeof v === 'string' ? v.replaceAll('-', ' ') : value(v as Value));

/** Makes the brief from the record's own answers: nothing in it that a question would not give. */
export function brief(record: Demarche, options: BriefOptions): string {
  const { coordinates } = record.state({ ...options });
  // Pinned: the same brief can be made again when the record has grown.
  const pinned = {
    ...options,
    at: coordinates.at,
    known: coordinates.known.size,
    ...(coordinates.published !== null && { published: coordinates.published }),
  };
  const answer = record.state(pinned);
  const then = { known: pinned.known };
  const names = new Map(record.actors(then).map((a) => [a.actor, a.name]));
  const dossier = record.dossiers(then).find((d) => d.dossier === answer.dossier)!;
  const name = (id: string) => names.get(id) ?? dossier.bodies.find((b) => b.id === id)?.title ?? id.replaceAll('-', ' ');
  const speaker = (v: Voice) =>
    [
      v.by === null ? null : name(v.by),
      v.for?.length ? `for ${v.for.map(name).join(', ')}` : null,
      v.via === undefined ? null : `via ${name(v.via)}`,
    ]
      .filter((x) => x !== null)
      .join(' ');

  const numbers = new Map<string, number>();
  const refs: SourceRef[] = [];
  const known = new Map(record.sources(pinned).sources.map((s) => [s.source, s]));
  /** The pages that carry each claim and stand for this reader, by `development#claim@version`. */
  const carrying = new Map<string, SourceRef[]>();
  for (const s of known.values())
    if (s.standing === 'stands') for (const c of s.claims) carrying.set(c.claim, [...(carrying.get(c.claim) ?? []), s]);
  const cite = (sources: readonly SourceRef[]): Span[] =>
    sources.map((s) => {
      let n = numbers.get(s.source);
      if (n === undefined) {
        n = refs.push(s);
        numbers.set(s.source, n);
      }
      return { source: n };
    });
  const citeClaim = ({ development, claim, version }: ClaimBy): Span[] => cite(carrying.get(`${development}#${claim}@${version}`) ?? []);
  const subject = (facet: string, isAlone = false) => {
    const [family, a = '', b = '', c] = facet.split('/');
    if (family === 'demand') return `${name(a)} to ${name(b)}: ${(c ?? '').replaceAll('-', ' ')}`;
    if (family === 'world') return a.replaceAll('-', ' ');
    if (family === 'agreement') return `${a.replaceAll('-', ' ')}${b && `, ${name(b)}`}`;
    const what = family === 'role' ? name(b) : b.replaceAll('-', ' ');
    return family === 'position' && !isAlone ? name(a) : `${name(a)}, ${what}`;
  };
  const beside = (list: readonly ClaimAnswer[] | undefined, words: string): Span[] =>
    list?.length
      ? [
          `; ${words}: `,
          ...list.flatMap((c, i): Span[] => [
            `${i ? ', ' : ''}${valueText(c.value)} (${speaker(c.voice) || 'nobody named'}) `,
            ...citeClaim(c.by),
          ]),
        ]
      : [];
  const besides = (cell: Cell): Span[] => [
    ...beside(cell.alternatives, 'also'),
    ...beside(cell.possibly, 'possibly'),
    ...beside(cell.saidByOthers, 'said by others'),
    ...beside(cell.reported, 'reported without a name or by weak pages'),
    ...beside(cell.unsupported, 'without support by now'),
  ];
  const line = (cell: Cell): Span[] => {
    const said = cell.by
      ? `, ${since(cell.since!)}${cell.confirmed === undefined ? '' : `, last said ${date(cell.confirmed)}`}${cell.activation === undefined ? '' : ` (conditional: ${cell.activation})`}${cell.status === 'held' ? '' : ` (${cell.status})`} `
      : '';
    return [
      { strong: subject(cell.facet) },
      `: ${cell.by ? valueText(cell.value) : 'nothing of its own in this record'}${said}`,
      ...(cell.by ? citeClaim(cell.by) : []),
      ...besides(cell),
    ];
  };
  const changeLine = ({ facet, before, after, direction }: Change): Span[] => {
    const shown = (c: Cell) => (c.by ? valueText(c.value) : 'nothing');
    const isSame = shown(before) === shown(after);
    const what = !isSame
      ? `${shown(before)} → ${shown(after)} (${direction.replaceAll('-', ' ')})`
      : direction === 'restated'
        ? `${shown(after)}, said again`
        : `${shown(after)}; what stands beside it changed`;
    return [
      { strong: subject(facet, true) },
      `: ${what} `,
      ...(after.by ? citeClaim(after.by) : []),
      ...(isSame && direction !== 'restated' ? besides(after) : []),
    ];
  };

  const sections: Section[] = [];
  for (const issue of dossier.issues) {
    const cells = answer.facets.filter((c) => c.facet.startsWith('position/') && c.facet.endsWith(`/${issue.issue}`));
    if (cells.length) sections.push({ title: issue.question, lines: cells.map(line) });
  }
  const families = [
    ['contribution', 'Contributions'],
    ['role', 'Roles'],
    ['demand', 'Demands'],
    ['agreement', 'Agreements'],
    ['quantity', 'Numbers, as given'],
    ['world', 'Facts that others depend on'],
  ] as const;
  for (const [family, title] of families) {
    const cells = answer.facets.filter((c) => c.facet.startsWith(`${family}/`));
    if (cells.length) sections.push({ title, lines: cells.map(line) });
  }
  if (options.since !== undefined) {
    const { changes } = record.diff({ ...pinned, at: options.since }, pinned, options);
    sections.push({
      title: `Changed since ${date(options.since)}`,
      lines: changes.length ? changes.map(changeLine) : [['Nothing in this record.']],
    });
  }
  if (options.actor === undefined && options.issue === undefined && options.facet === undefined) {
    const followUps = record.followUps(pinned).followUps.filter((f) => f.status !== 'delivered');
    if (followUps.length)
      sections.push({
        title: 'Promised and not delivered',
        lines: followUps.map((f) => [
          { strong: f.title },
          `: ${f.status.replaceAll('-', ' ')}${f.due ? `; due “${f.due.asSaid}”` : ''}, promised ${date(f.date)}`,
          ' ',
          ...cite(f.sources.flatMap((id) => known.get(id) ?? [])),
        ]),
      });
  }
  const place = `In force at the end of ${coordinates.at}${coordinates.published === null ? '' : `, by what was published until ${coordinates.published}`}; our record of ${coordinates.known.size} events${coordinates.known.recordedAt === null ? '' : `, the last of ${coordinates.known.recordedAt}`}.`;
  const flags = {
    dossier: answer.dossier,
    at: coordinates.at,
    known: coordinates.known.size,
    published: coordinates.published,
    actor: options.actor,
    issue: options.issue,
    facet: options.facet,
    since: options.since,
  };
  const again = `demarche brief ${Object.entries(flags)
    .flatMap(([flag, v]) => (v === undefined || v === null ? [] : [`--${flag} ${v}`]))
    .join(' ')}${options.format === 'html' ? ' --html' : ''}`;
  const head = { title: dossier.title, place, again, notes: answer.notes ?? [] };
  return options.format === 'html' ? asHtml(head, sections, refs) : asMarkdown(head, sections, refs);
}

interface Head {
  readonly title: string;
  readonly place: string;
  readonly again: string;
  readonly notes: readonly string[];
}

const sourceText = (s: SourceRef): string =>
  [
    s.publisher ?? s.source,
    s.title === undefined ? null : `“${s.title}”`,
    s.published === null ? 'undated' : date(s.published),
    s.grade === null ? null : `grade ${s.grade}`,
    s.origin === s.source ? null : `after ${s.origin}`,
  ]
    .filter((x) => x !== null)
    .join(', ');

function asMarkdown(head: Head, sections: readonly Section[], refs: readonly SourceRef[]): string {
  const escape = (s: string) => s.replace(/[\\`*_{}[\]<>#|]/g, '\\$&').replace(/[\r\n]+/g, ' ');
  const span = (s: Span) => (typeof s === 'string' ? escape(s) : 'strong' in s ? `**${escape(s.strong)}**` : `[^${s.source}]`);
  const out = [`# ${escape(head.title)}`, '', escape(head.place), ...head.notes.flatMap((n) => ['', `Note: ${escape(n)}.`])];
  for (const s of sections) out.push('', `## ${escape(s.title)}`, '', ...s.lines.map((l) => `- ${l.map(span).join('')}`));
  out.push(
    '',
    ...refs.map(
      (r, i) => `[^${i + 1}]: ${escape(sourceText(r))}${r.url === undefined ? '' : ` <${r.url.replace(/[<>\s]/g, encodeURIComponent)}>`}`,
    ),
    '',
    `Made again with: \`${head.again}\``,
    '',
  );
  return out.join('\n');
}

function asHtml(head: Head, sections: readonly Section[], refs: readonly SourceRef[]): string {
  const escape = (s: string) => s.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
  const span = (s: Span) =>
    typeof s === 'string'
      ? escape(s)
      : 'strong' in s
        ? `<strong>${escape(s.strong)}</strong>`
        : `<sup><a href="#s${s.source}">${s.source}</a></sup>`;
  const body = sections
    .map((s) => `<h2>${escape(s.title)}</h2>\n<ul>\n${s.lines.map((l) => `<li>${l.map(span).join('')}</li>`).join('\n')}\n</ul>`)
    .join('\n');
  const list = refs
    .map(
      (r, i) =>
        `<li id="s${i + 1}">${escape(sourceText(r))}${r.url === undefined ? '' : ` <a href="${escape(r.url)}">${escape(r.url)}</a>`}</li>`,
    )
    .join('\n');
  const style =
    'body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a;background:#fff}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}ul,ol{padding-left:1.2rem}li{margin:.25rem 0}sup a{text-decoration:none}ol{font-size:.875rem;overflow-wrap:anywhere}@media (prefers-color-scheme:dark){body{color:#e6e6e6;background:#161616}a{color:#8ab4f8}}';
  return `<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n<title>${escape(head.title)}</title>\n<style>${style}</style>\n</head>\n<body>\n<h1>${escape(head.title)}</h1>\n<p>${escape(head.place)}</p>\n${head.notes.map((n) => `<p>Note: ${escape(n)}.</p>\n`).join('')}${body}\n<h2>Sources</h2>\n<ol>\n${list}\n</ol>\n<p>Made again with: <code>${escape(head.again)}</code></p>\n</body>\n</html>\n`;
}
