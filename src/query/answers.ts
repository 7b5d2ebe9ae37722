/** The questions of INTERFACE.md, answered from a record: coordinates resolved, then a projection asked, in the form that every edge gives. */
import { boundsOf, instantText } from '../../events/edtf.ts';
import { FAMILIES, parseFacet } from '../../events/facet.ts';
import type { SegmentRole } from '../../events/facet.ts';
import type { Cell } from '../../projections/cell.ts';
import { changesBy } from '../../projections/changed.ts';
import type { CellChange } from '../../projections/changed.ts';
import { partitionPoint } from '../../projections/columns.ts';
import { resolveCoordinates, resolveKnown } from '../../projections/coordinates.ts';
import type { Coordinates, Resolved } from '../../projections/coordinates.ts';
import { diffOf } from '../../projections/diff.ts';
import type { Change } from '../../projections/diff.ts';
import { followUpsAt } from '../../projections/follow-ups.ts';
import type { FollowUp } from '../../projections/follow-ups.ts';
import { historyOf } from '../../projections/history.ts';
import type { Grain } from '../../projections/history.ts';
import { retiredRungs } from '../../projections/ladder.ts';
import type { RetiredRung } from '../../projections/ladder.ts';
import { facetsMentioned, issuesNamed, stancesNamed } from '../../projections/names.ts';
import { quantitiesAt } from '../../projections/quantities.ts';
import type { QuantityBesideNames } from '../../projections/quantities.ts';
import { asOf, recordedAtOf } from '../../projections/record.ts';
import type { ActorInfo, DossierEntry, FacetEntry, IssueInfo, Problem, SourceInfo } from '../../projections/record.ts';
import { replayAt, replayKnown, replayPublished } from '../../projections/replay.ts';
import type { Axis, ReplayStep } from '../../projections/replay.ts';
import { cellAt } from '../../projections/cell.ts';
import { FacetView } from '../../projections/resolve.ts';
import { contradictionsAt, reviewAt } from '../../projections/review.ts';
import type { Contradiction, Review } from '../../projections/review.ts';
import { searchAt } from '../../projections/search.ts';
import type { Found } from '../../projections/search.ts';
import { sourcesAt } from '../../projections/sources.ts';
import type { SourceAnswer } from '../../projections/sources.ts';
import { facetIn, stateAt, thinAt } from '../../projections/state.ts';
import type { Selection } from '../../projections/state.ts';
import { lastDateOf, timelineAt, versionsBefore } from '../../projections/timeline.ts';
import type { TimelineFilter, TimelineItem } from '../../projections/timeline.ts';
import { facetsOf } from '../../projections/view.ts';
import type { View } from '../../projections/view.ts';
import { whyAt } from '../../projections/why.ts';
import type { Why } from '../../projections/why.ts';
import { closest } from '../record/parse.ts';
import { notFound } from './errors.ts';
import { Kept, octets } from './kept.ts';
import type { Point } from './kept.ts';
import { idNamed } from './names.ts';
import type { ReadSide } from './read-side.ts';

export interface Question extends Coordinates {
  /** May be left out where the store has one dossier. */
  readonly dossier?: string | undefined;
}

/** As the record had it: the coordinate of what is defined, not said. */
export type AsKnown = Pick<Coordinates, 'known'>;

/** What an answer on definitions opens with: how long the record is, and how much of it is asked. */
export interface Known {
  readonly position: number;
  readonly known: Resolved['known'];
}

/** What every answer opens with. */
export interface Envelope {
  readonly coordinates: { readonly at: string; readonly published: string | null; readonly known: Resolved['known'] };
  readonly dossier: string;
  /** The day the dossier opens, and the date of its last development. */
  readonly record: { readonly from: string | null; readonly to: string | null };
  readonly notes?: readonly string[];
}
export type StateAnswer = Envelope & { readonly facets: readonly Cell[] };
export type FacetAnswer = Envelope & Cell;
export type TimelineAnswer = Envelope & { readonly items: readonly TimelineItem[]; readonly next?: string };
export type HistoryAnswer = Envelope & {
  readonly facet: string;
  readonly steps: readonly (Omit<Cell, 'facet'> & { readonly from: string; readonly to: string | null })[];
};
export type ReplayAnswer = Envelope & { readonly axis: Axis; readonly steps: readonly ReplayStep[] };
export type WhyAnswer = Envelope & Why;
export type DiffAnswer = Envelope & { readonly from: Envelope['coordinates']; readonly changes: readonly Change[] };
export type SourcesAnswer = Envelope & { readonly sources: readonly SourceAnswer[] };

export type FollowUpsAnswer = Envelope & { readonly followUps: readonly FollowUp[] };
export type QuantitiesAnswer = Envelope & { readonly quantities: readonly QuantityBesideNames[] };
export type ContradictionsAnswer = Envelope & { readonly contradictions: readonly Contradiction[] };
export type ReviewAnswer = Envelope & Review;
export type SearchAnswer = Envelope & Found;

export interface DossierAnswer {
  readonly dossier: string;
  readonly title: string;
  readonly summary?: string;
  readonly opens: string;
  /** `retired`: rungs that old claims stand on, and that a revision took away; absent where there are none. */
  readonly issues: readonly (IssueInfo & { readonly issue: string; readonly retired?: readonly RetiredRung[] })[];
  readonly bodies: readonly { readonly id: string; readonly title: string }[];
  readonly worldFacts: readonly { readonly id: string; readonly text: string }[];
  readonly developments: number;
}
export type ActorAnswer = ActorInfo & { readonly actor: string; readonly mergedInto?: string };

/** A question with its coordinates as they were resolved, of the dossier that is meant. */
export interface AskedAt extends Resolved {
  readonly question: Question;
  readonly dossier: DossierEntry;
}

/** An asked question: the view, the moment, and the envelope of its answer. */
interface Asked {
  readonly view: View;
  readonly at: number;
  readonly envelope: Envelope;
  readonly resolved: Resolved;
}

function envelopeOf({ question, dossier, at, published, known }: AskedAt, last: string | null): Envelope {
  const { id } = dossier;
  // Before it was opened on record nothing was known of it, nor of its day.
  const opens = asOf(dossier.info, known.size) === undefined ? undefined : dossier.opens;
  const notes: string[] = [];
  if (last !== null && question.at !== undefined && boundsOf(last).hi < at.bound)
    notes.push(`the record of this dossier ends with ${last}: what happened after that is not in it`);
  if (opens !== undefined && at.bound <= boundsOf(opens).lo) notes.push(`the dossier opens on ${opens}: this is before it`);
  return {
    coordinates: { at: at.text, published: published?.text ?? null, known },
    dossier: id,
    record: { from: opens ?? null, to: last },
    ...(notes.length && { notes }),
  };
}

export class Answers {
  readonly #read: ReadSide;
  /** The current instant, UTC milliseconds. */
  readonly #now: () => number;
  #kept: Kept | undefined;

  constructor(read: ReadSide, now: () => number) {
    this.#read = read;
    this.#now = now;
  }

  // ── the same answers as JSON, in octets (one character a byte), put together from what is kept by stretch ──

  /** A question with its coordinates as they are resolved now. */
  asked(question: Question = {}): AskedAt {
    const dossier = this.dossier(question.dossier);
    const resolved = resolveCoordinates(this.#read.record, question, this.#now());
    return { question, dossier, ...resolved };
  }

  /** JSON of `state` without a selection. */
  stateJson(asked: AskedAt): string {
    const [parts, point, start] = this.#open(asked);
    let cells = '';
    for (const facet of facetsOf(point.dossier)) {
      const cell = parts.cell(facet, point);
      if (cell !== '') cells += cells === '' ? cell : `,${cell}`;
    }
    return `${start},"facets":[${cells}]}`;
  }

  /** JSON of `facet`. */
  facetJson(path: string, asked: AskedAt): string {
    const [parts, point, start] = this.#open(asked);
    const facet = this.#entry(point, path);
    const cell = facet ? parts.cell(facet, point) : octets(JSON.stringify(cellAt(this.#facet(point.view, path), point.at)));
    return `${start},${cell === '' ? `"facet":${octets(JSON.stringify(path))},"value":null,"status":"none"}` : cell.slice(1)}`;
  }

  /** JSON of `why`. */
  whyJson(path: string, asked: AskedAt): string {
    const [parts, point, start] = this.#open(asked);
    const facet = this.#entry(point, path);
    const why = facet ? parts.why(facet, point) : octets(JSON.stringify(whyAt(this.#facet(point.view, path), point.at)));
    return `${start},${why.slice(1)}`;
  }

  /** JSON of `timeline` without a filter, in one page. */
  timelineJson(asked: AskedAt): string {
    const [parts, point, start] = this.#open(asked);
    let items = '';
    for (const version of versionsBefore(point.dossier, this.#read.record, point.at)) {
      const item = parts.entry(version, point);
      if (item !== '') items += items === '' ? item : `,${item}`;
    }
    return `${start},"items":[${items}]}`;
  }

  /** What is kept, the point that is asked about, and the beginning of its answer, up to the members after the envelope. */
  #open(asked: AskedAt): [parts: Kept, point: Point, start: string] {
    const read = this.#read;
    const parts = this.#kept?.record === read.record ? this.#kept : (this.#kept = new Kept(read.record));
    const { dossier } = asked;
    const [published, { size }] = [asked.published?.bound ?? Infinity, asked.known];
    let view: View | undefined;
    const point: Point = {
      ...{ dossier, published, size, at: asked.at.bound },
      get view() {
        return (view ??= read.view(dossier.id, published, size));
      },
    };
    return [parts, point, octets(JSON.stringify(envelopeOf(asked, parts.lastDate(point)))).slice(0, -1)];
  }

  /** The facet of this path, where claims on it were recorded and nothing in it can go by another name. */
  #entry({ dossier }: Point, path: string): FacetEntry | undefined {
    const facet = this.#read.record.merges ? undefined : dossier.facets.get(path);
    return facet && parseFacet(path) ? facet : undefined;
  }

  /** The dossier that is meant; the only one where none is named. */
  dossier(id: string | undefined): DossierEntry {
    const { dossiers } = this.#read.record;
    const open = [...dossiers.values()].filter((d) => d.opens !== undefined);
    if (id === undefined) {
      if (open.length === 1) return open[0]!;
      throw open.length
        ? notFound('dossier', '', `name one of ${open.map((d) => d.id).join(', ')} with --dossier`, 'several dossiers are open')
        : notFound(
            'dossier',
            '',
            'open one (dossier open), or fill the store with the bundled one (example)',
            'no dossier is open in this store',
          );
    }
    const dossier = dossiers.get(id);
    if (dossier?.opens !== undefined) return dossier;
    const like = closest(id, dossiers.keys());
    throw notFound(
      'dossier',
      id,
      like === undefined
        ? open.length
          ? `the dossiers are ${open.map((d) => d.id).join(', ')}`
          : 'no dossier is open in this store'
        : `did you mean "${like}"?`,
    );
  }

  #ask(question: Question): Asked {
    const resolved = this.asked(question);
    const { dossier, at, published, known } = resolved;
    const view = this.#read.view(dossier.id, published?.bound ?? Infinity, known.size);
    return { view, at: at.bound, resolved, envelope: envelopeOf(resolved, lastDateOf(view)) };
  }

  /** Checks that a facet has a form and names what this dossier knows: an empty cell is an answer, a misspelt one is not. */
  #facet(view: View, asked: string): FacetView {
    // An actor who was merged into another is an alias of it.
    const path = facetIn(view, asked);
    const facet = parseFacet(path);
    if (!facet) throw notFound('facet', path, `the forms are ${FAMILIES.map((f) => f.shape).join(', ')}`);
    const known = view.dossier?.facets.has(path);
    if (!known) {
      const { record } = this.#read;
      const bodies = new Set(view.dossier?.info.flatMap((v) => v.value.bodies ?? []).map((b) => b.id));
      const world = new Set(view.dossier?.info.flatMap((v) => v.value.worldFacts ?? []).map((w) => w.id));
      const speakers = new Set([...record.actors.keys(), ...bodies]);
      const names: Partial<Record<SegmentRole, ReadonlySet<string>>> = {
        actor: speakers,
        party: speakers,
        subject: speakers,
        issue: new Set(view.dossier?.issues.keys()),
        body: bodies,
        world,
      };
      for (const [i, role] of facet.family.segments.entries()) {
        const id = facet.segments[i]!;
        const known = names[role];
        if (!known || known.has(id)) continue;
        const like = closest(id, known);
        throw notFound('facet', path, like === undefined ? `${role} "${id}" is not known here` : `did you mean "${like}"?`);
      }
    }
    return new FacetView(view, path);
  }

  /** Log size: events read. */
  get size(): number {
    return this.#read.record.size;
  }

  /** When the record had come to a size; null for none, and where no event up to it says so. */
  recordedAt(size: number): string | null {
    const ms = recordedAtOf(this.#read.record, size);
    return Number.isFinite(ms) ? instantText(ms) : null;
  }

  /** The last revision of a stream, e.g. `source-summit-report`; undefined where nothing was written to it. */
  revision(stream: string): number | undefined {
    return this.#read.record.streams.get(stream);
  }

  /** The cells that one event changed, as of the end of today; by dossier. */
  changedBy(position: number): { readonly dossier: string; readonly changes: readonly CellChange[] }[] {
    const { record } = this.#read;
    const { at } = resolveCoordinates(record, {}, this.#now());
    return [...record.dossiers.values()].flatMap((dossier) => {
      const changes = changesBy(record, dossier, position, at.bound);
      return changes.length ? [{ dossier: dossier.id, changes }] : [];
    });
  }

  state(question: Question & Selection = {}): StateAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, facets: stateAt(view, at, question) };
  }

  thin(question: Question & Selection = {}): StateAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, facets: thinAt(view, at, question) };
  }

  facet(path: string, question: Question = {}): FacetAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, ...cellAt(this.#facet(view, path), at) };
  }

  /** Every answer a cell gave. With the grain of a day, what lies within one day is one step. */
  history(path: string, question: Question & { grain?: Grain | undefined } = {}): HistoryAnswer {
    const { view, at, envelope } = this.#ask(question);
    const facet = this.#facet(view, path);
    const steps = historyOf(facet, at, question.grain).map(({ from, to, cell: { facet: _facet, ...cell } }) => ({ from, to, ...cell }));
    return { ...envelope, facet: facet.facet, steps };
  }

  why(path: string, question: Question = {}): WhyAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, ...whyAt(this.#facet(view, path), at) };
  }

  timeline(
    question: Question &
      Omit<TimelineFilter, 'from'> & { from?: string | undefined; after?: string | undefined; limit?: number | undefined } = {},
  ): TimelineAnswer {
    const { view, at, envelope } = this.#ask(question);
    const from = question.from === undefined ? undefined : boundsOf(question.from).lo;
    if (question.after !== undefined && !this.#read.record.developments.has(question.after))
      throw notFound('development', question.after, 'take the cursor from "next" of the page before');
    return { ...envelope, ...timelineAt(view, at, { ...question, from }, question) };
  }

  /** Replays along one axis up to the question's coordinates, from `from` on (a value of that axis) where that is given. */
  replay(
    question: Question & Selection & { axis?: Axis | undefined; from?: string | undefined; grain?: Grain | undefined } = {},
  ): ReplayAnswer {
    const { view, at, envelope, resolved } = this.#ask(question);
    const axis = question.axis ?? 'at';
    const { from, grain } = question;
    const record = this.#read.record;
    const start = (key: Axis) => (from === undefined ? undefined : resolveCoordinates(record, { [key]: from }, this.#now()));
    switch (axis) {
      case 'at': {
        // Where the dossier opens is where its story begins; what stood before is what the first steps change.
        return { ...envelope, axis, steps: replayAt(view, { from: start('at')?.at.bound, to: at, grain }, question) };
      }
      case 'known':
        return { ...envelope, axis, steps: replayKnown(view, at, { from: start('known')?.known.size, to: resolved.known.size }, question) };
      case 'published':
        return {
          ...envelope,
          axis,
          steps: replayPublished(view, at, { from: start('published')?.published?.bound, to: view.published, grain }, question),
        };
    }
  }

  diff(from: Question, to: Question, selection: Selection = {}): DiffAnswer {
    const a = this.#ask({ ...from, dossier: from.dossier ?? to.dossier });
    const b = this.#ask({ ...to, dossier: to.dossier ?? from.dossier });
    return {
      ...b.envelope,
      from: a.envelope.coordinates,
      changes: diffOf({ view: a.view, at: a.at }, { view: b.view, at: b.at }, selection),
    };
  }

  sources(question: Question & Selection & { source?: string | undefined } = {}): SourcesAnswer {
    const { view, at, envelope } = this.#ask(question);
    const { source } = question;
    if (source !== undefined && !this.#read.record.sources.has(source)) {
      const like = closest(source, this.#read.record.sources.keys());
      throw notFound('source', source, like === undefined ? 'list them with: demarche sources' : `did you mean "${like}"?`);
    }
    return { ...envelope, sources: sourcesAt(view, at, question) };
  }

  followUps(question: Question = {}): FollowUpsAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, followUps: followUpsAt(view, at) };
  }

  quantities(question: Question = {}): QuantitiesAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, quantities: quantitiesAt(view, at) };
  }

  contradictions(question: Question = {}): ContradictionsAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, contradictions: contradictionsAt(view, at) };
  }

  review(question: Question = {}): ReviewAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, ...reviewAt(view, at) };
  }

  search(words: string, question: Question = {}): SearchAnswer {
    const { view, at, envelope } = this.#ask(question);
    return { ...envelope, ...searchAt(view, at, words) };
  }

  /** An issue and a rung of its ladder by the words a person uses. Throws `NotFound` where nothing, or more than one thing, is meant. */
  stanceNamed(dossierId: string | undefined, issue: string, stance: string): { issue: string; stance: string } {
    const dossier = this.dossier(dossierId);
    const one = (what: 'issue' | 'stance', name: string, found: readonly string[], all: readonly string[]): string => {
      if (found.length === 1) return found[0]!;
      throw notFound(
        'issue',
        name,
        found.length ? `it may mean ${found.join(', ')}: say which` : `there are ${all.join(', ')}`,
        `no one ${what} is meant by "${name}"`,
      );
    };
    const id = one('issue', issue, issuesNamed(dossier, issue), [...dossier.issues.keys()]);
    const ladder = asOf(dossier.issues.get(id)!, Infinity)!.ladder.map((r) => r.stance);
    return { issue: id, stance: one('stance', stance, stancesNamed(dossier, id, stance), ladder) };
  }

  /** Positions that a text may be about, each as it stands now and with the rungs of its ladder. */
  facetsMentioned(text: string, question: Question = {}): { readonly cell: Cell; readonly rungs: readonly string[] }[] {
    const { view, at } = this.#ask(question);
    const { dossier } = view;
    if (!dossier) return [];
    return facetsMentioned(this.#read.record, dossier, text).map((path) => ({
      cell: cellAt(new FacetView(view, path), at),
      rungs: asOf(dossier.issues.get(path.split('/')[2]!)!, view.size)?.ladder.map((r) => r.stance) ?? [],
    }));
  }

  /**
   * The dossiers with their issues. Definitions have no time but the record's own: of the coordinates, `known` is theirs.
   *
   * @throws CoordinateError for a `known` that the record never had.
   */
  dossiers(asked: AsKnown = {}): DossierAnswer[] {
    const { record } = this.#read;
    const { size } = this.recordAt(asked).known;
    return [...record.dossiers.values()].flatMap((d) => {
      const info = asOf(d.info, size);
      if (d.opens === undefined || info === undefined) return [];
      return {
        dossier: d.id,
        title: info.title,
        ...(info.summary !== undefined && { summary: info.summary }),
        opens: d.opens,
        issues: [...d.issues].flatMap(([issue, versions]) => {
          const now = asOf(versions, size);
          if (now === undefined) return [];
          const retired = retiredRungs(versions, size);
          return { issue, ...now, ...(retired.length && { retired }) };
        }),
        bodies: info.bodies ?? [],
        worldFacts: info.worldFacts ?? [],
        developments: partitionPoint(d.developments.length, (i) => record.claims.cameInto(d.developments.data[i]!, d.id) < size),
      };
    });
  }

  /** Who is registered, by id; as the record had it at `known`, as for `dossiers`. */
  actors(asked: AsKnown = {}): ActorAnswer[] {
    const { size } = this.recordAt(asked).known;
    return [...this.#read.record.actors.values()]
      .flatMap((a) => {
        const info = asOf(a.info, size);
        const into = asOf(a.merged, size);
        return info === undefined ? [] : { actor: a.id, ...info, ...(into !== undefined && { mergedInto: into }) };
      })
      .sort((a, b) => (a.actor < b.actor ? -1 : 1));
  }

  /** How long the record is, and was at `known`. */
  recordAt({ known }: AsKnown = {}): Known {
    const { record } = this.#read;
    return { position: record.size, known: resolveKnown(record, known) };
  }

  /**
   * The id of the actor, or body of a dossier, that a name or alias means.
   *
   * @throws NotFound where nobody or several are meant.
   */
  actorNamed(name: string): string {
    const all = this.actors();
    const named = new Map(
      all.filter((a) => a.mergedInto === undefined).map((a) => [a.actor, { id: a.actor, name: a.name, aliases: a.aliases ?? [] }]),
    );
    // An actor that was merged is called by all of its names, and means the one that stayed.
    const kept = (id: string, seen: readonly string[] = []): string => {
      const into = all.find((a) => a.actor === id)?.mergedInto;
      return into === undefined || seen.includes(into) ? id : kept(into, [...seen, id]);
    };
    for (const { actor, name: own, aliases = [], mergedInto } of all) {
      const stays = mergedInto === undefined ? undefined : named.get(kept(actor));
      if (stays) named.set(stays.id, { ...stays, aliases: [...stays.aliases, actor, own, ...aliases] });
    }
    for (const { id, title } of this.dossiers().flatMap((d) => d.bodies))
      if (!named.has(id)) named.set(id, { id, name: title, aliases: [] });
    return idNamed(name, [...named.values()]);
  }

  /** A source as it was described last, and whether it is withdrawn. */
  source(id: string): { readonly description: SourceInfo; readonly withdrawn: boolean } {
    const source = this.#read.record.sources.get(id);
    if (source) return { description: asOf(source.info, Infinity)!, withdrawn: source.withdrawals.at(-1)?.until === Infinity };
    const like = closest(id, this.#read.record.sources.keys());
    throw notFound('source', id, like === undefined ? 'list them with: demarche sources' : `did you mean "${like}"?`);
  }

  /** The title of a development in its last version, at `known` where that is given; undefined for one that was not on record. */
  titleOf(development: string, asked: AsKnown = {}): string | undefined {
    const { size } = this.recordAt(asked).known;
    return this.#read.record.developments.get(development)?.before(size)?.body.title;
  }

  /** Events that say nothing in any answer, each with its place and reason. */
  problems(): readonly Problem[] {
    return this.#read.record.problems;
  }
}
