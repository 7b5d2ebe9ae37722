/** Retract, reinstate, add evidence to, and merge developments. */
import type { JSX } from 'preact';
import { api, useAsk } from '../api.ts';
import { Answer, Field, Go } from '../components/basics.tsx';
import { TextArea } from '../forms/fields.tsx';
import { plural } from '../words.ts';
import { Finder } from './finder.tsx';
import { ActForm } from './form.tsx';
import { bodyOf, claimText, daysOf, DevelopmentCard, OfDevelopment } from './subject.tsx';
import type { DevelopmentEntry } from './subject.tsx';

const where = (id: string) => ({ lens: 'timeline' as const, item: id, open: undefined });
const ofEntry = (act: string, entry: DevelopmentEntry) => ({
  name: `${act}.${entry.id}`,
  target: entry,
  where: where(entry.id),
  days: daysOf(bodyOf(entry).date),
});

function Retract({ entry }: { readonly entry: DevelopmentEntry }): JSX.Element {
  return (
    <ActForm
      {...ofEntry('retract', entry)}
      empty={{}}
      instead={
        entry.status === 'retracted' && (
          <p>
            It is retracted already. <Go to={{ act: 'reinstate', on: entry.id }}>Reinstate it</Go>
          </p>
        )
      }
      verb="Retract it"
      done="Retracted"
      hasGrounds
      send={({ reason, because }, how) =>
        api().retract({ id: entry.id }, { ...how, body: { reason, ...(because.length && { because: [...because] }) } })
      }
      fields={() => (
        <p class="note">
          Is it on record twice? Then <Go to={{ act: 'merge', on: entry.id }}>merge it into the other</Go>: its evidence moves there.
        </p>
      )}
    />
  );
}

function Reinstate({ entry }: { readonly entry: DevelopmentEntry }): JSX.Element {
  return (
    <ActForm
      {...ofEntry('reinstate', entry)}
      empty={{}}
      instead={entry.status !== 'retracted' && <p>It is not retracted: it stands.</p>}
      verb="Reinstate it"
      done="Reinstated"
      send={({ reason }, how) => api().reinstate({ id: entry.id }, { ...how, body: { reason } })}
    />
  );
}

function Merge({ entry }: { readonly entry: DevelopmentEntry }): JSX.Element {
  return (
    <ActForm
      {...ofEntry('merge', entry)}
      empty={{ into: [] as readonly string[] }}
      instead={entry.status === 'retracted' && <p>It is retracted already: nothing of it counts.</p>}
      verb="Merge them"
      done="Merged"
      missing={({ into }) => (into.length ? [] : ['the one that stays'])}
      send={({ reason, into }, how) => api().merge({ id: entry.id }, { ...how, body: { into: into[0]!, reason } })}
      fields={({ into }, change) => (
        <>
          <Finder
            what="development"
            label="The one that stays"
            hint="both tell one act; the evidence of this one moves there, for the claims that say the same"
            chosen={into}
            most={1}
            not={[entry.id]}
            onChange={(ids) => change({ into: ids })}
          />
          {into[0] !== undefined && <Other id={into[0]} />}
        </>
      )}
    />
  );
}

/** The other of two, to be looked at side by side. */
function Other(props: { readonly id: string }): JSX.Element {
  const asked = useAsk('development', { id: props.id });
  return <Answer asked={asked}>{(entry) => <DevelopmentCard entry={entry} />}</Answer>;
}

const MOST_WORDS = 12;

function AddEvidence({ entry }: { readonly entry: DevelopmentEntry }): JSX.Element {
  const { claims } = bodyOf(entry);
  return (
    <ActForm
      {...ofEntry('evidence', entry)}
      empty={{ source: [] as readonly string[], exact: '', wording: '', isForAll: true, claims: [] as readonly string[] }}
      verb="Add it"
      done="Added"
      isReasonOptional
      missing={({ source, exact }) => [
        ...(source.length ? [] : ['the page']),
        ...(wordsIn(exact) > MOST_WORDS ? [`a quote of at most ${MOST_WORDS} words`] : []),
      ]}
      send={({ source, exact, wording, isForAll, claims: chosen, reason }, how) =>
        api().addEvidence(
          { id: entry.id },
          {
            ...how,
            body: {
              evidence: [
                {
                  source: source[0]!,
                  ...(exact.trim() && { quote: { exact: exact.trim() } }),
                  ...(wording.trim() && { wording: wording.trim() }),
                },
              ],
              ...(!isForAll && { claims: [...chosen] }),
              ...(reason.trim() && { reason: reason.trim() }),
            },
          },
        )
      }
      fields={(draft, change) => (
        <>
          <Finder
            what="page"
            label="Page"
            chosen={draft.source}
            most={1}
            onChange={(source) => change({ source, exact: '' })}
            hint="one that is not here yet is added under Record"
          />
          {draft.source[0] !== undefined && <Words id={draft.source[0]} exact={draft.exact} onInput={(exact) => change({ exact })} />}
          <TextArea
            label="What it says, in your words or the original’s term"
            rows={2}
            value={draft.wording}
            onInput={(wording) => change({ wording })}
          />
          {claims.length > 0 && (
            <fieldset class="plain-set">
              <legend>Which claims it speaks for</legend>
              <label class="option">
                <input type="radio" name="claims" checked={draft.isForAll} onChange={() => change({ isForAll: true })} />
                <span>all of them</span>
              </label>
              <label class="option">
                <input type="radio" name="claims" checked={!draft.isForAll} onChange={() => change({ isForAll: false })} />
                <span>
                  those that are chosen{' '}
                  {!draft.isForAll && (
                    <span class="note">
                      {draft.claims.length
                        ? plural(draft.claims.length, 'claim')
                        : 'none: it speaks for the act alone, and carries none of its claims'}
                    </span>
                  )}
                </span>
              </label>
              {!draft.isForAll && (
                <div class="act-indent">
                  {claims.map((c) => (
                    <label key={c.id} class="option">
                      <input
                        type="checkbox"
                        checked={draft.claims.includes(c.id)}
                        onChange={() =>
                          change({
                            claims: draft.claims.includes(c.id) ? draft.claims.filter((x) => x !== c.id) : [...draft.claims, c.id],
                          })
                        }
                      />
                      <span>{claimText(c)}</span>
                    </label>
                  ))}
                </div>
              )}
            </fieldset>
          )}
        </>
      )}
    />
  );
}

interface Props {
  readonly on: string;
}
export const RetractIt = ({ on }: Props): JSX.Element => <OfDevelopment on={on} form={(entry) => <Retract entry={entry} />} />;
export const ReinstateIt = ({ on }: Props): JSX.Element => <OfDevelopment on={on} form={(entry) => <Reinstate entry={entry} />} />;
export const MergeIt = ({ on }: Props): JSX.Element => <OfDevelopment on={on} form={(entry) => <Merge entry={entry} />} />;
export const EvidenceFor = ({ on }: Props): JSX.Element => <OfDevelopment on={on} form={(entry) => <AddEvidence entry={entry} />} />;

const wordsIn = (text: string): number => text.split(/\s+/).filter(Boolean).length;

/** Words to the letter, where there is a text to find them in. */
function Words(props: { readonly id: string; readonly exact: string; readonly onInput: (text: string) => void }): JSX.Element | null {
  const asked = useAsk('source', { id: props.id });
  if (!asked.data) return null;
  if (!asked.data.log.some((i) => i.type === 'SourceCaptured'))
    return (
      <p class="note">
        Its text is not kept, so that no words can be quoted to the letter:{' '}
        <Go to={{ act: 'capture', on: props.id }}>keep its text first</Go>, or say below what it says.
      </p>
    );
  const n = wordsIn(props.exact);
  return (
    <Field
      label="Words to the letter"
      value={props.exact}
      onInput={props.onInput}
      hint="found in the kept text; at most a dozen"
      error={n > MOST_WORDS ? `${n} words: a quote is a fragment of at most ${MOST_WORDS}` : undefined}
    />
  );
}
