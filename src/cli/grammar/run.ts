/** The grammar of the verbs that run the program. */
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { examples } from './verb.ts';
import type { Grammar } from './verb.ts';

const run = () => import('../verbs/run.ts');

export function runVerbs(root: Command, { verb, process }: Grammar): void {
  root.commandsGroup('Run:');
  const example = verb(
    root,
    'example',
    'fill a store with the bundled dossier; run again, it changes nothing',
    async (c: Context, f: { dryRun?: boolean }) => (await run()).example(c, f),
  );
  examples(example.option('--dry-run', 'write nothing'), 'example', 'example --store /tmp/try.db');

  const importing = verb(
    root,
    'import <file>',
    'record many commands, a whole log, or a table of your own (- for stdin)',
    async (c: Context, f: { map?: string; events?: boolean; partial?: boolean; dryRun?: boolean }, file: string) =>
      f.map === undefined
        ? (await run()).importFile(c, file, f, process.input)
        : (await import('../verbs/table.ts')).importTable(c, file, { ...f, map: f.map }),
  );
  importing
    .option('--map <mapping.json>', 'the file is a table (CSV, also .gz); the mapping says what its columns mean')
    .option('--events', 'the file is a log, as export --events writes it')
    .option('--partial', 'write what is right and list what is not, instead of writing nothing')
    .option('--dry-run', 'check everything and write nothing');
  examples(
    importing,
    'import commands.jsonl --dry-run',
    'import - --as "the desk" < commands.jsonl',
    'import --events log.jsonl --store copy.db',
    'import --map statements.mapping.json statements.csv --dry-run',
  );

  const exporting = verb(root, 'export', 'the record as JSON Lines, on stdout', async (c: Context, f: object) =>
    (await run()).exportLog(c, f),
  );
  exporting.option('--commands', 'as commands that import takes (the default)').option('--events', 'as the log itself, lossless');
  examples(exporting, 'export > commands.jsonl', 'export --events > log.jsonl');

  const backup = verb(
    root,
    'backup <target>',
    'a consistent copy, while others go on writing',
    async (c: Context, _f: object, target: string) => (await run()).backup(c, target),
  );
  examples(backup, 'backup demarche-2025-09-05.db');
  examples(
    verb(root, 'rebuild', 'read the whole log anew and build everything from it', async (c: Context) => (await run()).rebuild(c)),
    'rebuild',
  );
  examples(
    verb(root, 'verify', 'is everything in the record as it should be?', async (c: Context) => (await run()).verify(c)),
    'verify',
    'verify --json',
  );
  examples(
    verb(root, 'doctor', 'which settings hold and where they come from; versions; the store', async (c: Context) =>
      (await run()).doctor(c, process),
    ),
    'doctor',
  );
  const completion = verb(
    root,
    'completion <shell>',
    'a script that completes verbs and flags: bash, zsh or fish',
    async (c: Context, _f: object, shell: string) => c.write((await import('../completion.ts')).completion(root, shell)),
  );
  examples(
    completion,
    'completion bash > ~/.local/share/bash-completion/completions/demarche',
    'completion zsh > ~/.zfunc/_demarche',
    'completion fish > ~/.config/fish/completions/demarche.fish',
  );
}
