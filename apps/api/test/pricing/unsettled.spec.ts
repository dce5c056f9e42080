import { FareSettlement } from '#pricing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { BATHSHEBA, OISTINS } from '../harness/places.ts';
import { Story } from './story.ts';

describe('a ride that is over and cannot be settled', () => {
  let story: Story;

  beforeAll(async () => {
    story = await Story.begin();
  });
  afterAll(() => story.end());

  const figures = async () => (await fetch(`${story.api.server.managementUrl}/metrics`)).text();
  const counted = async (reason: string): Promise<string | undefined> =>
    new RegExp(`pricing_unsettled_rides_total\\{reason="${reason}"\\} (\\d+)`).exec(await figures())?.[1];

  it('is counted, by reason, for whoever watches', async () => {
    const rider = await story.person('rider');
    const { mapVersion } = await story.quoted(rider, { pickup: OISTINS, dropoff: BATHSHEBA });
    const settlement = story.api.server.app.get(FareSettlement, { strict: false });
    // The first day of 1970 had no tariff.
    const ended = (more: object = {}) => {
      const rideId = randomUUID();
      const payload = { rideId, riderId: rider.subject, driverId: 'driver', atMs: 2, claimedAtMs: null };
      return {
        eventId: randomUUID(),
        type: 'rides.ended.v1',
        key: rideId,
        commit: 1,
        occurredAtMs: 2,
        payload: { ...payload, quotedFareCents: 100, ...more },
      };
    };
    const trip = {
      pickup: OISTINS,
      dropoff: BATHSHEBA,
      endedAt: null,
      stops: [],
      waitingMs: 0,
      requestedAtMs: 1,
      startedAtMs: 2,
      startedClaimedAtMs: null,
      quotePin: { tariffVersion: 'v2022', mapVersion, vehicleClass: 'Z', discountId: null, quotedForMs: 1 } as const,
    };
    expect([await counted('trip_missing'), await counted('tariff_unknown')]).toEqual(['0', '0']);
    await settlement.settle(ended());
    await settlement.settle(ended({ trip }));
    expect([await counted('trip_missing'), await counted('tariff_unknown')]).toEqual(['1', '1']);
  });
});
