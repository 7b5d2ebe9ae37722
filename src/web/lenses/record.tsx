/**
 * Recording what happened or was said: the page it stands in, the words, who says what, what that changes, and only then the record.
 * What is done to what is recorded already has its forms where it is read.
 */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DevelopmentKind } from '../../../events/developments.ts';
import { boundsOf } from '../../../events/edtf.ts';
import { RELATIONS, ROLES } from '../../export/wording.ts';
import { api, head, token, useAsk } from '../api.ts';
import { Button, Empty, Field, Go, MarkOf, Section, Select } from '../components/basics.tsx';
import { AskWho } from '../components/who.tsx';
import { ClaimEditor } from '../forms/claim-editor.tsx';
import { WORDS } from '../forms/claim-words.ts';
import { facetOf, NO_CLAIM, ofFamily, OPS } from '../forms/claims.ts';
import { DateControl } from '../forms/date-control.tsx';
import { dateText, dateTold } from '../forms/dates.ts';
import { useDraft } from '../forms/draft.ts';
import { Finder } from '../acts/finder.tsx';
import { MANY } from '../days.ts';
import { ActorList, ActorSelect, idOf, More, TextArea } from '../forms/fields.tsx';
import { FIRST, MET, OWN } from '../forms/kinds.ts';
import { Foreseen, Refused, useAttempt } from '../forms/telling.tsx';
import type { Foreseen as Outcome } from '../forms/telling.tsx';
import { actorName, dossier, dossiers, facetName } from '../names.ts';
import { date, OUTCOMES } from '../words.ts';
import { useBetween } from './record-between.ts';
import type { Between, Ground } from './record-between.ts';
import {
  begun,
  bodyOf,
  EMPTY,
  evidence,
  headlineOf,
  idOfDraft,
  KIND_OPTIONS,
  missingOf,
  next,
  placeName,
  sourcesOf,
  speaking,
} from './record-draft.ts';
import type { Draft } from './record-draft.ts';
import { PageStep, Step, useSource, WordsStep } from './record-page.tsx';
import type { PageRef, Source, StepProps } from './record-page.tsx';

export function Record(): JSX.Element {
  const d = dossier.value;
  if (token.value === undefined) return <AskWho />;
  if (!d) return <Empty title="There is no dossier to record into yet" />;
  return <Development key={d.dossier} id={d.dossier} />;
}

function groundOf(d: Draft, dossier: string): Ground {
  return {
    sources: [...sourcesOf(d)],
    facets: begun(d).flatMap((c) => facetOf(c) ?? []),
    actors: [d.speaker, ...d.for, d.via, ...d.participants.map((p) => p.actor), ...d.claims.map((c) => c.parts[0] ?? '')].filter(
      (a) => a !== '',
    ),
    dossiers: [dossier, ...d.alsoIn],
  };
}

function Development({ id }: { readonly id: string }): JSX.Element {
  const drafting = useDraft<Draft>(`record.${id}`, EMPTY);
  const { draft, latest } = drafting;
  const { attempt, told, isBusy: isWriting, forget } = useAttempt();
  const [onPage, onWords] = [useAttempt(), useAttempt()];
  const isBusy = isWriting || onPage.isBusy || onWords.isBusy;
  const [foreseen, setForeseen] = useState<Seen | undefined>(undefined);
  const [done, setDone] = useState<
    | { readonly development: string; readonly facet: string | undefined; readonly outcome: Outcome; readonly isOtherwise: boolean }
    | undefined
  >(undefined);
  /** What came of a press stands in the place of what was pressed: the focus goes there. */
  const result = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (foreseen || done) result.current?.focus();
  }, [foreseen, done]);
  const between = useBetween(
    () => groundOf(latest(), id),
    draft.seen,
    () => setForeseen(undefined),
    isBusy,
    (written) => latest().mine.includes(written),
  );
  // of a large record, what rests on its pages is too much to read: they are found by their words
  const isLarge = (dossier.value?.developments ?? 0) > MANY;
  const asked = useAsk(isLarge ? undefined : 'sources', {}, { dossier: id });
  const sources = asked.data?.sources ?? [];
  const page = useSource(draft.source, sources);
  const change: StepProps['change'] = (patch) => {
    drafting.change((before) => ({
      key: before.key === '' ? crypto.randomUUID() : before.key,
      ...(typeof patch === 'function' ? patch(before) : patch),
      seen: before.seen === 0 ? (head.peek() ?? 0) : before.seen,
    }));
    setForeseen(undefined);
    setDone(undefined);
    forget();
  };
  const own: StepProps['own'] = (streams) =>
    drafting.change((d) => ({ mine: [...d.mine, ...streams.map((x) => `${x.stream}@${x.revision}`)].slice(-20) }));
  const step: StepProps = { draft, change, isBusy, attempt, told, own };
  const missing = missingOf(draft);
  const facets = begun(draft).flatMap((c) => facetOf(c) ?? []);

  return (
    <form class="record" onSubmit={(e) => e.preventDefault()}>
      <header class="record-head">
        <p class="note">
          From a page to the record in five steps. Nothing is recorded before the last but the page and its text; what you write stays in
          this browser until then.
        </p>
        <Button
          isQuiet
          onClick={() => {
            drafting.reset();
            setForeseen(undefined);
            setDone(undefined);
            forget();
          }}
        >
          Begin anew
        </Button>
      </header>
      <div class="record-columns">
        <div class="record-page">
          <PageStep
            {...step}
            {...onPage}
            isBusy={isBusy}
            isLarge={isLarge}
            sources={sources}
            page={page}
            isLoading={asked.data === undefined && asked.isLoading}
          />
          <WordsStep {...step} {...onWords} isBusy={isBusy} page={page} />
        </div>
        <div class="record-said">
          <WhoStep {...step} page={page} />
          <Section title={<Step n={4}>What is said</Step>}>
            {draft.claims.map((c, i) => (
              <ClaimEditor
                key={i}
                claim={c}
                evidence={evidence(draft).map((e) => [e.id, e.words.exact || e.words.source] as const)}
                onChange={(claim) => change((d) => ({ claims: d.claims.map((x, j) => (j === i ? claim : x)) }))}
                onRemove={() => change((d) => ({ claims: d.claims.filter((_, j) => j !== i) }))}
              />
            ))}
            <Button
              onClick={() =>
                change((d) => {
                  const last = d.claims.at(-1);
                  return {
                    claims: [...d.claims, ofFamily({ ...NO_CLAIM, parts: [last?.parts[0] ?? '', ''] }, last?.family ?? 'position')],
                  };
                })
              }
            >
              {draft.claims.length ? '+ something else they say' : '+ what is said'}
            </Button>
            <Rest {...step} />
          </Section>
        </div>
      </div>
      <Section title={<Step n={5}>What that changes</Step>}>
        <BetweenTold between={between} />
        <AlreadyHere draft={draft} dossier={id} sources={sources} facets={facets} />
        {missing.length > 0 ? (
          <p class="note">Still missing: {missing.join(', ')}.</p>
        ) : (
          <>
            <p class="record-headline">
              <b>{headlineOf(draft)}</b> <span class="quiet">{date(dateText(draft.date))}</span>
            </p>
            {!foreseen && (
              <Button
                isDisabled={isBusy}
                onClick={() =>
                  void attempt(async () => {
                    between.seen();
                    drafting.change((d) => ({ seen: head.peek() ?? 0, key: d.key === '' ? crypto.randomUUID() : d.key }));
                    const body = bodyOf(draft, id);
                    const now = (await api().record({ body: body, query: { 'dry-run': true } })).body;
                    const { last } = dateEnds(dateText(draft.date));
                    if (now.changes.length > 0 || last === undefined) {
                      setForeseen(now);
                      return;
                    }
                    // a word of long ago changes nothing today where a later one stands: then what it changes in its own time
                    const then = (await api().record({ body: body, query: { 'dry-run': true, at: last } })).body;
                    setForeseen(then.changes.length > 0 ? { ...then, asOf: last } : now);
                  })
                }
              >
                See what it changes
              </Button>
            )}
          </>
        )}
        <Refused told={told} placeName={placeName}>
          {told?.codes.includes('DuplicateDevelopment') && (
            <p>
              <Go to={{ lens: 'timeline', item: idOfDraft(draft) }}>Look at what is recorded under this name</Go>; or give yours another,
              under “More of what happened”.
            </p>
          )}
        </Refused>
        {foreseen && (
          <div role="status" class="record-foreseen" ref={result} tabIndex={-1}>
            {foreseen.asOf !== undefined && <p>Today no cell becomes another: a later word stands. As of {date(foreseen.asOf)}:</p>}
            <Foreseen foreseen={foreseen} />
            <Button
              isMain
              isDisabled={isBusy}
              onClick={() =>
                void attempt(async () => {
                  const { kind, development } = bodyOf(latest(), id);
                  const { body } = await api().record({ body: { kind, development }, key: `page-${latest().key}` });
                  if ('streams' in body) own(body.streams);
                  const outcome: Outcome = body;
                  const isOtherwise = JSON.stringify(cellsOf(outcome)) !== JSON.stringify(cellsOf(foreseen)) && outcome.changes.length > 0;
                  drafting.reset(next(latest()));
                  setForeseen(undefined);
                  setDone({ development: String(development['id']), facet: facets[0], outcome, isOtherwise });
                })
              }
            >
              Record it
            </Button>
          </div>
        )}
        {done && (
          <div role="status" class="record-done" ref={result} tabIndex={-1}>
            <p>
              Recorded as <Go to={{ lens: 'timeline', item: done.development }}>{done.development}</Go>.{' '}
              {done.facet !== undefined && (
                <Go to={{ lens: 'positions', open: done.facet, at: undefined, published: undefined, known: undefined }}>
                  See where it stands
                </Go>
              )}
            </p>
            {done.isOtherwise && (
              <>
                <p class="tone-doubt">It changed something else than was foreseen: somebody recorded in the same moment.</p>
                <Foreseen foreseen={done.outcome} isWritten />
              </>
            )}
            <p class="note">The page, its text and who speaks are left for the next thing that it says.</p>
          </div>
        )}
      </Section>
    </form>
  );
}

/** What was foreseen; as of its own day where it changes nothing today. */
type Seen = Outcome & { readonly asOf?: string };

/** What two outcomes must have in common to be the same: cells, and what they become. */
const cellsOf = (o: Outcome): unknown => o.changes.map((c) => [c.facet, c.before.value, c.after.value, c.after.status]);

/** The first and last day of a date, where it has one. */
function dateEnds(text: string): { readonly first?: string; readonly last?: string } {
  try {
    const { lo, hi } = boundsOf(text);
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    return { ...(Number.isFinite(lo) && { first: day(lo) }), ...(Number.isFinite(hi) && { last: day(hi - 1) }) };
  } catch {
    return {};
  }
}

/** Who says it, in whose name, what kind of thing it is, and when. */
function WhoStep({ draft, change, page }: StepProps & { readonly page: PageRef | undefined }): JSX.Element {
  const met = MET[draft.kind];
  const pageDay = page?.published ?? (draft.source === '' ? dateText(draft.published) : '');
  const isOlder = isBefore(pageDay, dateText(draft.date));
  return (
    <Section title={<Step n={3}>What happened, and whose word it is</Step>}>
      <Select
        label="What it is"
        value={draft.kind}
        options={KIND_OPTIONS}
        onChoose={(k) =>
          change((d) => {
            const kind = k as DevelopmentKind;
            const [only] = d.claims;
            const family = FIRST[kind] ?? 'position';
            const isUntouched = d.claims.length === 1 && begun(d).length === 0 && only !== undefined && only.family !== family;
            return { kind, ...(isUntouched && { claims: [ofFamily(only, family)] }) };
          })
        }
      />
      <ActorSelect label="Who says it" value={draft.speaker} none="nobody is named" onChoose={(a) => change((d) => speaking(d, a))} />
      {draft.speaker === '' ? (
        <p class="note">
          Nobody of that name? <Go to={{ lens: 'define', by: 'actor', item: undefined }}>Define who it is</Go>; what you wrote waits here.
        </p>
      ) : (
        draft.for.length > 0 && <p class="note">In the name of {draft.for.map(actorName).join(', ')}, by the office held.</p>
      )}
      <DateControl
        label={met ? 'Took place on' : 'Said or done on'}
        value={draft.date}
        onChange={(d) => change({ date: d })}
        hint="the day itself, not that of the page"
      />
      {isOlder && (
        <p class="form-warning">
          <MarkOf
            mark={{ glyph: '!', word: 'Look again', tone: 'doubt', means: '' }}
            more={`the page was published ${date(pageDay)}, before this day`}
          />
        </p>
      )}
      {met && <Participants draft={draft} change={change} />}
      <More title="More: on whose word exactly, how the day is known, where">
        <Select label="How good a word" value={draft.attribution} options={WORDS} onChoose={(attribution) => change({ attribution })} />
        {draft.speaker !== '' && (
          <ActorList
            label="In whose name"
            values={draft.for}
            onChange={(names) => change({ for: names })}
            hint="the state whose office the speaker holds; the signatories of a joint text"
          />
        )}
        <ActorSelect label="Relayed by" value={draft.via} none="nobody" onChoose={(via) => change({ via })} />
        <Field
          label="How the day is known"
          value={draft.basis}
          onInput={(basis) => change({ basis })}
          placeholder="the page says “on Tuesday”"
        />
        <Field
          label="Place within its day"
          value={draft.order}
          onInput={(order) => change({ order })}
          error={/^-?\d*$/.test(draft.order.trim()) ? undefined : 'a whole number'}
          hint="a number, where the order within the day is known and the hour is not"
        />
        <Field label="Where" value={draft.place} onInput={(place) => change({ place })} placeholder="Paris" />
        {!met && <Participants draft={draft} change={change} />}
      </More>
    </Section>
  );
}

/** Whether a page was out before a day had begun. */
function isBefore(page: string | null | undefined, day: string): boolean {
  try {
    return typeof page === 'string' && page !== '' && day !== '' && boundsOf(page).hi <= boundsOf(day).lo;
  } catch {
    return false;
  }
}

function Participants({ draft, change }: Pick<StepProps, 'draft' | 'change'>): JSX.Element {
  const role = MET[draft.kind] ?? 'subject';
  return (
    <div class="form-several">
      <ActorSelect
        label="Who took part, or is named"
        value=""
        none={draft.participants.length ? 'add another' : 'add'}
        onChoose={(actor) =>
          actor !== '' &&
          change((d) => (d.participants.some((p) => p.actor === actor) ? {} : { participants: [...d.participants, { actor, role }] }))
        }
      />
      {draft.participants.length > 0 && (
        <ul class="participants">
          {draft.participants.map((p, i) => (
            <li key={p.actor}>
              <span>{actorName(p.actor)}</span>
              <Select
                label={`As what: ${actorName(p.actor)}`}
                isLabelHidden
                value={p.role}
                options={Object.entries(ROLES)}
                onChoose={(as) => change((d) => ({ participants: d.participants.map((x, j) => (j === i ? { ...x, role: as } : x)) }))}
              />
              <Button
                isQuiet
                label={`Take out ${actorName(p.actor)}`}
                onClick={() => change((d) => ({ participants: d.participants.filter((_, j) => j !== i) }))}
              >
                ×
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What a first record does not need. */
function Rest({ draft, change }: StepProps): JSX.Element {
  const own = OWN[draft.kind] ?? [];
  const has = (field: (typeof own)[number]) => own.includes(field);
  const others = (dossiers.value ?? []).filter((d) => d.dossier !== dossier.value?.dossier);
  const isBare = begun(draft).length === 0 && (draft.claims.length === 0 || MET[draft.kind] !== undefined);
  return (
    <>
      {has('signatories') && (
        <ActorList
          label="In whose name it speaks"
          values={draft.signatories}
          onChange={(signatories) => change({ signatories })}
          hint="the signatories, in what it says of all of them"
        />
      )}
      {has('parties') && <ActorList label="Between whom the call was" values={draft.parties} onChange={(parties) => change({ parties })} />}
      {has('coChairs') && (
        <ActorList label="Who chaired it together" values={draft.coChairs} onChange={(coChairs) => change({ coChairs })} />
      )}
      {has('targets') && <ActorList label="Against whom" values={draft.targets} onChange={(targets) => change({ targets })} />}
      {has('binds') && <ActorList label="Who is to do it" values={draft.binds} onChange={(binds) => change({ binds })} />}
      {has('terms') && <Field label="On what terms, as said" value={draft.terms} onInput={(terms) => change({ terms })} />}
      {has('attendance') && (
        <div class="form-row">
          <Select label="How many took part" value={draft.presentOp} options={OPS} onChoose={(presentOp) => change({ presentOp })} />
          <Field label="Number" value={draft.present} onInput={(present) => change({ present })} />
          <Field label="Of what" value={draft.presentUnit} onInput={(presentUnit) => change({ presentUnit })} />
        </div>
      )}
      {has('due') && (
        <>
          <Field label="Due, as said" value={draft.dueSaid} onInput={(dueSaid) => change({ dueSaid })} placeholder="in the upcoming days" />
          <DateControl label="May be expected from" value={draft.dueFrom} onChange={(dueFrom) => change({ dueFrom })} />
          <DateControl label="Until" value={draft.dueUntil} onChange={(dueUntil) => change({ dueUntil })} />
        </>
      )}
      {isBare && <Headline draft={draft} change={change} />}
      <More title="More of what happened: headline, summary, earlier developments">
        {!isBare && <Headline draft={draft} change={change} />}
        <TextArea label="What happened, in your own words" value={draft.summary} onInput={(summary) => change({ summary })} />
        <Relations draft={draft} change={change} />
        {others.length > 0 && (
          <fieldset class="plain-set">
            <legend>It belongs to these dossiers too</legend>
            {others.map((o) => (
              <label key={o.dossier} class="option">
                <input
                  type="checkbox"
                  checked={draft.alsoIn.includes(o.dossier)}
                  onChange={() =>
                    change((d) => ({
                      alsoIn: d.alsoIn.includes(o.dossier) ? d.alsoIn.filter((x) => x !== o.dossier) : [...d.alsoIn, o.dossier],
                    }))
                  }
                />
                <span>{o.title}</span>
              </label>
            ))}
          </fieldset>
        )}
        <Field label="Note of yours" value={draft.note} onInput={(note) => change({ note })} />
        <Field
          label="Its name in the record"
          value={draft.id}
          onInput={(text) => change({ id: text.endsWith('-') ? `${idOf(text, 110)}-` : idOf(text, 110) })}
          placeholder={idOfDraft(draft)}
          hint="small letters, digits and hyphens; made from the rest when left out"
        />
      </More>
    </>
  );
}

function Headline({ draft, change }: Pick<StepProps, 'draft' | 'change'>): JSX.Element {
  return (
    <Field
      label="What happened, in a line"
      value={draft.headline}
      onInput={(headline) => change({ headline })}
      placeholder={headlineOf({ ...draft, headline: '' })}
      hint="made from what is said when left out"
    />
  );
}

function Relations({ draft, change }: Pick<StepProps, 'draft' | 'change'>): JSX.Element {
  const [isAsked, setAsked] = useState(draft.relations.length > 0);
  const isLarge = (dossier.value?.developments ?? 0) > MANY;
  const earlier = useAsk(isAsked && !isLarge ? 'timeline' : undefined, {}, { dossier: dossier.value?.dossier, retracted: false });
  const items = [...(earlier.data?.items ?? [])].reverse();
  const put = (i: number, patch: Partial<Draft['relations'][number]>) =>
    change((d) => ({ relations: d.relations.map((r, j) => (j === i ? { ...r, ...patch } : r)) }));
  return (
    <div class="form-several">
      {draft.relations.map((r, i) => (
        <div class="form-row" key={i}>
          <Select
            label={`It ${i ? 'also ' : ''}…`}
            value={r.type}
            options={Object.entries(RELATIONS)}
            onChoose={(type) => put(i, { type })}
          />
          {isLarge ? (
            <Finder
              what="development"
              label="Earlier development"
              chosen={r.to === '' ? [] : [r.to]}
              most={1}
              onChange={([to = '']) => put(i, { to })}
            />
          ) : (
            <Select
              label="Earlier development"
              value={r.to}
              options={[
                ['', 'choose'],
                ...(items.some((x) => x.development === r.to) || r.to === '' ? [] : [[r.to, r.to] as const]),
                ...items.map((x) => [x.development, `${x.date} · ${x.title}`.slice(0, 100)] as const),
              ]}
              onChoose={(to) => put(i, { to })}
            />
          )}
          {r.type === 'answers' && (
            <Select
              label="What became of it"
              value={r.outcome}
              options={[
                ['', 'it stays open'],
                ...(['delivered', 'partly', 'refused', 'lapsed'] as const).map((o) => [o, OUTCOMES[o].word] as const),
              ]}
              onChoose={(outcome) => put(i, { outcome })}
            />
          )}
          <Button
            isQuiet
            label={`Take out relation ${i + 1}`}
            onClick={() => change((d) => ({ relations: d.relations.filter((_, j) => j !== i) }))}
          >
            ×
          </Button>
        </div>
      ))}
      <Button
        isQuiet
        onClick={() => {
          setAsked(true);
          change((d) => ({ relations: [...d.relations, { type: 'follows-up', to: '', outcome: '' }] }));
        }}
      >
        + how it stands to an earlier development
      </Button>
    </div>
  );
}

/** What others wrote in between. */
function BetweenTold({ between }: { readonly between: Between }): JSX.Element | null {
  if (!between.touches.length) return null;
  return (
    <div class="failure record-between" role="alert">
      <p class="failure-title">While you were writing, somebody else wrote to the record</p>
      <ul>
        {between.touches.map((t) => (
          <li key={t.position}>
            {t.author}: {t.did} — {t.touches}. <Go to={t.to}>Look at it</Go>{' '}
            <Go to={{ lens: 'log', after: String(t.position - 1) }} class="ref">
              log {t.position}
            </Go>
          </li>
        ))}
      </ul>
      <p>Yours is kept as it is; nothing of theirs is overwritten. See anew what yours changes before you record it.</p>
    </div>
  );
}

/** What is on record already of the same page, words, cell and day: pointed out, for a person to judge. */
function AlreadyHere(props: {
  readonly draft: Draft;
  readonly dossier: string;
  readonly sources: readonly Source[];
  readonly facets: readonly string[];
}): JSX.Element | null {
  const { draft, facets } = props;
  const { first, last } = dateEnds(dateText(draft.date));
  const isAsked = facets.length > 0 && first !== undefined && last !== undefined && dateTold(dateText(draft.date)).isDate;
  const that = useAsk(
    isAsked ? 'timeline' : undefined,
    {},
    { dossier: props.dossier, from: first, at: last, retracted: false, limit: 500 },
  );
  const same = isAsked ? (that.data?.items ?? []).filter((i) => i.claims.some((c) => facets.includes(c.facet))) : [];
  const quoted = draft.words.flatMap((w) => {
    const quotes = props.sources.find((s) => s.source === w.source)?.quotes ?? [];
    const found = quotes.find((q) => {
      const quote = q.quote;
      return quote
        ? quote.exact === w.exact || (w.start >= 0 && quote.start < w.start + w.exact.length && w.start < quote.end)
        : q.wording === w.exact;
    });
    return found ? [{ words: w.exact, ref: found.claim }] : [];
  });
  if (!same.length && !quoted.length) return null;
  return (
    <div class="record-here" role="status">
      <p>
        <b>Is it here already?</b>{' '}
        <span class="quiet">One act is recorded once; another page that reports it is evidence for the same.</span>
      </p>
      <ul>
        {same.map((i) => (
          <li key={i.development}>
            {date(i.date)}: <Go to={{ lens: 'timeline', item: i.development }}>{i.title}</Go>{' '}
            <span class="quiet">
              speaks of{' '}
              {i.claims
                .filter((c) => facets.includes(c.facet))
                .map((c) => facetName(c.facet))
                .join(', ')}{' '}
              too.
            </span>{' '}
            <Go to={{ act: 'evidence', on: i.development }}>Add this page to its evidence</Go>
          </li>
        ))}
        {quoted.map((q) => (
          <li key={q.words}>
            “{q.words}”: <span class="quiet">words of this page that</span>{' '}
            <Go to={{ lens: 'timeline', item: q.ref.split('#')[0] }}>{q.ref}</Go> <span class="quiet">rests on</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
