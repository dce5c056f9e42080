/**
 * What a device's clock is worth. Two of its times compared with each other are; one of its times compared with ours is
 * only after both clocks have been read at one moment: when it sent, and when that came.
 */
import type { DecisionTime } from '../define/mutation.ts';
import { SYNC_LIMITS } from '../limits.ts';
import type { Intent } from './step.ts';

const YEAR_MS = 31_557_600_000;

/**
 * What to add to a time of the device to have it by our clock: 0 for a clock that is right but for the way to us, for one
 * that is wrong beyond belief, and for a sender that does not tell when it sent.
 */
export function clockShiftMs(sending: { readonly sentAtMs: number | null; readonly receivedAtMs: number }): number {
  if (sending.sentAtMs === null) return 0;
  const shiftMs = sending.receivedAtMs - sending.sentAtMs;
  const isWrong = Math.abs(shiftMs) > SYNC_LIMITS.clockShiftMsMin;
  return isWrong && Math.abs(shiftMs) <= SYNC_LIMITS.clockShiftYearsMax * YEAR_MS ? shiftMs : 0;
}

/** When it was made, by our clock: as long before it came as the device's own clock measured. Null: it does not tell. */
export function madeAtMs(work: {
  readonly claimedAtMs: number | null;
  readonly sentAtMs: number | null;
  readonly receivedAtMs: number;
}): number | null {
  return work.claimedAtMs === null ? null : work.claimedAtMs + clockShiftMs(work);
}

/** The clocks that a decision about this intent may know. */
export function decisionTime(
  {
    claimedAtMs,
    offline,
    ...intent
  }: Pick<Intent, 'claimedAtMs' | 'offline' | 'sentAtMs' | 'receivedAtMs' | 'validUntilMs'>,
  nowMs: number,
): DecisionTime {
  const shiftMs = clockShiftMs(intent);
  const validUntilMs = intent.validUntilMs === null ? null : intent.validUntilMs + shiftMs;
  const time = { nowMs, claimedAtMs, validUntilMs, offline };
  return shiftMs === 0 ? time : { ...time, clockShiftMs: shiftMs };
}
