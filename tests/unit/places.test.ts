import { describe, expect, it } from 'vitest';
import { placesOf } from '../../src/places.ts';

const env = { HOME: '/home/ana' };
const at = (location: string, options = {}, more: Record<string, string> = {}) =>
  placesOf(location, options, { env: { ...env, ...more }, cwd: '/home/ana' });

describe('where captured texts and caches are', () => {
  it('is beside the file of an embedded store', () => {
    expect(at('track.db')).toEqual({ captures: 'track.captures', cache: 'track.cache' });
    expect(at('/data/track')).toEqual({ captures: '/data/track.captures', cache: '/data/track.cache' });
  });

  it('is in the folders of the user for a server, named by its hosts and the prefix', () => {
    const { captures, cache } = at('esdb://localhost:2113?tls=false');
    expect(captures).toMatch(/^\/home\/ana\/\.local\/share\/demarche\/localhost-2113-[0-9a-f]{12}\/captures$/);
    expect(cache).toMatch(/^\/home\/ana\/\.cache\/demarche\/localhost-2113-[0-9a-f]{12}$/);
  });

  it('follows XDG_DATA_HOME and XDG_CACHE_HOME where they are absolute, as their specification says', () => {
    const server = 'esdb://localhost:2113';
    expect(at(server, {}, { XDG_DATA_HOME: '/srv/data', XDG_CACHE_HOME: '/srv/cache' })).toEqual({
      captures: expect.stringMatching(/^\/srv\/data\/demarche\//) as unknown,
      cache: expect.stringMatching(/^\/srv\/cache\/demarche\//) as unknown,
    });
    expect(at(server, {}, { XDG_DATA_HOME: 'data', XDG_CACHE_HOME: '' })).toEqual(at(server));
  });

  it.each([
    ['another password, or none', 'esdb://ana:geheim@a:2113,b:2114', 'esdb://a:2113,b:2114'],
    ['options', 'esdb://a:2113,b:2114?tls=false&nodePreference=follower', 'esdb://a:2113,b:2114'],
    ['the order of the hosts', 'esdb://b:2114,a:2113', 'esdb://a:2113,b:2114'],
    ['the default port and prefix', 'esdb://A,b:2114?prefix=demarche-', 'esdb://a:2113,b:2114'],
    ['the later name of the server', 'kurrentdb://a:2113,b:2114', 'esdb://a:2113,b:2114'],
  ])('is the same with %s', (_what, one, other) => {
    expect(at(one)).toEqual(at(other));
  });

  it.each([
    ['another server', 'esdb://a:2113', 'esdb://b:2113'],
    ['another port', 'esdb://a:2113', 'esdb://a:2114'],
    ['another prefix', 'esdb://a?prefix=x-', 'esdb://a?prefix=y-'],
    ['hosts and prefixes that read alike', 'esdb://a?prefix=b-', 'esdb://a,b-?prefix=-'],
  ])('is not the same for %s', (_what, one, other) => {
    expect(at(one).cache).not.toEqual(at(other).cache);
    expect(at(one).captures).not.toEqual(at(other).captures);
  });

  it('is where the settings say; several records have a cache each in one folder', () => {
    const options = { captures: '/texts', cache: '/cache' };
    const places = ['one/track.db', 'two/track.db', 'esdb://a', 'esdb://a?prefix=x-'].map((location) => at(location, options));
    for (const { captures } of places) expect(captures).toBe('/texts');
    for (const { cache } of places) expect(cache).toMatch(/^\/cache\/[a-z0-9.-]+-[0-9a-f]{12}$/);
    expect(new Set(places.map(({ cache }) => cache)).size).toBe(places.length);
    expect(at('/home/ana/one/track.db', options).cache).toBe(at('one/track.db', options).cache);
  });

  it('shows no password in the name of a folder', () => {
    expect(JSON.stringify(at('esdb://ana:geheim@a:2113'))).not.toMatch(/ana:|geheim/);
  });
});
