/** Import of an exported log into an empty store, or on top of the part of it that is there already. */
import { canonicalJson } from '../../events/canonical.ts';
import { importError } from '../errors.ts';
import type { ImportFault } from '../errors.ts';
import type { ExportedEvent } from '../export/events.ts';
import type { Append, EventData, EventStore } from '../store/port.ts';
import type { ImportOptions, Line } from './commands.ts';

const BATCH = 500;

/** Reads an exported log, checks it whole, and writes what the store does not have yet. */
export async function importEvents(
  store: EventStore,
  lines: readonly Line[],
  options: ImportOptions = {},
): Promise<{ events: number; repeated: number }> {
  const faults: ImportFault[] = [];
  const events: { event: EventData; stream: string; revision: number; cause: unknown }[] = [];
  const revisions = new Map<string, number>();
  const ids = new Set<string>();
  for (const line of lines) {
    const fault = (pointer: string, message: string) => faults.push({ line: line.line, pointer, code: 'InvalidInput', message });
    let e: Partial<ExportedEvent>;
    try {
      e = JSON.parse(line.text ?? '') as Partial<ExportedEvent>;
    } catch (error) {
      fault('', `not JSON: ${(error as Error).message}`);
      continue;
    }
    const { stream, revision, id, type } = e;
    if (typeof stream !== 'string' || typeof revision !== 'number' || typeof id !== 'string' || typeof type !== 'string') {
      fault('', 'an exported event has seq, stream, revision, id, type, data and metadata');
      continue;
    }
    const data = e.dataText ?? (e.data === undefined ? undefined : canonicalJson(e.data));
    const metadata = e.metadataText ?? (e.metadata === undefined ? undefined : canonicalJson(e.metadata));
    if (data === undefined) fault('/data', 'the payload is missing');
    if (metadata === undefined) fault('/metadata', 'the metadata is missing');
    if (revision !== (revisions.get(stream) ?? -1) + 1)
      fault('/revision', `revision ${revision} of ${stream} does not follow ${revisions.get(stream) ?? 'the start'}`);
    if (ids.has(id)) fault('/id', `the id ${id} stands in the file twice`);
    revisions.set(stream, revision);
    ids.add(id);
    events.push({ event: { id, type, data: data ?? '', metadata: metadata ?? '' }, stream, revision, cause: causeOf(e.metadata) });
  }
  if (faults.length) throw importError(faults, options.name);

  // What is there must be the beginning of the file: then this goes on where an earlier run was cut off.
  let present = 0;
  for await (const stored of store.readAll()) {
    const own = events[present];
    if (
      own?.event.id !== stored.id ||
      own.event.data !== stored.data ||
      own.event.metadata !== stored.metadata ||
      own.stream !== stored.stream
    )
      throw importError(
        [
          {
            line: 0,
            pointer: '',
            code: 'StoreNotEmpty',
            message: `the store holds another record: its event ${present + 1} is not that of the file`,
            remedy: 'import a log into an empty store',
          },
        ],
        options.name,
      );
    present++;
  }
  const appends: Append[] = [];
  for (const { event, stream, revision, cause } of events.slice(present)) {
    const last = appends.at(-1) as (Append & { events: EventData[]; cause?: unknown }) | undefined;
    // The events that one command wrote to one stream stay one append.
    if (last?.stream === stream && cause !== undefined && last.cause === cause) last.events.push(event);
    else appends.push({ stream, expectedRevision: revision === 0 ? 'no-stream' : revision - 1, events: [event], cause } as Append);
  }
  if (!options.dryRun)
    for (let start = 0; start < appends.length; start += BATCH) {
      const batch = appends
        .slice(start, start + BATCH)
        .map(({ stream, expectedRevision, events }) => ({ stream, expectedRevision, events }));
      for (const outcome of await store.appendBatch(batch)) if (!outcome.ok) throw outcome.error;
      options.onProgress?.({ phase: 'writing', done: Math.min(start + BATCH, appends.length), of: appends.length });
    }
  return { events: events.length - present, repeated: present };
}

const causeOf = (metadata: unknown): unknown =>
  typeof metadata === 'object' && metadata !== null ? (metadata as { causationId?: unknown }).causationId : undefined;
