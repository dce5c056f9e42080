/** Which published tariff holds when. */
import type { TariffCalendar } from '../../state.ts';

/** The id of the one row. */
export const CALENDAR_ID = 'tariffs';

type Entry = TariffCalendar['entries'][number];

/** The version in force at a time: the newest that has begun. Null: none has. */
export function versionAt(calendar: TariffCalendar | undefined, atMs: number): string | null {
  let version: string | null = null;
  for (const entry of calendar?.entries ?? []) if (entry.effectiveFromMs <= atMs) version = entry.version;
  return version;
}

/** The last to begin; undefined while none is published. */
export function lastEntry(calendar: TariffCalendar | undefined): Entry | undefined {
  return calendar?.entries.at(-1);
}

/** The calendar with one more tariff at its end. */
export function withEntry(calendar: TariffCalendar | undefined, entry: Entry): TariffCalendar {
  return { calendarId: CALENDAR_ID, entries: [...(calendar?.entries ?? []), entry] };
}
