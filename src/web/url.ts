/**
 * The URL is the state: everything that a reader can set stands in the query of the address, so that every view can be linked,
 * cited, bookmarked and gone back from. This is the only place that reads or writes it.
 *
 * Pure: no DOM. What stands in an address is taken as it is; whether a date exists is for the API to say.
 */

/** The lenses, in the order of their tabs. */
export const LENSES = ['positions', 'timeline', 'evolution', 'compare', 'follow-ups', 'sources', 'log', 'record', 'define'] as const;
export type Lens = (typeof LENSES)[number];

/** Parameters beside `lens`, in the order in which they are written. Coordinates are named as the flags and the API's parameters. */
export const PARAMS = {
  dossier: 'which dossier',
  at: 'what was in force then; today when left out',
  published: 'resting only on pages published by then; no limit when left out',
  known: 'as the record stood then: a log size, or a day; now when left out',
  'to-at': 'second point of Compare',
  'to-published': 'second point of Compare',
  'to-known': 'second point of Compare',
  since: 'Positions marks what changed since this day',
  by: 'how a lens arranges what it shows',
  actor: 'only these actors: ids, with commas between',
  issue: 'only this issue',
  kind: 'only developments, events or actors of this kind',
  subject: 'Log: events on this development, source, actor or dossier',
  author: 'Log: events by this author',
  after: 'Log: the page that begins after this event',
  q: 'words that are searched',
  sort: 'what a list is sorted by',
  item: 'the development, source, event or definition that is open in a lens',
  text: 'Sources: the captured text of the open page is shown, when it is `shown`',
  open: 'the facet whose why drawer is open',
  act: 'what is being done to what is recorded: the form for it stands in place of the lens',
  on: 'the development, source or facet that it is done to',
} as const;
export type Param = keyof typeof PARAMS;

/** What is looked at: a lens and its parameters. A parameter is absent or a text that is not empty. */
export type View = { readonly lens: Lens } & Readonly<Partial<Record<Param, string>>>;

const NAMES = Object.keys(PARAMS) as Param[];
/** Longer than any parameter of the API. */
const LONGEST = 4000;

const isLens = (text: string | null): text is Lens => (LENSES as readonly (string | null)[]).includes(text);

/** A parameter's text as it can stand in an address; undefined where nothing is left of it. */
export function clean(text: string | null | undefined): string | undefined {
  const t = (text ?? '').slice(0, LONGEST).toWellFormed().trim();
  return t === '' ? undefined : t;
}

/** Reads the query of an address. What it does not know is left out; an unknown lens is the first. */
export function parseView(search: string): View {
  const query = new URLSearchParams(search);
  const lens = query.get('lens');
  const view: { lens: Lens } & Partial<Record<Param, string>> = { lens: isLens(lens) ? lens : 'positions' };
  for (const name of NAMES) {
    const value = clean(query.get(name));
    if (value !== undefined) view[name] = value;
  }
  return view;
}

/** The query of an address, with its question mark; empty for the first lens with nothing set. `parseView` gives the view back. */
export function formatView(view: View): string {
  const query = new URLSearchParams();
  if (view.lens !== 'positions') query.set('lens', view.lens);
  for (const name of NAMES) {
    const value = clean(view[name]);
    if (value !== undefined) query.set(name, value);
  }
  // Commas, colons, slashes and brackets may stand in a query as they are, and addresses are read by people.
  const text = query.toString().replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%2C/g, ',').replace(/%5B/g, '[').replace(/%5D/g, ']');
  return text && `?${text}`;
}

/** A change of the view: a parameter that is undefined or empty goes. */
export type Patch = { readonly lens?: Lens } & Readonly<Partial<Record<Param, string | undefined>>>;

export function patched(view: View, patch: Patch): View {
  // Whoever goes to a lens leaves the form that stands in its place.
  const left = patch.lens !== undefined && patch.act === undefined ? { act: undefined, on: undefined } : {};
  return parseView(formatView({ ...view, ...patch, ...left } as View));
}

/** A parameter that holds several, as a list. */
export const listOf = (text: string | undefined): string[] => (text ?? '').split(',').filter((t) => t !== '');
