import { describe, expect, it } from '@jest/globals';
import { DAN, NOW_MS, sampleDevice } from '../../../test/samples.ts';
import type { DeviceState } from './device.ts';
import { isBeyondCash, withCash, type CashWork } from './offline-cash.ts';

const device = (overrides: Partial<DeviceState> = {}) =>
  sampleDevice({ issuedAtMs: NOW_MS - 10, cashLimitCents: 500, cashCents: 300, earlierCashCents: 100, ...overrides });
const work = (overrides: Partial<CashWork> = {}): CashWork => ({
  subject: DAN.subject,
  cashCents: 200,
  madeAtMs: NOW_MS - 5,
  receivedAtMs: NOW_MS,
  ...overrides,
});

describe('Y11 cash without contact', () => {
  it.each<[string, DeviceState | undefined, Partial<CashWork>, boolean]>([
    ['up to the limit is within it', device(), {}, false],
    ['of a cent more is not', device(), { cashCents: 201 }, true],
    ['of an act that takes none is within it, whatever was taken', device({ cashCents: 900 }), { cashCents: 0 }, false],
    ['made under the credential before counts there', device(), { madeAtMs: NOW_MS - 11, cashCents: 400 }, false],
    ['has a limit there, too', device(), { madeAtMs: NOW_MS - 11, cashCents: 401 }, true],
    ['that does not tell when it was made counts under the newest', device(), { madeAtMs: null, cashCents: 201 }, true],
    ['of who takes none is beyond', device({ cashLimitCents: 0, cashCents: 0 }), { cashCents: 1 }, true],
    ['of an install without a credential is bound by nothing', undefined, { cashCents: 9_000 }, false],
    ['of one that never had any is not, either', device({ issuedAtMs: null }), { cashCents: 9_000 }, false],
    ['of another person is none of this device’s', device(), { subject: 'eve', cashCents: 9_000 }, false],
  ])('%s', (_what, found, changes, isBeyond) => {
    expect(isBeyondCash(found, work(changes))).toBe(isBeyond);
  });

  it('is counted where it was taken, also beyond the limit', () => {
    expect(withCash(device(), work({ cashCents: 900 }))).toEqual({ cashCents: 1_200, earlierCashCents: 100 });
    expect(withCash(device(), work({ madeAtMs: 0 }))).toEqual({ cashCents: 300, earlierCashCents: 300 });
    expect(withCash(undefined, work())).toBeNull();
  });
});
