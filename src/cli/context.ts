/** What every verb needs: the settings, the form of the output, the record it stands on. */
import type { Demarche, OpenOptions } from '../library.ts';
import { failure, usage } from './failures.ts';
import { csv } from '../export/csv.ts';
import { json } from '../export/legible.ts';
import { markdown } from '../export/markdown.ts';
import type { Field } from '../export/tables.ts';
import { Page } from './output/page.ts';
import { progress } from './output/progress.ts';
import type { Progress } from './output/progress.ts';
import { render, spans } from './output/text.ts';
import type { Text } from './output/text.ts';
import { settle } from './settings.ts';
import type { Settings } from './settings.ts';

export type Format = 'people' | 'json' | 'jsonl' | 'csv' | 'md';

/** Flags that every verb takes, as commander gives them. */
export interface GlobalFlags {
  readonly store?: string;
  readonly as?: string;
  readonly captures?: string;
  readonly cache?: string;
  readonly json?: boolean;
  readonly jsonl?: boolean;
  readonly csv?: boolean;
  readonly md?: boolean;
  readonly color?: string | boolean;
  readonly dossier?: string | readonly string[];
}

/** How an answer is shown, in each form. `A` is the answer of the library, which `--json` gives as it is. */
export interface View<A> {
  people(answer: A, page: Page): void;
  /** The header of CSV and Markdown: the same for every answer of this verb. */
  readonly columns: readonly string[];
  rows(answer: A): readonly (readonly Field[])[];
  /** What stands on each line of JSON Lines. */
  items(answer: A): readonly unknown[];
}

/** The streams of the process, or what stands for them. */
export interface Streams {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
}

const FORMATS = ['json', 'jsonl', 'csv', 'md'] as const;

export function formatOf(flags: GlobalFlags): Format {
  const asked = FORMATS.filter((f) => flags[f]);
  if (asked.length > 1) throw usage(`${asked.map((f) => `--${f}`).join(' and ')} exclude each other`, 'ask for one form');
  return asked[0] ?? 'people';
}

export class Context {
  readonly settings: Settings;
  readonly format: Format;
  readonly streams: Streams;
  readonly progress: Progress;
  readonly #env: NodeJS.ProcessEnv;

  constructor(flags: GlobalFlags, streams: Streams, env: NodeJS.ProcessEnv, cwd: string) {
    this.streams = streams;
    this.#env = env;
    this.format = formatOf(flags);
    const color = flags.color === undefined ? undefined : flags.color === false ? 'never' : flags.color === true ? 'always' : flags.color;
    const dossier = typeof flags.dossier === 'string' ? flags.dossier : undefined;
    const { store, as: author, captures, cache } = flags;
    this.settings = settle({ store, author, captures, cache, color, dossier }, { env, cwd });
    this.progress = progress(streams.err, true);
  }

  /** The dossier that is meant where the verb's own flag does not say. */
  get dossier(): string | undefined {
    return this.settings.dossier.value;
  }

  get store(): string {
    return this.settings.store.value!;
  }

  /** Whether a stream is to be coloured: the flag, then NO_COLOR and FORCE_COLOR, then whether anybody looks. */
  colour(stream: NodeJS.WriteStream): boolean {
    const { value, from } = this.settings.color;
    if (!['auto', 'always', 'never'].includes(value!))
      throw usage(`${from}: "${value}" is no choice of colour`, 'it is auto, always or never');
    if (value !== 'auto') return value === 'always';
    const { NO_COLOR, FORCE_COLOR, TERM } = this.#env as Record<string, string | undefined>;
    if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
    if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
    return stream.isTTY && TERM !== 'dumb';
  }

  page(stream: NodeJS.WriteStream = this.streams.out): Page {
    const columns = Number(this.#env['COLUMNS']);
    const asked = Number.isInteger(columns) && columns > 0 ? columns : stream.isTTY ? stream.columns : 100;
    return new Page(Math.max(30, asked || 80));
  }

  /** Writes data to stdout; waits where whoever reads is slower. */
  async write(text: string): Promise<void> {
    const { out } = this.streams;
    if (text === '' || out.write(text)) return;
    await new Promise<void>((resolve) => out.once('drain', resolve));
  }

  /** Shows an answer in the form that was asked for. */
  async show<A>(view: View<A>, answer: A): Promise<void> {
    switch (this.format) {
      case 'people': {
        const page = this.page();
        view.people(answer, page);
        return this.write(page.toString(this.colour(this.streams.out)));
      }
      case 'json':
        return this.write(`${json(answer, this.streams.out.isTTY)}\n`);
      case 'jsonl':
        return this.write(
          view
            .items(answer)
            .map((i) => `${json(i)}\n`)
            .join(''),
        );
      case 'csv':
        return this.write(csv(view.columns, view.rows(answer)));
      case 'md':
        return this.write(markdown(view.columns, view.rows(answer)));
    }
  }

  /** Says something to the person, on stderr; not where a program listens. */
  say(text: Text, { indent = 0, hang = 2 }: { indent?: number; hang?: number } = {}): void {
    if (this.format !== 'people') return;
    this.streams.err.write(this.page(this.streams.err).line(text, { indent, hang }).toString(this.colour(this.streams.err)));
  }

  /** Says what to do next, where somebody looks at a terminal. */
  hint(text: Text): void {
    if (this.format !== 'people' || !this.streams.out.isTTY || !this.streams.err.isTTY) return;
    this.streams.err.write(`${render(spans([{ text: '→ ', ink: ['dim'] }, text], ['dim']), this.colour(this.streams.err))}\n`);
  }

  /** The author, for verbs that record. */
  author(): string {
    const { value } = this.settings.author;
    if (value === undefined)
      throw failure('NoAuthor', 2, 'the record keeps who writes it, and nobody is named', {
        remedy: 'say --as "NAME", or set DEMARCHE_AUTHOR, or put {"author": "NAME"} into demarche.json',
      });
    return value;
  }

  /** Opens the record, does something with it, and closes it, whatever happens. */
  async with<T>(options: OpenOptions, work: (record: Demarche) => Promise<T>): Promise<T> {
    const { open } = await import('../library.ts');
    const captures = this.settings.captures.value;
    const cache = this.settings.cache.value;
    const record = await open(this.store, {
      ...(captures !== undefined && { captures }),
      ...(cache !== undefined && { cache }),
      onProgress: (events) => this.progress.tell('reading the log', events),
      ...options,
    });
    this.progress.end();
    try {
      return await work(record);
    } finally {
      this.progress.end();
      await record.close();
    }
  }

  /** Opens the record for a question: a store that is not there is an error, and is not made. */
  ask<T>(work: (record: Demarche) => Promise<T>): Promise<T> {
    return this.with({ create: 'must-exist' }, work);
  }
}
