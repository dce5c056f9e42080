import { describe, expect, it } from '@jest/globals';
import type { Actor, Role, Change, MutationDefinition } from '#sync/client';
import { DRIVER, play, RIDER, sampleRows } from '../test/samples.ts';
import { usualArgs } from '../test/scenes.ts';
import { ridesMutations } from './module.ts';
import { RIDE_STATUSES, type Driver, type Ride, type Rider } from './state.ts';
import { driverKind, driverScope, rideKind, riderKind, riderScope } from './views.ts';

/** What a person's phone holds of some rows. */
function heldBy(scope: string, rows: readonly Change[]): readonly Change[] {
  return rows.flatMap((row) => {
    const seen = viewsOf(row)[scope];
    return seen === undefined ? [] : [{ ...row, state: seen }];
  });
}

function viewsOf({ kind, state }: Change): Readonly<Record<string, unknown>> {
  if (kind === 'ride') return rideKind.views(state as Ride);
  return kind === 'driver' ? driverKind.views(state as Driver) : riderKind.views(state as Rider);
}

const PEOPLE: readonly (readonly [Role, Actor, string])[] = [
  ['rider', RIDER, riderScope(RIDER.subject)],
  ['driver', DRIVER, driverScope(DRIVER.subject)],
];
const CASES = PEOPLE.flatMap(([role, actor, scope]) =>
  ridesMutations
    .filter(({ roles }) => roles.includes(role))
    .flatMap((mutation) => RIDE_STATUSES.map((status) => ({ name: mutation.name, status, mutation, actor, scope }))),
);

describe('a phone decides as the server does', () => {
  it.each(CASES)('$name on a ride that is $status', ({ mutation, status, actor, scope }) => {
    const decide = (rows: readonly Change[]) => told(mutation, actor, rows);
    const rows = sampleRows(status);
    expect(decide(heldBy(scope, rows))).toEqual(decide(rows));
  });
});

/** What the person is told, and how the ride then stands. */
function told(mutation: MutationDefinition, actor: Actor, rows: readonly Change[]): object {
  const { outcome, code, details, changes } = play(mutation, {
    args: usualArgs(mutation.name),
    actor,
    rows,
  });
  const ride = changes.find(({ kind }) => kind === 'ride')?.state as Ride | undefined;
  return { outcome, code, details, status: ride?.status };
}
