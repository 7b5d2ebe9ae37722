/** What can be taken away from a view: links (live and pinned), a citation, its data in every form, and its twins on the command line and over HTTP. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { api } from '../api.ts';
import type { Name } from '../api.ts';
import { dossierAsTold } from '../names.ts';
import { formatView, patched } from '../url.ts';
import type { Patch } from '../url.ts';
import { view } from '../view.ts';
import { date, plural } from '../words.ts';
import { Button } from './basics.tsx';

export interface Coordinates {
  readonly at: string;
  readonly published: string | null;
  readonly known: { readonly size: number; readonly recordedAt: string | null };
}
/** A question as a view asks it: the route, parts of its path, its parameters, and the verb of the command line. */
export interface Twin {
  readonly route: Name;
  readonly params?: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Verb and arguments on the command line; flags are made from the query. */
  readonly verb: string;
  readonly formats: readonly Format[];
}
export const FORMATS = {
  json: 'JSON',
  csv: 'CSV',
  md: 'Markdown',
  ics: 'iCalendar',
  atom: 'Atom',
  timelinejs: 'TimelineJS',
} as const;
export type Format = keyof typeof FORMATS;
export const TABLE: readonly Format[] = ['json', 'csv', 'md'];

const quoted = (text: string): string => (/^[A-Za-z0-9_./:@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** The same question on the command line. */
export function cliOf({ verb, query }: Pick<Twin, 'verb' | 'query'>): string {
  const flags = Object.entries(query)
    .filter(([k, v]) => v !== undefined && k !== 'format')
    .map(([k, v]) => ` --${k} ${quoted(String(v))}`);
  return `demarche ${verb}${flags.join('')}`;
}
const addressOf = (t: Twin, query = t.query): string => new URL(api().url(t.route, t.params, query), location.href).href;
/** The same question over HTTP. */
export const curlOf = (t: Twin): string => `curl '${addressOf(t).replaceAll("'", '%27')}'`;

/** Where the view stands with everything written out that time could change. */
export function pinnedPatch(c: Coordinates, isPair = false): Patch {
  const known = String(c.known.size);
  // Of a comparison the coordinates are the second point's; the first is in the address, its record the same where none is named.
  if (isPair)
    return {
      'to-at': c.at,
      'to-published': c.published ?? undefined,
      'to-known': known,
      known: view.value.known ?? known,
      at: view.value.at ?? c.at,
    };
  return { at: c.at, published: c.published ?? undefined, known };
}
const linkOf = (patch: Patch): string => new URL(location.pathname + formatView(patched(view.value, patch)), location.href).href;

/** A link that shows the same for ever. */
export const pinnedLink = (c: Coordinates, isPair = view.value.lens === 'compare'): string => linkOf(pinnedPatch(c, isPair));

/** A citation: what, where it stands, as of when, and a link that stays. */
export function citation(c: Coordinates, title: string, isPair = false): string {
  const limits = [
    `as of ${date(c.at)}`,
    c.published === null ? '' : `on pages published by ${date(c.published)}`,
    `record of ${plural(c.known.size, 'event')}${c.known.recordedAt === null ? '' : ` (${c.known.recordedAt.slice(0, 10)})`}`,
  ].filter(Boolean);
  return `“${dossierAsTold.value?.title ?? 'demarche'}”, ${title}, ${limits.join(', ')}. demarche. ${linkOf(pinnedPatch(c, isPair))}`;
}

function Copy(props: { readonly label: string; readonly text: string }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    } catch {
      setCopied(false); // the text stands beside the button and can be selected
    }
  };
  return (
    <div class="twin">
      <span class="twin-label">{props.label}</span>
      <code tabIndex={0}>{props.text}</code>
      <Button isQuiet onClick={() => void copy()} label={`Copy ${props.label.toLowerCase()}`}>
        <span role="status">{isCopied ? 'Copied' : 'Copy'}</span>
      </Button>
    </div>
  );
}

/** Cite and take away. Stands at the end of every lens and of the why drawer. */
export function Cite(props: {
  readonly title: string;
  readonly coordinates: Coordinates;
  readonly twin: Twin;
  readonly file?: string;
  /** The view has two points (Compare). */
  readonly isPair?: boolean;
}): JSX.Element {
  const { twin, coordinates: c } = props;
  return (
    <details class="cite">
      <summary>Cite, export, ask elsewhere</summary>
      <Copy label="Live link" text={linkOf({})} />
      <Copy label="Pinned link" text={linkOf(pinnedPatch(c, props.isPair))} />
      <Copy label="Citation" text={citation(c, props.title, props.isPair)} />
      <Copy label="Command line" text={cliOf(twin)} />
      <Copy label="HTTP" text={curlOf(twin)} />
      <p class="exports">
        <span class="twin-label">Export</span>
        {twin.formats.map((f) => (
          <a
            key={f}
            href={addressOf(twin, { ...twin.query, format: f })}
            download={`${props.file ?? twin.route}.${f === 'timelinejs' ? 'json' : f}`}
          >
            {FORMATS[f]}
          </a>
        ))}
      </p>
    </details>
  );
}
