import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { canonicalJson } from '../../events/canonical.ts';
import { EVENT_DEFINITIONS, eventDefinition, PAYLOAD_VERSION, streamOf } from '../../events/catalogue.ts';
import type { DomainEvent, EventDefinition } from '../../events/catalogue.ts';
import { checkPayload, decode, encode } from '../../events/codec.ts';
import { DEVELOPMENT_KINDS } from '../../events/developments.ts';
import { metadataSchema } from '../../events/metadata.ts';
import type { Metadata } from '../../events/metadata.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';

const METADATA: Omit<Metadata, 'schemaVersion'> = {
  recordedAt: '2025-09-06T08:00:00Z',
  author: 'editor',
  tool: 'test',
  correlationId: 'a',
  causationId: 'b',
};
const example = ({ type, example: data }: EventDefinition) => ({ type, data: structuredClone(data) }) as DomainEvent;
const withField = (event: DomainEvent, more: object) => ({ ...event, data: { ...event.data, ...more } }) as DomainEvent;
const sample = example(eventDefinition('PositionTaken')!);
const stored = (data: unknown, metadata: unknown = { ...METADATA, schemaVersion: PAYLOAD_VERSION }, type = 'PositionTaken') => ({
  type,
  data: typeof data === 'string' ? data : JSON.stringify(data),
  metadata: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
});

describe.each(EVENT_DEFINITIONS.map((d) => [d.type, d] as const))('%s', (type, definition) => {
  test('is described, has a version and an example that keeps to the schema', () => {
    expect(definition.description).toMatch(/^[A-Z].{10,}\.$/);
    expect(definition.version).toBe(PAYLOAD_VERSION);
    expect(type).toMatch(/^([A-Z][a-z]+)+$/);
    expect(checkPayload(example(definition))).toEqual([]);
    expect(streamOf(example(definition))).toMatch(new RegExp(`^${definition.stream}-[A-Za-z0-9-]+$`));
  });

  test('refuses a field that nobody knows', () => {
    expect(checkPayload(withField(example(definition), { colour: 'red' }))).toContainEqual(expect.objectContaining({ pointer: '/colour' }));
  });

  test('refuses each field that is of no kind that it takes, and each required one that is missing', () => {
    const { required = [], properties = {} } = z.toJSONSchema(definition.schema, { io: 'input' });
    expect(Object.keys(properties)).toEqual(expect.arrayContaining(required));
    for (const name of Object.keys(properties)) {
      const wrong = checkPayload(withField(example(definition), { [name]: Symbol('nothing that JSON has') as unknown }));
      expect(wrong.map((w) => w.pointer)).toContainEqual(expect.stringMatching(new RegExp(`^/${name}`)));
    }
    for (const name of required) {
      const { [name]: _gone, ...data } = example(definition).data as unknown as Record<string, unknown>;
      expect(checkPayload({ type, data } as unknown as DomainEvent).map((w) => w.pointer)).toContain(`/${name}`);
    }
  });

  test('comes back from its bytes as it was, and gives the same bytes', () => {
    const event = example(definition);
    const bytes = encode(event, METADATA);
    const decoded = decode(bytes);
    expect(decoded).toEqual({ ok: true, event, metadata: { ...METADATA, schemaVersion: PAYLOAD_VERSION } });
    if (!decoded.ok) return;
    expect(encode(decoded.event, decoded.metadata)).toEqual(bytes);
    expect(canonicalJson(JSON.parse(bytes.data))).toBe(bytes.data);
    expect(metadataSchema.safeParse(decoded.metadata).success).toBe(true);
  });
});

describe('schemas', () => {
  test('are strict all the way down', () => {
    const data = {
      ...(sample.data as object),
      participants: [{ actor: 'POL', role: 'speaker', x: 1 }],
      relations: [{ type: 'answers', to: 'a', x: 1 }],
      evidence: [{ id: 'e1', source: 's', x: 1, quote: { exact: 'a', start: 0, end: 1, x: 1 } }],
      claims: [{ id: 'c1', facet: 'world/peace', value: 1, x: 1, when: [{ facet: 'world/x', is: 1, mode: 'once', x: 1 }] }],
    };
    expect(
      checkPayload({ type: 'PositionTaken', data } as unknown as DomainEvent)
        .map((p) => p.pointer)
        .sort(),
    ).toEqual(['/claims/0/when/0/x', '/claims/0/x', '/evidence/0/quote/x', '/evidence/0/x', '/participants/0/x', '/relations/0/x']);
  });

  test('a correction is held to the schema of its kind', () => {
    const { data } = example(eventDefinition('DevelopmentCorrected')!) as { data: { development: object } };
    const corrected = (more: object, development: object = {}) =>
      checkPayload({
        type: 'DevelopmentCorrected',
        data: { ...data, ...more, development: { ...data.development, ...development } },
      } as DomainEvent);
    expect(corrected({})).toEqual([]);
    expect(corrected({}, { coChairs: ['FRA'] }).map((p) => p.pointer)).toEqual(['/development/coChairs']);
    expect(corrected({ kind: 'SummitHeld' }, { coChairs: ['FRA'] })).toEqual([]);
    expect(corrected({}, { date: '2025-02-30', claims: [7] }).map((p) => p.pointer)).toEqual([
      '/development/date',
      '/development/claims/0',
    ]);
    expect(corrected({}, { id: 'another' }).map((p) => p.pointer)).toEqual(['/development/id']);
    expect(corrected({ version: 1 }).map((p) => p.pointer)).toEqual(['/version']);
  });

  test('a kind of development is an event type, and only those share the shape', () => {
    for (const kind of DEVELOPMENT_KINDS) expect(eventDefinition(kind)?.stream).toBe('development');
    expect(eventDefinition('toString')).toBeUndefined();
    expect(eventDefinition('__proto__')).toBeUndefined();
  });
});

describe('what cannot be read is told apart', () => {
  const problem = (event: Parameters<typeof decode>[0]) => {
    const decoded = decode(event);
    expect(decoded.ok).toBe(false);
    return decoded.ok ? undefined : decoded.problem;
  };

  test('a type that nobody knows', () => {
    for (const type of ['CeasefireBroken', '', '__proto__', 'constructor'])
      expect(problem(stored(sample.data, undefined, type))).toEqual({
        code: 'UnknownType',
        type,
        message: expect.stringContaining(type) as string,
      });
  });

  test('a payload of a newer version', () => {
    expect(problem(stored(sample.data, { ...METADATA, schemaVersion: PAYLOAD_VERSION + 1 }))).toMatchObject({
      code: 'NewerPayload',
      message: `the payload is of version ${PAYLOAD_VERSION + 1}, this program knows ${PAYLOAD_VERSION}`,
    });
  });

  test('what is no JSON, or no object', () => {
    for (const data of ['', '{', 'null', '7', '[]', '"x"', '{"a":1}}', '\u0000'])
      expect(problem(stored(data))).toMatchObject({ code: 'MalformedPayload' });
  });

  test('metadata that is no JSON, no object, or lacks what readers need', () => {
    const bad = ['', 'null', '[]', {}, { recordedAt: 7 }, { recordedAt: 'yesterday' }];
    for (const metadata of bad)
      expect(problem(stored(sample.data, metadata))).toMatchObject({ code: 'MalformedPayload', type: 'PositionTaken' });
    for (const schemaVersion of ['1', null, -1, -1e300, 0.5, [], {}])
      expect(problem(stored(sample.data, { ...METADATA, schemaVersion }))).toMatchObject({
        code: 'MalformedPayload',
        message: expect.stringMatching(/schemaVersion/) as string,
      });
  });

  test('an old payload that its upcaster cannot read', () => {
    for (const development of [undefined, null])
      expect(
        problem(
          stored({ id: 'x', version: 2, kind: 'MeetingAnnounced', development }, { ...METADATA, schemaVersion: 0 }, 'DevelopmentCorrected'),
        ),
      ).toMatchObject({
        code: 'MalformedPayload',
      });
  });

  test('is counted and reported, and what stands beside it stands', () => {
    const record = emptyRecord();
    const bad = decode(stored('{'));
    const good = decode(encode(example(eventDefinition('DossierOpened')!), METADATA));
    for (const [revision, decoded] of [bad, good, bad].entries()) applyEvent(record, { ...decoded, stream: 'dossier-x', revision });
    expect(record.size).toBe(3);
    expect(record.problems.map((p) => [p.position, p.code])).toEqual([
      [1, 'MalformedPayload'],
      [3, 'MalformedPayload'],
    ]);
    expect(record.dossiers.has('coalition-of-the-willing')).toBe(true);
  });
});

describe('names that JavaScript gives a meaning to', () => {
  const claims =
    '[{"id":"c1","facet":"world/peace","value":{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}},"detail":{"__proto__":{"polluted":true},"toString":1}}]';
  const data = canonicalJson(JSON.parse(JSON.stringify(sample.data).replace(/"claims":\[.*?\]/, () => `"claims":${claims}`)));

  test('do no harm in values and details, and are kept', () => {
    const decoded = decode(stored(data));
    expect(decoded.ok).toBe(true);
    if (!decoded.ok) return;
    expect(encode(decoded.event, decoded.metadata).data).toBe(data);
    const record = emptyRecord();
    applyEvent(record, { ...decoded, stream: 'development-x', revision: 0 });
    expect(record.problems).toEqual([]);
    checkPayload(decoded.event);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect([...record.developments.values()][0]!.versions[0]!.rows[0]!.says).toContain('__proto__');
  });

  test('nor as names of fields, ids or types', () => {
    const decoded = decode(stored('{"__proto__":{"id":"x","dossiers":[]},"claims":[]}'));
    expect(decoded.ok && Object.getPrototypeOf(decoded.event.data)).toBe(Object.prototype);
    expect(decoded.ok && checkPayload(decoded.event).map((p) => p.pointer)).toEqual(expect.arrayContaining(['/__proto__', '/id']));
  });
});
