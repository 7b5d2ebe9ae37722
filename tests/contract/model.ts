/** The port in its plainest form: one array. The contract compares every adapter with it; it is no adapter itself. */
import { type Append, type StoreErrorCode, type StoredEvent } from '../../src/store/port.ts';

/** An event of the model: all of a stored event except its position, which is its place in the array. */
export type ModelEvent = Omit<StoredEvent, 'position'>;

export type ModelOutcome =
  | { readonly ok: true; readonly revision: number; readonly index: number; readonly repeated: boolean }
  | { readonly ok: false; readonly code: StoreErrorCode; readonly actual?: number | null };

export class ModelLog {
  readonly events: ModelEvent[] = [];

  append({ stream, events, expectedRevision }: Append): ModelOutcome {
    const ids = events.map((event) => event.id);
    if (events.length === 0 || stream === '' || new Set(ids).size < ids.length) return { ok: false, code: 'InvalidAppend' };

    if (this.events.some((old) => ids.includes(old.id))) {
      const own = this.stream(stream);
      const start = own.findIndex((old) => old.id === ids[0]);
      const same =
        start >= 0 &&
        events.every(
          (event, i) => own[start + i]?.id === event.id && own[start + i]?.type === event.type && own[start + i]?.data === event.data,
        );
      if (!same) return { ok: false, code: 'IdempotencyConflict' };
      return {
        ok: true,
        revision: start + events.length - 1,
        index: this.events.findIndex((old) => old.id === ids.at(-1)),
        repeated: true,
      };
    }

    const last = this.stream(stream).length - 1;
    const actual = last < 0 ? null : last;
    const fits = { any: true, 'no-stream': last < 0, 'stream-exists': last >= 0 };
    if (!(typeof expectedRevision === 'number' ? expectedRevision === last : fits[expectedRevision])) {
      return { ok: false, code: 'WrongExpectedRevision', actual };
    }
    events.forEach((event, i) => this.events.push({ ...event, stream, revision: last + 1 + i }));
    return { ok: true, revision: last + events.length, index: this.events.length - 1, repeated: false };
  }

  stream(name: string): readonly ModelEvent[] {
    return this.events.filter((event) => event.stream === name);
  }
}
