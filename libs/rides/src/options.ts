/** What an operator may choose about rides. */
export interface RidesOptions {
  /** How long a driver may think about an offer. */
  readonly offerTimeoutMs: number;
  /** Between two looks for offers whose time is over. */
  readonly offerTimeoutPollMs: number;
  /** Whether this process closes offers whose time is over. */
  readonly closesOffers: boolean;
  /** The server's time, in milliseconds since 1970. */
  readonly clock: () => number;
}

export const RIDES_OPTIONS = Symbol('rides options');
