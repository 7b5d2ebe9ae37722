/**
 * The read model on generated logs: however it was built, up to wherever, whatever broken events lie in between, it answers
 * the same. Merges beside the reference, which is asked about a log rewritten by hand.
 *
 *   DEMARCHE_SEED=… npx vitest run tests/property/readmodel       the same run again
 *   DEMARCHE_SEED=… DEMARCHE_LOG=…                                one log of it
 */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { DomainEvent } from '../../events/catalogue.ts';
import { EVENT_DEFINITIONS, isAccessType } from '../../events/catalogue.ts';
import { coordinateEnd } from '../../events/edtf.ts';
import { cellAt } from '../../projections/cell.ts';
import type { Cell } from '../../projections/cell.ts';
import { isCoordinateError, resolveCoordinates, sizeAt } from '../../projections/coordinates.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import { contentsOf } from '../support/copies.ts';
import type { LogEntry, RecordState } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { View } from '../../projections/view.ts';
import { entriesOfExtended, FoldedExtended, generateExtended } from '../support/extended.ts';
import { facetsOf, generateLog, questionsOf, Random, seedOf } from '../support/generate.ts';
import { asEntry, DOSSIER, entriesOf } from '../support/notation.ts';
import { only, tally, times } from '../support/tally.ts';

const seed = seedOf();
const { count } = tally('read model', seed);

/** Logs of one law, each with a generator of its own. */
function each(logs: number, hold: (index: number, r: Random) => void): void {
  for (let i = 0; i < logs * times; i++) {
    const index = only === undefined ? i : Number(only);
    try {
      hold(index, new Random(seed ^ 0x632be5ab, index));
    } catch (e) {
      (e as Error).message = `DEMARCHE_SEED=${seed} DEMARCHE_LOG=${index}: ${(e as Error).message}`;
      throw e;
    }
    if (only !== undefined) break;
  }
}

const folded = (entries: readonly LogEntry[]): RecordState => {
  const record = emptyRecord();
  for (const entry of entries) applyEvent(record, entry);
  return record;
};

interface Coordinates {
  readonly facet: string;
  readonly at: number;
  readonly published: number;
}
const cells = (record: RecordState, asked: readonly Coordinates[], size = record.size): Cell[] =>
  asked.map(({ facet, at, published }) => {
    count('cells compared');
    return cellAt(new FacetView(new View(record, record.dossiers.get(DOSSIER), published, size), facet), at);
  });

/** Every facet of a log at some times and limits near its turns. */
function coordinatesOf(index: number, r: Random): { entries: LogEntry[]; asked: Coordinates[] } {
  const generated = generateLog(seed, index);
  const points = questionsOf(r, generated, 4);
  const asked = facetsOf(generated.log).flatMap((facet) =>
    points.map(({ at, published }) => ({
      facet,
      at: coordinateEnd(at),
      published: published === undefined ? Infinity : coordinateEnd(published),
    })),
  );
  return { entries: entriesOf(generated.log, generated.opens).entries, asked };
}

describe('however it was built', () => {
  test('one event at a time, asked after each, is what the prefix folded afresh is', () => {
    each(60, (index, r) => {
      const { entries, asked } = coordinatesOf(index, r);
      const record = emptyRecord();
      for (const [i, entry] of entries.entries()) {
        applyEvent(record, entry);
        expect(cells(record, asked)).toEqual(cells(folded(entries.slice(0, i + 1)), asked));
      }
    });
  });

  test('an answer depends on nothing after event known − 1', () => {
    each(60, (index, r) => {
      const { entries, asked } = coordinatesOf(index, r);
      const long = folded(entries);
      for (let k = 0; k <= entries.length; k++) {
        expect(cells(long, asked, k), `known ${k}`).toEqual(cells(folded(entries.slice(0, k)), asked));
      }
    });
  });

  test('… with merges and broken events in the log, too', () => {
    each(60, (index, r) => {
      const { asked } = coordinatesOf(index, r);
      const { entries } = entriesOfExtended(generateExtended(seed, index, { merges: true, broken: true }));
      const long = folded(entries);
      for (let k = 0; k <= entries.length; k++) {
        expect(cells(long, asked, k), `known ${k}`).toEqual(cells(folded(entries.slice(0, k)), asked));
      }
    });
  });

  test('members of payloads in another order say the same', () => {
    each(60, (index, r) => {
      const { entries, asked } = coordinatesOf(index, r);
      const shuffled = (x: unknown): unknown => {
        if (Array.isArray(x)) return x.map(shuffled);
        if (typeof x !== 'object' || x === null) return x;
        const members = Object.entries(x);
        return Object.fromEntries(
          r
            .some(members, 1)
            .concat(members.reverse())
            .map(([k, v]) => [k, shuffled(v)]),
        );
      };
      const other = entries.map((e) => (e.ok ? { ...e, event: shuffled(e.event) as DomainEvent } : e));
      expect(cells(folded(other), asked)).toEqual(cells(folded(entries), asked));
    });
  });
});

describe('events that cannot be read or applied', () => {
  test('change nothing but the size, and are reported with their place', () => {
    each(200, (index, r) => {
      const log = new FoldedExtended(generateExtended(seed, index, { merges: index % 2 === 0, broken: true }));
      expect(log.record.problems.map((p) => p.position)).toEqual(log.brokenAt);
      expect(log.record.size).toBe(log.entries.length);
      count('broken events', log.brokenAt.length);
      for (const q of log.questions(r, 24)) {
        count('cells compared with the reference');
        expect(log.difference(q)).toBeUndefined();
      }
    });
  });

  test('of each broken event nothing stays', () => {
    each(150, (index) => {
      const { lines, opens } = generateExtended(seed, index, { merges: true, broken: true });
      const { entries } = entriesOfExtended({ lines, opens });
      const record = emptyRecord();
      for (const entry of entries) {
        const [before, problems] = [contentsOf(record), record.problems.length];
        applyEvent(record, entry);
        if (record.problems.length > problems) expect(isDeepStrictEqual(contentsOf(record), before), JSON.stringify(entry)).toBe(true);
      }
    });
  });

  /** Each payload with one member of it, at any depth, made something else. */
  test('a payload with anything in any place is applied or reported, never half of it, and can be read', () => {
    const garbage = [
      undefined,
      null,
      5,
      -1,
      NaN,
      true,
      '',
      'x',
      '2025-02-30',
      [],
      [null],
      [5],
      ['x'],
      [{}],
      [['x']],
      {},
      { id: 'x' },
      { length: 1 },
    ];
    each(60, (index, r) => {
      const { entries } = entriesOfExtended(generateExtended(seed, index, { merges: true, broken: false }));
      const others = EVENT_DEFINITIONS.filter((d) => !isAccessType(d.type)).map((d) =>
        asEntry({ type: d.type, data: inThisRecord(d.example, entries, r) } as DomainEvent, 0),
      );
      for (const [i, entry] of [...entries.entries(), ...others.map((e) => [entries.length, e] as const)]) {
        if (!entry.ok) continue;
        const place = r.pick(placesOf(entry.event.data));
        const spoilt = { ...entry, event: { ...entry.event, data: replaced(entry.event.data, place, r.pick(garbage)) } as DomainEvent };
        const what = JSON.stringify(spoilt.event);
        const record = folded(entries.slice(0, i));
        const [before, problems, size] = [contentsOf(record), record.problems.length, record.size];
        applyEvent(record, spoilt);
        expect(record.size, what).toBe(size + 1);
        const isReported = record.problems.length > problems;
        count(isReported ? 'spoilt events reported' : 'spoilt events that could be read');
        if (isReported) {
          expect(record.problems.at(-1)).toMatchObject({ position: size + 1, type: entry.event.type });
          expect(isDeepStrictEqual(contentsOf(record), before), what).toBe(true);
        }
        for (const e of entries.slice(i)) applyEvent(record, e);
        for (const dossier of record.dossiers.values()) {
          const view = new View(record, dossier, Date.UTC(2025, 8, 3), record.size);
          for (const facet of view.facets()) expect(() => cellAt(new FacetView(view, facet), Date.UTC(2025, 8, 4)), what).not.toThrow();
        }
      }
    });
  });
});

type Place = readonly (string | number)[];
const placesOf = (x: unknown, place: Place = []): Place[] =>
  typeof x !== 'object' || x === null
    ? [place]
    : [place, ...Object.entries(x).flatMap(([k, v]) => placesOf(v, [...place, Array.isArray(x) ? Number(k) : k]))];
function replaced(x: unknown, [first, ...rest]: Place, by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(x)) return x.map((item, i) => (i === first ? replaced(item, rest, by) : (item as unknown)));
  return { ...(x as object), [first]: replaced((x as Record<string, unknown>)[first], rest, by) };
}
/** An example of the catalogue, about what this record knows. */
function inThisRecord(example: unknown, entries: readonly LogEntry[], r: Random): unknown {
  const developments = entries.flatMap((e) => (e.ok && e.event.type === 'StatementMade' ? [e.event.data.id] : []));
  const data = structuredClone(example) as Record<string, unknown>;
  if ('dossiers' in data) data['dossiers'] = [DOSSIER];
  if ('dossier' in data) data['dossier'] = DOSSIER;
  if ('development' in data || 'evidence' in data) data['id'] = 'dossiers' in data ? 'another' : r.pick(developments);
  return data;
}

describe('known by time', () => {
  test('is the number of events recorded by then, and never runs backwards', () => {
    each(300, (_, r) => {
      const base = Date.UTC(2025, 8, 1);
      const stamps = Array.from({ length: r.below(12) }, () => base + (r.below(40) - 8) * 3_600_000 * (r.chance(0.3) ? 24 : 1));
      const texts = stamps.map((ms) => (r.chance(0.08) ? 'no instant' : new Date(ms).toISOString()));
      const entries = texts.map((recordedAt, i): LogEntry => {
        const event = { type: 'ActorRegistered', data: { id: `a${i}`, kind: 'state', name: 'A' } } as const;
        const entry = asEntry(event, i) as LogEntry & { ok: true };
        return r.chance(0.2)
          ? { ok: false, problem: { code: 'UnknownType', type: '?', message: '?' }, recordedAt, stream: 'x', revision: i }
          : { ...entry, metadata: { ...entry.metadata, recordedAt } };
      });
      const record = folded(entries);
      let smallest = 0;
      for (let ms = base - 10 * 86_400_000; ms < base + 45 * 86_400_000; ms += 3_600_000 * (1 + r.below(20))) {
        const instant = new Date(ms).toISOString();
        // an event counts once all before it and it itself are recorded
        const naive = (end: number) => {
          let known = 0;
          let latest = -Infinity;
          for (const text of texts) {
            latest = Math.max(latest, Number.isNaN(Date.parse(text)) ? -Infinity : Date.parse(text));
            if (latest < end) known++;
          }
          return known;
        };
        const size = sizeAt(record, instant);
        expect(size).toBe(naive(ms + 1));
        expect(size).toBeGreaterThanOrEqual(smallest);
        smallest = size;
        const day = instant.slice(0, 10);
        const resolved = resolveCoordinates(record, { known: day, at: day, published: instant }, 0);
        expect(resolved.known.size).toBe(naive(Date.parse(day) + 86_400_000));
        expect(resolved.at).toEqual({ text: day, bound: Date.parse(day) + 86_400_000 });
        expect(resolved.published).toEqual({ text: instant, bound: ms + 1 });
      }
    });
  });

  test('a size beyond the head, or no size at all, is refused', () => {
    const record = folded([asEntry({ type: 'ActorRegistered', data: { id: 'a', kind: 'state', name: 'A' } }, 0)]);
    for (const known of [0, 1, '0', '1']) expect(resolveCoordinates(record, { known }, 0).known.size).toBe(Number(known));
    expect(resolveCoordinates(record, {}, 0).known.size).toBe(1);
    expect(resolveCoordinates(record, {}, 0).published).toBeNull();
    expect(resolveCoordinates(record, {}, Date.UTC(2025, 8, 4, 12)).at).toEqual({ text: '2025-09-04', bound: Date.UTC(2025, 8, 5) });
    const refused = (coordinates: object) => {
      try {
        resolveCoordinates(record, coordinates, 0);
      } catch (e) {
        if (isCoordinateError(e)) return `${e.code} ${e.coordinate}`;
      }
      return undefined;
    };
    for (const known of [2, -1, 0.5, NaN, '2']) expect(refused({ known }), String(known)).toBe('UnknownPosition known');
    expect(refused({ known: 'yesterday' })).toBe('InvalidDate known');
    for (const date of ['yesterday', '[2025-09-04..]']) {
      expect(refused({ at: date })).toBe('InvalidDate at');
      expect(refused({ published: date })).toBe('InvalidDate published');
    }
  });
});

describe('merges', () => {
  test('from then on one name is the other, before it is not', () => {
    each(600, (index, r) => {
      const log = new FoldedExtended(generateExtended(seed, index, { merges: true, broken: false }));
      expect(log.record.problems).toEqual([]);
      for (const line of log.of.lines) if ('merge' in line) count(`merges of ${line.merge}s`);
      for (const q of log.questions(r, 30)) {
        count('cells compared with the reference');
        expect(log.difference(q)).toBeUndefined();
      }
    });
  });
});
