/** Follow-ups: what was promised, by whom, due when as said, and what answered it. What needs attention comes first. */
import type { ComponentChildren, JSX } from 'preact';
import type { AnswerOf } from '../../http/client.ts';
import { useAsk } from '../api.ts';
import { Answer, Empty, Go, Legend, MarkOf, Section, Select } from '../components/basics.tsx';
import { Cite } from '../components/cite.tsx';
import { Pages } from '../components/claim.tsx';
import { usePaper } from '../components/paper.tsx';
import { actorName } from '../names.ts';
import { listOf } from '../url.ts';
import { coordinates, go, view } from '../view.ts';
import { date, OUTCOMES, OVERDUE, plural, voiceText } from '../words.ts';

type FollowUp = AnswerOf<'followUps'>['followUps'][number];

/** In the order in which they need attention; each with what its heading says. */
const GROUPS = [
  ['nothing', 'Its time has passed, and nothing is on record', (f: FollowUp) => f.status === 'nothing-on-record'],
  ['late', 'Its time has passed, and it is still open', (f: FollowUp) => f.status === 'open' && f.overdue === true],
  ['open', 'Open', (f: FollowUp) => f.status === 'open' && f.overdue !== true],
  ['partly', 'Partly delivered', (f: FollowUp) => f.status === 'partly'],
  ['refused', 'Refused', (f: FollowUp) => f.status === 'refused'],
  ['lapsed', 'Lapsed', (f: FollowUp) => f.status === 'lapsed'],
  ['delivered', 'Delivered', (f: FollowUp) => f.status === 'delivered'],
] as const;

/** Whether an actor promised it, is spoken for, or is to do it. */
const concerns = (f: FollowUp, actor: string): boolean => f.by === actor || f.for.includes(actor) || f.binds.includes(actor);

export function FollowUps(): JSX.Element {
  const asked = useAsk('followUps', {}, coordinates.value);
  usePaper(asked.data?.coordinates);
  const [actor] = listOf(view.value.actor);
  return (
    <Answer asked={asked} what="what was promised">
      {(data) => {
        const chosen = actor === undefined ? data.followUps : data.followUps.filter((f) => concerns(f, actor));
        const named = [...new Set(data.followUps.flatMap((f) => [...f.for, ...f.binds]))];
        if (actor !== undefined && !named.includes(actor)) named.push(actor);
        return (
          <>
            <div class="tools">
              <Select
                label="Who promised, or is to do it"
                value={actor ?? ''}
                options={[
                  ['', 'anybody'],
                  ...named.map((a): [string, string] => [a, actorName(a)]).sort((a, b) => a[1].localeCompare(b[1])),
                ]}
                onChoose={(a) => go({ actor: a })}
              />
            </div>
            {chosen.length === 0 ? (
              <Empty title="Nothing was promised in this record by then">
                <p>
                  <Go to={{ at: undefined, published: undefined, known: undefined, actor: undefined }}>
                    Show all that was promised until today
                  </Go>
                </p>
              </Empty>
            ) : (
              GROUPS.map(([id, title, isIn]) => {
                const list = chosen.filter(isIn);
                return list.length === 0 ? null : (
                  <Section key={id} title={title} aside={<span class="count">{list.length}</span>}>
                    <ul class="promises">
                      {list.map((f) => (
                        <Promised key={f.development} followUp={f} />
                      ))}
                    </ul>
                  </Section>
                );
              })
            )}
            <Legend marks={[...Object.values(OUTCOMES), OVERDUE]} />
            <Cite
              title="follow-ups"
              coordinates={data.coordinates}
              twin={{ route: 'followUps', query: coordinates.value, verb: 'follow-ups', formats: ['json', 'csv', 'md', 'ics'] }}
              file="follow-ups"
            />
          </>
        );
      }}
    </Answer>
  );
}

function Promised(props: { readonly followUp: FollowUp }): JSX.Element {
  const { followUp: f } = props;
  const { due } = f;
  const isLate = f.overdue === true && (f.status === 'open' || f.status === 'partly');
  return (
    <li class="promise">
      <p class="promise-status">
        <MarkOf mark={OUTCOMES[f.status]} />
      </p>
      <div>
        <h3>
          <Go to={{ lens: 'timeline', item: f.development }}>{f.title}</Go>
        </h3>
        <dl class="pairs">
          <Pair title="Promised">
            {date(f.date)}, {f.by !== null || f.for.length > 0 ? 'by ' : ''}
            {voiceText({ by: f.by, ...(f.for.length && { for: f.for }) })}
          </Pair>
          {f.binds.length > 0 && <Pair title="To be done by">{f.binds.map(actorName).join(', ')}</Pair>}
          <Pair title="Due">
            {due ? (
              <>
                “{due.asSaid}”
                <span class="quiet">
                  :{' '}
                  {due.until === undefined
                    ? `from ${date(due.from)}`
                    : due.until === due.from
                      ? date(due.from)
                      : `${date(due.from)} to ${date(due.until)}`}
                </span>
                {isLate && (
                  <>
                    {' '}
                    <MarkOf mark={OVERDUE} />
                  </>
                )}
              </>
            ) : (
              <span class="quiet">no time was said</span>
            )}
          </Pair>
          <Pair title="Answered by">
            {f.answers.length === 0 ? (
              <span class="quiet">nothing in this record</span>
            ) : (
              <ul>
                {f.answers.map((a) => (
                  <li key={a.development}>
                    {a.outcome === null ? 'without an outcome' : <MarkOf mark={OUTCOMES[a.outcome]} />}, {date(a.date)}:{' '}
                    <Go to={{ lens: 'timeline', item: a.development }}>{a.title}</Go> <Pages ids={a.sources} />
                  </li>
                ))}
              </ul>
            )}
          </Pair>
          <Pair title={plural(f.sources.length, 'page').replace(/^\S+ p/, 'P')}>
            <Pages ids={f.sources} />
          </Pair>
        </dl>
      </div>
    </li>
  );
}

const Pair = (props: { readonly title: string; readonly children: ComponentChildren }): JSX.Element => (
  <div>
    <dt>{props.title}</dt>
    <dd>{props.children}</dd>
  </div>
);
