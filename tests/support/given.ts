/**
 * `given(commands).when(command).then(events)`: how deciders are specified.
 *
 * Whatever a specification asks, each command that it carries out is held to what holds of all of them: events keep to their
 * schemas, are written to their own streams at the revision that was read, can be stored and apply without a problem;
 * a refused command leaves the record as it was.
 */
import { expect } from 'vitest';
import { streamOf } from '../../events/catalogue.ts';
import type { DomainEvent, EventType, Payloads } from '../../events/catalogue.ts';
import { checkPayload, decode, encode } from '../../events/codec.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import { bytesOf } from './copies.ts';
import type { RecordState } from '../../projections/record.ts';
import { decide } from '../../src/record/decide.ts';
import type { Decision } from '../../src/record/decide.ts';
import { parseCommand } from '../../src/record/parse.ts';
import { isRejection } from '../../src/record/rejection.ts';
import type { Rejection, RejectionCode, Warning, WarningCode } from '../../src/record/rejection.ts';

/** A command as somebody sends it: JSON of any form. */
export type Sent = Readonly<Record<string, unknown>>;

/** Captured texts by source. */
export type Texts = Readonly<Record<string, string>>;

/** Codes that specifications of this file have produced, for the test that none was forgotten. */
export const seen = { rejections: new Set<RejectionCode>(), warnings: new Set<WarningCode>(), commands: new Set<string>() };

const METADATA = { recordedAt: '2025-09-06T08:00:00Z', author: 'test', tool: 'test', correlationId: 'test', causationId: 'test' };

/** Applies an event as a store would give it back. */
export function applyTo(record: RecordState, event: DomainEvent): void {
  const decoded = decode(encode(event, METADATA));
  if (!decoded.ok) throw new Error(decoded.problem.message);
  const stream = streamOf(event);
  const revision = (record.streams.get(stream) ?? -1) + 1;
  applyEvent(record, { ...decoded, stream, revision });
}

/** Decides a command and carries it out. Throws what the decider throws. */
export function perform(record: RecordState, command: unknown, texts: Texts = {}): Decision {
  const decision = decide(parseCommand(command), { record, textOf: (source) => texts[source] });
  for (const { stream, expectedRevision, events } of decision.appends) {
    expect(expectedRevision).toBe(record.streams.get(stream) ?? 'no-stream');
    expect(events).toHaveLength(1); // so each event can be given back as a command of its own
    for (const event of events) {
      expect(streamOf(event)).toBe(stream);
      expect(checkPayload(event)).toEqual([]);
      applyTo(record, event);
    }
  }
  expect(new Set(decision.appends.map((a) => a.stream)).size).toBe(decision.appends.length);
  expect(record.problems).toEqual([]);
  for (const warning of decision.warnings) {
    expect(warning.message.length).toBeGreaterThan(20);
    expect(warning.pointer).toMatch(/^(\/[^/]+)+$/);
  }
  return decision;
}

/** The fields of an event that a specification names; the others are free. */
type Expected = { [T in EventType]: readonly [T, Partial<Payloads[T]> | Readonly<Record<string, unknown>>] }[EventType];

class When {
  readonly #commands: readonly Sent[];
  readonly #texts: Texts;
  readonly #command: unknown;
  constructor(commands: readonly Sent[], texts: Texts, command: unknown) {
    this.#commands = commands;
    this.#texts = texts;
    this.#command = command;
  }

  #before(): RecordState {
    const record = emptyRecord();
    for (const command of this.#commands) perform(record, command, this.#texts);
    return record;
  }

  #accept(): { record: RecordState; decision: Decision; events: DomainEvent[] } {
    const record = this.#before();
    const decision = perform(record, this.#command, this.#texts);
    seen.commands.add((this.#command as { do: string }).do);
    return { record, decision, events: decision.appends.flatMap((a) => a.events) };
  }

  /** Accepted, and these events are written, in this order, each with at least these fields. */
  then(...expected: Expected[]): readonly Warning[] {
    const { decision, events } = this.#accept();
    expect(events.map((e) => e.type)).toEqual(expected.map(([type]) => type));
    for (const [i, [, fields]] of expected.entries()) expect(events[i]!.data).toMatchObject(fields);
    return decision.warnings;
  }

  /** Accepted; what it led to. */
  thenAccepted(): { record: RecordState; events: DomainEvent[]; warnings: readonly Warning[] } {
    const { record, events, decision } = this.#accept();
    return { record, events, warnings: decision.warnings };
  }

  /** Accepted, and an editor is told to look at these places, and at no others. */
  thenWarned(...expected: (readonly [WarningCode, string])[]): readonly Warning[] {
    const { decision } = this.#accept();
    expect(decision.warnings.map((w) => [w.code, w.pointer])).toEqual(expected);
    for (const [code] of expected) seen.warnings.add(code);
    return decision.warnings;
  }

  /** Accepted without a word. */
  thenSilent(): void {
    this.thenWarned();
  }

  /** Refused for one reason. */
  thenRejected(code: RejectionCode, pointer: string, says?: { message?: RegExp; remedy?: RegExp }): void {
    const rejection = this.thenAllRejected([code, pointer]);
    const [fault] = rejection.faults;
    if (says?.message) expect(fault!.message).toMatch(says.message);
    if (says?.remedy) expect(fault!.remedy).toMatch(says.remedy);
  }

  /** Refused, and all these reasons are told at once. */
  thenAllRejected(...expected: (readonly [RejectionCode, string])[]): Rejection {
    const record = this.#before();
    const before = bytesOf(record);
    let caught: unknown;
    try {
      perform(record, this.#command, this.#texts);
    } catch (e) {
      if (!isRejection(e)) throw e;
      caught = e;
    }
    expect(isRejection(caught), 'the command was accepted').toBe(true);
    const rejection = caught as Rejection;
    expect(rejection.faults.map((f) => [f.code, f.pointer])).toEqual(expected);
    expect(rejection.code).toBe(expected[0]![0]);
    for (const fault of rejection.faults) {
      seen.rejections.add(fault.code);
      helps(fault);
    }
    expect(bytesOf(record) === before, 'the record is as it was').toBe(true);
    return rejection;
  }
}

/** A person can act on it: it says what is wrong in words, and (but for the mere form) what to do about it. */
function helps({ code, pointer, message, remedy }: Rejection['faults'][number]): void {
  expect(pointer).toMatch(/^(\/[^/]+)*$/);
  expect(message, code).toMatch(/\S+ \S+/);
  expect(message, code).not.toMatch(/undefined|\[object/);
  if (code === 'InvalidInput') return;
  expect(remedy, `${code} at ${pointer}: ${message}`).toMatch(/\S+ \S+/);
  expect(remedy, code).not.toMatch(/undefined|\[object/);
}

class Given {
  readonly #commands: readonly Sent[];
  readonly #texts: Texts;
  constructor(commands: readonly Sent[], texts: Texts) {
    this.#commands = commands;
    this.#texts = texts;
  }
  /** With these captured texts at hand. */
  withTexts(texts: Texts): Given {
    return new Given(this.#commands, { ...this.#texts, ...texts });
  }
  when(command: unknown): When {
    return new When(this.#commands, this.#texts, command);
  }
}

/** A record in which these commands were carried out. */
export const given = (...commands: (Sent | readonly Sent[])[]): Given => new Given(([] as Sent[]).concat(...commands), {});
