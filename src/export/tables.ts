/** Answers as tables: one row an item, the same columns for every answer of a kind, wherever it is asked for. What CSV and Markdown are made of. */
import type { Cell, ClaimAnswer } from '../../projections/cell.ts';
import type { Because, Change } from '../../projections/diff.ts';
import type { SourceAnswer } from '../../projections/sources.ts';
import type { TimelineItem } from '../../projections/timeline.ts';
import type {
  ActorAnswer,
  ContradictionsAnswer,
  DossierAnswer,
  FollowUpsAnswer,
  HistoryAnswer,
  QuantitiesAnswer,
  ReplayAnswer,
  ReviewAnswer,
  SearchAnswer,
  WhyAnswer,
} from '../query/answers.ts';
import { json } from './legible.ts';

/** What a field of a table can hold. */
export type Field = string | number | boolean | null | undefined;
type Row = readonly Field[];
/** How answers of a kind become rows. */
export interface Table<A> {
  readonly columns: readonly string[];
  rows(answer: A): readonly Row[];
}

/** Text as it is, the rest as JSON, nothing as nothing. */
const field = (v: unknown): Field => (v === null || v === undefined ? null : typeof v === 'object' ? json(v) : (v as Field));
/** A claim in one word: `development#claim@version`. */
export const ref = ({ by }: Pick<ClaimAnswer, 'by'>): string => `${by.development}#${by.claim}@${by.version}`;
const refOf = ({ by }: Pick<Cell, 'by'>): Field => by && ref({ by });

/** The claims of a list, each with its value. */
const listed = (list: readonly ClaimAnswer[] | undefined): Field =>
  list?.map((c) => `${String(field(c.value) ?? 'null')} (${ref(c)})`).join('; ');
const conditions = (list: Cell['conditions']): Field =>
  list?.map(({ facet, is, mode }) => `${mode} ${facet} is ${String(field(is))}`).join(' and ');

const CELL = [
  'facet', 'value', 'detail', 'conditions', 'status', 'since', 'confirmed', 'until', 'activation', 'speaker', 'for', 'via', 'attribution',
  'origins', 'grade', 'thin', 'approximate', 'publicationUncertain', 'claim', 'position', 'alternatives', 'overruled', 'possibly',
  'saidByOthers', 'reported', 'unsupported',
] as const; // prettier-ignore

const cellRow = (c: Cell): Row => [
  c.facet,
  field(c.value),
  field(c.detail),
  conditions(c.conditions),
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
  refOf(c),
  c.by?.position,
  listed(c.alternatives),
  listed(c.overruled),
  listed(c.possibly),
  listed(c.saidByOthers),
  listed(c.reported),
  listed(c.unsupported),
];
const CELLS: Table<{ readonly facets: readonly Cell[] }> = { columns: CELL, rows: (a) => a.facets.map(cellRow) };

const itemRow = (i: TimelineItem): Row => [
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
  i.claims.map((c) => `${c.facet}=${String(field(c.value) ?? 'null')}`).join('; '),
  i.sources.join(' '),
  i.position,
];

/** A claim with its part in the answer to why. */
export type Part = ClaimAnswer & { readonly part: string; readonly because: string | null; readonly decidedBy: string | null };
export const partsOf = (a: WhyAnswer): Part[] => [
  ...(a.shown ? [{ part: 'shown', because: null, decidedBy: null, ...a.shown }] : []),
  ...a.agreeing.map((c) => ({ part: 'agrees', because: null, decidedBy: null, ...c })),
  ...a.beaten.map((c) => ({ part: 'beaten', decidedBy: null, ...c })),
  ...a.excluded.map((c) => ({ part: 'excluded', decidedBy: null, ...c })),
];

const shortly = (b: Because): string =>
  b.kind === 'act' ? `${b.type} ${b.subject}@${b.position}` : b.kind === 'source' ? b.source : `${b.development}#${b.claim} ${b.does}`;

type Issue = DossierAnswer['issues'][number];

/** Each kind of answer. */
export const TABLES = {
  state: CELLS,
  facet: { columns: CELL, rows: (a: Cell) => [cellRow(a)] },
  history: {
    columns: ['from', 'to', ...CELL],
    rows: (a: HistoryAnswer) => a.steps.map(({ from, to, ...cell }) => [from, to, ...cellRow({ facet: a.facet, ...cell })]),
  },
  why: {
    columns: ['facet', 'part', 'because', 'decidedBy', 'value', 'detail', 'conditions', 'speaker', 'for', 'via', 'attribution', 'origins', 'date', 'claim', 'position'], // prettier-ignore
    rows: (a: WhyAnswer) =>
      partsOf(a).map((c) => [
        a.facet,
        c.part,
        c.because,
        c.decidedBy,
        field(c.value),
        field(c.detail),
        conditions(c.conditions),
        c.voice.by,
        c.voice.for?.join(' '),
        c.voice.via,
        c.attribution,
        c.origins,
        c.date,
        ref(c),
        c.by.position,
      ]),
  },
  timeline: {
    columns: [
  'date', 'earliest', 'latest', 'kind', 'development', 'version', 'status', 'title', 'by', 'for', 'participants', 'place', 'claims',
  'sources', 'position',
], // prettier-ignore
    rows: (a: { readonly items: readonly TimelineItem[] }) => a.items.map(itemRow),
  },
  replay: {
    columns: ['when', 'what', 'facet', 'before', 'after', 'direction', 'cause', 'fate', 'speaker', 'claim', 'development', 'title', 'act', 'sources', 'position'], // prettier-ignore
    rows: (a: ReplayAnswer) =>
      a.steps.flatMap(({ when, changes, said = [], ticks = [], act, sources, position, development }): Row[] => [
        ...changes.map((c): Row => [
          ...[when, 'change', c.facet, field(c.before.value), field(c.after.value), c.direction, c.cause, null, c.after.voice?.by],
          ...[refOf(c.after), c.after.by?.development ?? development, null, act && `${act.type} ${act.subject}`],
          ...[sources?.join(' '), position],
        ]),
        ...said.map((c): Row => [
          ...[when, 'said', c.facet, null, field(c.value), null, null, c.fate, c.voice.by, ref(c), c.by.development],
          ...[null, null, null, c.by.position],
        ]),
        ...ticks.map((t): Row => [
          ...[when, 'development', null, null, null, null, null, null, t.by, null, t.development, t.title, null],
          ...[t.sources.join(' '), t.position],
        ]),
      ]),
  },
  diff: {
    columns: ['facet', 'before', 'statusBefore', 'after', 'statusAfter', 'direction', 'cause', 'because', 'claim'],
    rows: (a: { readonly changes: readonly (Omit<Change, 'because' | 'cause'> & Partial<Change>)[] }) =>
      a.changes.map((c) => [
        c.facet,
        field(c.before.value),
        c.before.status,
        field(c.after.value),
        c.after.status,
        c.direction,
        c.cause,
        c.because && [...new Set(c.because.map(shortly))].join('; '),
        refOf(c.after),
      ]),
  },
  sources: {
    columns: ['source', 'publisher', 'title', 'url', 'published', 'grade', 'origin', 'standing', 'captured', 'developments', 'claims', 'shown', 'alone', 'copies'], // prettier-ignore
    rows: (a: { readonly sources: readonly SourceAnswer[] }) =>
      a.sources.map((s) => [
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
      ]),
  },
  followUps: {
    columns: ['development', 'title', 'status', 'date', 'by', 'for', 'binds', 'dueAsSaid', 'dueFrom', 'dueUntil', 'overdue', 'answers', 'sources', 'position'], // prettier-ignore
    rows: (a: Pick<FollowUpsAnswer, 'followUps'>) =>
      a.followUps.map((f) => [
        f.development,
        f.title,
        f.status,
        f.date,
        f.by,
        f.for.join(' '),
        f.binds.join(' '),
        f.due?.asSaid,
        f.due?.from,
        f.due?.until,
        f.overdue,
        f.answers.map((x) => `${x.development}${x.outcome === null ? '' : ` (${x.outcome})`}`).join('; '),
        f.sources.join(' '),
        f.position,
      ]),
  },
  quantities: {
    columns: ['body', 'quantity', 'value', 'group', 'actor', 'says', 'claims'],
    rows: (a: QuantitiesAnswer) =>
      a.quantities.flatMap((q): Row[] => {
        const row = (group: string, actor: Field, says: Field, claims: Field): Row => [
          ...[q.body, q.quantity.facet, field(q.quantity.value)],
          ...[group, actor, says, claims],
        ];
        const members = (group: 'namedByClaimant' | 'namedByOthers' | 'ownWord') =>
          q[group].map((m) => row(group, m.actor, m.claims.map((c) => field(c.value)).join(' '), m.claims.map(ref).join(' ')));
        return [
          row('claimed', q.claimedBy?.for?.join(' ') ?? q.claimedBy?.by, null, refOf(q.quantity)),
          ...q.confirmedBy.map((v) => row('confirmed', v.for?.join(' ') ?? v.by, null, null)),
          ...members('namedByClaimant'),
          ...members('namedByOthers'),
          ...members('ownWord'),
          ...q.membershipUnsaid.map((m) =>
            row(
              'membershipUnsaid',
              m.actor,
              m.cells.map((c) => `${c.facet}=${String(field(c.value))}`).join(' '),
              m.cells.map(refOf).join(' '),
            ),
          ),
        ];
      }),
  },
  contradictions: {
    columns: ['kind', 'facet', 'status', 'one', 'oneSays', 'other', 'otherSays'],
    rows: (a: ContradictionsAnswer) =>
      a.contradictions.map((c) =>
        c.kind === 'texts'
          ? [c.kind, null, null, c.one.development, c.one.title, c.other.development, c.other.title]
          : [
              ...[c.kind, c.cell.facet, c.cell.status, refOf(c.cell), field(c.cell.value)],
              c.cell.alternatives?.map(ref).join('; '),
              c.cell.alternatives?.map((x) => String(field(x.value) ?? 'null')).join('; '),
            ],
      ),
  },
  review: {
    columns: ['list', 'what', 'says', 'on', 'note'],
    rows: (a: ReviewAnswer): Row[] => [
      ...a.lowGrade.map((s) => ['lowGrade', s.source, s.publisher, s.claims.map((c) => c.claim).join(' '), s.grade]),
      ...a.olderThanAct.map((o) => ['olderThanAct', o.source, o.published, o.development, o.date]),
      ...a.unanswered.map((f) => ['unanswered', f.development, f.title, f.due?.from, f.due?.asSaid]),
      ...a.unsupported.map((c) => ['unsupported', c.facet, listed(c.unsupported), null, null]),
      ...a.oneOrigin.map((c) => ['oneOrigin', c.facet, field(c.value), refOf(c), c.thin?.join(' ')]),
    ],
  },
  search: {
    columns: ['kind', 'id', 'title', 'date', 'status', 'more'],
    rows: (a: SearchAnswer): Row[] => [
      ...a.actors.map((x) => ['actor', x.actor, x.name, null, null, x.matched === x.name ? '' : x.matched]),
      ...a.issues.map((x) => ['issue', x.issue, x.question, null, null, null]),
      ...a.developments.map((x) => ['development', x.development, x.title, x.date, x.status, x.sources.join(' ')]),
      ...a.sources.map((x) => ['source', x.source, x.publisher, x.published, null, x.url]),
    ],
  },
  dossiers: {
    columns: ['dossier', 'title', 'opens', 'issues', 'bodies', 'worldFacts', 'developments'],
    rows: (a: { readonly dossiers: readonly DossierAnswer[] }) =>
      a.dossiers.map((d) => [
        d.dossier,
        d.title,
        d.opens,
        d.issues.map((i) => i.issue).join(' '),
        d.bodies.map((b) => b.id).join(' '),
        d.worldFacts.map((w) => w.id).join(' '),
        d.developments,
      ]),
  },
  actors: {
    columns: ['actor', 'kind', 'name', 'aliases', 'offices', 'successor', 'mergedInto', 'note'],
    rows: (a: { readonly actors: readonly ActorAnswer[] }) =>
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
  },
  issues: {
    columns: ['dossier', 'issue', 'question', 'whose', 'ladder', 'neutral', 'retired'],
    rows: (a: { readonly dossier?: string; readonly issues: readonly (Issue & { readonly dossier?: string })[] }) =>
      a.issues.map((i) => [
        i.dossier ?? a.dossier,
        i.issue,
        i.question,
        i.whose,
        i.ladder.map((r) => r.stance).join(' '),
        i.neutral,
        i.retired?.map((r) => r.stance).join(' '),
      ]),
  },
  log: {
    columns: ['position', 'recordedAt', 'author', 'type', 'stream', 'revision', 'id', 'problem', 'event'],
    rows: (a: {
      readonly items: readonly {
        readonly position: number;
        readonly recordedAt: string | null;
        readonly author: string | null;
        readonly type: string;
        readonly stream: string;
        readonly revision: number;
        readonly id: string;
        readonly problem?: string;
        readonly event: unknown;
      }[];
    }) => a.items.map((i) => [i.position, i.recordedAt, i.author, i.type, i.stream, i.revision, i.id, i.problem, field(i.event)]),
  },
} as const satisfies Record<string, Table<never>>;
