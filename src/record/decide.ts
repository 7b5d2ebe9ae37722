/**
 * Deciders: (command, record) → events, or a `Rejection`. Pure: no clock, no ids, no I/O. The only place where rules about writing live.
 *
 * A command's stream is guarded by its expected revision; rules that span streams (the actor exists, the quote is in the capture)
 * are checked against the record as it was read. A race that slips through is shown, not locked away.
 */
import { addActor, mergeActors, updateActor } from './actors.ts';
import type { Command, CommandName, CommandOf } from './commands.ts';
import type { Context, Decision } from './context.ts';
import { addEvidence, correct, merge, record, reinstate, retract } from './developments.ts';
import { adjudicate, defineIssue, openDossier, reviseIssue, updateDossier } from './dossiers.ts';
import { addSource, captureSource, correctSource, gradeSource, mergeSources, restoreSource, withdrawSource } from './sources.ts';

const DECIDERS: { [N in CommandName]: (command: CommandOf<N>, context: Context) => Decision } = {
  record: record,
  correct: correct,
  retract: retract,
  reinstate: reinstate,
  evidence: addEvidence,
  merge: merge,
  adjudicate: adjudicate,
  'source-add': addSource,
  'source-correct': correctSource,
  'source-grade': gradeSource,
  'source-capture': captureSource,
  'source-withdraw': withdrawSource,
  'source-restore': restoreSource,
  'source-merge': mergeSources,
  'actor-add': addActor,
  'actor-update': updateActor,
  'actor-merge': mergeActors,
  'dossier-open': openDossier,
  'dossier-update': updateDossier,
  'issue-define': defineIssue,
  'issue-revise': reviseIssue,
};

/** What a command leads to in this record. Throws a `Rejection` when it is refused; then nothing is written. */
export function decide<N extends CommandName>(command: CommandOf<N>, context: Context): Decision;
export function decide(command: Command, context: Context): Decision {
  const decider = DECIDERS[command.do] as (command: Command, context: Context) => Decision;
  return decider(command, context);
}

export type { Context, DecidedAppend, Decision } from './context.ts';
