import { describe, expect, it } from '@jest/globals';
import { whyHeld, type DeviceState, type DeviceWork } from './device.ts';

const HOUR_MS = 3_600_000;
const ISSUED_MS = 1_700_000_000_000;
const END_MS = ISSUED_MS + 24 * HOUR_MS;

const device: DeviceState = {
  groupId: 'phone',
  subject: 'dan',
  roles: ['driver'],
  issuedAtMs: ISSUED_MS,
  endsAtMs: END_MS,
  lapsedFromMs: null,
  lapsedToMs: null,
  cashLimitCents: 50_000,
  cashCents: 0,
  earlierCashCents: 0,
  smsStream: null,
  smsSender: null,
  revokedAtMs: null,
  revokedBy: null,
};
const work: DeviceWork = { subject: 'dan', emergency: false, madeAtMs: ISSUED_MS + 1, receivedAtMs: ISSUED_MS + 2 };
const revoked = { ...device, revokedAtMs: ISSUED_MS + 1, revokedBy: 'sam' };
// The old one ended, and a new one was issued an hour later.
const renewed = {
  ...device,
  issuedAtMs: END_MS + HOUR_MS,
  endsAtMs: END_MS + 25 * HOUR_MS,
  lapsedFromMs: END_MS,
  lapsedToMs: END_MS + HOUR_MS,
};
const pushedLater = { receivedAtMs: END_MS + 2 * HOUR_MS };

describe('work of a device', () => {
  it.each<[string, DeviceState | undefined, Partial<DeviceWork>, ReturnType<typeof whyHeld>]>([
    ['of an install without a credential is decided', undefined, {}, null],
    ['under a credential is decided', device, {}, null],
    ['at the very end is decided', device, { madeAtMs: END_MS, receivedAtMs: END_MS }, null],
    ['made after the end, by its own clock, is held', device, { madeAtMs: END_MS + 1 }, 'credential_expired'],
    [
      'received after the end is held, whatever its clock says',
      device,
      { receivedAtMs: END_MS + 1 },
      'credential_expired',
    ],
    [
      'that names no time counts from its arrival',
      device,
      { madeAtMs: null, receivedAtMs: END_MS + 1 },
      'credential_expired',
    ],
    [
      'of a rider is not held for an ended credential',
      { ...device, roles: ['rider'] },
      { receivedAtMs: END_MS + 1 },
      null,
    ],
    ['made before the lapse is decided once renewed', renewed, { ...pushedLater, madeAtMs: END_MS }, null],
    [
      'made in the lapse is held though renewed',
      renewed,
      { ...pushedLater, madeAtMs: END_MS + 1 },
      'credential_expired',
    ],
    ['made after the renewal is decided', renewed, { ...pushedLater, madeAtMs: END_MS + HOUR_MS }, null],
    ['of a revoked device is held', revoked, {}, 'device_revoked'],
    ['of a revoked device is held, also what was made before', revoked, { madeAtMs: ISSUED_MS - 1 }, 'device_revoked'],
    ['of a revoked device past its end is held as revoked', revoked, { receivedAtMs: END_MS + 1 }, 'device_revoked'],
    [
      'of a revoked device that never had a credential is held',
      { ...revoked, roles: [], endsAtMs: null },
      {},
      'device_revoked',
    ],
    ['in an emergency is never held', revoked, { emergency: true }, null],
    ['in an emergency is not held for its end either', device, { emergency: true, receivedAtMs: END_MS + 1 }, null],
    ['of another person is not bound by this row', revoked, { subject: 'eve' }, null],
  ])('%s', (_what, state, more, expected) => {
    expect(whyHeld(state, { ...work, ...more })).toBe(expected);
  });
});
