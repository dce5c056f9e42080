import { applied, defineMutation, refused, type Change, type DecisionInput } from '#sync/client';
import { z } from 'zod';
import { driverWentOnline } from '../contracts.ts';
import { RIDE_LIMITS } from '../limits.ts';
import { positionSchema } from '../rules/position.ts';
import { isFree } from '../rules/candidates.ts';
import { codeTexts } from '../rules/codes.ts';
import { isShiftElsewhere, shiftOf } from '../rules/driver/device-fence.ts';
import type { Driver, Ride } from '../state.ts';
import { driverKind, rideKind } from '../views.ts';

export const goOnlineArgs = z.strictObject({
  position: positionSchema,
  /**
   * The number of the shift that this phone knows of: it takes over that one and no later one. Without it the phone takes
   * over whichever it finds.
   */
  shiftEpoch: z.int().min(0).max(RIDE_LIMITS.ordinalMax).optional(),
});

type Input = DecisionInput<
  z.infer<typeof goOnlineArgs>,
  { readonly driver: Driver | undefined; readonly ride: Ride | undefined }
>;

/**
 * A driver begins a shift, or takes it over with another device; said again, it tells where they are now, and that they
 * still want rides.
 */
export const goOnline = defineMutation({
  name: 'drivers.goOnline',
  summary: 'Begins a driver’s shift, takes it over with another phone, or says again where they are.',
  roles: ['driver'],
  priority: 'ride',
  correctable: 'byOne',
  args: goOnlineArgs,
  codes: codeTexts('other_device'),
  lane: (_args, actor) => driverKind.key(actor.subject),
  needs: (_args, actor) => ({ driver: driverKind.key(actor.subject) }),
  follow: ({ driver }) => {
    const rideId = driver?.activeRideId ?? driver?.offeredRideId ?? null;
    return { ride: rideId === null ? undefined : rideKind.key(rideId) };
  },
  decide: (input) => (isOvertaken(input) ? refused('other_device') : online(input)),
});

// Made before another device took the shift over, and brought after it; or without a device: only a device takes over.
function isOvertaken({ args, actor, state: { driver } }: Input): boolean {
  if (!driver || !isShiftElsewhere(driver, actor)) return false;
  return actor.device === undefined || (args.shiftEpoch !== undefined && args.shiftEpoch < driver.shiftEpoch);
}

function online({ args: { position }, actor, time: { nowMs, claimedAtMs }, state: { driver, ride } }: Input) {
  const { subject } = actor;
  const shift = driver?.online
    ? driver
    : {
        driverId: subject,
        activeRideId: null,
        offeredRideId: null,
        onlineChangedAtMs: nowMs,
        onlineChangedClaimedAtMs: claimedAtMs,
      };
  const now: Driver = { ...shift, ...shiftOf(driver, actor), online: true, position, positionAtMs: nowMs };
  return applied({
    changes: [driverKind.put(now), ...followingRide(ride, now)],
    events: isFree(now) ? [driverWentOnline.of(subject, { driverId: subject, position, atMs: nowMs })] : [],
  });
}

// The ride that is not over goes with the shift.
function followingRide(ride: Ride | undefined, { driverId, device }: Driver): readonly Change[] {
  if (ride?.driverId !== driverId || ride.driverDevice === device) return [];
  return [rideKind.put({ ...ride, driverDevice: device })];
}
