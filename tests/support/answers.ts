/** An answer in the form of `tests/cases/*.json`: lists hold distinct values, compared as sets. */
import { canonicalJson } from '../../events/canonical.ts';
import { LISTS } from '../../projections/cell.ts';
import type { Cell } from '../../projections/cell.ts';

export function inNotation(cell: Cell): Record<string, unknown> {
  const answer: Record<string, unknown> = { value: cell.value, status: cell.status };
  if (cell.by) answer['by'] = `${cell.by.development}#${cell.by.claim}@${cell.by.version}`;
  for (const key of ['since', 'confirmed', 'origins', 'approximate', 'publicationUncertain', 'activation'] as const)
    if (cell[key] !== undefined) answer[key] = cell[key];
  for (const list of LISTS) if (cell[list]) answer[list] = cell[list].map((c) => c.value);
  return normalised(answer);
}

/** Lists as sets: sorted by their canonical text. */
export function normalised(answer: Record<string, unknown>): Record<string, unknown> {
  const sorted = (list: unknown[]) =>
    [...new Map(list.map((v) => [canonicalJson(v), v]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, v]) => v);
  return Object.fromEntries(
    Object.entries(answer).map(([k, v]) => [k, Array.isArray(v) && (LISTS as readonly string[]).includes(k) ? sorted(v) : v]),
  );
}
