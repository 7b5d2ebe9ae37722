/** The grammar of the verbs that run the program. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import { examples, many, whole } from './verb.ts';
import type { Grammar } from './verb.ts';
import type { ServeFlags } from '../verbs/serve.ts';

const run = () => import('../verbs/run.ts');
const serve = () => import('../verbs/serve.ts');

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

  const serving = verb(root, 'serve', 'the page and the HTTP API, until it is told to stop', async (c: Context, f: ServeFlags) =>
    (await serve()).serveRecord(c, f, process),
  );
  serving
    .option('--port <number>', 'any that is free with 0', whole, 4180)
    .option('--host <address>', 'where it can be reached; this machine alone by default', '127.0.0.1')
    .option('--public-reading', 'whoever reaches it may read without a token')
    .option('--public-captures', 'and read captured texts, which belong to others')
    .option('--host-name <name>', 'a name under which it is reached, e.g. behind a proxy (more than once)', many)
    .option('--allow-origin <origin>', 'pages of that origin may use the API; * lets all pages read (more than once)', many)
    .option('--proxies <number>', 'how many proxies before it are believed about addresses of clients', whole)
    .addOption(new Option('--log-level <level>', 'what is logged on stderr').choices(['debug', 'info', 'warn', 'error', 'silent']))
    .option('--open', 'open it in the browser, where there is a desktop');
  examples(serving, 'serve', 'serve --port 8080 --open', 'serve --host 0.0.0.0 --host-name record.example.org --public-reading');

  const token = root.command('token').description('who may read and write over HTTP');
  const add = verb(
    token,
    'add <name>',
    'make a token in the name of who will record with it',
    async (c: Context, f: { role: string; expires?: string }, name: string) => (await serve()).tokenAdd(c, f, name),
  );
  add
    .addOption(
      new Option('--role <role>', 'what it may do; each may do what those before it may')
        .choices(['reader', 'recorder', 'admin'])
        .default('reader'),
    )
    .option('--expires <date>', 'a day or an instant from which it is no longer taken');
  examples(add, 'token add "Ana Sousa" --role recorder --as "the desk"', 'token add reader --expires 2026-12-31 --as "the desk"');
  examples(
    verb(token, 'list', 'who has one', async (c: Context) => (await serve()).tokenList(c)),
    'token list',
  );
  const revoke = verb(
    token,
    'revoke <token>',
    'a token, by id or name, is no longer taken',
    async (c: Context, f: { reason?: string }, id: string) => (await serve()).tokenRevoke(c, f, id),
  );
  examples(revoke.option('--reason <text>', 'why'), 'token revoke "Ana Sousa" --reason "left the desk" --as "the desk"');

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
  const copy = verb(
    root,
    'copy',
    'move a record to another store, file or server, with everything in it; run again, it goes on where it was cut off',
    async (c: Context, f: { from?: string; to: string; withCaptures?: boolean }) => (await import('../verbs/copy.ts')).copy(c, f),
  );
  copy
    .option('--from <store>', 'the record that is copied (default: that of --store)')
    .requiredOption('--to <store>', 'a new file, or a server where there is no record under that prefix yet')
    .option('--with-captures', 'copy the captured texts that are here, too');
  examples(
    copy,
    'copy --from demarche.db --to "esdb://127.0.0.1:2113?tls=false"',
    'copy --from "esdb://127.0.0.1:2113?tls=false" --to demarche-copy.db --with-captures',
  );

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
