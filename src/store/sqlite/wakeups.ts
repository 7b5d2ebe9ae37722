/** Subscriptions of this process learn at once of what this process writes, through whichever handle on the same file. */
const listeners = new Map<string, Set<() => void>>();

/** Calls `listener` after each commit of this process to `file` (device and inode); returns how to stop that. */
export function onCommit(file: string, listener: () => void): () => void {
  const set = listeners.get(file) ?? new Set();
  listeners.set(file, set.add(listener));
  return () => {
    set.delete(listener);
    if (set.size === 0 && listeners.get(file) === set) listeners.delete(file);
  };
}

export function announceCommit(file: string): void {
  for (const listener of listeners.get(file) ?? []) listener();
}
