import { codeTextsOf } from '#sync/client';

/** What the codes of pricing say to a person: one text for one code, whichever question or mutation is answered with it. */

/** Why there is no quote. Beside them stand the codes of routing, for places and ways. */
export const QUOTE_CODES = {
  vehicle_class_unknown: 'There is no such class of vehicle. Known are Z (taxi) and ZM (maxi-taxi).',
  pickup_not_allowed: 'Nobody may be picked up here at this time.',
  extra_not_allowed: 'The law allows no charge for this.',
  extra_unknown: 'There is no such extra.',
  discount_unknown: 'There is no such discount at the time of the trip.',
  waiting_invalid: 'Waiting time is whole milliseconds, not negative, and at most six hours.',
  trip_time_invalid: 'The time of the trip is not one.',
  too_many_stops: 'A trip has at most five onward destinations.',
  tariff_not_in_force: 'This tariff is not in force at the time of the trip.',
  fare_not_in_table: 'The tariff has no fare between these two places.',
} as const;
export type QuoteCode = keyof typeof QUOTE_CODES;

/** Why a mutation of pricing is refused, or what is special about one that is not. */
export const PRICING_CODES = {
  approver_is_proposer: 'Somebody else has to approve what you proposed.',
  cash_exists: 'There is already a payment with this id.',
  cash_over: 'Recorded. More was kept in all than the fare.',
  cash_short: 'Recorded. Less was kept in all than the fare.',
  cash_too_often: 'More payments cannot be recorded for one ride. Ask us.',
  change_too_much: 'The change is more than what was given.',
  fare_exists: 'The fare of this ride is settled.',
  fare_not_found: 'There is no fare for this ride.',
  fee_none: 'Nothing is due: no rule asks for a fee.',
  other_device: 'This ride is on your other phone, and so is its cash.',
  page_exists: 'This page is published. A published page never changes.',
  page_honoured: 'The page is still honoured.',
  page_invalid: 'The signed page is not what it is said to be.',
  page_not_found: 'There is no such page.',
  page_out_of_order: 'Another page was published meanwhile.',
  refund_exists: 'There is already a refund with this id.',
  refund_too_much: 'More than what is left of the fare.',
  ride_not_over: 'The ride is not over yet.',
  ride_not_yours: 'You did not drive this ride.',
  tariff_backdated: 'A tariff cannot take effect in the past.',
  tariff_changed: 'This is not the tariff that was looked at.',
  tariff_exists: 'There is already a tariff with this version. A new one needs a new version.',
  tariff_invalid: 'The tariff contradicts itself.',
  tariff_not_found: 'There is no such tariff.',
  tariff_out_of_order: 'A later tariff is already published.',
  tariff_published: 'This tariff is published. A published tariff never changes.',
  tariff_unknown: 'The tariff to settle with is not known.',
} as const;
export type PricingCode = keyof typeof PRICING_CODES;

/** The texts of some codes, for a mutation's declaration. */
export const codeTexts = codeTextsOf(PRICING_CODES);
