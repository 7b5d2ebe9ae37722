/** Tables as files: opened, unpacked, decoded and read as CSV, in pieces; small ones kept for joins. */
import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CsvReader } from './csv.ts';
import type { TableFaults } from './faults.ts';
import type { Mapping } from './mapping.ts';
import { closest } from '../../record/parse.ts';

/** A table's content: the path of a file, or a text or bytes with a name for messages. */
export type TableInput = string | { readonly name: string; readonly content: string | Uint8Array };

export interface Table {
  readonly name: string;
  /** For messages: the file as it was given. */
  readonly file: string;
  readonly input: TableInput;
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly encoding: string;
  readonly hasHeader: boolean;
}

export interface Reading {
  readonly row: (fields: string[], line: number) => void;
  /** Called after each piece, and waited for: bytes of the file so far, of how many. */
  readonly piece?: (done: number, of: number) => Promise<void> | undefined;
  /** Faults are kept to oneself, where the table is read a second time. */
  readonly silent?: boolean;
  /** Stops after the header. */
  readonly header?: (fields: string[]) => void;
}

/** Stops a reading that needs no more. */
class Enough extends Error {}

const CHUNK = 256 * 1024;

/** Unpacked and decoded pieces of a table; faults of the file end it. */
async function* pieces(
  table: Pick<Table, 'file' | 'input' | 'encoding'>,
  faults: TableFaults,
  lineOf: () => number,
  count: { done: number; of: number },
): AsyncGenerator<string> {
  const { input, file, encoding } = table;
  const place = () => ({ file, line: lineOf() });
  let raw: Readable;
  if (typeof input === 'string') {
    try {
      const found = await stat(input);
      if (found.isDirectory()) throw Object.assign(new Error(), { code: 'EISDIR' });
      count.of = found.size;
    } catch (e) {
      const { code } = e as NodeJS.ErrnoException;
      faults.add(
        'FileNotFound',
        { file, line: 0 },
        code === 'EISDIR' ? 'this is a folder' : code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code ?? 'unknown'})`,
        {
          remedy: 'other tables are looked for beside the first file, under the names that the mapping gives',
        },
      );
      return;
    }
    raw = createReadStream(input, { highWaterMark: CHUNK });
  } else {
    const bytes = Buffer.from(input.content as string);
    count.of = bytes.length;
    raw = Readable.from(bytes.length ? [bytes] : []);
  }
  let isGzip: boolean | undefined;
  const decoder = encoding === 'utf-8' ? undefined : new TextDecoder(encoding, { fatal: true });
  let carry: Buffer = Buffer.alloc(0);
  try {
    const counted = async function* (): AsyncGenerator<Buffer> {
      for await (const chunk of raw as AsyncIterable<Buffer>) {
        count.done += chunk.length;
        yield chunk;
      }
    };
    const bytes = counted();
    const first = await bytes.next();
    if (first.done) return;
    isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
    const all = async function* (): AsyncGenerator<Buffer> {
      yield first.value;
      yield* bytes;
    };
    const unpacked: AsyncIterable<Buffer> = isGzip ? gunzipped(Readable.from(all())) : all();
    let isStart = true;
    for await (const chunk of unpacked) {
      if (isStart && !decoder && ((chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff))) {
        faults.add('WrongEncoding', { file, line: 1 }, 'the file is in UTF-16', {
          remedy: 'save it as CSV in UTF-8, or say "encoding": "utf-16le" in the mapping',
        });
        return;
      }
      isStart = false;
      if (decoder) yield decoder.decode(chunk, { stream: true });
      else {
        const joined = carry.length ? Buffer.concat([carry, chunk]) : chunk;
        const whole = wholeCharacters(joined);
        carry = Buffer.from(joined.subarray(whole));
        const text = joined.toString('utf8', 0, whole);
        if (!isUtf8(joined.subarray(0, whole))) {
          yield* upToFault(text, faults, file, lineOf);
          return;
        }
        yield text;
      }
    }
    if (decoder) yield decoder.decode();
    else if (carry.length) yield* upToFault(carry.toString('utf8'), faults, file, lineOf);
  } catch (e) {
    if (e instanceof Enough) throw e;
    const { code, message } = e as NodeJS.ErrnoException;
    if (decoder && e instanceof TypeError)
      faults.add('WrongEncoding', place(), `after this line the file is not ${encoding}`, {
        remedy: 'say its encoding in the mapping, or save it as UTF-8',
      });
    else if (isGzip && code?.startsWith('Z_'))
      faults.add('FileDamaged', place(), `the gzip stream is damaged or cut off here (${message})`, {
        remedy: 'fetch or pack the file again',
      });
    else if (typeof input === 'string' && code !== undefined) faults.add('FileDamaged', place(), `it cannot be read further (${code})`);
    else throw e;
  }
}

function gunzipped(packed: Readable): AsyncIterable<Buffer> {
  const gunzip = createGunzip({ chunkSize: CHUNK });
  pipeline(packed, gunzip, () => undefined); // a failure is told to whoever reads
  return gunzip;
}

/** Bytes up to the last whole UTF-8 character. */
function wholeCharacters(bytes: Buffer): number {
  for (let i = bytes.length - 1; i >= Math.max(0, bytes.length - 3); i--) {
    const b = bytes[i]!;
    if (b < 0x80) return bytes.length;
    if (b >= 0xc0) return i + (b >= 0xf0 ? 4 : b >= 0xe0 ? 3 : 2) > bytes.length ? i : bytes.length;
  }
  return bytes.length;
}

/** The text before the first bytes that are not UTF-8, in whole lines, so that the reader stands in the line of the fault. */
function* upToFault(text: string, faults: TableFaults, file: string, lineOf: () => number): Generator<string> {
  const before = text.slice(0, Math.max(0, text.indexOf('\ufffd')));
  const lines = before.lastIndexOf('\n') + 1;
  yield before.slice(0, lines);
  const field = before.slice(lines).slice(-30).trim();
  faults.add('WrongEncoding', { file, line: lineOf() }, `the bytes after “${field}” are not UTF-8`, {
    remedy: 'save the file as UTF-8, or say "encoding": "windows-1252" in the mapping if that is what it is',
  });
}

/** Reads all rows of a table. */
export async function readTable(table: Table, faults: TableFaults, reading: Reading): Promise<void> {
  let isHeader = table.hasHeader || reading.header !== undefined;
  const { columns } = table;
  const width = columns.length;
  const reader = new CsvReader(
    {
      row: (fields, line) => {
        if (isHeader) {
          isHeader = false;
          if (reading.header) {
            reading.header(fields);
            throw new Enough();
          }
          return;
        }
        if (fields.length === width) reading.row(fields, line);
        else if (!reading.silent)
          faults.add('RaggedRow', { file: table.file, line }, `the row has ${fields.length} ${fields.length === 1 ? 'field' : 'fields'}`, {
            expected: `${width}, as in the header`,
            remedy:
              fields.length === 1
                ? 'check the delimiter and the end of the file'
                : 'look for a delimiter that is missing or too many, or not inside quotes',
          });
      },
      fault: ({ code, line, field, message, remedy }) => {
        if (!reading.silent)
          faults.add(code, { file: table.file, line, column: { number: field, name: columns[field - 1] ?? '?' } }, message, { remedy });
      },
    },
    table.delimiter,
  );
  try {
    const count = { done: 0, of: 0 };
    for await (const piece of pieces(table, faults, () => reader.line, count)) {
      reader.push(piece);
      await reading.piece?.(count.done, count.of);
    }
    reader.end();
  } catch (e) {
    if (!(e instanceof Enough)) throw e;
  }
}

/** Opens a table of the mapping: reads its header. */
export async function openTable(
  name: string,
  described: Mapping['tables'][string],
  input: TableInput,
  faults: TableFaults,
): Promise<Table | undefined> {
  const file = typeof input === 'string' ? input : input.name;
  const table: Table = {
    name,
    file,
    input,
    columns: described.columns ?? [],
    delimiter: described.delimiter ?? ',',
    encoding: described.encoding ?? 'utf-8',
    hasHeader: described.columns === undefined,
  };
  if (!table.hasHeader) return table;
  let columns: string[] | undefined;
  const before = faults.total;
  await readTable(table, faults, { row: () => undefined, header: (fields) => (columns = fields.map((f) => f.trim())) });
  if (faults.total > before) return undefined;
  if (!columns) {
    faults.add('InvalidCsv', { file, line: 0 }, 'the file is empty', { expected: 'a header with the names of the columns' });
    return undefined;
  }
  for (const [i, column] of columns.entries())
    if (column !== '' && columns.indexOf(column) < i)
      faults.add('DuplicateColumn', { file, line: 1, column: { number: i + 1, name: column } }, `two columns are called "${column}"`, {
        remedy: 'rename one',
      });
  return { ...table, columns };
}

/** The place of a column, or a fault in the mapping. */
export function columnOf(table: Table, column: string, faults: TableFaults, at: { file: string; pointer: string }): number {
  const i = table.columns.indexOf(column);
  if (i >= 0) return i;
  const like = closest(column, table.columns);
  faults.add('UnknownColumn', { file: at.file, line: 0 }, `${table.file} has no column "${column}"`, {
    pointer: at.pointer,
    remedy: like === undefined ? `its columns are ${table.columns.join(', ')}` : `did you mean "${like}"?`,
  });
  return -1;
}
