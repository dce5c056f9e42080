import { applied, defineMutation, refused } from '#sync/client';
import { z } from 'zod';
import { offerExpired } from '../contracts.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { codeTexts } from '../rules/codes.ts';
import { isLegalMove } from '../rules/moves.ts';
import { freeDriver, withoutOffer } from '../rules/releases.ts';
import { driverKind, rideKind } from '../views.ts';
import { rideIdSchema } from './arguments.ts';

export const expireOfferArgs = z.strictObject({
  rideId: rideIdSchema,
  /** Which offer: a newer one is not touched. */
  offerNumber: z.int().min(1).max(RIDE_LIMITS.ordinalMax),
});

/** Bimride takes back an offer that nobody answered. */
export const expireOffer = defineMutation({
  name: 'rides.expireOffer',
  summary: 'Takes back an offer that was not answered in time.',
  roles: ['system'],
  priority: 'ride',
  args: expireOfferArgs,
  codes: codeTexts('ride_not_found', 'offer_gone', 'offer_not_due'),
  lane: (args) => rideKind.key(args.rideId),
  needs: (args) => ({ ride: rideKind.key(args.rideId) }),
  follow: ({ ride }) => ({ driver: ride?.driverId ? driverKind.key(ride.driverId) : undefined }),
  decide: ({ args: { offerNumber }, time: { nowMs }, state: { ride, driver } }) => {
    if (!ride) return refused('ride_not_found');
    const { rideId, driverId, offerExpiresAtMs } = ride;
    const isMove = isLegalMove({ from: ride.status, to: 'requested', actor: 'system' });
    if (!isMove || ride.offerCount !== offerNumber || driverId === null) return refused('offer_gone');
    if (offerExpiresAtMs !== null && nowMs < offerExpiresAtMs) return refused('offer_not_due', { offerExpiresAtMs });
    const waiting = { ...withoutOffer(ride), missedDriverIds: [...ride.missedDriverIds, driverId] };
    return applied({
      changes: [rideKind.put(waiting), ...freeDriver(driver, rideId)],
      events: [offerExpired.of(rideId, { rideId, driverId, offerNumber })],
    });
  },
});
