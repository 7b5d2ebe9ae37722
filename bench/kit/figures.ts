/** What a bench finds out, and how it is said: one line of JSON a figure on stdout, progress on stderr. */
import { parseArgs } from 'node:util';

/** Whether a figure must stay under its limit, or reach it. */
export interface Goal {
  readonly limit: number;
  readonly is: 'at-most' | 'at-least';
  /** As a person reads it, e.g. "≤ 15 s". */
  readonly text: string;
}

export interface Figure {
  /** The part of the bench. */
  readonly part: string;
  /** The record it was measured on; empty where there is none. */
  readonly on: string;
  readonly what: string;
  /** What the goal is held to, in the unit of the goal. */
  readonly value: number;
  /** As a person reads it. */
  readonly text: string;
  /** What stands beside it: peers, limits, sizes. */
  readonly beside?: string;
  readonly goal?: Goal & { readonly met: boolean };
  /** Single numbers, by name, for who reads the JSON. */
  readonly values?: Readonly<Record<string, number>>;
}

/** A series for a plot: points of one line. */
export interface Series {
  readonly plot: string;
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly lines: readonly { readonly name: string; readonly points: readonly (readonly [number, number])[] }[];
}

export const sorted = (xs: readonly number[]): number[] => [...xs].sort((a, b) => a - b);
export const median = (xs: readonly number[]): number => sorted(xs)[xs.length >> 1]!;
export const p99 = (xs: readonly number[]): number => sorted(xs)[Math.min(xs.length - 1, Math.floor(xs.length * 0.99))]!;

export const count = (n: number): string => Math.round(n).toLocaleString('en');

/** Milliseconds in the unit in which a person reads them. */
export function time(ms: number): string {
  if (ms >= 10_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms >= 1000) return `${(ms / 1000).toFixed(2)} s`;
  if (ms >= 1) return `${ms.toFixed(ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
  return `${(ms * 1000).toFixed(ms < 0.01 ? 1 : 0)} µs`;
}

export const atMost = (limit: number, text: string): Goal => ({ limit, is: 'at-most', text: `≤ ${text}` });
export const atLeast = (limit: number, text: string): Goal => ({ limit, is: 'at-least', text: `≥ ${text}` });

const isMet = ({ limit, is }: Goal, value: number) => (is === 'at-most' ? value <= limit : value >= limit);

/** Prints a figure for the command that gathers them, and for whoever looks on. */
export function tell({ goal, ...figure }: Omit<Figure, 'goal'> & { readonly goal?: Goal }): Figure {
  const whole: Figure = { ...figure, ...(goal && { goal: { ...goal, met: isMet(goal, figure.value) } }) };
  const verdict = whole.goal ? `   [${whole.goal.text}: ${whole.goal.met ? 'met' : 'MISSED'}]` : '';
  console.error(`  ${whole.on && `${whole.on}: `}${whole.what}: ${whole.text}${verdict}${whole.beside ? `   (${whole.beside})` : ''}`);
  console.log(JSON.stringify({ figure: whole }));
  return whole;
}

export const tellSeries = (series: Series): void => console.log(JSON.stringify({ series }));

export async function timed<T>(work: () => Promise<T> | T): Promise<[ms: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

export interface Asked {
  /** The best round of each question. */
  readonly p50: number;
  readonly p99: number;
  /** Every round counted, whatever else the machine did. */
  readonly rawP99: number;
  /** Processor time of one question on average, whoever else had the processor meanwhile; all threads of the process counted. */
  readonly cpu: number;
  readonly text: string;
  readonly beside: string;
}

/** How long rounds go on, in milliseconds; after three times as long no more is asked. */
const BUDGET = 6000;

/**
 * Asks every question in rounds, all of them before any again, so that nothing of the last time is at hand. The best round of each
 * counts, since what other programs did meanwhile is not ours; what all rounds took stands beside it.
 */
export function ask(questions: readonly (() => unknown)[], rounds: { least: number; most: number } = { least: 3, most: 15 }): Asked {
  const until = performance.now() + BUDGET;
  const best = questions.map(() => Infinity);
  const raw: number[] = [];
  for (const question of questions.slice(0, Math.min(50, questions.length >> 2))) question();
  const cpu = process.cpuUsage();
  let isLate = false;
  for (let round = 0; !isLate && (round < rounds.least || (round < rounds.most && performance.now() < until)); round++)
    for (let i = 0; i < questions.length && !isLate; i++) {
      const start = performance.now();
      questions[i]!();
      const end = performance.now();
      raw.push(end - start);
      if (end - start < best[i]!) best[i] = end - start;
      isLate = end > until + 2 * BUDGET && raw.length >= 20;
    }
  best.length = Math.min(best.length, raw.length); // those that were asked
  const { user, system } = process.cpuUsage(cpu);
  const figures = { p50: median(best), p99: p99(best), rawP99: p99(raw), cpu: (user + system) / 1000 / raw.length };
  return {
    ...figures,
    text: `${time(figures.p50)} median, ${time(figures.p99)} p99`,
    beside: `p99 of all rounds ${time(figures.rawP99)}, processor time ${time(figures.cpu)} on average`,
  };
}

/** Bytes in use after a collection, those of buffers included; needs --expose-gc. */
export function bytesInUse(): number {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) throw new Error('start with --expose-gc: without a collection the figure would say nothing');
  gc();
  gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external; // external counts array buffers too
}

/** The flags that every part takes. */
export function flags() {
  const { values } = parseArgs({
    strict: false,
    options: {
      folder: { type: 'string' },
      developments: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '1' },
      record: { type: 'string' },
      runs: { type: 'string', default: '3' },
    },
  });
  return {
    folder: values.folder as string | undefined,
    developments: Number(values.developments),
    seed: Number(values.seed),
    runs: Number(values.runs),
    record: values.record as string | undefined,
  };
}
