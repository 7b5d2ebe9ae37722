/** Deciders for sources. */
import type { DomainEvent } from '../../events/catalogue.ts';
import { sameJson } from '../../events/canonical.ts';
import type { CommandOf } from './commands.ts';
import { Lookup } from './context.ts';
import type { Context, Decision } from './context.ts';
import { grounds, known, one } from './developments.ts';
import { patched, payload } from './patch.ts';
import { Findings, refuse, UNCHANGED } from './rejection.ts';

const streamOfSource = (id: string) => `source-${id}`;

function registered(lookup: Lookup, id: string) {
  return lookup.source(id) ?? refuse('UnknownSource', '/id', `no source "${id}" is registered`, lookup.suggestSource(id));
}

const UNDATED = 'without a date it counts as published all along: give [D..], D the latest certain day it reports';

/** Whether going from origin to origin, under the ids that sources go by, comes to a source. */
function comesTo(lookup: Lookup, from: string | undefined, id: string, nameOf: (id: string) => string): boolean {
  const seen = new Set<string>();
  for (let current = from; current !== undefined;) {
    const source = nameOf(current);
    if (source === id) return true;
    if (seen.has(source)) return false;
    seen.add(source);
    current = lookup.source(source)?.origin;
  }
  return false;
}

/** The origin is another registered source, and going from origin to origin never comes back. */
function checkOrigin(lookup: Lookup, id: string, origin: string | undefined, findings: Findings): void {
  if (origin === undefined) return;
  if (origin !== id && !lookup.source(origin))
    findings.fault('UnknownSource', '/origin', `no source "${origin}" is registered`, lookup.suggestSource(origin));
  else if (comesTo(lookup, origin, lookup.sourceName(id), (x) => lookup.sourceName(x)))
    findings.fault(
      'OriginCircle',
      '/origin',
      `"${id}" would be a copy of itself by way of "${origin}"`,
      'find out which of them came first: that one has no origin',
    );
}

export function addSource(command: CommandOf<'source-add'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  if (lookup.source(command.id))
    findings.fault('DuplicateSource', '/id', `source "${command.id}" is registered already`, 'correct it, or choose another id');
  checkOrigin(lookup, command.id, command.origin, findings);
  if (command.published === undefined) findings.warn('UndatedSource', '/published', UNDATED);
  findings.settle();
  const event: DomainEvent = { type: 'SourceRegistered', data: payload(command) };
  return { appends: [{ stream: streamOfSource(command.id), expectedRevision: 'no-stream', events: [event] }], warnings: findings.warnings };
}

export function correctSource(command: CommandOf<'source-correct'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  const { grade: _grade, ...old } = registered(lookup, command.id);
  const { id, reason, ...changes } = payload(command);
  const data = patched(old, changes);
  if (data['publisher'] === undefined) findings.fault('InvalidInput', '/publisher', 'a source has a publisher: it cannot be removed');
  if (changes.origin !== undefined) checkOrigin(lookup, id, changes.origin ?? undefined, findings);
  if (changes.published === null) findings.warn('UndatedSource', '/published', UNDATED);
  findings.settle();
  if (sameJson(data, old)) refuse('NothingToChange', '', 'this is what the record says already', UNCHANGED);
  return one(lookup, streamOfSource(id), { type: 'SourceCorrected', data: { ...data, id, reason } } as DomainEvent, findings);
}

export function gradeSource(command: CommandOf<'source-grade'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const { grade } = registered(lookup, command.id);
  if (grade === command.grade) refuse('NothingToChange', '/grade', `"${command.id}" has grade ${command.grade} already`, UNCHANGED);
  return one(lookup, streamOfSource(command.id), { type: 'SourceGraded', data: payload(command) });
}

export function captureSource(command: CommandOf<'source-capture'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  registered(lookup, command.id);
  return one(lookup, streamOfSource(command.id), { type: 'SourceCaptured', data: payload(command) });
}

const withdrawn = (lookup: Lookup, id: string) => lookup.record.sources.get(id)?.withdrawals.at(-1)?.until === Infinity;

export function withdrawSource(command: CommandOf<'source-withdraw'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  registered(lookup, command.id);
  const findings = new Findings();
  if (withdrawn(lookup, command.id))
    findings.fault(
      'AlreadyWithdrawn',
      '/id',
      `"${command.id}" is withdrawn already`,
      'restore it first, if it is to be withdrawn on other grounds',
    );
  known(command.because, '/because', lookup, findings);
  findings.settle();
  return one(lookup, streamOfSource(command.id), {
    type: 'SourceWithdrawn',
    data: { id: command.id, reason: command.reason, ...grounds(command.because) },
  });
}

export function restoreSource(command: CommandOf<'source-restore'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  registered(lookup, command.id);
  if (!withdrawn(lookup, command.id)) refuse('NotWithdrawn', '/id', `"${command.id}" is not withdrawn`, 'nothing is to be done: it counts');
  return one(lookup, streamOfSource(command.id), { type: 'SourceRestored', data: payload(command) });
}

export function mergeSources(command: CommandOf<'source-merge'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  const { id, into } = command;
  for (const [source, at] of new Map([
    [id, '/id'],
    [into, '/into'],
  ])) {
    const alias = context.record.sources.get(source)?.merged[0]?.value;
    if (!lookup.source(source)) findings.fault('UnknownSource', at, `no source "${source}" is registered`, lookup.suggestSource(source));
    else if (alias !== undefined) findings.fault('AlreadyMerged', at, `"${source}" is an alias of "${alias}"`, 'name that one');
  }
  if (id === into) findings.fault('MergeIntoItself', '/into', 'a source cannot be merged into itself', 'name the source that stays');
  findings.settle();
  const nameOf = (x: string) => (lookup.sourceName(x) === id ? into : lookup.sourceName(x));
  const { origin } = lookup.source(into)!;
  if (comesTo(lookup, origin, into, nameOf))
    refuse(
      'OriginCircle',
      '/into',
      `"${into}" goes back to "${id}": merged, it would be a copy of itself`,
      `correct the origin of "${into}" first, or merge it into "${id}"`,
    );
  return one(lookup, streamOfSource(id), { type: 'SourcesMerged', data: payload(command) });
}
