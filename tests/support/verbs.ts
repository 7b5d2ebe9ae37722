/** The command line's verbs, each with command lines that are right in the bundled record, for tests that run them all. */
import type { Command } from 'commander';
import { program } from '../../src/cli/program.ts';

/** The grammar itself, with what it writes. */
export function grammar(write: (text: string) => void = () => undefined): Command {
  const { stderr: err, stdin: input } = process;
  const out = { write, isTTY: false } as unknown as NodeJS.WriteStream;
  return program({ out, err, input, env: {}, cwd: '/', signal: new AbortController().signal, linger: () => undefined }, { exit: 0 });
}

/** Names of all verbs of the program, as they are typed. */
export function verbs(): string[] {
  const below = (c: Command, path: string): string[] =>
    c.commands.length ? c.commands.flatMap((s) => below(s, `${path} ${s.name()}`.trim())) : [path];
  return below(grammar(), '').sort();
}

/** What is asked of each verb that answers. `items` where a line of JSON Lines is a record of CSV too. */
export const ASKED: readonly {
  readonly verb: string;
  readonly args: readonly string[];
  readonly envelope?: true;
  readonly items?: true;
}[] = [
  { verb: 'state', args: ['--at', '2025-09-04'], envelope: true, items: true },
  { verb: 'state', args: ['position/ITA/troop-deployment', '--at', '2025-09-04'], envelope: true, items: true },
  { verb: 'timeline', args: ['--at', '2025-09-05'], envelope: true, items: true },
  { verb: 'replay', args: ['--actor', 'Italy'], envelope: true },
  { verb: 'replay', args: ['--axis', 'known', '--facet', 'contribution/BGR', '--at', '2025-09-04'], envelope: true },
  { verb: 'replay', args: ['--axis', 'published', '--actor', 'BGR'], envelope: true },
  { verb: 'history', args: ['position/DEU/troop-deployment'], envelope: true, items: true },
  { verb: 'why', args: ['position/ITA/troop-deployment', '--at', '2025-09-04'], envelope: true, items: true },
  { verb: 'diff', args: ['--from-at', '2025-09-03', '--to-at', '2025-09-05'], envelope: true, items: true },
  { verb: 'thin', args: ['--at', '2025-09-04'], envelope: true, items: true },
  { verb: 'sources', args: [], envelope: true, items: true },
  { verb: 'sources', args: ['summit-report'], envelope: true, items: true },
  { verb: 'search', args: ['Zelensky'], envelope: true, items: true },
  { verb: 'follow-ups', args: ['--at', '2026-02-28'], envelope: true, items: true },
  { verb: 'quantities', args: ['--at', '2025-09-05'], envelope: true },
  { verb: 'contradictions', args: ['--at', '2025-09-05'], envelope: true, items: true },
  { verb: 'review', args: ['--at', '2026-02-28'], envelope: true, items: true },
  { verb: 'log', args: ['--last', '20'], items: true },
  { verb: 'dossiers', args: [], items: true },
  { verb: 'actors', args: [], items: true },
  { verb: 'issues', args: [], items: true },
  { verb: 'rebuild', args: [], items: true },
  { verb: 'verify', args: [], items: true },
  { verb: 'doctor', args: [], items: true },
];

/** Every verb that writes, with a command line that is right in the bundled record; the later stand on the earlier. */
export const WRITTEN: readonly { readonly verb: string; readonly args: readonly string[]; readonly input?: string }[] = [
  { verb: 'source add', args: ['page-1', '--publisher', 'A paper', '--published', '2026-03-01', '--grade', 'B'] },
  { verb: 'source correct', args: ['page-1', '--title', 'A title', '--reason', 'it has one'] },
  { verb: 'source grade', args: ['page-1', 'C', '--reason', 'no author'] },
  { verb: 'source capture', args: ['page-1', '-', '--captured-at', '2026-03-02'], input: 'Portugal is ready, the minister said.' },
  { verb: 'actor add', args: ['PRT', '--kind', 'state', '--name', 'Portugal', '--alias', 'Portuguese Republic'] },
  { verb: 'actor update', args: ['PRT', '--alias', 'Португалія', '--reason', 'another script'] },
  {
    verb: 'record',
    args: ['--title', 'Portugal is ready', '--date', '2026-03-01', '--by', 'Portugal', '--source', 'page-1', '--quote', 'Portugal is ready',
      '--claim', 'position/Portugal/troop-deployment=open'], // prettier-ignore
  },
  {
    verb: 'correct',
    args: ['portugal-is-ready', '--claim', 'position/PRT/troop-deployment=willing-if', '--reason', 'it named a condition'],
  },
  { verb: 'evidence', args: ['portugal-is-ready', '--source', 'summit-report', '--wording', 'ready'] },
  { verb: 'retract', args: ['portugal-is-ready', '--reason', 'a hoax'] },
  { verb: 'reinstate', args: ['portugal-is-ready', '--reason', 'no hoax'] },
  { verb: 'source withdraw', args: ['page-1', '--reason', 'taken offline'] },
  { verb: 'source restore', args: ['page-1', '--reason', 'online again'] },
  { verb: 'source add', args: ['-'], input: '{"id": "page-2", "publisher": "A paper", "published": "2026-03-01"}' },
  { verb: 'source merge', args: ['page-2', '--into', 'page-1', '--reason', 'the same page'] },
  { verb: 'actor add', args: ['portugal-again', '--kind', 'state', '--name', 'Portugal'] },
  { verb: 'actor merge', args: ['portugal-again', '--into', 'PRT', '--reason', 'the same'] },
  {
    verb: 'record',
    args: ['-'],
    input:
      '{"id": "portugal-2", "title": "Portugal is open", "date": "2026-03-01", "evidence": ["page-1"], "by": "PRT", "claims": [{"facet": "position/PRT/troop-deployment", "value": "open"}]}',
  },
  {
    verb: 'adjudicate',
    args: [
      'position/Portugal/troop-deployment',
      '--prefer',
      'portugal-is-ready#c1',
      '--over',
      'portugal-2#c1',
      '--reason',
      'the fuller text',
    ],
  },
  { verb: 'merge', args: ['portugal-2', '--into', 'portugal-is-ready', '--reason', 'one act'] },
  { verb: 'issue define', args: ['air-defence', '--question', 'Does it give air defence?', '--ladder', 'refuses,undecided*,gives'] },
  { verb: 'issue revise', args: ['air-defence', '--question', 'Does it offer air defence?', '--reason', 'clearer'] },
  {
    verb: 'dossier update',
    args: ['coalition-of-the-willing', '--world', 'us-vote=What Congress decides', '--reason', 'named by several'],
  },
  { verb: 'dossier open', args: ['black-sea', '--title', 'The Black Sea', '--opens', '2025-01-01', '--body', 'hub=A hub'] },
];
