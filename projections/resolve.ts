/**
 * What holds on one facet at one moment: rules 4 to 7 of MODEL.md ("Rulings", "In force", "Order", "Shown").
 * Moments are exclusive bounds in UTC milliseconds: at A, everything before A has happened.
 */
import { owners } from '../events/facet.ts';
import { ATTRIBUTION_RANK, isVisible } from './record.ts';
import type { ClaimRow, RulingEntry } from './record.ts';
import type { Heard, View } from './view.ts';

/** Negative, zero or positive, infinities included. */
export const compare = <T extends number | string>(a: T, b: T): number => (a === b ? 0 : a < b ? -1 : 1);

/** Step 6: `a` is earlier than `b` if its time ends before the other's begins, or by their order within the same bounds. */
export const isBefore = (a: ClaimRow, b: ClaimRow): boolean =>
  a.to <= b.from || (a.from === b.from && a.to === b.to && a.order !== undefined && b.order !== undefined && a.order < b.order);

/** The reason for which one of two claims that are both left by step 6 is shown before the other (step 7). */
export type Preference = 'attribution' | 'origins' | 'start' | 'precision' | 'recording';

export interface Resolution {
  readonly shown: Heard | undefined;
  /** What step 6 left besides the shown claim, best first. */
  readonly others: readonly Heard[];
  readonly certain: readonly Heard[];
  /** Certain claims that a later word of the same voice replaced. */
  readonly superseded: readonly Heard[];
  /** Certain claims known to be earlier than one that stays. */
  readonly earlier: readonly Heard[];
  /** Begun, and not known to be earlier than a claim that step 6 left: what the lists of an answer are drawn from. */
  readonly current: readonly Heard[];
  /** Ruled against, certain, and current. */
  readonly overruled: readonly Heard[];
  /** Number of origins of all claims left that say the same. */
  readonly origins: (claim: Heard) => number;
  /** Why `a` is shown before `b`, with a negative number where it is. */
  readonly prefer: (a: Heard, b: Heard) => { readonly by: Preference; readonly sign: number };
}

/** One facet for one reader. Asks the view once, then answers at any moment. */
export class FacetView {
  readonly view: View;
  readonly facet: string;
  readonly heard: readonly Heard[];
  readonly #standing: readonly Heard[];
  /** Claims that a ruling decides: true where it is for the claim. */
  readonly verdicts: ReadonlyMap<Heard, { readonly preferred: boolean; readonly ruling: RulingEntry }>;
  readonly #relate: boolean;
  readonly #shown = new Map<number, Heard | undefined>();

  constructor(view: View, facet: string, heard: readonly Heard[] = view.heard(facet)) {
    this.view = view;
    this.facet = facet;
    this.heard = heard;
    this.#standing = heard.filter((c) => c.class === 'standing');
    this.verdicts = this.#judge();
    this.#relate = this.#standing.some((c) => c.row.version.replaces.length > 0);
  }

  /** The same facet as if one claim were not in the record. */
  without(claim: Heard): FacetView {
    return new FacetView(
      this.view,
      this.facet,
      this.heard.filter((c) => c !== claim),
    );
  }

  /** Rulings: of each claim the latest that holds decides, while the claim it prefers is there and both still say what they said. */
  #judge(): Map<Heard, { preferred: boolean; ruling: RulingEntry }> {
    const verdicts = new Map<Heard, { preferred: boolean; ruling: RulingEntry }>();
    const { view } = this;
    for (const ruling of (view.dossier?.rulings.get(this.facet) ?? []).toReversed()) {
      if (!isVisible(ruling, view.size) || !view.holds(ruling.because)) continue;
      const claim = (ref: string) =>
        this.#standing.find((c) => `${c.row.development.id}#${c.row.claim.id}` === ref && c.row.says === ruling.said.get(ref));
      if (!claim(ruling.prefer)) continue;
      for (const ref of [ruling.prefer, ...ruling.over]) {
        const named = claim(ref);
        if (named && !verdicts.has(named)) verdicts.set(named, { preferred: ref === ruling.prefer, ruling });
      }
    }
    return verdicts;
  }

  isOverruled(claim: Heard): boolean {
    return this.verdicts.get(claim)?.preferred === false;
  }

  /** Step 5: possible once its bounds have begun and while its window may be open. */
  static isPossible({ row }: Heard, at: number): boolean {
    return row.lo < at && at <= row.end.latest;
  }
  /** Step 5: certain once its bounds are over and while its window cannot have closed. */
  static isCertain({ row }: Heard, at: number): boolean {
    return row.hi <= at && at <= row.end.earliest;
  }

  /** Step 6, relations: a certain claim whose development replaces another's, in the same voice, unless it is itself earlier. */
  #afterRelations(certain: readonly Heard[]): readonly Heard[] {
    if (!this.#relate) return certain;
    const subject = owners(this.facet)?.[0];
    // where somebody is spoken for and the speaker is not named, the speaker is one with any other who is not named
    const voices = ({ row }: Heard): readonly (string | undefined)[] =>
      !row.voices ? [subject] : (row.claim.by ?? row.version.body.by) === undefined ? [undefined, ...row.voices] : row.voices;
    const relates = (d: Heard, c: Heard) =>
      d.row.version.replaces.includes(c.row.development.id) && voices(d).some((v) => voices(c).includes(v));
    const replacing = certain.filter((d) => d.row.version.replaces.length > 0);
    const kept = certain.filter((c) => !replacing.some((d) => relates(d, c) && !relates(c, d) && !isBefore(d.row, c.row)));
    return kept.length ? kept : certain; // relations that run in a circle say nothing
  }

  /** Step 6, time: what is not earlier than another. */
  static #latest(claims: readonly Heard[]): Heard[] {
    let start = -Infinity;
    for (const { row } of claims) if (row.from > start) start = row.from;
    const left = claims.filter(({ row }) => !(row.to <= start));
    return left.some(({ row }) => row.order !== undefined) ? left.filter((c) => !left.some((d) => isBefore(c.row, d.row))) : left;
  }

  static #origins(latest: readonly Heard[]): (claim: Heard) => number {
    const byContent = new Map<string, Set<string>>();
    for (const { row, origins } of latest) {
      const all = byContent.get(row.content);
      if (all) for (const o of origins) all.add(o);
      else byContent.set(row.content, new Set(origins));
    }
    return (claim) => byContent.get(claim.row.content)?.size ?? 0;
  }

  /** Step 7: attribution; origins of all that say the same; later start; greater precision; later first recording; claim id. */
  static #preference(origins: (claim: Heard) => number): Resolution['prefer'] {
    return (a, b) => {
      const steps: [Preference, number][] = [
        ['attribution', ATTRIBUTION_RANK[b.row.attribution] - ATTRIBUTION_RANK[a.row.attribution]],
        ['origins', origins(b) - origins(a)],
        ['start', compare(b.row.from, a.row.from)],
        ['precision', compare(a.row.to, b.row.to)],
        ['recording', b.row.first - a.row.first || compare(a.row.claim.id, b.row.claim.id)],
      ];
      const [by, sign] = steps.find(([, sign]) => sign !== 0) ?? ['recording', 0];
      return { by, sign };
    };
  }

  resolve(at: number): Resolution {
    const begun = this.heard.filter((c) => FacetView.isPossible(c, at) && !this.isOverruled(c));
    const certain = begun.filter((c) => c.class === 'standing' && FacetView.isCertain(c, at));
    const kept = this.#afterRelations(certain);
    const latest = FacetView.#latest(kept);
    const origins = FacetView.#origins(latest);
    const prefer = FacetView.#preference(origins);
    const [shown, ...others] = [...latest].sort((a, b) => prefer(a, b).sign);
    const isCurrent = (c: Heard) => !latest.some((d) => isBefore(c.row, d.row));
    const left = new Set(latest);
    const stayed = new Set(kept);
    return {
      shown,
      others,
      certain,
      superseded: certain.filter((c) => !stayed.has(c)),
      earlier: kept.filter((c) => !left.has(c)),
      current: begun.filter(isCurrent),
      overruled: this.#standing.filter((c) => this.isOverruled(c) && FacetView.isCertain(c, at) && isCurrent(c)),
      origins,
      prefer,
    };
  }

  /** The claim shown at a moment. */
  shown(at: number): Heard | undefined {
    if (!this.#shown.has(at)) this.#shown.set(at, this.resolve(at).shown);
    return this.#shown.get(at);
  }

  /** Moments, up to one, at which what is shown can change: a claim becomes certain, a window may have closed. In order. */
  turns(until: number): number[] {
    const moments = this.heard.flatMap(({ row }) => [row.hi, row.end.earliest + 1]);
    return [...new Set(moments)].filter((t) => t <= until && Number.isFinite(t)).sort((a, b) => a - b);
  }

  /** Moments at which anything in the answer can change, what is only possible included. In order. */
  allTurns(): number[] {
    const moments = this.heard.flatMap(({ row }) => [row.lo + 1, row.hi, row.end.earliest + 1, row.end.latest + 1]);
    return [...new Set(moments)].filter(Number.isFinite).sort((a, b) => a - b);
  }

  /** The claim that was shown when the unbroken run of like claims began that reaches to this moment. */
  run(at: number, alike: (claim: Heard) => boolean): Heard | undefined {
    let first = this.shown(at);
    for (const t of this.turns(at).reverse()) {
      const then = this.shown(t);
      if (!then || !alike(then)) break;
      first = then;
    }
    return first;
  }
}
