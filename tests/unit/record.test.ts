/** Specifications of the deciders, by what they decide on; and that no reason for a refusal or a warning was forgotten. */
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/record/commands.ts';
import { REJECTION_CODES, WARNING_CODES } from '../../src/record/rejection.ts';
import { seen } from '../support/given.ts';
import './record/developments.ts';
import './record/voices.ts';
import './record/quotes.ts';
import './record/acts.ts';
import './record/registers.ts';

// Last in the file: asks what all specifications above have produced. Under a filter it has seen less, and is filtered out itself.
test('every command is accepted, every rejection and every warning produced at least once', () => {
  expect([...seen.commands].sort()).toEqual(Object.keys(COMMANDS).sort());
  expect([...seen.rejections].sort()).toEqual([...REJECTION_CODES].sort());
  expect([...seen.warnings].sort()).toEqual([...WARNING_CODES].sort());
});
