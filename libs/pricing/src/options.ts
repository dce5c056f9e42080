/** What an operator may choose about pricing. */
export interface PricingOptions {
  /** Whether this process keeps the offline book: signs pages, renews them, takes old ones back. */
  readonly keepsBook: boolean;
  /** The server's time, in milliseconds since 1970. */
  readonly clock: () => number;
}

export const PRICING_OPTIONS = Symbol('pricing options');
