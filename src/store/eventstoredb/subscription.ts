/** Following the log: catching up, staying live, and coming back after the connection broke, from our own position. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position, SubscriptionMessage } from '../port.ts';
import type { Connection, Fate } from './connection.ts';
import { asStoreError, connectionLost, isTransient } from './errors.ts';
import { fromPosition, isBehind, toPosition, type LogPosition } from './positions.ts';
import { pauseAfter, type Reader } from './reader.ts';
import { createdAt, eventOf, placeOf } from './wire.ts';

export interface FollowLimits {
  /** How long to try to get through for the first time, in milliseconds. */
  readonly timeoutMs: number;
  /** How long an interruption may take before the subscription is dropped, in milliseconds. */
  readonly outageMs: number;
}

/** A reader is behind who gets an event so much later than the fastest came, and no longer when it is less than that again, in milliseconds. */
const LATE = 1000;
const IN_TIME = 200;
/**
 * While not caught up, and nothing comes for this long, we look ourselves whether anything is left, in milliseconds; each
 * time after twice as long, since the server may have to search far for it.
 */
const LOOK_AFTER = 150;

export interface Following {
  readonly connection: Connection;
  readonly reader: Reader;
  readonly prefix: string;
  readonly limits: FollowLimits;
}

/**
 * Messages from `start` on. The server says when its end has been reached; that the reader fell behind 24.10 knows but
 * does not tell, so that is derived: from the age of the events as they reach the reader, from a second "caught up", or
 * from a broken connection.
 */
export async function* follow(
  { connection, reader, prefix, limits }: Following,
  start: Promise<LogPosition | null>,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionMessage> {
  const ended = (): boolean => signal.aborted;
  let caughtUp = false;
  let established = false;
  let failingSince: number | null = null;
  let tries = 0;
  try {
    let at = await start; // the last event that was told
    let resume = at; // at least as far, past events that are not ours
    for (;;) {
      try {
        let told = 0; // events since it had caught up
        let fastest = Infinity; // from the server's clock to ours, whatever lies between the two
        let silent = 0;
        let wait = LOOK_AFTER;
        const idle = (): number | null => (caughtUp ? null : wait);
        const spec = { prefix, from: resume ?? ('start' as const), backwards: false, count: 'subscribe' as const };
        const fate: Fate = {};
        for await (const piece of connection.read(spec, idle, fate, signal)) {
          if (ended()) return;
          if (piece.length === 0) {
            silent += wait;
            wait = Math.min(2 * wait, Math.max(LOOK_AFTER, limits.timeoutMs - silent));
            const head = established ? await reader.head() : null;
            if (established && (head === null || (at !== null && !isBehind(fromPosition(head), at)))) {
              caughtUp = true;
              yield { kind: 'caught-up', position: positionOf(at) };
            } else if (silent >= limits.timeoutMs) throw (fate.lost = connectionLost(`nothing came for ${silent} ms`));
            continue;
          }
          established = true;
          failingSince = null;
          tries = 0;
          silent = 0;
          wait = LOOK_AFTER;
          for (const message of piece) {
            const event = eventOf(message, prefix);
            const place = placeOf(message);
            if (event && place) {
              if (at && !isBehind(place, at)) continue;
              at = place;
              told += 1;
              const age = Date.now() - createdAt(message);
              if (caughtUp) fastest = Math.min(fastest, age);
              if (caughtUp && age - fastest > LATE) {
                caughtUp = false;
                yield { kind: 'fell-behind' };
                if (ended()) return;
              }
              reader.passed(event);
              yield { kind: 'event', event };
              if (ended()) return;
              if (!caughtUp && fastest < Infinity && age - fastest < IN_TIME) {
                caughtUp = true;
                told = 0;
                yield { kind: 'caught-up', position: positionOf(at) };
                if (ended()) return;
              }
            } else if (message.hasCaughtUp()) {
              if (caughtUp && told > 0) yield { kind: 'fell-behind' };
              if (!caughtUp || told > 0) yield { kind: 'caught-up', position: positionOf(at) };
              caughtUp = true;
              told = 0;
              if (ended()) return;
            }
            if (place) resume = place;
          }
        }
        if (ended()) return;
        throw connectionLost('the server ended the subscription');
      } catch (e) {
        if (ended()) return;
        const now = performance.now();
        failingSince ??= now;
        if (!isTransient(e) || now - failingSince >= (established ? limits.outageMs : limits.timeoutMs)) throw e;
        if (caughtUp) {
          caughtUp = false;
          yield { kind: 'fell-behind' };
        }
        await sleep(pauseAfter(tries), undefined, { signal }).catch(() => undefined);
        if (ended()) return;
        tries += 1;
      }
    }
  } catch (e) {
    if (!ended()) yield { kind: 'dropped', error: asStoreError(e, connection.location, 'following the log') };
  }
}

const positionOf = (place: LogPosition | null): Position | null => (place ? toPosition(place) : null);
