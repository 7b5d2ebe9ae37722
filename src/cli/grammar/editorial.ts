/** The grammar of the verbs of an editor's day. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { Context } from '../context.ts';
import type { CellQuestion, Writing } from '../verbs/flags.ts';
import { coordinates, examples, selection } from './verb.ts';
import type { Grammar } from './verb.ts';

const editorial = () => import('../verbs/editorial.ts');

export function editorialVerbs(root: Command, { verb, process }: Grammar): void {
  root.commandsGroup('Ask:');
  const followUps = verb(
    root,
    'follow-ups',
    'what was promised, when it is due, and what answered it',
    async (c: Context, f: CellQuestion) => (await editorial()).followUps(c, f),
  );
  coordinates(followUps)
    .option('--overdue', 'only what is not delivered although its time has passed')
    .addOption(
      new Option('--status <status>', 'only those').choices(['open', 'partly', 'delivered', 'refused', 'lapsed', 'nothing-on-record']),
    );
  examples(followUps, 'follow-ups --at 2026-02-28', 'follow-ups --overdue --at 2026-02-28');

  const quantities = verb(
    root,
    'quantities',
    'numbers beside names: who claimed, who confirmed, who is named by whom',
    async (c: Context, f: CellQuestion) => (await editorial()).quantities(c, f),
  );
  examples(coordinates(quantities), 'quantities --at 2025-09-05');

  const contradictions = verb(
    root,
    'contradictions',
    'texts that contradict each other, and cells on which claims disagree',
    async (c: Context, f: CellQuestion) => (await editorial()).contradictions(c, f),
  );
  examples(coordinates(contradictions), 'contradictions --at 2025-09-05');

  const review = verb(
    root,
    'review',
    'what an editor should look at: low grades, one origin, pages older than their act',
    async (c: Context, f: CellQuestion) => (await editorial()).review(c, f),
  );
  examples(coordinates(review), 'review --at 2026-02-28', 'review --csv');

  const brief = verb(
    root,
    'brief',
    'one file to send: coordinates pinned, every line with its source',
    async (c: Context, f: CellQuestion) => (await editorial()).brief(c, f),
  );
  selection(coordinates(brief))
    .option('--facet <path>', 'one facet, or all below a beginning')
    .option('--since <date>', 'also what changed since then')
    .option('--html', 'HTML in place of Markdown')
    .option('-o, --out <file>', 'into a file; its ending says the form')
    .option('--force', 'overwrite the file');
  examples(brief, 'brief --at 2025-09-05 --since 2025-09-03', 'brief --at 2025-09-05 --actor Italy --out italy.html');

  root.commandsGroup('Record:');
  const undo = verb(root, 'undo', 'take back my last act, by an act of its own', async (c: Context, f: Writing) =>
    (await editorial()).undo(c, f, process),
  );
  undo
    .option('--reason <text>', 'why, for whoever audits the record')
    .option('-y, --yes', 'do not ask')
    .option('--dry-run', 'say what would change, and write nothing');
  examples(undo, 'undo --dry-run', 'undo --yes --reason "recorded twice"');
}
