import { describe, expect, test } from 'vitest';
import { emptyRecord } from '../../projections/record.ts';
import { COMMANDS } from '../../src/record/commands.ts';
import { COMMAND_DESCRIPTIONS } from '../../src/record/examples.ts';
import { documents, outdated } from '../../scripts/docs.ts';
import { perform } from '../support/given.ts';

describe('the reference of events and commands', () => {
  test('is what the schemas say: else run `npm run docs`', () => {
    expect(outdated()).toEqual([]);
  });

  test('comes out the same each time', () => {
    expect(documents()).toEqual(documents());
  });

  test.each(documents())('$path: every field has a type and a meaning, and nothing of the program shows', ({ text }) => {
    const rows = text.split('\n').filter((l) => l.startsWith('| `'));
    expect(rows.length).toBeGreaterThan(50);
    for (const row of rows) for (const cell of row.split(/(?<!\\)\|/).slice(1, -1)) expect(cell.trim(), row).not.toBe('');
    expect(text).not.toMatch(/undefined|\[object|__schema/);
  });
});

describe('examples of commands', () => {
  test('there are some of each', () => {
    expect(Object.keys(COMMAND_DESCRIPTIONS).sort()).toEqual(Object.keys(COMMANDS).sort());
    for (const [name, { description, examples }] of Object.entries(COMMAND_DESCRIPTIONS)) {
      expect(description).toMatch(/^[A-Z].*\.$/);
      expect(examples.length).toBeGreaterThan(0);
      for (const example of examples) expect(example['do']).toBe(name);
    }
  });

  test('are accepted, one after the other, in the order in which they are shown', () => {
    const record = emptyRecord();
    for (const { examples } of Object.values(COMMAND_DESCRIPTIONS)) for (const example of examples) perform(record, example);
    expect(record.problems).toEqual([]);
  });
});
