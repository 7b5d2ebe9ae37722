/**
 * JSON of the parts of answers, kept by stretch (projections/stretches.ts): the text of a cell is made once for all points between
 * the same turns, as part of the read model. No answer is kept: each is put together from its parts at its own coordinates. Kept is
 * what is small and asked about often, up to a number of bytes; all else is made each time. See docs/adr/0017-kept-by-stretch.md.
 *
 * Texts are octets: one character for each byte of UTF-8, so that putting them together and sending them is copying.
 */
import { cellAt, isSilent } from '../../projections/cell.ts';
import type { FacetEntry } from '../../projections/claims.ts';
import type { RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { Grid, turnsOfDevelopment, turnsOfFacet } from '../../projections/stretches.ts';
import type { Turns } from '../../projections/stretches.ts';
import { timelineItem } from '../../projections/timeline.ts';
import type { View } from '../../projections/view.ts';
import { whyAt } from '../../projections/why.ts';

/** A text with one character for each byte of its UTF-8. */
export const octets = (text: string): string =>
  Buffer.byteLength(text) === text.length ? text : Buffer.from(text, 'utf8').toString('latin1');

const json = (value: object): string => octets(JSON.stringify(value));

export interface Limits {
  /** What has more claims than this is made each time: it has many turns. */
  readonly rows: number;
  /** Asked about so often since the record grew, a grid pays. */
  readonly asked: number;
  /** Bytes kept; when there are more, all is let go. */
  readonly bytes: number;
}
const LIMITS: Limits = { rows: 64, asked: 4, bytes: 32_000_000 };

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
  #cells: Grids;
  #whys: Grids;
  #entries: Grids;
  #bytes = 0;

  constructor(record: RecordState, limits = LIMITS) {
    this.record = record;
    this.#limits = limits;
    this.#cells = new Grids(limits);
    this.#whys = new Grids(limits);
    this.#entries = new Grids(limits);
  }

  /** About how many bytes are kept. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The cell of a facet of the view's dossier; empty where it is silent. */
  cell(facet: FacetEntry, view: View, at: number): string {
    const grid = this.#cells.find(facet.index, view.size) ?? this.#made(this.#cells, facet, view);
    if (!grid) return cellText(facet, view, at);
    const stretch = grid.stretch(view.size, view.published, at);
    return grid.get(stretch) ?? this.#keep(grid, stretch, cellText(facet, view, at));
  }

  /** Why the cell of a facet says what it says. */
  why(facet: FacetEntry, view: View, at: number): string {
    const grid = this.#whys.find(facet.index, view.size) ?? this.#made(this.#whys, facet, view);
    if (!grid) return whyText(facet, view, at);
    const stretch = grid.stretch(view.size, view.published, at);
    return grid.get(stretch) ?? this.#keep(grid, stretch, whyText(facet, view, at));
  }

  #made(grids: Grids, facet: FacetEntry, { dossier }: View): Grid | undefined {
    const grid = grids.make(facet.index, facet.rows.length, () => turnsOfFacet(this.record, dossier!, facet));
    if (grid) this.#grew(grid.bytes);
    return grid;
  }

  /** What the timeline says of a version of a development, by index; empty where another is in force, or none is published. */
  entry(version: number, view: View): string {
    let grid = this.#entries.find(version, view.size);
    if (!grid) {
      const { claims } = this.record;
      grid = this.#entries.make(version, claims.versionRows.data[version]!, () =>
        turnsOfDevelopment(this.record, view.dossier!, claims.version(version).development),
      );
      if (grid) this.#grew(grid.bytes);
    }
    if (!grid) return entryText(version, view);
    const stretch = grid.stretch(view.size, view.published, 0);
    return grid.get(stretch) ?? this.#keep(grid, stretch, entryText(version, view));
  }

  #keep(grid: Grid, stretch: number, text: string): string {
    this.#grew(grid.set(stretch, text));
    return text;
  }

  #grew(bytes: number): void {
    this.#bytes += bytes;
    if (this.#bytes <= this.#limits.bytes) return;
    this.#cells = new Grids(this.#limits);
    this.#whys = new Grids(this.#limits);
    this.#entries = new Grids(this.#limits);
    this.#bytes = 0;
  }
}

function cellText({ path }: FacetEntry, view: View, at: number): string {
  const cell = cellAt(new FacetView(view, path), at);
  return isSilent(cell) ? '' : json(cell);
}

const whyText = ({ path }: FacetEntry, view: View, at: number): string => json(whyAt(new FacetView(view, path), at));

function entryText(index: number, view: View): string {
  const { claims } = view.record;
  const development = claims.versionDevelopment.data[index]!;
  if (view.versionOf(development) !== index || !view.isPublishedOn(claims.versionSupport.data[index]!)) return '';
  const version = claims.version(index);
  return json(timelineItem(view, { development: version.development, version }));
}
