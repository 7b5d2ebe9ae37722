/** The mapping: a declarative description of how the rows of a table become developments, sources, actors and claims. */
import * as z from 'zod';
import { pointer } from '../../../events/codec.ts';
import { ACTOR_KINDS } from '../../../events/actors.ts';
import { dossierOpened, issueDefined } from '../../../events/dossiers.ts';
import { dossierId, kebab } from '../../../events/schema.ts';
import { MISSING, closest } from '../../record/parse.ts';
import { dateFormat } from './dates.ts';
import { BUNDLED_LOOKUPS } from './lookups.ts';
import { tableError, TableFaults } from './faults.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const template = z.string().meta({
  description:
    'text with {column} of the table, {table.column} of a joined one, or {name} of what `derive` names; a brace itself is doubled. Empty where all that it names is empty',
});

const steps = z
  .strictObject({
    from: template,
    empty: z.array(z.string()).optional().meta({ description: 'texts that mean that nothing is there, beside the empty one' }),
    default: scalar.optional().meta({ description: 'what stands instead of an empty value; a text is a template, and is taken as it is' }),
    optional: z
      .literal(true)
      .optional()
      .meta({ description: 'an empty value leaves the field (of a claim: the claim) out, instead of being a fault' }),
    map: z.record(z.string(), scalar).optional().meta({ description: 'what each value becomes; others are faults' }),
    lookup: z.string().optional().meta({ description: 'a lookup of the mapping, asked for the value' }),
    date: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .meta({ description: 'formats of a date: ISO, or made of d, m, M (name) and Y, e.g. d/m/Y' }),
    number: z
      .union([
        z.literal(true),
        z.strictObject({ decimal: z.enum(['.', ',']).optional(), thousands: z.enum(['.', ',', ' ', "'"]).optional() }),
      ])
      .optional()
      .meta({ description: 'a number; the signs for decimals (. when left out) and thousands (none)' }),
    slug: z.literal(true).optional().meta({ description: 'made an id: "Déclaration de Paris" becomes declaration-de-paris' }),
    max: z.int().min(2).max(2000).optional().meta({ description: 'cut to so many characters, with … at the end' }),
  })
  .refine((s) => [s.map, s.lookup, s.date, s.number].filter((x) => x !== undefined).length <= 1, {
    error: 'only one of map, lookup, date and number can be used; put the other into "derive"',
  });

/** A value of a row: a template, a constant, or a template with what is done to it. */
const expression = z.union([scalar, steps]);
export type Steps = z.infer<typeof steps>;
export type Expression = z.infer<typeof expression>;

const valueExpression = z.union([expression, z.strictObject({ object: z.record(z.string(), expression) })]);
export type ValueExpression = z.infer<typeof valueExpression>;

const name = z.string().regex(/^[A-Za-z][\w-]*$/, 'a name is made of letters, digits, - and _');

const table = z.strictObject({
  file: z.string().min(1).meta({ description: 'CSV, also gzipped; relative to the first file that is imported' }),
  columns: z.array(z.string()).min(1).optional().meta({ description: 'names of the columns, where the file has no header' }),
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/u, 'one character')
    .optional()
    .meta({ description: ', when left out' }),
  encoding: z
    .enum(['utf-8', 'utf-16le', 'windows-1252', 'iso-8859-15'])
    .optional()
    .meta({ description: 'utf-8 when left out; anything else must be said' }),
});

const join = z
  .strictObject({
    table: name,
    on: z.record(z.string(), template).meta({ description: 'columns of that table with what they must equal' }),
    many: z.literal(true).optional().meta({ description: 'a row may have several joined rows: one claim for each' }),
    default: z.record(z.string(), z.string()).optional().meta({ description: 'the columns of a row that stands where none is found' }),
    missing: z
      .enum(['fault', 'empty', 'skip'])
      .optional()
      .meta({ description: 'where none is found and there is no default: a fault (when left out), empty columns, or the row is left out' }),
  })
  .meta({ description: 'another table, joined by key' });

const lookup = z.union([
  z.strictObject({ entries: z.record(z.string(), z.string()) }),
  z.strictObject({
    bundled: z.enum(Object.keys(BUNDLED_LOOKUPS) as [keyof typeof BUNDLED_LOOKUPS]),
    by: z.array(z.enum(BUNDLED_LOOKUPS.states)).min(1),
    entries: z.record(z.string(), z.string()).optional().meta({ description: 'asked first' }),
  }),
]);

const issue = z.strictObject({ ...omit(issueDefined.shape, 'dossier') });
const dossier = z
  .strictObject({ id: dossierId, ...partial(omit(dossierOpened.shape, 'id')), issues: z.array(issue).optional() })
  .refine((d) => (d.title === undefined) === (d.opens === undefined), {
    error: 'a dossier that the mapping defines has a title and the day it opens; one that is on record has neither here',
  })
  .meta({ description: 'the dossier that is written to; opened, with its issues, where it is not yet' });

const voice = {
  by: expression.optional(),
  for: z.array(expression).optional(),
  via: expression.optional(),
  attribution: expression.optional(),
};

const claim = z
  .strictObject({
    facet: expression.meta({ description: 'e.g. position/{state}/{issue}' }),
    value: valueExpression,
    detail: z.record(z.string(), expression).optional(),
    ...voice,
    effective: expression.optional(),
    observed: expression.optional(),
    until: expression.optional(),
    note: expression.optional(),
  })
  .meta({ description: 'what each row says of one facet; once for each row of the `many` tables that it names' });
export type ClaimMapping = z.infer<typeof claim>;

const source = z.strictObject({
  id: expression,
  publisher: expression.optional().meta({ description: 'left out where the source is on record already' }),
  title: expression.optional(),
  url: expression.optional(),
  published: expression.optional(),
  language: expression.optional(),
  grade: expression.optional(),
  note: expression.optional(),
  wording: expression.optional().meta({ description: 'of the evidence: what the source says' }),
});
export type SourceMapping = z.infer<typeof source>;

const actor = z.strictObject({
  id: expression,
  kind: z.enum(ACTOR_KINDS),
  name: expression,
  aliases: z.array(expression).optional(),
});
export type ActorMapping = z.infer<typeof actor>;

const development = z.strictObject({
  group: z
    .array(template)
    .min(1)
    .optional()
    .meta({ description: 'rows that agree in these are one development; each row is one when left out' }),
  id: expression,
  kind: expression,
  title: expression,
  summary: expression.optional(),
  date: expression,
  dateBasis: expression.optional(),
  order: expression.optional().meta({ description: 'place within the day, a number' }),
  place: expression.optional(),
  note: expression.optional(),
  refs: z.array(expression).optional(),
  ...voice,
});

/** The mapping's form. */
export const mappingSchema = z.strictObject({
  mapping: kebab("a mapping's name").meta({
    description: 'its name: with the key of a development it tells what was imported before; keep it',
  }),
  note: z.string().optional(),
  dossier,
  tables: z.record(name, table),
  from: name.meta({ description: 'the table whose rows are gone through' }),
  where: z
    .array(z.strictObject({ value: template, is: z.array(z.string()).optional(), not: z.array(z.string()).optional() }))
    .optional()
    .meta({ description: 'only rows for which all of these hold' }),
  joins: z.array(join).optional(),
  lookups: z.record(name, lookup).optional(),
  derive: z
    .record(name, expression)
    .optional()
    .meta({ description: 'values with a name of their own, used as {name}; each may use those before it' }),
  actors: z.array(actor).optional().meta({ description: 'actors that are registered where they are not yet' }),
  development,
  sources: z
    .array(source)
    .min(1)
    .meta({ description: 'what a development rests on; the same for the whole file where its id is a constant' }),
  claims: z.array(claim).min(1),
});
export type Mapping = z.infer<typeof mappingSchema>;

function omit<T extends object, K extends keyof T>(shape: T, ...keys: K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(shape).filter(([k]) => !(keys as string[]).includes(k))) as Omit<T, K>;
}
function partial<T extends Record<string, z.ZodType>>(shape: T): { [K in keyof T]: z.ZodOptional<T[K]> } {
  return Object.fromEntries(Object.entries(shape).map(([k, s]) => [k, s.optional()])) as { [K in keyof T]: z.ZodOptional<T[K]> };
}

/**
 * Reads a mapping: its form, and what can be known without the tables.
 *
 * @throws ImportError naming everything that is wrong with it.
 */
export function parseMapping(input: unknown, file = 'mapping'): Mapping {
  const faults = new TableFaults();
  const fault = (at: string, message: string, remedy?: string) =>
    faults.add('InvalidMapping', { file, line: 0 }, message, { pointer: at, ...(remedy !== undefined && { remedy }) });
  let value = input;
  if (typeof input === 'string') {
    try {
      value = JSON.parse(input);
    } catch (e) {
      fault('', `not JSON: ${(e as Error).message}`);
      throw tableError(faults.list());
    }
  }
  const parsed = mappingSchema.safeParse(value, MISSING);
  if (!parsed.success) {
    const report = (issues: readonly z.core.$ZodIssue[], base: string): void => {
      for (const issue of issues) {
        const at = base + pointer(issue.path);
        if (issue.code === 'unrecognized_keys') for (const key of issue.keys) fault(`${at}/${key}`, `there is no field "${key}" here`);
        else if (issue.code === 'invalid_union' && issue.errors.length) {
          // of the forms, the one whose errors lie deepest: an object that is nearly right, rather than "not a text"
          const depth = (list: readonly z.core.$ZodIssue[]) =>
            Math.max(...list.map((i) => i.path.length + Number(i.code !== 'invalid_type')));
          report(issue.errors.toSorted((a, b) => depth(b) - depth(a))[0]!, at);
        } else fault(at, issue.message);
      }
    };
    report(parsed.error.issues, '');
    throw tableError(faults.list());
  }
  const mapping = parsed.data;
  const known = (name: string, names: readonly string[], at: string, what: string) => {
    if (names.includes(name)) return;
    const like = closest(name, names);
    fault(at, `there is no ${what} "${name}"`, like === undefined ? `there are ${names.join(', ') || 'none'}` : `did you mean "${like}"?`);
  };
  const tables = Object.keys(mapping.tables);
  known(mapping.from, tables, '/from', 'table');
  for (const [i, j] of (mapping.joins ?? []).entries()) {
    known(j.table, tables, `/joins/${i}/table`, 'table');
    if (j.table === mapping.from || mapping.joins!.findIndex((x) => x.table === j.table) < i)
      fault(`/joins/${i}/table`, `the table "${j.table}" is used already`, 'give the file a second name in "tables"');
    if (!Object.keys(j.on).length) fault(`/joins/${i}/on`, 'a join names at least one column');
  }
  const lookups = Object.keys(mapping.lookups ?? {});
  visitSteps(mapping, '', (s, at) => {
    if (s.lookup !== undefined) known(s.lookup, lookups, `${at}/lookup`, 'lookup');
    for (const [i, format] of (typeof s.date === 'string' ? [s.date] : (s.date ?? [])).entries()) {
      const compiled = dateFormat(format);
      if ('problem' in compiled) fault(typeof s.date === 'string' ? `${at}/date` : `${at}/date/${i}`, compiled.problem);
    }
  });
  if (faults.total) throw tableError(faults.list());
  return mapping;
}

/** Every object with steps in a mapping. */
function visitSteps(value: unknown, at: string, visit: (steps: Steps, at: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  if ('from' in value && !('tables' in value)) visit(value as Steps, at);
  for (const [k, v] of Object.entries(value)) visitSteps(v, at + pointer([k]), visit);
}
