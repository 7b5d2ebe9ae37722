/**
 * The record as bytes, and back: a cache along the record axis, never the truth. What it was made from, and whether it is whole,
 * is for whoever keeps it to know; here only the form is checked.
 *
 * Layout: eight 32-bit numbers (magic, form, byte order, length of the JSON part in bytes …), the JSON part (what is few), then the
 * columns as they stand in memory, each from a multiple of 8 on. Payloads are not in it.
 */
import { Claims, FacetEntry } from './claims.ts';
import type { PayloadReader, RetractionEntry, Speech } from './claims.ts';
import { Bytes, Float64s, Int32s } from './columns.ts';
import { Acts, Developments, Streams } from './record.ts';
import type { ActorEntry, DossierEntry, Problem, RecordState, RulingEntry, SourceEntry } from './record.ts';

const MAGIC = 0x4d454444;
/** Raised whenever the layout, or what a column means, changes: a snapshot of another form is made anew. */
export const SNAPSHOT_FORM = 1;
/** Read in another byte order it is another number. */
const ORDER = 0x01020304;
const HEAD = 32;

type Column = Int32s | Float64s | Bytes;
const columnsOf = (record: Pick<RecordState, 'claims' | 'acts' | 'recordedAt'>): [string, Column][] => [
  ['recordedAt', record.recordedAt],
  ...[...Object.entries(record.acts), ...Object.entries(record.claims)].filter(
    (entry): entry is [string, Column] => entry[1] instanceof Int32s || entry[1] instanceof Float64s || entry[1] instanceof Bytes,
  ),
];
const aligned = (offset: number): number => Math.ceil(offset / 8) * 8;

/** What never ended is null in JSON. */
const ended = (seq: number): number | null => (Number.isFinite(seq) ? seq : null);
const endless = (seq: number | null): number => seq ?? Infinity;

interface Plain {
  readonly size: number;
  readonly merges: number;
  readonly problems: Problem[];
  readonly streams: [string, number][];
  readonly names: string[];
  readonly dates: string[];
  readonly contents: string[];
  readonly lists: string[][];
  readonly speeches: Speech[];
  readonly moved: [number, number[]][];
  readonly published: [number, number | null][];
  readonly retractions: [number, (Omit<RetractionEntry, 'until'> & { until: number | null })[]][];
  readonly facets: [dossier: string, path: string, rows: number][];
  readonly sources: (Omit<SourceEntry, 'withdrawals'> & {
    withdrawals: (Omit<SourceEntry['withdrawals'][number], 'until'> & { until: number | null })[];
  })[];
  readonly actors: ActorEntry[];
  readonly dossiers: (Pick<DossierEntry, 'id' | 'info'> & {
    opens: string | null;
    developments: number[];
    issues: [string, DossierEntry['issues'] extends Map<string, infer V> ? V : never][];
    facets: number[];
    rulings: [string, (Omit<RulingEntry, 'visibleUntil' | 'said'> & { visibleUntil: number | null; said: [string, string][] })[]][];
  })[];
  readonly columns: [name: string, length: number][];
}

/**
 * All claims of a record in one number (FNV-1a): equal where every version of every claim says the same, of the same facet and time, in
 * the same voice, on the same evidence, recorded at the same places. For comparing a record that was kept with one made anew.
 */
export function digestOf(record: RecordState): number {
  const { claims } = record;
  let digest = 0x811c9dc5;
  const add = (text: string | number) => {
    const t = String(text);
    for (let i = 0; i < t.length; i++) digest = Math.imul(digest ^ t.charCodeAt(i), 0x01000193);
    digest = Math.imul(digest ^ 0x1f, 0x01000193);
  };
  for (const [id, dossier] of record.dossiers)
    for (const facet of [...dossier.facets.values()].sort((a, b) => (a.path < b.path ? -1 : 1))) {
      add(`${id} ${facet.path}`);
      for (const row of facet) {
        const { version } = row;
        add(`${version.development.id}#${row.name}@${version.number} ${row.attribution} ${row.voices?.join(' ') ?? ''} ${row.until ?? ''}`);
        add(`${row.says} ${row.lo} ${row.first} ${row.visibleFrom} ${row.visibleUntil}`);
        for (const piece of claims.pieces(claims.rowSupport(row.index)))
          add(`${claims.names.all[claims.evidenceSource.data[piece]!]!} ${claims.evidenceSeq.data[piece]!}`);
      }
    }
  add(JSON.stringify([[...claims.retractions.values()].flat().map((r) => [r.seq, r.until]), [...record.sources.values()]]));
  return digest >>> 0;
}

/** The record as it is now, but for its payloads. */
export function encodeRecord(record: RecordState): Uint8Array {
  const { claims } = record;
  const columns = columnsOf(record);
  const plain: Plain = {
    size: record.size,
    merges: record.merges,
    problems: record.problems,
    streams: [...record.streams.others],
    names: claims.names.all,
    dates: claims.dates.all,
    contents: claims.contents.all,
    lists: claims.lists,
    speeches: claims.speeches,
    moved: [...claims.movedRows],
    published: [...claims.published].map(([name, from]) => [name, ended(from)]),
    retractions: [...claims.retractions].map(([d, list]) => [d, list.map((r) => ({ ...r, until: ended(r.until) }))]),
    facets: claims.facets.map((f) => [f.dossier, f.path, f.rows.length]),
    sources: [...record.sources.values()].map((s) => ({
      ...s,
      withdrawals: s.withdrawals.map((w) => ({ ...w, until: ended(w.until) })),
    })),
    actors: [...record.actors.values()],
    dossiers: [...record.dossiers.values()].map((d) => ({
      id: d.id,
      info: d.info,
      opens: d.opens ?? null,
      developments: [...d.developments.used()],
      issues: [...d.issues],
      facets: [...d.facets.values()].map((f) => f.index),
      rulings: [...d.rulings].map(([path, list]) => [
        path,
        list.map((r) => ({ ...r, visibleUntil: ended(r.visibleUntil), said: [...r.said] })),
      ]),
    })),
    columns: columns.map(([name, column]) => [name, column.length]),
  };
  const json = new TextEncoder().encode(JSON.stringify(plain));
  const parts = [...columns.map(([, c]) => c.used()), ...claims.facets.map((f) => f.rows.used())];
  let length = aligned(HEAD + json.length);
  for (const part of parts) length = aligned(length + part.byteLength);
  const bytes = new Uint8Array(length);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, SNAPSHOT_FORM, ORDER, json.length]);
  bytes.set(json, HEAD);
  let offset = aligned(HEAD + json.length);
  for (const part of parts) {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), offset);
    offset = aligned(offset + part.byteLength);
  }
  return bytes;
}

/**
 * A record from bytes that {@link encodeRecord} made; undefined where they have another form. The columns go on living in the
 * memory of `bytes`, which must begin at a multiple of 8.
 */
export function decodeRecord(bytes: Uint8Array, payloads: PayloadReader): RecordState | undefined {
  if (bytes.length < HEAD || bytes.byteOffset % 8 !== 0) return undefined;
  const [magic, form, order, jsonLength = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, 4);
  if (magic !== MAGIC || form !== SNAPSHOT_FORM || order !== ORDER || HEAD + jsonLength > bytes.length) return undefined;
  const plain = JSON.parse(new TextDecoder().decode(bytes.subarray(HEAD, HEAD + jsonLength))) as Plain;
  const claims = new Claims(payloads, { names: plain.names, dates: plain.dates, contents: plain.contents });
  const record: RecordState = {
    size: plain.size,
    merges: plain.merges,
    payloads,
    recordedAt: new Float64s(),
    acts: new Acts(claims),
    problems: plain.problems,
    claims,
    developments: new Developments(claims),
    sources: new Map(
      plain.sources.map((s) => [s.id, { ...s, withdrawals: s.withdrawals.map((w) => ({ ...w, until: endless(w.until) })) }]),
    ),
    actors: new Map(plain.actors.map((a) => [a.id, a])),
    dossiers: new Map(),
    streams: new Streams(claims, new Map(plain.streams)),
  };
  const columns = columnsOf(record);
  if (columns.length !== plain.columns.length || columns.some(([name], i) => name !== plain.columns[i]![0])) return undefined;
  let offset = bytes.byteOffset + aligned(HEAD + jsonLength);
  const take = <T extends Int32Array | Float64Array | Uint8Array>(
    Kind: new (buffer: ArrayBufferLike, offset: number, length: number) => T,
    width: number,
    length: number,
  ): T => {
    const view = new Kind(bytes.buffer, offset, length);
    offset = aligned(offset + length * width);
    return view;
  };
  for (const [i, [, column]] of columns.entries()) {
    const length = plain.columns[i]![1];
    if (column instanceof Int32s) column.data = take(Int32Array, 4, length);
    else if (column instanceof Float64s) column.data = take(Float64Array, 8, length);
    else column.data = take(Uint8Array, 1, length);
    column.length = length;
  }
  for (const [dossier, path, rows] of plain.facets)
    claims.facets.push(new FacetEntry(claims, claims.facets.length, dossier, path, new Int32s(take(Int32Array, 4, rows))));
  for (const [d, list] of plain.retractions)
    claims.retractions.set(
      d,
      list.map((r) => ({ ...r, because: r.because ?? undefined, until: endless(r.until) })),
    );
  for (const [name, from] of plain.published) claims.published.set(name, from ?? -Infinity);
  for (const [version, rows] of plain.moved) claims.movedRows.set(version, rows);
  claims.restored(plain.lists, plain.speeches);
  for (const d of plain.dossiers)
    record.dossiers.set(d.id, {
      id: d.id,
      info: d.info,
      opens: d.opens ?? undefined,
      developments: new Int32s(Int32Array.from(d.developments)),
      issues: new Map(d.issues),
      facets: new Map(d.facets.map((f) => [claims.facets[f]!.path, claims.facets[f]!])),
      rulings: new Map(
        d.rulings.map(([path, list]) => [path, list.map((r) => ({ ...r, visibleUntil: endless(r.visibleUntil), said: new Map(r.said) }))]),
      ),
    });
  return record;
}
