/**
 * Quantity beside names: a number that somebody gave for a body's members, and who is named. "26 countries" without names
 * is a quantity, never 26 rows; who is named, by whom, is kept apart from who has an offer of their own on record.
 */
import { cellAt, claimAnswer } from './cell.ts';
import type { Cell, ClaimAnswer, Voice } from './cell.ts';
import { height, ladderOf } from './change.ts';
import { asOf } from './record.ts';
import { FacetView } from './resolve.ts';
import type { View } from './view.ts';

export interface NamedMember {
  readonly actor: string;
  /** Who named it, each with the claim. */
  readonly claims: readonly ClaimAnswer[];
}
export interface OwnReadiness {
  readonly actor: string;
  readonly cells: readonly Pick<Cell, 'facet' | 'value' | 'status' | 'since' | 'by'>[];
}
export interface QuantityBesideNames {
  readonly body: string;
  readonly title: string;
  readonly quantity: Cell;
  /** Whose number it was first, and who gave the same. */
  readonly claimedBy: Voice | null;
  readonly confirmedBy: readonly Voice[];
  readonly namedByClaimant: readonly NamedMember[];
  readonly namedByOthers: readonly NamedMember[];
  /** Said it of themselves, or the body did. */
  readonly ownWord: readonly NamedMember[];
  /** An offer or a readiness of their own on record; whether they are members is not said. */
  readonly membershipUnsaid: readonly OwnReadiness[];
}

const speakers = (voice: Voice): string[] => [...(voice.for ?? []), ...(voice.by === null ? [] : [voice.by])];
/** A voice speaks in the name of those it speaks for, else in its own. */
const party = (voice: Voice): string => voice.for?.join('+') ?? voice.by ?? '';

/** For each body of the dossier that a quantity counts, at a moment (exclusive bound). */
export function quantitiesAt(view: View, at: number): QuantityBesideNames[] {
  const bodies = (view.dossier && asOf(view.dossier.info, view.size)?.bodies) ?? [];
  return bodies.flatMap((body): QuantityBesideNames[] => {
    if (body.counts === undefined) return [];
    const facet = new FacetView(view, body.counts);
    const quantity = cellAt(facet, at);
    const { shown, others } = facet.resolve(at);
    const agreeing = shown
      ? [shown, ...others.filter((c) => c.row.content === shown.row.content)].toSorted((a, b) => a.row.first - b.row.first)
      : [];
    const voices = [...new Map(agreeing.map((c) => claimAnswer(c).voice).map((v) => [party(v), v])).values()];
    const [claimedBy = null, ...confirmedBy] = voices;
    const claimant = new Set(claimedBy ? speakers(claimedBy) : []);

    const named = new Map<string, ClaimAnswer[]>();
    for (const path of view.facets()) {
      const [family, actor = '', of] = path.split('/');
      if (family !== 'role' || of !== body.id) continue;
      const role = new FacetView(view, path);
      const claims = role.heard.filter(
        (c) => c.class !== 'unsupported' && FacetView.isPossible(c, at) && c.row.value !== null && !role.isOverruled(c),
      );
      if (claims.length) named.set(actor, claims.map(claimAnswer));
    }
    const members = (pick: (claim: ClaimAnswer, actor: string) => boolean): NamedMember[] =>
      [...named].flatMap(([actor, claims]) => {
        const own = claims.filter((c) => pick(c, actor));
        return own.length ? [{ actor, claims: own }] : [];
      });
    const isOwn = (c: ClaimAnswer, actor: string) => speakers(c.voice).some((s) => s === actor || s === body.id);
    const isClaimant = (c: ClaimAnswer, actor: string) => !isOwn(c, actor) && speakers(c.voice).some((s) => claimant.has(s));
    return [
      {
        body: body.id,
        title: body.title,
        quantity,
        claimedBy,
        confirmedBy,
        namedByClaimant: members(isClaimant),
        namedByOthers: members((c, actor) => !isOwn(c, actor) && !isClaimant(c, actor)),
        ownWord: members(isOwn),
        membershipUnsaid: readiness(view, at, body.readiness ?? [], new Set(named.keys())),
      },
    ];
  });
}

/** Actors with a contribution of their own in force, or a stance above neutral on one of some issues, each on the ladder on which it was said. */
function readiness(view: View, at: number, issues: readonly string[], named: ReadonlySet<string>): OwnReadiness[] {
  const found = new Map<string, OwnReadiness['cells'][number][]>();
  for (const path of view.facets()) {
    const [family, actor = '', what = ''] = path.split('/');
    if (named.has(actor) || !(family === 'contribution' || (family === 'position' && issues.includes(what)))) continue;
    const cell = cellAt(new FacetView(view, path), at);
    const ladder = cell.by && ladderOf(view.dossier, cell);
    if (!cell.by || !ladder || height(ladder, cell.value) <= 0) continue;
    const { facet, value, status, since, by } = cell;
    const list = found.get(actor) ?? [];
    list.push({ facet, value, status, ...(since !== undefined && { since }), by });
    found.set(actor, list);
  }
  return [...found].map(([actor, cells]) => ({ actor, cells })).sort((a, b) => (a.actor < b.actor ? -1 : 1));
}
