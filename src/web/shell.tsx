/** The frame: who and what, the time bar, the lenses, the why drawer, and on paper where one stands. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Button, Failure, Go, Loading, Select } from './components/basics.tsx';
import { Keys, keysAreOn } from './keys.tsx';
import { ACT_ENTRY, LENS_ENTRIES } from './lenses/index.ts';
import { later, LensView } from './later.tsx';
import { dossier, dossierAsTold, dossiers, useNames } from './names.ts';
import { ConnectionState, step, TimeBar, togglePlay } from './timebar.tsx';
import { LENSES } from './url.ts';
import type { Lens } from './url.ts';
import { go, isNarrow, view } from './view.ts';
import { PrintFooter } from './components/paper.tsx';

/** What belongs to one lens alone goes when another is chosen. */
/** Lenses that are for writing: their tabs stand apart. */
const WRITES: ReadonlySet<Lens> = new Set(['record', 'define']);
const OWN = { item: undefined, by: undefined, kind: undefined, sort: undefined, q: undefined, subject: undefined, author: undefined, after: undefined, text: undefined }; // prettier-ignore

/** The drawer is fetched once the lens stands: nobody asks why before there is something to ask of. */
const WHY = later('why', async () => {
  const { Why } = await import('./why.tsx');
  return () => {
    const facet = view.value.open;
    return facet === undefined ? null : <Why key={facet} facet={facet} />;
  };
});

export function Shell(): JSX.Element {
  const error = useNames();
  const d = dossier.value;
  const title = dossierAsTold.value?.title;
  const v = view.value;
  const isAct = v.act !== undefined;
  const entry = isAct ? ACT_ENTRY : LENS_ENTRIES[v.lens];
  const [isHelp, setHelp] = useState(false);
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    document.title = `${entry.title} — ${title ?? 'demarche'}`;
  }, [entry, title]);
  useEffect(() => {
    if (d) setTimeout(WHY.fetch);
  }, [d !== undefined]);
  useKeys(() => setHelp(true));
  const isCovered = isNarrow.value && v.open !== undefined;
  /** An empty record has no time to stand in, and nothing to look through. */
  const isEmpty = dossiers.value?.length === 0;
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), main.current?.focus())}>
        Skip to the lens
      </a>
      <div class="frame" inert={isCovered}>
        <header class="top">
          <p class="brand">
            <Go to={{ lens: 'positions', open: undefined, item: undefined, q: undefined, actor: undefined, issue: undefined }}>demarche</Go>
          </p>
          {(dossiers.value?.length ?? 0) > 1 && d ? (
            <Select
              label="Dossier"
              isLabelHidden
              value={d.dossier}
              options={dossiers.value!.map((x) => [x.dossier, x.title])}
              onChoose={(id) => go({ dossier: id, actor: undefined, issue: undefined, open: undefined, item: undefined })}
            />
          ) : (
            <h1 class="title">{title ?? (isEmpty ? 'A new record' : '')}</h1>
          )}
          {!isEmpty && <Search />}
          <Button isQuiet onClick={() => setHelp(true)} label="Keys and help (?)">
            ?
          </Button>
          <ConnectionState />
        </header>
        {!isEmpty && (
          <div class="sticky">
            <TimeBar />
            <nav class="lenses" aria-label="Lenses">
              {LENSES.map((name) => (
                <Go
                  key={name}
                  to={{ lens: name, ...OWN }}
                  isCurrent={name === v.lens && !isAct ? 'page' : false}
                  {...(WRITES.has(name) && { class: 'for-writing' })}
                  onHover={LENS_ENTRIES[name].fetch}
                >
                  {LENS_ENTRIES[name].title}
                </Go>
              ))}
            </nav>
          </div>
        )}
      </div>
      <div class={`body${v.open === undefined ? '' : ' body-open'}`}>
        <main id="main" ref={main} tabIndex={-1} inert={isCovered} aria-label={entry.title}>
          {error ? (
            <Failure error={error} />
          ) : dossiers.value === undefined ? (
            <Loading />
          ) : d === undefined ? (
            // What can be done in an empty record is make the first dossier.
            <LensView key="none" entry={LENS_ENTRIES.define} />
          ) : (
            <LensView key={`${isAct ? `act ${v.act} ${v.on}` : v.lens} ${d.dossier}`} entry={entry} />
          )}
        </main>
        {v.open !== undefined && d && <LensView entry={WHY} />}
      </div>
      <PrintFooter />
      {isHelp && <Keys onClose={() => setHelp(false)} />}
    </>
  );
}

function Search(): JSX.Element {
  return (
    <form
      class="search"
      role="search"
      onSubmit={(e) => {
        e.preventDefault();
        const text = new FormData(e.currentTarget).get('q');
        go({ lens: 'timeline', q: typeof text === 'string' ? text : undefined, item: undefined });
      }}
    >
      <label class="sr" for="search">
        Search
      </label>
      <input id="search" name="q" type="search" placeholder="Search" value={view.value.q ?? ''} autocomplete="off" />
    </form>
  );
}

/** Single keys work anywhere but in fields, and can be turned off (WCAG 2.1.4). */
function useKeys(help: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && view.value.open !== undefined && !document.querySelector('dialog[open]')) {
        go({ open: undefined });
        return;
      }
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        !keysAreOn.value ||
        target.closest('input:not([type=range]), textarea, select, [contenteditable], dialog')
      )
        return;
      const lens = LENSES[Number(event.key) - 1];
      if (event.key === 'j') step(1);
      else if (event.key === 'k') step(-1);
      else if (event.key === 'p') togglePlay();
      else if (event.key === '?') help();
      else if (event.key === '/') document.getElementById('search')?.focus();
      else if (event.key === 'd') document.querySelector<HTMLInputElement>('.field-date input')?.focus();
      else if (lens) go({ lens, ...OWN });
      else return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
