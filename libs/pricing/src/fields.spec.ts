/** docs/fields.md against the code: every field of a fare has one rule, and settling and refunding keep to it. */
import { describe, expect, it } from '@jest/globals';
import { fieldRules } from '../../../tools/docs/field-rules.ts';
import {
  DRIVER,
  facts,
  fareIn,
  OTHER_ID,
  play,
  RIDE_ID,
  RIDER,
  SUPPORT,
  SYSTEM,
  TARIFF_ROWS,
} from '../test/samples.ts';
import { refundFare } from './mutations/refund-fare.ts';
import { settleRide } from './mutations/settle-ride.ts';
import { fareKind } from './views.ts';

describe('Y3 a fare', () => {
  const rules = fieldRules('fare');
  const rideId = RIDE_ID;
  const args = { rideId, riderId: RIDER.subject, driverId: DRIVER.subject, facts: facts() };
  const fare = fareIn(play(settleRide, { args, actor: SYSTEM, rows: TARIFF_ROWS }));

  it('has one rule for each field', () => {
    expect([...rules.keys()].toSorted()).toEqual(Object.keys(fare).toSorted());
  });

  it('keeps to it: made once, and refunds add up to no more than it', () => {
    const rows = [...TARIFF_ROWS, fareKind.put(fare)];
    expect(play(settleRide, { args, actor: SYSTEM, rows })).toMatchObject({ code: 'fare_exists', changes: [] });
    const refund = { refundId: OTHER_ID, rideId, refundCents: 100, reason: 'late' };
    const refunded = fareIn(play(refundFare, { args: refund, actor: SUPPORT, rows }));
    expect(refunded).toEqual({ ...fare, refundedCents: 100 });
    const tooMuch = { ...refund, refundCents: fare.fareCents };
    const again = [...TARIFF_ROWS, fareKind.put(refunded)];
    expect(play(refundFare, { args: tooMuch, actor: SUPPORT, rows: again })).toMatchObject({ code: 'refund_too_much' });
  });
});
