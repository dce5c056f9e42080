import { reasonsOf, type ModuleWords } from '#sync/client';
import { PRICING_CODES } from '../codes.ts';

/** What pricing says in English. */
export const PRICING_ENGLISH: ModuleWords = {
  codes: {
    ...reasonsOf(PRICING_CODES),
    cash_exists: { reason: 'This payment is written down already.' },
    cash_over: {
      reason: 'It is written down. In all, more was kept than the fare.',
      next: 'Give the rider what is too much, or contact us.',
    },
    cash_short: { reason: 'It is written down. In all, less was kept than the fare. You can go on.' },
    cash_too_often: { reason: 'No more payments can be written down for one ride.', next: 'Contact us.' },
    change_too_much: {
      reason: 'The change is more than what was given.',
      next: 'Look at both amounts, and write it down again.',
    },
    other_device: {
      reason: 'This ride is on your other phone, and so is its cash.',
      next: 'Write it down on that phone.',
      elsewhere: {
        reason: 'That phone does not have the ride, so the cash was not written down.',
        next: 'Write it down on the phone that has the ride.',
      },
    },
    ride_not_over: { reason: 'The ride is not over yet.', next: 'End the ride, then write the cash down.' },
    ride_not_yours: { reason: 'We know of no such ride of yours.', next: 'Contact us if you drove it.' },
  },
  acts: {
    'pricing.recordCash': {
      did: ({ args, money }) => {
        const given = args['currency'] === 'BBD' ? money(args['tenderedCents']) : null;
        return given === null ? 'You wrote down cash' : `You wrote down ${given} in cash`;
      },
    },
  },
};
