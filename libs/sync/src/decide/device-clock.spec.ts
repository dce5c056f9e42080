import { describe, expect, it } from '@jest/globals';
import { SYNC_LIMITS } from '../limits.ts';
import { clockShiftMs, madeAtMs } from './device-clock.ts';

const NOW_MS = 1_763_900_000_000;
const YEAR_MS = 31_557_600_000;
const { clockShiftMsMin, clockShiftYearsMax } = SYNC_LIMITS;

describe('what to add to a device’s time', () => {
  it.each<readonly [string, number | null, number]>([
    ['nothing when it does not tell when it sent', null, 0],
    ['nothing for the way to us', NOW_MS - clockShiftMsMin, 0],
    ['what a slow clock is behind', NOW_MS - clockShiftMsMin - 1, clockShiftMsMin + 1],
    ['what a fast clock is ahead, as less', NOW_MS + clockShiftMsMin + 1, -clockShiftMsMin - 1],
    ['decades, for a clock that began at 1970', 0, NOW_MS],
    ['nothing for what no clock says', NOW_MS + clockShiftYearsMax * YEAR_MS + 1, 0],
  ])('%s', (_name, sentAtMs, expected) => {
    expect(clockShiftMs({ sentAtMs, receivedAtMs: NOW_MS })).toBe(expected);
  });
});

it('when it was made is as long before it came as the device measured', () => {
  const made = (claimedAtMs: number | null) => madeAtMs({ claimedAtMs, sentAtMs: 90_000, receivedAtMs: NOW_MS });
  expect(made(30_000)).toBe(NOW_MS - 60_000);
  expect(made(null)).toBe(null);
});
