/** What changed from one cell to another, in words; shared by replay, diff and the verbs that record. */
import { canonicalJson } from '../../../events/canonical.ts';
import type { Cell, ClaimAnswer } from '../../../projections/cell.ts';
import type { Because, Cause, Change } from '../../../projections/diff.ts';
import { CLAIM_DOES } from '../../export/wording.ts';
import type { Page } from '../output/page.ts';
import { dim, inked, joined } from '../output/text.ts';
import type { Text } from '../output/text.ts';
import { BESIDE, conditions, content, date, detail, moment, DIRECTIONS, facetName, saidBy, shown, since, voice } from '../output/words.ts';
import type { Names } from '../output/words.ts';

const key = (c: ClaimAnswer): string => canonicalJson([c.by.development, c.by.claim, c.value, c.detail ?? null, c.conditions ?? null]);

/** What else changed beside value and status: said again, conditions, lists. */
export function further(before: Cell, after: Cell, names: Names): Text[] {
  const lines: Text[] = [];
  const short: Text[] = [];
  const isSame = (k: keyof Cell) => canonicalJson(before[k] ?? null) === canonicalJson(after[k] ?? null);
  if (!isSame('detail')) lines.push(after.detail ? `now ${detail(after.detail)}` : 'its particulars are no longer said');
  if (!isSame('conditions')) lines.push(after.conditions ? `now ${conditions(after.conditions)}` : 'no longer on a condition');
  if (before.activation !== after.activation && after.activation && before.activation)
    lines.push(`${before.activation} → ${after.activation}`);
  if (before.status !== 'none' && after.status !== 'none') {
    if (!isSame('since') && after.since !== undefined) short.push(`now ${since(after.since)}`);
    if (!isSame('confirmed') && after.confirmed !== undefined) short.push(`last said ${date(after.confirmed)}`);
    if (!isSame('voice') && after.voice) short.push(`now on the word of ${voice(after.voice, names)}`);
    if (!isSame('attribution')) short.push(`${before.attribution ?? 'nobody'} → ${after.attribution ?? 'nobody'}`);
    if (!isSame('origins')) short.push(`origins ${before.origins ?? 0} → ${after.origins ?? 0}`);
    if (!isSame('grade')) short.push(`best grade ${before.grade ?? 'none'} → ${after.grade ?? 'none'}`);
  }
  if (short.length) lines.push(dim(joined(short, '; ')));
  for (const [list, m] of BESIDE) {
    const [old, now] = [before[list] ?? [], after[list] ?? []];
    const keys = (l: readonly ClaimAnswer[]) => new Set(l.map(key));
    for (const c of now) {
      const then = old.find((o) => key(o) === key(c));
      if (then && saidBy(then, names) !== saidBy(c, names))
        lines.push([inked(`${m.glyph} still ${m.word}: `, m.ink), content(c), dim([' — now ', saidBy(c, names)])]);
    }
    for (const c of now)
      if (!keys(old).has(key(c))) lines.push([inked(`${m.glyph} ${m.word}: `, m.ink), content(c), dim([' — ', saidBy(c, names)])]);
    for (const c of old)
      if (!keys(now).has(key(c))) {
        const isShown = after.by?.development === c.by.development && after.by.claim === c.by.claim;
        if (!isShown) lines.push([dim(`no longer ${m.word}: `), content(c)]);
      }
  }
  return lines;
}

/** One change: direction, facet, before → after, on whose word, and what else changed. */
export function changeLines(
  page: Page,
  change: { readonly facet: string; readonly before: Cell; readonly after: Cell; readonly direction: Change['direction'] },
  names: Names,
  indent = 2,
): void {
  const { before, after, direction } = change;
  const m = DIRECTIONS[direction];
  const [from, to] = [shown(before), shown(after)];
  const isMoved = canonicalJson([before.value, before.status]) !== canonicalJson([after.value, after.status]);
  const by = after.voice && isMoved ? dim([' — ', voice(after.voice, names)]) : '';
  page.line([facetName(change.facet, names), '  ', isMoved ? [from, ' → ', to] : to, inked(`  ${m.word}`, m.ink), by], {
    indent,
    before: inked(`${m.glyph} `, m.ink),
  });
  for (const line of further(before, after, names)) page.line(line, { indent: indent + 4, hang: 2 });
}

export const CAUSES: Readonly<Record<Cause, readonly [string, string]>> = {
  record: ['✎', 'The record changed'],
  publication: ['◫', 'More was published'],
  world: ['◆', 'The world changed'],
};

/** What brought a change about. */
export function because(b: Because, names: Names): Text {
  switch (b.kind) {
    case 'act':
      return [
        `${b.type} ${b.subject} (event ${b.position}`,
        b.author === null ? ')' : `, ${b.author})`,
        b.reason === undefined ? '' : `: ${b.reason}`,
        b.because ? dim(` — on the ground of ${b.because.join(', ')}`) : '',
      ];
    case 'source':
      return `${b.source}, published ${b.published === null ? 'on an unknown day' : date(b.published)}`;
    case 'development': {
      const does = CLAIM_DOES[b.does];
      const on = b.facet === undefined ? '' : ` on ${b.facet}`;
      return [names.development(b.development), dim(` (${b.development}, ${moment(b.at)}${on})`), does && `: ${does}`];
    }
  }
}
