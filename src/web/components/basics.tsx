/** The parts that every lens is made of. Each has one look, in style/parts.css under the same name. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { isApiError } from '../../http/client.ts';
import type { Asked } from '../api.ts';
import { useToken } from '../api.ts';
import type { Patch } from '../url.ts';
import { follow, go, hrefOf, view } from '../view.ts';
import type { Mark } from '../words.ts';

type Children = { readonly children?: ComponentChildren };

/** Something to press. `isQuiet` is for actions beside the matter, `isMain` for the one that a form is for; `isOn` is a switch that is on. */
export function Button(
  props: Children & {
    readonly onClick?: (event: MouseEvent) => void;
    readonly label?: string;
    readonly isQuiet?: boolean;
    readonly isMain?: boolean;
    readonly isOn?: boolean;
    readonly isDisabled?: boolean;
    readonly type?: 'button' | 'submit';
    readonly title?: string;
  },
): JSX.Element {
  const button = useRef<HTMLButtonElement>(null);
  // What was just pressed keeps the focus while it works: disabled it would lose it, and with it where one was.
  const isHeld = props.isDisabled === true && button.current !== null && button.current === document.activeElement;
  return (
    <button
      ref={button}
      type={props.type ?? 'button'}
      class={`button${props.isQuiet ? ' button-quiet' : ''}${props.isMain ? ' button-main' : ''}`}
      onClick={props.isDisabled ? (e) => e.preventDefault() : props.onClick}
      disabled={props.isDisabled === true && !isHeld}
      aria-disabled={isHeld || undefined}
      aria-label={props.label}
      aria-pressed={props.isOn}
      title={props.title ?? props.label}
    >
      {props.children}
    </button>
  );
}

/** A link to another view of the page: its address is the view, so that it can be copied and opened elsewhere. */
export function Go(
  props: Children & {
    readonly to: Patch;
    readonly class?: string;
    readonly label?: string;
    readonly isCurrent?: boolean | 'page';
    readonly onHover?: () => void;
    readonly title?: string;
    /** The facet whose why it opens: where focus comes back to. */
    readonly facet?: string | undefined;
  },
): JSX.Element {
  return (
    <a
      title={props.title}
      data-facet={props.facet}
      class={props.class}
      href={hrefOf(props.to)}
      onClick={follow(props.to)}
      onPointerEnter={props.onHover}
      onFocus={props.onHover}
      aria-label={props.label}
      aria-current={props.isCurrent === true ? 'true' : props.isCurrent === false ? undefined : props.isCurrent}
    >
      {props.children}
    </a>
  );
}

/** Opens why a cell says what it says, beside what is read; the focus comes back here. */
export function OpensCell(props: Children & { readonly facet: string; readonly class?: string }): JSX.Element {
  const { facet } = props;
  return (
    <button
      type="button"
      class={props.class ?? 'link'}
      aria-haspopup="dialog"
      aria-expanded={view.value.open === facet}
      data-facet={facet}
      onClick={() => go({ open: facet })}
    >
      {props.children}
    </button>
  );
}

/** A link to a page elsewhere; only to addresses of the web, whatever the record holds. */
export function Away(props: Children & { readonly href: string | undefined }): JSX.Element {
  return props.href !== undefined && /^https?:\/\//i.test(props.href) ? (
    <a href={props.href} rel="noopener noreferrer nofollow" target="_blank">
      {props.children}
      <span class="sr"> (opens the page in a new tab)</span>
    </a>
  ) : (
    <>{props.children}</>
  );
}

/** A field with its label above; `error` says what is wrong and what would be taken. */
export function Field(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput?: (text: string) => void;
  /** Called with Enter, and when the field is left. */
  readonly onCommit?: (text: string) => void;
  readonly placeholder?: string;
  readonly error?: string | undefined;
  readonly hint?: string;
  readonly type?: 'text' | 'search' | 'password' | 'date';
  readonly isLabelHidden?: boolean;
  readonly class?: string;
}): JSX.Element {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const note = props.error ?? props.hint;
  // The types of elements tell inputs apart by it; this one is all of them.
  const type = (props.type ?? 'text') as unknown as 'text';
  const commit = () => props.onCommit?.(input.current!.value.trim());
  return (
    <div class={`field ${props.class ?? ''}`}>
      <label for={id} class={props.isLabelHidden ? 'sr' : undefined}>
        {props.label}
      </label>
      <input
        id={id}
        ref={input}
        type={type}
        value={props.value}
        placeholder={props.placeholder}
        autocomplete="off"
        spellcheck={false}
        aria-invalid={props.error === undefined ? undefined : true}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
        onInput={(e) => props.onInput?.(e.currentTarget.value)}
        onChange={commit}
        onKeyDown={(e) => {
          if (e.key === 'Enter') commit();
        }}
      />
      {note !== undefined && (
        <p
          id={`${id}-note`}
          class={props.error === undefined ? 'note' : 'note note-error'}
          role={props.error === undefined ? undefined : 'alert'}
        >
          {note}
        </p>
      )}
    </div>
  );
}

/** One of a few, side by side. */
export function Choice<T extends string>(props: {
  readonly label: string;
  readonly value: T;
  readonly options: readonly (readonly [value: T, label: string])[];
  readonly onChoose: (value: T) => void;
}): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      {props.options.map(([value, label]) => (
        <button key={value} type="button" aria-pressed={value === props.value} onClick={() => props.onChoose(value)}>
          {label}
        </button>
      ))}
    </div>
  );
}

/** One of many. */
export function Select(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: string])[];
  readonly onChoose: (value: string) => void;
  readonly isLabelHidden?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id} class={props.isLabelHidden ? 'sr' : undefined}>
        {props.label}
      </label>
      <select id={id} value={props.value} onChange={(e) => props.onChoose(e.currentTarget.value)}>
        {props.options.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A glyph and its word; `isBare` shows the glyph alone, and the word to those who listen or point. */
export function MarkOf(props: { readonly mark: Mark; readonly more?: string; readonly isBare?: boolean }): JSX.Element {
  const { mark, more } = props;
  const text = more ? `${mark.word}: ${more}` : mark.word;
  return (
    <span class={`mark tone-${mark.tone}`} title={props.isBare ? text : undefined}>
      <span aria-hidden="true" class="glyph">
        {mark.glyph}
      </span>
      {props.isBare ? <span class="sr">{text}</span> : <> {text}</>}
    </span>
  );
}

/** What the glyphs on a lens mean. */
export function Legend(props: Children & { readonly marks: readonly Mark[] }): JSX.Element {
  return (
    <details class="legend">
      <summary>What the signs mean</summary>
      {props.children}
      <dl>
        {props.marks.map((m) => (
          <div key={m.word}>
            <dt>
              <MarkOf mark={m} />
            </dt>
            <dd>{m.means}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

/** A part of a lens under a heading. */
export function Section(
  props: Children & { readonly title: ComponentChildren; readonly id?: string; readonly aside?: ComponentChildren; readonly level?: 2 | 3 },
): JSX.Element {
  const H = props.level === 3 ? 'h3' : 'h2';
  const id = useId();
  return (
    <section class="section" id={props.id} aria-labelledby={id}>
      <header>
        <H id={id}>{props.title}</H>
        {props.aside}
      </header>
      {props.children}
    </section>
  );
}

/** What stands where there is nothing to show: what that means, and what could be done. */
export function Empty(props: Children & { readonly title: string }): JSX.Element {
  return (
    <div class="empty">
      <p class="empty-title">{props.title}</p>
      {props.children}
    </div>
  );
}

/** What stands while nothing has come yet. */
export function Loading(props: { readonly what?: string }): JSX.Element {
  return (
    <p class="loading" role="status">
      Reading {props.what ?? 'the record'} …
    </p>
  );
}

/** A question that could not be answered, and what to do about it. */
export function Failure(props: { readonly error: Error }): JSX.Element {
  const { error } = props;
  if (isApiError(error) && error.status === 401) return <AskForToken />;
  const problem = isApiError(error) ? error.problem : undefined;
  // Of one fault the sentence says it all.
  const details = (problem?.errors ?? []).filter((d) => d.remedy !== undefined || !problem!.detail.includes(d.message));
  const isMissing = problem?.status === 404;
  const title = isMissing ? 'That is not in this record' : problem?.status === 400 ? 'This cannot be answered' : problem?.title;
  return (
    <div class="failure" role="alert">
      <p class="failure-title">{title ?? (isApiError(error) ? 'This could not be answered' : 'The server does not answer')}</p>
      <p>{problem?.detail ?? error.message}</p>
      {details.map((d) => (
        <p key={d.pointer}>
          {d.pointer && <code>{d.pointer}</code>} {d.message}
          {d.remedy !== undefined && <> — {d.remedy}</>}
        </p>
      ))}
      {problem?.remedy !== undefined && <p>{problem.remedy}</p>}
      <p>
        <Go
          to={{
            at: undefined,
            published: undefined,
            known: undefined,
            'to-at': undefined,
            'to-known': undefined,
            'to-published': undefined,
            ...(isMissing && { dossier: undefined, open: undefined, item: undefined, act: undefined, on: undefined }),
          }}
        >
          {isMissing ? 'Go to what is in it' : 'Go to today, without limits'}
        </Go>
      </p>
    </div>
  );
}

/** Asks a reader for a token; what for, in the title. */
export function AskForToken(props: { readonly title?: string }): JSX.Element {
  const input = useRef('');
  return (
    <form
      class="failure"
      onSubmit={(e) => {
        e.preventDefault();
        useToken(input.current || undefined);
      }}
    >
      <p class="failure-title">{props.title ?? 'This server asks readers for a token'}</p>
      <p>Whoever runs it makes one with: demarche token add NAME --role reader. It is kept in this tab alone.</p>
      <Field label="Token" type="password" value={input.current} onInput={(t) => (input.current = t.trim())} />
      <Button type="submit">Read</Button>
    </form>
  );
}

/** Shows an answer, or why there is none yet. What stands on the screen stays while a newer answer is on its way. */
export function Answer<T>(props: {
  readonly asked: Asked<T>;
  readonly what?: string;
  readonly children: (data: T) => ComponentChildren;
}): JSX.Element {
  const { data, error, isLoading } = props.asked;
  if (error) return <Failure error={error} />;
  if (data === undefined) return <Loading {...(props.what !== undefined && { what: props.what })} />;
  return <div aria-busy={isLoading}>{props.children(data)}</div>;
}
