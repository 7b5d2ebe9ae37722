/** The grammar of the verbs that ask. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import type { AsKnown, CellQuestion, DiffFlags, LogFlags, ReplayFlags, TimelineFlags } from '../verbs/flags.ts';
import { coordinates, examples, known, selection, whole } from './verb.ts';
import type { Grammar } from './verb.ts';

const ask = () => import('../verbs/ask.ts');
const grain = () =>
  new Option('--grain <grain>', 'a step for each day, or for each moment within it').choices(['day', 'moment']).default('day');

export function askVerbs(root: Command, { verb, process }: Grammar): void {
  root.commandsGroup('Ask:');
  const state = verb(
    root,
    'state [facet]',
    'what was in force: every cell, one of them, or all below a beginning',
    async (c: Context, f: CellQuestion, facet?: string) => (await ask()).state(c, facet, f),
  );
  examples(
    selection(coordinates(state)).option('--value <value>', 'only cells in which this is shown, e.g. rules-out'),
    'state --at 2025-09-04',
    'state --at 2025-09-04 --issue troop-deployment --value rules-out',
    'state --at 2025-09-04 --issue troop-deployment',
    'state --at 2025-09-04 --actor Italy --published 2025-09-04',
    'state position/ITA/troop-deployment --at 2025-09-04 --json',
    'state role --at 2025-09-04 --csv',
  );

  const timeline = verb(root, 'timeline', 'what happened, in the order of its dates', async (c: Context, f: TimelineFlags) =>
    (await ask()).timeline(c, f),
  );
  selection(coordinates(timeline))
    .option('--from <date>', 'only what may have been on or after it')
    .option('--kind <type>', 'of one kind, e.g. SummitHeld')
    .option('--text <words>', 'with all of these words in title, summary, place or id')
    .option('--limit <n>', 'at most so many', whole)
    .option('--after <id>', 'go on after this development')
    .option('--no-retracted', 'leave out what was retracted');
  examples(
    timeline,
    'timeline --from 2025-09-03 --at 2025-09-05',
    'timeline --actor Macron --at 2025-09-30',
    'timeline --issue troop-deployment --md',
  );

  const replay = verb(root, 'replay', 'step by step, how it came to that', async (c: Context, f: ReplayFlags) =>
    (await ask()).replay(c, f),
  );
  selection(coordinates(replay))
    .addOption(new Option('--axis <axis>', 'along which coordinate').choices(['at', 'known', 'published']).default('at'))
    .option('--from <value>', 'begin there (a value of the axis)')
    .option('--facet <path>', 'one facet, or all below a beginning')
    .addOption(grain());
  examples(
    replay,
    'replay --actor Italy',
    'replay --issue troop-deployment --from 2025-09-01 --at 2025-09-30',
    'replay --axis known --facet contribution/BGR/naval --at 2025-09-04',
    'replay --axis published --actor USA',
  );

  const history = verb(root, 'history <facet>', 'every answer that one cell ever gave', async (c: Context, f: ReplayFlags, facet: string) =>
    (await ask()).history(c, facet, f),
  );
  examples(
    coordinates(history).addOption(grain()),
    'history position/DEU/troop-deployment',
    'history quantity/coalition/to-deploy-inside-ukraine --at 2025-09-05',
  );

  const why = verb(
    root,
    'why <facet>',
    'why a cell says this: words, sources, what it beat',
    async (c: Context, f: CellQuestion, facet: string) => (await ask()).why(c, facet, f),
  );
  examples(
    coordinates(why),
    'why position/ITA/troop-deployment --at 2025-09-04',
    'why contribution/BGR/naval --at 2025-09-05',
    'why quantity/coalition/committed --at 2025-09-04',
  );

  const diff = verb(root, 'diff', 'what changed between two points, and why', async (c: Context, f: DiffFlags) => (await ask()).diff(c, f));
  selection(coordinates(diff))
    .option('--facet <path>', 'one facet, or all below a beginning')
    .optionsGroup('The two points (what is left out is the same for both):')
    .option('--from-at <date>', 'first point')
    .option('--to-at <date>', 'second point (default: today)')
    .option('--from-published <date>', 'first point')
    .option('--to-published <date>', 'second point (default: no limit)')
    .option('--from-known <size|date>', 'first point')
    .option('--to-known <size|date>', 'second point (default: now)')
    .optionsGroup('Options:')
    .option('--exit-code', 'exit with 1 if there are differences');
  examples(
    diff,
    'diff --from-at 2025-09-03 --to-at 2025-09-05',
    'diff --from-known 150 --at 2025-09-04 --actor Bulgaria',
    'diff --from-published 2025-09-03 --to-published 2025-09-06 --at 2025-09-05 --exit-code',
  );

  const thin = verb(root, 'thin', 'what stands on thin ground: one origin, nobody named, undated', async (c: Context, f: CellQuestion) =>
    (await ask()).thin(c, f),
  );
  examples(selection(coordinates(thin)), 'thin --at 2025-09-04', 'thin --issue troop-deployment --csv');

  const sources = verb(
    root,
    'sources [source]',
    'the pages, weakest first, and what rests on them',
    async (c: Context, f: CellQuestion, source?: string) => (await ask()).sources(c, source, f),
  );
  examples(selection(coordinates(sources)), 'sources --at 2025-09-04', 'sources summit-report', 'sources --actor Bulgaria --csv');

  const search = verb(
    root,
    'search <words...>',
    'developments, actors, issues and sources with all of these words',
    async (c: Context, f: CellQuestion, words: string[]) => (await ask()).search(c, words, f),
  );
  examples(coordinates(search), 'search Zelensky 26', 'search mine clearing');

  const log = verb(root, 'log', 'the raw record, event by event', async (c: Context, f: LogFlags) =>
    (await ask()).log(c, f, process.signal),
  );
  log
    .option('--type <type>', 'events of one type, e.g. DevelopmentCorrected')
    .option('--subject <id>', 'on one development, source, actor or dossier')
    .option('--after <size>', 'from that log size on', whole)
    .option('--last <n>', 'only the last n', whole)
    .option('--limit <n>', 'only the first n', whole)
    .addOption(known())
    .option('-f, --follow', 'go on as the record grows, also from other processes');
  examples(log, 'log --last 10', 'log --subject summit-2025-09-04', 'log --type DevelopmentCorrected --jsonl', 'log --follow');

  const dossiers = verb(root, 'dossiers', 'the dossiers of this record', async (c: Context, f: AsKnown) => (await ask()).dossiers(c, f));
  examples(dossiers.addOption(known()), 'dossiers', 'dossiers --known 2026-01-31');
  const actors = verb(
    root,
    'actors [name]',
    'who is registered, with other names and offices',
    async (c: Context, f: AsKnown, name?: string) => (await ask()).actors(c, name, f),
  );
  examples(actors.addOption(known()), 'actors', 'actors Zelensky', 'actors --known 150');
  const issues = verb(
    root,
    'issues [issue]',
    'the questions of a dossier, with their ladders',
    async (c: Context, f: AsKnown, issue?: string) => (await ask()).issues(c, issue, f),
  );
  examples(
    issues.option('--dossier <id>', 'which dossier').addOption(known()),
    'issues',
    'issues troop-deployment',
    'issues troop-deployment --known 150',
  );
}
