/** A mapping compiled for its tables: what each row gives, and to which development it belongs. */
import { canonicalJson } from '../../../events/canonical.ts';
import { compile, compileTemplate, detached, isOptional, remembered, unionOf } from './expressions.ts';
import type { Compiled, Outcome, Row, Scalar, Scope, Slot, ValueFault } from './expressions.ts';
import type { Place, TableFaults } from './faults.ts';
import { bundledLookup, lookupOf } from './lookups.ts';
import type { Lookup } from './lookups.ts';
import type { ActorMapping, ClaimMapping, Expression, Mapping, SourceMapping, ValueExpression } from './mapping.ts';
import { columnOf, openTable, readTable } from './tables.ts';
import type { Table, TableInput } from './tables.ts';

/** A claim without its id, and its canonical text around the id; shared by all rows that say the same of the same facet. */
export interface Said {
  readonly facet: string;
  readonly claim: Readonly<Record<string, unknown>>;
  readonly before: string;
  readonly after: string;
  /** What the deciders think of it depends on itself alone, not on the development it stands in. */
  readonly isPlain: boolean;
  /** A decider has let it pass. */
  isChecked: boolean;
}

export type ClaimOutcome =
  { readonly said: Said | undefined; readonly faults?: undefined } | { readonly said?: undefined; readonly faults: readonly ValueFault[] };

/** Fields, or what is wrong with them. */
export interface Fields {
  readonly data: Readonly<Record<string, unknown>>;
  readonly faults: readonly ValueFault[];
}

export interface ClaimPlan extends Compiled<ClaimOutcome> {
  /** Tables of which it takes each joined row. */
  readonly many: readonly number[];
}

interface JoinPlan {
  readonly table: number;
  readonly isMany: boolean;
  readonly keys: readonly Compiled<Outcome>[];
  readonly found: ReadonlyMap<string, readonly JoinedRow[]>;
  readonly otherwise: readonly JoinedRow[] | undefined;
  readonly missing: 'fault' | 'skip';
}
interface JoinedRow {
  readonly fields: readonly string[];
  readonly line: number;
}

export interface Plan {
  readonly mapping: Mapping;
  readonly tables: readonly Table[];
  /** Sets the joined rows and asks the filters; false where the row is left out. */
  readonly prepare: (row: Row, isSilent: boolean) => 'taken' | 'left-out' | 'faulty';
  readonly key: Compiled<string> | undefined;
  readonly development: { readonly slots: readonly Slot[]; readonly of: (row: Row) => Fields };
  readonly sources: readonly ((row: Row) => Fields)[];
  readonly actors: readonly Compiled<Fields>[];
  readonly claims: readonly ClaimPlan[];
  readonly joined: (row: Row, table: number) => readonly JoinedRow[];
  readonly place: (row: Row, slot?: Slot) => Place;
}

const SEPARATOR = '\0';

/** Opens the tables and compiles the mapping; undefined where anything is wrong, which is then among the faults. */
export async function planOf(
  mapping: Mapping,
  inputOf: (table: string) => TableInput,
  file: string,
  faults: TableFaults,
): Promise<Plan | undefined> {
  const before = faults.total;
  const names = [mapping.from, ...(mapping.joins ?? []).map((j) => j.table)];
  const tables: Table[] = [];
  for (const name of names) {
    const table = await openTable(name, mapping.tables[name]!, inputOf(name), faults);
    if (table) tables.push(table);
  }
  if (tables.length < names.length) return undefined;

  const lookups = new Map<string, Lookup>();
  for (const [name, described] of Object.entries(mapping.lookups ?? {})) {
    const own = lookupOf(described.entries ?? {});
    if (!('bundled' in described)) {
      lookups.set(name, own);
      continue;
    }
    const bundled = bundledLookup(described.bundled, described.by);
    lookups.set(name, { keys: [...own.keys, ...bundled.keys], find: (text) => own.find(text) ?? bundled.find(text) });
  }
  const scope: Scope = { tables, lookups, derived: new Map(), faults, file };
  const isMany = (table: number) => table > 0 && mapping.joins![table - 1]!.many === true;
  const invalid = (at: string, message: string, remedy?: string) =>
    faults.add('InvalidMapping', { file, line: 0 }, message, { pointer: at, remedy });
  /** What is said once for a row or a development cannot depend on one of several joined rows. */
  const once = <T extends { readonly slots: readonly Slot[] }>(compiled: T, at: string, below = Infinity): T => {
    for (const { table } of compiled.slots) {
      if (isMany(table)) invalid(at, `a row may have several rows of ${tables[table]!.name}: only claims can use them`);
      else if (table >= below) invalid(at, `a join can use the tables before it, not ${tables[table]!.name}`);
    }
    return compiled;
  };

  for (const [name, expression] of Object.entries(mapping.derive ?? {})) {
    if (tables[0]!.columns.includes(name))
      invalid(`/derive/${name}`, `"${name}" is a column of the table`, 'give what is derived another name');
    scope.derived.set(name, compile(expression, scope, `/derive/${name}`));
  }
  const joins: JoinPlan[] = [];
  for (const [i, join] of (mapping.joins ?? []).entries()) {
    const at = `/joins/${i}`;
    const table = tables[i + 1]!;
    const columns = Object.keys(join.on).map((c) => columnOf(table, c, faults, { file, pointer: `${at}/on` }));
    const keys = Object.entries(join.on).map(([c, t]) => once(compileTemplate(t, scope, `${at}/on/${c}`), `${at}/on/${c}`, i + 1));
    for (const c of Object.keys(join.default ?? {})) columnOf(table, c, faults, { file, pointer: `${at}/default` });
    const found = new Map<string, JoinedRow[]>();
    await readTable(table, faults, {
      row: (fields, line) => {
        const key = columns.map((c) => fields[c]?.trim()).join(SEPARATOR);
        const rows = found.get(key);
        if (!rows) found.set(detached(key), [{ fields: fields.map(detached), line }]);
        else if (join.many) rows.push({ fields: fields.map(detached), line });
        else
          faults.add(
            'DuplicateJoin',
            { file: table.file, line, column: { number: columns[0]! + 1, name: table.columns[columns[0]!]! } },
            `a second row for ${key.replaceAll(SEPARATOR, ', ')}`,
            {
              expected: 'one row for each key',
              remedy: `remove it, or say "many" in ${at} of the mapping if several are meant`,
            },
          );
      },
    });
    const blank = { fields: table.columns.map((c) => join.default?.[c] ?? ''), line: 0 };
    const otherwise = join.default ? [blank] : join.missing === 'empty' ? (join.many ? [] : [blank]) : undefined;
    joins.push({ table: i + 1, isMany: join.many === true, keys, found, otherwise, missing: join.missing === 'skip' ? 'skip' : 'fault' });
  }
  const where = (mapping.where ?? []).map((w, i) => ({
    value: once(compileTemplate(w.value, scope, `/where/${i}/value`), `/where/${i}/value`),
    is: w.is && new Set(w.is),
    not: new Set(w.not),
  }));

  const place = (row: Row, slot: Slot = { table: 0, column: -1 }): Place => {
    const table = tables[slot.table]!;
    const line = row.lines[slot.table]!;
    // a row that stands in for one that is missing has no place of its own
    if (slot.table > 0 && line === 0) return { file: tables[0]!.file, line: row.lines[0]! };
    return { file: table.file, line, ...(slot.column >= 0 && { column: { number: slot.column + 1, name: table.columns[slot.column]! } }) };
  };
  const lists = new Map<number, readonly JoinedRow[]>();
  const prepare: Plan['prepare'] = (row, isSilent) => {
    for (const join of joins) {
      let key = '';
      for (const [i, k] of join.keys.entries()) key += (i ? SEPARATOR : '') + String(k.of(row).value ?? '');
      const rows = join.found.get(key) ?? join.otherwise;
      if (!rows) {
        if (join.missing === 'skip') return 'left-out';
        if (!isSilent) {
          const { file: other } = tables[join.table]!;
          faults.add('NoJoin', place(row, join.keys[0]!.slots[0]), `${other} has no row for "${key.replaceAll(SEPARATOR, ', ')}"`, {
            remedy: 'add it there, or say in the join what stands for it ("default"), or "missing": "empty" or "skip"',
          });
        }
        return 'faulty';
      }
      if (join.isMany) lists.set(join.table, rows);
      else {
        row.fields[join.table] = rows[0]!.fields;
        row.lines[join.table] = rows[0]!.line;
      }
    }
    for (const { value, is, not } of where) {
      const text = String(value.of(row).value ?? '');
      if ((is && !is.has(text)) || not.has(text)) return 'left-out';
    }
    return 'taken';
  };

  const { development: d } = mapping;
  const groups = (d.group ?? []).map((t, i) => once(compileTemplate(t, scope, `/development/group/${i}`), `/development/group/${i}`));
  const keyOf = (row: Row): string => {
    const values = groups.map((g) => String(g.of(row).value ?? ''));
    return values.length === 1 ? values[0]! : canonicalJson(values);
  };
  const key = groups.length ? remembered(unionOf(groups.map((g) => g.slots)), keyOf) : undefined;
  const development = fieldsOf(
    {
      ...{
        id: d.id,
        kind: d.kind,
        title: d.title,
        summary: d.summary,
        date: d.date,
        dateBasis: d.dateBasis,
        order: d.order,
        place: d.place,
      },
      ...{ note: d.note, refs: d.refs, by: d.by, for: d.for, via: d.via, attribution: d.attribution },
    },
    ['id', 'kind', 'title', 'date'],
    scope,
    '/development',
  );
  once(development, '/development');
  const sources = mapping.sources.map((s, i) => {
    const fields = once(fieldsOf(s as SourceMapping & Expressions, ['id'], scope, `/sources/${i}`), `/sources/${i}`);
    return fields;
  });
  const actors = (mapping.actors ?? []).map((a, i) => {
    const { kind, ...fields } = a;
    const compiled = once(
      fieldsOf(fields as Omit<ActorMapping, 'kind'> & Expressions, ['id', 'name'], scope, `/actors/${i}`),
      `/actors/${i}`,
    );
    return remembered(compiled.slots, (row): Fields => {
      const { data, faults: found } = compiled.of(row);
      return { data: { ...data, kind }, faults: found };
    });
  });
  const claims = mapping.claims.map((c, i) => claimPlan(c, scope, `/claims/${i}`, isMany));
  if (faults.total > before) return undefined;
  return {
    mapping,
    tables,
    prepare,
    key,
    development: { slots: unionOf([development.slots, ...sources.map((s) => s.slots)]), of: development.of },
    sources: sources.map((s) => s.of),
    actors,
    claims,
    joined: (_row, table) => lists.get(table)!,
    place,
  };
}

type Expressions = Readonly<Record<string, Expression | readonly Expression[] | undefined>>;

const clean = (value: Scalar): Scalar => (typeof value === 'string' ? value.trim() : value);

/** Compiles the fields of an object; those named in `required` cannot be empty, others only where the mapping says so. */
function fieldsOf(expressions: Expressions, required: readonly string[], scope: Scope, at: string): Compiled<Fields> {
  const fields = Object.entries(expressions).flatMap(([name, e]) =>
    e === undefined
      ? []
      : [
          {
            name,
            isList: Array.isArray(e),
            items: (Array.isArray(e) ? (e as Expression[]) : [e as Expression]).map((x, i) => ({
              compiled: compile(x, scope, Array.isArray(e) ? `${at}/${name}/${i}` : `${at}/${name}`),
              isOptional: isOptional(x) && !required.includes(name),
            })),
          },
        ],
  );
  const slots = unionOf(fields.flatMap((f) => f.items.map((i) => i.compiled.slots)));
  const of = (row: Row): Fields => {
    const data: Record<string, unknown> = {};
    const faults: ValueFault[] = [];
    for (const { name, isList, items } of fields) {
      const values: Scalar[] = [];
      for (const item of items) {
        const { value, fault } = item.compiled.of(row);
        if (fault) faults.push(fault);
        else if (value !== undefined && value !== null) values.push(clean(value));
        else if (!item.isOptional) faults.push(emptyValue(`${at}/${name}`, item.compiled.slots[0]));
      }
      if (isList ? values.length : values.length === 1) data[name] = isList ? values : values[0];
    }
    return { data, faults };
  };
  return { slots, of };
}

const emptyValue = (at: string, slot: Slot | undefined): ValueFault => ({
  code: 'EmptyValue',
  message: `nothing stands here, and ${at} of the mapping needs a value`,
  remedy: 'fill it in, or give "default", or "optional": true where it may be missing',
  slot,
});

function claimPlan(c: ClaimMapping, scope: Scope, at: string, isMany: (table: number) => boolean): ClaimPlan {
  const { facet, value, detail, ...others } = c;
  const subject = compile(facet, scope, `${at}/facet`);
  const said = compileValue(value, scope, `${at}/value`);
  const particulars = detail && fieldsOf(detail, [], scope, `${at}/detail`);
  const rest = fieldsOf(others, [], scope, at);
  const slots = unionOf([subject.slots, said.slots, particulars?.slots ?? [], rest.slots]);
  const compute = (row: Row): ClaimOutcome => {
    const about = subject.of(row);
    const what = said.of(row);
    if (!about.fault && about.value === undefined && isOptional(facet)) return { said: undefined };
    if (!what.faults.length && what.value === undefined && what.isOptional) return { said: undefined };
    const details = particulars?.of(row);
    const fields = rest.of(row);
    const faults = [
      ...(about.fault ? [about.fault] : typeof about.value === 'string' ? [] : [emptyValue(`${at}/facet`, subject.slots[0])]),
      ...what.faults,
      ...(!what.faults.length && what.value === undefined ? [emptyValue(`${at}/value`, said.slots[0])] : []),
      ...(details?.faults ?? []),
      ...fields.faults,
    ];
    if (faults.length) return { faults };
    return {
      said: saidOf({
        facet: about.value,
        value: what.value,
        ...(details && Object.keys(details.data).length && { detail: details.data }),
        ...fields.data,
      }),
    };
  };
  const many = [...new Set(slots.map((s) => s.table))].filter(isMany);
  return { ...remembered(slots, compute), many };
}

/** A claim with its canonical text, in which only the id is missing. */
export function saidOf(claim: Readonly<Record<string, unknown>>): Said {
  const part = (isWanted: (name: string) => boolean) => Object.fromEntries(Object.entries(claim).filter(([name]) => isWanted(name)));
  const first = canonicalJson(part((name) => name < 'id')).slice(1, -1);
  const second = canonicalJson(part((name) => name > 'id')).slice(1, -1);
  return {
    facet: claim['facet'] as string,
    claim,
    before: `{${first}${first === '' ? '' : ','}"id":"`,
    after: `"${second === '' ? '' : ','}${second}}`,
    isPlain: Object.keys(claim).every((name) => ['attribution', 'detail', 'facet', 'note', 'value'].includes(name)),
    isChecked: false,
  };
}

interface ValueOutcome {
  readonly value: unknown;
  readonly faults: readonly ValueFault[];
  readonly isOptional: boolean;
}

function compileValue(value: ValueExpression, scope: Scope, at: string): Compiled<ValueOutcome> {
  if (typeof value === 'object' && value !== null && 'object' in value) {
    const fields = fieldsOf(value.object, [], scope, `${at}/object`);
    return {
      slots: fields.slots,
      of: (row) => {
        const { data, faults } = fields.of(row);
        return { value: Object.keys(data).length ? data : undefined, faults, isOptional: true };
      },
    };
  }
  const one = compile(value, scope, at);
  const optional = isOptional(value);
  return {
    slots: one.slots,
    of: (row) => {
      const outcome = one.of(row);
      return { value: outcome.value, faults: outcome.fault ? [outcome.fault] : [], isOptional: optional };
    },
  };
}
