/** Every event type there is: schema, version, meaning, example, and the stream it is written to. */
import type * as z from 'zod';
import { tokenIssued, tokenRevoked } from './access.ts';
import type { TokenIssued, TokenRevoked } from './access.ts';
import { actorRegistered, actorsMerged, actorUpdated } from './actors.ts';
import type { ActorRegistered, ActorsMerged, ActorUpdated } from './actors.ts';
import {
  DEVELOPMENT_KINDS,
  developmentCorrected,
  developmentReinstated,
  developmentRetracted,
  evidenceAdded,
  kindDescription,
  schemaOfKind,
} from './developments.ts';
import type {
  Development,
  DevelopmentCorrected,
  DevelopmentKind,
  DevelopmentReinstated,
  DevelopmentRetracted,
  EvidenceAdded,
} from './developments.ts';
import { claimsAdjudicated, dossierOpened, dossierUpdated, issueDefined, issueRevised } from './dossiers.ts';
import type { ClaimsAdjudicated, DossierOpened, DossierUpdated, IssueDefined, IssueRevised } from './dossiers.ts';
import { EXAMPLES } from './examples.ts';
import {
  sourceCaptured,
  sourceCorrected,
  sourceGraded,
  sourceRegistered,
  sourceRestored,
  sourcesMerged,
  sourceWithdrawn,
} from './sources.ts';
import type {
  SourceCaptured,
  SourceCorrected,
  SourceGraded,
  SourceRegistered,
  SourceRestored,
  SourcesMerged,
  SourceWithdrawn,
} from './sources.ts';

/** Payloads by event type. */
export type Payloads = Record<DevelopmentKind, Development> & {
  DevelopmentCorrected: DevelopmentCorrected;
  DevelopmentRetracted: DevelopmentRetracted;
  DevelopmentReinstated: DevelopmentReinstated;
  EvidenceAdded: EvidenceAdded;
  SourceRegistered: SourceRegistered;
  SourceCorrected: SourceCorrected;
  SourceGraded: SourceGraded;
  SourceCaptured: SourceCaptured;
  SourceWithdrawn: SourceWithdrawn;
  SourceRestored: SourceRestored;
  SourcesMerged: SourcesMerged;
  ActorRegistered: ActorRegistered;
  ActorUpdated: ActorUpdated;
  ActorsMerged: ActorsMerged;
  DossierOpened: DossierOpened;
  DossierUpdated: DossierUpdated;
  IssueDefined: IssueDefined;
  IssueRevised: IssueRevised;
  ClaimsAdjudicated: ClaimsAdjudicated;
  TokenIssued: TokenIssued;
  TokenRevoked: TokenRevoked;
};
export type EventType = keyof Payloads;

/** An event as deciders make it and projections read it: a type and its payload. */
export type DomainEvent = { [T in EventType]: { readonly type: T; readonly data: Payloads[T] } }[EventType];

/** Types of events that are kept beside the record: who may write. They say nothing of any dossier. */
export const ACCESS_TYPES = ['TokenIssued', 'TokenRevoked'] as const satisfies readonly EventType[];
export type AccessType = (typeof ACCESS_TYPES)[number];
export const isAccessType = (type: string): type is AccessType => (ACCESS_TYPES as readonly string[]).includes(type);
/** All tokens are in one stream, which is small, and which every node reads. */
export const ACCESS_STREAM = 'access-tokens';

export type StreamFamily = 'development' | 'source' | 'actor' | 'dossier' | 'access';

export interface EventDefinition {
  readonly type: EventType;
  /** Version of the payload that this program writes; older ones are upcast when read. */
  readonly version: number;
  readonly description: string;
  readonly stream: StreamFamily;
  readonly schema: z.ZodType;
  readonly example: unknown;
}

/** Version of all payloads. Types get versions of their own once one of them changes after the freeze. */
export const PAYLOAD_VERSION = 1;

const define = (type: EventType, stream: StreamFamily, schema: z.ZodType, description: string): EventDefinition => ({
  type,
  version: PAYLOAD_VERSION,
  description,
  stream,
  schema,
  example: EXAMPLES[type],
});

export const EVENT_DEFINITIONS: readonly EventDefinition[] = [
  ...DEVELOPMENT_KINDS.map((kind) => define(kind, 'development', schemaOfKind(kind), kindDescription(kind))),
  define('DevelopmentCorrected', 'development', developmentCorrected, 'We were wrong about a development: a whole new version of it.'),
  define(
    'DevelopmentRetracted',
    'development',
    developmentRetracted,
    'A development is taken back: it should not have been recorded, or is a duplicate.',
  ),
  define('DevelopmentReinstated', 'development', developmentReinstated, 'A retraction is taken back.'),
  define('EvidenceAdded', 'development', evidenceAdded, 'More evidence for a development, or for some of its claims, in every version.'),
  define('SourceRegistered', 'source', sourceRegistered, 'A document is known as a source.'),
  define('SourceCorrected', 'source', sourceCorrected, 'We were wrong about a source: a whole new description; its grade stays.'),
  define('SourceGraded', 'source', sourceGraded, 'A source is given a grade, or another one.'),
  define('SourceCaptured', 'source', sourceCaptured, 'The text of a source was captured; the text itself is kept beside the log.'),
  define('SourceWithdrawn', 'source', sourceWithdrawn, 'A source no longer counts, nor do copies of it.'),
  define('SourceRestored', 'source', sourceRestored, 'A withdrawal is taken back.'),
  define('SourcesMerged', 'source', sourcesMerged, 'Two sources are one document: the id becomes an alias of the other.'),
  define('ActorRegistered', 'actor', actorRegistered, 'An actor is known.'),
  define('ActorUpdated', 'actor', actorUpdated, 'Names, offices or successor of an actor: a whole new description.'),
  define('ActorsMerged', 'actor', actorsMerged, 'Two actors are one: the id becomes an alias of the other.'),
  define('DossierOpened', 'dossier', dossierOpened, 'A track is followed from a day on.'),
  define('DossierUpdated', 'dossier', dossierUpdated, "A dossier's title, bodies or world facts: a whole new description."),
  define('IssueDefined', 'dossier', issueDefined, 'A question on which actors take positions, with its ladder of stances.'),
  define('IssueRevised', 'dossier', issueRevised, 'An issue is put differently; old claims keep their ladder.'),
  define('ClaimsAdjudicated', 'dossier', claimsAdjudicated, 'An editor rules which of several claims on a facet stands.'),
  define('TokenIssued', 'access', tokenIssued, 'Somebody may read or write over HTTP with a token, of which only the hash is kept.'),
  define('TokenRevoked', 'access', tokenRevoked, 'A token is no longer taken.'),
];

const BY_TYPE = new Map<string, EventDefinition>(EVENT_DEFINITIONS.map((d) => [d.type, d]));
export const eventDefinition = (type: string): EventDefinition | undefined => BY_TYPE.get(type);

/** The stream an event is written to, e.g. `development-paris-summit`. */
export function streamOf(event: DomainEvent): string {
  const family = BY_TYPE.get(event.type)!.stream;
  if (family === 'access') return ACCESS_STREAM;
  const id = 'dossier' in event.data ? event.data.dossier : event.data.id;
  return `${family}-${id}`;
}
