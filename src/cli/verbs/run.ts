/** The verbs that run the program: fill, import, export, keep and check a record. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { text as readAll } from 'node:stream/consumers';
import type { ImportFault } from '../../errors.ts';
import { isImportError } from '../../errors.ts';
import type { Finding } from '../../library.ts';
import { isServerLocation, withoutPassword } from '../../store/eventstoredb/location.ts';
import { VERSION } from '../../version.ts';
import type { Context, View } from '../context.ts';
import { explained, failure, shellWord, usage } from '../failures.ts';
import { json } from '../../export/legible.ts';
import { bold, dim, inked } from '../output/text.ts';
import { number } from '../output/progress.ts';
import { SETTINGS, settingsFiles } from '../settings.ts';

const count = (n: number, one: string, more = `${one}s`): string => `${number(n)} ${n === 1 ? one : more}`;

interface Imported {
  readonly commands: number;
  readonly written: number;
  readonly repeated: number;
  readonly events: number;
  readonly dryRun: boolean;
  readonly warnings: readonly { readonly line: number; readonly pointer: string; readonly code: string; readonly message: string }[];
  readonly faults: readonly ImportFault[];
}

const importView = (what: 'commands' | 'events'): View<Imported> => ({
  columns: ['level', 'line', 'pointer', 'code', 'message', 'remedy'],
  rows: (a) => [
    ...a.faults.map((f) => ['fault', f.line, f.pointer, f.code, f.message, f.remedy]),
    ...a.warnings.map((w) => ['warning', w.line, w.pointer, w.code, w.message, null]),
  ],
  items: (a) => [...a.faults.map((f) => ({ level: 'fault', ...f })), ...a.warnings.map((w) => ({ level: 'warning', ...w }))],
  people(a, page) {
    const one = what.slice(0, -1);
    if (a.written)
      page.line([
        inked(a.dryRun ? '◌ ' : '✓ ', 'green'),
        `${a.dryRun ? 'would write ' : ''}${count(a.written, one)}${a.dryRun ? '' : ' written'}`,
      ]);
    if (a.repeated) page.line([dim('= '), `${count(a.repeated, one)} had been written before`, a.written ? '' : ': nothing changed']);
    if (!a.written && !a.repeated && !a.faults.length) page.line(`There is nothing to ${a.dryRun ? 'write' : 'import'}.`);
    if (a.faults.length) page.line([inked('✕ ', 'red'), `left out: ${count(new Set(a.faults.map((f) => f.line)).size, 'line')}`]);
  },
});

/** Warnings of an import, on stderr for people. */
function warn(context: Context, name: string, warnings: Imported['warnings']): void {
  for (const w of warnings.slice(0, 20)) context.say([inked('warning', 'yellow'), `: ${name}:${w.line} ${w.pointer}: `, w.message]);
  if (warnings.length > 20) context.say(dim(`… and ${warnings.length - 20} more warnings (all of them with --json)`));
}

export async function example(context: Context, flags: { dryRun?: boolean }): Promise<void> {
  await context.with(flags.dryRun === true ? { create: 'must-exist' } : {}, async (record) => {
    const before = record.size;
    const { record: _record, ...result } = await record.importBundled({
      dryRun: flags.dryRun ?? false,
      name: 'example',
      onProgress: ({ phase, done, of }) => context.progress.tell(phase, done, of),
    });
    context.progress.end();
    const view: View<Imported> = {
      ...importView('commands'),
      people(a, page) {
        if (a.written)
          page.line([
            inked('✓ ', 'green'),
            `${withoutPassword(context.store)} holds the bundled dossier now: ${count(a.written, 'command')}, ${count(a.events, 'event')}${before ? ` beside the ${before} that were there` : ''}.`,
          ]);
        else page.line([dim('= '), `${withoutPassword(context.store)} holds the bundled dossier already: nothing changed.`]);
      },
    };
    await context.show(view, { ...result, dryRun: flags.dryRun ?? false });
    const store = context.settings.store.from === 'default' ? '' : ` --store ${shellWord(withoutPassword(context.store))}`;
    context.hint(`ask it: demarche state --at 2025-09-04${store}`);
  });
}

/** The text of a file, or of stdin. */
export async function textOf(file: string, input: NodeJS.ReadStream): Promise<string> {
  if (file === '-') {
    if (input.isTTY) throw usage('nothing is piped into this command', 'pipe something in, or name a file');
    return readAll(input);
  }
  try {
    return await readFile(file, 'utf8');
  } catch (e) {
    const { code } = e as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : code === 'EISDIR' ? 'it is a folder' : (e as Error).message;
    throw failure('InputUnreadable', 1, `${file} cannot be read: ${why}`, { remedy: 'check the path; - reads from a pipe' });
  }
}

export async function importFile(
  context: Context,
  file: string,
  flags: { events?: boolean; partial?: boolean; dryRun?: boolean },
  input: NodeJS.ReadStream,
): Promise<number> {
  const text = await textOf(file, input);
  const name = file === '-' ? 'stdin' : file;
  const { dryRun = false, partial = false } = flags;
  if (flags.events && partial) throw usage('a log is imported whole or not at all', 'leave out --partial');
  const author = context.settings.author.value;
  if (!flags.events && author === undefined && hasAnonymous(text)) context.author();
  const options = {
    name,
    dryRun,
    partial,
    onProgress: ({ phase, done, of }: { phase: string; done: number; of?: number }) => context.progress.tell(phase, done, of),
  };
  return context.with({ ...(author !== undefined && { author }), ...(dryRun && { create: 'must-exist' as const }) }, async (record) => {
    try {
      if (flags.events) {
        const { events, repeated } = await record.importEvents(text, options);
        context.progress.end();
        await context.show(importView('events'), {
          commands: events + repeated,
          written: events,
          repeated,
          events,
          dryRun,
          warnings: [],
          faults: [],
        });
        return 0;
      }
      const { record: _record, ...result } = await record.importCommands(text, options);
      context.progress.end();
      warn(context, name, result.warnings);
      for (const f of result.faults)
        context.say([
          inked('left out', 'red'),
          `: ${name}:${f.line} ${f.pointer}: ${f.message}`,
          f.remedy === undefined ? '' : ` — ${f.remedy}`,
        ]);
      await context.show(importView('commands'), { ...result, dryRun });
      return result.faults.length ? 5 : 0;
    } catch (e) {
      if (!isImportError(e)) throw e;
      const told = explained(e);
      throw failure(told.code, told.exit, told.message, {
        remedy: flags.events ? 'correct the file and import it again' : told.remedy,
        faults: e.faults.map((f) => ({ file: name, ...f })),
        cause: e,
      });
    }
  });
}

/** Whether any command leaves out who recorded it. Lines that are not JSON are found wrong later. */
function hasAnonymous(text: string): boolean {
  return text.split('\n').some((line) => {
    if (line.trim() === '' || line.trim().startsWith('#')) return false;
    try {
      return (JSON.parse(line) as { author?: unknown } | null)?.author === undefined;
    } catch {
      return false;
    }
  });
}

export async function exportLog(context: Context, flags: { events?: boolean; commands?: boolean }): Promise<void> {
  if (flags.events && flags.commands) throw usage('--events and --commands exclude each other', 'ask for one of them');
  if (context.format === 'csv' || context.format === 'md')
    throw usage('an export is JSON Lines', 'leave out the form; for a table: demarche log --csv');
  await context.ask(async (record) => {
    const items = flags.events ? record.exportEvents() : record.exportCommands();
    const isOne = context.format === 'json';
    let n = 0;
    let chunk = isOne ? '[' : '';
    for await (const item of items) {
      chunk += isOne ? `${n ? ',\n' : '\n'}${json(item)}` : `${json(item)}\n`;
      n++;
      if (chunk.length > 64 * 1024) {
        context.progress.tell('exporting', n, record.size);
        await context.write(chunk);
        chunk = '';
      }
    }
    context.progress.end();
    await context.write(isOne ? `${chunk}\n]\n` : chunk);
  });
}

export async function backup(context: Context, target: string): Promise<void> {
  if (existsSync(target))
    throw failure('TargetExists', 1, `${target} is there already, and is not overwritten`, {
      remedy: 'give another path, or move it away',
    });
  await context.ask(async (record) => {
    const { path, events, bytes } = await record.backup(target, {
      onProgress: ({ phase, done, total }) => context.progress.tell(phase, done, total),
    });
    context.progress.end();
    const view: View<{ path: string; events: number; bytes: number }> = {
      columns: ['path', 'events', 'bytes'],
      rows: (a) => [[a.path, a.events, a.bytes]],
      items: (a) => [a],
      people: (a, page) =>
        void page.line([
          inked('✓ ', 'green'),
          `${a.path}: ${count(a.events, 'event')}, ${count(a.bytes, 'byte')}, read through and checked`,
        ]),
    };
    await context.show(view, { path, events, bytes });
    if (existsSync(record.captures.folder))
      context.say(dim(`Captured texts are files in ${record.captures.folder}: copy that folder too.`));
  });
}

export async function rebuild(context: Context): Promise<void> {
  await context.ask(async (record) => {
    const start = performance.now();
    await record.rebuild((events) => context.progress.tell('rebuilding', events, record.size));
    context.progress.end();
    const seconds = (performance.now() - start) / 1000;
    const problems = record.problems();
    const view: View<{ events: number; seconds: number; problems: typeof problems }> = {
      columns: ['events', 'seconds', 'problems'],
      rows: (a) => [[a.events, a.seconds, a.problems.length]],
      items: (a) => [a],
      people(a, page) {
        page.line([inked('✓ ', 'green'), `rebuilt from ${count(a.events, 'event')} in ${a.seconds.toFixed(2)} s`]);
        if (a.problems.length)
          page.line([inked('! ', 'yellow'), `${count(a.problems.length, 'event')} cannot be read or applied: demarche verify names them`]);
      },
    };
    await context.show(view, { events: record.size, seconds: Math.round(seconds * 1000) / 1000, problems });
  });
}

/** Exit code 6 where anything is damaged; what is merely not here is a note. */
export async function verify(context: Context): Promise<number> {
  const view: View<{ events: number; ok: boolean; findings: readonly Finding[] }> = {
    columns: ['level', 'code', 'position', 'message'],
    rows: (a) => a.findings.map((f) => [f.note ? 'note' : 'damage', f.code, f.position, f.message]),
    items: (a) => a.findings,
    people(a, page) {
      for (const f of a.findings)
        page.line(
          [
            f.note ? dim('note') : inked('damage', 'red', 'bold'),
            f.position === undefined ? '' : ` event ${f.position}`,
            `: ${f.message}`,
            dim(`  ${f.code}`),
          ],
          { hang: 2 },
        );
      if (a.ok)
        page.line(
          [
            inked('✓ ', 'green'),
            `${count(a.events, 'event')} read: the log is dense, every event can be read, and its payloads are of their schemas`,
          ],
          { hang: 2 },
        );
      else
        page.line([
          inked('✕ ', 'red'),
          bold(count(a.findings.filter((f) => !f.note).length, 'finding')),
          ` in ${count(a.events, 'event')}`,
        ]);
    },
  };
  return context.ask(async (record) => {
    const findings = await record.verify((done) => context.progress.tell('verifying', done, record.size));
    context.progress.end();
    const ok = findings.every((f) => f.note);
    await context.show(view, { events: record.size, ok, findings });
    return ok ? 0 : 6;
  });
}

interface Fact {
  readonly group: 'setting' | 'program' | 'store';
  readonly name: string;
  readonly value: string | null;
  readonly from: string | null;
}

/** What the program goes by, and what it finds. The exit code is that of the store, if there is one that cannot be used. */
export async function doctor(context: Context, surroundings: { env: NodeJS.ProcessEnv; cwd: string }): Promise<number> {
  const facts: Fact[] = Object.values(context.settings).map((s) => ({
    group: 'setting',
    name: s.name,
    value: s.name === 'store' ? withoutPassword(s.value!) : (s.value ?? null),
    from: s.from,
  }));
  const program = (name: string, value: string) => facts.push({ group: 'program', name, value, from: null });
  const store = (name: string, value: string) => facts.push({ group: 'store', name, value, from: null });
  program('demarche', VERSION);
  program('node', process.versions.node);
  program('sqlite', process.versions['sqlite'] ?? 'unknown');
  program('platform', `${process.platform} ${process.arch}`);
  program('settings files', settingsFiles(surroundings).join(', ') || 'none');
  let exit = 0;
  let problem: { message: string; remedy?: string } | undefined;
  if (!existsSync(context.store) && !isServerLocation(context.store)) {
    store('file', 'none yet');
    problem = {
      message: `there is no store at ${context.store} yet`,
      remedy: 'demarche example makes one with the bundled dossier; recording makes an empty one',
    };
  } else
    try {
      await context.ask(async (record) => {
        const embedded = record.store as typeof record.store & {
          readOnly?: boolean;
          settings?: { journalMode: string; synchronous: number };
        };
        store(isServerLocation(context.store) ? 'server' : 'file', record.store.location);
        store('events', String(record.size));
        if (embedded.readOnly !== undefined) store('access', embedded.readOnly ? 'read only' : 'read and write');
        const { settings } = embedded;
        if (settings)
          store(
            'durability',
            `journal ${settings.journalMode}, synchronous ${settings.synchronous === 2 ? 'full' : String(settings.synchronous)}`,
          );
        store(
          'dossiers',
          record
            .dossiers()
            .map((d) => `${d.dossier} (${d.developments} developments)`)
            .join(', ') || 'none',
        );
        store('events that cannot be read', String(record.problems().length));
        const { events, trouble } = record.snapshot;
        store('snapshot', trouble ?? (events ? count(events, 'event') : 'none: a small record is read whole'));
        const folder = (name: string, path: string) => store(name, `${path}${existsSync(path) ? '' : ' (none)'}`);
        folder('captures', record.captures.folder);
        if (record.cache !== undefined) folder('cache', record.cache);
      });
    } catch (e) {
      const told = explained(e, { store: withoutPassword(context.store) });
      exit = told.exit;
      problem = { message: told.message, ...(told.remedy !== undefined && { remedy: told.remedy }) };
      store('problem', told.message);
    }
  const view: View<{ facts: readonly Fact[]; precedence: string }> = {
    columns: ['group', 'name', 'value', 'from'],
    rows: (a) => a.facts.map((f) => [f.group, f.name, f.value, f.from]),
    items: (a) => a.facts,
    people(a, page) {
      page.heading('Settings').line(dim(`${a.precedence}.`));
      page.table(
        [
          { title: 'setting' },
          { title: 'value', flexible: true },
          { title: 'from', flexible: true },
          { title: 'can be set by', flexible: true },
        ],
        a.facts
          .filter((f) => f.group === 'setting')
          .map((f) => {
            const { flag, variable } = SETTINGS[f.name as keyof typeof SETTINGS];
            return [bold(f.name), f.value ?? dim('not set'), f.from ?? '', dim(`${flag}, ${variable}, "${f.name}" in a file`)];
          }),
        2,
      );
      for (const group of ['program', 'store'] as const) {
        page.heading(group === 'program' ? 'Program' : 'Store');
        page.table(
          [{}, { flexible: true }],
          a.facts.filter((f) => f.group === group).map((f) => [bold(f.name), f.value ?? '']),
          2,
        );
      }
      if (problem)
        page
          .blank()
          .line([inked('! ', 'yellow'), problem.message, problem.remedy === undefined ? '' : dim(` → ${problem.remedy}`)], { hang: 2 });
    },
  };
  await context.show(view, { precedence: 'Flag before environment before file before default', facts });
  return exit;
}
