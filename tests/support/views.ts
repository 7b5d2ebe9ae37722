/**
 * Generated records for the laws of the views, and a naive reading of them: plain loops over the first k events that use
 * nothing of `projections/`, for what a law must not take from the thing it is about.
 */
import { streamOf } from '../../events/catalogue.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import type { Development } from '../../events/developments.ts';
import { boundsOf } from '../../events/edtf.ts';
import { actorSegments } from '../../events/facet.ts';
import type { Claim } from '../../events/schema.ts';
import { fold } from '../../events/text.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import type { TimelineFilter } from '../../projections/timeline.ts';
import { View } from '../../projections/view.ts';
import { ACTORS, generateLog, Random } from './generate.ts';
import { DOSSIER, entriesOf } from './notation.ts';

const DAY = 86_400_000;
export const OTHER = 'other';

export interface Sample {
  readonly entries: readonly LogEntry[];
  readonly r: Random;
  readonly name: string;
}

/** A generated log with what its notation has no lines for: a second dossier, merges, revised ladders, events nobody can read. */
export function sampleOf(seed: number, index: number): Sample {
  const generated = generateLog(seed, index);
  const r = new Random(seed ^ 0x76696577, index);
  const events = entriesOf(generated.log, generated.opens).entries.map((e) => (e.ok ? e.event : undefined)!);
  const prelude = events.findIndex((e) => e.type === 'StatementMade');
  const hasOther = r.chance(0.4);
  const shared = events.map((event): DomainEvent => {
    if (event.type === 'IssueDefined') {
      const ladder = ['no', 'rules-out', 'undecided', 'open', 'yes'].map((stance) => ({ stance }));
      return { ...event, data: { ...event.data, ladder, neutral: 'undecided' } };
    }
    if (!hasOther || r.chance(0.4)) return event;
    const dossiers = r.chance(0.85) ? [DOSSIER, OTHER] : [OTHER];
    if (event.type === 'StatementMade') return { ...event, data: { ...event.data, dossiers } };
    if (event.type === 'DevelopmentCorrected')
      return { ...event, data: { ...event.data, development: { ...event.data.development, dossiers } } };
    return event;
  });
  const first: DomainEvent[] = ACTORS.map((id) => ({ type: 'ActorRegistered', data: { id, kind: 'state', name: id } }));
  const opened = shared[0] as DomainEvent & { type: 'DossierOpened' };
  if (hasOther) first.push({ ...opened, data: { ...opened.data, id: OTHER, opens: r.pick(['2025-08-30', '2025-01-01']) } });
  const log: (DomainEvent | undefined)[] = [...first, ...shared];
  const put = (event: DomainEvent | undefined, from = first.length + prelude) =>
    log.splice(from + r.below(log.length - from + 1), 0, event);
  const issue = { id: 'troops', question: '?', neutral: 'undecided' };
  const ladder = ['rules-out', 'undecided', 'open'].map((stance) => ({ stance }));
  if (hasOther) put({ type: 'IssueDefined', data: { dossier: OTHER, ...issue, ladder } }, first.length);
  if (r.chance(0.3)) put({ type: 'IssueRevised', data: { dossier: DOSSIER, ...issue, neutral: 'open', ladder, reason: '?' } });
  if (r.chance(0.3)) put({ type: 'ActorsMerged', data: { id: 'ITA', into: 'FRA', reason: '?' } });
  if (r.chance(0.2)) put({ type: 'ActorsMerged', data: { id: r.pick(['coalition', 'agency']), into: 'USA', reason: '?' } });
  if (r.chance(0.3)) put({ type: 'SourcesMerged', data: { id: r.pick(['s1', 'u1']), into: r.pick(['s2', 'u2']), reason: '?' } });
  if (r.chance(0.2)) put(undefined);
  let minute = 0;
  const entries = log.map((event, revision): LogEntry => {
    minute += r.pick([-1, 0, 0, 1, 1, 30]);
    const metadata = {
      recordedAt: new Date(Date.UTC(2025, 8, 6) + minute * 60_000).toISOString(),
      author: 'test',
      tool: 'test',
      correlationId: 'test',
      causationId: 'test',
      schemaVersion: 1,
    };
    return event
      ? { ok: true, event, metadata, stream: streamOf(event), revision }
      : { ok: false, problem: { code: 'UnknownType', type: 'Lost', message: '?' }, stream: 'x-y', revision };
  });
  return { entries, r, name: `log ${index} of seed ${seed}` };
}

export function recordOf(entries: readonly LogEntry[]): RecordState {
  const record = emptyRecord();
  for (const entry of entries) applyEvent(record, entry);
  return record;
}

export const viewOf = (record: RecordState, { dossier = DOSSIER, published = Infinity, size = record.size }: Partial<Reader> = {}): View =>
  new View(record, record.dossiers.get(dossier), published, size);

/** Whose view, and as of when. */
export interface Reader {
  readonly dossier: string;
  readonly published: number;
  readonly size: number;
}

export const eventsOf = (entries: readonly LogEntry[]): (DomainEvent | undefined)[] => entries.map((e) => (e.ok ? e.event : undefined));

/** What an entry says of developments: one recorded or corrected. */
export const bodyOf = (event: DomainEvent | undefined): Development | undefined =>
  event?.type === 'StatementMade' ? event.data : event?.type === 'DevelopmentCorrected' ? event.data.development : undefined;

// ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each bound of each of these dates with its neighbours, each end of a day after it, and every day about the time of the logs. */
function around(dates: Iterable<string>): number[] {
  const moments = new Set<number>();
  for (let day = Date.UTC(2025, 7, 26); day < Date.UTC(2025, 8, 16); day += DAY) moments.add(day);
  for (const date of new Set(dates)) {
    const { lo, hi } = boundsOf(date);
    for (const bound of [lo, hi, lo + DAY, Math.floor(lo / DAY) * DAY + DAY])
      if (Number.isFinite(bound)) for (const near of [-1, 0, 1]) moments.add(bound + near);
  }
  return [...moments].sort((a, b) => a - b);
}

/** Moments of `at` among which every change must lie. */
export const momentsOf = (entries: readonly LogEntry[]): number[] =>
  around(
    eventsOf(entries).flatMap((event) => {
      if (event?.type === 'DossierOpened') return [event.data.opens];
      const body = bodyOf(event);
      return [body?.date, ...(body?.claims ?? []).flatMap((c) => [c.effective, c.observed, c.until])].filter((d) => d !== undefined);
    }),
  );

/** Limits of `published` among which every change must lie. */
export const limitsOf = (entries: readonly LogEntry[]): number[] =>
  around(
    eventsOf(entries).flatMap((e) =>
      (e?.type === 'SourceRegistered' || e?.type === 'SourceCorrected') && e.data.published !== undefined ? [e.data.published] : [],
    ),
  );

// ── the naive reading ────────────────────────────────────────────────────────────────────────────────────────────

interface Version {
  readonly number: number;
  readonly seq: number;
  readonly body: Development;
  readonly because: readonly string[];
}
export interface NaiveItem {
  readonly id: string;
  readonly seq: number;
  readonly version: Version;
  readonly sources: readonly string[];
  readonly lo: number;
  readonly hi: number;
}
interface NaiveRow {
  readonly ref: string;
  readonly development: string;
  readonly version: Version;
  readonly claim: Claim;
  readonly voices: readonly string[] | undefined;
}

/** What the first events of a log say to a reader, by going through them for every question. */
export class Naive {
  readonly #events: readonly (DomainEvent | undefined)[];
  readonly reader: Reader;

  /** `record` only tells which events were refused; the log is read without them. */
  constructor(entries: readonly LogEntry[], reader: Reader, record: RecordState) {
    const refused = new Set(record.problems.map((p) => p.position - 1));
    this.#events = eventsOf(entries)
      .map((e, i) => (refused.has(i) ? undefined : e))
      .slice(0, reader.size);
    this.reader = reader;
  }

  #follow(type: 'ActorsMerged' | 'SourcesMerged', id: string): string {
    let name = id;
    for (let isMore = true; isMore;) {
      isMore = false;
      for (const e of this.#events)
        if ((e?.type === 'ActorsMerged' || e?.type === 'SourcesMerged') && e.type === type && e.data.id === name && e.data.into !== id)
          [name, isMore] = [e.data.into, true];
    }
    return name;
  }
  actor(id: string): string {
    return this.#follow('ActorsMerged', id);
  }
  source(id: string): string {
    return this.#follow('SourcesMerged', id);
  }
  facet(path: string): string {
    const places = actorSegments(path);
    return path
      .split('/')
      .map((s, i) => (places.includes(i) ? this.actor(s) : s))
      .join('/');
  }

  info(id: string): { published?: string | undefined; origin?: string | undefined; grade?: string | undefined } {
    const source = this.source(id);
    let info: ReturnType<Naive['info']> = {};
    for (const e of this.#events) {
      if (e?.type === 'SourceRegistered' && e.data.id === source) info = e.data;
      if (e?.type === 'SourceCorrected' && e.data.id === source) info = { ...e.data, grade: info.grade };
      if (e?.type === 'SourceGraded' && e.data.id === source) info = { ...info, grade: e.data.grade };
    }
    return info;
  }
  isPublished(id: string): boolean {
    const { published } = this.info(id);
    return published === undefined || boundsOf(published).lo < this.reader.published;
  }
  chain(id: string): string[] {
    const chain: string[] = [];
    for (let at: string | undefined = this.source(id); at !== undefined && !chain.includes(at);) {
      chain.push(at);
      const origin: string | undefined = this.info(at).origin;
      at = origin === undefined ? undefined : this.source(origin);
    }
    return chain;
  }
  isWithdrawn(id: string, path: readonly string[] = []): boolean {
    const source = this.source(id);
    let grounds: readonly string[] | undefined;
    for (const e of this.#events) {
      if (e?.type === 'SourceWithdrawn' && e.data.id === source) grounds = e.data.because ?? [];
      if (e?.type === 'SourceRestored' && e.data.id === source) grounds = undefined;
    }
    if (!grounds) return false;
    return (
      !grounds.length ||
      grounds.map((g) => this.source(g)).some((g) => this.isPublished(g) && !path.includes(g) && !this.isWithdrawn(g, [...path, source]))
    );
  }
  stands(id: string): boolean {
    return this.isPublished(id) && !this.chain(id).some((x) => this.isWithdrawn(x));
  }
  holds(because: readonly string[] | undefined): boolean {
    return !because?.length || because.some((id) => this.stands(id));
  }

  developments(): string[] {
    return this.#events.flatMap((e) => (e?.type === 'StatementMade' ? [e.data.id] : []));
  }
  versions(id: string): Version[] {
    const versions: Version[] = [];
    for (const [seq, e] of this.#events.entries()) {
      const body = bodyOf(e);
      if (body?.id !== id) continue;
      const own = e?.type === 'DevelopmentCorrected' ? (e.data.because ?? []) : [];
      versions.push({ number: versions.length + 1, seq, body, because: own.length ? own : (versions.at(-1)?.because ?? []) });
    }
    return versions;
  }
  inForce(id: string): Version | undefined {
    return this.versions(id).findLast((v) => this.holds(v.because));
  }
  isRetracted(id: string): boolean {
    let act: readonly string[] | undefined;
    for (const e of this.#events) {
      if (e?.type === 'DevelopmentRetracted' && e.data.id === id) act = e.data.because ?? [];
      if (e?.type === 'DevelopmentReinstated' && e.data.id === id) act = undefined;
    }
    return act !== undefined && this.holds(act);
  }
  /** Sources of a version, or of one claim of it; what was added before a version was made stands in its own evidence. */
  sources(id: string, version: Version, claim?: Claim): string[] {
    const own = version.body.evidence.filter((e) => !claim?.evidence || claim.evidence.includes(e.id)).map((e) => e.source);
    for (const [seq, e] of this.#events.entries())
      if (
        e?.type === 'EvidenceAdded' &&
        e.data.id === id &&
        seq > version.seq &&
        (!claim || !e.data.claims || e.data.claims.includes(claim.id))
      )
        own.push(...e.data.evidence.map((x) => x.source));
    return [...new Set(own.map((s) => this.source(s)))];
  }

  /** The claims of a version that exist for this reader: a page that carries them is published. */
  claims(id: string, version: Version): readonly Claim[] {
    return version.body.claims.filter((c) => this.sources(id, version, c).some((s) => this.isPublished(s)));
  }

  /** The relations of a version to developments that this reader knows of. */
  relations({ body: { relations = [] } }: Version): NonNullable<Development['relations']> {
    if (this.reader.published === Infinity) return relations;
    return relations.filter(({ to }) => {
      const other = this.inForce(to);
      return other && this.sources(to, other).some((s) => this.isPublished(s));
    });
  }

  /** Developments that this reader knows and that may have begun before a moment, in the order of the time they speak of. */
  items(at: number): NaiveItem[] {
    const items = this.developments().flatMap((id, seq): NaiveItem[] => {
      const version = this.inForce(id);
      if (!version?.body.dossiers.includes(this.reader.dossier)) return [];
      const sources = this.sources(id, version).filter((s) => this.isPublished(s));
      const { lo, hi } = boundsOf(version.body.date);
      return sources.length && lo < at ? [{ id, seq, version, sources, lo: lo === -Infinity ? hi - 1 : lo, hi }] : [];
    });
    const order = ({ version: { body } }: NaiveItem) => body.order ?? 0;
    return items.sort(
      (a, b) => (a.lo === b.lo ? 0 : a.lo - b.lo) || (a.hi === b.hi ? 0 : a.hi - b.hi) || order(a) - order(b) || a.seq - b.seq,
    );
  }
  /** Whether a filter leaves a development in. */
  isLeft({ id, version, hi }: NaiveItem, filter: TimelineFilter): boolean {
    const { body } = version;
    const claims = this.claims(id, version);
    const is = (x: string | undefined) => x !== undefined && this.actor(x) === this.actor(filter.actor!);
    const names = (path: string, name: string) => this.facet(path).split('/').slice(1).includes(name);
    const voices = claims.flatMap((c) => [c.by, c.via, ...(c.for ?? [])]);
    const speakers = [body.by, body.via, ...(body.for ?? []), ...(body.participants ?? []).map((p) => p.actor), ...voices];
    const text = fold([id, body.title, body.summary, body.place, ...(body.refs ?? [])].join(' '));
    return (
      (filter.includeRetracted !== false || !this.isRetracted(id)) &&
      (filter.kind === undefined || filter.kind === 'StatementMade') &&
      (filter.from === undefined || hi > filter.from) &&
      (filter.issue === undefined || claims.some((c) => names(c.facet, filter.issue!))) &&
      (filter.text === undefined || filter.text.split(' ').every((word) => text.includes(fold(word)))) &&
      (filter.actor === undefined || speakers.some(is) || claims.some((c) => names(c.facet, this.actor(filter.actor!))))
    );
  }
  timeline(at: number): string[] {
    return this.items(at).map(({ id }) => id);
  }

  isDefined(path: string): boolean {
    const [family, a, b] = path.split('/');
    return (
      (family !== 'position' && family !== 'role' && family !== 'world') ||
      this.#events.some((e) => {
        if (family === 'position') return e?.type === 'IssueDefined' && e.data.dossier === this.reader.dossier && e.data.id === b;
        if ((e?.type !== 'DossierOpened' && e?.type !== 'DossierUpdated') || e.data.id !== this.reader.dossier) return false;
        return family === 'role' ? e.data.bodies?.some((x) => x.id === b) : e.data.worldFacts?.some((x) => x.id === a);
      })
    );
  }

  /** Every version of every claim on a facet. */
  rows(path: string): NaiveRow[] {
    if (!this.isDefined(path)) return [];
    return this.developments().flatMap((development) =>
      this.versions(development).flatMap((version) => {
        const { body } = version;
        if (!body.dossiers.includes(this.reader.dossier)) return [];
        return body.claims
          .filter((c) => this.facet(c.facet) === path)
          .map((claim): NaiveRow => {
            const by = claim.by ?? body.by;
            const others = claim.for ?? (claim.by === undefined ? body.for : undefined) ?? [];
            const voices = by === undefined && claim.for === undefined ? undefined : [...(by === undefined ? [] : [by]), ...others];
            return {
              ref: `${development}#${claim.id}@${version.number}`,
              development,
              version,
              claim,
              voices: voices?.map((v) => this.actor(v)),
            };
          });
      }),
    );
  }

  /** Facets on which anything was recorded. */
  facets(): string[] {
    const paths = this.developments().flatMap((d) =>
      this.versions(d).flatMap(({ body }) =>
        body.dossiers.includes(this.reader.dossier) ? body.claims.map((c) => this.facet(c.facet)) : [],
      ),
    );
    return [...new Set(paths)].filter((path) => this.isDefined(path)).sort();
  }
}

/** The log with each body that it records put into another form, and rulings. */
export function edited(entries: readonly LogEntry[], edit: (event: DomainEvent) => DomainEvent | undefined): LogEntry[] {
  return entries.map((entry) => {
    if (!entry.ok) return entry;
    const event = edit(entry.event);
    return event
      ? { ...entry, event }
      : { ok: false, problem: { code: 'UnknownType', type: 'Gone', message: '?' }, stream: entry.stream, revision: entry.revision };
  });
}
