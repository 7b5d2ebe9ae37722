/** What a connection string says of where a record is. Without the client, which takes a while to load. */

/** Whether a location names a server rather than a file. */
export const isServerLocation = (location: string): boolean => /^\s*(?:esdb|kurrent(?:db)?)(?:\+discover)?:\/\//i.test(location);

/** What the names of our streams begin with where nobody says. */
export const DEFAULT_PREFIX = 'demarche-';

/** The prefix is ours, not the server's: it is taken out before the client sees the connection string. */
export function apart(connectionString: string): { readonly server: string; readonly prefix: string | undefined } {
  const [server = '', query] = connectionString.trim().split('?', 2);
  if (query === undefined) return { server, prefix: undefined };
  const parameters = query.split('&');
  const own = parameters.find((parameter) => /^prefix=/i.test(parameter));
  const rest = parameters.filter((parameter) => parameter !== own).join('&');
  return {
    server: rest === '' ? server : `${server}?${rest}`,
    prefix: own === undefined ? undefined : decodeURIComponent(own.slice('prefix='.length)),
  };
}

/** Scheme and hosts. */
export function withoutSecrets(connectionString: string): string {
  const found = /^\s*([a-z+]+):\/\/(?:[^/?#]*@)?([^/?#]*)/i.exec(connectionString);
  return found ? `${found[1] ?? ''}://${found[2] ?? ''}` : 'the connection string';
}

/** A location of any store as it may be shown: a connection string without user and password. */
export const withoutPassword = (location: string): string => location.replace(/^(\s*[a-z+]+:\/\/)[^/?#]*@/i, '$1…@');

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
