/** A phone killed (SIGKILL) at steps it takes: what `mutate` resolved is never lost, and nothing is done twice. Every step: crash.long.spec.ts. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { forgetCrashes, killAtSteps, lifeAndAfter, prepareCrashes } from '../test/crash-lives.ts';

const STRIDE = 4;
const FIRST = 1 + Math.floor(Math.random() * STRIDE);

beforeAll(prepareCrashes);
afterAll(forgetCrashes);

it(`Y1 loses nothing that was resolved, and does nothing twice, killed at every ${STRIDE}th step from step ${FIRST}`, async () => {
  const { steps, places, died } = await killAtSteps({ first: FIRST, stride: STRIDE });
  expect(steps).toBeGreaterThan(50);
  expect(died).toEqual(places);
});

it('would see it: a storage that says "durable" too early is caught', async () => {
  const caught: number[] = [];
  for (let killAt = 1; killAt <= 30 && caught.length === 0; killAt++) {
    await lifeAndAfter(killAt, 'careless').catch(() => caught.push(killAt));
  }
  expect(caught).toHaveLength(1);
});
