/**
 * What a commit tells every process (NOTIFY): its number, and the types of its events. Who has nothing to do with them need not look.
 *
 * Invariants: it is a hint only; what cannot be read, or would not fit, wakes everybody.
 */
export interface Announcement {
  readonly commit: number;
  readonly eventTypes: readonly string[];
}

/** PostgreSQL refuses a longer payload. */
const PAYLOAD_BYTES_MAX = 7_999;

/** The payload of a commit's notification. */
export function announcementText({ commit, eventTypes }: Announcement): string {
  const text = JSON.stringify({ commit, eventTypes: [...new Set(eventTypes)] });
  return Buffer.byteLength(text) <= PAYLOAD_BYTES_MAX ? text : String(commit);
}

/** Null: something was committed, and nobody knows what. */
export function readAnnouncement(payload: string | undefined): Announcement | null {
  try {
    const told = JSON.parse(payload ?? '') as Partial<Announcement> | null;
    return typeof told?.commit === 'number' && Array.isArray(told.eventTypes) ? (told as Announcement) : null;
  } catch {
    return null;
  }
}
