/** Sources: the documents that claims rest on. */
import * as z from 'zod';
import { because, edtf, grade, reason, sourceId, text } from './schema.ts';

const description = {
  publisher: text(200).meta({ description: 'who published it' }),
  title: text(300).optional().meta({ description: 'title of the page' }),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2000)
    .optional()
    .meta({ description: 'address of the page' }),
  published: edtf
    .optional()
    .meta({ description: 'when it was published; without a date on the page `[D..]`, D the latest certain day it reports' }),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a BCP 47 language tag, e.g. en')
    .optional()
    .meta({ description: 'language, as a BCP 47 tag, e.g. en' }),
  origin: sourceId.optional().meta({ description: 'the document that this one copies or rewrites' }),
  note: text(1000).optional().meta({ description: "the editor's note" }),
};

export const sourceRegistered = z.strictObject({ id: sourceId, ...description, grade: grade.optional() });
export type SourceRegistered = z.infer<typeof sourceRegistered>;

export const sourceCorrected = z.strictObject({ id: sourceId, ...description, reason });
export type SourceCorrected = z.infer<typeof sourceCorrected>;

export const sourceGraded = z.strictObject({ id: sourceId, grade, reason });
export type SourceGraded = z.infer<typeof sourceGraded>;

export const sourceCaptured = z.strictObject({
  id: sourceId,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in small hexadecimal digits')
    .meta({ description: 'SHA-256 of the text (UTF-8), in small hexadecimal digits' }),
  length: z.int().nonnegative().meta({ description: 'length of the text in Unicode code points' }),
  capturedAt: edtf.optional().meta({ description: 'when it was captured' }),
});
export type SourceCaptured = z.infer<typeof sourceCaptured>;

export const sourceWithdrawn = z.strictObject({ id: sourceId, reason, because });
export type SourceWithdrawn = z.infer<typeof sourceWithdrawn>;

export const sourceRestored = z.strictObject({ id: sourceId, reason });
export type SourceRestored = z.infer<typeof sourceRestored>;

export const sourcesMerged = z.strictObject({
  id: sourceId.meta({ description: 'the one that becomes an alias' }),
  into: sourceId.meta({ description: 'the one that stays' }),
  reason,
});
export type SourcesMerged = z.infer<typeof sourcesMerged>;
