import { noPickupListKey } from '#routing/contracts';
import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { rideRequested } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { isLegalMove } from '../rules/moves.ts';
import { isRiderOf } from '../rules/driver/parties.ts';
import { pickupRefusal } from '../rules/pickup.ts';
import { wantedEndMs } from '../rules/wait/wait-end.ts';
import type { Ride } from '../state.ts';
import { isHonoured, quotePagesKeys } from '../rules/quote.ts';
import { rideKind, riderKind } from '../views.ts';
import { quoteFields, quotePinOf, rideIdSchema } from './arguments.ts';

/** With a new quote, if the old one no longer holds. */
export const confirmArgs = z.strictObject({ rideId: rideIdSchema, ...quoteFields });

/** The rider still wants the car of a booking that lapsed. It takes its place in the queue now. */
export const confirm = defineMutation({
  name: 'rides.confirm',
  summary: 'Says that a booking which lapsed is still wanted.',
  roles: ['rider'],
  priority: 'ride',
  args: confirmArgs,
  codes: codeTexts('ride_not_found', 'move_illegal', 'ride_open', 'pickup_not_allowed', 'quote_lapsed'),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args, actor) => ({
    ride: rideKind.key(args.rideId),
    rider: riderKind.key(actor.subject),
    noPickups: noPickupListKey(),
  }),
  follow: ({ ride }, args) => quotePagesKeys(args.tariffVersion === undefined ? (ride?.quotePin ?? {}) : args),
  decide: ({ args, actor, time, state: { ride, rider, noPickups, tariff, map, book } }) => {
    const { nowMs } = time;
    if (!isRiderOf(ride, actor)) return refused('ride_not_found');
    if (!isLegalMove({ from: ride.status, to: 'requested', actor: 'rider' })) {
      return refused('move_illegal', { from: ride.status, to: 'requested' });
    }
    const open = rider?.openRideId ?? null;
    if (open !== null) return refused('ride_open', { rideId: open });
    const forbidden = pickupRefusal(noPickups, ride.pickup, nowMs);
    if (forbidden) return forbidden;
    const newPin = quotePinOf(args, time);
    const pin = newPin ?? ride.quotePin;
    const isOver = pin !== null && !isHonoured(pin, { tariff, map, book }, time);
    if (newPin !== null && isOver) return refused('quote_lapsed', { honouredUntilMs: tariff?.honouredUntilMs ?? null });
    const quote =
      newPin === null ? quoteKept(ride, isOver) : { quotedFareCents: args.quotedFareCents ?? null, quotePin: newPin };
    const confirmed: Ride = {
      ...ride,
      ...quote,
      status: 'requested',
      lapseReason: null,
      wantedUntilMs: wantedEndMs(time),
      queuedAtMs: nowMs,
    };
    const { rideId, riderId, pickup, dropoff, quotedFareCents } = confirmed;
    return applied({
      changes: [rideKind.put(confirmed), riderKind.put({ riderId, openRideId: rideId })],
      events: [rideRequested.of(rideId, { rideId, riderId, pickup, dropoff, quotedFareCents, requestedAtMs: nowMs })],
    });
  },
});

// A quote that no longer holds is not carried on: without a new one the tariff in force decides.
function quoteKept({ quotedFareCents, quotePin }: Ride, isOver: boolean): Pick<Ride, 'quotedFareCents' | 'quotePin'> {
  return isOver ? { quotedFareCents: null, quotePin: null } : { quotedFareCents, quotePin };
}
