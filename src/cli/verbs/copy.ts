/** The verb that copies a record to another store. */
import { copyRecord } from '../../copy.ts';
import type { CopiedRecord } from '../../copy.ts';
import type { Context, View } from '../context.ts';
import { number } from '../output/progress.ts';
import { dim, inked } from '../output/text.ts';

const count = (n: number, one: string): string => `${number(n)} ${n === 1 ? one : `${one}s`}`;

const view: View<CopiedRecord> = {
  columns: ['from', 'to', 'events', 'copied', 'left', 'captures'],
  rows: (a) => [[a.from, a.to, a.events, a.copied, a.left, a.captures.copied]],
  items: (a) => [a],
  people(a, page) {
    if (a.copied)
      page.line(
        [
          inked('✓ ', 'green'),
          `${a.to}: ${count(a.copied, 'event')} copied`,
          a.copied < a.events ? ` to the ${number(a.events - a.copied)} that were there` : '',
          '; all read back and compared',
        ],
        { hang: 2 },
      );
    else
      page.line(
        [
          dim('= '),
          `${a.to} holds ${a.events === 0 ? 'nothing, as does the source' : `all ${count(a.events, 'event')} already: compared, nothing changed`}.`,
        ],
        { hang: 2 },
      );
    if (a.captures.copied)
      page.line([inked('✓ ', 'green'), `${count(a.captures.copied, 'captured text')} copied to ${a.captures.to}`], { hang: 2 });
  },
};

export async function copy(context: Context, flags: { from?: string; to: string; withCaptures?: boolean }): Promise<void> {
  const result = await copyRecord(flags.from ?? context.store, flags.to, {
    captures: context.settings.captures.value,
    cache: context.settings.cache.value,
    withCaptures: flags.withCaptures ?? false,
    onProgress: ({ phase, done, of }) => context.progress.tell(phase, done, of),
  });
  context.progress.end();
  await context.show(view, result);
  if (result.left) context.say(`${count(result.left, 'event')} came to the source meanwhile: run it again to copy them, too.`);
  const { left, from } = result.captures;
  if (left)
    context.say(
      dim(
        `${count(left, 'captured text')} in ${from} not copied${flags.withCaptures ? ' (damaged: demarche verify names them)' : ': --with-captures copies them'}.`,
      ),
    );
}
