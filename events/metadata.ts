/** What every event carries beside its payload: who recorded it, when, with which tool, following what. */
import * as z from 'zod';

const instant = z.iso.datetime({ offset: true, error: 'must be an instant, e.g. 2025-09-05T08:00:00Z' });

export const metadataSchema = z.strictObject({
  recordedAt: instant.meta({ description: 'when it was recorded; given at recording and kept by copies' }),
  author: z.string().min(1).max(200).meta({ description: 'who recorded it' }),
  tool: z.string().min(1).max(200).meta({ description: 'the program it was recorded with' }),
  correlationId: z.string().min(1).max(200).meta({ description: 'what belongs to one piece of work, e.g. an import' }),
  causationId: z.string().min(1).max(200).meta({ description: 'the command that caused it' }),
  command: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'digest of the command, by which a repeated one is told from another under the same key' }),
  schemaVersion: z.int().nonnegative().meta({ description: "version of the payload's schema" }),
});
export type Metadata = z.infer<typeof metadataSchema>;
