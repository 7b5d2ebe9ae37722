/** What the tests of the file let other processes do: `node store-sqlite-child.ts <verb> <file> [number]`. */
import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { isStoreError, type EventStore } from '../../src/store/port.ts';
import { openSqliteStore } from '../../src/store/sqlite/index.ts';

const [verb, file, number] = process.argv.slice(2) as [string, string, string | undefined];
const n = Number(number ?? 1);
const say = (line: unknown): void => void writeSync(1, `${JSON.stringify(line)}\n`);

const append = (store: EventStore, text = 'x'): Promise<unknown> =>
  store.append({
    stream: 's',
    expectedRevision: 'any',
    events: [{ id: randomUUID(), type: 't', data: JSON.stringify(text), metadata: '{}' }],
  });

async function count(store: EventStore): Promise<number> {
  let events = 0;
  for await (const _ of store.readAll()) events += 1;
  return events;
}

const code = (doing: Promise<unknown>): Promise<string> =>
  doing.then(
    () => 'ok',
    (e: unknown) => (isStoreError(e) ? e.code : String(e)),
  );

switch (verb) {
  case 'visits': // as a command line does: open, one append, close, again and again
    for (let i = 0; i < n; i += 1) {
      const store = await openSqliteStore(file);
      await append(store);
      await store.close();
    }
    break;
  case 'stay': {
    const store = await openSqliteStore(file);
    for (let i = 0; i < n; i += 1) await append(store);
    await store.close();
    break;
  }
  case 'look': // one report for each line on stdin, with one handle
    try {
      const store = await openSqliteStore(file);
      for await (const _ of createInterface({ input: process.stdin })) {
        say({ readOnly: store.readOnly, events: await count(store), append: await code(append(store)) });
      }
      await store.close();
    } catch (e) {
      say({ error: isStoreError(e) ? e.code : String(e) });
    }
    break;
  case 'acknowledge': {
    const store = await openSqliteStore(file);
    for (let i = 0; i < n; i += 1) {
      await append(store, `MARK-${i}`);
      writeSync(1, `ACK-${i}\n`);
    }
    await store.close();
    break;
  }
  case 'leave': {
    const store = await openSqliteStore(file);
    const abort = new AbortController();
    const following = [store.subscribe(), store.subscribe({ after: 'end' }), store.subscribe({ signal: abort.signal })].map(
      async (messages) => {
        for await (const message of messages) if (message.kind === 'event') say(message.event.revision);
      },
    );
    await append(store);
    abort.abort();
    await store.close();
    await Promise.all(following);
    say('left'); // and the process must end by itself
    break;
  }
}
