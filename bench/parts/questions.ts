/**
 * Questions in process, at coordinates drawn at random: whole states at the head, at an old `known`, with a limit of publication; single
 * cells; why, a page of the timeline, diff. Beside the whole state: the same in SQL. No answer is kept between questions.
 */
import { join } from 'node:path';
import { Answers } from '../../src/query/answers.ts';
import type { StateAnswer } from '../../src/query/answers.ts';
import { random } from '../generate.ts';
import { ask, atLeast, atMost, count, flags, tell, time, median } from '../kit/figures.ts';
import type { Goal } from '../kit/figures.ts';
import { benchFolder, drawsOf, readSideOf, recordNamed } from '../kit/records.ts';
import { rulesInSql, votesInSql } from '../kit/sql.ts';

const { folder: named, record: which = 'votes', ...shape } = flags();
const folder = benchFolder(named);
const record = await recordNamed(which, folder, shape);
const { read, close } = await readSideOf(record);
const answers = new Answers(read, () => Date.now());
const { dossier } = record;
const draws = drawsOf(record, random(7));
const { below, day, pick } = draws;
const { size } = read.record;
const paths = [...read.record.dossiers.get(dossier)!.facets.keys()].sort();
const each = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
const goals = (limit: number): Goal => atMost(limit, `${time(limit)} p99`);
const part = 'questions';

// ── answers compared ──

/** A cell asked alone says what it says in the whole state. */
function compareCells(): number {
  let compared = 0;
  for (const limits of [{}, { known: 1 + below(size) }, { published: day() }, { known: 1 + below(size), published: day() }])
    for (const at of each(3, day)) {
      const whole = new Map(answers.state({ dossier, at, ...limits }).facets.map((c) => [c.facet, c]));
      for (const path of each(200, () => pick(paths))) {
        const { coordinates: _c, dossier: _d, record: _r, notes: _n, ...cell } = answers.facet(path, { dossier, at, ...limits });
        const inState = whole.get(cell.facet);
        const isSilent = cell.status === 'none' && Object.keys(cell).length === 3;
        if (isSilent ? inState : JSON.stringify(inState) !== JSON.stringify(cell))
          throw new Error(`${path} at ${at} (${JSON.stringify(limits)}) differs: ${JSON.stringify({ cell, inState })}`);
        compared++;
      }
    }
  return compared;
}

const sql = (which === 'votes' ? votesInSql : rulesInSql)(read, dossier, join(folder, `sql-${which}.db`));
type Limits = { published?: string; known?: number };

/** Each cell of SQL is one of ours, and the other way round. */
function compareSql(limits: () => Limits, n: number): number {
  let compared = 0;
  for (const at of each(n, day)) {
    const given = limits();
    const ours = new Map(
      answers
        .state({ dossier, at, ...given })
        .facets.filter((c) => c.status !== 'none')
        .map((c) => [c.facet, c]),
    );
    const theirs = sql.cells(sql.state(at, given));
    for (const { facet, value, status, since } of theirs) {
      const cell = ours.get(facet);
      const own = cell && (which === 'votes' ? cell.value : canonical(cell.value));
      if (cell?.status !== status || own !== value || (since !== undefined && cell.since !== since))
        throw new Error(
          `SQL says something else at ${at} (${JSON.stringify(given)}): ${JSON.stringify({ facet, value, status, since, cell })}`,
        );
      compared++;
    }
    if (ours.size !== theirs.length) throw new Error(`SQL has ${theirs.length} cells at ${at}, ours ${ours.size}`);
  }
  return compared;
}
const canonical = (value: unknown) => JSON.stringify(value);

const cells = compareCells();
const inSql = compareSql(() => ({}), 10);
const isLimited = which === 'votes';
const inSqlLimited = isLimited ? compareSql(() => ({ known: 1 + below(size) }), 3) + compareSql(() => ({ published: day() }), 3) : 0;
console.error(
  `  compared before any time is taken: ${count(cells)} cells alone and in the whole state, ${count(inSql + inSqlLimited)} with SQL`,
);

const limitsOf = ({ published, known }: Limits): Limits => ({
  ...(published !== undefined && { published }),
  ...(known !== undefined && { known }),
});

// ── whole state ──

const LIMITS: readonly [string, () => Limits, number, number][] = [
  ['at the head', () => ({}), 1, 300],
  ['at an old known', () => ({ known: 1 + below(size) }), 5, 200],
  ['with a limit of publication', () => ({ published: day() }), 5, 200],
];
for (const [what, limits, limit, n] of LIMITS) {
  let last: StateAnswer | undefined;
  const questions = each(n, (): Limits & { dossier: string; at: string } => ({ dossier, at: day(), ...limits() }));
  const found = ask(questions.map((q) => () => (last = answers.state(q))));
  let [facets, bytes] = [0, 0];
  const written = questions.slice(0, 30).map((q) => {
    const answer = answers.state(q);
    const start = performance.now();
    bytes += JSON.stringify(answer).length;
    facets += answer.facets.length;
    return performance.now() - start;
  });
  const per = Math.min(30, n);
  tell({
    part,
    on: record.name,
    what: `whole state ${what}`,
    value: found.p99,
    text: found.text,
    goal: goals(limit),
    beside: `${found.beside}; ${count(facets / per)} cells on average; as JSON ${count(bytes / per / 1000)} kB, written in ${time(median(written))}`,
    values: { p50: found.p50, p99: found.p99, rawP99: found.rawP99, cpu: found.cpu, facets: facets / per, bytes: bytes / per },
  });
  if (!last) throw new Error('nothing was asked');
  if (what !== 'at the head' && !isLimited) continue;
  const peer = ask(
    questions.slice(0, what === 'at the head' ? 60 : 15).map((q) => () => sql.state(q.at, limitsOf(q))),
    { least: 1, most: 15 },
  );
  const ratio = peer.p50 / found.p50;
  tell({
    part,
    on: record.name,
    what: `the same in SQL, ${what}`,
    value: ratio,
    text: `ours ${ratio.toFixed(1)} × as fast`,
    goal: atLeast(10, '10 ×'),
    beside: `SQL ${peer.text}, ${peer.beside}; processor time of ours ${time(found.cpu)}; ${isLimited ? 'value, status and since equal' : 'value and status equal; since, conditions and lists are left out'}`,
    values: { sql: peer.p50, ours: found.p50 },
  });
}
sql.close();

// ── one cell and the rest ──

const single = (what: string, n: number, limit: number, make: () => () => unknown, value: 'p50' | 'p99' = 'p99') => {
  const found = ask(each(n, make));
  tell({
    part,
    on: record.name,
    what,
    value: found[value],
    text: found.text,
    goal: value === 'p50' ? atMost(limit, `${time(limit)} median`) : goals(limit),
    beside: found.beside,
    values: { p50: found.p50, p99: found.p99, rawP99: found.rawP99, cpu: found.cpu },
  });
};
single(
  'one cell',
  3000,
  0.01,
  () => {
    const [path, question] = [pick(paths), { dossier, at: day() }];
    return () => answers.facet(path, question);
  },
  'p50',
);

const conditional: [string, string][] = [];
for (const at of each(300, day)) {
  if (conditional.length > 400) break;
  for (const c of answers.state({ dossier, at }).facets) if (c.conditions) conditional.push([c.facet, at]);
}
if (conditional.length)
  single(
    'one cell that shows conditions',
    2000,
    0.01,
    () => {
      const [path, at] = pick(conditional);
      return () => answers.facet(path, { dossier, at });
    },
    'p50',
  );
else console.error('  no cell of this record shows conditions');

single('why', 1000, 5, () => {
  const [path, at] = [pick(paths), day()];
  return () => answers.why(path, { dossier, at });
});
single('page of the timeline, 50 developments', 500, 5, () => {
  const at = day();
  return () => answers.timeline({ dossier, at, limit: 50 });
});
const actors = [...new Set(paths.filter((p) => p.startsWith('position/')).map((p) => p.split('/')[1]!))];
single('diff of one facet between two dates', 600, 5, () => {
  const [facet, from, at] = [pick(paths), day(), day()];
  return () => answers.diff({ dossier, at: from }, { at }, { facet });
});
single('diff of all positions of an actor between two dates', 200, 5, () => {
  const [actor, from, at] = [pick(actors), day(), day()];
  return () => answers.diff({ dossier, at: from }, { at }, { actor, facet: 'position' });
});
single('diff of one facet between two sizes of the record', 200, 5, () => {
  const [facet, at, known] = [pick(paths), day(), 1 + below(size)];
  return () => answers.diff({ dossier, at, known }, { at }, { facet });
});
await close();
