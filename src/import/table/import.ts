/**
 * Import of tables by a mapping. The main table is read in pieces: once to count the rows of each development (where rows are
 * grouped), once to make and check everything; what is ready waits in a spool, and is written when the whole file is in order.
 *
 * Keys are derived from the mapping's name and the development's key: running again writes what is not there yet.
 *
 * Every development goes through the deciders. Of its claims, those that say what a decider has let pass before (the same of the
 * same facet) are not asked about again; the first few thousand are, and both ways must give the same bytes.
 */
import { dirname, join, resolve } from 'node:path';
import { canonicalJson } from '../../../events/canonical.ts';
import { PAYLOAD_VERSION } from '../../../events/catalogue.ts';
import { Float64s } from '../../../projections/columns.ts';
import { Acts, applyEvent, emptyRecord, Streams } from '../../../projections/record.ts';
import type { RecordState } from '../../../projections/record.ts';
import { eventId, sha256 } from '../../ids.ts';
import { entryOf } from '../../query/read-side.ts';
import { decide } from '../../record/decide.ts';
import { closest, parseCommand } from '../../record/parse.ts';
import { isRejection } from '../../record/rejection.ts';
import type { Warning } from '../../record/rejection.ts';
import type { Append, EventStore } from '../../store/port.ts';
import { materialise } from '../../writer.ts';
import type { Authorship } from '../../writer.ts';
import { detached } from './expressions.ts';
import type { Row, Slot, ValueFault } from './expressions.ts';
import { tableError, TableFaults } from './faults.ts';
import type { Place, TableFault } from './faults.ts';
import { parseMapping } from './mapping.ts';
import type { Mapping } from './mapping.ts';
import { planOf } from './plan.ts';
import type { Fields, Plan, Said } from './plan.ts';
import { Spool } from './spool.ts';
import type { Waiting } from './spool.ts';
import { readTable } from './tables.ts';
import type { TableInput } from './tables.ts';

/** What an import writes to. */
export interface TableTarget {
  readonly store: EventStore;
  readonly authorship: Authorship;
  /** The record at the head of the log, where it is at hand; read from the store when left out. It is not changed. */
  readonly record?: RecordState;
}

export interface TableProgress {
  readonly phase: 'counting' | 'checking' | 'writing';
  /** Bytes of the file while reading it, events while writing. */
  readonly done: number;
  readonly of: number;
  readonly unit: 'bytes' | 'events';
  /** Rows of the file so far. */
  readonly rows: number;
}

export interface TableImportOptions {
  /** The file of the main table; the other tables are looked for beside it. Beside the mapping when left out. */
  readonly file?: TableInput;
  /** Files of single tables by name, in place of those that the mapping names. */
  readonly files?: Readonly<Record<string, TableInput>>;
  /** Path of the mapping, for messages and to find tables beside it. */
  readonly mappingFile?: string;
  /** Write the developments that are in order and list the faults, instead of writing nothing. */
  readonly partial?: boolean;
  /** Check everything and write nothing. */
  readonly dryRun?: boolean;
  /** With `dryRun`: how many developments are shown as commands; 3 when left out. */
  readonly preview?: number;
  /** Claims that go through the deciders one by one, whatever was checked before; 5,000 when left out. */
  readonly checkedInFull?: number;
  readonly onProgress?: (progress: TableProgress) => void;
}

export interface TableWarning extends Warning {
  readonly file: string;
  readonly line: number;
}

export interface TableImportResult {
  readonly mapping: string;
  /** Rows of the main table: all, and those that filters and joins left out. */
  readonly rows: { readonly read: number; readonly leftOut: number };
  /** Developments and claims that the file holds (without those with faults). */
  readonly developments: number;
  readonly claims: number;
  /** Distinct facets that claims are about. */
  readonly facets: number;
  readonly sources: number;
  readonly actors: { readonly registered: number; readonly present: number };
  /** Commands written, and commands that an earlier run had written. */
  readonly written: number;
  readonly repeated: number;
  readonly events: number;
  /** The first few of each kind. */
  readonly warnings: readonly TableWarning[];
  readonly warningCount: number;
  /** With `partial` or `dryRun`: what is wrong. */
  readonly faults: readonly TableFault[];
  readonly faultCount: number;
  /** With `dryRun`: the first developments, each after its sources, as commands. */
  readonly preview: readonly Record<string, unknown>[];
}

const BATCH_EVENTS = 500;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const WARNINGS_KEPT = 100;
const CHECKED_IN_FULL = 5000;

/** A development whose rows are being read. */
interface Group {
  readonly key: string;
  readonly place: Place;
  /** What is said once for it, as its first row says it. */
  readonly first: readonly string[];
  readonly joined: readonly (readonly string[])[];
  readonly header: Fields;
  readonly sources: readonly Fields[];
  readonly claims: Said[];
  readonly lines: number[];
  readonly facets: Map<string, number>;
  /** Rows that are still to come. */
  left: number;
  isFaulty: boolean;
}

/**
 * Imports a table. Nothing is written unless all of it is in order (or `partial` is asked for).
 *
 * @throws ImportError with the faults of the mapping and of the tables, each with its place and what to do; StoreError.
 */
export async function importTable(target: TableTarget, mapping: unknown, options: TableImportOptions = {}): Promise<TableImportResult> {
  const parsed = parseMapping(mapping, options.mappingFile);
  const record = target.record ?? (await recordOf(target.store));
  const faults = new TableFaults();
  const plan = await planOf(parsed, inputsOf(parsed, options), options.mappingFile ?? 'mapping', faults);
  if (!plan) throw tableError(faults.list(), faults.total);
  const run = new Run(target, plan, record, faults, options);
  try {
    return await run.go();
  } finally {
    run.close();
  }
}

async function recordOf(store: EventStore): Promise<RecordState> {
  const record = emptyRecord();
  for await (const stored of store.readAll()) applyEvent(record, entryOf(stored));
  return record;
}

/** Where the tables are: as given, beside the first file, or beside the mapping. */
function inputsOf(mapping: Mapping, { file, files, mappingFile }: TableImportOptions): (table: string) => TableInput {
  const folder = typeof file === 'string' ? dirname(file) : mappingFile === undefined ? '.' : dirname(mappingFile);
  return (name) => files?.[name] ?? (name === mapping.from ? file : undefined) ?? beside(folder, mapping.tables[name]!.file);
}
const beside = (folder: string, file: string): string => (resolve(file) === file ? file : join(folder, file));

/**
 * A record to which dossier, issues, actors and sources can be added for checking, while the one it was made from stays as it is.
 * Developments are not added: that two of one table are two acts is what the table says, so they are no duplicates of each other.
 */
function shadowOf(record: RecordState, dossier: string): RecordState {
  const shadow: RecordState = {
    ...record,
    payloads: { keep: () => undefined, read: () => undefined },
    recordedAt: new Float64s(record.recordedAt.used().slice()),
    acts: new Acts(record.claims),
    problems: [],
    sources: new Map(record.sources),
    actors: new Map(record.actors),
    dossiers: new Map(record.dossiers),
    streams: new Streams(record.claims, new Map(record.streams.others)),
  };
  const entry = record.dossiers.get(dossier);
  if (entry)
    shadow.dossiers.set(dossier, {
      ...entry,
      info: [...entry.info],
      issues: new Map([...entry.issues].map(([id, versions]) => [id, [...versions]])),
    });
  return shadow;
}

/** One import under way. */
class Run {
  readonly #store: EventStore;
  readonly #authorship: Authorship;
  readonly #plan: Plan;
  readonly #mapping: Mapping;
  readonly #faults: TableFaults;
  readonly #options: TableImportOptions;
  readonly #shadow: RecordState;
  readonly #correlationId: string;
  readonly #spool = new Spool();
  /** What is written before the developments: the dossier, its issues, the actors. */
  readonly #definitions: Append[] = [];
  readonly #actors = new Map<
    string,
    { readonly data: Readonly<Record<string, unknown>>; readonly aliases: Set<string>; readonly key: string }
  >();
  readonly #actorsSeen = new Set<Fields>();
  readonly #present = new Set<string>();
  readonly #sources = new Map<string, string>();
  readonly #ids = new Map<string, Place>();
  readonly #facets = new Set<string>();
  readonly #warnings: TableWarning[] = [];
  readonly #preview: Record<string, unknown>[] = [];
  #previewed = 0;
  #warningCount = 0;
  #rows = 0;
  #leftOut = 0;
  #developments = 0;
  #claims = 0;
  #checked = 0;
  #written = 0;
  #repeated = 0;

  constructor(target: TableTarget, plan: Plan, record: RecordState, faults: TableFaults, options: TableImportOptions) {
    this.#store = target.store;
    const now = target.authorship.now(); // one act of recording, whenever it ends
    this.#authorship = { ...target.authorship, now: () => now };
    this.#plan = plan;
    this.#mapping = plan.mapping;
    this.#faults = faults;
    this.#options = options;
    this.#shadow = shadowOf(record, plan.mapping.dossier.id);
    this.#correlationId = `import-${sha256(canonicalJson(plan.mapping)).slice(0, 16)}`;
  }

  close(): void {
    this.#spool.close();
  }

  async go(): Promise<TableImportResult> {
    this.#define();
    if (this.#faults.total) throw this.#refused(); // without its dossier nothing can be checked
    const counts = this.#plan.key ? await this.#count() : undefined;
    await this.#make(counts);
    this.#finishActors();
    const { dryRun = false, partial = false } = this.#options;
    if (this.#faults.total && !partial && !dryRun) throw this.#refused();
    const events = this.#definitions.reduce((n, a) => n + a.events.length, 0) + this.#spool.count;
    if (!dryRun) await this.#write(events);
    return {
      mapping: this.#mapping.mapping,
      rows: { read: this.#rows, leftOut: this.#leftOut },
      developments: this.#developments,
      claims: this.#claims,
      facets: this.#facets.size,
      sources: this.#sources.size,
      actors: { registered: this.#actors.size, present: this.#present.size },
      written: this.#written,
      repeated: this.#repeated,
      events,
      warnings: this.#warnings,
      warningCount: this.#warningCount,
      faults: this.#faults.list(),
      faultCount: this.#faults.total,
      preview: this.#preview,
    };
  }

  #refused(): Error {
    return tableError(this.#faults.list(), this.#faults.total);
  }

  #key(kind: string, id: string): string {
    const key = `${this.#mapping.mapping}/${kind}/${id}`;
    return key.length <= 200 ? key : `${this.#mapping.mapping}/${kind}/${sha256(id)}`;
  }

  /** Decides a command on the shadow; undefined where it is refused, which is then among the faults. */
  #decide(command: Record<string, unknown>, key: string, place: Place, lines?: readonly number[]): Append | undefined {
    try {
      const checked = parseCommand(command);
      const decision = decide(checked, { record: this.#shadow });
      for (const w of decision.warnings) this.#warn({ ...w, file: place.file, line: lineOf(w.pointer, place, lines) });
      const [append] = decision.appends;
      return materialise(append!, checked, key, this.#correlationId, this.#authorship);
    } catch (e) {
      if (!isRejection(e)) throw e;
      for (const { code, pointer, message, remedy } of e.faults)
        this.#faults.add(
          code,
          { ...place, line: lineOf(pointer, place, lines) },
          `${pointer.replace(/^\/development/, '') || '/'}: ${message}`,
          { remedy },
        );
      return undefined;
    }
  }

  #warn(warning: TableWarning): void {
    this.#warningCount++;
    if (this.#warnings.length < WARNINGS_KEPT) this.#warnings.push(warning);
  }

  #apply(append: Append): void {
    for (const [i, event] of append.events.entries()) {
      const revision = typeof append.expectedRevision === 'number' ? append.expectedRevision + 1 + i : i;
      applyEvent(this.#shadow, entryOf({ ...event, stream: append.stream, revision, position: '' as never }));
    }
  }

  // ── the dossier and its issues ─────────────────────────────────────────────────────────────────────────────────

  #define(): void {
    const { id, issues = [], ...description } = this.#mapping.dossier;
    const place: Place = { file: this.#options.mappingFile ?? 'mapping', line: 0 };
    const open = this.#shadow.dossiers.get(id);
    const take = (command: Record<string, unknown>, key: string) => {
      const append = this.#decide(command, key, place);
      if (!append) return;
      this.#apply(append);
      this.#definitions.push(append);
      this.#written++;
    };
    if (open?.opens === undefined) {
      if (description.title === undefined) {
        const like = closest(id, this.#shadow.dossiers.keys());
        this.#faults.add('UnknownDossier', place, `no dossier "${id}" is open`, {
          pointer: '/dossier/id',
          remedy:
            like === undefined
              ? 'open it first, or give its title and the day it opens in the mapping'
              : `did you mean "${like}"? Else give its title and the day it opens in the mapping`,
        });
        return;
      }
      take({ do: 'dossier-open', id, ...description }, this.#key('dossier', id));
    }
    for (const issue of issues)
      if (!this.#shadow.dossiers.get(id)?.issues.has(issue.id))
        take({ do: 'issue-define', dossier: id, ...issue }, this.#key('issue', issue.id));
  }

  // ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────

  /** How many rows each development has. */
  async #count(): Promise<Map<string, number>> {
    const counts = new Map<string, number>();
    const { prepare, key } = this.#plan;
    const row: Row = this.#emptyRow();
    let rows = 0;
    await readTable(this.#plan.tables[0]!, new TableFaults(), {
      silent: true,
      row: (fields, line) => {
        rows++;
        row.fields[0] = fields;
        row.lines[0] = line;
        if (prepare(row, true) !== 'taken') return;
        const group = key!.of(row);
        const n = counts.get(group);
        if (n === undefined) counts.set(detached(group), 1);
        else counts.set(group, n + 1);
      },
      piece: (done, of) => {
        this.#options.onProgress?.({ phase: 'counting', done, of, unit: 'bytes', rows });
        return undefined;
      },
    });
    return counts;
  }

  #emptyRow(): Row {
    return { fields: this.#plan.tables.map(() => []), lines: this.#plan.tables.map(() => 0) };
  }

  /** Makes and checks every development, in the order of their first rows. */
  async #make(counts: Map<string, number> | undefined): Promise<void> {
    const plan = this.#plan;
    const row = this.#emptyRow();
    const groups = new Map<string, Group>();
    const line: Group[] = []; // in order; the first may still be open
    let ready = 0;
    const finishReady = async (): Promise<void> => {
      while (ready < line.length && line[ready]!.left === 0) await this.#finish(line[ready++]!);
      line.splice(0, ready);
      ready = 0;
    };
    await readTable(plan.tables[0]!, this.#faults, {
      row: (fields, number) => {
        this.#rows++;
        row.fields[0] = fields;
        row.lines[0] = number;
        const taken = plan.prepare(row, false);
        if (taken === 'left-out') this.#leftOut++;
        if (taken !== 'taken') return;
        const key = plan.key?.of(row);
        let group = key === undefined ? undefined : groups.get(key);
        if (group) {
          this.#agrees(group, row);
        } else {
          group = this.#open(row, key, key === undefined ? 1 : counts!.get(key));
          line.push(group);
          if (key !== undefined) groups.set(group.key, group);
        }
        this.#actorsOf(row, group);
        this.#claimsOf(row, group);
        if (--group.left === 0) groups.delete(group.key);
      },
      piece: async (done, of) => {
        await finishReady();
        this.#options.onProgress?.({ phase: 'checking', done, of, unit: 'bytes', rows: this.#rows });
      },
    });
    await finishReady();
    const changed = line.find((g) => g.left !== 0);
    if (changed && !this.#faults.total)
      this.#faults.add('FileChanged', { file: plan.tables[0]!.file, line: 0 }, 'the file changed while it was read', {
        remedy: 'import it again',
      });
  }

  #report(faults: readonly ValueFault[], row: Row, group: Group | undefined): void {
    for (const { code, message, expected, remedy, slot } of faults)
      this.#faults.add(code, this.#plan.place(row, slot), message, { expected, remedy });
    if (group && faults.length) group.isFaulty = true;
  }

  #open(row: Row, key: string | undefined, rows: number | undefined): Group {
    const plan = this.#plan;
    const header = plan.development.of(row);
    const sources = plan.sources.map((of) => of(row));
    const group: Group = {
      key: detached(key ?? textOf(header.data['id'])),
      place: plan.place(row),
      first: plan.development.slots.map(({ table, column }) => detached(row.fields[table]![column]!)),
      joined: [...row.fields],
      header,
      sources,
      claims: [],
      lines: [],
      facets: new Map(),
      left: rows ?? -1,
      isFaulty: false,
    };
    this.#report([...header.faults, ...sources.flatMap((s) => s.faults)], row, group);
    return group;
  }

  /** What is said once for a development is the same in all its rows. */
  #agrees(group: Group, row: Row): void {
    const { slots } = this.#plan.development;
    for (let i = 0; i < slots.length; i++) {
      const slot: Slot = slots[i]!;
      const fields = row.fields[slot.table]!;
      if (slot.table > 0 && fields === group.joined[slot.table]) continue;
      if (fields[slot.column] === group.first[i] || fields[slot.column]!.trim() === group.first[i]!.trim()) continue;
      this.#faults.add(
        'GroupDiffers',
        this.#plan.place(row, slot),
        `"${fields[slot.column]!}" stands here, "${group.first[i]!}" in line ${group.place.line}, of the same development`,
        {
          remedy: 'make them the same, group by more columns, or use the column in a claim',
        },
      );
      group.isFaulty = true;
    }
  }

  #actorsOf(row: Row, group: Group): void {
    for (const plan of this.#plan.actors) {
      const found = plan.of(row);
      if (this.#actorsSeen.has(found)) {
        if (found.faults.length) this.#report(found.faults, row, group);
        continue;
      }
      this.#actorsSeen.add(found);
      if (found.faults.length) {
        this.#report(found.faults, row, group);
        continue;
      }
      const { id, name, aliases } = found.data as { id: string; name: string; aliases?: string[] };
      if (this.#present.has(id)) continue;
      const known = this.#actors.get(id);
      if (known) {
        for (const other of [name, ...(aliases ?? [])]) if (other !== known.data['name']) known.aliases.add(detached(other));
        continue;
      }
      if (this.#shadow.actors.has(id)) {
        this.#present.add(detached(id));
        continue;
      }
      const key = this.#key('actor', id);
      const append = this.#decide({ do: 'actor-add', ...found.data }, key, this.#plan.place(row));
      if (!append) {
        group.isFaulty = true;
        continue;
      }
      this.#apply(append);
      this.#actors.set(detached(id), { data: found.data, aliases: new Set(aliases), key });
    }
  }

  /** Actors under all the names that the file gives them. */
  #finishActors(): void {
    const place: Place = { file: this.#plan.tables[0]!.file, line: 0 };
    for (const [id, { data, aliases, key }] of this.#actors) {
      this.#shadow.actors.delete(id); // it was registered there under the first name alone
      const append = this.#decide({ do: 'actor-add', ...data, ...(aliases.size && { aliases: [...aliases] }) }, key, place);
      if (!append) continue;
      this.#definitions.push(append);
      this.#written++;
    }
  }

  #claimsOf(row: Row, group: Group): void {
    for (const plan of this.#plan.claims) {
      const [table, ...more] = plan.many;
      if (table === undefined) this.#claim(plan.of(row), row, group);
      else this.#each(row, [table, ...more], 0, () => this.#claim(plan.of(row), row, group));
    }
  }

  /** Every combination of the joined rows of some tables. */
  #each(row: Row, tables: readonly number[], i: number, then: () => void): void {
    if (i === tables.length) {
      then();
      return;
    }
    const table = tables[i]!;
    for (const joined of this.#plan.joined(row, table)) {
      row.fields[table] = joined.fields;
      row.lines[table] = joined.line;
      this.#each(row, tables, i + 1, then);
    }
  }

  #claim({ said, faults }: ReturnType<Plan['claims'][number]['of']>, row: Row, group: Group): void {
    if (faults) {
      this.#report(faults, row, group);
      return;
    }
    if (!said) return;
    const before = group.facets.get(said.facet);
    const line = row.lines[0]!;
    if (before !== undefined) {
      this.#faults.add('DuplicateClaim', this.#plan.place(row), `line ${before} speaks of ${said.facet} in the same development`, {
        remedy: 'remove one of them, or group by more columns, so that they are two developments',
      });
      group.isFaulty = true;
      return;
    }
    group.facets.set(said.facet, line);
    group.claims.push(said);
    group.lines.push(line);
  }

  // ── developments that are complete ─────────────────────────────────────────────────────────────────────────────

  async #finish(group: Group): Promise<void> {
    if (group.isFaulty) return;
    const { id: given, kind, ...fields } = group.header.data;
    const id = textOf(given);
    const twin = this.#ids.get(id);
    if (twin) {
      this.#faults.add('DuplicateDevelopment', group.place, `line ${twin.line} makes a development "${id}", too`, {
        remedy: this.#plan.key
          ? 'make "id" as distinct as "group"'
          : 'make "id" distinct, or let these rows be one development with "group"',
      });
      return;
    }
    this.#ids.set(id, group.place);
    const sources = await this.#sourcesOf(group);
    if (!sources) return;

    const header: Record<string, unknown> = { ...texts(fields), id, dossiers: [this.#mapping.dossier.id] };
    const evidence = group.sources.map(({ data }, i) => ({
      id: `e${i + 1}`,
      source: data['id'],
      ...(data['wording'] !== undefined && { wording: data['wording'] }),
    }));
    const around = canonicalJson({ ...header, claims: [], evidence });
    const at = around.indexOf('"claims":[]') + '"claims":['.length;
    let claims = '';
    for (let i = 0; i < group.claims.length; i++) {
      const { before, after } = group.claims[i]!;
      claims += i === 0 ? `${before}c1${after}` : `,${before}c${i + 1}${after}`;
    }
    const data = around.slice(0, at) + claims + around.slice(at);
    const key = this.#key('development', group.key);
    const stream = `development-${id}`;
    const event: Waiting = {
      stream,
      id: eventId(key, stream, 0),
      type: textOf(kind),
      data,
      metadata: this.#metadata(key, `{"development":${data},"do":"record","kind":${JSON.stringify(kind)}}`),
    };
    const command = (chosen: readonly Record<string, unknown>[]) => ({
      do: 'record',
      kind,
      development: { ...header, claims: chosen, evidence },
    });
    const all = () => group.claims.map((s, i) => ({ ...s.claim, id: `c${i + 1}` }));

    const before = await this.#before(event, group.place);
    if (before === 'other') return;
    if (before === 'none') {
      const isInFull = this.#checked < (this.#options.checkedInFull ?? CHECKED_IN_FULL);
      if (!(isInFull ? this.#checkInFull(event, command(all()), key, group) : this.#check(command, key, group))) return;
      for (const source of sources) this.#spool.add(source);
      this.#spool.add(event);
      this.#written += 1 + sources.length;
    } else {
      for (const source of sources) this.#spool.add(source);
      this.#written += sources.length;
      this.#repeated++;
    }
    this.#developments++;
    this.#claims += group.claims.length;
    for (const { facet } of group.claims) this.#facets.add(facet);
    if (this.#options.dryRun && this.#previewed < (this.#options.preview ?? 3)) {
      this.#previewed++;
      this.#preview.push(...sources.map((s) => ({ do: 'source-add', ...(JSON.parse(s.data) as object) })), command(all()));
    }
  }

  #metadata(key: string, command: string): string {
    return canonicalJson({
      recordedAt: this.#authorship.now().toISOString(),
      author: this.#authorship.author,
      tool: this.#authorship.tool,
      correlationId: this.#correlationId,
      causationId: key,
      command: sha256(command).slice(0, 32),
      schemaVersion: PAYLOAD_VERSION,
    });
  }

  /** The way that every command goes, which must lead to the very same event. */
  #checkInFull(event: Waiting, command: Record<string, unknown>, key: string, group: Group): boolean {
    const append = this.#decide(command, key, group.place, group.lines);
    if (!append) return false;
    const [decided] = append.events;
    if (
      append.stream !== event.stream ||
      decided!.id !== event.id ||
      decided!.type !== event.type ||
      decided!.data !== event.data ||
      decided!.metadata !== event.metadata
    )
      throw new Error(`the two ways to make ${event.stream} differ:\n${decided!.data.slice(0, 500)}\n${event.data.slice(0, 500)}`);
    this.#checked += group.claims.length;
    for (const said of group.claims) said.isChecked = true;
    return true;
  }

  /** The development with those of its claims whose like no decider has seen yet. */
  #check(command: (claims: readonly Record<string, unknown>[]) => Record<string, unknown>, key: string, group: Group): boolean {
    const unseen: Record<string, unknown>[] = [];
    const lines: number[] = [];
    for (let i = 0; i < group.claims.length; i++) {
      const said = group.claims[i]!;
      if (said.isChecked && said.isPlain) continue;
      unseen.push({ ...said.claim, id: `c${i + 1}` });
      lines.push(group.lines[i]!);
    }
    if (!this.#decide(command(unseen), key, group.place, lines)) return false;
    for (const said of group.claims) said.isChecked = true;
    return true;
  }

  /** Whether an event was written before: not, just so, or with other content, which is a fault. */
  async #before(event: Waiting, place: Place): Promise<'none' | 'same' | 'other'> {
    if (this.#shadow.streams.get(event.stream) === undefined) return 'none';
    for await (const stored of this.#store.readStream(event.stream, { limit: 1 })) {
      if (stored.id !== event.id) break;
      if (stored.type === event.type && stored.data === event.data) return 'same';
      this.#faults.add(
        'ImportedBefore',
        place,
        `${event.stream.replace('-', ' ')} was imported from here before, and the table says something else now`,
        {
          remedy: 'correct what is on record (demarche correct), or give the mapping and its ids another name',
        },
      );
      return 'other';
    }
    return 'none';
  }

  /** The sources that are to be registered for a development; undefined where one is at fault. */
  async #sourcesOf(group: Group): Promise<Waiting[] | undefined> {
    const made: Waiting[] = [];
    for (const { data } of group.sources) {
      const { wording: _wording, ...description } = texts(data) as { wording?: string; id: string; publisher?: string };
      if (description.publisher === undefined) continue; // on record: the decider looks
      const { id } = description;
      const text = canonicalJson(description);
      const digest = sha256(text).slice(0, 16);
      const known = this.#sources.get(id);
      if (known === digest) continue;
      if (known !== undefined) {
        this.#faults.add('DuplicateSource', group.place, `the source "${id}" is described in two ways`, {
          remedy: 'make its id distinct, or its description the same in all rows',
        });
        return undefined;
      }
      const key = this.#key('source', id);
      const stream = `source-${id}`;
      const command = { do: 'source-add', ...description };
      const event = { stream, id: eventId(key, stream, 0), type: 'SourceRegistered', data: text, metadata: '' };
      const before = await this.#before(event, group.place);
      if (before === 'other') return undefined;
      if (before === 'same') this.#repeated++;
      else if (this.#shadow.sources.has(id)) {
        if (!(await this.#isRegisteredAs(stream, text))) {
          this.#faults.add('DuplicateSource', group.place, `the source "${id}" is registered already, with another description`, {
            remedy: 'choose another id, or leave "publisher" out to rest on the one that is there',
          });
          return undefined;
        }
      } else {
        const append = this.#decide(command, key, group.place);
        if (!append) return undefined;
        this.#apply(append);
        const { type, data: payload, metadata } = append.events[0]!;
        made.push({ ...event, type, data: payload, metadata });
      }
      this.#sources.set(id, digest);
    }
    return made;
  }

  /** Whether a source was registered with these words, by whoever it was. */
  async #isRegisteredAs(stream: string, data: string): Promise<boolean> {
    for await (const stored of this.#store.readStream(stream, { limit: 1 })) return stored.data === data;
    return false;
  }

  // ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────

  async #write(events: number): Promise<void> {
    let batch: Append[] = [];
    let characters = 0;
    let done = 0;
    const flush = async () => {
      if (!batch.length) return;
      for (const outcome of await this.#store.appendBatch(batch)) if (!outcome.ok) throw outcome.error;
      done += batch.length;
      batch = [];
      characters = 0;
      this.#options.onProgress?.({ phase: 'writing', done, of: events, unit: 'events', rows: this.#rows });
    };
    const add = async (append: Append) => {
      batch.push(append);
      for (const e of append.events) characters += e.data.length + e.metadata.length;
      if (batch.length >= BATCH_EVENTS || characters > BATCH_CHARACTERS) await flush();
    };
    for (const append of this.#definitions) await add(append);
    for await (const { stream, ...event } of this.#spool.read()) await add({ stream, expectedRevision: 'no-stream', events: [event] });
    await flush();
  }
}

/** The line a fault or warning is about: that of its claim, else of the development. */
function lineOf(pointer: string, place: Place, lines: readonly number[] | undefined): number {
  const claim = /^\/development\/claims\/(\d+)/.exec(pointer)?.[1];
  return (claim === undefined ? undefined : lines?.[Number(claim)]) ?? place.line;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : canonicalJson(value));

/** Fields as the record has them: texts, but the order a number. */
function texts(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (name === 'order') return [name, typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value];
      return [name, Array.isArray(value) ? value.map(textOf) : textOf(value)];
    }),
  );
}
