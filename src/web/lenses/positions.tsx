/** Positions: who stands where on what, at the point in time; a table on wide screens, lists on narrow ones. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { useAsk } from '../api.ts';
import { Answer, Choice, Empty, Go, Legend, Section, Select } from '../components/basics.tsx';
import { Cite, TABLE } from '../components/cite.tsx';
import { Age, CellMarks, CellValue, LadderGlyph, side } from '../components/claim.tsx';
import { usePaper } from '../components/paper.tsx';
import { MANY } from '../days.ts';
import {
  actorName,
  called,
  dossier,
  dossierAsTold,
  facetName,
  FAMILY_NAMES,
  issueName,
  issueOf,
  proper,
  rungOf,
  stanceName,
  stancesOn,
} from '../names.ts';
import { lastDay, monthsBefore } from '../time.ts';
import { listOf } from '../url.ts';
import { coordinates, go, isNarrow, view } from '../view.ts';
import {
  ACTIVATIONS,
  APPROXIMATE,
  BESIDE,
  date,
  detailText,
  DIRECTIONS,
  PERHAPS_LATER,
  plural,
  STATUSES,
  THIN,
  valueOf,
} from '../words.ts';
import type { Cell, Direction } from '../words.ts';
import { Quantities } from './quantities.tsx';

type Changed = ReadonlyMap<string, Direction>;
const NO_CHANGE: Changed = new Map();
const WAYS = [
  ['table', 'Table'],
  ['issue', 'By question'],
  ['actor', 'By actor'],
] as const;
type Way = (typeof WAYS)[number][0];

const { held: _held, none: _none, ...STATUS_MARKS } = STATUSES;
const { restated: _restated, ...CHANGE_MARKS } = DIRECTIONS;
/** Signs of this lens, for the legend; those that the statuses have already are told there. */
const MARKS = [
  ...Object.values(STATUS_MARKS),
  ...Object.values(ACTIVATIONS),
  THIN,
  APPROXIMATE,
  PERHAPS_LATER,
  ...BESIDE.filter(([name]) => name !== 'alternatives' && name !== 'possibly').map(([, m]) => m),
  ...Object.values(CHANGE_MARKS),
];

export function Positions(): JSX.Element {
  const v = view.value;
  const actors = listOf(v.actor);
  const query = {
    ...coordinates.value,
    ...(actors.length === 1 && { actor: actors[0] }),
    ...(v.issue !== undefined && { issue: v.issue }),
  };
  const asked = useAsk('state', {}, query);
  usePaper(asked.data?.coordinates);
  const at = asked.data?.coordinates.at;
  const day = at === undefined ? undefined : lastDay(at);
  const from = v.since ?? (day === undefined ? undefined : monthsBefore(day, 1));
  const { dossier: d, published, known } = coordinates.value;
  // Of a large record the changes of a month are megabytes; they are marked once an actor is chosen.
  const isMarked = actors.length === 1 || (dossier.value?.developments ?? 0) <= MANY;
  const diff = useAsk(
    day === undefined || !isMarked ? undefined : 'diff',
    {},
    { dossier: d, published, known, 'from-at': from, 'to-at': at, actor: actors.length === 1 ? actors[0] : undefined },
  );
  const changed = useMemo<Changed>(
    () => (diff.data ? new Map(diff.data.changes.map((c) => [c.facet, c.direction])) : NO_CHANGE),
    [diff.data],
  );
  const way = (WAYS.find(([w]) => w === v.by)?.[0] ?? (isNarrow.value ? 'issue' : 'table')) satisfies Way;
  return (
    <Answer asked={asked}>
      {(data) => {
        const cells = actors.length > 1 ? data.facets.filter((f) => actors.includes(f.facet.split('/')[1]!)) : data.facets;
        const positions = cells.filter((c) => c.facet.startsWith('position/'));
        return (
          <>
            <div class="tools">
              {!isNarrow.value && <Choice label="Arrange" value={way} options={WAYS} onChoose={(by) => go({ by })} />}
              {isNarrow.value && <Choice label="Arrange" value={way} options={WAYS.slice(1)} onChoose={(by) => go({ by })} />}
              {isMarked && <SinceChoice day={day!} from={from!} />}
              <p class="tools-link">
                <Go to={{ lens: 'compare', 'to-at': undefined }}>What changed after this day</Go>
              </p>
              {(v.actor !== undefined || v.issue !== undefined) && (
                <p class="tools-link">
                  Only {[...actors.map(actorName), ...(v.issue === undefined ? [] : [issueName(v.issue)])].join(', ')} ·{' '}
                  <Go to={{ actor: undefined, issue: undefined }}>show all</Go>
                </p>
              )}
            </div>
            {data.notes?.map((n) => (
              <p key={n} class="note">
                {n}
              </p>
            ))}
            {dossier.value?.developments === 0 ? (
              <Empty title="Nothing is recorded in this dossier yet">
                <p>
                  <Go to={{ lens: 'define', item: undefined, by: undefined }}>What leads to a first position</Go>
                </p>
              </Empty>
            ) : cells.length === 0 ? (
              <Empty title="Nothing in this record at this point">
                <p>Move on in time, or take a limit away.</p>
              </Empty>
            ) : way === 'actor' ? (
              <ByActor cells={cells} at={data.coordinates.at} changed={changed} />
            ) : (
              <>
                {way === 'table' ? (
                  <Matrix cells={positions} at={data.coordinates.at} changed={changed} />
                ) : (
                  <ByIssue cells={positions} at={data.coordinates.at} changed={changed} />
                )}
                <Quantities cells={cells} />
                <Others cells={cells} at={data.coordinates.at} changed={changed} />
              </>
            )}
            <Legend marks={MARKS}>
              <p class="note">
                The steps beside a word are the ladder of its question, against on the left, neutral tall, for on the right. The time beside
                it is how long before this point it was said last.
              </p>
            </Legend>
            <Cite title="positions" coordinates={data.coordinates} twin={{ route: 'state', query, verb: 'state', formats: TABLE }} />
          </>
        );
      }}
    </Answer>
  );
}

/** Since when changes are marked. */
function SinceChoice(props: { readonly day: string; readonly from: string }): JSX.Element {
  const options = [1, 3, 12].map((n): [string, string] => [
    monthsBefore(props.day, n),
    n === 1 ? 'the month before' : n === 12 ? 'the year before' : `the ${n} months before`,
  ]);
  const own = options.some(([o]) => o === props.from) ? [] : [[props.from, `since ${date(props.from)}`] as [string, string]];
  return (
    <Select
      label="Mark changes in"
      value={props.from}
      options={[...own, ...options]}
      onChoose={(s) => go({ since: s === options[0]![0] ? undefined : s }, 'replace')}
    />
  );
}

/** A cell as something to open. */
function CellButton(props: {
  readonly cell: Cell;
  readonly at: string;
  readonly changed: Direction | undefined;
  readonly label?: string;
  readonly isTable?: boolean;
  readonly isUnderStance?: boolean;
}): JSX.Element {
  const { cell } = props;
  const isOpen = view.value.open === cell.facet;
  const isSaidOnly = cell.status === 'none' && !cell.possibly?.length;
  return (
    <button
      type="button"
      class={`cell side-${side(cell.status === 'none' ? undefined : rungOf(cell.facet, cell.value))}`}
      data-facet={cell.facet}
      aria-expanded={isOpen}
      aria-haspopup="dialog"
      onClick={() => go({ open: isOpen ? undefined : cell.facet })}
    >
      <span class="cell-main">
        {props.label !== undefined && <span class="cell-label">{props.label}</span>}
        {(isSaidOnly && props.isTable) || props.isUnderStance ? (
          <span class="sr">{isSaidOnly ? STATUSES.none.word : valueOf(cell.facet, cell.value)}</span>
        ) : (
          <CellValue cell={cell} />
        )}
        {props.isUnderStance && cell.detail && <span class="quiet">{detailText(cell.detail)}</span>}
      </span>
      <span class="cell-side">
        <CellMarks cell={cell} changed={props.changed} />
        <Age cell={cell} at={props.at} isShort />
      </span>
    </button>
  );
}

const partsOf = (facet: string): [string, string, string] => facet.split('/') as [string, string, string];
const byName = (a: string, b: string): number => actorName(a).localeCompare(actorName(b), 'en');

function Matrix(props: { readonly cells: readonly Cell[]; readonly at: string; readonly changed: Changed }): JSX.Element | null {
  const { cells } = props;
  const sort = view.value.sort;
  const [n, setN] = useState(PAGE);
  const { issues, rows, at } = useMemo(() => {
    const map = new Map(cells.map((c) => [c.facet, c]));
    const used = new Set(cells.map((c) => partsOf(c.facet)[2]));
    const known = dossierAsTold.value?.issues.map((i) => i.issue) ?? [];
    const all = [...known.filter((i) => used.has(i)), ...[...used].filter((i) => !known.includes(i))];
    const names = [...new Set(cells.map((c) => partsOf(c.facet)[1]))].sort(byName);
    if (sort !== undefined && used.has(sort)) {
      const of = (a: string) => {
        const c = map.get(`position/${a}/${sort}`);
        return c === undefined ? 1000 : c.status === 'none' ? 999 : (rungOf(c.facet, c.value) ?? 998);
      };
      names.sort((a, b) => of(a) - of(b) || byName(a, b));
    } else {
      // Who has a word of their own comes before those of whom others speak only.
      const own = new Set(cells.filter((c) => c.status !== 'none' || c.possibly?.length).map((c) => partsOf(c.facet)[1]));
      names.sort((a, b) => Number(own.has(b)) - Number(own.has(a)) || byName(a, b));
    }
    return { issues: all, rows: names, at: map };
  }, [cells, sort, called.value]);
  if (!cells.length) return null;
  const silent = (dossierAsTold.value?.issues.length ?? 0) - issues.length;
  return (
    <>
      <div class="scroller" tabIndex={0} role="region" aria-label="Positions: actors by questions">
        <table class="matrix" onKeyDown={moveInTable}>
          <caption class="sr">Positions: a row for each actor, a column for each question</caption>
          <thead>
            <tr>
              <th scope="col" class="corner">
                <Go to={{ sort: undefined }} label="Actor: sort by name">
                  Actor
                </Go>
              </th>
              {issues.map((i) => (
                <th key={i} scope="col" title={issueOf(i)?.question} aria-sort={sort === i ? 'ascending' : undefined}>
                  <Go to={{ sort: sort === i ? undefined : i }} label={`${issueName(i)}: sort from against to for`}>
                    {issueName(i)}
                    {sort === i && <span aria-hidden="true"> ▾</span>}
                  </Go>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, n).map((a) => (
              <tr key={a}>
                <th scope="row">
                  <Go to={{ actor: a, by: 'actor' }}>{actorName(a)}</Go>
                </th>
                {issues.map((i) => {
                  const cell = at.get(`position/${a}/${i}`);
                  return (
                    <td key={i}>
                      {cell ? (
                        <CellButton cell={cell} at={props.at} changed={props.changed.get(cell.facet)} isTable />
                      ) : (
                        <span class="nothing">
                          <span aria-hidden="true">·</span>
                          <span class="sr">{STATUSES.none.word}</span>
                        </span>
                      )}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <More n={n} of={rows.length} what="actors" onMore={setN} />
      <p class="note">
        <span aria-hidden="true">·</span> nothing in this record.
        {silent > 0 &&
          ` ${plural(silent, 'question')} of this dossier ${silent === 1 ? 'has' : 'have'} no answer at this point: ${dossier
            .value!.issues.filter((i) => !issues.includes(i.issue))
            .map((i) => issueName(i.issue))
            .join(', ')}.`}
      </p>
    </>
  );
}

/** So many rows, or entries of a list, are drawn at first. */
const PAGE = 36;
/** Draws more, where there is more. */
function More(props: {
  readonly n: number;
  readonly of: number;
  readonly what: string;
  readonly onMore: (n: number) => void;
}): JSX.Element | null {
  const { n, of, what, onMore } = props;
  return n < of ? (
    <p class="more">
      <button type="button" class="button" onClick={() => onMore(n + PAGE)}>
        Show {Math.min(PAGE, of - n)} more of {of} {what}
      </button>
    </p>
  ) : null;
}

/** Arrow keys go from cell to cell, over what is empty. */
function moveInTable(event: KeyboardEvent): void {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  const td = (event.target as HTMLElement).closest('td');
  if (!td || (!dx && !dy)) return;
  const row = td.parentElement as HTMLTableRowElement;
  const table = row.closest('table')!;
  for (let [x, y] = [td.cellIndex + dx!, row.rowIndex + dy!]; ; x += dx!, y += dy!) {
    const there = table.rows[y]?.cells[x];
    if (there?.tagName !== 'TD') return;
    const button = there.querySelector('button');
    if (button) {
      event.preventDefault();
      button.focus();
      return;
    }
  }
}

/** Each question with who stands where, from against to for. The answer to "who refuses?" is a heading with its names. */
function ByIssue(props: { readonly cells: readonly Cell[]; readonly at: string; readonly changed: Changed }): JSX.Element {
  const groups = useMemo(() => {
    const map = new Map<string, Cell[]>();
    for (const c of props.cells) {
      const issue = partsOf(c.facet)[2];
      const list = map.get(issue);
      if (list) list.push(c);
      else map.set(issue, [c]);
    }
    const order = dossierAsTold.value?.issues.map((i) => i.issue) ?? [];
    return [...map].sort(([a], [b]) => (order.indexOf(a) + 1 || 999) - (order.indexOf(b) + 1 || 999));
  }, [props.cells, called.value]);
  return (
    <div class="questions">
      {groups.map(([issue, cells]) => (
        <Section key={issue} title={issueName(issue)} id={`issue-${issue}`}>
          {issueOf(issue) && <p class="question">{issueOf(issue)!.question}</p>}
          {stances(cells).map(([stance, list]) => (
            <Stance key={stance} stance={stance} list={list} at={props.at} changed={props.changed} />
          ))}
        </Section>
      ))}
    </div>
  );
}

function Stance(props: {
  readonly stance: string;
  readonly list: readonly Cell[];
  readonly at: string;
  readonly changed: Changed;
}): JSX.Element {
  const { stance, list } = props;
  const [n, setN] = useState(15);
  return (
    <div class="stance">
      <h3>
        <LadderGlyph facet={list[0]!.facet} value={list[0]!.value} /> <span class="cap">{stance}</span>{' '}
        <span class="count">{list.length}</span>
      </h3>
      <ul class="cells">
        {list.slice(0, n).map((c) => (
          <li key={c.facet}>
            <CellButton
              cell={c}
              at={props.at}
              changed={props.changed.get(c.facet)}
              label={actorName(partsOf(c.facet)[1])}
              isUnderStance={c.status !== 'none' || !c.possibly?.length}
            />
          </li>
        ))}
      </ul>
      <More n={n} of={list.length} what="actors" onMore={setN} />
    </div>
  );
}

/** Cells of one question by what they say, in the order of its ladder; those without an answer last. */
function stances(cells: readonly Cell[]): [string, Cell[]][] {
  const facet = cells[0]!.facet;
  const ladder = stancesOn(partsOf(facet)[2]);
  const groups = new Map<string, { order: number; list: Cell[] }>();
  for (const c of cells) {
    const [name, order] =
      c.status === 'none'
        ? c.possibly?.length
          ? [STATUSES.possible.word, 900]
          : ['nothing of their own in this record', 999]
        : c.status === 'withdrawn'
          ? ['taken back', 950]
          : [typeof c.value === 'string' ? stanceName(facet, c.value) : valueOf(facet, c.value), ladder.indexOf(c.value as string)];
    const group = groups.get(name);
    if (group) group.list.push(c);
    else groups.set(name, { order, list: [c] });
  }
  return [...groups]
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([name, { list }]) => [name, list.sort((a, b) => byName(partsOf(a.facet)[1], partsOf(b.facet)[1]))]);
}

const TITLES: Readonly<Record<string, string>> = {
  position: 'Positions',
  contribution: 'Contributions',
  role: 'Roles',
  demand: 'Demands',
  agreement: 'Agreements',
  quantity: 'Numbers',
  world: 'Facts of the world',
};

function ByActor(props: { readonly cells: readonly Cell[]; readonly at: string; readonly changed: Changed }): JSX.Element {
  const [n, setN] = useState(PAGE);
  const groups = useMemo(() => {
    const map = new Map<string, Cell[]>();
    for (const c of props.cells) {
      const [family, a] = partsOf(c.facet);
      if (!['position', 'contribution', 'role', 'demand'].includes(family)) continue;
      const list = map.get(a);
      if (list) list.push(c);
      else map.set(a, [c]);
    }
    const isOwn = (l: readonly Cell[]) => l.some((c) => c.status !== 'none' || c.possibly?.length);
    return [...map].sort(([a, l], [b, m]) => Number(isOwn(m)) - Number(isOwn(l)) || byName(a, b));
  }, [props.cells, called.value]);
  return (
    <div class="questions">
      {groups.slice(0, n).map(([actor, cells]) => (
        <Section key={actor} title={actorName(actor)} id={`actor-${actor}`}>
          <ul class="cells">
            {cells
              .toSorted((a, b) => FAMILY_NAMES.indexOf(partsOf(a.facet)[0]) - FAMILY_NAMES.indexOf(partsOf(b.facet)[0]))
              .map((c) => {
                const [family, , b, topic] = c.facet.split('/') as [string, string, string, string?];
                const label =
                  family === 'role' ? actorName(b) : family === 'demand' ? `asks ${actorName(b)}: ${proper(topic ?? '')}` : proper(b);
                return (
                  <li key={c.facet}>
                    <CellButton cell={c} at={props.at} changed={props.changed.get(c.facet)} label={label} />
                  </li>
                );
              })}
          </ul>
        </Section>
      ))}
      <More n={n} of={groups.length} what="actors" onMore={setN} />
    </div>
  );
}

/** What is not a position: contributions, roles, demands, agreements, facts. */
function Others(props: { readonly cells: readonly Cell[]; readonly at: string; readonly changed: Changed }): JSX.Element {
  return (
    <div class="others">
      {FAMILY_NAMES.slice(1).map((family) => {
        const cells = props.cells.filter((c) => c.facet.startsWith(`${family}/`));
        if (!cells.length) return null;
        return (
          <Section key={family} title={TITLES[family]} id={family} aside={<span class="count">{cells.length}</span>}>
            <ul class="cells">
              {cells.map((c) => (
                <li key={c.facet}>
                  <CellButton cell={c} at={props.at} changed={props.changed.get(c.facet)} label={facetName(c.facet)} />
                </li>
              ))}
            </ul>
          </Section>
        );
      })}
    </div>
  );
}
