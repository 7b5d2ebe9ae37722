/** What is wrong with a mapping or a table: where, what was expected, what to do. Equal faults are counted, not repeated. */
import type { ImportError, ImportFault } from '../../errors.ts';

export const TABLE_FAULT_CODES = [
  'InvalidMapping', // the mapping is not of its form, or names what is not there
  'FileNotFound',
  'FileDamaged', // not gzip although it says so, or cut off
  'WrongEncoding',
  'InvalidCsv', // quotes, line ends, NUL
  'FieldTooLong',
  'RaggedRow',
  'UnknownColumn',
  'DuplicateColumn',
  'EmptyValue',
  'NoEntry', // a value map or lookup does not know the value
  'InvalidDate',
  'AmbiguousDate',
  'InvalidNumber',
  'InvalidText', // an id, a facet or another text that is not of its form
  'NoJoin', // no row of the joined table has this key
  'DuplicateJoin', // more than one row where one is expected
  'GroupDiffers', // rows of one development disagree about what is said once
  'DuplicateClaim',
  'DuplicateDevelopment',
  'DuplicateSource',
  'ImportedBefore', // under the same key, with other content
  'FileChanged', // while it was read
] as const;
/** Codes of the faults of tables; what a decider refuses comes under the decider's own code. */
export type TableFaultCode = (typeof TABLE_FAULT_CODES)[number];

/** A place in a table: its file, the line from 1 (0: the whole file), and the field. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: { readonly number: number; readonly name: string } | undefined;
}

export interface TableFault extends ImportFault {
  readonly file: string;
  readonly column?: { readonly number: number; readonly name: string };
  readonly expected?: string;
  /** In how many lines it was met; `line` is the first place, `lines` the first few. */
  readonly count: number;
  readonly lines: readonly number[];
}

export interface FaultDetails {
  readonly expected?: string | undefined;
  readonly remedy?: string | undefined;
  /** JSON pointer into the mapping, for faults of the mapping itself. */
  readonly pointer?: string | undefined;
}

/** Distinct faults kept; more than that is a wrong file rather than wrong rows. */
const KEPT = 1000;
const LINES = 5;

/** Collects faults; the same fault in the same column of the same file is one, with a count. */
export class TableFaults {
  readonly #found = new Map<string, { fault: TableFault; lines: number[]; last: number; count: number }>();
  #total = 0;

  get total(): number {
    return this.#total;
  }

  add(code: string, place: Place, message: string, { expected, remedy, pointer = '' }: FaultDetails = {}): void {
    const key = `${code}\0${place.file}\0${place.column?.number ?? ''}\0${message}`;
    const known = this.#found.get(key);
    if (known) {
      if (known.last === place.line) return; // one cell, met twice
      known.last = place.line;
      known.count++;
      this.#total++;
      if (known.lines.length < LINES) known.lines.push(place.line);
      return;
    }
    this.#total++;
    if (this.#found.size >= KEPT) return;
    const lines = [place.line];
    const fault: TableFault = {
      file: place.file,
      line: place.line,
      ...(place.column && { column: place.column }),
      pointer,
      code,
      message,
      ...(expected !== undefined && { expected }),
      ...(remedy !== undefined && { remedy }),
      count: 1,
      lines,
    };
    this.#found.set(key, { fault, lines, last: place.line, count: 1 });
  }

  list(): TableFault[] {
    return [...this.#found.values()].map(({ fault, lines, count }) => ({ ...fault, lines, count }));
  }
}

/** `votes.csv:12:3 (country): …` */
export function faultText(f: TableFault): string {
  const place = f.line === 0 ? '' : `:${f.line}${f.column ? `:${f.column.number}` : ''}`;
  const where = `${f.file}${place}${f.column ? ` (${f.column.name})` : ''}${f.pointer}`;
  const others = f.lines.filter((l) => l !== f.line);
  const times =
    f.count === 1
      ? ''
      : ` (${f.count} times${others.length ? `, also in line ${others.join(', ')}` : ''}${f.count > f.lines.length && others.length ? ' …' : ''})`;
  const expected = f.expected === undefined ? '' : `; expected: ${f.expected}`;
  return `${where}: ${f.message}${expected}${times}${f.remedy === undefined ? '' : ` — ${f.remedy}`}`;
}

/** An import that was refused, with the faults of its tables: nothing was written. */
export interface TableImportError extends ImportError {
  readonly faults: readonly TableFault[];
}

export function tableError(faults: readonly TableFault[], total = faults.reduce((n, f) => n + f.count, 0)): TableImportError {
  const shown = faults.slice(0, 20).map(faultText);
  const left = faults.length - shown.length;
  const more = left > 0 ? [`… and ${left} more kinds of fault, ${total} faults in all`] : [];
  return Object.assign(new Error([...shown, ...more].join('\n')), { name: 'ImportError', kind: 'ImportError' as const, faults });
}
