/**
 * Captured texts: files by the SHA-256 of their text in a folder beside the log, so that they can be erased or withheld
 * without touching the record. What was captured, and when, is an event.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codePointLength } from '../events/text.ts';
import type { RecordState } from '../projections/record.ts';
import { sha256 } from './ids.ts';

/** What an event says of a captured text. */
export const capture = (text: string): { sha256: string; length: number } => ({ sha256: sha256(text), length: codePointLength(text) });

export class Captures {
  readonly folder: string;
  constructor(folder: string) {
    this.folder = folder;
  }

  #path(hash: string): string {
    return join(this.folder, `${hash}.txt`);
  }

  /** Keeps a text; gives its hash and length in code points. Keeping it twice changes nothing. */
  keep(text: string): { sha256: string; length: number } {
    const { sha256: hash, length } = capture(text);
    mkdirSync(this.folder, { recursive: true });
    const temporary = `${this.#path(hash)}.${process.pid}`;
    writeFileSync(temporary, text, 'utf8');
    renameSync(temporary, this.#path(hash));
    return { sha256: hash, length };
  }

  /** The text with this hash; undefined where it is not here, or is not what it says (`verify` reports that). */
  text(hash: string): string | undefined {
    let text: string;
    try {
      text = readFileSync(this.#path(hash), 'utf8');
    } catch {
      return undefined;
    }
    return sha256(text) === hash ? text : undefined;
  }

  /** The captured text of a source, in its latest capture, where it is here. */
  textOf(record: RecordState, source: string): string | undefined {
    const capture = record.sources.get(source)?.captures.at(-1)?.value;
    return capture && this.text(capture.sha256);
  }

  /** Whether a file stands under this hash at all, right or damaged. */
  has(hash: string): boolean {
    try {
      readFileSync(this.#path(hash));
      return true;
    } catch {
      return false;
    }
  }
}
