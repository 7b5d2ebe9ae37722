/** Every verb of the command line on a file and on a server: the same commands, the same answers. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, test } from 'vitest';
import { explained } from '../../src/cli/failures.ts';
import { program } from '../../src/cli/program.ts';
import { withoutPassword } from '../../src/store/eventstoredb/location.ts';
import { run, serving, together, type Ran } from '../support/cli.ts';
import { startTestServer } from '../support/esdb.ts';
import { ASKED, verbs, WRITTEN } from '../support/verbs.ts';

const server = await startTestServer();
console.log(server.said);
const root = mkdtempSync(join(tmpdir(), 'demarche-both-'));
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

interface Side {
  readonly cwd: string;
  readonly store: string;
}
const prefix = `both${randomUUID().slice(0, 8)}-`;
const sides: readonly [file: Side, onServer: Side] = [
  { cwd: join(root, 'file'), store: join(root, 'file', 'record.db') },
  { cwd: join(root, 'server'), store: `${server.connection}&prefix=${prefix}` },
];
for (const { cwd } of sides) mkdirSync(cwd);
// What belongs to a server is in the folders of the user: one who has nothing yet.
const home = join(root, 'home');
process.env['HOME'] = home;
delete process.env['XDG_DATA_HOME'];
delete process.env['XDG_CACHE_HOME'];
const environment = ({ store }: Side) => ({ DEMARCHE_STORE: store, DEMARCHE_AUTHOR: 'the desk', COLUMNS: '500', HOME: home });

/** Verbs that ran on both. */
const covered = new Set<string>();

/** What differs from run to run and says nothing of the record: where it is, when it was done, under which random id. */
function plain(text: string, { store }: Side): string {
  const hosts = /^(.*?:\/\/)(?:.*@)?([^?]*)/.exec(store);
  const places = [`${hosts?.[1]}${hosts?.[2]} (${prefix}…)`, withoutPassword(store), store];
  let result = text.replaceAll(/\S*record\.captures|[^\s"]*\/share\/demarche\/[^/]+\/captures/g, 'CAPTURES');
  for (const place of places) result = result.replaceAll(JSON.stringify(place).slice(1, -1), 'STORE').replaceAll(place, 'STORE');
  const today = new Date().toISOString().slice(0, 4);
  return result
    .replaceAll(new RegExp(`${today}-\\d\\d-\\d\\dT[0-9:.]+Z`, 'g'), (instant) =>
      Date.now() - Date.parse(instant) < 600_000 ? 'NOW' : instant,
    )
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/"seconds":[0-9.]+/g, '"seconds":0');
}

/** The program within this process: starting some two hundred of them would say no more (cli.test.ts does that). */
async function inProcess(args: readonly string[], side: Side, input: string): Promise<Ran> {
  let [out, err] = ['', ''];
  const stream = (take: (text: string) => void) =>
    ({ isTTY: false, write: (text: string) => (take(text), true), once: () => undefined }) as unknown as NodeJS.WriteStream;
  const outcome: { exit: number; store?: string } = { exit: 0 };
  try {
    const root = program(
      {
        out: stream((text) => (out += text)),
        err: stream((text) => (err += text)),
        input: Object.assign(Readable.from([Buffer.from(input)]), { isTTY: false }) as unknown as NodeJS.ReadStream,
        env: environment(side),
        cwd: side.cwd,
        signal: new AbortController().signal,
        linger: () => undefined,
      },
      outcome,
    );
    await root.parseAsync(args, { from: 'user' });
    return { code: outcome.exit, out, err };
  } catch (e) {
    const failed = explained(e, { store: outcome.store });
    return { code: failed.exit, out, err: `${err}${failed.message} ${JSON.stringify(failed.faults)}` };
  }
}

/** Runs the same on both; what it said, where that was the same. */
async function same(verb: string, args: readonly string[], input = ''): Promise<Ran> {
  expect(verbs(), verb).toContain(verb);
  covered.add(verb);
  const ran: Ran[] = [];
  for (const side of sides) {
    const { code, out, err } = await inProcess([...verb.split(' '), ...args], side, input);
    ran.push({ code, out: plain(out, side), err: plain(err, side) });
  }
  expect(ran[1], [verb, ...args].join(' ')).toEqual(ran[0]);
  return ran[0]!;
}

describe(`every verb, on a file and on ${server.kind === 'stand-in' ? 'the stand-in' : 'EventStoreDB'}`, () => {
  test('example', async () => {
    expect(await same('example', ['--json'])).toMatchObject({ code: 0, err: '' });
    expect((await same('example', [])).out).toContain('nothing changed');
  });

  test('example, with a password in the connection string: nothing that is said shows it', async () => {
    const secret = /\/\/[^:@/]+:([^@]+)@/.exec(server.connection)?.[1] ?? 'geheim';
    const connection = server.connection.includes('@') ? server.connection : server.connection.replace('://', `://ana:${secret}@`);
    const side = { ...sides[1], store: `${connection}&prefix=secret${randomUUID().slice(0, 8)}-` };
    // Before there is a record, too: what is then advised names the store.
    for (const verb of ['doctor', 'state', 'example', 'doctor']) {
      const { out, err } = await inProcess([verb], side, '');
      expect(out + err).not.toContain(secret);
      expect(out + err, verb).toMatch(/./);
    }
  });

  test('whatever is asked', async () => {
    // doctor is about the store: below
    for (const { verb, args } of ASKED.filter((asked) => asked.verb !== 'doctor'))
      expect(await same(verb, [...args, '--json'])).toMatchObject({ code: 0, err: '' });
    expect((await same('why', ['position/ITA/troop-deployment', '--at', '2025-09-04'])).out).toContain('Giorgia Meloni');
  });

  test('state, timeline, history, replay, why and diff at old coordinates', async () => {
    // The library is asked at thirty more in store-eventstoredb.test.ts.
    const coordinates = [
      ['--at', '2025-03-02'],
      ['--at', '2025-09-04', '--published', '2025-09-03'],
      ['--at', '2025-09-04', '--known', '70'],
      ['--at', '2026-01-06', '--known', '331', '--published', '2025-12-31'],
      ['--at', '2025-09-04', '--known', '2026-11-24T07:00:00Z'],
    ];
    for (const at of coordinates) {
      for (const verb of ['state', 'timeline', 'replay']) await same(verb, [...at, '--json']);
      for (const verb of ['history', 'why'])
        for (const cell of ['position/ITA/troop-deployment', 'position/DEU/troop-deployment']) await same(verb, [cell, ...at, '--json']);
      const to = at.map((part) => part.replace(/^--/, '--to-'));
      const changed = await same('diff', ['--from-at', '2025-02-01', ...to, '--json']);
      expect((JSON.parse(changed.out) as { changes: unknown[] }).changes.length).toBeGreaterThan(0);
    }
  });

  test('documents', async () => {
    expect((await same('brief', ['--at', '2025-09-05', '--since', '2025-09-03'])).out).toContain('# ');
    expect((await same('export', ['--commands'])).out.split('\n').length).toBeGreaterThan(350);
    for (const shell of ['bash', 'zsh', 'fish']) expect(await same('completion', [shell])).toMatchObject({ code: 0, err: '' });
  });

  test('the log goes out of one and into the other, byte for byte', async () => {
    const [file, onServer] = sides;
    const { out } = await same('export', ['--events']);
    for (const side of sides) {
      const whole = await run(['export', '--events'], { cwd: side.cwd, env: environment(side) });
      const other = side === file ? `${server.connection}&prefix=i${prefix}` : join(onServer.cwd, 'imported.db');
      const imported = await run(['import', '--events', '-', '--store', other, '--json'], { cwd: side.cwd, input: whole.out });
      expect(imported).toMatchObject({ code: 0, err: '' });
      const again = await run(['export', '--events', '--store', other], { cwd: side.cwd });
      expect(again.out).toBe(whole.out);
    }
    expect(out.split('\n').length).toBeGreaterThan(350);
  });

  test('a table is tried where there is no record yet, and nothing is written', async () => {
    const guide = readFileSync(join(import.meta.dirname, '../../docs/import-tables.md'), 'utf8');
    const block = (form: string) => new RegExp(`\`\`\`${form}\n([^]*?)\`\`\``).exec(guide)![1]!;
    const names = ['statements.csv', 'statements.mapping.json'];
    for (const { cwd } of sides) {
      writeFileSync(join(cwd, names[0]!), block('csv'));
      writeFileSync(join(cwd, names[1]!), block('json'));
    }
    const none = [join(sides[0].cwd, 'none.db'), `${server.connection}&prefix=n${prefix}`];
    const tried = await together([0, 1], (i) =>
      run(['import', '--map', names[1]!, names[0]!, '--dry-run', '--store', none[i]!, '--as', 'me', '--json'], { cwd: sides[i]!.cwd }),
    );
    expect(tried[0]).toMatchObject({ code: 0 });
    expect(tried[1]).toEqual(tried[0]);
    for (const [i, { cwd }] of sides.entries())
      expect(await run(['log', '--store', none[i]!], { cwd })).toMatchObject({ code: 7, out: '' });
    const logs = [];
    for (const [i, { cwd }] of sides.entries()) {
      const args = ['import', '--map', names[1]!, names[0]!, '--store', none[i]!, '--as', 'me', '--json'];
      expect(await run(args, { cwd })).toMatchObject({ code: 0 });
      const { out } = await run(['export', '--commands', '--store', none[i]!], { cwd });
      logs.push(out.replaceAll(/"recordedAt":"[^"]*"/g, ''));
    }
    expect(logs[1]).toBe(logs[0]);
    expect(logs[0]).toContain('Ankara could contribute');
  });

  test('whatever is written', async () => {
    for (const { verb, args, input } of WRITTEN) {
      expect(await same(verb, [...args, '--json'], input), verb).toMatchObject({ code: 0, err: '' });
    }
    const command = { do: 'actor-add', id: 'AND', kind: 'state', name: 'Andorra', recordedAt: '2026-03-02T10:00:00Z', key: 'andorra' };
    expect(await same('import', ['-', '--json'], JSON.stringify(command))).toMatchObject({ code: 0 });
    expect((await same('import', ['-'], JSON.stringify(command))).out).toContain('had been written before');
    // Refused alike, too.
    expect(await same('retract', ['no-such-thing', '--reason', 'x'])).toMatchObject({ code: 3 });
    expect(await same('actor add', ['AND', '--kind', 'state', '--name', 'Andorra'])).toMatchObject({ code: 5 });
    expect(await same('undo', ['--yes', '--reason', 'it was none', '--json'])).toBeDefined();
    for (const verb of ['state', 'timeline', 'sources', 'follow-ups'])
      await same(verb, ['--at', '2026-03-05', '--json', '--dossier', 'coalition-of-the-willing']);
    await same('log', ['--last', '40', '--json']);
  }, 120_000);

  test('a captured text is kept beside each, and its quotes are checked', async () => {
    const folders = [join(sides[0].cwd, 'record.captures'), join(home, '.local', 'share', 'demarche')];
    const texts = folders.map((folder) => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.txt')));
    expect(texts[0]).toHaveLength(1);
    expect(texts[1]!.map((name) => String(name).split('/').at(-1))).toEqual(texts[0]);
    const verified = JSON.parse((await same('verify', ['--json'])).out) as { findings: { message: string }[] };
    expect(verified.findings.map(({ message }) => message).join()).not.toContain('page-1');
    const copy = 'Lisbon is not ready. Portugal is ready, the minister said.';
    expect((await same('source check', ['page-1', '-', '--json'], copy)).out).toContain('"answer":"moved"');
  });

  test('tokens', async () => {
    const secrets = await Promise.all(
      sides.map(async (side) => {
        covered.add('token add');
        const made = await run(['token', 'add', 'Ana Sousa', '--role', 'recorder'], { cwd: side.cwd, env: environment(side) });
        expect(made).toMatchObject({ code: 0 });
        return made.out.trim();
      }),
    );
    const list = async () =>
      Promise.all(
        sides.map(async (side) => {
          covered.add('token list');
          const ran = await run(['token', 'list', '--json'], { cwd: side.cwd, env: environment(side) });
          expect(ran).toMatchObject({ code: 0 });
          return plain(ran.out.replaceAll(/"[0-9a-f]{8}"/g, '"TOKEN"'), side);
        }),
      );
    const [a, b] = await list();
    expect(b).toBe(a);
    expect(a).toContain('Ana Sousa');

    // Two nodes on each store: one writes with the token, the other knows it, too.
    covered.add('serve');
    for (const [i, side] of sides.entries()) {
      const at = { cwd: side.cwd, env: environment(side) };
      const nodes = await Promise.all([serving(at), serving(at)]);
      const ask = async (url: string) =>
        (await fetch(`${url}/api/v1/state/position/ITA/troop-deployment?at=2025-09-04&dossier=coalition-of-the-willing`)).json();
      const [one, two] = await Promise.all(nodes.map(({ url }) => ask(url)));
      expect(one).toMatchObject({ value: 'rules-out' });
      expect(two).toEqual(one);
      const written = await fetch(`${nodes[0].url}/api/v1/actors`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secrets[i]!}` },
        body: JSON.stringify({ id: 'ATL', kind: 'state', name: 'Atlantis' }),
      });
      expect(written.status).toBe(201);
      const refused = await fetch(`${nodes[1].url}/api/v1/actors`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${secrets[i]!}` },
        body: JSON.stringify({ id: 'ATL', kind: 'state', name: 'Atlantis' }),
      });
      expect(refused.status, 'the other node knows the token, and what was written').toBeGreaterThanOrEqual(409);
      for (const { child } of nodes) child.kill('SIGTERM');
      for (const { over } of nodes) expect(await over).toMatchObject({ code: 0 });
    }
    covered.add('token revoke');
    for (const side of sides)
      expect(await run(['token', 'revoke', 'Ana Sousa'], { cwd: side.cwd, env: environment(side) })).toMatchObject({ code: 0 });
    const [c, d] = await list();
    expect(d).toBe(c);
    expect(c).toContain('"revoked"');
  }, 120_000);

  test('copy, into a store of the other kind', async () => {
    covered.add('copy');
    const targets = [`${server.connection}&prefix=c${prefix}`, join(sides[1].cwd, 'copied.db')];
    for (const [i, side] of sides.entries()) {
      const ran = await run(['copy', '--to', targets[i]!, '--json'], { cwd: side.cwd, env: environment(side) });
      expect(ran).toMatchObject({ code: 0, err: '' });
      const [there, here] = await together([targets[i]!, side.store], (store) =>
        run(['state', '--at', '2025-09-04', '--dossier', 'coalition-of-the-willing', '--json', '--store', store], { cwd: side.cwd }),
      );
      expect(there!.out).toBe(here!.out);
    }
  });

  test('what is about the store itself: doctor, backup', async () => {
    covered.add('doctor').add('backup');
    const [file, onServer] = await Promise.all(sides.map((side) => run(['doctor', '--json'], { cwd: side.cwd, env: environment(side) })));
    for (const ran of [file!, onServer!]) expect(ran).toMatchObject({ code: 0, err: '' });
    const facts = ({ out }: Ran) =>
      (JSON.parse(out) as { facts: { group: string; name: string; value: string }[] }).facts.filter(({ group }) => group === 'store');
    const names = (ran: Ran) => facts(ran).map(({ name }) => name);
    expect(names(onServer!).map((name) => (name === 'server' ? 'file' : name))).toEqual(
      names(file!).filter((name) => name !== 'durability'),
    );
    const value = (ran: Ran, name: string) => facts(ran).find((fact) => fact.name === name)?.value;
    for (const name of ['events', 'dossiers', 'events that cannot be read', 'access'])
      expect(value(onServer!, name)).toBe(value(file!, name));
    expect(value(onServer!, 'captures')).toContain(join(home, '.local', 'share', 'demarche'));
    expect(value(onServer!, 'cache')).toContain(join(home, '.cache', 'demarche'));

    const [kept, refused] = await Promise.all(
      sides.map((side) => run(['backup', 'kept.db', '--json'], { cwd: side.cwd, env: environment(side) })),
    );
    expect(kept).toMatchObject({ code: 0 });
    // A server has means of its own; what helps here says so.
    expect(refused).toMatchObject({ code: 7, out: '' });
    expect(refused!.err).toContain('demarche copy');
  });

  test('no verb was left out', () => {
    expect([...covered].sort()).toEqual(verbs());
  });
});
