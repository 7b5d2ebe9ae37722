/** How commands come from requests: the body, what the path, the headers and the token say, and what is answered. */
import type { TokenInfo } from '../access.ts';
import { capture } from '../captures.ts';
import type { Demarche } from '../library.ts';
import { revisionConflict } from '../errors.ts';
import { eventId } from '../ids.ts';
import type { Command } from '../record/commands.ts';
import { parseCommand } from '../record/parse.ts';
import { isStoreError } from '../store/port.ts';
import { streamOfCommand } from '../writer.ts';
import { httpProblem } from './problems.ts';
import type { Place } from './problems.ts';
import type { Route } from './routes.ts';

export interface Sent {
  readonly demarche: Demarche;
  readonly route: Route;
  readonly id: string | undefined;
  readonly body: unknown;
  readonly query: Readonly<Record<string, unknown>>;
  readonly ifMatch: string | undefined;
  readonly key: string | undefined;
  readonly token: TokenInfo;
}
export interface Done {
  readonly status: number;
  readonly body: object;
  readonly headers: Readonly<Record<string, string>>;
}

const isObject = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x);
const FROM_ELSEWHERE: Readonly<Record<string, string>> = {
  do: 'the path says what is done',
  key: 'send it as the header Idempotency-Key',
  author: 'the token says who writes',
  recordedAt: 'it is recorded now',
  expectedVersion: 'send the ETag that was read as the header If-Match',
};

/** Long work on the whole log goes one after another, so that a few such requests do not take all the time there is. */
class Line {
  #last: Promise<unknown> = Promise.resolve();
  run<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#last.then(work, work);
    this.#last = next.catch(() => undefined);
    return next;
  }
}
const LINES = new WeakMap<Demarche, Line>();
function lineOf(demarche: Demarche): Line {
  let line = LINES.get(demarche);
  if (!line) LINES.set(demarche, (line = new Line()));
  return line;
}

function commandOf({ route, id, body, key, token }: Sent): Record<string, unknown> {
  if (!isObject(body)) throw httpProblem(422, 'InvalidInput', 'the body is a JSON object', { errors: [{ in: 'body', pointer: '', code: 'InvalidInput', message: 'not a JSON object' }] }); // prettier-ignore
  const errors = Object.keys(body).flatMap((k): Place[] => {
    const why = k === route.target ? 'the path says which' : Object.hasOwn(FROM_ELSEWHERE, k) ? FROM_ELSEWHERE[k] : undefined;
    return why === undefined
      ? []
      : [{ in: 'body', pointer: `/${k}`, code: 'InvalidInput', message: `there is no field "${k}" here`, remedy: why }];
  });
  if (errors.length) throw httpProblem(422, 'InvalidInput', 'nothing was written: the body says what is said elsewhere', { errors });
  return {
    ...body,
    do: route.command,
    author: token.name,
    ...(key !== undefined && { key }),
    ...(route.target !== undefined && { [route.target]: id }),
  };
}

/** Which revision If-Match expects; undefined where any will do. */
function expectedRevision({ demarche, route, ifMatch }: Sent, command: Record<string, unknown>): number | undefined {
  if (ifMatch === undefined) {
    if (route.ifMatch !== 'required') return undefined;
    throw httpProblem(428, 'PreconditionRequired', 'say which version was read, so that nobody else’s change is lost', {
      remedy: 'GET it, and send its ETag as If-Match',
      errors: [{ in: 'header', pointer: '/if-match', code: 'Missing', message: 'this header is missing' }],
    });
  }
  if (ifMatch.trim() === '*') return undefined;
  const tags = ifMatch.split(',').map((t) => t.trim());
  if (!tags.every((t) => /^(?:W\/)?"[\x21\x23-\x7e]*"$/.test(t)))
    throw httpProblem(400, 'InvalidHeader', 'If-Match is an ETag as it was given, e.g. "3"', {
      errors: [{ in: 'header', pointer: '/if-match', code: 'InvalidHeader', message: 'not an ETag' }],
    });
  // A weak tag never matches: it does not stand for one version.
  const revisions = tags
    .map((t) => /^"(\d{1,15})"$/.exec(t)?.[1])
    .filter((r) => r !== undefined)
    .map(Number);
  const current = demarche.revision(streamOfCommand(command as unknown as Command));
  if (current === undefined) return undefined; // there is no such thing: the decider says so
  return revisions.find((r) => r === current) ?? revisions[0] ?? -1;
}

/** The command that a text stands for: its hash and length, which are not to be said beside it otherwise. */
function captureOf({ text: _text, ...rest }: Record<string, unknown>, text: string): Record<string, unknown> {
  const wrong = (pointer: string, message: string) =>
    httpProblem(422, 'InvalidInput', `nothing was written: ${message}`, {
      errors: [{ in: 'body', pointer, code: 'InvalidInput', message }],
    });
  if (!text.isWellFormed()) throw wrong('/text', 'half of a surrogate pair stands in it: it is no text that could be kept as it is');
  const made = capture(text);
  for (const [field, value] of Object.entries(made))
    if (rest[field] !== undefined && rest[field] !== value) throw wrong(`/${field}`, `the ${field} of this text is ${value}`);
  return { ...rest, ...made };
}

export async function writeCommand(sent: Sent): Promise<Done> {
  const { demarche, route, query } = sent;
  let command = commandOf(sent);
  const isDry = query['dry-run'] === true;
  const at = query['at'] as string | undefined;
  const text = route.command === 'source-capture' && typeof command['text'] === 'string' ? command['text'] : undefined;
  if (text !== undefined) command = captureOf(command, text);
  const expected = expectedRevision(sent, command);
  const current = expected === undefined ? undefined : demarche.revision(streamOfCommand(parseCommand(command)));
  const isStale = current !== undefined && expected !== current;
  const tried = () => lineOf(demarche).run(() => demarche.dryRun(command, { at }));
  if (isDry) {
    if (isStale) throw revisionConflict(streamOfCommand(parseCommand(command)), expected!, current);
    return { status: 200, body: await tried(), headers: {} };
  }
  if (text !== undefined && !isStale) {
    // A text is kept for a command that holds: what is refused leaves nothing behind.
    await tried();
    demarche.captures.keep(text);
  }
  const { known, streams, warnings, repeated, changes } = await demarche.record(command, { expectedRevision: expected, at });
  const last = streams.at(-1)!;
  const location = route.status === 201 ? locationOf(last.stream, command) : undefined;
  return {
    status: route.status,
    body: { position: known, streams, warnings, repeated, changes },
    headers: {
      'Demarche-Position': String(known),
      ETag: `"${last.revision}"`,
      ...(location !== undefined && { Location: location }),
      ...(repeated && { 'Idempotency-Replayed': 'true' }),
    },
  };
}

/** Where what was made can be read. */
function locationOf(stream: string, command: Record<string, unknown>): string {
  const i = stream.indexOf('-');
  const [family, id] = [stream.slice(0, i), stream.slice(i + 1)];
  if (command['do'] === 'issue-define') return `/api/v1/issues/${String(command['id'])}?dossier=${id}`;
  if (command['do'] === 'adjudicate') return `/api/v1/state/${String(command['facet'])}/why?dossier=${id}`;
  return `/api/v1/${family}s/${id}`;
}

/** Takes back the last act of whoever the token names. */
/** A body that is no command, as its route has it. */
function taken(route: Route, body: unknown): unknown {
  const parsed = route.body!.safeParse(body);
  if (parsed.success) return parsed.data;
  throw httpProblem(422, 'InvalidInput', 'nothing was written', {
    errors: parsed.error.issues.map((i): Place => ({
      in: 'body',
      pointer: i.path.map((p) => `/${String(p)}`).join(''),
      code: 'InvalidInput',
      message: i.message,
    })),
  });
}

/** Looks the quotes of a source up in another copy of its page: nothing is written. One after another, as it may take long. */
export function checkCopy({ demarche, route, id, body }: Sent): Promise<Done> {
  const { text } = taken(route, body) as { text: string };
  return lineOf(demarche).run(async () => {
    await demarche.catchUp();
    return { status: 200, body: demarche.checkSource(id!, text), headers: {} };
  });
}

export async function writeUndo({ demarche, route, body, query, key, token }: Sent): Promise<Done> {
  const { position, reason } = taken(route, body ?? {}) as { position?: number; reason?: string };
  const at = query['at'] as string | undefined;
  return lineOf(demarche).run(async () => {
    const found = await demarche.proposeUndo(token.name, reason);
    if (!found)
      throw httpProblem(409, 'NothingToUndo', `${token.name} has recorded nothing here`, {
        remedy: 'acts of others are taken back by name: retract, correct, restore …',
      });
    const { act, undo } = found;
    // Sent twice, the last act is what the first did.
    if (key !== undefined && act.id === eventId(key, act.stream, 0))
      return {
        status: 200,
        body: {
          position: act.position,
          streams: [{ stream: act.stream, revision: act.revision }],
          warnings: [],
          repeated: true,
          changes: [],
          undoes: act,
          says: undo.says,
        },
        headers: { 'Demarche-Position': String(act.position), 'Idempotency-Replayed': 'true' },
      };
    if (position !== undefined && position !== act.position)
      throw httpProblem(409, 'NotTheLastAct', `event ${position} is not the last act of ${token.name}: that is event ${act.position}`, {
        remedy: 'ask again with dry-run, and look at what would be taken back',
      });
    if (!undo.possible)
      throw httpProblem(409, 'CannotUndo', `the last act of ${token.name}, event ${act.position}, cannot be taken back`, {
        remedy: undo.says,
      });
    const command = { ...undo.command, author: token.name, ...(key !== undefined && { key }) };
    const told = { undoes: act, says: undo.says };
    if (query['dry-run'] === true) return { status: 200, body: { ...(await demarche.dryRun(command, { at })), ...told }, headers: {} };
    const { known, streams, warnings, repeated, changes } = await demarche.record(command, { at });
    return {
      status: 200,
      body: { position: known, streams, warnings, repeated, changes, ...told },
      headers: { 'Demarche-Position': String(known) },
    };
  });
}

/** Attempts at a batch that others wrote into: what was written is passed over by the next. */
const ATTEMPTS = 5;

export async function writeBatch({ demarche, body, query, key, token }: Sent): Promise<Done> {
  const commands = isObject(body) ? body['commands'] : undefined;
  const wrong = (errors: Place[], message = 'nothing was written') => httpProblem(422, 'InvalidInput', message, { errors });
  if (!isObject(body) || !Array.isArray(commands) || !commands.length)
    throw wrong([{ in: 'body', pointer: '/commands', code: 'InvalidInput', message: 'a list of commands' }]);
  const extra = Object.keys(body).filter((k) => k !== 'commands');
  if (extra.length)
    throw wrong(extra.map((k) => ({ in: 'body', pointer: `/${k}`, code: 'InvalidInput', message: `there is no field "${k}" here` })));
  if (commands.length > 10_000)
    throw wrong([{ in: 'body', pointer: '/commands', code: 'InvalidInput', message: 'at most 10000 commands' }]);
  const isAdmin = token.role === 'admin';
  const errors: Place[] = [];
  const lines = commands.map((command: unknown, i) => {
    if (!isObject(command)) return command;
    if (!isAdmin)
      for (const k of ['author', 'recordedAt'])
        if (Object.hasOwn(command, k))
          errors.push({
            in: 'body',
            pointer: `/commands/${i}/${k}`,
            code: 'Forbidden',
            message: 'only the role admin records in the name of others, or for another time',
          });
    return { author: token.name, ...(key !== undefined && !Object.hasOwn(command, 'key') && { key: `${key}/${i}` }), ...command };
  });
  if (errors.length) throw httpProblem(403, 'Forbidden', 'nothing was written', { errors: errors.slice(0, 100) });
  const isDry = query['dry-run'] === true;
  const result = await lineOf(demarche).run(async () => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await demarche.importCommands(lines, { partial: query['partial'] === true, dryRun: isDry, checkKeys: true });
      } catch (e) {
        if (!(isStoreError(e) && e.code === 'WrongExpectedRevision') || attempt >= ATTEMPTS) throw e;
      }
    }
  });
  const place = <T extends { line: number; pointer: string }>({ line, pointer, ...more }: T) => ({
    ...more,
    pointer: `/commands/${line - 1}${pointer}`,
  });
  return {
    status: 200,
    body: {
      position: demarche.size,
      ...(isDry && { dryRun: true }),
      commands: result.commands,
      written: result.written,
      repeated: result.repeated,
      events: result.events,
      warnings: result.warnings.map(place),
      faults: result.faults.map(place),
    },
    headers: isDry ? {} : { 'Demarche-Position': String(demarche.size) },
  };
}
