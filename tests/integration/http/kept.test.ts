/** Answers that are put together from what is kept by stretch, over HTTP, while others write: those of the library, byte for byte. */
import { expect, test } from 'vitest';
import type { Question } from '../../../src/query/answers.ts';
import { PREFIX } from '../../support/openapi.ts';
import { statement, world } from '../../support/http.ts';

const FACET = 'position/ITA/troop-deployment';

test('cell, state, why and timeline are those of the library, however often they were asked before and after each write', async () => {
  const w = await world();
  const send = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(`${w.url}${PREFIX}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${w.tokens.recorder}`, ...headers },
      body: JSON.stringify(body),
    });
    expect(response.status, await response.text()).toBeLessThan(300);
  };
  let seen = new Map<string, string>();
  const compare = async (where: string) => {
    const { size } = w.demarche;
    const points: Question[] = [
      { at: '2025-09-20' },
      { at: '2025-09-20', known: 354 },
      { at: '2025-09-20', known: 200 },
      { at: '2025-09-20', published: '2025-09-10' },
      { at: '2025-09-20', published: '2025-09-10', known: size - 1 },
      { at: '2020-01-01' },
    ];
    const all = new Map<string, string>();
    for (const q of points) {
      const query = new URLSearchParams(Object.entries(q).map(([k, v]): [string, string] => [k, String(v)]));
      const answers: [path: string, answer: object][] = [
        ['state', w.demarche.state(q)],
        ['timeline', w.demarche.timeline(q)],
        [`state/${FACET}`, w.demarche.facet(FACET, q)],
        [`state/${FACET}/why`, w.demarche.why(FACET, q)],
        ['state/position/ESP/troop-deployment', w.demarche.facet('position/ESP/troop-deployment', q)],
      ];
      for (const [path, answer] of answers) {
        const url = `${w.url}${PREFIX}/${path}?${query.toString()}`;
        for (let n = 0; n < 5; n++) {
          const response = await fetch(url);
          const text = await response.text();
          expect(text, `${where}: ${url}`).toBe(JSON.stringify(answer));
          expect(response.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
          if (n === 4) expect((await fetch(url, { headers: { 'if-none-match': response.headers.get('etag')! } })).status).toBe(304);
        }
        all.set(`${path} ${query.toString()}`, JSON.stringify(answer));
      }
    }
    const changed = [...all].filter(([k, v]) => seen.get(k) !== v).map(([k]) => k);
    seen = all;
    return changed;
  };

  await compare('before anything is written');
  expect(await compare('asked again')).toEqual([]);
  await send(
    '/developments',
    statement('said', { title: '“Никогда” — 決して', date: '2025-09-12', claims: [{ facet: FACET, value: 'deployed' }] }),
  );
  const afterRecording = await compare('a word was recorded');
  expect(afterRecording).toContain(`state/${FACET} at=2025-09-20`);
  expect(afterRecording).toContain('timeline at=2025-09-20');
  expect(afterRecording).not.toContain(`state/${FACET} at=2025-09-20&known=354`);
  await send('/developments/said/retraction', { reason: 'a mistake' });
  expect(await compare('it was retracted')).toContain(`state/${FACET} at=2025-09-20`);
  await send('/developments/said/reinstatement', { reason: 'no mistake' });
  expect(await compare('it was reinstated')).toContain(`state/${FACET}/why at=2025-09-20`);
  await send('/sources/summit-report/withdrawal', { reason: 'made up' });
  expect(await compare('its source was withdrawn')).toContain(`state/${FACET} at=2025-09-20`);
  await send('/sources/summit-report/restoration', { reason: 'it was not' });
  await compare('its source was restored');
  await send('/sources/summit-report/captures', { text: 'Words that were made up.' });
  expect(await compare('its text was captured')).toContain(`state/${FACET}/why at=2025-09-20`);
  await send('/actors', { id: 'italy-once-more', kind: 'state', name: 'Italy, once more' });
  await send('/actors/ITA/merge', { into: 'italy-once-more', reason: 'the same' });
  expect(await compare('its actor was merged')).toContain(`state/${FACET} at=2025-09-20`);
  await w.close();
});
