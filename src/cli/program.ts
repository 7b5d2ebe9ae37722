/** The program: what all verbs share. The verbs are in grammar/; what one does is loaded when it is called. */
import { Command, Option } from 'commander';
import { withoutPassword } from '../store/eventstoredb/location.ts';
import { VERSION } from '../version.ts';
import { Context } from './context.ts';
import type { GlobalFlags } from './context.ts';
import { askVerbs } from './grammar/ask.ts';
import { editorialVerbs } from './grammar/editorial.ts';
import { recordVerbs } from './grammar/record.ts';
import { runVerbs } from './grammar/run.ts';
import { examples } from './grammar/verb.ts';
import type { Action, Grammar, Process } from './grammar/verb.ts';
import { bold, render, spans } from './output/text.ts';

/** What the process learns from the program. */
export interface Outcome {
  /** What it should exit with. */
  exit: number;
  /** The store that was meant, for messages. */
  store?: string;
}

/** Builds the program. */
export function program(process: Process, outcome: Outcome): Command {
  const root = new Command('demarche');
  const isColoured = () => process.out.isTTY && !process.env['NO_COLOR'];
  root
    .description('The record of a diplomatic track: who took which position, when, on whose word, and how we know.')
    .version(VERSION, '--version', 'print the version')
    .helpOption('-h, --help', 'help for a verb')
    .exitOverride()
    .configureOutput({
      writeOut: (s) => void process.out.write(s),
      writeErr: (s) => void process.err.write(s),
      outputError: () => undefined, // failures are told in one place, report.ts
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (title) => render(spans(bold(title)), isColoured()),
      subcommandTerm: (c) => [c.name(), ...c.registeredArguments.map((a) => (a.required ? `<${a.name()}>` : `[${a.name()}]`))].join(' '),
    })
    .optionsGroup('Options of every verb:')
    .option('--store <file>', 'the record: a file, or esdb://… (default: demarche.db here; DEMARCHE_STORE)')
    .option('--as <name>', 'who records (DEMARCHE_AUTHOR)')
    .option('--captures <folder>', 'captured texts (default: beside the record)')
    .option('--cache <folder>', 'snapshots and indexes (default: beside the record)')
    .option('--json', 'the whole answer as JSON')
    .option('--jsonl', 'its items as JSON, one a line')
    .option('--csv', 'its items as CSV')
    .option('--md', 'its items as a Markdown table')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']))
    .addOption(new Option('--no-color', 'no colours').hideHelp())
    .addHelpCommand(new Command('help').argument('[verb]').description('help for a verb').helpGroup('Run:'));
  examples(
    root,
    'example',
    'state --at 2025-09-04',
    'timeline --from 2025-09-03 --at 2025-09-05',
    'replay --actor Italy',
    'why position/ITA/troop-deployment --at 2025-09-04',
    'diff --from-at 2025-09-03 --to-at 2025-09-05',
  );

  const verb = (parent: Command, usage: string, description: string, action: Action): Command => {
    const command = parent.command(usage).description(description);
    return command.action(async (...given: unknown[]) => {
      const context = new Context(command.optsWithGlobals<GlobalFlags>(), process, process.env, process.cwd);
      outcome.store = withoutPassword(context.store);
      const exit = await action(context, command.opts<never>(), ...(given.slice(0, -2) as never[]));
      if (typeof exit === 'number') outcome.exit = exit;
    });
  };
  const grammar: Grammar = { verb, process };
  askVerbs(root, grammar);
  editorialVerbs(root, grammar);
  recordVerbs(root, grammar);
  runVerbs(root, grammar);
  return root;
}
