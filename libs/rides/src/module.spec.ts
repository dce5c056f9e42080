import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { RIDE_CODES } from './rules/codes.ts';
import { ridesMutations } from './module.ts';

const MUTATIONS = new URL('./mutations/', import.meta.url);

describe('the mutations of rides', () => {
  const sources = readdirSync(MUTATIONS).filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  const declared = sources.flatMap(
    (name) => readFileSync(new URL(name, MUTATIONS), 'utf8').match(/name: '([^']+)'/g) ?? [],
  );

  it('are all registered, each under its own name', () => {
    expect(ridesMutations.map(({ name }) => `name: '${name}'`).sort()).toEqual([...declared].sort());
  });

  it('never lose or change a name: an old phone may hold one for weeks', () => {
    expect(ridesMutations.map(({ name }) => name).sort()).toEqual([
      'drivers.goOffline',
      'drivers.goOnline',
      'rides.accept',
      'rides.arrive',
      'rides.book',
      'rides.cancel',
      'rides.confirm',
      'rides.decline',
      'rides.end',
      'rides.expireOffer',
      'rides.giveUp',
      'rides.noShow',
      'rides.offer',
      'rides.renewPin',
      'rides.setComms',
      'rides.start',
    ]);
  });

  it('answer with codes that each somebody uses', () => {
    const used = new Set(ridesMutations.flatMap(({ codes }) => Object.keys(codes)));
    expect([...used].sort()).toEqual(Object.keys(RIDE_CODES).sort());
  });
});
