/**
 * A reader's view of the record: one dossier, as recorded up to a log size, resting only on what was published by an instant.
 * Rules 1 to 3 of MODEL.md ("What the record says", "Support", "Voice"): which version of what stands, on which sources, in whose voice.
 */
import { boundsOf } from '../events/edtf.ts';
import type { Bounds } from '../events/edtf.ts';
import type { Grade } from '../events/schema.ts';
import { SparseBytes } from './columns.ts';
import type { FacetOrder } from './facet-order.ts';
import { asOf, isDefined } from './record.ts';
import type {
  ClaimRow,
  DevelopmentEntry,
  DossierEntry,
  FacetEntry,
  RecordState,
  RetractionEntry,
  RulingEntry,
  SourceInfo,
  VersionEntry,
} from './record.ts';

/** How a claim stands to a reader. Only `standing` claims are shown or compete. */
export type ClaimClass = 'standing' | 'saidByOthers' | 'reported' | 'unsupported';

/** A claim of a version that stands, as this reader can know it. */
export interface Heard {
  readonly row: ClaimRow;
  readonly class: ClaimClass;
  /** Sources that are published and not withdrawn. */
  readonly support: readonly string[];
  /** Documents that the support goes back to: origins are counted, not copies. */
  readonly origins: ReadonlySet<string>;
  /** All that carries it may have been published later than the limit. */
  readonly publicationUncertain: boolean;
  /** Best grade among its support. */
  readonly grade: Grade | undefined;
}

/** What rulings decide of claims, by index: `preferred` where one is for the claim. */
export type Verdicts = ReadonlyMap<number, { readonly preferred: boolean; readonly ruling: RulingEntry }>;

/** Why a row of the facet is not heard at all by this reader. */
export type Unheard = 'retracted' | 'older-version' | 'correction-not-published' | 'not-published';

const ALWAYS: Bounds = { lo: -Infinity, hi: -Infinity };
const LOW: ReadonlySet<Grade | undefined> = new Set<Grade | undefined>(['E', 'F']);

export class View {
  readonly record: RecordState;
  readonly dossier: DossierEntry | undefined;
  /** Exclusive bound: what was published before it counts. */
  readonly published: number;
  /** Log size: what was recorded before it counts. */
  readonly size: number;

  readonly #stands = new Map<string, boolean>();
  /** Of developments that were corrected: the index of the version that takes hold, or -1. */
  readonly #inForce = new Map<number, number>();
  readonly #heard = new Map<string, readonly Heard[]>();
  readonly #backings = new Map<number, Backing>();
  readonly #versions: SparseBytes;
  readonly #competing: SparseBytes;
  readonly #supports: SparseBytes;
  readonly #sources: SparseBytes;
  /** What rulings decide, by facet: found once. */
  readonly verdicts = new Map<string, Verdicts>();
  #facets: readonly FacetEntry[] | undefined;
  /** By the index of the facet. */
  #runs: (Int32Array | undefined)[] | undefined;

  constructor(record: RecordState, dossier: DossierEntry | undefined, published: number, size: number) {
    this.record = record;
    this.dossier = dossier;
    this.published = published;
    this.size = size;
    this.#versions = new SparseBytes(record.claims.versionNumber.length);
    this.#competing = new SparseBytes(record.claims.versionNumber.length);
    this.#supports = new SparseBytes(record.claims.supportStart.length);
    this.#sources = new SparseBytes(record.claims.names.all.length);
  }

  /** The same view with other limits. */
  with(limits: { published?: number; size?: number }): View {
    return new View(this.record, this.dossier, limits.published ?? this.published, limits.size ?? this.size);
  }

  // ── sources ──

  /** The id under which a source is known, after merges. */
  sourceId(id: string): string {
    let current = id;
    for (let next = this.#mergedInto(current); next !== undefined && next !== id; next = this.#mergedInto(current)) current = next;
    return current;
  }
  #mergedInto(id: string): string | undefined {
    const entry = this.record.sources.get(id);
    return entry && asOf(entry.merged, this.size);
  }

  /** What is known of a source; undefined for one that was never registered. */
  source(id: string): SourceInfo | undefined {
    const entry = this.record.sources.get(this.sourceId(id));
    return entry && asOf(entry.info, this.size);
  }

  /** When it was published; a source without a date counts as published all along. */
  publication(id: string): Bounds {
    const published = this.source(id)?.published;
    return published === undefined ? ALWAYS : boundsOf(published);
  }

  /** Published by the limit, counting from the earliest day where the date is uncertain. */
  isPublished(id: string): boolean {
    return !(this.publication(id).lo >= this.published);
  }

  /** A document, what it copies, what that copies …; the last is its origin. */
  copies(id: string): string[] {
    const chain: string[] = [];
    for (let current: string | undefined = this.sourceId(id); current !== undefined && !chain.includes(current);) {
      chain.push(current);
      const origin: string | undefined = this.source(current)?.origin;
      current = origin === undefined ? undefined : this.sourceId(origin);
    }
    return chain;
  }

  originOf(id: string): string {
    return this.copies(id).at(-1)!;
  }

  /** Withdrawn for this reader: the withdrawal has no grounds, or one that is published and not withdrawn itself. */
  isWithdrawn(id: string, path: readonly string[] = []): boolean {
    const source = this.sourceId(id);
    const withdrawal = this.withdrawal(source);
    if (!withdrawal) return false;
    if (!withdrawal.because) return true;
    return withdrawal.because
      .map((g) => this.sourceId(g))
      .some((g) => this.isPublished(g) && !path.includes(g) && !this.isWithdrawn(g, [...path, source]));
  }

  /** The withdrawal on record of a source, whether or not it takes hold for this reader. */
  withdrawal(id: string) {
    return this.record.sources.get(id)?.withdrawals.findLast((w) => w.seq < this.size && this.size <= w.until);
  }

  /** Published, and neither withdrawn nor a copy, at any remove, of what is. */
  stands(id: string): boolean {
    let answer = this.#stands.get(id);
    if (answer === undefined) {
      answer = this.isPublished(id) && (this.#plainSource(id) !== undefined || !this.copies(id).some((x) => this.isWithdrawn(x)));
      this.#stands.set(id, answer);
    }
    return answer;
  }

  /** What is known of a source to which nothing was done since it was registered, and that copies no other; undefined for others. */
  #plainSource(id: string): SourceInfo | undefined {
    const entry = this.record.sources.get(id);
    if (!entry || entry.merged.length || entry.withdrawals.length || entry.info.length !== 1) return undefined;
    const { seq, value } = entry.info[0]!;
    return seq < this.size && value.origin === undefined ? value : undefined;
  }

  /** An act that cites grounds takes hold while one of them stands; one without always does. */
  holds(because: readonly string[] | undefined): boolean {
    return because === undefined || because.some((g) => this.stands(g));
  }

  // ── developments ──

  /** The retraction on record, whether or not it takes hold for this reader. */
  retraction(development: DevelopmentEntry): RetractionEntry | undefined {
    return development.retractions.findLast((r) => r.seq < this.size && this.size <= r.until);
  }

  isRetracted(development: DevelopmentEntry): boolean {
    const retraction = this.retraction(development);
    return retraction !== undefined && this.holds(retraction.because);
  }

  /** The latest version that takes hold for this reader, retracted or not; undefined before the development was recorded. */
  version(development: DevelopmentEntry): VersionEntry | undefined {
    const index = this.versionOf(development.index);
    return index < 0 ? undefined : this.record.claims.version(index);
  }

  /** The same by index; -1 for none. */
  versionOf(development: number): number {
    const { claims } = this.record;
    const last = claims.developmentLast.data[development]!;
    if (claims.versionPrevious.data[last]! < 0) return claims.versionSeq.data[last]! < this.size ? last : -1; // the first needs no grounds
    let version = this.#inForce.get(development);
    if (version === undefined) {
      version = last;
      while (
        version >= 0 &&
        !(claims.versionSeq.data[version]! < this.size && this.holds(claims.lists[claims.versionBecause.data[version]!]))
      )
        version = claims.versionPrevious.data[version]!;
      this.#inForce.set(development, version);
    }
    return version;
  }

  // ── claims ──

  /** Paths of all facets on which anything was recorded, in the order of the alphabet. */
  facets(): string[] {
    return this.facetEntries().map((f) => f.path);
  }

  /** All facets on which anything was recorded, in the order of their paths. */
  facetEntries(): readonly FacetEntry[] {
    const { dossier, size } = this;
    if (!dossier) return [];
    return (this.#facets ??= facetsOf(dossier).filter((f) => f.isOn(size) && isDefined(dossier, f.path, size, f)));
  }

  /** The facet, where it means something in the dossier at this log size and anything was recorded on it. */
  facetEntry(facet: string): FacetEntry | undefined {
    const { dossier } = this;
    const entry = dossier?.facets.get(facet);
    return dossier && isDefined(dossier, facet, this.size, entry) ? entry : undefined;
  }

  /** All rows on a facet at this log size: every version of every claim. */
  rows(facet: string): ClaimRow[] {
    const { claims } = this.record;
    const rows: ClaimRow[] = [];
    for (const row of this.facetEntry(facet)?.rows.used() ?? []) if (claims.isVisible(row, this.size)) rows.push(claims.row(row));
    return rows;
  }

  /** Why a row is not heard; undefined when it is. */
  unheard(row: ClaimRow): Unheard | undefined {
    const { version, development } = row;
    const holding = this.version(development);
    if (version.index !== holding?.index) return holding && version.number > holding.number ? 'correction-not-published' : 'older-version';
    if (this.isRetracted(development)) return 'retracted';
    return this.#backing(this.record.claims.rowSupport(row.index)).exists ? undefined : 'not-published';
  }

  /** The claims on a facet that exist for this reader, each with its support and class. */
  heard(facet: string): readonly Heard[] {
    let list = this.#heard.get(facet);
    if (!list) {
      const entry = this.facetEntry(facet);
      const all: Heard[] = [];
      for (const row of entry?.rows.used() ?? []) if (this.hears(row)) all.push(this.hear(row));
      this.#heard.set(facet, (list = all));
    }
    return list;
  }

  /** Whether the version of a claim stands for this reader: it takes hold, and its development is not retracted. */
  #versionStands(version: number): boolean {
    const known = this.#versions.get(version);
    if (known) return known === 1;
    const { claims } = this.record;
    const development = claims.versionDevelopment.data[version]!;
    const stands =
      this.versionOf(development) === version &&
      !(claims.retractions.has(development) && this.isRetracted(claims.development(development)));
    this.#versions.set(version, stands ? 1 : 2);
    return stands;
  }

  /** Whether a claim exists for this reader. */
  hears(row: number): boolean {
    const { claims } = this.record;
    return (
      this.#versionStands(claims.rowVersion(row)) &&
      claims.isInPlace(row, this.size) &&
      (this.#stateOf(claims.rowSupport(row)) & EXISTS) !== 0
    );
  }

  /** Whether a claim exists and may compete: it is supported, by a named voice that counts here, and not on low grades alone. */
  isStanding(row: number): boolean {
    const { claims } = this.record;
    return (
      this.#versionStands(claims.rowVersion(row)) &&
      claims.isOwnWord(row) &&
      !claims.isAnonymous(row) &&
      claims.isInPlace(row, this.size) &&
      (this.#stateOf(claims.rowSupport(row)) & STRONG) !== 0
    );
  }

  /** The same of the claim at a place in the order by certainty of a facet, mostly without going to the claim. */
  isStandingAt(order: FacetOrder, place: number): boolean {
    const { claims } = this.record;
    const version = order.versions[place]!;
    if (version < 0 || claims.movedRows.size) return this.isStanding(order.byCertain[place]!);
    let competing = this.#competing.get(version);
    if (!competing) {
      const isStrong = () => (this.#stateOf(claims.versionSupport.data[version]!) & STRONG) !== 0;
      competing = claims.versionRestated.data[version] ? ASK_THE_CLAIM : this.#versionStands(version) && isStrong() ? COMPETES : SILENT;
      this.#competing.set(version, competing);
    }
    return competing === ASK_THE_CLAIM ? this.isStanding(order.byCertain[place]!) : competing === COMPETES;
  }

  /** Whether all that is recorded is known to this reader, and published. */
  get isUnlimited(): boolean {
    return this.published === Infinity && this.size >= this.record.size;
  }

  /**
   * For a reader without limits: by place in the order of a facet, the claim with which the run of like values began that is shown
   * there; -1 where nobody asked. Found once, since most questions are asked without limits.
   */
  runsOf(facet: FacetEntry): Int32Array | undefined {
    if (!this.isUnlimited) return undefined;
    const all = (this.#runs ??= Array.from({ length: this.record.claims.facets.length }));
    return (all[facet.index] ??= new Int32Array(facet.rows.length).fill(-1));
  }

  /** Whether anything under a support is published. */
  isPublishedOn(support: number): boolean {
    return (this.#stateOf(support) & EXISTS) !== 0;
  }

  /** The documents of a version that are published. */
  publishedOf(version: VersionEntry): string[] {
    const { claims } = this.record;
    const ids: string[] = [];
    for (const piece of claims.pieces(claims.versionSupport.data[version.index]!)) {
      if (!(claims.evidenceSeq.data[piece]! < this.size)) continue;
      const id = this.sourceId(claims.names.all[claims.evidenceSource.data[piece]!]!);
      if (!ids.includes(id) && this.isPublished(id)) ids.push(id);
    }
    return ids;
  }

  #stateOf(support: number): number {
    let state = this.#supports.get(support);
    if (!state) {
      const { claims } = this.record;
      state = SEEN;
      for (const piece of claims.pieces(support))
        if (claims.evidenceSeq.data[piece]! < this.size) state |= this.#sourceState(claims.evidenceSource.data[piece]!);
      this.#supports.set(support, state);
    }
    return state;
  }

  /** What a source does for the claims that rest on it: they exist, they are supported, on more than low grades. */
  #sourceState(name: number): number {
    let state = this.#sources.get(name);
    if (!state) {
      const id = this.record.claims.names.all[name]!;
      const plain = this.#plainSource(id);
      const source = plain ? id : this.sourceId(id);
      const isPublished = plain
        ? this.published === Infinity || plain.published === undefined || boundsOf(plain.published).lo < this.published
        : this.isPublished(source);
      const stands = plain ? isPublished : this.stands(source);
      const grade = (plain ?? this.source(source))?.grade;
      state = SEEN | (isPublished ? EXISTS : 0) | (stands && !LOW.has(grade) ? STRONG : 0);
      this.#sources.set(name, state);
    }
    return state;
  }

  /** What a claim rests on, for this reader. */
  #backing(support: number): Backing {
    let backing = this.#backings.get(support);
    if (!backing) {
      const { claims } = this.record;
      const ids = new Set<string>();
      for (const piece of claims.pieces(support))
        if (claims.evidenceSeq.data[piece]! < this.size) ids.add(this.sourceId(claims.names.all[claims.evidenceSource.data[piece]!]!));
      const all = [...ids];
      const standing = all.filter((id) => this.stands(id));
      const grades = standing.map((id) => this.source(id)?.grade);
      backing = {
        exists: all.some((id) => this.isPublished(id)),
        support: standing,
        origins: new Set(standing.map((id) => this.originOf(id))),
        publicationUncertain: standing.every((id) => this.publication(id).hi > this.published),
        grade: grades.filter((g) => g !== undefined).sort()[0],
        isLow: grades.every((g) => LOW.has(g)),
      };
      this.#backings.set(support, backing);
    }
    return backing;
  }

  /** A claim that this reader hears, with what carries it. */
  hear(row: number): Heard {
    const { claims } = this.record;
    const { support, origins, publicationUncertain, grade, isLow } = this.#backing(claims.rowSupport(row));
    const isWeak = claims.isAnonymous(row) || isLow;
    return {
      row: claims.row(row),
      class: !support.length ? 'unsupported' : !claims.isOwnWord(row) ? 'saidByOthers' : isWeak ? 'reported' : 'standing',
      support,
      origins,
      publicationUncertain,
      grade,
    };
  }
}

/** What a claim rests on, for one reader. */
interface Backing {
  /** Whether any of its sources is published. */
  readonly exists: boolean;
  readonly support: readonly string[];
  readonly origins: ReadonlySet<string>;
  readonly publicationUncertain: boolean;
  readonly grade: Grade | undefined;
  /** All grades are low. */
  readonly isLow: boolean;
}
/** How the claims of a version stand that compete wherever it does. */
const [COMPETES, SILENT, ASK_THE_CLAIM] = [1, 2, 3] as const;
const SEEN = 1;
const EXISTS = 2;
const STRONG = 4;

/** All facets of a dossier in the order of their paths, whatever is known of them; kept until there are more. */
export function facetsOf(dossier: DossierEntry): readonly FacetEntry[] {
  let order = orders.get(dossier.facets);
  if (order?.length !== dossier.facets.size) {
    order = [...dossier.facets.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    orders.set(dossier.facets, order);
  }
  return order;
}
const orders = new WeakMap<DossierEntry['facets'], readonly FacetEntry[]>();
