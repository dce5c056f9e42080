import { applied, defineMutation, refused, type DecisionInput } from '#sync/client';
import { z } from 'zod';
import { rideCancelled } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { isLegalMove } from '../rules/moves.ts';
import { isArrivalAway } from '../rules/wait/no-show-proof.ts';
import { decided } from '../rules/offline-booking.ts';
import { cancellerOf } from '../rules/driver/parties.ts';
import { freeDriver, freeRider } from '../rules/releases.ts';
import { isTerminal, wasAccepted } from '../rules/status.ts';
import { CANCEL_REASONS, type Driver, type Ride, type Rider, type RideStatus } from '../state.ts';
import { driverKind, rideKind, riderKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const cancelArgs = z.strictObject({ rideId: rideIdSchema, reason: z.enum(CANCEL_REASONS).optional() });

type Input = DecisionInput<
  z.infer<typeof cancelArgs>,
  { readonly ride: Ride | undefined; readonly driver: Driver | undefined; readonly rider: Rider | undefined }
>;

/**
 * The rider or a dispatcher calls the ride off.
 *
 * The written rule for a cancel that was made offline and arrives late: it takes effect when the server takes it in,
 * never backwards. Until the ride has started it is granted, and what it found is kept: where the ride stood, and both
 * clocks. Once the ride has started, the rider is in the car: their cancel is refused with the times of both sides;
 * only a dispatcher can still end it so. No device clock decides what it costs; it is shown beside the server's.
 */
export const cancel = defineMutation({
  name: 'rides.cancel',
  summary: 'Calls a ride off.',
  roles: ['rider', 'dispatcher'],
  priority: 'ride',
  correctable: 'byTwo',
  args: cancelArgs,
  codes: codeTexts('ride_not_found', 'ride_over', 'ride_started', 'cancelled_after_accept'),
  appliedCodes: { cancelled_after_accept: 'done' },
  lane: (args) => rideKind.key(args.rideId),
  contest: {
    aim: 'The ride would be cancelled.',
    isLost: ({ code, details }) =>
      code === 'ride_started' || (code === 'ride_over' && (details as { status: RideStatus }).status === 'ended'),
  },
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  follow: ({ ride }) => ({
    rider: ride && riderKind.key(ride.riderId),
    driver: ride?.driverId ? driverKind.key(ride.driverId) : undefined,
  }),
  decide: (input) => {
    const { actor, time, state } = input;
    const { ride } = state;
    const by = ride ? cancellerOf(ride, actor) : null;
    if (!ride || by === null) return refused('ride_not_found');
    if (isTerminal(ride.status)) return refused('ride_over', { status: ride.status });
    if (!isLegalMove({ from: ride.status, to: 'cancelled', actor: by })) {
      const { startedAtMs, startedClaimedAtMs } = ride;
      return refused('ride_started', { startedAtMs, startedClaimedAtMs, cancelClaimedAtMs: time.claimedAtMs });
    }
    return granted(input, ride, by);
  },
});

function granted({ args, time, state }: Input, ride: Ride, by: 'rider' | 'dispatcher') {
  const { rideId, riderId, driverId, acceptedAtMs, status } = ride;
  const { nowMs, claimedAtMs } = time;
  const cancelled: Ride = {
    ...ride,
    status: 'cancelled',
    ...withoutPendingOffer(ride),
    cancelledAtMs: nowMs,
    cancelledClaimedAtMs: claimedAtMs,
    cancelledBy: by,
    cancelledFromStatus: status,
    cancelReason: args.reason ?? null,
  };
  const told = {
    rideId,
    riderId,
    driverId,
    acceptedAtMs,
    claimedAtMs,
    cancelledBy: by,
    fromStatus: status,
    atMs: nowMs,
    reason: args.reason ?? null,
    arrivedAtMs: ride.arrivedAtMs,
    arrivedAway: isArrivalAway(ride),
    quotePin: ride.quotePin,
  };
  const { ride: over, measures } = decided(cancelled, 'cancelled', nowMs);
  return applied({
    measures,
    changes: [rideKind.put(over), ...freeRider(state.rider, rideId), ...freeDriver(state.driver, rideId)],
    events: [rideCancelled.of(rideId, told)],
    ...(wasAccepted(ride)
      ? { code: 'cancelled_after_accept' as const, details: { acceptedAtMs, cancelledAtMs: nowMs, claimedAtMs } }
      : {}),
  });
}

// Who was only asked sees the ride no more, and is told `ride_cancelled` if they still answer.
function withoutPendingOffer(ride: Ride): Partial<Ride> {
  const nothing = { queuedAtMs: null, offeredAtMs: null, offerExpiresAtMs: null };
  if (ride.status !== 'offered' || ride.driverId === null) return nothing;
  return {
    ...nothing,
    driverId: null,
    driverDevice: null,
    missedDriverIds: [...ride.missedDriverIds, ride.driverId],
  };
}
