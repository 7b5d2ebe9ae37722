/** Events that are ready and wait for the rest of the file to be checked: few in memory, many in a file that is deleted afterwards. */
import { createReadStream, closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One append of one event to a stream that is not there yet. */
export interface Waiting {
  readonly stream: string;
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

const IN_MEMORY = 8 * 1024 * 1024;

export class Spool {
  #waiting: Waiting[] = [];
  #characters = 0;
  #folder: string | undefined;
  #file: number | undefined;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(event: Waiting): void {
    this.#waiting.push(event);
    this.#count++;
    this.#characters += event.data.length + event.metadata.length;
    if (this.#characters > IN_MEMORY) this.#spill();
  }

  /** Canonical JSON holds no line ends, nor do streams, ids and types: five lines are one event. */
  #spill(): void {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'demarche-import-'));
    this.#file ??= openSync(join(this.#folder, 'events'), 'wx', 0o600);
    const text = this.#waiting.map((e) => `${e.stream}\n${e.id}\n${e.type}\n${e.data}\n${e.metadata}\n`).join('');
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(this.#file, bytes, at);
    this.#waiting = [];
    this.#characters = 0;
  }

  /** All events in the order in which they came. */
  async *read(): AsyncGenerator<Waiting> {
    if (this.#folder !== undefined) {
      let lines: string[] = [];
      let rest = '';
      for await (const piece of createReadStream(join(this.#folder, 'events'), {
        encoding: 'utf8',
        highWaterMark: 1 << 20,
      }) as AsyncIterable<string>) {
        const found = (rest + piece).split('\n');
        rest = found.pop()!;
        lines = lines.length ? lines.concat(found) : found;
        const whole = lines.length - (lines.length % 5);
        for (let i = 0; i < whole; i += 5)
          yield { stream: lines[i]!, id: lines[i + 1]!, type: lines[i + 2]!, data: lines[i + 3]!, metadata: lines[i + 4]! };
        lines = lines.slice(whole);
      }
    }
    yield* this.#waiting;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    this.#file = this.#folder = undefined;
    this.#waiting = [];
  }
}
