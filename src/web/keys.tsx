/** The keys, and whether single ones work. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from './components/basics.tsx';

const KEPT = 'demarche.keys';
export const keysAreOn = signal(localStorage.getItem(KEPT) !== 'off');

const KEYS = [
  ['J', 'the next day on which something happened'],
  ['K', 'the day before'],
  ['P', 'play, stop'],
  ['D', 'type a date'],
  ['1 – 9', 'a lens'],
  ['/', 'search'],
  ['← ↑ → ↓', 'from cell to cell'],
  ['Enter', 'why a cell says this'],
  ['Esc', 'close the drawer'],
  ['?', 'this help'],
] as const;

export function Keys(props: { readonly onClose: () => void }): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-labelledby="help-title" onClose={props.onClose}>
      <h2 id="help-title">Keys</h2>
      <dl class="pairs">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={keysAreOn.value}
          onChange={(e) => {
            keysAreOn.value = e.currentTarget.checked;
            localStorage.setItem(KEPT, e.currentTarget.checked ? 'on' : 'off');
          }}
        />
        Single keys work
      </label>
      <h2>Dates</h2>
      <p>
        A day <code>2025-09-04</code>, a month <code>2025-09</code> or a year <code>2025</code> (their end), an instant{' '}
        <code>2025-09-04T11:00+02:00</code>. Empty is today.
      </p>
      <p>
        <a href="./docs">The HTTP API</a>
      </p>
      <Button onClick={() => dialog.current?.close()}>Close</Button>
    </dialog>
  );
}
