/** A server of its own for a test, on 127.0.0.1 and a free port, with a token of each role. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '../../src/access.ts';
import { client } from '../../src/http/client.ts';
import type { Client } from '../../src/http/client.ts';
import { logger, serve } from '../../src/http/server.ts';
import type { ServeOptions, Serving } from '../../src/http/server.ts';
import { open } from '../../src/library.ts';
import type { Demarche } from '../../src/library.ts';

export interface World {
  readonly folder: string;
  readonly file: string;
  readonly demarche: Demarche;
  readonly serving: Serving;
  readonly url: string;
  readonly tokens: { readonly reader: string; readonly recorder: string; readonly admin: string };
  readonly as: (role?: 'reader' | 'recorder' | 'admin') => Client;
  /** What the server logged. */
  readonly logged: string[];
  close(): Promise<void>;
}

let filled: string | undefined;
const root = mkdtempSync(join(tmpdir(), 'demarche-http-'));
process.once('exit', () => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A store with the bundled dossier; made once and copied. */
export async function filledStore(): Promise<string> {
  if (filled === undefined) {
    const file = join(root, 'filled.db');
    const demarche = await open(file);
    await demarche.importBundled();
    await demarche.close();
    filled = file;
  }
  const folder = join(root, `w${++count}`);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(folder);
  copyFileSync(filled, join(folder, 'demarche.db'));
  return join(folder, 'demarche.db');
}

export const AUTHOR = { author: 'the tests', tool: 'test', now: () => new Date() };

export interface WorldOptions extends ServeOptions {
  readonly empty?: boolean;
  /** A store that is there, instead of the bundled dossier. */
  readonly file?: string;
}

export async function world(options: WorldOptions = {}): Promise<World> {
  const file = options.file ?? (options.empty ? join(mkdtempSync(join(root, 'e')), 'demarche.db') : await filledStore());
  const demarche = await open(file);
  const make = async (role: 'reader' | 'recorder' | 'admin') =>
    (await issueToken(demarche.store, { name: `the ${role}`, role }, AUTHOR)).token;
  const tokens = { reader: await make('reader'), recorder: await make('recorder'), admin: await make('admin') };
  await demarche.catchUp();
  const logged: string[] = [];
  const log = logger('debug', { write: (line: string) => void logged.push(line) });
  const serving = await serve(demarche, { rate: false, log, ...options });
  return {
    folder: join(file, '..'),
    file,
    demarche,
    serving,
    url: serving.url,
    tokens,
    logged,
    as: (role) => client(serving.url, role === undefined ? {} : { token: tokens[role] }),
    async close() {
      await serving.close();
      await demarche.close();
    },
  };
}

/** A statement with nothing wrong in it. */
export const statement = (id: string, more: object = {}) => ({
  kind: 'StatementMade' as const,
  development: {
    id,
    dossiers: ['coalition-of-the-willing'],
    title: `A statement, ${id}`,
    date: '2025-09-10',
    by: 'ITA',
    attribution: 'official' as const,
    evidence: ['summit-report'],
    claims: [{ facet: 'position/ITA/troop-deployment', value: 'rules-out' }],
    ...more,
  },
});
