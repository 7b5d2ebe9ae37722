/** Does with Emmett on SQLite what the bench does with our store, and prints the figures as one line of JSON. */
import { statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { getSQLiteEventStore, readMessagesBatch, sqliteConnection } from '@event-driven-io/emmett-sqlite';

const task = JSON.parse(process.argv[2]);
const median = (xs) => xs.toSorted((a, b) => a - b)[xs.length >> 1];

async function append({ file, times, data, metadata }) {
  const store = getSQLiteEventStore({ fileName: file, schema: { autoMigration: 'CreateOrUpdate' } });
  const event = { type: 'T', data: JSON.parse(data), metadata: JSON.parse(metadata) };
  await store.readStream('none'); // makes its tables
  const took = [];
  // Its driver now and then commits while a statement is not done (SQLITE_BUSY): such an append is refused, and not counted.
  console.log = () => undefined;
  let refused = 0;
  for (let i = 0; took.length < times && refused < times; i++) {
    const start = performance.now();
    try {
      await store.appendToStream(`development-${i}`, [event]);
    } catch (e) {
      if (e.code !== 'SQLITE_BUSY') throw e;
      refused++;
      continue;
    }
    if (i >= 30) took.push(performance.now() - start);
  }
  const database = new DatabaseSync(file, { readOnly: true });
  const pragma = (name) => Object.values(database.prepare(`PRAGMA ${name}`).get())[0];
  const figures = { appendMs: median(took), refused, journal: pragma('journal_mode'), synchronous: pragma('synchronous') };
  database.close();
  return figures;
}

async function rebuild({ from, file, events, runs }) {
  const store = getSQLiteEventStore({ fileName: file, schema: { autoMigration: 'CreateOrUpdate' } });
  await store.readStream('none'); // makes its tables
  // Written with bare SQL into its own table: how fast it writes is asked elsewhere.
  const ours = new DatabaseSync(from, { readOnly: true });
  const theirs = new DatabaseSync(file);
  theirs.exec('BEGIN; DELETE FROM emt_messages');
  const insert = theirs.prepare(
    `INSERT INTO emt_messages (stream_id, stream_position, partition, message_data, message_metadata, message_schema_version, message_type, message_id)
     VALUES (?, ?, 'emt:default', ?, ?, '1', ?, ?)`,
  );
  let n = 0;
  for (const e of ours.prepare('SELECT * FROM events ORDER BY position LIMIT ?').iterate(events)) {
    const metadata = JSON.stringify({ ...JSON.parse(e.metadata), messageId: e.id, streamName: e.stream });
    insert.run(e.stream, e.revision + 1, e.data, metadata, e.type, e.id);
    n++;
  }
  theirs.exec('COMMIT');
  theirs.close();
  ours.close();

  const consumed = [];
  const batches = [];
  for (let run = 0; run < runs; run++) {
    let seen = 0;
    const consumer = store.consumer({ pulling: { batchSize: 1000, pullingFrequencyInMs: 1 } });
    let bytes = 0;
    consumer.processor({
      processorId: `bench-${run}`,
      startFrom: 'BEGINNING',
      stopAfter: () => seen >= n,
      eachMessage: ({ data }) => {
        seen++;
        bytes += data.id?.length ?? 0;
      },
    });
    const start = performance.now();
    await consumer.start();
    consumed.push(performance.now() - start);
    await consumer.close();
    if (seen !== n || bytes === 0) throw new Error(`its consumer was given ${seen} of ${n} events`);

    const connection = sqliteConnection({ fileName: file });
    const again = performance.now();
    let [after, read] = [0n, 0];
    for (;;) {
      const batch = await readMessagesBatch(connection, { after, batchSize: 1000 });
      read += batch.messages.length;
      after = batch.currentGlobalPosition;
      if (!batch.messages.length) break;
    }
    batches.push(performance.now() - again);
    connection.close();
    if (read !== n) throw new Error(`it read ${read} of ${n} events`);
  }
  return { events: n, consumerMs: median(consumed), batchesMs: median(batches), bytes: statSync(file).size };
}

process.stdout.write(`${JSON.stringify(task.do === 'append' ? await append(task) : await rebuild(task))}\n`);
process.exit(0);
