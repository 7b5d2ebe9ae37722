// @ts-expect-error -- the package comes without types
import untyped from 'edtf';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { canonicalJson, sameJson } from '../../events/canonical.ts';
import {
  boundsOf,
  compareBounds,
  compareEdtf,
  coordinateEnd,
  formatEdtf,
  instantText,
  isEarlier,
  isEdtf,
  isEdtfError,
  isFlagged,
  parseEdtf,
  upTo,
  utcDay,
  windowEnd,
  type Bounds,
} from '../../events/edtf.ts';
import { codePointLength, findQuote, fold, sliceCodePoints, slugify } from '../../events/text.ts';

// SEED=… runs the same texts again, RUNS=… more of them.
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env['RUNS'] ?? 2000);
fc.configureGlobal({ seed, numRuns });
console.log(`tests/property/edtf.test.ts: seed ${seed}`);

const DAY = 86_400_000;

// ── an independent reading ───────────────────────────────────────────────────────────────────────────────────────────
// Naive on purpose: the calendar is the platform's Date, sides are found by regular expressions, nothing is shared with events/.

function reference(text: string): Bounds | undefined {
  const side = (x: string) => (/[[\]/]/.test(x) ? undefined : reference(x));
  const ordered = (lo: number | undefined, hi: number | undefined) =>
    lo !== undefined && hi !== undefined && lo < hi ? { lo, hi } : undefined;
  let m = /^\[(.*?)(?:\.\.|,)(.*)\]$/.exec(text);
  if (m) {
    const [, a, b] = m as unknown as [string, string, string];
    return a || b ? ordered(a ? side(a)?.lo : -Infinity, b ? side(b)?.hi : Infinity) : undefined;
  }
  if (text.includes('/')) {
    const [a, b, more] = text.split('/') as [string, string, string?];
    if (a === '..' || a === '' || b === '' || more !== undefined) return undefined;
    if (b !== '..' && !ordered(side(a)?.lo, side(b)?.hi)) return undefined;
    return side(a);
  }
  const bare = text.replace(/[?~%]$/, '');
  if (bare.startsWith('0') || bare.includes('T24')) return undefined;
  if ((m = /^(\d{4})(-XX)?(-XX)?$/.exec(bare))) return { lo: Date.UTC(+m[1]!, 0, 1), hi: Date.UTC(+m[1]! + 1, 0, 1) };
  if ((m = /^(\d{4})-(0[1-9]|1[0-2])(-XX)?$/.exec(bare))) return { lo: Date.UTC(+m[1]!, +m[2]! - 1, 1), hi: Date.UTC(+m[1]!, +m[2]!, 1) };
  const exists = (day: string) => {
    const date = new Date(day);
    return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(day);
  };
  if (exists(bare)) return { lo: Date.parse(bare), hi: Date.parse(bare) + DAY };
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(bare) || !exists(bare.slice(0, 10))) return undefined;
  const at = Date.parse(bare);
  return Number.isNaN(at) ? undefined : { lo: at, hi: at + 1 };
}

// ── texts ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const two = (n: number) => String(n).padStart(2, '0');
const someYear = fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 2023, max: 2026 }) }, fc.integer({ min: 1000, max: 9999 })).map(String);
const someMonth = fc.integer({ min: 1, max: 12 }).map(two);
const day = fc
  .tuple(someYear, someMonth, fc.integer({ min: 1, max: 31 }).map(two))
  .map((p) => p.join('-'))
  .filter((d) => reference(d) !== undefined);
const month = fc.tuple(someYear, someMonth).map((p) => p.join('-'));
const clock = fc
  .tuple(
    fc.integer({ min: 0, max: 23 }),
    fc.integer({ min: 0, max: 59 }),
    fc.option(fc.integer({ min: 0, max: 59 })),
    fc.option(fc.stringMatching(/^\d{1,5}$/)),
  )
  .map(([h, m, s, f]) => `${two(h)}:${two(m)}${s === null ? '' : `:${two(s)}${f === null ? '' : `.${f}`}`}`);
const zone = fc.oneof(
  fc.constantFrom('Z', '+00:00', '-00:00', '+02:00'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([s, h, m]) => `${s}${two(h)}:${two(m)}`),
);
const instant = fc.tuple(day, clock, zone).map(([d, c, z]) => `${d}T${c}${z}`);
const unflagged = fc.oneof(
  { weight: 4, arbitrary: day },
  instant,
  month,
  someYear,
  month.map((m) => `${m}-XX`),
  someYear.map((y) => `${y}-XX`),
  someYear.map((y) => `${y}-XX-XX`),
);
const flag = fc.constantFrom('', '', '', '~', '?', '%');
const single = fc.tuple(unflagged, flag).map(([d, f]) => d + f);
/** Two singles in an order in which they can be sides. */
const ends = fc
  .tuple(single, single)
  .map(([a, b]): [string, string] => (reference(a)!.lo < reference(b)!.hi ? [a, b] : [b, a]))
  .filter(([a, b]) => reference(a)!.lo < reference(b)!.hi);
const valid = fc.oneof(
  { weight: 3, arbitrary: single },
  ends.map(([a, b]) => `[${a},${b}]`),
  ends.map(([a, b]) => `[${a}..${b}]`),
  single.map((b) => `[..${b}]`),
  single.map((a) => `[${a}..]`),
  ends.map(([a, b]) => `${a}/${b}`),
  single.map((a) => `${a}/..`),
);
/** Texts of the right letters, most of them wrong in one place. */
const nearly = fc
  .tuple(
    valid,
    fc.nat(),
    fc.constantFrom('', '0', '9', '-', '/', '[', ']', '..', ',', 'X', 'T', 'Z', '~', '?', ' ', ':', '\n', '+'),
    fc.nat(2),
  )
  .map(([text, at, piece, removed]) => {
    const i = at % (text.length + 1);
    return text.slice(0, i) + piece + text.slice(i + removed);
  });
const garbage = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom(...Array.from('0123456789-TZX:+.,/[]~?%{} ')), maxLength: 30 }),
  fc.tuple(fc.stringMatching(/^\d{4}-\d\d-\d\d$/), fc.stringMatching(/^(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/)).map((p) => p.join('')),
);

const accepted = (text: string): Bounds | undefined => {
  try {
    return parseEdtf(text).bounds;
  } catch (e) {
    if (!isEdtfError(e)) throw e;
    expect(e.text).toBe(text);
    if (e.suggestion !== undefined) expect(reference(e.suggestion)).toBeDefined();
    return undefined;
  }
};

// ── the laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────

describe('reading', () => {
  test('what the profile writes is read, as the reference reads it', () => {
    fc.assert(
      fc.property(valid, (text) => {
        expect(accepted(text)).toEqual(reference(text));
        expect(reference(text)).toBeDefined();
        expect(boundsOf(text)).toEqual(reference(text));
        expect(isEdtf(text)).toBe(true);
      }),
    );
  });

  test('what is nearly right, and garbage, is refused or read exactly as the reference does', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, garbage), (text) => {
        expect(accepted(text)).toEqual(reference(text));
        expect(isEdtf(text)).toBe(reference(text) !== undefined);
      }),
      { numRuns: 20_000 },
    );
  });

  test('every day from 1890 to 2110, and every text of such a shape', () => {
    for (let y = 1890; y <= 2110; y += 10) {
      for (let m = 0; m <= 13; m++)
        for (let d = 0; d <= 32; d++) {
          const text = `${y + (d % 10)}-${two(m)}-${two(d)}`;
          const expected = reference(text);
          if (isEdtf(text) !== (expected !== undefined) || (expected && boundsOf(text).lo !== expected.lo)) expect.fail(text);
        }
    }
  });

  test('bounds are ordered, whole, and of one length for each form', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const { bounds, form, first, last, end, approximate, uncertain } = parseEdtf(text);
        expect(bounds.lo).toBeLessThan(bounds.hi);
        if (form === 'instant') expect(bounds.hi - bounds.lo).toBe(1);
        if (form === 'day') expect(bounds.hi - bounds.lo).toBe(DAY);
        if (form === 'by') expect(bounds.lo).toBe(-Infinity);
        if (form === 'from') expect(bounds.hi).toBe(Infinity);
        if (first) expect(bounds.lo).toBe(first.bounds.lo);
        if (last && form !== 'lasting') expect(bounds.hi).toBe(last.bounds.hi);
        expect(end).toEqual(form === 'lasting' ? last?.bounds : undefined);
        expect(isFlagged(text)).toBe(approximate || uncertain);
        expect(boundsOf(text.replaceAll(/[?~%]/g, ''))).toEqual(bounds);
      }),
    );
  });

  test('a month is the union of its days, a year of its months', () => {
    const covers = (whole: string, parts: readonly string[]) => {
      const bounds = parts.filter(isEdtf).map(boundsOf);
      expect({ lo: bounds[0]!.lo, hi: bounds.at(-1)!.hi }).toEqual(boundsOf(whole));
      for (let i = 1; i < bounds.length; i++) expect(bounds[i]!.lo).toBe(bounds[i - 1]!.hi);
    };
    const numbers = (n: number) => Array.from({ length: n }, (_, i) => two(i + 1));
    fc.assert(
      fc.property(month, (m) =>
        covers(
          m,
          numbers(31).map((d) => `${m}-${d}`),
        ),
      ),
    );
    fc.assert(
      fc.property(someYear, (y) =>
        covers(
          y,
          numbers(12).map((m) => `${y}-${m}`),
        ),
      ),
    );
  });

  test('a moment written out is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(boundsOf(instantText(ms))).toEqual({ lo: ms, hi: ms + 1 });
        expect(boundsOf(utcDay(ms)).lo).toBe(Math.floor(ms / DAY) * DAY);
      }),
    );
  });
});

describe('order', () => {
  test('compareEdtf is a total order that agrees with isEarlier', () => {
    fc.assert(
      fc.property(valid, valid, valid, (a, b, c) => {
        expect(compareEdtf(a, a)).toBe(0);
        expect(compareEdtf(a, b) + compareEdtf(b, a)).toBe(0);
        expect(compareEdtf(a, b) === 0).toBe(a === b);
        const [x, y, z] = [a, b, c].sort(compareEdtf) as [string, string, string];
        expect(compareEdtf(x, y)).toBeLessThanOrEqual(0);
        expect(compareEdtf(y, z)).toBeLessThanOrEqual(0);
        expect(compareEdtf(x, z)).toBeLessThanOrEqual(0);
        if (isEarlier(boundsOf(a), boundsOf(b))) expect(compareEdtf(a, b)).toBe(-1);
      }),
    );
  });

  test('isEarlier is a strict order: never both ways, and passed on', () => {
    fc.assert(
      fc.property(valid, valid, valid, (x, y, z) => {
        const [a, b, c] = [boundsOf(x), boundsOf(y), boundsOf(z)];
        expect(isEarlier(a, a)).toBe(false);
        expect(isEarlier(a, b) && isEarlier(b, a)).toBe(false);
        if (isEarlier(a, b) && isEarlier(b, c)) expect(isEarlier(a, c)).toBe(true);
      }),
    );
  });

  test('a later day is a later coordinate, and what holds a day does not end before it', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        expect(Math.sign(coordinateEnd(a) - coordinateEnd(b))).toBe(a < b ? -1 : a > b ? 1 : 0);
        expect(coordinateEnd(a.slice(0, 7))).toBeGreaterThanOrEqual(coordinateEnd(a));
        expect(coordinateEnd(a.slice(0, 4))).toBeGreaterThanOrEqual(coordinateEnd(a.slice(0, 7)));
        expect(coordinateEnd(`[..${a}]`)).toBe(coordinateEnd(a));
      }),
    );
    fc.assert(
      fc.property(valid, valid, (a, b) => {
        if (compareBounds(boundsOf(a), boundsOf(b)) <= 0 && boundsOf(a).lo === boundsOf(b).lo) {
          expect(coordinateEnd(a)).toBeLessThanOrEqual(coordinateEnd(b));
        }
      }),
    );
  });

  test('a window closes in order, in its end, and not before the day it is said for has ended', () => {
    fc.assert(
      fc.property(valid, valid, (until, said) => {
        const from = boundsOf(said).lo;
        const { lo, hi } = boundsOf(until);
        const { earliest, latest } = windowEnd(until, from);
        expect(latest).toBe(hi);
        expect(earliest).toBeLessThanOrEqual(latest);
        if (lo !== -Infinity) expect(earliest).toBeGreaterThan(lo);
        else expect(earliest === -Infinity).toBe(from === -Infinity);
        const dayEnds = from === -Infinity ? -Infinity : boundsOf(utcDay(from)).hi;
        expect(earliest).toBeGreaterThanOrEqual(Math.min(hi, dayEnds));
        if (hi >= dayEnds && hi - lo >= DAY) expect(earliest).toBeGreaterThanOrEqual(Math.max(dayEnds, lo + DAY));
      }),
    );
  });

  test('up to a date ends with it, and begins nobody knows when', () => {
    fc.assert(
      fc.property(single, (d) => {
        expect(boundsOf(upTo(d))).toEqual({ lo: -Infinity, hi: boundsOf(d).hi });
        expect(isFlagged(upTo(d))).toBe(false);
      }),
    );
  });
});

// ── for people ───────────────────────────────────────────────────────────────────────────────────────────────────────

const MONTHS = 'January February March April May June July August September October November December'.split(' ');

describe('wording', () => {
  test('every number of the date is in it, and nothing that is not', () => {
    fc.assert(
      fc.property(valid, (text) => {
        const words = formatEdtf(text);
        expect(words).not.toMatch(/undefined|null|NaN|\[|\]|XX|[~?%]| {2}|^ | $/);
        const date = parseEdtf(text);
        for (const part of [date.first, date.last, (date.first ?? date.last) ? undefined : date]) {
          if (!part) continue;
          expect(words).toContain(String(Number(part.text.slice(0, 4))));
          if (part.form !== 'year') expect(words).toContain(MONTHS[Number(part.text.slice(5, 7)) - 1]);
          if (part.form === 'day' || part.form === 'instant') expect(words).toMatch(new RegExp(`\\b${Number(part.text.slice(8, 10))}\\b`));
        }
        expect(words.includes('about')).toBe(date.approximate);
        expect(words.includes('perhaps')).toBe(date.uncertain);
      }),
    );
  });

  test('a day, a month and a year can be read back from their words', () => {
    fc.assert(
      fc.property(fc.oneof(day, month, someYear), flag, (d, f) => {
        const m = /^(perhaps )?(about )?(?:some time )?(?:in )?(?:(?:(\d+) )?(\w+) )?(\d{4})$/.exec(formatEdtf(d + f))!;
        const [, perhaps, about, dd, name, yyyy] = m;
        const read = [yyyy!, ...(name ? [two(MONTHS.indexOf(name) + 1)] : []), ...(dd ? [two(Number(dd))] : [])].join('-');
        expect(read + (perhaps && about ? '%' : perhaps ? '?' : about ? '~' : '')).toBe(d + f);
      }),
    );
  });

  test('different unflagged dates have different words, unless they mean the same', () => {
    const nameless = (text: string) => text.replaceAll('-XX', '').replace(/^\[,/, '[..').replace(/,\]$/, '..]');
    const worded = new Map<string, string>();
    fc.assert(
      fc.property(
        fc.oneof(
          day,
          month,
          someYear,
          day.map((d) => `[..${d}]`),
          day.map((d) => `[${d}..]`),
          day.map((d) => `${d}/..`),
        ),
        (text) => {
          const words = formatEdtf(text);
          const before = worded.get(words) ?? text;
          expect(nameless(before)).toBe(nameless(text));
          worded.set(words, text);
        },
      ),
    );
  });

  test('without the year it says the same, without the year', () => {
    fc.assert(
      fc.property(fc.tuple(someMonth, someMonth, fc.integer({ min: 1, max: 28 }).map(two)), ([a, b, d]) => {
        const [first, last] = [`2025-${a}-${d}`, `2025-${b}-${d}`].sort() as [string, string];
        for (const text of [first, `[${first}..${last}]`, `[${first},${last}]`, `${first}/${last}`, `[..${last}]`]) {
          expect(formatEdtf(text, { year: 2025 })).toBe(formatEdtf(text).replaceAll(' 2025', ''));
          expect(formatEdtf(text, { year: 2024 })).toBe(formatEdtf(text));
        }
      }),
    );
  });
});

// ── a peer: the npm package edtf ─────────────────────────────────────────────────────────────────────────────────────

interface PeerDate {
  readonly type: string;
  readonly min: number | null;
  readonly max: number | null;
}
const edtf = untyped as (text: string) => PeerDate;

/** What the peer says, its inclusive maximum made exclusive; undefined where it refuses. */
function peer(text: string): Bounds | undefined {
  try {
    const { min, max } = edtf(text);
    return { lo: min ?? NaN, hi: (max ?? NaN) + 1 };
  } catch {
    return undefined;
  }
}

describe('beside the npm package edtf', () => {
  test('where both read a text, both mean the same', () => {
    let both = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          // the part of the profile that the peer reads and reads right; the rest is listed below
          fc.tuple(fc.oneof(day, month, someYear), flag).map((p) => p.join('')),
          fc.oneof(
            month.map((m) => `${m}-XX`),
            someYear.map((y) => `${y}-XX`),
            someYear.map((y) => `${y}-XX-XX`),
          ),
          fc.tuple(day, clock, zone).map(([d, c, z]) => `${d}T${c.replace(/\.\d+$/, '')}${z}`),
          fc.tuple(day, day).map(([a, b]) => `[${a < b ? `${a},${b}` : `${b},${a}`}]`),
          day.map((d) => `[..${d}]`),
          day.map((d) => `[${d}..]`),
        ),
        (text) => {
          const theirs = peer(text);
          if (!theirs) return;
          both++;
          expect(theirs, text).toEqual(boundsOf(text));
        },
      ),
    );
    expect(both).toBeGreaterThan(numRuns * 0.9);
  });

  test('what lasts: the peer gives the whole stretch, this profile its start and, apart, its end', () => {
    fc.assert(
      fc.property(day, day, (a, b) => {
        fc.pre(a !== b);
        const text = a < b ? `${a}/${b}` : `${b}/${a}`;
        const { bounds, end } = parseEdtf(text);
        expect(peer(text)).toEqual({ lo: bounds.lo, hi: end!.hi });
      }),
    );
  });

  test('of days of the right shape the peer refuses and accepts the same, but for 29 February', () => {
    fc.assert(
      fc.property(fc.tuple(someYear, fc.integer({ min: 0, max: 13 }).map(two), fc.integer({ min: 0, max: 32 }).map(two)), (p) => {
        const text = p.join('-');
        fc.pre(!text.endsWith('-02-29'));
        expect(peer(text)).toEqual(reference(text));
        expect(accepted(text)).toEqual(reference(text));
      }),
    );
  });

  const span = (from: string, to: string): Bounds => ({ lo: Date.parse(from), hi: Date.parse(to) });
  const unknown = NaN;

  /** Known differences: text, what this profile says, what the peer says (null: refused), and who is right. */
  const differences: readonly (readonly [text: string, ours: Bounds | null, theirs: Bounds | null, why: string])[] = [
    // wrong in the peer
    ['2025-02-29', null, span('2025-03-01', '2025-03-02'), 'wrong: a day that does not exist becomes 1 March'],
    ['1900-02-29', null, span('1900-03-01', '1900-03-02'), 'wrong: likewise'],
    ['2025-02-29/..', null, { lo: Date.parse('2025-03-01'), hi: Infinity }, 'wrong: likewise, within an interval'],
    [
      '[2025-09-04..2025-09-08]',
      span('2025-09-04', '2025-09-09'),
      span('2025-09-04', '2025-09-05'),
      'wrong: a range ends with its first day',
    ],
    ['[2025-09..2025-10]', span('2025-09-01', '2025-11-01'), span('2025-09-01', '2025-10-01'), 'wrong: likewise, of months'],
    ['[2025..2026]', span('2025-01-01', '2027-01-01'), span('2025-01-01', '2026-01-01'), 'wrong: likewise, of years'],
    ['[2025-09-05..2025-09-04]', null, span('2025-09-05', '2025-09-06'), 'wrong: a range that runs backwards'],
    ['[2025-09-05,2025-09-04]', null, span('2025-09-05', '2025-09-05'), 'differs: alternatives in any order, then an empty stretch'],
    [
      '2025-09-04T11:00:00.5Z',
      span('2025-09-04T11:00:00.500Z', '2025-09-04T11:00:00.501Z'),
      span('2025-09-04T11:00:00.005Z', '2025-09-04T11:00:00.006Z'),
      'wrong: half a second read as 5 ms',
    ],
    ['2025-XX-04', null, span('2025-01-04', '2025-12-05'), 'differs: a day without its month, read as the stretch from first to last'],
    ['20250904', null, { lo: 20_250_904, hi: 20_250_905 }, 'wrong: digits without hyphens become milliseconds since 1970'],
    ['2025-04-15/2025-04-15', span('2025-04-15', '2025-04-16'), null, 'wrong: an interval of one day is refused'],
    ['2025/2025', span('2025-01-01', '2026-01-01'), null, 'wrong: likewise, of one year'],
    // more than this profile wants
    ['2025-09-04T17:00', null, span('2025-09-04T17:00Z', '2025-09-04T17:00:00.001Z'), 'differs: an instant without a zone is taken as UTC'],
    ['2025-09-04T24:00:00Z', null, span('2025-09-05', '2025-09-05T00:00:00.001Z'), 'differs: ISO 8601 allows 24:00'],
    [
      '../2025-09-04',
      null,
      { lo: -Infinity, hi: Date.parse('2025-09-05') },
      'differs: an open start; here what lasts takes effect when it starts',
    ],
    ['/2025-09-04', null, { lo: unknown, hi: Date.parse('2025-09-05') }, 'differs: an unknown start'],
    ['2025-09-04/', null, { lo: Date.parse('2025-09-04'), hi: unknown }, 'differs: an unknown end'],
    ['2025-21', null, span('2025-01-01', '2025-04-01'), 'differs: seasons (and spring is not January to March)'],
    ['199X', null, span('1990-01-01', '2000-01-01'), 'differs: decades'],
    ['0999', null, { lo: Date.parse('0999-01-01'), hi: Date.parse('1000-01-01') }, 'differs: years before 1000'],
    ['2025?-09-04', null, span('2025-09-04', '2025-09-05'), 'differs: flags on parts of a date'],
    ['[2025-09-04]', null, span('2025-09-04', '2025-09-05'), 'differs: a set of one'],
    ['[2025-09-04,2025-09-05,2025-09-09]', null, span('2025-09-04', '2025-09-10'), 'differs: a set of three'],
    ['{2025-09-04,2025-09-08}', null, span('2025-09-04', '2025-09-09'), 'differs: all of several'],
    // less than this profile wants
    ['[2025-09-04~..2025-09-08]', span('2025-09-04', '2025-09-09'), null, 'differs: a flag on a side of a set is refused'],
    ['[2025-09-04..2025-09]', span('2025-09-04', '2025-10-01'), null, 'differs: sides of two precisions are refused'],
    ['[2025-09-XX..2025-10-XX]', span('2025-09-01', '2025-11-01'), null, 'differs: XX in a range is refused'],
    ['[2025-09-04T17:00:00Z..2025-09-05]', span('2025-09-04T17:00Z', '2025-09-06'), null, 'differs: an instant in a range is refused'],
    ['2025-09-04T17:00:00Z~', span('2025-09-04T17:00Z', '2025-09-04T17:00:00.001Z'), null, 'differs: a flag on an instant is refused'],
    ['2025-XX~', span('2025-01-01', '2026-01-01'), null, 'differs: a flag after XX is refused'],
    ['[,2025-09-04]', { lo: -Infinity, hi: Date.parse('2025-09-05') }, null, 'differs: an empty side before a comma'],
    ['[2025-09-04,]', { lo: Date.parse('2025-09-04'), hi: Infinity }, null, 'differs: an empty side after a comma'],
    // another meaning
    [
      '2025-04-15/2025-04-16',
      span('2025-04-15', '2025-04-16'),
      span('2025-04-15', '2025-04-17'),
      'differs: the whole stretch, not when it took effect',
    ],
    ['2025-04-15/..', span('2025-04-15', '2025-04-16'), { lo: Date.parse('2025-04-15'), hi: Infinity }, 'differs: likewise'],
  ];

  test.each(differences)('%s', (text, ours, theirs, _why) => {
    expect(accepted(text) ?? null).toEqual(ours);
    expect(peer(text) ?? null).toEqual(theirs);
    expect(ours).not.toEqual(theirs);
  });
});

// ── canonical JSON and text ──────────────────────────────────────────────────────────────────────────────────────────

/** RFC 8785 restated with the platform's own means: sort, then stringify piece by piece. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([k, v]) => `${JSON.stringify(k)}:${canonical(v)}`).join(',')}}`;
}

const json = fc.jsonValue({ stringUnit: 'binary', maxDepth: 4 });

describe('canonical JSON', () => {
  test('is what RFC 8785 says, read back as the same, and blind to the order of members', () => {
    const shuffled = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(shuffled)
        : typeof value === 'object' && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([k, v]) => [k, shuffled(v)]),
            )
          : value;
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(text).toBe(canonical(value));
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(shuffled(value))).toBe(text);
        expect(sameJson(value, shuffled(value))).toBe(true);
      }),
    );
  });

  test('sameJson says what equal texts say', () => {
    const small = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom(null, 0, 1, 'a', true),
        fc.array(tie('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'toString'), tie('value'), { maxKeys: 2 }),
      ),
    })).value;
    fc.assert(
      fc.property(small, small, (a, b) => {
        expect(sameJson(a, b)).toBe(canonicalJson(a) === canonicalJson(b));
      }),
    );
  });
});

describe('text', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('a', 'b', '😀', 'é') }),
  );

  test('slices are those of an array of code points', () => {
    fc.assert(
      fc.property(text, fc.nat(20), fc.nat(20), (t, start, end) => {
        const points = Array.from(t);
        expect(codePointLength(t)).toBe(points.length);
        expect(sliceCodePoints(t, start, end)).toBe(points.slice(start, end).join(''));
        expect(sliceCodePoints(t, start)).toBe(points.slice(start).join(''));
      }),
    );
  });

  test('what is quoted from a text is found where it stood; moved, it is found or doubted', () => {
    fc.assert(
      fc.property(text, fc.nat(20), fc.integer({ min: 1, max: 10 }), text, (t, start, length, before) => {
        const points = Array.from(t);
        const end = Math.min(points.length, start + length);
        const exact = points.slice(start, end).join('');
        fc.pre(exact !== '');
        const [prefix, suffix] = [points.slice(Math.max(0, start - 3), start).join(''), points.slice(end, end + 3).join('')];
        expect(findQuote(t, { exact, prefix, suffix, start, end })).toEqual({ kind: 'found', start, end });
        const match = findQuote(before + t, { exact, prefix, suffix, start, end });
        expect(match.kind).not.toBe('absent');
        for (const at of match.kind === 'ambiguous' ? match.starts : match.kind === 'absent' ? [] : [match.start]) {
          expect(sliceCodePoints(before + t, at, at + codePointLength(exact))).toBe(exact);
        }
      }),
    );
  });

  test('folding twice is folding once, and case makes no difference for Latin letters', () => {
    fc.assert(
      fc.property(text, (t) => {
        expect(fold(fold(t))).toBe(fold(t));
      }),
    );
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('aAzZ äÄéÉßøØłŁđĐæÆœŒçÇñÑšŠžŽ-’')) }), (t) => {
        expect(fold(t.toUpperCase())).toBe(fold(t));
        expect(fold(t)).toMatch(/^[a-z '-]*$/);
      }),
    );
  });

  test('every character of the first two planes folds to what folds to itself', () => {
    for (let code = 0; code < 0x20000; code++) {
      const folded = fold(String.fromCodePoint(code));
      if (fold(folded) !== folded) expect.fail(`U+${code.toString(16)}`);
    }
  });

  test('ids are kebab-case, and are their own ids', () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 1, max: 30 }), (t, max) => {
        const slug = slugify(t, max);
        expect(slug).toMatch(/^([a-z0-9]+(-[a-z0-9]+)*)?$/);
        expect(slug.length).toBeLessThanOrEqual(max);
        expect(slugify(slug, max)).toBe(slug);
      }),
    );
  });
});

afterAll(() => {
  fc.resetConfigureGlobal();
});
