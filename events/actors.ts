/** Actors: whoever takes positions, speaks, is addressed or reports. Shared by all dossiers. */
import * as z from 'zod';
import { actorId, edtf, reason, text } from './schema.ts';

export const ACTOR_KINDS = ['state', 'organisation', 'person', 'outlet', 'collective'] as const;

const office = z
  .strictObject({
    office: text(200).meta({ description: 'name of the office' }),
    of: actorId.meta({ description: 'the state or organisation in whose name the office speaks' }),
    from: edtf.optional().meta({ description: 'first day in office' }),
    until: edtf.optional().meta({ description: 'last day in office' }),
  })
  .meta({ description: 'an office held, from–to' });
export type Office = z.infer<typeof office>;

const description = {
  kind: z
    .enum(ACTOR_KINDS)
    .meta({ description: "a person speaks in another's name by an office; a collective has members that nobody named" }),
  name: text(200).meta({ description: 'name as it is shown' }),
  aliases: z.array(text(200)).optional().meta({ description: 'other names and spellings, in any script' }),
  offices: z.array(office).optional().meta({ description: 'offices held, from–to' }),
  successor: actorId.optional().meta({ description: 'who took its place' }),
  note: text(1000).optional().meta({ description: "the editor's note" }),
};

export const actorRegistered = z.strictObject({ id: actorId, ...description });
export type ActorRegistered = z.infer<typeof actorRegistered>;

export const actorUpdated = z.strictObject({ id: actorId, ...description, reason });
export type ActorUpdated = z.infer<typeof actorUpdated>;

export const actorsMerged = z.strictObject({
  id: actorId.meta({ description: 'the one that becomes an alias' }),
  into: actorId.meta({ description: 'the one that stays' }),
  reason,
});
export type ActorsMerged = z.infer<typeof actorsMerged>;
