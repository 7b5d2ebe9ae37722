/** Why a cell says what it says: the deciding words first, then everything that could make one doubt them. */
import { toChildArray } from 'preact';
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ActLinks } from './acts/links.tsx';
import { askOnce, useAsk } from './api.ts';
import { Answer, Button, Go, MarkOf, Section } from './components/basics.tsx';
import { CellMarks, CellValue, ClaimLine, Content, Quote, SourceLine } from './components/claim.tsx';
import { Cite, TABLE } from './components/cite.tsx';
import { facetName, issueOf, stanceMeans } from './names.ts';
import { age } from './time.ts';
import { coordinates, go } from './view.ts';
import {
  ACTIVATIONS,
  ATTRIBUTIONS,
  BEATEN,
  BESIDE,
  conditionText,
  date,
  detailText,
  EXCLUDED,
  originsText,
  ref,
  since,
  statusOf,
  STATUSES,
  thinWords,
  valueOf,
  voiceText,
} from './words.ts';
import type { Cell } from './words.ts';

/** So many lines of a list are drawn at first, and more with each press. */
const FOLDED = 40;

/** What is below a heading and only sometimes looked at. */
function Fold(props: {
  readonly title: string;
  readonly n: number;
  readonly children: ComponentChildren;
  readonly isOpen?: boolean;
}): JSX.Element | null {
  const [most, setMost] = useState(FOLDED);
  if (!props.n) return null;
  const children = toChildArray(props.children);
  return (
    <details class="fold" open={props.isOpen}>
      <summary>
        {props.title} <span class="count">{props.n}</span>
      </summary>
      <ul class="claims">{children.slice(0, most)}</ul>
      {children.length > most && (
        <p>
          <Button onClick={() => setMost(most + FOLDED)}>
            Show {Math.min(FOLDED, children.length - most)} more of {children.length}
          </Button>
        </p>
      )}
    </details>
  );
}

export function Why(props: { readonly facet: string }): JSX.Element {
  const { facet } = props;
  const asked = useAsk('why', { facet }, coordinates.value);
  const history = useAsk('history', { facet }, coordinates.value);
  const heading = useRef<HTMLHeadingElement>(null);
  const from = useRef(document.activeElement);
  useEffect(() => {
    heading.current?.focus();
    return () => {
      // Back to what was pressed; it may have been drawn anew, or be gone, or have opened another cell.
      const pressed = from.current;
      const isOf = (e: Element): e is HTMLElement | SVGElement =>
        (e instanceof HTMLElement || e instanceof SVGElement) && e.dataset['facet'] === facet;
      const cell = pressed?.isConnected && isOf(pressed) ? pressed : [...document.querySelectorAll('[data-facet]')].find(isOf);
      (cell ?? (pressed instanceof HTMLElement ? pressed : undefined))?.focus();
    };
  }, [facet]);
  const [family, , issue] = facet.split('/');
  return (
    <div class="drawer" role="dialog" aria-modal="false" aria-labelledby="why-title">
      <div class="drawer-head">
        <h2 id="why-title" ref={heading} tabIndex={-1}>
          {facetName(facet)}
        </h2>
        <Button isQuiet label="Close (Esc)" onClick={() => go({ open: undefined })}>
          ✕
        </Button>
      </div>
      {family === 'position' && issue !== undefined && issueOf(issue) && (
        <p class="question">
          <Go to={{ lens: 'define', item: `issue/${issue}`, open: undefined, act: undefined, on: undefined }}>
            {issueOf(issue)!.question}
          </Go>
        </p>
      )}
      <Answer asked={asked} what="why">
        {(w) => {
          const { cell, shown } = w;
          const [same, other] = [w.beaten.filter((b) => b.same), w.beaten.filter((b) => !b.same)];
          const isQuoted = new Set(w.quotes.map((q) => q.source));
          const next = [...w.agreeing, ...w.beaten, ...w.excluded].find((c) => ref(c) === w.next);
          return (
            <>
              <Answered cell={cell} at={w.coordinates.at} />
              {shown ? (
                <>
                  <Section title="In these words" level={3}>
                    {w.quotes.map((q) => (
                      <Quote
                        key={`${q.source} ${q.claim} ${q.quote?.start}`}
                        quote={q}
                        source={w.sources.find((s) => s.source === q.source)}
                      />
                    ))}
                    {w.sources
                      .filter((s) => !isQuoted.has(s.source))
                      .map((s) => (
                        <p key={s.source}>
                          <SourceLine source={s} />
                        </p>
                      ))}
                  </Section>
                  <Section title="Decided by" level={3}>
                    <p>
                      <Go to={{ lens: 'timeline', item: shown.by.development }}>{shown.title}</Go>
                    </p>
                    <p>
                      <Content facet={facet} claim={shown} />
                      <span class="quiet">
                        {' '}
                        —{' '}
                        {[voiceText(shown.voice), ATTRIBUTIONS[shown.attribution], date(shown.date), originsText(shown.origins)].join(', ')}
                      </span>
                    </p>
                    {shown.dateBasis !== undefined && <p class="note">How the date is known: {shown.dateBasis}</p>}
                    <p class="ref">
                      <Go to={{ lens: 'log', item: String(shown.by.position) }}>
                        {ref(shown)}, event {shown.by.position}
                      </Go>
                    </p>
                    <RawEvent position={shown.by.position} />
                    <ActLinks acts={['correct', 'evidence', 'retract']} on={shown.by.development} what={shown.title} />
                  </Section>
                </>
              ) : (
                <p class="note">
                  {w.excluded.length
                    ? 'Nothing that could decide this cell is in this record; what is said about it stands below.'
                    : 'Nothing in this record.'}
                </p>
              )}
              <Fold title="Says the same" n={w.agreeing.length}>
                {w.agreeing.map((c) => (
                  <ClaimLine key={ref(c)} facet={facet} claim={c} />
                ))}
              </Fold>
              <Fold title="Was said before, and is the same" n={same.length}>
                {same.map((c) => (
                  <ClaimLine key={ref(c)} facet={facet} claim={c} why={BEATEN[c.because]} />
                ))}
              </Fold>
              <Fold title="Was beaten" n={other.length} isOpen>
                {other.map((c) => (
                  <ClaimLine
                    key={ref(c)}
                    facet={facet}
                    claim={c}
                    why={`${BEATEN[c.because]}${c.decidedBy === undefined ? '' : ` (${c.decidedBy})`}${c.ruling ? `: ${c.ruling.reason}` : ''}`}
                  />
                ))}
              </Fold>
              <Fold title="Could not compete" n={w.excluded.length} isOpen={!shown}>
                {w.excluded.map((c) => (
                  <ClaimLine key={ref(c)} facet={facet} claim={c} why={EXCLUDED[c.because]} />
                ))}
              </Fold>
              {new Set([...(shown ? [ref(shown)] : []), ...w.beaten.map(ref)]).size > 1 && (
                <ActLinks acts={['adjudicate']} on={facet} what={facetName(facet)} />
              )}
              <Fold title="Corrections" n={w.corrections.length} isOpen>
                {w.corrections.map((c) => (
                  <li key={c.position} class="claim">
                    <p>{c.reason}</p>
                    <p class="ref">
                      <Go to={{ lens: 'log', item: String(c.position) }}>
                        version {c.version}, event {c.position}
                      </Go>
                      {c.because.length > 0 && <span class="quiet"> on the ground of {c.because.join(', ')}</span>}
                    </p>
                  </li>
                ))}
              </Fold>
              {history.data && (
                <Fold title="History of this cell" n={history.data.steps.length}>
                  {history.data.steps.map((s) => (
                    <li key={s.from} class="claim">
                      <p>
                        <b>
                          {s.status === 'none' ? STATUSES.none.word : s.status === 'withdrawn' ? 'taken back' : valueOf(facet, s.value)}
                        </b>
                        <span class="quiet">
                          {' '}
                          from {date(s.from)}
                          {s.to === null ? ' on' : ` until ${date(s.to)}`}
                          {s.status !== 'held' && s.status !== 'none' && `, ${s.status}`}
                        </span>
                      </p>
                    </li>
                  ))}
                </Fold>
              )}
              {shown && (
                <p class="note">
                  Without this claim would be shown: {next ? <Content facet={facet} claim={next} /> : (w.next ?? 'nothing')}
                </p>
              )}
              <p class="drawer-links">
                <Go to={{ lens: 'compare', open: undefined, actor: facet.split('/')[1], issue: facet.split('/')[2] }}>
                  What changed after this day
                </Go>
                {family === 'position' && (
                  <>
                    {' · '}
                    <Go to={{ lens: 'evolution', open: undefined, issue }}>How it evolved</Go>
                  </>
                )}
              </p>
              <Cite
                title={facetName(facet)}
                coordinates={w.coordinates}
                twin={{ route: 'why', params: { facet }, query: coordinates.value, verb: `why ${facet}`, formats: TABLE }}
                file={facet.replaceAll('/', '-')}
              />
            </>
          );
        }}
      </Answer>
    </div>
  );
}

/** The answer itself: what, since when, last said, who says so, on what terms. */
function Answered(props: { readonly cell: Cell; readonly at: string }): JSX.Element {
  const { cell, at } = props;
  const said = cell.confirmed ?? cell.since;
  const ago = age(said, at);
  const means = stanceMeans(cell.facet, cell.value);
  return (
    <div class="answered">
      <p class="answered-value">
        <CellValue cell={cell} /> <CellMarks cell={cell} />
      </p>
      {means !== undefined && <p class="note">{means}</p>}
      <dl class="pairs">
        {cell.status !== 'held' && (
          <div>
            <dt>Status</dt>
            <dd>
              <MarkOf mark={statusOf(cell)} />
            </dd>
          </div>
        )}
        {cell.since !== undefined && (
          <div>
            <dt>Since</dt>
            <dd>
              {cell.approximate && '≈ '}
              {since(cell.since).replace(/^since /, '')}
            </dd>
          </div>
        )}
        {said !== undefined && (
          <div>
            <dt>Last said</dt>
            <dd>
              {date(said)}
              {ago && ago !== 'that day' && <span class="quiet"> ({ago} before)</span>}
            </dd>
          </div>
        )}
        {cell.until !== undefined && (
          <div>
            <dt>Until</dt>
            <dd>{date(cell.until)}</dd>
          </div>
        )}
        {cell.voice && cell.attribution && (
          <div>
            <dt>Who says so</dt>
            <dd>
              {voiceText(cell.voice)}
              <span class="quiet">
                , {ATTRIBUTIONS[cell.attribution]}, {originsText(cell.origins ?? 0)}
                {cell.grade === null || cell.grade === undefined ? '' : `, best grade ${cell.grade}`}
              </span>
            </dd>
          </div>
        )}
        {cell.detail && (
          <div>
            <dt>Particulars</dt>
            <dd>{detailText(cell.detail)}</dd>
          </div>
        )}
        {cell.activation && (
          <div>
            <dt>Condition</dt>
            <dd>
              <MarkOf mark={ACTIVATIONS[cell.activation]} />
              <ul>
                {(cell.conditions ?? []).map((c) => (
                  <li key={c.facet}>{conditionText(c)}</li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        {cell.thin?.length ? (
          <div>
            <dt>Ground</dt>
            <dd class="tone-doubt">△ thin: {thinWords(cell.thin)}</dd>
          </div>
        ) : null}
        {cell.publicationUncertain && (
          <div>
            <dt>Pages</dt>
            <dd class="tone-doubt">all that carries it may have been published later than that</dd>
          </div>
        )}
      </dl>
      {BESIDE.filter(([name]) => name !== 'overruled' && cell[name]?.length).map(([name, mark]) => (
        <div key={name} class="beside">
          <MarkOf mark={mark} />
          <ul class="claims">
            {cell[name]!.map((c) => (
              <ClaimLine key={ref(c)} facet={cell.facet} claim={c} />
            ))}
          </ul>
        </div>
      ))}
    </div>
  );
}

/** The event as it is stored, fetched once it is asked for. */
function RawEvent(props: { readonly position: number }): JSX.Element {
  const [text, setText] = useState<string>();
  const load = async () => {
    try {
      const page = await askOnce('log', {}, { after: props.position - 1, limit: 1 });
      setText(JSON.stringify(page.items[0], null, 2));
    } catch (e) {
      setText(e instanceof Error ? e.message : String(e));
    }
  };
  return (
    <details
      class="raw"
      onToggle={(e) => {
        if (e.currentTarget.open && text === undefined) void load();
      }}
    >
      <summary>Raw event</summary>
      <pre tabIndex={0}>{text ?? 'Reading …'}</pre>
    </details>
  );
}
