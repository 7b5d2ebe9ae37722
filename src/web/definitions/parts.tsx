/** What the definitions share: where each is found, its history in words, and its list of differences. */
import type { JSX } from 'preact';
import type { AnswerOf } from '../../http/client.ts';
import { Go } from '../components/basics.tsx';
import { recordedText } from '../time.ts';
import type { Patch } from '../url.ts';
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

type LogItem = AnswerOf<'issue'>['log'][number];

/** How a definition came to read as it does: each event on it, the newest first, with what it changed. */
export function History(props: { readonly family: Family; readonly log: readonly LogItem[] }): JSX.Element {
  const { family, log } = props;
  const own = log.filter((i) => i.event !== null);
  const steps = own.map((item, at) => {
    const event = item.event as Definition;
    const before = own.slice(0, at).findLast((i) => i.type !== 'ActorsMerged')?.event as Definition | undefined;
    const isWhole = item.type !== 'ActorsMerged';
    // The day a dossier opens is said once, and kept by what comes after.
    const after = family === 'dossier' && before ? { opens: before['opens'], ...event } : event;
    return { item, event, list: before && isWhole ? differences(family, before, after) : [] };
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
