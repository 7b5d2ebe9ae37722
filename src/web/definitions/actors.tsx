/** Actors: kind, names, offices; who speaks for them, what they were merged into, and how that came about. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { useAsk } from '../api.ts';
import { Answer, Button, Empty, Field, Go, OpensCell, Section, Select } from '../components/basics.tsx';
import { Cite } from '../components/cite.tsx';
import { usePaper } from '../components/paper.tsx';
import { actorName, actors, dossier } from '../names.ts';
import type { Actor } from '../names.ts';
import { coordinates, go, view } from '../view.ts';
import { plural, valueOf } from '../words.ts';
import { officeText } from './differences.ts';
import { AsItWas, asOf, History, placeOf, sizeOf, useAsKnown } from './parts.tsx';

export const KINDS = {
  state: ['States', 'State'],
  organisation: ['Organisations', 'Organisation'],
  person: ['People', 'Person'],
  outlet: ['Outlets', 'Outlet'],
  collective: ['Collectives', 'Collective'],
} as const satisfies Record<Actor['kind'], readonly [many: string, one: string]>;
const ORDER = Object.keys(KINDS) as Actor['kind'][];

/** Actors drawn at first, and more with each press. */
const PAGE = 200;

const office = (o: Parameters<typeof officeText>[0]): string => officeText(o, actorName);
const matches = (a: Actor, words: string): boolean =>
  [a.actor, a.name, ...(a.aliases ?? [])].some((t) => t.toLowerCase().includes(words.toLowerCase()));

/** Everybody, as the record had them at the point in time. */
const useActors = () => useAsKnown('actors', () => ({ actors: [...actors.value.values()] }));

export function ActorList(): JSX.Element {
  const asked = useActors();
  return (
    <Answer asked={asked} what="the actors">
      {(data) => <ActorsListed all={data.actors} />}
    </Answer>
  );
}

function ActorsListed(props: { readonly all: readonly Actor[] }): JSX.Element {
  const { all } = props;
  const v = view.value;
  const [n, setN] = useState(PAGE);
  if (all.length === 0 && v.known !== undefined) return <p class="note">Nobody was registered in the record yet.</p>;
  if (all.length === 0)
    return (
      <Empty title="Nobody is registered yet">
        <p>Actors take positions, speak, are addressed or report: states, organisations, people with their offices.</p>
        <p>
          <Go to={placeOf('actor')}>Make the first actor</Go>
        </p>
      </Empty>
    );
  const found = all
    .filter((a) => (v.kind === undefined || a.kind === v.kind) && (v.q === undefined || matches(a, v.q)))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind) || a.name.localeCompare(b.name));
  const shown = found.slice(0, n);
  return (
    <>
      <div class="tools">
        <Field label="Name or id" type="search" value={v.q ?? ''} onInput={(q) => go({ q }, 'replace')} />
        <Select
          label="Kind"
          value={v.kind ?? ''}
          options={[['', 'all'], ...ORDER.map((k) => [k, KINDS[k][0]] as const)]}
          onChoose={(kind) => go({ kind })}
        />
      </div>
      <p class="note" role="status">
        {found.length === all.length ? plural(all.length, 'actor') : `${found.length} of ${plural(all.length, 'actor')}`}; all dossiers
        share them.
      </p>
      {ORDER.map((kind) => {
        const own = shown.filter((a) => a.kind === kind);
        return (
          own.length > 0 && (
            <Section key={kind} title={KINDS[kind][0]} level={3}>
              <ul class="who-list">
                {own.map((a) => (
                  <li key={a.actor}>
                    <p>
                      <Go to={placeOf('actor', a.actor)}>
                        <b>{a.name}</b>
                      </Go>{' '}
                      <code>{a.actor}</code>
                      {a.mergedInto !== undefined && <span class="note"> merged into {actorName(a.mergedInto)}</span>}
                    </p>
                    <p class="note">{[(a.aliases ?? []).join(', '), ...(a.offices ?? []).map(office)].filter(Boolean).join('; ')}</p>
                  </li>
                ))}
              </ul>
            </Section>
          )
        );
      })}
      {shown.length < found.length && (
        <p>
          <Button onClick={() => setN(n + PAGE)}>Show {Math.min(PAGE, found.length - shown.length)} more</Button>
        </p>
      )}
    </>
  );
}

export function ActorPage(props: { readonly id: string }): JSX.Element {
  const { id } = props;
  const asked = useAsk('actor', { id });
  const d = dossier.value;
  const state = useAsk(d ? 'state' : undefined, {}, { ...coordinates.value, dossier: d?.dossier, actor: id });
  usePaper(state.data?.coordinates);
  const all = useActors().data?.actors ?? [];
  const speakers = all.flatMap((a) => (a.offices ?? []).filter((o) => o.of === id && a.actor !== id).map((o) => ({ actor: a, office: o })));
  const former = all.filter((a) => a.mergedInto === id);
  const roles = (state.data?.facets ?? []).filter((c) => c.facet.startsWith(`role/${id}/`) && c.status !== 'none');
  return (
    <Answer asked={asked} what="the actor">
      {(now) => {
        const size = sizeOf(state.data?.coordinates);
        const a = asOf(now, size);
        const told = <AsItWas now={now} then={a} size={size} />;
        if (!a) return told;
        return (
          <article class="definition">
            {told}
            <h2>{a.name}</h2>
            {a.mergedInto !== undefined && (
              <p class="lead">
                Merged: what is said of it counts as said of <Go to={placeOf('actor', a.mergedInto)}>{actorName(a.mergedInto)}</Go>.
              </p>
            )}
            <dl class="pairs">
              <div>
                <dt>Kind</dt>
                <dd>{KINDS[a.kind][1]}</dd>
              </div>
              <div>
                <dt>Named</dt>
                <dd>
                  <code>{a.actor}</code>
                </dd>
              </div>
              {a.aliases?.length ? (
                <div>
                  <dt>Other names</dt>
                  <dd>{a.aliases.join(', ')}</dd>
                </div>
              ) : null}
              {a.offices?.length ? (
                <div>
                  <dt>Offices</dt>
                  <dd>
                    <ul>
                      {a.offices.map((o) => (
                        <li key={office(o)}>{office(o)}</li>
                      ))}
                    </ul>
                  </dd>
                </div>
              ) : null}
              {speakers.length > 0 && (
                <div>
                  <dt>Speak for it</dt>
                  <dd>
                    <ul>
                      {speakers.map(({ actor, office: o }) => (
                        <li key={`${actor.actor} ${office(o)}`}>
                          <Go to={placeOf('actor', actor.actor)}>{actor.name}</Go>: {office(o)}
                        </li>
                      ))}
                    </ul>
                  </dd>
                </div>
              )}
              {roles.length > 0 && (
                <div>
                  <dt>Member</dt>
                  <dd>
                    <ul>
                      {roles.map((c) => (
                        <li key={c.facet}>
                          <OpensCell facet={c.facet}>{actorName(c.facet.split('/')[2]!)}</OpensCell>: {valueOf(c.facet, c.value)}
                        </li>
                      ))}
                    </ul>
                  </dd>
                </div>
              )}
              {a.successor !== undefined && (
                <div>
                  <dt>Succeeded by</dt>
                  <dd>
                    <Go to={placeOf('actor', a.successor)}>{actorName(a.successor)}</Go>
                  </dd>
                </div>
              )}
              {former.length > 0 && (
                <div>
                  <dt>Also</dt>
                  <dd>{former.map((f) => `${f.name} (${f.actor})`).join(', ')}, merged into it</dd>
                </div>
              )}
              {a.note !== undefined && (
                <div>
                  <dt>Note</dt>
                  <dd>{a.note}</dd>
                </div>
              )}
            </dl>
            {d && (
              <p>
                <Go to={{ lens: 'positions', actor: id, by: 'actor', item: undefined, q: undefined, kind: undefined }}>
                  Where it stands in {d.title}
                </Go>
              </p>
            )}
            <Section title="How it came to read so" level={3}>
              <History family="actor" log={a.log} />
            </Section>
            {state.data && (
              <Cite
                title={`actor ${a.name} (${id})`}
                coordinates={state.data.coordinates}
                twin={{ route: 'actor', params: { id }, query: {}, verb: `actors ${id}`, formats: ['json'] }}
                file={`actor-${id}`}
              />
            )}
          </article>
        );
      }}
    </Answer>
  );
}
