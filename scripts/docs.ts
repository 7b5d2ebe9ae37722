/**
 * Writes `docs/events.md` and `docs/commands.md` from the schemas, their descriptions and examples (`npm run docs`).
 * With `--check` it writes nothing and fails where a file is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import { EVENT_DEFINITIONS, streamOf } from '../events/catalogue.ts';
import type { DomainEvent, EventDefinition } from '../events/catalogue.ts';
import { isDevelopmentKind, schemaOfKind } from '../events/developments.ts';
import { FAMILIES } from '../events/facet.ts';
import { metadataSchema } from '../events/metadata.ts';
import { developmentShape } from '../events/schema.ts';
import { COMMANDS, inputOfKind } from '../src/record/commands.ts';
import type { CommandName } from '../src/record/commands.ts';
import { COMMAND_DESCRIPTIONS } from '../src/record/examples.ts';

const root = new URL('..', import.meta.url);

// ── schemas in plain words ───────────────────────────────────────────────────────────────────────────────────────────

/** As much of JSON Schema as zod writes for these schemas. */
interface Schema {
  readonly type?: string;
  readonly title?: string;
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly $ref?: string;
}

const schemaOf = (schema: z.ZodType): Schema => z.toJSONSchema(schema, { io: 'input' }) as Schema;

const ACTOR = '^(?:[A-Z]{3}|[a-z0-9]+(?:-[a-z0-9]+)*)$';
const KEBAB = '^[a-z0-9]+(?:-[a-z0-9]+)*$';
const CLAIM = '^[a-z0-9-]+#[a-z0-9-]+$';

const code = (value: unknown) => `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** The type of a field, as one would say it. */
function words(s: Schema): string {
  if (s.title !== undefined) return s.title;
  if (s.$ref !== undefined) return 'any JSON'; // the only schema that refers to itself
  if (s.const !== undefined) return code(s.const);
  if (s.enum) return s.enum.length > 12 ? 'event type of a development' : `one of ${s.enum.map(code).join(', ')}`;
  if (s.anyOf) return s.anyOf.map(words).join(' or ');
  switch (s.type) {
    case 'array': {
      const least = s.minItems ? `, at least ${s.minItems}` : '';
      return `list of ${plural(words(s.items ?? {}))}${least}`;
    }
    case 'object':
      return s.properties && Object.keys(s.properties).length ? 'object' : 'object with fields of any name';
    case 'integer':
    case 'number': {
      const least = s.exclusiveMinimum === undefined ? s.minimum : s.exclusiveMinimum + 1;
      return `${s.type === 'integer' ? 'whole number' : 'number'}${least !== undefined && least > -1e15 ? ` from ${least} on` : ''}`;
    }
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'string':
      if (s.format === 'date-time') return 'instant';
      if (s.format === 'uri') return 'http(s) address';
      if (s.pattern === ACTOR) return 'actor';
      if (s.pattern === KEBAB) return 'id';
      if (s.pattern === CLAIM) return 'development#claim';
      return s.maxLength === undefined ? 'text' : `text (at most ${s.maxLength})`;
    default:
      return 'any JSON';
  }
}

const PLURALS: Readonly<Record<string, string>> = { object: 'objects', id: 'ids', actor: 'actors', facet: 'facets', date: 'dates' };
const plural = (type: string) =>
  type
    .split(' or ')
    .map((t) => PLURALS[t] ?? t)
    .join(' or ');

interface Row {
  readonly name: string;
  readonly required: string;
  readonly type: string;
  readonly meaning: string;
}

/** The fields of an object, with those of the objects in it. */
function rows(schema: Schema, prefix = '', without: ReadonlySet<string> = new Set()): Row[] {
  return Object.entries(schema.properties ?? {})
    .filter(([name]) => !without.has(prefix + name))
    .flatMap(([name, field]) => {
      const place = prefix + name;
      const isRequired = schema.required?.includes(name) ?? false;
      const meaning = field.description ?? field.anyOf?.find((s) => s.description)?.description ?? field.items?.description ?? '';
      return [{ name: place, required: isRequired ? 'yes' : 'no', type: words(field), meaning }, ...inner(field, place, without)];
    });
}

/** The fields of the objects that a field holds. */
function inner(field: Schema, place: string, without: ReadonlySet<string>): Row[] {
  if (field.anyOf) return field.anyOf.flatMap((s) => inner(s, place, without));
  if (field.type === 'array') return inner(field.items ?? {}, `${place}[]`, without);
  return field.properties ? rows(field, `${place}.`, without) : [];
}

const escaped = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function table(fields: readonly Row[]): string {
  const lines = fields.map(({ name, required, type, meaning }) => `| \`${name}\` | ${required} | ${escaped(type)} | ${escaped(meaning)} |`);
  return ['| field | required | type | meaning |', '| --- | --- | --- | --- |', ...lines].join('\n');
}

const block = (language: string, text: string) => ['```' + language, text, '```'].join('\n');
const anchor = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-');
const page = (...parts: string[]) => `${parts.join('\n\n')}\n`;

const GENERATED = '<!-- Written by scripts/docs.ts from the schemas: change those, then run `npm run docs`. -->';

// ── docs/events.md ───────────────────────────────────────────────────────────────────────────────────────────────────

const SHARED_TITLE = 'Fields that every development has';
const shared = new Set(Object.keys(developmentShape));

const TYPES = `What the types mean:

- **id** – small letters, digits and single hyphens, e.g. \`paris-summit\`; at most 120 characters.
- **actor** – an ISO 3166-1 alpha-3 code (\`FRA\`) or an id (\`emmanuel-macron\`). It names a registered actor, or a body of the dossier.
- **date** – \`2025-09-04\`, \`2025-09\`, \`2025\`, \`2025-09-04T17:00Z\`; some day in it: \`[2025-09-04,2025-09-05]\`, \`[2025-09-04..2025-09-08]\`,
  \`[..2025-09-04]\`, \`[2025-09-04..]\`; what lasts: \`2025-08/2025-09-04\`, \`2025-08/..\`; with \`~\` (about), \`?\` (perhaps) or \`%\` (both) after it.
  A day that does not exist is refused.
- **day** – a date of the form \`2025-09-04\`.
- **instant** – \`2025-09-05T08:00:00Z\`, or with the offset of a zone.
- **facet** – the path of one cell of a dossier's state: ${FAMILIES.map((f) => `\`${f.shape}\``).join(', ')}.
- **text** – not empty; white space around it is removed.

A field that is not in the table is refused.`;

/** The name of its stream: `<id>` where that is in it. */
function streamName({ type, stream, example }: EventDefinition): string {
  const name = streamOf({ type, data: example } as DomainEvent);
  const { id, dossier } = example as { id?: string; dossier?: string };
  return name === `${stream}-${dossier ?? id ?? ''}` ? `${stream}-<${dossier === undefined ? 'id' : 'dossier'}>` : name;
}

function event(definition: EventDefinition): string {
  const { type, description, version, schema, example } = definition;
  const isKind = isDevelopmentKind(type);
  const own = rows(schemaOf(schema), '', isKind ? shared : new Set());
  const fields = !isKind ? table(own) : own.length ? `It has ${LINK}, and of its own:\n\n${table(own)}` : `It has ${LINK}.`;
  return [
    `### ${type}`,
    description,
    `Stream \`${streamName(definition)}\`, payload version ${version}.`,
    fields,
    block('json', JSON.stringify(example, null, 2)),
  ].join('\n\n');
}
const LINK = `the [fields that every development has](#${anchor(SHARED_TITLE)})`;

/** Titles of the events that are no development, by family of streams. */
const FAMILY_TITLES: Readonly<Record<string, string>> = {
  development: 'Acts on a development',
  source: 'Sources',
  actor: 'Actors',
  dossier: 'Dossiers, issues, rulings',
  access: 'Access',
};

function eventsPage(): string {
  const [kinds, others] = [
    EVENT_DEFINITIONS.filter((d) => isDevelopmentKind(d.type)),
    EVENT_DEFINITIONS.filter((d) => !isDevelopmentKind(d.type)),
  ];
  const link = (d: EventDefinition) => `[${d.type}](#${anchor(d.type)})`;
  const families = [...new Set(others.map((d) => d.stream))];
  const groups = families.map((f): [string, EventDefinition[]] => [FAMILY_TITLES[f] ?? f, others.filter((d) => d.stream === f)]);
  return page(
    '# Events',
    GENERATED,
    `The record is a log of these ${EVENT_DEFINITIONS.length} types of events. An event says what became known and is never changed; everything else is computed from them.
A payload is stored as canonical JSON (RFC 8785). An old payload is brought to the version named here when it is read.`,
    [
      `- Developments: ${kinds.map(link).join(', ')}`,
      ...groups.map(([title, list]) => `- ${title}: ${list.map(link).join(', ')}`),
      '- [What every event carries beside its payload](#metadata)',
    ].join('\n'),
    TYPES,
    '## Developments',
    `What happened or was said. Each kind is an event type of its own.`,
    `### ${SHARED_TITLE}`,
    table(rows(schemaOf(schemaOfKind('StatementMade')))),
    ...kinds.map(event),
    ...groups.flatMap(([title, list]) => [`## ${title}`, ...list.map(event)]),
    '## Metadata',
    'What every event carries beside its payload.',
    table(rows(schemaOf(metadataSchema))),
  );
}

// ── docs/commands.md ─────────────────────────────────────────────────────────────────────────────────────────────────

const ENVELOPE = ['do', 'key', 'author', 'recordedAt'];

const IMPORT = `A command says what is to be recorded. \`demarche import FILE\` takes a file of them, and \`demarche export\` gives one; the library records the same objects.

- **JSON Lines**: one command a line, one JSON object each, in UTF-8. Empty lines and lines that begin with \`#\` are passed over.
- **Order matters**: each command is checked against the record as the lines before it leave it. A source comes before the development that rests on it, an actor before the claim in its name, a dossier and its issues before both.
- **All or nothing**: the whole file is checked before anything is written. What is wrong is told with its line, a JSON pointer into the command and what to do about it; all that is wrong with a command is told at once. \`--partial\` writes the commands that are valid and lists the others, \`--dry-run\` writes nothing.
- **\`key\`** makes a command idempotent: a command whose key was used before is not written again. In a file a command without a key has one made of its content, so that importing a file again writes only what is missing; of equal lines each is its own.
- **\`author\`** says who recorded it, **\`recordedAt\`** when; left out, they are the author of the tool and now. Copies keep both. For the order of the record \`recordedAt\` counts as the latest so far: \`known\` never runs backwards.
- **Left out**: claims without an id become \`c1\`, \`c2\` …, evidence \`e1\`, \`e2\` … Evidence may be the id of its source alone. The offsets of a quote are looked up where the captured text is at hand.
- **Changes**: where a command changes what is there, a field that is left out stays as it is, and \`null\` removes it, where the thing can be without it. A list is given whole.
- **Warnings** refuse nothing: a page older than the act it supports, an interval that may be mistyped, a possible duplicate …`;

const ENVELOPE_NOTE = 'Every command has these fields; the tables below give the others.';

const NOTES: Partial<Record<CommandName, string>> = {
  record: `The fields of \`development\` are those of its [kind of event](events.md#developments), as [described below](#a-development-in-a-command).`,
  correct: `\`changes\` names what changes; lists such as \`claims\` and \`evidence\` are given whole, claims with the ids they have. Evidence that was added since stays, unless \`evidence\` or a whole \`version\` leaves it out, of which a warning tells. A claim that stays as it was is not refused for what has changed around it: a ladder, an office, a captured text.`,
  'issue-revise': `A ladder is given whole.`,
};

function commandSection(name: CommandName): string {
  const { description, examples } = COMMAND_DESCRIPTIONS[name];
  const fields = rows(schemaOf(COMMANDS[name]), '', new Set(ENVELOPE));
  const note = NOTES[name];
  return [
    `### ${name}`,
    description,
    ...(note === undefined ? [] : [note]),
    table(fields),
    block('json', examples.map((e) => JSON.stringify(e)).join('\n')),
  ].join('\n\n');
}

const GROUPS: readonly [string, (name: string) => boolean][] = [
  ['Dossiers and issues', (n) => n.startsWith('dossier-') || n.startsWith('issue-')],
  ['Actors', (n) => n.startsWith('actor-')],
  ['Sources', (n) => n.startsWith('source-')],
  ['Developments', (n) => !n.includes('-')],
];

function commandsPage(): string {
  const names = Object.keys(COMMAND_DESCRIPTIONS) as CommandName[];
  const envelope = rows(schemaOf(COMMANDS.reinstate)).filter((r) => ENVELOPE.includes(r.name));
  const act = (r: Row): Row => (r.name === 'do' ? { ...r, type: 'name of a command', meaning: 'what is to be done' } : r);
  return page(
    '# Commands',
    GENERATED,
    IMPORT,
    ENVELOPE_NOTE,
    table(ENVELOPE.map((n) => act(envelope.find((r) => r.name === n)!))),
    GROUPS.map(
      ([title, has]) =>
        `- ${title}: ${names
          .filter(has)
          .map((n) => `[${n}](#${anchor(n)})`)
          .join(', ')}`,
    ).join('\n'),
    'The types are those of [the events](events.md). Read from top to bottom, the examples are a file that can be imported.',
    ...GROUPS.flatMap(([title, has]) => [`## ${title}`, ...names.filter(has).map(commandSection)]),
    '## A development in a command',
    `What every kind takes. Own fields of a kind stand with [its event](events.md#developments).`,
    table(rows(schemaOf(inputOfKind('StatementMade')))),
  );
}

// ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Document {
  /** Below the root of the project. */
  readonly path: string;
  readonly text: string;
}

/** The documents as the schemas make them. */
export const documents = (): Document[] => [
  { path: 'docs/events.md', text: eventsPage() },
  { path: 'docs/commands.md', text: commandsPage() },
];

/** Paths of documents that are not what the schemas make. */
export const outdated = (): string[] =>
  documents()
    .filter(({ path, text }) => !existsSync(new URL(path, root)) || readFileSync(new URL(path, root), 'utf8') !== text)
    .map((d) => d.path);

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const old = outdated();
  if (process.argv.includes('--check')) {
    for (const path of old) console.error(`${path} is not what the schemas say: run \`npm run docs\` and commit it`);
    process.exitCode = old.length ? 1 : 0;
  } else
    for (const { path, text } of documents()) {
      writeFileSync(new URL(path, root), text);
      console.log(`${path} ${old.includes(path) ? 'written' : 'is current'}`);
    }
}
