/** The same questions of a whole record at many coordinates, for comparing two copies of it. */
import type { Demarche } from '../../src/library.ts';

/** Answers at moments, readings of the press, and states of the record by size and by time. */
export function askedEverywhere(record: Demarche, knowns: readonly (number | string | undefined)[] = [undefined, 60, 200]): unknown[] {
  const answers: unknown[] = [];
  for (const at of ['2025-01-15', '2025-03-02', '2025-06-30', '2025-09-04', '2026-02-24'])
    for (const known of knowns)
      for (const published of [undefined, '2025-09-01']) {
        const question = { at, ...(known === undefined ? {} : { known }), ...(published === undefined ? {} : { published }) };
        const state = record.state(question);
        answers.push(
          state,
          record.timeline(question),
          record.replay(question),
          record.followUps(question),
          record.quantities(question),
          record.contradictions(question),
          record.review(question),
          record.sources(question),
        );
        for (const { facet } of state.facets.slice(0, 8)) answers.push(record.why(facet, question), record.history(facet, question));
        answers.push(record.diff({ ...question, at: '2024-12-31' }, question));
      }
  return answers;
}
