/** Finding things by words: diacritics and case are folded, and actors are found by any of their names, in any script. */
import { fold } from '../events/text.ts';
import { asOf } from './record.ts';
import { actorIn } from './state.ts';
import type { ActorInfo } from './record.ts';
import { claimsOf, developmentsAt, timelineItem } from './timeline.ts';
import type { TimelineItem } from './timeline.ts';
import type { View } from './view.ts';

export interface Found {
  readonly actors: readonly { readonly actor: string; readonly name: string; readonly kind: ActorInfo['kind']; readonly matched: string }[];
  readonly issues: readonly { readonly issue: string; readonly question: string }[];
  readonly sources: readonly {
    readonly source: string;
    readonly publisher: string;
    readonly published: string | null;
    readonly url: string | null;
  }[];
  readonly developments: readonly TimelineItem[];
}

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** Everything in which all words occur. A word that names an actor finds what the actor took part in or is spoken of. */
export function searchAt(view: View, at: number, query: string): Found {
  const words = wordsOf(query);
  if (!words.length) return { actors: [], issues: [], sources: [], developments: [] };
  const { record, dossier } = view;
  const has = (text: string) => {
    const folded = fold(text);
    return words.every((w) => folded.includes(w));
  };
  const actors: Found['actors'][number][] = [];
  /** The names under which each actor is found, folded, by id. */
  const names = new Map<string, string>();
  const infos = new Map<string, ActorInfo>();
  for (const [id, entry] of record.actors) {
    const info = asOf(entry.info, view.size);
    if (info) infos.set(id, info);
  }
  /** Those who go on under another's name are found by their own, too. */
  const called = new Map<string, string[]>();
  for (const [id, info] of infos) {
    const goesOn = actorIn(view, id);
    const own = [id, info.name, ...(info.aliases ?? [])];
    const others = called.get(goesOn) ?? [];
    called.set(goesOn, goesOn === id ? [...own, ...others] : [...others, ...own]);
  }
  for (const [id, all] of called) {
    const { name, kind } = infos.get(id)!;
    names.set(id, fold(all.join(' ')));
    const matched = all.find(has);
    if (matched !== undefined) actors.push({ actor: id, name, kind, matched });
  }
  const nameOf = (id: string | undefined) => (id === undefined ? '' : (names.get(actorIn(view, id)) ?? id));
  const issues = [...(dossier?.issues ?? [])].flatMap(([issue, versions]) => {
    const info = asOf(versions, view.size);
    return info && has(`${issue} ${info.question}`) ? [{ issue, question: info.question }] : [];
  });
  const sources = [...record.sources].flatMap(([source, entry]) => {
    const info = asOf(entry.info, view.size);
    if (!info || !view.isPublished(source) || !has(`${source} ${info.publisher} ${info.title ?? ''} ${info.url ?? ''}`)) return [];
    return [{ source, publisher: info.publisher, published: info.published ?? null, url: info.url ?? null }];
  });
  const developments = developmentsAt(view, at)
    .filter(({ version }) => {
      const { body } = version;
      // What this reader has: claims and words on pages that are recorded and published.
      const told = claimsOf(view, version);
      const pages = version.evidence.filter((s) => s.seq < view.size && view.isPublished(s.source));
      const actorsOf = [
        body.by,
        body.via,
        ...(body.for ?? []),
        ...(body.participants ?? []).map((p) => p.actor),
        ...told.flatMap((c) => [c.by, ...c.facet.split('/')]),
      ];
      const publishers = pages.map((s) => view.source(s.source)?.publisher ?? '');
      const known = actorsOf.map(nameOf);
      const claims = told.map((c) => `${c.facet} ${JSON.stringify(c.value)}`);
      const wording = pages.map((s) => `${s.evidence.wording ?? ''} ${s.evidence.quote?.exact ?? ''}`);
      return has(
        [
          body.id,
          body.title,
          body.summary ?? '',
          body.place ?? '',
          ...(body.refs ?? []),
          ...known,
          ...publishers,
          ...claims,
          ...wording,
        ].join(' '),
      );
    })
    .map((entry) => timelineItem(view, entry));
  return { actors, issues, sources, developments };
}
