import type { RidesCursor } from '#rides';
import { pageCursor, TIME_AND_ID } from '../rest/page-cursor.ts';

/** Lists of rides: by when they were asked for. */
export const ridesCursor = pageCursor<RidesCursor>(
  ({ requestedAtMs, rideId }) => `${requestedAtMs}.${rideId}`,
  TIME_AND_ID,
  (requestedAtMs, rideId) => ({ requestedAtMs: Number(requestedAtMs), rideId }),
);
