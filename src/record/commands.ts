/**
 * The public command format: what can be asked of the record. One JSON object a line is what `import` takes and `export` gives.
 * A command says less than an event: ids of claims and evidence may be left out, a correction may name only what changes.
 */
import * as z from 'zod';
import { actorRegistered, actorsMerged, actorUpdated } from '../../events/actors.ts';
import { DEVELOPMENT_KINDS, developmentReinstated, developmentRetracted, schemaOfKind } from '../../events/developments.ts';
import type { DevelopmentKind } from '../../events/developments.ts';
import { claimsAdjudicated, dossierOpened, dossierUpdated, issueDefined, issueRevised } from '../../events/dossiers.ts';
import type { developmentShape } from '../../events/schema.ts';
import { because, claim, claimId, developmentId, evidence, evidenceId, quote, reason, sourceId } from '../../events/schema.ts';
import {
  sourceCaptured,
  sourceCorrected,
  sourceGraded,
  sourceRegistered,
  sourceRestored,
  sourcesMerged,
  sourceWithdrawn,
} from '../../events/sources.ts';

/** A quote whose offsets may be left out where the captured text is at hand: they are looked up in it. */
const quoteInput = z
  .strictObject({ ...quote.shape, start: quote.shape.start.optional(), end: quote.shape.end.optional() })
  .meta({ description: 'the words in the captured text' });
export type QuoteInput = z.infer<typeof quoteInput>;

/** Evidence: a source's id alone, or with the words in it. Ids left out become e1, e2 … */
const evidenceInput: z.ZodType<EvidenceInput> = z.union([
  sourceId.transform((source) => ({ source })),
  z.strictObject({ ...evidence.shape, id: evidenceId.optional(), quote: quoteInput.optional() }),
]);
export type EvidenceInput = {
  source: string;
  id?: string | undefined;
  quote?: QuoteInput | undefined;
  wording?: string | undefined;
  note?: string | undefined;
};

/** A claim. Ids left out become c1, c2 … */
const claimInput = z.strictObject({ ...claim.shape, id: claimId.optional() });
export type ClaimInput = z.infer<typeof claimInput>;

const developmentInput = (kind: DevelopmentKind) =>
  z.strictObject({
    ...schemaOfKind(kind).shape,
    claims: z.array(claimInput).default([]).meta({ description: 'what it asserts, each about one facet; nothing when left out' }),
    evidence: z
      .array(evidenceInput)
      .default([])
      .meta({ description: 'the sources it rests on: the id of a source, or a source and the words in it; at least one' }), // none at all is refused by the decider, which says why
  });
export type DevelopmentInput = Omit<z.infer<z.ZodObject<typeof developmentShape>>, 'claims' | 'evidence'> & {
  claims: ClaimInput[];
  evidence: EvidenceInput[];
};

const INPUTS = Object.fromEntries(DEVELOPMENT_KINDS.map((k) => [k, developmentInput(k)])) as Record<
  DevelopmentKind,
  ReturnType<typeof developmentInput>
>;
/** Schema of a development of this kind as a command gives it. */
export const inputOfKind = (kind: DevelopmentKind): (typeof INPUTS)[DevelopmentKind] => INPUTS[kind];

const kind = z.enum(DEVELOPMENT_KINDS as [DevelopmentKind, ...DevelopmentKind[]]).meta({ description: 'what kind of development it is' });
const loose = z.looseObject({}).meta({ description: "a development of the kind; checked against the kind's schema" });

const envelope = {
  key: z.string().min(1).max(200).optional().meta({ description: 'idempotency key: a command repeated under its key is written once' }),
  author: z.string().min(1).max(200).optional().meta({ description: 'who records it; the setting of the tool when left out' }),
  recordedAt: z.iso
    .datetime({ offset: true })
    .optional()
    .meta({ description: 'when it was recorded; now when left out. Only `import` and `example` take it' }),
};

/** Commands by what they do. */
export const COMMANDS = {
  record: z.strictObject({ do: z.literal('record'), kind, development: loose, ...envelope }),
  correct: z.strictObject({
    do: z.literal('correct'),
    development: developmentId,
    expectedVersion: z.int().positive().optional().meta({ description: 'the version that was read; refused when another came between' }),
    kind: kind.optional().meta({ description: 'the kind, where that was wrong' }),
    changes: z.looseObject({}).optional().meta({ description: 'fields that change; null removes one; what is left out stays as it is' }),
    version: loose.optional().meta({ description: 'or the whole new version' }),
    reason,
    because,
    ...envelope,
  }),
  retract: z.strictObject({ do: z.literal('retract'), development: developmentId, ...omitId(developmentRetracted.shape), ...envelope }),
  reinstate: z.strictObject({
    do: z.literal('reinstate'),
    development: developmentId,
    ...omitId(developmentReinstated.shape),
    ...envelope,
  }),
  evidence: z.strictObject({
    do: z.literal('evidence'),
    development: developmentId,
    evidence: z.array(evidenceInput).min(1).meta({ description: 'the id of a source, or a source and the words in it' }),
    claims: z.array(claimId).optional().meta({ description: 'the claims it speaks for; all when left out, none when empty' }),
    reason: reason.optional(),
    ...envelope,
  }),
  merge: z
    .strictObject({
      do: z.literal('merge'),
      development: developmentId.meta({ description: 'the duplicate' }),
      into: developmentId.meta({ description: 'the development that stays' }),
      reason,
      ...envelope,
    })
    .meta({ description: 'retracts a duplicate and moves its evidence to the other' }),
  adjudicate: z.strictObject({
    do: z.literal('adjudicate'),
    ...claimsAdjudicated.shape,
    over: z.array(claimsAdjudicated.shape.over.element).meta({ description: 'the claims that do not; at least one' }),
    ...envelope,
  }),
  'source-add': z.strictObject({ do: z.literal('source-add'), ...sourceRegistered.shape, ...envelope }),
  'source-correct': z.strictObject({ do: z.literal('source-correct'), ...partialBut(sourceCorrected.shape, 'id', 'reason'), ...envelope }),
  'source-grade': z.strictObject({ do: z.literal('source-grade'), ...sourceGraded.shape, ...envelope }),
  'source-capture': z.strictObject({ do: z.literal('source-capture'), ...sourceCaptured.shape, ...envelope }),
  'source-withdraw': z.strictObject({ do: z.literal('source-withdraw'), ...sourceWithdrawn.shape, ...envelope }),
  'source-restore': z.strictObject({ do: z.literal('source-restore'), ...sourceRestored.shape, ...envelope }),
  'source-merge': z.strictObject({ do: z.literal('source-merge'), ...sourcesMerged.shape, ...envelope }),
  'actor-add': z.strictObject({ do: z.literal('actor-add'), ...actorRegistered.shape, ...envelope }),
  'actor-update': z.strictObject({ do: z.literal('actor-update'), ...partialBut(actorUpdated.shape, 'id', 'reason'), ...envelope }),
  'actor-merge': z.strictObject({ do: z.literal('actor-merge'), ...actorsMerged.shape, ...envelope }),
  'dossier-open': z.strictObject({ do: z.literal('dossier-open'), ...dossierOpened.shape, ...envelope }),
  'dossier-update': z.strictObject({ do: z.literal('dossier-update'), ...partialBut(dossierUpdated.shape, 'id', 'reason'), ...envelope }),
  'issue-define': z.strictObject({ do: z.literal('issue-define'), ...issueDefined.shape, ...envelope }),
  'issue-revise': z.strictObject({
    do: z.literal('issue-revise'),
    ...partialBut(issueRevised.shape, 'dossier', 'id', 'reason'),
    ...envelope,
  }),
} as const;

function omitId<T extends { id: z.ZodType }>(shape: T): Omit<T, 'id'> {
  const { id: _id, ...rest } = shape;
  return rest;
}

type Nulled<T, K extends keyof T> = { [P in keyof T]: P extends K ? T[P] : z.ZodOptional<z.ZodNullable<Extract<T[P], z.ZodType>>> };
/** All fields optional but the named; null removes a field, what is left out stays as it is. */
function partialBut<T extends Record<string, z.ZodType>, K extends keyof T>(shape: T, ...keep: K[]): Nulled<T, K> {
  return Object.fromEntries(
    Object.entries(shape).map(([k, s]) => [k, (keep as PropertyKey[]).includes(k) ? s : s.nullable().optional()]),
  ) as unknown as Nulled<T, K>;
}

export type CommandName = keyof typeof COMMANDS;
export type Command = { [N in CommandName]: z.infer<(typeof COMMANDS)[N]> }[CommandName];
export type CommandOf<N extends CommandName> = z.infer<(typeof COMMANDS)[N]>;
export const isCommandName = (name: unknown): name is CommandName => typeof name === 'string' && Object.hasOwn(COMMANDS, name);
