/**
 * A replay of a large record, asked for in parts. Whole it can be tens of megabytes, which a page cannot take in without standing
 * still; the parts put together are the same, step by step.
 */
import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AnswerOf } from '../http/client.ts';
import { askOnce, head, today, token } from './api.ts';
import type { Asked } from './api.ts';
import type { Days } from './days.ts';
import { dayText } from './time.ts';

/** Developments in one part, about. */
const PART = 120;

/** Days at which the parts of a record end, each with about so many developments; the last part has no end. */
export function endsOf({ days, counts }: Pick<Days, 'days' | 'counts'>, part = PART): number[] {
  const ends: number[] = [];
  let n = 0;
  for (const day of days) {
    n += counts.get(day) ?? 0;
    if (n < part) continue;
    ends.push(day);
    n = 0;
  }
  return ends;
}

type Replay = AnswerOf<'replay'>;
type Query = Readonly<Record<string, string | undefined>>;

/** Keeps of each part what is drawn: what is left out is most of it. */
const slim = (steps: Replay['steps']): Replay['steps'] =>
  steps.map(({ when, position, development, changes, said }) => ({
    when,
    position,
    development,
    changes,
    ...(said && { said: said.filter((s) => s.fate === 'shown' || s.fate === 'agrees') }),
  }));

/** The replay along `at` that this query asks for, in parts; asked again when the log has grown. Nothing is asked while `days` is undefined. */
export function useReplayInParts(days: Days | undefined, query: Query): Asked<Replay> {
  const [asked, setAsked] = useState<Asked<Replay>>({ data: undefined, error: undefined, isLoading: true });
  const key = JSON.stringify(query);
  const until = query['at'] ?? today.value;
  const ends = useMemo(
    () =>
      days &&
      endsOf(days)
        .map(dayText)
        .filter((end) => end < until),
    [days, until],
  );
  useEffect(() => {
    if (!ends) return;
    const over = new AbortController();
    const isOver = (): boolean => over.signal.aborted;
    setAsked((before) => ({ ...before, isLoading: true }));
    const ask = async (): Promise<void> => {
      const steps: Replay['steps'][number][] = [];
      // A part begins after the end of the one before: `from` is exclusive.
      for (let i = 0; i <= ends.length && !isOver(); i++) {
        const part = await askOnce('replay', {}, { ...query, from: ends[i - 1], at: ends[i] ?? query['at'] });
        steps.push(...slim(part.steps));
        if (i === ends.length && !isOver()) setAsked({ data: { ...part, steps }, error: undefined, isLoading: false });
      }
    };
    ask().catch((e: unknown) => {
      if (!isOver()) setAsked((before) => ({ ...before, error: e instanceof Error ? e : new Error(String(e)), isLoading: false }));
    });
    return () => over.abort();
  }, [ends, key, head.value, token.value]);
  return asked;
}
