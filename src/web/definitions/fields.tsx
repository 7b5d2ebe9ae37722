/** Fields of definitions. */
import type { ComponentChildren, JSX } from 'preact';
import { Button, Field } from '../components/basics.tsx';

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** The id: proposed, and one's own once typed. */
export function IdField(props: {
  readonly label: string;
  readonly value: string;
  readonly onInput: (id: string) => void;
  readonly what: string;
  readonly isTaken: boolean;
  /** Also three capitals: a state's code. */
  readonly isActor?: boolean;
}): JSX.Element {
  const { value } = props;
  const isForm = value === '' || KEBAB.test(value) || (props.isActor === true && /^[A-Z]{3}$/.test(value));
  return (
    <Field
      label={props.label}
      value={value}
      onInput={(id) => props.onInput(id.trim())}
      error={
        !isForm
          ? `small letters, digits and single hyphens, e.g. ${props.isActor ? 'keir-starmer; of a state the three letters of ISO 3166, e.g. FRA' : 'troop-deployment'}`
          : props.isTaken
            ? `there is one of that name; choose another, or revise that one`
            : undefined
      }
      hint={`proposed; ${props.what} keeps it for good, in addresses and files`}
    />
  );
}

/** Several of one kind, each with its fields, to be added and taken out. */
export function Several<T>(props: {
  readonly legend: string;
  readonly hint: string;
  readonly values: readonly T[];
  readonly empty: T;
  readonly add: string;
  readonly nameOf: (value: T) => string;
  readonly onChange: (values: readonly T[]) => void;
  readonly children: (value: T, change: (patch: Partial<T>) => void) => ComponentChildren;
}): JSX.Element {
  const { values, onChange } = props;
  return (
    <fieldset class="plain-set several">
      <legend>{props.legend}</legend>
      <p class="note">{props.hint}</p>
      <ul>
        {values.map((v, i) => (
          <li key={i} class="several-one">
            {props.children(v, (patch) => onChange(values.map((x, k) => (k === i ? { ...x, ...patch } : x))))}
            <Button isQuiet label={`Take out ${props.nameOf(v)}`} onClick={() => onChange(values.filter((_, k) => k !== i))}>
              ×
            </Button>
          </li>
        ))}
      </ul>
      <Button onClick={() => onChange([...values, props.empty])}>{props.add}</Button>
    </fieldset>
  );
}
