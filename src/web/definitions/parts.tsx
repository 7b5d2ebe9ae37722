/** What the definitions share: where each is found, its history in words, and its list of differences. */
import type { JSX } from 'preact';
import type { AnswerOf } from '../../http/client.ts';
import { useAsk } from '../api.ts';
import type { Asked } from '../api.ts';
import { Go } from '../components/basics.tsx';
import type { Coordinates } from '../components/cite.tsx';
import { recordedText } from '../time.ts';
import type { Patch } from '../url.ts';
import { coordinates, view } from '../view.ts';
import { camelWords } from '../words.ts';
import { differences } from './differences.ts';
import type { Definition, Difference, Family } from './differences.ts';

/** What `item` of the address names in this lens: a definition to read, to make (no id) or to do something to. */
export interface Item {
  readonly family: Family;
  readonly id: string | undefined;
  readonly act: 'revise' | 'merge' | undefined;
}
const FAMILIES: readonly string[] = ['dossier', 'issue', 'actor'] satisfies Family[];
export function itemOf(text: string | undefined): Item | undefined {
  const [family = '', id, act] = (text ?? '').split('/');
  if (!FAMILIES.includes(family)) return undefined;
  return { family: family as Family, id: id === '' ? undefined : id, act: act === 'revise' || act === 'merge' ? act : undefined };
}
/** Where a definition stands; without an id, where one is made. */
export const placeOf = (family: Family, id?: string, act?: 'revise' | 'merge'): Patch => ({
  lens: 'define',
  item: [family, id, act].filter((x) => x !== undefined).join('/'),
  open: undefined,
  q: undefined,
  kind: undefined,
  act: undefined,
  on: undefined,
});

export function Differences(props: { readonly list: readonly Difference[] }): JSX.Element {
  return (
    <dl class="differences">
      {props.list.map(({ what, before, after }) => (
        <div key={`${what} ${before ?? ''}`}>
          <dt>{what}</dt>
          <dd>
            {before !== undefined && (
              <del>
                <span class="sr">before: </span>
                {before}
              </del>
            )}
            {after !== undefined && (
              <ins>
                <span class="sr">now: </span>
                {after}
              </ins>
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export type LogItem = AnswerOf<'issue'>['log'][number];
const isWhole = (i: LogItem): boolean => i.event !== null && i.type !== 'ActorsMerged';

/** A definition as the record had it at a size of the log; undefined where it was not made yet. */
export function asOf<T extends { readonly log: readonly LogItem[] }>(
  now: T,
  size: number | undefined,
  empty: Partial<T> = {},
): T | undefined {
  if (size === undefined || now.log.every((i) => i.position <= size)) return now;
  const log = now.log.filter((i) => i.position <= size);
  const last = log.findLast(isWhole);
  if (!last) return undefined;
  const said = last.event as Definition;
  // What the event does not name it had not; but the day a dossier opens is said once.
  const gone = now.log.filter(isWhole).flatMap((i) => Object.keys(i.event as Definition));
  const kept = Object.entries(now).filter(
    ([k]) => (k === 'opens' || !gone.includes(k)) && (k !== 'mergedInto' || log.some((i) => !isWhole(i))),
  );
  return { ...(Object.fromEntries(kept) as unknown as T), ...empty, ...said, log };
}

/** The size of the log at which definitions are looked at, where coordinates are resolved already; undefined for now. */
export const sizeOf = (where: Coordinates | undefined): number | undefined =>
  view.value.known === undefined ? undefined : where?.known.size;

/**
 * A list of definitions as the record had it at the `known` of the view. As it reads now the page has it already: that is given
 * by the caller, and nothing is asked.
 */
export function useAsKnown<N extends 'dossiers' | 'actors' | 'issues'>(
  name: N,
  now: () => Pick<AnswerOf<N>, N & keyof AnswerOf<N>>,
  query: { readonly dossier?: string } = {},
): Asked<Pick<AnswerOf<N>, N & keyof AnswerOf<N>>> {
  const { known } = view.value;
  const asked = useAsk(known === undefined ? undefined : name, {}, { ...query, known });
  return known === undefined ? { data: now(), error: undefined, isLoading: false } : asked;
}

/** Says that a definition is shown as the record had it, or that it had none. */
export function AsItWas(props: {
  readonly now: { readonly log: readonly LogItem[] };
  readonly then: object | undefined;
  readonly size: number | undefined;
}): JSX.Element | null {
  const { now, then, size } = props;
  if (size === undefined || then === now) return null;
  return (
    <p class="note">
      {then ? `As the record had it at event ${size}; it was changed since.` : `The record had no such definition at event ${size}.`}{' '}
      <Go to={{ known: undefined }}>How it reads now</Go>
    </p>
  );
}

/** The coordinates of the view, as they are resolved for a dossier. */
export function useCoordinates(dossier: string | undefined): Coordinates | undefined {
  const asked = useAsk(dossier === undefined ? undefined : 'timeline', {}, { ...coordinates.value, dossier, limit: 1 });
  return asked.data?.coordinates;
}

/** How a definition came to read as it does: each event on it, the newest first, with what it changed. */
export function History(props: { readonly family: Family; readonly log: readonly LogItem[] }): JSX.Element {
  const { family, log } = props;
  const own = log.filter((i) => i.event !== null);
  const steps = own.map((item, at) => {
    const event = item.event as Definition;
    const before = own.slice(0, at).findLast(isWhole)?.event as Definition | undefined;
    // The day a dossier opens is said once, and kept by what comes after.
    const after = family === 'dossier' && before ? { opens: before['opens'], ...event } : event;
    return { item, event, list: before && isWhole(item) ? differences(family, before, after) : [] };
  });
  return (
    <ol class="revisions" reversed>
      {steps.toReversed().map(({ item, event, list }) => (
        <li key={item.position}>
          <p>
            <b>{camelWords(item.type)}</b>{' '}
            <span class="note">
              {recordedText(item.recordedAt)}
              {item.author !== null && `, ${item.author}`},{' '}
              <Go to={{ lens: 'log', item: String(item.position), by: undefined, kind: undefined, q: undefined }}>event {item.position}</Go>
            </span>
          </p>
          {typeof event['into'] === 'string' && <p>into {event['into']}</p>}
          {typeof event['reason'] === 'string' && <p>{event['reason']}</p>}
          {list.length > 0 && <Differences list={list} />}
        </li>
      ))}
    </ol>
  );
}
