/** Developments: what happened or was said. Each kind is an event type of its own; what they share is in `developmentShape`. */
import * as z from 'zod';
import { actorId, because, claimId, developmentId, developmentShape, edtf, evidence, reason, text } from './schema.ts';

const attendance = z
  .strictObject({
    n: z.int().positive().meta({ description: 'the number as said' }),
    op: z.enum(['=', '>', '>=', '<', '<=', '~']).optional().meta({ description: '`~` about, `>=` at least, …; exactly when left out' }),
    unit: text(40).meta({ description: 'of what, e.g. countries' }),
  })
  .meta({ description: 'how many took part, as said; never a list of rows' });
const due = z
  .strictObject({
    asSaid: text(200).meta({ description: 'the words, e.g. "in the upcoming days"' }),
    from: edtf.meta({ description: 'the first day on which it may be expected' }),
    until: edtf.optional().meta({ description: 'the last day' }),
  })
  .meta({ description: 'when it is due, as said and as dates' });

/** Own fields of a kind, only where the real material has them; and what the kind means. */
const KINDS = {
  SummitHeld: {
    description: 'Heads of state or government met.',
    own: { coChairs: z.array(actorId).optional().meta({ description: 'who chaired it together' }), attendance: attendance.optional() },
  },
  CallHeld: {
    description: 'A call or video conference took place.',
    own: { parties: z.array(actorId).optional().meta({ description: 'who took part in the call' }), attendance: attendance.optional() },
  },
  MeetingHeld: { description: 'A meeting below the level of a summit took place.', own: { attendance: attendance.optional() } },
  MeetingAnnounced: {
    description: 'A meeting was announced; that it was held is another development.',
    own: { due: due.optional() },
  },
  StatementMade: { description: 'Somebody said something that fits no narrower kind.', own: {} },
  PositionTaken: { description: 'An actor took, changed or repeated a position on an issue.', own: {} },
  ContributionOffered: {
    description: 'An actor offered a contribution.',
    own: { terms: text(500).optional().meta({ description: 'on what terms, as said' }) },
  },
  CommitmentAnnounced: { description: 'A commitment was announced, by those who make it or by others.', own: {} },
  AgreementReached: {
    description: 'An agreement was reached or signed.',
    own: { signatories: z.array(actorId).optional().meta({ description: 'in whose name it speaks, in what it says of all' }) },
  },
  ProposalMade: { description: 'Something was proposed.', own: {} },
  DemandMade: { description: 'Somebody asked somebody for something.', own: {} },
  ObjectionRaised: { description: 'Somebody objected to what others plan.', own: {} },
  ObjectionDismissed: { description: 'An objection was dismissed by those it was addressed to.', own: {} },
  AssessmentReported: { description: 'An assessment was reported; it is the word of whoever makes it.', own: {} },
  NegotiationReported: { description: 'Talks, or their lack of progress, were reported.', own: {} },
  SanctionImposed: {
    description: 'A sanction was imposed.',
    own: { targets: z.array(actorId).optional().meta({ description: 'against whom' }) },
  },
  RoleTaken: { description: 'An actor took, held or left a role in a body.', own: {} },
  WorldChanged: { description: 'A fact that others make their conditions depend on changed.', own: {} },
  FollowUpAnnounced: {
    description: 'A next step was promised.',
    own: { due: due.optional(), binds: z.array(actorId).optional().meta({ description: 'who is to do it' }) },
  },
} as const;

export type DevelopmentKind = keyof typeof KINDS;
export const DEVELOPMENT_KINDS = Object.keys(KINDS) as DevelopmentKind[];
export const isDevelopmentKind = (type: string): type is DevelopmentKind => Object.hasOwn(KINDS, type);
export const kindDescription = (kind: DevelopmentKind): string => KINDS[kind].description;

/** Schema of one kind's payload: the shared shape and the kind's own fields. */
export const developmentSchema = (kind: DevelopmentKind) =>
  z.strictObject({ ...developmentShape, ...(KINDS[kind].own as Record<string, z.ZodOptional>) });
const SCHEMAS = Object.fromEntries(DEVELOPMENT_KINDS.map((k) => [k, developmentSchema(k)])) as Record<
  DevelopmentKind,
  ReturnType<typeof developmentSchema>
>;
export const schemaOfKind = (kind: DevelopmentKind): (typeof SCHEMAS)[DevelopmentKind] => SCHEMAS[kind];

/** A development as it is read: the shared shape, and what its kind may add. */
export type Development = z.infer<z.ZodObject<typeof developmentShape, z.core.$strict>> & {
  readonly coChairs?: string[];
  readonly parties?: string[];
  readonly attendance?: z.infer<typeof attendance>;
  readonly terms?: string;
  readonly signatories?: string[];
  readonly targets?: string[];
  readonly due?: z.infer<typeof due>;
  readonly binds?: string[];
};

export const developmentCorrected = z
  .strictObject({
    id: developmentId,
    version: z.int().min(2).meta({ description: 'number of the version that this makes; the first is 1' }),
    kind: z
      .enum(DEVELOPMENT_KINDS as [DevelopmentKind, ...DevelopmentKind[]])
      .meta({ description: 'its kind, which a correction may change' }),
    development: z.looseObject({ id: developmentId }).meta({ description: 'the whole new version, of the schema of its kind' }),
    reason,
    because,
  })
  .superRefine(({ id, kind, development }, ctx) => {
    const version = schemaOfKind(kind).safeParse(development);
    for (const issue of version.error?.issues ?? []) ctx.addIssue({ ...issue, path: ['development', ...issue.path] });
    if (development.id !== id)
      ctx.addIssue({ code: 'custom', message: 'the id of a development cannot be changed', path: ['development', 'id'] });
  });
export type DevelopmentCorrected = Omit<z.infer<typeof developmentCorrected>, 'development'> & { development: Development };

export const developmentRetracted = z.strictObject({
  id: developmentId,
  reason,
  because,
  duplicateOf: developmentId.optional().meta({ description: 'the development that keeps its evidence' }),
});
export type DevelopmentRetracted = z.infer<typeof developmentRetracted>;

export const developmentReinstated = z.strictObject({ id: developmentId, reason });
export type DevelopmentReinstated = z.infer<typeof developmentReinstated>;

export const evidenceAdded = z.strictObject({
  id: developmentId,
  evidence: z.array(evidence).min(1).meta({ description: 'the sources, and the words in them' }),
  claims: z
    .array(claimId)
    .optional()
    .meta({ description: 'the claims it speaks for; all when left out, none when empty: then it speaks for the act alone' }),
  reason: reason.optional(),
});
export type EvidenceAdded = z.infer<typeof evidenceAdded>;
