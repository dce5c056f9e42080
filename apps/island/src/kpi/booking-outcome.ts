/** How an offline booking can go, and what each way counts for. */
import { numberIn, textIn, type Row } from './query.ts';

/** In the order in which they are drawn: best first. */
export const BOOKING_OUTCOMES = [
  { how: 'assigned', words: 'a driver came to it in time', success: true, strict: true },
  { how: 'no_supply', words: 'told in time that no car can come', success: true, strict: false },
  { how: 'cancelled', words: 'called off before a driver took it', success: false, strict: false },
  { how: 'too_late', words: 'a driver took it after its deadline', success: false, strict: false },
  { how: 'lapsed', words: 'its deadline was over, asked again', success: false, strict: false },
  { how: 'rejected', words: 'refused by a rule', success: false, strict: false },
  { how: 'conflict', words: 'refused in a conflict', success: false, strict: false },
  { how: 'expired', words: 'expired', success: false, strict: false },
  { how: 'parked', words: 'parked for staff', success: false, strict: false },
  { how: 'silent', words: 'no answer by its deadline', success: false, strict: false },
  { how: 'never_arrived', words: 'never reached the server', success: false, strict: false },
] as const;

type BookingOutcome = (typeof BOOKING_OUTCOMES)[number];

/** So many bookings of one parish went so. */
export interface BookingGroup {
  readonly parish: string;
  readonly outcome: BookingOutcome;
  readonly bookings: number;
}

/** @throws Error for a way that is not known here: it would be counted for nothing. */
export function outcomeNamed(how: string): BookingOutcome {
  const outcome = BOOKING_OUTCOMES.find((one) => one.how === how);
  if (!outcome) throw new Error(`an offline booking went "${how}", which nobody has judged`);
  return outcome;
}

/** The rows `parish, how, bookings` of settled bookings; those still `open` are left out. */
export function bookingGroups(rows: readonly Row[]): readonly BookingGroup[] {
  return rows
    .filter((row) => row['how'] !== 'open')
    .map((row) => ({
      parish: textIn(row, 'parish'),
      outcome: outcomeNamed(textIn(row, 'how')),
      bookings: numberIn(row, 'bookings'),
    }));
}
