/** Fields that forms share beside those in components/basics.tsx. */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Button } from '../components/basics.tsx';
import { actorName, actors, dossier } from '../names.ts';
import type { Actor } from '../names.ts';

/** A text as an id: kebab-case. */
export const idOf = (text: string, most = 60): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, most)
    .replace(/^-|-$/g, '');

/** A longer text with its label above. */
export function TextArea(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly rows?: number;
  readonly hint?: string;
  readonly placeholder?: string;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <textarea
        id={id}
        rows={props.rows ?? 3}
        value={props.value}
        placeholder={props.placeholder}
        aria-describedby={props.hint === undefined ? undefined : `${id}-note`}
        onInput={(e) => props.onInput(e.currentTarget.value)}
      />
      {props.hint !== undefined && (
        <p id={`${id}-note`} class="note">
          {props.hint}
        </p>
      )}
    </div>
  );
}

/** A word of one's own, with those offered that are known already. */
export function Suggested(props: {
  readonly label: string;
  readonly value: string;
  readonly known: readonly string[];
  readonly onInput: (text: string) => void;
  readonly hint?: string;
}): JSX.Element {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <input
        id={id}
        list={`${id}-known`}
        value={props.value}
        autocomplete="off"
        spellcheck={false}
        onInput={(e) => props.onInput(e.currentTarget.value)}
      />
      <datalist id={`${id}-known`}>
        {props.known.map((k) => (
          <option key={k} value={k} />
        ))}
      </datalist>
      {props.hint !== undefined && <p class="note">{props.hint}</p>}
    </div>
  );
}

const GROUPS: readonly (readonly [string, (a: Actor) => boolean])[] = [
  ['States', (a) => a.kind === 'state'],
  ['Organisations and groups', (a) => a.kind === 'organisation' || a.kind === 'collective'],
  ['People', (a) => a.kind === 'person'],
  ['Outlets', (a) => a.kind === 'outlet'],
];
/** What can be chosen: those who are registered and not merged into another, and the bodies of the dossier. */
export function actorGroups(which: 'all' | 'not-people' = 'all'): readonly (readonly [string, readonly (readonly [string, string])[]])[] {
  const all = [...actors.value.values()].filter((a) => a.mergedInto === undefined).sort((a, b) => a.name.localeCompare(b.name, 'en'));
  const bodies = (dossier.value?.bodies ?? []).filter((b) => !actors.value.has(b.id)).map((b) => [b.id, b.title] as const);
  return [
    ...GROUPS.filter(([title]) => which === 'all' || (title !== 'People' && title !== 'Outlets')).map(
      ([title, fits]) => [title, all.filter(fits).map((a) => [a.actor, nameWithOffice(a)] as const)] as const,
    ),
    ['Groups of this dossier', bodies] as const,
  ].filter(([, options]) => options.length > 0);
}
/** "Giorgia Meloni, Prime Minister of Italy": the last office on record. */
function nameWithOffice(a: Actor): string {
  const office = a.kind === 'person' ? a.offices?.at(-1) : undefined;
  return office ? `${a.name}, ${office.office} (${actorName(office.of)})` : a.name;
}

/** One of those who are registered. */
export function ActorSelect(props: {
  readonly label: string;
  readonly value: string;
  readonly onChoose: (actor: string) => void;
  /** What stands for nobody. */
  readonly none?: string;
  readonly which?: 'all' | 'not-people';
  readonly isLabelHidden?: boolean;
}): JSX.Element {
  const id = useId();
  const groups = actorGroups(props.which);
  const isKnown = props.value === '' || groups.some(([, options]) => options.some(([a]) => a === props.value));
  return (
    <div class="field">
      <label for={id} class={props.isLabelHidden ? 'sr' : undefined}>
        {props.label}
      </label>
      <select id={id} value={props.value} onChange={(e) => props.onChoose(e.currentTarget.value)}>
        <option value="">{props.none ?? 'choose'}</option>
        {!isKnown && <option value={props.value}>{actorName(props.value)}</option>}
        {groups.map(([title, options]) => (
          <optgroup key={title} label={title}>
            {options.map(([a, name]) => (
              <option key={a} value={a}>
                {name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}

/** Several of those who are registered, each once. */
export function ActorList(props: {
  readonly label: string;
  readonly values: readonly string[];
  readonly onChange: (actors: readonly string[]) => void;
  readonly hint?: string;
}): JSX.Element {
  const { label, values, onChange } = props;
  return (
    <div class="form-several">
      <ActorSelect
        label={label}
        value=""
        none={values.length ? 'add another' : 'add'}
        onChoose={(a) => a !== '' && !values.includes(a) && onChange([...values, a])}
      />
      <Chips names={values.map((v) => [v, actorName(v)] as const)} onRemove={(v) => onChange(values.filter((x) => x !== v))} />
      {props.hint !== undefined && <p class="note">{props.hint}</p>}
    </div>
  );
}

/** What was chosen so far, each to be taken out again. */
export function Chips(props: {
  readonly names: readonly (readonly [value: string, name: string])[];
  readonly onRemove: (value: string) => void;
}): JSX.Element | null {
  if (!props.names.length) return null;
  return (
    <ul class="chips">
      {props.names.map(([value, name]) => (
        <li key={value}>
          {name}
          <Button isQuiet label={`Take out ${name}`} onClick={() => props.onRemove(value)}>
            ×
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** The fields that a first record does not need. */
export function More(props: { readonly title: string; readonly isOpen?: boolean; readonly children: ComponentChildren }): JSX.Element {
  return (
    <details class="more" open={props.isOpen}>
      <summary>{props.title}</summary>
      <div>{props.children}</div>
    </details>
  );
}

/** Why it is done, for whoever audits the record. */
export function Reason(props: {
  readonly value: string;
  readonly onInput: (text: string) => void;
  readonly label?: string;
  readonly hint?: string;
}): JSX.Element {
  return (
    <TextArea
      label={props.label ?? 'Why'}
      value={props.value}
      rows={2}
      onInput={props.onInput}
      hint={props.hint ?? 'kept with your name, for whoever reads the record later'}
    />
  );
}
