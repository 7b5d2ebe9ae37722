/** EventStoreDB: one server or a cluster, shared by any number of processes on any number of machines. */
import { storeError } from '../port.ts';
import { badArgument } from '../sqlite/errors.ts';
import { Connection } from './connection.ts';
import { apart, DEFAULT_PREFIX } from './location.ts';
import { EventStoreDbStore } from './store.ts';
import type { WriterHooks } from './writer.ts';

export type { EventStoreDbStore } from './store.ts';
export type { WriterHooks } from './writer.ts';

export interface EventStoreDbOptions {
  /** What the names of our streams begin with on the server; what the connection string says
   * (`prefix=…`), or `demarche-`, when left out. No other prefix there may begin with it. */
  readonly prefix?: string;
  readonly readOnly?: boolean;
  /** What to do about a log that has no events yet, or has some: `if-missing` (begin it) when left out. */
  readonly create?: 'if-missing' | 'must-exist' | 'must-not-exist';
  /**
   * Where an event id must not come twice: `log` (when left out) reads the whole log before the first append, some 20
   * bytes a event in memory, and keeps following it. `stream` suffices where ids are made from the stream's name, as this
   * program's are, and needs neither.
   */
  readonly ids?: 'log' | 'stream';
  /** How long to go on trying while the server does not answer, in milliseconds; 10 seconds when left out. */
  readonly timeoutMs?: number;
  /** How long a subscription goes on trying after an interruption, in milliseconds; 10 minutes when left out. */
  readonly outageMs?: number;
  /** Appends that are on their way at a time; 1000 when left out. */
  readonly inFlight?: number;
  /** For tests and campaigns: code at the points where a fault matters. */
  readonly hooks?: WriterHooks;
}

/**
 * Opens the log on a server: `esdb://user:password@host:2113?tls=true`, several hosts or `esdb+discover://name` for a
 * cluster. Credentials, TLS (`tls`, `tlsCAFile`, `userCertFile`, `userKeyFile`), `nodePreference`, discovery and
 * keep-alive are taken from there. One small read tells whether the server can be reached.
 *
 * @throws StoreUnreachable, StoreAccessDenied, InvalidAppend for a prefix that cannot be one.
 */
export async function openEventStoreDb(connectionString: string, options: EventStoreDbOptions = {}): Promise<EventStoreDbStore> {
  const { server, prefix: named } = apart(connectionString);
  const prefix = options.prefix ?? named ?? DEFAULT_PREFIX;
  if (prefix === '' || prefix.startsWith('$') || !prefix.isWellFormed()) {
    throw badArgument(
      `"${prefix}" cannot be the prefix of our streams`,
      'Give a prefix that no other program uses and that does not begin with $, like demarche-.',
    );
  }
  const store = new EventStoreDbStore(new Connection(server), {
    prefix,
    ids: options.ids ?? 'log',
    readOnly: options.readOnly ?? false,
    timeoutMs: options.timeoutMs ?? 10_000,
    outageMs: options.outageMs ?? 600_000,
    inFlight: options.inFlight ?? 1000,
    hooks: options.hooks ?? {},
  });
  try {
    const { create = 'if-missing' } = options;
    if (create === 'if-missing') {
      await store.reach();
      return store;
    }
    const isEmpty = (await store.head()) === null;
    if (isEmpty && create === 'must-exist') {
      throw storeError(
        'StoreNotFound',
        `there is no record at ${store.location}`,
        'Check the address and the prefix, or record something first.',
      );
    }
    if (!isEmpty && create === 'must-not-exist') {
      throw storeError(
        'StoreUnreachable',
        `there already is a record at ${store.location}, and it is not overwritten`,
        'Give another prefix: …&prefix=name-',
      );
    }
  } catch (e) {
    await store.close();
    throw e;
  }
  return store;
}
