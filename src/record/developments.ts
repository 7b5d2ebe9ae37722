/** Deciders for developments: record, correct, retract, reinstate, add evidence, merge. */
import { codePointLength, findQuote } from '../../events/text.ts';
import { canonicalJson, sameJson } from '../../events/canonical.ts';
import type { Development, DevelopmentKind } from '../../events/developments.ts';
import { boundsOf, isEarlier, upTo, windowEnd } from '../../events/edtf.ts';
import { isWorld, owners, parseFacet } from '../../events/facet.ts';
import type { Claim, Evidence } from '../../events/schema.ts';
import { contentOf, isDefined } from '../../projections/record.ts';
import type { DevelopmentEntry, DossierEntry, VersionEntry } from '../../projections/record.ts';
import { inputOfKind } from './commands.ts';
import type { ClaimInput, CommandOf, DevelopmentInput, EvidenceInput, QuoteInput } from './commands.ts';
import { Lookup } from './context.ts';
import type { Context, DecidedAppend, Decision } from './context.ts';
import { closest, formFaults, MISSING } from './parse.ts';
import { patched } from './patch.ts';
import { Findings, refuse, UNCHANGED } from './rejection.ts';

const DAY = 86_400_000;

const streamOfDevelopment = (id: string) => `development-${id}`;

// ── ids and offsets that a command may leave out ─────────────────────────────────────────────────────────────────

/** Gives ids to those without: the letter and the next number that is free. */
function numbered<T extends { id?: string | undefined }>(
  items: readonly T[],
  letter: string,
  taken: Iterable<string> = [],
): (T & { id: string })[] {
  const used = new Set([...taken, ...items.flatMap((i) => i.id ?? [])]);
  let n = 0;
  return items.map((item) => {
    if (item.id !== undefined) return item as T & { id: string };
    do n++;
    while (used.has(`${letter}${n}`));
    return { ...item, id: `${letter}${n}` };
  });
}

/**
 * Evidence as it is stored: quotes with offsets, found in the captured text where that is at hand.
 * What stood like this before is left alone: its words were checked in the capture of that day.
 */
function settleEvidence(
  inputs: readonly (EvidenceInput & { id: string })[],
  context: Context,
  at: string,
  findings: Findings,
  stood: readonly Evidence[] = [],
): Evidence[] {
  const lookup = new Lookup(context.record);
  return inputs.map((input, i) => {
    const before = stood.find((e) => sameJson(e, input));
    if (before) return before;
    const place = `${at}/${i}`;
    if (!lookup.source(input.source))
      findings.fault('UnknownSource', `${place}/source`, `no source "${input.source}" is registered`, lookup.suggestSource(input.source));
    if (!input.quote) return input as Evidence;
    return { ...input, quote: settleQuote(input.quote, input.source, context, `${place}/quote`, findings) };
  });
}

function settleQuote(quote: QuoteInput, source: string, context: Context, at: string, findings: Findings): NonNullable<Evidence['quote']> {
  const stored = { ...quote, start: quote.start ?? 0, end: quote.end ?? 1 };
  const capture = context.record.sources.get(source)?.captures.at(-1)?.value;
  if (!capture) {
    findings.fault(
      'QuoteNotCaptured',
      at,
      `the text of "${source}" was never captured: words that nobody can check are no quote`,
      'capture the text first (source capture), or put what the page says into "wording"',
    );
    return stored;
  }
  const text = context.textOf?.(source);
  if (text === undefined) {
    if (quote.start === undefined || quote.end === undefined)
      findings.fault(
        'QuoteNotFound',
        at,
        `offsets are missing and the captured text of "${source}" is not here to look them up`,
        'give start and end',
      );
    else if (quote.end - quote.start !== codePointLength(quote.exact) || quote.end > capture.length)
      findings.fault(
        'QuoteNotFound',
        `${at}/start`,
        `offsets ${quote.start}–${quote.end} do not fit ${codePointLength(quote.exact)} characters of a text of ${capture.length}`,
        'count in Unicode code points, the end exclusive',
      );
    else findings.warn('QuoteNotChecked', at, `the captured text of "${source}" is not here: the quote could not be checked`);
    return stored;
  }
  const found = findQuote(text, quote);
  switch (found.kind) {
    case 'found':
      return { ...quote, start: found.start, end: found.end };
    case 'moved':
      findings.fault(
        'QuoteNotFound',
        `${at}/start`,
        `the words stand at ${found.start}–${found.end} of the captured text, not there`,
        'leave start and end out: they are looked up',
      );
      return stored;
    case 'ambiguous':
      findings.fault(
        'QuoteAmbiguous',
        at,
        'the words stand in the captured text more than once',
        'give start and end, or a prefix and suffix that tell the place',
      );
      return stored;
    case 'absent':
      findings.fault(
        'QuoteNotFound',
        `${at}/exact`,
        `the words are not in the captured text of "${source}"`,
        'quote it to the letter, from the captured version',
      );
      return stored;
  }
}

// ── what holds of every version ──────────────────────────────────────────────────────────────────────────────────

/**
 * Reads a development of a kind from a command: ids given, quotes settled, everything that is wrong collected.
 * What stood like this in one of the versions `before` a correction is not refused: ladders, bodies, offices and captures may have
 * changed since.
 */
function settle(
  kind: DevelopmentKind,
  input: unknown,
  context: Context,
  at: string,
  findings: Findings,
  before: readonly Development[] = [],
): Development {
  const parsed = inputOfKind(kind).safeParse(input, MISSING);
  if (!parsed.success) {
    formFaults(findings, parsed.error, at);
    findings.settle();
  }
  const given = parsed.data as DevelopmentInput;
  const evidence = settleEvidence(
    numbered<EvidenceInput>(given.evidence, 'e'),
    context,
    `${at}/evidence`,
    findings,
    before.flatMap((b) => b.evidence),
  );
  const claims = numbered<ClaimInput>(given.claims, 'c') as Claim[];
  const development: Development = { ...given, evidence, claims };
  check(development, context, at, findings, before);
  return development;
}

function check(d: Development, context: Context, at: string, findings: Findings, before: readonly Development[]): void {
  const lookup = new Lookup(context.record);
  if (!d.evidence.length)
    findings.fault('NoSource', `${at}/evidence`, 'a development rests on at least one source', 'name a registered source in "evidence"');
  unique(d.evidence, 'DuplicateEvidence', `${at}/evidence`, findings);
  unique(d.claims, 'DuplicateClaim', `${at}/claims`, findings);

  const dossiers = d.dossiers.flatMap((id, i): DossierEntry[] => {
    const dossier = lookup.dossier(id);
    if (d.dossiers.indexOf(id) < i) findings.fault('InvalidInput', `${at}/dossiers/${i}`, `the dossier "${id}" is named twice`);
    else if (!dossier) {
      const like = closest(id, context.record.dossiers.keys());
      const remedy = like === undefined ? 'open it first (dossier open)' : `did you mean "${like}"? Else open it first (dossier open)`;
      findings.fault('UnknownDossier', `${at}/dossiers/${i}`, `no dossier "${id}" is open`, remedy);
    } else return [dossier];
    return [];
  });

  const named = new Set(before.flatMap((b) => actorsNamed(b).map(([, id]) => id)));
  for (const [place, id] of actorsNamed(d)) if (!named.has(id)) knownSpeaker(lookup, dossiers, id, at + place, findings);
  for (const [i, r] of (d.relations ?? []).entries()) {
    const place = `${at}/relations/${i}/to`;
    if (r.to === d.id)
      findings.fault('RelationToItself', place, 'a development has no relation to itself', 'name an earlier development, or leave it out');
    else lookup.findDevelopment(r.to, place, findings);
  }
  for (const [i, c] of d.claims.entries()) {
    const stood = before.flatMap((b) =>
      b.claims
        .filter((x) => x.id === c.id && x.facet === c.facet && sameJson(x.value, c.value))
        .map((claim): Stood => ({ claim, dossiers: b.dossiers })),
    );
    checkClaim(d, c, dossiers, lookup, `${at}/claims/${i}`, findings, stood);
  }
  if (d.due?.until !== undefined && boundsOf(d.due.until).hi <= boundsOf(d.due.from).lo)
    findings.fault('EndBeforeStart', `${at}/due/until`, `it is due until ${d.due.until}, before ${d.due.from}`, MISTYPED);
  speakerNamed(d, at, findings);
  heldOffice(d, lookup, at, findings, before);
  suspicious(d, lookup, at, findings);
}

const MISTYPED = 'is a year or month mistyped?';

/** A claim as it stood in an earlier version, and the dossiers in which it stood. */
interface Stood {
  readonly claim: Claim;
  readonly dossiers: readonly string[];
}

function unique(items: readonly { id: string }[], code: 'DuplicateClaim' | 'DuplicateEvidence', at: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const [i, { id }] of items.entries()) {
    if (seen.has(id)) findings.fault(code, `${at}/${i}/id`, `the id "${id}" is used twice`, 'leave ids out to have them numbered');
    seen.add(id);
  }
}

/** Everybody a development names outside its claims' facets, with the place. */
function actorsNamed(d: Development): [string, string][] {
  const lists = { for: d.for, coChairs: d.coChairs, parties: d.parties, signatories: d.signatories, targets: d.targets, binds: d.binds };
  const one = (place: string, id: string | undefined): [string, string][] => (id === undefined ? [] : [[place, id]]);
  return [
    ...one('/by', d.by),
    ...one('/via', d.via),
    ...Object.entries(lists).flatMap(([key, ids]) => (ids ?? []).map((id, i): [string, string] => [`/${key}/${i}`, id])),
    ...(d.participants ?? []).map((p, i): [string, string] => [`/participants/${i}/actor`, p.actor]),
    ...d.claims.flatMap((c, i) => [
      ...one(`/claims/${i}/by`, c.by),
      ...one(`/claims/${i}/via`, c.via),
      ...(c.for ?? []).map((id, j): [string, string] => [`/claims/${i}/for/${j}`, id]),
    ]),
  ];
}

/** An actor that is registered, or a body of one of the dossiers, which can speak too. */
function knownSpeaker(lookup: Lookup, dossiers: readonly DossierEntry[], id: string, at: string, findings: Findings): void {
  if (lookup.actor(id) || dossiers.some((x) => lookup.body(x, id))) return;
  findings.fault('UnknownActor', at, `no actor "${id}" is registered`, lookup.suggestActor(id));
}

function checkClaim(
  d: Development,
  c: Claim,
  dossiers: readonly DossierEntry[],
  lookup: Lookup,
  at: string,
  findings: Findings,
  stood: readonly Stood[],
): void {
  if (c.evidence) {
    if (!c.evidence.length)
      findings.fault(
        'NoSource',
        `${at}/evidence`,
        'a claim rests on at least one piece of evidence',
        'leave "evidence" out to rest it on all',
      );
    for (const [i, id] of c.evidence.entries())
      if (!d.evidence.some((e) => e.id === id))
        findings.fault(
          'UnknownEvidence',
          `${at}/evidence/${i}`,
          `the development has no evidence "${id}"`,
          `its evidence is ${d.evidence.map((e) => e.id).join(', ')}`,
        );
  }
  checkSegments(c, dossiers, lookup, at, findings, stood);
  for (const [i, w] of (c.when ?? []).entries()) {
    const place = `${at}/when/${i}/facet`;
    const conditional = stood.filter((b) => b.claim.when?.some((x) => x.facet === w.facet));
    if (!isWorld(w.facet))
      findings.fault('ConditionNotWorld', place, 'a condition reads a world fact', 'make it a world fact of the dossier, with a text');
    else defined(w.facet, dossiers, lookup, place, findings, conditional);
  }
  if (c.when?.length && isWorld(c.facet))
    findings.fault(
      'ConditionOnWorld',
      `${at}/when`,
      'a world fact depends on no condition',
      'record the fact when it has come about, or put the condition on the positions that depend on it',
    );
  checkTimes(d, c, at, findings);
}

function checkTimes(d: Development, c: Claim, at: string, findings: Findings): void {
  if (c.effective !== undefined && c.observed !== undefined)
    return findings.fault(
      'EffectiveAndObserved',
      `${at}/observed`,
      'a claim is effective from a date on, or observed on one: not both',
      'keep "effective" if it is known since when, else "observed"',
    );
  const observed = c.observed === undefined ? undefined : boundsOf(c.observed);
  if (c.observed !== undefined) {
    try {
      boundsOf(upTo(c.observed));
    } catch {
      return findings.fault(
        'InvalidDate',
        `${at}/observed`,
        `"${c.observed}" is no day, month or year on which something can be observed`,
        'give one day, month, year or instant',
      );
    }
  }
  const start = boundsOf(c.effective ?? (c.observed === undefined ? d.date : upTo(c.observed)));
  const end = windowEnd(c.until, observed?.lo ?? start.lo);
  if (end.latest <= (observed?.lo ?? start.lo))
    findings.fault('EndBeforeStart', `${at}/until`, `the window ends (${c.until}) before it starts`, MISTYPED);
}

/** Facets name actors that are registered and issues, bodies and world facts that a dossier defines; values that their family or ladder knows. */
function checkSegments(
  c: Claim,
  dossiers: readonly DossierEntry[],
  lookup: Lookup,
  at: string,
  findings: Findings,
  stood: readonly Stood[],
): void {
  const { family, segments } = parseFacet(c.facet)!;
  const place = `${at}/facet`;
  for (const [i, role] of family.segments.entries())
    if (!stood.length && (role === 'actor' || role === 'party' || role === 'subject'))
      knownSpeaker(lookup, dossiers, segments[i]!, place, findings);
  defined(c.facet, dossiers, lookup, place, findings, stood);
  if (c.value === null) return;
  if (family.values && !(typeof c.value === 'string' && family.values.includes(c.value)))
    findings.fault(
      'ValueNotKnown',
      `${at}/value`,
      `${canonicalJson(c.value)} is no value of a ${family.name}`,
      `it is one of ${family.values.join(', ')}, or null`,
    );
  if (family.name !== 'position') return;
  for (const dossier of dossiers) {
    if (stood.some((b) => b.dossiers.includes(dossier.id))) continue; // old claims keep their ladder
    const issue = lookup.issue(dossier, segments[1]!);
    if (issue && !issue.ladder.some((r) => r.stance === c.value))
      findings.fault(
        'StanceNotOnLadder',
        `${at}/value`,
        `${canonicalJson(c.value)} is not on the ladder of ${segments[1]} in ${dossier.id}`,
        `the rungs are ${issue.ladder.map((r) => r.stance).join(', ')}; null takes the position back`,
      );
  }
}

/**
 * Issues, bodies and world facts belong to a dossier: one of the development's must define what a facet names,
 * or have defined it where the claim stood before.
 */
function defined(
  path: string,
  dossiers: readonly DossierEntry[],
  lookup: Lookup,
  at: string,
  findings: Findings,
  stood: readonly Stood[],
): void {
  const [family, a = '', b = ''] = path.split('/');
  const [id, code, what, has]: [string, 'UnknownIssue' | 'UnknownBody' | 'UnknownWorldFact', string, (x: DossierEntry) => boolean] =
    family === 'position'
      ? [b, 'UnknownIssue', 'issue', (x) => lookup.issue(x, b) !== undefined]
      : family === 'role'
        ? [b, 'UnknownBody', 'body', (x) => lookup.body(x, b)]
        : [a, 'UnknownWorldFact', 'world fact', (x) => lookup.worldFact(x, a)];
  if (!['position', 'role', 'world'].includes(family!) || !dossiers.length) return;
  const without = dossiers.filter((x) => !has(x) && !(stood.some((b) => b.dossiers.includes(x.id)) && isDefined(x, path, Infinity)));
  if (without.length === dossiers.length)
    findings.fault(
      code,
      at,
      `no ${what} "${id}" is defined in ${dossiers.map((x) => x.id).join(' or ')}`,
      `define it there first, or correct the name`,
    );
  else
    for (const x of without) findings.warn('NotDefinedInDossier', at, `${x.id} defines no ${what} "${id}": the claim does not count there`);
}

/** `for` says in whose name the speaker speaks; without a speaker it would say nothing, and the facet's own subject would speak. */
function speakerNamed(d: Development, at: string, findings: Findings): void {
  if (!d.for || d.by !== undefined || d.claims.every((c) => c.by !== undefined || c.for)) return;
  findings.fault(
    'SpeakerMissing',
    `${at}/for`,
    'it says in whose name somebody speaks, and nobody is named as speaking: the claims would count as the own word of whomever they are about',
    'name the speaker in "by"; of a joint text, give "for" on each claim',
  );
}

/** A person speaks in a state's or organisation's name by an office held on that day; signatories of a joint text by signing. */
function heldOffice(d: Development, lookup: Lookup, at: string, findings: Findings, before: readonly Development[]): void {
  const act = boundsOf(d.date);
  const joint = new Set([...(d.signatories ?? []), ...(d.coChairs ?? []), ...(d.parties ?? [])]);
  const holds = (person: string, of: string) =>
    lookup
      .actor(lookup.actorName(person))
      ?.offices?.some(
        (o) =>
          lookup.actorName(o.of) === lookup.actorName(of) &&
          (o.from === undefined || boundsOf(o.from).lo < act.hi) &&
          (o.until === undefined || act.lo < boundsOf(o.until).hi),
      );
  const stood = new Set(before.filter((b) => b.date === d.date).flatMap((b) => spokenFor(b).map(({ by, of }) => `${by} ${of}`)));
  for (const { by, of, place } of spokenFor(d)) {
    if (lookup.actor(by)?.kind !== 'person' || of === by || joint.has(of) || holds(by, of) || stood.has(`${by} ${of}`)) continue;
    findings.fault(
      'OfficeNotHeld',
      at + place,
      `no office of ${of} is on record that ${by} held on ${d.date}`,
      'add the office to the person, or let the person speak for nobody else',
    );
  }
  const unused = (by: string | undefined, names: readonly string[] | undefined, facet: string, place: string) => {
    const own = owners(facet);
    if (by === undefined || !own || own.includes(by) || lookup.actor(by)?.kind !== 'person' || names?.length) return;
    const office = own.find((o) => holds(by, o));
    if (office !== undefined)
      findings.warn(
        'OfficeUnused',
        place,
        `${by} holds an office of ${office}; without "for": ["${office}"] this is listed under what others said`,
      );
  };
  for (const [i, c] of d.claims.entries())
    unused(c.by ?? d.by, c.for ?? (c.by === undefined ? d.for : undefined), c.facet, `${at}/claims/${i}`);
}

/** Who speaks in whose name, and where it says so. */
function spokenFor(d: Development): { by: string; of: string; place: string }[] {
  const names = (by: string | undefined, list: readonly string[] | undefined, place: string) =>
    by === undefined ? [] : (list ?? []).map((of, i) => ({ by, of, place: `${place}/for/${i}` }));
  return [...names(d.by, d.for, ''), ...d.claims.flatMap((c, i) => names(c.by ?? d.by, c.for, `/claims/${i}`))];
}

/** What refuses nothing, but is worth a look. */
function suspicious(d: Development, lookup: Lookup, at: string, findings: Findings): void {
  const act = boundsOf(d.date);
  for (const [i, e] of d.evidence.entries()) {
    const published = lookup.source(e.source)?.published;
    if (published !== undefined && isEarlier(boundsOf(published), act))
      findings.warn(
        'PageOlderThanAct',
        `${at}/evidence/${i}/source`,
        `${e.source} was published (${published}) before the act it supports (${d.date})`,
      );
  }
  const dates: [string, string | undefined][] = [
    ['/date', d.date],
    ...d.claims.flatMap((c, i): [string, string | undefined][] => [
      [`/claims/${i}/effective`, c.effective],
      [`/claims/${i}/until`, c.until],
    ]),
  ];
  for (const [place, text] of dates) {
    if (text === undefined) continue;
    const { lo, hi } = boundsOf(text);
    const between = text.includes(',') && hi - lo > 31 * DAY;
    if (between || (Number.isFinite(lo) && Number.isFinite(hi) && hi - lo > 366 * DAY))
      findings.warn(
        'SuspiciousInterval',
        at + place,
        `${text} leaves ${Math.round((hi - lo) / DAY)} days open: is a year or month mistyped?`,
      );
  }
  for (const [i, c] of d.claims.entries()) duplicates(d, c, lookup, `${at}/claims/${i}`, findings);
}

/** Another development says something of the same facet, at the same time, in the same voice. */
function duplicates(d: Development, c: Claim, lookup: Lookup, at: string, findings: Findings): void {
  const path = lookup.path(c.facet);
  /** Whoever speaks, and those in whose name, whatever the order. */
  const voiceOf = (by: string | undefined, names: readonly string[]) => {
    const subject = names.length ? undefined : owners(path)?.[0];
    return canonicalJson([lookup.actorName(by ?? subject ?? ''), names.map((n) => lookup.actorName(n)).sort()]);
  };
  const time = boundsOf(c.effective ?? c.observed ?? d.date);
  const voice = voiceOf(c.by ?? d.by, c.for ?? (c.by === undefined ? d.for : undefined) ?? []);
  // whoever relates one to the other knows of both
  const related = new Set((d.relations ?? []).map((r) => r.to));
  for (const dossier of d.dossiers)
    for (const row of lookup.record.dossiers.get(dossier)?.facets.get(path)?.saidAt(time) ?? []) {
      const other = row.development;
      if (
        other.id === d.id ||
        related.has(other.id) ||
        row.version.index !== other.last.index ||
        other.retractions.at(-1)?.until === Infinity
      )
        continue;
      const { voices = [], hasSpeaker } = row.speech;
      const [by, names] = hasSpeaker ? [voices[0], voices.slice(1)] : [undefined, voices];
      if (voiceOf(by, names) !== voice) continue;
      findings.warn(
        'PossibleDuplicate',
        at,
        `${other.id} says ${canonicalJson(row.value)} of ${path} at the same time: one act in two records?`,
      );
      return;
    }
}

// ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────────

export function record(command: CommandOf<'record'>, context: Context): Decision {
  const findings = new Findings();
  const { id } = command.development;
  if (typeof id === 'string' && context.record.developments.has(id))
    findings.fault(
      'DuplicateDevelopment',
      '/development/id',
      `development "${id}" is on record already`,
      'correct it, add evidence to it, or choose another id',
    );
  const data = settle(command.kind, command.development, context, '/development', findings);
  findings.settle();
  return {
    appends: [{ stream: streamOfDevelopment(data.id), expectedRevision: 'no-stream', events: [{ type: command.kind, data }] }],
    warnings: findings.warnings,
  };
}

/** The last version as a correction finds it: with the evidence that was added to it, for the claims that it was added to. */
export function currentBody(version: VersionEntry): Development {
  const evidence = version.evidence.map((s) => s.evidence);
  const all = new Set(evidence.map((e) => e.id));
  const claims = version.body.claims.map((c): Claim => {
    const ids = version.rows.find((r) => r.name === c.id)?.support.map((s) => s.id) ?? [];
    const { evidence: _own, ...rest } = c;
    const isAll = c.evidence === undefined && ids.length === all.size;
    return isAll ? rest : { ...rest, evidence: ids };
  });
  return { ...version.body, evidence, claims };
}

export function correct(command: CommandOf<'correct'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const entry = lookup.development(command.development, '/development');
  const last = entry.versions.at(-1)!;
  const findings = new Findings();
  notRetracted(entry, 'reinstate it first, or record another', '/development', findings);
  if (command.expectedVersion !== undefined && command.expectedVersion !== last.number)
    findings.fault(
      'WrongExpectedVersion',
      '/expectedVersion',
      `the last version is ${last.number}, not ${command.expectedVersion}`,
      'read it again and correct what it says now',
    );
  known(command.because, '/because', lookup, findings);
  if ((command.changes === undefined) === (command.version === undefined)) {
    findings.fault('InvalidInput', '', 'a correction gives either "changes" or the whole "version"');
    findings.settle();
  }
  const kind = command.kind ?? last.kind;
  const base = currentBody(last);
  const at = command.changes ? '/changes' : '/version';
  const input = command.version ? patched({}, command.version) : patched(base, command.changes ?? {});
  if (input['id'] !== undefined && input['id'] !== entry.id)
    findings.fault('InvalidInput', `${at}/id`, `the id of a development cannot be changed`);
  const development = settle(kind, { ...input, id: entry.id }, context, at, findings, entry.versions.map(currentBody));
  findings.settle();
  if (sameJson(development, base) && kind === last.kind) refuse('NothingToChange', at, 'this is what the record says already', UNCHANGED);
  dropped(last, development, at, findings);
  const data = { id: entry.id, version: last.number + 1, kind, development, reason: command.reason, ...grounds(command.because) };
  return one(lookup, streamOfDevelopment(entry.id), { type: 'DevelopmentCorrected', data }, findings);
}

const isSame = (a: Evidence, b: Evidence): boolean => sameJson({ ...a, id: '' }, { ...b, id: '' });

/** Evidence that was added after the last version was made joins the next, unless that leaves it out: then whoever made it may not have seen it. */
function dropped(last: VersionEntry, development: Development, at: string, findings: Findings): void {
  const gone = last.evidence
    .map((s) => s.evidence)
    .filter((e) => !last.body.evidence.some((x) => x.id === e.id) && !development.evidence.some((x) => isSame(x, e)));
  if (gone.length)
    findings.warn(
      'EvidenceDropped',
      `${at}/evidence`,
      `${gone.map((e) => `${e.id} (${e.source})`).join(', ')} was added to version ${last.number} and is not in this one: it no longer speaks for it`,
    );
}

export function retract(command: CommandOf<'retract'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const entry = lookup.development(command.development, '/development');
  const findings = new Findings();
  standing(entry, findings);
  known(command.because, '/because', lookup, findings);
  const { duplicateOf } = command;
  if (duplicateOf === entry.id)
    findings.fault('MergeIntoItself', '/duplicateOf', 'a development is no duplicate of itself', 'name the development that stays');
  else if (duplicateOf !== undefined) lookup.findDevelopment(duplicateOf, '/duplicateOf', findings);
  findings.settle();
  const data = { id: entry.id, reason: command.reason, ...grounds(command.because), ...(duplicateOf !== undefined && { duplicateOf }) };
  return one(lookup, streamOfDevelopment(entry.id), { type: 'DevelopmentRetracted', data }, findings);
}

export function reinstate(command: CommandOf<'reinstate'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const entry = lookup.development(command.development, '/development');
  if (entry.retractions.at(-1)?.until !== Infinity)
    refuse('NotRetracted', '/development', `"${entry.id}" is not retracted`, 'nothing is to be done: it stands');
  return one(lookup, streamOfDevelopment(entry.id), { type: 'DevelopmentReinstated', data: { id: entry.id, reason: command.reason } });
}

export function addEvidence(command: CommandOf<'evidence'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const entry = lookup.development(command.development, '/development');
  const last = entry.versions.at(-1)!;
  const findings = new Findings();
  const taken = entry.versions.flatMap((v) => v.evidence.map((s) => s.evidence.id));
  for (const [i, e] of command.evidence.entries())
    if (e.id !== undefined && taken.includes(e.id))
      findings.fault(
        'DuplicateEvidence',
        `/evidence/${i}/id`,
        `the id "${e.id}" is used in this development already`,
        'leave ids out to have them numbered',
      );
  const evidence = settleEvidence(numbered<EvidenceInput>(command.evidence, 'e', taken), context, '/evidence', findings);
  unique(evidence, 'DuplicateEvidence', '/evidence', findings);
  for (const [i, id] of (command.claims ?? []).entries())
    if (!last.body.claims.some((c) => c.id === id))
      findings.fault(
        'UnknownClaim',
        `/claims/${i}`,
        `the development has no claim "${id}"`,
        last.body.claims.length ? `its claims are ${last.body.claims.map((c) => c.id).join(', ')}` : 'leave "claims" out: it makes none',
      );
  const act = boundsOf(last.body.date);
  for (const [i, e] of evidence.entries()) {
    const published = lookup.source(e.source)?.published;
    if (published !== undefined && isEarlier(boundsOf(published), act))
      findings.warn(
        'PageOlderThanAct',
        `/evidence/${i}/source`,
        `${e.source} was published (${published}) before the act it supports (${last.body.date})`,
      );
  }
  findings.settle();
  const data = {
    id: entry.id,
    evidence,
    ...(command.claims && { claims: command.claims }),
    ...(command.reason !== undefined && { reason: command.reason }),
  };
  return one(lookup, streamOfDevelopment(entry.id), { type: 'EvidenceAdded', data }, findings);
}

/**
 * Moves the evidence of a duplicate to the development that stays, and retracts the duplicate. There each piece speaks for the
 * claims that say what it spoke for in the duplicate; where none does, for the act alone. One event for each of the two: where the
 * pieces speak for different claims, a new version of the development says so.
 */
export function merge(command: CommandOf<'merge'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  const duplicate = lookup.findDevelopment(command.development, '/development', findings);
  const kept = lookup.findDevelopment(command.into, '/into', findings);
  if (duplicate && duplicate.index === kept?.index)
    findings.fault('MergeIntoItself', '/into', 'a development is no duplicate of itself', 'name the development that stays');
  if (duplicate) standing(duplicate, findings);
  if (kept && kept.index !== duplicate?.index) notRetracted(kept, 'the development that stays must stand', '/into', findings);
  findings.settle();
  if (!duplicate || !kept) throw new Error('not reached: a development that is not there is a fault');

  const from = currentBody(duplicate.versions.at(-1)!);
  const into = currentBody(kept.versions.at(-1)!);
  const speaksFor = (e: Evidence, c: Claim) => c.evidence === undefined || c.evidence.includes(e.id);
  const says = (c: Claim) => `${lookup.path(c.facet)} ${contentOf(c)}`;
  const moved = from.evidence.flatMap((e) => {
    const said = new Set(from.claims.filter((c) => speaksFor(e, c)).map(says));
    const there = into.evidence.filter((x) => isSame(x, e));
    const claims = into.claims.filter((c) => said.has(says(c)) && !there.some((x) => speaksFor(x, c))).map((c) => c.id);
    const { id: _id, ...rest } = e;
    return there.length && !claims.length ? [] : [{ evidence: rest, claims }];
  });
  const taken = kept.versions.flatMap((v) => v.evidence.map((s) => s.evidence.id));
  const evidence = numbered<Omit<Evidence, 'id'> & { id?: string }>(
    moved.map((m) => m.evidence),
    'e',
    taken,
  );
  const { reason } = command;
  const stream = streamOfDevelopment(kept.id);
  const joined = (): DecidedAppend['events'][number] => {
    const [first, ...others] = moved.map((m) => m.claims);
    if (first && others.every((claims) => sameJson(claims, first)))
      return {
        type: 'EvidenceAdded',
        data: { id: kept.id, evidence, ...(first.length < into.claims.length && { claims: first }), reason },
      };
    const all = [...into.evidence, ...evidence].map((e) => e.id);
    const claims = into.claims.map((c): Claim => {
      const own = [
        ...(c.evidence ?? into.evidence.map((e) => e.id)),
        ...evidence.flatMap((e, n) => (moved[n]!.claims.includes(c.id) ? [e.id] : [])),
      ];
      const { evidence: _evidence, ...rest } = c;
      return own.length === all.length ? rest : { ...rest, evidence: own };
    });
    const { number, kind } = kept.versions.at(-1)!;
    const development: Development = { ...into, evidence: [...into.evidence, ...evidence], claims };
    return { type: 'DevelopmentCorrected', data: { id: kept.id, version: number + 1, kind, development, reason } };
  };
  return {
    appends: [
      ...(evidence.length ? [{ stream, expectedRevision: lookup.revision(stream), events: [joined()] }] : []),
      ...one(lookup, streamOfDevelopment(duplicate.id), {
        type: 'DevelopmentRetracted',
        data: { id: duplicate.id, reason, duplicateOf: kept.id },
      }).appends,
    ],
    warnings: [],
  };
}

function standing(entry: DevelopmentEntry, findings: Findings): void {
  if (entry.retractions.at(-1)?.until === Infinity)
    findings.fault(
      'AlreadyRetracted',
      '/development',
      `"${entry.id}" is retracted already`,
      'reinstate it first, if it is to be retracted for another reason',
    );
}

function notRetracted(entry: DevelopmentEntry, remedy: string, pointer: string, findings: Findings): void {
  if (entry.retractions.at(-1)?.until === Infinity) findings.fault('DevelopmentRetracted', pointer, `"${entry.id}" is retracted`, remedy);
}

/** Grounds must be sources that are registered. */
export function known(because: readonly string[] | undefined, at: string, lookup: Lookup, findings: Findings): void {
  for (const [i, id] of (because ?? []).entries())
    if (!lookup.source(id)) findings.fault('UnknownSource', `${at}/${i}`, `no source "${id}" is registered`, lookup.suggestSource(id));
}
export const grounds = (because: readonly string[] | undefined) => (because?.length ? { because: [...because] } : {});

/** A decision of one event for a stream that is there. */
export function one(lookup: Lookup, stream: string, event: DecidedAppend['events'][number], findings = new Findings()): Decision {
  return { appends: [{ stream, expectedRevision: lookup.revision(stream), events: [event] }], warnings: findings.warnings };
}
