/** Makes or revises an actor: kind, names, offices; and says of two that they are one. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { ActorRegistered, Office } from '../../../events/actors.ts';
import type { AnswerOf } from '../../http/client.ts';
import { api, useAsk } from '../api.ts';
import { Answer, Button, Field, Go } from '../components/basics.tsx';
import { DateControl } from '../forms/date-control.tsx';
import { dateDraft, dateText, NO_DATE } from '../forms/dates.ts';
import type { DateDraft } from '../forms/dates.ts';
import { useDraft } from '../forms/draft.ts';
import { ActorSelect, Chips, idOf, More, Reason, Suggested, TextArea } from '../forms/fields.tsx';
import { Foreseen, Refused, useAttempt } from '../forms/telling.tsx';
import { actorName, actors } from '../names.ts';
import { go, view } from '../view.ts';
import { KINDS } from './actors.tsx';
import type { Definition } from './differences.ts';
import { IdField, Several } from './fields.tsx';
import { COMMON, DefinitionForm, newKey } from './form.tsx';
import type { Common } from './form.tsx';
import { itemOf, placeOf } from './parts.tsx';
import { tell } from './told.tsx';

type Kind = keyof typeof KINDS;
const MEANS: Readonly<Record<Kind, string>> = {
  state: 'takes positions; people with an office speak in its name',
  person: 'speaks, by an office in the name of a state or an organisation',
  organisation: 'an international organisation, a government’s office, a party to the talks',
  outlet: 'a newspaper, an agency, a broadcaster: reports what others say',
  collective: '“European leaders”: a group that pages name without saying who belongs to it',
};

interface OfficeDraft {
  readonly office: string;
  readonly of: string;
  readonly from: DateDraft;
  readonly until: DateDraft;
}
const NO_OFFICE: OfficeDraft = { office: '', of: '', from: NO_DATE, until: NO_DATE };
const isBlank = (o: OfficeDraft): boolean => o.office.trim() === '' && o.of === '';

interface Draft extends Common {
  readonly kind: string;
  readonly name: string;
  readonly aliases: readonly string[];
  /** Another name, while it is typed. */
  readonly alias: string;
  readonly offices: readonly OfficeDraft[];
  readonly successor: string;
  readonly note: string;
}
const EMPTY: Draft = { ...COMMON, kind: 'state', name: '', aliases: [], alias: '', offices: [], successor: '', note: '' };

function definitionOf(d: Draft): Definition {
  const aliases = [...d.aliases, d.alias.trim()].filter((a, i, all) => a !== '' && all.indexOf(a) === i);
  const offices = d.offices
    .filter((o) => !isBlank(o))
    .map((o): Office => {
      const [from, until] = [dateText(o.from), dateText(o.until)];
      return { office: o.office.trim(), of: o.of, ...(from !== '' && { from }), ...(until !== '' && { until }) };
    });
  return {
    kind: d.kind,
    name: d.name.trim(),
    ...(aliases.length > 0 && { aliases }),
    ...(offices.length > 0 && { offices }),
    ...(d.successor !== '' && { successor: d.successor }),
    ...(d.note.trim() !== '' && { note: d.note.trim() }),
  };
}
const draftOf = (d: Definition): Partial<Draft> => {
  const a = d as Partial<ActorRegistered>;
  return {
    kind: a.kind ?? 'state',
    name: a.name ?? '',
    aliases: a.aliases ?? [],
    alias: '',
    offices: (a.offices ?? []).map((o) => ({ office: o.office, of: o.of, from: dateDraft(o.from), until: dateDraft(o.until) })),
    successor: a.successor ?? '',
    note: a.note ?? '',
  };
};
const read = ({ kind, name, aliases, offices, successor, note, revision }: AnswerOf<'actor'>) => ({
  definition: {
    kind,
    name,
    ...(aliases?.length && { aliases }),
    ...(offices?.length && { offices }),
    ...(successor !== undefined && { successor }),
    ...(note !== undefined && { note }),
  } as Definition,
  revision,
});

interface State {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly former?: string;
}
/** The states and their codes, fetched when a state is named. */
function useStates(isNeeded: boolean): readonly State[] {
  const [states, setStates] = useState<readonly State[]>([]);
  useEffect(() => {
    // Without them the code is typed by hand.
    if (isNeeded) void import('../../import/table/lookups/states.json').then((m) => setStates(m.default), () => undefined); // prettier-ignore
  }, [isNeeded]);
  return states;
}
const isCalled = (s: State, name: string): boolean =>
  [s.id, s.name, ...(s.aliases ?? [])].some((t) => t.toLowerCase() === name.trim().toLowerCase());

export function ActorForm(): JSX.Element {
  const item = itemOf(view.value.item);
  const id = item?.id;
  const asked = useAsk(id === undefined ? undefined : 'actor', { id: id ?? '' });
  if (id === undefined) return <Form id={undefined} current={undefined} />;
  if (item?.act === 'merge') return <MergeForm id={id} />;
  return (
    <Answer asked={asked} what="the actor">
      {(data) => <Form id={id} current={read(data)} />}
    </Answer>
  );
}

function Form(props: { readonly id: string | undefined; readonly current: ReturnType<typeof read> | undefined }): JSX.Element {
  const { current } = props;
  const isNew = props.id === undefined;
  const drafting = useDraft<Draft>(
    `define.actor.${props.id ?? ''}`,
    current ? { ...EMPTY, ...draftOf(current.definition), base: JSON.stringify(current.definition), revision: current.revision } : EMPTY,
  );
  const { draft } = drafting;
  const change = (patch: Partial<Draft>) => drafting.change({ ...patch, key: '' });
  const states = useStates(draft.kind === 'state');
  const state = draft.kind === 'state' ? states.find((s) => isCalled(s, draft.name)) : undefined;
  const id = props.id ?? (draft.isOwnId ? draft.id : (state?.id ?? idOf(draft.name)));
  // What was sent already may be what is there.
  const isTaken = isNew && draft.key === '' && actors.value.has(id);
  const name = draft.name.trim().toLowerCase();
  const like =
    isNew && name !== ''
      ? [...actors.value.values()].find((a) => [a.name, ...(a.aliases ?? [])].some((t) => t.toLowerCase() === name))
      : undefined;
  const offices = draft.kind === 'person' && draft.offices.length === 0 && isNew ? [NO_OFFICE] : draft.offices;
  const definition = definitionOf(draft);
  const half = draft.offices.filter((o) => !isBlank(o));
  return (
    <DefinitionForm
      family="actor"
      title={isNew ? 'An actor' : `Revise: ${actorName(props.id)}`}
      drafting={drafting}
      definition={definition}
      draftOf={draftOf}
      current={current}
      read={async () => read((await api().actor({ id })).body)}
      id={id}
      missing={[
        draft.name.trim() === '' ? 'the name' : '',
        id === '' ? 'its short name' : isTaken ? 'another short name' : '',
        half.some((o) => o.office.trim() === '') ? 'what the office is' : '',
        half.some((o) => o.of === '') ? 'in whose name the office speaks' : '',
      ].filter(Boolean)}
      make={async (sending) =>
        (await api().addActor({ body: { id, ...(definition as unknown as Omit<ActorRegistered, 'id'>) }, ...sending })).body
      }
      revise={async (changes, reason, sending) => (await api().updateActor({ id }, { body: { reason, ...changes }, ...sending })).body}
      button={isNew ? 'Make the actor' : 'Record the revision'}
      done={isNew ? `${draft.name.trim()} is made, and can be chosen when something is recorded.` : 'The revision is recorded.'}
      placeName={(pointer) => {
        const office = /^\/offices\/(\d+)/.exec(pointer)?.[1];
        if (office !== undefined) return `Office ${Number(office) + 1}`;
        return (
          { '/name': 'Name', '/id': 'Short name', '/kind': 'Kind', '/successor': 'Succeeded by', '/reason': 'Why' }[pointer] ?? pointer
        );
      }}
    >
      <fieldset class="plain-set">
        <legend>What kind of actor</legend>
        {(Object.keys(MEANS) as Kind[]).map((k) => (
          <label key={k} class="option">
            <input type="radio" name="kind" checked={draft.kind === k} onChange={() => change({ kind: k })} />
            <span>
              <b>{KINDS[k][1]}</b> <span class="note">{MEANS[k]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {draft.kind === 'state' ? (
        <Suggested
          label="Name"
          value={draft.name}
          known={states.filter((s) => s.former === undefined).map((s) => s.name)}
          onInput={(name) => change({ name })}
          hint="as it is shown"
        />
      ) : (
        <Field label="Name" value={draft.name} onInput={(name) => change({ name })} hint="as it is shown" />
      )}
      {like && (
        <p class="note">
          <span class="tone-doubt">
            <span aria-hidden="true">! </span>Look again:
          </span>{' '}
          <Go to={placeOf('actor', like.actor)}>{like.name}</Go> is called so already.
        </p>
      )}
      {isNew && (
        <IdField
          label="Short name"
          value={id}
          onInput={(typed) => change({ id: typed, isOwnId: typed !== '' })}
          what="the actor"
          isTaken={isTaken}
          isActor
        />
      )}
      <div class="form-several">
        <div class="form-row">
          <Field
            label="Other names"
            value={draft.alias}
            onInput={(alias) => change({ alias })}
            onCommit={(alias) => {
              if (alias !== '') change({ aliases: [...draft.aliases.filter((a) => a !== alias), alias], alias: '' });
            }}
          />
        </div>
        <Chips
          names={draft.aliases.map((a) => [a, a] as const)}
          onRemove={(alias) => change({ aliases: draft.aliases.filter((a) => a !== alias) })}
        />
        <p class="note">other names and spellings, in any script; Enter keeps one. Whoever is searched for by one of them is found.</p>
      </div>
      {(draft.kind === 'person' || draft.offices.length > 0) && (
        <Several
          legend="Offices"
          hint="A person speaks in the name of whom the office is; on a day outside of it, the word is their own."
          values={offices}
          empty={NO_OFFICE}
          add="Add an office"
          nameOf={(o) => o.office || 'the office'}
          onChange={(next) => change({ offices: next })}
        >
          {(o, patch) => (
            <>
              <div class="form-row">
                <Field label="Office" value={o.office} placeholder="Prime minister" onInput={(office) => patch({ office })} />
                <ActorSelect label="Of" value={o.of} which="not-people" onChoose={(of) => patch({ of })} />
              </div>
              <DateControl
                label="First day in office"
                value={o.from}
                onChange={(from) => patch({ from })}
                hint="empty where it is not known"
              />
              <DateControl
                label="Last day in office"
                value={o.until}
                onChange={(until) => patch({ until })}
                hint="empty while it is held"
              />
            </>
          )}
        </Several>
      )}
      <More title="Successor, note" isOpen={draft.successor !== '' || draft.note !== ''}>
        <ActorSelect label="Succeeded by" value={draft.successor} none="nobody" onChoose={(successor) => change({ successor })} />
        <TextArea label="Note" rows={2} value={draft.note} onInput={(note) => change({ note })} />
      </More>
    </DefinitionForm>
  );
}

interface MergeDraft {
  readonly into: string;
  readonly reason: string;
  readonly key: string;
}

/** Two actors are one: this one becomes another name of the one that stays. */
function MergeForm(props: { readonly id: string }): JSX.Element {
  const { id } = props;
  const { draft, change, reset } = useDraft<MergeDraft>(`define.merge.${id}`, { into: '', reason: '', key: '' });
  const { isBusy, told, attempt } = useAttempt();
  const [foreseen, setForeseen] = useState<Foreseen | undefined>(undefined);
  const write = (patch: Partial<MergeDraft>) => {
    change({ ...patch, key: '' });
    setForeseen(undefined);
  };
  const isReady = draft.into !== '' && draft.into !== id && draft.reason.trim() !== '';
  const send = async (isDry: boolean) => {
    const key = draft.key === '' ? newKey() : draft.key;
    if (!isDry) change({ key });
    const body = { into: draft.into, reason: draft.reason.trim() };
    return (await api().mergeActor({ id }, { body, query: isDry ? { 'dry-run': true } : {}, ...(!isDry && { key }) })).body;
  };
  return (
    <form class="define" onSubmit={(e) => e.preventDefault()} aria-label={`${actorName(id)} is somebody else`}>
      <h2>{actorName(id)} is somebody else</h2>
      <p class="note">
        Where two are one, this one becomes another name of the one that stays: what was said of it, by it and in its name counts as theirs
        from then on. What the record said before stays as it was.
      </p>
      <ActorSelect label="The one that stays" value={draft.into} onChoose={(into) => write({ into })} />
      {draft.into === id && <p class="note note-error">that is the same one</p>}
      <Reason value={draft.reason} onInput={(reason) => write({ reason })} />
      <Refused told={told} />
      {foreseen && (
        <div role="status">
          <Foreseen foreseen={foreseen} none="No cell becomes another." />
        </div>
      )}
      <p class="define-row">
        {foreseen ? (
          <Button
            isMain
            isDisabled={isBusy}
            onClick={() =>
              void attempt(async () => {
                await send(false);
                reset();
                tell(placeOf('actor', id).item!, 'They are one from now on.');
                go(placeOf('actor', id));
              })
            }
          >
            Record that they are one
          </Button>
        ) : (
          <Button isDisabled={isBusy || !isReady} onClick={() => void attempt(async () => setForeseen(await send(true)))}>
            See what it changes
          </Button>
        )}
        <Go to={placeOf('actor', id)}>Leave it for now</Go>
      </p>
    </form>
  );
}
