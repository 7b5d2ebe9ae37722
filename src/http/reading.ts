/** How each question of the table is answered: what its answer depends on (for the ETag), the answer, and its other forms. */
import { actorSegments, FAMILIES } from '../../events/facet.ts';
import type { SegmentRole } from '../../events/facet.ts';
import { isAccessType } from '../../events/catalogue.ts';
import { isEdtf } from '../../events/edtf.ts';
import { isCoordinateError } from '../../projections/coordinates.ts';
import { atom } from '../export/atom.ts';
import { csv } from '../export/csv.ts';
import { icalendar } from '../export/icalendar.ts';
import { markdown } from '../export/markdown.ts';
import { TABLES } from '../export/tables.ts';
import type { Table } from '../export/tables.ts';
import { timelinejs } from '../export/timelinejs.ts';
import type { Demarche, LogItem } from '../library.ts';
import type { AskedAt, FollowUpsAnswer, Known, Question, TimelineAnswer } from '../query/answers.ts';
import { isNotFound, notFound } from '../query/errors.ts';
import { closest } from '../record/parse.ts';
import { jsonBytes } from './json.ts';
import { coordinateProblem, httpProblem } from './problems.ts';
import type { RouteName } from './paths.ts';
import type { Format } from './routes.ts';

export interface Asked {
  readonly demarche: Demarche;
  /** Parameters of the query, checked. */
  readonly query: Readonly<Record<string, unknown>>;
  /** Parts of the path. */
  readonly params: Readonly<Record<string, string>>;
}

export interface Reading {
  /** All that the answer depends on besides the record's size, in one text. */
  readonly key: string;
  /** The ETag itself, where it is a revision that writes name. */
  readonly etag?: string;
  readonly answer: () => unknown;
  /** The same as JSON, in octets: put together from what is kept, where there is such a way. */
  readonly json?: () => string;
  /** Its items hold texts in any script: see `jsonBytes`. */
  readonly isProse?: true;
  readonly table?: Table<never>;
  readonly render?: Partial<Record<Format, (answer: never) => string>>;
}

const str = (v: unknown): string | undefined => v as string | undefined;

function question({ query: q }: Asked): Question {
  return { at: str(q['at']), published: str(q['published']), known: str(q['known']), dossier: str(q['dossier']) };
}

/** Whether anything of it is given. */
const isAny = (selection: object): boolean => Object.values(selection).some((v) => v !== undefined);

/** Names of actors, and what nobody ever named, as the command line takes them. */
function selection({ demarche, query: q }: Asked) {
  const actor = str(q['actor']);
  const issue = str(q['issue']);
  const facet = str(q['facet']);
  if (issue !== undefined) {
    const { issues, facets } = demarche.dossier(str(q['dossier']));
    if (!issues.has(issue) && ![...facets.keys()].some((f) => f.split('/').slice(1).includes(issue))) {
      const like = closest(issue, issues.keys());
      throw notFound('issue', issue, like === undefined ? `the issues are ${[...issues.keys()].join(', ')}` : `did you mean "${like}"?`);
    }
  }
  return {
    actor: actor === undefined ? undefined : demarche.actorNamed(actor),
    issue,
    facet: facet === undefined ? undefined : facetOrBeginning(demarche, facet, str(q['dossier'])),
  };
}

/** What stands in a path by the name of an actor or body. */
const NAMED: ReadonlySet<SegmentRole> = new Set(['actor', 'party', 'subject']);

/** A facet, or the beginning of one, with ids for names: nothing recorded below it is an answer, what nobody ever named is not. */
function facetOrBeginning(demarche: Demarche, path: string, dossier: string | undefined): string {
  const parts = path.split('/');
  const family = FAMILIES.findLast((f) => f.name === parts[0] && f.segments.length >= parts.length - 1);
  if (!family || parts.includes(''))
    throw notFound('facet', path, `the forms are ${FAMILIES.map((f) => f.shape).join(', ')}; or the beginning of one`);
  if (FAMILIES.some((f) => f.name === parts[0] && f.segments.length === parts.length - 1))
    return askedOf(demarche, path, (facet) => demarche.facet(facet, { dossier })).facet;
  if ([...demarche.dossier(dossier).facets.keys()].some((f) => f.startsWith(`${path}/`))) return path;
  return parts.map((part, i) => (NAMED.has(family.segments[i - 1]!) ? demarche.actorNamed(part) : part)).join('/');
}

/** A facet's path with actors by their ids, where they stand in it by name. */
function named(demarche: Demarche, path: string): string {
  const parts = path.split('/');
  for (const i of actorSegments(path)) {
    try {
      parts[i] = demarche.actorNamed(parts[i]!);
    } catch (e) {
      if (!isNotFound(e) || e.several) throw e; // the library says what is wrong with the facet as a whole
    }
  }
  return parts.join('/');
}

/** Asks of a facet as it is written; where nothing is known of it so, with the names in it turned into ids. */
function askedOf<T>(demarche: Demarche, path: string, ask: (facet: string) => T): T {
  try {
    return ask(path);
  } catch (e) {
    const other = isNotFound(e) ? named(demarche, path) : path;
    if (other === path) throw e;
    return ask(other);
  }
}
const ofFacet = <T>({ demarche, params }: Asked, ask: (facet: string) => T): T => askedOf(demarche, params['facet']!, ask);

/** Tells what is wrong with a coordinate at the parameter that gave it. */
function given<T>(parameter: string | ((coordinate: string) => string), resolve: () => T): T {
  try {
    return resolve();
  } catch (e) {
    if (!isCoordinateError(e)) throw e;
    throw coordinateProblem(e, typeof parameter === 'string' ? parameter : parameter(e.coordinate));
  }
}

/** Dossier and coordinates, as they are resolved, in one text. */
const place = ({ dossier, at, published, known }: AskedAt): string => `${dossier.id} ${at.text} ${published?.text ?? ''} ${known.size}`;
const where = ({ demarche }: Asked, q: Question): string => place(demarche.asked(q));
/** The parameters that are not coordinates, in one text. */
const rest = ({ query, params }: Asked, resolved: object = {}): string =>
  JSON.stringify([params, { ...query, at: 0, published: 0, known: 0, dossier: 0, 'wait-for': 0, 'wait-timeout': 0, ...resolved }]);

const timelineForms = (asked: Asked): Partial<Record<Format, (a: TimelineAnswer) => string>> => {
  const { demarche } = asked;
  // as it was called then
  const title = ({ dossier, coordinates: { known } }: TimelineAnswer) =>
    demarche.dossiers({ known: known.size }).find((d) => d.dossier === dossier)?.title ?? dossier;
  return {
    ics: (a) =>
      icalendar(
        title(a),
        a.items.map((i) => ({
          id: i.development,
          title: i.title,
          date: i.date,
          lines: [i.summary ?? '', `${i.kind}; sources: ${i.sources.join(', ')}`].filter(Boolean),
          place: i.place,
          isCancelled: i.status === 'retracted',
          sequence: i.version - 1,
        })),
        a.coordinates.known.recordedAt,
      ),
    atom: (a) =>
      atom(
        { id: `timeline:${a.dossier}`, title: title(a), updated: a.coordinates.known.recordedAt },
        a.items.map((i) => ({
          id: `development:${i.development}`,
          title: `${i.date}: ${i.title}${i.status === 'retracted' ? ' (retracted)' : ''}`,
          updated: demarche.recordedAt(i.position),
          author: i.by ?? null,
          summary: i.summary ?? i.claims.map((c) => `${c.facet}: ${JSON.stringify(c.value)}`).join('; '),
          category: i.kind,
        })),
      ),
    timelinejs: (a) => timelinejs(title(a), a.items),
  };
};

const dues = (a: FollowUpsAnswer): string =>
  icalendar(
    `follow-ups: ${a.dossier}`,
    a.followUps.flatMap((f) =>
      f.due
        ? [
            {
              id: `due-${f.development}`,
              title: f.title,
              date: f.due.until ?? f.due.from,
              lines: [`due “${f.due.asSaid}”, promised ${f.date}`, `status: ${f.status}`, `sources: ${f.sources.join(', ')}`],
              sequence: a.coordinates.known.size,
            },
          ]
        : [],
    ),
    a.coordinates.known.recordedAt,
  );

function timeline(asked: Asked): Reading {
  const { demarche, query: q } = asked;
  const { actor, issue } = selection(asked);
  const filter = {
    actor,
    issue,
    kind: str(q['kind']),
    from: str(q['from']),
    text: str(q['text']),
    after: str(q['after']),
    limit: q['limit'] as number | undefined,
    includeRetracted: q['retracted'] as boolean | undefined,
  };
  const at = demarche.asked(question(asked));
  if (filter.from !== undefined && !isEdtf(filter.from)) given('from', () => demarche.asked({ at: filter.from, dossier: at.dossier.id }));
  return {
    key: place(at) + rest(asked, { actor }),
    answer: () => demarche.timeline({ ...question(asked), ...filter }),
    ...(!isAny(filter) && { json: () => demarche.timelineJson(at) }),
    isProse: true,
    table: TABLES.timeline,
    render: timelineForms(asked),
  };
}

/** Who may write is nobody's business: of these events only that they happened. */
export const withoutSecrets = (item: LogItem): LogItem => (isAccessType(item.type) ? { ...item, event: null } : item);

async function log(asked: Asked): Promise<unknown> {
  const { demarche, query: q } = asked;
  const [type, subject] = [str(q['type']), str(q['subject'])];
  const last = q['last'] as number | undefined;
  const limit = (q['limit'] as number | undefined) ?? last ?? 100;
  const isFiltered = type !== undefined || subject !== undefined;
  const opening = recordAt(asked);
  const head = opening.known.size;
  const after = Math.max((q['after'] as number | undefined) ?? 0, last === undefined || isFiltered ? 0 : head - last);
  const items: LogItem[] = [];
  let next: number | undefined;
  for await (const item of demarche.log({ after, ...(type !== undefined && { type }), ...(subject !== undefined && { subject }) })) {
    if (item.position > head) break;
    if (items.length === limit && !(isFiltered && last !== undefined)) {
      next = items.at(-1)!.position;
      break;
    }
    items.push(withoutSecrets(item));
    if (items.length > limit) items.shift();
  }
  return { ...opening, items, ...(next !== undefined && { next }) };
}

const logFeed = (a: { readonly position: number; readonly items: readonly LogItem[] }): string =>
  atom(
    { id: 'log', title: 'demarche: the log', updated: a.items.at(-1)?.recordedAt ?? null },
    a.items.toReversed().map((i) => ({
      id: `event:${i.id}`,
      title: `${i.type} ${i.stream}`,
      updated: i.recordedAt,
      author: i.author,
      summary: JSON.stringify(i.event),
      category: i.type,
    })),
  );

/** What opens an answer on definitions, whose only coordinate is `known`. */
const recordAt = ({ demarche, query }: Asked): Known => demarche.recordAt({ known: str(query['known']) });

/** A resource that is written to: its ETag is the revision of its stream. */
function entry(asked: Asked, stream: string, make: () => object): Reading {
  const revision = asked.demarche.revision(stream);
  return {
    key: '',
    etag: `"${revision ?? -1}"`,
    answer: async () => {
      const own = make();
      // What is written while the log is read is not in what was made: a tag for both would let a correction pass over it.
      const items = (await asked.demarche.logOf(stream)).filter((i) => revision === undefined || i.revision <= revision);
      return { ...own, revision: revision ?? items.at(-1)?.revision ?? 0, log: items };
    },
  };
}

export const READINGS: Partial<Record<RouteName, (asked: Asked) => Reading>> = {
  state: (asked) => {
    const chosen = selection(asked);
    const { demarche } = asked;
    const at = demarche.asked(question(asked));
    return {
      key: place(at) + rest(asked, chosen),
      answer: () => demarche.state({ ...question(asked), ...chosen }),
      ...(!isAny(chosen) && { json: () => demarche.stateJson(at) }),
      table: TABLES.state,
    };
  },
  thin: (asked) => {
    const chosen = selection(asked);
    return {
      key: where(asked, question(asked)) + rest(asked, chosen),
      answer: () => asked.demarche.thin({ ...question(asked), ...chosen }),
      table: TABLES.state,
    };
  },
  facet: (asked) => {
    const at = asked.demarche.asked(question(asked));
    return {
      key: place(at) + rest(asked),
      answer: () => ofFacet(asked, (facet) => asked.demarche.facet(facet, question(asked))),
      json: () => ofFacet(asked, (facet) => asked.demarche.facetJson(facet, at)),
      table: TABLES.facet,
    };
  },
  why: (asked) => {
    const at = asked.demarche.asked(question(asked));
    return {
      key: place(at) + rest(asked),
      answer: () => ofFacet(asked, (facet) => asked.demarche.why(facet, question(asked))),
      json: () => ofFacet(asked, (facet) => asked.demarche.whyJson(facet, at)),
      table: TABLES.why,
    };
  },
  history: (asked) => ({
    key: where(asked, question(asked)) + rest(asked),
    answer: () =>
      ofFacet(asked, (facet) =>
        asked.demarche.history(facet, { ...question(asked), grain: (asked.query['grain'] as 'day' | 'moment' | undefined) ?? 'day' }),
      ),
    table: TABLES.history,
  }),
  timeline,
  developments: timeline,
  replay: (asked) => {
    const { query: q, demarche } = asked;
    const chosen = selection(asked);
    const axis = q['axis'] as 'at' | 'known' | 'published' | undefined;
    const from = str(q['from']);
    const key = where(asked, question(asked)) + rest(asked, chosen);
    if (from !== undefined) given('from', () => demarche.asked({ ...question(asked), [axis ?? 'at']: from }));
    return {
      key,
      answer: () =>
        demarche.replay({
          ...question(asked),
          ...chosen,
          axis,
          from,
          grain: (q['grain'] as 'day' | 'moment' | undefined) ?? 'day',
        }),
      isProse: true,
      table: TABLES.replay,
    };
  },
  diff: (asked) => {
    const { query: q, demarche } = asked;
    const chosen = selection(asked);
    const end = (name: 'from' | 'to'): Question => {
      const both = question(asked);
      const one = (key: 'at' | 'published' | 'known') => str(q[`${name}-${key}`] ?? both[key]);
      return { dossier: both.dossier, at: one('at'), published: one('published'), known: one('known') };
    };
    const [from, to] = [end('from'), end('to')];
    const resolved = (name: 'from' | 'to', question: Question) =>
      given((c) => (q[`${name}-${c}`] === undefined ? c : `${name}-${c}`), () => where(asked, question)); // prettier-ignore
    return {
      key: `${resolved('from', from)} ${resolved('to', to)}${rest(asked, chosen)}`,
      answer: () => demarche.diff(from, to, chosen),
      isProse: true,
      table: TABLES.diff,
    };
  },
  sources: (asked) => {
    const chosen = selection(asked);
    const source = str(asked.query['source']);
    return {
      key: where(asked, question(asked)) + rest(asked, chosen),
      answer: () => asked.demarche.sources({ ...question(asked), ...chosen, source }),
      isProse: true,
      table: TABLES.sources,
    };
  },
  followUps: (asked) => ({
    key: where(asked, question(asked)) + rest(asked),
    answer: () => asked.demarche.followUps(question(asked)),
    isProse: true,
    table: TABLES.followUps,
    render: { ics: dues },
  }),
  quantities: (asked) => ({
    key: where(asked, question(asked)) + rest(asked),
    answer: () => asked.demarche.quantities(question(asked)),
    table: TABLES.quantities,
  }),
  contradictions: (asked) => ({
    key: where(asked, question(asked)) + rest(asked),
    answer: () => asked.demarche.contradictions(question(asked)),
    table: TABLES.contradictions,
  }),
  review: (asked) => ({
    key: where(asked, question(asked)) + rest(asked),
    answer: () => asked.demarche.review(question(asked)),
    table: TABLES.review,
  }),
  search: (asked) => ({
    key: where(asked, question(asked)) + rest(asked),
    answer: () => asked.demarche.search(str(asked.query['q'])!, question(asked)),
    isProse: true,
    table: TABLES.search,
  }),
  log: (asked) => ({
    key: `${rest(asked)} ${recordAt(asked).known.size}`,
    answer: () => log(asked),
    isProse: true,
    table: TABLES.log,
    render: { atom: logFeed },
  }),
  dossiers: (asked) => {
    const opening = recordAt(asked);
    const known = opening.known.size;
    return {
      key: `dossiers ${known}`,
      answer: () => ({ ...opening, dossiers: asked.demarche.dossiers({ known }) }),
      table: TABLES.dossiers,
    };
  },
  actors: (asked) => {
    const opening = recordAt(asked);
    const known = opening.known.size;
    return {
      key: `actors ${known}`,
      answer: () => ({ ...opening, actors: asked.demarche.actors({ known }) }),
      table: TABLES.actors,
    };
  },
  issues: (asked) => {
    const opening = recordAt(asked);
    const known = opening.known.size;
    const { id } = asked.demarche.dossier(str(asked.query['dossier']));
    return {
      key: `${id} ${known}`,
      // a dossier that was opened later had none
      answer: () => ({
        ...opening,
        dossier: id,
        issues: asked.demarche.dossiers({ known }).find((d) => d.dossier === id)?.issues ?? [],
      }),
      table: TABLES.issues,
    };
  },
  development: (asked) => {
    const id = asked.params['id']!;
    const reading = entry(asked, `development-${id}`, () => asked.demarche.current(id));
    return {
      ...reading,
      answer: async () => {
        const { kind, version, development, revision, log } = (await reading.answer()) as {
          kind: string;
          version: number;
          development: object;
          revision: number;
          log: readonly LogItem[];
        };
        const last = log.findLast((i) => i.type === 'DevelopmentRetracted' || i.type === 'DevelopmentReinstated');
        const status = last?.type === 'DevelopmentRetracted' ? 'retracted' : version > 1 ? 'corrected' : 'current';
        return { id, revision, kind, version, status, development, log };
      },
    };
  },
  source: (asked) => {
    const id = asked.params['id']!;
    return entry(asked, `source-${id}`, () => ({ source: id, ...asked.demarche.source(id) }));
  },
  capture: (asked) => {
    const captured = asked.demarche.captured(asked.params['id']!, str(asked.query['sha256']));
    // The text is read before the tag is compared: what is no longer kept here is not said to be the same.
    return { key: rest(asked) + captured.sha256, answer: () => captured, isProse: true };
  },
  actor: (asked) => {
    const id = asked.params['id']!;
    return entry(asked, `actor-${id}`, () => {
      const actor = asked.demarche.actors().find((a) => a.actor === id);
      if (!actor) throw notFound('actor', id, 'list them: GET /actors');
      return actor;
    });
  },
  dossier: (asked) => {
    const { id } = asked.demarche.dossier(asked.params['id']);
    return entry(asked, `dossier-${id}`, () => {
      const { developments: _grows, ...dossier } = asked.demarche.dossiers().find((d) => d.dossier === id)!;
      return dossier;
    });
  },
  issue: (asked) => {
    const id = asked.params['id']!;
    const dossier = asked.demarche.dossier(str(asked.query['dossier']));
    if (!dossier.issues.has(id)) throw notFound('issue', id, `the issues are ${[...dossier.issues.keys()].join(', ')}`);
    const own = entry(asked, `dossier-${dossier.id}`, () => ({
      dossier: dossier.id,
      ...asked.demarche
        .dossiers()
        .find((d) => d.dossier === dossier.id)!
        .issues.find((i) => i.issue === id)!,
    }));
    return {
      ...own,
      answer: async () => {
        const entry = (await own.answer()) as { log: readonly LogItem[] };
        return { ...entry, log: entry.log.filter((i) => (i.event as { id?: unknown } | null)?.id === id && i.type.startsWith('Issue')) };
      },
    };
  },
};

/** The answer in the form asked for. */
export function rendered(reading: Reading, answer: unknown, format: Format): string | Buffer {
  const own = reading.render?.[format];
  if (own) return own(answer as never);
  if (format === 'json') return reading.isProse ? jsonBytes(answer as object) : JSON.stringify(answer);
  const { table } = reading;
  if (table && format === 'csv') return csv(table.columns, table.rows(answer as never));
  if (table && format === 'md') return markdown(table.columns, table.rows(answer as never));
  throw httpProblem(406, 'NotAcceptable', `there is no ${format} of this`);
}
