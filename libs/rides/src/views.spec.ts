import { describe, expect, it } from '@jest/globals';
import { canonicalJson, type Json } from '#sync/client';
import { DRIVER, OTHER_DRIVER, RIDE_ID, RIDER, sampleDriver, sampleRide, sampleRider } from '../test/samples.ts';
import { RIDE_STATUSES, type Ride, type RideStatus } from './state.ts';
import { driverKind, rideForDriver, rideForOps, rideForRider, rideKind, riderKind, riderPseudonym } from './views.ts';

const RIDER_SCOPE = `rider:${RIDER.subject}`;
const DRIVER_SCOPE = `driver:${DRIVER.subject}`;
const PASSED = { declinedDriverIds: [OTHER_DRIVER.subject], missedDriverIds: ['driver-c', DRIVER.subject] };

describe('who sees a ride', () => {
  const WITH_DRIVER: readonly RideStatus[] = ['offered', 'accepted', 'arrived', 'started', 'ended', 'cancelled'];
  const OVER: readonly RideStatus[] = ['ended', 'cancelled'];

  it.each(RIDE_STATUSES)('that is %s', (status) => {
    expect(Object.keys(rideKind.views(sampleRide(status))).sort()).toEqual(
      [
        ...(WITH_DRIVER.includes(status) ? [DRIVER_SCOPE] : []),
        ...(OVER.includes(status) ? [] : ['ops:dispatch']),
        RIDER_SCOPE,
      ].sort(),
    );
  });

  it('no longer whom it was taken from', () => {
    const before = rideKind.views(sampleRide('offered'));
    const after = rideKind.views(sampleRide('offered', { driverId: OTHER_DRIVER.subject }));
    expect([DRIVER_SCOPE in before, DRIVER_SCOPE in after]).toEqual([true, false]);
  });
});

describe.each(RIDE_STATUSES)('what is seen of a ride that is %s', (status) => {
  const ride = sampleRide(status, { ...PASSED, cancelReason: 'other' });
  const views = { rider: rideForRider(ride), driver: rideForDriver(ride), ops: rideForOps(ride) };
  const text = (view: Json): string => canonicalJson(view);

  it('has every property that a decision may ask for', () => {
    const names = Object.keys(ride).sort();
    expect(Object.keys(views.rider).sort()).toEqual(names);
    expect(Object.keys(views.driver).sort()).toEqual(names);
    expect(Object.values({ ...views.rider, ...views.driver, ...views.ops })).not.toContain(undefined);
  });

  it('by its driver has no rider in it, but a pseudonym that is another one on another ride', () => {
    expect(text(views.driver)).not.toContain(RIDER.subject);
    expect(views.driver.riderId).toBe(riderPseudonym(RIDE_ID));
    expect(riderPseudonym(RIDE_ID)).not.toBe(riderPseudonym(RIDE_ID.replace(/1$/, '2')));
  });

  it('by its driver and by dispatch, and by nobody else, shows the phone it is on and where the driver was', () => {
    const where = { driverDevice: 'phone-1', arrivedPosition: { lat: 13.1, lon: -59.6 } };
    const placed = sampleRide(status, where);
    expect([rideForDriver(placed), rideForOps(placed)]).toMatchObject([where, where]);
    expect(rideForRider(placed)).toMatchObject({ driverDevice: null, arrivedPosition: null });
  });

  it('by its driver has no other driver in it', () => {
    expect(text(views.driver)).not.toContain(OTHER_DRIVER.subject);
    expect(text(views.driver)).not.toContain('driver-c');
  });

  it('by its driver is enough for the whole ride without a network', () => {
    const { pickup, dropoff, pinFailures } = ride;
    expect(views.driver).toMatchObject({ status, pickup, dropoff, pinFailures });
  });

  it('by its driver has the PIN’s hash from their yes until the rider is in the car', () => {
    const { pinSalt, pinHash } = ['accepted', 'arrived'].includes(status) ? ride : { pinSalt: null, pinHash: null };
    expect(views.driver).toMatchObject({ pinSalt, pinHash });
  });

  it('by its rider has a driver from the moment one has accepted, and nobody who passed', () => {
    const isAccepted = ride.acceptedAtMs !== null;
    expect(views.rider.driverId).toBe(isAccepted ? DRIVER.subject : null);
    expect(text({ ...views.rider, driverId: null })).not.toContain('driver-');
  });

  it('by dispatch has nothing of the PIN', () => {
    expect(text(views.ops)).not.toContain(ride.pinHash);
    expect(text(views.ops)).not.toContain(ride.pinSalt);
    expect(Object.keys(views.ops).filter((name) => /pin(salt|hash)/i.test(name))).toEqual([]);
  });
});

it('why nobody was driven is seen by all, if the driver called it off; a rider’s reason is not told to the driver', () => {
  const noShow = { arrivedMeters: 12, distanceMeters: 40, waitedMs: 300_000 };
  const missed = sampleRide('cancelled', { cancelledBy: 'driver', cancelReason: 'no_show', noShow });
  const seen = { cancelledBy: 'driver', cancelReason: 'no_show', noShow };
  expect([rideForRider(missed), rideForDriver(missed), rideForOps(missed)]).toMatchObject([seen, seen, seen]);
  expect(rideForDriver(sampleRide('cancelled', { cancelReason: 'changed_mind' })).cancelReason).toBeNull();
});

describe('who sees a person', () => {
  it('is themself, and dispatch while a driver is online', () => {
    expect(Object.keys(driverKind.views(sampleDriver())).sort()).toEqual([DRIVER_SCOPE, 'ops:dispatch']);
    expect(Object.keys(driverKind.views(sampleDriver({ online: false })))).toEqual([DRIVER_SCOPE]);
    expect(Object.keys(riderKind.views(sampleRider(RIDE_ID)))).toEqual([RIDER_SCOPE]);
  });

  it('is never a rider who looks at a driver’s row', () => {
    const seen = Object.keys(rideKind.views(sampleRide('started') satisfies Ride));
    expect(seen.filter((scope) => scope.startsWith('driver:') && scope !== DRIVER_SCOPE)).toEqual([]);
  });
});
