/** What a printed page says of itself: the coordinates, the log position, where it came from. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { dossier } from '../names.ts';
import { recordedText } from '../time.ts';
import { date, plural } from '../words.ts';
import { pinnedLink } from './cite.tsx';
import type { Coordinates } from './cite.tsx';

const shown = signal<Coordinates | undefined>(undefined);

/** A lens tells at which coordinates it was answered; they stand in the footer of the printed page. */
export function usePaper(coordinates: Coordinates | undefined): void {
  useEffect(() => {
    if (coordinates) shown.value = coordinates;
  }, [coordinates]);
}

export function PrintFooter(): JSX.Element | null {
  const c = shown.value;
  if (!c) return null;
  return (
    <footer class="paper">
      <p>
        {dossier.value?.title}: in force at {date(c.at)}
        {c.published === null ? '' : `, on pages published by ${date(c.published)}`}, record of {plural(c.known.size, 'event')} (
        {recordedText(c.known.recordedAt)}). {pinnedLink(c)}
      </p>
    </footer>
  );
}
