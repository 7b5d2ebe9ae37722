/** The dossiers that come with the program, as the commands that an editor gave. */
import { readdirSync, readFileSync } from 'node:fs';

export interface BundledFile {
  readonly name: string;
  readonly note: string;
  readonly author: string;
  readonly recordedAt: string;
  readonly commands: readonly Record<string, unknown>[];
}

const FOLDER = new URL('dossiers/', import.meta.url);
export const BUNDLED = 'coalition-of-the-willing';

/** The files of a bundled dossier in their order. */
export function bundledFiles(dossier = BUNDLED): BundledFile[] {
  const folder = new URL(`${dossier}/`, FOLDER);
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => ({ name, ...(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Omit<BundledFile, 'name'>) }));
}

/** All commands of a bundled dossier, each with its author and the time at which it was recorded. */
export function bundledCommands(dossier = BUNDLED): Record<string, unknown>[] {
  return bundledFiles(dossier).flatMap((f) => f.commands.map((command) => ({ author: f.author, recordedAt: f.recordedAt, ...command })));
}
