import { applied, defineMutation } from '#sync/client';
import { offerDeclined } from '../contracts.ts';
import { codeTexts } from '../rules/codes.ts';
import { asDriver, DRIVER_MOVE_CODES } from '../rules/driver/driver-move.ts';
import { freeDriver, withoutOffer } from '../rules/releases.ts';
import { driverKind, rideKind } from '../views.ts';
import { rideArgs } from './arguments.ts';

/** A driver says no to the ride offered to them, and is not asked for it again. */
export const decline = defineMutation({
  name: 'rides.decline',
  summary: 'Says no to the ride that is offered to the driver.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byOne',
  args: rideArgs,
  codes: codeTexts(...DRIVER_MOVE_CODES),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args, actor) => ({ ride: rideKind.key(args.rideId), driver: driverKind.key(actor.subject) }),
  decide: ({ actor, state }) =>
    asDriver({ ride: state.ride, actor, to: 'requested' }, (ride) => {
      const { rideId, offerCount } = ride;
      const waiting = { ...withoutOffer(ride), declinedDriverIds: [...ride.declinedDriverIds, actor.subject] };
      return applied({
        changes: [rideKind.put(waiting), ...freeDriver(state.driver, rideId)],
        events: [offerDeclined.of(rideId, { rideId, driverId: actor.subject, offerNumber: offerCount })],
      });
    }),
});
