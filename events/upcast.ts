/** Old payloads are brought to today's form when they are read; what is stored is never rewritten. */
import type { EventType } from './catalogue.ts';

/** Takes a payload of version n to version n + 1. */
type Upcaster = (data: Record<string, unknown>) => Record<string, unknown>;

/** By event type, then by the version that the upcaster starts from. */
const UPCASTERS: Partial<Record<EventType, Readonly<Record<number, Upcaster>>>> = {};

/** Applies the upcasters from `from` up to `to` (exclusive); a version without one did not change. */
export function upcast(type: EventType, data: Record<string, unknown>, from: number, to: number): Record<string, unknown> {
  let current = data;
  for (let version = from; version < to; version++) current = UPCASTERS[type]?.[version]?.(current) ?? current;
  return current;
}
