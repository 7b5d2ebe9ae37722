/** The rejections of `tests/cases/*.json` as commands: each line goes through its decider. */
import type { DomainEvent } from '../../events/catalogue.ts';
import { applyEvent, emptyRecord } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';
import type { Command } from '../../src/record/commands.ts';
import { decide } from '../../src/record/decide.ts';
import type { Decision } from '../../src/record/decide.ts';
import { parseCommand } from '../../src/record/parse.ts';
import { asEntry, DOSSIER, implicit } from './notation.ts';
import type { Noted, NotedClaim } from './notation.ts';

/** Ids of a case are letters; commands want kebab-case. */
const id = (s: string) => s.toLowerCase();
const ref = (s: string) => s.split('#').map(id).join('#');

export class Recorder {
  readonly record: RecordState = emptyRecord();

  /** Decides and applies a command, as recording does. */
  do(command: unknown): Decision {
    const decision = decide(parseCommand(command), { record: this.record });
    for (const append of decision.appends) for (const event of append.events) this.apply(event, append.stream);
    return decision;
  }

  apply(event: DomainEvent, stream: string): void {
    const revision = (this.record.streams.get(stream) ?? -1) + 1;
    applyEvent(this.record, { ...asEntry(event, revision), stream });
  }
}

/** Registers what a case leaves implicit, so that each line is refused for the stated reason. */
export function prepared(log: readonly Noted[]): Recorder {
  const recorder = new Recorder();
  const { sources, issues, bodies, worldFacts, facets, actors } = implicit(log);
  const named = facets.flatMap((f) => f.split('/').slice(1)).filter((s) => /^[A-Z]{3}$/.test(s));
  for (const actor of new Set([...named, ...actors])) recorder.do({ do: 'actor-add', id: actor, kind: 'state', name: actor });
  recorder.do({
    do: 'dossier-open',
    id: DOSSIER,
    title: 'case',
    opens: '2000-01-01',
    bodies: bodies.map((b) => ({ id: b, title: b })),
    worldFacts: worldFacts.map((w) => ({ id: w, text: w })),
  });
  const stances = ['no', 'open', 'rules-out', 'undecided', 'declared', 'considering'];
  for (const issue of issues)
    recorder.do({
      do: 'issue-define',
      dossier: DOSSIER,
      id: issue,
      question: issue,
      ladder: stances.map((stance) => ({ stance })),
      neutral: 'no',
    });
  for (const source of sources) recorder.do({ do: 'source-add', id: id(source), publisher: source });
  return recorder;
}

/** The command that a line of a case stands for. */
export function commandOf(e: Noted): Record<string, unknown> & { do: Command['do'] } {
  const reason = e.reason ?? 'why not';
  const because = e.because && { because: e.because.map(id) };
  const claims = (e.claims as NotedClaim[] | undefined)?.map(({ sources, ...c }) => ({
    ...c,
    ...(sources && { evidence: sources.map(id) }),
  }));
  const evidence = e.sources?.map((s) => ({ id: id(s), source: id(s) }));
  const relations = e.relations?.map((r) => ({ ...r, to: id(r.to) }));
  const fields = {
    ...(e.title && { title: e.title }),
    ...(e.date && { date: e.date }),
    ...(e.by && { by: e.by }),
    ...(claims && { claims }),
    ...(evidence && { evidence }),
    ...(relations && { relations }),
  };
  switch (e.t) {
    case 'source':
      return { do: 'source-add', id: id(e.id!), publisher: e.id!, ...(e.published && { published: e.published }) };
    case 'record':
      return { do: 'record', kind: 'StatementMade', development: { id: id(e.dev!), dossiers: [DOSSIER], title: e.dev!, ...fields } };
    case 'correct':
      return {
        do: 'correct',
        development: id(e.dev!),
        ...(e.expectedVersion && { expectedVersion: e.expectedVersion }),
        changes: fields,
        reason,
        ...because,
      };
    case 'retract':
      return { do: 'retract', development: id(e.dev!), reason, ...because };
    case 'reinstate':
      return { do: 'reinstate', development: id(e.dev!), reason };
    case 'withdrawSource':
      return { do: 'source-withdraw', id: id(e.source!), reason, ...because };
    case 'restoreSource':
      return { do: 'source-restore', id: id(e.source!), reason };
    case 'addEvidence':
      return { do: 'evidence', development: id(e.dev!), evidence: evidence!, ...(e.claims && { claims: e.claims }) };
    case 'adjudicate':
      return { do: 'adjudicate', dossier: DOSSIER, facet: e.facet!, prefer: ref(e.prefer!), over: e.over!.map(ref), reason, ...because };
    default:
      throw new Error(`unknown line ${e.t}`);
  }
}
