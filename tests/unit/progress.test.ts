import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { progress } from '../../src/cli/output/progress.ts';

/** What stands on the line of a terminal after each moment, in milliseconds. */
function terminal(steps: readonly [ms: number, what: string, done: number, of?: number][], isTTY = true): string[] {
  let now = 0;
  let line = '';
  const stream = { isTTY, columns: 80, write: (text: string) => (line = stripVTControlCharacters(text.replace('\r', ''))) };
  const bar = progress(stream as unknown as NodeJS.WriteStream, true, () => now);
  return steps.map(([ms, what, done, of]) => {
    now = ms;
    bar.tell(what, done, of);
    return line;
  });
}

test('says how much is done and how long the rest takes, by the pace of what is under way', () => {
  const lines = terminal([
    [0, 'counting', 0],
    [900, 'counting', 9000],
    [1500, 'copying', 0, 10_000],
    [4500, 'copying', 2000, 10_000],
    [5500, 'copying', 4000, 10_000],
    [5550, 'copying', 4100, 10_000],
    [9000, 'verifying', 0, 10_000],
    [209_000, 'verifying', 100, 10_000],
  ]);
  expect(lines.slice(0, 2)).toEqual(['', '']); // what takes no second says nothing
  expect(lines[2]).toMatch(/^copying ░+ 0 of 10\u202f000$/);
  expect(lines[3]).toMatch(/^copying █+░+ 2\u202f000 of 10\u202f000, 12 s left$/);
  expect(lines[4]).toMatch(/4\u202f000 of 10\u202f000, 6 s left$/);
  expect(lines[5]).toBe(lines[4]); // not more often than can be read
  expect(lines[6]).not.toContain('left');
  expect(lines[7]).toMatch(/100 of 10\u202f000, 6 h left$/);
});

test('says nothing where there is no terminal', () => {
  expect(terminal([[0, 'copying', 1, 9], [5000, 'copying', 5, 9]], false)).toEqual(['', '']); // prettier-ignore
});
