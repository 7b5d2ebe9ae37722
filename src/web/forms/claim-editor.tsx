/** One claim: what it is about, whose it is, what is said; the rest opens with "more". */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { useAsk } from '../api.ts';
import { Button, Field, Go, Select } from '../components/basics.tsx';
import { CellValue, LadderGlyph, side } from '../components/claim.tsx';
import { dossier, issueName, issueOf, plain, rungOf } from '../names.ts';
import { camelWords, date } from '../words.ts';
import { claimWords, isOffLadder, WORDS } from './claim-words.ts';
import { ABOUT, facetOf, ofFamily, OPS, valuesOf } from './claims.ts';
import type { ClaimDraft } from './claims.ts';
import { DateControl } from './date-control.tsx';
import { ActorList, ActorSelect, idOf, More, Suggested } from './fields.tsx';

/** Facets of the dossier that have been spoken of, as of now. */
const useFacets = () => useAsk('state', {}, { dossier: dossier.value?.dossier }).data?.facets ?? [];

export function ClaimEditor(props: {
  readonly claim: ClaimDraft;
  readonly onChange: (claim: ClaimDraft) => void;
  /** Evidence that it can rest on; asked only where there are several. */
  readonly evidence?: readonly (readonly [id: string, words: string])[];
  readonly onRemove?: (() => void) | undefined;
  readonly title?: string;
}): JSX.Element {
  const { claim: c, onChange, evidence = [] } = props;
  const change = (patch: Partial<ClaimDraft>) => onChange({ ...c, ...patch });
  const facets = useFacets();
  const facet = facetOf(c);
  const now = facet === undefined ? undefined : facets.find((f) => f.facet === facet);
  return (
    <fieldset class={`claim-editor side-${side(facet === undefined || c.isTakenBack ? undefined : rungOf(facet, c.value))}`}>
      <legend>{props.title ?? (facet === undefined ? 'They say' : claimWords(c))}</legend>
      <Select
        label="What it is about"
        value={c.family}
        options={Object.entries(ABOUT)}
        onChoose={(family) => onChange(ofFamily(c, family))}
      />
      <Parts claim={c} change={change} known={facets.map((f) => f.facet)} />
      {now && now.status !== 'none' && (
        <p class="note claim-now">
          In this record now: <CellValue cell={now} />
          {now.since !== undefined && <> since {date(now.since)}</>}.{' '}
          <Go to={{ open: facet, at: undefined, published: undefined, known: undefined }}>Why</Go>
        </p>
      )}
      {!c.isTakenBack && <Said claim={c} change={change} known={facets} />}
      <More title="More: conditions, terms, from when until when, in whose name">
        <label class="check">
          <input type="checkbox" checked={c.isTakenBack} onChange={() => change({ isTakenBack: !c.isTakenBack })} />
          It is taken back, and nothing is put in its place
        </label>
        <Conditions claim={c} change={change} />
        <Details claim={c} change={change} />
        <Select
          label="From when it holds"
          value={c.timing}
          options={[
            ['same', 'from the day on which it was said or done'],
            ['effective', 'from another day'],
            ['observed', 'it was seen on a day; nobody knows since when'],
          ]}
          onChoose={(timing) => change({ timing: timing as ClaimDraft['timing'] })}
        />
        {c.timing !== 'same' && (
          <DateControl
            label={c.timing === 'observed' ? 'Seen to hold on' : 'Holds from'}
            value={c.time}
            onChange={(time) => change({ time })}
          />
        )}
        <DateControl
          label="Holds until"
          value={c.until}
          onChange={(until) => change({ until })}
          hint="only where an end was named; what stood before comes back then"
        />
        <ActorSelect
          label="Said by somebody else than the rest"
          value={c.by}
          none="no, by the same"
          onChoose={(by) => change({ by, ...(by === '' && { for: [] }) })}
        />
        <ActorList
          label="In the name of"
          values={c.for}
          onChange={(names) => change({ for: names })}
          hint="where it differs from the rest"
        />
        <ActorSelect label="Relayed by" value={c.via} none="nobody" onChoose={(via) => change({ via })} />
        <Select
          label="How good a word"
          value={c.attribution}
          options={[['', 'as the rest'], ...WORDS]}
          onChoose={(attribution) => change({ attribution })}
        />
        {evidence.length > 1 && (
          <fieldset class="plain-set">
            <legend>Which words say it (all, where none is chosen)</legend>
            {evidence.map(([id, words]) => (
              <label key={id} class="option">
                <input
                  type="checkbox"
                  checked={c.evidence.includes(id)}
                  onChange={() => change({ evidence: c.evidence.includes(id) ? c.evidence.filter((e) => e !== id) : [...c.evidence, id] })}
                />
                <span>{words}</span>
              </label>
            ))}
          </fieldset>
        )}
        <Field label="Note of yours on it" value={c.note} onInput={(note) => change({ note })} />
        {props.onRemove && (
          <p>
            <Button isQuiet onClick={props.onRemove}>
              Take this out
            </Button>
          </p>
        )}
      </More>
    </fieldset>
  );
}

interface PartProps {
  readonly claim: ClaimDraft;
  readonly change: (patch: Partial<ClaimDraft>) => void;
}

/** Whose it is, and what exactly it is about. */
function Parts({ claim: c, change, known }: PartProps & { readonly known: readonly string[] }): JSX.Element {
  const at = (i: number) => c.parts[i] ?? '';
  const put = (i: number) => (part: string) => change({ parts: c.parts.map((p, j) => (j === i ? part : p)) });
  /** What stands at a place of the family's facets in this record. */
  const seen = (i: number) => [...new Set(known.flatMap((f) => (f.startsWith(`${c.family}/`) ? (f.split('/')[i + 1] ?? []) : [])))];
  const named = (i: number, label: string, hint?: string) => (
    <Suggested
      label={label}
      value={plain(at(i))}
      known={seen(i).map(plain)}
      onInput={(text) => put(i)(text.endsWith(' ') ? `${idOf(text)}-` : idOf(text))}
      {...(hint !== undefined && { hint })}
    />
  );
  switch (c.family) {
    case 'position':
      return (
        <>
          <ActorSelect label="Whose position it is" value={at(0)} which="not-people" onChoose={put(0)} />
          <Select
            label="Question"
            value={at(1)}
            options={[
              ['', 'choose'],
              ...(dossier.value?.issues ?? []).map((i) => [i.issue, `${issueName(i.issue)}: ${i.question}`] as const),
            ]}
            onChoose={(issue) => change({ parts: [at(0), issue], value: '' })}
          />
          {at(1) === '' && (
            <p class="note">
              None of these? <Go to={{ lens: 'define', item: undefined, by: undefined }}>Define a question</Go>; what you wrote waits here.
            </p>
          )}
        </>
      );
    case 'contribution':
      return (
        <>
          <ActorSelect label="Who offers it" value={at(0)} which="not-people" onChoose={put(0)} />
          {named(1, 'What is offered', 'in a word or two: mine clearing')}
        </>
      );
    case 'role':
      return (
        <>
          <ActorSelect label="Who has the role" value={at(0)} onChoose={put(0)} />
          <Select
            label="In which group"
            value={at(1)}
            options={[['', 'choose'], ...(dossier.value?.bodies ?? []).map((b) => [b.id, b.title] as const)]}
            onChoose={put(1)}
          />
        </>
      );
    case 'demand':
      return (
        <>
          <ActorSelect label="Who asks" value={at(0)} onChoose={put(0)} />
          <ActorSelect label="Who is asked" value={at(1)} onChoose={put(1)} />
          {named(2, 'What is asked for', 'in a word or two: russian oil')}
        </>
      );
    case 'agreement':
      return (
        <>
          {named(0, 'Which text', 'its name in short: paris declaration')}
          <ActorSelect label="Whose part in it" value={at(1)} none="nobody’s: it is said of the text itself" onChoose={put(1)} />
        </>
      );
    case 'quantity':
      return (
        <>
          <ActorSelect label="Of whom" value={at(0)} onChoose={put(0)} />
          {named(1, 'What is counted', 'in a word: committed')}
        </>
      );
    default:
      return (
        <Select
          label="Which fact"
          value={at(0)}
          options={[['', 'choose'], ...(dossier.value?.worldFacts ?? []).map((w) => [w.id, w.text] as const)]}
          onChoose={put(0)}
        />
      );
  }
}

/** What is said. */
function Said({
  claim: c,
  change,
  known,
}: PartProps & { readonly known: readonly { readonly facet: string; readonly value: unknown }[] }): JSX.Element {
  const name = useId();
  if (c.json !== undefined)
    return (
      <p class="note">
        What is said: <code>{JSON.stringify(c.json)}</code>{' '}
        <button type="button" class="link" onClick={() => change({ json: undefined })}>
          say it anew
        </button>
      </p>
    );
  /** A facet on the same ladder: who stands on it does not matter. */
  const ladder = c.family === 'position' || c.family === 'contribution' ? `${c.family}/x/${c.parts[1] ?? ''}` : undefined;
  const options = (values: readonly (readonly [value: string, label: string, means?: string | undefined])[], legend: string) => (
    <fieldset class="rungs">
      <legend>{legend}</legend>
      {values.map(([value, label, means]) => (
        <label key={value} class="option">
          <input type="radio" name={name} value={value} checked={c.value === value} onChange={() => change({ value })} />
          {ladder !== undefined && <LadderGlyph facet={ladder} value={value} />}
          <span>
            <b>{label}</b>
            {means !== undefined && <span class="note"> {means}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
  const said = () => [...new Set(known.flatMap((f) => (f.facet.startsWith(`${c.family}/`) && typeof f.value === 'string' ? f.value : [])))];
  switch (c.family) {
    case 'position': {
      const issue = issueOf(c.parts[1] ?? '');
      if (!issue) return <></>;
      const rungs = issue.ladder.map((r) => [r.stance, r.label ?? plain(r.stance), r.means] as const);
      return options(
        isOffLadder(c) ? [...rungs, [c.value, plain(c.value), 'as it was recorded; no answer to this question any more'] as const] : rungs,
        'Their answer, from against to for',
      );
    }
    case 'contribution':
    case 'demand':
      return options(
        (valuesOf(c.family) ?? []).map((v) => [v, plain(v)] as const),
        c.family === 'demand' ? 'How it stands' : 'What they say of it',
      );
    case 'quantity':
      return (
        <>
          <div class="form-row">
            <Select label="Said as" value={c.op} options={OPS} onChoose={(op) => change({ op })} />
            <Field label="Number" value={c.n} onInput={(n) => change({ n, value: '' })} />
            <Field label="Of what" value={c.unit} onInput={(unit) => change({ unit })} placeholder="countries" />
          </div>
          <label class="check">
            <input
              type="checkbox"
              checked={c.value === 'undisclosed'}
              onChange={() => change(c.value === 'undisclosed' ? { value: '' } : { value: 'undisclosed', n: '' })}
            />
            They say that it is not disclosed
          </label>
        </>
      );
    case 'world':
      return (
        <>
          {options(
            [
              ['yes', 'yes, it is the case'],
              ['no', 'no, it is not'],
            ],
            'How it stands',
          )}
          <Field
            label="Or in a word"
            value={c.value === 'yes' || c.value === 'no' ? '' : c.value}
            onInput={(value) => change({ value })}
            placeholder="passed"
          />
        </>
      );
    default:
      return (
        <Suggested
          label={c.family === 'role' ? 'As what' : 'What became of it'}
          value={plain(c.value)}
          known={said().map(plain)}
          onInput={(text) => change({ value: text.endsWith(' ') ? `${idOf(text)}-` : idOf(text) })}
          hint={c.family === 'role' ? 'member, co-chair' : 'signed, joined, absent'}
        />
      );
  }
}

function Conditions({ claim: c, change }: PartProps): JSX.Element | null {
  const facts = dossier.value?.worldFacts ?? [];
  if (c.family === 'world' || (!facts.length && !c.when.length)) return null;
  const put = (i: number, patch: Partial<ClaimDraft['when'][number]>) =>
    change({ when: c.when.map((w, j) => (j === i ? { ...w, ...patch } : w)) });
  return (
    <div class="form-several">
      {c.when.map((w, i) => (
        <div class="form-row" key={i}>
          <Select
            label={`Condition ${i + 1}`}
            value={w.mode}
            options={[
              ['while', 'only while'],
              ['once', 'once it has come about'],
            ]}
            onChoose={(mode) => put(i, { mode: mode as 'while' | 'once' })}
          />
          <Select
            label="What must be the case"
            value={w.fact}
            options={[['', 'choose'], ...facts.map((f) => [f.id, f.text] as const)]}
            onChoose={(fact) => put(i, { fact })}
          />
          <Field label="Is" value={w.is} onInput={(is) => put(i, { is })} placeholder="yes" />
          <Button isQuiet label={`Take out condition ${i + 1}`} onClick={() => change({ when: c.when.filter((_, j) => j !== i) })}>
            ×
          </Button>
        </div>
      ))}
      <Button isQuiet onClick={() => change({ when: [...c.when, { fact: '', is: 'yes', mode: 'once' }] })}>
        + a condition
      </Button>
    </div>
  );
}

const DETAILS = ['place', 'amount', 'partners', 'as said', 'terms'];
function Details({ claim: c, change }: PartProps): JSX.Element {
  const put = (i: number, next: ClaimDraft['detail'][number]) => change({ detail: c.detail.map((d, j) => (j === i ? next : d)) });
  return (
    <div class="form-several">
      {c.detail.map((d, i) => (
        <div class="form-row" key={i}>
          <Suggested
            label={`Particular ${i + 1}`}
            value={camelWords(d.name)}
            known={DETAILS}
            onInput={(text) => put(i, { ...d, name: camelOf(text) })}
          />
          <Field label="As said" value={d.text} onInput={(text) => put(i, { name: d.name, text })} />
          <Button isQuiet label={`Take out particular ${i + 1}`} onClick={() => change({ detail: c.detail.filter((_, j) => j !== i) })}>
            ×
          </Button>
        </div>
      ))}
      <Button isQuiet onClick={() => change({ detail: [...c.detail, { name: DETAILS[c.detail.length] ?? '', text: '' }] })}>
        + a particular: place, amount, partners
      </Button>
    </div>
  );
}
/** "as said" → `asSaid`: names of particulars are written as the record's fields are. */
const camelOf = (text: string): string => text.replace(/^\s+/, '').replace(/\s+(\S)/g, (_all, c: string) => c.toUpperCase());
