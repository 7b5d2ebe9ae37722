/** What changed between two cells, and in which direction on the ladder (MODEL.md, "What follows", diff). */
import { canonicalJson } from '../events/canonical.ts';
import { CONTRIBUTION_LADDER } from '../events/facet.ts';
import { LISTS } from './cell.ts';
import type { Cell, ClaimAnswer, ClaimBy } from './cell.ts';
import { asOf } from './record.ts';
import type { DossierEntry } from './record.ts';

export type Direction =
  | 'firmed-up' // away from neutral
  | 'softened' // towards it
  | 'reversed' // across it
  | 'new'
  | 'withdrawn'
  | 'changed'
  | 'conditions-changed'
  | 'restated'
  | 'reclassified'; // a correction moved the claim to or from another facet

interface Ladder {
  readonly stances: readonly string[];
  readonly neutral: string;
}

/** Says the same to a reader: which version of a claim carries it, and where in the log, makes no difference. */
const said = ({ version: _version, position: _position, ...by }: ClaimBy) => by;
const listed = (claim: ClaimAnswer) => ({ ...claim, by: said(claim.by) });

/** What of a cell a reader would notice, in one text: cells with the same text have not changed. */
export function signature(cell: Cell): string {
  const lists = Object.fromEntries(LISTS.filter((l) => cell[l]).map((l) => [l, cell[l]!.map(listed)]));
  return canonicalJson({ ...cell, ...lists, ...(cell.by && { by: said(cell.by) }) });
}

/** The ladder on which two stances can be compared: that of the later claim if both stand on it, else that of the earlier. */
function ladderOf(dossier: DossierEntry | undefined, before: Cell, after: Cell): Ladder | undefined {
  const [family, , issue] = after.facet.split('/');
  const has = (l: Ladder) => l.stances.includes(before.value as string) && l.stances.includes(after.value as string);
  if (family === 'contribution') return has(CONTRIBUTION_LADDER) ? CONTRIBUTION_LADDER : undefined;
  const versions = family === 'position' ? dossier?.issues.get(issue!) : undefined;
  if (!versions) return undefined;
  const positions = [before.by!.position, after.by!.position].sort((a, b) => b - a);
  for (const position of positions) {
    const info = asOf(versions, position);
    const ladder = info && { stances: info.ladder.map((r) => r.stance), neutral: info.neutral };
    if (ladder && has(ladder)) return ladder;
  }
  return undefined;
}

const isHeld = (cell: Cell) => cell.by !== undefined && cell.value !== null;

/** The direction of a change between two cells of one facet that differ. */
export function directionOf(dossier: DossierEntry | undefined, before: Cell, after: Cell): Direction {
  if (!isHeld(before) && isHeld(after)) return 'new';
  if (isHeld(before) && !isHeld(after)) return 'withdrawn';
  if (!isHeld(before)) return 'changed';
  const same = (key: keyof Cell) => canonicalJson(before[key] ?? null) === canonicalJson(after[key] ?? null);
  if (!same('value')) {
    const ladder = ladderOf(dossier, before, after);
    if (!ladder) return 'changed';
    const height = (cell: Cell) => ladder.stances.indexOf(cell.value as string) - ladder.stances.indexOf(ladder.neutral);
    const [a, b] = [height(before), height(after)];
    if (a * b < 0) return 'reversed';
    return Math.abs(b) > Math.abs(a) ? 'firmed-up' : 'softened';
  }
  if (!same('conditions')) return 'conditions-changed';
  const substance: (keyof Cell)[] = [
    'detail',
    'status',
    'activation',
    'until',
    'alternatives',
    'possibly',
    'saidByOthers',
    'reported',
    'unsupported',
    'overruled',
  ];
  return substance.every((key) => sameList(before, after, key)) ? 'restated' : 'changed';
}

function sameList(before: Cell, after: Cell, key: keyof Cell): boolean {
  const content = (cell: Cell) => {
    const value = cell[key];
    return (LISTS as readonly string[]).includes(key)
      ? ((value as readonly ClaimAnswer[] | undefined) ?? []).map((c) => canonicalJson([c.value, c.detail, c.conditions])).sort()
      : (value ?? null);
  };
  return canonicalJson(content(before)) === canonicalJson(content(after));
}
