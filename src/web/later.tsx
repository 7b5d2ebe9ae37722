/** Parts of the page that are fetched when they are first shown. */
import { signal } from '@preact/signals';
import type { ReadonlySignal } from '@preact/signals';
import type { ComponentType, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failure, Loading } from './components/basics.tsx';

/** What has come of fetching a lens: not there yet, there, or why not. */
export type Fetched = ComponentType | Error | undefined;
export interface LensEntry {
  readonly title: string;
  readonly fetched: ReadonlySignal<Fetched>;
  /** Fetches it, where that was not done yet. */
  readonly fetch: () => void;
}

/** A lens, or a part of one, by what fetches it. */
export function later(title: string, load: () => Promise<ComponentType>): LensEntry {
  const fetched = signal<Fetched>(undefined);
  let isUnderWay = false;
  return {
    title,
    fetched,
    fetch: () => {
      if (isUnderWay || typeof fetched.value === 'function') return;
      isUnderWay = true;
      load()
        .then(
          (view) => (fetched.value = view),
          (e: unknown) => (fetched.value = e instanceof Error ? e : new Error(String(e))),
        )
        .finally(() => (isUnderWay = false));
    },
  };
}

/** A lens, once it is there. */
export function LensView(props: { readonly entry: LensEntry }): JSX.Element {
  const { entry } = props;
  const View = entry.fetched.value;
  useEffect(() => entry.fetch(), [entry]);
  if (View === undefined) return <Loading what={entry.title} />;
  return View instanceof Error ? <Failure error={View} /> : <View />;
}
