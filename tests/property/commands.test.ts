/**
 * Whatever is sent: reading and deciding throw nothing but a `Rejection`, a refused command leaves the record as it was, and what an
 * accepted one leads to keeps to the schemas and applies.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canonicalJson } from '../../events/canonical.ts';
import { streamOf } from '../../events/catalogue.ts';
import { checkPayload, decode, encode } from '../../events/codec.ts';
import { DEVELOPMENT_KINDS } from '../../events/developments.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import { bytesOf, copyOf } from '../support/copies.ts';
import type { RecordState } from '../../projections/record.ts';
import { COMMANDS } from '../../src/record/commands.ts';
import { decide } from '../../src/record/decide.ts';
import type { Decision } from '../../src/record/decide.ts';
import { parseCommand } from '../../src/record/parse.ts';
import { isRejection } from '../../src/record/rejection.ts';
import { CAPTURE, correction, DOSSIER, OTHER, statement, TEXT, WORLD } from '../support/world.ts';

// SEED=… runs the same commands again, RUNS=… more of them.
const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const runs = Number(process.env['RUNS'] ?? 1);
fc.configureGlobal({ seed });
console.log(`tests/property/commands.test.ts: seed ${seed}`);

const METADATA = { recordedAt: '2025-09-06T08:00:00Z', author: 'test', tool: 'test', correlationId: 'test', causationId: 'test' };
const TEXTS: Readonly<Record<string, string>> = { 'summit-report': TEXT };
const accepted = new Map<string, number>();
const refused = new Map<string, number>();
const count = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);

/** Sends a command to a record, and holds what comes of it to what is promised. Whether it was accepted. */
function send(record: RecordState, command: unknown, pristine: string): boolean {
  let decision: Decision;
  try {
    decision = decide(parseCommand(command), { record, textOf: (source) => TEXTS[source] });
  } catch (e) {
    if (!isRejection(e)) throw e;
    expect(e.faults.length).toBeGreaterThan(0);
    for (const { code, pointer, message } of e.faults) {
      count(refused, code);
      if (!/^(\/[^/]*)*$/.test(pointer) || message.length < 5) throw new Error(`${code} at ${JSON.stringify(pointer)}: ${message}`);
    }
    if (bytesOf(record) !== pristine) throw new Error('a refused command changed the record');
    return false;
  }
  if (bytesOf(record) !== pristine) throw new Error('deciding changed the record');
  for (const { stream, expectedRevision, events } of decision.appends) {
    expect(events).toHaveLength(1);
    expect(expectedRevision).toBe(record.streams.get(stream) ?? 'no-stream');
    for (const event of events) {
      expect(checkPayload(event)).toEqual([]);
      expect(streamOf(event)).toBe(stream);
      const stored = encode(event, METADATA);
      const decoded = decode(stored);
      if (!decoded.ok) throw new Error(decoded.problem.message);
      expect(encode(decoded.event, decoded.metadata)).toEqual(stored);
      applyEvent(record, { ...decoded, stream, revision: (record.streams.get(stream) ?? -1) + 1 });
    }
  }
  expect(record.problems).toEqual([]);
  count(accepted, (command as { do: string }).do);
  return true;
}

// ── commands that may well be accepted ───────────────────────────────────────────────────────────────────────────────

const oneOf = <T>(...values: readonly T[]) => fc.constantFrom(...values);
/** The first most of the time, so that whole commands have a chance. */
const mostly = <A, B>(usual: fc.Arbitrary<A>, rare: fc.Arbitrary<B>, weight = 12): fc.Arbitrary<A | B> =>
  fc.oneof<{ arbitrary: fc.Arbitrary<A | B>; weight: number }[]>({ arbitrary: usual, weight }, { arbitrary: rare, weight: 1 });
const list = <T>(item: fc.Arbitrary<T>, maxLength = 2) => fc.array(item, { maxLength });

const reason: fc.Arbitrary<string> = oneOf('we looked again', 'typo');
const development = fc.oneof({ arbitrary: oneOf('italy-sends-no-troops', 'second'), weight: 3 }, oneOf('third', 'fourth', 'fifth'));
const claimRef = mostly(
  development.map((d) => `${d}#c1`),
  oneOf('second#c7', 'second', 'a#b#c'),
);
const source = mostly(oneOf('summit-report', 'transcript', 'wire', 'copy'), oneOf('nothing', 'Not-Kebab'));
const actor = mostly(oneOf('FRA', 'GBR', 'ITA', 'USA', 'giorgia-meloni', 'european-nations', 'italia'), oneOf('nobody', 'coalition', ''));
const dossier = mostly(oneOf(DOSSIER), oneOf('other-track', 'nowhere'));
const date = mostly(
  oneOf(
    '2025-09-04',
    '2025-09-05',
    '2025-09',
    '[..2025-09-04]',
    '[2025-09-04,2025-09-05]',
    '2025-09-04T17:00Z',
    '2025',
    '2025-08/..',
    '2025-09-04~',
  ),
  oneOf('2025-02-30', '', 'yesterday', '[2024..2026]', '[2025-09-05..2025-09-04]', '9999', '[1000..]', '0000-01-01'),
);
const facet = mostly(
  oneOf(
    'position/ITA/troop-deployment',
    'position/FRA/troop-deployment',
    'contribution/ITA/training',
    'role/ITA/coalition',
    'world/ceasefire',
    'quantity/coalition/committed',
  ),
  oneOf(
    'position/italia/troop-deployment',
    'demand/USA/ITA/oil',
    'agreement/paris/ITA',
    'world/peace',
    'position/ITA',
    'constructor/a/b',
    '',
  ),
  6,
);
const value = fc.oneof(
  oneOf('rules-out', 'open', 'undecided', 'offers', 'member', null),
  oneOf<unknown>(true, 26, 0, -0, 1e21, {}, [], 'no'),
  fc.jsonValue({ maxDepth: 2 }),
);
/** An object with these fields, those that are not required being there one time in four. */
const optional = <T extends object>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }, ...required: (keyof T)[]): fc.Arbitrary<Partial<T>> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries<fc.Arbitrary<unknown>>(model).map(([key, arbitrary]) => [
          key,
          required.includes(key as keyof T)
            ? arbitrary
            : fc.oneof({ arbitrary: fc.constant(undefined), weight: 3 }, { arbitrary, weight: 1 }),
        ]),
      ),
    )
    .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined)) as Partial<T>);

const condition = optional(
  { facet: mostly(oneOf('world/ceasefire'), facet), is: value, mode: oneOf('while', 'once') },
  'facet',
  'is',
  'mode',
);
const particulars = optional({
  id: oneOf('c1', 'c2', 'c7'),
  detail: fc.dictionary(oneOf('place', 'amount', '__proto__', 'toString'), value, { maxKeys: 2 }),
  by: actor,
  for: list(actor),
  via: actor,
  attribution: oneOf('official', 'on-record', 'reported', 'anonymous'),
  effective: date,
  observed: date,
  until: date,
  when: list(condition, 1),
  evidence: list(oneOf('e1', 'e2')),
});
/** What is said of a facet, mostly something that can be said of it. */
const said = mostly(
  fc.oneof(
    fc.record({ facet: oneOf('position/ITA/troop-deployment', 'position/FRA/troop-deployment'), value: oneOf('rules-out', 'open', null) }),
    fc.record({ facet: oneOf('contribution/ITA/training'), value: oneOf('offers', 'declines') }),
    fc.record({ facet: oneOf('role/ITA/coalition', 'quantity/coalition/committed', 'agreement/paris'), value }),
  ),
  fc.record({ facet, value }),
);
const claim = fc.tuple(said, particulars).map(([a, b]) => ({ ...a, ...b }));
const quote = optional(
  { exact: oneOf('Twenty-six', 'said', 'ready', 'absent words'), prefix: oneOf('Mr Macron ', ''), start: fc.nat(120), end: fc.nat(120) },
  'exact',
);
const evidence = mostly(source, optional({ id: oneOf('e1', 'e2', 'e9'), source, quote, wording: oneOf('so it says') }, 'source'));
const fields = {
  title: oneOf('One', 'Two', ' padded '),
  date,
  dossiers: mostly(oneOf([DOSSIER]), fc.array(dossier, { maxLength: 2 })),
  place: oneOf('Paris', 'Rome'),
  order: fc.integer({ min: 0, max: 3 }),
  by: actor,
  for: fc.array(actor, { minLength: 1, maxLength: 2 }),
  participants: list(optional({ actor, role: oneOf('host', 'speaker') }, 'actor', 'role')),
  claims: list(claim),
  evidence: fc.array(evidence, { minLength: 1, maxLength: 2 }),
  relations: list(optional({ type: oneOf('supersedes', 'answers'), to: development }, 'type', 'to'), 1),
};
const described = optional(
  { id: mostly(oneOf('third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth'), development, 3), ...fields },
  'id',
  'title',
  'date',
  'dossiers',
  'evidence',
);
const changes = optional(
  Object.fromEntries(Object.entries(fields).map(([k, a]) => [k, fc.oneof(a as fc.Arbitrary<unknown>, oneOf(null))])) as Record<
    string,
    fc.Arbitrary<unknown>
  >,
);
const office = optional({ office: oneOf('Minister'), of: actor, from: date, until: date }, 'office', 'of');
const ladder = fc.array(optional({ stance: oneOf('rules-out', 'undecided', 'open', 'pledged') }, 'stance'), { minLength: 2, maxLength: 4 });
const because = list(source, 1);
const bodies = list(optional({ id: oneOf('coalition', 'the-26'), title: oneOf('A body') }, 'id', 'title'));
const worldFacts = list(optional({ id: oneOf('ceasefire', 'peace'), text: oneOf('so it is') }, 'id', 'text'));
const what = <T extends object>(name: keyof typeof COMMANDS, model: fc.Arbitrary<T>) => model.map((m) => ({ do: name, ...m }));

const command: fc.Arbitrary<object> = fc.oneof(
  ...[
    what('record', optional({ kind: oneOf(...DEVELOPMENT_KINDS), development: described, key: oneOf('k') }, 'kind', 'development')),
    what(
      'correct',
      optional(
        {
          development,
          changes,
          version: described,
          kind: oneOf(...DEVELOPMENT_KINDS),
          expectedVersion: fc.integer({ min: 1, max: 3 }),
          reason,
          because,
        },
        'development',
        'changes',
        'reason',
      ),
    ),
    what('record', optional({ kind: oneOf('PositionTaken'), development: described }, 'kind', 'development')),
    what('correct', optional({ development, changes, reason }, 'development', 'changes', 'reason')),
    what('correct', optional({ development, version: described, reason }, 'development', 'version', 'reason')),
    what('retract', optional({ development, reason, because, duplicateOf: development }, 'development', 'reason')),
    what('reinstate', optional({ development, reason }, 'development', 'reason')),
    what(
      'evidence',
      optional(
        { development, evidence: fc.array(evidence, { minLength: 1, maxLength: 2 }), claims: list(oneOf('c1', 'c2')) },
        'development',
        'evidence',
      ),
    ),
    what('merge', optional({ development, into: development, reason }, 'development', 'into', 'reason')),
    what(
      'adjudicate',
      optional(
        {
          dossier,
          facet: mostly(oneOf('position/ITA/troop-deployment'), facet, 3),
          prefer: claimRef,
          over: list(claimRef),
          reason,
          because,
        },
        'dossier',
        'facet',
        'prefer',
        'over',
        'reason',
      ),
    ),
    what(
      'source-add',
      optional({ id: source, publisher: oneOf('P'), published: date, origin: source, grade: oneOf('A', 'F') }, 'id', 'publisher'),
    ),
    what(
      'source-correct',
      optional(
        {
          id: source,
          publisher: oneOf('P', 'Q', null),
          published: oneOf(null, '2025-09-05'),
          origin: fc.oneof(source, oneOf(null)),
          reason,
        },
        'id',
        'reason',
      ),
    ),
    what('source-grade', optional({ id: source, grade: oneOf('A', 'B', 'F'), reason }, 'id', 'grade', 'reason')),
    what('source-capture', optional({ id: source, sha256: oneOf('ab'.repeat(32), 'x'), length: fc.nat(200) }, 'id', 'sha256', 'length')),
    what('source-withdraw', optional({ id: source, reason, because }, 'id', 'reason')),
    what('source-restore', optional({ id: source, reason }, 'id', 'reason')),
    what('source-merge', optional({ id: source, into: source, reason }, 'id', 'into', 'reason')),
    what(
      'actor-add',
      optional(
        { id: actor, kind: oneOf('state', 'person'), name: oneOf('N'), offices: list(office), successor: actor },
        'id',
        'kind',
        'name',
      ),
    ),
    what(
      'actor-update',
      optional({ id: actor, kind: oneOf('state', 'person', null), name: oneOf('N', 'M', null), offices: list(office) }, 'id').map((x) => ({
        ...x,
        reason: 'x',
      })),
    ),
    what('actor-merge', optional({ id: actor, into: actor, reason }, 'id', 'into', 'reason')),
    what(
      'dossier-open',
      optional(
        {
          id: mostly(oneOf('one-track', 'two-track'), dossier, 1),
          title: oneOf('T'),
          opens: oneOf('2024-01-01', '2024-13-01'),
          bodies,
          worldFacts,
        },
        'id',
        'title',
        'opens',
      ),
    ),
    what('dossier-update', optional({ id: dossier, title: oneOf('T', 'U', null), bodies, worldFacts, reason }, 'id', 'reason')),
    what(
      'issue-define',
      optional(
        { dossier, id: oneOf('sanctions', 'troop-deployment'), question: oneOf('Q?'), ladder, neutral: oneOf('undecided', 'never') },
        'dossier',
        'id',
        'question',
        'ladder',
        'neutral',
      ),
    ),
    what(
      'issue-revise',
      optional(
        {
          dossier,
          id: oneOf('sanctions', 'troop-deployment'),
          question: oneOf('Q?', 'R?', null),
          ladder: fc.oneof(ladder, oneOf(null)),
          neutral: oneOf('undecided', 'open', null),
          reason,
        },
        'dossier',
        'id',
        'reason',
      ),
    ),
  ],
);

// ── hostile ones ─────────────────────────────────────────────────────────────────────────────────────────────────────

const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth)) as unknown;
const hostile = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  oneOf<unknown>(undefined, null, NaN, Infinity, -0, 2 ** 53, '\ud800', '\u0000', '', ' ', '__proto__', 'constructor', 'a'.repeat(100_000)),
  oneOf<unknown>(nested(70), nested(2000), new Date(0), new Map([[1, 2]]), Symbol('s'), 1n, () => 1, Object.create(null)),
  fc.constant(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}') as unknown),
);

/** The places of a JSON value: the value and everything in it. */
function places(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null || path.length > 8) return [path];
  return [path, ...Object.entries(value).flatMap(([k, v]) => places(v, [...path, k]))];
}

/** A copy in which one place is put, removed, or joined by a field of a strange name. */
function mutated(value: unknown, pick: number, how: 'put' | 'remove' | 'add', name: string, other: unknown): unknown {
  const all = places(value);
  const path = all[pick % all.length]!;
  const go = (at: unknown, rest: readonly string[]): unknown => {
    const [key, ...deeper] = rest;
    if (key === undefined) {
      if (how !== 'add' || typeof at !== 'object' || at === null) return other;
      const copy = { ...at };
      Object.defineProperty(copy, name, { value: other, enumerable: true, configurable: true, writable: true });
      return Array.isArray(at) ? [...(at as unknown[]), other] : copy;
    }
    const isLast = deeper.length === 0 && how === 'remove';
    if (Array.isArray(at)) return (at as unknown[]).flatMap((x, i) => (String(i) !== key ? [x] : isLast ? [] : [go(x, deeper)]));
    return Object.fromEntries(
      Object.entries(at as object).flatMap(([k, v]) => (k !== key ? [[k, v]] : isLast ? [] : [[k, go(v, deeper)]])),
    );
  };
  return go(value, path);
}
const strange = oneOf('__proto__', 'constructor', 'toString', 'x', '', 'a/b~c', '\udfff', 'length', 'do', 'id');
const mutation = fc
  .tuple(
    command,
    fc.array(fc.tuple(fc.nat(200), oneOf<'put' | 'remove' | 'add'>('put', 'remove', 'add'), strange, hostile), {
      minLength: 1,
      maxLength: 2,
    }),
  )
  .map(([valid, changes]) => changes.reduce<unknown>((c, [pick, how, name, other]) => mutated(c, pick, how, name, other), valid));

const START = [
  ...WORLD,
  ...OTHER,
  CAPTURE,
  statement(),
  statement({ id: 'second', date: '2025-09-05', by: 'FRA' }),
  correction({ place: 'Rome' }),
];

describe('commands', () => {
  let record = emptyRecord();
  let first = emptyRecord();
  let pristine = bytesOf(first);
  beforeAll(() => {
    for (const command of START) {
      expect(send(record, command, pristine)).toBe(true);
      first = copyOf(record);
      pristine = bytesOf(first);
      record = copyOf(first);
    }
  });
  /** Sends to the common record, which begins anew when it was changed. */
  const attempt = (input: unknown): boolean => {
    if (!send(record, input, pristine)) return false;
    record = copyOf(first);
    return true;
  };

  test('any JSON and what is no JSON', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          hostile,
          fc.tuple(oneOf(...Object.keys(COMMANDS)), fc.dictionary(fc.string(), hostile)).map(([name, rest]) => ({ ...rest, do: name })),
        ),
        (input) => {
          attempt(input);
        },
      ),
      { numRuns: 3000 * runs },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('commands with something wrong in them', () => {
    fc.assert(
      fc.property(mutation, (input) => {
        attempt(input);
      }),
      { numRuns: 4000 * runs },
    );
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('commands upon commands', () => {
    accepted.clear();
    refused.clear();
    fc.assert(
      fc.property(fc.array(command, { minLength: 30, maxLength: 40 }), (commands) => {
        const own = copyOf(first);
        let before = pristine;
        for (const input of commands) {
          // as it comes in a line of a file
          if (send(own, JSON.parse(JSON.stringify(input)), before)) before = bytesOf(own);
        }
        expect(own.size).toBe(own.acts.length);
      }),
      { numRuns: 200 * runs },
    );
    const total = [...accepted.values()].reduce((a, b) => a + b, 0);
    console.log(`accepted ${total}: ${[...accepted].map(([k, n]) => `${k} ${n}`).join(', ')}`);
    console.log(
      `refused: ${[...refused]
        .sort()
        .map(([k, n]) => `${k} ${n}`)
        .join(', ')}`,
    );
    expect([...accepted.keys()].sort()).toEqual(Object.keys(COMMANDS).sort());
    expect(refused.size).toBeGreaterThan(30);
    expect(total).toBeGreaterThan(500);
  });

  test('parsing what was parsed changes nothing', () => {
    fc.assert(
      fc.property(command, (input) => {
        let once: unknown;
        try {
          once = parseCommand(input);
        } catch (e) {
          if (!isRejection(e)) throw e;
          return;
        }
        const again = parseCommand(JSON.parse(JSON.stringify(once)));
        expect(canonicalJson(again)).toBe(canonicalJson(once));
      }),
      { numRuns: 1000 * runs },
    );
  });

  afterAll(() => {
    expect(bytesOf(record) === pristine).toBe(true);
  });
});
