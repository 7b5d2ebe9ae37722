/** Take back one's own last act. Nothing is removed: taking back is an act of its own, with its reason. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { AnswerOf } from '../../http/client.ts';
import { api } from '../api.ts';
import { Go, Loading } from '../components/basics.tsx';
import { Refused, useAttempt } from '../forms/telling.tsx';
import { recordedText } from '../time.ts';
import type { Patch } from '../url.ts';
import { camelWords } from '../words.ts';
import { ActForm } from './form.tsx';

type Undoing = Extract<AnswerOf<'undo'>, { dryRun: true }>;

/** Where what a stream holds is shown. */
function whereOf(stream: string): Patch {
  const [family, id] = [stream.slice(0, stream.indexOf('-')), stream.slice(stream.indexOf('-') + 1)];
  if (family === 'development') return { lens: 'timeline', item: id, open: undefined };
  if (family === 'source') return { lens: 'sources', item: id, open: undefined };
  return { lens: 'log', subject: id, item: undefined, open: undefined };
}

export function TakeBack(): JSX.Element {
  const [found, setFound] = useState<Undoing | undefined>(undefined);
  const { attempt, told, isBusy } = useAttempt();
  useEffect(() => {
    void attempt(async () => setFound((await api().undo({ body: {}, query: { 'dry-run': true } })).body as Undoing));
  }, []);
  if (told) return <Refused told={told} />;
  if (!found) return isBusy ? <Loading what="your last act" /> : <></>;
  const { undoes: act } = found;
  return (
    <>
      <div class="act-subject">
        <p class="act-subject-title">
          <Go to={whereOf(act.stream)}>{camelWords(act.type)}</Go> <span class="ref">{act.stream.slice(act.stream.indexOf('-') + 1)}</span>
        </p>
        <p class="note">
          by {act.author}, {recordedText(act.recordedAt)},{' '}
          <Go class="ref" to={{ lens: 'log', item: String(act.position), open: undefined }}>
            event {act.position}
          </Go>
        </p>
        <p>Taking it back {found.says}.</p>
      </div>
      <ActForm
        name={`undo.${act.position}`}
        target={undefined}
        empty={{}}
        verb="Take it back"
        done="Taken back"
        where={whereOf(act.stream)}
        send={({ reason }, how) => api().undo({ ...how, body: { position: act.position, reason } })}
      />
    </>
  );
}
