/** Settings and where each comes from: flag, environment, file, default, in this order for every one of them. */
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { failure, usage } from './failures.ts';

export interface Setting {
  readonly name: SettingName;
  readonly value: string | undefined;
  /** `--store`, `DEMARCHE_STORE`, the path of a file, or `default`. */
  readonly from: string;
}

/** What can be set, with its flag, its variable and what stands for it when nobody says. */
export const SETTINGS = {
  store: { flag: '--store', variable: 'DEMARCHE_STORE', means: 'the record: a file or a server' },
  author: { flag: '--as', variable: 'DEMARCHE_AUTHOR', means: 'who records' },
  dossier: { flag: '--dossier', variable: 'DEMARCHE_DOSSIER', means: 'the dossier that is asked' },
  captures: { flag: '--captures', variable: 'DEMARCHE_CAPTURES', means: 'folder of captured texts' },
  cache: { flag: '--cache', variable: 'DEMARCHE_CACHE', means: 'folder of caches' },
  color: { flag: '--color', variable: 'DEMARCHE_COLOR', means: 'auto, always or never' },
} as const;
export type SettingName = keyof typeof SETTINGS;

export type Settings = Readonly<Record<SettingName, Setting>>;

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

interface SettingsFile {
  readonly path: string;
  readonly values: Readonly<Partial<Record<SettingName, string>>>;
}

/** Settings files that exist: the nearest `demarche.json` at or above the working directory, then the user's own. */
export function settingsFiles({ env, cwd }: Surroundings): string[] {
  const files: string[] = [];
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, 'demarche.json');
    if (existsSync(path)) {
      files.push(path);
      break;
    }
    if (dirname(folder) === folder) break;
  }
  const config = env['XDG_CONFIG_HOME'];
  const own = join(config === undefined || config === '' ? join(env['HOME'] ?? homedir(), '.config') : config, 'demarche', 'config.json');
  if (existsSync(own)) files.push(own);
  return files;
}

function read(path: string): SettingsFile {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (e) {
    throw failure('InvalidInput', 5, `${path}: ${(e as Error).message}`, {
      remedy: 'a settings file is a JSON object, e.g. {"store": "demarche.db", "author": "me"}',
    });
  }
  const values: Partial<Record<SettingName, string>> = {};
  for (const [key, value] of Object.entries(typeof content === 'object' && content !== null ? content : {})) {
    if (!Object.hasOwn(SETTINGS, key) || typeof value !== 'string')
      throw failure(
        'InvalidInput',
        5,
        `${path}: ${Object.hasOwn(SETTINGS, key) ? `"${key}" must be a text` : `there is no setting "${key}"`}`,
        {
          remedy: `the settings are ${Object.keys(SETTINGS).join(', ')}, each a text`,
          faults: [{ pointer: `/${key}` }],
        },
      );
    // Paths in a file are meant from where the file is.
    const isPath = (key === 'store' && !value.includes('://')) || key === 'captures' || key === 'cache';
    values[key as SettingName] = isPath ? resolve(dirname(path), value) : value;
  }
  return { path, values };
}

/** Every setting with its origin. `flags` are what the command line said. */
export function settle(flags: Partial<Record<SettingName, string | undefined>>, surroundings: Surroundings): Settings {
  const files = settingsFiles(surroundings).map(read);
  const one = (name: SettingName): Setting => {
    const { flag, variable } = SETTINGS[name];
    const value = flags[name];
    if (value !== undefined) {
      if (value === '') throw usage(`${flag} is empty`, `leave it out, or give ${SETTINGS[name].means}`);
      return { name, value, from: flag };
    }
    const set = surroundings.env[variable];
    if (set !== undefined && set !== '') return { name, value: set, from: variable };
    for (const file of files) if (file.values[name] !== undefined) return { name, value: file.values[name], from: file.path };
    return { name, value: name === 'store' ? 'demarche.db' : name === 'color' ? 'auto' : undefined, from: 'default' };
  };
  return {
    store: one('store'),
    author: one('author'),
    dossier: one('dossier'),
    captures: one('captures'),
    cache: one('cache'),
    color: one('color'),
  };
}
