/** Deciders for developments: record, correct, retract, reinstate, add evidence, merge. */
import { codePointLength, findQuote } from '../../events/text.ts';
import { canonicalJson, sameJson } from '../../events/canonical.ts';
import type { Development, DevelopmentKind } from '../../events/developments.ts';
import { boundsOf, isEarlier, upTo, windowEnd } from '../../events/edtf.ts';
import { isWorld, owners, parseFacet } from '../../events/facet.ts';
import type { Claim, Evidence } from '../../events/schema.ts';
import { contentOf } from '../../projections/record.ts';
import type { DevelopmentEntry, DossierEntry, VersionEntry } from '../../projections/record.ts';
import { inputOfKind } from './commands.ts';
import type { ClaimInput, CommandOf, DevelopmentInput, EvidenceInput, QuoteInput } from './commands.ts';
import { Lookup } from './context.ts';
import type { Context, DecidedAppend, Decision } from './context.ts';
import { formFaults } from './parse.ts';
import { Findings, refuse } from './rejection.ts';

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

/** Evidence as it is stored: quotes with offsets, found in the captured text where that is at hand. */
function settleEvidence(inputs: readonly (EvidenceInput & { id: string })[], context: Context, at: string, findings: Findings): Evidence[] {
  const lookup = new Lookup(context.record);
  return inputs.map((input, i) => {
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
      );
    else findings.warn('QuoteNotChecked', at, `the captured text of "${source}" is not here: the quote could not be checked`);
    return stored;
  }
  const found = findQuote(text, quote);
  switch (found.kind) {
    case 'found':
      return { ...quote, start: found.start, end: found.end };
    case 'moved':
      findings.fault('QuoteNotFound', `${at}/start`, `the words stand at ${found.start}–${found.end} of the captured text, not there`);
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

/** Reads a development of a kind from a command: ids given, quotes settled, everything that is wrong collected. */
function settle(kind: DevelopmentKind, input: unknown, context: Context, at: string, findings: Findings): Development {
  const parsed = inputOfKind(kind).safeParse(input);
  if (!parsed.success) {
    formFaults(findings, parsed.error, at);
    findings.settle();
  }
  const given = parsed.data as DevelopmentInput;
  const evidence = settleEvidence(numbered<EvidenceInput>(given.evidence, 'e'), context, `${at}/evidence`, findings);
  const claims = numbered<ClaimInput>(given.claims, 'c') as Claim[];
  const development: Development = { ...given, evidence, claims };
  check(development, context, at, findings);
  return development;
}

function check(d: Development, context: Context, at: string, findings: Findings): void {
  const lookup = new Lookup(context.record);
  if (!d.evidence.length)
    findings.fault('NoSource', `${at}/evidence`, 'a development rests on at least one source', 'name a registered source in "evidence"');
  unique(d.evidence, 'DuplicateEvidence', `${at}/evidence`, findings);
  unique(d.claims, 'DuplicateClaim', `${at}/claims`, findings);

  const dossiers = d.dossiers.flatMap((id, i): DossierEntry[] => {
    const dossier = lookup.dossier(id);
    if (!dossier) findings.fault('UnknownDossier', `${at}/dossiers/${i}`, `no dossier "${id}" is open`, 'open it first (dossier open)');
    return dossier ? [dossier] : [];
  });

  for (const [place, id] of actorsNamed(d)) knownSpeaker(lookup, dossiers, id, at + place, findings);
  for (const [i, r] of (d.relations ?? []).entries()) {
    const place = `${at}/relations/${i}/to`;
    if (r.to === d.id) findings.fault('RelationToItself', place, 'a development has no relation to itself');
    else if (!context.record.developments.has(r.to))
      findings.fault('UnknownDevelopment', place, `no development "${r.to}" is on record`, lookup.suggestDevelopment(r.to));
  }
  for (const [i, c] of d.claims.entries()) checkClaim(d, c, dossiers, lookup, `${at}/claims/${i}`, findings);
  heldOffice(d, lookup, at, findings);
  suspicious(d, lookup, at, findings);
}

function unique(items: readonly { id: string }[], code: 'DuplicateClaim' | 'DuplicateEvidence', at: string, findings: Findings): void {
  const seen = new Set<string>();
  for (const [i, { id }] of items.entries()) {
    if (seen.has(id)) findings.fault(code, `${at}/${i}/id`, `the id "${id}" is used twice`);
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

function checkClaim(d: Development, c: Claim, dossiers: readonly DossierEntry[], lookup: Lookup, at: string, findings: Findings): void {
  const facet = parseFacet(c.facet);
  if (!facet) return findings.fault('InvalidFacet', `${at}/facet`, `"${c.facet}" is no facet`);
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
        findings.fault('UnknownEvidence', `${at}/evidence/${i}`, `the development has no evidence "${id}"`);
  }
  checkSegments(c, dossiers, lookup, at, findings);
  for (const [i, w] of (c.when ?? []).entries()) {
    const place = `${at}/when/${i}/facet`;
    if (!isWorld(w.facet))
      findings.fault('ConditionNotWorld', place, 'a condition reads a world fact', 'make it a world fact of the dossier, with a text');
    else defined(w.facet, dossiers, lookup, place, findings);
  }
  if (c.when?.length && isWorld(c.facet)) findings.fault('ConditionOnWorld', `${at}/when`, 'a world fact depends on no condition');
  checkTimes(d, c, at, findings);
}

function checkTimes(d: Development, c: Claim, at: string, findings: Findings): void {
  if (c.effective !== undefined && c.observed !== undefined)
    return findings.fault('EffectiveAndObserved', `${at}/observed`, 'a claim is effective from a date on, or observed on one: not both');
  const observed = c.observed === undefined ? undefined : boundsOf(c.observed);
  if (c.observed !== undefined) {
    try {
      boundsOf(upTo(c.observed));
    } catch {
      return findings.fault('InvalidDate', `${at}/observed`, `"${c.observed}" is no day, month or year on which something can be observed`);
    }
  }
  const start = boundsOf(c.effective ?? (c.observed === undefined ? d.date : upTo(c.observed)));
  const end = windowEnd(c.until, observed?.lo ?? start.lo);
  if (end.latest <= (observed?.lo ?? start.lo))
    findings.fault('EndBeforeStart', `${at}/until`, `the window ends (${c.until}) before it starts`);
}

/** Facets name actors that are registered and issues, bodies and world facts that a dossier defines; values that their family or ladder knows. */
function checkSegments(c: Claim, dossiers: readonly DossierEntry[], lookup: Lookup, at: string, findings: Findings): void {
  const { family, segments } = parseFacet(c.facet)!;
  const place = `${at}/facet`;
  for (const [i, role] of family.segments.entries())
    if (role === 'actor' || role === 'party' || role === 'subject') knownSpeaker(lookup, dossiers, segments[i]!, place, findings);
  defined(c.facet, dossiers, lookup, place, findings);
  if (c.value === null) return;
  if (family.values && !(typeof c.value === 'string' && family.values.includes(c.value)))
    findings.fault(
      'ValueNotKnown',
      `${at}/value`,
      `${JSON.stringify(c.value)} is no value of a ${family.name}`,
      `it is one of ${family.values.join(', ')}, or null`,
    );
  if (family.name !== 'position') return;
  for (const dossier of dossiers) {
    const issue = lookup.issue(dossier, segments[1]!);
    if (issue && !issue.ladder.some((r) => r.stance === c.value))
      findings.fault(
        'StanceNotOnLadder',
        `${at}/value`,
        `${JSON.stringify(c.value)} is not on the ladder of ${segments[1]}`,
        `the rungs are ${issue.ladder.map((r) => r.stance).join(', ')}; null takes the position back`,
      );
  }
}

/** Issues, bodies and world facts belong to a dossier: one of the development's must define what a facet names. */
function defined(path: string, dossiers: readonly DossierEntry[], lookup: Lookup, at: string, findings: Findings): void {
  const [family, a = '', b = ''] = path.split('/');
  const [id, code, what, has]: [string, 'UnknownIssue' | 'UnknownBody' | 'UnknownWorldFact', string, (x: DossierEntry) => boolean] =
    family === 'position'
      ? [b, 'UnknownIssue', 'issue', (x) => lookup.issue(x, b) !== undefined]
      : family === 'role'
        ? [b, 'UnknownBody', 'body', (x) => lookup.body(x, b)]
        : [a, 'UnknownWorldFact', 'world fact', (x) => lookup.worldFact(x, a)];
  if (!['position', 'role', 'world'].includes(family!) || !dossiers.length) return;
  const without = dossiers.filter((x) => !has(x));
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

/** A person speaks in a state's or organisation's name by an office held on that day; signatories of a joint text by signing. */
function heldOffice(d: Development, lookup: Lookup, at: string, findings: Findings): void {
  const act = boundsOf(d.date);
  const joint = new Set([...(d.signatories ?? []), ...(d.coChairs ?? []), ...(d.parties ?? [])]);
  const holds = (person: string, of: string) =>
    lookup
      .actor(person)
      ?.offices?.some(
        (o) =>
          o.of === of && (o.from === undefined || boundsOf(o.from).lo < act.hi) && (o.until === undefined || act.lo < boundsOf(o.until).hi),
      );
  const speak = (by: string | undefined, names: readonly string[] | undefined, place: string) => {
    if (by === undefined || lookup.actor(by)?.kind !== 'person') return;
    for (const [i, of] of (names ?? []).entries())
      if (of !== by && !joint.has(of) && !holds(by, of))
        findings.fault(
          'OfficeNotHeld',
          `${place}/for/${i}`,
          `no office of ${of} is on record that ${by} held on ${d.date}`,
          'add the office to the person, or let the person speak for nobody else',
        );
  };
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
  speak(d.by, d.for, at);
  for (const [i, c] of d.claims.entries()) {
    const place = `${at}/claims/${i}`;
    const by = c.by ?? d.by;
    if (c.for) speak(by, c.for, place);
    unused(by, c.for ?? (c.by === undefined ? d.for : undefined), c.facet, place);
  }
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
  const time = boundsOf(c.effective ?? c.observed ?? d.date);
  const voices = (by: string | undefined, names: readonly string[] | undefined) => canonicalJson([by ?? null, [...(names ?? [])].sort()]);
  const own = voices(c.by ?? d.by, c.for ?? (c.by === undefined ? d.for : undefined));
  for (const dossier of d.dossiers)
    for (const row of lookup.record.dossiers.get(dossier)?.facets.get(c.facet) ?? []) {
      const other = row.development;
      if (other.id === d.id || row.version !== other.versions.at(-1) || other.retractions.at(-1)?.until === Infinity) continue;
      if (row.from !== time.lo || row.to !== time.hi) continue;
      const { body } = row.version;
      if (voices(row.claim.by ?? body.by, row.claim.for ?? (row.claim.by === undefined ? body.for : undefined)) !== own) continue;
      findings.warn(
        'PossibleDuplicate',
        at,
        `${other.id} says ${canonicalJson(row.claim.value)} of ${c.facet} at the same time: one act in two records?`,
      );
      return;
    }
}

// ── the commands ─────────────────────────────────────────────────────────────────────────────────────────────────

export function record(command: CommandOf<'record'>, context: Context): Decision {
  const findings = new Findings();
  const data = settle(command.kind, command.development, context, '/development', findings);
  if (context.record.developments.has(data.id))
    refuse(
      'DuplicateDevelopment',
      '/development/id',
      `development "${data.id}" is on record already`,
      'correct it, add evidence to it, or choose another id',
    );
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
    const ids = version.rows.find((r) => r.claim.id === c.id)?.support.map((s) => s.evidence.id) ?? [];
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
  notRetracted(entry, 'reinstate it first, or record another');
  if (command.expectedVersion !== undefined && command.expectedVersion !== last.number)
    refuse(
      'WrongExpectedVersion',
      '/expectedVersion',
      `the last version is ${last.number}, not ${command.expectedVersion}`,
      'read it again and correct what it says now',
    );
  if ((command.changes === undefined) === (command.version === undefined))
    refuse('InvalidInput', '', 'a correction gives either "changes" or the whole "version"');
  const kind = command.kind ?? last.kind;
  const base = currentBody(last);
  const at = command.changes ? '/changes' : '/version';
  const whole = command.version ?? { ...base, ...command.changes };
  const input = Object.fromEntries(Object.entries(whole).filter(([, v]) => v !== null));
  const findings = new Findings();
  if (input['id'] !== undefined && input['id'] !== entry.id)
    refuse('InvalidInput', `${at}/id`, `the id of a development cannot be changed`);
  const development = settle(kind, { ...input, id: entry.id }, context, at, findings);
  known(command.because, '/because', lookup, findings);
  findings.settle();
  if (sameJson(development, base) && kind === last.kind) refuse('NothingToChange', at, 'this is what the record says already');
  const data = { id: entry.id, version: last.number + 1, kind, development, reason: command.reason, ...grounds(command.because) };
  return one(lookup, streamOfDevelopment(entry.id), { type: 'DevelopmentCorrected', data }, findings);
}

export function retract(command: CommandOf<'retract'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const entry = lookup.development(command.development, '/development');
  if (entry.retractions.at(-1)?.until === Infinity) refuse('AlreadyRetracted', '/development', `"${entry.id}" is retracted already`);
  const findings = new Findings();
  known(command.because, '/because', lookup, findings);
  const { duplicateOf } = command;
  if (duplicateOf === entry.id) findings.fault('MergeIntoItself', '/duplicateOf', 'a development is no duplicate of itself');
  else if (duplicateOf !== undefined) lookup.development(duplicateOf, '/duplicateOf');
  findings.settle();
  const data = { id: entry.id, reason: command.reason, ...grounds(command.because), ...(duplicateOf !== undefined && { duplicateOf }) };
  return one(lookup, streamOfDevelopment(entry.id), { type: 'DevelopmentRetracted', data }, findings);
}

export function reinstate(command: CommandOf<'reinstate'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const entry = lookup.development(command.development, '/development');
  if (entry.retractions.at(-1)?.until !== Infinity) refuse('NotRetracted', '/development', `"${entry.id}" is not retracted`);
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
      findings.fault('DuplicateEvidence', `/evidence/${i}/id`, `the id "${e.id}" is used in this development already`);
  const evidence = settleEvidence(numbered<EvidenceInput>(command.evidence, 'e', taken), context, '/evidence', findings);
  unique(evidence, 'DuplicateEvidence', '/evidence', findings);
  for (const [i, id] of (command.claims ?? []).entries())
    if (!last.body.claims.some((c) => c.id === id)) findings.fault('UnknownClaim', `/claims/${i}`, `the development has no claim "${id}"`);
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

/** Moves the evidence of a duplicate to the development that stays, for the claims that say the same, and retracts the duplicate. */
export function merge(command: CommandOf<'merge'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const duplicate = lookup.development(command.development, '/development');
  const kept = lookup.development(command.into, '/into');
  if (duplicate === kept) refuse('MergeIntoItself', '/into', 'a development is no duplicate of itself');
  if (duplicate.retractions.at(-1)?.until === Infinity)
    refuse('AlreadyRetracted', '/development', `"${duplicate.id}" is retracted already`);
  notRetracted(kept, 'the development that stays must stand', '/into');
  const from = currentBody(duplicate.versions.at(-1)!);
  const into = currentBody(kept.versions.at(-1)!);
  const isSame = (a: Evidence, b: Evidence) => sameJson({ ...a, id: '' }, { ...b, id: '' });
  const moved = from.evidence.filter((e) => !into.evidence.some((x) => isSame(e, x)));
  const says = (c: Claim) => `${c.facet} ${contentOf(c)}`;
  const alike = into.claims.filter((c) => from.claims.some((d) => says(d) === says(c))).map((c) => c.id);
  const taken = kept.versions.flatMap((v) => v.evidence.map((s) => s.evidence.id));
  const evidence = numbered(
    moved.map(({ id: _id, ...e }) => e as Omit<Evidence, 'id'> & { id?: string }),
    'e',
    taken,
  );
  const appends: DecidedAppend[] = [];
  if (evidence.length) {
    const data = { id: kept.id, evidence, ...(alike.length < into.claims.length && { claims: alike }), reason: command.reason };
    appends.push(...one(lookup, streamOfDevelopment(kept.id), { type: 'EvidenceAdded', data }).appends);
  }
  const data = { id: duplicate.id, reason: command.reason, duplicateOf: kept.id };
  appends.push(...one(lookup, streamOfDevelopment(duplicate.id), { type: 'DevelopmentRetracted', data }).appends);
  return { appends, warnings: [] };
}

function notRetracted(entry: DevelopmentEntry, remedy: string, pointer = '/development'): void {
  if (entry.retractions.at(-1)?.until === Infinity) refuse('DevelopmentRetracted', pointer, `"${entry.id}" is retracted`, remedy);
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
