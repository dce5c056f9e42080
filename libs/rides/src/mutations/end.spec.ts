import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  BATHSHEBA,
  CLAIMED_MS,
  DRIVER,
  HOLETOWN,
  NOW_MS,
  play,
  RIDE_ID,
  RIDER,
  sampleDriver,
  sampleRows,
} from '../../test/samples.ts';
import type { Driver, Ride } from '../state.ts';
import { end } from './end.ts';

const args = { rideId: RIDE_ID };

describe('rides.end', () => {
  it('ends the ride; both are free, and the driver is at the dropoff', () => {
    const verdict = play(end, { args, actor: DRIVER, rows: sampleRows('started'), claimedAtMs: CLAIMED_MS });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'ended',
      endedAtMs: NOW_MS,
      endedClaimedAtMs: CLAIMED_MS,
    });
    expect(changed(verdict, 'rider')).toEqual({ riderId: RIDER.subject, openRideId: null });
    expect(changed(verdict, 'driver')).toEqual(sampleDriver({ position: BATHSHEBA, positionAtMs: NOW_MS }));
    expect(emitted(verdict)).toEqual(['rides.ended.v1']);
    expect(verdict.events[0]?.payload).toMatchObject({ quotedFareCents: 10_750, claimedAtMs: CLAIMED_MS });
  });

  it('believes the driver who says where they are', () => {
    const verdict = play(end, { args: { ...args, position: HOLETOWN }, actor: DRIVER, rows: sampleRows('started') });
    expect(changed<Driver>(verdict, 'driver')?.position).toEqual(HOLETOWN);
  });

  const MINUTE_MS = 60_000;
  const driven = (waitingMs: number, ride: Partial<Ride>, scene: object = {}) =>
    play(end, { args: { ...args, waitingMs }, actor: DRIVER, rows: sampleRows('started', ride), ...scene });
  const times = { requestedAtMs: NOW_MS - 60 * MINUTE_MS, arrivedAtMs: NOW_MS - 30 * MINUTE_MS };

  it('tells of the waiting that can be true as it was told', () => {
    const verdict = driven(30 * MINUTE_MS, times);
    expect(verdict.code).toBeUndefined();
    expect(verdict.events[0]?.payload).toMatchObject({ trip: { waitingMs: 30 * MINUTE_MS } });
  });

  it('counts no waiting beyond what its times allow, says so, and ends all the same', () => {
    const verdict = driven(6 * 60 * MINUTE_MS, times);
    expect(verdict).toMatchObject({
      outcome: 'applied',
      code: 'waiting_reduced',
      details: { waitingMs: 30 * MINUTE_MS, toldMs: 360 * MINUTE_MS },
    });
    expect(changed<Ride>(verdict, 'ride')?.status).toBe('ended');
    expect(verdict.events[0]?.payload).toMatchObject({ trip: { waitingMs: 30 * MINUTE_MS } });
  });

  it('counts the waiting of a ride that was driven without a network', () => {
    const ride = { ...times, arrivedAtMs: NOW_MS, arrivedClaimedAtMs: NOW_MS - 40 * MINUTE_MS };
    const late = { claimedAtMs: NOW_MS - 10 * MINUTE_MS, offline: true };
    expect(driven(30 * MINUTE_MS, ride, late).code).toBeUndefined();
    expect(driven(32 * MINUTE_MS, ride, late).code).toBe('waiting_reduced');
  });
});
