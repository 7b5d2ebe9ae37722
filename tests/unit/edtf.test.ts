import { describe, expect, it, test } from 'vitest';
import {
  EdtfError,
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
} from '../../events/edtf.ts';

const at = (iso: string): number => Date.parse(iso);
const open = { lo: -Infinity, hi: Infinity };

function refusal(text: string): EdtfError {
  try {
    parseEdtf(text);
  } catch (e) {
    if (isEdtfError(e)) return e;
    throw e;
  }
  throw new Error(`${text} was accepted`);
}

describe('every form has its bounds', () => {
  test.each([
    // text, form, precision, from, to (exclusive)
    ['2025-09-04', 'day', 'day', '2025-09-04', '2025-09-05'],
    ['2024-02-29', 'day', 'day', '2024-02-29', '2024-03-01'],
    ['2000-02-29', 'day', 'day', '2000-02-29', '2000-03-01'],
    ['1000-01-01', 'day', 'day', '1000-01-01', '1000-01-02'],
    ['9999-12-31', 'day', 'day', '9999-12-31', '+010000-01-01'],
    ['2025-12-31', 'day', 'day', '2025-12-31', '2026-01-01'],
    ['2025-09', 'month', 'month', '2025-09-01', '2025-10-01'],
    ['2025-12', 'month', 'month', '2025-12-01', '2026-01-01'],
    ['2024-02-XX', 'month', 'month', '2024-02-01', '2024-03-01'],
    ['2025', 'year', 'year', '2025-01-01', '2026-01-01'],
    ['2025-XX', 'year', 'year', '2025-01-01', '2026-01-01'],
    ['2025-XX-XX', 'year', 'year', '2025-01-01', '2026-01-01'],
    ['2025-09-04T17:00Z', 'instant', 'instant', '2025-09-04T17:00Z', '2025-09-04T17:00:00.001Z'],
    ['2025-09-04T11:00+02:00', 'instant', 'instant', '2025-09-04T09:00Z', '2025-09-04T09:00:00.001Z'],
    ['2025-09-04T23:30:15-05:30', 'instant', 'instant', '2025-09-05T05:00:15Z', '2025-09-05T05:00:15.001Z'],
    ['2025-09-04T11:00:00.5Z', 'instant', 'instant', '2025-09-04T11:00:00.500Z', '2025-09-04T11:00:00.501Z'],
    ['2025-09-04T11:00:00.1239Z', 'instant', 'instant', '2025-09-04T11:00:00.123Z', '2025-09-04T11:00:00.124Z'],
    ['[2025-09-04,2025-09-05]', 'one-of', 'range', '2025-09-04', '2025-09-06'],
    ['[2025-09-04..2025-09-08]', 'between', 'range', '2025-09-04', '2025-09-09'],
    ['[2025-09-04..2025-09-04]', 'between', 'range', '2025-09-04', '2025-09-05'],
    ['[2025-09..2025-09-04]', 'between', 'range', '2025-09-01', '2025-09-05'],
    ['[2025-09-10..2025-09]', 'between', 'range', '2025-09-10', '2025-10-01'],
    ['[2025-XX..2026-09-XX]', 'between', 'range', '2025-01-01', '2026-10-01'],
    ['[2025-09-04T17:00Z..2025-09-05]', 'between', 'range', '2025-09-04T17:00Z', '2025-09-06'],
    ['[..2025-09-04]', 'by', 'range', null, '2025-09-05'],
    ['[,2025-09-04]', 'by', 'range', null, '2025-09-05'],
    ['[..2025]', 'by', 'range', null, '2026-01-01'],
    ['[2025-10-01..]', 'from', 'range', '2025-10-01', null],
    ['[2025-10-01,]', 'from', 'range', '2025-10-01', null],
    ['2025-04-15/2025-04-16', 'lasting', 'day', '2025-04-15', '2025-04-16'],
    ['2025-04/2025-04-16', 'lasting', 'month', '2025-04-01', '2025-05-01'],
    ['2025-10-01/..', 'lasting', 'day', '2025-10-01', '2025-10-02'],
  ] as const)('%s', (text, form, precision, from, to) => {
    const date = parseEdtf(text);
    const bounds = { lo: from === null ? -Infinity : at(from), hi: to === null ? Infinity : at(to) };
    expect(date).toMatchObject({ text, form, precision, bounds, approximate: false, uncertain: false });
    expect(boundsOf(text)).toEqual(bounds);
    expect(boundsOf(text)).toEqual(bounds); // from memory
    expect(isEdtf(text)).toBe(true);
    expect(isFlagged(text)).toBe(false);
  });

  test('what lasts keeps its end beside the bounds of its start', () => {
    expect(parseEdtf('2025-04-15/2025-04-16').end).toEqual(boundsOf('2025-04-16'));
    expect(parseEdtf('2025-04-15/..').end).toBeUndefined();
    expect(parseEdtf('2025-04-15').end).toBeUndefined();
  });

  test('sides are kept where they are given', () => {
    const sides = (text: string) => [parseEdtf(text).first?.text, parseEdtf(text).last?.text];
    expect(sides('[2025-09-04..2025-09]')).toEqual(['2025-09-04', '2025-09']);
    expect(sides('[..2025-09-04]')).toEqual([undefined, '2025-09-04']);
    expect(sides('[2025-09-04..]')).toEqual(['2025-09-04', undefined]);
    expect(sides('2025-09-04/..')).toEqual(['2025-09-04', undefined]);
    expect(sides('2025-09-04')).toEqual([undefined, undefined]);
  });
});

test.each([
  ['2025-09-04~', true, false],
  ['2025-09-04?', false, true],
  ['2025-09-04%', true, true],
  ['2025-09~', true, false],
  ['2025-XX-XX?', false, true],
  ['2025-09-04T17:00Z~', true, false],
  ['[2025-09-04~..2025-09-08]', true, false],
  ['[2025-09-04,2025-09-05?]', false, true],
  ['2025-09-04~/2025-09-05?', true, true],
])('flags of %s do not widen its bounds', (text, approximate, uncertain) => {
  expect(parseEdtf(text)).toMatchObject({ approximate, uncertain });
  expect(boundsOf(text)).toEqual(boundsOf(text.replaceAll(/[?~%]/g, '')));
  expect(isFlagged(text)).toBe(true);
});

describe('everything else is refused, with a reason', () => {
  test.each([
    ['', 'it is empty'],
    ['2025-02-30', 'February 2025 has 28 days'],
    ['2024-02-30', 'February 2024 has 29 days'],
    ['1900-02-29', 'February 1900 has 28 days'],
    ['2025-04-31', 'April 2025 has 30 days'],
    ['2025-12-32', 'December 2025 has 31 days'],
    ['2025-09-00', 'September 2025 has 30 days'],
    ['2025-13-01', 'there is no month 13'],
    ['2025-00', 'there is no month 00'],
    ['2025-13-XX', 'there is no month 13'],
    ['2025-21', 'seasons'],
    ['2025-9-4', 'perhaps 2025-09-04'],
    ['2025-9', 'perhaps 2025-09'],
    ['2025-9-XX', 'perhaps 2025-09-XX'],
    ['20250904', 'perhaps 2025-09-04'],
    ['2025/09/04', 'perhaps 2025-09-04'],
    ['2025.9.4', 'perhaps 2025-09-04'],
    ['04.09.2025', 'perhaps 2025-09-04'],
    ['4/9/2025', 'the year comes first'],
    ['4 September 2025', 'perhaps 2025-09-04'],
    ['4 Sept 2025', 'perhaps 2025-09-04'],
    ['4 Brumaire 2025', 'without spaces'],
    [' 2025-09-04', 'perhaps 2025-09-04'],
    ['2025-09-04\n', 'without spaces'],
    ['[2025-09-04 .. 2025-09-05]', 'perhaps [2025-09-04..2025-09-05]'],
    ['0999', '1000 to 9999'],
    ['0025-09-04', '1000 to 9999'],
    ['-0044', '1000 to 9999'],
    ['Y17E7', '1000 to 9999'],
    ['12025-09-04', '1000 to 9999'],
    ['25', 'accepted are'],
    ['199X', 'perhaps [1990..1999]'],
    ['19XX', 'perhaps [1900..1999]'],
    ['2025-xx', 'perhaps 2025-XX'],
    ['2025-09-uu', 'in capitals'],
    ['2025-XX-04', 'perhaps 2025'],
    ['2025-1X', 'accepted are'],
    ['2025-W36-4', 'weeks'],
    ['2025-247', 'days of the year'],
    ['2025-09-04T17:00', 'perhaps 2025-09-04'],
    ['2025-09-04T17:00:30', 'an instant needs its zone'],
    ['2025-09-04T24:00Z', 'midnight is T00:00'],
    ['2025-09-04T25:00Z', 'hours are 00 to 23'],
    ['2025-09-04T17:60Z', 'minutes and seconds'],
    ['2025-09-04T17:00:60Z', 'minutes and seconds'],
    ['2025-09-04T17:00+24:00', 'no such offset'],
    ['2025-09-04T17:00+02:60', 'no such offset'],
    ['2025-09-04T17:00+0200', 'perhaps 2025-09-04T17:00+02:00'],
    ['2025-09-04T17:00+02', 'perhaps 2025-09-04T17:00+02:00'],
    ['2025-09-04T17Z', 'an instant is written'],
    ['2025-09-04T17:00z', 'an instant is written'],
    ['2025-02-30T17:00Z', 'February 2025 has 28 days'],
    ['2025-09T17:00Z', 'an instant needs its day'],
    ['2025-09-XXT17:00Z', 'an instant needs its day'],
    ['2025-09-04?~', 'perhaps 2025-09-04%'],
    ['2025?-09-04', 'perhaps 2025-09-04?'],
    ['~2025-09-04', 'perhaps 2025-09-04~'],
    ['[2025-09-04..2025-09-08]~', 'inside the brackets'],
    ['[..]', 'both sides are open'],
    ['[,]', 'both sides are open'],
    ['../..', 'both sides are open'],
    ['/', 'both sides are open'],
    ['[]', 'brackets hold'],
    ['[2025-09-04]', 'perhaps 2025-09-04'],
    ['2025-09-04]', 'perhaps 2025-09-04'],
    ['2025-09-04..2025-09-08', 'perhaps [2025-09-04..2025-09-08]'],
    ['{2025-09-04,2025-09-08}', 'all of several days'],
    ['[2025-09-04,2025-09-05,2025-09-09]', 'perhaps [2025-09-04..2025-09-09]'],
    ['[2025-09-01..[2025-09-02,2025-09-04]]', 'do not nest'],
    ['[2025-09-01/2025-09-02..2025-09-04]', 'do not nest'],
    ['[2025-09-01,2025-09-02]/2025-09-04', 'do not nest'],
    ['2025-09-01/[..2025-09-04]', 'do not nest'],
    ['[2025-02-30..2025-03-01]', 'February 2025 has 28 days'],
    ['[2025-9-4..2025-09-05]', 'perhaps [2025-09-04..2025-09-05]'],
    ['[2025-09-04..2025-9-5]', 'perhaps [2025-09-04..2025-09-05]'],
    ['[2025-09-05..2025-09-04]', 'perhaps [2025-09-04..2025-09-05]'],
    ['[2025-09-05,2025-09-04]', 'it runs backwards'],
    ['[2025-10..2025-09-30]', 'it runs backwards'],
    ['../2025-09-04', 'perhaps [..2025-09-04]'],
    ['/2025-09-04', 'perhaps [..2025-09-04]'],
    ['2025-09-04/', 'perhaps 2025-09-04/..'],
    ['2025-04-16/2025-04-15', 'perhaps 2025-04-15/2025-04-16'],
    ['2025-04-31/..', 'April 2025 has 30 days'],
    ['2025-09-04/2025-09-05/2025-09-06', 'two sides'],
    ['soon', 'accepted are'],
    ['２０２５-09-04', 'accepted are'],
  ])('%j', (text, reason) => {
    const e = refusal(text);
    expect(e).toMatchObject({ kind: 'EdtfError', code: 'InvalidDate', text });
    expect(e.reason).toContain(reason);
    expect(e.message).toContain(e.reason);
    if (e.suggestion !== undefined) expect(isEdtf(e.suggestion)).toBe(true);
    expect(e.suggestion !== undefined).toBe(e.reason.includes('; perhaps '));
    expect(isEdtf(text)).toBe(false);
    expect(() => boundsOf(text)).toThrow(EdtfError);
  });

  test('of a long text only the beginning is repeated', () => {
    expect(refusal('x'.repeat(100_000)).message.length).toBeLessThan(600);
  });

  test('a hostile text is refused at once', () => {
    for (const text of [
      `[${','.repeat(200_000)}`,
      `[${'..'.repeat(100_000)}]`,
      '/'.repeat(200_000),
      'T1'.repeat(100_000),
      `${'~'.repeat(200_000)}x`,
      `2025-09-04T11:00:00.${'1'.repeat(200_000)}`,
    ]) {
      const began = performance.now();
      expect(isEdtfError(refusal(text))).toBe(true);
      expect(performance.now() - began).toBeLessThan(500);
    }
  });

  test('other errors are not taken for it', () => {
    expect(isEdtfError(new Error('x'))).toBe(false);
    expect(isEdtfError({ kind: 'EdtfError' })).toBe(false);
    expect(isEdtfError(undefined)).toBe(false);
  });
});

describe('coordinates and windows', () => {
  test('a coordinate means its end, an instant includes itself', () => {
    expect(coordinateEnd('2025-09-04')).toBe(at('2025-09-05'));
    expect(coordinateEnd('2025-09')).toBe(at('2025-10-01'));
    expect(coordinateEnd('2025')).toBe(at('2026-01-01'));
    expect(coordinateEnd('2025-09-04T17:00Z')).toBe(at('2025-09-04T17:00Z') + 1);
    expect(coordinateEnd('[2025-09-04..]')).toBe(Infinity);
  });

  test.each([
    ['without an end it never closes', undefined, '2025-09-04', null, null],
    ['at the end of its last day', '2025-10-31', '2025-09-04', '2025-11-01', '2025-11-01'],
    ['of a month, some day in it', '2025-11', '2025-09-04', '2025-11-02', '2025-12-01'],
    ['not before the day it is said for has ended', '2025-09', '2025-09-04', '2025-09-05', '2025-10-01'],
    ['nor if that day is an instant', '2025-09', '2025-09-04T17:00Z', '2025-09-05', '2025-10-01'],
    ['an open start of the end waits for that day too', '[..2025-09-30]', '2025-09-04', '2025-09-05', '2025-10-01'],
    ['an open end never closes for certain', '[2025-09-20..]', '2025-09-04', '2025-09-21', null],
    ['an instant closes it then', '2025-09-20T12:00Z', '2025-09-04', '2025-09-20T12:00:00.001Z', '2025-09-20T12:00:00.001Z'],
    ['an end before the start is for the caller to refuse', '2025-09-01', '2025-09-04', '2025-09-02', '2025-09-02'],
  ] as const)('%s', (_, until, from, earliest, latest) => {
    const moment = (x: string | null) => (x === null ? Infinity : at(x));
    expect(windowEnd(until, boundsOf(from).lo)).toEqual({ earliest: moment(earliest), latest: moment(latest) });
  });

  test('from an open start', () => {
    expect(windowEnd('2025-09', -Infinity)).toEqual({ earliest: at('2025-09-02'), latest: at('2025-10-01') });
    expect(windowEnd('[..2025-09-30]', -Infinity)).toEqual({ earliest: -Infinity, latest: at('2025-10-01') });
    expect(windowEnd('', 0)).toEqual({ earliest: Infinity, latest: Infinity });
  });

  test('up to', () => {
    expect(upTo('2025-09-04')).toBe('[..2025-09-04]');
    expect(upTo('2025-09~')).toBe('[..2025-09]');
    expect(upTo('2025-09-04T17:00Z%')).toBe('[..2025-09-04T17:00Z]');
    for (const text of ['[..2025-09-04]', '[2025-09-04,2025-09-05]', '2025-09-04/..', '2025-02-30'])
      expect(() => upTo(text)).toThrow(EdtfError);
  });

  test('moments as texts', () => {
    expect(utcDay(at('2025-09-04T23:59:59.999Z'))).toBe('2025-09-04');
    expect(utcDay(at('2025-09-05'))).toBe('2025-09-05');
    expect(instantText(at('2025-09-04T11:00+02:00'))).toBe('2025-09-04T09:00:00.000Z');
    for (const ms of [Infinity, -Infinity, NaN, at('+010000-01-01'), at('0999-12-31')]) expect(() => utcDay(ms)).toThrow(RangeError);
  });
});

describe('order', () => {
  test('by start, then end, then text; open sides outermost', () => {
    const sorted = [
      '[..2025-09-04]',
      '[..2025-09-05]',
      '2025',
      '2025-09-03',
      '2025-09-04T00:00Z',
      '2025-09-04',
      '2025-09-04?',
      '[2025-09-04..2025-09-05]',
      '[2025-09-04..]',
      '2025-09-04T17:00Z',
      '2025-09-05/..',
    ];
    expect(sorted.toReversed().sort(compareEdtf)).toEqual(sorted);
    expect(compareEdtf('2025-09-04', '2025-09-04')).toBe(0);
    expect(compareBounds(boundsOf('2025-09-04'), boundsOf('2025-09-04?'))).toBe(0);
    expect(compareBounds(open, open)).toBe(0);
  });

  test('earlier only if it has ended before', () => {
    const earlier = (a: string, b: string) => isEarlier(boundsOf(a), boundsOf(b));
    expect(earlier('2025-09-03', '2025-09-04')).toBe(true);
    expect(earlier('2025-09-04', '2025-09-04')).toBe(false);
    expect(earlier('2025-09', '2025-09-04')).toBe(false);
    expect(earlier('[..2025-09-03]', '[2025-09-04..]')).toBe(true);
    expect(earlier('[2025-09-03..]', '2025-09-04')).toBe(false);
  });
});

describe('for people', () => {
  it.each([
    ['2025-09-04', '4 September 2025', '4 September'],
    ['2025-09-04~', 'about 4 September 2025', 'about 4 September'],
    ['2025-09-05?', 'perhaps 5 September 2025', 'perhaps 5 September'],
    ['2025-09-03%', 'perhaps about 3 September 2025', 'perhaps about 3 September'],
    ['2025-08', 'some time in August 2025', 'some time in August'],
    ['2025-08-XX', 'some time in August 2025', 'some time in August'],
    ['2025-08~', 'about August 2025', 'about August'],
    ['2025-08?', 'perhaps in August 2025', 'perhaps in August'],
    ['2025-08%', 'perhaps about August 2025', 'perhaps about August'],
    ['2022', 'in 2022', 'in 2022'],
    ['2025', 'in 2025', 'in 2025'],
    ['2025-XX-XX', 'in 2025', 'in 2025'],
    ['2022~', 'about 2022', 'about 2022'],
    ['2022?', 'perhaps in 2022', 'perhaps in 2022'],
    ['2025-09-04T17:00Z', '4 September 2025, 17:00 UTC', '4 September, 17:00 UTC'],
    ['2025-09-04T17:00+00:00', '4 September 2025, 17:00 UTC', '4 September, 17:00 UTC'],
    ['2025-09-04T11:00+02:00', '4 September 2025, 11:00 (UTC+2)', '4 September, 11:00 (UTC+2)'],
    ['2025-09-04T11:00:30-05:30~', 'about 4 September 2025, 11:00:30 (UTC−5:30)', 'about 4 September, 11:00:30 (UTC−5:30)'],
    ['[2025-09-04,2025-09-05]', '4 or 5 September 2025', '4 or 5 September'],
    ['[2025-08-31,2025-09-01]', '31 August or 1 September 2025', '31 August or 1 September'],
    ['[2024-12-31,2025-01-01]', '31 December 2024 or 1 January 2025', '31 December 2024 or 1 January 2025'],
    ['[2025-09-04,2025-09-05?]', '4 September 2025 or perhaps 5 September 2025', '4 September or perhaps 5 September'],
    ['[2025-08,2025-09]', 'in August or September 2025', 'in August or September'],
    ['[2022,2023]', 'in 2022 or 2023', 'in 2022 or 2023'],
    ['[2025-09-04T17:00Z,2025-09-04T18:00Z]', '17:00 or 18:00 UTC on 4 September 2025', '17:00 or 18:00 UTC on 4 September'],
    ['[2025-09-04..2025-09-08]', 'between 4 and 8 September 2025', 'between 4 and 8 September'],
    ['[2025-08-31..2025-09-01]', 'between 31 August and 1 September 2025', 'between 31 August and 1 September'],
    ['[2025-08..2025-10]', 'between August and October 2025', 'between August and October'],
    ['[2022..2025]', 'between 2022 and 2025', 'between 2022 and 2025'],
    ['[2025-09-04..2025-09-04]', '4 September 2025', '4 September'],
    ['[2025-09..2025-09]', 'some time in September 2025', 'some time in September'],
    [
      '[2025-09-04T17:00Z..2025-09-04T20:30+02:00]',
      'between 4 September 2025, 17:00 UTC and 4 September 2025, 20:30 (UTC+2)',
      'between 4 September, 17:00 UTC and 4 September, 20:30 (UTC+2)',
    ],
    ['[..2025-09-04]', 'by 4 September 2025', 'by 4 September'],
    ['[..2025-09]', 'by the end of September 2025', 'by the end of September'],
    ['[..2025]', 'by the end of 2025', 'by the end of 2025'],
    ['[..2025-09-04~]', 'by about 4 September 2025', 'by about 4 September'],
    ['[2025-10-01..]', 'from 1 October 2025 on', 'from 1 October on'],
    ['2025-10-01/..', 'since 1 October 2025', 'since 1 October'],
    ['2025-10/..', 'since October 2025', 'since October'],
    ['2025-04-15/2025-04-16', '15 to 16 April 2025', '15 to 16 April'],
    ['2025-04-30/2025-05-01', '30 April to 1 May 2025', '30 April to 1 May'],
    ['2025-04/2025-05-01', 'April 2025 to 1 May 2025', 'April to 1 May'],
    ['2025-04-15/2025-04-15', '15 April 2025', '15 April'],
    ['2022/2025', '2022 to 2025', '2022 to 2025'],
  ])('%s', (text, full, short) => {
    expect(formatEdtf(text)).toBe(full);
    expect(formatEdtf(text, { year: 2025 })).toBe(short);
    expect(formatEdtf(text, { year: 1999 })).toBe(full);
  });

  it('refuses what is not a date', () => {
    expect(() => formatEdtf('4 September')).toThrow(EdtfError);
  });
});

test('a million plain days in well under a second', () => {
  const days = Array.from({ length: 1000 }, (_, i) => utcDay(at('2024-01-01') + i * 86_400_000));
  const began = performance.now();
  let sum = 0;
  for (let i = 0; i < 1000; i++) for (const day of days) sum += boundsOf(day).hi;
  expect(sum).toBeGreaterThan(0);
  expect(performance.now() - began).toBeLessThan(1000);
});
