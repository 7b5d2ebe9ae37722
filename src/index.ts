/**
 * demarche as a library.
 *
 * ```ts
 * import { open } from 'demarche';
 * const record = await open('demarche.db', { author: 'me' });
 * await record.importBundled();
 * record.facet('position/ITA/troop-deployment', { at: '2025-09-04' }).value;
 * await record.close();
 * ```
 */
export { Demarche, open } from './library.ts';
export type { CheckedCopy, CheckedQuote, DryRun, Finding, LogItem, OpenOptions, Outcome } from './library.ts';
export type * from './query/answers.ts';
export { copyRecord } from './copy.ts';
export type { CopiedRecord, CopyProgress, CopyRecordOptions, CopyResult } from './copy.ts';
export { isNotFound } from './query/errors.ts';
export { isCopyError, isImportError, isKeyConflict } from './errors.ts';
export { isRejection } from './record/rejection.ts';
export type { Fault, Rejection, RejectionCode, Warning, WarningCode } from './record/rejection.ts';
export { isStoreError } from './store/port.ts';
export type { StoreError, StoreErrorCode } from './store/port.ts';
export { COMMANDS } from './record/commands.ts';
export type { Command, CommandName } from './record/commands.ts';
export { decide } from './record/decide.ts';
export { parseCommand } from './record/parse.ts';
export * as dates from '../events/edtf.ts';
export * as events from './events-api.ts';
export * as projections from '../projections/index.ts';
export { brief } from './export/brief.ts';
export type { BriefOptions } from './export/brief.ts';
export { VERSION } from './version.ts';
