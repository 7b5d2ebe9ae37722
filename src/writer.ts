/** Writes commands: decides on the record as it is, appends, and decides again when somebody else wrote in between. */
import { canonicalJson } from '../events/canonical.ts';
import { encode } from '../events/codec.ts';
import { keyConflict, revisionConflict } from './errors.ts';
import { eventId, newKey, sha256 } from './ids.ts';
import type { ReadSide } from './query/read-side.ts';
import type { Command } from './record/commands.ts';
import type { Context, DecidedAppend, Decision } from './record/context.ts';
import { decide } from './record/decide.ts';
import { parseCommand } from './record/parse.ts';
import type { Warning } from './record/rejection.ts';
import { isStoreError } from './store/port.ts';
import type { Append, EventStore } from './store/port.ts';

export interface Authorship {
  /** Who records, where the command does not say. */
  readonly author: string;
  readonly tool: string;
  /** The current instant. */
  readonly now: () => Date;
}

export interface Recorded {
  /** Log size once the command was written: `known` from which it counts. */
  readonly known: number;
  readonly streams: readonly { readonly stream: string; readonly revision: number }[];
  readonly warnings: readonly Warning[];
  /** The command had been written before under its key: the answer is that of the first time. */
  readonly repeated: boolean;
}

/** What was written, for whoever looks for it in the log. */
export interface Written extends Recorded {
  /** Ids of the events that the command came to; none where it had been written before. */
  readonly ids: readonly string[];
}

export interface WriteOptions {
  /** The revision at which its stream was read; when somebody has written to it since, the command is refused with a `RevisionConflict`. */
  readonly expectedRevision?: number | undefined;
}

/** How often a command is decided again because another writer was faster. */
const ATTEMPTS = 20;

/** The stream that a command's last append goes to: where the traces of a repeated command are looked for. */
export function streamOfCommand(command: Command): string {
  switch (command.do) {
    case 'record':
      return `development-${String(command.development['id'])}`;
    case 'correct':
    case 'retract':
    case 'reinstate':
    case 'evidence':
    case 'merge':
      return `development-${command.development}`;
    case 'adjudicate':
    case 'issue-define':
    case 'issue-revise':
      return `dossier-${command.dossier}`;
    case 'dossier-open':
    case 'dossier-update':
      return `dossier-${command.id}`;
    default:
      return `${command.do.startsWith('source') ? 'source' : 'actor'}-${command.id}`;
  }
}

/** What a repeated command must equal: everything but when, and under which key, it was sent. */
export function digestOf(command: Command): string {
  const { key: _key, recordedAt: _recordedAt, ...content } = command;
  return sha256(canonicalJson(content)).slice(0, 32);
}

/** A decided append with ids, authors and times, as the store takes it. */
export function materialise(append: DecidedAppend, command: Command, key: string, correlationId: string, authorship: Authorship): Append {
  const metadata = {
    recordedAt: command.recordedAt ?? authorship.now().toISOString(),
    author: command.author ?? authorship.author,
    tool: authorship.tool,
    correlationId,
    causationId: key,
    command: digestOf(command),
  };
  return {
    stream: append.stream,
    expectedRevision: append.expectedRevision,
    events: append.events.map((event, i) => ({ id: eventId(key, append.stream, i), ...encode(event, metadata) })),
  };
}

export class Writer {
  readonly #store: EventStore;
  readonly #read: ReadSide;
  readonly #authorship: Authorship;
  readonly #textOf: (source: string) => string | undefined;

  constructor(store: EventStore, read: ReadSide, authorship: Authorship, textOf: (source: string) => string | undefined) {
    this.#store = store;
    this.#read = read;
    this.#authorship = authorship;
    this.#textOf = textOf;
  }

  context(record = this.#read.record): Context {
    return { record, textOf: this.#textOf };
  }

  /**
   * Writes one command. Rejects with a `Rejection` (refused, nothing written), a `KeyConflict`, or a `StoreError`.
   * Without a key of its own a command gets a random one: sent twice, it is decided twice.
   */
  async execute(input: unknown, options: WriteOptions = {}): Promise<Written> {
    const command = parseCommand(input);
    const key = command.key ?? newKey();
    if (command.key !== undefined) {
      const before = await this.#repeated(command, command.key);
      if (before) return before;
    }
    for (let attempt = 1; ; attempt++) {
      await this.#read.catchUp();
      let decision: Decision;
      try {
        this.#assertRevision(command, options);
        decision = decide(command, this.context());
      } catch (e) {
        // Another try of this very command, sent at the same time, may have been written since we looked.
        const before = command.key === undefined ? undefined : await this.#repeated(command, command.key);
        if (before) return before;
        throw e;
      }
      try {
        const streams: { stream: string; revision: number }[] = [];
        const ids: string[] = [];
        for (const decided of decision.appends) {
          const append = materialise(decided, command, key, key, this.#authorship);
          const { stream, revision } = await this.#store.append(append);
          streams.push({ stream, revision });
          ids.push(...append.events.map((e) => e.id));
        }
        await this.#read.catchUp();
        return { known: this.#read.record.size, streams, warnings: decision.warnings, repeated: false, ids };
      } catch (e) {
        // Somebody wrote to the stream since we read it: what the command leads to may be another thing now.
        if (!(isStoreError(e) && e.code === 'WrongExpectedRevision') || attempt >= ATTEMPTS) throw e;
      }
    }
  }

  /** Appends are made at the revision that the decision was read at, so that a revision which is as expected here is so when it is written. */
  #assertRevision(command: Command, { expectedRevision }: WriteOptions): void {
    if (expectedRevision === undefined) return;
    const actual = this.#read.record.streams.get(streamOfCommand(command)) ?? null;
    if (actual !== expectedRevision) throw revisionConflict(streamOfCommand(command), expectedRevision, actual);
  }

  /** The answer of the first time, where a command was written under this key before. */
  async #repeated(command: Command, key: string): Promise<Written | undefined> {
    const stream = streamOfCommand(command);
    const id = eventId(key, stream, 0);
    for await (const stored of this.#store.readStream(stream)) {
      if (stored.id !== id) continue;
      if ((JSON.parse(stored.metadata) as { command?: string }).command !== digestOf(command)) throw keyConflict(key);
      await this.#read.catchUp();
      return { known: this.#read.record.size, streams: [{ stream, revision: stored.revision }], warnings: [], repeated: true, ids: [] };
    }
    return undefined;
  }
}
