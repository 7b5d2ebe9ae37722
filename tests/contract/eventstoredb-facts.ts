/**
 * What the adapter takes for granted about EventStoreDB, one observation a test, made with the bare protocol. They run on
 * whichever server the tests run on: on a real one they say whether it still is as it was seen (24.10), on the stand-in
 * whether that is like the real one.
 */
import { randomUUID } from 'node:crypto';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import { EventStoreDBClient } from '@eventstore/db-client';
import type { Metadata } from '@grpc/grpc-js';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Connection } from '../../src/store/eventstoredb/connection.ts';
import { isServiceFailure } from '../../src/store/eventstoredb/errors.ts';
import { answerOf, type Answer, type ReadResp, type ReadSpec } from '../../src/store/eventstoredb/wire.ts';

type Expected = number | 'none' | 'any' | 'exists';
interface Sent {
  readonly id: string;
  readonly data: string;
}
interface Got extends Sent {
  readonly stream: string;
  readonly revision: number;
  readonly commit: string;
  readonly prepare: string;
  readonly type: string | undefined;
  readonly metadata: string;
}

export function eventStoreDbFacts(name: string, connectionString: string): void {
  describe(`facts about ${name}`, () => {
    const connection = new Connection(connectionString);
    let prefix = '';
    let call: Awaited<ReturnType<Connection['openBatch']>>['call'];
    const answers = new Map<string, (answer: Answer) => void>();

    beforeAll(async () => {
      ({ call } = await connection.openBatch());
      call.on('data', (response: Parameters<typeof answerOf>[0]) =>
        answers.get(response.getCorrelationId()?.getString() ?? '')?.(answerOf(response)),
      );
      call.on('error', () => undefined);
    });
    beforeEach(() => {
      prefix = `f${randomUUID().slice(0, 8)}-`;
    });
    afterAll(() => {
      call.cancel();
      connection.close();
    });

    const sent = (data: unknown = {}): Sent => ({ id: randomUUID(), data: JSON.stringify(data) });

    /** Sends one append with ids, expectation and content as given; nothing of the adapter's own in it. */
    function append(stream: string, expected: Expected, ...events: readonly Sent[]): Promise<Answer> {
      const uuid = (value: string) => {
        const id = new shared.UUID();
        id.setString(value);
        return id;
      };
      const options = new streams.BatchAppendReq.Options();
      const identifier = new shared.StreamIdentifier();
      identifier.setStreamName(Buffer.from(prefix + stream, 'utf8'));
      options.setStreamIdentifier(identifier);
      const nothing = new shared.Empty() as never;
      if (expected === 'none') options.setNoStream(nothing);
      else if (expected === 'any') options.setAny(nothing);
      else if (expected === 'exists') options.setStreamExists(nothing);
      else options.setStreamPosition(String(expected));
      const request = new streams.BatchAppendReq();
      const correlation = randomUUID();
      request.setCorrelationId(uuid(correlation));
      request.setOptions(options);
      request.setIsFinal(true);
      for (const { id, data } of events) {
        const message = new streams.BatchAppendReq.ProposedMessage();
        message.setId(uuid(id));
        message.getMetadataMap().set('type', 'noted').set('content-type', 'application/json');
        message.setData(Buffer.from(data, 'utf8'));
        message.setCustomMetadata(Buffer.from('<no json>', 'utf8'));
        request.addProposedMessages(message);
      }
      return new Promise((resolve) => {
        answers.set(correlation, resolve);
        call.write(request);
      });
    }

    const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
    function got(message: ReadResp): Got[] {
      const recorded = message.getEvent()?.getEvent();
      if (!recorded) return [];
      return [
        {
          id: recorded.getId()!.getString(),
          stream: text(recorded.getStreamIdentifier()!.getStreamName_asU8()).slice(prefix.length),
          revision: Number(recorded.getStreamRevision()),
          commit: recorded.getCommitPosition(),
          prepare: recorded.getPreparePosition(),
          type: recorded.getMetadataMap().get('type'),
          data: text(recorded.getData_asU8()),
          metadata: text(recorded.getCustomMetadata_asU8()),
        },
      ];
    }
    async function read(spec: Partial<ReadSpec>): Promise<Got[]> {
      const events: Got[] = [];
      const whole = { prefix, from: 'start' as const, backwards: false, count: 1000, ...spec };
      for await (const piece of connection.read(whole, () => null)) events.push(...piece.flatMap(got));
      return events;
    }
    /** What a subscription says until it has said that it has caught up. */
    async function follow(from: ReadSpec['from']): Promise<string[]> {
      const told: string[] = [];
      const spec = { prefix, from, backwards: false, count: 'subscribe' as const };
      for await (const piece of connection.read(spec, () => null)) {
        for (const message of piece) {
          if (message.hasCaughtUp()) return [...told, 'caught up'];
          told.push(...got(message).map(({ data }) => data));
        }
      }
      return told;
    }
    const data = (events: readonly Got[]): string[] => events.map((event) => event.data);
    const failureOf = async (doing: Promise<unknown>): Promise<string> => {
      const e: unknown = await doing.then(
        () => null,
        (e: unknown) => e,
      );
      return isServiceFailure(e) ? `${e.code} ${e.details}` : String(e);
    };

    it('appends sent in one call, without waiting, are written in the order in which they were sent', async () => {
      const all = await Promise.all(
        Array.from({ length: 500 }, (_, i) => append(`s${i % 7}`, i < 7 ? 'none' : Math.floor(i / 7) - 1, sent(i))),
      );
      expect(all.every(({ kind }) => kind === 'written')).toBe(true);
      expect(data(await read({})).map(Number)).toEqual(Array.from({ length: 500 }, (_, i) => i));
    });

    it('the answer to an append is the revision and the position of its last event, as reading gives them', async () => {
      const answer = await append('a', 'none', sent(1), sent(2), sent(3));
      const last = (await read({})).at(-1)!;
      expect(answer).toEqual({ kind: 'written', revision: 2, position: { commit: last.commit, prepare: last.prepare } });
      expect(last.commit).toBe(last.prepare);
    });

    it('a stream gives its events with the positions that they have in $all', async () => {
      await append('a', 'none', sent(1), sent(2));
      await append('b', 'none', sent(3));
      await append('a', 1, sent(4));
      const all = await read({});
      expect(data(all)).toEqual(['1', '2', '3', '4']);
      expect(await read({ stream: `${prefix}a` })).toEqual(all.filter(({ stream }) => stream === 'a'));
    });

    it('a wrong expectation is answered with the revision that is', async () => {
      await append('a', 'none', sent(1), sent(2));
      expect(await append('a', 9, sent())).toEqual({ kind: 'wrong-revision', actual: 1 });
      expect(await append('a', 0, sent())).toEqual({ kind: 'wrong-revision', actual: 1 });
      expect(await append('a', 'none', sent())).toEqual({ kind: 'wrong-revision', actual: 1 });
      expect(await append('b', 0, sent())).toEqual({ kind: 'wrong-revision', actual: -1 });
      expect(await append('b', 'exists', sent())).toEqual({ kind: 'wrong-revision', actual: -1 });
      expect(await read({})).toHaveLength(2);
    });

    it('the same ids at the same expectation are not written again, whatever came since; the answer is that of the first time', async () => {
      const first = [sent(1), sent(2)];
      const answer = await append('a', 'none', ...first);
      await append('a', 1, sent(3));
      expect(await append('a', 'none', ...first)).toEqual(answer);
      const more = [sent(4)];
      const later = await append('a', 2, ...more);
      await append('a', 3, sent(5));
      expect(await append('a', 2, ...more)).toEqual(later);
      expect(data(await read({}))).toEqual(['1', '2', '3', '4', '5']);
    });

    it('the same ids with the newest revision are written AGAIN', async () => {
      const first = sent(1);
      await append('a', 'none', first);
      expect(await append('a', 0, first)).toMatchObject({ kind: 'written', revision: 1 });
      expect(data(await read({}))).toEqual(['1', '1']);
    });

    it('the same id with OTHER content at the same expectation is acknowledged and not written', async () => {
      const first = sent('one');
      const answer = await append('a', 'none', first);
      expect(await append('a', 'none', { id: first.id, data: '"other"' })).toEqual(answer);
      expect(data(await read({}))).toEqual(['"one"']);
    });

    it('the same ids in another stream are written', async () => {
      const first = sent(1);
      await append('a', 'none', first);
      expect(await append('b', 'none', first)).toMatchObject({ kind: 'written' });
    });

    it('a part of an earlier append, followed by something new, is refused', async () => {
      const first = sent(1);
      await append('a', 'none', first);
      expect(await append('a', 'none', first, sent(2))).toEqual({ kind: 'wrong-revision', actual: 0 });
      expect(await append('a', 'any', first, sent(2))).toEqual({ kind: 'wrong-revision', actual: 0 });
    });

    it('forwards $all begins with the event at the position, backwards with the one before it, a subscription with the one behind it', async () => {
      await append('a', 'none', sent(1), sent(2), sent(3));
      const { commit, prepare } = (await read({}))[1]!;
      expect(data(await read({ from: { commit, prepare } }))).toEqual(['2', '3']);
      expect(data(await read({ from: { commit, prepare }, backwards: true }))).toEqual(['1']);
      expect(await follow({ commit, prepare })).toEqual(['3', 'caught up']);
      expect(await follow('start')).toEqual(['1', '2', '3', 'caught up']);
    });

    it('a limit counts what passes the filter', async () => {
      await append('a', 'none', sent(1), sent(2));
      const own = prefix;
      prefix = `o${own}`;
      await append('x', 'none', sent('theirs'));
      prefix = own;
      await append('a', 1, sent(3));
      expect(data(await read({ count: 3 }))).toEqual(['1', '2', '3']);
      expect(data(await read({ count: 2, from: 'end', backwards: true }))).toEqual(['3', '2']);
    });

    it('a subscription to what has no events says at once that it has caught up', async () => {
      expect(await follow('start')).toEqual(['caught up']);
    });

    it('behind the end there is nothing forwards; between two events there is no position', async () => {
      await append('a', 'none', sent(1), sent(2));
      const far = { commit: '999999999999', prepare: '999999999999' };
      expect(await read({ from: far })).toEqual([]);
      expect(await failureOf(read({ from: far, backwards: true }))).toMatch(/^2 /);
      const between = String(Number((await read({}))[0]!.commit) + 1);
      expect(await failureOf(read({ from: { commit: between, prepare: between } }))).toMatch(/InvalidPosition/);
    });

    it('a stream that is not there, or a revision behind its end, gives nothing; backwards from there, its end', async () => {
      await append('a', 'none', sent(1), sent(2));
      expect(await read({ stream: `${prefix}nobody` })).toEqual([]);
      expect(await read({ stream: `${prefix}a`, from: 50 })).toEqual([]);
      expect(data(await read({ stream: `${prefix}a`, from: 50, backwards: true }))).toEqual(['2', '1']);
    });

    it('bytes come back as they were sent, JSON or not', async () => {
      await append('a', 'none', { id: randomUUID(), data: '{ "10":1, "2":2.0 , half' });
      expect(await read({})).toMatchObject([{ data: '{ "10":1, "2":2.0 , half', metadata: '<no json>', type: 'noted' }]);
    });

    it('an append of more than a mebibyte is refused, and nothing of it written', async () => {
      const half = { id: randomUUID(), data: `"${'x'.repeat(600_000)}"` };
      expect(await append('a', 'none', half, { ...half, id: randomUUID() })).toMatchObject({ kind: 'too-large' });
      expect(await read({})).toEqual([]);
    });

    it('a tombstone is for ever: appends and reads of the stream fail', async () => {
      await append('a', 'none', sent(1));
      await tombstone(connectionString, `${prefix}a`);
      expect(await append('a', 0, sent(2))).toMatchObject({ kind: 'stream-deleted' });
      expect(await failureOf(read({ stream: `${prefix}a` }))).toMatch(/^9 .*is deleted/);
    });
  });
}

/** Deletes a stream for good, which the adapter never does. */
export async function tombstone(connectionString: string, stream: string): Promise<void> {
  const inside = EventStoreDBClient.connectionString(connectionString) as unknown as {
    getChannel(): Promise<ReturnType<InstanceType<typeof grpc.StreamsClient>['getChannel']>>;
    callArguments(options: object, callOptions: { deadline: number }): [metadata: Metadata, options: object];
  };
  const channel = await inside.getChannel();
  const client = new grpc.StreamsClient('', undefined as never, { channelOverride: channel });
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(stream, 'utf8'));
  const options = new streams.TombstoneReq.Options();
  options.setStreamIdentifier(identifier);
  options.setAny(new shared.Empty());
  const request = new streams.TombstoneReq();
  request.setOptions(options);
  // With the credentials: on a server with users not everybody may.
  const [metadata, call] = inside.callArguments({}, { deadline: Infinity });
  await new Promise<void>((resolve, reject) => client.tombstone(request, metadata, call, (e) => (e ? reject(e) : resolve())));
  channel.close();
}
