/** The verbs that record: flags and JSON files become commands of the public format, and what they changed is shown. */
import { slugify } from '../../../events/text.ts';
import { isImportError } from '../../errors.ts';
import { json } from '../../export/legible.ts';
import { TABLES } from '../../export/tables.ts';
import type { Demarche, DryRun, Outcome } from '../../library.ts';
import { isNotFound } from '../../query/errors.ts';
import { isRejection } from '../../record/rejection.ts';
import type { Context, View } from '../context.ts';
import { explained, failure, usage } from '../failures.ts';
import type { FaultShown } from '../failures.ts';
import { inked } from '../output/text.ts';
import { Names, shown, since } from '../output/words.ts';
import type * as changes from '../views/changes.ts';
import { facetNamed } from './ask.ts';
import type { Patch, Writing } from './flags.ts';
import { textOf } from './run.ts';

type Fields = Record<string, unknown>;

// ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What was done, in the past tense, with what it was done to. */
const DONE: Readonly<Record<string, string>> = {
  record: 'recorded',
  correct: 'corrected',
  retract: 'retracted',
  reinstate: 'reinstated',
  merge: 'merged',
  evidence: 'added evidence to',
  adjudicate: 'ruled on',
  'source-add': 'registered source',
  'source-correct': 'corrected source',
  'source-grade': 'graded source',
  'source-capture': 'captured the text of',
  'source-withdraw': 'withdrew source',
  'source-restore': 'restored source',
  'source-merge': 'merged source',
  'actor-add': 'registered actor',
  'actor-update': 'updated actor',
  'actor-merge': 'merged actor',
  'issue-define': 'defined issue',
  'issue-revise': 'revised issue',
  'dossier-open': 'opened dossier',
  'dossier-update': 'updated dossier',
};

type ChangeViews = Pick<typeof changes, 'changeLines'>;

function outcomeView(what: string, subject: string, names: Names, views: ChangeViews): View<Outcome | DryRun> {
  return {
    ...TABLES.diff,
    items: (a) => a.changes,
    people(a, page) {
      const done = DONE[what] ?? what;
      if ('dryRun' in a) page.line([inked('◌ ', 'cyan'), `nothing written; it would have ${done} ${subject}`]);
      else if (a.repeated) page.line(['= ', `had been written before under this key: nothing changed`]);
      else page.line([inked('✓ ', 'green'), `${done} ${subject} (event ${a.known})`]);
      if (!a.changes.length) {
        // definitions change no cell by themselves: nothing is to be said of that
        if (!('repeated' in a && a.repeated) && !/^(actor|dossier|issue)-|^source-(add|capture)$/.test(what))
          page.line('No cell changes by it, as of today.', { indent: 2 });
        return;
      }
      page.line('dryRun' in a ? 'Cells as they would become, as of today:' : 'Cells as they became, as of today:', { indent: 2 });
      for (const change of a.changes) views.changeLines(page, change, names, 4);
    },
  };
}

/** Sends a command that another verb made. */
export const sendCommand = (context: Context, flags: Writing, make: () => Fields): Promise<void> =>
  send(context, flags, make, { isFromFile: true });

/** A place in a command, as the flag that said it. */
function flagOf(pointer: string): string | undefined {
  if (['/development', '/id', '/facet'].includes(pointer)) return undefined; // an argument: the message names it
  const path = pointer.replace(/^\/(development|changes)(?=\/)/, '');
  const [, field = '', index] = path.split('/');
  const kebab = field.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  const singular: Readonly<Record<string, string>> = {
    claims: 'claim',
    evidence: 'source',
    relations: 'relation',
    participants: 'participant',
    aliases: 'alias',
    offices: 'office',
    dossiers: 'dossier',
    bodies: 'body',
    'world-facts': 'world',
    'expected-version': 'expect-version',
  };
  const flag = `--${singular[kebab] ?? kebab}`;
  if (field === '') return undefined;
  return index !== undefined && /^\d+$/.test(index) ? `${flag} (${Number(index) + 1})` : flag;
}

interface Sent {
  readonly isFromFile: boolean;
  readonly name?: string | undefined;
  /** The store may be made by this. */
  readonly mayCreate?: boolean;
}

/** Sends one command, made once the record is open, and shows what it changed. */
async function send(
  context: Context,
  flags: Writing,
  make: (record: Demarche) => Fields | Promise<Fields>,
  { isFromFile, name, mayCreate = false }: Sent = { isFromFile: false },
): Promise<void> {
  const author = context.settings.author.value;
  await context.with(
    { ...(author !== undefined && { author }), create: mayCreate && !flags.dryRun ? 'if-missing' : 'must-exist' },
    async (record) => {
      const command = tidy({ ...(await make(record)), key: flags.key });
      if (command['author'] === undefined) context.author();
      if (command['recordedAt'] !== undefined)
        throw failure('InvalidInput', 5, 'a command is recorded when it is sent', {
          remedy: 'leave out recordedAt; import keeps it, for what was recorded elsewhere',
        });
      const subject = String(
        command['development'] instanceof Object
          ? (command['development'] as Fields)['id']
          : (command['development'] ?? command['id'] ?? command['facet']),
      );
      let answer: Outcome | DryRun;
      try {
        answer = flags.dryRun ? await record.dryRun(command) : await record.record(command);
      } catch (e) {
        throw refused(e, isFromFile, name);
      }
      for (const w of answer.warnings) {
        const where = isFromFile ? w.pointer : (flagOf(w.pointer) ?? w.pointer);
        context.say([inked('warning', 'yellow'), `: ${where}: ${w.message}`]);
      }
      const views = await import('../views/changes.ts');
      await context.show(outcomeView(String(command['do']), subject, new Names(record), views), answer);
    },
  );
}

/** A refusal with the places as the person gave them: a flag, or a place in a file. */
function refused(e: unknown, isFromFile: boolean, name: string | undefined): unknown {
  if (!isRejection(e) && !isImportError(e)) return e;
  const [first] = e.faults;
  const told = isRejection(e)
    ? explained(e)
    : explained(Object.assign(new Error(e.message), { kind: 'Rejection', code: first?.code, faults: e.faults }));
  const faults = e.faults.map((f): FaultShown => {
    const { line: _line, ...fault } = f as FaultShown & { line?: number };
    const flag = isFromFile ? undefined : flagOf(f.pointer);
    return { ...(name !== undefined && { file: name }), ...(flag !== undefined && { flag }), ...fault };
  });
  return failure(told.code, told.exit, told.message, { faults, cause: e });
}

/** Without what nobody said. */
const tidy = (fields: Fields): Fields => Object.fromEntries(Object.entries(fields).filter(([, v]) => v !== undefined));

// ── what flags say ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Reads the JSON object in a file, or on stdin. */
async function objectIn(file: string | undefined, input: NodeJS.ReadStream): Promise<Fields> {
  if (file === undefined) return {};
  const text = await textOf(file, input);
  const name = file === '-' ? 'stdin' : file;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (e) {
    throw failure('InvalidInput', 5, 'nothing was written', {
      faults: [
        {
          file: name,
          ...lineOf(text, e as Error),
          code: 'InvalidInput',
          message: `not JSON: ${(e as Error).message}`,
          remedy: 'one JSON object; for many commands: demarche import',
        },
      ],
    });
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw failure('InvalidInput', 5, 'nothing was written', {
      faults: [{ file: name, pointer: '', code: 'InvalidInput', message: 'a JSON object is expected' }],
    });
  return value as Fields;
}

/** The line on which JSON stops making sense, where the parser says so. */
function lineOf(text: string, e: Error): { line?: number } {
  const at = /position (\d+)/.exec(e.message)?.[1];
  return at === undefined ? {} : { line: text.slice(0, Number(at)).split('\n').length };
}

const fileName = (file: string | undefined): string | undefined => (file === '-' ? 'stdin' : file);
const sent = (file: string | undefined, mayCreate = false): Sent => ({ isFromFile: file !== undefined, name: fileName(file), mayCreate });

/** JSON where it is JSON, else the text itself. */
function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function split(text: string, separator: string, flag: string, shape: string): [string, string] {
  const at = text.indexOf(separator);
  if (at <= 0) throw usage(`${flag} "${text}" is not of the form ${shape}`, `e.g. ${EXAMPLES[flag] ?? shape}`);
  return [text.slice(0, at).trim(), text.slice(at + separator.length).trim()];
}
const EXAMPLES: Readonly<Record<string, string>> = {
  '--claim': '--claim position/ITA/troop-deployment=rules-out',
  '--relation': '--relation narrows:macron-26-would-deploy',
  '--participant': '--participant ITA:party',
  '--office': '--office "President=FRA,2017-05-14"',
  '--body': '--body "coalition=Coalition of the willing"',
  '--world': '--world "ceasefire=a general ceasefire is agreed"',
};

/** Somebody's id; a name that nobody has stays as it is, and is refused with a suggestion where it stands. */
function somebody(record: Demarche, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  try {
    return record.actorNamed(name);
  } catch (e) {
    if (!isNotFound(e) || e.several) throw e;
    return name;
  }
}
const everybody = (record: Demarche, names: readonly string[] | undefined) => names?.map((n) => somebody(record, n)!);

interface DevelopmentFlags extends Writing {
  readonly id?: string;
  readonly kind?: string;
  readonly title?: string;
  readonly summary?: string;
  readonly date?: string;
  readonly dateBasis?: string;
  readonly order?: number;
  readonly place?: string;
  readonly participant?: readonly string[];
  readonly by?: string;
  readonly for?: readonly string[];
  readonly via?: string;
  readonly attribution?: string;
  readonly claim?: readonly string[];
  readonly actor?: string;
  readonly issue?: string;
  readonly stance?: string;
  readonly item?: string;
  readonly once?: readonly string[];
  readonly while?: readonly string[];
  readonly until?: string;
  readonly source?: readonly string[];
  readonly quote?: string;
  readonly wording?: string;
  readonly relation?: readonly string[];
  readonly ref?: readonly string[];
  readonly note?: string;
  readonly dossier?: readonly string[];
}

function claimOf(record: Demarche, text: string): Fields {
  if (text.startsWith('{')) {
    const claim = jsonOrText(text);
    if (typeof claim === 'object' && claim !== null) return claim as Fields;
  }
  const [facet, value] = split(text, '=', '--claim', 'FACET=VALUE');
  return { facet: facetNamed(record, facet), value: jsonOrText(value) };
}

/** A world fact that a claim waits for: `ceasefire`, or `vote=passed`; true where no value is said. */
function conditionOf(mode: 'once' | 'while', text: string): Fields {
  const [fact = '', ...value] = text.split('=');
  return { facet: `world/${fact.trim().replace(/^world\//, '')}`, is: value.length ? jsonOrText(value.join('=').trim()) : true, mode };
}

/** The claim that --actor, --issue or --item, and --stance say in a person's words. */
function claimInWords(record: Demarche, context: Context, flags: DevelopmentFlags): Fields | undefined {
  const { actor, issue, item, stance, until } = flags;
  const when = [...(flags.once ?? []).map((t) => conditionOf('once', t)), ...(flags.while ?? []).map((t) => conditionOf('while', t))];
  if (actor === undefined && issue === undefined && item === undefined && stance === undefined && !when.length && until === undefined)
    return undefined;
  if (actor === undefined || stance === undefined || (issue === undefined) === (item === undefined))
    throw usage(
      'a claim in words says whose, on what, and which stance',
      'e.g. --actor Italy --issue troop-deployment --stance rules-out, or --item naval in place of --issue; a --claim can be JSON with everything in it',
    );
  const id = record.actorNamed(actor);
  const more = tidy({ when: when.length ? when : undefined, until });
  if (item !== undefined) return { facet: `contribution/${id}/${slugify(item)}`, value: slugify(stance), ...more };
  const { issue: issueId, stance: rung } = record.stanceNamed(context.dossier, issue!, stance);
  return { facet: `position/${id}/${issueId}`, value: rung, ...more };
}

/** Evidence that flags name: sources, and with one of them its words. */
function evidenceOf(flags: Pick<DevelopmentFlags, 'source' | 'quote' | 'wording'>): Fields[] | undefined {
  const { source, quote, wording } = flags;
  if ((quote !== undefined || wording !== undefined) && source?.length !== 1)
    throw usage('--quote and --wording belong to one --source', 'give exactly one, or say more in a JSON file');
  return source?.map((id) => tidy({ source: id, quote: quote === undefined ? undefined : { exact: quote }, wording }));
}

/** Fields of a development that flags say. */
function developmentOf(record: Demarche, flags: DevelopmentFlags): Fields {
  const { title, summary, date, dateBasis, order, place, attribution, note } = flags;
  return tidy({
    title,
    summary,
    date,
    dateBasis,
    order,
    place,
    by: somebody(record, flags.by),
    for: everybody(record, flags.for),
    via: somebody(record, flags.via),
    attribution,
    participants: flags.participant?.map((p) => {
      const [actor, role] = split(p, ':', '--participant', 'ACTOR:ROLE');
      return { actor: somebody(record, actor), role };
    }),
    claims: flags.claim?.map((c) => claimOf(record, c)),
    evidence: evidenceOf(flags),
    relations: flags.relation?.map((r) => {
      const [type, to] = split(r, ':', '--relation', 'TYPE:DEVELOPMENT');
      return { type, to };
    }),
    refs: flags.ref,
    note,
  });
}

function reasonOf(flags: Writing): string {
  if (flags.reason === undefined)
    throw usage('--reason is missing: the record keeps why this was done', 'e.g. --reason "the page gives another day"');
  return flags.reason;
}
function needed(value: string | undefined, flag: string): string {
  if (value === undefined) throw usage(`${flag} is missing`);
  return value;
}

// ── developments ─────────────────────────────────────────────────────────────────────────────────────────────────────

export async function recordDevelopment(
  context: Context,
  flags: DevelopmentFlags,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> {
  const given = await objectIn(file, input);
  if (given['do'] !== undefined && given['do'] !== 'record')
    throw usage(`${fileName(file)!} holds the command ${json(given['do'])}, not a development`, 'demarche import takes every command');
  if (file === undefined && flags.title === undefined)
    throw usage('--title is missing: what happened, in a line', 'or name a JSON file; see demarche record --help');
  if (file === undefined && flags.date === undefined)
    throw usage('--date is missing: when, as the source prints it', 'e.g. --date 2025-09-04, --date 2025-08, --date [..2025-09-04]');
  await send(
    context,
    flags,
    (record) => {
      const { do: _do, kind, development, key, author, recordedAt, ...plain } = given;
      const said = developmentOf(record, flags);
      const inWords = claimInWords(record, context, flags);
      if (inWords) said['claims'] = [...((said['claims'] as Fields[] | undefined) ?? []), inWords];
      const body = { ...(development === undefined ? plain : (development as Fields)), ...said };
      const dossiers = flags.dossier ?? body['dossiers'] ?? [record.dossier(context.dossier).id];
      const id = flags.id ?? body['id'] ?? slugify(typeof body['title'] === 'string' ? body['title'] : '');
      const isSilent = !(body['claims'] as unknown[] | undefined)?.length;
      if (isSilent) propose(record, context, [body['title'], body['summary']].filter((t) => typeof t === 'string').join(' '));
      const whole = { ...body, id: id === '' ? undefined : id, dossiers, claims: body['claims'] ?? [], evidence: body['evidence'] ?? [] };
      return { do: 'record', kind: flags.kind ?? kind ?? 'StatementMade', development: tidy(whole), key, author, recordedAt };
    },
    sent(file),
  );
}

/** Where a development makes no claim: the cells it may be about, as they are, and how to say what it means for them. */
function propose(record: Demarche, context: Context, text: string): void {
  const cells = record.facetsMentioned(text, { dossier: context.dossier });
  if (!cells.length) return;
  context.say([inked('note', 'cyan'), ': it makes no claim. It may be about:']);
  for (const { cell, rungs } of cells.slice(0, 6)) {
    context.say([cell.facet, '  ', shown(cell), cell.since === undefined ? '' : ` ${since(cell.since)}`], { indent: 2 });
    context.say([`→ --claim ${cell.facet}=`, rungs.join(' | ')], { indent: 4 });
  }
}

interface CorrectFlags extends DevelopmentFlags {
  readonly unset?: readonly string[];
  readonly dropClaim?: readonly string[];
  readonly expectVersion?: number;
}

export async function correctDevelopment(
  context: Context,
  flags: CorrectFlags,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> {
  const given = await objectIn(file, input);
  const isCommand = given['do'] === 'correct';
  const reason = isCommand && flags.reason === undefined ? given['reason'] : reasonOf(flags);
  await send(
    context,
    flags,
    (record) => {
      const { claims, evidence, ...said } = developmentOf(record, flags);
      const base = isCommand ? ((given['changes'] as Fields | undefined) ?? {}) : given;
      const changes: Fields = { ...base, ...said };
      for (const field of flags.unset ?? []) changes[field] = null;
      // Claims and evidence are lists: a flag changes one of them, the others stay.
      const current = () => record.current(id).development;
      if (claims !== undefined || flags.dropClaim)
        changes['claims'] = withClaims(
          changes['claims'] ?? current().claims,
          (claims as Fields[] | undefined) ?? [],
          flags.dropClaim ?? [],
          id,
        );
      if (evidence !== undefined)
        changes['evidence'] = [...((changes['evidence'] as Fields[] | undefined) ?? current().evidence), ...(evidence as Fields[])];
      const { version, expectedVersion, key, author, recordedAt } = isCommand ? given : ({} as Fields);
      return {
        do: 'correct',
        development: id,
        kind: flags.kind ?? (isCommand ? given['kind'] : undefined),
        expectedVersion: flags.expectVersion ?? expectedVersion,
        ...(version === undefined || Object.keys(changes).length ? { changes } : { version }),
        reason,
        because: flags.because ?? (isCommand ? given['because'] : undefined),
        key,
        author,
        recordedAt,
      };
    },
    sent(file),
  );
}

/** The claims of a development with some said anew (those on the same facet) and some left out. */
function withClaims(claims: unknown, said: readonly Fields[], dropped: readonly string[], id: string): Fields[] {
  const old = claims as Fields[];
  for (const d of dropped)
    if (!old.some((c) => c['id'] === d))
      throw usage(`--drop-claim: ${id} has no claim "${d}"`, `its claims are ${old.map((c) => String(c['id'])).join(', ') || 'none'}`);
  const kept = old.filter((c) => !dropped.includes(String(c['id'])));
  const changed = kept.map((c) => ({ ...c, ...said.find((s) => s['facet'] === c['facet']) }));
  return [...changed, ...said.filter((s) => !kept.some((c) => c['facet'] === s['facet']))];
}

export async function retractDevelopment(context: Context, flags: Writing & { duplicateOf?: string }, id: string): Promise<void> {
  const reason = reasonOf(flags);
  await send(context, flags, () => ({ do: 'retract', development: id, reason, because: flags.because, duplicateOf: flags.duplicateOf }));
}

export async function reinstateDevelopment(context: Context, flags: Writing, id: string): Promise<void> {
  const reason = reasonOf(flags);
  await send(context, flags, () => ({ do: 'reinstate', development: id, reason }));
}

export async function mergeDevelopments(context: Context, flags: Writing & { into?: string }, id: string): Promise<void> {
  const [reason, into] = [reasonOf(flags), needed(flags.into, '--into')];
  await send(context, flags, () => ({ do: 'merge', development: id, into, reason }));
}

export async function addEvidence(
  context: Context,
  flags: Pick<DevelopmentFlags, 'source' | 'quote' | 'wording' | 'claim'> & Writing,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> {
  const given = await objectIn(file, input);
  const { evidence: listed, ...one } = given;
  const fromFile = file === undefined ? [] : Array.isArray(listed) ? listed : [one];
  const evidence: unknown[] = [...(fromFile as unknown[]), ...(evidenceOf(flags) ?? [])];
  if (!evidence.length) throw usage('--source is missing: the page that carries it', 'or name a JSON file');
  await send(context, flags, () => ({ do: 'evidence', development: id, evidence, claims: flags.claim, reason: flags.reason }), sent(file));
}

export async function adjudicate(
  context: Context,
  flags: Writing & { prefer?: string; over?: readonly string[] },
  facet: string,
): Promise<void> {
  const [reason, prefer] = [reasonOf(flags), needed(flags.prefer, '--prefer')];
  if (!flags.over?.length) throw usage('--over is missing: the claim that is ruled against');
  await send(context, flags, (record) => ({
    do: 'adjudicate',
    dossier: record.dossier(context.dossier).id,
    facet: facetNamed(record, facet),
    prefer,
    over: flags.over,
    reason,
    because: flags.because,
  }));
}

// ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const SOURCE_FIELDS = ['publisher', 'title', 'url', 'published', 'language', 'origin', 'grade', 'note'];

const picked = (flags: Patch, fields: readonly string[]): Fields => tidy(Object.fromEntries(fields.map((f) => [f, flags[f]])));
const unset = (flags: Patch): Fields => Object.fromEntries(((flags['unset'] as string[] | undefined) ?? []).map((f) => [f, null]));

/** An id and a file can both be left out: `add - < file.json`, `add file.json` and `add ID` are all told apart by their form. */
function idAndFile(id: string | undefined, file: string | undefined): [string | undefined, string | undefined] {
  return id !== undefined && file === undefined && (id === '-' || id.endsWith('.json')) ? [undefined, id] : [id, file];
}

async function add(
  context: Context,
  what: string,
  flags: Patch,
  id: string | undefined,
  file: string | undefined,
  input: NodeJS.ReadStream,
  fields: (record: Demarche, given: Fields) => Fields,
): Promise<void> {
  const [ownId, ownFile] = idAndFile(id, file);
  const given = await objectIn(ownFile, input);
  if (given['do'] !== undefined && given['do'] !== what)
    throw usage(`${fileName(ownFile)!} holds the command ${json(given['do'])}`, 'demarche import takes every command');
  if (ownId === undefined && given['id'] === undefined) throw usage('an id is missing', 'name it, or give a JSON file that holds it');
  await send(context, flags, (record) => ({ ...given, ...fields(record, given), do: what, id: ownId ?? given['id'] }), sent(ownFile, true));
}

async function change(
  context: Context,
  what: string,
  flags: Patch,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
  fields: (record: Demarche) => Fields,
): Promise<void> {
  const given = await objectIn(file, input);
  const reason = given['reason'] !== undefined && flags.reason === undefined ? given['reason'] : reasonOf(flags);
  await send(context, flags, (record) => ({ ...given, ...fields(record), ...unset(flags), do: what, id, reason }), sent(file));
}

export const addSource = (
  context: Context,
  flags: Patch,
  id: string | undefined,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> => add(context, 'source-add', flags, id, file, input, () => picked(flags, SOURCE_FIELDS));

export const correctSource = (
  context: Context,
  flags: Patch,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> => change(context, 'source-correct', flags, id, file, input, () => picked(flags, SOURCE_FIELDS));

export async function gradeSource(context: Context, flags: Writing, id: string, grade: string): Promise<void> {
  const reason = reasonOf(flags);
  await send(context, flags, () => ({ do: 'source-grade', id, grade: grade.toUpperCase(), reason }));
}

export async function captureSource(
  context: Context,
  flags: Writing & { capturedAt?: string },
  id: string,
  file: string,
  input: NodeJS.ReadStream,
): Promise<void> {
  const text = await textOf(file, input);
  await send(context, flags, async (record) => {
    const { capture } = await import('../../captures.ts');
    const kept = flags.dryRun ? capture(text) : record.captures.keep(text);
    return { do: 'source-capture', id, ...kept, capturedAt: flags.capturedAt };
  });
}

export async function withdrawSource(context: Context, flags: Writing, id: string): Promise<void> {
  const reason = reasonOf(flags);
  await send(context, flags, () => ({ do: 'source-withdraw', id, reason, because: flags.because }));
}

export async function restoreSource(context: Context, flags: Writing, id: string): Promise<void> {
  const reason = reasonOf(flags);
  await send(context, flags, () => ({ do: 'source-restore', id, reason }));
}

export async function mergeInto(
  context: Context,
  flags: Writing & { into?: string },
  what: 'source-merge' | 'actor-merge',
  id: string,
): Promise<void> {
  const [reason, into] = [reasonOf(flags), needed(flags.into, '--into')];
  await send(context, flags, () => ({ do: what, id, into, reason }));
}

// ── actors ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function officesOf(record: Demarche, flags: Patch): Fields[] | undefined {
  return (flags['office'] as string[] | undefined)?.map((text) => {
    const [office, rest] = split(text, '=', '--office', 'OFFICE=OF,FROM,UNTIL');
    const [of, from, until] = rest.split(',').map((t) => (t.trim() === '' ? undefined : t.trim()));
    return tidy({ office, of: somebody(record, of), from, until });
  });
}

export const addActor = (
  context: Context,
  flags: Patch,
  id: string | undefined,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> =>
  add(context, 'actor-add', flags, id, file, input, (record) =>
    tidy({ ...picked(flags, ['kind', 'name', 'successor', 'note']), aliases: flags['alias'], offices: officesOf(record, flags) }),
  );

export const updateActor = (
  context: Context,
  flags: Patch,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> =>
  change(context, 'actor-update', flags, id, file, input, (record) => {
    const old = record.actors().find((a) => a.actor === id);
    const aliases = flags['alias'] as string[] | undefined;
    const offices = officesOf(record, flags);
    return tidy({
      ...picked(flags, ['kind', 'name', 'successor', 'note']),
      aliases: aliases && [...new Set([...(old?.aliases ?? []), ...aliases])],
      offices: offices && [
        ...(old?.offices ?? []).filter((o) => !offices.some((n) => n['office'] === o.office && n['of'] === o.of)),
        ...offices,
      ],
    });
  });

// ── issues and dossiers ──────────────────────────────────────────────────────────────────────────────────────────────

/** `refuses,undecided*,offers`: from against to for, the neutral one with a star. */
function ladderOf(flags: Patch, rungs: readonly Fields[] = []): Fields {
  const text = flags['ladder'];
  if (typeof text !== 'string') return {};
  const stances = text
    .split(/[,·<]/)
    .map((s) => s.trim())
    .filter(Boolean);
  const neutral = stances.filter((s) => s.endsWith('*')).map((s) => s.slice(0, -1));
  if (neutral.length !== 1) throw usage('one stance of --ladder is the neutral one', 'mark it with a star: refuses,undecided*,offers');
  const plain = stances.map((s) => s.replace(/\*$/, ''));
  return { ladder: plain.map((stance) => rungs.find((r) => r['stance'] === stance) ?? { stance }), neutral: neutral[0] };
}

export const defineIssue = (
  context: Context,
  flags: Patch,
  id: string | undefined,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> =>
  add(context, 'issue-define', flags, id, file, input, (record, given) => ({
    ...picked(flags, ['question', 'whose']),
    ...ladderOf(flags),
    dossier: flags['dossier'] ?? given['dossier'] ?? record.dossier(context.dossier).id,
  }));

export const reviseIssue = (
  context: Context,
  flags: Patch,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> =>
  change(context, 'issue-revise', flags, id, file, input, (record) => {
    const dossier = record.dossier(context.dossier).id;
    const old = record
      .dossiers()
      .find((d) => d.dossier === dossier)
      ?.issues.find((i) => i.issue === id);
    return { ...picked(flags, ['question', 'whose']), ...ladderOf(flags, old?.ladder), dossier };
  });

/** What `--body` and `--world` say, laid over what is there. */
function parts(flags: Patch, flag: 'body' | 'world', field: 'title' | 'text', old: readonly { id: string }[] = []): Fields[] | undefined {
  const said = (flags[flag] as string[] | undefined)?.map((text) => {
    const [id, words] = split(text, '=', `--${flag}`, `ID=${field.toUpperCase()}`);
    return { id, [field]: words };
  });
  return (
    said && [...old.map((o) => ({ ...o, ...said.find((s) => s.id === o.id) })), ...said.filter((s) => !old.some((o) => o.id === s.id))]
  );
}

export const openDossier = (
  context: Context,
  flags: Patch,
  id: string | undefined,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> =>
  add(context, 'dossier-open', flags, id, file, input, () =>
    tidy({
      ...picked(flags, ['title', 'summary', 'opens']),
      bodies: parts(flags, 'body', 'title'),
      worldFacts: parts(flags, 'world', 'text'),
    }),
  );

export const updateDossier = (
  context: Context,
  flags: Patch,
  id: string,
  file: string | undefined,
  input: NodeJS.ReadStream,
): Promise<void> =>
  change(context, 'dossier-update', flags, id, file, input, (record) => {
    const old = record.dossiers().find((d) => d.dossier === id);
    return tidy({
      ...picked(flags, ['title', 'summary']),
      bodies: parts(flags, 'body', 'title', old?.bodies),
      worldFacts: parts(flags, 'world', 'text', old?.worldFacts),
    });
  });
