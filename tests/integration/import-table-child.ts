/** Imports generated votes and dies by SIGKILL once so many events are written: node import-table-child.ts FILE EVENTS */
import { readFileSync } from 'node:fs';
import { generatedVotes, VOTES_MAPPING } from '../../bench/votes-tables.ts';
import { importTable } from '../../src/import/table/import.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';

const [file = '', events = '0'] = process.argv.slice(2);
const store = await openSqliteStore(file);
await importTable({ store, authorship: { author: 'child', tool: 'test', now: () => new Date() } }, readFileSync(VOTES_MAPPING, 'utf8'), {
  files: generatedVotes({ calls: 1200 }).files,
  onProgress: ({ phase, done }) => {
    if (phase === 'writing' && done >= Number(events)) process.kill(process.pid, 'SIGKILL');
  },
});
await store.close();
