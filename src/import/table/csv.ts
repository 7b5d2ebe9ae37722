/**
 * CSV as RFC 4180 has it, read in pieces: fields in quotes with doubled quotes and line ends inside them, LF or CRLF, a BOM.
 * Strict: a quote in the middle of a field, text after a closing quote, a lone CR, a NUL, an unclosed quote are faults with
 * their place, since each is a sign that the file is not what it seems (another delimiter, a cut, another format).
 */

export interface CsvFault {
  readonly code: 'InvalidCsv' | 'FieldTooLong';
  /** Line, from 1, and number of the field, from 1. */
  readonly line: number;
  readonly field: number;
  readonly message: string;
  readonly remedy: string;
}

export interface CsvHandler {
  /** A row that is in order: its fields, and the line it begins in. Rows without any text are passed over. */
  row(fields: string[], line: number): void;
  /** A row that is not; it is left out. */
  fault(fault: CsvFault): void;
}

/** Longer than any text of a record (summaries end at 2,000 characters); a missing quote makes fields that are longer. */
export const FIELD_LIMIT = 1_000_000;

const CR = 13;
const QUOTE = 34;

export class CsvReader {
  readonly #handler: CsvHandler;
  readonly #delimiter: string;
  /** What has been read and does not end a row yet. */
  #rest = '';
  /** Line in which the next row begins. */
  #line = 1;
  #isFirst = true;

  constructor(handler: CsvHandler, delimiter = ',') {
    this.#handler = handler;
    this.#delimiter = delimiter;
  }

  /** Line in which the row that is being read begins. */
  get line(): number {
    return this.#line;
  }

  /** Reads on. */
  push(piece: string): void {
    let text = this.#rest === '' ? piece : this.#rest + piece;
    if (this.#isFirst && text !== '') {
      this.#isFirst = false;
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
    }
    this.#rest = text.slice(this.#rows(text, false));
    if (this.#rest.length > FIELD_LIMIT) this.#tooLong();
  }

  /** Reads what is left: the last row may lack its line end. */
  end(): void {
    const text = this.#rest;
    this.#rest = '';
    if (text !== '') this.#rows(text, true);
  }

  /** What cannot be a row is dropped up to the next line end, so that the rest of the file is still looked at. */
  #tooLong(): void {
    this.#handler.fault({
      code: 'FieldTooLong',
      line: this.#line,
      field: 1,
      message: `a row has more than ${FIELD_LIMIT.toLocaleString('en')} characters`,
      remedy: 'look for a quote that is not closed in this line',
    });
    const at = this.#rest.indexOf('\n');
    this.#rest = at < 0 ? '' : this.#rest.slice(at + 1);
    if (at >= 0) this.#line++;
    if (this.#rest !== '') this.#rest = this.#rest.slice(this.#rows(this.#rest, false));
    if (this.#rest.length > FIELD_LIMIT) this.#rest = '';
  }

  /** Gives the rows that end in this text; where the rest begins. */
  #rows(text: string, isEnd: boolean): number {
    let at = 0;
    let quote = text.indexOf('"');
    while (at < text.length) {
      let end = text.indexOf('\n', at);
      if (end < 0) {
        if (!isEnd) return at;
        end = text.length;
      }
      if (quote >= 0 && quote < at) quote = text.indexOf('"', at);
      if (quote >= 0 && quote < end) {
        const next = this.#quoted(text, at, isEnd);
        if (next < 0) return at;
        at = next;
      } else {
        this.#plain(text, at, end);
        at = end + 1;
      }
    }
    return text.length;
  }

  /** A row without quotes. */
  #plain(text: string, start: number, lineEnd: number): void {
    const line = this.#line++;
    const end = lineEnd > start && text.charCodeAt(lineEnd - 1) === CR ? lineEnd - 1 : lineEnd;
    if (end === start) return;
    const row = text.slice(start, end);
    const fields = row.split(this.#delimiter);
    if (hasOddCharacter(row)) this.#odd(fields, line);
    else this.#handler.row(fields, line);
  }

  /** A NUL or a lone CR in a row. */
  #odd(fields: readonly string[], line: number): void {
    const field = fields.findIndex(hasOddCharacter);
    const isNul = fields[field]!.includes('\0');
    this.#handler.fault({
      code: 'InvalidCsv',
      line,
      field: field + 1,
      message: isNul ? 'a NUL character stands in the field' : 'a carriage return stands alone in the row',
      remedy: isNul ? 'the file is no text, or is in UTF-16: save it as CSV in UTF-8' : 'save the file with line ends LF or CRLF',
    });
  }

  /** A row with quotes; where the next one begins, or -1 where the text ends before it does. */
  #quoted(text: string, start: number, isEnd: boolean): number {
    const fields: string[] = [];
    let at = start;
    let lines = 1;
    const bad = (message: string, remedy: string): number => {
      const from = text.indexOf('\n', at);
      if (from < 0 && !isEnd) return -1;
      this.#handler.fault({ code: 'InvalidCsv', line: this.#line + lines - 1, field: fields.length + 1, message, remedy });
      this.#line += lines;
      return from < 0 ? text.length : from + 1;
    };
    for (;;) {
      if (text.charCodeAt(at) === QUOTE) {
        let value = '';
        let from = at + 1;
        for (;;) {
          const close = text.indexOf('"', from);
          if (close < 0) {
            if (!isEnd) return -1;
            this.#handler.fault({
              code: 'InvalidCsv',
              line: this.#line + lines - 1,
              field: fields.length + 1,
              message: 'a quote is opened here and never closed',
              remedy: 'close it, or double it if it belongs to the text: ""',
            });
            return text.length;
          }
          if (close + 1 === text.length && !isEnd) return -1; // another quote may follow
          if (text.charCodeAt(close + 1) !== QUOTE) {
            value += text.slice(from, close);
            at = close + 1;
            break;
          }
          value += text.slice(from, close + 1);
          from = close + 2;
        }
        if (text.charCodeAt(at) === CR) {
          if (at + 1 === text.length && !isEnd) return -1;
          if (at + 1 === text.length || text[at + 1] === '\n') at++;
        }
        if (at < text.length && text[at] !== '\n' && text[at] !== this.#delimiter)
          return bad('text follows a closing quote', 'double the quotes inside a field: "", and check the delimiter');
        if (value.includes('\0')) return bad('a NUL character stands in the field', 'the file is no text: save it as CSV in UTF-8');
        if (value.length > FIELD_LIMIT)
          return bad(`a field has more than ${FIELD_LIMIT.toLocaleString('en')} characters`, 'look for a quote that is not closed');
        fields.push(value);
        for (let i = value.indexOf('\n'); i >= 0; i = value.indexOf('\n', i + 1)) lines++;
      } else {
        const stop = nextOf(text, this.#delimiter, at);
        if (stop === text.length && !isEnd) return -1;
        let value = text.slice(at, stop);
        at = stop;
        if ((stop === text.length || text[stop] === '\n') && value.endsWith('\r')) value = value.slice(0, -1);
        if (value.includes('"'))
          return bad(
            'a quote stands inside a field that does not begin with one',
            'put the whole field in quotes and double those inside it: ""',
          );
        if (hasOddCharacter(value))
          return bad('a NUL or a lone carriage return stands in the field', 'save the file as CSV in UTF-8 with line ends LF or CRLF');
        fields.push(value);
      }
      if (at >= text.length || text[at] === '\n') {
        const line = this.#line;
        this.#line += lines;
        if (fields.length > 1 || fields[0] !== '') this.#handler.row(fields, line);
        return at + 1;
      }
      at++; // the delimiter
    }
  }
}

/** The next delimiter or line end, or the end of the text. */
function nextOf(text: string, delimiter: string, from: number): number {
  for (let i = from; i < text.length; i++) {
    const c = text[i]!;
    if (c === delimiter || c === '\n') return i;
  }
  return text.length;
}

function hasOddCharacter(text: string): boolean {
  return text.includes('\0') || text.includes('\r');
}
