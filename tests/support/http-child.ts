/** A server in a process of its own: node http-child.ts FILE. Says its address on a line; stops on SIGTERM as `serve` does. */
import { logger, serve } from '../../src/http/server.ts';
import { open } from '../../src/library.ts';

const demarche = await open(process.argv[2]!);
const serving = await serve(demarche, { rate: false, log: logger('silent'), port: Number(process.argv[3] ?? 0) });
process.stdout.write(`${serving.url}\n`);
process.once('SIGTERM', () => {
  void serving
    .close()
    .then(() => demarche.close())
    .then(() => process.exit(0));
});
