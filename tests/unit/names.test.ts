import { describe, expect, test } from 'vitest';
import { actorsNamed, facetsMentioned, issuesNamed, stancesNamed } from '../../projections/names.ts';
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
  test.each([
    ['UKR', ['UKR']],
    ['ukraine', ['UKR']],
    ['Україна', ['UKR']],
    ['UK', ['GBR']],
    ['ZELENSKIY', ['volodymyr-zelenskyy']],
    ['Зеленський', ['volodymyr-zelenskyy']],
    ['zelen', ['volodymyr-zelenskyy']],
    ['Jeliazkov', ['rossen-jeliazkov']],
    ['united', ['GBR', 'USA']],
    ['atlantis', []],
  ])('%s', (name, ids) => {
    expect(actorsNamed(record, name)).toEqual(ids);
  });

  test('a merged actor is found under the one it was merged into', () => {
    recorder.do({ do: 'actor-add', id: 'zelensky', kind: 'person', name: 'Zelensky' });
    recorder.do({ do: 'actor-merge', id: 'zelensky', into: 'volodymyr-zelenskyy', reason: 'one person' });
    expect(actorsNamed(record, 'zelenskyy')).toEqual(['volodymyr-zelenskyy']);
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
