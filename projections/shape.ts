/**
 * Whether a payload has the form that projections read: the kinds of its members, not every rule of its schema (that is asked
 * when it is recorded, and by `verify`). What has not is reported before anything of it is applied, so that no reader meets it.
 */
import type { AccessType, EventType } from '../events/catalogue.ts';
import { isDevelopmentKind } from '../events/developments.ts';
import type { DevelopmentKind } from '../events/developments.ts';
import { isEdtf } from '../events/edtf.ts';

/** A JSON pointer to the first member that is not as it should be; undefined where all are. */
type Check = (x: unknown) => string | undefined;

const is =
  (test: (x: unknown) => boolean): Check =>
  (x) =>
    test(x) ? undefined : '';
const text = is((x) => typeof x === 'string');
const number = is(Number.isFinite);
const present = is((x) => x !== undefined);
const date = is((x) => typeof x === 'string' && isEdtf(x));
const among = (...values: readonly unknown[]): Check => is((x) => values.includes(x));
const optional =
  (check: Check): Check =>
  (x) =>
    x === undefined ? undefined : check(x);
const list =
  (check: Check): Check =>
  (x) => {
    if (!Array.isArray(x)) return '';
    for (let i = 0; i < x.length; i++) {
      const wrong = check(x[i]);
      if (wrong !== undefined) return `/${i}${wrong}`;
    }
    return undefined;
  };
const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const object = (members: Readonly<Record<string, Check>> = {}): Check => {
  const checks = Object.entries(members);
  return (x) => {
    if (!isObject(x)) return '';
    for (const [name, check] of checks) {
      const wrong = check(x[name]);
      if (wrong !== undefined) return `/${name}${wrong}`;
    }
    return undefined;
  };
};

const texts = list(text);
const maybe = optional(text);
const because = optional(texts);
const grade = among('A', 'B', 'C', 'D', 'E', 'F');
const voice = {
  by: maybe,
  for: optional(texts),
  via: maybe,
  attribution: optional(among('official', 'on-record', 'reported', 'anonymous')),
};
const condition = object({ facet: text, is: present, mode: among('while', 'once') });
const claim = object({
  id: text,
  facet: text,
  value: present,
  detail: optional(object()),
  ...voice,
  effective: maybe,
  observed: maybe,
  until: maybe,
  when: optional(list(condition)),
  evidence: optional(texts),
});
const quote = object({ exact: text, start: number, end: number });
const evidence = list(object({ id: text, source: text, quote: optional(quote), wording: maybe, note: maybe }));
const attendance = object({ n: number, unit: text });
const development = object({
  id: text,
  dossiers: texts,
  title: text,
  summary: maybe,
  date: text,
  order: optional(number),
  place: maybe,
  participants: optional(list(object({ actor: text, role: text }))),
  ...voice,
  claims: list(claim),
  evidence,
  relations: optional(list(object({ type: text, to: text, outcome: maybe }))),
  refs: optional(texts),
  note: maybe,
  coChairs: optional(texts),
  parties: optional(texts),
  attendance: optional(attendance),
  scheduled: optional(date),
  terms: maybe,
  signatories: optional(texts),
  targets: optional(texts),
  due: optional(object({ asSaid: text, from: date, until: optional(date) })),
  binds: optional(texts),
});

const source = { id: text, publisher: text, title: maybe, url: maybe, published: maybe, language: maybe, origin: maybe, note: maybe };
const actor = object({
  id: text,
  kind: text,
  name: text,
  aliases: optional(texts),
  offices: optional(list(object({ office: text, of: text, from: optional(date), until: optional(date) }))),
  successor: maybe,
  note: maybe,
});
const dossier = {
  id: text,
  title: text,
  summary: maybe,
  bodies: optional(list(object({ id: text, title: text, counts: maybe, readiness: optional(texts), note: maybe }))),
  worldFacts: optional(list(object({ id: text, text }))),
};
const issue = object({
  dossier: text,
  id: text,
  question: text,
  whose: maybe,
  ladder: list(object({ stance: text, label: maybe, means: maybe })),
  neutral: text,
});
const merged = object({ id: text, into: text, reason: text });

const SHAPES: Readonly<Record<Exclude<EventType, DevelopmentKind | AccessType>, Check>> = {
  DevelopmentCorrected: object({
    id: text,
    version: number,
    kind: is((x) => typeof x === 'string' && isDevelopmentKind(x)),
    development,
    reason: text,
    because,
  }),
  DevelopmentRetracted: object({ id: text, reason: text, because, duplicateOf: maybe }),
  DevelopmentReinstated: object({ id: text, reason: text }),
  EvidenceAdded: object({ id: text, evidence, claims: optional(texts), reason: maybe }),
  SourceRegistered: object({ ...source, grade: optional(grade) }),
  SourceCorrected: object({ ...source, reason: text }),
  SourceGraded: object({ id: text, grade, reason: text }),
  SourceCaptured: object({ id: text, sha256: text, length: number, capturedAt: optional(date) }),
  SourceWithdrawn: object({ id: text, reason: text, because }),
  SourceRestored: object({ id: text, reason: text }),
  SourcesMerged: merged,
  ActorRegistered: actor,
  ActorUpdated: actor,
  ActorsMerged: merged,
  DossierOpened: object({ ...dossier, opens: text }),
  DossierUpdated: object(dossier),
  IssueDefined: issue,
  IssueRevised: issue,
  ClaimsAdjudicated: object({ dossier: text, facet: text, prefer: text, over: texts, reason: text, because }),
};

/**
 * A JSON pointer to the first member of a payload that projections could not read; undefined where they can read all of it.
 * Of a type that is not known it is not asked.
 */
export const misshapen = (type: Exclude<EventType, AccessType>, data: unknown): string | undefined =>
  (isDevelopmentKind(type) ? development : SHAPES[type])(data);
