/** Everything that can go wrong, as problems of RFC 9457: one place that turns the program's errors into answers. */
import type { ImportError, KeyConflict, RevisionConflict } from '../errors.ts';
import type { NotFound } from '../query/errors.ts';
import type { CoordinateError } from '../../projections/coordinates.ts';
import type { Fault, Rejection, RejectionCode } from '../record/rejection.ts';
import type { StoreError } from '../store/port.ts';
import type { Problem } from './schemas.ts';

/** Where in a request something is wrong. */
export type Place = NonNullable<Problem['errors']>[number];

/** A refusal of ours, as it is thrown. */
export interface HttpProblem extends Error {
  readonly kind: 'HttpProblem';
  readonly status: number;
  readonly code: string;
  readonly remedy?: string;
  readonly errors?: readonly Place[];
  /** The ETag as it is now, with 412. */
  readonly current?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export const isHttpProblem = (e: unknown): e is HttpProblem => e instanceof Error && (e as Partial<HttpProblem>).kind === 'HttpProblem';

export function httpProblem(
  status: number,
  code: string,
  message: string,
  more: Partial<Pick<HttpProblem, 'remedy' | 'errors' | 'current' | 'headers'>> = {},
): HttpProblem {
  return Object.assign(new Error(message), { name: 'HttpProblem', kind: 'HttpProblem' as const, status, code, ...more });
}

/** What a status is called (RFC 9110). */
export const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  408: 'Request Timeout',
  409: 'Conflict',
  412: 'Precondition Failed',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  421: 'Misdirected Request',
  422: 'Unprocessable Content',
  428: 'Precondition Required',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  503: 'Service Unavailable',
  507: 'Insufficient Storage',
};

/** Rejections that say what the record is like, rather than what the command is like. */
const CONFLICTS = new Set<RejectionCode>([
  'DuplicateDevelopment',
  'DuplicateSource',
  'DuplicateActor',
  'DuplicateDossier',
  'DuplicateIssue',
  'DevelopmentRetracted',
  'AlreadyRetracted',
  'NotRetracted',
  'AlreadyWithdrawn',
  'NotWithdrawn',
  'AlreadyMerged',
  'NothingToChange',
]);
/** Where a command names what it acts on; in a path that is the resource itself. */
const TARGETS = new Set(['/development', '/id', '/dossier']);

/** Which faults of a command lie in the path of the request: the pointers of the command's parts that it gives. */
export interface Origin {
  readonly inPath?: ReadonlySet<string>;
}

const placeOf = (fault: Fault, { inPath }: Origin): Place => {
  const { code, pointer, message, remedy } = fault;
  return {
    in: inPath?.has(pointer) ? 'path' : pointer === '/expectedVersion' || pointer === '/key' ? 'header' : 'body',
    pointer,
    code,
    message,
    ...(remedy !== undefined && { remedy }),
  };
};

function ofRejection({ code, faults }: Rejection, origin: Origin): HttpProblem {
  const [first] = faults;
  const isTarget = first !== undefined && TARGETS.has(first.pointer) && (origin.inPath?.has(first.pointer) ?? false);
  const status =
    isTarget && (code.startsWith('Unknown') || code === 'InvalidInput')
      ? 404
      : code === 'WrongExpectedVersion'
        ? 412
        : CONFLICTS.has(code)
          ? 409
          : 422;
  const n = faults.length;
  const detail = n === 1 ? `nothing was written: ${first!.message}` : `nothing was written: ${n} things are wrong`;
  return httpProblem(status, code, detail, {
    ...(n === 1 && first!.remedy !== undefined && { remedy: first!.remedy }),
    errors: faults.slice(0, 100).map((f) => placeOf(f, origin)),
  });
}

/** What a failure of the store is; what is not named here is that the store cannot be used now. */
const STORE: Readonly<Record<string, number>> = {
  WrongExpectedRevision: 409,
  IdempotencyConflict: 409,
  InvalidAppend: 422,
  StoreFull: 507,
};
const PASSING = new Set<string>(['StoreBusy', 'StoreClosed', 'StoreUnreachable']);

const ofStore = (e: StoreError): HttpProblem =>
  httpProblem(STORE[e.code] ?? 503, e.code, e.message, {
    remedy: e.remedy,
    ...(PASSING.has(e.code) && { headers: { 'Retry-After': '1' } }),
  });

const kindOf = (e: unknown): unknown => (e instanceof Error ? (e as Error & { kind?: unknown }).kind : undefined);

/** Remedies are told to whoever is at a command line: the flags are parameters here, and some verbs are paths. */
const overHttp = (remedy: string): string =>
  remedy
    .replace(/demarche token list\b/, 'GET /tokens')
    .replace(/demarche search\b/, 'GET /search?q=WORDS')
    .replace(/demarche (actors|sources)\b/, 'GET /$1')
    .replace(/--(\w)/g, '?$1');

/** An instant with a zone east of Greenwich, sent as it is: in an address, a + stands for a space. */
const LOST_PLUS = /T\d\d:\d\d\S* \d\d:\d\d"/;

/** What is wrong with a coordinate, at the parameter that gave it. */
export function coordinateProblem({ code, message }: Pick<CoordinateError, 'code' | 'message'>, parameter: string): HttpProblem {
  const remedy =
    code === 'UnknownPosition'
      ? 'leave it out for the record as it is now'
      : LOST_PLUS.test(message)
        ? 'in an address a + stands for a space: write %2B'
        : undefined;
  return httpProblem(400, code, message, {
    ...(remedy !== undefined && { remedy }),
    errors: [{ in: 'query', pointer: `/${parameter}`, code, message, ...(remedy !== undefined && { remedy }) }],
  });
}

/** What anything that was thrown is to the client; undefined for what is our own fault. */
export function explained(e: unknown, origin: Origin = {}): HttpProblem | undefined {
  switch (kindOf(e)) {
    case 'HttpProblem':
      return e as HttpProblem;
    case 'NotFound': {
      const { what, message, remedy } = e as NotFound;
      return httpProblem(404, `No${what[0]!.toUpperCase()}${what.slice(1)}`, message, { remedy: overHttp(remedy) });
    }
    case 'CoordinateError':
      return coordinateProblem(e as CoordinateError, (e as CoordinateError).coordinate);
    case 'EdtfError':
      return httpProblem(400, 'InvalidDate', (e as Error).message);
    case 'Rejection':
      return ofRejection(e as Rejection, origin);
    case 'ImportError': {
      const { faults } = e as ImportError;
      return httpProblem(
        422,
        'BatchRefused',
        `nothing was written: ${faults.length} ${faults.length === 1 ? 'thing is' : 'things are'} wrong`,
        {
          remedy: 'correct them and send the batch again, or write the others with ?partial=true',
          errors: faults.slice(0, 100).map(({ line, pointer, code, message, remedy }) => ({
            in: 'body' as const,
            pointer: `/commands/${line - 1}${pointer}`,
            code,
            message,
            ...(remedy !== undefined && { remedy }),
          })),
        },
      );
    }
    case 'KeyConflict': {
      const { message } = e as KeyConflict;
      return httpProblem(422, 'KeyConflict', message, {
        remedy: 'a key stands for one command: send another Idempotency-Key',
        errors: [{ in: 'header', pointer: '/idempotency-key', code: 'KeyConflict', message }],
      });
    }
    case 'RevisionConflict': {
      const { message, actual } = e as RevisionConflict;
      return httpProblem(412, 'RevisionConflict', message, {
        remedy: 'read it again, decide again, and send the new ETag in If-Match',
        errors: [{ in: 'header', pointer: '/if-match', code: 'RevisionConflict', message }],
        ...(actual !== null && { current: `"${actual}"`, headers: { ETag: `"${actual}"` } }),
      });
    }
    case 'StoreError':
      return ofStore(e as StoreError);
    default:
      return undefined;
  }
}

/** The body of a problem. */
export function problemBody(p: HttpProblem, requestId: string): Problem {
  const { status, code, message, remedy, errors, current } = p;
  return {
    type: `/docs#problem-${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail: message,
    code,
    instance: `urn:request:${requestId}`,
    ...(remedy !== undefined && { remedy }),
    ...(current !== undefined && { current }),
    ...(errors && { errors }),
  };
}
