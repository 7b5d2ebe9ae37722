/** Makes a question with its ladder, or revises one. */
import type { JSX } from 'preact';
import type { IssueDefined } from '../../../events/dossiers.ts';
import type { AnswerOf } from '../../http/client.ts';
import { api, useAsk } from '../api.ts';
import { Answer, Field } from '../components/basics.tsx';
import { useDraft } from '../forms/draft.ts';
import { idOf, More, TextArea } from '../forms/fields.tsx';
import { dossier, issueName, issueOf } from '../names.ts';
import { view } from '../view.ts';
import type { Definition } from './differences.ts';
import { COMMON, DefinitionForm } from './form.tsx';
import type { Common } from './form.tsx';
import { FIRST_LADDER, LadderEditor, ladderDraft, ladderOf, missingOf } from './ladder-editor.tsx';
import type { LadderDraft } from './ladder-editor.tsx';
import { IdField } from './fields.tsx';
import { itemOf } from './parts.tsx';

interface Draft extends Common {
  readonly question: string;
  readonly whose: string;
  readonly ladder: LadderDraft;
}
const EMPTY: Draft = { ...COMMON, question: '', whose: '', ladder: FIRST_LADDER };

const definitionOf = (d: Draft): Definition => ({
  question: d.question.trim(),
  ...(d.whose.trim() !== '' && { whose: d.whose.trim() }),
  ...ladderOf(d.ladder),
});
const draftOf = (d: Definition): Partial<Draft> => ({
  question: d['question'] as string,
  whose: (d['whose'] as string | undefined) ?? '',
  ladder: ladderDraft(d),
});
const read = ({ question, whose, ladder, neutral, revision }: AnswerOf<'issue'>) => ({
  definition: { question, ...(whose !== undefined && { whose }), ladder, neutral } as Definition,
  revision,
});

export function IssueForm(): JSX.Element {
  const id = itemOf(view.value.item)?.id;
  const d = dossier.value!;
  const asked = useAsk(id === undefined ? undefined : 'issue', { id: id ?? '' }, { dossier: d.dossier });
  if (id === undefined) return <Form dossier={d.dossier} current={undefined} id={undefined} />;
  return (
    <Answer asked={asked} what="the question">
      {(data) => <Form dossier={d.dossier} current={read(data)} id={id} />}
    </Answer>
  );
}

function Form(props: {
  readonly dossier: string;
  readonly id: string | undefined;
  readonly current: ReturnType<typeof read> | undefined;
}): JSX.Element {
  const { current } = props;
  const drafting = useDraft<Draft>(
    `define.issue.${props.dossier}.${props.id ?? ''}`,
    current ? { ...EMPTY, ...draftOf(current.definition), base: JSON.stringify(current.definition), revision: current.revision } : EMPTY,
  );
  const { draft } = drafting;
  const change = (patch: Partial<Draft>) => drafting.change({ ...patch, key: '' });
  const id = props.id ?? (draft.isOwnId ? draft.id : idOf(draft.question, 40));
  // What was sent already may be what is there.
  const isTaken = props.id === undefined && draft.key === '' && issueOf(id) !== undefined;
  const definition = definitionOf(draft);
  return (
    <DefinitionForm
      family="issue"
      title={props.id === undefined ? 'A question' : `Revise: ${issueName(props.id)}`}
      drafting={drafting}
      definition={definition}
      draftOf={draftOf}
      current={current}
      read={async () => read((await api().issue({ id }, { query: { dossier: props.dossier } })).body)}
      id={id}
      missing={[
        draft.question.trim() === '' ? 'the question' : '',
        id === '' ? 'its short name' : isTaken ? 'another short name' : '',
        ...missingOf(draft.ladder),
      ].filter(Boolean)}
      make={async (sending) =>
        (
          await api().defineIssue({
            body: { dossier: props.dossier, id, ...(definition as unknown as Omit<IssueDefined, 'dossier' | 'id'>) },
            ...sending,
          })
        ).body
      }
      revise={async (changes, reason, sending) =>
        (await api().reviseIssue({ id }, { body: { dossier: props.dossier, reason, ...changes }, ...sending })).body
      }
      button={props.id === undefined ? 'Make the question' : 'Record the revision'}
      done={props.id === undefined ? 'The question is made. Positions can be recorded on its ladder.' : 'The revision is recorded.'}
      placeName={(pointer) => {
        const rung = /^\/ladder\/(\d+)/.exec(pointer)?.[1];
        if (rung !== undefined) return `Rung ${Number(rung) + 1}`;
        return (
          {
            '/question': 'Question',
            '/id': 'Short name',
            '/whose': 'Whose answer',
            '/ladder': 'The ladder',
            '/neutral': 'Neutral',
            '/reason': 'Why',
          }[pointer] ?? pointer
        );
      }}
    >
      <TextArea
        label="Question"
        rows={2}
        value={draft.question}
        placeholder="Would it send own troops?"
        onInput={(question) => change({ question })}
        hint="to which each actor’s position is an answer; one matter, so that an answer means one thing"
      />
      {props.id === undefined && (
        <IdField
          label="Short name"
          value={id}
          onInput={(typed) => change({ id: typed, isOwnId: typed !== '' })}
          what="the question"
          isTaken={isTaken}
        />
      )}
      <LadderEditor value={draft.ladder} onChange={(ladder) => change({ ladder })} />
      <More title="Whose answer it asks for" isOpen={draft.whose !== ''}>
        <Field
          label="Whose answer"
          value={draft.whose}
          placeholder="states that could send troops"
          onInput={(whose) => change({ whose })}
        />
      </More>
    </DefinitionForm>
  );
}
