import { describe, test } from 'vitest';
import { given } from '../../support/given.ts';
import { position, statement, WORLD } from '../../support/world.ts';

/** A person with offices, and what she says in a state's name on a day. */
const holding = (...offices: object[]) =>
  given(WORLD, { do: 'actor-add', id: 'ursula', kind: 'person', name: 'Ursula', ...(offices.length && { offices }) });
const speaking = (date: string, more: object = {}) => statement({ date, by: 'ursula', for: ['ITA'], evidence: ['late'], ...more });
const late = { do: 'source-add', id: 'late', publisher: 'Late', published: '2030' };
const person = (...offices: object[]) => given(WORLD, late, { do: 'actor-add', id: 'ursula', kind: 'person', name: 'Ursula', offices });
const minister = (more: object = {}) => ({ office: 'Minister', of: 'ITA', ...more });
const refused = (offices: object[], date: string) =>
  person(...offices)
    .when(speaking(date))
    .thenRejected('OfficeNotHeld', '/development/for/0', { message: /ursula/ });
const accepted = (offices: object[], date: string) =>
  person(...offices)
    .when(speaking(date))
    .thenSilent();

describe('a person speaks in a name by an office held on that day', () => {
  test('not without an office', () => {
    refused([], '2025-09-04');
    holding()
      .when(statement({ by: 'ursula', for: ['ITA'] }))
      .thenRejected('OfficeNotHeld', '/development/for/0', { remedy: /add the office/ });
  });

  test('not by the office of another', () => {
    refused([{ office: 'Minister', of: 'FRA' }], '2025-09-04');
  });

  test('from the first day', () => {
    refused([minister({ from: '2025-09-05' })], '2025-09-04');
    accepted([minister({ from: '2025-09-05' })], '2025-09-05');
    accepted([minister({ from: '2025-09-05' })], '2025-09-05T00:00Z');
  });

  test('to the end of the last', () => {
    accepted([minister({ until: '2025-09-05' })], '2025-09-05');
    accepted([minister({ until: '2025-09-05' })], '2025-09-05T23:59Z');
    refused([minister({ until: '2025-09-05' })], '2025-09-06');
    refused([minister({ until: '2025-09-05' })], '2025-09-06T00:00Z');
  });

  test('by any of several offices', () => {
    const both = [minister({ until: '2024-12-31' }), minister({ from: '2025-09-01' })];
    accepted(both, '2024-06-01');
    refused(both, '2025-03-01');
    accepted(both, '2025-09-04');
  });

  test('uncertain dates are given the benefit of the doubt', () => {
    accepted([minister({ from: '2025-09' })], '2025-09-01');
    refused([minister({ from: '2025-09' })], '2025-08-31');
    accepted([minister({ until: '2025' })], '2025-12-31');
    refused([minister({ until: '2025' })], '2026-01-01');
    accepted([minister({ from: '2025-09-04' })], '2025-09');
    accepted([minister({ from: '2025-09-04' })], '[..2025-09-04]');
    refused([minister({ from: '2025-09-05' })], '[..2025-09-04]');
    accepted([minister({ from: '[2025-09-01..]' })], '2025-09-01');
  });

  test('a claim may have a voice of its own', () => {
    const claims = [position({ for: ['ITA'] }), position({ by: 'giorgia-meloni', for: ['FRA'], value: 'open' })];
    person(minister({ until: '2024' }))
      .when(speaking('2025-09-04', { for: undefined, claims }))
      .thenAllRejected(['OfficeNotHeld', '/development/claims/0/for/0'], ['OfficeNotHeld', '/development/claims/1/for/0']);
  });

  test('a claim with its own speaker does not take the development’s name', () => {
    person(minister())
      .when(speaking('2025-09-04', { claims: [position({ by: 'USA' })] }))
      .thenSilent();
  });

  test('signatories, co-chairs and parties of a joint text are spoken for by signing', () => {
    for (const [kind, field] of [
      ['AgreementReached', 'signatories'],
      ['SummitHeld', 'coChairs'],
      ['CallHeld', 'parties'],
    ] as const) {
      const joint = (names: string[]) => ({ ...speaking('2025-09-04', { for: ['ITA', 'FRA'], [field]: names }), kind });
      person(minister())
        .when(joint(['FRA', 'GBR']))
        .thenSilent();
      person(minister())
        .when(joint(['GBR']))
        .thenRejected('OfficeNotHeld', '/development/for/1');
    }
  });

  test('in her own name she needs none', () => {
    person()
      .when(speaking('2025-09-04', { for: ['ursula'], claims: [] }))
      .thenSilent();
  });

  test('under either name of a person', () => {
    const merged = [
      { do: 'actor-add', id: 'g-meloni', kind: 'person', name: 'G. Meloni' },
      { do: 'actor-merge', id: 'g-meloni', into: 'giorgia-meloni', reason: 'one person' },
    ];
    given(WORLD, merged)
      .when(statement({ by: 'g-meloni', for: ['ITA'] }))
      .thenSilent();
  });

  test('who holds the office and names nobody is listed under others: worth a look', () => {
    given(WORLD)
      .when(statement({ by: 'giorgia-meloni' }))
      .thenWarned(['OfficeUnused', '/development/claims/0']);
    given(WORLD)
      .when(statement({ claims: [position({ by: 'giorgia-meloni' })] }))
      .thenWarned(['OfficeUnused', '/development/claims/0']);
    given(WORLD)
      .when(statement({ by: 'giorgia-meloni', for: ['ITA'] }))
      .thenSilent();
    given(WORLD)
      .when(statement({ by: 'giorgia-meloni', date: '2020-01-01' }))
      .thenSilent();
    given(WORLD)
      .when(statement({ by: 'giorgia-meloni', claims: [position({ facet: 'position/FRA/troop-deployment' })] }))
      .thenSilent();
    given(WORLD)
      .when(statement({ by: 'giorgia-meloni', claims: [{ facet: 'world/ceasefire', value: false }] }))
      .thenSilent();
  });
});

describe('a name without a speaker', () => {
  const joint = (more: object = {}) => statement({ for: ['FRA', 'ITA'], by: undefined, ...more });

  test('would let whomever it is about speak for themselves: refused', () => {
    given(WORLD)
      .when(joint())
      .thenRejected('SpeakerMissing', '/development/for', { message: /nobody is named/, remedy: /on each claim/ });
  });

  test('on each claim it is a joint text', () => {
    given(WORLD)
      .when(joint({ claims: [position({ for: ['FRA', 'ITA'] })] }))
      .thenAccepted();
  });
});
