/** The command that takes back what an event did. Nothing is removed: taking back is an act of its own, with its reason. */
import type { DomainEvent } from '../../events/catalogue.ts';
import { isDevelopmentKind } from '../../events/developments.ts';
import type { RecordState } from '../../projections/record.ts';
import { currentBody } from './developments.ts';

export type Undo =
  | { readonly possible: true; readonly command: Record<string, unknown>; readonly says: string }
  | { readonly possible: false; readonly says: string };

const no = (says: string): Undo => ({ possible: false, says });

/** A description as it was before an event, with null for fields that the event added: the changes that lead back. */
function back(old: object, now: object): Record<string, unknown> {
  return { ...Object.fromEntries(Object.keys(now).map((k) => [k, null])), ...old };
}

/** How to take back an event of the record, given its place in the log (from 0). `reason` stands in the act that does it. */
export function undoOf(record: RecordState, seq: number, { type, data }: DomainEvent, reason: string): Undo {
  const before = <T>(versions: readonly { seq: number; value: T }[] | undefined): { old: T; now: T } | undefined => {
    const i = versions?.findIndex((v) => v.seq === seq) ?? -1;
    return i > 0 && i === versions!.length - 1 ? { old: versions![i - 1]!.value, now: versions![i]!.value } : undefined;
  };
  const changedSince = no('it was changed again since: take that back first');

  if (isDevelopmentKind(type)) {
    const { id } = data as { id: string };
    const entry = record.developments.get(id);
    if (!entry) return no('it was never applied');
    if (entry.retractions.at(-1)?.until === Infinity) return no(`"${id}" is retracted already`);
    return { possible: true, command: { do: 'retract', development: id, reason }, says: `retracts the development "${id}"` };
  }
  switch (type) {
    case 'DevelopmentCorrected': {
      const versions = record.developments.get(data.id)?.versions ?? [];
      const i = versions.findIndex((v) => v.seq === seq);
      if (i < 1) return no('it was never applied');
      if (i < versions.length - 1) return changedSince;
      const old = versions[i - 1]!;
      return {
        possible: true,
        command: {
          do: 'correct',
          development: data.id,
          expectedVersion: versions[i]!.number,
          kind: old.kind,
          version: currentBody(old),
          reason,
        },
        says: `corrects "${data.id}" back to what version ${old.number} said, as version ${versions[i]!.number + 1}`,
      };
    }
    case 'DevelopmentRetracted':
      return { possible: true, command: { do: 'reinstate', development: data.id, reason }, says: `reinstates "${data.id}"` };
    case 'DevelopmentReinstated':
      return { possible: true, command: { do: 'retract', development: data.id, reason }, says: `retracts "${data.id}" again` };
    case 'EvidenceAdded': {
      const last = record.developments.get(data.id)?.versions.at(-1);
      if (!last) return no('it was never applied');
      const added = new Set(data.evidence.map((e) => e.id));
      const body = currentBody(last);
      const evidence = body.evidence.filter((e) => !added.has(e.id));
      const claims = body.claims.map((c) => (c.evidence ? { ...c, evidence: c.evidence.filter((e) => !added.has(e)) } : c));
      return {
        possible: true,
        command: { do: 'correct', development: data.id, expectedVersion: last.number, version: { ...body, evidence, claims }, reason },
        says: `corrects "${data.id}" to a version without that evidence; earlier versions keep it`,
      };
    }
    case 'SourceRegistered':
      return {
        possible: true,
        command: { do: 'source-withdraw', id: data.id, reason },
        says: `withdraws the source "${data.id}": what is registered is never removed`,
      };
    case 'SourceWithdrawn':
      return { possible: true, command: { do: 'source-restore', id: data.id, reason }, says: `restores the source "${data.id}"` };
    case 'SourceRestored':
      return { possible: true, command: { do: 'source-withdraw', id: data.id, reason }, says: `withdraws the source "${data.id}" again` };
    case 'SourceGraded': {
      const change = before(record.sources.get(data.id)?.info);
      if (!change) return changedSince;
      if (change.old.grade === undefined)
        return no(`"${data.id}" had no grade before, and a grade is never removed: grade it as you see fit`);
      return {
        possible: true,
        command: { do: 'source-grade', id: data.id, grade: change.old.grade, reason },
        says: `grades "${data.id}" ${change.old.grade} again`,
      };
    }
    case 'SourceCorrected': {
      const change = before(record.sources.get(data.id)?.info);
      if (!change) return changedSince;
      const { grade: _old, ...old } = change.old;
      const { grade: _now, ...now } = change.now;
      return {
        possible: true,
        command: { do: 'source-correct', id: data.id, ...back(old, now), reason },
        says: `corrects the source "${data.id}" back`,
      };
    }
    case 'ActorUpdated': {
      const change = before(record.actors.get(data.id)?.info);
      return change
        ? {
            possible: true,
            command: { do: 'actor-update', id: data.id, ...back(change.old, change.now), reason },
            says: `updates the actor "${data.id}" back`,
          }
        : changedSince;
    }
    case 'DossierUpdated': {
      const change = before(record.dossiers.get(data.id)?.info);
      return change
        ? {
            possible: true,
            command: { do: 'dossier-update', id: data.id, ...back(change.old, change.now), reason },
            says: `updates the dossier "${data.id}" back`,
          }
        : changedSince;
    }
    case 'IssueRevised': {
      const change = before(record.dossiers.get(data.dossier)?.issues.get(data.id));
      return change
        ? {
            possible: true,
            command: { do: 'issue-revise', dossier: data.dossier, id: data.id, ...back(change.old, change.now), reason },
            says: `revises the issue "${data.id}" back`,
          }
        : changedSince;
    }
    case 'ClaimsAdjudicated':
      return no('a ruling is replaced by another ruling on the same claims: adjudicate again');
    case 'SourceCaptured':
      return no('a capture stays on record; erase the text from the folder of captures, or capture the source again');
    case 'ActorRegistered':
      return no(`an actor stays registered; merge "${data.id}" into another, or update it`);
    case 'DossierOpened':
    case 'IssueDefined':
      return no('a definition stays; update or revise it');
    case 'TokenIssued':
    case 'TokenRevoked':
      return no('who may write is no part of the record: revoke the token, or make another');
    case 'SourcesMerged':
    case 'ActorsMerged':
      return no('a merge is not taken back: claims recorded since may mean either');
  }
}
