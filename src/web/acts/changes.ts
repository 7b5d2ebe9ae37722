/** What differs between two versions of a thing, and what two people changed of one. Pure. */

export type Body = Readonly<Record<string, unknown>>;

/** JSON with its keys in order, to tell what is the same. */
function canonical(x: unknown): string {
  if (x === undefined) return '';
  if (Array.isArray(x)) return `[${x.map(canonical).join()}]`;
  if (typeof x !== 'object' || x === null) return JSON.stringify(x);
  return `{${Object.entries(x)
    .filter(([, v]) => v !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`)
    .join()}}`;
}
export const isSame = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

/** What a correction sends: the fields that differ, whole; null for those that go. */
export function patchOf(old: Body, edited: Body): Body {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(edited)])];
  return Object.fromEntries(keys.filter((k) => !isSame(old[k], edited[k])).map((k) => [k, edited[k] ?? null]));
}

/** One thing that differs: a field, or a member of a list by its id (`claims/c1`). */
export interface Difference {
  readonly place: string;
  readonly before: unknown;
  readonly after: unknown;
}
const hasId = (x: unknown): x is { readonly id: string } => typeof x === 'object' && x !== null && typeof (x as Body)['id'] === 'string';

/** A body as its places: fields, and the members of lists whose members have ids. New members without one are told by their place. */
export function placesOf(body: Body): ReadonlyMap<string, unknown> {
  const places = new Map<string, unknown>();
  for (const [key, value] of Object.entries(body))
    if (value === undefined) continue;
    else if ((key === 'claims' || key === 'evidence') && Array.isArray(value))
      value.forEach((x: unknown, i) => places.set(`${key}/${hasId(x) && x.id !== '' ? x.id : `+${i}`}`, x));
    else places.set(key, value);
  return places;
}

export function differences(old: Body, edited: Body): readonly Difference[] {
  const [a, b] = [placesOf(old), placesOf(edited)];
  return [...new Set([...a.keys(), ...b.keys()])]
    .filter((place) => !isSame(a.get(place), b.get(place)))
    .map((place) => ({ place, before: a.get(place), after: b.get(place) }));
}

export interface Merged<T> {
  readonly items: ReadonlyMap<string, T>;
  /** Changed by both, and not to the same. */
  readonly both: readonly string[];
}
/**
 * What two people made of one thing, laid over each other: whatever only one of them changed is as they have it. Where both did,
 * it is mine, unless it is one of `theirsAt`. What is no longer there is absent.
 */
export function merged<T>(
  base: ReadonlyMap<string, T>,
  mine: ReadonlyMap<string, T>,
  theirs: ReadonlyMap<string, T>,
  theirsAt: ReadonlySet<string> = new Set(),
): Merged<T> {
  const items = new Map<string, T>();
  const both: string[] = [];
  for (const place of new Set([...theirs.keys(), ...mine.keys(), ...base.keys()])) {
    const [b, m, t] = [base.get(place), mine.get(place), theirs.get(place)];
    const isBoth = !isSame(b, m) && !isSame(b, t) && !isSame(m, t);
    if (isBoth) both.push(place);
    const one = isSame(b, m) || (isBoth && theirsAt.has(place)) ? t : m;
    if (one !== undefined) items.set(place, one);
  }
  return { items, both };
}
