/** Why a command is refused, and what is worth a look although it is not. */

export const REJECTION_CODES = [
  'InvalidInput', // not of the command's form
  'InvalidDate',
  'InvalidFacet',
  'UnknownCommand',
  'UnknownDevelopment',
  'DuplicateDevelopment',
  'DevelopmentRetracted',
  'AlreadyRetracted',
  'NotRetracted',
  'WrongExpectedVersion',
  'NothingToChange',
  'NoSource',
  'UnknownSource',
  'DuplicateSource',
  'AlreadyWithdrawn',
  'NotWithdrawn',
  'OriginCircle',
  'UnknownActor',
  'DuplicateActor',
  'OfficeNotHeld',
  'SpeakerMissing',
  'AlreadyMerged',
  'MergeIntoItself',
  'UnknownDossier',
  'DuplicateDossier',
  'UnknownIssue',
  'DuplicateIssue',
  'UnknownBody',
  'UnknownWorldFact',
  'StanceNotOnLadder',
  'ValueNotKnown',
  'ConditionNotWorld',
  'ConditionOnWorld',
  'EffectiveAndObserved',
  'EndBeforeStart',
  'DuplicateClaim',
  'UnknownClaim',
  'DuplicateEvidence',
  'UnknownEvidence',
  'RelationToItself',
  'RulingOnItself',
  'QuoteNotCaptured',
  'QuoteNotFound',
  'QuoteAmbiguous',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** One thing that is wrong, where, and what to do about it. */
export interface Fault {
  readonly code: RejectionCode;
  /** JSON pointer (RFC 6901) into the command. */
  readonly pointer: string;
  readonly message: string;
  readonly remedy?: string;
}

/** A refused command, with everything that is wrong with it. Its `code` is that of the first fault. */
export interface Rejection extends Error {
  readonly kind: 'Rejection';
  readonly code: RejectionCode;
  readonly faults: readonly Fault[];
}

export function rejection(faults: readonly [Fault, ...Fault[]]): Rejection {
  const message = faults.map((f) => `${f.pointer || '/'}: ${f.message}${f.remedy === undefined ? '' : ` — ${f.remedy}`}`).join('\n');
  return Object.assign(new Error(message), { name: 'Rejection', kind: 'Rejection' as const, code: faults[0].code, faults });
}

export const isRejection = (e: unknown): e is Rejection => e instanceof Error && (e as Partial<Rejection>).kind === 'Rejection';

export const WARNING_CODES = [
  'PageOlderThanAct',
  'SuspiciousInterval',
  'PossibleDuplicate',
  'OfficeUnused',
  'UndatedSource',
  'QuoteNotChecked',
  'NotDefinedInDossier',
  'EvidenceDropped',
  'RungInUse',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];

/** Remedy where a command asks for what is so already. */
export const UNCHANGED = 'nothing is to be done: name what is to change';

/** Something that an editor should look at; it refuses nothing. */
export interface Warning {
  readonly code: WarningCode;
  readonly pointer: string;
  readonly message: string;
}

/** Collects faults and warnings, so that a person sees all that is wrong at once. */
export class Findings {
  readonly faults: Fault[] = [];
  readonly warnings: Warning[] = [];

  fault(code: RejectionCode, pointer: string, message: string, remedy?: string): void {
    this.faults.push({ code, pointer, message, ...(remedy !== undefined && { remedy }) });
  }
  warn(code: WarningCode, pointer: string, message: string): void {
    this.warnings.push({ code, pointer, message });
  }
  /** Refuses the command if anything was wrong so far. */
  settle(): void {
    const [first, ...rest] = this.faults;
    if (first) throw rejection([first, ...rest]);
  }
}

/** Refuses the command for one reason, at once. */
export function refuse(code: RejectionCode, pointer: string, message: string, remedy?: string): never {
  throw rejection([{ code, pointer, message, ...(remedy !== undefined && { remedy }) }]);
}
