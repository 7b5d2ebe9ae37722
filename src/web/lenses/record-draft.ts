/** A development as it is being written, and as the API takes it. */
import type { DevelopmentKind } from '../../../events/developments.ts';
import { boundsOf } from '../../../events/edtf.ts';
import { KINDS } from '../../export/wording.ts';
import { claimWords } from '../forms/claim-words.ts';
import { claimOf, missingIn, NO_CLAIM } from '../forms/claims.ts';
import type { ClaimDraft } from '../forms/claims.ts';
import { dateText, dateTold, NO_DATE } from '../forms/dates.ts';
import type { DateDraft } from '../forms/dates.ts';
import { idOf } from '../forms/fields.tsx';
import { OWN } from '../forms/kinds.ts';
import type { OwnField } from '../forms/kinds.ts';
import { actors } from '../names.ts';

/** Line ends as the platform of the page has them: offsets are counted in what is shown. */
export const plainText = (text: string): string => text.toWellFormed().replace(/\r\n?/g, '\n').replaceAll('\0', '');

/** Words of a page: a quote where they were selected in its text, else as somebody typed them. */
export interface WordsDraft {
  readonly source: string;
  readonly exact: string;
  readonly prefix: string;
  readonly suffix: string;
  /** Offset in code points; -1 where they were typed. */
  readonly start: number;
}
export interface ParticipantDraft {
  readonly actor: string;
  readonly role: string;
}
export interface RelationDraft {
  readonly type: string;
  readonly to: string;
  readonly outcome: string;
}

export interface Draft {
  /** Under which it is written once, however often it is sent. */
  readonly key: string;
  /** Size of the log when it was last worked on; 0 while nothing is written. */
  readonly seen: number;
  /** What this page wrote itself, as `stream@revision`: that is nobody else's. */
  readonly mine: readonly string[];
  // the page
  readonly source: string;
  readonly publisher: string;
  readonly url: string;
  readonly published: DateDraft;
  readonly title: string;
  readonly language: string;
  readonly origin: string;
  readonly text: string;
  /** Whether the text is the one that is kept of the page. */
  readonly isKept: boolean;
  readonly words: readonly WordsDraft[];
  /** Other pages that report the same. */
  readonly alsoPages: readonly string[];
  readonly typed: string;
  // what happened
  readonly kind: DevelopmentKind;
  readonly speaker: string;
  readonly for: readonly string[];
  readonly via: string;
  readonly attribution: string;
  readonly date: DateDraft;
  readonly basis: string;
  readonly order: string;
  readonly place: string;
  readonly participants: readonly ParticipantDraft[];
  readonly claims: readonly ClaimDraft[];
  readonly headline: string;
  readonly summary: string;
  readonly note: string;
  readonly id: string;
  readonly alsoIn: readonly string[];
  readonly relations: readonly RelationDraft[];
  // own fields of kinds
  readonly coChairs: readonly string[];
  readonly parties: readonly string[];
  readonly signatories: readonly string[];
  readonly targets: readonly string[];
  readonly binds: readonly string[];
  readonly terms: string;
  readonly dueSaid: string;
  readonly dueFrom: DateDraft;
  readonly dueUntil: DateDraft;
  readonly present: string;
  readonly presentOp: string;
  readonly presentUnit: string;
}
export const EMPTY: Draft = {
  key: '',
  seen: 0,
  mine: [],
  source: '',
  publisher: '',
  url: '',
  published: NO_DATE,
  title: '',
  language: '',
  origin: '',
  text: '',
  isKept: false,
  words: [],
  alsoPages: [],
  typed: '',
  kind: 'StatementMade',
  speaker: '',
  for: [],
  via: '',
  attribution: 'reported',
  date: NO_DATE,
  basis: '',
  order: '',
  place: '',
  participants: [],
  claims: [NO_CLAIM],
  headline: '',
  summary: '',
  note: '',
  id: '',
  alsoIn: [],
  relations: [],
  coChairs: [],
  parties: [],
  signatories: [],
  targets: [],
  binds: [],
  terms: '',
  dueSaid: '',
  dueFrom: NO_DATE,
  dueUntil: NO_DATE,
  present: '',
  presentOp: '=',
  presentUnit: 'countries',
};

/** What stays when one thing of a page was recorded: the page, its text, and who spoke when; the next is often said there too. */
export const next = (d: Draft): Draft => ({
  ...EMPTY,
  mine: d.mine,
  source: d.source,
  text: d.text,
  isKept: d.isKept,
  date: d.date,
  speaker: d.speaker,
  for: d.for,
  attribution: d.attribution,
  claims: [{ ...NO_CLAIM, parts: [d.claims[0]?.parts[0] ?? '', ''] }],
});

/** In whose name a person speaks: the office held then, else the last one on record. */
export function officeOf(speaker: string, date: DateDraft): string | undefined {
  const { kind, offices = [] } = actors.value.get(speaker) ?? {};
  if (kind !== 'person') return undefined;
  const day = dateText(date);
  const told = dateTold(day);
  if (day === '' || !told.isDate) return offices.at(-1)?.of;
  const then = boundsOf(day);
  const held = offices.filter(
    (o) => (o.from === undefined || boundsOf(o.from).lo < then.hi) && (o.until === undefined || then.lo < boundsOf(o.until).hi),
  );
  return held.at(-1)?.of;
}

/** Somebody else speaks: in whose name, how good a word, and whose the first claim is follow, where nothing else was said. */
export function speaking(d: Draft, speaker: string): Partial<Draft> {
  const wasFor = d.for[0] ?? d.speaker;
  const office = officeOf(speaker, d.date);
  const isPerson = actors.value.get(speaker)?.kind === 'person';
  const whose = office ?? (isPerson ? '' : speaker);
  const claims = d.claims.map((c) => {
    const own = c.family !== 'agreement' && c.family !== 'quantity' && c.family !== 'world';
    return own && (c.parts[0] === '' || c.parts[0] === wasFor) ? { ...c, parts: [whose, ...c.parts.slice(1)] } : c;
  });
  const attribution = isPerson
    ? d.attribution === 'reported'
      ? 'on-record'
      : d.attribution
    : d.attribution === 'on-record'
      ? 'reported'
      : d.attribution;
  return { speaker, for: office === undefined ? [] : [office], claims, attribution };
}

/** Claims that were begun. The one that the form opens with is left out while nothing is said in it and a headline says what happened. */
export const begun = (d: Draft): readonly ClaimDraft[] =>
  d.claims.filter((c) => c.value !== '' || c.n !== '' || c.isTakenBack || c.json !== undefined || c.parts.slice(1).some((p) => p !== ''));

/** The headline: as it was written, else the first claim in a line. */
export function headlineOf(d: Draft): string {
  if (d.headline.trim() !== '') return d.headline.trim();
  const [first, ...rest] = begun(d);
  if (!first || missingIn(first).length) return '';
  return `${claimWords(first)}${rest.length ? `; and ${rest.length} more` : ''}`.slice(0, 200);
}

/** The sources that it rests on: those whose words were taken, else the page itself. */
export const sourcesOf = (d: Draft): readonly string[] => [
  ...new Set([...d.words.map((w) => w.source), ...(d.source === '' ? [] : [d.source]), ...d.alsoPages]),
];

/** What is still missing, in the words of the form. */
export function missingOf(d: Draft): string[] {
  const claims = begun(d);
  const date = dateText(d.date);
  return [
    ...(sourcesOf(d).length ? [] : ['the page']),
    ...(claims.length || d.headline.trim() !== '' ? [] : d.claims.length ? missingIn(d.claims[0]!) : ['what happened, in a line']),
    ...new Set(claims.flatMap(missingIn)),
    ...(date === '' ? ['the day'] : dateTold(date).isDate ? [] : ['a day that exists']),
    ...(d.participants.some((p) => p.actor === '') ? ['who took part'] : []),
    ...(d.relations.some((r) => r.to === '' || r.type === '') ? ['the earlier development'] : []),
    ...(has(d, 'due') && (d.dueSaid.trim() !== '' || dateText(d.dueFrom) !== '') && (d.dueSaid.trim() === '' || dateText(d.dueFrom) === '')
      ? ['when it is due, as said and from which day']
      : []),
  ];
}
const has = (d: Draft, field: OwnField): boolean => OWN[d.kind]?.includes(field) === true;

/** Id of the development: as it was given, else of who, what and when. */
export function idOfDraft(d: Draft): string {
  if (d.id !== '') return d.id;
  const first = begun(d)[0];
  const date = dateText(d.date).replace(/[^0-9]+/g, ' ');
  return first && d.headline.trim() === ''
    ? idOf(`${first.parts.join(' ')} ${date} ${sourcesOf(d)[0] ?? ''}`, 110)
    : idOf(`${headlineOf(d).slice(0, 70)} ${date}`, 110);
}

function ownOf(d: Draft): Record<string, unknown> {
  const n = Number(d.present.replace(/[\s,_]/g, ''));
  const until = dateText(d.dueUntil);
  const all: Readonly<Record<OwnField, unknown>> = {
    coChairs: d.coChairs.length ? d.coChairs : undefined,
    parties: d.parties.length ? d.parties : undefined,
    signatories: d.signatories.length ? d.signatories : undefined,
    targets: d.targets.length ? d.targets : undefined,
    binds: d.binds.length ? d.binds : undefined,
    terms: d.terms.trim() || undefined,
    attendance: d.present.trim() === '' ? undefined : { n, ...(d.presentOp !== '=' && { op: d.presentOp }), unit: d.presentUnit.trim() },
    due: d.dueSaid.trim() === '' ? undefined : { asSaid: d.dueSaid.trim(), from: dateText(d.dueFrom), ...(until && { until }) },
  };
  return Object.fromEntries((OWN[d.kind] ?? []).flatMap((f) => (all[f] === undefined ? [] : [[f, all[f]]])));
}

/** Words as evidence. */
function evidenceOf(w: WordsDraft): Record<string, unknown> {
  if (w.exact === '') return { source: w.source };
  if (w.start < 0) return { source: w.source, wording: w.exact };
  const { exact, prefix, suffix, start } = w;
  return {
    source: w.source,
    quote: { exact, ...(prefix && { prefix }), ...(suffix && { suffix }), start, end: start + Array.from(exact).length },
  };
}

/** Words of the draft as evidence with ids: what was taken, and the page itself where no words of it were. */
export function evidence(d: Draft): readonly { readonly id: string; readonly words: WordsDraft }[] {
  const typed =
    d.typed.trim() === '' || d.words.length > 0 || d.source === ''
      ? []
      : [{ source: d.source, exact: d.typed.trim(), prefix: '', suffix: '', start: -1 }];
  const taken = [...d.words, ...typed];
  const bare = sourcesOf(d)
    .filter((s) => !taken.some((w) => w.source === s))
    .map((source) => ({ source, exact: '', prefix: '', suffix: '', start: -1 }));
  return [...taken, ...bare].map((words, i) => ({ id: `e${i + 1}`, words }));
}

/** The body of the request. */
export function bodyOf(d: Draft, dossier: string): { readonly kind: DevelopmentKind; readonly development: Record<string, unknown> } {
  const by = d.speaker;
  const stands = evidence(d);
  const ids = new Set(stands.map((e) => e.id));
  return {
    kind: d.kind,
    development: {
      id: idOfDraft(d),
      dossiers: [dossier, ...d.alsoIn],
      title: headlineOf(d),
      ...(d.summary.trim() && { summary: d.summary.trim() }),
      date: dateText(d.date),
      ...(d.basis.trim() && { dateBasis: d.basis.trim() }),
      ...(/^-?\d+$/.test(d.order.trim()) && { order: Number(d.order) }),
      ...(d.place.trim() && { place: d.place.trim() }),
      ...(d.participants.length > 0 && { participants: d.participants.map(({ actor, role }) => ({ actor, role })) }),
      ...(by && { by }),
      ...(by && d.for.length > 0 && { for: [...d.for] }),
      ...(d.via && { via: d.via }),
      attribution: d.attribution,
      ...ownOf(d),
      claims: begun(d).flatMap((c) => claimOf({ ...c, evidence: c.evidence.filter((e) => ids.has(e)) }) ?? []),
      evidence: stands.map((e) => ({ id: e.id, ...evidenceOf(e.words) })),
      ...(d.relations.length > 0 && {
        relations: d.relations.map(({ type, to, outcome }) => ({ type, to, ...(type === 'answers' && outcome && { outcome }) })),
      }),
      ...(d.note.trim() && { note: d.note.trim() }),
    },
  };
}

/** A place of the request in the words of the form. */
export function placeName(pointer: string): string {
  const p = pointer.replace(/^\/development/, '');
  const claim = /^\/claims\/(\d+)(.*)/.exec(p);
  if (claim) return `what is said, ${Number(claim[1]) + 1}${claim[2]!.replaceAll('/', ' ')}:`;
  const words = /^\/evidence\/(\d+)/.exec(p);
  if (words) return `words ${Number(words[1]) + 1}:`;
  const names: Readonly<Record<string, string>> = {
    '/date': 'the day:',
    '/by': 'who says it:',
    '/for': 'in whose name:',
    '/title': 'the headline:',
    '/id': 'its name in the record:',
    '/dossiers': 'the dossier:',
  };
  return Object.entries(names).find(([k]) => p.startsWith(k))?.[1] ?? (p === '' ? '' : `${p.slice(1).replaceAll('/', ' ')}:`);
}

export const KIND_OPTIONS = Object.entries(KINDS) as [DevelopmentKind, string][];

/** Code points around a stretch of a text: what is kept as prefix and suffix. */
const AROUND = 32;
/** Words selected between two offsets in UTF-16 units, as they are anchored: white space at their edges is no part of them. */
export function wordsAt(source: string, text: string, from: number, to: number): WordsDraft | undefined {
  const selected = text.slice(from, to);
  const exact = selected.trim();
  if (exact === '') return undefined;
  const at = from + selected.indexOf(exact);
  const before = Array.from(text.slice(0, at));
  const after = Array.from(text.slice(at + exact.length, at + exact.length + 2 * AROUND));
  return { source, exact, prefix: before.slice(-AROUND).join(''), suffix: after.slice(0, AROUND).join(''), start: before.length };
}
