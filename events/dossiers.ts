/** Dossiers and what belongs to one: issues with their ladders, bodies, world facts, rulings. */
import * as z from 'zod';
import { because, day, dossierId, facetPath, issueId, kebab, reason, text } from './schema.ts';

const body = z.strictObject({
  id: kebab("a body's id").meta({ description: 'id of the body, the last part of `role/ACTOR/body`' }),
  title: text(200).meta({ description: 'its name' }),
  counts: facetPath.optional().meta({ description: 'the quantity that counts its members, e.g. quantity/coalition/committed' }),
  readiness: z
    .array(issueId)
    .optional()
    .meta({ description: 'issues on which a stance above neutral is a readiness of one’s own to be among them' }),
  note: text(1000).optional().meta({ description: "the editor's note" }),
});
const worldFact = z.strictObject({
  id: kebab("a world fact's id").meta({ description: 'id of the fact, the last part of `world/topic`' }),
  text: text(500).meta({ description: 'what exactly must be the case' }),
});

const description = {
  title: text(200).meta({ description: 'name of the track' }),
  summary: text(1000).optional().meta({ description: 'what it is about' }),
  bodies: z.array(body).optional().meta({ description: 'groups in which actors have roles' }),
  worldFacts: z.array(worldFact).optional().meta({ description: 'facts on which positions may depend' }),
};

export const dossierOpened = z.strictObject({
  id: dossierId,
  ...description,
  opens: day.meta({ description: 'the day from which it is followed' }),
});
export type DossierOpened = z.infer<typeof dossierOpened>;

export const dossierUpdated = z.strictObject({ id: dossierId, ...description, reason });
export type DossierUpdated = z.infer<typeof dossierUpdated>;

const rung = z.strictObject({
  stance: kebab('a stance').meta({ description: 'the value of a claim' }),
  label: text(100).optional().meta({ description: 'how it is shown' }),
  means: text(300).optional().meta({ description: 'what exactly it means' }),
});
export const ladder = z.array(rung).min(2, 'a ladder has at least two rungs').meta({ description: 'stances from against to for' });

const issue = {
  dossier: dossierId,
  id: issueId,
  question: text(500).meta({ description: 'the question on which actors take positions' }),
  whose: text(300).optional().meta({ description: 'whose position it is' }),
  ladder,
  neutral: kebab('a stance').meta({ description: 'the rung that is neither for nor against' }),
};
const neutralOnLadder = (i: { ladder: { stance: string }[]; neutral: string }) => i.ladder.some((r) => r.stance === i.neutral);
const distinct = (i: { ladder: { stance: string }[] }) => new Set(i.ladder.map((r) => r.stance)).size === i.ladder.length;

export const issueDefined = z
  .strictObject(issue)
  .refine(neutralOnLadder, { error: 'the neutral stance must be a rung of the ladder', path: ['neutral'] })
  .refine(distinct, { error: 'each stance stands on the ladder once', path: ['ladder'] });
export type IssueDefined = z.infer<typeof issueDefined>;

export const issueRevised = z
  .strictObject({ ...issue, reason })
  .refine(neutralOnLadder, { error: 'the neutral stance must be a rung of the ladder', path: ['neutral'] })
  .refine(distinct, { error: 'each stance stands on the ladder once', path: ['ladder'] });
export type IssueRevised = z.infer<typeof issueRevised>;

const claimRef = z.string().regex(/^[a-z0-9-]+#[a-z0-9-]+$/, 'must name a claim as development#claim');

export const claimsAdjudicated = z.strictObject({
  dossier: dossierId,
  facet: facetPath,
  prefer: claimRef.meta({ description: 'the claim that stands, as development#claim' }),
  over: z.array(claimRef).min(1).meta({ description: 'the claims that do not' }),
  reason,
  because,
});
export type ClaimsAdjudicated = z.infer<typeof claimsAdjudicated>;
