/**
 * Where what stands beside the log is kept: captured texts, and the caches of this node (snapshots, search indexes). Beside
 * the file of an embedded store; for a server in the user's own folders (XDG Base Directory Specification 0.8), since the
 * working directory says nothing about it. Neither is part of the record: the log alone must survive.
 */
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, resolve } from 'node:path';
import { identityOf, isServerLocation } from './store/eventstoredb/location.ts';

/** Folders; they need not be there yet. */
export interface Places {
  /** Captured texts by hash: worth a backup, they cannot be made from the log. */
  readonly captures: string;
  /** What can be made from the log at any time, of this record alone. */
  readonly cache: string;
}

export interface PlaceOptions {
  /** Folder of captured texts. Records may share one: the files are named by their hash. */
  readonly captures?: string | undefined;
  /** Folder of caches: each record has one of its own in it. */
  readonly cache?: string | undefined;
}

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/**
 * The folders that belong to a store: what the settings say, else by where the store is. The password in a connection
 * string, its options and the order of its hosts make no difference.
 */
export function placesOf(
  location: string,
  options: PlaceOptions = {},
  { env, cwd }: Surroundings = { env: process.env, cwd: process.cwd() },
): Places {
  const { captures, cache } = options;
  const named = cache === undefined ? undefined : join(cache, nameOf(location, cwd));
  if (!isServerLocation(location)) {
    const beside = location.replace(/\.db$/, '');
    return { captures: captures ?? `${beside}.captures`, cache: named ?? `${beside}.cache` };
  }
  const own = (variable: string, ...standard: string[]): string => {
    const set = env[variable];
    // "All paths must be absolute. If an implementation encounters a relative path … it should ignore it."
    const root = set !== undefined && isAbsolute(set) ? set : join(env['HOME'] ?? homedir(), ...standard);
    return join(root, 'demarche', nameOf(location, cwd));
  };
  return {
    captures: captures ?? join(own('XDG_DATA_HOME', '.local', 'share'), 'captures'),
    cache: named ?? own('XDG_CACHE_HOME', '.cache'),
  };
}

/** A folder name for a store: readable, and its own. */
function nameOf(location: string, cwd: string): string {
  const { readable, whole } = isServerLocation(location) ? ofServer(location) : ofFile(resolve(cwd, location));
  return `${readable.replaceAll(/[^a-z0-9.-]+/gi, '-').slice(0, 60)}-${createHash('sha256').update(whole, 'utf8').digest('hex').slice(0, 12)}`;
}

const ofFile = (path: string) => ({ readable: basename(path, '.db'), whole: path });

function ofServer(location: string): { readonly readable: string; readonly whole: string } {
  const { hosts, prefix } = identityOf(location);
  return { readable: hosts[0]!, whole: `${hosts.join(',')} ${prefix}` };
}
