/** The record as commands: what `import` takes to make the same events, with their ids, authors and times. */
import { isAccessType } from '../../events/catalogue.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import { decode } from '../../events/codec.ts';
import { isDevelopmentKind } from '../../events/developments.ts';
import type * as z from 'zod';
import { COMMANDS } from '../record/commands.ts';
import type { CommandName } from '../record/commands.ts';
import type { StoredEvent } from '../store/port.ts';

const NAMES: Partial<Record<DomainEvent['type'], CommandName>> = {
  SourceRegistered: 'source-add',
  SourceGraded: 'source-grade',
  SourceCaptured: 'source-capture',
  SourceWithdrawn: 'source-withdraw',
  SourceRestored: 'source-restore',
  SourcesMerged: 'source-merge',
  ActorRegistered: 'actor-add',
  ActorsMerged: 'actor-merge',
  DossierOpened: 'dossier-open',
  IssueDefined: 'issue-define',
  ClaimsAdjudicated: 'adjudicate',
};
/** Events that carry a whole new description, as commands that change one: what is not in the new one is removed. */
const WHOLE: Partial<Record<DomainEvent['type'], CommandName>> = {
  SourceCorrected: 'source-correct',
  ActorUpdated: 'actor-update',
  DossierUpdated: 'dossier-update',
  IssueRevised: 'issue-revise',
};

function commandOf({ type, data }: DomainEvent): Record<string, unknown> {
  if (isDevelopmentKind(type)) return { do: 'record', kind: type, development: data };
  const named = NAMES[type];
  if (named) return { do: named, ...data };
  const whole = WHOLE[type];
  if (whole) {
    const removed = Object.fromEntries(
      Object.entries(COMMANDS[whole].shape as Record<string, z.ZodType>)
        .filter(([k, schema]) => !(k in data) && schema.safeParse(null).success)
        .map(([k]) => [k, null]),
    );
    return { do: whole, ...removed, ...data };
  }
  switch (type) {
    case 'DevelopmentCorrected': {
      const { id, kind, development, reason, because } = data;
      return { do: 'correct', development: id, kind, version: development, reason, ...(because && { because }) };
    }
    case 'DevelopmentRetracted':
    case 'DevelopmentReinstated': {
      const { id, ...rest } = data;
      return { do: type === 'DevelopmentRetracted' ? 'retract' : 'reinstate', development: id, ...rest };
    }
    case 'EvidenceAdded': {
      const { id, ...rest } = data;
      return { do: 'evidence', development: id, ...rest };
    }
    default:
      throw new Error(`no command makes ${type}`);
  }
}

/** The command of one event, or undefined for one that cannot be read, or that says who may write: that is never given away. */
export function exportedCommand(stored: StoredEvent): Record<string, unknown> | undefined {
  const decoded = decode(stored);
  if (!decoded.ok || isAccessType(decoded.event.type)) return undefined;
  const { causationId, author, recordedAt } = decoded.metadata;
  return { ...commandOf(decoded.event), key: causationId, author, recordedAt };
}
