/** From a command to a payload: without the envelope, laid over what is there. */

/** A command without its envelope: what goes into the event. */
export function payload<T extends object>(command: T): Omit<T, 'do' | 'key' | 'author' | 'recordedAt'> {
  const {
    do: _do,
    key: _key,
    author: _author,
    recordedAt: _recordedAt,
    ...data
  } = command as T & Record<'do' | 'key' | 'author' | 'recordedAt', unknown>;
  return data;
}

/** What is there with what changes: null removes a field, what is left out stays. */
export function patched(old: object, changes: object): Record<string, unknown> {
  const given = Object.entries(changes).filter(([, v]) => v !== undefined);
  return Object.fromEntries(Object.entries({ ...old, ...Object.fromEntries(given) }).filter(([, v]) => v !== null && v !== undefined));
}
