/** Grade, withdraw, restore, correct, merge sources, and keep a text of them. */
import type { JSX } from 'preact';
import type { Grade } from '../../../events/schema.ts';
import { api, useAsk } from '../api.ts';
import { Answer, Go } from '../components/basics.tsx';
import { CheckCopyLater } from '../forms/check-copy-later.tsx';
import { TextArea } from '../forms/fields.tsx';
import { GRADES } from '../words.ts';
import { Finder } from './finder.tsx';
import { ActForm } from './form.tsx';
import { OfSource, ofSource as ofEntry, SourceCard } from './subject.tsx';
import type { SourceEntry } from './subject.tsx';

function Grading({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  const now = entry.description['grade'];
  return (
    <ActForm
      {...ofEntry('grade', entry)}
      empty={{ grade: '' }}
      verb="Grade it"
      done="Graded"
      missing={({ grade }) => (grade === '' ? ['the grade'] : grade === now ? [`another grade: it has ${grade} now`] : [])}
      send={({ grade, reason }, how) => api().gradeSource({ id: entry.source }, { ...how, body: { grade: grade as Grade, reason } })}
      fields={({ grade }, change) => (
        <fieldset class="rungs">
          <legend>How far the page can be relied on, whatever is said in it</legend>
          {Object.entries(GRADES).map(([g, means]) => (
            <label key={g} class="option">
              <input type="radio" name="grade" checked={(grade === '' ? now : grade) === g} onChange={() => change({ grade: g })} />
              <span>
                <b>{g}</b> <span class="note">{means}</span>
                {g === now && <span class="note"> — as it is now</span>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    />
  );
}

function Withdraw({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  return (
    <ActForm
      {...ofEntry('withdraw', entry)}
      empty={{}}
      instead={
        entry.withdrawn && (
          <p>
            It is withdrawn already. <Go to={{ act: 'restore', on: entry.source }}>Restore it</Go>
          </p>
        )
      }
      verb="Withdraw it"
      done="Withdrawn"
      hasGrounds
      send={({ reason, because }, how) =>
        api().withdrawSource({ id: entry.source }, { ...how, body: { reason, ...(because.length && { because: [...because] }) } })
      }
    />
  );
}

function Restore({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  return (
    <ActForm
      {...ofEntry('restore', entry)}
      empty={{}}
      instead={!entry.withdrawn && <p>It is not withdrawn: it counts.</p>}
      verb="Restore it"
      done="Restored"
      send={({ reason }, how) => api().restoreSource({ id: entry.source }, { ...how, body: { reason } })}
    />
  );
}

function MergeSource({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  return (
    <ActForm
      {...ofEntry('merge-source', entry)}
      empty={{ into: [] as readonly string[] }}
      verb="Merge them"
      done="Merged"
      missing={({ into }) => (into.length ? [] : ['the one that stays'])}
      send={({ reason, into }, how) => api().mergeSource({ id: entry.source }, { ...how, body: { into: into[0]!, reason } })}
      fields={({ into }, change) => (
        <>
          <Finder
            what="page"
            label="The one that stays"
            hint="the same document; what rests on this one rests on that one from then on, and this cannot be taken back"
            chosen={into}
            most={1}
            not={[entry.source]}
            onChange={(ids) => change({ into: ids })}
          />
          {into[0] !== undefined && <Other id={into[0]} />}
        </>
      )}
    />
  );
}

function Other(props: { readonly id: string }): JSX.Element {
  const asked = useAsk('source', { id: props.id });
  return <Answer asked={asked}>{(entry) => <SourceCard entry={entry} />}</Answer>;
}

function Capture({ entry }: { readonly entry: SourceEntry }): JSX.Element {
  const before = entry.log.filter((i) => i.type === 'SourceCaptured').length;
  return (
    <ActForm
      {...ofEntry('capture', entry)}
      empty={{ text: '' }}
      verb="Keep it"
      done="Kept"
      isReasonless
      missing={({ text }) => (text.trim() === '' ? ['the text'] : [])}
      send={({ text }, how) => api().captureSource({ id: entry.source }, { ...how, body: { text } })}
      fields={({ text }, change) => (
        <>
          <TextArea
            label="The text of the page as it reads now"
            rows={12}
            value={text}
            onInput={(t) => change({ text: t })}
            hint={`kept beside the record by its hash, never in it${before ? `; ${before === 1 ? 'the text kept before stays' : `the ${before} texts kept before stay`}, and quotes keep to the one they were taken from` : ''}`}
          />
          {before > 0 && <CheckCopyLater source={entry.source} text={text} />}
        </>
      )}
    />
  );
}

interface Props {
  readonly on: string;
}
export const GradePage = ({ on }: Props): JSX.Element => <OfSource on={on} form={(entry) => <Grading entry={entry} />} />;
export const WithdrawPage = ({ on }: Props): JSX.Element => <OfSource on={on} form={(entry) => <Withdraw entry={entry} />} />;
export const RestorePage = ({ on }: Props): JSX.Element => <OfSource on={on} form={(entry) => <Restore entry={entry} />} />;
export const MergePage = ({ on }: Props): JSX.Element => <OfSource on={on} form={(entry) => <MergeSource entry={entry} />} />;
export const CapturePage = ({ on }: Props): JSX.Element => <OfSource on={on} form={(entry) => <Capture entry={entry} />} />;
