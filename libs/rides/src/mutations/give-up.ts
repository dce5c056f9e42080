import { applied, defineMutation, refused } from '#sync/client';
import { rideGivenUp } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { isLegalMove } from '../rules/moves.ts';
import { decided } from '../rules/offline-booking.ts';
import { freeDriver, freeRider } from '../rules/releases.ts';
import { waitEndsAtMs } from '../rules/wait/wait-end.ts';
import type { Ride } from '../state.ts';
import { driverKind, rideKind, riderKind } from '../views.ts';
import { rideArgs } from './arguments.ts';

/**
 * Nobody took the ride, and none can come in time: its rider is told so while it still helps, and asked whether they want
 * to wait longer. No booking ends in silence.
 */
export const giveUp = defineMutation({
  name: 'rides.giveUp',
  summary: 'Tells a rider that no car can come in time, and asks whether one is still wanted.',
  roles: ['system'],
  priority: 'ride',
  args: rideArgs,
  codes: codeTexts('ride_not_found', 'move_illegal', 'wait_not_over', 'no_supply'),
  appliedCodes: { no_supply: 'done' },
  lane: (args) => rideKind.key(args.rideId),
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  follow: ({ ride }) => ({
    rider: ride && riderKind.key(ride.riderId),
    driver: ride?.driverId ? driverKind.key(ride.driverId) : undefined,
  }),
  decide: ({ time: { nowMs }, state: { ride, rider, driver } }) => {
    if (!ride) return refused('ride_not_found');
    const { rideId, riderId, driverId, wantedUntilMs, status } = ride;
    if (!isLegalMove({ from: status, to: 'lapsed', actor: 'system' })) {
      return refused('move_illegal', { from: status, to: 'lapsed' });
    }
    if (nowMs < waitEndsAtMs(ride)) return refused('wait_not_over', { waitEndsAtMs: waitEndsAtMs(ride) });
    const { ride: given, measures } = decided(withoutWait(ride), 'no_supply', nowMs);
    return applied({
      changes: [rideKind.put(given), ...freeRider(rider, rideId), ...freeDriver(driver, rideId)],
      events: [rideGivenUp.of(rideId, { rideId, riderId, driverId, atMs: nowMs, wantedUntilMs })],
      measures,
      code: 'no_supply' as const,
    });
  },
});

// A driver who is still thinking about it is told `offer_gone` if they answer.
function withoutWait(ride: Ride): Ride {
  const { driverId, missedDriverIds } = ride;
  return {
    ...ride,
    status: 'lapsed',
    lapseReason: 'no_supply',
    driverId: null,
    driverDevice: null,
    queuedAtMs: null,
    offeredAtMs: null,
    offerExpiresAtMs: null,
    missedDriverIds: driverId === null ? missedDriverIds : [...missedDriverIds, driverId],
  };
}
