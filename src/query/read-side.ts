/** The read side of one process: catches up from a store, keeps the record, and gives views of it. */
import { decode } from '../../events/codec.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import { View } from '../../projections/view.ts';
import type { EventStore, Position, StoredEvent } from '../store/port.ts';

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

/** Views kept: a page asks many things of the same few coordinates. */
const VIEWS_KEPT = 16;

export class ReadSide {
  readonly #store: EventStore;
  #record: RecordState = emptyRecord();
  #position: Position | undefined;
  #catchingUp: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #marks: Position[] = [];
  readonly #views = new Map<string, View>();

  constructor(store: EventStore) {
    this.#store = store;
  }

  get record(): RecordState {
    return this.#record;
  }

  /** Position of the last event that was read; undefined before the first. */
  get position(): Position | undefined {
    return this.#position;
  }

  /** A place in the log from which reading reaches all that comes after a log size: the size there, and the position to read on from. */
  placeBefore(size: number): { readonly size: number; readonly after?: Position } {
    if (size >= this.#record.size && this.#position !== undefined) return { size: this.#record.size, after: this.#position };
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
    const after = this.#position;
    for await (const stored of this.#store.readAll(after === undefined ? {} : { after })) {
      applyEvent(this.#record, entryOf(stored));
      this.#position = stored.position;
      if (this.#record.size % MARK === 0) this.#marks.push(stored.position);
      if (onProgress && this.#record.size % 1000 === 0) onProgress(this.#record.size);
    }
  }

  /** Makes a new record beside the old one and swaps; whoever asks in between is answered from the old one. */
  async rebuild(onProgress?: (events: number) => void): Promise<void> {
    const fresh = new ReadSide(this.#store);
    await fresh.catchUp(onProgress);
    await this.#catchingUp;
    this.#record = fresh.#record;
    this.#position = fresh.#position;
    this.#marks = fresh.#marks;
    this.#views.clear();
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
