/** What an act is done to, as it stands now. */
import type { JSX } from 'preact';
import type { Development } from '../../../events/developments.ts';
import type { AnswerOf } from '../../http/client.ts';
import { today, useAsk } from '../api.ts';
import { Answer, Away, Go, MarkOf } from '../components/basics.tsx';
import { Pages } from '../components/claim.tsx';
import { CORRECTED, RETRACTED } from '../dating.ts';
import { actorName, facetName } from '../names.ts';
import { bounds, dayText, DAY } from '../time.ts';
import { ATTRIBUTIONS, camelWords, conditionText, date, plural, STANDINGS, valueOf } from '../words.ts';

export type DevelopmentEntry = AnswerOf<'development'>;
export type SourceEntry = AnswerOf<'source'>;
export const bodyOf = (entry: DevelopmentEntry): Development => entry.development as unknown as Development;

/** The day as of which something is certain, where that is over: what changes then is told beside what changes today. */
export function daysOf(text: string): readonly string[] {
  const hi = bounds(text)?.hi;
  const day = hi === undefined || !Number.isFinite(hi) ? undefined : dayText(Math.floor((hi - 1) / DAY));
  return day !== undefined && day < today.value ? [day] : [];
}

type Claim = Development['claims'][number];
/** A claim in a line. */
export const claimText = (c: Claim): string =>
  `${facetName(c.facet)}: ${[c.value === null ? 'taken back' : valueOf(c.facet, c.value), ...(c.when ?? []).map(conditionText)].join(', ')}`;

export function DevelopmentCard(props: { readonly entry: DevelopmentEntry }): JSX.Element {
  const { entry } = props;
  const d = bodyOf(entry);
  const speaker = d.for?.length ? d.for.map(actorName).join(', ') : d.by === undefined ? '' : actorName(d.by);
  return (
    <div class="act-subject">
      <p class="act-subject-title">
        <Go to={{ lens: 'timeline', item: entry.id, open: undefined }}>{d.title}</Go>{' '}
        {entry.status !== 'current' && <MarkOf mark={entry.status === 'retracted' ? RETRACTED : CORRECTED} />}
      </p>
      <p class="note">
        {[camelWords(entry.kind), date(d.date), speaker, d.attribution === undefined ? '' : ATTRIBUTIONS[d.attribution]]
          .filter(Boolean)
          .join(' · ')}{' '}
        · <span class="ref">{entry.id}</span>, version {entry.version}
      </p>
      {d.claims.length > 0 && (
        <ul class="act-subject-claims">
          {d.claims.slice(0, 12).map((c) => (
            <li key={c.id}>{claimText(c)}</li>
          ))}
          {d.claims.length > 12 && <li class="note">and {plural(d.claims.length - 12, 'more claim')}</li>}
        </ul>
      )}
      <p>
        <span class="note">On </span>
        <Pages ids={[...new Set(d.evidence.map((e) => e.source))]} />
      </p>
    </div>
  );
}

const textOf = (x: unknown): string | undefined => (typeof x === 'string' ? x : undefined);

export function SourceCard(props: { readonly entry: SourceEntry }): JSX.Element {
  const { entry } = props;
  const d = entry.description;
  const [title, published, grade] = [textOf(d['title']), textOf(d['published']), textOf(d['grade'])];
  const captures = entry.log.filter((i) => i.type === 'SourceCaptured').length;
  return (
    <div class="act-subject">
      <p class="act-subject-title">
        <Go to={{ lens: 'sources', item: entry.source, open: undefined }}>{textOf(d['publisher']) ?? entry.source}</Go>
        {title !== undefined && <>, “{title}”</>} {entry.withdrawn && <MarkOf mark={STANDINGS.withdrawn} />}
      </p>
      <p class="note">
        {[
          published === undefined ? 'date unknown' : date(published),
          grade === undefined ? 'no grade' : `grade ${grade}`,
          captures === 0 ? 'text not captured' : captures === 1 ? 'text captured' : `text captured ${captures} times`,
        ].join(' · ')}{' '}
        · <span class="ref">{entry.source}</span>
      </p>
      {textOf(d['url']) !== undefined && (
        <p class="note">
          <Away href={textOf(d['url'])}>{textOf(d['url'])}</Away>
        </p>
      )}
    </div>
  );
}

/** The form for a development, once it is read. */
export function OfDevelopment(props: { readonly on: string; readonly form: (entry: DevelopmentEntry) => JSX.Element }): JSX.Element {
  const asked = useAsk('development', { id: props.on });
  return (
    <Answer asked={asked} what="what is recorded">
      {(entry) => (
        <>
          <DevelopmentCard entry={entry} />
          {props.form(entry)}
        </>
      )}
    </Answer>
  );
}

/** The form for a page, once it is read. */
export function OfSource(props: { readonly on: string; readonly form: (entry: SourceEntry) => JSX.Element }): JSX.Element {
  const asked = useAsk('source', { id: props.on });
  return (
    <Answer asked={asked} what="the page">
      {(entry) => (
        <>
          <SourceCard entry={entry} />
          {props.form(entry)}
        </>
      )}
    </Answer>
  );
}

/** What every act on a page says to its form. */
export const ofSource = (act: string, entry: SourceEntry) => ({
  name: `${act}.${entry.source}`,
  target: entry,
  where: { lens: 'sources' as const, item: entry.source, open: undefined, actor: undefined, issue: undefined },
});
