import { describe, expect, it } from '@jest/globals';
import { isDatabaseAway } from './database-faults.ts';

const failure = (code: string | undefined, message = '') =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('telling a database that is away from something that cannot be stored', () => {
  it.each([
    '08006',
    '53300',
    '57P01',
    '57014',
    '58030',
    '40001',
    '40P01',
    '55P03',
    '25P03',
    '25P04',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ERR_STREAM_DESTROYED',
  ])('%s: away', (code) => expect(isDatabaseAway(failure(code))).toBe(true));

  it.each(['23505', '23514', '22P05', '22003', '42P01', 'P0001'])('%s: cannot be stored', (code) =>
    expect(isDatabaseAway(failure(code))).toBe(false),
  );

  it('takes a connection that ended without a code as away, and a programming error as one', () => {
    expect(isDatabaseAway(failure(undefined, 'Connection terminated unexpectedly'))).toBe(true);
    expect(isDatabaseAway(failure(undefined, 'timeout exceeded when trying to connect'))).toBe(true);
    expect(isDatabaseAway(failure(undefined, 'Client was closed and is not queryable'))).toBe(true);
    expect(isDatabaseAway(new TypeError('x is not a function'))).toBe(false);
    expect(isDatabaseAway('oops')).toBe(false);
  });
});
