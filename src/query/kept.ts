/**
 * JSON of the parts of answers, kept by stretch (projections/stretches.ts): the text of a cell is made once for all points between
 * the same turns, as part of the read model. No answer is kept: each is put together from its parts at its own coordinates. Kept is
 * what is small and asked about often, up to a number of bytes; all else is made each time. See docs/adr/0017-kept-by-stretch.md.
 *
 * Texts are octets: one character for each byte of UTF-8, so that putting them together and sending them is copying.
 */
import { cellAt, isSilent } from '../../projections/cell.ts';
import type { FacetEntry } from '../../projections/claims.ts';
import type { DossierEntry, RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { Grid, turnsOfDevelopment, turnsOfEnd, turnsOfFacet } from '../../projections/stretches.ts';
import type { Turns } from '../../projections/stretches.ts';
import { lastDateOf, timelineItem } from '../../projections/timeline.ts';
import type { View } from '../../projections/view.ts';
import { whyAt } from '../../projections/why.ts';

/** A text with one character for each byte of its UTF-8. */
export const octets = (text: string): string =>
  Buffer.byteLength(text) === text.length ? text : Buffer.from(text, 'utf8').toString('latin1');

const json = (value: object): string => octets(JSON.stringify(value));

/** Where something is looked up: a reader of a dossier (see `View`), and a moment. */
export interface Point {
  readonly dossier: DossierEntry;
  readonly published: number;
  readonly size: number;
  readonly at: number;
  /** Made only where something is not kept. */
  readonly view: View;
}

export interface Limits {
  /** What has more claims than this is made each time: it has many turns. */
  readonly rows: number;
  /** A record with more facets, or more versions of developments, than this is asked each time about any of them: too few would fit. */
  readonly things: number;
  /** Asked about so often since the record grew, a grid pays. */
  readonly asked: number;
  /** Bytes kept; when there are more, all is let go. */
  readonly bytes: number;
}
const LIMITS: Limits = { rows: 64, things: 5000, asked: 4, bytes: 32_000_000 };

/** The grids of things of one kind, by the index of the thing. */
class Grids {
  readonly #grids: (Grid | undefined)[] = [];
  /** How often it was asked about without a grid. */
  readonly #asked: number[] = [];
  readonly #limits: Limits;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** The grid of a thing that is true of a log size. */
  find(index: number, size: number): Grid | undefined {
    const grid = this.#grids[index];
    return grid && size <= grid.size ? grid : undefined; // what was true of a log size stays true when the record grows
  }

  /** Makes it where that pays; undefined where it does not, or not yet. */
  make(index: number, rows: number, turns: () => Turns): Grid | undefined {
    if (rows > this.#limits.rows) return undefined;
    const asked = (this.#asked[index] ?? 0) + 1;
    this.#asked[index] = asked;
    if (asked < this.#limits.asked) return undefined;
    const grid = Grid.of(turns());
    this.#grids[index] = grid;
    this.#asked[index] = grid ? 0 : -Infinity; // turns only become more
    return grid;
  }
}

export class Kept {
  readonly record: RecordState;
  readonly #limits: Limits;
  #cells!: Grids;
  #whys!: Grids;
  #entries!: Grids;
  #ends!: Grids;
  #bytes = 0;
  /** Dossiers by number. */
  readonly #dossiers = new Map<DossierEntry, number>();

  constructor(record: RecordState, limits = LIMITS) {
    this.record = record;
    this.#limits = limits;
    this.#letGo();
  }

  /** About how many bytes are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The cell of a facet of the dossier; empty where it is silent. */
  cell(facet: FacetEntry, point: Point): string {
    const grid = this.#cells.find(facet.index, point.size) ?? this.#made(this.#cells, facet, point);
    if (!grid) return cellText(facet, point);
    const stretch = grid.stretch(point.size, point.published, point.at);
    return grid.get(stretch) ?? this.#keep(grid, stretch, cellText(facet, point));
  }

  /** Why the cell of a facet says what it says. */
  why(facet: FacetEntry, point: Point): string {
    const grid = this.#whys.find(facet.index, point.size) ?? this.#made(this.#whys, facet, point);
    if (!grid) return whyText(facet, point);
    const stretch = grid.stretch(point.size, point.published, point.at);
    return grid.get(stretch) ?? this.#keep(grid, stretch, whyText(facet, point));
  }

  #made(grids: Grids, facet: FacetEntry, { dossier }: Point): Grid | undefined {
    if (this.record.claims.facets.length > this.#limits.things) return undefined;
    return this.#taken(grids.make(facet.index, facet.rows.length, () => turnsOfFacet(this.record, dossier, facet)));
  }

  /** What the timeline says of a version of a development, by index; empty where another is in force, or none is published. */
  entry(version: number, point: Point): string {
    const grid = this.#entries.find(version, point.size) ?? this.#madeOf(version, point);
    if (!grid) return entryText(version, point);
    const stretch = grid.stretch(point.size, point.published, 0);
    return grid.get(stretch) ?? this.#keep(grid, stretch, entryText(version, point));
  }

  #madeOf(version: number, { dossier }: Point): Grid | undefined {
    const { claims } = this.record;
    if (claims.versionNumber.length > this.#limits.things) return undefined;
    return this.#taken(
      this.#entries.make(version, claims.versionRows.data[version]!, () =>
        turnsOfDevelopment(this.record, dossier, claims.version(version).development),
      ),
    );
  }

  /** The latest date in the dossier; null for none. */
  lastDate(point: Point): string | null {
    const { dossier } = point;
    let number = this.#dossiers.get(dossier);
    if (number === undefined) this.#dossiers.set(dossier, (number = this.#dossiers.size));
    const grid = this.#ends.find(number, point.size) ?? this.#taken(this.#ends.make(number, 0, () => turnsOfEnd(this.record, dossier)));
    if (!grid) return lastDateOf(point.view);
    const stretch = grid.stretch(point.size, point.published, 0);
    return (grid.get(stretch) ?? this.#keep(grid, stretch, lastDateOf(point.view) ?? '')) || null;
  }

  #keep(grid: Grid, stretch: number, text: string): string {
    this.#grew(grid.set(stretch, text));
    return text;
  }

  #taken(grid: Grid | undefined): Grid | undefined {
    if (grid) this.#grew(grid.bytes);
    return grid;
  }

  #grew(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes > this.#limits.bytes) this.#letGo();
  }

  #letGo(): void {
    this.#cells = new Grids(this.#limits);
    this.#whys = new Grids(this.#limits);
    this.#entries = new Grids(this.#limits);
    this.#ends = new Grids(this.#limits);
    this.#bytes = 0;
  }
}

function cellText({ path }: FacetEntry, { view, at }: Point): string {
  const cell = cellAt(new FacetView(view, path), at);
  return isSilent(cell) ? '' : json(cell);
}

const whyText = ({ path }: FacetEntry, { view, at }: Point): string => json(whyAt(new FacetView(view, path), at));

function entryText(index: number, { view }: Point): string {
  const { claims } = view.record;
  const development = claims.versionDevelopment.data[index]!;
  if (view.versionOf(development) !== index || !view.isPublishedOn(claims.versionSupport.data[index]!)) return '';
  const version = claims.version(index);
  return json(timelineItem(view, { development: version.development, version }));
}
