/** Native-ESM Jest: TypeScript is stripped by swc, `#name` imports resolve to source. */
export default {
  globalSetup: '<rootDir>/tools/testing/global-setup.mjs',
  globalTeardown: '<rootDir>/tools/testing/global-teardown.mjs',
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/tools', '<rootDir>/bench'],
  testMatch: ['**/*.spec.ts'],
  // Long versions of specs run by jest.long.config.js.
  testPathIgnorePatterns: ['/node_modules/', '/fixtures/', '\\.long\\.spec\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node'] },
  transform: {
    '^.+\\.ts$': [
      '<rootDir>/tools/testing/transform.ts',
      {
        jsc: {
          experimental: { keepImportAttributes: true },
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          target: 'es2024',
        },
        module: { type: 'es6' },
        sourceMaps: true,
      },
    ],
  },
  // One more than the cores of the machine that runs them: specs wait for Postgres, browsers and processes of their own.
  maxWorkers: 3,
  testTimeout: 60_000,
};
