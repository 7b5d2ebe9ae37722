/**
 * Requests and answers in the client's published stubs. They are used in place of the client's own methods for appending
 * and reading for one reason: those parse and re-serialise JSON, and so do not give back the bytes that were written
 * (`{"10":1,"2":2}`, which is canonical, would come back in another order; metadata that is no JSON, in another type).
 */
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { randomUUID } from 'node:crypto';
import type { EventData, StoredEvent } from '../port.ts';
import { toPosition, toRevision, type LogPosition } from './positions.ts';

export type ReadReq = InstanceType<typeof streams.ReadReq>;
export type ReadResp = InstanceType<typeof streams.ReadResp>;
export type BatchAppendReq = InstanceType<typeof streams.BatchAppendReq>;
export type BatchAppendResp = InstanceType<typeof streams.BatchAppendResp>;

const { Options: ReadOptions } = streams.ReadReq;
const { Options: AppendOptions, ProposedMessage } = streams.BatchAppendReq;

/** Where a read begins: an end of what is read, a position of `$all` or a revision. */
export type From = 'start' | 'end' | LogPosition | number;

export interface ReadSpec {
  /** The whole name of one stream; every stream of the prefix when left out. */
  readonly stream?: string;
  /** Null: all that is on the server. */
  readonly prefix: string | null;
  readonly from: From;
  readonly backwards: boolean;
  /** How many; `subscribe` for what comes, too. */
  readonly count: number | 'subscribe';
}

/** The server looks at so many events before it reports how far it has come, even if none was ours. */
const SEARCH_WINDOW = 1024;

export function readRequest(spec: ReadSpec): ReadReq {
  const options = new ReadOptions();
  const uuid = new ReadOptions.UUIDOption();
  uuid.setString(new shared.Empty());
  options.setUuidOption(uuid);
  options.setResolveLinks(false);
  options.setReadDirection(spec.backwards ? ReadOptions.ReadDirection.BACKWARDS : ReadOptions.ReadDirection.FORWARDS);
  if (spec.count === 'subscribe') options.setSubscription(new ReadOptions.SubscriptionOptions());
  else options.setCount(String(spec.count));
  if (spec.stream !== undefined) {
    const of = new ReadOptions.StreamOptions();
    of.setStreamIdentifier(identifier(spec.stream));
    if (typeof spec.from === 'number') of.setRevision(String(spec.from));
    else if (spec.from === 'end') of.setEnd(new shared.Empty());
    else of.setStart(new shared.Empty());
    options.setStream(of);
  } else {
    const all = new ReadOptions.AllOptions();
    if (typeof spec.from === 'object') {
      const at = new ReadOptions.Position();
      at.setCommitPosition(spec.from.commit);
      at.setPreparePosition(spec.from.prepare);
      all.setPosition(at);
    } else if (spec.from === 'end') all.setEnd(new shared.Empty());
    else all.setStart(new shared.Empty());
    options.setAll(all);
  }
  if (spec.stream === undefined && spec.prefix !== null) {
    const expression = new ReadOptions.FilterOptions.Expression();
    expression.setPrefixList([spec.prefix]);
    const filter = new ReadOptions.FilterOptions();
    filter.setStreamIdentifier(expression);
    filter.setMax(SEARCH_WINDOW);
    filter.setCheckpointintervalmultiplier(1);
    options.setFilter(filter);
  } else options.setNoFilter(new shared.Empty());
  const request = new streams.ReadReq();
  request.setOptions(options);
  return request;
}

function identifier(name: string): InstanceType<typeof shared.StreamIdentifier> {
  const id = new shared.StreamIdentifier();
  id.setStreamName(Buffer.from(name, 'utf8'));
  return id;
}

/** One event of ours, or null where the message carries none, or one of another prefix. */
export function eventOf(response: ReadResp, prefix: string): StoredEvent | null {
  const recorded = response.getEvent()?.getEvent();
  const name = recorded?.getStreamIdentifier()?.getStreamName_asU8();
  if (!recorded || !name) return null;
  const stream = text(name);
  if (!stream.startsWith(prefix)) return null;
  const { id, metadata } = unwrap(text(recorded.getCustomMetadata_asU8()));
  return {
    stream: stream.slice(prefix.length),
    revision: toRevision(recorded.getStreamRevision()),
    position: toPosition({ commit: recorded.getCommitPosition(), prepare: recorded.getPreparePosition() }),
    id: id ?? recorded.getId()?.getString().toLowerCase() ?? '',
    type: recorded.getMetadataMap().get('type') ?? '',
    data: text(recorded.getData_asU8()),
    metadata,
  };
}

/** The place of the last message that has one: how far the server has come, whether or not it was ours. */
export function placeOf(response: ReadResp): LogPosition | null {
  const checkpoint = response.getCheckpoint();
  if (checkpoint) {
    const place = { commit: checkpoint.getCommitPosition(), prepare: checkpoint.getPreparePosition() };
    return place.commit.length > 18 ? null : place; // "nowhere yet" is the largest number there is
  }
  const recorded = response.getEvent()?.getEvent();
  return recorded ? { commit: recorded.getCommitPosition(), prepare: recorded.getPreparePosition() } : null;
}

/** When the server wrote the event, by its own clock, in milliseconds. */
export function createdAt(response: ReadResp): number {
  return Number(response.getEvent()?.getEvent()?.getMetadataMap().get('created') ?? NaN) / 10_000;
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

// Our id travels in the event's metadata, around what the writer gave, byte for byte:
//
//     {"demarche":"6f9619ff-8b86-4011-b42d-00c04fc964ff","metadata":…}
//
// To the server each attempt has an id of its own. Its idempotency compares ids alone, never content, and then answers
// as if it had written; for `any` it remembers only the latest events. So an append that it takes for a repeat could be
// acknowledged although other content is in the log, and nobody could tell who of two wrote first. With ids that never
// come twice its answer always speaks of this attempt, and what is a repeat is for us alone to say (writer.ts). One
// attempt keeps its ids when it is sent again after a lost answer: then the server's rule is the right one.

const HEAD = '{"demarche":"';
const MIDDLE = '","metadata":';
const WRAPPED = /^\{"demarche":"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}","metadata":/;

export function wrap({ id, metadata }: EventData): string {
  return `${HEAD}${id}${MIDDLE}${metadata}}`;
}

export function unwrap(custom: string): { readonly id: string | null; readonly metadata: string } {
  if (!WRAPPED.test(custom) || !custom.endsWith('}')) return { id: null, metadata: custom }; // written by another program
  return { id: custom.slice(HEAD.length, HEAD.length + 36), metadata: custom.slice(HEAD.length + 36 + MIDDLE.length, -1) };
}

/** Largest part of an append in one message; the server puts the parts together again before it writes. */
const PART_BYTES = 512 * 1024;

export interface Proposal {
  readonly correlation: string;
  readonly parts: readonly BatchAppendReq[];
  readonly bytes: number;
}

/** An append as it goes over the wire: exactly at one revision (-1: of a stream that is not there), all of it or nothing. */
export function proposal(stream: string, expected: number, events: readonly EventData[]): Proposal {
  const correlation = randomUUID();
  const parts: BatchAppendReq[] = [];
  let part: BatchAppendReq | null = null;
  let inPart = 0;
  let bytes = 0;
  for (const event of events) {
    const message = new ProposedMessage();
    message.setId(uuid(randomUUID()));
    message.getMetadataMap().set('type', event.type).set('content-type', 'application/json');
    const data = Buffer.from(event.data, 'utf8');
    const metadata = Buffer.from(wrap(event), 'utf8');
    message.setData(data);
    message.setCustomMetadata(metadata);
    const size = data.length + metadata.length + event.type.length + 64;
    if (part === null || inPart + size > PART_BYTES) {
      part = new streams.BatchAppendReq();
      part.setCorrelationId(uuid(correlation));
      parts.push(part);
      inPart = 0;
    }
    part.addProposedMessages(message);
    inPart += size;
    bytes += size;
  }
  const options = new AppendOptions();
  options.setStreamIdentifier(identifier(stream));
  // The stub asks for Google's `Empty`; both are nothing on the wire, and the client itself gives this one.
  // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment
  if (expected < 0) options.setNoStream(new shared.Empty());
  else options.setStreamPosition(String(expected));
  parts[0]?.setOptions(options);
  parts.at(-1)?.setIsFinal(true);
  return { correlation, parts, bytes };
}

function uuid(value: string): InstanceType<typeof shared.UUID> {
  const id = new shared.UUID();
  id.setString(value);
  return id;
}

/** The server's word on one append. */
export type Answer =
  | { readonly kind: 'written'; readonly revision: number; readonly position: LogPosition }
  /** -1: there is no such stream. */
  | { readonly kind: 'wrong-revision'; readonly actual: number }
  | { readonly kind: 'access-denied' | 'stream-deleted' | 'too-large' | 'refused' | 'not-now'; readonly said: string };

export function answerOf(response: BatchAppendResp): Answer {
  const success = response.getSuccess();
  if (success) {
    const position = success.getPosition();
    return {
      kind: 'written',
      revision: toRevision(success.getCurrentRevision()),
      position: { commit: position?.getCommitPosition() ?? '0', prepare: position?.getPreparePosition() ?? '0' },
    };
  }
  const error = response.getError();
  const details = error?.getDetails();
  const name = details?.getTypeName() ?? '';
  const message = error?.getMessage() ?? '';
  const said = message === '' ? name : message;
  switch (name.slice(name.lastIndexOf('.') + 1)) {
    case 'WrongExpectedVersion': {
      const wrong = details?.unpack((bytes) => shared.WrongExpectedVersion.deserializeBinary(bytes), name);
      return { kind: 'wrong-revision', actual: wrong?.hasCurrentNoStream() ? -1 : toRevision(wrong?.getCurrentStreamRevision() ?? '') };
    }
    case 'AccessDenied':
      return { kind: 'access-denied', said };
    case 'StreamDeleted':
      return { kind: 'stream-deleted', said };
    case 'MaximumAppendSizeExceeded':
    case 'MaximumAppendEventSizeExceeded':
      return { kind: 'too-large', said };
    case 'BadRequest':
    case 'InvalidTransaction':
      return { kind: 'refused', said };
    default: // timeouts, a server that starts or is busy, a change of leader: nothing is known, so it is sent again
      return { kind: 'not-now', said };
  }
}
