/** Definitions: the dossiers, questions with their ladders and actors that positions are recorded with; read, made, revised. */
import type { JSX } from 'preact';
import { Choice, Go } from '../components/basics.tsx';
import { ActorList, ActorPage } from '../definitions/actors.tsx';
import type { Family } from '../definitions/differences.ts';
import { DossierPage } from '../definitions/dossiers.tsx';
import { IssueList, IssuePage } from '../definitions/issues.tsx';
import { itemOf } from '../definitions/parts.tsx';
import { dossier } from '../names.ts';
import { go, view } from '../view.ts';

const LISTS = [
  ['issue', 'Questions'],
  ['actor', 'Actors'],
  ['dossier', 'Dossier'],
] as const satisfies readonly (readonly [Family, string])[];
const isFamily = (text: string | undefined): text is Family => LISTS.some(([f]) => f === text);

export function Define(): JSX.Element {
  const v = view.value;
  const item = itemOf(v.item);
  const list: Family = item?.family ?? (isFamily(v.by) ? v.by : 'issue');
  return (
    <>
      <div class="tools">
        <Choice
          label="Definitions of"
          value={list}
          options={LISTS}
          onChoose={(by) => go({ by: by === 'issue' ? undefined : by, item: undefined, q: undefined, kind: undefined, open: undefined })}
        />
        {item?.id !== undefined && list !== 'dossier' && (
          <Go to={{ item: undefined, by: list === 'issue' ? undefined : list, open: undefined }} class="tools-link">
            All {list === 'issue' ? 'questions' : 'actors'}
          </Go>
        )}
      </div>
      {item?.id === undefined ? <List of={list} /> : <Page key={v.item} family={item.family} id={item.id} />}
    </>
  );
}

function List(props: { readonly of: Family }): JSX.Element {
  if (props.of === 'actor') return <ActorList />;
  if (props.of === 'dossier') return <DossierPage id={dossier.value!.dossier} />;
  return <IssueList />;
}

function Page(props: { readonly family: Family; readonly id: string }): JSX.Element {
  if (props.family === 'actor') return <ActorPage id={props.id} />;
  if (props.family === 'dossier') return <DossierPage id={props.id} />;
  return <IssuePage id={props.id} />;
}
