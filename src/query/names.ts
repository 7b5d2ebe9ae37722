/** From a name to an id: what a person calls an actor, and which one is meant. */
import { fold } from '../../events/text.ts';
import { idsNamed } from '../../projections/names.ts';
import { closest } from '../record/parse.ts';
import { notFound } from './errors.ts';

/** Somebody who can be named: an actor, or a body of a dossier. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
}

/**
 * The id that a name means: an id, then an id in other letters, a name or alias, then whole words of one ("Zelensky", "france").
 * Case and diacritics make no difference.
 *
 * @throws NotFound where nobody or several are meant; the remedy names those who may be.
 */
export function idNamed(name: string, all: readonly Named[]): string {
  const namesOf = (n: Named) => [n.name, ...(n.aliases ?? [])];
  const found = idsNamed(
    all.map((n) => [n.id, namesOf(n)] as const),
    name,
  );
  const [first] = found;
  if (found.length === 1) return first!;
  const shown = (id: string) => `${id} (${all.find((n) => n.id === id)!.name})`;
  if (found.length)
    throw Object.assign(
      notFound('actor', name, `say which: ${found.slice(0, 8).map(shown).join(', ')}`, `"${name}" can mean ${found.length} actors`),
      { several: true as const },
    );
  const byName = new Map(all.flatMap((n) => [n.id, ...namesOf(n)].map((text) => [fold(text), n.id] as const)));
  const like = closest(fold(name), byName.keys());
  throw notFound('actor', name, like === undefined ? 'list them with: demarche actors' : `did you mean ${shown(byName.get(like)!)}?`);
}
