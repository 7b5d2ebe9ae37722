/** The pieces that event schemas share. */
import * as z from 'zod';
import { parseFacet, FAMILIES } from './facet.ts';
import { isEdtf, isEdtfError, parseEdtf } from './edtf.ts';

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

export const kebab = (what: string) =>
  z.string().max(120).regex(KEBAB, `${what} is kebab-case: small letters, digits and single hyphens, e.g. paris-summit`);

export const developmentId = kebab("a development's id").meta({ description: 'id of a development' });
export const sourceId = kebab("a source's id").meta({ description: 'id of a source' });
export const dossierId = kebab("a dossier's id").meta({ description: 'id of a dossier' });
export const issueId = kebab("an issue's id").meta({ description: 'id of an issue, unique in its dossier' });
export const claimId = kebab("a claim's id").meta({ description: 'id of a claim, unique in its development' });
export const evidenceId = kebab("an evidence's id").meta({ description: 'id of a piece of evidence, unique in its development' });
export const actorId = z
  .string()
  .max(120)
  .regex(/^(?:[A-Z]{3}|[a-z0-9]+(?:-[a-z0-9]+)*)$/, "an actor's id is an ISO 3166-1 alpha-3 code (FRA) or kebab-case (emmanuel-macron)")
  .meta({ description: 'id of an actor: ISO 3166-1 alpha-3 for states, else kebab-case' });

export const text = (max = 4000) => z.string().trim().min(1, 'must not be empty').max(max);

/** Why a text is no date. */
function whyNoDate(text: string): string {
  try {
    parseEdtf(text);
  } catch (e) {
    if (isEdtfError(e)) return e.message;
  }
  return 'not a date';
}

export const edtf = z
  .string()
  .refine(isEdtf, { error: (issue) => whyNoDate(String(issue.input)), params: { code: 'InvalidDate' } })
  .meta({
    title: 'date',
    description:
      'date in the EDTF profile of MODEL.md, e.g. 2025-09-04, 2025-08, [2025-09-04,2025-09-05], [..2025-09-04], 2025-09-04T17:00Z',
  });

export const day = z
  .string()
  .refine((s) => /^\d{4}-\d\d-\d\d$/.test(s) && isEdtf(s), {
    error: 'must be a day that exists, e.g. 2024-12-01',
    params: { code: 'InvalidDate' },
  })
  .meta({ title: 'day', description: 'calendar day' });

export const facetPath = z
  .string()
  .refine((s) => parseFacet(s) !== undefined, {
    error: `not a facet; the forms are ${FAMILIES.map((f) => f.shape).join(', ')}`,
    params: { code: 'InvalidFacet' },
  })
  .meta({ title: 'facet', description: 'path of a facet, e.g. position/ITA/troop-deployment' });

/** JSON that a claim can carry as its value; null takes a position back. */
export const value = z.json().meta({ description: 'what is said of the facet: a stance, a number, true, an object; null takes it back' });

export const attribution = z.enum(['official', 'on-record', 'reported', 'anonymous']).meta({
  description:
    "official: the office's own text or decision; on-record: a named person; reported: an outlet's account; anonymous: unnamed officials",
});
export type Attribution = z.infer<typeof attribution>;

export const grade = z
  .enum(['A', 'B', 'C', 'D', 'E', 'F'])
  .meta({ description: 'reliability of a source; what rests on E or F alone is listed, not shown' });
export type Grade = z.infer<typeof grade>;

export const reason = text(1000).meta({ description: 'why, for whoever audits the record' });
export const because = z
  .array(sourceId)
  .optional()
  .meta({ description: 'grounds: sources that this act rests on; it takes hold for a reader once one of them is published' });

export const quote = z
  .strictObject({
    exact: text(500).meta({ description: 'the words themselves' }),
    prefix: z.string().max(200).optional().meta({ description: 'the words directly before, where the exact ones stand more than once' }),
    suffix: z.string().max(200).optional().meta({ description: 'the words directly after' }),
    start: z.int().nonnegative().meta({ description: 'offset of the first character, in Unicode code points' }),
    end: z.int().positive().meta({ description: 'offset after the last character, in Unicode code points' }),
  })
  .meta({ description: 'W3C TextQuoteSelector with offsets into the captured text' });

export const evidence = z
  .strictObject({
    id: evidenceId,
    source: sourceId,
    quote: quote.optional(),
    wording: text(1000)
      .optional()
      .meta({ description: "what the source says, in the editor's own words or the original's term, where no text was captured" }),
    note: text(1000).optional().meta({ description: "the editor's note" }),
  })
  .meta({ description: 'a source, and the words in it, that a claim rests on' });
export type Evidence = z.infer<typeof evidence>;

export const condition = z
  .strictObject({
    facet: facetPath,
    is: value,
    mode: z.enum(['while', 'once']).meta({ description: '`while` guards for as long as it is met, `once` latches when it is first met' }),
  })
  .meta({ description: 'a world fact on which the claim depends' });
export type Condition = z.infer<typeof condition>;

const voice = {
  by: actorId.optional().meta({ description: 'who says it' }),
  for: z.array(actorId).min(1).optional().meta({ description: 'in whose name: the state whose office the speaker holds, the signatories' }),
  via: actorId.optional().meta({ description: 'who relayed it' }),
  attribution: attribution.optional(),
};

export const claim = z
  .strictObject({
    id: claimId,
    facet: facetPath,
    value,
    detail: z
      .record(z.string(), z.json())
      .optional()
      .meta({ description: 'particulars that belong to the content, e.g. {place, amount, partners}' }),
    ...voice,
    effective: edtf.optional().meta({ description: "from when it holds; the development's date when left out" }),
    observed: edtf.optional().meta({ description: 'instead: a day on which it is seen to hold, where nobody knows since when' }),
    until: edtf.optional().meta({ description: 'last day of a window' }),
    when: z.array(condition).optional().meta({ description: 'conditions, all to be met' }),
    evidence: z
      .array(evidenceId)
      .optional()
      .meta({ description: "which of the development's evidence speaks for this claim; all when left out" }),
    note: text(1000).optional().meta({ description: "the editor's note" }),
  })
  .meta({ description: 'what a development asserts about one facet' });
export type Claim = z.infer<typeof claim>;

export const RELATIONS = ['supersedes', 'clarifies', 'narrows', 'restates', 'answers', 'contradicts', 'follows-up'] as const;

export const OUTCOMES = ['delivered', 'partly', 'refused', 'lapsed'] as const;

export const relation = z
  .strictObject({
    type: z.enum(RELATIONS).meta({
      description:
        'supersedes, clarifies, narrows: the same voice takes the place of what it said; the others only say how the two belong together',
    }),
    to: developmentId,
    outcome: z
      .enum(OUTCOMES)
      .optional()
      .meta({ description: 'with `answers`: what became of what was promised; left out where it stays open' }),
  })
  .refine((r) => r.outcome === undefined || r.type === 'answers', {
    error: 'only what answers a promise has an outcome',
    path: ['outcome'],
  })
  .meta({ description: 'how it stands to an earlier development' });

export const participant = z
  .strictObject({
    actor: actorId,
    role: z
      .enum(['host', 'chair', 'co-chair', 'speaker', 'party', 'attendee', 'addressee', 'subject', 'mentioned'])
      .meta({ description: 'as what' }),
  })
  .meta({ description: 'who took part, and as what; a mention is not a stance' });

/** What every development has, whatever its kind. */
export const developmentShape = {
  id: developmentId,
  dossiers: z
    .array(dossierId)
    .min(1, 'a development belongs to at least one dossier')
    .meta({ description: 'the dossiers it belongs to; in each it counts with the issues that are defined there' }),
  title: text(200).meta({ description: 'what happened, in a line' }),
  summary: text(2000).optional().meta({ description: "what happened, in the editor's own words" }),
  date: edtf.meta({ description: 'when it happened' }),
  dateBasis: text(500).optional().meta({ description: 'how the date is known' }),
  order: z.int().optional().meta({ description: 'place within its own day, where that is known and the hour is not' }),
  place: text(200).optional().meta({ description: 'where it happened' }),
  participants: z.array(participant).optional().meta({ description: 'who took part, and as what; a mention is not a stance' }),
  ...voice,
  claims: z.array(claim).meta({ description: 'what it asserts, each about one facet' }),
  evidence: z.array(evidence).meta({ description: 'the sources it rests on, and the words in them' }),
  relations: z.array(relation).optional().meta({ description: 'how it stands to earlier developments' }),
  refs: z.array(text(200)).optional().meta({ description: 'rows or items of the material it was taken from' }),
  note: text(2000).optional().meta({ description: "the editor's note" }),
};
