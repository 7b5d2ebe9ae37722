/** Opens a dossier, or revises one: title, groups, facts. */
import type { JSX } from 'preact';
import type { DossierOpened } from '../../../events/dossiers.ts';
import type { AnswerOf } from '../../http/client.ts';
import { api, useAsk } from '../api.ts';
import { Answer, Field, Select } from '../components/basics.tsx';
import { useDraft } from '../forms/draft.ts';
import { Chips, idOf, More, TextArea } from '../forms/fields.tsx';
import { dossiers, issueName } from '../names.ts';
import { view } from '../view.ts';
import { date } from '../words.ts';
import type { Definition } from './differences.ts';
import { IdField, Several } from './fields.tsx';
import { COMMON, DefinitionForm } from './form.tsx';
import type { Common } from './form.tsx';
import { itemOf } from './parts.tsx';

type Body = NonNullable<DossierOpened['bodies']>[number];
interface BodyDraft {
  readonly id: string;
  readonly isOld: boolean;
  readonly title: string;
  readonly note: string;
  readonly counts: string;
  readonly readiness: readonly string[];
}
const NO_BODY: BodyDraft = { id: '', isOld: false, title: '', note: '', counts: '', readiness: [] };
interface FactDraft {
  readonly id: string;
  readonly isOld: boolean;
  readonly text: string;
}
const NO_FACT: FactDraft = { id: '', isOld: false, text: '' };

interface Draft extends Common {
  readonly title: string;
  readonly summary: string;
  readonly opens: string;
  readonly bodies: readonly BodyDraft[];
  readonly worldFacts: readonly FactDraft[];
}
const EMPTY: Draft = { ...COMMON, title: '', summary: '', opens: '', bodies: [], worldFacts: [] };

const bodyId = (b: BodyDraft): string => (b.id === '' ? idOf(b.title) : b.id);
const factId = (w: FactDraft): string => (w.id === '' ? idOf(w.text, 40) : w.id);

function definitionOf(d: Draft): Definition {
  const bodies = d.bodies
    .filter((b) => b.title.trim() !== '' || b.id !== '')
    .map((b): Body => ({
      id: bodyId(b),
      title: b.title.trim(),
      ...(b.counts.trim() !== '' && { counts: b.counts.trim() }),
      ...(b.readiness.length > 0 && { readiness: [...b.readiness] }),
      ...(b.note.trim() !== '' && { note: b.note.trim() }),
    }));
  const worldFacts = d.worldFacts.filter((w) => w.text.trim() !== '' || w.id !== '').map((w) => ({ id: factId(w), text: w.text.trim() }));
  return {
    title: d.title.trim(),
    ...(d.summary.trim() !== '' && { summary: d.summary.trim() }),
    ...(bodies.length > 0 && { bodies }),
    ...(worldFacts.length > 0 && { worldFacts }),
  };
}
const draftOf = (definition: Definition): Partial<Draft> => {
  const d = definition as Partial<DossierOpened>;
  return {
    title: d.title ?? '',
    summary: d.summary ?? '',
    bodies: (d.bodies ?? []).map((b) => ({
      id: b.id,
      isOld: true,
      title: b.title,
      note: b.note ?? '',
      counts: b.counts ?? '',
      readiness: b.readiness ?? [],
    })),
    worldFacts: (d.worldFacts ?? []).map((w) => ({ ...w, isOld: true })),
  };
};
const read = ({ title, summary, bodies, worldFacts, revision }: AnswerOf<'dossier'>) => ({
  definition: {
    title,
    ...(summary !== undefined && { summary }),
    ...(bodies.length > 0 && { bodies }),
    ...(worldFacts.length > 0 && { worldFacts }),
  } as Definition,
  revision,
});

export function DossierForm(): JSX.Element {
  const id = itemOf(view.value.item)?.id;
  const asked = useAsk(id === undefined ? undefined : 'dossier', { id: id ?? '' });
  if (id === undefined) return <Form id={undefined} current={undefined} opens={undefined} />;
  return (
    <Answer asked={asked} what="the dossier">
      {(data) => <Form id={id} current={read(data)} opens={data.opens} />}
    </Answer>
  );
}

function Form(props: {
  readonly id: string | undefined;
  readonly current: ReturnType<typeof read> | undefined;
  readonly opens: string | undefined;
}): JSX.Element {
  const { current } = props;
  const isNew = props.id === undefined;
  const drafting = useDraft<Draft>(
    `define.dossier.${props.id ?? ''}`,
    current ? { ...EMPTY, ...draftOf(current.definition), base: JSON.stringify(current.definition), revision: current.revision } : EMPTY,
  );
  const { draft } = drafting;
  const change = (patch: Partial<Draft>) => drafting.change({ ...patch, key: '' });
  const id = props.id ?? (draft.isOwnId ? draft.id : idOf(draft.title));
  // What was sent already may be what is there.
  const isTaken = isNew && draft.key === '' && (dossiers.value ?? []).some((d) => d.dossier === id);
  const issues = dossiers.value?.find((d) => d.dossier === props.id)?.issues ?? [];
  const definition = definitionOf(draft);
  return (
    <DefinitionForm
      family="dossier"
      title={isNew ? 'A dossier' : `Revise: ${String(current!.definition['title'])}`}
      drafting={drafting}
      definition={definition}
      draftOf={draftOf}
      current={current}
      read={async () => read((await api().dossier({ id })).body)}
      id={id}
      missing={[
        draft.title.trim() === '' ? 'the title' : '',
        id === '' ? 'its short name' : isTaken ? 'another short name' : '',
        isNew && draft.opens === '' ? 'the day from which it is followed' : '',
        draft.bodies.some((b) => b.title.trim() === '' && b.id !== '') ? 'the name of each group' : '',
        draft.worldFacts.some((w) => w.text.trim() === '' && w.id !== '') ? 'what exactly each fact is' : '',
      ].filter(Boolean)}
      make={async (sending) =>
        (
          await api().openDossier({
            body: { id, opens: draft.opens, ...(definition as unknown as Omit<DossierOpened, 'id' | 'opens'>) },
            ...sending,
          })
        ).body
      }
      revise={async (changes, reason, sending) => (await api().updateDossier({ id }, { body: { reason, ...changes }, ...sending })).body}
      button={isNew ? 'Make the dossier' : 'Record the revision'}
      done={isNew ? 'The dossier is made.' : 'The revision is recorded.'}
      after={isNew ? { dossier: id, at: undefined, known: undefined, published: undefined } : {}}
      placeName={(pointer) => {
        const [, list, n] = /^\/(bodies|worldFacts)\/(\d+)/.exec(pointer) ?? [];
        if (list !== undefined) return `${list === 'bodies' ? 'Group' : 'Fact'} ${Number(n) + 1}`;
        return (
          { '/title': 'Title', '/id': 'Short name', '/opens': 'Followed from', '/summary': 'What it is about', '/reason': 'Why' }[
            pointer
          ] ?? pointer
        );
      }}
    >
      <Field
        label="Title"
        value={draft.title}
        placeholder="The coalition of the willing"
        onInput={(title) => change({ title })}
        hint="the talks, the conflict or the process that is followed"
      />
      {isNew && (
        <>
          <IdField
            label="Short name"
            value={id}
            onInput={(typed) => change({ id: typed, isOwnId: typed !== '' })}
            what="the dossier"
            isTaken={isTaken}
          />
          <Field
            type="date"
            label="Followed from"
            value={draft.opens}
            onInput={(opens) => change({ opens })}
            hint="the day on which its story begins; it cannot be changed later"
          />
        </>
      )}
      {props.opens !== undefined && <p class="note">Followed from {date(props.opens)} on.</p>}
      <TextArea
        label="What it is about"
        rows={2}
        value={draft.summary}
        onInput={(summary) => change({ summary })}
        hint="one sentence; may be left out"
      />
      <More title="Groups in which actors have roles" isOpen={draft.bodies.length > 0}>
        <Several
          legend="Groups"
          hint="A coalition, a council, a force: actors are its chairs, members, observers. Can be added later."
          values={draft.bodies}
          empty={NO_BODY}
          add="Add a group"
          nameOf={(b) => b.title || 'the group'}
          onChange={(bodies) => change({ bodies })}
        >
          {(b, patch) => (
            <>
              <div class="form-row">
                <Field label="Name of the group" value={b.title} onInput={(title) => patch({ title })} />
                {b.isOld ? (
                  <code>{b.id}</code>
                ) : (
                  <Field label="Its short name" value={bodyId(b)} onInput={(t) => patch({ id: t.trim() })} />
                )}
              </div>
              <Field
                label="Note"
                value={b.note}
                onInput={(note) => patch({ note })}
                placeholder="who belongs to it, and what does not count"
              />
              <More title="How it is counted" isOpen={b.counts !== '' || b.readiness.length > 0}>
                <Field
                  label="The number of its members, as a cell"
                  value={b.counts}
                  placeholder="quantity/coalition/committed"
                  onInput={(counts) => patch({ counts })}
                />
                {issues.length > 0 && (
                  <div class="form-several">
                    <Select
                      label="Who is for this is ready to be among them"
                      value=""
                      options={[['', 'add a question'], ...issues.map((i) => [i.issue, issueName(i.issue)] as const)]}
                      onChoose={(i) => {
                        if (i !== '' && !b.readiness.includes(i)) patch({ readiness: [...b.readiness, i] });
                      }}
                    />
                    <Chips
                      names={b.readiness.map((i) => [i, issueName(i)] as const)}
                      onRemove={(i) => patch({ readiness: b.readiness.filter((x) => x !== i) })}
                    />
                  </div>
                )}
              </More>
            </>
          )}
        </Several>
      </More>
      <More title="Facts on which positions may depend" isOpen={draft.worldFacts.length > 0}>
        <Several
          legend="Facts"
          hint="“Once a ceasefire is in force”: the text says what exactly must be the case. Can be added later."
          values={draft.worldFacts}
          empty={NO_FACT}
          add="Add a fact"
          nameOf={(w) => w.text || 'the fact'}
          onChange={(worldFacts) => change({ worldFacts })}
        >
          {(w, patch) => (
            <div class="form-row">
              <Field
                label="What must be the case"
                value={w.text}
                onInput={(text) => patch({ text })}
                placeholder="A general ceasefire is in force"
              />
              {w.isOld ? <code>{w.id}</code> : <Field label="Its short name" value={factId(w)} onInput={(t) => patch({ id: t.trim() })} />}
            </div>
          )}
        </Several>
      </More>
    </DefinitionForm>
  );
}
