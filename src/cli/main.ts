/** The process: streams, signals, exit codes. Everything else is in program.ts and what it loads. */
import module from 'node:module';
import process from 'node:process';
import { explained, failure } from './failures.ts';
import type { Failure } from './failures.ts';
import type { Outcome } from './program.ts';
import { report } from './report.ts';

// What is loaded from here on is kept compiled in a folder of Node's for temporary files: starting takes half the time.
// NODE_DISABLE_COMPILE_CACHE=1 turns it off.
module.enableCompileCache();
// node:sqlite announces itself as experimental on some versions of Node; what we use of it is stable.
process.removeAllListeners('warning');
process.on('warning', (w) => {
  if (w.name !== 'ExperimentalWarning' && process.env['DEMARCHE_DEBUG']) process.stderr.write(`${w.stack ?? w.message}\n`);
});
// Whoever reads has seen enough: | head.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (e: NodeJS.ErrnoException) => {
    if (e.code === 'EPIPE') process.exit(0);
    throw e;
  });
const stop = new AbortController();
let isLingering = false;
/** Whether it is left to what is under way to come to an end. */
function finishes(): boolean {
  const finishes = isLingering && !stop.signal.aborted;
  stop.abort();
  return finishes;
}
process.on('SIGTERM', () => {
  if (!finishes()) process.exit(143);
});
process.on('SIGINT', () => {
  if (finishes()) return;
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[2K');
  process.exit(130);
});

/** A complaint of commander's as one of ours: what is wrong, and what was meant. */
function ofGrammar(e: { code: string; message: string; exitCode: number }, argv: readonly string[]): Failure {
  const [, message = e.message, meant] = /^(?:error: )?([^]*?)(?:\n\(Did you mean ([^]*?)\?\))?$/.exec(e.message) ?? [];
  const verb = argv.find((a) => /^[a-z]/.test(a));
  const help = `demarche ${verb === undefined || e.code === 'commander.unknownCommand' ? '' : `${verb} `}--help`;
  return failure('Usage', 2, message, { remedy: meant === undefined ? `see ${help}` : `did you mean ${meant}?` });
}

async function main(argv: readonly string[]): Promise<number> {
  const outcome: Outcome = { exit: 0 };
  try {
    const { program } = await import('./program.ts');
    const { stdout: out, stderr: err, stdin: input, env } = process;
    const root = program({ out, err, input, env, cwd: process.cwd(), signal: stop.signal, linger: () => (isLingering = true) }, outcome);
    if (!argv.length) {
      root.outputHelp();
      return 0;
    }
    await root.parseAsync(argv, { from: 'user' });
    return outcome.exit;
  } catch (e) {
    const { CommanderError } = await import('commander');
    let failed: Failure;
    if (e instanceof CommanderError) {
      if (e.exitCode === 0) return 0;
      // A group without its verb: commander has printed the help of the group.
      if (e.code === 'commander.help') return 2;
      failed = ofGrammar(e, argv);
    } else failed = explained(e, { store: outcome.store });
    report(failed, argv, process.stderr, process.env);
    return failed.exit;
  }
}

process.exitCode = await main(process.argv.slice(2));
