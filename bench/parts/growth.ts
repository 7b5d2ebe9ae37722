/** From 1,000 developments on, tenfold each time: an append, one cell, a whole state; and a whole state by the number of its cells. */
import { copyFileSync, cpSync, existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { open } from '../../src/library.ts';
import { Answers } from '../../src/query/answers.ts';
import { placesOf } from '../../src/places.ts';
import { random } from '../generate.ts';
import { ask, count, flags, median, tell, tellSeries, time } from '../kit/figures.ts';
import { benchFolder, drawsOf, generatedRecord, readSideOf } from '../kit/records.ts';
import type { BenchRecord } from '../kit/records.ts';

const { folder: named, developments: most, seed } = flags();
const folder = benchFolder(named);
const part = 'growth';

async function asked(record: BenchRecord) {
  const { read, close } = await readSideOf(record);
  const answers = new Answers(read, () => Date.now());
  const { pick, day } = drawsOf(record, random(11));
  const { dossier } = record;
  const paths = [...read.record.dossiers.get(dossier)!.facets.keys()];
  const each = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
  const cell = ask(
    each(3000, () => [pick(paths), day()] as const).map(
      ([path, at]) =>
        () =>
          answers.facet(path, { dossier, at }),
    ),
  );
  const state = ask(each(100, day).map((at) => () => answers.state({ dossier, at })));
  const facets = answers.state({ dossier }).facets.length;
  await close();
  return { cell, state, facets };
}

/** Commands through the deciders into a copy, each durable: as a person records. */
async function appended(record: BenchRecord): Promise<{ command: number; event: number }> {
  const copy = join(folder, 'growing.db');
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  copyFileSync(record.location, copy);
  const { cache } = placesOf(copy);
  rmSync(cache, { recursive: true, force: true });
  if (existsSync(record.cache)) cpSync(record.cache, cache, { recursive: true });
  const demarche = await open(copy, { author: 'bench' });
  const took: number[] = [];
  const stored: number[] = [];
  for (let i = 0; i < 60; i++) {
    const start = performance.now();
    await demarche.record({
      do: 'record',
      kind: 'PositionTaken',
      development: {
        id: `grown-${i}`,
        dossiers: [record.dossier],
        title: 'One more',
        date: '2010-05-05',
        attribution: 'official',
        evidence: [{ source: 'source-1' }],
        claims: [{ facet: `position/actor-${i}/issue-1`, value: 'open' }],
      },
    });
    const between = performance.now();
    await demarche.store.append({
      stream: `other-${i}`,
      expectedRevision: 'no-stream',
      events: [{ id: crypto.randomUUID(), type: 'Noted', data: JSON.stringify({ text: 'x'.repeat(250) }), metadata: '{}' }],
    });
    if (i >= 10) {
      took.push(between - start);
      stored.push(performance.now() - between);
    }
  }
  await demarche.close();
  for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  rmSync(cache, { recursive: true, force: true });
  return { command: median(took), event: median(stored) };
}

const points: Record<'append' | 'command' | 'cell' | 'state' | 'statePerCell', [number, number][]> = {
  append: [],
  command: [],
  cell: [],
  state: [],
  statePerCell: [],
};
for (let n = 1000; n <= most; n *= 10) {
  const record = await generatedRecord(folder, { developments: n, seed });
  const { cell, state, facets } = await asked(record);
  const { command, event } = await appended(record);
  points.append.push([n, event]);
  points.command.push([n, command]);
  points.cell.push([n, cell.p50]);
  points.state.push([n, state.p50]);
  tell({
    part,
    on: `${count(n)} developments`,
    what: 'one cell; a whole state; an append; a command',
    value: cell.p50,
    text: `${time(cell.p50)}; ${time(state.p50)}; ${time(event)}; ${time(command)}`,
    beside: `${count(facets)} cells; medians; a command is checked, written durably and says which cells it changed`,
    values: { cell: cell.p50, cellP99: cell.p99, state: state.p50, stateP99: state.p99, append: event, command, facets },
  });
}

for (const actors of [10, 50, 250, 1250]) {
  const record = await generatedRecord(folder, { developments: Math.min(most, 100_000), seed, actors });
  const { state, facets } = await asked(record);
  points.statePerCell.push([facets, state.p50]);
  tell({
    part,
    on: `${count(Math.min(most, 100_000))} developments, ${count(actors)} actors`,
    what: 'a whole state by the number of its cells',
    value: state.p50,
    text: `${count(facets)} cells: ${time(state.p50)}, ${time(state.p50 / facets)} a cell`,
    values: { facets, state: state.p50, p99: state.p99 },
  });
}

/** The slope between the ends, both axes logarithmic: 0 flat, 1 linear, 2 quadratic. */
const slope = (line: readonly (readonly [number, number])[]) => {
  const [[x0, y0], [x1, y1]] = [line[0]!, line.at(-1)!];
  return Math.log(y1 / y0) / Math.log(x1 / x0);
};
for (const [what, line] of Object.entries(points))
  if (line.length > 1)
    tell({
      part,
      on: '',
      what: `exponent of ${what === 'statePerCell' ? 'a whole state by its cells' : `${what} by developments`}`,
      value: slope(line),
      text: slope(line).toFixed(2),
      beside: '0 is flat, 1 linear',
    });

tellSeries({
  plot: 'growth-developments',
  title: 'Growth with the record',
  x: 'developments',
  y: 'milliseconds, median',
  lines: [
    { name: 'one cell', points: points.cell },
    { name: 'whole state', points: points.state },
    { name: 'durable append', points: points.append },
  ],
});
tellSeries({
  plot: 'growth-cells',
  title: 'A whole state by its cells',
  x: 'cells',
  y: 'milliseconds, median',
  lines: [{ name: 'whole state', points: points.statePerCell }],
});
