/** Rule which of several claims on one cell stands. */
import type { JSX } from 'preact';
import type { AnswerOf } from '../../http/client.ts';
import { api, today, useAsk } from '../api.ts';
import { Answer, Go } from '../components/basics.tsx';
import { CellMarks, CellValue, Content } from '../components/claim.tsx';
import { More } from '../forms/fields.tsx';
import { dossier, facetName } from '../names.ts';
import { lastDay } from '../time.ts';
import { view } from '../view.ts';
import { ATTRIBUTIONS, date, originsText, voiceText } from '../words.ts';
import type { Claim } from '../words.ts';
import { ActForm } from './form.tsx';

type Why = AnswerOf<'why'>;
/** What does not stand in the record, or is never shown whatever is ruled. */
const OUT = new Set(['retracted', 'older-version', 'correction-not-published', 'unsupported', 'others-word', 'anonymous', 'low-grade']);
const refOf = (c: Claim): string => `${c.by.development}#${c.by.claim}`;

/** By what a claim is beaten that meets the one that is shown: they are of one time, and the rule had to choose. */
const MEETS = new Set(['overruled', 'attribution', 'origins', 'start', 'precision', 'recording']);

/** Claims that a ruling on the cell can be about, each once. */
function candidates(w: Why): readonly Claim[] {
  const all = [...(w.shown ? [w.shown] : []), ...w.agreeing, ...w.beaten, ...w.excluded.filter((c) => !OUT.has(c.because))];
  return [...new Map(all.map((c) => [refOf(c), c])).values()];
}

export function Adjudicate(props: { readonly on: string }): JSX.Element {
  const { on: facet } = props;
  const { at } = view.value;
  // Ruled is on the record as it stands, whatever is looked at; the day tells which claims meet.
  const asked = useAsk('why', { facet }, { dossier: dossier.value?.dossier, at });
  return (
    <Answer asked={asked} what="the claims">
      {(w) => <Ruling facet={facet} why={w} />}
    </Answer>
  );
}

/** Those of them that meet at the moment. What was said at another time beats or is beaten by its date, and is seldom ruled about. */
const meeting = (w: Why): ReadonlySet<string> =>
  new Set([...(w.shown ? [w.shown] : []), ...w.agreeing, ...w.beaten.filter((c) => MEETS.has(c.because))].map(refOf));

function Ruling({ facet, why }: { readonly facet: string; readonly why: Why }): JSX.Element {
  const claims = candidates(why);
  const meets = meeting(why);
  const [near, far] = [claims.filter((c) => meets.has(refOf(c))), claims.filter((c) => !meets.has(refOf(c)))];
  const { at } = why.coordinates;
  const day = lastDay(at);
  if (claims.length < 2)
    return (
      <p>
        On {facetName(facet)} there {claims.length ? 'is one claim' : 'is no claim'} in this record that could be shown as of {date(at)}:
        there is nothing to rule between.
      </p>
    );
  const line = (c: Claim) => (
    <span>
      <Content facet={facet} claim={c} />
      <span class="quiet">
        {' '}
        — {[voiceText(c.voice), ATTRIBUTIONS[c.attribution], date(c.date), originsText(c.origins)].join(', ')}
      </span>{' '}
      <Go class="ref" to={{ lens: 'timeline', item: c.by.development, open: undefined }}>
        {refOf(c)}
      </Go>
    </span>
  );
  return (
    <>
      <div class="act-subject">
        <p class="act-subject-title cap">
          <Go to={{ open: facet }}>{facetName(facet)}</Go>
        </p>
        <p>
          <CellValue cell={why.cell} /> <CellMarks cell={why.cell} /> <span class="note">in force on {date(at)}</span>
        </p>
      </div>
      <ActForm
        name={`adjudicate.${facet}`}
        target={undefined}
        empty={{ prefer: '', over: [] as readonly string[] }}
        verb="Rule so"
        done="Ruled"
        where={{ lens: 'positions', open: facet }}
        days={day !== undefined && day < today.value ? [day] : []}
        hasGrounds
        missing={({ prefer, over }) => [
          ...(prefer === '' ? ['the claim that stands'] : []),
          ...(over.some((o) => o !== prefer) ? [] : ['the claims that do not']),
        ]}
        send={({ prefer, over, reason, because }, how) =>
          // The address of a ruling names no revision: it is about claims as they read now.
          api().adjudicate({
            query: how.query,
            ...(how.key !== undefined && { key: how.key }),
            body: {
              dossier: why.dossier,
              facet: why.facet,
              prefer,
              over: over.filter((o) => o !== prefer),
              reason,
              ...(because.length && { because: [...because] }),
            },
          })
        }
        fields={({ prefer, over }, change) => {
          const prefers = (c: Claim) => (
            <label key={refOf(c)} class="option">
              <input
                type="radio"
                name="prefer"
                checked={prefer === refOf(c)}
                onChange={() =>
                  change({
                    prefer: refOf(c),
                    // At first against those of the same time that say something else.
                    ...(prefer === '' && over.length === 0 && { over: near.filter((o) => contentOf(o) !== contentOf(c)).map(refOf) }),
                  })
                }
              />
              {line(c)}
            </label>
          );
          const against = (c: Claim) => (
            <label key={refOf(c)} class="option">
              <input
                type="checkbox"
                checked={over.includes(refOf(c))}
                onChange={() => change({ over: over.includes(refOf(c)) ? over.filter((o) => o !== refOf(c)) : [...over, refOf(c)] })}
              />
              {line(c)}
            </label>
          );
          const others = far.filter((c) => refOf(c) !== prefer);
          return (
            <>
              <fieldset class="rungs">
                <legend>Which of them stands</legend>
                {near.map(prefers)}
                {far.length > 0 && (
                  <More title="Said at another time" isOpen={far.some((c) => refOf(c) === prefer)}>
                    {far.map(prefers)}
                  </More>
                )}
              </fieldset>
              {prefer !== '' && (
                <fieldset class="rungs">
                  <legend>Against which</legend>
                  {near.filter((c) => refOf(c) !== prefer).map(against)}
                  {others.length > 0 && (
                    <More title="Said at another time: there the dates decide already" isOpen={others.some((c) => over.includes(refOf(c)))}>
                      {others.map(against)}
                    </More>
                  )}
                </fieldset>
              )}
            </>
          );
        }}
      />
    </>
  );
}

const contentOf = (c: Claim): string => JSON.stringify([c.value, c.detail ?? {}, c.conditions ?? []]);
