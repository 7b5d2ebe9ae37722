/**
 * All tests, as `npm test` and CI run them: checks, every suite, the documents' outputs, shortened campaigns.
 * Ends with what could not run and why, and one line that counts.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = new URL('..', import.meta.url).pathname;
const scratch = mkdtempSync(join(tmpdir(), 'demarche-tests-'));
const node = process.execPath;
const bin = (name: string, script: string) => join(root, 'node_modules', name, script);

interface Outcome {
  passed: number;
  failed: number;
  skipped: string[];
}
const total: Outcome = { passed: 0, failed: 0, skipped: [] };
const seconds: [string, number][] = [];

function run(title: string, command: string, args: readonly string[]): boolean {
  console.log(`\n── ${title}`);
  const start = Date.now();
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  seconds.push([title, (Date.now() - start) / 1000]);
  return status === 0;
}

/** A step that passes or fails as a whole. */
function step(title: string, script: string, args: readonly string[] = []): void {
  if (run(title, node, [script, ...args])) total.passed++;
  else total.failed++;
}

interface Report {
  testResults: {
    name: string;
    message?: string;
    status: string;
    assertionResults: { status: string; fullName: string; meta?: { reason?: string } }[];
  }[];
}

/** One vitest project; its counts are added. */
function suite(project: string): void {
  const file = join(scratch, `${project}.json`);
  const ok = run(`tests: ${project}`, node, [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    total.failed++;
    return;
  }
  let failed = 0;
  for (const f of report.testResults) {
    if (f.status === 'failed' && !f.assertionResults.length) failed++;
    for (const t of f.assertionResults) {
      if (t.status === 'passed') total.passed++;
      else if (t.status === 'failed') failed++;
      else total.skipped.push(t.fullName);
    }
  }
  total.failed += ok ? failed : Math.max(failed, 1);
}

step('types', bin('typescript', 'bin/tsc'), ['--noEmit']);
step('lint', bin('eslint', 'bin/eslint.js'), ['.']);
step('format', bin('prettier', 'bin/prettier.cjs'), ['--check', '--log-level', 'warn', '.']);
step('boundaries: dependencies point inwards', bin('dependency-cruiser', 'bin/dependency-cruise.mjs'), [
  '--config',
  '.dependency-cruiser.cjs',
  '--output-type',
  'err',
  'events',
  'projections',
  'src',
]);
for (const project of ['unit', 'integration', 'property']) suite(project);
step('outputs in README and docs', 'scripts/readme.ts');
step('campaign, shortened: kill -9', 'campaigns/kill.ts', ['--kills', '15', '--seed', '1']);
step('campaign, shortened: mutants of the rule', 'campaigns/mutation.ts', ['--sample', '12', '--seed', '1']);

rmSync(scratch, { recursive: true, force: true });
console.log('\n── what took how long');
for (const [title, s] of seconds) console.log(`${s.toFixed(1).padStart(7)} s  ${title}`);
console.log('\n── what could not run here');
console.log(total.skipped.length ? total.skipped.map((s) => `  ${s}`).join('\n') : '  nothing: everything ran');
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped.length ? `, ${total.skipped.length} skipped` : ''}`);
process.exitCode = total.failed ? 1 : 0;
