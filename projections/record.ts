/**
 * The record: everything that events said, kept along the record axis, so that it can be asked as it stood at any log size.
 * A pure fold: `applyEvent` adds one event and never changes what an answer at an earlier size rests on.
 *
 * One row per claim version (and dossier), as MODEL.md asks ("What is stored, what is derived"): histories are derived by a sweep.
 */
import { isAccessType } from '../events/catalogue.ts';
import type { AccessType, DomainEvent, EventType, Payloads } from '../events/catalogue.ts';
import { isDevelopmentKind } from '../events/developments.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import { boundsOf } from '../events/edtf.ts';
import { actorSegments, isWorld } from '../events/facet.ts';
import type { Unreadable } from '../events/codec.ts';
import type { Metadata } from '../events/metadata.ts';
import type { Claim } from '../events/schema.ts';
import { Claims, NEVER, PayloadsInMemory } from './claims.ts';
import type { ClaimRow, DevelopmentEntry, FacetEntry, PayloadReader, Speech } from './claims.ts';
import { Float64s, Int32s } from './columns.ts';
import { misshapen } from './shape.ts';

export { ATTRIBUTION_RANK, ClaimRow, contentOf, DevelopmentEntry, FacetEntry, isBefore, PayloadsInMemory, VersionEntry } from './claims.ts';
export type { ClaimTime, PayloadReader, RetractionEntry, Content, Speech, Support } from './claims.ts';

/** Relations by which a speaker's later word takes the place of the earlier. */
const REPLACING = new Set(['supersedes', 'clarifies', 'narrows']);

/** An event of the log: readable, or reported as not. Both are counted. */
export type LogEntry =
  | { readonly ok: true; readonly event: DomainEvent; readonly metadata: Metadata; readonly stream: string; readonly revision: number }
  | { readonly ok: false; readonly problem: Unreadable; readonly recordedAt?: string; readonly stream: string; readonly revision: number };

/** An event that says nothing in any answer, and why. */
export interface Problem {
  /** Log size after it: `known` from which it would have counted. */
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  readonly code: Unreadable['code'] | 'Inapplicable';
  readonly message: string;
}

/** Values with the place in the log from which each counts, in order. */
export type Versioned<T> = { readonly seq: number; readonly value: T }[];

/** The value as it stood at a log size. */
export function asOf<T>(versions: Versioned<T>, size: number): T | undefined {
  for (let i = versions.length - 1; i >= 0; i--) if (versions[i]!.seq < size) return versions[i]!.value;
  return undefined;
}

export type SourceInfo = Omit<Payloads['SourceRegistered'], 'id'>;
export type CaptureInfo = Omit<Payloads['SourceCaptured'], 'id'>;

export interface WithdrawalEntry {
  readonly seq: number;
  readonly reason: string;
  readonly because: readonly string[] | undefined;
  until: number;
}

export interface SourceEntry {
  readonly id: string;
  readonly info: Versioned<SourceInfo>;
  readonly captures: Versioned<CaptureInfo>;
  readonly withdrawals: WithdrawalEntry[];
  readonly merged: Versioned<string>;
}

export type ActorInfo = Omit<Payloads['ActorRegistered'], 'id'>;
export interface ActorEntry {
  readonly id: string;
  readonly info: Versioned<ActorInfo>;
  readonly merged: Versioned<string>;
}

export type IssueInfo = Omit<Payloads['IssueDefined'], 'dossier' | 'id'>;
export type DossierInfo = Omit<Payloads['DossierOpened'], 'id' | 'opens'>;

export interface RulingEntry {
  readonly seq: number;
  readonly facet: string;
  readonly prefer: string;
  readonly over: readonly string[];
  readonly reason: string;
  readonly because: readonly string[] | undefined;
  /** What each claim said when the ruling was made. */
  readonly said: ReadonlyMap<string, string>;
  readonly visibleFrom: number;
  visibleUntil: number;
}

export interface DossierEntry {
  readonly id: string;
  /** The day it opens; undefined for a dossier that developments name and nobody opened. */
  opens: string | undefined;
  readonly info: Versioned<DossierInfo>;
  readonly issues: Map<string, Versioned<IssueInfo>>;
  readonly facets: Map<string, FacetEntry>;
  readonly rulings: Map<string, RulingEntry[]>;
  /** Developments by index, in the order in which they were recorded, or came into the dossier. */
  readonly developments: Int32s;
}

/** What an event did, as far as answers name acts: for diffs, replays and audits. */
export interface Act {
  readonly type: string;
  /** The development, source, actor or dossier it is about. */
  readonly subject: string;
  readonly author: string | null;
  readonly reason?: string;
  readonly because?: readonly string[];
  /** The facet of a ruling. */
  readonly facet?: string;
}

/** Developments by id. */
export class Developments {
  readonly #claims: Claims;
  constructor(claims: Claims) {
    this.#claims = claims;
  }
  get size(): number {
    return this.#claims.developmentName.length;
  }
  has(id: string): boolean {
    return this.#claims.developmentNamed(id) >= 0;
  }
  get(id: string): DevelopmentEntry | undefined {
    const index = this.#claims.developmentNamed(id);
    return index < 0 ? undefined : this.#claims.development(index);
  }
  *keys(): IterableIterator<string> {
    for (const entry of this.values()) yield entry.id;
  }
  *values(): IterableIterator<DevelopmentEntry> {
    for (let i = 0; i < this.size; i++) yield this.#claims.development(i);
  }
}

/** The last revision of each stream, for optimistic concurrency. Those of developments stand with the developments. */
export class Streams {
  readonly #claims: Claims;
  readonly others: Map<string, number>;
  constructor(claims: Claims, others = new Map<string, number>()) {
    this.#claims = claims;
    this.others = others;
  }
  #development(stream: string): number {
    return stream.startsWith('development-') ? this.#claims.developmentNamed(stream.slice('development-'.length)) : -1;
  }
  get(stream: string): number | undefined {
    const development = this.#development(stream);
    const revision = development < 0 ? -1 : this.#claims.developmentRevision.data[development]!;
    return revision < 0 ? this.others.get(stream) : revision;
  }
  set(stream: string, revision: number): void {
    const development = this.#development(stream);
    if (development < 0) this.others.set(stream, revision);
    else this.#claims.developmentRevision.data[development] = revision;
  }
}

/** What each event did, by place in the log. */
export class Acts {
  readonly #claims: Claims;
  readonly types = new Int32s();
  readonly subjects = new Int32s();
  /** -1 for nobody. */
  readonly authors = new Int32s();
  constructor(claims: Claims) {
    this.#claims = claims;
  }
  get length(): number {
    return this.types.length;
  }
  push(type: string, subject: string, author: string | null): void {
    const { names } = this.#claims;
    this.types.push(names.of(type));
    this.subjects.push(names.of(subject));
    this.authors.push(author === null ? -1 : names.of(author));
  }
  typeAt(seq: number): string {
    return this.#claims.names.all[this.types.data[seq]!]!;
  }
  subjectAt(seq: number): string {
    return this.#claims.names.all[this.subjects.data[seq]!]!;
  }
  /** The act at a place in the log, with its reason as it stands in the payload; undefined beyond the end. */
  at(seq: number): Act | undefined {
    if (!(seq >= 0 && seq < this.length)) return undefined;
    const { names, payloads } = this.#claims;
    const author = this.authors.data[seq]!;
    const type = this.typeAt(seq);
    // a development has none of these, and its payload is the largest
    const payload = isDevelopmentKind(type) ? undefined : payloads.read(seq);
    const { reason, because, facet } = (payload ?? {}) as { reason?: string; because?: string[]; facet?: string };
    return {
      type,
      subject: this.subjectAt(seq),
      author: author < 0 ? null : names.all[author]!,
      ...(reason !== undefined && { reason }),
      ...(because?.length && { because }),
      ...(facet !== undefined && { facet }),
    };
  }
}

export interface RecordState {
  /** Events seen, readable or not. */
  size: number;
  /** For each event the latest recordedAt up to it, UTC milliseconds: `known` by time never runs backwards. */
  readonly recordedAt: Float64s;
  readonly payloads: PayloadReader;
  readonly acts: Acts;
  readonly problems: Problem[];
  readonly claims: Claims;
  readonly developments: Developments;
  readonly sources: Map<string, SourceEntry>;
  readonly actors: Map<string, ActorEntry>;
  readonly dossiers: Map<string, DossierEntry>;
  /** How many actors were merged: without any, every name is the actor's own. */
  merges: number;
  readonly streams: Streams;
}

/** A record of nothing. Payloads are asked again for what is not kept here (titles, quotes, reasons): give a reader, or they stay in memory. */
export function emptyRecord(payloads: PayloadReader = new PayloadsInMemory()): RecordState {
  const claims = new Claims(payloads);
  return {
    size: 0,
    payloads,
    recordedAt: new Float64s(),
    acts: new Acts(claims),
    problems: [],
    claims,
    developments: new Developments(claims),
    sources: new Map(),
    actors: new Map(),
    dossiers: new Map(),
    merges: 0,
    streams: new Streams(claims),
  };
}

/** When the record had come to a size, UTC milliseconds; -Infinity where no event up to it says so, NaN for none. */
export const recordedAtOf = ({ recordedAt }: RecordState, size: number): number =>
  size >= 1 && size <= recordedAt.length ? recordedAt.data[size - 1]! : NaN;

/** An event that contradicts what stands before it in the log. It changes nothing and is reported. */
class Inapplicable extends Error {}
const inapplicable = (why: string): never => {
  throw new Inapplicable(why);
};

/** Adds one event to the record. An event that cannot be read or applied changes nothing but the size, and is reported. */
export function applyEvent(record: RecordState, entry: LogEntry): void {
  const seq = record.size;
  const report = (code: Problem['code'], type: string, message: string) =>
    record.problems.push({ position: seq + 1, type, stream: entry.stream, code, message });
  const recordedAt = Date.parse((entry.ok ? entry.metadata.recordedAt : entry.recordedAt) ?? '');
  const latest = record.size > 0 ? record.recordedAt.data[record.size - 1]! : -Infinity;
  let isReadable = false;
  if (!entry.ok) report(entry.problem.code, entry.problem.type, entry.problem.message);
  else {
    const { type, data } = entry.event;
    const isKind = isDevelopmentKind(type);
    // Who may write is no part of the record: it counts as an event, and says nothing in any answer.
    const isAside = isAccessType(type);
    const isKnown = isKind || isAside || Object.hasOwn(HANDLERS, type);
    const wrong = isKnown && !isAside ? misshapen(type, data) : undefined;
    if (!isKnown) report('UnknownType', type, `no event type ${type as string} is known`);
    else if (wrong !== undefined) report('MalformedPayload', type, `not of the form that is read: ${wrong || 'the payload'}`);
    else {
      isReadable = true;
      try {
        if (isKind) recordDevelopment(record, seq, type, data as Development);
        else if (!isAside) (HANDLERS[type] as (r: RecordState, seq: number, data: unknown) => void)(record, seq, data);
      } catch (e) {
        report('Inapplicable', type, (e as Error).message); // it contradicts what stands, or a date in it does not exist
      }
    }
  }
  const subject = entry.stream.slice(entry.stream.indexOf('-') + 1);
  if (isReadable && entry.ok) record.payloads.keep(seq, entry.event.data);
  record.size++;
  record.acts.push(entry.ok ? entry.event.type : entry.problem.type, subject, entry.ok ? entry.metadata.author : null);
  record.recordedAt.push(recordedAt > latest ? recordedAt : latest);
  record.streams.set(entry.stream, entry.revision);
}

// ── developments ─────────────────────────────────────────────────────────────────────────────────────────────────

const development = (record: RecordState, id: string): DevelopmentEntry =>
  record.developments.get(id) ?? inapplicable(`no development ${id} is recorded before this`);

const nonEmpty = (list: readonly string[] | undefined): readonly string[] | undefined => (list?.length ? list : undefined);

function recordDevelopment(record: RecordState, seq: number, kind: DevelopmentKind, body: Development): void {
  if (record.developments.has(body.id)) inapplicable(`development ${body.id} is recorded already`);
  addVersion(record, undefined, seq, kind, body, undefined);
}

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
};

/** The dossier with this id; one that nobody opened is kept too, without a start. */
function dossierNamed(record: RecordState, id: string): DossierEntry {
  let dossier = record.dossiers.get(id);
  if (!dossier) {
    dossier = { id, opens: undefined, info: [], issues: new Map(), facets: new Map(), rulings: new Map(), developments: new Int32s() };
    record.dossiers.set(id, dossier);
  }
  return dossier;
}

/** Follows merges up to now, of actors or of sources. They never lead in a circle: see the merges below. */
function aliasIn(entries: ReadonlyMap<string, { readonly merged: Versioned<string> }>, id: string): string {
  let current = id;
  for (let next = entries.get(current)?.merged.at(-1)?.value; next !== undefined; next = entries.get(current)?.merged.at(-1)?.value)
    current = next;
  return current;
}
const actorAlias = (record: RecordState, id: string): string => aliasIn(record.actors, id);

/** The path with the names in its actor segments replaced. */
function renamed(path: string, rename: (id: string) => string): string {
  const places = actorSegments(path);
  if (!places.length) return path;
  const parts = path.split('/');
  for (const i of places) parts[i] = rename(parts[i]!);
  return parts.join('/');
}

/** The facet of a dossier with this path. */
function facetNamed(record: RecordState, dossier: DossierEntry, path: string): FacetEntry {
  let facet = dossier.facets.get(path);
  if (!facet) dossier.facets.set(path, (facet = record.claims.addFacet(dossier.id, path)));
  return facet;
}

/** Adds a version of a development, the first where there is none; all is read before anything is written. */
function addVersion(
  record: RecordState,
  entry: DevelopmentEntry | undefined,
  seq: number,
  kind: DevelopmentKind,
  body: Development,
  because: readonly string[] | undefined,
): void {
  const { claims } = record;
  const date = claims.date(body.date); // also where no claim takes it
  // What began nobody knows when is clipped at the day the dossier opens.
  const opens = body.dossiers.map((id) => {
    const day = record.dossiers.get(id)?.opens;
    return day === undefined ? -Infinity : boundsOf(day).lo;
  });
  // Most claims speak of the development's own day.
  const ownTimes: number[] = [];
  const timesOf = (claim: Claim): readonly number[] => {
    const isOwn = claim.effective === undefined && claim.observed === undefined && claim.until === undefined;
    if (!isOwn) return opens.map((day) => claims.time(claim, body, day));
    for (let i = ownTimes.length; i < opens.length; i++) ownTimes.push(claims.time(claim, body, opens[i]!));
    return ownTimes;
  };
  const read = body.claims.map((claim) => {
    for (const id of claim.evidence ?? [])
      if (!body.evidence.some((e) => e.id === id)) inapplicable(`claim ${claim.id} names evidence ${id}, which is not there`);
    return { content: claims.content(claim), times: timesOf(claim) };
  });

  const previous = entry && claims.developmentLast.data[entry.index]!;
  const development = entry?.index ?? claims.addDevelopment(body.id, seq);
  const all = claims.evidence(body.evidence, seq);
  const evidence = claims.supportStart.data[all]!;
  const version = claims.addVersion({
    development,
    number: previous === undefined ? 1 : claims.versionNumber.data[previous]! + 1,
    seq,
    kind,
    because,
    replaces: (body.relations ?? []).filter((r) => REPLACING.has(r.type)).map((r) => r.to),
    support: all,
    date,
    order: body.order,
    dossiers: body.dossiers,
  });
  const dossiers = body.dossiers.map((id) => dossierNamed(record, id));
  for (const dossier of dossiers) if (!entry || !claims.isInBefore(version, dossier.id)) dossier.developments.push(development);

  const rename = record.merges ? (id: string) => actorAlias(record, id) : undefined;
  // Most claims of a development rest on all of its evidence and are in its own voice: these parts they share.
  const supports = new Map([[body.evidence.map((e) => e.id).join('\n'), all]]);
  let ownSpeech = -1;
  for (const [i, claim] of body.claims.entries()) {
    const path = rename ? renamed(claim.facet, rename) : claim.facet;
    let support = all;
    if (claim.evidence) {
      const key = claim.evidence.join('\n');
      support = supports.get(key) ?? claims.supportOn(claim.evidence.map((id) => evidence + body.evidence.findIndex((e) => e.id === id)));
      supports.set(key, support);
    }
    const isPlain = claim.by === undefined && claim.for === undefined && claim.via === undefined && claim.attribution === undefined;
    const speech = isPlain && ownSpeech >= 0 ? ownSpeech : claims.speech(speechOf(claim, body, rename));
    if (isPlain) ownSpeech = speech;
    const name = claims.names.of(claim.id);
    const { content, times } = read[i]!;
    let first = -1;
    for (const [d, dossier] of dossiers.entries()) {
      const facet = facetNamed(record, dossier, path);
      const time = times[d]!;
      const row = claims.addRow({ version, name, facet, content, time, speech, support, first: seq, from: seq });
      if (first < 0) first = previous === undefined ? seq : (firstSaid(claims, previous, claims.row(row)) ?? seq);
      claims.rowFirst.data[row] = first;
    }
  }
}

/** Where the version before said of a claim's facet what the claim says now; undefined where it did not. */
function firstSaid(claims: Claims, previous: number, row: ClaimRow): number | undefined {
  return claims
    .rowsOf(previous)
    .map((r) => claims.row(r))
    .find((r) => r.name === row.name && r.facet === row.facet && r.says === row.says)?.first;
}

/** Who speaks for a claim: its own words, else those of its development. */
function speechOf(claim: Claim, body: Development, rename: ((id: string) => string) | undefined): Speech {
  const by = claim.by ?? body.by;
  const spokenFor = claim.for ?? (claim.by === undefined ? body.for : undefined) ?? [];
  const voices = by === undefined && claim.for === undefined ? undefined : [...(by === undefined ? [] : [by]), ...spokenFor];
  return {
    attribution: claim.attribution ?? body.attribution ?? 'reported',
    voices: rename ? voices?.map(rename) : voices,
    hasSpeaker: by !== undefined,
    via: claim.via ?? (claim.by === undefined ? body.via : undefined),
    ownVia: claim.via,
  };
}

// ── every other event ────────────────────────────────────────────────────────────────────────────────────────────

const source = (record: RecordState, id: string): SourceEntry =>
  record.sources.get(id) ?? inapplicable(`no source ${id} is registered before this`);
const actor = (record: RecordState, id: string): ActorEntry =>
  record.actors.get(id) ?? inapplicable(`no actor ${id} is registered before this`);
const openDossier = (record: RecordState, id: string): DossierEntry => {
  const dossier = record.dossiers.get(id);
  return dossier?.opens !== undefined ? dossier : inapplicable(`no dossier ${id} is opened before this`);
};

const without = <T extends object, K extends keyof T>(data: T, ...keys: K[]): Omit<T, K> =>
  Object.fromEntries(Object.entries(data).filter(([k]) => !keys.includes(k as K))) as Omit<T, K>;

const HANDLERS: { [T in Exclude<EventType, DevelopmentKind | AccessType>]: (record: RecordState, seq: number, data: Payloads[T]) => void } =
  {
    DevelopmentCorrected(record, seq, data) {
      const entry = development(record, data.id);
      const { last } = entry;
      if (entry.retractions.at(-1)?.until === Infinity) inapplicable(`development ${data.id} is retracted`);
      if (data.version !== last.number + 1) inapplicable(`version ${data.version} does not follow version ${last.number}`);
      const because = nonEmpty(data.because) ?? last.because;
      addVersion(record, entry, seq, data.kind, data.development, because);
    },

    DevelopmentRetracted(record, seq, data) {
      const entry = development(record, data.id);
      if (entry.retractions.at(-1)?.until === Infinity) inapplicable(`development ${data.id} is retracted already`);
      push(record.claims.retractions, entry.index, {
        seq,
        reason: data.reason,
        because: nonEmpty(data.because),
        duplicateOf: data.duplicateOf,
        until: Infinity,
        reinstatement: undefined,
      });
    },

    DevelopmentReinstated(record, seq, data) {
      const retraction = development(record, data.id).retractions.at(-1);
      if (retraction?.until !== Infinity) return inapplicable(`development ${data.id} is not retracted`);
      retraction.until = seq;
      retraction.reinstatement = data.reason;
    },

    EvidenceAdded(record, seq, data) {
      // It speaks for the act, so for every version of it; the next correction is laid over the last version with it.
      const entry = development(record, data.id);
      record.claims.addEvidence(entry.index, data.evidence, data.claims, seq);
    },

    SourceRegistered(record, seq, data) {
      if (record.sources.has(data.id)) inapplicable(`source ${data.id} is registered already`);
      if (data.published !== undefined) boundsOf(data.published);
      record.claims.publish(data.id, data.published === undefined ? -Infinity : boundsOf(data.published).lo);
      record.sources.set(data.id, { id: data.id, info: [{ seq, value: without(data, 'id') }], captures: [], withdrawals: [], merged: [] });
    },

    SourceCorrected(record, seq, data) {
      const entry = source(record, data.id);
      if (data.published !== undefined) boundsOf(data.published);
      record.claims.publish(data.id, data.published === undefined ? -Infinity : boundsOf(data.published).lo);
      const { grade } = entry.info.at(-1)!.value;
      entry.info.push({ seq, value: { ...without(data, 'id', 'reason'), ...(grade && { grade }) } });
    },

    SourceGraded(record, seq, data) {
      const entry = source(record, data.id);
      entry.info.push({ seq, value: { ...entry.info.at(-1)!.value, grade: data.grade } });
    },

    SourceCaptured(record, seq, data) {
      source(record, data.id).captures.push({ seq, value: without(data, 'id') });
    },

    SourceWithdrawn(record, seq, data) {
      const { withdrawals } = source(record, data.id);
      if (withdrawals.at(-1)?.until === Infinity) inapplicable(`source ${data.id} is withdrawn already`);
      withdrawals.push({ seq, reason: data.reason, because: nonEmpty(data.because), until: Infinity });
    },

    SourceRestored(record, seq, data) {
      const withdrawal = source(record, data.id).withdrawals.at(-1);
      if (withdrawal?.until !== Infinity) return inapplicable(`source ${data.id} is not withdrawn`);
      withdrawal.until = seq;
    },

    SourcesMerged(record, seq, data) {
      const entry = source(record, data.id);
      source(record, data.into);
      if (aliasIn(record.sources, data.into) === data.id) inapplicable('a source cannot be merged into itself, by whatever way');
      if (entry.merged.length) inapplicable(`source ${data.id} is merged already`);
      record.claims.publish(data.id, -Infinity); // whatever the other is, or becomes
      entry.merged.push({ seq, value: data.into });
    },

    ActorRegistered(record, seq, data) {
      if (record.actors.has(data.id)) inapplicable(`actor ${data.id} is registered already`);
      record.actors.set(data.id, { id: data.id, info: [{ seq, value: without(data, 'id') }], merged: [] });
    },

    ActorUpdated(record, seq, data) {
      actor(record, data.id).info.push({ seq, value: without(data, 'id', 'reason') });
    },

    ActorsMerged(record, seq, data) {
      const loser = actor(record, data.id);
      actor(record, data.into);
      if (actorAlias(record, data.into) === data.id) inapplicable('an actor cannot be merged into itself');
      if (loser.merged.length) inapplicable(`actor ${data.id} is merged already`);
      record.merges++;
      loser.merged.push({ seq, value: data.into });
      moveRows(record, seq, data.id, actorAlias(record, data.into));
    },

    DossierOpened(record, seq, data) {
      if (record.dossiers.get(data.id)?.opens !== undefined) inapplicable(`dossier ${data.id} is open already`);
      boundsOf(data.opens);
      const dossier = dossierNamed(record, data.id);
      dossier.opens = data.opens;
      dossier.info.push({ seq, value: without(data, 'id', 'opens') });
    },

    DossierUpdated(record, seq, data) {
      openDossier(record, data.id).info.push({ seq, value: without(data, 'id', 'reason') });
    },

    IssueDefined(record, seq, data) {
      const { issues } = openDossier(record, data.dossier);
      if (issues.has(data.id)) inapplicable(`issue ${data.id} is defined already`);
      issues.set(data.id, [{ seq, value: without(data, 'dossier', 'id') }]);
    },

    IssueRevised(record, seq, data) {
      const versions = openDossier(record, data.dossier).issues.get(data.id) ?? inapplicable(`no issue ${data.id} is defined before this`);
      versions.push({ seq, value: without(data, 'dossier', 'id', 'reason') });
    },

    ClaimsAdjudicated(record, seq, data) {
      const dossier = record.dossiers.get(data.dossier) ?? inapplicable(`no dossier ${data.dossier} is opened before this`);
      const facet = renamed(data.facet, (id) => actorAlias(record, id));
      if (!data.over.length || data.over.includes(data.prefer)) inapplicable('a ruling is for one claim and against others');
      const said = new Map(
        [data.prefer, ...data.over].map((ref) => {
          const row = claimNamed(record, dossier, facet, ref) ?? inapplicable(`no claim ${ref} on ${facet}`);
          return [ref, row.says] as const;
        }),
      );
      const { prefer, over, reason } = data;
      push(dossier.rulings, facet, {
        seq,
        facet,
        prefer,
        over,
        reason,
        because: nonEmpty(data.because),
        said,
        visibleFrom: seq,
        visibleUntil: Infinity,
      });
    },
  };

/** The claim `development#claim` of the development's last version, on this facet. */
export function claimNamed(record: RecordState, dossier: DossierEntry, facet: string, ref: string): ClaimRow | undefined {
  const [id = '', claim] = ref.split('#');
  return record.developments.get(id)?.last.rows.find((row) => row.name === claim && row.facet === facet && row.dossier === dossier.id);
}

/** From this event on, claims of one actor are another's: rows and rulings end here and go on under the new name. */
function moveRows(record: RecordState, seq: number, loser: string, winner: string): void {
  const { claims } = record;
  const rename = (id: string) => (id === loser ? winner : id);
  for (const dossier of record.dossiers.values()) {
    for (const facet of [...dossier.facets.values()]) {
      const path = renamed(facet.path, rename);
      for (const row of [...facet.rows.used()]) {
        const speech = claims.speeches[claims.rowSpeech(row)]!;
        if (claims.rowUntil.data[row] !== NEVER || (path === facet.path && !speech.voices?.includes(loser))) continue;
        claims.rowUntil.data[row] = seq;
        claims.addRow(
          {
            version: claims.rowVersion(row),
            name: claims.rowName(row),
            facet: facetNamed(record, dossier, path),
            content: claims.rowContent(row),
            time: claims.rowTime(row),
            speech: claims.speech({ ...speech, voices: speech.voices?.map(rename) }),
            support: claims.rowSupport(row),
            first: claims.rowFirst.data[row]!,
            from: seq,
          },
          true,
        );
      }
    }
    for (const ruling of [...dossier.rulings.values()].flat()) {
      const facet = renamed(ruling.facet, rename);
      if (ruling.visibleUntil !== Infinity || facet === ruling.facet) continue;
      ruling.visibleUntil = seq;
      push(dossier.rulings, facet, { ...ruling, facet, visibleFrom: seq, visibleUntil: Infinity });
    }
  }
}

/** Whether a row stood under its path at a log size. */
export const isVisible = (row: { readonly visibleFrom: number; readonly visibleUntil: number }, size: number): boolean =>
  row.visibleFrom < size && size <= row.visibleUntil;

/** Whether a facet means something in a dossier at a log size: issues, bodies and world facts belong to one dossier. */
export function isDefined(dossier: DossierEntry, facet: string, size: number, entry = dossier.facets.get(facet)): boolean {
  const from = entry?.definedFrom ?? definedFrom(dossier, facet);
  if (entry && from !== Infinity) entry.definedFrom = from; // what is defined stays so; what is not may come to be
  return from < size;
}

/** The place in the log of what defines a facet; -1 where nothing has to, Infinity where nothing does. */
function definedFrom(dossier: DossierEntry, facet: string): number {
  const [family, a, b] = facet.split('/');
  if (family === 'position') return dossier.issues.get(b!)?.[0]?.seq ?? Infinity;
  if (family !== 'role' && !isWorld(facet)) return -1;
  const has = (info: DossierInfo) => (family === 'role' ? info.bodies?.some((x) => x.id === b) : info.worldFacts?.some((x) => x.id === a));
  return dossier.info.find((v) => has(v.value))?.seq ?? Infinity;
}
