import { describe, expect, it } from '@jest/globals';
import { changed, emitted, type Scene } from '#sync/testing';
import {
  BATHSHEBA,
  DISPATCHER,
  DRIVER,
  NOW_MS,
  OISTINS,
  PIN,
  play,
  RIDE_ID,
  RIDER,
  sampleDriver,
  sampleRider,
  sampleRows,
} from '../../test/samples.ts';
import { RIDE_LIMITS } from '../limits.ts';
import type { Ride } from '../state.ts';
import { cancel } from './cancel.ts';
import { noShow, noShowArgs } from './no-show.ts';
import { start } from './start.ts';

const MINUTE_MS = 60_000;
const GRACE_MS = RIDE_LIMITS.noShowGraceMs;
const METERS_PER_LAT_DEGREE = 110_632;
const metersNorth = (meters: number) => ({ ...OISTINS, lat: OISTINS.lat + meters / METERS_PER_LAT_DEGREE });

const ARRIVED_MS = NOW_MS - 20 * MINUTE_MS;
const args = { rideId: RIDE_ID, position: OISTINS, waitedMs: GRACE_MS };

/** A driver who waits: by the device's clock from ARRIVED_MS on. The server took the arrival in when it was made. */
const waiting = (ride: Partial<Ride> = {}) =>
  sampleRows('arrived', {
    requestedAtMs: ARRIVED_MS - 10 * MINUTE_MS,
    arrivedAtMs: ARRIVED_MS,
    arrivedClaimedAtMs: ARRIVED_MS,
    ...ride,
  });
const scene: Scene = {
  args,
  actor: DRIVER,
  rows: waiting(),
  nowMs: ARRIVED_MS + GRACE_MS,
  claimedAtMs: ARRIVED_MS + GRACE_MS,
};

describe('R15 rides.noShow', () => {
  it('calls the ride off; both are free, and what it was believed on is kept', () => {
    const verdict = play(noShow, { ...scene, args: { ...args, position: metersNorth(120) } });
    expect(changed<Ride>(verdict, 'ride')).toMatchObject({
      status: 'cancelled',
      cancelledBy: 'driver',
      cancelReason: 'no_show',
      cancelledFromStatus: 'arrived',
      cancelledAtMs: scene.nowMs,
      cancelledClaimedAtMs: scene.claimedAtMs,
      noShow: { arrivedMeters: 0, distanceMeters: 120, waitedMs: GRACE_MS },
    });
    expect(changed(verdict, 'rider')).toEqual(sampleRider(null));
    expect(changed(verdict, 'driver')).toEqual(
      sampleDriver({ position: metersNorth(120), positionAtMs: scene.nowMs ?? 0 }),
    );
    expect(emitted(verdict)).toEqual(['rides.cancelled.v1']);
    expect(verdict.events[0]?.payload).toMatchObject({
      cancelledBy: 'driver',
      reason: 'no_show',
      fromStatus: 'arrived',
      waitedMs: GRACE_MS,
    });
  });

  const offline = { nowMs: NOW_MS, offline: true } as const;
  const late = { rows: waiting({ arrivedAtMs: NOW_MS }), ...offline } as const;
  const table: readonly (readonly [string, Partial<Scene>, string | undefined])[] = [
    ['at the pickup, after the grace', {}, undefined],
    ['a millisecond too early', { args: { ...args, waitedMs: GRACE_MS - 1 } }, 'grace_not_over'],
    ['at the edge of the pickup', { args: { ...args, position: metersNorth(200) } }, undefined],
    ['one metre beyond', { args: { ...args, position: metersNorth(201) } }, 'pickup_far'],
    ['from across the island', { args: { ...args, position: BATHSHEBA } }, 'pickup_far'],
    ['having arrived somewhere else', { rows: waiting({ arrivedPosition: BATHSHEBA }) }, 'pickup_far'],
    ['having arrived without a position', { rows: waiting({ arrivedPosition: null }) }, 'arrival_unproven'],
    ['made offline and brought with the arrival', late, undefined],
    ['so, an hour later', { ...late, nowMs: NOW_MS + 60 * MINUTE_MS }, undefined],
    ['so, the clock set on to make a wait', { ...late, args: { ...args, waitedMs: MINUTE_MS } }, 'grace_not_over'],
    ['so, the clock set back meanwhile', { ...late, claimedAtMs: ARRIVED_MS - MINUTE_MS }, 'clocks_disagree'],
    ['so, a wait that the clock did not see', { ...late, claimedAtMs: ARRIVED_MS + MINUTE_MS }, 'clocks_disagree'],
    ['so, no clock told', { ...late, claimedAtMs: null }, 'clocks_disagree'],
    ['so, clocks a minute apart', { ...late, claimedAtMs: ARRIVED_MS + GRACE_MS + MINUTE_MS }, undefined],
    ['so, more apart', { ...late, claimedAtMs: ARRIVED_MS + GRACE_MS + MINUTE_MS + 1 }, 'clocks_disagree'],
    ['the clock set back, but the server saw the wait', { claimedAtMs: ARRIVED_MS - MINUTE_MS }, undefined],
    [
      'the server saw time pass, but not with a network',
      { claimedAtMs: ARRIVED_MS + MINUTE_MS, ...offline },
      'clocks_disagree',
    ],
    [
      'a wait longer than the ride is old',
      { ...late, rows: waiting({ requestedAtMs: NOW_MS - GRACE_MS + 1 }) },
      'clocks_disagree',
    ],
  ];
  it.each(table)('%s', (_what, other, code) => {
    const verdict = play(noShow, { ...scene, ...other });
    expect([verdict.outcome, verdict.code]).toEqual([code === undefined ? 'applied' : 'rejected', code]);
    if (code !== undefined) expect([verdict.changes, verdict.events]).toEqual([[], []]);
  });

  it('says how far and how long, for whoever decides about it later', () => {
    const far = play(noShow, { ...scene, args: { ...args, position: metersNorth(500) } });
    expect(far.details).toEqual({ arrivedMeters: 0, distanceMeters: 500, nearMeters: 200 });
    const early = play(noShow, { ...scene, args: { ...args, waitedMs: 0 } });
    expect(early.details).toEqual({ waitedMs: 0, graceMs: GRACE_MS });
  });

  it.each([
    ['no position', { position: undefined }],
    ['a position at sea', { position: { lat: 12, lon: -59.5 } }],
    ['a negative wait', { waitedMs: -1 }],
    ['a wait of half a millisecond', { waitedMs: 0.5 }],
    ['a wait of more than six hours', { waitedMs: 6 * 3_600_000 + 1 }],
  ])('does not read %s', (_what, wrong) => {
    expect(noShowArgs.safeParse({ ...args, ...wrong }).success).toBe(false);
  });
});

type Rows = ReturnType<typeof sampleRows>;
type Act = (rows: Rows) => ReturnType<typeof play>;

const CLAIMS = { early: ARRIVED_MS + GRACE_MS - MINUTE_MS, late: ARRIVED_MS + GRACE_MS + MINUTE_MS } as const;
const driverGivesUp: Act = (rows) => play(noShow, { ...scene, nowMs: NOW_MS, rows });
const cancelBy =
  (actor: typeof RIDER, claimedAtMs: number): Act =>
  (rows) =>
    play(cancel, { args: { rideId: RIDE_ID }, actor, rows, claimedAtMs, nowMs: NOW_MS });
const startedAt =
  (claimedAtMs: number): Act =>
  (rows) =>
    play(start, { args: { rideId: RIDE_ID, pin: PIN }, actor: DRIVER, rows, claimedAtMs, nowMs: NOW_MS });

// Against each of these, made earlier or later than the no-show by its own clock, and taken in before or after it.
interface Rival {
  readonly act: Act;
  /** What it is told when the no-show was first, and the no-show when it was. */
  readonly lost: string;
  readonly beats: string;
}
const RIVALS = (['early', 'late'] as const).flatMap((claim): readonly (readonly [string, Rival])[] => {
  const at = CLAIMS[claim];
  const cancelled = { lost: 'ride_over', beats: 'ride_cancelled' } as const;
  return [
    [`the rider’s cancel, made ${claim}`, { act: cancelBy(RIDER, at), ...cancelled }],
    [`a dispatcher’s cancel, made ${claim}`, { act: cancelBy(DISPATCHER, at), ...cancelled }],
    [`the start, made ${claim}`, { act: startedAt(at), lost: 'ride_cancelled', beats: 'move_illegal' }],
  ];
});

describe('R8 a no-show and', () => {
  it.each(RIVALS)('%s: whichever is taken in first stands, whatever the clocks say', (_what, { act, lost, beats }) => {
    for (const [first, second, code] of [
      [driverGivesUp, act, lost],
      [act, driverGivesUp, beats],
    ] as const) {
      const before = first(waiting());
      expect(before.outcome).toBe('applied');
      const rows = waiting().map((row) => before.changes.find(({ kind }) => kind === row.kind) ?? row);
      expect(second(rows)).toMatchObject({ outcome: 'rejected', code, changes: [], events: [] });
    }
  });

  it('another no-show: once', () => {
    const first = driverGivesUp(waiting());
    const rows = waiting().map((row) => first.changes.find(({ kind }) => kind === row.kind) ?? row);
    expect(driverGivesUp(rows)).toMatchObject({
      code: 'ride_cancelled',
      details: { cancelledAtMs: NOW_MS, cancelledBy: 'driver', cancelledClaimedAtMs: scene.claimedAtMs },
    });
  });
});
