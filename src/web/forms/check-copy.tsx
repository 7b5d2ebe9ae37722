/** What became of the quotes of a page in another copy of it: each with its answer, and what stands there now. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { QUOTES, QUOTE_CHANGES } from '../../export/wording.ts';
import type { AnswerOf } from '../../http/client.ts';
import { api } from '../api.ts';
import { Button, Go, MarkOf } from '../components/basics.tsx';
import { plural } from '../words.ts';
import type { Mark } from '../words.ts';
import { Refused, useAttempt } from './telling.tsx';

type Checked = AnswerOf<'checkSource'>;
type CheckedQuote = Checked['quotes'][number];
const ANSWERS = Object.keys(QUOTES) as CheckedQuote['answer'][];
const isVerified = (answer: CheckedQuote['answer']): boolean => answer === 'unchanged' || answer === 'moved';
const markOf = (answer: CheckedQuote['answer']): Mark => ({ ...QUOTES[answer], tone: isVerified(answer) ? 'plain' : 'doubt' });

export function CheckCopy(props: { readonly source: string; readonly text: string }): JSX.Element {
  const { source, text } = props;
  const [checked, setChecked] = useState<Checked | undefined>(undefined);
  const { attempt, told, isBusy } = useAttempt();
  // what was found out of another text says nothing of this one
  useEffect(() => setChecked(undefined), [source, text]);
  return (
    <div class="check-copy">
      <Button
        isDisabled={isBusy || text.trim() === ''}
        onClick={() => void attempt(async () => setChecked((await api().checkSource({ id: source }, { body: { text } })).body))}
      >
        See what became of its quotes
      </Button>
      <Refused told={told} />
      {checked && (
        <div role="status">
          <p class="check-sum">{summary(checked)}</p>
          <ul class="checked">
            {checked.quotes.map((q) => (
              <Quote key={q.development + q.evidence} quote={q} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

function summary({ quotes, ok, copy, capture }: Checked): string {
  if (!quotes.length) return 'No words of this page are quoted in the record: there is nothing to check.';
  const counts = ANSWERS.flatMap((a) => {
    const n = quotes.filter((q) => q.answer === a).length;
    return n ? [`${n} ${QUOTES[a].word}`] : [];
  }).join(', ');
  const same = capture?.sha256 === copy.sha256 ? ' It is the text that is kept already.' : '';
  return `${plural(quotes.length, 'quote')}: ${counts}. ${ok ? 'All of them stand.' : 'What is not unchanged or moved is not verified by this copy: look at it.'}${same}`;
}

function Quote({ quote: q }: { readonly quote: CheckedQuote }): JSX.Element {
  return (
    <li>
      <p class="checked-answer">
        <MarkOf mark={markOf(q.answer)} />
      </p>
      <div>
        <p>
          <mark>{q.quote.exact}</mark>
        </p>
        {q.now !== undefined && q.what !== undefined && (
          <p>
            <span class="quiet">
              {QUOTE_CHANGES[q.what]}
              {q.what !== 'around' && '; now:'}
            </span>{' '}
            {q.what !== 'around' && <b>{q.now}</b>}
          </p>
        )}
        {q.answer === 'moved' && q.start !== undefined && (
          <p class="note">
            from character {q.quote.start} to {q.start}
          </p>
        )}
        {q.starts !== undefined && <p class="note">at characters {q.starts.join(', ')}</p>}
        <p class="ref">
          <Go to={{ lens: 'timeline', item: q.development, act: undefined, on: undefined }}>
            {q.development}#{q.evidence}
          </Go>
        </p>
      </div>
    </li>
  );
}
