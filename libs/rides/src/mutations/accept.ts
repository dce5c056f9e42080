import { applied, defineMutation } from '#sync/client';
import { rideAccepted } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES, drivenPayload } from '../rules/driver/driver-move.ts';
import { decided } from '../rules/offline-booking.ts';
import type { Ride } from '../state.ts';
import { driverKind, rideKind } from '../views.ts';
import { rideArgs } from './arguments.ts';

/** A driver takes the ride offered to them. It counts as long as the ride is still offered to them, however late it comes. */
export const accept = defineMutation({
  name: 'rides.accept',
  summary: 'Takes the ride that is offered to the driver.',
  roles: ['driver'],
  priority: 'ride',
  args: rideArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args, actor) => ({ ride: rideKind.key(args.rideId), driver: driverKind.key(actor.subject) }),
  decide: ({ actor, time, state }) =>
    asDriver({ ride: state.ride, actor, to: 'accepted' }, (ride) => {
      const accepted: Ride = {
        ...ride,
        status: 'accepted',
        driverDevice: ride.driverDevice ?? actor.device ?? null,
        queuedAtMs: null,
        offeredAtMs: null,
        offerExpiresAtMs: null,
        acceptedAtMs: time.nowMs,
        acceptedClaimedAtMs: time.claimedAtMs,
      };
      const { driver } = state;
      const { ride: taken, measures } = decided(accepted, 'assigned', time.nowMs);
      return applied({
        changes: [
          rideKind.put(taken),
          ...(driver ? [driverKind.put({ ...driver, activeRideId: ride.rideId, offeredRideId: null })] : []),
        ],
        events: [rideAccepted.of(ride.rideId, drivenPayload(ride, actor, time))],
        measures,
      });
    }),
});
