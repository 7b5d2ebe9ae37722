/** docker-compose.yml and Dockerfile by their form: what can be said of them without Docker. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { VERSION } from '../../src/version.ts';
import { composed } from '../support/esdb.ts';
import { grammar } from '../support/verbs.ts';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
// The YAML reader of testcontainers, which reads such files, too.
const yaml = createRequire(createRequire(import.meta.url).resolve('testcontainers'))('yaml') as {
  parse(text: string, options: { merge: boolean }): unknown;
};

const duration = z.string().regex(/^\d+(ms|s|m)$/);
const healthcheck = z.strictObject({
  test: z.union([z.tuple([z.literal('CMD-SHELL'), z.string()]), z.tuple([z.literal('CMD')], z.string())]),
  interval: duration,
  timeout: duration,
  retries: z.int().positive(),
  start_period: duration,
});
const ports = z.array(z.string().regex(/^127\.0\.0\.1:\d+:\d+$/, 'on loopback alone'));
const mounts = z.array(z.string().regex(/^[\w-]+:\/[\w/]+$/));
const app = z.strictObject({
  build: z.literal('.'),
  image: z.string(),
  restart: z.literal('unless-stopped'),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal('service_healthy') })),
  command: z.array(z.string()),
  environment: z.record(z.string().regex(/^DEMARCHE_[A-Z]+$/), z.string()),
  ports,
  volumes: mounts,
  healthcheck,
});
const service = z.strictObject({
  image: z.string().regex(/^[\w./-]+:\d+\.\d+\.\d+(-[\w.-]+)?$/, 'pinned to an exact version'),
  restart: z.enum(['unless-stopped', 'always'], 'also after a good end: see docs/operations.md'),
  profiles: z.array(z.string()).optional(),
  healthcheck,
  environment: z.record(z.string().regex(/^EVENTSTORE_[A-Z_]+$/), z.string()),
  ports,
  volumes: mounts,
});
const file = z.object({ services: z.object({ demarche: app }).catchall(service), volumes: z.record(z.string(), z.null()) });

describe('docker-compose.yml', () => {
  const {
    services: { demarche, ...services },
    volumes,
  } = file.parse(yaml.parse(read('docker-compose.yml'), { merge: true }));
  const members = Object.entries(services).filter(([, { profiles }]) => profiles?.includes('cluster'));

  it('has one node by itself and three in the profile "cluster", each with a volume of its own', () => {
    expect(Object.entries(services).filter(([, { profiles }]) => !profiles)).toHaveLength(1);
    expect(members).toHaveLength(3);
    const mounted = [demarche, ...Object.values(services)].map((of) => of.volumes[0]!.split(':')[0]);
    expect(mounted.toSorted()).toEqual(Object.keys(volumes).toSorted());
    expect(new Set(mounted).size).toBe(5);
  });

  it('is insecure on loopback alone, says nothing home, and keeps its data where the volume is', () => {
    for (const { environment, ports, volumes } of Object.values(services)) {
      expect(environment).toMatchObject({ EVENTSTORE_INSECURE: 'true', EVENTSTORE_TELEMETRY_OPTOUT: 'true' });
      expect(ports).toHaveLength(1);
      expect(ports[0]!.split(':')[2]).toBe(environment['EVENTSTORE_NODE_PORT']);
      expect(volumes[0]!.split(':')[1]).toBe(environment['EVENTSTORE_DB']);
    }
    const published = Object.values(services).map(({ ports }) => ports[0]);
    expect(new Set(published).size).toBe(published.length);
  });

  it('lets each member know the two others, and tells clients the port that is published', () => {
    for (const [name, { environment, ports }] of members) {
      expect(environment['EVENTSTORE_CLUSTER_SIZE']).toBe('3');
      const others = members.map(([other]) => other).filter((other) => other !== name);
      expect(environment['EVENTSTORE_GOSSIP_SEED']).toBe(
        others.map((other) => `${other}:${environment['EVENTSTORE_NODE_PORT']}`).join(','),
      );
      expect(environment['EVENTSTORE_ADVERTISE_NODE_PORT_TO_CLIENT_AS']).toBe(ports[0]!.split(':')[1]);
    }
  });

  it('has the program beside the one node, and its command line is one that the program takes', () => {
    const { DEMARCHE_STORE: store, DEMARCHE_CAPTURES: captures, DEMARCHE_CACHE: cache } = demarche.environment;
    const [name, single] = Object.entries(services).find(([, { profiles }]) => !profiles)!;
    expect(Object.keys(demarche.depends_on)).toEqual([name]);
    expect(store).toBe(`esdb://${name}:${single.environment['EVENTSTORE_NODE_PORT']}?tls=false`);
    const folder = demarche.volumes[0]!.split(':')[1]!;
    for (const path of [captures, cache]) expect(path).toMatch(new RegExp(`^${folder}/`));
    expect(demarche.image).toBe(`demarche:${VERSION}`);

    const verb = grammar().commands.find((command) => command.name() === demarche.command[0])!;
    const { unknown, operands } = verb.parseOptions(demarche.command.slice(1));
    expect({ unknown, operands }).toEqual({ unknown: [], operands: [] });
    const { host, port } = verb.opts<{ host: string; port: number }>();
    expect(host, 'reachable from outside of the container').toBe('0.0.0.0');
    expect(demarche.ports).toEqual([`127.0.0.1:${port}:${port}`]);
    expect(demarche.healthcheck.test.join(' ')).toContain(`http://127.0.0.1:${port}/readyz`);
    expect(read('Dockerfile')).toContain(`http://127.0.0.1:${port}/readyz`);
  });

  it('is where tests take image and port from', () => {
    const single = Object.values(services).find(({ profiles }) => !profiles)!;
    expect(composed()).toEqual({ image: single.image, port: Number(single.environment['EVENTSTORE_NODE_PORT']) });
  });
});

describe('Dockerfile', () => {
  const text = read('Dockerfile');

  it('copies only what there is, and what .dockerignore lets through', () => {
    const allowed = read('.dockerignore').split('\n').filter((line) => line.startsWith('!')).map((line) => line.slice(1)); // prettier-ignore
    const copied = [...text.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) => files!.split(' '));
    expect(copied.length).toBeGreaterThan(8);
    for (const path of copied) {
      expect(existsSync(join(root, path)), path).toBe(true);
      expect(allowed).toContain(path.replace(/^\.\//, ''));
    }
  });

  it('builds in one stage and runs in another, not as root, and says how it is', () => {
    expect([...text.matchAll(/^FROM /gm)]).toHaveLength(2);
    expect(text).toMatch(/^FROM node:24-\S+$/m);
    expect(text.lastIndexOf('\nUSER node')).toBeGreaterThan(text.lastIndexOf('\nFROM'));
    expect(text).toMatch(/^HEALTHCHECK [\s\S]+?CMD \["node", "-e", "fetch/m);
  });
});
