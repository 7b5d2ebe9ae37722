/** A part of the page that is fetched when it is first shown. */
import { signal } from '@preact/signals';
import type { ComponentType, JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failure, Loading } from '../components/basics.tsx';

export function later<P extends object>(load: () => Promise<ComponentType<P>>): (props: P) => JSX.Element {
  const fetched = signal<ComponentType<P> | Error | undefined>(undefined);
  return function Later(props: P): JSX.Element {
    const View = fetched.value;
    useEffect(() => {
      if (typeof fetched.value !== 'function')
        load().then(
          (view) => (fetched.value = view),
          (e: unknown) => (fetched.value = e instanceof Error ? e : new Error(String(e))),
        );
    }, []);
    if (View === undefined) return <Loading what="the form" />;
    return View instanceof Error ? <Failure error={View} /> : <View {...props} />;
  };
}
