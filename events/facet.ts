/**
 * Facets: the cells of a dossier's state. A facet is a path; its first segment names the family, the family says what the
 * others mean and whose word counts. This is the only place that knows the seven families.
 */

/** What a segment of a facet's path names; deciders check it against what is registered. */
export type SegmentRole = 'actor' | 'party' | 'subject' | 'issue' | 'item' | 'body' | 'topic' | 'agreement' | 'world' | 'what';

export interface Family {
  readonly name: string;
  readonly segments: readonly SegmentRole[];
  /** How a person would read it, for help and error messages. */
  readonly shape: string;
  readonly example: string;
  /** Who speaks for it: indexes of the segments whose word counts; empty where anybody may speak. */
  readonly owners: readonly number[];
  /** Values that the family knows, from against to for; absent where the dossier (issues) or the material decides. */
  readonly values?: readonly string[];
}

/** Contributions on a ladder of their own: considering is where nothing is given and nothing refused. */
export const CONTRIBUTION_LADDER = { stances: ['declines', 'considers', 'offers', 'commits', 'provides'], neutral: 'considers' } as const;

export const FAMILIES: readonly Family[] = [
  { name: 'position', segments: ['actor', 'issue'], shape: 'position/ACTOR/issue', example: 'position/ITA/troop-deployment', owners: [0] },
  {
    name: 'contribution',
    segments: ['actor', 'item'],
    shape: 'contribution/ACTOR/item',
    example: 'contribution/BGR/mine-clearing',
    owners: [0],
    values: [...CONTRIBUTION_LADDER.stances, 'ended'],
  },
  { name: 'role', segments: ['actor', 'body'], shape: 'role/ACTOR/body', example: 'role/FRA/coalition', owners: [0, 1] },
  {
    name: 'demand',
    segments: ['party', 'party', 'topic'],
    shape: 'demand/FROM/TO/topic',
    example: 'demand/USA/european-nations/russian-oil',
    owners: [0, 1],
    values: ['open', 'accepted', 'refused', 'met', 'dropped'],
  },
  { name: 'agreement', segments: ['agreement'], shape: 'agreement/ID', example: 'agreement/paris-declaration', owners: [] },
  {
    name: 'agreement',
    segments: ['agreement', 'party'],
    shape: 'agreement/ID/PARTY',
    example: 'agreement/paris-declaration/GBR',
    owners: [1],
  },
  { name: 'quantity', segments: ['subject', 'what'], shape: 'quantity/SUBJECT/what', example: 'quantity/coalition/committed', owners: [] },
  { name: 'world', segments: ['world'], shape: 'world/topic', example: 'world/ceasefire', owners: [] },
];

export interface Facet {
  readonly path: string;
  readonly family: Family;
  /** The path without its family. */
  readonly segments: readonly string[];
}

const SEGMENT = /^(?:[A-Z]{3}|[a-z0-9]+(?:-[a-z0-9]+)*)$/;

/** Takes a facet's path apart; undefined when no family has this shape. Segments are kebab-case or three capitals (ISO 3166-1 alpha-3). */
export function parseFacet(path: string): Facet | undefined {
  const [name, ...segments] = path.split('/');
  const family = FAMILIES.find((f) => f.name === name && f.segments.length === segments.length);
  return family && segments.every((s) => SEGMENT.test(s)) ? { path, family, segments } : undefined;
}

/** The segments of a path that an actor's or body's name can stand in, as indexes into the path split at `/`. */
export function actorSegments(path: string): number[] {
  const parts = path.split('/');
  const family = FAMILIES.find((f) => f.name === parts[0] && f.segments.length === parts.length - 1);
  return (family?.segments ?? []).flatMap((role, i) => (['actor', 'party', 'subject'].includes(role) ? [i + 1] : []));
}

/** Those whose word counts on a facet; undefined where anybody may speak (MODEL.md, "Whose word"). */
export function owners(path: string): string[] | undefined {
  const [name, a, b] = path.split('/');
  switch (name) {
    case 'position':
    case 'contribution':
      return a === undefined ? undefined : [a];
    case 'role':
    case 'demand':
      return a === undefined || b === undefined ? undefined : [a, b];
    case 'agreement':
      return b === undefined ? undefined : [b];
    default:
      return undefined;
  }
}

export const isWorld = (path: string): boolean => path.startsWith('world/');
