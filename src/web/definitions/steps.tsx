/** From nothing to a first position, in the order in which one thing needs another. Shown until the first is recorded. */
import type { JSX } from 'preact';
import { Go } from '../components/basics.tsx';
import { actors, dossier } from '../names.ts';
import type { Patch } from '../url.ts';
import { plural } from '../words.ts';
import { placeOf } from './parts.tsx';

/** Whether there is still something of these to be done. */
export const isBegun = (): boolean => (dossier.value?.developments ?? 0) > 0;

export function FirstSteps(): JSX.Element {
  const d = dossier.value;
  const who = [...actors.value.values()].filter((a) => a.mergedInto === undefined);
  const takers = who.filter((a) => a.kind !== 'person' && a.kind !== 'outlet');
  const steps: readonly {
    readonly isDone: boolean;
    readonly title: string;
    readonly what: string;
    readonly to: Patch;
    readonly done: string | undefined;
  }[] = [
    {
      isDone: d !== undefined,
      title: 'Make the dossier',
      what: 'What you follow: talks, a conflict, a coalition. One title, and the day on which its story begins.',
      to: placeOf('dossier'),
      done: d?.title,
    },
    {
      isDone: (d?.issues.length ?? 0) > 0,
      title: 'Ask its first question',
      what: 'One on which positions differ, with the possible answers in order: the ladder, from against to for.',
      to: placeOf('issue'),
      done: d?.issues.length ? plural(d.issues.length, 'question') : undefined,
    },
    {
      isDone: takers.length > 0,
      title: 'Name the first actors',
      what: 'The states and organisations that take positions, and the people who speak in their name.',
      to: placeOf('actor'),
      done: who.length ? plural(who.length, 'actor') : undefined,
    },
    {
      isDone: false,
      title: 'Record the first statement',
      what: 'The page it stands in, the words, who says what. From then on the page shows who stands where, and why.',
      to: { lens: 'record', item: undefined, by: undefined },
      done: undefined,
    },
  ];
  const next = steps.findIndex((s) => !s.isDone);
  return (
    <section class="steps-first" aria-labelledby="first-steps">
      <h2 id="first-steps">{d ? 'Towards the first position' : 'This record is empty. Four steps to a first position'}</h2>
      <ol>
        {steps.map((s, i) => (
          <li key={s.title} aria-current={i === next ? 'step' : undefined}>
            <span class="step-mark" aria-hidden="true">
              {s.isDone ? '✓' : i + 1}
            </span>
            <div>
              <p>
                <b>{s.title}</b>
                {s.isDone && <span class="sr"> (done)</span>}
                {s.done !== undefined && <span class="note"> {s.done}</span>}
                {s.isDone && i > 0 && (
                  <>
                    {' '}
                    <Go to={s.to}>add another</Go>
                  </>
                )}
              </p>
              {i >= next && !s.isDone && <p class="note">{s.what}</p>}
              {i === next && (
                <p>
                  <Go to={s.to} class="button">
                    {i === 3 ? 'Record a statement' : s.title}
                  </Go>
                </p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** What stands where there is no dossier at all. */
export function Welcome(): JSX.Element {
  return (
    <div class="welcome">
      <FirstSteps />
      <p class="note">
        Or look at a real one first: <code>demarche example</code> fills an empty record with the bundled dossier.
      </p>
    </div>
  );
}
