/** The document that the API gives of itself, seen by others' tools. */
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { expect, test } from 'vitest';
import { openApi } from '../../src/http/openapi.ts';

test('OpenAPI 3.1 without a complaint of the strict rules of Redocly', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] });
  const problems = await lintFromString({ source: JSON.stringify(openApi()), config });
  expect(problems.map((p) => `${p.ruleId}: ${p.message} (${p.location[0]?.pointer ?? ''})`)).toEqual([]);
  // the rules do look: a reference that leads nowhere is found
  const broken = JSON.stringify(openApi()).replace('#/components/schemas/Cell"', '#/components/schemas/Sell"');
  expect((await lintFromString({ source: broken, config })).map((p) => p.ruleId)).toContain('no-unresolved-refs');
});
