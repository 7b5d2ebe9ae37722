/**
 * Snapshots of the read model: a cache in the folder beside the log, so that a cold start need not read it all. A snapshot says
 * which log it was made from and up to which event, and carries a checksum; one that is damaged, or of another log or form, is set
 * aside and made anew. Nothing is lost without it.
 */
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { Float64s } from '../../projections/columns.ts';
import { decodeRecord, encodeRecord, SNAPSHOT_FORM } from '../../projections/snapshot.ts';
import type { RecordState } from '../../projections/record.ts';
import type { EventStore, Position } from '../store/port.ts';
import { isPeekable, OverlaidPayloads, PackedPayloads, StoredPayloads } from './payloads.ts';

/** How the log is known again: its event at the head of the snapshot. */
export interface Head {
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly id: string;
}

/** A read model with the place in the log that it goes up to. */
export interface Kept {
  readonly record: RecordState;
  readonly head: Head;
  /** Positions at every so many events. */
  readonly marks: readonly Position[];
}

interface Manifest {
  readonly form: number;
  readonly size: number;
  readonly head: Head;
  readonly marks: readonly Position[];
  readonly length: number;
  readonly crc32: number;
  /** Of a store whose payloads cannot be had one by one: the file with them, its length and checksum. */
  readonly payloads?: { readonly file: string; readonly length: number; readonly crc32: number };
}

/** What came of looking for a snapshot. */
export type Found =
  | { readonly kind: 'restored'; readonly kept: Kept }
  | { readonly kind: 'none' }
  /** It was there, and is of no use. */
  | { readonly kind: 'set-aside'; readonly reason: string };

const MANIFEST = 'read-model.json';

/** Writes what a file will hold under another name, syncs it, then gives it its name: there is never half of it. */
function place(path: string, write: (descriptor: number) => void): void {
  const draft = `${path}.${process.pid}`;
  try {
    const descriptor = openSync(draft, 'w');
    try {
      write(descriptor);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Bytes of a file from a multiple of 8 on, as the columns need them. */
function bytesAt(path: string): Uint8Array<ArrayBuffer> {
  const buffer = readFileSync(path);
  return buffer.byteOffset % 8 === 0 ? buffer : new Uint8Array(buffer);
}

function read(folder: string): { manifest: Manifest; bytes: Uint8Array<ArrayBuffer> } {
  const manifest = JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest;
  if (manifest.form !== SNAPSHOT_FORM) throw new Error(`it is of form ${manifest.form}, this program writes ${SNAPSHOT_FORM}`);
  const bytes = bytesAt(join(folder, `read-model-${manifest.size}.bin`));
  if (bytes.length !== manifest.length || crc32(bytes) !== manifest.crc32) throw new Error('it is damaged: its checksum is another');
  if (manifest.payloads) {
    const kept = readFileSync(join(folder, manifest.payloads.file));
    if (kept.length !== manifest.payloads.length || crc32(kept) !== manifest.payloads.crc32)
      throw new Error('it is damaged: the checksum of its payloads is another');
  }
  return { manifest, bytes };
}

/** The read model as a snapshot has it, if there is one of this very log. */
export async function restore(folder: string, store: EventStore): Promise<Found> {
  if (!existsSync(join(folder, MANIFEST))) return { kind: 'none' };
  try {
    const { manifest, bytes } = read(folder);
    if (!(await isIn(store, manifest.head))) throw new Error('it was made from another log');
    const payloads = isPeekable(store)
      ? new StoredPayloads(store)
      : new PackedPayloads(endsIn(bytes, manifest), manifest.payloads && join(folder, manifest.payloads.file));
    const record = decodeRecord(manifest.payloads ? bytes.subarray(0, bytes.length - manifest.size * 8) : bytes, payloads);
    if (record?.size !== manifest.size) throw new Error('it has another form');
    return { kind: 'restored', kept: { record, head: manifest.head, marks: manifest.marks } };
  } catch (e) {
    const reason = (e as Error).message;
    try {
      rmSync(join(folder, 'set-aside'), { recursive: true, force: true });
      mkdirSync(join(folder, 'set-aside'));
      renameSync(join(folder, MANIFEST), join(folder, 'set-aside', MANIFEST));
    } catch {
      // a folder that may not be written: it is made anew each time
    }
    return { kind: 'set-aside', reason };
  }
}

/** Where payloads end in their file: the last column of the bytes. */
function endsIn(bytes: Uint8Array<ArrayBuffer>, { payloads, size }: Manifest): Float64s {
  return payloads ? new Float64s(new Float64Array(bytes.buffer, bytes.byteOffset + bytes.length - size * 8, size)) : new Float64s();
}

async function isIn(store: EventStore, head: Head): Promise<boolean> {
  for await (const event of store.readStream(head.stream, { from: head.revision, limit: 1 }))
    return event.id === head.id && event.position === head.position && event.revision === head.revision;
  return false;
}

/**
 * Keeps a read model in a folder, in place of what was there. What cannot be written is left: it is a cache.
 *
 * @returns why it was not kept; undefined when it was.
 */
export function keep(folder: string, { record, head, marks }: Kept): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    const before = existsSync(join(folder, MANIFEST)) ? (JSON.parse(readFileSync(join(folder, MANIFEST), 'utf8')) as Manifest) : undefined;
    const { payloads } = record;
    const isPacked = payloads instanceof PackedPayloads;
    let bytes = encodeRecord(record);
    let texts: Manifest['payloads'];
    if (isPacked) {
      while (payloads.ends.length < record.size) payloads.ends.push(payloads.length);
      const file = `payloads-${record.size}.bin`;
      place(join(folder, file), (descriptor) => payloads.writeTo(descriptor));
      const written = readFileSync(join(folder, file));
      texts = { file, length: written.length, crc32: crc32(written) };
      const both = new Uint8Array(bytes.length + record.size * 8);
      both.set(bytes);
      both.set(new Uint8Array(payloads.ends.data.buffer, payloads.ends.data.byteOffset, record.size * 8), bytes.length);
      bytes = both;
    }
    const path = join(folder, `read-model-${record.size}.bin`);
    place(path, (descriptor) => writeSync(descriptor, bytes));
    const manifest: Manifest = {
      ...{ form: SNAPSHOT_FORM, size: record.size, head, marks, length: bytes.length, crc32: crc32(bytes) },
      ...(texts && { payloads: texts }),
    };
    place(join(folder, MANIFEST), (descriptor) => writeSync(descriptor, JSON.stringify(manifest)));
    if (before && before.size !== record.size) {
      rmSync(join(folder, `read-model-${before.size}.bin`), { force: true });
      if (before.payloads) rmSync(join(folder, before.payloads.file), { force: true });
    }
    return undefined;
  } catch (e) {
    return (e as Error).message;
  }
}

/** A record of its own that says what another says now: events can be tried on it. Texts are read where that one reads them. */
export function copyOf(record: RecordState): RecordState {
  const copy = decodeRecord(encodeRecord(record), new OverlaidPayloads(record.payloads, record.size));
  if (!copy) throw new Error('a record that was just encoded cannot be decoded');
  return copy;
}
