/** Claims as they are being written, and as the API takes them. Pure. */
import { FAMILIES } from '../../../events/facet.ts';
import type { AnswerOf } from '../../http/client.ts';
import { dateDraft, dateText, NO_DATE } from './dates.ts';
import type { DateDraft } from './dates.ts';

export type Json = AnswerOf<'state'>['facets'][number]['value'];

export interface DetailDraft {
  readonly name: string;
  readonly text: string;
  /** As the record has it; kept while the text is what was made of it. */
  readonly json?: Json;
}
export interface ConditionDraft {
  /** Id of the world fact. */
  readonly fact: string;
  /** `yes`, `no`, or a text. */
  readonly is: string;
  readonly mode: 'while' | 'once';
}

export interface ClaimDraft {
  /** Its id; empty while it has none. */
  readonly id: string;
  readonly family: string;
  /** The segments of the facet after its family; the last is empty of an agreement that is said of itself. */
  readonly parts: readonly string[];
  /** A stance, a word, `yes` or `no`. */
  readonly value: string;
  /** Of a quantity: the number, how it was said, of what. */
  readonly n: string;
  readonly op: string;
  readonly unit: string;
  readonly isTakenBack: boolean;
  /** A value that the form has no field for, as the record has it. */
  readonly json: Json | undefined;
  readonly detail: readonly DetailDraft[];
  readonly by: string;
  readonly for: readonly string[];
  readonly via: string;
  readonly attribution: string;
  /** From when: the development's date, another, or only seen on a day. */
  readonly timing: 'same' | 'effective' | 'observed';
  readonly time: DateDraft;
  readonly until: DateDraft;
  readonly when: readonly ConditionDraft[];
  /** Evidence that speaks for it; all where it is empty. */
  readonly evidence: readonly string[];
  readonly note: string;
}
export const NO_CLAIM: ClaimDraft = {
  id: '',
  family: 'position',
  parts: ['', ''],
  value: '',
  n: '',
  op: '=',
  unit: '',
  isTakenBack: false,
  json: undefined,
  detail: [],
  by: '',
  for: [],
  via: '',
  attribution: '',
  timing: 'same',
  time: NO_DATE,
  until: NO_DATE,
  when: [],
  evidence: [],
  note: '',
};

/** What can be said, by family, in the words of the question "what is it about?". */
export const ABOUT: Readonly<Record<string, string>> = {
  position: 'a position on a question',
  contribution: 'something offered or given',
  role: 'a role in a group',
  demand: 'a demand',
  agreement: 'a text or agreement',
  quantity: 'a number',
  world: 'a fact that others depend on',
};
/** How a number was said. */
export const OPS: readonly (readonly [string, string])[] = [
  ['=', 'exactly'],
  ['~', 'about'],
  ['>=', 'at least'],
  ['>', 'more than'],
  ['<=', 'at most'],
  ['<', 'fewer than'],
];

/** A claim about another family: whose it is stays. */
export function ofFamily(c: ClaimDraft, family: string): ClaimDraft {
  const own = ['position', 'contribution', 'role', 'demand'].includes(c.family) ? (c.parts[0] ?? '') : '';
  const parts: Readonly<Record<string, readonly string[]>> = {
    position: [own, ''],
    contribution: [own, ''],
    role: [own, ''],
    demand: [own, '', ''],
    agreement: ['', ''],
    quantity: ['', ''],
    world: [''],
  };
  return { ...c, family, parts: parts[family] ?? [], value: '', json: undefined, isTakenBack: false };
}

/** An id while it is typed may end in the hyphen of the next word. */
const ended = (id: string): string => id.replace(/-$/, '');

/** The facet's path; undefined while a part is missing. */
export function facetOf(c: Pick<ClaimDraft, 'family' | 'parts'>): string | undefined {
  const all = c.parts.map(ended);
  const parts = c.family === 'agreement' && all[1] === '' ? all.slice(0, 1) : all;
  return parts.some((p) => p === '') ? undefined : [c.family, ...parts].join('/');
}

/** Values that the family knows; undefined where the material decides. */
export const valuesOf = (family: string): readonly string[] | undefined => FAMILIES.find((f) => f.name === family)?.values;

export const truth = (text: string): Json => (text === 'yes' ? true : text === 'no' ? false : text);
const truthText = (value: Json): string =>
  value === true ? 'yes' : value === false ? 'no' : typeof value === 'string' ? value : JSON.stringify(value);

/** What is said; undefined while it is missing. */
export function saidOf(c: ClaimDraft): Json | undefined {
  if (c.isTakenBack) return null;
  if (c.json !== undefined) return c.json;
  if (c.family === 'quantity') {
    if (c.value !== '') return c.value;
    const n = Number(c.n.replace(/[\s,_]/g, ''));
    return c.n.trim() === '' || !Number.isFinite(n) ? undefined : { n, op: c.op, unit: c.unit.trim() };
  }
  const value = c.value.trim();
  if (value === '') return undefined;
  return c.family === 'world' ? truth(value) : ended(value);
}

/** What is still missing, in the words of the form. */
export function missingIn(c: ClaimDraft): string[] {
  const part = (i: number, words: string): string[] => (c.parts[i] === '' ? [words] : []);
  const parts: Readonly<Record<string, () => string[]>> = {
    position: () => [...part(0, 'whose position it is'), ...part(1, 'the question')],
    contribution: () => [...part(0, 'who offers it'), ...part(1, 'what is offered')],
    role: () => [...part(0, 'who has the role'), ...part(1, 'the group')],
    demand: () => [...part(0, 'who asks'), ...part(1, 'who is asked'), ...part(2, 'what is asked for')],
    agreement: () => part(0, 'the text'),
    quantity: () => [...part(0, 'of whom the number is'), ...part(1, 'what is counted')],
    world: () => part(0, 'the fact'),
  };
  const value = saidOf(c) === undefined ? [c.family === 'quantity' ? 'the number' : 'the answer'] : [];
  const unit = c.family === 'quantity' && c.value === '' && c.n !== '' && c.unit.trim() === '' ? ['of what the number is'] : [];
  const time = c.timing !== 'same' && dateText(c.time) === '' ? ['from when it holds'] : [];
  const when = c.when.some((w) => w.fact === '' || w.is === '') ? ['the condition'] : [];
  return [...(parts[c.family]?.() ?? []), ...value, ...unit, ...time, ...when];
}

export type ClaimInput = Readonly<Record<string, Json>> & { readonly facet: string; readonly value: Json };
/** As the API takes it; undefined while something is missing. */
export function claimOf(c: ClaimDraft): ClaimInput | undefined {
  const facet = facetOf(c);
  const value = saidOf(c);
  if (facet === undefined || value === undefined || missingIn(c).length) return undefined;
  const detail = c.detail.filter((d) => d.name.trim() !== '' && d.text.trim() !== '');
  const until = dateText(c.until);
  return {
    ...(c.id && { id: c.id }),
    facet,
    value,
    ...(detail.length > 0 && { detail: Object.fromEntries(detail.map((d) => [d.name.trim(), d.json ?? d.text.trim()])) }),
    ...(c.by && { by: c.by }),
    ...(c.for.length > 0 && { for: [...c.for] }),
    ...(c.via && { via: c.via }),
    ...(c.attribution && { attribution: c.attribution }),
    ...(c.timing !== 'same' && { [c.timing]: dateText(c.time) }),
    ...(until && { until }),
    ...(c.when.length > 0 && { when: c.when.map((w) => ({ facet: `world/${w.fact}`, is: truth(w.is.trim()), mode: w.mode })) }),
    ...(c.evidence.length > 0 && { evidence: [...c.evidence] }),
    ...(c.note.trim() && { note: c.note.trim() }),
  };
}

/** A claim as the record has it. */
export interface RecordedClaim {
  readonly id?: string;
  readonly facet: string;
  readonly value: Json;
  readonly detail?: Readonly<Record<string, Json>>;
  readonly by?: string;
  readonly for?: readonly string[];
  readonly via?: string;
  readonly attribution?: string;
  readonly effective?: string;
  readonly observed?: string;
  readonly until?: string;
  readonly when?: readonly { readonly facet: string; readonly is: Json; readonly mode: 'while' | 'once' }[];
  readonly evidence?: readonly string[];
  readonly note?: string;
}
const textOf = (json: Json): string =>
  typeof json === 'string' ? json : Array.isArray(json) ? json.map(textOf).join(', ') : JSON.stringify(json);

/** The draft that a recorded claim is corrected from: `claimOf` gives the claim back. */
export function claimDraft(claim: RecordedClaim): ClaimDraft {
  const [family = 'position', ...segments] = claim.facet.split('/');
  const { value } = claim;
  const quantity =
    family === 'quantity' && typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as { n?: Json; op?: Json; unit?: Json })
      : undefined;
  const isPlainQuantity =
    quantity !== undefined && Object.keys(quantity).length === 3 && typeof quantity.n === 'number' && typeof quantity.op === 'string' && typeof quantity.unit === 'string'; // prettier-ignore
  const word = typeof value === 'string' ? value : family === 'world' && typeof value === 'boolean' ? truthText(value) : '';
  return {
    ...NO_CLAIM,
    id: claim.id ?? '',
    family,
    parts: family === 'agreement' && segments.length === 1 ? [...segments, ''] : segments,
    isTakenBack: value === null,
    value: word,
    ...(isPlainQuantity && { n: JSON.stringify(quantity.n), op: quantity.op as string, unit: quantity.unit as string }),
    json: value !== null && word === '' && !isPlainQuantity ? value : undefined,
    detail: Object.entries(claim.detail ?? {}).map(([name, json]) => ({ name, text: textOf(json), json })),
    by: claim.by ?? '',
    for: claim.for ?? [],
    via: claim.via ?? '',
    attribution: claim.attribution ?? '',
    timing: claim.effective !== undefined ? 'effective' : claim.observed !== undefined ? 'observed' : 'same',
    time: dateDraft(claim.effective ?? claim.observed),
    until: dateDraft(claim.until),
    when: (claim.when ?? []).map((w) => ({ fact: w.facet.replace(/^world\//, ''), is: truthText(w.is), mode: w.mode })),
    evidence: claim.evidence ?? [],
    note: claim.note ?? '',
  };
}
