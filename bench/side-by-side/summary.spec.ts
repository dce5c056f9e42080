import { expect, it } from '@jest/globals';
import { judge } from './aims.ts';
import type { Measured } from './measure.ts';
import { CASES, CLIENTS, plan } from './plan.ts';
import { percentile, summarize } from './summary.ts';

/** A run of ours that is as good as it is meant to be. */
function run(name: string, change: Partial<Measured> = {}): Measured {
  const recording = {
    answeredAtMs: 400,
    answered: 100,
    sosAnsweredAtMs: 350,
    sosRequest: 1,
    sentAfterAnswer: 0,
  };
  const losses = { late_packet: 0, lost_request: 0, lost_reply: 0 };
  const link = { bytesUp: 1, bytesDown: 1, requests: 2, losses, cuts: 0 };
  return {
    client: 'bimride',
    case: name,
    round: 0,
    inSyncAtMs: 650,
    recording,
    link,
    uncutBytes: null,
    lost: 0,
    doubled: 0,
    loadAverage: 1,
    ...change,
  };
}

const aimsOf = (...runs: readonly Measured[]) => judge(summarize(CASES, CLIENTS, runs));

it('lets every client begin a round in turn, with the same seed for all of a round', () => {
  const runs = plan({ cases: CASES.slice(0, 1), clients: CLIENTS, rounds: 5, seed: 7 });
  const beginners = Array.from({ length: 5 }, (_, round) => runs.find((each) => each.round === round)?.client);
  expect(beginners).toEqual([...CLIENTS]);
  expect(new Set(runs.filter(({ round }) => round === 3).map(({ seed }) => seed))).toEqual(new Set([10]));
});

it('takes percentiles by nearest rank, and what was never reached for the slowest', () => {
  expect(percentile([5, 1, 3], 0.5)).toBe(3);
  expect(percentile([1, 2, 3, 4], 0.5)).toBe(2);
  expect(percentile([1, 2, null], 0.95)).toBeNull();
  expect(percentile([], 0.5)).toBeNull();
});

it('finds the aims met when they are', () => {
  const aims = aimsOf(...CASES.map(({ name }) => run(name)));
  expect(aims).toHaveLength(4);
  expect(aims.filter(({ met }) => !met)).toEqual([]);
});

it.each<[string, string, Partial<Measured>]>([
  ['too slow over a wide link', 'wide-100', { inSyncAtMs: 701 }],
  ['too slow over a narrow link', 'bad-1000', { inSyncAtMs: 10_001 }],
  ['never in sync', 'bad-1000', { inSyncAtMs: null }],
  ['a call for help that had to wait', 'sos', { recording: { ...run('sos').recording, sosRequest: 2 } }],
  ['something lost', 'cut-1000', { lost: 1 }],
  ['something doubled', 'cut-1000', { doubled: 1 }],
  ['sent after its answer', 'cut-1000', { recording: { ...run('cut-1000').recording, sentAfterAnswer: 1 } }],
])('finds an aim missed: %s', (_, name, change) => {
  expect(aimsOf(run(name, change)).map(({ met }) => met)).toEqual([false]);
});
