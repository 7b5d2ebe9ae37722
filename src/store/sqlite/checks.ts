/** What can be said of an append or a read without looking into the file. */
import { storeError, type Append, type ReadOptions, type StoreError } from '../port.ts';
import { badArgument } from './errors.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Why this append makes no sense on any stream, or null. */
export function invalid(append: Append): StoreError | null {
  const say = (message: string, remedy: string): StoreError => storeError('InvalidAppend', message, remedy, { stream: append.stream });
  const { stream, events, expectedRevision: expected } = append;
  if (typeof stream !== 'string' || stream === '') return say('an append needs the name of a stream', 'Name the stream.');
  if (!stream.isWellFormed()) return say('the name of the stream is not well-formed Unicode', 'Remove the lone surrogate.');
  if (events.length === 0) return say(`an append to ${stream} has no events`, 'Append at least one event.');
  if (
    typeof expected === 'number'
      ? !(Number.isSafeInteger(expected) && expected >= 0)
      : !['no-stream', 'stream-exists', 'any'].includes(expected)
  ) {
    return say(`"${expected}" is no expected revision`, 'Expect a revision from 0, "no-stream", "stream-exists" or "any".');
  }
  const ids = new Set<string>();
  for (const event of events) {
    if (!UUID.test(event.id)) return say(`"${event.id}" is not an event id`, 'Use a UUID in lower case.');
    if (ids.has(event.id)) return say(`the id ${event.id} is twice in one append`, 'Give each event an id of its own.');
    ids.add(event.id);
    if (typeof event.type !== 'string' || event.type === '') return say(`event ${event.id} has no type`, 'Name the type.');
    for (const part of ['type', 'data', 'metadata'] as const) {
      // What is not Unicode would come back changed, so it is not taken at all.
      if (typeof event[part] !== 'string' || !event[part].isWellFormed()) {
        return say(`${part} of event ${event.id} is not well-formed Unicode text`, 'Escape lone surrogates, as JSON.stringify does.');
      }
    }
  }
  return null;
}

/** The number of events to read at most. */
export function limitOf(options: ReadOptions): number {
  return options.limit === undefined ? Number.MAX_SAFE_INTEGER : wholeNumber('limit', options.limit);
}

export function wholeNumber(name: string, value: number): number {
  if (!Number.isSafeInteger(value) || value < 0)
    throw badArgument(`${name} ${value} is not a whole number from 0`, `Give ${name} as a whole number from 0, or leave it out.`);
  return value;
}
