import { applied, defineMutation } from '#sync/client';
import { z } from 'zod';
import { rideEnded } from '../contracts.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { positionSchema } from '../rules/position.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES, drivenPayload, isLostToRider } from '../rules/driver/driver-move.ts';
import { freeDriver, freeRider } from '../rules/releases.ts';
import { waitedMsMost } from '../rules/wait/waiting.ts';
import type { Ride } from '../state.ts';
import { driverKind, rideKind, riderKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const endArgs = z.strictObject({
  rideId: rideIdSchema,
  /** Where the car is, if not at the dropoff. */
  position: positionSchema.optional(),
  /** How long the driver waited in all, by the phone's monotonic clock. Only as much of it counts as can be true. */
  waitingMs: z.int().min(0).max(RIDE_LIMITS.waitingMsMax).optional(),
  /** Where else the rider asked to go, after the booked dropoff, in order. */
  stops: z.array(positionSchema).max(RIDE_LIMITS.stopsMax).optional(),
});
type EndArgs = z.infer<typeof endArgs>;

/** The rider is out of the car. Driver and rider are free for the next ride. */
export const end = defineMutation({
  name: 'rides.end',
  summary: 'Ends the ride.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byTwo',
  args: endArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES, 'waiting_reduced'),
  appliedCodes: { waiting_reduced: 'done' },
  lane: (args) => rideKind.key(args.rideId),
  contest: { aim: 'The ride would be over.', isLost: isLostToRider },
  needs: (args, actor) => ({ ride: rideKind.key(args.rideId), driver: driverKind.key(actor.subject) }),
  follow: ({ ride }) => ({ rider: ride && riderKind.key(ride.riderId) }),
  decide: ({ args, actor, time, state }) =>
    asDriver({ ride: state.ride, actor, to: 'ended' }, (ride) => {
      const { rideId, quotedFareCents } = ride;
      const { nowMs, claimedAtMs } = time;
      const ended: Ride = { ...ride, status: 'ended', endedAtMs: nowMs, endedClaimedAtMs: claimedAtMs };
      const at = { position: args.position ?? ride.dropoff, positionAtMs: nowMs };
      const waiting = believed(args, waitedMsMost(ride, time));
      return applied({
        changes: [rideKind.put(ended), ...freeRider(state.rider, rideId), ...freeDriver(state.driver, rideId, at)],
        events: [
          rideEnded.of(rideId, {
            ...drivenPayload(ride, actor, time),
            quotedFareCents,
            trip: tripOf(ride, { ...args, waitingMs: waiting.waitingMs }),
          }),
        ],
        ...waiting.note,
      });
    }),
});

// A ride is never lost over its waiting: what cannot be true is left out, and the driver is told.
function believed({ waitingMs: toldMs = 0 }: EndArgs, mostMs: number) {
  if (toldMs <= mostMs) return { waitingMs: toldMs, note: {} };
  const details = { waitingMs: mostMs, toldMs };
  return { waitingMs: mostMs, note: { code: 'waiting_reduced' as const, details } };
}

// What it takes to settle the fare.
function tripOf(ride: Ride, { position, waitingMs = 0, stops = [] }: EndArgs) {
  const { pickup, dropoff, quotePin, requestedAtMs, startedAtMs, startedClaimedAtMs } = ride;
  return {
    pickup,
    dropoff,
    quotePin,
    requestedAtMs,
    startedAtMs,
    startedClaimedAtMs,
    waitingMs,
    stops: [...stops],
    endedAt: position ?? null,
  };
}
