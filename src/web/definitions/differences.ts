/** What a definition became: of each event on it against the one before, and of a form against what stands. Pure. */
import type { ActorRegistered } from '../../../events/actors.ts';
import type { DossierOpened, IssueDefined } from '../../../events/dossiers.ts';
import { date } from '../../export/wording.ts';

export type Family = 'dossier' | 'issue' | 'actor';
/** One thing that became another: what it is, in words, before and after; one of them missing where it came or went. */
export interface Difference {
  readonly what: string;
  readonly before?: string;
  readonly after?: string;
}
/** A definition as its events have it, whole or as far as a form has come. */
export type Definition = Readonly<Record<string, unknown>>;

type Office = NonNullable<ActorRegistered['offices']>[number];
type Rung = IssueDefined['ladder'][number];
type Body = NonNullable<DossierOpened['bodies']>[number];

/** "Prime minister of GBR, 5 July 2024 – now" as a line. */
export function officeText(o: Office, nameOf: (id: string) => string = (id) => id): string {
  const when =
    o.from !== undefined && o.until !== undefined
      ? `, ${date(o.from)} – ${date(o.until)}`
      : o.from !== undefined
        ? `, since ${date(o.from)}`
        : o.until !== undefined
          ? `, until ${date(o.until)}`
          : '';
  return `${o.office} of ${nameOf(o.of)}${when}`;
}
const rungText = (r: Rung): string => [r.label ?? r.stance, r.means].filter((t) => t !== undefined).join(': ');
const bodyText = (b: Body): string =>
  [b.title, b.counts && `counted by ${b.counts}`, b.readiness?.length && `readiness by ${b.readiness.join(', ')}`, b.note]
    .filter(Boolean)
    .join('; ');

/** Fields in words. */
export const FIELD_NAMES: Readonly<Record<string, string>> = {
  title: 'the title',
  summary: 'what it is about',
  bodies: 'the groups',
  worldFacts: 'the facts',
  question: 'the question',
  whose: 'whose answer',
  ladder: 'the ladder',
  neutral: 'the neutral rung',
  name: 'the name',
  kind: 'the kind',
  aliases: 'the other names',
  offices: 'the offices',
  successor: 'the successor',
  note: 'the note',
};
const FIELDS: Readonly<Record<Family, Readonly<Record<string, string>>>> = {
  dossier: { title: 'Title', summary: 'What it is about', opens: 'Opens' },
  issue: { question: 'Question', whose: 'Whose answer', neutral: 'Neutral rung' },
  actor: { name: 'Name', kind: 'Kind', successor: 'Successor', note: 'Note' },
};
/** Lists of a definition: what an entry is called, what it is known by, and what it says. */
const LISTS: Readonly<
  Record<Family, readonly (readonly [field: string, what: string, key: (x: never) => string, text: (x: never) => string])[]>
> = {
  dossier: [
    ['bodies', 'Group', (b: Body) => b.id, bodyText],
    ['worldFacts', 'Fact', (w: { id: string }) => w.id, (w: { text: string }) => w.text],
  ],
  issue: [['ladder', 'Rung', (r: Rung) => r.stance, rungText]],
  actor: [
    ['aliases', 'Other name', (a: string) => a, (a: string) => a],
    ['offices', 'Office', (o: Office) => officeText(o), (o: Office) => officeText(o)],
  ],
};

/** Whether two definitions, or parts of them, say the same, in whatever order their fields are written. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Definition, b as Definition];
  const keys = Object.keys(one).filter((k) => one[k] !== undefined);
  return keys.length === Object.keys(other).filter((k) => other[k] !== undefined).length && keys.every((k) => same(one[k], other[k]));
}

/** What a revision sends: the fields that changed; null for one that went. */
export function changesOf(before: Definition, after: Definition): Definition {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return Object.fromEntries(fields.filter((f) => !same(before[f], after[f])).map((f) => [f, after[f] ?? null]));
}

/**
 * What somebody wrote, on top of what somebody else made of the same definition meanwhile: of each field the one who changed it,
 * and where both did, what was written here.
 */
export function merged(
  base: Definition,
  mine: Definition,
  theirs: Definition,
): { readonly definition: Definition; readonly both: readonly string[] } {
  const fields = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])];
  const isMine = (f: string) => !same(mine[f], base[f]);
  const both = fields.filter((f) => isMine(f) && !same(theirs[f], base[f]) && !same(mine[f], theirs[f]));
  const all = fields.map((f): [string, unknown] => [f, isMine(f) ? mine[f] : theirs[f]]);
  return { definition: Object.fromEntries(all.filter(([, v]) => v !== undefined)), both };
}

const textOf = (x: unknown): string | undefined => (typeof x === 'string' && x !== '' ? x : undefined);
const listOf = (x: unknown): readonly unknown[] => (Array.isArray(x) ? (x as unknown[]) : []);

/** What became of a definition, in the order of its fields; nothing where it stayed the same. */
export function differences(family: Family, before: Definition, after: Definition): Difference[] {
  const found: Difference[] = [];
  const add = (what: string, a: string | undefined, b: string | undefined) => {
    if (a === b) return;
    found.push({ what, ...(a !== undefined && { before: a }), ...(b !== undefined && { after: b }) });
  };
  for (const [field, what] of Object.entries(FIELDS[family])) {
    add(what, textOf(before[field]), textOf(after[field]));
  }
  for (const [field, what, keyOf, say] of LISTS[family]) {
    const [key, text] = [keyOf, say] as [(x: unknown) => string, (x: unknown) => string];
    const [was, is] = [listOf(before[field]), listOf(after[field])];
    const here = new Map(is.map((x) => [key(x), x]));
    const there = new Map(was.map((x) => [key(x), x]));
    const named = (k: string) => (family === 'actor' ? what : `${what} ${k}`);
    for (const [k, x] of there) add(named(k), text(x), here.has(k) ? text(here.get(k)) : undefined);
    for (const [k, x] of here) if (!there.has(k)) add(named(k), undefined, text(x));
    const kept = (list: readonly unknown[], other: ReadonlyMap<string, unknown>) => list.map(key).filter((k) => other.has(k));
    const [a, b] = [kept(was, here), kept(is, there)];
    if (what === 'Rung' && a.join() !== b.join()) add('Order, from against to for', was.map(key).join(' · '), is.map(key).join(' · '));
  }
  return found;
}
