import { applied, defineMutation, refused, subjectSchema } from '#sync/client';
import { z } from 'zod';
import { rideOffered } from '../contracts.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { isFree } from '../rules/candidates.ts';
import { codeTexts } from '../rules/codes.ts';
import { isLegalMove } from '../rules/moves.ts';
import type { Ride } from '../state.ts';
import { driverKind, rideKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const offerArgs = z.strictObject({
  rideId: rideIdSchema,
  driverId: subjectSchema,
  /** How long the driver may think about it. */
  timeoutMs: z.int().min(RIDE_LIMITS.offerTimeoutMsMin).max(RIDE_LIMITS.offerTimeoutMsMax),
});

/** Bimride asks a driver to take a waiting ride. */
export const offer = defineMutation({
  name: 'rides.offer',
  summary: 'Offers a waiting ride to a free driver.',
  roles: ['system'],
  priority: 'ride',
  args: offerArgs,
  codes: codeTexts(
    'ride_not_found',
    'move_illegal',
    'driver_is_rider',
    'driver_passed',
    'driver_offline',
    'driver_busy',
  ),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args) => ({ ride: rideKind.key(args.rideId), driver: driverKind.key(args.driverId) }),
  decide: ({ args: { driverId, timeoutMs }, time: { nowMs }, state: { ride, driver } }) => {
    if (!ride) return refused('ride_not_found');
    if (!isLegalMove({ from: ride.status, to: 'offered', actor: 'system' })) {
      return refused('move_illegal', { from: ride.status, to: 'offered' });
    }
    if (ride.riderId === driverId) return refused('driver_is_rider');
    if (ride.declinedDriverIds.includes(driverId)) return refused('driver_passed');
    if (!driver?.online) return refused('driver_offline');
    if (!isFree(driver)) return refused('driver_busy');
    const offered: Ride = {
      ...ride,
      status: 'offered',
      driverId,
      driverDevice: driver.device,
      offerCount: ride.offerCount + 1,
      offeredAtMs: nowMs,
      offerExpiresAtMs: nowMs + timeoutMs,
    };
    const { rideId, offerCount } = offered;
    return applied({
      changes: [rideKind.put(offered), driverKind.put({ ...driver, offeredRideId: rideId })],
      events: [rideOffered.of(rideId, { rideId, driverId, offerNumber: offerCount, expiresAtMs: nowMs + timeoutMs })],
    });
  },
});
