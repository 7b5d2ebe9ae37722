/**
 * Who may read and write over HTTP: bearer tokens. Only their hashes are kept, as events in a stream of their own, so that
 * every node knows them. A token says whom it is for: that name is the author of what is recorded with it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { isCanonicalJsonError } from '../events/canonical.ts';
import { ACCESS_STREAM } from '../events/catalogue.ts';
import { decode, encode } from '../events/codec.ts';
import { tokenIssued, ROLES } from '../events/access.ts';
import type { Role } from '../events/access.ts';
import { newKey } from './ids.ts';
import { isStoreError } from './store/port.ts';
import type { EventStore } from './store/port.ts';
import { notFound } from './query/errors.ts';
import { pointer } from '../events/codec.ts';
import { rejection } from './record/rejection.ts';
import type { Fault } from './record/rejection.ts';

export { ROLES };
export type { Role };

/** A token as it is listed: never the token itself, nor its hash. */
export interface TokenInfo {
  readonly id: string;
  /** Whom it is for: the author of what is recorded with it. */
  readonly name: string;
  readonly role: Role;
  readonly issued: string;
  readonly issuedBy: string;
  readonly expires?: string;
  readonly revoked?: string;
}
interface Kept extends TokenInfo {
  readonly sha256: string;
}

const TOKEN = /^dmr_([0-9a-f]{8})_[A-Za-z0-9_-]{43}$/;
const hashOf = (token: string): string => createHash('sha256').update(token, 'utf8').digest('hex');

/** Whether a role may do what another may. */
export const mayAct = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The tokens of a store, as far as they have been read. */
export class Tokens {
  readonly #store: EventStore;
  readonly #byId = new Map<string, Kept>();
  #next = 0;
  #reading: Promise<void> | undefined;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** Reads what was issued and revoked since the last time. */
  refresh(): Promise<void> {
    this.#reading ??= this.#readOn().finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #readOn(): Promise<void> {
    for await (const stored of this.#store.readStream(ACCESS_STREAM, { from: this.#next })) {
      this.#next = stored.revision + 1;
      const decoded = decode(stored);
      if (!decoded.ok) continue;
      const { event, metadata } = decoded;
      if (event.type === 'TokenIssued') {
        const { id, name, role, sha256, expires } = event.data;
        this.#byId.set(id, {
          id,
          name,
          role,
          sha256,
          issued: metadata.recordedAt,
          issuedBy: metadata.author,
          ...(expires !== undefined && { expires }),
        });
      } else if (event.type === 'TokenRevoked') {
        const token = this.#byId.get(event.data.id);
        if (token) this.#byId.set(token.id, { ...token, revoked: metadata.recordedAt });
      }
    }
  }

  /** Revision of the last event that was read; -1 before the first. */
  get revision(): number {
    return this.#next - 1;
  }

  /** Whose token this is; undefined for one that is not taken (any more). The hash is of a long random text: a lookup tells no more than its answer. */
  holder(token: string, now: number): TokenInfo | undefined {
    const id = TOKEN.exec(token)?.[1];
    const kept = id === undefined ? undefined : this.#byId.get(id);
    return kept?.sha256 === hashOf(token) && isLive(kept, now) ? kept : undefined;
  }

  /** Whether the token with this id is taken still. */
  isTaken(id: string, now: number): boolean {
    const kept = this.#byId.get(id);
    return kept !== undefined && isLive(kept, now);
  }

  list(): TokenInfo[] {
    return [...this.#byId.values()].map(({ sha256: _sha256, ...info }) => info);
  }

  /** The token with this id, or the only live one of this name. */
  named(idOrName: string, now: number): TokenInfo {
    const byId = this.#byId.get(idOrName);
    if (byId) return byId;
    const live = this.list().filter((t) => t.name === idOrName && isLive(t, now));
    if (live.length === 1) return live[0]!;
    throw notFound(
      'token',
      idOrName,
      live.length ? `say which: ${live.map((t) => t.id).join(', ')}` : 'list them with: demarche token list',
      live.length ? `${live.length} tokens are in the name of "${idOrName}"` : undefined,
    );
  }

  isAnyLive(now: number): boolean {
    return [...this.#byId.values()].some((t) => isLive(t, now));
  }
}

const isLive = ({ revoked, expires }: TokenInfo, now: number): boolean =>
  revoked === undefined && (expires === undefined || now < Date.parse(expires));

export interface TokenAuthor {
  /** Who makes or revokes it. */
  readonly author: string;
  readonly tool: string;
  readonly now: () => Date;
}

/** As it is kept; refused where JSON cannot carry it (a lone surrogate in a name). */
function encoded(...[event, metadata]: Parameters<typeof encode>): ReturnType<typeof encode> {
  try {
    return encode(event, metadata);
  } catch (e) {
    if (!isCanonicalJsonError(e)) throw e;
    throw rejection([{ code: 'InvalidInput', pointer: e.pointer, message: e.reason }]);
  }
}

async function write(
  tokens: Tokens,
  store: EventStore,
  { author, tool, now }: TokenAuthor,
  decide: () => Parameters<typeof encode>[0] | undefined,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    await tokens.refresh();
    const event = decide();
    if (!event) return;
    const key = newKey();
    const data = encoded(event, { recordedAt: now().toISOString(), author, tool, correlationId: key, causationId: key });
    const expectedRevision = tokens.revision < 0 ? 'no-stream' : tokens.revision;
    try {
      await store.append({ stream: ACCESS_STREAM, expectedRevision, events: [{ id: newKey(), ...data }] });
      await tokens.refresh();
      return;
    } catch (e) {
      if (!(isStoreError(e) && e.code === 'WrongExpectedRevision') || attempt >= 20) throw e;
    }
  }
}

/** Makes a token. What is given back is all there ever is of it: only its hash is kept. */
export async function issueToken(
  store: EventStore,
  wanted: { readonly name: string; readonly role: string; readonly expires?: string | undefined },
  author: TokenAuthor,
): Promise<{ readonly token: string; readonly info: TokenInfo }> {
  const id = randomBytes(4).toString('hex');
  const token = `dmr_${id}_${randomBytes(32).toString('base64url')}`;
  const { name, role, expires } = wanted;
  const parsed = tokenIssued.safeParse({ id, name, role, sha256: hashOf(token), ...(expires !== undefined && { expires }) });
  if (!parsed.success) {
    const faults = parsed.error.issues.map((i): Fault => ({ code: 'InvalidInput', pointer: pointer(i.path), message: i.message }));
    throw rejection(faults as [Fault, ...Fault[]]);
  }
  const tokens = new Tokens(store);
  await write(tokens, store, author, () => ({ type: 'TokenIssued', data: parsed.data }));
  return { token, info: tokens.list().find((t) => t.id === id)! };
}

/** Revokes a token, named by its id or by whom it is for. One that is revoked already stays so. */
export async function revokeToken(
  store: EventStore,
  idOrName: string,
  author: TokenAuthor & { readonly reason?: string | undefined },
): Promise<TokenInfo> {
  const tokens = new Tokens(store);
  let id = idOrName;
  await write(tokens, store, author, () => {
    const found = tokens.named(idOrName, author.now().getTime());
    id = found.id;
    if (found.revoked !== undefined) return undefined;
    return { type: 'TokenRevoked', data: { id, ...(author.reason !== undefined && { reason: author.reason }) } };
  });
  return tokens.list().find((t) => t.id === id)!;
}

/** All tokens there are, with those that are no longer taken. */
export async function listTokens(store: EventStore): Promise<TokenInfo[]> {
  const tokens = new Tokens(store);
  await tokens.refresh();
  return tokens.list();
}
