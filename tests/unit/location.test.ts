import { parseConnectionString } from '@eventstore/db-client/dist/Client/parseConnectionString.js';
import { describe, expect, it } from 'vitest';
import { apart, identityOf, withoutPassword, withoutSecrets } from '../../src/store/eventstoredb/location.ts';

describe('a connection string', () => {
  // As people write them: whoever was given a password does not think of encoding it.
  const passwords = [
    'geheim',
    'ge/heim',
    'ge?heim',
    'ge#heim',
    'ge@heim',
    'ge:heim',
    'ge%heim',
    'ge/h@im',
    'ge%2Fheim',
    'g€heim',
    'ge heim',
  ];

  it.each(passwords)('shows nothing of the password %s, and keeps what it says besides', (password) => {
    const written = `esdb+discover://ana:${password}@a:2113,b:2114?tls=false&prefix=x-&nodePreference=follower`;
    expect(withoutSecrets(written)).toBe('esdb+discover://a:2113,b:2114');
    expect(withoutPassword(written)).toBe('esdb+discover://…@a:2113,b:2114?tls=false&prefix=x-&nodePreference=follower');
    expect(identityOf(written)).toEqual({ hosts: ['a:2113', 'b:2114'], prefix: 'x-' });
    expect(apart(written).prefix).toBe('x-');
    expect(parseConnectionString(apart(written).server)).toMatchObject({
      defaultCredentials: { username: 'ana', password: password.replace('%2F', '/') },
      hosts: [
        { address: 'a', port: 2113 },
        { address: 'b', port: 2114 },
      ],
      tls: false,
      nodePreference: 'follower',
      dnsDiscover: true,
    });
  });

  it.each(['esdb://a:2113?tlsCAFile=/etc/x@y/ca.crt', 'esdb://a:2113?tls=false', 'esdb://a:2113,b:2114/?tls=false'])(
    'has no password where none is named: %s',
    (written) => {
      expect(withoutPassword(written)).toBe(written);
      expect(apart(written).server).toBe(written);
      expect(withoutSecrets(written)).toMatch(/^esdb:\/\/a:2113(?:,b:2114)?$/);
    },
  );

  it.each([
    'esdb://ana:geheim@',
    'esdb://ana:ge?heim@',
    'esdb://ana:geheim@?tls=false',
    ' kurrentdb://ana:geheim@a:x?tls=maybe',
    'ana:geheim@a',
  ])('shows no password even where it can hardly be understood: %s', (written) => {
    expect(withoutSecrets(written)).not.toMatch(/ge\??heim|heim/);
    if (written.includes('://')) expect(withoutPassword(written)).not.toMatch(/ge\??heim|heim/);
  });
});
