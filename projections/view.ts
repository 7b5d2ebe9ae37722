/**
 * A reader's view of the record: one dossier, as recorded up to a log size, resting only on what was published by an instant.
 * Rules 1 to 3 of MODEL.md ("What the record says", "Support", "Voice"): which version of what stands, on which sources, in whose voice.
 */
import { boundsOf } from '../events/edtf.ts';
import type { Bounds } from '../events/edtf.ts';
import { owners } from '../events/facet.ts';
import type { Grade } from '../events/schema.ts';
import { asOf, ATTRIBUTION_RANK, isDefined, isVisible } from './record.ts';
import type {
  ClaimRow,
  DevelopmentEntry,
  DossierEntry,
  RecordState,
  RetractionEntry,
  SourceInfo,
  Support,
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
  readonly #inForce = new Map<DevelopmentEntry, VersionEntry | null>();
  readonly #heard = new Map<string, readonly Heard[]>();

  constructor(record: RecordState, dossier: DossierEntry | undefined, published: number, size: number) {
    this.record = record;
    this.dossier = dossier;
    this.published = published;
    this.size = size;
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
      answer = this.isPublished(id) && !this.copies(id).some((x) => this.isWithdrawn(x));
      this.#stands.set(id, answer);
    }
    return answer;
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
    let version = this.#inForce.get(development);
    if (version === undefined) {
      version = development.versions.findLast((v) => v.seq < this.size && this.holds(v.because)) ?? null;
      this.#inForce.set(development, version);
    }
    return version ?? undefined;
  }

  /** What supports a claim of this version, as recorded up to here. */
  #supportOf(support: readonly Support[]): string[] {
    return [...new Set(support.filter((s) => s.seq < this.size).map((s) => this.sourceId(s.evidence.source)))];
  }

  // ── claims ──

  /** Paths of all facets on which anything was recorded, in the order of the alphabet. */
  facets(): string[] {
    const { dossier } = this;
    if (!dossier) return [];
    return [...dossier.facets]
      .filter(([path, rows]) => rows.some((r) => isVisible(r, this.size)) && isDefined(dossier, path, this.size))
      .map(([path]) => path)
      .sort();
  }

  /** All rows on a facet at this log size: every version of every claim. */
  rows(facet: string): ClaimRow[] {
    const { dossier } = this;
    if (!dossier || !isDefined(dossier, facet, this.size)) return [];
    return (dossier.facets.get(facet) ?? []).filter((r) => isVisible(r, this.size));
  }

  /** Why a row is not heard; undefined when it is. */
  unheard(row: ClaimRow): Unheard | undefined {
    const version = this.version(row.development);
    if (row.version !== version) return version && row.version.number > version.number ? 'correction-not-published' : 'older-version';
    if (this.isRetracted(row.development)) return 'retracted';
    return this.#supportOf(row.support).some((id) => this.isPublished(id)) ? undefined : 'not-published';
  }

  /** The claims on a facet that exist for this reader, each with its support and class. */
  heard(facet: string): readonly Heard[] {
    let list = this.#heard.get(facet);
    if (!list) {
      list = this.rows(facet)
        .filter((row) => this.unheard(row) === undefined)
        .map((row) => this.#hear(facet, row));
      this.#heard.set(facet, list);
    }
    return list;
  }

  #hear(facet: string, row: ClaimRow): Heard {
    const support = this.#supportOf(row.support).filter((id) => this.stands(id));
    const speakers = owners(facet);
    const isOwn = !row.voices || !speakers || speakers.some((o) => row.voices!.includes(o));
    const grades = support.map((id) => this.source(id)?.grade);
    const isWeak = ATTRIBUTION_RANK[row.attribution] === 0 || grades.every((g) => LOW.has(g));
    return {
      row,
      class: !support.length ? 'unsupported' : !isOwn ? 'saidByOthers' : isWeak ? 'reported' : 'standing',
      support,
      origins: new Set(support.map((id) => this.originOf(id))),
      publicationUncertain: support.every((id) => this.publication(id).hi > this.published),
      grade: grades.filter((g) => g !== undefined).sort()[0],
    };
  }
}
