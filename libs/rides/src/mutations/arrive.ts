import { applied, defineMutation } from '#sync/client';
import { rideArrived } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES, drivenPayload } from '../rules/driver-move.ts';
import { rideKind } from '../views.ts';
import { rideArgs } from './arguments.ts';

/** The driver is at the pickup. */
export const arrive = defineMutation({
  name: 'rides.arrive',
  summary: 'Says that the driver is at the pickup.',
  roles: ['driver'],
  priority: 'ride',
  args: rideArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  decide: ({ actor, time, state }) =>
    asDriver({ ride: state.ride, actor, to: 'arrived' }, (ride) =>
      applied({
        changes: [
          rideKind.put({
            ...ride,
            status: 'arrived',
            arrivedAtMs: time.nowMs,
            arrivedClaimedAtMs: time.claimedAtMs,
          }),
        ],
        events: [rideArrived.of(ride.rideId, drivenPayload(ride, actor, time))],
      }),
    ),
});
