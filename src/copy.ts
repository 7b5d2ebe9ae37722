/**
 * Copies a record from one store to another, of either kind: the same events with the same ids, authors, times and bytes in
 * the same order, so that every answer at every `known` is the same there. What is in the target already must be the
 * beginning of the source: then the copy goes on from there, and a copy that was cut off is completed by running it again.
 */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Captures } from './captures.ts';
import { copyError } from './errors.ts';
import { placesOf } from './places.ts';
import type { PlaceOptions } from './places.ts';
import { identityOf, isServerLocation } from './store/eventstoredb/location.ts';
import { openStore } from './store/open.ts';
import type { Append, EventData, EventStore, StoredEvent } from './store/port.ts';

export interface CopyProgress {
  /** `counting` the source, `comparing` what the target has, `copying` what it lacks, `verifying` all of it. */
  readonly phase: 'counting' | 'comparing' | 'copying' | 'verifying';
  /** Events. */
  readonly done: number;
  readonly of?: number;
}

export interface CopyOptions {
  readonly onProgress?: (progress: CopyProgress) => void;
}

export interface CopyResult {
  /** Events of the record, all of which have been read back from the target and compared. */
  readonly events: number;
  /** Of these, those that this run wrote. */
  readonly copied: number;
  /** Events that were written to the source meanwhile; run it again to copy them, too. */
  readonly left: number;
}

/** Appends that are on their way together; so many, or so many characters. */
const WINDOW = { appends: 500, characters: 1024 * 1024 };

/**
 * Copies what the target lacks of the source, as it is when the copy begins, and compares the whole at the end.
 *
 * @throws CopyError `TargetDiffers` (nothing was written), `CopyBroken` (what was read back is not what was copied);
 * StoreError of either store.
 */
export async function copyLog(source: EventStore, target: EventStore, { onProgress }: CopyOptions = {}): Promise<CopyResult> {
  let last = 0;
  const tell = (phase: CopyProgress['phase'], done: number, of?: number): void => {
    if (done % 500 !== 0 && done !== of) return;
    if (phase === 'copying' && done === last) return;
    last = done;
    onProgress?.({ phase, done, ...(of !== undefined && { of }) });
  };

  // Counted first, so that progress can be told; what comes later is left for another run.
  let events = 0;
  for await (const _ of source.readAll()) tell('counting', ++events);

  const there = await compare(source, target, events, (done) => tell('comparing', done, events));
  if (there.difference !== undefined) {
    throw copyError(
      'TargetDiffers',
      `${target.location} holds another record: ${there.difference}. Nothing was written`,
      'Copy into a new file, or under a prefix of its own on the server: …&prefix=name-',
    );
  }

  let copied = 0;
  if (there.same < events) {
    // While one window is on its way the next is read.
    let writing = Promise.resolve();
    const write = async (window: readonly Append[]): Promise<void> => {
      for (const outcome of await target.appendBatch(window)) {
        if (!outcome.ok) throw outcome.error;
      }
      for (const append of window) copied += append.events.length;
      onProgress?.({ phase: 'copying', done: there.same + copied, of: events });
    };
    for await (const window of windowsOf(source, there.same, events)) {
      await writing;
      writing = write(window);
      writing.catch(() => undefined); // told by the next turn, or below
    }
    await writing;
    const { same, difference } = await compare(source, target, events, (done) => tell('verifying', done, events));
    if (difference !== undefined || same < events) {
      throw copyError(
        'CopyBroken',
        `the copy at ${target.location} is not the record at ${source.location}: ${difference ?? `it has ${same} of ${events} events`}`,
        'Did something else write there, or was the server set back meanwhile? Copy again, into another file or under another prefix.',
      );
    }
  }
  let now = 0;
  for await (const _ of source.readAll(there.position === undefined ? {} : { after: there.position })) now++;
  return { events, copied, left: Math.max(0, there.same + now - events) };
}

interface Comparison {
  /** Events from the start that are the same. */
  readonly same: number;
  /** Position of the last of them in the source. */
  readonly position: StoredEvent['position'] | undefined;
  /** What is not the same, where the target is not the beginning of the source. */
  readonly difference?: string;
}

/** Whether the target is the beginning of the first `size` events of the source. */
async function compare(source: EventStore, target: EventStore, size: number, tell: (done: number) => void): Promise<Comparison> {
  const ours = source.readAll({ limit: size })[Symbol.asyncIterator]();
  let same = 0;
  let position: StoredEvent['position'] | undefined;
  try {
    for await (const theirs of target.readAll()) {
      const next = await ours.next();
      if (next.done) return { same, position, difference: `after the ${same} events of the source it has more` };
      const field = (['stream', 'revision', 'id', 'type', 'data', 'metadata'] as const).find((f) => next.value[f] !== theirs[f]);
      if (field !== undefined)
        return { same, position, difference: `its event ${same + 1} (${theirs.type} in ${theirs.stream}) has another ${field}` };
      position = next.value.position;
      tell(++same);
    }
  } finally {
    await ours.return?.();
  }
  return { same, position };
}

/** Events of the source from the n-th on, as the appends that they were, in pieces. */
async function* windowsOf(source: EventStore, from: number, size: number): AsyncGenerator<readonly Append[]> {
  let window: (Append & { readonly events: EventData[] })[] = [];
  let characters = 0;
  let cause: unknown;
  let seen = 0;
  for await (const { stream, revision, id, type, data, metadata } of source.readAll({ limit: size })) {
    if (seen++ < from) continue;
    const event = { id, type, data, metadata };
    const before = window.at(-1);
    const own = causeOf(metadata);
    // The events that one command wrote to one stream stay one append.
    if (before?.stream === stream && own !== undefined && own === cause) before.events.push(event);
    else {
      // One that is larger than what a server takes (1 MiB, where nobody changed it) goes alone: it is refused, and nothing
      // behind it has been written.
      if (window.length >= WINDOW.appends || characters + data.length > WINDOW.characters) {
        if (window.length > 0) yield window;
        window = [];
        characters = 0;
      }
      window.push({ stream, expectedRevision: revision === 0 ? 'no-stream' : revision - 1, events: [event] });
    }
    cause = own;
    characters += data.length + metadata.length;
  }
  if (window.length > 0) yield window;
}

function causeOf(metadata: string): unknown {
  try {
    return (JSON.parse(metadata) as { causationId?: unknown } | null)?.causationId;
  } catch {
    return undefined; // another program's; it is copied as it is
  }
}

export interface CopyRecordOptions extends CopyOptions, PlaceOptions {
  /** Copies the captured texts that are here, too. They are no part of the log, and stay where they are when left out. */
  readonly withCaptures?: boolean;
}

export interface CopiedRecord extends CopyResult {
  /** Hosts or path, without secrets. */
  readonly from: string;
  readonly to: string;
  /** Captured texts: those that were copied, and those that stand at the source alone. */
  readonly captures: { readonly copied: number; readonly left: number; readonly from: string; readonly to: string };
}

/**
 * Copies the record at one location to another: files and servers in any combination (see {@link copyLog}).
 *
 * @throws CopyError `SameRecord` where the two are one, or one server's prefix lies within the other's.
 */
export async function copyRecord(from: string, to: string, options: CopyRecordOptions = {}): Promise<CopiedRecord> {
  assertApart(from, to);
  const source = await openStore(from, { create: 'must-exist', readOnly: true });
  try {
    const target = await openStore(to, { create: 'if-missing', readOnly: false });
    try {
      const result = await copyLog(source, target, options);
      const captures = copyCaptures(placesOf(from, options).captures, placesOf(to, options).captures, options.withCaptures ?? false);
      return { from: source.location, to: target.location, ...result, captures };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

function assertApart(from: string, to: string): void {
  const onServers = isServerLocation(from) && isServerLocation(to);
  const same = (message: string, remedy: string) => copyError('SameRecord', message, remedy);
  if (onServers) {
    const [a, b] = [identityOf(from), identityOf(to)];
    if (a.prefix === b.prefix) {
      if (a.hosts.some((host) => b.hosts.includes(host)))
        throw same('source and target are the same record', 'give the copy a prefix of its own: …&prefix=name-');
    } else if (a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix)) {
      // The hosts may have several names, so this cannot depend on them.
      const [inner, outer] = a.prefix.length > b.prefix.length ? [a.prefix, b.prefix] : [b.prefix, a.prefix];
      throw same(
        `the prefix ${inner} begins with ${outer}: on one server each record would be part of the other`,
        'give the copy a prefix that does not begin with the other, e.g. copy-of-…',
      );
    }
  } else if (!isServerLocation(from) && !isServerLocation(to) && pathOf(from) === pathOf(to)) {
    throw same('source and target are the same file', 'give the copy another path');
  }
}

function pathOf(location: string): string {
  try {
    return realpathSync(location);
  } catch {
    return resolve(location);
  }
}

/** Texts by hash: those that are whole and not at the target yet. */
function copyCaptures(from: string, to: string, isCopied: boolean): CopiedRecord['captures'] {
  const hashes =
    existsSync(from) && resolve(from) !== resolve(to) ? readdirSync(from).filter((name) => /^[0-9a-f]{64}\.txt$/.test(name)) : [];
  const target = new Captures(to);
  let copied = 0;
  let left = 0;
  for (const name of hashes) {
    const hash = name.slice(0, 64);
    if (target.text(hash) !== undefined) continue;
    const text = new Captures(from).text(hash);
    if (isCopied && text !== undefined) {
      target.keep(text);
      copied++;
    } else left++;
  }
  return { copied, left, from: resolve(from), to: resolve(to) };
}
