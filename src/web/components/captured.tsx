/** The text of a page as it was captured, with every quote marked in its place; each mark opens why of what rests on it. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { isApiError } from '../../http/client.ts';
import type { AnswerOf } from '../../http/client.ts';
import { useAsk } from '../api.ts';
import { anchored, pieces } from '../marks.ts';
import type { Anchored, Quoted } from '../marks.ts';
import { facetName } from '../names.ts';
import type { Patch } from '../url.ts';
import { coordinates } from '../view.ts';
import { date, plural, valueOf } from '../words.ts';
import { Answer, AskForToken, Go } from './basics.tsx';

type Source = AnswerOf<'sources'>['sources'][number];

/** What rests on quoted words: a claim, or what happened without one. */
interface Resting {
  readonly name: string;
  readonly facet?: string;
  readonly to: Patch;
}

function quotesOf(s: Source): Quoted<Resting>[] {
  const claims = new Map(s.claims.map((c) => [c.claim, c]));
  return [
    ...s.quotes.flatMap(({ quote, claim }): Quoted<Resting>[] => {
      const c = claims.get(claim);
      if (!quote || !c) return [];
      const name = `${facetName(c.facet)}: ${c.value === null ? 'taken back' : valueOf(c.facet, c.value)}`;
      return [{ quote, of: { name, facet: c.facet, to: { open: c.facet } } }];
    }),
    ...(s.ticks ?? []).flatMap(({ quote, development, title }): Quoted<Resting>[] =>
      quote ? [{ quote, of: { name: title, to: { lens: 'timeline', item: development, actor: undefined, issue: undefined } } }] : [],
    ),
  ];
}

export function Captured(props: { readonly source: string }): JSX.Element {
  const { source } = props;
  const asked = useAsk('capture', { id: source });
  // All that rests on it, whatever the lens is narrowed to.
  const resting = useAsk('sources', {}, { ...coordinates.value, source });
  const { error } = asked;
  if (isApiError(error) && error.status === 401)
    return <AskForToken title="The text of this page is kept, and shown to those with a token" />;
  if (isApiError(error) && error.status === 404)
    return (
      <p class="note" role="status">
        {error.problem?.detail ?? 'no text of it is kept here'}: {error.problem?.remedy}
      </p>
    );
  return (
    <Answer asked={asked} what="the text">
      {(capture) => (
        <Answer asked={resting} what="what rests on it">
          {({ sources }) => <Marked capture={capture} quotes={sources[0] ? quotesOf(sources[0]) : []} />}
        </Answer>
      )}
    </Answer>
  );
}

function Marked(props: { readonly capture: AnswerOf<'capture'>; readonly quotes: readonly Quoted<Resting>[] }): JSX.Element {
  const { capture, quotes } = props;
  const { anchors, cut } = useMemo(() => {
    const anchors = anchored(capture.text, quotes);
    return { anchors, cut: pieces(capture.text, anchors) };
  }, [capture, quotes]);
  const isPlaced = (a: Anchored<Resting>): boolean => a.match.kind === 'found' || a.match.kind === 'moved';
  const lost = anchors.filter((a) => !isPlaced(a));
  const moved = anchors.filter((a) => a.match.kind === 'moved').length;
  const [first] = capture.captures;
  return (
    <div class="captured">
      <p class="note">
        {plural(anchors.length - lost.length, 'quote')} marked{lost.length > 0 && `, ${lost.length} not found`}
        {moved > 0 && `; ${moved} stand${moved === 1 ? 's' : ''} elsewhere than where ${moved === 1 ? 'it was' : 'they were'} recorded`}.
        Captured {capture.capturedAt === undefined ? `by event ${capture.position}` : date(capture.capturedAt)}
        {capture.captures.length > 1 && ` (the last of ${capture.captures.length}; the first by event ${first!.position})`},{' '}
        {plural(capture.length, 'character')}, SHA-256 <code>{capture.sha256.slice(0, 12)}…</code>
      </p>
      {lost.length > 0 && (
        <ul class="lost" aria-label="Quotes that are not found in this text">
          {lost.map((a) => (
            <li key={a.n}>
              “{a.quote.exact}” <span class="tone-doubt">{lostWords(a)}</span>, for <Rests of={a.of} />
            </li>
          ))}
        </ul>
      )}
      <div class="captured-text" role="region" aria-label="Captured text" tabIndex={0}>
        {cut.map((p, i) => {
          const mark = p.marks.at(-1);
          return (
            <span key={i}>
              {mark ? (
                <Go to={mark.of[0]!.to} class="marked" facet={mark.of[0]!.facet} title={mark.of.map((r) => r.name).join('; ')}>
                  <mark>{p.text}</mark>
                </Go>
              ) : (
                p.text
              )}
              {p.ends
                .filter((a) => a.of.length > 1 || a !== mark)
                .map((a) => (
                  <sup key={a.n}>
                    {(a === mark ? a.of.slice(1) : a.of).map((r, k) => (
                      <Go key={k} to={r.to} facet={r.facet} label={r.name} title={r.name} class="also">
                        {a.n}
                        {'abcdefghijklmnopqrstuvwxyz'[a === mark ? k + 1 : k] ?? ''}
                      </Go>
                    ))}
                  </sup>
                ))}
            </span>
          );
        })}
      </div>
    </div>
  );
}

const lostWords = ({ match }: Anchored<Resting>): string =>
  match.kind === 'ambiguous'
    ? `stands in ${match.starts.length} places, and which is meant is not said`
    : match.kind === 'absent' && match.elsewhere.length
      ? 'stands here only between other words than those recorded with it'
      : 'is not in this text';

function Rests(props: { readonly of: readonly Resting[] }): JSX.Element {
  return (
    <>
      {props.of.map((r, i) => (
        <span key={i}>
          {i > 0 && ', '}
          <Go to={r.to} facet={r.facet}>
            {r.name}
          </Go>
        </span>
      ))}
    </>
  );
}
