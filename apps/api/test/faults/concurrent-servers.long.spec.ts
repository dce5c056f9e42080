import { expect, it } from '@jest/globals';
import { expectEveryRow } from './every-row.ts';
import { seedOfRun } from '../harness/random.ts';
import { World } from './world.ts';

const SIZE = { changesMin: 50_000, mutationsPerPhone: 2_300, pagesMin: 10 } as const;
const seed = seedOfRun();

it(`two servers give every reader every row, over at least ${SIZE.changesMin} changes (TEST_SEED=${seed})`, async () => {
  const world = await World.create();
  try {
    // Without event handlers: every commit is a push.
    const [one, two] = [await world.startServer({ roles: 'http' }), await world.startServer({ roles: 'http' })];
    await expectEveryRow({ world, servers: [one, two], seed, ...SIZE });
    expect(await world.wrongs()).toEqual([]);
  } finally {
    await world.close();
  }
});
