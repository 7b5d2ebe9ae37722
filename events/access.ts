/** Access: tokens with which programs and people write over HTTP. They are no part of any dossier; no answer rests on them. */
import * as z from 'zod';
import { reason, text } from './schema.ts';

export const ROLES = ['reader', 'recorder', 'admin'] as const;
export const role = z.enum(ROLES).meta({
  description:
    'reader: asks, where reading is not open to all; recorder: gives commands too; admin: also tokens, and commands in the name of others',
});
export type Role = z.infer<typeof role>;

export const tokenId = z
  .string()
  .regex(/^[0-9a-f]{8}$/, "a token's id is eight small hexadecimal digits")
  .meta({ description: 'id of a token; it stands in the token itself' });

export const tokenIssued = z.strictObject({
  id: tokenId,
  name: text(100).meta({ description: 'who writes with it: the author of what is recorded' }),
  role,
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in small hexadecimal digits')
    .meta({ description: 'hash of the token; the token itself is shown once and kept nowhere' }),
  expires: z.iso.datetime({ offset: true }).optional().meta({ description: 'from when it is no longer taken' }),
});
export type TokenIssued = z.infer<typeof tokenIssued>;

export const tokenRevoked = z.strictObject({ id: tokenId, reason: reason.optional() });
export type TokenRevoked = z.infer<typeof tokenRevoked>;
