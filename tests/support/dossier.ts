/** The bundled dossier, folded: its files in order, through the deciders, as a store would be filled. */
import { existsSync, readFileSync } from 'node:fs';
import type { DomainEvent } from '../../events/catalogue.ts';
import { coordinateEnd, utcDay } from '../../events/edtf.ts';
import { cellAt } from '../../projections/cell.ts';
import type { Cell, LISTS } from '../../projections/cell.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState, VersionEntry } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { View } from '../../projections/view.ts';
import { bundledFiles } from '../../src/bundled.ts';
import type { BundledFile } from '../../src/bundled.ts';
import { decide } from '../../src/record/decide.ts';
import type { Command } from '../../src/record/commands.ts';
import { parseCommand } from '../../src/record/parse.ts';
import type { Warning } from '../../src/record/rejection.ts';

export const DOSSIER = 'coalition-of-the-willing';

export type KeyedCommand = Record<string, unknown> & { readonly do: string; readonly key: string };

/** The files of the dossier in the order in which they are applied; `upTo` names the last by the beginning of its name. */
export function dossierFiles(upTo?: string): BundledFile[] {
  const files = bundledFiles(DOSSIER);
  const last = upTo === undefined ? files.length - 1 : files.findIndex((f) => f.name.startsWith(upTo));
  if (last < 0) throw new Error(`no file of the dossier begins with "${upTo ?? ''}"`);
  return files.slice(0, last + 1);
}

/** The text of the report, which the project does not carry: it lies beside the checkout or it does not. */
const reportFile = new URL('../../../shared/data/summit-report.txt', import.meta.url);
export const reportText = existsSync(reportFile) ? readFileSync(reportFile, 'utf8') : undefined;

/** JSON beside the checkout, where it is given. */
export function sharedData(name: string): unknown {
  const file = new URL(`../../../shared/data/${name}`, import.meta.url);
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as unknown) : undefined;
}

export interface At {
  readonly at: string;
  readonly published?: string;
  /** A log size, or the key of a command: the record as it stood after it. */
  readonly known?: number | string;
}

/** A log that was folded, and questions to it. */
export class Folded {
  readonly record: RecordState = emptyRecord();
  readonly events: { readonly event: DomainEvent; readonly key: string }[] = [];
  readonly warnings: (Warning & { readonly key: string })[] = [];
  readonly #after = new Map<string, number>();

  apply(input: KeyedCommand, author: string, recordedAt: string): void {
    const command: Command = parseCommand(input);
    const textOf = (source: string) => (source === 'summit-report' ? reportText : undefined);
    const decision = decide(command, { record: this.record, textOf });
    for (const { stream, events } of decision.appends)
      for (const event of events) {
        const revision = (this.record.streams.get(stream) ?? -1) + 1;
        const metadata = { recordedAt, author, tool: 'test', correlationId: 'test', causationId: input.key, schemaVersion: 1 };
        applyEvent(this.record, { ok: true, event, metadata, stream, revision });
        this.events.push({ event, key: input.key });
      }
    this.warnings.push(...decision.warnings.map((w) => ({ ...w, key: input.key })));
    this.#after.set(input.key, this.record.size);
  }

  /** Log size after a command. */
  after(key: string): number {
    const size = this.#after.get(key);
    if (size === undefined) throw new Error(`no command has the key "${key}"`);
    return size;
  }

  view({ published, known }: Omit<At, 'at'> = {}): View {
    const size = known === undefined ? this.record.size : typeof known === 'number' ? known : this.after(known);
    return new View(this.record, this.record.dossiers.get(DOSSIER), published === undefined ? Infinity : coordinateEnd(published), size);
  }

  cell(facet: string, when: At): Cell {
    return cellAt(new FacetView(this.view(when), facet), coordinateEnd(when.at));
  }

  /** How the value of a facet went: each change with the day at whose end it shows. */
  steps(facet: string, when: Omit<At, 'at'> = {}): [day: string, value: unknown][] {
    const view = new FacetView(this.view(when), facet);
    const steps: [string, unknown][] = [];
    for (const turn of view.turns(Infinity)) {
      const value = cellAt(view, turn).value;
      if (steps.length ? JSON.stringify(value) !== JSON.stringify(steps.at(-1)![1]) : value !== null) steps.push([utcDay(turn - 1), value]);
    }
    return steps;
  }

  /** A list of an answer as pairs of value and the party whose word it is. */
  listed(facet: string, list: (typeof LISTS)[number], when: At): [value: unknown, party: string | null][] {
    return (this.cell(facet, when)[list] ?? []).map((c) => [c.value, c.voice.for?.[0] ?? c.voice.by]);
  }

  /** Developments whose last version names a row of the material. */
  ofRow(row: string): string[] {
    return [...this.record.developments.values()].filter((d) => d.versions.at(-1)!.body.refs?.includes(row)).map((d) => d.id);
  }

  /** Facets on which something was recorded. */
  facets(when: Omit<At, 'at'> = {}): string[] {
    return this.view(when).facets();
  }

  /** The last version of a development. */
  latest(id: string): VersionEntry {
    const version = this.record.developments.get(id)?.versions.at(-1);
    if (!version) throw new Error(`no development "${id}"`);
    return version;
  }

  /** Documents under the claims of one facet that say this value, and the documents they go back to. */
  ground(facet: string, value: unknown, when: Omit<At, 'at'> = {}): { documents: string[]; origins: string[] } {
    const said = this.view(when)
      .heard(facet)
      .filter((c) => JSON.stringify(c.row.value) === JSON.stringify(value));
    const sorted = (ids: Iterable<string>) => [...new Set(ids)].sort();
    return { documents: sorted(said.flatMap((c) => c.support)), origins: sorted(said.flatMap((c) => [...c.origins])) };
  }
}

/** Folds files, or what is left of them: `keep` decides on each command, `order` puts them into another order. */
export function foldDossier(options: FoldOptions = {}): Folded {
  const { upTo, keep = () => true, order } = options;
  const placed: PlacedCommand[] = [];
  for (const file of dossierFiles(upTo))
    for (const command of file.commands as readonly KeyedCommand[]) if (keep(command)) placed.push({ file, command });
  const folded = new Folded();
  for (const { file, command } of order ? order(placed) : placed) folded.apply(command, file.author, file.recordedAt);
  return folded;
}
export interface FoldOptions {
  readonly upTo?: string;
  readonly keep?: (command: KeyedCommand) => boolean;
  readonly order?: (commands: readonly PlacedCommand[]) => readonly PlacedCommand[];
}
export interface PlacedCommand {
  readonly file: BundledFile;
  readonly command: KeyedCommand;
}
