/** The lenses by name: a tab each. To add one, write its file and name it here (src/web/README.md). */
import type { ComponentType } from 'preact';
import type { Lens } from '../url.ts';
import { Compare } from './compare.tsx';
import { Evolution } from './evolution.tsx';
import { FollowUps } from './follow-ups.tsx';
import { Log } from './log.tsx';
import { Positions } from './positions.tsx';
import { Record } from './record.tsx';
import { Sources } from './sources.tsx';
import { Timeline } from './timeline.tsx';

export interface LensEntry {
  readonly title: string;
  readonly view: ComponentType;
  /** Shown only to those who gave a token. */
  readonly needsToken?: boolean;
}
export const LENS_ENTRIES: Readonly<Record<Lens, LensEntry>> = {
  positions: { title: 'Positions', view: Positions },
  timeline: { title: 'Timeline', view: Timeline },
  evolution: { title: 'Evolution', view: Evolution },
  compare: { title: 'Compare', view: Compare },
  'follow-ups': { title: 'Follow-ups', view: FollowUps },
  sources: { title: 'Sources', view: Sources },
  log: { title: 'Log', view: Log },
  record: { title: 'Record', view: Record },
};
