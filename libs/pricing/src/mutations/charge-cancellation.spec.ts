import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { DRIVER, fareIn, NOW_MS, play, RIDE_ID, RIDER, SYSTEM, TARIFF_ROWS } from '../../test/samples.ts';
import type { LedgerEntry } from '../rules/settle/posting.ts';
import { fareKind } from '../views.ts';
import { chargeCancellation } from './charge-cancellation.ts';

const calledOff = {
  outcome: 'cancelled',
  by: 'rider',
  fromStatus: 'arrived',
  vehicleClass: 'Z',
  reason: null,
  acceptedForMs: 600_000,
  arrivedForMs: 60_000,
} as const;
const args = { rideId: RIDE_ID, riderId: RIDER.subject, driverId: DRIVER.subject, atMs: NOW_MS, calledOff };
const scene = { args, actor: SYSTEM, rows: TARIFF_ROWS };

describe('pricing.chargeCancellation', () => {
  it('P9 charges what the matrix says, keeps the row’s id, and pays the driver', () => {
    const verdict = play(chargeCancellation, scene);
    expect(fareIn(verdict)).toMatchObject({
      kind: 'cancellation',
      fareCents: 1000,
      feeRowId: 'rider-at-pickup',
      driverPayCents: 1000,
    });
    expect(changed<LedgerEntry>(verdict, 'ledgerEntry')?.lines).toEqual([
      { account: 'rider_receivable', amountCents: 1000 },
      { account: 'driver_payable', amountCents: -1000 },
    ]);
    expect(verdict.events[0]).toMatchObject({
      type: 'pricing.cancellationCharged.v1',
      payload: { feeRowId: 'rider-at-pickup' },
    });
  });

  it.each([
    ['no row fits', { ...args, calledOff: { ...calledOff, by: 'dispatcher' } }],
    ['nobody had the ride', { ...args, driverId: null }],
    ['there was no tariff', { ...args, atMs: 1 }],
  ])('charges nothing when %s', (_when, other) => {
    const verdict = play(chargeCancellation, { ...scene, args: other });
    expect(verdict).toMatchObject({ outcome: 'applied', code: 'fee_none', changes: [], events: [] });
  });

  it('charges once', () => {
    const fare = fareIn(play(chargeCancellation, scene));
    expect(play(chargeCancellation, { ...scene, rows: [...TARIFF_ROWS, fareKind.put(fare)] }).code).toBe('fare_exists');
  });
});
