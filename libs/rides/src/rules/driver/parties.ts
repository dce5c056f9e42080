/**
 * Who somebody is to a ride. Whoever is nobody to it is told `ride_not_found`, exactly as if there were no such ride.
 */
import type { Actor } from '#sync/client';
import type { Ride } from '../../state.ts';

/** The rider whose ride it is. */
export function isRiderOf(ride: Ride | undefined, actor: Actor): ride is Ride {
  return ride !== undefined && actor.roles.includes('rider') && ride.riderId === actor.subject;
}

/** The driver it is offered to, or who drives it. */
export function isDriverOf(ride: Ride | undefined, actor: Actor): ride is Ride {
  return ride !== undefined && actor.roles.includes('driver') && ride.driverId === actor.subject;
}

/** A driver it was offered to before, who no longer has it. */
export function wasOffered(ride: Ride | undefined, actor: Actor): boolean {
  return ride !== undefined && [...ride.declinedDriverIds, ...ride.missedDriverIds].includes(actor.subject);
}

/** In whose name somebody may cancel it: one's own ride as its rider, any other as a dispatcher, or not at all. */
export function cancellerOf(ride: Ride, actor: Actor): 'rider' | 'dispatcher' | null {
  if (isRiderOf(ride, actor)) return 'rider';
  return actor.roles.includes('dispatcher') ? 'dispatcher' : null;
}
