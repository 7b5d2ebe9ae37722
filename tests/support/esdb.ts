/** The server that tests of the EventStoreDB adapter run on: a given one, one that Docker starts, or the stand-in. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStandIn } from './esdb-stand-in/server.ts';

export interface TestServer {
  readonly kind: 'given' | 'container' | 'stand-in';
  readonly connection: string;
  /** Which server it is, and why: printed with the results. */
  readonly said: string;
  close(): Promise<void>;
}

/** Image and port as `docker-compose.yml` has them, so that there is one place to change them. */
export function composed(): { readonly image: string; readonly port: number } {
  const text = readFileSync(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8');
  const image = /^ {2}image: (\S+)$/m.exec(text)?.[1];
  const port = /^ {2}EVENTSTORE_NODE_PORT: '(\d+)'$/m.exec(text)?.[1];
  if (image === undefined || port === undefined) throw new Error('docker-compose.yml names no image or no port');
  return { image, port: Number(port) };
}

export async function startTestServer(): Promise<TestServer> {
  const given = process.env['DEMARCHE_TEST_ESDB'];
  if (given !== undefined && given !== '') {
    return {
      kind: 'given',
      connection: given,
      said: 'EventStoreDB: the running server of DEMARCHE_TEST_ESDB',
      close: () => Promise.resolve(),
    };
  }
  const noDocker = whyNoDocker();
  const container = noDocker ?? (await startContainer());
  if (typeof container !== 'string') return container;
  const standIn = await startStandIn();
  return {
    kind: 'stand-in',
    connection: standIn.connection,
    said: `not run here: EventStoreDB itself (DEMARCHE_TEST_ESDB is not set; ${container}); its adapter ran against the stand-in`,
    close: () => standIn.close(),
  };
}

function whyNoDocker(): string | null {
  const { DOCKER_HOST: host, TESTCONTAINERS_HOST_OVERRIDE: other } = process.env;
  if (host !== undefined || other !== undefined || existsSync('/var/run/docker.sock')) return null;
  return 'Docker does not answer: no DOCKER_HOST and no /var/run/docker.sock';
}

/** The container, or why there is none. */
async function startContainer(): Promise<TestServer | string> {
  const { image, port } = composed();
  try {
    const { GenericContainer, Wait } = await import('testcontainers');
    const container = await new GenericContainer(image)
      .withEnvironment({
        EVENTSTORE_INSECURE: 'true',
        EVENTSTORE_TELEMETRY_OPTOUT: 'true',
        EVENTSTORE_MEM_DB: 'true',
        EVENTSTORE_NODE_PORT: String(port),
      })
      .withExposedPorts(port)
      .withWaitStrategy(Wait.forHttp('/health/live', port).forStatusCodeMatching((code) => code >= 200 && code < 300))
      .withStartupTimeout(120_000)
      .start();
    return {
      kind: 'container',
      connection: `esdb://${container.getHost()}:${container.getMappedPort(port)}?tls=false`,
      said: `EventStoreDB: ${image}, started by Docker`,
      close: async () => {
        await container.stop();
      },
    };
  } catch (e) {
    return `Docker does not answer: ${e instanceof Error ? (e.message.split('\n')[0] ?? '') : String(e)}`;
  }
}
