/**
 * A small server that speaks EventStoreDB's protocol as far as the adapter uses it, made of the client's own published
 * stubs; its log is in memory. It does what the real one was seen to do: every fact that it rests on is listed in
 * `tests/contract/eventstoredb-facts.ts` and held to whichever server the tests run on. It also fails on demand.
 */
import { createRequire } from 'node:module';
import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statusPb from '@eventstore/db-client/generated/status_pb.js';
import grpcStubs from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type * as Grpc from '@grpc/grpc-js';

// The very copy that the client uses, wherever the package manager has put it.
const ofClient = createRequire(createRequire(import.meta.url).resolve('@eventstore/db-client'));
const grpc = ofClient('@grpc/grpc-js') as typeof Grpc;
const { Any } = ofClient('google-protobuf/google/protobuf/any_pb.js') as { Any: new () => { pack(bytes: Uint8Array, name: string): void } };

type ReadReq = InstanceType<typeof streams.ReadReq>;
type ReadResp = InstanceType<typeof streams.ReadResp>;
type BatchReq = InstanceType<typeof streams.BatchAppendReq>;
type BatchResp = InstanceType<typeof streams.BatchAppendResp>;
type TombstoneReq = InstanceType<typeof streams.TombstoneReq>;
type TombstoneResp = InstanceType<typeof streams.TombstoneResp>;
type ProposedMessage = InstanceType<typeof streams.BatchAppendReq.ProposedMessage>;

/** What the server is to do with an append instead of writing and answering. */
export type Fault =
  | 'drop-before' // the connection breaks, nothing is written
  | 'drop-after' // it is written, then the connection breaks
  | 'swallow' // no answer, nothing written
  | 'swallow-after' // written, no answer
  | 'busy'
  | 'timeout'
  | 'not-leader'
  | 'denied';

export interface StandIn {
  readonly port: number;
  readonly connection: string;
  /** Asked for each append, in order; null where nothing is to go wrong. */
  fault: (stream: string) => Fault | null;
  /** Whether subscriptions are told that they have caught up. */
  tellsCaughtUp: boolean;
  /** Asked for each read and subscription: a failure with this gRPC code. */
  readFault: (subscription: boolean) => { code: number; details: string } | null;
  /**
   * How long a read goes through other programs' events before it finds the first of ours and, having found as many as
   * were asked for, before it ends: in milliseconds, and not a word is said meanwhile. The real server needs a second for
   * some 600,000 events, and the limit of a filtered read does not end its search. From a position on there may be little.
   */
  searchMs: (filtered: boolean, fromPosition: boolean) => number;
  /** Breaks all connections and refuses new ones; the log stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Ends every subscription with an error. */
  dropSubscriptions(): void;
  /** Calls that are open at the moment. */
  openCalls(): number;
  close(): Promise<void>;
}

interface Entry {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly metadata: readonly (readonly [string, string])[];
  readonly custom: Uint8Array;
  readonly data: Uint8Array;
}

const MAX_APPEND = 1024 * 1024;

export async function startStandIn(): Promise<StandIn> {
  const log: Entry[] = [];
  const byStream = new Map<string, Entry[]>();
  const deleted = new Set<string>();
  const live = new Set<() => void>();
  const calls = new Set<Grpc.ServerWritableStream<ReadReq, ReadResp> | Grpc.ServerDuplexStream<BatchReq, BatchResp>>();
  const subscriptions = new Set<Grpc.ServerWritableStream<ReadReq, ReadResp>>();
  let server: Grpc.Server | null = null;
  let port = 0;
  // A real log does not begin with our first event.
  let end = 733;

  const standIn: StandIn = {
    get port() {
      return port;
    },
    get connection() {
      return `esdb://127.0.0.1:${port}?tls=false`;
    },
    fault: () => null,
    tellsCaughtUp: true,
    readFault: () => null,
    searchMs: () => 0,
    start: () => listen(),
    stop: () => {
      server?.forceShutdown();
      server = null;
      return Promise.resolve();
    },
    dropSubscriptions: () => {
      for (const call of subscriptions) fail(call, grpc.status.UNAVAILABLE, 'dropped');
    },
    openCalls: () => calls.size,
    close: () => standIn.stop(),
  };

  async function listen(): Promise<void> {
    const fresh = new grpc.Server({ 'grpc.max_receive_message_length': 32 * 1024 * 1024 });
    // The types of the stubs and of this copy of the library are the same, but not to the compiler.
    fresh.addService(grpcStubs.StreamsService, { read, batchAppend, tombstone });
    port = await new Promise<number>((resolve, reject) =>
      fresh.bindAsync(`127.0.0.1:${port}`, grpc.ServerCredentials.createInsecure(), (e, bound) => (e ? reject(e) : resolve(bound))),
    );
    server = fresh;
  }

  // Reading.

  function read(call: Grpc.ServerWritableStream<ReadReq, ReadResp>): void {
    calls.add(call);
    call.on('close', () => calls.delete(call));
    call.on('cancelled', () => calls.delete(call));
    const options = call.request.getOptions()!;
    const fault = standIn.readFault(options.hasSubscription());
    if (fault) fail(call, fault.code, fault.details);
    else if (options.hasSubscription()) void subscription(call, options);
    else void once(call, options);
  }

  type Options = InstanceType<typeof streams.ReadReq.Options>;

  async function once(call: Grpc.ServerWritableStream<ReadReq, ReadResp>, options: Options): Promise<void> {
    const limit = Number(options.getCount());
    const backwards = options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;
    let entries: Iterable<Entry>;
    const of = options.getStream();
    if (of) {
      const name = Buffer.from(of.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
      if (deleted.has(name)) {
        fail(call, grpc.status.FAILED_PRECONDITION, `Event stream '${name}' is deleted.`, {
          exception: 'stream-deleted',
          'stream-name': encodeURIComponent(name),
        });
        return;
      }
      const events = byStream.get(name);
      if (!events) {
        const missing = new streams.ReadResp.StreamNotFound();
        missing.setStreamIdentifier(of.getStreamIdentifier());
        const response = new streams.ReadResp();
        response.setStreamNotFound(missing);
        call.write(response);
        call.end();
        return;
      }
      const from = of.hasEnd() ? events.length - 1 : of.hasStart() ? 0 : Number(of.getRevision());
      entries = backwards ? events.slice(0, Math.min(from + 1, events.length)).reverse() : events.slice(from);
    } else {
      const all = options.getAll()!;
      const at = all.getPosition();
      let index = all.hasStart() ? 0 : log.length;
      if (at) {
        const position = Number(at.getCommitPosition());
        index = find(position);
        const found = log[index];
        if (found ? found.position !== position : position < end || backwards) {
          const what = found || position < end ? 'InvalidPosition' : 'Error';
          fail(call, grpc.status.UNKNOWN, `Unexpected FilteredReadAllResult: ${what}`);
          return;
        }
      }
      entries = backwards ? descending(index) : ascending(index, log.length);
    }
    const matches = filterOf(options);
    const search = async (): Promise<void> => {
      const ms = of ? 0 : standIn.searchMs(options.hasFilter(), options.getAll()?.hasPosition() === true);
      if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
    };
    await search();
    let count = 0;
    for (const entry of entries) {
      if (count === limit) break;
      if (!matches(entry)) continue;
      count += 1;
      if (!(await write(call, eventResponse(entry)))) return;
    }
    await search();
    call.end();
  }

  function* ascending(from: number, to: number): Generator<Entry> {
    for (let i = from; i < to; i += 1) yield log[i]!;
  }
  function* descending(before: number): Generator<Entry> {
    for (let i = before - 1; i >= 0; i -= 1) yield log[i]!;
  }

  async function subscription(call: Grpc.ServerWritableStream<ReadReq, ReadResp>, options: Options): Promise<void> {
    const matches = filterOf(options);
    const all = options.getAll()!;
    const at = all.getPosition();
    let index = all.hasStart() ? 0 : log.length;
    if (at) {
      const position = Number(at.getCommitPosition());
      index = find(position);
      if (log[index]?.position === position) index += 1; // what comes after it
    }
    const confirmation = new streams.ReadResp.SubscriptionConfirmation();
    confirmation.setSubscriptionId(randomUUID());
    const confirmed = new streams.ReadResp();
    confirmed.setConfirmation(confirmation);
    call.write(confirmed);
    subscriptions.add(call);
    const over = { now: false };
    let wake: () => void = () => undefined;
    const nudge = (): void => wake();
    live.add(nudge);
    call.on('cancelled', () => {
      over.now = true;
      subscriptions.delete(call);
      live.delete(nudge);
      nudge();
    });
    let caughtUp = false;
    const isOver = (): boolean => over.now || call.destroyed;
    while (!isOver()) {
      for (; index < log.length && !isOver(); index += 1) {
        const entry = log[index]!;
        if (matches(entry) && !(await write(call, eventResponse(entry)))) return;
      }
      if (!caughtUp && standIn.tellsCaughtUp) {
        caughtUp = true;
        const last = log.at(-1);
        if (last) {
          const checkpoint = new streams.ReadResp.Checkpoint();
          checkpoint.setCommitPosition(String(last.position));
          checkpoint.setPreparePosition(String(last.position));
          const response = new streams.ReadResp();
          response.setCheckpoint(checkpoint);
          call.write(response);
        }
        const response = new streams.ReadResp();
        response.setCaughtUp(new streams.ReadResp.CaughtUp());
        call.write(response);
      }
      if (index === log.length) await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  /** Index of the first entry at or after a position. */
  function find(position: number): number {
    let low = 0;
    let high = log.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (log[middle]!.position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  // Writing.

  function batchAppend(call: Grpc.ServerDuplexStream<BatchReq, BatchResp>): void {
    calls.add(call);
    const gathering = new Map<
      string,
      { options: InstanceType<typeof streams.BatchAppendReq.Options>; messages: ProposedMessage[]; size: number }
    >();
    call.on('data', (request: BatchReq) => {
      const correlation = request.getCorrelationId()!;
      const key = correlation.getString();
      const options = request.getOptions();
      if (options) gathering.set(key, { options, messages: [], size: 0 });
      const append = gathering.get(key);
      if (!append) return;
      append.messages.push(...request.getProposedMessagesList());
      append.size += request
        .getProposedMessagesList()
        .reduce(
          (n, m) => n + m.getData_asU8().length + m.getCustomMetadata_asU8().length + 2 * (m.getMetadataMap().get('type') ?? '').length,
          0,
        );
      const answer = (response: BatchResp): void => {
        response.setCorrelationId(correlation);
        response.setStreamIdentifier(append.options.getStreamIdentifier());
        if (!call.destroyed && !call.cancelled) call.write(response);
      };
      if (append.size > MAX_APPEND) {
        gathering.delete(key);
        const details = new shared.MaximumAppendSizeExceeded();
        details.setMaxappendsize(MAX_APPEND);
        answer(errorResponse(3, 'MaximumAppendSizeExceeded', details));
        return;
      }
      if (!request.getIsFinal()) return;
      gathering.delete(key);
      const stream = Buffer.from(append.options.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
      const fault = standIn.fault(stream);
      switch (fault) {
        case 'drop-before':
          fail(call, grpc.status.UNAVAILABLE, 'dropped before the write');
          return;
        case 'swallow':
          return;
        case 'busy':
          answer(errorResponse(0, 'Server Is Busy', new shared.Empty()));
          return;
        case 'timeout':
          answer(errorResponse(1, 'Timeout', new shared.Timeout()));
          return;
        case 'denied':
          answer(errorResponse(7, 'AccessDenied', new shared.AccessDenied()));
          return;
        case 'not-leader':
          fail(call, grpc.status.NOT_FOUND, 'Leader info available', {
            exception: 'not-leader',
            'leader-endpoint-host': '127.0.0.1',
            'leader-endpoint-port': String(port),
          });
          return;
        default: {
          const response = append_(stream, append.options, append.messages);
          if (fault === 'drop-after') fail(call, grpc.status.UNAVAILABLE, 'dropped after the write');
          else if (fault !== 'swallow-after') answer(response);
        }
      }
    });
    call.on('end', () => call.end());
    call.on('cancelled', () => calls.delete(call));
    call.on('error', () => undefined);
  }

  /** With the server's own idempotency: it goes by ids alone; for `any` and `exists` by those it remembers, wherever they stand. */
  function append_(stream: string, options: InstanceType<typeof streams.BatchAppendReq.Options>, messages: ProposedMessage[]): BatchResp {
    if (deleted.has(stream)) {
      const details = new shared.StreamDeleted();
      details.setStreamIdentifier(options.getStreamIdentifier());
      return errorResponse(9, 'StreamDeleted', details);
    }
    const events = byStream.get(stream) ?? [];
    const current = events.length - 1;
    const ids = messages.map((message) => message.getId()!.getString());
    const wrong = (): BatchResp => {
      const details = new shared.WrongExpectedVersion();
      // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- nothing on the wire either way
      if (current < 0) details.setCurrentNoStream(new shared.Empty());
      else details.setCurrentStreamRevision(String(current));
      return errorResponse(6, 'WrongExpectedVersion', details);
    };
    const first = (): number => events.findIndex((event) => event.id === ids[0]);
    if (options.hasAny() || options.hasStreamExists()) {
      if (options.hasStreamExists() && current < 0) return wrong();
      const start = first();
      if (start >= 0) {
        if (ids.every((id) => events.some((event) => event.id === id)))
          return written(events[events.findIndex((e) => e.id === ids.at(-1))]!);
        return wrong();
      }
    } else {
      const expected = options.hasNoStream() ? -1 : Number(options.getStreamPosition());
      if (expected > current) return wrong();
      if (expected < current) {
        if (ids.every((id, i) => events[expected + 1 + i]?.id === id)) return written(events[expected + ids.length]!);
        return wrong();
      }
    }
    for (const message of messages) {
      const custom = message.getCustomMetadata_asU8();
      const data = message.getData_asU8();
      const entry: Entry = {
        position: end,
        stream,
        revision: events.length,
        id: message.getId()!.getString(),
        metadata: [...(message.getMetadataMap().entries() as unknown as [string, string][]), ['created', String(Date.now() * 10_000)]],
        custom,
        data,
      };
      end += 100 + custom.length + data.length;
      events.push(entry);
      log.push(entry);
    }
    byStream.set(stream, events);
    for (const wake of live) wake();
    return written(events.at(-1)!);
  }

  function tombstone(call: Grpc.ServerUnaryCall<TombstoneReq, TombstoneResp>, answer: Grpc.sendUnaryData<TombstoneResp>): void {
    const name = Buffer.from(call.request.getOptions()!.getStreamIdentifier()!.getStreamName_asU8()).toString('utf8');
    deleted.add(name);
    end += 100;
    answer(null, new streams.TombstoneResp());
  }

  await listen();
  return standIn;
}

function filterOf(options: InstanceType<typeof streams.ReadReq.Options>): (entry: Entry) => boolean {
  const prefixes = options.getFilter()?.getStreamIdentifier()?.getPrefixList();
  return prefixes ? ({ stream }) => prefixes.some((prefix) => stream.startsWith(prefix)) : () => true;
}

function eventResponse(entry: Entry): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(entry.id);
  recorded.setId(id);
  const stream = new shared.StreamIdentifier();
  stream.setStreamName(Buffer.from(entry.stream, 'utf8'));
  recorded.setStreamIdentifier(stream);
  recorded.setStreamRevision(String(entry.revision));
  recorded.setCommitPosition(String(entry.position));
  recorded.setPreparePosition(String(entry.position));
  for (const [name, value] of entry.metadata) recorded.getMetadataMap().set(name, value);
  recorded.setCustomMetadata(entry.custom);
  recorded.setData(entry.data);
  const event = new streams.ReadResp.ReadEvent();
  event.setEvent(recorded);
  event.setCommitPosition(String(entry.position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
}

function written(last: Entry): BatchResp {
  const position = new shared.AllStreamPosition();
  position.setCommitPosition(String(last.position));
  position.setPreparePosition(String(last.position));
  const success = new streams.BatchAppendResp.Success();
  success.setCurrentRevision(String(last.revision));
  success.setPosition(position);
  const response = new streams.BatchAppendResp();
  response.setSuccess(success);
  return response;
}

function errorResponse(code: number, message: string, details: { serializeBinary(): Uint8Array; constructor: unknown }): BatchResp {
  const any = new Any();
  const name = (Object.entries(shared) as [string, unknown][]).find(([, of]) => of === details.constructor)?.[0] ?? 'Empty';
  any.pack(details.serializeBinary(), `event_store.client.${name}`);
  const status = new statusPb.Status();
  // eslint-disable-next-line @typescript-eslint/no-unsafe-enum-assignment -- the stub's enumeration lacks names for most
  status.setCode(code);
  status.setMessage(message);
  status.setDetails(any as never);
  const response = new streams.BatchAppendResp();
  response.setError(status);
  return response;
}

/** Writes and waits until there is room for more; false where the call is over. */
async function write(call: Grpc.ServerWritableStream<ReadReq, ReadResp>, response: ReadResp): Promise<boolean> {
  const isOpen = (): boolean => !call.cancelled && !call.destroyed;
  if (!isOpen()) return false;
  if (call.write(response)) return true;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      call.off('drain', done);
      call.off('cancelled', done);
      resolve();
    };
    call.on('drain', done);
    call.on('cancelled', done);
  });
  return isOpen();
}

function fail(
  call: { emit(event: 'error', e: unknown): boolean },
  code: number,
  details: string,
  metadata: Record<string, string> = {},
): void {
  const of = new grpc.Metadata();
  for (const [name, value] of Object.entries(metadata)) of.set(name, value);
  call.emit('error', { code, details, metadata: of });
}
