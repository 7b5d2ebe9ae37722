/**
 * Developments, their versions and claims, one row a claim version and dossier, kept in columns: what is said often is kept once
 * and meant by a number, dates are numbers, texts stay where the payloads are. Entries are windows onto the columns: two of the
 * same thing have the same `index`.
 */
import { canonicalJson } from '../events/canonical.ts';
import type { DevelopmentKind, Development } from '../events/developments.ts';
import { boundsOf, isFlagged, upTo, windowEnd } from '../events/edtf.ts';
import type { Bounds } from '../events/edtf.ts';
import { owners } from '../events/facet.ts';
import type { Attribution, Claim, Condition, Evidence } from '../events/schema.ts';
import { Bytes, Float64s, Int32s, Names } from './columns.ts';
import { FacetOrder } from './facet-order.ts';

const DAY = 86_400_000;
/** A log size that no log reaches: what never ended. */
export const NEVER = 0x7fffffff;
const NONE = -1;

/** How good a word is, best last (MODEL.md, "Claims"). */
export const ATTRIBUTION_RANK: Readonly<Record<Attribution, number>> = { official: 3, 'on-record': 2, reported: 1, anonymous: 0 };

/** Where payloads are read from when their texts are asked for. */
export interface PayloadReader {
  /** Offered each payload once, in the order of the log; may be let go where it can be read again. */
  keep(seq: number, payload: unknown): void;
  /** The payload of the event at a place in the log, of the present version. */
  read(seq: number): unknown;
}

/** Payloads kept in memory. */
export class PayloadsInMemory implements PayloadReader {
  readonly #all: unknown[] = [];
  keep(seq: number, payload: unknown): void {
    this.#all[seq] = payload;
  }
  read(seq: number): unknown {
    return this.#all[seq];
  }
  /** As it is now. */
  copy(): PayloadsInMemory {
    const copy = new PayloadsInMemory();
    this.#all.forEach((payload, seq) => copy.keep(seq, payload));
    return copy;
  }
}

/** When a claim holds. */
export interface ClaimTime {
  /** Certain from `hi` on, possible from `lo` on. */
  readonly lo: number;
  readonly hi: number;
  /** The time it speaks of, for the order among claims. */
  readonly from: number;
  readonly to: number;
  readonly order: number | undefined;
  /** The date it takes effect, and the date it was said for. */
  readonly start: string;
  readonly date: string;
  readonly end: { readonly earliest: number; readonly latest: number };
  readonly approximate: boolean;
}

/** Step 6: `a` is earlier than `b` if its time ends before the other's begins, or by their order within the same bounds. */
export const isBefore = (a: Pick<ClaimTime, 'from' | 'to' | 'order'>, b: Pick<ClaimTime, 'from' | 'to' | 'order'>): boolean =>
  a.to <= b.from || (a.from === b.from && a.to === b.to && a.order !== undefined && b.order !== undefined && a.order < b.order);

/** Who speaks. */
export interface Speech {
  readonly attribution: Attribution;
  /** Who speaks, and in whose name; undefined where nothing was said, so that the facet's own subject speaks. */
  readonly voices: readonly string[] | undefined;
  /** Whether the speaker is named; without one, and with nobody spoken for, the facet's own subject is. */
  readonly hasSpeaker: boolean;
  /** Who relayed it. */
  readonly via: string | undefined;
  /** The same where the claim itself says so, not its development. */
  readonly ownVia: string | undefined;
}

/** What a claim says, as it was written. */
export interface Content {
  readonly value: Claim['value'];
  readonly detail: Claim['detail'];
  readonly when: readonly Condition[] | undefined;
}

/** Value, detail and conditions, in whatever order they are written (MODEL.md, rule 7). */
export function contentOf(claim: Pick<Claim, 'value' | 'detail' | 'when'>): string {
  return canonicalJson({
    value: claim.value,
    detail: claim.detail,
    when: claim.when?.length ? claim.when.map((w: Condition) => canonicalJson(w)).sort() : undefined,
  });
}

/** Flags of a time. */
const APPROXIMATE = 1;
const OBSERVED = 2;
/** Clipped at the day the dossier opens. */
const CLIPPED = 4;

/** How many fields of a claim lie side by side, and where each of them is; its version comes first. */
const FIELDS = 8;
const [NAME, FACET, CONTENT, TIME, SPEECH, SUPPORT, FLAGS] = [1, 2, 3, 4, 5, 6, 7] as const;

/** Flags of a row. */
const OWN_WORD = 1;
const UNNAMED = 2;

/** One facet of one dossier, with the claims on it. */
export class FacetEntry {
  readonly index: number;
  readonly path: string;
  readonly dossier: string;
  /** From which log size on it means something, once that is found out. */
  definedFrom: number | undefined;
  /** Those whose word counts. */
  readonly owners: readonly string[] | undefined;
  /** Claims by index, in the order in which they were recorded (or moved here). */
  readonly rows: Int32s;
  readonly #claims: Claims;
  #order: FacetOrder | undefined;

  constructor(claims: Claims, index: number, dossier: string, path: string, rows = new Int32s()) {
    this.#claims = claims;
    this.index = index;
    this.dossier = dossier;
    this.path = path;
    this.owners = owners(path);
    this.rows = rows;
  }

  /** Whether anything was recorded on it at a log size and not moved elsewhere. */
  isOn(size: number): boolean {
    const { rowFrom } = this.#claims;
    for (let i = 0; i < this.rows.length && rowFrom.data[this.rows.data[i]!]! < size; i++)
      if (this.#claims.isVisible(this.rows.data[i]!, size)) return true;
    return false;
  }

  /** Every claim that was ever recorded on it. */
  *[Symbol.iterator](): IterableIterator<ClaimRow> {
    for (let i = 0; i < this.rows.length; i++) yield this.#claims.row(this.rows.data[i]!);
  }

  /** Claims that speak of exactly this time, in the order in which they were recorded. */
  saidAt({ lo, hi }: Bounds): ClaimRow[] {
    const { byCertain, certain } = this.order;
    const found: ClaimRow[] = [];
    for (let place = this.order.certainBy(hi) - 1; place >= 0 && certain[place] === hi; place--) {
      const row = this.#claims.row(byCertain[place]!);
      const date = boundsOf(row.date);
      if (date.lo === lo && date.hi === hi) found.push(row);
    }
    return found.sort((a, b) => a.index - b.index);
  }

  /** The claims in the order of time, as far as they are recorded. */
  get order(): FacetOrder {
    const order = (this.#order ??= new FacetOrder(this.#claims));
    if (order.length < this.rows.length) order.add(this.rows);
    return order;
  }
}

export interface RetractionEntry {
  readonly seq: number;
  readonly reason: string;
  readonly because: readonly string[] | undefined;
  readonly duplicateOf: string | undefined;
  /** Place in the log of the reinstatement, if any. */
  until: number;
  reinstatement: string | undefined;
}

const NO_CONDITIONS: readonly string[] = [];
const NO_RETRACTIONS: readonly RetractionEntry[] = [];

/** The columns. Only the fold of the record writes them. */
export class Claims {
  readonly payloads: PayloadReader;
  /** Ids and words of every kind. */
  readonly names: Names;
  /** Lists of names, by number. */
  readonly lists: string[][] = [];
  readonly #lists = new Map<string, number>();

  readonly dates: Names;
  readonly dateLo = new Float64s();
  readonly dateHi = new Float64s();

  // when a claim holds
  readonly timeLo = new Float64s();
  readonly timeHi = new Float64s();
  readonly timeFrom = new Float64s();
  readonly timeEarliest = new Float64s();
  readonly timeLatest = new Float64s();
  /** NaN for none. */
  readonly timeOrder = new Float64s();
  readonly timeStart = new Int32s();
  readonly timeDate = new Int32s();
  readonly timeUntil = new Int32s();
  readonly timeFlags = new Bytes();
  /** Times of the commonest sort, by date and opening. */
  readonly #plainTimes = new Map<string, number>();

  // what is said, by the text as it was written
  readonly contents: Names;
  /** Names of the canonical texts. */
  readonly contentSays = new Int32s();
  readonly contentValue = new Int32s();
  /** 1 where it depends on world facts. */
  readonly contentIsConditional = new Bytes();
  readonly #said: (Content | undefined)[] = [];

  readonly speeches: Speech[] = [];
  readonly #speeches = new Map<string, number>();

  // evidence, and what a claim rests on: a stretch of it, or, with a negative count, items that name pieces of it
  readonly evidenceSource = new Int32s();
  readonly evidenceSeq = new Int32s();
  readonly evidenceName = new Int32s();
  readonly supportStart = new Int32s();
  readonly supportCount = new Int32s();
  readonly supportItems = new Int32s();

  // developments
  readonly developmentName = new Int32s();
  readonly developmentSeq = new Int32s();
  readonly developmentLast = new Int32s();
  /** Last revision of its stream. */
  readonly developmentRevision = new Int32s();
  readonly retractions = new Map<number, RetractionEntry[]>();

  /** The earliest that a source can have been published for any reader, by the number of its id; absent where that is not known. */
  readonly published = new Map<number, number>();
  /** Counts the times at which one of those, or of what claims rest on, may have become earlier. */
  publications = 0;

  // versions
  readonly versionDevelopment = new Int32s();
  readonly versionNumber = new Int32s();
  readonly versionSeq = new Int32s();
  readonly versionPrevious = new Int32s();
  readonly versionKind = new Int32s();
  readonly versionBecause = new Int32s();
  readonly versionReplaces = new Int32s();
  readonly versionSupport = new Int32s();
  readonly versionRow = new Int32s();
  readonly versionRows = new Int32s();
  readonly versionDate = new Int32s();
  readonly versionOrder = new Float64s();
  readonly versionDossiers = new Int32s();
  /** 1 where evidence was given later, for all that it says or for a part. */
  readonly versionRestated = new Bytes();
  /** Rows that merges of actors gave to a version later. */
  readonly movedRows = new Map<number, number[]>();

  // claims
  /**
   * What questions read of a claim, side by side: a facet's claims lie far from each other, so that each is one trip to memory, where
   * columns would be one for each of these.
   */
  readonly rowFields = new Int32s();
  readonly rowFirst = new Int32s();
  readonly rowFrom = new Int32s();
  readonly rowUntil = new Int32s();

  readonly facets: FacetEntry[] = [];
  /** Development by the number of its name, + 1. */
  #byName = new Int32Array(0);

  constructor(payloads: PayloadReader, texts: { names?: string[]; dates?: string[]; contents?: string[] } = {}) {
    this.payloads = payloads;
    this.names = new Names(texts.names);
    this.dates = new Names(texts.dates);
    this.contents = new Names(texts.contents);
  }

  // ── what is kept once ──

  list(items: readonly string[] | undefined): number {
    if (!items) return NONE;
    const key = items.join('\n');
    let index = this.#lists.get(key);
    if (index === undefined) {
      index = this.lists.push([...items]) - 1;
      this.#lists.set(key, index);
    }
    return index;
  }

  /** Throws `EdtfError` for what is no date. */
  date(text: string): number {
    const known = this.dates.find(text);
    if (known >= 0) return known;
    const { lo, hi } = boundsOf(text);
    this.dateLo.push(lo);
    this.dateHi.push(hi);
    return this.dates.of(text);
  }

  content(claim: Pick<Claim, 'value' | 'detail' | 'when'>): number {
    const { value, detail } = claim;
    const when = claim.when?.length ? claim.when : undefined;
    const isPlain = typeof value === 'string' && detail === undefined && when === undefined;
    const text = isPlain ? JSON.stringify(value) : JSON.stringify([value, detail ?? null, when ?? null]);
    const known = this.contents.find(text);
    if (known >= 0) return known;
    const [says, valueKey] = [contentOf(claim), canonicalJson(value)];
    this.contentSays.push(this.names.of(says));
    this.contentValue.push(this.names.of(valueKey));
    this.contentIsConditional.push(when ? 1 : 0);
    return this.contents.of(text);
  }

  said(content: number): Content {
    let said = this.#said[content];
    if (!said) {
      const read = JSON.parse(this.contents.all[content]!) as string | [Claim['value'], Claim['detail'] | null, Condition[] | null];
      said =
        typeof read === 'string'
          ? { value: read, detail: undefined, when: undefined }
          : { value: read[0], detail: read[1] ?? undefined, when: read[2] ?? undefined };
      this.#said[content] = said;
    }
    return said;
  }

  speech(speech: Speech): number {
    const { attribution, voices, hasSpeaker, via, ownVia } = speech;
    const key = `${attribution}\n${hasSpeaker ? 1 : 0}${voices ? 1 : 0}\n${via ?? ''}\n${ownVia ?? ''}\n${voices?.join('\n') ?? ''}`;
    let index = this.#speeches.get(key);
    if (index === undefined) {
      index = this.speeches.push(speech) - 1;
      this.#speeches.set(key, index);
    }
    return index;
  }

  /**
   * When a claim holds, `opens` being where an open start is clipped (the day the dossier opens).
   *
   * @throws EdtfError
   */
  time(claim: Pick<Claim, 'effective' | 'observed' | 'until'>, body: Pick<Development, 'date' | 'order'>, opens: number): number {
    const isPlain = claim.effective === undefined && claim.observed === undefined && claim.until === undefined && body.order === undefined;
    const key = isPlain ? `${body.date} ${opens}` : '';
    const known = isPlain ? this.#plainTimes.get(key) : undefined;
    if (known !== undefined) return known;
    const observed = claim.observed === undefined ? undefined : boundsOf(claim.observed);
    const start = claim.effective ?? (claim.observed === undefined ? body.date : upTo(claim.observed));
    const { lo, hi } = boundsOf(start);
    const from = observed ? observed.lo : lo;
    const end = windowEnd(claim.until, observed?.lo ?? lo);
    const order = claim.effective !== undefined || observed || hi - lo > DAY ? undefined : body.order;
    const isApproximate =
      isFlagged(start) ||
      (claim.observed !== undefined && isFlagged(claim.observed)) ||
      (claim.until !== undefined && isFlagged(claim.until));
    const [startDate, date, until] = [
      this.date(start),
      this.date(claim.observed ?? start),
      claim.until === undefined ? NONE : this.date(claim.until),
    ];
    const index = this.timeLo.length;
    this.timeLo.push(lo === -Infinity ? Math.min(opens, hi - 1) : lo);
    this.timeHi.push(hi);
    this.timeFrom.push(from === -Infinity ? Math.min(opens, hi - 1) : from);
    this.timeEarliest.push(end.earliest);
    this.timeLatest.push(end.latest);
    this.timeOrder.push(order ?? NaN);
    this.timeStart.push(startDate);
    this.timeDate.push(date);
    this.timeUntil.push(until);
    this.timeFlags.push((isApproximate ? APPROXIMATE : 0) | (observed ? OBSERVED : 0) | (from === -Infinity ? CLIPPED : 0));
    if (isPlain) this.#plainTimes.set(key, index);
    return index;
  }

  /** Pieces of evidence given at one place in the log; the support that rests on all of them. */
  evidence(evidence: readonly Evidence[], seq: number): number {
    const start = this.evidenceSource.length;
    for (const e of evidence) {
      const source = this.names.of(e.source);
      if (!this.published.has(source)) this.published.set(source, -Infinity); // whatever is registered later
      this.evidenceSource.push(source);
      this.evidenceSeq.push(seq);
      this.evidenceName.push(this.names.of(e.id));
    }
    this.supportStart.push(start);
    this.supportCount.push(evidence.length);
    return this.supportStart.length - 1;
  }

  /** The earliest that anything under a support can have been published, for any reader. */
  earliestOf(support: number): number {
    let earliest = Infinity;
    for (const piece of this.pieces(support)) {
      const published = this.published.get(this.evidenceSource.data[piece]!) ?? -Infinity;
      if (published < earliest) earliest = published;
    }
    return earliest;
  }

  /** A source is published from this moment on, at the earliest; one that was cited before it was registered was so all along. */
  publish(source: string, from: number): void {
    const name = this.names.find(source);
    const before = name < 0 ? undefined : this.published.get(name);
    if (before === -Infinity || (before !== undefined && before <= from)) return;
    if (before !== undefined) this.publications++;
    this.published.set(this.names.of(source), from);
  }

  /** The support that rests on these pieces. */
  supportOn(pieces: readonly number[]): number {
    this.supportStart.push(this.supportItems.length);
    this.supportCount.push(-pieces.length);
    for (const p of pieces) this.supportItems.push(p);
    return this.supportStart.length - 1;
  }

  /** The pieces of evidence of a support. */
  pieces(support: number): number[] {
    const start = this.supportStart.data[support]!;
    const count = this.supportCount.data[support]!;
    const pieces: number[] = [];
    for (let i = 0; i < count; i++) pieces.push(start + i);
    for (let i = 0; i < -count; i++) pieces.push(this.supportItems.data[start + i]!);
    return pieces;
  }

  // ── developments ──

  /** The development of this id; -1 for one that is not recorded. */
  developmentNamed(id: string): number {
    const name = this.names.find(id);
    return name < 0 || name >= this.#byName.length ? -1 : this.#byName[name]! - 1;
  }

  addDevelopment(id: string, seq: number): number {
    const name = this.names.of(id);
    const index = this.developmentName.length;
    this.developmentName.push(name);
    this.developmentSeq.push(seq);
    this.developmentLast.push(NONE);
    this.developmentRevision.push(NONE);
    this.#nameIs(name, index);
    return index;
  }

  #nameIs(name: number, development: number): void {
    if (name >= this.#byName.length) {
      const more = new Int32Array(Math.max(64, this.names.all.length, name + 1 + (name >> 1)));
      more.set(this.#byName);
      this.#byName = more;
    }
    this.#byName[name] = development + 1;
  }

  /** What follows from columns that were filled from elsewhere. */
  restored(lists: readonly string[][], speeches: readonly Speech[]): void {
    for (let i = 0; i < this.developmentName.length; i++) this.#nameIs(this.developmentName.data[i]!, i);
    for (const list of lists) this.list(list);
    for (const s of speeches) this.speech(s);
  }

  development(index: number): DevelopmentEntry {
    return new DevelopmentEntry(this, index);
  }
  version(index: number): VersionEntry {
    return new VersionEntry(this, index);
  }
  row(index: number): ClaimRow {
    return new ClaimRow(this, index);
  }

  addVersion(version: {
    development: number;
    number: number;
    seq: number;
    kind: DevelopmentKind;
    because: readonly string[] | undefined;
    replaces: readonly string[];
    support: number;
    date: number;
    order: number | undefined;
    dossiers: readonly string[];
  }): number {
    const index = this.versionNumber.length;
    this.versionDevelopment.push(version.development);
    this.versionNumber.push(version.number);
    this.versionSeq.push(version.seq);
    this.versionPrevious.push(this.developmentLast.data[version.development]!);
    this.versionKind.push(this.names.of(version.kind));
    this.versionBecause.push(this.list(version.because));
    this.versionReplaces.push(version.replaces.length ? this.list(version.replaces) : NONE);
    this.versionSupport.push(version.support);
    this.versionRow.push(this.rowCount);
    this.versionRows.push(0);
    this.versionDate.push(version.date);
    this.versionOrder.push(version.order ?? NaN);
    this.versionDossiers.push(this.list(version.dossiers));
    this.versionRestated.push(0);
    this.developmentLast.data[version.development] = index;
    return index;
  }

  /** A claim of the last version that was added, or, `moved`, of any. */
  addRow(
    row: {
      version: number;
      name: number;
      facet: FacetEntry;
      content: number;
      time: number;
      speech: number;
      support: number;
      first: number;
      from: number;
    },
    moved = false,
  ): number {
    const index = this.rowCount;
    const { voices, attribution } = this.speeches[row.speech]!;
    const speakers = row.facet.owners;
    const isOwn = !voices || !speakers || speakers.some((o) => voices.includes(o));
    const fields = this.rowFields;
    // in the order of the numbers of the fields
    fields.push(row.version);
    fields.push(row.name);
    fields.push(row.facet.index);
    fields.push(row.content);
    fields.push(row.time);
    fields.push(row.speech);
    fields.push(row.support);
    fields.push((isOwn ? OWN_WORD : 0) | (ATTRIBUTION_RANK[attribution] === 0 ? UNNAMED : 0));
    this.rowFirst.push(row.first);
    this.rowFrom.push(row.from);
    this.rowUntil.push(NEVER);
    row.facet.rows.push(index);
    if (moved) {
      const list = this.movedRows.get(row.version);
      if (list) list.push(index);
      else this.movedRows.set(row.version, [index]);
    } else this.versionRows.data[row.version]!++;
    return index;
  }

  addFacet(dossier: string, path: string): FacetEntry {
    const facet = new FacetEntry(this, this.facets.length, dossier, path);
    this.facets.push(facet);
    return facet;
  }

  /** How many claims there are, in all their versions. */
  get rowCount(): number {
    return this.rowFrom.length;
  }
  rowVersion(row: number): number {
    return this.rowFields.data[row * FIELDS]!;
  }
  rowName(row: number): number {
    return this.rowFields.data[row * FIELDS + NAME]!;
  }
  rowFacet(row: number): number {
    return this.rowFields.data[row * FIELDS + FACET]!;
  }
  rowContent(row: number): number {
    return this.rowFields.data[row * FIELDS + CONTENT]!;
  }
  rowTime(row: number): number {
    return this.rowFields.data[row * FIELDS + TIME]!;
  }
  rowSpeech(row: number): number {
    return this.rowFields.data[row * FIELDS + SPEECH]!;
  }
  rowSupport(row: number): number {
    return this.rowFields.data[row * FIELDS + SUPPORT]!;
  }

  /** The development of a claim, by id. */
  developmentIdOf(row: number): string {
    return this.names.all[this.developmentName.data[this.versionDevelopment.data[this.rowVersion(row)]!]!]!;
  }

  /** The place in the log at which a development came into a dossier; infinite where it never did. */
  cameInto(development: number, dossier: string): number {
    let seq = Infinity;
    for (let v = this.developmentLast.data[development]!; v >= 0; v = this.versionPrevious.data[v]!)
      if (this.lists[this.versionDossiers.data[v]!]!.includes(dossier)) seq = this.versionSeq.data[v]!;
    return seq;
  }

  /** Whether a version before this one was in a dossier. */
  isInBefore(version: number, dossier: string): boolean {
    for (let v = this.versionPrevious.data[version]!; v >= 0; v = this.versionPrevious.data[v]!)
      if (this.lists[this.versionDossiers.data[v]!]!.includes(dossier)) return true;
    return false;
  }

  /** Evidence that was given later: it speaks for every version of a development, for the claims named, or all. */
  addEvidence(development: number, evidence: readonly Evidence[], claims: readonly string[] | undefined, seq: number): void {
    const added = this.pieces(this.evidence(evidence, seq));
    this.publications++;
    const more = new Map<number, number>();
    const withMore = (support: number): number => {
      let index = more.get(support);
      if (index === undefined) more.set(support, (index = this.supportOn([...this.pieces(support), ...added])));
      return index;
    };
    const names = claims && new Set(claims.map((c) => this.names.of(c)));
    for (let v = this.developmentLast.data[development]!; v >= 0; v = this.versionPrevious.data[v]!) {
      for (const row of this.rowsOf(v))
        if (!names || names.has(this.rowName(row))) this.rowFields.data[row * FIELDS + SUPPORT] = withMore(this.rowSupport(row));
      this.versionSupport.data[v] = withMore(this.versionSupport.data[v]!);
      this.versionRestated.data[v] = 1;
    }
  }

  /** Rows of a version, by index: as recorded, then as merges of actors moved them. */
  rowsOf(version: number): number[] {
    const first = this.versionRow.data[version]!;
    const rows = Array.from({ length: this.versionRows.data[version]! }, (_, i) => first + i);
    const moved = this.movedRows.get(version);
    return moved ? rows.concat(moved) : rows;
  }

  /** World facts on which a claim depends. */
  conditionsOf(row: number): readonly string[] {
    const content = this.rowContent(row);
    return this.contentIsConditional.data[content] ? this.said(content).when!.map((w) => w.facet) : NO_CONDITIONS;
  }

  /** Whether a claim stands under its path at a log size that its version is from, or a later one. */
  isInPlace(row: number, size: number): boolean {
    return this.movedRows.size === 0 || this.isVisible(row, size);
  }

  isVisible(row: number, size: number): boolean {
    return this.rowFrom.data[row]! < size && size <= this.rowUntil.data[row]!;
  }
  /** The version of a claim that competes wherever that stands on the evidence that all of it rests on; -1 for others. */
  competesWith(row: number): number {
    const version = this.rowVersion(row);
    const isItsOwn = this.isOwnWord(row) && !this.isAnonymous(row) && this.rowSupport(row) === this.versionSupport.data[version];
    return isItsOwn && !this.versionRestated.data[version] ? version : -1;
  }

  #flagsOf(row: number): number {
    return this.rowFields.data[row * FIELDS + FLAGS]!;
  }
  /** By somebody whose word counts on the facet. */
  isOwnWord(row: number): boolean {
    return (this.#flagsOf(row) & OWN_WORD) !== 0;
  }
  /** Nobody stands for it by name. */
  isAnonymous(row: number): boolean {
    return (this.#flagsOf(row) & UNNAMED) !== 0;
  }
}

/** A piece of evidence, and the place in the log from which it counts. */
export class Support {
  readonly seq: number;
  readonly source: string;
  readonly id: string;
  readonly #claims: Claims;
  constructor(claims: Claims, piece: number) {
    this.#claims = claims;
    this.seq = claims.evidenceSeq.data[piece]!;
    this.source = claims.names.all[claims.evidenceSource.data[piece]!]!;
    this.id = claims.names.all[claims.evidenceName.data[piece]!]!;
  }
  /** With its words, as they stand in the payload. */
  get evidence(): Evidence {
    const payload = this.#claims.payloads.read(this.seq) as { evidence?: Evidence[]; development?: Development };
    return (payload.development ?? (payload as { evidence: Evidence[] })).evidence.find((e) => e.id === this.id)!;
  }
}

export class DevelopmentEntry {
  readonly index: number;
  readonly #claims: Claims;
  constructor(claims: Claims, index: number) {
    this.#claims = claims;
    this.index = index;
  }
  get id(): string {
    return this.#claims.names.all[this.#claims.developmentName.data[this.index]!]!;
  }
  get seq(): number {
    return this.#claims.developmentSeq.data[this.index]!;
  }
  /** The first version first. */
  get versions(): VersionEntry[] {
    const versions: VersionEntry[] = [];
    for (let v = this.#claims.developmentLast.data[this.index]!; v >= 0; v = this.#claims.versionPrevious.data[v]!)
      versions.push(this.#claims.version(v));
    return versions.reverse();
  }
  get last(): VersionEntry {
    return this.#claims.version(this.#claims.developmentLast.data[this.index]!);
  }
  /** The last version at a log size, whether or not it takes hold; undefined before the first. */
  before(size: number): VersionEntry | undefined {
    let version = this.#claims.developmentLast.data[this.index]!;
    while (version >= 0 && this.#claims.versionSeq.data[version]! >= size) version = this.#claims.versionPrevious.data[version]!;
    return version < 0 ? undefined : this.#claims.version(version);
  }
  get retractions(): readonly RetractionEntry[] {
    return this.#claims.retractions.get(this.index) ?? NO_RETRACTIONS;
  }
  /** Whether any version of it is in a dossier. */
  isIn(dossier: string): boolean {
    return this.versions.some((v) => v.dossiers.includes(dossier));
  }
}

export class VersionEntry {
  readonly index: number;
  readonly #claims: Claims;
  constructor(claims: Claims, index: number) {
    this.#claims = claims;
    this.index = index;
  }
  get development(): DevelopmentEntry {
    return this.#claims.development(this.#claims.versionDevelopment.data[this.index]!);
  }
  get number(): number {
    return this.#claims.versionNumber.data[this.index]!;
  }
  get seq(): number {
    return this.#claims.versionSeq.data[this.index]!;
  }
  get kind(): DevelopmentKind {
    return this.#claims.names.all[this.#claims.versionKind.data[this.index]!] as DevelopmentKind;
  }
  /** Grounds; a correction without its own keeps those of the version it was laid over. */
  get because(): readonly string[] | undefined {
    return this.#claims.lists[this.#claims.versionBecause.data[this.index]!];
  }
  get replaces(): readonly string[] {
    return this.#claims.lists[this.#claims.versionReplaces.data[this.index]!] ?? [];
  }
  get dossiers(): readonly string[] {
    return this.#claims.lists[this.#claims.versionDossiers.data[this.index]!]!;
  }
  get date(): string {
    return this.#claims.dates.all[this.#claims.versionDate.data[this.index]!]!;
  }
  get order(): number | undefined {
    const order = this.#claims.versionOrder.data[this.index]!;
    return Number.isNaN(order) ? undefined : order;
  }
  /** All that was recorded of it, as it stands in the payload. */
  get body(): Development {
    const payload = this.#claims.payloads.read(this.seq) as Development & { development?: Development };
    return payload.development ?? payload;
  }
  get reason(): string | undefined {
    return this.number === 1 ? undefined : (this.#claims.payloads.read(this.seq) as { reason?: string }).reason;
  }
  /** All evidence of this version, with what was added later. */
  get evidence(): Support[] {
    return this.#claims.pieces(this.#claims.versionSupport.data[this.index]!).map((p) => new Support(this.#claims, p));
  }
  get rows(): ClaimRow[] {
    return this.#claims.rowsOf(this.index).map((r) => this.#claims.row(r));
  }
}

/** One version of one claim, in one dossier. Times are UTC milliseconds, open sides ±Infinity (starts clipped at the dossier's opening). */
export class ClaimRow implements ClaimTime {
  readonly index: number;
  readonly #claims: Claims;
  readonly #time: number;
  constructor(claims: Claims, index: number) {
    this.#claims = claims;
    this.index = index;
    this.#time = claims.rowTime(index);
  }
  get version(): VersionEntry {
    return this.#claims.version(this.#claims.rowVersion(this.index));
  }
  get development(): DevelopmentEntry {
    return this.#claims.development(this.#claims.versionDevelopment.data[this.#claims.rowVersion(this.index)]!);
  }
  /** The development by id, the number of the version, and from where in the log it counts: of the windows above, without them. */
  get developmentId(): string {
    return this.#claims.developmentIdOf(this.index);
  }
  get versionNumber(): number {
    return this.#claims.versionNumber.data[this.#claims.rowVersion(this.index)]!;
  }
  get versionSeq(): number {
    return this.#claims.versionSeq.data[this.#claims.rowVersion(this.index)]!;
  }
  /** Id of the claim in its development. */
  get name(): string {
    return this.#claims.names.all[this.#claims.rowName(this.index)]!;
  }
  get facet(): string {
    return this.#claims.facets[this.#claims.rowFacet(this.index)]!.path;
  }
  /** Those whose word counts on its facet. */
  get owners(): readonly string[] | undefined {
    return this.#claims.facets[this.#claims.rowFacet(this.index)]!.owners;
  }
  get dossier(): string {
    return this.#claims.facets[this.#claims.rowFacet(this.index)]!.dossier;
  }
  get said(): Content {
    return this.#claims.said(this.#claims.rowContent(this.index));
  }
  get value(): Claim['value'] {
    return this.said.value;
  }
  /** Stands for value, detail and conditions: equal where they say the same. */
  get content(): number {
    return this.#claims.contentSays.data[this.#claims.rowContent(this.index)]!;
  }
  /** Stands for the value alone. */
  get valueKey(): number {
    return this.#claims.contentValue.data[this.#claims.rowContent(this.index)]!;
  }
  get speech(): Speech {
    return this.#claims.speeches[this.#claims.rowSpeech(this.index)]!;
  }
  get attribution(): Attribution {
    return this.speech.attribution;
  }
  get voices(): readonly string[] | undefined {
    return this.speech.voices;
  }
  get lo(): number {
    return this.#claims.timeLo.data[this.#time]!;
  }
  get hi(): number {
    return this.#claims.timeHi.data[this.#time]!;
  }
  get from(): number {
    return this.#claims.timeFrom.data[this.#time]!;
  }
  get to(): number {
    return this.hi; // also of what is seen to hold on a day
  }
  get order(): number | undefined {
    const order = this.#claims.timeOrder.data[this.#time]!;
    return Number.isNaN(order) ? undefined : order;
  }
  get start(): string {
    return this.#claims.dates.all[this.#claims.timeStart.data[this.#time]!]!;
  }
  get date(): string {
    return this.#claims.dates.all[this.#claims.timeDate.data[this.#time]!]!;
  }
  get until(): string | undefined {
    return this.#claims.dates.all[this.#claims.timeUntil.data[this.#time]!];
  }
  get end(): ClaimTime['end'] {
    return { earliest: this.#claims.timeEarliest.data[this.#time]!, latest: this.#claims.timeLatest.data[this.#time]! };
  }
  get earliestEnd(): number {
    return this.#claims.timeEarliest.data[this.#time]!;
  }
  get latestEnd(): number {
    return this.#claims.timeLatest.data[this.#time]!;
  }
  get approximate(): boolean {
    return (this.#claims.timeFlags.data[this.#time]! & APPROXIMATE) !== 0;
  }
  /** Seen to hold on a day, since when nobody knows. */
  get isObserved(): boolean {
    return (this.#claims.timeFlags.data[this.#time]! & OBSERVED) !== 0;
  }
  /** Content and time (before it is clipped): what a ruling remembers, and what a cosmetic correction leaves alone. */
  get says(): string {
    const isClipped = (this.#claims.timeFlags.data[this.#time]! & CLIPPED) !== 0;
    return `${this.#claims.names.all[this.content]!} ${isClipped ? -Infinity : this.from} ${this.to}`;
  }
  /** Place in the log where it first said this. */
  get first(): number {
    return this.#claims.rowFirst.data[this.index]!;
  }
  get support(): Support[] {
    return this.#claims.pieces(this.#claims.rowSupport(this.index)).map((p) => new Support(this.#claims, p));
  }
  /** It stands under this path, with these voices, for log sizes in (visibleFrom, visibleUntil]: a merge of actors moves it. */
  get visibleFrom(): number {
    return this.#claims.rowFrom.data[this.index]!;
  }
  get visibleUntil(): number {
    return this.#claims.rowUntil.data[this.index]!;
  }
}
