/** Until when a ride waits for a driver. */
import type { DecisionTime } from '#sync/client';
import { RIDE_LIMITS } from '../../limits.ts';
import type { Ride } from '../../state.ts';

/** Until when a car is wanted, by the server's clock: as its rider says, but not for ever. Null: they name no end. */
export function wantedEndMs({ nowMs, validUntilMs }: Pick<DecisionTime, 'nowMs' | 'validUntilMs'>): number | null {
  return validUntilMs === null ? null : Math.min(validUntilMs, nowMs + RIDE_LIMITS.wantedAheadMsMax);
}

/**
 * When a waiting ride is given up, by the server's clock: so long before the time until which it is wanted that its rider
 * hears of it in time; and where the rider named none, when it has waited as long as anybody is kept waiting.
 */
export function waitEndsAtMs(ride: Pick<Ride, 'status' | 'wantedUntilMs' | 'queuedAtMs' | 'requestedAtMs'>): number {
  const { status, wantedUntilMs, queuedAtMs, requestedAtMs } = ride;
  if (wantedUntilMs === null) return (queuedAtMs ?? requestedAtMs) + RIDE_LIMITS.waitMsMax;
  // A driver who is thinking about it is left a little more time.
  return wantedUntilMs - (status === 'offered' ? RIDE_LIMITS.giveUpOfferedLeadMs : RIDE_LIMITS.giveUpLeadMs);
}
