/** The words of the record as people read them: values, dates, voices, statuses. Glyph and word always together, never colour alone. */
import type { Condition } from '../../../events/schema.ts';
import { slugify } from '../../../events/text.ts';
import type { Cell, ClaimAnswer, Thin, Voice } from '../../../projections/cell.ts';
import type { Direction } from '../../../projections/change.ts';
import { ATTRIBUTIONS, date, detail, origins, THIN_GROUND, value } from '../../export/wording.ts';
import type { Demarche } from '../../library.ts';
import type { AsKnown, DossierAnswer, Envelope } from '../../query/answers.ts';
import { bold, dim, inked, joined } from './text.ts';
import type { Ink, Text } from './text.ts';

export { ATTRIBUTIONS, camelWords, date, detail, origins, since, value } from '../../export/wording.ts';

/**
 * What ids are called, in the words that the record had at a size of the log, else in those it has: asked once, kept for one answer.
 */
export class Names {
  readonly #record: Demarche;
  readonly #dossier: string | undefined;
  /** The latest words first. */
  readonly #sizes: readonly AsKnown[];
  #actors: Map<string, string> | undefined;
  constructor(record: Demarche, dossier?: string, size?: number) {
    this.#record = record;
    this.#dossier = dossier;
    this.#sizes = size === undefined ? [{}] : [{}, { known: size }];
  }

  /** The names for an answer: what is said of an earlier record is told in its words. */
  static of(record: Demarche, { dossier, coordinates }: Envelope): Names {
    return new Names(record, dossier, coordinates.known.size);
  }

  #own(size: AsKnown = {}) {
    const all = this.#record.dossiers(size);
    return this.#dossier === undefined ? all : all.filter((d) => d.dossier === this.#dossier);
  }
  /** What is looked for in a dossier, as it was told at the size, else as it is told now. */
  #inOwn<T>(find: (dossier: DossierAnswer) => T | undefined): T | undefined {
    for (const size of this.#sizes.toReversed())
      for (const d of this.#own(size)) {
        const found = find(d);
        if (found !== undefined) return found;
      }
    return undefined;
  }

  /** Name of an actor or body. */
  actor(id: string): string {
    this.#actors ??= new Map(
      this.#sizes.flatMap((size) => [
        ...this.#own(size).flatMap((d) => d.bodies.map((b): [string, string] => [b.id, b.title])),
        ...this.#record.actors(size).map((a): [string, string] => [a.actor, a.name]),
      ]),
    );
    return this.#actors.get(id) ?? id;
  }
  /** The name, and the id beside it where it is not the name in other letters. */
  actorWithId(id: string): Text {
    const name = this.actor(id);
    return name === id || slugify(name) === id ? name : [name, ' ', dim(id)];
  }
  dossierTitle(id: string): string {
    return this.#inOwn((d) => (d.dossier === id ? d.title : undefined)) ?? id;
  }
  question(issue: string): string | undefined {
    return this.#inOwn((d) => d.issues.find((i) => i.issue === issue)?.question);
  }
  worldFact(id: string): string | undefined {
    return this.#inOwn((d) => d.worldFacts.find((w) => w.id === id)?.text);
  }
  development(id: string): string {
    for (const size of this.#sizes.toReversed()) {
      const title = this.#record.titleOf(id, size);
      if (title !== undefined) return title;
    }
    return id;
  }
}

/** A moment to which something was evaluated: a day, or an instant; midnight begins a day. */
export const moment = (text: string): string => (text.endsWith('T00:00:00.000Z') ? `the start of ${date(text.slice(0, 10))}` : date(text));

/** The instant of recording, to the minute. */
export const recorded = (instant: string | null): string =>
  instant === null ? 'unknown' : `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

// ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** "once ceasefire is true". */
export const condition = ({ facet, is, mode }: Condition): string => `${mode} ${facet.replace(/^world\//, '')} is ${value(is)}`;
export const conditions = (list: readonly Condition[] | undefined): string => (list ?? []).map(condition).join(' and ');

// ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** "Emmanuel Macron for France, relayed by …". */
export function voice({ by, for: names, via }: Voice, called: Names): string {
  const spokenFor = (names ?? []).map((n) => called.actor(n)).join(', ');
  const who = by === null ? spokenFor : `${called.actor(by)}${spokenFor ? ` for ${spokenFor}` : ''}`;
  return `${who || 'nobody named'}${via === undefined ? '' : `, relayed by ${called.actor(via)}`}`;
}

/** What stands beside a claim in a list: who, how good the word is, on how many origins, when. */
export const saidBy = (c: ClaimAnswer, called: Names): string =>
  [voice(c.voice, called), ATTRIBUTIONS[c.attribution], date(c.date), origins(c.origins)].join(', ');

/** What a claim says, with its particulars and conditions. */
export function content(c: Pick<ClaimAnswer, 'value' | 'detail' | 'conditions'>): Text {
  const more = [detail(c.detail), conditions(c.conditions)].filter(Boolean).join('; ');
  return [bold(value(c.value)), more && dim(` (${more})`)];
}

// ── statuses ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Mark {
  readonly glyph: string;
  readonly word: string;
  readonly ink: Ink;
}
const mark = (glyph: string, word: string, ink: Ink): Mark => ({ glyph, word, ink });

const STATUSES = {
  held: mark('●', 'held', 'green'),
  contested: mark('◐', 'contested', 'yellow'),
  unclear: mark('?', 'unclear', 'magenta'),
  withdrawn: mark('✕', 'withdrawn', 'red'),
  none: mark('·', 'nothing in this record', 'dim'),
} as const;
const POSSIBLE = mark('◌', 'possible', 'cyan');

/** How a cell stands: its status, or, where nothing is certain, whether anything is possible. */
export const status = (cell: Pick<Cell, 'status' | 'possibly'>): Mark =>
  cell.status === 'none' && cell.possibly ? POSSIBLE : STATUSES[cell.status];
export const marked = (m: Mark): Text => inked(`${m.glyph}\u00a0${m.word}`, m.ink);

/** The lists beside a cell, in the order in which they are shown. */
export const BESIDE = [
  ['alternatives', mark('◐', 'or', 'yellow')],
  ['possibly', mark('◌', 'possibly', 'cyan')],
  ['saidByOthers', mark('◇', 'said by others', 'dim')],
  ['reported', mark('○', 'only reported', 'dim')],
  ['overruled', mark('⊘', 'overruled', 'dim')],
  ['unsupported', mark('∅', 'no source left', 'dim')],
] as const;

/** "△ thin: one origin, no speaker named"; empty where the ground is not thin. */
export const thin = (list: readonly Thin[] | undefined): Text =>
  list?.length ? inked(`△ ${list.map((t) => THIN_GROUND[t]).join(', ')}`, 'yellow') : '';

export const DIRECTIONS: Readonly<Record<Direction, Mark>> = {
  'firmed-up': mark('↑', 'firmed up', 'green'),
  softened: mark('↓', 'softened', 'yellow'),
  reversed: mark('⇄', 'reversed', 'red'),
  new: mark('+', 'new', 'green'),
  withdrawn: mark('−', 'withdrawn', 'red'),
  changed: mark('~', 'changed', 'cyan'),
  'conditions-changed': mark('…', 'conditions changed', 'cyan'),
  restated: mark('=', 'said again', 'dim'),
  reclassified: mark('↷', 'reclassified', 'magenta'),
};

/** A facet as a person reads it: names in place of ids where they are known. */
export function facetName(path: string, called: Names): string {
  const [family, ...s] = path.split('/');
  const [a = '', b = '', c = ''] = s;
  switch (family) {
    case 'position':
    case 'contribution':
    case 'role':
    case 'quantity':
      return `${called.actor(a)} · ${family === 'role' ? called.actor(b) : b}`;
    case 'demand':
      return `${called.actor(a)} → ${called.actor(b)} · ${c}`;
    case 'agreement':
      return b === '' ? a : `${a} · ${called.actor(b)}`;
    default:
      return s.join(' · ');
  }
}

/** What a cell shows, in a few words: for "before → after". */
export function shown(cell: Cell): Text {
  if (cell.status === 'none')
    return cell.possibly
      ? [
          'possibly ',
          joined(
            cell.possibly.map((c) => value(c.value)),
            ' or ',
          ),
        ]
      : 'nothing';
  return [bold(value(cell.value)), cell.status === 'held' || cell.status === 'withdrawn' ? '' : ` (${cell.status})`];
}
