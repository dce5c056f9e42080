import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import { DRIVER, NOW_MS, play, RIDE_ID, sampleRide, sampleRows, SYSTEM } from '../../test/samples.ts';
import { RIDE_STATUSES } from '../state.ts';
import { setComms } from './set-comms.ts';

describe('rides.setComms', () => {
  it.each(RIDE_STATUSES)('touches nothing but the flag of a ride that is %s', (status) => {
    const verdict = play(setComms, {
      args: { rideId: RIDE_ID, commsLost: true },
      actor: SYSTEM,
      rows: sampleRows(status),
    });
    expect(changed(verdict, 'ride')).toEqual(sampleRide(status, { commsLost: true, commsChangedAtMs: NOW_MS }));
  });

  it('changes nothing when nothing changed', () => {
    const scene = { args: { rideId: RIDE_ID, commsLost: false }, actor: SYSTEM, rows: sampleRows('started') };
    expect(play(setComms, scene)).toMatchObject({ outcome: 'applied', changes: [] });
  });

  it('knows no missing ride, and is for Bimride itself', () => {
    const args = { rideId: RIDE_ID, commsLost: true };
    expect(play(setComms, { args, actor: SYSTEM }).code).toBe('ride_not_found');
    expect(play(setComms, { args, actor: DRIVER, rows: sampleRows('started') }).code).toBe('role_missing');
  });
});
