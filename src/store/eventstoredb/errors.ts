/** What the server and the connection report, said in the words of the port. */
import { isStoreError, storeError, type StoreError } from '../port.ts';

/** gRPC status codes, https://grpc.io/docs/guides/status-codes/. */
const CANCELLED = 1;
const UNKNOWN = 2;
const INVALID_ARGUMENT = 3;
const DEADLINE_EXCEEDED = 4;
const NOT_FOUND = 5;
const PERMISSION_DENIED = 7;
const RESOURCE_EXHAUSTED = 8;
const ABORTED = 10;
const INTERNAL = 13;
export const UNAVAILABLE = 14;
const UNAUTHENTICATED = 16;

/** What a gRPC call fails with: structure only, since two copies of the library need not share a class. */
export interface ServiceFailure extends Error {
  readonly code: number;
  readonly details: string;
  readonly metadata?: { getMap(): Record<string, unknown> };
}

export function isServiceFailure(e: unknown): e is ServiceFailure {
  return (
    e instanceof Error && typeof (e as { code?: unknown }).code === 'number' && typeof (e as { details?: unknown }).details === 'string'
  );
}

/** A failure of the connection that we found ourselves, in the form in which the client understands it: it will connect anew. */
export function connectionLost(details: string): ServiceFailure {
  return Object.assign(new Error(details), { code: UNAVAILABLE, details });
}

/** What the server calls the failure: `not-leader`, `access-denied`, `stream-deleted` … */
function exceptionOf(e: ServiceFailure): string | undefined {
  const name = e.metadata?.getMap()['exception'];
  return typeof name === 'string' ? name : undefined;
}

/**
 * Whether the same call may succeed a moment later: the connection broke, the node is no leader (any more), there is no
 * leader at the moment, the server is starting, busy or too slow. What we say ourselves (StoreError) is final.
 */
export function isTransient(e: unknown): boolean {
  if (isStoreError(e)) return false;
  // The client says so when no node of the cluster could be asked who leads.
  if (!isServiceFailure(e))
    return e instanceof Error && (e.message.startsWith('Failed to discover') || e.message.includes('Channel has been shut down'));
  const exception = exceptionOf(e);
  if (exception === 'not-leader') return true;
  if (exception !== undefined) return false;
  switch (e.code) {
    case CANCELLED:
    case DEADLINE_EXCEEDED:
    case ABORTED:
    case INTERNAL:
    case UNAVAILABLE:
      return true;
    case RESOURCE_EXHAUSTED:
      return !e.details.includes('larger than max'); // a message too large stays too large
    case UNKNOWN: // a node that goes down, or has no leader, says all sorts of things; only its verdict on a request stays
      return !/^Unexpected |InvalidPosition/.test(e.details);
    default:
      return false;
  }
}

/** The {@link StoreError} for whatever was thrown while `doing` something at `location`. */
export function asStoreError(e: unknown, location: string, doing: string): StoreError {
  if (isStoreError(e)) return e;
  const cause = { cause: e };
  const said = isServiceFailure(e) ? `${e.details || e.message} (gRPC ${e.code})` : e instanceof Error ? e.message : String(e);
  if (isServiceFailure(e)) {
    const exception = exceptionOf(e);
    if (exception === 'access-denied' || e.code === PERMISSION_DENIED || e.code === UNAUTHENTICATED)
      return accessDenied(location, doing, said, cause);
    if (exception === 'stream-deleted') return streamDeleted(location, `${doing} met a deleted stream: ${said}`, cause);
    if (exception === 'maximum-append-size-exceeded' || exception === 'maximum-append-event-size-exceeded') return tooLarge(said, cause);
    if (e.code === UNKNOWN && e.details.includes('InvalidPosition')) return noSuchPosition(location, cause);
    if (e.code === INVALID_ARGUMENT || e.code === NOT_FOUND) {
      return storeError(
        'StoreUnreachable',
        `${doing} failed at ${location}: the server refuses the call: ${said}`,
        'Check that the server is EventStoreDB 24.10 or a newer one that speaks its protocol.',
        cause,
      );
    }
  }
  return unreachable(location, doing, said, cause);
}

/** What Node and OpenSSL say of certificates that cannot be checked, and of a server that speaks no TLS. */
const OF_CERTIFICATES = /certificate|SSL routines|altnames/i;
export const CERTIFICATE_REMEDY =
  'Name the authority that signed the certificate of the server: tlsCAFile=/path/ca.crt in the connection string, or NODE_EXTRA_CA_CERTS. A server without TLS wants tls=false.';

export function unreachable(location: string, doing: string, said: string, more: { cause?: unknown; stream?: string } = {}): StoreError {
  return storeError(
    'StoreUnreachable',
    `${doing} failed: ${location} did not answer as it should: ${said}`,
    OF_CERTIFICATES.test(said)
      ? CERTIFICATE_REMEDY
      : 'Check that the server runs, that the address, tls and the credentials in the connection string are right, and that a majority of the cluster is up; then try again.',
    more,
  );
}

/** No answer came, in all the time that we waited: whether it was written is not known. */
export function unanswered(location: string, stream: string, said: string, cause: unknown): StoreError {
  return storeError(
    'StoreUnreachable',
    `appending to ${stream} at ${location} was not acknowledged in time: ${said}; it may have been written or not`,
    'Append the same events with the same ids again once the server answers: nothing is written twice.',
    { cause, stream },
  );
}

export function accessDenied(location: string, doing: string, said: string, more: { cause?: unknown; stream?: string } = {}): StoreError {
  return storeError(
    'StoreAccessDenied',
    `${doing} is not allowed at ${location}: ${said}`,
    'Put a user into the connection string who may read $all, which by itself only administrators may, and read and write the streams of this prefix: esdb://user:password@host:2113.',
    more,
  );
}

export function streamDeleted(location: string, message: string, more: { cause?: unknown; stream?: string } = {}): StoreError {
  return storeError(
    'StreamDeleted',
    `${message} (at ${location})`,
    'Somebody deleted it on the server, past this program, which never deletes. Restore a backup, or record under another id.',
    more,
  );
}

export function tooLarge(said: string, more: { cause?: unknown; stream?: string } = {}): StoreError {
  return storeError(
    'InvalidAppend',
    `the append is larger than the server takes in one piece: ${said}`,
    'Make the command smaller, or raise MaxAppendSize on the server.',
    more,
  );
}

export function noSuchPosition(location: string, more: { cause?: unknown } = {}): StoreError {
  return storeError(
    'InvalidAppend',
    `the position is not one of the log at ${location}`,
    'It comes from another log, or from this one before an older backup was put in its place: forget the position and read from the start.',
    more,
  );
}
