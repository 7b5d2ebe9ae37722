/** A date as well as it is known: what is filled in are days, and the control writes the EDTF. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { dateText, dateTold, KNOWN, knownAs } from './dates.ts';
import type { DateDraft, Known } from './dates.ts';

const TYPES: Readonly<Record<Known, string>> = {
  day: 'date',
  hour: 'date',
  month: 'month',
  year: 'number',
  between: 'date',
  'one-of': 'date',
  by: 'date',
  from: 'date',
  written: 'text',
};
const FLAGS = [
  ['~', 'about'],
  ['?', 'perhaps'],
] as const;

/**
 * @param label of the group, e.g. `Said on`.
 * @param hint what stands below while nothing is filled in.
 */
export function DateControl(props: {
  readonly label: string;
  readonly value: DateDraft;
  readonly onChange: (date: DateDraft) => void;
  readonly hint?: string;
}): JSX.Element {
  const { value: d, onChange } = props;
  const id = useId();
  const text = dateText(d);
  const told = text === '' ? undefined : dateTold(text);
  const type = TYPES[d.known];
  const input = (key: 'a' | 'b' | 'hour', label: string, as: string) => (
    <label class="date-part">
      <span class="sr">{label}</span>
      <input
        // the types of elements tell inputs apart by it; this one is several of them
        type={as as 'text'}
        value={d[key]}
        aria-invalid={told?.isDate === false ? true : undefined}
        aria-describedby={`${id}-told`}
        {...(as === 'number' && { min: 1000, max: 9999 })}
        {...(as === 'month' && { placeholder: '2025-09' })}
        {...(as === 'text' && { placeholder: '[2025-09,2025-10]', spellcheck: false, autocomplete: 'off' })}
        onInput={(e) => onChange({ ...d, [key]: e.currentTarget.value })}
      />
    </label>
  );
  const toggled = (flag: '~' | '?'): DateDraft['flag'] => {
    const on = { '~': d.flag === '~' || d.flag === '%', '?': d.flag === '?' || d.flag === '%' };
    on[flag] = !on[flag];
    return on['~'] ? (on['?'] ? '%' : '~') : on['?'] ? '?' : '';
  };
  return (
    <fieldset class="date">
      <legend>{props.label}</legend>
      <div class="date-row">
        {input('a', d.known === 'between' || d.known === 'one-of' ? `${props.label}: first day` : props.label, type)}
        {(d.known === 'between' || d.known === 'one-of') && (
          <>
            <span>{d.known === 'between' ? 'and' : 'or'}</span>
            {input('b', `${props.label}: second day`, type)}
          </>
        )}
        {d.known === 'hour' && (
          <>
            {input('hour', `${props.label}: hour`, 'time')}
            <label class="date-part">
              <span class="sr">{props.label}: time zone</span>
              <select value={d.zone} onChange={(e) => onChange({ ...d, zone: e.currentTarget.value })}>
                {zones(d.zone).map((z) => (
                  <option key={z} value={z}>
                    {z === 'Z' ? 'UTC' : `UTC${z.replace('-', '−')}`}
                  </option>
                ))}
              </select>
            </label>
          </>
        )}
        <label class="date-part">
          <span class="sr">{props.label}: how well it is known</span>
          <select value={d.known} onChange={(e) => onChange(knownAs(d, e.currentTarget.value as Known))}>
            {Object.entries(KNOWN).map(([known, words]) => (
              <option key={known} value={known}>
                {words}
              </option>
            ))}
          </select>
        </label>
        {d.known !== 'written' &&
          (d.known !== 'day' || text !== '') &&
          FLAGS.map(([flag, word]) => (
            <label key={flag} class="date-flag">
              <input type="checkbox" checked={d.flag === flag || d.flag === '%'} onChange={() => onChange({ ...d, flag: toggled(flag) })} />{' '}
              {word}
            </label>
          ))}
      </div>
      <p id={`${id}-told`} class={told?.isDate === false ? 'note note-error' : 'note'} role={told?.isDate === false ? 'alert' : undefined}>
        {told === undefined ? (
          props.hint
        ) : told.isDate ? (
          <>
            {told.words} <span class="ref">{text}</span>
          </>
        ) : (
          told.why
        )}
      </p>
    </fieldset>
  );
}

/** Zones by their distance from UTC: what an agency prints beside an hour. */
function zones(own: string): readonly string[] {
  const two = (n: number) => String(n).padStart(2, '0');
  const all = [
    'Z',
    ...Array.from({ length: 26 }, (_, i) => i - 11).flatMap((h) => (h === 0 ? [] : [`${h < 0 ? '-' : '+'}${two(Math.abs(h))}:00`])),
  ];
  return all.includes(own) ? all : [...all, own];
}
