/** Deciders for sources. */
import type { DomainEvent } from '../../events/catalogue.ts';
import { sameJson } from '../../events/canonical.ts';
import type { CommandOf } from './commands.ts';
import { Lookup } from './context.ts';
import type { Context, Decision } from './context.ts';
import { grounds, known, one } from './developments.ts';
import { Findings, refuse } from './rejection.ts';

const streamOfSource = (id: string) => `source-${id}`;

/** A command without its envelope: what goes into the event. */
export function payload<T extends object>(command: T): Omit<T, 'do' | 'key' | 'author' | 'recordedAt'> {
  const {
    do: _do,
    key: _key,
    author: _author,
    recordedAt: _recordedAt,
    ...data
  } = command as T & Record<'do' | 'key' | 'author' | 'recordedAt', unknown>;
  return data;
}

/** What is there with what changes: null removes a field, what is left out stays. */
export function patched(old: object, changes: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([, v]) => v !== null && v !== undefined));
}

function registered(lookup: Lookup, id: string) {
  return lookup.source(id) ?? refuse('UnknownSource', '/id', `no source "${id}" is registered`, lookup.suggestSource(id));
}

/** The origin is another registered source, and going from origin to origin never comes back. */
function checkOrigin(lookup: Lookup, id: string, origin: string | undefined, findings: Findings): void {
  if (origin === undefined) return;
  if (origin !== id && !lookup.source(origin))
    return findings.fault('UnknownSource', '/origin', `no source "${origin}" is registered`, lookup.suggestSource(origin));
  const seen = new Set([id]);
  for (let current: string | undefined = origin; current !== undefined; current = lookup.source(current)?.origin) {
    if (seen.has(current)) return findings.fault('OriginCircle', '/origin', `"${id}" would be a copy of itself by way of "${origin}"`);
    seen.add(current);
  }
}

export function addSource(command: CommandOf<'source-add'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  if (lookup.source(command.id))
    refuse('DuplicateSource', '/id', `source "${command.id}" is registered already`, 'correct it, or choose another id');
  checkOrigin(lookup, command.id, command.origin, findings);
  if (command.published === undefined)
    findings.warn(
      'UndatedSource',
      '/published',
      'without a date it counts as published all along: give [D..], D the latest certain day it reports',
    );
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
  checkOrigin(lookup, id, data['origin'] as string | undefined, findings);
  findings.settle();
  if (sameJson(data, old)) refuse('NothingToChange', '', 'this is what the record says already');
  return one(lookup, streamOfSource(id), { type: 'SourceCorrected', data: { ...data, id, reason } } as DomainEvent, findings);
}

export function gradeSource(command: CommandOf<'source-grade'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const { grade } = registered(lookup, command.id);
  if (grade === command.grade) refuse('NothingToChange', '/grade', `"${command.id}" has grade ${command.grade} already`);
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
  if (withdrawn(lookup, command.id)) refuse('AlreadyWithdrawn', '/id', `"${command.id}" is withdrawn already`);
  const findings = new Findings();
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
  if (!withdrawn(lookup, command.id)) refuse('NotWithdrawn', '/id', `"${command.id}" is not withdrawn`);
  return one(lookup, streamOfSource(command.id), { type: 'SourceRestored', data: payload(command) });
}

export function mergeSources(command: CommandOf<'source-merge'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  registered(lookup, command.id);
  const { record } = context;
  if (!lookup.source(command.into))
    refuse('UnknownSource', '/into', `no source "${command.into}" is registered`, lookup.suggestSource(command.into));
  if (command.id === command.into) refuse('MergeIntoItself', '/into', 'a source cannot be merged into itself');
  for (const [id, at] of [
    [command.id, '/id'],
    [command.into, '/into'],
  ] as const)
    if (record.sources.get(id)!.merged.length)
      refuse('AlreadyMerged', at, `"${id}" is an alias of "${record.sources.get(id)!.merged[0]!.value}"`, 'name that one');
  return one(lookup, streamOfSource(command.id), { type: 'SourcesMerged', data: payload(command) });
}
