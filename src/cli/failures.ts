/**
 * Failures as the command line tells them: what, where, what was expected, what to do, and the exit code that goes with it.
 *
 * | code | means |
 * |---|---|
 * | 0 | ok; an empty cell is an answer |
 * | 1 | failure, or differences with `diff --exit-code` |
 * | 2 | the command line is wrong |
 * | 3 | no such dossier, facet, development or source |
 * | 4 | somebody else was faster: version conflict |
 * | 5 | invalid input |
 * | 6 | verification failed |
 * | 7 | the store cannot be reached |
 */
import type { CopyError, ImportError, ImportFault, KeyConflict } from '../errors.ts';
import type { NotFound } from '../query/errors.ts';
import type { Rejection } from '../record/rejection.ts';
import type { StoreError } from '../store/port.ts';

export interface FaultShown {
  readonly file?: string;
  readonly line?: number;
  readonly pointer?: string;
  /** The flag that said it, where it was a flag. */
  readonly flag?: string;
  readonly code?: string;
  readonly message?: string;
  readonly remedy?: string;
}

export interface Failure extends Error {
  readonly kind: 'Failure';
  readonly code: string;
  readonly exit: number;
  readonly remedy?: string;
  readonly faults?: readonly FaultShown[];
}

/** A failure of the command line itself. */
export function failure(
  code: string,
  exit: number,
  message: string,
  more: { remedy?: string | undefined; faults?: readonly FaultShown[]; cause?: unknown } = {},
): Failure {
  const { remedy, faults, cause } = more;
  return Object.assign(new Error(message, { cause }), {
    name: 'Failure',
    kind: 'Failure' as const,
    code,
    exit,
    ...(remedy !== undefined && { remedy }),
    ...(faults && { faults }),
  });
}

/** A command line that cannot be carried out as it stands. */
export const usage = (message: string, remedy?: string): Failure => failure('Usage', 2, message, { remedy });

/** Pointers at which a command names what it acts on: there an unknown id is "no such …", elsewhere it is input that is wrong. */
const TARGETS = new Set(['/development', '/id', '/into', '/dossier', '/duplicateOf']);
const CONFLICTS = new Set(['WrongExpectedVersion']);

const kindOf = (e: unknown): string | undefined => (e instanceof Error ? (e as Error & { kind?: string }).kind : undefined);

/** What anything that was thrown means to somebody at a command line. */
export function explained(e: unknown, context: { readonly store?: string | undefined; readonly isWriting?: boolean } = {}): Failure {
  switch (kindOf(e)) {
    case 'Failure':
      return e as Failure;
    case 'NotFound': {
      const { message, remedy } = e as NotFound;
      return failure('NotFound', 3, message, { remedy, cause: e });
    }
    case 'CoordinateError': {
      const { coordinate, code, message } = e as Error & { coordinate: string; code: string };
      const remedy =
        code === 'UnknownPosition'
          ? 'give a log size up to that, or a day or instant; demarche log lists the events'
          : `--${coordinate} takes a day, month, year or instant${coordinate === 'known' ? ', or a log size' : ''}`;
      return failure(code, 5, `--${coordinate}: ${message}`, { remedy, cause: e });
    }
    case 'EdtfError':
      return failure('InvalidDate', 5, (e as Error).message, { cause: e });
    case 'Rejection': {
      const { faults, code } = e as Rejection;
      const [first] = faults;
      const isTarget = first !== undefined && /^Unknown(Development|Source|Actor|Dossier|Issue)$/.test(code) && TARGETS.has(first.pointer);
      return failure(code, CONFLICTS.has(code) ? 4 : isTarget ? 3 : 5, 'nothing was written', { faults, cause: e });
    }
    case 'ImportError': {
      const { faults } = e as ImportError;
      const n = new Set(faults.map((f: ImportFault) => f.line)).size;
      return failure('ImportRefused', 5, `nothing was written: ${n} ${n === 1 ? 'line is' : 'lines are'} wrong`, {
        faults,
        remedy: 'correct them and import again, or write the others with --partial',
        cause: e,
      });
    }
    case 'KeyConflict':
      return failure('KeyConflict', 4, (e as KeyConflict).message, { remedy: 'give another --key, or leave it out', cause: e });
    case 'CopyError': {
      const { code, message, remedy } = e as CopyError;
      return failure(code, { SameRecord: 2, TargetDiffers: 1, CopyBroken: 6 }[code], message, { remedy, cause: e });
    }
    case 'StoreError':
      return ofStore(e as StoreError, context);
    default:
      return failure('Unexpected', 1, `unexpected: ${e instanceof Error ? e.message : String(e)}`, {
        remedy: 'DEMARCHE_DEBUG=1 shows where; please report it',
        cause: e,
      });
  }
}

function ofStore(
  e: StoreError,
  { store = 'demarche.db', isWriting = false }: { store?: string | undefined; isWriting?: boolean },
): Failure {
  const { code, message } = e;
  switch (code) {
    case 'StoreNotFound':
      return failure(code, 7, message, {
        remedy: isWriting
          ? e.remedy
          : `name another with --store or DEMARCHE_STORE, or make one: demarche example --store ${shellWord(store)}`,
        cause: e,
      });
    case 'WrongExpectedRevision':
    case 'IdempotencyConflict':
      return failure(code, 4, message, { remedy: e.remedy, cause: e });
    case 'InvalidAppend':
    case 'StoreClosed':
      return failure(code, 1, message, { remedy: e.remedy, cause: e });
    default: // busy, read only, full, damaged, of another program or version, out of reach
      return failure(code, 7, message, { remedy: e.remedy, cause: e });
  }
}

/** A word as a shell takes it. */
export const shellWord = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
