/** Positions as this store gives them out: the row number in clear text, which nobody above may rely on. */
import type { Position } from '../port.ts';
import { badArgument } from './errors.ts';

export function toPosition(row: number): Position {
  return String(row) as Position;
}

/** @throws InvalidAppend when it is not a position that this store has given. */
export function fromPosition(position: Position, head: number): number {
  const row = /^[1-9][0-9]{0,15}$/.test(position) ? Number(position) : NaN;
  if (!Number.isSafeInteger(row)) {
    throw badArgument(
      `"${String(position).slice(0, 60)}" is not a position of this log`,
      'Pass a position as it came from an event of this log; leave it out to begin at the start.',
    );
  }
  if (row > head) {
    throw badArgument(
      `position "${position}" is behind the end of this log`,
      'It comes from another log, or from this one before an older backup was put in its place: forget the position and read from the start.',
    );
  }
  return row;
}
