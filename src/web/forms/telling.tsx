/** Doing something with the server: while it works, what it refused and why, and what it would change. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { isApiError } from '../../http/client.ts';
import type { AnswerOf } from '../../http/client.ts';
import { CellMarks, CellValue } from '../components/claim.tsx';
import { Go, MarkOf } from '../components/basics.tsx';
import { facetName } from '../names.ts';
import { ATTRIBUTIONS, date, DIRECTIONS, voiceText } from '../words.ts';
import type { Change } from '../words.ts';

export interface Told {
  readonly message: string;
  /** What is wrong in what place, where the server names it. */
  readonly places: readonly { readonly pointer: string; readonly text: string }[];
  /** The names of the problem and of its faults, for programs; none where the server did not answer. */
  readonly codes: readonly string[];
}
/** Why something was refused, in words. */
export function toldOf(e: unknown): Told {
  const problem = isApiError(e) ? e.problem : undefined;
  if (!problem) return { message: 'The server does not answer; what you have written is kept here.', places: [], codes: [] };
  const { errors = [] } = problem;
  // of one fault the message says it all
  const places = errors.length === 1 && problem.detail.includes(errors[0]!.message) ? [] : errors;
  const withRemedy = (text: string, remedy: string | undefined) => (remedy === undefined ? text : `${text} — ${remedy}`);
  return {
    message:
      problem.status === 412
        ? 'Somebody else wrote to this since you read it: nothing was written, and what you wrote is kept.'
        : withRemedy(problem.detail, problem.remedy),
    places: places.map((x) => ({ pointer: x.pointer, text: withRemedy(x.message, x.remedy) })),
    codes: [problem.code, ...errors.map((x) => x.code)],
  };
}

export interface Attempt {
  readonly isBusy: boolean;
  readonly told: Told | undefined;
  /** Does something with the server; what it refuses is `told`. One at a time: a second press while it works does nothing. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
  readonly forget: () => void;
}
export function useAttempt(): Attempt {
  const [told, setTold] = useState<Told | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const isAtWork = useRef(false);
  return {
    isBusy,
    told,
    forget: () => setTold(undefined),
    attempt: async (work) => {
      if (isAtWork.current) return;
      isAtWork.current = true;
      setBusy(true);
      setTold(undefined);
      try {
        await work();
      } catch (e) {
        setTold(toldOf(e));
      } finally {
        isAtWork.current = false;
        setBusy(false);
      }
    },
  };
}

/** Why it was refused. `placeName` says a JSON pointer in the words of the form; children are what can be done. */
export function Refused(props: {
  readonly told: Told | undefined;
  readonly placeName?: (pointer: string) => string;
  readonly children?: ComponentChildren;
}): JSX.Element | null {
  const { told } = props;
  if (!told) return null;
  const name = props.placeName ?? ((pointer: string) => pointer);
  return (
    <div class="failure" role="alert">
      <p class="failure-title">{told.message}</p>
      {told.places.length > 0 && (
        <ul class="form-places">
          {told.places.map((p) => (
            <li key={p.pointer + p.text}>
              <b>{name(p.pointer)}</b> {p.text}
            </li>
          ))}
        </ul>
      )}
      {props.children}
    </div>
  );
}

export type Foreseen = Pick<AnswerOf<'record'>, 'changes' | 'warnings'>;

/** The cells as they would become: before, the direction, after, since when; and what is worth another look. */
export function Foreseen(props: {
  readonly foreseen: Foreseen;
  readonly isWritten?: boolean;
  /** What is said where no cell changes. */
  readonly none?: string;
}): JSX.Element {
  const { changes, warnings } = props.foreseen;
  return (
    <>
      {changes.length === 0 ? (
        <p>
          {props.none ??
            (props.isWritten ? 'No cell became another.' : 'No cell becomes another: it is kept in the record beside what is shown.')}
        </p>
      ) : (
        <ul class="form-changes">
          {changes.map((c) => (
            <ChangeLine key={c.facet + c.cause} change={c} />
          ))}
        </ul>
      )}
      {warnings.length > 0 && (
        <ul class="form-warnings">
          {warnings.map((w) => (
            <li key={w.pointer + w.message}>
              <span class="tone-doubt">
                <span aria-hidden="true">! </span>Look again:
              </span>{' '}
              {w.message}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ChangeLine({ change: c }: { readonly change: Change }): JSX.Element {
  const since = c.after.status === 'none' ? undefined : c.after.since;
  return (
    <li class="form-change">
      <Go class="form-change-name" to={{ lens: 'positions', open: c.facet, at: undefined, published: undefined, known: undefined }}>
        {facetName(c.facet)}
      </Go>
      <span class="form-change-cells">
        <CellValue cell={c.before} /> <CellMarks cell={c.before} />
        <span aria-hidden="true">→</span>
        <span class="sr">becomes</span>
        <CellValue cell={c.after} /> <CellMarks cell={c.after} />
      </span>
      <span class="note">
        <MarkOf mark={DIRECTIONS[c.direction]} />
        {since !== undefined && <>, since {date(since)}</>}
        {c.after.status !== 'none' && c.after.voice && c.after.attribution && (
          <>
            , on the word of {voiceText(c.after.voice)} ({ATTRIBUTIONS[c.after.attribution]})
          </>
        )}
      </span>
    </li>
  );
}
