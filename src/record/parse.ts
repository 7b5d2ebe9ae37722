/** From what somebody sent to a command, or to everything that is wrong with its form. */
import type * as z from 'zod';
import { pointer } from '../../events/codec.ts';
import { COMMANDS, isCommandName } from './commands.ts';
import type { Command } from './commands.ts';
import { Findings, refuse } from './rejection.ts';
import type { RejectionCode } from './rejection.ts';

/** Edit distance of two words, for "did you mean". */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}

/** The most alike of some names, where one is alike enough to be meant. */
export function closest(name: string, names: Iterable<string>): string | undefined {
  const [best] = [...names].map((n) => ({ n, d: distance(name.toLowerCase(), n.toLowerCase()) })).sort((a, b) => a.d - b.d);
  return best && best.d <= Math.max(2, name.length / 3) ? best.n : undefined;
}

/** zod's issues as faults, each at its place below `at`. */
export function formFaults(findings: Findings, error: z.ZodError, at: string): void {
  const report = (issues: readonly z.core.$ZodIssue[], base: string) => {
    for (const issue of issues) {
      const place = base + pointer(issue.path);
      const custom = issue.code === 'custom' ? (issue.params?.['code'] as RejectionCode | undefined) : undefined;
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys) findings.fault('InvalidInput', `${place}${pointer([key])}`, `there is no field "${key}" here`);
      else if (issue.code === 'invalid_union' && issue.errors.length) {
        // the form that came nearest: the one whose errors lie deepest
        const nearest = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0]!;
        report(nearest, place);
      } else findings.fault(custom ?? 'InvalidInput', place, issue.message);
    }
  };
  report(error.issues, at);
}
const depth = (issues: readonly z.core.$ZodIssue[]): number => Math.max(0, ...issues.map((i) => i.path.length));

/** Reads a command. Throws a `Rejection` that names every place that is not of the command's form. */
export function parseCommand(input: unknown): Command {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) refuse('InvalidInput', '', 'a command is a JSON object');
  const name = (input as { do?: unknown }).do;
  if (!isCommandName(name)) {
    const like = typeof name === 'string' ? closest(name, Object.keys(COMMANDS)) : undefined;
    return refuse(
      'UnknownCommand',
      '/do',
      name === undefined ? 'a command says what it does in "do"' : `there is no command ${JSON.stringify(name)}`,
      like ? `did you mean "${like}"?` : `the commands are ${Object.keys(COMMANDS).join(', ')}`,
    );
  }
  const result = COMMANDS[name].safeParse(input);
  if (result.success) return result.data;
  const findings = new Findings();
  formFaults(findings, result.error, '');
  findings.settle();
  throw result.error; // not reached: an unsuccessful parse has issues
}
