/** Answers as tables: one row an item, the same columns for every answer of a kind. What CSV and Markdown are made of. */
import type { Condition } from '../../events/schema.ts';
import type { Cell, ClaimAnswer } from '../../projections/cell.ts';
import type { SourceAnswer } from '../../projections/sources.ts';
import type { TimelineItem } from '../../projections/timeline.ts';
import type {
  ActorAnswer,
  ContradictionsAnswer,
  DiffAnswer,
  DossierAnswer,
  FollowUpsAnswer,
  HistoryAnswer,
  QuantitiesAnswer,
  ReplayAnswer,
  ReviewAnswer,
  SearchAnswer,
  WhyAnswer,
} from '../query/answers.ts';

/** What a field of a table can hold. */
export type Field = string | number | boolean | null | undefined;
export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Field[])[];
}

/** Text as it is, the rest as JSON, nothing as nothing. */
const field = (v: unknown): Field => (v === null || v === undefined ? null : typeof v === 'object' ? JSON.stringify(v) : (v as Field));
/** A claim in one word: `development#claim@version`. */
export const ref = ({ by }: Pick<ClaimAnswer, 'by'>): string => `${by.development}#${by.claim}@${by.version}`;

/** How values and conditions are written where the form asks for it; all else in a row is the same in every form. */
export interface Wording {
  readonly field: (value: unknown) => Field;
  readonly condition: (condition: Condition) => string;
}
const PLAIN: Wording = { field, condition: ({ facet, is, mode }) => `${mode} ${facet} is ${String(field(is))}` };

/** The claims of a list, each with its value. */
const listed = (list: readonly ClaimAnswer[] | undefined, { field }: Wording = PLAIN): Field =>
  list?.map((c) => `${String(field(c.value) ?? 'null')} (${ref(c)})`).join('; ');
const conditions = (list: Cell['conditions'], { condition }: Wording): Field => list?.map(condition).join(' and ');

export const CELL = [
  'facet', 'value', 'detail', 'conditions', 'status', 'since', 'confirmed', 'until', 'activation', 'speaker', 'for', 'via', 'attribution',
  'origins', 'grade', 'thin', 'approximate', 'publicationUncertain', 'claim', 'position', 'alternatives', 'overruled', 'possibly',
  'saidByOthers', 'reported', 'unsupported',
] as const; // prettier-ignore

export const cellRow = (c: Cell, w: Wording = PLAIN): Field[] => [
  c.facet,
  w.field(c.value),
  w.field(c.detail),
  conditions(c.conditions, w),
  c.status,
  c.since,
  c.confirmed,
  c.until,
  c.activation,
  c.voice?.by,
  c.voice?.for?.join(' '),
  c.voice?.via,
  c.attribution,
  c.origins,
  c.grade,
  c.thin?.join(' '),
  c.approximate,
  c.publicationUncertain,
  c.by && ref({ by: c.by }),
  c.by?.position,
  listed(c.alternatives, w),
  listed(c.overruled, w),
  listed(c.possibly, w),
  listed(c.saidByOthers, w),
  listed(c.reported, w),
  listed(c.unsupported, w),
];

export const ITEM = [
  'date', 'earliest', 'latest', 'kind', 'development', 'version', 'status', 'title', 'by', 'for', 'participants', 'place', 'claims',
  'sources', 'position',
] as const; // prettier-ignore
export const itemRow = (i: TimelineItem, w: Wording = PLAIN): Field[] => [
  i.date,
  i.bounds[0],
  i.bounds[1],
  i.kind,
  i.development,
  i.version,
  i.status,
  i.title,
  i.by,
  i.for?.join(' '),
  i.participants.map((p) => `${p.actor} (${p.role})`).join('; '),
  i.place,
  i.claims.map((c) => `${c.facet}=${String(w.field(c.value) ?? 'null')}`).join('; '),
  i.sources.join(' '),
  i.position,
];

const sourceRow = (s: SourceAnswer): Field[] => [
  s.source,
  s.publisher,
  s.title,
  s.url,
  s.published,
  s.grade,
  s.origin,
  s.standing,
  s.captured,
  s.developments.join(' '),
  s.claims.length,
  s.claims.filter((c) => c.shown).length,
  s.claims.filter((c) => c.alone).length,
  s.copies.join(' '),
];
const SOURCE = ['source', 'publisher', 'title', 'url', 'published', 'grade', 'origin', 'standing', 'captured', 'developments', 'claims', 'shown', 'alone', 'copies']; // prettier-ignore

export const WHY = ['facet', 'part', 'because', 'decidedBy', 'value', 'detail', 'conditions', 'speaker', 'for', 'via', 'attribution', 'origins', 'date', 'claim', 'position'] as const; // prettier-ignore
/** A claim with its part in the answer to why. */
export const partRow = (
  facet: string,
  c: ClaimAnswer & { readonly part: string; readonly because?: string | null; readonly decidedBy?: string | null },
  w: Wording = PLAIN,
): Field[] => [
  facet,
  c.part,
  c.because,
  c.decidedBy,
  w.field(c.value),
  w.field(c.detail),
  conditions(c.conditions, w),
  c.voice.by,
  c.voice.for?.join(' '),
  c.voice.via,
  c.attribution,
  c.origins,
  c.date,
  ref(c),
  c.by.position,
];

const table = (columns: readonly string[], rows: readonly (readonly Field[])[]): Table => ({ columns, rows });

/** How each kind of answer becomes a table. */
export const TABLES = {
  state: (a: { readonly facets: readonly Cell[] }) =>
    table(
      CELL,
      a.facets.map((c) => cellRow(c)),
    ),
  facet: (a: Cell) => table(CELL, [cellRow(a)]),
  history: (a: HistoryAnswer) =>
    table(
      ['from', 'to', ...CELL],
      a.steps.map(({ from, to, ...cell }) => [from, to, ...cellRow({ facet: a.facet, ...cell })]),
    ),
  why: (a: WhyAnswer) => {
    const row = (part: string, c: ClaimAnswer) => partRow(a.facet, { part, ...c });
    return table(WHY, [
      ...(a.shown ? [row('shown', a.shown)] : []),
      ...a.agreeing.map((c) => row('agrees', c)),
      ...a.beaten.map((c) => row('beaten', c)),
      ...a.excluded.map((c) => row('excluded', c)),
    ]);
  },
  timeline: (a: { readonly items: readonly TimelineItem[] }) =>
    table(
      ITEM,
      a.items.map((i) => itemRow(i)),
    ),
  replay: (a: ReplayAnswer) =>
    table(
      ['when', 'facet', 'before', 'after', 'direction', 'cause', 'development', 'act', 'sources', 'position'],
      a.steps.flatMap((s) =>
        s.changes.map((c) => [
          s.when,
          c.facet,
          field(c.before.value),
          field(c.after.value),
          c.direction,
          c.cause,
          s.development,
          s.act && `${s.act.type} ${s.act.subject}`,
          s.sources?.join(' '),
          s.position,
        ]),
      ),
    ),
  diff: (a: DiffAnswer) =>
    table(
      ['facet', 'before', 'after', 'direction', 'cause', 'because', 'statusBefore', 'statusAfter', 'claim'],
      a.changes.map((c) => [
        c.facet,
        field(c.before.value),
        field(c.after.value),
        c.direction,
        c.cause,
        c.because
          .map((b) =>
            b.kind === 'act'
              ? `${b.type} ${b.subject}@${b.position}`
              : b.kind === 'source'
                ? b.source
                : `${b.development}#${b.claim} ${b.does}`,
          )
          .join('; '),
        c.before.status,
        c.after.status,
        c.after.by && ref({ by: c.after.by }),
      ]),
    ),
  sources: (a: { readonly sources: readonly SourceAnswer[] }) => table(SOURCE, a.sources.map(sourceRow)),
  followUps: (a: FollowUpsAnswer) =>
    table(
      ['date', 'development', 'title', 'by', 'for', 'binds', 'dueAsSaid', 'dueFrom', 'dueUntil', 'overdue', 'status', 'answeredBy', 'sources', 'position'], // prettier-ignore
      a.followUps.map((f) => [
        f.date,
        f.development,
        f.title,
        f.by,
        f.for.join(' '),
        f.binds.join(' '),
        f.due?.asSaid,
        f.due?.from,
        f.due?.until,
        f.overdue,
        f.status,
        f.answers.map((x) => x.development).join(' '),
        f.sources.join(' '),
        f.position,
      ]),
    ),
  quantities: (a: QuantitiesAnswer) =>
    table(
      ['body', 'quantity', 'value', 'claimedBy', 'actor', 'named', 'claims'],
      a.quantities.flatMap((q) => {
        const claimant = q.claimedBy?.for?.join(' ') ?? q.claimedBy?.by;
        const own = [q.body, q.quantity.facet, field(q.quantity.value), claimant] as const;
        const members = (how: string, list: typeof q.ownWord) => list.map((m) => [...own, m.actor, how, m.claims.map(ref).join(' ')]);
        return [
          ...members('by the claimant', q.namedByClaimant),
          ...members('by others', q.namedByOthers),
          ...members('own word', q.ownWord),
          ...q.membershipUnsaid.map((m) => [...own, m.actor, 'own offer, membership unsaid', m.cells.map((c) => c.facet).join(' ')]),
        ];
      }),
    ),
  contradictions: (a: ContradictionsAnswer) =>
    table(
      ['kind', 'facet', 'status', 'one', 'other'],
      a.contradictions.map((c) =>
        c.kind === 'texts'
          ? [c.kind, null, null, c.one.development, c.other.development]
          : [c.kind, c.cell.facet, c.cell.status, c.cell.by && ref({ by: c.cell.by }), listed(c.cell.alternatives)],
      ),
    ),
  review: (a: ReviewAnswer) =>
    table(
      ['list', 'subject', 'more'],
      [
        ...a.lowGrade.map((s) => ['lowGrade', s.source, s.grade]),
        ...a.oneOrigin.map((c) => ['oneOrigin', c.facet, field(c.value)]),
        ...a.unanswered.map((f) => ['unanswered', f.development, f.due?.asSaid]),
        ...a.olderThanAct.map((o) => ['olderThanAct', o.development, `${o.source} of ${o.published}, the act of ${o.date}`]),
        ...a.unsupported.map((c) => ['unsupported', c.facet, listed(c.unsupported)]),
      ],
    ),
  search: (a: SearchAnswer) =>
    table(
      ['kind', 'id', 'title', 'date', 'more'],
      [
        ...a.actors.map((x) => ['actor', x.actor, x.name, null, x.kind]),
        ...a.issues.map((x) => ['issue', x.issue, x.question, null, null]),
        ...a.developments.map((x) => ['development', x.development, x.title, x.date, x.kind]),
        ...a.sources.map((x) => ['source', x.source, x.publisher, x.published, x.url]),
      ],
    ),
  dossiers: (a: { readonly dossiers: readonly DossierAnswer[] }) =>
    table(
      ['dossier', 'title', 'opens', 'issues', 'bodies', 'worldFacts', 'developments'],
      a.dossiers.map((d) => [
        d.dossier,
        d.title,
        d.opens,
        d.issues.map((i) => i.issue).join(' '),
        d.bodies.map((b) => b.id).join(' '),
        d.worldFacts.map((w) => w.id).join(' '),
        d.developments,
      ]),
    ),
  actors: (a: { readonly actors: readonly ActorAnswer[] }) =>
    table(
      ['actor', 'kind', 'name', 'aliases', 'offices', 'successor', 'mergedInto', 'note'],
      a.actors.map((x) => [
        x.actor,
        x.kind,
        x.name,
        x.aliases?.join('; '),
        x.offices
          ?.map((o) => [o.office, 'of', o.of, ...(o.from ? ['from', o.from] : []), ...(o.until ? ['until', o.until] : [])].join(' '))
          .join('; '),
        x.successor,
        x.mergedInto,
        x.note,
      ]),
    ),
  issues: (a: { readonly dossier: string; readonly issues: DossierAnswer['issues'] }) =>
    table(
      ['dossier', 'issue', 'question', 'whose', 'ladder', 'neutral'],
      a.issues.map((i) => [a.dossier, i.issue, i.question, i.whose, i.ladder.map((r) => r.stance).join(' '), i.neutral]),
    ),
  log: (a: {
    readonly items: readonly {
      readonly position: number;
      readonly recordedAt: string | null;
      readonly author: string | null;
      readonly type: string;
      readonly stream: string;
      readonly revision: number;
      readonly id: string;
      readonly event: unknown;
    }[];
  }) =>
    table(
      ['position', 'recordedAt', 'author', 'type', 'stream', 'revision', 'id', 'event'],
      a.items.map((i) => [i.position, i.recordedAt, i.author, i.type, i.stream, i.revision, i.id, field(i.event)]),
    ),
} as const;
