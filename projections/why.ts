/** Why a cell says what it says: the claim shown, who agrees, what it beat and by which step, and what could not compete. */
import type { Evidence } from '../events/schema.ts';
import { cellAt, claimAnswer } from './cell.ts';
import type { Cell, ClaimAnswer } from './cell.ts';
import type { ClaimRow } from './record.ts';
import { FacetView } from './resolve.ts';
import type { Preference } from './resolve.ts';
import type { Heard, Unheard, View } from './view.ts';

export type BeatenBy = 'overruled' | 'superseded' | 'earlier' | Preference;
export type ExcludedBy =
  Unheard | 'unsupported' | 'others-word' | 'anonymous' | 'low-grade' | 'not-yet' | 'possible-only' | 'window-closed';

export interface BeatenClaim extends ClaimAnswer {
  readonly because: BeatenBy;
  /** It says what is shown: an earlier word, or one that a later word of the same voice replaced. */
  readonly same?: true;
  /** The claim that decided: the later word that replaced it, or the one that a ruling prefers. */
  readonly decidedBy?: string;
  /** The ruling against it. */
  readonly ruling?: { readonly position: number; readonly reason: string; readonly because: readonly string[] };
}
export interface ExcludedClaim extends ClaimAnswer {
  readonly because: ExcludedBy;
}

export interface SourceRef {
  readonly source: string;
  readonly publisher: string | null;
  readonly title?: string;
  readonly url?: string;
  readonly published: string | null;
  readonly grade: string | null;
  readonly origin: string;
  readonly captured: boolean;
  readonly withdrawn?: true;
}
export interface QuoteRef {
  readonly source: string;
  readonly claim: string;
  /** Null where no text was captured: the words cannot be shown. */
  readonly quote: Evidence['quote'] | null;
  readonly wording?: string;
}

export interface Why {
  readonly facet: string;
  readonly cell: Cell;
  readonly shown: (ClaimAnswer & { readonly dateBasis?: string; readonly title: string }) | null;
  readonly agreeing: readonly ClaimAnswer[];
  readonly beaten: readonly BeatenClaim[];
  readonly excluded: readonly ExcludedClaim[];
  /** What would be shown if the shown claim were not in the record, as `development#claim@version`. */
  readonly next: string | null;
  readonly sources: readonly SourceRef[];
  readonly quotes: readonly QuoteRef[];
  readonly corrections: readonly {
    readonly development: string;
    readonly version: number;
    readonly position: number;
    readonly reason: string;
    readonly because: readonly string[];
  }[];
}

export const refOf = (row: ClaimRow): string => `${row.development.id}#${row.name}@${row.version.number}`;

export function sourceRef(view: View, id: string): SourceRef {
  const source = view.sourceId(id);
  const info = view.source(source);
  const captures = view.record.sources.get(source)?.captures ?? [];
  return {
    source,
    publisher: info?.publisher ?? null,
    ...(info?.title !== undefined && { title: info.title }),
    ...(info?.url !== undefined && { url: info.url }),
    published: info?.published ?? null,
    grade: info?.grade ?? null,
    origin: view.originOf(source),
    captured: captures.some((c) => c.seq < view.size),
    ...(!view.stands(source) && view.isPublished(source) && { withdrawn: true as const }),
  };
}

/** The words a claim rests on, as this reader can see them. */
export function quotesOf(view: View, row: ClaimRow): QuoteRef[] {
  return row.support
    .filter((s) => s.seq < view.size && view.isPublished(s.source))
    .map(({ source, evidence }) => ({
      source: view.sourceId(source),
      claim: refOf(row),
      quote: evidence.quote ?? null,
      ...(evidence.wording !== undefined && { wording: evidence.wording }),
    }));
}

/** A row that this reader does not hear, as lists carry it: with the origins it would have. */
function unheardAnswer(view: View, row: ClaimRow): ClaimAnswer {
  const sources = row.support.filter((s) => s.seq < view.size).map((s) => s.source);
  return claimAnswer({ row, origins: new Set(sources.map((s) => view.originOf(s))) });
}

/** Names each claim on the facet exactly once, with its part in the answer at a moment (exclusive bound). */
export function whyAt(facet: FacetView, at: number): Why {
  const { view } = facet;
  const resolution = facet.resolveAll(at);
  const { shown, others } = resolution;
  const [superseded, earlier, certain] = [new Set(resolution.superseded), new Set(resolution.earlier), new Set(resolution.certain)];
  const agreeing: ClaimAnswer[] = [];
  const beaten: (BeatenClaim & { heard: Heard })[] = [];
  const excluded: ExcludedClaim[] = [];

  const heard = new Map(facet.heard.map((c) => [c.row.index, c]));
  for (const row of view.rows(facet.facet)) {
    const c = heard.get(row.index);
    if (c === shown && c) continue;
    if (!c) excluded.push({ ...unheardAnswer(view, row), because: view.unheard(row)! });
    else if (c.class !== 'standing') excluded.push({ ...claimAnswer(c), because: excludedBy(c) });
    else if (facet.isOverruled(c)) {
      const { ruling } = facet.verdicts.get(row.index)!;
      const { seq, reason, because = [] } = ruling;
      beaten.push({
        ...claimAnswer(c),
        because: 'overruled',
        decidedBy: ruling.prefer,
        ruling: { position: seq + 1, reason, because },
        heard: c,
      });
    } else if (certain.has(c)) {
      const same = c.row.content === shown!.row.content && { same: true as const };
      if (superseded.has(c))
        beaten.push({ ...claimAnswer(c), because: 'superseded', ...same, ...replacedBy(facet, at, resolution.certain, c), heard: c });
      else if (earlier.has(c)) beaten.push({ ...claimAnswer(c), because: 'earlier', ...same, heard: c });
      else if (same) agreeing.push(claimAnswer(c));
      else beaten.push({ ...claimAnswer(c), because: resolution.prefer(shown!, c).by, heard: c });
    } else excluded.push({ ...claimAnswer(c), because: row.lo >= at ? 'not-yet' : at > row.latestEnd ? 'window-closed' : 'possible-only' });
  }

  // The closest first: what step 6 left, in the order of preference; then the rest, latest first.
  const rank = new Map(others.map((c, i) => [c, i]));
  beaten.sort((a, b) => (rank.get(a.heard) ?? Infinity) - (rank.get(b.heard) ?? Infinity) || resolution.prefer(a.heard, b.heard).sign);
  const next = shown && facet.without(shown).shown(at);
  const carrying = shown ? [shown, ...others.filter((c) => c.row.content === shown.row.content)] : [];
  const quotes = carrying.flatMap((c) => quotesOf(view, c.row));
  return {
    facet: facet.facet,
    cell: cellAt(facet, at),
    shown: shown
      ? {
          ...claimAnswer(shown),
          title: shown.row.version.body.title,
          ...(shown.row.version.body.dateBasis !== undefined && { dateBasis: shown.row.version.body.dateBasis }),
        }
      : null,
    agreeing,
    beaten: beaten.map(({ heard: _heard, ...b }) => b),
    excluded,
    next: next ? refOf(next.row) : null,
    sources: [...new Set(quotes.map((q) => q.source))].map((id) => sourceRef(view, id)),
    quotes,
    corrections: shown ? correctionsOf(view, shown.row) : [],
  };
}

function excludedBy(c: Heard): ExcludedBy {
  if (c.class === 'unsupported') return 'unsupported';
  if (c.class === 'saidByOthers') return 'others-word';
  return c.row.attribution === 'anonymous' ? 'anonymous' : 'low-grade';
}

/** The later word of the same voice that replaced a claim: one that does so between the two alone. Of several, the last recorded. */
function replacedBy(facet: FacetView, at: number, certain: readonly Heard[], c: Heard): { decidedBy?: string } {
  const isReplacing = (d: Heard) =>
    d.row.version.replaces.includes(c.row.development.id) &&
    new FacetView(facet.view, facet.facet, [c, d]).resolve(at).superseded.includes(c);
  const by = certain.filter(isReplacing).sort((a, b) => b.row.first - a.row.first)[0];
  return by ? { decidedBy: refOf(by.row) } : {};
}

/** Corrections of the development of a claim that this reader can know of. */
function correctionsOf(view: View, row: ClaimRow): Why['corrections'] {
  return row.development.versions
    .filter((v) => v.number > 1 && v.seq < view.size && view.holds(v.because))
    .map((v) => ({
      development: row.development.id,
      version: v.number,
      position: v.seq + 1,
      reason: v.reason ?? '',
      because: v.because ?? [],
    }));
}
