/** What an editor asks: promises, numbers beside names, contradictions, what to look at again. */
import type { Voice } from '../../../projections/cell.ts';
import type { FollowUp } from '../../../projections/follow-ups.ts';
import { TABLES } from '../../export/tables.ts';
import type { ContradictionsAnswer, FollowUpsAnswer, QuantitiesAnswer, ReviewAnswer } from '../../query/answers.ts';
import type { View } from '../context.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import type { Ink, Text } from '../output/text.ts';
import { date, facetName, origins, saidBy, shown, since, thin, value, voice } from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { cellTable } from './cells.ts';
import { nothing, opening } from './envelope.ts';
import { timelineLine } from './timeline.ts';

// ── follow-ups ───────────────────────────────────────────────────────────────────────────────────────────────────────

const STATUSES: Readonly<Record<FollowUp['status'], readonly [glyph: string, words: string, ink: Ink]>> = {
  'nothing-on-record': ['○', 'its time has passed, and nothing is on record', 'red'],
  open: ['◔', 'open', 'cyan'],
  partly: ['◐', 'partly', 'yellow'],
  delivered: ['●', 'delivered', 'green'],
  refused: ['✕', 'refused', 'red'],
  lapsed: ['–', 'lapsed', 'dim'],
};

const whose = (f: FollowUp): Voice => ({ by: f.by, ...(f.for.length && { for: f.for }) });

export function followUpsView(names: Names): View<FollowUpsAnswer> {
  return {
    ...TABLES.followUps,
    items: (a) => a.followUps,
    people(answer, page) {
      opening(page, answer, names);
      for (const f of answer.followUps) {
        const [glyph, words, ink] = STATUSES[f.status];
        page.blank().line([bold(f.title), dim(`  ${f.development}`)], { before: [inked(glyph, ink), ' '], hang: 2 });
        const due =
          f.due &&
          `due “${f.due.asSaid}”: ${date(f.due.from)}${f.due.until === undefined || f.due.until === f.due.from ? '' : ` to ${date(f.due.until)}`}`;
        page.line(
          joined([inked(words, ink), due ?? '', f.overdue && f.status !== 'nothing-on-record' ? 'its time has passed' : ''], dim(' · ')),
          { indent: 2, hang: 2 },
        );
        page.line(
          dim(
            joined(
              [
                `promised ${date(f.date)} by ${voice(whose(f), names)}`,
                f.binds.length ? `binds ${f.binds.map((b) => names.actor(b)).join(', ')}` : '',
                `source ${f.sources.join(', ')}`,
              ],
              ' · ',
            ),
          ),
          { indent: 2, hang: 2 },
        );
        for (const x of f.answers)
          page.line(
            [
              `${date(x.date)}: ${x.title}`,
              x.outcome === null ? '' : ` — ${x.outcome}`,
              dim(`  ${x.development} · ${x.sources.join(', ')}`),
            ],
            {
              indent: 2,
              before: dim('↳ '),
              hang: 2,
            },
          );
      }
      if (!answer.followUps.length) nothing(page);
    },
  };
}

// ── numbers beside names ─────────────────────────────────────────────────────────────────────────────────────────────

const GROUPS = [
  ['namedByClaimant', 'named by the claimant'],
  ['namedByOthers', 'named by others'],
  ['ownWord', 'on their own word, or the body’s'],
] as const;

export function quantitiesView(names: Names): View<QuantitiesAnswer> {
  return {
    ...TABLES.quantities,
    items: (a) => a.quantities,
    people(answer, page) {
      opening(page, answer, names);
      for (const q of answer.quantities) {
        page.heading([q.title, dim(`  ${q.quantity.facet}`)]);
        if (!q.claimedBy) {
          nothing(page, 'No number in this record.');
          continue;
        }
        const n = q.quantity.origins ?? 0;
        page.line(
          [
            bold(value(q.quantity.value)),
            ` claimed by ${voice(q.claimedBy, names)}`,
            q.confirmedBy.length ? `, confirmed by ${q.confirmedBy.map((v) => voice(v, names)).join(' and ')}` : ', confirmed by nobody',
            dim(`, ${origins(n)}, ${since(q.quantity.since ?? '')}`),
          ],
          { indent: 2, hang: 2 },
        );
        for (const [group, words] of GROUPS) {
          const list = q[group];
          if (!list.length) continue;
          page.line([`${list.length} ${words}: `, list.map((m) => names.actor(m.actor)).join(', ')], { indent: 2, hang: 4 });
          for (const claim of new Map(list.flatMap((m) => m.claims.map((c) => [`${c.by.development} ${c.voice.by ?? ''}`, c]))).values())
            page.line(dim([saidBy(claim, names), `  ${claim.by.development}`]), { indent: 6, hang: 2 });
        }
        const unsaid = q.membershipUnsaid;
        if (unsaid.length) {
          page.line([`${unsaid.length} with an offer or readiness of their own; whether they are among them is not said:`], {
            indent: 2,
            hang: 4,
          });
          for (const m of unsaid)
            page.line(
              [names.actor(m.actor), dim(`: ${m.cells.map((c) => `${c.facet.split('/').at(-1) ?? ''} ${value(c.value)}`).join(', ')}`)],
              { indent: 6, hang: 2 },
            );
        }
      }
      if (!answer.quantities.length) nothing(page, 'No body of this dossier has its members counted ("counts" in its definition).');
    },
  };
}

// ── contradictions ───────────────────────────────────────────────────────────────────────────────────────────────────

export function contradictionsView(names: Names): View<ContradictionsAnswer> {
  return {
    ...TABLES.contradictions,
    items: (a) => a.contradictions,
    people(answer, page) {
      opening(page, answer, names);
      const texts = answer.contradictions.filter((c) => c.kind === 'texts');
      const cells = answer.contradictions.flatMap((c) => (c.kind === 'cell' ? [c.cell] : []));
      if (texts.length) page.heading('Between texts, as editors noted');
      for (const c of texts) {
        timelineLine(page, c.one, names);
        page.line(dim('against'), { indent: 4 });
        timelineLine(page, c.other, names);
        page.blank();
      }
      if (cells.length) {
        page.heading('Cells on which claims disagree');
        cellTable(page, cells, (c) => facetName(c.facet, names), names);
      }
      if (!answer.contradictions.length) nothing(page);
    },
  };
}

// ── review ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export function reviewView(names: Names): View<ReviewAnswer> {
  return {
    ...TABLES.review,
    items: (a) => [
      ...a.lowGrade.map((s) => ({ list: 'lowGrade', ...s })),
      ...a.olderThanAct.map((o) => ({ list: 'olderThanAct', ...o })),
      ...a.unanswered.map((f) => ({ list: 'unanswered', ...f })),
      ...a.unsupported.map((c) => ({ list: 'unsupported', ...c })),
      ...a.oneOrigin.map((c) => ({ list: 'oneOrigin', ...c })),
    ],
    people(answer, page) {
      opening(page, answer, names);
      const list = <T>(title: string, items: readonly T[], line: (item: T) => Text) => {
        if (!items.length) return;
        page.heading([title, dim(`  ${items.length}`)]);
        for (const item of items) page.line(line(item), { indent: 2, hang: 2 });
      };
      list('Pages of low grade, and what rests on them', answer.lowGrade, (s) => [
        `${s.grade ?? ''} ${s.publisher ?? s.source}`,
        dim(`  ${s.source}`),
        s.claims.length
          ? `: ${s.claims.map((c) => `${facetName(c.facet, names)} ${value(c.value)}${c.alone ? ' (alone)' : ''}`).join('; ')}`
          : ': no claim',
      ]);
      list('Pages older than the act they support', answer.olderThanAct, (o) => [
        o.source,
        dim(` of ${date(o.published)} supports `),
        o.development,
        dim(` of ${date(o.date)}`),
      ]);
      list('Promises whose time has passed, with nothing on record', answer.unanswered, (f) => [f.title, dim(`  ${f.development}`)]);
      list('Claims that lost their support', answer.unsupported, (c) => [
        facetName(c.facet, names),
        `: ${(c.unsupported ?? []).map((u) => value(u.value)).join(', ')}`,
      ]);
      list('Cells on one origin', answer.oneOrigin, (c) => [facetName(c.facet, names), ': ', shown(c), '  ', dim(thin(c.thin))]);
      const isEmpty =
        !answer.lowGrade.length &&
        !answer.olderThanAct.length &&
        !answer.unanswered.length &&
        !answer.unsupported.length &&
        !answer.oneOrigin.length;
      if (isEmpty) nothing(page, 'Nothing to look at.');
    },
  };
}
