/** Old payloads are brought to today's form when they are read; what is stored is never rewritten. */
import type { EventType } from './catalogue.ts';

/** Takes a payload of version n to version n + 1. */
type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** By event type, then by the version that the upcaster starts from. */
const UPCASTERS: Partial<Record<EventType, Readonly<Record<number, Upcaster>>>> = {
  MeetingAnnounced: { 0: scheduledToDue },
  DevelopmentCorrected: {
    0: (data) =>
      data['kind'] === 'MeetingAnnounced' ? { ...data, development: scheduledToDue(data['development'] as Record<string, unknown>) } : data,
  },
};

/**
 * Version 0 had the date of an announced meeting as `scheduled`; from version 1 on it is a promise like any other, with `due`:
 * follow-ups ask both the same question. The words were not kept then, so the date stands for them.
 */
function scheduledToDue({ scheduled, ...data }: Record<string, unknown>): Record<string, unknown> {
  return typeof scheduled === 'string' ? { ...data, due: { asSaid: scheduled, from: scheduled } } : data;
}

/** Applies the upcasters from `from` up to `to` (exclusive); a version without one did not change. */
export function upcast(type: EventType, data: Record<string, unknown>, from: number, to: number): Record<string, unknown> {
  let current = data;
  for (let version = from; version < to; version++) current = UPCASTERS[type]?.[version]?.(current) ?? current;
  return current;
}
