/** Compare: two points, only what changed between them, and for each change what brought it about. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { today, useAsk } from '../api.ts';
import { Answer, Empty, Go, Legend, MarkOf, OpensCell, Section, Select } from '../components/basics.tsx';
import { Cite, TABLE } from '../components/cite.tsx';
import type { Coordinates } from '../components/cite.tsx';
import { CellValue } from '../components/claim.tsx';
import { CoordinateField } from '../components/coordinate.tsx';
import { usePaper } from '../components/paper.tsx';
import { MANY } from '../days.ts';
import { actorName, actors, dossier, dossierAsTold, facetName, FAMILY_NAMES, issueName } from '../names.ts';
import { lastDay, monthsBefore, notADate } from '../time.ts';
import { listOf } from '../url.ts';
import type { Patch } from '../url.ts';
import { go, view } from '../view.ts';
import {
  becauseText,
  BESIDE,
  camelWords,
  CAUSES,
  causesOf,
  date,
  detailText,
  DIRECTIONS,
  plural,
  shortCondition,
  STATUSES,
  valueOf,
  voiceText,
} from '../words.ts';
import type { Because, BesideName, Cell, Change } from '../words.ts';

const ORDER = ['world', 'publication', 'record'] as const;
/** Said in the first sentence of each part. */
const MEANS = {
  world: 'Developments that took effect between the two points.',
  publication: 'Pages that appeared between them, about what had happened before.',
  record: 'Recorded, corrected or taken back by the editors of this record between them.',
} as const;

export function Compare(): JSX.Element {
  const v = view.value;
  const [actor] = listOf(v.actor);
  const query = {
    dossier: v.dossier,
    'from-at': v.at,
    'from-published': v.published,
    'from-known': v.known,
    'to-at': v['to-at'],
    'to-published': v['to-published'],
    'to-known': v['to-known'],
    actor,
    issue: v.issue,
  };
  // Of a large record everything that changed is tens of megabytes: one actor at a time.
  const isTooMuch = (dossier.value?.developments ?? 0) > MANY && actor === undefined;
  const asked = useAsk(isTooMuch ? undefined : 'diff', {}, query);
  usePaper(asked.data?.coordinates);
  return (
    <>
      <Points />
      {isTooMuch && <ChooseActor />}
      {!isTooMuch && (
        <Answer asked={asked} what="what changed">
          {(data) => {
            const moved = data.changes.filter((c) => c.direction !== 'restated').sort(inOrder);
            const again = data.changes.filter((c) => c.direction === 'restated');
            return (
              <>
                <p class="lead">
                  From <b>{pointText(data.from, isOneRecord(data))}</b> to <b>{pointText(data.coordinates, isOneRecord(data))}</b>:{' '}
                  {plural(moved.length, 'cell')} changed, {again.length} said again
                  {isOneRecord(data) && <span class="quiet">, in a record of {plural(data.from.known.size, 'event')}</span>}.
                  {(v.actor !== undefined || v.issue !== undefined) && (
                    <>
                      {' '}
                      Only{' '}
                      {[...(actor === undefined ? [] : [actorName(actor)]), ...(v.issue === undefined ? [] : [issueName(v.issue)])].join(
                        ', ',
                      )}
                      ; <Go to={{ actor: undefined, issue: undefined }}>compare all</Go>.
                    </>
                  )}
                </p>
                {data.changes.length === 0 && (
                  <Empty title="Nothing changed between these points">
                    {data.from.at === data.coordinates.at && (
                      <p>They are the same day: choose an earlier first point with the time bar, or a later second one.</p>
                    )}
                  </Empty>
                )}
                {ORDER.map((cause) => {
                  const list = moved.filter((c) => c.cause === cause);
                  return list.length ? (
                    <Section key={cause} title={<MarkOf mark={CAUSES[cause]} />} aside={<span class="count">{list.length}</span>}>
                      <p class="note">{MEANS[cause]}</p>
                      <Changes list={list} to={data.coordinates} />
                    </Section>
                  ) : null;
                })}
                {again.length > 0 && (
                  <details class="fold">
                    <summary>
                      Said again, or carried anew <span class="count">{again.length}</span>
                    </summary>
                    <Changes list={again} to={data.coordinates} />
                  </details>
                )}
                <Legend marks={[...Object.values(CAUSES), ...Object.values(DIRECTIONS)]} />
                <Cite
                  title="comparison"
                  coordinates={data.coordinates}
                  twin={{ route: 'diff', query, verb: 'diff', formats: TABLE }}
                  isPair
                />
              </>
            );
          }}
        </Answer>
      )}
    </>
  );
}

/** A large record is compared one actor at a time. */
function ChooseActor(): JSX.Element {
  const all = [...actors.value.values()]
    .filter((a) => a.kind === 'state' || a.kind === 'organisation')
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));
  return (
    <Empty title="This record is large: choose whose positions to compare">
      <Select
        label="Actor"
        value=""
        options={[['', 'choose'], ...all.map((a): [string, string] => [a.actor, a.name])]}
        onChoose={(actor) => go({ actor })}
      />
    </Empty>
  );
}

/** A point in words; the record is told once where both points have the same. */
const pointText = (c: Coordinates, isOne: boolean): string =>
  [date(c.at), c.published === null ? '' : `on pages by ${date(c.published)}`, isOne ? '' : `record of ${plural(c.known.size, 'event')}`]
    .filter(Boolean)
    .join(', ');
const isOneRecord = (d: { readonly from: Coordinates; readonly coordinates: Coordinates }): boolean =>
  d.from.known.size === d.coordinates.known.size;

/** The two points: the first is the time bar's, the second has fields of its own. */
function Points(): JSX.Element {
  const v = view.value;
  const day = lastDay(v.at ?? today.value) ?? today.value;
  const ways: readonly (readonly [string, Patch])[] = [
    [
      'this day → now',
      { at: v.at, 'to-at': undefined, 'to-published': undefined, 'to-known': undefined, published: undefined, known: undefined },
    ],
    [
      'the month up to this day',
      { at: monthsBefore(day, 1), 'to-at': day, 'to-published': undefined, 'to-known': undefined, published: undefined, known: undefined },
    ],
    [
      'what later pages told of this day',
      { at: day, 'to-at': day, published: day, 'to-published': undefined, 'to-known': undefined, known: undefined },
    ],
  ];
  return (
    <div class="points">
      <div class="point">
        <h2>From</h2>
        <p>{v.at === undefined ? `today, ${date(today.value)}` : <TryDate text={v.at} />}</p>
        <p class="note">
          {v.published !== undefined && <>as our pages had it on {v.published}. </>}
          {v.known !== undefined && <>as we had it {/^\d+$/.test(v.known) ? `at event ${v.known}` : `on ${v.known}`}. </>}
          <span class="only-screen">The time bar above sets it.</span>
        </p>
      </div>
      <div class="point">
        <h2>To</h2>
        <p class="only-paper">{v['to-at'] === undefined ? `today, ${date(today.value)}` : <TryDate text={v['to-at']} />}</p>
        <p class="note only-paper">
          {v['to-published'] !== undefined && <>as our pages had it on {v['to-published']}. </>}
          {v['to-known'] !== undefined && (
            <>as we had it {/^\d+$/.test(v['to-known']) ? `at event ${v['to-known']}` : `on ${v['to-known']}`}. </>
          )}
        </p>
        <div class="limits only-screen">
          <CoordinateField label="In force on" param="to-at" placeholder={`today, ${today.value}`} />
          <CoordinateField label="As our pages had it on" param="to-published" placeholder="no limit" />
          <CoordinateField label="As we had it on, or at event" param="to-known" placeholder="now" />
        </div>
      </div>
      <p class="ways only-screen">
        {ways.map(([label, patch], i) => (
          <span key={label}>
            {i > 0 && ' · '}
            <Go to={patch}>{label}</Go>
          </span>
        ))}
      </p>
    </div>
  );
}

const TryDate = (props: { readonly text: string }): JSX.Element => (
  <>{notADate(props.text) === undefined ? date(props.text) : props.text}</>
);

/** Of the causes of a change, the last ones are named. */
const CAUSES_SHOWN = 5;
/** So many are drawn at first. */
const PAGE = 100;

function Changes(props: { readonly list: readonly Change[]; readonly to: Coordinates }): JSX.Element {
  const [n, setN] = useState(PAGE);
  const { list } = props;
  // One name for each development, however often it is a cause.
  const titles = useAsk(
    list.some((c) => c.because.some((b) => b.kind !== 'source')) && (dossier.value?.developments ?? 0) <= MANY ? 'timeline' : undefined,
    {},
    { dossier: view.value.dossier, known: view.value['to-known'], at: view.value['to-at'] },
  );
  const titleOf = useMemo(() => {
    const map = new Map(titles.data?.items.map((i) => [i.development, i.title]));
    return (id: string) => map.get(id) ?? id;
  }, [titles.data]);
  return (
    <>
      <ul class="changes">
        {list.slice(0, n).map((c) => (
          <ChangeLine key={c.facet} change={c} titleOf={titleOf} to={props.to} />
        ))}
      </ul>
      {list.length > n && (
        <p>
          <button type="button" class="button" onClick={() => setN(n + PAGE)}>
            Show {Math.min(PAGE, list.length - n)} more of {list.length}
          </button>
        </p>
      )}
    </>
  );
}

/** Positions first, question by question; then the other families. */
function inOrder(a: Change, b: Change): number {
  const rank = ({ facet }: Change): [number, number, string] => {
    const [family = '', subject = '', issue = ''] = facet.split('/');
    const issues = dossierAsTold.value?.issues ?? [];
    return [
      FAMILY_NAMES.indexOf(family),
      family === 'position' ? issues.findIndex((i) => i.issue === issue) : 0,
      family === 'position' ? actorName(subject) : facet,
    ];
  };
  const [x, y] = [rank(a), rank(b)];
  return x[0] - y[0] || x[1] - y[1] || x[2].localeCompare(y[2]);
}

/** Of what came or went beside an answer, so many are named. */
const BESIDE_SHOWN = 3;
/** What stands beside the answer at one point and not at the other; where nothing can decide a cell it is all that changed. */
function beside(before: Cell, after: Cell): string[] {
  const told = (cell: Cell, name: BesideName): string[] =>
    // What may have been said by then is the answer where there is no other, and stands above.
    name === 'possibly' && cell.status === 'none'
      ? []
      : [...new Set(cell[name]?.map((c) => `${c.value === null ? 'taken back' : valueOf(cell.facet, c.value)} (${voiceText(c.voice)})`))];
  const listed = (list: readonly string[]): string =>
    [...list.slice(0, BESIDE_SHOWN), ...(list.length > BESIDE_SHOWN ? [`${list.length - BESIDE_SHOWN} more`] : [])].join(', ');
  return BESIDE.flatMap(([name, { word }]) => {
    const [was, is] = [told(before, name), told(after, name)];
    const [came, went] = [is.filter((t) => !was.includes(t)), was.filter((t) => !is.includes(t))];
    const what = name === 'alternatives' ? 'another answer of its time' : word;
    return [...(came.length ? [`now ${what}: ${listed(came)}`] : []), ...(went.length ? [`no longer ${what}: ${listed(went)}`] : [])];
  });
}

/** What else is new beside the value: terms, who says it, how often. */
function further(before: Cell, after: Cell): string {
  const parts: string[] = [];
  if (before.status !== after.status && ![before.status, after.status].some((s) => s === 'none' || s === 'withdrawn'))
    parts.push(`${STATUSES[before.status].word} → ${STATUSES[after.status].word}`);
  const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
  if (!same(before.detail, after.detail) && after.status !== 'none')
    parts.push(after.detail ? `now ${detailText(after.detail)}` : 'its particulars are no longer said');
  if (!same(before.conditions, after.conditions))
    parts.push(after.conditions?.length ? `now ${after.conditions.map(shortCondition).join(' and ')}` : 'no longer on a condition');
  if (before.activation !== after.activation && before.activation && after.activation)
    parts.push(`${before.activation} → ${after.activation}`);
  if (after.status !== 'none' && before.status !== 'none' && !same(before.confirmed, after.confirmed) && after.confirmed !== undefined)
    parts.push(`last said ${date(after.confirmed)}`);
  if (after.status !== 'none' && before.status !== 'none' && before.origins !== after.origins)
    parts.push(`origins ${before.origins ?? 0} → ${after.origins ?? 0}`);
  return [...parts, ...beside(before, after)].join('; ');
}

function ChangeLine(props: { readonly change: Change; readonly titleOf: (id: string) => string; readonly to: Coordinates }): JSX.Element {
  const { change: c, to } = props;
  const more = further(c.before, c.after);
  const causes = causesOf(c);
  return (
    <li class="change">
      <p class="change-name">{facetName(c.facet)}</p>
      <p class="change-cells">
        <OpensCell facet={c.facet}>
          <span class="sr">before: </span>
          <CellValue cell={c.before} />
        </OpensCell>
        <span class="arrow" aria-hidden="true">
          →
        </span>
        <Go
          to={{
            lens: 'positions',
            at: to.at,
            published: to.published ?? undefined,
            known: view.value['to-known'],
            open: c.facet,
            'to-at': undefined,
            'to-published': undefined,
            'to-known': undefined,
          }}
        >
          <span class="sr">after: </span>
          <CellValue cell={c.after} />
        </Go>
        <MarkOf mark={DIRECTIONS[c.direction]} />
      </p>
      {more && <p class="note">{more}</p>}
      <ul class="note">
        {causes.slice(-CAUSES_SHOWN).map((b) => (
          <li key={JSON.stringify(b)}>
            <BecauseLine because={b} titleOf={props.titleOf} />
          </li>
        ))}
        {causes.length > CAUSES_SHOWN && <li>and {plural(causes.length - CAUSES_SHOWN, 'earlier cause')}</li>}
      </ul>
    </li>
  );
}

function BecauseLine(props: { readonly because: Because; readonly titleOf: (id: string) => string }): JSX.Element {
  const { because: b } = props;
  const text = becauseText(b, props.titleOf);
  switch (b.kind) {
    case 'act': {
      const title = props.titleOf(b.subject);
      return (
        <>
          because{' '}
          <Go to={{ lens: 'log', item: String(b.position) }}>
            {camelWords(b.type)} {title === b.subject ? title : `“${title}”`}, event {b.position}
          </Go>
          {b.reason !== undefined && <>: {b.reason}</>}
          {b.because && b.because.length > 0 && <> On the ground of {b.because.join(', ')}.</>}
        </>
      );
    }
    case 'source':
      return (
        <>
          because of <Go to={{ lens: 'sources', item: b.source }}>{text}</Go>
        </>
      );
    case 'development':
      return (
        <>
          because of <Go to={{ lens: 'timeline', item: b.development, at: b.at.slice(0, 10) }}>{text}</Go>
        </>
      );
  }
}
