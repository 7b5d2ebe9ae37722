/** How things became as they are: the history of a facet, replay along an axis, the difference of two points. */
import type { Said } from '../../../projections/replay.ts';
import { TABLES } from '../../export/tables.ts';
import { causesOf } from '../../export/wording.ts';
import type { DiffAnswer, HistoryAnswer, ReplayAnswer } from '../../query/answers.ts';
import type { View } from '../context.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import {
  ATTRIBUTIONS,
  camelWords,
  content,
  date,
  facetName,
  marked,
  moment,
  recorded,
  status,
  thin,
  value,
  voice,
} from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { besides } from './cells.ts';
import { because, CAUSES, changeLines } from './changes.ts';
import { coordinates, nothing, opening } from './envelope.ts';

export function historyView(names: Names): View<HistoryAnswer> {
  return {
    ...TABLES.history,
    items: (a) => a.steps,
    people(answer, page) {
      opening(page, answer, names);
      page.heading([facetName(answer.facet, names), dim(`  ${answer.facet}`)]);
      page.rows(
        [{}, {}, { flexible: true }],
        answer.steps.map((s): Text[] => [
          `${moment(s.from)}${s.to === null ? ' on' : ''}`,
          joined([s.status === 'none' ? '' : bold(value(s.value)), marked(status(s))], '  '),
          s.voice && s.attribution
            ? joined([dim([voice(s.voice, names), ', ', ATTRIBUTIONS[s.attribution]]), thin(s.thin)], dim(', '))
            : '',
        ]),
        2,
        (i) => {
          const step = answer.steps[i]!;
          if (step.confirmed !== undefined) page.line(dim(`last said ${date(step.confirmed)}`), { indent: 6 });
          besides(page, { ...step, facet: answer.facet }, names, 6);
        },
      );
      if (!answer.steps.length) nothing(page);
    },
  };
}

const FATES: Readonly<Record<Said['fate'], string>> = {
  shown: 'holds',
  agrees: 'says the same',
  alternative: 'stands beside it',
  superseded: 'replaced by a later word the same day',
  earlier: 'a later word had been said',
  overruled: 'overruled',
  closed: 'its window is over',
  listed: 'listed, does not decide',
};

/** Where a step lies on its axis. */
const place = (axis: ReplayAnswer['axis'], when: string): string => (axis === 'known' ? recorded(when) : moment(when));

const AXES = { at: 'How positions evolved', known: 'How our record grew', published: 'What readers learned' } as const;

export function replayView(names: Names): View<ReplayAnswer> {
  return {
    ...TABLES.replay,
    items: (a) => a.steps,
    people(answer, page) {
      opening(page, answer, names);
      page.line(dim(`${AXES[answer.axis]}, step by step:`));
      for (const step of answer.steps) {
        const { act } = step;
        page.heading([place(answer.axis, step.when), act ? dim(`  event ${step.position ?? '?'}`) : '']);
        if (act)
          page.line(
            [
              `${camelWords(act.type)} `,
              bold(act.subject),
              act.reason === undefined ? '' : `: ${act.reason}`,
              act.because ? dim(` — on the ground of ${act.because.join(', ')}`) : '',
            ],
            { indent: 2, hang: 2 },
          );
        if (step.sources) page.line(dim(`published: ${step.sources.join(', ')}`), { indent: 2, hang: 2 });
        for (const change of step.changes) changeLines(page, change, names);
        for (const said of besidesOf(step.said ?? [], step.changes))
          page.line(
            [
              dim('also said: '),
              facetName(said.facet, names),
              '  ',
              content(said),
              dim([' — ', voice(said.voice, names), `, ${FATES[said.fate]}`]),
            ],
            {
              indent: 2,
              before: dim('· '),
            },
          );
        for (const tick of step.ticks ?? []) page.line([tick.title, dim(`  ${tick.development}`)], { indent: 2, before: dim('• ') });
      }
      if (!answer.steps.length) nothing(page);
    },
  };
}

/** What was said at a step and is not seen in its changes already. */
function besidesOf(said: readonly Said[], changes: ReplayAnswer['steps'][number]['changes']): Said[] {
  const seen = new Set(
    changes.flatMap(({ after }) =>
      [
        after,
        ...[after.alternatives, after.possibly, after.saidByOthers, after.reported, after.overruled, after.unsupported].flatMap(
          (l) => l ?? [],
        ),
      ].flatMap((c) => (c.by ? [`${c.by.development}#${c.by.claim}`] : [])),
    ),
  );
  return said.filter((s) => !seen.has(`${s.by.development}#${s.by.claim}`));
}

export function diffView(names: Names): View<DiffAnswer> {
  return {
    ...TABLES.diff,
    items: (a) => a.changes,
    people(answer, page) {
      page.line(bold(names.dossierTitle(answer.dossier)));
      page.line([dim('from '), coordinates(answer.from)], { hang: 5 });
      page.line([dim('to   '), coordinates(answer.coordinates)], { hang: 5 });
      for (const note of answer.notes ?? []) page.line(inked(`Note: ${note}`, 'yellow'), { hang: 2 });
      for (const cause of ['record', 'publication', 'world'] as const) {
        const changes = answer.changes.filter((c) => c.cause === cause);
        if (!changes.length) continue;
        const [glyph, title] = CAUSES[cause];
        page.heading(`${glyph} ${title}`);
        for (const change of changes) {
          changeLines(page, change, names);
          for (const b of causesOf(change)) page.line([dim('because: '), because(b, names)], { indent: 6, hang: 2 });
        }
      }
      if (!answer.changes.length) nothing(page, 'No difference in this record.');
    },
  };
}
