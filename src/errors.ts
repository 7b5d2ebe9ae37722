/** Failures of the program itself, beside those of the store (`StoreError`), of commands (`Rejection`) and of questions (`NotFound`, `CoordinateError`). */

/** One place of an imported file that is wrong. */
export interface ImportFault {
  /** Line of the file, from 1; 0 where the whole file is meant. */
  readonly line: number;
  /** JSON pointer into that line's command. */
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
}

/** An import that was refused: nothing was written. */
export interface ImportError extends Error {
  readonly kind: 'ImportError';
  readonly faults: readonly ImportFault[];
}
export function importError(faults: readonly ImportFault[], name = 'input'): ImportError {
  const shown = faults
    .slice(0, 20)
    .map((f) => `${name}:${f.line}${f.pointer}: ${f.message}${f.remedy === undefined ? '' : ` — ${f.remedy}`}`);
  const more = faults.length > shown.length ? [`… and ${faults.length - shown.length} more`] : [];
  return Object.assign(new Error([...shown, ...more].join('\n')), { name: 'ImportError', kind: 'ImportError' as const, faults });
}
export const isImportError = (e: unknown): e is ImportError => e instanceof Error && (e as Partial<ImportError>).kind === 'ImportError';

/** A command repeated under its idempotency key with another content. */
export interface KeyConflict extends Error {
  readonly kind: 'KeyConflict';
  readonly key: string;
}
export const keyConflict = (key: string): KeyConflict =>
  Object.assign(new Error(`another command was written under the key "${key}" before; nothing was written now`), {
    name: 'KeyConflict',
    kind: 'KeyConflict' as const,
    key,
  });
export const isKeyConflict = (e: unknown): e is KeyConflict => e instanceof Error && (e as Partial<KeyConflict>).kind === 'KeyConflict';

/** Somebody wrote to a stream since it was read. Nothing was written. */
export interface RevisionConflict extends Error {
  readonly kind: 'RevisionConflict';
  readonly stream: string;
  readonly expected: number;
  /** The revision found; null where there is no such stream. */
  readonly actual: number | null;
}
export const revisionConflict = (stream: string, expected: number, actual: number | null): RevisionConflict =>
  Object.assign(new Error(`${stream} was read at revision ${expected} and is at ${actual ?? 'none'} now; nothing was written`), {
    name: 'RevisionConflict',
    kind: 'RevisionConflict' as const,
    stream,
    expected,
    actual,
  });

/** A copy that was refused, or that is not what it should be. */
export interface CopyError extends Error {
  readonly kind: 'CopyError';
  readonly code: 'SameRecord' | 'TargetDiffers' | 'CopyBroken';
  readonly remedy: string;
}
export const copyError = (code: CopyError['code'], message: string, remedy: string): CopyError =>
  Object.assign(new Error(message), { name: 'CopyError', kind: 'CopyError' as const, code, remedy });
export const isCopyError = (e: unknown): e is CopyError => e instanceof Error && (e as Partial<CopyError>).kind === 'CopyError';
