/** Votes as the UN import reads them, for benches and tests: where the real tables are, and small generated ones of the same shape. */
import { existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { random } from './generate.ts';
import states from '../src/import/table/lookups/states.json' with { type: 'json' };
import type { TableInput } from '../src/import/table/tables.ts';

export const VOTES_MAPPING = new URL('../src/import/table/examples/un-votes.mapping.json', import.meta.url).pathname;

/** The folder of the real tables, or why it is not there. */
export function votesFolder(): { readonly folder: string } | { readonly missing: string } {
  const folder = process.env['DEMARCHE_UN_VOTES'] ?? new URL('../../shared/data/un-votes', import.meta.url).pathname;
  return existsSync(`${folder}/votes.csv.gz`)
    ? { folder }
    : { missing: `no votes.csv.gz in ${folder}; DEMARCHE_UN_VOTES names its folder` };
}

const ISSUES = [
  'Arms control and disarmament',
  'Colonialism',
  'Economic development',
  'Human rights',
  'Nuclear weapons and nuclear material',
  'Palestinian conflict',
];
const NAMED = (
  'United States,US|Canada,CA|Cuba,CU|Haiti,HT|Namibia,NA|Côte d’Ivoire,CI|Congo - Kinshasa,CD|Czechoslovakia,CS|Federal Republic of Germany,' +
  '|Yemen Arab Republic,|Zanzibar,|Germany,DE|France,FR|Russia,RU|China,CN|India,IN|Brazil,BR|South Africa,ZA|St. Kitts & Nevis,KN|Myanmar (Burma),MM'
).split('|');

const others = states
  .filter((s) => !s.name.includes(',') && !NAMED.some((n) => n.startsWith(`${s.name},`)))
  .map((s) => `${s.name},${s.alpha2 ?? ''}`);

export interface GeneratedVotes {
  readonly files: Readonly<Record<'votes' | 'call' | 'topic', TableInput>>;
  readonly calls: number;
  readonly states: number;
  readonly votes: number;
  readonly claims: number;
  readonly facets: number;
}

/** Tables of the same shape: rows of a roll call scattered, several issues or none, names with quotes and commas, CRLF. */
export function generatedVotes({ calls = 120, states: wanted = NAMED.length, seed = 1 } = {}): GeneratedVotes {
  const next = random(seed);
  const below = (n: number) => Math.floor(next() * n);
  const names = [...NAMED, ...others].slice(0, wanted);
  const callRows = ['rcid,date,session,importantvote,unres,amend,para,short'];
  const topicRows = ['rcid,short_name,issue'];
  const voteRows: string[] = [];
  const facets = new Set<string>();
  let claims = 0;
  for (let c = 0; c < calls; c++) {
    const rcid = 3 + c;
    const date = new Date(Date.UTC(1990, 0, 1) + (c >> 2) * 86_400_000).toISOString().slice(0, 10);
    callRows.push(`${rcid},${date},45,0,${c % 7 ? `R/45/${c}` : ''},0,0,${c % 5 ? `"QUESTION ${c}, ""SO CALLED"""` : ''}`);
    const topics = c % 4 === 0 ? [] : ISSUES.filter(() => next() < 0.2);
    for (const t of topics) topicRows.push(`${rcid},xx,${t}`);
    for (const state of names) {
      if (next() < 0.05) continue;
      voteRows.push(`${rcid},${state},${['yes', 'yes', 'yes', 'abstain', 'no'][below(5)]!}`);
      for (const t of topics.length ? topics : ['other']) facets.add(`${state}/${t}`);
      claims += Math.max(1, topics.length);
    }
  }
  // neighbours change places, so that the rows of a roll call do not stand together
  for (let i = 0; i + 40 < voteRows.length; i += 7) [voteRows[i], voteRows[i + 40]] = [voteRows[i + 40]!, voteRows[i]!];
  const csv = (rows: readonly string[]) => `${rows.join('\r\n')}\r\n`;
  return {
    files: {
      votes: { name: 'votes.csv.gz', content: gzipSync(csv(['rcid,country,country_code,vote', ...voteRows])) },
      call: { name: 'roll-calls.csv', content: csv(callRows) },
      topic: { name: 'issues.csv', content: csv(topicRows) },
    },
    calls,
    states: names.length,
    votes: voteRows.length,
    claims,
    facets: facets.size,
  };
}
