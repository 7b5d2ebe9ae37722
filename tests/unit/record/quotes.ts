import { describe, test } from 'vitest';
import { codePointLength } from '../../../events/text.ts';
import { given } from '../../support/given.ts';
import { CAPTURE, statement, TEXT, WORLD } from '../../support/world.ts';

const quoting = (quote: object) => statement({ evidence: [{ source: 'summit-report', quote }] });
const captured = given(WORLD, CAPTURE);
const atHand = captured.withTexts({ 'summit-report': TEXT });
/** Offset in code points. */
const at = (words: string) => codePointLength(TEXT.slice(0, TEXT.indexOf(words)));
const words = 'Twenty-six countries are ready to act';
const stands = { start: at(words), end: at(words) + words.length };
const place = '/development/evidence/0/quote';
const stored = (quote: object) => ['StatementMade', { evidence: [{ quote }] }] as const;

describe('quotes', () => {
  test('of a text that was never captured', () => {
    given(WORLD)
      .when(quoting({ exact: words, ...stands }))
      .thenRejected('QuoteNotCaptured', place, { remedy: /wording/ });
  });

  test('offsets are looked up in the captured text, in code points', () => {
    atHand.when(quoting({ exact: words })).then(stored({ exact: words, ...stands }));
    atHand.when(quoting({ exact: words, start: stands.start })).then(stored(stands));
    atHand.when(quoting({ exact: words, ...stands })).then(stored(stands));
  });

  test('words that are not in it', () => {
    atHand
      .when(quoting({ exact: 'Twenty-six countries will act' }))
      .thenRejected('QuoteNotFound', `${place}/exact`, { remedy: /to the letter/ });
    atHand.when(quoting({ exact: words, prefix: 'Italy, ' })).thenRejected('QuoteNotFound', `${place}/exact`);
  });

  test('words that stand elsewhere', () => {
    atHand
      .when(quoting({ exact: words, start: 1, end: 1 + words.length }))
      .thenRejected('QuoteNotFound', `${place}/start`, { message: new RegExp(`${stands.start}–${stands.end}`), remedy: /leave/ });
    // in UTF-16 units it would be one more, for the face before it
    atHand.when(quoting({ exact: words, start: stands.start + 1, end: stands.end + 1 })).thenRejected('QuoteNotFound', `${place}/start`);
  });

  test('words that stand in several places', () => {
    const first = at('said');
    atHand.when(quoting({ exact: 'said' })).thenRejected('QuoteAmbiguous', place, { remedy: /prefix/ });
    atHand.when(quoting({ exact: 'said', prefix: 'Mr Macron ' })).then(stored({ start: first, end: first + 4 }));
    atHand.when(quoting({ exact: 'said', suffix: ' Ms Meloni' })).then(stored({ exact: 'said' }));
    atHand.when(quoting({ exact: 'said', start: first, end: first + 4 })).then(stored({ start: first }));
    atHand.when(quoting({ exact: 'said', start: 0, end: 4 })).thenRejected('QuoteAmbiguous', place);
  });

  test('the text is not at hand: offsets must be given and fit, and nobody could check', () => {
    captured.when(quoting({ exact: words, ...stands })).thenWarned(['QuoteNotChecked', place]);
    captured.when(quoting({ exact: words })).thenRejected('QuoteNotFound', place, { remedy: /start and end/ });
    captured.when(quoting({ exact: words, start: 3 })).thenRejected('QuoteNotFound', place);
    captured.when(quoting({ exact: words, start: 3, end: 5 })).thenRejected('QuoteNotFound', `${place}/start`);
    captured.when(quoting({ exact: words, start: 1000, end: 1000 + words.length })).thenRejected('QuoteNotFound', `${place}/start`);
  });

  test('the last capture counts', () => {
    const again = { ...CAPTURE, sha256: 'cd'.repeat(32), length: 3 };
    given(WORLD, CAPTURE, again)
      .withTexts({ 'summit-report': 'new' })
      .when(quoting({ exact: words, ...stands }))
      .thenRejected('QuoteNotFound', `${place}/exact`);
  });

  test('also in evidence that is added later', () => {
    const evidence = [{ source: 'summit-report', quote: { exact: words } }];
    const add = { do: 'evidence', development: 'italy-sends-no-troops', evidence };
    given(WORLD, CAPTURE, statement())
      .withTexts({ 'summit-report': TEXT })
      .when(add)
      .then(['EvidenceAdded', { evidence: [{ id: 'e2', quote: stands }] }]);
    given(WORLD, statement()).when(add).thenRejected('QuoteNotCaptured', '/evidence/0/quote');
  });
});
