/** Numbers beside names: how many were claimed, and who of them is named, by whom. */
import type { JSX } from 'preact';
import { useAsk } from '../api.ts';
import { OpensCell, Section } from '../components/basics.tsx';
import { ClaimLine } from '../components/claim.tsx';
import { actorName } from '../names.ts';
import { coordinates } from '../view.ts';
import { valueOf, voiceText } from '../words.ts';
import type { Cell, Claim } from '../words.ts';
import { facetName } from '../names.ts';

interface Member {
  readonly actor: string;
  readonly claims: readonly Claim[];
}

function Named(props: {
  readonly facet: (actor: string) => string;
  readonly title: string;
  readonly members: readonly Member[];
}): JSX.Element {
  const { members } = props;
  return (
    <details class="named" open={undefined}>
      <summary>
        <b>{members.length}</b> {props.title}
      </summary>
      {members.length === 0 ? (
        <p class="note">Nobody, in this record.</p>
      ) : (
        <ul>
          {members.map((m) => (
            <li key={m.actor}>
              <b>{actorName(m.actor)}</b>
              <ul>
                {m.claims.map((c) => (
                  <ClaimLine key={`${c.by.development}#${c.by.claim}`} facet={props.facet(m.actor)} claim={c} />
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </details>
  );
}

export function Quantities(props: { readonly cells: readonly Cell[] }): JSX.Element | null {
  const asked = useAsk(props.cells.some((c) => c.facet.startsWith('quantity/')) ? 'quantities' : undefined, {}, coordinates.value);
  const list = asked.data?.quantities.filter((q) => q.quantity.status !== 'none') ?? [];
  if (!list.length) return null;
  return (
    <Section title="Numbers and names" id="numbers">
      {list.map((q) => (
        <div key={q.body} class="quantity">
          <p class="quantity-lead">
            <OpensCell facet={q.quantity.facet} class="quantity-value">
              {valueOf(q.quantity.facet, q.quantity.value)} claimed
            </OpensCell>{' '}
            {q.claimedBy && <>by {voiceText(q.claimedBy)}</>}
            {q.confirmedBy.length > 0 && <>, confirmed by {q.confirmedBy.map(voiceText).join(', ')}</>}
            <span class="quiet"> · {facetName(q.quantity.facet)}</span>
          </p>
          <Named title="named by the claimant" members={q.namedByClaimant} facet={(a) => `role/${a}/${q.body}`} />
          <Named title="named by others" members={q.namedByOthers} facet={(a) => `role/${a}/${q.body}`} />
          <Named title="by their own word" members={q.ownWord} facet={(a) => `role/${a}/${q.body}`} />
          <details class="named">
            <summary>
              <b>{q.membershipUnsaid.length}</b> with an offer or readiness of their own, membership unsaid
            </summary>
            <ul>
              {q.membershipUnsaid.map((m) => (
                <li key={m.actor}>
                  <b>{actorName(m.actor)}</b>:{' '}
                  {m.cells.map((c, i) => (
                    <span key={c.facet}>
                      {i > 0 && ', '}
                      <OpensCell facet={c.facet}>
                        {facetName(c.facet)
                          .replace(`${actorName(m.actor)}: `, '')
                          .replace(`${actorName(m.actor)} on `, '')}{' '}
                        {valueOf(c.facet, c.value)}
                      </OpensCell>
                    </span>
                  ))}
                </li>
              ))}
            </ul>
          </details>
        </div>
      ))}
    </Section>
  );
}
