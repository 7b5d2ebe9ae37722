import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll } from 'vitest';
import { openEventStoreDb } from '../../src/store/eventstoredb/index.ts';
import type { EventStore } from '../../src/store/port.ts';
import { startTestServer } from '../support/esdb.ts';
import { eventStoreContract, type Harness } from './event-store.ts';
import type { WriterReport } from './writer.ts';

const script = join(import.meta.dirname, 'eventstoredb-writer.ts');
const server = await startTestServer();
console.log(server.said);
afterAll(() => server.close());

/** Each log of its own is a prefix of its own on the same server, among the events of all the others. */
function makeHarness(): Promise<Harness> {
  const prefix = `t${randomUUID().slice(0, 8)}-`;
  const opened: EventStore[] = [];
  return Promise.resolve({
    open: async () => {
      const store = await openEventStoreDb(server.connection, { prefix });
      opened.push(store);
      return store;
    },
    spawnWriter: async (job) => {
      const { stdout } = await promisify(execFile)(process.execPath, [script, server.connection, prefix, JSON.stringify(job)]);
      return JSON.parse(stdout) as WriterReport;
    },
    destroy: async () => {
      await Promise.all(opened.map((store) => store.close()));
    },
  });
}

eventStoreContract(`EventStoreDB (${server.kind})`, makeHarness, { batch: 3000, modelRuns: 40 });
