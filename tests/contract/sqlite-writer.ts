/** `node sqlite-writer.ts <file> <job as JSON>`: prints the report as JSON. */
import { openSqliteStore } from '../../src/store/sqlite/index.ts';
import { runWriter, type WriterJob } from './writer.ts';

const [file, job] = process.argv.slice(2) as [string, string];
const store = await openSqliteStore(file);
console.log(JSON.stringify(await runWriter(store, JSON.parse(job) as WriterJob)));
await store.close();
