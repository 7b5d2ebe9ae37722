import { defineConfig } from 'vitest/config';

const shared = { environment: 'node' as const, testTimeout: 60_000, hookTimeout: 60_000 };

/** `unit` runs before every commit; `integration` starts processes and files; `browser` drives the page in a real one; `property` is the long comparison. */
export default defineConfig({
  test: {
    projects: [
      { test: { ...shared, name: 'unit', include: ['tests/unit/**/*.test.ts', 'tests/cases.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts', 'tests/contract/**/*.test.ts'],
          testTimeout: 180_000,
        },
      },
      {
        test: {
          ...shared,
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: ['tests/browser/setup.ts'],
          maxWorkers: 1,
          // a page is asked until it is so: it draws after what a test did, not within it
          expect: { poll: { timeout: 15_000 } },
        },
      },
      // nothing in it waits or is timed: two files at once take half as long
      { test: { ...shared, name: 'property', include: ['tests/property/**/*.test.ts'], testTimeout: 600_000, maxWorkers: 2 } },
    ],
  },
});
