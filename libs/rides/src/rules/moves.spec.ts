import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import type { Actor, MutationDefinition } from '#sync/client';
import fc from 'fast-check';
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
  SALT,
  sampleDriver,
  sampleRows,
  SYSTEM,
} from '../../test/samples.ts';
import { ridesMutations } from '../module.ts';
import { RIDE_STATUSES, type Ride, type RideStatus } from '../state.ts';
import { driverKind } from '../views.ts';
import { isLegalMove, LEGAL_MOVES, MOVE_ACTORS, reachableMoves, type MoveActor } from './moves.ts';
import { pinHash } from './pin.ts';
import { isTerminal } from './status.ts';

const SEED = Math.floor(Math.random() * 2 ** 31);
const ACTORS: Readonly<Record<MoveActor, Actor>> = {
  rider: RIDER,
  driver: DRIVER,
  dispatcher: DISPATCHER,
  system: SYSTEM,
};
const NOTHING = null;

/** Arguments with which each mutation that moves a ride has every reason to succeed. */
const ARGS: Readonly<Record<string, unknown>> = {
  'rides.book': {
    rideId: RIDE_ID,
    pickup: OISTINS,
    dropoff: BATHSHEBA,
    pinSalt: SALT,
    pinHash: pinHash(RIDE_ID, SALT, PIN),
    riderId: RIDER.subject,
    newRider: true,
  },
  'rides.offer': { rideId: RIDE_ID, driverId: DRIVER.subject, timeoutMs: 30_000 },
  'rides.expireOffer': { rideId: RIDE_ID, offerNumber: 1 },
  'rides.start': { rideId: RIDE_ID, pin: PIN },
  'rides.noShow': { rideId: RIDE_ID, position: OISTINS, waitedMs: 300_000 },
  'drivers.goOffline': {},
};
const FREE_DRIVER = driverKind.put(sampleDriver());

interface Try {
  readonly from: RideStatus | null;
  readonly to: RideStatus;
  readonly actor: MoveActor;
  readonly commsLost: boolean;
}

// Some mutation that leads `to` there, asked by this actor: whether any of them makes the move.
function isMade({ from, to, actor, commsLost }: Try): boolean {
  const names = new Set(LEGAL_MOVES.filter((move) => move.to === to).flatMap(({ mutations }) => mutations));
  return [...names].some((name) => {
    const mutation = ridesMutations.find((candidate) => candidate.name === name) as MutationDefinition;
    const rows = from === NOTHING ? [] : sampleRows(from, { commsLost });
    const verdict = play(mutation, {
      args: ARGS[name] ?? { rideId: RIDE_ID },
      actor: ACTORS[actor],
      rows: from === 'requested' && name === 'rides.offer' ? [...rows.slice(0, 2), FREE_DRIVER] : rows,
      nowMs: NOW_MS + 600_000,
      ...(name === 'rides.book' && to === 'lapsed' ? { validUntilMs: NOW_MS } : {}),
    });
    return changed<Ride>(verdict, 'ride')?.status === to;
  });
}

describe('R1 the table of legal moves', () => {
  const statuses = [NOTHING, ...RIDE_STATUSES];
  const all = statuses.flatMap((from) =>
    RIDE_STATUSES.flatMap((to) => MOVE_ACTORS.map((actor) => ({ from, to, actor }))),
  );

  it.each(all.map((move) => [`${move.from ?? 'nothing'} to ${move.to} by ${move.actor}`, move] as const))(
    'is what the decisions do: %s',
    (_name, move) => {
      expect(isMade({ ...move, commsLost: false })).toBe(isLegalMove(move));
    },
  );

  it(`holds whatever the contact, and for any row a ride may be (seed ${SEED})`, () => {
    const tries = fc.record({
      from: fc.constantFrom(...statuses),
      to: fc.constantFrom(...RIDE_STATUSES),
      actor: fc.constantFrom(...MOVE_ACTORS),
      commsLost: fc.boolean(),
    });
    fc.assert(
      fc.property(tries, (move) => isMade(move) === isLegalMove(move)),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it('names mutations that exist', () => {
    const known = new Set(ridesMutations.map(({ name }) => name));
    expect(LEGAL_MOVES.flatMap(({ mutations }) => mutations).filter((name) => !known.has(name))).toEqual([]);
  });

  it('names each move once', () => {
    const names = LEGAL_MOVES.map(({ from, to, actor }) => `${from} ${to} ${actor}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it('leads nowhere from a terminal status, and everywhere else to one', () => {
    for (const status of RIDE_STATUSES) {
      const onward = reachableMoves().filter(({ from }) => from === status);
      expect(onward.some(({ to }) => isTerminal(to))).toBe(!isTerminal(status));
      expect(onward.length > 0).toBe(!isTerminal(status));
    }
  });
});

describe('reachable moves', () => {
  const has = (from: RideStatus | null, to: RideStatus) =>
    reachableMoves().some((move) => move.from === from && move.to === to);

  it('hold every legal move, and every chain of them', () => {
    expect(LEGAL_MOVES.every(({ from, to }) => has(from, to))).toBe(true);
    expect([
      has(null, 'ended'),
      has('requested', 'ended'),
      has('offered', 'offered'),
      has('lapsed', 'started'),
      has('offered', 'lapsed'),
    ]).toEqual([true, true, true, true, true]);
  });

  it('hold nothing else', () => {
    expect([
      has('accepted', 'requested'),
      has('started', 'arrived'),
      has('accepted', 'lapsed'),
      has('ended', 'started'),
    ]).toEqual([false, false, false, false]);
  });

  it('are closed: two of them in a row are one', () => {
    for (const first of reachableMoves()) {
      for (const second of reachableMoves().filter(({ from }) => from === first.to)) {
        expect(has(first.from, second.to)).toBe(true);
      }
    }
  });
});
