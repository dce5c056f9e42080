import { describe, expect, it } from '@jest/globals';
import { isDatabaseAway, isHostFault, isPassing, isStale } from './passing-faults.ts';

const failure = (code: string | undefined, message = '') =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('telling a fault that passes from one that is a mutation’s own', () => {
  it.each([
    '08006',
    '0A000',
    '25P02',
    '25P03',
    '25P04',
    '26000',
    '28P01',
    '40001',
    '40P01',
    '42501',
    '42P01',
    '53300',
    '55P03',
    '57P01',
    '57014',
    '58030',
    'ECONNREFUSED',
    'ECONNRESET',
    'EPIPE',
    'ERR_STREAM_DESTROYED',
  ])('%s passes', (code) => expect(isPassing(failure(code))).toBe(true));

  it.each(['21000', '22003', '22P05', '23505', '23514', '42804', '54000', 'P0001', 'XX000'])(
    '%s is a mutation’s own',
    (code) => expect(isPassing(failure(code))).toBe(false),
  );

  it.each([
    ['53100', true],
    ['53200', true],
    ['58030', true],
    ['53300', false],
    ['55P03', false],
    ['57014', false],
    ['23514', false],
    ['EPIPE', false],
  ])('%s is a fault of the host: %s', (code, isOne) => expect(isHostFault(failure(code))).toBe(isOne));

  it('takes a connection that ended without a code as passing, and a programming error as one', () => {
    expect(isPassing(failure(undefined, 'Connection terminated unexpectedly'))).toBe(true);
    expect(isPassing(failure(undefined, 'timeout exceeded when trying to connect'))).toBe(true);
    expect(isPassing(failure(undefined, 'Client was closed and is not queryable'))).toBe(true);
    expect(isPassing(new TypeError('x is not a function'))).toBe(false);
    expect(isPassing(new TypeError("cannot read properties of undefined (reading 'connectionTimeout')"))).toBe(false);
    expect(isPassing('oops')).toBe(false);
    expect(isPassing(null)).toBe(false);
  });

  it.each(['42501', '0A000', '28P01'])('%s passes, though the database is there', (code) =>
    expect(isDatabaseAway(failure(code))).toBe(false),
  );
  it.each(['57P01', '53300', 'ECONNREFUSED'])('%s: the database is away', (code) =>
    expect(isDatabaseAway(failure(code))).toBe(true),
  );

  it.each(['0A000', '26000'])('%s may not meet a new connection', (code) => expect(isStale(failure(code))).toBe(true));
  it.each(['57014', '23514', undefined])('%s meets a new connection as well', (code) =>
    expect(isStale(failure(code))).toBe(false),
  );
});
