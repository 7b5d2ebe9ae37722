/** The form for one act on the record, in place of the lens: the address says which, and on what. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { token } from '../api.ts';
import { Empty, Go } from '../components/basics.tsx';
import { AskWho } from '../components/who.tsx';
import { view } from '../view.ts';
import { later } from './later.tsx';
import { ACTS } from './names.ts';
import type { Act as Name } from './names.ts';

/** What each is called above its form, and what it is for. */
const TEXTS: Readonly<Record<Name, readonly [title: string, means: string]>> = {
  correct: [
    'Correct what was recorded',
    'We were wrong. What you change makes a new version; the old one stays in the record. Where the speaker changed the line, record that as a new development instead.',
  ],
  evidence: ['Add evidence', 'Another page that says it, or more of its words. It joins every version.'],
  retract: [
    'Retract',
    'It should not have been recorded. It stays in the record, struck through, and its claims no longer count. Where the speaker took it back, record that instead.',
  ],
  reinstate: ['Reinstate', 'It was retracted, and should not have been: its claims count again.'],
  merge: ['Merge into another', 'One act is on record twice. This one is retracted as a duplicate, and its evidence moves to the other.'],
  adjudicate: [
    'Adjudicate',
    'Several claims meet on one cell. Say which stands: the others are listed as overruled, for as long as all of them say what they say now.',
  ],
  'correct-source': [
    'Correct the description of a page',
    'Publisher, title, address, date, and what it goes back to. Its grade is given apart.',
  ],
  grade: ['Grade a page', 'What rests on pages graded E or F alone is listed, and never shown.'],
  capture: ['Keep the text of a page', 'So that words can be quoted from it to the letter, and found again.'],
  withdraw: ['Withdraw a page', 'It no longer supports anything, nor do copies of it. Its claims stay in the record.'],
  restore: ['Restore a page', 'It was withdrawn, and should not have been: it counts again.'],
  'merge-source': ['Merge a page into another', 'Both are one document: this one becomes an alias of the other.'],
  undo: ['Take back my last act', 'Nothing is removed: taking back is an act of its own, with its reason.'],
};

// Each form comes when it is asked for.
const FORMS: Readonly<Record<Name, (props: { readonly on: string }) => JSX.Element>> = {
  correct: later(async () => (await import('./correct.tsx')).CorrectIt),
  evidence: later(async () => (await import('./developments.tsx')).EvidenceFor),
  retract: later(async () => (await import('./developments.tsx')).RetractIt),
  reinstate: later(async () => (await import('./developments.tsx')).ReinstateIt),
  merge: later(async () => (await import('./developments.tsx')).MergeIt),
  adjudicate: later(async () => (await import('./adjudicate.tsx')).Adjudicate),
  'correct-source': later(async () => (await import('./source-correct.tsx')).CorrectPage),
  grade: later(async () => (await import('./sources.tsx')).GradePage),
  capture: later(async () => (await import('./sources.tsx')).CapturePage),
  withdraw: later(async () => (await import('./sources.tsx')).WithdrawPage),
  restore: later(async () => (await import('./sources.tsx')).RestorePage),
  'merge-source': later(async () => (await import('./sources.tsx')).MergePage),
  undo: later(async () => (await import('./undo.tsx')).TakeBack),
};

const isAct = (text: string | undefined): text is Name => text !== undefined && Object.hasOwn(ACTS, text);

export function Act(): JSX.Element {
  const { act, on } = view.value;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);
  if (!isAct(act))
    return (
      <Empty title="There is no such act">
        <p>
          <Go to={{ act: undefined, on: undefined }}>Go on reading</Go>
        </p>
      </Empty>
    );
  const [title, means] = TEXTS[act];
  return (
    <div class="act">
      <p class="note">
        <Go to={{ act: undefined, on: undefined }}>← Leave it, and go back</Go>
      </p>
      <h2 ref={heading} tabIndex={-1}>
        {title}
      </h2>
      <p class="act-means">{means}</p>
      {view.value.known !== undefined && (
        <p class="note">You look at the record as it stood before. What you do here is done to it as it stands now.</p>
      )}
      {token.value === undefined ? <AskWho /> : <Form act={act} on={on} />}
    </div>
  );
}

function Form(props: { readonly act: Name; readonly on: string | undefined }): JSX.Element {
  const { act, on = '' } = props;
  const View = FORMS[act];
  return on === '' && act !== 'undo' ? <Empty title="The address does not say on what" /> : <View on={on} />;
}
