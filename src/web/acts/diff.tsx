/** Differences as they are read: what it was struck through, what it becomes beside it; and what two people both changed. */
import type { JSX } from 'preact';
import type { Difference, Merged } from './changes.ts';
import { FIELDS, linesOf } from './labels.ts';

type Labels = Readonly<Record<string, string>>;

function Was(props: { readonly text: string | undefined }): JSX.Element {
  return props.text === undefined ? <span class="quiet">nothing</span> : <del>{props.text}</del>;
}
function Becomes(props: { readonly text: string | undefined }): JSX.Element {
  return props.text === undefined ? <span class="quiet">nothing</span> : <ins>{props.text}</ins>;
}

const ORDER = ['kind', ...Object.keys(FIELDS)];
/** In the order of the form; what a source has comes as it is. */
const rank = ({ place }: Difference): number => (place.includes('/') ? ORDER.length : ORDER.indexOf(place));

export function Differences(props: { readonly of: readonly Difference[]; readonly labels?: Labels | undefined }): JSX.Element {
  return (
    <dl class="act-diff">
      {props.of
        .toSorted((a, b) => rank(a) - rank(b))
        .flatMap((d) =>
          linesOf(d.place, d.before, d.after, props.labels).map((l) => (
            <div key={d.place + l.label}>
              <dt class="cap">{l.label}</dt>
              <dd>
                <span class="sr">was </span>
                <Was text={l.before} />
                <span aria-hidden="true"> → </span>
                <span class="sr">, becomes </span>
                <Becomes text={l.after} />
              </dd>
            </div>
          )),
        )}
    </dl>
  );
}

/** Where two people changed the same: what it was, what each made of it, and whose is taken. */
export function Conflicts(props: {
  readonly base: ReadonlyMap<string, unknown>;
  readonly mine: ReadonlyMap<string, unknown>;
  readonly theirs: ReadonlyMap<string, unknown>;
  readonly both: Merged<unknown>['both'];
  readonly isTheirs: (place: string) => boolean;
  readonly onChoose: (place: string, isTheirs: boolean) => void;
  readonly labels?: Labels | undefined;
}): JSX.Element | null {
  const { base, mine, theirs, labels } = props;
  if (!props.both.length) return <p>None of it is what you change: both can stand.</p>;
  return (
    <>
      <p>You both changed the same. Yours is kept where you do not choose otherwise:</p>
      {props.both.map((place) => {
        const [a, b] = [
          linesOf(place, base.get(place), theirs.get(place), labels),
          linesOf(place, base.get(place), mine.get(place), labels),
        ];
        const said = (lines: typeof a) =>
          lines.map((l) => `${lines.length > 1 ? `${l.label}: ` : ''}${l.after ?? 'nothing'}`).join('; ') || 'as it was';
        return (
          <fieldset key={place} class="rungs">
            <legend class="cap">
              {(a[0] ?? b[0])?.label}
              {a[0]?.before !== undefined && `; it was: ${a[0].before}`}
            </legend>
            {(
              [
                [true, 'theirs', said(a)],
                [false, 'yours', said(b)],
              ] as const
            ).map(([isTheirs, whose, words]) => (
              <label key={whose} class="option">
                <input
                  type="radio"
                  name={`both-${place}`}
                  checked={props.isTheirs(place) === isTheirs}
                  onChange={() => props.onChoose(place, isTheirs)}
                />
                <span>
                  <b>{whose}</b>: {words}
                </span>
              </label>
            ))}
          </fieldset>
        );
      })}
    </>
  );
}
