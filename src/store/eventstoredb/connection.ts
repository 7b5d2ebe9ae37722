/** The way to the server: the client's own discovery, TLS, credentials and change of node; calls are made on its stubs. */
import { EventStoreDBClient } from '@eventstore/db-client';
import grpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type * as grpcTypes from '@grpc/grpc-js';
import { storeError } from '../port.ts';
import { CERTIFICATE_REMEDY } from './errors.ts';
import { withoutSecrets } from './location.ts';
import { readRequest, type BatchAppendReq, type BatchAppendResp, type ReadResp, type ReadSpec } from './wire.ts';

type StreamsClient = InstanceType<typeof grpc.StreamsClient>;
type CallArguments = [metadata: grpcTypes.Metadata, options: Partial<grpcTypes.CallOptions>];
type Channel = ReturnType<StreamsClient['getChannel']>;
export type BatchCall = ReturnType<StreamsClient['batchAppend']>;

/** What the client keeps for its own methods (6.2.1, which the lock file pins): we make other calls on the same channel. */
interface Inside {
  getChannel(): Promise<Channel>;
  /** Connects anew next time, to the leader if the error names one, where the error says that this is called for. */
  handleError(client: StreamsClient, error: Error): Promise<void>;
  callArguments(options: { requiresLeader?: boolean }, callOptions: { deadline: number }): CallArguments;
}

/** What a connection string may say besides the hosts; the case, - and _ make no difference. */
const OPTIONS = [
  ...'tls tlsCAFile userCertFile userKeyFile nodePreference connectionName keepAliveInterval keepAliveTimeout'.split(' '),
  ...'maxDiscoverAttempts discoveryInterval gossipTimeout defaultDeadline tlsVerifyCert throwOnAppendFailure dnsDiscover'.split(' '),
];

/**
 * Options that the client would pass over: it says so on stderr, with the whole connection string and the password in it,
 * and goes on. Whoever mistyped `tls` wants to know before anything is sent.
 */
function assertOptions(connectionString: string, location: string): void {
  const flat = (name: string): string => name.trim().toLowerCase().replaceAll(/[_-]/g, '');
  for (const option of (connectionString.split('?', 2)[1] ?? '').split('&')) {
    const [name = '', value = ''] = option.split('=', 2);
    if (name === '') continue; // the client says what is wrong with that
    if (!OPTIONS.some((known) => flat(known) === flat(name))) {
      const shown = /^[a-z][\w-]{0,40}$/i.test(name) ? `the option "${name}", which` : 'an option that';
      throw storeError(
        'StoreUnreachable',
        `the connection string of ${location} has ${shown} nobody knows`,
        `It may have ${OPTIONS.slice(0, 6).join(', ')} … and prefix.`,
      );
    }
    if (flat(name) === 'tlsverifycert' && value.trim() !== 'true') {
      throw storeError(
        'StoreUnreachable',
        `tlsVerifyCert=${value.trim() === 'false' ? 'false' : '…'} cannot be had at ${location}: certificates are always checked`,
        CERTIFICATE_REMEDY,
      );
    }
  }
}

/** Messages that are read at one go, before whoever waits for the first of them gets it. */
const CHUNK = 256;

/** What whoever reads makes of the silence. */
export interface Fate {
  lost?: Error;
}

export class Connection {
  /** Hosts, without credentials. */
  readonly location: string;
  readonly #inside: Inside;
  /** Whether what is read is what the leader has. */
  readonly requiresLeader: boolean;
  readonly #clients = new Map<Channel, StreamsClient>();
  readonly #cancels = new Set<() => void>();
  #closed = false;

  /** @throws StoreUnreachable when the connection string cannot be understood. Nothing is sent yet. */
  constructor(connectionString: string) {
    this.location = withoutSecrets(connectionString);
    assertOptions(connectionString, this.location);
    try {
      // KurrentDB is the later name of the same server; its protocol is this one.
      const client = EventStoreDBClient.connectionString(connectionString.trim().replace(/^kurrent(?:db)?(?=:|\+)/, 'esdb'));
      this.#inside = client as unknown as Inside;
    } catch (e) {
      // The client's own message repeats the whole string, with the password.
      const problem = e instanceof Error ? (e.message.split('\n')[0] ?? '').replaceAll(connectionString, '…') : '';
      throw storeError(
        'StoreUnreachable',
        `${this.location} is no connection string that can be understood${problem.startsWith('Unexpected') ? '' : `: ${problem}`}`,
        problem.includes('File was not found')
          ? 'Check the paths in tlsCAFile, userCertFile and userKeyFile.'
          : 'Write it like esdb://user:password@host:2113 or esdb+discover://host:2113?tls=true.',
      );
    }
    // With the usual preference for the leader everything goes to the leader, so that one reads what one wrote. Whoever
    // prefers a follower wants to take load off the leader, and gets what that node has.
    this.requiresLeader = !/[?&]nodepreference=(?!leader)/i.test(connectionString.replace(/node[_-]preference/i, 'nodepreference'));
  }

  /** Sends and takes what `batchAppend` carries; the caller listens to `data`, `error` and `end`. */
  async openBatch(): Promise<{ readonly call: BatchCall; readonly failed: (error: Error) => Promise<void> }> {
    const client = await this.#client();
    const call = client.batchAppend(...this.#arguments());
    return { call, failed: (error) => this.#failed(client, error) };
  }

  /**
   * Messages of one read in the pieces in which they arrive. Where none comes for `idleMs`, an empty piece; a null waits
   * without end: a live subscription may be silent for days (a dead connection is noticed by the client's keep-alive).
   * What waited too long says so in `fate`: a connection may be dead without showing it, and the next call needs another.
   * Between two pieces nothing is fetched beyond a small buffer, so a slow reader slows down the server.
   *
   * @throws what the call fails with; the next call then goes over a new connection where that is called for.
   */
  async *read(spec: ReadSpec, idleMs: () => number | null, fate: Fate = {}, signal?: AbortSignal): AsyncGenerator<readonly ReadResp[]> {
    const client = await this.#client();
    const call = client.read(readRequest(spec), ...this.#arguments());
    const state: { ended: boolean; error: Error | null } = { ended: false, error: null };
    let wake: () => void = () => undefined;
    const nudge = (): void => wake();
    const cancel = (): void => {
      state.ended = true;
      call.cancel();
      nudge();
    };
    call.on('readable', nudge);
    call.on('end', () => {
      state.ended = true;
      nudge();
    });
    call.on('error', (error) => {
      state.error = error;
      nudge();
    });
    this.#cancels.add(cancel);
    signal?.addEventListener('abort', cancel);
    let finished = false;
    try {
      while (!signal?.aborted && !this.#closed) {
        const piece: ReadResp[] = [];
        for (let message; piece.length < CHUNK && (message = call.read() as ReadResp | null) !== null;) piece.push(message);
        if (piece.length > 0) {
          yield piece;
          continue;
        }
        if (state.error) throw state.error;
        if (state.ended) {
          finished = true;
          return;
        }
        const idle = await new Promise<boolean>((resolve) => {
          const ms = idleMs();
          const timer = ms === null ? null : setTimeout(() => resolve(true), ms);
          wake = () => {
            if (timer) clearTimeout(timer);
            resolve(false);
          };
        });
        if (idle) yield [];
      }
      finished = true;
    } catch (e) {
      if (e instanceof Error) await this.#failed(client, e);
      throw e;
    } finally {
      if (!finished || !state.ended) call.cancel();
      if (fate.lost) await this.#failed(client, fate.lost);
      this.#cancels.delete(cancel);
      signal?.removeEventListener('abort', cancel);
    }
  }

  /** Ends reads and closes what is open. */
  close(): void {
    this.#closed = true;
    for (const cancel of [...this.#cancels]) cancel();
    for (const channel of this.#clients.keys()) channel.close();
    this.#clients.clear();
  }

  /** The client stumbles over errors that lack a detail it expects; then there is nothing to connect anew for. */
  async #failed(client: StreamsClient, error: Error): Promise<void> {
    await this.#inside.handleError(client, error).catch(() => undefined);
  }

  #arguments(): CallArguments {
    return this.#inside.callArguments({ requiresLeader: this.requiresLeader }, { deadline: Infinity });
  }

  async #client(): Promise<StreamsClient> {
    const channel = await this.#inside.getChannel();
    if (this.#closed) {
      channel.close();
      throw storeError('StoreClosed', `the log ${this.location} has been closed`, 'Open it again.');
    }
    let client = this.#clients.get(channel);
    if (!client) {
      // The address is not used: the channel is given.
      client = new grpc.StreamsClient('', undefined as never, { channelOverride: channel });
      for (const old of this.#clients.keys()) old.close(); // replaced; calls that are under way on it come to their end
      this.#clients.clear();
      this.#clients.set(channel, client);
    }
    return client;
  }
}

export function writeTo(call: BatchCall, parts: readonly BatchAppendReq[]): boolean {
  let room = true;
  for (const part of parts) room = call.write(part);
  return room;
}

export type { BatchAppendResp };
