/**
 * Recording a statement: the page it stands in, the words, who says what, what that changes, and only then the record. Everything
 * else that can be recorded has its verb on the command line and its route in the API.
 */
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { isApiError } from '../../http/client.ts';
import type { AnswerOf } from '../../http/client.ts';
import { api, token, useAsk } from '../api.ts';
import { Button, Empty, Field, Go, Loading, Section, Select } from '../components/basics.tsx';
import { AskWho } from '../components/who.tsx';
import { actorName, actors, dossier, facetName, issueName, issueOf, plain, stanceName } from '../names.ts';

/** What is being written; kept in this browser until it is recorded or thrown away. */
interface Draft {
  readonly source: string;
  readonly publisher: string;
  readonly url: string;
  readonly published: string;
  readonly title: string;
  readonly text: string;
  readonly words: string;
  readonly start: number | null;
  readonly actor: string;
  readonly speaker: string;
  readonly issue: string;
  readonly stance: string;
  readonly date: string;
  readonly attribution: string;
}
const EMPTY: Draft = {
  source: '',
  publisher: '',
  url: '',
  published: '',
  title: '',
  text: '',
  words: '',
  start: null,
  actor: '',
  speaker: '',
  issue: '',
  stance: '',
  date: '',
  attribution: 'reported',
};
const KEY = 'demarche.draft.';
function draftOf(id: string): Draft {
  try {
    return { ...EMPTY, ...(JSON.parse(localStorage.getItem(KEY + id) ?? '{}') as Partial<Draft>) };
  } catch {
    return EMPTY;
  }
}

/** A text as an id: kebab-case. */
const idOf = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 60);
/** Offsets of quotes are counted in code points. */
const points = (text: string): number => Array.from(text).length;
const MOST_WORDS = 12;
const AROUND = 24;

const ATTRIBUTIONS = [
  ['official', 'the office’s own text or decision'],
  ['on-record', 'a named person, or a spokesperson of a named office'],
  ['reported', 'an outlet’s account, no speaker named'],
  ['anonymous', '“officials”, “people briefed”'],
] as const;

interface Told {
  readonly message: string;
  readonly places: readonly string[];
}
/** Why something was refused, in words. */
function toldOf(e: unknown): Told {
  const problem = isApiError(e) ? e.problem : undefined;
  if (!problem) return { message: 'The server does not answer; what you have written is kept here.', places: [] };
  return {
    message: problem.remedy === undefined ? problem.detail : `${problem.detail}: ${problem.remedy}`,
    places: (problem.errors ?? []).map((x) => `${x.pointer} ${x.message}${x.remedy === undefined ? '' : ` — ${x.remedy}`}`),
  };
}

export function Record(): JSX.Element {
  const d = dossier.value;
  if (token.value === undefined) return <AskWho />;
  if (!d) return <Empty title="There is no dossier to record into yet" />;
  return <Statement key={d.dossier} id={d.dossier} />;
}

type Outcome = { readonly changes: AnswerOf<'diff'>['changes']; readonly warnings: readonly { message: string }[] };

function Statement({ id }: { readonly id: string }): JSX.Element {
  const [draft, setDraft] = useState(() => draftOf(id));
  const [told, setTold] = useState<Told | undefined>(undefined);
  const [foreseen, setForeseen] = useState<Outcome | undefined>(undefined);
  const [done, setDone] = useState<{ development: string; facet: string } | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const sources = useAsk('sources', {}, { dossier: id });
  /** Kept at once: the tab may be closed in the next moment. */
  const keep = (next: Draft): Draft => {
    localStorage.setItem(KEY + id, JSON.stringify(next));
    return next;
  };
  const change = (patch: Partial<Draft>) => {
    setDraft((before) => keep({ ...before, ...patch }));
    setForeseen(undefined);
    setDone(undefined);
  };
  /** Does something with the server, and says why where it refuses. */
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setTold(undefined);
    try {
      await work();
    } catch (e) {
      setTold(toldOf(e));
    } finally {
      setBusy(false);
    }
  };

  const facet = `position/${draft.actor}/${draft.issue}`;
  const missing = [
    draft.source === '' && 'the page',
    draft.actor === '' && 'whose position it is',
    draft.issue === '' && 'the question',
    draft.stance === '' && 'what they say to it',
    draft.date === '' && 'the day',
  ].filter((x) => x !== false);
  const title = missing.length ? '' : `${actorName(draft.actor)} on ${issueName(draft.issue)}: ${stanceName(facet, draft.stance)}`;
  const development = () => ({
    id: idOf(`${draft.actor} ${draft.issue} ${draft.date} ${draft.source}`),
    dossiers: [id],
    title,
    date: draft.date,
    attribution: draft.attribution,
    by: draft.speaker === '' ? draft.actor : draft.speaker,
    ...(draft.speaker !== '' && { for: [draft.actor] }),
    claims: [{ facet, value: draft.stance }],
    evidence: [{ source: draft.source, ...evidenceOf(draft) }],
  });
  const body = () => ({ kind: 'StatementMade' as const, development: development() });

  return (
    <form class="record" onSubmit={(e) => e.preventDefault()}>
      <p class="note">
        In five steps; nothing is recorded before the last but the page and its text. What you write stays in this browser until then.{' '}
        <button type="button" class="button button-quiet" onClick={() => change(EMPTY)}>
          Begin anew
        </button>
      </p>
      <Page
        draft={draft}
        change={change}
        sources={sources.data?.sources ?? []}
        isLoading={sources.data === undefined && sources.isLoading}
        isBusy={isBusy}
        attempt={attempt}
      />
      <Words draft={draft} change={change} isBusy={isBusy} attempt={attempt} />
      <Who draft={draft} change={change} />
      <Section title="4 What they say">
        <Select
          label="Question"
          value={draft.issue}
          options={[
            ['', 'choose'],
            ...(dossier.value?.issues ?? []).map((i) => [i.issue, `${issueName(i.issue)}: ${i.question}`] as const),
          ]}
          onChoose={(issue) => change({ issue, stance: '' })}
        />
        {draft.issue !== '' && (
          <fieldset class="record-rungs">
            <legend>Their answer, from against to for</legend>
            {(issueOf(draft.issue)?.ladder ?? []).map((r) => (
              <label key={r.stance}>
                <input
                  type="radio"
                  name="stance"
                  value={r.stance}
                  checked={draft.stance === r.stance}
                  onChange={() => change({ stance: r.stance })}
                />
                <span>
                  <b>{r.label ?? plain(r.stance)}</b>
                  {r.means !== undefined && <span class="note"> {r.means}</span>}
                </span>
              </label>
            ))}
          </fieldset>
        )}
        <Field
          label="Said on"
          value={draft.date}
          onInput={(date) => change({ date: date.trim() })}
          placeholder="2025-09-04"
          hint="a day; or as far as it is known: 2025-09, [2025-09-03,2025-09-04], 2025-09-04~"
        />
      </Section>
      <Section title="5 What that changes">
        {missing.length > 0 ? (
          <p class="note">Still missing: {missing.join(', ')}.</p>
        ) : (
          <>
            <p>
              <b>{title}</b>, {draft.date}
            </p>
            <Button
              isDisabled={isBusy}
              onClick={() => void attempt(async () => setForeseen((await api().record({ body: body(), query: { 'dry-run': true } })).body))}
            >
              See what it changes
            </Button>
          </>
        )}
        {told && (
          <div class="failure" role="alert">
            <p class="failure-title">{told.message}</p>
            {told.places.map((p) => (
              <p key={p}>{p}</p>
            ))}
          </div>
        )}
        {foreseen && (
          <div role="status">
            {foreseen.changes.length === 0 && <p>No cell would become another; it would be kept as said.</p>}
            <ul class="record-changes">
              {foreseen.changes.map((c) => (
                <li key={c.facet}>
                  <b>{facetName(c.facet)}</b>: {valueName(c.facet, c.before)} → {valueName(c.facet, c.after)}
                </li>
              ))}
            </ul>
            {foreseen.warnings.map((w) => (
              <p key={w.message} class="note">
                Look again: {w.message}
              </p>
            ))}
            <Button
              isDisabled={isBusy}
              onClick={() =>
                void attempt(async () => {
                  const d = development();
                  await api().record({ body: body(), key: `page-${d.id}` });
                  setDraft(keep({ ...EMPTY, source: draft.source, text: draft.text, date: draft.date }));
                  setForeseen(undefined);
                  setDone({ development: d.id, facet });
                })
              }
            >
              Record it
            </Button>
          </div>
        )}
        {done && (
          <p role="status">
            Recorded as <code>{done.development}</code>.{' '}
            <Go to={{ lens: 'positions', open: done.facet, at: undefined, published: undefined, known: undefined }}>See where it stands</Go>
          </p>
        )}
      </Section>
    </form>
  );
}

const valueName = (facet: string, cell: { readonly value: unknown; readonly status: string }): string =>
  cell.status === 'none'
    ? 'nothing in this record'
    : typeof cell.value === 'string'
      ? stanceName(facet, cell.value)
      : JSON.stringify(cell.value);

/** The words of a draft as evidence: a quote where the text was captured, else as the page has them. */
function evidenceOf({ text, words, start }: Draft): object {
  if (words === '') return {};
  if (text === '' || start === null) return { wording: words };
  const before = text.slice(0, start);
  const from = points(before);
  return {
    quote: {
      exact: words,
      prefix: before.slice(-AROUND),
      suffix: text.slice(start + words.length, start + words.length + AROUND),
      start: from,
      end: from + points(words),
    },
  };
}

interface StepProps {
  readonly draft: Draft;
  readonly change: (patch: Partial<Draft>) => void;
  readonly isBusy: boolean;
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
}

function Page({
  draft,
  change,
  sources,
  isLoading,
  isBusy,
  attempt,
}: StepProps & { readonly sources: AnswerOf<'sources'>['sources']; readonly isLoading: boolean }): JSX.Element {
  const newest = [...sources].sort((a, b) => ((a.published ?? '') < (b.published ?? '') ? 1 : -1));
  const own = idOf(`${draft.publisher} ${draft.published}`);
  return (
    <Section title="1 The page it stands in">
      {isLoading && <Loading what="the sources" />}
      <Select
        label="Page"
        value={draft.source}
        options={[
          ['', 'one that is not here yet'],
          ...(draft.source !== '' && !newest.some((s) => s.source === draft.source) ? [[draft.source, draft.source] as const] : []),
          ...newest.map(
            (s) => [s.source, `${s.published ?? 'undated'} · ${s.publisher ?? s.source}${s.title ? ` · ${s.title}` : ''}`] as const,
          ),
        ]}
        onChoose={(source) => change({ source })}
      />
      {draft.source === '' && (
        <>
          <Field label="Publisher" value={draft.publisher} onInput={(publisher) => change({ publisher })} placeholder="Reuters" />
          <Field label="Address" value={draft.url} onInput={(url) => change({ url: url.trim() })} placeholder="https://" />
          <Field
            label="Published on"
            value={draft.published}
            onInput={(published) => change({ published: published.trim() })}
            placeholder="2025-09-04"
          />
          <Field label="Headline" value={draft.title} onInput={(title) => change({ title })} />
          <Button
            isDisabled={isBusy || draft.publisher === '' || draft.published === ''}
            onClick={() =>
              void attempt(async () => {
                await api().addSource({
                  body: {
                    id: own,
                    publisher: draft.publisher,
                    published: draft.published,
                    ...(draft.url && { url: draft.url }),
                    ...(draft.title && { title: draft.title }),
                  },
                  key: `page-source-${own}`,
                });
                change({ source: own });
              })
            }
          >
            Add this page
          </Button>
        </>
      )}
    </Section>
  );
}

function Words({ draft, change, isBusy, attempt }: StepProps): JSX.Element {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const count = draft.words.split(/\s+/).filter(Boolean).length;
  return (
    <Section title="2 The words">
      <div class="field">
        <label for={id}>Text of the page, pasted; it is kept beside the record, never in it</label>
        <textarea
          id={id}
          ref={area}
          rows={8}
          value={draft.text}
          onInput={(e) => change({ text: e.currentTarget.value, words: '', start: null })}
        />
      </div>
      <p class="record-row">
        <Button
          isDisabled={isBusy || draft.source === '' || draft.text === ''}
          onClick={() =>
            void attempt(async () => {
              await api().captureSource({ id: draft.source }, { body: { text: draft.text } });
              setSaid('The text is kept. Select the words that say it, then take them.');
            })
          }
        >
          Keep the text
        </Button>
        <Button
          isDisabled={draft.text === ''}
          onClick={() => {
            const { selectionStart: start, selectionEnd: end } = area.current!;
            const words = draft.text.slice(start, end).trim();
            if (words === '') setSaid('Select the words in the text above first.');
            else change({ words, start: start + draft.text.slice(start, end).indexOf(words) });
          }}
        >
          Take the selected words
        </Button>
        <span class="note" role="status">
          {said}
        </span>
      </p>
      <Field
        label="The words it rests on"
        value={draft.words}
        onInput={(words) => change({ words, start: null })}
        error={count > MOST_WORDS ? `${count} words: a quote is a fragment of at most ${MOST_WORDS}` : undefined}
        hint={draft.start === null ? 'selected above, or typed as the page has them' : 'they stand so in the text above'}
      />
    </Section>
  );
}

function Who({ draft, change }: Pick<StepProps, 'draft' | 'change'>): JSX.Element {
  const all = [...actors.value.values()].filter((a) => a.mergedInto === undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
  const people = all.filter((a) => a.kind === 'person');
  return (
    <Section title="3 Whose word">
      <Select
        label="Whose position it is"
        value={draft.actor}
        options={[['', 'choose'], ...all.filter((a) => a.kind !== 'person' && a.kind !== 'outlet').map((a) => [a.actor, a.name] as const)]}
        onChoose={(actor) => change({ actor })}
      />
      <Select
        label="Who said it"
        value={draft.speaker}
        options={[['', 'nobody is named'], ...people.map((a) => [a.actor, a.name] as const)]}
        onChoose={(speaker) => change({ speaker, ...(speaker !== '' && draft.attribution === 'reported' && { attribution: 'on-record' }) })}
      />
      <Select
        label="How good a word"
        value={draft.attribution}
        options={ATTRIBUTIONS.map(([a, means]) => [a, `${plain(a)}: ${means}`] as const)}
        onChoose={(attribution) => change({ attribution })}
      />
    </Section>
  );
}
