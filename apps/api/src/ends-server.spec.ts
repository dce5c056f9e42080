import { expect, it } from '@jest/globals';
import { endsServer } from './ends-server.ts';

it.each([
  ['SIGINT', 'production', true],
  ['SIGTERM', 'production', true],
  ['SIGHUP', 'production', false],
  ['SIGHUP', 'development', true],
] as const)('%s in %s ends the server: %s', (signal, environment, ends) => {
  expect(endsServer(signal, environment)).toBe(ends);
});
