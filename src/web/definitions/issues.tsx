/** Questions: what each asks, its ladder from against to for, who stands on which rung, and how it came to read so. */
import type { JSX } from 'preact';
import { useAsk } from '../api.ts';
import { Answer, Empty, Go, OpensCell, Section } from '../components/basics.tsx';
import { Cite } from '../components/cite.tsx';
import { Steps } from '../components/claim.tsx';
import { usePaper } from '../components/paper.tsx';
import { actorName, dossier, issueName, issueOf } from '../names.ts';
import type { Issue } from '../names.ts';
import { coordinates, view } from '../view.ts';
import { date, plain, plural } from '../words.ts';
import type { Cell } from '../words.ts';
import { isBegun } from './steps.tsx';
import { AsItWas, asOf, History, placeOf, sizeOf, useAsKnown } from './parts.tsx';

type Rung = Issue['ladder'][number];
export const rungName = (r: Rung): string => r.label ?? plain(r.stance);

/** A rung as a sign and a word, as its cells show it. */
export function RungName(props: { readonly issue: Pick<Issue, 'ladder' | 'neutral'>; readonly at: number }): JSX.Element {
  const { ladder, neutral } = props.issue;
  const middle = ladder.findIndex((r) => r.stance === neutral);
  return (
    <span class="rung">
      <Steps rungs={ladder.length} neutral={middle} rung={props.at - middle} /> <b>{rungName(ladder[props.at]!)}</b>
    </span>
  );
}

export function IssueList(): JSX.Element {
  const d = dossier.value!;
  const asked = useAsKnown('issues', () => d, { dossier: d.dossier });
  return (
    <Answer asked={asked} what="the questions">
      {({ issues }) => <IssuesListed issues={issues} />}
    </Answer>
  );
}

function IssuesListed(props: { readonly issues: readonly Issue[] }): JSX.Element {
  const { issues } = props;
  if (issues.length === 0 && view.value.known !== undefined) return <p class="note">The record had no question yet.</p>;
  // The first steps stand above, and lead to it.
  if (issues.length === 0 && !isBegun()) return <></>;
  if (issues.length === 0)
    return (
      <Empty title="This dossier asks nothing yet">
        <p>
          <Go to={placeOf('issue')}>Make the first question</Go>
        </p>
      </Empty>
    );
  return (
    <ul class="codebook">
      {issues.map((i) => (
        <li key={i.issue}>
          <h3>
            <Go to={placeOf('issue', i.issue)} class="cap">
              {issueName(i.issue)}
            </Go>
          </h3>
          <p>{i.question}</p>
          <ol class="ladder-row" aria-label="Ladder, from against to for">
            {i.ladder.map((r, at) => (
              <li key={r.stance} title={r.means}>
                <RungName issue={i} at={at} />
                {r.stance === i.neutral && <span class="note"> neutral</span>}
              </li>
            ))}
          </ol>
        </li>
      ))}
    </ul>
  );
}

/** Names on one rung before the rest is counted. */
const NAMED = 12;

export function IssuePage(props: { readonly id: string }): JSX.Element {
  const { id } = props;
  const d = dossier.value!;
  const asked = useAsk('issue', { id }, { dossier: d.dossier });
  const state = useAsk('state', {}, { ...coordinates.value, dossier: d.dossier, issue: id });
  usePaper(state.data?.coordinates);
  const cells = (state.data?.facets ?? []).filter((c) => c.facet.startsWith('position/') && c.status !== 'none');
  return (
    <Answer asked={asked} what="the question">
      {(now) => {
        const size = sizeOf(state.data?.coordinates);
        const issue = asOf(now, size);
        const retired = issueOf(id)?.retired ?? [];
        const told = <AsItWas now={now} then={issue} size={size} />;
        if (!issue) return told;
        return (
          <article class="definition">
            {told}
            <h2>
              <span class="cap">{issueName(id)}</span>
            </h2>
            <p class="lead">{issue.question}</p>
            <dl class="pairs">
              {issue.whose !== undefined && (
                <div>
                  <dt>Whose answer</dt>
                  <dd>{issue.whose}</dd>
                </div>
              )}
              <div>
                <dt>Named</dt>
                <dd>
                  <code>{id}</code> in {d.title}
                </dd>
              </div>
            </dl>
            <Section title="The ladder, from against to for" level={3}>
              <ol class="ladder-table">
                {issue.ladder.map((r, at) => (
                  <li key={r.stance}>
                    <p>
                      <RungName issue={issue} at={at} />
                    </p>
                    <p class="note">
                      <code>{r.stance}</code>
                      {r.stance === issue.neutral && ' neutral: neither for nor against'}
                    </p>
                    <div>
                      {r.means !== undefined && <p>{r.means}</p>}
                      <Holders cells={cells.filter((c) => c.value === r.stance)} issue={id} />
                    </div>
                  </li>
                ))}
              </ol>
              {cells.some((c) => c.status === 'withdrawn') && <p class="note">What was taken back stands on no rung.</p>}
              {retired.map((r) => (
                <div key={r.stance} class="note">
                  No longer on it: <b>{r.label ?? plain(r.stance)}</b>
                  {r.means !== undefined && `, ${r.means}`}. Old claims keep their ladder.{' '}
                  <Holders cells={cells.filter((c) => c.value === r.stance)} issue={id} />
                </div>
              ))}
              {state.data && (
                <p class="note">
                  {cells.length === 0 ? 'Nobody’s position is in this record' : 'Who stands where'} at {date(state.data.coordinates.at)}.{' '}
                  <Go to={{ lens: 'positions', issue: id, item: undefined, by: undefined }}>Positions on it</Go>,{' '}
                  <Go to={{ lens: 'evolution', issue: id, item: undefined, by: undefined }}>how they evolved</Go>
                </p>
              )}
            </Section>
            <Section title="How it came to read so" level={3}>
              <History family="issue" log={issue.log} />
            </Section>
            {state.data && (
              <Cite
                title={`question “${issue.question}”`}
                coordinates={state.data.coordinates}
                twin={{ route: 'issue', params: { id }, query: { dossier: d.dossier }, verb: 'issues', formats: ['json'] }}
                file={`issue-${id}`}
              />
            )}
          </article>
        );
      }}
    </Answer>
  );
}

function Holders(props: { readonly cells: readonly Cell[]; readonly issue: string }): JSX.Element | null {
  const { cells, issue } = props;
  if (cells.length === 0) return null;
  return (
    <p class="holders">
      {cells.slice(0, NAMED).map((c, i) => (
        <span key={c.facet}>
          {i > 0 && ', '}
          <OpensCell facet={c.facet}>{actorName(c.facet.split('/')[1]!)}</OpensCell>
        </span>
      ))}
      {cells.length > NAMED && (
        <>
          {' '}
          and <Go to={{ lens: 'positions', issue, item: undefined, by: undefined }}>{plural(cells.length - NAMED, 'other')}</Go>
        </>
      )}
    </p>
  );
}
