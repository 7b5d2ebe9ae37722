/** The library: `open(location)` gives a handle on a record, the same on every store. */
import { eventDefinition } from '../events/catalogue.ts';
import { decode, checkPayload } from '../events/codec.ts';
import type { Development, DevelopmentKind } from '../events/developments.ts';
import type { Evidence } from '../events/schema.ts';
import { checkQuote, isVerified } from '../events/anchor.ts';
import type { QuoteCheck } from '../events/anchor.ts';
import { findQuote } from '../events/text.ts';
import { touchedBetween } from '../projections/changed.ts';
import { diffOf } from '../projections/diff.ts';
import type { Change } from '../projections/diff.ts';
import { View } from '../projections/view.ts';
import { bundledCommands } from './bundled.ts';
import { capture, Captures } from './captures.ts';
import { exportedCommand } from './export/commands.ts';
import { exportedEvent } from './export/events.ts';
import type { ExportedEvent } from './export/events.ts';
import { importCommands, linesOf } from './import/commands.ts';
import type { ImportOptions, ImportResult, Line } from './import/commands.ts';
import { importEvents } from './import/events.ts';
import type { TableImportOptions, TableImportResult } from './import/table/import.ts';
import { isImportError, keyConflict } from './errors.ts';
import { Answers } from './query/answers.ts';
import { notFound } from './query/errors.ts';
import { ReadSide } from './query/read-side.ts';
import { currentBody } from './record/developments.ts';
import { Lookup } from './record/context.ts';
import { closest } from './record/parse.ts';
import { rejection } from './record/rejection.ts';
import type { Fault, Warning } from './record/rejection.ts';
import { resolveCoordinates } from '../projections/coordinates.ts';
import { undoOf } from './record/undo.ts';
import type { Undo } from './record/undo.ts';
import { placesOf } from './places.ts';
import { openStore } from './store/open.ts';
import type { BackupOptions, BackupResult, SqliteStore } from './store/sqlite/index.ts';
import { storeError } from './store/port.ts';
import type { EventStore, StoredEvent } from './store/port.ts';
import { Writer } from './writer.ts';
import type { Authorship, Recorded, WriteOptions } from './writer.ts';
import { VERSION } from './version.ts';

export interface OpenOptions {
  /** Who records; needed to write commands that do not say so themselves. */
  readonly author?: string;
  /** The program that records; this library when left out. */
  readonly tool?: string;
  /** The clock; the system's when left out. */
  readonly now?: () => Date;
  /** What to do about a store that is not there, or is: `if-missing` (create it) when left out. */
  readonly create?: 'if-missing' | 'must-exist' | 'must-not-exist';
  readonly readOnly?: boolean;
  /** Folder of captured texts; beside the file (`NAME.captures`), or in the user's own folders for a server, when left out. */
  readonly captures?: string;
  /** Folder in which each record keeps its caches; beside the file (`NAME.cache`), or in the user's own folders for a server, when left out. */
  readonly cache?: string;
  /** Called while the log is read for the first time. */
  readonly onProgress?: (events: number) => void;
}

/** What a command did, and what it changed in the state. */
export interface Outcome extends Recorded {
  readonly changes: readonly Change[];
}
export interface DryRun {
  readonly dryRun: true;
  readonly warnings: readonly Warning[];
  /** The cells as they would become. */
  readonly changes: readonly Change[];
}

export interface LogItem {
  /** Log size after it. */
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
  readonly recordedAt: string | null;
  readonly author: string | null;
  readonly problem?: string;
  readonly event: unknown;
}

export interface Finding {
  readonly code: string;
  /** Log size after the event that it is about, where it is about one. */
  readonly position?: number;
  readonly message: string;
  /** Something to look at rather than damage: a text that is not here. */
  readonly note?: true;
}

/**
 * Opens the record at a location: the path of a file of the embedded store, or the connection string of an EventStoreDB
 * server or cluster (`esdb://…`; `&prefix=…` where its streams do not begin with `demarche-`).
 *
 * @throws StoreError where the store cannot be opened; its `code` and `remedy` say why and what to do.
 */
export async function open(location: string, options: OpenOptions = {}): Promise<Demarche> {
  const how = { create: options.create ?? 'if-missing', readOnly: options.readOnly ?? false } as const;
  const store = await openStore(location, how);
  const places = placesOf(location, options);
  const demarche = new Demarche(store, new Captures(places.captures), options, places.cache);
  try {
    await demarche.catchUp(options.onProgress);
  } catch (e) {
    await store.close();
    throw e;
  }
  return demarche;
}

/** A text as it was captured; `position` is the log size after that was recorded, `length` counts Unicode code points. */
export interface Captured {
  readonly sha256: string;
  readonly length: number;
  readonly capturedAt?: string;
  readonly position: number;
}
export interface CapturedText extends Captured {
  readonly source: string;
  readonly text: string;
  /** All captures of the page, the last one last. */
  readonly captures: readonly Captured[];
}

/** What became of one quote in another copy of its page. */
export type CheckedQuote = QuoteCheck & {
  readonly development: string;
  /** Id of the piece of evidence in it. */
  readonly evidence: string;
  readonly quote: NonNullable<Evidence['quote']>;
};
/** Every quote of a source that stands in the record, looked up in another copy of its page. */
export interface CheckedCopy {
  readonly source: string;
  /** The copy: its SHA-256, and its length in Unicode code points. */
  readonly copy: { readonly sha256: string; readonly length: number };
  /** What is kept of the page; null where nothing was captured. */
  readonly capture: { readonly sha256: string; readonly length: number } | null;
  /** Whether every quote is unchanged, or moved: nothing else is verified. */
  readonly ok: boolean;
  /** In the order of their places in the captured text. */
  readonly quotes: readonly CheckedQuote[];
}

/** A handle on a record. Questions are answered from what was read last: `catchUp` reads on, recording does so by itself. */
export class Demarche extends Answers {
  readonly store: EventStore;
  readonly captures: Captures;
  /** Folder of what can be made from the log at any time; undefined where nothing is to be kept. It need not be there. */
  readonly cache: string | undefined;
  readonly #read: ReadSide;
  readonly #writer: Writer;
  readonly #authorship: Authorship;

  constructor(store: EventStore, captures: Captures, options: OpenOptions = {}, cache?: string) {
    const read = new ReadSide(store, cache);
    const now = options.now ?? (() => new Date());
    super(read, () => now().getTime());
    this.store = store;
    this.captures = captures;
    this.cache = cache;
    this.#read = read;
    this.#authorship = { author: options.author ?? 'unknown', tool: options.tool ?? `demarche/${VERSION}`, now };
    this.#writer = new Writer(store, read, this.#authorship, (source) => captures.textOf(read.record, source));
  }

  /** Reads what others wrote since the last time. */
  catchUp(onProgress?: (events: number) => void): Promise<void> {
    return this.#read.catchUp(onProgress);
  }

  /** Whether nothing is in the log that has not been read. */
  async isAtHead(): Promise<boolean> {
    return (await this.store.head()) === (this.#read.position ?? null);
  }

  /** The snapshot that cold starts begin with: where, how many events are in it, and what was wrong with it. */
  get snapshot(): ReadSide['snapshot'] {
    return this.#read.snapshot;
  }

  /** Makes a new read model beside the old one and swaps. */
  rebuild(onProgress?: (events: number) => void): Promise<void> {
    return this.#read.rebuild(onProgress);
  }

  /**
   * Writes one command (see docs/commands.md) and says what it changed in the state of its dossiers, as of `at` (the end of today
   * when left out).
   *
   * @throws Rejection (refused: nothing is written), KeyConflict, RevisionConflict, CoordinateError, StoreError.
   */
  async record(command: unknown, { at, ...options }: WriteOptions & { readonly at?: string | undefined } = {}): Promise<Outcome> {
    await this.catchUp();
    const before = this.size;
    const bound = this.#bound(at);
    const { ids, ...recorded } = await this.#writer.execute(command, options);
    if (recorded.repeated) return { ...recorded, changes: [] };
    const stretches = await this.#stretchesOf(ids, before, recorded.known);
    const changes = stretches.flatMap(([from, to]) => this.#changes(this.#read, from, to, bound));
    return { ...recorded, known: stretches.at(-1)?.[1] ?? recorded.known, changes };
  }

  /** Log sizes between which nothing but these events was written: what others write at the same time is not our doing. */
  async #stretchesOf(ids: readonly string[], before: number, after: number): Promise<[from: number, to: number][]> {
    if (after - before === ids.length) return [[before, after]];
    const own = new Set(ids);
    const stretches: [number, number][] = [];
    for await (const { id, position } of this.log({ after: before })) {
      if (position > after || !own.size) break;
      if (!own.delete(id)) continue;
      const last = stretches.at(-1);
      if (last?.[1] === position - 1) last[1] = position;
      else stretches.push([position - 1, position]);
    }
    return stretches;
  }

  /** Says what a command would change, as of `at` (the end of today when left out), and writes nothing. */
  async dryRun(command: unknown, { at }: { readonly at?: string | undefined } = {}): Promise<DryRun> {
    await this.catchUp();
    const bound = this.#bound(at);
    const before = this.size;
    let tried: ImportResult;
    try {
      tried = await this.#import([{ line: 1, command }], { dryRun: true, checkKeys: true });
    } catch (e) {
      // The same refusal as that of the command itself: there is no file with lines here.
      if (isImportError(e) && e.faults[0]!.code === 'KeyConflict') throw keyConflict((command as { key: string }).key);
      if (isImportError(e)) throw rejection(e.faults.map(({ line: _line, ...fault }) => fault as Fault) as [Fault, ...Fault[]]);
      throw e;
    }
    const { record } = tried;
    const warnings = tried.warnings.map(({ line: _line, ...warning }) => warning);
    return { dryRun: true, warnings, changes: this.#changes({ record }, before, record.size, bound) };
  }

  #bound(at: string | undefined): number {
    return resolveCoordinates(this.#read.record, { at }, this.#authorship.now().getTime()).at.bound;
  }

  #changes({ record }: Pick<ReadSide, 'record'>, before: number, after: number, at: number): Change[] {
    return [...record.dossiers.values()].flatMap((dossier) => {
      const touched = touchedBetween(record, dossier, before, after);
      if (!touched.size) return [];
      const view = (size: number) => new View(record, dossier, Infinity, size);
      return diffOf({ view: view(before), at }, { view: view(after), at }, {}, touched);
    });
  }

  async #import(lines: readonly Line[], options: ImportOptions): Promise<ImportResult> {
    const textOf = (source: string) => this.captures.textOf(this.#read.record, source);
    return importCommands(this.store, lines, this.#authorship, textOf, options, this.#read.record);
  }

  /**
   * Imports commands in JSON Lines. Everything is validated before anything is written; running it again completes what was cut off.
   *
   * @throws ImportError naming every line and place that is wrong; nothing is written then.
   */
  async importCommands(input: string | readonly unknown[], options: ImportOptions = {}): Promise<ImportResult> {
    const lines = typeof input === 'string' ? linesOf(input) : input.map((command, i) => ({ line: i + 1, command }));
    await this.catchUp();
    const result = await this.#import(lines, options);
    await this.catchUp();
    return result;
  }

  /**
   * Imports a table by a mapping (see docs/import-tables.md). Everything is checked before anything is written; running it again completes what was cut off.
   *
   * @throws ImportError naming file, line and column of everything that is wrong; nothing is written then.
   */
  async importTable(mapping: unknown, options: TableImportOptions = {}): Promise<TableImportResult> {
    await this.catchUp();
    const { importTable } = await import('./import/table/import.ts');
    const result = await importTable({ store: this.store, record: this.#read.record, authorship: this.#authorship }, mapping, options);
    await this.catchUp();
    return result;
  }

  /** Imports an exported log into an empty store, equal in ids, order, times, authors and bytes. */
  async importEvents(input: string, options: ImportOptions = {}): Promise<{ events: number; repeated: number }> {
    const result = await importEvents(this.store, linesOf(input), options);
    await this.catchUp();
    return result;
  }

  /** Fills the store with a dossier that comes with the program; run again it changes nothing. */
  importBundled(options: ImportOptions = {}): Promise<ImportResult> {
    return this.importCommands(bundledCommands(), options);
  }

  /** The log as commands, one for each event that can be read. */
  async *exportCommands(): AsyncIterable<Record<string, unknown>> {
    for await (const stored of this.store.readAll()) {
      const command = exportedCommand(stored);
      if (command) yield command;
    }
  }

  /** The log itself, lossless. */
  async *exportEvents(): AsyncIterable<ExportedEvent> {
    let seq = 0;
    for await (const stored of this.store.readAll()) yield exportedEvent(stored, ++seq);
  }

  /** The raw record. `after` is a log size; newest first with `backwards`. */
  async *log(options: { after?: number; subject?: string; type?: string } = {}): AsyncIterable<LogItem> {
    const { size, ...from } = this.#read.placeBefore(options.after ?? 0);
    let position = size;
    for await (const stored of this.store.readAll(from)) {
      position++;
      if (position <= (options.after ?? 0)) continue;
      if (options.type !== undefined && stored.type !== options.type) continue;
      if (options.subject !== undefined && stored.stream.slice(stored.stream.indexOf('-') + 1) !== options.subject) continue;
      yield logItem(stored, position);
    }
  }

  /**
   * How the last act of an author can be taken back: the act, and the command that does it; null where the author has recorded nothing.
   * Nothing is written: give the command to `record`. Taking back what took something back does it again.
   */
  async proposeUndo(author: string, reason = 'undone'): Promise<{ act: LogItem; undo: Undo } | null> {
    await this.catchUp();
    let position = this.size;
    for await (const stored of this.store.readAll({ direction: 'backwards' })) {
      const item = logItem(stored, position--);
      if (item.author !== author) continue;
      const decoded = decode(stored);
      if (!decoded.ok) continue;
      return { act: item, undo: undoOf(this.#read.record, item.position - 1, decoded.event, reason) };
    }
    return null;
  }

  /** A development as it stands, in the form that a correction starts from: with the evidence that was added to it. */
  current(id: string): { readonly kind: DevelopmentKind; readonly version: number; readonly development: Development } {
    const version = this.#read.record.developments.get(id)?.versions.at(-1);
    if (!version) {
      const like = closest(id, this.#read.record.developments.keys());
      throw notFound('development', id, like === undefined ? 'find it with: demarche search' : `did you mean "${like}"?`);
    }
    return { kind: version.kind, version: version.number, development: currentBody(version) };
  }

  /** Every version of a development, with what was done to it. */
  async development(id: string): Promise<LogItem[]> {
    if (!this.#read.record.developments.has(id)) throw notFound('development', id, 'find it with: demarche search');
    return this.logOf(`development-${id}`);
  }

  /** What was written to one stream, e.g. `source-summit-report`, as far as it has been read. */
  async logOf(stream: string): Promise<LogItem[]> {
    const { acts } = this.#read.record;
    const [family, subject] = [stream.slice(0, stream.indexOf('-')), stream.slice(stream.indexOf('-') + 1)];
    const items: LogItem[] = [];
    let at = 0;
    for await (const stored of this.store.readStream(stream)) {
      // A development and a source may have the same id; events of unknown types may be of either.
      const isOwn = (seq: number) =>
        acts.subjectAt(seq) === subject && acts.typeAt(seq) === stored.type && (eventDefinition(stored.type)?.stream ?? family) === family;
      while (at < acts.length && !isOwn(at)) at++;
      if (at === acts.length) break;
      items.push(logItem(stored, ++at));
    }
    return items;
  }

  /** The log as it grows: what is there from a log size on, then what is written from now on. Ends with `signal`. */
  async *subscribe(options: { after?: number; signal?: AbortSignal } = {}): AsyncIterable<LogItem | { readonly caughtUp: number }> {
    const { size, ...from } = this.#read.placeBefore(options.after ?? 0);
    let position = size;
    for await (const message of this.store.subscribe({ ...from, ...(options.signal && { signal: options.signal }) })) {
      if (message.kind === 'event') {
        position++;
        if (position > (options.after ?? 0)) yield logItem(message.event, position);
      } else if (message.kind === 'caught-up') yield { caughtUp: position };
      else if (message.kind === 'dropped') throw message.error;
    }
  }

  /**
   * The text of a source as it was captured: the last time, or the one of this hash.
   *
   * @throws NotFound where the source, its capture or the text itself is not here, each in words of its own.
   */
  captured(source: string, sha256?: string): CapturedText {
    this.source(source); // throws for one that is not on record
    const captures = this.#read.record.sources.get(source)!.captures.map(({ seq, value: { sha256, length, capturedAt } }) => ({
      sha256,
      length,
      ...(capturedAt !== undefined && { capturedAt }),
      position: seq + 1,
    }));
    const found = captures.findLast((c) => sha256 === undefined || c.sha256 === sha256);
    if (!found) {
      const [remedy, message] = captures.length
        ? [`its captures are ${captures.map((c) => c.sha256).join(', ')}`, `no capture of ${source} has the hash ${sha256!}`]
        : [`capture it with: demarche source capture ${source} FILE`, `no text of ${source} was captured`];
      throw notFound('capture', source, remedy, message);
    }
    const text = this.captures.text(found.sha256);
    if (text !== undefined) return { source, ...found, text, captures };
    throw notFound(
      'capture',
      source,
      this.captures.has(found.sha256)
        ? 'bring the folder of captured texts back from a backup, or capture it again; verify names all that are damaged'
        : 'bring its folder of captured texts here, or capture the page again from the same text',
      this.captures.has(found.sha256)
        ? `the captured text of ${source} is damaged: it is not what its hash says`
        : `${source} was captured, and its text is not kept on this node`,
    );
  }

  /**
   * Looks every quote of a source up in another copy of its page, e.g. as it reads today. Nothing is kept or recorded. The quotes are
   * those of developments that stand, in their last version, with evidence that was added.
   *
   * @throws NotFound where there is no such source.
   */
  checkSource(id: string, text: string): CheckedCopy {
    this.source(id); // throws for one that is not on record
    const { record } = this.#read;
    const lookup = new Lookup(record);
    const source = lookup.sourceName(id);
    const quotes: CheckedQuote[] = [];
    for (const development of record.developments.values()) {
      if (development.retractions.at(-1)?.until === Infinity) continue;
      for (const { evidence } of development.versions.at(-1)!.evidence) {
        const { quote } = evidence;
        if (quote && lookup.sourceName(evidence.source) === source)
          quotes.push({ development: development.id, evidence: evidence.id, quote, ...checkQuote(text, quote) });
      }
    }
    quotes.sort((a, b) => a.quote.start - b.quote.start || a.quote.end - b.quote.end);
    const kept = record.sources.get(source)?.captures.at(-1)?.value;
    return {
      source,
      copy: capture(text),
      capture: kept ? { sha256: kept.sha256, length: kept.length } : null,
      ok: quotes.every((q) => isVerified(q.answer)),
      quotes,
    };
  }

  /** Keeps a text beside the log and records that it was captured. */
  async capture(source: string, text: string, more: { capturedAt?: string; key?: string } = {}): Promise<Outcome> {
    const kept = this.captures.keep(text);
    return this.record({ do: 'source-capture', id: source, ...kept, ...more });
  }

  /** Reads everything and reports what is wrong: events that cannot be read or applied, payloads that break their schema, captures and quotes that do not match. */
  async verify(onProgress?: (events: number) => void): Promise<Finding[]> {
    await this.catchUp();
    const findings: Finding[] = [];
    const embedded = this.store as Partial<SqliteStore>;
    if (embedded.verify) for (const f of await embedded.verify()) findings.push({ code: 'StoreDamaged', message: f.message });
    for (const p of this.problems())
      findings.push({ code: p.code, position: p.position, message: `${p.type} in ${p.stream}: ${p.message}` });
    let position = 0;
    for await (const stored of this.store.readAll()) {
      position++;
      const decoded = decode(stored);
      if (decoded.ok)
        for (const e of checkPayload(decoded.event))
          findings.push({ code: 'SchemaBroken', position, message: `${stored.type}${e.pointer}: ${e.message}` });
      if (onProgress && position % 1000 === 0) onProgress(position);
    }
    if (!(await this.#read.isAsRebuilt(onProgress)))
      findings.push({ code: 'ReadModelDiffers', message: 'the read model is not what the log says: make it anew (demarche rebuild)' });
    findings.push(...this.#checkCaptures());
    return findings;
  }

  #checkCaptures(): Finding[] {
    const findings: Finding[] = [];
    const { record } = this.#read;
    const quotes = new Map<
      string,
      { development: string; exact: string; prefix?: string; suffix?: string; start: number; end: number }[]
    >();
    for (const development of record.developments.values())
      for (const { evidence } of development.versions.at(-1)!.evidence)
        if (evidence.quote) {
          const list = quotes.get(evidence.source) ?? [];
          list.push({ development: development.id, ...(evidence.quote as { exact: string; start: number; end: number }) });
          quotes.set(evidence.source, list);
        }
    for (const [id, source] of record.sources) {
      // a quote was taken from the capture of its day: a later one of the same page breaks nothing
      const captures = new Map(source.captures.map((c) => [c.value.sha256, c.seq + 1]));
      const texts: string[] = [];
      let isAllHere = true;
      for (const [hash, position] of captures) {
        const text = this.captures.text(hash);
        if (text !== undefined) texts.push(text);
        else {
          isAllHere = false;
          if (this.captures.has(hash))
            findings.push({ code: 'CaptureDamaged', position, message: `the captured text of ${id} is not what its hash says` });
          else
            findings.push({
              code: 'CaptureNotHere',
              position,
              message: `the captured text of ${id} is not in ${this.captures.folder}: its quotes were not checked`,
              note: true,
            });
        }
      }
      if (isAllHere && texts.length)
        for (const { development, ...quote } of quotes.get(id) ?? [])
          if (!texts.some((text) => findQuote(text, quote).kind === 'found'))
            findings.push({
              code: 'QuoteBroken',
              message: `${development}: “${quote.exact}” does not stand at ${quote.start}–${quote.end} of ${id}`,
            });
    }
    return findings;
  }

  /** A consistent copy of the store while others go on writing. */
  async backup(target: string, options: BackupOptions = {}): Promise<BackupResult> {
    const embedded = this.store as Partial<SqliteStore>;
    if (!embedded.backup)
      throw storeError(
        'StoreUnreachable',
        'a server is not backed up from here',
        'copy the record into a file: demarche copy --to FILE; or back up the server as docs/operations.md says',
      );
    return embedded.backup(target, options);
  }

  async close(): Promise<void> {
    await this.store.close();
    this.#read.close();
  }
}

/** An event of the log in the form of every edge. */
export function logItem(stored: StoredEvent, position: number): LogItem {
  const { type, stream, revision, id } = stored;
  const decoded = decode(stored);
  return {
    position,
    type,
    stream,
    revision,
    id,
    recordedAt: decoded.ok ? decoded.metadata.recordedAt : null,
    author: decoded.ok ? decoded.metadata.author : null,
    ...(decoded.ok ? { event: decoded.event.data } : { problem: decoded.problem.message, event: stored.data }),
  };
}
