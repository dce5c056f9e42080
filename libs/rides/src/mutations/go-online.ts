import { applied, defineMutation } from '#sync/client';
import { z } from 'zod';
import { driverWentOnline } from '../contracts.ts';
import { positionSchema } from '../position.ts';
import { isFree } from '../rules/candidates.ts';
import type { Driver } from '../state.ts';
import { driverKind } from '../views.ts';

export const goOnlineArgs = z.strictObject({ position: positionSchema });

/** A driver begins a shift; said again, it tells where they are now, and that they still want rides. */
export const goOnline = defineMutation({
  name: 'drivers.goOnline',
  summary: 'Begins a driver’s shift, or says again where they are.',
  roles: ['driver'],
  priority: 'ride',
  args: goOnlineArgs,
  codes: {},
  lane: (_args, actor) => driverKind.key(actor.subject),
  needs: (_args, actor) => ({ driver: driverKind.key(actor.subject) }),
  decide: ({ args: { position }, actor: { subject }, time: { nowMs, claimedAtMs }, state: { driver } }) => {
    const shift = driver?.online
      ? driver
      : {
          driverId: subject,
          activeRideId: null,
          offeredRideId: null,
          onlineChangedAtMs: nowMs,
          onlineChangedClaimedAtMs: claimedAtMs,
        };
    const online: Driver = { ...shift, online: true, position, positionAtMs: nowMs };
    return applied({
      changes: [driverKind.put(online)],
      events: isFree(online) ? [driverWentOnline.of(subject, { driverId: subject, position, atMs: nowMs })] : [],
    });
  },
});
