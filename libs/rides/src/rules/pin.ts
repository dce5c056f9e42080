/**
 * The PIN: made by the rider's phone, checked on the driver's phone with no network, checked again by the server.
 *
 * Invariants: the hash is bound to one ride, so that a hash seen on another ride proves nothing here; a wrong try is
 * counted, on the phone as on the server; after RIDE_LIMITS.pinTriesMax wrong tries only a new PIN helps.
 *
 * Four digits cannot resist somebody who holds the hash and computes: the PIN is there so that the right people get into
 * the right car, and the count of tries so that a person cannot guess at the kerb. It is no proof against a driver's
 * modified phone, and so only the driver who has accepted is given the hash, and only until the rider is in the car.
 */
import { asSecret, sha256Hex } from '#sync/client';
import { z } from 'zod';
import { RIDE_LIMITS } from '../limits.ts';
import type { Ride } from '../state.ts';

export const pinSchema = asSecret(z.string().regex(/^\d{4}$/, 'four digits'));
export const pinSaltSchema = asSecret(
  z
    .string()
    .regex(/^[0-9a-f]+$/, 'lower-case hex digits')
    .min(RIDE_LIMITS.pinSaltHexDigitsMin)
    .max(RIDE_LIMITS.pinSaltHexDigitsMax),
);
export const pinHashSchema = asSecret(z.string().regex(/^[0-9a-f]{64}$/, '64 lower-case hex digits'));

/** The hash that a booking carries instead of its PIN: 64 hex digits. */
export function pinHash(rideId: string, salt: string, pin: string): string {
  return sha256Hex(`bimride pin 1\n${rideId}\n${salt}\n${pin}`);
}

/**
 * Whether this is the ride's PIN. A phone that accepted without a network was never given the hash: there any PIN will do, and the
 * server checks it. On the server no ride is without one.
 */
export function isPinOf(
  { rideId, pinSalt, pinHash: hash }: Pick<Ride, 'rideId' | 'pinSalt' | 'pinHash'>,
  pin: string,
): boolean {
  return pinSalt === null || hash === null || pinHash(rideId, pinSalt, pin) === hash;
}

/** Tries left before it is locked. */
export function pinTriesLeft(ride: Pick<Ride, 'pinFailures'>): number {
  return Math.max(0, RIDE_LIMITS.pinTriesMax - ride.pinFailures);
}
