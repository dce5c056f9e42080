import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { codeTexts } from '../rules/codes.ts';
import { isRiderOf } from '../rules/driver/parties.ts';
import { pinHashSchema, pinSaltSchema } from '../rules/pin.ts';
import { isBeforeStart } from '../rules/status.ts';
import { rideKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const renewPinArgs = z.strictObject({ rideId: rideIdSchema, pinSalt: pinSaltSchema, pinHash: pinHashSchema });

/** The rider's phone makes a new PIN: the old one no longer counts, and there are all tries again. */
export const renewPin = defineMutation({
  name: 'rides.renewPin',
  summary: 'Makes a new PIN for a ride that has not started.',
  roles: ['rider'],
  priority: 'ride',
  args: renewPinArgs,
  codes: codeTexts('ride_not_found', 'pin_not_needed'),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  decide: ({ args: { pinSalt, pinHash }, actor, state: { ride } }) => {
    if (!isRiderOf(ride, actor)) return refused('ride_not_found');
    if (!isBeforeStart(ride.status)) return refused('pin_not_needed', { status: ride.status });
    return applied({ changes: [rideKind.put({ ...ride, pinSalt, pinHash, pinFailures: 0 })] });
  },
});
