/**
 * Kills writers of one SQLite file with SIGKILL, again and again, at moments that matter, and looks whether the file keeps
 * its promises: nothing acknowledged is lost, no command is there in part, the numbers have no gaps, SQLite finds nothing.
 *
 *     node campaigns/kill.ts --kills 240 --writers 3 --seed 7
 *
 * Several processes append commands of 2 to 30 events to streams of their own and to shared ones. Each notes the step it
 * has reached in a small file of its own (one byte, written with pwrite, so it survives the process), and writes every
 * acknowledged id to a file outside the store and syncs it before its next append.
 *
 * Aiming. The killer watches that byte of one writer in a tight loop, and when it shows the wanted step it waits for a
 * random fraction of a millisecond and kills. Where the writer really was is read from the byte after its death, whatever
 * was aimed at. A step that is gone within microseconds is missed more often than hit; the killer then goes on aiming for
 * what is still short. A transaction is not slowed down for it: it takes as long as the disk needs. Only between the
 * return of the commit and the answer, which is a matter of microseconds and where the store does nothing any more, a
 * writer stays for a random time up to {@link LINGER} ms, so that this moment can be met at all; `--linger 0` does without,
 * and needs two to three times as many kills.
 *
 * In every third round all writers die at the same moment, so that whoever opens the file next must recover it alone.
 * The seed decides the commands, the victims and the delays; the moments themselves depend on the machine, so a run is
 * repeated in kind, not to the microsecond.
 *
 * What this cannot show: SIGKILL takes the process, not the machine. That bytes are synced before the answer is shown by
 * the trace of system calls in tests/integration/store-sqlite.test.ts.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, fsyncSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Append, StoredEvent } from '../src/store/port.ts';
import { openSqliteStore } from '../src/store/sqlite/index.ts';

/** The steps of a writer, in order, as the byte in its file. */
const STEPS = {
  starting: 's',
  asked: 'q', // append called, the lock not yet held
  writing: 'w', // the transaction is open, rows are being written
  committing: 'c', // COMMIT has been called and has not returned
  committed: 'k', // COMMIT has returned, the caller has not been told
  acknowledged: 'a', // the caller has the answer, and notes it
  between: 'b', // noted; before the next append
} as const;
type Step = keyof typeof STEPS;
const stepOf = new Map<string, Step>(Object.entries(STEPS).map(([step, byte]) => [byte, step as Step]));

/** The moments that matter: the transaction is open and not yet committed, in the commit, after it but before the answer. */
const PHASES = { before: ['writing'], inside: ['committing'], after: ['committed'] } as const satisfies Record<string, readonly Step[]>;
type Phase = keyof typeof PHASES;
const AIM: Record<Phase, { readonly step: Step; readonly delay: number }> = {
  before: { step: 'writing', delay: 0.03 },
  inside: { step: 'committing', delay: 0.05 },
  after: { step: 'committed', delay: 0 },
};
/** Up to so many milliseconds a writer stays between the return of the commit and the answer. */
const LINGER = 0.3;
/** A share of all kills that each of the three must at least have: 40 of 200. */
const SHARE = 0.2;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kills: { type: 'string', default: '240' },
    writers: { type: 'string', default: '3' },
    linger: { type: 'string', default: String(LINGER) },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 31)) },
  },
});
const seed = Number(options.seed);
const linger = Number(options.linger);

/** Mulberry32: small, seeded, good enough to spread moments. */
function random(seedOf: string): () => number {
  let a = createHash('sha256').update(seedOf).digest().readUInt32LE();
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const spin = (milliseconds: number): void => {
  for (const end = performance.now() + milliseconds; performance.now() < end;);
};

interface Payload {
  readonly writer: number;
  readonly n: number;
  readonly part: number;
  readonly parts: number;
  readonly text: string;
}

/** The `n`th command of a writer: the same whenever it is asked for, so that it can be repeated after a death. */
function commandOf(writer: number, n: number): Append {
  const next = random(`${seed}:${writer}:${n}`);
  const parts = 2 + Math.floor(next() * 29);
  const text = 'x'.repeat(50 + Math.floor(next() * 500));
  const events = Array.from({ length: parts }, (_, part) => {
    const hex = createHash('sha256').update(`${seed}:${writer}:${n}:${part}`).digest('hex');
    const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    return { id, type: 'written', data: JSON.stringify({ writer, n, part, parts, text } satisfies Payload), metadata: '{}' };
  });
  return { stream: n % 2 ? `shared-${n % 5}` : `own-${writer}`, events, expectedRevision: 'any' };
}

const paths = (folder: string, writer: number) => ({
  log: join(folder, 'record.db'),
  step: join(folder, `step-${writer}`),
  noted: join(folder, `noted-${writer}`),
});

// ---- a writer ----

async function write(folder: string, writer: number, first: number): Promise<never> {
  const { log, step, noted } = paths(folder, writer);
  const stepFile = openSync(step, 'r+');
  const notes = openSync(noted, 'a');
  writeSync(notes, '\n'); // an earlier life may have been cut off in the middle of a line
  const state = Buffer.alloc(5);
  const reach = (now: Step): void => {
    state.write(STEPS[now], 0, 'latin1');
    writeSync(stepFile, state, 0, 5, 0);
  };
  const next = random(`${seed}:${writer}:${first}:pauses`);
  const store = await openSqliteStore(log, {
    hooks: {
      begun: () => reach('writing'),
      beforeCommit: () => reach('committing'),
      afterCommit: () => {
        reach('committed');
        spin(next() * linger);
      },
    },
  });
  for (let n = first; ; n += 1) {
    const command = commandOf(writer, n);
    state.writeUInt32LE(n, 1);
    reach(n === first ? 'starting' : 'asked');
    await store.append(command);
    reach('acknowledged');
    writeSync(notes, command.events.map(({ id }) => `${id}\n`).join(''));
    fsyncSync(notes);
    reach('between');
    await sleep(next() * 3);
  }
}

// ---- the killer ----

interface Writer {
  readonly index: number;
  process: ChildProcess;
  errors: string;
  readonly stepFile: number;
}

interface Death {
  readonly writer: number;
  readonly step: Step;
  /** The command that was under way or had just been done. */
  readonly n: number;
}

async function campaign(kills: number, writerCount: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'demarche-kill-'));
  const next = random(`${seed}:killer`);
  const violations: string[] = [];
  const deaths: (Death & { readonly found: boolean })[] = [];
  const check = new Check(folder, writerCount, violations);
  const began = performance.now();
  console.log(`kill -9: ${kills} kills, ${writerCount} writers, seed ${seed}, linger ${linger} ms`);

  const start = (index: number, stepFile: number, first: number): Writer => {
    const argv = [
      import.meta.filename,
      '--seed',
      String(seed),
      '--linger',
      String(linger),
      '--',
      'write',
      folder,
      String(index),
      String(first),
    ];
    const process_ = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
    const writer: Writer = { index, process: process_, errors: '', stepFile };
    process_.stderr.on('data', (data: Buffer) => (writer.errors += data.toString()));
    return writer;
  };
  const writers = Array.from({ length: writerCount }, (_, index) => {
    const stepFile = openSync(paths(folder, index).step, 'w+');
    writeSync(stepFile, Buffer.from(`${STEPS.starting}\0\0\0\0`, 'latin1'), 0, 5, 0);
    return start(index, stepFile, 0);
  });

  const hits = (phase: Phase): number => deaths.filter(({ step }) => (PHASES[phase] as readonly Step[]).includes(step)).length;
  const needed = Math.ceil(kills * SHARE);
  const short = (): Phase[] => (Object.keys(PHASES) as Phase[]).filter((phase) => hits(phase) < needed);

  for (let round = 1; (deaths.length < kills || short().length > 0) && deaths.length < kills * 4 && violations.length === 0; round += 1) {
    const wanted = short().sort((a, b) => hits(a) - hits(b))[0] ?? null;
    const together = round % 3 === 0;
    if (together) await started(writers);
    const victim = await aim(writers, wanted, next);
    if (!victim) {
      const failed = writers.find((writer) => writer.process.exitCode !== null);
      if (failed) violations.push(`writer ${failed.index} ended by itself: ${failed.errors.trim()}`);
      continue;
    }
    const dying = together ? writers : [victim];
    const dead = await Promise.all(dying.map(async (writer) => buried(writer)));
    await check.look(dead);
    for (const death of dead) {
      deaths.push({ ...death, found: check.has(death) });
      check.judge(death);
      const i = death.writer;
      writers[i] = start(i, writers[i]!.stepFile, death.n); // which repeats what was under way
      writeSync(writers[i].stepFile, STEPS.starting, 0, 'latin1');
    }
    if (round % 25 === 0) await check.everything();
    process.stderr.write(
      `\r${deaths.length}/${kills} kills: ${hits('before')} before, ${hits('inside')} inside, ${hits('after')} after the commit; ${check.events} events `,
    );
  }
  const last = await Promise.all(writers.map((writer) => buried(writer)));
  process.stderr.write('\nchecking everything\n');
  await check.look(last);
  last.forEach((death) => check.judge(death));
  await check.everything();
  for (const { stepFile } of writers) closeSync(stepFile);

  table(deaths);
  console.log(
    `\n${deaths.length} kills, ${check.commands} commands with ${check.events} events, ${check.acknowledged} acknowledged ids, ${Math.round((performance.now() - began) / 1000)} s`,
  );
  if (violations.length === 0)
    short().forEach((phase) =>
      violations.push(`only ${hits(phase)} kills ${phase} the commit, ${needed} are needed for the campaign to say something`),
    );
  for (const violation of violations) console.log(`VIOLATION: ${violation}`);
  console.log(
    violations.length === 0 ? 'PASS: no acknowledged event lost, no command in part, no gap, integrity ok' : `FAIL (kept: ${folder})`,
  );
  if (violations.length === 0) rmSync(folder, { recursive: true });
  return violations.length === 0;
}

function readStep(writer: Writer, buffer: Buffer): Step {
  readSync(writer.stepFile, buffer, 0, 5, 0);
  return stepOf.get(String.fromCharCode(buffer[0]!)) ?? 'starting';
}

/** Waits until every writer has done its first append, or two seconds. */
async function started(writers: readonly Writer[]): Promise<void> {
  const buffer = Buffer.alloc(5);
  for (let tries = 0; tries < 200 && writers.some((writer) => readStep(writer, buffer) === 'starting'); tries += 1) await sleep(10);
}

/** Watches a writer until it is where it is wanted, and kills it; null when that did not happen within a short time. */
async function aim(writers: readonly Writer[], wanted: Phase | null, next: () => number): Promise<Writer | null> {
  await sleep(next() * 20);
  const buffer = Buffer.alloc(5);
  const ready = writers.filter((writer) => writer.process.exitCode === null && readStep(writer, buffer) !== 'starting');
  const victim = ready[Math.floor(next() * ready.length)];
  if (!victim) return null;
  if (wanted) {
    const { step, delay } = AIM[wanted];
    const wait = next() * delay;
    for (const end = performance.now() + 50; readStep(victim, buffer) !== step;) if (performance.now() > end) return null;
    spin(wait);
  }
  victim.process.kill('SIGKILL');
  return victim;
}

/** Kills a writer, if it is not dead yet, waits for its death, and reads where it had come to. */
async function buried(writer: Writer): Promise<Death> {
  writer.process.kill('SIGKILL');
  if (writer.process.exitCode === null && writer.process.signalCode === null) await once(writer.process, 'exit');
  const buffer = Buffer.alloc(5);
  const step = readStep(writer, buffer);
  return { writer: writer.index, step, n: buffer.readUInt32LE(1) };
}

/** What must be true of the file after every death. Opens it anew each time and reads what has been added. */
class Check {
  events = 0;
  acknowledged = 0;
  readonly #folder: string;
  readonly #writers: number;
  readonly #violations: string[];
  readonly #ids = new Set<string>();
  readonly #complete = new Set<string>();
  #open: { readonly key: string; readonly stream: string; revision: number; part: number; readonly parts: number } | null = null;
  #after: StoredEvent['position'] | undefined;

  constructor(folder: string, writers: number, violations: string[]) {
    this.#folder = folder;
    this.#writers = writers;
    this.#violations = violations;
  }

  get commands(): number {
    return this.#complete.size;
  }

  has({ writer, n }: Death): boolean {
    return this.#complete.has(`${writer}:${n}`);
  }

  /** Reads on from where the last look ended (gaps in the positions make the store itself refuse), then compares. */
  async look(dead: readonly { readonly writer: number }[]): Promise<void> {
    const notes = dead.map(({ writer }) => this.#notesOf(writer)); // before reading the log: those who live go on
    this.acknowledged = Math.max(this.acknowledged, new Set(notes.flat()).size); // a repeated command is noted twice
    try {
      const store = await openSqliteStore(paths(this.#folder, 0).log);
      for await (const event of store.readAll(this.#after === undefined ? {} : { after: this.#after })) this.#see(event);
      await store.close();
      if (this.#open) this.#violations.push(`command ${this.#open.key} is there in part: ${this.#open.part} of ${this.#open.parts} events`);
    } catch (e) {
      this.#violations.push(`the file cannot be read after a kill: ${String(e)}`);
    }
    notes.forEach((noted, i) => this.#compare(dead[i]!.writer, noted));
  }

  #see(event: StoredEvent): void {
    const { writer, n, part, parts } = JSON.parse(event.data) as Payload;
    const key = `${writer}:${n}`;
    const open = this.#open ?? { key, stream: event.stream, revision: event.revision, part: 0, parts };
    if (
      open.key !== key ||
      open.stream !== event.stream ||
      open.revision !== event.revision ||
      open.part !== part ||
      open.parts !== parts
    ) {
      this.#violations.push(
        `event ${event.position} is part ${part} of ${parts} of command ${key}, where part ${open.part} of ${open.parts} of ${open.key} belongs`,
      );
    }
    if (this.#ids.has(event.id) || this.#complete.has(key))
      this.#violations.push(`event ${event.position} of command ${key} is there a second time`);
    this.#ids.add(event.id);
    this.events += 1;
    this.#after = event.position;
    if (part + 1 === parts) {
      this.#complete.add(key);
      this.#open = null;
    } else {
      this.#open = { ...open, revision: event.revision + 1, part: part + 1 };
    }
  }

  #notesOf(writer: number): readonly string[] {
    const lines = readFileSync(paths(this.#folder, writer).noted, { encoding: 'utf8', flag: 'a+' }).split('\n');
    return lines.filter((line) => line.length === 36); // shorter: cut off by a kill in the middle of noting
  }

  /** Every id that a writer noted as acknowledged must be in the log. */
  #compare(writer: number, noted: readonly string[]): void {
    for (const id of noted)
      if (!this.#ids.has(id)) this.#violations.push(`writer ${writer} was told that ${id} is written, and it is lost`);
  }

  /** What the step at death says of the command that was under way. */
  judge(death: Death): void {
    const found = this.has(death);
    const name = `command ${death.writer}:${death.n} of a writer killed while ${death.step}`;
    if ((death.step === 'asked' || death.step === 'writing') && found)
      this.#violations.push(`${name} is there, though its commit had not begun`);
    if ((death.step === 'committed' || death.step === 'acknowledged' || death.step === 'between') && !found) {
      this.#violations.push(`${name} is not there, though its commit had returned`);
    }
  }

  /** SQLite's own check, and all numbers and payloads from the start. */
  async everything(): Promise<void> {
    const store = await openSqliteStore(paths(this.#folder, 0).log);
    for (const finding of await store.verify()) this.#violations.push(`${finding.kind}: ${finding.message}`);
    await store.close();
    await this.look(Array.from({ length: this.#writers }, (_, writer) => ({ writer })));
  }
}

function table(deaths: readonly (Death & { readonly found: boolean })[]): void {
  const rows: readonly (readonly [string, readonly Step[]])[] = [
    ['starting, or repeating after a death', ['starting']],
    ['before the commit: waiting for the lock', ['asked']],
    ['before the commit: writing', ['writing']],
    ['inside the commit', ['committing']],
    ['after the commit, before the answer', ['committed']],
    ['after the answer', ['acknowledged', 'between']],
  ];
  console.log(`\n${'the writer was'.padEnd(40)} kills  its command is there / is not`);
  for (const [label, steps] of rows) {
    const here = deaths.filter(({ step }) => steps.includes(step));
    const found = here.filter((death) => death.found).length;
    const figures = `${String(here.length).padStart(5)}  ${String(found).padStart(4)} / ${String(here.length - found).padEnd(4)}`;
    console.log(`${label.padEnd(40)} ${figures} ${'#'.repeat(Math.ceil((here.length * 60) / Math.max(60, deaths.length)))}`);
  }
}

const [verb, folder, index, first] = positionals;
if (verb === 'write') await write(folder!, Number(index), Number(first));
else process.exitCode = (await campaign(Number(options.kills), Number(options.writers))) ? 0 : 1;
