import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import { CLAIMED_MS, DRIVER, NOW_MS, OISTINS, play, RIDE_ID, RIDER, sampleDriver } from '../../test/samples.ts';
import { driverKind } from '../views.ts';
import { goOnline } from './go-online.ts';

const args = { position: OISTINS };
const here = { position: OISTINS, positionAtMs: NOW_MS };

describe('drivers.goOnline', () => {
  it.each([[[]], [[driverKind.put(sampleDriver({ online: false }))]]])(
    'begins a shift, the first or another',
    (rows) => {
      const verdict = play(goOnline, { args, actor: DRIVER, rows, claimedAtMs: CLAIMED_MS });
      expect(changed(verdict, 'driver')).toEqual(
        sampleDriver({ ...here, onlineChangedAtMs: NOW_MS, onlineChangedClaimedAtMs: CLAIMED_MS }),
      );
      expect(emitted(verdict)).toEqual(['drivers.wentOnline.v1']);
    },
  );

  it('said again, tells where the driver is, and that they want rides', () => {
    const verdict = play(goOnline, { args, actor: DRIVER, rows: [driverKind.put(sampleDriver())] });
    expect(changed(verdict, 'driver')).toEqual(sampleDriver(here));
    expect(emitted(verdict)).toEqual(['drivers.wentOnline.v1']);
  });

  it.each(['activeRideId', 'offeredRideId'] as const)('with %s set moves the driver and keeps the ride', (ride) => {
    const busy = sampleDriver({ [ride]: RIDE_ID });
    const verdict = play(goOnline, { args, actor: DRIVER, rows: [driverKind.put(busy)] });
    expect(changed(verdict, 'driver')).toEqual({ ...busy, ...here });
    expect(emitted(verdict)).toEqual([]);
  });

  it('is for drivers', () => {
    expect(play(goOnline, { args, actor: RIDER }).code).toBe('role_missing');
  });
});
