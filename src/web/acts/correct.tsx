/** Correct a development: the whole of it as it stands, what is changed of it, and what others changed in between. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { DevelopmentKind } from '../../../events/developments.ts';
import type { Evidence } from '../../../events/schema.ts';
import { api } from '../api.ts';
import { Button, Field, Go, Section, Select } from '../components/basics.tsx';
import { claimWords, WORDS } from '../forms/claim-words.ts';
import { claimDraft, claimOf, missingIn, NO_CLAIM } from '../forms/claims.ts';
import type { ClaimDraft, RecordedClaim } from '../forms/claims.ts';
import { DateControl } from '../forms/date-control.tsx';
import { dateDraft, dateText, dateTold } from '../forms/dates.ts';
import type { DateDraft } from '../forms/dates.ts';
import { ActorList, ActorSelect, More, TextArea } from '../forms/fields.tsx';
import { dossiers } from '../names.ts';
import { camelWords } from '../words.ts';
import { differences, isSame, merged, patchOf, placesOf } from './changes.ts';
import type { Body } from './changes.ts';
import { Conflicts, Differences } from './diff.tsx';
import { OWN } from '../forms/kinds.ts';
import { Finder } from './finder.tsx';
import { ActForm } from './form.tsx';
import { later } from './later.tsx';
import type { Drafted } from './form.tsx';
import { ALL_OWN, FIELDS, fieldText, KINDS, OUTCOMES, RELATIONS, ROLES } from './labels.ts';
import { daysOf, OfDevelopment } from './subject.tsx';
import type { DevelopmentEntry } from './subject.tsx';

const ClaimEditor = later(async () => (await import('../forms/claim-editor.tsx')).ClaimEditor);

/** Evidence while it is corrected: offsets of words that were changed are looked up anew. */
type EvidenceDraft = Omit<Evidence, 'quote'> & { readonly quote?: Partial<NonNullable<Evidence['quote']>> & { readonly exact: string } };

interface Correction {
  /** The version that was read. */
  readonly base: Body;
  readonly kind: string;
  /** All fields but the date, the claims and the evidence. */
  readonly fields: Body;
  readonly date: DateDraft;
  readonly claims: readonly ClaimDraft[];
  readonly evidence: readonly EvidenceDraft[];
  /** Where others changed the same, and theirs is taken. */
  readonly theirs: readonly string[];
}
type Draft = Drafted<Correction>;

/** A version with its kind, as one body. */
const bodyOf = (entry: DevelopmentEntry): Body => ({ kind: entry.kind, ...entry.development });
const claimsOf = (body: Body) => (body['claims'] ?? []) as readonly RecordedClaim[];
const evidenceOf = (body: Body) => (body['evidence'] ?? []) as readonly EvidenceDraft[];

/** The draft in which a body stands as it is. */
function draftOf(body: Body): Omit<Correction, 'base' | 'theirs'> {
  const { kind, date, claims: _claims, evidence: _evidence, ...fields } = body;
  return {
    kind: kind as string,
    fields,
    date: dateDraft(date as string),
    claims: claimsOf(body).map(claimDraft),
    evidence: evidenceOf(body),
  };
}

/**
 * The body that a draft makes. What was not touched is as the version has it, to the letter: the form cannot say all that a claim
 * may hold. A claim that lacks something is left as the form has it.
 */
function editedBody(d: Correction): Body {
  const old = new Map(claimsOf(d.base).map((c) => [c.id, c]));
  const claims = d.claims.map((c) => {
    const recorded = old.get(c.id);
    return recorded && isSame(claimDraft(recorded), c) ? recorded : (claimOf(c) ?? c);
  });
  const own: readonly string[] = OWN[d.kind as DevelopmentKind] ?? [];
  const fields = Object.entries(d.fields).filter(
    ([k, v]) =>
      v !== undefined && v !== '' && !(Array.isArray(v) && !v.length) && (own.includes(k) || !(ALL_OWN as readonly string[]).includes(k)),
  );
  return { ...Object.fromEntries(fields), kind: d.kind, date: dateText(d.date), claims, evidence: d.evidence };
}

/** A draft laid over what stands now. */
function rebased(d: Correction, now: Body): Omit<Correction, 'theirs'> & { theirs: readonly string[] } {
  const { items } = merged(placesOf(d.base), placesOf(editedBody(d)), placesOf(now), new Set(d.theirs));
  const lists: Record<'claims' | 'evidence', unknown[]> = { claims: [], evidence: [] };
  const fields: Record<string, unknown> = {};
  for (const [place, value] of items) {
    const [list] = place.split('/');
    if (place !== list && (list === 'claims' || list === 'evidence')) lists[list].push(value);
    else fields[place] = value;
  }
  const next = draftOf({ ...fields, ...lists, claims: [] });
  // Claims that lack something are still as the form has them.
  const claims = lists.claims.map((c) => ('parts' in (c as object) ? (c as ClaimDraft) : claimDraft(c as RecordedClaim)));
  return { ...next, ...(dateText(d.date) === '' && { date: d.date }), claims, base: now, theirs: [] };
}

export const CorrectIt = ({ on }: { readonly on: string }): JSX.Element => (
  <OfDevelopment on={on} form={(entry) => <Correct entry={entry} />} />
);

function Correct({ entry }: { readonly entry: DevelopmentEntry }): JSX.Element {
  const now = bodyOf(entry);
  const differencesOf = (d: Correction) => differences(d.base, editedBody(d));
  const both = (d: Correction) => merged(placesOf(d.base), placesOf(editedBody(d)), placesOf(now));
  return (
    <ActForm<Correction>
      name={`correct.${entry.id}`}
      target={entry}
      empty={{ base: now, ...draftOf(now), theirs: [] }}
      instead={
        entry.status === 'retracted' && (
          <p>
            It is retracted, and says nothing any more. <Go to={{ act: 'reinstate', on: entry.id }}>Reinstate it first</Go>
          </p>
        )
      }
      verb="Correct it"
      done="Corrected"
      where={{ lens: 'timeline', item: entry.id, open: undefined }}
      days={[...new Set([...daysOf(now['date'] as string)])]}
      hasGrounds
      missing={(d) => [
        ...(text(d.fields['title']).trim() === '' ? ['the title'] : []),
        ...(dateText(d.date) === '' || !dateTold(dateText(d.date)).isDate ? ['when'] : []),
        ...d.claims.flatMap(missingIn),
        ...(d.evidence.length ? [] : ['a page that it rests on']),
        ...(differencesOf(d).length ? [] : ['something that changes']),
      ]}
      send={({ reason, because, ...d }, { ifMatch, ...how }) => {
        const { kind, ...changes } = patchOf(d.base, editedBody(d));
        return api().correct(
          { id: entry.id },
          {
            ...how,
            ifMatch: ifMatch!,
            body: {
              ...(kind !== undefined && { kind: kind as DevelopmentKind }),
              changes,
              reason,
              ...(because.length && { because: [...because] }),
            },
          },
        );
      }}
      placeName={(pointer, d) => placeName(pointer, d)}
      rebased={(d) => rebased(d, now)}
      between={(d, change) => (
        <>
          <h3 class="act-diff-title">What they changed</h3>
          <Differences of={differences(d.base, now)} />
          <Conflicts
            base={placesOf(d.base)}
            mine={placesOf(editedBody(d))}
            theirs={placesOf(now)}
            both={both(d).both}
            isTheirs={(place) => d.theirs.includes(place)}
            onChoose={(place, isTheirs) => change({ theirs: isTheirs ? [...d.theirs, place] : d.theirs.filter((p) => p !== place) })}
          />
        </>
      )}
      fields={(d, change) => (
        <>
          <Fields draft={d} change={change} entry={entry} />
          <Section title="What you change" level={3}>
            {differencesOf(d).length ? <Differences of={differencesOf(d)} /> : <p class="note">Nothing yet.</p>}
          </Section>
        </>
      )}
    />
  );
}

/** A JSON pointer of the server in the words of the form: "Claim 2, Poland on troop deployment". */
function placeName(pointer: string, d: Correction): string {
  const [, first, list, i] = pointer.split('/');
  if (first === 'because') return 'Ground';
  if (first === 'reason') return 'Reason';
  const n = Number(i);
  if (list === 'claims' && d.claims[n]) return `Claim ${n + 1}, ${claimWords(d.claims[n])}`;
  if (list === 'evidence' && d.evidence[n]) return `Evidence ${n + 1}, ${d.evidence[n].source}`;
  return list === undefined ? '' : ((FIELDS as Readonly<Record<string, string>>)[list] ?? list);
}

const texts = (x: unknown): readonly string[] => (Array.isArray(x) ? x.map(String) : []);
const text = (x: unknown): string => (typeof x === 'string' || typeof x === 'number' ? String(x) : '');

function Fields(props: {
  readonly draft: Draft;
  readonly change: (patch: Partial<Correction>) => void;
  readonly entry: DevelopmentEntry;
}): JSX.Element {
  const { draft: d, change } = props;
  const f = d.fields;
  const put = (patch: Body) => change({ fields: { ...f, ...patch } });
  const line = (key: keyof typeof FIELDS) => (
    <Field label={FIELDS[key]} value={text(f[key])} onInput={(t) => put({ [key]: t === '' ? undefined : t })} />
  );
  const own = OWN[d.kind as DevelopmentKind] ?? [];
  const actorList = (key: keyof typeof FIELDS) => (
    <ActorList key={key} label={FIELDS[key]} values={texts(f[key])} onChange={(ids) => put({ [key]: ids.length ? ids : undefined })} />
  );
  return (
    <>
      <Section title="What happened" level={3}>
        <Field label={FIELDS.title} value={text(f['title'])} onInput={(title) => put({ title })} />
        <TextArea
          label={FIELDS.summary}
          rows={2}
          value={text(f['summary'])}
          onInput={(summary) => put({ summary: summary === '' ? undefined : summary })}
        />
        <div class="form-row">
          <Select
            label="Kind"
            value={d.kind}
            options={KINDS.map((k) => [k, camelWords(k)] as const)}
            onChoose={(kind) => change({ kind })}
          />
          {line('place')}
        </div>
        {own.filter((k) => k !== 'attendance' && k !== 'due' && k !== 'terms').map(actorList)}
        {own.includes('terms') && line('terms')}
        {own.includes('attendance') && <Attendance value={f['attendance']} onChange={(attendance) => put({ attendance })} />}
        {own.includes('due') && <Due value={f['due']} onChange={(due) => put({ due })} />}
        <DateControl label={FIELDS.date} value={d.date} onChange={(date) => change({ date })} />
        {line('dateBasis')}
      </Section>
      <Section title="Whose word" level={3}>
        <ActorSelect label={FIELDS.by} value={text(f['by'])} none="nobody is named" onChoose={(by) => put({ by: by || undefined })} />
        {actorList('for')}
        <ActorSelect label={FIELDS.via} value={text(f['via'])} none="nobody" onChoose={(via) => put({ via: via || undefined })} />
        <Select
          label={FIELDS.attribution}
          value={text(f['attribution'])}
          options={[['', 'not said: counts as reported'], ...WORDS]}
          onChoose={(attribution) => put({ attribution: attribution || undefined })}
        />
      </Section>
      <Section title="What it says" level={3}>
        <Claims draft={d} change={change} />
      </Section>
      <Section title="What it rests on" level={3}>
        <EvidenceList draft={d} change={change} entry={props.entry} />
      </Section>
      <More title="More: who took part, how it stands to others, order within the day, dossiers, notes">
        <Participants value={f['participants']} onChange={(participants) => put({ participants })} />
        <RelationList value={f['relations']} own={props.entry.id} onChange={(relations) => put({ relations })} />
        <Field
          label={FIELDS.order}
          value={text(f['order'])}
          onInput={(t) => put({ order: t.trim() === '' ? undefined : numberOf(t) })}
          hint="1, 2, 3 where it is known what came first that day and the hour is not"
        />
        <fieldset class="plain-set">
          <legend>{FIELDS.dossiers}</legend>
          {(dossiers.value ?? []).map((x) => {
            const ids = texts(f['dossiers']);
            return (
              <label key={x.dossier} class="option">
                <input
                  type="checkbox"
                  checked={ids.includes(x.dossier)}
                  onChange={() => put({ dossiers: ids.includes(x.dossier) ? ids.filter((i) => i !== x.dossier) : [...ids, x.dossier] })}
                />
                <span>{x.title}</span>
              </label>
            );
          })}
        </fieldset>
        <TextArea label={FIELDS.note} rows={2} value={text(f['note'])} onInput={(note) => put({ note: note === '' ? undefined : note })} />
      </More>
    </>
  );
}

/** A number where the text is one; else the text, for the server to say what is wrong with it. */
const numberOf = (t: string): number | string => (Number.isFinite(Number(t)) ? Number(t) : t);

type Putting = { readonly value: unknown; readonly onChange: (value: unknown) => void };
const part = (x: unknown, key: string): unknown => (typeof x === 'object' && x !== null ? (x as Body)[key] : undefined);

function Attendance({ value, onChange }: Putting): JSX.Element {
  const put = (patch: Body) => onChange({ ...(value as object | undefined), ...patch });
  return (
    <div class="form-row">
      <Field
        label={FIELDS.attendance}
        value={text(part(value, 'n'))}
        onInput={(n) => (n.trim() === '' ? onChange(undefined) : put({ n: numberOf(n), unit: part(value, 'unit') ?? 'countries' }))}
      />
      <Field label="Of what" value={text(part(value, 'unit'))} onInput={(unit) => put({ unit })} />
    </div>
  );
}

function Due({ value, onChange }: Putting): JSX.Element {
  const put = (patch: Body) => {
    const next = Object.fromEntries(Object.entries({ ...(value as object | undefined), ...patch }).filter(([, v]) => v !== ''));
    onChange(Object.keys(next).length ? next : undefined);
  };
  return (
    <>
      <Field label="Due, as it was said" value={text(part(value, 'asSaid'))} onInput={(asSaid) => put({ asSaid })} />
      <div class="form-row">
        <Field label="From" value={text(part(value, 'from'))} onInput={(from) => put({ from: from.trim() })} placeholder="2025-09-05" />
        <Field label="Until" value={text(part(value, 'until'))} onInput={(until) => put({ until: until.trim() })} placeholder="2025-09" />
      </div>
    </>
  );
}

function Participants({ value, onChange }: Putting): JSX.Element {
  const rows = (Array.isArray(value) ? value : []) as readonly { readonly actor: string; readonly role: string }[];
  const set = (next: typeof rows) => onChange(next.length ? next : undefined);
  return (
    <div class="form-several">
      <ActorSelect
        label={FIELDS.participants}
        value=""
        none={rows.length ? 'add another' : 'add'}
        onChoose={(actor) => actor !== '' && set([...rows, { actor, role: 'attendee' }])}
      />
      {rows.map((r, i) => (
        <div key={`${r.actor} ${i}`} class="form-row">
          <Select
            label={fieldText('by', r.actor)}
            value={r.role}
            options={ROLES.map((x) => [x, camelWords(x)] as const)}
            onChoose={(role) => set(rows.map((x, j) => (j === i ? { ...x, role } : x)))}
          />
          <Button isQuiet label={`Take out ${fieldText('by', r.actor)}`} onClick={() => set(rows.filter((_, j) => j !== i))}>
            ×
          </Button>
        </div>
      ))}
    </div>
  );
}

function RelationList({ value, onChange, own }: Putting & { readonly own: string }): JSX.Element {
  const rows = (Array.isArray(value) ? value : []) as readonly { readonly type: string; readonly to: string; readonly outcome?: string }[];
  const set = (next: typeof rows) => onChange(next.length ? next : undefined);
  return (
    <div class="form-several">
      {rows.map((r, i) => {
        const put = (patch: Partial<typeof r>) => set(rows.map((x, j) => (j === i ? { ...x, ...patch } : x)));
        return (
          <div key={`${r.to} ${i}`} class="form-row">
            <Select
              label={`It … ${r.to}`}
              value={r.type}
              options={Object.entries(RELATIONS)}
              onChoose={(type) => set(rows.map((x, j) => (j === i ? { type, to: x.to } : x)))}
            />
            {r.type === 'answers' && (
              <Select
                label="With what outcome"
                value={r.outcome ?? ''}
                options={[['', 'it stays open'], ...Object.entries(OUTCOMES)]}
                onChoose={(outcome) =>
                  outcome === '' ? set(rows.map((x, j) => (j === i ? { type: x.type, to: x.to } : x))) : put({ outcome })
                }
              />
            )}
            <Button isQuiet label={`Take out the relation to ${r.to}`} onClick={() => set(rows.filter((_, j) => j !== i))}>
              ×
            </Button>
          </div>
        );
      })}
      <Finder
        what="development"
        label={FIELDS.relations}
        hint="an earlier development that it answers, supersedes, contradicts …"
        chosen={[]}
        not={[own, ...rows.map((r) => r.to)]}
        onChange={([to]) => to !== undefined && set([...rows, { type: 'restates', to }])}
      />
    </div>
  );
}

interface ListProps {
  readonly draft: Draft;
  readonly change: (patch: Partial<Correction>) => void;
}

function Claims({ draft: d, change }: ListProps): JSX.Element {
  const [open, setOpen] = useState<number | undefined>(undefined);
  const set = (claims: readonly ClaimDraft[]) => change({ claims });
  return (
    <>
      {d.claims.map((c, i) => (
        <details
          key={c.id || `new ${i}`}
          class="act-part"
          open={open === i}
          onToggle={(e) => setOpen(e.currentTarget.open ? i : (now) => (now === i ? undefined : now))}
        >
          <summary>
            <span class="cap">{claimWords(c)}</span>
          </summary>
          {open === i && (
            <ClaimEditor
              claim={c}
              title={c.id === '' ? 'A new claim' : `Claim ${c.id}`}
              evidence={d.evidence.map((e) => [e.id, evidenceWords(e)] as const)}
              onChange={(next) => set(d.claims.map((x, j) => (j === i ? next : x)))}
              onRemove={() => {
                setOpen(undefined);
                set(d.claims.filter((_, j) => j !== i));
              }}
            />
          )}
        </details>
      ))}
      {d.claims.length === 0 && <p class="note">It claims nothing: it stands on the timeline alone.</p>}
      <Button
        isQuiet
        onClick={() => {
          set([...d.claims, NO_CLAIM]);
          setOpen(d.claims.length);
        }}
      >
        + a claim
      </Button>
    </>
  );
}

const evidenceWords = (e: EvidenceDraft): string =>
  [e.source, e.quote ? `“${e.quote.exact}”` : (e.wording ?? '')].filter(Boolean).join(': ');

function EvidenceList({ draft: d, change, entry }: ListProps & { readonly entry: DevelopmentEntry }): JSX.Element {
  const set = (evidence: readonly EvidenceDraft[]) => change({ evidence });
  /** An id that no version has used. */
  const nextId = (): string => {
    const used = [...JSON.stringify([entry.log, d.evidence]).matchAll(/"id":"e(\d+)"/g)].map(([, n]) => Number(n));
    return `e${Math.max(0, ...used) + 1}`;
  };
  return (
    <>
      {d.evidence.map((e, i) => {
        const alone = d.claims.find((c) => c.evidence.length === 1 && c.evidence[0] === e.id);
        const put = (next: EvidenceDraft) => set(d.evidence.map((x, j) => (j === i ? next : x)));
        return (
          <details key={e.id} class="act-part">
            <summary>{evidenceWords(e)}</summary>
            {e.quote && (
              <Field
                label={`Words to the letter, in ${e.source}`}
                value={e.quote.exact}
                // Where they stand is looked up anew.
                onInput={(exact) => {
                  const { quote: _old, ...rest } = e;
                  put(exact === '' ? rest : { ...rest, quote: { exact } });
                }}
              />
            )}
            <TextArea
              label={`What ${e.source} says, in your words or the original’s term`}
              rows={2}
              value={e.wording ?? ''}
              onInput={(wording) => {
                const { wording: _old, ...rest } = e;
                put(wording === '' ? rest : { ...rest, wording });
              }}
            />
            <p>
              <Button
                isQuiet
                isDisabled={alone !== undefined}
                onClick={() =>
                  change({
                    evidence: d.evidence.filter((_, j) => j !== i),
                    claims: d.claims.map((c) => (c.evidence.includes(e.id) ? { ...c, evidence: c.evidence.filter((x) => x !== e.id) } : c)),
                  })
                }
              >
                Take out {e.source}
              </Button>
              {alone && (
                <span class="note"> {claimWords(alone)} rests on it alone: let that rest on another first, or take the claim out</span>
              )}
            </p>
          </details>
        );
      })}
      <Finder
        what="page"
        label="Another page"
        hint="it speaks for all claims but those that name their own; new evidence for an unchanged version is added without a correction"
        chosen={[]}
        onChange={([source]) => source !== undefined && set([...d.evidence, { id: nextId(), source }])}
      />
    </>
  );
}
