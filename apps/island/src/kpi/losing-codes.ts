/**
 * Which answers mean that one side had to lose: a field's value, a move of a ride or an amount of money that somebody had
 * given in good faith was discarded or changed, because of what somebody else did or because the world had moved on.
 * `outcome = 'conflict'` always is one. All other codes that a rider's or a driver's phone may be told stand here, each with
 * its reason; one that is missing ends the measurement.
 */
interface Judged {
  readonly loses: boolean;
  readonly why: string;
}

const lost = (why: string): Judged => ({ loses: true, why });
const kept = (why: string): Judged => ({ loses: false, why });

export const LOSING_CODES: Readonly<Record<string, Judged>> = {
  // Applied, but not as it was meant.
  quote_lapsed: lost('the fare that the rider was shown no longer holds'),
  cancelled_after_accept: lost('the driver’s acceptance is undone'),
  waiting_reduced: lost('waiting that the driver claimed is not charged'),
  cash_short: lost('the fare that was settled is another amount than the cash'),
  cash_over: lost('the fare that was settled is another amount than the cash'),
  no_supply: kept('told by Bimride itself, never to a phone’s mutation'),
  // Refused because of what somebody else, or another phone, did first.
  offer_gone: lost('the offer was taken back, or the ride is somebody else’s'),
  ride_cancelled: lost('the ride was called off by somebody else'),
  move_illegal: lost('the ride had moved on'),
  ride_over: lost('the ride ended before the cancel came'),
  ride_started: lost('the driver had started the ride'),
  ride_open: lost('another booking of this rider was open by then'),
  pin_not_needed: lost('the driver had started the ride, or it was over'),
  other_device: lost('another phone had taken the shift, or the ride, over'),
  ride_not_yours: lost('cash for a ride that went to somebody else'),
  ride_not_over: lost('cash for a ride whose end did not count'),
  driver_has_ride: lost('the shift does not end: a ride is open by the server’s truth'),
  discarded: lost('staff decided that it does not count'),
  // Refused by a rule that the person or the phone broke alone, or nothing was lost.
  rider_not_you: kept('a rule about who may book'),
  rider_unknown: kept('a rule about who may book'),
  rider_missing: kept('a rule about who may book'),
  ride_exists: kept('the same booking once more'),
  cash_exists: kept('the same payment once more'),
  ride_not_found: kept('there never was such a ride of this person'),
  driver_offline: kept('the shift was over already: nothing is changed by saying so'),
  arrival_unproven: kept('the phone’s own proof is missing'),
  pickup_far: kept('the phone’s own position says so'),
  grace_not_over: kept('the driver’s own times say so'),
  clocks_disagree: kept('the phone’s own clocks say so'),
  pin_wrong: kept('the driver typed another PIN'),
  pin_locked: kept('the driver typed too many wrong PINs'),
  cash_too_often: kept('more payments of one ride than any ride has'),
  change_too_much: kept('the driver’s own amounts do not add up'),
  args_invalid: kept('a defect of the phone, not of two people'),
  role_missing: kept('a rule about who may do it'),
  valid_until_passed: kept('its own time was over: nobody else is involved'),
  booking_lapsed: kept('its own time was over, and it is offered again; the booking counts as one that failed'),
  pickup_not_allowed: kept('a rule about where a ride may begin'),
  point_at_sea: kept('a rule about where a ride may begin and end'),
  trip_zero_length: kept('a rule about where a ride may begin and end'),
  too_old: kept('it waited longer than anything is kept'),
};

/** @throws Error for a code that nobody has judged: it would be counted for nothing. */
export function losesBy(code: string): boolean {
  const judged = LOSING_CODES[code];
  if (!judged) throw new Error(`a mutation from offline was answered "${code}", which nobody has judged`);
  return judged.loses;
}
