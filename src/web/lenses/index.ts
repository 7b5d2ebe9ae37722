/**
 * The lenses by name: a tab each. To add one, write its file and name it here (src/web/README.md). The first is part of the
 * page, each of the others is fetched when it is first shown.
 */
import { signal } from '@preact/signals';
import { later } from '../later.tsx';
import type { Fetched, LensEntry } from '../later.tsx';
import type { Lens } from '../url.ts';
import { Positions } from './positions.tsx';

/** What is done to what is recorded already; it stands in place of a lens. */
export const ACT_ENTRY: LensEntry = later('Change the record', async () => (await import('../acts/act.tsx')).Act);

export const LENS_ENTRIES: Readonly<Record<Lens, LensEntry>> = {
  positions: { title: 'Positions', fetched: signal<Fetched>(Positions), fetch: () => undefined },
  timeline: later('Timeline', async () => (await import('./timeline.tsx')).Timeline),
  evolution: later('Evolution', async () => (await import('./evolution.tsx')).Evolution),
  compare: later('Compare', async () => (await import('./compare.tsx')).Compare),
  'follow-ups': later('Follow-ups', async () => (await import('./follow-ups.tsx')).FollowUps),
  sources: later('Sources', async () => (await import('./sources.tsx')).Sources),
  log: later('Log', async () => (await import('./log.tsx')).Log),
  record: later('Record', async () => (await import('./record.tsx')).Record),
  define: later('Definitions', async () => (await import('./define.tsx')).Define),
};
