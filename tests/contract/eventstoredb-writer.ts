/** `node eventstoredb-writer.ts <connection string> <prefix> <job as JSON>`: prints the report as JSON. */
import { openEventStoreDb } from '../../src/store/eventstoredb/index.ts';
import { runWriter, type WriterJob } from './writer.ts';

const [connection, prefix, job] = process.argv.slice(2) as [string, string, string];
const store = await openEventStoreDb(connection, { prefix });
console.log(JSON.stringify(await runWriter(store, JSON.parse(job) as WriterJob)));
await store.close();
