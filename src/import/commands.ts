/** Import of commands, one JSON object a line: validated whole, then written in batches. Running it again completes what was cut off. */
import { canonicalJson } from '../../events/canonical.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';
import { importError, isKeyConflict, keyConflict } from '../errors.ts';
import type { ImportFault } from '../errors.ts';
import { eventId, sha256 } from '../ids.ts';
import { entryOf } from '../query/read-side.ts';
import { copyOf } from '../query/snapshots.ts';
import type { Command } from '../record/commands.ts';
import { decide } from '../record/decide.ts';
import { parseCommand } from '../record/parse.ts';
import { isRejection } from '../record/rejection.ts';
import type { Warning } from '../record/rejection.ts';
import type { Append, EventStore, StoredEvent } from '../store/port.ts';
import { digestOf, materialise, streamOfCommand } from '../writer.ts';
import type { Authorship } from '../writer.ts';

export interface ImportOptions {
  /** Write the commands that are valid and list the others, instead of writing nothing. */
  readonly partial?: boolean;
  /** Decide everything and write nothing. */
  readonly dryRun?: boolean;
  /** A command whose key stands for another content is a fault; without it, it is passed over as written. */
  readonly checkKeys?: boolean;
  /** Name of the file, for messages. */
  readonly name?: string;
  readonly onProgress?: (progress: {
    readonly phase: 'reading' | 'checking' | 'writing';
    readonly done: number;
    readonly of?: number;
  }) => void;
}

export interface ImportResult {
  /** Commands in the file. */
  readonly commands: number;
  readonly written: number;
  /** Commands that had been written before, by an earlier run. */
  readonly repeated: number;
  readonly events: number;
  readonly warnings: readonly (Warning & { readonly line: number })[];
  /** With `partial`: what was left out. */
  readonly faults: readonly ImportFault[];
  /** The record as it is, or with `dryRun` as it would be, after the import. */
  readonly record: RecordState;
}

/** A command with the line of the file it stands in. */
export interface Line {
  readonly line: number;
  readonly text?: string;
  readonly command?: unknown;
}

/** The lines of a JSON Lines file; empty ones and those that begin with `#` are passed over. */
export function linesOf(text: string): Line[] {
  return text
    .split('\n')
    .map((t, i) => ({ line: i + 1, text: t.trim() }))
    .filter((l) => l.text !== '' && !l.text.startsWith('#'));
}

const BATCH = 500;

/** A record to decide on, and which events are in the log already. */
interface Shadow {
  readonly record: RecordState;
  /** What the command said that an event came of (its digest, where that is looked at); undefined for an event that is not in the log. */
  readonly writtenAs: (id: string, stream: string) => string | undefined | Promise<string | undefined>;
}

/** Reads the log into a record of its own, with the ids of all its events. */
async function shadowOf(store: EventStore, { onProgress, checkKeys }: ImportOptions): Promise<Shadow> {
  const record = emptyRecord();
  const ids = new Map<string, string>();
  for await (const stored of store.readAll()) {
    applyEvent(record, entryOf(stored));
    ids.set(stored.id, checkKeys ? saidBy(stored) : '');
    if (record.size % 10_000 === 0) onProgress?.({ phase: 'reading', done: record.size });
  }
  return { record, writtenAs: (id) => ids.get(id) };
}

/** Digest of the command that an event came of. */
const saidBy = ({ metadata }: StoredEvent): string => (JSON.parse(metadata) as { command?: string }).command ?? '';

/** A copy of a record that was read before: for few commands, of which each costs a look into its stream. */
function shadowFrom(store: EventStore, known: RecordState): Shadow {
  const writtenAs = async (id: string, stream: string) => {
    if (known.streams.get(stream) === undefined) return undefined;
    for await (const stored of store.readStream(stream)) if (stored.id === id) return saidBy(stored);
    return undefined;
  };
  return { record: copyOf(known), writtenAs };
}

/** So many commands at most are decided on a copy; for more, the log is read anew, with all its ids. */
const FEW = 1000;

/**
 * Validates all commands against the record as it is, and, unless anything is wrong, writes them in order. `known` is the record
 * as it was last read, if it was: it stays as it is.
 */
export async function importCommands(
  store: EventStore,
  lines: readonly Line[],
  authorship: Authorship,
  textOf: (source: string) => string | undefined,
  options: ImportOptions = {},
  known?: RecordState,
): Promise<ImportResult> {
  const { onProgress } = options;
  const { record, writtenAs } = known && lines.length <= FEW ? shadowFrom(store, known) : await shadowOf(store, options);
  const made = new Map<string, string>();
  const faults: ImportFault[] = [];
  const warnings: (Warning & { line: number })[] = [];
  const appends: Append[] = [];
  const occurrences = new Map<string, number>();
  const correlationId = `import-${sha256(lines.map((l) => l.text ?? textOfAny(l.command)).join('\n')).slice(0, 16)}`;
  let repeated = 0;
  let written = 0;

  for (const [i, line] of lines.entries()) {
    if (i % 1000 === 0) onProgress?.({ phase: 'checking', done: i, of: lines.length });
    try {
      const command = parseCommand(line.command ?? parseLine(line));
      const key = command.key ?? derivedKey(command, occurrences);
      const stream = streamOfCommand(command);
      const id = eventId(key, stream, 0);
      const before = made.get(id) ?? (await writtenAs(id, stream));
      if (before !== undefined) {
        if (options.checkKeys && before !== digestOf(command)) throw keyConflict(key);
        repeated++;
        continue;
      }
      const decision = decide(command, { record, textOf });
      for (const append of decision.appends) {
        const ready = materialise(append, command, key, correlationId, authorship);
        appends.push(ready);
        for (const [j, event] of ready.events.entries()) {
          const revision = append.expectedRevision === 'no-stream' ? j : append.expectedRevision + 1 + j;
          applyEvent(record, entryOf({ ...event, stream: ready.stream, revision, position: '' as never }));
          made.set(event.id, options.checkKeys ? digestOf(command) : '');
        }
      }
      warnings.push(...decision.warnings.map((w) => ({ ...w, line: line.line })));
      written++;
    } catch (e) {
      faults.push(...faultsOf(e, line.line));
    }
  }
  if (faults.length && !options.partial) throw importError(faults, options.name);

  const events = appends.reduce((n, a) => n + a.events.length, 0);
  if (!options.dryRun)
    for (let start = 0; start < appends.length; start += BATCH) {
      for (const outcome of await store.appendBatch(appends.slice(start, start + BATCH))) if (!outcome.ok) throw outcome.error;
      onProgress?.({ phase: 'writing', done: Math.min(start + BATCH, appends.length), of: appends.length });
    }
  return { commands: lines.length, written, repeated, events, warnings, faults, record };
}

/** What a command that was not checked yet says, in one text: one that canonical JSON cannot carry is refused later, with its place. */
function textOfAny(command: unknown): string {
  try {
    return canonicalJson(command);
  } catch {
    return JSON.stringify([command]);
  }
}

function parseLine({ text = '' }: Line): unknown {
  try {
    return JSON.parse(text);
  } catch (e) {
    throw Object.assign(new Error(`not JSON: ${(e as Error).message}`), { isSyntax: true });
  }
}

function faultsOf(e: unknown, line: number): ImportFault[] {
  if (isKeyConflict(e)) return [{ line, pointer: '/key', code: e.kind, message: e.message, remedy: 'a key stands for one command' }];
  if (isRejection(e)) return e.faults.map((f) => ({ line, ...f }));
  if (e instanceof Error && 'isSyntax' in e)
    return [{ line, pointer: '', code: 'InvalidInput', message: e.message, remedy: 'one JSON object a line' }];
  throw e;
}

/** The key of a command without one: its content, and which of several equal commands it is. */
function derivedKey(command: Command, occurrences: Map<string, number>): string {
  const digest = sha256(canonicalJson(command));
  const n = (occurrences.get(digest) ?? 0) + 1;
  occurrences.set(digest, n);
  return `${digest}-${n}`;
}
