/** Claims that are being written, in words. */
import { facetName, issueOf, stanceName } from '../names.ts';
import { ATTRIBUTIONS, conditionText, valueOf } from '../words.ts';
import { ABOUT, facetOf, saidOf, truth } from './claims.ts';
import type { ClaimDraft } from './claims.ts';

/** Attributions with what each takes. */
export const WORDS: readonly (readonly [string, string])[] = [
  ['official', `${ATTRIBUTIONS.official}: the office’s own text or decision`],
  ['on-record', `${ATTRIBUTIONS['on-record']}: a named person, or a spokesperson of a named office`],
  ['reported', `${ATTRIBUTIONS.reported}: the outlet’s account, no speaker named`],
  ['anonymous', `${ATTRIBUTIONS.anonymous}: “officials”, “people briefed”`],
];

/** A claim in a line: "Italy on troop deployment: rules out". */
export function claimWords(c: ClaimDraft): string {
  const facet = facetOf(c);
  if (facet === undefined) return ABOUT[c.family] ?? '';
  const said = saidOf(c);
  const conditions = c.when
    .filter((w) => w.fact !== '')
    .map((w) => conditionText({ facet: `world/${w.fact}`, is: truth(w.is), mode: w.mode }));
  const value =
    said === undefined ? '…' : said === null ? 'taken back' : typeof said === 'string' ? stanceName(facet, said) : valueOf(facet, said);
  return `${facetName(facet)}: ${[value, ...conditions].join(', ')}`;
}

/** Whether a value is no rung of the question any more, as of an old claim. */
export const isOffLadder = (c: ClaimDraft): boolean =>
  c.family === 'position' && c.value !== '' && issueOf(c.parts[1] ?? '')?.ladder.every((r) => r.stance !== c.value) === true;
