/** A second process that follows a file: for each line `SIZE` on stdin it reads on until there and prints all cells, as one line of JSON. */
import { createInterface } from 'node:readline';
import { open } from '../../src/library.ts';
import { questions } from './questions.ts';

const record = await open(process.argv[2]!, { create: 'must-exist', readOnly: process.argv[3] === 'read-only' });
for await (const line of createInterface({ input: process.stdin })) {
  const size = Number(line);
  while (record.size < size) await record.catchUp();
  console.log(JSON.stringify(questions(record)));
}
await record.close();
