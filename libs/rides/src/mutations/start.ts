import { applied, defineMutation, refused, type Actor, type DecisionTime } from '#sync/client';
import { z } from 'zod';
import { rideStarted } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES, drivenPayload, isLostToRider } from '../rules/driver/driver-move.ts';
import { isPinAsked } from '../rules/status.ts';
import { isPinOf, pinSchema, pinTriesLeft } from '../rules/pin.ts';
import type { Ride } from '../state.ts';
import { rideKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const startArgs = z.strictObject({
  rideId: rideIdSchema,
  /** As the rider said it and the driver typed it. */
  pin: pinSchema,
});

/** The rider is in the car. The same check runs on the driver's phone with no network, and again here. */
export const start = defineMutation({
  name: 'rides.start',
  summary: 'Starts the ride with the PIN that the rider tells the driver.',
  roles: ['driver'],
  priority: 'ride',
  args: startArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES, 'pin_wrong', 'pin_locked'),
  appliedCodes: { pin_wrong: 'missed' },
  stillAsks: { pin_wrong: asksForPin },
  lane: (args) => rideKind.key(args.rideId),
  contest: { aim: 'The ride would be under way.', isLost: isLostToRider },
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  decide: ({ args, actor, time, state }) =>
    asDriver({ ride: state.ride, actor, to: 'started' }, (ride) => {
      if (pinTriesLeft(ride) === 0) return refused('pin_locked');
      return isPinOf(ride, args.pin) ? started(ride, actor, time) : failed(ride);
    }),
});

function asksForPin({ status }: Ride): boolean {
  return isPinAsked(status);
}

function started(ride: Ride, actor: Actor, time: DecisionTime) {
  const { nowMs, claimedAtMs } = time;
  return applied({
    changes: [rideKind.put({ ...ride, status: 'started', startedAtMs: nowMs, startedClaimedAtMs: claimedAtMs })],
    events: [rideStarted.of(ride.rideId, drivenPayload(ride, actor, time))],
  });
}

// A refusal changes nothing, and a wrong try must be counted: so it is an effect, though not the one hoped for.
function failed(ride: Ride) {
  const tried = { ...ride, pinFailures: ride.pinFailures + 1 };
  return applied({
    changes: [rideKind.put(tried)],
    code: 'pin_wrong',
    details: { triesLeft: pinTriesLeft(tried) },
  });
}
