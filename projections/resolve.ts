/**
 * What holds on one facet at one moment: rules 4 to 7 of MODEL.md ("Rulings", "In force", "Order", "Shown").
 * Moments are exclusive bounds in UTC milliseconds: at A, everything before A has happened.
 */
import { firstPlace, lastPlace } from './facet-order.ts';
import type { FacetOrder, Places } from './facet-order.ts';
import { ATTRIBUTION_RANK, isBefore, isVisible } from './record.ts';
import type { ClaimRow, FacetEntry, RulingEntry } from './record.ts';
import type { Heard, Verdicts, View } from './view.ts';

/** Negative, zero or positive, infinities included. */
export const compare = <T extends number | string>(a: T, b: T): number => (a === b ? 0 : a < b ? -1 : 1);

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

class Resolved implements Resolution {
  readonly shown: Heard | undefined;
  readonly others: readonly Heard[];
  readonly certain: readonly Heard[];
  readonly current: readonly Heard[];
  readonly overruled: readonly Heard[];
  readonly origins: Resolution['origins'];
  readonly prefer: Resolution['prefer'];
  readonly #kept: readonly Heard[];
  readonly #latest: readonly Heard[];
  constructor(
    shown: Heard | undefined,
    others: readonly Heard[],
    certain: readonly Heard[],
    kept: readonly Heard[],
    latest: readonly Heard[],
    current: readonly Heard[],
    overruled: readonly Heard[],
    origins: Resolution['origins'],
    prefer: Resolution['prefer'],
  ) {
    this.shown = shown;
    this.others = others;
    this.certain = certain;
    this.#kept = kept;
    this.#latest = latest;
    this.current = current;
    this.overruled = overruled;
    this.origins = origins;
    this.prefer = prefer;
  }
  // asked by those alone who tell of every claim
  get superseded(): readonly Heard[] {
    const stayed = new Set(this.#kept);
    return this.certain.filter((c) => !stayed.has(c));
  }
  get earlier(): readonly Heard[] {
    const left = new Set(this.#latest);
    return this.#kept.filter((c) => !left.has(c));
  }
}

const NO_VERDICTS: Verdicts = new Map();

/** So many claims are passed over one by one before it is asked which of them were corrected. */
const PATIENCE = 64;

/** By what claims are alike: the value alone, or all that they say. */
type Likeness = 'valueKey' | 'content';

/**
 * One facet for one reader. What holds at a moment is decided among the claims that can matter there: those that begin to be
 * possible before it and are not surely over when the latest certain word began. Of the rest the rule says nothing but that they
 * are earlier, so it is not asked about them.
 */
export class FacetView {
  readonly view: View;
  readonly facet: string;
  /** Absent where the facet means nothing, or where the claims were given. */
  readonly #entry: FacetEntry | undefined;
  readonly #given: readonly Heard[] | undefined;
  #found: Map<number, Heard> | undefined;
  #verdicts: Verdicts | undefined;
  #shown: Map<number, Heard | undefined> | undefined;
  /** How many places were looked at, and then, the places that are left when versions are out that do not take hold. */
  #looked = 0;
  #places: Places | undefined;

  /** With `heard`, as if these claims were all that the record has. */
  constructor(view: View, facet: string, heard?: readonly Heard[], entry = heard ? undefined : view.facetEntry(facet)) {
    this.view = view;
    this.facet = facet;
    this.#given = heard;
    this.#entry = entry;
  }

  /** Whether nothing on it can have begun before a moment. */
  isSilentAt(at: number): boolean {
    if (this.#given) return false; // they are looked at
    return !this.#entry || this.#entry.order.possibleBy(at) === 0;
  }

  /** All claims that exist for this reader. */
  get heard(): readonly Heard[] {
    return this.#given ?? this.view.heard(this.facet);
  }

  /** The same facet as if one claim were not in the record. */
  without(claim: Heard): FacetView {
    return new FacetView(
      this.view,
      this.facet,
      this.heard.filter((c) => c.row.index !== claim.row.index),
    );
  }

  #hear(row: number): Heard {
    const found = (this.#found ??= new Map<number, Heard>());
    let heard = found.get(row);
    if (!heard) found.set(row, (heard = this.view.hear(row)));
    return heard;
  }

  /** Claims that a ruling decides, by index: `preferred` where it is for the claim. */
  get verdicts(): Verdicts {
    if (this.#verdicts) return this.#verdicts;
    const known = this.#given ? undefined : this.view.verdicts.get(this.facet);
    this.#verdicts = known ?? this.#judge();
    if (!known && !this.#given && this.#verdicts.size) this.view.verdicts.set(this.facet, this.#verdicts);
    return this.#verdicts;
  }

  /** Rulings: of each claim the latest that holds decides, while the claim it prefers is there and both still say what they said. */
  #judge(): Verdicts {
    const { view } = this;
    const rulings = view.dossier?.rulings.get(this.facet);
    if (!rulings) return NO_VERDICTS;
    const verdicts = new Map<number, { preferred: boolean; ruling: RulingEntry }>();
    for (const ruling of rulings.toReversed()) {
      if (!isVisible(ruling, view.size) || !view.holds(ruling.because)) continue;
      const claim = (ref: string) => this.#named(ref).find((r) => r.says === ruling.said.get(ref));
      if (!claim(ruling.prefer)) continue;
      for (const ref of [ruling.prefer, ...ruling.over]) {
        const named = claim(ref);
        if (named && !verdicts.has(named.index)) verdicts.set(named.index, { preferred: ref === ruling.prefer, ruling });
      }
    }
    return verdicts;
  }

  /** Standing claims on this facet that are called `development#claim`. */
  #named(ref: string): ClaimRow[] {
    const [id = '', name] = ref.split('#');
    const isMeant = (row: ClaimRow) => row.name === name && row.development.id === id;
    if (this.#given) return this.#given.filter((c) => c.class === 'standing' && isMeant(c.row)).map((c) => c.row);
    const { record } = this.view;
    const development = record.developments.get(id);
    const version = development && this.view.version(development);
    const facet = this.#entry?.index;
    return (version?.rows ?? []).filter(
      (r) => r.name === name && record.claims.rowFacet(r.index) === facet && this.view.isStanding(r.index),
    );
  }

  isOverruled(claim: Heard): boolean {
    return this.#isOverruled(claim.row.index);
  }
  #isOverruled(row: number): boolean {
    return this.verdicts.size > 0 && this.verdicts.get(row)?.preferred === false;
  }

  /** Step 5: possible once its bounds have begun and while its window may be open. */
  static isPossible({ row }: Heard, at: number): boolean {
    return row.lo < at && at <= row.latestEnd;
  }
  /** Step 5: certain once its bounds are over and while its window cannot have closed. */
  static isCertain({ row }: Heard, at: number): boolean {
    return row.hi <= at && at <= row.earliestEnd;
  }

  /** Step 6, relations: a certain claim whose development replaces another's, in the same voice, unless it is itself earlier. */
  #afterRelations(certain: readonly Heard[]): readonly Heard[] {
    const replacing = certain.filter((d) => d.row.version.replaces.length > 0);
    if (!replacing.length) return certain;
    const subject = certain[0]!.row.owners?.[0];
    // where somebody is spoken for and the speaker is not named, the speaker is one with any other who is not named
    const voices = ({ row }: Heard): readonly (string | undefined)[] =>
      !row.voices ? [subject] : row.speech.hasSpeaker ? row.voices : [undefined, ...row.voices];
    const relates = (d: Heard, c: Heard) =>
      d.row.version.replaces.includes(c.row.development.id) && voices(d).some((v) => voices(c).includes(v));
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
    if (latest.length === 1) {
      const [{ row, origins }] = latest as [Heard];
      return (claim) => (claim.row.content === row.content ? origins.size : 0);
    }
    const byContent = new Map<number, Set<string>>();
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
      let sign = ATTRIBUTION_RANK[b.row.attribution] - ATTRIBUTION_RANK[a.row.attribution];
      if (sign !== 0) return { by: 'attribution', sign };
      sign = origins(b) - origins(a);
      if (sign !== 0) return { by: 'origins', sign };
      sign = compare(b.row.from, a.row.from);
      if (sign !== 0) return { by: 'start', sign };
      sign = compare(a.row.to, b.row.to);
      if (sign !== 0) return { by: 'precision', sign };
      return { by: 'recording', sign: b.row.first - a.row.first || compare(a.row.name, b.row.name) };
    };
  }

  /** What the rule says of the claims that can matter at a moment. */
  resolve(at: number): Resolution {
    return this.#resolve(this.#given ?? this.#near(at), at);
  }

  /** The same, with these claims among those that it is asked about: what became of each is known, however early it was. */
  resolveWith(at: number, claims: readonly Heard[]): Resolution {
    return this.#resolve(this.#given ?? this.#near(at, claims), at);
  }

  /** What the rule says of every claim, also of those that were over long ago. */
  resolveAll(at: number): Resolution {
    return this.#resolve(this.heard, at);
  }

  #resolve(heard: readonly Heard[], at: number): Resolution {
    const begun = heard.filter((c) => FacetView.isPossible(c, at) && !this.isOverruled(c));
    const certain = begun.filter((c) => c.class === 'standing' && FacetView.isCertain(c, at));
    const kept = this.#afterRelations(certain);
    const latest = FacetView.#latest(kept);
    const origins = FacetView.#origins(latest);
    const prefer = FacetView.#preference(origins);
    const [shown, ...others] = latest.length > 1 ? [...latest].sort((a, b) => prefer(a, b).sign) : latest;
    const isCurrent = (c: Heard) => !latest.some((d) => isBefore(c.row, d.row));
    const current = begun.filter(isCurrent);
    const overruled = !this.verdicts.size
      ? []
      : heard.filter((c) => c.class === 'standing' && this.isOverruled(c) && FacetView.isCertain(c, at) && isCurrent(c));
    return new Resolved(shown, others, certain, kept, latest, current, overruled, origins, prefer);
  }

  /**
   * The claims on which step 6 and the lists of an answer turn. `start` is the latest beginning of a certain claim that nothing
   * can replace: whatever ended by then is earlier. Of claims further back only those matter that replace one of these.
   */
  #near(at: number, also: readonly Heard[] = []): Heard[] {
    if (!this.#entry) return [];
    const { order } = this.#entry;
    const start = this.#latestStart(order, at);
    const rows: number[] = [];
    for (let place = this.#after(order, order.possibleBy(at) - 1, start); place >= 0; place = this.#after(order, place - 1, start)) {
      const row = order.byPossible[place]!;
      if (this.view.hears(row)) rows.push(row);
    }
    if (also.length) {
      const taken = new Set(rows);
      for (const { row } of also) if (!taken.has(row.index)) rows.push(row.index);
    }
    if (order.replacing.size) {
      const { claims } = this.view.record;
      let taken: Set<number> | undefined; // few are replaced
      for (let i = 0, near = rows.length; i < near; i++)
        for (const row of order.replacing.get(claims.developmentIdOf(rows[i]!)) ?? [])
          if (!(taken ??= new Set(rows)).has(row) && this.view.hears(row)) {
            taken.add(row);
            rows.push(row);
          }
    }
    return rows.sort((a, b) => a - b).map((row) => this.#hear(row));
  }

  /**
   * The places that are left when versions are out that do not take hold for this reader, on a facet of which at least half is
   * corrected. Found once more was passed over than it costs to find them: a development that was corrected a thousand times has
   * left a thousand claims, of which one can matter.
   */
  #living(order: FacetOrder): Places | undefined {
    const originals = order.length - order.corrections;
    if (order.corrections < originals || this.#places || ++this.#looked <= PATIENCE + originals) return this.#places;
    return (this.#places = order.placesOf((development) => this.view.versionOf(development)));
  }

  /** The last place at or before one whose claim this reader may know of. */
  #known(order: FacetOrder, place: number): number {
    const { view } = this;
    const living = this.#living(order);
    if (living) return lastPlace(living.byCertain, place);
    return view.isUnlimited ? place : order.knownBefore(place, view.size, view.published);
  }

  /** The first place at or after one whose claim may be known. */
  #knownFrom(order: FacetOrder, place: number): number {
    const living = this.#living(order);
    return living ? firstPlace(living.byCertain, place) : place;
  }

  /** The last place at or before one in the order by start whose claim may be known, of those that speak of a time that ends after `start`. */
  #after(order: FacetOrder, place: number, start: number): number {
    const { view } = this;
    const living = this.#living(order);
    if (living) {
      for (let p = lastPlace(living.byPossible, place); p >= 0; p = lastPlace(living.byPossible, p - 1))
        if (order.endsAfter(p, start)) return p;
      return -1;
    }
    return view.isUnlimited ? order.lastAfter(place, start, Infinity, Infinity) : order.lastAfter(place, start, view.size, view.published);
  }

  /** The latest beginning among the claims that are certain at a moment, compete, and cannot be replaced by a later word. */
  #latestStart(order: FacetOrder, at: number): number {
    const { claims } = this.view.record;
    let start = -Infinity;
    for (
      let place = this.#known(order, order.certainBy(at) - 1);
      place >= 0 && order.maxFrom[place]! > start;
      place = this.#known(order, place - 1)
    ) {
      const row = order.byCertain[place]!;
      const time = claims.rowTime(row);
      if (claims.timeFrom.data[time]! <= start || at > claims.timeEarliest.data[time]!) continue;
      if (order.replacing.size && order.replacing.has(claims.developmentIdOf(row))) continue;
      if (this.view.isStandingAt(order, place) && !this.#isOverruled(row)) start = claims.timeFrom.data[time]!;
    }
    return start;
  }

  /**
   * The place, in the order by certainty, of the claim that is shown at a moment, where time alone decides: it competes, and all
   * that is certain before it is earlier. -1 where nothing competes; undefined where the whole rule has to be asked.
   */
  #plainly(order: FacetOrder, at: number, from: number): number | undefined {
    const { claims } = this.view.record;
    const hasEnds = order.ends.length > 0;
    for (let place = this.#known(order, from); place >= 0; place = this.#known(order, place - 1)) {
      const row = order.byCertain[place]!;
      if (hasEnds && at > claims.timeEarliest.data[claims.rowTime(row)]!) continue;
      if (!this.view.isStandingAt(order, place) || this.#isOverruled(row)) continue;
      return order.cut[place] ? place : undefined;
    }
    return -1;
  }

  /**
   * The claim that is shown, if at that moment it is also the only one of which an answer could say anything, and the one with
   * which the unbroken run of its value began.
   */
  alone(at: number): { readonly shown: Heard; readonly first: ClaimRow } | undefined {
    if (!this.#entry) return undefined;
    const { view } = this;
    const { order } = this.#entry;
    const last = order.certainBy(at) - 1;
    if (last < 0) return undefined;
    const { claims } = view.record;
    const hasMore = order.nextPossible[last]! < at;
    const run = hasMore ? -1 : (view.runsOf(this.#entry)?.[last] ?? -1);
    if (run >= 0) return { shown: view.hear(order.byCertain[last]!), first: claims.row(run) }; // found here before
    const known = this.#known(order, last);
    const place = this.#plainly(order, at, known);
    if (place === undefined || place < 0) return undefined;
    const row = order.byCertain[place]!;
    if (hasMore) {
      const from = claims.timeFrom.data[claims.rowTime(row)]!;
      for (let p = this.#after(order, order.possibleBy(at) - 1, from); p >= 0; p = this.#after(order, p - 1, from)) {
        const other = order.byPossible[p]!;
        if (other !== row && !isBefore(claims.row(other), claims.row(row)) && view.hears(other)) return undefined;
      }
    } else {
      // of what comes after it, only what is certain has begun
      for (let p = known; p > place; p = this.#known(order, p - 1)) if (view.hears(order.byCertain[p]!)) return undefined;
    }
    // what lies between is not heard, or it would not be alone
    return { shown: view.hear(row), first: claims.row(this.#runBack(order, at, place, row, 'valueKey')) };
  }

  /** The claim shown at a moment. */
  shown(at: number): Heard | undefined {
    const known = (this.#shown ??= new Map<number, Heard | undefined>());
    let shown = known.get(at);
    if (shown || known.has(at)) return shown;
    if (this.#entry) {
      const { order } = this.#entry;
      const place = this.#plainly(order, at, order.certainBy(at) - 1);
      shown = place === undefined ? this.resolve(at).shown : place < 0 ? undefined : this.#hear(order.byCertain[place]!);
    } else shown = this.resolve(at).shown;
    known.set(at, shown);
    return shown;
  }

  /** Moments, from one up to another, at which what is shown can change: a claim becomes certain, a window may have closed. In order. */
  turns(until: number, from = -Infinity): number[] {
    const moments = this.heard.flatMap(({ row }) => [row.hi, row.earliestEnd + 1]);
    return [...new Set(moments)].filter((t) => t >= from && t <= until && Number.isFinite(t)).sort((a, b) => a - b);
  }

  /** Moments at which anything in the answer can change, what is only possible included. In order. */
  allTurns(): number[] {
    const moments = this.heard.flatMap(({ row }) => [row.lo + 1, row.hi, row.earliestEnd + 1, row.latestEnd + 1]);
    return [...new Set(moments)].filter(Number.isFinite).sort((a, b) => a - b);
  }

  /** The claim that was shown when the unbroken run of like claims began that reaches to this moment. */
  run(at: number, likeness: Likeness): ClaimRow | undefined {
    const last = this.shown(at);
    if (!last) return undefined;
    if (this.#entry) {
      const { order } = this.#entry;
      return this.view.record.claims.row(this.#runBack(order, at, order.certainBy(at) - 1, last.row.index, likeness));
    }
    let first = last;
    for (const t of this.turns(at).reverse()) {
      const then = this.shown(t);
      if (then?.row[likeness] !== last.row[likeness]) break;
      first = then;
    }
    return first.row;
  }

  /**
   * The same along the order, from the last place that is certain at a moment on, for the claim that is shown there. What is shown
   * can only change where a claim becomes certain, or a window may have closed.
   */
  #runBack(order: FacetOrder, at: number, from: number, last: number, likeness: Likeness): number {
    const { view } = this;
    const { claims } = view.record;
    const isByValue = likeness === 'valueKey';
    const likenessOf = isByValue ? claims.contentValue : claims.contentSays;
    const wanted = likenessOf.data[claims.rowContent(last)];
    const runs = isByValue && this.#entry ? view.runsOf(this.#entry) : undefined;
    const visited: number[] = [];
    const isLeaping = isByValue && order.ends.length === 0 && !this.verdicts.size;
    let first = last;
    let place = this.#known(order, from);
    let end = order.endsBy(at) - 1;
    while (place >= 0 || end >= 0) {
      const turn = Math.max(place >= 0 ? order.certain[place]! : -Infinity, end >= 0 ? order.ends[end]! : -Infinity);
      // what competes at this turn, or already did before it
      const found = this.#plainly(order, turn, place);
      const row = found === undefined ? this.shown(turn)?.row.index : found < 0 ? undefined : order.byCertain[found]!;
      if (row === undefined) break;
      if ((isByValue && found !== undefined ? order.values[found] : likenessOf.data[claims.rowContent(row)]) !== wanted) break;
      first = row;
      if (runs && found !== undefined && !order.ends.length) {
        if (runs[found]! >= 0) {
          first = runs[found]!;
          break;
        }
        visited.push(found);
      }
      let below = turn;
      if (found !== undefined && !order.ends.length) {
        place = found;
        if (isLeaping && order.run[found]! >= 0) {
          // a stretch in which all say the same: it began with the first that competes
          place = this.#knownFrom(order, order.run[found]!);
          while (place < found && !view.isStandingAt(order, place)) place = this.#knownFrom(order, place + 1);
          // of those that become certain at that moment, the last that competes is shown
          for (let p = place; p <= found && order.certain[p] === order.certain[place]; p = this.#knownFrom(order, p + 1))
            if (view.isStandingAt(order, p)) first = order.byCertain[p]!;
        }
        below = order.certain[place]!;
      }
      while (place >= 0 && order.certain[place]! >= below) place = this.#known(order, place - 1);
      while (end >= 0 && order.ends[end]! >= below) end--;
    }
    if (runs) for (const place of visited) runs[place] = first;
    return first;
  }
}
