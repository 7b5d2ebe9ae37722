/** The report on the summit of 4 September 2025, from its words alone: what is recorded, and what follows. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../events/canonical.ts';
import type { Development } from '../../events/developments.ts';
import { isDevelopmentKind } from '../../events/developments.ts';
import { codePointLength, findQuote, sliceCodePoints } from '../../events/text.ts';
import { DOSSIER, dossierFiles, foldDossier, reportText, sharedData } from '../support/dossier.ts';

const report = foldDossier({ upTo: '02' });
const at = '2025-09-04';
const cell = (facet: string, when = at) => report.cell(facet, { at: when });
const said = (facet: string, list: 'saidByOthers' | 'reported' | 'possibly') =>
  (cell(facet)[list] ?? []).map((c) => [c.value, c.voice.for?.[0] ?? c.voice.by]);

const developments = report.events
  .filter(({ event }) => isDevelopmentKind(event.type))
  .map(({ event }) => event.data as Development)
  .filter((d) => d.dossiers.includes(DOSSIER));
const ROWS = Array.from({ length: 39 }, (_, i) => `D${String(i + 1).padStart(2, '0')}`);
const countries = (n: number, op = '=') => ({ n, op, unit: 'countries' });

describe('what is recorded', () => {
  test('39 rows in 32 developments, 34 claims on 31 facets', () => {
    expect(report.record.problems).toEqual([]);
    expect(developments.flatMap((d) => d.refs ?? []).sort()).toEqual(ROWS.map((r) => `seed:${r}`));
    expect(developments).toHaveLength(32);
    expect(developments.flatMap((d) => d.claims)).toHaveLength(34);
    expect(report.facets()).toHaveLength(31);
  });

  test('every date says how it is known, every development rests on words of the report', () => {
    for (const d of developments) {
      expect(d.dateBasis, d.id).toBeDefined();
      for (const e of d.evidence) expect([e.source, e.quote !== undefined], d.id).toEqual(['summit-report', true]);
      expect(d.place, 'the report names no place').toBeUndefined();
      expect(d, 'nor how many took part').not.toHaveProperty('attendance');
    }
  });

  test('the table in docs/ maps each row to its development and claims, or says why there are none', () => {
    const table = readFileSync(new URL('../../docs/report-rows.md', import.meta.url), 'utf8');
    expect(table).toContain('39 rows, 32 developments, 34 claims on 31 facets');
    const rows = table
      .split('\n')
      .filter((line) => /^\| D\d\d /.test(line))
      .map((line) => line.slice(2, -2).split(' | '));
    expect(rows.map(([row]) => row)).toEqual(ROWS);
    const listed: string[] = [];
    for (const [row, , development, claims, why] of rows) {
      const d = developments.find((x) => `\`${x.id}\`` === development);
      expect(d?.refs, row).toContain(`seed:${row!}`);
      expect(why?.length, row).toBeGreaterThan(8);
      if (claims === '–') {
        expect(why, row).toMatch(/^None|^A meeting|^A call/);
        continue;
      }
      for (const claim of claims!.split('<br>')) {
        const [, id, facet, value] = /^(\S+) `(.+)` = (.+)$/.exec(claim)!;
        const recorded = d!.claims.find((c) => c.id === id);
        const text = typeof recorded?.value === 'string' ? recorded.value : canonicalJson(recorded?.value);
        expect([recorded?.facet, text.replace(/[\s"]/g, '')], row).toEqual([facet, value!.replace(/[\s"]/g, '')]);
        listed.push(`${d!.id}#${id!}`);
      }
    }
    expect(listed.sort()).toEqual(developments.flatMap((d) => d.claims.map((c) => `${d.id}#${c.id}`)).sort());
  });

  test('rows with a stance yield a claim, but for an aim, a hope and an allegation', () => {
    const seed = sharedData('seed-developments.json') as { developments: { id: string; stance: string | null }[] } | undefined;
    if (!seed) {
      console.log('seed-developments.json is not beside this checkout: rows are checked by the table alone');
      return;
    }
    const table = readFileSync(new URL('../../docs/report-rows.md', import.meta.url), 'utf8');
    const without = seed.developments.filter((d) => d.stance !== null && new RegExp(`\\| ${d.id} .* \\| – \\| None`).test(table));
    expect(without.map((d) => [d.id, d.stance])).toEqual([
      ['D06', 'aims'],
      ['D11', 'hopes'],
      ['D24', 'claims'],
    ]);
  });

  test('names are found in every spelling; nobody speaks by an office not held', () => {
    const names = report.record.actors.get('volodymyr-zelenskyy')?.info.at(-1)?.value;
    expect([names?.name, ...(names?.aliases ?? [])]).toEqual(
      expect.arrayContaining(['Volodymyr Zelenskyy', 'Zelenskiy', 'Zelensky', 'Zelenskyy', 'Зеленський']),
    );
    for (const d of developments)
      for (const of of d.for ?? [])
        expect(
          report.record.actors
            .get(d.by!)
            ?.info.at(-1)
            ?.value.offices?.some((o) => o.of === of),
          `${d.by!} for ${of}`,
        ).toBe(true);
  });
});

describe('the words', () => {
  const quotes = developments.flatMap((d) => d.evidence.map((e) => ({ id: d.id, quote: e.quote! })));

  test('quotes have at most twelve words and fit their offsets', () => {
    expect(quotes.length).toBeGreaterThan(40);
    for (const { id, quote } of quotes) {
      expect(quote.exact.split(/\s+/).length, id).toBeLessThanOrEqual(12);
      expect(quote.end - quote.start, id).toBe(codePointLength(quote.exact));
    }
  });

  test('the capture is that of the text, each quote stands at its place, and nothing else is copied', () => {
    if (reportText === undefined) {
      console.log('summit-report.txt is not beside this checkout: quotes were not compared with it');
      return;
    }
    const text = reportText;
    const capture = report.record.sources.get('summit-report')!.captures.at(-1)!.value;
    expect(createHash('sha256').update(text).digest('hex')).toBe(capture.sha256);
    expect(codePointLength(text)).toBe(capture.length);
    for (const { id, quote } of quotes) {
      expect(findQuote(text, quote), id).toEqual({ kind: 'found', start: quote.start, end: quote.end });
      expect(sliceCodePoints(text, quote.start, quote.end), id).toBe(quote.exact);
    }
    const words = (s: string) => s.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const runs = (s: string, n: number) => words(s).flatMap((_, i, all) => (i + n <= all.length ? [all.slice(i, i + n).join(' ')] : []));
    const copied = new Set(runs(text, 9));
    const own = (value: unknown, key = ''): string[] =>
      typeof value === 'string'
        ? [value]
        : typeof value === 'object' && value !== null && key !== 'quote'
          ? Object.entries(value).flatMap(([k, v]) => own(v, k))
          : [];
    for (const file of dossierFiles())
      for (const s of own(file.commands).flatMap((x) => runs(x, 9))) expect(copied.has(s), `"${s}" is the report's sentence`).toBe(false);
  });
});

describe('what follows, from the report alone', () => {
  test('France and Britain co-chair, and are open to troops once the fighting is over', () => {
    for (const state of ['FRA', 'GBR']) {
      expect(cell(`role/${state}/coalition`)).toMatchObject({ value: 'co-chair', status: 'held', since: '[..2025-09-04]' });
      expect(cell(`position/${state}/troop-deployment`)).toMatchObject({
        value: 'open',
        status: 'held',
        attribution: 'reported',
        conditions: [{ facet: 'world/hostilities', is: false, mode: 'once' }],
        activation: 'pending',
      });
    }
  });

  test('Germany is willing on two named conditions', () => {
    const germany = cell('position/DEU/troop-deployment');
    expect(germany).toMatchObject({ value: 'willing-if', status: 'held', activation: 'pending' });
    expect(germany.conditions?.map((c) => c.facet)).toEqual(['world/framework-clear', 'world/us-share-clear']);
  });

  test('Italy is reluctant about troops and offers monitoring and training outside', () => {
    expect(cell('position/ITA/troop-deployment')).toMatchObject({
      value: 'reluctant',
      status: 'held',
      voice: { by: 'giorgia-meloni', for: ['ITA'] },
    });
    for (const item of ['ceasefire-monitoring', 'training'])
      expect(cell(`contribution/ITA/${item}`)).toMatchObject({ value: 'offers', detail: { place: 'outside' }, status: 'held' });
  });

  test('Russia rejects western troops, seen on the day; NATO gives it no say', () => {
    expect(cell('position/RUS/western-troops')).toMatchObject({ value: 'rejects', status: 'held', since: '[..2025-09-04]', confirmed: at });
    expect(cell('position/nato/russian-consent')).toMatchObject({
      value: 'no-say',
      status: 'held',
      voice: { by: 'mark-rutte', for: ['nato'] },
    });
  });

  test('the sentence on Bulgaria says nothing of Romania and Türkiye, nor the one on sanctions of China', () => {
    expect(report.facets().filter((f) => /\/(ROU|TUR|CHN)(\/|$)/.test(f))).toEqual([]);
  });

  test('26: claimed by France, confirmed by Ukraine, one origin, no member', () => {
    const committed = cell('quantity/coalition/committed');
    expect(committed).toMatchObject({ value: countries(26), status: 'held', origins: 1 });
    const voices = report
      .view()
      .heard('quantity/coalition/committed')
      .map((c) => c.row.voices);
    expect(voices).toEqual([
      ['emmanuel-macron', 'FRA'],
      ['volodymyr-zelenskyy', 'UKR'],
    ]);
    expect(report.facets().filter((f) => /^role\/.*\/the-26$/.test(f))).toEqual([]);
  });

  test('of what Macron said only the second version holds; both are in the log', () => {
    const facet = 'quantity/coalition/to-deploy-inside-ukraine';
    expect(cell(facet)).toMatchObject({ value: countries(26, '<'), status: 'held', by: { development: 'macron-some-from-outside' } });
    expect(cell(facet).alternatives).toBeUndefined();
    const both = ['macron-26-would-deploy', 'macron-some-from-outside'].map((id) => report.latest(id).body);
    expect(both.map((d) => [d.date, d.order])).toEqual([
      [at, 1],
      [at, 2],
    ]);
    const before = report.after('record-macron-26-would-deploy');
    expect(report.cell(facet, { at, known: before })).toMatchObject({
      value: countries(26),
      by: { development: 'macron-26-would-deploy' },
    });
  });

  test('the American contribution is promised by France; the United States takes no position', () => {
    expect(cell('position/USA/us-support')).toMatchObject({ value: null, status: 'none' });
    expect(said('position/USA/us-support', 'saidByOthers')).toEqual([
      ['backs-unsigned', 'FRA'],
      ['noncommittal', 'summit-report-press'],
    ]);
    const held = report.facets().filter((f) => f.split('/').includes('USA') && cell(f).status !== 'none');
    expect(held, 'what is its own is a demand, and demands of it').toEqual([
      'demand/USA/european-nations/russian-oil',
      'demand/european-leaders/USA/backstop',
    ]);
    const promise = report.latest('us-contribution-to-be-finalised').body;
    expect(promise.due).toEqual({ asSaid: 'in the upcoming days', from: '2025-09-05', until: '2025-09-14~' });
  });

  test.each(['contribution/BGR/naval', 'contribution/BGR/mine-clearing'])('%s is possible on the 4th and held on the 5th', (facet) => {
    expect(cell(facet)).toMatchObject({ value: null, status: 'none' });
    expect(said(facet, 'possibly')).toEqual([['offers', 'BGR']]);
    expect(cell(facet, '2025-09-03').possibly).toBeUndefined();
    expect(cell(facet, '2025-09-05')).toMatchObject({ value: 'offers', status: 'held', since: '[2025-09-04,2025-09-05]' });
  });

  test('unnamed officials are listed, never shown', () => {
    const demand = cell('demand/european-officials/USA/pressure-on-moscow');
    expect(demand).toMatchObject({ value: null, status: 'none' });
    expect(said('demand/european-officials/USA/pressure-on-moscow', 'reported')).toEqual([['open', 'european-officials']]);
  });

  test('the text contradicts itself on particulars, and the record says so', () => {
    expect(report.latest('step-forward-with-details').body.relations).toEqual([
      { type: 'contradicts', to: 'troop-specifics-not-disclosed' },
    ]);
    expect(cell('quantity/coalition/troops')).toMatchObject({ value: 'undisclosed', voice: { by: 'summit-report-press' } });
  });
});
