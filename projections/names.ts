/** From the names that people use to ids: aliases, other spellings and scripts, parts of a question. */
import { fold } from '../events/text.ts';
import { asOf } from './record.ts';
import type { DossierEntry, RecordState } from './record.ts';

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
const same = (a: string, b: string): boolean => fold(a) === fold(b);

/**
 * The ids that a name can mean, of the best kind of match there is: the id or a name to the letter, then folded names, then
 * names that have all of its words, whole: a part of a word decides nothing. Empty where nothing is alike; several are for a person to choose from.
 */
export function idsNamed(candidates: Iterable<readonly [id: string, names: readonly string[]]>, name: string): string[] {
  const words = wordsOf(name);
  const found: [string, number][] = [];
  for (const [id, names] of candidates) {
    const rank =
      id === name
        ? 0
        : names.includes(name) || same(id, name)
          ? 1
          : names.some((n) => same(n, name))
            ? 2
            : words.length && [id, ...names].some((n) => words.every((w) => wordsOf(n).includes(w)))
              ? 3
              : undefined;
    if (rank !== undefined) found.push([id, rank]);
  }
  const best = Math.min(...found.map(([, rank]) => rank));
  return found.filter(([, rank]) => rank === best).map(([id]) => id);
}

/** Issues of a dossier that a name can mean, by id or words of the question. */
export function issuesNamed(dossier: DossierEntry, name: string, size = Infinity): string[] {
  return idsNamed(
    [...dossier.issues].flatMap(([id, versions]) => {
      const info = asOf(versions, size);
      return info ? [[id, [id.replaceAll('-', ' '), info.question]] as const] : [];
    }),
    name,
  );
}

/** Stances on an issue's ladder that a word can mean, by id, label or words of what it means. */
export function stancesNamed(dossier: DossierEntry, issue: string, name: string, size = Infinity): string[] {
  const info = asOf(dossier.issues.get(issue) ?? [], size);
  return idsNamed(
    (info?.ladder ?? []).map(
      (r) =>
        [
          r.stance,
          [r.stance.replaceAll('-', ' '), ...(r.label === undefined ? [] : [r.label]), ...(r.means === undefined ? [] : [r.means])],
        ] as const,
    ),
    name,
  );
}

/** Singular and plural, and a last letter more or less, are one word: enough to propose, never to decide. */
const alike = (a: string, b: string): boolean =>
  a === b || (a.length > 3 && b.length > 3 && (a.replace(/s$/, '') === b || b.replace(/s$/, '') === a));

/**
 * Positions that a text may be about, from the actors and issues that it names: for a person to choose from. A person's
 * name stands for the states and organisations whose offices the person has held.
 */
export function facetsMentioned(record: RecordState, dossier: DossierEntry, text: string, size = record.size): string[] {
  const words = wordsOf(text);
  const occurs = (name: string) => {
    const parts = wordsOf(name);
    return parts.length > 0 && words.some((_, i) => parts.every((p, j) => words[i + j] !== undefined && alike(words[i + j]!, p)));
  };
  const actors = new Set<string>();
  for (const [id, entry] of record.actors) {
    const info = asOf(entry.info, size);
    if (!info || asOf(entry.merged, size) !== undefined) continue;
    // "Meloni" names Giorgia Meloni; a part of a state's name, such as "United", names nobody
    const names = [info.name, ...(info.aliases ?? []), ...(info.kind === 'person' ? [info.name.split(' ').at(-1)!] : [])];
    if (!names.some((n) => n.length > 2 && occurs(n))) continue;
    if (info.kind === 'person') for (const o of info.offices ?? []) actors.add(o.of);
    else if (info.kind !== 'outlet') actors.add(id);
  }
  const issues = [...dossier.issues.keys()].filter((issue) =>
    issue.split('-').some((part) => part.length > 3 && words.some((w) => alike(w, part))),
  );
  return [...actors].flatMap((actor) => issues.map((issue) => `position/${actor}/${issue}`)).sort();
}
