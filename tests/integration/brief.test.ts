/** The brief: every line with its source, coordinates pinned, and nothing of a record's text taken for markup. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brief, open } from '../../src/index.ts';
import type { Demarche } from '../../src/index.ts';

let folder: string;
let record: Demarche;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'demarche-brief-'));
  record = await open(join(folder, 'demarche.db'), { author: 'me' });
  await record.importBundled();
});
afterAll(async () => {
  await record.close();
  rmSync(folder, { recursive: true, force: true });
});

const summit = { at: '2025-09-05', since: '2025-09-03' } as const;

describe('of the dossier', () => {
  test('every line that states something cites a source, and every source is given', () => {
    const text = brief(record, { ...summit, format: 'md' });
    const lines = text.split('\n').filter((l) => l.startsWith('- '));
    expect(lines.length).toBeGreaterThan(80);
    expect(lines.filter((l) => !/\[\^\d+\]/.test(l))).toEqual([]);
    const cited = new Set(text.match(/(?<!^)\[\^\d+\]/gm));
    const given = new Set(text.match(/^\[\^\d+\](?=:)/gm));
    expect(given).toEqual(cited);
  });

  test('an empty cell is never called silence', () => {
    const text = brief(record, { ...summit, actor: 'TUR', format: 'md' });
    expect(text).toContain('**Türkiye**: nothing of its own in this record; said by others: pledged');
    expect(text).not.toMatch(/no statement|silent/i);
  });

  test('the command at its end makes the same brief when the record has grown', async () => {
    const before = brief(record, { ...summit, actor: 'ITA', format: 'md' });
    const known = Number(/--known (\d+)/.exec(before)![1]);
    await record.record({
      do: 'record',
      kind: 'PositionTaken',
      development: {
        id: 'italy-later',
        dossiers: ['coalition-of-the-willing'],
        title: 'x',
        date: '2025-09-05',
        evidence: ['tass-2012471'],
        claims: [{ facet: 'position/ITA/troop-deployment', value: 'open' }],
      },
    });
    // and when it calls those in it by other names
    await record.record({ do: 'actor-update', id: 'ITA', name: 'Italian Republic', reason: 'its full name' });
    expect(brief(record, { ...summit, actor: 'ITA', format: 'md' })).toContain('Italian Republic');
    expect(brief(record, { ...summit, actor: 'ITA', known, format: 'md' })).toBe(before);
  });
});

describe('of hostile text', () => {
  const hostile = '<script>alert(1)</script> **bold** [x](javascript:alert(1)) `code` | \u202e & "q"';
  let other: Demarche;
  beforeAll(async () => {
    other = await open(join(folder, 'hostile.db'), { author: 'me' });
    await other.importCommands([
      { do: 'dossier-open', id: 'h', title: hostile, opens: '2025-01-01' },
      { do: 'issue-define', dossier: 'h', id: 'i', question: hostile, ladder: [{ stance: 'no' }, { stance: 'yes' }], neutral: 'no' },
      { do: 'actor-add', id: 'a', kind: 'person', name: hostile },
      { do: 'source-add', id: 's', publisher: hostile, title: hostile, url: 'https://example.org/?q="><script>' },
      {
        do: 'record',
        kind: 'PositionTaken',
        development: {
          id: 'd',
          dossiers: ['h'],
          title: hostile,
          date: '2025-02-01',
          evidence: ['s'],
          claims: [{ facet: 'position/a/i', value: 'yes' }],
        },
      },
      {
        do: 'record',
        kind: 'FollowUpAnnounced',
        development: {
          id: 'f',
          dossiers: ['h'],
          title: hostile,
          date: '2025-02-01',
          due: { asSaid: hostile, from: '2025-03-01' },
          evidence: ['s'],
          claims: [],
        },
      },
    ]);
  });
  afterAll(() => other.close());

  test('HTML holds no element but its own', () => {
    const html = brief(other, { at: '2025-12-31', format: 'html' });
    expect(html).toContain('&#60;script&#62;');
    const elements = new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((m) => m[1]!.toLowerCase()));
    expect([...elements].sort()).toEqual([
      'a',
      'body',
      'code',
      'h1',
      'h2',
      'head',
      'html',
      'li',
      'meta',
      'ol',
      'p',
      'strong',
      'style',
      'sup',
      'title',
      'ul',
    ]);
    expect([...html.matchAll(/href="([^"]*)"/g)].map((m) => m[1]!).filter((h) => !/^(#s\d+|https:)/.test(h))).toEqual([]);
  });

  test('Markdown marks nothing up that the record did not', () => {
    const md = brief(other, { at: '2025-12-31', format: 'md' });
    expect(md).not.toMatch(/(?<!\\)<script/);
    expect(md).not.toMatch(/(?<!\\)\[x/);
    expect(md).toContain('\\*\\*bold\\*\\*');
  });
});
