import { applied, defineMutation } from '#sync/client';
import { z } from 'zod';
import { rideArrived } from '../contracts.ts';
import { positionSchema } from '../rules/position.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES, drivenPayload, isLostToRider } from '../rules/driver/driver-move.ts';
import { rideKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const arriveArgs = z.strictObject({
  rideId: rideIdSchema,
  /** Where the phone is. It never keeps a driver from arriving; who does not say it cannot say later that nobody came. */
  position: positionSchema.optional(),
});

/** The driver is at the pickup. */
export const arrive = defineMutation({
  name: 'rides.arrive',
  summary: 'Says that the driver is at the pickup.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byTwo',
  args: arriveArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES),
  lane: (args) => rideKind.key(args.rideId),
  contest: { aim: 'The driver would be at the pickup.', isLost: isLostToRider },
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  decide: ({ args, actor, time, state }) =>
    asDriver({ ride: state.ride, actor, to: 'arrived' }, (ride) =>
      applied({
        changes: [
          rideKind.put({
            ...ride,
            status: 'arrived',
            arrivedAtMs: time.nowMs,
            arrivedClaimedAtMs: time.claimedAtMs,
            arrivedPosition: args.position ?? null,
          }),
        ],
        events: [rideArrived.of(ride.rideId, drivenPayload(ride, actor, time))],
      }),
    ),
});
