/** Pages or developments, found by their words and chosen; what is chosen can be taken out again. */
import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useAsk } from '../api.ts';
import { Chips } from '../forms/fields.tsx';
import { dossier } from '../names.ts';
import { date, plural } from '../words.ts';

/** So many of what was found are offered; more words find the rest. */
const OFFERED = 8;
/** What ids were found to be called. */
const names = new Map<string, string>();

export function Finder(props: {
  readonly what: 'page' | 'development';
  readonly label: string;
  readonly hint?: string;
  readonly chosen: readonly string[];
  readonly onChange: (ids: readonly string[]) => void;
  /** At most so many. */
  readonly most?: number;
  /** Left out of what is found. */
  readonly not?: readonly string[];
}): JSX.Element {
  const { what, chosen, most = Infinity } = props;
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  /** Something was chosen or taken out, and what was pressed is gone: the focus goes on to what is next. */
  const isPressed = useRef(false);
  const [text, setText] = useState('');
  const [q, setQ] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setQ(text.trim()), 150);
    return () => clearTimeout(timer);
  }, [text]);
  const asked = useAsk(q === '' ? undefined : 'search', {}, { dossier: dossier.value?.dossier, q });
  const out = new Set([...chosen, ...(props.not ?? [])]);
  const found: readonly (readonly [id: string, name: string, more: string])[] = (
    q === '' || !asked.data
      ? []
      : what === 'page'
        ? asked.data.sources.map((s) => [s.source, s.publisher, s.published === null ? 'date unknown' : date(s.published)] as const)
        : asked.data.developments.map((d) => [d.development, d.title, date(d.date)] as const)
  ).filter(([x]) => !out.has(x));
  for (const [x, name, more] of found) names.set(x, `${name}, ${more}`);
  const isFull = chosen.length >= most;
  useEffect(() => {
    if (!isPressed.current) return;
    isPressed.current = false;
    box.current!.querySelector<HTMLElement>(isFull ? 'button' : 'input')?.focus();
  }, [chosen.length]);
  return (
    <div class="field finder" ref={box}>
      {isFull ? <p class="field-label">{props.label}</p> : <label for={id}>{props.label}</label>}
      <Chips
        names={chosen.map((c) => [c, names.get(c) === undefined ? c : `${names.get(c)!} (${c})`] as const)}
        onRemove={(c) => {
          isPressed.current = true;
          props.onChange(chosen.filter((x) => x !== c));
        }}
      />
      {!isFull && (
        <input
          id={id}
          type="search"
          value={text}
          placeholder={what === 'page' ? 'a publisher, a word of the title, an id' : 'words of the title, an id'}
          autocomplete="off"
          spellcheck={false}
          aria-describedby={`${id}-found`}
          onInput={(e) => setText(e.currentTarget.value)}
        />
      )}
      <p class="note" id={`${id}-found`} role="status">
        {q === '' || isFull ? (props.hint ?? '') : asked.isLoading && !asked.data ? 'Looking …' : `${plural(found.length, what)} found`}
      </p>
      {!isFull && found.length > 0 && (
        <ul class="found">
          {found.slice(0, OFFERED).map(([x, name, more]) => (
            <li key={x}>
              <button
                type="button"
                class="link"
                onClick={() => {
                  isPressed.current = true;
                  props.onChange([...chosen, x]);
                  setText('');
                  setQ('');
                }}
              >
                {name}
              </button>
              <span class="note">
                {' '}
                {more} <span class="ref">{x}</span>
              </span>
            </li>
          ))}
          {found.length > OFFERED && <li class="note">and {found.length - OFFERED} more: another word finds fewer</li>}
        </ul>
      )}
    </div>
  );
}
