/**
 * Stretches: where on each coordinate something that is said can change, and a grid of what it is in between. The cell of a
 * facet is the same at all points (at, published, known) that lie between the same turns, so there are few cells of a facet,
 * however many points are asked about. A grid is filled as points are asked; each of them is looked up by its own coordinates.
 */
import { boundsOf } from '../events/edtf.ts';
import type { DevelopmentEntry, FacetEntry } from './claims.ts';
import { Footing } from './footing.ts';
import type { DossierEntry, RecordState } from './record.ts';
import { View } from './view.ts';

/**
 * Values of each coordinate from which on an answer may be another, in order, as recorded up to a log size. May name more than
 * there are, never fewer.
 */
export interface Turns {
  readonly size: number;
  readonly known: readonly number[];
  readonly published: readonly number[];
  readonly at: readonly number[];
}

const inOrder = (values: Iterable<number>): number[] =>
  [...new Set(values)].filter((v) => v > -Infinity).sort((a, b) => (a === b ? 0 : a < b ? -1 : 1));

/** Turns of what rests on a footing. */
function turnsOn(record: RecordState, footing: Footing, at: Iterable<number>): Turns {
  const known = [...footing.acts.keys()];
  const published: number[] = [];
  for (const id of footing.sources.keys()) {
    const source = record.sources.get(id);
    for (const { seq } of source?.captures ?? []) known.push(seq + 1); // whether a text was captured is said beside the words
    for (const { value } of source?.info ?? []) {
      if (value.published === undefined) continue;
      const { lo, hi } = boundsOf(value.published);
      published.push(lo + 1, hi);
    }
  }
  return { size: record.size, known: inOrder(known), published: inOrder(published), at: inOrder(at).filter((t) => t < Infinity) };
}

const whole = (record: RecordState, dossier: DossierEntry): View => new View(record, dossier, Infinity, record.size);

/** Turns of the answers on a facet: what is shown, what stands beside it, and why. */
export function turnsOfFacet(record: RecordState, dossier: DossierEntry, facet: FacetEntry): Turns {
  const { claims } = record;
  const at: number[] = [];
  const worlds = new Set<string>();
  const take = (entry: FacetEntry | undefined, isOwn: boolean): void => {
    for (const row of entry?.rows.used() ?? []) {
      const time = claims.rowTime(row);
      at.push(claims.timeLo.data[time]! + 1, claims.timeHi.data[time]!);
      at.push(claims.timeEarliest.data[time]! + 1, claims.timeLatest.data[time]! + 1);
      if (isOwn) for (const world of claims.conditionsOf(row)) worlds.add(world);
    }
  };
  take(facet, true);
  for (const world of worlds) take(dossier.facets.get(world), false);
  return turnsOn(record, new Footing(whole(record, dossier), facet.path), at);
}

/** Turns of what the timeline says of a development, in any of its versions; from when on it is there, its date says. */
export function turnsOfDevelopment(record: RecordState, dossier: DossierEntry, development: DevelopmentEntry): Turns {
  const turns = turnsOn(record, new Footing(whole(record, dossier), development), []);
  if (!record.merges) return turns;
  // Actors are called by the names under which they go on.
  const merges = [...record.actors.values()].flatMap((a) => a.merged.map((m) => m.seq + 1));
  return { ...turns, known: inOrder([...turns.known, ...merges]) };
}

/** Turns of the latest date in a dossier: which version of each development is in force. */
export function turnsOfEnd(record: RecordState, dossier: DossierEntry): Turns {
  const { claims } = record;
  const [known, published]: [number[], number[]] = [[], []];
  for (const index of dossier.developments.used()) {
    let isGrounded = false;
    for (let v = claims.developmentLast.data[index]!; v >= 0; v = claims.versionPrevious.data[v]!) {
      known.push(claims.versionSeq.data[v]! + 1);
      isGrounded ||= claims.versionBecause.data[v]! >= 0;
    }
    if (!isGrounded) continue;
    const turns = turnsOfDevelopment(record, dossier, claims.development(index));
    known.push(...turns.known);
    published.push(...turns.published);
  }
  return { size: record.size, known: inOrder(known), published: inOrder(published), at: [] };
}

/** How many turns there are up to a value. */
function rank(turns: Float64Array, value: number): number {
  let [low, high] = [0, turns.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (turns[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Stretches of a grid at most: what has more is asked each time. */
const MOST = 1 << 14;

/** What is said on each stretch between turns, as text; alike ones are kept once. True of every log size up to that of the turns. */
export class Grid {
  readonly size: number;
  readonly #known: Float64Array;
  readonly #published: Float64Array;
  readonly #at: Float64Array;
  /** By stretch the number of the text + 1; 0 where nobody asked. */
  readonly #places: Uint16Array;
  readonly #texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  private constructor({ size, known, published, at }: Turns, stretches: number) {
    this.size = size;
    this.#known = Float64Array.from(known);
    this.#published = Float64Array.from(published);
    this.#at = Float64Array.from(at);
    this.#places = new Uint16Array(stretches);
  }

  /** Undefined where there are too many stretches to keep. */
  static of(turns: Turns): Grid | undefined {
    const stretches = (turns.known.length + 1) * (turns.published.length + 1) * (turns.at.length + 1);
    return stretches <= MOST ? new Grid(turns, stretches) : undefined;
  }

  /** The stretch in which a point lies. */
  stretch(known: number, published: number, at: number): number {
    return (
      (rank(this.#known, known) * (this.#published.length + 1) + rank(this.#published, published)) * (this.#at.length + 1) +
      rank(this.#at, at)
    );
  }

  get(stretch: number): string | undefined {
    return this.#texts[this.#places[stretch]! - 1];
  }

  /** Keeps the text of a stretch; how many bytes more that takes, about. */
  set(stretch: number, text: string): number {
    let number = this.#numbers.get(text);
    const isNew = number === undefined;
    if (number === undefined) this.#numbers.set(text, (number = this.#texts.push(text)));
    this.#places[stretch] = number;
    return isNew ? text.length + 64 : 0;
  }

  /** Bytes that it takes without its texts, about. */
  get bytes(): number {
    return 500 + this.#places.byteLength + 8 * (this.#known.length + this.#published.length + this.#at.length);
  }
}
