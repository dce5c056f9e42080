/** When what happens in a run, by the island's clock, in milliseconds since 1970. */
export interface Timetable {
  /** Riders have the app and look at it at home. */
  readonly wakesAtMs: number;
  /** Coverage is as the profile says, drivers work and riders book. */
  readonly opensAtMs: number;
  /** Nobody books any more: who has booked is still driven. */
  readonly lastBookingMs: number;
  /** Everybody comes home. */
  readonly endsAtMs: number;
}

const MS_PER_HOUR = 3_600_000;
/** A Wednesday out of the cruise season, five in the morning on the island. */
const OPENS_AT_MS = Date.UTC(2026, 5, 17, 9);
const WAKES_BEFORE_MS = MS_PER_HOUR;
const LAST_BOOKING_SHARE = 0.85;
const LAST_BOOKING_BEFORE_MS_MAX = 3 * MS_PER_HOUR;

/** The times of a run of so many hours. */
export function timetable(hours: number): Timetable {
  const endsAtMs = OPENS_AT_MS + hours * MS_PER_HOUR;
  return {
    wakesAtMs: OPENS_AT_MS - WAKES_BEFORE_MS,
    opensAtMs: OPENS_AT_MS,
    lastBookingMs: Math.max(
      OPENS_AT_MS + hours * MS_PER_HOUR * LAST_BOOKING_SHARE,
      endsAtMs - LAST_BOOKING_BEFORE_MS_MAX,
    ),
    endsAtMs,
  };
}
