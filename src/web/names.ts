/**
 * What ids are called: actors, bodies, issues and their rungs, world facts. Asked once, and again when the record grows. An earlier
 * record is told in the words that it had.
 */
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

/** Names as an earlier record had them. */
interface Earlier {
  readonly dossiers: readonly Dossier[];
  readonly actors: ReadonlyMap<string, Actor>;
}
const earlierSignal = signal<Earlier | undefined>(undefined);
/** The record that is read, of two the later; undefined for the one there is now, into which also goes what is written. */
const read = computed<string | undefined>(() => {
  const { lens, act, known, 'to-known': to } = view.value;
  if (act !== undefined || lens === 'record') return undefined;
  return lens === 'compare' ? to : known;
});
/** While other names are on their way, those stay that came last. */
const earlier = computed<Earlier | undefined>(() => (read.value === undefined ? undefined : earlierSignal.value));

/** The dossier that is looked at: the one in the address, or the only one, or the first. */
export const dossier = computed<Dossier | undefined>(() => {
  const all = dossiersSignal.value;
  return all?.find((d) => d.dossier === view.value.dossier) ?? all?.[0];
});

/** The same as the record had it that is read; as it is now where that record had none. */
export const dossierAsTold = computed<Dossier | undefined>(
  () => earlier.value?.dossiers.find((d) => d.dossier === dossier.value?.dossier) ?? dossier.value,
);

/** All that names are taken from: what is put together with names is so again when this changes. */
export const called = computed(() => ({ told: dossierAsTold.value, actors: actorsSignal.value, earlier: earlier.value }));

/** Keeps the names up to date; once, at the top of the page. Gives the error where they cannot be had. */
export function useNames(): Error | undefined {
  const known = read.value;
  const then = useAsk(known === undefined ? undefined : 'dossiers', {}, { known });
  const who = useAsk(known === undefined ? undefined : 'actors', {}, { known });
  useEffect(() => {
    if (known === undefined || !then.data || !who.data || then.isLoading || who.isLoading) return;
    earlierSignal.value = { dossiers: then.data.dossiers, actors: new Map(who.data.actors.map((x) => [x.actor, x])) };
  }, [known, then, who]);
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
  const bodyIn = (d: Dossier | undefined) => d?.bodies.find((b) => b.id === id)?.title;
  const before = earlier.value && (earlier.value.actors.get(id)?.name ?? bodyIn(dossierAsTold.value));
  return before ?? actorsSignal.value.get(id)?.name ?? bodyIn(dossier.value) ?? plain(id);
}

export const issueOf = (id: string): Issue | undefined => {
  const has = (i: Issue) => i.issue === id;
  return dossierAsTold.value?.issues.find(has) ?? dossier.value?.issues.find(has);
};

/**
 * Names that the dossier itself uses: what it writes with capitals inside of its questions and facts, and what its states and
 * organisations are called. An id has no capitals; said as words it has those of its names: "to deploy inside Ukraine".
 */
const properNames = computed<readonly (readonly [RegExp, string])[]>(() => {
  const d = dossierAsTold.value;
  const texts = [...(d?.issues.map((i) => i.question) ?? []), ...(d?.worldFacts.map((w) => w.text) ?? [])];
  const inside = texts.flatMap((t) => [...t.matchAll(/(?<=[\p{L}\d,;:)] )\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*/gu)].map(([name]) => name));
  const called = [...actors.value.values()].filter((a) => a.kind === 'state' || a.kind === 'organisation').map((a) => a.name);
  return [...new Set([...inside, ...called])]
    .filter((name) => /^\p{Lu}[\p{L} ]*$/u.test(name))
    .map((name) => [new RegExp(`(?<!\\p{L})${name.toLowerCase()}(?!\\p{L})`, 'gu'), name]);
});
/** An id as words, with the capitals of the names in it. */
export function proper(id: string): string {
  const words = plain(id).replace(/\b(?:us|eu|un|uk|nato)\b/g, (w) => w.toUpperCase());
  return properNames.value.reduce((text, [pattern, name]) => text.replace(pattern, name), words);
}

/** An issue in a word or two: its id in words; the question is its definition. */
export const issueName = proper;

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

/** The question of a position. */
function questionOf(facet: string): Issue | undefined {
  const [family, , last] = facet.split('/');
  return family === 'position' && last !== undefined ? issueOf(last) : undefined;
}

/**
 * Where a value stands on its ladder: rungs from neutral, negative against, positive for; undefined where it is on none. A rung that
 * a revision took away is where it was: old claims keep their ladder.
 */
export function rungOf(facet: string, value: unknown): number | undefined {
  const ladder = ladderOf(facet);
  if (!ladder || typeof value !== 'string') return undefined;
  const at = ladder.stances.indexOf(value);
  if (at < 0) return questionOf(facet)?.retired?.find((r) => r.stance === value)?.rung;
  return at - ladder.stances.indexOf(ladder.neutral);
}

/** All stances on a question from against to for, with those among them that a revision took away. */
export function stancesOn(issue: string): string[] {
  const { ladder = [], retired = [] } = issueOf(issue) ?? {};
  const rung = (stance: string) => rungOf(`position//${issue}`, stance) ?? 0;
  return [...ladder, ...retired].map((r) => r.stance).sort((a, b) => rung(a) - rung(b));
}

const rungIn = (facet: string, value: unknown) => {
  const { ladder = [], retired = [] } = questionOf(facet) ?? {};
  return [...ladder, ...retired].find((r) => r.stance === value);
};
/** The label of a rung, as its issue has it. */
export const stanceName = (facet: string, value: string): string => rungIn(facet, value)?.label ?? plain(value);
/** What a rung means, where its issue says so. */
export const stanceMeans = (facet: string, value: unknown): string | undefined => rungIn(facet, value)?.means;

/** A facet as a person reads it. */
export function facetName(path: string): string {
  const [family, a = '', b = '', c = ''] = path.split('/');
  switch (family) {
    case 'position':
      return `${actorName(a)} on ${issueName(b)}`;
    case 'contribution':
      return `${actorName(a)}: ${proper(b)}`;
    case 'role':
      return `${actorName(a)} in ${actorName(b)}`;
    case 'quantity':
      return `${actorName(a)}: ${proper(b)}`;
    case 'demand':
      return `${actorName(a)} asks ${actorName(b)}: ${proper(c)}`;
    case 'agreement':
      return b === '' ? proper(a) : `${actorName(b)} in ${proper(a)}`;
    case 'world':
      return worldText(path);
    default:
      return path;
  }
}
/** A world fact as its dossier words it. */
export const worldText = (facet: string): string => {
  const id = facet.replace(/^world\//, '');
  const textIn = (d: Dossier | undefined) => d?.worldFacts.find((w) => w.id === id)?.text;
  return textIn(dossierAsTold.value) ?? textIn(dossier.value) ?? proper(id);
};
