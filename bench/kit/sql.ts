/**
 * A whole state in SQL, on the same rows, in SQLite as Node has it: written as well as we can, with the indexes that it wants. What a
 * reader hears is resolved beforehand where there are no limits (which version stands, on what support, in whose voice), which spares SQL
 * work that ours does. Two forms, since the votes need less than the rule has.
 */
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { StatementSync } from 'node:sqlite';
import { resolveCoordinates } from '../../projections/coordinates.ts';
import { ATTRIBUTION_RANK } from '../../projections/record.ts';
import { FacetView } from '../../projections/resolve.ts';
import { View } from '../../projections/view.ts';
import type { ReadSide } from '../../src/query/read-side.ts';

export interface SqlCell {
  readonly facet: string;
  readonly value: string | null;
  readonly status: string;
  /** Absent where this form does not find it. */
  readonly since?: string;
}
export interface SqlState {
  /** With limits, where the form can. */
  readonly state: (at: string, limits?: { published?: string; known?: number }) => readonly Record<string, unknown>[];
  readonly cells: (rows: readonly Record<string, unknown>[]) => SqlCell[];
  readonly close: () => void;
}

const DAY = 86_400_000;
/** Days are counted from long before any, so that none is negative. */
const dayOf = (ms: number) => ms / DAY + 100_000;

function database(file: string): DatabaseSync {
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  const db = new DatabaseSync(file);
  db.exec(
    'PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-1000000; PRAGMA mmap_size=4000000000; PRAGMA temp_store=MEMORY',
  );
  return db;
}

/** Texts by number: each is put into its table when it is first met. */
function numbered(put: StatementSync): (text: string) => number {
  const numbers = new Map<string, number>();
  return (text) => {
    let number = numbers.get(text);
    if (number === undefined) {
      numbers.set(text, (number = numbers.size));
      put.run(number, text);
    }
    return number;
  };
}

/**
 * For the votes: each claim certain from the end of its day, ordered within it, in the voice of its state, on one source, never
 * corrected; so the last in (day, order) is shown, and a run of like values is over the last of each day. `k` is the order in time.
 */
export function votesInSql(read: ReadSide, dossier: string, file: string): SqlState {
  const db = database(file);
  db.exec(`
    CREATE TABLE facets (id INTEGER PRIMARY KEY, path TEXT NOT NULL);
    CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE claims (facet INTEGER, k INTEGER, day INTEGER, value INTEGER, seq INTEGER, published INTEGER, development INTEGER,
      claim TEXT, version INTEGER, attribution INTEGER, grade TEXT, is_last INTEGER, PRIMARY KEY (facet, k)) WITHOUT ROWID;
    CREATE TABLE vals (id INTEGER PRIMARY KEY);
    BEGIN`);
  const put = {
    facet: db.prepare('INSERT INTO facets VALUES (?, ?)'),
    name: db.prepare('INSERT INTO names VALUES (?, ?)'),
    claim: db.prepare('INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  };
  const { record } = read;
  const view = new View(record, record.dossiers.get(dossier), Infinity, record.size);
  const nameOf = numbered(put.name);
  const values = new Set<number>();
  for (const [id, entry] of view.facetEntries().entries()) {
    put.facet.run(id, entry.path);
    const claims = view.heard(entry.path).map((heard) => {
      const { row } = heard;
      if (heard.class !== 'standing' || row.hi - row.lo !== DAY || row.order === undefined || row.order >= 1e6)
        throw new Error(`${entry.path}: not a vote`);
      const published = Math.min(...heard.support.map((s) => view.publication(s).lo));
      return { heard, row, day: dayOf(row.hi), k: dayOf(row.hi) * 1e6 + row.order, published };
    });
    claims.sort((a, b) => a.k - b.k);
    claims.forEach(({ heard, row, day, k, published }, i) => {
      const value = nameOf(row.value as string);
      values.add(value);
      const isLast = claims[i + 1]?.day !== day;
      const { development, version, name } = row;
      put.claim.run(
        id,
        k,
        day,
        value,
        version.seq,
        Number.isFinite(published) ? dayOf(published) : 0,
        nameOf(development.id),
        name,
        version.number,
        ATTRIBUTION_RANK[row.attribution],
        heard.grade ?? null,
        isLast ? 1 : 0,
      );
    });
  }
  for (const v of values) db.prepare('INSERT INTO vals VALUES (?)').run(v);
  db.exec(`COMMIT;
    CREATE INDEX runs ON claims (facet, value, k) WHERE is_last;
    CREATE INDEX heard ON claims (facet, k, seq, published, value);
    ANALYZE`);

  const FIELDS = `f.path AS facet, v.text AS value, c.value AS value_id, c.day AS confirmed, d.text AS development, c.claim, c.version,
    c.seq + 1 AS position, c.attribution, 1 AS origins, c.grade`;
  const head = db.prepare(`
    SELECT ${FIELDS},
      (SELECT r.day FROM claims r WHERE r.facet = f.id AND r.k > coalesce((
        SELECT max(m) FROM (SELECT (SELECT max(k) FROM claims o WHERE o.facet = f.id AND o.value = vals.id AND o.is_last AND o.k < c.k) AS m
          FROM vals WHERE vals.id <> c.value)), -1) ORDER BY r.k LIMIT 1) AS since
    FROM facets f
    JOIN claims c ON c.facet = f.id AND c.k = (SELECT max(k) FROM claims WHERE facet = f.id AND k < ?1)
    JOIN names v ON v.id = c.value JOIN names d ON d.id = c.development
    ORDER BY f.path`);
  const limited = db.prepare(`
    SELECT ${FIELDS},
      (SELECT r.day FROM claims r WHERE r.facet = f.id AND r.seq < ?2 AND r.published < ?3 AND r.k > coalesce((
        SELECT o.k FROM claims o WHERE o.facet = f.id AND o.k < c.k AND o.seq < ?2 AND o.published < ?3 AND o.value <> c.value
          AND NOT EXISTS (SELECT 1 FROM claims l WHERE l.facet = f.id AND l.k > o.k AND l.k < (o.day + 1) * 1000000 AND l.seq < ?2 AND l.published < ?3)
          ORDER BY o.k DESC LIMIT 1), -1) ORDER BY r.k LIMIT 1) AS since
    FROM facets f
    JOIN claims c ON c.facet = f.id AND c.k =
      (SELECT k FROM claims WHERE facet = f.id AND k < ?1 AND seq < ?2 AND published < ?3 ORDER BY k DESC LIMIT 1)
    JOIN names v ON v.id = c.value JOIN names d ON d.id = c.development
    ORDER BY f.path`);
  const dayText = (day: unknown) => new Date((Number(day) - 100_001) * DAY).toISOString().slice(0, 10);
  return {
    state: (at, limits = {}) => {
      const resolved = resolveCoordinates(record, { at, ...limits }, Date.now());
      const k = dayOf(resolved.at.bound) * 1e6 + 1e6;
      if (!('known' in limits) && !('published' in limits)) return all(head, k);
      return all(limited, k, resolved.known.size, resolved.published ? dayOf(resolved.published.bound) : 1e9);
    },
    cells: (rows) =>
      rows.map((r) => ({ facet: r['facet'] as string, value: r['value'] as string, status: 'held', since: dayText(r['since']) })),
    close: () => db.close(),
  };
}

const all = (statement: StatementSync, ...values: number[]) => statement.all(...values) as Record<string, unknown>[];

/**
 * For the generated log, without limits: the claims that compete for such a reader, with their bounds and windows; rules 5 to 8 in
 * SQL. Where a run began is left out, and so are the lists beside an answer.
 */
export function rulesInSql(read: ReadSide, dossier: string, file: string): SqlState {
  const db = database(file);
  db.exec(`
    CREATE TABLE facets (id INTEGER PRIMARY KEY, path TEXT NOT NULL);
    CREATE TABLE names (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
    CREATE TABLE claims (id INTEGER PRIMARY KEY, facet INTEGER, lo REAL, hi REAL, start REAL, earliest REAL, place REAL, content INTEGER,
      value INTEGER, attribution INTEGER, first INTEGER, claim TEXT, development INTEGER, version INTEGER, seq INTEGER, grade TEXT, is_replaced INTEGER);
    CREATE TABLE origins (claim INTEGER, origin INTEGER, PRIMARY KEY (claim, origin)) WITHOUT ROWID;
    CREATE TABLE replaced (claim INTEGER, by INTEGER, PRIMARY KEY (claim, by)) WITHOUT ROWID;
    BEGIN`);
  const put = {
    facet: db.prepare('INSERT INTO facets VALUES (?, ?)'),
    name: db.prepare('INSERT INTO names VALUES (?, ?)'),
    claim: db.prepare(`INSERT INTO claims VALUES (${Array.from({ length: 17 }, () => '?').join(', ')})`),
    origin: db.prepare('INSERT INTO origins VALUES (?, ?)'),
    replaced: db.prepare('INSERT OR IGNORE INTO replaced VALUES (?, ?)'),
  };
  const { record } = read;
  const view = new View(record, record.dossiers.get(dossier), Infinity, record.size);
  const nameOf = numbered(put.name);
  const far = (n: number) => (n === Infinity ? 9e15 : n === -Infinity ? -9e15 : n);
  for (const [id, entry] of view.facetEntries().entries()) {
    put.facet.run(id, entry.path);
    const facet = new FacetView(view, entry.path, undefined, entry);
    const standing = view.heard(entry.path).filter((c) => c.class === 'standing' && !facet.isOverruled(c));
    const of = new Map<string, typeof standing>();
    for (const c of standing) of.set(c.row.development.id, [...(of.get(c.row.development.id) ?? []), c]);
    const isReplaced = new Set<number>();
    const voices = ({ row }: (typeof standing)[number]): readonly (string | undefined)[] => row.voices ?? [row.owners?.[0]];
    const relates = (d: (typeof standing)[number], c: (typeof standing)[number]) =>
      d.row.version.replaces.includes(c.row.development.id) && voices(d).some((v) => voices(c).includes(v));
    for (const d of standing)
      for (const target of d.row.version.replaces)
        for (const c of of.get(target) ?? []) {
          if (!relates(d, c) || relates(c, d) || d.row.to <= c.row.from) continue;
          isReplaced.add(c.row.index);
          put.replaced.run(c.row.index, d.row.index);
        }
    for (const { row, origins, grade } of standing) {
      const end = row.end.earliest;
      put.claim.run(
        row.index,
        id,
        far(row.lo),
        row.hi,
        far(row.from),
        far(end),
        row.order ?? null,
        row.content,
        nameOf(JSON.stringify(row.value)),
        ATTRIBUTION_RANK[row.attribution],
        row.first,
        row.name,
        nameOf(row.development.id),
        row.version.number,
        row.version.seq,
        grade ?? null,
        isReplaced.has(row.index) ? 1 : 0,
      );
      for (const o of origins) put.origin.run(row.index, nameOf(o));
    }
  }
  db.exec(`COMMIT;
    CREATE INDEX by_start ON claims (facet, start, hi, earliest, is_replaced);
    CREATE INDEX by_end ON claims (facet, hi, start, earliest, is_replaced);
    ANALYZE`);
  const stands = (c: string) => `${c}.hi <= ?1 AND ${c}.earliest >= ?1 AND (NOT ${c}.is_replaced OR NOT EXISTS
    (SELECT 1 FROM replaced x JOIN claims d ON d.id = x.by WHERE x.claim = ${c}.id AND d.hi <= ?1 AND d.earliest >= ?1))`;
  const statement = db.prepare(`
    WITH starts AS MATERIALIZED (
      SELECT f.id AS facet, (SELECT c.start FROM claims c WHERE c.facet = f.id AND c.start < ?1 AND ${stands('c')} ORDER BY c.start DESC LIMIT 1) AS s FROM facets f
    ), latest AS MATERIALIZED (
      SELECT c.* FROM starts JOIN claims c ON c.facet = starts.facet AND c.hi > starts.s AND c.start <= starts.s AND ${stands('c')}
    ), kept AS MATERIALIZED (
      SELECT l.* FROM latest l WHERE l.place IS NULL OR NOT EXISTS
        (SELECT 1 FROM latest d WHERE d.facet = l.facet AND d.start = l.start AND d.hi = l.hi AND d.place > l.place)
    ), counted AS MATERIALIZED (
      SELECT k.facet, k.content, count(DISTINCT o.origin) AS n FROM kept k JOIN origins o ON o.claim = k.id GROUP BY k.facet, k.content
    ), ranked AS (
      SELECT k.*, n, row_number() OVER w AS rank, first_value(k.content) OVER w AS best, first_value(k.start) OVER w AS best_start, first_value(k.hi) OVER w AS best_hi
      FROM kept k JOIN counted c ON c.facet = k.facet AND c.content = k.content
      WINDOW w AS (PARTITION BY k.facet ORDER BY k.attribution DESC, n DESC, k.start DESC, k.hi, k.first DESC, k.claim)
    )
    SELECT f.path AS facet,
      max(CASE WHEN rank = 1 THEN v.text END) AS value,
      CASE WHEN max(r.content <> r.best AND r.start = r.best_start AND r.hi = r.best_hi AND r.hi - r.start <= ${DAY}) THEN 'contested'
        WHEN max(r.content <> r.best) THEN 'unclear'
        WHEN max(CASE WHEN rank = 1 THEN v.text END) = 'null' THEN 'withdrawn' ELSE 'held' END AS status,
      max(CASE WHEN rank = 1 THEN d.text END) AS development, max(CASE WHEN rank = 1 THEN r.claim END) AS claim, max(CASE WHEN rank = 1 THEN r.version END) AS version,
      max(CASE WHEN rank = 1 THEN r.seq + 1 END) AS position, max(CASE WHEN rank = 1 THEN r.attribution END) AS attribution,
      max(CASE WHEN rank = 1 THEN n END) AS origins, max(CASE WHEN rank = 1 THEN r.grade END) AS grade
    FROM ranked r JOIN facets f ON f.id = r.facet JOIN names v ON v.id = r.value JOIN names d ON d.id = r.development
    GROUP BY r.facet ORDER BY f.path`);
  return {
    state: (at) => all(statement, resolveCoordinates(record, { at }, Date.now()).at.bound),
    cells: (rows) => rows.map((r) => ({ facet: r['facet'] as string, value: r['value'] as string, status: r['status'] as string })),
    close: () => db.close(),
  };
}
