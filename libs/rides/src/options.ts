/** What an operator may choose about rides. */
export interface RidesOptions {
  /** How long a driver may think about an offer. */
  readonly offerTimeoutMs: number;
  /** Between two looks for offers whose time is over. */
  readonly offerTimeoutPollMs: number;
  /** Between two looks for rides to give up. */
  readonly giveUpPollMs: number;
  /** Whether this process looks for offers and waits whose time is over. If not, somebody calls `OfferTimeouts` and `GiveUps`. */
  readonly watchesWaits: boolean;
  /** The server's time, in milliseconds since 1970. */
  readonly clock: () => number;
}

export const RIDES_OPTIONS = Symbol('rides options');
