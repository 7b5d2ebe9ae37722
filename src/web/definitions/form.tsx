/** A form that makes or revises a definition: what is missing, what changes, what somebody else changed meanwhile, and the record. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { isApiError } from '../../http/client.ts';
import type { AnswerOf } from '../../http/client.ts';
import { refresh } from '../api.ts';
import { Button, Go, Section } from '../components/basics.tsx';
import type { Drafting } from '../forms/draft.ts';
import { Reason } from '../forms/fields.tsx';
import { Foreseen, Refused, useAttempt } from '../forms/telling.tsx';
import { go } from '../view.ts';
import type { Patch } from '../url.ts';
import { changesOf, differences, FIELD_NAMES, merged, same } from './differences.ts';
import type { Definition, Family } from './differences.ts';
import { Differences, placeOf } from './parts.tsx';
import { tell } from './told.tsx';

/** What every draft of a definition has beside its own fields. */
export interface Common {
  readonly id: string;
  /** Whether the id was typed, and no longer follows the name. */
  readonly isOwnId: boolean;
  readonly reason: string;
  /** Sent with the command: the same for as long as the draft is the same, so that what is sent twice is written once. */
  readonly key: string;
  /** The definition that is revised, as it was read (JSON), and the revision of its stream; empty where one is made. */
  readonly base: string;
  readonly revision: number;
}
export const COMMON: Common = { id: '', isOwnId: false, reason: '', key: '', base: '', revision: -1 };

/** A key that nobody else has. Also where the page came over plain HTTP from another machine, unlike `randomUUID`. */
export const newKey = (): string => `page-${[...crypto.getRandomValues(new Uint32Array(4))].map((n) => n.toString(36)).join('')}`;

type Sent = AnswerOf<'updateActor'>;
export interface Sending {
  readonly query: { readonly 'dry-run'?: boolean };
  readonly ifMatch?: string;
  readonly key?: string;
}

export function DefinitionForm<T extends Common>(props: {
  readonly family: Family;
  readonly title: string;
  readonly drafting: Drafting<T>;
  /** The definition as the draft has it. */
  readonly definition: Definition;
  /** What it is now, where it is revised. */
  readonly current: { readonly definition: Definition; readonly revision: number } | undefined;
  /** Reads it again. */
  readonly read?: () => Promise<{ readonly definition: Definition; readonly revision: number }>;
  /** A draft of a definition. */
  readonly draftOf: (definition: Definition) => Partial<T>;
  readonly id: string;
  readonly missing: readonly string[];
  readonly make?: (sending: Sending) => Promise<Sent>;
  readonly revise?: (changes: Definition, reason: string, sending: Sending) => Promise<Sent>;
  readonly button: string;
  readonly done: string;
  readonly after?: Patch;
  readonly placeName: (pointer: string) => string;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { family, drafting, definition, current, missing } = props;
  const { draft } = drafting;
  const base = draft.base === '' ? undefined : (JSON.parse(draft.base) as Definition);
  const { isBusy, told: refused, attempt, forget } = useAttempt();
  const [foreseen, setForeseen] = useState<{ readonly of: string; readonly answer: Sent } | undefined>(undefined);
  const [newer, setNewer] = useState<typeof current>(undefined);
  const list = base ? differences(family, base, definition) : [];
  const latest = newer && (!current || newer.revision > current.revision) ? newer : current;
  const theirs = base && latest && !same(latest.definition, base) ? latest : undefined;
  const state = JSON.stringify(definition);
  const take = (next: { readonly definition: Definition; readonly revision: number }, mine: Definition) => {
    drafting.change({ ...props.draftOf(mine), base: JSON.stringify(next.definition), revision: next.revision, key: '' });
    setForeseen(undefined);
    forget();
  };
  const isUntouched = list.length === 0;
  useEffect(() => {
    // Nothing was written here yet: what somebody else made of it is where one begins.
    if (theirs && isUntouched) take(theirs, theirs.definition);
  }, [theirs, isUntouched]);
  const isThere = theirs !== undefined && draft.key !== '' && same(theirs.definition, definition);
  useEffect(() => {
    // It was written, and only the answer was lost.
    if (isThere) finish();
  }, [isThere]);
  const finish = () => {
    drafting.reset();
    refresh(); // what was written is on the screen at once
    const place = placeOf(family, props.id);
    tell(place.item!, props.done);
    go({ ...place, ...props.after });
  };

  /** Sends it; where others wrote to the same stream, but not this definition, on top of what they wrote. */
  const send = async (isDry: boolean): Promise<Sent | undefined> => {
    const key = draft.key === '' ? newKey() : draft.key;
    if (!isDry) drafting.change({ key } as Partial<T>);
    const sending = { query: isDry ? { 'dry-run': true } : {}, ...(!isDry && { key }) };
    if (!base) return props.make!(sending);
    let { revision } = draft;
    for (let attempts = 1; ; attempts++) {
      try {
        return await props.revise!(changesOf(base, definition), draft.reason.trim(), { ...sending, ifMatch: `"${revision}"` });
      } catch (e) {
        if (!isApiError(e) || e.status !== 412 || attempts > 4) throw e;
        const now = await props.read!();
        setNewer(now);
        if (!same(now.definition, base)) return undefined;
        ({ revision } = now);
      }
    }
  };
  const isForeseen = foreseen?.of === state;
  const needsReason = base !== undefined && draft.reason.trim() === '';
  return (
    <form class="define" onSubmit={(e) => e.preventDefault()} aria-label={props.title}>
      <h2>{props.title}</h2>
      {props.children}
      {theirs && !isUntouched && !isThere && (
        <Meanwhile
          family={family}
          base={base!}
          mine={definition}
          theirs={theirs.definition}
          onGoOn={() => take(theirs, merged(base!, definition, theirs.definition).definition)}
          onTheirs={() => take(theirs, theirs.definition)}
        />
      )}
      {base ? (
        <Section title="What that changes" level={3}>
          {isUntouched ? <p class="note">Nothing yet: it reads as the record has it.</p> : <Differences list={list} />}
          <Reason value={draft.reason} onInput={(reason) => drafting.change({ reason, key: '' } as Partial<T>)} />
          {missing.length > 0 && <p class="note">Still missing: {missing.join(', ')}.</p>}
          {needsReason && !isUntouched && <p class="note">Still missing: why.</p>}
          {!isForeseen && (
            <Button
              isDisabled={isBusy || isUntouched || needsReason || missing.length > 0 || theirs !== undefined}
              onClick={() =>
                void attempt(async () => {
                  const answer = await send(true);
                  if (answer) setForeseen({ of: state, answer });
                })
              }
            >
              See what it changes
            </Button>
          )}
        </Section>
      ) : (
        missing.length > 0 && <p class="note">Still missing: {missing.join(', ')}.</p>
      )}
      <Refused told={refused} placeName={props.placeName} />
      {isForeseen && !theirs && (
        <div role="status">
          <Foreseen foreseen={foreseen.answer} none="No cell becomes another." />
        </div>
      )}
      <p class="define-row">
        {(!base || (isForeseen && !theirs)) && (
          <Button
            isMain
            isDisabled={isBusy || missing.length > 0 || needsReason}
            onClick={() =>
              void attempt(async () => {
                if (await send(false)) finish();
              })
            }
          >
            {props.button}
          </Button>
        )}
        <Go to={base ? placeOf(family, props.id) : { item: undefined, by: family === 'issue' ? undefined : family }}>Leave it for now</Go>
        <button
          type="button"
          class="button button-quiet"
          onClick={() => {
            drafting.reset();
            setForeseen(undefined);
            forget();
          }}
        >
          Begin anew
        </button>
      </p>
      <p class="note">What you write stays in this browser until it is recorded.</p>
    </form>
  );
}

/** What somebody else made of it since it was read, and what can be done. */
function Meanwhile(props: {
  readonly family: Family;
  readonly base: Definition;
  readonly mine: Definition;
  readonly theirs: Definition;
  readonly onGoOn: () => void;
  readonly onTheirs: () => void;
}): JSX.Element {
  const { both } = merged(props.base, props.mine, props.theirs);
  return (
    <div class="failure" role="alert">
      <p class="failure-title">Somebody else changed it since you began. Nothing of yours was written or lost.</p>
      <p>They made of it:</p>
      <Differences list={differences(props.family, props.base, props.theirs)} />
      {both.length > 0 && (
        <p>
          You both changed {both.map((f) => FIELD_NAMES[f] ?? f).join(', ')}: if you go on, it will read as you wrote it. Look at what
          changes before you record.
        </p>
      )}
      <p class="define-row">
        <Button onClick={props.onGoOn}>Go on with mine on top of theirs</Button>
        <Button onClick={props.onTheirs}>Throw mine away</Button>
      </p>
    </div>
  );
}
