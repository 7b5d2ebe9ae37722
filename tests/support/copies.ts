/** A record as plain values, to be compared, and copies of it. */
import { decodeRecord, encodeRecord } from '../../projections/snapshot.ts';
import { PayloadsInMemory } from '../../projections/record.ts';
import type { RecordState } from '../../projections/record.ts';

/** A record of its own that says the same. */
export function copyOf(record: RecordState): RecordState {
  if (!(record.payloads instanceof PayloadsInMemory)) throw new Error('its payloads are elsewhere');
  return decodeRecord(encodeRecord(record), record.payloads.copy())!;
}

/** Whether nothing was changed between two moments; reading changes nothing. */
export const bytesOf = (record: RecordState): string => Buffer.from(encodeRecord(record)).toString('latin1');

/** All that answers rest on: what an event that is refused must leave as it is. Who wrote what, and how much, is not in it. */
export function contentsOf(record: RecordState): unknown {
  const { sources, actors, dossiers, merges } = record;
  return structuredClone({
    sources,
    actors,
    merges,
    developments: [...record.developments.values()].map((d) => ({
      id: d.id,
      seq: d.seq,
      retractions: d.retractions,
      versions: d.versions.map(({ number, seq, kind, because, replaces, dossiers, date, order, reason, body, evidence, rows }) => ({
        ...{ number, seq, kind, because, replaces, dossiers, date, order, reason, body },
        evidence: evidence.map((s) => ({ seq: s.seq, source: s.source, evidence: s.evidence })),
        rows: rows.map((r) => ({
          ...{ name: r.name, facet: r.facet, dossier: r.dossier, said: r.said, speech: r.speech, says: r.says, first: r.first },
          ...{ lo: r.lo, hi: r.hi, from: r.from, to: r.to, order: r.order, start: r.start, date: r.date, end: r.end, until: r.until },
          ...{ approximate: r.approximate, isObserved: r.isObserved, visibleFrom: r.visibleFrom, visibleUntil: r.visibleUntil },
          support: r.support.map((s) => ({ seq: s.seq, source: s.source, id: s.id })),
        })),
      })),
    })),
    dossiers: [...dossiers.values()].map(({ id, opens, info, issues, facets, rulings, developments }) => ({
      ...{ id, opens, info, issues, rulings },
      facets: [...facets].map(([path, facet]) => [path, [...facet].map((r) => `${r.development.id}#${r.name}@${r.version.number}`)]),
      developments: [...developments.used()],
    })),
  });
}
