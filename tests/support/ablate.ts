/** Features of the model, each with what a log or a question is without it: a feature decides a cell if removing it changes the answer. */
import { bounds } from '../reference/oracle.mjs';
import { state } from '../reference/naive.ts';
import { isSame } from './compare.ts';
import type { Answer } from './compare.ts';
import { normalised } from './answers.ts';
import type { Generated, Question } from './generate.ts';
import type { Noted, NotedClaim } from './notation.ts';

type Edit = (line: Noted) => Noted | undefined;
type Ablation = { readonly lines: Edit } | { readonly question: (q: Question, g: Generated) => { q: Question; opens: string | undefined } };

const drop =
  (...types: string[]): Edit =>
  (e) =>
    types.includes(e.t) ? undefined : e;
const without = <T extends object>(x: T, ...keys: (keyof T)[]): T =>
  Object.fromEntries(Object.entries(x).filter(([k]) => !keys.includes(k as keyof T))) as T;
const groundless =
  (...types: string[]): Edit =>
  (e) =>
    types.includes(e.t) ? without(e, 'because') : e;
const isClaims = (claims: Noted['claims']): claims is NotedClaim[] => typeof claims?.[0] === 'object';
/** Changes claims; one that becomes undefined is left out. Their ids stay. */
const claims =
  (edit: (c: NotedClaim) => NotedClaim | undefined): Edit =>
  (e) =>
    isClaims(e.claims)
      ? { ...e, claims: e.claims.map((c, i) => edit({ ...c, id: c.id ?? `c${i + 1}` })).filter((c) => c !== undefined) }
      : e;
const claimsWithout = (...keys: (keyof NotedClaim)[]): Edit => claims((c) => without(c, ...keys));
const both =
  (...edits: Edit[]): Edit =>
  (e) =>
    edits.reduce<Noted | undefined>((line, edit) => line && edit(line), e);

const DAY = 86_400_000;
const text = (ms: number) => new Date(ms).toISOString().slice(0, 10);
const isVague = (date: string) => {
  const [lo, hi] = bounds(date);
  return hi - lo > DAY;
};
/** A certain day instead of a vague date: its first, or the last where there is no first. */
const firstDay = (date: string) => (!isVague(date) ? date : text(Number.isFinite(bounds(date)[0]) ? bounds(date)[0] : bounds(date)[1] - 1));
const lastDay = (date: string) => (!isVague(date) ? date : text(Number.isFinite(bounds(date)[1]) ? bounds(date)[1] - 1 : bounds(date)[0]));
const dates =
  (edit: (date: string) => string, ...fields: ('date' | 'effective' | 'observed' | 'until')[]): Edit =>
  (e) => {
    const on = <T extends object>(x: T): T =>
      Object.fromEntries(
        Object.entries(x).map(([k, v]) => [k, (fields as string[]).includes(k) && typeof v === 'string' ? edit(v) : (v as unknown)]),
      ) as T;
    return on(isClaims(e.claims) ? { ...e, claims: e.claims.map(on) } : e);
  };
const conditions = (mode: string): Edit => claims((c) => ({ ...c, ...(c.when && { when: c.when.filter((w) => w.mode !== mode) }) }));
const attributions =
  (edit: (a: string) => string): Edit =>
  (e) => {
    const on = <T extends { attribution?: string }>(x: T): T =>
      x.attribution === undefined ? x : { ...x, attribution: edit(x.attribution) };
    return on(isClaims(e.claims) ? { ...e, claims: e.claims.map(on) } : e);
  };

export const FEATURES: Readonly<Record<string, Ablation>> = {
  correction: { lines: drop('correct') },
  'grounds of corrections': { lines: groundless('correct') },
  retraction: { lines: drop('retract', 'reinstate') },
  'grounds of retractions': { lines: groundless('retract') },
  reinstatement: { lines: drop('reinstate') },
  'evidence added': { lines: drop('addEvidence') },
  'evidence per claim': { lines: both(claimsWithout('sources'), (e) => (e.t === 'addEvidence' ? without(e, 'claims') : e)) },
  withdrawal: { lines: drop('withdrawSource', 'restoreSource') },
  'grounds of withdrawals': { lines: groundless('withdrawSource') },
  restoration: { lines: drop('restoreSource') },
  'source correction': { lines: drop('correctSource') },
  'published limit': { question: (q, g) => ({ q: without(q, 'published'), opens: g.opens }) },
  'uncertain publication': { lines: (e) => (e.published === undefined ? e : { ...e, published: lastDay(e.published) }) },
  'known limit': { question: (q, g) => ({ q: { ...q, known: g.log.length }, opens: g.opens }) },
  'origins and copies': { lines: (e) => without(e, 'origin') },
  grades: { lines: (e) => without(e, 'grade') },
  'voice: by': { lines: both((e) => without(e, 'by'), claimsWithout('by')) },
  'voice: for': { lines: both((e) => without(e, 'for'), claimsWithout('for')) },
  anonymity: { lines: attributions((a) => (a === 'anonymous' ? 'reported' : a)) },
  'attribution ranks': { lines: attributions((a) => (a === 'anonymous' ? a : 'reported')) },
  rulings: { lines: drop('adjudicate') },
  'grounds of rulings': { lines: groundless('adjudicate') },
  'vague dates': { lines: dates(firstDay, 'date', 'effective') },
  instants: { lines: dates((d) => d.replace(/T[^./\],?~%]*(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, ''), 'date', 'effective', 'observed', 'until') },
  order: { lines: (e) => without(e, 'order') },
  relations: { lines: (e) => without(e, 'relations') },
  effective: { lines: claimsWithout('effective') },
  observed: { lines: claimsWithout('observed') },
  until: { lines: claimsWithout('until') },
  'vague until': { lines: dates(firstDay, 'until') },
  null: { lines: claims((c) => (c.value === null ? undefined : c)) },
  'conditions: once': { lines: conditions('once') },
  'conditions: while': { lines: conditions('while') },
  details: { lines: claimsWithout('detail') },
  "clip at the dossier's opening": { question: (q) => ({ q, opens: undefined }) },
  flags: { lines: dates((d) => d.replace(/[?~%]/g, ''), 'date', 'effective', 'observed', 'until') },
};

/** One log and what it is without each feature, made once. */
export class Ablated {
  readonly #of: Generated;
  readonly #logs = new Map<string, { log: Noted[]; size: number[]; firstChange: number }>();

  constructor(of: Generated) {
    this.#of = of;
  }

  #without(feature: string, edit: Edit) {
    let made = this.#logs.get(feature);
    if (!made) {
      const log: Noted[] = [];
      const size = [0];
      let firstChange = Infinity;
      this.#of.log.forEach((e, i) => {
        const line = edit(without(e, 'expectedVersion'));
        if (line) log.push(line);
        size.push(log.length);
        if (firstChange === Infinity && JSON.stringify(line) !== JSON.stringify(without(e, 'expectedVersion'))) {
          // explicit ids alone change nothing
          const same = line && JSON.stringify(line) === JSON.stringify(claims((c) => c)(without(e, 'expectedVersion')));
          if (!same) firstChange = i;
        }
      });
      this.#logs.set(feature, (made = { log, size, firstChange }));
    }
    return made;
  }

  /** Whether a feature decides the answer. Where the log without it is no log that could be, it is not counted. */
  decides(feature: string, q: Question, answer: Answer): boolean {
    const ablation = FEATURES[feature]!;
    let log = this.#of.log;
    let question = q;
    let opens: string | undefined = this.#of.opens;
    if ('question' in ablation) {
      ({ q: question, opens } = ablation.question(q, this.#of));
      if (question.known === q.known && question.published === q.published && opens === this.#of.opens) return false;
    } else {
      const made = this.#without(feature, ablation.lines);
      if (made.firstChange >= q.known) return false;
      log = made.log;
      question = { ...q, known: made.size[q.known]! };
    }
    try {
      const { facet, at, known, published } = question;
      return !isSame(normalised(state(log, facet, at, { known, published, from: opens })), answer);
    } catch {
      return false;
    }
  }
}
