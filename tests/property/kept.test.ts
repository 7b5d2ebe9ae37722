/**
 * What is kept by stretch is what is made anew: every cell, why and entry of the timeline, at any point, in whatever order they
 * were asked about, while the record grows, byte for byte. On generated logs, and on the bundled dossier through whole answers.
 *
 * `DEMARCHE_SEED=… DEMARCHE_LOG=… vitest run --project property kept` asks one log of one seed again.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cellAt, isSilent } from '../../projections/cell.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { lastDateOf, timelineAt, versionsBefore } from '../../projections/timeline.ts';
import { facetsOf } from '../../projections/view.ts';
import { whyAt } from '../../projections/why.ts';
import { open } from '../../src/library.ts';
import type { Question } from '../../src/query/answers.ts';
import { Kept } from '../../src/query/kept.ts';
import type { Point } from '../../src/query/kept.ts';
import * as crowded from '../support/crowded.ts';
import { entriesOfExtended } from '../support/extended.ts';
import { Random, seedOf } from '../support/generate.ts';
import { limitsOf, momentsOf, sampleOf, viewOf } from '../support/views.ts';
import type { Reader } from '../support/views.ts';
import { only, tally, times } from '../support/tally.ts';

const seed = seedOf();
const { count, counts } = tally('kept', seed);

const text = (octets: string): string => Buffer.from(octets, 'latin1').toString('utf8');

interface Log {
  readonly entries: readonly LogEntry[];
  readonly r: Random;
  readonly moments: readonly number[];
  readonly limits: readonly number[];
}

function each(law: number, logs: number, logOf: (index: number) => Log, hold: (log: Log) => void): void {
  for (let i = 0; i < logs * times; i++) {
    const index = only === undefined ? law * 100_000 + i : Number(only);
    try {
      hold(logOf(index));
    } catch (e) {
      (e as Error).message = `DEMARCHE_SEED=${seed} DEMARCHE_LOG=${index}: ${(e as Error).message}`;
      throw e;
    }
    if (only !== undefined) break;
  }
}

/** The same with texts captured here and there. */
function withCaptures(entries: readonly LogEntry[], r: Random): LogEntry[] {
  const sources = entries.flatMap((e) => (e.ok && e.event.type === 'SourceRegistered' ? [e.event.data.id] : []));
  const all = [...entries];
  for (let n = sources.length ? r.below(4) : 0; n > 0; n--) {
    const at = r.below(all.length);
    const beside = all[at]!;
    if (!beside.ok) continue;
    const data = { id: r.pick(sources), sha256: 'a'.repeat(64), length: 10 };
    all.splice(at + 1, 0, { ...beside, event: { type: 'SourceCaptured', data }, stream: `source-${data.id}` });
  }
  return all;
}

function sampled(index: number): Log {
  const { entries, r } = sampleOf(seed, index);
  return { entries: withCaptures(entries, r), r, moments: momentsOf(entries), limits: limitsOf(entries) };
}
function crowdedLog(index: number): Log {
  const of = crowded.generateCrowded(seed, index, [20, 60, 90][index % 3]!);
  const r = new Random(seed ^ 0x6b657074, index);
  const entries = withCaptures(entriesOfExtended(of).entries, r);
  return { entries, r, moments: crowded.momentsOf(of), limits: crowded.limitsOf(of) };
}

function point(record: RecordState, { r, moments, limits }: Log): Reader & { at: number } {
  return {
    dossier: r.pick([...record.dossiers.keys()]),
    size: r.chance(0.3) ? record.size : r.below(record.size + 1),
    published: r.chance(0.3) || !limits.length ? Infinity : r.pick(limits),
    at: r.pick(moments),
  };
}

/** Everything at a point, from what is kept and from a view that remembers nothing. */
function compare(record: RecordState, kept: Kept, reader: Reader & { at: number }, most: number, r: Random): void {
  const { at } = reader;
  const dossier = record.dossiers.get(reader.dossier)!;
  const point: Point = { ...reader, dossier, view: viewOf(record, reader) };
  const facets = facetsOf(dossier);
  for (const facet of facets.length > most ? r.some(facets, most) : facets) {
    const fresh = () => new FacetView(viewOf(record, reader), facet.path);
    const cell = cellAt(fresh(), at);
    const where = `${facet.path} of ${JSON.stringify(reader)}`;
    expect(text(kept.cell(facet, point)), where).toBe(isSilent(cell) ? '' : JSON.stringify(cell));
    expect(text(kept.why(facet, point)), where).toBe(JSON.stringify(whyAt(fresh(), at)));
    count('cells and whys compared');
  }
  expect(kept.lastDate(point), JSON.stringify(reader)).toBe(lastDateOf(viewOf(record, reader)));
  const { items } = timelineAt(viewOf(record, reader), at);
  const entries = versionsBefore(dossier, record, at).flatMap((v) => {
    const entry = kept.entry(v, point);
    return entry === '' ? [] : [text(entry)];
  });
  expect(entries, JSON.stringify(reader)).toEqual(items.map((i) => JSON.stringify(i)));
  count('entries of timelines compared', items.length);
}

/** In portions, with questions about any size in between; grids are made at once, so that later portions meet old ones. */
function hold(log: Log, points: number, most: number): void {
  const record = emptyRecord();
  const kept = new Kept(record, { rows: 64, things: 5000, asked: log.r.pick([1, 3]), bytes: log.r.pick([50_000, 1e9]) });
  let before = 0;
  for (const [i, entry] of log.entries.entries()) {
    applyEvent(record, entry);
    if (i + 1 < log.entries.length && !log.r.chance(0.1)) continue;
    if (!record.dossiers.size) continue;
    const isLast = i + 1 === log.entries.length;
    for (let n = 0; n < (isLast ? points : 3); n++) compare(record, kept, point(record, log), most, log.r);
    if (kept.bytes < before) count('times that all was let go');
    before = kept.bytes;
  }
}

test('on dense logs, at any point', () => {
  each(1, 150, sampled, (log) => hold(log, 40, 12));
}, 300_000);

test('on facets with many claims, at any point', () => {
  each(2, 30, crowdedLog, (log) => hold(log, 40, 4));
  if (only === undefined) expect(counts['times that all was let go']).toBeGreaterThan(0);
}, 300_000);

test('whole answers on the bundled dossier, from kept parts and without', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-kept-'));
  const demarche = await open(join(folder, 'demarche.db'));
  try {
    await demarche.importBundled();
    const r = new Random(seed, 7);
    const facets = demarche.state().facets.map((f) => f.facet);
    const day = () => new Date(Date.UTC(2024, 11, 1) + r.below(480) * 86_400_000).toISOString().slice(0, 10);
    for (let n = 0; n < 400 * times; n++) {
      const question: Question = {
        at: day(),
        ...(r.chance(0.7) && { published: day() }),
        ...(r.chance(0.7) && { known: Math.floor(demarche.size * (0.3 + 0.7 * r.next())) }),
      };
      const where = JSON.stringify(question);
      expect(text(demarche.stateJson(demarche.asked(question))), where).toBe(JSON.stringify(demarche.state(question)));
      expect(text(demarche.timelineJson(demarche.asked(question))), where).toBe(JSON.stringify(demarche.timeline(question)));
      for (let i = 0; i < 10; i++) {
        const facet = r.chance(0.95) ? r.pick(facets) : 'position/FRA/western-troops';
        expect(text(demarche.facetJson(facet, demarche.asked(question))), where).toBe(JSON.stringify(demarche.facet(facet, question)));
        expect(text(demarche.whyJson(facet, demarche.asked(question))), where).toBe(JSON.stringify(demarche.why(facet, question)));
      }
      count('whole answers compared', 22);
    }
  } finally {
    await demarche.close();
    rmSync(folder, { recursive: true });
  }
}, 300_000);
