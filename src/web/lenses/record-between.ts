/** What others wrote while something is being written: whatever touches the same page, cell or dossier is said, and nothing is overwritten. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../http/client.ts';
import { askOnce, head, onLog } from '../api.ts';
import { facetName } from '../names.ts';
import type { Patch } from '../url.ts';
import { camelWords } from '../words.ts';

type LogItem = AnswerOf<'log'>['items'][number];
export interface Touch {
  readonly position: number;
  readonly author: string;
  /** What they did, in words. */
  readonly did: string;
  /** What of the draft it touches, in words. */
  readonly touches: string;
  readonly to: Patch;
}
/** What a draft stands on. */
export interface Ground {
  readonly sources: readonly string[];
  readonly facets: readonly string[];
  readonly actors: readonly string[];
  readonly dossiers: readonly string[];
}

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const listIn = (x: unknown, key: string): readonly Record<string, unknown>[] =>
  isObject(x) && Array.isArray(x[key]) ? (x[key] as unknown[]).filter(isObject) : [];

/** What of a draft a development stands on too. */
function shared(development: unknown, ground: Ground): string | undefined {
  const facet = listIn(development, 'claims')
    .map((c) => c['facet'])
    .find((f): f is string => typeof f === 'string' && ground.facets.includes(f));
  if (facet !== undefined) return `the same cell: ${facetName(facet)}`;
  const source = listIn(development, 'evidence')
    .map((e) => e['source'])
    .find((s): s is string => typeof s === 'string' && ground.sources.includes(s));
  return source === undefined ? undefined : `the same page: ${source}`;
}

/** Whether an event touches what a draft stands on; what was retracted or reinstated is asked for. */
export async function touchOf(item: LogItem, ground: Ground): Promise<Touch | undefined> {
  const { event, type, stream } = item;
  const id = stream.slice(stream.indexOf('-') + 1);
  const family = stream.slice(0, stream.indexOf('-'));
  const found = (touches: string, to: Patch): Touch => ({
    position: item.position,
    author: item.author ?? 'somebody',
    did: camelWords(type),
    touches,
    to,
  });
  if (family === 'source') return ground.sources.includes(id) ? found(`the page: ${id}`, { lens: 'sources', item: id }) : undefined;
  if (family === 'actor') return ground.actors.includes(id) ? found(`who is named: ${id}`, { lens: 'log', subject: id }) : undefined;
  if (family === 'dossier') {
    if (!ground.dossiers.includes(id)) return undefined;
    const facet = isObject(event) ? event['facet'] : undefined;
    if (typeof facet === 'string')
      return ground.facets.includes(facet) ? found(`the same cell: ${facetName(facet)}`, { open: facet }) : undefined;
    const issue = type.startsWith('Issue') && isObject(event) ? event['id'] : undefined;
    if (typeof issue === 'string' && !ground.facets.some((f) => f.startsWith('position/') && f.endsWith(`/${issue}`))) return undefined;
    return found(typeof issue === 'string' ? `the question: ${issue}` : 'the dossier', { lens: 'log', subject: id });
  }
  if (family !== 'development') return undefined;
  const to: Patch = { lens: 'timeline', item: id };
  let development: unknown = isObject(event) && isObject(event['development']) ? event['development'] : event;
  if (type === 'DevelopmentRetracted' || type === 'DevelopmentReinstated')
    development = await askOnce('development', { id }).then(
      (d) => d.development,
      () => undefined,
    );
  const touches = shared(development, ground);
  return touches === undefined ? undefined : found(touches, to);
}

export interface Between {
  readonly touches: readonly Touch[];
  /** They were seen: what is written from here on is written knowing of them. */
  readonly seen: () => void;
}

/**
 * Listens to the log while a draft is open, and looks up what came since it was last worked on.
 *
 * @param since size of the log then; 0 where nothing was written.
 * @param onTouch called with each: what was foreseen is out of date.
 * @param isBusy whether this page is writing: what comes meanwhile may be its own, and is judged when the answer has come.
 * @param isOwn whether this page wrote what is called `stream@revision`.
 */
export function useBetween(
  ground: () => Ground,
  since: number,
  onTouch: () => void,
  isBusy: boolean,
  isOwn: (written: string) => boolean,
): Between {
  const [touches, setTouches] = useState<readonly Touch[]>([]);
  const call = useRef({ ground, onTouch, isBusy, isOwn });
  call.current = { ground, onTouch, isBusy, isOwn };
  useEffect(() => {
    let isOpen = true;
    const isOver = () => !isOpen;
    const hear = async (item: LogItem) => {
      const touch = await touchOf(item, call.current.ground());
      if (!touch) return;
      // what this page wrote is told as its own only when the answer has come: that may be a moment later
      await new Promise((resolve) => setTimeout(resolve, 400));
      if (isOver() || call.current.isOwn(`${item.stream}@${item.revision}`)) return;
      setTouches((before) => (before.some((t) => t.position === touch.position) ? before : [...before, touch]));
      call.current.onTouch();
    };
    const end = onLog((e) => void hear(e.data));
    if (since > 0 && (head.peek() ?? since + 1) > since)
      askOnce('log', {}, { after: since, limit: 1000 }).then(
        (log) => Promise.all(log.items.map(hear)),
        () => undefined, // the state of the connection is said elsewhere
      );
    return () => {
      isOpen = false;
      end();
    };
  }, []);
  return {
    touches,
    seen: () => setTouches([]),
  };
}
