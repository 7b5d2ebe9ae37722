/** `import --map`: a table of one's own becomes developments, by a mapping that says what its columns mean. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Value } from '../../../projections/cell.ts';
import { isImportError } from '../../errors.ts';
import type { Demarche } from '../../library.ts';
import type { TableFault } from '../../import/table/faults.ts';
import type { TableImportResult } from '../../import/table/import.ts';
import { isServerLocation } from '../../store/eventstoredb/location.ts';
import type { Context, View } from '../context.ts';
import { failure, usage } from '../failures.ts';
import { number } from '../output/progress.ts';
import { dim, inked } from '../output/text.ts';
import { value } from '../output/words.ts';

const count = (n: number, one: string): string => `${number(n)} ${n === 1 ? one : `${one}s`}`;

interface Previewed {
  readonly do: string;
  readonly kind?: string;
  readonly development?: {
    readonly id: string;
    readonly date: string;
    readonly title: string;
    readonly claims: readonly { facet: string; value: Value }[];
  };
}

type Answer = TableImportResult & { readonly dryRun: boolean };

const view = (faultText: (fault: TableFault) => string): View<Answer> => ({
  columns: ['level', 'file', 'line', 'column', 'code', 'message', 'remedy', 'count'],
  rows: (a) => [
    ...a.faults.map((f) => ['fault', f.file, f.line, f.column?.name, f.code, f.message, f.remedy, f.count]),
    ...a.warnings.map((w) => ['warning', w.file, w.line, null, w.code, w.message, null, 1]),
  ],
  items: (a) => [...a.preview, ...a.faults, ...a.warnings],
  people(a, page) {
    for (const { do: what, kind, development } of a.preview as unknown as readonly Previewed[]) {
      if (what !== 'record' || !development) continue;
      page.line([development.date, '  ', development.title, dim(`  ${kind ?? ''} ${development.id}`)], { indent: 2, hang: 4 });
      for (const c of development.claims) page.line([`${c.facet} = `, value(c.value)], { indent: 6, hang: 2 });
    }
    const { rows, developments, claims, facets, actors, sources } = a;
    page.line(
      `${count(rows.read, 'row')}${rows.leftOut ? ` (${number(rows.leftOut)} left out by the mapping)` : ''}: ${count(developments, 'development')} with ${count(claims, 'claim')} on ${count(facets, 'facet')}, ${count(sources, 'source')}, ${count(actors.registered, 'new actor')}`,
      { hang: 2 },
    );
    if (a.written)
      page.line([
        inked(a.dryRun ? '◌ ' : '✓ ', 'green'),
        `${a.dryRun ? 'would write ' : ''}${count(a.written, 'command')}${a.dryRun ? '' : ' written'}`,
      ]);
    if (a.repeated) page.line([dim('= '), `${count(a.repeated, 'command')} had been written before`, a.written ? '' : ': nothing changed']);
    for (const f of a.faults.slice(0, 20)) page.line([inked(a.dryRun ? 'wrong' : 'left out', 'red'), `: ${faultText(f)}`], { hang: 2 });
    if (a.faultCount > 20) page.line(dim(`… and ${number(a.faultCount - 20)} more (all of them with --json)`));
  },
});

/** Imports a table by the mapping in a file. Gives 5 where something is wrong with either. */
export async function importTable(
  context: Context,
  file: string,
  flags: { map: string; events?: boolean; partial?: boolean; dryRun?: boolean },
): Promise<number> {
  const { map, partial = false, dryRun = false } = flags;
  if (flags.events) throw usage('--map and --events exclude each other', 'a table has a mapping, a log has none');
  if (file === '-') throw usage('a table is read more than once, so it cannot come through a pipe', 'put it into a file');
  for (const name of [map, file])
    if (!existsSync(name))
      throw failure('InputUnreadable', 1, `${name} cannot be read: there is no such file`, { remedy: 'check the path' });
  const author = context.author();
  const { faultText } = await import('../../import/table/faults.ts');
  const work = async (record: Demarche): Promise<number> => {
    try {
      const result = await record.importTable(readFileSync(map, 'utf8'), {
        file,
        mappingFile: map,
        partial,
        dryRun,
        onProgress: ({ phase, done, of }) => context.progress.tell(phase, done, of),
      });
      context.progress.end();
      for (const w of result.warnings.slice(0, 20)) context.say([inked('warning', 'yellow'), `: ${w.file}:${w.line}: `, w.message]);
      await context.show(view(faultText), { ...result, dryRun });
      return result.faultCount ? 5 : 0;
    } catch (e) {
      if (!isImportError(e)) throw e;
      context.progress.end();
      const faults = e.faults as readonly TableFault[];
      throw failure('InvalidInput', 5, 'nothing was written', {
        remedy: 'correct the table or the mapping and import again; --partial writes what is right',
        faults: faults.map((f) => ({
          ...f,
          message: f.count > 1 ? `${f.message} (${f.count} times)` : f.message,
          ...(f.column && { flag: `column ${f.column.number} (${f.column.name})` }),
        })),
        cause: e,
      });
    }
  };
  // Opening the log on a server writes nothing.
  if (!dryRun || existsSync(context.store) || isServerLocation(context.store)) return context.with({ author }, work);
  // A trial makes no store: where there is none yet it is tried on one that is thrown away.
  const folder = mkdtempSync(join(tmpdir(), 'demarche-'));
  const { open } = await import('../../library.ts');
  const record = await open(join(folder, 'trial.db'), { author });
  try {
    return await work(record);
  } finally {
    await record.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
