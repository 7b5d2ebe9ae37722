/**
 * Evolution: one question, one ribbon per actor through time. A ribbon thins and fades with the age of the last word; patterns
 * and signs tell conditions and contested stretches; ticks stand for what was said without a claim. The same in a table below.
 */
import { scaleUtc } from 'd3-scale';
import type { JSX } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../http/client.ts';
import { today, useAsk } from '../api.ts';
import { Answer, Button, Choice, Empty, Go, Legend, Select } from '../components/basics.tsx';
import { Cite, citation, TABLE } from '../components/cite.tsx';
import type { Coordinates } from '../components/cite.tsx';
import { CellMarks, CellValue, side } from '../components/claim.tsx';
import { usePaper } from '../components/paper.tsx';
import { MANY, useDays } from '../days.ts';
import { actorName, dossier, dossierAsTold, issueName, issueOf, rungOf, stancesOn } from '../names.ts';
import { useReplayInParts } from '../parts.ts';
import { download, pictureOf, pngOf } from '../picture.ts';
import { bounds, DAY, dayText, lastDay } from '../time.ts';
import { listOf } from '../url.ts';
import { coordinates, go, view } from '../view.ts';
import { ACTIVATIONS, ATTRIBUTIONS, date, plural, shortCondition, statusOf, STATUSES, valueOf, voiceText } from '../words.ts';
import type { Cell, Item, Mark } from '../words.ts';

/** After so many days without a word a ribbon is drawn weaker, in three steps. */
const AGES = [60, 180, 365] as const;
const mark = (glyph: string, word: string, means: string): Mark => ({ glyph, word, tone: 'plain', means });
const MARKS: readonly Mark[] = [
  mark('▇▅▃▁', 'age', 'a ribbon thins and fades when nobody has said so for 60 days, half a year, a year'),
  mark('▨', 'conditional', 'striped: holds once a condition is met, or its condition has lapsed'),
  mark('▩', 'contested', 'dotted: another word says otherwise, or it is unclear which came last'),
  mark('▭', 'possible', 'an outline: may have been said by then'),
  mark('╵', 'tick', 'something was said that claims nothing'),
  mark('•', 'said', 'said, or said again'),
  ...Object.values(ACTIVATIONS),
  STATUSES.withdrawn,
];

/** A stretch over which an actor's answer stays the same, in UTC milliseconds. */
interface Stretch {
  readonly actor: string;
  readonly from: number;
  readonly to: number;
  readonly cell: Cell;
}
interface Row {
  readonly actor: string;
  readonly facet: string;
  readonly stretches: readonly Stretch[];
  readonly said: readonly number[];
  readonly ticks: readonly Item[];
  /** The answer at the point in time. */
  readonly here: Cell | undefined;
}

/** Whether there is anything to draw. */
const isSomething = (c: Cell): boolean => c.status !== 'none' || (c.possibly?.length ?? 0) > 0;

/** Rows out of a replay along `at`: what each step changed, until the next one. */
function rowsOf(steps: AnswerOf<'replay'>['steps'], items: readonly Item[], lo: number, hi: number, at: number): Row[] {
  const changes = new Map<string, { at: number; cell: Cell }[]>();
  const said = new Map<string, number[]>();
  const put = <T,>(map: Map<string, T[]>, key: string, value: T) => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };
  for (const step of steps) {
    const when = bounds(step.when);
    if (!when) continue;
    const moment = Math.max(lo, when.lo);
    for (const c of step.changes) if (c.facet.startsWith('position/')) put(changes, c.facet, { at: moment, cell: c.after });
    for (const s of step.said ?? []) if (s.fate === 'shown' || s.fate === 'agrees') put(said, s.facet, moment + DAY / 2);
  }
  const ticks = new Map<string, Item[]>();
  for (const i of items) {
    if (i.claims.length || i.status === 'retracted') continue;
    for (const who of new Set([...(i.for ?? []), ...(i.by === undefined ? [] : [i.by])])) put(ticks, who, i);
  }
  return [...changes].flatMap(([facet, list]): Row[] => {
    const actor = facet.split('/')[1]!;
    const stretches = list.flatMap(({ at: from, cell }, i): Stretch[] => {
      const to = list[i + 1]?.at ?? hi;
      return isSomething(cell) && to > from ? [{ actor, from, to, cell }] : [];
    });
    if (!stretches.length) return [];
    return [
      {
        actor,
        facet,
        stretches,
        said: said.get(facet) ?? [],
        ticks: ticks.get(actor) ?? [],
        here: stretches.find((s) => s.from <= at && at < s.to)?.cell,
      },
    ];
  });
}

/** When it was said last, as far as the answer tells, in UTC milliseconds. */
const lastWord = (c: Cell): number | undefined => {
  const said = c.confirmed ?? c.since ?? c.possibly?.[0]?.date;
  const b = said === undefined ? undefined : bounds(said);
  return b && (Number.isFinite(b.hi) ? b.hi : b.lo);
};

const lastSaid = (r: Row): number => Math.max(...r.stretches.map((s) => lastWord(s.cell) ?? -Infinity));
const SORTS = {
  stance: 'by stance',
  name: 'by name',
  recent: 'last word first',
  changes: 'most changes first',
} as const;
type Sort = keyof typeof SORTS;

interface Group {
  readonly title: string | undefined;
  readonly rows: readonly Row[];
}
/** Rows in order; by stance, in groups from for to against, and what was not said by then at the end. */
function arranged(rows: readonly Row[], sort: Sort, issue: string): Group[] {
  const byName = (a: Row, b: Row) => actorName(a.actor).localeCompare(actorName(b.actor));
  if (sort === 'name') return [{ title: undefined, rows: rows.toSorted(byName) }];
  if (sort === 'recent') return [{ title: undefined, rows: rows.toSorted((a, b) => lastSaid(b) - lastSaid(a) || byName(a, b)) }];
  if (sort === 'changes')
    return [{ title: undefined, rows: rows.toSorted((a, b) => b.stretches.length - a.stretches.length || byName(a, b)) }];
  const stanceOf = (r: Row): string | undefined =>
    r.here && r.here.status !== 'none' && r.here.status !== 'withdrawn' && typeof r.here.value === 'string' ? r.here.value : undefined;
  const ladder = stancesOn(issue).toReversed();
  const groups = [...ladder, undefined].map((stance): Group => ({
    title: stance === undefined ? 'nothing held at this point' : valueOf(`position//${issue}`, stance),
    rows: rows.filter((r) => (stance === undefined ? !ladder.includes(stanceOf(r) ?? '') : stanceOf(r) === stance)).toSorted(byName),
  }));
  return groups.filter((g) => g.rows.length);
}

/** So many rows, and so many stretches in them, are drawn at first. */
const PAGE = 60;
const CROWD = 700;

export function Evolution(): JSX.Element {
  const v = view.value;
  const issues = dossierAsTold.value!.issues;
  // What is asked for and not there is not answered by another.
  const issue = v.issue === undefined ? issues[0]?.issue : issues.find((i) => i.issue === v.issue)?.issue;
  const chosen = listOf(v.actor);
  const isLarge = dossier.value!.developments > MANY;
  const { at: _at, ...rest } = coordinates.value;
  // The axis goes on to today, so that the point in time can be moved over it.
  const end = lastDay(v.at ?? '') ?? today.value;
  const query = { ...rest, at: end > today.value ? end : undefined, issue, grain: 'day' };
  const days = useDays();
  const whole = useAsk(isLarge || issue === undefined ? undefined : 'replay', {}, query);
  const inParts = useReplayInParts(isLarge && issue !== undefined ? days : undefined, query);
  const asked = isLarge ? inParts : whole;
  const told = useAsk(isLarge || issue === undefined ? undefined : 'timeline', {}, { ...rest, at: query.at });
  const [isAll, setAll] = useState(false);
  const data = asked.data;
  // What is asked goes on to today; what is looked at, cited and printed is the point in time.
  const c = useMemo((): Coordinates | undefined => data && { ...data.coordinates, at: v.at ?? data.coordinates.at }, [data, v.at]);
  usePaper(c);
  const at = Date.parse(end) + DAY - 1;
  const drawn = useMemo(() => {
    if (!data) return undefined;
    const lo = Date.parse(data.record.from ?? dossier.value!.opens);
    const last = Date.parse(data.record.to ?? end) + DAY;
    const now = Date.parse(today.value) + DAY;
    // Long after the record ends the axis does not go on for ever.
    const hi = Math.max(at + 1, last, Math.min(now, last + (last - lo) * 0.4));
    return { lo, hi, last, rows: rowsOf(data.steps, told.data?.items ?? [], lo, hi, at) };
  }, [data, told.data, at, end]);
  if (issue === undefined)
    return v.issue !== undefined || v.known !== undefined ? (
      <Empty title={v.issue === undefined ? 'The record had no question yet' : `The record has no question “${v.issue}” at this point`}>
        <p>
          <Go to={{ issue: undefined, known: undefined }}>See those that it has now</Go>
        </p>
      </Empty>
    ) : (
      <Empty title="This dossier asks no question yet">
        <p>
          <Go to={{ lens: 'define', item: undefined, by: undefined }}>Define one</Go>
        </p>
      </Empty>
    );
  const sort: Sort = v.sort !== undefined && v.sort in SORTS ? (v.sort as Sort) : 'stance';
  return (
    <div class="evolution">
      <div class="tools">
        <Select
          label="Question"
          value={issue}
          options={issues.map((i): [string, string] => [i.issue, issueName(i.issue)])}
          onChoose={(i) => go({ issue: i, actor: undefined })}
        />
        <Choice
          label="Order"
          value={sort}
          options={Object.entries(SORTS) as [Sort, string][]}
          onChoose={(s) => go({ sort: s === 'stance' ? undefined : s })}
        />
      </div>
      <h2 class="lead">{issueOf(issue)?.question}</h2>
      <Answer asked={asked} what="how it evolved">
        {(answer) => {
          const all = drawn?.rows ?? [];
          const some = chosen.length ? all.filter((r) => chosen.includes(r.actor)) : all;
          const groups = arranged(some, sort, issue);
          let left = isAll || chosen.length ? Infinity : PAGE;
          let room = isAll || chosen.length ? Infinity : CROWD;
          const shown = groups.flatMap((g): Group[] => {
            const rows = g.rows.filter((r) => left-- > 0 && ((room -= r.stretches.length) > 0 || left === PAGE - 1));
            return rows.length ? [{ ...g, rows }] : [];
          });
          const hidden = some.length - shown.reduce((n, g) => n + g.rows.length, 0);
          return (
            <>
              <Chosen rows={all} chosen={chosen} />
              {some.length === 0 ? (
                <Empty title="Nothing in this record on this question">
                  <p>
                    <Go to={{ actor: undefined, published: undefined, known: undefined }}>Show all actors, without limits</Go>
                  </p>
                </Empty>
              ) : (
                <Chart groups={shown} issue={issue} span={drawn!} at={at} coordinates={c ?? answer.coordinates} />
              )}
              {hidden > 0 && (
                <p>
                  <Button onClick={() => setAll(true)}>Show {plural(hidden, 'more actor')}</Button>
                </p>
              )}
              {isLarge && <p class="note">In a record of this size, what was said without a claim is left out.</p>}
              <Table groups={groups} end={drawn?.hi ?? 0} />
              <Legend marks={MARKS} />
              <Cite
                title={`evolution of ${issueName(issue)}`}
                coordinates={c ?? answer.coordinates}
                twin={{ route: 'replay', query, verb: 'replay', formats: TABLE }}
                file={`evolution-${issue}`}
              />
            </>
          );
        }}
      </Answer>
    </div>
  );
}

/** Which actors are drawn. */
function Chosen(props: { readonly rows: readonly Row[]; readonly chosen: readonly string[] }): JSX.Element {
  const { rows, chosen } = props;
  const names = rows.map((r): [string, string] => [r.actor, actorName(r.actor)]).sort((a, b) => a[1].localeCompare(b[1]));
  return (
    <details class="fold choose">
      <summary>
        {chosen.length ? `${plural(chosen.length, 'actor')} of ${rows.length}` : `All ${plural(rows.length, 'actor')}`}
        <span class="count"> choose</span>
      </summary>
      <p>
        <Go to={{ actor: undefined }}>All of them</Go>
      </p>
      <ul>
        {names.map(([id, name]) => (
          <li key={id}>
            <label>
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(e) => go({ actor: (e.currentTarget.checked ? [...chosen, id] : chosen.filter((c) => c !== id)).join(',') })}
              />{' '}
              {name}
            </label>
          </li>
        ))}
      </ul>
    </details>
  );
}

// ── the picture ──

/** How strong each part of a stretch is drawn: 0 as fresh, 3 older than the last step of AGES. */
function aged(s: Stretch): { readonly from: number; readonly to: number; readonly step: number }[] {
  const said = lastWord(s.cell) ?? s.from;
  const turns = [s.from, ...AGES.map((d) => said + d * DAY).filter((t) => t > s.from && t < s.to), s.to];
  return turns.slice(0, -1).map((from, i) => ({ from, to: turns[i + 1]!, step: AGES.filter((d) => from >= said + d * DAY).length }));
}
const HEIGHTS = [12, 9, 6, 3] as const;

/** What a stretch is drawn with beside its colour. */
const patternOf = (c: Cell): 'solid' | 'open' | 'dots' | 'stripes' =>
  c.status === 'none' || c.status === 'withdrawn'
    ? 'open'
    : c.status === 'contested' || c.status === 'unclear' || c.alternatives?.length
      ? 'dots'
      : c.activation === 'pending' || c.activation === 'lapsed'
        ? 'stripes'
        : 'solid';

/** A stretch in a few words: stance, sign, conditions. */
function labelOf(facet: string, c: Cell): string {
  const sign = c.status === 'held' ? (c.activation ? `${ACTIVATIONS[c.activation].glyph} ` : '') : `${statusOf(c).glyph} `;
  if (c.status === 'withdrawn') return `${sign}taken back`;
  if (c.status === 'none') return `${sign}${[...new Set((c.possibly ?? []).map((p) => valueOf(facet, p.value)))].join(' or ')}`;
  const terms = (c.conditions ?? []).map(shortCondition).join(' and ');
  return `${sign}${valueOf(facet, c.value)}${terms && `, ${terms}`}`;
}
function describe(s: Stretch, end: number): string {
  const { cell: c } = s;
  return [
    `${actorName(s.actor)}: ${labelOf(c.facet, c)}`,
    `from ${date(dayText(Math.floor(s.from / DAY)))}${s.to >= end ? ' on' : ` until ${date(dayText(Math.floor(s.to / DAY) - 1))}`}`,
    c.status === 'held' ? '' : statusOf(c).word,
    c.activation ? ACTIVATIONS[c.activation].word : '',
    c.voice ? voiceText(c.voice) : '',
    c.attribution ? ATTRIBUTIONS[c.attribution] : '',
  ]
    .filter(Boolean)
    .join(', ');
}

interface Span {
  readonly lo: number;
  readonly hi: number;
  readonly last: number;
}
const LABEL = 176;

function Chart(props: {
  readonly groups: readonly Group[];
  readonly issue: string;
  readonly span: Span;
  readonly at: number;
  readonly coordinates: Coordinates;
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [told, setTold] = useState<Stretch>();
  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, []);
  const caption = citation(props.coordinates, `evolution of ${issueName(props.issue)}`);
  const name = `evolution-${props.issue}`;
  const picture = () => pictureOf(box.current!.querySelector('svg')!, issueOf(props.issue)?.question ?? name, caption);
  return (
    <>
      <div ref={box} class="ribbons" role="group" aria-label="Ribbons: arrow keys go from stretch to stretch, Enter asks why">
        {width > 0 && <Ribbons {...props} width={width} onTell={setTold} />}
      </div>
      <p class="told" role="status">
        {told ? (
          <>
            {describe(told, props.span.hi)} <CellMarks cell={told.cell} />
          </>
        ) : (
          <span class="quiet">Point at a ribbon, or step to it with Tab and the arrow keys, for what it says; press it for why.</span>
        )}
      </p>
      <p class="exports">
        <span class="twin-label">Picture</span>
        <button type="button" class="link" onClick={() => download(new Blob([picture().text], { type: 'image/svg+xml' }), `${name}.svg`)}>
          SVG
        </button>
        <button type="button" class="link" onClick={() => void pngOf(picture()).then((b) => download(b, `${name}.png`))}>
          PNG
        </button>
      </p>
    </>
  );
}

function Ribbons(props: {
  readonly groups: readonly Group[];
  readonly span: Span;
  readonly at: number;
  readonly width: number;
  readonly onTell: (s: Stretch | undefined) => void;
}): JSX.Element {
  const { groups, span, at, width, onTell } = props;
  const svg = useRef<SVGSVGElement>(null);
  const many = groups.reduce((n, g) => n + g.rows.length, 0) > 40;
  // Words stand too close to be told apart: there is one at the head of each stretch.
  const isCrowded = groups.some((g) => g.rows.some((r) => r.said.length > 60));
  const isTight = width < 560;
  const label = isTight ? 0 : LABEL;
  const step = isTight ? 36 : many ? 18 : 36;
  const x = scaleUtc([new Date(span.lo), new Date(span.hi)], [label, width - 8]);
  const px = (ms: number): number => x(new Date(Math.min(Math.max(ms, span.lo), span.hi)));
  let y = 28;
  const laid = groups.map((g) => {
    const top = y;
    if (g.title !== undefined) y += 26;
    const rows = g.rows.map((row) => {
      const at = y;
      y += step;
      return { row, mid: at + (isTight || !many ? 23 : step / 2), top: at };
    });
    y += 6;
    return { ...g, top, rows };
  });
  const height = y + 6;
  const ticks = x.ticks(Math.max(2, Math.floor((width - label) / 100)));
  const format = x.tickFormat(ticks.length);
  const open = view.value.open;
  // One stop for Tab; from there the arrows.
  const move = (event: KeyboardEvent, r: number, i: number) => {
    const rows = laid.flatMap((g) => g.rows);
    const [dr, di] = ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] } as Record<string, [number, number]>)[event.key] ?? [0, 0]; // prettier-ignore
    if (!dr && !di) return;
    event.preventDefault();
    const next = rows[r + dr];
    if (!next) return;
    const to = Math.min(Math.max(0, dr ? Math.min(i, next.row.stretches.length - 1) : i + di), next.row.stretches.length - 1);
    svg.current!.querySelector<SVGElement>(`[data-at="${r + dr} ${to}"]`)?.focus();
  };
  let r = -1;
  return (
    <svg ref={svg} width={width} height={height} viewBox={`0 0 ${width} ${height}`} onPointerLeave={() => onTell(undefined)}>
      <defs>
        {(['against', 'neutral', 'for'] as const).map((s) => (
          <g key={s} class={`side-${s}`}>
            <pattern id={`stripes-${s}`} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect class="ground" width="6" height="6" />
              <rect class="ink" width="3" height="6" />
            </pattern>
            <pattern id={`dots-${s}`} width="5" height="5" patternUnits="userSpaceOnUse">
              <rect class="ground" width="5" height="5" />
              <circle class="ink" cx="2.5" cy="2.5" r="1.5" />
            </pattern>
          </g>
        ))}
      </defs>
      {ticks.map((t) => (
        <g key={+t} class="tick">
          <line x1={x(t)} x2={x(t)} y1={20} y2={height} />
          <text x={x(t)} y={13}>
            {t.getUTCMonth() === 0 && t.getUTCDate() === 1 ? t.getUTCFullYear() : format(t).slice(0, 12)}
          </text>
        </g>
      ))}
      {span.hi > span.last && (
        <line class="record-end" x1={px(span.last)} x2={px(span.last)} y1={20} y2={height}>
          <title>the record ends here</title>
        </line>
      )}
      {laid.map((g) => (
        <g key={g.title ?? ''}>
          {g.title !== undefined && (
            <text class="ribbon-group" x={0} y={g.top + 18}>
              {g.title[0]!.toUpperCase() + g.title.slice(1)} ({g.rows.length})
            </text>
          )}
          {g.rows.map(({ row, mid, top }) => {
            r++;
            const line = r;
            return (
              <g key={row.facet} class="ribbon">
                <text x={0} y={isTight ? top + 13 : mid + 4}>
                  {short(actorName(row.actor), isTight ? 40 : 25)}
                </text>
                <line class="base" x1={label} x2={width - 8} y1={mid} y2={mid} />
                {row.stretches.map((s, i) => {
                  const sideOf = side(rungOf(row.facet, s.cell.value ?? s.cell.possibly?.[0]?.value));
                  const pattern = patternOf(s.cell);
                  const ground = sideOf === 'none' ? 'neutral' : sideOf;
                  const words = labelOf(row.facet, s.cell);
                  const room = roomOf(row, i, px);
                  return (
                    <g key={s.from}>
                      <g
                        class={`stretch side-${ground}${open === row.facet ? ' stretch-open' : ''}`}
                        role="button"
                        tabIndex={line === 0 && i === 0 ? 0 : -1}
                        aria-label={describe(s, span.hi)}
                        aria-haspopup="dialog"
                        data-at={`${line} ${i}`}
                        data-facet={row.facet}
                        onPointerEnter={() => onTell(s)}
                        onFocus={() => onTell(s)}
                        onKeyDown={(e) => {
                          if (e.key === 'Enter' || e.key === ' ') {
                            e.preventDefault();
                            ask(s);
                          } else move(e, line, i);
                        }}
                        onClick={() => ask(s)}
                      >
                        <title>{describe(s, span.hi)}</title>
                        {aged(s).map((a) => {
                          const h = HEIGHTS[a.step]!;
                          return (
                            <rect
                              key={a.from}
                              class={pattern === 'open' ? 'outline' : pattern === 'solid' ? 'ink' : undefined}
                              fill={pattern === 'stripes' || pattern === 'dots' ? `url(#${pattern}-${ground})` : undefined}
                              opacity={1 - a.step * 0.15}
                              x={px(a.from)}
                              y={mid - h / 2}
                              width={Math.max(1.5, px(a.to) - px(a.from) - (a.to === s.to ? 1 : 0))}
                              height={h}
                            />
                          );
                        })}
                        <rect class="hit" x={px(s.from)} y={mid - 10} width={Math.max(4, px(s.to) - px(s.from))} height={20} />
                      </g>
                      {!many && !isTight && room > 4 && (
                        <text class="ribbon-word" aria-hidden="true" x={px(s.from)} y={mid - 9}>
                          {short(words, Math.floor(room))}
                        </text>
                      )}
                    </g>
                  );
                })}
                {!isCrowded && row.said.map((t, i) => <circle key={i} class="word-said" cx={px(t)} cy={mid + 9} r={1.75} />)}
                {row.ticks.map((t) => {
                  const b = bounds(t.date);
                  return b && Number.isFinite(b.lo) && b.hi > span.lo && b.lo < span.hi ? (
                    <path key={t.development} class="unclaimed" d={`M${px(b.lo)} ${mid + 6}v6`}>
                      <title>
                        {date(t.date)}: {t.title}
                      </title>
                    </path>
                  ) : null;
                })}
              </g>
            );
          })}
        </g>
      ))}
      <line class="here" x1={px(at)} x2={px(at)} y1={18} y2={height} />
    </svg>
  );
}
const short = (text: string, n: number): string => (text.length > n ? `${text.slice(0, Math.max(1, n - 1))}…` : text);

/** How many letters have room over a stretch: those of its like that follow included; none where the one before says it already. */
function roomOf(row: Row, i: number, px: (ms: number) => number): number {
  const { stretches, facet } = row;
  const words = labelOf(facet, stretches[i]!.cell);
  const isSame = (k: number) => stretches[k]?.to === stretches[k + 1]?.from && labelOf(facet, stretches[k + 1]!.cell) === words;
  if (i > 0 && stretches[i - 1]!.to === stretches[i]!.from && labelOf(facet, stretches[i - 1]!.cell) === words) return 0;
  let end = i;
  while (end + 1 < stretches.length && isSame(end)) end++;
  return (px(stretches[end]!.to) - px(stretches[i]!.from) - 10) / 6.2;
}

/** Why it says this: asked on the last day of the stretch that has come, so that the drawer tells of this stretch. */
function ask(s: Stretch): void {
  const day = dayText(
    Math.min(Math.floor((s.to - 1) / DAY), Math.max(Math.floor(s.from / DAY), Math.floor(Date.parse(today.value) / DAY))),
  );
  go({ at: day === today.value ? undefined : day, open: s.cell.facet });
}

// ── the same in words ──

function Table(props: { readonly groups: readonly Group[]; readonly end: number }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const rows = props.groups.flatMap((g) => g.rows);
  return (
    <details class="fold as-table" onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>The same as a table</summary>
      {isOpen && (
        <div class="scroller" tabIndex={0} role="region" aria-label="Evolution as a table">
          <table class="stretches">
            <thead>
              <tr>
                <th scope="col">Actor</th>
                <th scope="col">From</th>
                <th scope="col">Until</th>
                <th scope="col">Answer</th>
                <th scope="col">Terms and doubts</th>
                <th scope="col">On whose word</th>
              </tr>
            </thead>
            <tbody>
              {rows.flatMap((row) =>
                row.stretches.map((s, i) => (
                  <tr key={`${row.facet} ${s.from}`}>
                    {i === 0 && (
                      <th scope="rowgroup" rowSpan={row.stretches.length}>
                        {actorName(row.actor)}
                      </th>
                    )}
                    <td>{date(dayText(Math.floor(s.from / DAY)))}</td>
                    <td>{s.to < props.end ? date(dayText(Math.floor(s.to / DAY) - 1)) : <span class="quiet">on</span>}</td>
                    <td>
                      <button type="button" class="link" aria-haspopup="dialog" onClick={() => ask(s)}>
                        <CellValue cell={s.cell} />
                      </button>
                    </td>
                    <td>
                      {[
                        s.cell.status === 'held' || s.cell.status === 'none' ? '' : statusOf(s.cell).word,
                        s.cell.activation ? ACTIVATIONS[s.cell.activation].word : '',
                        ...(s.cell.conditions ?? []).map(shortCondition),
                      ]
                        .filter(Boolean)
                        .join('; ')}
                    </td>
                    <td>{s.cell.voice ? voiceText(s.cell.voice) : ''}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
    </details>
  );
}
