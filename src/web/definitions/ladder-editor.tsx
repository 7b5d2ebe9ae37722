/** The rungs of a ladder from against to for: named, put in order, one of them neutral. By pointer and by keys alike. */
import type { JSX } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { IssueDefined } from '../../../events/dossiers.ts';
import { Button, Field } from '../components/basics.tsx';
import { Steps } from '../components/claim.tsx';
import { idOf } from '../forms/fields.tsx';
import type { Definition } from './differences.ts';

export interface RungDraft {
  /** Tells rungs apart while they have no name. */
  readonly n: number;
  /** The stance, where it was typed or is on record; else it is made from the label. */
  readonly stance: string;
  /** Claims may stand on it: its stance stays. */
  readonly isOld: boolean;
  readonly label: string;
  readonly means: string;
}
export interface LadderDraft {
  readonly rungs: readonly RungDraft[];
  /** The `n` of the neutral rung; -1 for none. */
  readonly neutral: number;
}
type Rung = IssueDefined['ladder'][number];

/** What a new question begins with; every word of it can be changed. */
export const FIRST_LADDER: LadderDraft = {
  rungs: ['refuses', 'undecided', 'open', 'agrees'].map((label, n) => ({ n, stance: '', isOld: false, label, means: '' })),
  neutral: 1,
};

export const stanceOf = (r: RungDraft): string => (r.stance === '' ? idOf(r.label) : r.stance);
export function ladderDraft(d: Definition): LadderDraft {
  const rungs = (d['ladder'] as readonly Rung[]).map((r, n): RungDraft => ({
    n,
    stance: r.stance,
    isOld: true,
    label: r.label ?? '',
    means: r.means ?? '',
  }));
  return { rungs, neutral: rungs.find((r) => r.stance === d['neutral'])?.n ?? -1 };
}
export function ladderOf({ rungs, neutral }: LadderDraft): { readonly ladder: readonly Rung[]; readonly neutral: string } {
  const middle = rungs.find((r) => r.n === neutral);
  return {
    ladder: rungs.map((r) => ({
      stance: stanceOf(r),
      ...(r.label.trim() !== '' && { label: r.label.trim() }),
      ...(r.means.trim() !== '' && { means: r.means.trim() }),
    })),
    neutral: middle ? stanceOf(middle) : '',
  };
}
/** What a ladder still needs, in words. */
export function missingOf({ rungs, neutral }: LadderDraft): string[] {
  const stances = rungs.map(stanceOf);
  const twice = stances.find((s, i) => s !== '' && stances.indexOf(s) < i);
  return [
    rungs.length < 2 ? 'a second rung' : '',
    stances.includes('') ? 'the name of each rung' : '',
    twice === undefined ? '' : `another name for one of the two rungs “${twice}”`,
    rungs.some((r) => r.n === neutral) ? '' : 'which rung is neutral',
  ].filter(Boolean);
}

type Act = 'up' | 'down' | 'label';

export function LadderEditor(props: { readonly value: LadderDraft; readonly onChange: (ladder: LadderDraft) => void }): JSX.Element {
  const { rungs, neutral } = props.value;
  const list = useRef<HTMLOListElement>(null);
  const [said, setSaid] = useState('');
  // Where the focus goes once a rung has moved, come or gone.
  const next = useRef<{ readonly n: number; readonly act: Act } | undefined>(undefined);
  useLayoutEffect(() => {
    if (!next.current) return;
    const { n, act } = next.current;
    next.current = undefined;
    const row = list.current!.querySelector(`[data-rung="${n}"]`);
    const button = row?.querySelector<HTMLButtonElement>(`[data-act="${act}"]`);
    const to = button && !button.disabled ? button : row?.querySelector<HTMLInputElement>('.rung-label input');
    to?.focus();
  });
  const name = (r: RungDraft): string => (r.label.trim() === '' ? r.stance : r.label.trim()) || 'a rung without a name';
  const change = (next: Partial<LadderDraft>) => props.onChange({ ...props.value, ...next });
  const patch = (n: number, more: Partial<RungDraft>) => change({ rungs: rungs.map((r) => (r.n === n ? { ...r, ...more } : r)) });
  const move = (n: number, by: 1 | -1, act: Act) => {
    const from = rungs.findIndex((r) => r.n === n);
    const to = from + by;
    if (to < 0 || to >= rungs.length) return;
    const other = [...rungs];
    [other[from], other[to]] = [other[to]!, other[from]!];
    next.current = { n, act };
    setSaid(`${name(rungs[from]!)}: now ${to + 1} of ${rungs.length}, counted from against`);
    change({ rungs: other });
  };
  const add = () => {
    const n = Math.max(-1, ...rungs.map((r) => r.n)) + 1;
    next.current = { n, act: 'label' };
    change({ rungs: [...rungs, { n, stance: '', isOld: false, label: '', means: '' }] });
  };
  const remove = (n: number) => {
    const at = rungs.findIndex((r) => r.n === n);
    const beside = rungs[at + 1] ?? rungs[at - 1];
    if (beside) next.current = { n: beside.n, act: 'label' };
    setSaid(`${name(rungs[at]!)} is taken away`);
    change({ rungs: rungs.filter((r) => r.n !== n), neutral: neutral === n ? -1 : neutral });
  };
  const middle = rungs.findIndex((r) => r.n === neutral);
  return (
    <fieldset class="ladder-editor">
      <legend>The ladder: answers from against to for</legend>
      <p class="note">
        One of them is neutral: neither for nor against. In a rung, Alt+↑ and Alt+↓ move it. What a rung means is read by everybody who
        records on it.
      </p>
      <p class="ladder-end">Against</p>
      <ol ref={list}>
        {rungs.map((r, at) => (
          <li
            key={r.n}
            data-rung={r.n}
            onKeyDown={(e) => {
              if (!e.altKey || (e.key !== 'ArrowUp' && e.key !== 'ArrowDown')) return;
              e.preventDefault();
              const on = (e.target as HTMLElement).dataset['act'];
              move(r.n, e.key === 'ArrowUp' ? -1 : 1, on === 'up' || on === 'down' ? on : 'label');
            }}
          >
            <span class="rung-glyph">{middle >= 0 && <Steps rungs={rungs.length} neutral={middle} rung={at - middle} />}</span>
            <Field
              class="rung-label"
              label={`Rung ${at + 1}`}
              value={r.label}
              placeholder={r.isOld ? r.stance : 'refuses'}
              onInput={(label) => patch(r.n, { label })}
            />
            <Field
              class="rung-means"
              label="Means"
              value={r.means}
              placeholder="what exactly, for whoever records"
              onInput={(means) => patch(r.n, { means })}
            />
            <span class="rung-tools">
              <label class="option">
                <input type="radio" name="neutral" checked={r.n === neutral} onChange={() => change({ neutral: r.n })} /> neutral
                <span class="sr">: {name(r)}</span>
              </label>
              <button
                type="button"
                class="button"
                data-act="up"
                disabled={at === 0}
                aria-label={`Move ${name(r)} towards against`}
                onClick={() => move(r.n, -1, 'up')}
              >
                ↑
              </button>
              <button
                type="button"
                class="button"
                data-act="down"
                disabled={at === rungs.length - 1}
                aria-label={`Move ${name(r)} towards for`}
                onClick={() => move(r.n, 1, 'down')}
              >
                ↓
              </button>
              <button type="button" class="button button-quiet" aria-label={`Take ${name(r)} away`} onClick={() => remove(r.n)}>
                ×
              </button>
            </span>
            {stanceOf(r) !== r.label.trim() && <code class="rung-id">{stanceOf(r)}</code>}
          </li>
        ))}
      </ol>
      <p class="ladder-end">For</p>
      <p class="define-row">
        <Button onClick={add}>Add a rung</Button>
        <Button
          isQuiet
          onClick={() => {
            setSaid('The ladder is turned round: what was for is against.');
            change({ rungs: rungs.toReversed() });
          }}
        >
          Turn it round
        </Button>
        <span class="note" role="status">
          {said}
        </span>
      </p>
    </fieldset>
  );
}
