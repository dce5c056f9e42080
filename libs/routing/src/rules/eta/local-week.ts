/** Hours of the day and of the week in Barbados: four hours behind UTC, the whole year. */

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;
const UTC_OFFSET_MINUTES = -240;
const DAYS_PER_WEEK = 7;
// 1 January 1970 was a Thursday, with Sunday as day 0.
const FIRST_DAY = 4;

/** Part of a day, in minutes since midnight. One that ends before it begins goes over midnight. */
export type DayPart = { readonly fromMinutes: number; readonly toMinutes: number };

/** Whether a time falls into part of a day: from its first minute on, and before its last. */
export function isWithinDayPart({ fromMinutes, toMinutes }: DayPart, atMs: number): boolean {
  const minutes = minutesOfDay(atMs);
  return fromMinutes <= toMinutes
    ? minutes >= fromMinutes && minutes < toMinutes
    : minutes >= fromMinutes || minutes < toMinutes;
}

/** Whether a time falls on Monday to Friday. */
export function isWeekday(atMs: number): boolean {
  const day = (Math.floor(localMinutes(atMs) / MINUTES_PER_DAY) + FIRST_DAY) % DAYS_PER_WEEK;
  return day >= 1 && day <= 5;
}

function minutesOfDay(atMs: number): number {
  return localMinutes(atMs) % MINUTES_PER_DAY;
}

function localMinutes(atMs: number): number {
  return Math.floor(atMs / MINUTE_MS) + UTC_OFFSET_MINUTES;
}
