/** The verbs that ask. */
import { FAMILIES, parseFacet, actorSegments } from '../../../events/facet.ts';
import { csvRow } from '../../export/csv.ts';
import { json } from '../../export/legible.ts';
import { mdHead, mdRow } from '../../export/markdown.ts';
import { TABLES } from '../../export/tables.ts';
import type { Demarche, LogItem } from '../../library.ts';
import { isNotFound, notFound } from '../../query/errors.ts';
import { closest } from '../../record/parse.ts';
import type { Context } from '../context.ts';
import { usage } from '../failures.ts';
import { Names } from '../output/words.ts';
import type { AsKnown, CellQuestion, DiffFlags, LogFlags, ReplayFlags, TimelineFlags } from './flags.ts';

/** A question as the library takes it: names turned into ids. */
export function question(record: Demarche, context: Context, flags: CellQuestion) {
  return {
    dossier: context.dossier,
    at: flags.at,
    published: flags.published,
    known: flags.known,
    actor: flags.actor === undefined ? undefined : record.actorNamed(flags.actor),
    issue: flags.issue === undefined ? undefined : issueNamed(record, context.dossier, flags.issue),
  };
}

/** An issue, or another last part of a facet (an item, a topic): what nobody ever named is an error, not an empty answer. */
function issueNamed(record: Demarche, dossier: string | undefined, id: string): string {
  const { issues, facets } = record.dossier(dossier);
  if (issues.has(id) || [...facets.keys()].some((f) => f.split('/').slice(1).includes(id))) return id;
  const like = closest(id, issues.keys());
  throw notFound('issue', id, like === undefined ? `the issues are ${[...issues.keys()].join(', ')}` : `did you mean "${like}"?`);
}

/** A facet in which actors may stand by name: `position/Italy/troop-deployment`. */
export function facetNamed(record: Demarche, path: string): string {
  const places = actorSegments(path);
  const parts = path.split('/');
  for (const i of places) {
    try {
      parts[i] = record.actorNamed(parts[i]!);
    } catch (e) {
      if (!isNotFound(e) || e.several) throw e; // whatever it is, the library says what is wrong with the facet as a whole
    }
  }
  return parts.join('/');
}

export async function state(context: Context, path: string | undefined, flags: CellQuestion & { value?: string }): Promise<void> {
  await context.ask(async (record) => {
    const asked = { ...question(record, context, flags), value: flags.value };
    const views = await import('../views/cells.ts');
    const facet = path === undefined ? undefined : facetNamed(record, path);
    if (facet !== undefined && parseFacet(facet)) {
      const cell = record.facet(facet, asked);
      return context.show(views.cellView(Names.of(record, cell)), cell);
    }
    if (facet !== undefined) prefix(facet);
    const answer = record.state({ ...asked, facet });
    await context.show(views.stateView(Names.of(record, answer), asked, hintFor(record, asked)), answer);
    const [first] = answer.facets;
    if (first) context.hint(`why a cell says this: demarche why ${first.facet}`);
  });
}

/** A part of a facet's path, such as `role` or `role/FRA`. */
function prefix(path: string): void {
  const family = FAMILIES.find((f) => f.name === path.split('/')[0] && f.segments.length >= path.split('/').length - 1);
  if (!family) throw notFound('facet', path, `the forms are ${FAMILIES.map((f) => f.shape).join(', ')}; or the beginning of one`);
}

/** A person has hardly a position: it is the state's whose office the person holds. */
function hintFor(record: Demarche, { actor }: { actor?: string | undefined }): string | undefined {
  const found = actor === undefined ? undefined : record.actors().find((a) => a.actor === actor);
  const offices = [...new Set((found?.offices ?? []).map((o) => o.of))];
  if (found?.kind !== 'person' || !offices.length) return undefined;
  return `${found.name} speaks for ${offices.join(', ')}: ask for --actor ${offices[0]!}; what ${found.name} said is in: demarche timeline --actor ${actor!}`;
}

export async function thin(context: Context, flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const asked = question(record, context, flags);
    const { stateView } = await import('../views/cells.ts');
    const answer = record.thin(asked);
    await context.show(stateView(Names.of(record, answer), asked), answer);
  });
}

export async function timeline(context: Context, flags: TimelineFlags): Promise<void> {
  await context.ask(async (record) => {
    const asked = question(record, context, flags);
    const { timelineView } = await import('../views/timeline.ts');
    const { kind, from, text, after, limit } = flags;
    const answer = record.timeline({ ...asked, kind, from, text, after, limit, includeRetracted: flags.retracted });
    const view = timelineView(Names.of(record, answer), (next) => `There is more: add --after ${next}`);
    await context.show(view, answer);
  });
}

export async function history(context: Context, path: string, flags: ReplayFlags): Promise<void> {
  await context.ask(async (record) => {
    const asked = question(record, context, flags);
    const { historyView } = await import('../views/evolution.ts');
    const answer = record.history(facetNamed(record, path), { ...asked, grain: flags.grain });
    await context.show(historyView(Names.of(record, answer)), answer);
  });
}

export async function why(context: Context, path: string, flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const asked = question(record, context, flags);
    const { whyView } = await import('../views/why.ts');
    const answer = record.why(facetNamed(record, path), asked);
    await context.show(whyView(Names.of(record, answer)), answer);
  });
}

export async function replay(context: Context, flags: ReplayFlags): Promise<void> {
  await context.ask(async (record) => {
    const asked = question(record, context, flags);
    const { replayView } = await import('../views/evolution.ts');
    const facet = flags.facet === undefined ? undefined : facetNamed(record, flags.facet);
    if (facet !== undefined && !parseFacet(facet)) prefix(facet);
    const answer = record.replay({ ...asked, axis: flags.axis, from: flags.from, grain: flags.grain, facet });
    await context.show(replayView(Names.of(record, answer)), answer);
  });
}

/** Gives the exit code: 1 where there are differences and the caller asked to be told so. */
export async function diff(context: Context, flags: DiffFlags): Promise<number> {
  const froms = [flags.fromAt, flags.fromPublished, flags.fromKnown];
  if (froms.every((f) => f === undefined))
    throw usage(
      'a difference has two points',
      'name the first with --from-at, --from-published or --from-known; the second is now, or --to-…',
    );
  return context.ask(async (record) => {
    const { actor, issue, dossier } = question(record, context, flags);
    const { diffView } = await import('../views/evolution.ts');
    const end = (side: 'from' | 'to') => ({
      dossier,
      at: flags[`${side}At`] ?? flags.at,
      published: flags[`${side}Published`] ?? flags.published,
      known: flags[`${side}Known`] ?? flags.known,
    });
    const facet = flags.facet === undefined ? undefined : facetNamed(record, flags.facet);
    const answer = record.diff(end('from'), end('to'), { actor, issue, facet });
    await context.show(diffView(Names.of(record, answer)), answer);
    return flags.exitCode && answer.changes.length ? 1 : 0;
  });
}

export async function sources(context: Context, source: string | undefined, flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const { sourcesView } = await import('../views/sources.ts');
    const answer = record.sources({ ...question(record, context, flags), source });
    await context.show(sourcesView(Names.of(record, answer), source !== undefined), answer);
  });
}

export async function search(context: Context, words: readonly string[], flags: CellQuestion): Promise<void> {
  await context.ask(async (record) => {
    const { searchView } = await import('../views/lists.ts');
    const text = words.join(' ');
    const answer = { ...record.search(text, question(record, context, flags)), words: text };
    await context.show(searchView(Names.of(record, answer)), answer);
  });
}

export async function dossiers(context: Context, flags: AsKnown): Promise<void> {
  await context.ask(async (record) => {
    const { dossiersView } = await import('../views/lists.ts');
    await context.show(dossiersView, { ...record.recordAt(flags), dossiers: record.dossiers(flags) });
  });
}

export async function actors(context: Context, name: string | undefined, flags: AsKnown): Promise<void> {
  await context.ask(async (record) => {
    const { actorsView } = await import('../views/lists.ts');
    const id = name === undefined ? undefined : record.actorNamed(name);
    const all = record.actors(flags);
    await context.show(actorsView, { ...record.recordAt(flags), actors: all.filter((a) => id === undefined || a.actor === id) });
  });
}

export async function issues(context: Context, id: string | undefined, flags: AsKnown): Promise<void> {
  await context.ask(async (record) => {
    const { issuesView } = await import('../views/lists.ts');
    const asked = context.dossier === undefined ? undefined : record.dossier(context.dossier).id;
    const all = record
      .dossiers(flags)
      .filter((d) => asked === undefined || d.dossier === asked)
      .flatMap((d) => d.issues.map((i) => ({ dossier: d.dossier, ...i })));
    if (id !== undefined && !all.some((i) => i.issue === id)) {
      const like = closest(
        id,
        all.map((i) => i.issue),
      );
      throw notFound('issue', id, like === undefined ? 'list them with: demarche issues' : `did you mean "${like}"?`);
    }
    await context.show(issuesView, { ...record.recordAt(flags), issues: all.filter((i) => id === undefined || i.issue === id) });
  });
}

export async function log(context: Context, flags: LogFlags, signal: AbortSignal): Promise<void> {
  const { EVENT_DEFINITIONS } = await import('../../../events/catalogue.ts');
  const { type, subject, after = 0, last, limit } = flags;
  const types: string[] = EVENT_DEFINITIONS.map((d) => d.type);
  if (type !== undefined && !types.includes(type)) {
    const like = closest(type, types);
    throw usage(`there is no type of event "${type}"`, like === undefined ? `the types are ${types.join(', ')}` : `did you mean ${like}?`);
  }
  if (flags.follow && context.format === 'json') throw usage('--follow never ends, so it cannot be one JSON value', 'use --jsonl');
  if (flags.follow && last !== undefined) throw usage('--last and --follow exclude each other', 'use --after SIZE with --follow');
  if (flags.follow && flags.known !== undefined) throw usage('--known and --follow exclude each other', 'leave one of them out');
  if (limit !== undefined && (last !== undefined || flags.follow))
    throw usage('--limit goes with neither --last nor --follow', 'leave one of them out');
  const { logLine, subjectOf } = await import('../views/log.ts');
  const { columns, rows } = TABLES.log;
  await context.ask(async (record) => {
    const colour = context.colour(context.streams.out);
    const put = async (item: LogItem) => {
      if (context.format === 'people') await context.write(context.page().line(logLine(item), { hang: 7 }).toString(colour));
      else if (context.format === 'csv') await context.write(csvRow(rows({ items: [item] })[0]!));
      else if (context.format === 'md') await context.write(mdRow(rows({ items: [item] })[0]!));
      else await context.write(`${json(item)}\n`);
    };
    const isAsked = (item: { type: string; stream: string }) =>
      (type === undefined || item.type === type) && (subject === undefined || subjectOf(item) === subject);
    if (after > record.size) throw usage(`--after ${after}: the record has ${record.size} events`, 'give a log size up to that');
    if (context.format === 'csv') await context.write(csvRow(columns));
    if (context.format === 'md') await context.write(mdHead(columns));
    if (flags.follow) {
      for await (const item of record.subscribe({ after, signal })) if (!('caughtUp' in item) && isAsked(item)) await put(item);
      return;
    }
    const kept: LogItem[] = [];
    const subjects = new Set<string>();
    let n = 0;
    let next: number | undefined;
    let before = after;
    const opening = record.recordAt(flags);
    for await (const item of record.log({})) {
      if (item.position > opening.known.size) {
        // what was there later is no misspelt subject
        if (subject === undefined || subjects.has(subject)) break;
        subjects.add(subjectOf(item));
        continue;
      }
      if (subject !== undefined) subjects.add(subjectOf(item));
      if (item.position <= after || !isAsked(item)) continue;
      if (n === limit) {
        next = before;
        break;
      }
      n++;
      before = item.position;
      if (last === undefined && context.format !== 'json') await put(item);
      else {
        kept.push(item);
        if (last !== undefined && kept.length > last) kept.shift();
      }
    }
    if (subject !== undefined && !subjects.has(subject)) {
      const like = closest(subject, subjects);
      throw notFound(
        'development',
        subject,
        like === undefined ? 'find it with: demarche search' : `did you mean "${like}"?`,
        `no events on "${subject}"`,
      );
    }
    if (context.format === 'json')
      await context.write(`${json({ ...opening, items: kept, ...(next !== undefined && { next }) }, context.streams.out.isTTY)}\n`);
    else for (const item of kept) await put(item);
    if (!n && context.format === 'people') await context.write('Nothing in this record.\n');
  });
}
