/** What is being written, kept in this browser until it is recorded or thrown away. */
import { useRef, useState } from 'preact/hooks';

const KEY = 'demarche.draft.';

/** A draft as it was kept: only what has the shape of an empty one is taken, so that an older page's draft does no harm. */
function kept<T extends object>(name: string, empty: T): T {
  let found: unknown;
  try {
    found = JSON.parse(localStorage.getItem(KEY + name) ?? '{}');
  } catch {
    return empty;
  }
  if (typeof found !== 'object' || found === null) return empty;
  const isLike = (a: unknown, b: unknown) =>
    typeof a === typeof b && Array.isArray(a) === Array.isArray(b) && (a === null) === (b === null);
  const same = Object.entries(found).filter(([k, v]) => k in empty && isLike(v, (empty as Record<string, unknown>)[k]));
  return { ...empty, ...(Object.fromEntries(same) as Partial<T>) };
}

export interface Drafting<T> {
  readonly draft: T;
  /** Changes it, and keeps it at once: the tab may be closed in the next moment. */
  readonly change: (patch: Partial<T> | ((before: T) => Partial<T>)) => void;
  /** Throws it away, and begins with this, or with an empty one. */
  readonly reset: (next?: T) => void;
  /** The draft as it is now, for what happens later than the rendering that asked. */
  readonly latest: () => T;
}

/** A draft under a name of its own (`record.DOSSIER`, `correct.DEVELOPMENT`): several are kept side by side. */
export function useDraft<T extends object>(name: string, empty: T): Drafting<T> {
  const [, again] = useState(0);
  const held = useRef<{ readonly name: string; readonly draft: T } | undefined>(undefined);
  if (held.current?.name !== name) held.current = { name, draft: kept(name, empty) };
  const set = (draft: T, isEmpty: boolean) => {
    held.current = { name, draft };
    try {
      if (isEmpty) localStorage.removeItem(KEY + name);
      else localStorage.setItem(KEY + name, JSON.stringify(draft));
    } catch {
      // no room, or not allowed: it lives as long as the tab
    }
    again((n) => n + 1);
  };
  return {
    draft: held.current.draft,
    change: (patch) => {
      const before = held.current!.draft;
      set({ ...before, ...(typeof patch === 'function' ? patch(before) : patch) }, false);
    },
    reset: (next) => set(next ?? empty, next === undefined),
    latest: () => held.current!.draft,
  };
}
