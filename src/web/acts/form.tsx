/**
 * What every act on the record goes through: what it is about as it stands, what is to be done and why, the cells as they would
 * become, and only then the record. Someone else's write in between is shown, and the draft stays.
 */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer, AnswerOf } from '../../http/client.ts';
import { isApiError } from '../../http/client.ts';
import { head, refresh, useToken } from '../api.ts';
import { Button, Go, Section } from '../components/basics.tsx';
import { useDraft } from '../forms/draft.ts';
import { Reason } from '../forms/fields.tsx';
import { Foreseen, Refused, useAttempt } from '../forms/telling.tsx';
import { recordedText } from '../time.ts';
import type { Patch } from '../url.ts';
import { camelWords, date, plural } from '../words.ts';
import { Finder } from './finder.tsx';

type Written = Exclude<AnswerOf<'retract'>, { dryRun: true }>;
type LogItem = AnswerOf<'log'>['items'][number];

/** How an act is sent: as of which day its changes are told, and whether it is only tried. */
export interface Sending {
  readonly query: { readonly 'dry-run'?: true; readonly at?: string };
  readonly key?: string;
  readonly ifMatch?: string;
}

/** What every draft of an act holds beside its own fields. */
interface Common {
  /** Sent with it, so that sending it twice writes once; another with each change. */
  readonly key: string;
  /** The revision of what it is done to, as it was read when the draft was begun. */
  readonly revision: number;
  readonly isTouched: boolean;
  readonly reason: string;
  readonly because: readonly string[];
}
export type Drafted<T> = T & Common;

/** What it is done to, as it stands. */
export interface Target {
  readonly revision: number;
  readonly log: readonly LogItem[];
}

/** A key of its own for every draft. (`randomUUID` is only there on secure origins.) */
const newKey = (): string => Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(36)).join('');

export interface ActFormProps<T extends object> {
  /** The act and what it is done to: the name that its draft is kept under. */
  readonly name: string;
  /** Undefined where nothing is read before it is done (a ruling): then nothing can come in between. */
  readonly target: Target | undefined;
  readonly empty: T;
  /** What is pressed in the end: "Retract it". */
  readonly verb: string;
  /** What was done then: "Retracted". */
  readonly done: string;
  /** Where it stands then. */
  readonly where: Patch;
  /** Days beside today as of which its changes are told. */
  readonly days?: readonly string[];
  readonly hasGrounds?: boolean;
  readonly isReasonOptional?: boolean;
  /** The command takes no reason. */
  readonly isReasonless?: boolean;
  /** Why there is nothing to do, in place of the form: it is retracted already. */
  readonly instead?: ComponentChildren;
  readonly fields?: (draft: Drafted<T>, change: (patch: Partial<T>) => void) => ComponentChildren;
  /** What is still missing, in the words of the form. */
  readonly missing?: (draft: Drafted<T>) => readonly string[];
  readonly send: (draft: Drafted<T>, how: Sending) => Promise<Answer<unknown>>;
  /** What others changed beside what is being changed. */
  readonly between?: (draft: Drafted<T>, change: (patch: Partial<T>) => void) => ComponentChildren;
  /** The draft laid over what stands now. */
  readonly rebased?: (draft: Drafted<T>) => Partial<T>;
  /** A JSON pointer of the server in the words of the form. */
  readonly placeName?: (pointer: string, draft: Drafted<T>) => string;
}

/** What another token would help with. */
const NEED_TOKEN = new Set(['Forbidden', 'InvalidToken', 'TokenNeeded']);

/** What it would change, as of a day. */
interface Told {
  readonly at: string | undefined;
  readonly foreseen: Foreseen;
}

interface Done {
  readonly position: number;
  readonly told: readonly Told[];
}

export function ActForm<T extends object>(props: ActFormProps<T>): JSX.Element {
  const { target } = props;
  const revision = target?.revision ?? -1;
  const common: Common = { key: newKey(), revision, isTouched: false, reason: '', because: [] };
  const { draft, change: changed, reset, latest } = useDraft<Drafted<T>>(`act.${props.name}`, { ...props.empty, ...common });
  const { attempt, isBusy, told, forget } = useAttempt();
  const [foreseen, setForeseen] = useState<readonly Told[] | undefined>(undefined);
  const [isAnew, setAnew] = useState(false);
  const [done, setDone] = useState<Done | undefined>(undefined);
  /** The size of the log when it was looked at. */
  const foreseenAt = useRef<number | undefined>(undefined);
  const result = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (done) result.current?.focus();
  }, [done]);
  // What nobody has begun to write follows the record.
  const isOld = target !== undefined && draft.revision !== revision;
  useEffect(() => {
    if (isOld && !draft.isTouched) reset();
  }, [isOld]);
  const change = (patch: Partial<Drafted<T>>) => {
    changed({ ...patch, key: newKey(), isTouched: true });
    setForeseen(undefined);
    setDone(undefined);
    forget();
  };
  const sending = (query: Sending['query'], isKeyed: boolean): Sending => ({
    query,
    ...(isKeyed && { key: `page-${latest().key}` }),
    ...(target && { ifMatch: `"${latest().revision}"` }),
  });
  const send = async (query: Sending['query'], isKeyed = false) => (await props.send(latest(), sending(query, isKeyed))).body;
  /** Does it, and where it is refused reads again what it is done to: somebody may have been there before. */
  const tried = (work: () => Promise<void>): Promise<void> =>
    attempt(async () => {
      try {
        await work();
      } catch (e) {
        setForeseen(undefined);
        refresh();
        throw e;
      }
    });
  const look = (isAgain = false) =>
    void tried(async () => {
      foreseenAt.current = head.peek();
      setForeseen((before) => (isAgain ? before : undefined));
      const all: Told[] = [];
      for (const at of [undefined, ...(props.days ?? [])])
        all.push({ at, foreseen: (await send({ 'dry-run': true, ...(at !== undefined && { at }) })) as Foreseen });
      setForeseen(all);
      setAnew(isAgain);
    });
  const write = () =>
    void tried(async () => {
      const written = await once(() => send({}, true));
      const [before, ...days] = foreseen ?? [];
      reset();
      setForeseen(undefined);
      // Repeated, it says what it changed no more: that is what was foreseen.
      const now = written.repeated && before ? before.foreseen : written;
      setDone({ position: written.position, told: [{ at: undefined, foreseen: now }, ...days] });
    });
  // What others record meanwhile may be another ground for the same act.
  useEffect(() => {
    if (foreseen && !isBusy && foreseenAt.current !== undefined && foreseenAt.current !== head.value) look(true);
  }, [head.value, isBusy]);

  if (done)
    return (
      <div class="act-done" role="status">
        <h3 ref={result} tabIndex={-1}>
          {props.done}.
        </h3>
        <ForeseenAt all={done.told} isWritten />
        <p class="form-row">
          <Go to={props.where}>Where it stands now</Go>
          <Go to={{ lens: 'log', item: String(done.position), open: undefined }}>Its entry in the log, event {done.position}</Go>
          <Go to={{ act: 'undo', on: undefined }}>Take it back</Go>
        </p>
      </div>
    );

  if (props.instead) return <div class="act-form">{props.instead}</div>;

  const missing = [
    ...(props.missing?.(draft) ?? []),
    ...(props.isReasonOptional || props.isReasonless || draft.reason.trim() !== '' ? [] : ['why']),
  ];
  // While it is written, what comes in is one's own.
  const isBetween = isOld && draft.isTouched && !isBusy;
  return (
    <form class="act-form" onSubmit={(e) => e.preventDefault()}>
      {draft.isTouched && (
        <p class="note">
          What you write is kept in this browser until it is saved.{' '}
          <button
            type="button"
            class="link"
            onClick={() => {
              reset();
              setForeseen(undefined);
              forget();
            }}
          >
            Throw it away
          </button>
        </p>
      )}
      {isBetween && (
        <Between target={target} since={draft.revision}>
          {props.between?.(draft, change as (patch: Partial<T>) => void)}
          <Button
            onClick={() => {
              changed({ ...props.rebased?.(latest()), revision, key: newKey() } as Partial<Drafted<T>>);
              setForeseen(undefined);
              forget();
            }}
          >
            Go on from what stands now
          </Button>
        </Between>
      )}
      {props.fields?.(draft, change as (patch: Partial<T>) => void)}
      {!props.isReasonless && (
        <Section title="Why" level={3}>
          <Reason
            label={props.isReasonOptional ? 'Reason, if there is more to say' : 'Reason'}
            value={draft.reason}
            onInput={(reason) => change({ reason } as Partial<Drafted<T>>)}
          />
          {props.hasGrounds && (
            <Finder
              what="page"
              label="Ground: pages that show it"
              hint="readers of a day on which none of them was published still get the answer of before; without any it holds for all"
              chosen={draft.because}
              onChange={(because) => change({ because } as Partial<Drafted<T>>)}
            />
          )}
        </Section>
      )}
      <Section title="What that changes" level={3}>
        {isBetween ? (
          <p class="note">First look at what was changed in between, above.</p>
        ) : missing.length ? (
          <p class="note">Still missing: {missing.join(', ')}.</p>
        ) : (
          <Button isDisabled={isBusy} onClick={() => look()}>
            See what it changes
          </Button>
        )}
        <Refused told={told} {...(props.placeName && { placeName: (pointer: string) => props.placeName!(pointer, draft) })}>
          {told?.codes.some((c) => NEED_TOKEN.has(c)) && <Button onClick={() => useToken(undefined)}>Use another token</Button>}
        </Refused>
        {foreseen && !isBetween && (
          <div role="status" class="act-foreseen">
            {isAnew && <p class="note">Something was recorded meanwhile; this is shown anew.</p>}
            <ForeseenAt all={foreseen} />
            <Button isMain isDisabled={isBusy} onClick={write}>
              {props.verb}
            </Button>
          </div>
        )}
      </Section>
    </form>
  );
}

/** Sends it again where no answer came: under its key it is written once, and what was lost is the answer. */
async function once(send: () => Promise<unknown>): Promise<Written> {
  try {
    return (await send()) as Written;
  } catch (e) {
    if (isApiError(e)) throw e;
    await new Promise((resolve) => setTimeout(resolve, 400));
    return (await send()) as Written;
  }
}

const NOTHING = 'No cell becomes another.';

/** What it would change, today and on other days; said once where that is the same. */
function ForeseenAt(props: { readonly all: readonly Told[]; readonly isWritten?: boolean }): JSX.Element {
  const [today, ...others] = props.all as [Told, ...Told[]];
  const own = others.filter((o) => JSON.stringify(o.foreseen.changes) !== JSON.stringify(today.foreseen.changes));
  return (
    <>
      <h4>In force today</h4>
      <Foreseen foreseen={today.foreseen} isWritten={props.isWritten === true} {...(!props.isWritten && { none: NOTHING })} />
      {own.map((o) => (
        <div key={o.at}>
          <h4>In force on {date(o.at!)}</h4>
          <Foreseen
            foreseen={{ ...o.foreseen, warnings: [] }}
            isWritten={props.isWritten === true}
            {...(!props.isWritten && { none: NOTHING })}
          />
        </div>
      ))}
    </>
  );
}

/** What was done to it since the draft was begun: by others, or by oneself in another tab. */
function Between(props: { readonly target: Target; readonly since: number; readonly children: ComponentChildren }): JSX.Element {
  const items = props.target.log.filter((i) => i.revision > props.since);
  return (
    <div class="failure act-between" role="alert">
      <p class="failure-title">
        {items.length === 0
          ? 'It is not what it was when you began'
          : `${plural(items.length, 'change')} to it since you began; nothing of what you write is lost`}
      </p>
      <ul>
        {items.map((i) => (
          <li key={i.position}>
            {camelWords(i.type)}, {i.author ?? 'nobody named'}, {recordedText(i.recordedAt)}
            {reasonOf(i) !== undefined && <>: {reasonOf(i)}</>}{' '}
            <Go class="ref" to={{ lens: 'log', item: String(i.position) }}>
              event {i.position}
            </Go>
          </li>
        ))}
      </ul>
      {props.children}
    </div>
  );
}

function reasonOf({ event }: LogItem): string | undefined {
  const reason = typeof event === 'object' && event !== null ? (event as Readonly<Record<string, unknown>>)['reason'] : undefined;
  return typeof reason === 'string' ? reason : undefined;
}
