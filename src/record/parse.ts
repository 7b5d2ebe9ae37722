/** From what somebody sent to a command, or to everything that is wrong with its form. */
import type * as z from 'zod';
import { canonicalJson, isCanonicalJsonError } from '../../events/canonical.ts';
import { pointer } from '../../events/codec.ts';
import { isDevelopmentKind } from '../../events/developments.ts';
import { FAMILIES } from '../../events/facet.ts';
import { COMMANDS, inputOfKind, isCommandName } from './commands.ts';
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
  if (name.length > 120) return undefined; // longer than any id
  const [best] = [...names].map((n) => ({ n, d: distance(name.toLowerCase(), n.toLowerCase()) })).sort((a, b) => a.d - b.d);
  return best && best.d <= Math.max(2, name.length / 3) ? best.n : undefined;
}

/** What to do about a form that codes of their own stand for. */
const REMEDIES: Partial<Record<RejectionCode, string>> = {
  InvalidDate:
    'dates are written 2025-09-04, 2025-09, 2025, 2025-09-04T17:00Z, [2025-09-04,2025-09-05], [..2025-09-04] or 2025-08/2025-09-04, with ~ or ? where they are not sure',
  InvalidFacet: `the forms are ${FAMILIES.map((f) => f.shape).join(', ')}`,
};

/** For `safeParse`: a field that is not there is called missing, whatever it should have been. */
export const MISSING: z.core.ParseContext<z.core.$ZodIssue> = {
  error: (issue) => (issue.input === undefined && issue.code.startsWith('invalid_') ? 'this field is missing' : undefined),
};

/** zod's issues as faults, each at its place below `at`. */
export function formFaults(findings: Findings, error: z.ZodError, at: string): void {
  const report = (issues: readonly z.core.$ZodIssue[], base: string) => {
    for (const issue of issues) {
      const place = base + pointer(issue.path);
      const code = (issue.code === 'custom' ? (issue.params?.['code'] as RejectionCode | undefined) : undefined) ?? 'InvalidInput';
      if (issue.code === 'unrecognized_keys')
        for (const key of issue.keys) findings.fault('InvalidInput', `${place}${pointer([key])}`, `there is no field "${key}" here`);
      else if (issue.code === 'invalid_union' && issue.errors.length) report(nearest(issue.errors), place);
      else findings.fault(code, place, issue.message, REMEDIES[code]);
    }
  };
  report(error.issues, at);
}

/** Of several forms the one that was meant: of the right type, if any is, then the one whose errors lie deepest. */
function nearest(forms: readonly (readonly z.core.$ZodIssue[])[]): readonly z.core.$ZodIssue[] {
  const isOther = (issues: readonly z.core.$ZodIssue[]) => issues.some((i) => i.code === 'invalid_type' && !i.path.length);
  const depth = (issues: readonly z.core.$ZodIssue[]) => Math.max(0, ...issues.map((i) => i.path.length));
  return forms.toSorted((a, b) => Number(isOther(a)) - Number(isOther(b)) || depth(b) - depth(a))[0]!;
}

/** Deeper than anything a person would record; readers of what is nested go round by round. */
const DEPTH = 64;

/** What JSON cannot carry, or what a reader could not keep as it is, is refused before anything looks at it. */
function checkPlain(input: unknown, findings: Findings): void {
  const visit = (value: unknown, at: string, depth: number): boolean => {
    if (typeof value !== 'object' || value === null) return true;
    if (depth > DEPTH) {
      findings.fault('InvalidInput', at, `it is nested deeper than ${DEPTH} levels`);
      return false;
    }
    let isFine = true;
    for (const key of Object.keys(value)) {
      const place = at + pointer([key]);
      if (key === '__proto__') {
        findings.fault('InvalidInput', place, 'no field can be called "__proto__"');
        isFine = false;
      } else isFine = visit((value as Record<string, unknown>)[key], place, depth + 1) && isFine;
    }
    return isFine;
  };
  if (!visit(input, '', 0)) return;
  try {
    canonicalJson(input);
  } catch (e) {
    if (!isCanonicalJsonError(e)) throw e;
    findings.fault('InvalidInput', e.pointer, e.reason);
  }
}

/** Reads a command. Throws a `Rejection` that names every place that is not of the command's form. */
export function parseCommand(input: unknown): Command {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) refuse('InvalidInput', '', 'a command is a JSON object');
  const findings = new Findings();
  checkPlain(input, findings);
  findings.settle();
  const { do: name, kind, development } = input as { do?: unknown; kind?: unknown; development?: unknown };
  if (!isCommandName(name)) {
    const like = typeof name === 'string' ? closest(name, Object.keys(COMMANDS)) : undefined;
    return refuse(
      'UnknownCommand',
      '/do',
      name === undefined ? 'a command says what it does in "do"' : `there is no command ${canonicalJson(name)}`,
      like ? `did you mean "${like}"?` : `the commands are ${Object.keys(COMMANDS).join(', ')}`,
    );
  }
  const result = COMMANDS[name].safeParse(input, MISSING);
  if (result.success) return result.data;
  formFaults(findings, result.error, '');
  if (name === 'record' && typeof kind === 'string' && isDevelopmentKind(kind) && typeof development === 'object') {
    // its form is asked by the decider; where the command is refused anyway, all is told at once
    const body = inputOfKind(kind).safeParse(development, MISSING);
    if (!body.success) formFaults(findings, body.error, '/development');
  }
  findings.settle();
  throw result.error; // not reached: an unsuccessful parse has issues
}
