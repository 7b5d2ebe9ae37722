/** The package as it is published: packed, installed into an empty folder, run as a command and used as a library. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'demarche-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

// npm, and then the package, run under the Node that runs this test
const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`, NODE_OPTIONS: '' };
const sh = (command: string, args: readonly string[], cwd = folder) =>
  execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

beforeAll(() => {
  sh('npm', ['run', '--silent', 'build'], root);
  sh('npm', ['pack', '--silent', '--pack-destination', folder], root);
  const tarball = readdirSync(folder).find((f) => f.endsWith('.tgz'))!;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'empty', private: true, type: 'module' }));
  sh('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--ignore-scripts',
    '--omit=optional',
    '--prefer-offline',
    '--loglevel=error',
    `./${tarball}`,
  ]);
}, 300_000);

describe('the packed package', () => {
  test('holds what runs, and nothing else', () => {
    const files = readdirSync(join(folder, 'node_modules/demarche')).sort();
    expect(files).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'bin', 'dist', 'package.json']);
    expect(readdirSync(join(folder, 'node_modules/demarche/dist')).sort()).toEqual(['events', 'projections', 'src', 'web']);
  });

  test('does not bring a Node of its own', () => {
    expect(readdirSync(join(folder, 'node_modules/.bin'))).not.toContain('node');
  });

  test('runs as a command', () => {
    const bin = join(folder, 'node_modules/.bin/demarche');
    expect(sh(bin, ['--version']).trim()).toMatch(/^\d+\.\d+\.\d+$/);
    sh(bin, ['example', '--store', 'd.db']);
    const state = JSON.parse(sh(bin, ['state', '--store', 'd.db', '--at', '2025-09-04', '--json'])) as { facets: unknown[] };
    expect(state.facets.length).toBeGreaterThan(20);
  });

  test('is a library with types', () => {
    writeFileSync(
      join(folder, 'use.ts'),
      `import { open } from 'demarche';
const record = await open('library.db', { author: 'me' });
await record.importBundled();
const cell = record.facet('position/FRA/troop-deployment', { at: '2025-09-04' });
const status: 'none' | 'held' | 'withdrawn' | 'contested' | 'unclear' = cell.status;
console.log(status, cell.value);
await record.close();
`,
    );
    expect(sh(process.execPath, ['--disable-warning=ExperimentalWarning', 'use.ts']).trim()).toBe('held open');
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        compilerOptions: { strict: true, module: 'nodenext', target: 'es2024', noEmit: true, skipLibCheck: true, types: [] },
        files: ['use.ts'],
      }),
    );
    const checked = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
    // `console` has no types here, since the folder has none of Node's: everything else must hold
    expect(checked.stdout.replace(/^.*Cannot find name 'console'.*$/gm, '').trim()).toBe('');
  });
});
