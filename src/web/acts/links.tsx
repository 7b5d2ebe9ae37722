/** What can be done to what is recorded, as links where it is shown. The forms behind them are fetched when one is opened. */
import type { JSX } from 'preact';
import { Go } from '../components/basics.tsx';

/** Acts by the name that stands in the address: what their link says. */
export const ACTS = {
  correct: 'Correct',
  evidence: 'Add evidence',
  retract: 'Retract',
  reinstate: 'Reinstate',
  merge: 'Merge into another',
  adjudicate: 'Adjudicate',
  'correct-source': 'Correct',
  grade: 'Grade',
  capture: 'Keep its text',
  withdraw: 'Withdraw',
  restore: 'Restore',
  'merge-source': 'Merge into another',
  undo: 'Take back my last act',
} as const;
export type Act = keyof typeof ACTS;

/** Links to the forms for one development, source or cell. */
export function ActLinks(props: { readonly acts: readonly Act[]; readonly on?: string; readonly what: string }): JSX.Element {
  return (
    <p class="acts" role="group" aria-label={`Change ${props.what}`}>
      {props.acts.map((act) => (
        <Go key={act} to={{ act, on: props.on }}>
          {ACTS[act]}
        </Go>
      ))}
    </p>
  );
}
