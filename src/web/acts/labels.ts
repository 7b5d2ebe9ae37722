/** What the parts of a development are called, where it is corrected and where a difference is told. */
import type { Development, DevelopmentKind } from '../../../events/developments.ts';
import type { Claim, Evidence, OUTCOMES as Outcomes, participant, RELATIONS as Relations } from '../../../events/schema.ts';
import { OWN } from '../forms/kinds.ts';
import type { OwnField } from '../forms/kinds.ts';
import { actorName, dossiers, facetName, plain } from '../names.ts';
import { ATTRIBUTIONS, camelWords, conditionText, date, detailText, valueOf } from '../words.ts';
import type { Body } from './changes.ts';

export const FIELDS = {
  title: 'Title',
  summary: 'Summary',
  place: 'Place',
  date: 'When',
  dateBasis: 'How the date is known',
  order: 'Place within the day',
  by: 'Who says it',
  for: 'In whose name',
  via: 'Relayed by',
  attribution: 'How good a word',
  participants: 'Who took part',
  dossiers: 'Dossiers',
  relations: 'How it stands to others',
  refs: 'Rows of the material',
  note: 'Note of the editor',
  coChairs: 'Chaired by',
  parties: 'Who was on the call',
  attendance: 'How many took part',
  terms: 'On what terms',
  signatories: 'Signed by',
  targets: 'Against whom',
  due: 'When it is due',
  binds: 'Who is to do it',
} as const satisfies Record<Exclude<keyof Development, 'id' | 'claims' | 'evidence'>, string>;

const OF_CLAIM = {
  facet: 'what it is about',
  value: 'what is said',
  detail: 'particulars',
  by: 'said by',
  for: 'in the name of',
  via: 'relayed by',
  attribution: 'how good a word',
  effective: 'holds from',
  observed: 'seen to hold on',
  until: 'holds until',
  when: 'conditions',
  evidence: 'rests on',
  note: 'note',
} as const satisfies Record<Exclude<keyof Claim, 'id'>, string>;

const OF_EVIDENCE = {
  source: 'page',
  quote: 'words to the letter',
  wording: 'what it says',
  note: 'note',
} as const satisfies Record<Exclude<keyof Evidence, 'id'>, string>;

/** All fields that only some kinds have. */
export const ALL_OWN: readonly OwnField[] = [...new Set(Object.values(OWN).flat())];

/** All kinds, checked against the catalogue of events, which itself stays with the server. */
export const KINDS = Object.keys({
  SummitHeld: 0, CallHeld: 0, MeetingHeld: 0, MeetingAnnounced: 0, StatementMade: 0, PositionTaken: 0, ContributionOffered: 0,
  CommitmentAnnounced: 0, AgreementReached: 0, ProposalMade: 0, DemandMade: 0, ObjectionRaised: 0, ObjectionDismissed: 0,
  AssessmentReported: 0, NegotiationReported: 0, SanctionImposed: 0, RoleTaken: 0, WorldChanged: 0, FollowUpAnnounced: 0,
} satisfies Record<DevelopmentKind, 0>) as readonly DevelopmentKind[]; // prettier-ignore

type Role = (typeof participant)['_output']['role'];
export const ROLES = Object.keys({
  host: 0, chair: 0, 'co-chair': 0, speaker: 0, party: 0, attendee: 0, addressee: 0, subject: 0, mentioned: 0,
} satisfies Record<Role, 0>) as readonly Role[]; // prettier-ignore

type Relation = (typeof Relations)[number];
/** How one development stands to another, in the words of a sentence that begins with the newer one. */
export const RELATIONS = {
  supersedes: 'supersedes: the same voice changed its line',
  clarifies: 'clarifies: the same voice says what it meant',
  narrows: 'narrows: the same voice takes less',
  restates: 'restates',
  answers: 'answers what was promised or asked',
  contradicts: 'contradicts',
  'follows-up': 'follows up',
} as const satisfies Record<Relation, string>;
export const OUTCOMES = {
  delivered: 'delivered',
  partly: 'partly delivered',
  refused: 'refused',
  lapsed: 'lapsed',
} as const satisfies Record<(typeof Outcomes)[number], string>;

const isBody = (x: unknown): x is Body => typeof x === 'object' && x !== null && !Array.isArray(x);
const list = (x: unknown, one: (y: unknown) => string): string => (Array.isArray(x) ? x.map(one).join(', ') : one(x));
const text = (x: unknown): string => (typeof x === 'string' ? x : JSON.stringify(x));
const DATES = new Set(['date', 'effective', 'observed', 'until', 'published']);
const ACTORS = new Set(['by', 'for', 'via', 'coChairs', 'parties', 'signatories', 'targets', 'binds']);

/** What a field holds, in words. */
export function fieldText(field: string, x: unknown): string {
  if (x === undefined || x === null) return 'nothing';
  if (DATES.has(field)) return typeof x === 'string' ? `${date(x)}${date(x) === x ? '' : ` (${x})`}` : text(x);
  if (ACTORS.has(field)) return list(x, (y) => actorName(text(y)));
  if (field === 'attribution') return ATTRIBUTIONS[x as keyof typeof ATTRIBUTIONS];
  if (field === 'kind') return camelWords(text(x));
  if (field === 'dossiers') return list(x, (y) => dossiers.value?.find((d) => d.dossier === y)?.title ?? text(y));
  if (field === 'participants')
    return list(x, (p) => (isBody(p) ? `${actorName(text(p['actor']))} (${camelWords(text(p['role']))})` : text(p)));
  if (field === 'relations')
    return list(x, (r) =>
      isBody(r)
        ? [plain(text(r['type'])), text(r['to']), r['outcome'] === undefined ? '' : `(${text(r['outcome'])})`].filter(Boolean).join(' ')
        : text(r),
    );
  if (field === 'attendance' && isBody(x)) return valueOf('quantity/x/y', x);
  if (field === 'due' && isBody(x))
    return `“${text(x['asSaid'])}”, from ${date(text(x['from']))}${x['until'] === undefined ? '' : ` until ${date(text(x['until']))}`}`;
  return list(x, text);
}

function claimField(claim: Body, field: string): string {
  const x = claim[field];
  if (x === undefined) return field === 'evidence' ? 'all of the evidence' : 'nothing';
  const facet = text(claim['facet']);
  if (field === 'facet') return facetName(facet);
  if (field === 'value') return x === null ? 'taken back' : valueOf(facet, x);
  if (field === 'detail') return detailText(x as Parameters<typeof detailText>[0]);
  if (field === 'when') return list(x, (c) => conditionText(c as Parameters<typeof conditionText>[0]));
  return fieldText(field, x);
}
const evidenceField = (evidence: Body, field: string): string => {
  const x = evidence[field];
  return field === 'quote' && isBody(x) ? `“${text(x['exact'])}”` : fieldText(field, x);
};

/** One line of a difference: what it is of, what it was, what it becomes; undefined where there is or was nothing. */
export interface Line {
  readonly label: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}
/** A whole claim, or piece of evidence, in a line. */
function whole(place: string, x: unknown): string | undefined {
  if (!isBody(x)) return undefined;
  if (place.startsWith('claims/')) return `${facetName(text(x['facet']))}: ${claimField(x, 'value')}`;
  return [text(x['source']), ...['quote', 'wording'].filter((f) => x[f] !== undefined).map((f) => evidenceField(x, f))].join(': ');
}
/** A difference at a place of a development, in words. */
export function linesOf(
  place: string,
  before: unknown,
  after: unknown,
  labels: Readonly<Record<string, string>> = FIELDS,
): readonly Line[] {
  const [list] = place.split('/');
  const isClaim = list === 'claims';
  if (!isClaim && list !== 'evidence')
    return [
      {
        label: place === 'kind' ? 'Kind' : (labels[place] ?? camelWords(place)),
        before: before === undefined ? undefined : fieldText(place, before),
        after: after === undefined ? undefined : fieldText(place, after),
      },
    ];
  const noun = isClaim ? 'Claim' : 'Evidence';
  if (!isBody(before) || !isBody(after)) return [{ label: noun, before: whole(place, before), after: whole(place, after) }];
  const of: Readonly<Record<string, string>> = isClaim ? OF_CLAIM : OF_EVIDENCE;
  const one = isClaim ? claimField : evidenceField;
  return Object.keys(of)
    .filter((f) => JSON.stringify(before[f]) !== JSON.stringify(after[f]))
    .map((f) => ({
      label: `${whole(place, before)!}, ${of[f]!}`,
      before: before[f] === undefined && f !== 'evidence' ? undefined : one(before, f),
      after: after[f] === undefined && f !== 'evidence' ? undefined : one(after, f),
    }));
}
