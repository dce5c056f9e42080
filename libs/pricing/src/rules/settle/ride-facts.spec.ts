import { describe, expect, it } from '@jest/globals';
import { MAP, NOW_MS, place } from '../../../test/samples.ts';
import { rideFacts, tripAtMs, type EndedTrip } from './ride-facts.ts';

const HOUR_MS = 3_600_000;
const ENDED_MS = NOW_MS + 2 * HOUR_MS;
const AT_SEA = { lat: 13.2, lon: -59.68 };
const trip: EndedTrip = {
  pickup: place('oistins'),
  dropoff: place('bathsheba'),
  endedAt: null,
  stops: [],
  waitingMs: 0,
  requestedAtMs: NOW_MS,
  startedAtMs: NOW_MS + HOUR_MS,
  startedClaimedAtMs: NOW_MS + HOUR_MS / 2,
  quotePin: null,
};
const ended = {
  rideId: 'ride',
  riderId: 'rider',
  driverId: 'driver',
  atMs: ENDED_MS,
  claimedAtMs: null,
  quotedFareCents: 4938,
};
const factsOf = (more: Partial<EndedTrip>) => rideFacts(ended, { ...trip, ...more }, MAP);

describe('P6 what a phone without a good position leaves to settle by', () => {
  const booked = factsOf({}).bookedLegs;

  it('is the ride as booked, if it does not know where it ended, or says a place at sea', () => {
    for (const endedAt of [null, AT_SEA]) {
      expect(factsOf({ endedAt })).toMatchObject({ endedAt: null, drivenLegs: booked, bookedLegs: booked });
    }
  });

  it('is the way to where it ended, if it knows', () => {
    const early = factsOf({ endedAt: place('belleplaine') });
    expect(early.bookedLegs).toEqual(booked);
    expect(early.drivenLegs).toEqual(factsOf({ dropoff: place('belleplaine') }).bookedLegs);
  });

  it('ends the last of the ways that the rider asked for', () => {
    const { drivenLegs } = factsOf({ stops: [place('holetown')], endedAt: place('speightstown') });
    expect(drivenLegs).toEqual([
      ...booked,
      ...factsOf({ pickup: trip.dropoff, dropoff: place('speightstown') }).bookedLegs,
    ]);
  });

  it('is an estimate, and says so, where the map has no road', () => {
    expect(factsOf({ pickup: AT_SEA }).bookedLegs).toMatchObject([{ isEstimate: true }]);
  });

  it('has no more waiting than the limit', () => {
    expect(factsOf({ waitingMs: 7 * HOUR_MS }).waitingMs).toBe(6 * HOUR_MS);
  });
});

describe('a ride began', () => {
  it.each([
    ['when the phone says, between booking and report', NOW_MS + 1, NOW_MS + 1],
    ['at the booking, if the phone says earlier', NOW_MS - HOUR_MS, NOW_MS],
    ['at the report, if the phone says later', ENDED_MS, NOW_MS + HOUR_MS],
    ['at the report, if the phone says nothing', null, NOW_MS + HOUR_MS],
  ])('%s', (_what, startedClaimedAtMs, expected) => {
    expect(tripAtMs({ ...trip, startedClaimedAtMs }, ENDED_MS)).toBe(expected);
  });

  it('at the latest when it ended', () => {
    expect(tripAtMs({ ...trip, startedAtMs: null, startedClaimedAtMs: null }, ENDED_MS)).toBe(ENDED_MS);
  });
});
