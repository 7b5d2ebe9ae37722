/** Lookups: from what a table writes to what the record calls it. Small tables that come with the program, or given in the mapping. */
import states from './lookups/states.json' with { type: 'json' };

interface State {
  readonly id: string;
  readonly name: string;
  readonly alpha2?: string;
  readonly aliases?: readonly string[];
  readonly former?: string;
}

/** What the lookups that come with the program can be asked by. */
export const BUNDLED_LOOKUPS = {
  states: ['name', 'alpha-2', 'alpha-3'],
} as const;
export type BundledLookup = keyof typeof BUNDLED_LOOKUPS;
export type LookupBy = (typeof BUNDLED_LOOKUPS)[BundledLookup][number];

export interface Lookup {
  /** Keys as they are shown in messages. */
  readonly keys: readonly string[];
  find(text: string): string | undefined;
}

const plain = (text: string): string => text.normalize('NFC').replaceAll('’', "'").trim().toLowerCase();

/** States by name, alias or code; ISO 3166-1 alpha-3, former states by codes of their own. Namibia's alpha-2 code is the text `NA`. */
export function bundledLookup(_name: BundledLookup, by: readonly LookupBy[]): Lookup {
  const found = new Map<string, string>();
  const keys: string[] = [];
  for (const state of states as readonly State[])
    for (const kind of by)
      for (const key of kind === 'name' ? [state.name, ...(state.aliases ?? [])] : kind === 'alpha-3' ? [state.id] : [state.alpha2]) {
        if (key === undefined) continue;
        keys.push(key);
        found.set(plain(key), state.id);
      }
  return { keys, find: (text) => found.get(plain(text)) };
}

/** The entries of a mapping; exact, since a mapping can list every spelling. */
export function lookupOf(entries: Readonly<Record<string, string>>): Lookup {
  const found = new Map(Object.entries(entries));
  return { keys: [...found.keys()], find: (text) => found.get(text) };
}
