/** The page that something stands in, its text, and the words that say it. */
import type { JSX } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { AnswerOf } from '../../http/client.ts';
import { api, askOnce, useAsk } from '../api.ts';
import { Finder } from '../acts/finder.tsx';
import { dossier } from '../names.ts';
import { Button, Field, Go, Loading, Section, Select } from '../components/basics.tsx';
import { SourceLine } from '../components/claim.tsx';
import { CheckCopyLater } from '../forms/check-copy-later.tsx';
import { DateControl } from '../forms/date-control.tsx';
import { dateDraft, dateText, dateTold } from '../forms/dates.ts';
import { Chips, idOf, More } from '../forms/fields.tsx';
import type { PageText } from '../forms/html-text.ts';
import { Refused } from '../forms/telling.tsx';
import type { Told } from '../forms/telling.tsx';
import { date, plural } from '../words.ts';
import { plainText, wordsAt } from './record-draft.ts';
import type { Draft, WordsDraft } from './record-draft.ts';

export type Source = AnswerOf<'sources'>['sources'][number];
export interface StepProps {
  readonly draft: Draft;
  readonly change: (patch: Partial<Draft> | ((before: Draft) => Partial<Draft>)) => void;
  readonly isBusy: boolean;
  /** Does something with the server; what it refuses is told in the step that asked. */
  readonly attempt: (work: () => Promise<void>) => Promise<void>;
  readonly told: Told | undefined;
  /** What this page wrote itself. */
  readonly own: (streams: readonly { readonly stream: string; readonly revision: number }[]) => void;
}

/** A heading with the number of its step. */
export const Step = (props: { readonly n: number; readonly children: string }): JSX.Element => (
  <>
    <span class="step">{props.n}</span> {props.children}
  </>
);

/** A text once nobody has typed for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

/** A page as it is cited; also one on which nothing rests yet. */
export type PageRef = Pick<Source, 'source' | 'publisher' | 'title' | 'url' | 'published' | 'grade' | 'origin' | 'captured' | 'withdrawn'>;

/** The page that is chosen: among those that the dossier rests on, else by itself. */
export function useSource(id: string, sources: readonly Source[]): PageRef | undefined {
  const known = sources.find((s) => s.source === id);
  const alone = useAsk(id === '' || known ? undefined : 'source', { id }).data;
  if (known) return known;
  if (alone?.source !== id) return undefined;
  const { publisher, title, url, published, grade, origin } = alone.description as Readonly<Record<string, string | undefined>>;
  return {
    source: id,
    publisher: publisher ?? null,
    title,
    url,
    published: published ?? null,
    grade: grade ?? null,
    origin: origin ?? id,
    captured: alone.log.some((e) => e.type === 'SourceCaptured'),
    ...(alone.withdrawn && { withdrawn: true as const }),
  };
}

/** An address as two are compared: without what only tells where a reader came from. */
export function addressKey(url: string): string {
  try {
    const u = new URL(url);
    u.hash = '';
    for (const name of [...u.searchParams.keys()]) if (/^(?:utm_|fbclid|gclid|at_)/.test(name)) u.searchParams.delete(name);
    return `${u.hostname.replace(/^www\./, '')}${u.pathname.replace(/\/$/, '')}${u.search}`.toLowerCase();
  } catch {
    return '';
  }
}

const MOST_WORDS = 12;

export function PageStep({
  draft,
  change,
  sources,
  isLoading,
  page,
  isLarge,
  isBusy,
  attempt,
  told,
  own,
}: StepProps & {
  readonly sources: readonly Source[];
  readonly isLoading: boolean;
  readonly isLarge: boolean;
  readonly page: PageRef | undefined;
}): JSX.Element {
  const newest = [...sources].sort((a, b) => ((a.published ?? '') < (b.published ?? '') ? 1 : -1));
  const published = dateText(draft.published);
  const id = idOf(`${draft.publisher} ${published.replace(/[^0-9]+/g, ' ')} ${draft.title}`, 80);
  const key = addressKey(draft.url);
  const q = useSettled(key.replace(/\?.*/, ''));
  const like = useAsk(draft.source !== '' || q.length < 8 ? undefined : 'search', {}, { dossier: dossier.value?.dossier, q }).data;
  const same = key === '' ? undefined : like?.sources.find((s) => s.url !== null && addressKey(s.url) === key);
  const pick = (source: string) => change((d) => (d.isKept && d.source !== source ? { source, text: '', isKept: false } : { source }));
  /** The page was added or taken by a press, and what was pressed is gone: the focus goes to the page. */
  const found = useRef<HTMLParagraphElement>(null);
  const isPressed = useRef(false);
  useEffect(() => {
    if (isPressed.current && draft.source !== '') found.current?.focus();
    isPressed.current = false;
  }, [draft.source]);
  return (
    <Section title={<Step n={1}>The page it stands in</Step>}>
      {isLoading && <Loading what="the sources" />}
      {isLarge ? (
        <Finder
          what="page"
          label="Page"
          hint="a page that is here already; or describe a new one below"
          chosen={draft.source === '' ? [] : [draft.source]}
          most={1}
          onChange={([source = '']) => pick(source)}
        />
      ) : (
        <Select
          label="Page"
          value={draft.source}
          options={[
            ['', 'one that is not here yet'],
            ...(draft.source !== '' && !sources.some((s) => s.source === draft.source)
              ? [[draft.source, page?.publisher ?? draft.source] as const]
              : []),
            ...newest.map(
              (s) =>
                [
                  s.source,
                  `${s.published ?? 'undated'} · ${s.publisher ?? s.source}${s.title ? ` · ${s.title}` : ''}`.slice(0, 110),
                ] as const,
            ),
          ]}
          onChoose={pick}
        />
      )}
      {draft.source === '' ? (
        <>
          <Field label="Address" value={draft.url} onInput={(url) => change({ url: url.trim() })} placeholder="https://" />
          {same && (
            <p class="form-found" role="status">
              This address is here already: <b>{same.publisher}</b>{' '}
              <span class="quiet">{same.published === null ? 'date unknown' : date(same.published)}</span>{' '}
              <Button
                onClick={() => {
                  isPressed.current = true;
                  pick(same.source);
                }}
              >
                Take that page
              </Button>
            </p>
          )}
          <Field label="Publisher" value={draft.publisher} onInput={(publisher) => change({ publisher })} placeholder="Reuters" />
          <DateControl label="Published on" value={draft.published} onChange={(d) => change({ published: d })} />
          <More title="More: headline, language, copied from">
            <Field label="Headline" value={draft.title} onInput={(title) => change({ title })} />
            <Field label="Language" value={draft.language} onInput={(language) => change({ language: language.trim() })} placeholder="en" />
            <Select
              label="It copies or rewrites another page"
              value={draft.origin}
              options={[
                ['', 'no, it is its own'],
                ...newest.map((s) => [s.source, `${s.publisher ?? s.source} · ${s.published ?? 'undated'}`] as const),
              ]}
              onChoose={(origin) => change({ origin })}
            />
          </More>
          <Button
            isDisabled={isBusy || draft.publisher.trim() === '' || published === '' || !dateTold(published).isDate}
            onClick={() =>
              void attempt(async () => {
                const { body } = await api().addSource({
                  body: {
                    id,
                    publisher: draft.publisher.trim(),
                    published,
                    ...(draft.url && { url: draft.url }),
                    ...(draft.title.trim() && { title: draft.title.trim().slice(0, 300) }),
                    ...(draft.language && { language: draft.language }),
                    ...(draft.origin && { origin: draft.origin }),
                  },
                  key: `page-source-${draft.key}-${id}`,
                });
                if ('streams' in body) own(body.streams);
                isPressed.current = true;
                change({ source: id });
              })
            }
          >
            Add this page
          </Button>
          <Refused told={told} />
        </>
      ) : (
        <>
          <p class="form-found" ref={found} tabIndex={-1}>
            {page ? <SourceLine source={page} /> : <b>{draft.source}</b>}{' '}
            <Go to={{ lens: 'sources', item: draft.source }} class="ref">
              {draft.source}
            </Go>
          </p>
          <More title="More: other pages that report the same" isOpen={draft.alsoPages.length > 0}>
            {isLarge ? (
              <Finder
                what="page"
                label="Another page that reports it"
                chosen={draft.alsoPages}
                not={[draft.source]}
                onChange={(alsoPages) => change({ alsoPages })}
              />
            ) : (
              <>
                <Select
                  label="Another page that reports it"
                  value=""
                  options={[
                    ['', draft.alsoPages.length ? 'add another' : 'add'],
                    ...newest
                      .filter((s) => s.source !== draft.source && !draft.alsoPages.includes(s.source))
                      .map(
                        (s) =>
                          [
                            s.source,
                            `${s.published ?? 'undated'} · ${s.publisher ?? s.source}${s.title ? ` · ${s.title}` : ''}`.slice(0, 110),
                          ] as const,
                      ),
                  ]}
                  onChoose={(also) => also !== '' && change((d) => ({ alsoPages: [...d.alsoPages, also] }))}
                />
                <Chips
                  names={draft.alsoPages.map((id) => [id, sources.find((s) => s.source === id)?.publisher ?? id] as const)}
                  onRemove={(id) => change((d) => ({ alsoPages: d.alsoPages.filter((x) => x !== id) }))}
                />
              </>
            )}
            <p class="note">What each of them says of itself counts: copies of one page are one origin.</p>
          </More>
        </>
      )}
    </Section>
  );
}

/** The words that were taken, without those that the text no longer has at their place. */
const wordsIn = (d: Draft, text: string): readonly WordsDraft[] => {
  if (!d.words.length) return d.words;
  const points = Array.from(text);
  return d.words.filter((w) => w.source !== d.source || points.slice(w.start, w.start + Array.from(w.exact).length).join('') === w.exact);
};

export function WordsStep({
  draft,
  change,
  isBusy,
  attempt,
  told,
  own,
  page,
}: StepProps & { readonly page: PageRef | undefined }): JSX.Element {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const [said, setSaid] = useState('');
  const [captured, setCaptured] = useState<boolean | undefined>(undefined);
  useEffect(() => setCaptured(page?.captured), [page?.source, page?.captured]);
  const hasKept = captured === true;
  /** The text as it is kept of the page, if it is here. */
  const load = () =>
    attempt(async () => {
      const { text } = await askOnce('capture', { id: draft.source });
      change((d) => ({ text: plainText(text), isKept: plainText(text) === text, words: wordsIn(d, plainText(text)) }));
      setSaid('This is the text that is kept of the page. Select the words that say it, then take them.');
    });
  const readFile = async (file: File | undefined) => {
    if (!file) return;
    const text = plainText(await file.text());
    const isHtml = /\.x?html?$/i.test(file.name) || file.type.includes('html');
    // how a page is read is fetched when there is one to read
    const read: PageText = isHtml ? (await import('../forms/html-text.ts')).textOfHtml(text) : { text };
    const taken = plainText(read.text);
    change((d) => ({
      text: taken,
      isKept: false,
      words: wordsIn(d, taken),
      ...(d.source === '' && {
        ...(d.title === '' && read.title !== undefined && { title: read.title.slice(0, 300) }),
        ...(d.publisher === '' && read.publisher !== undefined && { publisher: read.publisher.slice(0, 200) }),
        ...(d.url === '' && read.url !== undefined && { url: read.url }),
        ...(d.language === '' && read.language !== undefined && { language: read.language }),
        ...(dateText(d.published) === '' && read.published !== undefined && { published: dateDraft(read.published) }),
      }),
    }));
    setSaid(
      isHtml
        ? 'The text of the page was taken out of the file; look whether it is all there. What it says of itself was filled in above.'
        : 'The file was read.',
    );
  };
  const keep = async () => {
    const { body } = await api().captureSource({ id: draft.source }, { body: { text: draft.text } });
    if ('streams' in body) own(body.streams);
    setCaptured(true);
    change({ isKept: true });
  };
  const take = () => {
    const { selectionStart: from, selectionEnd: to } = area.current!;
    const words = wordsAt(draft.source, draft.text, from, to);
    if (!words) {
      setSaid('Select the words in the text above first.');
      return;
    }
    if (draft.words.some((w) => w.source === words.source && w.start === words.start && w.exact === words.exact)) {
      setSaid('These words are taken already.');
      return;
    }
    void attempt(async () => {
      if (!draft.isKept) await keep();
      change((d) => ({ words: [...d.words, words] }));
      setSaid('Taken. The text is kept beside the record, under its SHA-256.');
    });
  };
  const count = (text: string) => text.split(/\s+/).filter(Boolean).length;
  const isFresh = hasKept && !draft.isKept && draft.text !== '';
  return (
    <Section title={<Step n={2}>The words that say it</Step>}>
      {hasKept && draft.text === '' && (
        <p class="form-found">
          The text of this page is kept already.{' '}
          <Button isDisabled={isBusy} onClick={() => void load()}>
            Load it
          </Button>
        </p>
      )}
      <div class="field">
        <label for={id}>Text of the page, pasted; it is kept beside the record, never in it</label>
        <textarea
          id={id}
          ref={area}
          class="article"
          rows={12}
          value={draft.text}
          onInput={(e) =>
            change((d) => ({
              text: plainText(e.currentTarget.value),
              isKept: false,
              words: wordsIn(d, plainText(e.currentTarget.value)),
            }))
          }
        />
      </div>
      <div class="form-row">
        <Button isDisabled={isBusy || draft.source === '' || draft.text === '' || isFresh} onClick={take}>
          Take the selected words
        </Button>
        <label class="file">
          <span>or load a file</span>
          <input
            type="file"
            accept=".txt,.html,.htm,.xhtml,text/plain,text/html"
            onChange={(e) => {
              const file = e.currentTarget.files?.[0];
              void attempt(() => readFile(file));
              e.currentTarget.value = '';
            }}
          />
        </label>
      </div>
      {isFresh && (
        <div class="form-found">
          <p>
            Another text of this page is kept already. Is this the page as it reads now? Then see what became of the words that were quoted.
          </p>
          <CheckCopyLater source={draft.source} text={draft.text} />
          <p>
            <Button isDisabled={isBusy} onClick={() => void load()}>
              Load the text that is kept
            </Button>{' '}
            <Button isDisabled={isBusy} onClick={() => void attempt(keep)}>
              Keep this one from now on
            </Button>
          </p>
        </div>
      )}
      <p class="note" role="status">
        {said}
      </p>
      <Refused told={told} />
      <WordsTaken draft={draft} change={change} />
      {draft.words.length === 0 && (
        <More title="No text at hand? Type the words" isOpen={draft.typed !== ''}>
          <Field
            label="The words it rests on"
            value={draft.typed}
            onInput={(typed) => change({ typed })}
            error={count(draft.typed) > MOST_WORDS ? `${count(draft.typed)} words: a fragment of at most ${MOST_WORDS} will do` : undefined}
            hint="as the page has them; nobody can check them without its text"
          />
        </More>
      )}
    </Section>
  );
}

function WordsTaken({ draft, change }: Pick<StepProps, 'draft' | 'change'>): JSX.Element | null {
  if (!draft.words.length) return null;
  const long = (w: WordsDraft) => w.exact.split(/\s+/).length > MOST_WORDS;
  return (
    <ol class="taken">
      {draft.words.map((w, i) => (
        <li key={`${w.source}${w.start}`}>
          <blockquote>
            {w.prefix && <span class="quiet">…{w.prefix}</span>}
            <mark>{w.exact}</mark>
            {w.suffix && <span class="quiet">{w.suffix}…</span>}
          </blockquote>
          <p class="ref">
            {w.source}, characters {w.start}–{w.start + Array.from(w.exact).length}{' '}
            <Button
              isQuiet
              label={`Leave out “${w.exact}”`}
              onClick={() =>
                change((d) => ({ words: d.words.filter((_, j) => j !== i), claims: d.claims.map((c) => ({ ...c, evidence: [] })) }))
              }
            >
              ×
            </Button>
          </p>
          {long(w) && (
            <p class="note note-error">
              {plural(w.exact.split(/\s+/).length, 'word')}: a fragment of at most {MOST_WORDS} will do.
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}
