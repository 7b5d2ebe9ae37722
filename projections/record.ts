/**
 * The record: everything that events said, kept along the record axis, so that it can be asked as it stood at any log size.
 * A pure fold: `applyEvent` adds one event and never changes what an answer at an earlier size rests on.
 *
 * One row per claim version (and dossier), as MODEL.md asks ("What is stored, what is derived"): histories are derived by a sweep.
 */
import { canonicalJson } from '../events/canonical.ts';
import { isAccessType } from '../events/catalogue.ts';
import type { AccessType, DomainEvent, EventType, Payloads } from '../events/catalogue.ts';
import { isDevelopmentKind } from '../events/developments.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import { boundsOf, isFlagged, upTo, windowEnd } from '../events/edtf.ts';
import { actorSegments, isWorld } from '../events/facet.ts';
import type { Unreadable } from '../events/codec.ts';
import type { Metadata } from '../events/metadata.ts';
import type { Attribution, Claim, Condition, Evidence } from '../events/schema.ts';
import { misshapen } from './shape.ts';

const DAY = 86_400_000;

/** How good a word is, best last (MODEL.md, "Claims"). */
export const ATTRIBUTION_RANK: Readonly<Record<Attribution, number>> = { official: 3, 'on-record': 2, reported: 1, anonymous: 0 };

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

/** A piece of evidence, and the place in the log from which it counts. */
export interface Support {
  readonly evidence: Evidence;
  readonly seq: number;
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

/** One version of one claim, in one dossier. Times are UTC milliseconds, open sides ±Infinity (starts clipped at the dossier's opening). */
export interface ClaimRow extends ClaimTime {
  readonly development: DevelopmentEntry;
  readonly version: VersionEntry;
  readonly claim: Claim;
  readonly facet: string;
  /** Value, detail and conditions, in one canonical text. */
  readonly content: string;
  readonly valueKey: string;
  readonly attribution: Attribution;
  /** Who speaks, and in whose name; undefined where nothing was said, so that the facet's own subject speaks. */
  readonly voices: readonly string[] | undefined;
  /** Content and time: what a ruling remembers, and what a cosmetic correction leaves alone. */
  readonly says: string;
  /** Place in the log where it first said this. */
  readonly first: number;
  /** Shared by the claims that rest on the same; another when evidence is added. */
  support: readonly Support[];
  /** It stands under this path, with these voices, for log sizes in (visibleFrom, visibleUntil]: a merge of actors moves it. */
  readonly visibleFrom: number;
  visibleUntil: number;
}

export interface VersionEntry {
  readonly number: number;
  readonly seq: number;
  readonly kind: DevelopmentKind;
  readonly body: Development;
  readonly reason: string | undefined;
  /** Grounds; a correction without its own keeps those of the version it was laid over. */
  readonly because: readonly string[] | undefined;
  readonly replaces: readonly string[];
  /** All evidence of this version, with what was added later. */
  readonly evidence: Support[];
  readonly rows: ClaimRow[];
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

export interface DevelopmentEntry {
  readonly id: string;
  readonly seq: number;
  readonly versions: VersionEntry[];
  readonly retractions: RetractionEntry[];
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
  readonly facets: Map<string, ClaimRow[]>;
  readonly rulings: Map<string, RulingEntry[]>;
  readonly developments: Set<DevelopmentEntry>;
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

export interface RecordState {
  /** Events seen, readable or not. */
  size: number;
  /** For each event the latest recordedAt up to it, UTC milliseconds: `known` by time never runs backwards. */
  readonly recordedAt: number[];
  /** By place in the log. */
  readonly acts: Act[];
  readonly problems: Problem[];
  readonly developments: Map<string, DevelopmentEntry>;
  readonly sources: Map<string, SourceEntry>;
  readonly actors: Map<string, ActorEntry>;
  readonly dossiers: Map<string, DossierEntry>;
  /** How many actors were merged: without any, every name is the actor's own. */
  merges: number;
  /** Last revision of each stream, for optimistic concurrency. */
  readonly streams: Map<string, number>;
}

export const emptyRecord = (): RecordState => ({
  size: 0,
  recordedAt: [],
  acts: [],
  problems: [],
  developments: new Map(),
  sources: new Map(),
  actors: new Map(),
  dossiers: new Map(),
  merges: 0,
  streams: new Map(),
});

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
  const latest = record.recordedAt.at(-1) ?? -Infinity;
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
  record.size++;
  record.acts.push(actOf(entry, isReadable));
  record.recordedAt.push(recordedAt > latest ? recordedAt : latest);
  record.streams.set(entry.stream, entry.revision);
}

function actOf(entry: LogEntry, isReadable: boolean): Act {
  const subject = entry.stream.slice(entry.stream.indexOf('-') + 1);
  if (!entry.ok) return { type: entry.problem.type, subject, author: null };
  if (!isReadable) return { type: entry.event.type, subject, author: entry.metadata.author };
  const { reason, because, facet } = entry.event.data as { reason?: string; because?: string[]; facet?: string };
  return {
    type: entry.event.type,
    subject,
    author: entry.metadata.author,
    ...(reason !== undefined && { reason }),
    ...(because?.length && { because }),
    ...(facet !== undefined && { facet }),
  };
}

// ── developments ─────────────────────────────────────────────────────────────────────────────────────────────────

const development = (record: RecordState, id: string): DevelopmentEntry =>
  record.developments.get(id) ?? inapplicable(`no development ${id} is recorded before this`);

const nonEmpty = (list: readonly string[] | undefined): readonly string[] | undefined => (list?.length ? list : undefined);

function recordDevelopment(record: RecordState, seq: number, kind: DevelopmentKind, body: Development): void {
  if (record.developments.has(body.id)) inapplicable(`development ${body.id} is recorded already`);
  const entry: DevelopmentEntry = { id: body.id, seq, versions: [], retractions: [] };
  const version = makeVersion(record, entry, 1, seq, kind, body, undefined, undefined, undefined);
  record.developments.set(body.id, entry);
  addVersion(record, entry, version);
}

function addVersion(record: RecordState, entry: DevelopmentEntry, version: VersionEntry): void {
  entry.versions.push(version);
  const dossiers = version.body.dossiers.map((id) => dossierNamed(record, id));
  for (const dossier of dossiers) dossier.developments.add(entry);
  // rows stand in the order of claims, each in all dossiers in turn
  for (let i = 0; i < version.rows.length; i++) push(dossiers[i % dossiers.length]!.facets, version.rows[i]!.facet, version.rows[i]!);
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
    dossier = { id, opens: undefined, info: [], issues: new Map(), facets: new Map(), rulings: new Map(), developments: new Set() };
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

/** Value, detail and conditions, in whatever order they are written (MODEL.md, rule 7). */
export function contentOf(claim: Pick<Claim, 'value' | 'detail' | 'when'>): string {
  return canonicalJson({
    value: claim.value,
    detail: claim.detail,
    when: claim.when?.length ? claim.when.map((w: Condition) => canonicalJson(w)).sort() : undefined,
  });
}

function makeVersion(
  record: RecordState,
  entry: DevelopmentEntry,
  number: number,
  seq: number,
  kind: DevelopmentKind,
  body: Development,
  reason: string | undefined,
  because: readonly string[] | undefined,
  previous: VersionEntry | undefined,
): VersionEntry {
  boundsOf(body.date); // also where no claim takes it
  const evidence: Support[] = body.evidence.map((e) => ({ evidence: e, seq }));
  const version: VersionEntry = {
    number,
    seq,
    kind,
    body,
    reason,
    because,
    replaces: (body.relations ?? []).filter((r) => REPLACING.has(r.type)).map((r) => r.to),
    evidence,
    rows: [],
  };
  // What began nobody knows when is clipped at the day the dossier opens.
  const opens = body.dossiers.map((id) => {
    const day = record.dossiers.get(id)?.opens;
    return day === undefined ? -Infinity : boundsOf(day).lo;
  });
  const rename = record.merges ? (id: string) => actorAlias(record, id) : undefined;
  // Most claims of a development speak of its own day, on all of its evidence, and many say the same: these parts they share.
  const all: readonly Support[] = [...evidence];
  const plain: Time[] = [];
  const words = new Map<string, Words>();
  for (const claim of body.claims) {
    const facet = rename ? renamed(claim.facet, rename) : claim.facet;
    const isPlain = claim.effective === undefined && claim.observed === undefined && claim.until === undefined;
    const support = claim.evidence
      ? claim.evidence.map(
          (id) => evidence.find((s) => s.evidence.id === id) ?? inapplicable(`claim ${claim.id} names evidence ${id}, which is not there`),
        )
      : all;
    const voices = voicesOf(claim, body, rename);
    let first = -1;
    for (let i = 0; i < opens.length; i++) {
      const time = isPlain ? (plain[i] ??= timeOf(claim, body, opens[i]!)) : timeOf(claim, body, opens[i]!);
      const said = wordsOf(claim, time, isPlain ? words : undefined);
      if (first < 0) first = previous?.rows.find((r) => r.claim.id === claim.id && r.facet === facet && r.says === said.says)?.first ?? seq;
      version.rows.push({
        development: entry,
        version,
        claim,
        facet,
        content: said.content,
        valueKey: said.valueKey,
        attribution: claim.attribution ?? body.attribution ?? 'reported',
        voices,
        lo: time.lo,
        hi: time.hi,
        from: time.from,
        to: time.to,
        order: time.order,
        start: time.start,
        date: time.date,
        end: time.end,
        approximate: time.approximate,
        says: said.says,
        first,
        support,
        visibleFrom: seq,
        visibleUntil: Infinity,
      });
    }
  }
  return version;
}

/** Who speaks for a claim; undefined where nothing was said. */
function voicesOf(claim: Claim, body: Development, rename: ((id: string) => string) | undefined): readonly string[] | undefined {
  const by = claim.by ?? body.by;
  if (by === undefined && claim.for === undefined) return undefined;
  const spokenFor = claim.for ?? (claim.by === undefined ? body.for : undefined) ?? [];
  const voices = [...(by === undefined ? [] : [by]), ...spokenFor];
  return rename ? voices.map(rename) : voices;
}

/** When a claim holds; shared by the claims of a development that say nothing of their own about it. */
interface Time extends ClaimTime {
  /** The bounds of what it speaks of before they are clipped, as a ruling remembers them. */
  readonly key: string;
}

const NO_END = windowEnd(undefined, 0);

function timeOf(claim: Claim, body: Development, opens: number): Time {
  const observed = claim.observed === undefined ? undefined : boundsOf(claim.observed);
  const start = claim.effective ?? (claim.observed === undefined ? body.date : upTo(claim.observed));
  const { lo, hi } = boundsOf(start);
  const [from, to] = observed ? [observed.lo, observed.hi] : [lo, hi];
  return {
    lo: lo === -Infinity ? Math.min(opens, hi - 1) : lo,
    hi,
    from: from === -Infinity ? Math.min(opens, to - 1) : from,
    to,
    order: claim.effective !== undefined || observed || hi - lo > DAY ? undefined : body.order,
    start,
    date: claim.observed ?? start,
    end: claim.until === undefined ? NO_END : windowEnd(claim.until, observed?.lo ?? lo),
    approximate:
      isFlagged(start) ||
      (claim.observed !== undefined && isFlagged(claim.observed)) ||
      (claim.until !== undefined && isFlagged(claim.until)),
    key: `${from} ${to}`,
  };
}

/** What a claim says, in canonical texts. */
interface Words {
  readonly content: string;
  readonly valueKey: string;
  readonly says: string;
}

/** The texts of a claim; with `known`, those of another claim of the same time that says the same. */
function wordsOf(claim: Claim, time: Time, known: Map<string, Words> | undefined): Words {
  const { value } = claim;
  const isSimple = typeof value === 'string' && claim.detail === undefined && !claim.when?.length;
  const found = isSimple ? known?.get(value) : undefined;
  if (found) return found;
  const content = contentOf(claim);
  const words = { content, valueKey: canonicalJson(value), says: `${content} ${time.key}` };
  if (isSimple) known?.set(value, words);
  return words;
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
      const last = entry.versions.at(-1)!;
      if (entry.retractions.at(-1)?.until === Infinity) inapplicable(`development ${data.id} is retracted`);
      if (data.version !== last.number + 1) inapplicable(`version ${data.version} does not follow version ${last.number}`);
      const because = nonEmpty(data.because) ?? last.because;
      addVersion(record, entry, makeVersion(record, entry, data.version, seq, data.kind, data.development, data.reason, because, last));
    },

    DevelopmentRetracted(record, seq, data) {
      const entry = development(record, data.id);
      if (entry.retractions.at(-1)?.until === Infinity) inapplicable(`development ${data.id} is retracted already`);
      entry.retractions.push({
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
      const added = data.evidence.map((e) => ({ evidence: e, seq }));
      for (const version of entry.versions) {
        for (const row of version.rows) if (!data.claims || data.claims.includes(row.claim.id)) row.support = [...row.support, ...added];
        version.evidence.push(...added);
      }
    },

    SourceRegistered(record, seq, data) {
      if (record.sources.has(data.id)) inapplicable(`source ${data.id} is registered already`);
      if (data.published !== undefined) boundsOf(data.published);
      record.sources.set(data.id, { id: data.id, info: [{ seq, value: without(data, 'id') }], captures: [], withdrawals: [], merged: [] });
    },

    SourceCorrected(record, seq, data) {
      const entry = source(record, data.id);
      if (data.published !== undefined) boundsOf(data.published);
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
  const rows = dossier.facets.get(facet);
  return record.developments
    .get(id)
    ?.versions.at(-1)
    ?.rows.find((row) => row.claim.id === claim && row.facet === facet && rows?.includes(row));
}

/** From this event on, claims of one actor are another's: rows and rulings end here and go on under the new name. */
function moveRows(record: RecordState, seq: number, loser: string, winner: string): void {
  const rename = (id: string) => (id === loser ? winner : id);
  for (const dossier of record.dossiers.values()) {
    for (const row of [...dossier.facets.values()].flat()) {
      const facet = renamed(row.facet, rename);
      if (row.visibleUntil !== Infinity || (facet === row.facet && !row.voices?.includes(loser))) continue;
      const moved: ClaimRow = { ...row, facet, voices: row.voices?.map(rename), visibleFrom: seq };
      row.visibleUntil = seq;
      row.version.rows.push(moved);
      push(dossier.facets, facet, moved);
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
export function isDefined(dossier: DossierEntry, facet: string, size: number): boolean {
  const [family, a, b] = facet.split('/');
  if (family === 'position') return (dossier.issues.get(b!)?.[0]?.seq ?? Infinity) < size;
  if (family !== 'role' && !isWorld(facet)) return true;
  const has = (info: DossierInfo) => (family === 'role' ? info.bodies?.some((x) => x.id === b) : info.worldFacts?.some((x) => x.id === a));
  return dossier.info.some((v) => v.seq < size && has(v.value));
}
