/** Deciders for actors. */
import { sameJson } from '../../events/canonical.ts';
import type { DomainEvent } from '../../events/catalogue.ts';
import { boundsOf } from '../../events/edtf.ts';
import type { Office } from '../../events/actors.ts';
import type { CommandOf } from './commands.ts';
import { Lookup } from './context.ts';
import type { Context, Decision } from './context.ts';
import { one } from './developments.ts';
import { patched, payload } from './patch.ts';
import { Findings, refuse, UNCHANGED } from './rejection.ts';

const streamOfActor = (id: string) => `actor-${id}`;

function checkActor(lookup: Lookup, id: string, data: { offices?: Office[]; successor?: string }, findings: Findings): void {
  for (const [i, office] of (data.offices ?? []).entries()) {
    if (office.of !== id && !lookup.actor(office.of))
      findings.fault('UnknownActor', `/offices/${i}/of`, `no actor "${office.of}" is registered`, lookup.suggestActor(office.of));
    if (office.from !== undefined && office.until !== undefined && boundsOf(office.until).hi <= boundsOf(office.from).lo)
      findings.fault(
        'EndBeforeStart',
        `/offices/${i}/until`,
        `the office ends (${office.until}) before it begins`,
        'is a year or month mistyped?',
      );
  }
  if (data.successor !== undefined && !lookup.actor(data.successor))
    findings.fault('UnknownActor', '/successor', `no actor "${data.successor}" is registered`, lookup.suggestActor(data.successor));
}

export function addActor(command: CommandOf<'actor-add'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  if (lookup.actor(command.id))
    findings.fault('DuplicateActor', '/id', `actor "${command.id}" is registered already`, 'update it, or choose another id');
  const data = payload(command) as { offices?: Office[]; successor?: string };
  checkActor(lookup, command.id, data, findings);
  findings.settle();
  const event: DomainEvent = { type: 'ActorRegistered', data: payload(command) };
  return { appends: [{ stream: streamOfActor(command.id), expectedRevision: 'no-stream', events: [event] }], warnings: findings.warnings };
}

export function updateActor(command: CommandOf<'actor-update'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const old =
    lookup.actor(command.id) ?? refuse('UnknownActor', '/id', `no actor "${command.id}" is registered`, lookup.suggestActor(command.id));
  const { id, reason, ...changes } = payload(command);
  const data = patched(old, changes);
  const findings = new Findings();
  for (const field of ['name', 'kind'] as const)
    if (data[field] === undefined) findings.fault('InvalidInput', `/${field}`, `an actor has a ${field}: it cannot be removed`);
  checkActor(lookup, id, data, findings);
  findings.settle();
  if (sameJson(data, old)) refuse('NothingToChange', '', 'this is what the record says already', UNCHANGED);
  return one(lookup, streamOfActor(id), { type: 'ActorUpdated', data: { ...data, id, reason } } as DomainEvent);
}

export function mergeActors(command: CommandOf<'actor-merge'>, context: Context): Decision {
  const lookup = new Lookup(context.record);
  const findings = new Findings();
  const { id, into } = command;
  for (const [actor, at] of new Map([
    [id, '/id'],
    [into, '/into'],
  ])) {
    const alias = context.record.actors.get(actor)?.merged[0]?.value;
    if (!lookup.actor(actor)) findings.fault('UnknownActor', at, `no actor "${actor}" is registered`, lookup.suggestActor(actor));
    else if (alias !== undefined) findings.fault('AlreadyMerged', at, `"${actor}" is an alias of "${alias}"`, 'name that one');
  }
  if (id === into) findings.fault('MergeIntoItself', '/into', 'an actor cannot be merged into itself', 'name the actor that stays');
  findings.settle();
  return one(lookup, streamOfActor(id), { type: 'ActorsMerged', data: payload(command) });
}
