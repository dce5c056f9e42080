const MS_PER_HOUR = 3_600_000;
/** Barbados is four hours behind UTC, all year. */
const BEHIND_UTC_MS = 4 * MS_PER_HOUR;
const HOURS_PER_DAY = 24;

/** The hour of the day on the island, with its fraction: 7.5 is half past seven. */
export function hourOfDay(atMs: number): number {
  return ((atMs - BEHIND_UTC_MS) / MS_PER_HOUR) % HOURS_PER_DAY;
}

/** Assumed: how many trips begin in each hour of a day, relative to other hours; two rushes and an evening. */
const TRIPS_BY_HOUR = [2, 1, 1, 1, 2, 4, 7, 12, 12, 8, 7, 7, 8, 8, 8, 9, 13, 13, 10, 8, 8, 7, 6, 4] as const;

/** How many trips begin at that time, relative to other times. */
export function busyness(atMs: number): number {
  return TRIPS_BY_HOUR[Math.floor(hourOfDay(atMs))] ?? 0;
}

export const BUSYNESS_MAX = Math.max(...TRIPS_BY_HOUR);
