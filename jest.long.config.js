import config from './jest.config.js';

/** The long versions of specs, `*.long.spec.ts`: `npm run test:long`. */
export default {
  ...config,
  testMatch: ['**/*.long.spec.ts'],
  testPathIgnorePatterns: config.testPathIgnorePatterns.filter((pattern) => !pattern.includes('long')),
  testTimeout: 300_000,
};
