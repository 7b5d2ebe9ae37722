/** Sources: the weakest evidence first, copies under the page that they go back to, and what contradicts what. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../http/client.ts';
import { ActLinks } from '../acts/links.tsx';
import { useAsk } from '../api.ts';
import { Answer, Away, Button, Choice, Empty, Go, Legend, MarkOf, OpensCell, Section, Select } from '../components/basics.tsx';
import { Captured } from '../components/captured.tsx';
import { Cite, TABLE } from '../components/cite.tsx';
import { CellMarks, CellValue, Content, Pages } from '../components/claim.tsx';
import { usePaper } from '../components/paper.tsx';
import { MANY } from '../days.ts';
import { actorName, actors, dossier, dossierAsTold, facetName, issueName } from '../names.ts';
import { listOf } from '../url.ts';
import { coordinates, go, view } from '../view.ts';
import { date, originsText, plural, STANDINGS, STATUSES, valueOf, voiceText } from '../words.ts';
import type { Item } from '../words.ts';

type Source = AnswerOf<'sources'>['sources'][number];
const SOURCE_ACTS = ['grade', 'correct-source', 'capture', 'merge-source'] as const;
/** So many groups are drawn at first, and more with each press. */
const PAGE = 60;

/** Pages that go back to one origin; the groups in the order of their weakest page. */
interface Group {
  readonly origin: string;
  readonly sources: readonly Source[];
}
function grouped(sources: readonly Source[]): Group[] {
  const groups = new Map<string, Source[]>();
  for (const s of sources) {
    const list = groups.get(s.origin);
    if (list) list.push(s);
    else groups.set(s.origin, [s]);
  }
  return [...groups].map(([origin, list]) => ({
    origin,
    sources: list.toSorted((a, b) => Number(b.source === origin) - Number(a.source === origin)),
  }));
}

const alone = (s: Source): number => s.claims.filter((c) => c.shown && c.alone).length;

export function Sources(): JSX.Element {
  const v = view.value;
  return (
    <>
      <div class="tools">
        <Choice
          label="What is shown"
          value={v.by === 'contradictions' ? 'contradictions' : 'pages'}
          options={[
            ['pages', 'Pages, weakest first'],
            ['contradictions', 'Contradictions'],
          ]}
          onChoose={(by) => go({ by: by === 'pages' ? undefined : by })}
        />
        {v.by !== 'contradictions' && <Selection />}
      </div>
      {v.by === 'contradictions' ? <Contradictions /> : <PagesList />}
    </>
  );
}

function Selection(): JSX.Element {
  const v = view.value;
  const [actor] = listOf(v.actor);
  const named = [...actors.value.values()].filter((a) => a.mergedInto === undefined).map((a): [string, string] => [a.actor, a.name]);
  return (
    <>
      <Select
        label="What they say of"
        value={actor ?? ''}
        options={[['', 'anybody'], ...named.sort((a, b) => a[1].localeCompare(b[1]))]}
        onChoose={(a) => go({ actor: a, item: undefined })}
      />
      <Select
        label="Question"
        value={v.issue ?? ''}
        options={[['', 'all'], ...dossierAsTold.value!.issues.map((i): [string, string] => [i.issue, issueName(i.issue)])]}
        onChoose={(issue) => go({ issue, item: undefined })}
      />
    </>
  );
}

function PagesList(): JSX.Element {
  const v = view.value;
  const [actor] = listOf(v.actor);
  const isNarrowed = actor !== undefined || v.issue !== undefined;
  const isTooMuch = dossier.value!.developments > MANY && !isNarrowed;
  // Of a large record all that rests on every page is too much to read at once; one page alone is not.
  const query = { ...coordinates.value, actor, issue: v.issue, source: isTooMuch ? v.item : undefined };
  const asked = useAsk(isTooMuch && v.item === undefined ? undefined : 'sources', {}, query);
  usePaper(asked.data?.coordinates);
  const [n, setN] = useState(PAGE);
  const groups = asked.data ? grouped(asked.data.sources) : [];
  const at = groups.findIndex((g) => g.sources.some((s) => s.source === v.item));
  const isThere = at >= 0;
  useEffect(() => {
    const row = v.item !== undefined && isThere ? document.getElementById(`page-${v.item}`) : null;
    const top = row?.getBoundingClientRect().top ?? 200;
    if (top < 100 || top > innerHeight - 100) row!.scrollIntoView();
  }, [v.item, isThere]);
  if (isTooMuch && v.item === undefined)
    return (
      <Empty title="Choose an actor or a question">
        <p>
          This record has {plural(dossier.value!.developments, 'development')}; pages are shown with what rests on them, a part at a time.
        </p>
      </Empty>
    );
  return (
    <Answer asked={asked} what="the pages">
      {(data) => {
        const shown = groups.slice(0, Math.max(n, at + 1));
        const standing = (...of: readonly Source['standing'][]) => data.sources.filter((s) => of.includes(s.standing)).length;
        const weak = [
          [standing('withdrawn', 'copy-of-withdrawn'), 'withdrawn or a copy of what is'],
          [standing('not-published'), 'not published yet'],
          [data.sources.filter((s) => s.standing === 'stands' && (s.grade === 'E' || s.grade === 'F')).length, 'graded E or F'],
        ].flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]));
        return (
          <>
            {v.item !== undefined && !isThere && (
              <p class="note">
                The page {v.item} is not in this list at this point.{' '}
                <Go to={{ at: undefined, published: undefined, known: undefined, actor: undefined, issue: undefined }}>
                  Look for it without limits
                </Go>
              </p>
            )}
            {data.sources.length === 0 ? (
              <Empty title="No page in this record says anything of it by then">
                <p>
                  <Go to={{ at: undefined, published: undefined, known: undefined, actor: undefined, issue: undefined, item: undefined }}>
                    Show all pages
                  </Go>
                </p>
              </Empty>
            ) : (
              <>
                <p class="note">
                  {plural(data.sources.length, 'page')} from {plural(groups.length, 'origin')}
                  {weak.length > 0 && `; ${weak.join(', ')}`}. First what does not stand, then the lower grades, then those on which most
                  rests alone.
                </p>
                <h2 class="sr">Pages</h2>
                <ul class="pages">
                  {shown.map((g) => (
                    <GroupOf key={g.origin} group={g} />
                  ))}
                </ul>
                {shown.length < groups.length && (
                  <p>
                    <Button onClick={() => setN(n + PAGE)}>
                      Show {Math.min(PAGE, groups.length - shown.length)} more of {originsText(groups.length)}
                    </Button>
                  </p>
                )}
              </>
            )}
            <Legend marks={Object.values(STANDINGS)}>
              <p class="note">
                Grades go from A (an official document) to F. “Alone”: all that stands for what is shown is this page, or copies it.
              </p>
            </Legend>
            <Cite
              title="sources"
              coordinates={data.coordinates}
              twin={{ route: 'sources', query, verb: 'sources', formats: TABLE }}
              file="sources"
            />
          </>
        );
      }}
    </Answer>
  );
}

function GroupOf(props: { readonly group: Group }): JSX.Element {
  const { origin, sources } = props.group;
  const isItself = sources[0]!.source === origin;
  return (
    <li class="page-group">
      {!isItself && (
        <p class="page-origin">
          <span class="quiet">Go{sources.length === 1 ? 'es' : ''} back to</span> <span class="ref">{origin}</span>
          <span class="quiet">, {sources.length === 1 ? 'which' : 'one origin; it'} is not cited itself</span>
        </p>
      )}
      {sources.map((s, i) => (
        <PageOf key={s.source} source={s} isCopy={!isItself || i > 0} />
      ))}
    </li>
  );
}

function PageOf(props: { readonly source: Source; readonly isCopy: boolean }): JSX.Element {
  const { source: s, isCopy } = props;
  const isOpen = view.value.item === s.source;
  const n = alone(s);
  const standing = s.standing === 'stands' ? undefined : STANDINGS[s.standing];
  const isLow = s.grade === 'E' || s.grade === 'F';
  return (
    <div id={`page-${s.source}`} class={`page${isCopy ? ' page-copy' : ''}${standing ? ' page-fallen' : ''}`}>
      <p class={`page-grade${isLow ? ' tone-doubt' : ''}`} title={s.grade === null ? 'no grade' : `grade ${s.grade}`}>
        <span class="sr">{s.grade === null ? 'no grade' : 'grade '}</span>
        <span aria-hidden={s.grade === null}>{s.grade ?? '–'}</span>
      </p>
      <div>
        <p>
          <button
            type="button"
            class="event-title"
            aria-expanded={isOpen}
            onClick={() => go({ item: isOpen ? undefined : s.source, text: undefined })}
          >
            {s.publisher ?? s.source}
            {s.title !== undefined && <span class="page-title">, “{s.title}”</span>}
          </button>{' '}
          {standing && <MarkOf mark={standing} />}
        </p>
        <p class="note">
          {s.published === null ? 'date unknown' : date(s.published)} · {plural(s.developments.length, 'development')} ·{' '}
          {plural(s.claims.length, 'claim')}
          {n > 0 && (
            <>
              {' · '}
              <b class="page-alone">{plural(n, 'shown answer')} on it alone</b>
            </>
          )}
          {s.copies.length > 0 && ` · ${plural(s.copies.length, 'copy', 'copies')}`}
        </p>
        {isOpen && <Details source={s} />}
      </div>
    </div>
  );
}

function Details(props: { readonly source: Source }): JSX.Element {
  const { source: s } = props;
  const [n, setN] = useState(40);
  const isShown = view.value.text === 'shown';
  return (
    <div class="event-more">
      {s.withdrawal && (
        <p>
          <MarkOf mark={STANDINGS.withdrawn} />: {s.withdrawal.reason}
          {s.withdrawal.because.length > 0 && <span class="quiet"> (on the ground of {s.withdrawal.because.join(', ')})</span>}
        </p>
      )}
      <dl class="pairs">
        {s.url !== undefined && (
          <div>
            <dt>Address</dt>
            <dd>
              <Away href={s.url}>{s.url}</Away>
            </dd>
          </div>
        )}
        <div>
          <dt>Goes back to</dt>
          <dd>{s.origin === s.source ? <span class="quiet">nothing else</span> : <Pages ids={[s.origin]} />}</dd>
        </div>
        {s.copies.length > 0 && (
          <div>
            <dt>Copied by</dt>
            <dd>
              <Pages ids={s.copies} />
            </dd>
          </div>
        )}
        <div>
          <dt>Text</dt>
          <dd class="quiet">
            {s.captured ? (
              <>
                captured · <Go to={{ text: isShown ? undefined : 'shown' }}>{isShown ? 'hide it' : 'show it with every quote marked'}</Go>
              </>
            ) : (
              'not captured, so that its words cannot be checked here'
            )}
          </dd>
        </div>
        <div>
          <dt>In the log</dt>
          <dd>
            <Go to={{ lens: 'log', subject: s.source, item: undefined, by: undefined, actor: undefined, issue: undefined }}>
              {s.source}: what was done to it
            </Go>
          </dd>
        </div>
      </dl>
      <ActLinks acts={[...SOURCE_ACTS, s.withdrawn === true ? 'restore' : 'withdraw']} on={s.source} what={s.publisher ?? s.source} />
      {s.captured && isShown && <Captured source={s.source} />}
      {s.ticks !== undefined && (
        <>
          <h3>Told of, without a claim</h3>
          <ul class="resting">
            {s.ticks.map((t, i) => (
              <li key={i}>
                <p>
                  <Go to={{ lens: 'timeline', item: t.development, actor: undefined, issue: undefined }}>{t.title}</Go>
                </p>
                <Words quote={t.quote} wording={t.wording} />
              </li>
            ))}
          </ul>
        </>
      )}
      {s.claims.length > 0 && (
        <>
          <h3>What rests on it</h3>
          <ul class="resting">
            {s.claims.slice(0, n).map((c) => {
              const words = s.quotes.filter((q) => q.claim === c.claim);
              const [development] = c.claim.split('#');
              return (
                <li key={`${c.facet} ${c.claim}`}>
                  <p>
                    <OpensCell facet={c.facet}>{facetName(c.facet)}</OpensCell>:{' '}
                    <b>{c.value === null ? 'taken back' : valueOf(c.facet, c.value)}</b>{' '}
                    <span class="note">
                      {c.shown ? `shown${c.status === 'held' ? '' : `, ${STATUSES[c.status].word}`}` : 'not what is shown'}
                      {c.alone && (
                        <>
                          , <b class="page-alone">on this page alone</b>
                        </>
                      )}
                    </span>
                  </p>
                  {words.map((q, i) => (
                    <Words key={i} quote={q.quote} wording={q.wording} />
                  ))}
                  <p class="ref">
                    <Go to={{ lens: 'timeline', item: development, actor: undefined, issue: undefined }}>{c.claim}</Go>
                  </p>
                </li>
              );
            })}
          </ul>
          {s.claims.length > n && (
            <button type="button" class="link" onClick={() => setN(s.claims.length)}>
              and {s.claims.length - n} more
            </button>
          )}
        </>
      )}
    </div>
  );
}

/** Words of the page, between those around them. */
function Words(props: { readonly quote: Source['quotes'][number]['quote']; readonly wording: string | undefined }): JSX.Element {
  const { quote: q, wording } = props;
  return (
    <p class="words">
      {q ? (
        <>
          {q.prefix !== undefined && <span class="quiet">…{q.prefix}</span>}
          <mark>{q.exact}</mark>
          {q.suffix !== undefined && <span class="quiet">{q.suffix}…</span>}
        </>
      ) : (
        <span class="quiet">{wording === undefined ? 'words not captured' : `words not captured; the page says: ${wording}`}</span>
      )}
    </p>
  );
}

// ── contradictions ──

function Contradictions(): JSX.Element {
  const asked = useAsk('contradictions', {}, coordinates.value);
  usePaper(asked.data?.coordinates);
  return (
    <Answer asked={asked} what="contradictions">
      {(data) => {
        const texts = data.contradictions.flatMap((c) => (c.kind === 'texts' ? [c] : []));
        const cells = data.contradictions.flatMap((c) => (c.kind === 'cell' ? [c.cell] : []));
        return (
          <>
            {texts.length > 0 && (
              <Section title="Between texts, as editors noted" aside={<span class="count">{texts.length}</span>}>
                <ul>
                  {texts.map((c) => (
                    <li key={`${c.one.development} ${c.other.development}`} class="against">
                      <Side item={c.one} />
                      <p class="quiet">against</p>
                      <Side item={c.other} />
                    </li>
                  ))}
                </ul>
              </Section>
            )}
            {cells.length > 0 && (
              <Section title="Answers on which claims disagree" aside={<span class="count">{cells.length}</span>}>
                <ul>
                  {cells.slice(0, 200).map((c) => (
                    <li key={c.facet} class="disagreed">
                      <p>
                        <OpensCell facet={c.facet}>{facetName(c.facet)}</OpensCell> <CellValue cell={c} /> <CellMarks cell={c} />
                      </p>
                      <ul class="claims">
                        {(c.alternatives ?? []).map((a, i) => (
                          <li key={i}>
                            or <Content facet={c.facet} claim={a} />
                            <span class="quiet">
                              , {voiceText(a.voice)}, {date(a.date)}
                            </span>
                          </li>
                        ))}
                      </ul>
                    </li>
                  ))}
                </ul>
                {cells.length > 200 && (
                  <p class="note">and {plural(cells.length - 200, 'more answer')}: the export below has all of them</p>
                )}
              </Section>
            )}
            {data.contradictions.length === 0 && <Empty title="Nothing in this record contradicts anything else at this point" />}
            <Legend marks={[STATUSES.contested, STATUSES.unclear]} />
            <Cite
              title="contradictions"
              coordinates={data.coordinates}
              twin={{ route: 'contradictions', query: coordinates.value, verb: 'contradictions', formats: TABLE }}
            />
          </>
        );
      }}
    </Answer>
  );
}

function Side(props: { readonly item: Item }): JSX.Element {
  const { item: i } = props;
  return (
    <div>
      <p>
        <Go to={{ lens: 'timeline', item: i.development, by: undefined }}>{i.title}</Go>
      </p>
      <p class="note">
        {[date(i.date), i.by === undefined ? '' : actorName(i.by)].filter(Boolean).join(' · ')} · <Pages ids={i.sources} />
      </p>
    </div>
  );
}
