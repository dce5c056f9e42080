import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { codeTexts } from '../rules/codes.ts';
import { rideKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const setCommsArgs = z.strictObject({ rideId: rideIdSchema, commsLost: z.boolean() });

/** Bimride notes that the driver's phone is out of contact, or back. The ride's status has nothing to do with it. */
export const setComms = defineMutation({
  name: 'rides.setComms',
  summary: 'Notes whether the driver of a ride is out of contact.',
  roles: ['system'],
  priority: 'telemetry',
  correctable: 'byOne',
  args: setCommsArgs,
  codes: codeTexts('ride_not_found'),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  decide: ({ args: { commsLost }, time: { nowMs }, state: { ride } }) => {
    if (!ride) return refused('ride_not_found');
    if (ride.commsLost === commsLost) return applied({});
    return applied({ changes: [rideKind.put({ ...ride, commsLost, commsChangedAtMs: nowMs })] });
  },
});
