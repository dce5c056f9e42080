import { noPickupListKind } from '#routing/client';
import { describe, expect, it } from '@jest/globals';
import { changed, emitted } from '#sync/testing';
import {
  DRIVER,
  NOW_MS,
  OTHER_RIDE_ID,
  OTHER_RIDER,
  play,
  RIDE_ID,
  RIDER,
  sampleRide,
  sampleRider,
  sampleRows,
} from '../../test/samples.ts';
import { RIDE_STATUSES, type Ride } from '../state.ts';
import { rideKind, riderKind } from '../views.ts';
import { confirm } from './confirm.ts';

const args = { rideId: RIDE_ID };

describe('rides.confirm', () => {
  it('puts a lapsed booking into the queue, at its end', () => {
    const verdict = play(confirm, { args, actor: RIDER, rows: sampleRows('lapsed') });
    expect(verdict.outcome).toBe('applied');
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({ status: 'requested', queuedAtMs: NOW_MS });
    expect(changed(verdict, 'rider')).toEqual({ riderId: RIDER.subject, openRideId: RIDE_ID });
    expect(emitted(verdict)).toEqual(['rides.requested.v1']);
  });

  it.each(RIDE_STATUSES.filter((status) => status !== 'lapsed'))(
    'has nothing to confirm on a ride that is %s',
    (status) => {
      expect(play(confirm, { args, actor: RIDER, rows: sampleRows(status) })).toMatchObject({
        outcome: 'rejected',
        code: 'move_illegal',
        details: { from: status, to: 'requested' },
      });
    },
  );

  it('leaves it if the rider has booked another meanwhile', () => {
    const rows = [rideKind.put(sampleRide('lapsed')), riderKind.put(sampleRider(OTHER_RIDE_ID))];
    expect(play(confirm, { args, actor: RIDER, rows })).toMatchObject({
      outcome: 'rejected',
      code: 'ride_open',
      details: { rideId: OTHER_RIDE_ID },
    });
  });

  it('sends no car into a zone without pickups', () => {
    const rings = [[-59_545_000, 13_060_000, -59_540_000, 13_060_000, -59_540_000, 13_066_000]];
    const zone = { zoneId: 'fish-fry', name: 'Oistins Bay', reason: 'Fish fry', rings, fromMs: NOW_MS, toMs: null };
    const list = noPickupListKind.put({ listId: 'island', zones: [zone] });
    expect(play(confirm, { args, actor: RIDER, rows: [...sampleRows('lapsed'), list] })).toMatchObject({
      outcome: 'rejected',
      code: 'pickup_not_allowed',
      details: { zoneId: 'fish-fry' },
    });
  });

  it('knows neither a missing ride nor somebody else’s', () => {
    const missing = play(confirm, { args, actor: RIDER });
    const others = play(confirm, { args, actor: OTHER_RIDER, rows: sampleRows('lapsed') });
    expect(missing).toMatchObject({ outcome: 'rejected', code: 'ride_not_found' });
    expect(others).toEqual(missing);
  });

  it('is for riders', () => {
    expect(play(confirm, { args, actor: DRIVER, rows: sampleRows('lapsed') }).code).toBe('role_missing');
  });
});
