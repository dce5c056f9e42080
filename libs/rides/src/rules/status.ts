/** What a status means. */
import type { Ride, RideStatus } from '../state.ts';

/** Nothing more happens to it. */
export function isTerminal(status: RideStatus): boolean {
  return status === 'ended' || status === 'cancelled';
}

/** It takes its rider's one place. A lapsed booking does not: the rider may book another instead. */
export function isOpen(status: RideStatus): boolean {
  return !isTerminal(status) && status !== 'lapsed';
}

/** A driver has said yes to it, now or before its end. */
export function wasAccepted(ride: Pick<Ride, 'acceptedAtMs'>): boolean {
  return ride.acceptedAtMs !== null;
}

/** Its driver may have to check the PIN: they said yes, and the rider is not in the car yet. */
export function isPinAsked(status: RideStatus): boolean {
  return status === 'accepted' || status === 'arrived';
}

/** The rider is not in the car yet, so the PIN still matters. */
export function isBeforeStart(status: RideStatus): boolean {
  return isOpen(status) ? status !== 'started' : status === 'lapsed';
}
