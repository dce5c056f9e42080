/** docs/fields.md against the code: every field of a ride has one rule, and every mutation keeps to it. */
import { describe, expect, it } from '@jest/globals';
import { changed } from '#sync/testing';
import type { Actor, MutationDefinition } from '#sync/client';
import { fieldRules } from '../../../tools/docs/field-rules.ts';
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
  sampleRide,
  sampleRows,
  SYSTEM,
} from '../test/samples.ts';
import { usualArgs } from '../test/scenes.ts';
import { ridesMutations } from './module.ts';
import { pinHash } from './rules/pin.ts';
import { RIDE_STATUSES, type Ride } from './state.ts';
import { driverKind } from './views.ts';

/** How long ago, in milliseconds, whatever has to wait for something began. */
const LONG_AGO_MS = 900_000;
const WAITED: Partial<Ride> = {
  offlineBooking: 'open',
  requestedAtMs: NOW_MS - 2 * LONG_AGO_MS,
  arrivedAtMs: NOW_MS - LONG_AGO_MS,
  arrivedClaimedAtMs: NOW_MS - LONG_AGO_MS,
  wantedUntilMs: NOW_MS,
};

type Rules = ReadonlyMap<string, string>;

interface Step {
  readonly mutation: string;
  readonly before: Ride;
  readonly after: Ride;
}

const size = (value: unknown): number => (Array.isArray(value) ? value.length : Number(value));

/** Whether a field that changed may have changed so. */
const KEEPS: Readonly<Record<string, (step: Step, field: keyof Ride) => boolean>> = {
  made: () => false,
  move: ({ before, after }) => before.status !== after.status,
  grows: ({ before, after }, field) => size(after[field]) > size(before[field]),
  pin: ({ mutation, before, after }) =>
    mutation === 'rides.renewPin' || (mutation === 'rides.start' && after.pinFailures === before.pinFailures + 1),
  handover: ({ mutation, before, after }) => before.status !== after.status || mutation === 'drivers.goOnline',
  report: ({ mutation }) => mutation === 'rides.setComms',
};

/** Fields that changed although their rule does not allow it. */
function broken(rules: Rules, step: Step): readonly string[] {
  const fields = Object.keys(step.after) as (keyof Ride)[];
  const touched = fields.filter((field) => JSON.stringify(step.before[field]) !== JSON.stringify(step.after[field]));
  return touched.filter((field) => !KEEPS[rules.get(field) ?? '']?.(step, field));
}

const NEW_PIN = { pinSalt: SALT, pinHash: pinHash(RIDE_ID, SALT, '0000') };
/** Arguments with which a mutation has every reason to succeed; those of its usual scene where none are named. */
const ARGS: Readonly<Record<string, readonly unknown[]>> = {
  'rides.book': [{ rideId: RIDE_ID, pickup: OISTINS, dropoff: BATHSHEBA, ...NEW_PIN }],
  'rides.confirm': [{ rideId: RIDE_ID }, { rideId: RIDE_ID, quotedFareCents: 9_000 }],
  'rides.offer': [{ rideId: RIDE_ID, driverId: DRIVER.subject, timeoutMs: 30_000 }],
  'rides.expireOffer': [{ rideId: RIDE_ID, offerNumber: 1 }],
  'rides.start': [
    { rideId: RIDE_ID, pin: PIN },
    { rideId: RIDE_ID, pin: '0000' },
  ],
  'rides.arrive': [{ rideId: RIDE_ID, position: OISTINS }],
  'rides.noShow': [{ rideId: RIDE_ID, position: OISTINS, waitedMs: LONG_AGO_MS }],
  'rides.renewPin': [{ rideId: RIDE_ID, ...NEW_PIN }],
  'rides.setComms': [
    { rideId: RIDE_ID, commsLost: true },
    { rideId: RIDE_ID, commsLost: false },
  ],
  'drivers.goOnline': [{ position: OISTINS }],
  'drivers.goOffline': [{}],
};
const ACTORS: readonly Actor[] = [RIDER, DISPATCHER, SYSTEM, DRIVER, { ...DRIVER, device: 'phone-2' }];

function argsOf({ name }: MutationDefinition): readonly unknown[] {
  return ARGS[name] ?? [usualArgs(name)];
}

/** Every mutation by everybody in every status of a ride, as far as it changes the ride. */
function allSteps(): readonly Step[] {
  const steps: Step[] = [];
  for (const status of RIDE_STATUSES) {
    for (const overrides of [{}, WAITED]) {
      const before = sampleRide(status, overrides);
      const free = status === 'requested' ? [driverKind.put(sampleDriver())] : [];
      const rows = [...sampleRows(status, overrides), ...free];
      for (const definition of ridesMutations)
        for (const actor of ACTORS)
          for (const args of argsOf(definition)) {
            const claimedAtMs = NOW_MS - 1_000;
            const verdict = play(definition, { args, actor, rows, claimedAtMs, nowMs: NOW_MS + 40_000 });
            const after = changed<Ride>(verdict, 'ride');
            if (after) steps.push({ mutation: definition.name, before, after });
          }
    }
  }
  return steps;
}

describe('Y3 a ride', () => {
  const rules = fieldRules('ride');

  it('has one rule for each field', () => {
    expect([...rules.keys()].toSorted()).toEqual(Object.keys(sampleRide('requested')).toSorted());
  });

  it('keeps to it, whatever anybody does in any status', () => {
    const steps = allSteps();
    const moving = new Set(ridesMutations.map(({ name }) => name));
    // A ride that is there is not booked again.
    moving.delete('rides.book');
    expect([...moving].filter((name) => !steps.some(({ mutation }) => mutation === name))).toEqual([]);
    for (const step of steps) expect({ ...step, broken: broken(rules, step) }).toMatchObject({ broken: [] });
  });

  it('would be caught breaking it', () => {
    const before = sampleRide('accepted');
    const after = { ...before, quotedFareCents: 1, acceptedAtMs: 1, riderId: 'x', offerCount: 0, commsLost: true };
    expect(broken(rules, { mutation: 'rides.arrive', before, after }).toSorted()).toEqual(
      ['acceptedAtMs', 'commsLost', 'offerCount', 'quotedFareCents', 'riderId'].toSorted(),
    );
  });
});
