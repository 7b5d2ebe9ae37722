/** Expressions of a mapping, compiled for the tables at hand. What was computed from a few fields once is remembered for equal fields. */
import { slugify } from '../../../events/text.ts';
import { closest } from '../../record/parse.ts';
import { dateFormat, readDate } from './dates.ts';
import type { DateFormat } from './dates.ts';
import type { TableFaultCode, TableFaults } from './faults.ts';
import type { Lookup } from './lookups.ts';
import type { Expression, Steps } from './mapping.ts';
import { columnOf } from './tables.ts';
import type { Table } from './tables.ts';

/** The row that is being looked at: for each table its fields, with the line they stand in. */
export interface Row {
  readonly fields: (readonly string[])[];
  readonly lines: number[];
}

/** A column of a table, by index. */
export interface Slot {
  readonly table: number;
  readonly column: number;
}

export type Scalar = string | number | boolean | null;

/** What is wrong with a value; the place is that of its first column. */
export interface ValueFault {
  readonly code: TableFaultCode;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly remedy?: string | undefined;
  readonly slot: Slot | undefined;
}

/** A value, nothing (undefined), or what is wrong. */
export interface Outcome {
  readonly value: Scalar | undefined;
  readonly fault?: ValueFault;
}

export interface Compiled<T> {
  readonly slots: readonly Slot[];
  readonly of: (row: Row) => T;
}

/** Entries kept for one expression. */
const MEMORY = 20_000;

const sameSlot = (a: Slot, b: Slot): boolean => a.table === b.table && a.column === b.column;
export const unionOf = (lists: readonly (readonly Slot[])[]): Slot[] => {
  const all: Slot[] = [];
  for (const list of lists) for (const slot of list) if (!all.some((s) => sameSlot(s, slot))) all.push(slot);
  return all;
};

/** A piece of a large text would keep the whole of it in memory; a copy of its own does not. */
export const detached = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'));

/** Remembers what is computed from these slots, as long as they are few. */
export function remembered<T>(slots: readonly Slot[], compute: (row: Row) => T): Compiled<T> {
  if (!slots.length) {
    let constant: { readonly value: T } | undefined;
    return { slots, of: (row) => (constant ??= { value: compute(row) }).value };
  }
  if (slots.length > 4) return { slots, of: compute };
  type Level = Map<string, Level | T>;
  let root: Level = new Map();
  let size = 0;
  const last = slots.length - 1;
  const of = (row: Row): T => {
    let level = root;
    for (let i = 0; i < last; i++) {
      const { table, column } = slots[i]!;
      const key = row.fields[table]![column]!;
      let next = level.get(key) as Level | undefined;
      if (next === undefined) level.set(detached(key), (next = new Map()));
      level = next;
    }
    const { table, column } = slots[last]!;
    const key = row.fields[table]![column]!;
    const known = level.get(key) as T | undefined;
    if (known !== undefined) return known;
    const value = compute(row);
    if (++size > MEMORY) {
      root = new Map();
      size = 0;
    } else level.set(detached(key), value);
    return value;
  };
  return { slots, of };
}

/** What expressions of one mapping can name. */
export interface Scope {
  /** The table whose rows are gone through, then the joined ones in their order. */
  readonly tables: readonly Table[];
  readonly lookups: ReadonlyMap<string, Lookup>;
  readonly derived: Map<string, Compiled<Outcome>>;
  readonly faults: TableFaults;
  /** The mapping's file, for messages. */
  readonly file: string;
}

type Part = string | Compiled<Outcome>;

/** Takes a template apart. */
function partsOf(template: string, scope: Scope, at: string): Part[] {
  const parts: Part[] = [];
  let text = '';
  const fault = (message: string) =>
    scope.faults.add('InvalidMapping', { file: scope.file, line: 0 }, message, {
      pointer: at,
      remedy: 'a brace itself is written twice: {{ }}',
    });
  for (let i = 0; i < template.length; i++) {
    const c = template[i]!;
    if ((c === '{' || c === '}') && template[i + 1] === c) {
      text += c;
      i++;
    } else if (c === '{') {
      const end = template.indexOf('}', i);
      if (end < 0) {
        fault(`the brace in "${template}" is not closed`);
        return parts;
      }
      if (text !== '') parts.push(text);
      text = '';
      parts.push(named(template.slice(i + 1, end).trim(), scope, at));
      i = end;
    } else if (c === '}') {
      fault(`a brace is closed in "${template}" that was not opened`);
      return parts;
    } else text += c;
  }
  if (text !== '' || !parts.length) parts.push(text);
  return parts;
}

const NOTHING: Outcome = { value: undefined };

/** What `{name}` means: a derived value, a column of the main table, or `table.column`. */
function named(name: string, scope: Scope, at: string): Compiled<Outcome> {
  const derived = scope.derived.get(name);
  if (derived) return derived;
  const [main] = scope.tables;
  const cell = (table: number, column: number): Compiled<Outcome> => {
    const slots = [{ table, column }];
    return remembered(slots, (row) => ({ value: row.fields[table]![column]!.trim() }));
  };
  const own = main!.columns.indexOf(name);
  if (own >= 0) return cell(0, own);
  const dot = name.indexOf('.');
  const table = dot < 0 ? -1 : scope.tables.findIndex((t) => t.name === name.slice(0, dot));
  const where = { file: scope.file, pointer: at };
  if (table >= 0) {
    const column = columnOf(scope.tables[table]!, name.slice(dot + 1), scope.faults, where);
    return column < 0 ? { slots: [], of: () => NOTHING } : cell(table, column);
  }
  const names = [
    ...scope.derived.keys(),
    ...main!.columns,
    ...scope.tables.slice(1).flatMap((t) => t.columns.map((c) => `${t.name}.${c}`)),
  ];
  const like = closest(name, names);
  scope.faults.add('UnknownColumn', { file: scope.file, line: 0 }, `{${name}} is no column of ${main!.file} and no derived value`, {
    pointer: at,
    remedy: like === undefined ? `there are ${names.join(', ')}` : `did you mean {${like}}?`,
  });
  return { slots: [], of: () => NOTHING };
}

/** A template's text; empty where all that it names is empty. */
export function compileTemplate(template: string, scope: Scope, at: string): Compiled<Outcome> {
  const parts = partsOf(template, scope, at);
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'object') return only;
  if (parts.every((p) => typeof p === 'string')) {
    const outcome: Outcome = { value: parts.join('') };
    return { slots: [], of: () => outcome };
  }
  return remembered(unionOf(parts.map((p) => (typeof p === 'string' ? [] : p.slots))), (row) => {
    let text = '';
    let isEmpty = true;
    for (const part of parts) {
      if (typeof part === 'string') {
        text += part;
        continue;
      }
      const { value, fault } = part.of(row);
      if (fault) return { value: undefined, fault };
      if (value === undefined || value === null || value === '') continue;
      isEmpty = false;
      text += String(value);
    }
    return { value: isEmpty ? '' : text };
  });
}

/** Compiles an expression. An empty text comes out as nothing; whether it may be is asked of {@link isOptional}. */
export function compile(expression: Expression, scope: Scope, at: string): Compiled<Outcome> {
  if (typeof expression === 'string') {
    const text = compileTemplate(expression, scope, at);
    return remembered(text.slots, (row) => nothingIfEmpty(text.of(row)));
  }
  if (typeof expression !== 'object' || expression === null) {
    const outcome: Outcome = { value: expression };
    return { slots: [], of: () => outcome };
  }
  return compileSteps(expression, scope, at);
}

export const isOptional = (expression: Expression): boolean =>
  typeof expression === 'object' && expression !== null && expression.optional === true;

const nothingIfEmpty = (outcome: Outcome): Outcome => (outcome.value === '' ? NOTHING : outcome);

function compileSteps(steps: Steps, scope: Scope, at: string): Compiled<Outcome> {
  const from = compileTemplate(steps.from, scope, `${at}/from`);
  const fallback = steps.default === undefined ? undefined : compile(steps.default, scope, `${at}/default`);
  const empty = new Set(steps.empty);
  const lookup = steps.lookup === undefined ? undefined : scope.lookups.get(steps.lookup);
  const formats = (typeof steps.date === 'string' ? [steps.date] : (steps.date ?? []))
    .map((f) => dateFormat(f))
    .filter((f): f is DateFormat => !('problem' in f));
  const convert = converter(steps, lookup, formats, from.slots[0]);
  const finish = (value: Scalar): Scalar => {
    if (typeof value !== 'string') return value;
    const id = steps.slug ? slugify(value, steps.max ?? 80) : value;
    return steps.max !== undefined && id.length > steps.max ? `${wellCut(id, steps.max - 1).trimEnd()}…` : id;
  };
  return remembered(unionOf([from.slots, fallback?.slots ?? []]), (row) => {
    const { value, fault } = from.of(row);
    if (fault) return { value: undefined, fault };
    const text = value === undefined || value === null ? '' : String(value);
    if (text === '' || empty.has(text)) {
      const instead = fallback?.of(row) ?? NOTHING;
      return instead.fault || instead.value === undefined ? instead : { value: finish(instead.value) };
    }
    const outcome = convert(text);
    return outcome.fault || outcome.value === undefined ? outcome : nothingIfEmpty({ value: finish(outcome.value) });
  });
}

/** Cut without parting a surrogate pair. */
function wellCut(text: string, length: number): string {
  const cut = text.slice(0, length);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** A map, lookup, date or number; where there is none of them, the text as it is. */
function converter(
  steps: Steps,
  lookup: Lookup | undefined,
  formats: readonly DateFormat[],
  slot: Slot | undefined,
): (text: string) => Outcome {
  const { map, number } = steps;
  const missed = (text: string, keys: readonly string[], where: string): Outcome => {
    const like = closest(text, keys);
    const remedy =
      like === undefined
        ? `add it to ${where}${keys.length <= 12 ? `, which knows ${keys.join(', ')}` : ''}`
        : `did you mean "${like}"? Else add it to ${where}`;
    return { value: undefined, fault: { code: 'NoEntry', message: `"${text}" is not known`, remedy, slot } };
  };
  if (map)
    return (text) => {
      const value = Object.hasOwn(map, text) ? map[text] : undefined;
      return value === undefined ? missed(text, Object.keys(map), '"map"') : { value };
    };
  if (lookup)
    return (text) => {
      const value = lookup.find(text);
      return value === undefined ? missed(text, lookup.keys, `the lookup "${steps.lookup!}"`) : { value };
    };
  if (formats.length)
    return (text) => {
      const read = readDate(text, formats);
      if ('date' in read) return { value: read.date };
      const { problem: code, message, remedy } = read;
      return { value: undefined, fault: { code, message, remedy, slot } };
    };
  if (number !== undefined) {
    const { decimal = '.', thousands } = number === true ? ({} as Exclude<typeof number, true>) : number;
    return (text) => {
      const plain = (thousands === undefined ? text : text.replaceAll(thousands, '')).replace(decimal, '.');
      const n = /^[+-]?\d+(\.\d+)?$/.test(plain) && (decimal === '.' || !text.includes('.') || thousands === '.') ? Number(plain) : NaN;
      return Number.isFinite(n)
        ? { value: n }
        : {
            value: undefined,
            fault: {
              code: 'InvalidNumber',
              message: `"${text}" is no number`,
              remedy: 'correct it, or say its signs in "number": {"decimal": ",", "thousands": "."}',
              slot,
            },
          };
    };
  }
  return (text) => ({ value: text });
}
