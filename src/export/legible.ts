/** Texts of a record where something could obey them: a terminal, an editor, a spreadsheet. What was there is marked by �. */

const BREAKS = /\r\n|[\n\r\t\v\f\u0085\u2028\u2029]/g;
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;
/** Embeddings, overrides and isolates: they turn the direction of what follows, beyond their own text. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Marks without a width that say nothing on a terminal, and the invisible tag letters. */
const INVISIBLE = /[\u00ad\u061c\u200b\u200e\u200f\u2060-\u2064\ufeff\u{e0000}-\u{e007f}]/gu;

/** On one line, with nothing that a terminal would obey, and nothing that cannot be seen. */
export function clean(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  return text.toWellFormed().replace(BREAKS, ' ').replace(CONTROLS, '\ufffd').replace(TURNS, '\ufffd').replace(INVISIBLE, '');
}

/** As it is, but for control characters and turns of direction; line breaks and tabs stay. */
export const legible = (text: string): string =>
  text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');

/** Characters that a terminal or an editor would obey. In JSON they can be written as escapes and mean the same. */
const OBEYED = /[\u007f-\u009f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

/** JSON on one line, or indented. */
export function json(value: unknown, isPretty = false): string {
  return JSON.stringify(value, null, isPretty ? 2 : undefined).replace(
    OBEYED,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
