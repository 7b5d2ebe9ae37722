import { describe, expect, test } from 'vitest';
import { facetsMentioned, issuesNamed, stancesNamed } from '../../projections/names.ts';
import { asOf } from '../../projections/record.ts';
import { isNotFound } from '../../src/query/errors.ts';
import { idNamed } from '../../src/query/names.ts';
import { Recorder } from '../support/rejections.ts';

const recorder = new Recorder();
recorder.do({ do: 'actor-add', id: 'UKR', kind: 'state', name: 'Ukraine', aliases: ['Україна'] });
recorder.do({ do: 'actor-add', id: 'GBR', kind: 'state', name: 'United Kingdom', aliases: ['Britain', 'UK'] });
recorder.do({ do: 'actor-add', id: 'USA', kind: 'state', name: 'United States' });
recorder.do({
  do: 'actor-add',
  id: 'volodymyr-zelenskyy',
  kind: 'person',
  name: 'Volodymyr Zelenskyy',
  aliases: ['Zelenskiy', 'Зеленський'],
});
recorder.do({ do: 'actor-add', id: 'rossen-jeliazkov', kind: 'person', name: 'Rossen Jeliazkov', aliases: ['Zhelyazkov', 'Желязков'] });
recorder.do({ do: 'dossier-open', id: 'case', title: 'case', opens: '2024-12-01' });
recorder.do({
  do: 'issue-define',
  dossier: 'case',
  id: 'troop-deployment',
  question: 'Own troops inside Ukraine after the fighting?',
  ladder: [
    { stance: 'rules-out', label: 'rules it out' },
    { stance: 'undecided' },
    { stance: 'open', means: 'ready, willing in principle' },
  ],
  neutral: 'undecided',
});
const { record } = recorder;
const dossier = record.dossiers.get('case')!;

describe('actors', () => {
  const all = [...record.actors].map(([id, entry]) => ({ id, ...asOf(entry.info, Infinity)! }));
  test.each([
    ['UKR', 'UKR'],
    ['ukraine', 'UKR'],
    ['Україна', 'UKR'],
    ['UK', 'GBR'],
    ['ZELENSKIY', 'volodymyr-zelenskyy'],
    ['Зеленський', 'volodymyr-zelenskyy'],
    ['volodymyr', 'volodymyr-zelenskyy'],
    ['Jeliazkov', 'rossen-jeliazkov'],
  ])('%s', (name, id) => {
    expect(idNamed(name, all)).toBe(id);
  });

  test.each([
    ['united', /say which: GBR \(United Kingdom\), USA/],
    ['Zelenskyj', /did you mean volodymyr-zelenskyy/],
    ['zelen', /./], // a part of a word decides nothing
    ['atlantis', /demarche actors/],
  ])('%s: nobody, or more than one', (name, remedy) => {
    try {
      idNamed(name, all);
      expect.unreachable();
    } catch (e) {
      expect(isNotFound(e) && e.remedy).toMatch(remedy);
    }
  });
});

test('issues by id and by words of the question; stances by id, label and meaning', () => {
  expect(issuesNamed(dossier, 'troop-deployment')).toEqual(['troop-deployment']);
  expect(issuesNamed(dossier, 'troops inside')).toEqual(['troop-deployment']);
  expect(stancesNamed(dossier, 'troop-deployment', 'rules it out')).toEqual(['rules-out']);
  expect(stancesNamed(dossier, 'troop-deployment', 'willing')).toEqual(['open']);
  expect(stancesNamed(dossier, 'troop-deployment', 'sends everything')).toEqual([]);
});

test('positions that a text may be about', () => {
  recorder.do({
    do: 'actor-add',
    id: 'keir-starmer',
    kind: 'person',
    name: 'Keir Starmer',
    offices: [{ office: 'Prime Minister', of: 'GBR', from: '2024-07-05' }],
  });
  expect(facetsMentioned(record, dossier, 'Starmer: British troops could go to Україна')).toEqual([
    'position/GBR/troop-deployment',
    'position/UKR/troop-deployment',
  ]);
  expect(facetsMentioned(record, dossier, 'Zelenskiy speaks of sanctions')).toEqual([]);
  expect(facetsMentioned(record, dossier, 'The United front holds')).toEqual([]);
});
