/** What an operator may choose about pricing. */
export interface PricingOptions {
  /** Whether this process keeps the offline book: signs pages, renews them, takes old ones back. */
  readonly keepsBook: boolean;
  /** The server's time, in milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of each ride that is over and has no fare, although it should: somebody has to look at it. */
  readonly onUnsettled: (reason: UnsettledReason) => void;
}

/** Why a ride that is over has no fare: `parked` stands for a decision that waits for people. */
export const UNSETTLED_REASONS = ['trip_missing', 'tariff_unknown', 'fare_not_in_table', 'parked', 'other'] as const;
export type UnsettledReason = (typeof UNSETTLED_REASONS)[number];

export const PRICING_OPTIONS = Symbol('pricing options');
