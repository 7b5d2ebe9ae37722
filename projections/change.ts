/** What changed between two cells, and in which direction on the ladder (MODEL.md, "What follows", diff). */
import { canonicalJson, sameJson } from '../events/canonical.ts';
import { CONTRIBUTION_LADDER } from '../events/facet.ts';
import { LISTS } from './cell.ts';
import type { Cell, ClaimAnswer, ClaimBy } from './cell.ts';
import { asOf, isVisible } from './record.ts';
import type { DossierEntry, RecordState } from './record.ts';

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

/** What of a cell a reader would notice: cells of which that is the same have not changed. */
export function noticed(cell: Cell): object {
  const lists = Object.fromEntries(LISTS.filter((l) => cell[l]).map((l) => [l, cell[l]!.map(listed)]));
  return { ...cell, ...lists, ...(cell.by && { by: said(cell.by) }) };
}

/** Whether two cells say the same to a reader. */
export function isUnchanged(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  // most that differ do so here
  if (a.status !== b.status || a.since !== b.since || a.confirmed !== b.confirmed) return false;
  if (a.by?.development !== b.by?.development || a.by?.claim !== b.by?.claim) return false;
  return sameJson(noticed(a), noticed(b));
}

/** Where a stance stands on a ladder, counted from neutral: below it against, above it for. */
export const height = ({ stances, neutral }: Ladder, stance: unknown): number =>
  stances.indexOf(stance as string) - stances.indexOf(neutral);
const isOn = ({ stances }: Ladder, stance: unknown): boolean => stances.includes(stance as string);

/** The ladder that a claim was recorded on: a later revision leaves it where it stood. */
export function ladderOf(dossier: DossierEntry | undefined, cell: Cell): Ladder | undefined {
  const [family, , issue] = cell.facet.split('/');
  if (family === 'contribution') return CONTRIBUTION_LADDER;
  const versions = family === 'position' ? dossier?.issues.get(issue!) : undefined;
  const info = versions && asOf(versions, cell.by!.position);
  return info && { stances: info.ladder.map((r) => r.stance), neutral: info.neutral };
}

/**
 * The heights of two stances: on the ladder of the later claim if both stand on it, else on that of the earlier; where neither
 * holds both, only on which side of neutral each stood on its own is known.
 */
function heights(dossier: DossierEntry | undefined, before: Cell, after: Cell): [number, number] | undefined {
  const ladders = [before, after].map((cell) => ladderOf(dossier, cell));
  const [own, other] = ladders;
  const later = before.by!.position > after.by!.position ? ladders : ladders.toReversed();
  for (const ladder of later)
    if (ladder && isOn(ladder, before.value) && isOn(ladder, after.value))
      return [height(ladder, before.value), height(ladder, after.value)];
  if (!own || !other || !isOn(own, before.value) || !isOn(other, after.value)) return undefined;
  const [a, b] = [Math.sign(height(own, before.value)), Math.sign(height(other, after.value))];
  return a === b ? undefined : [a, b];
}

const isHeld = (cell: Cell) => cell.by !== undefined && cell.value !== null;

/** What is compared for `restated`: all that a cell says, but not on which word, of when, it says it. */
const SUBSTANCE = ['detail', 'status', 'activation', 'until', ...LISTS] as const satisfies (keyof Cell)[];

/** The direction of a change between two cells of one facet that differ. */
export function directionOf(dossier: DossierEntry | undefined, before: Cell, after: Cell): Direction {
  if (!isHeld(before))
    return isHeld(after) ? 'new' : after.status === 'withdrawn' && before.status !== 'withdrawn' ? 'withdrawn' : 'changed';
  if (!isHeld(after)) return 'withdrawn';
  if (!isSame(before.value, after.value)) {
    const [a, b] = heights(dossier, before, after) ?? [];
    if (a === undefined || b === undefined) return 'changed';
    if (a * b < 0) return 'reversed';
    return Math.abs(b) > Math.abs(a) ? 'firmed-up' : 'softened';
  }
  if (!isSame(conditionsOf(before), conditionsOf(after))) return 'conditions-changed';
  return SUBSTANCE.every((key) => isSame(substance(before, key), substance(after, key))) ? 'restated' : 'changed';
}

const isSame = (a: unknown, b: unknown): boolean => sameJson(a ?? null, b ?? null);

/** Conditions in whatever order they are written. */
const conditionsOf = ({ conditions }: Pick<Cell, 'conditions'>) => conditions?.map((c) => canonicalJson(c)).sort();

function substance(cell: Cell, key: (typeof SUBSTANCE)[number]): unknown {
  const value = cell[key];
  if (!(LISTS as readonly string[]).includes(key)) return value;
  return ((value ?? []) as readonly ClaimAnswer[]).map((c) => canonicalJson([c.value, c.detail ?? null, conditionsOf(c) ?? null])).sort();
}

/**
 * Whether an act moved the claim that a cell shows before it, or after it, to or from another facet: a correction did, or a
 * merge of two actors. `position` is the log size from which the act counts; `before` is the cell at a smaller size.
 */
export function isMove(record: RecordState, position: number, before: Cell, after: Cell): boolean {
  const seq = position - 1;
  const type = record.acts.typeAt(seq);
  if (type !== 'DevelopmentCorrected' && type !== 'ActorsMerged') return false;
  const subject = record.acts.subjectAt(seq);
  /** The facets on which a claim stands in the last version at a log size. */
  const facetsAt = (development: string, claim: string, size: number): string[] =>
    (record.developments.get(development)?.before(size)?.rows ?? [])
      .filter((row) => row.name === claim && isVisible(row, size))
      .map((row) => row.facet);
  return [before, after].some((cell, i) => {
    if (!cell.by || (type === 'DevelopmentCorrected' && cell.by.development !== subject)) return false;
    const { development, claim } = cell.by;
    const [was, is] = [facetsAt(development, claim, seq), facetsAt(development, claim, position)];
    const [here, there] = i === 0 ? [was, is] : [is, was];
    return here.includes(cell.facet) && there.length > 0 && !there.includes(cell.facet);
  });
}
