/** The answer for one facet at one moment, with all that stands beside it: rules 8 and 9 of MODEL.md, in the form of INTERFACE.md. */
import { canonicalJson } from '../events/canonical.ts';
import { instantText } from '../events/edtf.ts';
import type { Attribution, Claim, Condition, Grade } from '../events/schema.ts';
import type { ClaimRow } from './record.ts';
import { compare, FacetView } from './resolve.ts';
import type { Resolution } from './resolve.ts';
import type { Heard, View } from './view.ts';

const DAY = 86_400_000;

export type Value = Claim['value'];
export type Status = 'none' | 'held' | 'withdrawn' | 'contested' | 'unclear';
export type Activation = 'pending' | 'active' | 'lapsed';
/** Why the ground under a cell is thin: one origin, no speaker named, or nobody knows since when. */
export type Thin = 'one-origin' | 'no-speaker' | 'undated';

/** Which claim, in which version, and the log size from which that version is known. */
export interface ClaimBy {
  readonly development: string;
  readonly claim: string;
  readonly version: number;
  readonly position: number;
}
export interface Voice {
  /** Null where nobody is named and anybody may speak. */
  readonly by: string | null;
  readonly for?: readonly string[];
  readonly via?: string;
}
/** [from, to): an open side is null. */
export type IsoBounds = readonly [string | null, string | null];

/** A claim as it stands in any list. */
export interface ClaimAnswer {
  readonly value: Value;
  readonly detail?: Claim['detail'];
  readonly conditions?: readonly Condition[];
  readonly by: ClaimBy;
  readonly voice: Voice;
  readonly attribution: Attribution;
  readonly origins: number;
  readonly date: string;
  readonly bounds: IsoBounds;
}

export interface Cell {
  readonly facet: string;
  readonly value: Value;
  readonly detail?: Claim['detail'];
  readonly conditions?: readonly Condition[];
  readonly status: Status;
  /** The date of the claim shown when the unbroken run of the same value began. */
  readonly since?: string;
  /** The latest time it was said, where that is another. */
  readonly confirmed?: string;
  readonly until?: string;
  readonly by?: ClaimBy;
  readonly voice?: Voice;
  readonly attribution?: Attribution;
  readonly origins?: number;
  readonly grade?: Grade | null;
  readonly thin?: readonly Thin[];
  readonly approximate?: true;
  readonly publicationUncertain?: true;
  readonly activation?: Activation;
  readonly alternatives?: readonly ClaimAnswer[];
  readonly overruled?: readonly ClaimAnswer[];
  readonly possibly?: readonly ClaimAnswer[];
  readonly saidByOthers?: readonly ClaimAnswer[];
  readonly reported?: readonly ClaimAnswer[];
  readonly unsupported?: readonly ClaimAnswer[];
}

/** The lists that can stand beside what is shown, in the order in which they are given. */
export const LISTS = ['alternatives', 'overruled', 'possibly', 'saidByOthers', 'reported', 'unsupported'] as const;

/** A record names few moments, and each of them often. */
const instants = new Map<number, string>();
const INSTANTS = 50_000; // days of more than a century; a few megabytes
function iso(ms: number): string | null {
  if (!Number.isFinite(ms)) return null;
  let text = instants.get(ms);
  if (text === undefined) {
    if (instants.size >= INSTANTS) instants.clear();
    instants.set(ms, (text = instantText(ms)));
  }
  return text;
}
export const isoBounds = (lo: number, hi: number): IsoBounds => [iso(lo), iso(hi)];

export const claimBy = (row: ClaimRow): ClaimBy => ({
  development: row.developmentId,
  claim: row.name,
  version: row.versionNumber,
  position: row.versionSeq + 1,
});

/** Who speaks: the claim's own words, else the development's, else the facet's own subject. */
export function voiceOf(row: ClaimRow): Voice {
  const { voices: named, hasSpeaker: isNamed, via } = row.speech;
  if (!named && via === undefined) return { by: row.owners?.[0] ?? null };
  const voices: readonly (string | null)[] = named ?? [row.owners?.[0] ?? null];
  const [first = null, ...others] = voices;
  const hasSpeaker = isNamed || !named;
  const spokenFor = hasSpeaker ? others : voices;
  return {
    by: hasSpeaker ? first : null,
    ...(spokenFor.length && { for: spokenFor.filter((v) => v !== null) }),
    ...(via !== undefined && { via }),
  };
}

/** The parts of a claim's content, as answers carry them. */
const contentParts = ({ said: { value, detail, when } }: ClaimRow) => ({
  value,
  ...(detail && { detail }),
  ...(when && { conditions: when }),
});

export function claimAnswer(heard: Pick<Heard, 'row' | 'origins'>): ClaimAnswer {
  const { row } = heard;
  return {
    ...contentParts(row),
    by: claimBy(row),
    voice: voiceOf(row),
    attribution: row.attribution,
    origins: heard.origins.size,
    date: row.date,
    bounds: isoBounds(row.lo, row.hi),
  };
}

/** One claim for each content, the best of those that say it, but for one content. */
function distinct(claims: readonly Heard[], resolution: Resolution, but?: number): ClaimAnswer[] {
  if (claims.length === 1) return claims[0]!.row.content === but ? [] : [claimAnswer(claims[0]!)];
  const best = new Map<number, Heard>();
  for (const c of claims) {
    const { content } = c.row;
    if (content === but) continue;
    const other = best.get(content);
    if (!other || resolution.prefer(c, other).sign < 0) best.set(content, c);
  }
  return [...best.values()].sort((a, b) => resolution.prefer(a, b).sign).map(claimAnswer);
}

function statusOf(shown: Heard | undefined, rivals: readonly Heard[]): Status {
  if (!shown) return 'none';
  const { from, to } = shown.row;
  if (rivals.some(({ row }) => row.from === from && row.to === to && to - from <= DAY)) return 'contested';
  if (rivals.length) return 'unclear';
  return shown.row.value === null ? 'withdrawn' : 'held';
}

/** Why the ground is thin; undefined where it is not. */
function thinGround({ row }: Heard, origins: number): readonly Thin[] | undefined {
  const [isOne, isUnnamed, isUndated] = [origins <= 1, row.attribution === 'reported', !row.isObserved && row.start.startsWith('[..')];
  if (!isOne && !isUnnamed && !isUndated) return undefined;
  const thin: Thin[] = [];
  if (isOne) thin.push('one-origin');
  if (isUnnamed) thin.push('no-speaker');
  if (isUndated) thin.push('undated');
  return thin;
}

/**
 * Conditions read world facts of the same dossier; all must be met. `while` guards; `once` latches from the first time
 * it is met since the run of the same content began. Of several, lapsed before pending before active.
 */
function activationOf(view: View, facet: FacetView, shown: Heard, at: number): Activation {
  const start = facet.run(at, 'content')!.hi;
  const { names } = view.record.claims;
  const states = shown.row.said.when!.map((condition): Activation => {
    const world = new FacetView(view, condition.facet);
    const wanted = canonicalJson(condition.is);
    const isMet = (t: number) => {
      const shown = world.shown(t)?.row;
      return (shown ? names.all[shown.valueKey] : 'null') === wanted;
    };
    if (isMet(at)) return 'active';
    const ever = isMet(start) || world.turns(at, start).some(isMet);
    return ever ? (condition.mode === 'once' ? 'active' : 'lapsed') : 'pending';
  });
  return (['lapsed', 'pending', 'active'] as const).find((s) => states.includes(s))!;
}

/** Where claims are listed that are not certain, or do not compete. */
const LIST_OF = {
  standing: 'possibly',
  saidByOthers: 'saidByOthers',
  reported: 'reported',
  unsupported: 'unsupported',
} as const satisfies Record<Heard['class'], (typeof LISTS)[number]>;

/** What is in force on a facet at a moment (exclusive bound, UTC milliseconds), for one reader. */
export function cellAt(facet: FacetView, at: number): Cell {
  const alone = facet.alone(at);
  if (alone) {
    const { shown, first } = alone;
    return cellOf(facet, at, shown, statusOf(shown, []), first, shown, shown.origins.size, undefined);
  }
  if (facet.isSilentAt(at)) return { facet: facet.facet, value: null, status: 'none' };
  const resolution = facet.resolve(at);
  const { shown, others, current } = resolution;
  const rivals = others.filter((c) => c.row.content !== shown!.row.content);
  const content = shown?.row.content;
  const listed: Partial<Record<(typeof LISTS)[number], Heard[]>> = { alternatives: rivals, overruled: [...resolution.overruled] };
  for (const c of current) if (!resolution.certain.includes(c)) (listed[LIST_OF[c.class]] ??= []).push(c);
  const beside: Partial<Record<(typeof LISTS)[number], ClaimAnswer[]>> = {};
  for (const list of LISTS) {
    const claims = listed[list];
    if (!claims?.length) continue;
    const answers = distinct(claims, resolution, content);
    if (answers.length) beside[list] = answers;
  }
  if (!shown) return { facet: facet.facet, value: null, status: 'none', ...beside };

  const last = [shown, ...others.filter((c) => c.row.valueKey === shown.row.valueKey)].sort(
    (a, b) => compare(b.row.from, a.row.from) || compare(a.row.to, b.row.to),
  )[0]!;
  return cellOf(facet, at, shown, statusOf(shown, rivals), facet.run(at, 'valueKey')!, last, resolution.origins(shown), beside);
}

/** The answer where a claim is shown: its value began with `first`, `last` is the latest word that says the same, `beside` what stands beside it. */
function cellOf(
  facet: FacetView,
  at: number,
  shown: Heard,
  status: Status,
  first: ClaimRow,
  last: Heard,
  origins: number,
  beside: Partial<Pick<Cell, (typeof LISTS)[number]>> | undefined,
): Cell {
  const { row } = shown;
  const { value, detail, when } = row.said;
  const since = first.start;
  const { date } = last.row;
  const { until } = row;
  const thin = thinGround(shown, origins);
  // the members in the order in which they are read; assigned one by one, since this is made for every cell of a state
  const cell = { facet: facet.facet, value } as { -readonly [K in keyof Cell]: Cell[K] };
  if (detail) cell.detail = detail;
  if (when) cell.conditions = when;
  cell.status = status;
  cell.since = since;
  if (date !== since) cell.confirmed = date;
  if (until !== undefined) cell.until = until;
  cell.by = claimBy(row);
  cell.voice = voiceOf(row);
  cell.attribution = row.attribution;
  cell.origins = origins;
  cell.grade = shown.grade ?? null;
  if (thin) cell.thin = thin;
  if (row.approximate) cell.approximate = true;
  if (facet.view.published < Infinity && shown.publicationUncertain) cell.publicationUncertain = true;
  if (when) cell.activation = activationOf(facet.view, facet, shown, at);
  if (beside) Object.assign(cell, beside);
  return cell;
}

/** Whether there is anything to say: something shown, or something listed. */
export const isSilent = (cell: Cell): boolean => cell.status === 'none' && LISTS.every((l) => !cell[l]);
