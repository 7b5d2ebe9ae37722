/** Builds the page into dist/web, unless what stands there was made from the sources as they are. `--force` builds anyway. */
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const out = join(root, 'dist/web');
const stamp = join(out, '.made-from');
/** Outside src/web, the page takes code from these. */
const INPUTS = ['src/web', 'src/http/client.ts', 'src/http/paths.ts', 'events/edtf.ts', 'events/facet.ts', 'src/export/wording.ts', 'src/import/table/lookups', 'package-lock.json', 'scripts/web.ts']; // prettier-ignore

function* files(path: string): Generator<string> {
  if (!statSync(join(root, path)).isDirectory()) yield path;
  else for (const name of readdirSync(join(root, path)).sort()) yield* files(join(path, name));
}

/** One text for all that the page is made from. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const input of INPUTS)
    for (const file of files(input))
      hash
        .update(file)
        .update('\0')
        .update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** Builds the page where it is out of date; whether it had to. */
export async function buildWeb(force = false): Promise<boolean> {
  const made = fingerprint();
  if (!force && existsSync(stamp) && readFileSync(stamp, 'utf8') === made) return false;
  const { build } = await import('vite');
  // The page is the same whoever builds it: under a test runner Vite would make one for developers, a tenth larger.
  const { NODE_ENV } = process.env;
  process.env['NODE_ENV'] = 'production';
  try {
    await build({ configFile: join(root, 'src/web/vite.config.ts'), logLevel: 'warn' });
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = NODE_ENV;
  }
  mkdirSync(out, { recursive: true });
  writeFileSync(stamp, made);
  return true;
}

if (import.meta.main) {
  const isNew = await buildWeb(process.argv.includes('--force'));
  console.log(isNew ? 'The page is built: dist/web' : 'The page is up to date: dist/web');
}
