/** What answers look like on the wire: zod schemas, from which the OpenAPI document and the types of the client are made. */
import * as z from 'zod';
import { ACTOR_KINDS } from '../../events/actors.ts';
import { ROLES } from '../../events/access.ts';
import { DEVELOPMENT_KINDS } from '../../events/developments.ts';
import type { DevelopmentKind } from '../../events/developments.ts';
import { attribution, condition, edtf, facetPath, grade, OUTCOMES, participant, quote, relation } from '../../events/schema.ts';
import { QUOTE_ANSWERS, QUOTE_CHANGES } from '../../events/anchor.ts';
import { WARNING_CODES } from '../record/rejection.ts';

/** Schemas with a name of their own in the document. */
export const NAMED = z.registry<{ id: string; description?: string }>();
const named = <T extends z.ZodType>(id: string, schema: T, description?: string): T => {
  NAMED.add(schema, { id, ...(description !== undefined && { description }) });
  return schema;
};
const list = <T extends z.ZodType>(schema: T) => z.array(schema).readonly();
const text = z.string();
const position = z.int().nonnegative().meta({ description: 'log size after the event' });
const instant = z.string().nullable();
const kind = z.enum(DEVELOPMENT_KINDS as [DevelopmentKind, ...DevelopmentKind[]]);
/** A date of the record: as it was recorded, so that what was once taken is never refused on its way out. */
const date = text.meta({ description: 'a date in the EDTF profile' });

export const json = named('Json', z.json());
const value = json;
const detail = z.record(text, json);

const known = z.strictObject({ size: z.int(), recordedAt: instant });

export const coordinates = named(
  'Coordinates',
  z.strictObject({ at: text, published: text.nullable(), known }),
  'the coordinates as they were resolved',
);
const envelope = {
  coordinates,
  dossier: text,
  record: z.strictObject({ from: text.nullable(), to: text.nullable() }),
  notes: list(text).optional(),
};

const claimBy = named('ClaimBy', z.strictObject({ development: text, claim: text, version: z.int(), position }));
const voice = named('Voice', z.strictObject({ by: text.nullable(), for: list(text).optional(), via: text.optional() }));
const bounds = z.tuple([text.nullable(), text.nullable()]).readonly().meta({ description: '[from, to): an open side is null' });
const conditions = list(z.strictObject(condition.shape));
const claimFields = {
  value,
  detail: detail.optional(),
  conditions: conditions.optional(),
  by: claimBy,
  voice,
  attribution,
  origins: z.int(),
  date,
  bounds,
};
const claim = named('Claim', z.strictObject(claimFields), 'a claim as it stands in any list');
const STATUS = ['none', 'held', 'withdrawn', 'contested', 'unclear'] as const;
const cellFields = {
  value,
  detail: detail.optional(),
  conditions: conditions.optional(),
  status: z.enum(STATUS),
  since: date.optional(),
  confirmed: date.optional(),
  until: date.optional(),
  by: claimBy.optional(),
  voice: voice.optional(),
  attribution: attribution.optional(),
  origins: z.int().optional(),
  grade: grade.nullable().optional(),
  thin: list(z.enum(['one-origin', 'no-speaker', 'undated'])).optional(),
  approximate: z.literal(true).optional(),
  publicationUncertain: z.literal(true).optional(),
  activation: z.enum(['pending', 'active', 'lapsed']).optional(),
  alternatives: list(claim).optional(),
  overruled: list(claim).optional(),
  possibly: list(claim).optional(),
  saidByOthers: list(claim).optional(),
  reported: list(claim).optional(),
  unsupported: list(claim).optional(),
};
export const cell = named(
  'Cell',
  z.strictObject({ facet: text, ...cellFields }),
  'one facet at one moment, with all that stands beside it',
);

const item = named(
  'TimelineItem',
  z.strictObject({
    development: text,
    version: z.int(),
    position,
    kind,
    title: text,
    summary: text.optional(),
    date,
    dateBasis: text.optional(),
    order: z.int().optional(),
    bounds,
    place: text.optional(),
    status: z.enum(['current', 'corrected', 'retracted']),
    retraction: z.strictObject({ reason: text, duplicateOf: text.optional() }).optional(),
    by: text.optional(),
    for: list(text).optional(),
    participants: list(participant),
    claims: list(z.strictObject({ claim: text, facet: text, value })),
    relations: list(relation),
    sources: list(text),
    refs: list(text).optional(),
  }),
  'a development as it stands for a reader',
);

const direction = z.enum([
  'firmed-up',
  'softened',
  'reversed',
  'new',
  'withdrawn',
  'changed',
  'conditions-changed',
  'restated',
  'reclassified',
]);
const cause = z.enum(['record', 'publication', 'world']);
const act = { type: text, subject: text, reason: text.optional(), because: list(text).optional() };
const because = named(
  'Because',
  z.union([
    z.strictObject({ kind: z.literal('act'), position, author: text.nullable(), facet: text.optional(), ...act }),
    z.strictObject({ kind: z.literal('source'), source: text, published: text.nullable(), when: text.nullable() }),
    z.strictObject({
      kind: z.literal('development'),
      development: text,
      claim: text,
      facet: text.optional(),
      does: z.enum(['may-begin', 'begins', 'may-end', 'ends']),
      at: text,
    }),
  ]),
);
const change = named('Change', z.strictObject({ facet: text, before: cell, after: cell, cause, direction, because: list(because) }));

const sourceRefFields = {
  source: text,
  publisher: text.nullable(),
  title: text.optional(),
  url: text.optional(),
  published: text.nullable(),
  grade: text.nullable(),
  origin: text,
  captured: z.boolean(),
  withdrawn: z.literal(true).optional(),
};
const sourceRef = named('SourceRef', z.strictObject(sourceRefFields));
const quoteRef = named(
  'QuoteRef',
  z.strictObject({ source: text, claim: text, quote: z.strictObject(quote.shape).nullable(), wording: text.optional() }),
);

const said = z.strictObject({
  ...claimFields,
  facet: text,
  fate: z.enum(['shown', 'agrees', 'alternative', 'superseded', 'earlier', 'overruled', 'closed', 'listed']),
});

const followUp = named(
  'FollowUp',
  z.strictObject({
    development: text,
    title: text,
    kind,
    date,
    by: text.nullable(),
    for: list(text),
    binds: list(text),
    due: z.strictObject({ asSaid: text, from: edtf, until: edtf.optional() }).nullable(),
    overdue: z.boolean().nullable(),
    status: z.enum(['open', ...OUTCOMES, 'nothing-on-record']),
    answers: list(
      z.strictObject({ development: text, title: text, date, outcome: z.enum(OUTCOMES).nullable(), position, sources: list(text) }),
    ),
    position,
    sources: list(text),
  }),
);

const source = named(
  'Source',
  z.strictObject({
    ...sourceRefFields,
    standing: z.enum(['stands', 'withdrawn', 'copy-of-withdrawn', 'not-published']),
    withdrawal: z.strictObject({ reason: text, because: list(text) }).optional(),
    copies: list(text),
    developments: list(text),
    claims: list(z.strictObject({ facet: text, claim: text, value, shown: z.boolean(), status: z.enum(STATUS), alone: z.boolean() })),
    quotes: list(quoteRef),
    ticks: list(z.strictObject({ ...quoteRef.shape, development: text, title: text }).omit({ source: true, claim: true }))
      .optional()
      .meta({ description: 'words taken from it for what happened and claims nothing' }),
  }),
  'a document and what rests on it',
);

const member = z.strictObject({ actor: text, claims: list(claim) });

const actorKind = z.enum(ACTOR_KINDS);
const rung = { stance: text, label: text.optional(), means: text.optional() };
const ladder = list(z.strictObject(rung));
const retired = list(
  z.strictObject({ ...rung, rung: z.int().describe('rungs from neutral on the last ladder that had it: negative against') }),
)
  .optional()
  .describe('rungs that a revision took away: old claims keep their ladder');
const issueFields = { issue: text, question: text, whose: text.optional(), ladder, neutral: text, retired };
const body = z.strictObject({
  id: text,
  title: text,
  counts: facetPath.optional(),
  readiness: list(text).optional(),
  note: text.optional(),
});
const issue = named('Issue', z.strictObject(issueFields), 'a question with its ladder, from against to for');
const dossier = named(
  'Dossier',
  z.strictObject({
    dossier: text,
    title: text,
    summary: text.optional(),
    opens: text,
    issues: list(issue),
    bodies: list(body),
    worldFacts: list(z.strictObject({ id: text, text })),
    developments: z.int(),
  }),
);
const actor = named(
  'Actor',
  z.strictObject({
    actor: text,
    kind: actorKind,
    name: text,
    aliases: list(text).optional(),
    offices: list(z.strictObject({ office: text, of: text, from: text.optional(), until: text.optional() })).optional(),
    successor: text.optional(),
    note: text.optional(),
    mergedInto: text.optional(),
  }),
);

export const logItem = named(
  'LogItem',
  z.strictObject({
    position,
    type: text,
    stream: text,
    revision: z.int(),
    id: text,
    recordedAt: instant,
    author: text.nullable(),
    problem: text.optional().meta({ description: 'why the event cannot be read, where it cannot' }),
    event: json,
  }),
  'an event of the log; of who may write only that it happened',
);

const facetChange = { facet: text, before: cell, after: cell, direction };
export const streamed = named(
  'Streamed',
  z.strictObject({
    ...logItem.shape,
    changed: list(z.strictObject({ dossier: text, changes: list(z.strictObject(facetChange)) })).meta({
      description: 'the cells that it changed, as of the end of today',
    }),
  }),
  'data of an SSE event `log`',
);

const captured = {
  sha256: text,
  length: z.int().meta({ description: 'in Unicode code points' }),
  capturedAt: date.optional(),
  position,
};
const warning = named('Warning', z.strictObject({ code: z.enum(WARNING_CODES), pointer: text, message: text }));
const written = {
  position: position.meta({ description: 'log size once it was written: give it as `wait-for` to another node' }),
  streams: list(z.strictObject({ stream: text, revision: z.int() })),
  warnings: list(warning),
  repeated: z.boolean().meta({ description: 'it had been written before under its key' }),
  changes: list(change),
};
const undoes = {
  undoes: logItem.meta({ description: 'the act' }),
  says: text.meta({ description: 'what is done to take it back' }),
};
const tokenInfo = named(
  'Token',
  z.strictObject({
    id: text,
    name: text,
    role: z.enum(ROLES),
    issued: text,
    issuedBy: text,
    expires: text.optional(),
    revoked: text.optional(),
  }),
);

/** Answers by name. */
export const ANSWERS = {
  state: named('State', z.strictObject({ ...envelope, facets: list(cell) })),
  facet: named('FacetAnswer', z.strictObject({ ...envelope, facet: text, ...cellFields })),
  why: named(
    'Why',
    z.strictObject({
      ...envelope,
      facet: text,
      cell,
      shown: z.strictObject({ ...claimFields, dateBasis: text.optional(), title: text }).nullable(),
      agreeing: list(claim),
      beaten: list(
        z.strictObject({
          ...claimFields,
          because: z.enum(['overruled', 'superseded', 'earlier', 'attribution', 'origins', 'start', 'precision', 'recording']),
          same: z.literal(true).optional(),
          decidedBy: text.optional(),
          ruling: z.strictObject({ position, reason: text, because: list(text) }).optional(),
        }),
      ),
      excluded: list(
        z.strictObject({
          ...claimFields,
          because: z.enum([
            'retracted', 'older-version', 'correction-not-published', 'not-published', 'unsupported', 'others-word', 'anonymous',
            'low-grade', 'not-yet', 'possible-only', 'window-closed',
          ]), // prettier-ignore
        }),
      ),
      next: text.nullable(),
      sources: list(sourceRef),
      quotes: list(quoteRef),
      corrections: list(z.strictObject({ development: text, version: z.int(), position, reason: text, because: list(text) })),
    }),
  ),
  history: named(
    'History',
    z.strictObject({ ...envelope, facet: text, steps: list(z.strictObject({ from: text, to: text.nullable(), ...cellFields })) }),
  ),
  timeline: named('Timeline', z.strictObject({ ...envelope, items: list(item), next: text.optional() })),
  replay: named(
    'Replay',
    z.strictObject({
      ...envelope,
      axis: z.enum(['at', 'known', 'published']),
      steps: list(
        z.strictObject({
          when: text,
          position: position.nullable(),
          development: text.nullable(),
          changes: list(z.strictObject({ ...facetChange, cause })),
          said: list(said).optional(),
          ticks: list(item).optional(),
          act: z.strictObject(act).optional(),
          sources: list(text).optional(),
        }),
      ),
    }),
  ),
  diff: named('Diff', z.strictObject({ ...envelope, from: coordinates, changes: list(change) })),
  sources: named('Sources', z.strictObject({ ...envelope, sources: list(source) })),
  followUps: named('FollowUps', z.strictObject({ ...envelope, followUps: list(followUp) })),
  quantities: named(
    'Quantities',
    z.strictObject({
      ...envelope,
      quantities: list(
        z.strictObject({
          body: text,
          title: text,
          quantity: cell,
          claimedBy: voice.nullable(),
          confirmedBy: list(voice),
          namedByClaimant: list(member),
          namedByOthers: list(member),
          ownWord: list(member),
          membershipUnsaid: list(
            z.strictObject({
              actor: text,
              cells: list(z.strictObject({ facet: text, value, status: z.enum(STATUS), since: text.optional(), by: claimBy.optional() })),
            }),
          ),
        }),
      ),
    }),
  ),
  contradictions: named(
    'Contradictions',
    z.strictObject({
      ...envelope,
      contradictions: list(
        z.union([z.strictObject({ kind: z.literal('texts'), one: item, other: item }), z.strictObject({ kind: z.literal('cell'), cell })]),
      ),
    }),
  ),
  review: named(
    'Review',
    z.strictObject({
      ...envelope,
      lowGrade: list(source),
      oneOrigin: list(cell),
      unanswered: list(followUp),
      olderThanAct: list(z.strictObject({ development: text, date, source: text, published: text })),
      unsupported: list(cell),
    }),
  ),
  search: named(
    'Found',
    z.strictObject({
      ...envelope,
      actors: list(z.strictObject({ actor: text, name: text, kind: actorKind, matched: text })),
      issues: list(z.strictObject({ issue: text, question: text })),
      sources: list(z.strictObject({ source: text, publisher: text, published: text.nullable(), url: text.nullable() })),
      developments: list(item),
    }),
  ),
  dossiers: named('Dossiers', z.strictObject({ position, known, dossiers: list(dossier) })),
  actors: named('Actors', z.strictObject({ position, known, actors: list(actor) })),
  issues: named('Issues', z.strictObject({ position, known, dossier: text, issues: list(issue) })),
  dossier: named('DossierEntry', dossier.omit({ developments: true }).extend({ revision: z.int(), log: list(logItem) })),
  actor: named('ActorEntry', z.strictObject({ revision: z.int(), ...actor.shape, log: list(logItem) })),
  issue: named('IssueEntry', z.strictObject({ revision: z.int(), dossier: text, ...issueFields, log: list(logItem) })),
  source: named(
    'SourceEntry',
    z.strictObject({
      revision: z.int(),
      source: text,
      description: z.record(text, json),
      withdrawn: z.boolean(),
      log: list(logItem),
    }),
  ),
  capture: named(
    'Capture',
    z.strictObject({
      source: text,
      ...captured,
      text,
      captures: list(z.strictObject(captured)).meta({ description: 'all that were made of this page, the last one last' }),
    }),
    'a captured text: offsets of quotes count its Unicode code points',
  ),
  development: named(
    'DevelopmentEntry',
    z.strictObject({
      revision: z.int().meta({ description: 'of its stream: the ETag' }),
      id: text,
      kind,
      version: z.int(),
      status: z.enum(['current', 'corrected', 'retracted']),
      development: z.record(text, json).meta({ description: 'its last version, in the form that a correction starts from' }),
      log: list(logItem),
    }),
  ),
  log: named(
    'Log',
    z.strictObject({
      position: position.meta({ description: 'size of the whole log' }),
      known,
      items: list(logItem),
      next: z.int().optional().meta({ description: 'cursor of the next page: give it as `after`' }),
    }),
  ),
  written: named('Written', z.strictObject(written), 'what a command did, and what it changed as of the end of today'),
  dryRun: named(
    'DryRun',
    z.strictObject({ dryRun: z.literal(true), warnings: list(warning), changes: list(change) }),
    'what a command would do; nothing was written',
  ),
  undone: named('Undone', z.strictObject({ ...written, ...undoes }), 'what taking an act back did'),
  undoing: named(
    'Undoing',
    z.strictObject({ dryRun: z.literal(true), warnings: list(warning), changes: list(change), ...undoes }),
    'what taking an act back would do; nothing was written',
  ),
  checked: named(
    'CheckedCopy',
    z.strictObject({
      source: text,
      copy: z.strictObject({ sha256: text, length: z.int() }),
      capture: z.strictObject({ sha256: text, length: z.int() }).nullable().meta({ description: 'what is kept of the page' }),
      ok: z.boolean().meta({ description: 'whether every quote is unchanged or moved; nothing else is verified' }),
      quotes: list(
        z.strictObject({
          development: text,
          evidence: text,
          quote: z.strictObject(quote.shape),
          answer: z.enum(QUOTE_ANSWERS),
          start: z.int().optional(),
          end: z.int().optional(),
          now: text.optional().meta({ description: 'with `changed`: what stands there now' }),
          what: z.enum(QUOTE_CHANGES).optional().meta({
            description: 'with `changed`: the words stand between others (`around`), otherwise spelt (`spelling`), or are others (`words`)',
          }),
          starts: list(z.int()).optional().meta({ description: 'with `ambiguous`: the places' }),
        }),
      ),
    }),
    'the quotes of a source, looked up in another copy of its page; offsets count its Unicode code points',
  ),
  batch: named(
    'BatchWritten',
    z.strictObject({
      position,
      dryRun: z.literal(true).optional(),
      commands: z.int(),
      written: z.int(),
      repeated: z.int(),
      events: z.int(),
      warnings: list(z.strictObject({ ...warning.shape })),
      faults: list(z.strictObject({ pointer: text, code: text, message: text, remedy: text.optional() })).meta({
        description: 'with `partial`: what was left out',
      }),
    }),
  ),
  tokens: named('Tokens', z.strictObject({ tokens: list(tokenInfo) })),
  tokenIssued: named('TokenMade', z.strictObject({ token: text.meta({ description: 'shown once, kept nowhere' }), ...tokenInfo.shape })),
  token: tokenInfo,
  health: named(
    'Health',
    z.strictObject({
      status: z.enum(['ok', 'ready', 'lagging', 'closing', 'unreachable']),
      position: position.optional(),
      behindSeconds: z.number().optional(),
    }),
  ),
} as const;

export const problem = named(
  'Problem',
  z.strictObject({
    type: text,
    title: text,
    status: z.int(),
    detail: text,
    code: text.meta({ description: 'a name for programs' }),
    instance: text.meta({ description: 'the request, as in X-Request-Id' }),
    remedy: text.optional(),
    current: text.optional().meta({ description: 'with 412: the ETag as it is now' }),
    errors: list(
      z.strictObject({
        in: z.enum(['body', 'query', 'path', 'header']),
        pointer: text.meta({ description: 'JSON pointer into the body, or into the parameters' }),
        code: text,
        message: text,
        remedy: text.optional(),
      }),
    ).optional(),
  }),
  'RFC 9457',
);
export type Problem = z.infer<typeof problem>;
