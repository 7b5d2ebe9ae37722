import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { EventStore } from '../../src/store/port.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { eventStoreContract, type Harness } from './event-store.ts';
import type { WriterReport } from './writer.ts';

const script = join(import.meta.dirname, 'sqlite-writer.ts');

async function makeHarness(): Promise<Harness> {
  const folder = await mkdtemp(join(tmpdir(), 'demarche-'));
  const file = join(folder, 'record.db');
  const opened: EventStore[] = [];
  return {
    open: async () => {
      const store = await openSqliteStore(file);
      opened.push(store);
      return store;
    },
    spawnWriter: async (job) => {
      const { stdout } = await promisify(execFile)(process.execPath, [script, file, JSON.stringify(job)]);
      return JSON.parse(stdout) as WriterReport;
    },
    destroy: async () => {
      await Promise.all(opened.map((store) => store.close()));
      await rm(folder, { recursive: true });
    },
  };
}

eventStoreContract('SQLite', makeHarness);
