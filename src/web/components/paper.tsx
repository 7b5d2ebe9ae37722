/** What a printed page says of itself: the coordinates, the log position, where it came from. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { head, today } from '../api.ts';
import { dossier, dossierAsTold } from '../names.ts';
import { recordedText } from '../time.ts';
import { hrefOf } from '../view.ts';
import { date, plural } from '../words.ts';
import { pinnedLink } from './cite.tsx';
import type { Coordinates } from './cite.tsx';

const shown = signal<Coordinates | undefined>(undefined);

/** A lens tells at which coordinates it was answered; they stand in the footer of the printed page. */
export function usePaper(coordinates: Coordinates | undefined): void {
  useEffect(() => {
    shown.value = coordinates;
    return () => {
      shown.value = undefined;
    };
  }, [coordinates]);
}

export function PrintFooter(): JSX.Element | null {
  const c = shown.value;
  // What is not an answer at a point in time (a form, definitions as they stand) says of which record it is.
  if (!c)
    return head.value === undefined ? null : (
      <footer class="paper">
        <p>
          {dossier.value?.title}: record of {plural(head.value, 'event')}, {date(today.value)}. {location.origin + hrefOf({})}
        </p>
      </footer>
    );
  return (
    <footer class="paper">
      <p>
        {dossierAsTold.value?.title}: in force at {date(c.at)}
        {c.published === null ? '' : `, on pages published by ${date(c.published)}`}, record of {plural(c.known.size, 'event')} (
        {recordedText(c.known.recordedAt)}). {pinnedLink(c)}
      </p>
    </footer>
  );
}
