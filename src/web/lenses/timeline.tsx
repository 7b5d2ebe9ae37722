/** Timeline: what happened, in lanes and as the same in a list. On narrow screens the list comes first. */
import { scaleUtc } from 'd3-scale';
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ActLinks } from '../acts/links.tsx';
import { useAsk } from '../api.ts';
import { Answer, Button, Choice, Empty, Go, Legend, MarkOf, OpensCell, Section, Select } from '../components/basics.tsx';
import { Cite } from '../components/cite.tsx';
import { usePaper } from '../components/paper.tsx';
import { ABOUT, CORRECTED, dating, PERHAPS, RETRACTED, SHAPES } from '../dating.ts';
import { MANY, useDays } from '../days.ts';
import { actorName, dossier, dossierAsTold, facetName, issueName } from '../names.ts';
import { DAY, lastDay, monthsBefore } from '../time.ts';
import { listOf } from '../url.ts';
import { coordinates, go, isNarrow, view } from '../view.ts';
import { camelWords, date, plural, valueOf } from '../words.ts';
import type { Item } from '../words.ts';

/** Kinds of developments that belong in one lane. */
const LANES = [
  ['Meetings and calls', ['SummitHeld', 'CallHeld', 'MeetingHeld', 'MeetingAnnounced']],
  ['Agreements and roles', ['AgreementReached', 'RoleTaken']],
  ['Positions and statements', ['PositionTaken', 'StatementMade']],
  ['Offers and commitments', ['ContributionOffered', 'CommitmentAnnounced', 'ProposalMade']],
  ['Demands and objections', ['DemandMade', 'ObjectionRaised', 'ObjectionDismissed']],
  ['Reports', ['AssessmentReported', 'NegotiationReported']],
  ['Events and sanctions', ['WorldChanged', 'SanctionImposed']],
  ['Follow-ups', ['FollowUpAnnounced']],
] as const satisfies readonly (readonly [string, readonly Item['kind'][]])[];
const laneOfKind = (kind: string): string => LANES.find(([, kinds]) => (kinds as readonly string[]).includes(kind))?.[0] ?? 'Other';

const MARKS = [...Object.values(SHAPES), ABOUT, PERHAPS, CORRECTED, RETRACTED];
/** So many of a list are drawn at first, and more with each press. */
const PAGE = 150;
const FORMATS = ['json', 'csv', 'md', 'ics', 'atom', 'timelinejs'] as const;

export function Timeline(): JSX.Element {
  const v = view.value;
  const d = dossier.value!;
  const isLarge = d.developments > MANY;
  const day = lastDay(v.at ?? '');
  const days = useDays();
  const end = day ?? (days && new Date(days.last * DAY).toISOString().slice(0, 10));
  const [actor] = listOf(v.actor);
  const query = {
    ...coordinates.value,
    actor,
    issue: v.issue,
    kind: v.kind,
    text: v.q,
    // Of a large record, the year before the point in time; a search goes through all of it.
    from: isLarge && v.q === undefined && end !== undefined ? monthsBefore(end, 12) : undefined,
    limit: isLarge ? 120 : undefined,
  };
  const asked = useAsk(isLarge && end === undefined ? undefined : 'timeline', {}, query);
  usePaper(asked.data?.coordinates);
  return (
    <Answer asked={asked}>
      {(data) => {
        const lanes = <Lanes items={data.items} />;
        return (
          <>
            <Filters />
            {v.q !== undefined && <Found q={v.q} />}
            {isLarge && (
              <p class="note">
                Of this large record the year before the point in time is shown, {plural(data.items.length, 'development')}
                {data.next !== undefined && ', the first of more: move on in time for the rest'}.
              </p>
            )}
            {data.items.length === 0 ? (
              <Empty title={v.q === undefined ? 'Nothing in this record by then' : 'No development has all of these words by then'}>
                <p>
                  <Go to={{ at: undefined, actor: undefined, issue: undefined, kind: undefined, q: undefined }}>Show the whole timeline</Go>
                </p>
              </Empty>
            ) : isNarrow.value ? (
              <>
                <List items={data.items} />
                <details class="fold">
                  <summary>The same in lanes</summary>
                  {lanes}
                </details>
              </>
            ) : (
              <>
                {lanes}
                <List items={data.items} />
              </>
            )}
            <Legend marks={MARKS} />
            <Cite title="timeline" coordinates={data.coordinates} twin={{ route: 'timeline', query, verb: 'timeline', formats: FORMATS }} />
          </>
        );
      }}
    </Answer>
  );
}

function Filters(): JSX.Element {
  const v = view.value;
  const kinds = LANES.flatMap(([, list]) => list);
  return (
    <div class="tools">
      <Choice
        label="Lanes"
        value={v.by === 'actor' ? 'actor' : 'kind'}
        options={[
          ['kind', 'By kind'],
          ['actor', 'By speaker'],
        ]}
        onChoose={(by) => go({ by: by === 'kind' ? undefined : by })}
      />
      <Select
        label="Kind"
        value={v.kind ?? ''}
        options={[['', 'all'], ...kinds.map((k): [string, string] => [k, camelWords(k)])]}
        onChoose={(kind) => go({ kind })}
      />
      <Select
        label="Question"
        value={v.issue ?? ''}
        options={[['', 'all'], ...dossierAsTold.value!.issues.map((i): [string, string] => [i.issue, issueName(i.issue)])]}
        onChoose={(issue) => go({ issue })}
      />
      {(v.actor !== undefined || v.q !== undefined) && (
        <p class="tools-link">
          {v.actor !== undefined && <>Only {actorName(listOf(v.actor)[0]!)} </>}
          {v.q !== undefined && <>With “{v.q}” </>}
          <Go to={{ actor: undefined, q: undefined }}>show all</Go>
        </p>
      )}
    </div>
  );
}

/** What else has the words that are searched: actors, questions, pages. */
function Found(props: { readonly q: string }): JSX.Element | null {
  const asked = useAsk('search', {}, { ...coordinates.value, q: props.q });
  const f = asked.data;
  if (!f || f.actors.length + f.issues.length + f.sources.length === 0) return null;
  return (
    <Section title="Also found">
      <dl class="pairs">
        {f.actors.length > 0 && (
          <div>
            <dt>Actors</dt>
            <dd>
              {f.actors.map((a, i) => (
                <span key={a.actor}>
                  {i > 0 && ', '}
                  <Go to={{ lens: 'positions', actor: a.actor, by: 'actor', q: undefined }}>{a.name}</Go>
                </span>
              ))}
            </dd>
          </div>
        )}
        {f.issues.length > 0 && (
          <div>
            <dt>Questions</dt>
            <dd>
              {f.issues.map((x, i) => (
                <span key={x.issue}>
                  {i > 0 && ', '}
                  <Go to={{ lens: 'positions', issue: x.issue, by: 'issue', q: undefined }}>{issueName(x.issue)}</Go>
                </span>
              ))}
            </dd>
          </div>
        )}
        {f.sources.length > 0 && (
          <div>
            <dt>Pages</dt>
            <dd>
              {f.sources.slice(0, 20).map((x, i) => (
                <span key={x.source}>
                  {i > 0 && ', '}
                  <Go to={{ lens: 'sources', item: x.source, q: undefined }}>{x.publisher}</Go>
                </span>
              ))}
            </dd>
          </div>
        )}
      </dl>
    </Section>
  );
}

// ── lanes ──

interface Placed {
  readonly item: Item;
  readonly x: number;
  readonly x1: number;
  readonly x2: number;
  readonly row: number;
  readonly d: ReturnType<typeof dating>;
}

const ROW = 11;
const LABEL = 168;

function Lanes(props: { readonly items: readonly Item[] }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  return (
    <div
      ref={box}
      class="lanes"
      role="img"
      aria-label={`${plural(props.items.length, 'development')} in lanes; the list has the same in words`}
    >
      {width > 0 && <LanesOf items={props.items} width={width} />}
    </div>
  );
}

function LanesOf(props: { readonly items: readonly Item[]; readonly width: number }): JSX.Element {
  const { items, width } = props;
  const v = view.value;
  const isByActor = v.by === 'actor';
  const label = width < 480 ? 0 : LABEL;
  const opens = Date.parse(dossier.value!.opens);
  const { lanes, scale, height } = useMemo(() => {
    const times = items.map((i) => dating(i.date));
    const firsts = times.flatMap((d) => (d.lo === undefined || d.lo < opens ? [] : [d.lo]));
    const lasts = times.flatMap((d) => (d.hi === undefined ? (d.lo === undefined ? [] : [d.lo + DAY]) : [d.hi]));
    const lo = Math.max(opens, Math.min(...firsts, ...lasts));
    const hi = Math.max(...lasts, lo + 7 * DAY);
    const to = scaleUtc([new Date(lo), new Date(hi)], [label + 16, width - 16]);
    const at = (ms: number) => to(new Date(ms));
    const groups = new Map<string, Placed[]>();
    const names = new Map<string, number>();
    const laneOf = (i: Item): string => (isByActor ? (i.for?.[0] ?? i.by ?? '') : laneOfKind(i.kind));
    for (const i of items) names.set(laneOf(i), (names.get(laneOf(i)) ?? 0) + 1);
    // By speaker, only those with the most to say have a lane of their own.
    const own = isByActor
      ? [...names]
          .filter(([n]) => n !== '')
          .sort(([a, x], [b, y]) => y - x || a.localeCompare(b))
          .slice(0, 12)
          .map(([n]) => n)
      : LANES.map(([n]) => n as string).filter((n) => names.has(n));
    const rest = isByActor ? 'Others, and nobody' : 'Other';
    for (const name of own) groups.set(name, []);
    const taken = new Map<string, number[]>();
    items.forEach((item, n) => {
      // What was over before the axis begins stands at its edge.
      const own = times[n]!;
      const d = own.hi !== undefined && own.hi <= lo ? { ...own, shape: 'by' as const, hi: lo } : own;
      const name = groups.has(laneOf(item)) ? laneOf(item) : rest;
      if (!groups.has(name)) groups.set(name, []);
      const start = Math.max(d.lo ?? -Infinity, lo);
      const stop = Math.min(d.hi ?? Infinity, hi);
      const x1 = at(start);
      const x2 = at(stop);
      const x =
        d.shape === 'by'
          ? at(stop - 1)
          : d.shape === 'from' || d.shape === 'lasting'
            ? x1
            : d.shape === 'day'
              ? at(start + (stop - start) / 2)
              : (x1 + x2) / 2;
      // The first row in which it stands free.
      const [from, until] =
        d.shape === 'day'
          ? [x - 5, x + 5]
          : d.shape === 'by'
            ? [x - 14, x + 5]
            : d.shape === 'from'
              ? [x - 5, x + 14]
              : [Math.min(x1, x - 5), Math.max(x2, x + 5)];
      const rows = taken.get(name) ?? [];
      taken.set(name, rows);
      let row = rows.findIndex((end) => end <= from);
      if (row < 0) row = rows.push(0) - 1;
      rows[row] = until;
      groups.get(name)!.push({ item, x, x1, x2, row, d });
    });
    let y = 24;
    const laid = [...groups].map(([name, placed]) => {
      const rows = Math.max(2, 1 + Math.max(0, ...placed.map((p) => p.row)));
      const top = y;
      y += rows * ROW + 10;
      return { name: isByActor && name !== rest ? actorName(name) : name, placed, top, rows };
    });
    return { lanes: laid, scale: to, height: y };
  }, [items, width, isByActor, label, opens]);
  const ticks = scale.ticks(Math.max(2, Math.floor((width - label) / 110)));
  const format = scale.tickFormat(ticks.length);
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {ticks.map((t) => (
        <g key={+t} class="tick">
          <line x1={scale(t)} x2={scale(t)} y1={18} y2={height} />
          {/* A name that the edge would cut is left out; its line stands. */}
          <text x={scale(t)} y={12}>
            {scale(t) > width - 32 ? '' : t.getUTCMonth() === 0 && t.getUTCDate() === 1 ? t.getUTCFullYear() : format(t).slice(0, 12)}
          </text>
        </g>
      ))}
      {lanes.map((lane) => (
        <g key={lane.name} class="lane">
          <line class="lane-line" x1={0} x2={width} y1={lane.top + lane.rows * ROW + 5} y2={lane.top + lane.rows * ROW + 5} />
          {label > 0 && (
            <text x={0} y={lane.top + lane.rows * ROW - 2}>
              {lane.name.length > 24 ? `${lane.name.slice(0, 23)}…` : lane.name}
            </text>
          )}
          {lane.placed.map((p) => (
            <Glyph
              key={p.item.development}
              placed={p}
              y={lane.top + (lane.rows - p.row) * ROW - 5}
              isOpen={v.item === p.item.development}
            />
          ))}
        </g>
      ))}
    </svg>
  );
}

function Glyph(props: { readonly placed: Placed; readonly y: number; readonly isOpen: boolean }): JSX.Element {
  const { item, x, x1, x2, d } = props.placed;
  const { y } = props;
  const r = 3.5;
  const isGone = item.status === 'retracted';
  return (
    // For the pointer alone: whoever has none finds the same in the list.
    <g class={`dot${isGone ? ' dot-gone' : ''}${props.isOpen ? ' dot-open' : ''}`} onClick={() => go({ item: item.development })}>
      <title>
        {date(item.date)}: {item.title}
        {item.status === 'current' ? '' : ` (${item.status})`}
      </title>
      {d.shape === 'span' && <line x1={x1} x2={x2} y1={y} y2={y} class="thick" />}
      {d.shape === 'lasting' && <line x1={x1} x2={x2} y1={y} y2={y} class="thick" />}
      {d.shape === 'between' && <path d={`M${x1} ${y - 3.5}v7M${x1} ${y}H${x2}M${x2} ${y - 3.5}v7`} />}
      {d.shape === 'one-of' && <path class="dashed" d={`M${x1 + r} ${y}H${x2 - r}`} />}
      {d.shape === 'one-of' ? (
        <>
          <circle cx={x1 + r} cy={y} r={r} class="hollow" />
          <circle cx={x2 - r} cy={y} r={r} class="hollow" />
        </>
      ) : d.shape === 'by' ? (
        <path class="full" d={`M${x + r} ${y - r}v${2 * r}L${x - r} ${y}zM${x - r} ${y}H${x - 13}`} />
      ) : d.shape === 'from' ? (
        <path class="full" d={`M${x - r} ${y - r}v${2 * r}L${x + r} ${y}zM${x + r} ${y}H${x + 13}`} />
      ) : d.shape === 'day' || d.shape === 'lasting' ? (
        <circle cx={x} cy={y} r={r} class={isGone ? 'hollow' : 'full'} />
      ) : null}
      {item.status === 'corrected' && <circle cx={x} cy={y} r={r + 1.75} class="hollow thin" />}
      {isGone && <path d={`M${x - r} ${y - r}l${2 * r} ${2 * r}m0 ${-2 * r}l${-2 * r} ${2 * r}`} />}
      {(d.isApproximate || d.isUncertain) && (
        <text x={x + 6} y={y + 4}>
          {d.isApproximate && '≈'}
          {d.isUncertain && '?'}
        </text>
      )}
      <rect x={x - 6} y={y - 6} width={12} height={12} class="hit" />
    </g>
  );
}

// ── the list ──

const glyphOf = (i: Item) => (i.status === 'retracted' ? RETRACTED : i.status === 'corrected' ? CORRECTED : undefined);

function List(props: { readonly items: readonly Item[] }): JSX.Element {
  const { items } = props;
  const open = view.value.item;
  const at = items.findIndex((i) => i.development === open);
  const [n, setN] = useState(PAGE);
  const shown = items.slice(0, Math.max(n, at + 1));
  useEffect(() => {
    if (open !== undefined) document.getElementById(`item-${open}`)?.scrollIntoView({ block: 'nearest' });
  }, [open, at]);
  return (
    <>
      {open !== undefined && at < 0 && (
        <p class="note">
          The development {open} is not in this list at this point.{' '}
          <Go to={{ at: undefined, published: undefined, kind: undefined, actor: undefined, issue: undefined, q: undefined }}>
            Look for it without limits
          </Go>
        </p>
      )}
      <ol class="events">
        {shown.map((i, k) => (
          <Event key={i.development} item={i} isOpen={i.development === open} isSameDay={k > 0 && shown[k - 1]!.date === i.date} />
        ))}
      </ol>
      {shown.length < items.length && (
        <p>
          <Button onClick={() => setN(n + PAGE)}>
            Show {Math.min(PAGE, items.length - shown.length)} more of {items.length}
          </Button>
        </p>
      )}
    </>
  );
}

function Event(props: { readonly item: Item; readonly isOpen: boolean; readonly isSameDay: boolean }): JSX.Element {
  const { item: i, isOpen } = props;
  const d = dating(i.date);
  const mark = glyphOf(i);
  const speaker = i.for?.length ? i.for.map(actorName).join(', ') : i.by === undefined ? '' : actorName(i.by);
  return (
    <li id={`item-${i.development}`} class={`event${i.status === 'retracted' ? ' event-gone' : ''}`}>
      <p class="event-date">
        <span aria-hidden="true" class="glyph">
          {SHAPES[d.shape].glyph}
        </span>{' '}
        <span class={props.isSameDay && !isNarrow.value ? 'sr' : undefined}>{date(i.date)}</span>
      </p>
      <div>
        <p>
          <button type="button" class="event-title" aria-expanded={isOpen} onClick={() => go({ item: isOpen ? undefined : i.development })}>
            {i.title}
          </button>{' '}
          {mark && <MarkOf mark={mark} />}
        </p>
        <p class="note">
          {[camelWords(i.kind), speaker, i.place, plural(i.claims.length, 'claim'), plural(i.sources.length, 'page')]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {isOpen && <Details item={i} />}
      </div>
    </li>
  );
}

function Details(props: { readonly item: Item }): JSX.Element {
  const { item: i } = props;
  const [n, setN] = useState(40);
  return (
    <div class="event-more">
      {i.summary !== undefined && <p>{i.summary}</p>}
      {i.retraction && (
        <p>
          <MarkOf mark={RETRACTED} />: {i.retraction.reason}
          {i.retraction.duplicateOf !== undefined && (
            <>
              {' '}
              (the same as <Go to={{ item: i.retraction.duplicateOf }}>{i.retraction.duplicateOf}</Go>)
            </>
          )}
        </p>
      )}
      <dl class="pairs">
        {i.dateBasis !== undefined && (
          <div>
            <dt>Date</dt>
            <dd>{i.dateBasis}</dd>
          </div>
        )}
        {i.participants.length > 0 && (
          <div>
            <dt>Involved</dt>
            <dd>{i.participants.map((p) => `${actorName(p.actor)} (${camelWords(p.role)})`).join(', ')}</dd>
          </div>
        )}
        {i.claims.length > 0 && (
          <div>
            <dt>Says</dt>
            <dd>
              <ul>
                {i.claims.slice(0, n).map((c) => (
                  <li key={c.claim}>
                    <OpensCell facet={c.facet}>{facetName(c.facet)}</OpensCell>:{' '}
                    <b>{c.value === null ? 'taken back' : valueOf(c.facet, c.value)}</b>
                  </li>
                ))}
              </ul>
              {i.claims.length > n && (
                <button type="button" class="link" onClick={() => setN(i.claims.length)}>
                  and {i.claims.length - n} more
                </button>
              )}
            </dd>
          </div>
        )}
        {i.relations.length > 0 && (
          <div>
            <dt>Relates to</dt>
            <dd>
              <ul>
                {i.relations.map((r) => (
                  <li key={`${r.type} ${r.to}`}>
                    {camelWords(r.type)} <Go to={{ item: r.to }}>{r.to}</Go>
                  </li>
                ))}
              </ul>
            </dd>
          </div>
        )}
        <div>
          <dt>Pages</dt>
          <dd>
            {i.sources.map((s, k) => (
              <span key={s}>
                {k > 0 && ', '}
                <Go to={{ lens: 'sources', item: s }}>{s}</Go>
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>In the log</dt>
          <dd>
            <Go to={{ lens: 'log', item: String(i.position) }}>
              {i.development}, version {i.version}, event {i.position}
            </Go>
          </dd>
        </div>
      </dl>
      <ActLinks
        acts={i.status === 'retracted' ? ['reinstate'] : ['correct', 'evidence', 'merge', 'retract']}
        on={i.development}
        what={i.title}
      />
    </div>
  );
}
