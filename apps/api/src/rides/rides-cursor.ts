import type { RidesCursor } from '#rides';
import { cursorInvalid } from './rides-problems.ts';

const FORM = /^(\d{1,15})\.([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;

/** Where a page ended, as callers send it back: opaque to them. */
export function writeCursor(cursor: RidesCursor | null): string | null {
  return cursor && Buffer.from(`${cursor.requestedAtMs}.${cursor.rideId}`).toString('base64url');
}

/** Where the page before ended. @throws Problem for what is no cursor of ours. */
export function readCursor(text: string | undefined): RidesCursor | null {
  if (text === undefined) return null;
  const [, requestedAtMs, rideId] = FORM.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  if (requestedAtMs === undefined || rideId === undefined) throw cursorInvalid();
  return { requestedAtMs: Number(requestedAtMs), rideId };
}
