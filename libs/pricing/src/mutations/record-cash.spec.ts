import type { Actor, Verdict } from '#sync/client';
import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import {
  DRIVER,
  endedRide,
  NOW_MS,
  OTHER_DRIVER,
  OTHER_ID,
  play,
  RIDE_ID,
  RIDER,
  sampleFare,
} from '../../test/samples.ts';
import type { Drawer } from '../rules/settle/cash.ts';
import type { LedgerEntry } from '../rules/settle/posting.ts';
import type { CashPayment, PaidSoFar } from '../state.ts';
import { PRICING_LIMITS } from '../limits.ts';
import { cashPaymentKind, fareKind, paidSoFarKind } from '../views.ts';
import { recordCash } from './record-cash.ts';

// BBD 49.38 is at the legal cap: in coins 49.35, not 49.40.
const args = {
  paymentId: OTHER_ID,
  rideId: RIDE_ID,
  currency: 'BBD',
  tenderedCents: 5000,
  changeCents: 65,
  fareCents: 4938,
  cashDueCents: 4935,
};

describe('pricing.recordCash', () => {
  it.each([
    ['before the fare is settled here', [endedRide()]],
    ['after it', [endedRide(), fareKind.put(sampleFare())]],
  ])('records cash that was taken offline, %s', (_when, rows) => {
    const verdict = play(recordCash, { args, actor: DRIVER, rows, claimedAtMs: NOW_MS - 1000 });
    expect(verdict).toMatchObject({ outcome: 'applied' });
    expect(verdict.code).toBeUndefined();
    expect(changed<CashPayment>(verdict, 'cashPayment')).toMatchObject({
      keptCents: 4935,
      cashDueCents: 4935,
      recordedClaimedAtMs: NOW_MS - 1000,
    });
    expect(changed<LedgerEntry>(verdict, 'ledgerEntry')?.lines).toEqual([
      { account: 'rider_receivable', amountCents: -4938 },
      { account: 'driver_cash', amountCents: 4935 },
      { account: 'cash_rounding', amountCents: 3 },
    ]);
    expect(changed<Drawer>(verdict, 'drawer')).toEqual({
      driverId: 'driver-a',
      payments: 1,
      bbdInCents: 5000,
      usdInCents: 0,
      changeOutCents: 65,
      keptCents: 4935,
    });
  });

  it('is taken by the phone that drove, and by whatever comes where no phone did', () => {
    const taken = (actor: Actor, driverDevice: string | null) =>
      play(recordCash, { args, actor, rows: [endedRide({ driverDevice })] });
    const phone = { ...DRIVER, device: 'phone-1' };
    for (const verdict of [taken(phone, 'phone-1'), taken(phone, null), taken(DRIVER, null)])
      expect(verdict.outcome).toBe('applied');
    expect(taken(DRIVER, 'phone-1').code).toBe('other_device');
  });

  it('is taken so often for one ride, and no more, so that the sum fits its column', () => {
    const most = { ...args, currency: 'USD', tenderedCents: PRICING_LIMITS.amountCentsMax, changeCents: 0 };
    const paidSoFar = (payments: number) =>
      paidSoFarKind.put({
        rideId: RIDE_ID,
        riderId: RIDER.subject,
        driverId: DRIVER.subject,
        payments,
        keptCents: payments * 2_000_000,
      });
    const pay = (payments: number) =>
      play(recordCash, { args: most, actor: DRIVER, rows: [endedRide(), paidSoFar(payments)] });
    const last = pay(PRICING_LIMITS.paymentsPerRideMax - 1);
    expect(last).toMatchObject({ outcome: 'applied', code: 'cash_over' });
    expect(changed<PaidSoFar>(last, 'paidSoFar')?.keptCents).toBeLessThan(2 ** 31);
    expect(pay(PRICING_LIMITS.paymentsPerRideMax)).toMatchObject({ outcome: 'rejected', code: 'cash_too_often' });
  });

  it('P12 takes US dollars at two for one, with change in BBD', () => {
    const usd = { ...args, currency: 'USD', tenderedCents: 3000, changeCents: 1065 };
    const verdict = play(recordCash, { args: usd, actor: DRIVER, rows: [endedRide(), fareKind.put(sampleFare())] });
    expect(changed<CashPayment>(verdict, 'cashPayment')).toMatchObject({ keptCents: 4935 });
    expect(changed<Drawer>(verdict, 'drawer')).toMatchObject({ usdInCents: 3000, bbdInCents: 0 });
  });

  it.each([
    ['cash_short', 4000, 0],
    ['cash_over', 5000, 0],
  ])('records what does not fit the fare, and says %s', (code, tenderedCents, changeCents) => {
    const verdict = play(recordCash, {
      args: { ...args, tenderedCents, changeCents },
      actor: DRIVER,
      rows: [endedRide(), fareKind.put(sampleFare())],
    });
    expect(verdict).toMatchObject({ outcome: 'applied', code, details: { cashDueCents: 4935 } });
    expect(changed<LedgerEntry>(verdict, 'ledgerEntry')?.lines).toHaveLength(2);
  });

  it('knows what was paid before: two halves are the fare, and a second full payment is too much', () => {
    const rows = [endedRide(), fareKind.put(sampleFare())];
    const half = { ...args, tenderedCents: 2500, changeCents: 0 };
    const first = play(recordCash, { args: half, actor: DRIVER, rows });
    expect(first).toMatchObject({ code: 'cash_short', details: { cashDueCents: 4935, paidCents: 2500 } });
    const after = (verdict: Verdict) => [...rows, ...verdict.changes.filter(({ kind }) => kind === 'paidSoFar')];
    const rest = { ...args, paymentId: RIDE_ID, tenderedCents: 2500, changeCents: 65 };
    const second = play(recordCash, { args: rest, actor: DRIVER, rows: after(first) });
    expect(second.code).toBeUndefined();
    expect(changed<PaidSoFar>(second, 'paidSoFar')).toMatchObject({ payments: 2, keptCents: 4935 });
    expect(changed<LedgerEntry>(second, 'ledgerEntry')?.lines).toContainEqual({
      account: 'cash_rounding',
      amountCents: 3,
    });
    const again = play(recordCash, { args: { ...args, paymentId: RIDE_ID }, actor: DRIVER, rows: after(second) });
    expect(again).toMatchObject({ outcome: 'applied', code: 'cash_over', details: { paidCents: 9870 } });
    expect(changed<LedgerEntry>(again, 'ledgerEntry')?.lines).toHaveLength(2);
  });

  const taken = cashPaymentKind.put({
    ...args,
    currency: 'BBD',
    riderId: 'r',
    driverId: 'd',
    keptCents: 4935,
    recordedAtMs: 1,
    recordedClaimedAtMs: null,
  });
  const refusals: readonly (readonly [string, Partial<Parameters<typeof play>[1]>])[] = [
    ['ride_not_yours', { rows: [] }],
    ['ride_not_yours', { actor: OTHER_DRIVER }],
    ['other_device', { rows: [endedRide({ driverDevice: 'phone-1' })], actor: { ...DRIVER, device: 'phone-2' } }],
    ['ride_not_over', { rows: [endedRide({ status: 'started' })] }],
    ['cash_exists', { rows: [endedRide(), taken] }],
    ['change_too_much', { args: { ...args, changeCents: 5005 } }],
    ['role_missing', { actor: RIDER }],
  ];
  it.each(refusals)('refuses with %s', (code, scene) => {
    expect(play(recordCash, { args, actor: DRIVER, rows: [endedRide()], ...scene })).toMatchObject({
      outcome: 'rejected',
      code,
    });
  });

  it.each([
    ['cents without coins', { tenderedCents: 4938 }],
    ['half a cent', { tenderedCents: 0.5 }],
    ['nothing', { tenderedCents: 0 }],
    ['another currency', { currency: 'EUR' }],
    ['a sum that is not the fare in coins', { cashDueCents: 4930 }],
  ])('does not read %s', (_what, wrong) => {
    expect(recordCash.args.safeParse({ ...args, ...wrong }).success).toBe(false);
  });
});
