/** Failures on stderr: for people in lines, for programs as JSON. Never a stack trace, unless it is asked for. */
import { json } from '../export/legible.ts';
import { Page } from './output/page.ts';
import { bold, dim, inked } from './output/text.ts';
import type { Failure, FaultShown } from './failures.ts';

const MOST = 20;

/** Where a fault is: `file:line/pointer`. */
export function place({ file, line, pointer, flag }: FaultShown): string {
  const where = [file, line === undefined || line === 0 ? undefined : String(line)].filter((x) => x !== undefined).join(':');
  return [where, flag ?? pointer].filter(Boolean).join(' ');
}

export function report(failed: Failure, argv: readonly string[], stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): void {
  const { code, message, remedy, faults } = failed;
  if (argv.some((a) => a === '--json' || a === '--jsonl')) {
    const error = { code, exit: failed.exit, message, ...(remedy !== undefined && { remedy }), ...(faults && { faults }) };
    stream.write(`${json({ error })}\n`);
  } else {
    const never = argv.includes('--no-color') || argv.includes('--color=never') || env['NO_COLOR'];
    const colour = !never && (stream.isTTY || Boolean(env['FORCE_COLOR']));
    const columns = Number(env['COLUMNS']);
    const page = new Page(Math.max(30, columns > 0 ? columns : stream.isTTY ? stream.columns : 100));
    for (const part of message.split('\n'))
      page.line(part, { before: part === message.split('\n')[0] ? [inked('error', 'red', 'bold'), ': '] : '' });
    for (const f of (faults ?? []).slice(0, MOST)) {
      if (f.message === undefined) continue;
      const where = place(f);
      page.line([where && [bold(where), ': '], f.message], { indent: 2, hang: 2 });
      if (f.remedy !== undefined) page.line([dim('→ '), f.remedy], { indent: 4, hang: 2 });
    }
    if (faults && faults.length > MOST) page.line(`… and ${faults.length - MOST} more (all of them with --json)`, { indent: 2 });
    if (remedy !== undefined) page.line([dim('→ '), remedy], { hang: 2 });
    stream.write(page.toString(colour));
  }
  if (env['DEMARCHE_DEBUG']) stream.write(`${String((failed.cause as Error | undefined)?.stack ?? failed.stack)}\n`);
}
