/**
 * A generated log of any length, as events, with the features of the model: the same for the same seed. It does not pass through
 * the deciders, so that a million developments take a minute; that it is a log they could have written is checked elsewhere (the
 * fold reports no problem, every payload keeps to its schema, and the answers are those of the naive reference: `proof.ts`).
 *
 * Of the developments: 90 % recorded in an order that has nothing to do with their dates, 10 % with vague dates, 5 % corrected,
 * 2 % retracted (a third of these reinstated), 1 % with conditions, 1 % with evidence added later; windows, values taken back,
 * voices by others, relations, details, rulings. Of the sources, one for twenty developments: 1 % withdrawn (some on grounds, some
 * restored), a fifth copies of others, a tenth of low grade; some corrected, graded anew, merged. Two pairs of actors are merged.
 */
import type { DomainEvent } from '../events/catalogue.ts';
import { streamOf } from '../events/catalogue.ts';
import { encode } from '../events/codec.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import type { Attribution, Claim, Evidence, Grade } from '../events/schema.ts';
import type { Append } from '../src/store/port.ts';
import type { SqliteStore } from '../src/store/sqlite/index.ts';
import { random } from './generate.ts';

export const DOSSIER = 'bench';
/** Dates lie in so many days from this day on. */
export const DAYS = 7000;
export const FIRST_DAY = Date.UTC(2000, 0, 1);
const DAY = 86_400_000;
export const dayOf = (n: number): string => new Date(FIRST_DAY + n * DAY).toISOString().slice(0, 10);

const STANCES = ['rules-out', 'reluctant', 'undecided', 'open', 'pledged', 'deployed'] as const;
const WORLD = ['ceasefire', 'vote', 'mandate', 'accession'] as const;
const BODIES = ['coalition', 'contact-group'] as const;
const REPLACING = ['supersedes', 'clarifies', 'narrows'] as const;

export interface LogShape {
  readonly developments: number;
  readonly seed?: number;
  readonly actors?: number;
  readonly issues?: number;
}

class Draw {
  readonly next: () => number;
  constructor(seed: number) {
    this.next = random(seed);
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}

/** What must be remembered of evidence that was added to a development: the next correction is laid over it. */
interface Added {
  readonly evidence: Evidence;
  readonly claims: readonly string[] | undefined;
}

class Maker {
  readonly #shape: Required<LogShape>;
  readonly #draw: Draw;
  readonly #sources: number;
  /** 1 registered, 2 withdrawn, 4 merged away. */
  readonly #source: Uint8Array;
  /** Versions of each development. */
  readonly #versions: Uint16Array;
  /** 1 retracted now, 2 its claims moved, 4 has been retracted. */
  readonly #state: Uint8Array;
  readonly #added = new Map<number, Added[]>();
  /** The last developments on each facet, by path. */
  readonly #last = new Map<string, number[]>();
  readonly #retracted: number[] = [];
  readonly #withdrawn: number[] = [];
  readonly #worldShare: number;

  constructor(shape: LogShape) {
    this.#shape = { seed: 1, actors: 200, issues: 7, ...shape };
    const { developments, seed } = this.#shape;
    this.#draw = new Draw(seed);
    this.#sources = Math.max(20, Math.ceil(developments / 20));
    this.#source = new Uint8Array(this.#sources);
    this.#versions = new Uint16Array(developments);
    this.#state = new Uint8Array(developments);
    this.#worldShare = Math.min(0.05, 0.0004 + 30 / developments);
  }

  *events(): Generator<DomainEvent> {
    const { developments, actors, issues } = this.#shape;
    for (let i = 0; i < actors; i++)
      yield { type: 'ActorRegistered', data: { id: `actor-${i}`, kind: 'state', name: `Actor ${i}`, aliases: [`The ${i}th actor`] } };
    yield { type: 'ActorRegistered', data: { id: 'united', kind: 'collective', name: 'All of them' } };
    yield { type: 'ActorRegistered', data: { id: 'agency-spokesperson', kind: 'person', name: 'A spokesperson' } };
    yield {
      type: 'DossierOpened',
      data: {
        id: DOSSIER,
        title: 'Generated',
        opens: '2000-01-01',
        bodies: BODIES.map((id) => ({ id, title: id })),
        worldFacts: WORLD.map((id) => ({ id, text: `${id}: whether it is so` })),
      },
    };
    for (let i = 0; i < issues; i++)
      yield {
        type: 'IssueDefined',
        data: {
          dossier: DOSSIER,
          id: `issue-${i}`,
          question: `Question ${i}?`,
          ladder: STANCES.map((stance) => ({ stance })),
          neutral: 'undecided',
        },
      };
    for (let i = 0; i < developments; i++) {
      yield* this.#record(i);
      if (i > 10) yield* this.#acts(i);
    }
  }

  // ── developments ──

  *#record(i: number): Generator<DomainEvent> {
    const { kind, body } = this.#development(i, true);
    for (const e of body.evidence) yield* this.#registered(Number(e.source.slice('source-'.length)));
    this.#versions[i] = 1;
    yield { type: kind, data: body };
    for (const claim of body.claims) {
      const last = this.#last.get(claim.facet);
      if (!last) this.#last.set(claim.facet, [i]);
      else if (last.push(i) > 4) last.shift();
    }
  }

  /** A development as it was first recorded; made again from its number alone when it is corrected, then without relations. */
  #development(i: number, isNew: boolean): { kind: DevelopmentKind; body: Development } {
    const { developments, seed } = this.#shape;
    const d = new Draw(Math.imul(seed, 0x9e3779b1) ^ (i + 0x7f4a7c15));
    const n = d.chance(0.9) ? d.below(DAYS) : Math.floor((i / developments) * DAYS);
    const { date, isExact } = this.#date(d, n);
    const claims: Claim[] = [];
    const count = d.chance(0.05) ? 0 : d.chance(0.055) ? 2 : 1;
    for (let c = 0; c < count; c++) claims.push(this.#claim(d, n, isExact, `c${c + 1}`));
    const first = this.#reporting(d, n);
    const evidence: Evidence[] = [{ id: 'e1', source: `source-${first}`, wording: `as the page has it, in its paragraph ${d.below(30)}` }];
    if (d.chance(0.25)) {
      const second = this.#reporting(d, n);
      if (second !== first) evidence.push({ id: 'e2', source: `source-${second}` });
      if (second !== first && claims[1]) claims[1] = { ...claims[1], evidence: ['e2'] };
    }
    const hasOrder = d.chance(0.1);
    const order = d.below(3);
    const byOffice = d.chance(0.02) && claims[0]?.facet.startsWith('position/');
    const attribution: Attribution = d.chance(0.02) ? 'anonymous' : d.pick(['official', 'on-record', 'reported', 'reported']);
    const facet = claims[0]?.facet;
    const kind: DevelopmentKind = !facet
      ? 'MeetingHeld'
      : facet.startsWith('world/')
        ? 'WorldChanged'
        : facet.startsWith('contribution/')
          ? 'ContributionOffered'
          : d.pick(['StatementMade', 'PositionTaken', 'PositionTaken']);
    const isRelated = d.chance(0.04);
    const type = d.chance(0.7) ? d.pick(REPLACING) : d.pick(['restates', 'answers', 'contradicts'] as const);
    const to = isNew && isRelated && facet ? this.#last.get(facet)?.at(-1) : undefined;
    const body: Development = {
      id: `d${i}`,
      dossiers: [DOSSIER],
      title: `Development ${i}: what was said of it on the day, in a line`,
      date,
      ...(hasOrder && { order }),
      ...(byOffice && { by: 'agency-spokesperson', for: [facet!.split('/')[1]!] }),
      attribution,
      claims,
      evidence,
      ...(to !== undefined && { relations: [{ type, to: `d${to}` }] }),
    };
    return { kind, body };
  }

  #date(d: Draw, n: number): { date: string; isExact: boolean } {
    const day = dayOf(n);
    const x = d.next();
    const width = 1 + d.below(20);
    const exact = (date: string) => ({ date, isExact: true });
    const vague = (date: string) => ({ date, isExact: false });
    if (x < 0.03) return vague(day.slice(0, 7));
    if (x < 0.06) return vague(`[${day}..${dayOf(n + width)}]`);
    if (x < 0.075) return vague(`[${day},${dayOf(n + width)}]`);
    if (x < 0.085) return vague(`[..${day}]`);
    if (x < 0.09) return vague(`[${day}..]`);
    if (x < 0.095) return vague(day.slice(0, 4));
    if (x < 0.1) return vague(`${day}/${dayOf(n + width)}`);
    if (x < 0.12) return exact(`${day}${d.pick(['~', '?', '%'])}`);
    if (x < 0.15) return exact(`${day}T${String(d.below(24)).padStart(2, '0')}:30Z`);
    return exact(day);
  }

  #facet(d: Draw): { facet: string; value: Claim['value'] } {
    const { actors, issues } = this.#shape;
    const who = `actor-${d.below(actors)}`;
    const x = d.next();
    if (x < this.#worldShare) return { facet: `world/${d.pick(WORLD)}`, value: d.chance(0.5) };
    if (x < 0.88 + this.#worldShare) return { facet: `position/${who}/issue-${d.below(issues)}`, value: d.pick(STANCES) };
    if (x < 0.93) return { facet: `contribution/${who}/item`, value: d.pick(['declines', 'considers', 'offers', 'commits']) };
    const few = `actor-${d.below(Math.min(50, actors))}`;
    if (x < 0.96) return { facet: `role/${few}/${d.pick(BODIES)}`, value: d.pick(['member', 'co-chair', 'observer']) };
    if (x < 0.98) return { facet: `demand/${few}/united/topic`, value: d.pick(['open', 'accepted', 'refused', 'met', 'dropped']) };
    if (x < 0.99) return { facet: `agreement/accord-${d.below(3)}/${few}`, value: d.pick(['signed', 'joined', 'absent']) };
    return { facet: `quantity/${d.pick(BODIES)}/committed-${d.below(9)}`, value: { n: 20 + d.below(9), op: '=' } };
  }

  #claim(d: Draw, n: number, isExact: boolean, id: string): Claim {
    const { facet, value } = this.#facet(d);
    const x = d.next();
    const y = d.next();
    const days = 1 + d.below(400);
    const world = d.pick(WORLD);
    const is = d.chance(0.5);
    const mode = d.pick(['while', 'once'] as const);
    const other = `actor-${d.below(this.#shape.actors)}`;
    const isWorld = facet.startsWith('world/');
    return {
      id,
      facet,
      value: x < 0.01 && !isWorld ? null : value,
      ...(x >= 0.01 && x < 0.06 && { detail: { place: d.pick(['Kyiv', 'Odesa', 'Lviv']), amount: d.below(5) } }),
      ...(x >= 0.06 && x < 0.07 && !isWorld && { when: [{ facet: `world/${world}`, is, mode }] }),
      ...(x >= 0.07 && x < 0.09 && !isWorld && { by: other }),
      ...(x >= 0.09 && x < 0.1 && { by: 'agency-spokesperson', for: [facet.split('/')[1]!] }),
      ...(x >= 0.1 && x < 0.11 && { attribution: 'anonymous' as const }),
      ...(isExact && y < 0.02 && { until: dayOf(n + days) }),
      ...(isExact && y >= 0.02 && y < 0.025 && { until: dayOf(n + days + 31).slice(0, 7) }),
      ...(y >= 0.03 && y < 0.04 && { effective: dayOf(n + (days % 60)) }),
      ...(y >= 0.04 && y < 0.05 && { observed: dayOf(Math.max(0, n - (days % 30))) }),
    };
  }

  // ── acts on the record ──

  *#acts(i: number): Generator<DomainEvent> {
    const d = this.#draw;
    const other = d.below(i);
    const x = d.next();
    const isRetracted = (this.#state[other]! & 1) !== 0;
    const reason = 'as the editors found when they read it again';
    if (x < 0.05 && !isRetracted) yield* this.#corrected(other, reason);
    else if (x < 0.07 && !isRetracted) {
      this.#state[other]! |= 5;
      this.#retracted.push(other);
      const because = yield* this.#grounds(0.25);
      yield { type: 'DevelopmentRetracted', data: { id: `d${other}`, reason, ...because } };
    } else if (x < 0.0767 && this.#retracted.length) {
      const at = d.below(this.#retracted.length);
      const again = this.#retracted.splice(at, 1)[0]!;
      this.#state[again]! &= ~1;
      yield { type: 'DevelopmentReinstated', data: { id: `d${again}`, reason } };
    } else if (x < 0.0867) yield* this.#evidenceAdded(other);
    else if (x < 0.0887) yield* this.#adjudicated(reason);
    if (i % 20 === 0) yield* this.#sourceActs(reason);
    const { developments, actors } = this.#shape;
    if (i === Math.floor(developments * 0.6)) yield { type: 'ActorsMerged', data: { id: `actor-${actors - 1}`, into: 'actor-3', reason } };
    if (i === Math.floor(developments * 0.8)) yield { type: 'ActorsMerged', data: { id: `actor-${actors - 2}`, into: 'actor-4', reason } };
  }

  *#corrected(i: number, reason: string): Generator<DomainEvent> {
    const d = this.#draw;
    const { kind, body } = this.#development(i, false);
    const added = this.#added.get(i) ?? [];
    const own = body.evidence.map((e) => e.id);
    const claims = body.claims.map((c) => {
      if (!added.some((a) => a.claims) && !c.evidence) return c;
      const more = added.filter((a) => !a.claims || a.claims.includes(c.id)).map((a) => a.evidence.id);
      return { ...c, evidence: [...(c.evidence ?? own), ...more] };
    });
    let next: Development = { ...body, claims, evidence: [...body.evidence, ...added.map((a) => a.evidence)] };
    const x = d.next();
    const first = claims[0];
    const n = d.below(DAYS);
    const { issues } = this.#shape;
    if (x < 0.2) next = { ...next, date: dayOf(n), claims: claims.map(({ until: _until, ...c }) => c) };
    else if (x < 0.4 && first?.facet.startsWith('position/'))
      next = { ...next, claims: [{ ...first, value: d.pick(STANCES) }, ...claims.slice(1)] };
    else if (x < 0.43 && first?.facet.startsWith('position/') && claims.length === 1) {
      this.#state[i]! |= 2;
      next = { ...next, claims: [{ ...first, facet: `${first.facet.slice(0, first.facet.lastIndexOf('-'))}-${d.below(issues)}` }] };
    } else next = { ...next, title: `${body.title}, its spelling mended` };
    const version = ++this.#versions[i]!;
    const because = yield* this.#grounds(0.15);
    yield { type: 'DevelopmentCorrected', data: { id: `d${i}`, version, kind, development: next, reason, ...because } };
  }

  *#evidenceAdded(i: number): Generator<DomainEvent> {
    const d = this.#draw;
    const source = d.below(this.#sources);
    yield* this.#registered(source);
    const list = this.#added.get(i) ?? [];
    if (!list.length) this.#added.set(i, list);
    const evidence = { id: `a${list.length + 1}`, source: `source-${source}`, wording: 'another page that has it' };
    const claims = d.chance(0.3) && !(this.#state[i]! & 2) ? ['c1'] : undefined;
    list.push({ evidence, claims });
    yield { type: 'EvidenceAdded', data: { id: `d${i}`, evidence: [evidence], ...(claims && { claims }) } };
  }

  /** Between the last two developments on a facet. */
  *#adjudicated(reason: string): Generator<DomainEvent> {
    const d = this.#draw;
    const facet = `position/actor-${d.below(this.#shape.actors)}/issue-${d.below(this.#shape.issues)}`;
    const last = (this.#last.get(facet) ?? []).filter((x) => (this.#state[x]! & 2) === 0 && this.#claimOn(x, facet) !== undefined);
    const [a, b] = [last.at(-1), last.at(-2)];
    if (a === undefined || b === undefined || a === b) return;
    const [prefer, over] = d.chance(0.5) ? [a, b] : [b, a];
    const because = yield* this.#grounds(0.3);
    const ref = (x: number) => `d${x}#${this.#claimOn(x, facet)!}`;
    yield { type: 'ClaimsAdjudicated', data: { dossier: DOSSIER, facet, prefer: ref(prefer), over: [ref(over)], reason, ...because } };
  }
  #claimOn(i: number, facet: string): string | undefined {
    return this.#development(i, false).body.claims.find((c) => c.facet === facet)?.id;
  }

  // ── sources ──

  /** A source published about when something happened, or a while after. */
  #reporting(d: Draw, n: number): number {
    const day = Math.min(DAYS - 1, n + d.below(d.chance(0.1) ? 900 : 20));
    return Math.min(this.#sources - 1, Math.floor(((day + d.next()) / DAYS) * this.#sources));
  }

  *#registered(s: number): Generator<DomainEvent> {
    if (this.#source[s]) return;
    this.#source[s] = 1;
    const d = new Draw(Math.imul(this.#shape.seed, 0x85ebca6b) ^ (s + 0x3243f6a8));
    const origin = s > 5 && d.chance(0.2) ? Math.max(0, s - 1 - d.below(40)) : undefined;
    if (origin !== undefined) yield* this.#registered(origin);
    const n = Math.min(DAYS, Math.floor((s / this.#sources) * DAYS) + d.below(3));
    const published = d.chance(0.04) ? `[${dayOf(n)}..${dayOf(n + 5)}]` : d.chance(0.02) ? undefined : dayOf(n);
    const grade = d.pick<Grade>(['A', 'A', 'B', 'B', 'B', 'C', 'C', 'C', 'D', 'E']);
    yield {
      type: 'SourceRegistered',
      data: {
        id: `source-${s}`,
        publisher: `Publisher ${d.below(97)}`,
        title: `What the page of source ${s} is called, as its readers saw it when it came out`,
        url: `https://example.org/${published ?? 'undated'}/pages/of/publisher/${s}.html`,
        ...(published !== undefined && { published }),
        language: 'en',
        ...(origin !== undefined && { origin: `source-${origin}` }),
        grade,
      },
    };
  }

  *#sourceActs(reason: string): Generator<DomainEvent> {
    const d = this.#draw;
    const x = d.next();
    const s = d.below(this.#sources);
    if (this.#source[s] !== 1) return;
    if (x < 0.01) {
      const because = yield* this.#grounds(0.4);
      this.#source[s] = 3;
      this.#withdrawn.push(s);
      yield { type: 'SourceWithdrawn', data: { id: `source-${s}`, reason, ...because } };
    } else if (x < 0.013 && this.#withdrawn.length) {
      const again = this.#withdrawn.splice(d.below(this.#withdrawn.length), 1)[0]!;
      this.#source[again] = 1;
      yield { type: 'SourceRestored', data: { id: `source-${again}`, reason } };
    } else if (x < 0.023) yield { type: 'SourceGraded', data: { id: `source-${s}`, grade: d.pick<Grade>(['A', 'C', 'E', 'F']), reason } };
    else if (x < 0.028) {
      const published = dayOf(Math.min(DAYS, Math.floor((s / this.#sources) * DAYS) + d.below(30)));
      yield { type: 'SourceCorrected', data: { id: `source-${s}`, publisher: 'Another publisher', published, reason } };
    } else if (x < 0.05)
      yield { type: 'SourceCaptured', data: { id: `source-${s}`, sha256: s.toString(16).padStart(64, '0'), length: 1000 + d.below(9000) } };
    else if (x < 0.051) {
      const into = d.below(this.#sources);
      if (into === s || this.#source[into] !== 1) return;
      this.#source[s] = 5;
      yield { type: 'SourcesMerged', data: { id: `source-${s}`, into: `source-${into}`, reason } };
    }
  }

  *#grounds(share: number): Generator<DomainEvent, { because?: string[] }> {
    const d = this.#draw;
    if (!d.chance(share)) return {};
    const s = d.below(this.#sources);
    yield* this.#registered(s);
    return { because: [`source-${s}`] };
  }
}

/** The events of the log, in its order. */
export const generatedEvents = (shape: LogShape): Generator<DomainEvent> => new Maker(shape).events();

/** How many seconds lie between two events: the whole log is recorded in about as many years as its dates lie in. */
const PACE = (shape: LogShape) => Math.floor((DAYS * 86_400) / (shape.developments * 1.2 + 500));

/** A UUID (RFC 9562, version 8) made from a number. */
function uuid(seed: number, n: number): string {
  const high = (seed >>> 0).toString(16).padStart(8, '0');
  return `${high}-0000-8000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** The events of the log as appends, each to its stream at the revision it has come to. */
export function* generatedAppends(shape: LogShape): Generator<Append> {
  const revisions = new Map<string, number>();
  const pace = PACE(shape) * 1000;
  let n = 0;
  for (const event of generatedEvents(shape)) {
    const stream = streamOf(event);
    const revision = revisions.get(stream);
    const at = new Date(FIRST_DAY + n * pace).toISOString();
    const metadata = { recordedAt: at, author: 'bench', tool: 'bench', correlationId: 'generated', causationId: `g${n}` };
    yield {
      stream,
      expectedRevision: revision ?? 'no-stream',
      events: [{ id: uuid(shape.seed ?? 1, n), ...encode(event, metadata) }],
    };
    revisions.set(stream, revision === undefined ? 0 : revision + 1);
    n++;
  }
}

/** Writes the log into a store, durably, so many appends at a time. @throws Error where an append is refused. */
export async function writeGenerated(
  store: Pick<SqliteStore, 'appendBatch'>,
  shape: LogShape,
  onProgress?: (developmentsAndActs: number) => void,
  batch = 5000,
): Promise<number> {
  let written = 0;
  let appends: Append[] = [];
  const flush = async () => {
    for (const outcome of await store.appendBatch(appends)) if (!outcome.ok) throw outcome.error;
    written += appends.length;
    appends = [];
    onProgress?.(written);
  };
  for (const append of generatedAppends(shape)) if (appends.push(append) >= batch) await flush();
  await flush();
  return written;
}
