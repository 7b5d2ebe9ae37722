/** Correct the description of a source: what changes of it, and what others changed in between. */
import type { JSX } from 'preact';
import type { SourceCorrected } from '../../../events/sources.ts';
import { api } from '../api.ts';
import { Field, Section } from '../components/basics.tsx';
import { DateControl } from '../forms/date-control.tsx';
import { dateDraft, dateText, dateTold } from '../forms/dates.ts';
import type { DateDraft } from '../forms/dates.ts';
import { TextArea } from '../forms/fields.tsx';
import { differences, merged, patchOf, placesOf } from './changes.ts';
import type { Body } from './changes.ts';
import { Conflicts, Differences } from './diff.tsx';
import { Finder } from './finder.tsx';
import { ActForm } from './form.tsx';
import { OfSource, ofSource } from './subject.tsx';
import type { SourceEntry } from './subject.tsx';

const FIELDS = {
  publisher: 'Publisher',
  title: 'Headline',
  url: 'Address',
  published: 'Published',
  language: 'Language',
  origin: 'Goes back to',
  note: 'Note of the editor',
} as const satisfies Record<Exclude<keyof SourceCorrected, 'id' | 'reason'>, string>;

interface Correction {
  readonly base: Body;
  /** All fields but the date. */
  readonly fields: Body;
  readonly published: DateDraft;
  readonly theirs: readonly string[];
}

const text = (x: unknown): string => (typeof x === 'string' ? x : '');
/** The description without what is said of it elsewhere. */
function bodyOf({ description }: SourceEntry): Body {
  return Object.fromEntries(Object.entries(description).filter(([k]) => k in FIELDS));
}
function draftOf(body: Body): Pick<Correction, 'fields' | 'published'> {
  const { published, ...fields } = body;
  return { fields, published: dateDraft(text(published)) };
}
function edited(d: Correction): Body {
  const published = dateText(d.published);
  const fields = Object.entries(d.fields).filter(([, v]) => text(v).trim() !== '');
  return { ...Object.fromEntries(fields), ...(published && { published }) };
}

export const CorrectPage = ({ on }: { readonly on: string }): JSX.Element => (
  <OfSource on={on} form={(entry) => <CorrectSource entry={entry} />} />
);

function CorrectSource({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  const now = bodyOf(entry);
  const changes = (d: Correction) => differences(d.base, edited(d));
  const joined = (d: Correction, theirs: readonly string[] = []) => merged(placesOf(d.base), placesOf(edited(d)), placesOf(now), new Set(theirs)); // prettier-ignore
  return (
    <ActForm<Correction>
      {...ofSource('correct-source', entry)}
      empty={{ base: now, ...draftOf(now), theirs: [] }}
      verb="Correct it"
      done="Corrected"
      missing={(d) => [
        ...(text(d.fields['publisher']).trim() === '' ? ['the publisher'] : []),
        ...(dateText(d.published) !== '' && !dateTold(dateText(d.published)).isDate ? ['a date that exists'] : []),
        ...(changes(d).length ? [] : ['something that changes']),
      ]}
      send={(d, { ifMatch, ...how }) =>
        api().correctSource({ id: entry.source }, { ...how, ifMatch: ifMatch!, body: { ...patchOf(d.base, edited(d)), reason: d.reason } })
      }
      placeName={(pointer) => (FIELDS as Readonly<Record<string, string>>)[pointer.slice(1)] ?? pointer.slice(1)}
      rebased={(d) => ({ ...draftOf(Object.fromEntries(joined(d, d.theirs).items)), base: now, theirs: [] })}
      between={(d, change) => (
        <>
          <h3 class="act-diff-title">What they changed</h3>
          <Differences of={differences(d.base, now)} labels={FIELDS} />
          <Conflicts
            base={placesOf(d.base)}
            mine={placesOf(edited(d))}
            theirs={placesOf(now)}
            both={joined(d).both}
            labels={FIELDS}
            isTheirs={(place) => d.theirs.includes(place)}
            onChoose={(place, isTheirs) => change({ theirs: isTheirs ? [...d.theirs, place] : d.theirs.filter((p) => p !== place) })}
          />
        </>
      )}
      fields={(d, change) => {
        const put = (patch: Body) => change({ fields: { ...d.fields, ...patch } });
        const line = (key: keyof typeof FIELDS, hint?: string) => (
          <Field label={FIELDS[key]} value={text(d.fields[key])} onInput={(t) => put({ [key]: t })} {...(hint !== undefined && { hint })} />
        );
        return (
          <>
            {line('publisher')}
            {line('title')}
            {line('url')}
            <DateControl
              label={FIELDS.published}
              value={d.published}
              onChange={(published) => change({ published })}
              hint="without a date on the page: on that day or after, the latest certain day that it reports"
            />
            {line('language', 'as a tag: en, uk, fr')}
            <Finder
              what="page"
              label={FIELDS.origin}
              hint="the page that this one copies or rewrites"
              chosen={text(d.fields['origin']) === '' ? [] : [text(d.fields['origin'])]}
              most={1}
              not={[entry.source]}
              onChange={([origin]) => put({ origin: origin ?? '' })}
            />
            <TextArea label={FIELDS.note} rows={2} value={text(d.fields['note'])} onInput={(note) => put({ note })} />
            <Section title="What you change" level={3}>
              {changes(d).length ? <Differences of={changes(d)} labels={FIELDS} /> : <p class="note">Nothing yet.</p>}
            </Section>
          </>
        );
      }}
    />
  );
}
