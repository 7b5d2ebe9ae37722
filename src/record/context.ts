/** What a decider may look at: the record at its head, and captured texts where they are at hand. */
import type { DomainEvent } from '../../events/catalogue.ts';
import { actorSegments } from '../../events/facet.ts';
import { asOf, claimNamed } from '../../projections/record.ts';
import type { ActorInfo, DevelopmentEntry, DossierEntry, IssueInfo, RecordState, SourceInfo } from '../../projections/record.ts';
import { closest } from './parse.ts';
import { refuse } from './rejection.ts';
import type { Findings, Warning } from './rejection.ts';

export interface Context {
  readonly record: RecordState;
  /** The captured text of a source, where it is at hand. */
  readonly textOf?: (source: string) => string | undefined;
}

/** Events for one stream, to be written together. */
export interface DecidedAppend {
  readonly stream: string;
  readonly expectedRevision: number | 'no-stream';
  readonly events: readonly DomainEvent[];
}

/** What a command leads to. Most commands write one stream; a merge writes two, each atomic, the first before the second. */
export interface Decision {
  readonly appends: readonly DecidedAppend[];
  readonly warnings: readonly Warning[];
}

const suggest = (id: string, ids: Iterable<string>, how: string): string => {
  const like = closest(id, ids);
  return like === undefined ? how : `did you mean "${like}"? Else ${how}`;
};

/** Where a chain ends, or comes back to where it was. */
function last(start: string, next: (id: string) => string | undefined): string {
  const seen = new Set([start]);
  let current = start;
  for (let id = next(current); id !== undefined && !seen.has(id); id = next(current)) {
    seen.add(id);
    current = id;
  }
  return current;
}

/** The record as deciders ask it: at its head, with errors that teach. */
export class Lookup {
  readonly record: RecordState;
  constructor(record: RecordState) {
    this.record = record;
  }

  development(id: string, pointer: string): DevelopmentEntry {
    return (
      this.record.developments.get(id) ??
      refuse('UnknownDevelopment', pointer, `no development "${id}" is on record`, this.suggestDevelopment(id))
    );
  }
  /** The same where more than one thing may be wrong. */
  findDevelopment(id: string, pointer: string, findings: Findings): DevelopmentEntry | undefined {
    const entry = this.record.developments.get(id);
    if (!entry) findings.fault('UnknownDevelopment', pointer, `no development "${id}" is on record`, this.suggestDevelopment(id));
    return entry;
  }
  suggestDevelopment(id: string): string {
    return suggest(id, this.record.developments.keys(), 'record it first');
  }
  suggestSource(id: string): string {
    return suggest(id, this.record.sources.keys(), 'register it first (source add)');
  }
  suggestActor(id: string): string {
    return suggest(id, this.record.actors.keys(), 'register it first (actor add)');
  }

  source(id: string): SourceInfo | undefined {
    const entry = this.record.sources.get(id);
    return entry && asOf(entry.info, Infinity);
  }
  actor(id: string): ActorInfo | undefined {
    const entry = this.record.actors.get(id);
    return entry && asOf(entry.info, Infinity);
  }
  /** The name that an actor goes by now, after merges. */
  actorName(id: string): string {
    return last(id, (x) => this.record.actors.get(x)?.merged.at(-1)?.value);
  }
  /** The id that a source goes by now, after merges. */
  sourceName(id: string): string {
    return last(id, (x) => this.record.sources.get(x)?.merged.at(-1)?.value);
  }
  /** A facet's path with the names that its actors go by now. */
  path(facet: string): string {
    const parts = facet.split('/');
    for (const i of actorSegments(facet)) parts[i] = this.actorName(parts[i]!);
    return parts.join('/');
  }
  dossier(id: string): DossierEntry | undefined {
    const dossier = this.record.dossiers.get(id);
    return dossier?.opens === undefined ? undefined : dossier;
  }
  issue(dossier: DossierEntry, id: string): IssueInfo | undefined {
    const versions = dossier.issues.get(id);
    return versions && asOf(versions, Infinity);
  }
  body(dossier: DossierEntry, id: string): boolean {
    return dossier.info.at(-1)?.value.bodies?.some((b) => b.id === id) ?? false;
  }
  worldFact(dossier: DossierEntry, id: string): boolean {
    return dossier.info.at(-1)?.value.worldFacts?.some((w) => w.id === id) ?? false;
  }
  claim(dossier: DossierEntry, facet: string, ref: string) {
    return claimNamed(this.record, dossier, this.path(facet), ref);
  }

  revision(stream: string): number | 'no-stream' {
    return this.record.streams.get(stream) ?? 'no-stream';
  }
}
