/**
 * The cookie's order: the epoch in the high bits and the commit in the low ones, as one safe integer.
 *
 * Invariants: a later commit has a higher order; every commit of a later epoch has a higher order than all of an earlier one,
 * so that a cookie never runs backwards, also after a restore from backup.
 */

/** Commits of one epoch are below this: 2^40, at 10,000 commits a second more than three years. */
export const COMMITS_PER_EPOCH = 2 ** 40;

/** Epochs are below this, so that an order stays a safe integer: 2^12. */
export const EPOCHS_MAX = 2 ** 12;

/** What stands as `scopes` in the cookie of a device that was taken out of service; of any other they are 16 hex digits. */
export const REVOKED_SCOPES = 'revoked';

/** The order of a commit. */
export function toOrder(epoch: number, commit: number): number {
  return epoch * COMMITS_PER_EPOCH + commit;
}

/** The epoch and the commit of an order. */
export function fromOrder(order: number): { readonly epoch: number; readonly commit: number } {
  return { epoch: Math.floor(order / COMMITS_PER_EPOCH), commit: order % COMMITS_PER_EPOCH };
}
