import { applied, defineMutation, refused } from '#sync/client';
import { rideRequested } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { isLegalMove } from '../rules/moves.ts';
import { isRiderOf } from '../rules/parties.ts';
import type { Ride } from '../state.ts';
import { rideKind, riderKind } from '../views.ts';
import { rideArgs } from './arguments.ts';

/** The rider still wants the car of a booking that came late. It takes its place in the queue now. */
export const confirm = defineMutation({
  name: 'rides.confirm',
  summary: 'Says that a booking which arrived too late is still wanted.',
  roles: ['rider'],
  priority: 'ride',
  args: rideArgs,
  codes: codeTexts('ride_not_found', 'move_illegal', 'ride_open'),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args, actor) => ({ ride: rideKind.key(args.rideId), rider: riderKind.key(actor.subject) }),
  decide: ({ actor, time: { nowMs }, state: { ride, rider } }) => {
    if (!isRiderOf(ride, actor)) return refused('ride_not_found');
    if (!isLegalMove({ from: ride.status, to: 'requested', actor: 'rider' })) {
      return refused('move_illegal', { from: ride.status, to: 'requested' });
    }
    const open = rider?.openRideId ?? null;
    if (open !== null) return refused('ride_open', { rideId: open });
    const confirmed: Ride = { ...ride, status: 'requested', queuedAtMs: nowMs };
    const { rideId, riderId, pickup, dropoff, quotedFareCents } = confirmed;
    return applied({
      changes: [rideKind.put(confirmed), riderKind.put({ riderId, openRideId: rideId })],
      events: [rideRequested.of(rideId, { rideId, riderId, pickup, dropoff, quotedFareCents, requestedAtMs: nowMs })],
    });
  },
});
