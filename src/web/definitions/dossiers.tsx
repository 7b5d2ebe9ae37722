/** A dossier: what it follows and from when, its groups and facts, and how that came about. */
import type { JSX } from 'preact';
import { useAsk } from '../api.ts';
import { Answer, Go, Section } from '../components/basics.tsx';
import { Cite } from '../components/cite.tsx';
import { usePaper } from '../components/paper.tsx';
import { dossier, dossiers, issueName } from '../names.ts';
import { date, plural } from '../words.ts';
import { AsItWas, asOf, History, placeOf, sizeOf, useAsKnown, useCoordinates } from './parts.tsx';

export function DossierPage(props: { readonly id: string }): JSX.Element {
  const asked = useAsk('dossier', { id: props.id });
  const where = useCoordinates(props.id);
  usePaper(where);
  const all = useAsKnown('dossiers', () => ({ dossiers: dossiers.value ?? [] })).data?.dossiers ?? [];
  const others = all.filter((d) => d.dossier !== props.id);
  const held = all.find((d) => d.dossier === props.id);
  return (
    <>
      <Answer asked={asked} what="the dossier">
        {(entry) => {
          const now = { ...entry, log: entry.log.filter((i) => i.type.startsWith('Dossier')) };
          const size = sizeOf(where);
          const d = asOf(now, size, { bodies: [], worldFacts: [] });
          const told = <AsItWas now={now} then={d} size={size} />;
          if (!d) return told;
          return (
            <article class="definition">
              {told}
              <h2>{d.title}</h2>
              {d.summary !== undefined && <p class="lead">{d.summary}</p>}
              <dl class="pairs">
                <div>
                  <dt>Followed</dt>
                  <dd>from {date(d.opens)} on</dd>
                </div>
                <div>
                  <dt>Holds</dt>
                  <dd>
                    {plural(held?.issues.length ?? 0, 'question')}, {plural(held?.developments ?? 0, 'development')}
                  </dd>
                </div>
                <div>
                  <dt>Named</dt>
                  <dd>
                    <code>{d.dossier}</code>
                  </dd>
                </div>
              </dl>
              <Section title="Groups in which actors have roles" level={3}>
                {d.bodies.length === 0 ? (
                  <p class="note">None yet. A group gives its members a role: chair, member, observer.</p>
                ) : (
                  <ul class="who-list">
                    {d.bodies.map((b) => (
                      <li key={b.id}>
                        <p>
                          <b>{b.title}</b> <code>{b.id}</code>
                        </p>
                        <p class="note">
                          {[
                            b.counts === undefined ? '' : `its members are counted by ${b.counts}`,
                            b.readiness?.length ? `who is for ${b.readiness.map(issueName).join(' or ')} is ready to be among them` : '',
                            b.note ?? '',
                          ]
                            .filter(Boolean)
                            .join('; ')}
                        </p>
                      </li>
                    ))}
                  </ul>
                )}
              </Section>
              <Section title="Facts on which positions may depend" level={3}>
                {d.worldFacts.length === 0 ? (
                  <p class="note">None yet. A fact says what exactly must be the case, such as “a general ceasefire is in force”.</p>
                ) : (
                  <ul class="who-list">
                    {d.worldFacts.map((w) => (
                      <li key={w.id}>
                        <p>
                          {w.text} <code>{w.id}</code>
                        </p>
                      </li>
                    ))}
                  </ul>
                )}
              </Section>
              <Section title="How it came to read so" level={3}>
                <History family="dossier" log={d.log} />
              </Section>
              {where && (
                <Cite
                  title={`dossier “${d.title}”`}
                  coordinates={where}
                  twin={{ route: 'dossier', params: { id: d.dossier }, query: {}, verb: 'dossiers', formats: ['json'] }}
                  file={`dossier-${d.dossier}`}
                />
              )}
            </article>
          );
        }}
      </Answer>
      {others.length > 0 && (
        <Section title="Other dossiers in this record" level={3}>
          <ul class="who-list">
            {others.map((d) => (
              <li key={d.dossier}>
                <p>
                  <Go to={{ ...placeOf('dossier', d.dossier), dossier: d.dossier }}>
                    <b>{d.title}</b>
                  </Go>{' '}
                  <code>{d.dossier}</code>
                </p>
                <p class="note">
                  {plural(d.issues.length, 'question')}, {plural(d.developments, 'development')}
                  {dossier.value?.dossier === d.dossier && ', looked at'}
                </p>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}
