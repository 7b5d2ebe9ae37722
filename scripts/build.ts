/** Compiles what is published into dist/, and puts the bundled dossiers and the examples of mappings beside it. */
import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';

const root = new URL('..', import.meta.url);
const path = (p: string) => new URL(p, root).pathname;

rmSync(path('dist'), { recursive: true, force: true });
execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.build.json')], {
  stdio: 'inherit',
  cwd: root,
});
cpSync(path('src/dossiers'), path('dist/src/dossiers'), { recursive: true });
cpSync(path('src/import/table/examples'), path('dist/src/import/table/examples'), { recursive: true });
