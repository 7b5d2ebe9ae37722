/** The library on a server: the real dossier through both stores gives the same answers everywhere. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { open, type Demarche } from '../../src/library.ts';
import { collect } from '../contract/event-store.ts';
import { startTestServer } from '../support/esdb.ts';
import { askedEverywhere } from '../support/everywhere.ts';

const server = await startTestServer();
console.log(server.said);
afterAll(() => server.close());

describe(`the library on EventStoreDB (${server.kind})`, () => {
  let folder: string;
  let onServer: Demarche;
  let onFile: Demarche;
  const opened: Demarche[] = [];
  const now = (): Date => new Date('2025-06-01T12:00:00Z');
  const location = `${server.connection}&prefix=l${randomUUID().slice(0, 8)}-`;
  const again = async (): Promise<Demarche> => {
    const one = await open(location, { author: 'me', now, captures: join(folder, 'captures') });
    opened.push(one);
    return one;
  };

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demarche-'));
    onServer = await again();
    onFile = await open(join(folder, 'record.db'), { author: 'me', now, captures: join(folder, 'captures') });
    opened.push(onFile);
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
    await rm(folder, { recursive: true });
  });

  it('imports the dossier that comes with the program, and gives it back byte for byte as the file does', async () => {
    const first = await onServer.importBundled();
    expect(first.written).toBeGreaterThan(30);
    await onFile.importBundled();
    const plain = async (of: Demarche) => (await collect(of.store.readAll())).map(({ position: _, ...event }) => event);
    expect(await plain(onServer)).toEqual(await plain(onFile));
    expect(onServer.size).toBe(onFile.size);
    expect(await onServer.importBundled()).toMatchObject({ written: 0, repeated: first.commands });

    // The same log, and so the same answers: at many moments, readings of the press and states of the record.
    const answers = askedEverywhere(onServer);
    expect(answers.length).toBeGreaterThan(400);
    expect(answers).toEqual(askedEverywhere(onFile));

    const exported = (await collect(onServer.exportEvents())).map((line) => JSON.stringify(line)).join('\n');
    const copy = await open(join(folder, 'copy.db'), { now });
    opened.push(copy);
    await copy.importEvents(exported);
    expect(await plain(copy)).toEqual(await plain(onServer));

    const other = await again();
    expect(other.size).toBe(onServer.size);
    expect(await other.verify()).toEqual(await onFile.verify());
  });

  it('says that there is no record where none is, and that there is one where none must be', async () => {
    const empty = `${server.connection}&prefix=e${randomUUID().slice(0, 8)}-`;
    await expect(open(empty, { create: 'must-exist' })).rejects.toMatchObject({ kind: 'StoreError', code: 'StoreNotFound' });
    const known = await again();
    if (known.size === 0) await known.importBundled();
    await expect(open(location, { create: 'must-not-exist' })).rejects.toMatchObject({ kind: 'StoreError', code: 'StoreUnreachable' });
  });
});
