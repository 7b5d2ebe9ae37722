/** A coordinate as a typed date; of the record also as a size of the log. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { notADate } from '../time.ts';
import { go, view } from '../view.ts';
import { Field } from './basics.tsx';

type Coordinate = 'at' | 'published' | 'known';

export function CoordinateField(props: {
  readonly label: string;
  readonly param: Coordinate | `to-${Coordinate}`;
  readonly placeholder: string;
}): JSX.Element {
  const set = view.value[props.param] ?? '';
  const [error, setError] = useState<string>();
  useEffect(() => setError(undefined), [set]);
  return (
    <Field
      class="field-date"
      label={props.label}
      value={set}
      placeholder={props.placeholder}
      error={error}
      onCommit={(text) => {
        const isSize = props.param.endsWith('known') && /^\d{1,15}$/.test(text);
        const wrong = text === '' || isSize ? undefined : notADate(text);
        setError(wrong);
        if (wrong === undefined) go({ [props.param]: text });
      }}
    />
  );
}
