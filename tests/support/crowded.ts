/**
 * Random logs with many claims on few facets, in the notation of `tests/cases/*.json`: what `generate.ts` makes is dense, but small
 * enough that a facet is looked through at once. Here its order in time, blocks of it and long runs of like values matter. Claims
 * are recorded in an order that may have nothing to do with their dates. Each log comes from a seed and an index alone.
 */
import { bounds, fold } from '../reference/oracle.mjs';
import { rewritten } from './extended.ts';
import type { Extended, Line } from './extended.ts';
import { Random } from './generate.ts';
import type { Question } from './generate.ts';
import type { Noted, NotedClaim } from './notation.ts';

const DAY = 86_400_000;
const START = Date.UTC(2025, 0, 6);
const dayText = (n: number): string => new Date(START + n * DAY).toISOString().slice(0, 10);

/** Facets on which most is said, with the one whose word counts. */
const MAIN = [
  ['position/FRA/troops', 'FRA'],
  ['position/FRA/troops', 'FRA'],
  ['role/FRA/coalition', 'FRA'],
  ['demand/USA/FRA/oil', 'USA'],
  ['quantity/coalition/committed', 'coalition'],
] as const;
const WORLD = 'world/ceasefire';

/** How often a feature is met; in half of the logs never. */
const THEMES = {
  vague: 0.25,
  order: 0.5,
  relations: 0.25,
  effective: 0.08,
  observed: 0.08,
  until: 0.15,
  nothing: 0.05,
  details: 0.1,
  conditions: 0.2,
  voices: 0.2,
  anonymous: 0.1,
  attributions: 0.5,
  low: 0.2,
  copies: 0.2,
  dated: 1,
  late: 0.3,
  correct: 0.2,
  retract: 0.1,
  addEvidence: 0.1,
  withdraw: 0.05,
  sourceActs: 0.05,
  adjudicate: 0.1,
  merge: 0.02,
} as const;
type Theme = keyof typeof THEMES;

type Body = Noted & { dev: string; date: string; sources: string[]; claims: (NotedClaim & { id: string })[] };

class Crowd {
  readonly r: Random;
  readonly lines: Line[] = [];
  readonly opens: string;
  readonly #claims: number;
  /** Days over which the claims are spread. */
  readonly #span: number;
  readonly #themes: Record<Theme, number>;
  readonly #main: string;
  readonly #owner: string;
  readonly #values: readonly unknown[];
  readonly #bodies = new Map<string, Body>();
  /** Day of each development that is recorded. */
  readonly #days = new Map<string, number>();
  readonly #retracted = new Set<string>();
  readonly #sources: string[];
  readonly #later: string[];
  readonly #withdrawn = new Set<string>();

  /** Actors of whom as much is said as of the first. */
  readonly #actors: readonly string[];

  constructor(r: Random, claims: number, actors: number) {
    this.r = r;
    this.#actors = Array.from({ length: actors - 1 }, (_, i) => `A${i + 1}`);
    this.#claims = claims;
    // in some logs each claim has a day of its own, as exact as can be
    const isSober = r.chance(0.2);
    this.#span = Math.ceil(claims * (isSober ? 2 : r.pick([0.1, 0.4, 1, 3])));
    this.#themes = Object.fromEntries(
      Object.entries(THEMES).map(([name, p]) => [name, r.chance(0.5) ? 0 : Math.min(0.9, p * r.pick([0.2, 0.5, 1, 2]))]),
    ) as Record<Theme, number>;
    if (isSober) for (const theme of ['vague', 'effective', 'observed', 'until'] as const) this.#themes[theme] = 0;
    [this.#main, this.#owner] = r.pick(MAIN);
    this.#values = this.#main.startsWith('quantity') ? [26, { n: 27, op: '=' }, { op: '>=', n: 28 }] : ['open', 'rules-out', 'undecided'];
    this.opens = dayText(r.below(this.#span) - r.pick([0, 1, 40]));
    this.#sources = Array.from({ length: 3 + r.below(12) }, (_, i) => `s${i + 1}`);
    this.#later = this.#is('late') ? this.#sources.splice(-2) : [];
  }

  #is(theme: Theme): boolean {
    return this.r.chance(this.#themes[theme]);
  }

  #instant(day: number): string {
    return `${dayText(day)}T${this.r.pick(['00:00Z', '12:30Z', '23:59:59.999Z', '02:00+02:00'])}`;
  }
  #date(day: number, isVague = this.#is('vague')): string {
    const { r } = this;
    if (!isVague) return r.chance(0.06) ? this.#instant(day) : dayText(day) + (r.chance(0.02) ? '~' : '');
    const width = r.pick([1, 1, 3, 20]);
    switch (r.weighted({ by: 2, between: 5, from: 1, lasting: 2, month: 3, year: 0.5 })) {
      case 'by':
        return `[..${dayText(day)}]`;
      case 'between':
        return `[${dayText(day)}..${dayText(day + width)}]`;
      case 'from':
        return `[${dayText(day)}..]`;
      case 'lasting':
        return `${dayText(day)}/${r.chance(0.4) ? '..' : dayText(day + width)}`;
      case 'month':
        return dayText(day).slice(0, 7);
      case 'year':
        return dayText(day).slice(0, 4);
    }
  }
  /** A window that is not over before it begins. */
  #until(day: number, from: string): { until?: string } {
    const until = this.#date(day + this.r.pick([0, 0, 1, 2, 10]), this.r.chance(0.3));
    return bounds(until)[1] > bounds(from)[0] ? { until } : {};
  }
  #because(): { because?: string[] } {
    return this.r.chance(0.5) ? { because: this.r.some(this.#sources, 2) } : {};
  }
  #voice(): { by?: string; for?: string[] } {
    const { r } = this;
    const owner = this.#owner;
    return r.pick([{ by: owner }, { by: owner }, { by: 'agency' }, { by: 'agency', for: [owner] }, { for: [owner] }, { for: ['USA'] }]);
  }
  #attribution(): string {
    return this.#is('anonymous') ? 'anonymous' : this.r.pick(['official', 'on-record', 'reported']);
  }

  /** The value of a facet goes on, mostly. */
  #claim(id: string, facet: string, value: unknown, day: number, date: string): NotedClaim & { id: string } {
    const { r } = this;
    const claim: NotedClaim & { id: string } = { id, facet, value: this.#is('nothing') ? null : value };
    if (this.#is('details')) claim.detail = { place: r.pick(['Odesa', 'Kyiv']) };
    if (facet !== WORLD && this.#is('conditions'))
      claim.when = [{ facet: WORLD, is: r.pick([true, true, false, null]), mode: r.pick(['while', 'once']) }];
    if (this.#is('voices')) Object.assign(claim, this.#voice());
    if (this.#is('anonymous')) claim.attribution = 'anonymous';
    let from = date;
    if (this.#is('effective')) claim.effective = from = this.#date(day + r.below(4) - 2);
    else if (this.#is('observed')) claim.observed = from = this.#date(day + r.below(4) - 2, false);
    if (this.#is('until')) Object.assign(claim, this.#until(day, from));
    if (r.chance(0.1)) claim.sources = r.some(this.#sources, 2);
    return claim;
  }

  /** Developments in the order of their days; what they say of a facet goes on for a while, as in a real track. */
  #developments(): [day: number, Body][] {
    const { r } = this;
    const change = r.pick([0.03, 0.15, 0.5]);
    const said = new Map<string, unknown>();
    const valueOf = (facet: string): unknown => {
      if (!said.has(facet) || r.chance(change)) said.set(facet, r.pick(facet === WORLD ? [true, false] : this.#values));
      return said.get(facet);
    };
    const mainOf = () => (this.#actors.length ? this.#main.replace('FRA', r.pick(this.#actors)) : this.#main);
    const facetOf = () =>
      r.chance(0.8) ? mainOf() : r.chance(0.5) ? WORLD : r.pick(['position/ITA/troops', this.#main.replace('FRA', 'ITA')]);
    const all: [number, Body][] = [];
    let made = 0;
    for (let i = 0; made < this.#claims; i++) {
      const day = Math.floor((made / this.#claims) * this.#span);
      const date = this.#date(day);
      const claims = ['a', 'b'].slice(0, r.chance(0.9) ? 1 : 2).map((id) => {
        const facet = facetOf();
        return this.#claim(id, facet, valueOf(facet), day, date);
      });
      made += claims.length;
      all.push([
        day,
        {
          t: 'record',
          dev: `d${i + 1}`,
          date,
          ...(this.#is('order') && { order: r.below(4) }),
          ...(this.#is('voices') && this.#voice()),
          ...(this.#is('attributions') && { attribution: this.#attribution() }),
          sources: r.some(this.#sources, 2),
          claims,
        },
      ]);
    }
    return all;
  }

  /** Some developments that are on record, near a day or anywhere. */
  #others(day: number, but: string): string[] {
    const { r } = this;
    const all = [...this.#days].filter(([dev]) => dev !== but);
    if (!all.length) return [];
    const near = all.sort(([, a], [, b]) => Math.abs(a - day) - Math.abs(b - day)).slice(0, 4);
    return r.some(r.chance(0.8) ? near : all, 2).map(([dev]) => dev);
  }
  #relations(day: number, dev: string): { relations?: { type: string; to: string }[] } {
    const others = this.#others(day, dev);
    return others.length
      ? { relations: others.map((to) => ({ type: this.r.pick(['supersedes', 'clarifies', 'narrows', 'restates']), to })) }
      : {};
  }

  #say(say: Noted): void {
    this.lines.push({ say });
  }

  /** Sources on record: one that is only cited can be neither withdrawn nor merged. */
  get #registered(): string[] {
    return this.#sources.filter((s) => !this.#later.includes(s));
  }

  #source(id: string): void {
    const { r } = this;
    const day = r.below(this.#span + 3);
    const publications = [dayText(day), this.#instant(day), `[${dayText(day)}..${dayText(day + 5)}]`, `[..${dayText(day)}]`];
    this.#say({
      t: 'source',
      id,
      ...(this.#is('dated') && { published: r.pick([publications[0]!, r.pick(publications)]) }),
      ...(this.#is('copies') && { origin: r.pick(this.#sources) }),
      ...(this.#is('low') && { grade: r.pick(['A', 'E', 'F', 'F']) }),
    });
  }

  #correct(): void {
    const { r } = this;
    const dev = r.pick([...this.#bodies.keys()]);
    const body = this.#bodies.get(dev)!;
    if (this.#retracted.has(dev)) return;
    const day = this.#days.get(dev)!;
    const one = r.below(body.claims.length);
    const claims = (edit: (c: NotedClaim) => Partial<NotedClaim>) => ({
      claims: body.claims.map((c, i) => (i === one ? { ...c, ...edit(c) } : c)),
    });
    const isWindowed = body.claims.some((c) => c.until !== undefined);
    const changes: Partial<Body>[] = [
      { title: 'a spelling mended' },
      claims((c) => ({ value: r.pick(c.facet === WORLD ? [true, false, null] : [...this.#values, null]) })),
      claims((c) => (c.facet === WORLD ? {} : { facet: this.#main })),
      { order: r.below(4) },
      { sources: r.some(this.#sources, 2) },
      // a circle, where the other is recorded later and replaces this one
      this.#is('relations') ? this.#relations(day, dev) : {},
      isWindowed ? {} : { date: this.#date(day + r.below(9) - 4) },
    ];
    const change = r.pick(changes);
    this.#bodies.set(dev, { ...body, ...change });
    this.#say({ t: 'correct', dev, ...change, ...this.#because() });
  }

  #retract(): void {
    const { r } = this;
    if (this.#retracted.size && r.chance(0.4)) {
      const dev = r.pick([...this.#retracted]);
      this.#retracted.delete(dev);
      this.#say({ t: 'reinstate', dev });
      return;
    }
    const dev = r.pick([...this.#bodies.keys()]);
    if (this.#retracted.has(dev)) return;
    this.#retracted.add(dev);
    this.#say({ t: 'retract', dev, ...this.#because() });
  }

  #addEvidence(): void {
    const { r } = this;
    const dev = r.pick([...this.#bodies.keys()]);
    const only = r.chance(0.5) ? { claims: [r.pick(this.#bodies.get(dev)!.claims).id] } : {};
    this.#say({ t: 'addEvidence', dev, sources: r.some([...this.#sources, 'u1'], 2), ...only });
  }

  #withdraw(): void {
    const { r } = this;
    if (this.#withdrawn.size && r.chance(0.5)) {
      const source = r.pick([...this.#withdrawn]);
      this.#withdrawn.delete(source);
      this.#say({ t: 'restoreSource', source });
      return;
    }
    const source = r.pick(this.#registered);
    if (this.#withdrawn.has(source)) return;
    this.#withdrawn.add(source);
    this.#say({ t: 'withdrawSource', source, ...this.#because() });
  }

  #sourceActs(): void {
    const { r } = this;
    const published = dayText(r.below(this.#span + 3));
    this.#say({ t: 'correctSource', id: r.pick(this.#registered), ...r.pick([{ published }, { grade: 'F' }, { grade: 'A' }]) });
  }

  #adjudicate(): void {
    const { r } = this;
    const refs = [...this.#bodies.values()].flatMap((b) =>
      b.claims.filter((c) => c.facet === this.#main).map((c) => [`${b.dev}#${c.id}`, this.#days.get(b.dev)!] as const),
    );
    if (refs.length < 2) return;
    const [, day] = r.pick(refs);
    const near = refs.sort(([, a], [, b]) => Math.abs(a - day) - Math.abs(b - day)).slice(0, 6);
    const [prefer, ...over] = r.some(r.chance(0.8) ? near : refs, 3).map(([ref]) => ref);
    if (over.length) this.#say({ t: 'adjudicate', facet: this.#main, prefer: prefer!, over, ...this.#because() });
  }

  #merge(): void {
    const { r } = this;
    const [a, b] = r.some(this.#registered, 2);
    const line: Line =
      r.chance(0.6) || !b ? { merge: 'actor', id: 'ITA', into: r.pick(['FRA', 'USA']) } : { merge: 'source', id: a!, into: b };
    const merged = this.lines.filter((l) => 'merge' in l);
    // each name once, and none into one that is gone
    if (merged.some((m) => [m.id, m.into].includes(line.id) || m.id === line.into)) return;
    this.lines.push(line);
  }

  /** With so many corrections when all is recorded, few other acts in between. */
  make(corrections = 0): Extended {
    const { r } = this;
    const developments = this.#developments();
    const recording = r.weighted({ inOrder: 2, oneLate: 1, nearly: 1, anyhow: 2 });
    if (recording === 'oneLate') {
      const one = r.chance(0.5) ? 0 : r.below(developments.length);
      developments.splice(one + 1 + r.below(3), 0, ...developments.splice(one, 1));
    } else if (recording !== 'inOrder') {
      const places = developments.map((_, i) => (recording === 'anyhow' ? r.next() : i + r.below(12)));
      const order = developments.map((d, i) => [places[i]!, d] as const).sort(([a], [b]) => a - b);
      developments.splice(0, developments.length, ...order.map(([, d]) => d));
    }
    for (const id of this.#sources) this.#source(id);
    this.#sources.push(...this.#later); // cited before they are registered
    for (const [day, made] of developments) {
      const body = { ...made, ...(this.#is('relations') && this.#relations(day, made.dev)) };
      this.#say(body);
      this.#bodies.set(body.dev, body);
      this.#days.set(body.dev, day);
      if (this.#is('correct')) this.#correct();
      if (this.#is('retract')) this.#retract();
      if (this.#is('addEvidence')) this.#addEvidence();
      if (this.#is('withdraw')) this.#withdraw();
      if (this.#is('sourceActs')) this.#sourceActs();
      if (this.#is('adjudicate')) this.#adjudicate();
      if (this.#is('merge')) this.#merge();
      if (this.#later.length && r.chance(0.05)) this.#source(this.#later.pop()!);
    }
    for (let i = 0; i < corrections; i++) {
      this.#correct();
      if (r.chance(0.02)) this.#retract();
      if (r.chance(0.02)) this.#withdraw();
      if (r.chance(0.02)) this.#adjudicate();
    }
    fold(rewritten(this.lines, this.lines.length)); // throws for what could not be recorded
    return { lines: this.lines, opens: this.opens };
  }
}

/**
 * The log with this number of a run, of about so many claims, most of them on one facet, or on as many as there are actors; at the
 * end so many corrections.
 */
export const generateCrowded = (seed: number, index: number, claims: number, actors = 1, corrections = 0): Extended =>
  new Crowd(new Random(seed ^ 0x43524f57, index), claims, actors).make(corrections);

// ── questions ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Moments at which an answer may change, and those beside them, as exclusive bounds in order. */
function around(dates: readonly (string | undefined)[]): number[] {
  const moments = new Set<number>();
  for (const date of new Set(dates))
    if (date !== undefined)
      for (const bound of bounds(date)) if (Number.isFinite(bound)) for (const near of [-1, 0, 1, DAY]) moments.add(bound + near);
  return [...moments].sort((a, b) => a - b);
}

const said = ({ lines }: Extended): Noted[] => lines.flatMap((l) => ('say' in l ? [l.say] : []));
export const claimsOf = (of: Extended): NotedClaim[] =>
  said(of).flatMap((e) => (e.claims ?? []).filter((c): c is NotedClaim => typeof c === 'object'));
export const momentsOf = (of: Extended): number[] =>
  around([of.opens, ...said(of).map((e) => e.date), ...claimsOf(of).flatMap((c) => [c.effective, c.observed, c.until])]);
export const limitsOf = (of: Extended): number[] => around(said(of).map((e) => e.published));
/** Facets by how much is said of them, most first. */
export function facetsOf(of: Extended): string[] {
  const counts = new Map<string, number>();
  for (const { facet } of claimsOf(of)) counts.set(facet, (counts.get(facet) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([facet]) => facet);
}

/** The coordinate that ends at a bound. */
const instant = (bound: number): string => new Date(bound - 1).toISOString();

/** Questions near the turns of a log, mostly of the facet of which most is said. */
export function questionsOf(r: Random, of: Extended, count: number): Question[] {
  const [moments, limits, facets] = [momentsOf(of), limitsOf(of), facetsOf(of)];
  return Array.from({ length: count }, () => ({
    facet: r.chance(0.85) ? facets[0]! : r.pick(facets),
    at: instant(r.pick(moments)),
    known: r.chance(0.5) ? of.lines.length : r.below(of.lines.length + 1),
    ...(limits.length && r.chance(0.5) && { published: instant(r.pick(limits)) }),
  }));
}
