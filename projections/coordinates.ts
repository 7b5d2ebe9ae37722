/** The three coordinates of every question: `at`, `published`, `known` (MODEL.md, "Three coordinates"). */
import { boundsOf, coordinateEnd, instantText, utcDay } from '../events/edtf.ts';
import { partitionPoint } from './columns.ts';
import { recordedAtOf } from './record.ts';
import type { RecordState } from './record.ts';

const DAY = 86_400_000;

/** As a person gives them; each may be left out. */
export interface Coordinates {
  /** What was in force then: a date; the end of today (UTC) when left out. */
  readonly at?: string | undefined;
  /** What readers of our sources could know then: a date; no limit when left out. */
  readonly published?: string | undefined;
  /** What our record said: a log size, or a day or instant; the head when left out. */
  readonly known?: string | number | undefined;
}

/** As they were resolved. Bounds are exclusive, in UTC milliseconds. */
export interface Resolved {
  readonly at: { readonly text: string; readonly bound: number };
  readonly published: { readonly text: string; readonly bound: number } | null;
  readonly known: { readonly size: number; readonly recordedAt: string | null };
}

/** A coordinate that cannot be answered. */
export class CoordinateError extends Error {
  readonly kind = 'CoordinateError';
  readonly code: 'InvalidDate' | 'UnknownPosition';
  readonly coordinate: keyof Coordinates;
  constructor(code: CoordinateError['code'], coordinate: keyof Coordinates, message: string) {
    super(message);
    this.code = code;
    this.coordinate = coordinate;
  }
}
export const isCoordinateError = (e: unknown): e is CoordinateError =>
  e instanceof Error && (e as Partial<CoordinateError>).kind === 'CoordinateError';

function bound(coordinate: 'at' | 'published', text: string): { text: string; bound: number } {
  let end: number;
  try {
    end = coordinateEnd(text);
  } catch (e) {
    throw new CoordinateError('InvalidDate', coordinate, (e as Error).message);
  }
  if (!Number.isFinite(end))
    throw new CoordinateError('InvalidDate', coordinate, `${text} has no end: name a day, a month, a year or an instant`);
  return { text, bound: end };
}

/** Log size as it stood at the end of a day, or at an instant, included. */
export function sizeAt(record: RecordState, date: string): number {
  let end: number;
  try {
    end = boundsOf(date).hi;
  } catch (e) {
    throw new CoordinateError('InvalidDate', 'known', (e as Error).message);
  }
  return partitionPoint(record.size, (seq) => record.recordedAt.data[seq]! < end);
}

/**
 * How long the record was: at a log size, or at the end of a day or instant; the head when left out.
 *
 * @throws CoordinateError for a size that it never had, and for what is no date.
 */
export function resolveKnown(record: RecordState, known: Coordinates['known']): Resolved['known'] {
  let size = record.size;
  if (known !== undefined) {
    if (typeof known === 'number' || /^\d+$/.test(known)) {
      size = Number(known);
      if (!Number.isSafeInteger(size) || size < 0 || size > record.size)
        throw new CoordinateError('UnknownPosition', 'known', `the record has ${record.size} events: ${known} is not a size it ever had`);
    } else size = sizeAt(record, known);
  }
  const recordedAt = recordedAtOf(record, size);
  return { size, recordedAt: Number.isFinite(recordedAt) ? instantText(recordedAt) : null };
}

/** Resolves coordinates against a record. `today` is the current instant, UTC milliseconds: the core has no clock. */
export function resolveCoordinates(record: RecordState, coordinates: Coordinates, today: number): Resolved {
  const known = resolveKnown(record, coordinates.known);
  return {
    at: coordinates.at === undefined ? bound('at', utcDay(today)) : bound('at', coordinates.at),
    published: coordinates.published === undefined ? null : bound('published', coordinates.published),
    known,
  };
}

/** The coordinate that means a moment: the day that ends there, or the last instant before it. Inverse of the bound of a day or instant. */
export const coordinateOf = (bound: number): string => (bound % DAY === 0 ? utcDay(bound - 1) : instantText(bound - 1));
