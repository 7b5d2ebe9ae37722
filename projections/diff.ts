/**
 * What changed between two points. It goes stepwise, `known` then `published` then `at`, so that each change has one cause,
 * each found by evaluating the cell between (MODEL.md, "What follows").
 */
import { cellAt } from './cell.ts';
import type { Cell } from './cell.ts';
import { directionOf, signature } from './change.ts';
import type { Direction } from './change.ts';
import { coordinateOf } from './coordinates.ts';
import { turnsOf } from './history.ts';
import type { Act } from './record.ts';
import { FacetView } from './resolve.ts';
import { isSelected } from './state.ts';
import type { Selection } from './state.ts';
import type { View } from './view.ts';

export type Cause = 'record' | 'publication' | 'world';

/** What brought a change about: an act on the record, a source that was published, or a development. */
export type Because =
  | (Act & { readonly kind: 'act'; readonly position: number })
  | { readonly kind: 'source'; readonly source: string; readonly published: string | null }
  | { readonly kind: 'development'; readonly development: string | null; readonly claim?: string; readonly at: string };

export interface Change {
  readonly facet: string;
  readonly before: Cell;
  readonly after: Cell;
  readonly cause: Cause;
  readonly direction: Direction;
  readonly because: readonly Because[];
}

/** One end of a comparison: a reader's view and a moment (exclusive bound). */
export interface Point {
  readonly view: View;
  readonly at: number;
}

const cell = (view: View, facet: string, at: number): Cell => cellAt(new FacetView(view, facet), at);

/** Every change between two points of one record and dossier; a facet whose net change is nothing is left out. */
export function diffOf(from: Point, to: Point, selection: Selection = {}): Change[] {
  const { dossier } = from.view;
  const facets = [...new Set([...from.view.facets(), ...to.view.facets()])].filter((f) => isSelected(f, selection)).sort();
  const recorded = from.view.with({ size: to.view.size });
  const changes: Change[] = [];
  for (const facet of facets) {
    const cells = [
      cell(from.view, facet, from.at),
      cell(recorded, facet, from.at),
      cell(to.view, facet, from.at),
      cell(to.view, facet, to.at),
    ] as const;
    const texts = cells.map(signature);
    if (texts[0] === texts[3]) continue;
    const causes: Cause[] = ['record', 'publication', 'world'];
    for (const [i, cause] of causes.entries()) {
      if (texts[i] === texts[i + 1]) continue;
      const [before, after] = [cells[i]!, cells[i + 1]!];
      const because =
        cause === 'record'
          ? actsBetween(from.view, facet, from.at, from.view.size, to.view.size)
          : cause === 'publication'
            ? sourcesBetween(recorded, facet, from.at, from.view.published, to.view.published)
            : developmentsBetween(to.view, facet, from.at, to.at);
      const moved = cause === 'record' && because.some((b) => b.kind === 'act' && isMove(b, before, after, to.view));
      changes.push({ facet, before, after, cause, direction: moved ? 'reclassified' : directionOf(dossier, before, after), because });
    }
  }
  return changes;
}

/** A correction after which the claim that was shown, or is, stands on another facet. */
function isMove(act: Act & { position: number }, before: Cell, after: Cell, view: View): boolean {
  if (act.type !== 'DevelopmentCorrected') return false;
  const versions = view.record.developments.get(act.subject)?.versions ?? [];
  const index = versions.findIndex((v) => v.seq + 1 === act.position);
  const [old, made] = [versions[index - 1], versions[index]];
  if (!old || !made) return false;
  return made.rows.some((row) => {
    const was = old.rows.find((r) => r.claim.id === row.claim.id);
    if (!was || was.facet === row.facet) return false;
    const gone = before.by?.development === act.subject && before.by.claim === row.claim.id && before.facet === was.facet;
    const come = after.by?.development === act.subject && after.by.claim === row.claim.id && after.facet === row.facet;
    return gone || come;
  });
}

const between = <T extends number>(a: T, b: T): [T, T] => (a <= b ? [a, b] : [b, a]);

/** Acts whose recording changed a cell, between two log sizes. */
export function actsBetween(view: View, facet: string, at: number, size1: number, size2: number): Because[] {
  const { acts } = view.record;
  const [low, high] = between(size1, size2);
  const found: Because[] = [];
  const relevant = relevantTo(view, facet);
  let text = signature(cell(view.with({ size: low }), facet, at));
  for (let size = low + 1; size <= high; size++) {
    const act = acts[size - 1]!;
    if (!relevant(act)) continue;
    const now = signature(cell(view.with({ size }), facet, at));
    if (now !== text) found.push({ kind: 'act', position: size, ...act });
    text = now;
  }
  return found;
}

/** Whether an act can change a facet at all: it is about a development with a claim there (or on a condition), or not about a development. */
export function relevantTo(view: View, facet: string): (act: Act) => boolean {
  const rows = view.dossier?.facets.get(facet) ?? [];
  const world = new Set(rows.flatMap((r) => (r.claim.when ?? []).map((w) => w.facet)));
  const all = [rows, ...[...world].map((w) => view.dossier?.facets.get(w) ?? [])].flat();
  const developments = new Set(all.map((r) => r.development.id));
  const facets = new Set([facet, ...world]);
  return (act) => {
    if (act.type === 'ClaimsAdjudicated') return facets.has(act.facet ?? '');
    return (
      act.type.startsWith('Source') ||
      act.type.startsWith('Actor') ||
      act.type.startsWith('Dossier') ||
      act.type.startsWith('Issue') ||
      developments.has(act.subject)
    );
  };
}

/** Moments at which more becomes known to readers: a source counts from its earliest day, and is certainly published at its end. */
export function publicationTurns(view: View): { turn: number; source: string }[] {
  const turns: { turn: number; source: string }[] = [];
  for (const [id, entry] of view.record.sources) {
    if (!entry.info.some((v) => v.seq < view.size) || view.sourceId(id) !== id) continue;
    const { lo, hi } = view.publication(id);
    for (const turn of new Set([lo + 1, hi])) if (Number.isFinite(turn)) turns.push({ turn, source: id });
  }
  return turns.sort((a, b) => a.turn - b.turn);
}

function sourcesBetween(view: View, facet: string, at: number, published1: number, published2: number): Because[] {
  const [low, high] = between(published1, published2);
  const found: Because[] = [];
  const turns = publicationTurns(view).filter((t) => t.turn > low && t.turn <= high);
  let text = signature(cell(view.with({ published: low }), facet, at));
  for (const turn of new Set(turns.map((t) => t.turn))) {
    const now = signature(cell(view.with({ published: turn }), facet, at));
    if (now !== text)
      for (const t of turns)
        if (t.turn === turn && carries(view, facet, t.source))
          found.push({ kind: 'source', source: t.source, published: view.source(t.source)?.published ?? null });
    text = now;
  }
  return found;
}

/** Whether a source supports a claim on the facet, or grounds an act on one. */
function carries(view: View, facet: string, source: string): boolean {
  const is = (id: string) => view.copies(id).includes(source);
  return (
    view
      .rows(facet)
      .some(
        (row) =>
          row.support.some((s) => s.seq < view.size && is(s.evidence.source)) ||
          [row.version.because, ...row.development.retractions.map((r) => r.because)].some((b) => b?.some(is)),
      ) ||
    (view.dossier?.rulings.get(facet) ?? []).some((r) => r.because?.some(is)) ||
    [...view.record.sources.values()].some((s) => s.withdrawals.some((w) => w.because?.some(is)))
  );
}

function developmentsBetween(view: View, facet: string, at1: number, at2: number): Because[] {
  const [low, high] = between(at1, at2);
  const asked = new FacetView(view, facet);
  const found: Because[] = [];
  let before = cellAt(asked, low);
  for (const turn of turnsOf(asked)) {
    if (turn <= low || turn > high) continue;
    const now = cellAt(asked, turn);
    if (signature(now) !== signature(before)) found.push(...developmentsOf(asked, turn, coordinateOf(turn)));
    before = now;
  }
  return found;
}

/** The claims that begin at a turn, or, where a window closes or a condition turns, nobody's. */
function developmentsOf(facet: FacetView, turn: number, at: string): Because[] {
  const begun = facet.heard.filter((c) => c.row.hi === turn || c.row.lo + 1 === turn);
  if (!begun.length) return [{ kind: 'development', development: null, at }];
  return begun.map((c) => ({ kind: 'development', development: c.row.development.id, claim: c.row.claim.id, at }));
}
