import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { driverWentOffline, offerDeclined } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { isShiftElsewhere } from '../rules/driver/device-fence.ts';
import { isLegalMove } from '../rules/moves.ts';
import { withoutOffer } from '../rules/releases.ts';
import type { Driver, Ride } from '../state.ts';
import { driverKind, rideKind } from '../views.ts';

export const goOfflineArgs = z.strictObject({});

/** A driver ends the shift. A ride under way is finished first; an offer not yet answered goes back to the queue. */
export const goOffline = defineMutation({
  name: 'drivers.goOffline',
  summary: 'Ends a driver’s shift.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byOne',
  args: goOfflineArgs,
  codes: codeTexts('driver_offline', 'other_device', 'driver_has_ride'),
  lane: (_args, actor) => driverKind.key(actor.subject),
  needs: (_args, actor) => ({ driver: driverKind.key(actor.subject) }),
  follow: ({ driver }) => ({ ride: driver?.offeredRideId ? rideKind.key(driver.offeredRideId) : undefined }),
  decide: ({ actor, time: { nowMs, claimedAtMs }, state: { driver, ride } }) => {
    if (!driver?.online) return refused('driver_offline');
    if (isShiftElsewhere(driver, actor)) return refused('other_device');
    if (driver.activeRideId !== null) return refused('driver_has_ride', { rideId: driver.activeRideId });
    const { driverId } = driver;
    const off: Driver = {
      ...driver,
      online: false,
      offeredRideId: null,
      onlineChangedAtMs: nowMs,
      onlineChangedClaimedAtMs: claimedAtMs,
    };
    const givenBack = ride && isOfferedTo(ride, driverId) ? [ride] : [];
    return applied({
      changes: [driverKind.put(off), ...givenBack.map((offered) => rideKind.put(missedBy(offered, driverId)))],
      events: [
        driverWentOffline.of(driverId, { driverId, atMs: nowMs }),
        ...givenBack.map(({ rideId, offerCount }) =>
          offerDeclined.of(rideId, { rideId, driverId, offerNumber: offerCount }),
        ),
      ],
    });
  },
});

function isOfferedTo(ride: Ride, driverId: string): boolean {
  return ride.driverId === driverId && isLegalMove({ from: ride.status, to: 'requested', actor: 'driver' });
}

// Missed, not declined: the driver left the shift, not this rider.
function missedBy(ride: Ride, driverId: string): Ride {
  return { ...withoutOffer(ride), missedDriverIds: [...ride.missedDriverIds, driverId] };
}
