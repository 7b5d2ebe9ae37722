/** What every answer opens with, for people: of which dossier, at which coordinates, how far the record reaches. */
import type { Envelope, Known } from '../../query/answers.ts';
import type { Page } from '../output/page.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import { date, recorded } from '../output/words.ts';
import type { Names } from '../output/words.ts';

const knownText = ({ size, recordedAt }: Known['known']): string =>
  `record of ${size} ${size === 1 ? 'event' : 'events'}${recordedAt === null ? '' : ` (${recorded(recordedAt)})`}`;

/** The three coordinates in one line. */
export function coordinates({ at, published, known }: Envelope['coordinates']): Text {
  return joined([`at ${date(at)}`, published === null ? '' : `as pages published by ${date(published)} tell`, knownText(known)], ' · ');
}

export function opening(page: Page, envelope: Envelope, names: Names): void {
  const { from, to } = envelope.record;
  page.line([bold(names.dossierTitle(envelope.dossier)), dim([' — ', coordinates(envelope.coordinates)])], { hang: 2 });
  const isEmpty = to === null;
  page.line(
    dim(
      isEmpty
        ? `The dossier opens on ${from === null ? 'an unknown day' : date(from)}; no development is on record.`
        : `The record covers ${from === null ? 'an unknown day' : date(from)} to ${date(to)}.`,
    ),
  );
  for (const note of envelope.notes ?? []) page.line(inked(`Note: ${note}`, 'yellow'), { hang: 2 });
}

/** What opens a list of what is defined, where it is not as it reads now. */
export function openingKnown(page: Page, { position, known }: Known): Page {
  return known.size < position ? page.line(dim(`as it read then: ${knownText(known)} of ${position}`)) : page;
}

/** An answer in which nothing stands. Never "no statement": that nobody spoke is not known. */
export const nothing = (page: Page, what = 'Nothing in this record.'): Page => page.blank().line(what);
