/** The grammar of the verbs that record. Each takes flags for what is common, and a JSON file (or - for stdin) for everything. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import type { Grammar } from './verb.ts';
import type { Patch } from '../verbs/flags.ts';
import { examples, many, whole } from './verb.ts';

const record = () => import('../verbs/record.ts');

/** What every verb that writes takes. */
function writing(command: Command): Command {
  return command
    .optionsGroup('Writing:')
    .option('--dry-run', 'say what would change, and write nothing')
    .option('--key <key>', 'idempotency key: sent twice, it is written once')
    .optionsGroup('Options:');
}
const reason = (command: Command): Command => command.option('--reason <text>', 'why, for whoever audits the record');
const because = (command: Command): Command =>
  command.option('--because <source>', 'a source as its ground (repeatable): it takes hold once one of them is published', many);

/** Fields of a development that flags can say. */
function developmentFlags(command: Command): Command {
  return command
    .optionsGroup('What happened:')
    .option('--kind <kind>', 'kind of development, e.g. StatementMade, SummitHeld')
    .option('--title <text>', 'what happened, in a line')
    .option('--summary <text>', 'in the editor’s own words')
    .option('--date <date>', 'when, as the source prints it: 2025-09-04, 2025-08, [..2025-09-04] …')
    .option('--date-basis <text>', 'how the date is known')
    .option('--order <n>', 'place within its day, where the hour is not known', whole)
    .option('--place <text>', 'where')
    .option('--participant <actor:role>', 'who took part, and as what (repeatable)', many)
    .optionsGroup('Whose word:')
    .option('--by <actor>', 'who says it')
    .option('--for <actor>', 'in whose name (repeatable)', many)
    .option('--via <actor>', 'who relayed it')
    .addOption(new Option('--attribution <kind>', 'how good the word is').choices(['official', 'on-record', 'reported', 'anonymous']))
    .optionsGroup('What it claims, and on what:')
    .option('--claim <facet=value>', 'what it says of a cell (repeatable); the value may be JSON', many)
    .option('--source <id>', 'a registered source it rests on (repeatable)', many)
    .option('--quote <words>', 'the words in the captured text (with one --source)')
    .option('--wording <text>', 'what the page says, where its text was not captured (with one --source)')
    .option('--relation <type:development>', 'how it stands to an earlier one, e.g. narrows:ID (repeatable)', many)
    .option('--ref <text>', 'row of the material it was taken from (repeatable)', many)
    .option('--note <text>', 'the editor’s note')
    .optionsGroup('Options:');
}

export function recordVerbs(root: Command, { verb, process }: Grammar): void {
  root.commandsGroup('Record:');
  const { input } = process;

  const recording = verb(
    root,
    'record [file]',
    'record a development: flags, a JSON file, or both',
    async (c: Context, f: object, file?: string) => (await record()).recordDevelopment(c, f, file, input),
  );
  writing(
    developmentFlags(recording)
      .optionsGroup('A claim in words:')
      .option('--actor <name>', 'whose position, by id or name')
      .option('--issue <words>', 'on which issue, by id or words of the question')
      .option('--item <name>', 'or which contribution, e.g. naval')
      .option('--stance <words>', 'a rung of the ladder, by id, label or what it means')
      .option('--once <fact>', 'it waits for a world fact, e.g. ceasefire or vote=passed (repeatable)', many)
      .option('--while <fact>', 'it holds only as long as a world fact does (repeatable)', many)
      .option('--until <date>', 'last day for which it is said')
      .optionsGroup('Options:')
      .option('--id <id>', 'id of the development (default: made from its title)')
      .option('--dossier <id>', 'dossier it belongs to (repeatable; default: the only one)', many),
  );
  examples(
    recording,
    `record --title "Meloni: no Italian troops" --date 2025-09-04 --by Meloni --for Italy \\
        --source summit-report --claim position/ITA/troop-deployment=rules-out --dry-run`,
    'record development.json',
    'record - --as "the desk" < development.json',
  );

  const correct = verb(
    root,
    'correct <development> [file]',
    'we were wrong: a new version, beside the old',
    async (c: Context, f: object, id: string, file?: string) => (await record()).correctDevelopment(c, f, id, file, input),
  );
  writing(
    because(reason(developmentFlags(correct)))
      .option('--unset <field>', 'remove a field (repeatable)', many)
      .option('--drop-claim <id>', 'remove a claim (repeatable)', many)
      .option('--expect-version <n>', 'refuse if another version came between', whole),
  );
  examples(
    correct,
    'correct italy-no-troops-but-monitoring --date 2025-09-03 --reason "the page gives the day"',
    'correct summit-2025-09-04 --place Paris --reason "the host’s page" --because daily-star-2025-09-05',
    'correct summit-2025-09-04 changes.json --reason "…" --dry-run',
  );

  const retract = verb(root, 'retract <development>', 'take a development back', async (c: Context, f: object, id: string) =>
    (await record()).retractDevelopment(c, f, id),
  );
  writing(because(reason(retract)).option('--duplicate-of <development>', 'the one that keeps its evidence'));
  examples(retract, 'retract summit-2025-09-04 --reason "the page was about another meeting" --dry-run');

  const reinstate = verb(root, 'reinstate <development>', 'take a retraction back', async (c: Context, f: object, id: string) =>
    (await record()).reinstateDevelopment(c, f, id),
  );
  examples(writing(reason(reinstate)), 'reinstate summit-2025-09-04 --reason "it was the right meeting"');

  const merge = verb(
    root,
    'merge <duplicate>',
    'retract a duplicate and move its evidence to the one that stays',
    async (c: Context, f: object, id: string) => (await record()).mergeDevelopments(c, f, id),
  );
  examples(
    writing(reason(merge).option('--into <development>', 'the one that stays')),
    'merge italy-refuses --into italy-no-troops-but-monitoring --reason "one act in two records"',
  );

  const evidence = verb(
    root,
    'evidence <development> [file]',
    'another page that carries it',
    async (c: Context, f: object, id: string, file?: string) => (await record()).addEvidence(c, f, id, file, input),
  );
  writing(
    reason(
      evidence
        .option('--source <id>', 'a registered source (repeatable)', many)
        .option('--quote <words>', 'the words in the captured text (with one --source)')
        .option('--wording <text>', 'what the page says, where its text was not captured (with one --source)')
        .option('--claim <id>', 'the claim it speaks for (repeatable; default: all)', many),
    ),
  );
  examples(evidence, 'evidence zelenskyy-confirms-26 --source tass-2012443 --wording "26 countries"');

  const adjudicate = verb(
    root,
    'adjudicate <facet>',
    'rule which of several claims is to be believed',
    async (c: Context, f: object, facet: string) => (await record()).adjudicate(c, f, facet),
  );
  writing(
    because(reason(adjudicate))
      .option('--prefer <claim>', 'development#claim')
      .option('--over <claim>', 'development#claim (repeatable)', many)
      .option('--dossier <id>', 'which dossier'),
  );
  examples(
    adjudicate,
    'adjudicate quantity/coalition/committed --prefer macron-announces-26#c1 --over zelenskyy-confirms-26#c1 --reason "…" --dry-run',
  );

  sourceVerbs(root, { verb, process });
  actorVerbs(root, { verb, process });
  dossierVerbs(root, { verb, process });
}

function sourceVerbs(root: Command, { verb, process }: Grammar): void {
  const source = root.command('source').description('register, correct, grade, capture, withdraw sources');
  examples(
    source,
    'source add elysee-2025-09-04 --publisher Élysée --published 2025-09-04 --grade A',
    'source grade summit-report D --reason "…"',
  );
  const fields = (command: Command): Command =>
    command
      .option('--publisher <name>', 'who published it')
      .option('--title <text>', 'its title')
      .option('--url <address>', 'where it can be read')
      .option('--published <date>', 'when it was published; without a date on the page [D..], D the latest day it reports')
      .option('--language <tag>', 'e.g. en')
      .option('--origin <source>', 'the document it copies or rewrites')
      .option('--note <text>', 'the editor’s note');
  const grade = () =>
    new Option('--grade <grade>', 'reliability; what rests on E or F alone is only listed').choices(['A', 'B', 'C', 'D', 'E', 'F']);
  const { input } = process;

  const add = verb(source, 'add [id] [file]', 'register a source', async (c: Context, f: Patch, id?: string, file?: string) =>
    (await record()).addSource(c, f, id, file, input),
  );
  examples(
    writing(fields(add).addOption(grade())),
    'source add elysee-2025-09-04 --publisher Élysée --published 2025-09-04 --grade A',
    'source add - < source.json',
  );
  const correct = verb(
    source,
    'correct <id> [file]',
    'its description was wrong',
    async (c: Context, f: Patch, id: string, file?: string) => (await record()).correctSource(c, f, id, file, input),
  );
  examples(
    writing(reason(fields(correct)).option('--unset <field>', 'remove a field (repeatable)', many)),
    'source correct summit-report --origin reuters-2025-09-04-26-nations --reason "it rewrites that story"',
  );
  const grading = verb(source, 'grade <id> <grade>', 'its reliability, A to F', async (c: Context, f: object, id: string, to: string) =>
    (await record()).gradeSource(c, f, id, to),
  );
  examples(writing(reason(grading)), 'source grade summit-report D --reason "no author, no date" --dry-run');
  const capture = verb(
    source,
    'capture <id> <file>',
    'keep its text beside the record (- for stdin), so that quotes can be checked',
    async (c: Context, f: object, id: string, file: string) => (await record()).captureSource(c, f, id, file, input),
  );
  examples(writing(capture.option('--captured-at <date>', 'when the text was taken')), 'source capture summit-report summit-report.txt');
  const check = verb(
    source,
    'check <id> <file>',
    'what became of its quotes in another copy of the page (- for stdin)',
    async (c: Context, _f: object, id: string, file: string) => (await import('../verbs/check.ts')).checkSource(c, id, file, input),
  );
  examples(check, 'source check summit-report as-it-reads-today.txt');
  const withdraw = verb(source, 'withdraw <id>', 'it no longer counts, nor does a copy of it', async (c: Context, f: object, id: string) =>
    (await record()).withdrawSource(c, f, id),
  );
  examples(writing(because(reason(withdraw))), 'source withdraw ft-2025-09-04 --reason "retracted by the paper" --dry-run');
  const restore = verb(source, 'restore <id>', 'it counts again', async (c: Context, f: object, id: string) =>
    (await record()).restoreSource(c, f, id),
  );
  examples(writing(reason(restore)), 'source restore ft-2025-09-04 --reason "the paper stands by it"');
  const merge = verb(
    source,
    'merge <id>',
    'two ids for one document: this one becomes an alias',
    async (c: Context, f: object, id: string) => (await record()).mergeInto(c, f, 'source-merge', id),
  );
  examples(
    writing(reason(merge).option('--into <id>', 'the one that stays')),
    'source merge report-2 --into summit-report --reason "the same page"',
  );
}

function actorVerbs(root: Command, { verb, process }: Grammar): void {
  const actor = root.command('actor').description('register, update, merge actors');
  examples(
    actor,
    'actor add PRT --kind state --name Portugal',
    'actor add luis-montenegro --kind person --name "Luís Montenegro" --office "Prime Minister=PRT,2024-04-02"',
  );
  const fields = (command: Command): Command =>
    command
      .addOption(new Option('--kind <kind>', 'what it is').choices(['state', 'organisation', 'person', 'outlet', 'collective']))
      .option('--name <name>', 'its name')
      .option('--alias <name>', 'another name or spelling, in any script (repeatable)', many)
      .option('--office <office=of,from,until>', 'an office held, e.g. "President=FRA,2017-05-14" (repeatable)', many)
      .option('--successor <id>', 'who came after it')
      .option('--note <text>', 'the editor’s note');
  const { input } = process;
  const add = verb(
    actor,
    'add [id] [file]',
    'register an actor: ISO 3166 code for states, kebab-case for others',
    async (c: Context, f: Patch, id?: string, file?: string) => (await record()).addActor(c, f, id, file, input),
  );
  examples(writing(fields(add)), 'actor add PRT --kind state --name Portugal');
  const update = verb(
    actor,
    'update <id> [file]',
    'other names, offices, a successor; --alias and --office add to what is there',
    async (c: Context, f: Patch, id: string, file?: string) => (await record()).updateActor(c, f, id, file, input),
  );
  examples(
    writing(reason(fields(update)).option('--unset <field>', 'remove a field (repeatable)', many)),
    'actor update emmanuel-macron --alias Макрон --reason "another spelling"',
  );
  const merge = verb(actor, 'merge <id>', 'two ids for one actor: this one becomes an alias', async (c: Context, f: object, id: string) =>
    (await record()).mergeInto(c, f, 'actor-merge', id),
  );
  examples(
    writing(reason(merge).option('--into <id>', 'the one that stays')),
    'actor merge zelenskiy --into volodymyr-zelenskyy --reason "the same person"',
  );
}

function dossierVerbs(root: Command, { verb, process }: Grammar): void {
  const { input } = process;
  const issue = root.command('issue').description('define and revise the questions of a dossier');
  examples(issue, 'issue define air-defence --question "Does it offer air defence?" --ladder refuses,undecided*,offers');
  const issueFields = (command: Command): Command =>
    command
      .option('--question <text>', 'what is asked')
      .option('--whose <text>', 'whose position it is')
      .option('--ladder <stances>', 'stances from against to for, the neutral one with a star: refuses,undecided*,offers')
      .option('--dossier <id>', 'which dossier');
  const define = verb(issue, 'define [id] [file]', 'a question with its ladder', async (c: Context, f: Patch, id?: string, file?: string) =>
    (await record()).defineIssue(c, f, id, file, input),
  );
  examples(
    writing(issueFields(define)),
    'issue define air-defence --question "Does it offer air defence?" --ladder refuses,undecided*,offers',
  );
  const revise = verb(
    issue,
    'revise <id> [file]',
    'change it; old claims keep their ladder',
    async (c: Context, f: Patch, id: string, file?: string) => (await record()).reviseIssue(c, f, id, file, input),
  );
  examples(
    writing(reason(issueFields(revise))),
    'issue revise sanctions --question "What is to happen with the sanctions?" --reason "clearer" --dry-run',
  );

  const dossier = root.command('dossier').description('open and update dossiers');
  examples(dossier, 'dossier open black-sea --title "Security in the Black Sea" --opens 2025-01-01');
  const dossierFields = (command: Command): Command =>
    command
      .option('--title <text>', 'its title')
      .option('--summary <text>', 'what it follows')
      .option('--body <id=title>', 'a body in which roles are held (repeatable)', many)
      .option('--world <id=text>', 'a fact that conditions wait for: what exactly must be the case (repeatable)', many);
  const open = verb(dossier, 'open [id] [file]', 'a new dossier', async (c: Context, f: Patch, id?: string, file?: string) =>
    (await record()).openDossier(c, f, id, file, input),
  );
  examples(
    writing(dossierFields(open).option('--opens <day>', 'the day on which its story begins')),
    'dossier open black-sea --title "Security in the Black Sea" --opens 2025-01-01 --world "ceasefire=a general ceasefire is agreed"',
  );
  const update = verb(
    dossier,
    'update <id> [file]',
    'title, bodies, world facts; --body and --world add to what is there',
    async (c: Context, f: Patch, id: string, file?: string) => (await record()).updateDossier(c, f, id, file, input),
  );
  examples(
    writing(reason(dossierFields(update)).option('--unset <field>', 'remove a field (repeatable)', many)),
    'dossier update coalition-of-the-willing --world "us-congress-vote=What Congress decides" --reason "named by several" --dry-run',
  );
}
