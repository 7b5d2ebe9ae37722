/** Log: the raw record, event by event, with its live end; each event with what it changed. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Payloads } from '../../../events/catalogue.ts';
import type { AnswerOf } from '../../http/client.ts';
import { isApiError } from '../../http/client.ts';
import { ActLinks } from '../acts/links.tsx';
import { connection, head, today, token, useAsk } from '../api.ts';
import { Answer, Empty, Field, Go, Legend, Loading, MarkOf, OpensCell, Select } from '../components/basics.tsx';
import { Cite } from '../components/cite.tsx';
import { CellValue } from '../components/claim.tsx';
import { usePaper } from '../components/paper.tsx';
import { dossier, facetName } from '../names.ts';
import { recordedText } from '../time.ts';
import type { Patch } from '../url.ts';
import { go, view } from '../view.ts';
import { camelWords, DIRECTIONS, plural } from '../words.ts';

type LogItem = AnswerOf<'log'>['items'][number];

/** Events on one page. */
const PAGE = 50;
/** By author only what one question brings can be looked through: so many events. */
const SEARCHED = 500;
const CHANGES = 100;

/** All types, checked against the catalogue of events, which itself stays with the server. */
const TYPES = Object.keys({
  DossierOpened: 0, DossierUpdated: 0, IssueDefined: 0, IssueRevised: 0,
  ActorRegistered: 0, ActorUpdated: 0, ActorsMerged: 0,
  SourceRegistered: 0, SourceCorrected: 0, SourceGraded: 0, SourceCaptured: 0, SourceWithdrawn: 0, SourceRestored: 0, SourcesMerged: 0,
  SummitHeld: 0, CallHeld: 0, MeetingHeld: 0, MeetingAnnounced: 0, StatementMade: 0, PositionTaken: 0, ContributionOffered: 0,
  CommitmentAnnounced: 0, AgreementReached: 0, ProposalMade: 0, DemandMade: 0, ObjectionRaised: 0, ObjectionDismissed: 0,
  AssessmentReported: 0, NegotiationReported: 0, SanctionImposed: 0, RoleTaken: 0, WorldChanged: 0, FollowUpAnnounced: 0,
  DevelopmentCorrected: 0, DevelopmentRetracted: 0, DevelopmentReinstated: 0, EvidenceAdded: 0, ClaimsAdjudicated: 0,
  TokenIssued: 0, TokenRevoked: 0,
} satisfies Record<keyof Payloads, 0>); // prettier-ignore

const size = (text: string | undefined): number | undefined => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined);

export function Log(): JSX.Element {
  const v = view.value;
  const isFiltered = v.kind !== undefined || v.subject !== undefined;
  const item = size(v.item);
  const limit = v.author === undefined ? PAGE : SEARCHED;
  // Where the page begins: as the address says, else so that the event is on it, else at the end.
  const after =
    size(v.after) ??
    (item !== undefined && !isFiltered && v.author === undefined ? Math.max(0, item - 1 - ((item - 1) % PAGE)) : undefined);
  const part = after === undefined ? { last: limit } : { after, limit };
  const query = { type: v.kind, subject: v.subject, ...part, known: v.known };
  const asked = useAsk('log', {}, query);
  const before = useRef<number | undefined>(undefined);
  before.current ??= head.value;
  const paper = asked.data && { at: v.at ?? today.value, published: null, known: asked.data.known };
  usePaper(paper);
  return (
    <>
      <Filters />
      {token.value !== undefined && <ActLinks acts={['undo']} what="the record" />}
      <Answer asked={asked} what="the log">
        {(data) => {
          const items = (v.author === undefined ? data.items : data.items.filter((i) => i.author === v.author)).toReversed();
          const until = data.known.size;
          const first = data.items[0]?.position;
          const last = data.items.at(-1)?.position;
          const isEnd = data.next === undefined && (last === undefined || isFiltered || last >= until);
          const older = isFiltered || first === undefined || first <= 1 ? undefined : Math.max(0, first - 1 - limit);
          return (
            <>
              <p class="note" role="status">
                {v.author !== undefined && first !== undefined && `${items.length} by this author among events ${first} to ${last}. `}
                {v.known !== undefined
                  ? `As the log stood at event ${until}.`
                  : !isEnd
                    ? `The log goes on to event ${until}.`
                    : connection.value === 'live'
                      ? '● Following: what is recorded appears on top.'
                      : '○ Not following: the server does not answer.'}
              </p>
              {item !== undefined && !items.some((i) => i.position === item) && (
                <p class="note">
                  Event {item} is not on this page.{' '}
                  <Go to={{ kind: undefined, subject: undefined, author: undefined, after: undefined, known: undefined }}>
                    Show it in the whole log
                  </Go>
                </p>
              )}
              {items.length === 0 ? (
                <Empty title={data.position === 0 ? 'This record is empty' : 'No event of this kind on this page'}>
                  <p>
                    <Go to={{ kind: undefined, subject: undefined, author: undefined, after: undefined, item: undefined }}>
                      Show the whole log
                    </Go>
                  </p>
                </Empty>
              ) : (
                <ol class="log" reversed start={items[0]!.position} aria-label="Events, the newest first">
                  {items.map((i) => (
                    <Event key={i.position} item={i} isNew={before.current !== undefined && i.position > before.current} />
                  ))}
                </ol>
              )}
              <nav class="pager" aria-label="Pages of the log">
                <Step label="Newest" to={v.after === undefined && v.item === undefined ? undefined : {}} />
                <Step label="Newer" to={isEnd ? undefined : { after: String(data.next ?? last ?? 0) }} />
                <Step label="Older" to={older === undefined ? undefined : { after: String(older) }} />
                <Step label="From the beginning" to={after === 0 ? undefined : { after: '0' }} />
              </nav>
              <Legend marks={Object.values(DIRECTIONS)} />
              <Cite
                title={item === undefined ? 'log' : `log, event ${item}`}
                coordinates={paper!}
                twin={{ route: 'log', query, verb: 'log', formats: ['json', 'csv', 'md', 'atom'] }}
              />
            </>
          );
        }}
      </Answer>
    </>
  );
}

function Step(props: { readonly label: string; readonly to: Patch | undefined }): JSX.Element {
  const { label, to } = props;
  return to === undefined ? (
    <span class="quiet" aria-disabled="true">
      {label}
    </span>
  ) : (
    <Go to={{ item: undefined, after: undefined, ...to }}>{label}</Go>
  );
}

function Filters(): JSX.Element {
  const v = view.value;
  const anew = { after: undefined, item: undefined };
  return (
    <div class="tools">
      <Select
        label="Type"
        value={v.kind ?? ''}
        options={[['', 'all'], ...TYPES.map((t): [string, string] => [t, camelWords(t)])]}
        onChoose={(kind) => go({ kind, ...anew })}
      />
      <Field label="On" placeholder="any id" value={v.subject ?? ''} onCommit={(subject) => go({ subject, ...anew })} />
      <Field label="By" placeholder="any author" value={v.author ?? ''} onCommit={(author) => go({ author, ...anew })} />
      <Field
        label="Go to event"
        placeholder="number"
        value={v.item ?? ''}
        error={v.item !== undefined && size(v.item) === undefined ? 'a number, such as 120' : undefined}
        onCommit={(item) => {
          if (item !== (v.item ?? '')) go({ item, after: undefined });
        }}
      />
    </div>
  );
}

const subjectOf = (stream: string): string => stream.slice(stream.indexOf('-') + 1);

/** Where what an event is about is shown. */
function lensOf(stream: string): Patch | undefined {
  const id = subjectOf(stream);
  if (stream.startsWith('development-')) return { lens: 'timeline', item: id };
  if (stream.startsWith('source-')) return { lens: 'sources', item: id };
  if (stream.startsWith('actor-')) return { lens: 'positions', actor: id, by: 'actor', item: undefined };
  if (stream.startsWith('dossier-')) return { lens: 'define', item: `dossier/${id}` };
  return undefined;
}

/** What an event says in a few words: its reason, or its title, name, question. */
function gist(event: unknown): string {
  const e = (typeof event === 'object' && event !== null ? event : {}) as Record<string, unknown>;
  for (const k of ['reason', 'title', 'name', 'question', 'publisher', 'facet']) if (typeof e[k] === 'string') return e[k];
  return '';
}

function Event(props: { readonly item: LogItem; readonly isNew: boolean }): JSX.Element {
  const { item: i } = props;
  const isOpen = size(view.value.item) === i.position;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    const top = isOpen ? row.current!.getBoundingClientRect().top : 200;
    if (top < 100 || top > innerHeight - 100) row.current!.scrollIntoView();
  }, [isOpen]);
  const subject = subjectOf(i.stream);
  return (
    <li ref={row} class={`log-event${isOpen ? ' log-open' : ''}`} value={i.position}>
      <p class="log-position">
        {i.position}
        {props.isNew && <span class="log-new"> new</span>}
      </p>
      <p class="log-time">{recordedText(i.recordedAt)}</p>
      <div class="log-what">
        <p>
          <button
            type="button"
            class="event-title"
            aria-expanded={isOpen}
            onClick={() => go({ item: isOpen ? undefined : String(i.position) })}
          >
            {camelWords(i.type)}
          </button>{' '}
          <span class="ref">{subject}</span>
          {i.problem !== undefined && <strong class="tone-doubt"> ! {i.problem}</strong>}
        </p>
        <p class="note log-gist">{[gist(i.event), i.author].filter(Boolean).join(' — ')}</p>
        {isOpen && <Details item={i} />}
      </div>
    </li>
  );
}

function Details(props: { readonly item: LogItem }): JSX.Element {
  const { item: i } = props;
  const subject = subjectOf(i.stream);
  const lens = lensOf(i.stream);
  return (
    <div class="event-more">
      <dl class="pairs">
        <div>
          <dt>On</dt>
          <dd>
            {lens ? <Go to={{ ...OFF, ...lens }}>{subject}</Go> : subject}{' '}
            <span class="note">
              (<Go to={{ subject, kind: undefined, item: undefined, after: undefined }}>only events on it</Go>)
            </span>
          </dd>
        </div>
        {i.author !== null && (
          <div>
            <dt>By</dt>
            <dd>
              {i.author}{' '}
              <span class="note">
                (<Go to={{ author: i.author, item: undefined, after: undefined }}>only events by them</Go>)
              </span>
            </dd>
          </div>
        )}
        <div>
          <dt>Stream</dt>
          <dd class="ref">
            {i.stream}, revision {i.revision}; event {i.id}
          </dd>
        </div>
        <div>
          <dt>Changed</dt>
          <dd>
            <Changed position={i.position} />
          </dd>
        </div>
      </dl>
      <details class="raw">
        <summary>Raw event</summary>
        <pre tabIndex={0} aria-label={`Event ${i.position} as JSON`}>
          {i.event === null ? 'Of who may write, only that it happened is shown.' : JSON.stringify(i.event, null, 2)}
        </pre>
      </details>
    </div>
  );
}
const OFF = { kind: undefined, subject: undefined, author: undefined, after: undefined };

/** What an event changed in the answers: what they were before it beside what they were after, at the point in time. */
function Changed(props: { readonly position: number }): JSX.Element {
  const { position } = props;
  const asked = useAsk('diff', {}, {
    dossier: dossier.value?.dossier,
    at: view.value.at,
    'from-known': position - 1,
    'to-known': position,
  }); // prettier-ignore
  // Before the dossier was opened there was nothing to ask of it.
  if (asked.error)
    return (
      <span class="quiet">
        {isApiError(asked.error) && asked.error.status < 500 ? 'no answer: the dossier was not open yet' : asked.error.message}
      </span>
    );
  if (!asked.data) return <Loading what="what it changed" />;
  const { changes } = asked.data;
  if (changes.length === 0) return <span class="quiet">no answer, at this point in time</span>;
  return (
    <ul>
      {changes.slice(0, CHANGES).map((c) => (
        <li key={c.facet} class="log-change">
          <OpensCell facet={c.facet}>{facetName(c.facet)}</OpensCell>
          <CellValue cell={c.before} /> <span class="quiet">→</span> <CellValue cell={c.after} /> <MarkOf mark={DIRECTIONS[c.direction]} />
        </li>
      ))}
      {changes.length > CHANGES && (
        <li>
          <Go to={{ ...OFF, lens: 'compare', item: undefined, known: String(position - 1), 'to-known': String(position) }}>
            all {plural(changes.length, 'change')}
          </Go>
        </li>
      )}
    </ul>
  );
}
