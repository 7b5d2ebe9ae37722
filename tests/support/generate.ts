/**
 * Random logs in the notation of `tests/cases/*.json`, dense enough that features of the model collide: few facets, few
 * days close together, few sources, every kind of line. Each log comes from a seed and an index alone, so that any of them
 * can be made again: `DEMARCHE_SEED=… DEMARCHE_LOG=…`.
 */
import { bounds, fold } from '../reference/oracle.mjs';
import type { Noted, NotedClaim } from './notation.ts';

/** A small seeded generator of pseudo-random numbers (mulberry32). */
export class Random {
  #state: number;
  constructor(seed: number, stream = 0) {
    this.#state = (Math.imul(seed ^ (seed >>> 15), 0x2c1b3c6d) + Math.imul(stream + 1, 0x9e3779b1)) | 0;
    for (let i = 0; i < 4; i++) this.next();
  }
  /** In [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  below(n: number): number {
    return Math.floor(this.next() * n);
  }
  chance(p: number): boolean {
    return this.next() < p;
  }
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
  /** Some of a list, at least one, in random order, each once. */
  some<T>(list: readonly T[], most: number): T[] {
    const left = [...list];
    const taken: T[] = [];
    for (let n = 1 + this.below(most); n > 0 && left.length; n--) taken.push(...left.splice(this.below(left.length), 1));
    return taken;
  }
  weighted<T extends string>(weights: Readonly<Record<T, number>>): T {
    const entries = Object.entries(weights) as [T, number][];
    let x = this.next() * entries.reduce((sum, [, w]) => sum + w, 0);
    for (const [name, w] of entries) if ((x -= w) < 0) return name;
    return entries.at(-1)![0];
  }
}

/** From the environment where it names a seed, else from the clock. */
export const seedOf = (name = 'DEMARCHE_SEED'): number => Number(process.env[name] ?? Date.now() % 2 ** 31);

// ── what logs are about ──────────────────────────────────────────────────────────────────────────────────────────

const FACETS: Readonly<Record<string, readonly unknown[]>> = {
  'position/FRA/troops': ['open', 'rules-out', 'undecided'],
  'position/ITA/troops': ['open', 'rules-out'],
  'position/FRA/ceasefire-first': ['no', 'yes'],
  'role/FRA/coalition': ['co-chair', 'member'],
  'demand/USA/FRA/oil': ['open', 'accepted', 'refused'],
  'agreement/accord/ITA': ['signed', 'absent'],
  'contribution/ITA/ships': ['offers', 'declines'],
  'quantity/coalition/committed': [{ n: 26, op: '=' }, { op: '=', n: 27 }, 26],
};
const WORLD: Readonly<Record<string, readonly unknown[]>> = {
  'world/ceasefire': [true, false],
  'world/vote': ['passed', 'failed', { for: 5, against: 4 }],
};
const ALL: Readonly<Record<string, readonly unknown[]>> = { ...FACETS, ...WORLD };
export const ACTORS = ['FRA', 'ITA', 'USA', 'coalition', 'agency'] as const;
const REPLACING = ['supersedes', 'clarifies', 'narrows'] as const;
const OTHER_RELATIONS = ['restates', 'answers', 'contradicts', 'follows-up'] as const;

const DAY = 86_400_000;
const dayText = (n: number): string => new Date(Date.UTC(2025, 7, 29) + n * DAY).toISOString().slice(0, 10);

/** Features whose frequency differs from log to log, so that each is rare in some and everywhere in others. */
const THEMES = {
  vague: 0.2,
  flags: 0.08,
  order: 0.55,
  relations: 0.55,
  effective: 0.12,
  observed: 0.09,
  until: 0.19,
  nothing: 0.08,
  details: 0.22,
  conditions: 0.45,
  voices: 0.22,
  attributions: 0.5,
  anonymous: 0.05,
  ownSources: 0.15,
  grades: 0.25,
  copies: 0.4,
  dated: 0.85,
  uncertain: 0.3,
  grounds: 0.6,
  correct: 3,
  retract: 1.5,
  addEvidence: 1.6,
  withdraw: 1.2,
  adjudicate: 6,
  sourceActs: 1,
} as const;
type Theme = keyof typeof THEMES;

class Maker {
  readonly r: Random;
  readonly log: Noted[] = [];
  readonly opens: string;
  readonly #days: number[];
  readonly #facets: string[];
  readonly #world: string[];
  readonly #themes: Record<Theme, number>;
  readonly #bodies = new Map<string, Noted & { claims: NotedClaim[]; version: number }>();
  readonly #retracted = new Set<string>();
  readonly #registered: string[] = [];
  readonly #withdrawn = new Set<string>();
  /** The source published last. */
  #last: { readonly id: string; readonly published: number } | undefined;
  #developments = 0;

  constructor(r: Random) {
    this.r = r;
    const first = r.below(4);
    this.#days = [first, first + 1, first + 1 + r.below(3), first + 3 + r.below(2)];
    this.#facets = r.some(Object.keys(FACETS), 2 + r.below(2));
    this.#world = r.some(Object.keys(WORLD), 2);
    this.opens = dayText(this.#day() + r.pick([-300, -40, -2, -1, 0, 0, 1]));
    this.#themes = Object.fromEntries(Object.entries(THEMES).map(([name, p]) => [name, p * r.pick([0.3, 0.6, 1, 1, 1.4, 2])])) as Record<
      Theme,
      number
    >;
  }

  #is(theme: Theme): boolean {
    return this.r.chance(this.#themes[theme]);
  }
  /** Half of all that happens falls on one day. */
  #day(): number {
    return this.r.chance(0.5) ? this.#days[1]! : this.r.pick(this.#days);
  }

  /** A date near the others, exact or vague. */
  #date(isVague = this.#is('vague')): string {
    const { r } = this;
    const flag = () => (this.#is('flags') ? r.pick(['~', '?', '%']) : '');
    const day = (n = this.#day()) => dayText(n) + flag();
    if (!isVague) return r.chance(0.15) ? this.#instant() : day();
    const a = this.#day();
    const b = a + r.below(3);
    switch (r.weighted({ by: 4, between: 5, oneOf: 3, from: 2, lasting: 3, month: 4, year: 1.5 })) {
      case 'by':
        return r.chance(0.15) ? `[..${dayText(a).slice(0, 7)}]` : `[${r.pick(['..', ','])}${day(a)}]`;
      case 'between':
        return `[${day(a)}..${day(b)}]`;
      case 'oneOf':
        return `[${day(a)},${day(b)}]`;
      case 'from':
        return `[${day(a)}..]`;
      case 'lasting':
        return `${r.chance(0.15) ? this.#instant() : day(a)}/${r.chance(0.4) ? '..' : dayText(b + 1)}`;
      case 'month':
        return dayText(a).slice(0, 7) + (r.chance(0.4) ? '-XX' : '') + flag();
      case 'year':
        return r.pick(['2025', '2025-XX', '2025-XX-XX', '2024']);
    }
  }
  #instant(): string {
    const { r } = this;
    const hour = String(r.pick([0, 9, 23])).padStart(2, '0');
    return `${dayText(this.#day())}T${hour}:${r.pick(['00', '30', '59:59', '59:59.999'])}${r.pick(['Z', '+02:00', '-05:00', 'Z'])}`;
  }

  #sources(most = 3): string[] {
    const { r } = this;
    const names = [...this.#registered, ...this.#registered, 'u1', 'u2'];
    return [...new Set(r.some(names, most))];
  }
  #because(factor = 1): { because?: string[] } {
    if (!this.r.chance(Math.min(0.85, this.#themes.grounds * factor))) return {};
    if (this.r.chance(0.04)) return { because: [] };
    // grounds say most where they stand alone and are published later than what they are about
    if (!this.#registered.length || this.r.chance(0.25)) return { because: this.#sources(2) };
    return { because: [this.#last && this.r.chance(0.6) ? this.#last.id : this.r.pick(this.#registered)] };
  }

  #claim(): NotedClaim {
    const { r } = this;
    const facet = r.chance(0.25) ? r.pick(this.#world) : r.pick(this.#facets);
    const claim: NotedClaim = { facet, value: this.#is('nothing') ? null : r.pick(ALL[facet]!) };
    if (r.chance(0.25)) claim.id = r.pick(['a', 'b', 'z']);
    if (this.#is('details'))
      claim.detail = r.pick([{ place: 'Odesa' }, { place: 'Kyiv' }, { n: 1, place: 'Kyiv' }, { place: 'Kyiv', n: 1 }]);
    if (!facet.startsWith('world/') && this.#is('conditions'))
      claim.when = r.some(this.#world, 2).map((f) => {
        const is = r.chance(0.1) ? null : r.pick(WORLD[f]!);
        const mode = r.pick(['while', 'once']);
        return r.chance(0.8) ? { facet: f, is, mode } : { mode, is, facet: f };
      });
    if (this.#is('voices')) Object.assign(claim, this.#voice(facet, 0.5));
    if (this.#is('attributions')) claim.attribution = this.#attribution();
    if (this.#is('effective')) claim.effective = this.#date();
    else if (this.#is('observed')) claim.observed = r.chance(0.2) ? dayText(this.#day()).slice(0, 7) : this.#date(false);
    if (this.#is('until')) claim.until = this.#date(r.chance(0.5));
    if (this.#is('ownSources')) claim.sources = this.#sources(2);
    return claim;
  }
  #attribution(): string {
    return this.#is('anonymous') ? 'anonymous' : this.r.pick(['official', 'on-record', 'reported']);
  }
  /** Somebody's word: the facet's owner, another, or one in the name of the other. */
  #voice(facet: string, ofClaim: number): { by?: string; for?: string[] } {
    const { r } = this;
    const owner = r.pick(
      facet
        .split('/')
        .filter((s) => (ACTORS as readonly string[]).includes(s))
        .concat(facet.startsWith('world/') ? ['FRA'] : []),
    );
    const other = r.pick(ACTORS);
    switch (r.weighted({ own: 3, other: 3, office: 2, forOnly: 2 * ofClaim, two: 1 })) {
      case 'own':
        return { by: owner };
      case 'other':
        return { by: other };
      case 'office':
        return { by: other, for: [owner] };
      case 'forOnly':
        return { for: [r.chance(0.6) ? owner : other] };
      case 'two':
        return { by: 'agency', for: r.some(ACTORS, 2) };
    }
  }

  #body(): Pick<Noted, 'date' | 'order' | 'by' | 'for' | 'attribution' | 'sources' | 'relations'> & { claims: NotedClaim[] } {
    const { r } = this;
    const claims = Array.from({ length: r.weighted({ '1': 5, '2': 3, '3': 1 }) === '1' ? 1 : 2 + r.below(2) }, () => this.#claim());
    const earlier = [...this.#bodies.keys()];
    return {
      date: this.#date(),
      ...(this.#is('order') && { order: r.below(3) }),
      ...(this.#is('voices') && this.#voice(claims[0]!.facet, 0)),
      ...(this.#is('attributions') && { attribution: this.#attribution() }),
      sources: this.#sources(),
      claims,
      ...(earlier.length &&
        this.#is('relations') && {
          relations: r.some(earlier, 2).map((to) => ({ type: r.chance(0.85) ? r.pick(REPLACING) : r.pick(OTHER_RELATIONS), to })),
        }),
    };
  }

  /** Adds a line if the reference takes it. */
  #add(line: Noted): boolean {
    try {
      if (line.date !== undefined) bounds(line.date); // also where no claim takes it
      fold([...this.log, line]);
    } catch {
      return false;
    }
    this.log.push(line);
    return true;
  }

  record(): void {
    const dev = `d${this.#developments + 1}`;
    const body = this.#body();
    if (!this.#add({ t: 'record', dev, ...body })) return;
    this.#developments++;
    this.#bodies.set(dev, { t: 'record', dev, ...body, version: 1 });
  }

  correct(): void {
    const { r } = this;
    const dev = r.pick([...this.#bodies.keys()]);
    const body = this.#bodies.get(dev)!;
    const change = this.#change(dev, body);
    const line: Noted = {
      t: 'correct',
      dev,
      ...change,
      ...this.#because(),
      ...(r.chance(0.2) && { expectedVersion: body.version }),
    };
    if (!this.#add(line)) return;
    this.#bodies.set(dev, { ...body, ...change, version: body.version + 1 } as Noted & { claims: NotedClaim[]; version: number });
  }

  #change(dev: string, body: Noted & { claims: NotedClaim[] }): Partial<Noted> {
    const { r } = this;
    const one = r.below(body.claims.length || 1);
    const claims = (edit: (c: NotedClaim) => Partial<NotedClaim>) => ({
      claims: body.claims.map((c, i) => (i === one ? { ...c, ...edit(c) } : c)),
    });
    if (!body.claims.length) return { claims: [this.#claim()] };
    switch (
      r.weighted({
        date: 4,
        value: 4,
        detail: 2,
        move: 2,
        cosmetic: 5,
        sources: 2,
        order: 1,
        window: 1,
        again: 1,
        fewer: 1,
        voice: 1,
        links: 1.5,
        takenBack: 0.6,
      })
    ) {
      case 'date':
        return { date: this.#date() };
      case 'value':
        return claims((c) => ({ value: r.pick(ALL[c.facet]!) }));
      case 'takenBack':
        return claims(() => ({ value: null }));
      case 'detail':
        return claims(() => ({ detail: r.pick([{ place: 'Odesa' }, { place: 'Kyiv' }]) }));
      case 'move':
        return claims(() => {
          const facet = r.pick(this.#facets);
          return { facet, value: r.pick(ALL[facet]!) };
        });
      case 'cosmetic':
        return { title: 'a spelling mended' };
      case 'sources':
        return { sources: this.#sources() };
      case 'order':
        return { order: r.below(3) };
      case 'window':
        return claims(() => ({ until: this.#date() }));
      case 'again':
        return { claims: [...body.claims, this.#claim()] };
      case 'fewer':
        return { claims: body.claims.slice(1) };
      case 'voice':
        return claims((c) => this.#voice(c.facet, 1));
      case 'links': {
        const others = [...this.#bodies.keys()].filter((d) => d !== dev);
        return { relations: others.length ? [{ type: r.pick(REPLACING), to: r.pick(others) }] : [] };
      }
    }
  }

  retract(): void {
    const { r } = this;
    if (this.#retracted.size && r.chance(0.6)) {
      const dev = r.pick([...this.#retracted]);
      if (this.#add({ t: 'reinstate', dev })) this.#retracted.delete(dev);
      return;
    }
    const dev = r.pick([...this.#bodies.keys()]);
    if (this.#add({ t: 'retract', dev, ...this.#because(1.4) })) this.#retracted.add(dev);
  }

  addEvidence(): void {
    const { r } = this;
    const dev = r.pick([...this.#bodies.keys()]);
    const ids = this.#bodies.get(dev)!.claims.map((c, i) => c.id ?? `c${i + 1}`);
    this.#add({
      t: 'addEvidence',
      dev,
      sources: this.#sources(2),
      ...(r.chance(0.5) && ids.length && { claims: r.chance(0.1) ? [] : r.some(ids, 1) }),
    });
  }

  withdraw(): void {
    const { r } = this;
    if (this.#withdrawn.size && r.chance(0.45)) {
      const source = r.pick([...this.#withdrawn]);
      if (this.#add({ t: 'restoreSource', source })) this.#withdrawn.delete(source);
      return;
    }
    const source = this.#sources(1)[0]!;
    const because = this.#because(1.5);
    // grounds that are withdrawn themselves, and circles of them
    if (because.because?.length && this.#withdrawn.size && r.chance(0.5)) because.because = [r.pick([...this.#withdrawn])];
    if (because.because?.length && r.chance(0.1)) because.because = [source];
    if (this.#add({ t: 'withdrawSource', source, ...because })) this.#withdrawn.add(source);
  }

  adjudicate(): void {
    const { r } = this;
    const on = new Map<string, string[]>();
    // mostly between claims of one time, which compete
    const isOfOneTime = r.chance(0.6);
    for (const [dev, body] of this.#bodies)
      body.claims.forEach((c, i) => {
        const key = isOfOneTime ? `${c.facet} ${c.observed ?? c.effective ?? body.date!}` : c.facet;
        on.set(key, [...(on.get(key) ?? []), `${dev}#${c.id ?? `c${i + 1}`}`]);
      });
    const several = [...on].filter(([, refs]) => refs.length > 1);
    if (!several.length) return;
    const [key, refs] = r.pick(several);
    const facet = key.split(' ')[0]!;
    const [prefer, ...over] = r.some(refs, 2 + r.below(2));
    if (over.length) this.#add({ t: 'adjudicate', facet, prefer: prefer!, over, ...this.#because(1.5) });
  }

  #description(): Partial<Noted> {
    const { r } = this;
    const others = [...this.#registered, 'u1'];
    return {
      ...(this.#is('dated') && { published: this.#publication() }),
      ...(this.#is('copies') && { origin: r.pick(others) }),
      ...(this.#is('grades') && { grade: r.pick(['A', 'D', 'E', 'E', 'F', 'F']) }),
    };
  }
  #publication(): string {
    const { r } = this;
    const a = this.#day() + r.below(2);
    if (!this.#is('uncertain')) return r.chance(0.15) ? this.#instant() : dayText(a);
    return r.pick([
      `[${dayText(a)}..]`,
      `[..${dayText(a)}]`,
      `[${dayText(a)}..${dayText(a + 2)}]`,
      `[${dayText(a)},${dayText(a + 3)}]`,
      dayText(a).slice(0, 7),
    ]);
  }

  source(): void {
    const id = `s${this.#registered.length + 1}`;
    const description = this.#description();
    if (!this.#add({ t: 'source', id, ...description })) return;
    this.#registered.push(id);
    const published = description.published === undefined ? -Infinity : bounds(description.published)[0];
    if (published > (this.#last?.published ?? -Infinity)) this.#last = { id, published };
  }
  sourceActs(): void {
    const { r } = this;
    if (r.chance(0.25)) this.source();
    else if (this.#registered.length) {
      const description = this.#description();
      if (Object.keys(description).length) this.#add({ t: 'correctSource', id: r.pick(this.#registered), ...description });
    }
  }

  make(): Noted[] {
    const { r } = this;
    for (let n = 2 + r.below(3); n > 0; n--) this.source();
    for (let n = 2 + r.below(3); n > 0 || !this.#bodies.size; n--) this.record();
    const size = this.log.length + 6 + r.below(14);
    const { correct, retract, addEvidence, withdraw, adjudicate, sourceActs } = this.#themes;
    for (let tries = 0; this.log.length < size && tries < 60; tries++)
      this[r.weighted({ record: 5, correct, retract, addEvidence, withdraw, adjudicate, sourceActs })]();
    return this.log;
  }
}

export interface Generated {
  readonly log: Noted[];
  /** The day the dossier opens. */
  readonly opens: string;
}

/** The log with this number of a run. */
export function generateLog(seed: number, index: number): Generated {
  const maker = new Maker(new Random(seed, index));
  return { log: maker.make(), opens: maker.opens };
}

// ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Question {
  readonly facet: string;
  readonly at: string;
  readonly known: number;
  readonly published?: string;
}

/** Facets that a log says anything about. */
export const facetsOf = (log: readonly Noted[]): string[] => [
  ...new Set(
    log.flatMap((e) => (e.claims ?? []).flatMap((c) => (typeof c === 'object' ? [c.facet, ...(c.when ?? []).map((w) => w.facet)] : []))),
  ),
];

/** Coordinates next to the bounds of dates: the day or instant before, on and after each. */
function around(dates: readonly string[]): string[] {
  const texts = new Set<string>();
  for (const date of new Set(dates))
    for (const bound of bounds(date)) {
      if (!Number.isFinite(bound)) continue;
      const isMidnight = bound % DAY === 0;
      for (const t of isMidnight ? [bound - DAY, bound] : [bound - DAY]) texts.add(new Date(t).toISOString().slice(0, 10));
      for (const t of isMidnight ? [bound - 2, bound] : [bound - 2, bound - 1, bound, bound + 1]) texts.add(new Date(t).toISOString());
    }
  return [...texts].filter((t) => t > '2024-06');
}

/** Questions near the turns of a log. */
export function questionsOf(r: Random, { log, opens }: Generated, count: number): Question[] {
  const facets = facetsOf(log);
  const claims = log.flatMap((e) => (e.claims ?? []).filter((c): c is NotedClaim => typeof c === 'object'));
  const dates = [opens, ...log.map((e) => e.date), ...claims.flatMap((c) => [c.effective, c.observed, c.until])].filter(
    (d) => d !== undefined,
  );
  const ats = around(dates);
  ats.push('2025-09', '2025-08', '2025', '2026');
  // most changes lie between the first day and the last
  const days = ats.filter((t) => t >= '2025-08-29' && t < '2025-09-15');
  const limits = around(log.flatMap((e) => e.published ?? []));
  /** One of these, rather a later one: there is more to know. */
  const late = (texts: string[]): string => {
    const [a, b] = [r.pick(texts), r.pick(texts)];
    return a > b || r.chance(0.25) ? a : b;
  };
  const questions: Question[] = [];
  while (questions.length < count) {
    const known = r.chance(0.55) ? log.length : r.chance(0.8) ? Math.ceil(log.length * (1 - r.next() * 0.6)) : r.below(log.length + 1);
    const published = limits.length && r.chance(0.7) ? late(limits) : undefined;
    for (const facet of r.some(facets, 3))
      for (let n = 2; n > 0; n--)
        questions.push({ facet, at: days.length && r.chance(0.75) ? late(days) : r.pick(ats), known, ...(published && { published }) });
  }
  return questions.slice(0, count);
}
