/** What a connection string says of where a record is. Without the client, which takes a while to load. */

/** Whether a location names a server rather than a file. */
export const isServerLocation = (location: string): boolean => /^\s*(?:esdb|kurrent(?:db)?)(?:\+discover)?:\/\//i.test(location);

/** What the names of our streams begin with where nobody says. */
export const DEFAULT_PREFIX = 'demarche-';

interface Written {
  /** With what follows it, up to the credentials: `esdb://`. */
  readonly scheme: string;
  readonly user: string | null;
  readonly password: string;
  /** Hosts and options. */
  readonly rest: string;
}

/**
 * Where the credentials end. Whoever was given a password does not think of encoding it: it may hold any character, so
 * they end at the first @ behind which nothing but hosts and options can stand.
 */
const WRITTEN = /^\s*([a-z+]+:\/\/)(?:([^:@/?#,]+)(?::(.*?))?@(?=[^@/?#]+\/*(?:\?|\s*$)))?(.*)$/is;

function written(connectionString: string): Written {
  const [, scheme = '', user, password = '', rest = connectionString] = WRITTEN.exec(connectionString) ?? [];
  return { scheme, user: user ?? null, password, rest };
}

/** Where no host can be made out behind the credentials: of no use, but it is shown. */
const hostsAndOptions = ({ user, rest }: Written): string => (user === null ? rest.replace(/^[^?]*@|^.*@\s*$/s, '') : rest);

/** Encoded or as it is: what cannot be decoded was not encoded. */
function encoded(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text));
  } catch {
    return encodeURIComponent(text);
  }
}

/**
 * The prefix is ours, not the server's: it is taken out before the client sees the connection string. The credentials come
 * out encoded, since the client would cut off what is not.
 */
export function apart(connectionString: string): { readonly server: string; readonly prefix: string | undefined } {
  const { scheme, user, password, rest } = written(connectionString.trim());
  const [hosts = '', query] = rest.split('?', 2);
  const credentials = user === null ? '' : password === '' ? `${encoded(user)}@` : `${encoded(user)}:${encoded(password)}@`;
  const parameters = query === undefined ? [] : query.split('&');
  const own = parameters.find((parameter) => /^prefix=/i.test(parameter));
  const others = parameters.filter((parameter) => parameter !== own).join('&');
  return {
    server: `${scheme}${credentials}${hosts}${others === '' ? '' : `?${others}`}`,
    prefix: own === undefined ? undefined : decodeURIComponent(own.slice('prefix='.length)),
  };
}

/** Scheme and hosts. */
export function withoutSecrets(connectionString: string): string {
  const all = written(connectionString);
  return all.scheme === '' ? 'the connection string' : `${all.scheme}${/^[^/?#]*/.exec(hostsAndOptions(all))?.[0] ?? ''}`;
}

/** A location of any store as it may be shown: a connection string without user and password. */
export function withoutPassword(location: string): string {
  if (!isServerLocation(location)) return location;
  const all = written(location);
  const shown = hostsAndOptions(all);
  return `${all.scheme}${all.user === null && shown === all.rest ? '' : '…@'}${shown}`;
}

/** The hosts, in an order of our own, and the prefix: the same for every way to write where one and the same record is. */
export function identityOf(connectionString: string): { readonly hosts: readonly string[]; readonly prefix: string } {
  const { server, prefix = DEFAULT_PREFIX } = apart(connectionString);
  const hosts = withoutSecrets(server)
    .replace(/^.*:\/\//, '')
    .split(',')
    .map((host) => host.trim().toLowerCase())
    .map((host) => (/:\d+$/.test(host) ? host : `${host}:2113`)); // the server's own default
  return { hosts: hosts.toSorted(), prefix };
}
