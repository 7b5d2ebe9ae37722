/** What can be done to what is recorded, as links where it is shown. The forms behind them are fetched when one is opened. */
import type { JSX } from 'preact';
import { Go } from '../components/basics.tsx';
import { isNarrow } from '../view.ts';
import { ACTS } from './names.ts';
import type { Act } from './names.ts';

/** Links to the forms for one development, source or cell. */
export function ActLinks(props: { readonly acts: readonly Act[]; readonly on?: string; readonly what: string }): JSX.Element {
  // A form and the cell that it is about stand side by side, where there is room; else going back leads to the cell.
  const over = isNarrow.value ? { open: undefined } : {};
  return (
    <p class="acts" role="group" aria-label={`Change ${props.what}`}>
      {props.acts.map((act) => (
        <Go key={act} to={{ act, on: props.on, ...over }}>
          {ACTS[act]}
        </Go>
      ))}
    </p>
  );
}
