/**
 * Time on the island: America/Barbados, four hours behind UTC all year (no summer time since 1980).
 *
 * Invariants: whole-number arithmetic only, no clock and no locale data: the same on every device.
 */

const OFFSET_MS = -4 * 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const OFFSET_TEXT = '-04:00';

/** Minutes since local midnight, 0 to 1439. */
export function localMinuteOfDay(atMs: number): number {
  return Math.floor(floorMod(atMs + OFFSET_MS, DAY_MS) / MINUTE_MS);
}

/** The moment as people on the island read it: `2026-11-23T22:15:00-04:00`. */
export function localText(atMs: number): string {
  return `${isoText(atMs + OFFSET_MS)}${OFFSET_TEXT}`;
}

/** The moment in UTC: `2026-11-24T02:15:00Z`. */
export function utcText(atMs: number): string {
  return `${isoText(atMs)}Z`;
}

/** Midnight on the island at the beginning of a day written `2023-01-07`, in milliseconds since 1970. */
export function localDayMs(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return daysOf(year, month, date) * DAY_MS - OFFSET_MS;
}

function isoText(ms: number): string {
  const { year, month, date } = civil(Math.floor(ms / DAY_MS));
  const seconds = Math.floor(floorMod(ms, DAY_MS) / 1000);
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${year}-${two(month)}-${two(date)}T${clock}`;
}

const two = (value: number): string => (value < 10 ? `0${value}` : String(value));

function floorMod(value: number, by: number): number {
  return value - Math.floor(value / by) * by;
}

// Days since 1970 to the Gregorian calendar and back, by 400-year eras that begin on 1 March.
function civil(days: number): { year: number; month: number; date: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * ofYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const date = ofYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, date };
}

function daysOf(year: number, month: number, date: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + date - 1;
  const ofEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + ofYear;
  return era * 146_097 + ofEra - 719_468;
}
