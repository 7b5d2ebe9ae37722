/** A table is the same wherever it is asked for: CSV and Markdown of the command line and over HTTP, byte for byte. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PREFIX } from '../../support/openapi.ts';
import { run } from '../../support/cli.ts';
import { world } from '../../support/http.ts';
import type { World } from '../../support/http.ts';

let w: World;
beforeAll(async () => {
  w = await world();
});
afterAll(() => w.close());

const AT = '2025-09-05';
const ITALY = 'position/ITA/troop-deployment';
const POINTS = { 'from-at': '2025-09-01', 'to-at': '2026-01-10' };
const LOG = { after: '300', limit: '20' };
type Asked = [verb: readonly string[], path: string, query?: Readonly<Record<string, string>>];
const ASKED: Asked[] = [
  [['state'], '/state', { at: AT }],
  [['state', ITALY], `/state/${ITALY}`, { at: AT }],
  [['state', 'position/DEU/troop-deployment'], '/state/position/DEU/troop-deployment', { at: AT }],
  [['thin'], '/thin', { at: AT }],
  [['why', ITALY], `/state/${ITALY}/why`, { at: AT }],
  [['history', ITALY], `/state/${ITALY}/history`, { at: '2026-02-28' }],
  [['timeline'], '/timeline', { at: AT }],
  [['replay'], '/replay', { at: AT, actor: 'FRA' }],
  [['replay'], '/replay', { at: AT, actor: 'BGR', axis: 'known' }],
  [['replay'], '/replay', { at: AT, actor: 'BGR', axis: 'published' }],
  [['diff'], '/diff', POINTS],
  [['diff'], '/diff', { 'from-at': AT, 'to-at': AT, 'from-known': '70', 'to-published': '2025-10-01' }],
  [['sources'], '/sources', { at: AT }],
  [['follow-ups'], '/follow-ups', { at: '2026-02-28' }],
  [['quantities'], '/quantities', { at: AT }],
  [['contradictions'], '/contradictions', { at: AT }],
  [['review'], '/review', { at: AT }],
  [['search', 'black', 'sea'], '/search', { q: 'black sea', at: AT }],
  [['dossiers'], '/dossiers', { known: '200' }],
  [['actors'], '/actors'],
  [['issues'], '/issues'],
  [['log'], '/log', LOG],
];

/** Markdown has the same rows: some do for its form. */
const IN_MARKDOWN = ['state', 'replay', 'review', 'search'];

describe.each(['csv', 'md'])('as %s', (form) => {
  test.each(ASKED.filter(([verb]) => form === 'csv' || IN_MARKDOWN.includes(verb[0]!)))('%s %s %o', async (verb, path, query = {}) => {
    const flags = Object.entries(query).flatMap(([name, text]) => (name === 'q' ? [] : [`--${name}`, text]));
    const { code, out } = await run([...verb, ...flags, `--${form}`, '--store', w.file], { cwd: w.folder });
    expect(code).toBe(0);
    const answer = await fetch(`${w.url}${PREFIX}${path}?${new URLSearchParams({ ...query, format: form }).toString()}`);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(out);
    expect(out.split('\n').length, 'rows beside the header').toBeGreaterThan(2);
  });
});
