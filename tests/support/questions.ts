/** The same questions of a record at its head, at old sizes and publication limits, answered cell by cell. */
import type { Demarche } from '../../src/library.ts';

export function questions(record: Demarche): [question: string, cell: string][] {
  const { size } = record;
  if (!record.dossiers().length) return []; // nothing can be asked before a dossier is open
  const asked = [
    { at: '2030-01-01' },
    { at: '2010-06-01' },
    { at: '2015-03', known: Math.floor(size / 2) },
    { at: '2012-01-01', published: '2011-06-01' },
  ];
  return asked.flatMap((question) =>
    record.state(question).facets.map((cell): [string, string] => [`${JSON.stringify(question)} ${cell.facet}`, JSON.stringify(cell)]),
  );
}
