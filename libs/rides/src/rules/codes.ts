import { codeTextsOf } from '#sync/client';

/** What the codes say to a person: one text for one code, whichever mutation answers with it. */
export const RIDE_CODES = {
  arrival_unproven: 'Your arrival came without your position, so it does not show that you were at the pickup.',
  booking_lapsed:
    'The booking reached us after the time until which it was wanted. Confirm it if you still want a car.',
  cancelled_after_accept: 'The ride is cancelled. A driver had already accepted it.',
  clocks_disagree:
    'The times that your phone tells do not show this wait. Say it again with a network, or ask us to call the ride off.',
  driver_busy: 'The driver has another ride.',
  driver_has_ride: 'You have a ride to finish first.',
  driver_offline: 'The driver is not online.',
  driver_passed: 'The driver has said no to this ride.',
  driver_is_rider: 'A driver cannot drive their own booking.',
  grace_not_over: 'The rider still has time to come.',
  move_illegal: 'That is not possible as the ride stands.',
  no_supply: 'No car can come in time. Confirm if you are ready to wait longer, or book another.',
  offer_gone: 'This offer is over.',
  offer_not_due: 'This offer still has time.',
  other_device: 'Only the phone that has your shift can do this. Go online on this one to take the shift over.',
  pickup_not_allowed: 'Nobody may be picked up here at this time.',
  pickup_far: 'You are too far from the pickup, or were when you arrived.',
  pin_locked: 'Too many wrong PINs. The rider can make a new one.',
  pin_not_needed: 'The ride no longer needs a PIN.',
  pin_wrong: 'That is not the PIN of this ride.',
  point_at_sea: 'This place is at sea: no car can come or go there.',
  quote_lapsed: 'The fare you were quoted no longer holds. Look at the new one, and confirm if you still want the car.',
  ride_cancelled: 'The ride has been cancelled.',
  ride_exists: 'There is already a ride with this id.',
  ride_not_found: 'There is no such ride.',
  ride_open: 'You already have an open ride.',
  ride_over: 'The ride is over.',
  ride_started: 'The ride is under way. Ask the driver to end it, or call us.',
  rider_missing: 'Say for which rider this is.',
  rider_unknown: 'Nobody has booked for this rider before. Check who it is, and say if they are new.',
  rider_not_you: 'You can only book for yourself.',
  trip_zero_length: 'The ride would end where it begins.',
  waiting_reduced: 'Recorded. Of the waiting only as much counts as the times of this ride allow.',
  wait_not_over: 'A car may still come in time.',
} as const;

export type RideCode = keyof typeof RIDE_CODES;

/** The texts of some codes, for a mutation's declaration. */
export const codeTexts = codeTextsOf(RIDE_CODES);
