/** What forms of the page are made of and is not the browser's: dates as they are known, and what kinds of developments have. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEVELOPMENT_KINDS, schemaOfKind } from '../../events/developments.ts';
import { isEdtf } from '../../events/edtf.ts';
import { developmentShape, OUTCOMES, participant, relation, RELATIONS as TYPES } from '../../events/schema.ts';
import { KINDS, RELATIONS, ROLES } from '../../src/export/wording.ts';
import { dateDraft, dateText, KNOWN, knownAs } from '../../src/web/forms/dates.ts';
import type { Known } from '../../src/web/forms/dates.ts';
import { bundledCommands } from '../../src/bundled.ts';
import { ABOUT, claimDraft, claimOf, facetOf, missingIn, NO_CLAIM, ofFamily } from '../../src/web/forms/claims.ts';
import type { RecordedClaim } from '../../src/web/forms/claims.ts';
import { FIRST, MET, OWN } from '../../src/web/forms/kinds.ts';

test('the form knows every kind, and each field that is a kind’s own', () => {
  expect(Object.keys(KINDS).sort()).toEqual([...DEVELOPMENT_KINDS].sort());
  for (const kind of DEVELOPMENT_KINDS) {
    const own = Object.keys(schemaOfKind(kind).shape).filter((f) => !Object.hasOwn(developmentShape, f));
    expect([...(OWN[kind] ?? [])].sort(), kind).toEqual(own.sort());
  }
  for (const kind of Object.keys({ ...FIRST, ...MET })) expect(DEVELOPMENT_KINDS).toContain(kind);
  expect(Object.keys(ROLES).sort()).toEqual([...participant.shape.role.options].sort());
  expect(Object.keys(RELATIONS).sort()).toEqual([...TYPES].sort());
  expect(relation.safeParse({ type: 'answers', to: 'x', outcome: OUTCOMES[0] }).success).toBe(true);
});

const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));
const flag = fc.constantFrom('', '~', '?', '%');
const single = fc.tuple(day, flag, fc.constantFrom(10, 7, 4)).map(([d, f, n]) => d.slice(0, n) + f);
const pair = fc.tuple(day, day).map(([a, b]) => [a, b].sort() as [string, string]);
const text = fc.oneof(
  single,
  fc.tuple(pair, flag, fc.constantFrom('..', ',')).map(([[a, b], f, between]) => `[${a}${f}${between}${b}${f}]`),
  pair.map(([a, b]) => `[${a}~..${b}]`),
  fc.tuple(day, flag).map(([d, f]) => `[..${d}${f}]`),
  fc.tuple(day, flag).map(([d, f]) => `[${d}${f}..]`),
  pair.map(([a, b]) => `${a}/${b}`),
  day.map((d) => `${d}/..`),
  fc.tuple(day, fc.constantFrom('Z', '+02:00', '-05:30')).map(([d, z]) => `${d}T09:30${z}`),
  day.map((d) => `${d}T09:30:15.5Z`),
);

test('every date of the record can be put into the controls, and comes out as it was', () => {
  fc.assert(
    fc.property(text, (t) => {
      expect(isEdtf(t)).toBe(true);
      expect(dateText(dateDraft(t))).toBe(t);
    }),
  );
  // those that people write most are not left to the text field
  for (const t of [
    '2025-09-04',
    '2025-09',
    '2025',
    '[2025-09-03..2025-09-05]',
    '[2025-09-03,2025-09-05]',
    '[..2025-09-04]',
    '[2025-09-04..]',
    '2025-09-04T17:00Z',
    '2025-09-04~',
    '[..2025-09-04?]',
  ])
    // prettier-ignore
    expect(dateDraft(t).known, t).not.toBe('written');
});

test('knowing a day less well never makes a text that is no date', () => {
  fc.assert(
    fc.property(text, fc.constantFrom(...(Object.keys(KNOWN) as Known[])), (t, known) => {
      const made = dateText(knownAs(dateDraft(t), known));
      expect(made === '' || isEdtf(made), made).toBe(true);
    }),
  );
});

test('every claim of the bundled dossier can be put into the editor, and comes out as it was', () => {
  const claims = bundledCommands().flatMap((c) => {
    const { development } = c as { development?: { claims?: RecordedClaim[] } };
    return typeof development === 'object' ? (development.claims ?? []) : [];
  });
  expect(claims.length).toBeGreaterThan(50);
  expect(new Set(claims.map((c) => c.facet.split('/')[0]))).toEqual(new Set(Object.keys(ABOUT)));
  for (const claim of claims) expect(claimOf(claimDraft(claim)), claim.facet).toEqual(claim);
});

test('values that the editor has no field for, null, and every kind of time come out as they were', () => {
  const rest: RecordedClaim[] = [
    { facet: 'world/ceasefire', value: false },
    { facet: 'world/ceasefire', value: { by: 'both', days: 30 } },
    { facet: 'quantity/coalition/committed', value: { n: 26 } },
    { facet: 'position/ITA/troop-deployment', value: null, until: '2026-01', observed: '2025-09-04', note: 'n' },
    {
      facet: 'contribution/BGR/mine-clearing',
      value: 'offers',
      detail: { partners: ['ROU', 'TUR'], amount: { n: 2, op: '>=', unit: 'ships' } },
      by: 'rumen-radev',
      for: ['BGR'],
      via: 'FRA',
      attribution: 'on-record',
      effective: '[2025-09-03..2025-09-05]',
      when: [{ facet: 'world/commons-vote', is: 'passed', mode: 'while' }],
      evidence: ['e2'],
    },
  ];
  for (const claim of rest) expect(claimOf(claimDraft(claim)), claim.facet).toEqual(claim);
});

test('what is missing is named until the claim can be sent; a word that is still being typed is no part of an id', () => {
  for (const family of Object.keys(ABOUT)) {
    const begun = ofFamily(NO_CLAIM, family);
    expect(claimOf(begun), family).toBeUndefined();
    expect(missingIn(begun).length, family).toBeGreaterThan(0);
  }
  expect(facetOf({ family: 'contribution', parts: ['BGR', 'mine-'] })).toBe('contribution/BGR/mine');
  expect(missingIn({ ...ofFamily(NO_CLAIM, 'quantity'), parts: ['coalition', 'committed'], n: '26' })).toEqual(['of what the number is']);
});
