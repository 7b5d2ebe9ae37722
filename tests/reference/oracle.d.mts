/** Types of the reference, for tests. */
import type { Noted } from '../support/notation.ts';

export class Rejected extends Error {}
export function bounds(edtf: string): [number, number];
export function until(coordinate: string): number;
export function owners(facet: string): string[] | undefined;
export function fold(log: readonly Noted[], known?: number): unknown;
export function state(
  log: readonly Noted[],
  facet: string,
  at: string,
  limits?: { known?: number | undefined; published?: string | undefined; from?: string | undefined },
): Record<string, unknown>;
