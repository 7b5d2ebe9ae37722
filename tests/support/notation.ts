/**
 * The notation of `tests/cases/*.json` (and of the reference in `tests/reference/`) → events of the log.
 * What a case leaves implicit (dossier, issues, bodies, world facts, sources) is put in front, so that `known = k` of a case
 * is the log size `offset[k]`.
 */
import type { DomainEvent } from '../../events/catalogue.ts';
import { isWorld } from '../../events/facet.ts';
import type { LogEntry } from '../../projections/record.ts';

export interface NotedClaim {
  id?: string;
  facet: string;
  value: unknown;
  detail?: Record<string, unknown>;
  when?: { facet: string; is: unknown; mode: string }[];
  by?: string;
  for?: string[];
  attribution?: string;
  effective?: string;
  observed?: string;
  until?: string;
  sources?: string[];
}
export interface Noted {
  t: string;
  id?: string;
  dev?: string;
  source?: string;
  published?: string;
  origin?: string;
  grade?: string;
  date?: string;
  order?: number;
  title?: string;
  by?: string;
  for?: string[];
  attribution?: string;
  sources?: string[];
  claims?: NotedClaim[] | string[];
  relations?: { type: string; to: string }[];
  because?: string[];
  expectedVersion?: number;
  reason?: string;
  facet?: string;
  prefer?: string;
  over?: string[];
}
export interface Query {
  facet: string;
  at: string;
  known?: number;
  published?: string;
  from?: string;
  expect: unknown;
}
export interface Case {
  id: string;
  title: string;
  log: Noted[];
  queries: Query[];
}
export interface Rejection {
  id: string;
  title: string;
  log: Noted[];
  rejects: string;
}

export const DOSSIER = 'case';

/** Every source, issue, body and world fact that a log names without registering it. */
export function implicit(log: readonly Noted[]) {
  const named = new Set<string>();
  const facets = new Set<string>();
  const actors = new Set<string>();
  for (const e of log) {
    const claims = (e.claims ?? []).filter((c): c is NotedClaim => typeof c === 'object');
    for (const s of [...(e.sources ?? []), ...(e.because ?? []), ...claims.flatMap((c) => c.sources ?? [])]) named.add(s);
    if (e.source !== undefined) named.add(e.source);
    if (e.origin !== undefined) named.add(e.origin);
    for (const c of claims) {
      facets.add(c.facet);
      for (const w of c.when ?? []) facets.add(w.facet);
      for (const a of [c.by, ...(c.for ?? [])]) if (a !== undefined) actors.add(a);
    }
    if (e.facet !== undefined) facets.add(e.facet);
    for (const a of [e.by, ...(e.for ?? [])]) if (a !== undefined) actors.add(a);
  }
  const registered = new Set(log.filter((e) => e.t === 'source').map((e) => e.id));
  const parts = [...facets].map((f) => f.split('/'));
  const third = (family: string) => [...new Set(parts.filter((p) => p[0] === family).map((p) => p[2]!))];
  return {
    sources: [...named].filter((s) => !registered.has(s)),
    issues: third('position'),
    bodies: third('role'),
    worldFacts: [...new Set(parts.filter((p) => p[0] === 'world').map((p) => p[1]!))],
    facets: [...facets],
    actors: [...actors],
  };
}

/** Events in front of a case's own. */
export function prelude(log: readonly Noted[], opens: string): DomainEvent[] {
  const { sources, issues, bodies, worldFacts } = implicit(log);
  return [
    {
      type: 'DossierOpened',
      data: {
        id: DOSSIER,
        title: 'case',
        opens,
        bodies: bodies.map((id) => ({ id, title: id })),
        worldFacts: worldFacts.map((id) => ({ id, text: id })),
      },
    },
    ...issues.map((id): DomainEvent => ({
      type: 'IssueDefined',
      data: { dossier: DOSSIER, id, question: id, ladder: [{ stance: 'no' }, { stance: 'yes' }], neutral: 'no' },
    })),
    ...sources.map((id): DomainEvent => ({ type: 'SourceRegistered', data: { id, publisher: id } })),
  ];
}

type Body = Omit<Noted, 'claims'> & { claims: NotedClaim[] };

/** In this notation what a correction leaves out stays as it was, added evidence included. */
export class Notation {
  readonly #bodies = new Map<string, Body>();
  readonly #versions = new Map<string, number>();
  readonly #sources = new Map<string, Noted>();

  /** The event or events that one line of a case stands for. */
  events(e: Noted): DomainEvent[] {
    const reason = e.reason ?? '?';
    const because = e.because && { because: e.because };
    switch (e.t) {
      case 'source': {
        this.#sources.set(e.id!, e);
        return [{ type: 'SourceRegistered', data: { id: e.id!, publisher: e.id!, ...this.#described(e) } }] as DomainEvent[];
      }
      case 'correctSource': {
        const merged = { ...this.#sources.get(e.id!), ...e };
        this.#sources.set(e.id!, merged);
        const { grade, ...description } = this.#described(merged);
        return [
          { type: 'SourceCorrected', data: { id: e.id!, publisher: e.id!, ...description, reason } },
          ...(grade === undefined ? [] : [{ type: 'SourceGraded', data: { id: e.id!, grade, reason } }]),
        ] as DomainEvent[];
      }
      case 'withdrawSource':
        return [{ type: 'SourceWithdrawn', data: { id: e.source!, reason, ...because } }];
      case 'restoreSource':
        return [{ type: 'SourceRestored', data: { id: e.source!, reason } }];
      case 'record': {
        const body = { ...e, claims: this.#numbered(e.claims as NotedClaim[] | undefined) };
        this.#bodies.set(e.dev!, body);
        this.#versions.set(e.dev!, 1);
        return [{ type: 'StatementMade', data: this.#development(body) }] as unknown as DomainEvent[];
      }
      case 'correct': {
        const given = { ...e, ...(e.claims && { claims: this.#numbered(e.claims as NotedClaim[]) }) };
        const body = { ...this.#bodies.get(e.dev!), ...given } as Body;
        const version = (this.#versions.get(e.dev!) ?? 0) + 1;
        this.#bodies.set(e.dev!, body);
        this.#versions.set(e.dev!, version);
        return [
          {
            type: 'DevelopmentCorrected',
            data: { id: e.dev!, version, kind: 'StatementMade', development: this.#development(body), reason, ...because },
          },
        ] as unknown as DomainEvent[];
      }
      case 'addEvidence': {
        const body = this.#bodies.get(e.dev!);
        const claims = e.claims as string[] | undefined;
        if (body) {
          const join = (list: readonly string[]) => [...new Set([...list, ...e.sources!])];
          body.claims = body.claims.map((c) => {
            const own = c.sources ?? (claims?.includes(c.id!) ? body.sources! : undefined);
            return !own ? c : { ...c, sources: !claims || claims.includes(c.id!) ? join(own) : own };
          });
          if (!claims) body.sources = join(body.sources!);
        }
        return [
          {
            type: 'EvidenceAdded',
            data: { id: e.dev!, evidence: e.sources!.map((s, i) => ({ id: `a${i}`, source: s })), ...(claims && { claims }) },
          },
        ] as unknown as DomainEvent[];
      }
      case 'retract':
        return [{ type: 'DevelopmentRetracted', data: { id: e.dev!, reason, ...because } }];
      case 'reinstate':
        return [{ type: 'DevelopmentReinstated', data: { id: e.dev!, reason } }];
      case 'adjudicate':
        return [
          { type: 'ClaimsAdjudicated', data: { dossier: DOSSIER, facet: e.facet!, prefer: e.prefer!, over: e.over!, reason, ...because } },
        ];
      default:
        throw new Error(`unknown line ${e.t}`);
    }
  }

  #described(e: Noted) {
    return { ...(e.published && { published: e.published }), ...(e.origin && { origin: e.origin }), ...(e.grade && { grade: e.grade }) };
  }

  #numbered(claims: readonly NotedClaim[] = []): NotedClaim[] {
    return claims.map((c, i) => ({ ...c, id: c.id ?? `c${i + 1}` }));
  }

  /** The development's body as an event carries it: each source one piece of evidence; claims name theirs. */
  #development(body: Body) {
    const sources = [...new Set([...(body.sources ?? []), ...body.claims.flatMap((c) => c.sources ?? [])])];
    const evidenceOf = (list: readonly string[]) => list.map((s) => `e${sources.indexOf(s) + 1}`);
    return {
      id: body.dev,
      dossiers: [DOSSIER],
      title: body.title ?? body.dev,
      date: body.date,
      ...(body.order !== undefined && { order: body.order }),
      ...(body.by && { by: body.by }),
      ...(body.for && { for: body.for }),
      ...(body.attribution && { attribution: body.attribution }),
      ...(body.relations && { relations: body.relations }),
      claims: body.claims.map(({ sources: own, ...c }) => ({ ...c, evidence: evidenceOf(own ?? body.sources ?? []) })),
      evidence: sources.map((s, i) => ({ id: `e${i + 1}`, source: s })),
    };
  }
}

/** A case's log as entries, and for each `known` of the case the log size it stands for. */
export function entriesOf(log: readonly Noted[], opens = '1000-01-01'): { entries: LogEntry[]; offset: number[] } {
  const notation = new Notation();
  const events = prelude(log, opens);
  const offset = [events.length];
  for (const line of log) {
    events.push(...notation.events(line));
    offset.push(events.length);
  }
  return { entries: events.map(asEntry), offset };
}

const metadata = {
  recordedAt: '2025-01-01T00:00:00Z',
  author: 'test',
  tool: 'test',
  correlationId: 'test',
  causationId: 'test',
  schemaVersion: 0,
};
export const asEntry = (event: DomainEvent, revision: number): LogEntry => ({ ok: true, event, metadata, stream: 'test', revision });

export const worldFacets = (log: readonly Noted[]): string[] => implicit(log).facets.filter(isWorld);
