import { TARIFF_2023, type Tariff } from '#pricing';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { receiptSchema } from '../../src/pricing/pricing-schemas.ts';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { PIN, Story } from './story.ts';

const TRIP = { pickup: OISTINS, dropoff: BATHSHEBA };
const DAY_MS = 86_400_000;

/** A fifth off and a dollar, and a fee that the driver pays. */
const withDiscount = (effectiveFromMs: number): Tariff => ({
  ...TARIFF_2023,
  version: 'v2027-promo',
  effectiveFromMs,
  discounts: [
    {
      discountId: 'fifth',
      label: 'A fifth off, and a dollar',
      cents: 100,
      basisPoints: 2000,
      fromMs: null,
      toMs: null,
      basis: 'Invented for a test',
    },
  ],
  platformFees: [
    ...TARIFF_2023.platformFees,
    { fromMs: effectiveFromMs, payer: 'driver', cents: 200, basisPoints: 0, basis: 'Invented', assumed: true },
  ],
});

let story: Story;
beforeAll(async () => {
  story = await Story.begin();
});
afterAll(() => story.end());

it('P15 a discount lowers what the rider pays and not what the driver gets: both receipts say so', async () => {
  await story.publish(withDiscount(story.nowMs() + DAY_MS));
  story.clock.offsetMs = 2 * DAY_MS;
  const [rider, driver] = await Promise.all([story.person('rider'), story.person('driver')]);
  const plain = await story.quoted(rider, TRIP);
  const quote = await story.quoted(rider, { ...TRIP, discountId: 'fifth' });
  const discountCents = 100 + Math.floor(plain.fareCents / 5);
  expect(quote).toMatchObject({ fareCents: plain.fareCents - discountCents, discountCents });

  const { rideId, answer } = await story.booked(rider, TRIP, quote, { discountId: 'fifth' });
  expect(answer).toMatchObject({ status: 201, body: { ride: { status: 'requested' } } });
  await story.accepted(driver, rideId);
  await driver.push(['rides.arrive', { rideId }], ['rides.start', { rideId, pin: PIN }], ['rides.end', { rideId }]);
  expect(await story.fare(rider, rideId)).toMatchObject({ rule: 'quote_stands', fareCents: quote.fareCents });

  for (const [who, audience] of [
    [rider, 'rider'],
    [driver, 'driver'],
  ] as const) {
    const receipt = receiptSchema.parse((await who.get(`/v1/rides/${rideId}/receipt`)).body);
    expect(receipt).toMatchObject({
      audience,
      fareCents: quote.fareCents,
      discountCents,
      meterFareCents: plain.fareCents,
      driverPayCents: plain.fareCents,
      vat: { platformFee: { payer: 'driver', netCents: 200, taxCents: 35, grossCents: 235 } },
    });
  }
  // The rider owes the fare, Bimride bears the discount, the driver is owed the whole pay less the fee.
  expect(await story.ledger(rideId)).toEqual({
    rider_receivable: quote.fareCents,
    discounts: discountCents,
    driver_payable: -(plain.fareCents - 235),
    platform_fees: -200,
    vat_payable: -35,
  });
});
