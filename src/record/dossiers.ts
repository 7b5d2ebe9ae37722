/** Deciders for dossiers, their issues, and rulings. */
import { sameJson } from '../../events/canonical.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import type { DossierEntry, IssueInfo } from '../../projections/record.ts';
import type { CommandOf } from './commands.ts';
import { Lookup } from './context.ts';
import type { Context, Decision } from './context.ts';
import { grounds, known, one } from './developments.ts';
import { closest } from './parse.ts';
import { patched, payload } from './patch.ts';
import { Findings, refuse, UNCHANGED } from './rejection.ts';

const streamOfDossier = (id: string) => `dossier-${id}`;

function open(lookup: Lookup, id: string, at: string): DossierEntry {
  const like = closest(id, lookup.record.dossiers.keys());
  return (
    lookup.dossier(id) ??
    refuse(
      'UnknownDossier',
      at,
      `no dossier "${id}" is open`,
      like === undefined ? 'open it first (dossier open)' : `did you mean "${like}"?`,
    )
  );
}

/** Bodies and world facts of a dossier have one meaning each. */
function distinct(
  dossier: { bodies?: { id: string }[] | null | undefined; worldFacts?: { id: string }[] | null | undefined },
  findings: Findings,
) {
  for (const list of ['bodies', 'worldFacts'] as const) {
    const ids = (dossier[list] ?? []).map((x) => x.id);
    for (const [i, id] of ids.entries())
      if (ids.indexOf(id) < i) findings.fault('InvalidInput', `/${list}/${i}/id`, `the id "${id}" is used twice`);
  }
}

export function openDossier(command: CommandOf<'dossier-open'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  if (lookup.dossier(command.id))
    findings.fault('DuplicateDossier', '/id', `dossier "${command.id}" is open already`, 'update it, or choose another id');
  distinct(command, findings);
  findings.settle();
  const event: DomainEvent = { type: 'DossierOpened', data: payload(command) };
  return { appends: [{ stream: streamOfDossier(command.id), expectedRevision: 'no-stream', events: [event] }], warnings: [] };
}

export function updateDossier(command: CommandOf<'dossier-update'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const old = open(lookup, command.id, '/id').info.at(-1)!.value;
  const { id, reason, ...changes } = payload(command);
  const data = patched(old, changes);
  const findings = new Findings();
  if (data['title'] === undefined) findings.fault('InvalidInput', '/title', 'a dossier has a title: it cannot be removed');
  distinct(changes, findings);
  findings.settle();
  if (sameJson(data, old)) refuse('NothingToChange', '', 'this is what the record says already', UNCHANGED);
  return one(lookup, streamOfDossier(id), { type: 'DossierUpdated', data: { ...data, id, reason } } as DomainEvent);
}

export function defineIssue(command: CommandOf<'issue-define'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const dossier = open(lookup, command.dossier, '/dossier');
  const findings = new Findings();
  if (lookup.issue(dossier, command.id))
    findings.fault('DuplicateIssue', '/id', `issue "${command.id}" is defined already`, 'revise it, or choose another id');
  checkLadder(command, findings);
  findings.settle();
  return one(lookup, streamOfDossier(dossier.id), { type: 'IssueDefined', data: payload(command) });
}

export function reviseIssue(command: CommandOf<'issue-revise'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const dossier = open(lookup, command.dossier, '/dossier');
  const like = closest(command.id, dossier.issues.keys());
  const old =
    lookup.issue(dossier, command.id) ??
    refuse(
      'UnknownIssue',
      '/id',
      `no issue "${command.id}" is defined in ${dossier.id}`,
      like === undefined ? 'define it first' : `did you mean "${like}"?`,
    );
  const { dossier: _dossier, id, reason, ...changes } = payload(command);
  const findings = new Findings();
  for (const field of ['question', 'ladder', 'neutral'] as const)
    if (changes[field] === null) findings.fault('InvalidInput', `/${field}`, `an issue has a ${field}: it cannot be removed`);
  findings.settle();
  const data = patched(old, changes) as typeof old;
  checkLadder(data, findings);
  findings.settle();
  if (sameJson(data, old)) refuse('NothingToChange', '', 'this is what the record says already', UNCHANGED);
  inUse(lookup, dossier, id, old, data, findings);
  return one(lookup, streamOfDossier(dossier.id), { type: 'IssueRevised', data: { ...data, dossier: dossier.id, id, reason } }, findings);
}

/** Claims keep the ladder that they were made on: whoever takes a rung away that claims stand on may not have seen them. */
function inUse(lookup: Lookup, dossier: DossierEntry, issue: string, old: IssueInfo, data: IssueInfo, findings: Findings): void {
  const gone = new Map(
    old.ladder
      .filter((r) => !data.ladder.some((x) => x.stance === r.stance))
      .map((r) => [r.stance, { claims: 0, actors: new Set<string>() }]),
  );
  if (gone.size === 0) return;
  for (const facet of dossier.facets.values()) {
    const [family, actor = '', of] = facet.path.split('/');
    if (family !== 'position' || of !== issue) continue;
    for (const row of facet) {
      const said = typeof row.value === 'string' ? gone.get(row.value) : undefined;
      if (!said || !lookup.record.claims.isVisible(row.index, lookup.record.size)) continue;
      const { last, retractions } = row.development;
      if (row.version.index !== last.index || retractions.at(-1)?.until === Infinity) continue;
      said.claims++;
      said.actors.add(actor);
    }
  }
  const many = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;
  for (const [stance, { claims, actors }] of gone)
    if (claims > 0)
      findings.warn(
        'RungInUse',
        '/ladder',
        `"${stance}" leaves the ladder, and ${many(claims, 'claim')} of ${many(actors.size, 'actor')} ${claims === 1 ? 'says' : 'say'} it: what was said stands on the ladder as it was, and no new claim can say it`,
      );
}

/** The schemas of the events say the same; a command's form is checked field by field, these hold between fields. */
function checkLadder(issue: { ladder: { stance: string }[]; neutral: string }, findings: Findings): void {
  const stances = issue.ladder.map((r) => r.stance);
  if (!stances.includes(issue.neutral))
    findings.fault(
      'StanceNotOnLadder',
      '/neutral',
      `the neutral stance "${issue.neutral}" is no rung of the ladder`,
      `the rungs are ${stances.join(', ')}`,
    );
  for (const [i, stance] of stances.entries())
    if (stances.indexOf(stance) < i) findings.fault('InvalidInput', `/ladder/${i}/stance`, `"${stance}" stands on the ladder twice`);
}

export function adjudicate(command: CommandOf<'adjudicate'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const dossier = open(lookup, command.dossier, '/dossier');
  const findings = new Findings();
  if (!command.over.length)
    findings.fault('RulingOnItself', '/over', 'a ruling is against at least one claim', 'name the claims that do not stand');
  for (const [i, ref] of command.over.entries())
    if (ref === command.prefer)
      findings.fault('RulingOnItself', `/over/${i}`, `"${ref}" cannot be ruled for and against`, 'name it in one place only');
  for (const [at, ref] of [['/prefer', command.prefer], ...command.over.map((r, i) => [`/over/${i}`, r])] as [string, string][]) {
    const [id = '', claim = ''] = ref.split('#');
    if (!context.record.developments.has(id))
      findings.fault('UnknownDevelopment', at, `no development "${id}" is on record`, lookup.suggestDevelopment(id));
    else if (!lookup.claim(dossier, command.facet, ref))
      findings.fault(
        'UnknownClaim',
        at,
        `the last version of "${id}" has no claim "${claim}" on ${command.facet}`,
        'a ruling is about claims of one facet, as they read now: correct the facet or the claim',
      );
  }
  known(command.because, '/because', lookup, findings);
  findings.settle();
  const { facet, prefer, over, reason } = command;
  return one(lookup, streamOfDossier(dossier.id), {
    type: 'ClaimsAdjudicated',
    data: { dossier: dossier.id, facet, prefer, over, reason, ...grounds(command.because) },
  });
}
