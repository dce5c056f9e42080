import { afterEach, describe, expect, it } from '@jest/globals';
import { Chaos } from './chaos.ts';
import { seedOfRun } from '../harness/random.ts';
import { World } from './world.ts';

/** Blow after blow, at random moments; one of each kind is in kill-server.spec.ts and kill-postgres.spec.ts. */
let world: World;
afterEach(() => world.close());

describe(`blows at random moments (TEST_SEED=${seedOfRun()})`, () => {
  const seed = seedOfRun();

  it('to servers lose nothing, double nothing, and let everybody converge', async () => {
    world = await World.create();
    const blows = [
      ...Array.from({ length: 6 }, () => 'kill at random' as const),
      ...Array.from({ length: 3 }, () => 'kill at a point' as const),
      'stop and go on',
    ] as const;
    const reports = await new Chaos({ world, seed, blows }).run();
    expect(reports).toHaveLength(blows.length);
    expect(new Set(reports.map(({ proof }) => proof)).size).toBe(blows.length);
    expect(reports.reduce((sum, { pushesLost }) => sum + pushesLost, 0)).toBeGreaterThan(0);
  });

  it('to PostgreSQL, and to the connections with it, lose nothing', async () => {
    const durable = await World.createDurable();
    ({ world } = durable);
    const blows = ['postgres immediate', 'cut connections', 'cut connections', 'postgres immediate'] as const;
    const reports = await new Chaos({ ...durable, seed, blows }).run();
    const cut = /connections to the database were ended/;
    const proofs = [/recovered/, cut, cut, /recovered/].map((proof): unknown => expect.stringMatching(proof));
    expect(reports.map(({ proof }) => proof)).toEqual(proofs);
    expect(Math.min(...[0, 3].map((index) => reports[index]?.pushesPutOff ?? 0))).toBeGreaterThan(0);
  });
});
