/** Sources with what rests on them: the weakest evidence first, copies under their origin. */
import { cellAt } from './cell.ts';
import type { Status, Value } from './cell.ts';
import { FacetView } from './resolve.ts';
import { selectedFacets } from './state.ts';
import type { Selection } from './state.ts';
import { quotesOf, refOf, sourceRef } from './why.ts';
import type { QuoteRef, SourceRef } from './why.ts';
import type { Heard, View } from './view.ts';

export interface RestingClaim {
  readonly facet: string;
  readonly claim: string;
  readonly value: Value;
  /** Whether the claim is what is shown. */
  readonly shown: boolean;
  readonly status: Status;
  /** All that stands for it is this document, or copies it: without it the claim would be unsupported. */
  readonly alone: boolean;
}

export interface SourceAnswer extends SourceRef {
  readonly standing: 'stands' | 'withdrawn' | 'copy-of-withdrawn' | 'not-published';
  readonly withdrawal?: { readonly reason: string; readonly because: readonly string[] };
  /** Further documents that copy or rewrite it, at any remove. */
  readonly copies: readonly string[];
  readonly developments: readonly string[];
  readonly claims: readonly RestingClaim[];
  readonly quotes: readonly QuoteRef[];
  /** Words taken from it for what happened and claims nothing; left out where there are none, or only a part is asked about. */
  readonly ticks?: readonly (Omit<QuoteRef, 'source' | 'claim'> & { readonly development: string; readonly title: string })[];
}
type Tick = NonNullable<SourceAnswer['ticks']>[number];

/** Supports under which a source is, or a document that copies it, at any remove. */
function supportsOn(view: View, source: string): ReadonlySet<number> {
  const { claims, sources } = view.record;
  const names = new Set<number>();
  for (const id of sources.keys()) if (view.copies(id).includes(source)) names.add(claims.names.find(id));
  const supports = new Set<number>();
  for (let support = 0; support < claims.supportStart.length; support++)
    for (const piece of claims.pieces(support)) if (names.has(claims.evidenceSource.data[piece]!)) supports.add(support);
  return supports;
}

/** The claims on a facet that exist for this reader and rest on one of these supports. */
function heardOn(view: View, facet: string, supports: ReadonlySet<number>): Heard[] {
  const { claims } = view.record;
  const heard: Heard[] = [];
  for (const row of view.facetEntry(facet)?.rows.used() ?? [])
    if (supports.has(claims.rowSupport(row)) && view.hears(row)) heard.push(view.hear(row));
  return heard;
}

/** Sources of the dossier and what rests on them at a moment (exclusive bound), weakest first: withdrawn, by grade, then by what rests on them alone. */
export function sourcesAt(view: View, at: number, selection: Selection & { source?: string | undefined } = {}): SourceAnswer[] {
  const used = new Map<string, { developments: Set<string>; claims: RestingClaim[]; quotes: QuoteRef[]; ticks: Tick[] }>();
  const isNarrowed = selection.actor !== undefined || selection.issue !== undefined || selection.facet !== undefined;
  const { claims } = view.record;
  const rests = selection.source === undefined ? undefined : supportsOn(view, view.sourceId(selection.source));
  const entry = (id: string) => {
    let e = used.get(id);
    if (!e) used.set(id, (e = { developments: new Set(), claims: [], quotes: [], ticks: [] }));
    return e;
  };
  for (const index of view.dossier?.developments.used() ?? []) {
    const development = claims.development(index);
    const version = view.version(development);
    if (rests && version && !rests.has(claims.versionSupport.data[version.index]!)) continue;
    if (!version || !view.dossier || !version.dossiers.includes(view.dossier.id)) continue;
    const isTick = !isNarrowed && claims.versionRows.data[version.index] === 0 && !view.isRetracted(development);
    for (const s of version.evidence) {
      if (!(s.seq < view.size)) continue;
      const e = entry(view.sourceId(s.source));
      e.developments.add(development.id);
      const { quote = null, wording } = s.evidence;
      if (isTick && view.isPublished(s.source))
        e.ticks.push({ development: development.id, title: version.body.title, quote, ...(wording !== undefined && { wording }) });
    }
  }
  for (const path of selectedFacets(view, selection)) {
    const facet = new FacetView(view, path);
    const heard = rests ? heardOn(view, path, rests) : facet.heard;
    if (!heard.length) continue;
    const { status } = cellAt(facet, at);
    const { shown, others } = facet.resolve(at);
    const carrying = new Set([shown, ...others.filter((c) => c.row.content === shown!.row.content)].map((c) => c?.row.index));
    for (const c of heard) {
      const quotes = quotesOf(view, c.row);
      const chains = c.support.map((id) => view.copies(id));
      for (const id of new Set(quotes.map((q) => q.source))) {
        const e = entry(id);
        e.claims.push({
          facet: path,
          claim: refOf(c.row),
          value: c.row.value,
          shown: carrying.has(c.row.index),
          status,
          alone: chains.length > 0 && chains.every((chain) => chain.includes(id)),
        });
        e.quotes.push(...quotes.filter((q) => q.source === id));
      }
    }
  }
  const copies = new Map<string, string[]>();
  for (const id of used.keys())
    for (const other of view.copies(id)) {
      if (other === id) continue;
      const list = copies.get(other);
      if (list) list.push(id);
      else copies.set(other, [id]);
    }
  const rows = [...used]
    .filter(([id, e]) => (selection.source === undefined ? !isNarrowed || e.claims.length : view.sourceId(selection.source) === id))
    .map(([id, e]): SourceAnswer => {
      const withdrawal = view.withdrawal(id);
      const isWithdrawn = view.isWithdrawn(id);
      return {
        ...sourceRef(view, id),
        standing: !view.isPublished(id) ? 'not-published' : isWithdrawn ? 'withdrawn' : view.stands(id) ? 'stands' : 'copy-of-withdrawn',
        ...(isWithdrawn && withdrawal && { withdrawal: { reason: withdrawal.reason, because: withdrawal.because ?? [] } }),
        copies: (copies.get(id) ?? []).sort(),
        developments: [...e.developments].sort(),
        claims: e.claims,
        quotes: e.quotes,
        ...(e.ticks.length && { ticks: e.ticks }),
      };
    });
  const weakness = (s: SourceAnswer) => [
    s.standing === 'stands' ? 1 : 0,
    -(s.grade ?? 'C').charCodeAt(0),
    -s.claims.filter((c) => c.shown && c.alone).length,
  ];
  return rows.sort((a, b) => {
    const [x, y] = [weakness(a), weakness(b)];
    const i = x.findIndex((v, j) => v !== y[j]);
    return i >= 0 ? x[i]! - y[i]! : a.source < b.source ? -1 : 1;
  });
}
