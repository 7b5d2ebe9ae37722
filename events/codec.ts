/** Between events as the program knows them and events as a store carries them. */
import { canonicalJson } from './canonical.ts';
import { eventDefinition, PAYLOAD_VERSION } from './catalogue.ts';
import type { DomainEvent } from './catalogue.ts';
import type { Metadata } from './metadata.ts';
import { upcast } from './upcast.ts';

/** Why an event of the log could not be read. It is reported with its position and counted; the rest stands. */
export interface Unreadable {
  readonly code: 'UnknownType' | 'NewerPayload' | 'MalformedPayload';
  readonly type: string;
  readonly message: string;
}

export type Decoded =
  { readonly ok: true; readonly event: DomainEvent; readonly metadata: Metadata } | { readonly ok: false; readonly problem: Unreadable };

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);

/**
 * Reads one stored event, upcasting an old payload. It looks at the form only as far as every reader needs it;
 * whether a payload keeps to its schema is asked by `verify` (see {@link checkPayload}).
 */
export function decode(stored: { readonly type: string; readonly data: string; readonly metadata: string }): Decoded {
  const bad = (code: Unreadable['code'], message: string): Decoded => ({ ok: false, problem: { code, type: stored.type, message } });
  const definition = eventDefinition(stored.type);
  if (!definition) return bad('UnknownType', `no event type ${stored.type} is known to this version`);
  let data: unknown, metadata: unknown;
  try {
    data = JSON.parse(stored.data);
    metadata = JSON.parse(stored.metadata);
  } catch (e) {
    return bad('MalformedPayload', `not JSON: ${(e as Error).message}`);
  }
  if (!isObject(data)) return bad('MalformedPayload', 'the payload is not an object');
  if (!isObject(metadata) || typeof metadata['recordedAt'] !== 'string' || Number.isNaN(Date.parse(metadata['recordedAt'])))
    return bad('MalformedPayload', 'the metadata has no instant `recordedAt`');
  const version = metadata['schemaVersion'] === undefined ? 0 : metadata['schemaVersion'];
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 0)
    return bad('MalformedPayload', 'the metadata has no `schemaVersion`, a whole number from 0 on');
  if (version > definition.version)
    return bad('NewerPayload', `the payload is of version ${version}, this program knows ${definition.version}`);
  try {
    if (version < definition.version) data = upcast(definition.type, data, version, definition.version);
  } catch (e) {
    return bad(
      'MalformedPayload',
      `the payload of version ${version} cannot be brought to version ${definition.version}: ${(e as Error).message}`,
    );
  }
  shareFacets(data);
  return { ok: true, event: { type: definition.type, data } as DomainEvent, metadata: metadata as Metadata };
}

/** Paths of facets that were read before; a record has few, and names each of them often. */
const facets = new Map<string, string>();
const FACETS = 100_000;

/** Lets equal paths be one text in memory. Changes nothing that can be seen. */
function shareFacets(data: unknown): void {
  const claims = (data as { claims?: unknown }).claims;
  if (!Array.isArray(claims)) return;
  for (const claim of claims as { facet?: unknown }[]) {
    const facet = (claim as { facet?: unknown } | null)?.facet;
    if (typeof facet !== 'string') continue;
    const known = facets.get(facet);
    if (known !== undefined) claim.facet = known;
    else if (facets.size < FACETS) facets.set(facet, facet);
  }
}

/** What is wrong with a payload by its schema, as JSON pointers with messages; empty when it keeps to it. */
export function checkPayload(event: DomainEvent): { pointer: string; message: string }[] {
  const definition = eventDefinition(event.type)!;
  const result = definition.schema.safeParse(event.data);
  if (result.success) return [];
  return result.error.issues.flatMap((issue) => {
    const at = pointer(issue.path);
    if (issue.code !== 'unrecognized_keys') return [{ pointer: at, message: issue.message }];
    return issue.keys.map((key) => ({ pointer: at + pointer([key]), message: `there is no field "${key}" here` }));
  });
}

/** A JSON pointer (RFC 6901). */
export const pointer = (path: readonly PropertyKey[]): string =>
  path.map((p) => `/${String(p).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The canonical bytes (RFC 8785) of an event and its metadata, as a store keeps them. */
export function encode(event: DomainEvent, metadata: Omit<Metadata, 'schemaVersion'>): { type: string; data: string; metadata: string } {
  return { type: event.type, data: canonicalJson(event.data), metadata: canonicalJson({ ...metadata, schemaVersion: PAYLOAD_VERSION }) };
}
