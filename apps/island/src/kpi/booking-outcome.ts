/** How an offline booking can go, and what each way counts for. */
import { numberIn, textIn, type Row } from './query.ts';

/** In the order in which they are drawn: best first. `success` null: no booking was accepted on a device, so it can neither succeed nor fail. */
export const BOOKING_OUTCOMES = [
  { how: 'assigned', words: 'a driver came to it in time', success: true, strict: true },
  { how: 'no_supply', words: 'told in time that no car can come', success: true, strict: false },
  { how: 'false_no_supply', words: 'told that no car can come while a driver was free', success: false, strict: false },
  { how: 're_entered', words: 'settled, but its rider had booked again by then', success: false, strict: false },
  { how: 'cancelled', words: 'called off before a driver took it', success: false, strict: false },
  { how: 'too_late', words: 'a driver took it after its deadline', success: false, strict: false },
  { how: 'lapsed', words: 'its deadline was over, asked again', success: false, strict: false },
  { how: 'rejected', words: 'refused by a rule', success: false, strict: false },
  { how: 'conflict', words: 'refused in a conflict', success: false, strict: false },
  { how: 'expired', words: 'expired', success: false, strict: false },
  { how: 'parked', words: 'parked for staff', success: false, strict: false },
  { how: 'silent', words: 'no answer by its deadline', success: false, strict: false },
  { how: 'never_arrived', words: 'never reached the server', success: false, strict: false },
  { how: 'not_saved', words: 'refused by the phone, which had no room', success: null, strict: false },
] as const;

type BookingOutcome = (typeof BOOKING_OUTCOMES)[number];

/** So many bookings of one parish went so. */
export interface BookingGroup {
  readonly parish: string;
  readonly outcome: BookingOutcome;
  readonly bookings: number;
}

/** So many bookings of one outage went so. */
export interface OutageBookings extends BookingGroup {
  /** Bookings of one outage of one place are not independent of each other. */
  readonly cluster: string;
  /** By what the phone thought when it was made. */
  readonly offline: boolean;
  /** By the island's coverage when it was made. */
  readonly lost: boolean;
}

/** @throws Error for a way that is not known here: it would be counted for nothing. */
export function outcomeNamed(how: string): BookingOutcome {
  const outcome = BOOKING_OUTCOMES.find((one) => one.how === how);
  if (!outcome) throw new Error(`an offline booking went "${how}", which nobody has judged`);
  return outcome;
}

/** Trips that are no bookings yet, or never were: they are counted, and told. */
export const UNJUDGED = ['open', 'not_made', 'nobody_free'] as const;

/** How many trips are of a kind that is not judged. */
export function unjudged(rows: readonly Row[], how: (typeof UNJUDGED)[number]): number {
  const counted = rows.filter((row) => row['how'] === how && (how !== 'open' || row['offline'] === true));
  return counted.reduce((sum, row) => sum + numberIn(row, 'bookings'), 0);
}

/** The rows `parish, cluster, offline, lost, how, bookings` of settled bookings. */
export function outageBookings(rows: readonly Row[]): readonly OutageBookings[] {
  return rows
    .filter((row) => !UNJUDGED.some((how) => row['how'] === how))
    .map((row) => ({
      parish: textIn(row, 'parish'),
      cluster: textIn(row, 'cluster'),
      offline: row['offline'] === true,
      lost: row['lost'] === true,
      outcome: outcomeNamed(textIn(row, 'how')),
      bookings: numberIn(row, 'bookings'),
    }));
}

/** The same of bookings that were accepted on a phone without contact, by parish and outcome. */
export function bookingGroups(rows: readonly Row[]): readonly BookingGroup[] {
  const judged = outageBookings(rows).filter(({ offline, outcome }) => offline && outcome.success !== null);
  const groups = Map.groupBy(judged, ({ parish, outcome }) => `${parish}\n${outcome.how}`);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const { parish, outcome } = first;
    return [{ parish, outcome, bookings: others.reduce((sum, one) => sum + one.bookings, first.bookings) }];
  });
}
