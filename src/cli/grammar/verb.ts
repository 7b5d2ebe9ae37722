/** The pieces that the grammar is made of. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import type { Context, Streams } from '../context.ts';

/** What the process lends to the program. */
export interface Process extends Streams {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly input: NodeJS.ReadStream;
  readonly signal: AbortSignal;
  /** From now on the first signal to stop only aborts `signal`, and what is under way is finished; the second ends the process. */
  linger(): void;
}

/** What a verb does, with its flags and arguments; a number is the exit code. */
export type Action = (context: Context, flags: never, ...args: never[]) => Promise<unknown>;

export interface Grammar {
  readonly process: Process;
  /** Defines a verb below a parent. */
  readonly verb: (parent: Command, usage: string, description: string, action: Action) => Command;
}

/** Examples stand first in every help text. */
export function examples(command: Command, ...lines: string[]): Command {
  return command.addHelpText('before', ({ command: c }) => {
    const title = c.configureHelp().styleTitle?.('Examples:') ?? 'Examples:';
    return `${title}\n${lines.map((l) => `  $ demarche ${l}\n`).join('')}`;
  });
}

/** A flag's value that is a whole number. */
export function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** Collects a flag that may be given more than once. */
export const many = (text: string, before: readonly string[] = []): string[] => [...before, text];

/** The one coordinate of what is defined, not said. */
export const known = (): Option => new Option('--known <size|date>', 'as our record stood then: a log size, or a day');

/** Where and when is asked: the same flags on every verb that asks. */
export function coordinates(command: Command): Command {
  return command
    .optionsGroup('Coordinates:')
    .option('--at <date>', 'what was in force then (default: today)')
    .option('--published <date>', 'resting only on sources published by then')
    .addOption(known())
    .option('--dossier <id>', 'which dossier (needed only where there are several)')
    .optionsGroup('Options:');
}

export function selection(command: Command): Command {
  return command
    .optionsGroup('Selection:')
    .option('--actor <name>', 'an actor, by id or name (FRA, Zelensky)')
    .option('--issue <id>', 'an issue, or the last part of another facet')
    .optionsGroup('Options:');
}
