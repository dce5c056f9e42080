import { describe, expect, it } from '@jest/globals';
import { DRIVER, facts, NOW_MS, RIDE_ID, RIDER } from '../../../test/samples.ts';
import { TARIFF_2023 } from '../../shipped-tariffs.ts';
import { rideFare } from './fare-record.ts';
import { receiptOf, type Receipt } from './receipt.ts';
import { settle, type RideFacts } from './settlement.ts';
import type { Tariff } from '../tariff.ts';

/** The receipt of a ride under a tariff. */
function receipt(tariff: Tariff, ride: Partial<RideFacts> = {}, audience: Receipt['audience'] = 'rider'): Receipt {
  const of = facts(ride);
  const settlement = settle({ facts: of, quotedTariff: tariff, tariffInForce: tariff });
  if ('code' in settlement) throw new Error(settlement.code);
  const parties = { rideId: RIDE_ID, riderId: RIDER.subject, driverId: DRIVER.subject, settledAtMs: NOW_MS };
  const fare = rideFare({ parties, facts: of, settlement, tariff, tariffHash: '0'.repeat(64) });
  return receiptOf({ fare, payments: [], refunds: [], audience, pickup: null, dropoff: null });
}

const standard = { fromMs: 0, treatment: 'standard', basisPoints: 1750, basis: 'Invented', assumed: true } as const;
const TAXED: Tariff = { ...TARIFF_2023, vat: { ...TARIFF_2023.vat, ride: [standard] } };

describe('P13 the receipt says how VAT treats the ride', () => {
  it('exempt, and standard-rated', () => {
    expect(receipt(TARIFF_2023).vat.ride).toEqual({ treatment: 'exempt', taxCents: 0 });
    // Of BBD 11.92 and 37.46, each with 17.5 % in it: 1.77 and 5.57.
    expect(receipt(TAXED).vat.ride).toEqual({ treatment: 'standard', taxCents: 177 + 557 });
  });

  it('tells a rider nothing of the pay where no discount could have lowered it', () => {
    expect(receipt(TARIFF_2023).driverPayCents).toBeNull();
    expect(receipt(TARIFF_2023, {}, 'driver').driverPayCents).toBeGreaterThan(0);
  });

  it('standard-rated, though a discount leaves nothing to tax', () => {
    const free = {
      discountId: 'free',
      label: 'Free',
      cents: 0,
      basisPoints: 10_000,
      fromMs: null,
      toMs: null,
      basis: 'x',
    };
    const { pin } = facts();
    const result = receipt(
      { ...TAXED, discounts: [free] },
      { ...facts({ bookedMeters: 8_000 }), quotedFareCents: 0, pin: pin && { ...pin, discountId: 'free' } },
    );
    expect(result).toMatchObject({ fareCents: 0, driverPayCents: 4188, discountCents: 4188 });
    expect(result.vat.ride).toEqual({ treatment: 'standard', taxCents: 0 });
  });
});
