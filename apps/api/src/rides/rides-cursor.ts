import type { RidesCursor } from '#rides';
import { readPlace, writePlace } from '../rest/page-cursor.ts';

/** Where a page ended, as callers send it back: opaque to them. */
export function writeCursor(cursor: RidesCursor | null): string | null {
  return writePlace(cursor && { atMs: cursor.requestedAtMs, id: cursor.rideId });
}

/** Where the page before ended. @throws Problem for what is no cursor of ours. */
export function readCursor(text: string | undefined): RidesCursor | null {
  const place = readPlace(text);
  return place && { requestedAtMs: place.atMs, rideId: place.id };
}
