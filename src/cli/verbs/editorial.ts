/** The verbs of an editor's day: promises, numbers beside names, contradictions, review, the brief to send, undo. */
import { existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import type { FollowUp } from '../../../projections/follow-ups.ts';
import type { Context } from '../context.ts';
import { failure, usage } from '../failures.ts';
import { bold, inked } from '../output/text.ts';
import { camelWords, Names, recorded } from '../output/words.ts';
import type { Process } from '../grammar/verb.ts';
import { facetNamed, question } from './ask.ts';
import type { CellQuestion, Writing } from './flags.ts';
import { sendCommand } from './record.ts';

const views = () => import('../views/editorial.ts');

export async function followUps(context: Context, flags: CellQuestion & { overdue?: boolean; status?: FollowUp['status'] }): Promise<void> {
  await context.ask(async (record) => {
    const { followUpsView } = await views();
    const answer = record.followUps(question(record, context, flags));
    const isAsked = (f: FollowUp) =>
      (!flags.overdue || (f.overdue === true && f.status !== 'delivered')) && (flags.status === undefined || f.status === flags.status);
    await context.show(followUpsView(Names.of(record, answer)), { ...answer, followUps: answer.followUps.filter(isAsked) });
  });
}

export async function quantities(context: Context, flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const { quantitiesView } = await views();
    const answer = record.quantities(question(record, context, flags));
    await context.show(quantitiesView(Names.of(record, answer)), answer);
  });
}

export async function contradictions(context: Context, flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const { contradictionsView } = await views();
    const answer = record.contradictions(question(record, context, flags));
    await context.show(contradictionsView(Names.of(record, answer)), answer);
  });
}

export async function review(context: Context, flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const { reviewView } = await views();
    const answer = record.review(question(record, context, flags));
    await context.show(reviewView(Names.of(record, answer)), answer);
  });
}

/** Writes the brief to stdout, or to a file whose ending says the form. */
export async function brief(
  context: Context,
  flags: CellQuestion & { since?: string; html?: boolean; out?: string; facet?: string; force?: boolean },
): Promise<void> {
  const { format, streams } = context;
  if (format !== 'people' && format !== 'md')
    throw usage('a brief is Markdown or HTML', 'leave the form out, or use --html; for data ask state --json');
  const { out } = flags;
  if (out !== undefined && existsSync(out) && !flags.force) throw usage(`${out} is there already`, 'choose another name, or say --force');
  const isHtml = flags.html ?? (out !== undefined && /\.html?$/i.test(out));
  await context.ask(async (record) => {
    const { brief: made } = await import('../../export/brief.ts');
    const facet = flags.facet === undefined ? undefined : facetNamed(record, flags.facet);
    const text = made(record, { ...question(record, context, flags), facet, since: flags.since, format: isHtml ? 'html' : 'md' });
    if (out === undefined) return context.write(text);
    writeFileSync(out, text);
    streams.err.write(`${out} written: ${text.length} characters\n`);
  });
}

/** Takes back the last act of the author, after asking; `--yes` does not ask. */
export async function undo(context: Context, flags: Writing & { yes?: boolean }, process: Process): Promise<number> {
  const author = context.author();
  const found = await context.ask((record) => record.proposeUndo(author, flags.reason));
  if (!found)
    throw failure('NothingToUndo', 1, `${author} has recorded nothing here`, {
      remedy: 'acts of others are taken back by name: retract, correct, source restore …',
    });
  const { act, undo: way } = found;
  const what = `${camelWords(act.type)} ${act.stream.slice(act.stream.indexOf('-') + 1)} (event ${act.position}, ${recorded(act.recordedAt)})`;
  if (!way.possible) throw failure('CannotUndo', 1, `the last act of ${author} is ${what}`, { remedy: way.says });
  context.say(['The last act of ', bold(author), ` is ${what}. Taking it back ${way.says}.`]);
  if (!flags.yes && !flags.dryRun) {
    if (!process.input.isTTY)
      throw usage('nobody is there to be asked', 'say --yes to take it back, or --dry-run to see what would change');
    const asking = createInterface({ input: process.input, output: process.err });
    const answer = await asking.question('Take it back? [y/N] ', { signal: process.signal });
    asking.close();
    if (!/^y(es)?$/i.test(answer.trim())) {
      context.say([inked('– ', 'dim'), 'left as it is']);
      return 1;
    }
  }
  await sendCommand(context, flags, () => way.command);
  return 0;
}
