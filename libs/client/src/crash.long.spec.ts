/** A phone killed (SIGKILL) at every step it takes. */
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { forgetCrashes, killAtSteps, prepareCrashes } from '../test/crash-lives.ts';

beforeAll(prepareCrashes);
afterAll(forgetCrashes);

it('Y1 loses nothing that was resolved, and does nothing twice, wherever it is killed', async () => {
  const { steps, died } = await killAtSteps({ first: 1, stride: 1 });
  expect(died).toHaveLength(steps);
});
