import { describe, expect, it } from '@jest/globals';
import { missingFare } from './missing-fare.service.ts';
import { FEE_DECIDED_WITHIN_MS } from './pricing-problems.ts';

const CANCELLED = { status: 'cancelled', driverId: 'driver', cancelledAtMs: 1_000 } as const;

describe('a fare that is not there', () => {
  it.each([
    ['of a ride under way', { ...CANCELLED, status: 'started', cancelledAtMs: null } as const, 0, 'ride_not_over'],
    [
      'of a ride that has just ended',
      { ...CANCELLED, status: 'ended', cancelledAtMs: null } as const,
      0,
      'fare_pending',
    ],
    ['of a ride just cancelled, with a driver', CANCELLED, 0, 'fare_pending'],
    ['of one cancelled a while ago', CANCELLED, FEE_DECIDED_WITHIN_MS + 1, 'fare_not_found'],
    ['of one cancelled without a driver', { ...CANCELLED, driverId: null }, 0, 'fare_not_found'],
  ])('%s says so', (_what, ride, sinceMs, code) => {
    const problem = missingFare(ride, 1_000 + sinceMs);
    expect(problem.code).toBe(code);
    expect(problem.headers['Retry-After'] !== undefined).toBe(code === 'fare_pending');
  });
});
