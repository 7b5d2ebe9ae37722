/** The read side of one process: catches up from a store, keeps the record, and gives views of it. */
import { decode } from '../../events/codec.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import { digestOf } from '../../projections/snapshot.ts';
import { View } from '../../projections/view.ts';
import type { EventStore, Position, StoredEvent } from '../store/port.ts';
import { isPeekable, PackedPayloads, StoredPayloads } from './payloads.ts';
import { keep, restore } from './snapshots.ts';
import type { Head } from './snapshots.ts';

/** Reads a stored event as the record takes it: decoded, or with the reason why it cannot be. */
export function entryOf(stored: StoredEvent): LogEntry {
  const decoded = decode(stored);
  const place = { stream: stored.stream, revision: stored.revision };
  return decoded.ok
    ? { ok: true, event: decoded.event, metadata: decoded.metadata, ...place }
    : { ok: false, problem: decoded.problem, ...place };
}

/** Every so many events the position is kept, so that the log can be read on from about any size. */
const MARK = 256;

/** A record is kept as a snapshot once it has grown by so many events, and by so large a part. */
const GROWN = { events: 2000, part: 0.1 } as const;

/** Views kept: a page asks many things of the same few coordinates. */
const VIEWS_KEPT = 16;

export class ReadSide {
  readonly #store: EventStore;
  /** Folder of snapshots; without one, every start reads the whole log. */
  readonly #cache: string | undefined;
  #record: RecordState;
  #head: Head | undefined;
  /** Events in the snapshot that is kept; -1 until one was looked for. */
  #kept = -1;
  /** Why a snapshot that was there was of no use, or none could be kept. */
  #trouble: string | undefined;
  #catchingUp: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #marks: Position[] = [];
  readonly #views = new Map<string, View>();

  constructor(store: EventStore, cache?: string) {
    this.#store = store;
    this.#cache = cache;
    this.#record = emptyRecord(isPeekable(store) ? new StoredPayloads(store) : new PackedPayloads());
  }

  /** The snapshot that cold starts begin with: how many events are in it, and what was wrong with it. */
  get snapshot(): { readonly folder: string | null; readonly events: number; readonly trouble: string | null } {
    return { folder: this.#cache ?? null, events: Math.max(0, this.#kept), trouble: this.#trouble ?? null };
  }

  get record(): RecordState {
    return this.#record;
  }

  /** Position of the last event that was read; undefined before the first. */
  get position(): Position | undefined {
    return this.#head?.position;
  }

  /** A place in the log from which reading reaches all that comes after a log size: the size there, and the position to read on from. */
  placeBefore(size: number): { readonly size: number; readonly after?: Position } {
    if (size >= this.#record.size && this.#head) return { size: this.#record.size, after: this.#head.position };
    const marks = Math.min(Math.floor(size / MARK), this.#marks.length);
    return marks === 0 ? { size: 0 } : { size: marks * MARK, after: this.#marks[marks - 1]! };
  }

  /**
   * Reads what was written since the last time: all that was in the log when it was called. A pass that is under way may have
   * looked for the end of the log before that, so calls meanwhile share the next one.
   */
  catchUp(onProgress?: (events: number) => void): Promise<void> {
    if (this.#catchingUp)
      return (this.#next ??= this.#catchingUp.then(
        () => this.#startNext(),
        () => this.#startNext(),
      ));
    this.#catchingUp = this.#readOn(onProgress).finally(() => {
      this.#catchingUp = undefined;
    });
    return this.#catchingUp;
  }

  #startNext(): Promise<void> {
    this.#next = undefined;
    return this.catchUp();
  }

  async #readOn(onProgress?: (events: number) => void): Promise<void> {
    if (this.#kept < 0 && this.#record.size === 0) await this.#restore();
    const after = this.#head?.position;
    for await (const stored of this.#store.readAll(after === undefined ? {} : { after })) {
      applyEvent(this.#record, entryOf(stored));
      const { position, stream, revision, id } = stored;
      this.#head = { position, stream, revision, id };
      if (this.#record.size % MARK === 0) this.#marks.push(stored.position);
      if (onProgress && this.#record.size % 1000 === 0) onProgress(this.#record.size);
    }
    const grown = this.#record.size - Math.max(0, this.#kept);
    if (grown >= GROWN.events && grown >= GROWN.part * this.#record.size) this.#keep();
  }

  /** Begins with what a snapshot has. */
  async #restore(): Promise<void> {
    this.#kept = 0;
    if (this.#cache === undefined) return;
    const found = await restore(this.#cache, this.#store);
    if (found.kind === 'set-aside') this.#trouble = `the snapshot was set aside: ${found.reason}`;
    if (found.kind !== 'restored') return;
    const { record, head, marks } = found.kept;
    this.#record = record;
    this.#head = head;
    this.#marks = [...marks];
    this.#kept = record.size;
  }

  #keep(): void {
    if (this.#cache === undefined || !this.#head) return;
    const trouble = keep(this.#cache, { record: this.#record, head: this.#head, marks: this.#marks });
    if (trouble === undefined) this.#kept = this.#record.size;
    else this.#trouble = `no snapshot could be kept: ${trouble}`;
  }

  /** Whether the record is what the log says: made anew beside, up to the same event, it is compared claim by claim. */
  async isAsRebuilt(onProgress?: (events: number) => void): Promise<boolean> {
    const fresh = new ReadSide(this.#store);
    await fresh.catchUp(onProgress);
    while (fresh.#record.size !== this.#record.size) {
      await this.catchUp();
      await fresh.catchUp();
    }
    return digestOf(fresh.#record) === digestOf(this.#record);
  }

  /** Releases the file that payloads are read from, where there is one. */
  close(): void {
    if (this.#record.payloads instanceof PackedPayloads) this.#record.payloads.close();
  }

  /** Makes a new record beside the old one and swaps; whoever asks in between is answered from the old one. */
  async rebuild(onProgress?: (events: number) => void): Promise<void> {
    const fresh = new ReadSide(this.#store);
    await fresh.catchUp(onProgress);
    await this.#catchingUp;
    this.close(); // of the record that goes
    this.#record = fresh.#record;
    this.#head = fresh.#head;
    this.#marks = fresh.#marks;
    this.#views.clear();
    this.#trouble = undefined;
    if (this.#record.size >= GROWN.events) this.#keep();
  }

  /** A view of one dossier at exclusive bounds; kept for a while, since a view remembers what it found. */
  view(dossier: string, published: number, size: number): View {
    const key = `${dossier} ${published} ${size}`;
    let view = this.#views.get(key);
    if (view) this.#views.delete(key);
    else view = new View(this.#record, this.#record.dossiers.get(dossier), published, size);
    this.#views.set(key, view);
    if (this.#views.size > VIEWS_KEPT) this.#views.delete(this.#views.keys().next().value!);
    return view;
  }
}
