import { applied, defineMutation, type DecisionInput } from '#sync/client';
import { z } from 'zod';
import { rideCancelled } from '../contracts.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { positionSchema } from '../rules/position.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES, isLostToRider } from '../rules/driver/driver-move.ts';
import { NO_SHOW_PROOF_CODES, proveNoShow } from '../rules/wait/no-show-proof.ts';
import { freeDriver, freeRider } from '../rules/releases.ts';
import type { Driver, NoShowProof, Ride, Rider } from '../state.ts';
import { driverKind, rideKind, riderKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const noShowArgs = z.strictObject({
  rideId: rideIdSchema,
  /** Where the phone is. */
  position: positionSchema,
  /** How long the driver has waited since the arrival, by the phone's monotonic clock. */
  waitedMs: z.int().min(0).max(RIDE_LIMITS.waitingMsMax),
});

type Input = DecisionInput<
  z.infer<typeof noShowArgs>,
  { readonly ride: Ride | undefined; readonly driver: Driver | undefined; readonly rider: Rider | undefined }
>;

/**
 * The driver waited at the pickup and nobody came: the driver calls the ride off. It may be done offline and come late.
 *
 * The written rule for a no-show and a cancel of one ride: whichever the server takes in first stands, the other is refused
 * and stays in the ledger with its device's clock. What the rider owes is for the tariff to say.
 */
export const noShow = defineMutation({
  name: 'rides.noShow',
  summary: 'Calls a ride off because nobody came to the pickup.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byTwo',
  args: noShowArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES, ...NO_SHOW_PROOF_CODES),
  lane: (args) => rideKind.key(args.rideId),
  contest: { aim: 'The ride would be cancelled because nobody came.', isLost: isLostToRider },
  needs: (args, actor) => ({ ride: rideKind.key(args.rideId), driver: driverKind.key(actor.subject) }),
  follow: ({ ride }) => ({ rider: ride && riderKind.key(ride.riderId) }),
  decide: (input) =>
    asDriver({ ride: input.state.ride, actor: input.actor, to: 'cancelled' }, (ride) => {
      const proof = proveNoShow(ride, input.args, input.time);
      return 'code' in proof ? proof : calledOff(input, ride, proof);
    }),
});

function calledOff({ args, actor, time, state }: Input, ride: Ride, proof: NoShowProof) {
  const { rideId, riderId, acceptedAtMs, arrivedAtMs, quotePin, status: fromStatus } = ride;
  const { nowMs, claimedAtMs } = time;
  const cancelled: Ride = {
    ...ride,
    status: 'cancelled',
    cancelledAtMs: nowMs,
    cancelledClaimedAtMs: claimedAtMs,
    cancelledBy: 'driver',
    cancelledFromStatus: fromStatus,
    cancelReason: 'no_show',
    noShow: proof,
  };
  const told = {
    rideId,
    riderId,
    driverId: actor.subject,
    acceptedAtMs,
    arrivedAtMs,
    quotePin,
    fromStatus,
    claimedAtMs,
    cancelledBy: 'driver',
    reason: 'no_show',
    atMs: nowMs,
    waitedMs: proof.waitedMs,
  } as const;
  const at = { position: args.position, positionAtMs: nowMs };
  return applied({
    changes: [rideKind.put(cancelled), ...freeRider(state.rider, rideId), ...freeDriver(state.driver, rideId, at)],
    events: [rideCancelled.of(rideId, told)],
  });
}
