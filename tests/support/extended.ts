/**
 * Logs with what the notation of the cases has no lines for: merges, and events that cannot be read or applied. The reference
 * is asked about a log rewritten by hand: a merged name replaced wherever it stands, an event that says nothing left out.
 */
import { isDeepStrictEqual } from 'node:util';
import type { DomainEvent } from '../../events/catalogue.ts';
import { coordinateEnd } from '../../events/edtf.ts';
import { cellAt } from '../../projections/cell.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { View } from '../../projections/view.ts';
import { fold } from '../reference/oracle.mjs';
import { state } from '../reference/naive.ts';
import { inNotation, normalised } from './answers.ts';
import type { Answer } from './compare.ts';
import { ACTORS, facetsOf, generateLog, questionsOf, Random } from './generate.ts';
import type { Question } from './generate.ts';
import { asEntry, DOSSIER, Notation, prelude } from './notation.ts';
import type { Noted, NotedClaim } from './notation.ts';

export type Line =
  | { readonly say: Noted }
  | { readonly merge: 'actor' | 'source'; readonly id: string; readonly into: string }
  | { readonly broken: LogEntry };

export interface Extended {
  readonly lines: readonly Line[];
  readonly opens: string;
}

// ── the log rewritten by hand ────────────────────────────────────────────────────────────────────────────────────

/** Where the names of actors stand in a path; a body of a role, a topic, an agreement or a thing counted is none. */
const ACTOR_PLACES: Readonly<Record<string, readonly number[]>> = {
  position: [1],
  contribution: [1],
  role: [1],
  demand: [1, 2],
  agreement: [2],
  quantity: [1],
};
type Rename = (id: string) => string;
const path = (facet: string, rename: Rename): string => {
  const parts = facet.split('/');
  return parts.map((p, i) => (ACTOR_PLACES[parts[0]!]?.includes(i) ? rename(p) : p)).join('/');
};

/** A line with merged names replaced: actors in facets and voices, sources in what is cited and in what is copied. */
function rewrittenLine(e: Noted, actor: Rename, source: Rename): Noted {
  const voice = (x: { by?: string; for?: string[] }) => ({ ...(x.by && { by: actor(x.by) }), ...(x.for && { for: x.for.map(actor) }) });
  return {
    ...e,
    ...voice(e),
    ...(e.facet && { facet: path(e.facet, actor) }),
    ...(e.sources && { sources: e.sources.map(source) }),
    ...(e.because && { because: e.because.map(source) }),
    ...(e.origin && { origin: source(e.origin) }),
    ...(typeof e.claims?.[0] === 'object' && {
      claims: (e.claims as NotedClaim[]).map((c) => ({
        ...c,
        ...voice(c),
        facet: path(c.facet, actor),
        ...(c.sources && { sources: c.sources.map(source) }),
      })),
    }),
  };
}

/** The name that is left of a name, which may have been merged more than once; never in a circle. */
function lastName(merged: ReadonlyMap<string, string>, id: string): string {
  let name = id;
  for (let next = merged.get(name); next !== undefined; next = merged.get(name)) name = next;
  return name;
}

/** What the first `size` lines come to without merges. */
export function rewritten(lines: readonly Line[], size: number): Noted[] {
  const names = { actor: new Map<string, string>(), source: new Map<string, string>() };
  const rename =
    (map: ReadonlyMap<string, string>): Rename =>
    (id) =>
      lastName(map, id);
  const first = lines.slice(0, size);
  for (const line of first) if ('merge' in line) names[line.merge].set(line.id, line.into);
  return first.flatMap((line) => ('say' in line ? [rewrittenLine(line.say, rename(names.actor), rename(names.source))] : []));
}

// ── making them ──────────────────────────────────────────────────────────────────────────────────────────────────

const broken = (type: string, data: object): Line => ({ broken: asEntry({ type, data } as unknown as DomainEvent, 0) });

/** Events that say nothing: of unknown types, of newer payloads, or contradicting what stands before them. */
export function brokenLine(r: Random, lines: readonly Line[]): Line {
  const before = lines.flatMap((l) => ('say' in l ? [l.say] : []));
  const named = (t: string, key: 'id' | 'dev' | 'source') => before.filter((e) => e.t === t).map((e) => e[key]!);
  const developments = named('record', 'dev');
  const dev = r.pick(developments.length ? developments : ['nothing']);
  const source = r.pick([...named('source', 'id'), 'unheard-of']);
  const isRetracted = before.findLast((e) => (e.t === 'retract' || e.t === 'reinstate') && e.dev === dev)?.t === 'retract';
  const withdrawn = before.findLast((e) => (e.t === 'withdrawSource' || e.t === 'restoreSource') && e.source === source)?.t;
  const reason = 'it cannot be';
  const body = { id: dev, dossiers: [DOSSIER], title: 'again', date: '2025-08-30', claims: [], evidence: [{ id: 'e1', source: 'u1' }] };
  const facet = 'position/FRA/troops';
  const version = 2 + before.filter((e) => e.t === 'correct' && e.dev === dev).length;
  const said = (before.findLast((e) => e.dev === dev && typeof e.claims?.[0] === 'object')?.claims ?? []) as NotedClaim[];
  const refs = said.map((c, i) => ({ facet: c.facet, ref: `${dev}#${c.id ?? `c${i + 1}`}` }));
  const claim = { id: 'c1', facet, value: 'open', evidence: ['e9'] };
  const unreadable = (code: 'UnknownType' | 'NewerPayload' | 'MalformedPayload'): Line => ({
    broken: { ok: false, problem: { code, type: 'Forgotten', message: '?' }, stream: 'test', revision: 0 },
  });
  const made: Line[] = [
    unreadable('UnknownType'),
    unreadable('NewerPayload'),
    unreadable('MalformedPayload'),
    broken('NoSuchType', { id: dev }),
    broken('constructor', { id: dev }),
    ...(developments.length ? [broken('StatementMade', body)] : []),
    broken('StatementMade', { ...body, id: 'new', claims: [claim] }),
    broken('StatementMade', { ...body, id: 'new', date: '2025-02-30', claims: [{ ...claim, evidence: ['e1'] }] }),
    broken('StatementMade', { ...body, id: 'new', date: '2025-02-30' }),
    broken('StatementMade', { ...body, id: 'new', claims: [{ ...claim, evidence: ['e1'], until: 'soon' }] }),
    broken('DevelopmentCorrected', { id: 'nobody', version: 2, kind: 'StatementMade', development: body, reason }),
    broken('DevelopmentCorrected', { id: dev, version: 99, kind: 'StatementMade', development: body, reason }),
    broken('DevelopmentCorrected', { id: dev, version: 1, kind: 'StatementMade', development: body, reason }),
    isRetracted ? broken('DevelopmentRetracted', { id: dev, reason }) : broken('DevelopmentReinstated', { id: dev, reason }),
    broken('DevelopmentRetracted', { id: 'nobody', reason }),
    broken('EvidenceAdded', { id: 'nobody', evidence: [{ id: 'a0', source: 'u1' }] }),
    ...(source === 'unheard-of'
      ? [broken('SourceCorrected', { id: source, publisher: '?', reason })]
      : [broken('SourceRegistered', { id: source, publisher: '?', grade: 'F' })]),
    ...(source === 'unheard-of' ? [] : [broken('SourceCorrected', { id: source, publisher: '?', published: 'yesterday', reason })]),
    broken('SourceRegistered', { id: 'new', publisher: '?', published: 'yesterday' }),
    broken('SourceGraded', { id: 'unheard-of', grade: 'F', reason }),
    broken('SourceCaptured', { id: 'unheard-of', sha256: '', length: 0 }),
    broken('SourcesMerged', { id: 'u1', into: 'u1', reason }),
    broken('SourcesMerged', { id: 'u1', into: 'unheard-of', reason }),
    broken('ActorRegistered', { id: 'FRA', kind: 'state', name: 'again' }),
    broken('ActorUpdated', { id: 'XXX', kind: 'state', name: '?', reason }),
    broken('ActorsMerged', { id: 'FRA', into: 'FRA', reason }),
    broken('ActorsMerged', { id: 'FRA', into: 'XXX', reason }),
    broken('ActorsMerged', { id: 'XXX', into: 'FRA', reason }),
    broken('DossierOpened', { id: DOSSIER, title: 'again', opens: '2025-09-09' }),
    broken('DossierOpened', { id: 'another', title: 'again', opens: 'soon' }),
    broken('DossierUpdated', { id: 'another', title: 'again', reason }),
    broken('IssueRevised', { dossier: DOSSIER, id: 'unheard-of', question: '?', ladder: [], neutral: 'no', reason }),
    broken('ClaimsAdjudicated', { dossier: DOSSIER, facet, prefer: 'nobody#c1', over: ['nobody#c2'], reason }),
    broken('ClaimsAdjudicated', { dossier: DOSSIER, facet, prefer: `${dev}#none`, over: [`${dev}#c1`], reason }),
    broken('ClaimsAdjudicated', { dossier: DOSSIER, facet, prefer: `${dev}#c1`, over: [], reason }),
    broken('ClaimsAdjudicated', { dossier: DOSSIER, facet, prefer: `${dev}#c1`, over: [`${dev}#c1`], reason }),
    broken('ClaimsAdjudicated', { dossier: 'another', facet, prefer: `${dev}#c1`, over: [`${dev}#c2`], reason }),
  ];
  // what contradicts the very state things are in
  const contrary: Line[] = [
    ...(isRetracted ? [broken('DevelopmentCorrected', { id: dev, version, kind: 'StatementMade', development: body, reason })] : []),
    ...(source === 'unheard-of'
      ? []
      : [
          withdrawn === 'withdrawSource'
            ? broken('SourceWithdrawn', { id: source, reason })
            : broken('SourceRestored', { id: source, reason }),
        ]),
    ...refs.slice(0, 1).map((c) => broken('ClaimsAdjudicated', { dossier: DOSSIER, facet: c.facet, prefer: c.ref, over: [], reason })),
    ...refs.slice(0, 1).map((c) => broken('ClaimsAdjudicated', { dossier: DOSSIER, facet: c.facet, prefer: c.ref, over: [c.ref], reason })),
    ...refs
      .slice(1, 2)
      .map((c) =>
        broken('ClaimsAdjudicated', { dossier: DOSSIER, facet: 'position/USA/unheard-of', prefer: refs[0]!.ref, over: [c.ref], reason }),
      ),
    ...lines.flatMap((l) =>
      'merge' in l ? [broken(l.merge === 'actor' ? 'ActorsMerged' : 'SourcesMerged', { id: l.into, into: l.id, reason })] : [],
    ),
  ];
  return r.pick(contrary.length && r.chance(0.4) ? contrary : made);
}

const isPossible = (lines: readonly Line[]): boolean => {
  try {
    for (let k = 1; k <= lines.length; k++) if (!('say' in lines[k - 1]!) || k === lines.length) fold(rewritten(lines, k));
    return true;
  } catch {
    return false;
  }
};

/** The log with this number of a run: a generated one with merges and broken events put in. */
export function generateExtended(seed: number, index: number, what: { merges: boolean; broken: boolean }): Extended {
  const { log, opens } = generateLog(seed, index);
  const r = new Random(seed ^ 0x2545f491, index);
  let lines: Line[] = log.map((say) => ({ say }));
  if (what.merges) {
    const names = { actor: new Map<string, string>(), source: new Map<string, string>() };
    const places = Array.from({ length: 1 + r.below(4) }, () => r.below(lines.length + 1)).sort((a, b) => a - b);
    for (const [n, place] of places.entries()) {
      const at = Math.min(place + n, lines.length);
      const registered = lines.slice(0, at).flatMap((l) => ('say' in l && l.say.t === 'source' ? [l.say.id!] : []));
      const merge = r.chance(0.6) ? 'actor' : 'source';
      // the name of a body is no actor's where it stands in a role
      const ids = merge === 'actor' ? ACTORS.filter((a) => a !== 'coalition') : [...registered, 'u1', 'u2'];
      const id = r.pick(ids);
      // into one that may be an alias itself by then
      const aliases = [...names[merge].keys()];
      const into = aliases.length && r.chance(0.3) ? r.pick(aliases) : r.pick(merge === 'actor' ? ACTORS : ids);
      if (names[merge].has(id) || lastName(names[merge], into) === id) continue;
      const next = lines.toSpliced(at, 0, { merge, id, into });
      if (!isPossible(next)) continue;
      names[merge].set(id, into);
      lines = next;
    }
  }
  if (what.broken)
    for (let n = 1 + r.below(5); n > 0; n--) {
      const at = r.below(lines.length + 1);
      lines.splice(at, 0, brokenLine(r, lines.slice(0, at)));
    }
  return { lines, opens };
}

// ── asking them ──────────────────────────────────────────────────────────────────────────────────────────────────

/** The events of an extended log, and for each size of it the log size it stands for. */
export function entriesOfExtended({ lines, opens }: Extended): { entries: LogEntry[]; offset: number[] } {
  const said = lines.flatMap((l) => ('say' in l ? [l.say] : []));
  const registered = said.filter((e) => e.t === 'source').map((e) => e.id);
  const others: Noted[] = ['u1', 'u2'].filter((s) => !registered.includes(s)).map((source) => ({ t: 'restoreSource', source }));
  const notation = new Notation();
  const entries: LogEntry[] = [
    ...prelude([...said, ...others], opens),
    ...ACTORS.map((id): DomainEvent => ({ type: 'ActorRegistered', data: { id, kind: 'state', name: id } })),
  ].map(asEntry);
  const offset = [entries.length];
  for (const line of lines) {
    if ('say' in line) {
      // the grade of a source stays where its description is corrected, and need not be given again
      const isGraded = line.say.t !== 'correctSource' || line.say.grade !== undefined;
      const events = notation.events(line.say).filter((e) => isGraded || e.type !== 'SourceGraded');
      entries.push(...events.map(asEntry));
    } else if ('broken' in line) entries.push(line.broken);
    else {
      const { merge, id, into } = line;
      entries.push(
        asEntry({ type: merge === 'actor' ? 'ActorsMerged' : 'SourcesMerged', data: { id, into, reason: 'one and the same' } }, 0),
      );
    }
    offset.push(entries.length);
  }
  return { entries, offset };
}

export class FoldedExtended {
  readonly record: RecordState = emptyRecord();
  readonly entries: readonly LogEntry[];
  readonly offset: readonly number[];
  readonly #logs = new Map<number, Noted[]>();
  readonly of: Extended;

  constructor(of: Extended) {
    this.of = of;
    const { entries, offset } = entriesOfExtended(of);
    this.entries = entries;
    this.offset = offset;
    for (const entry of entries) applyEvent(this.record, entry);
  }

  /** Size of the log before the first broken event and after it, as `problems` tells it. */
  get brokenAt(): number[] {
    return this.of.lines.flatMap((l, i) => ('broken' in l ? [this.offset[i + 1]!] : []));
  }

  answer({ facet, at, known, published }: Question): Answer {
    const limit = published === undefined ? Infinity : coordinateEnd(published);
    const view = new View(this.record, this.record.dossiers.get(DOSSIER), limit, this.offset[known]!);
    return inNotation(cellAt(new FacetView(view, facet), coordinateEnd(at)));
  }

  expected({ facet, at, published, known }: Question): Answer {
    let log = this.#logs.get(known);
    if (!log) this.#logs.set(known, (log = rewritten(this.of.lines, known)));
    return normalised(state(log, facet, at, { published, from: this.of.opens }));
  }

  /** Questions near the turns, on the names before the merges and after them. */
  questions(r: Random, count: number): Question[] {
    const { lines, opens } = this.of;
    const said = lines.flatMap((l) => ('say' in l ? [l.say] : []));
    const after = rewritten(lines, lines.length);
    const facets = [...new Set([...facetsOf(said), ...facetsOf(after)])];
    return questionsOf(r, { log: said, opens }, count).map((q) => ({
      ...q,
      facet: r.pick(facets),
      known: r.chance(0.5) ? lines.length : r.below(lines.length + 1),
    }));
  }

  difference(q: Question): string | undefined {
    const wanted = this.expected(q);
    let actual: Answer;
    try {
      actual = this.answer(q);
    } catch (e) {
      actual = { error: (e as Error).message };
    }
    if (isDeepStrictEqual(wanted, actual)) return undefined;
    return [
      `dossier opens ${this.of.opens}`,
      ...this.of.lines.map((l, i) => `${i} ${JSON.stringify(l)}`),
      `asked    ${JSON.stringify(q)}`,
      `expected ${JSON.stringify(wanted)}`,
      `actual   ${JSON.stringify(actual)}`,
    ].join('\n');
  }
}
