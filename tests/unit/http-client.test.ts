/** The client that a page bundles: methods and paths, and nothing else of the program. */
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import type { Rolldown } from 'vite';
import { expect, test } from 'vitest';

test('the client is small and brings neither Node nor the schemas with it', async () => {
  const entry = new URL('../../src/http/client.ts', import.meta.url).pathname;
  const built = (await build({
    configFile: false,
    logLevel: 'error',
    build: { write: false, minify: true, lib: { entry, formats: ['es'], fileName: 'client' } },
  })) as Rolldown.RolldownOutput[];
  const [chunk] = built[0]!.output;
  expect(Object.keys(chunk.modules).map((m) => m.slice(m.lastIndexOf('/') + 1))).toEqual(['paths.ts', 'client.ts']);
  expect(chunk.imports).toEqual([]);
  expect(gzipSync(chunk.code).length).toBeLessThan(2500);
});
