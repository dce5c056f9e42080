import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import type { Actor, Change, MutationDefinition } from '#sync/client';
import fc from 'fast-check';
import {
  DRIVER,
  NOW_MS,
  OISTINS,
  OTHER_DRIVER,
  PIN,
  play,
  RIDE_ID,
  sampleDriver,
  sampleRows,
  SYSTEM,
} from '../../../test/samples.ts';
import { accept } from '../../mutations/accept.ts';
import { arrive } from '../../mutations/arrive.ts';
import { decline } from '../../mutations/decline.ts';
import { end } from '../../mutations/end.ts';
import { goOffline } from '../../mutations/go-offline.ts';
import { goOnline } from '../../mutations/go-online.ts';
import { noShow } from '../../mutations/no-show.ts';
import { offer } from '../../mutations/offer.ts';
import { start } from '../../mutations/start.ts';
import type { Driver, Ride, RideStatus } from '../../state.ts';
import { driverKind, rideKind } from '../../views.ts';

const [ONE, TWO]: readonly [Actor, Actor] = [
  { ...DRIVER, device: 'phone-1' },
  { ...DRIVER, device: 'phone-2' },
];
const onOne = { device: 'phone-1', shiftEpoch: 1 } as const;

/** The rows of a ride that is on the driver's first phone, as is the shift. */
const firstPhone = (status: RideStatus): readonly Change[] =>
  sampleRows(status, { driverDevice: 'phone-1' }).map((row) =>
    row.kind === 'driver' ? driverKind.put({ ...(row.state as Driver), ...onOne }) : row,
  );

const after = (rows: readonly Change[], changes: readonly Change[]): readonly Change[] =>
  rows.map((row) => changes.find(({ kind, id }) => kind === row.kind && id === row.id) ?? row);

const args = { rideId: RIDE_ID };
const wait = { position: OISTINS, waitedMs: 300_000 };
const MOVES: readonly (readonly [string, MutationDefinition, RideStatus, object])[] = [
  ['accept', accept, 'offered', args],
  ['decline', decline, 'offered', args],
  ['arrive', arrive, 'accepted', args],
  ['start', start, 'arrived', { ...args, pin: PIN }],
  ['noShow', noShow, 'arrived', { ...args, ...wait }],
  ['end', end, 'started', args],
];
const LATER_MS = NOW_MS + 600_000;

describe.each(MOVES)('of two phones of one driver: %s', (_name, mutation, status, given) => {
  const codeFor = (actor: Actor, rows: readonly Change[]): string | undefined =>
    play(mutation, { args: given, actor, rows: lateEnough(rows), nowMs: LATER_MS }).code;

  it('is for the phone that has the ride', () => {
    expect(codeFor(ONE, firstPhone(status))).toBeUndefined();
    expect(codeFor(TWO, firstPhone(status))).toBe('other_device');
  });

  it('goes with the shift to the phone that goes online, and away from the one before', () => {
    const taken = play(goOnline, { args: { position: OISTINS }, actor: TWO, rows: firstPhone(status) });
    const rows = after(firstPhone(status), taken.changes);
    expect(codeFor(TWO, rows)).toBeUndefined();
    expect(codeFor(ONE, rows)).toBe('other_device');
  });

  it('is not for who comes without a device', () => {
    expect(codeFor(DRIVER, firstPhone(status))).toBe('other_device');
  });

  it('asks for no device where none has the ride', () => {
    for (const actor of [DRIVER, TWO]) expect(codeFor(actor, sampleRows(status))).toBeUndefined();
    expect(codeFor(TWO, firstPhone(status).map(withoutDevice))).toBeUndefined();
  });

  it('tells another driver nothing of it', () => {
    expect(codeFor({ ...OTHER_DRIVER, device: 'phone-3' }, firstPhone(status))).toBe('ride_not_found');
  });
});

describe('going online', () => {
  const again = { position: OISTINS };
  const epochOf = (driver: Driver | undefined) => driver && [driver.device, driver.shiftEpoch];
  const shift = (actor: Actor, driver: Driver | null, given: object = again) => {
    const rows = driver === null ? [] : [driverKind.put(driver)];
    return epochOf(changed<Driver>(play(goOnline, { args: given, actor, rows }), 'driver'));
  };

  it.each([
    ['the first time', null, ONE, ['phone-1', 1]],
    ['again on the same phone', sampleDriver(onOne), ONE, ['phone-1', 1]],
    ['a new shift on the same phone', sampleDriver({ ...onOne, online: false }), ONE, ['phone-1', 1]],
    ['on another phone', sampleDriver(onOne), TWO, ['phone-2', 2]],
    ['a new shift on another phone', sampleDriver({ ...onOne, online: false }), TWO, ['phone-2', 2]],
    ['on a phone, after a shift on none', sampleDriver(), ONE, ['phone-1', 1]],
    ['without a phone, after a shift on none', sampleDriver(), DRIVER, [null, 0]],
  ] as const)('%s', (_what, driver, actor, expected) => {
    expect(shift(actor, driver)).toEqual(expected);
  });

  it.each([
    ['that it knows of', TWO, 1, undefined],
    ['that is gone', ONE, 1, 'other_device'],
    ['that is its own', ONE, 2, undefined],
    ['that the server does not know yet', TWO, 9, undefined],
    ['that is on a phone, and comes without one', DRIVER, 9, 'other_device'],
  ])('takes over a shift %s', (_what, actor, shiftEpoch, code) => {
    const driver = sampleDriver(code === undefined ? onOne : { device: 'phone-2', shiftEpoch: 2 });
    const verdict = play(goOnline, { args: { ...again, shiftEpoch }, actor, rows: [driverKind.put(driver)] });
    expect(verdict.code).toBe(code);
  });

  it('leaves the ride alone that was over before, and rides of others', () => {
    const ended = play(goOnline, { args: again, actor: TWO, rows: firstPhone('ended') });
    expect(ended.changes.map(({ kind }) => kind)).toEqual(['driver']);
    const stray = [
      driverKind.put(sampleDriver({ ...onOne, activeRideId: RIDE_ID })),
      ...sampleRows('started', { driverId: OTHER_DRIVER.subject }).slice(0, 1),
    ];
    expect(play(goOnline, { args: again, actor: TWO, rows: stray }).changes.map(({ kind }) => kind)).toEqual([
      'driver',
    ]);
  });
});

describe('going offline', () => {
  it('is for the phone that the shift is on', () => {
    const rows = [driverKind.put(sampleDriver(onOne))];
    expect(play(goOffline, { args: {}, actor: TWO, rows }).code).toBe('other_device');
    expect(play(goOffline, { args: {}, actor: ONE, rows }).outcome).toBe('applied');
    expect(play(goOffline, { args: {}, actor: DRIVER, rows }).code).toBe('other_device');
  });
});

describe('a ride', () => {
  it('is offered to the phone that the shift is on, and stays on none when it is taken back', () => {
    const rows = [...sampleRows('requested').slice(0, 2), driverKind.put(sampleDriver(onOne))];
    const offerArgs = { rideId: RIDE_ID, driverId: DRIVER.subject, timeoutMs: 30_000 };
    const offered = changed<Ride>(play(offer, { args: offerArgs, actor: SYSTEM, rows }), 'ride');
    expect(offered?.driverDevice).toBe('phone-1');
    const declined = play(decline, { args, actor: ONE, rows: firstPhone('offered') });
    expect(changed<Ride>(declined, 'ride')?.driverDevice).toBeNull();
  });

  it('that was offered to no phone is on the one that accepts it', () => {
    const accepted = play(accept, { args, actor: ONE, rows: sampleRows('offered') });
    expect(changed<Ride>(accepted, 'ride')?.driverDevice).toBe('phone-1');
  });
});

// As a phone holds it from before there were devices.
function withoutDevice(row: Change): Change {
  if (row.kind !== 'ride') return row;
  const { driverDevice: _, ...ride } = row.state as Ride;
  return { ...row, state: ride };
}

// The wait of a no-show needs a ride that is old enough.
function lateEnough(rows: readonly Change[]): readonly Change[] {
  return rows.map((row) => {
    if (row.kind !== 'ride') return row;
    const ride = row.state as Ride;
    return rideKind.put({ ...ride, requestedAtMs: NOW_MS - 3_600_000 });
  });
}

const SEED = Math.floor(Math.random() * 2 ** 31);
const step = fc.record({
  actor: fc.constantFrom(ONE, TWO),
  act: fc.constantFrom<readonly [MutationDefinition, object]>(
    [goOnline, { position: OISTINS }],
    [goOnline, { position: OISTINS, shiftEpoch: 1 }],
    [goOffline, {}],
    [arrive, { ...args, position: OISTINS }],
    [start, { ...args, pin: PIN }],
    [noShow, { ...args, ...wait }],
    [end, args],
  ),
});

it(`whatever two phones bring in whatever order, each ride and shift is on one of them (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      let rows = lateEnough(firstPhone('accepted'));
      for (const { actor, act } of steps) {
        const [before, shiftBefore] = [rideIn(rows), shiftIn(rows)];
        const verdict = play(act[0], { args: act[1], actor, rows, nowMs: LATER_MS });
        rows = after(rows, verdict.changes);
        const [ride, shift] = [rideIn(rows), shiftIn(rows)];
        // Only the phone that has it moves a ride, and only a new holder raises the number of the shift.
        if (ride.status !== before.status) expect(before.driverDevice).toBe(actor.device);
        expect(shift.shiftEpoch - shiftBefore.shiftEpoch).toBe(shift.device === shiftBefore.device ? 0 : 1);
        if (shift.activeRideId !== null) expect(ride.driverDevice).toBe(shift.device);
      }
    }),
    { seed: SEED, numRuns: 500 },
  );
});

const rideIn = (rows: readonly Change[]): Ride => rows.find(({ kind }) => kind === 'ride')?.state as Ride;
const shiftIn = (rows: readonly Change[]): Driver => rows.find(({ kind }) => kind === 'driver')?.state as Driver;
