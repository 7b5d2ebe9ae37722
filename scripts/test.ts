/**
 * All tests, as `npm test` and CI run them: checks, every suite, the documents' outputs, shortened campaigns.
 * Ends with what could not run and why, and one line that counts.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

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
const failures: string[] = [];
/** What passed at the second attempt only: not failed, but to be mended. */
const unsteady: string[] = [];

/** Why something could not run: said by the tests themselves, in lines that begin so. */
const REASON = 'not run here: ';
const reasons = new Set<string>();

/** Runs a step and shows what it prints; whether it ended well. */
async function run(title: string, command: string, args: readonly string[]): Promise<boolean> {
  console.log(`\n── ${title}`);
  const start = Date.now();
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    const at = line.indexOf(REASON);
    if (at >= 0) reasons.add(stripVTControlCharacters(line.slice(at + REASON.length)));
  }
  const status = child.exitCode ?? (await new Promise<number | null>((resolve) => child.once('exit', resolve)));
  seconds.push([title, (Date.now() - start) / 1000]);
  return status === 0;
}

/** A step that passes or fails as a whole. */
async function step(title: string, script: string, args: readonly string[] = []): Promise<void> {
  if (await run(title, node, [script, ...args])) total.passed++;
  else {
    total.failed++;
    failures.push(title);
  }
}

interface Report {
  testResults: {
    name: string;
    message?: string;
    status: string;
    assertionResults: { status: string; fullName: string; failureMessages?: string[] }[];
  }[];
}

/** A failure as the summary tells it: which test, and how its error begins; the whole of it stands further up. */
const told = (name: string, error: string) =>
  [
    name,
    ...stripVTControlCharacters(error)
      .split('\n')
      .filter((line) => line.trim())
      .slice(0, 12)
      .map((line) => `    ${line}`),
  ].join('\n');

/** One vitest project; its counts are added. A test may be tried `retry` times more; that it had to be is told. */
async function suite(project: string, retry = 0): Promise<void> {
  const file = join(scratch, `${project}.json`);
  const ok = await run(`tests: ${project}`, node, [
    bin('vitest', 'vitest.mjs'),
    'run',
    '--project',
    project,
    `--retry=${retry}`,
    '--reporter=default',
    '--reporter=json',
    `--outputFile=${file}`,
  ]);
  let report: Report;
  try {
    report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    total.failed++;
    failures.push(`tests: ${project}: ended without a report`);
    return;
  }
  const found: string[] = [];
  for (const f of report.testResults) {
    const file = relative(root, f.name);
    // A file may fail beside its tests: while it is read, or in what is checked when it closes.
    const alone = !f.assertionResults.some((t) => t.status === 'failed');
    if (f.status === 'failed' && alone) found.push(told(file, f.message ?? ''));
    for (const t of f.assertionResults) {
      if (t.status === 'passed') {
        total.passed++;
        if (t.failureMessages?.length) unsteady.push(told(`${file}: ${t.fullName}`, t.failureMessages[0]!));
      } else if (t.status === 'failed') found.push(told(`${file}: ${t.fullName}`, t.failureMessages?.[0] ?? ''));
      else total.skipped.push(t.fullName);
    }
  }
  if (!ok && !found.length) found.push(`tests: ${project}: an error outside of the tests, see above`);
  total.failed += found.length;
  failures.push(...found);
}

// Side by side, since each has one processor's worth of work; what they say names its file.
await Promise.all([
  step('lint', bin('eslint', 'bin/eslint.js'), ['.']),
  (async () => {
    await step('types', bin('typescript', 'bin/tsc'), ['--noEmit']);
    await step('types of the page', bin('typescript', 'bin/tsc'), ['--noEmit', '-p', 'src/web']);
    await step('format', bin('prettier', 'bin/prettier.cjs'), ['--check', '--log-level', 'warn', '.']);
    await step('boundaries: dependencies point inwards', bin('dependency-cruiser', 'bin/dependency-cruiser.mjs'), [
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'err',
      'events',
      'projections',
      'src',
    ]);
  })(),
]);
await suite('unit');
await suite('integration');
// a browser that shares its processor with others can be late for reasons of its own
await suite('browser', 1);
await suite('property');
await step('outputs in README and docs', 'scripts/readme.ts');
await step('campaign, shortened: kill -9', 'campaigns/kill.ts', ['--kills', '15', '--seed', '1']);
await step('campaign, shortened: mutants of the rule', 'campaigns/mutation.ts', ['--sample', '12', '--seed', '1']);

await step('campaign, shortened: generated requests', 'campaigns/http.ts', ['--requests', '1500', '--seed', '1']);

rmSync(scratch, { recursive: true, force: true });
console.log('\n── what took how long');
for (const [title, s] of seconds) console.log(`${s.toFixed(1).padStart(7)} s  ${title}`);
if (failures.length) console.log(`\n── failed\n${failures.map((f) => `  ${f}`).join('\n')}`);
if (unsteady.length) console.log(`\n── passed at the second attempt only\n${unsteady.map((f) => `  ${f}`).join('\n')}`);
console.log('\n── what could not run here, and why');
for (const reason of reasons) console.log(`  ${reason}`);
for (const name of total.skipped) console.log(`  skipped: ${name}`);
if (!reasons.size && !total.skipped.length) console.log('  nothing: everything ran');
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped.length ? `, ${total.skipped.length} skipped` : ''}`);
process.exitCode = total.failed ? 1 : 0;
