import { describe, expect, it } from '@jest/globals';
import { BATHSHEBA, DRIVER, HOLETOWN, OISTINS, RIDE_ID, sampleDriver, sampleRide } from '../../test/samples.ts';
import { isFree, mayBeAsked, nearestFirst } from './candidates.ts';

describe('who is asked', () => {
  it.each([
    [{}, true],
    [{ online: false }, false],
    [{ activeRideId: RIDE_ID }, false],
    [{ offeredRideId: RIDE_ID }, false],
  ])('a driver with %j is free: %s', (driver, free) => {
    expect(isFree(sampleDriver(driver))).toBe(free);
  });

  it.each([
    [{}, null, true],
    [{ riderId: DRIVER.subject }, null, false],
    [{ declinedDriverIds: [DRIVER.subject] }, null, false],
    [{ declinedDriverIds: [DRIVER.subject] }, DRIVER.subject, false],
    [{ missedDriverIds: [DRIVER.subject] }, null, false],
    [{ missedDriverIds: [DRIVER.subject] }, 'driver-b', false],
    [{ missedDriverIds: [DRIVER.subject] }, DRIVER.subject, true],
  ])('a ride with %j, when %s has returned: %s', (ride, returned, may) => {
    expect(mayBeAsked(sampleRide('requested', ride), DRIVER.subject, returned)).toBe(may);
  });

  it('the nearest first, who is nowhere last, equals by id', () => {
    const drivers = [
      sampleDriver({ driverId: 'nowhere', position: null }),
      sampleDriver({ driverId: 'oistins', position: OISTINS }),
      sampleDriver({ driverId: 'holetown-b', position: HOLETOWN }),
      sampleDriver({ driverId: 'holetown-a', position: HOLETOWN }),
    ];
    expect(nearestFirst(drivers, BATHSHEBA).map(({ driverId }) => driverId)).toEqual([
      'holetown-a',
      'holetown-b',
      'oistins',
      'nowhere',
    ]);
  });
});
