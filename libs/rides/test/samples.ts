/** Samples for the specs of rides, and the stage on which they are played. */
import { routing } from '#routing/client';
import { sync, SYSTEM_ACTOR, type Actor, type Change } from '#sync/client';
import { stageOf } from '#sync/testing';
import { rides } from '../src/module.ts';
import { hasReached, sampleRide as rideIn } from '../src/testing/sample-ride.ts';
import { pinHash } from '../src/rules/pin.ts';
import type { Driver, Ride, Rider, RideStatus } from '../src/state.ts';
import { driverKind, rideKind, riderKind } from '../src/views.ts';

export const RIDE_ID = '019a0000-0000-7000-8000-000000000001';
export const OTHER_RIDE_ID = '019a0000-0000-7000-8000-000000000002';
export const OISTINS = { lat: 13.06319, lon: -59.54224 } as const;
export const BATHSHEBA = { lat: 13.21294, lon: -59.52272 } as const;
export const HOLETOWN = { lat: 13.18561, lon: -59.63729 } as const;
export const PIN = '4821';
export const SALT = '00112233445566778899aabbccddeeff';
export const NOW_MS = 1_780_000_000_000;
export const CLAIMED_MS = NOW_MS - 3_600_000;

export const RIDER: Actor = { subject: 'rider-a', roles: ['rider'] };
export const OTHER_RIDER: Actor = { subject: 'rider-b', roles: ['rider'] };
export const DRIVER: Actor = { subject: 'driver-a', roles: ['driver'] };
export const OTHER_DRIVER: Actor = { subject: 'driver-b', roles: ['driver'] };
export const DISPATCHER: Actor = { subject: 'dispatcher-a', roles: ['dispatcher'] };
export const SYSTEM = SYSTEM_ACTOR;

/** A ride between RIDER and DRIVER as it stands in some status, with PIN as its PIN. */
export function sampleRide(status: RideStatus, overrides: Partial<Ride> = {}): Ride {
  const pin = { pinSalt: SALT, pinHash: pinHash(RIDE_ID, SALT, PIN) };
  return rideIn(status, NOW_MS, { rideId: RIDE_ID, riderId: RIDER.subject, ...pin, ...overrides });
}

/** DRIVER, online at Holetown with nothing to do. */
export function sampleDriver(overrides: Partial<Driver> = {}): Driver {
  return {
    driverId: DRIVER.subject,
    online: true,
    position: HOLETOWN,
    positionAtMs: NOW_MS - 5000,
    activeRideId: null,
    offeredRideId: null,
    device: null,
    shiftEpoch: 0,
    onlineChangedAtMs: NOW_MS - 5000,
    onlineChangedClaimedAtMs: null,
    ...overrides,
  };
}

/** RIDER, with or without an open ride. */
export function sampleRider(openRideId: string | null = null): Rider {
  return { riderId: RIDER.subject, openRideId };
}

/** The three rows as they stand together when the ride is in some status. */
export function sampleRows(status: RideStatus, overrides: Partial<Ride> = {}): readonly Change[] {
  const ride = sampleRide(status, overrides);
  const isOpen = hasReached(status, 'requested') && status !== 'ended';
  const isActive = status === 'accepted' || status === 'arrived' || status === 'started';
  return [
    rideKind.put(ride),
    riderKind.put(sampleRider(isOpen ? ride.rideId : null)),
    driverKind.put(
      sampleDriver({
        activeRideId: isActive ? ride.rideId : null,
        offeredRideId: status === 'offered' ? ride.rideId : null,
      }),
    ),
  ];
}

/** Decides as a server does that has routing and rides. */
export const play = stageOf({ modules: [sync, routing, rides], nowMs: NOW_MS });
