/** From a name to an id: what a person calls an actor, and which one is meant. */
import { fold } from '../../events/text.ts';
import { closest } from '../record/parse.ts';
import { notFound } from './errors.ts';

/** Somebody who can be named: an actor, or a body of a dossier. */
export interface Named {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[] | undefined;
}

const tidy = (text: string): string => fold(text).replace(/\s+/g, ' ').trim();

/**
 * The id that a name means: an id, then an id in other letters, a name or alias, then words of one ("Zelensky", "france").
 * Case and diacritics make no difference.
 *
 * @throws NotFound where nobody or several are meant; the remedy names those who may be.
 */
export function idNamed(name: string, all: readonly Named[]): string {
  if (all.some((n) => n.id === name)) return name;
  const wanted = tidy(name);
  const words = wanted.split(/[\s-]+/);
  const names = ({ id, name, aliases = [] }: Named) => [id, name, ...aliases].map(tidy);
  const hasWords = (text: string) => {
    const own = text.split(/[\s-]+/);
    return words.every((w) => own.includes(w));
  };
  const grounds: ((n: Named) => boolean)[] = [(n) => names(n).includes(wanted), (n) => names(n).some(hasWords)];
  for (const meant of grounds) {
    const found = all.filter(meant);
    if (found.length === 1) return found[0]!.id;
    if (found.length > 1)
      throw notFound(
        'actor',
        name,
        `say which: ${found
          .slice(0, 8)
          .map((n) => `${n.id} (${n.name})`)
          .join(', ')}`,
        `"${name}" can mean ${found.length} actors`,
      );
  }
  const like = closest(wanted, all.flatMap(names));
  const meant = like === undefined ? undefined : all.find((n) => names(n).includes(like));
  throw notFound('actor', name, meant ? `did you mean ${meant.id} (${meant.name})?` : 'list them with: demarche actors');
}
