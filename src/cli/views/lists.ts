/** Lists: what was found, which dossiers, actors and issues there are. */
import { TABLES } from '../../export/tables.ts';
import type { ActorAnswer, DossierAnswer, Known, SearchAnswer } from '../../query/answers.ts';
import type { View } from '../context.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import { date } from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { nothing, opening, openingKnown } from './envelope.ts';
import { timelineLine } from './timeline.ts';

export function searchView(names: Names): View<SearchAnswer & { readonly words: string }> {
  const hits = (a: SearchAnswer) => [
    ...a.actors.map((x) => ({
      kind: 'actor',
      id: x.actor,
      title: x.name,
      date: null,
      status: null,
      more: x.matched === x.name ? '' : x.matched,
    })),
    ...a.issues.map((x) => ({ kind: 'issue', id: x.issue, title: x.question, date: null, status: null, more: '' })),
    ...a.developments.map((x) => ({
      kind: 'development',
      id: x.development,
      title: x.title,
      date: x.date,
      status: x.status,
      more: x.sources.join(' '),
    })),
    ...a.sources.map((x) => ({ kind: 'source', id: x.source, title: x.publisher, date: x.published, status: null, more: x.url ?? '' })),
  ];
  return {
    ...TABLES.search,
    items: hits,
    people(answer, page) {
      opening(page, answer, names);
      const { actors, issues, developments, sources } = answer;
      if (actors.length) {
        page.heading('Actors');
        page.table(
          [{}, { flexible: true }, { flexible: true }],
          actors.map((a) => [
            bold(a.actor),
            a.name,
            dim(`${a.kind}${a.matched === a.name || a.matched === a.actor ? '' : `, also ${a.matched}`}`),
          ]),
          2,
        );
      }
      if (issues.length) {
        page.heading('Issues');
        page.table(
          [{}, { flexible: true }],
          issues.map((i) => [bold(i.issue), i.question]),
          2,
        );
      }
      if (developments.length) page.heading('Developments');
      for (const d of developments) {
        page.line(dim(date(d.date)), { indent: 2 });
        timelineLine(page, d, names, 2);
      }
      if (sources.length) {
        page.heading('Sources');
        page.table(
          [{}, { flexible: true }, {}],
          sources.map((s) => [bold(s.source), s.publisher, dim(s.published === null ? 'date unknown' : date(s.published))]),
          2,
        );
      }
      if (![actors, issues, developments, sources].some((l) => l.length)) nothing(page, `Nothing in this record holds: ${answer.words}`);
    },
  };
}

export const dossiersView: View<Known & { readonly dossiers: readonly DossierAnswer[] }> = {
  ...TABLES.dossiers,
  items: (a) => a.dossiers,
  people({ dossiers, ...opening }, page) {
    openingKnown(page, opening);
    for (const d of dossiers) {
      page.blank().line([bold(d.title), dim(`  ${d.dossier}`)]);
      page.line(dim(`opens ${date(d.opens)} · ${d.developments} developments`), { indent: 2 });
      const list = (what: string, ids: readonly string[]) =>
        ids.length ? page.line(ids.join(', '), { indent: 2, before: dim(`${what}: `), hang: 0 }) : page;
      list(
        'issues',
        d.issues.map((i) => i.issue),
      );
      list(
        'bodies',
        d.bodies.map((b) => b.id),
      );
      list(
        'world facts',
        d.worldFacts.map((w) => w.id),
      );
    }
    if (!dossiers.length) nothing(page, 'No dossier is open in this record. Open one with: demarche dossier open');
  },
};

export const actorsView: View<Known & { readonly actors: readonly ActorAnswer[] }> = {
  ...TABLES.actors,
  items: (a) => a.actors,
  people({ actors, ...opening }, page) {
    openingKnown(page, opening);
    page.table(
      [{ title: 'id' }, { title: 'name', flexible: true }, { title: 'kind' }, { title: 'also called; offices', flexible: true }],
      actors.map((x) => [
        bold(x.actor),
        x.name,
        x.kind,
        joined(
          [
            dim((x.aliases ?? []).join(', ')),
            ...(x.offices ?? []).map(
              (o) =>
                `${o.office} of ${o.of}${o.from === undefined ? '' : ` since ${date(o.from)}`}${o.until === undefined ? '' : ` until ${date(o.until)}`}`,
            ),
            x.mergedInto === undefined ? '' : inked(`merged into ${x.mergedInto}`, 'yellow'),
          ],
          '; ',
        ),
      ]),
    );
    if (!actors.length) nothing(page, 'No actor is registered in this record.');
  },
};

type Issue = DossierAnswer['issues'][number] & { readonly dossier: string };
export const issuesView: View<Known & { readonly issues: readonly Issue[] }> = {
  ...TABLES.issues,
  items: (a) => a.issues,
  people({ issues, ...opening }, page) {
    openingKnown(page, opening);
    for (const i of issues) {
      page.blank().line([bold(i.issue), ' — ', i.question, dim(i.whose === undefined ? '' : `  (${i.whose})`)], { hang: 2 });
      page.line(
        joined(
          i.ladder.map((r) => (r.stance === i.neutral ? inked(`${r.stance}*`, 'underline') : r.stance)),
          dim(' · '),
        ),
        { indent: 2, hang: 2, before: dim('against ') },
      );
      if (i.retired)
        page.line(dim(`no longer on it: ${i.retired.map((r) => r.stance).join(', ')}; old claims keep their ladder`), {
          indent: 2,
          hang: 2,
        });
    }
    if (issues.length) page.blank().line(dim('From against to for; * neutral.'));
    else nothing(page, 'No issue is defined in this dossier.');
  },
};
