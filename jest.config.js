/** Jest, with specs and the modules of ours loaded by Node itself: tools/testing/jest, docs/adr/0021. */
export default {
  globalSetup: '<rootDir>/tools/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/tools/testing/global-teardown.mjs',
  testEnvironment: 'node',
  testRunner: '<rootDir>/tools/testing/jest/runner.ts',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/bench'],
  testMatch: ['**/*.spec.ts'],
  // Long versions of specs run by jest.long.config.js.
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/', '\\.long\\.spec\\.ts$'],
  transform: {},
  // One more than the cores of the machine that runs them: specs wait for Postgres, browsers and processes of their own.
  maxWorkers: 3,
  testTimeout: 60_000,
};
