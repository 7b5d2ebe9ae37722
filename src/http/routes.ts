/**
 * The table of the API: what each route takes, checks and gives. Requests are validated with it, the OpenAPI document is made
 * from it, tests hold answers to that document, and the types of the client are derived from it.
 */
import * as z from 'zod';
import { reason } from '../../events/schema.ts';
import { issueDefined, issueRevised } from '../../events/dossiers.ts';
import { DEVELOPMENT_KINDS } from '../../events/developments.ts';
import type { DevelopmentKind } from '../../events/developments.ts';
import { ROLES } from '../../events/access.ts';
import type { Role } from '../../events/access.ts';
import { COMMANDS, inputOfKind } from '../record/commands.ts';
import type { CommandName } from '../record/commands.ts';
import { PATHS } from './paths.ts';
import type { RouteName } from './paths.ts';
import { ANSWERS, streamed } from './schemas.ts';

export const FORMATS = {
  json: { type: 'application/json', title: 'JSON' },
  csv: { type: 'text/csv', title: 'CSV, safe to open in a spreadsheet' },
  md: { type: 'text/markdown', title: 'a Markdown table' },
  ics: { type: 'text/calendar', title: 'iCalendar' },
  atom: { type: 'application/atom+xml', title: 'an Atom feed' },
  timelinejs: { type: 'application/vnd.timelinejs+json', title: 'JSON as TimelineJS reads it' },
} as const;
export type Format = keyof typeof FORMATS;

// ── parameters ──

const text = (max: number) => z.string().min(1, 'must not be empty').max(max);
const id = text(120).meta({ description: 'id' });
const whole = (min: number, max: number, description: string) =>
  z
    .string()
    .regex(/^\d{1,15}$/, 'must be a whole number')
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`)
    .meta({ description });
const flag = z.enum(['true', 'false']).transform((v) => v === 'true');
const date = text(120);

const waiting = {
  'wait-for': whole(
    0,
    Number.MAX_SAFE_INTEGER,
    'answer only once this node has read the log up to this size (Demarche-Position of a write)',
  ),
  'wait-timeout': whole(0, 30, 'how many seconds to wait for that; 5 when left out'),
};
const format = (formats: readonly Format[]) =>
  z.enum(formats as [Format, ...Format[]]).meta({ description: 'form of the answer; else what Accept asks for, else JSON' });

const at = date.meta({ description: 'what was in force then: a day, month, year (its end) or instant; today when left out' });
const published = date.meta({ description: 'resting only on sources that were published by then; no limit when left out' });
const known = text(60).meta({ description: 'as the record stood then: a log size, or a day or instant; now when left out' });
const dossier = id.meta({ description: 'which dossier; needed only where there are several' });
const coordinates = { at, published, known, dossier };
const selection = {
  actor: text(200).meta({ description: 'facets that name this actor: an id or a name (FRA, Zelensky)' }),
  issue: id.meta({ description: 'an issue, or the last part of another facet' }),
};
const facet = text(400).meta({ description: 'one facet, or all below a beginning such as `role` or `role/FRA`' });
const grain = z.enum(['day', 'moment']).meta({ description: 'a step for each day (when left out), or for each moment within it' });
const filters = {
  kind: z.enum(DEVELOPMENT_KINDS as [DevelopmentKind, ...DevelopmentKind[]]).meta({ description: 'of one kind' }),
  from: date.meta({ description: 'only what may have been on or after it' }),
  text: text(400).meta({ description: 'with all of these words in title, summary, place or id' }),
  retracted: flag.meta({ description: 'false leaves out what was retracted' }),
  limit: whole(1, 1000, 'at most so many; all when left out'),
  after: id.meta({ description: 'cursor: `next` of the page before' }),
};

type Shape = Record<string, z.ZodType>;
type Optional<S extends Shape> = { [K in keyof S]: z.ZodOptional<S[K]> };
/** Parameters that may all be left out. */
const optional = <S extends Shape>(shape: S) =>
  Object.fromEntries(Object.entries(shape).map(([k, s]) => [k, s.optional()])) as unknown as Optional<S>;

// ── routes ──

export interface Route {
  readonly summary: string;
  readonly tag: 'ask' | 'live' | 'record' | 'access';
  /** Who may: `read` is anybody where reading is open, else readers. */
  readonly role: 'read' | Exclude<Role, 'reader'>;
  /** The answer is a text that belongs to others: open reading alone does not open it (ADR 12). */
  readonly isOthersText?: true;
  readonly query: z.ZodObject;
  readonly answer: z.ZodType;
  readonly status: 200 | 201;
  /** Forms of the answer; JSON alone when left out. */
  readonly formats?: readonly Format[];
  readonly body?: z.ZodType;
  /** The command that a body is part of, and where its parts stand in the request. */
  readonly command?: CommandName;
  /** The part of the command that the id in the path is. */
  readonly target?: string;
  /** A version of what is written must be named (If-Match), or may be. */
  readonly ifMatch?: 'required' | 'optional' | undefined;
  /** Statuses beside those that every route of its kind has. */
  readonly also?: readonly number[];
  readonly example?: string;
}

const TABLE = ['json', 'csv', 'md'] as const;

function ask<Q extends Shape, A extends z.ZodType>(summary: string, query: Q, answer: A, more: Partial<Route> = {}) {
  const formats = more.formats ?? TABLE;
  return {
    tag: 'ask' as const,
    role: 'read' as const,
    status: 200 as const,
    ...more,
    summary,
    formats,
    query: z.strictObject({ ...optional(query), ...optional(waiting), ...optional({ format: format(formats) }) }),
    answer,
  };
}
/** A resource that is written to: its ETag is the revision of its stream. */
function entry<Q extends Shape, A extends z.ZodType>(summary: string, query: Q, answer: A) {
  return {
    tag: 'ask' as const,
    role: 'read' as const,
    status: 200 as const,
    summary,
    query: z.strictObject({ ...optional(query), ...optional(waiting) }),
    answer,
  };
}

const writing = {
  'dry-run': flag.meta({ description: 'true: say what it would change, and write nothing' }),
  at: date.meta({ description: 'the changes that are told are those in what was in force then; today when left out' }),
};
/** What the path, the headers and the token say is no part of the body. */
const ENVELOPE = ['do', 'key', 'author', 'recordedAt', 'expectedVersion'];

/** The body of a command: its fields without what the path, the headers and the token say. */
function bodyOf(name: CommandName, target?: string): z.ZodObject {
  const { shape } = COMMANDS[name] as unknown as z.ZodObject;
  const left = Object.entries(shape).filter(([k]) => !ENVELOPE.includes(k) && k !== target);
  return z.strictObject(Object.fromEntries(left));
}
function write<N extends CommandName, T extends string | undefined = undefined>(
  summary: string,
  command: N,
  more: { target?: T; ifMatch?: Route['ifMatch']; status?: 200 | 201; body?: z.ZodType } = {},
) {
  const { target } = more;
  return {
    tag: 'record' as const,
    role: 'recorder' as const,
    status: more.status ?? (200 as const),
    ifMatch: more.ifMatch ?? (target === undefined ? undefined : ('optional' as const)),
    summary,
    command,
    ...(target !== undefined && { target }),
    query: z.strictObject(optional(writing)),
    body: more.body ?? bodyOf(command, target),
    answer: z.union([ANSWERS.written, ANSWERS.dryRun]),
  };
}

const recordBody = z.union(
  DEVELOPMENT_KINDS.map((k) => z.strictObject({ kind: z.literal(k), development: inputOfKind(k) })) as unknown as [
    z.ZodObject,
    z.ZodObject,
  ],
);

export const ROUTES = {
  state: ask('What was in force: every cell, or those that are selected', { ...coordinates, ...selection, facet }, ANSWERS.state, {
    example: 'at=2025-09-04&issue=troop-deployment',
  }),
  why: ask('Why a cell says this: words, sources, what it beat', coordinates, ANSWERS.why, { example: 'at=2025-09-04' }),
  history: ask('Every answer that one cell ever gave', { ...coordinates, grain }, ANSWERS.history),
  facet: ask('One cell: an empty one is an answer', coordinates, ANSWERS.facet, { example: 'at=2025-09-04' }),
  timeline: ask('What happened, in the order of its dates', { ...coordinates, ...selection, ...filters }, ANSWERS.timeline, {
    formats: ['json', 'csv', 'md', 'ics', 'atom', 'timelinejs'],
    example: 'from=2025-09-03&at=2025-09-05',
  }),
  replay: ask(
    'Step by step, how it came to that',
    {
      ...coordinates,
      ...selection,
      facet,
      axis: z.enum(['at', 'known', 'published']).meta({ description: 'along which coordinate; `at` when left out' }),
      from: text(60).meta({ description: 'begin there: a value of the axis' }),
      grain,
    },
    ANSWERS.replay,
    { example: 'actor=Italy' },
  ),
  diff: ask(
    'What changed between two points, and why',
    {
      ...coordinates,
      ...selection,
      facet,
      'from-at': at,
      'to-at': at,
      'from-published': published,
      'to-published': published,
      'from-known': known,
      'to-known': known,
    },
    ANSWERS.diff,
    { example: 'from-at=2025-09-03&to-at=2025-09-05' },
  ),
  thin: ask('What stands on thin ground: one origin, nobody named, undated', { ...coordinates, ...selection }, ANSWERS.state),
  followUps: ask('What was promised, due when as said, and what answered it', coordinates, ANSWERS.followUps, {
    formats: ['json', 'csv', 'md', 'ics'],
  }),
  quantities: ask('Numbers beside names: how many were claimed, and who is named', coordinates, ANSWERS.quantities),
  contradictions: ask('Texts and cells that contradict each other', coordinates, ANSWERS.contradictions),
  review: ask('What an editor should look at', coordinates, ANSWERS.review),
  search: {
    ...ask('Developments, actors, issues and sources with all of these words', coordinates, ANSWERS.search),
    query: z.strictObject({
      q: text(400).meta({ description: 'the words' }),
      ...optional(coordinates),
      ...optional(waiting),
      ...optional({ format: format(TABLE) }),
    }),
    example: 'q=Zelensky%2026',
  },
  log: ask(
    'The raw record, event by event',
    {
      type: text(80).meta({ description: 'events of one type, e.g. DevelopmentCorrected' }),
      subject: id.meta({ description: 'on one development, source, actor or dossier' }),
      after: whole(0, Number.MAX_SAFE_INTEGER, 'cursor: from that log size on'),
      last: whole(1, 1000, 'only the last so many'),
      limit: whole(1, 1000, 'at most so many; 100 when left out'),
      known,
    },
    ANSWERS.log,
    { formats: ['json', 'csv', 'md', 'atom'], example: 'last=10' },
  ),
  stream: {
    tag: 'live',
    role: 'read',
    status: 200,
    summary: 'The log as it grows, each event with the cells it changed (Server-Sent Events)',
    query: z.strictObject(
      optional({
        after: whole(
          0,
          Number.MAX_SAFE_INTEGER,
          'from that log size on; Last-Event-ID goes before it; what comes from now on when left out',
        ),
        changes: flag.meta({ description: 'false leaves out the changed cells' }),
      }),
    ),
    answer: streamed,
  },
  developments: ask('Developments: the timeline by another name', { ...coordinates, ...selection, ...filters }, ANSWERS.timeline),
  development: entry('A development as it stands, to be corrected; with all that was done to it', {}, ANSWERS.development),
  sources: ask('The pages, weakest first, and what rests on them', { ...coordinates, ...selection, source: id }, ANSWERS.sources),
  source: entry('A source as it stands, to be corrected; with all that was done to it', {}, ANSWERS.source),
  capture: {
    ...entry(
      'The text of a source as it was captured, where this node keeps it; who may read it, docs/http.md says',
      { sha256: COMMANDS['source-capture'].shape.sha256.meta({ description: 'one of its captures; the last when left out' }) },
      ANSWERS.capture,
    ),
    isOthersText: true,
  },
  actors: ask('Who is registered, with other names and offices', { known }, ANSWERS.actors),
  actor: entry('An actor as it stands, to be updated; with all that was done to it', {}, ANSWERS.actor),
  dossiers: ask('The dossiers of this record', { known }, ANSWERS.dossiers),
  dossier: entry('A dossier as it stands, to be updated; with all that was done to it', {}, ANSWERS.dossier),
  issues: ask('The questions of a dossier, with their ladders', { known, dossier }, ANSWERS.issues),
  issue: entry('A question as it stands, to be revised; its ETag is that of its dossier', { dossier }, ANSWERS.issue),

  record: write('Record a development', 'record', { status: 201, body: recordBody }),
  correct: write('Correct a development: what changes, or a whole new version', 'correct', { target: 'development', ifMatch: 'required' }),
  retract: write('Take a development back', 'retract', { target: 'development' }),
  reinstate: write('Take a retraction back', 'reinstate', { target: 'development' }),
  addEvidence: write('Add evidence to a development, or to some of its claims', 'evidence', { target: 'development' }),
  merge: write('Retract a duplicate and move its evidence to the other', 'merge', { target: 'development' }),
  adjudicate: write('Rule which of several claims on a facet stands', 'adjudicate', { status: 201 }),
  addSource: write('Register a source', 'source-add', { status: 201 }),
  correctSource: write('Correct the description of a source', 'source-correct', { target: 'id', ifMatch: 'required' }),
  gradeSource: write('Grade a source', 'source-grade', { target: 'id' }),
  captureSource: {
    ...write('Keep the text of a source, so that quotes can be found in it', 'source-capture', { target: 'id' }),
    body: z.strictObject({
      text: z.string().max(900_000).optional().meta({ description: 'the text itself; or its hash and length, where it is kept elsewhere' }),
      sha256: COMMANDS['source-capture'].shape.sha256.optional(),
      length: COMMANDS['source-capture'].shape.length.optional(),
      capturedAt: COMMANDS['source-capture'].shape.capturedAt,
    }),
  },
  checkSource: {
    tag: 'record',
    role: 'recorder',
    status: 200,
    summary: 'What became of the quotes of a source in another copy of its page; keeps nothing and writes nothing',
    query: z.strictObject({}),
    body: z.strictObject({ text: z.string().max(900_000).meta({ description: 'the text of the copy' }) }),
    answer: ANSWERS.checked,
  },
  withdrawSource: write('Withdraw a source: it no longer counts, nor do copies of it', 'source-withdraw', { target: 'id' }),
  restoreSource: write('Take a withdrawal back', 'source-restore', { target: 'id' }),
  mergeSource: write('Two sources are one document: this one becomes an alias', 'source-merge', { target: 'id' }),
  addActor: write('Register an actor', 'actor-add', { status: 201 }),
  updateActor: write('Update an actor: names, offices, successor', 'actor-update', { target: 'id', ifMatch: 'required' }),
  mergeActor: write('Two actors are one: this one becomes an alias', 'actor-merge', { target: 'id' }),
  openDossier: write('Open a dossier', 'dossier-open', { status: 201 }),
  updateDossier: write('Update a dossier: title, bodies, world facts', 'dossier-update', { target: 'id', ifMatch: 'required' }),
  defineIssue: write('Define a question with its ladder', 'issue-define', { status: 201, body: z.strictObject(issueDefined.shape) }),
  reviseIssue: write('Put a question differently; old claims keep their ladder', 'issue-revise', {
    target: 'id',
    ifMatch: 'required',
    body: bodyOf('issue-revise', 'id').extend({ dossier: issueRevised.shape.dossier }),
  }),
  undo: {
    tag: 'record',
    role: 'recorder',
    status: 200,
    summary: 'Take back the last act of the holder of the token; with dry-run, say which that is and what taking it back would do',
    query: z.strictObject(optional(writing)),
    body: z.strictObject({
      position: z
        .int()
        .positive()
        .optional()
        .meta({ description: 'the act: the log size after it, as the dry run gives it; refused when another came since' }),
      reason: reason.optional(),
    }),
    answer: z.union([ANSWERS.undone, ANSWERS.undoing]),
  },
  batch: {
    tag: 'record',
    role: 'recorder',
    status: 200,
    summary: 'Many commands: validated whole, then written in order; sent again it completes what was cut off',
    query: z.strictObject(
      optional({ 'dry-run': writing['dry-run'], partial: flag.meta({ description: 'true: write what is right and list what is not' }) }),
    ),
    body: z.strictObject({
      commands: z
        .array(z.looseObject({ do: z.enum(Object.keys(COMMANDS) as [CommandName, ...CommandName[]]) }))
        .min(1)
        .max(10_000)
        .meta({ description: 'commands as docs/commands.md has them; `author` and `recordedAt` only with the role admin' }),
    }),
    answer: ANSWERS.batch,
  },
  tokens: {
    ...entry('Tokens, with those that are no longer taken; never the tokens themselves', {}, ANSWERS.tokens),
    tag: 'access',
    role: 'admin',
  },
  issueToken: {
    tag: 'access',
    role: 'admin',
    status: 201,
    summary: 'Make a token; it is shown this once',
    query: z.strictObject({}),
    body: z.strictObject({
      name: z.string().trim().min(1).max(100).meta({ description: 'whom it is for: the author of what is recorded with it' }),
      role: z.enum(ROLES),
      expires: z.iso.datetime({ offset: true }).optional(),
    }),
    answer: ANSWERS.tokenIssued,
  },
  revokeToken: {
    tag: 'access',
    role: 'admin',
    status: 200,
    summary: 'Revoke a token, at once and on every node',
    query: z.strictObject({}),
    body: z.strictObject({ reason: z.string().trim().min(1).max(1000).optional() }),
    answer: ANSWERS.token,
  },
} as const satisfies Record<RouteName, Route>;

export type Routes = typeof ROUTES;
export const routeOf = (name: RouteName): Route => ROUTES[name];
export const methodOf = (name: RouteName): 'GET' | 'POST' => PATHS[name][0];
export const pathOf = (name: RouteName): string => PATHS[name][1];
export const ROUTE_NAMES = Object.keys(PATHS) as RouteName[];

/** Every status that a route can answer with; the tests hold it to that. */
export function statusesOf(name: RouteName): number[] {
  const route = routeOf(name);
  const isWrite = methodOf(name) === 'POST';
  const path = pathOf(name);
  return [
    ...new Set([
      route.status,
      ...(route.command !== undefined && route.status === 201 ? [200] : []), // a dry run makes nothing
      400, 401, 403, 404, 406, 421, 429, 431, 500, 503,
      ...(isWrite ? [408, 409, 413, 415, 422, 507] : []),
      ...(!isWrite && name !== 'stream' && route.tag === 'ask' ? [304] : []),
      ...(route.ifMatch !== undefined ? [412] : []),
      ...(route.ifMatch === 'required' ? [428] : []),
      ...(path.includes('{') ? [404] : []),
      ...(route.also ?? []),
    ]),
  ].sort((a, b) => a - b); // prettier-ignore
}
