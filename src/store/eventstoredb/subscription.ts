/** Following the log: catching up, staying live, and coming back after the connection broke, from our own position. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Position, SubscriptionMessage } from '../port.ts';
import type { Connection } from './connection.ts';
import { asStoreError, connectionLost, isTransient } from './errors.ts';
import { fromPosition, isBehind, toPosition, type LogPosition } from './positions.ts';
import { pauseAfter, type Reader } from './reader.ts';
import { eventOf, placeOf } from './wire.ts';

export interface FollowLimits {
  /** How long to try to get through for the first time, in milliseconds. */
  readonly timeoutMs: number;
  /** How long an interruption may take before the subscription is dropped, in milliseconds. */
  readonly outageMs: number;
}

/** So many events in a row without ever waiting for one: the reader is behind. */
const BEHIND = 1000;
/** While not caught up, and nothing comes for this long, we look ourselves whether anything is left, in milliseconds. */
const LOOK_AFTER = 150;

export interface Following {
  readonly connection: Connection;
  readonly reader: Reader;
  readonly prefix: string;
  readonly limits: FollowLimits;
}

/**
 * Messages from `start` on. The server says when its end has been reached; that the reader fell behind 24.10 knows but
 * does not tell ("currently not sent to clients"), so that is derived: from a thousand events without a pause between
 * them, from a second "caught up", or from a broken connection.
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
        let backlog = 0;
        let silent = 0;
        let asked = performance.now();
        const idle = (): number | null => (caughtUp ? null : LOOK_AFTER);
        const spec = { prefix, from: resume ?? ('start' as const), backwards: false, count: 'subscribe' as const };
        for await (const piece of connection.read(spec, idle, signal)) {
          if (ended()) return;
          if (piece.length === 0) {
            silent += LOOK_AFTER;
            const head = established ? await reader.head() : null;
            if (established && (head === null || (at !== null && !isBehind(fromPosition(head), at)))) {
              caughtUp = true;
              yield { kind: 'caught-up', position: positionOf(at) };
            } else if (silent >= limits.timeoutMs) throw connectionLost(`nothing came for ${silent} ms`);
            continue;
          }
          established = true;
          failingSince = null;
          tries = 0;
          silent = 0;
          backlog = performance.now() - asked > 2 ? 0 : backlog;
          for (const message of piece) {
            const event = eventOf(message, prefix);
            const place = placeOf(message);
            if (event && place) {
              if (at && !isBehind(place, at)) continue;
              at = place;
              backlog += 1;
              if (caughtUp && backlog > BEHIND) {
                caughtUp = false;
                yield { kind: 'fell-behind' };
                if (ended()) return;
              }
              reader.passed(event);
              yield { kind: 'event', event };
              if (ended()) return;
            } else if (message.hasCaughtUp()) {
              if (caughtUp && backlog > 0) yield { kind: 'fell-behind' };
              if (!caughtUp || backlog > 0) yield { kind: 'caught-up', position: positionOf(at) };
              caughtUp = true;
              backlog = 0;
              if (ended()) return;
            }
            if (place) resume = place;
          }
          asked = performance.now();
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
