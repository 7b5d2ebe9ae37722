/** Positions as this store gives them out: commit and prepare position, both 64 bits wide, so never as a number. */
import type { Position } from '../port.ts';
import { badArgument } from '../sqlite/errors.ts';

/** A place in `$all`. Decimal, as the wire has them: they may be larger than a number can hold exactly. */
export interface LogPosition {
  readonly commit: string;
  readonly prepare: string;
}

const FORM = /^(0|[1-9][0-9]{0,19})-(0|[1-9][0-9]{0,19})$/;
const LARGEST = 2n ** 64n - 1n;

export function toPosition({ commit, prepare }: LogPosition): Position {
  return `${commit}-${prepare}` as Position;
}

/** @throws InvalidAppend when it is not a position that this store has given. */
export function fromPosition(position: Position): LogPosition {
  const found = FORM.exec(position);
  const [, commit, prepare] = found ?? [];
  if (commit === undefined || prepare === undefined || BigInt(commit) > LARGEST || BigInt(prepare) > LARGEST) {
    throw badArgument(
      `"${String(position).slice(0, 60)}" is not a position of this log`,
      'Pass a position as it came from an event of this log; leave it out to begin at the start.',
    );
  }
  return { commit, prepare };
}

/** Whether `a` stands behind `b` in the log. */
export function isBehind(a: LogPosition, b: LogPosition): boolean {
  return a.commit === b.commit ? BigInt(a.prepare) > BigInt(b.prepare) : BigInt(a.commit) > BigInt(b.commit);
}

/** A revision as the wire has it, as a number. Nothing is rounded: what does not fit is an error, not another revision. */
export function toRevision(decimal: string): number {
  const revision = Number(decimal);
  if (!Number.isSafeInteger(revision)) throw new RangeError(`revision ${decimal} is larger than a number can hold`);
  return revision;
}
