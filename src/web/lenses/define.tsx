/** Definitions: the dossiers, questions with their ladders and actors that positions are recorded with; read, made, revised. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { token } from '../api.ts';
import { Choice, Go, Legend } from '../components/basics.tsx';
import { Cite, TABLE } from '../components/cite.tsx';
import { usePaper } from '../components/paper.tsx';
import { AskWho } from '../components/who.tsx';
import { ActorList, ActorPage } from '../definitions/actors.tsx';
import type { Family } from '../definitions/differences.ts';
import { DossierPage } from '../definitions/dossiers.tsx';
import { Told } from '../definitions/told.tsx';
import { IssueList, IssuePage } from '../definitions/issues.tsx';
import { itemOf, placeOf, sizeOf, useCoordinates } from '../definitions/parts.tsx';
import { FirstSteps, isBegun, Welcome } from '../definitions/steps.tsx';
import { later, LensView } from '../later.tsx';
import type { LensEntry } from '../later.tsx';
import { dossier } from '../names.ts';
import { go, view } from '../view.ts';

const LISTS = [
  ['issue', 'Questions'],
  ['actor', 'Actors'],
  ['dossier', 'Dossier'],
] as const satisfies readonly (readonly [Family, string])[];
const MAKE = { issue: 'Make a question', actor: 'Make an actor', dossier: 'Make another dossier' } as const;
const isFamily = (text: string | undefined): text is Family => LISTS.some(([f]) => f === text);

/** What makes and revises is fetched by those who do, each by itself. */
const FORMS: Readonly<Record<Family, LensEntry>> = {
  issue: later('the form', async () => (await import('../definitions/issue-form.tsx')).IssueForm),
  actor: later('the form', async () => (await import('../definitions/actor-form.tsx')).ActorForm),
  dossier: later('the form', async () => (await import('../definitions/dossier-form.tsx')).DossierForm),
};

export function Define(): JSX.Element {
  const v = view.value;
  const item = itemOf(v.item);
  const d = dossier.value;
  // A link of a list is gone with the list: the focus goes to what it led to.
  const before = useRef(v.item);
  useEffect(() => {
    if (before.current !== v.item && document.activeElement === document.body)
      document.getElementById('main')?.focus({ preventScroll: true });
    before.current = v.item;
  }, [v.item]);
  if (!d) return item?.family === 'dossier' && item.id === undefined ? <Form of="dossier" /> : <Welcome />;
  const list: Family = item?.family ?? (isFamily(v.by) ? v.by : 'issue');
  const isForm = item !== undefined && (item.id === undefined || item.act !== undefined);
  const canWrite = token.value !== undefined;
  const id = item?.id ?? (list === 'dossier' ? d.dossier : undefined);
  return (
    <>
      <div class="tools">
        <Choice
          label="Definitions of"
          value={list}
          options={LISTS}
          onChoose={(by) => go({ by: by === 'issue' ? undefined : by, item: undefined, q: undefined, kind: undefined, open: undefined })}
        />
        {item !== undefined && list !== 'dossier' && (
          <Go to={{ item: undefined, by: list === 'issue' ? undefined : list, open: undefined }} class="tools-link">
            All {list === 'issue' ? 'questions' : 'actors'}
          </Go>
        )}
        {!isForm && canWrite && (
          <>
            {id !== undefined && (
              <Go to={placeOf(list, id, 'revise')} class="button">
                Revise
              </Go>
            )}
            {list === 'actor' && id !== undefined && (
              <Go to={placeOf('actor', id, 'merge')} class="tools-link">
                It is somebody else
              </Go>
            )}
            <Go to={placeOf(list)} class={id === undefined ? 'button' : 'tools-link'}>
              {MAKE[list]}
            </Go>
          </>
        )}
      </div>
      <Told key={v.item} item={v.item} />
      {!isForm && !isBegun() && (canWrite || d.issues.length === 0) && <FirstSteps />}
      {isForm ? <Form key={v.item} of={item.family} /> : <Reading of={list} id={id} />}
      {!isForm && !canWrite && (
        <p class="note">
          Whoever records here can make and revise these: <Go to={placeOf(list)}>{MAKE[list].toLowerCase()}</Go>.
        </p>
      )}
    </>
  );
}

function Reading(props: { readonly of: Family; readonly id: string | undefined }): JSX.Element {
  const { of, id } = props;
  const d = dossier.value!;
  const isList = id === undefined;
  const where = useCoordinates(isList ? d.dossier : undefined);
  usePaper(where);
  const { known } = view.value;
  const [route, query] = of === 'actor' ? (['actors', { known }] as const) : (['issues', { dossier: d.dossier, known }] as const);
  return (
    <>
      {isList && where && sizeOf(where) !== undefined && (
        <p class="note">
          As the record had it at event {where.known.size}. <Go to={{ known: undefined }}>How it reads now</Go>
        </p>
      )}
      {of === 'dossier' ? (
        <DossierPage key={id} id={id!} />
      ) : of === 'actor' ? (
        isList ? (
          <ActorList />
        ) : (
          <ActorPage key={id} id={id} />
        )
      ) : isList ? (
        <IssueList />
      ) : (
        <IssuePage key={id} id={id} />
      )}
      {of === 'issue' && isList && (
        <Legend marks={[]}>
          <p class="note">
            The steps beside a word are the ladder of its question: against to the left, neutral tall, for to the right. A question can be
            revised; what was recorded before keeps the ladder that it was recorded on.
          </p>
        </Legend>
      )}
      {isList && where && <Cite title={route} coordinates={where} twin={{ route, query, verb: route, formats: TABLE }} />}
    </>
  );
}

function Form(props: { readonly of: Family }): JSX.Element {
  return token.value === undefined ? <AskWho /> : <LensView entry={FORMS[props.of]} />;
}
