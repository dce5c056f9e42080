import { describe, expect, it } from '@jest/globals';
import type { MutationDefinition } from '#sync/client';
import {
  CLAIMED_MS,
  DRIVER,
  NOW_MS,
  OISTINS,
  OTHER_DRIVER,
  PIN,
  play,
  RIDE_ID,
  RIDER,
  sampleRows,
} from '../../test/samples.ts';
import { RIDE_STATUSES, type Ride, type RideStatus } from '../state.ts';
import { accept } from './accept.ts';
import { arrive } from './arrive.ts';
import { decline } from './decline.ts';
import { end } from './end.ts';
import { noShow } from './no-show.ts';
import { start } from './start.ts';

const args = { rideId: RIDE_ID };
const MOVES: readonly [
  string,
  { readonly mutation: MutationDefinition; readonly from: RideStatus; readonly args: unknown },
][] = [
  ['accept', { mutation: accept, from: 'offered', args }],
  ['decline', { mutation: decline, from: 'offered', args }],
  ['arrive', { mutation: arrive, from: 'accepted', args }],
  ['start', { mutation: start, from: 'arrived', args: { ...args, pin: PIN } }],
  ['noShow', { mutation: noShow, from: 'arrived', args: { ...args, position: OISTINS, waitedMs: 300_000 } }],
  ['end', { mutation: end, from: 'started', args }],
];

describe.each(MOVES)('the driver’s move %s', (_name, move) => {
  it.each(RIDE_STATUSES)('on a ride that is %s', (status) => {
    const nowMs = NOW_MS + 600_000;
    const verdict = play(move.mutation, { args: move.args, actor: DRIVER, rows: sampleRows(status), nowMs });
    const code = {
      [move.from]: undefined,
      cancelled: 'ride_cancelled',
      requested: 'ride_not_found',
      lapsed: 'ride_not_found',
    };
    expect(verdict.code).toBe(status in code ? code[status] : 'move_illegal');
  });

  it('knows another driver’s ride no better than a missing one', () => {
    const missing = play(move.mutation, { args: move.args, actor: OTHER_DRIVER });
    expect(missing).toMatchObject({ outcome: 'rejected', code: 'ride_not_found' });
    for (const status of RIDE_STATUSES) {
      expect(play(move.mutation, { args: move.args, actor: OTHER_DRIVER, rows: sampleRows(status) })).toEqual(missing);
    }
  });

  it('comes too late for a ride that went to another driver', () => {
    const rows = sampleRows(move.from, { driverId: OTHER_DRIVER.subject, missedDriverIds: [DRIVER.subject] });
    expect(play(move.mutation, { args: move.args, actor: DRIVER, rows }).code).toBe('offer_gone');
  });

  it('is for drivers', () => {
    const scene = { args: move.args, actor: RIDER, rows: sampleRows(move.from) };
    expect(play(move.mutation, scene).code).toBe('role_missing');
  });
});

describe('R4 a ride driven with no network', () => {
  it('is taken in whole when the phone comes back, with the driver’s clock beside the server’s', () => {
    let rows = sampleRows('offered');
    const chain = MOVES.filter(([name]) => name !== 'decline' && name !== 'noShow');
    for (const [step, [, move]] of chain.entries()) {
      const claimedAtMs = CLAIMED_MS + step * 60_000;
      const verdict = play(move.mutation, { args: move.args, actor: DRIVER, rows, claimedAtMs, nowMs: NOW_MS });
      expect(verdict.outcome).toBe('applied');
      rows = rows.map((row) => verdict.changes.find(({ kind }) => kind === row.kind) ?? row);
    }
    const ride = rows.find(({ kind }) => kind === 'ride')?.state as Ride;
    expect(ride).toMatchObject({
      status: 'ended',
      acceptedAtMs: NOW_MS,
      acceptedClaimedAtMs: CLAIMED_MS,
      arrivedClaimedAtMs: CLAIMED_MS + 60_000,
      startedAtMs: NOW_MS,
      startedClaimedAtMs: CLAIMED_MS + 120_000,
      endedAtMs: NOW_MS,
      endedClaimedAtMs: CLAIMED_MS + 180_000,
    });
    expect(rows.find(({ kind }) => kind === 'driver')?.state).toMatchObject({ activeRideId: null, online: true });
  });
});
