/** A generated record with the features of the model, as commands: the same for the same seed. */

/** mulberry32: a small PRNG with a 32-bit state; enough for a bench, and the same everywhere. */
export function random(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = a;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const STANCES = ['rules-out', 'reluctant', 'undecided', 'open', 'pledged', 'deployed'];
const DAY = 86_400_000;
const START = Date.UTC(2000, 0, 1);
const day = (n: number) => new Date(START + n * DAY).toISOString().slice(0, 10);

export interface Shape {
  readonly developments: number;
  readonly seed?: number;
  readonly actors?: number;
  readonly issues?: number;
  readonly sources?: number;
}

/** 10 % vague dates, 90 % recorded in another order than they happened, 5 % corrections, 2 % retractions, 1 % source withdrawals, 1 % conditions. */
export function* generate({
  developments,
  seed = 1,
  actors = 150,
  issues = 8,
  sources = Math.max(20, developments >> 3),
}: Shape): Generator<Record<string, unknown>> {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const actor = (i: number) => `actor-${i}`;
  const at = (i: number) => new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString();
  let n = 0;
  const command = (c: Record<string, unknown>) => ({ ...c, key: `g${n}`, author: 'bench', recordedAt: at(n++) });
  for (let i = 0; i < actors; i++) yield command({ do: 'actor-add', id: actor(i), kind: 'state', name: `Actor ${i}` });
  yield command({
    do: 'dossier-open',
    id: 'bench',
    title: 'Generated',
    opens: '2000-01-01',
    worldFacts: [
      { id: 'ceasefire', text: 'a ceasefire is in force' },
      { id: 'vote', text: 'the vote has passed' },
    ],
  });
  for (let i = 0; i < issues; i++)
    yield command({
      do: 'issue-define',
      dossier: 'bench',
      id: `issue-${i}`,
      question: `Question ${i}?`,
      ladder: STANCES.map((stance) => ({ stance })),
      neutral: 'undecided',
    });
  for (let i = 0; i < sources; i++)
    yield command({
      do: 'source-add',
      id: `source-${i}`,
      publisher: `Publisher ${i % 97}`,
      published: day(below(7000)),
      grade: pick(['A', 'B', 'B', 'C', 'C', 'D', 'E']),
      ...(i > 10 && next() < 0.2 && { origin: `source-${below(i)}` }),
    });
  const withdrawn = new Set<number>();
  const retracted = new Set<number>();
  for (let i = 0; i < developments; i++) {
    const d = next() < 0.9 ? below(7000) : Math.floor((i / developments) * 7000);
    const r = next();
    const date = r < 0.05 ? day(d).slice(0, 7) : r < 0.1 ? `[${day(d)}..${day(d + 1 + below(20))}]` : day(d);
    const who = actor(below(actors));
    const isWorld = next() < 0.002;
    const claim = isWorld
      ? { facet: `world/${pick(['ceasefire', 'vote'])}`, value: next() < 0.5 }
      : {
          facet: `position/${who}/issue-${below(issues)}`,
          value: pick(STANCES),
          ...(next() < 0.01 && { when: [{ facet: 'world/ceasefire', is: true, mode: pick(['while', 'once']) }] }),
        };
    yield command({
      do: 'record',
      kind: 'PositionTaken',
      development: {
        id: `d${i}`,
        dossiers: ['bench'],
        title: `Development ${i} of the generated record`,
        date,
        ...(next() < 0.1 && { order: below(3) }),
        attribution: pick(['official', 'on-record', 'reported', 'reported']),
        evidence: [{ source: `source-${below(sources)}` }, ...(next() < 0.3 ? [{ source: `source-${below(sources)}` }] : [])],
        claims: [claim],
      },
    });
    if (i > 10) {
      const other = below(i);
      const x = next();
      if (x < 0.05 && !retracted.has(other))
        yield command({
          do: 'correct',
          development: `d${other}`,
          changes: { title: `Development ${other}, corrected ${i}` },
          reason: 'spelling',
        });
      else if (x < 0.07 && !retracted.has(other)) {
        retracted.add(other);
        yield command({ do: 'retract', development: `d${other}`, reason: 'misattributed' });
      }
    }
    if (i % Math.max(1, Math.floor(developments / (sources * 0.01))) === 0) {
      const source = below(sources);
      if (!withdrawn.has(source)) {
        withdrawn.add(source);
        yield command({ do: 'source-withdraw', id: `source-${source}`, reason: 'taken back' });
      }
    }
  }
}
