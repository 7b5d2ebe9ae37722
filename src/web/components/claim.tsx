/** Claims, cells, sources and quoted words, as every lens shows them. */
import type { JSX } from 'preact';
import { ladderOf, rungOf, stanceMeans } from '../names.ts';
import { age, lastDay, shortAge } from '../time.ts';
import {
  ACTIVATIONS,
  APPROXIMATE,
  ATTRIBUTIONS,
  BESIDE,
  date,
  detailText,
  DIRECTIONS,
  originsText,
  PERHAPS_LATER,
  plural,
  ref,
  shortCondition,
  statusOf,
  THIN,
  thinWords,
  valueOf,
  voiceText,
} from '../words.ts';
import type { Cell, Claim, Direction, QuoteRef, SourceRef } from '../words.ts';
import { Away, Go, MarkOf } from './basics.tsx';

/**
 * Where a value stands on its ladder: a step for each rung, the neutral one tall, the way from there to the value filled.
 * The word stands beside it; this is the same for the eye.
 */
export function LadderGlyph(props: { readonly facet: string; readonly value: unknown; readonly isOpen?: boolean }): JSX.Element | null {
  const ladder = ladderOf(props.facet);
  const rung = rungOf(props.facet, props.value);
  // a rung that a revision took away has no place among those that are there
  if (!ladder || rung === undefined || !ladder.stances.includes(props.value as string)) return null;
  return (
    <Steps rungs={ladder.stances.length} neutral={ladder.stances.indexOf(ladder.neutral)} rung={rung} isOpen={props.isOpen ?? false} />
  );
}

/** The same of any ladder: how many rungs, which of them is neutral, and how far from it one stands (negative against). */
export function Steps(props: {
  readonly rungs: number;
  readonly neutral: number;
  readonly rung: number;
  readonly isOpen?: boolean;
}): JSX.Element {
  const { neutral, rung } = props;
  const step = 4;
  const width = props.rungs * step;
  return (
    <svg class={`ladder side-${side(rung)}`} width={width} height="12" viewBox={`0 0 ${width} 12`} aria-hidden="true">
      {Array.from({ length: props.rungs }, (_, i) => {
        const isOn = rung === 0 ? i === neutral : rung > 0 ? i > neutral && i <= neutral + rung : i < neutral && i >= neutral + rung;
        const isHere = i === neutral + rung;
        const tall = i === neutral || isHere;
        return (
          <rect
            key={i}
            class={isOn ? (props.isOpen ? 'open' : 'on') : 'off'}
            x={i * step + 0.5}
            y={tall ? 1 : 4}
            width={step - 1.5}
            height={tall ? 10 : 4}
          />
        );
      })}
    </svg>
  );
}
export const side = (rung: number | undefined): 'against' | 'neutral' | 'for' | 'none' =>
  rung === undefined ? 'none' : rung < 0 ? 'against' : rung > 0 ? 'for' : 'neutral';

/** The value of a cell: ladder, word, and the sign of its status where that is not simply held. */
export function CellValue(props: { readonly cell: Cell }): JSX.Element {
  const { cell } = props;
  const status = statusOf(cell);
  if (cell.status === 'none') {
    const possibly = cell.possibly ?? [];
    return possibly.length ? (
      <span class="value">
        <LadderGlyph facet={cell.facet} value={possibly[0]!.value} isOpen />
        <MarkOf mark={status} isBare />{' '}
        <span class="word">{[...new Set(possibly.map((c) => valueOf(cell.facet, c.value)))].join(' or ')}</span>
      </span>
    ) : (
      <MarkOf mark={status} />
    );
  }
  return (
    <span class="value">
      <LadderGlyph facet={cell.facet} value={cell.value} isOpen={cell.status !== 'held'} />
      <span class="word" title={stanceMeans(cell.facet, cell.value)}>
        {cell.status === 'withdrawn' ? 'taken back' : valueOf(cell.facet, cell.value)}
      </span>
    </span>
  );
}

/** The signs beside a value: conditional, contested, unclear, possible, thin ground, changed, said by others. */
export function CellMarks(props: { readonly cell: Cell; readonly changed?: Direction | undefined }): JSX.Element {
  const { cell, changed } = props;
  const status = statusOf(cell);
  return (
    <span class="marks">
      {changed !== undefined && changed !== 'restated' && cell.status !== 'none' && <MarkOf mark={DIRECTIONS[changed]} isBare />}
      {cell.status !== 'none' && cell.status !== 'held' && <MarkOf mark={status} isBare />}
      {cell.activation && (
        <MarkOf mark={ACTIVATIONS[cell.activation]} more={(cell.conditions ?? []).map(shortCondition).join(' and ')} isBare />
      )}
      {cell.approximate && <MarkOf mark={APPROXIMATE} isBare />}
      {cell.publicationUncertain && <MarkOf mark={PERHAPS_LATER} isBare />}
      {cell.thin?.length ? <MarkOf mark={THIN} more={thinWords(cell.thin)} isBare /> : null}
      {BESIDE.map(([name, mark]) => {
        const n = cell[name]?.length ?? 0;
        const isSaid = (name === 'possibly' && cell.status === 'none') || (name === 'alternatives' && cell.status !== 'held');
        return n && !isSaid ? <MarkOf key={name} mark={mark} more={plural(n, 'time')} isBare /> : null;
      })}
    </span>
  );
}

/** When it was said last, counted back from the moment asked about. */
export function Age(props: { readonly cell: Cell; readonly at: string; readonly isShort?: boolean }): JSX.Element | null {
  const said = props.cell.confirmed ?? props.cell.since;
  const text = age(said, props.at);
  if (said === undefined || text === '') return null;
  const day = lastDay(said);
  const name = `last said ${text === 'that day' ? text : `${text} before`} (${date(said)})`;
  return (
    <time class="age" dateTime={day} title={name}>
      <span aria-hidden="true">{props.isShort ? shortAge(text) : text}</span>
      <span class="sr">, {name}</span>
    </time>
  );
}

/** The content of a claim: value, particulars, conditions. */
export function Content(props: { readonly facet: string; readonly claim: Pick<Claim, 'value' | 'detail' | 'conditions'> }): JSX.Element {
  const { facet, claim } = props;
  const more = [detailText(claim.detail), (claim.conditions ?? []).map(shortCondition).join(' and ')].filter(Boolean).join('; ');
  return (
    <>
      <b>{claim.value === null ? 'taken back' : valueOf(facet, claim.value)}</b>
      {more && <span class="quiet"> ({more})</span>}
    </>
  );
}

/** A claim in a list: what, who, on what ground, when; its reference opens the development in the log. */
export function ClaimLine(props: { readonly facet: string; readonly claim: Claim; readonly why?: string | undefined }): JSX.Element {
  const { facet, claim } = props;
  return (
    <li class="claim">
      <p>
        <Content facet={facet} claim={claim} />
        <span class="quiet">
          {' '}
          — {[voiceText(claim.voice), ATTRIBUTIONS[claim.attribution], date(claim.date), originsText(claim.origins)].join(', ')}
        </span>
      </p>
      {props.why !== undefined && <p class="because">{props.why}</p>}
      <p class="ref">
        <Go to={{ lens: 'timeline', item: claim.by.development }}>{ref(claim)}</Go>
      </p>
    </li>
  );
}

/** A page, as one cites it. */
export function SourceLine(props: { readonly source: SourceRef }): JSX.Element {
  const { source: s } = props;
  return (
    <span class="source">
      <Away href={s.url}>
        <b>{s.publisher ?? s.source}</b>
        {s.title !== undefined && <>, “{s.title}”</>}
      </Away>
      <span class="quiet">
        {' '}
        {[
          s.published === null ? 'date unknown' : date(s.published),
          s.grade === null ? 'no grade' : `grade ${s.grade}`,
          s.origin === s.source ? '' : `goes back to ${s.origin}`,
          s.captured ? 'text captured' : '',
        ]
          .filter(Boolean)
          .join(', ')}
      </span>
      {s.withdrawn && <strong class="tone-doubt"> withdrawn</strong>}
    </span>
  );
}

/** The words a claim rests on, marked in what stands around them. */
export function Quote(props: { readonly quote: QuoteRef; readonly source: SourceRef | undefined }): JSX.Element {
  const { quote: q, source } = props;
  return (
    <figure class="quote">
      {q.quote ? (
        <blockquote>
          {q.quote.prefix !== undefined && <span class="quiet">…{q.quote.prefix}</span>}
          <mark>{q.quote.exact}</mark>
          {q.quote.suffix !== undefined && <span class="quiet">{q.quote.suffix}…</span>}
        </blockquote>
      ) : (
        <p class="quiet">{q.wording === undefined ? 'Words not captured.' : <>Words not captured; the page says: {q.wording}</>}</p>
      )}
      <figcaption>
        {source ? <SourceLine source={source} /> : q.source}{' '}
        <Go to={{ lens: 'sources', item: q.source, open: undefined }} class="ref">
          {q.source}
        </Go>
      </figcaption>
    </figure>
  );
}

/** Pages by their ids, each a link to what rests on it. */
export function Pages(props: { readonly ids: readonly string[] }): JSX.Element {
  return (
    <span class="ref">
      {props.ids.map((id, i) => (
        <span key={id}>
          {i > 0 && ', '}
          <Go to={{ lens: 'sources', item: id, open: undefined, actor: undefined, issue: undefined }}>{id}</Go>
        </span>
      ))}
    </span>
  );
}
