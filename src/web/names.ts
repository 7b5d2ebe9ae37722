/** What ids are called: actors, bodies, issues and their rungs, world facts. Asked once, and again when the record grows. */
import { computed, signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { CONTRIBUTION_LADDER, FAMILIES } from '../../events/facet.ts';
import type { AnswerOf } from '../http/client.ts';
import { useAsk } from './api.ts';
import { view } from './view.ts';

export type Dossier = AnswerOf<'dossiers'>['dossiers'][number];
export type Actor = AnswerOf<'actors'>['actors'][number];
export type Issue = Dossier['issues'][number];

const dossiersSignal = signal<readonly Dossier[] | undefined>(undefined);
const actorsSignal = signal<ReadonlyMap<string, Actor>>(new Map());
export const dossiers: ReadonlySignal<readonly Dossier[] | undefined> = dossiersSignal;
export const actors: ReadonlySignal<ReadonlyMap<string, Actor>> = actorsSignal;

/** The dossier that is looked at: the one in the address, or the only one, or the first. */
export const dossier = computed<Dossier | undefined>(() => {
  const all = dossiersSignal.value;
  return all?.find((d) => d.dossier === view.value.dossier) ?? all?.[0];
});

/** Keeps the names up to date; once, at the top of the page. Gives the error where they cannot be had. */
export function useNames(): Error | undefined {
  const d = useAsk('dossiers');
  const a = useAsk('actors');
  useEffect(() => {
    if (d.data) dossiersSignal.value = d.data.dossiers;
  }, [d.data]);
  useEffect(() => {
    if (a.data) actorsSignal.value = new Map(a.data.actors.map((x) => [x.actor, x]));
  }, [a.data]);
  return d.data ? undefined : d.error;
}

/** Families of facets, in the order in which they are shown. */
export const FAMILY_NAMES: readonly string[] = [...new Set(FAMILIES.map((f) => f.name))];

/** kebab-case as words. */
export const plain = (id: string): string => id.replaceAll('-', ' ');

/** Name of an actor, body or collective; its id in words where it has none. */
export function actorName(id: string): string {
  return actorsSignal.value.get(id)?.name ?? dossier.value?.bodies.find((b) => b.id === id)?.title ?? plain(id);
}

export const issueOf = (id: string): Issue | undefined => dossier.value?.issues.find((i) => i.issue === id);

/** An issue in a word or two: its id in words; the question is its definition. */
export const issueName = (id: string): string => plain(id).replace(/\b(?:us|eu|un|uk|nato)\b/g, (w) => w.toUpperCase());

export interface Ladder {
  readonly stances: readonly string[];
  readonly neutral: string;
}
/** The ladder that the values of a facet stand on, from against to for; undefined where there is none. */
export function ladderOf(facet: string): Ladder | undefined {
  const [family, , last] = facet.split('/');
  if (family === 'contribution') return CONTRIBUTION_LADDER;
  const issue = family === 'position' && last !== undefined ? issueOf(last) : undefined;
  return issue && { stances: issue.ladder.map((r) => r.stance), neutral: issue.neutral };
}

/** Where a value stands on its ladder: rungs from neutral, negative against, positive for; undefined where it is on none. */
export function rungOf(facet: string, value: unknown): number | undefined {
  const ladder = ladderOf(facet);
  if (!ladder || typeof value !== 'string') return undefined;
  const at = ladder.stances.indexOf(value);
  return at < 0 ? undefined : at - ladder.stances.indexOf(ladder.neutral);
}

/** The label of a rung, as its issue has it. */
export function stanceName(facet: string, value: string): string {
  const [family, , last] = facet.split('/');
  const rung = family === 'position' && last !== undefined ? issueOf(last)?.ladder.find((r) => r.stance === value) : undefined;
  return rung?.label ?? plain(value);
}
/** What a rung means, where its issue says so. */
export function stanceMeans(facet: string, value: unknown): string | undefined {
  const [family, , last] = facet.split('/');
  return family === 'position' && last !== undefined ? issueOf(last)?.ladder.find((r) => r.stance === value)?.means : undefined;
}

/** A facet as a person reads it. */
export function facetName(path: string): string {
  const [family, a = '', b = '', c = ''] = path.split('/');
  switch (family) {
    case 'position':
      return `${actorName(a)} on ${issueName(b)}`;
    case 'contribution':
      return `${actorName(a)}: ${plain(b)}`;
    case 'role':
      return `${actorName(a)} in ${actorName(b)}`;
    case 'quantity':
      return `${actorName(a)}: ${plain(b)}`;
    case 'demand':
      return `${actorName(a)} asks ${actorName(b)}: ${plain(c)}`;
    case 'agreement':
      return b === '' ? plain(a) : `${actorName(b)} in ${plain(a)}`;
    case 'world':
      return dossier.value?.worldFacts.find((w) => w.id === a)?.text ?? plain(a);
    default:
      return path;
  }
}
/** A world fact as its dossier words it. */
export const worldText = (facet: string): string => {
  const id = facet.replace(/^world\//, '');
  return dossier.value?.worldFacts.find((w) => w.id === id)?.text ?? plain(id);
};
