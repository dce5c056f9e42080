import { reasonsOf, type CodeWords, type Facts, type ModuleWords, type Says } from '#sync/client';
import { RIDE_CODES } from '../codes.ts';

const LOOK = 'Look at how the ride stands now.';
const CONTACT_FARE =
  'No fare is settled for this ride, at most a fee for cancelling. If you drove the rider, contact us: the times of your phone are kept, and we settle it by them.';

const at = (time: string | null): string => (time === null ? '' : ` at ${time}`);
const to = (place: string | null): string => (place === null ? '' : ` to ${place}`);

const WHO = { rider: 'The rider', driver: 'The driver', dispatcher: 'Bimride' };

/** `The rider cancelled the ride at 4:05 pm`. */
function cancelledBy(by: unknown, time: string | null): string {
  const who = WHO[by as keyof typeof WHO];
  return who === undefined ? `The ride was cancelled${at(time)}` : `${who} cancelled the ride${at(time)}`;
}

function rideInWords(ride: Readonly<Record<string, unknown>>, { time }: Says): string | null {
  switch (ride['status']) {
    case 'requested':
    case 'offered':
      return 'The ride waits for a driver.';
    case 'accepted':
      return 'A driver has accepted the ride.';
    case 'arrived':
      return `The driver came to the pickup${at(time(ride['arrivedAtMs']))}.`;
    case 'started':
      return `The ride started${at(time(ride['startedAtMs']))}.`;
    case 'ended':
      return `The ride ended${at(time(ride['endedAtMs']))}.`;
    case 'cancelled':
      return ride['cancelReason'] === 'no_show'
        ? `The driver waited and nobody came: the ride was cancelled${at(time(ride['cancelledAtMs']))}.`
        : // Read by the rider, too, who knows it.
          `${cancelledBy(ride['cancelledBy'] === 'rider' ? null : ride['cancelledBy'], time(ride['cancelledAtMs']))}.`;
    case 'lapsed':
      return 'No car was sent. The booking waits for your word.';
    default:
      return null;
  }
}

const cancelled = ({ details, time }: Facts): string =>
  `${cancelledBy(details['cancelledBy'], time(details['cancelledAtMs']))}, and that reached us first.`;
const DO_NOT_DRIVE: CodeWords = { reason: cancelled, next: 'Do not drive to the pickup. You can take the next ride.' };
const DRIVEN: CodeWords = { reason: cancelled, next: CONTACT_FARE };
const NOT_YOURS: CodeWords = {
  reason: 'This ride is no longer with you.',
  next: 'If the rider is in your car, contact us. If not, wait for the next ride.',
};
const LATE_BOOKING: CodeWords = {
  reason: ({ time, details }) =>
    `Your booking reached us${at(time(details['arrivedAtMs']))}, after the time you gave. No car was sent.`,
  next: 'Confirm it if you still want a car, or leave it.',
};

/** What rides say in English. */
export const RIDES_ENGLISH: ModuleWords = {
  codes: {
    ...reasonsOf(RIDE_CODES),
    arrival_unproven: {
      reason: 'Your arrival came without your position, so it does not show that you were at the pickup.',
      next: 'Contact us to call the ride off.',
    },
    booking_lapsed: LATE_BOOKING,
    cancelled_after_accept: {
      reason: ({ details, time }) =>
        `The ride is cancelled. A driver had accepted it${at(time(details['acceptedAtMs']))}.`,
      next: 'If a fee is due, you see it with this ride.',
    },
    clocks_disagree: {
      reason: 'The times of your phone do not show that you waited so long.',
      next: 'Say it again with network, or contact us to call the ride off.',
    },
    driver_has_ride: { reason: 'You have a ride to finish first.', next: 'Finish it, then go offline.' },
    driver_offline: { reason: 'You were offline already.' },
    grace_not_over: { reason: 'The rider still has time to come.', next: 'Wait a little longer, then say it again.' },
    move_illegal: { reason: 'That is not possible as the ride stands.', next: LOOK },
    no_supply: {
      reason: 'No car can come in time.',
      next: 'Confirm it if you are ready to wait longer, or book again later.',
    },
    offer_gone: { reason: 'The offer was over by then. You lose nothing.', next: 'Wait for the next one.' },
    other_device: {
      reason: 'Your other phone has your shift, so nothing was done.',
      next: 'Go on with that phone, or go online on this one to take the shift over.',
      elsewhere: {
        reason: 'That phone did not have your shift, so nothing has changed.',
        next: 'Go on with the phone that has the shift.',
      },
    },
    pickup_not_allowed: {
      reason: 'Nobody may be picked up there at this time.',
      next: 'Choose another pickup or another time.',
    },
    pickup_far: {
      reason: 'You are too far from the pickup, or were when you arrived.',
      next: 'Go to the pickup, or contact us to call the ride off.',
    },
    pin_locked: {
      reason: 'There were too many wrong PINs.',
      next: 'Ask the rider to make a new PIN, then type that one.',
    },
    pin_not_needed: { reason: 'The ride needs no PIN any more.' },
    pin_wrong: {
      reason: (facts) => {
        const left = facts.details['triesLeft'];
        const tries = left === 0 ? 'No try is left' : left === 1 ? '1 try is left' : `${String(left)} tries are left`;
        return `That was not the PIN, so the ride did not start.${left === undefined ? '' : ` ${tries}.`}`;
      },
      next: (facts) =>
        facts.details['triesLeft'] === 0
          ? 'Ask the rider to make a new PIN, then type that one.'
          : 'Ask the rider for the PIN and type it again.',
    },
    point_at_sea: { reason: 'This place is at sea: no car can come or go there.', next: 'Choose another place.' },
    quote_lapsed: {
      reason: 'The fare you were quoted no longer holds. No car was sent.',
      next: 'Look at the new fare, and confirm if you still want the car.',
    },
    ride_cancelled: DO_NOT_DRIVE,
    ride_exists: { reason: 'This booking is with us already.', next: 'Look at your rides.' },
    ride_not_found: { reason: 'We know of no such ride of yours.', next: 'Look at your rides.' },
    ride_open: {
      reason: 'You already have an open ride, so this booking was not taken.',
      next: 'If you want this one too, book it when the open ride is over.',
      elsewhere: { reason: 'You already had an open ride, so that booking was not taken.' },
    },
    ride_over: { reason: 'The ride was already over.', next: 'If something is wrong with it, contact us.' },
    ride_started: {
      reason: ({ details, time }) =>
        `The driver had already started${at(time(details['startedAtMs']))}. The ride goes on.`,
      next: 'Ask the driver to end it, or call us.',
    },
    trip_zero_length: { reason: 'The ride would end where it begins.', next: 'Choose another place to go.' },
    waiting_reduced: {
      reason: 'The ride is ended. Of your waiting only as much counts as the times of this ride allow.',
      next: 'If that is wrong, contact us.',
    },
  },
  acts: {
    'rides.book': { did: ({ args, place }) => `You asked for a car${to(place(args['dropoff']))}` },
    'rides.confirm': { did: 'You confirmed your booking' },
    'rides.cancel': {
      did: 'You asked to cancel the ride',
      overtook: {
        did: 'The rider asked to cancel, but what you did reached us first',
        reason: 'Your ride stands, and so does its fare.',
      },
    },
    'rides.renewPin': { did: 'You asked for a new PIN' },
    'rides.accept': { did: 'You said yes to a ride' },
    'rides.decline': { did: 'You said no to a ride', codes: { ride_cancelled: { reason: cancelled } } },
    'rides.arrive': {
      did: 'You said that you were at the pickup',
      codes: {
        offer_gone: NOT_YOURS,
        ride_cancelled: { reason: cancelled, next: 'Do not wait at the pickup. You can take the next ride.' },
      },
      overtook: {
        did: 'The driver came to the pickup, but your cancellation reached us first',
        reason: 'Your cancellation stands.',
        next: 'If you rode all the same, contact us: no fare is settled for it.',
      },
    },
    'rides.start': {
      did: 'You typed a PIN to start the ride',
      codes: { offer_gone: NOT_YOURS, ride_cancelled: DRIVEN },
      overtook: {
        did: 'The driver started the ride, but your cancellation reached us first',
        reason: 'Your cancellation stands.',
        next: 'If you rode all the same, contact us: no fare is settled for it.',
      },
    },
    'rides.end': {
      did: 'You ended the ride',
      codes: { offer_gone: NOT_YOURS, ride_cancelled: DRIVEN },
      overtook: {
        did: 'The driver ended the ride, but your cancellation reached us first',
        reason: 'Your cancellation stands.',
        next: 'If you rode all the same, contact us: no fare is settled for it.',
      },
    },
    'rides.noShow': {
      did: 'You said that nobody came',
      codes: {
        offer_gone: NOT_YOURS,
        ride_cancelled: {
          reason: cancelled,
          next: 'You can take the next ride. If a fee is due to you, you see it with this ride.',
        },
      },
      overtook: {
        did: 'The driver said that nobody came, but your cancellation reached us first',
        reason: 'Your cancellation stands.',
      },
    },
    'drivers.goOnline': { did: 'You asked to go online' },
    'drivers.goOffline': { did: 'You asked to go offline' },
  },
  rows: { ride: rideInWords },
};
