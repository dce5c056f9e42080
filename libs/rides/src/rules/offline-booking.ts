/**
 * Whether a booking made without a network came to a good end: the figure by which the service is judged.
 *
 * Invariants: of each offline booking one `offline_booking` is told when it is decided, and one `offline_booking_success`
 * in the commit that settles it: 1 if a driver took it, or the rider was told in time that nobody can come; 0 otherwise.
 * The strict form counts the first alone. A rider who confirms a lapsed booking has a ride, but no second try at this.
 */
import type { Ending, Measure } from '#sync/client';
import type { Ride } from '../state.ts';

/** What settles a ride that is still open. */
export type Settling = 'assigned' | 'no_supply' | 'cancelled';

/** What is counted of `rides.book`, however it ended. */
export function measureBooking({ entityId, outcome, code, time, latenessMs }: Ending): readonly Measure[] {
  if (!time.offline) return [];
  const notes = { outcome, code, wantedUntilMs: time.validUntilMs };
  const booked: Measure = { entityId, metric: 'offline_booking', value: latenessMs, notes };
  if (outcome === 'applied' && code === null) return [booked];
  const how = outcome === 'applied' ? 'lapsed' : outcome;
  return [booked, success(entityId, { value: 0, how, strict: 0, code })];
}

/** The ride once it is settled, and what is counted of that: nothing, unless it was booked offline and is still open. */
export function decided(
  ride: Ride,
  by: Settling,
  nowMs: number,
): { readonly ride: Ride; readonly measures: readonly Measure[] } {
  if (ride.offlineBooking !== 'open') return { ride, measures: [] };
  const isInTime = ride.wantedUntilMs === null || nowMs <= ride.wantedUntilMs;
  const result = isInTime ? IN_TIME[by] : TOO_LATE[by];
  return { ride: { ...ride, offlineBooking: 'settled' }, measures: [success(`ride/${ride.rideId}`, result)] };
}

interface Result {
  readonly value: 0 | 1;
  readonly how: string;
  readonly strict: 0 | 1;
  readonly code?: string | null;
}

const IN_TIME: Readonly<Record<Settling, Result>> = {
  assigned: { value: 1, how: 'assigned', strict: 1 },
  no_supply: { value: 1, how: 'no_supply', strict: 0 },
  cancelled: { value: 0, how: 'cancelled', strict: 0 },
};

const TOO_LATE: Readonly<Record<Settling, Result>> = {
  assigned: { value: 0, how: 'too_late', strict: 0 },
  no_supply: { value: 0, how: 'lapsed', strict: 0 },
  cancelled: { value: 0, how: 'cancelled', strict: 0 },
};

function success(entityId: string, { value, ...notes }: Result): Measure {
  return { entityId, metric: 'offline_booking_success', value, notes: { code: null, ...notes } };
}
