/** Waiting for other processes without holding up this one. */
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { asStoreError, busy, isBusy } from './errors.ts';

/** Pauses between tries, in milliseconds; short at first, since a commit takes a fraction of one. */
const PAUSES = [1, 1, 2, 3, 5, 8];
const LONGEST_PAUSE = 10;

export interface Waiting {
  /** How long to try in all, in milliseconds. */
  readonly timeoutMs: number;
  readonly location: string;
  /** What is being done, for the message: "opening", "appending" … */
  readonly doing: string;
}

/**
 * Does `attempt`, again and again while the file is locked. SQLite's own busy handler would put the whole process to
 * sleep, timers and sockets with it; here only the caller waits. Each attempt must leave nothing behind when it throws.
 *
 * @throws StoreBusy when the time is over; every other error of the attempt as a StoreError.
 */
export async function patiently<T>(attempt: () => T, waiting: Waiting): Promise<T> {
  const began = performance.now();
  for (let tries = 0; ; tries += 1) {
    try {
      return attempt();
    } catch (e) {
      if (!isBusy(e)) throw asStoreError(e, waiting.location, waiting.doing);
      if (performance.now() - began >= waiting.timeoutMs) throw busy(waiting.location, waiting.doing, e);
    }
    const pause = PAUSES[tries] ?? LONGEST_PAUSE;
    await sleep(Math.ceil(pause * (0.5 + Math.random()))); // uneven, so that two who wait do not meet again and again
  }
}

/** Lets timers, sockets and signals have their turn in the midst of long work. */
export const breathe = (): Promise<void> => nextTurn();

/** Lets other processes have the lock: they look for it every few milliseconds. */
export const makeRoom = (): Promise<void> => sleep(3);
