/**
 * Cells of a long log beside the naive reference. The reference asks every claim of its log for every cell, so it is given the
 * part of the log that can matter to the facet asked about, and no other.
 *
 * Why that part is enough. The reference decides a cell among the claims of one facet; of others it looks at
 *  - what each claim rests on: sources by id, the origins they copy, and what was done to them, on which grounds: so every source
 *    that the events kept here cite is kept with all of its events, and those that these cite in turn;
 *  - relations between two developments, of which both have a claim on the facet: so one to a development that is left out says
 *    nothing here, and is dropped (the reference refuses a relation to what it does not know);
 *  - rulings on the facet, and the world facets that its claims name as conditions, for which the same holds.
 * A development is kept whole, with every version and act, if any version of it ever touches one of these facets under any name:
 * that an actor is merged moves claims from path to path. Places in the log are used for their order alone, which leaving out
 * events does not change; `known` is counted in the events that are kept. On short logs the same is asked of the whole log, too.
 */
import { decode } from '../../events/codec.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import { isDevelopmentKind } from '../../events/developments.ts';
import type { Development } from '../../events/developments.ts';
import { actorSegments } from '../../events/facet.ts';
import type { EventStore } from '../../src/store/port.ts';
import { state } from '../reference/naive.ts';
import { normalised } from './answers.ts';
import { rewritten } from './extended.ts';
import type { Line } from './extended.ts';
import type { Noted, NotedClaim } from './notation.ts';

/** A store whose events can be asked for by their place in the log. */
export type Peekable = Pick<EventStore, 'readAll'> & { peek(place: number): { type: string; data: string; metadata: string } | undefined };

/** An event as the reference takes it; undefined for one that says nothing about any cell. */
export function lineOf(event: DomainEvent): Line | undefined {
  const { type, data } = event;
  if (isDevelopmentKind(type)) return { say: { t: 'record', dev: (data as Development).id, ...body(data as Development) } as Noted };
  switch (type) {
    case 'DevelopmentCorrected':
      return { say: { t: 'correct', dev: data.id, ...body(data.development), because: data.because } as Noted };
    case 'DevelopmentRetracted':
      return { say: { t: 'retract', dev: data.id, because: data.because } as Noted };
    case 'DevelopmentReinstated':
      return { say: { t: 'reinstate', dev: data.id } };
    case 'EvidenceAdded':
      return { say: { t: 'addEvidence', dev: data.id, sources: data.evidence.map((e) => e.source), claims: data.claims } as Noted };
    case 'SourceRegistered':
      return { say: { t: 'source', id: data.id, published: data.published, origin: data.origin, grade: data.grade } as Noted };
    case 'SourceCorrected':
      return { say: { t: 'correctSource', id: data.id, published: data.published, origin: data.origin } as Noted };
    case 'SourceGraded':
      return { say: { t: 'correctSource', id: data.id, grade: data.grade } };
    case 'SourceWithdrawn':
      return { say: { t: 'withdrawSource', source: data.id, because: data.because } as Noted };
    case 'SourceRestored':
      return { say: { t: 'restoreSource', source: data.id } };
    case 'SourcesMerged':
      return { merge: 'source', id: data.id, into: data.into };
    case 'ActorsMerged':
      return { merge: 'actor', id: data.id, into: data.into };
    case 'ClaimsAdjudicated':
      return { say: { t: 'adjudicate', facet: data.facet, prefer: data.prefer, over: data.over, because: data.because } as Noted };
    default:
      return undefined;
  }
}

/** Every field, so that what a new version does not have is not taken from the one before. */
function body(d: Development) {
  const source = (id: string) => d.evidence.find((e) => e.id === id)!.source;
  return {
    date: d.date,
    order: d.order,
    by: d.by,
    for: d.for,
    attribution: d.attribution,
    sources: d.evidence.map((e) => e.source),
    claims: d.claims.map(({ id, facet, value, detail, when, by, for: spokenFor, attribution, effective, observed, until, evidence }) => ({
      id,
      facet,
      value,
      detail,
      when,
      by,
      for: spokenFor,
      attribution,
      effective,
      observed,
      until,
      sources: evidence?.map(source),
    })),
    relations: d.relations?.map(({ type, to }) => ({ type, to })),
  };
}

/** Lists that grow, one for each key. */
class Lists<K> {
  readonly #lists = new Map<K, number[]>();
  add(key: K, place: number): void {
    const list = this.#lists.get(key);
    if (!list) this.#lists.set(key, [place]);
    else if (list.at(-1) !== place) list.push(place);
  }
  of(key: K): readonly number[] {
    return this.#lists.get(key) ?? [];
  }
  keys(): K[] {
    return [...this.#lists.keys()];
  }
}

const facetsOf = (e: Noted): string[] =>
  ((e.claims ?? []) as (NotedClaim | string)[]).flatMap((c) => (typeof c === 'object' ? [c.facet] : []));

export interface CellQuestion {
  readonly facet: string;
  readonly at: string;
  readonly published?: string;
  readonly known: number;
}

/** Where things are in a log: read once, asked about any facet. */
export class LogIndex {
  readonly #store: Peekable;
  readonly #opens: string;
  readonly #byDevelopment = new Lists<string>();
  readonly #bySource = new Lists<string>();
  /** Places of developments' events by the facet that they touch. */
  readonly #byFacet = new Lists<string>();
  readonly #rulings = new Lists<string>();
  readonly #merges: { place: number; line: Line & { merge: string; id: string; into: string } }[] = [];
  #paths: Map<string, string[]> | undefined;
  size = 0;

  private constructor(store: Peekable, opens: string) {
    this.#store = store;
    this.#opens = opens;
  }

  static async read(store: Peekable, opens: string, onProgress?: (events: number) => void): Promise<LogIndex> {
    const index = new LogIndex(store, opens);
    for await (const stored of store.readAll()) {
      const line = lineAt(stored);
      const place = index.size++;
      if (onProgress && index.size % 5000 === 0) onProgress(index.size);
      if (!line) continue;
      if ('merge' in line) index.#merges.push({ place, line });
      else if ('say' in line) {
        const e = line.say;
        if (e.t === 'adjudicate') index.#rulings.add(e.facet!, place);
        else if (e.dev !== undefined) index.#byDevelopment.add(e.dev, place);
        else index.#bySource.add(e.id ?? e.source!, place);
        for (const facet of facetsOf(e)) index.#byFacet.add(facet, place);
      }
    }
    return index;
  }

  /** Facets that any claim names. */
  get facets(): string[] {
    return this.#byFacet.keys();
  }

  /** How many events touch a facet. */
  eventsOn(facet: string): number {
    return this.#byFacet.of(facet).length;
  }

  #line(place: number): Line | undefined {
    return lineAt(this.#store.peek(place)!);
  }

  /** The name that an actor goes by when all merges before a log size are made. */
  renamed(facet: string, known: number): string {
    const names = new Map(
      this.#merges.filter((m) => m.line.merge === 'actor' && m.place < known).map((m) => [m.line.id, m.line.into] as const),
    );
    const parts = facet.split('/');
    for (const i of actorSegments(facet)) while (names.has(parts[i]!)) parts[i] = names.get(parts[i]!)!;
    return parts.join('/');
  }

  /** All paths that come to this one when all merges are made. */
  #pathsTo(end: string): readonly string[] {
    if (!this.#paths) {
      this.#paths = new Map();
      for (const path of new Set([...this.#byFacet.keys(), ...this.#rulings.keys()])) {
        const last = this.renamed(path, Infinity);
        this.#paths.set(last, [...(this.#paths.get(last) ?? []), path]);
      }
    }
    return this.#paths.get(end) ?? [];
  }

  /** The part of the log that can matter to a facet, each line with its place. */
  part(facet: string): { place: number; line: Line }[] {
    const places = new Set<number>();
    const developments = new Set<string>();
    const wanted = [facet];
    for (const done = new Set<string>(); wanted.length;) {
      const end = this.renamed(wanted.pop()!, Infinity);
      if (done.has(end)) continue;
      done.add(end);
      for (const path of this.#pathsTo(end)) {
        for (const place of this.#rulings.of(path)) places.add(place);
        for (const place of this.#byFacet.of(path)) {
          const line = this.#line(place) as { say: Noted };
          developments.add(line.say.dev!);
          for (const c of line.say.claims as NotedClaim[])
            if (this.renamed(c.facet, Infinity) === end) wanted.push(...(c.when ?? []).map((w) => w.facet));
        }
      }
    }
    for (const d of developments) for (const place of this.#byDevelopment.of(d)) places.add(place);
    const lines = new Map<number, Line>();
    const sources = new Set<string>();
    const cited = (e: Noted) => [
      ...(e.sources ?? []),
      ...(e.because ?? []),
      ...(e.origin === undefined ? [] : [e.origin]),
      ...((e.claims ?? []) as (NotedClaim | string)[]).flatMap((c) => (typeof c === 'object' ? (c.sources ?? []) : [])),
    ];
    const open: string[] = [];
    const take = (place: number) => {
      const line = this.#line(place)!;
      lines.set(place, line);
      if ('say' in line) open.push(...cited(line.say));
    };
    for (const place of places) take(place);
    for (const { place, line } of this.#merges) {
      lines.set(place, line);
      if (line.merge === 'source') open.push(line.id, line.into);
    }
    while (open.length) {
      const source = open.pop()!;
      if (sources.has(source)) continue;
      sources.add(source);
      for (const place of this.#bySource.of(source)) take(place);
    }
    return [...lines]
      .sort(([a], [b]) => a - b)
      .map(([place, line]) => ({ place, line: 'say' in line && line.say.relations ? withRelationsAmong(line.say, developments) : line }));
  }

  /** The whole log, for short ones. */
  whole(): { place: number; line: Line }[] {
    return Array.from({ length: this.size }, (_, place) => ({ place, line: this.#line(place) })).filter(
      (x): x is { place: number; line: Line } => x.line !== undefined,
    );
  }

  /** Answers of the reference on a part of the log, or on all of it. */
  reference(part: readonly { place: number; line: Line }[]): (question: CellQuestion) => Record<string, unknown> {
    const lines = part.map((p) => p.line);
    const logs = new Map<number, Noted[]>();
    return ({ facet, at, published, known }) => {
      let log = logs.get(known);
      if (!log) {
        let size = 0;
        for (let high = part.length; size < high;) {
          const middle = (size + high) >> 1;
          if (part[middle]!.place < known) size = middle + 1;
          else high = middle;
        }
        logs.set(known, (log = rewritten(lines, size)));
      }
      return normalised(state(log, this.renamed(facet, known), at, { ...(published !== undefined && { published }), from: this.#opens }));
    };
  }
}

const withRelationsAmong = (e: Noted, developments: ReadonlySet<string>): Line => ({
  say: { ...e, relations: e.relations!.filter((r) => developments.has(r.to)) },
});

function lineAt(stored: { type: string; data: string; metadata: string }): Line | undefined {
  const decoded = decode(stored);
  if (!decoded.ok) throw new Error(`the log cannot be read: ${decoded.problem.message}`);
  return lineOf(decoded.event);
}
