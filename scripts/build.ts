/** Compiles what is published into dist/, puts the bundled dossiers and the examples of mappings beside it, and builds the page. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readdirSync, rmSync } from 'node:fs';
import { buildWeb } from './web.ts';

const root = new URL('..', import.meta.url);
const path = (p: string) => new URL(p, root).pathname;

// The page in dist/web knows itself whether it is up to date.
if (existsSync(path('dist')))
  for (const name of readdirSync(path('dist'))) if (name !== 'web') rmSync(path(`dist/${name}`), { recursive: true, force: true });
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.build.json')], {
  stdio: 'inherit',
  cwd: root,
});
cpSync(path('src/dossiers'), path('dist/src/dossiers'), { recursive: true });
cpSync(path('src/import/table/examples'), path('dist/src/import/table/examples'), { recursive: true });
await buildWeb();
