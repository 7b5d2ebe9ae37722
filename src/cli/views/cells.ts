/** Cells of the state: positions by issue, everything else by family; beside each what does not decide it. */
import type { Cell } from '../../../projections/cell.ts';
import type { Envelope, StateAnswer } from '../../query/answers.ts';
import { TABLES } from '../../export/tables.ts';
import type { View } from '../context.ts';
import type { Page } from '../output/page.ts';
import { bold, dim, inked, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import {
  ATTRIBUTIONS,
  BESIDE,
  condition,
  content,
  date,
  detail,
  facetName,
  marked,
  origins,
  saidBy,
  since,
  status,
  thin,
  value,
  voice,
} from '../output/words.ts';
import type { Names } from '../output/words.ts';
import { nothing, opening } from './envelope.ts';

const TITLES: Readonly<Record<string, string>> = {
  position: 'Positions',
  contribution: 'Contributions',
  role: 'Roles',
  demand: 'Demands',
  agreement: 'Agreements',
  quantity: 'Quantities',
  world: 'World facts',
};
const ORDER = Object.keys(TITLES);

/** Cells in groups: the positions of a whole dossier by issue, of one actor together; other families each together. */
function grouped(cells: readonly Cell[], isOneActor: boolean, names: Names): { heading: Text; label: (c: Cell) => Text; cells: Cell[] }[] {
  const groups = new Map<string, { heading: Text; label: (c: Cell) => Text; cells: Cell[] }>();
  const sorted = cells.toSorted((a, b) => ORDER.indexOf(a.facet.split('/')[0]!) - ORDER.indexOf(b.facet.split('/')[0]!));
  for (const cell of sorted) {
    const [family = '', , issue = ''] = cell.facet.split('/');
    const byIssue = family === 'position' && !isOneActor;
    const key = byIssue ? `position ${issue}` : family;
    let group = groups.get(key);
    if (!group) {
      const question = byIssue ? names.question(issue) : undefined;
      const heading: Text = byIssue ? [issue, question === undefined ? '' : dim(` — ${question}`)] : (TITLES[family] ?? family);
      const label = (c: Cell): Text => (byIssue ? names.actorWithId(c.facet.split('/')[1]!) : facetName(c.facet, names));
      groups.set(key, (group = { heading, label, cells: [] }));
    }
    group.cells.push(cell);
  }
  return [...groups.values()];
}

/** Since when, and when it was said last. */
function times(cell: Cell): Text {
  if (cell.since === undefined) return '';
  return joined(
    [
      `${cell.approximate ? '≈ ' : ''}${since(cell.since)}`,
      cell.confirmed === undefined ? '' : `last said ${date(cell.confirmed)}`,
      cell.until === undefined ? '' : `until ${date(cell.until)}`,
    ],
    ', ',
  );
}

/** On whose word: who, how good the word is, on what ground. */
function ground(cell: Cell, names: Names): Text {
  if (!cell.voice || !cell.attribution) return '';
  return joined(
    [
      dim([voice(cell.voice, names), ', ', ATTRIBUTIONS[cell.attribution]]),
      cell.thin?.includes('one-origin') ? '' : dim(origins(cell.origins ?? 0)),
      thin(cell.thin),
    ],
    dim(', '),
  );
}

const ACTIVATION = {
  pending: ['◔', 'pending', 'cyan'],
  active: ['◉', 'condition met', 'green'],
  lapsed: ['◯', 'lapsed', 'red'],
} as const;

/** What stands under a cell: particulars, conditions, and the lists beside it with who said what. */
export function besides(page: Page, cell: Cell, names: Names, indent: number): void {
  const put = (glyph: Text, label: string, text: Text) => page.line([label && [label, ' '], text], { indent, before: [glyph, ' '] });
  if (cell.detail) put(dim('–'), '', dim(detail(cell.detail)));
  if (cell.activation) {
    const [glyph, word, ink] = ACTIVATION[cell.activation];
    put(inked(glyph, ink), '', [inked(word, ink), ': ', joined((cell.conditions ?? []).map(condition), ' and ')]);
  }
  if (cell.publicationUncertain) put(inked('?', 'magenta'), '', 'all that carries it may have been published later than that');
  for (const [list, m] of BESIDE)
    for (const claim of cell[list] ?? [])
      put(inked(m.glyph, m.ink), '', [`${m.word}: `, content(claim), dim([' — ', saidBy(claim, names)])]);
}

/** The value with its glyph before it. */
const valueOf = (cell: Cell): Text => {
  const m = status(cell);
  if (cell.status === 'none') return marked(m);
  return [inked(`${m.glyph}\u00a0`, m.ink), bold(value(cell.value))];
};
/** The status in a word; an empty cell has said it in place of a value. */
const statusOf = (cell: Cell): Text => (cell.status === 'none' ? '' : inked(status(cell).word, status(cell).ink));

/** A table of cells; under each on whose word it stands, and what stands beside it. */
export function cellTable(page: Page, cells: readonly Cell[], label: (c: Cell) => Text, names: Names): void {
  const rows = cells.map((c): Text[] => [label(c), valueOf(c), statusOf(c), times(c)]);
  page.rows([{ flexible: true }, { flexible: true }, {}, { flexible: true }], rows, 2, (i) => {
    const cell = cells[i]!;
    page.line(ground(cell, names), { indent: 4, hang: 2 });
    besides(page, cell, names, 4);
  });
}

export function stateView(names: Names, question: { readonly actor?: string | undefined }, hint?: Text): View<StateAnswer> {
  return {
    ...TABLES.state,
    items: (a) => a.facets,
    people(answer, page) {
      opening(page, answer, names);
      for (const group of grouped(answer.facets, question.actor !== undefined, names)) {
        page.heading(group.heading);
        cellTable(page, group.cells, group.label, names);
      }
      if (!answer.facets.length) nothing(page);
      if (hint !== undefined) page.blank().line(dim(hint), { hang: 2 });
    },
  };
}

/** One cell on its own. */
export function cellView(names: Names): View<Envelope & Cell> {
  return {
    ...TABLES.facet,
    items: ({ coordinates: _c, dossier: _d, record: _r, notes: _n, ...cell }) => [cell],
    people(answer, page) {
      opening(page, answer, names);
      page.heading([facetName(answer.facet, names), dim(`  ${answer.facet}`)]);
      const [, , issue = ''] = answer.facet.split('/');
      const question = answer.facet.startsWith('position/') ? names.question(issue) : names.worldFact(answer.facet.split('/')[1] ?? '');
      if (question !== undefined) page.line(dim(question), { indent: 2 });
      cellDetails(page, answer, names, 2);
    },
  };
}

/** What a cell shows, over several lines. */
export function cellDetails(page: Page, cell: Cell, names: Names, indent: number): void {
  page.line(joined([valueOf(cell), statusOf(cell), times(cell)], '  '), { indent, hang: 2 });
  page.line(ground(cell, names), { indent: indent + 2, hang: 2 });
  besides(page, cell, names, indent + 2);
}
