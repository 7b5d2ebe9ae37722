/** What was recorded last, told where it is shown. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';

const told = signal<{ readonly item: string; readonly text: string } | undefined>(undefined);
export const tell = (item: string, text: string): void => {
  told.value = { item, text };
};
export function Told(props: { readonly item: string | undefined }): JSX.Element | null {
  const t = told.value;
  useEffect(() => {
    if (t && t.item === props.item) document.getElementById('main')?.focus();
  }, [t]);
  if (!t || t.item !== props.item) return null;
  return (
    <p class="lead" role="status">
      {t.text}
    </p>
  );
}
